/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-options.h"

#include "bb-ctl-fail.h"
#include "bb-ctl-output.h"

#include "family/bb-key-file.h"

#include <glib/gi18n.h>
#include <string.h>

int
bb_ctl_fail_usage (BbCtl *ctl, const char *format, ...)
{
    g_autofree char *message = NULL;
    g_autofree char *next = NULL;
    va_list arguments;

    va_start (arguments, format);
    message = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    /* GLib resets the variables of all options when parsing fails, so --json is set again. */
    ctl->json = ctl->json_asked;
    if (ctl->command != NULL)
        next = g_strdup_printf (_ ("Run “burnbackctl %s --help” for details."), ctl->command->name);
    return bb_ctl_fail (ctl, BB_EXIT_USAGE, "usage", BB_SAFE_YES,
                        next != NULL ? next : _ ("Run “burnbackctl --help” for a list of commands."), message);
}

int
bb_ctl_find_word (const char *const *words, const char *text)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (g_strcmp0 (text, words[i]) == 0)
            return i;
    }
    return -1;
}

/* A #GOptionArgFunc for --progress: sets the member `progress` of @data, a #BbCtl; fails for an unknown word. */
static gboolean
bb_ctl_parse_progress_cb (const char *name, const char *value, gpointer data, GError **error)
{
    static const char *const WORDS[] = {
        [BB_CTL_PROGRESS_AUTO] = "auto", [BB_CTL_PROGRESS_BAR] = "bar",   [BB_CTL_PROGRESS_LINES] = "lines",
        [BB_CTL_PROGRESS_JSON] = "json", [BB_CTL_PROGRESS_NONE] = "none", NULL,
    };
    BbCtl *ctl = data;
    int found = bb_ctl_find_word (WORDS, value);

    if (found >= 0) {
        ctl->progress = (BbCtlProgress) found;
        return TRUE;
    }
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--progress must be auto, bar, lines, json or none, not “%s”"), value);
    return FALSE;
}

/* Returns (transfer full) the beginning of the help: what the command does, and an example. */
static char *
bb_ctl_dup_command_summary (const BbCtlCommand *command)
{
    return g_strdup_printf ("%s\n%s\n  %s", _ (command->summary), _ ("Example:"), command->example);
}

/* Adds @entries to @group and to ctl->options, where completion and the checks of values find them. */
static void
bb_ctl_add_entries (BbCtl *ctl, GOptionGroup *group, const GOptionEntry *entries)
{
    g_option_group_add_entries (group, entries);
    for (; entries->long_name != NULL; entries++)
        g_array_append_vals (ctl->options, entries, 1);
}

void
bb_ctl_add_common_options (BbCtl *ctl, GOptionContext *context, const GOptionEntry *own, gboolean names_drive)
{
    const GOptionEntry of_drives[] = {
        {"look-closer", 0, 0, G_OPTION_ARG_NONE, &ctl->look_closer,
         N_ ("Probe the drive with vendor commands of all drive families (read-only)"), NULL},
        {NULL},
    };
    const GOptionEntry common[] = {
        {"simulate", 0, 0, G_OPTION_ARG_FILENAME, &ctl->simulate, N_ ("Use simulated drives instead of real drives"),
         N_ ("SCENARIO")},
        {"replay", 0, 0, G_OPTION_ARG_FILENAME, &ctl->replay,
         N_ ("Use a recorded trace of drive commands instead of a real drive"), N_ ("TRACE")},
        {"json", 0, 0, G_OPTION_ARG_NONE, &ctl->json, N_ ("Print the result as a single JSON value"), NULL},
        {"trace", 0, 0, G_OPTION_ARG_FILENAME, &ctl->trace, N_ ("Record all drive commands in a file"), N_ ("FILE")},
        {"progress", 0, 0, G_OPTION_ARG_CALLBACK, bb_ctl_parse_progress_cb,
         N_ ("Progress display: auto, bar, lines, json or none"), N_ ("MODE")},
        {"state-dir", 0, 0, G_OPTION_ARG_FILENAME, &ctl->state_dir, N_ ("Folder for backups and operation logs"),
         N_ ("FOLDER")},
        {"key-file", 0, 0, G_OPTION_ARG_FILENAME, &ctl->key_file,
         N_ ("Key file for drives that accept only encrypted (wrapped) updates"), N_ ("FILE")},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &ctl->help, N_ ("Show this help"), NULL},
        {"force", 0, 0, G_OPTION_ARG_NONE, &ctl->force, N_ ("Overwrite existing output files"), NULL},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &ctl->quiet, N_ ("Print only results and errors"), NULL},
        {NULL},
    };
    GOptionGroup *group = g_option_group_new ("main", "", "", ctl, NULL);

    /* GLib's help is disabled, because it would be text even with --json and would exit the program.
     * bb_ctl_print_help() prints the help. */
    g_option_context_set_help_enabled (context, FALSE);

    if (own != NULL)
        bb_ctl_add_entries (ctl, group, own);
    if (names_drive)
        bb_ctl_add_entries (ctl, group, of_drives);
    bb_ctl_add_entries (ctl, group, common);
    g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
    g_option_context_set_main_group (context, group);
}

