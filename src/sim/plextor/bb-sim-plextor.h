/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* Size of the images for models whose image size is not known (plextor.md, section 4), and length of the EEPROM,
 * which follows the image in the memory of a simulated drive. */
#define BB_SIM_PLEXTOR_OLD_BYTES 0x80000u
#define BB_SIM_PLEXTOR_EEPROM_BYTES 0x400u

/** bb_sim_plextor_image_bytes: returns the length of an image for @model. */
guint32 bb_sim_plextor_image_bytes (BbModel *model);

/** bb_sim_plextor_is_for: TRUE if drives of @model accept the header of @image, which has the length of an image for
 * @model. */
gboolean bb_sim_plextor_is_for (BbModel *model, const guint8 *image);

/** bb_sim_plextor_is_sum_right: TRUE if the checksum in @image is right, or if no checksum of @model is known. */
gboolean bb_sim_plextor_is_sum_right (BbModel *model, const guint8 *image);

/** bb_sim_plextor_dup_product, bb_sim_plextor_dup_revision, bb_sim_plextor_dup_date: (transfer full): return INQUIRY
 * product, revision and date (vendor-specific bytes) from a synthetic image, without trailing blanks. */
char *bb_sim_plextor_dup_product (const guint8 *image);
char *bb_sim_plextor_dup_revision (const guint8 *image);
char *bb_sim_plextor_dup_date (const guint8 *image);

/** bb_sim_plextor_make_image: (transfer full): for `make_image` of #BbSimFamily. Returns a synthetic image. Its
 * header is that of the catalog key ImageHeader. Without this key, or with the setting "own-header", the header has
 * the name of the model. Does not use vendor and product of @options. Errors: %BB_SIM_ERROR_SCENARIO if @options asks
 * for boot code or a boot version. */
GBytes *bb_sim_plextor_make_image (BbModel *model, const BbSimImageOptions *options, GError **error);

G_END_DECLS
