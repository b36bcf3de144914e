/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* A command calls these functions for its #BbOperation in the order new, prepare, confirm, run_and_print. They print
 * each failure, and return its exit code or set @exit_code. The other functions handle --setting. */

/** bb_ctl_operation_new: (transfer full): returns a new operation on @drive. It lets the user grant consents for
 * experts, and prints progress and questions of its jobs. */
BbOperation *bb_ctl_operation_new (BbCtl *ctl, BbEngineDrive *drive);
/** bb_ctl_operation_prepare: passes @choice to bb_operation_choose(), and waits until the file is loaded and checked.
 * With --look-closer, identifies @drive first. Returns %TRUE if the state is then %BB_OPERATION_REVIEW. @operation
 * then has a review, except if @choice is `unreviewed` or there is nothing to review. Returns %FALSE after a failure,
 * which is printed and sets @exit_code. */
gboolean bb_ctl_operation_prepare (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation,
                                   const BbOperationChoice *choice, int *exit_code);
/** bb_ctl_operation_confirm: asks the user for every missing consent, then asks @question (nullable). @operation must
 * have a review. Returns %FALSE after a failure, which is printed and sets @exit_code:
 * - The drive is not ready, or the image is incompatible. The user is then not asked.
 * - The user does not agree, or cannot be asked. */
gboolean bb_ctl_operation_confirm (BbCtl *ctl, BbOperation *operation, const char *question, int *exit_code);
/** bb_ctl_operation_run_and_print: runs the operation and prints its result. @may_ask: if the job refuses because
 * consents are missing and there is a terminal, asks the user for them and runs the job again; fails if the user does
 * not agree. @on_failure: without a terminal, %BB_ON_FAILURE_ASK becomes %BB_ON_FAILURE_ROLLBACK. Returns the exit
 * code. */
int bb_ctl_operation_run_and_print (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, BbOnFailure on_failure,
                                    gboolean may_ask);
/** bb_ctl_operation_dry_run: runs an operation with %BB_JOB_FLAG_DRY_RUN and prints its steps; prints its result if
 * there are no steps. Returns the exit code. */
int bb_ctl_operation_dry_run (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation);
/** bb_ctl_takes_setting: returns %TRUE if the command takes --setting=@name: a command that changes drives takes all
 * settings of all families; any other command takes only the settings for reading. */
gboolean bb_ctl_takes_setting (BbCtl *ctl, const char *name);
/** bb_ctl_get_settings_help: (transfer none): returns the description of the option --setting, which names the
 * settings that the command takes. To keep the help short, a command that changes drives does not name the settings
 * for reading. Valid until the next call. */
const char *bb_ctl_get_settings_help (BbCtl *ctl);
/** bb_ctl_use_settings: uses @names (nullable), the values of --setting, for all jobs of this run; they replace all
 * earlier settings. If a name is unknown, or the command does not take it, prints a failure, sets @exit_code and
 * returns %FALSE; the run has no settings then. */
gboolean bb_ctl_use_settings (BbCtl *ctl, char **names, int *exit_code);
/**
 * bb_ctl_make_settings: (transfer floating) (nullable): returns the settings for a job, and passes @names to
 * bb_ctl_use_settings(). If a value is invalid, prints a failure, sets @exit_code and returns %NULL.
 * @names: (nullable): values of --setting
 * @label: (nullable): value of --label
 * @code: (nullable): value of --tool-code
 */
GVariant *bb_ctl_make_settings (BbCtl *ctl, char **names, const char *label, const char *code, int *exit_code);
/** bb_ctl_check_settings: checks that the settings @names (nullable), the values of --setting, are for the family of
 * @drive. If @drive has no facts, identifies it first. Returns %FALSE if a setting is for another family, or if the
 * identification cannot be started; the reason is printed then. Returns %TRUE without a check if the family stays
 * unknown or @names is empty. */
gboolean bb_ctl_check_settings (BbCtl *ctl, BbEngineDrive *drive, char **names, int *exit_code);

G_END_DECLS
