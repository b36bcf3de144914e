/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nec-bench.h"

G_BEGIN_DECLS

/**
 * NecFlash: one flash type as in nec-optiarc.md, sections 4 and 7. The simulator's tables are not used, so that the
 * tests find mistakes in them.
 * @type: name of the flash type, such as "640K"; after a comma, the variant
 * @model: model of the drive
 * @key: key for safe mode, such as "K355"
 * @base: flash address of the first byte of the image; 0 for OptiBD, whose image has a header
 * @payload_bytes: length of the payload (640K: of bank 0)
 * @sum_at: offset in the image of the sum that CHECKSUM sends
 * @n_commands: number of commands of a flash, from SAFE MODE on to SAFE MODE off
 * @main, @main_end: range of the flash memory that contains the image after a flash (OptiBD: without the header)
 * @erased_end: end of the range that a flash erases; after the flash, the bytes from @main_end on are FF
 */
typedef struct {
    const char *type;
    const char *model;
    const char *key;
    guint32 base;
    guint32 payload_bytes;
    guint32 sum_at;
    guint n_commands;
    guint32 main;
    guint32 main_end;
    guint32 erased_end;
} NecFlash;

/** nec_flashes: at least one entry for each flash type; an entry with @type %NULL ends the array. */
extern const NecFlash nec_flashes[];

/** nec_flash_find: returns the entry of @model, which must exist. */
const NecFlash *nec_flash_find (const char *model);

/* The following functions, except nec_sum(), send one or more commands, and stop after the first that fails. They
 * return GOOD, or the result of the command that failed: its sense code or NO_ANSWER. */

/** nec_flash_uploads: sends all UPLOAD commands of a flash (not for Opti4, not for bank 1). */
guint32 nec_flash_uploads (NecBench *bench, const NecFlash *flash, const guint8 *image);
/**
 * nec_flash_checksum: sends the CHECKSUM commands of a flash (not for Opti4, not for bank 1). Each sum is XORed with
 * @spoil: 0 for the right sums.
 */
guint32 nec_flash_checksum (NecBench *bench, const NecFlash *flash, const guint8 *image, guint16 spoil);
/** nec_flash_erases, nec_flash_programs: send all ERASE or PROGRAM commands (not for Opti4, not for bank 1). */
guint32 nec_flash_erases (NecBench *bench, const NecFlash *flash);
guint32 nec_flash_programs (NecBench *bench, const NecFlash *flash);

/**
 * nec_flash_run: flashes @image, from SAFE MODE on to SAFE MODE off, and waits for the restart with
 * nec_bench_leave(). Stops after a command that fails; the drive is still in safe mode in that case.
 */
guint32 nec_flash_run (NecBench *bench, const NecFlash *flash, GBytes *image);

/* Each of the following functions sends a single command:
 * - nec_upload_units(), nec_upload_bytes(): UPLOAD, with the length in units of 4 KiB or in bytes
 * - nec_mask(), nec_number(), nec_region(): ERASE or PROGRAM, with a mask of blocks, a block number, or a range
 * - nec_checksum(): CHECKSUM (@function 04) or CHECKSUM FLASH (06), with @bd and @index in bytes 7 and 8
 *
 * Parameters:
 * - @padded: TRUE to send 4 more bytes for each unit
 * - @function: NEC_ERASE or NEC_PROGRAM, except for nec_checksum()
 * - @area: 0: main firmware, 1: boot code; for CHECKSUM FLASH, the number of the area */

guint32 nec_upload_units (NecBench *bench, guint bank, guint32 address, const guint8 *data, guint units, guint area,
                          gboolean padded);
guint32 nec_upload_bytes (NecBench *bench, guint bank, guint32 address, const guint8 *data, guint32 length_bytes,
                          guint area, guint16 chunk_sum);
guint32 nec_mask (NecBench *bench, guint8 function, guint bank, guint64 mask);
guint32 nec_number (NecBench *bench, guint8 function, guint n);
guint32 nec_region (NecBench *bench, guint8 function, guint bank, guint32 address, guint32 length_bytes, guint area);
guint32 nec_checksum (NecBench *bench, guint8 function, guint16 sum, guint8 bd, guint8 index, guint8 area);
/** nec_sum: returns Sum16: the sum of the big-endian words, modulo 65536. */
guint16 nec_sum (const guint8 *data, gsize length_bytes);

#define NEC_PROGRAM 0x02
#define NEC_ERASE 0x04

G_END_DECLS
