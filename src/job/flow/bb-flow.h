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
 * Private to src/job/flow: functions that the flows share. A flow is the procedure of one action, in a file of its
 * own; it runs one request in a worker thread. Results, questions and errors of a flow are data, from which
 * src/job/words makes the sentences for the user. Evidence, reasons of verdicts and the messages of %BB_FAMILY_ERROR
 * are translated sentences already.
 */

/**
 * BbFlowEnv: what a flow gets from the engine. Immutable while the flow runs.
 * @trace: (nullable): file that gets every command
 * @others: (element-type BbDriveSeen): the other connected drives
 * @power_cycled: TRUE if the drive may have had a power cycle after this process wrote to it last
 * @follows_choice: TRUE if @state_folder is the folder chosen in the preferences. Another program may move that
 *   folder at any time. FALSE if @state_folder was given for this process only
 * @about_to_write: (nullable): called in the worker thread when the backup has been saved, before the first step of
 *   the flash, so that a test can change the drive or the backup
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

/* Opaque types of the stages of an operation; see bb-stage.h. */
typedef struct _BbIdentified BbIdentified;
typedef struct _BbSaved BbSaved;
typedef struct _BbSecured BbSecured;
typedef struct _BbPlanned BbPlanned;
typedef struct _BbConfirmed BbConfirmed;
typedef struct _BbBegun BbBegun;
typedef struct _BbVerified BbVerified;

/**
 * BbRecorded: data that is known about the drive from a time when its firmware ran. Each member is (nullable).
 * @record: the open journal that is continued
 * @healthy: facts of the drive when its firmware ran
 * @backup: backup of the drive
 * @captures: the data of @backup, if this job read it
 * @is_remembered: @healthy is not from @record and not from this job, so the drive may have got other firmware since
 */
typedef struct {
    BbJournalRecord *record;
    BbFacts *healthy;
    BbBackup *backup;
    BbCaptures *captures;
    gboolean is_remembered;
} BbRecorded;
/** bb_recorded_copy: sets @to, which must be empty, to references to the members of @from. */
void bb_recorded_copy (const BbRecorded *from, BbRecorded *to);
void bb_recorded_clear (BbRecorded *recorded);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbRecorded, bb_recorded_clear)

/**
 * BbResultDraft: parts of the result, collected while the flow runs.
 * @backup: (nullable): the backup that was made or used
 * @restored: (nullable): only in ROLLBACK: the backup to restore
 * @consents: (nullable) (element-type BbConsent): the missing consents of a refused job, if they can be granted
 * @boot_code_lost: TRUE if the drive does not respond any more after its boot code was written
 * @next_step: the next step for the user; if it is %BB_NEXT_STEP_NONE, bb_result_conclude() chooses it by outcome
 *   and reason
 * @notes: (element-type BbNote)
 * @revision_before: (nullable): revision of the firmware that ran when the drive was identified first
 * @build_info: (nullable): production data of the drive: name, text, name, text, ...
 * @standard: (nullable): the list of bb_standard_list() (name, text, name, text, ...); only in a report on a drive
 *   without a family
 * @n_endangered_commands: number of commands that were sent while the drive was endangered
 */
typedef struct {
    BbBackup *backup;
    BbBackup *restored;
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
    char **build_info;
    char **standard;
    BbReport *report;
    guint n_endangered_commands;
} BbResultDraft;

