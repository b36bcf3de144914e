/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * A flash as data. A family returns a plan; the engine (src/job) runs it. Plans are made by pure
 * functions and are immutable once finished.
 */

/** BbVerb: what the engine does in a step. */
typedef enum {
    BB_VERB_COMMAND,    /* send `cdb`, move data, look at the answer */
    BB_VERB_WAIT_READY, /* poll TEST UNIT READY until the drive is back (see BbWait) */
    BB_VERB_IDENTIFY,   /* probe the drive with its family; judge() of #BbFamily compares the facts with the image */
} BbVerb;

/**
 * BbFinish: first answer of a drive after the last upload, which shows whether it programs the image.
 * @BB_FINISH_UNKNOWN: the drive was not asked
 * @BB_FINISH_BUSY: the drive was busy
 * @BB_FINISH_QUIET: the drive was neither busy nor reported an error
 * @BB_FINISH_REFUSED: the drive was ready at once, or reported an error: it does not accept the image
 */
typedef enum {
    BB_FINISH_UNKNOWN,
    BB_FINISH_BUSY,
    BB_FINISH_QUIET,
    BB_FINISH_REFUSED,
} BbFinish;
/** bb_finish_to_string: "unknown", "busy", "quiet", "refused"; stable, for the journal. */
const char *bb_finish_to_string (BbFinish finish);
/** bb_finish_from_string: the reverse; what it does not know is %BB_FINISH_UNKNOWN. */
BbFinish bb_finish_from_string (const char *word);

/** BbStepKind: what a step is for; names of `--dry-run`, of faults (`step:program:7`) and of phases. */
typedef enum {
    BB_STEP_STATUS, /* INQUIRY, TEST UNIT READY: looks, changes nothing */
    BB_STEP_ENTER,  /* into the recovery mode, or what prepares an upload */
    BB_STEP_UPLOAD,
    BB_STEP_CHECKSUM,
    BB_STEP_ERASE,
    BB_STEP_PROGRAM,
    BB_STEP_READ,
    BB_STEP_LEAVE,
    BB_STEP_FINISH,
    BB_STEP_UNLOCK,
    BB_STEP_CALIBRATION, /* writes into the per-drive pages */
    BB_STEP_WAIT,
    BB_STEP_IDENTIFY,
} BbStepKind;

/** bb_step_kind_to_string: "status", "enter", ...; stable, not translated. */
const char *bb_step_kind_to_string (BbStepKind kind);

/** BbAnswer: the answers of the drive that a step accepts. */
typedef enum {
    BB_ANSWER_GOOD,     /* GOOD, all data moved */
    BB_ANSWER_REFUSAL,  /* must be refused with sense (proof that the command reaches the drive) */
    BB_ANSWER_OPTIONAL, /* GOOD, or refused with key 5: then the capture has a hole here */
    BB_ANSWER_ANY,      /* whatever the drive answers, even nothing */
    BB_ANSWER_CHANGED,  /* GOOD, or 6/3F/01: its microcode has been changed, which later steps look into */
    BB_ANSWER_ELSE, /* GOOD, and the next step is left out; or refused with a key other than 2, 3, 4 and 6, and the
                     * next step goes in its place */
} BbAnswer;

/** BbUse: how a step uses the data that it reads. */
typedef enum {
    BB_USE_NONE,
    BB_USE_STORE,           /* into capture `capture` at `capture_offset` */
    BB_USE_COMPARE,         /* must equal blob `blob` at `blob_offset`; stored too if there is a `capture` */
    BB_USE_COMPARE_CAPTURE, /* must equal what was stored in `capture` at `capture_offset` (second read) */
    BB_USE_EXPECT,          /* byte `expect_offset` must be `expect_byte` */
} BbUse;

#define BB_BLOB_NONE G_MAXUINT
#define BB_CAPTURE_NONE G_MAXUINT

