/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec-boot.h"

#include "scsi/bb-bytes.h"

#define NEC_CDB_BYTES 12
#define NEC_OP_WRITE 0xCB
#define NEC_OP_CHECK 0xCC
#define NEC_AREA_BOOT 1

static void
nec_begin (BbCdb *cdb, guint8 opcode, guint8 function)
{
    const guint8 bytes[NEC_CDB_BYTES] = {opcode, function};

    bb_cdb_init (cdb, bytes, NEC_CDB_BYTES);
}

void
bb_nec_cdb_write_calibration (BbCdb *cdb, guint32 address, guint16 length_bytes)
{
    nec_begin (cdb, NEC_OP_WRITE, 0x00);
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
    /* all boot codes of 32 KiB that go in units are padded, also where the firmware is not */
    if (type->boot_bytes == BB_NEC_MAX_BOOT_BYTES)
        return type->boot_bytes + n_units * BB_NEC_PAD_BYTES;
    return type->boot_bytes;
}

void
bb_nec_cdb_checksum_boot (BbCdb *cdb, guint16 sum)
{
    nec_begin (cdb, NEC_OP_CHECK, 0x04);
    bb_put_be16 (cdb->bytes + 2, sum);
    cdb->bytes[9] = NEC_AREA_BOOT;
}

/* GET EVENT STATUS NOTIFICATION, polled, of a class that nobody else asks for, and with no room for an answer. */
void
bb_nec_cdb_unlock_boot (BbCdb *cdb)
{
    static const guint8 bytes[] = {0x4A, 0x01, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00};

    bb_cdb_init (cdb, bytes, sizeof bytes);
}

void
bb_nec_cdb_program_boot (BbCdb *cdb, const BbNecType *type)
{
    nec_begin (cdb, NEC_OP_WRITE, BB_NEC_PROGRAM);
    switch (type->write) {
    case BB_NEC_WRITE_MASK:
        /* one bit for each block that the boot code lies in */
        for (guint n = 0; n < 8; n++)
            if (bb_nec_block_range (type, 0, n).address < type->boot_bytes)
                cdb->bytes[8] |= (guint8) (1u << n);
        break;
    case BB_NEC_WRITE_REGION:
        bb_put_be24 (cdb->bytes + 6, type->boot_bytes);
        cdb->bytes[9] = NEC_AREA_BOOT;
        break;
    case BB_NEC_WRITE_BLOCK: /* block 0 */
    case BB_NEC_WRITE_NONE:
        break;
    }
}
