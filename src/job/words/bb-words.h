/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-advice.h"
#include "job/bb-drive-state.h"
#include "job/flow/bb-consent.h"
#include "job/flow/bb-history-end.h"
#include "job/store/bb-journal-recovery.h"
#include "scsi/bb-sense.h"

G_BEGIN_DECLS

/*
 * All sentences and labels that window and command line share, translated. Functions whose comment says "label"
 * return a word or phrase; the others return whole sentences, unless their comment says otherwise. A comment
 * with "says …" describes the content of the sentence.
 */

/** bb_words_dup_filled: (transfer full): @text with its first %s, or its %1$s, replaced by @with (nullable: by
 * nothing). Other placeholders, such as %2$s or a second %s, are not replaced. */
char *bb_words_dup_filled (const char *text, const char *with);
/** bb_words_dup_sentence: (transfer full): @message, the message of an error, as a sentence: with a full stop, unless
 * it ends with one or with another end mark. */
char *bb_words_dup_sentence (const char *message);
/** bb_words_action: label of @action while it runs: "Flashing", "Backing up", ...; "" for a value that is no
 * #BbAction. */
const char *bb_words_action (BbAction action);
/** bb_words_phase: says what the job does in @phase. */
const char *bb_words_phase (BbPhase phase);
/** bb_words_phase_of: as bb_words_phase() for a phase of @plan (nullable: unknown). For VERIFY, says that the drive
 * is being identified if @plan reads back none of what it wrote. */
const char *bb_words_phase_of (BbPhase phase, BbPlan *plan);
/** bb_words_phase_label: label of a phase of a job with @action: "Back up", "Erase", ... A recovery may read the
 * firmware only to compare it, so its BACK_UP is "Read". */
const char *bb_words_phase_label (BbPhase phase, BbAction action);
/** bb_words_dup_step: (transfer full): says what step @number (from 0) of @plan does: "Writing block 9 of 20." Blocks
 * and pieces are numbered among the steps of the same kind. An unrecoverable step warns not to disconnect power. */
char *bb_words_dup_step (BbPlan *plan, guint number);
/** bb_words_dup_progress: (transfer full) (nullable): says that the drive needs longer than usual, if @progress has
 * @is_late set; else what the current step does. %NULL if @progress has no plan and is not late. */
char *bb_words_dup_progress (const BbProgress *progress);
/** bb_words_dup_attempt_end: (transfer full): says at which block of the flash map the failed attempt @index (from 0)
 * of @progress ended; if the block is unknown, after how many percent of the work. */
char *bb_words_dup_attempt_end (const BbProgress *progress, guint index);
/** bb_words_dup_failed_attempt: (transfer full) (nullable): says how the last attempt failed, and which attempt runs
 * now; %NULL during the first attempt. */
char *bb_words_dup_failed_attempt (const BbProgress *progress);
/** bb_words_region: label of a region: "boot code", "calibration", ... */
const char *bb_words_region (BbRegionKind kind);
/** bb_words_dup_writing: (transfer full): says that @plan writes firmware, how long that takes, and how much of the
 * firmware is read back. @duration: "about 2 minutes" */
char *bb_words_dup_writing (BbPlan *plan, const char *duration);
/** bb_words_dup_converting: (transfer full): says that @plan writes a boot code, how long that takes, and whether
 * the firmware is erased first. @duration: "about 2 minutes" */
char *bb_words_dup_converting (BbPlan *plan, const char *duration);
/** bb_words_dup_spared: (transfer full) (nullable): says which of boot code, calibration and identity stay unchanged:
 * those that @plan has as regions but does not write. %NULL if there are none. */
char *bb_words_dup_spared (BbPlan *plan);
/** bb_words_dup_length: (transfer full): says how many steps @plan has. */
char *bb_words_dup_length (BbPlan *plan);
/** bb_words_dup_left: (transfer full) (nullable): says which memory area @plan erases but does not write. If there
 * are several, names only the first. %NULL if there is no such area. */
char *bb_words_dup_left (BbPlan *plan);
/** bb_words_dup_left_details: (transfer full): what Burnback assumes about the memory area of bb_words_dup_left(),
 * and what a backup and a restore do with the area. */
char *bb_words_dup_left_details (void);
/** bb_words_dup_left_step: (transfer full) (nullable): size and address of the memory area of bb_words_dup_left(),
 * and the sentences of bb_words_dup_left_details(), if step @number of @plan erases the area; else %NULL. */
