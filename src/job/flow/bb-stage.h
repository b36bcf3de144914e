/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/*
 * The stages of an operation. Each is an opaque, immutable object that one file makes, from the stage before:
 *
 * identified -> saved -> secured -> planned -> confirmed -> begun -> verified
 *
 * So the compiler checks the order of docs/design.md: no round trip through recovery mode before the firmware is on
 * disk and was read again from there, no plan before that, and no endangering step before the journal is on disk. A
 * recovery goes from "identified" to "planned" with a journal, because there is no firmware to save.
 */

/* --- identified (bb-identified.c) --- */

/**
 * BbIdentifyFlags: how to identify a drive.
 * @BB_IDENTIFY_CAREFUL: sends only INQUIRY if the firmware may be incomplete after an interrupted flash and a
 *   failed recovery, because it may hang on other commands; family and facts are then those of the journal
 * @BB_IDENTIFY_BY_JOURNAL: a drive that answers only INQUIRY is taken for the one in the journal
 * @BB_IDENTIFY_ASKED: bb_flow_identify() was called just before
 */
typedef enum {
    BB_IDENTIFY_PLAIN = 0,
    BB_IDENTIFY_CAREFUL = 1 << 0,
    BB_IDENTIFY_BY_JOURNAL = 1 << 1,
    BB_IDENTIFY_ASKED = 1 << 2,
} BbIdentifyFlags;

/** bb_identified_new: (transfer full): identifies an open drive and finds its open journal. Errors: those of
 * bb_flow_identify(); %BB_JOB_ERROR_REFUSED if the journal may be of another drive; %BB_JOB_ERROR_BUSY if a
 * program holds the lock of the journal. */
BbIdentified *bb_identified_new (BbFlow *flow, BbIdentifyFlags flags, GError **error);
BbIdentified *bb_identified_ref (const BbIdentified *identified);
void bb_identified_unref (BbIdentified *identified);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbIdentified, bb_identified_unref)
/** bb_identified_get_record: (transfer none) (nullable): the open journal of this drive. */
BbJournalRecord *bb_identified_get_record (const BbIdentified *identified);
/** bb_identified_get_seen: (transfer none) (nullable): the facts of the probe; %NULL if only INQUIRY was sent. */
BbFacts *bb_identified_get_seen (const BbIdentified *identified);
/** bb_identified_is_interrupted: TRUE if a flash was interrupted, so that the firmware is incomplete. */
gboolean bb_identified_is_interrupted (const BbIdentified *identified);
/** bb_identified_is_inquiry_only: TRUE if only INQUIRY was sent, and nothing else may be sent before the first step
 * of a plan. */
gboolean bb_identified_is_inquiry_only (const BbIdentified *identified);

/* --- saved (bb-saved.c) --- */

/**
 * bb_saved_new: (transfer full):
 *
 * Reads all of the firmware twice, saves it, reads the backup again from disk, and then learns what needs a round
 * trip through recovery mode. What was learnt is added by a second backup, which then replaces the first. After an
 * interrupted flash the backup is marked as unproven.
 *
 * Errors: as of plan_backup() of #BbFamily; those of bb_runner_run(), with %BB_RUN_ERROR_DIFFERENT if the reads
 * differ; those of bb_flow_learn(), bb_backup_store_keep() and bb_backup_store_check().
 */
BbSaved *bb_saved_new (BbFlow *flow, const BbIdentified *identified, const char *reason, GError **error);
/** bb_saved_read: (transfer full): reads all of the firmware as bb_saved_new() does, and saves nothing. Errors: as of
 * plan_backup() of #BbFamily; those of bb_runner_run(). */
BbCaptures *bb_saved_read (BbFlow *flow, GError **error);
/**
 * bb_saved_new_unproven: (transfer full):
 * @read: (out) (optional) (nullable): what was read, also if it could not be saved
 *
 * Reads and saves firmware that may be incomplete as bb_saved_new() does. The backup is marked as unproven. If a
 * backup of this drive has the same firmware, no second one is made. Errors: those of bb_saved_new().
 */
