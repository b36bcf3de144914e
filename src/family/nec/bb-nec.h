/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Private header of the family of NEC ND-xxxx and Sony NEC Optiarc AD-xxxx drives (docs/protocols/nec-optiarc.md),
 * for the files bb-nec*.c and their tests. All other code uses bb-family.h. The files form layers, and a file calls
 * only files of lower layers (tests/house/check-layers.py). From the lowest layer to the highest:
 * - types, model, refine, facts, talk, image
 * - commands and boot code
 * - plan, identity (reads, compares and patches the stored identity), evidence (compares the stored identity with
 *   other sources), learn
 * - convert, repair and the other plans
 * - bb-nec.c, which has the tables of functions */

/** BB_NEC_FAMILY: id of the family in catalog files, journals and backups; never changes. */
#define BB_NEC_FAMILY "nec-optiarc"
/** BB_NEC_TIMEOUT_MS: time-out of the vendor commands of this family, except those of the probe. */
#define BB_NEC_TIMEOUT_MS 300000
/** BB_NEC_SCAN_TIMEOUT_MS: time-out of the commands of the probe, which may be sent to drives of other families. */
#define BB_NEC_SCAN_TIMEOUT_MS 20000
/** BB_NEC_POLL_MS, BB_NEC_WAIT_LIMIT_MS: interval of the polls after SAFE MODE off, and longest wait for the restart.
 */
#define BB_NEC_POLL_MS 250
#define BB_NEC_WAIT_LIMIT_MS 60000
/** BB_NEC_INQUIRY_BYTES: allocation length of INQUIRY in plans of this family and in bb_nec_learn(). */
#define BB_NEC_INQUIRY_BYTES 96
/** BB_NEC_REVISION_OFFSET: offset of the revision in INQUIRY data; the first byte of the revision is '0' in safe
 * mode. */
#define BB_NEC_REVISION_OFFSET 32
/** BB_NEC_PAGE_BYTES: number of bytes that plans read with one READ MEMORY. */
#define BB_NEC_PAGE_BYTES 0x1000u
/** BB_NEC_UNIT_BYTES: size of the units in which most drives count uploaded data. */
#define BB_NEC_UNIT_BYTES 0x1000u
/** BB_NEC_PAD_BYTES: number of zero bytes that follow the uploaded data for each of its units, if the type has
 * %BB_NEC_UPLOAD_PADDED. */
#define BB_NEC_PAD_BYTES 4u
/** BB_NEC_CODE_BYTES: length of a drive type code such as "K355". */
#define BB_NEC_CODE_BYTES 4u
/** BB_NEC_SUM_BYTES: length of a checksum in an image or a boot code. */
#define BB_NEC_SUM_BYTES 2u
/** BB_NEC_RID_BYTES: length of the model block (RID block). */
#define BB_NEC_RID_BYTES 0x80u

/* Keys of facts and of image values. They are stored in journals and manifests; never change them. */
#define BB_NEC_VALUE_STORED_ID "stored-id"
/** BB_NEC_VALUE_STORED_TYPE: the drive type that stored ID and model block give, as key of its group in the catalog.
 */
#define BB_NEC_VALUE_STORED_TYPE "stored-type"
/** BB_NEC_VALUE_SAFE_MODE_KEY: safe mode key that the boot code of the drive accepted; absent if it has accepted
 * none. */
#define BB_NEC_VALUE_SAFE_MODE_KEY "safe-mode-key"
#define BB_NEC_VALUE_BOOT_VERSION BB_FACTS_BOOT_VERSION
#define BB_NEC_VALUE_FIRMWARE_ID "firmware-id"
#define BB_NEC_VALUE_FLASH_TYPE "flash-type"
#define BB_NEC_VALUE_WIRING "wiring"
#define BB_NEC_VALUE_RID_TEXT "rid-text"
#define BB_NEC_VALUE_RID_MAKER "rid-maker"
#define BB_NEC_VALUE_RID_MODEL "rid-model"
/** BB_NEC_VALUE_TAG: drive type code in an image; a drive type can have several codes (catalog key AcceptedIds). */
#define BB_NEC_VALUE_TAG "tag"
/** BB_NEC_VALUE_LEARNT: "yes" after bb_nec_learn() has tried safe mode keys on the drive or taken the result from a
 * backup; else absent. */
#define BB_NEC_VALUE_LEARNT "learnt"
/** BB_NEC_VALUE_INNER_SUM: "differs" if a checksum inside an image is not the sum of the bytes that this checksum
 * probably covers; absent otherwise. */
#define BB_NEC_VALUE_INNER_SUM "inner-sum"
/** BB_NEC_VALUE_INNER_SUM_PART: `u`: index of the first part of #BbNecType whose checksum differs. The drive checks
 * the parts in this order. */
#define BB_NEC_VALUE_INNER_SUM_PART "inner-sum-part"
/** BB_NEC_VALUE_MODIFIED: %BB_NEC_MODIFIED_OPTIDUMP or %BB_NEC_MODIFIED_LIGGY_DEE; who modified the firmware; absent
 * in other firmware. */
