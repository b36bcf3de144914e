/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * BbReadyWatch: keeps the readiness of a review true while it is read: a disc that is taken out, a program
 * that is closed, a power supply that is plugged in. Signal "changed": bb_ready_watch_get() is another.
 *
 * Nothing is sent to the drive: of the disc it knows what the engine last learnt, which looks again when the
 * system tells of another one.
 */
#define BB_TYPE_READY_WATCH (bb_ready_watch_get_type ())
G_DECLARE_FINAL_TYPE (BbReadyWatch, bb_ready_watch, BB, READY_WATCH, GObject)

/** bb_ready_watch_new: @readiness: (element-type BbReadiness): as a check found it. */
BbReadyWatch *bb_ready_watch_new (BbEngineDrive *drive, GPtrArray *readiness);
/** bb_ready_watch_get: (transfer none) (element-type BbReadiness): as it is now, in the same order. */
GPtrArray *bb_ready_watch_get (BbReadyWatch *self);
/** bb_ready_watch_look: looks at once, not at its next turn. */
void bb_ready_watch_look (BbReadyWatch *self);

G_END_DECLS