char *bb_words_dup_left_step (BbPlan *plan, guint number);
/** bb_words_dup_unrecoverable: (transfer full) (nullable): says in which step a power cut would make the drive
 * unrecoverable; %NULL if there is no such step. */
char *bb_words_dup_unrecoverable (BbPlan *plan);
/** bb_words_dup_sense: (transfer full): what @sense reports, translated and without a full stop; for an unusual
 * error, its English name in the SCSI standard, in quotation marks. */
char *bb_words_dup_sense (const BbSense *sense);
/** bb_words_verdict: label of a verdict of @level: "compatible", "incompatible", ... */
const char *bb_words_verdict (BbVerdictLevel level);
/**
 * bb_words_verdict_of: the label of bb_words_verdict() for @level. Exceptions:
 * - "damaged file" if @verdict is on a damaged file
 * - "not identified" if @verdict is on a drive that could not be identified
 * - a label with "rejection expected" if @verdict says that the drive will probably reject the image
 * @level: the level to name, which may differ from that of @verdict, for example for a backup of the drive
 */
const char *bb_words_verdict_of (BbVerdict *verdict, BbVerdictLevel level);
/** bb_words_verdict_sentence_of: says what the label of bb_words_verdict_of() means. */
const char *bb_words_verdict_sentence_of (BbVerdict *verdict, BbVerdictLevel level);
/** bb_words_verdict_sentence: says what the label of bb_words_verdict() means. */
const char *bb_words_verdict_sentence (BbVerdictLevel level);
/** bb_words_conversion_sentence: says whether the boot code can be changed, if the verdict on the conversion has
 * @level. */
const char *bb_words_conversion_sentence (BbVerdictLevel level);
/** bb_words_cell: label of the state of a block of the flash map: "in progress", "written", ... */
const char *bb_words_cell (BbCellState state);
/** bb_words_proof: says how the firmware was verified, or why it was not. */
const char *bb_words_proof (BbProof proof);
/**
 * bb_words_outcome: Returns a sentence that says how the job of @result ended; the heading of a result.
 * - For a flash, it says whether the new revision is newer than, older than or equal to the previous one, if the
 *   order of the two is known.
 * - For a trial run, it says that Burnback would perform the steps.
 * - For a backup, it says if the backup cannot be restored, and if it contains no firmware.
 * - For a drive that needs recovery because its memory seems worn, it says that writing failed if this job wrote. The
 *   message says that the memory seems worn.
 */
const char *bb_words_outcome (const BbResult *result);
/** bb_words_dup_title: (transfer full): bb_words_outcome() for the title of a page, which shows no message before it.
 * For a flash that succeeded, it says which revision the drive has now, and which model the drive is if that changed.
 */
char *bb_words_dup_title (const BbResult *result);
/** bb_words_dup_question_choice: (transfer full): label of the answer @choice to @question: "Restore 1.05". Names the
 * revision if it is known and no other answer has the same revision, else "the previous firmware" or similar. */
char *bb_words_dup_question_choice (const BbQuestion *question, BbChoice choice);
/** bb_words_dup_question_effect: (transfer full): says what the job does after the answer @choice to @question. If
 * the memory is worn, adds to RETRY and ROLLBACK that writing is unlikely to help. */
char *bb_words_dup_question_effect (const BbQuestion *question, BbChoice choice);
/** bb_words_dup_id_change: (transfer full) (nullable): the IDs before and after a stored ID is written, each with the
 * name of its model if that is known: "ND-4551A (K451) → ND-3550A (K355)". %NULL if @question is about something
 * else.
 */
char *bb_words_dup_id_change (const BbQuestion *question);
/** bb_words_dup_question: (transfer full): the heading of @question: drive and problem. @drive_name: "TDK DVDRW420N
 * (sr0)" */
char *bb_words_dup_question (const BbQuestion *question, const char *drive_name);
/** bb_words_dup_question_happened: (transfer full): says why the question is asked: what failed, with block and
 * attempt; which operation was interrupted or overwritten; for a consent, the evidence and the note of @question.
 * Says also if the memory seems to be worn. */
char *bb_words_dup_question_happened (const BbQuestion *question);
/** bb_words_dup_consent: (transfer full): says which risk the user must agree to, or what the obstacle is. */
char *bb_words_dup_consent (const BbConsent *consent);
/** bb_words_dup_consent_prompt: (transfer full) (nullable): says how to grant the consent: label of the control, or
 * prompt of the terminal; %NULL for an obstacle, which cannot be granted. */
