/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/* A plan is the list of all commands of a flash, backup or other operation. A family returns a plan; the engine
 * (src/job) runs it. Plans are made by functions without side effects. A finished plan is immutable. */

/** BbVerb: what the engine does in a step. */
typedef enum {
    BB_VERB_COMMAND,    /* send `cdb`, transfer data, check the answer */
    BB_VERB_WAIT_READY, /* poll TEST UNIT READY until the drive is ready, see `wait` of BbStep */
    BB_VERB_IDENTIFY,   /* probe the drive with its family; judge() of #BbFamily compares the facts with the image */
} BbVerb;

/**
 * BbFinish: whether a drive programs the image, as its answers after the last piece of an upload show.
 * @BB_FINISH_UNKNOWN: no answer was recorded
 * @BB_FINISH_BUSY: the drive was busy: it programs the image
 * @BB_FINISH_QUIET: the answers do not show whether the drive programs the image: there were unit attentions, missing
 *   or unknown answers, but no busy answer
 * @BB_FINISH_REFUSED: the drive was ready without a busy answer, or reported an illegal request: it does not accept
 *   the image
 * @BB_FINISH_FAULT: the drive reported an error after it had begun to program, or when it was to begin. So the memory
 *   may be written in part, whatever the drive reports of its identity
 */
typedef enum {
    BB_FINISH_UNKNOWN,
    BB_FINISH_BUSY,
    BB_FINISH_QUIET,
    BB_FINISH_REFUSED,
    BB_FINISH_FAULT,
} BbFinish;
/** bb_finish_to_string: "unknown", "busy", "quiet", "refused", "fault"; stable, for the journal. */
const char *bb_finish_to_string (BbFinish finish);
/** bb_finish_from_string: Returns the value for a word of bb_finish_to_string(); %BB_FINISH_UNKNOWN for other
 * words. */
BbFinish bb_finish_from_string (const char *word);

/** BbStepKind: purpose of a step; the names are used in `--dry-run` and in faults of the simulator
 * (`step:program:7`). */
typedef enum {
    BB_STEP_STATUS, /* INQUIRY, TEST UNIT READY: changes nothing */
    BB_STEP_ENTER,  /* enters the recovery mode, or prepares the upload */
    BB_STEP_UPLOAD,
    BB_STEP_CHECKSUM,
    BB_STEP_ERASE,
    BB_STEP_PROGRAM,
    BB_STEP_READ,
    BB_STEP_LEAVE,
    BB_STEP_FINISH,
    BB_STEP_UNLOCK,
    BB_STEP_CALIBRATION, /* writes calibration or identity of the drive */
    BB_STEP_WAIT,
    BB_STEP_IDENTIFY,
} BbStepKind;

/** bb_step_kind_to_string: "status", "enter", ...; stable, not translated. */
const char *bb_step_kind_to_string (BbStepKind kind);

/**
 * BbAnswer: kinds of answers to a command. bb_reply_classify() gives each reply exactly one of them. A step accepts a
 * set of them.
 * @BB_ANSWER_GOOD: GOOD, or sense data that reports success (sense key 0 or 1), and all data were transferred
 * @BB_ANSWER_SHORT: as %BB_ANSWER_GOOD, but some data were not transferred
 * @BB_ANSWER_REFUSED: sense key 5 (illegal request), which shows that the command reached the drive
 * @BB_ANSWER_CHANGED: 6/3F/01 "microcode has been changed"
 * @BB_ANSWER_ABORTED: sense key 7 or above
 * @BB_ANSWER_ERROR: any other sense data, deferred sense data, or another status
 * @BB_ANSWER_LOST: no reply: the transport failed
 */
typedef enum {
    BB_ANSWER_GOOD = 1 << 0,
    BB_ANSWER_SHORT = 1 << 1,
    BB_ANSWER_REFUSED = 1 << 2,
    BB_ANSWER_CHANGED = 1 << 3,
    BB_ANSWER_ABORTED = 1 << 4,
    BB_ANSWER_ERROR = 1 << 5,
    BB_ANSWER_LOST = 1 << 6,
    BB_ANSWER_ANY = 0x7F,
} BbAnswer;
/** bb_reply_classify: Returns the kind of @reply, by its status, its sense data and the data that were not
 * transferred; never %BB_ANSWER_LOST, which stands for a command without a reply. */
BbAnswer bb_reply_classify (const BbReply *reply);

