/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-backup-store.h"
#include "bb-consent.h"
#include "bb-job-worker.h"
#include "job/store/bb-journal-find.h"
#include "job/store/bb-journal.h"
#include "bb-reopenable-transport.h"
#include "bb-runner.h"
#include "drive/bb-host.h"

G_BEGIN_DECLS

/*
 * Private to src/job/flow: functions that the flows share. A flow runs one request in its worker thread; each is a
 * procedure in a file of its own. A flow has no sentences for people: results, questions and errors are data, and
 * src/job/words makes the sentences.
 */

/**
 * BbFlowEnv: what a flow gets from the engine. Immutable while the flow runs.
 * @others: (element-type BbDriveSeen): the other connected drives
 * @power_cycled: the drive may have had a power cycle since this process last wrote to it
 * @follows_choice: @state_folder is the one of this user, which another program may have moved
 * @about_to_write: (nullable): called in the worker thread when the backup is saved, before the first step of the
 *   flash
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

/* The stages of an operation: bb-stage.h. */
typedef struct _BbIdentified BbIdentified;
typedef struct _BbSaved BbSaved;
typedef struct _BbSecured BbSecured;
typedef struct _BbPlanned BbPlanned;
typedef struct _BbConfirmed BbConfirmed;
typedef struct _BbBegun BbBegun;
typedef struct _BbVerified BbVerified;

/**
 * BbRecorded: what journals and backups say of the drive while its firmware ran; all (nullable).
 * @record: the open journal that is continued
 * @healthy: facts of the drive at that time
 * @captures: the data of @backup, if that was read by this job
 */
typedef struct {
    BbJournalRecord *record;
    BbFacts *healthy;
    BbBackup *backup;
    BbCaptures *captures;
} BbRecorded;
void bb_recorded_copy (const BbRecorded *from, BbRecorded *to);
void bb_recorded_clear (BbRecorded *recorded);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbRecorded, bb_recorded_clear)

/**
 * BbResultDraft: parts of the result, collected while the flow runs.
 * @backup: (nullable): made or used
 * @consents: (nullable) (element-type BbConsent): the missing consents of a refused job, if they can be granted
 * @boot_code_lost: the drive does not respond since its boot code was written
 * @next_step: NONE: follows from outcome and reason
 * @notes: (element-type BbNote)
 * @revision_before: (nullable): of the firmware that ran when the drive was identified first
 * @making: (nullable): what the drive reports of its manufacture, name and text in turn
 */
typedef struct {
    BbBackup *backup;
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
} BbResultDraft;

/**
 * BbFlow: the state of one job: the connection, the current facts of the drive, and what must be released. What is
 * known of the operation is in its stages.
 * @users: (nullable): other users of the drive when it was opened
 * @host: (nullable): how the drive is connected; set when it is opened
 * @settings: (nullable): a{sv}: settings of the request and of @host
 * @facts: the drive now, with everything that was learnt
 * @seen: the same without what was learnt, to detect another drive
 * @journal: (nullable): the journal that is being written
 * @was_special: the drive was in recovery mode since it is locked
 * @has_sent: a plan that writes was begun
 * @sent_since_identified: a plan that writes was begun after @facts were gathered
 * @other_drive: ROLLBACK: the backup is of another drive
 * @identified: (nullable): how the drive was identified first
 * @verified: (nullable): the newest verification
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
    BbVerified *verified;
    gint64 began_us;
    BbResultDraft draft;
} BbFlow;

/** bb_flow_run: (transfer full): runs the flow of the action; a #BbJobFunc; @data is a #BbFlowEnv (bb-flow-run.c). */
BbResult *bb_flow_run (BbJob *job, gpointer data);

/* The flow of each action. */
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

/* The end of a flow, and its questions (bb-flow-end.c, bb-flow.c). */
BbResult *bb_flow_end (BbFlow *flow, BbOutcome outcome, const GError *error);
/** bb_flow_get_early_outcome: the outcome of a job that ended with @error before it changed anything. */
BbOutcome bb_flow_get_early_outcome (const GError *error);
/** bb_flow_get_interrupted_reason: why a drive with the interrupted flash of @record needs recovery. */
BbResultReason bb_flow_get_interrupted_reason (BbFlow *flow, BbJournalRecord *record);
/** bb_flow_end_early: ends a flow that changed nothing; the outcome follows from @error and the open journal. */
BbResult *bb_flow_end_early (BbFlow *flow, const GError *error);
/** bb_flow_refuse: sets %BB_JOB_ERROR_REFUSED; @first, @second: (nullable): parameters of @problem. Returns %FALSE.
 */
