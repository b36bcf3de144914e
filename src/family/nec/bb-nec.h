/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/*
 * NEC ND-xxxx and Sony NEC Optiarc AD-xxxx (docs/protocols/nec-optiarc.md). What is in this header is
 * shared by the files bb-nec*.c and their tests; everybody else uses bb-family.h.
 */

/** BB_NEC_FAMILY: in catalog files, journals and backups. */
#define BB_NEC_FAMILY "nec-optiarc"
/** BB_NEC_TIMEOUT_MS: for every command of identifying, reading and flashing. */
#define BB_NEC_TIMEOUT_MS 300000
/** BB_NEC_SCAN_TIMEOUT_MS: while looking at any drive on the bus. */
#define BB_NEC_SCAN_TIMEOUT_MS 20000
/** BB_NEC_INQUIRY_BYTES: the INQUIRY of this family. */
#define BB_NEC_INQUIRY_BYTES 96
/** BB_NEC_REVISION_OFFSET: of the revision in INQUIRY data; its first byte is '0' in safe mode. */
#define BB_NEC_REVISION_OFFSET 32
/** BB_NEC_PAGE_BYTES: how much one READ MEMORY brings. */
#define BB_NEC_PAGE_BYTES 0x1000u
#define BB_NEC_UNIT_BYTES 0x1000u
#define BB_NEC_PAD_BYTES 4u
/** BB_NEC_CODE_BYTES: a drive code, "K355". */
#define BB_NEC_CODE_BYTES 4u
#define BB_NEC_RID_BYTES 0x80u

/* Keys of facts and image values; they go into journals and manifests. */
#define BB_NEC_VALUE_STORED_ID "stored-id"
/** BB_NEC_VALUE_STORED_TYPE: key of the type that stored id and model block together say. */
#define BB_NEC_VALUE_STORED_TYPE "stored-type"
#define BB_NEC_VALUE_SAFE_MODE_KEY "safe-mode-key"
#define BB_NEC_VALUE_BOOT_VERSION "boot-version"
#define BB_NEC_VALUE_FIRMWARE_ID "firmware-id"
#define BB_NEC_VALUE_FLASH_TYPE "flash-type"
#define BB_NEC_VALUE_WIRING "wiring"
#define BB_NEC_VALUE_RID_TEXT "rid-text"
#define BB_NEC_VALUE_RID_MAKER "rid-maker"
#define BB_NEC_VALUE_RID_MODEL "rid-model"
#define BB_NEC_VALUE_TAG "tag"
#define BB_NEC_VALUE_LEARNT "learnt"
/** BB_NEC_VALUE_INNER_SUM: "differs" when the sum inside an old image is not what it probably should be. */
#define BB_NEC_VALUE_INNER_SUM "inner-sum"
/** BB_NEC_VALUE_INNER_SUM_PART: `u`, index of the first part of #BbNecType whose sum differs in that way. The drive
 * checks one part after the other. */
#define BB_NEC_VALUE_INNER_SUM_PART "inner-sum-part"
/** BB_NEC_BOOT_UNKNOWN: the drive was asked for its boot version, and did not tell. */
#define BB_NEC_BOOT_UNKNOWN "unknown"
/** BB_NEC_OEM_BOOT: what the boot codes of rebranded drives count as, which show no version. */
#define BB_NEC_OEM_BOOT "08"
/** BB_NEC_BOOT_NONE: drives of this flash type have no boot version. */
#define BB_NEC_BOOT_NONE "none"

#define BB_NEC_MODE_NORMAL "normal"
#define BB_NEC_MODE_SAFE "safe-mode"
#define BB_NEC_MODE_DAMAGED_ID "damaged-id"
#define BB_NEC_MODE_ID_MISMATCH "id-mismatch"
#define BB_NEC_MODE_UNKNOWN "unknown-drive"

#define BB_NEC_CAPTURE_CALIBRATION "calibration"
#define BB_NEC_CAPTURE_FIRMWARE "firmware"
#define BB_NEC_CAPTURE_FIRMWARE_BANK_1 "firmware-bank-1"
#define BB_NEC_CAPTURE_BOOT_CODE "boot-code"
#define BB_NEC_CAPTURE_BOOT_INQUIRY "boot-inquiry"
#define BB_NEC_CAPTURE_LEFT "erased-block"

