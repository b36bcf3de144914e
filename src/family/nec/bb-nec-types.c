/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec.h"

/*
 * The flash types, docs/protocols/nec-optiarc.md. A type is a row here, not a procedure; the two
 * things that do not fit in a row are the order of Opti4 and the second bank of 640K.
 */

#define NO_BLOCKS \
    {             \
        {1, 0},   \
        {         \
            1, 0  \
        }         \
    }
#define ONE_RUN(a, b) \
    {                 \
        {a, b},       \
        {             \
            1, 0      \
        }             \
    }

/* The usual part: @length bytes from @from on, the sum behind them. */
#define PART_APPENDED(from, length, erase_a, erase_b, program_a, program_b)                               \
    {                                                                                                     \
        .image_offset = 0, .address = from, .length_bytes = length, .sum_offset = length, .sum_first = 0, \
        .sum_end = length, .erase = ONE_RUN (erase_a, erase_b), .program = ONE_RUN (program_a, program_b) \
    }

/* 768K and 1M: the last word of the payload is its sum, range and all `uncertain`. */
#define PART_INNER(from, length, block_a, block_b)                                                            \
    {                                                                                                         \
        .image_offset = 0, .address = from, .length_bytes = length, .sum_offset = length - 2, .sum_first = 0, \
        .sum_end = length - 2, .erase = ONE_RUN (block_a, block_b), .program = ONE_RUN (block_a, block_b)     \
    }

