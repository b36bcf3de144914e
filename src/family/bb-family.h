/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-book.h"
#include "bb-difference.h"
#include "bb-dvd-region.h"
#include "bb-facts.h"
#include "bb-family-setting.h"
#include "bb-plan.h"
#include "bb-verdict.h"
#include "firmware/bb-image.h"

G_BEGIN_DECLS

/**
 * BbFamilyError:
 * @BB_FAMILY_ERROR_NOT_MINE: the drive is not of this family; the message is a translated clause that says why
 * @BB_FAMILY_ERROR_CANNOT: the operation is impossible for this drive or flash type; the message says why
 * @BB_FAMILY_ERROR_NO_MORE: plan_flash() or plan_recover(): all attempts with this image were made; plan_repair():
 *   nothing is wrong
 * @BB_FAMILY_ERROR_UNEXPECTED: docs/protocols does not describe the answer of the drive; the message is a sentence
 * @BB_FAMILY_ERROR_LABEL: as %BB_FAMILY_ERROR_CANNOT, but only until the user sets the right %BB_SETTING_LABEL
 * @BB_FAMILY_ERROR_KEY: as %BB_FAMILY_ERROR_CANNOT, but only until the user chooses the right key file
 * @BB_FAMILY_ERROR_NOT_FIRMWARE: make_image(): checksum or names show that the drive did not return its firmware; the
 *   message is a sentence
 */
typedef enum {
    BB_FAMILY_ERROR_NOT_MINE,
    BB_FAMILY_ERROR_CANNOT,
    BB_FAMILY_ERROR_NO_MORE,
    BB_FAMILY_ERROR_UNEXPECTED,
    BB_FAMILY_ERROR_LABEL,
    BB_FAMILY_ERROR_KEY,
    BB_FAMILY_ERROR_NOT_FIRMWARE,
} BbFamilyError;

#define BB_FAMILY_ERROR (bb_family_error_quark ())
GQuark bb_family_error_quark (void);

/** BbProbeStep: the condition under which probe() may send a command, in ascending order of risk. */
typedef enum {
    BB_PROBE_STANDARD, /* standard commands: may be sent to any drive */
    BB_PROBE_READ,     /* READ BUFFER: only if something indicates this family, or the user chose to probe further */
    BB_PROBE_VENDOR,   /* vendor commands: as BB_PROBE_READ, but a hint in a names file of the user is not enough */
} BbProbeStep;

/** BbProbeCommand: a command that probe() may send. A test sends all of them to every simulated family. */
typedef struct {
    BbProbeStep step;
    guint8 cdb[12];
    guint8 cdb_length_bytes;
    guint32 data_in_bytes;
} BbProbeCommand;

/** BbProof: what is known about the result of a flash (docs/design.md, "How a plan fails"). */
typedef enum {
    BB_PROOF_PROVEN,    /* the firmware was read back and equals the image */
    BB_PROOF_IDENTITY,  /* data such as the reported revision show the new firmware; not all of it was compared */
    BB_PROOF_PENDING,   /* the firmware can be verified only after a power cycle */
    BB_PROOF_UNPROVEN,  /* nothing verifies the firmware, not even the data that the drive reports */
    BB_PROOF_DIFFERENT, /* the firmware certainly differs from the image or is missing, or the calibration is lost */
    BB_PROOF_UNCHANGED, /* the drive still has the old firmware */
} BbProof;
/** bb_proof_to_string: "proven", "identity", "pending"; "no" for the other values. */
const char *bb_proof_to_string (BbProof proof);

/**
 * BbJudgeInput:
 * @before: facts of the drive before the flash
 * @after: (nullable): facts of the drive now; %NULL if it could not be identified
 * @image: image that was written, or that should be in the drive
 * @plan: the plan with the verify section
 * @captures: data that @plan read
 * @old: (nullable): captures of the backup that was made before the flash
 * @differences: (element-type BbDifference): differences that the reads of @plan found; judge() adds more
 * @catalog: catalog with the models
 * @power_cycled: there was a power cycle after the last write
 * @cut_off: according to the journal, only some of the steps that write were sent, or one of them ended with an error
 * @later: the job that wrote has ended, so that another program may have written since
 * @finish: what the answers of the drive after the last upload show
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
    gboolean later;
    BbFinish finish;
} BbJudgeInput;

/**
 * BbAcceptsOlder: whether a drive accepts an image that is older than the firmware it runs.
 * @BB_ACCEPTS_OLDER_UNKNOWN: not known
 * @BB_ACCEPTS_OLDER_YES: the drive is expected to accept the image
 * @BB_ACCEPTS_OLDER_MARKED: of older images, the drive is expected to accept only those with a mark for downgrades.
 *   Used only if no image is given, or if the image is not older
 * @BB_ACCEPTS_OLDER_NO: the drive is expected to reject the image
 */
typedef enum {
    BB_ACCEPTS_OLDER_UNKNOWN,
    BB_ACCEPTS_OLDER_YES,
    BB_ACCEPTS_OLDER_MARKED,
    BB_ACCEPTS_OLDER_NO,
} BbAcceptsOlder;

