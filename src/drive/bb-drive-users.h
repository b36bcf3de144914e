/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

G_BEGIN_DECLS

/**
 * bb_users_find:
 * @proc: where procfs is mounted, "/proc" except in tests
 * @nodes: device nodes of one drive, %NULL terminated
 *
 * Finds the other processes that have one of @nodes open, and the folders where one of @nodes is mounted. Reads some
 * files of every process: about 1 ms for each 50 processes. Any thread.
 *
 * Returns: (transfer full): the users, with `is_burnback`; `is_complete` is %FALSE if some processes could not be
 *   examined
 */
BbDriveUsers *bb_users_find (const char *proc, const char *const *nodes);

G_END_DECLS
