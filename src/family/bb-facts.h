/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "catalog/bb-naming.h"
#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/**
 * BbCondition: state of a drive, as code outside of its family needs to know it.
 * @BB_CONDITION_UNKNOWN: no family supports the drive, or the drive could not be identified again after a command
 * that may have changed its state
 * @BB_CONDITION_NORMAL: the main firmware runs
 * @BB_CONDITION_SPECIAL: the boot code runs (recovery mode); the main firmware may be valid or not
 * @BB_CONDITION_DAMAGED: the firmware runs, but the stored identity is invalid or belongs to another drive type
 * @BB_CONDITION_HALF_ALIVE: the boot code started main firmware that is incomplete
 * @BB_CONDITION_WRONG_FIRMWARE: complete firmware runs that was built for other hardware and may damage the drive;
 *   %BB_FACTS_HAZARD has a sentence about it
 */
typedef enum {
    BB_CONDITION_UNKNOWN,
    BB_CONDITION_NORMAL,
    BB_CONDITION_SPECIAL,
    BB_CONDITION_DAMAGED,
    BB_CONDITION_HALF_ALIVE,
    BB_CONDITION_WRONG_FIRMWARE,
} BbCondition;

/** BB_MODE_HALF_ALIVE: value of @mode of #BbFacts for drives with %BB_CONDITION_HALF_ALIVE, in every family; drives
 * whose firmware mixes two revisions have %BB_MODE_MIXED instead. */
#define BB_MODE_HALF_ALIVE "half-alive"

/** BB_MODE_MIXED: value of @mode of #BbFacts for drives with %BB_CONDITION_HALF_ALIVE whose firmware runs although
 * its parts are of two revisions. Such firmware can be read. */
#define BB_MODE_MIXED "mixed-revisions"
/** BB_FACTS_CONTRADICTION: key of a string in @values of #BbFacts, only with %BB_MODE_MIXED: a sentence that names
 * the two revisions. */
#define BB_FACTS_CONTRADICTION "contradiction"

/* Keys of @values of #BbFacts for drives whose firmware does not run, in every family; each comment begins with the
 * type of the GVariant. */
/** BB_FACTS_WANTS: `s`: a sentence: the information that a recovery still needs, or why the drive cannot be
 * recovered. */
#define BB_FACTS_WANTS "recovery-wants"
/** BB_FACTS_IS_LOST: `b`: the drive cannot be recovered, because neither its data nor its label can show which
 * firmware may be written. */
#define BB_FACTS_IS_LOST "recovery-is-lost"
/** BB_FACTS_IS_BOARD_UNKNOWN: `b`, only with %BB_FACTS_IS_LOST: the drive cannot be recovered because its board is
 * unknown. */
#define BB_FACTS_IS_BOARD_UNKNOWN "recovery-board-unknown"
/** BB_FACTS_IS_BY_PORT: `b`: recorded facts, which are used for a drive in recovery mode only because it is at the
 * port of the recorded drive. Neither a serial number nor a fingerprint shows that it is that drive. */
#define BB_FACTS_IS_BY_PORT "recorded-by-port"

/** BB_FACTS_BOOT_VERSION: `s`, only in families with versions of boot code: in values of facts, the version of the
 * boot code in the drive; in values of an image, the version that the image needs. */
#define BB_FACTS_BOOT_VERSION "boot-version"
/** BB_FACTS_BOOT_NAME: `s`: maker and name of the model whose name the boot code reports, if that is another model
 * than the stored identity shows; absent once it is known which of the two the boot code accepts. */
#define BB_FACTS_BOOT_NAME "boot-name"
/** BB_FACTS_BOOT_ID: `s`, only in families with boot IDs: the boot ID, which names the kind of the board. */
#define BB_FACTS_BOOT_ID "boot-id"

/* Keys of @values of #BbFacts, and of the values of an image, that describe the running firmware or the image. */
/** BB_FACTS_MODIFIED: `s`: who modified the firmware, a word of the family; absent if no modification was found. */
#define BB_FACTS_MODIFIED "modified"
/** BB_FACTS_MODIFIED_VERSION: `s`, only with %BB_FACTS_MODIFIED: version of the modification. */
#define BB_FACTS_MODIFIED_VERSION "modified-version"
/** BB_FACTS_BUILD_DATE: `s`: ISO date on which the firmware was built. */
#define BB_FACTS_BUILD_DATE "build-date"
/** BB_FACTS_SERVICE_CODE: `s`: code of the maker for the hardware that the firmware is for. */
#define BB_FACTS_SERVICE_CODE "service-code"
/** BB_FACTS_DOWNGRADE: `b`: the firmware has the mark that lets it replace newer firmware. */
#define BB_FACTS_DOWNGRADE "downgrade-enabled"
/** BB_FACTS_IS_MODIFIED_SURE: `b`, only in facts: the answers of the drive show every modification that can be found
 * in an image, so %BB_FACTS_MODIFIED of an image must be equal if the drive runs this image. */
