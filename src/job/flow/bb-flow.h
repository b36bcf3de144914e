/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-backup-private.h"
#include "bb-consent.h"
#include "bb-job-private.h"
#include "job/store/bb-journal-private.h"
#include "bb-reopenable-transport.h"
#include "bb-runner.h"
#include "drive/bb-host.h"

G_BEGIN_DECLS

/*
 * Inside the room: what the flows share. A flow is one request from beginning to end, in its worker thread:
 * a short procedure in a file of its own that calls these steps. What can fail sets a %GError. Nothing here
 * is a sentence for people: a result, a question and an error are data, which src/job/words makes sentences of.
 */

/**
 * BbFlowEnv: what a flow needs of the engine. Immutable while it runs.
 * @others: (element-type BbDriveSeen): the other drives that are plugged in
 * @power_cycled: the drive may have been without power since this program last wrote to it
 * @follows_choice: @state_folder is the one that was chosen for all programs; another one may have moved it since
 * @about_to_write: (nullable): called in the worker when the backup is safe, before the first step of the flash
 */
typedef struct {
    BbCatalog *catalog;
    BbBackupStore *store;
    char *state_folder;
    BbTraceFile *trace;
    GPtrArray *others;
    gboolean power_cycled;
    gboolean follows_choice;
    void (*about_to_write) (BbJob *job, gpointer data);
    gpointer about_to_write_data;
} BbFlowEnv;
void bb_flow_env_free (BbFlowEnv *env);

/* What is known of an act, and can be known only after what came before: bb-stage.h. */
typedef struct _BbIdentified BbIdentified;
typedef struct _BbSaved BbSaved;
typedef struct _BbSecured BbSecured;
typedef struct _BbPlanned BbPlanned;
typedef struct _BbConfirmed BbConfirmed;
typedef struct _BbBegun BbBegun;
typedef struct _BbVerified BbVerified;

/**
 * BbPast: what is on disk of the drive as it was when it was well; all (nullable).
 * @record: the open journal that goes on
 * @healthy: the drive then
 * @captures: what was read of it for @backup, if that was just now
 */
typedef struct {
    BbJournalRecord *record;
    BbFacts *healthy;
    BbBackup *backup;
    BbCaptures *captures;
} BbPast;
void bb_past_copy (const BbPast *from, BbPast *to);
void bb_past_clear (BbPast *past);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbPast, bb_past_clear)

/**
 * BbFlow: one act on one drive: its connection, the drive as it is now, what must be given back, and what will be
 * told. What is known of the act itself is in its stages.
 * @users: (nullable): who else used it when it was opened
 * @host: (nullable): what lies between this computer and the drive; once it was opened
 * @settings: (nullable): a{sv}, those of the request and what @host says
 * @facts: the drive as it is now, learnt as far as it was
 * @seen: the same as the probe alone told it, to see whether it is still the same drive
 * @journal: (nullable): the one that is being written
 * @was_special: it was in its recovery mode since it is held
 * @has_sent: a plan that writes was begun
 * @sent_since_identified: the same, and @facts are from before that
 * @other_drive: ROLLBACK: the backup is of another drive
 *
 * For the result alone, as far as it came:
 * @identified: (nullable): how the drive was met
 * @backup: (nullable): made or used
 * @verified: (nullable): what is in the drive
 * @consents: (nullable) (element-type BbConsent): refused for want of these, which can be granted
 * @boot_code_lost: the drive does not respond since its boot code was being written
 * @next_step: NONE: the usual one for outcome and reason
 * @making: (nullable): what the drive says of its own making, name and text in turn
 */
typedef struct {
    BbJob *job;
    const BbJobRequest *request;
    const BbFlowEnv *env;
    BbDrive *drive;
    BbDriveDetails *details;
    BbReopenableTransport *link;
    BbDriveUsers *users;
    BbHostPath *host;
    GVariant *settings;

    const BbFamily *family;
    BbFacts *facts;
    BbFacts *seen;

    BbJournal *journal;
    gboolean held;
    gboolean prevented;
    gboolean was_special;
    gboolean has_sent;
    gboolean sent_since_identified;
    gboolean other_drive;

    BbIdentified *identified;
    BbBackup *backup;
    BbVerified *verified;
    BbReview *review;
    GPtrArray *consents;
    gboolean boot_code_lost;
    BbResultReason reason;
    BbNextStep next_step;
    BbResultParameters about;
    BbMedium medium;
    GPtrArray *notes;
    char *revision_before;
    BbDvdRegion *region;
    BbBooks *books;
    char **making;
    BbReport *report;
    guint n_endangered_commands;
    gint64 began_us;
} BbFlow;

/** bb_flow_run: (transfer full): the #BbJobFunc; @data is a #BbFlowEnv. */
BbResult *bb_flow_run (BbJob *job, gpointer data);

