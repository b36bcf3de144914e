/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-shown-progress.h"

#include "bb-throttle.h"

struct _BbShownProgress {
    GObject parent;
    BbJob *job; /* (nullable) (weak): owns this object */
    BbThrottle *throttle;
    BbProgress *snapshot; /* (nullable) */
};

G_DEFINE_TYPE (BbShownProgress, bb_shown_progress, G_TYPE_OBJECT)

static guint signal_changed;

/* Replaces the snapshot by the newest progress of the job, and tells all places that show it. */
static void
bb_shown_progress_update (gpointer data)
{
    BbShownProgress *self = BB_SHOWN_PROGRESS (data);

    if (self->job == NULL)
        return;
    g_clear_pointer (&self->snapshot, bb_progress_unref);
    self->snapshot = bb_job_ref_progress (self->job);
    g_signal_emit (self, signal_changed, 0);
}

/* The job has reported progress. Progress within the interval is not lost: the newest is shown at its end. */
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
    self->snapshot = bb_job_ref_progress (job);
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