char *bb_words_dup_consent_prompt (const BbConsent *consent);
/** bb_words_review_risk: (nullable): says why the button of a review warns of the action; %NULL if it does not. */
const char *bb_words_review_risk (BbReviewRisk risk);
/**
 * bb_words_dup_consent_missing:
 * @expert: %TRUE if the switch for experts is on
 *
 * Returns: (transfer full): a sentence that says why the job cannot start yet: how to grant @consent, or how to
 * remove the obstacle
 */
char *bb_words_dup_consent_missing (const BbConsent *consent, gboolean expert);
/** bb_words_dup_consents: (transfer full): the texts of bb_words_dup_consent() for the consents in @consents
 * (element-type BbConsent) that are not granted. If one of them can never be granted, only the texts of such
 * consents. "" if all are granted. */
char *bb_words_dup_consents (GPtrArray *consents);
/** bb_words_dup_readiness: (transfer full): the state of @item: "The tray is open." */
char *bb_words_dup_readiness (const BbReadiness *item);
/** bb_words_dup_remedy: (transfer full) (nullable): says how to fulfil the condition of @item; %NULL if nothing need
 * be done. */
char *bb_words_dup_remedy (const BbReadiness *item);
/** bb_words_state: label of the state of a drive: "ready", "busy", ... */
const char *bb_words_state (BbDriveState state);
/** bb_words_drive_state: label of the state of a drive: "memory chip seems worn" for a drive that needs recovery if
 * @is_worn (see bb_engine_drive_is_worn()), else bb_words_state(). */
const char *bb_words_drive_state (BbDriveState state, gboolean is_worn);
/** bb_words_dup_worn: (transfer full): says that the flash memory seems to be worn, because block @block of @n_blocks
 * failed again; see bb_journal_record_is_worn(). @block: from 1; 0 if unknown */
char *bb_words_dup_worn (guint block, guint n_blocks);
/** bb_words_bus: label of a bus: "PATA", "unknown bus", ... */
const char *bb_words_bus (BbBus bus);
/** bb_words_dup_disconnect_power: (transfer full): says how to disconnect a drive on @bus from power for 30 seconds
 * and how to connect it again. @bus: %BB_BUS_UNKNOWN also stands for a drive that is not detected. */
char *bb_words_dup_disconnect_power (BbBus bus);
/** bb_words_disconnected: says that a drive on @bus is disconnected, and that Burnback will detect the drive when it
 * is reconnected. For %BB_BUS_PATA, it says instead that the computer must be off when the drive is reconnected. */
const char *bb_words_disconnected (BbBus bus);
/** bb_words_medium: label that says whether there is a disc in the drive: "Inserted", "None (tray open)", ... */
const char *bb_words_medium (BbMedium medium);
/** bb_words_purpose: label of a purpose: "Reading UHD discs". */
const char *bb_words_purpose (BbPurpose purpose);
/** bb_words_transfer: says what the word @transfer (nullable) of #BbAdvice means: "The drive accepts plain
 * (unencrypted) images." For %NULL and unknown words, says that it is unclear what the drive accepts. */
const char *bb_words_transfer (const char *transfer);
/** bb_words_confidence: label of a confidence: "Confirmed", "Likely", "Uncertain" or "Conflicting". */
const char *bb_words_confidence (BbConfidence confidence);
/** bb_words_drive_kind: (nullable): label of @kind (nullable), a word as in @kind of #BbNaming: "DVD writer". */
const char *bb_words_drive_kind (const char *kind);
/** bb_words_dup_named: (transfer full) (nullable): label with kind, form and interface of the drive, as far as
 * @naming (nullable) has them: "DVD writer, slim, 9.5 mm, SATA". The interface of an external drive is left out.
 * %NULL if @naming has none of them. */
char *bb_words_dup_named (const BbNaming *naming);
/** bb_words_unsupported: says why a drive that no family supports can only be identified: there is no known procedure
 * if bb_facts_is_only_named(), it does not respond as its name suggests if bb_facts_is_unlike_name(), else the drive
 * is not in the catalog. */
const char *bb_words_unsupported (BbFacts *facts);
/** bb_words_unsupported_remedy: says how the maintainers can help with a drive that no family supports. The sentence
 * is meant to follow that of bb_words_unsupported(). */
const char *bb_words_unsupported_remedy (BbFacts *facts);
/** bb_words_claim_source: label of the source of a #BbClaim, for use in a sentence: "stored ID", "firmware"; "boot
 * code" for all other words. */