/** BbRevisionChange: how @to differs from @from in bb_family_compare_revisions(); NEWER: @to is newer. */
typedef enum {
    BB_REVISION_CHANGE_UNKNOWN, /* a revision is unknown, or it is unknown which of the two is newer */
    BB_REVISION_CHANGE_SAME,
    BB_REVISION_CHANGE_NEWER,
    BB_REVISION_CHANGE_OLDER,
} BbRevisionChange;

/**
 * BbDetail: a fact about a drive or about an image, for the user.
 * @label: "Build date"
 * @text: (nullable): value of the detail; %NULL: it could not be read
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
 * @facts: present facts of the drive, after learn() of #BbLearnOps
 * @image: (nullable): identified image that is flashed or compared; %NULL: not chosen yet, as in find_board()
 * @catalog: catalog with the models
 * @settings: (nullable): a{sv}: choices of the user between procedures that docs/protocols describes; the keys are
 *   BB_SETTING_… and those of the family
 * @attempt: 0 for plan_flash(); for plan_recover() the number of earlier attempts, also before a power cycle
 * @recovering: the drive needs recovery: the boot code runs, or the firmware is incomplete
 * @board: (nullable): facts of the same drive before the damage, from its journal or backup
 * @older: (nullable) (element-type BbFacts): facts from other backups of the same drive
 * @lost_at: image offset that the upload had reached when the drive lost its firmware; 0: not lost in an upload
 * @tried: (nullable): candidates that were sent without changing the running firmware. A candidate is a form in which
 *   @image can be sent (bb_plan_get_candidate())
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
 * @step: (nullable): the step that failed; %NULL: all steps succeeded, and the drive kept its firmware
 * @error: (nullable): error of @step
 * @before: facts of the drive before the plan was run
 * @next: (nullable): candidate of the next attempt with this image; %NULL: there is none
 */
typedef struct {
    BbImage *image;
    const BbStep *step;
    const GError *error;
    BbFacts *before;
    const char *next;
} BbRefusedPlan;

/**
 * BbConvertInput: arguments of a conversion to another boot code and identity.
 * @facts: present facts of the drive, after learn() of #BbLearnOps
 * @target: key of the model to convert to
 * @boot_code: boot code, identified by identify_boot_code()
 * @captures: (nullable): captures of the backup that is made before this conversion; %NULL: not made yet
 * @good: (nullable): captures of an older backup that was made when this drive was a @target
 * @catalog: catalog with the models
 * @settings: (nullable): a{sv}: keys %BB_SETTING_RID and %BB_SETTING_DIGITS
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
 * @facts: present facts after learn() of #BbLearnOps; the model is that of the boot code
 * @now: the present data: captures that the plan of plan_read() has just read
 * @good: (nullable): captures of the same regions from a backup of this drive, made before the damage
 * @old: (nullable): captures of the same regions from directly before an interrupted change. They are restored byte
 *   for byte, even if they do not fit the model of the drive
 * @catalog: catalog with the models
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
 * @BB_INSIDE_UNKNOWN: the firmware could not be compared
 * @BB_INSIDE_EQUAL: the firmware equals the image byte for byte
 * @BB_INSIDE_OTHER: the firmware differs from the image, and nothing shows that it is incomplete
 * @BB_INSIDE_SHARED: the first part of the firmware differs from that of the image, and another part equals that of
 *   the image. The firmware may be a mix of two revisions, or both revisions may have the equal part in common
 * @BB_INSIDE_MIXED: as OTHER, but the first part equals that of the image, and no other revision is reported
 * @BB_INSIDE_BROKEN: a part of the firmware is erased
 */
typedef enum {
    BB_INSIDE_UNKNOWN,
    BB_INSIDE_EQUAL,
    BB_INSIDE_OTHER,
    BB_INSIDE_SHARED,
    BB_INSIDE_MIXED,
    BB_INSIDE_BROKEN,
} BbInside;

/** BbCan: the operations that a drive supports in its present state, as a set of bits; `can` in JSON. */
typedef enum {
    BB_CAN_IDENTIFY = 1 << 0,
    BB_CAN_BACKUP = 1 << 1,
    BB_CAN_FLASH = 1 << 2,
    BB_CAN_VERIFY = 1 << 3,
    BB_CAN_ROLLBACK = 1 << 4,
    BB_CAN_RECOVER = 1 << 5,
} BbCan;
/** bb_can_list_names: Returns (transfer container) (array zero-terminated) the names of the operations in @can, as in
 * JSON and in reports, in the order of the bits. */
const char **bb_can_list_names (BbCan can);

/**
 * BbNoFlash: why Burnback never flashes a drive, in whatever state the drive is.
 * @why: the reason, a sentence; translatable
 * @instead: what the user can do instead, a sentence; translatable
 */
typedef struct {
    const char *why;
    const char *instead;
} BbNoFlash;

/** BbBackupKind: how much of the firmware a backup of a drive contains; `backup` in the JSON of `check`. */
typedef enum {
    BB_BACKUP_NONE,
    BB_BACKUP_PARTIAL,
    BB_BACKUP_FULL,
} BbBackupKind;
/** bb_family_reads_all: TRUE if all of the firmware can be read; FALSE if @facts (nullable) are %NULL. */
gboolean bb_family_reads_all (BbFacts *facts);
/** bb_backup_kind_to_string: "none", "partial", "full"; stable. */
const char *bb_backup_kind_to_string (BbBackupKind kind);

