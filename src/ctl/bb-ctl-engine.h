/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* Catalog, engine, drives and single jobs. Failures are printed and set @exit_code. */

/** bb_ctl_get_catalog: (transfer none) (nullable): opens the catalog if it is not open yet. */
BbCatalog *bb_ctl_get_catalog (BbCtl *ctl, int *exit_code);
/** bb_ctl_get_engine: (transfer none) (nullable): opens catalog, drives, state folder and trace file. */
BbEngine *bb_ctl_get_engine (BbCtl *ctl, int *exit_code);
/** bb_ctl_get_drive: (transfer full) (nullable): the drive with the node, name or serial number @text. If @exit_code
 * is already a failure, returns %NULL and prints nothing; so a command need not check bb_ctl_parse() before. */
BbEngineDrive *bb_ctl_get_drive (BbCtl *ctl, const char *text, int *exit_code);
/** bb_ctl_check_store: reports backups and journals that cannot be read. Called at the end of a command that lists:
 * its list may be incomplete then. Returns the exit code. */
int bb_ctl_check_store (BbCtl *ctl);

/** bb_ctl_job_attach: shows progress and questions of @job, and lets signals stop it, until bb_ctl_signals_detach().
 */
void bb_ctl_job_attach (BbCtl *ctl, BbJob *job);
/** bb_ctl_run_job: (transfer full) (nullable): runs a job to its end. @exit_code gets that of its outcome. */
BbResult *bb_ctl_run_job (BbCtl *ctl, BbEngineDrive *drive, const BbJobRequest *wanted, int *exit_code);
/** bb_ctl_identify_all_drives: identifies every drive and waits until all are done. */
gboolean bb_ctl_identify_all_drives (BbCtl *ctl, int *exit_code);
/** bb_ctl_run_identification: (transfer full) (nullable): identifies @drive. Its facts may still be unknown then. */
BbResult *bb_ctl_run_identification (BbCtl *ctl, BbEngineDrive *drive, BbJobFlags flags, int *exit_code);
/** bb_ctl_identify_drive: (transfer full) (nullable): identifies @drive; fails without facts, except if
 * @may_be_in_use and another program uses @drive. */
BbResult *bb_ctl_identify_drive (BbCtl *ctl, BbEngineDrive *drive, BbJobFlags flags, gboolean may_be_in_use,
                                 int *exit_code);
/**
 * bb_ctl_identify_drive_or_recall:
 *
 * Identifies @drive. If that fails, prints so and returns the facts that journals or backups recorded. For commands
 * whose answer needs no access to the drive.
 *
 * Returns: (transfer full) (nullable): the facts; %NULL with %BB_EXIT_DONE if another program uses @drive and nothing
 * is recorded
 */
BbFacts *bb_ctl_identify_drive_or_recall (BbCtl *ctl, BbEngineDrive *drive, int *exit_code);
/** bb_ctl_load_image: (transfer full) (nullable): the image in @path that fits @drive (nullable) best. Identifies
 * @drive if @path contains several. */
BbImage *bb_ctl_load_image (BbCtl *ctl, const char *path, BbEngineDrive *drive, int *exit_code);
/** bb_ctl_load_image_after_check: (transfer full) (nullable): as bb_ctl_load_image(). If several images still fit,
 * runs a check, which makes a backup and learns the boot code of @drive, and chooses again. */
BbImage *bb_ctl_load_image_after_check (BbCtl *ctl, const char *path, BbEngineDrive *drive, int *exit_code);

G_END_DECLS