#define BB_NEC_VALUE_MODIFIED "modified"
#define BB_NEC_MODIFIED_OPTIDUMP "optidump"
#define BB_NEC_MODIFIED_LIGGY_DEE "liggy-dee"
/** BB_NEC_VALUE_MODIFIED_VERSION: version of the modification, such as "SE01"; only with %BB_NEC_MODIFIED_OPTIDUMP,
 * and even then it may be absent. */
#define BB_NEC_VALUE_MODIFIED_VERSION "modified-version"
/** BB_NEC_VALUE_REVISION_LINE: first three characters of the revision that the running firmware reports, with a
 * point as the second: "1.G" for "1.G8", "1.0" for "1-09". Absent if the revision has another form. */
#define BB_NEC_VALUE_REVISION_LINE "revision-line"
/** BB_NEC_BOOT_UNKNOWN: value of %BB_NEC_VALUE_BOOT_VERSION for a drive that was asked for the version and did not
 * report one. */
#define BB_NEC_BOOT_UNKNOWN "unknown"
/** BB_NEC_OEM_BOOT: version that is assumed for the boot code of rebranded drives, which does not report one. */
#define BB_NEC_OEM_BOOT "08"
/** BB_NEC_BOOT_NONE: value of %BB_NEC_VALUE_BOOT_VERSION for drives and images whose flash type has no boot
 * versions. */
#define BB_NEC_BOOT_NONE "none"

/* Values of the mode of #BbFacts. */
#define BB_NEC_MODE_NORMAL "normal"
#define BB_NEC_MODE_SAFE "safe-mode"
#define BB_NEC_MODE_DAMAGED_ID "damaged-id"
#define BB_NEC_MODE_ID_MISMATCH "id-mismatch"
#define BB_NEC_MODE_UNKNOWN "unknown-drive"

/* Names of captures and regions, stored in backups. */
#define BB_NEC_CAPTURE_CALIBRATION "calibration"
#define BB_NEC_CAPTURE_FIRMWARE "firmware"
#define BB_NEC_CAPTURE_FIRMWARE_BANK_1 "firmware-bank-1"
#define BB_NEC_CAPTURE_BOOT_CODE "boot-code"
#define BB_NEC_CAPTURE_BOOT_INQUIRY "boot-inquiry"
#define BB_NEC_CAPTURE_LEFT "erased-block"

/* ---- flash types (bb-nec-types.c) ---- */

/** BbNecUpload: how the CDB of an upload states the length of its data. */
typedef enum {
    BB_NEC_UPLOAD_NONE,
    BB_NEC_UPLOAD_UNITS,  /* in units of 4 KiB */
    BB_NEC_UPLOAD_PADDED, /* in units of 4 KiB; 4 zero bytes per unit follow the data */
    BB_NEC_UPLOAD_BYTES,  /* in bytes */
} BbNecUpload;

/** BbNecWrite: how ERASE and PROGRAM name the blocks. */
typedef enum {
    BB_NEC_WRITE_NONE,
    BB_NEC_WRITE_MASK,   /* bit mask, one bit per block */
    BB_NEC_WRITE_BLOCK,  /* block number */
    BB_NEC_WRITE_REGION, /* address and length */
} BbNecWrite;

/** BbNecRange: a range of the flash: @length_bytes from @address on. Unused entries of arrays have length 0. */
typedef struct {
    guint32 address;
    guint32 length_bytes;
} BbNecRange;

/** BbNecBlocks: block numbers from @first to @last, both included; empty if @last < @first. */
typedef struct {
    guint32 first;
    guint32 last;
} BbNecBlocks;
#define BB_NEC_NO_BLOCKS ((BbNecBlocks){1, 0})

/** BbNecBlockRun: consecutive blocks of equal size. Block number @first begins at @address. */
typedef struct {
    guint32 first;
    guint32 address;
    guint32 block_bytes;
} BbNecBlockRun;

#define BB_NEC_MAX_PARTS 2
#define BB_NEC_MAX_RANGES 2
#define BB_NEC_MAX_RUNS 4

