/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-book.h"
#include "bb-difference.h"
#include "bb-dvd-region.h"
#include "bb-facts.h"
#include "bb-plan.h"
#include "bb-verdict.h"
#include "firmware/bb-image.h"

G_BEGIN_DECLS

/**
 * BbFamilyError:
 * @BB_FAMILY_ERROR_NOT_MINE: the drive does not speak this family's protocol
 * @BB_FAMILY_ERROR_CANNOT: this drive or flash type cannot do that; the message says why, a whole sentence
 * @BB_FAMILY_ERROR_NO_MORE: plan_flash or plan_recover has made all attempts
 * @BB_FAMILY_ERROR_UNEXPECTED: the drive gave an answer that the protocol page does not describe
 * @BB_FAMILY_ERROR_LABEL: like CANNOT; possible once %BB_SETTING_LABEL is set
 * @BB_FAMILY_ERROR_KEY: like CANNOT; possible once the user has a readable key file for these drives
 */
typedef enum {
    BB_FAMILY_ERROR_NOT_MINE,
    BB_FAMILY_ERROR_CANNOT,
    BB_FAMILY_ERROR_NO_MORE,
    BB_FAMILY_ERROR_UNEXPECTED,
    BB_FAMILY_ERROR_LABEL,
    BB_FAMILY_ERROR_KEY,
} BbFamilyError;

#define BB_FAMILY_ERROR (bb_family_error_quark ())
GQuark bb_family_error_quark (void);

/** BbProbeStep: the step of the probe ladder (docs/design.md) that a command belongs to. */
typedef enum {
    BB_PROBE_STANDARD, /* standard commands, to any drive */
    BB_PROBE_READ,     /* standard READ BUFFER reads, when a name matches */
    BB_PROBE_VENDOR,   /* vendor commands: the catalog names this family, or the user said "look closer" */
} BbProbeStep;

/** BbProbeCommand: a command that probe() may send. A test sends all of them to every simulated family. */
typedef struct {
    BbProbeStep step;
    guint8 cdb[12];
    guint8 cdb_length_bytes;
    guint16 data_in_bytes;
} BbProbeCommand;

/** BbProof: what is known about the result of a flash (docs/design.md). */
typedef enum {
    BB_PROOF_PROVEN,    /* read back and equal */
    BB_PROOF_IDENTITY,  /* the drive reports the new revision; its flash cannot be read */
    BB_PROOF_PENDING,   /* can be verified only after a power cycle */
    BB_PROOF_UNPROVEN,  /* cannot be verified, and the drive does not report its revision */
    BB_PROOF_DIFFERENT, /* read back and different, also after a power cycle */
    BB_PROOF_UNCHANGED, /* the drive accepted all commands and still has the old firmware */
} BbProof;
/** bb_proof_to_string: "proven", "identity", "pending", "no" (the last three). */
const char *bb_proof_to_string (BbProof proof);

/**
 * BbJudgeInput:
 * @before: facts before the flash
 * @after: (nullable): facts now; %NULL when it could not be identified
 * @image: what was written (or should be there)
 * @plan: the plan with the verify section
 * @captures: data that @plan read
 * @old: (nullable): captures of the backup that was made before
 * @differences: (element-type BbDifference): those that @plan found; judge() adds its own
 * @catalog: models
 * @power_cycled: there was a power cycle after the last write
 * @cut_off: according to the journal only some of the writing steps were sent
 * @finish: first answer of the drive after the last upload
 */
typedef struct {
    BbFacts *before;
    BbFacts *after;
    BbImage *image;
    BbPlan *plan;
    BbCaptures *captures;
    BbCaptures *old;
    GArray *differences;
    BbCatalog *catalog;
    gboolean power_cycled;
    gboolean cut_off;
    BbFinish finish;
} BbJudgeInput;

/**
 * BbAcceptsOlder: whether a drive accepts an image that is older than the firmware it runs.
 * @BB_ACCEPTS_OLDER_UNKNOWN: not known
 * @BB_ACCEPTS_OLDER_YES: it is expected to
 * @BB_ACCEPTS_OLDER_MARKED: it is expected to accept images that are marked for that; no image was asked about
 * @BB_ACCEPTS_OLDER_NO: it is expected to reject it
 */