/** BbUse: how a step uses the data that it reads. */
typedef enum {
    BB_USE_NONE,
    BB_USE_STORE,           /* the data are stored in `capture` at `capture_offset` */
    BB_USE_COMPARE,         /* the data must equal `blob` at `blob_offset`; also stored if `capture` is set */
    BB_USE_COMPARE_CAPTURE, /* second read: the data must equal those in `capture` at `capture_offset` */
    BB_USE_EXPECT,          /* byte `expect_offset` must be `expect_byte` */
    BB_USE_EXPECT_BYTES,    /* the bytes from `expect_offset` must be those of `blob` */
    BB_USE_EXPECT_NOT,      /* the bytes from `expect_offset` must differ from those of `blob` */
    /* the bytes from `expect_offset` must be one of the texts in `blob`, each of which has `expect_length_bytes`; the
     * data are also stored if `capture` is set */
    BB_USE_EXPECT_ONE_OF,
} BbUse;

#define BB_BLOB_NONE G_MAXUINT
#define BB_CAPTURE_NONE G_MAXUINT

/**
 * BbStep:
 * @number: index in the plan
 * @accepts: set of #BbAnswer with which the plan continues. Data are used after %BB_ANSWER_GOOD only; after another
 *   accepted answer they leave a hole in the capture
 * @only_if_step: index of an earlier step, see @only_if
 * @only_if: set of #BbAnswer: the step is sent only if the answer to @only_if_step was one of these; 0: it is always
 *   sent. Set by bb_step_only_if()
 * @blob: index of the blob to send or to compare with; %BB_BLOB_NONE: none
 * @blob_offset: offset in @blob
 * @blob_length_bytes: length of the slice of @blob; zero bytes pad it to @length_bytes
 * @capture: index of the capture to fill or to compare with; %BB_CAPTURE_NONE: none
 * @capture_offset: offset in @capture
 * @address: flash address that the step reads or changes, for maps and messages
 * @region_bytes: length of the range at @address; 0: the step does not access the flash
 * @endangers: from this step on, an interruption leaves the drive without valid firmware. The engine writes a journal
 *   record before this step
 * @rejects_with_asc: a hardware error with this ASC means that the drive rejected the data and wrote nothing; 0: none
 * @is_spared_if_refused: a drive that refuses this step (%BB_ANSWER_REFUSED) has done nothing. If this is the first
 *   step that endangers the drive, a refusal ends the plan and the drive is not endangered
 * @unrecoverable: an interruption during this step makes the drive unrecoverable. The user is warned of that before
 *   the start and in dry runs
 * @journal: the engine writes a journal record before this step, although the step does not endanger the drive
 * @quiet_ms: longest time for which the drive does not respond in this step, shown to the user
 * @pause_ms: time after the accepted command in which nothing is sent; it counts as a part of the step for @endangers
 *   and @unrecoverable
 * @typical_ms: typical duration without the data transfer, from the protocol page; 0: negligible
 * @repeats: after a unit attention, the command is sent once more, because the unit attention shows that the drive
 *   has not executed the command. Ignored while the drive is endangered. bb_plan_builder_end() rejects it for a step
 *   that sends data: after a unit attention the drive may have lost the earlier pieces of an upload, so only the
 *   whole upload may run again (@max_tries of #BbSection)
 * @wait: parameters of %BB_VERB_WAIT_READY. If @cdb is set, the engine polls with it instead of TEST UNIT READY
 */
typedef struct {
    guint number;
    BbVerb verb;
    BbStepKind kind;
    BbCdb cdb;
    BbDirection direction;
    guint32 length_bytes;
    guint timeout_ms;
    guint accepts;
    guint only_if_step;
    guint only_if;
    BbUse use;
    guint blob;
    guint32 blob_offset;
    guint32 blob_length_bytes;
    guint capture;
    guint32 capture_offset;
    guint32 expect_offset;
    guint32 expect_length_bytes;
    guint8 expect_byte;
    guint32 address;
    guint32 region_bytes;
    gboolean endangers;
    guint8 rejects_with_asc;
    gboolean is_spared_if_refused;
    gboolean unrecoverable;
    gboolean journal;
    guint quiet_ms;
    guint pause_ms;
    guint typical_ms;
    gboolean repeats;
    struct {
        guint first_ms;    /* time before the first poll */
        guint interval_ms; /* time between two polls */
        guint limit_ms;    /* the wait, including `first_ms`, fails after this time */
        guint n_ready;     /* number of consecutive good answers that end the wait */
        /* TRUE: the wait also succeeds after an answer that means neither "ready" nor "not ready yet"; FALSE: the
         * wait goes on after such an answer. "Not ready yet" are BUSY, 2/04, 2/F7, 2/3E/00 and 6/xx
         * (bb-runner-wait.c) */
        gboolean any_other_ends;
        gboolean may_vanish; /* a missing device node counts as "not ready yet" */
        /* length of the image that the drive programs during the wait; if it is not 0, the first answers are recorded
         * as BbFinish */
        guint32 programmed_bytes;
    } wait;
} BbStep;