/* ---- flash types (bb-nec-types.c) ---- */

typedef enum {
    BB_NEC_UPLOAD_NONE,
    BB_NEC_UPLOAD_UNITS,  /* 4 KiB units */
    BB_NEC_UPLOAD_PADDED, /* the same, with 4 zero bytes a unit behind the data */
    BB_NEC_UPLOAD_BYTES,  /* byte length */
} BbNecUpload;

typedef enum {
    BB_NEC_WRITE_NONE,
    BB_NEC_WRITE_MASK,   /* one bit a block */
    BB_NEC_WRITE_BLOCK,  /* block number */
    BB_NEC_WRITE_REGION, /* address and length */
} BbNecWrite;

typedef struct {
    guint32 address;
    guint32 length_bytes;
} BbNecRange;

/** BbNecBlocks: blocks @first to @last; @last < @first: none. */
typedef struct {
    guint32 first;
    guint32 last;
} BbNecBlocks;
#define BB_NEC_NO_BLOCKS ((BbNecBlocks){1, 0})

/** BbNecBlockRun: blocks of one size, one behind the other, from number @first at @address on. */
typedef struct {
    guint32 first;
    guint32 address;
    guint32 block_bytes;
} BbNecBlockRun;

#define BB_NEC_MAX_PARTS 2
#define BB_NEC_MAX_RANGES 2
#define BB_NEC_MAX_RUNS 4

/**
 * BbNecPart: a piece of the payload, one a bank.
 * @image_offset: where it begins in the image, and its sum begins
 * @first_units: sizes of the first uploads where they are not the largest; zero ends the list
 * @map: where its blocks lie; each run ends where the next one begins
 * @sum_offset: in the image, of the word that is sent as checksum; it sums what stands before it
 * @erase_bank: one ERASE BANK instead of blocks
 */
typedef struct {
    guint32 address;
    guint32 length_bytes;
    guint32 image_offset;
    guint32 first_units[4];
    BbNecBlockRun map[BB_NEC_MAX_RUNS];
    BbNecBlocks erase[2];
    BbNecBlocks program[2];
    guint32 sum_offset;
    gboolean erase_bank;
} BbNecPart;

/**
 * BbNecType: a flash type as data/catalog/nec-flash.models has it. Immutable, never freed; the same numbers are the
 * same address.
 * @name: as the catalog's FlashType
 * @flashable: its stream is known and compared with the vectors
 * @readable: the main firmware can be read back
 * @image_bytes: file size without boot suffix; 0: files of this type are not known
 * @tag_offset: where the code is in such a file
 * @appended_sum: the sum follows the payload and must be right; else it is inside and its rule is uncertain
 * @image_has_suffix: a boot suffix may follow; @dump_has_suffix: our dumps carry it
 * @chunk_bytes: the largest upload
 * @staged: uploads go to addresses from 0, not to those of the flash
 * @erase_first: (Opti4) sum of the boot code, all erases, then upload and program block by block, sum; else all
 *   uploads, sum, all erases, all programs
 * @checksum_index: field 4*idx of CHECKSUM
 * @zero_sum: CHECKSUM is sent with 0000, and once more with the closing bit
 * @boot_bytes: size of the boot code; @boot_readable: READ BOOT CODE may work
 * @boot_sum_offset: in the image, of the sum of the boot code that it is made for; with @erase_first only
 * @has_boot_version: drives of this type have one
 * @conversion: blocks that are erased before another boot code is written
 * @calibration: per-drive pages, never in images; the first of them tells one unit from its twins
 * @calibration_in_flash: where it lies, if READ MEMORY shows it elsewhere
 * @extra: rest of the area around them, read if the drive lets us
 * @id_address, @rid_address: where the stored id and the model block are written; both 0: not known
 */