/**
 * BbStep:
 * @blob: index of the blob to send or to compare with; %BB_BLOB_NONE: none
 * @blob_offset: offset in @blob
 * @blob_length_bytes: length of the slice of @blob; zero bytes pad it to @length_bytes
 * @capture: index of the capture to fill or to compare with; %BB_CAPTURE_NONE: none
 * @capture_offset: offset in @capture
 * @address: flash address that the step reads or changes, for map and messages; with @region_bytes
 * @region_bytes: length of that range; 0: the step does not access the flash
 * @endangers: from this step on an interruption leaves the drive without valid firmware; the engine writes a journal
 *   record first
 * @unrecoverable: an interruption during this step makes the drive unrecoverable; the user is told before the start,
 *   and in dry runs
 * @journal: the engine writes a journal record first, although the step does not endanger the drive
 * @quiet_ms: longest time that the drive may be silent, told to the user
 * @typical_ms: typical duration without the data transfer, from the protocol page; 0: negligible
 * @repeats: after a unit attention the command is sent once more, because the drive has not executed it
 * @wait: for %BB_VERB_WAIT_READY
 */
typedef struct {
    BbVerb verb;
    BbStepKind kind;
    BbCdb cdb;
    BbDirection direction;
    guint32 length_bytes;
    guint timeout_ms;
    BbAnswer answer;
    BbUse use;
    guint blob;
    guint32 blob_offset;
    guint32 blob_length_bytes;
    guint capture;
    guint32 capture_offset;
    guint32 expect_offset;
    guint8 expect_byte;
    guint32 address;
    guint32 region_bytes;
    gboolean endangers;
    gboolean unrecoverable;
    gboolean journal;
    guint quiet_ms;
    guint typical_ms;
    gboolean repeats;
    struct {
        guint first_ms;          /* before the first poll */
        guint interval_ms;       /* between two polls */
        guint limit_ms;          /* the wait fails after this time */
        guint n_ready;           /* number of consecutive good answers that end the wait */
        gboolean any_other_ends; /* any answer except 2/04 and 6/xx ends the wait */
        gboolean may_vanish;     /* a missing device node counts as "not ready yet" */
        /* of an image, meanwhile: the first answers tell what becomes of it, see BbFinish */
        guint32 programmed_bytes;
    } wait;
} BbStep;

/** BbPhase: the steps that the user sees: back up, prepare, erase, write, restart, verify. */
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
    BB_BEFORE_RETRY_WAIT,        /* wait until ready */
    BB_BEFORE_RETRY_POWER_CYCLE, /* never within one run: the job ends and says so */
} BbBeforeRetry;

/**
 * BbSection:
 * @phase: step that the user sees
 * @first_step, @n_steps: its steps in the plan
 * @restart_at: section to continue with after a failed step: this one or an earlier one
 * @max_tries: maximum number of runs of this section; 1: no retry
 * @max_refused_sums: number of refused checksums in this section that ends the plan, even if retries are left; 0: no
 *   limit
 * @before_retry: condition for a retry
 * @collect: continue after a difference (BB_USE_COMPARE*) and collect all of them for judge() of the family
 * @heals: after this section the drive is not endangered any more
 */
typedef struct {
    BbPhase phase;
    guint first_step;
    guint n_steps;
    guint restart_at;
    guint max_tries;
    guint max_refused_sums;
    BbBeforeRetry before_retry;
    gboolean collect;
    gboolean heals;
} BbSection;

/** BbRegionKind: use of a region of the flash, for map and backup. */
typedef enum {
    BB_REGION_FIRMWARE,
    BB_REGION_BOOT_CODE,
    BB_REGION_CALIBRATION,
    BB_REGION_IDENTITY,
    BB_REGION_OTHER,
    BB_REGION_LEFT, /* erased with the firmware and not written: the drive's own affair; in maps, never in manifests
                     */
} BbRegionKind;
const char *bb_region_kind_to_string (BbRegionKind kind);

/**
 * BbRegion: a piece of flash, bytes
 * @name: a file name in a backup without its ending: "firmware", "boot-code", "calibration"
 * @kept: the drive keeps its own, whatever of it is sent
 */
typedef struct {
    char *name;
    BbRegionKind kind;
    guint32 address;
    guint32 length_bytes;
    gboolean kept;
} BbRegion;

