/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-json.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-text.h"

#include <glib/gi18n.h>

/* Returns (transfer full) the settings of the job that sets or clears a book type, made from the arguments. Without
 * settings the job only reads the book types. */
static GVariant *
bb_ctl_booktype_settings (int argc, char **argv, gboolean temporary, gboolean clear)
{
    GVariantDict settings;

    g_variant_dict_init (&settings, NULL);
    if (argc > 3) {
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_MEDIUM, "s", argv[2]);
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_TYPE, "s", argv[3]);
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_TEMPORARY, "b", temporary);
    }
    if (clear)
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_CLEAR, "b", TRUE);
    return g_variant_ref_sink (g_variant_dict_end (&settings));
}

/* Returns %BB_EXIT_DONE if the arguments are valid; otherwise prints the error and returns %BB_EXIT_USAGE. */
static int
bb_ctl_booktype_check (BbCtl *ctl, int argc, char **argv, gboolean temporary, gboolean clear)
{
    BbBookMedium medium;
    guint8 book;

    if (argc == 3 || (clear && (argc > 2 || temporary)) || (temporary && argc < 4))
        return bb_ctl_fail_usage (ctl, _ ("Specify either a disc type and a book type, or --clear. To see the "
                                          "current settings, specify only the drive."));
    if (argc < 4)
        return BB_EXIT_DONE;
    if (!bb_book_medium_from_string (argv[2], &medium))
        return bb_ctl_fail_usage (ctl, _ ("MEDIA must be dvd+r, dvd+rw or dvd+r-dl, not “%s”."), argv[2]);
    if (!bb_book_from_string (argv[3], &book))
        return bb_ctl_fail_usage (
            ctl, _ ("TYPE must be dvd-rom, dvd-ram, dvd-r, dvd-rw, dvd+rw, dvd+r, dvd+rw-dl or dvd+r-dl, not “%s”."),
            argv[3]);
    return BB_EXIT_DONE;
}

/* Prints the message of @result and then its book types. If the drive cannot set book types, prints a sentence about
 * that in place of the message. If @result has no book types, prints only the message. With --json, prints only the
 * book types. */
static void
bb_ctl_booktype_print (BbCtl *ctl, const BbResult *result)
{
    if (ctl->json) {
        bb_ctl_print_array (ctl, bb_ctl_json_books (result->books));
        return;
    }
    if (result->books == NULL) {
        bb_ctl_print (ctl, "%s\n", result->message);
        return;
    }
    if (result->books->style == BB_BOOK_STYLE_NONE)
        bb_ctl_print (ctl, _ ("This drive does not support setting book types.\n"));
    else
        bb_ctl_print (ctl, "%s\n", result->message);
    bb_ctl_print_books (ctl, result->books);
}

int
bb_ctl_command_booktype (BbCtl *ctl, int argc, char **argv)
{
    gboolean temporary = FALSE;
    gboolean clear = FALSE;
    const GOptionEntry entries[] = {
        {"temporary", 0, 0, G_OPTION_ARG_NONE, &temporary, N_ ("Set the book type only until the drive is reset"),
         NULL},
        {"clear", 0, 0, G_OPTION_ARG_NONE, &clear, N_ ("Restore the factory defaults"), NULL},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 3);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_BOOK_TYPE);
    g_autoptr (BbResult) result = NULL;

    if (exit_code == BB_EXIT_DONE)
        exit_code = bb_ctl_booktype_check (ctl, argc, argv, temporary, clear);
    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    request->settings = bb_ctl_booktype_settings (argc, argv, temporary, clear);
    result = bb_ctl_run_job (ctl, drive, request, &exit_code);
    if (result == NULL)
        return exit_code;
    if (result->outcome != BB_OUTCOME_DONE)
        return bb_ctl_fail_with_result (ctl, result);
    bb_ctl_booktype_print (ctl, result);
    return exit_code;
}
