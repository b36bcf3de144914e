/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/*
 * The stages of an operation. Each stage is an opaque, immutable object, which one file makes from the object of the
 * stage before:
 *
 * identified -> saved -> secured -> planned -> confirmed -> begun -> verified
 *
 * So the compiler checks the order that docs/design.md requires:
 * - No step endangers the drive before the journal is on disk.
 * - The firmware is saved, and read again from disk, before facts are learned in recovery mode and before a plan that
 *   writes is made. Instead, the user may have agreed to flash without a backup.
 *
 * A recovery goes from "identified" to "planned" directly, because there is no complete firmware to save.
 */

/* --- identified (bb-identified.c) --- */

/**
 * BbIdentifyFlags: how to identify a drive.
 * @BB_IDENTIFY_CAREFUL: if the firmware may be incomplete after an interrupted flash and a failed recovery, sends
 *   only INQUIRY, because such firmware may hang on other commands; takes family and facts from the journal
 * @BB_IDENTIFY_BY_JOURNAL: if a connected drive cannot be probed, assumes that it is the drive of the open journal of
 *   its port
 * @BB_IDENTIFY_ASKED: the caller has called bb_flow_identify() already, so the drive is not probed again
 */
typedef enum {
    BB_IDENTIFY_PLAIN = 0,
    BB_IDENTIFY_CAREFUL = 1 << 0,
    BB_IDENTIFY_BY_JOURNAL = 1 << 1,
    BB_IDENTIFY_ASKED = 1 << 2,
} BbIdentifyFlags;

/**
 * bb_identified_new: (transfer full): the stage "identified". Identifies the drive, which bb_flow_open() has opened,
 * finds its open journal, and sets @identified of @flow.
 *
 * If there is a journal, uses the key file that it names, and identifies encrypted images of the request again with
 * this file. If there is no journal, LOOK, CHECK, FLASH and ROLLBACK read a sample of the firmware
 * (bb_flow_sample()).
 *
 * Errors: those of bb_flow_identify(); %BB_JOB_ERROR_REFUSED if the journal may be of another drive;
 * %BB_JOB_ERROR_BUSY if a program holds the lock of the journal. After REFUSED and BUSY, the facts of @flow are set.
 */
BbIdentified *bb_identified_new (BbFlow *flow, BbIdentifyFlags flags, GError **error);
BbIdentified *bb_identified_ref (const BbIdentified *identified);
void bb_identified_unref (BbIdentified *identified);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbIdentified, bb_identified_unref)
/** bb_identified_get_record: (transfer none) (nullable): the open journal of this drive. */
BbJournalRecord *bb_identified_get_record (const BbIdentified *identified);
/** bb_identified_get_seen: (transfer none) (nullable): the facts of the probe; %NULL if only INQUIRY was sent, or if
 * probing failed and the facts are those of a journal. */
BbFacts *bb_identified_get_seen (const BbIdentified *identified);
/** bb_flow_get_record: (transfer none) (nullable): the record of the journal that @flow writes; before it has one,
 * that of the open journal that identification found. */
BbJournalRecord *bb_flow_get_record (BbFlow *flow);
/** bb_flow_get_other: (transfer none) (nullable): bb_journal_record_get_other() of the record of bb_flow_get_record()
 * if
 * @old is the image that this is about; %NULL if not, because the copy of the journal was lost and a backup is
 * written instead. @old: (nullable) */
const char *bb_flow_get_other (BbFlow *flow, BbImage *old);
/** bb_identified_is_interrupted: TRUE if the open journal is of a flash that endangered the drive and did not end, so
 * that the firmware may be incomplete. */
gboolean bb_identified_is_interrupted (const BbIdentified *identified);
/** bb_identified_is_inquiry_only: TRUE if only INQUIRY was sent, and nothing else may be sent before the first step
 * of a plan. */
gboolean bb_identified_is_inquiry_only (const BbIdentified *identified);

/* --- saved (bb-saved.c) --- */