/**
 * BbNecPart: the firmware of one flash bank.
 * @image_offset: offset of the part in an image; the checksum of the part covers the bytes from here on
 * @first_units: sizes of the first uploads, in units of 4 KiB, if they are smaller than @chunk_bytes of the type; 0
 *   ends the list
 * @map: runs of blocks of equal size; each run ends where the next run begins
 * @erase, @program: blocks that flashing erases and programs, as two runs of block numbers
 * @sum_offset: offset in the image of the 16-bit checksum, which covers all bytes of the part before this offset
 * @erase_bank: TRUE: one ERASE BANK erases the bank; FALSE: each block is erased by its own command
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
 * BbNecType: a flash type, one group of data/catalog/nec-flash.models. Immutable and never freed. Types with equal
 * members are one object, so pointers may be compared.
 * @name: name of the group; drive types refer to it with the key FlashType
 * @flashable: TRUE if the flash procedure is known and tested with test vectors
 * @readable: TRUE if the main firmware can be read back
 * @always_keyed: TRUE if all drives of this type read the main firmware only in safe mode, with the firmware id byte
 *   as key
 * @image_bytes: size of an image file without the boot version that may follow; 0: no files of this type are known
 * @tag_offset: offset of the drive type code in an image file
 * @appended_sum: TRUE: the checksum follows the payload, and an image with a wrong one is damaged. FALSE: the
 *   checksum is inside the payload, and it is uncertain which bytes it covers
 * @image_has_suffix: TRUE if a boot version may follow the image in a file
 * @dump_has_suffix: TRUE if a boot version follows the image in backups made by Burnback, too
 * @chunk_bytes: size of the largest upload
 * @staged: TRUE: the addresses in upload commands begin at 0. FALSE: they are addresses in the flash
 * @erase_first: TRUE: flash in the order of Opti4: checksum of the boot code, all erases, upload and program of each
 *   block, checksum of the firmware. FALSE: all uploads, checksum, all erases, all programs
 * @checksum_index: index for the command CHECKSUM, whose CDB contains four times this number
 * @zero_sum: TRUE: CHECKSUM is sent with sum 0000, and once more after the last program, with the closing bit (bit 0
 *   of CDB byte 7)
 * @boot_bytes: size of the boot code
 * @boot_readable: TRUE if READ BOOT CODE may work on drives of this type
 * @boot_sum_offset: only with @erase_first: offset in the image at which the image stores the checksum of the boot
 *   code that it requires
 * @has_boot_version: TRUE if the boot code of drives of this type has a version
 * @conversion: blocks to erase before the boot code is replaced
 * @calibration: pages with data of the drive itself, which no image contains; the first page is used for the
 *   fingerprint
 * @calibration_in_flash: addresses of these pages in the flash, if READ MEMORY shows them at other addresses
 * @extra: the rest of the blocks that contain @calibration; read for the backup if the drive allows it
 * @id_address, @rid_address: addresses at which stored ID and model block are written; both 0: not known
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

/** bb_nec_list_types: Returns (transfer container) (element-type BbNecType) all types with consistent values, in the
 * order of the catalog. */
GPtrArray *bb_nec_list_types (BbCatalog *catalog);
/** bb_nec_type_lookup: Returns (nullable) the type called @name; %NULL if the catalog does not have it, or if its
 * values there contradict each other. */
const BbNecType *bb_nec_type_lookup (BbCatalog *catalog, const char *name);
/** bb_nec_type_of_model: Returns (nullable) the flash type of @model (nullable); %NULL in the cases of
 * bb_nec_model_find_type(). */
const BbNecType *bb_nec_type_of_model (BbModel *model);
/**
 * bb_nec_model_find_type:
 * @model: (nullable): a drive type of the catalog
 * @fault: (out) (nullable): name of a key whose value contradicts other values of the catalog, if %NULL is returned
 *   for this reason; otherwise %NULL
 *
 * Returns: (nullable): the flash type of @model; %NULL if @model is %NULL, or its flash type is missing or
 *   contradictory
 */
const BbNecType *bb_nec_model_find_type (BbModel *model, const char **fault);
/** bb_nec_block_range: Returns address and size of block @n of @bank; size 0 if no run of the block map begins at or
 * before @n. The last run has no end, so a number after the last block is not detected. */
BbNecRange bb_nec_block_range (const BbNecType *type, guint bank, guint n);
/** bb_nec_type_calibration_in_flash: Returns (transfer none) the flash addresses of the calibration: an array of
 * %BB_NEC_MAX_RANGES ranges in @type, the unused ones with length 0. */
const BbNecRange *bb_nec_type_calibration_in_flash (const BbNecType *type);
/**
 * bb_nec_type_left_block:
 * @range: (out): address and size of the block
 *
 * Finds the block that flashing erases and does not program. Only the flash types 2M, Opti2 and Opti3 have such a
 * block (docs/protocols/nec-optiarc.md, section 4). No image contains this block. Its content is unknown, and
 * probably differs between drives.
 *
 * Returns: %FALSE if flashing @type programs every block that it erases, or if @type cannot be flashed
 */
gboolean bb_nec_type_left_block (const BbNecType *type, BbNecRange *range);
/** bb_nec_model_first_sum_offset: Returns the offset of the first of two checksums in images of the ND-2x00 group; 0:
 * images of @model have one checksum. */
guint32 bb_nec_model_first_sum_offset (BbModel *model);

/* ---- drive types of the catalog (bb-nec-model.c) ---- */

/** bb_nec_model_safe_key: Returns the safe mode key of @model, which is also the code in its images: the catalog key
 * SafeModeKey or, if it is missing, the key of @model. */
const char *bb_nec_model_safe_key (BbModel *model);
/** bb_nec_model_id_address: Returns the address where a drive of this type shows its stored ID; 0 if it is not in the
 * catalog. */
guint32 bb_nec_model_id_address (BbModel *model);
/** bb_nec_model_rid_address: Returns the address where a drive of this type shows its model block; 0 if it is not in
 * the catalog. */
guint32 bb_nec_model_rid_address (BbModel *model);
/** bb_nec_model_is_keyed: TRUE if reads of the main firmware need safe mode and the firmware id byte; FALSE if the
 * flash type of @model is not known. */
gboolean bb_nec_model_is_keyed (BbModel *model);
/** bb_nec_model_firmware_id_address: Sets @address to the address in the flash of the firmware id byte, which says
 * for which product the firmware is; FALSE if the address is not known. */
gboolean bb_nec_model_firmware_id_address (BbModel *model, guint32 *address);
/** bb_nec_model_firmware_id_offset: Sets @offset to the offset of the firmware id byte in an image; FALSE if the
 * address of the byte is not known, or if the byte is not in the first part of the firmware. */
