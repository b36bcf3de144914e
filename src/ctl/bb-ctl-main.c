/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-complete.h"
#include "bb-ctl-next-step.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"

#include "job/bb-locale.h"
#include "job/bb-prefix.h"
#include "job/bb-signals.h"
#include "job/bb-streams.h"

#include <glib/gi18n.h>
#include <string.h>

static int
bb_ctl_print_version (BbCtl *ctl)
{
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "version", PACKAGE_VERSION);
    bb_ctl_print_object (ctl, object);
    bb_ctl_print (ctl, "burnbackctl %s\n", PACKAGE_VERSION);
    return BB_EXIT_DONE;
}

/* Parses the options before the command, and prints help or version, or runs the command. Returns the exit code, or
 * %BB_CTL_NOT_RUN if the command printed its help or the caller must print completions. */
static int
bb_ctl_parse_and_run (BbCtl *ctl, int argc, char **argv)
{
    g_autofree char *description = bb_ctl_dup_commands_text ();
    gboolean version = FALSE;
    const GOptionEntry entries[] = {
        {"version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL},
        {NULL},
    };
    g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND …"));
    int exit_code = BB_EXIT_DONE;

    g_option_context_set_summary (context, _ ("Back up, flash and recover the firmware of optical drives."));
    g_option_context_set_description (context, description);
    bb_ctl_add_common_options (ctl, context, entries, FALSE);
    /* Options after the command are parsed by the command. */
    g_option_context_set_strict_posix (context, TRUE);
    ctl->options_parsed = bb_ctl_parse_options (ctl, context, &argc, &argv, &exit_code);
    ctl->arguments = argv + 1;
    if (ctl->typed != NULL && (!ctl->options_parsed || argc < 2))
        return BB_CTL_NOT_RUN;
    /* From here on, ctl->options is for the options of the command, which bb_ctl_parse() adds. */
    g_array_set_size (ctl->options, 0);
    if (ctl->typed != NULL)
        return bb_ctl_run_command (ctl, argc - 1, argv + 1);
    if (!ctl->options_parsed)
        return exit_code;
    if (ctl->help) {
        bb_ctl_print_help (ctl, context);
        return BB_EXIT_DONE;
    }
    if (version)
        return bb_ctl_print_version (ctl);
    if (argc < 2)
        return bb_ctl_fail_usage (ctl, _ ("No command was specified."));
    return bb_ctl_run_command (ctl, argc - 1, argv + 1);
}

/* Returns %TRUE if --json is anywhere before "--", including the options of the command. */
static gboolean
bb_ctl_wants_json (int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++) {
        if (strcmp (argv[i], "--json") == 0)
            return TRUE;
    }
    return FALSE;
}

/* Prints a message if the trace could not be written. Called after the command, which runs to its end even if writing
 * the trace fails. */
static void
bb_ctl_report_trace_error (BbCtl *ctl)
{
    g_autoptr (GError) error = NULL;

    if (ctl->trace_file != NULL && !bb_trace_file_check (ctl->trace_file, &error))
        bb_ctl_printerr (_ ("The trace of the drive commands is incomplete: %s\n"), error->message);
}

static void
bb_ctl_clear (BbCtl *ctl)
{
    g_clear_object (&ctl->drive);
    g_clear_object (&ctl->engine);
    g_clear_pointer (&ctl->settings, g_variant_unref);
    g_free (ctl->settings_help);
    g_clear_object (&ctl->trace_file);
    g_clear_object (&ctl->catalog);
    g_clear_pointer (&ctl->simulate, g_free);
    g_clear_pointer (&ctl->replay, g_free);
    g_clear_pointer (&ctl->trace, g_free);
    g_clear_pointer (&ctl->state_dir, g_free);
    g_clear_pointer (&ctl->key_file, g_free);
    g_clear_pointer (&ctl->typed, g_free);
    g_clear_pointer (&ctl->words, g_strfreev);
    g_clear_pointer (&ctl->options, g_array_unref);
}

/* Runs the command line, or prints completions for it if its first word is "complete". Returns the exit code; also
 * %BB_EXIT_DONE after the help, and %BB_EXIT_FAILED if the result of a command could not be written (see
 * bb_ctl_output_finish()). */
int
main (int argc, char **argv)
{
    BbCtl ctl = {.options = g_array_new (FALSE, FALSE, sizeof (GOptionEntry))};
    int exit_code;

    bb_streams_occupy ();
    bb_signals_survive ();
    bb_prefix_init ();
    bb_locale_init ();
    bb_ctl_output_init ();
    g_log_set_writer_func (bb_ctl_log_cb, NULL, NULL);

    /* This is set before parsing, because a usage error is printed as JSON even if --json comes after the wrong
     * option. */
    ctl.json = ctl.json_asked = bb_ctl_wants_json (argc, argv);
    if (ctl.json)
        bb_locale_speak_plainly ();
    bb_ctl_set_command_line (argv);
    if (argc > 1 && strcmp (argv[1], "complete") == 0)
        bb_ctl_complete_begin (&ctl, &argc, argv);
    exit_code = bb_ctl_parse_and_run (&ctl, argc, argv);
    if (ctl.typed != NULL && exit_code == BB_CTL_NOT_RUN)
        bb_ctl_complete (&ctl, bb_ctl_list_commands ());
    bb_ctl_report_trace_error (&ctl);
    exit_code = bb_ctl_output_finish (&ctl, exit_code == BB_CTL_NOT_RUN ? BB_EXIT_DONE : exit_code);
    bb_ctl_clear (&ctl);
    return exit_code;
}
