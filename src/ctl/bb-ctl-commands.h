/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/** bb_ctl_list_commands: (transfer none): returns all commands. The last element has no name. */
const BbCtlCommand *bb_ctl_list_commands (void);
/** bb_ctl_dup_commands_text: (transfer full): returns the list of commands and exit codes for --help. */
char *bb_ctl_dup_commands_text (void);
/** bb_ctl_run_command: runs the command argv[0]; an unknown name is a usage error. Sets `command` of @ctl. Returns
 * the exit code of the command, or %BB_CTL_NOT_RUN if the command printed its help or a shell asks for completions.
 */
int bb_ctl_run_command (BbCtl *ctl, int argc, char **argv);

/* The commands, for the table in bb-ctl-commands.c: each parses its arguments, does its work, prints the result and
 * returns the exit code. */

/** bb_ctl_command_list: `list`: identifies all drives and prints them. Fails at the end if some backups or journals
 * cannot be read. */
int bb_ctl_command_list (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_info: `info`: identifies a drive and prints its facts, advice, and the steps that may repair it. */
int bb_ctl_command_info (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_monitor: `monitor`: prints the drives, then each connection and disconnection, until SIGINT or
 * SIGTERM, or until the program that reads standard output ends. */
int bb_ctl_command_monitor (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_doctor: `doctor`: prints which conditions this computer meets. Fails if a condition that Burnback
 * needs is not met. */
int bb_ctl_command_doctor (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_name: `name`: identifies a drive (see bb_ctl_identify_drive_or_recall()), saves or removes the name
 * that the user gave to it, if the arguments say so, and prints that name. */
int bb_ctl_command_name (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_history: `history`: identifies a drive (see bb_ctl_identify_drive_or_recall()) and prints what was
 * written to it. Fails at the end if some backups or journals cannot be read. */
int bb_ctl_command_history (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_advise: `advise`: identifies a drive (see bb_ctl_identify_drive_or_recall()) and prints the advice,
 * with --purpose only that for one purpose. */
int bb_ctl_command_advise (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_identify: `identify`: identifies the images in the given files, and in all files below the given
 * folders. Returns %BB_EXIT_REFUSED if one of the arguments contains no known firmware. If some files cannot be read,
 * prints the results for the others, and returns the greatest exit code of these errors. If one of the given folders
 * cannot be read, fails before it identifies any file. */
int bb_ctl_command_identify (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_check: `check`: reads a drive, checks whether a firmware file is compatible with it, and prints the
 * review. %BB_EXIT_REFUSED if the file is incompatible. */
int bb_ctl_command_check (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_backup: `backup`: backs up a drive; with --output also writes the firmware to a file. */
int bb_ctl_command_backup (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_flash: `flash`: reviews a firmware file, asks the user, and backs up, flashes and verifies the
 * drive. With --dry-run only prints the steps. Without a terminal, one of --dry-run and --yes is required. */
int bb_ctl_command_flash (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_verify: `verify`: compares the firmware in a drive with a file, or with the firmware that the drive
 * should have. */
int bb_ctl_command_verify (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_rollback: `rollback`: writes a backup to its drive, by default that of bb_backup_find_to_restore().
 * Before it writes, asks the user only for missing consents; with --yes, asks nothing. */
int bb_ctl_command_rollback (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_recover: `recover`: recovers a drive. Without --yes, first prints the steps that may repair the
 * drive and asks the user, which requires a terminal. */
int bb_ctl_command_recover (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_convert: `convert`: asks the user, then writes the boot code and identity of another model. With
 * --dry-run only prints the steps. Without a terminal, one of --dry-run and --yes is required. */
int bb_ctl_command_convert (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_backups: `backups`: lists, shows, exports, checks or deletes backups. Sends nothing to a drive. */
int bb_ctl_command_backups (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_catalog: `catalog`: lists or shows entries of the catalog, checks catalog files, or drafts an entry
 * from a report. */
int bb_ctl_command_catalog (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_booktype: `booktype`: sets a book type or restores the defaults, if the arguments say so, and
 * prints the book types of a drive. */
int bb_ctl_command_booktype (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_report: `report`: probes a drive with the commands of all families (read only), and writes a report
 * without serial numbers to a file. */
int bb_ctl_command_report (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_firmware: `firmware`: identifies a drive, and prints the firmware that is compatible with it.
 * Searches the given paths; without paths, the library and the backups. Fails if the drive has no facts. If one of
 * the given paths does not exist, prints the other results first and then fails. */
int bb_ctl_command_firmware (BbCtl *ctl, int argc, char **argv);
/** bb_ctl_command_library: `library`: adds, removes or lists the paths of the library, or searches them. Adding and
 * removing also search. */
int bb_ctl_command_library (BbCtl *ctl, int argc, char **argv);

G_END_DECLS
