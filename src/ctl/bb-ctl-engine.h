/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* These functions open catalog and engine, find drives, and run single jobs. A failure is printed and sets
 * @exit_code; the function then returns %NULL or %FALSE. */

/** bb_ctl_get_catalog: (transfer none) (nullable): returns the catalog. The first call opens the catalog and prints
 * its warnings (not with --quiet). For simulated drives, the first call also passes $BURNBACK_TEST_KEY_SHA256, the
 * checksum of a test key, to bb_key_file_let_in(). %NULL after a failure, which is printed and sets @exit_code. */
BbCatalog *bb_ctl_get_catalog (BbCtl *ctl, int *exit_code);
/** bb_ctl_get_engine: (transfer none) (nullable): returns the engine. The first call opens catalog, drives, state
 * folder and trace file, and creates the engine. The user is asked before an existing trace file is overwritten.
 * %NULL after a failure, which is printed and sets @exit_code. */
BbEngine *bb_ctl_get_engine (BbCtl *ctl, int *exit_code);
/** bb_ctl_get_drive: (transfer full) (nullable): returns the drive with the node, name or serial number @text, and
 * stores it as `drive` of @ctl. If several drives have this serial number, identifies all drives, lists those with
 * the number, and fails. If @exit_code is already a failure, returns %NULL and prints nothing, so that a command need
 * not check the result of bb_ctl_parse() first. */
BbEngineDrive *bb_ctl_get_drive (BbCtl *ctl, const char *text, int *exit_code);
/** bb_ctl_check_store: prints a failure if some backups or journals cannot be read. Called at the end of commands
 * that print lists, because such lists may then be incomplete. @ctl must have an engine. Returns the exit code. */
int bb_ctl_check_store (BbCtl *ctl);

/** bb_ctl_job_attach: shows progress and questions of @job until it is done, and lets signals stop @job until
 * bb_ctl_signals_detach(). */
void bb_ctl_job_attach (BbCtl *ctl, BbJob *job);
/** bb_ctl_run_job: (transfer full) (nullable): runs a job and returns its result. %NULL if the job could not be
 * started; the failure was printed then. Sets @exit_code to the exit code of the outcome. The request is a copy of
 * @wanted, with two additions from the command line: the flag of --look-closer, and, if @wanted has no settings, the
 * values of --setting. */
BbResult *bb_ctl_run_job (BbCtl *ctl, BbEngineDrive *drive, const BbJobRequest *wanted, int *exit_code);
/** bb_ctl_identify_all_drives: identifies every drive and waits until all are done. %FALSE only if there is no
 * engine, not if a drive was not identified. */
gboolean bb_ctl_identify_all_drives (BbCtl *ctl, int *exit_code);
/** bb_ctl_run_identification: (transfer full) (nullable): identifies @drive and returns the result of the job. @drive
 * may have no facts after that. %NULL if the job could not be started. */
BbResult *bb_ctl_run_identification (BbCtl *ctl, BbEngineDrive *drive, BbJobFlags flags, int *exit_code);
/** bb_ctl_identify_drive: (transfer full) (nullable): as bb_ctl_run_identification(), but fails if @drive still has
 * no facts after the job. @may_be_in_use: does not fail if the facts are missing because another program uses @drive.
 */
BbResult *bb_ctl_identify_drive (BbCtl *ctl, BbEngineDrive *drive, BbJobFlags flags, gboolean may_be_in_use,
                                 int *exit_code);
/**
 * bb_ctl_identify_drive_or_recall:
 *
 * For commands that need facts, but no access to the drive. Identifies @drive and returns its facts. If the
 * identification fails, prints the reason and returns facts from the journals or backups of @drive.
 *
 * Returns %NULL if no journal or backup has facts. This is a failure unless another program uses @drive: then
 * @exit_code is %BB_EXIT_DONE. Also returns %NULL, with a failure, if the identification could not be started.
 *
 * Returns: (transfer full) (nullable): the facts
 */
BbFacts *bb_ctl_identify_drive_or_recall (BbCtl *ctl, BbEngineDrive *drive, int *exit_code);
/** bb_ctl_load_image: (transfer full) (nullable): returns the image in the file @path that suits @drive (nullable)
 * best. Identifies @drive first if the choice depends on its facts. %NULL after a failure, which is printed and sets
 * @exit_code. The catalog of @ctl must be open. */
BbImage *bb_ctl_load_image (BbCtl *ctl, const char *path, BbEngineDrive *drive, int *exit_code);
/** bb_ctl_load_image_after_check: (transfer full) (nullable): as bb_ctl_load_image(), but @drive must not be %NULL.
 * If several images in the file still fit, runs a check and chooses again: the check makes a backup and reads the
 * boot code of @drive. @second: (nullable): path of the other part of the firmware. */
BbImage *bb_ctl_load_image_after_check (BbCtl *ctl, const char *path, const char *second, BbEngineDrive *drive,
                                        int *exit_code);

G_END_DECLS
