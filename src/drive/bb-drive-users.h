/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * bb_users_list:
 * @proc: where the process file system is, "/proc" but for tests
 * @nodes: device nodes of one drive, %NULL terminated
 * @complete: (out) (optional): %FALSE if there were processes that this user may not look into
 *
 * Who else has one of @nodes open, and where one is mounted, a sentence each in the user's language;
 * this process is left out. Reads some files of every process: about 1 ms for each 50 of them. Any thread.
 *
 * Returns: (transfer full): the sentences
 */
char **bb_users_list (const char *proc, const char *const *nodes, gboolean *complete);

G_END_DECLS
