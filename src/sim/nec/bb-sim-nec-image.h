/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-nec-facts.h"

G_BEGIN_DECLS

/** BB_SIM_NEC_BOOT_SEED: seed of the pseudo-random bytes in the standard boot code of every model. */
#define BB_SIM_NEC_BOOT_SEED 0x2A
/** BB_SIM_NEC_SPECIFIC: bytes 36 to 55 of INQUIRY of synthetic firmware, unless the options of the image set them. */
#define BB_SIM_NEC_SPECIFIC "SYNTHETIC"
/* Where a synthetic boot code has its drive type (4 characters) and its boot version (2 characters). */
#define BB_SIM_NEC_BOOT_CODE_AT 0x100
#define BB_SIM_NEC_BOOT_VERSION_AT 0x104

/**
 * BbSimNecImage: options for a synthetic image.
 * @facts: properties of the model that the image is for
 * @seed: seed of the pseudo-random filling
 * @fw_id: firmware ID byte, 0 for none
 * @vendor, @product, @revision, @vendor_specific: INQUIRY texts for the identity block
 * @boot_version: two characters for the boot suffix at the end of the file; %NULL leaves the suffix out
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

/** bb_sim_nec_make_firmware: returns (transfer full) a synthetic image file (nec-optiarc.md, section 5). */
GBytes *bb_sim_nec_make_firmware (const BbSimNecImage *image);

/** bb_sim_nec_make_boot_code: returns (transfer full) a synthetic boot code: pseudo-random bytes that depend on
 * @seed, the drive type @code, the boot version @version, and the checksum in the last word. */
GBytes *bb_sim_nec_make_boot_code (const BbSimNecLayout *layout, const char *code, const char *version, guint32 seed);

/** bb_sim_nec_boot_sum: returns Sum16 of a boot code of @length_bytes; the last word, which is the sum, is left out.
 */
guint16 bb_sim_nec_boot_sum (const guint8 *boot, gsize length_bytes);

/** BbSimNecIdentity: INQUIRY texts, zero terminated, blanks kept. */
typedef struct {
    char vendor[9];
    char product[17];
    char revision[5];
    char vendor_specific[21];
} BbSimNecIdentity;

/**
 * bb_sim_nec_find_identity: sets @identity to the texts of the identity block in firmware, which is found by its
 * signature (nec-optiarc.md, section 5). FALSE if @data contains no such block.
 */
gboolean bb_sim_nec_find_identity (const guint8 *data, gsize length_bytes, BbSimNecIdentity *identity);

/** BbSimNecPiece: the @length_bytes from @offset of an image file are programmed at flash @address. */
typedef struct {
    gsize offset;
    guint32 address;
    guint32 length_bytes;
} BbSimNecPiece;

/** bb_sim_nec_image_pieces: sets @pieces to the parts of an image file and the addresses at which they are
 * programmed. Returns their number: 2 for 640K, which has two banks, else 1. */
guint bb_sim_nec_image_pieces (const BbSimNecLayout *layout, BbSimNecPiece pieces[2]);

/** bb_sim_nec_image_bytes: returns the length of an image file without its boot suffix. */
gsize bb_sim_nec_image_bytes (const BbSimNecLayout *layout);

G_END_DECLS