typedef enum {
    BB_ACCEPTS_OLDER_UNKNOWN,
    BB_ACCEPTS_OLDER_YES,
    BB_ACCEPTS_OLDER_MARKED,
    BB_ACCEPTS_OLDER_NO,
} BbAcceptsOlder;

/**
 * BbDetail: a fact about a drive or about an image, for the user.
 * @label: "Build date"
 * @text: (nullable): %NULL: it could not be read
 * @is_hardware: a property of the hardware, which firmware must match
 */
typedef struct {
    char *label;
    char *text;
    gboolean is_hardware;
} BbDetail;

/** bb_details_add: Adds a #BbDetail with copies of @label and @text (nullable); "" counts as %NULL. */
void bb_details_add (GPtrArray *details, const char *label, const char *text, gboolean is_hardware);

/**
 * BbFlashInput:
 * @facts: the drive as it is now, learnt
 * @image: identified image
 * @catalog: models
 * @settings: (nullable): a{sv}, choices that the protocol pages leave open
 * @attempt: 0 for a plain flash; for plan_recover the number of earlier attempts, including those before power cycles
 * @recovering: the boot code runs, or the firmware is incomplete
 * @board: (nullable): facts of the same drive from before the damage, from its journal or backup
 * @older: (nullable) (element-type BbFacts): facts from its other backups
 * @lost_at: image offset that the upload had reached when the drive lost its firmware; 0: not during an upload
 * @tried: (nullable): candidates of this image that were sent without changing the running firmware
 */
typedef struct {
    BbFacts *facts;
    BbImage *image;
    BbCatalog *catalog;
    GVariant *settings;
    guint attempt;
    gboolean recovering;
    BbFacts *board;
    GPtrArray *older;
    guint32 lost_at;
    const char *const *tried;
} BbFlashInput;

/**
 * BbRefusedPlan: a plan that did not change the firmware.
 * @image: image that the plan writes
 * @step: (nullable): the step that failed; %NULL: all was sent, and the drive kept its firmware
 * @error: (nullable): of @step
 * @before: the drive before the plan
 * @next: (nullable): candidate of the next attempt with this image; %NULL: there is none
 */
typedef struct {
    BbImage *image;
    const BbStep *step;
    const GError *error;
    BbFacts *before;
    const char *next;
} BbRefusedPlan;

/* Keys of the settings of #BbConvertInput, and of the job that converts. */
/** BB_SETTING_CONVERT_TO: `s`, key of the model to convert the drive to. */
#define BB_SETTING_CONVERT_TO "convert-to"
/** BB_SETTING_RID, BB_SETTING_DIGITS: `s`, four characters that replace RID text or model digits of the boot code
 * file. */
#define BB_SETTING_RID "rid"
#define BB_SETTING_DIGITS "digits"

/** BB_SETTING_LABEL: `s`, model and service code from the label of a drive that does not report its board. By
 * entering them the user asserts that the drive has this board. */
#define BB_SETTING_LABEL "label"

/** BB_SETTING_TOOL_CODE: `s`, the error code that another flash program showed before the drive was without firmware:
 * a hexadecimal number whose last three bytes are sense key, ASC and ASCQ. */
#define BB_SETTING_TOOL_CODE "tool-code"

/** BB_SETTING_MAX_TRANSFER: `u`, length in bytes of the longest data phase that the connection transfers. */
#define BB_SETTING_MAX_TRANSFER "max-transfer-bytes"

/**
 * BbConvertInput: arguments of a conversion to another boot code and identity.
 * @facts: the drive as it is now, learnt
 * @target: key of the model to convert to
 * @boot_code: boot code, identified by identify_boot_code()
 * @captures: (nullable): captures of the backup before this conversion; %NULL: not made yet
 * @good: (nullable): captures of an older backup, from when the unit was a @target
 * @catalog: models
 * @settings: (nullable): a{sv}
 */