gboolean bb_flow_refuse (GError **error, BbJobProblem problem, const char *first, const char *second);
/**
 * bb_flow_ask:
 * @question: (transfer full): with kind, choices and reasons
 * @again: (nullable): the image that RETRY writes
 * @back: (nullable): the image that ROLLBACK restores
 *
 * Asks the user and waits for the answer, as long as the request allows.
 */
BbChoice bb_flow_ask (BbFlow *flow, BbQuestion *question, BbImage *again, BbImage *back);
/** bb_flow_note: adds a note with a sentence of a family or the host. */
void bb_flow_note (BbFlow *flow, const char *text);
/** bb_flow_note_error: adds a note with a copy of @error; returns it so that parameters can be set. */
BbNote *bb_flow_note_error (BbFlow *flow, const GError *error);
/** bb_flow_note_code: (transfer none): adds a note. @text: (nullable): parameter of @code. */
BbNote *bb_flow_note_code (BbFlow *flow, BbNoteCode code, const char *text);

/* Functions that change nothing on the drive. */
/** bb_flow_open: opens the drive and sets @users, @host, @settings and @link; sends nothing. @exclusive: no other
 * program can open the drive meanwhile. Errors: %BB_JOB_ERROR_NOT_PERMITTED; those of bb_flow_is_alone(); those of
 * bb_drive_open(), with %BB_JOB_ERROR_BUSY instead of IN_USE. */
gboolean bb_flow_open (BbFlow *flow, gboolean exclusive, GError **error);
/** bb_flow_is_alone: sets @users. Errors: %BB_JOB_ERROR_BUSY if another program has the drive open, or another
 * process of Burnback writes to it. A mounted disc is no error. */
gboolean bb_flow_is_alone (BbFlow *flow, GError **error);
/** bb_flow_open_alone: sets @link after bb_flow_is_alone(); tries several times if another program has the node,
 * which may close it at once. Errors: those of bb_flow_is_alone() and bb_drive_open(), where IN_USE becomes
 * %BB_JOB_ERROR_BUSY. */
gboolean bb_flow_open_alone (BbFlow *flow, gboolean exclusive, GError **error);
/** bb_flow_identify: probes the drive; what was learnt stays if it is the same drive in the same state. Errors:
 * those of bb_family_probe(). */
gboolean bb_flow_identify (BbFlow *flow, GError **error);
/** bb_flow_take_facts: replaces the facts of the drive. @facts: (transfer full) */
void bb_flow_take_facts (BbFlow *flow, BbFacts *facts);
/** bb_flow_is_same: TRUE if two probes found the same drive in the same state. */
gboolean bb_flow_is_same (BbFacts *a, BbFacts *b);
/** bb_flow_needs_learning: TRUE if the verdict on an image needs facts that only a round trip through
 * recovery mode provides. */
gboolean bb_flow_needs_learning (BbFlow *flow);
/** bb_flow_ask_details: sets @region, @books and @making as far as a drive in normal mode reports them. */
void bb_flow_ask_details (BbFlow *flow);
/** bb_flow_run_plan: (transfer full): runs a plan that endangers nothing; the runner after its end. Errors: those
 * of bb_runner_run(). */
BbRunner *bb_flow_run_plan (BbFlow *flow, BbPlan *plan, GError **error);
/** bb_flow_restore_normal_mode: after a failure before anything was written: leaves a recovery mode that the job
 * entered. */
void bb_flow_restore_normal_mode (BbFlow *flow);
/** bb_flow_leave_recovery_mode: leaves recovery mode without writing. Errors: %BB_FAMILY_ERROR_CANNOT; those of
 * bb_runner_run() and bb_flow_identify(). %FALSE without an error if the drive stays in recovery mode. */
gboolean bb_flow_leave_recovery_mode (BbFlow *flow, GError **error);
/** bb_flow_require_normal_mode: leaves a recovery mode that the job entered. Errors: %BB_JOB_ERROR_REFUSED. */
gboolean bb_flow_require_normal_mode (BbFlow *flow, GError **error);
/** bb_flow_has_no_firmware: TRUE if the boot code runs, or incomplete firmware. */
gboolean bb_flow_has_no_firmware (BbFlow *flow);
/** bb_flow_had_power_cycle: TRUE if the drive may have had a power cycle since its journal was left open. @record:
 * (nullable) */
