/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "family/bb-family.h"
#include "job/bb-action.h"
#include "job/bb-job-error.h"
#include "job/store/bb-backup-store.h"
#include "job/store/bb-journal-record.h"
#include "bb-readiness.h"
#include "bb-result.h"

G_BEGIN_DECLS

typedef enum {
    BB_JOB_FLAG_NONE = 0,
    BB_JOB_FLAG_ALLOW_CROSS_FLASH = 1 << 0, /* grants cautions and cross-flash, never a refusal */
    BB_JOB_FLAG_WITHOUT_BACKUP = 1 << 1,    /* grants a flash without backup if the chip cannot be read */
    BB_JOB_FLAG_LOOK_CLOSER = 1 << 2,       /* identify with vendor commands of every family */
    BB_JOB_FLAG_DRY_RUN = 1 << 3,           /* make the plan, send nothing that changes the drive */
    BB_JOB_FLAG_DETAILS = 1 << 5,           /* LOOK: also region code and book types */
    BB_JOB_FLAG_RECOVERING = 1 << 6,        /* CHECK: of an image for RECOVER, even if no flash was interrupted */
    BB_JOB_FLAG_WITHOUT_PROOF = 1 << 7,     /* FLASH: do not verify a chip that cannot be read */
    BB_JOB_FLAG_EXPERT = 1 << 4,            /* grants CONVERT, and an identity that rests on evidence alone */
} BbJobFlags;

/**
 * BbConsentCode: a consent that is required before an action, or an obstacle; see bb_consents_new(). A set of bits.
 * @BB_CONSENT_REFUSED: cannot be granted: the verdict refuses, or the state of the drive does not allow it
 * @BB_CONSENT_NOT_READY: an obstacle must be removed first, such as a disc
 * @BB_CONSENT_CAUTION: the verdict has cautions
 * @BB_CONSENT_CROSS_FLASH: the drive becomes another model
 * @BB_CONSENT_WITHOUT_BACKUP: the firmware cannot be restored
 * @BB_CONSENT_FALLBACK: the verdict on the fallback file has cautions
 * @BB_CONSENT_OTHER_DRIVE: the backup is of another drive
 * @BB_CONSENT_CONVERSION: boot code and identity are changed
 * @BB_CONSENT_IDENTITY: the identity to write rests on evidence alone
 * @BB_CONSENT_LABEL: the drive is taken for the model on its label
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
} BbConsentCode;

/** BbOnFailure: what to do if a section failed in all tries after the drive was endangered. */
typedef enum {
    BB_ON_FAILURE_ASK,
    BB_ON_FAILURE_RETRY, /* write again once, then restore */
    BB_ON_FAILURE_ROLLBACK,
    BB_ON_FAILURE_STOP, /* leave the drive in recovery mode */
} BbOnFailure;

/**
 * BbReview:
 *
 * Result of a CHECK: read by the user and passed to FLASH. Immutable, reference counted. bb_review_list_consents()
 * returns the consents that it needs.
 */
struct _BbReview {
    BbAction act; /* the action: FLASH, ROLLBACK, RECOVER or CONVERT */
    char *drive;  /* short name of the drive */
    char *target; /* (nullable): of CONVERT: key of the model that the drive should become */
    BbFacts *facts;
    BbImage *image; /* (nullable): %NULL if no image was chosen */
    BbVerdict *verdict;
    BbVerdict *fallback;  /* (nullable): on the fallback file */
    gboolean begun;       /* finishes a flash whose consents were granted when it began */
    gboolean other_drive; /* the backup is of another drive */
    GPtrArray *readiness; /* (element-type BbReadiness) */
    BbBackupKind backup_kind;
    char *backup_why; /* (nullable): why the backup will not be complete */
    BbBackup *backup; /* (nullable): the backup, if it was made already */
    char **labels;    /* (nullable): of RECOVER: the possible labels of the drive, one of which the user must enter */
    BbPlan *plan;     /* (nullable): the plan that FLASH or RECOVER would run */
    guint seconds;    /* estimated duration of @plan */
};
BbReview *bb_review_ref (BbReview *review);
void bb_review_unref (BbReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbReview, bb_review_unref)