/** BbPhase: the phases of an operation that the user sees. */
typedef enum {
    BB_PHASE_CHECK,
    BB_PHASE_BACK_UP,
    BB_PHASE_PREPARE,
    BB_PHASE_ERASE,
    BB_PHASE_PROGRAM,
    BB_PHASE_RESTART,
    BB_PHASE_VERIFY,
} BbPhase;

/** bb_phase_to_string: "check", "back-up", "prepare", ...; stable, not translated. */
const char *bb_phase_to_string (BbPhase phase);

typedef enum {
    BB_BEFORE_RETRY_NOTHING,
    BB_BEFORE_RETRY_WAIT,        /* wait until the drive is ready */
    BB_BEFORE_RETRY_POWER_CYCLE, /* no retry in this job; it ends and asks the user for a power cycle */
} BbBeforeRetry;

/**
 * BbSection:
 * @phase: phase that the user sees during this section
 * @first_step, @n_steps: range of steps in the plan
 * @restart_at: index of the section to continue with after a failed step: this one or an earlier one
 * @max_tries: if the section fails and has run at least this often, the plan ends; 1: no retry. Successful runs
 *   count, too. A later section that fails may restart at this section or before it, so the section may run more
 *   often. For uploads see "How often an upload is sent" in docs/design.md
 * @max_refused_sums: the plan ends when the drive has refused this many checksums in this section, even if retries
 *   are left; 0: no limit
 * @before_retry: what must happen before a retry; %BB_BEFORE_RETRY_POWER_CYCLE: no retry, @max_tries is ignored
 * @retry_wait_ms: with %BB_BEFORE_RETRY_WAIT, time before the first TEST UNIT READY in which nothing is sent
 * @collect: continue after a difference (BB_USE_COMPARE*) and collect all differences for judge() of the family
 * @heals: the firmware is complete after this section, so an interruption does not endanger the drive any more
 */
typedef struct {
    BbPhase phase;
    guint first_step;
    guint n_steps;
    guint restart_at;
    guint max_tries;
    guint max_refused_sums;
    BbBeforeRetry before_retry;
    guint retry_wait_ms;
    gboolean collect;
    gboolean heals;
} BbSection;

/** BbRegionKind: use of a region of the flash, for maps and backups. */
typedef enum {
    BB_REGION_FIRMWARE,
    BB_REGION_BOOT_CODE,
    BB_REGION_CALIBRATION,
    BB_REGION_IDENTITY,
    BB_REGION_OTHER,
    BB_REGION_LEFT, /* erased with the firmware but not written by the plan; only in maps, never in manifests */
} BbRegionKind;
/** bb_region_kind_to_string: "firmware", "boot-code", "calibration", ...; stable, not translated. */
const char *bb_region_kind_to_string (BbRegionKind kind);

/**
 * BbRegion: a range of the flash memory
 * @name: name of its file in a backup, without extension: "firmware", "boot-code", "calibration"
 * @kept: the drive ignores the data that are sent for this region, and keeps its own
 */
typedef struct {
    char *name;
    BbRegionKind kind;
    guint32 address;
    guint32 length_bytes;
    gboolean kept;
} BbRegion;

/** BbCaptureInfo: a region that a plan reads into a capture. @required: a backup without this region is
 * incomplete. */
typedef struct {
    BbRegion region;
    gboolean required;
} BbCaptureInfo;

typedef enum {
    BB_PLAN_BACKUP,
    BB_PLAN_FLASH,
    BB_PLAN_VERIFY,
    BB_PLAN_WAKE,    /* leaves the recovery mode without writing */
    BB_PLAN_CONVERT, /* replaces the boot code; the drive then needs a power cycle and firmware of its new type */
    BB_PLAN_REPAIR,  /* restores the stored identity and calibration */
} BbPlanKind;