BbSaved *bb_saved_new_unproven (BbFlow *flow, const BbIdentified *identified, const char *reason, BbCaptures **read,
                                GError **error);
/**
 * bb_saved_new_inside: (transfer full):
 * @captures: of bb_flow_read_inside()
 *
 * Saves firmware that was read in recovery mode and that may be incomplete. The backup is marked as unproven, and as
 * evidence if the firmware mixes two revisions. If a backup of this drive has the same firmware, no second one is
 * made. Errors: those of bb_backup_store_keep() and bb_backup_store_check().
 */
BbSaved *bb_saved_new_inside (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded,
                              BbCaptures *captures, const char *reason, GError **error);
/** bb_saved_dup_reason: (transfer full): reason for the manifest of a backup that is made before @image is flashed.
 */
char *bb_saved_dup_reason (BbImage *image);
/** bb_saved_new_captured: (transfer full): saves @captures, which contain no complete firmware. Errors: those of
 * bb_flow_learn(), bb_backup_store_keep() and bb_backup_store_check(). */
BbSaved *bb_saved_new_captured (BbFlow *flow, const BbIdentified *identified, BbCaptures *captures,
                                const char *reason, GError **error);
/**
 * bb_saved_new_for_flash: (transfer full):
 * @image: the image to flash
 * @backup: (nullable): a backup that the check made; it is read again
 *
 * bb_saved_new() if the firmware can be read. If not, uses the fallback file of the request, or none if the user
 * agreed to that.
 *
 * Errors: %BB_JOB_ERROR_REFUSED if two reads differ or the fallback file is damaged; those of
 * bb_flow_check_consents(), bb_saved_new() and bb_backup_store_load_image().
 */
BbSaved *bb_saved_new_for_flash (BbFlow *flow, const BbIdentified *identified, BbImage *image, BbBackup *backup,
                                 GError **error);
const BbIdentified *bb_saved_get_identified (const BbSaved *saved);
BbSaved *bb_saved_ref (const BbSaved *saved);
void bb_saved_unref (BbSaved *saved);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSaved, bb_saved_unref)
/** bb_saved_get_backup: (transfer none) (nullable) */
BbBackup *bb_saved_get_backup (const BbSaved *saved);
/** bb_saved_get_captures: (transfer none) (nullable): the data of the backup, if this job read it. */
BbCaptures *bb_saved_get_captures (const BbSaved *saved);
/** bb_saved_get_old: (transfer none) (nullable): the image to restore; only of bb_saved_new_for_flash(). */
BbImage *bb_saved_get_old (const BbSaved *saved);
/** bb_saved_get_kind: how much of the firmware in the drive can be restored. */
BbBackupKind bb_saved_get_kind (const BbSaved *saved);

/* --- secured (bb-secured.c) --- */

/**
 * bb_secured_new: (transfer full):
 *
 * Learns what needs a round trip through recovery mode, and leaves that mode if the drive was not in it before.
 * Errors: those of bb_flow_learn() and bb_flow_require_normal_mode().
 */
BbSecured *bb_secured_new (BbFlow *flow, const BbSaved *saved, GError **error);
void bb_secured_unref (BbSecured *secured);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSecured, bb_secured_unref)
const BbSaved *bb_secured_get_saved (const BbSecured *secured);

/** bb_flow_learn: asks a drive whose firmware is saved for missing facts, by a round trip through recovery mode.
 * Errors: as of learn() of #BbLearnOps. */
gboolean bb_flow_learn (BbFlow *flow, const BbSaved *saved, GError **error);
/** bb_flow_learn_in_place: bb_flow_learn() for a drive that is in recovery mode and stays there. Errors: the same. */
gboolean bb_flow_learn_in_place (BbFlow *flow, GError **error);
/** bb_flow_learn_from_backup: adds facts of an earlier backup of this unit and revision. @backup: (out) (optional) */
gboolean bb_flow_learn_from_backup (BbFlow *flow, BbBackup **backup);

