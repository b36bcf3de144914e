/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/* Keeping others off, and the journal, around a flash. */

/**
 * bb_flow_begin_journal:
 * @confirmed: what will be written
 *
 * Copies the images into the state folder and writes the journal, or goes on with the one that is open.
 * Errors: %BB_JOB_ERROR_REFUSED with the reason.
 */
gboolean bb_flow_begin_journal (BbFlow *flow, const BbConfirmed *confirmed, GError **error);

/**
 * bb_flow_begin_identity_journal:
 *
 * The same for a @plan that writes no image. Not for a drive that has an open one.
 */
gboolean bb_flow_begin_identity_journal (BbFlow *flow, BbPlan *plan, GError **error);

/** bb_flow_set_target: from now on @image is what is being written. @plan: (nullable): the one before goes on */
void bb_flow_set_target (BbFlow *flow, BbImage *image, BbPlan *plan);

/** bb_flow_hold: inhibits, polling, O_EXCL, tray; what is held already stays so. Errors: %BB_JOB_ERROR_REFUSED. */
gboolean bb_flow_hold (BbFlow *flow, GError **error);

/** bb_flow_release: the reverse. */
void bb_flow_release (BbFlow *flow);

/**
 * bb_flow_unlock_tray: unlocks the tray of a drive that runs its firmware where a program was killed that had locked
 * it. Uses @record and leaves none.
 */
void bb_flow_unlock_tray (BbFlow *flow);

/** bb_flow_close_journal: it is over. */
void bb_flow_close_journal (BbFlow *flow, BbOutcome outcome);
/** bb_flow_supersede_journal: @record ended well enough for something new: it is closed and forgotten. */
void bb_flow_supersede_journal (BbFlow *flow);
/** bb_flow_leave_journal: it stays open in @state. */
void bb_flow_leave_journal (BbFlow *flow, BbJournalState state);
/** bb_flow_had_power_cycle: whether the drive may have been without power since its journal was left open. */
gboolean bb_flow_had_power_cycle (BbFlow *flow);

G_END_DECLS