/**
 * bb_saved_new: (transfer full):
 * @reason: (nullable): why the backup is made, for its manifest. %NULL: the backup is made automatically before an
 *   operation. Then the newest trusted backup of this drive is used instead if it has the same data and facts. After
 *   an interrupted flash, a new backup is always made
 *
 * Reads all of the firmware twice, saves it, and reads the backup again from disk. Then learns the facts for which
 * the drive must enter recovery mode. If some were learned, a second backup with these facts replaces the first. Sets
 * @backup of the result (@draft of @flow).
 *
 * - After an interrupted flash, the backup is marked as unproven.
 * - Data that is no firmware is saved as evidence, and the function fails.
 * - If the firmware mixes two revisions, sets the condition of the drive.
 *
 * Errors: those of plan_backup() of #BbFamily; those of bb_runner_run(), with %BB_RUN_ERROR_DIFFERENT if the reads
 * differ; those of bb_flow_survey(), bb_flow_learn(), bb_backup_store_keep() and bb_backup_store_check().
 */
BbSaved *bb_saved_new (BbFlow *flow, const BbIdentified *identified, const char *reason, GError **error);
/** bb_saved_read: (transfer full): reads all of the firmware as bb_saved_new() does, and saves nothing. After a
 * failed run, makes the drive leave recovery mode. Errors: those of bb_flow_survey(), of plan_backup() of #BbFamily
 * and of bb_runner_run(). */
BbCaptures *bb_saved_read (BbFlow *flow, GError **error);
/**
 * bb_saved_new_unproven: (transfer full):
 * @read: (out) (optional) (nullable): the firmware that was read, also if it could not be saved
 *
 * Reads and saves firmware that may be incomplete as bb_saved_new() does. The backup is marked as unproven. If a
 * backup of this drive has the same firmware, no second one is made. Errors: those of bb_saved_new().
 */
BbSaved *bb_saved_new_unproven (BbFlow *flow, const BbIdentified *identified, const char *reason, BbCaptures **read,
                                GError **error);
/**
 * bb_saved_new_inside: (transfer full):
 * @captures: the firmware, from bb_flow_read_inside()
 *
 * Saves firmware that was read in recovery mode and that may be incomplete, as a backup that is marked as unproven.
 * Does not set @backup of the result (@draft of @flow).
 *
 * - If a backup of this drive has the same firmware, uses that backup.
 * - If the firmware mixes two revisions, also marks the backup as evidence.
 * - If the family cannot make an image of the data, adds a note, and the backup has no image.
 *
 * Errors: those of bb_backup_store_keep() and bb_backup_store_check().
 */
BbSaved *bb_saved_new_inside (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded,
                              BbCaptures *captures, const char *reason, GError **error);
/** bb_saved_new_captured: (transfer full): saves @captures, which need not contain complete firmware, and learns as
 * bb_saved_new() does. Always makes a backup, which has no image, and does not set @backup of the result. Errors:
 * those of bb_flow_learn(), bb_backup_store_keep() and bb_backup_store_check(). */
BbSaved *bb_saved_new_captured (BbFlow *flow, const BbIdentified *identified, BbCaptures *captures,
                                const char *reason, GError **error);
/**
 * bb_saved_new_for_flash: (transfer full):
 * @image: the image to flash
 * @backup: (nullable): the backup that the action CHECK made or found; it is read again from disk
 *
 * Provides a backup, and the image to restore if the flash fails:
 * - The firmware can be read, at least in part: uses @backup, or, if that is %NULL, makes a backup as bb_saved_new()
 *   does.
 * - The firmware cannot be read in full: the image to restore is the fallback file of the request. Without this file,
 *   the user must have agreed to flash without a full backup; there may then be no image.
 * - The firmware was read and is incomplete, and the request has no fallback file: the image to restore is that of an
 *   earlier backup.
 *
 * Errors: %BB_JOB_ERROR_REFUSED if two reads differ or the fallback file is damaged; those of
 * bb_flow_is_flash_agreed(), bb_saved_new() and bb_backup_store_load_image().
 */
BbSaved *bb_saved_new_for_flash (BbFlow *flow, const BbIdentified *identified, BbImage *image, BbBackup *backup,
                                 GError **error);
