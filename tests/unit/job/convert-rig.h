/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job-rig.h"

G_BEGIN_DECLS

/* Fixture of the tests that change boot code or stored identity of a simulated drive. */

#define CONVERT_RIG_K355 \
    "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=SIM0001\nBootVersion=05\n"

/** convert_boot_code: (transfer full): a boot code with @version for @model, as an unidentified file. */
BbImage *convert_boot_code (const char *model, const char *version);
/** convert_image: (transfer full): firmware for @model with the boot code @version. */
BbImage *convert_image (const char *model, const char *revision, const char *version);
/** convert_kept_boot_code: Returns (transfer full) the boot code in a backup that was made while the drive was a
 * @model: the newest such backup that has boot code. Asserts that there is one. */
BbImage *convert_kept_boot_code (JobRig *rig, const char *model);
/** convert_run: (transfer full): runs a conversion to the model @target and returns its result. */
BbResult *convert_run (JobRig *rig, const char *target, BbImage *boot_code, BbJobFlags flags, BbOnFailure on_failure);
/** convert_recover: (transfer full): runs a recovery with @image (nullable), which allows a cross-flash and rolls
 * back after a failure, and returns its result. */
BbResult *convert_recover (JobRig *rig, BbImage *image);
/** convert_power_cycle: power cycles the drive, and starts the engine again. */
void convert_power_cycle (JobRig *rig);
/** convert_assert_runs: asserts that the firmware runs, that the drive is identified as @model, and that no journal
 * is open. The stored identity of the drive may be damaged. */
void convert_assert_runs (JobRig *rig, const char *model);
/** convert_assert_is: as convert_assert_runs(), and asserts that the stored identity is not damaged. */
void convert_assert_is (JobRig *rig, const char *model);

/** ConvertMemory: a copy of the memory of the simulated drive. */
typedef struct {
    GBytes *firmware;
    GBytes *own; /* result of job_rig_own() */
} ConvertMemory;
void convert_memory_take (ConvertMemory *memory, JobRig *rig);
void convert_memory_clear (ConvertMemory *memory);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ConvertMemory, convert_memory_clear)
/* Offset and length, in the member own of a ConvertMemory, of the DVD region data of a K355. */
#define CONVERT_REGION 0x5F80
#define CONVERT_REGION_BYTES 0x80
/** convert_memory_is_but: TRUE if the memory of the drive is equal to @memory. In the member own, @skipped_bytes
 * bytes from offset @skip on are not compared. */
gboolean convert_memory_is_but (ConvertMemory *memory, JobRig *rig, gsize skip, gsize skipped_bytes);
gboolean convert_memory_is (ConvertMemory *memory, JobRig *rig);

G_END_DECLS
