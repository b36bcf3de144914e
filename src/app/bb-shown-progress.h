/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/flow/bb-job.h"

G_BEGIN_DECLS

/** BB_PROGRESS_INTERVAL_MS: Minimum time between two updates of the progress of a job, on all pages. */
#define BB_PROGRESS_INTERVAL_MS 200

/**
 * BbShownProgress: The progress of one job, the same for all parts of the window that show it: title, list of drives
 * and page of the job. Main thread only.
 *
 * Signal "changed": bb_shown_progress_ref_snapshot() returns another snapshot. It is emitted at most once in
 * %BB_PROGRESS_INTERVAL_MS. All handlers run in the same iteration of the main loop. Each handler must show the new
 * percentage before it returns, so that all parts of the window show the same percentage.
 */
#define BB_TYPE_SHOWN_PROGRESS (bb_shown_progress_get_type ())
G_DECLARE_FINAL_TYPE (BbShownProgress, bb_shown_progress, BB, SHOWN_PROGRESS, GObject)

/** bb_shown_progress_of: Returns (transfer none) the shown progress of @job, which is always the same object and
 * lives as long as @job. */
BbShownProgress *bb_shown_progress_of (BbJob *job);
/** bb_shown_progress_ref_snapshot: Returns (transfer full) (nullable) the snapshot that is shown now; %NULL before
 * the job reported progress. */
BbProgress *bb_shown_progress_ref_snapshot (BbShownProgress *self);

G_END_DECLS
