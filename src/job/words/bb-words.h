/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-advice.h"
#include "job/bb-drive-state.h"
#include "job/flow/bb-consent.h"
#include "job/flow/bb-history-end.h"
#include "scsi/bb-sense.h"

G_BEGIN_DECLS

/*
 * The one place for the sentences that window and command line share. All are translated and whole
 * sentences, but for the words of bb_words_verdict() and the like, which are labels. Never a raw token.
 */

/** bb_words_dup_filled: (transfer full): @text with @with (nullable) in place of its %s, if it has one. */
char *bb_words_dup_filled (const char *text, const char *with);
/** bb_words_action: "Flashing", "Backing up", ...: a label. */
const char *bb_words_action (BbAction action);
/** bb_words_phase: what happens in this phase, a sentence. */
const char *bb_words_phase (BbPhase phase);
/** bb_words_phase_label: the path as people see it: "Back up", "Erase", ...: a label. */
const char *bb_words_phase_label (BbPhase phase);
/** bb_words_dup_step: "Writing block 9 of 20." */
char *bb_words_dup_step (BbPlan *plan, guint number);
/** bb_words_dup_progress: (transfer full) (nullable): what happens now, a sentence. */
char *bb_words_dup_progress (const BbProgress *progress);
/**
 * bb_words_dup_failed_attempt: (transfer full) (nullable): what failed last and which attempt runs now; %NULL as long
 * as it is the first.
 */
char *bb_words_dup_failed_attempt (const BbProgress *progress);
/** bb_words_region: "boot code", "calibration": a label. */
const char *bb_words_region (BbRegionKind kind);
/** bb_words_dup_writing: (transfer full): that @plan writes firmware, and how much of it is read back, a sentence.
 * @duration: "about 2 minutes" */
char *bb_words_dup_writing (BbPlan *plan, const char *duration);
/** bb_words_dup_converting: (transfer full): the same of a boot code, and whether the firmware is erased before. */
char *bb_words_dup_converting (BbPlan *plan, const char *duration);
/** bb_words_dup_spared: (transfer full) (nullable): the parts of the drive besides its firmware that @plan does not
 * write, a sentence; %NULL: none is known. */
char *bb_words_dup_spared (BbPlan *plan);
/** bb_words_dup_length: (transfer full): how many steps it has, a sentence. */
char *bb_words_dup_length (BbPlan *plan);
/** bb_words_dup_left: (transfer full) (nullable): which block it erases and does not write, a sentence. */
char *bb_words_dup_left (BbPlan *plan);
/** bb_words_dup_unrecoverable: (transfer full) (nullable): in which step a power cut would be the end of the drive, a
 * sentence. */
char *bb_words_dup_unrecoverable (BbPlan *plan);
/** bb_words_dup_sense: (transfer full): in the words of the standard, translated or quoted. */
char *bb_words_dup_sense (const BbSense *sense);
/** bb_words_verdict: "fits", "caution", ...: a label. */
const char *bb_words_verdict (BbVerdictLevel level);
/** bb_words_verdict_of: the same of @verdict, which is shown as @level: also where the drive is expected to reject
 * the image, which is never called compatible. */
const char *bb_words_verdict_of (BbVerdict *verdict, BbVerdictLevel level);
/** bb_words_verdict_sentence_of: what that means. */
const char *bb_words_verdict_sentence_of (BbVerdict *verdict, BbVerdictLevel level);
/** bb_words_verdict_sentence: what that means. */
const char *bb_words_verdict_sentence (BbVerdictLevel level);
/** bb_words_conversion_sentence: the same of a change of the boot code. */
const char *bb_words_conversion_sentence (BbVerdictLevel level);
/** bb_words_cell: "being written", ...: a label. */
const char *bb_words_cell (BbCellState state);
/** bb_words_proof: how sure it is, a sentence. */
const char *bb_words_proof (BbProof proof);
/** bb_words_outcome: the heading of a result, a short sentence. */
const char *bb_words_outcome (BbAction action, BbOutcome outcome);
/** bb_words_dup_question_choice: (transfer full): an answer to @question, with the revision that it writes: a label.
 */
char *bb_words_dup_question_choice (const BbQuestion *question, BbChoice choice);
/** bb_words_dup_question_effect: (transfer full): what comes of that answer, a sentence. */
char *bb_words_dup_question_effect (const BbQuestion *question, BbChoice choice);
/** bb_words_dup_question: the heading: which drive, and what is asked. @drive_name: "TDK DVDRW420N (sr0)" */
char *bb_words_dup_question (const BbQuestion *question, const char *drive_name);
/** bb_words_dup_question_happened: (transfer full): why it is asked, a sentence. */
char *bb_words_dup_question_happened (const BbQuestion *question);
/** bb_words_dup_consent: (transfer full): what is agreed to, or what is in the way; whole sentences. */
char *bb_words_dup_consent (const BbConsent *consent);
/** bb_words_dup_consent_prompt: (transfer full) (nullable): what to do to agree, for a label in front of the box or
 * behind the text on a terminal. */
char *bb_words_dup_consent_prompt (const BbConsent *consent);
/**
 * bb_words_dup_consent_missing: (transfer full):
 * @expert: what is for experts is turned on
 *
 * Why nothing begins as long as it is not granted, a sentence.
 */
