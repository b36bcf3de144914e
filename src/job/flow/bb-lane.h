/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"

G_BEGIN_DECLS

/** BbLaneWork: what is done with the bytes that a #BbLane counts. @BB_LANE_SEND: they are sent to the drive, which
 * writes all of them later in one step. */
typedef enum {
    BB_LANE_READ,
    BB_LANE_COMPARE,
    BB_LANE_SEND,
    BB_LANE_WRITE,
} BbLaneWork;

/** BbLane: one pass over the firmware: writing, the first read or the second read. @work: what the pass does; @done,
 * @total: bytes of the firmware; each byte counts once in a pass. */
typedef struct {
    BbLaneWork work;
    guint64 done;
    guint64 total;
} BbLane;

#define BB_MAX_LANES 2

/**
 * bb_progress_get_lanes:
 * @lanes: (out): filled from the first one
 *
 * Measures the phase of @progress in bytes of the firmware; #BbProgress itself counts all data that is sent and read.
 * A phase that reads has a lane for the first read and, if it reads everything twice, a lane for the second read. Any
 * other phase has one lane, for the firmware that the plan writes.
 *
 * Returns: the number of lanes; 0 without a plan, or if the plan neither reads nor writes firmware
 */
guint bb_progress_get_lanes (const BbProgress *progress, BbLane lanes[BB_MAX_LANES]);

G_END_DECLS