#define BB_FACTS_IS_MODIFIED_SURE "modified-is-sure"

/** BB_FACTS_LIKELY_FAMILY: `s`, only for drives without a family: ID of the family that the answers to standard
 * commands suggest. The drive does not answer the commands that would show its model. */
#define BB_FACTS_LIKELY_FAMILY "likely-family"

/* Keys of @values of #BbFacts for drives with %BB_CONDITION_WRONG_FIRMWARE, in every family. */
/** BB_FACTS_HAZARD: `s`: a sentence that says which firmware runs, how it may damage the drive, and how long the
 * drive may stay powered. */
#define BB_FACTS_HAZARD "hazard"
/** BB_FACTS_OWN_MODELS: `s`: names of the models that have the board of this drive, "BU40N, BU50N"; absent if none is
 * known. A drive in recovery mode has this value, too, if it ran firmware for other hardware before. */
#define BB_FACTS_OWN_MODELS "own-models"

/**
 * BbClaim: the model of a drive according to one source.
 * @source: "stored-id", "model-block", "firmware", "name", "boot-code"; stable
 * @model_key: (nullable): key of the model that the source names; %NULL: the source names no known model
 * @says: name of that model, "ND-3550A"; if the source names no known model, the text that it has
 */
typedef struct {
    char *source;
    char *model_key;
    char *says;
} BbClaim;
/** bb_claim_new: Returns (transfer full) a claim with copies of all three texts. */
BbClaim *bb_claim_new (const char *source, const char *model_key, const char *says);
void bb_claim_free (BbClaim *claim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbClaim, bb_claim_free)

/**
 * BbFacts:
 * @family: (nullable): ID of the family that supports the drive
 * @model: (nullable): catalog entry of the drive type
 * @maker, @model_name: (nullable): "Sony", "ND-1100A"; the name is a text for users, not the key of @model
 * @candidates: (element-type BbModel): other types that the drive may be; empty if @model is certain
 * @names: (element-type BbName): catalog entries of names for the INQUIRY text of the drive
 * @naming: (nullable): maker, kind and more that the reported name indicates; %NULL if a family supports the drive,
 *   or if the device is not an optical drive
 * @condition: see #BbCondition
 * @mode: word of the family for the state of the drive: "normal", "boot", "damaged-id"; stable
 * @confidence: how certain @model is
 * @conflict: (element-type BbClaim): claims of all sources, if @confidence is %BB_CONFIDENCE_CONFLICTING; else empty
 * @wants_repair: the stored identity is or may be wrong; a recovery checks and repairs it
 * @evidence: (element-type utf8): sentences that explain @model, "The id in its memory is K355."
 * @inquiry: INQUIRY data of the drive; in recovery mode its revision is that of the boot code
 * @own_vendor, @own_product: (nullable): set only in recovery mode: INQUIRY vendor and product that the drive had
 *   while its firmware ran. They are from the journal, a backup or the user. The user may be wrong, so they are used
 *   only for warnings and to sort images
 * @fingerprint: (nullable): checksum in lower-case hex of data of this drive. Drives with different fingerprints are
 *   different. Drives with the same fingerprint may have different serial numbers, because some families can only
 *   read data that all drives with the same circuit board have.
 * @values: (nullable): a{sv}: values with a meaning inside the family only ("boot-id", "boot-version", "firmware-id",
 *   "config"); written into journals and manifests, so keep names and types stable
 *
 * Results of probing one drive. Reference counted; filled by the family, then immutable: use bb_facts_copy() to
 * change them. Any thread.
 */
typedef struct {
    /*< private >*/
    gatomicrefcount ref_count;
    /*< public >*/
    char *family;
    BbModel *model;
    char *maker;
    char *model_name;
    GPtrArray *candidates;
    GPtrArray *names;
    BbNaming *naming;
    BbCondition condition;
    char *mode;
    BbConfidence confidence;
    GPtrArray *conflict;
    gboolean wants_repair;
    GPtrArray *evidence;
    BbInquiry inquiry;
    char *own_vendor;
    char *own_product;
    char *fingerprint;
    GVariant *values;
} BbFacts;

/** bb_facts_new: Returns (transfer full) facts with a copy of @inquiry and nothing else. If @inquiry (nullable) is
 * %NULL, the INQUIRY data of the facts are zero. */
BbFacts *bb_facts_new (const BbInquiry *inquiry);
BbFacts *bb_facts_ref (BbFacts *facts);
void bb_facts_unref (BbFacts *facts);
/** bb_facts_copy: Returns (transfer full) a copy that the caller may change. */
BbFacts *bb_facts_copy (BbFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbFacts, bb_facts_unref)

/** bb_facts_take_names_of_model: Sets family, maker and model name of @facts to those of the model of @facts, which
 * must be set. */
