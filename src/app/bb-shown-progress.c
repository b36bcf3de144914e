/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-shown-progress.h"

#include "bb-throttle.h"
#include "job/flow/bb-job-worker.h"

struct _BbShownProgress {
    GObject parent;
    BbJob *job; /* (nullable) (weak): owns this object */
    BbThrottle *throttle;
    BbProgress *snapshot; /* (nullable) */
    gboolean has_written; /* bb_shown_progress_is_of_writing() was TRUE for a progress of @job */
};

G_DEFINE_TYPE (BbShownProgress, bb_shown_progress, G_TYPE_OBJECT)

static guint signal_changed;

/* Returns TRUE if @progress says that the firmware of the drive is in danger, or if its plan erases or programs. */
static gboolean
bb_shown_progress_is_of_writing (const BbProgress *progress)
{
    gboolean writes = progress->endangered;

    for (guint i = 0; progress->plan != NULL && i < bb_plan_get_n_sections (progress->plan) && !writes; i++) {
        BbPhase phase = bb_plan_get_section (progress->plan, i)->phase;

        writes = phase == BB_PHASE_ERASE || phase == BB_PHASE_PROGRAM;
    }
    return writes;
}

/*
 * Returns (transfer full) (nullable) the progress of the job as the window shows it.
 *
 * A recovery first runs plans that only read, and may then ask the user. The end of such a plan must not look like
 * the end of the recovery. So until a plan erases or programs, the recovery is shown at its beginning, without the
 * map of the flash memory.
 */
static BbProgress *
bb_shown_progress_take (BbShownProgress *self)
{
    g_autoptr (BbProgress) progress = bb_job_ref_progress (self->job);
    BbProgress *shown;

    self->has_written = self->has_written || (progress != NULL && bb_shown_progress_is_of_writing (progress));
    if (progress == NULL || self->has_written || bb_job_get_action (self->job) != BB_ACTION_RECOVER)
        return g_steal_pointer (&progress);
    shown = bb_progress_new ();
    shown->phase = MIN (progress->phase, BB_PHASE_BACK_UP);
    shown->total = progress->total;
    shown->step = progress->step;
    shown->n_steps = progress->n_steps;
    shown->can_cancel = progress->can_cancel;
    shown->plan = progress->plan != NULL ? g_object_ref (progress->plan) : NULL;
    shown->quiet_ms = progress->quiet_ms;
    shown->is_late = progress->is_late;
    shown->step_started_us = progress->step_started_us;
    return shown;
}

/* Replaces the snapshot by the newest progress of the job, and emits "changed". */
static void
bb_shown_progress_update (gpointer data)
{
    BbShownProgress *self = BB_SHOWN_PROGRESS (data);

    if (self->job == NULL)
        return;
    g_clear_pointer (&self->snapshot, bb_progress_unref);
    self->snapshot = bb_shown_progress_take (self);
    g_signal_emit (self, signal_changed, 0);
}

/* Handler for "progress" of the job: requests an update of the snapshot at the end of the current interval. */
static void
bb_shown_progress_job_cb (BbJob *job, gpointer data)
{
    bb_throttle_request (BB_SHOWN_PROGRESS (data)->throttle);
}

static void
bb_shown_progress_finalize (GObject *object)
{
    BbShownProgress *self = BB_SHOWN_PROGRESS (object);

    g_clear_pointer (&self->throttle, bb_throttle_free);
    g_clear_pointer (&self->snapshot, bb_progress_unref);
    g_clear_weak_pointer (&self->job);
    G_OBJECT_CLASS (bb_shown_progress_parent_class)->finalize (object);
}

static void
bb_shown_progress_class_init (BbShownProgressClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_shown_progress_finalize;
    signal_changed =
        g_signal_new ("changed", BB_TYPE_SHOWN_PROGRESS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_shown_progress_init (BbShownProgress *self)
{
    self->throttle = bb_throttle_new (BB_PROGRESS_INTERVAL_MS, bb_shown_progress_update, self);
}

BbShownProgress *
bb_shown_progress_of (BbJob *job)
{
    BbShownProgress *self = g_object_get_data (G_OBJECT (job), "burnback-shown-progress");

    if (self != NULL)
        return self;
    self = g_object_new (BB_TYPE_SHOWN_PROGRESS, NULL);
    g_set_weak_pointer (&self->job, job);
    self->snapshot = bb_shown_progress_take (self);
    g_signal_connect_object (job, "progress", G_CALLBACK (bb_shown_progress_job_cb), self, 0);
    g_object_set_data_full (G_OBJECT (job), "burnback-shown-progress", self, g_object_unref);
    return self;
}

BbProgress *
bb_shown_progress_ref_snapshot (BbShownProgress *self)
{
    g_return_val_if_fail (BB_IS_SHOWN_PROGRESS (self), NULL);

    return self->snapshot != NULL ? bb_progress_ref (self->snapshot) : NULL;
}