typedef struct {
    BbFacts *facts;
    const char *target;
    BbImage *boot_code;
    BbCaptures *captures;
    BbCaptures *good;
    BbCatalog *catalog;
    GVariant *settings;
} BbConvertInput;

/**
 * BbRepairInput: arguments of a repair of the stored identity and calibration.
 * @facts: present facts after learn(): the model is that of the boot code
 * @now: captures that plan_read() has just read
 * @good: (nullable): such captures from a backup of this unit before the damage
 * @old: (nullable): such captures from right before an interrupted change: they are restored byte for byte, even if
 *   they do not fit the drive
 * @catalog: models
 */
typedef struct {
    BbFacts *facts;
    BbCaptures *now;
    BbCaptures *good;
    BbCaptures *old;
    BbCatalog *catalog;
} BbRepairInput;

/**
 * BbInside: result of comparing the firmware in a drive with the image that should be there.
 * @BB_INSIDE_UNKNOWN: not known
 * @BB_INSIDE_EQUAL: equal byte for byte
 * @BB_INSIDE_OTHER: different, and complete as far as can be seen
 * @BB_INSIDE_SHARED: a later part equals that of the image, the first does not: either a mix of two revisions, or
 * both revisions have this part in common
 * @BB_INSIDE_MIXED: the first part equals that of the image, another one does not
 * @BB_INSIDE_BROKEN: a part is erased
 */
typedef enum {
    BB_INSIDE_UNKNOWN,
    BB_INSIDE_EQUAL,
    BB_INSIDE_OTHER,
    BB_INSIDE_SHARED,
    BB_INSIDE_MIXED,
    BB_INSIDE_BROKEN,
} BbInside;

/** BbCan: the acts that a drive supports in its present state; `can` in JSON. */
typedef enum {
    BB_CAN_IDENTIFY = 1 << 0,
    BB_CAN_BACKUP = 1 << 1,
    BB_CAN_FLASH = 1 << 2,
    BB_CAN_VERIFY = 1 << 3,
    BB_CAN_ROLLBACK = 1 << 4,
    BB_CAN_RECOVER = 1 << 5,
} BbCan;

/** BbBackupKind: how much of the firmware a backup of this drive contains; `backup` of check in JSON. */
typedef enum {
    BB_BACKUP_NONE,
    BB_BACKUP_PARTIAL,
    BB_BACKUP_FULL,
} BbBackupKind;
const char *bb_backup_kind_to_string (BbBackupKind kind);

/* Optional capabilities of a family, one struct each. A caller tests for the struct once; all members are set unless
 * they say "(nullable)". "Pure", here and in BbFamily: sends no commands, has no side effects, and returns equal
 * results for equal arguments. */

/**
 * BbLearnOps: for drives that show key or boot code version only in their recovery mode, which is entered and left.
 * @is_needed: check() needs the results of learn() for its final verdict. Pure.
 * @learn: reads what plans and verdict still need; leaves the drive unchanged. Called after the backup was read,
 *   because on some drives reads return wrong bytes afterwards. Uses data that @captures (nullable) already have, and
 *   may add captures. Returns (transfer full): facts with the results. Blocks. Errors: of transport and SCSI,
 *   cancelling, %BB_FAMILY_ERROR_UNEXPECTED, %BB_FAMILY_ERROR_CANNOT
 */
typedef struct {
    gboolean (*is_needed) (BbFacts *facts);
    BbFacts *(*learn) (BbTransport *transport, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);
} BbLearnOps;