gboolean bb_nec_model_firmware_id_offset (BbModel *model, guint32 *offset);
/** bb_nec_model_name_for: Returns (transfer full) the product name that the catalog gives for @firmware_id (-1: not
 * known). If the catalog gives none, returns the name of @model, which may list several products. */
char *bb_nec_model_name_for (BbModel *model, int firmware_id);
/** bb_nec_model_name_for_rid: Returns (transfer full) (nullable) the product name that the catalog gives for
 * @rid_text (nullable), the RID text of the model block; %NULL if it gives none. */
char *bb_nec_model_name_for_rid (BbModel *model, const char *rid_text);
/** bb_nec_model_knows_id: TRUE if the catalog lists @firmware_id for @model; @n_known (out) (optional): number of id
 * bytes that it lists for @model. */
gboolean bb_nec_model_knows_id (BbModel *model, int firmware_id, guint *n_known);
/** bb_nec_model_has_name: TRUE if @text ("ND-1100A") is one of the product names of @model; case does not count. */
gboolean bb_nec_model_has_name (BbModel *model, const char *text);
/** bb_nec_same_hardware: TRUE if both types have the same value of the catalog key BaseHardware or, if @extended is
 * TRUE, of BaseHardwareExtended; FALSE if a type does not have the key. */
gboolean bb_nec_same_hardware (BbModel *one, BbModel *other, gboolean extended);
/** bb_nec_hardware_group: Returns (transfer full) (element-type BbModel) the types other than @model that have the
 * same base hardware; empty if the catalog does not know the base hardware of @model. */
GPtrArray *bb_nec_hardware_group (BbCatalog *catalog, BbModel *model);
/** bb_nec_opposite_key: Returns (nullable) the key of the opposite type of @key: the type whose boot code some drives
 * of type @key have. %NULL if @key has no opposite type. Only the accepted safe mode key shows which boot code a
 * drive has. */
const char *bb_nec_opposite_key (const char *key);
/** bb_nec_may_be_type: TRUE if @other is @key or the opposite type of @key, so that a drive of type @key may have the
 * boot code of @other. */
gboolean bb_nec_may_be_type (const char *key, const char *other);

/** BbNecWiring: whether the firmware of a laptop drive is for the master or the slave position of the IDE cable. */
typedef enum {
    BB_NEC_WIRING_UNKNOWN,
    BB_NEC_WIRING_MASTER,
    BB_NEC_WIRING_SLAVE,
} BbNecWiring;
/** bb_nec_wiring_to_string: Returns "master", "slave" or, for %BB_NEC_WIRING_UNKNOWN, "unknown"; not translated. */
const char *bb_nec_wiring_to_string (BbNecWiring wiring);
/** bb_nec_model_wiring: Returns the wiring (master or slave) that @firmware_id stands for; %BB_NEC_WIRING_UNKNOWN if
 * the catalog does not list it. @boot_version (out) (optional) (transfer full): version of the boot code of drives
 * with this wiring; unchanged if the wiring is unknown. */
BbNecWiring bb_nec_model_wiring (BbModel *model, int firmware_id, char **boot_version);
/** bb_nec_model_has_boot_of_wiring: TRUE if the catalog lists @boot_version for drives of @model with @wiring. */
gboolean bb_nec_model_has_boot_of_wiring (BbModel *model, BbNecWiring wiring, const char *boot_version);

/* ---- CDBs (bb-nec-cdb.c); each function sets @cdb to one vendor command ---- */

/** BB_NEC_UNKEYED: value of @firmware_id for a READ MEMORY without key. */
#define BB_NEC_UNKEYED (-1)

/** BbNecOperation: ERASE or PROGRAM; the value is the function in the CDB. */
typedef enum {
    BB_NEC_ERASE = 0x04,
    BB_NEC_PROGRAM = 0x02,
} BbNecOperation;

/** bb_nec_cdb_read: Sets @cdb to READ MEMORY. @firmware_id: key of the read, or %BB_NEC_UNKEYED. */
void bb_nec_cdb_read (BbCdb *cdb, guint32 address, guint32 length_bytes, guint bank, int firmware_id);
/** bb_nec_cdb_safe_mode: Sets @cdb to SAFE MODE on or off for @bank. @key: the safe mode key; only its first four
 * characters are sent */
void bb_nec_cdb_safe_mode (BbCdb *cdb, gboolean on, const char *key, guint bank);
/** bb_nec_cdb_checksum: Sets @cdb to CHECKSUM, which compares @sum with the data that were uploaded for @bank.
 * @index: as @checksum_index of #BbNecType. @closing: sets the closing bit (see @zero_sum of #BbNecType). */
void bb_nec_cdb_checksum (BbCdb *cdb, guint16 sum, guint8 index, guint bank, gboolean closing);
/** BB_NEC_AREA_BOOT_CODE: area of bb_nec_cdb_checksum_area() for the boot code (docs/protocols/nec-optiarc.md,
 * section 7). */
#define BB_NEC_AREA_BOOT_CODE 5
/** bb_nec_cdb_checksum_area: Sets @cdb to the CHECKSUM of Opti4. The drive compares @sum with the content of its
 * flash, not with the uploaded data. @length_bytes: length of the firmware, also for a checksum of the boot code.
 * @area: number of the area that the drive sums: %BB_NEC_AREA_BOOT_CODE, or 4 for the firmware */