/*
 * Optional capabilities of a family, one struct each. A caller tests for the struct once; all members are set, except
 * those with "(nullable)". "Pure", here and in BbFamily: the function sends no commands, has no side effects, and
 * returns equal results for equal arguments.
 */

/**
 * BbLearnOps: for drives that show their key or boot code version only in recovery mode. learn() enters that mode and
 * leaves it again.
 * @is_needed: TRUE if check() needs the results of learn() for its final verdict. Pure.
 * @learn: reads the data that plans and verdict still need, and leaves the drive unchanged. Returns (transfer full)
 *   facts with the results. First uses the data in @captures (nullable), and may add captures to it. Called after the
 *   backup was read, because some drives return wrong bytes after recovery mode. Blocks. Errors: of transport and
 *   SCSI, cancelling, %BB_FAMILY_ERROR_UNEXPECTED, %BB_FAMILY_ERROR_CANNOT
 */
typedef struct {
    gboolean (*is_needed) (BbFacts *facts);
    BbFacts *(*learn) (BbTransport *transport, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);
} BbLearnOps;

/**
 * BbSurveyOps: for drives of which a part of the memory must be read before plan_backup() and plan_verify() can be
 * called, because that part says, for example, how long the firmware is.
 * @is_needed: TRUE if plan_backup() and plan_verify() need results of take() that @facts do not have. FALSE for a
 *   drive that may be read only with a setting that the user has not chosen in @settings (nullable): a{sv}. Pure.
 * @plan: returns (transfer full) a plan that reads what take() needs. Pure. Errors: %BB_FAMILY_ERROR_CANNOT
 * @take: returns (transfer full) a copy of @facts with the results that are in @captures, the captures of the plan.
 *   Pure. Errors: %BB_FAMILY_ERROR_CANNOT
 */
typedef struct {
    gboolean (*is_needed) (BbFacts *facts, GVariant *settings);
    BbPlan *(*plan) (BbFacts *facts, BbCatalog *catalog, GError **error);
    BbFacts *(*take) (BbFacts *facts, BbCaptures *captures, GError **error);
} BbSurveyOps;

/**
 * BbSearchOps: for drives whose memory must be searched for their firmware, where reads of a part of the memory may
 * have side effects.
 * @setting: name of the #BbFamilySetting by which the user asks for a search of all of the memory
 * @probe: called in place of probe() of #BbFamily. @known (nullable): a{sv}: values of the facts of this unit, from a
 *   journal or backup; the search begins at the addresses in these values. @is_asked: the user has set @setting, so
 *   if the usual search finds nothing, @probe reads all of the memory, also with commands that list_probe_commands()
 *   does not list
 */
typedef struct {
    const char *setting;
    BbFacts *(*probe) (BbTransport *transport, const BbInquiry *inquiry, GVariant *known, gboolean is_asked,
                       BbCatalog *catalog, GCancellable *cancellable, GError **error);
} BbSearchOps;

/**
 * BbInspectOps: for drives whose firmware can be read in any mode and compared with an image.
 * @plan: returns (transfer full) a plan that reads the firmware once, without leaving the present mode. @image
 *   (nullable): the firmware that should be in the drive. Pure. Errors: %BB_FAMILY_ERROR_CANNOT
 * @compare: returns the result of comparing the captures of @plan with @image (nullable); @why (out) (transfer full)
 *   (nullable): a sentence if something is wrong. Pure.
 * @is_read_back_sure: FALSE if reads after a flash may return wrong bytes until the next power cycle. Pure.
 * @may_be_mixed: TRUE if this drive starts firmware whose parts are of two revisions. Only comparing shows it. Pure.
 * @plan_sample: returns (transfer full) a plan that reads a few KiB of each part of the firmware in normal mode, for
 *   a drive that @may_be_mixed. Pure. Errors: %BB_FAMILY_ERROR_CANNOT
 * @find_contradiction: TRUE if @captures of @plan_sample, of @plan or of a backup contain parts of two revisions, as
 *   shown by these parts, by @images (BbImage; were in drives) or by @files (BbImage; come from files). @why (out)
 *   (transfer full): a sentence that names the revisions. Pure.
 * @is_image_mixed: TRUE if @image, for the drive of @facts, combines parts of two of @images (BbImage). Pure.
 * @is_image_doubtful: TRUE if @image may be such a mix, because only a part equals one of @files (BbImage). Pure.
 * @is_incomplete: TRUE if a drive that reports its usual name runs incomplete firmware. @sense: its answer to TEST
 *   UNIT READY. Pure.
 */
typedef struct {
    BbPlan *(*plan) (BbFacts *facts, BbImage *image, GError **error);
    BbInside (*compare) (BbFacts *facts, BbCaptures *captures, BbImage *image, char **why);
    gboolean (*is_read_back_sure) (BbFacts *facts);
    gboolean (*may_be_mixed) (BbFacts *facts);
    BbPlan *(*plan_sample) (BbFacts *facts, GError **error);
    gboolean (*find_contradiction) (BbFacts *facts, BbCaptures *captures, GPtrArray *images, GPtrArray *files,
                                    char **why);
    gboolean (*is_image_mixed) (BbFacts *facts, BbImage *image, GPtrArray *images);
    gboolean (*is_image_doubtful) (BbFacts *facts, BbImage *image, GPtrArray *files);
    gboolean (*is_incomplete) (const BbSense *sense);
} BbInspectOps;

