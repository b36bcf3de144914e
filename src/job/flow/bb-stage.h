/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/*
 * The stages of an act. Each is an opaque, immutable object that one file can make, and only from the stage before:
 *
 *     identified -> saved -> secured -> planned -> confirmed -> begun -> verified
 *
 * So the order of docs/design.md is an order of types: the drive cannot be asked by a round trip through its recovery
 * mode before its firmware is on disk and was read again from there, a plan cannot be made before that, and no step
 * that endangers the drive can be sent before the journal is on disk. A recovery goes from "identified" to "planned",
 * with a journal: there is no firmware to save.
 */

/* --- identified (bb-identified.c) --- */

/**
 * BbIdentifyFlags: how to meet a drive.
 * @BB_IDENTIFY_CAREFUL: firmware that looks complete although its flash was interrupted and a try to recover it
 * failed may hang when it is asked, so nothing but INQUIRY is sent; facts and family are the journal's then
 * @BB_IDENTIFY_BY_JOURNAL: a drive that responds to INQUIRY alone is the one that the journal tells of
 * @BB_IDENTIFY_ASKED: bb_flow_identify() was called a moment ago
 */
typedef enum {
    BB_IDENTIFY_PLAIN = 0,
    BB_IDENTIFY_CAREFUL = 1 << 0,
    BB_IDENTIFY_BY_JOURNAL = 1 << 1,
    BB_IDENTIFY_ASKED = 1 << 2,
} BbIdentifyFlags;

/** bb_identified_new: (transfer full): identifies a drive that is open, and finds its open journal.
 * Errors: those of bb_flow_identify(); %BB_JOB_ERROR_REFUSED where the journal may be another drive's;
 * %BB_JOB_ERROR_BUSY: a program works with that journal. */
BbIdentified *bb_identified_new (BbFlow *flow, BbIdentifyFlags flags, GError **error);
BbIdentified *bb_identified_ref (const BbIdentified *identified);
void bb_identified_unref (BbIdentified *identified);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbIdentified, bb_identified_unref)
/** bb_identified_get_record: (transfer none) (nullable): the open journal of this drive, as it was found. */
BbJournalRecord *bb_identified_get_record (const BbIdentified *identified);
/** bb_identified_get_seen: (transfer none) (nullable): what the probe alone told; %NULL: it was not asked. */
BbFacts *bb_identified_get_seen (const BbIdentified *identified);
/** bb_identified_is_interrupted: a flash of it was interrupted, so its firmware is incomplete. */
gboolean bb_identified_is_interrupted (const BbIdentified *identified);
/** bb_identified_is_inquiry_only: nothing but INQUIRY was sent, and nothing shall be before the first step of a plan.
 */
gboolean bb_identified_is_inquiry_only (const BbIdentified *identified);

/* --- saved (bb-saved.c) --- */

/**
 * bb_saved_new: (transfer full):
 *
 * Reads all of the firmware twice, saves it, reads it again from disk, and only then asks what a round trip through
 * recovery mode tells; what that told is added by a second backup, which takes the place of the first once it is as
 * safe. After an interrupted flash the backup is marked as unproven.
 * Errors: as of plan_backup() of #BbFamily; those of bb_runner_run(), of which %BB_RUN_ERROR_DIFFERENT: the reads
 * differ; those of bb_flow_learn(), bb_backup_store_keep() and bb_backup_store_check().
 */
BbSaved *bb_saved_new (BbFlow *flow, const BbIdentified *identified, const char *reason, GError **error);
/** bb_saved_new_unproven: (transfer full): the same of firmware that may be incomplete; the backup is marked. Errors:
 * the same. */
BbSaved *bb_saved_new_unproven (BbFlow *flow, const BbIdentified *identified, const char *reason, GError **error);
/**
 * bb_saved_new_inside: (transfer full):
 * @captures: of bb_flow_read_inside()
 *
 * Saves firmware that was read in the special mode of the drive and that may be incomplete; the backup is marked. If
 * a backup of this drive holds the same firmware already, that is the one.
 * Errors: those of bb_backup_store_keep() and bb_backup_store_check().
 */
