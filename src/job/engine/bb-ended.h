/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/* The operations that ended while no window was shown, from their journals. */

/**
 * bb_ended_list:
 * @simulated: list operations on simulated drives; else those on real drives
 * @since: seconds since the epoch
 *
 * Lists the operations whose journal was written last at @since or later, and which do not run any more. Journals
 * that cannot be read are left out. Reads files; any thread.
 *
 * Returns: (transfer full) (element-type BbJournalRecord): newest first; empty if there are none
 */
GPtrArray *bb_ended_list (const char *state_folder, gboolean simulated, gint64 since);

/** bb_ended_list_async: runs bb_ended_list() for the state folder of @engine in a thread. Call it in the main
 * context.
 */
void bb_ended_list_async (BbEngine *engine, gboolean simulated, gint64 since, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data);
/** bb_ended_list_finish: (transfer full) (element-type BbJournalRecord): the operations, newest first. Errors:
 * %G_IO_ERROR_CANCELLED. */
GPtrArray *bb_ended_list_finish (BbEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
