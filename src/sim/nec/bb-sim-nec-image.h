/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-nec-facts.h"

G_BEGIN_DECLS

/** BB_SIM_NEC_BOOT_SEED: fills the standard boot code of every model. */
#define BB_SIM_NEC_BOOT_SEED 0x2A
/* Where a synthetic boot code keeps its identity. */
#define BB_SIM_NEC_BOOT_CODE_AT 0x100
#define BB_SIM_NEC_BOOT_VERSION_AT 0x104

/**
 * BbSimNecImage:
 * @facts: the model it is for
 * @seed: of the filling
 * @fw_id: firmware id byte, 0 none
 * @vendor, @product, @revision, @vendor_specific: of the identity block
 * @boot_version: two characters for the boot suffix; %NULL leaves it out
 * @boot_sum: Sum16 of the boot code that an Opti4 firmware wants
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

/** bb_sim_nec_make_firmware: a synthetic image file (section 5). */
GBytes *bb_sim_nec_make_firmware (const BbSimNecImage *image);

/** bb_sim_nec_make_boot_code: fill, code, version, and its own sum in the last word. */
GBytes *bb_sim_nec_make_boot_code (const BbSimNecLayout *layout, const char *code, const char *version, guint32 seed);

/** bb_sim_nec_boot_sum: Sum16 without the last word, of a boot code of @length_bytes. */
guint16 bb_sim_nec_boot_sum (const guint8 *boot, gsize length_bytes);

/** BbSimNecIdentity: INQUIRY texts, zero terminated, blanks kept. */
typedef struct {
    char vendor[9];
    char product[17];
    char revision[5];
    char vendor_specific[21];
} BbSimNecIdentity;

/** bb_sim_nec_find_identity: by the signature bytes of section 5. */
gboolean bb_sim_nec_find_identity (const guint8 *data, gsize length_bytes, BbSimNecIdentity *identity);

/** BbSimNecPiece: @length_bytes of an image from @offset belong at flash @address. */
typedef struct {
    gsize offset;
    guint32 address;
    guint32 length_bytes;
} BbSimNecPiece;

/** bb_sim_nec_image_pieces: how an image file lies in the flash; the number of @pieces. */
guint bb_sim_nec_image_pieces (const BbSimNecLayout *layout, BbSimNecPiece pieces[2]);

/** bb_sim_nec_image_bytes: length of an image file without its boot suffix. */
gsize bb_sim_nec_image_bytes (const BbSimNecLayout *layout);

G_END_DECLS
