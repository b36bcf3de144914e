/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec.h"

#include "bb-sim-nec-image.h"

#include <string.h>

#define UNIT_BYTES 0x1000
#define PADDED_UNIT_BYTES 0x1004
#define UNITS_MAX 8
#define UPLOAD_US 5000
#define CHECKSUM_US 40000
/* The quirk corrupt-upload damages the third upload, and after it every 16th upload. */
#define CORRUPT_EVERY 16

gboolean
bb_sim_nec_bank_fits (BbSimNecDrive *own, const guint8 *cdb)
{
    gint bank = (cdb[1] & BB_SIM_NEC_BANK) != 0 ? 1 : 0;

    if (own->facts.layout->type != BB_SIM_NEC_640K)
        return TRUE;
    if (own->mode == BB_SIM_NEC_FORCED_SAFE)
        return bank == MAX (own->forced_bank, 0);
    return bank == (own->mode == BB_SIM_NEC_SAFE1 ? 1 : 0);
}

typedef struct {
    guint32 address;
    guint32 length_bytes; /* without pad bytes */
    guint8 area;          /* 0: main firmware, 1: boot code */
    guint16 chunk_sum;    /* Sum16 of the data, 0 for none (Opti4) */
    gboolean padded;      /* after the data, the data phase has four pad bytes for each 4 KiB */
} BbSimNecUpload;

/* Sets @upload from the CDB of UPLOAD. FALSE if the CDB is invalid or does not agree with the data phase. */
static gboolean
bb_sim_nec_parse_upload (BbSimNecDrive *own, const BbSimCommand *command, BbSimNecUpload *upload)
{
    const guint8 *cdb = command->cdb.bytes;

    upload->address = bb_sim_get_be32 (cdb + 2);
    upload->area = cdb[9];
    upload->chunk_sum = bb_sim_get_be16 (cdb + 10);
    upload->padded = FALSE;
    if (upload->area > 1 || command->out == NULL)
        return FALSE;
    if (!own->facts.layout->upload_units) {
        upload->length_bytes = bb_sim_get_be24 (cdb + 6);
        return upload->length_bytes > 0 && (upload->length_bytes & 1) == 0 &&
               command->length_bytes == upload->length_bytes;
    }
    upload->length_bytes = cdb[8] * UNIT_BYTES;
    upload->padded = command->length_bytes == cdb[8] * (gsize) PADDED_UNIT_BYTES;
    return cdb[6] == 0 && cdb[7] == 0 && cdb[8] >= 1 && cdb[8] <= UNITS_MAX && upload->chunk_sum == 0 &&
           (upload->padded || command->length_bytes == upload->length_bytes);
}

/* TRUE if the type accepts an upload to this range. Boot code (area 1) is accepted only with @bank 0; for main
 * firmware of Opti4, @bank does not matter. */
static gboolean
bb_sim_nec_may_upload (BbSimNecDrive *own, const BbSimNecUpload *upload, guint bank)
{
    const BbSimNecLayout *layout = own->facts.layout;
    BbSimNecRange boot = {0, layout->boot_bytes};

    if (upload->area == 1)
        return layout->boot_upload && bank == 0 &&
               bb_sim_nec_range_holds (&boot, upload->address, upload->length_bytes);
    if (layout->type == BB_SIM_NEC_OPTI4)
        bank = 0;
    return bb_sim_nec_range_holds (&layout->upload[bank], upload->address, upload->length_bytes);
}

/* Stores the data of an upload in the RAM, with a wrong bit if the quirk corrupt-upload says so, and records its
 * pages as received. The checksum of the area must then be accepted again. */