/* --- planned, confirmed (bb-confirmed.c) --- */

/**
 * bb_flow_find_board: (transfer full):
 *
 * The facts by which an image for a drive is judged that may run no firmware: its own, or those from journal and
 * backups. LOOK, CHECK and RECOVER all use them. Errors: those of find_board of #BbFamily
 */
BbFacts *bb_flow_find_board (BbFlow *flow, const BbRecorded *recorded, GError **error);
/** bb_flow_list_labels: (transfer full) (nullable): the labels of which bb_flow_find_board() needs one; see
 * #BbFamily. */
char **bb_flow_list_labels (BbFlow *flow, const BbRecorded *recorded);

/** bb_planned_new: (transfer full): the plan to flash @image. Errors: those of bb_flow_make_plan(). */
BbPlanned *bb_planned_new (BbFlow *flow, const BbSecured *secured, BbImage *image, GError **error);
/** bb_planned_new_conversion: (transfer full): the plan to change boot code and identity. @old: (nullable): the
 * image to restore. Errors: as of plan() of #BbConvertOps. */
BbPlanned *bb_planned_new_conversion (BbFlow *flow, const BbSecured *secured, const BbConvertInput *input,
                                      BbImage *old, GError **error);
/**
 * bb_planned_new_recovery: (transfer full):
 * @recorded: of bb_flow_find_recorded()
 * @old: (nullable): the image to restore
 *
 * The plan of the next attempt that the journal does not name, for an identified drive without firmware. Errors:
 * those of bb_flow_plan_recovery().
 */
BbPlanned *bb_planned_new_recovery (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded,
                                    BbImage *image, BbImage *old, GError **error);
void bb_planned_unref (BbPlanned *planned);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbPlanned, bb_planned_unref)

/**
 * bb_confirmed_new: (transfer full):
 *
 * Checks that it is still the same drive at the same port, that its backup is unchanged on disk and that there is
 * no obstacle. A drive in recovery, which has no firmware to lose, is not checked again. Errors: those of
 * bb_flow_identify(), bb_flow_require_normal_mode(), bb_backup_store_check() and bb_flow_is_ready();
 * %BB_JOB_ERROR_REFUSED if drive, port or state are different.
 */
BbConfirmed *bb_confirmed_new (BbFlow *flow, const BbPlanned *planned, GError **error);
void bb_confirmed_unref (BbConfirmed *confirmed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbConfirmed, bb_confirmed_unref)
/** bb_confirmed_ref_plan: (transfer full): the plan of the first try. */
BbPlan *bb_confirmed_ref_plan (const BbConfirmed *confirmed);
/** bb_confirmed_get_attempt: number of the recovery attempt; %BB_ATTEMPT_PLAIN for a flash. */
guint bb_confirmed_get_attempt (const BbConfirmed *confirmed);
/** bb_confirmed_get_image: (transfer none): the image to write. */
BbImage *bb_confirmed_get_image (const BbConfirmed *confirmed);
/** bb_confirmed_get_old: (transfer none) (nullable): the image to restore; may be bb_confirmed_get_image(). */
BbImage *bb_confirmed_get_old (const BbConfirmed *confirmed);
/** bb_confirmed_is_inquiry_only: as bb_identified_is_inquiry_only(). */
gboolean bb_confirmed_is_inquiry_only (const BbConfirmed *confirmed);
/** bb_confirmed_get_recorded: the drive while its firmware ran; @record is the journal to continue. */
const BbRecorded *bb_confirmed_get_recorded (const BbConfirmed *confirmed);

/* --- begun (bb-flow-hold.c) --- */

