/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/* Functions that write and close the journal of an operation, and that end its exclusive access to the drive. */

/**
 * bb_flow_set_target:
 * @image: the image that the drive has after this job (the target)
 * @plan: (nullable): the plan that writes @image; %NULL if @image was found in the drive and is not written
 *
 * Copies @image to the state folder, and records it as the target in @journal of @flow (must not be %NULL). With
 * @plan, also records the candidates, which are the forms in which @image can be sent. Without @plan, records nothing
 * if the journal names the same target already. Failures only add a note.
 */
void bb_flow_set_target (BbFlow *flow, BbImage *image, BbPlan *plan);

/** bb_flow_release: unlocks the tray if @prevented of @flow is set, and ends the exclusive access to the drive if
 * @held of @flow is set. Clears both members. If @flow has a journal, records there that the tray is unlocked and the
 * access has ended. @prevented is also set if the resumed journal says that a killed program locked the tray. */
void bb_flow_release (BbFlow *flow);

/**
 * bb_flow_unlock_tray: unlocks the tray if the open journal @record (nullable) says that a killed program locked it.
 * Does nothing if the firmware of the drive is incomplete or does not run, or if the journal cannot be resumed. @flow
 * must not have a journal; after the call it has none, either.
 */
void bb_flow_unlock_tray (BbFlow *flow, BbJournalRecord *record);

/** bb_flow_close_journal: closes the journal of @flow, if there is one, with the result @outcome, and frees it. For
 * DONE and ROLLED_BACK, a successful verification is recorded before. A failure adds a note. */
void bb_flow_close_journal (BbFlow *flow, BbOutcome outcome);
/**
 * bb_flow_close_replaced:
 * @record: the journal of an interrupted flash
 * @image: (nullable): the firmware that the drive runs; %NULL if it cannot be read
 *
 * Closes @record with the result "replaced", because the drive runs firmware that another program wrote. Before
 * closing, records the firmware that the drive runs:
 * - With @image: copies it to the state folder, and records it as the target. Also records the newest verification,
 *   if that succeeded.
 * - Without @image: only the revision that the drive reports.
 *
 * Failures only add a note. @flow must not have a journal.
 */
void bb_flow_close_replaced (BbFlow *flow, BbJournalRecord *record, BbImage *image);
/** bb_flow_supersede_journal: closes the open journal @record (nullable) with the result "superseded", because a new
 * operation begins its own journal. Errors are ignored. */
void bb_flow_supersede_journal (BbJournalRecord *record);
/** bb_flow_leave_journal: records @state and the power mark of the drive (see bb_flow_note_power()) in the journal of
 * @flow, if there is one. The journal stays open on disk for a later job, but @flow has no journal any more. Failures
 * only add a note. */
void bb_flow_leave_journal (BbFlow *flow, BbJournalState state);
/** bb_flow_note_power: records the power mark of the drive (a text that changes with each power cycle) in the journal
 * of @flow, which must have a journal. Does nothing if the drive has no such mark. */
void bb_flow_note_power (BbFlow *flow);
/** bb_flow_note_cycle: records in the journal of the flow that the drive needs a power cycle, with the power mark of
 * the drive. Does nothing without a journal, or if the drive has no power mark. */
void bb_flow_note_cycle (BbFlow *flow);

G_END_DECLS