/**
 * BbInspectOps: for drives whose firmware can be read in any mode and compared with an image.
 * @plan: reads the firmware once, without leaving the present mode. @image (nullable): the firmware that should be
 *   there. (transfer full). Pure. %BB_FAMILY_ERROR_CANNOT
 * @compare: compares the captures of @plan with @image (nullable); @why (transfer full) (nullable): a sentence if
 *   something is wrong. Pure.
 * @is_read_back_sure: TRUE if reads right after a flash are reliable; FALSE if the drive may return wrong bytes until
 *   the next power cycle. Pure.
 * @may_be_mixed: TRUE if firmware whose parts are of two revisions runs on this drive, so that only a comparison
 *   finds it. Pure.
 * @plan_sample: reads a few KiB of each part of the firmware of a drive that @may_be_mixed, in normal mode.
 *   (transfer full). Pure. %BB_FAMILY_ERROR_CANNOT
 * @find_contradiction: TRUE if @captures (of @plan_sample, @plan or a backup) contain parts of two revisions,
 *   according to the parts themselves or to @images (element-type BbImage), known firmware; @why (out) (transfer
 * full): a sentence that names the revisions. Pure.
 * @is_image_mixed: TRUE if @image combines parts of two of @images (element-type BbImage), for the drive of @facts.
 *   Pure.
 * @is_incomplete: TRUE if @sense, the answer to TEST UNIT READY of a drive with its usual name, shows that incomplete
 *   firmware runs. Pure.
 */
typedef struct {
    BbPlan *(*plan) (BbFacts *facts, BbImage *image, GError **error);
    BbInside (*compare) (BbFacts *facts, BbCaptures *captures, BbImage *image, char **why);
    gboolean (*is_read_back_sure) (BbFacts *facts);
    gboolean (*may_be_mixed) (BbFacts *facts);
    BbPlan *(*plan_sample) (BbFacts *facts, GError **error);
    gboolean (*find_contradiction) (BbFacts *facts, BbCaptures *captures, GPtrArray *images, char **why);
    gboolean (*is_image_mixed) (BbFacts *facts, BbImage *image, GPtrArray *images);
    gboolean (*is_incomplete) (const BbSense *sense);
} BbInspectOps;

/**
 * BbConvertOps: for drives that another boot code turns into another model.
 * @identify_boot_code: identifies a boot code file for a conversion to the model with key @target; the problem of the
 *   result is set if the file cannot be used. (transfer full), never %NULL. Bounded time and memory on hostile input.
 * Pure.
 * @list_targets: (transfer full) (element-type BbModel): models that this drive can be converted to. Pure.
 * @check: adds the reasons for and against the conversion to @verdict. Pure.
 * @is_boot_code_certain: TRUE if the boot code itself named the model of these facts. Pure.
 * @plan: writes the identity, and as the last step the boot code; afterwards the drive needs a power cycle. For a
 *   drive in its recovery mode writes the boot code only: the identity is repaired later. (transfer full). Pure.
 * %BB_FAMILY_ERROR_CANNOT
 */
typedef struct {
    BbImageIdentity *(*identify_boot_code) (GBytes *bytes, const char *target, BbCatalog *catalog);
    GPtrArray *(*list_targets) (BbFacts *facts, BbCatalog *catalog);
    void (*check) (const BbConvertInput *input, BbVerdict *verdict);
    gboolean (*is_boot_code_certain) (BbFacts *facts);
    BbPlan *(*plan) (const BbConvertInput *input, GError **error);
} BbConvertOps;

/**
 * BbIdentityOps: for drives that store their identity outside of the firmware, where it can be damaged and repaired.
 * @find_damage: (transfer full) (nullable): a sentence if other sources contradict the stored identity. Pure.
 * @assess: sets conflict, confidence and wants_repair of @facts from their model and values. Pure apart from that.
 * @plan_read: reads twice the data that plan_repair() needs. (transfer full). Pure.
 *   %BB_FAMILY_ERROR_CANNOT
 * @plan_repair: writes the right identity and lost calibration, and nothing else; the note of the plan lists the
 *   changes. For normal mode. (transfer full). Pure. %BB_FAMILY_ERROR_NO_MORE: nothing is wrong;
 *   %BB_FAMILY_ERROR_CANNOT: the right bytes cannot be known
 * @is_of_model: TRUE if @captures of plan_read() contain the identity of an undamaged @model. Pure.
 * @has_lost_calibration: TRUE if @now differs from @good, both captures of plan_read(), at bytes that do not change
 * in normal use. Pure.
 */