BbSaved *bb_saved_new_inside (BbFlow *flow, const BbIdentified *identified, const BbPast *past, BbCaptures *captures,
                              const char *reason, GError **error);
/** bb_saved_dup_reason: (transfer full): why a backup is made before @image is flashed, or checked for that. */
char *bb_saved_dup_reason (BbImage *image);
/** bb_saved_new_captured: (transfer full): the same of what was read already, which cannot be flashed. Errors:
 * those of bb_flow_learn(), bb_backup_store_keep() and bb_backup_store_check(). */
BbSaved *bb_saved_new_captured (BbFlow *flow, const BbIdentified *identified, BbCaptures *captures,
                                const char *reason, GError **error);
/**
 * bb_saved_new_for_flash: (transfer full):
 * @image: what is to be flashed
 * @backup: (nullable): of a moment ago; it is read again
 *
 * The same where the firmware can be read back. Where it cannot, what the request gives to fall back to; or nothing,
 * if that was agreed to.
 * Errors: %BB_JOB_ERROR_REFUSED: two reads differ, or the fallback is damaged; those of bb_flow_check_consents();
 * else those of bb_saved_new(), but for %BB_RUN_ERROR_DIFFERENT, and of bb_backup_store_load_image().
 */
BbSaved *bb_saved_new_for_flash (BbFlow *flow, const BbIdentified *identified, BbImage *image, BbBackup *backup,
                                 GError **error);
const BbIdentified *bb_saved_get_identified (const BbSaved *saved);
BbSaved *bb_saved_ref (const BbSaved *saved);
void bb_saved_unref (BbSaved *saved);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSaved, bb_saved_unref)
/** bb_saved_get_backup: (transfer none) (nullable) */
BbBackup *bb_saved_get_backup (const BbSaved *saved);
/** bb_saved_get_captures: (transfer none) (nullable): what was read for it just now. */
BbCaptures *bb_saved_get_captures (const BbSaved *saved);
/** bb_saved_get_old: (transfer none) (nullable): the image to go back to; of bb_saved_new_for_flash(). */
BbImage *bb_saved_get_old (const BbSaved *saved);
/** bb_saved_get_kind: what of the firmware in the drive can be put back. */
BbBackupKind bb_saved_get_kind (const BbSaved *saved);

/* --- secured (bb-secured.c) --- */

/**
 * bb_secured_new: (transfer full):
 *
 * After the backup the drive is asked for what only a round trip through its recovery mode tells, and is back from
 * there if it was not in that mode when it was met. Errors: those of bb_flow_learn() and bb_flow_come_back().
 */
BbSecured *bb_secured_new (BbFlow *flow, const BbSaved *saved, GError **error);
void bb_secured_unref (BbSecured *secured);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSecured, bb_secured_unref)
const BbSaved *bb_secured_get_saved (const BbSecured *secured);

/** bb_flow_learn: asks the drive for what is still missing; a round trip, so only of one whose firmware is saved.
 * Errors: as of learn() of #BbLearnOps. */
gboolean bb_flow_learn (BbFlow *flow, const BbSaved *saved, GError **error);
/** bb_flow_learn_in_place: the same for a drive that is in its recovery mode, and stays there. Errors: the same. */
gboolean bb_flow_learn_in_place (BbFlow *flow, GError **error);
/** bb_flow_recall: takes what an earlier backup of this unit and revision knows. @backup: (out) (optional) */
gboolean bb_flow_recall (BbFlow *flow, BbBackup **backup);
/** bb_flow_come_back: leaves a recovery mode that the drive was brought into. Errors: %BB_JOB_ERROR_REFUSED. */
gboolean bb_flow_come_back (BbFlow *flow, GError **error);

/* --- planned, confirmed (bb-confirmed.c) --- */