static const BbNecType nec_types[] = {
    {
        .name = "640K",
        .flashable = TRUE,
        .readable = TRUE,
        .image_bytes = 0x9B008,
        .n_parts = 2,
        .parts =
            {
                {
                    .image_offset = 0,
                    .address = 0x5000,
                    .length_bytes = 0x7B000,
                    .first_units = {1, 1, 1},
                    .sum_offset = 0x7AFFE,
                    .sum_first = 0,
                    .sum_end = 0x7AFFE,
                    .erase = {{13, 15}, {0, 7}},
                    .program = {{13, 15}, {0, 7}},
                },
                {
                    .image_offset = 0x7B004,
                    .address = 0x240000,
                    .length_bytes = 0x20000,
                    .first_units = {2, 1, 1, 4},
                    .sum_offset = 0x9B002,
                    .sum_first = 0x7B004,
                    .sum_end = 0x9B002,
                    .erase = NO_BLOCKS,
                    .program = ONE_RUN (8, 14),
                    .erase_bank = TRUE,
                },
            },
        .tag_offset = 0x9B004,
        .front_tag_offset = 0x7B000,
        .image_has_suffix = TRUE,
        .upload = BB_NEC_UPLOAD_UNITS,
        .write = BB_NEC_WRITE_MASK,
        .map = BB_NEC_MAP_640K,
        .boot_bytes = 0x4000,
        .first_page = 0x4000,
        .calibration = {{0x4000, 0x1000}},
    },
    {
        .name = "768K",
        .flashable = TRUE,
        .readable = TRUE,
        .image_bytes = 0xB8004,
        .n_parts = 1,
        .parts = {PART_INNER (0x8000, 0xB8000, 8, 19)},
        .tag_offset = 0xB8000,
        .image_has_suffix = TRUE,
        .upload = BB_NEC_UPLOAD_UNITS,
        .write = BB_NEC_WRITE_MASK,
        .map = BB_NEC_MAP_768K,
        .checksum_index = 8,
        .boot_bytes = 0x4000,
        .first_page = 0x4000,
        .calibration = {{0x4000, 0x2000}},
    },
    {
        .name = "1M",
        .flashable = TRUE,
        .readable = TRUE,
        .image_bytes = 0xFA004,
        .n_parts = 1,
        .parts = {PART_INNER (0x6000, 0xFA000, 2, 18)},
        .tag_offset = 0xFA000,
        .image_has_suffix = TRUE,
        .dump_has_suffix = TRUE,
        .upload = BB_NEC_UPLOAD_UNITS,
        .write = BB_NEC_WRITE_MASK,
        .map = BB_NEC_MAP_ND,
        .checksum_index = 8,
        .boot_bytes = 0x4000,
        .first_page = 0x4000,
        .calibration = {{0x4000, 0x2000}},
    },
    {
        .name = "2M",
        .flashable = TRUE,
        .readable = TRUE,
        .image_bytes = 0x1E0006,
        .n_parts = 1,
        .parts = {PART_APPENDED (0x10000, 0x1E0000, 4, 34, 4, 33)},
        .tag_offset = 0x1E0002,
        .appended_sum = TRUE,
        .image_has_suffix = TRUE,
        .dump_has_suffix = TRUE,
        .upload = BB_NEC_UPLOAD_UNITS,
        .write = BB_NEC_WRITE_MASK,
        .map = BB_NEC_MAP_ND,
        .boot_bytes = 0x4000,
        .boot_readable = TRUE,
        .first_page = 0x4000,
        .calibration = {{0x4000, 0x2000}},
    },
    {
        .name = "2MOpti",
        .flashable = TRUE,
        .readable = TRUE,
        .image_bytes = 0x1C0006,
        .n_parts = 1,
        .parts = {PART_APPENDED (0x30000, 0x1C0000, 3, 30, 3, 30)},
        .tag_offset = 0x1C0002,
        .appended_sum = TRUE,
        .image_has_suffix = TRUE,
        .dump_has_suffix = TRUE,
        .upload = BB_NEC_UPLOAD_PADDED,
        .write = BB_NEC_WRITE_MASK,
        .map = BB_NEC_MAP_64K,
        .boot_bytes = 0x8000,
        .boot_readable = TRUE,
        .always_keyed = TRUE,
        .first_page = 0x4000,
        .calibration = {{0x4000, 0x2000}},
        .calibration_in_flash = {{0x10000, 0x1000}, {0x20000, 0x1000}},
    },
    {
        .name = "Opti2",
        .flashable = TRUE,
        .readable = TRUE,
        .image_bytes = 0x1C0006,
        .n_parts = 1,
        .parts = {PART_APPENDED (0x30000, 0x1C0000, 3, 31, 3, 30)},
        .tag_offset = 0x1C0002,
        .appended_sum = TRUE,
        .image_has_suffix = TRUE,
        .dump_has_suffix = TRUE,
        .upload = BB_NEC_UPLOAD_UNITS,
        .write = BB_NEC_WRITE_BLOCK,
        .map = BB_NEC_MAP_64K,
        .boot_bytes = 0x8000,
        .boot_readable = TRUE,
        .always_keyed = TRUE,
        .first_page = 0x10000,
        .calibration = {{0x10000, 0x1000}, {0x20000, 0x1000}},
        .extra = {{0x11000, 0xF000}, {0x21000, 0xF000}},
    },
    {
        .name = "Opti3",
        .flashable = TRUE,
        .readable = TRUE,
        .image_bytes = 0x1B0006,
        .n_parts = 1,
        .parts = {PART_APPENDED (0x30000, 0x1B0000, 3, 30, 3, 29)},
        .tag_offset = 0x1B0002,
        .appended_sum = TRUE,
        .image_has_suffix = TRUE,
        .dump_has_suffix = TRUE,
        .upload = BB_NEC_UPLOAD_BYTES,
        .write = BB_NEC_WRITE_REGION,
        .map = BB_NEC_MAP_64K,
        .boot_bytes = 0x8000,
        .boot_readable = TRUE,
        .always_keyed = TRUE,
        .first_page = 0x10000,
        .calibration = {{0x10000, 0x1000}, {0x20000, 0x1000}},
        .extra = {{0x11000, 0xF000}, {0x21000, 0xF000}},
    },
    {
        .name = "Opti4",
        .flashable = TRUE,
        .readable = TRUE,
        .image_bytes = 0x1B0006,
        .n_parts = 1,
        .parts = {PART_APPENDED (0x30000, 0x1B0000, 3, 29, 3, 29)},
        .tag_offset = 0x1B0002,
        .appended_sum = TRUE,
        .image_has_suffix = TRUE,
        .dump_has_suffix = TRUE,
        .upload = BB_NEC_UPLOAD_BYTES,
        .write = BB_NEC_WRITE_REGION,
        .map = BB_NEC_MAP_64K,
        .order = BB_NEC_ORDER_ERASE_FIRST,
        .boot_bytes = 0x8000,
        .boot_readable = TRUE,
        .always_keyed = TRUE,
        .first_page = 0x10000,
        .calibration = {{0x10000, 0x1000}, {0x20000, 0x1000}},
        .extra = {{0x11000, 0xF000}, {0x21000, 0xF000}},
    },
    {
        .name = "OptiBD",
        .flashable = TRUE,
        .image_bytes = 0x1D0202,
        .n_parts = 1,
        .parts = {PART_APPENDED (0, 0x1D0200, 3, 31, 3, 31)},
        .tag_offset = 0x42,
        .appended_sum = TRUE,
        .upload = BB_NEC_UPLOAD_BYTES,
        .staged = TRUE,
        .write = BB_NEC_WRITE_MASK,
        .map = BB_NEC_MAP_64K,
        .zero_sum = TRUE,
        .boot_bytes = 0x6000,
        .first_page = 0x6000,
        .calibration = {{0x6000, 0x5000}},
        .no_boot_version = TRUE,
    },
    {
        .name = "OptiBD2",
        .boot_bytes = 0x6000,
        .first_page = 0x6000,
        .calibration = {{0x6000, 0x5000}},
        .no_boot_version = TRUE,
    },
    {
        .name = "2MHDDVD",
        .readable = TRUE,
        .image_bytes = 0x1C0004,
        .n_parts = 1,
        .parts = {{.address = 0x40000, .length_bytes = 0x1C0000, .erase = NO_BLOCKS, .program = NO_BLOCKS}},
        .tag_offset = 0x1C0000,
        .image_has_suffix = TRUE,
        .dump_has_suffix = TRUE,
        .boot_bytes = 0x4000,
        .first_page = 0x4000,
        .calibration = {{0x4000, 0x2000}},
    },
};

