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
/** bb_sim_mmc_has_disc: whether nothing stands in the way of a disc command. */
gboolean bb_sim_mmc_has_disc (BbSimDrive *drive);
/** bb_sim_mmc_needs_disc: %TRUE if a disc command may go on; else @answer is made. */
gboolean bb_sim_mmc_needs_disc (BbSimDrive *drive, BbSimAnswer *answer);
/** bb_sim_mmc_profiles: (transfer none): the drive's profile list, 0-terminated. */
const guint16 *bb_sim_mmc_profiles (BbSimDrive *drive);

/* bb-sim-mmc-disc.c: the disc inside. */

/** bb_sim_mmc_execute_disc: commands about the disc; %FALSE: not one of these. */
gboolean bb_sim_mmc_execute_disc (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/**
 * bb_sim_mmc_list_properties:
 *
 * What udev's cdrom_id finds out of the profiles and the disc: lines "ID_CDROM_DVD=1".
 *
 * Returns: (transfer full)
 */
char **bb_sim_mmc_list_properties (BbSimDrive *drive);

/** bb_sim_mmc_dup_disc: (transfer full) (nullable): what READ would bring of all blocks; %NULL: nothing. */
GBytes *bb_sim_mmc_dup_disc (BbSimDrive *drive);
/** BB_SIM_DISC_BLOCKS, BB_SIM_DISC_BLOCK_BYTES: a disc with data holds 2 MiB. */
#define BB_SIM_DISC_BLOCKS 1024u
#define BB_SIM_DISC_BLOCK_BYTES 2048u

G_END_DECLS