void bb_nec_cdb_checksum_area (BbCdb *cdb, guint16 sum, guint32 length_bytes, guint8 area);
/** bb_nec_cdb_upload_units: Sets @cdb to UPLOAD of @n_units of 4 KiB for @address, for all upload types of
 * #BbNecUpload except %BB_NEC_UPLOAD_BYTES. */
void bb_nec_cdb_upload_units (BbCdb *cdb, guint32 address, guint8 n_units, guint bank);
/** bb_nec_cdb_upload_bytes: Sets @cdb to UPLOAD of @length_bytes for @address, for %BB_NEC_UPLOAD_BYTES. @chunk_sum:
 * checksum of these bytes; 0 for a boot code */
void bb_nec_cdb_upload_bytes (BbCdb *cdb, guint32 address, guint32 length_bytes, guint bank, guint16 chunk_sum);
/** bb_nec_cdb_mask: Sets @cdb to ERASE or PROGRAM of the block with number @block as %BB_NEC_WRITE_MASK does: with a
 * mask that has one bit set. The mask is empty for block numbers above 55. */
void bb_nec_cdb_mask (BbCdb *cdb, BbNecOperation operation, guint block, guint bank);
/** bb_nec_cdb_block: Sets @cdb to ERASE or PROGRAM of the block with number @block as %BB_NEC_WRITE_BLOCK does. */
void bb_nec_cdb_block (BbCdb *cdb, BbNecOperation operation, guint block);
/** bb_nec_cdb_region: Sets @cdb to ERASE or PROGRAM of @length_bytes at @address as %BB_NEC_WRITE_REGION does. */
void bb_nec_cdb_region (BbCdb *cdb, BbNecOperation operation, guint32 address, guint32 length_bytes, guint bank);
/** bb_nec_cdb_erase_bank: Sets @cdb to ERASE BANK, which erases the second bank. */
void bb_nec_cdb_erase_bank (BbCdb *cdb);
/** bb_nec_cdb_read_boot_code: Sets @cdb to the command that reads the boot code; only in safe mode. */
void bb_nec_cdb_read_boot_code (BbCdb *cdb);

/* ---- sending commands (bb-nec-talk.c) ---- */

/**
 * bb_nec_read_memory:
 *
 * Sends one READ MEMORY without key. Repeats the command for up to 5 s while the drive reports a unit attention or
 * that it is becoming ready.
 *
 * Errors: %BB_SCSI_ERROR if the drive refuses the read or is still becoming ready after 5 s;
 * %BB_TRANSPORT_ERROR_SHORT if it returns fewer than @least_bytes; other %BB_TRANSPORT_ERROR if it does not answer.
 *
 * Returns: (transfer full) (nullable): the bytes that the drive returned; %NULL with @error
 */
GBytes *bb_nec_read_memory (BbTransport *transport, guint32 address, guint32 length_bytes, guint32 least_bytes,
                            GError **error);
/**
 * bb_nec_try_read_memory:
 * @least_bytes: a drive that returns fewer bytes counts as having refused the read
 * @data: (out) (transfer full) (nullable): the bytes that the drive returned; %NULL if it refused the read
 *
 * Sends one READ MEMORY without key, for a probe. Repeats the command for up to 5 s while the drive reports a unit
 * attention or that it is becoming ready. A refusal is no error. If the drive is still not ready after 5 s, this is
 * an error, because nothing is then known about the memory of the drive.
 *
 * Errors: %BB_TRANSPORT_ERROR except %BB_TRANSPORT_ERROR_SHORT; %BB_SCSI_ERROR_UNIT_ATTENTION;
 * %BB_SCSI_ERROR_BECOMING_READY.
 *
 * Returns: %FALSE with @error set if the drive did not answer or is not ready, so that further reads are pointless
 */
gboolean bb_nec_try_read_memory (BbTransport *transport, guint32 address, guint32 length_bytes, guint32 least_bytes,
                                 GBytes **data, GError **error);
/** bb_nec_execute_after_attention: Executes @command, and repeats it at most twice if the drive reports a unit
 * attention. Returns TRUE with the last answer in @reply, whatever its status. Errors: those of
 * bb_transport_execute(). */
gboolean bb_nec_execute_after_attention (BbTransport *transport, const BbCommand *command, BbReply *reply,
                                         GError **error);
/** bb_nec_safe_mode: Sends SAFE MODE on or off for the first bank. Repeats the command for up to 5 s while the drive
 * reports a unit attention or that it is becoming ready. @key: as for bb_nec_cdb_safe_mode(). @accepted: (out): TRUE
 * if the drive reported GOOD; FALSE if it refused the command. Returns %FALSE only if the drive did not answer.
 * Errors: those of bb_transport_execute(). */
gboolean bb_nec_safe_mode (BbTransport *transport, gboolean on, const char *key, gboolean *accepted, GError **error);
/**
 * bb_nec_wait:
 *
 * Waits for the restart that follows each SAFE MODE off: sends TEST UNIT READY every 250 ms for at most 60 s. Cannot
 * be cancelled, because the drive is not usable before it has restarted.
 *
 * These answers continue the wait: "busy", "not ready", and the unit attentions for a reset and for a changed medium.
 * A missing device node continues it, too. Any other answer ends the wait.
 *
 * Errors: %BB_FAMILY_ERROR_UNEXPECTED after 60 s; %BB_TRANSPORT_ERROR except %BB_TRANSPORT_ERROR_GONE.
 *
 * Returns: %TRUE after an answer that ended the wait
 */
