/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

G_BEGIN_DECLS

/**
 * bb_users_find:
 * @proc: where the process file system is, "/proc" but for tests
 * @nodes: device nodes of one drive, %NULL terminated
 *
 * Which programs have one of @nodes open, and where one is mounted; this process is left out. Reads some files of
 * every process: about 1 ms for each 50 of them. Any thread. Returns: (transfer full)
 */
BbDriveUsers *bb_users_find (const char *proc, const char *const *nodes);

G_END_DECLS