typedef struct {
    const char *name;
    gboolean flashable;
    gboolean readable;
    gboolean always_keyed;
    guint32 image_bytes;
    guint n_parts;
    BbNecPart parts[BB_NEC_MAX_PARTS];
    guint32 tag_offset;
    gboolean appended_sum;
    gboolean image_has_suffix;
    gboolean dump_has_suffix;
    BbNecUpload upload;
    guint32 chunk_bytes;
    gboolean staged;
    BbNecWrite write;
    gboolean erase_first;
    guint32 checksum_index;
    gboolean zero_sum;
    guint32 boot_bytes;
    gboolean boot_readable;
    guint32 boot_sum_offset;
    gboolean has_boot_version;
    BbNecBlocks conversion;
    BbNecRange calibration[BB_NEC_MAX_RANGES];
    BbNecRange calibration_in_flash[BB_NEC_MAX_RANGES];
    BbNecRange extra[BB_NEC_MAX_RANGES];
    guint32 id_address;
    guint32 rid_address;
} BbNecType;

/** bb_nec_list_types: (transfer container) (element-type BbNecType): all whose numbers make sense, in file order. */
GPtrArray *bb_nec_list_types (BbCatalog *catalog);
/** bb_nec_type_lookup: (nullable): by name. */
const BbNecType *bb_nec_type_lookup (BbCatalog *catalog, const char *name);
/** bb_nec_type_of_model: (nullable): that of the catalog which @model is of. */
const BbNecType *bb_nec_type_of_model (BbModel *model);
/**
 * bb_nec_model_find_type:
 * @model: (nullable)
 * @fault: (out): the key whose value contradicts the others, %NULL when the type is not in the catalog at all
 *
 * Returns: (nullable): as bb_nec_type_of_model()
 */
const BbNecType *bb_nec_model_find_type (BbModel *model, const char **fault);
/** bb_nec_block_range: where block @n of @bank lies. */
BbNecRange bb_nec_block_range (const BbNecType *type, guint bank, guint n);
/** bb_nec_type_calibration_in_flash: where the calibration really lies, %BB_NEC_MAX_RANGES ranges. */
const BbNecRange *bb_nec_type_calibration_in_flash (const BbNecType *type);
/**
 * bb_nec_type_left_block:
 * @range: (out): where it is
 *
 * The block that a flash of this type erases and does not program (2M, Opti2, Opti3; docs/protocols/nec-optiarc.md,
 * section 4). What it holds is not known, probably data of the drive's own: no image has it.
 * Returns: %FALSE if there is none
 */
gboolean bb_nec_type_left_block (const BbNecType *type, BbNecRange *range);

/* What a model of the catalog says, with this family's rules (bb-nec-model.c). */
/** bb_nec_model_safe_key: its safe mode key, which is also the tag of its images. */
const char *bb_nec_model_safe_key (BbModel *model);
/** bb_nec_model_first_sum_offset: of the first of two sums in images of the ND-2x00 group; 0: there is one. */
guint32 bb_nec_model_first_sum_offset (BbModel *model);
guint32 bb_nec_model_id_address (BbModel *model);
guint32 bb_nec_model_rid_address (BbModel *model);
/** bb_nec_model_is_keyed: reads of its main firmware need safe mode and the firmware id byte. */
gboolean bb_nec_model_is_keyed (BbModel *model);
/** bb_nec_model_firmware_id_address: where the firmware id byte is in the flash; FALSE: unknown. */
gboolean bb_nec_model_firmware_id_address (BbModel *model, guint32 *address);
/** bb_nec_model_firmware_id_offset: the same in an image file. */
gboolean bb_nec_model_firmware_id_offset (BbModel *model, guint32 *offset);
/** bb_nec_model_name_for: (transfer full): name of the drive with this firmware id byte (-1: not known). */
char *bb_nec_model_name_for (BbModel *model, int firmware_id);
/** bb_nec_model_name_for_rid: (transfer full) (nullable): name of the drive that has this RID text in its model
 * block. */
