/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Layouts of the flash memory of simulated NEC and Optiarc drives: regions of each flash type, and numbering of the
 * blocks (docs/protocols/nec-optiarc.md, sections 3 and 4). */

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

/** BbSimNecStyle: how ERASE and PROGRAM specify a range. */
typedef enum {
    BB_SIM_NEC_BY_NOTHING, /* the type has neither command */
    BB_SIM_NEC_BY_MASK,
    BB_SIM_NEC_BY_NUMBER,
    BB_SIM_NEC_BY_REGION,
} BbSimNecStyle;

/** BbSimNecRange: a range of flash memory; empty if @length_bytes is 0. */
typedef struct {
    guint32 address;
    guint32 length_bytes;
} BbSimNecRange;

/**
 * BbSimNecLayout:
 * @name: name of the flash type in the catalog
 * @type: the flash type
 * @flash_bytes: size of the address space
 * @boot_bytes: length of the boot code, which begins at address 0
 * @boot_readable: READ MEMORY can read the boot code; otherwise only READ BOOT CODE may be able to read it
 * @boot_command: the drive knows the command READ BOOT CODE
 * @boot_upload: the boot code can be replaced
 * @main: range that a firmware image fills; [1] is bank 1 of 640K
 * @calibration: per-unit data that no image contains
 * @upload: valid addresses for an UPLOAD to area 0 (main firmware); [1] is bank 1
 * @payload_bytes: length of the payload of an image: its header and the main firmware of bank 0
 * @header_bytes: length of the payload's header, which is not programmed (OptiBD only, 0 for all other types)
 * @style: how ERASE and PROGRAM specify a range
 * @upload_units: UPLOAD counts units of 4 KiB, otherwise bytes
 * @strict: ERASE and PROGRAM require an accepted checksum
 * @appended_sum: the image ends with a checksum over the payload, and the drive has a validity mark
 * @locked_boot: programming the boot code requires the unlock
 * @paged: commands use the addresses 0x4000 and 0x5000 for the pages at 0x10000 and 0x20000
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

/**
 * BB_SIM_NEC_PAGE_BYTES: size of the pages for which the drive records whether they were received and programmed.
 */
#define BB_SIM_NEC_PAGE_BYTES 0x1000
/** BB_SIM_NEC_BLOCK_BYTES: size of the largest blocks that one command erases or programs. */
#define BB_SIM_NEC_BLOCK_BYTES 0x10000

/** bb_sim_nec_layout_by_name: (nullable): returns the layout of the flash type that the catalog calls @name. */
const BbSimNecLayout *bb_sim_nec_layout_by_name (const char *name);

/** bb_sim_nec_block: sets @range to block @n of bank @bank (0 or 1; ignored on types other than 640K); FALSE if the
 * type has no such block. */
gboolean bb_sim_nec_block (const BbSimNecLayout *layout, guint bank, guint n, BbSimNecRange *range);

/** bb_sim_nec_to_flash: converts the address in a command to an address in the flash. They differ only in the two
 * pages of types that are paged. */
guint32 bb_sim_nec_to_flash (const BbSimNecLayout *layout, guint32 address);

/** bb_sim_nec_range_holds: TRUE if [@address, @address + @length_bytes) is inside @range. */
gboolean bb_sim_nec_range_holds (const BbSimNecRange *range, guint32 address, guint32 length_bytes);

/** bb_sim_nec_range_meets: TRUE if @a and [@address, @address + @length_bytes) overlap. */
gboolean bb_sim_nec_range_meets (const BbSimNecRange *a, guint32 address, guint32 length_bytes);

/** bb_sim_nec_in_main: TRUE if [@address, @address + @length_bytes) is inside the main firmware of @bank; FALSE for a
 * bank that the type does not have. */
gboolean bb_sim_nec_in_main (const BbSimNecLayout *layout, guint bank, guint32 address, guint32 length_bytes);

/**
 * bb_sim_nec_touches_calibration: TRUE if [@address, @address + @length_bytes) contains a byte of calibration.
 */
gboolean bb_sim_nec_touches_calibration (const BbSimNecLayout *layout, guint32 address, guint32 length_bytes);

/** bb_sim_nec_sum16: returns the sum of the big-endian words, modulo 65536; an odd last byte is left out. */
guint16 bb_sim_nec_sum16 (const guint8 *data, gsize length_bytes);

G_END_DECLS
