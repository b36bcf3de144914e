/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* The memory of a simulated drive is CORE (the boot code), followed by MAIN (the main firmware). Its first byte has
 * the address 0x400000 in commands (lg-renesas.md, section 10). */
#define BB_SIM_LG_CORE_START 0x400000u
#define BB_SIM_LG_CORE_BYTES 0x10000u
#define BB_SIM_LG_MAIN_START 0x410000u
/* Size of MAIN of the models whose size is not known. */
#define BB_SIM_LG_MAIN_BYTES 0xF0000u
/* FILE_HEADER_BYTES: length of the header of a file. HEADER_BYTES: number of bytes at the beginning of this header
 * that are also in the memory of a drive. */
#define BB_SIM_LG_FILE_HEADER_BYTES 0x400u
#define BB_SIM_LG_HEADER_BYTES 72u
/* Offset of the header in CORE and in MAIN. */
#define BB_SIM_LG_HEADER_AT 0x200u
#define BB_SIM_LG_NAME_BYTES 8u
/* Offsets in a header. */
#define BB_SIM_LG_NAME_OFFSET 0x10u
#define BB_SIM_LG_PART_OFFSET 0x18u
#define BB_SIM_LG_REVISION_OFFSET 0x28u
#define BB_SIM_LG_START_OFFSET 0x40u
#define BB_SIM_LG_SIZE_OFFSET 0x44u

/** bb_sim_lg_main_bytes: returns the size of MAIN of @model; BB_SIM_LG_MAIN_BYTES if the catalog has none. */
guint32 bb_sim_lg_main_bytes (BbModel *model);

/** bb_sim_lg_dup_name: (transfer full): returns the name in the header of firmware for @model, at most 8 characters:
 * that of the catalog key HeaderName, else the last word of the product. */
char *bb_sim_lg_dup_name (BbModel *model);

/** bb_sim_lg_is_sum_right: TRUE if the checksum of the file @image of @length_bytes is right (section 4.2). FALSE for
 * an odd length. */
gboolean bb_sim_lg_is_sum_right (const guint8 *image, gsize length_bytes);

/** bb_sim_lg_make_part: (transfer full): returns a synthetic file with MAIN, or with CORE if @is_core. @name
 * (nullable): the name in the header; %NULL: that of @model. @revision: not used for CORE */
GBytes *bb_sim_lg_make_part (BbModel *model, gboolean is_core, const char *name, const char *revision, guint32 seed);

/** bb_sim_lg_make_image: (transfer full): for `make_image` of #BbSimFamily. Returns a file with MAIN, or with CORE if
 * the setting "core" is given. The setting "no-header" leaves out the second copy of the header. The setting
 * "header-name" replaces the name of the model in the header. Errors: %BB_SIM_ERROR_SCENARIO if @options asks for
 * boot code or a boot version. */
GBytes *bb_sim_lg_make_image (BbModel *model, const BbSimImageOptions *options, GError **error);

G_END_DECLS
