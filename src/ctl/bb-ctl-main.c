/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"
#include "job/bb-locale.h"
#include "job/bb-prefix.h"
#include "job/bb-signals.h"
#include "job/bb-streams.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static const BbCtlCommand COMMANDS[] = {
    {"list", "", N_ ("list optical drives and identify them"), "burnbackctl list", bb_ctl_command_list},
    {"info", N_ ("DRIVE"), N_ ("show all details of a drive"), "burnbackctl info sr0", bb_ctl_command_info},
    {"advise", N_ ("DRIVE"), N_ ("show which firmware was reported to suit a drive"),
     "burnbackctl advise sr0 --purpose uhd", bb_ctl_command_advise},
    {"identify", N_ ("FILE…"), N_ ("identify firmware files by their content"), "burnbackctl identify firmware.bin",
     bb_ctl_command_identify},
    {"check", N_ ("DRIVE FILE"), N_ ("check whether a firmware file is compatible with a drive"),
     "burnbackctl check sr0 firmware.bin", bb_ctl_command_check},
    {"firmware", N_ ("DRIVE [PATH…]"), N_ ("list the firmware files you have that are compatible with a drive"),
     "burnbackctl firmware sr0", bb_ctl_command_firmware},
    {"library", N_ ("add PATH|remove PATH|list|scan"), N_ ("choose the folders that are searched for firmware files"),
     "burnbackctl library add ~/Downloads", bb_ctl_command_library},
    {"backup", N_ ("DRIVE"), N_ ("read the firmware twice, compare and save it"),
     "burnbackctl backup sr0 --output sr0.bin", bb_ctl_command_backup},
    {"flash", N_ ("DRIVE FILE"), N_ ("back up, flash and verify"), "burnbackctl flash sr0 firmware.bin --dry-run",
     bb_ctl_command_flash},
    {"verify", N_ ("DRIVE [FILE]"), N_ ("compare the drive with a file, or with its expected content"),
     "burnbackctl verify sr0", bb_ctl_command_verify},
    {"rollback", N_ ("DRIVE [BACKUP]"), N_ ("restore a backup"), "burnbackctl rollback sr0", bb_ctl_command_rollback},
    {"recover", N_ ("DRIVE [FILE]"), N_ ("recover a drive that was interrupted or is in recovery mode"),
     "burnbackctl recover sr0", bb_ctl_command_recover},
    {"convert", N_ ("DRIVE --to CODE --boot-code FILE"), N_ ("write another boot code and identity (for experts)"),
     "burnbackctl convert sr0 --to K451 --boot-code boot.bin --dry-run", bb_ctl_command_convert},
    {"booktype", N_ ("DRIVE [MEDIA TYPE]"), N_ ("show or set the book type reported by burned discs"),
     "burnbackctl booktype sr0 dvd+r dvd-rom", bb_ctl_command_booktype},
    {"history", N_ ("DRIVE"), N_ ("show what was written to a drive, newest first"), "burnbackctl history sr0",
     bb_ctl_command_history},
    {"backups", N_ ("list|show ID|export ID FILE|check|delete ID"), N_ ("manage saved backups"),
     "burnbackctl backups list", bb_ctl_command_backups},
    {"catalog", N_ ("list|show NAME|lint FILE…"), N_ ("list known drives and their other names"),
     "burnbackctl catalog show 'TDK DVDRW420N'", bb_ctl_command_catalog},
    {"report", N_ ("DRIVE FILE"),
     N_ ("write a report on an unknown drive for the maintainers, without serial numbers"),
     "burnbackctl report sr0 report.txt", bb_ctl_command_report},
    {"doctor", "", N_ ("show what this computer lacks to work on drives, and the remedy"), "burnbackctl doctor",
     bb_ctl_command_doctor},
    {"monitor", "", N_ ("print drives when they are connected or disconnected"), "burnbackctl monitor",
     bb_ctl_command_monitor},
    {NULL, NULL, NULL, NULL, NULL},
};

const BbCtlCommand *
bb_ctl_list_commands (void)
{
    return COMMANDS;
}

static const char *
bb_ctl_get_arguments (const BbCtlCommand *command)
{
    return command->arguments[0] != '\0' ? _ (command->arguments) : "";
}

static char *
bb_ctl_dup_description (void)
{
    GString *text = g_string_new (_ ("Commands:\n"));
    guint columns = 0;

    for (const BbCtlCommand *command = COMMANDS; command->name != NULL; command++)
        columns = MAX (columns, bb_ctl_text_columns (bb_ctl_get_arguments (command)));
    for (const BbCtlCommand *command = COMMANDS; command->name != NULL; command++) {
        g_autofree char *arguments = bb_ctl_dup_padded (bb_ctl_get_arguments (command), columns);

        g_string_append_printf (text, "  %-9s %s %s\n", command->name, arguments, _ (command->summary));
    }
    g_string_append (text,
                     _ ("\nDRIVE is a device node (/dev/sr0), its short name (sr0), a serial number, or the name of "
                        "a simulated drive.\nRun “burnbackctl COMMAND --help” for the options of a command.\n"));
    g_string_append (text, _ ("\nExit codes: 0 done; 1 failed, drive unchanged; 2 wrong usage; 3 incompatible or not "
                              "confirmed; 4 no such drive, file or backup;\n5 failed and rolled back; 6 drive needs "
                              "“recover”; 7 not permitted; 8 written, not yet verified.\n"));
    return g_string_free (text, FALSE);
}

