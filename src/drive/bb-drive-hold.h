/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

G_BEGIN_DECLS

/**
 * BbHold: exclusive access to one real drive, until it is freed.
 */
typedef struct _BbHold BbHold;

/**
 * bb_hold_new:
 * @name: the drive's name, for the message that a user who shuts the computer down sees
 * @sr_node: (nullable): its block node; without one there is nothing to poll and nothing to open
 * @undo: (out): a{sv} for the journal, as bb_hold_undo() takes it
 * @notes: (out): what could not be done, and why that is no reason to stop
 *
 * See bb_drive_hold(). Blocks for at most a few seconds; worker threads only.
 * Errors: %BB_TRANSPORT_ERROR_IN_USE, %BB_TRANSPORT_ERROR_GONE.
 *
 * Returns: (transfer full): free it with bb_hold_free()
 */
BbHold *bb_hold_new (const char *name, const char *sr_node, GVariant **undo, char ***notes, GError **error);

/**
 * bb_hold_try_keep_awake:
 *
 * Tests whether sleep and shutdown can be inhibited, by doing so for a moment. Blocks for at most a few seconds, and
 * runs nothing of the caller's context meanwhile. Errors: what the bus or logind answered; %G_IO_ERROR_TIMED_OUT: one
 * of them did not answer.
 */
gboolean bb_hold_try_keep_awake (const char *name, GError **error);

/** bb_hold_foresee: (transfer full): what bb_hold_new() is going to change, as its @undo; @sr_node (nullable). */
GVariant *bb_hold_foresee (const char *sr_node);

/** bb_hold_free: undoes everything, in reverse order. */
void bb_hold_free (BbHold *hold);

/** bb_hold_undo: restores what a killed program left, if the same drive is still connected at the same place. */
void bb_hold_undo (GVariant *undo);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbHold, bb_hold_free)

G_END_DECLS