char *bb_nec_model_name_for_rid (BbModel *model, const char *rid_text);
/** bb_nec_model_knows_id: whether the byte is one of the model's; @n_known (out): how many it has. */
gboolean bb_nec_model_knows_id (BbModel *model, int firmware_id, guint *n_known);
/** bb_nec_model_has_name: whether @text ("ND-1100A") is one of the model's names. */
gboolean bb_nec_model_has_name (BbModel *model, const char *text);
/** bb_nec_same_hardware: whether both have the same base hardware; with @extended by the wider rule. */
gboolean bb_nec_same_hardware (BbModel *one, BbModel *other, gboolean extended);
/** bb_nec_hardware_group: (transfer full) (element-type BbModel): all of the same base hardware, without @model. */
GPtrArray *bb_nec_hardware_group (BbCatalog *catalog, BbModel *model);

/** BbNecWiring: master or slave firmware of a laptop drive. */
typedef enum {
    BB_NEC_WIRING_UNKNOWN,
    BB_NEC_WIRING_MASTER,
    BB_NEC_WIRING_SLAVE,
} BbNecWiring;
const char *bb_nec_wiring_to_string (BbNecWiring wiring);
/** bb_nec_model_wiring: what the byte says; @boot_version (out) (optional) (transfer full): what goes with it. */
BbNecWiring bb_nec_model_wiring (BbModel *model, int firmware_id, char **boot_version);
/** bb_nec_model_has_boot_of_wiring: whether this boot version is one that goes with @wiring. */
gboolean bb_nec_model_has_boot_of_wiring (BbModel *model, BbNecWiring wiring, const char *boot_version);

/* ---- commands (bb-nec-cdb.c); only built ---- */

#define BB_NEC_UNKEYED (-1)

typedef enum {
    BB_NEC_ERASE = 0x04,
    BB_NEC_PROGRAM = 0x02,
} BbNecOperation;

void bb_nec_cdb_read (BbCdb *cdb, guint32 address, guint32 length_bytes, guint bank, int firmware_id);
void bb_nec_cdb_safe_mode (BbCdb *cdb, gboolean on, const char *key, guint bank);
void bb_nec_cdb_checksum (BbCdb *cdb, guint16 sum, guint8 index, guint bank, gboolean closing);
/** BB_NEC_AREA_BOOT_CODE: the boot code, in the form of Opti4 (docs/protocols/nec-optiarc.md, section 7). */
#define BB_NEC_AREA_BOOT_CODE 5
/** bb_nec_cdb_checksum_area: the form of Opti4, on the flash. */
void bb_nec_cdb_checksum_area (BbCdb *cdb, guint16 sum, guint32 length_bytes, guint8 area);
void bb_nec_cdb_upload_units (BbCdb *cdb, guint32 address, guint8 n_units, guint bank);
void bb_nec_cdb_upload_bytes (BbCdb *cdb, guint32 address, guint32 length_bytes, guint bank, guint16 chunk_sum);
void bb_nec_cdb_mask (BbCdb *cdb, BbNecOperation operation, guint block, guint bank);
void bb_nec_cdb_block (BbCdb *cdb, BbNecOperation operation, guint block);
void bb_nec_cdb_region (BbCdb *cdb, BbNecOperation operation, guint32 address, guint32 length_bytes, guint bank);
void bb_nec_cdb_erase_bank (BbCdb *cdb);
void bb_nec_cdb_read_boot_code (BbCdb *cdb);

/* ---- talking to a drive (bb-nec-talk.c) ---- */

/**
 * bb_nec_read_memory:
 * @least_bytes: fewer are an error
 *
 * One READ MEMORY, unkeyed. A unit attention or "becoming ready" is asked again for a while. Errors: those of
 * bb_transport_send(); %BB_TRANSPORT_ERROR_SHORT only for less than @least_bytes.
 * Returns: (transfer full): what came
 */
GBytes *bb_nec_read_memory (BbTransport *transport, guint32 address, guint32 length_bytes, guint32 least_bytes,
                            guint timeout_ms, GError **error);
/** bb_nec_execute_after_attention: as bb_transport_execute(), again when a unit attention came instead of the answer.
 * Errors: the same. */
gboolean bb_nec_execute_after_attention (BbTransport *transport, const BbCommand *command, BbReply *reply,
                                         GError **error);
