/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec-boot.h"

#include "scsi/bb-bytes.h"

#define NEC_CDB_BYTES 12
#define NEC_OP_WRITE 0xCB
#define NEC_OP_MEMORY 0xCC
#define NEC_OP_BOOT_CODE 0xCD
#define NEC_BANK_BIT 0x10
#define NEC_AREA_BOOT 1

/* Sets @cdb to a vendor command with @opcode, @function and the bit for @bank; all other bytes are 0. */
static void
nec_begin (BbCdb *cdb, guint8 opcode, guint8 function, guint bank)
{
    const guint8 bytes[NEC_CDB_BYTES] = {opcode, function | (bank != 0 ? NEC_BANK_BIT : 0)};

    bb_cdb_init (cdb, bytes, NEC_CDB_BYTES);
}

void
bb_nec_cdb_read (BbCdb *cdb, guint32 address, guint32 length_bytes, guint bank, int firmware_id)
{
    nec_begin (cdb, NEC_OP_MEMORY, 0x00, bank);
    bb_put_be32 (cdb->bytes + 2, address);
    bb_put_be16 (cdb->bytes + 7, (guint16) length_bytes);
    if (firmware_id != BB_NEC_UNKEYED) {
        cdb->bytes[9] = 'R';
        cdb->bytes[10] = 'D';
        cdb->bytes[11] = (guint8) firmware_id;
    }
}

void
bb_nec_cdb_safe_mode (BbCdb *cdb, gboolean on, const char *key, guint bank)
{
    nec_begin (cdb, NEC_OP_MEMORY, 0x01, bank);
    cdb->bytes[2] = on ? 0x01 : 0x00;
    for (guint i = 0; i < BB_NEC_CODE_BYTES && key[i] != '\0'; i++)
        cdb->bytes[4 + i] = (guint8) key[i];
    cdb->bytes[8] = 0x01;
}

void
bb_nec_cdb_checksum (BbCdb *cdb, guint16 sum, guint8 index, guint bank, gboolean closing)
{
    nec_begin (cdb, NEC_OP_MEMORY, 0x04, bank);
    bb_put_be16 (cdb->bytes + 2, sum);
    cdb->bytes[7] = closing ? 0x01 : 0x00;
    cdb->bytes[8] = (guint8) (4 * index);
}

void
bb_nec_cdb_checksum_area (BbCdb *cdb, guint16 sum, guint32 length_bytes, guint8 area)
{
    nec_begin (cdb, NEC_OP_MEMORY, 0x06, 0);
    bb_put_be16 (cdb->bytes + 2, sum);
    bb_put_be32 (cdb->bytes + 5, length_bytes);
    cdb->bytes[9] = area;
}

void
bb_nec_cdb_upload_units (BbCdb *cdb, guint32 address, guint8 n_units, guint bank)
{
    nec_begin (cdb, NEC_OP_WRITE, 0x01, bank);
    bb_put_be32 (cdb->bytes + 2, address);
    cdb->bytes[8] = n_units;
}

void
bb_nec_cdb_upload_bytes (BbCdb *cdb, guint32 address, guint32 length_bytes, guint bank, guint16 chunk_sum)
{
    nec_begin (cdb, NEC_OP_WRITE, 0x01, bank);
    bb_put_be32 (cdb->bytes + 2, address);
    bb_put_be24 (cdb->bytes + 6, length_bytes);
    bb_put_be16 (cdb->bytes + 10, chunk_sum);
}

void
bb_nec_cdb_mask (BbCdb *cdb, BbNecOperation operation, guint block, guint bank)
{
    nec_begin (cdb, NEC_OP_WRITE, (guint8) operation, bank);
    if (block < 56)
        cdb->bytes[8 - block / 8] = (guint8) (1u << (block % 8));
}

void
bb_nec_cdb_block (BbCdb *cdb, BbNecOperation operation, guint block)
{
    nec_begin (cdb, NEC_OP_WRITE, (guint8) operation, 0);
    cdb->bytes[8] = (guint8) block;
}