const BbNecType *
bb_nec_types (guint *n_types)
{
    *n_types = G_N_ELEMENTS (nec_types);
    return nec_types;
}

const BbNecType *
bb_nec_type_lookup (const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (nec_types); i++)
        if (g_strcmp0 (nec_types[i].name, name) == 0)
            return &nec_types[i];
    return NULL;
}

guint32
bb_nec_type_payload_bytes (const BbNecType *type)
{
    guint32 sum = 0;

    for (guint i = 0; i < type->n_parts; i++)
        sum += type->parts[i].length_bytes;
    return sum;
}

/* Blocks 8 to 14 of the second bank of 640K. */
static const BbNecRange nec_bank_1_blocks[] = {
    {0x240000, 0x2000}, {0x242000, 0x1000}, {0x243000, 0x1000}, {0x244000, 0x4000},
    {0x248000, 0x8000}, {0x250000, 0x8000}, {0x258000, 0x8000},
};

/* Blocks 0 to 3 of 1M and 2M. */
static const BbNecRange nec_small_blocks[] = {
    {0x0000, 0x4000},
    {0x4000, 0x2000},
    {0x6000, 0x2000},
    {0x8000, 0x8000},
};

static BbNecRange
nec_block_640k (guint bank, guint n)
{
    if (bank == 1)
        return n >= 8 && n - 8 < G_N_ELEMENTS (nec_bank_1_blocks) ? nec_bank_1_blocks[n - 8] : (BbNecRange){0, 0};
    if (n >= 8)
        return (BbNecRange){(n - 8) * 0x1000, 0x1000};
    return n == 0 ? (BbNecRange){0x8000, 0x8000} : (BbNecRange){n * 0x10000, 0x10000};
}

static BbNecRange
nec_block_nd (guint n)
{
    return n < G_N_ELEMENTS (nec_small_blocks) ? nec_small_blocks[n] : (BbNecRange){(n - 3) * 0x10000, 0x10000};
}

BbNecRange
bb_nec_block_range (const BbNecType *type, guint bank, guint n)
{
    switch (type->map) {
    case BB_NEC_MAP_640K:
        return nec_block_640k (bank, n);
    case BB_NEC_MAP_768K:
        if (n < 8)
            return (BbNecRange){n * 0x1000, 0x1000};
        return n == 8 ? (BbNecRange){0x8000, 0x8000} : (BbNecRange){(n - 8) * 0x10000, 0x10000};
    case BB_NEC_MAP_ND:
        return nec_block_nd (n);
    case BB_NEC_MAP_64K:
    default:
        return (BbNecRange){n * 0x10000, 0x10000};
    }
}

static gboolean
nec_has_block (const BbNecBlocks *runs, guint n)
{
    return (n >= runs[0].first && n <= runs[0].last) || (n >= runs[1].first && n <= runs[1].last);
}

gboolean
bb_nec_type_left_block (const BbNecType *type, BbNecRange *range)
{
    const BbNecPart *part = &type->parts[0];

    for (guint run = 0; type->flashable && run < G_N_ELEMENTS (part->erase); run++) {
        for (guint n = part->erase[run].first; n <= part->erase[run].last; n++) {
            if (nec_has_block (part->program, n))
                continue;
            *range = bb_nec_block_range (type, 0, n);
            return TRUE;
        }
    }
    return FALSE;
}