/**
 * BbConvertOps: for drives that another boot code turns into another model.
 * @identify_boot_code: returns (transfer full) the identity of a boot code file for a conversion to the model with
 *   key @target, never %NULL; its problem is set if the file cannot be used. Bounded time and memory on hostile
 *   input. Pure.
 * @list_targets: returns (transfer full) (element-type BbModel) the models that this drive can be converted to. Pure.
 * @check: adds the reasons for and against the conversion to @verdict. Pure.
 * @is_boot_code_certain: TRUE if the model of @facts was read from the boot code itself. Pure.
 * @plan: returns (transfer full) a plan that writes the identity and, as the last step, the boot code; afterwards the
 *   drive needs a power cycle. For a drive in its recovery mode the plan writes the boot code only, and the identity
 *   is repaired later. Pure. Errors: %BB_FAMILY_ERROR_CANNOT
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
 * @find_damage: returns (transfer full) (nullable) a sentence if other sources contradict the stored identity. Pure.
 * @assess: compares the stored identity of @facts with the claims of other sources, and sets conflict, confidence and
 *   wants_repair of @facts. Pure apart from that.
 * @plan_read: returns (transfer full) a plan that reads twice the data that plan_repair() needs. Pure. Errors:
 *   %BB_FAMILY_ERROR_CANNOT
 * @plan_repair: returns (transfer full) a plan for normal mode that writes the right identity and lost calibration,
 *   and nothing else; the note of the plan lists the changes. Pure. Errors: %BB_FAMILY_ERROR_NO_MORE: nothing is
 *   wrong; %BB_FAMILY_ERROR_CANNOT: the right bytes cannot be known
 * @is_of_model: TRUE if @captures of plan_read() contain the identity of an undamaged drive of @model. Pure.
 * @has_lost_calibration: compares @now with @good, both captures of plan_read(). TRUE if bytes of the calibration
 *   differ that do not change in normal use. Pure.
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
 * @read: reads the book types; changes nothing. The style is %BB_BOOK_STYLE_NONE if the drive has no settable book
 *   types. Errors: of transport and SCSI
 * @set: sets one book type and reads it back. @temporary: TRUE: until the drive is reset; FALSE: stored, which uses
 *   up one of the changes that the drive still allows. Errors: as @read; %BB_FAMILY_ERROR_CANNOT: this drive cannot
 *   store this book type; %BB_FAMILY_ERROR_UNEXPECTED: the drive did not store it
 * @clear: restores the factory state of all book types, including the number of remaining changes. Errors: as @set
 * @read_region: as bb_dvd_region_read(), with the restrictions of the family. Errors: as @read
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
 * Members that every family has, never %NULL:
 * @id: name of the family in catalog files, journals and backups; never changes
 * @name: name for users; a msgid
 * @list_probe_commands: returns (transfer full) (element-type BbProbeCommand) all commands that probe() may send.
 *   Pure.
 * @probe: identifies the drive, in any state. @names (element-type BbName): catalog entries for its INQUIRY text.
 *   Sends only commands of list_probe_commands(), which change nothing; may be repeated. Returns (transfer full).
 *   Blocks. Errors: %BB_FAMILY_ERROR_NOT_MINE; %BB_FAMILY_ERROR_CANNOT: it cannot be found out whether the drive is
 *   of this family; %BB_SCSI_ERROR: the drive rejects a command that every drive supports, which says nothing about
 *   its family; errors of transport and cancelling
 * @suggests: TRUE if the INQUIRY text alone indicates this family: that of the normal state, or that of the recovery
 *   mode. Pure.
 * @identify_image: returns (transfer full) (element-type BbImageIdentity) the images of this family in @bytes, empty
 *   if there are none. Never fails. Bounded time and memory on hostile input. Pure, except that the key file of the
 *   user may be read.
 * @check: adds the reasons for and against writing @image to this drive to @verdict. Pure apart from that, except
 *   that the key file of the user may be read.
 * @can: returns the operations that this drive supports in its present state. Pure.
 * @backup_kind: returns how much of the firmware a backup would contain; @why (out) (transfer full) (nullable): a
 *   sentence that says why a part is missing; %NULL or not set for %BB_BACKUP_FULL. Pure.
 * @add_regions: adds the regions of the flash memory of this drive to @builder, for maps. Pure apart from that.
 * @plan_backup: returns (transfer full) a plan that reads all readable data twice. Pure. Errors:
 *   %BB_FAMILY_ERROR_CANNOT
 * @make_image: returns (transfer full) the captured firmware as an image that plan_flash() accepts (firmware.bin in a
 *   backup). Pure. Errors: %BB_FAMILY_ERROR_CANNOT: the firmware cannot be read, or the captures have holes;
 *   %BB_FAMILY_ERROR_NOT_FIRMWARE: the captures are only saved as evidence
 * @plan_flash: returns (transfer full) a plan that flashes the image of @input (for a rollback: of the backup) and
 * may then read the data for judge(). Pure, except that the key file of the user may be read. Errors:
 *   %BB_FAMILY_ERROR_CANNOT; %BB_FAMILY_ERROR_NO_MORE: all candidates of this image were tried; %BB_FAMILY_ERROR_KEY
 * @plan_verify: returns (transfer full) a plan that reads the data for judge() and writes nothing. It reads the
 *   firmware; if that cannot be read, only the data that identify the drive. Pure. Errors: %BB_FAMILY_ERROR_CANNOT
 * @judge: returns the conclusion about the firmware from the data that the verify section read; @why (out) (transfer
 *   full): a sentence about that. Adds to the differences of @input; pure apart from that.
 * @plan_recover: like plan_flash(), for a drive that needs recovery; the attempt of @input counts the earlier
 *   attempts. Errors: those of plan_flash() and of find_board()
 *
 * Optional members. "%NULL: …" says what holds if the member is %NULL:
 * @get_no_flash: returns (nullable) why the drive is never flashed. Then can() has no operation that writes,
 *   bb_family_check() refuses every image, and plan_flash() and plan_recover() fail with %BB_FAMILY_ERROR_CANNOT.
 *   Pure. %NULL: all drives of the family can be flashed
 * @choose_image: returns (transfer none) the image in @identities (element-type BbImageIdentity; all of this family,
 *   never empty) that is meant for the drive. Pure. %NULL: the first image that names the model of the drive is
 *   chosen; if none does, the first image
 * @assume_image: returns (transfer full) (nullable) the identity of @bytes, a file that no family knows, as an image
 *   that the user chose for this drive; %NULL if @bytes cannot be an image for the drive. check() must say that
 *   nothing shows what the file is. Only for families whose images need not contain a mark. Pure. %NULL: such files
 *   are refused
 * @join: returns (transfer full) (nullable) one image of @first and @second, two parts of one firmware, in the order
 *   in which they are sent; %NULL if they do not belong together, or belong together in the other order.
 *   identify_image() recognizes the result, so that review, journal and plans have both parts as one image. Pure.
 *   %NULL: firmware has one part
 * @find_board: for a drive that runs no firmware: returns (transfer full) facts that describe its board, by what the
 *   drive reports, by older facts of this drive, or by its label; the image of @input is not used. Preview of a
 *   recovery and recovery both rely on this result alone. Pure. Errors: %BB_FAMILY_ERROR_LABEL;
 *   %BB_FAMILY_ERROR_CANNOT: the board is unknown, so nothing may be written. %NULL: the facts of the drive describe
 *   its board
 * @list_file_endings: (nullable): returns (transfer full) (element-type utf8) the texts that may follow the image of
 *   make_image() in a file of the manufacturer, such as the boot version. Pure.
 * @is_other_hardware: TRUE if @image, which is of this family, is for other hardware than @board and must never be
 *   written, not even for a rollback; FALSE if that is unknown. Pure. %NULL: no such image endangers the hardware
 * @plan_wake: returns (transfer full) a plan that makes the drive leave recovery mode without writing; the engine
 *   then identifies the drive again. Pure. Errors: %BB_FAMILY_ERROR_CANNOT. %NULL: only a flash leaves that mode
 * @note_installed: @installed is the image that was written last to the drive of @board. Stores in @board those
 *   values of @installed that a later recovery needs. Pure apart from that.
 * @explain_refusal: returns (transfer full) (nullable) a sentence on what the user can do after a #BbRefusedPlan;
 *   %NULL if the cause is unknown. Pure, except that the text depends on whether a key file is set.
 * @describe_candidate: returns (transfer full) a name for users of a candidate of a plan, for a sentence such as "the
 *   next attempt uses %s". Pure. %NULL: the plans of the family have no candidates
 * @takes_key: TRUE if a drive that rejected the candidates @tried (nullable) may accept one that can be sent only
 * with the key file of the user, whether or not that is set. Pure. %NULL: no candidate needs a key file
 * @read_build_info: returns (transfer full) the production data of the drive for reports: name, text, name, text and
 *   so on, untranslated. Called in normal mode only; changes nothing. Blocks. Errors: of transport and SCSI
 * @list_labels: returns (transfer full) (nullable) (element-type utf8) the values of %BB_SETTING_LABEL that
 *   find_board() accepts: model and service code, as on the label of the drive. Empty: no label determines the board;
 *   %NULL: no label is needed. Pure.
 * @check_key: TRUE if the key file of the user contains the key that some of these drives require. Reads a file.
 *   Errors: those of bb_key_file_read()
 * @detail_keys: (nullable): %NULL-terminated: keys of those values of facts and images that JSON output contains, in
 *   this order. The values are strings or booleans; a boolean that is absent is FALSE
 * @settings: (nullable): the settings that the user can make; an entry without @name ends the list
 * @advice: (nullable): name under which the catalog has the entries for bb_advice_list()
 * @describe: adds to @details (element-type BbDetail) those @values of facts or of an image that decide whether an
 *   image fits a drive. Pure apart from that.
 * @get_unchecked: returns a sentence: images of this family have no checksum that can be checked. Pure.
 * @accepts_older: returns whether the drive accepts @image (nullable: any) if it is older than the running firmware;
 *   @why (out) (transfer full): a sentence. Pure.
 * @compare_revisions: returns how @to differs from @from, two different revisions of the firmware of this drive.
 *   Pure. %NULL: the revisions of the family are in the order of their digits
 * @explain_image: returns (transfer full) (nullable) a sentence about an image for some drives of its model. Pure.
 * @explain_usb: returns (nullable) a sentence about drives of this model on USB. Pure. %NULL: nothing is known
 * @has_unsteady_serial: TRUE if the reported serial number may change, so another number does not show another drive
 * @has_board_fingerprint: TRUE if drives with the same circuit board have the same fingerprint
 * @flashes_in_mode: TRUE if the plans of plan_flash() and plan_verify() enter the recovery mode themselves, even if
 *   the drive is in it. So a drive that stays in this mode after its backup can be flashed without a power cycle
 * @finds_dropped_commands: TRUE if the plans of plan_flash() fail before the first erase when a bridge drops commands
 * @leaves_area: TRUE if the drive manages part of its firmware memory itself, so that judge() does not compare that
 *   part. Pure. %NULL: judge() compares all of the firmware
 * @wants_pio: TRUE for drives that are known to fail when flashed with DMA. Pure.
 * @ask_features: for a drive whose INQUIRY text is unknown, as behind a USB bridge: sets @is_named to TRUE if answers
 *   to standard commands (%BB_PROBE_STANDARD of list_probe_commands()) indicate this family. @why (out) (transfer
 *   full): a sentence about the answers. Blocks. Errors: of transport. %NULL: no standard answer indicates the family
 * @learn, @survey, @search, @inspect, @convert, @identity, @books: see the structs
 */
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

    const BbNoFlash *(*get_no_flash) (BbFacts *facts);
    BbImageIdentity *(*choose_image) (BbFacts *facts, GPtrArray *identities);
    BbImageIdentity *(*assume_image) (BbFacts *facts, GBytes *bytes);
    GBytes *(*join) (BbImage *first, BbImage *second);
    BbFacts *(*find_board) (const BbFlashInput *input, GError **error);
    char **(*list_file_endings) (BbFacts *facts);
    gboolean (*is_other_hardware) (BbFacts *board, BbImage *image, BbCatalog *catalog);
    BbPlan *(*plan_wake) (BbFacts *facts, GError **error);
    void (*note_installed) (BbFacts *board, BbImage *installed);
    char *(*explain_refusal) (const BbRefusedPlan *refusal);
    char *(*describe_candidate) (const char *candidate);
    gboolean (*takes_key) (BbFacts *facts, const char *const *tried);
    char **(*read_build_info) (BbTransport *transport, GError **error);
    char **(*list_labels) (const BbFlashInput *input);
    gboolean (*check_key) (GError **error);
    const char *const *detail_keys;
    void (*describe) (GVariant *values, GPtrArray *details);
    const char *(*get_unchecked) (void);
    BbAcceptsOlder (*accepts_older) (BbFacts *facts, BbImageIdentity *image, char **why);
    BbRevisionChange (*compare_revisions) (BbFacts *facts, const char *from, const char *to);
    char *(*explain_image) (BbImageIdentity *identity);
    const BbFamilySetting *settings;
    const char *advice;
    const char *(*explain_usb) (BbFacts *facts);
    gboolean has_unsteady_serial;
    gboolean has_board_fingerprint;
    gboolean flashes_in_mode;
    gboolean finds_dropped_commands;
    gboolean (*leaves_area) (BbFacts *facts);
    gboolean (*wants_pio) (BbFacts *facts);
    gboolean (*ask_features) (BbTransport *transport, gboolean *is_named, char **why, GError **error);
    const BbLearnOps *learn;
    const BbSurveyOps *survey;
    const BbSearchOps *search;
    const BbInspectOps *inspect;
    const BbConvertOps *convert;
    const BbIdentityOps *identity;
    const BbBookOps *books;
};