void bb_facts_take_names_of_model (BbFacts *facts);
/** bb_facts_set_own_name: Sets @own_vendor and @own_product to copies of @vendor and @product (nullable). */
void bb_facts_set_own_name (BbFacts *facts, const char *vendor, const char *product);
/** bb_facts_add_evidence: Adds a sentence to @evidence. @format: a translated format string */
void bb_facts_add_evidence (BbFacts *facts, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** bb_facts_add_candidate: Adds a reference to @model to the candidates, unless it is among them. */
void bb_facts_add_candidate (BbFacts *facts, BbModel *model);
/** bb_facts_add_candidates: Adds the catalog models of @names (element-type BbName) to the candidates, without
 * duplicates; only those of @family if @family is not %NULL. Ignores names that do not name a model of the catalog.
 */
void bb_facts_add_candidates (BbFacts *facts, GPtrArray *names, const char *family, BbCatalog *catalog);
/** bb_facts_set_string: As bb_facts_set_value(), for a copy of the string @value. */
void bb_facts_set_string (BbFacts *facts, const char *key, const char *value);
/** bb_facts_set_value: Sets the value with @key, in place of an earlier one; takes ownership of a floating @value. */
void bb_facts_set_value (BbFacts *facts, const char *key, GVariant *value);
/** bb_facts_remove_value: Removes the value with @key, if there is one. */
void bb_facts_remove_value (BbFacts *facts, const char *key);
/** bb_facts_set_bytes: As bb_facts_set_value(), for a byte array with a copy of @data. */
void bb_facts_set_bytes (BbFacts *facts, const char *key, const guint8 *data, gsize length_bytes);
/** bb_facts_get_string: Returns (transfer none) (nullable) a string of @values; %NULL if @key is absent or its value
 * is not a string. */
const char *bb_facts_get_string (BbFacts *facts, const char *key);
/** bb_facts_get_boolean: Returns a boolean of @values; FALSE if @key is absent or its value is not a boolean. */
gboolean bb_facts_get_boolean (BbFacts *facts, const char *key);
/** bb_facts_get_bytes: Returns (transfer full) (nullable) a byte array of @values; %NULL if @key is absent or its
 * value is not a byte array. */
GBytes *bb_facts_get_bytes (BbFacts *facts, const char *key);
/** bb_facts_wants_label: TRUE if the drive can be recovered only after the user has entered what is on its label. */
gboolean bb_facts_wants_label (BbFacts *facts);
/** bb_facts_needs_repair: TRUE if the firmware runs and the stored identity is or may be wrong. */
gboolean bb_facts_needs_repair (BbFacts *facts);
/**
 * bb_facts_find_crossflash:
 * @to: (nullable): name of the model that an image is for
 *
 * Finds the best report (bb_catalog_find_crossflash()) about flashing an image for @to to a drive with this board and
 * this running firmware.
 *
 * Returns: (transfer full) (nullable): the report; %NULL in these cases:
 * - No report is known, or @to is %NULL.
 * - The drive already runs firmware of @to.
 * - The model of the running firmware is unknown, or the condition is %BB_CONDITION_WRONG_FIRMWARE.
 */
BbCrossflash *bb_facts_find_crossflash (BbFacts *facts, const char *to, BbCatalog *catalog);
/** bb_facts_list_crossflashes: Returns (transfer full) (element-type BbCrossflash) the reports about flashing drives
 * with this board and this running firmware; empty if there are none, if the model of the running firmware is
 * unknown, and with %BB_CONDITION_WRONG_FIRMWARE. */
GPtrArray *bb_facts_list_crossflashes (BbFacts *facts, BbCatalog *catalog);
/** bb_facts_is_only_named: TRUE if Burnback can only show maker and model of the drive:
 * - The reported name shows maker and model.
 * - No family supports the drive, and the reported name indicates no family of this program.
 * - There are no candidate models. */
gboolean bb_facts_is_only_named (BbFacts *facts);
/** bb_facts_is_unlike_name: TRUE if the reported name is that of models in the catalog, but no family supports the
 * drive, because it does not respond as these models do. Either another model has this name, or the commands do not
 * reach the drive. */
gboolean bb_facts_is_unlike_name (BbFacts *facts);
/** bb_facts_get_sold_as: Returns (nullable) the marketed name of @names; %NULL if there is none, or if @names have
 * several marketed names, because what the drive reports does not show which of them is right. %NULL also for a name
 * with a limit in parentheses, such as a firmware revision, because it is not known whether the limit applies. */
const char *bb_facts_get_sold_as (BbFacts *facts);
/** bb_facts_dup_other_name: Returns (transfer full) (nullable) the text (@says) of the first claim in @conflict that
 * does not name @model; %NULL if there is no such claim. */
char *bb_facts_dup_other_name (BbFacts *facts);
/** bb_facts_get_model_key: Returns (nullable) the key of @model; %NULL if the model is not known. */
const char *bb_facts_get_model_key (BbFacts *facts);

G_END_DECLS
