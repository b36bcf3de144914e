/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "family/bb-family.h"
#include "job/bb-action.h"
#include "job/bb-job-error.h"
#include "job/store/bb-backup-store.h"
#include "job/store/bb-journal-record.h"
#include "bb-history-end.h"
#include "bb-readiness.h"
#include "bb-result.h"

G_BEGIN_DECLS

/** BbJobFlags: options of a request. "grants": the named consents of #BbConsentCode are granted in advance. "LOOK:"
 * or another action before a description: only for that action. */
typedef enum {
    BB_JOB_FLAG_NONE = 0,
    BB_JOB_FLAG_ALLOW_CROSS_FLASH = 1 << 0, /* grants CAUTION, CROSS_FLASH, FALLBACK and OTHER_DRIVE */
    BB_JOB_FLAG_WITHOUT_BACKUP = 1 << 1,    /* grants the consent WITHOUT_BACKUP */
    BB_JOB_FLAG_LOOK_CLOSER = 1 << 2,       /* identifies the drive with vendor commands of every family */
    BB_JOB_FLAG_DRY_RUN = 1 << 3,           /* makes the review with its plan, and writes nothing to the drive */
    BB_JOB_FLAG_DETAILS = 1 << 5,           /* LOOK: also reads region code, book types and production data */
    BB_JOB_FLAG_RECOVERING = 1 << 6,        /* CHECK: reviews a recovery even if no flash was interrupted */
    BB_JOB_FLAG_WITHOUT_PROOF = 1 << 7,     /* FLASH: does not verify the firmware if the chip cannot be read */
    BB_JOB_FLAG_EXPERT = 1 << 4,            /* grants CONVERSION, IDENTITY and EXPERTS; for RECOVER also CAUTION */
} BbJobFlags;

/**
 * BbConsentCode: a consent that is required before an action, or an obstacle, from bb_consents_new(). A set of bits.
 * @BB_CONSENT_REFUSED: cannot be granted: the verdict refuses, or the state of the drive does not allow the action
 * @BB_CONSENT_NOT_READY: cannot be granted: an obstacle, such as a disc, must be removed first
 * @BB_CONSENT_CAUTION: the verdict has cautions
 * @BB_CONSENT_CROSS_FLASH: the drive becomes another model
 * @BB_CONSENT_WITHOUT_BACKUP: the firmware cannot be restored
 * @BB_CONSENT_FALLBACK: the verdict on the fallback file has cautions
 * @BB_CONSENT_OTHER_DRIVE: the backup is of another drive
 * @BB_CONSENT_CONVERSION: boot code and identity are changed
 * @BB_CONSENT_IDENTITY: the identity to write was concluded from evidence, not read from a backup
 * @BB_CONSENT_LABEL: the drive is taken for the model on its label
 * @BB_CONSENT_EXPERTS: only experts may do this, because little is known of the procedure
 */
typedef enum {
    BB_CONSENT_NONE = 0,
    BB_CONSENT_REFUSED = 1 << 0,
    BB_CONSENT_NOT_READY = 1 << 1,
    BB_CONSENT_CAUTION = 1 << 2,
    BB_CONSENT_CROSS_FLASH = 1 << 3,
    BB_CONSENT_WITHOUT_BACKUP = 1 << 4,
    BB_CONSENT_FALLBACK = 1 << 5,
    BB_CONSENT_OTHER_DRIVE = 1 << 6,
    BB_CONSENT_CONVERSION = 1 << 7,
    BB_CONSENT_IDENTITY = 1 << 8,
    BB_CONSENT_LABEL = 1 << 9,
    BB_CONSENT_EXPERTS = 1 << 10,
} BbConsentCode;

/** BbOnFailure: what a job does if all attempts to write failed after the drive was endangered. */
typedef enum {
    BB_ON_FAILURE_ASK,      /* ask the user */
    BB_ON_FAILURE_RETRY,    /* write the image once more; if that fails, restore the old firmware */
    BB_ON_FAILURE_ROLLBACK, /* restore the old firmware; if there is none, write the image once more */
    BB_ON_FAILURE_STOP,     /* leave the drive in recovery mode */
} BbOnFailure;