extern const BbFamily bb_family_nec_optiarc;
extern const BbFamily bb_family_mediatek_mt1959;
extern const BbFamily bb_family_samsung_tsst;
extern const BbFamily bb_family_tsst_mt1939;
extern const BbFamily bb_family_plextor;
extern const BbFamily bb_family_pioneer;
extern const BbFamily bb_family_lg_gdr;
extern const BbFamily bb_family_lite_on;
extern const BbFamily bb_family_lg_renesas;
extern const BbFamily bb_family_pioneer_bd;
extern const BbFamily bb_family_ricoh;
extern const BbFamily bb_family_btc;
extern const BbFamily bb_family_matshita;

/** bb_family_list_no_commands: list_probe_commands() for families that need only INQUIRY: returns an empty list. */
GArray *bb_family_list_no_commands (BbCatalog *catalog);
/** bb_family_fail_unlisted: for probe(): %NULL with %BB_FAMILY_ERROR_NOT_MINE: the product is not in the catalog. */
BbFacts *bb_family_fail_unlisted (GError **error);

/** bb_family_list: Returns (transfer none) all families, %NULL-terminated. */
const BbFamily *const *bb_family_list (void);
/** bb_family_register: Appends @family, which must stay valid, for tests; before any thread is started. */
void bb_family_register (const BbFamily *family);
/** bb_family_lookup: Returns (nullable) the family with this ID; %NULL if the program has no such family. */
const BbFamily *bb_family_lookup (const char *id);
/** bb_family_can_leave_mode: TRUE if @facts (nullable) are of a drive in recovery mode that plan_wake() can end. */
gboolean bb_family_can_leave_mode (BbFacts *facts);
/** bb_family_get_serial: Returns (nullable) @serial if this number identifies the drive, or if @facts (nullable) is
 * %NULL. Returns %NULL if the boot code of the drive runs, because the boot code may report another number, and for
 * families with has_unsteady_serial. */