typedef struct {
    char *(*find_damage) (BbFacts *facts, BbCatalog *catalog);
    void (*assess) (BbFacts *facts, BbCatalog *catalog);
    BbPlan *(*plan_read) (BbFacts *facts, GError **error);
    BbPlan *(*plan_repair) (const BbRepairInput *input, GError **error);
    gboolean (*is_of_model) (BbCaptures *captures, BbModel *model, BbCatalog *catalog);
    gboolean (*has_lost_calibration) (BbCaptures *now, BbCaptures *good, BbModel *model);
} BbIdentityOps;

/**
 * BbBookOps: for drives with settable book types. All members block; the drive must be in normal mode.
 * @read: reads the book types; changes nothing. A drive without such settings gives
 *   %BB_BOOK_STYLE_NONE. Errors: of transport and SCSI
 * @set: sets one book type and reads it back. Each call uses up one of the remaining changes. Errors: as @read;
 *   %BB_FAMILY_ERROR_CANNOT: this drive does not do that; %BB_FAMILY_ERROR_UNEXPECTED: it was not stored
 * @clear: restores the factory state, including the number of remaining changes. Errors: as @set
 * @read_region: like bb_dvd_region_read(), with the rules of the family. Errors: as @read
 */
typedef struct {
    gboolean (*read) (BbTransport *transport, BbBooks *books, GError **error);
    gboolean (*set) (BbTransport *transport, BbBookMedium medium, guint8 book, gboolean temporary, GError **error);
    gboolean (*clear) (BbTransport *transport, GError **error);
    gboolean (*read_region) (BbTransport *transport, BbDvdRegion *region, GError **error);
} BbBookOps;

