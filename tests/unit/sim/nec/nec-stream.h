/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nec-bench.h"

G_BEGIN_DECLS

/**
 * NecFlash: one flash type, by sections 4 and 7 of the page; independent of the simulator's tables.
 * @type: name for messages
 * @model, @key: of the drive
 * @base: flash address of image offset 0
 * @payload_bytes: length of the (first) payload
 * @sum_at: image offset of the word for CHECKSUM
 * @n_commands: number of commands from "enter" to "leave"
 * @main, @main_end: the range of a dump that equals the image (OptiBD: not from image offset 0)
 * @erased_end: end of the erased range; from @main_end on it is FF afterwards
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

/** nec_flashes: one entry for each flash type; ends with a %NULL type. */
extern const NecFlash nec_flashes[];

/** nec_flash_find: finds an entry by model. */
const NecFlash *nec_flash_find (const char *model);

/** nec_flash_uploads: sends the UPLOAD commands (not Opti4, not bank 1). Returns the first failure, or GOOD. */
guint32 nec_flash_uploads (NecBench *bench, const NecFlash *flash, const guint8 *image);
/** nec_flash_checksum: sends the CHECKSUM commands (not Opti4, not bank 1), each sum XOR @spoil. */
guint32 nec_flash_checksum (NecBench *bench, const NecFlash *flash, const guint8 *image, guint16 spoil);
/** nec_flash_erases, nec_flash_programs: send all ERASE or PROGRAM commands (not Opti4, not bank 1). */
guint32 nec_flash_erases (NecBench *bench, const NecFlash *flash);
guint32 nec_flash_programs (NecBench *bench, const NecFlash *flash);

/**
 * nec_flash_run: flashes @image, from SAFE MODE on to SAFE MODE off, and waits for the restart.
 *
 * Returns: GOOD, or the sense code of the first rejected command; the drive then stays in its state
 */
guint32 nec_flash_run (NecBench *bench, const NecFlash *flash, GBytes *image);

guint32 nec_upload_units (NecBench *bench, guint bank, guint32 address, const guint8 *data, guint units, guint area,
                          gboolean padded);
guint32 nec_upload_bytes (NecBench *bench, guint bank, guint32 address, const guint8 *data, guint32 length_bytes,
                          guint area, guint16 chunk_sum);
guint32 nec_mask (NecBench *bench, guint8 function, guint bank, guint64 mask);
guint32 nec_number (NecBench *bench, guint8 function, guint n);
guint32 nec_region (NecBench *bench, guint8 function, guint bank, guint32 address, guint32 length_bytes, guint area);
guint32 nec_checksum (NecBench *bench, guint8 function, guint16 sum, guint8 bd, guint8 index, guint8 area);
guint16 nec_sum (const guint8 *data, gsize length_bytes);

#define NEC_PROGRAM 0x02
#define NEC_ERASE 0x04

G_END_DECLS
