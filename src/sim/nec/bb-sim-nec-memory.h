/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What the flash memory of a simulated NEC or Optiarc drive looks like: which flash type has what
 * where, and how its blocks are numbered (docs/protocols/nec-optiarc.md, sections 3 and 4).
 */

typedef enum {
    BB_SIM_NEC_640K,
    BB_SIM_NEC_768K,
    BB_SIM_NEC_1M,
    BB_SIM_NEC_2M,
    BB_SIM_NEC_2MOPTI,
    BB_SIM_NEC_OPTI2,
    BB_SIM_NEC_OPTI3,
    BB_SIM_NEC_OPTI4,
    BB_SIM_NEC_HDDVD,
    BB_SIM_NEC_OPTIBD,
    BB_SIM_NEC_OPTIBD2,
    BB_SIM_NEC_N_TYPES,
} BbSimNecType;

/** BbSimNecStyle: how ERASE and PROGRAM name what they work on. */
typedef enum {
    BB_SIM_NEC_BY_NOTHING, /* this type knows neither */
    BB_SIM_NEC_BY_MASK,
    BB_SIM_NEC_BY_NUMBER,
    BB_SIM_NEC_BY_REGION,
} BbSimNecStyle;

/** BbSimNecRange: a piece of flash memory; empty when @length_bytes is 0. */
typedef struct {
    guint32 address;
    guint32 length_bytes;
} BbSimNecRange;

/**
 * BbSimNecLayout:
 * @name: the word of the models file
 * @type: the same as a number
 * @flash_bytes: size of the address space
 * @boot_bytes: boot code, from address 0
 * @boot_readable: READ MEMORY gives the boot code; else only READ BOOT CODE may
 * @boot_command: READ BOOT CODE exists
 * @boot_upload: the boot code can be replaced
 * @main: what a firmware image fills; [1] is bank 1 of 640K
 * @calibration: what no image contains
 * @upload: addresses that an UPLOAD of area 0 may name; [1] is bank 1
 * @payload_bytes: of an image, bank 1 and trailers not counted
 * @header_bytes: of the payload, before what goes to the flash (OptiBD)
 * @style: form of ERASE and PROGRAM
 * @upload_units: UPLOAD counts 4-KiB units, else bytes
 * @strict: ERASE and PROGRAM want an accepted checksum
 * @appended_sum: the image ends in a sum over the payload, and the drive keeps a validity mark
 * @locked_boot: boot programming wants the unlock
 * @paged: addresses 0x4000 and 0x5000 show the pages at 0x10000 and 0x20000
 */
typedef struct {
    const char *name;
    BbSimNecType type;
    guint32 flash_bytes;
    guint32 boot_bytes;
    gboolean boot_readable;
    gboolean boot_command;
    gboolean boot_upload;
    BbSimNecRange main[2];
    BbSimNecRange calibration[2];
    BbSimNecRange upload[2];
    guint32 payload_bytes;
    guint32 header_bytes;
    BbSimNecStyle style;
    gboolean upload_units;
    gboolean strict;
    gboolean appended_sum;
    gboolean locked_boot;
    gboolean paged;
} BbSimNecLayout;

/** BB_SIM_NEC_PAGE_BYTES: what the drive keeps account of: received, programmed. */
#define BB_SIM_NEC_PAGE_BYTES 0x1000

/** bb_sim_nec_layout_by_name: (nullable): by the models file's flash type. */
const BbSimNecLayout *bb_sim_nec_layout_by_name (const char *name);

/** bb_sim_nec_block: the range of block @n as seen with (@bank 1) or without the bank bit. */
gboolean bb_sim_nec_block (const BbSimNecLayout *layout, guint bank, guint n, BbSimNecRange *range);

/** bb_sim_nec_to_flash: an address as a command names it, as a place in the flash. */
guint32 bb_sim_nec_to_flash (const BbSimNecLayout *layout, guint32 address);

/** bb_sim_nec_range_holds: whether [@address, @address + @length_bytes) lies inside. */
gboolean bb_sim_nec_range_holds (const BbSimNecRange *range, guint32 address, guint32 length_bytes);

/** bb_sim_nec_range_meets: whether two ranges share a byte. */
gboolean bb_sim_nec_range_meets (const BbSimNecRange *a, guint32 address, guint32 length_bytes);

/** bb_sim_nec_in_main: whether the whole piece belongs to the main firmware of @bank. */
gboolean bb_sim_nec_in_main (const BbSimNecLayout *layout, guint bank, guint32 address, guint32 length_bytes);

/** bb_sim_nec_touches_calibration: whether a byte of the piece is per-unit data. */
gboolean bb_sim_nec_touches_calibration (const BbSimNecLayout *layout, guint32 address, guint32 length_bytes);

/** bb_sim_nec_sum16: big-endian words, modulo 65536; @length_bytes is even. */
guint16 bb_sim_nec_sum16 (const guint8 *data, gsize length_bytes);

G_END_DECLS
