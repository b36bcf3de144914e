/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-store-lock.h"

#include "bb-fsync.h"
#include "scsi/bb-regular-file.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define BB_LOCK_FOLDER "locks"
#define BB_LOCK_STORE "store"
#define BB_LOCK_DRIVE_PREFIX "drive-"
#define BB_LOCK_MAX_TEXT_BYTES 1024

struct _BbStoreLock {
    int store; /* descriptor of the lock file of the store, or of the file of bb_store_lock_wait() */
    int drive; /* descriptor of the lock file of the drive; -1 if only the store is locked */
};

/* The text of a lock file, written by the holder of the lock: program, process number, drive and action, each on a
 * line of its own. */
typedef struct {
    char *program; /* "burnbackctl (process 4711)" */
    char *drive;   /* "sr0", or "" */
    char *action;  /* (nullable): "flash" */
} BbLockHolder;

static void
bb_lock_holder_clear (BbLockHolder *holder)
{
    g_free (holder->program);
    g_free (holder->drive);
    g_free (holder->action);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbLockHolder, bb_lock_holder_clear)

/* --- lock files --- */

/* Returns (transfer full) the name of the lock file of @drive, made of its bus path or device name. */
static char *
bb_lock_dup_drive_file (const BbDriveDetails *drive)
{
    g_autofree char *place = g_strdup (drive->bus_path != NULL ? drive->bus_path : drive->name);

    g_strcanon (place, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.", '_');
    return g_strconcat (BB_LOCK_DRIVE_PREFIX, place, NULL);
}

static char *
bb_lock_dup_path (const char *state_folder, const char *file)
{
    return g_build_filename (state_folder, BB_LOCK_FOLDER, file, NULL);
}

/* Sets @holder from the text of the lock file; leaves @holder empty if the text is incomplete. Unprintable characters
 * become "?", because any program may have written the text. */
static void
bb_lock_read_holder (int fd, BbLockHolder *holder)
{
    char text[BB_LOCK_MAX_TEXT_BYTES] = "";
    gssize length_bytes = pread (fd, text, sizeof text - 1, 0);
    g_auto (GStrv) lines = NULL;

    text[MAX (length_bytes, 0)] = '\0';
    for (char *p = text; *p != '\0'; p++) {
        if (*p != '\n' && !g_ascii_isprint (*p))
            *p = '?';
    }
    lines = g_strsplit (text, "\n", 5);
    if (g_strv_length (lines) < 3)
        return;
    /* TRANSLATORS: name and number of a program that runs */
    holder->program = g_strdup_printf (_ ("%s (process %s)"), lines[0], lines[1]);
    holder->drive = g_strdup (lines[2]);
    holder->action = lines[3] != NULL && *lines[3] != '\0' ? g_strdup (lines[3]) : NULL;
}

/* Writes this program, its process number, @drive and @action to the lock file. Errors are ignored, because the text
 * is only shown to users. */
static void
bb_lock_write_holder (int fd, const char *drive, const char *action)
{
    const char *program = g_get_prgname ();
    g_autofree char *text = g_strdup_printf ("%s\n%d\n%s\n%s%s", program != NULL ? program : "burnback",
                                             (int) getpid (), drive, action, *action != '\0' ? "\n" : "");

    if (ftruncate (fd, 0) != 0 || pwrite (fd, text, MIN (strlen (text), BB_LOCK_MAX_TEXT_BYTES - 1), 0) < 0)
        g_debug ("a lock has no name: %s", g_strerror (errno));
}

/* Sets @error to the message of @reason, with the code %BB_STORE_ERROR_NOT_PERMITTED if a permission is missing, else
 * %BB_STORE_ERROR_UNWRITABLE. */
static void
bb_lock_set_error (const GError *reason, GError **error)
{
    gboolean is_of_rights = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

    g_set_error_literal (error, BB_STORE_ERROR,
                         is_of_rights ? BB_STORE_ERROR_NOT_PERMITTED : BB_STORE_ERROR_UNWRITABLE, reason->message);
}

int
bb_store_lock_file (int fd, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
    int status;

    g_return_val_if_fail (fd >= 0, EBADF);

    /* On a network file system a signal can interrupt the call. */
    do
        status = fcntl (fd, F_OFD_SETLK, &lock);
    while (status != 0 && errno == EINTR);
    if (status == 0)
        return 0;
    return errno == EACCES ? EAGAIN : errno;
}

/*
 * Opens the file at @path, which is created if it does not exist, and locks it. @type: F_RDLCK or F_WRLCK. Returns
 * the descriptor. If another program has the lock, returns -1 without an error and sets @holder. Returns -1 with an
 * error if the file cannot be opened or locked.
 */
static int
bb_lock_take (const char *path, short type, BbLockHolder *holder, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    int fd = bb_regular_file_open (path, O_RDWR | O_CREAT, &local_error);
    int failed;

    if (fd < 0) {
        bb_lock_set_error (local_error, error);
        return -1;
    }
    failed = bb_store_lock_file (fd, type);
    if (failed == 0)
        return fd;
    if (failed == EAGAIN)
        bb_lock_read_holder (fd, holder);
    else
        g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE, "%s: %s", path, g_strerror (failed));
    close (fd);
    return -1;
}