gboolean bb_flow_had_power_cycle (BbFlow *flow, BbJournalRecord *record);
/** bb_flow_dup_revision: (transfer full) (nullable): the revision that the drive reports; %NULL in recovery mode. */
char *bb_flow_dup_revision (BbFacts *facts);

/* Obstacles and consents (bb-flow-ready.c). */
/** bb_flow_add_readiness: appends the current readiness items to @readiness (element-type BbReadiness). */
void bb_flow_add_readiness (BbFlow *flow, GPtrArray *readiness);
/** bb_flow_read_host: sets @host and @settings. */
void bb_flow_read_host (BbFlow *flow);
/** bb_flow_add_transfer_mode: appends the transfer mode to @readiness (element-type BbReadiness) for drives that
 * fail with DMA. */
void bb_flow_add_transfer_mode (BbFlow *flow, GPtrArray *readiness);
/** bb_flow_is_ready: fails with the first readiness item that is required and not fulfilled. Errors:
 * %BB_JOB_ERROR_BUSY if another program has the drive, else %BB_JOB_ERROR_REFUSED. */
gboolean bb_flow_is_ready (BbFlow *flow, GError **error);
/** bb_flow_refuse_for: sets %BB_JOB_ERROR with @code for @consent. Returns %FALSE. */
gboolean bb_flow_refuse_for (const BbConsent *consent, BbJobError code, BbJobProblem problem, GError **error);
/**
 * bb_flow_check_consents:
 * @it: decides which consents are required
 *
 * Fails if there is an obstacle or a consent is missing; stores those in the result. A dry run needs no consent.
 * Errors: %BB_JOB_ERROR_REFUSED.
 */
gboolean bb_flow_check_consents (BbFlow *flow, const BbConsentCase *it, GError **error);
/**
 * bb_flow_is_flash_agreed:
 * @condition: of the drive, now or when the job began
 * @kind: how much of its firmware can be restored
 *
 * bb_flow_check_consents() for a flash of @image and the fallback image. Errors: the same.
 */
gboolean bb_flow_is_flash_agreed (BbFlow *flow, BbImage *image, BbCondition condition, BbBackupKind kind,
                                  GError **error);
/** bb_flow_is_image_open: FALSE if a key file is needed to use @image. Errors: %BB_FAMILY_ERROR_KEY. */
gboolean bb_flow_is_image_open (BbImage *image, GError **error);
/** bb_flow_is_image_whole: FALSE if the bytes of @image in memory changed since they were read. Errors:
 * %BB_JOB_ERROR_REFUSED. */
gboolean bb_flow_is_image_whole (BbImage *image, GError **error);
/** bb_flow_get_backup_kind: how much of the firmware can be read and saved. @why: (out) (transfer full) (nullable):
 * why not all */
BbBackupKind bb_flow_get_backup_kind (BbFlow *flow, char **why);

/** bb_flow_can_read_back: FALSE if only the INQUIRY data shows which firmware is in the drive. */
gboolean bb_flow_can_read_back (BbFlow *flow);

/**
 * bb_flow_write:
 *
 * Writes: journal, exclusive access, tries, question, rollback, verification, release. Returns: (transfer full)
 */
BbResult *bb_flow_write (BbFlow *flow, const BbConfirmed *confirmed);
/** BB_ATTEMPT_PLAIN: a flash, not an attempt of a recovery. */
#define BB_ATTEMPT_PLAIN G_MAXUINT
/**
 * bb_flow_make_plan: (transfer full): a recovery plan unless @attempt is %BB_ATTEMPT_PLAIN.
 * @healthy: (nullable): facts of the drive while its firmware ran
 * @attempt: number of the attempt of a recovery, from 0; %BB_ATTEMPT_PLAIN for a flash
 *
 * Errors: %BB_FAMILY_ERROR: CANNOT, NO_MORE, and for a recovery LABEL; those of bb_key_file_read() if the image is
 * encrypted; %BB_JOB_ERROR_REFUSED if a candidate was sent since the last power cycle.
 */
BbPlan *bb_flow_make_plan (BbFlow *flow, BbFacts *healthy, BbImage *image, guint attempt, GError **error);
/** bb_flow_plan_recovery: (transfer full): the plan of the next attempt; the first one again after the last.
 * @attempt: (out): its number. Errors: those of bb_flow_make_plan(). */
BbPlan *bb_flow_plan_recovery (BbFlow *flow, const BbRecorded *recorded, BbImage *image, guint *attempt,
                               GError **error);

G_END_DECLS