const BbIdentified *bb_saved_get_identified (const BbSaved *saved);
BbSaved *bb_saved_ref (const BbSaved *saved);
void bb_saved_unref (BbSaved *saved);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSaved, bb_saved_unref)
/** bb_saved_get_backup: (transfer none) (nullable): the backup; %NULL only after bb_saved_new_for_flash() for a chip
 * that cannot be read. */
BbBackup *bb_saved_get_backup (const BbSaved *saved);
/** bb_saved_get_captures: (transfer none) (nullable): the data of the backup, if this job read it. */
BbCaptures *bb_saved_get_captures (const BbSaved *saved);
/** bb_saved_get_old: (transfer none) (nullable): the image to restore if the flash fails; always %NULL if @saved was
 * not made by bb_saved_new_for_flash(). */
BbImage *bb_saved_get_old (const BbSaved *saved);
/** bb_saved_get_kind: how much of the firmware in the drive can be restored. */
BbBackupKind bb_saved_get_kind (const BbSaved *saved);

/* --- secured (bb-secured.c) --- */

/**
 * bb_secured_new: (transfer full):
 *
 * Learns missing facts with bb_flow_learn(), and makes the drive leave recovery mode unless it was in that mode
 * before, as bb_identified_get_seen() says, which must not be %NULL. Errors: those of bb_flow_learn() and
 * bb_flow_require_normal_mode().
 */
BbSecured *bb_secured_new (BbFlow *flow, const BbSaved *saved, GError **error);
void bb_secured_unref (BbSecured *secured);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSecured, bb_secured_unref)
const BbSaved *bb_secured_get_saved (const BbSecured *secured);

/**
 * bb_flow_learn: adds missing facts that the drive reports only in recovery mode. The drive enters that mode and
 * leaves it again, also after a failure. Does nothing and returns %TRUE if bb_flow_needs_learning() is %FALSE.
 * @saved: shows that the firmware was saved before; learning uses the data that was read for it
 *
 * Errors: those of learn() of #BbLearnOps.
 */
gboolean bb_flow_learn (BbFlow *flow, const BbSaved *saved, GError **error);
/** bb_flow_learn_in_place: does the same as bb_flow_learn() for a drive that is in recovery mode and stays there; no
 * backup need be made before. Errors: those of bb_flow_learn(). */
gboolean bb_flow_learn_in_place (BbFlow *flow, GError **error);
/**
 * bb_flow_learn_from_backup: adds missing facts from the newest trusted backup of this unit (complete, and not marked
 * as unproven), if that backup has the same revision and contradicts no present fact.
 * @backup: (out) (optional): that backup
 *
 * The backup is not used in these cases:
 * - it is damaged or lacks facts
 * - the drive was converted after it
 * - no fingerprint shows that the backup is of this unit. A CHECK needs no fingerprint if the drive stays in recovery
 *   mode after reading.
 *
 * Returns: %TRUE if facts were missing and the backup provided all of them; else %FALSE, with nothing changed
 */
gboolean bb_flow_learn_from_backup (BbFlow *flow, BbBackup **backup);

/* --- planned, confirmed (bb-confirmed.c) --- */

/**
 * bb_flow_find_board: (transfer full):
 *
 * Returns the facts by which the verdict on an image for the drive is made, even if the firmware of the drive does
 * not run. LOOK, CHECK and RECOVER all use this function.
 * - In recovery mode, if the family has find_board(): that function determines the board from current facts, journal
 *   and backups.
 * - In all other cases: the current facts; but if these name no model, the facts in @recorded, if there are any.
 *
 * Errors: those of find_board() of #BbFamily
 */
BbFacts *bb_flow_find_board (BbFlow *flow, const BbRecorded *recorded, GError **error);
/**
 * bb_flow_get_input:
 * @healthy: (nullable): facts from when the firmware ran, for the member board
 * @record: (nullable): the open journal. Its failed address becomes the member lost_at if the journal says that the
 *   drive is endangered (without complete firmware). Otherwise lost_at is 0
 *
 * Returns the input for plan_flash(), plan_recover(), find_board() and list_labels() of the family, without an image.
 * The input owns nothing.
 */
