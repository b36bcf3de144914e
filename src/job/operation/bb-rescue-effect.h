/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rescue.h"

G_BEGIN_DECLS

/**
 * BbRescueEffect: what one step of a #BbRescue does to the drive, as short phrases that follow a label.
 * @writes: what the step writes, such as "1.05 → 1.07" or "Nothing"
 * @needs: (nullable): what the user must have; %NULL if nothing
 * @cost: (nullable): what the step can damage; %NULL if nothing
 */
typedef struct {
    char *writes;
    char *needs;
    char *cost;
} BbRescueEffect;
void bb_rescue_effect_free (BbRescueEffect *effect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRescueEffect, bb_rescue_effect_free)

/**
 * bb_rescue_effect_new:
 * @kind: the step
 * @drive: the drive to recover
 * @backups: (element-type BbBackup): all backups, newest first
 *
 * Finds the effect of a step from journal, backups and facts. Sends no command and reads no file.
 *
 * Returns: (transfer full): the effect of the step on @drive in its current state
 */
BbRescueEffect *bb_rescue_effect_new (BbRescueKind kind, BbEngineDrive *drive, GPtrArray *backups);

G_END_DECLS