/**
 * BbFlow: the state of one job: the connection, the current facts of the drive, and the locks to release. The data of
 * each stage of the operation is in the object of that stage.
 * @users: (nullable): programs and mounts that used the drive when it was opened
 * @host: (nullable): how the drive is connected; set when it is opened
 * @settings: (nullable): a{sv}: settings of the request and of @host
 * @family: (nullable): the family of the drive; %NULL if it is unknown
 * @facts: (nullable): the facts of the drive now, with those that were learnt in recovery mode or from a backup
 * @seen: (nullable): the facts of the newest probe, without learnt ones; the next probe is compared with them to
 *   detect another drive
 * @ran_as: (nullable): the facts from when the firmware ran; set while @facts are UNKNOWN because the last attempt to
 *   identify the drive failed
 * @journal: (nullable): the journal that is being written
 * @held: TRUE if the flow has exclusive access to the drive
 * @prevented: TRUE if the tray is locked
 * @was_in_recovery_mode: TRUE if the job found the drive in recovery mode at least once
 * @has_sent: TRUE after a plan that writes was begun
 * @sent_since_identified: TRUE if a plan that writes was begun after the drive was identified last
 * @other_drive: only in ROLLBACK: TRUE if the backup to restore is of another drive
 * @identified: (nullable): the first stage of the operation
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
    BbFacts *ran_as;

    BbJournal *journal;
    gboolean held;
    gboolean prevented;
    gboolean was_in_recovery_mode;
    gboolean has_sent;
    gboolean sent_since_identified;
    gboolean other_drive;

    BbIdentified *identified;
    BbVerified *verified;
    gint64 began_us;
    BbResultDraft draft;
} BbFlow;

/** bb_flow_run: (transfer full): a #BbJobFunc that runs the flow of the requested action and returns its result.
 * Holds the lock of bb_flow_lock_store() meanwhile, and at the end releases the drive with bb_flow_release(). @data
 * is a #BbFlowEnv, which is not freed (bb-flow-run.c). */
BbResult *bb_flow_run (BbJob *job, gpointer data);

/* Functions that each run the flow of one action and return (transfer full) the result. */
/** bb_flow_look: identifies the drive, and adds to its facts what journals and backups say about it. The result also
 * has the user's name for the drive, the programs that use the drive at the end, and whether a disc is in it. Asks
 * for more details with %BB_JOB_FLAG_DETAILS. The outcome is DONE if the drive could be probed. May close a journal
 * that only waits for a comparison of INQUIRY data, and unlocks a tray that a killed program locked. */
BbResult *bb_flow_look (BbFlow *flow);
/** bb_flow_check: makes the review of a flash, rollback or recovery. Makes a backup first if the verdict depends on
 * facts that the drive reports only in recovery mode. Refused if an earlier flash was interrupted, unless the request
 * has %BB_JOB_FLAG_RECOVERING. */
BbResult *bb_flow_check (BbFlow *flow);
/**
 * bb_flow_backup: reads the firmware twice and saves it. If the drive is in recovery mode, first makes it leave that
 * mode, because some regions can be read only while the firmware runs. In these cases the drive stays in recovery
 * mode, and only the regions that can be read there are saved:
 * - its family cannot make it leave the mode
 * - a flash was interrupted, or the firmware is incomplete
 * - the firmware does not start
 *
 * The reason of the result is PARTS_DIFFER if the firmware mixes two revisions. Refused if the family of the drive is
 * unknown.
 */
BbResult *bb_flow_backup (BbFlow *flow);
/** bb_flow_flash: opens and identifies the drive, and flashes the image of the request with bb_flow_flash_image().
 * Refused without an image, or if bb_flow_is_image_whole() is %FALSE. */
BbResult *bb_flow_flash (BbFlow *flow);
/**
 * bb_flow_verify: compares the firmware with a file, a backup, or the image that was written last. The outcome is
 * DONE if the drive runs that image, UNCHANGED if it runs other firmware, and WRITTEN if this is unknown. Refused if
 * the firmware does not run or the family is unknown.
 *
 * Closes the open journal if it waits for this comparison. Exceptions: the journal stays open
 * - if a power cycle must come first
 * - if the firmware differs, unless the drive rejected a candidate (one of several forms of the image)
 */
BbResult *bb_flow_verify (BbFlow *flow);
/** bb_flow_rollback: restores the backup that the request names; if it names none, that of
 * bb_backup_find_to_restore(). Restores it by a flash, or by a recovery if the firmware does not run or is
 * incomplete. */
BbResult *bb_flow_rollback (BbFlow *flow);
/** bb_flow_recover: identifies the drive (by its open journal if probing fails), and calls bb_flow_recover_with()
 * with the image of the request, which may be %NULL. Refused if the condition of the drive is not
 * %BB_CONDITION_NORMAL, and the drive cannot be recovered (bb_family_recovers()). */
BbResult *bb_flow_recover (BbFlow *flow);
/** bb_flow_convert: saves firmware and identity, and writes the boot code of another model. After that, the drive has
 * no firmware until the user has made a power cycle and a recovery. A dry run only makes the review with its plan. */
BbResult *bb_flow_convert (BbFlow *flow);
/** bb_flow_book_type: changes the book types if the request asks for that, and reads them. If only the reading fails
 * after a change, the outcome is still DONE, with a note and without book types. */