const char *bb_family_get_serial (BbFacts *facts, const char *serial);

/**
 * bb_family_describe:
 * @id: (nullable): ID of the family
 * @values: (nullable): values of facts or of an image
 *
 * Returns: (transfer full) (element-type BbDetail): the details that describe() of the family adds; empty without
 *   family or values
 */
GPtrArray *bb_family_describe (const char *id, GVariant *values);

/**
 * bb_family_accepts_older:
 * @facts: (nullable): facts of the drive
 * @image: (nullable): the image; %NULL for any older image. An @image that is not older than the running firmware
 *   gets the same answer as %NULL
 * @text: (out) (optional) (transfer full) (nullable): the answer and its reason, such as "yes. The image is marked
 *   for that (DE)."; %NULL if the family of the drive has no rule about older images, or @image is of another family
 *
 * Returns: whether the drive accepts @image; %BB_ACCEPTS_OLDER_UNKNOWN whenever @text is %NULL
 */
BbAcceptsOlder bb_family_accepts_older (BbFacts *facts, BbImageIdentity *image, char **text);

/**
 * bb_family_compare_revisions:
 * @facts: (nullable): facts of a drive that can have both revisions; %NULL: nothing is known of the drive, so only
 *   equal revisions are recognized
 * @from, @to: (nullable): two revisions; %NULL or "" stands for an unknown revision. Case and padding do not count.
 *
 * Returns: how @to differs from @from. For two different revisions, compare_revisions() of the family decides; if it
 *   is %NULL, the order of their digits. %BB_REVISION_CHANGE_UNKNOWN if a revision is unknown, if different revisions
 *   are of an unknown family, or if the digits would decide but other characters or the lengths differ
 */