gboolean bb_nec_wait (BbTransport *transport, GError **error);
/** bb_nec_is_safe_mode: TRUE if @inquiry was read in safe mode: the revision begins with '0'. */
gboolean bb_nec_is_safe_mode (const BbInquiry *inquiry);
/** bb_nec_boot_version: Returns (nullable) (transfer full) the two characters of the boot code version in @inquiry,
 * or %BB_NEC_OEM_BOOT for a known rebranded drive. %NULL if @inquiry was not read in safe mode or shows no version.
 */
char *bb_nec_boot_version (const BbInquiry *inquiry);
/** bb_nec_is_oem_boot: TRUE if @inquiry is the answer of the boot code of a known rebranded drive. */
gboolean bb_nec_is_oem_boot (const BbInquiry *inquiry);

/* ---- model block (bb-nec-refine.c) ---- */

/** BbNecMakerClass: maker in the model block. */
typedef enum {
    BB_NEC_MAKER_OTHER,
    BB_NEC_MAKER_NEC,
    BB_NEC_MAKER_ATAPI,
    BB_NEC_MAKER_PLDS,
} BbNecMakerClass;
/** bb_nec_rid_maker: Returns the class of the maker in the model block @rid; %BB_NEC_MAKER_OTHER for an unknown
 * maker. */
BbNecMakerClass bb_nec_rid_maker (GBytes *rid);
/**
 * bb_nec_refine:
 * @key: key of the drive type to which the stored ID belongs
 * @rid: the model block
 *
 * Types with the same hardware often have the same stored ID. The model text in the model block distinguishes them,
 * by the rules of data/catalog/nec-siblings.models.
 *
 * Returns: (transfer full): key of the drive type that the model block names, or @key if no rule applies
 */
char *bb_nec_refine (BbCatalog *catalog, const char *key, GBytes *rid);

/* ---- identification (bb-nec-probe.c) ---- */

/** bb_nec_list_probe_commands: Member list_probe_commands() of #BbFamily: READ MEMORY at fixed addresses, all
 * %BB_PROBE_VENDOR. */
GArray *bb_nec_list_probe_commands (BbCatalog *catalog);
/** bb_nec_probe: Returns (transfer full) facts of the drive, as probe() of #BbFamily. Errors:
 * %BB_FAMILY_ERROR_NOT_MINE; %BB_FAMILY_ERROR_CANNOT: all reads returned zeros only, as from a bridge;
 * %G_IO_ERROR_CANCELLED; those of bb_nec_try_read_memory(). */
BbFacts *bb_nec_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);

/* ---- facts (bb-nec-facts.c) ---- */

/** bb_nec_facts_type: Returns (nullable) the flash type of the model of @facts; %NULL in the cases of
 * bb_nec_model_find_type(). */
const BbNecType *bb_nec_facts_type (BbFacts *facts);
/** bb_nec_facts_firmware_id: Returns the firmware id byte: -1 if it was not read, FF if it is erased or the drive
 * refused the read. */
int bb_nec_facts_firmware_id (BbFacts *facts);
/** bb_nec_facts_key: Returns (nullable) the safe mode key that the drive accepted. If it has accepted none, returns
 * the key of its model; %NULL if the model is unknown. */
const char *bb_nec_facts_key (BbFacts *facts);
/** bb_nec_facts_is_type_proved: TRUE if the boot code accepted a safe mode key, so that the model of @facts is that
 * of the boot code. */
gboolean bb_nec_facts_is_type_proved (BbFacts *facts);
/**
 * bb_nec_facts_keys:
 * @board: (nullable): facts of the same drive from a time when its firmware worked
 *
 * Returns: (transfer container) (element-type utf8): the safe mode keys that the drive may accept. If the drive has
 *   accepted a key, only this key; otherwise the keys of these types, each key once: the model, the model of @board,
 *   the candidates. Sending a wrong key is harmless, because the drive ignores it. The keys are valid as long as
 *   @facts and @board
 */
GPtrArray *bb_nec_facts_keys (BbFacts *facts, BbFacts *board);
/** bb_nec_facts_in_safe_mode: TRUE if the condition of @facts is %BB_CONDITION_SPECIAL. */
gboolean bb_nec_facts_in_safe_mode (BbFacts *facts);
/** bb_nec_facts_set_rid: Stores RID text, maker and model text of the model block @rid in @facts; if the maker is
 * known, adds a sentence with maker and model text to the evidence of @facts. */
void bb_nec_facts_set_rid (BbFacts *facts, GBytes *rid);
/** bb_nec_facts_set_mode: Sets condition and mode of @facts; copies @mode. */
void bb_nec_facts_set_mode (BbFacts *facts, BbCondition condition, const char *mode);
/** bb_nec_facts_are_usable: TRUE if the catalog has the drive type and a consistent flash type for it; else FALSE
 * with an error. Errors: %BB_FAMILY_ERROR_CANNOT. */
