/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

/**
 * bb_sim_drive_execute: executes one command in the drive, sets @answer and advances the drive's clock. First clears
 * `lost_power` and `flash_refused`, and calls `tick` of the family. Applies only the faults of a power cut (`cut_at`)
 * and of a stuck block; bb_sim_unit_execute() applies all others.
 */
void bb_sim_drive_execute (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

G_END_DECLS
