/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-use-watch.h"

#include "bb-engine-private.h"
#include "job/store/bb-store-lock.h"

#define BB_USE_WATCH_SECONDS 2

struct _BbUseWatch {
    GObject parent;
    BbEngine *engine;
    GCancellable *cancellable;
    guint clock;
    gboolean is_looking;
};

G_DEFINE_TYPE (BbUseWatch, bb_use_watch, G_TYPE_OBJECT)

static guint looked_signal;

/* --- one round of checks --- */

/* One drive in a round of checks (#BbUseRound). */
typedef struct {
    BbEngineDrive *shown;
    BbDrive *drive;
    gboolean was_used;  /* bb_engine_drive_is_used() when the round began; only then are all processes searched for
                           users of the drive */
    gboolean is_worked; /* result: another process of Burnback works on the drive */
    gboolean is_used;   /* result: any other process uses the drive */
} BbUseOne;

static void
bb_use_free (gpointer data)
{
    BbUseOne *use = data;

    g_object_unref (use->shown);
    g_object_unref (use->drive);
    g_free (use);
}

typedef struct {
    char *state_folder;
    GPtrArray *uses;
} BbUseRound;

static void
bb_use_round_free (BbUseRound *round)
{
    g_free (round->state_folder);
    g_ptr_array_unref (round->uses);
    g_free (round);
}

/* Returns (transfer full) a round of checks for the drives that have no job of this process and for which
 * bb_engine_drive_was_looked_at() is TRUE. */
static BbUseRound *
bb_use_round_new (BbEngine *engine)
{
    GListModel *drives = bb_engine_get_drives (engine);
    BbUseRound *round = g_new0 (BbUseRound, 1);

    round->state_folder = g_strdup (bb_engine_get_state_folder (engine));
    round->uses = g_ptr_array_new_with_free_func (bb_use_free);
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) shown = g_list_model_get_item (drives, i);
        BbUseOne *use;

        /* A drive with a job of this process is skipped, because the lock that the job holds looks like that of
         * another process. */
        if (bb_engine_drive_get_job (shown) != NULL || !bb_engine_drive_was_looked_at (shown))
            continue;
        use = g_new0 (BbUseOne, 1);
        use->drive = g_object_ref (bb_engine_drive_get_drive (shown));
        use->was_used = bb_engine_drive_is_used (shown);
        use->shown = g_steal_pointer (&shown);
        g_ptr_array_add (round->uses, use);
    }
    return round;
}

/* Worker thread: sets for each drive of the round
 * - @is_worked: TRUE if another process of Burnback works on the drive
 * - @is_used: TRUE if @is_worked is TRUE; else TRUE if any program uses the drive now. Programs are searched only if
 *   @was_used is TRUE; otherwise @is_used is FALSE. */
static void
bb_use_watch_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbUseRound *round = data;

    for (guint i = 0; i < round->uses->len; i++) {
        BbUseOne *use = g_ptr_array_index (round->uses, i);
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (use->drive);
        g_autofree char *worker = bb_store_dup_worker (round->state_folder, details, NULL);
        g_auto (GStrv) users = worker == NULL && use->was_used ? bb_drive_list_users (use->drive) : NULL;

        use->is_worked = worker != NULL;
        use->is_used = worker != NULL || (users != NULL && users[0] != NULL);
    }
    g_task_return_boolean (task, TRUE);
}

/* Main context, after bb_use_watch_thread(): starts LOOK on each drive that other programs have ceased to use, or on
 * which another process of Burnback works. Emits "looked". Does nothing if the round was cancelled. */
static void
bb_use_watch_round_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    BbUseWatch *self = BB_USE_WATCH (source);
    BbUseRound *round = g_task_get_task_data (G_TASK (result));

    self->is_looking = FALSE;
    if (!g_task_propagate_boolean (G_TASK (result), NULL))
        return;
    for (guint i = 0; i < round->uses->len; i++) {
        BbUseOne *use = g_ptr_array_index (round->uses, i);

        if (bb_engine_drive_get_job (use->shown) != NULL)
            continue;
        /* During a flash by another process, LOOK reads the progress from the journal of that flash. */
        if (use->is_worked || use->is_used != bb_engine_drive_is_others (use->shown))
            bb_engine_look_again (self->engine, use->shown);
    }
    g_signal_emit (self, looked_signal, 0);
}

void
bb_use_watch_look (BbUseWatch *self)
{
    g_autoptr (GTask) task = NULL;

    g_return_if_fail (BB_IS_USE_WATCH (self));

    if (self->is_looking)
        return;
    self->is_looking = TRUE;
    task = g_task_new (self, self->cancellable, bb_use_watch_round_cb, NULL);
    g_task_set_source_tag (task, bb_use_watch_look);
    g_task_set_task_data (task, bb_use_round_new (self->engine), (GDestroyNotify) bb_use_round_free);
    g_task_run_in_thread (task, bb_use_watch_thread);
}

/* Timer: starts a round, unless one is running. Never removes the timer. */
static gboolean
bb_use_watch_clock_cb (gpointer data)
{
    bb_use_watch_look (BB_USE_WATCH (data));
    return G_SOURCE_CONTINUE;
}

/* --- object --- */

static void
bb_use_watch_dispose (GObject *object)
{
    BbUseWatch *self = BB_USE_WATCH (object);

    g_clear_handle_id (&self->clock, g_source_remove);
    g_cancellable_cancel (self->cancellable);
    G_OBJECT_CLASS (bb_use_watch_parent_class)->dispose (object);
}

static void
bb_use_watch_finalize (GObject *object)
{
    BbUseWatch *self = BB_USE_WATCH (object);

    g_clear_object (&self->engine);
    g_clear_object (&self->cancellable);
    G_OBJECT_CLASS (bb_use_watch_parent_class)->finalize (object);
}

static void
bb_use_watch_class_init (BbUseWatchClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = bb_use_watch_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_use_watch_finalize;
    looked_signal =
        g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_use_watch_init (BbUseWatch *self)
{
    self->cancellable = g_cancellable_new ();
}

BbUseWatch *
bb_use_watch_new (BbEngine *engine)
{
    BbUseWatch *self;

    g_return_val_if_fail (BB_IS_ENGINE (engine), NULL);

    self = g_object_new (BB_TYPE_USE_WATCH, NULL);
    self->engine = g_object_ref (engine);
    self->clock = g_timeout_add_seconds (BB_USE_WATCH_SECONDS, bb_use_watch_clock_cb, self);
    return self;
}