gboolean bb_nec_facts_are_usable (BbFacts *facts, GError **error);
/** bb_nec_cannot: Sets %BB_FAMILY_ERROR_CANNOT with @text and returns %FALSE. */
gboolean bb_nec_cannot (GError **error, const char *text);
/** bb_nec_hex_byte: Returns the value of two hexadecimal digits ("B4"), or -1 if @text (nullable) is anything else.
 */
int bb_nec_hex_byte (const char *text);

/* ---- images (bb-nec-image.c) ---- */

/**
 * bb_nec_identify_image: Member identify_image() of #BbFamily. Returns the images at the end of @bytes, the last
 * image first. Several images must follow each other without a gap.
 *
 * If no complete image is at the end of @bytes, returns
 * - one identity with a problem, if @bytes begin or end like an image, or contain the INQUIRY data of firmware
 * - otherwise an empty array
 */
GPtrArray *bb_nec_identify_image (GBytes *bytes, BbCatalog *catalog);
/**
 * bb_nec_choose_image:
 * @identities: (element-type BbImageIdentity): result of bb_nec_identify_image(), the last image of the file first
 * @key: key of the drive type
 * @boot_version: (nullable): boot code version of the drive
 *
 * Chooses an image of the first of these classes that is not empty:
 * - for @key, and for @boot_version (%NULL: without a boot code version)
 * - for @key, without a boot code version
 * - for @key, for another boot code version
 * - not for @key
 *
 * Of several images in one class, chooses the first; in the second class, the last.
 *
 * Returns: (transfer none) (nullable): the choice; %NULL if @identities is empty
 */
BbImageIdentity *bb_nec_choose_image (GPtrArray *identities, const char *key, const char *boot_version);
/** bb_nec_identity_firmware_id: Returns the firmware id byte of an image, or -1 if it is not known. */
int bb_nec_identity_firmware_id (BbImageIdentity *identity);
/** bb_nec_read_names: Returns (transfer full) (nullable) an identity with the vendor, product and revision that a
 * drive reports with @bytes in its flash; %NULL if @bytes do not contain a revision. */
BbImageIdentity *bb_nec_read_names (GBytes *bytes);
/** bb_nec_image_code: Returns (nullable) the key of the drive type that @image is for; %NULL if the image was not
 * identified or does not name a type. */
const char *bb_nec_image_code (BbImage *image);

/* ---- modified firmware (bb-nec-modified.c) ---- */

/** BbNecModified: who modified firmware. @modified: a value of %BB_NEC_VALUE_MODIFIED; %NULL: the firmware has no
 * known mark. @version: version of the modification, "SE01"; "" if it is unknown. @change: name of the modification
 * for users, "optidump SE01". */
typedef struct {
    const char *modified;
    char version[5];
    char change[20];
} BbNecModified;
/** bb_nec_find_modified: Returns who modified the firmware, according to the texts that a drive reports with it;
 * @modified of the result is %NULL if they show no modification. @vendor_specific: bytes 36 to 55 of INQUIRY; each
 * text is (nullable). */
BbNecModified bb_nec_find_modified (const char *product, const char *revision, const char *vendor_specific);
/** bb_nec_facts_set_firmware: Stores %BB_NEC_VALUE_REVISION_LINE in @facts and, if the running firmware is modified,
 * who modified it. Also adds a sentence about the modification to the evidence. Does nothing in safe mode. */
void bb_nec_facts_set_firmware (BbFacts *facts);

/* ---- members of #BbFamily and of its structs, which bb-family.h documents ---- */

/** bb_nec_check: Member check() of #BbFamily. If the image was not identified or has a problem, the image is not
 * checked: adds the refusal if the drive cannot be flashed, else nothing. Removes the reason "boot-version-later" if
 * @verdict is a refusal. */
void bb_nec_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
/**
 * bb_nec_backup_kind: Member backup_kind() of #BbFamily. Returns, by the first case that applies:
 * - The layout of the memory is not known: none.
 * - The firmware is not read, because it is not readable, or because the drive is in safe mode: partial.
 * - The firmware mixes two revisions, so it is saved but cannot be restored: partial.
 * - The firmware is not read, because it is incomplete, or because its key is not known: partial.
 * - Otherwise: full.
 *
 * @why: (out) (transfer full) (nullable): a sentence with the reason; %NULL for full. The argument must not be
 *   %NULL.
 */
BbBackupKind bb_nec_backup_kind (BbFacts *facts, char **why);

/** bb_nec_plan_backup: Returns (transfer full) a plan that reads the calibration and, as far as the drive allows, the
 * firmware. The note of the plan says what is missing. If reads of the firmware need a key, the plan enters safe mode
 * for them and leaves it again. The boot code is read only while the drive is in safe mode. Errors: as plan_backup()
 * of #BbFamily. */
BbPlan *bb_nec_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_nec_make_image: Returns (transfer full) an image file made of @captures, with drive type code, checksum and, if
 * it is known and dumps of this flash type have it, the boot version. Errors: as make_image() of #BbFamily. */
GBytes *bb_nec_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/**
 * bb_nec_list_file_endings: Returns (transfer full) the boot versions that may follow the image in a file:
 * - only that of the drive, if it is known
 * - "00" to "99" if it is not known
 * - none, if files of this flash type have no boot version, or if bb_nec_make_image() already adds it
 */