BbResult *bb_flow_book_type (BbFlow *flow);
/** bb_flow_report: collects the report about the drive, also about a drive that cannot be identified. The outcome is
 * DONE if the drive could be opened and a temporary file could be created; errors after that add a note. */
BbResult *bb_flow_report (BbFlow *flow);

/* Functions that end a flow (bb-flow-end.c), and that ask the user or add notes (bb-flow.c). */
/**
 * bb_flow_end: (transfer full): the result with @outcome, @error (nullable) and the data of the draft. Some of this
 * data is moved, not copied. The reason is that of the draft. Exceptions:
 * - The draft has no reason, and the drive stays in recovery mode or a transport error left it there: sets a reason.
 * - The drive has lost its boot code: replaces the reason.
 *
 * Adds a note with @error unless its domain is %BB_JOB_ERROR. After a successful verification, removes the notes
 * about earlier comparisons.
 */
BbResult *bb_flow_end (BbFlow *flow, BbOutcome outcome, const GError *error);
/** bb_flow_note_other_name: if the drive ran its firmware before the flash (@before) and now reports another vendor
 * or product in INQUIRY, sets the reason of the result to OTHER_NAME, and its parameter @model to the new name. */
void bb_flow_note_other_name (BbFlow *flow, BbFacts *before);
/**
 * bb_flow_get_early_outcome: the outcome for an @error that ended the job before anything was changed:
 * - NOT_PERMITTED: the drive is busy or a permission is missing
 * - NOT_FOUND, NEEDS_RECOVERY: errors with these names
 * - REFUSED: %BB_JOB_ERROR_REFUSED; %BB_FAMILY_ERROR CANNOT, LABEL, KEY, NO_MORE; any other %BB_STORE_ERROR except
 *   UNWRITABLE
 * - UNCHANGED: all other errors
 */
BbOutcome bb_flow_get_early_outcome (const GError *error);
/** bb_flow_get_interrupted_reason: why the drive needs recovery after its flash with the journal @record was
 * interrupted: %BB_RESULT_REASON_OVERWRITTEN if another program has written to the drive, else INTERRUPTED. */
BbResultReason bb_flow_get_interrupted_reason (BbFlow *flow, BbJournalRecord *record);
/**
 * bb_flow_end_early: (transfer full): the result of a flow that changed nothing. Same as bb_flow_end() with the
 * outcome of bb_flow_get_early_outcome(). But if an open journal says that an earlier flash was interrupted:
 * - NEEDS_RECOVERY replaces the outcome UNCHANGED.
 * - If the draft has no reason, the reason is that of bb_flow_get_interrupted_reason().
 *
 * The journal is ignored in a LOOK, and if @error says that another program uses the drive.
 */
BbResult *bb_flow_end_early (BbFlow *flow, const GError *error);
/** bb_flow_refuse: sets %BB_JOB_ERROR_REFUSED with @problem and its parameters @first and @second (both nullable).
 * Returns %FALSE. */
gboolean bb_flow_refuse (GError **error, BbJobProblem problem, const char *first, const char *second);
/**
 * bb_flow_ask:
 * @question: (transfer full): the caller has set kind, choices and reasons; bb_flow_ask() adds the time limit, and
 *   what the question says about recovery mode and the two images
 * @again: (nullable): the image that the answer RETRY writes
 * @back: (nullable): the image that the answer ROLLBACK restores
 *
 * Asks the user and returns the answer. Returns the preset of @question when the user asks to stop, or if no user can
 * answer; after the time limit of the request, bb_question_get_unanswered().
 */
BbChoice bb_flow_ask (BbFlow *flow, BbQuestion *question, BbImage *again, BbImage *back);
/** bb_flow_note: adds a note with @text, a translated sentence from a family or from src/drive, to the result. The
 * flows themselves make no sentences.
 */
void bb_flow_note (BbFlow *flow, const char *text);
/** bb_flow_note_error: (transfer none): adds a note with a copy of @error, and returns the note, whose parameters the
 * caller may set. */
BbNote *bb_flow_note_error (BbFlow *flow, const GError *error);
/** bb_flow_note_code: (transfer none): adds a note with @code and returns the note. @text: (nullable): parameter of
 * @code. */
