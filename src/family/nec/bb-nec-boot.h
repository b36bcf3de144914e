/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/*
 * Boot code files, and what a drive stores about who it is (docs/protocols/nec-optiarc.md, section 10). Shared by
 * the files bb-nec-boot*.c, bb-nec-convert*.c, bb-nec-repair*.c and their tests.
 */

/** BB_NEC_BOOT_FILE_BYTES: boot code, the target's identity and a checksum; plain boot code has only the first part.
 */
#define BB_NEC_BOOT_FILE_BYTES 0x8010u
/** BB_NEC_MAX_BOOT_BYTES: the room for boot code in such a file, and the largest boot code. */
#define BB_NEC_MAX_BOOT_BYTES 0x8000u

/* Values of a boot code's identity. */
#define BB_NEC_VALUE_BOOT_FORM "boot-form"
#define BB_NEC_VALUE_BOOT_RID "rid"
#define BB_NEC_VALUE_BOOT_DIGITS "digits"
/** BB_NEC_VALUE_BOOT_NAMED: "yes" when the target's four letters stand somewhere in the boot code. */
#define BB_NEC_VALUE_BOOT_NAMED "names-target"
#define BB_NEC_BOOT_FORM_FILE "file"
#define BB_NEC_BOOT_FORM_PLAIN "plain"

/** BB_NEC_TEXT_BYTES: of each of the three texts. */
#define BB_NEC_TEXT_BYTES 4u

/**
 * BbNecIdentity: what a drive stores about who it is. Not text: they may hold anything.
 */
typedef struct {
    guint8 id[BB_NEC_TEXT_BYTES];
    guint8 rid[BB_NEC_TEXT_BYTES];
    guint8 digits[BB_NEC_TEXT_BYTES];
} BbNecIdentity;

/** BbNecPatch: four bytes of calibration that shall be others; the only size that was ever seen written. */
typedef struct {
    guint32 address;
    guint8 bytes[BB_NEC_TEXT_BYTES];
} BbNecPatch;

/* ---- boot code (bb-nec-boot.c) ---- */

/**
 * bb_nec_identify_boot_code:
 * @target: key of the type that the drive shall be
 *
 * Looks at a boot code for @target: plain, of the right size, or in a file with the target's identity. Bounded on
 * hostile input. Returns: (transfer full): with a problem sentence if it cannot be used
 */
BbImageIdentity *bb_nec_identify_boot_code (GBytes *bytes, const char *target, BbCatalog *catalog);
/** bb_nec_boot_code_bytes: (transfer full) (nullable): the boot code alone, of the size that @type has. */
GBytes *bb_nec_boot_code_bytes (GBytes *file, const BbNecType *type);
/** bb_nec_boot_sum: what CHECKSUM wants for it: all but its last word. */
guint16 bb_nec_boot_sum (GBytes *boot_code);
/** bb_nec_type_takes_boot_code: whether it is known how its boot code is changed. */
gboolean bb_nec_type_takes_boot_code (const BbNecType *type);
/** bb_nec_type_proves_boot_code: whether the drive checks an uploaded boot code before it writes. */
gboolean bb_nec_type_proves_boot_code (const BbNecType *type);
/** bb_nec_type_locks_boot_code: whether it must be unlocked first. */
gboolean bb_nec_type_locks_boot_code (const BbNecType *type);

/* ---- commands (bb-nec-cdb.c); only built ---- */

void bb_nec_cdb_write_calibration (BbCdb *cdb, guint32 address, guint16 length_bytes);
/** bb_nec_cdb_upload_boot: (returns): bytes of the data phase, padding included. */
guint32 bb_nec_cdb_upload_boot (BbCdb *cdb, const BbNecType *type);
void bb_nec_cdb_checksum_boot (BbCdb *cdb, guint16 sum);
void bb_nec_cdb_unlock_boot (BbCdb *cdb);
void bb_nec_cdb_program_boot (BbCdb *cdb, const BbNecType *type);

/* ---- the identity (bb-nec-identity.c) ---- */

/** bb_nec_identity_addresses: where it is written; FALSE: not known for @type. */
gboolean bb_nec_identity_addresses (const BbNecType *type, guint32 *id, guint32 *rid, guint32 *digits);
/** bb_nec_model_accepts_id: whether this is the id of a @model, or of its opposite. */
gboolean bb_nec_model_accepts_id (BbModel *model, const guint8 *id);
/** bb_nec_is_identity_of: see #BbFamily. */
gboolean bb_nec_is_identity_of (BbCaptures *captures, BbModel *model, BbCatalog *catalog);
/** bb_nec_calibration_slice: (transfer full) (nullable): a range of calibration out of what was read. */
GBytes *bb_nec_calibration_slice (BbCaptures *captures, const BbNecType *type, guint32 address, guint32 length_bytes);
/** bb_nec_identity_read: from what was read; FALSE: it is not in there. */
gboolean bb_nec_identity_read (BbCaptures *captures, const BbNecType *type, BbNecIdentity *identity);
/** BB_NEC_REGION_OFFSET: in the page of the model block: region data, never written, to its end. */
#define BB_NEC_REGION_OFFSET 0xF80u
/** bb_nec_page_is_blank: whether the page that @address is in is erased, region data aside. */
gboolean bb_nec_page_is_blank (BbCaptures *captures, const BbNecType *type, guint32 address);
/** bb_nec_identity_names: whether a drive with this identity and boot code of @model is taken for what it is;
 * @rid_block as it is now. */
gboolean bb_nec_identity_names (const BbNecIdentity *identity, GBytes *rid_block, BbModel *model, BbCatalog *catalog);
/** bb_nec_identity_text: (transfer full): four bytes for people, "K355", or hexadecimal when they are no text. */
char *bb_nec_identity_text (const guint8 *bytes);
/** bb_nec_model_digits: the four digits of its name, "3550"; FALSE if it has none. */
gboolean bb_nec_model_digits (BbModel *model, guint8 *digits);
/** bb_nec_model_rid: its RID text if there is one and no other; FALSE if not known. */
gboolean bb_nec_model_rid (BbModel *model, guint8 *rid);
/** bb_nec_identity_patches: (transfer full) (element-type BbNecPatch): what to write so that @now becomes @wanted. */
GArray *bb_nec_identity_patches (const BbNecType *type, const BbNecIdentity *now, const BbNecIdentity *wanted);
/**
 * bb_nec_plan_add_patches:
 * @now: the calibration as it was read, all of it
 * @patches: (element-type BbNecPatch)
 *
 * Adds a section: each patch is written, then its whole page is read back and compared, so that nothing else in it
 * has changed either.
 */
void bb_nec_plan_add_patches (BbPlanBuilder *builder, const BbNecType *type, BbCaptures *now, GArray *patches);
/**
 * bb_nec_plan_add_page:
 * @length_bytes: how much of the page, from its start; a multiple of four
 *
 * Adds a section that turns the page @now into @wanted, four bytes at a time, lowest address first, each read back.
 */
void bb_nec_plan_add_page (BbPlanBuilder *builder, guint32 address, GBytes *now, GBytes *wanted,
                           guint32 length_bytes);

G_END_DECLS