/** BbCaptures: the data that a plan has read, one buffer per capture with a map of unread ranges (holes). Filled by
 * the engine. */
typedef struct _BbCaptures BbCaptures;

#define BB_TYPE_PLAN (bb_plan_get_type ())
G_DECLARE_FINAL_TYPE (BbPlan, bb_plan, BB, PLAN, GObject)

BbPlanKind bb_plan_get_kind (BbPlan *self);
const char *bb_plan_get_family (BbPlan *self);
guint bb_plan_get_n_steps (BbPlan *self);
const BbStep *bb_plan_get_step (BbPlan *self, guint index);
guint bb_plan_get_n_sections (BbPlan *self);
const BbSection *bb_plan_get_section (BbPlan *self, guint index);
/** bb_plan_get_blob: Returns (transfer none) the bytes of a blob. The bytes of a computed blob are not known yet, so
 * for such a blob this function returns as many zero bytes (see bb_plan_builder_add_computed()). */
GBytes *bb_plan_get_blob (BbPlan *self, guint index);
guint bb_plan_get_n_captures (BbPlan *self);
const BbCaptureInfo *bb_plan_get_capture (BbPlan *self, guint index);
/** bb_plan_get_n_regions: Returns the number of regions of the flash memory, including those that the plan does not
 * change. */
guint bb_plan_get_n_regions (BbPlan *self);
const BbRegion *bb_plan_get_region (BbPlan *self, guint index);
/** bb_plan_get_note: Returns (nullable) a sentence for the user that is specific to this plan; %NULL if it has none.
 */
const char *bb_plan_get_note (BbPlan *self);
/** bb_plan_get_id_change: Returns (nullable) the new stored ID that the plan writes, "K355"; %NULL if the plan does
 * not change the stored ID. @before: (out) (optional) (nullable): the present ID. */
const char *bb_plan_get_id_change (BbPlan *self, const char **before);
/** bb_plan_get_claims: Returns (element-type BbClaim) (nullable) which model each source (stored ID, firmware, name
 * and others) gives for the drive; %NULL if the plan does not change the stored ID. @model: (out) (optional)
 * (nullable): name of the model to which the new ID belongs. */
GPtrArray *bb_plan_get_claims (BbPlan *self, const char **model);
/**
 * bb_plan_get_candidate: Returns (nullable) the name of the candidate, the form in which this plan sends the image;
 * %NULL if the image has one form only. A drive may silently ignore a candidate. So the engine does not send a
 * candidate again that the drive has rejected or has received completely. After a change of the running firmware the
 * candidate may be sent again.
 */
const char *bb_plan_get_candidate (BbPlan *self);
/** bb_plan_get_attempts: Returns (nullable) the candidate of this plan, then the candidates that are left to try, in
 * sending order; %NULL if the image has one form only. */
const char *const *bb_plan_get_attempts (BbPlan *self);
/** bb_plan_needs_power_cycle: TRUE if the drive starts the image only after a power cycle. After the plan, nothing
 * is sent to the drive until the power cycle, so the firmware is verified only after the power cycle. */
gboolean bb_plan_needs_power_cycle (BbPlan *plan);
/** bb_plan_repeats_after_power_cycle: TRUE if a section of @plan may be repeated only after a power cycle. */
gboolean bb_plan_repeats_after_power_cycle (BbPlan *plan);
/** bb_plan_wants_consent: TRUE if the bytes to write are uncertain, so that the user must see and accept them
 * first. */
gboolean bb_plan_wants_consent (BbPlan *self);
/** bb_plan_find_unrecoverable: Returns the index of the first unrecoverable step, or %G_MAXUINT. */
guint bb_plan_find_unrecoverable (BbPlan *self);

/* Builder, for families and tests only. bb_plan_builder_end() makes the plan immutable. */
typedef struct _BbPlanBuilder BbPlanBuilder;
/** bb_plan_builder_new: Returns (transfer full) a builder with an empty plan. @family: ID of the family */
BbPlanBuilder *bb_plan_builder_new (BbPlanKind kind, const char *family);
/** bb_plan_builder_free: Frees the builder, and its plan unless bb_plan_builder_end() has returned the plan. */
void bb_plan_builder_free (BbPlanBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbPlanBuilder, bb_plan_builder_free)
/** bb_plan_builder_add_blob: Adds a reference to @bytes as a blob: data to send or to compare with. Returns the index
 * of the new blob, for steps. */
