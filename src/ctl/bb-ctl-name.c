/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-json.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"

#include "job/store/bb-own-name.h"

#include <glib/gi18n.h>

/* Saves @name as the name that the user gave to @drive; %NULL removes that name. Returns the exit code; a failure is
 * printed. */
static int
bb_ctl_set_name (BbCtl *ctl, BbEngineDrive *drive, const char *name)
{
    g_autoptr (GError) error = NULL;

    if (bb_engine_set_own_name (ctl->engine, drive, name, &error))
        return BB_EXIT_DONE;
    return bb_ctl_fail_with_error (ctl, BB_EXIT_FAILED, "unwritable",
                                   _ ("Check the folder’s permissions and the free disk space, then try again."),
                                   error);
}

int
bb_ctl_command_name (BbCtl *ctl, int argc, char **argv)
{
    gboolean clear = FALSE;
    const GOptionEntry entries[] = {
        {"clear", 0, 0, G_OPTION_ARG_NONE, &clear, N_ ("Remove the name"), NULL},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_autofree char *wanted = NULL;
    const char *name = NULL;
    JsonObject *object = NULL;

    if (exit_code == BB_EXIT_DONE && clear && argc > 2)
        return bb_ctl_fail_usage (ctl, _ ("Specify a name or --clear, not both."));
    if (exit_code == BB_EXIT_DONE && argc > 2) {
        wanted = bb_own_name_dup_valid (argv[2]);
        if (wanted == NULL)
            return bb_ctl_fail_usage (ctl, _ ("A name can have only one line and at most %d characters."),
                                      BB_OWN_NAME_MAX_CHARS);
    }
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    facts = bb_ctl_identify_drive_or_recall (ctl, drive, &exit_code);
    if (exit_code == BB_EXIT_DONE && (clear || wanted != NULL))
        exit_code = bb_ctl_set_name (ctl, drive, wanted);
    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    name = bb_engine_drive_get_own_name (drive);
    bb_ctl_print (ctl, "%s\n", name != NULL ? name : _ ("You have not given this drive a name."));
    object = json_object_new ();
    bb_ctl_json_set_text (object, "own-name", name);
    bb_ctl_print_object (ctl, object);
    return BB_EXIT_DONE;
}
