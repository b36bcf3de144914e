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
    BB_VERB_IDENTIFY,   /* ask the family again who it is; must satisfy `expect_*` of the plan */
} BbVerb;

/**
 * BbFinish: what a drive that has all of an image answers first; it programs then, or it does not.
 * @BB_FINISH_UNKNOWN: it was not asked
 * @BB_FINISH_BUSY: it was seen at work
 * @BB_FINISH_QUIET: no time of work was seen, and no refusal
 * @BB_FINISH_REFUSED: it was ready at once, or answered with an error: it does not accept the image
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

/** BbAnswer: which answers are fine. */
typedef enum {
    BB_ANSWER_GOOD,     /* GOOD, all data moved */
    BB_ANSWER_REFUSAL,  /* must be refused with sense (proof that the command reaches the drive) */
    BB_ANSWER_OPTIONAL, /* GOOD, or refused with key 5: then the capture has a hole here */
    BB_ANSWER_ANY,      /* whatever the drive answers, even nothing */
    BB_ANSWER_CHANGED,  /* GOOD, or 6/3F/01: its microcode has been changed, which later steps look into */
    BB_ANSWER_ELSE, /* GOOD, and the next step is left out; or refused with a key other than 2, 3, 4 and 6, and the
                     * next step goes in its place */
} BbAnswer;

/** BbUse: what happens to data that came in. */
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
 * @blob: index of the plan's blob that is sent (or compared with); %BB_BLOB_NONE
 * @blob_offset: first byte of it
 * @blob_length_bytes: how many; the rest of @length_bytes are zero bytes at the end (padding)
 * @capture: index of the plan's capture; %BB_CAPTURE_NONE
 * @capture_offset: where in it
 * @address: flash address this step is about, for the map and for people; with @region_bytes
 * @region_bytes: how much flash it touches, 0 for none
 * @endangers: from here on a cut leaves the drive without valid firmware; a journal record is on disk first
 * @unrecoverable: a cut in this very step cannot be survived: nothing would be left that could mend it; told before,
 * and in dry runs
 * @journal: write a journal record first although it does not endanger
 * @quiet_ms: the drive may be silent for so long, told to the user
 * @typical_ms: how long the drive takes for it beside moving the data, by the family's page; 0: next to nothing
 * @repeats: a unit attention, which says that it was not executed, is no answer: it is sent once more
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
        guint first_ms;          /* wait so long before the first poll */
        guint interval_ms;       /* between polls */
        guint limit_ms;          /* give up after */
        guint n_ready;           /* so many good answers in a row */
        gboolean any_other_ends; /* anything but 2/04, 6/xx ends the wait */
        gboolean may_vanish;     /* a node that goes counts as "not ready yet" */
        /* of an image, meanwhile: the first answers tell what becomes of it, see BbFinish */
        guint32 programmed_bytes;
    } wait;
} BbStep;

/** BbPhase: the path that people see: back up, prepare, erase, write, restart, verify. */
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
 * @phase: which part of the path
 * @first_step, @n_steps: its steps in the plan
 * @restart_at: section to go back to when a step of this one fails; itself, or an earlier one
 * @max_tries: how often this section may be run in all, 1: never again
 * @max_refused_sums: how often a checksum in it may be refused before the run ends, however many tries are left; 0:
 *   as often as it may be run
 * @before_retry: what must happen before it
 * @collect: do not stop at a difference (BB_USE_COMPARE*); collect all, then let the family judge
 * @heals: when it is done, the drive is not endangered any more
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

/** BbRegionKind: what a piece of flash is, for the map and the backup. */
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

/** BbCaptureInfo: something a plan reads: a @region, @required: the backup is not complete without it. */
typedef struct {
    BbRegion region;
    gboolean required;
} BbCaptureInfo;

