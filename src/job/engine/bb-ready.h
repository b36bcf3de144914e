/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * BbReadyWatch: updates the readiness of a review while it is shown: a disc is removed, a program closes the drive,
 * a power supply is connected. Signal "changed": bb_ready_watch_get() returns another list.
 *
 * Sends nothing to the drive. The state of the disc comes from the engine, which starts LOOK on a media change
 * event.
 */
#define BB_TYPE_READY_WATCH (bb_ready_watch_get_type ())
G_DECLARE_FINAL_TYPE (BbReadyWatch, bb_ready_watch, BB, READY_WATCH, GObject)

/** bb_ready_watch_new: @readiness: (element-type BbReadiness): of the job that made the review. */
BbReadyWatch *bb_ready_watch_new (BbEngineDrive *drive, GPtrArray *readiness);
/** bb_ready_watch_get: (transfer none) (element-type BbReadiness): the current items, in the order of @readiness.
 */
GPtrArray *bb_ready_watch_get (BbReadyWatch *self);
/** bb_ready_watch_look: checks now, instead of at the next interval. */
void bb_ready_watch_look (BbReadyWatch *self);

G_END_DECLS
