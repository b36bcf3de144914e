/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive.h"

#include "bb-drive-hold.h"
#include "bb-host.h"

typedef struct {
    GMutex lock; /* guards the fields below, which the main thread sets and worker threads read */
    BbDriveDetails *details;
    char *name;
    gboolean present;
} BbDrivePrivate;

static guint changed_signal;

G_DEFINE_TYPE_WITH_PRIVATE (BbDrive, bb_drive, G_TYPE_OBJECT)

static BbDrivePrivate *
bb_drive_private (BbDrive *self)
{
    return bb_drive_get_instance_private (self);
}

static void
bb_drive_init (BbDrive *self)
{
    BbDrivePrivate *priv = bb_drive_private (self);

    g_mutex_init (&priv->lock);
    priv->details = bb_drive_details_new ();
    priv->present = TRUE;
}

static void
bb_drive_finalize (GObject *object)
{
    BbDrivePrivate *priv = bb_drive_private (BB_DRIVE (object));

    bb_drive_details_unref (priv->details);
    g_free (priv->name);
    g_mutex_clear (&priv->lock);
    G_OBJECT_CLASS (bb_drive_parent_class)->finalize (object);
}

static void
bb_drive_class_init (BbDriveClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_drive_finalize;
    changed_signal =
        g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

BbDriveDetails *
bb_drive_ref_details (BbDrive *self)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = NULL;

    g_return_val_if_fail (BB_IS_DRIVE (self), NULL);

    locker = g_mutex_locker_new (&bb_drive_private (self)->lock);
    return bb_drive_details_ref (bb_drive_private (self)->details);
}

void
bb_drive_set_details (BbDrive *self, BbDriveDetails *details)
{
    g_autoptr (BbDriveDetails) old = NULL;
    BbDrivePrivate *priv;

    g_return_if_fail (BB_IS_DRIVE (self));
    g_return_if_fail (details != NULL);
    priv = bb_drive_private (self);
    g_mutex_lock (&priv->lock);
    old = priv->details;
    priv->details = bb_drive_details_ref (details);
    if (priv->name == NULL)
        priv->name = g_strdup (details->name);
    g_mutex_unlock (&priv->lock);
    if (!bb_drive_details_equal (old, details))
        g_signal_emit (self, changed_signal, 0);
}

const char *
bb_drive_get_name (BbDrive *self)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = NULL;

    g_return_val_if_fail (BB_IS_DRIVE (self), NULL);

    locker = g_mutex_locker_new (&bb_drive_private (self)->lock);
    return bb_drive_private (self)->name;
}

gboolean
bb_drive_is_present (BbDrive *self)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = NULL;

    g_return_val_if_fail (BB_IS_DRIVE (self), FALSE);

    locker = g_mutex_locker_new (&bb_drive_private (self)->lock);
    return bb_drive_private (self)->present;
}

void
bb_drive_set_present (BbDrive *self, gboolean present)
{
    BbDrivePrivate *priv;
    gboolean differs;

    g_return_if_fail (BB_IS_DRIVE (self));
    priv = bb_drive_private (self);
    g_mutex_lock (&priv->lock);
    differs = priv->present != present;
    priv->present = present;
    g_mutex_unlock (&priv->lock);
    if (differs)
        g_signal_emit (self, changed_signal, 0);
}

BbTransport *
bb_drive_open (BbDrive *self, gboolean exclusive, GError **error)
{
    g_return_val_if_fail (BB_IS_DRIVE (self), NULL);

    if (BB_DRIVE_GET_CLASS (self)->open == NULL) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s takes no commands", bb_drive_get_name (self));
        return NULL;
    }
    if (!bb_drive_is_present (self)) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "%s is not plugged in",
                     bb_drive_get_name (self));
        return NULL;
    }
    return BB_DRIVE_GET_CLASS (self)->open (self, exclusive, error);
}

BbAccess
bb_drive_check_access (BbDrive *self, char **why)
{
    g_return_val_if_fail (BB_IS_DRIVE (self), BB_ACCESS_GONE);

    if (why != NULL)
        *why = NULL;
    if (BB_DRIVE_GET_CLASS (self)->check_access == NULL)
        return BB_ACCESS_OK;
    return BB_DRIVE_GET_CLASS (self)->check_access (self, why);
}