/** BbCaptureInfo: a @region that a plan reads; @required: without it the backup is incomplete. */
typedef struct {
    BbRegion region;
    gboolean required;
} BbCaptureInfo;

typedef enum {
    BB_PLAN_BACKUP,
    BB_PLAN_FLASH,
    BB_PLAN_VERIFY,
    BB_PLAN_WAKE,    /* leaves the mode of the boot code without writing */
    BB_PLAN_CONVERT, /* replaces the boot code; afterwards the drive needs a power cycle and firmware of its new type
                      */
    BB_PLAN_REPAIR,  /* restores the stored identity and calibration */
} BbPlanKind;

#define BB_TYPE_PLAN (bb_plan_get_type ())
G_DECLARE_FINAL_TYPE (BbPlan, bb_plan, BB, PLAN, GObject)

BbPlanKind bb_plan_get_kind (BbPlan *self);
const char *bb_plan_get_family (BbPlan *self);
guint bb_plan_get_n_steps (BbPlan *self);
const BbStep *bb_plan_get_step (BbPlan *self, guint index);
guint bb_plan_get_n_sections (BbPlan *self);
const BbSection *bb_plan_get_section (BbPlan *self, guint index);
GBytes *bb_plan_get_blob (BbPlan *self, guint index);
guint bb_plan_get_n_captures (BbPlan *self);
const BbCaptureInfo *bb_plan_get_capture (BbPlan *self, guint index);
/** bb_plan_get_n_regions: Returns the number of regions in the map of the flash, both written and kept ones. */
guint bb_plan_get_n_regions (BbPlan *self);
const BbRegion *bb_plan_get_region (BbPlan *self, guint index);
/** bb_plan_get_note: Returns (nullable) a sentence for the user that is specific to this plan. */
const char *bb_plan_get_note (BbPlan *self);
/** bb_plan_get_id_change: Returns (nullable) the new stored ID that the plan writes, "K355"; @before: (out)
 * (nullable): the present one. %NULL: the plan does not change the ID. */
const char *bb_plan_get_id_change (BbPlan *self, const char **before);
/** bb_plan_get_claims: Returns (element-type BbClaim) (nullable) the claims of all sources about a drive whose ID is
 * changed; @model: (out) (nullable): model name of the new ID. %NULL: the plan does not change the ID. */
GPtrArray *bb_plan_get_claims (BbPlan *self, const char **model);
/** bb_plan_get_candidate: Returns (nullable) the name of the form in which this plan sends the image, if there are
 * several. A drive may silently ignore a candidate, so the engine sends each one at most once between two power
 * cycles. */
const char *bb_plan_get_candidate (BbPlan *self);
/** bb_plan_get_attempts: Returns (nullable) the candidate of this plan and the remaining ones, in sending order;
 * %NULL: the image has one form only. */
const char *const *bb_plan_get_attempts (BbPlan *self);
/** bb_plan_wants_consent: TRUE if the bytes to write are uncertain, so that the user must see and accept them
 * first. */
gboolean bb_plan_wants_consent (BbPlan *self);
/** bb_plan_find_unrecoverable: Returns the index of the first unrecoverable step, or %G_MAXUINT. */
guint bb_plan_find_unrecoverable (BbPlan *self);

/* Builder, for families and tests only. bb_plan_builder_end() makes the plan immutable. */
typedef struct _BbPlanBuilder BbPlanBuilder;
BbPlanBuilder *bb_plan_builder_new (BbPlanKind kind, const char *family);
void bb_plan_builder_free (BbPlanBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbPlanBuilder, bb_plan_builder_free)
guint bb_plan_builder_add_blob (BbPlanBuilder *builder, GBytes *bytes);
guint bb_plan_builder_add_capture (BbPlanBuilder *builder, const char *name, BbRegionKind kind, guint32 address,
                                   guint32 length_bytes, gboolean required);
/** bb_plan_builder_get_capture: Returns (nullable) a capture that was added, valid until the next one is added; %NULL
 * after the last. */
