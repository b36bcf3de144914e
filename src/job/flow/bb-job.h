/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "family/bb-family.h"
#include "job/bb-action.h"
#include "job/bb-job-error.h"
#include "job/store/bb-backup-store.h"
#include "job/store/bb-journal.h"
#include "bb-readiness.h"
#include "bb-result.h"

G_BEGIN_DECLS

typedef enum {
    BB_JOB_FLAG_NONE = 0,
    BB_JOB_FLAG_ALLOW_CROSS_FLASH = 1 << 0, /* overrides cautions and cross-flash, never a refusal */
    BB_JOB_FLAG_WITHOUT_BACKUP = 1 << 1,    /* where the chip cannot be read back: agreed to go without */
    BB_JOB_FLAG_LOOK_CLOSER = 1 << 2,       /* ask with every family's vendor commands */
    BB_JOB_FLAG_DRY_RUN = 1 << 3,           /* make the plan, touch nothing */
    BB_JOB_FLAG_DETAILS = 1 << 5,           /* LOOK: region state and book types, too */
    BB_JOB_FLAG_RECOVERING = 1 << 6,        /* CHECK: of what RECOVER shall write, also where a flash was cut off */
    BB_JOB_FLAG_WITHOUT_PROOF = 1 << 7, /* FLASH: a chip that cannot be read is not asked what it runs afterwards */
    BB_JOB_FLAG_EXPERT = 1 << 4, /* the expert switch: agreed to CONVERT after all that it says, and to write an
                                    identity that rests on evidence alone */
} BbJobFlags;

/**
 * BbConsentCode: what has to be agreed to before an act begins, or is in its way; see bb_consents_new(). A set of
 * them can be granted.
 * @BB_CONSENT_REFUSED: nobody can agree to that: the verdict says no, or the drive is in no state for it
 * @BB_CONSENT_NOT_READY: something must be put right first, such as a disc inside
 * @BB_CONSENT_CAUTION: the verdict has cautions
 * @BB_CONSENT_CROSS_FLASH: the drive becomes another model
 * @BB_CONSENT_WITHOUT_BACKUP: nothing could be put back
 * @BB_CONSENT_FALLBACK: the verdict on the file to fall back to has cautions
 * @BB_CONSENT_OTHER_DRIVE: the backup is of another drive
 * @BB_CONSENT_CONVERSION: boot code and identity are changed
 * @BB_CONSENT_IDENTITY: an identity that rests on evidence alone is written
 * @BB_CONSENT_LABEL: the drive is taken to be what its label says
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

/** BbOnFailure: what to do when a section failed for good after the drive was endangered. */
typedef enum {
    BB_ON_FAILURE_ASK,
    BB_ON_FAILURE_RETRY, /* once more from the start, then rollback */
    BB_ON_FAILURE_ROLLBACK,
    BB_ON_FAILURE_STOP, /* leave it in its special mode */
} BbOnFailure;

/**
 * BbReview:
 *
 * What a CHECK found, to be read by the user and handed back to FLASH. Immutable, reference counted.
 * bb_review_list_consents() says what has to be agreed to.
 */
struct _BbReview {
    BbAction act; /* that was checked: FLASH, ROLLBACK, RECOVER or CONVERT */
    char *drive;  /* its short name */
    char *target; /* (nullable): of CONVERT: key of the model that the drive shall be */
    BbFacts *facts;
    BbImage *image; /* (nullable): a review of a drive without image */
    BbVerdict *verdict;
    BbVerdict *fallback;  /* (nullable): on the file to fall back to */
    gboolean begun;       /* it finishes a flash that was agreed to when it began */
    gboolean other_drive; /* the backup is of another drive */
    GPtrArray *readiness; /* (element-type BbReadiness) */
    BbBackupKind backup_kind;
    char *backup_why; /* (nullable): why the backup is not full */
    BbBackup *backup; /* (nullable): made already, read twice and equal */
    char **labels;    /* (nullable): of RECOVER: what its label can say; one of them is the next thing to be known */
    BbPlan *plan;     /* (nullable): what FLASH or RECOVER would run */
    guint seconds;    /* estimate for that plan, from its steps */
};
BbReview *bb_review_ref (BbReview *review);
void bb_review_unref (BbReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbReview, bb_review_unref)

/**
 * BbJobRequest: what to do. Filled by the front end, copied by the engine.
 * @image: (nullable): identified image for CHECK, FLASH, VERIFY, RECOVER; for CONVERT the boot code file
 * @fallback: (nullable): image to roll back to when the chip cannot be read
 * @review: (nullable): FLASH does what was reviewed, and only if drive, image and backup are still the same
 * @backup_id: (nullable): for ROLLBACK, VERIFY; newest of the drive when %NULL
 * @reason: (nullable): why a backup is made, for its manifest
 * @granted: what was agreed to, by code; the flags agree to more, whatever is found
 * @question_seconds: how long a question waits for an answer; 0: for ever
 * @settings: (nullable): a{sv} for the family; for BOOK_TYPE the %BB_SETTING_BOOK_MEDIUM and so on; for CONVERT also
 * %BB_SETTING_CONVERT_TO and the texts of the identity
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
    BB_CELL_ERASED, /* endangered: neither old nor new */
    BB_CELL_WRITTEN,
    BB_CELL_VERIFIED,
    BB_CELL_LEFT, /* erased, and not to be written: the drive's own affair */
    BB_CELL_FAILED,
} BbCellState;