/**
 * BbReview:
 *
 * What an action will do with the drive; the result of a CHECK or dry run. The user reads the review, and it is
 * passed to FLASH. bb_review_list_consents() returns the consents that the action needs. Immutable, reference
 * counted.
 */
struct _BbReview {
    BbAction act; /* the reviewed action: FLASH, ROLLBACK, RECOVER or CONVERT */
    char *drive;  /* short name of the drive: "sr0" */
    char *
        serial; /* (nullable): serial number of the drive, if it shows which drive this is (bb_family_get_serial()) */
    char *target; /* (nullable): only for CONVERT: key of the model that the drive should become */
    BbFacts *facts;
    BbImage *image; /* (nullable): %NULL if no image was chosen */
    BbVerdict *verdict;
    BbVerdict *fallback;  /* (nullable): the verdict on the fallback file */
    gboolean begun;       /* the action finishes an interrupted flash, for which the user gave the consents already */
    gboolean other_drive; /* only for ROLLBACK: the backup is of another drive */
    gboolean has_sent;    /* commands that write were sent to the drive before the review */
    GPtrArray *readiness; /* (element-type BbReadiness) */
    BbBackupKind backup_kind;
    char *backup_why;       /* (nullable): why the backup will not be complete */
    BbBackup *backup;       /* (nullable): the backup, if it was made already */
    gboolean is_backup_new; /* @backup was made for this review; FALSE if it is from an earlier job */
    BbBackup *restored;     /* (nullable): only for ROLLBACK: the backup to restore */
    char **labels; /* (nullable): only for RECOVER: the possible labels of the drive; the user must enter one */
    BbPlan *plan;  /* (nullable): the plan that the action would run */
    guint seconds; /* estimated duration of @plan */
};
BbReview *bb_review_ref (BbReview *review);
void bb_review_unref (BbReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbReview, bb_review_unref)

/**
 * BbJobRequest: the action of a job with its parameters. Filled by window or terminal, copied by the engine.
 * @image: (nullable): identified image for CHECK, FLASH, VERIFY, RECOVER; for CONVERT the boot code
 * @fallback: (nullable): image to restore if the flash fails and the firmware in the drive cannot be backed up in
 *   full
 * @review: (nullable): the review that the user has read. FLASH refuses if drive or image differ from those of the
 *   review, and uses the backup of the review
 * @backup_id: (nullable): for ROLLBACK, VERIFY: ID of the backup; if %NULL, the newest backup of the drive is used
 * @reason: (nullable): why a backup is made, for its manifest
 * @granted: the consents that the user granted; @flags may grant others in advance
 * @question_seconds: how long a question waits for an answer; 0: without limit
 * @settings: (nullable): a{sv} for the family. For BOOK_TYPE: the keys BB_SETTING_BOOK_...; for CONVERT: also
 *   %BB_SETTING_CONVERT_TO and the texts of the identity
 */
typedef struct {
    BbAction action;
    BbJobFlags flags;
    BbConsentCode granted;
    BbOnFailure on_failure;
    BbImage *image;
    BbImage *fallback;
    BbReview *review;
    char *backup_id;
    char *reason;
    guint question_seconds;
    GVariant *settings;
} BbJobRequest;
BbJobRequest *bb_job_request_new (BbAction action);
void bb_job_request_free (BbJobRequest *request);
BbJobRequest *bb_job_request_copy (const BbJobRequest *request);
/** bb_job_request_get_reviewed_action: the action that @request is about. For a CHECK, the action that the user
 * reviews: RECOVER with %BB_JOB_FLAG_RECOVERING, else ROLLBACK if a backup is named, else FLASH. For all other
 * requests, their action. */
BbAction bb_job_request_get_reviewed_action (const BbJobRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbJobRequest, bb_job_request_free)

/** BbCellState: what a plan does with a block of flash memory, and its progress. */
typedef enum {
    BB_CELL_KEPT,  /* the plan does not write the block */
    BB_CELL_TO_DO, /* the plan will write the block */
    BB_CELL_NOW,   /* the block is being erased, written or compared */
    BB_CELL_ERASED,
    BB_CELL_WRITTEN,
    BB_CELL_VERIFIED,
    BB_CELL_LEFT, /* erased, and not written by the plan, because the drive writes its own data there */
    BB_CELL_FAILED,
} BbCellState;

