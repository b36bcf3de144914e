/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* Completion for shells: "burnbackctl complete -- WORD…" prints what the last WORD can become, each with a tab and a
 * description. A line that begins with a tab is no completion: "file" and "folder" tell the shell to complete names
 * of files, "file" with the accepted suffixes, separated by bars. Options and arguments are those of the help, read
 * from the same tables. No command is sent to a drive. */

/** bb_ctl_complete_begin: takes the last word off the command line for bb_ctl_complete(); the words before remain in
 * @argv and are parsed as usual. */
void bb_ctl_complete_begin (BbCtl *ctl, int *argc, char **argv);
/**
 * bb_ctl_complete: prints the completions of @ctl's typed word.
 * @commands: ends with a command without a name
 */
void bb_ctl_complete (BbCtl *ctl, const BbCtlCommand *commands);

G_END_DECLS