/**
 * BbCell: one block of the flash map
 * @written: the plan writes it, else it is kept or at the most compared
 * @n_failures: how often it failed, whatever came of it since
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
 * BbFailedAttempt: a section of the plan failed, and is begun again.
 * @done: bytes of the plan that were done then
 * @address, @length_bytes: that the step which failed was about; a length of 0: about no block
 * @next, @n_all: "attempt 2 of 3": the one that follows
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
 * @restores: what is written is the firmware from before, whatever the job set out to do
 * @done, @total: bytes of the whole plan that moved or were worked on
 * @seconds_left: -1 while not known
 * @endangered: a cut now would leave the drive without valid firmware
 * @plan: (nullable): whose step it is
 * @quiet_ms: the drive may be silent for so long in this step; 0
 * @is_late: it needs longer for this step than is usual
 * @cells: (element-type BbCell): the flash map; %NULL when the plan touches none
 * @failed: (nullable) (element-type BbFailedAttempt): of this plan, in their order
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
    BB_CHOICE_KEEP = 1 << 3, /* the firmware that another program wrote, which ends the interrupted flash */
} BbChoice;

/** BbQuestionKind: what is asked. */
typedef enum {
    BB_QUESTION_FAILED,      /* after a failure, while the drive is endangered */
    BB_QUESTION_INTERRUPTED, /* recover: finish what was begun, or go back */
    BB_QUESTION_CONSENT,     /* whether something shall be written; nothing is wrong if not */
} BbQuestionKind;

/**
 * BbQuestion: asked while a job waits. Immutable, reference counted. src/job/words makes sentences of it.
 * @error: (nullable): of FAILED: what happened
 * @proof: of FAILED without an error: what is in the drive
 * @evidence, @note: (nullable): of CONSENT: why something shall be written, and what; sentences of the family
 * @id_before, @id_after: (nullable): of CONSENT, where a stored ID is written: the one that is there, and that one
 * @claims: (element-type BbClaim) (nullable): of CONSENT, where a stored ID is written: what each source says
 * @claimed_model: (nullable): the name that supports it
 * @revision: (nullable): of the firmware that RETRY writes
 * @old_revision: (nullable): of the firmware that ROLLBACK restores
 * @is_overwritten: of INTERRUPTED: another program has written other firmware since
 * @current_revision: (nullable): of the firmware that KEEP leaves in the drive
 * @is_saved: that firmware is in a backup
 * @restores: RETRY restores a backup or the firmware from before
 * @old_is_file: the firmware of ROLLBACK is that of a file of the user, not of a backup of this drive
 * @is_in_mode: the drive is in its recovery mode while it waits
 * @n_attempts: of FAILED: how many attempts to write this firmware failed
 * @block, @n_blocks: of FAILED: number of the block that @error is about, from 1; 0: none
 * @reads_back: of CONSENT: all that is written is read back
 * @safety: is the drive safe while it waits
 * @choices: which answers are possible
 * @preset: what happens without an answer
 * @deadline_us: monotonic time of that, unless it is postponed; 0: never
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
 * One request being worked on in its own thread. Signals, all in the main context that started it:
 * "progress" (BbProgress changed; of each stage, that is phase and danger, the newest only, and no stage is left
 * out), "question" (a question appeared or went; the newest state), "done" (result is there; emitted once).
 */
BbAction bb_job_get_action (BbJob *self);
/** bb_job_get_current_action: what it does now: %BB_ACTION_ROLLBACK while it restores the firmware from before. */
BbAction bb_job_get_current_action (BbJob *self);
/** bb_job_is_review: it only tells what would be done: a CHECK, or a dry run. */
gboolean bb_job_is_review (BbJob *self);
BbDrive *bb_job_get_drive (BbJob *self);       /* (transfer none) */
BbProgress *bb_job_ref_progress (BbJob *self); /* (transfer full) (nullable) */
BbQuestion *bb_job_ref_question (BbJob *self); /* (transfer full) (nullable) */
BbResult *bb_job_ref_result (BbJob *self);     /* (transfer full) (nullable): NULL while it runs */

/** bb_job_is_endangered: whether the drive must not lose power now; any thread. */
gboolean bb_job_is_endangered (BbJob *self);

/** bb_job_answer: answers the question; FALSE if there is none, or the choice is not offered. */
gboolean bb_job_answer (BbJob *self, BbChoice choice);

/**
 * bb_job_postpone_answer: somebody is there: an open question waits as long again as at first. One without a time
 * limit stays so.
 */
void bb_job_postpone_answer (BbJob *self);
/** bb_job_get_deadline_us: monotonic time at which an open question is answered with its preset; 0: none, or never.
 */
gint64 bb_job_get_deadline_us (BbJob *self);

/**
 * bb_job_stop: cancels before the first endangering step. While the drive is endangered the section is ended, then
 * what the request says for a failure is done, to its end: once it was decided, further wishes to stop change
 * nothing, unless a person has answered that the same be written again. A question that is open gets its preset
 * answer. A command is never cut off.
 */
void bb_job_stop (BbJob *self);

/**
 * bb_job_leave_alone: the same, and from now on nobody is there to be asked: the terminal or the session ends. Where
 * the request says to ask, the old firmware is put back, or else what was begun is written again.
 */
void bb_job_leave_alone (BbJob *self);

/**
 * bb_job_call_unless_endangered:
 * @func: returns soon, or stops the process and returns when it goes on
 *
 * Calls @func while the drive is not endangered and, until @func returns, does not come to be.
 *
 * Returns: %FALSE: it is endangered, @func was not called
 */
gboolean bb_job_call_unless_endangered (BbJob *self, void (*func) (gpointer data), gpointer data);

G_END_DECLS