const char *bb_words_claim_source (const char *source);
/** bb_words_safety_of_several: as bb_words_safety(), about several drives; only for %BB_SAFETY_RUNNING and
 * %BB_SAFETY_UNWRITTEN. */
const char *bb_words_safety_of_several (BbSafety safety);
/** bb_words_may_be_intact: says that a drive is in recovery mode, for any reason, and that it may have all its
 * firmware. Only for a drive whose family can leave the mode. */
const char *bb_words_may_be_intact (void);
/** bb_words_tested: says how far drives of a model were tested. @tested (nullable): the value of `Tested` in the
 * catalog; %NULL and unknown words mean "not tested" */
const char *bb_words_tested (const char *tested);
/** bb_words_backup: says how much of a drive can be backed up before it is flashed: all, a part, or nothing. */
const char *bb_words_backup (BbBackupKind kind);
/** bb_words_backup_reason: (nullable): says why the backup of @review will not be complete; the text is owned by
 * @review. %NULL if the backup will be complete, or if the verdict of @review gives the reason already. */
const char *bb_words_backup_reason (const BbReview *review);
/** bb_words_recovery_backup: says whether a recovery with the image of @review saves the firmware in the drive before
 * it writes the image. */
const char *bb_words_recovery_backup (const BbReview *review);
/**
 * bb_words_no_backups: says that there are no backups. For a supported drive that runs its firmware normally, also
 * says one of these:
 * - Burnback makes a backup before a flash (if the drive can be flashed)
 * - the drive can be backed up only in part
 * - the drive cannot be backed up
 * @facts: (nullable): facts of the drive; %NULL for any drive
 */
const char *bb_words_no_backups (BbFacts *facts);
/** bb_words_no_full_backup: (nullable): says that no complete backup of the drive can be made; %NULL if one can be
 * made or restored, or if that is not known because the drive does not run its firmware normally. @facts: (nullable)
 */
const char *bb_words_no_full_backup (BbFacts *facts);
/** bb_words_partly_verified: (nullable): says that a verification does not compare the firmware, because no part of
 * it can be read. %NULL if a verification compares the firmware, if the drive cannot be verified, or if it does not
 * run its firmware normally. @facts: (nullable) */
const char *bb_words_partly_verified (BbFacts *facts, BbCatalog *catalog);
/** bb_words_dup_region: (transfer full) (nullable): label with the region code for films and how often it can be
 * changed; "None" if the drive does not enforce its region (no RPC-2 drive); %NULL without @region (nullable). */
char *bb_words_dup_region (const BbDvdRegion *region);
/** bb_words_dup_book: (transfer full): label with the book type that is recorded on a kind of disc, and how often it
 * can be changed. */
char *bb_words_dup_book (BbBookMedium medium, const BbBook *book);
/** bb_words_dup_books: (transfer full) (nullable): a line of bb_words_dup_book() for each kind of disc whose book
 * type is known; %NULL if none is. */
char *bb_words_dup_books (const BbBooks *books);
/** bb_words_verify_result: the value of the JSON `result` of `verify`, not translated: "equal" for
 * %BB_PROOF_PROVEN; "different" for %BB_PROOF_DIFFERENT and %BB_PROOF_UNCHANGED, and for %BB_PROOF_PENDING if @result
 * has differences; "cannot" for all other values. */
const char *bb_words_verify_result (const BbResult *result);

/** bb_words_history_end: label of the end of an operation in the history: "Verified", "Not verified", ... */
const char *bb_words_history_end (BbHistoryEnd end);
/** bb_words_dup_history_what: (transfer full): label of the operation of @record, with the revisions that are known:
 * "Flashing 1.07 over 1.05" while it runs, "Flashed ..." after it wrote the firmware, else "Tried to flash ...". */
char *bb_words_dup_history_what (BbJournalRecord *record);
/** bb_words_backup_contents: what @backup contains: the revision of its firmware. If @backup is not trusted, a phrase
 * instead, because the revision would suggest that the backup has firmware that can be restored. @backup owns the
 * revision. */
const char *bb_words_backup_contents (BbBackup *backup);
/**
 * bb_words_dup_backup_reason: (transfer full): label that says why @backup was made. Call bb_backups_find_uses()
 * before. The first of these that applies:
 * - the stored reason of @backup, such as %BB_BACKUP_REASON_REQUEST, translated if possible
 * - "Before flashing 1.07" or similar, if a flash, rollback or conversion followed
 * - "In preparation for flashing": Burnback made @backup, and nothing was written afterwards. Opening a review may
 *   make such a backup
 */