const BbCaptureInfo *bb_plan_builder_get_capture (BbPlanBuilder *builder, guint index);
/** bb_plan_builder_add_region: Adds a region and returns it to be filled in; valid until the next call. */
BbRegion *bb_plan_builder_add_region (BbPlanBuilder *builder, const char *name, BbRegionKind kind, guint32 address,
                                      guint32 length_bytes);
/** bb_plan_builder_begin_section: Begins the section of all following steps and returns it to be filled in. */
BbSection *bb_plan_builder_begin_section (BbPlanBuilder *builder, BbPhase phase, guint max_tries);
/** bb_plan_builder_add_step: Adds a step that expects GOOD and has neither blob nor capture, and returns it; valid
 * until the next call. */
BbStep *bb_plan_builder_add_step (BbPlanBuilder *builder, BbVerb verb, BbStepKind kind);
/** bb_plan_builder_add_command: Like bb_plan_builder_add_step(), for a command without data phase. */
BbStep *bb_plan_builder_add_command (BbPlanBuilder *builder, BbStepKind kind, const guint8 *cdb,
                                     guint8 cdb_length_bytes, guint timeout_ms);
void bb_plan_builder_set_note (BbPlanBuilder *builder, const char *note);
void bb_plan_builder_set_id_change (BbPlanBuilder *builder, const char *before, const char *after);
/** bb_plan_builder_set_claims: Sets @claims (element-type BbClaim) and takes a reference. */
void bb_plan_builder_set_claims (BbPlanBuilder *builder, GPtrArray *claims, const char *model);
/** bb_plan_builder_set_attempts: Sets the candidates, words without blanks; the first one is that of this plan. */
void bb_plan_builder_set_attempts (BbPlanBuilder *builder, const char *const *attempts);
void bb_plan_builder_set_wants_consent (BbPlanBuilder *builder);
/** bb_plan_builder_end: Returns (transfer full) the finished plan. Checks that every slice lies inside its blob or
 * capture. */
BbPlan *bb_plan_builder_end (BbPlanBuilder *builder);

/** BbCaptures: the data that a plan has read, one buffer per capture with a map of unread ranges (holes). Filled by
 * the engine. */
typedef struct _BbCaptures BbCaptures;
BbCaptures *bb_captures_new (BbPlan *plan);
BbCaptures *bb_captures_ref (BbCaptures *captures);
void bb_captures_unref (BbCaptures *captures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCaptures, bb_captures_unref)
void bb_captures_store (BbCaptures *captures, guint capture, guint32 offset, const guint8 *data,
                        guint32 length_bytes);
/** bb_captures_add: Adds a capture that no plan declared, as learn() of #BbLearnOps does. */
void bb_captures_add (BbCaptures *captures, const char *name, BbRegionKind kind, guint32 address, GBytes *bytes);
guint bb_captures_get_n (BbCaptures *captures);
const BbCaptureInfo *bb_captures_get_info (BbCaptures *captures, guint index);
/** bb_captures_find: Returns the index of the capture called @name, or %BB_CAPTURE_NONE. */
guint bb_captures_find (BbCaptures *captures, const char *name);
/** bb_captures_get: Returns (transfer full) (nullable) the bytes of capture @name if it has no hole. */
GBytes *bb_captures_get (BbCaptures *captures, const char *name);
/** bb_captures_get_with_holes: Returns (transfer full) (nullable) the bytes of capture @name, with FF in holes;
 * @n_missing (out): number of bytes in holes. */
GBytes *bb_captures_get_with_holes (BbCaptures *captures, const char *name, guint32 *n_missing);
/** bb_captures_get_stored_end: Returns the end of the range that was read and contains @offset; @offset itself if it
 * is in a hole. */
guint32 bb_captures_get_stored_end (BbCaptures *captures, guint capture, guint32 offset);
/** bb_captures_is_stored: TRUE if the whole range has been read. */
gboolean bb_captures_is_stored (BbCaptures *captures, guint capture, guint32 offset, guint32 length_bytes);

G_END_DECLS
