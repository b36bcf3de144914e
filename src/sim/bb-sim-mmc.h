/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

/** bb_sim_mmc_execute: executes a standard command (SPC, MMC), but not REQUEST SENSE; an unknown command gets
 * 5/20/00. */
void bb_sim_mmc_execute (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

/** bb_sim_mmc_request_sense: answers REQUEST SENSE with @sense (key << 16 | asc << 8 | ascq); 0: no sense. */
void bb_sim_mmc_request_sense (const BbSimCommand *command, BbSimAnswer *answer, guint32 sense);

/* bb-sim-mmc-disc.c */

/** bb_sim_mmc_has_disc: TRUE if the drive has disc functions and is ready, its tray is closed, and there is a disc
 * (blank or not). */
gboolean bb_sim_mmc_has_disc (BbSimDrive *drive);
/** bb_sim_mmc_needs_disc: as bb_sim_mmc_has_disc(), but if FALSE, also sets the sense code in @answer. */
gboolean bb_sim_mmc_needs_disc (BbSimDrive *drive, BbSimAnswer *answer);
/** bb_sim_mmc_profiles: (transfer none): returns the drive's profile list, 0-terminated. */
const guint16 *bb_sim_mmc_profiles (BbSimDrive *drive);

/** bb_sim_mmc_execute_disc: executes a command that concerns the disc; without a disc the command fails. %FALSE for
 * any other command, which is not executed. */
gboolean bb_sim_mmc_execute_disc (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/** bb_sim_mmc_list_properties: (transfer full): returns the properties that udev's cdrom_id would set for the
 * profiles of the drive and, if bb_sim_mmc_has_disc() is TRUE, for its disc, as lines such as "ID_CDROM_DVD=1". */
char **bb_sim_mmc_list_properties (BbSimDrive *drive);

/**
 * bb_sim_mmc_dup_disc: (transfer full) (nullable): returns all blocks of the disc as READ would; %NULL if
 * bb_sim_mmc_has_disc() is FALSE, or if the disc is blank.
 */
GBytes *bb_sim_mmc_dup_disc (BbSimDrive *drive);
/** BB_SIM_DISC_BLOCKS, BB_SIM_DISC_BLOCK_BYTES: size of a disc with data, 2 MiB. */
#define BB_SIM_DISC_BLOCKS 1024u
#define BB_SIM_DISC_BLOCK_BYTES 2048u

G_END_DECLS