char *bb_words_dup_consent_missing (const BbConsent *consent, gboolean expert);
/** bb_words_dup_consents: (transfer full): what is open, in sentences; what nobody can grant alone, if there is such.
 */
char *bb_words_dup_consents (GPtrArray *consents);
/** bb_words_dup_readiness: (transfer full): what is so, a sentence. */
char *bb_words_dup_readiness (const BbReadiness *item);
/** bb_words_dup_remedy: (transfer full) (nullable): what to do about it; %NULL where it is good. */
char *bb_words_dup_remedy (const BbReadiness *item);
/** bb_words_state: a drive's state in words: a label. */
const char *bb_words_state (BbDriveState state);
/** bb_words_bus: "PATA", "unknown bus": a label. */
const char *bb_words_bus (BbBus bus);
/** bb_words_medium: what is in the tray: a label. */
const char *bb_words_medium (BbMedium medium);
/** bb_words_purpose: "Reading UHD discs": a label. */
const char *bb_words_purpose (BbPurpose purpose);
/** bb_words_transfer: "plain image": of the words of #BbAdvice. */
const char *bb_words_transfer (const char *transfer);
/** bb_words_confidence: "Sure", "Likely", "A guess", "Conflicting": a label. */
const char *bb_words_confidence (BbConfidence confidence);
/** bb_words_claim_source: "stored ID", "firmware": what the source of a #BbClaim is called in a sentence. */
const char *bb_words_claim_source (const char *source);
/** bb_words_tested: for a catalog's `Tested` word, a sentence. */
const char *bb_words_tested (const char *tested);
/** bb_words_backup: what can be kept of a drive before it is flashed, a sentence. */
const char *bb_words_backup (BbBackupKind kind);
/** bb_words_backup_reason: (nullable): why the backup of @review is not full, a sentence; %NULL: it is full, or a
 * reason of the verdict says so. */
const char *bb_words_backup_reason (const BbReview *review);
/** bb_words_no_backups: that no backup is listed, and whether Burnback makes one before it flashes the drive with
 * @facts (nullable: of no drive in particular), sentences. */
const char *bb_words_no_backups (BbFacts *facts);
/** bb_words_dup_region: (transfer full) (nullable): in which region it plays films, and how often that can be
 * changed: a label. */
char *bb_words_dup_region (const BbDvdRegion *region);
/** bb_words_dup_book: (transfer full): what a kind of disc says that it is, and how often that can be changed: a
 * label. */
char *bb_words_dup_book (BbBookMedium medium, const BbBook *book);
/** bb_words_dup_books: (transfer full) (nullable): a line for each kind of disc whose book type is told. */
char *bb_words_dup_books (const BbBooks *books);
/** bb_words_verify_result: JSON `result` of `verify`: "equal", "different", "cannot"; not translated. */
const char *bb_words_verify_result (const BbResult *result);

/** bb_words_history_end: "Proved", "Not proved", ...: a label. */
const char *bb_words_history_end (BbHistoryEnd end);
/** bb_words_dup_history_what: what it was about: "Flashing 1.07 over 1.05": a label. */
char *bb_words_dup_history_what (BbJournalRecord *record);
/** bb_words_dup_history_where: (transfer full) (nullable): how far the write came that was interrupted, a sentence;
 * %NULL: the journal does not tell. */
char *bb_words_dup_history_where (BbJournalRecord *record);
/** bb_words_dup_interrupted: (transfer full): what was interrupted or failed, how far it came, and what to do next;
 * @record: the open journal of a drive that needs recovery. */
char *bb_words_dup_interrupted (BbJournalRecord *record);
/** bb_words_dup_overwritten: (transfer full): the same where bb_journal_record_was_overwritten(). */
char *bb_words_dup_overwritten (BbJournalRecord *record, BbFacts *facts);
/** bb_words_dup_history_how: how that ended, and what to do if it did not, whole sentences. */
char *bb_words_dup_history_how (BbJournalRecord *record);

/** bb_words_dup_error: what happened, from an error's domain and code, a sentence. */
char *bb_words_dup_error (const GError *error);

/** bb_words_dup_at_work: (transfer full): who uses the drive, and how far a flash of Burnback is, sentences. @error:
 * of bb_error_is_busy(). @journal: (nullable): the open one of the drive */
char *bb_words_dup_at_work (const GError *error, const BbJournalRecord *journal);
/** bb_words_dup_busy: (transfer full): the same for the state of the drive: also whether the drive is safe, and that
 * one has to wait. */
char *bb_words_dup_busy (const GError *error, const BbJournalRecord *journal);

/** bb_words_dup_failure: (transfer full): why a part of a job failed, for the details. @block: number of the block of
 * the flash memory that @error is about, of @n_blocks; 0: none */
char *bb_words_dup_failure (const GError *error, guint block, guint n_blocks);

/** bb_words_safety: (nullable): is the drive safe, a sentence for each state; %NULL for %BB_SAFETY_NONE. */
const char *bb_words_safety (BbSafety safety);

/** bb_words_dup_next_step: (transfer full) (nullable): what to do next, a sentence. @drive: what the drive is called
 */
char *bb_words_dup_next_step (const BbResult *result, const char *drive);

/** bb_words_fix: what to do next where a message says what is in the way on this computer. */
const char *bb_words_fix (void);

/** bb_words_tell: sets message, next and notes of @result, which was concluded, in words. */
void bb_words_tell (BbResult *result);

G_END_DECLS