/* The flows. */
BbResult *bb_flow_look (BbFlow *flow);
BbResult *bb_flow_check (BbFlow *flow);
BbResult *bb_flow_backup (BbFlow *flow);
BbResult *bb_flow_flash (BbFlow *flow);
BbResult *bb_flow_verify (BbFlow *flow);
BbResult *bb_flow_rollback (BbFlow *flow);
BbResult *bb_flow_recover (BbFlow *flow);
BbResult *bb_flow_convert (BbFlow *flow);
BbResult *bb_flow_book_type (BbFlow *flow);
BbResult *bb_flow_report (BbFlow *flow);

/* Their ends. */
BbResult *bb_flow_end (BbFlow *flow, BbOutcome outcome, const GError *error);
/** bb_flow_get_early_outcome: of what ended with @error before anything was changed. */
BbOutcome bb_flow_get_early_outcome (const GError *error);
/** bb_flow_get_interrupted_reason: why a drive whose flash of @record was interrupted needs recovery. */
BbResultReason bb_flow_get_interrupted_reason (BbFlow *flow, BbJournalRecord *record);
/** bb_flow_end_early: nothing was changed; the outcome follows from @error, and from how the drive was before. */
BbResult *bb_flow_end_early (BbFlow *flow, const GError *error);
/** bb_flow_refuse: sets %BB_JOB_ERROR_REFUSED; @first, @second: (nullable): as @problem needs. Returns %FALSE. */
gboolean bb_flow_refuse (GError **error, BbJobProblem problem, const char *first, const char *second);
/**
 * bb_flow_ask:
 * @question: (transfer full): its kind, choices and reasons
 * @again: (nullable): what RETRY writes
 * @back: (nullable): what ROLLBACK restores
 *
 * Asks, and waits for the answer; for as long as the request says.
 */
BbChoice bb_flow_ask (BbFlow *flow, BbQuestion *question, BbImage *again, BbImage *back);
/** bb_flow_note: what a family, or this computer, said. */
void bb_flow_note (BbFlow *flow, const char *text);
/** bb_flow_note_error: the same of an error; returns the note to be filled further. @error is copied. */
BbNote *bb_flow_note_error (BbFlow *flow, const GError *error);
/** bb_flow_note_code: (transfer none): a note of its own; @text: (nullable): as @code has it. */
BbNote *bb_flow_note_code (BbFlow *flow, BbNoteCode code, const char *text);

/* Steps that change nothing (bb-flow.c). */
/** bb_flow_open: sets @users, @host, @settings and @link; nothing is sent. @exclusive: no other program can open the
 * drive meanwhile. Errors: %BB_JOB_ERROR_NOT_PERMITTED; those of bb_flow_is_alone(); those of bb_drive_open(), where
 * IN_USE becomes %BB_JOB_ERROR_BUSY. */
gboolean bb_flow_open (BbFlow *flow, gboolean exclusive, GError **error);
/** bb_flow_is_alone: sets @users. Errors: %BB_JOB_ERROR_BUSY where another program has the drive open, or another
 * Burnback writes to it. A mounted disc is none of these. */
gboolean bb_flow_is_alone (BbFlow *flow, GError **error);
/** bb_flow_fail_in_use: sets %BB_JOB_ERROR_BUSY that names the programs of @users (nullable). Returns %FALSE. */
gboolean bb_flow_fail_in_use (const BbDriveUsers *users, GError **error);
/** bb_flow_identify: asks the drive who it is; what was learnt before stays if it is the same as it was. Errors:
 * those of bb_family_probe_again(). */
gboolean bb_flow_identify (BbFlow *flow, GError **error);
/** bb_flow_take_facts: what is known of the drive from now on. @facts: (transfer full) */
void bb_flow_take_facts (BbFlow *flow, BbFacts *facts);
/** bb_flow_is_same: whether two probes met the same drive in the same state. */
gboolean bb_flow_is_same (BbFacts *a, BbFacts *b);
/** bb_flow_is_missing_something: whether the verdict on an image needs what only a round trip tells. */
gboolean bb_flow_is_missing_something (BbFlow *flow);
/**
 * bb_flow_ask_details: sets @region, @books and @making as far as the drive tells; one in normal mode only. It may
 * have answered nothing.
 */
void bb_flow_ask_details (BbFlow *flow);
/** bb_flow_run_plan: (transfer full): the runner of a plan that endangers nothing, after its end. Errors: those of
 * bb_runner_run(). */
BbRunner *bb_flow_run_plan (BbFlow *flow, BbPlan *plan, GError **error);
/** bb_flow_restore_normal_mode: after a failure with nothing written: brings the drive out of a special mode it was
 * brought into.
 */
void bb_flow_restore_normal_mode (BbFlow *flow);
/** bb_flow_wake: leaves the recovery mode without writing. Errors: %BB_FAMILY_ERROR_CANNOT; those of
 * bb_runner_run() and bb_flow_identify(). %FALSE without an error: all was sent, and the drive stays there. */
