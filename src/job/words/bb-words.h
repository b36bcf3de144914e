/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-advice.h"
#include "job/bb-drive-state.h"
#include "job/flow/bb-consent.h"
#include "job/flow/bb-history-end.h"
#include "scsi/bb-sense.h"

G_BEGIN_DECLS

/*
 * All sentences and labels that window and command line share, translated. Functions whose comment says "label"
 * return a word or phrase; all others return whole sentences.
 */

/** bb_words_dup_filled: (transfer full): @text with @with (nullable) for its %s, if it has one. */
char *bb_words_dup_filled (const char *text, const char *with);
/** bb_words_action: "Flashing", "Backing up", ...: a label. */
const char *bb_words_action (BbAction action);
/** bb_words_phase: what the job does in this phase. */
const char *bb_words_phase (BbPhase phase);
/** bb_words_phase_label: name of a phase: "Back up", "Erase", ...: a label. */
const char *bb_words_phase_label (BbPhase phase);
/** bb_words_dup_step: "Writing block 9 of 20." */
char *bb_words_dup_step (BbPlan *plan, guint number);
/** bb_words_dup_progress: (transfer full) (nullable): what the job does now. */
char *bb_words_dup_progress (const BbProgress *progress);
/**
 * bb_words_dup_failed_attempt: (transfer full) (nullable): the last failure, and which attempt runs now; %NULL
 * during the first attempt.
 */
char *bb_words_dup_failed_attempt (const BbProgress *progress);
/** bb_words_region: "boot code", "calibration": a label. */
const char *bb_words_region (BbRegionKind kind);
/** bb_words_dup_writing: (transfer full): @plan writes firmware, and which part of it is read back. @duration:
 * "about 2 minutes" */
char *bb_words_dup_writing (BbPlan *plan, const char *duration);
/** bb_words_dup_converting: (transfer full): @plan writes a boot code, and whether it erases the firmware first. */
char *bb_words_dup_converting (BbPlan *plan, const char *duration);
/** bb_words_dup_spared: (transfer full) (nullable): regions other than the firmware that @plan does not write;
 * %NULL if their addresses are unknown. */
char *bb_words_dup_spared (BbPlan *plan);
/** bb_words_dup_length: (transfer full): the number of steps. */
char *bb_words_dup_length (BbPlan *plan);
/** bb_words_dup_left: (transfer full) (nullable): the block that @plan erases and does not write. */
char *bb_words_dup_left (BbPlan *plan);
/** bb_words_dup_unrecoverable: (transfer full) (nullable): the step in which a power cut would make the drive
 * unrecoverable. */
char *bb_words_dup_unrecoverable (BbPlan *plan);
/** bb_words_dup_sense: (transfer full): the message of the standard, translated or quoted. */
char *bb_words_dup_sense (const BbSense *sense);
/** bb_words_verdict: "fits", "caution", ...: a label. */
const char *bb_words_verdict (BbVerdictLevel level);
/** bb_words_verdict_of: the label of @verdict at @level. An image that the drive will probably reject is never
 * called compatible. */
const char *bb_words_verdict_of (BbVerdict *verdict, BbVerdictLevel level);
/** bb_words_verdict_sentence_of: what that label means. */
const char *bb_words_verdict_sentence_of (BbVerdict *verdict, BbVerdictLevel level);
/** bb_words_verdict_sentence: what the label of bb_words_verdict() means. */
const char *bb_words_verdict_sentence (BbVerdictLevel level);
/** bb_words_conversion_sentence: the same for a change of the boot code. */
const char *bb_words_conversion_sentence (BbVerdictLevel level);
/** bb_words_cell: state of a block of the flash map: "being written", ...: a label. */
const char *bb_words_cell (BbCellState state);
/** bb_words_proof: how the firmware was verified. */
const char *bb_words_proof (BbProof proof);
/** bb_words_outcome: the heading of a result. */
const char *bb_words_outcome (BbAction action, BbOutcome outcome);
/** bb_words_dup_question_choice: (transfer full): an answer to @question, with the revision that it would write: a
 * label. */