static void
bb_sim_nec_receive (BbSimDrive *drive, const BbSimNecUpload *upload, const guint8 *data)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    guint8 *ram = upload->area == 1 ? own->boot_ram : own->ram;
    guint8 *received = upload->area == 1 ? own->boot_received : own->received;
    guint32 first = upload->address / BB_SIM_NEC_PAGE_BYTES;
    guint32 end = (upload->address + upload->length_bytes + BB_SIM_NEC_PAGE_BYTES - 1) / BB_SIM_NEC_PAGE_BYTES;

    memcpy (ram + upload->address, data, upload->length_bytes);
    memset (received + first, 1, end - first);
    if (own->n_uploads++ % CORRUPT_EVERY == 2 && bb_sim_drive_has_quirk (drive, "corrupt-upload"))
        ram[upload->address + upload->length_bytes / 3] ^= 0x04;
    own->accepted[upload->area] = FALSE;
    if (upload->area == 0)
        own->accepted_index = 0;
}

void
bb_sim_nec_exec_upload (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    BbSimNecType type = own->facts.layout->type;
    guint bank = (command->cdb.bytes[1] & BB_SIM_NEC_BANK) != 0 ? 1 : 0;
    BbSimNecUpload upload;

    if (!bb_sim_nec_parse_upload (own, command, &upload) || !bb_sim_nec_may_upload (own, &upload, bank)) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (!upload.padded && bb_sim_drive_has_quirk (drive, "needs-padding") &&
        (type == BB_SIM_NEC_2MOPTI || (type == BB_SIM_NEC_OPTI2 && upload.area == 1))) {
        bb_sim_drive_violation (drive, "upload to 0x%06X without the pad bytes", upload.address);
        bb_sim_answer_sense (answer, 0xB, 0x4B, 0);
        return;
    }
    if (bank == 1 && type == BB_SIM_NEC_OPTI4 && upload.chunk_sum != 0 &&
        upload.chunk_sum != bb_sim_nec_sum16 (command->out, upload.length_bytes) &&
        !bb_sim_drive_has_quirk (drive, "chunk-sum-ignored")) {
        bb_sim_nec_refuse_value (answer);
        return;
    }
    bb_sim_nec_receive (drive, &upload, command->out);
    answer->took_us = MAX (UPLOAD_US * (gint64) upload.length_bytes / (UNITS_MAX * UNIT_BYTES), 100);
}

/* For 640K, 768K and 1M: TRUE if @sum is the Sum16 of the uploaded bank before the word at @word_at. FALSE if the
 * bank was not uploaded up to and including this word (nec-optiarc.md, section 11). With the quirk sum-last-word,
 * compares @sum with this word instead. */
static gboolean
bb_sim_nec_inner_sum_is (BbSimDrive *drive, const BbSimNecRange *main, guint32 word_at, guint16 sum)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);

    if (!bb_sim_nec_is_received (own, main->address, word_at + 2 - main->address))
        return FALSE;
    if (bb_sim_drive_has_quirk (drive, "sum-last-word"))
        return bb_sim_get_be16 (own->ram + word_at) == sum;
    return bb_sim_nec_sum16 (own->ram + main->address, word_at - main->address) == sum;
}

/* For 640K, 768K, 1M: TRUE if @sum is the checksum of the uploaded bank that @cdb selects. If TRUE, records that the
 * drive accepted the checksum of the main firmware (area 0). A K210 needs two checksums; for it, this is recorded
 * after the second one. */
static gboolean
bb_sim_nec_old_sum_is_right (BbSimDrive *drive, const guint8 *cdb, guint16 sum)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;
    const BbSimNecRange *main = &layout->main[(cdb[1] & BB_SIM_NEC_BANK) != 0 ? 1 : 0];
    guint32 last = main->address + main->length_bytes - 2;

    gboolean two_sums = g_str_equal (own->facts.code, "K210");

    if (!bb_sim_nec_inner_sum_is (drive, main, two_sums && cdb[8] == 4 ? 0x2FFFE : last, sum))
        return FALSE;
    if (!two_sums) {
        own->accepted[0] = TRUE;
        return TRUE;
    }
    own->accepted_index |= 1u << (cdb[8] / 4);
    own->accepted[0] = own->accepted_index == 0x6;
    return TRUE;
}

/* TRUE if @sum is the checksum of the uploaded main firmware, which must be complete. If TRUE, records the checksum
 * as accepted. Exceptions:
 * - OptiBD: TRUE if @sum is 0; the upload is not checked.
 * - K210: records it as accepted after the second of two checksums. */
