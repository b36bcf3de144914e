/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/** bb_ctl_list_commands: (transfer none): returns all commands. The last element has no name. */
const BbCtlCommand *bb_ctl_list_commands (void);
/** bb_ctl_dup_commands_text: (transfer full): returns the list of commands and exit codes for --help. */
char *bb_ctl_dup_commands_text (void);
/** bb_ctl_run_command: runs the command argv[0]; an unknown name is a usage error. Returns the exit code of the
 * command, or %BB_CTL_NOT_RUN. */
int bb_ctl_run_command (BbCtl *ctl, int argc, char **argv);

/* The commands, for the table in bb-ctl-commands.c: each parses its arguments, does its work, prints the result and
 * returns the exit code. */
int bb_ctl_command_list (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_info (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_monitor (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_doctor (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_name (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_history (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_advise (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_identify (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_check (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_backup (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_flash (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_verify (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_rollback (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_recover (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_convert (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_backups (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_catalog (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_booktype (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_report (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_firmware (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_library (BbCtl *ctl, int argc, char **argv);

G_END_DECLS