guint bb_plan_builder_add_blob (BbPlanBuilder *builder, GBytes *bytes);
/** bb_plan_builder_add_capture: Adds a capture: data to read from @address on. Returns the index of the new capture,
 * for steps. @required: a backup without this capture is incomplete */
guint bb_plan_builder_add_capture (BbPlanBuilder *builder, const char *name, BbRegionKind kind, guint32 address,
                                   guint32 length_bytes, gboolean required);
/**
 * BbCompute: function that makes data to send from data that the drive sent.
 * @answer: bytes of a capture, without holes
 *
 * Pure. Returns: (transfer full) (nullable): the data; %NULL with an error if @answer is not as the page in
 *   docs/protocols says
 */
typedef GBytes *(*BbCompute) (GBytes *answer, GError **error);
/**
 * bb_plan_builder_add_computed: Adds a blob of @length_bytes, and returns its index. When a step sends the blob, the
 * engine makes the data with @compute from @capture. The steps that send the blob must be in the section whose steps
 * fill @capture. They must not endanger the drive, so that a recovery never depends on an earlier answer of the
 * drive.
 */
guint bb_plan_builder_add_computed (BbPlanBuilder *builder, guint capture, guint32 length_bytes, BbCompute compute);
/** bb_plan_builder_get_capture: Returns (nullable) the capture with number @index, valid until another capture is
 * added; %NULL if there are not so many captures. */
const BbCaptureInfo *bb_plan_builder_get_capture (BbPlanBuilder *builder, guint index);
/** bb_plan_builder_add_region: Adds a region and returns it, so that the caller can set further members. The result
 * is valid until the next region is added. */
BbRegion *bb_plan_builder_add_region (BbPlanBuilder *builder, const char *name, BbRegionKind kind, guint32 address,
                                      guint32 length_bytes);
/** bb_plan_builder_begin_section: Begins the section of all following steps and returns it, so that the caller can
 * set further members. By default the engine restarts this same section after a failed step. */
BbSection *bb_plan_builder_begin_section (BbPlanBuilder *builder, BbPhase phase, guint max_tries);
/** bb_plan_builder_add_step: Adds a step to the last section and returns it, so that the caller can set further
 * members; the result is valid until bb_plan_builder_end(). By default the step accepts only %BB_ANSWER_GOOD and has
 * neither blob nor capture. A %BB_VERB_WAIT_READY polls every second, for 60 s at most. */
BbStep *bb_plan_builder_add_step (BbPlanBuilder *builder, BbVerb verb, BbStepKind kind);
/** bb_plan_builder_add_command: Like bb_plan_builder_add_step(), for a command without data phase. */
BbStep *bb_plan_builder_add_command (BbPlanBuilder *builder, BbStepKind kind, BbCdb cdb, guint timeout_ms);
/** bb_plan_builder_add_data_out: Like bb_plan_builder_add_command(); sends @length_bytes of @blob from @offset. */
BbStep *bb_plan_builder_add_data_out (BbPlanBuilder *builder, BbStepKind kind, BbCdb cdb, guint timeout_ms,
                                      guint blob, guint32 offset, guint32 length_bytes);
/** bb_plan_builder_add_data_in: Like bb_plan_builder_add_command(); reads @length_bytes. The data are discarded
 * unless the caller also calls one of the functions that store, compare or expect data. A step can use its data in
 * one way only: if several of these functions are called, the last one counts. */
BbStep *bb_plan_builder_add_data_in (BbPlanBuilder *builder, BbStepKind kind, BbCdb cdb, guint timeout_ms,
                                     guint32 length_bytes);
/** bb_plan_builder_add_wait: Adds a step that sends nothing for @first_ms, and then polls the drive until it is
 * ready. The step fails after @limit_ms, which include @first_ms. The user sees @limit_ms as the longest time without
 * a response (quiet_ms). The device node may disappear during the wait. */
BbStep *bb_plan_builder_add_wait (BbPlanBuilder *builder, guint first_ms, guint limit_ms);
/** bb_plan_builder_add_identify: Adds a step that probes the drive (%BB_VERB_IDENTIFY). */
BbStep *bb_plan_builder_add_identify (BbPlanBuilder *builder);
/** bb_step_store: Makes @step store the data that it reads in @capture at @offset. */
void bb_step_store (BbStep *step, guint capture, guint32 offset);
/** bb_step_compare: Makes @step compare all data that it reads with as many bytes of @blob from @offset on. The step
 * also stores the data if its `capture` is set. */
