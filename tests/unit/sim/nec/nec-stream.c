/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-stream.h"

#include <string.h>

const NecFlash nec_flashes[] = {
    {"640K", "K110", "K110", 0x5000, 0x7B000, 0x7AFFE, 61, 0x5000, 0x80000, 0x80000},
    {"768K", "L210", "L210", 0x8000, 0xB8000, 0xB7FFE, 50, 0x8000, 0xC0000, 0xC0000},
    {"1M", "K352", "K352", 0x6000, 0xFA000, 0xF9FFE, 69, 0x6000, 0x100000, 0x100000},
    {"1M, two sums", "K210", "K210", 0x6000, 0xFA000, 0xF9FFE, 70, 0x6000, 0x100000, 0x100000},
    {"2M", "K355", "K355", 0x10000, 0x1E0000, 0x1E0000, 124, 0x10000, 0x1F0000, 0x200000},
    {"2M, keyed", "K370", "K370", 0x10000, 0x1E0000, 0x1E0000, 124, 0x10000, 0x1F0000, 0x200000},
    {"2MOpti", "D770", "D770", 0x30000, 0x1C0000, 0x1C0000, 115, 0x30000, 0x1F0000, 0x1F0000},
    {"Opti2", "G200", "G200", 0x30000, 0x1C0000, 0x1C0000, 116, 0x30000, 0x1F0000, 0x200000},
    {"Opti3", "G265", "G265", 0x30000, 0x1B0000, 0x1B0000, 112, 0x30000, 0x1E0000, 0x1F0000},
    {"Opti4", "G285", "G285", 0x30000, 0x1B0000, 0x1B0000, 112, 0x30000, 0x1E0000, 0x1E0000},
    {"OptiBD", "C500", "C500", 0x0, 0x1D0200, 0x1D0200, 121, 0x30000, 0x200000, 0x200000},
    {NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0},
};

const NecFlash *
nec_flash_find (const char *model)
{
    for (const NecFlash *flash = nec_flashes; flash->type != NULL; flash++) {
        if (g_str_equal (flash->model, model))
            return flash;
    }
    g_assert_not_reached ();
}

/* TRUE if the flash type is @type; a variant after the comma in flash->type is ignored. */
static gboolean
nec_is (const NecFlash *flash, const char *type)
{
    return g_str_has_prefix (flash->type, type) &&
           (strlen (flash->type) == strlen (type) || flash->type[strlen (type)] == ',');
}

guint16
nec_sum (const guint8 *data, gsize length_bytes)
{
    guint16 sum = 0;

    for (gsize i = 0; i < length_bytes; i += 2)
        sum = (guint16) (sum + data[i] * 256 + data[i + 1]);
    return sum;
}

static void
nec_put_address (guint8 *cdb, guint32 address)
{
    cdb[2] = (guint8) (address >> 24);
    cdb[3] = (guint8) (address >> 16);
    cdb[4] = (guint8) (address >> 8);
    cdb[5] = (guint8) address;
}

static void
nec_put_length (guint8 *cdb, guint32 length_bytes)
{
    cdb[6] = (guint8) (length_bytes >> 16);
    cdb[7] = (guint8) (length_bytes >> 8);
    cdb[8] = (guint8) length_bytes;
}

/* Returns byte 1 of a vendor command: the function and the bit of the bank. */
static guint8
nec_function (guint8 function, guint bank)
{
    return bank == 1 ? function | 0x10 : function;
}

guint32
nec_upload_units (NecBench *bench, guint bank, guint32 address, const guint8 *data, guint units, guint area,
                  gboolean padded)
{
    guint8 cdb[12] = {0xCB, nec_function (0x01, bank)};
    gsize data_bytes = (gsize) units * 0x1000;
    gsize length_bytes = padded ? (gsize) units * 0x1004 : data_bytes;
    g_autofree guint8 *out = g_malloc0 (length_bytes);

    nec_put_address (cdb, address);
    cdb[8] = (guint8) units;
    cdb[9] = (guint8) area;
    memcpy (out, data, data_bytes);
    return nec_bench_send (bench, cdb, sizeof cdb, BB_DIRECTION_OUT, out, length_bytes);
}

guint32
nec_upload_bytes (NecBench *bench, guint bank, guint32 address, const guint8 *data, guint32 length_bytes, guint area,
                  guint16 chunk_sum)
{
    guint8 cdb[12] = {0xCB, nec_function (0x01, bank)};

    nec_put_address (cdb, address);
    nec_put_length (cdb, length_bytes);
    cdb[9] = (guint8) area;
    cdb[10] = (guint8) (chunk_sum >> 8);
    cdb[11] = (guint8) chunk_sum;
    return nec_bench_send (bench, cdb, sizeof cdb, BB_DIRECTION_OUT, data, length_bytes);
}

