/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/pioneer/bb-pioneer.h"

G_BEGIN_DECLS

/** PioneerPart: a file with one part of the firmware. @name: 24 characters; @type: 8 characters; @part: "Normal" for
 * the main firmware, or "Kernel" for the loader */
typedef struct {
    gsize length_bytes;
    guint8 seed;
    const char *name;
    const char *revision;
    const char *interface;
    const char *type;
    const char *part;
} PioneerPart;

/* The files of the vectors: normal part and kernel of a DVR-110. */
extern const PioneerPart pioneer_normal_110;
extern const PioneerPart pioneer_kernel_110;

/** pioneer_make_bytes: Returns (transfer full) the file that @part describes: its header, and the filling that all
 * vectors have. */
GBytes *pioneer_make_bytes (const PioneerPart *part);
/** pioneer_identify: Returns (transfer full) the file as an image. */
BbImage *pioneer_identify (const PioneerPart *part);
/** pioneer_make_facts: Returns (transfer full) the facts of a drive of @generation with the kernel type @type. @name:
 * (nullable): the name that the drive reports; %NULL: it is in kernel mode */
BbFacts *pioneer_make_facts (const char *generation, const char *type, const char *name);
/** pioneer_plan_image, pioneer_plan_flash: Return (transfer full) (nullable) the flash plan for @image, or for the
 * file that @part describes. */
BbPlan *pioneer_plan_image (BbFacts *facts, BbImage *image);
BbPlan *pioneer_plan_flash (BbFacts *facts, const PioneerPart *part);
/** pioneer_find_step: Returns (nullable) the step number @nth, from 0, whose CDB begins with @hex. */
const BbStep *pioneer_find_step (BbPlan *plan, const char *hex, guint nth);
/** pioneer_count_steps: Returns the number of steps whose CDB begins with @hex. */
guint pioneer_count_steps (BbPlan *plan, const char *hex);

G_END_DECLS
