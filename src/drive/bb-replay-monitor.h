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
 * Every drive of a trace as a drive that is plugged in: how a stranger's drive becomes a test. What it calls
 * itself is taken from the first INQUIRY of the trace.
 * Errors: file errors, %G_IO_ERROR_INVALID_DATA.
 */
BbDriveMonitor *bb_replay_monitor_new (const char *path, GError **error);

G_END_DECLS
