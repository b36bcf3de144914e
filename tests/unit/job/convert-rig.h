/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job-rig.h"

G_BEGIN_DECLS

/* Fixture of the tests of boot code and identity. */

#define CONVERT_RIG_K355 \
    "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=SIM0001\nBootVersion=05\n"

/** convert_boot_code: (transfer full): a boot code of @model, as an unidentified file. */
BbImage *convert_boot_code (const char *model, const char *version);
/** convert_image: (transfer full): firmware of @model for that boot code. */
BbImage *convert_image (const char *model, const char *revision, const char *version);
/** convert_kept_boot_code: (transfer full): the boot code in the newest backup from when the drive was of @model. */
BbImage *convert_kept_boot_code (JobRig *rig, const char *model);
/** convert_run: (transfer full): result of a conversion. */
BbResult *convert_run (JobRig *rig, const char *target, BbImage *boot_code, BbJobFlags flags, BbOnFailure on_failure);
/** convert_recover: (transfer full): result of a recovery with @image. */
BbResult *convert_recover (JobRig *rig, BbImage *image);
/** convert_power_cycle: restarts drive and program. */
void convert_power_cycle (JobRig *rig);
/** convert_assert_runs: the firmware runs, and the drive is identified as @model, whatever it stores. */
void convert_assert_runs (JobRig *rig, const char *model);
/** convert_assert_is: the firmware runs, the drive is of @model, and its identity is undamaged. */
void convert_assert_is (JobRig *rig, const char *model);

/** ConvertMemory: memory of the simulated drive. */
typedef struct {
    GBytes *firmware;
    GBytes *own; /* boot code and calibration */
} ConvertMemory;
void convert_memory_take (ConvertMemory *memory, JobRig *rig);
void convert_memory_clear (ConvertMemory *memory);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ConvertMemory, convert_memory_clear)
/* The region data of a K355 in @own. */
#define CONVERT_REGION 0x5F80
#define CONVERT_REGION_BYTES 0x80
/** convert_memory_is_but: the memory is unchanged, except for @skipped_bytes of @own from @skip on. */
gboolean convert_memory_is_but (ConvertMemory *memory, JobRig *rig, gsize skip, gsize skipped_bytes);
gboolean convert_memory_is (ConvertMemory *memory, JobRig *rig);

G_END_DECLS
