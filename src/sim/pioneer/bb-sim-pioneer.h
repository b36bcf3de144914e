/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* Fields of a file with a kernel (the boot code) or with a normal part (the main firmware); pioneer.md, section 5. */
#define BB_SIM_PIONEER_LABEL_OFFSET 0x60
#define BB_SIM_PIONEER_LABEL_BYTES 24
#define BB_SIM_PIONEER_REVISION_OFFSET 0x90
#define BB_SIM_PIONEER_REVISION_BYTES 4
#define BB_SIM_PIONEER_INTERFACE_OFFSET 0xB0
#define BB_SIM_PIONEER_TYPE_OFFSET 0xD0
#define BB_SIM_PIONEER_TYPE_BYTES 8
#define BB_SIM_PIONEER_PART_OFFSET 0x110
/* Length of the pieces that the drive receives. */
#define BB_SIM_PIONEER_PIECE_BYTES 0x8000u

/** bb_sim_pioneer_kernel_bytes: returns the length of the kernel for @model; 0 for models that are identified only.
 */
guint32 bb_sim_pioneer_kernel_bytes (BbModel *model);
/** bb_sim_pioneer_normal_bytes: returns the length of the normal part for @model, the shortest one if there are
 * normal parts of different lengths; 0 for models that are identified only. */
guint32 bb_sim_pioneer_normal_bytes (BbModel *model);

/** bb_sim_pioneer_is_part: TRUE if @bytes are the part @name ("Kernel" or "Normal") for the generation of @model,
 * with a right sum. Only synthetic files contain this sum. @length_bytes: length of all received pieces; the last
 * piece may be longer than the rest of the part */
gboolean bb_sim_pioneer_is_part (BbModel *model, const char *name, const guint8 *bytes, gsize length_bytes);

/** bb_sim_pioneer_make_kernel: returns (transfer full) a synthetic kernel for a new drive. Its revision is always
 * 1.00. @type: the kernel type */
GBytes *bb_sim_pioneer_make_kernel (BbModel *model, const BbSimImageOptions *options, const char *type);

/** bb_sim_pioneer_make_image: (transfer full): for `make_image` of #BbSimFamily. Returns a normal part, or a kernel
 * if the setting "kernel" is given. The setting "type" gives the kernel type. Errors: %BB_SIM_ERROR_SCENARIO if
 * @options asks for boot code or a boot version, or if the files of the model are not known. */
GBytes *bb_sim_pioneer_make_image (BbModel *model, const BbSimImageOptions *options, GError **error);

G_END_DECLS