/**
 * BbCell: one block of flash memory, or several adjacent ones, in the flash map.
 * @written: the plan writes this block
 * @n_failures: how often writing or comparing failed, even if a later attempt succeeded
 */
typedef struct {
    guint32 address;
    guint32 length_bytes;
    BbRegionKind kind;
    BbCellState state;
    gboolean written;
    guint n_failures;
} BbCell;

/**
 * BbFailedAttempt: a failed try of a section of the plan, after which the section runs again.
 * @done: bytes of the plan that were done before the failure
 * @address, @length_bytes: range of the failed step; length 0 if the step does not erase, write or read a block
 * @next: number of the next try, from 1
 * @n_all: number of tries that the section allows, as in "Attempt 2 of 3" (@next and @n_all)
 */
typedef struct {
    GError *error;
    guint64 done;
    guint32 address;
    guint32 length_bytes;
    guint next;
    guint n_all;
} BbFailedAttempt;

/**
 * BbProgress: a snapshot of the progress of a job. Immutable, reference counted.
 * @restores: the job writes the previous firmware, even if its action is not ROLLBACK
 * @done, @total: bytes of the plan that are done, and bytes of the whole plan
 * @seconds_left: -1 if unknown
 * @endangered: a power cut now would leave the drive without valid firmware
 * @plan: (nullable): the running plan
 * @quiet_ms: longest time for which the drive is expected not to respond in this step; 0 if it always responds
 * @is_late: this step takes longer than usual
 * @cells: (element-type BbCell): the flash map; %NULL if the plan touches no flash
 * @failed: (nullable) (element-type BbFailedAttempt): failed tries of this plan, in order
 */
typedef struct {
    BbPhase phase;
    gboolean restores;
    guint64 done;
    guint64 total;
    guint step;
    guint n_steps;
    int seconds_left;
    gboolean endangered;
    gboolean can_cancel;
    BbPlan *plan;
    guint quiet_ms;
    gboolean is_late;
    gint64 step_started_us; /* monotonic time at which the step began */
    GArray *cells;
    GPtrArray *failed;
} BbProgress;
BbProgress *bb_progress_ref (BbProgress *progress);
void bb_progress_unref (BbProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbProgress, bb_progress_unref)
/** bb_progress_get_percent: Returns @done of @total as a percentage, 0 to 100, rounded down; 0 if the total is
 * unknown. Window and terminal show no other percentage of a job. */
int bb_progress_get_percent (const BbProgress *progress);
/** bb_progress_get_failed_percent: Returns how far the failed attempt @number, from 0, of @progress came, as a
 * percentage that is rounded like bb_progress_get_percent(). */
int bb_progress_get_failed_percent (const BbProgress *progress, guint number);

/** BbChoice: an answer to a #BbQuestion, or a set of possible answers. */
typedef enum {
    BB_CHOICE_RETRY = 1 << 0,    /* write the firmware (again); for BB_QUESTION_CONSENT: write the identity data */
    BB_CHOICE_ROLLBACK = 1 << 1, /* restore the old firmware */
    BB_CHOICE_LEAVE = 1 << 2,    /* write nothing and leave the drive as it is */
    BB_CHOICE_KEEP = 1 << 3,     /* keep the firmware that another program wrote, which ends the interrupted flash */
} BbChoice;
/**
 * bb_choice_of_interrupted:
 * @can_finish: there is an image that finishes the interrupted flash
 * @can_restore: there is an image of the firmware from before that flash
 *
 * Returns: what RECOVER does after an interrupted flash if the user is not asked or does not answer:
 *   %BB_CHOICE_ROLLBACK or %BB_CHOICE_RETRY. If both are possible, @on_failure decides: ASK and ROLLBACK give
 *   ROLLBACK, RETRY and STOP give RETRY. ROLLBACK also if neither is possible.
 *
 * Both the text of the recovery step and the preselected answer of the question use this function, so they always
 * agree.
 */
BbChoice bb_choice_of_interrupted (gboolean can_finish, gboolean can_restore, BbOnFailure on_failure);