BbNote *bb_flow_note_code (BbFlow *flow, BbNoteCode code, const char *text);

/* Functions that do not write to the drive. */
/** bb_flow_open: opens the drive and sets @users, @host, @settings and @link; sends nothing. @exclusive: no other
 * program can open the drive meanwhile. Errors: %BB_JOB_ERROR_NOT_PERMITTED; those of bb_flow_is_alone(); those of
 * bb_drive_open(), with %BB_JOB_ERROR_BUSY instead of IN_USE. */
gboolean bb_flow_open (BbFlow *flow, gboolean exclusive, GError **error);
/**
 * bb_flow_is_alone: waits up to a few seconds until no other program uses the drive, and sets @users. Errors:
 * %BB_JOB_ERROR_BUSY if another program has the drive open, or another process of Burnback writes to it. A mounted
 * disc is not an error.
 */
gboolean bb_flow_is_alone (BbFlow *flow, GError **error);
/** bb_flow_open_alone: calls bb_flow_is_alone(), opens the drive and sets @link. Tries several times, because another
 * program may have the device node open only for a moment. If not all processes can be seen, opens exclusively even
 * if @exclusive is FALSE. Errors: those of bb_flow_is_alone() and bb_drive_open(), with %BB_JOB_ERROR_BUSY instead of
 * IN_USE. */
gboolean bb_flow_open_alone (BbFlow *flow, gboolean exclusive, GError **error);
/**
 * bb_flow_identify: waits while the drive reports that it is becoming ready, probes it, and updates the flow:
 * - @facts: the new facts. Learnt facts stay if the previous probe found the same drive in the same state. The
 *   condition is HALF_ALIVE if the sense data says that the firmware fails.
 * - @seen: the facts of this probe
 * - @family: stays if no family recognizes the drive now
 * - @was_in_recovery_mode, and @revision_before of the draft if it is not set yet
 *
 * Cannot be cancelled while a journal is open. Errors: those of bb_family_probe().
 */
gboolean bb_flow_identify (BbFlow *flow, GError **error);
/** bb_flow_take_facts: replaces the facts of the drive with @facts: (transfer full), which describe it now; clears
 * @ran_as and @sent_since_identified. */
void bb_flow_take_facts (BbFlow *flow, BbFacts *facts);
/** bb_flow_is_same: TRUE if the facts @a and @b of two probes show the same drive in the same state: family,
 * condition, model, vendor, product, revision and fingerprint are equal. */
gboolean bb_flow_is_same (BbFacts *a, BbFacts *b);
/** bb_flow_needs_learning: TRUE if facts are missing on which the verdict on an image depends and which the drive
 * reports only in recovery mode. FALSE if its firmware is incomplete or its family is unknown. */
gboolean bb_flow_needs_learning (BbFlow *flow);
/**
 * bb_flow_ask_details: asks the drive for its DVD region, book types and production data, and sets @region, @books
 * and @build_info of the draft. Only for a drive in normal or unknown condition. Before that, sends the standard
 * commands of bb_standard_ask() to a drive of no family; the answers become facts. After the first error, adds a note
 * with the error and asks no more.
 */
void bb_flow_ask_details (BbFlow *flow);
/** bb_flow_run_plan: (transfer full): runs a plan that does not write, and returns the runner with its report. A
 * cancelled job does not run the plan, unless a journal is open. Errors: those of bb_runner_run(). */
BbRunner *bb_flow_run_plan (BbFlow *flow, BbPlan *plan, GError **error);
/** bb_flow_survey: reads the data that the family needs to plan backups and comparisons, and adds it to the facts.
 * TRUE without a command if the family needs no such data, or the facts have it. The family must be known. Errors:
 * %BB_FAMILY_ERROR_CANNOT; those of bb_runner_run(). */
gboolean bb_flow_survey (BbFlow *flow, GError **error);
/** bb_flow_note_stay: sets the reason STAYS_IN_MODE if reading the drive has left it in recovery mode until a power
 * cycle. Only for families whose drives may stay in that mode; identifies the drive again. Does nothing if its
 * firmware did not run before. Errors are ignored. */