char *bb_words_dup_backup_reason (BbBackup *backup);
/** bb_words_dup_reached: (transfer full) (nullable): says up to which block the operation of @record has erased,
 * written or sent data; %NULL if the drive is not endangered or the block is unknown. @is_running: the operation is
 * still running */
char *bb_words_dup_reached (const BbJournalRecord *record, gboolean is_running);
/** bb_words_dup_reached_block: (transfer full) (nullable): says up to which block the work @work was done; %NULL if
 * the block is unknown. @is_running: the operation is still running */
char *bb_words_dup_reached_block (BbJournalWork work, guint block, guint n_blocks, gboolean is_running);
/** bb_words_dup_failed_write: (transfer full): says that the write @write failed at block @block of @n_blocks. The
 * write ended because the drive failed, and was not interrupted. */
char *bb_words_dup_failed_write (BbLastWrite write, guint block, guint n_blocks);
/** bb_words_dup_history_where: (transfer full) (nullable): bb_words_dup_failed_write() if the last write failed at a
 * block. Else as bb_words_dup_reached(), for the latest recovery of an interrupted operation; before the first
 * recovery, for an interrupted write of the new image. %NULL for other journals. */
char *bb_words_dup_history_where (BbJournalRecord *record);
/** bb_words_dup_interrupted: (transfer full): says which operation was interrupted or failed, how far it was, and
 * the next step for the user. @record: the open journal of a drive that needs recovery. @worn_safety: the value of
 * bb_safety_of_worn(); used only if the flash memory is worn. */
char *bb_words_dup_interrupted (BbJournalRecord *record, BbSafety worn_safety);
/** bb_words_boot_code_sent: says that the firmware is erased and new boot code was sent, that it is unknown which
 * boot code the drive has, and what the user can do. Call it only if bb_journal_was_boot_code_sent() is TRUE. */
const char *bb_words_boot_code_sent (void);
/** bb_words_dup_not_recoverable: (transfer full) (nullable): says that the firmware of a running drive may be
 * incomplete, or its stored identity is damaged, and why the drive can be neither flashed nor recovered; %NULL for
 * other drives. */
char *bb_words_dup_not_recoverable (BbFacts *facts);
/** bb_words_dup_overwritten: (transfer full): says that a flash was interrupted and that another program wrote or may
 * have written firmware, and the next step for the user. Call it only if bb_journal_record_runs_other() is TRUE. */
char *bb_words_dup_overwritten (BbJournalRecord *record, BbFacts *facts);
/** bb_words_dup_stopped: (transfer full): says at which block the last operation on the drive failed, which firmware
 * the drive runs now, and what to do before the next flash. @record: for which bb_history_stopped_at_block() is TRUE
 */
char *bb_words_dup_stopped (BbJournalRecord *record);
/** bb_words_dup_history_how: (transfer full): says how the operation of @record ended, and the next step if one is
 * needed. */
char *bb_words_dup_history_how (BbJournalRecord *record);
/** bb_words_dup_recovery_what: (transfer full): label of @recovery of @record, which did not recover the drive:
 * "Tried to restore 1.05". */
char *bb_words_dup_recovery_what (const BbJournalRecord *record, const BbJournalRecovery *recovery);
/** bb_words_dup_recovery_how: (transfer full): says how far @recovery came, or at which block it failed. */
char *bb_words_dup_recovery_how (const BbJournalRecovery *recovery);
/** bb_words_dup_recoveries: (transfer full) (nullable): says how often Burnback tried to recover the drive of the
 * open journal @record, and when and how the latest attempt ended; %NULL if there was no attempt. */
char *bb_words_dup_recoveries (const BbJournalRecord *record);
/** bb_words_dup_ended: (transfer full): says that the operation of @record ended while the window was closed, how,
 * and the next step if one is needed. @name: of the drive; @worn_safety: as bb_words_dup_interrupted(). */
char *bb_words_dup_ended (BbJournalRecord *record, const char *name, BbSafety worn_safety);

/** bb_words_dup_error: (transfer full): says what happened, by domain and code of @error. If the message of @error is
 * a sentence for users, returns that message. For other errors, returns a sentence for the code or the domain; some
 * of these sentences contain the message in parentheses. */
char *bb_words_dup_error (const GError *error);