void bb_step_compare (BbStep *step, guint blob, guint32 offset);
/** bb_step_compare_capture: Makes @step compare the data that it reads with the data that an earlier step stored in
 * @capture at @offset. */
void bb_step_compare_capture (BbStep *step, guint capture, guint32 offset);
/** BbStepUse: function type of bb_step_store() and bb_step_compare_capture(). With it, the same code can make a first
 * read, which stores the data, and a second read, which compares them. */
typedef void (*BbStepUse) (BbStep *step, guint capture, guint32 offset);
/** bb_step_expect: Makes @step fail unless byte @offset of the data that it reads is @byte. */
void bb_step_expect (BbStep *step, guint32 offset, guint8 byte);
/** bb_plan_builder_expect: Makes @step, a step of @builder, fail unless the data that it reads contain @bytes at
 * @offset. */
void bb_plan_builder_expect (BbPlanBuilder *builder, BbStep *step, guint32 offset, const void *bytes,
                             guint32 length_bytes);
/** bb_plan_builder_expect_not: Makes @step, a step of @builder, fail if the data that it reads contain @bytes at
 * @offset. */
void bb_plan_builder_expect_not (BbPlanBuilder *builder, BbStep *step, guint32 offset, const void *bytes,
                                 guint32 length_bytes);
/** bb_plan_builder_expect_one_of: Makes @step, a step of @builder, fail unless the data that it reads contain one of
 * @texts (array zero-terminated=1), which have equal lengths, at @offset. The step also stores the data if its
 * `capture` is set. */
void bb_plan_builder_expect_one_of (BbPlanBuilder *builder, BbStep *step, guint32 offset, const char *const *texts);
/** bb_step_poll_with: Makes @wait poll with @cdb, a command that reads @length_bytes, instead of TEST UNIT READY. For
 * drives that are "not ready" in their recovery mode. The wait ends when the answer is GOOD with all data.
 * @length_bytes may be 0 only if @cdb is a TEST UNIT READY, for example one with another control byte. Set the limit
 * of @wait before this call, because it becomes the time-out of @cdb. */
void bb_step_poll_with (BbStep *wait, BbCdb cdb, guint32 length_bytes);
/** bb_step_touch: Sets the range of the flash memory that @step reads or changes, for maps and messages. */
void bb_step_touch (BbStep *step, guint32 address, guint32 length_bytes);
/** bb_step_only_if: Makes @step depend on the answer to @earlier, a step of the same plan: @step is sent only if that
 * answer was one of @answers (set of #BbAnswer). Also makes @earlier accept these answers. */
void bb_step_only_if (BbStep *step, BbStep *earlier, guint answers);
void bb_plan_builder_set_note (BbPlanBuilder *builder, const char *note);
/** bb_plan_builder_set_id_change: Sets the present stored ID (@before, nullable) and the one that the plan writes,
 * for bb_plan_get_id_change(). */
void bb_plan_builder_set_id_change (BbPlanBuilder *builder, const char *before, const char *after);
/** bb_plan_builder_set_claims: Sets @claims (element-type BbClaim), with a new reference, and the model name of the
 * new ID. */
void bb_plan_builder_set_claims (BbPlanBuilder *builder, GPtrArray *claims, const char *model);
/** bb_plan_builder_set_attempts: Sets the candidates, words without blanks, in sending order; the first one is that
 * of this plan. */
void bb_plan_builder_set_attempts (BbPlanBuilder *builder, const char *const *attempts);
void bb_plan_builder_set_wants_consent (BbPlanBuilder *builder);
void bb_plan_builder_set_needs_power_cycle (BbPlanBuilder *builder);
/** bb_plan_builder_end: Returns (transfer full) (nullable) the finished plan. %NULL, with a critical message, if a
 * step or a section cannot be run, for example because a slice is outside of its blob or capture. @builder must be
 * freed in both cases. */
BbPlan *bb_plan_builder_end (BbPlanBuilder *builder);