/**
 * BbFamily: one chipset family. Stateless; every member may be called from any thread.
 *
 * What every chip has, never %NULL:
 * @id: in catalog files, journals and backups: never changes
 * @name: for people; msgid
 * @list_probe_commands: (transfer full) (element-type BbProbeCommand): all that probe() may send. Pure.
 * @probe: identifies the drive, in any state. Sends only commands of list_probe_commands(), which only read. May be
 *   repeated.
 *   @names (element-type BbName): what the catalog says of its name. Returns (transfer full). Blocks.
 *   %BB_FAMILY_ERROR_NOT_MINE; %BB_FAMILY_ERROR_CANNOT: it cannot be told whether it is; else errors of transport and
 *   cancelling; %BB_SCSI_ERROR: the drive rejects a command that every drive takes, which says nothing of its family
 * @suggests: TRUE if the INQUIRY text alone (in normal form, or that of the recovery mode) indicates this family.
 *   Pure.
 * @identify_image: finds the images of this family in @bytes. (transfer full) (element-type BbImageIdentity), empty
 *   when none. Bounded time and memory on hostile input. Never fails. Pure.
 * @check: adds the reasons for and against writing @image to this drive to @verdict. Pure.
 * @can: the acts that this drive supports in its present state. Pure.
 * @backup_kind: how much a backup would contain; @why (nullable) (out) (transfer full) (nullable): why not
 * everything. Pure.
 * @add_regions: the flash memory of this drive, as maps and people are shown it. Pure.
 * @plan_backup: reads everything twice. (transfer full). Pure. %BB_FAMILY_ERROR_CANNOT
 * @make_image: the captured firmware in the form that this family flashes (firmware.bin). (transfer full). Pure.
 *   %BB_FAMILY_ERROR_CANNOT: the chip cannot be read, or the captures have holes
 * @plan_flash: from entering to leaving, then the read-back. Also for a rollback: the image is the backup's.
 *   (transfer full). Pure, but that it may read the key file of the user. %BB_FAMILY_ERROR_CANNOT;
 *   %BB_FAMILY_ERROR_NO_MORE: each way to send this image was tried; %BB_FAMILY_ERROR_KEY
 * @plan_verify: read back and compare only. (transfer full). Pure. %BB_FAMILY_ERROR_CANNOT
 * @judge: returns the proof that the reads of the verify section give; @why (out) (transfer full): a sentence. Pure,
 *   but adds to the differences of @input.
 * @plan_recover: like plan_flash() for a drive that needs recovery; the attempt of @input counts tries.
 *   (transfer full). Pure as plan_flash(). The errors of plan_flash(), and those of find_board()
 *
 * Optional members, each %NULL if the chip does not have them:
 * @choose_image: which of several @identities of this family (element-type BbImageIdentity, never empty) is meant for
 *   the drive. (transfer none). %NULL: the first that names its model. Pure.
 * @find_board: what hardware a drive has that runs no firmware, in the words of facts: by itself, by what is known
 *   from before, by its label. What recovery promises and what it does both go by this alone; the image is not looked
 *   at. (transfer full). Pure. %BB_FAMILY_ERROR_LABEL; %BB_FAMILY_ERROR_CANNOT: nothing tells, so nothing may be
 *   written to it. %NULL: its facts say it
 * @list_file_endings: (nullable): the ends that files of the maker may have after the image that @make_image makes,
 *   because they contain what this drive did not report yet. (transfer full) (element-type utf8). Pure.
 * @is_other_hardware: whether @image is for other hardware than @board has, so that nothing may ever write it there,
 *   not even to go back. %FALSE where that is not known. Pure. %NULL: no image is that dangerous
 * @plan_wake: leaves the recovery mode without writing; the engine identifies again. (transfer full). Pure.
 *   %BB_FAMILY_ERROR_CANNOT. %NULL: the recovery mode is left only by a flash
 * @note_installed: what @board must remember of the image that was written to that drive last, for when it needs
 *   recovery. Pure but for that.
 * @explain_refusal: (transfer full) (nullable): what the user can do after a #BbRefusedPlan, if its cause is known.
 *   Pure.
 * @describe_candidate: (transfer full): a candidate of a plan, for people, as in "the next attempt uses %s". Pure.
 *   %NULL: the family has no candidates
 * @read_build_info: (transfer full): what the drive says of its own making, name and text in turn, untranslated, for
 * reports. In normal mode; changes nothing. Blocks. Errors: of transport and SCSI
 * @list_labels: (transfer full) (nullable) (element-type utf8): what can be on the label of a drive of which nothing
 * else tells what board it has: model and service code; %BB_SETTING_LABEL must be one of them. Empty: its name is on
 *   several boards. %NULL: the board is known. Pure.
 * @check_key: whether the key file of the user is the key that some of these drives want. Reads a file. Errors: those
 *   of bb_key_file_read()
 * @detail_keys: (nullable): NULL-terminated: which values of facts and images are told to programs, in order; they
 * are strings, and booleans that are false where they are absent
 * @advice: (nullable): the family of facts in the catalog that bb_advice_list() looks in
 * @describe: adds to @details (element-type BbDetail) what decides whether an image fits a drive, from the @values of
 *   facts or of an image. Pure.
 * @get_unchecked: a sentence about files with images of this family that have no checksum which can be checked. Pure.
 * @accepts_older: whether the drive accepts @image (nullable: any image) if that is older than what it runs; @why
 * (out) (transfer full): a sentence. Pure.
 * @explain_image: (transfer full) (nullable): a sentence about an image that is not for every drive of its model.
 * Pure.
 * @wants_pio: TRUE for drives that are known to fail when flashed with DMA. Pure.
 * @ask_features: whether the answers to standard commands name the family, for a drive whose reported name is
 * unknown, as behind a USB bridge. Sends only %BB_PROBE_STANDARD commands of list_probe_commands(). @why (out)
 * (transfer full): a sentence: the answer that names the family, or the one that is missing. Blocks. Errors: of
 * transport. %NULL: no standard answer names it
 * @learn, @inspect, @convert, @identity, @books: what only some chips can do
 * @spc: the row of a chip that is plain SPC, for the members in family/spc/bb-spc-chip.h
 */
