/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-real-drive.h"

#include "bb-drive-hold.h"
#include "bb-drive-users.h"
#include "bb-host.h"

#include "scsi/bb-transport-sg.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

/* Buffer for one entry of the user or group database. */
#define BB_NSS_BUFFER_BYTES 16384

struct _BbRealDrive {
    BbDrive parent_instance;

    GMutex lock;
    BbHold *held;
};

G_DEFINE_TYPE (BbRealDrive, bb_real_drive, BB_TYPE_DRIVE)

/* Returns (transfer full) the sentence for a drive that has no sg node. */
static char *
bb_real_drive_dup_no_node (const BbDriveDetails *details)
{
    return g_strdup_printf (_ ("Burnback cannot send commands to drive %s, because the kernel module “sg” is not "
                               "loaded. Load the module as administrator."),
                            details->name);
}

static BbTransport *
bb_real_drive_open (BbDrive *drive, gboolean exclusive, GError **error)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
    g_autofree char *why = NULL;

    if (details->sg_node != NULL)
        return bb_transport_sg_open (details->sg_node, exclusive, error);
    why = bb_real_drive_dup_no_node (details);
    g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NO_NODE, why);
    return NULL;
}

/* Returns (transfer full) the name of a user; the number @uid as text if there is no such user. */
static char *
bb_dup_user_name (uid_t uid)
{
    g_autofree char *buffer = g_malloc (BB_NSS_BUFFER_BYTES);
    struct passwd entry, *found = NULL;

    if (getpwuid_r (uid, &entry, buffer, BB_NSS_BUFFER_BYTES, &found) != 0 || found == NULL)
        return g_strdup_printf ("%u", (guint) uid);
    return g_strdup (found->pw_name);
}

/* Returns (transfer full) the name of a group; the number @gid as text if there is no such group. */
static char *
bb_dup_group_name (gid_t gid)
{
    g_autofree char *buffer = g_malloc (BB_NSS_BUFFER_BYTES);
    struct group entry, *found = NULL;

    if (getgrgid_r (gid, &entry, buffer, BB_NSS_BUFFER_BYTES, &found) != 0 || found == NULL)
        return g_strdup_printf ("%u", (guint) gid);
    return g_strdup (found->gr_name);
}

char *
bb_access_dup_denied (const char *node, mode_t mode, const char *owner, const char *group)
{
    const mode_t group_may = S_IRGRP | S_IWGRP;

    if ((mode & group_may) == group_may && group != NULL && g_strcmp0 (group, "root") != 0) {
        return g_strdup_printf (
            /* TRANSLATORS: a device such as /dev/sg0, its owner, its group */
            _ ("You do not have permission to use %s, which belongs to the user %s and the group “%s”. As "
               "administrator, add your account to this group, then log in again."),
            node, owner != NULL ? owner : "?", group);
    }
    /* TRANSLATORS: a device such as /dev/sg0, its owner */
    return g_strdup_printf (_ ("Access to %s is restricted to the user %s. Log in locally on the computer, or run "
                               "Burnback as administrator."),
                            node, owner != NULL ? owner : "?");
}

/* Sets @why (nullable) to a sentence that says who may use @node, and returns %BB_ACCESS_DENIED. */
static BbAccess
bb_real_drive_access_denied (const char *node, char **why)
{
    g_autofree char *owner = NULL, *group = NULL;
    struct stat st;

    if (stat (node, &st) != 0)
        st = (struct stat){0};
    owner = bb_dup_user_name (st.st_uid);
    group = bb_dup_group_name (st.st_gid);
    if (why != NULL)
        *why = bb_access_dup_denied (node, st.st_mode, owner, group);
    return BB_ACCESS_DENIED;
}

/* Sets @why (nullable) to a sentence that says that the drive is disconnected, and returns %BB_ACCESS_GONE. */
static BbAccess
bb_real_drive_access_gone (const BbDriveDetails *details, char **why)
{
    if (why != NULL)
        *why = g_strdup_printf (_ ("Drive %s is no longer connected. Reconnect it to the same port."), details->name);
    return BB_ACCESS_GONE;
}

/* Member check_access() of #BbDriveClass. Sets @why (nullable) unless access is permitted. Returns:
 * - %BB_ACCESS_OK if this user may read and write the sg node
 * - %BB_ACCESS_NO_SG_NODE if the drive has no sg node
 * - %BB_ACCESS_GONE if the drive or its node does not exist any more
 * - else %BB_ACCESS_DENIED */
static BbAccess
bb_real_drive_check_access (BbDrive *drive, char **why)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);

    if (!bb_drive_is_present (drive))
        return bb_real_drive_access_gone (details, why);
    if (details->sg_node == NULL) {
        if (why != NULL)
            *why = bb_real_drive_dup_no_node (details);
        return BB_ACCESS_NO_SG_NODE;
    }
    if (access (details->sg_node, R_OK | W_OK) == 0)
        return BB_ACCESS_OK;
    if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
        return bb_real_drive_access_gone (details, why);
    return bb_real_drive_access_denied (details->sg_node, why);
}