char **bb_nec_list_file_endings (BbFacts *facts);
/** bb_nec_plan_flash: Returns (transfer full) the plan of bb_nec_plan_flash_with() for the model and the safe mode
 * key in the facts of @input. If the drive needs recovery or is in safe mode, @probe_sum is TRUE. Errors: as
 * plan_flash() of #BbFamily. */
BbPlan *bb_nec_plan_flash (const BbFlashInput *input, GError **error);
/** bb_nec_plan_verify: Returns (transfer full) a plan that compares the flash with the image; the flash type of the
 * drive gives the layout. Errors: as plan_verify() of #BbFamily. */
BbPlan *bb_nec_plan_verify (const BbFlashInput *input, GError **error);
/** bb_nec_is_responding_without_firmware: TRUE if @sense, the answer to TEST UNIT READY, shows a drive that responds
 * without firmware (docs/protocols/nec-optiarc.md, section 8). */
gboolean bb_nec_is_responding_without_firmware (const BbSense *sense);
/** bb_nec_may_be_mixed: TRUE if the flash is readable and has two banks with a checksum each, so that the drive
 * starts firmware whose banks are of two revisions. */
gboolean bb_nec_may_be_mixed (BbFacts *facts);
/** bb_nec_is_other_revision: TRUE if @image names a revision, and the drive reports another one. */
gboolean bb_nec_is_other_revision (BbFacts *facts, BbImage *image);
/** bb_nec_plan_sample: Returns (transfer full) a plan that reads the first and the last page of each bank. Errors: as
 * plan_sample() of #BbInspectOps. */
BbPlan *bb_nec_plan_sample (BbFacts *facts, GError **error);
/**
 * bb_nec_find_contradiction: Member find_contradiction() of #BbInspectOps. TRUE in four cases:
 * - An image equals the first bank, and another equals the second bank.
 * - One of @images equals the second bank, no image equals the first bank, and the drive reports another revision.
 * - Both banks were read completely, and name different revisions of one product.
 * - One of @files equals the first bank, no image equals the second bank, and the drive reports no other revision
 *   than that file. Two revisions can share their first bank, so a file of another revision shows nothing.
 *
 * @files that are known to be modified do not count for a single bank. Those of the second bank count only if the
 * first bank is known. FALSE if bb_nec_may_be_mixed() is FALSE, or if an image equals both banks. @why is
 * %NULL with FALSE.
 */
gboolean bb_nec_find_contradiction (BbFacts *facts, BbCaptures *captures, GPtrArray *images, GPtrArray *files,
                                    char **why);
/** bb_nec_is_image_mixed: Member is_image_mixed() of #BbInspectOps. TRUE if one of @images equals only the first
 * bank of @image, and another equals only the second bank. FALSE also if bb_nec_may_be_mixed() is FALSE, if the
 * image is incomplete, or if it is for another type than the drive. */
gboolean bb_nec_is_image_mixed (BbFacts *facts, BbImage *image, GPtrArray *images);
/** bb_nec_is_image_doubtful: Member is_image_doubtful() of #BbInspectOps. TRUE if one of @files, for exactly this
 * type and not known to be modified, names the revision of @image and equals only its first bank. FALSE if one of
 * @files equals both banks, and in the cases in which bb_nec_is_image_mixed() is FALSE without comparing. */
gboolean bb_nec_is_image_doubtful (BbFacts *facts, BbImage *image, GPtrArray *files);
/** bb_nec_plan_inspect: Returns (transfer full) a plan that reads the firmware. @image: (nullable): image whose
 * firmware id byte is used if that of the drive is not known. Errors: as plan() of #BbInspectOps; if the reads need a
 * key, %BB_FAMILY_ERROR_CANNOT also if the key is not known, or if the drive is not in safe mode. */
BbPlan *bb_nec_plan_inspect (BbFacts *facts, BbImage *image, GError **error);
BbInside bb_nec_inspect (BbFacts *facts, BbCaptures *captures, BbImage *image, char **why);
/** bb_nec_plan_wake: Returns (transfer full) a plan that leaves the safe mode of each bank. Errors: as plan_wake() of
 * #BbFamily. */
BbPlan *bb_nec_plan_wake (BbFacts *facts, GError **error);
/** bb_nec_plan_recover: Returns (transfer full) a plan that flashes with one of the keys that the boot code may
 * accept; @attempt of @input chooses the key: first each key once, then each key a second time. Errors: as
 * plan_recover() of #BbFamily. */
BbPlan *bb_nec_plan_recover (const BbFlashInput *input, GError **error);
/**
 * bb_nec_judge: Member judge() of #BbFamily. Returns, by the first case that applies:
 * - The firmware is not readable, or its flash type is not known: a result by the revision that the drive reports.
 * - The read-back found differences: %BB_PROOF_DIFFERENT, or %BB_PROOF_PENDING if reads before a power cycle are not
 *   reliable.
 * - The drive does not run the firmware, or was not identified: %BB_PROOF_UNPROVEN, or %BB_PROOF_PENDING before a
 *   power cycle.
 * - Otherwise: %BB_PROOF_PROVEN, whatever revision the drive reports.
 */
BbProof bb_nec_judge (const BbJudgeInput *input, char **why);
gboolean bb_nec_is_read_back_sure (BbFacts *facts);

G_END_DECLS
