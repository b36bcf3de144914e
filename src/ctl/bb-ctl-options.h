/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/**
 * bb_ctl_parse: parses options and arguments of the command, and removes the options from @argc and @argv. The
 * arguments are then (*@argv)[1] to (*@argv)[*@argc - 1]. Also sets the key file of --key-file.
 * @entries: (nullable): options of the command, in addition to the common ones
 * @min, @max: least and greatest number of arguments; a negative @max allows any number
 *
 * Returns: %BB_EXIT_DONE if the command can run now. For any other value, the command must return this value
 *   immediately: %BB_CTL_NOT_RUN if the help was printed or a shell asks for completions; otherwise the exit code of
 *   a failure, which was printed
 */
int bb_ctl_parse (BbCtl *ctl, const GOptionEntry *entries, int *argc, char ***argv, int min, int max);
/** bb_ctl_parse_files: as bb_ctl_parse(), for a command whose arguments from (*@argv)[@first] on are files. Rejects
 * empty names with %BB_EXIT_NOT_FOUND, because GLib takes them for the current folder. */
int bb_ctl_parse_files (BbCtl *ctl, const GOptionEntry *entries, int *argc, char ***argv, int min, int max,
                        int first);
/** bb_ctl_fail_usage: prints the message @format and where to find help. Returns %BB_EXIT_USAGE. Also sets
 * `json` of @ctl again if --json is on the command line, because a failed parsing resets it. */
int bb_ctl_fail_usage (BbCtl *ctl, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** bb_ctl_find_word: returns the index of @text (nullable) in the %NULL-terminated @words, or -1. */
int bb_ctl_find_word (const char *const *words, const char *text);

/** bb_ctl_add_common_options: adds the options of every command after its @own ones (nullable) to @context and to
 * `options` of @ctl, and disables the built-in help of @context. @names_drive: also add the options of commands that
 * name a drive. */
void bb_ctl_add_common_options (BbCtl *ctl, GOptionContext *context, const GOptionEntry *own, gboolean names_drive);
/**
 * bb_ctl_parse_options: as g_option_context_parse(), but also rejects a value of an option that takes none
 * ("--yes=no"), and an empty value of an option for a file. If a shell asks for completions (`typed` of @ctl is set),
 * rejects neither of these, prints nothing and leaves @exit_code unchanged.
 *
 * Returns: %FALSE if parsing failed. The failure was printed then and @exit_code was set, unless a shell asks for
 *   completions
 */
gboolean bb_ctl_parse_options (BbCtl *ctl, GOptionContext *context, int *argc, char ***argv, int *exit_code);
/** bb_ctl_find_option: (transfer none) (nullable): returns the option of @ctl that @argument names as "--name",
 * "--name=value" or "-n". */
const GOptionEntry *bb_ctl_find_option (BbCtl *ctl, const char *argument);
/** bb_ctl_print_help: prints the help of @context, as text or as JSON. */
void bb_ctl_print_help (BbCtl *ctl, GOptionContext *context);

G_END_DECLS
