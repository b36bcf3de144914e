/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec-memory.h"

#include "scsi/bb-bytes.h"

/* The flash types of docs/protocols/nec-optiarc.md, section 4. */
static const BbSimNecLayout layouts[] = {
    {
        .name = "640K",
        .type = BB_SIM_NEC_640K,
        .flash_bytes = 0x260000,
        .boot_bytes = 0x4000,
        .boot_readable = TRUE,
        .main = {{0x5000, 0x7B000}, {0x240000, 0x20000}},
        .calibration = {{0x4000, 0x1000}},
        .upload = {{0x5000, 0x7B000}, {0x240000, 0x20000}},
        .payload_bytes = 0x7B000,
        .style = BB_SIM_NEC_BY_MASK,
        .upload_units = TRUE,
    },
    {
        .name = "768K",
        .type = BB_SIM_NEC_768K,
        .flash_bytes = 0xC0000,
        .boot_bytes = 0x4000,
        .boot_readable = TRUE,
        .boot_upload = TRUE,
        .main = {{0x8000, 0xB8000}},
        .calibration = {{0x4000, 0x2000}},
        .upload = {{0x8000, 0xB8000}},
        .payload_bytes = 0xB8000,
        .style = BB_SIM_NEC_BY_MASK,
        .upload_units = TRUE,
    },
    {
        .name = "1M",
        .type = BB_SIM_NEC_1M,
        .flash_bytes = 0x100000,
        .boot_bytes = 0x4000,
        .boot_upload = TRUE,
        .main = {{0x6000, 0xFA000}},
        .calibration = {{0x4000, 0x2000}},
        .upload = {{0x6000, 0xFA000}},
        .payload_bytes = 0xFA000,
        .style = BB_SIM_NEC_BY_MASK,
        .upload_units = TRUE,
    },
    {
        .name = "2M",
        .type = BB_SIM_NEC_2M,
        .flash_bytes = 0x200000,
        .boot_bytes = 0x4000,
        .boot_command = TRUE,
        .boot_upload = TRUE,
        .main = {{0x10000, 0x1E0000}},
        .calibration = {{0x4000, 0x2000}},
        .upload = {{0x10000, 0x1E0000}},
        .payload_bytes = 0x1E0000,
        .style = BB_SIM_NEC_BY_MASK,
        .upload_units = TRUE,
        .strict = TRUE,
        .appended_sum = TRUE,
    },
    {
        .name = "2MOpti",
        .type = BB_SIM_NEC_2MOPTI,
        .flash_bytes = 0x200000,
        .boot_bytes = 0x8000,
        .boot_command = TRUE,
        .boot_upload = TRUE,
        .main = {{0x30000, 0x1C0000}},
        .calibration = {{0x10000, 0x1000}, {0x20000, 0x1000}},
        .upload = {{0x30000, 0x1C0000}},
        .payload_bytes = 0x1C0000,
        .style = BB_SIM_NEC_BY_MASK,
        .upload_units = TRUE,
        .strict = TRUE,
        .appended_sum = TRUE,
        .paged = TRUE,
    },
    {
        .name = "Opti2",
        .type = BB_SIM_NEC_OPTI2,
        .flash_bytes = 0x200000,
        .boot_bytes = 0x8000,
        .boot_command = TRUE,
        .boot_upload = TRUE,
        .main = {{0x30000, 0x1C0000}},
        .calibration = {{0x10000, 0x1000}, {0x20000, 0x1000}},
        .upload = {{0x30000, 0x1C0000}},
        .payload_bytes = 0x1C0000,
        .style = BB_SIM_NEC_BY_NUMBER,
        .upload_units = TRUE,
        .strict = TRUE,
        .appended_sum = TRUE,
        .locked_boot = TRUE,
        .paged = TRUE,
    },
    {
        .name = "Opti3",
        .type = BB_SIM_NEC_OPTI3,
        .flash_bytes = 0x200000,
        .boot_bytes = 0x8000,
        .boot_command = TRUE,
        .boot_upload = TRUE,
        .main = {{0x30000, 0x1B0000}},
        .calibration = {{0x10000, 0x1000}, {0x20000, 0x1000}},
        .upload = {{0x30000, 0x1B0000}},
        .payload_bytes = 0x1B0000,
        .style = BB_SIM_NEC_BY_REGION,
        .strict = TRUE,
        .appended_sum = TRUE,
        .locked_boot = TRUE,
    },
    {
        .name = "Opti4",
        .type = BB_SIM_NEC_OPTI4,
        .flash_bytes = 0x200000,
        .boot_bytes = 0x8000,
        .boot_command = TRUE,
        .boot_upload = TRUE,
        .main = {{0x30000, 0x1B0000}},
        .calibration = {{0x10000, 0x1000}, {0x20000, 0x1000}},
        .upload = {{0x30000, 0x1B0000}},
        .payload_bytes = 0x1B0000,
        .style = BB_SIM_NEC_BY_REGION,
        .strict = TRUE,
        .appended_sum = TRUE,
        .locked_boot = TRUE,
    },
    {
        .name = "2MHDDVD",
        .type = BB_SIM_NEC_HDDVD,
        .flash_bytes = 0x200000,
        .boot_bytes = 0x4000,
        .boot_readable = TRUE,
        .boot_command = TRUE,
        .main = {{0x40000, 0x1C0000}},
        .calibration = {{0x4000, 0x2000}},
        .payload_bytes = 0x1C0000,
    },
    {
        .name = "OptiBD",
        .type = BB_SIM_NEC_OPTIBD,
        .flash_bytes = 0x200000,
        .boot_bytes = 0x6000,
        .main = {{0x30000, 0x1D0000}},
        .calibration = {{0x6000, 0x5000}},
        .upload = {{0x0, 0x1D0200}},
        .payload_bytes = 0x1D0200,
        .header_bytes = 0x200,
        .style = BB_SIM_NEC_BY_MASK,
        .strict = TRUE,
        .appended_sum = TRUE,
    },
    {
        .name = "OptiBD2",
        .type = BB_SIM_NEC_OPTIBD2,
        .flash_bytes = 0x200000,
        .boot_bytes = 0x6000,
        .main = {{0x30000, 0x1D0000}},
        .calibration = {{0x6000, 0x5000}},
        .payload_bytes = 0x1D0200,
        .header_bytes = 0x200,
        .appended_sum = TRUE,
    },
};