char *bb_words_dup_question_choice (const BbQuestion *question, BbChoice choice);
/** bb_words_dup_question_effect: (transfer full): the effect of that answer. */
char *bb_words_dup_question_effect (const BbQuestion *question, BbChoice choice);
/** bb_words_dup_question: the heading of @question: drive and problem. @drive_name: "TDK DVDRW420N (sr0)" */
char *bb_words_dup_question (const BbQuestion *question, const char *drive_name);
/** bb_words_dup_question_happened: (transfer full): why the question is asked. */
char *bb_words_dup_question_happened (const BbQuestion *question);
/** bb_words_dup_consent: (transfer full): the risk that is agreed to, or the obstacle. */
char *bb_words_dup_consent (const BbConsent *consent);
/** bb_words_dup_consent_prompt: (transfer full) (nullable): how to grant the consent: label of the control, or
 * prompt of the terminal. */
char *bb_words_dup_consent_prompt (const BbConsent *consent);
/**
 * bb_words_dup_consent_missing:
 * @expert: %TRUE if the switch for experts is on
 *
 * Returns: (transfer full): why no job can start without this consent
 */
char *bb_words_dup_consent_missing (const BbConsent *consent, gboolean expert);
/** bb_words_dup_consents: (transfer full): the open consents; only the obstacles, if there are any. */
char *bb_words_dup_consents (GPtrArray *consents);
/** bb_words_dup_readiness: (transfer full): the state of @item. */
char *bb_words_dup_readiness (const BbReadiness *item);
/** bb_words_dup_remedy: (transfer full) (nullable): what to do about @item; %NULL if it is fine. */
char *bb_words_dup_remedy (const BbReadiness *item);
/** bb_words_state: state of a drive: a label. */
const char *bb_words_state (BbDriveState state);
/** bb_words_bus: "PATA", "unknown bus": a label. */
const char *bb_words_bus (BbBus bus);
/** bb_words_medium: whether there is a disc in the drive: a label. */
const char *bb_words_medium (BbMedium medium);
/** bb_words_purpose: "Reading UHD discs": a label. */
const char *bb_words_purpose (BbPurpose purpose);
/** bb_words_transfer: a word of #BbAdvice as a label: "plain image". */
const char *bb_words_transfer (const char *transfer);
/** bb_words_confidence: "Sure", "Likely", "A guess", "Conflicting": a label. */
const char *bb_words_confidence (BbConfidence confidence);
/** bb_words_claim_source: the source of a #BbClaim: "stored ID", "firmware": a label for use in a sentence. */
const char *bb_words_claim_source (const char *source);
/** bb_words_tested: the meaning of a `Tested` word of the catalog. */
const char *bb_words_tested (const char *tested);
/** bb_words_backup: how much of a drive can be backed up before it is flashed. */
const char *bb_words_backup (BbBackupKind kind);
/** bb_words_backup_reason: (nullable): why the backup of @review is not complete; %NULL if it is, or if the verdict
 * gives the reason. */
const char *bb_words_backup_reason (const BbReview *review);
/** bb_words_no_backups: there are no backups, and whether Burnback makes one before it flashes the drive with
 * @facts (nullable: any drive). */
const char *bb_words_no_backups (BbFacts *facts);
/** bb_words_dup_region: (transfer full) (nullable): the region code for films, and how often it can be changed: a
 * label. */
char *bb_words_dup_region (const BbDvdRegion *region);
/** bb_words_dup_book: (transfer full): the book type that is recorded on a kind of disc, and how often it can be
 * changed: a label. */