static BbDriveUsers *
bb_real_drive_find_users (BbDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
    const char *nodes[3] = {NULL};
    guint n_nodes = 0;

    if (details->sr_node != NULL)
        nodes[n_nodes++] = details->sr_node;
    if (details->sg_node != NULL)
        nodes[n_nodes++] = details->sg_node;
    return bb_users_find ("/proc", nodes);
}

/* Adds a note to @notes if this user may not see all processes in /proc. A program that uses the drive may then be
 * missed, because opening the node with O_EXCL detects only programs that use O_EXCL, too. */
static void
bb_real_drive_note_unseen_users (BbDrive *drive, char ***notes)
{
    g_autoptr (BbDriveUsers) users = bb_real_drive_find_users (drive);
    guint n_notes = g_strv_length (*notes);

    if (users->is_complete)
        return;
    *notes = g_renew (char *, *notes, n_notes + 2);
    (*notes)[n_notes] = g_strdup (_ ("Burnback does not have permission to check whether programs of other users "
                                     "are using the drive. Close all programs that may be using it."));
    (*notes)[n_notes + 1] = NULL;
}

/* Member hold() of #BbDriveClass. Fails with %BB_TRANSPORT_ERROR_IN_USE if this process holds the drive already. Also
 * adds a note if this user may not see all processes. */
static gboolean
bb_real_drive_hold (BbDrive *drive, GVariant **undo, char ***notes, GError **error)
{
    BbRealDrive *self = BB_REAL_DRIVE (drive);
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
    gboolean was_held, is_held;

    g_mutex_lock (&self->lock);
    was_held = self->held != NULL;
    if (!was_held)
        self->held = bb_hold_new (details->name, details->sr_node, undo, notes, error);
    is_held = self->held != NULL;
    g_mutex_unlock (&self->lock);
    if (was_held)
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE, "%s is held already", details->name);
    if (was_held || !is_held)
        return FALSE;
    bb_real_drive_note_unseen_users (drive, notes);
    return TRUE;
}

static GVariant *
bb_real_drive_foresee_hold (BbDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);

    return bb_hold_predict_undo (details->sr_node);
}

/* Undoes bb_real_drive_hold() if the drive is held. Sends no command, so @was_in_recovery_mode is not used. */
static void
bb_real_drive_release (BbDrive *drive, gboolean was_in_recovery_mode)
{
    BbRealDrive *self = BB_REAL_DRIVE (drive);

    g_mutex_lock (&self->lock);
    g_clear_pointer (&self->held, bb_hold_free);
    g_mutex_unlock (&self->lock);
}

/* Returns (transfer full), never NULL, what sysfs reports of the connection to the drive: ATA transfer mode, ID of
 * the drive for `libata.force`, largest data phase. A property that sysfs does not report is unknown. */
static BbHostPath *
bb_real_drive_read_host_path (BbDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);

    return bb_host_path_read ("/sys", details);
}

/*
 * Returns (transfer full) (nullable) the boot ID and the `diskseq` of the drive; %NULL if one of them cannot be read.
 * The kernel gives a block device a new `diskseq` each time the device appears, and starts to count again after each
 * boot. So the boot ID or the `diskseq` changes with each power cycle that the kernel notices.
 */
static char *
bb_real_drive_dup_power_mark (BbDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
    g_autofree char *name = details->sr_node != NULL ? g_path_get_basename (details->sr_node) : NULL;
    g_autofree char *path = g_strdup_printf ("/sys/block/%s/diskseq", name);
    g_autofree char *boot = NULL;
    g_autofree char *sequence = NULL;

    if (name == NULL || !g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL) ||
        !g_file_get_contents (path, &sequence, NULL, NULL))
        return NULL;
    return g_strdup_printf ("%s-%s", g_strstrip (boot), g_strstrip (sequence));
}

static void
bb_real_drive_finalize (GObject *object)
{
    BbRealDrive *self = BB_REAL_DRIVE (object);

    g_clear_pointer (&self->held, bb_hold_free);
    g_mutex_clear (&self->lock);
    G_OBJECT_CLASS (bb_real_drive_parent_class)->finalize (object);
}

static void
bb_real_drive_class_init (BbRealDriveClass *klass)
{
    BbDriveClass *drive_class = BB_DRIVE_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_real_drive_finalize;
    drive_class->open = bb_real_drive_open;
    drive_class->check_access = bb_real_drive_check_access;
    drive_class->find_users = bb_real_drive_find_users;
    drive_class->foresee_hold = bb_real_drive_foresee_hold;
    drive_class->hold = bb_real_drive_hold;
    drive_class->release = bb_real_drive_release;
    drive_class->read_host_path = bb_real_drive_read_host_path;
    drive_class->dup_power_mark = bb_real_drive_dup_power_mark;
}

static void
bb_real_drive_init (BbRealDrive *self)
{
    g_mutex_init (&self->lock);
}

BbDrive *
bb_real_drive_new (BbDriveDetails *details)
{
    BbDrive *drive = g_object_new (BB_TYPE_REAL_DRIVE, NULL);

    bb_drive_set_details (drive, details);
    return drive;
}
