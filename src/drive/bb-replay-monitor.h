/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive-monitor.h"

G_BEGIN_DECLS

#define BB_TYPE_REPLAY_MONITOR (bb_replay_monitor_get_type ())
G_DECLARE_FINAL_TYPE (BbReplayMonitor, bb_replay_monitor, BB, REPLAY_MONITOR, BbDriveMonitor)

/**
 * bb_replay_monitor_new:
 * @path: a trace file (bb-transport-trace.h)
 *
 * Makes a connected drive for each drive in a trace, so that tests can use a recorded drive. Vendor, product and
 * revision are those of the first INQUIRY of the drive in the trace.
 *
 * Errors: as bb_transport_replay_new() and bb_trace_find_inquiry().
 *
 * Returns: (transfer full): the monitor
 */
BbDriveMonitor *bb_replay_monitor_new (const char *path, GError **error);

G_END_DECLS