/**
 * bb_flow_find_board: (transfer full):
 *
 * The facts that an image is judged by for a drive that may run no firmware: its own, or what is known of it from
 * before. What is promised of a recovery and what it does both go by this. Errors: those of find_board of #BbFamily
 */
BbFacts *bb_flow_find_board (BbFlow *flow, const BbPast *past, GError **error);
/** bb_flow_list_labels: (transfer full) (nullable): one of them bb_flow_find_board() wants to know; see #BbFamily. */
char **bb_flow_list_labels (BbFlow *flow, const BbPast *past);

/** bb_planned_new: (transfer full): how @image is flashed. Errors: those of bb_flow_make_plan(). */
BbPlanned *bb_planned_new (BbFlow *flow, const BbSecured *secured, BbImage *image, GError **error);
/** bb_planned_new_conversion: (transfer full): how boot code and identity are changed; @old: (nullable): the image to
 * go back to. Errors: as of plan() of #BbConvertOps. */
BbPlanned *bb_planned_new_conversion (BbFlow *flow, const BbSecured *secured, const BbConvertInput *input,
                                      BbImage *old, GError **error);
/**
 * bb_planned_new_recovery: (transfer full):
 * @old: (nullable): the image to go back to
 *
 * How firmware is written to a drive that has none, by the next try that its journal does not know of. The drive was
 * identified, and what @past says of it was looked for. Errors: those of bb_flow_plan_recovery().
 */
BbPlanned *bb_planned_new_recovery (BbFlow *flow, const BbIdentified *identified, const BbPast *past, BbImage *image,
                                    BbImage *old, GError **error);
void bb_planned_unref (BbPlanned *planned);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbPlanned, bb_planned_unref)

/**
 * bb_confirmed_new: (transfer full):
 *
 * The last look: still the same drive in the same place, its backup as it was written, nothing in the way. A drive
 * in recovery, which has nothing to lose, was met a moment ago.
 * Errors: those of bb_flow_identify(), bb_flow_come_back(), bb_backup_store_check() and bb_flow_is_ready();
 * %BB_JOB_ERROR_REFUSED: it is another drive, or in another place or state.
 */
BbConfirmed *bb_confirmed_new (BbFlow *flow, const BbPlanned *planned, GError **error);
void bb_confirmed_unref (BbConfirmed *confirmed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbConfirmed, bb_confirmed_unref)
/** bb_confirmed_ref_plan: (transfer full): of the first try. */
BbPlan *bb_confirmed_ref_plan (const BbConfirmed *confirmed);
/** bb_confirmed_get_attempt: which try of a recovery that is; %BB_ATTEMPT_PLAIN for a flash. */
guint bb_confirmed_get_attempt (const BbConfirmed *confirmed);
/** bb_confirmed_get_image: (transfer none): what is written. */
BbImage *bb_confirmed_get_image (const BbConfirmed *confirmed);
/** bb_confirmed_get_old: (transfer none) (nullable): the image to go back to; bb_confirmed_get_image() may be that.
 */
BbImage *bb_confirmed_get_old (const BbConfirmed *confirmed);
/** bb_confirmed_is_inquiry_only: as bb_identified_is_inquiry_only(). */
gboolean bb_confirmed_is_inquiry_only (const BbConfirmed *confirmed);
/** bb_confirmed_get_past: the drive as it was when it was well; its record is the journal that goes on. */
const BbPast *bb_confirmed_get_past (const BbConfirmed *confirmed);

/* --- begun (bb-flow-hold.c) --- */

/**
 * bb_begun_new: (transfer full):
 *
 * The images are copied into the state folder, the journal is on disk and says what is written, or the one that is
 * open goes on; and others are kept off the drive, which bb_flow_release() ends.
 * Errors: %BB_JOB_ERROR_REFUSED: others cannot be kept off; %BB_TRANSPORT_ERROR_GONE; of the journal:
 * %BB_JOB_ERROR_BUSY, %BB_JOB_ERROR_NOT_PERMITTED, %BB_RUN_ERROR_JOURNAL. The journal, if there is one then, is
 * @flow's to close.
 */
