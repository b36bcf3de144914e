/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

#include "job/operation/bb-rescue.h"

G_BEGIN_DECLS

/* These functions print the steps that may repair a drive, for `info` and for the dialog of `recover`. */

/**
 * BbCtlRescueDetail: how much of each step is printed.
 * @BB_CTL_RESCUE_TITLES: the title of each step, and the effect of the current step
 * @BB_CTL_RESCUE_EFFECTS: the title and what the step writes, needs and may damage
 * @BB_CTL_RESCUE_TEXTS: as %BB_CTL_RESCUE_EFFECTS, and also the text of each step, and `who` and `also` of #BbRescue
 */
typedef enum {
    BB_CTL_RESCUE_TITLES,
    BB_CTL_RESCUE_EFFECTS,
    BB_CTL_RESCUE_TEXTS,
} BbCtlRescueDetail;

/** bb_ctl_new_rescue: (transfer full) (nullable): returns the steps to recover @drive; %NULL if it needs no recovery,
 * or if it is of a kind that is never flashed. Reads the list of backups from disk. */
BbRescue *bb_ctl_new_rescue (BbCtl *ctl, BbEngineDrive *drive);
/** bb_ctl_dup_unrecovered_text: (transfer full) (nullable): the sentences for a user who did not agree to recover
 * @drive, so that @drive stays as it is: whether it must stay powered, then those of bb_ctl_dup_state_text(). %NULL
 * if the drive is ready. */
char *bb_ctl_dup_unrecovered_text (BbCtl *ctl, BbEngineDrive *drive);
/** bb_ctl_print_rescue: prints the diagnosis and the steps of @rescue on standard output; nothing with --json. Marks
 * the current step with ">", and always prints its effect. @detail: how much is printed of the other steps. Reads the
 * list of backups from disk. */
void bb_ctl_print_rescue (BbCtl *ctl, BbEngineDrive *drive, BbRescue *rescue, BbCtlRescueDetail detail);

G_END_DECLS