/**
 * bb_words_dup_at_work: (transfer full): says who uses the drive, and, if another process of Burnback flashes it,
 * how far the flash is. @error: an error for which bb_error_is_busy() is TRUE. @journal: (nullable): the open journal
 * of the drive
 */
char *bb_words_dup_at_work (const GError *error, const BbJournalRecord *journal);
/** bb_words_dup_busy: Returns (transfer full) the text of bb_words_dup_at_work(), followed by sentences that the user
 * has to wait and whether the drive is safe. */
char *bb_words_dup_busy (const GError *error, const BbJournalRecord *journal);

/** bb_words_dup_failure: (transfer full): says what failed with @error, for the details of a result. For the domains
 * %BB_TRANSPORT_ERROR, %BB_RUN_ERROR, %BB_SCSI_ERROR and %BB_JOB_ERROR, the text of bb_words_dup_error(); else the
 * message of @error. @block: the block of the flash map that @error is about, from 1 to @n_blocks; 0 if none */
char *bb_words_dup_failure (const GError *error, guint block, guint n_blocks);

/** bb_words_power_advice: says how long the user must keep a drive powered that needs recovery. @worn_safety:
 * bb_safety_of_worn() for a drive with worn flash memory, else %BB_SAFETY_NONE */
const char *bb_words_power_advice (BbSafety worn_safety);
/** bb_words_safety: (nullable): says whether the drive is safe; %NULL for %BB_SAFETY_NONE. */
const char *bb_words_safety (BbSafety safety);

/** bb_words_next_shuts_down: TRUE if bb_words_dup_next_step() tells the user to shut down the computer before a drive
 * on IDE or SATA is connected again. */
gboolean bb_words_next_shuts_down (const BbResult *result);
/** bb_words_dup_next_step: (transfer full) (nullable): says what the user should do next; %NULL if @result names no
 * next step. @drive: display name of the drive */
char *bb_words_dup_next_step (const BbResult *result, const char *drive);

/** bb_words_fix: returns "Fix the problem, then try again.", to be added to a message that names a problem of the
 * host. */
const char *bb_words_fix (void);
/** bb_words_unlikely_to_help: says that it is unlikely that a further attempt recovers a drive with worn flash
 * memory. */
const char *bb_words_unlikely_to_help (void);
/** bb_words_power_cycle_once: says that a drive must be disconnected from power before it is used. The sentence of
 * bb_words_dup_disconnect_power() says how. */
const char *bb_words_power_cycle_once (void);

/**
 * BbMessageFlags: sentences that the message of a result leaves out, because the page shows them elsewhere.
 * @BB_MESSAGE_WHOLE: the whole message, as in #BbResult
 * @BB_MESSAGE_WITHOUT_OUTCOME: bb_words_outcome() is the heading of the page
 * @BB_MESSAGE_WITHOUT_SAFETY: the page has a safety sentence of its own
 * @BB_MESSAGE_WITHOUT_AREA: the details of the page show the notes, one of which says that a memory area outside the
 *   firmware was not compared
 */
typedef enum {
    BB_MESSAGE_WHOLE = 0,
    BB_MESSAGE_WITHOUT_OUTCOME = 1 << 0,
    BB_MESSAGE_WITHOUT_SAFETY = 1 << 1,
    BB_MESSAGE_WITHOUT_AREA = 1 << 2,
} BbMessageFlags;

/** bb_words_dup_message: (transfer full): the message of @result: what happened, and how safe the drive is, without
 * the sentences that @flags leave out; "" if no sentence remains. The next step and the notes are not part of it. */
char *bb_words_dup_message (const BbResult *result, BbMessageFlags flags);
/** bb_words_proof_of: as bb_words_proof() for @proof of @result, but more precise if the firmware was not verified.
 */
const char *bb_words_proof_of (const BbResult *result);
/** bb_words_left_area: (nullable): says that a memory area outside the firmware was not compared, and why; %NULL if
 * the firmware of @result was not read back, or its family has no such area. */
const char *bb_words_left_area (const BbResult *result);
/** bb_words_message_has_proof: TRUE if the message of @result contains the sentence of bb_words_proof_of(), on how
 * the firmware was verified. */
gboolean bb_words_message_has_proof (const BbResult *result);

/** bb_words_add_to_result: sets @message, @next and @notes of @result, whose @drive must be set. Call it after
 * bb_result_conclude(). Equal notes, and a note that is equal to the error, are left out. */
void bb_words_add_to_result (BbResult *result);

G_END_DECLS