/** bb_nec_safe_mode: SAFE MODE on or off; @accepted (out): whether the drive took it. FALSE: no answer. Errors:
 * those of bb_transport_execute(). */
gboolean bb_nec_safe_mode (BbTransport *transport, gboolean on, const char *key, gboolean *accepted, GError **error);
/** bb_nec_wait: after every SAFE MODE off: TEST UNIT READY each 250 ms, at most 60 s, also while the drive is gone.
 * Not to be given up half way: the drive is about to be well again. Errors: %BB_FAMILY_ERROR_UNEXPECTED: it was not
 * ready by then; %BB_TRANSPORT_ERROR, but for GONE. */
gboolean bb_nec_wait (BbTransport *transport, GError **error);
gboolean bb_nec_is_safe_mode (const BbInquiry *inquiry);
/** bb_nec_boot_version: (nullable) (transfer full): two characters, from an INQUIRY in safe mode. */
char *bb_nec_boot_version (const BbInquiry *inquiry);
/** bb_nec_is_oem_boot: whether these are the boot strings of a rebranded drive. */
gboolean bb_nec_is_oem_boot (const BbInquiry *inquiry);

/* ---- identification ---- */

GArray *bb_nec_list_probe_commands (BbCatalog *catalog);

/** BbNecMakerClass: whose name the RID block carries. */
typedef enum {
    BB_NEC_MAKER_OTHER,
    BB_NEC_MAKER_NEC,
    BB_NEC_MAKER_ATAPI,
    BB_NEC_MAKER_PLDS,
} BbNecMakerClass;
BbNecMakerClass bb_nec_rid_maker (GBytes *rid);
/** bb_nec_refine: (transfer full): key of the type that the RID block says, @key if it says nothing. */
char *bb_nec_refine (const char *key, GBytes *rid);

/** bb_nec_probe: (transfer full): see probe() of #BbFamily. Errors: %BB_FAMILY_ERROR_NOT_MINE, %G_IO_ERROR_CANCELLED;
 * those of bb_nec_probe_read(). */
BbFacts *bb_nec_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);
/** bb_nec_learn: (transfer full): a round trip through safe mode, if bb_nec_needs_learning(). After an error the
 * drive may still be in it. Errors: as of learn() of #BbLearnOps. */
BbFacts *bb_nec_learn (BbTransport *transport, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);
gboolean bb_nec_needs_learning (BbFacts *facts);
/** bb_nec_opposite_key: (nullable): key of the type that some units of this one really are. */
const char *bb_nec_opposite_key (const char *key);
/** bb_nec_may_be_type: whether a drive of type @key is one of type @other, or one of those units of it. */
gboolean bb_nec_may_be_type (const char *key, const char *other);

/* ---- facts ---- */

const BbNecType *bb_nec_facts_type (BbFacts *facts);
/** bb_nec_facts_firmware_id: the byte, or -1. */
int bb_nec_facts_firmware_id (BbFacts *facts);
/** bb_nec_facts_key: (nullable): the safe mode key to use: the one the drive took, else the model's. */
const char *bb_nec_facts_key (BbFacts *facts);
/**
 * bb_nec_facts_keys:
 * @board: (nullable): facts of the same drive when it was well
 *
 * The keys that its boot code may take: one when that was learnt, else those of all that it could be.
 * A refused key changes nothing.
 * Returns: (transfer container) (element-type utf8)
 */
GPtrArray *bb_nec_facts_keys (BbFacts *facts, BbFacts *board);
gboolean bb_nec_facts_in_safe_mode (BbFacts *facts);
/** bb_nec_cannot: sets a %BB_FAMILY_ERROR_CANNOT. Returns: %FALSE */
gboolean bb_nec_cannot (GError **error, const char *text);
void bb_nec_facts_set_mode (BbFacts *facts, BbCondition condition, const char *mode);
/** bb_nec_facts_are_usable: the type is known and its flash type has a row; else %BB_FAMILY_ERROR_CANNOT. */
gboolean bb_nec_facts_are_usable (BbFacts *facts, GError **error);
/** bb_nec_hex_byte: value of "B4", -1 for anything else. */
int bb_nec_hex_byte (const char *text);