typedef struct _BbFamily BbFamily;
typedef struct _BbSpcChip BbSpcChip;
struct _BbFamily {
    const char *id;
    const char *name;
    GArray *(*list_probe_commands) (BbCatalog *catalog);
    BbFacts *(*probe) (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);
    gboolean (*suggests) (const BbInquiry *inquiry, BbCatalog *catalog);
    GPtrArray *(*identify_image) (GBytes *bytes, BbCatalog *catalog);
    void (*check) (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
    BbCan (*can) (BbFacts *facts);
    BbBackupKind (*backup_kind) (BbFacts *facts, char **why);
    void (*add_regions) (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
    BbPlan *(*plan_backup) (BbFacts *facts, BbCatalog *catalog, GError **error);
    GBytes *(*make_image) (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
    BbPlan *(*plan_flash) (const BbFlashInput *input, GError **error);
    BbPlan *(*plan_verify) (const BbFlashInput *input, GError **error);
    BbProof (*judge) (const BbJudgeInput *input, char **why);
    BbPlan *(*plan_recover) (const BbFlashInput *input, GError **error);

    BbImageIdentity *(*choose_image) (BbFacts *facts, GPtrArray *identities);
    BbFacts *(*find_board) (const BbFlashInput *input, GError **error);
    char **(*list_file_endings) (BbFacts *facts);
    gboolean (*is_other_hardware) (BbFacts *board, BbImage *image, BbCatalog *catalog);
    BbPlan *(*plan_wake) (BbFacts *facts, GError **error);
    void (*note_installed) (BbFacts *board, BbImage *installed);
    char *(*explain_refusal) (const BbRefusedPlan *refusal);
    char *(*describe_candidate) (const char *candidate);
    char **(*read_build_info) (BbTransport *transport, GError **error);
    char **(*list_labels) (const BbFlashInput *input);
    gboolean (*check_key) (GError **error);
    const char *const *detail_keys;
    void (*describe) (GVariant *values, GPtrArray *details);
    const char *(*get_unchecked) (void);
    BbAcceptsOlder (*accepts_older) (BbFacts *facts, BbImageIdentity *image, char **why);
    char *(*explain_image) (BbImageIdentity *identity);
    const char *advice;
    gboolean (*wants_pio) (BbFacts *facts);
    gboolean (*ask_features) (BbTransport *transport, gboolean *is_named, char **why, GError **error);
    const BbLearnOps *learn;
    const BbInspectOps *inspect;
    const BbConvertOps *convert;
    const BbIdentityOps *identity;
    const BbBookOps *books;
    const BbSpcChip *spc;
};

extern const BbFamily bb_family_nec_optiarc;
extern const BbFamily bb_family_mediatek_mt1959;

/** bb_family_list: Returns (transfer none) all families, %NULL-terminated. */
const BbFamily *const *bb_family_list (void);
/** bb_family_register: Appends a family to the list, for tests. Called before any thread is started; @family must
 * stay valid. */
void bb_family_register (const BbFamily *family);
/** bb_family_lookup: Returns (nullable) the family with this id. */
const BbFamily *bb_family_lookup (const char *id);

/**
 * bb_family_describe:
 * @id: (nullable): of the family
 * @values: (nullable): of facts or of an image
 *
 * Returns: (transfer full) (element-type BbDetail): as describe() of #BbFamily; empty where the family has none
 */
GPtrArray *bb_family_describe (const char *id, GVariant *values);

/**
 * bb_family_accepts_older:
 * @facts: (nullable): of the drive
 * @image: (nullable): %NULL: any image. If @image is not older than the running firmware, the answer is the one for
 * %NULL
 * @text: (out) (optional) (transfer full) (nullable): the answer and why, "yes. The image is marked for that (DE).";
 * %NULL where the family of the drive has no such rule, or @image is of another family
 */
BbAcceptsOlder bb_family_accepts_older (BbFacts *facts, BbImageIdentity *image, char **text);

/** bb_family_explain_image: Returns (transfer full) (nullable) a sentence for the user about the file with @identity:
 * its checksum is wrong, or it is for one drive only. %NULL also if the problem of @identity says so already. */
char *bb_family_explain_image (BbImageIdentity *identity);

/**
 * bb_family_lay_out:
 *
 * What lies where in the flash memory of the drive with @facts: boot code, calibration, firmware.
 * Returns: (transfer full) (nullable): a plan without steps that only has regions; %NULL when nobody knows
 */
BbPlan *bb_family_lay_out (BbFacts *facts, BbCatalog *catalog);

/**
 * bb_family_inquire:
 *
 * As bb_scsi_inquiry(), and once more where the drive answers with a unit attention: by the standard it must not, and
 * some do. Errors: those of bb_scsi_inquiry().
 */
gboolean bb_family_inquire (BbTransport *transport, guint8 allocation_bytes, BbInquiry *inquiry, GError **error);

/**
 * bb_family_probe:
 * @known: (nullable): the family of this drive at the last probe: it is tried first, whatever name is reported,
 * because a bridge may report a name of its own
 * @look_closer: the user chose to let every family ask with its vendor commands
 *
 * Sends INQUIRY, then probes with the families that the reported name suggests. For a name that is not in the shipped
 * catalog, standard commands are sent that may name the family (ask_features() of #BbFamily). A drive that no family
 * recognises gives facts with %BB_CONDITION_UNKNOWN and no family, not an error. Blocks.
 *
 * Errors: of transport and of cancelling; %BB_SCSI_ERROR: the drive rejected INQUIRY, so nothing is known of it.
 */
BbFacts *bb_family_probe (BbTransport *transport, const BbFamily *known, BbCatalog *catalog, gboolean look_closer,
                          GCancellable *cancellable, GError **error);

/**
 * bb_family_identify_file:
 *
 * Every firmware image inside @file, by all families. A file without known firmware gives one image without
 * family and with a problem sentence; so does an archive that is damaged, encrypted or larger than the limits, in
 * which no image is looked for, and each such archive within another one. Returns: (transfer full) (element-type
 * BbImage): never empty
 */
GPtrArray *bb_family_identify_file (BbImage *file, BbCatalog *catalog);

/** bb_family_find_known_image: (transfer full) (nullable): the image of the catalog whose SHA-256 or SHA-1 is that of
 * all bytes of @image. */
BbKnownImage *bb_family_find_known_image (BbImage *image, BbCatalog *catalog);

/**
 * bb_family_identify_again:
 *
 * Returns: (transfer full): @image, or what it is with the key file that the user named since it was identified
 */
BbImage *bb_family_identify_again (BbImage *image, BbCatalog *catalog);

/** BB_FAMILY_LEAST_IMAGE_BYTES: lower limit of the firmware size of all families; a test compares all models. */
#define BB_FAMILY_LEAST_IMAGE_BYTES (32 * 1024)

/** BbFamilyFoundFunc: called with each image; takes no ownership of @image. */
typedef void (*BbFamilyFoundFunc) (BbImage *image, gpointer data);

/**
 * bb_family_search_file:
 * @found: called for each image
 * @cancellable: (nullable): looked at between the files of an archive
 *
 * Every firmware image inside @file, as bb_family_identify_file() finds them, for a search through many files: of an
 * archive only the files with firmware stay in memory, and a file without firmware is not returned. An archive that
 * cannot be unpacked has none.
 */
void bb_family_search_file (BbImage *file, BbCatalog *catalog, BbFamilyFoundFunc found, gpointer data,
                            GCancellable *cancellable);

/**
 * bb_family_choose_image:
 * @images: (element-type BbImage): as bb_family_identify_file() gives them
 * @facts: (nullable): the drive they are for
 *
 * The one that is meant for this drive; else the first that a family knows; else the first.
 * Returns: (transfer full)
 */
BbImage *bb_family_choose_image (GPtrArray *images, BbFacts *facts);

/** bb_family_check: Returns (transfer full) the reasons of the family, and those that do not depend on it: USB
 * bridge, downgrade, image without identity. */
BbVerdict *bb_family_check (BbFacts *facts, BbImage *image, BbCatalog *catalog);

G_END_DECLS