BbFlashInput bb_flow_get_input (BbFlow *flow, BbFacts *healthy, BbJournalRecord *record);
/**
 * bb_flow_set_recovery_facts:
 * @record: (nullable): the open journal of the drive
 *
 * For a drive in recovery mode whose board bb_flow_find_board() cannot determine, sets the facts that say why the
 * drive cannot be recovered yet. RECOVER refuses such a drive for the same reason. The facts are
 * - %BB_FACTS_WANTS: the message of the error of bb_flow_find_board()
 * - %BB_FACTS_IS_LOST: TRUE if not even the label of the drive would show the board
 * - %BB_FACTS_IS_BOARD_UNKNOWN: TRUE if the list of possible labels is empty
 */
void bb_flow_set_recovery_facts (BbFlow *flow, BbJournalRecord *record);
/** bb_flow_refuse_without_firmware: refuses the job of a drive of bb_flow_has_no_firmware(), because the drive must
 * be recovered first; or, if the drive cannot be recovered, for the reason of bb_family_dup_why_lost(). @record:
 * (nullable): the open journal of the drive. Errors: those of bb_flow_refuse(). Returns %FALSE. */
gboolean bb_flow_refuse_without_firmware (BbFlow *flow, BbJournalRecord *record, GError **error);
/** bb_flow_list_labels: (transfer full) (nullable): the model names that may be on the label of the drive. If
 * bb_flow_find_board() fails with %BB_FAMILY_ERROR_LABEL, the user must choose one of them. %NULL if the drive is not
 * in recovery mode, or if its family has no list_labels() or that returns %NULL. */
char **bb_flow_list_labels (BbFlow *flow, const BbRecorded *recorded);

/** bb_planned_new: (transfer full): the stage with the plan to flash @image. The image to restore if writing fails is
 * bb_saved_get_old() of @secured, so there may be none. Errors: those of bb_flow_make_plan(). */
BbPlanned *bb_planned_new (BbFlow *flow, const BbSecured *secured, BbImage *image, GError **error);
/** bb_planned_new_conversion: (transfer full): the stage with the plan to change boot code and identity. @old:
 * (nullable): the image to restore if the conversion fails. Errors: those of plan() of #BbConvertOps. */
BbPlanned *bb_planned_new_conversion (BbFlow *flow, const BbSecured *secured, const BbConvertInput *input,
                                      BbImage *old, GError **error);
/**
 * bb_planned_new_recovery: (transfer full):
 * @recorded: from bb_flow_find_recorded()
 * @old: (nullable): the image to restore if writing @image fails
 *
 * Makes the stage with the plan of the next attempt to write @image to a drive without working firmware. Attempts
 * that the journal of @recorded names are skipped. Errors: those of bb_flow_plan_recovery().
 */
BbPlanned *bb_planned_new_recovery (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded,
                                    BbImage *image, BbImage *old, GError **error);
void bb_planned_unref (BbPlanned *planned);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbPlanned, bb_planned_unref)

/**
 * bb_confirmed_new: (transfer full):
 *
 * Checks directly before writing:
 * - the same drive is still at the same port in the same state
 * - its backup, if there is one, is unchanged on disk
 * - there is no obstacle
 * Checks nothing for a plan of bb_planned_new_recovery(), because the drive has no firmware to lose.
 *
 * If the drive stayed in recovery mode after its firmware was read for the backup, makes it leave that mode, unless
 * the flash begins in that mode.
 *
 * Errors: those of bb_flow_identify(), bb_flow_require_normal_mode(), bb_backup_store_check() and bb_flow_is_ready();
 * %BB_JOB_ERROR_REFUSED if drive, port or state are different.
 */