/**
 * BbJobRequest: what a job does. Filled by the front end, copied by the engine.
 * @image: (nullable): identified image for CHECK, FLASH, VERIFY, RECOVER; for CONVERT the boot code
 * @fallback: (nullable): image to restore if the chip cannot be read
 * @review: (nullable): FLASH refuses unless drive, image and backup are those of the review
 * @backup_id: (nullable): for ROLLBACK, VERIFY; %NULL: the newest backup of the drive
 * @reason: (nullable): why a backup is made, for its manifest
 * @granted: granted consents; @flags may grant others in advance
 * @question_seconds: how long a question waits for an answer; 0: for ever
 * @settings: (nullable): a{sv} for the family; for BOOK_TYPE %BB_SETTING_BOOK_MEDIUM and so on; for CONVERT also
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
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbJobRequest, bb_job_request_free)

typedef enum {
    BB_CELL_KEPT,
    BB_CELL_TO_DO,
    BB_CELL_NOW,
    BB_CELL_ERASED, /* endangered: neither old nor new firmware */
    BB_CELL_WRITTEN,
    BB_CELL_VERIFIED,
    BB_CELL_LEFT, /* erased, and not written by the plan, because the drive uses it itself */
    BB_CELL_FAILED,
} BbCellState;

/**
 * BbCell: one block of the flash map.
 * @written: the plan writes it; else it stays the same or is only compared
 * @n_failures: how often writing it failed, even if a later try succeeded
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
 * BbFailedAttempt: a section of the plan that failed and is run again.
 * @done: bytes of the plan that were done by then
 * @address, @length_bytes: range of the failed step; length 0 if it is about no block
 * @next, @n_all: "attempt 2 of 3": number of the new attempt
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
 * BbProgress: a snapshot. Immutable, reference counted.
 * @restores: the image to write is the previous firmware, whatever the action of the job is
 * @done, @total: bytes of the whole plan that are done
 * @seconds_left: -1 if unknown
 * @endangered: a power cut now would leave the drive without valid firmware
 * @plan: (nullable): the running plan
 * @quiet_ms: how long the drive may not respond in this step; 0
 * @is_late: this step takes longer than usual
 * @cells: (element-type BbCell): the flash map; %NULL if the plan touches no flash
 * @failed: (nullable) (element-type BbFailedAttempt): failed attempts of this plan, in order
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
    gint64 step_started_us; /* monotonic */
    GArray *cells;
    GPtrArray *failed;
} BbProgress;
BbProgress *bb_progress_ref (BbProgress *progress);
void bb_progress_unref (BbProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbProgress, bb_progress_unref)

typedef enum {
    BB_CHOICE_RETRY = 1 << 0,
    BB_CHOICE_ROLLBACK = 1 << 1,
    BB_CHOICE_LEAVE = 1 << 2,
    BB_CHOICE_KEEP = 1 << 3, /* keep the firmware that another program wrote, which ends the interrupted flash */
} BbChoice;

/** BbQuestionKind: why the user is asked. */
typedef enum {
    BB_QUESTION_FAILED,      /* writing failed, and the drive is endangered */
    BB_QUESTION_INTERRUPTED, /* RECOVER: finish the interrupted flash, or restore */
    BB_QUESTION_CONSENT,     /* whether data may be written; refusing leaves the drive as it is */
} BbQuestionKind;

