/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec.h"

#include "scsi/bb-bytes.h"

#define NEC_CDB_BYTES 12
#define NEC_OP_CALIBRATION 0xCB
#define NEC_OP_MEMORY 0xCC
#define NEC_OP_BOOT_CODE 0xCD
#define NEC_BANK_BIT 0x10

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
    nec_begin (cdb, NEC_OP_CALIBRATION, 0x01, bank);
    bb_put_be32 (cdb->bytes + 2, address);
    cdb->bytes[8] = n_units;
}

void
bb_nec_cdb_upload_bytes (BbCdb *cdb, guint32 address, guint32 length_bytes, guint bank, guint16 chunk_sum)
{
    nec_begin (cdb, NEC_OP_CALIBRATION, 0x01, bank);
    bb_put_be32 (cdb->bytes + 2, address);
    bb_put_be24 (cdb->bytes + 6, length_bytes);
    bb_put_be16 (cdb->bytes + 10, chunk_sum);
}

void
bb_nec_cdb_mask (BbCdb *cdb, BbNecOperation operation, guint block, guint bank)
{
    nec_begin (cdb, NEC_OP_CALIBRATION, (guint8) operation, bank);
    if (block < 56)
        cdb->bytes[8 - block / 8] = (guint8) (1u << (block % 8));
}

void
bb_nec_cdb_block (BbCdb *cdb, BbNecOperation operation, guint block)
{
    nec_begin (cdb, NEC_OP_CALIBRATION, (guint8) operation, 0);
    cdb->bytes[8] = (guint8) block;
}

void
bb_nec_cdb_region (BbCdb *cdb, BbNecOperation operation, guint32 address, guint32 length_bytes, guint bank)
{
    nec_begin (cdb, NEC_OP_CALIBRATION, (guint8) operation, bank);
    bb_put_be32 (cdb->bytes + 2, address);
    bb_put_be24 (cdb->bytes + 6, length_bytes);
}

void
bb_nec_cdb_erase_bank (BbCdb *cdb)
{
    nec_begin (cdb, NEC_OP_CALIBRATION, 0x08, 1);
}

void
bb_nec_cdb_read_boot_code (BbCdb *cdb)
{
    static const char word[] = "RDBOOT";

    nec_begin (cdb, NEC_OP_BOOT_CODE, 0x00, 0);
    for (guint i = 0; i < sizeof word - 1; i++)
        cdb->bytes[2 + i] = (guint8) word[i];
}