void bb_flow_note_stay (BbFlow *flow);
/**
 * bb_flow_restore_normal_mode: makes the drive leave recovery mode if the job brought it into that mode. Called
 * after a failure before anything was written. First probes the drive, and updates its facts. Does nothing if the
 * firmware did not run when the drive was identified last.
 * - If leaving the mode fails, adds a note.
 * - If the drive cannot be identified, the facts keep model and learnt values. They get the condition UNKNOWN,
 *   because nothing shows which firmware the drive runs.
 */
void bb_flow_restore_normal_mode (BbFlow *flow);
/** bb_flow_leave_recovery_mode: makes the drive leave recovery mode without writing, and identifies it again. The
 * run cannot be cancelled. Errors: %BB_FAMILY_ERROR_CANNOT; those of bb_runner_run() and bb_flow_identify(). %FALSE
 * without an error if the drive stays in recovery mode. */
gboolean bb_flow_leave_recovery_mode (BbFlow *flow, GError **error);
/** bb_flow_require_normal_mode: makes the drive leave recovery mode. TRUE without any command if it is in another
 * mode. If leaving fails, sets %BB_JOB_ERROR_REFUSED and the reason STAYS_IN_MODE of the result. If there was an
 * error while leaving, also adds a note with that error. */
gboolean bb_flow_require_normal_mode (BbFlow *flow, GError **error);
/** bb_flow_refuse_unknown: calls bb_flow_refuse() for a drive that no family supports, with the problem that the
 * facts of the drive show. Errors: those of bb_flow_refuse(). */
gboolean bb_flow_refuse_unknown (BbFlow *flow, GError **error);
/** bb_flow_has_no_firmware: TRUE if the drive is in recovery mode or its running firmware is incomplete. */
gboolean bb_flow_has_no_firmware (BbFlow *flow);
/** bb_flow_had_power_cycle: TRUE if the drive may have had a power cycle after this process wrote to it last. If
 * @record (nullable) has a @power_mark, the present text of bb_drive_dup_power_mark() must also differ from
 * @power_mark. */
gboolean bb_flow_had_power_cycle (BbFlow *flow, BbJournalRecord *record);
/** bb_flow_was_reconnected: TRUE if after the last failure of the operation of @record, the drive was certainly
 * disconnected or the computer was restarted. FALSE if that is unknown; in contrast, bb_flow_had_power_cycle() is
 * TRUE if that is unknown. */
gboolean bb_flow_was_reconnected (BbFlow *flow, const BbJournalRecord *record);
/** bb_flow_dup_revision: (transfer full) (nullable): the revision of the firmware in @facts (nullable); %NULL if it
 * is unknown, or if the drive is in recovery mode, in which it reports another revision. */
char *bb_flow_dup_revision (BbFacts *facts);

/* Functions that check obstacles and consents (bb-flow-ready.c, bb-flow-host.c). */
/** bb_flow_awaits_power_cycle: TRUE if the drive needs a power cycle: the journal @record (nullable) waits for one,
 * or a repair asked for one. FALSE if a power cycle was noticed after that. */
gboolean bb_flow_awaits_power_cycle (BbFlow *flow, BbJournalRecord *record);
/** bb_flow_add_readiness: appends the current readiness items (disc, other users, power, sleep, bridge, ...) to
 * @readiness (element-type BbReadiness). Asks the drive whether a disc is in it, and sets @medium of the draft; a
 * failure adds a note. */
void bb_flow_add_readiness (BbFlow *flow, GPtrArray *readiness);
/** bb_flow_read_host: replaces @host and @settings of @flow: @host by the present connection of the drive, @settings
 * by the settings of the request. If these do not limit the size of a transfer, the limit of @host is added. */
void bb_flow_read_host (BbFlow *flow);
/** bb_flow_add_transfer_mode: appends an item with the transfer mode (PIO, DMA or unknown) to @readiness
 * (element-type BbReadiness). Only for a real PATA drive that must be flashed with PIO, and only after
 * bb_flow_read_host(); otherwise does nothing. */
void bb_flow_add_transfer_mode (BbFlow *flow, GPtrArray *readiness);
/** bb_flow_is_ready: asks the drive as bb_flow_add_readiness() does. TRUE if no obstacle, such as a disc, prevents
 * the action now. Obstacles are ignored for an action that writes nothing, and for one that bb_consents_new() refuses
 * because the drive must be recovered first. Errors: %BB_JOB_ERROR_BUSY if another program uses the drive, else
 * %BB_JOB_ERROR_REFUSED; the error names the first obstacle. */
