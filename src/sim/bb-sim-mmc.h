/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

/** bb_sim_mmc_execute: the standard commands every drive knows; anything else is 5/20/00. */
void bb_sim_mmc_execute (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

/** bb_sim_mmc_request_sense: data of REQUEST SENSE for @sense (key << 16 | asc << 8 | ascq). */
void bb_sim_mmc_request_sense (const BbSimCommand *command, BbSimAnswer *answer, guint32 sense);

/** bb_sim_mmc_medium_sense: what stands in the way of a disc command, 0 nothing. */
guint32 bb_sim_mmc_medium_sense (BbSimDrive *drive);

G_END_DECLS