typedef enum {
    BB_PLAN_BACKUP,
    BB_PLAN_FLASH,
    BB_PLAN_VERIFY,
    BB_PLAN_WAKE,    /* out of the special mode, without writing */
    BB_PLAN_CONVERT, /* ends with the drive waiting for a power cycle and for the firmware of its new type */
    BB_PLAN_REPAIR,  /* what a drive stores about itself */
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
/** bb_plan_find_capture: index of the capture called @name, or %BB_CAPTURE_NONE. */
guint bb_plan_find_capture (BbPlan *self, const char *name);
/** bb_plan_get_n_regions: the flash as the map shows it: what is written and what is kept. */
guint bb_plan_get_n_regions (BbPlan *self);
const BbRegion *bb_plan_get_region (BbPlan *self, guint index);
/** bb_plan_get_expected_revision: (nullable): what INQUIRY must say in the end. */
const char *bb_plan_get_expected_revision (BbPlan *self);
/** bb_plan_get_note: (nullable): what is special about this plan, a sentence for people. */
const char *bb_plan_get_note (BbPlan *self);
/** bb_plan_get_id_change: (nullable): the stored ID that it writes, a word: "K355"; @before: (out) (nullable): the
 * one in its place. %NULL: it writes another thing. */
const char *bb_plan_get_id_change (BbPlan *self, const char **before);
/** bb_plan_get_claims: (element-type BbClaim) (nullable): what each source says of the drive whose ID is written;
 * @model: (out) (nullable): the name that supports the new ID. %NULL: it writes another thing. */
GPtrArray *bb_plan_get_claims (BbPlan *self, const char **model);
/** bb_plan_get_candidate: (nullable): of several ways to send an image this is one that a drive may drop, so that it
 * is sent at most once, and not twice between two power cycles; a word. */
const char *bb_plan_get_candidate (BbPlan *self);
/** bb_plan_get_attempts: (nullable): that candidate and those that are left after it, in the order in which they are
 * sent; %NULL: the plan is no candidate. */
const char *const *bb_plan_get_attempts (BbPlan *self);
/** bb_plan_wants_consent: what it writes is not certain; it is shown and agreed to before. */
gboolean bb_plan_wants_consent (BbPlan *self);
/** bb_plan_endangers: whether any step endangers the drive. */
gboolean bb_plan_endangers (BbPlan *self);
/** bb_plan_find_unrecoverable: number of the first step a cut in which cannot be survived, %G_MAXUINT for none. */
guint bb_plan_find_unrecoverable (BbPlan *self);

/* Building; only families and tests. After bb_plan_builder_end() nothing changes any more. */
typedef struct _BbPlanBuilder BbPlanBuilder;
BbPlanBuilder *bb_plan_builder_new (BbPlanKind kind, const char *family);
void bb_plan_builder_free (BbPlanBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbPlanBuilder, bb_plan_builder_free)
guint bb_plan_builder_add_blob (BbPlanBuilder *builder, GBytes *bytes);
guint bb_plan_builder_add_capture (BbPlanBuilder *builder, const char *name, BbRegionKind kind, guint32 address,
                                   guint32 length_bytes, gboolean required);
/** bb_plan_builder_get_capture: (nullable): a capture that was added; %NULL after the last. Valid until the next one.
 */
const BbCaptureInfo *bb_plan_builder_get_capture (BbPlanBuilder *builder, guint index);
/** bb_plan_builder_add_region: valid until the next call; returns it to be filled further. */
BbRegion *bb_plan_builder_add_region (BbPlanBuilder *builder, const char *name, BbRegionKind kind, guint32 address,
                                      guint32 length_bytes);
/** bb_plan_builder_begin_section: the following steps belong to it; returns it to be filled further. */
BbSection *bb_plan_builder_begin_section (BbPlanBuilder *builder, BbPhase phase, guint max_tries);
/** bb_plan_builder_add_step: a new step with sane defaults (GOOD, no blob, no capture), valid until the next call. */
BbStep *bb_plan_builder_add_step (BbPlanBuilder *builder, BbVerb verb, BbStepKind kind);
/** bb_plan_builder_add_command: the same for a command without data. */
BbStep *bb_plan_builder_add_command (BbPlanBuilder *builder, BbStepKind kind, const guint8 *cdb,
                                     guint8 cdb_length_bytes, guint timeout_ms);
/** bb_plan_builder_set_expected_revision: what the drive must report afterwards; %NULL or "": that is not known. */
void bb_plan_builder_set_expected_revision (BbPlanBuilder *builder, const char *revision);
void bb_plan_builder_set_note (BbPlanBuilder *builder, const char *note);
void bb_plan_builder_set_id_change (BbPlanBuilder *builder, const char *before, const char *after);
/** bb_plan_builder_set_claims: @claims: (element-type BbClaim); a reference is taken. */
void bb_plan_builder_set_claims (BbPlanBuilder *builder, GPtrArray *claims, const char *model);
/** bb_plan_builder_set_attempts: words without blanks; the first is the candidate of this plan. */
void bb_plan_builder_set_attempts (BbPlanBuilder *builder, const char *const *attempts);
void bb_plan_builder_set_wants_consent (BbPlanBuilder *builder);
/** bb_plan_builder_end: (transfer full): the finished plan; checks that every slice lies inside its blob or capture.
 */
BbPlan *bb_plan_builder_end (BbPlanBuilder *builder);

/** bb_plan_dup_stream: "CDB direction length\n" of each command; the format of the test vectors. */
char *bb_plan_dup_stream (BbPlan *self);

/**
 * BbCaptures: what a plan has read: one buffer a capture, with a map of holes. Filled by the engine.
 */
typedef struct _BbCaptures BbCaptures;
BbCaptures *bb_captures_new (BbPlan *plan);
BbCaptures *bb_captures_ref (BbCaptures *captures);
void bb_captures_unref (BbCaptures *captures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCaptures, bb_captures_unref)
void bb_captures_store (BbCaptures *captures, guint capture, guint32 offset, const guint8 *data,
                        guint32 length_bytes);
/** bb_captures_add: one that no plan declared (read while learning). */
void bb_captures_add (BbCaptures *captures, const char *name, BbRegionKind kind, guint32 address, GBytes *bytes);
guint bb_captures_get_n (BbCaptures *captures);
const BbCaptureInfo *bb_captures_get_info (BbCaptures *captures, guint index);
/** bb_captures_find: index of the capture called @name, or %BB_CAPTURE_NONE. */
guint bb_captures_find (BbCaptures *captures, const char *name);
/** bb_captures_get: (transfer full) (nullable): the bytes of capture @name if it has no hole. */
GBytes *bb_captures_get (BbCaptures *captures, const char *name);
/** bb_captures_get_with_holes: (transfer full) (nullable): its bytes, holes as FF; @n_missing (out): bytes in holes.
 */
GBytes *bb_captures_get_with_holes (BbCaptures *captures, const char *name, guint32 *n_missing);
/** bb_captures_get_stored_end: end of the range around @offset that has been read; @offset itself: it is in a hole.
 */
guint32 bb_captures_get_stored_end (BbCaptures *captures, guint capture, guint32 offset);
/** bb_captures_is_stored: whether all of a range has been read. */
gboolean bb_captures_is_stored (BbCaptures *captures, guint capture, guint32 offset, guint32 length_bytes);

G_END_DECLS
