/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/*
 * Boot code files, and the commands that replace the boot code of a drive (docs/protocols/nec-optiarc.md, section
 * 10).
 */

/** BB_NEC_BOOT_FILE_BYTES: size of a boot code file, which consists of boot code, identity texts of the target drive
 * type, and checksum. A file may also have the boot code only (a plain boot code). */
#define BB_NEC_BOOT_FILE_BYTES 0x8010u
/** BB_NEC_MAX_BOOT_BYTES: size of the largest boot code, and of the space for it in a boot code file. */
#define BB_NEC_MAX_BOOT_BYTES 0x8000u
/** BB_NEC_TEXT_BYTES: length of each of the three texts of an identity: ID, RID text, model digits. */
#define BB_NEC_TEXT_BYTES 4u

/* Keys of the values in the #BbImageIdentity of a boot code file. */
#define BB_NEC_VALUE_BOOT_FORM "boot-form"
#define BB_NEC_VALUE_BOOT_RID "rid"
#define BB_NEC_VALUE_BOOT_DIGITS "digits"
/** BB_NEC_VALUE_BOOT_NAMED: "yes" if the boot code contains the safe mode key of the target drive type; absent
 * otherwise. */
#define BB_NEC_VALUE_BOOT_NAMED "names-target"
#define BB_NEC_BOOT_FORM_FILE "file"
#define BB_NEC_BOOT_FORM_PLAIN "plain"

/* ---- boot code (bb-nec-boot.c) ---- */

/**
 * bb_nec_identify_boot_code:
 * @bytes: untrusted content of a file
 * @target: key of the drive type to convert to
 *
 * Identifies a boot code for @target. The file is a plain boot code of the right size, or a boot code file, which
 * also contains the identity texts of the target.
 *
 * Returns: (transfer full): the identity; with a problem if the boot code cannot be used, if @target is unknown, or
 *   if it is not known how to change its boot code
 */
BbImageIdentity *bb_nec_identify_boot_code (GBytes *bytes, const char *target, BbCatalog *catalog);
/** bb_nec_boot_code_bytes: Returns (transfer full) (nullable) the boot code in @file: a plain boot code, or a boot
 * code file, whose identity texts are left out. %NULL if @file has neither the size of a plain boot code for @type
 * nor that of a boot code file. Only the size of @file is checked. */
GBytes *bb_nec_boot_code_bytes (GBytes *file, const BbNecType *type);
/** bb_nec_boot_sum: Returns the sum modulo 65536 of the big-endian 16-bit words of @boot_code, except the last word,
 * which stores this sum. The command CHECKSUM for an uploaded boot code contains this sum, too. @boot_code must have
 * at least two bytes. */
guint16 bb_nec_boot_sum (GBytes *boot_code);
/** bb_nec_type_takes_boot_code: TRUE if it is known how to replace the boot code of drives of flash type @type
 * (nullable). */
gboolean bb_nec_type_takes_boot_code (const BbNecType *type);
/** bb_nec_type_proves_boot_code: TRUE if drives of @type check an uploaded boot code before they program it. */
gboolean bb_nec_type_proves_boot_code (const BbNecType *type);
/** bb_nec_type_locks_boot_code: TRUE if the boot code must be unlocked before it is programmed. */
gboolean bb_nec_type_locks_boot_code (const BbNecType *type);
/** bb_nec_list_conversions: Returns (transfer full) (element-type BbModel) the types that the drive may be converted
 * to, or may have been converted from, sorted by key. These are the other drive types with the same flash type and
 * with the same or related hardware. Empty if it is not known how to replace the boot code of this flash type
 * (bb_nec_type_takes_boot_code()). */
GPtrArray *bb_nec_list_conversions (BbFacts *facts, BbCatalog *catalog);

/* ---- CDBs (bb-nec-cdb.c); each function sets @cdb to one command ---- */

/** bb_nec_cdb_write_calibration: Sets @cdb to the command that writes @length_bytes of the calibration at @address.
 */
void bb_nec_cdb_write_calibration (BbCdb *cdb, guint32 address, guint16 length_bytes);
/** bb_nec_cdb_upload_boot: Sets @cdb to the command that uploads a boot code. Returns the length of its data phase,
 * including padding. */
guint32 bb_nec_cdb_upload_boot (BbCdb *cdb, const BbNecType *type);
/** bb_nec_boot_transfer_bytes: Returns the length of the data phase that uploads a boot code of @type. */
guint32 bb_nec_boot_transfer_bytes (const BbNecType *type);
/** bb_nec_cdb_checksum_boot: Sets @cdb to the CHECKSUM that compares @sum with the uploaded boot code. */
void bb_nec_cdb_checksum_boot (BbCdb *cdb, guint16 sum);
void bb_nec_cdb_unlock_boot (BbCdb *cdb);
/** bb_nec_cdb_program_boot: Sets @cdb to the command that replaces the boot code by the uploaded one. */
void bb_nec_cdb_program_boot (BbCdb *cdb, const BbNecType *type);

G_END_DECLS