guint32
nec_mask (NecBench *bench, guint8 function, guint bank, guint64 mask)
{
    guint8 cdb[12] = {0xCB, nec_function (function, bank)};

    for (guint i = 0; i < 7; i++)
        cdb[8 - i] = (guint8) (mask >> (8 * i));
    return nec_bench_send (bench, cdb, sizeof cdb, BB_DIRECTION_NONE, NULL, 0);
}

guint32
nec_number (NecBench *bench, guint8 function, guint n)
{
    guint8 cdb[12] = {0xCB, function, 0, 0, 0, 0, 0, 0, (guint8) n};

    return nec_bench_send (bench, cdb, sizeof cdb, BB_DIRECTION_NONE, NULL, 0);
}

guint32
nec_region (NecBench *bench, guint8 function, guint bank, guint32 address, guint32 length_bytes, guint area)
{
    guint8 cdb[12] = {0xCB, nec_function (function, bank)};

    nec_put_address (cdb, address);
    nec_put_length (cdb, length_bytes);
    cdb[9] = (guint8) area;
    return nec_bench_send (bench, cdb, sizeof cdb, BB_DIRECTION_NONE, NULL, 0);
}

guint32
nec_checksum (NecBench *bench, guint8 function, guint16 sum, guint8 bd, guint8 index, guint8 area)
{
    guint8 cdb[12] = {0xCC, function, (guint8) (sum >> 8), (guint8) sum, 0, 0, 0, bd, index, area};

    if (function == 0x06) {
        cdb[6] = 0x1B;
        cdb[8] = 0;
    }
    return nec_bench_send (bench, cdb, sizeof cdb, BB_DIRECTION_NONE, NULL, 0);
}

/* Returns the big-endian word at offset @at. */
static guint16
nec_word (const guint8 *image, gsize at)
{
    return (guint16) (image[at] << 8 | image[at + 1]);
}

/* Sends a command, and returns from the calling function if it fails. */
#define TRY(expression)                   \
    do {                                  \
        guint32 try_sense = (expression); \
        if (try_sense != GOOD)            \
            return try_sense;             \
    } while (0)

guint32
nec_flash_uploads (NecBench *bench, const NecFlash *flash, const guint8 *image)
{
    gboolean by_bytes = nec_is (flash, "Opti3") || nec_is (flash, "OptiBD");
    gboolean padded = nec_is (flash, "2MOpti");
    guint32 done = 0;

    if (nec_is (flash, "640K")) {
        for (; done < 0x3000; done += 0x1000)
            TRY (nec_upload_units (bench, 0, 0x5000 + done, image + done, 1, 0, FALSE));
    }
    for (; done < flash->payload_bytes; done += 0x8000) {
        guint32 length_bytes = MIN (flash->payload_bytes - done, 0x8000);

        if (by_bytes)
            TRY (nec_upload_bytes (bench, 0, flash->base + done, image + done, length_bytes, 0, 0));
        else
            TRY (nec_upload_units (bench, 0, flash->base + done, image + done, length_bytes / 0x1000, 0, padded));
    }
    return GOOD;
}

guint32
nec_flash_checksum (NecBench *bench, const NecFlash *flash, const guint8 *image, guint16 spoil)
{
    guint16 sum = nec_word (image, flash->sum_at);

    if (nec_is (flash, "OptiBD"))
        return nec_checksum (bench, 0x04, spoil, 0, 0, 0);
    if (g_str_equal (flash->model, "K210")) {
        TRY (nec_checksum (bench, 0x04, nec_word (image, 0x29FFE) ^ spoil, 0, 0x04, 0));
        return nec_checksum (bench, 0x04, sum ^ spoil, 0, 0x08, 0);
    }
    if (nec_is (flash, "768K") || nec_is (flash, "1M"))
        return nec_checksum (bench, 0x04, sum ^ spoil, 0, 0x20, 0);
    return nec_checksum (bench, 0x04, sum ^ spoil, 0, 0, 0);
}

/* First and last block that a flash erases and programs. */
static const struct {
    const char *type;
    guint first;
    guint last_erased;
    guint last_programmed;
} numbered[] = {
    {"768K", 8, 19, 19},  {"1M", 2, 18, 18},    {"2M", 4, 34, 33},     {"2MOpti", 3, 30, 30},
    {"Opti2", 3, 31, 30}, {"Opti3", 3, 30, 29}, {"OptiBD", 3, 31, 31},
};

/* Sets @blocks to the numbers of the blocks of bank 0 that a flash erases or programs, in the order of
 * nec-optiarc.md, section 4. Returns the number of blocks. */
static guint
nec_blocks (const NecFlash *flash, guint8 function, guint *blocks)
{
    static const guint of_640k[] = {13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7};
    guint n_blocks = 0;

    if (nec_is (flash, "640K")) {
        memcpy (blocks, of_640k, sizeof of_640k);
        return G_N_ELEMENTS (of_640k);
    }
    for (guint i = 0; i < G_N_ELEMENTS (numbered); i++) {
        guint last = function == NEC_ERASE ? numbered[i].last_erased : numbered[i].last_programmed;

        for (guint n = numbered[i].first; nec_is (flash, numbered[i].type) && n <= last; n++)
            blocks[n_blocks++] = n;
    }
    g_assert_cmpuint (n_blocks, >, 0);
    return n_blocks;
}