BbConfirmed *bb_confirmed_new (BbFlow *flow, const BbPlanned *planned, GError **error);
void bb_confirmed_unref (BbConfirmed *confirmed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbConfirmed, bb_confirmed_unref)
/** bb_confirmed_ref_plan: (transfer full): the plan of the first attempt to write. */
BbPlan *bb_confirmed_ref_plan (const BbConfirmed *confirmed);
/** bb_confirmed_get_attempt: number of the recovery attempt; %BB_ATTEMPT_PLAIN for a flash. */
guint bb_confirmed_get_attempt (const BbConfirmed *confirmed);
/** bb_confirmed_get_image: (transfer none): the image to write. */
BbImage *bb_confirmed_get_image (const BbConfirmed *confirmed);
/** bb_confirmed_get_old: (transfer none) (nullable): the image to restore if writing fails; may be the same as the
 * image to write. */
BbImage *bb_confirmed_get_old (const BbConfirmed *confirmed);
/** bb_confirmed_is_inquiry_only: returns bb_identified_is_inquiry_only() of the stage "identified"; always FALSE for
 * a flash and a conversion. */
gboolean bb_confirmed_is_inquiry_only (const BbConfirmed *confirmed);
/** bb_confirmed_get_recorded: the data about the drive from the time when its firmware ran. Its member record is the
 * journal to continue; if that is %NULL, a new journal is begun. */
const BbRecorded *bb_confirmed_get_recorded (const BbConfirmed *confirmed);

/* --- begun (bb-flow-hold.c) --- */

/**
 * bb_begun_new: (transfer full):
 *
 * Copies the images into the state folder, begins or resumes the journal, and takes exclusive access to the drive,
 * which lasts until bb_flow_release().
 *
 * Errors: %BB_JOB_ERROR_REFUSED if other programs use the drive; %BB_TRANSPORT_ERROR_GONE; if the journal cannot be
 * written: %BB_JOB_ERROR_BUSY, %BB_JOB_ERROR_NOT_PERMITTED, %BB_RUN_ERROR_JOURNAL. If @journal of @flow is set after
 * an error, the caller closes it.
 */
BbBegun *bb_begun_new (BbFlow *flow, const BbConfirmed *confirmed, GError **error);
/** bb_begun_new_identity: (transfer full): as bb_begun_new(), for a @plan that writes only the stored identity.
 * Begins a new journal; the journal in @recorded is not continued. Errors: those of bb_begun_new(). */
BbBegun *bb_begun_new_identity (BbFlow *flow, const BbRecorded *recorded, BbPlan *plan, GError **error);
void bb_begun_unref (BbBegun *begun);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbBegun, bb_begun_unref)
/**
 * bb_begun_new_runner: (transfer full):
 * @begun: must not be %NULL. Its content is not used: it only ensures that the caller has begun a journal
 * @job: (nullable): bb_job_stop() on @job stops the run; %NULL: the run cannot be stopped
 * @endangered: the drive has no valid firmware now
 *
 * Returns a runner for @plan, and sets @has_sent and @sent_since_identified of @flow, because @plan writes. Only this
 * function makes runners with a journal. Such a runner records each step that endangers the drive before it sends the
 * step.
 */
BbRunner *bb_begun_new_runner (BbFlow *flow, const BbBegun *begun, BbPlan *plan, BbJob *job, gboolean endangered);
/** bb_begun_get_recorded: (transfer none): see bb_confirmed_get_recorded(). */
const BbRecorded *bb_begun_get_recorded (const BbBegun *begun);

/* --- verified (bb-verified.c) --- */

/**
 * bb_verified_new: (transfer full):
 * @recorded: its facts describe the hardware for which the plan is made; the calibration in its backup is compared
 *   with that of the drive
 * @before: (nullable): the facts of the drive before @image was written; %NULL if only the present content matters
 * @power_cycled: the drive may have had a power cycle after it was written
 *
 * Reads the firmware of the drive and compares it with @image. A difference counts only if the next read confirms it.
 * If the chip cannot be read, only the INQUIRY data is compared, provided that the verdict on @image is no refusal.
 * After a failed read, makes the drive leave recovery mode.
 *
 * - %BB_PROOF_UNPROVEN is the result if the family is unknown, or if the reads do not agree (adds a note).
 * - %BB_PROOF_PENDING is the result instead of a difference if the drive had no power cycle (@power_cycled) and its
 *   reads are unreliable after a flash.
 * - %BB_PROOF_DIFFERENT (%BB_PROOF_PENDING without @power_cycled) is the result instead of %BB_PROOF_IDENTITY and
 *   %BB_PROOF_UNPROVEN if bb_flow_dup_image_contradiction() finds a contradiction.
 *
 * Errors: those of bb_flow_survey(), of plan_verify() of #BbFamily and of bb_flow_run_plan().
 */