/**
 * BbQuestion: asked while a job waits. Immutable, reference counted. src/job/words makes the sentences.
 * @error: (nullable): of FAILED: what happened
 * @proof: of FAILED without an error: which firmware is in the drive
 * @evidence, @note: (nullable): of CONSENT: the reason, and what would be written; sentences of the family
 * @id_before, @id_after: (nullable): of CONSENT for a stored ID: the present one and the new one
 * @claims: (element-type BbClaim) (nullable): of CONSENT for a stored ID: what each source says
 * @claimed_model: (nullable): the model that the claims support
 * @revision: (nullable): of the firmware that RETRY writes
 * @old_revision: (nullable): of the firmware that ROLLBACK restores
 * @is_overwritten: of INTERRUPTED: another program has written other firmware since
 * @current_revision: (nullable): of the firmware that KEEP leaves in the drive
 * @is_saved: there is a backup of that firmware
 * @restores: RETRY restores a backup or the previous firmware
 * @old_is_file: ROLLBACK writes a file of the user, not a backup of this drive
 * @is_in_mode: the drive waits in recovery mode
 * @n_attempts: of FAILED: number of failed attempts to write this firmware
 * @block, @n_blocks: of FAILED: number of the block that @error is about, from 1; 0 if none
 * @reads_back: of CONSENT: all written data is read back
 * @safety: whether the drive is safe while it waits
 * @choices: the possible answers
 * @preset: the answer if the user gives none
 * @deadline_us: monotonic time at which @preset is used, unless it is postponed; 0: never
 */
typedef struct {
    BbQuestionKind kind;
    GError *error;
    BbProof proof;
    char *evidence;
    char *note;
    char *id_before;
    char *id_after;
    GPtrArray *claims;
    char *claimed_model;
    char *revision;
    char *old_revision;
    gboolean is_overwritten;
    char *current_revision;
    gboolean is_saved;
    gboolean restores;
    gboolean old_is_file;
    gboolean is_in_mode;
    guint n_attempts;
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
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbQuestion, bb_question_unref)

#define BB_TYPE_JOB (bb_job_get_type ())
G_DECLARE_FINAL_TYPE (BbJob, bb_job, BB, JOB, GObject)

/*
 * BbJob: one request that runs in its own thread. Signals, all in the main context of the creator: "progress"
 * (BbProgress changed; for each stage, that is phase and danger, only the newest, but no stage is skipped),
 * "question" (a question appeared or disappeared), "done" (the result is available; emitted once).
 */
BbAction bb_job_get_action (BbJob *self);
/** bb_job_get_current_action: the action as it is now: %BB_ACTION_ROLLBACK while the previous firmware is restored.
 */
BbAction bb_job_get_current_action (BbJob *self);
/** bb_job_is_review: TRUE for a CHECK or a dry run. */
gboolean bb_job_is_review (BbJob *self);
BbDrive *bb_job_get_drive (BbJob *self);       /* (transfer none) */
BbProgress *bb_job_ref_progress (BbJob *self); /* (transfer full) (nullable) */
BbQuestion *bb_job_ref_question (BbJob *self); /* (transfer full) (nullable) */
BbResult *bb_job_ref_result (BbJob *self);     /* (transfer full) (nullable): NULL while the job runs */

/** bb_job_is_endangered: TRUE if the drive must not lose power now; any thread. */
gboolean bb_job_is_endangered (BbJob *self);

/** bb_job_answer: answers the question; FALSE if there is none, or @choice is not possible. */
gboolean bb_job_answer (BbJob *self, BbChoice choice);

/** bb_job_postpone_answer: the user is present: restarts the time limit of an open question, if it has one. */
void bb_job_postpone_answer (BbJob *self);
/** bb_job_get_deadline_us: monotonic time at which an open question gets its preset answer; 0 if there is none. */
gint64 bb_job_get_deadline_us (BbJob *self);

/**
 * bb_job_stop: cancels the job before its first endangering step. Later the section is finished, and then the
 * policy of the request for failures applies. That is not stopped again, unless the user has answered that the
 * same firmware is written again. An open question gets its preset answer. No command is interrupted.
 */
void bb_job_stop (BbJob *self);

/**
 * bb_job_leave_alone: bb_job_stop(), and no questions any more, because terminal or session end. If the policy is
 * to ask, the old firmware is restored, or if there is none, the new firmware is written again.
 */
void bb_job_leave_alone (BbJob *self);

/**
 * bb_job_call_unless_endangered:
 * @func: returns soon, or stops the process and returns when it continues
 *
 * Calls @func if the drive is not endangered, and keeps it from becoming so until @func returns.
 *
 * Returns: %FALSE if the drive is endangered and @func was not called
 */
gboolean bb_job_call_unless_endangered (BbJob *self, void (*func) (gpointer data), gpointer data);

G_END_DECLS
