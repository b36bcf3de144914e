/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * BbReadyWatch: keeps the readiness up to date while a review is shown, for example when a disc is removed, a program
 * closes the drive, or a power supply is connected. Signal "changed": the items that bb_ready_watch_get() returns
 * have changed.
 *
 * The watch itself sends nothing to the drive. The state of the disc comes from the engine, which starts LOOK when
 * the kernel reports a media change.
 */
#define BB_TYPE_READY_WATCH (bb_ready_watch_get_type ())
G_DECLARE_FINAL_TYPE (BbReadyWatch, bb_ready_watch, BB, READY_WATCH, GObject)

/** bb_ready_watch_new: (transfer full): starts with copies of the items of @readiness (nullable) (element-type
 * BbReadiness), the list of the review. Then checks users and power by a timer, the first time after one interval,
 * and the disc when @drive emits "changed". */
BbReadyWatch *bb_ready_watch_new (BbEngineDrive *drive, GPtrArray *readiness);
/** bb_ready_watch_get: (transfer none) (element-type BbReadiness): the current items, in the order of the review.
 */
GPtrArray *bb_ready_watch_get (BbReadyWatch *self);
/** bb_ready_watch_look: starts a check of users and power in a thread now, unless one is running; "changed" is
 * emitted later if an item differs. */
void bb_ready_watch_look (BbReadyWatch *self);

G_END_DECLS