void
bb_ctl_print_help (BbCtl *ctl, GOptionContext *context)
{
    g_autofree char *name = g_strconcat ("burnbackctl", ctl->command != NULL ? " " : "",
                                         ctl->command != NULL ? ctl->command->name : "", NULL);
    g_autofree char *text = NULL;

    /* The name is set because g_option_context_get_help() begins the usage line with it. */
    g_set_prgname (name);
    text = g_option_context_get_help (context, TRUE, NULL);
    g_set_prgname ("burnbackctl");
    if (ctl->json) {
        JsonObject *object = json_object_new ();

        json_object_set_string_member (object, "help", text);
        bb_ctl_print_object (ctl, object);
        return;
    }
    bb_ctl_print_trusted (text);
}

const GOptionEntry *
bb_ctl_find_option (BbCtl *ctl, const char *argument)
{
    gsize length = strcspn (argument, "=");

    for (guint i = 0; i < ctl->options->len; i++) {
        const GOptionEntry *entry = &g_array_index (ctl->options, GOptionEntry, i);

        if (g_str_has_prefix (argument, "--") && strlen (entry->long_name) + 2 == length &&
            strncmp (argument + 2, entry->long_name, length - 2) == 0)
            return entry;
        if (entry->short_name != 0 && argument[0] == '-' && argument[1] == entry->short_name && argument[2] == '\0')
            return entry;
    }
    return NULL;
}

/* Rejects a value of an option that takes none, such as "--yes=no", because GLib would ignore the value.
 * @only_before_command: checks only options before the first argument. Returns %BB_EXIT_DONE; %BB_EXIT_USAGE after a
 * failure, which is printed. */
static int
bb_ctl_reject_values (BbCtl *ctl, int argc, char **argv, gboolean only_before_command)
{
    for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++) {
        const GOptionEntry *entry = bb_ctl_find_option (ctl, argv[i]);
        gboolean has_value = entry != NULL && strchr (argv[i], '=') != NULL;

        if (only_before_command && argv[i][0] != '-')
            break;
        if (has_value && entry->arg == G_OPTION_ARG_NONE)
            return bb_ctl_fail_usage (ctl, _ ("--%s takes no value."), entry->long_name);
        if (entry != NULL && entry->arg != G_OPTION_ARG_NONE && !has_value)
            i++;
    }
    return BB_EXIT_DONE;
}

/* Rejects an option for a file if its value is "", for example because a shell variable is not set. GLib would take
 * "" for the current folder. Does not check arguments. Returns %BB_EXIT_DONE; %BB_EXIT_USAGE after a failure, which
 * is printed. */
static int
bb_ctl_reject_empty (BbCtl *ctl)
{
    for (guint i = 0; i < ctl->options->len; i++) {
        const GOptionEntry *entry = &g_array_index (ctl->options, GOptionEntry, i);
        const char *value = entry->arg == G_OPTION_ARG_FILENAME ? *(char **) entry->arg_data : NULL;

        if (value != NULL && value[0] == '\0')
            return bb_ctl_fail_usage (ctl, _ ("--%s needs a value."), entry->long_name);
    }
    return BB_EXIT_DONE;
}

/* As g_option_context_parse(), but frees values that are replaced: an option after the command replaces the same
 * option before it, and GLib frees only values that were parsed with the same context. */