/* Sends ERASE or PROGRAM for each block of a flash. Depending on the flash type, the command has a mask of blocks, a
 * block number, or a range. */
static guint32
nec_flash_blocks (NecBench *bench, const NecFlash *flash, guint8 function)
{
    guint blocks[64];
    guint n_blocks = nec_blocks (flash, function, blocks);

    for (guint i = 0; i < n_blocks; i++) {
        if (nec_is (flash, "Opti2"))
            TRY (nec_number (bench, function, blocks[i]));
        else if (nec_is (flash, "Opti3"))
            TRY (nec_region (bench, function, 0, blocks[i] << 16, 0x10000, 0));
        else
            TRY (nec_mask (bench, function, 0, G_GUINT64_CONSTANT (1) << blocks[i]));
    }
    return GOOD;
}

guint32
nec_flash_erases (NecBench *bench, const NecFlash *flash)
{
    return nec_flash_blocks (bench, flash, NEC_ERASE);
}

guint32
nec_flash_programs (NecBench *bench, const NecFlash *flash)
{
    return nec_flash_blocks (bench, flash, NEC_PROGRAM);
}

/* Uploads of bank 1 of 640K: offset in the image, flash address, length in units of 4 KiB. */
static const struct {
    guint32 offset;
    guint32 address;
    guint units;
} pieces[] = {
    {0x7B004, 0x240000, 2}, {0x7D004, 0x242000, 1}, {0x7E004, 0x243000, 1}, {0x7F004, 0x244000, 4},
    {0x83004, 0x248000, 8}, {0x8B004, 0x250000, 8}, {0x93004, 0x258000, 8},
};

/* Flashes bank 1 of 640K. Call it after bank 0 was flashed. The drive is in safe mode for bank 1 afterwards. */
static guint32
nec_flash_second_bank (NecBench *bench, const NecFlash *flash, const guint8 *image)
{
    TRY (nec_bench_key (bench, flash->key, TRUE, 1));
    for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
        TRY (nec_upload_units (bench, 1, pieces[i].address, image + pieces[i].offset, pieces[i].units, 0, FALSE));
    TRY (nec_checksum (bench, 0x14, nec_word (image, 0x9B002), 0, 0, 0));
    TRY (nec_bench_hex (bench, "CB 18 00 00 00 00 00 00 00 00 00 00", 0));
    for (guint n = 8; n <= 14; n++)
        TRY (nec_mask (bench, NEC_PROGRAM, 1, G_GUINT64_CONSTANT (1) << n));
    return GOOD;
}

/* Flashes a drive of type Opti4: erases all blocks, and then uploads and programs one block after the other. The
 * drive must be in safe mode, and stays in it. */
static guint32
nec_flash_opti4 (NecBench *bench, const guint8 *image)
{
    TRY (nec_checksum (bench, 0x06, nec_word (image, 0x0E), 0, 0, 5));
    for (guint n = 3; n <= 29; n++)
        TRY (nec_region (bench, NEC_ERASE, 1, n << 16, 0x10000, 0));
    for (guint32 i = 0; i < 0x1B0000; i += 0x10000) {
        for (guint32 half = i; half < i + 0x10000; half += 0x8000)
            TRY (
                nec_upload_bytes (bench, 1, 0x30000 + half, image + half, 0x8000, 0, nec_sum (image + half, 0x8000)));
        TRY (nec_region (bench, NEC_PROGRAM, 1, 0x30000 + i, 0x10000, 0));
    }
    return nec_checksum (bench, 0x06, nec_word (image, 0x1B0000), 0, 0, 4);
}

guint32
nec_flash_run (NecBench *bench, const NecFlash *flash, GBytes *image)
{
    const guint8 *data = g_bytes_get_data (image, NULL);

    TRY (nec_bench_key (bench, flash->key, TRUE, 0));
    if (nec_is (flash, "Opti4")) {
        TRY (nec_flash_opti4 (bench, data));
    } else {
        TRY (nec_flash_uploads (bench, flash, data));
        TRY (nec_flash_checksum (bench, flash, data, 0));
        TRY (nec_flash_erases (bench, flash));
        TRY (nec_flash_programs (bench, flash));
    }
    if (nec_is (flash, "OptiBD"))
        TRY (nec_checksum (bench, 0x04, 0, 1, 0, 0));
    nec_bench_leave (bench, flash->key, 0);
    if (!nec_is (flash, "640K"))
        return GOOD;
    TRY (nec_flash_second_bank (bench, flash, data));
    nec_bench_leave (bench, flash->key, 1);
    return GOOD;
}