/* How far two words are apart: insertions, deletions and exchanges (Levenshtein). */
static guint
bb_ctl_distance (const char *a, const char *b)
{
    gsize length = strlen (b);
    g_autofree guint *row = g_new (guint, length + 1);

    for (gsize i = 0; i <= length; i++)
        row[i] = (guint) i;
    for (; *a != '\0'; a++) {
        guint diagonal = row[0]++;

        for (gsize i = 1; i <= length; i++) {
            guint best = MIN (MIN (row[i], row[i - 1]) + 1, diagonal + (*a == b[i - 1] ? 0 : 1));

            diagonal = row[i];
            row[i] = best;
        }
    }
    return row[length];
}

static int
bb_ctl_unknown_command (BbCtl *ctl, const char *name)
{
    const BbCtlCommand *nearest = NULL;
    guint best = 4;

    for (const BbCtlCommand *command = COMMANDS; command->name != NULL; command++) {
        guint distance = bb_ctl_distance (name, command->name);

        if (distance < best) {
            best = distance;
            nearest = command;
        }
    }
    if (nearest != NULL)
        return bb_ctl_usage (ctl, _ ("There is no command “%s”. Did you mean “%s”?"), name, nearest->name);
    return bb_ctl_usage (ctl, _ ("There is no command “%s”."), name);
}

static int
bb_ctl_dispatch (BbCtl *ctl, int argc, char **argv)
{
    for (const BbCtlCommand *command = COMMANDS; command->name != NULL; command++) {
        if (strcmp (command->name, argv[0]) == 0) {
            ctl->command = command->name;
            return command->run (ctl, argc, argv);
        }
    }
    return bb_ctl_unknown_command (ctl, argv[0]);
}

static int
bb_ctl_print_version (BbCtl *ctl)
{
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "version", PACKAGE_VERSION);
    bb_ctl_print_object (ctl, object);
    bb_ctl_print (ctl, "burnbackctl %s\n", PACKAGE_VERSION);
    return BB_EXIT_DONE;
}

static int
bb_ctl_main (BbCtl *ctl, int argc, char **argv)
{
    g_autofree char *description = bb_ctl_dup_description ();
    gboolean version = FALSE;
    const GOptionEntry entries[] = {
        {"version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL},
        {NULL},
    };
    g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND …"));
    int exit_code = BB_EXIT_DONE;
    gboolean parsed;

    g_option_context_set_summary (context, _ ("Back up, flash and recover the firmware of optical drives."));
    g_option_context_set_description (context, description);
    bb_ctl_add_common (ctl, context, entries, FALSE);
    /* What stands after the command belongs to the command. */
    g_option_context_set_strict_posix (context, TRUE);
    parsed = bb_ctl_parse_options (ctl, context, &argc, &argv, &exit_code);
    if (ctl->typed != NULL && (!parsed || argc < 2))
        return bb_ctl_complete (ctl, NULL, argv + 1, parsed);
    /* from here on those of the command */
    g_array_set_size (ctl->options, 0);
    if (ctl->typed != NULL)
        return bb_ctl_dispatch (ctl, argc - 1, argv + 1);
    if (!parsed)
        return exit_code;
    if (ctl->help) {
        bb_ctl_print_help (ctl, context);
        return BB_EXIT_DONE;
    }
    if (version)
        return bb_ctl_print_version (ctl);
    if (argc < 2)
        return bb_ctl_usage (ctl, _ ("No command was specified."));
    return bb_ctl_dispatch (ctl, argc - 1, argv + 1);
}

static gboolean
bb_ctl_wants_json (int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++) {
        if (strcmp (argv[i], "--json") == 0)
            return TRUE;
    }
    return FALSE;
}

/* A trace that could not be written stops no command, so it is told at the end. */
static void
bb_ctl_tell_trace (BbCtl *ctl)
{
    g_autoptr (GError) error = NULL;

    if (ctl->trace_file != NULL && !bb_trace_file_check (ctl->trace_file, &error))
        bb_ctl_say (_ ("The trace is incomplete: %s\n"), error->message);
}

static void
bb_ctl_clear (BbCtl *ctl)
{
    g_clear_object (&ctl->drive);
    g_clear_object (&ctl->engine);
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

int
main (int argc, char **argv)
{
    BbCtl ctl = {.command = "", .options = g_array_new (FALSE, FALSE, sizeof (GOptionEntry))};
    int exit_code;

    bb_streams_occupy ();
    bb_signals_survive ();
    bb_prefix_init ();
    bb_locale_init ();
    bb_ctl_output_init ();
    g_log_set_writer_func (bb_ctl_log_cb, NULL, NULL);

    /* Wrong usage is told in JSON too, wherever --json stands. */
    ctl.json = ctl.json_asked = bb_ctl_wants_json (argc, argv);
    if (ctl.json)
        bb_locale_speak_plainly ();
    if (argc > 1 && strcmp (argv[1], "complete") == 0)
        bb_ctl_complete_begin (&ctl, &argc, argv);
    exit_code = bb_ctl_main (&ctl, argc, argv);
    bb_ctl_tell_trace (&ctl);
    exit_code = bb_ctl_end_output (&ctl, exit_code == BB_CTL_HELPED ? BB_EXIT_DONE : exit_code);
    bb_ctl_clear (&ctl);
    return exit_code;
}
