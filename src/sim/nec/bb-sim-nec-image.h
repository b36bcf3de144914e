/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-nec-facts.h"

G_BEGIN_DECLS

/** BB_SIM_NEC_BOOT_SEED: seed of the pseudo-random bytes in the standard boot code of every model. */
#define BB_SIM_NEC_BOOT_SEED 0x2A
/* Offsets of code and version in a synthetic boot code. */
#define BB_SIM_NEC_BOOT_CODE_AT 0x100
#define BB_SIM_NEC_BOOT_VERSION_AT 0x104

/**
 * BbSimNecImage: options for a synthetic image.
 * @facts: of the model that the image is for
 * @seed: seed of the pseudo-random filling
 * @fw_id: firmware ID byte, 0 for none
 * @vendor, @product, @revision, @vendor_specific: of the identity block
 * @boot_version: two characters for the boot suffix; %NULL leaves it out
 * @boot_sum: Sum16 of the boot code that an Opti4 firmware requires
 */
typedef struct {
    const BbSimNecFacts *facts;
    guint32 seed;
    guint8 fw_id;
    const char *vendor;
    const char *product;
    const char *revision;
    const char *vendor_specific;
    const char *boot_version;
    guint16 boot_sum;
} BbSimNecImage;

/** bb_sim_nec_make_firmware: returns a synthetic image file (section 5). */
GBytes *bb_sim_nec_make_firmware (const BbSimNecImage *image);

/**
 * bb_sim_nec_make_boot_code: returns boot code with filling, code and version, and with its checksum in the last
 * word.
 */
GBytes *bb_sim_nec_make_boot_code (const BbSimNecLayout *layout, const char *code, const char *version, guint32 seed);

/** bb_sim_nec_boot_sum: returns Sum16 of a boot code of @length_bytes, without its last word. */
guint16 bb_sim_nec_boot_sum (const guint8 *boot, gsize length_bytes);

/** BbSimNecIdentity: INQUIRY texts, zero terminated, blanks kept. */
typedef struct {
    char vendor[9];
    char product[17];
    char revision[5];
    char vendor_specific[21];
} BbSimNecIdentity;

/** bb_sim_nec_find_identity: finds the identity block by the signature of section 5. */
gboolean bb_sim_nec_find_identity (const guint8 *data, gsize length_bytes, BbSimNecIdentity *identity);

/** BbSimNecPiece: the @length_bytes from @offset of an image file are programmed at flash @address. */
typedef struct {
    gsize offset;
    guint32 address;
    guint32 length_bytes;
} BbSimNecPiece;

/**
 * bb_sim_nec_image_pieces: returns the number of @pieces, which say where the parts of an image file are
 * programmed.
 */
guint bb_sim_nec_image_pieces (const BbSimNecLayout *layout, BbSimNecPiece pieces[2]);

/** bb_sim_nec_image_bytes: returns the length of an image file without its boot suffix. */
gsize bb_sim_nec_image_bytes (const BbSimNecLayout *layout);

G_END_DECLS
