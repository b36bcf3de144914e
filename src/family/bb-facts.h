/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/**
 * BbCondition: how a drive is, for everybody above its family.
 * @BB_CONDITION_UNKNOWN: no family knows it
 * @BB_CONDITION_NORMAL: its main firmware runs
 * @BB_CONDITION_SPECIAL: its boot code runs; may or may not have a valid firmware
 * @BB_CONDITION_DAMAGED: its firmware runs, but what it stores about itself does not fit (id)
 * @BB_CONDITION_HALF_ALIVE: its boot code took its firmware for whole and started it, and it is not whole
 * @BB_CONDITION_WRONG_FIRMWARE: whole firmware runs that was built for other hardware and may damage the drive; the
 *   family explains it in %BB_FACTS_HAZARD
 */
typedef enum {
    BB_CONDITION_UNKNOWN,
    BB_CONDITION_NORMAL,
    BB_CONDITION_SPECIAL,
    BB_CONDITION_DAMAGED,
    BB_CONDITION_HALF_ALIVE,
    BB_CONDITION_WRONG_FIRMWARE,
} BbCondition;

/** BB_MODE_HALF_ALIVE: the mode that goes with %BB_CONDITION_HALF_ALIVE in every family. */
#define BB_MODE_HALF_ALIVE "half-alive"

/** BB_MODE_MIXED: the mode of %BB_CONDITION_HALF_ALIVE where the parts of a firmware that runs are of two revisions;
 * such a firmware can be read. */
#define BB_MODE_MIXED "mixed-revisions"
/** BB_FACTS_CONTRADICTION: `s` in @values, with %BB_MODE_MIXED: a sentence that names the revisions. */
#define BB_FACTS_CONTRADICTION "contradiction"

/* Keys of @values of every family, of a drive that runs no firmware. */
/** BB_FACTS_WANTS: `s`, a sentence: what recovery wants to know of it, or why there is none. */
#define BB_FACTS_WANTS "recovery-wants"
/** BB_FACTS_IS_LOST: `b`: nothing that is known, or could be typed, tells what may be written to it. */
#define BB_FACTS_IS_LOST "recovery-is-lost"
/** BB_FACTS_IS_BOARD_UNKNOWN: `b`: the same, and because neither it nor any label tells what board it has. */
#define BB_FACTS_IS_BOARD_UNKNOWN "recovery-board-unknown"

/** BB_FACTS_BOOT_ID: `s`, of families whose boards have one: what tells one kind of board from another. */
#define BB_FACTS_BOOT_ID "boot-id"

/* Keys of @values of every family, with %BB_CONDITION_WRONG_FIRMWARE. */
/** BB_FACTS_HAZARD: `s`, a sentence: which firmware runs, what it may do to the drive, and how to use the power. */
#define BB_FACTS_HAZARD "hazard"
/** BB_FACTS_OWN_MODELS: `s`, may be absent: names of the models that have the board of the drive, "BU40N, BU50N". */
#define BB_FACTS_OWN_MODELS "own-models"

/**
 * BbClaim: who a drive is by one of the things that say it.
 * @source: "stored-id", "model-block", "firmware", "name", "boot-code"; stable
 * @model_key: (nullable): key of the model that it speaks for; %NULL: what it says is that of no model
 * @says: name of that model, "ND-3550A", or what is there instead
 */
typedef struct {
    char *source;
    char *model_key;
    char *says;
} BbClaim;
/** bb_claim_new: (transfer full): all three are copied. */
BbClaim *bb_claim_new (const char *source, const char *model_key, const char *says);
void bb_claim_free (BbClaim *claim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbClaim, bb_claim_free)

/**
 * BbFacts:
 * @family: (nullable): id of its family
 * @model: (nullable): the catalog entry that it really is
 * @maker, @model_name: (nullable): "Sony", "ND-1100A"
 * @candidates: (element-type BbModel): what else it could be; empty when certain
 * @names: (element-type BbName): catalog entries of the name it reports
 * @condition: see #BbCondition
 * @mode: family's own word for it: "normal", "boot", "damaged-id"; stable
 * @confidence: of @model
 * @conflict: (element-type BbClaim): where @confidence is %BB_CONFIDENCE_CONFLICTING, all that speaks for one
 * identity or another; else empty
 * @wants_repair: what it stores about itself is not true, or may not be; a recovery finds out and puts it right
 * @evidence: (element-type utf8): sentences, "The id in its memory is K355."
 * @inquiry: what it answered
 * @fingerprint: (nullable): lower-case hex, tells this unit from its twins; see design of the drive key
 * @values: (nullable): a{sv}: what only its family understands ("boot-id", "boot-version",
 *   "firmware-id", "config"); written into journals and manifests, so keep names and types stable
 *
 * What was learnt of one drive by asking it. Reference counted; filled by its family, then immutable:
 * whoever wants to change it copies it. Any thread.
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
    BbCondition condition;
    char *mode;
    BbConfidence confidence;
    GPtrArray *conflict;
    gboolean wants_repair;
    GPtrArray *evidence;
    BbInquiry inquiry;
    char *fingerprint;
    GVariant *values;
} BbFacts;

BbFacts *bb_facts_new (const BbInquiry *inquiry);
BbFacts *bb_facts_ref (BbFacts *facts);
void bb_facts_unref (BbFacts *facts);
/** bb_facts_copy: (transfer full): a new one that may be changed. */
BbFacts *bb_facts_copy (BbFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbFacts, bb_facts_unref)

void bb_facts_add_evidence (BbFacts *facts, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** bb_facts_add_candidates: what it could be by @names (element-type BbName) alone, of @family; (nullable): of any.
 */
void bb_facts_add_candidates (BbFacts *facts, GPtrArray *names, const char *family, BbCatalog *catalog);
void bb_facts_set_string (BbFacts *facts, const char *key, const char *value);
/** bb_facts_set_value: @value is taken if it is floating. */
void bb_facts_set_value (BbFacts *facts, const char *key, GVariant *value);
void bb_facts_set_bytes (BbFacts *facts, const char *key, const guint8 *data, gsize length_bytes);
/** bb_facts_get_string: (nullable) (transfer none) */
const char *bb_facts_get_string (BbFacts *facts, const char *key);
/** bb_facts_get_boolean: FALSE when it has none. */
gboolean bb_facts_get_boolean (BbFacts *facts, const char *key);
/** bb_facts_get_bytes: (nullable) (transfer full) */
GBytes *bb_facts_get_bytes (BbFacts *facts, const char *key);
/** bb_facts_needs_repair: whether it runs, and what it stores about itself is or may be wrong. */
gboolean bb_facts_needs_repair (BbFacts *facts);
/**
 * bb_facts_find_crossflash:
 * @to: name of the model that an image is for
 *
 * Returns: (transfer full) (nullable): what was reported of such an image in a drive with this board that runs this
 *   firmware; %NULL: no report is known
 */
BbCrossflash *bb_facts_find_crossflash (BbFacts *facts, const char *to, BbCatalog *catalog);
/** bb_facts_list_crossflashes: (transfer full) (element-type BbCrossflash): the reports of such drives. */
GPtrArray *bb_facts_list_crossflashes (BbFacts *facts, BbCatalog *catalog);
/** bb_facts_dup_other_name: (transfer full) (nullable): the name that its evidence speaks for besides @model_name. */
char *bb_facts_dup_other_name (BbFacts *facts);
/** bb_facts_get_model_key: (nullable): key of @model. */
const char *bb_facts_get_model_key (BbFacts *facts);

G_END_DECLS