gboolean bb_flow_wake (BbFlow *flow, GError **error);
/** bb_flow_has_no_firmware: its boot code runs, or a firmware that is not whole. */
gboolean bb_flow_has_no_firmware (BbFlow *flow);
/** bb_flow_dup_revision: (transfer full) (nullable): what the drive says it runs. */
char *bb_flow_dup_revision (BbFacts *facts);

/* What must be right (bb-flow-ready.c). */
/** bb_flow_add_readiness: (element-type BbReadiness): appends what is so now. */
void bb_flow_add_readiness (BbFlow *flow, GPtrArray *readiness);
/** bb_flow_read_host: sets @host and @settings. */
void bb_flow_read_host (BbFlow *flow);
/** bb_flow_add_transfer_mode: (element-type BbReadiness): for drives that are known to fail with DMA. */
void bb_flow_add_transfer_mode (BbFlow *flow, GPtrArray *readiness);
/** bb_flow_is_ready: fails with the first thing that is needed and not good. Errors: %BB_JOB_ERROR_BUSY where
 * that is another program, else %BB_JOB_ERROR_REFUSED. */
gboolean bb_flow_is_ready (BbFlow *flow, GError **error);
/** bb_flow_refuse_for: sets %BB_JOB_ERROR with @code that says what @consent says. Returns %FALSE. */
gboolean bb_flow_refuse_for (const BbConsent *consent, BbJobError code, BbJobProblem problem, GError **error);
/**
 * bb_flow_check_consents:
 * @it: what decides which are needed
 *
 * Refuses as long as something is in the way, or needed and not granted; then it is in the result. A dry run needs
 * nobody's consent. Errors: %BB_JOB_ERROR_REFUSED.
 */
gboolean bb_flow_check_consents (BbFlow *flow, const BbConsentCase *it, GError **error);
/**
 * bb_flow_is_flash_agreed:
 * @condition: the drive is in that, or was when this began
 * @kind: what of its firmware can be put back
 *
 * bb_flow_check_consents() for a flash of @image, and of what there is to fall back to. Errors: the same.
 */
gboolean bb_flow_is_flash_agreed (BbFlow *flow, BbImage *image, BbCondition condition, BbBackupKind kind,
                                  GError **error);
/** bb_flow_is_image_open: whether no key file is needed to use @image. Errors: %BB_FAMILY_ERROR_KEY. */
gboolean bb_flow_is_image_open (BbImage *image, GError **error);
/** bb_flow_is_image_whole: whether it is in memory as it was read. Errors: %BB_JOB_ERROR_REFUSED. */
gboolean bb_flow_is_image_whole (BbImage *image, GError **error);
/** bb_flow_get_backup_kind: how much can be read back and kept. @why: (out) (transfer full) (nullable): why not all
 */
BbBackupKind bb_flow_get_backup_kind (BbFlow *flow, char **why);

/** bb_flow_can_read_back: otherwise there is only the drive's own word for what is in it. */
gboolean bb_flow_can_read_back (BbFlow *flow);
/** bb_flow_load_image: (transfer full): a copy in the state folder, identified as @family's (nullable: as any's).
 * Errors: those of bb_journal_load_image(); %G_IO_ERROR_INVALID_DATA where it is not recognised. */
BbImage *bb_flow_load_image (BbFlow *flow, const char *family, const char *path, GError **error);

/**
 * bb_flow_write:
 *
 * The part that must not be disturbed: journal, hold, plan, tries, question, rollback, verification, and everything
 * given back. Returns: (transfer full): how it ended
 */
BbResult *bb_flow_write (BbFlow *flow, const BbConfirmed *confirmed);
/** BB_ATTEMPT_PLAIN: no try of a recovery. */
#define BB_ATTEMPT_PLAIN G_MAXUINT
/**
 * bb_flow_make_plan: (transfer full): for a drive in trouble if @attempt is not %BB_ATTEMPT_PLAIN.
 * @healthy: (nullable): the drive as it was when its firmware ran
 * @attempt: which try of a recovery it is, from 0; %BB_ATTEMPT_PLAIN: a plain flash
 *
 * Errors: %BB_FAMILY_ERROR: CANNOT, NO_MORE, and of a try of a recovery LABEL; those of bb_key_file_read() where the
 * image is wrapped; %BB_JOB_ERROR_REFUSED: the drive was sent a candidate since its last power cycle.
 */
BbPlan *bb_flow_make_plan (BbFlow *flow, BbFacts *healthy, BbImage *image, guint attempt, GError **error);
/** bb_flow_plan_recovery: (transfer full): the next try of a recovery; after the last, the first again. @attempt:
 * (out): which one it is. Errors: those of bb_flow_make_plan(). */
BbPlan *bb_flow_plan_recovery (BbFlow *flow, const BbPast *past, BbImage *image, guint *attempt, GError **error);

G_END_DECLS