/* Creates the folder of the lock files. FALSE with %BB_STORE_ERROR if that fails. */
static gboolean
bb_lock_make_folder (const char *state_folder, GError **error)
{
    g_autofree char *folder = g_build_filename (state_folder, BB_LOCK_FOLDER, NULL);
    g_autoptr (GError) local_error = NULL;

    if (bb_fsync_make_folder (folder, &local_error))
        return TRUE;
    bb_lock_set_error (local_error, error);
    return FALSE;
}

/* --- holders of locks --- */

/* TRUE if a process has a write lock on the file at @path; then sets @holder to that program. Read locks do not
 * count. FALSE also if the file cannot be opened. Does not lock the file. */
static gboolean
bb_lock_is_held (const char *path, BbLockHolder *holder)
{
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    int fd = bb_regular_file_open (path, O_RDONLY, NULL);
    gboolean held;

    if (fd < 0)
        return FALSE;
    held = fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    if (held)
        bb_lock_read_holder (fd, holder);
    close (fd);
    return held;
}

/* Sets @holder to the first program that holds the lock of a drive of the store; leaves @holder empty if there is
 * none. */
static void
bb_lock_find_worker (const char *state_folder, BbLockHolder *holder)
{
    g_autofree char *folder = g_build_filename (state_folder, BB_LOCK_FOLDER, NULL);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        if (g_str_has_prefix (name, BB_LOCK_DRIVE_PREFIX) && bb_lock_is_held (path, holder))
            return;
    }
}

char *
bb_store_dup_worker (const char *state_folder, const BbDriveDetails *drive, char **action)
{
    g_autofree char *file = bb_lock_dup_drive_file (drive);
    g_autofree char *path = bb_lock_dup_path (state_folder, file);
    g_auto (BbLockHolder) holder = {0};

    if (action != NULL)
        *action = NULL;
    if (!bb_lock_is_held (path, &holder))
        return NULL;
    if (action != NULL)
        *action = g_steal_pointer (&holder.action);
    return holder.program != NULL ? g_steal_pointer (&holder.program) : g_strdup (_ ("Another program"));
}

/* --- taking and releasing --- */

/* Returns the name of the program in @holder, or "Another program" if the text of the lock file could not be read. */
static const char *
bb_lock_name_program (const BbLockHolder *holder)
{
    return holder->program != NULL ? holder->program : _ ("Another program");
}

/* Locks the store with bb_lock_take() and returns the result. Before that, creates the folder of lock files; returns
 * -1 with an error if this fails. */
static int
bb_lock_take_store (const char *state_folder, short type, BbLockHolder *holder, GError **error)
{
    g_autofree char *path = bb_lock_dup_path (state_folder, BB_LOCK_STORE);

    return bb_lock_make_folder (state_folder, error) ? bb_lock_take (path, type, holder, error) : -1;
}