BbVerified *bb_verified_new (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image,
                             gboolean power_cycled, GError **error);
/** bb_verified_new_after: (transfer full): as bb_verified_new(), but @earlier (nullable), a verification of the same
 * image, counts as the first read. A difference is confirmed if the next read has it, too. Errors: those of
 * bb_verified_new(). */
BbVerified *bb_verified_new_after (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image,
                                   gboolean power_cycled, BbVerified *earlier, GError **error);
/** bb_verified_new_written: (transfer full): compares @image with the data that @plan, which wrote it, read back, as
 * @report contains it. Sends nothing. A difference is only PENDING if reads are unreliable before a power cycle.
 * @before: (nullable): see bb_verified_new() */
BbVerified *bb_verified_new_written (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image,
                                     BbPlan *plan, const BbRunReport *report);
/** bb_flow_dup_image_contradiction: (transfer full) (nullable): the sentence of bb_family_dup_contradiction() for
 * @image and the newest probe of the drive; %NULL if the drive was not probed. */
char *bb_flow_dup_image_contradiction (BbFlow *flow, BbImage *image);
/** bb_verified_new_inside: (transfer full): a verification with %BB_PROOF_PROVEN, after a comparison by other
 * functions (such as bb_flow_inspect()) found that the firmware equals an image. */
BbVerified *bb_verified_new_inside (void);
/** bb_verified_new_reported: (transfer full): a verification with %BB_PROOF_IDENTITY, because the drive reports the
 * revision that it reported after the image was written. */
BbVerified *bb_verified_new_reported (void);
/** bb_verified_new_open: (transfer full): a verification without a comparison. @is_pending: the firmware can be
 * compared after a power cycle */
BbVerified *bb_verified_new_open (gboolean is_pending);
void bb_verified_unref (BbVerified *verified);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbVerified, bb_verified_unref)
/** bb_verified_get_proof: returns whether, and how certainly, the image is in the drive. */
BbProof bb_verified_get_proof (const BbVerified *verified);
/** bb_verified_is_good: TRUE if @verified (nullable) says that the drive runs the image: %BB_PROOF_PROVEN or
 * %BB_PROOF_IDENTITY. FALSE for %NULL. */
gboolean bb_verified_is_good (const BbVerified *verified);
/** bb_verified_get_differences: (transfer none) (nullable) (element-type BbDifference): where firmware and image
 * differ; %NULL after bb_verified_new_inside(), bb_verified_new_reported() and bb_verified_new_open(). */
GArray *bb_verified_get_differences (const BbVerified *verified);
/** bb_flow_take_verified: makes @verified (transfer full) the newest verification, which the result of the job names.
 */
void bb_flow_take_verified (BbFlow *flow, BbVerified *verified);
/** bb_flow_get_proof: returns bb_verified_get_proof() of the newest verification; %BB_PROOF_UNPROVEN if there is
 * none. */
BbProof bb_flow_get_proof (BbFlow *flow);

/* --- the report (bb-report.c) --- */

/**
 * bb_flow_collect_report: (transfer full): the report about the drive that a user can attach to a bug report. Serial
 * numbers in values, claims and trace are replaced by stars. Sends nothing.
 * @record: (nullable): the open journal of the drive
 * @trace: every command of the identification, as text of #BbTransportTrace
 * @serials: (nullable): serial numbers that the drive reported
 */
BbReport *bb_flow_collect_report (BbFlow *flow, const BbJournalRecord *record, const char *trace,
                                  const char *const *serials);

G_END_DECLS
