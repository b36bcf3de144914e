/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/*
 * Completion for shells: "burnbackctl complete -- WORD…" prints the words that can replace the last WORD, each on a
 * line, followed by a tab and a description. A line that begins with a tab is an instruction to the shell instead:
 * - "folder": complete the names of folders.
 * - "file": complete the names of files. The accepted suffixes follow, separated by bars.
 *
 * Options and arguments are read from the tables of the help. No command is sent to a drive.
 */

/** bb_ctl_complete_begin: moves the last word of the command line to `typed` of @ctl, for bb_ctl_complete(). The
 * words before it are stored in `words` and remain in @argv, without the word "complete" and without quotes, to be
 * parsed as usual. */
void bb_ctl_complete_begin (BbCtl *ctl, int *argc, char **argv);
/**
 * bb_ctl_complete: prints the completions of the word `typed` of @ctl. Clears --trace and --json and sets --quiet,
 * so no command may be run after that.
 * @commands: the last element has no name
 */
void bb_ctl_complete (BbCtl *ctl, const BbCtlCommand *commands);

G_END_DECLS