void
bb_nec_cdb_region (BbCdb *cdb, BbNecOperation operation, guint32 address, guint32 length_bytes, guint bank)
{
    nec_begin (cdb, NEC_OP_WRITE, (guint8) operation, bank);
    bb_put_be32 (cdb->bytes + 2, address);
    bb_put_be24 (cdb->bytes + 6, length_bytes);
}

void
bb_nec_cdb_erase_bank (BbCdb *cdb)
{
    nec_begin (cdb, NEC_OP_WRITE, 0x08, 1);
}

void
bb_nec_cdb_read_boot_code (BbCdb *cdb)
{
    static const char word[] = "RDBOOT";

    nec_begin (cdb, NEC_OP_BOOT_CODE, 0x00, 0);
    for (guint i = 0; i < sizeof word - 1; i++)
        cdb->bytes[2 + i] = (guint8) word[i];
}

/* --- boot code and stored identity --- */

void
bb_nec_cdb_write_calibration (BbCdb *cdb, guint32 address, guint16 length_bytes)
{
    nec_begin (cdb, NEC_OP_WRITE, 0x00, 0);
    bb_put_be24 (cdb->bytes + 3, address);
    bb_put_be16 (cdb->bytes + 7, length_bytes);
}

guint32
bb_nec_cdb_upload_boot (BbCdb *cdb, const BbNecType *type)
{
    guint n_units = type->boot_bytes / BB_NEC_UNIT_BYTES;

    if (type->upload == BB_NEC_UPLOAD_BYTES) {
        bb_nec_cdb_upload_bytes (cdb, 0, type->boot_bytes, 0, 0);
        cdb->bytes[9] = NEC_AREA_BOOT;
        return type->boot_bytes;
    }
    bb_nec_cdb_upload_units (cdb, 0, (guint8) n_units, 0);
    cdb->bytes[9] = NEC_AREA_BOOT;
    /* A boot code of 32 KiB that is sent in units of 4 KiB is padded, even if the firmware of this flash type is
     * not. */
    if (type->boot_bytes == BB_NEC_MAX_BOOT_BYTES)
        return type->boot_bytes + n_units * BB_NEC_PAD_BYTES;
    return type->boot_bytes;
}

void
bb_nec_cdb_checksum_boot (BbCdb *cdb, guint16 sum)
{
    nec_begin (cdb, NEC_OP_MEMORY, 0x04, 0);
    bb_put_be16 (cdb->bytes + 2, sum);
    cdb->bytes[9] = NEC_AREA_BOOT;
}

/* Sets @cdb to the command that unlocks the boot code of drives for which bb_nec_type_locks_boot_code() is TRUE. It
 * is a polled GET EVENT STATUS NOTIFICATION with allocation length 0 and a notification class that no other program
 * requests. */
void
bb_nec_cdb_unlock_boot (BbCdb *cdb)
{
    static const guint8 bytes[] = {0x4A, 0x01, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00};

    bb_cdb_init (cdb, bytes, sizeof bytes);
}

void
bb_nec_cdb_program_boot (BbCdb *cdb, const BbNecType *type)
{
    nec_begin (cdb, NEC_OP_WRITE, BB_NEC_PROGRAM, 0);
    switch (type->write) {
    case BB_NEC_WRITE_MASK:
        /* One bit for each block that contains boot code. */
        for (guint n = 0; n < 8; n++)
            if (bb_nec_block_range (type, 0, n).address < type->boot_bytes)
                cdb->bytes[8] |= (guint8) (1u << n);
        break;
    case BB_NEC_WRITE_REGION:
        bb_put_be24 (cdb->bytes + 6, type->boot_bytes);
        cdb->bytes[9] = NEC_AREA_BOOT;
        break;
    case BB_NEC_WRITE_BLOCK: /* The block number 0 is in the CDB already. */
    case BB_NEC_WRITE_NONE:
        break;
    }
}

guint32
bb_nec_boot_transfer_bytes (const BbNecType *type)
{
    BbCdb cdb = {0};

    return bb_nec_cdb_upload_boot (&cdb, type);
}