G_STATIC_ASSERT (G_N_ELEMENTS (layouts) == BB_SIM_NEC_N_TYPES);

const BbSimNecLayout *
bb_sim_nec_layout_by_name (const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (layouts); i++) {
        if (g_strcmp0 (layouts[i].name, name) == 0)
            return &layouts[i];
    }
    return NULL;
}

/* Sets @range. Returns TRUE, so that a caller that found a block can return the result. */
static gboolean
bb_sim_nec_range_set (BbSimNecRange *range, guint32 address, guint32 length_bytes)
{
    range->address = address;
    range->length_bytes = length_bytes;
    return TRUE;
}

/* Blocks 8 to 14 of the type 640K with the bank bit set. Bank 1 is a second flash chip. */
static const BbSimNecRange second_bank[] = {
    {0x240000, 0x2000}, {0x242000, 0x1000}, {0x243000, 0x1000}, {0x244000, 0x4000},
    {0x248000, 0x8000}, {0x250000, 0x8000}, {0x258000, 0x8000},
};

/* Sets @range to block @n of @bank of the type 640K; FALSE if it has no such block. */
static gboolean
bb_sim_nec_block_640k (guint bank, guint n, BbSimNecRange *range)
{
    if (bank == 1) {
        if (n < 8 || n >= 8 + G_N_ELEMENTS (second_bank))
            return FALSE;
        *range = second_bank[n - 8];
        return TRUE;
    }
    if (n >= 16)
        return FALSE;
    if (n >= 8)
        return bb_sim_nec_range_set (range, (n - 8) * 0x1000, 0x1000);
    if (n == 0)
        return bb_sim_nec_range_set (range, 0x8000, 0x8000);
    return bb_sim_nec_range_set (range, n * 0x10000, 0x10000);
}