static gboolean
bb_sim_nec_main_sum_is_right (BbSimDrive *drive, const guint8 *cdb, guint16 sum)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;
    const BbSimNecRange *main = &layout->main[0];

    if (layout->header_bytes != 0) {
        if (sum != 0)
            return FALSE;
    } else if (!layout->strict) {
        return bb_sim_nec_old_sum_is_right (drive, cdb, sum);
    } else if (!bb_sim_nec_is_received (own, main->address, main->length_bytes) ||
               bb_sim_nec_sum16 (own->ram + main->address, main->length_bytes) != sum) {
        return FALSE;
    }
    own->accepted[0] = TRUE;
    own->accepted_sum = sum;
    return TRUE;
}

/* TRUE if byte 8 of CHECKSUM is valid for the type and for the area in byte 9 (nec-optiarc.md, section 2). Valid
 * values:
 * - boot code: 0
 * - main firmware on K210, which has two checksums: 4 or 8
 * - main firmware on 768K and 1M: 20h
 * - main firmware on all other types: 0 */
static gboolean
bb_sim_nec_index_fits (BbSimNecDrive *own, const guint8 *cdb)
{
    BbSimNecType type = own->facts.layout->type;

    if (cdb[9] == 1)
        return cdb[8] == 0;
    if (g_str_equal (own->facts.code, "K210"))
        return cdb[8] == 4 || cdb[8] == 8;
    return cdb[8] == (type == BB_SIM_NEC_768K || type == BB_SIM_NEC_1M ? 0x20 : 0);
}

void
bb_sim_nec_exec_checksum (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;
    guint16 sum = bb_sim_get_be16 (cdb + 2);
    gboolean closing = cdb[7] == 1 && layout->header_bytes != 0;

    answer->took_us = CHECKSUM_US;
    if (cdb[4] != 0 || cdb[5] != 0 || cdb[6] != 0 || (cdb[7] != 0 && !closing) || cdb[9] > 1 || cdb[10] != 0 ||
        cdb[11] != 0 || !bb_sim_nec_index_fits (own, cdb) || (cdb[9] == 1 && !layout->boot_upload)) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (cdb[9] == 0) {
        if (!bb_sim_nec_main_sum_is_right (drive, cdb, sum))
            bb_sim_nec_refuse_value (answer);
        return;
    }
    if (!bb_sim_nec_boot_is_unlocked (drive)) {
        bb_sim_nec_refuse_order (answer);
        return;
    }
    if (!bb_sim_nec_boot_is_received (own) || bb_sim_nec_boot_sum (own->boot_ram, layout->boot_bytes) != sum) {
        bb_sim_nec_refuse_value (answer);
        return;
    }
    own->accepted[1] = TRUE;
}

/* Areas of the flash for CHECKSUM FLASH of Opti4 (nec-optiarc.md, section 2); the index is the number of the area. */
static const BbSimNecRange areas[] = {
    {0, 0}, {0x0, 0x7FFE}, {0x10000, 0x1000}, {0x20000, 0x1000}, {0x30000, 0x1B0000}, {0x0, 0x7FFE},
};

void
bb_sim_nec_exec_checksum_flash (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);
    guint8 area = cdb[9];
    guint16 sum = bb_sim_get_be16 (cdb + 2);

    answer->took_us = CHECKSUM_US;
    if (own->facts.layout->type != BB_SIM_NEC_OPTI4 || area == 0 || area >= G_N_ELEMENTS (areas) || cdb[4] != 0 ||
        cdb[10] != 0 || cdb[11] != 0) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (area == 1)
        sum = bb_sim_get_be16 (flash + 0x7FFE);
    if (bb_sim_nec_sum16 (flash + areas[area].address, areas[area].length_bytes) != sum) {
        bb_sim_nec_refuse_value (answer);
        return;
    }
    /* The indexes 0 and 1 of `accepted` are for uploads, and only 4 and 5 are for areas of the flash, so areas 1 to 3
     * are not recorded. */
    if (area >= 4)
        own->accepted[area] = TRUE;
    if (area == 4)
        bb_sim_nec_set_valid (drive, sum);
}
