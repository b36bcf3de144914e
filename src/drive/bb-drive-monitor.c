/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-monitor.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    GPtrArray *drives; /* BbDrive, sorted by name */
} BbDriveMonitorPrivate;

enum {
    DRIVE_ADDED,
    DRIVE_REMOVED,
    DRIVE_CHANGED,
    N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void bb_drive_monitor_list_init (GListModelInterface *iface);

G_DEFINE_TYPE_WITH_CODE (BbDriveMonitor, bb_drive_monitor, G_TYPE_OBJECT,
                         G_ADD_PRIVATE (BbDriveMonitor)
                             G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bb_drive_monitor_list_init))

static BbDriveMonitorPrivate *
bb_drive_monitor_private (BbDriveMonitor *self)
{
    return bb_drive_monitor_get_instance_private (self);
}

static GType
bb_drive_monitor_get_item_type (GListModel *model)
{
    return BB_TYPE_DRIVE;
}

static guint
bb_drive_monitor_get_n_items (GListModel *model)
{
    return bb_drive_monitor_private (BB_DRIVE_MONITOR (model))->drives->len;
}

static gpointer
bb_drive_monitor_get_item (GListModel *model, guint position)
{
    BbDriveMonitorPrivate *priv = bb_drive_monitor_private (BB_DRIVE_MONITOR (model));

    return position < priv->drives->len ? g_object_ref (g_ptr_array_index (priv->drives, position)) : NULL;
}

static void
bb_drive_monitor_list_init (GListModelInterface *iface)
{
    iface->get_item_type = bb_drive_monitor_get_item_type;
    iface->get_n_items = bb_drive_monitor_get_n_items;
    iface->get_item = bb_drive_monitor_get_item;
}

static void
bb_drive_monitor_init (BbDriveMonitor *self)
{
    bb_drive_monitor_private (self)->drives = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
bb_drive_monitor_finalize (GObject *object)
{
    g_ptr_array_unref (bb_drive_monitor_private (BB_DRIVE_MONITOR (object))->drives);
    G_OBJECT_CLASS (bb_drive_monitor_parent_class)->finalize (object);
}

/* Registers the signal @name, whose argument is a #BbDrive. Returns its ID. */
static guint
bb_drive_monitor_signal (BbDriveMonitorClass *klass, const char *name)
{
    return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                         BB_TYPE_DRIVE);
}

static void
bb_drive_monitor_class_init (BbDriveMonitorClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_drive_monitor_finalize;
    signals[DRIVE_ADDED] = bb_drive_monitor_signal (klass, "drive-added");
    signals[DRIVE_REMOVED] = bb_drive_monitor_signal (klass, "drive-removed");
    signals[DRIVE_CHANGED] = bb_drive_monitor_signal (klass, "drive-changed");
}

/* Compares drive names as strcmp() does, but compares the number in them by its value: "sr2" is before "sr10". */
static int
bb_compare_names (const char *a, const char *b)
{
    gsize a_letters = strcspn (a, "0123456789"), b_letters = strcspn (b, "0123456789");
    int order = strncmp (a, b, MIN (a_letters, b_letters));
    guint64 a_number = g_ascii_strtoull (a + a_letters, NULL, 10),
            b_number = g_ascii_strtoull (b + b_letters, NULL, 10);

    if (order != 0)
        return order;
    if (a_letters != b_letters)
        return a_letters < b_letters ? -1 : 1;
    if (a_number != b_number)
        return a_number < b_number ? -1 : 1;
    return strcmp (a, b);
}

static int
bb_compare_drives (BbDrive *a, BbDrive *b)
{
    g_autoptr (BbDriveDetails) a_details = bb_drive_ref_details (a);
    g_autoptr (BbDriveDetails) b_details = bb_drive_ref_details (b);

    return bb_compare_names (a_details->name != NULL ? a_details->name : "",
                             b_details->name != NULL ? b_details->name : "");
}

/* Inserts @drive in the order of names. Returns its position. */
static guint
bb_drive_monitor_insert (BbDriveMonitorPrivate *priv, BbDrive *drive)
{
    guint position = 0;

    while (position < priv->drives->len && bb_compare_drives (g_ptr_array_index (priv->drives, position), drive) <= 0)
        position++;
    g_ptr_array_insert (priv->drives, (gint) position, g_object_ref (drive));
    return position;
}