gboolean bb_flow_is_ready (BbFlow *flow, GError **error);
/** bb_flow_refuse_for: sets an error of the domain %BB_JOB_ERROR with @code, @problem and a copy of @consent. Returns
 * %FALSE. */
gboolean bb_flow_refuse_for (const BbConsent *consent, BbJobError code, BbJobProblem problem, GError **error);
/**
 * bb_flow_check_consents:
 * @it: the situation that decides which consents are required
 *
 * Returns: %TRUE if all required consents are granted. %TRUE also in a dry run without refusals and obstacles.
 * %FALSE otherwise; sets @consents of the draft to the missing consents, or to %NULL if one of these is a refusal or
 * an obstacle. Errors: %BB_JOB_ERROR_REFUSED.
 */
gboolean bb_flow_check_consents (BbFlow *flow, const BbConsentCase *it, GError **error);
/** bb_flow_is_image_open: TRUE unless @image is encrypted and the key file of the user is missing or wrong. Errors:
 * %BB_FAMILY_ERROR_KEY. */
gboolean bb_flow_is_image_open (BbImage *image, GError **error);
/** bb_flow_is_image_whole: TRUE unless the bytes of @image in memory were changed after the file was read. Errors:
 * %BB_JOB_ERROR_REFUSED. */
gboolean bb_flow_is_image_whole (BbImage *image, GError **error);
/** bb_flow_get_backup_kind: how much of the firmware in the drive can be read and saved; %BB_BACKUP_NONE if the
 * family is unknown, in which case @why is not set. @why: (out) (transfer full) (nullable): a sentence that says why
 * the rest cannot be read */
BbBackupKind bb_flow_get_backup_kind (BbFlow *flow, char **why);

/** bb_flow_can_read_back: FALSE if the flash of the drive cannot be read, so that only its INQUIRY data shows which
 * firmware is in it. The family must be known. */
gboolean bb_flow_can_read_back (BbFlow *flow);

/**
 * bb_flow_write:
 *
 * Writes the image of @confirmed: begins the journal, takes exclusive access, runs the plan, asks the user after a
 * failure, writes again or restores the old image, verifies, and releases the drive. The journal stays open only if a
 * recovery or a verification must continue it.
 * Returns: (transfer full): the result: DONE, WRITTEN (not verified), ROLLED_BACK (old image restored), UNCHANGED
 * (the old firmware still runs), NEEDS_RECOVERY, or that of bb_flow_end_early() if the flash could not begin
 */
BbResult *bb_flow_write (BbFlow *flow, const BbConfirmed *confirmed);
/** BB_ATTEMPT_PLAIN: the attempt number that stands for a flash; a recovery has numbers from 0. */
#define BB_ATTEMPT_PLAIN G_MAXUINT
/**
 * bb_flow_make_plan: (transfer full): the plan to write @image, made by the family of the drive, which must be known.
 * @healthy: (nullable): facts from when the firmware ran. If %NULL and the firmware runs now, the facts of
 *   bb_flow_dup_board() are used
 * @image: (nullable): may be %NULL only in a recovery; plan_recover() of #BbFamily then says whether that is possible
 * @attempt: number of the attempt of a recovery, from 0; %BB_ATTEMPT_PLAIN for a flash
 *
 * Errors:
 * - %BB_FAMILY_ERROR: CANNOT, NO_MORE, and for a recovery LABEL
 * - those of bb_key_file_read() if the image is encrypted
 * - %BB_JOB_ERROR_REFUSED if the plan would send a candidate (see bb_plan_get_candidate()), and a candidate was sent
 *   after the last power cycle
 */
BbPlan *bb_flow_make_plan (BbFlow *flow, BbFacts *healthy, BbImage *image, guint attempt, GError **error);
/** bb_flow_plan_recovery: (transfer full): the plan of the next recovery attempt, which follows the attempts in the
 * journal of @recorded. After the last attempt, the first one comes again. @attempt: (out): number of the attempt,
 * from 0, also set on failure. Errors: those of bb_flow_make_plan(). */
BbPlan *bb_flow_plan_recovery (BbFlow *flow, const BbRecorded *recorded, BbImage *image, guint *attempt,
                               GError **error);

G_END_DECLS