BbRevisionChange bb_family_compare_revisions (BbFacts *facts, const char *from, const char *to);

/**
 * bb_family_explain_image: Returns (transfer full) (nullable) a sentence for the user about an image with a wrong
 * checksum, or an image that is not for every drive of its model; %NULL for other images. %NULL also if no family
 * knows the image, or if @identity has a problem: the text of @problem explains the image then.
 */
char *bb_family_explain_image (BbImageIdentity *identity);

/** bb_family_leaves_area: TRUE if the drive manages part of its firmware memory itself; FALSE if @facts are %NULL. */
gboolean bb_family_leaves_area (BbFacts *facts);

/** bb_family_get_no_flash: Returns (nullable) why the drive of @facts (nullable) is never flashed; %NULL if it can be
 * flashed, or if its family is unknown. */
const BbNoFlash *bb_family_get_no_flash (BbFacts *facts);

/** bb_family_dup_no_flash: Returns (transfer full) (nullable) both sentences of bb_family_get_no_flash(), translated;
 * %NULL if that returns %NULL. */
char *bb_family_dup_no_flash (BbFacts *facts);

/** bb_family_lay_out: Returns (transfer full) (nullable) a plan without steps that has the regions of the flash
 * memory (boot code, calibration, firmware) of the drive with @facts; %NULL if family, model or regions are
 * unknown. */
BbPlan *bb_family_lay_out (BbFacts *facts, BbCatalog *catalog);

/**
 * bb_family_inquire:
 *
 * Calls bb_scsi_inquiry(), and repeats it once after a unit attention, which some drives report to INQUIRY although
 * the standard forbids that. Errors: those of bb_scsi_inquiry().
 */
gboolean bb_family_inquire (BbTransport *transport, guint8 allocation_bytes, BbInquiry *inquiry, GError **error);

/**
 * bb_family_probe:
 * @known: (nullable): the family of this drive at the last probe. It is tried first, because a bridge may report its
 *   own name instead of that of the drive
 * @look_closer: the user chose to probe with the vendor commands of every family
 *
 * Sends INQUIRY, then probes with the families that the reported name suggests. If @known is %NULL and the name is
 * not in the shipped catalog, may also send standard commands whose answers may indicate a family (ask_features() of
 * #BbFamily). A family that only the user's catalog file suggests becomes the result only with @look_closer; without,
 * its probe only adds sentences to the evidence, and is left out if it needs vendor commands. If no family recognizes
 * the device, or it is not an optical drive, returns facts with %BB_CONDITION_UNKNOWN and no family. Blocks.
 *
 * Errors: of transport and of cancelling; %BB_SCSI_ERROR: the drive rejected INQUIRY or another command that every
 * drive supports, so nothing is known of it.
 */
BbFacts *bb_family_probe (BbTransport *transport, const BbFamily *known, BbCatalog *catalog, gboolean look_closer,
                          GCancellable *cancellable, GError **error);

/**
 * BbProbeInput: what decides how a drive is probed, besides its answers.
 * @known: (nullable): the family of this drive at the last probe
 * @look_closer: the user chose to probe with the vendor commands of every family
 * @settings: (nullable): a{sv}: the settings of the user
 * @recall: (nullable): returns (transfer full) (nullable) a{sv}: the values of facts that a journal or backup of
 *   @family has of this unit. Called only for families with #BbSearchOps
 * @recall_data: argument of @recall
 */