BbBegun *bb_begun_new (BbFlow *flow, const BbConfirmed *confirmed, GError **error);
/** bb_begun_new_identity: (transfer full): the same for a @plan that writes no image, on a drive without journal.
 * Errors: those of bb_begun_new(). */
BbBegun *bb_begun_new_identity (BbFlow *flow, const BbPast *past, BbPlan *plan, GError **error);
void bb_begun_unref (BbBegun *begun);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbBegun, bb_begun_unref)
/**
 * bb_begun_new_runner: (transfer full):
 * @job: (nullable): whose stop is obeyed
 * @endangered: the drive has no valid firmware now
 *
 * The only way to a runner with a journal, which each step that endangers the drive is noted in before it is sent.
 */
BbRunner *bb_begun_new_runner (BbFlow *flow, const BbBegun *begun, BbPlan *plan, BbJob *job, gboolean endangered);
/** bb_begun_get_past: (transfer none): as bb_confirmed_get_past(). */
const BbPast *bb_begun_get_past (const BbBegun *begun);

/* --- verified (bb-verified.c) --- */

/**
 * bb_verified_new: (transfer full):
 * @before: (nullable): the drive before @image was written; %NULL: only what is in it now is asked
 *
 * Reads back and judges; a difference is believed only if the next read shows it as well. The proof is
 * %BB_PROOF_UNPROVEN where no family knows the drive. Of one that cannot be read back, what it says of itself is
 * judged, if @image may go on it. Errors: else as of plan_verify() of #BbFamily; those of bb_flow_run_plan().
 */
BbVerified *bb_verified_new (BbFlow *flow, const BbPast *past, BbFacts *before, BbImage *image, gboolean power_cycled,
                             GError **error);
/** bb_verified_new_after: (transfer full): the same; @earlier: (nullable): what the read before found different.
 * Errors: the same. */
BbVerified *bb_verified_new_after (BbFlow *flow, const BbPast *past, BbFacts *before, BbImage *image,
                                   gboolean power_cycled, BbVerified *earlier, GError **error);
/** bb_verified_new_written: (transfer full): the same by what @plan, which wrote @image, read back itself. */
BbVerified *bb_verified_new_written (BbFlow *flow, const BbPast *past, BbFacts *before, BbImage *image, BbPlan *plan,
                                     const BbRunReport *report);
/** bb_verified_new_inside: (transfer full): by a comparison of the running firmware that found it to be equal. */
BbVerified *bb_verified_new_inside (void);
/** bb_verified_new_open: (transfer full): nothing could be judged. @is_pending: a power cycle will tell */
BbVerified *bb_verified_new_open (gboolean is_pending);
void bb_verified_unref (BbVerified *verified);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbVerified, bb_verified_unref)
BbProof bb_verified_get_proof (const BbVerified *verified);
/** bb_verified_is_good: the image is what the drive runs. @verified: (nullable) */
gboolean bb_verified_is_good (const BbVerified *verified);
/** bb_verified_get_differences: (transfer none) (nullable) (element-type BbDifference) */
GArray *bb_verified_get_differences (const BbVerified *verified);
/** bb_flow_take_verified: @verified: (transfer full): what the result will say. */
void bb_flow_take_verified (BbFlow *flow, BbVerified *verified);
/** bb_flow_get_proof: of what was taken; %BB_PROOF_UNPROVEN before. */
BbProof bb_flow_get_proof (BbFlow *flow);

/* --- the report (bb-report.c) --- */

/**
 * bb_flow_collect_report: (transfer full):
 * @record: (nullable): the open journal of the drive
 * @trace: every command of the identification, as #BbTransportTrace wrote it
 * @serials: (nullable): numbers that the drive told of itself
 */
BbReport *bb_flow_collect_report (BbFlow *flow, const BbJournalRecord *record, const char *trace,
                                  const char *const *serials);

G_END_DECLS