/* Sets @range to block @n of the type 768K; FALSE if it has no such block. */
static gboolean
bb_sim_nec_block_768k (guint n, BbSimNecRange *range)
{
    if (n >= 20)
        return FALSE;
    if (n < 8)
        return bb_sim_nec_range_set (range, n * 0x1000, 0x1000);
    if (n == 8)
        return bb_sim_nec_range_set (range, 0x8000, 0x8000);
    return bb_sim_nec_range_set (range, (n - 8) * 0x10000, 0x10000);
}

static const BbSimNecRange small_blocks[] = {{0x0, 0x4000}, {0x4000, 0x2000}, {0x6000, 0x2000}, {0x8000, 0x8000}};

/* Sets @range to block @n of the types 1M and 2M, which have @n_blocks blocks: four small ones in the first 64 KiB,
 * then blocks of 64 KiB. FALSE if there is no such block. */
static gboolean
bb_sim_nec_block_1m (guint n, guint n_blocks, BbSimNecRange *range)
{
    if (n >= n_blocks)
        return FALSE;
    if (n < G_N_ELEMENTS (small_blocks)) {
        *range = small_blocks[n];
        return TRUE;
    }
    return bb_sim_nec_range_set (range, (n - 3) * 0x10000, 0x10000);
}

gboolean
bb_sim_nec_block (const BbSimNecLayout *layout, guint bank, guint n, BbSimNecRange *range)
{
    switch (layout->type) {
    case BB_SIM_NEC_640K:
        return bb_sim_nec_block_640k (bank, n, range);
    case BB_SIM_NEC_768K:
        return bb_sim_nec_block_768k (n, range);
    case BB_SIM_NEC_1M:
        return bb_sim_nec_block_1m (n, 19, range);
    case BB_SIM_NEC_2M:
        return bb_sim_nec_block_1m (n, 35, range);
    default:
        return n < 32 && bb_sim_nec_range_set (range, n * 0x10000, 0x10000);
    }
}

guint32
bb_sim_nec_to_flash (const BbSimNecLayout *layout, guint32 address)
{
    if (layout->paged && address >= 0x4000 && address < 0x5000)
        return address - 0x4000 + 0x10000;
    if (layout->paged && address >= 0x5000 && address < 0x6000)
        return address - 0x5000 + 0x20000;
    return address;
}

gboolean
bb_sim_nec_range_holds (const BbSimNecRange *range, guint32 address, guint32 length_bytes)
{
    return address >= range->address && length_bytes <= range->length_bytes &&
           address - range->address <= range->length_bytes - length_bytes;
}

gboolean
bb_sim_nec_range_meets (const BbSimNecRange *a, guint32 address, guint32 length_bytes)
{
    return (guint64) address < (guint64) a->address + a->length_bytes &&
           a->address < (guint64) address + length_bytes;
}

gboolean
bb_sim_nec_in_main (const BbSimNecLayout *layout, guint bank, guint32 address, guint32 length_bytes)
{
    return bank < 2 && bb_sim_nec_range_holds (&layout->main[bank], address, length_bytes);
}

gboolean
bb_sim_nec_touches_calibration (const BbSimNecLayout *layout, guint32 address, guint32 length_bytes)
{
    for (guint i = 0; i < G_N_ELEMENTS (layout->calibration); i++) {
        if (bb_sim_nec_range_meets (&layout->calibration[i], address, length_bytes))
            return TRUE;
    }
    return FALSE;
}

guint16
bb_sim_nec_sum16 (const guint8 *data, gsize length_bytes)
{
    return bb_sum_be16 (data, length_bytes & ~(gsize) 1);
}
