/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/* Keeping others off, and the journal, around a flash. */

/** bb_flow_set_target: from now on @image is what is being written. @plan: (nullable): of the new try; none: @image
 * was found in the drive, and nothing of it is going to be written */
void bb_flow_set_target (BbFlow *flow, BbImage *image, BbPlan *plan);

/** bb_flow_release: lets go of what was held, and of the tray. */
void bb_flow_release (BbFlow *flow);

/**
 * bb_flow_unlock_tray: unlocks the tray of a drive that runs its firmware where a program was killed that had locked
 * it. @record: (nullable)
 */
void bb_flow_unlock_tray (BbFlow *flow, BbJournalRecord *record);

/** bb_flow_close_journal: it is over. */
void bb_flow_close_journal (BbFlow *flow, BbOutcome outcome);
/** bb_flow_close_replaced: another program wrote firmware after the flash of @record was interrupted, and the drive
 * runs it: the journal is closed. @image: (nullable): that firmware; %NULL: it cannot be read */
void bb_flow_close_replaced (BbFlow *flow, BbJournalRecord *record, BbImage *image);
/** bb_flow_supersede_journal: @record (nullable) ended well enough for something new: it is closed. */
void bb_flow_supersede_journal (BbJournalRecord *record);
/** bb_flow_leave_journal: it stays open in @state. */
void bb_flow_leave_journal (BbFlow *flow, BbJournalState state);
/** bb_flow_dup_board: (transfer full): @facts of the drive, with what must be remembered of the image that was
 * written to it last. */
BbFacts *bb_flow_dup_board (BbFlow *flow, BbFacts *facts);
/** bb_flow_note_power: writes into the open journal that the drive has power now. */
void bb_flow_note_power (BbFlow *flow);
/** bb_flow_had_power_cycle: whether the drive may have been without power since its journal was left open. @record:
 * (nullable) */
gboolean bb_flow_had_power_cycle (BbFlow *flow, BbJournalRecord *record);

G_END_DECLS