/* Returns (transfer full) a lock that owns the descriptors. @drive: -1 if only the store is locked */
static BbStoreLock *
bb_store_lock_new (int store, int drive)
{
    BbStoreLock *lock = g_new0 (BbStoreLock, 1);

    lock->store = store;
    lock->drive = drive;
    return lock;
}

BbStoreLock *
bb_store_lock_drive (const char *state_folder, const BbDriveDetails *details, GError **error)
{
    g_autofree char *file = bb_lock_dup_drive_file (details);
    g_autofree char *path = bb_lock_dup_path (state_folder, file);
    g_auto (BbLockHolder) mover = {0};
    g_auto (BbLockHolder) worker = {0};
    g_autoptr (GError) local_error = NULL;
    int store = bb_lock_take_store (state_folder, F_RDLCK, &mover, &local_error);
    int drive = store >= 0 ? bb_lock_take (path, F_WRLCK, &worker, &local_error) : -1;

    if (drive >= 0) {
        bb_lock_write_holder (drive, details->name, "");
        return bb_store_lock_new (store, drive);
    }
    if (local_error != NULL)
        g_propagate_error (error, g_steal_pointer (&local_error));
    else if (store < 0)
        /* TRANSLATORS: %s is a program, as "burnback (process 4711)" */
        g_set_error (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY,
                     _ ("%s is moving or deleting backups, so nothing was sent to the drive."),
                     bb_lock_name_program (&mover));
    else
        /* TRANSLATORS: %s is a program, as "burnback (process 4711)", then a drive */
        g_set_error (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY,
                     _ ("%s is using %s. In the meantime, you can list drives and backups and use other drives."),
                     bb_lock_name_program (&worker), details->name);
    if (store >= 0)
        close (store);
    return NULL;
}

void
bb_store_lock_set_action (BbStoreLock *lock, const BbDriveDetails *details, const char *action)
{
    g_return_if_fail (lock != NULL && lock->drive >= 0);

    bb_lock_write_holder (lock->drive, details->name, action);
}

BbStoreLock *
bb_store_lock_alone (const char *state_folder, GError **error)
{
    g_auto (BbLockHolder) mover = {0};
    g_auto (BbLockHolder) worker = {0};
    g_autoptr (GError) local_error = NULL;
    int store = bb_lock_take_store (state_folder, F_WRLCK, &mover, &local_error);

    if (store >= 0) {
        bb_lock_write_holder (store, "", "");
        return bb_store_lock_new (store, -1);
    }
    if (local_error != NULL) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return NULL;
    }
    bb_lock_find_worker (state_folder, &worker);
    if (worker.drive != NULL)
        /* TRANSLATORS: %s is a program, as "burnbackctl (process 4711)", then a drive */
        g_set_error (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY,
                     _ ("%s is using %s. You can move and delete backups after that program has finished."),
                     bb_lock_name_program (&worker), worker.drive);
    else
        g_set_error (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY,
                     _ ("%s is using the backup folder. Wait until that program has finished."),
                     bb_lock_name_program (&mover));
    return NULL;
}

BbStoreLock *
bb_store_lock_wait (const char *path, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = bb_regular_file_open (path, O_RDWR | O_CREAT, &local_error);
    int status;

    if (fd < 0) {
        bb_lock_set_error (local_error, error);
        return NULL;
    }
    do
        status = fcntl (fd, F_OFD_SETLKW, &lock);
    while (status != 0 && errno == EINTR);
    if (status == 0)
        return bb_store_lock_new (fd, -1);
    g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE, "%s: %s", path, g_strerror (errno));
    close (fd);
    return NULL;
}

void
bb_store_lock_free (BbStoreLock *lock)
{
    if (lock == NULL)
        return;
    /* The drive is unlocked first, so that a program that finds the store unlocked does not find the drive still
     * locked. */
    if (lock->drive >= 0)
        close (lock->drive);
    close (lock->store);
    g_free (lock);
}