/**
 * BbPieces: loop over data that is sent or read in pieces of equal length; the last piece may be shorter. The
 * members describe the current piece.
 * @offset: offset of this piece
 * @length_bytes: length of this piece
 * @number: number of this piece, from 0
 * @is_last: this is the last piece
 *
 * for (BbPieces piece = bb_pieces (size, 0x4000); bb_pieces_next (&piece);) …
 */
typedef struct {
    guint32 offset;
    guint32 length_bytes;
    guint number;
    gboolean is_last;
    /*< private >*/
    guint32 all_bytes;
    guint32 piece_bytes;
} BbPieces;
/** bb_pieces: Returns a loop over @all_bytes in pieces of @piece_bytes. The first call of bb_pieces_next() sets it to
 * the first piece. */
BbPieces bb_pieces (guint32 all_bytes, guint32 piece_bytes);
/** bb_pieces_next: Sets @pieces to the next piece. FALSE if there is none. */
gboolean bb_pieces_next (BbPieces *pieces);

/** bb_captures_new: Returns (transfer full) the captures of @plan, with nothing read. If @plan (nullable) is %NULL,
 * there are no captures until bb_captures_add() is called. */
BbCaptures *bb_captures_new (BbPlan *plan);
BbCaptures *bb_captures_ref (BbCaptures *captures);
void bb_captures_unref (BbCaptures *captures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCaptures, bb_captures_unref)
/** bb_captures_store: Copies @data, which the drive sent, to @offset of one capture, which is given by its index, and
 * marks the range as read. The range must be inside the capture. */
void bb_captures_store (BbCaptures *captures, guint capture, guint32 offset, const guint8 *data,
                        guint32 length_bytes);
/** bb_captures_add: Adds a capture that no plan declared, as learn() of #BbLearnOps does; it is not required. A
 * capture with the same name is replaced and its index stays; otherwise the new capture is appended. @bytes: all
 * bytes of the capture; all count as read. */
void bb_captures_add (BbCaptures *captures, const char *name, BbRegionKind kind, guint32 address, GBytes *bytes);
guint bb_captures_get_n (BbCaptures *captures);
/** bb_captures_get_info: Returns the description of a capture, valid until bb_captures_add() replaces the capture. */
const BbCaptureInfo *bb_captures_get_info (BbCaptures *captures, guint index);
/** bb_captures_find: Returns the index of the capture called @name, or %BB_CAPTURE_NONE. */
guint bb_captures_find (BbCaptures *captures, const char *name);
/** bb_captures_get: Returns (transfer full) (nullable) the bytes of capture @name; %NULL if it has a hole or there is
 * no such capture. */
GBytes *bb_captures_get (BbCaptures *captures, const char *name);
/** bb_captures_get_with_holes: Returns (transfer full) (nullable) the bytes of capture @name, with FF in holes; %NULL
 * if there is no such capture. @n_missing: (out) (optional): number of bytes in holes; not set if the result is %NULL
 */
GBytes *bb_captures_get_with_holes (BbCaptures *captures, const char *name, guint32 *n_missing);
/** bb_captures_get_stored_end: Returns the end of the range that was read and contains @offset. If the byte at
 * @offset was not read, returns @offset. */
guint32 bb_captures_get_stored_end (BbCaptures *captures, guint capture, guint32 offset);
/** bb_captures_is_stored: TRUE if the whole range [@offset, @offset + @length_bytes) has been read. */
gboolean bb_captures_is_stored (BbCaptures *captures, guint capture, guint32 offset, guint32 length_bytes);
/** bb_captures_mark_compared: Notes that the range [@offset, @offset + @length_bytes), which has been read, was read
 * a second time with the same data. bb_captures_store() to this range forgets this for the whole capture. */
void bb_captures_mark_compared (BbCaptures *captures, guint capture, guint32 offset, guint32 length_bytes);
/** bb_captures_were_compared: TRUE if all data of the firmware and of the required captures (except kind OTHER) was
 * read twice with the same result, and no second read of other data differed. */
gboolean bb_captures_were_compared (BbCaptures *captures);
/**
 * bb_captures_make_blob:
 *
 * Errors: %BB_TRANSPORT_ERROR_SHORT: a computed blob needs data that the drive did not send; those of the #BbCompute.
 *
 * Returns: (transfer full) (nullable): the bytes of blob @index of @plan, computed from @captures if it is a computed
 *   blob; %NULL on error
 */
GBytes *bb_captures_make_blob (BbCaptures *captures, BbPlan *plan, guint index, GError **error);

G_END_DECLS