void
bb_drive_monitor_add (BbDriveMonitor *self, BbDrive *drive)
{
    BbDriveMonitorPrivate *priv;
    guint position;

    g_return_if_fail (BB_IS_DRIVE_MONITOR (self));
    g_return_if_fail (BB_IS_DRIVE (drive));

    priv = bb_drive_monitor_private (self);
    g_return_if_fail (!g_ptr_array_find (priv->drives, drive, NULL));
    bb_drive_set_present (drive, TRUE);
    position = bb_drive_monitor_insert (priv, drive);
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
    g_signal_emit (self, signals[DRIVE_ADDED], 0, drive);
}

void
bb_drive_monitor_remove (BbDriveMonitor *self, BbDrive *drive)
{
    g_autoptr (BbDrive) keep = NULL;
    BbDriveMonitorPrivate *priv;
    guint position;

    g_return_if_fail (BB_IS_DRIVE_MONITOR (self));
    g_return_if_fail (BB_IS_DRIVE (drive));

    priv = bb_drive_monitor_private (self);
    if (!g_ptr_array_find (priv->drives, drive, &position))
        return;
    keep = g_object_ref (drive);
    g_ptr_array_remove_index (priv->drives, position);
    bb_drive_set_present (drive, FALSE);
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    g_signal_emit (self, signals[DRIVE_REMOVED], 0, drive);
}

void
bb_drive_monitor_changed (BbDriveMonitor *self, BbDrive *drive)
{
    g_autoptr (BbDrive) keep = NULL;
    BbDriveMonitorPrivate *priv;
    guint was, is;

    g_return_if_fail (BB_IS_DRIVE_MONITOR (self));
    g_return_if_fail (BB_IS_DRIVE (drive));

    priv = bb_drive_monitor_private (self);
    if (!g_ptr_array_find (priv->drives, drive, &was))
        return;
    keep = g_object_ref (drive);
    g_ptr_array_remove_index (priv->drives, was);
    is = bb_drive_monitor_insert (priv, drive);
    if (is != was)
        g_list_model_items_changed (G_LIST_MODEL (self), MIN (is, was), MAX (is, was) - MIN (is, was) + 1,
                                    MAX (is, was) - MIN (is, was) + 1);
    g_signal_emit (self, signals[DRIVE_CHANGED], 0, drive);
}

/* Returns (transfer full) (element-type BbDrive) the drives for which @is_called (drive, @text) is %TRUE. */
static GPtrArray *
bb_drive_monitor_list (BbDriveMonitor *self, gboolean (*is_called) (BbDrive *drive, const char *text),
                       const char *text)
{
    BbDriveMonitorPrivate *priv = bb_drive_monitor_private (self);
    GPtrArray *called = g_ptr_array_new_with_free_func (g_object_unref);

    for (guint i = 0; i < priv->drives->len; i++) {
        BbDrive *drive = g_ptr_array_index (priv->drives, i);

        if (is_called (drive, text))
            g_ptr_array_add (called, g_object_ref (drive));
    }
    return called;
}

gboolean
bb_drive_monitor_is_simulated (BbDriveMonitor *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_MONITOR (self), FALSE);

    return BB_DRIVE_MONITOR_GET_CLASS (self)->simulated;
}

GPtrArray *
bb_drive_monitor_list_called (BbDriveMonitor *self, const char *text)
{
    g_autoptr (GPtrArray) called = NULL;
    char real[PATH_MAX];

    g_return_val_if_fail (BB_IS_DRIVE_MONITOR (self), NULL);
    g_return_val_if_fail (text != NULL, NULL);

    called = bb_drive_monitor_list (self, bb_drive_has_node, text);
    if (called->len > 0)
        return g_steal_pointer (&called);
    g_ptr_array_unref (called);
    called = bb_drive_monitor_list (self, bb_drive_has_serial, text);
    /* @text may be a symbolic link to the node, as /dev/cdrom is. */
    if (called->len == 0 && g_path_is_absolute (text) && realpath (text, real) != NULL)
        return bb_drive_monitor_list (self, bb_drive_has_node, real);
    return g_steal_pointer (&called);
}

BbDrive *
bb_drive_monitor_find (BbDriveMonitor *self, const char *text)
{
    g_autoptr (GPtrArray) called = bb_drive_monitor_list_called (self, text);

    return called != NULL && called->len == 1 ? g_object_ref (g_ptr_array_index (called, 0)) : NULL;
}