BbDriveUsers *
bb_drive_find_users (BbDrive *self)
{
    g_return_val_if_fail (BB_IS_DRIVE (self), NULL);

    if (BB_DRIVE_GET_CLASS (self)->find_users == NULL)
        return bb_drive_users_new (NULL, NULL, TRUE);
    return BB_DRIVE_GET_CLASS (self)->find_users (self);
}

char **
bb_drive_list_users (BbDrive *self)
{
    g_autoptr (BbDriveUsers) users = NULL;

    g_return_val_if_fail (BB_IS_DRIVE (self), NULL);

    users = bb_drive_find_users (self);
    return bb_drive_users_list (users);
}

BbHostPath *
bb_drive_read_host_path (BbDrive *self)
{
    g_return_val_if_fail (BB_IS_DRIVE (self), NULL);

    if (BB_DRIVE_GET_CLASS (self)->read_host_path == NULL)
        return bb_host_path_new ();
    return BB_DRIVE_GET_CLASS (self)->read_host_path (self);
}

char *
bb_drive_dup_power_mark (BbDrive *self)
{
    g_return_val_if_fail (BB_IS_DRIVE (self), NULL);

    if (BB_DRIVE_GET_CLASS (self)->dup_power_mark == NULL)
        return NULL;
    return BB_DRIVE_GET_CLASS (self)->dup_power_mark (self);
}

GVariant *
bb_drive_foresee_hold (BbDrive *self)
{
    g_return_val_if_fail (BB_IS_DRIVE (self), NULL);

    if (BB_DRIVE_GET_CLASS (self)->foresee_hold == NULL)
        return g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
    return BB_DRIVE_GET_CLASS (self)->foresee_hold (self);
}

gboolean
bb_drive_hold (BbDrive *self, GVariant **undo, char ***notes, GError **error)
{
    g_autoptr (GVariant) own_undo = NULL;
    g_auto (GStrv) own_notes = NULL;

    g_return_val_if_fail (BB_IS_DRIVE (self), FALSE);

    if (BB_DRIVE_GET_CLASS (self)->hold != NULL) {
        if (!BB_DRIVE_GET_CLASS (self)->hold (self, &own_undo, &own_notes, error))
            return FALSE;
    }
    if (own_undo == NULL)
        own_undo = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
    if (own_notes == NULL)
        own_notes = g_new0 (char *, 1);
    if (undo != NULL)
        *undo = g_steal_pointer (&own_undo);
    if (notes != NULL)
        *notes = g_steal_pointer (&own_notes);
    return TRUE;
}

void
bb_drive_release (BbDrive *self, gboolean was_in_recovery_mode)
{
    g_return_if_fail (BB_IS_DRIVE (self));

    if (BB_DRIVE_GET_CLASS (self)->release != NULL)
        BB_DRIVE_GET_CLASS (self)->release (self, was_in_recovery_mode);
}

void
bb_drive_undo_hold (GVariant *undo)
{
    g_return_if_fail (undo != NULL);

    bb_hold_undo (undo);
}

/* TRUE if @text is the path @node (nullable) or its last part. */
static gboolean
bb_node_is_called (const char *node, const char *text)
{
    g_autofree char *base = NULL;

    if (node == NULL)
        return FALSE;
    base = g_path_get_basename (node);
    return g_str_equal (node, text) || g_str_equal (base, text);
}

gboolean
bb_drive_has_node (BbDrive *self, const char *text)
{
    g_autoptr (BbDriveDetails) details = NULL;

    g_return_val_if_fail (BB_IS_DRIVE (self), FALSE);
    g_return_val_if_fail (text != NULL, FALSE);

    if (*text == '\0')
        return FALSE;
    details = bb_drive_ref_details (self);
    return g_strcmp0 (details->name, text) == 0 || bb_node_is_called (details->sr_node, text) ||
           bb_node_is_called (details->sg_node, text);
}

gboolean
bb_drive_has_serial (BbDrive *self, const char *text)
{
    g_autoptr (BbDriveDetails) details = NULL;

    g_return_val_if_fail (BB_IS_DRIVE (self), FALSE);
    g_return_val_if_fail (text != NULL, FALSE);

    details = bb_drive_ref_details (self);
    return *text != '\0' && g_strcmp0 (details->serial, text) == 0;
}