/**
 * bb_begun_new: (transfer full):
 *
 * Copies the images into the state folder, begins or resumes the journal, and takes exclusive access to the drive
 * until bb_flow_release().
 *
 * Errors: %BB_JOB_ERROR_REFUSED if other programs use the drive; %BB_TRANSPORT_ERROR_GONE; of the journal:
 * %BB_JOB_ERROR_BUSY, %BB_JOB_ERROR_NOT_PERMITTED, %BB_RUN_ERROR_JOURNAL. If @journal of @flow is set after an
 * error, the caller closes it.
 */
BbBegun *bb_begun_new (BbFlow *flow, const BbConfirmed *confirmed, GError **error);
/** bb_begun_new_identity: (transfer full): bb_begun_new() for a @plan that writes no image, on a drive without open
 * journal. Errors: the same. */
BbBegun *bb_begun_new_identity (BbFlow *flow, const BbRecorded *recorded, BbPlan *plan, GError **error);
void bb_begun_unref (BbBegun *begun);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbBegun, bb_begun_unref)
/**
 * bb_begun_new_runner: (transfer full):
 * @job: (nullable): its bb_job_stop() stops the run
 * @endangered: the drive has no valid firmware now
 *
 * The only runner with a journal, which records each endangering step before it is sent.
 */
BbRunner *bb_begun_new_runner (BbFlow *flow, const BbBegun *begun, BbPlan *plan, BbJob *job, gboolean endangered);
/** bb_begun_get_recorded: (transfer none): as bb_confirmed_get_recorded(). */
const BbRecorded *bb_begun_get_recorded (const BbBegun *begun);

/* --- verified (bb-verified.c) --- */

/**
 * bb_verified_new: (transfer full):
 * @before: (nullable): the drive before @image was written; %NULL to ask only what is in the drive now
 *
 * Reads back and judges. A difference counts only if the next read confirms it. The result is %BB_PROOF_UNPROVEN if
 * the family is unknown. If the chip cannot be read, the INQUIRY data is judged, provided that @image fits. Errors:
 * as of plan_verify() of #BbFamily; those of bb_flow_run_plan().
 */
BbVerified *bb_verified_new (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image,
                             gboolean power_cycled, GError **error);
/** bb_verified_new_after: (transfer full): bb_verified_new() with the differences of an @earlier read (nullable).
 * Errors: the same. */
BbVerified *bb_verified_new_after (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image,
                                   gboolean power_cycled, BbVerified *earlier, GError **error);
/** bb_verified_new_written: (transfer full): judges what @plan, which wrote @image, read back itself. */
BbVerified *bb_verified_new_written (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image,
                                     BbPlan *plan, const BbRunReport *report);
/** bb_verified_new_inside: (transfer full): for a comparison that found the running firmware to be equal. */
BbVerified *bb_verified_new_inside (void);
/** bb_verified_new_open: (transfer full): nothing could be judged. @is_pending: a power cycle makes it possible */
BbVerified *bb_verified_new_open (gboolean is_pending);
void bb_verified_unref (BbVerified *verified);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbVerified, bb_verified_unref)
BbProof bb_verified_get_proof (const BbVerified *verified);
/** bb_verified_is_good: TRUE if the drive runs the image. @verified: (nullable) */
gboolean bb_verified_is_good (const BbVerified *verified);
/** bb_verified_get_differences: (transfer none) (nullable) (element-type BbDifference) */
GArray *bb_verified_get_differences (const BbVerified *verified);
/** bb_flow_take_verified: sets the verification for the result. @verified: (transfer full) */
void bb_flow_take_verified (BbFlow *flow, BbVerified *verified);
/** bb_flow_get_proof: result of the verification; %BB_PROOF_UNPROVEN if there is none. */
BbProof bb_flow_get_proof (BbFlow *flow);

/* --- the report (bb-report.c) --- */

/**
 * bb_flow_collect_report: (transfer full):
 * @record: (nullable): the open journal of the drive
 * @trace: every command of the identification, of #BbTransportTrace
 * @serials: (nullable): serial numbers that the drive reported
 */
BbReport *bb_flow_collect_report (BbFlow *flow, const BbJournalRecord *record, const char *trace,
                                  const char *const *serials);

G_END_DECLS
