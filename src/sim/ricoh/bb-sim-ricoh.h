/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* The synthetic images of ricoh-btc.md, section 15. The memory of a simulated drive has the same layout. */
#define BB_SIM_RICOH_BYTES 0x100000u
#define BB_SIM_RICOH_FIRMWARE_OFFSET 0x8000u
#define BB_SIM_RICOH_SIGNATURE_OFFSET 0x8004u
#define BB_SIM_RICOH_SIGNATURE "MMP5"
#define BB_SIM_RICOH_SUM_OFFSET 0xFFFFEu
/* INQUIRY text of the firmware: vendor, product and revision. Only synthetic images have it. */
#define BB_SIM_RICOH_LABEL_OFFSET 0x8010u
#define BB_SIM_RICOH_LABEL_BYTES 28u

/** bb_sim_ricoh_is_sum_right: TRUE if the checksum of the firmware in @image, which has BB_SIM_RICOH_BYTES, is
 * right. */
gboolean bb_sim_ricoh_is_sum_right (const guint8 *image);

/** bb_sim_ricoh_make_image: (transfer full): for `make_image` of #BbSimFamily. Returns a synthetic image. The setting
 * "bad-sum" makes its checksum wrong. The setting "signature" replaces signature and brand of the model. Errors:
 * %BB_SIM_ERROR_SCENARIO if @options asks for boot code or a boot version. */
GBytes *bb_sim_ricoh_make_image (BbModel *model, const BbSimImageOptions *options, GError **error);

G_END_DECLS