static gboolean
bb_ctl_parse_context (BbCtl *ctl, GOptionContext *context, int *argc, char ***argv, GError **error)
{
    char **common[] = {&ctl->simulate, &ctl->replay, &ctl->trace, &ctl->state_dir, &ctl->key_file};
    char *before[G_N_ELEMENTS (common)];
    gboolean parsed;

    for (guint i = 0; i < G_N_ELEMENTS (common); i++)
        before[i] = *common[i];
    parsed = g_option_context_parse (context, argc, argv, error);
    for (guint i = 0; i < G_N_ELEMENTS (common); i++)
        if (*common[i] != before[i])
            g_free (before[i]);
    return parsed;
}

gboolean
bb_ctl_parse_options (BbCtl *ctl, GOptionContext *context, int *argc, char ***argv, int *exit_code)
{
    gboolean is_posix = g_option_context_get_strict_posix (context);
    g_autoptr (GError) error = NULL;

    if (ctl->typed != NULL)
        return bb_ctl_parse_context (ctl, context, argc, argv, NULL);
    *exit_code = bb_ctl_reject_values (ctl, *argc, *argv, is_posix);
    if (*exit_code != BB_EXIT_DONE)
        return FALSE;
    if (!bb_ctl_parse_context (ctl, context, argc, argv, &error)) {
        *exit_code = bb_ctl_fail_usage (ctl, "%s.", error->message);
        return FALSE;
    }
    *exit_code = bb_ctl_reject_empty (ctl);
    return *exit_code == BB_EXIT_DONE;
}

int
bb_ctl_parse (BbCtl *ctl, const GOptionEntry *entries, int *argc, char ***argv, int min, int max)
{
    const BbCtlCommand *command = ctl->command;
    g_autoptr (GOptionContext) context = NULL;
    g_autofree char *summary = NULL;
    g_autofree char *name = NULL;
    int exit_code = BB_EXIT_DONE;
    int n_arguments;

    name = g_strdup_printf ("%s %s", command->name, command->arguments != NULL ? _ (command->arguments) : "");
    context = g_option_context_new (command->arguments != NULL ? _ (command->arguments) : NULL);
    summary = bb_ctl_dup_command_summary (command);
    g_option_context_set_summary (context, summary);
    bb_ctl_add_common_options (ctl, context, entries, g_str_has_prefix (command->arguments, "DRIVE"));
    ctl->options_parsed = bb_ctl_parse_options (ctl, context, argc, argv, &exit_code);
    ctl->arguments = *argv + 1;
    if (ctl->typed != NULL)
        return BB_CTL_NOT_RUN;
    if (!ctl->options_parsed)
        return exit_code;
    if (ctl->help) {
        bb_ctl_print_help (ctl, context);
        return BB_CTL_NOT_RUN;
    }
    if (ctl->simulate != NULL && ctl->replay != NULL)
        return bb_ctl_fail_usage (ctl, _ ("--simulate and --replay cannot be combined."));
    bb_key_file_set (ctl->key_file);

    n_arguments = *argc - 1;
    if (n_arguments > 0 && strcmp ((*argv)[1], "--") == 0) {
        (*argv)++;
        (*argc)--;
        n_arguments--;
    }
    if (n_arguments < min || (max >= 0 && n_arguments > max))
        return bb_ctl_fail_usage (ctl, _ ("Usage: burnbackctl %s."), g_strchomp (name));
    return BB_EXIT_DONE;
}

int
bb_ctl_parse_files (BbCtl *ctl, const GOptionEntry *entries, int *argc, char ***argv, int min, int max, int first)
{
    int exit_code = bb_ctl_parse (ctl, entries, argc, argv, min, max);

    for (int i = first; exit_code == BB_EXIT_DONE && i < *argc; i++) {
        g_autofree char *message = NULL;

        if ((*argv)[i][0] != '\0')
            continue;
        message = g_strdup_printf (_ ("There is no file or folder “%s”."), "");
        exit_code =
            bb_ctl_fail (ctl, BB_EXIT_NOT_FOUND, "file", BB_SAFE_YES, _ ("Choose another file or folder."), message);
    }
    return exit_code;
}