/* ---- images (bb-nec-image.c) ---- */

GPtrArray *bb_nec_identify_image (GBytes *bytes, BbCatalog *catalog);
/**
 * bb_nec_choose_image:
 * @identities: (element-type BbImageIdentity): as bb_nec_identify_image() gives them, the last of the file first
 *
 * Which of several images in one file is meant for a drive of type @key with boot version @boot_version (nullable).
 * Returns: (transfer none) (nullable)
 */
BbImageIdentity *bb_nec_choose_image (GPtrArray *identities, const char *key, const char *boot_version);
/** bb_nec_identity_firmware_id: the byte, or -1. */
int bb_nec_identity_firmware_id (BbImageIdentity *identity);
/** bb_nec_read_names: (transfer full) (nullable): vendor, product and revision that a drive with @bytes in its flash
 * reports; %NULL where @bytes name no revision. */
BbImageIdentity *bb_nec_read_names (GBytes *bytes);
/** bb_nec_image_code: (nullable): drive type the image is for. */
const char *bb_nec_image_code (BbImage *image);

/* ---- what may be done ---- */

void bb_nec_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
BbCan bb_nec_can (BbFacts *facts);
BbBackupKind bb_nec_backup_kind (BbFacts *facts, char **why);

/* ---- plans ---- */

/** bb_nec_plan_backup: (transfer full): what the drive shows in its present mode. Errors: as of plan_backup() of
 * #BbFamily. */
BbPlan *bb_nec_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_nec_make_image: (transfer full): as a file of its type, with tag and checksum. Errors: as of make_image() of
 * #BbFamily. */
GBytes *bb_nec_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_nec_plan_flash: (transfer full): bb_nec_plan_flash_with() for type and key of the facts. Errors: as of
 * plan_flash() of #BbFamily. */
BbPlan *bb_nec_plan_flash (const BbFlashInput *input, GError **error);
/** bb_nec_plan_verify: (transfer full): for the type of the drive or of its board. Errors: as of plan_verify() of
 * #BbFamily. */
BbPlan *bb_nec_plan_verify (const BbFlashInput *input, GError **error);
/** bb_nec_is_responding_without_firmware: state H of docs/protocols/nec-optiarc.md 8, by what TEST UNIT READY
 * answers. */
gboolean bb_nec_is_responding_without_firmware (const BbSense *sense);
/** bb_nec_may_be_mixed: two banks, each of them valid by a sum of its own. */
gboolean bb_nec_may_be_mixed (BbFacts *facts);
/** bb_nec_plan_sample: (transfer full): first and last page of each bank. Errors: as of plan_sample() of
 * #BbInspectOps. */
BbPlan *bb_nec_plan_sample (BbFacts *facts, GError **error);
gboolean bb_nec_find_contradiction (BbFacts *facts, BbCaptures *captures, GPtrArray *images, char **why);
gboolean bb_nec_is_image_mixed (BbFacts *facts, BbImage *image, GPtrArray *images);
/** bb_nec_plan_inspect: (transfer full): @image: (nullable). Errors: as of plan() of #BbInspectOps. */
BbPlan *bb_nec_plan_inspect (BbFacts *facts, BbImage *image, GError **error);
BbInside bb_nec_inspect (BbFacts *facts, BbCaptures *captures, BbImage *image, char **why);
/** bb_nec_plan_wake: (transfer full): leaves the safe mode of each bank. Errors: as of plan_wake() of #BbFamily. */
BbPlan *bb_nec_plan_wake (BbFacts *facts, GError **error);
/** bb_nec_plan_recover: (transfer full): with each key that the boot code may take in turn, all of them twice.
 * Errors: as of plan_recover() of #BbFamily. */
BbPlan *bb_nec_plan_recover (const BbFlashInput *input, GError **error);
BbProof bb_nec_judge (const BbJudgeInput *input, char **why);
gboolean bb_nec_is_read_back_sure (BbFacts *facts);

G_END_DECLS