/** BbQuestionKind: why the user is asked. */
typedef enum {
    BB_QUESTION_FAILED,      /* writing failed, and the drive is endangered */
    BB_QUESTION_INTERRUPTED, /* RECOVER: finish the interrupted flash, or restore */
    BB_QUESTION_CONSENT,     /* may the family write data that it concluded, such as a stored ID? */
} BbQuestionKind;

/**
 * BbQuestion: a question to the user; a job waits for the answer. src/job/words makes the sentences. "for FAILED" and
 * so on: only for a question of that kind. Immutable, reference counted.
 * @error: (nullable): for FAILED: the error
 * @proof: for FAILED without an error: which firmware is in the drive
 * @evidence, @note: (nullable): for CONSENT: the reason, and what would be written; sentences of the family
 * @id_before, @id_after: (nullable): for CONSENT to write a stored ID: the present ID and the new one
 * @model_before, @model_after: (nullable): names of the drive types with these IDs, such as ND-3550A
 * @claims: (element-type BbClaim) (nullable): for CONSENT to write a stored ID: which model each source names
 * @claimed_model: (nullable): the model that the claims support
 * @revision: (nullable): revision of the firmware that RETRY writes
 * @old_revision: (nullable): revision of the firmware that ROLLBACK restores
 * @is_overwritten: for INTERRUPTED: another program wrote other firmware after the interruption, or may have done so
 * @is_writer_unknown: with @is_overwritten: the firmware may also be that of the interrupted flash
 * @current_revision: (nullable): revision of the firmware that KEEP leaves in the drive
 * @is_saved: there is a backup of the firmware that KEEP leaves in the drive
 * @lacks_image: for INTERRUPTED: the image of RETRY or that of ROLLBACK cannot be used, so that answer is not offered
 * @restores: RETRY restores a backup or the previous firmware
 * @was_restoring: for INTERRUPTED: the last write was to restore the previous firmware after a failed flash
 * @has_failed: for INTERRUPTED: the last write failed at a block and was not interrupted
 * @last_write: with @has_failed: what was written
 * @failed_block, @n_failed_blocks: with @has_failed: number of that block, from 1, and number of all blocks
 * @old_is_file: ROLLBACK writes a file of the user, not a backup of this drive
 * @other_old: (nullable): ROLLBACK writes this firmware, see bb_journal_record_get_other()
 * @is_in_mode: the drive waits in recovery mode
 * @n_attempts: for FAILED: number of failed attempts to write this firmware
 * @is_worn: the flash memory is worn, so that writing is unlikely to help; bb_flow_ask() then sets @preset to LEAVE
 * @is_reconnected: with @is_worn, for INTERRUPTED: after the last failure, the drive was disconnected or the computer
 *   was restarted, so the text says that one more attempt is possible
 * @block, @n_blocks: number of a block, from 1, and number of all blocks; 0 if none. If @is_worn: the block that
 *   failed again. Else, for FAILED: the block that @error is about
 * @reads_back: for CONSENT: all written data is read back
 * @safety: whether the drive is safe while the job waits
 * @choices: the possible answers
 * @preset: the recommended answer, which is preselected. The job takes it if no user can answer, or at a request to
 * stop
 * @deadline_us: monotonic time at which bb_question_get_unanswered() is used, unless it is postponed; 0: never
 */
typedef struct {
    BbQuestionKind kind;
    GError *error;
    BbProof proof;
    char *evidence;
    char *note;
    char *id_before;
    char *id_after;
    char *model_before;
    char *model_after;
    GPtrArray *claims;
    char *claimed_model;
    char *revision;
    char *old_revision;
    gboolean is_overwritten;
    gboolean is_writer_unknown;
    char *current_revision;
    gboolean is_saved;
    gboolean lacks_image;
    gboolean restores;
    gboolean was_restoring;
    gboolean has_failed;
    BbLastWrite last_write;
    guint failed_block;
    guint n_failed_blocks;
    gboolean old_is_file;
    char *other_old;
    gboolean is_in_mode;
    guint n_attempts;
    gboolean is_worn;
    gboolean is_reconnected;
    guint block;
    guint n_blocks;
    gboolean reads_back;
    BbSafety safety;
    BbChoice choices;
    BbChoice preset;
    gint64 deadline_us;
} BbQuestion;
BbQuestion *bb_question_ref (BbQuestion *question);
void bb_question_unref (BbQuestion *question);
/** bb_question_get_unanswered: the answer that the job takes if the time limit passes. For INTERRUPTED, the recovery
 * has written nothing yet, so an answer that writes is replaced by LEAVE. In all other cases, @preset: after a failed
 * write, the drive has no firmware, and restoring it cannot wait for a user who is away. */
