/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* Layout of the memory of a simulated drive (lg-gdr.md, section 4): boot part, unit data (data that belong to the
 * single drive), application. */
#define BB_SIM_GDR_BYTES 0x40000u
#define BB_SIM_GDR_UNIT_START 0x4000u
#define BB_SIM_GDR_UNIT_BYTES 0x2000u
#define BB_SIM_GDR_APPLICATION_START 0x6000u
/* Offset of vendor, product, revision and board in the boot part. */
#define BB_SIM_GDR_TEXTS_AT 0x20BAu

/**
 * bb_sim_gdr_make_image: (transfer full): for `make_image` of #BbSimFamily. Returns the memory of a drive by default.
 * Settings:
 * - "form": the scrambled memory, an update file, or a program that contains an update file
 * - "update-for": the product in the header of the update file; without this setting, the product of the firmware
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if @options asks for boot code or a boot version.
 */
GBytes *bb_sim_gdr_make_image (BbModel *model, const BbSimImageOptions *options, GError **error);

G_END_DECLS