typedef struct {
    const BbFamily *known;
    gboolean look_closer;
    GVariant *settings;
    GVariant *(*recall) (const BbFamily *family, gpointer data);
    gpointer recall_data;
} BbProbeInput;

/** bb_family_probe_with: bb_family_probe() with the arguments in @input. Errors: those of bb_family_probe(). */
BbFacts *bb_family_probe_with (BbTransport *transport, const BbProbeInput *input, BbCatalog *catalog,
                               GCancellable *cancellable, GError **error);

/**
 * bb_family_identify_file:
 *
 * Finds every firmware image in @file, of all families. A file without known firmware gives one image without family
 * and with a problem; so does an archive that is damaged, encrypted or too large, also inside of another archive. If
 * @file contains both parts of a firmware, the result ends with images that join the parts (join() of #BbFamily);
 * with more than 16 images, none are joined.
 *
 * Returns: (transfer full) (element-type BbImage): never empty
 */
GPtrArray *bb_family_identify_file (BbImage *file, BbCatalog *catalog);

/**
 * bb_family_identify_pair:
 *
 * Identifies two files, the parts of one firmware, in any order. Joins only the first 16 images of each file.
 *
 * Returns: (transfer full) (element-type BbImage): the images that join a part of each file (join() of #BbFamily);
 *   one image with a problem if there are none
 */
GPtrArray *bb_family_identify_pair (BbImage *first, BbImage *second, BbCatalog *catalog);

/** bb_family_find_known_image: Returns (transfer full) (nullable) the image of the catalog with the SHA-256 or SHA-1
 * of bb_image_get_bytes(), the deciphered bytes of @image; %NULL if there is none. */
BbKnownImage *bb_family_find_known_image (BbImage *image, BbCatalog *catalog);

/**
 * bb_family_identify_again:
 *
 * Identifies @image again if it needs a key file, because the user may have chosen a key file in the meantime. If the
 * key file does not contain the right key, the new image has a problem again.
 *
 * Returns: (transfer full): the new image; @image itself if it needs no key file, has no known family, or if its
 *   bytes no longer contain exactly one image
 */
BbImage *bb_family_identify_again (BbImage *image, BbCatalog *catalog);

/** bb_family_get_image_problem: Returns (nullable) a sentence that says why no drive can be flashed with the image:
 * the problem of @identity, or its wrong checksum. %NULL if there is none, or if a key file resolves it. */
const char *bb_family_get_image_problem (BbImageIdentity *identity);

/** BB_FAMILY_LEAST_IMAGE_BYTES: no firmware of any family is smaller than this; a test compares all models with
 * it. */
#define BB_FAMILY_LEAST_IMAGE_BYTES (32 * 1024)

/** BbFamilyFoundFunc: called with each image; takes no ownership of @image. */
typedef void (*BbFamilyFoundFunc) (BbImage *image, gpointer data);

/**
 * bb_family_search_file:
 * @found: called for each image
 * @cancellable: (nullable): checked between the files of an archive
 *
 * Made for searching many files: while an archive is unpacked, only its files with firmware stay in memory. Calls
 * @found for each image that bb_family_identify_file() would return, also if it has a problem. Differences:
 * - A file or an archive without firmware gives no image. An archive that cannot be opened gives one with a problem.
 * - A file that is smaller than any firmware is searched only if it begins like an archive, a compressed file or a
 *   program.
 * - If cancelled, images of an archive may be missing, or may be replaced by an image with a problem.
 */
void bb_family_search_file (BbImage *file, BbCatalog *catalog, BbFamilyFoundFunc found, gpointer data,
                            GCancellable *cancellable);

/**
 * bb_family_choose_image:
 * @images: (element-type BbImage): result of bb_family_identify_file(), not empty
 * @facts: (nullable): facts of the drive for which an image is chosen
 *
 * Returns: (transfer full): the first of these that exists. 1. An image of the drive's family: the choice of its
 *   choose_image(); if that is %NULL, the first image that names the drive's model, else the family's first image.
 *   2. The first image of any family. 3. The first of @images, as an image of the drive's family if
 *   assume_image() of that family accepts its bytes
 */
BbImage *bb_family_choose_image (GPtrArray *images, BbFacts *facts);
/** bb_family_needs_facts_to_choose: TRUE if the result of bb_family_choose_image() for @images may depend on the
 * drive: there are several images, or the only one is a file that assume_image() of a family may accept. */
gboolean bb_family_needs_facts_to_choose (GPtrArray *images);

/**
 * bb_family_check: Returns (transfer full) the verdict on writing @image to the drive, with the reasons of the family
 * and those that all families share: a problem or unusual content of the image, the state of the drive, older or
 * equal revisions. If the family of image or drive is unknown, or if they differ, this refusal is the only reason.
 * For a drive that is never flashed, adds a refusal, but no reasons for content, state or revisions.
 */
BbVerdict *bb_family_check (BbFacts *facts, BbImage *image, BbCatalog *catalog);
/** bb_family_check_families: Returns (transfer full) (nullable) a refusal if a family is unknown or they differ. */
BbVerdict *bb_family_check_families (BbFacts *facts, BbImageIdentity *identity);

G_END_DECLS
