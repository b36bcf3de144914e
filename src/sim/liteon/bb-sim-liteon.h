/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* Makes and enciphers the memory of the one model that can be read (docs/protocols/lite-on.md, section 7), and
 * scrambles images in updaters. Private to src/sim/liteon. */

#define BB_SIM_LITEON_IMAGE_BYTES 0x100000u
#define BB_SIM_LITEON_EXTRA_BYTES 176u
#define BB_SIM_LITEON_PIECE_BYTES 0x80u

/** bb_sim_liteon_make_memory: returns (transfer full) the synthetic memory. @revision: four characters; @tag: six
 * characters; @has_jump: TRUE for the memory of a drive, which begins with an 8051 jump; FALSE for the synthetic
 * image of lite-on.md, section 9, which does not */
guint8 *bb_sim_liteon_make_memory (guint32 seed, const char *revision, const char *tag, gboolean has_jump);
/** bb_sim_liteon_append_newer: appends the data of method 4 to @file, an updater (an update program of the
 * manufacturer): the table of the key, the keys of the blocks, and @image. Scrambles and enciphers @image in place.
 * @name: name of the image; the scrambling uses only the sum of its first four characters */
void bb_sim_liteon_append_newer (GByteArray *file, guint8 *image, guint32 seed, const char *name);
/** bb_sim_liteon_scramble: changes one byte of each of the 1024 blocks of @image. Uses method 3 of updaters if
 * @is_third, else method 2. @keys: one byte for each block; @name_sum: sum of the first four characters of the name
 * of the image; @value: byte that method 3 also needs, and that the updater does not contain */
void bb_sim_liteon_scramble (guint8 *image, const guint8 *keys, guint8 name_sum, gboolean is_third, guint8 value);

/** bb_sim_liteon_make_extra: fills the BB_SIM_LITEON_EXTRA_BYTES of @extra with the reply of @drive to EXTRAINQ, a
 * form of INQUIRY whose reply contains the key of the cipher. */
void bb_sim_liteon_make_extra (BbSimDrive *drive, guint8 *extra);
/** bb_sim_liteon_encipher: enciphers in place a piece of the memory that the drive sends, with the key in @extra.
 * @length_bytes: a multiple of 16, at most BB_SIM_LITEON_PIECE_BYTES */
void bb_sim_liteon_encipher (const guint8 *extra, guint8 *piece, gsize length_bytes);

G_END_DECLS