BbChoice bb_question_get_unanswered (const BbQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbQuestion, bb_question_unref)

#define BB_TYPE_JOB (bb_job_get_type ())
G_DECLARE_FINAL_TYPE (BbJob, bb_job, BB, JOB, GObject)

/*
 * BbJob: one request that runs in its own thread. Signals, all emitted in the main context of the creator:
 * - "progress": bb_job_ref_progress() changed. Snapshots may be skipped, except the last one before a change of the
 *   phase or of @endangered.
 * - "question": a question appeared or disappeared.
 * - "done": the result is available; emitted once.
 */
BbAction bb_job_get_action (BbJob *self);
/** bb_job_get_current_action: %BB_ACTION_ROLLBACK while the job restores the previous firmware, else the requested
 * action. */
BbAction bb_job_get_current_action (BbJob *self);
/** bb_job_is_review: TRUE for a CHECK or a dry run. */
gboolean bb_job_is_review (BbJob *self);
BbDrive *bb_job_get_drive (BbJob *self);       /* (transfer none) */
BbProgress *bb_job_ref_progress (BbJob *self); /* (transfer full) (nullable) */
BbQuestion *bb_job_ref_question (BbJob *self); /* (transfer full) (nullable) */
BbResult *bb_job_ref_result (BbJob *self);     /* (transfer full) (nullable): NULL while the job runs */

/** bb_job_is_endangered: TRUE if the drive must not lose power now. May be called in any thread. */
gboolean bb_job_is_endangered (BbJob *self);

/** bb_job_is_committed: TRUE from the first step that endangered the drive, also after the firmware is complete
 * again, for example during the verification. The job can then no longer be cancelled. May be called in any thread.
 */
gboolean bb_job_is_committed (BbJob *self);

/** bb_job_answer: answers the open question with @choice. FALSE if no question is open, the question was answered
 * already, or @choice is not exactly one of its choices. */
gboolean bb_job_answer (BbJob *self, BbChoice choice);

/** bb_job_postpone_answer: restarts the time limit of the open question, because the user is present. Does nothing if
 * no question is open or the question has no time limit. */
void bb_job_postpone_answer (BbJob *self);
/** bb_job_get_deadline_us: monotonic time at which the open question gets the answer of
 * bb_question_get_unanswered(); 0 if there is no
 * question or no time limit. */
gint64 bb_job_get_deadline_us (BbJob *self);

/**
 * bb_job_stop: asks the job to stop. No command is interrupted. An open question gets its preset answer.
 * - Before the first step that endangers the drive, the job is cancelled.
 * - Later, the job finishes the running section of the plan, and then acts as after a failure (#BbOnFailure). Further
 *   calls then have no effect until the user chooses %BB_CHOICE_RETRY.
 */
void bb_job_stop (BbJob *self);

/**
 * bb_job_leave_alone: does the same as bb_job_stop() when the terminal or the session ends, so that no user can
 * answer any more. Every later question gets its preset answer, too. If the policy after a failure is to ask, the job
 * restores the old firmware, or, if there is none, writes the new firmware again.
 */
void bb_job_leave_alone (BbJob *self);

/**
 * bb_job_call_unless_endangered:
 * @func: called with the lock of the job held, so it must call no function of the job. It must return soon; it may
 *   stop the process (SIGSTOP) and return when the process continues
 *
 * Calls @func if the drive is not endangered. The job cannot endanger the drive before @func returns.
 *
 * Returns: %TRUE if @func was called; %FALSE if the drive is endangered
 */
gboolean bb_job_call_unless_endangered (BbJob *self, void (*func) (gpointer data), gpointer data);

G_END_DECLS
