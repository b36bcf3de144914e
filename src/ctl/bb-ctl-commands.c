/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-wrap.h"

#include <glib/gi18n.h>
#include <string.h>

/* For each command: name, arguments, summary, example, whether it changes a drive, function. */
static const BbCtlCommand COMMANDS[] = {
    {"list", "", N_ ("list optical drives and identify them"), "burnbackctl list", FALSE, bb_ctl_command_list},
    {"info", N_ ("DRIVE"), N_ ("show all details of a drive"), "burnbackctl info sr0", FALSE, bb_ctl_command_info},
    {"advise", N_ ("DRIVE"), N_ ("recommend firmware for a drive, based on reports"),
     "burnbackctl advise sr0 --purpose uhd", FALSE, bb_ctl_command_advise},
    {"identify", N_ ("FILE…"), N_ ("identify firmware files by their content"), "burnbackctl identify firmware.bin",
     FALSE, bb_ctl_command_identify},
    {"check", N_ ("DRIVE FILE"), N_ ("check whether a firmware file is compatible with a drive"),
     "burnbackctl check sr0 firmware.bin", FALSE, bb_ctl_command_check},
    {"firmware", N_ ("DRIVE [PATH…]"), N_ ("list your firmware files that are compatible with a drive"),
     "burnbackctl firmware sr0", FALSE, bb_ctl_command_firmware},
    {"library", N_ ("add PATH|remove PATH|list|scan"), N_ ("choose the folders to search for firmware files"),
     "burnbackctl library add ~/Downloads", FALSE, bb_ctl_command_library},
    {"backup", N_ ("DRIVE"), N_ ("read the firmware twice, compare both copies and save a backup"),
     "burnbackctl backup sr0 --output sr0.bin", FALSE, bb_ctl_command_backup},
    {"flash", N_ ("DRIVE FILE [--kernel FILE]"), N_ ("back up, flash and verify"),
     "burnbackctl flash sr0 firmware.bin --dry-run", TRUE, bb_ctl_command_flash},
    {"verify", N_ ("DRIVE [FILE]"), N_ ("verify a drive’s firmware, optionally against a file"),
     "burnbackctl verify sr0", FALSE, bb_ctl_command_verify},
    {"rollback", N_ ("DRIVE [BACKUP]"), N_ ("restore a backup"), "burnbackctl rollback sr0", TRUE,
     bb_ctl_command_rollback},
    {"recover", N_ ("DRIVE [FILE]"), N_ ("recover a drive in recovery mode or after an interrupted operation"),
     "burnbackctl recover sr0", TRUE, bb_ctl_command_recover},
    {"convert", N_ ("DRIVE --to CODE --boot-code FILE"),
     N_ ("convert a drive to another type by writing different boot code (for experts)"),
     "burnbackctl convert sr0 --to K451 --boot-code boot.bin --dry-run", TRUE, bb_ctl_command_convert},
    {"booktype", N_ ("DRIVE [MEDIA TYPE]"), N_ ("show or set the book type reported by burned discs"),
     "burnbackctl booktype sr0 dvd+r dvd-rom", TRUE, bb_ctl_command_booktype},
    {"history", N_ ("DRIVE"), N_ ("list the write operations on a drive, newest first"), "burnbackctl history sr0",
     FALSE, bb_ctl_command_history},
    {"name", N_ ("DRIVE [TEXT]"), N_ ("show or set your own name for a drive"),
     "burnbackctl name sr0 'TDK from the attic'", FALSE, bb_ctl_command_name},
    {"backups", N_ ("list|show ID|export ID FILE|check|delete ID"), N_ ("manage saved backups"),
     "burnbackctl backups list", FALSE, bb_ctl_command_backups},
    {"catalog", N_ ("list|show NAME|lint FILE…|draft REPORT"), N_ ("list known drive models and their other names"),
     "burnbackctl catalog show 'TDK DVDRW420N'", FALSE, bb_ctl_command_catalog},
    {"report", N_ ("DRIVE FILE"),
     N_ ("save a report (without serial numbers) about an unknown drive for the maintainers"),
     "burnbackctl report sr0 report.txt", FALSE, bb_ctl_command_report},
    {"doctor", "", N_ ("check whether this computer is ready to work with drives"), "burnbackctl doctor", FALSE,
     bb_ctl_command_doctor},
    {"monitor", "", N_ ("report when drives are connected or disconnected"), "burnbackctl monitor", FALSE,
     bb_ctl_command_monitor},
    {NULL},
};

const BbCtlCommand *
bb_ctl_list_commands (void)
{
    return COMMANDS;
}

/* Returns the translated usage. An empty text is not translated, because gettext() returns the header of the .po file
 * for an empty text. */
static const char *
bb_ctl_get_arguments (const BbCtlCommand *command)
{
    return command->arguments[0] != '\0' ? _ (command->arguments) : "";
}

char *
bb_ctl_dup_commands_text (void)
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

/* Returns the Levenshtein distance: how many letters must be inserted, deleted or replaced to get @b from @a. */
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

/* Prints that there is no command @name and, if one has a similar name (at most three letters differ), the most
 * similar command. Returns the exit code. */
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
        return bb_ctl_fail_usage (ctl, _ ("There is no command “%s”. Did you mean “%s”?"), name, nearest->name);
    return bb_ctl_fail_usage (ctl, _ ("There is no command “%s”."), name);
}

int
bb_ctl_run_command (BbCtl *ctl, int argc, char **argv)
{
    for (const BbCtlCommand *command = COMMANDS; command->name != NULL; command++) {
        if (strcmp (command->name, argv[0]) == 0) {
            ctl->command = command;
            return command->run (ctl, argc, argv);
        }
    }
    return bb_ctl_unknown_command (ctl, argv[0]);
}