char *bb_words_dup_book (BbBookMedium medium, const BbBook *book);
/** bb_words_dup_books: (transfer full) (nullable): a line for each kind of disc whose book type is known. */
char *bb_words_dup_books (const BbBooks *books);
/** bb_words_verify_result: JSON `result` of `verify`: "equal", "different", "cannot"; not translated. */
const char *bb_words_verify_result (const BbResult *result);

/** bb_words_history_end: "Verified", "Not verified", ...: a label. */
const char *bb_words_history_end (BbHistoryEnd end);
/** bb_words_dup_history_what: the operation of a journal: "Flashing 1.07 over 1.05": a label. */
char *bb_words_dup_history_what (BbJournalRecord *record);
/** bb_words_dup_history_where: (transfer full) (nullable): the step that an interrupted write had reached; %NULL if
 * the journal does not say. */
char *bb_words_dup_history_where (BbJournalRecord *record);
/** bb_words_dup_interrupted: (transfer full): the operation that was interrupted or failed, the step that it had
 * reached and the next step for the user. @record: the open journal of a drive that needs recovery. */
char *bb_words_dup_interrupted (BbJournalRecord *record);
/** bb_words_dup_overwritten: (transfer full): the same if bb_journal_record_was_overwritten(). */
char *bb_words_dup_overwritten (BbJournalRecord *record, BbFacts *facts);
/** bb_words_dup_history_how: how the operation of a journal ended, and the next step if it failed. */
char *bb_words_dup_history_how (BbJournalRecord *record);

/** bb_words_dup_error: what happened, from the domain and code of an error. */
char *bb_words_dup_error (const GError *error);

/** bb_words_dup_at_work: (transfer full): who uses the drive, and the progress if that is a flash of Burnback.
 * @error: of bb_error_is_busy(). @journal: (nullable): the open journal of the drive */
char *bb_words_dup_at_work (const GError *error, const BbJournalRecord *journal);
/** bb_words_dup_busy: (transfer full): bb_words_dup_at_work(), whether the drive is safe, and that one has to wait.
 */
char *bb_words_dup_busy (const GError *error, const BbJournalRecord *journal);

/** bb_words_dup_failure: (transfer full): why a part of a job failed, for the details. @block: the block of the
 * flash map that @error is about, from 1 to @n_blocks; 0 if none */
char *bb_words_dup_failure (const GError *error, guint block, guint n_blocks);

/** bb_words_safety: (nullable): whether the drive is safe; %NULL for %BB_SAFETY_NONE. */
const char *bb_words_safety (BbSafety safety);

/** bb_words_dup_next_step: (transfer full) (nullable): what the user should do next. @drive: name of the drive for
 * people */
char *bb_words_dup_next_step (const BbResult *result, const char *drive);

/** bb_words_fix: "fix the problem, then try again", after a message that names a problem of the host. */
const char *bb_words_fix (void);

/**
 * BbMessageFlags: sentences that a page shows elsewhere.
 * @BB_MESSAGE_WHOLE: the whole message, as in #BbResult
 * @BB_MESSAGE_WITHOUT_OUTCOME: bb_words_outcome() is the heading of the page
 * @BB_MESSAGE_WITHOUT_SAFETY: the page has a safety sentence of its own
 */
typedef enum {
    BB_MESSAGE_WHOLE = 0,
    BB_MESSAGE_WITHOUT_OUTCOME = 1 << 0,
    BB_MESSAGE_WITHOUT_SAFETY = 1 << 1,
} BbMessageFlags;

/** bb_words_dup_message: Returns (transfer full) the message of @result; "" if it has no other sentences than those
 * that @flags leave out. */
char *bb_words_dup_message (const BbResult *result, BbMessageFlags flags);
/** bb_words_message_has_proof: Returns TRUE if the message of @result contains the sentence of bb_words_proof(). */
gboolean bb_words_message_has_proof (const BbResult *result);

/** bb_words_add_to_result: sets @message, @next and @notes of @result, which must have been concluded. */
void bb_words_add_to_result (BbResult *result);

G_END_DECLS
