/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

G_BEGIN_DECLS

/** BbHold: exclusive access to one real drive, which lasts until the #BbHold is freed. */
typedef struct _BbHold BbHold;

/**
 * bb_hold_new:
 * @name: name of the drive, for the message that the desktop shows when a user shuts the computer down
 * @sr_node: (nullable): block node of the drive; if %NULL, only sleep and shutdown are inhibited
 * @undo: (out): a{sv} for the journal and for bb_hold_undo()
 * @notes: (out): sentences for the user about steps that failed but are not required
 *
 * Keeps desktop, kernel and other programs away from the drive, with the steps that bb_drive_hold() describes. Blocks
 * for at most a few seconds; worker threads only. Errors: %BB_TRANSPORT_ERROR_IN_USE, %BB_TRANSPORT_ERROR_GONE.
 *
 * Returns: (transfer full) (nullable): free it with bb_hold_free(); %NULL on error, with all steps undone
 */
BbHold *bb_hold_new (const char *name, const char *sr_node, GVariant **undo, char ***notes, GError **error);

/**
 * bb_hold_try_keep_awake:
 * @name: as for bb_hold_new()
 *
 * Returns %TRUE if sleep and shutdown can be inhibited; tests that by inhibiting them for a moment. Blocks for at
 * most a few seconds, during which no sources of the main context of the caller are dispatched.
 *
 * Errors: those of the system bus and of logind; %G_IO_ERROR_TIMED_OUT if one of them did not reply.
 */
gboolean bb_hold_try_keep_awake (const char *name, GError **error);

/** bb_hold_predict_undo: (transfer full): returns the @undo that bb_hold_new() will return for @sr_node if it can
 * stop polling. Empty if @sr_node is %NULL, or if polling is off or cannot be read. */
GVariant *bb_hold_predict_undo (const char *sr_node);

/** bb_hold_free: closes the node, restores polling and allows sleep and shutdown again. Does nothing if @hold is
 * %NULL. */
void bb_hold_free (BbHold *hold);

/** bb_hold_undo: restores the old polling interval in @undo, after a program that held the drive was killed before it
 * could restore the interval itself. Does nothing if @undo is empty or invalid, or if the block device of this name
 * is another drive now. An error of writing is only logged. */
void bb_hold_undo (GVariant *undo);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbHold, bb_hold_free)

G_END_DECLS
