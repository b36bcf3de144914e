/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

/** bb_sim_drive_execute: executes one command by the common rules and without faults; advances the clock. */
void bb_sim_drive_execute (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

G_END_DECLS
