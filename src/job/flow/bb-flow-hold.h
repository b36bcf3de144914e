/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/* The journal and the exclusive access during a flash. */

/**
 * bb_flow_set_target: records in the journal that @image is written now. @plan: (nullable): of the new try; %NULL
 * if
 * @image was found in the drive and no step will be sent
 */
void bb_flow_set_target (BbFlow *flow, BbImage *image, BbPlan *plan);

/** bb_flow_release: ends the exclusive access and unlocks the tray. */
void bb_flow_release (BbFlow *flow);

/**
 * bb_flow_unlock_tray: unlocks the tray that a killed program locked, if the firmware of the drive runs. @record:
 * (nullable)
 */
void bb_flow_unlock_tray (BbFlow *flow, BbJournalRecord *record);

/** bb_flow_close_journal: closes the journal with @outcome. */
void bb_flow_close_journal (BbFlow *flow, BbOutcome outcome);
/** bb_flow_close_replaced: closes the journal of an interrupted flash because the drive runs firmware that another
 * program wrote. @image: (nullable): that firmware; %NULL if it cannot be read */
void bb_flow_close_replaced (BbFlow *flow, BbJournalRecord *record, BbImage *image);
/** bb_flow_supersede_journal: closes @record (nullable), because a new operation takes its place. */
void bb_flow_supersede_journal (BbJournalRecord *record);
/** bb_flow_leave_journal: records @state and leaves the journal open. */
void bb_flow_leave_journal (BbFlow *flow, BbJournalState state);
/** bb_flow_note_power: records the power mark of the drive in the open journal. */
void bb_flow_note_power (BbFlow *flow);

G_END_DECLS
