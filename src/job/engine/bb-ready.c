/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ready.h"

#include "job/flow/bb-job-worker.h"
#include "job/flow/bb-readiness.h"

/* Interval of the checks for programs that have the drive open, and for a connected power supply. */
#define BB_READY_WATCH_SECONDS 2

struct _BbReadyWatch {
    GObject parent;
    BbEngineDrive *drive;
    GPtrArray *readiness; /* (element-type BbReadiness) */
    BbMedium medium;      /* state of the disc for which @readiness was last updated */
    GCancellable *cancellable;
    guint clock;
    gboolean is_looking;
};

G_DEFINE_TYPE (BbReadyWatch, bb_ready_watch, G_TYPE_OBJECT)

static guint changed_signal;

/* --- updates --- */

/* TRUE if @item replaces @old, because both have the same code. Also TRUE if @old says that the drive is starting and
 * @item is about the disc: a disc is detected only after the drive has started. */
static gboolean
bb_readiness_is_replaced_by (const BbReadiness *old, const BbReadiness *item)
{
    return g_str_equal (old->code, item->code) ||
           (old->state == BB_READINESS_STARTING && g_str_equal (item->code, "medium"));
}

/* Replaces the old item in the list by @item (transfer full) (nullable). TRUE if the list has changed. FALSE, and
 * @item is freed, if the list has no item that @item replaces, or if that item equals @item. */
static gboolean
bb_ready_watch_replace (BbReadyWatch *self, BbReadiness *item)
{
    for (guint i = 0; item != NULL && i < self->readiness->len; i++) {
        BbReadiness *old = g_ptr_array_index (self->readiness, i);

        if (!bb_readiness_is_replaced_by (old, item) || bb_readiness_is_same (old, item))
            continue;
        self->readiness->pdata[i] = item;
        bb_readiness_free (old);
        return TRUE;
    }
    g_clear_pointer (&item, bb_readiness_free);
    return FALSE;
}

/* Updates the item on the disc, and emits "changed" if it differs. */
static void
bb_ready_watch_drive_changed_cb (BbEngineDrive *drive, gpointer data)
{
    BbReadyWatch *self = BB_READY_WATCH (data);
    BbMedium medium = bb_engine_drive_get_medium (drive);

    if (medium == self->medium)
        return;
    self->medium = medium;
    if (bb_ready_watch_replace (self, bb_readiness_of_medium (medium)))
        g_signal_emit (self, changed_signal, 0);
}

typedef struct {
    BbDriveUsers *users;
    BbPower power;
} BbReadySeen;

static void
bb_ready_seen_free (BbReadySeen *seen)
{
    bb_drive_users_free (seen->users);
    g_free (seen);
}

/* Worker thread: finds the programs that use the drive, and the power supply. */
static void
bb_ready_watch_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbReadySeen *seen = g_new0 (BbReadySeen, 1);

    seen->users = bb_drive_find_users (BB_DRIVE (data));
    seen->power = bb_power_now ();
    g_task_return_pointer (task, seen, (GDestroyNotify) bb_ready_seen_free);
}

/* Main context, after bb_ready_watch_thread(): updates the items on users and power, and emits "changed" if one has
 * changed. If the check was cancelled, only clears @is_looking. */
static void
bb_ready_watch_seen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    BbReadyWatch *self = BB_READY_WATCH (source);
    BbReadySeen *seen = g_task_propagate_pointer (G_TASK (result), NULL);
    gboolean is_news = FALSE;

    self->is_looking = FALSE;
    if (seen == NULL)
        return;
    is_news |= bb_ready_watch_replace (self, bb_readiness_of_users (seen->users));
    is_news |= bb_ready_watch_replace (self, bb_readiness_of_power (seen->power));
    bb_ready_seen_free (seen);
    if (is_news)
        g_signal_emit (self, changed_signal, 0);
}

void
bb_ready_watch_look (BbReadyWatch *self)
{
    g_autoptr (GTask) task = NULL;

    g_return_if_fail (BB_IS_READY_WATCH (self));

    if (self->is_looking)
        return;
    self->is_looking = TRUE;
    task = g_task_new (self, self->cancellable, bb_ready_watch_seen_cb, NULL);
    g_task_set_source_tag (task, bb_ready_watch_look);
    g_task_set_task_data (task, g_object_ref (bb_engine_drive_get_drive (self->drive)), g_object_unref);
    g_task_run_in_thread (task, bb_ready_watch_thread);
}

/* Timer: starts a check of users and power, unless one is running. Never removes the timer. */
static gboolean
bb_ready_watch_clock_cb (gpointer data)
{
    bb_ready_watch_look (BB_READY_WATCH (data));
    return G_SOURCE_CONTINUE;
}

GPtrArray *
bb_ready_watch_get (BbReadyWatch *self)
{
    g_return_val_if_fail (BB_IS_READY_WATCH (self), NULL);

    return self->readiness;
}

/* --- object --- */

static void
bb_ready_watch_dispose (GObject *object)
{
    BbReadyWatch *self = BB_READY_WATCH (object);

    g_clear_handle_id (&self->clock, g_source_remove);
    g_cancellable_cancel (self->cancellable);
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    G_OBJECT_CLASS (bb_ready_watch_parent_class)->dispose (object);
}

static void
bb_ready_watch_finalize (GObject *object)
{
    BbReadyWatch *self = BB_READY_WATCH (object);

    g_clear_object (&self->drive);
    g_clear_object (&self->cancellable);
    g_ptr_array_unref (self->readiness);
    G_OBJECT_CLASS (bb_ready_watch_parent_class)->finalize (object);
}

static void
bb_ready_watch_class_init (BbReadyWatchClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = bb_ready_watch_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_ready_watch_finalize;
    changed_signal =
        g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_ready_watch_init (BbReadyWatch *self)
{
    self->readiness = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
    self->cancellable = g_cancellable_new ();
}

BbReadyWatch *
bb_ready_watch_new (BbEngineDrive *drive, GPtrArray *readiness)
{
    BbReadyWatch *self;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (drive), NULL);

    self = g_object_new (BB_TYPE_READY_WATCH, NULL);
    self->drive = g_object_ref (drive);
    self->medium = bb_engine_drive_get_medium (drive);
    for (guint i = 0; readiness != NULL && i < readiness->len; i++)
        g_ptr_array_add (self->readiness, bb_readiness_copy (g_ptr_array_index (readiness, i)));
    g_signal_connect (drive, "changed", G_CALLBACK (bb_ready_watch_drive_changed_cb), self);
    self->clock = g_timeout_add_seconds (BB_READY_WATCH_SECONDS, bb_ready_watch_clock_cb, self);
    return self;
}
