/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-operation.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-terminal.h"
#include "bb-ctl-text.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>

/* Returns (transfer floating) the settings of the job that converts the drive to the model @target. @rid, @digits:
 * (nullable): values of the options --rid and --digits. */
static GVariant *
bb_ctl_convert_settings (const char *target, const char *rid, const char *digits)
{
    GVariantBuilder settings;

    g_variant_builder_init (&settings, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&settings, "{sv}", BB_SETTING_CONVERT_TO, g_variant_new_string (target));
    if (rid != NULL)
        g_variant_builder_add (&settings, "{sv}", BB_SETTING_RID, g_variant_new_string (rid));
    if (digits != NULL)
        g_variant_builder_add (&settings, "{sv}", BB_SETTING_DIGITS, g_variant_new_string (digits));
    return g_variant_builder_end (&settings);
}

/* Prints to stderr the reasons and the duration of the conversion and, if there are any, its unrecoverable step and
 * its note, before the user is asked to agree. */
static void
bb_ctl_convert_explain (BbCtl *ctl, BbReview *review)
{
    g_autofree char *length = bb_words_dup_length (review->plan);
    g_autofree char *unrecoverable = bb_words_dup_unrecoverable (review->plan);

    bb_ctl_printerr_reasons (review->verdict);
    bb_ctl_printerr ("%s\n", length);
    if (unrecoverable != NULL)
        bb_ctl_printerr ("%s\n", unrecoverable);
    if (bb_plan_get_note (review->plan) != NULL)
        bb_ctl_printerr ("%s\n", bb_plan_get_note (review->plan));
}

int
bb_ctl_command_convert (BbCtl *ctl, int argc, char **argv)
{
    gboolean yes = FALSE, dry_run = FALSE, expert = FALSE;
    g_autofree char *target = NULL;
    g_autofree char *boot_code = NULL;
    g_autofree char *rid = NULL;
    g_autofree char *digits = NULL;
    const GOptionEntry entries[] = {
        {"to", 0, 0, G_OPTION_ARG_STRING, &target, N_ ("Target drive type"), N_ ("CODE")},
        {"boot-code", 0, 0, G_OPTION_ARG_FILENAME, &boot_code, N_ ("Boot code file for the target drive type"),
         N_ ("FILE")},
        {"rid", 0, 0, G_OPTION_ARG_STRING, &rid, N_ ("Model code to store in the drive (RID, four characters)"),
         N_ ("TEXT")},
        {"digits", 0, 0, G_OPTION_ARG_STRING, &digits, N_ ("Model digits to store in the drive (four characters)"),
         N_ ("TEXT")},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Print the steps without changing anything"), NULL},
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Write without confirmation"), NULL},
        {"expert", 0, 0, G_OPTION_ARG_NONE, &expert, N_ ("Accept all warnings about the conversion"), NULL},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 1);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbOperation) operation = NULL;
    g_autoptr (GFile) file = NULL;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    if (target == NULL || boot_code == NULL)
        return bb_ctl_fail_usage (ctl, "%s",
                                  _ ("The conversion requires the options --to CODE and --boot-code FILE."));
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    file = g_file_new_for_commandline_arg (boot_code);
    operation = bb_ctl_operation_new (ctl, drive);
    if (!bb_ctl_operation_prepare (ctl, drive, operation,
                                   &(BbOperationChoice){
                                       .act = BB_ACTION_CONVERT,
                                       .file = file,
                                       .settings = bb_ctl_convert_settings (target, rid, digits),
                                       .flags = dry_run ? BB_JOB_FLAG_DRY_RUN : BB_JOB_FLAG_NONE,
                                       .allowed = expert ? BB_CONSENT_CONVERSION : BB_CONSENT_NONE,
                                       .unreviewed = yes || dry_run || !bb_ctl_has_terminal (),
                                   },
                                   &exit_code))
        return exit_code;
    if (dry_run)
        return bb_ctl_operation_dry_run (ctl, drive, operation);
    if (!yes && bb_operation_get_review (operation) == NULL)
        return bb_ctl_fail (
            ctl, BB_EXIT_REFUSED, "not-confirmed", BB_SAFE_YES,
            _ ("Run the command with --dry-run first and read its output. Then run it with --yes and --expert."),
            _ ("Without a terminal, Burnback cannot ask you to confirm the boot code change."));
    if (!yes) {
        BbReview *review = bb_operation_get_review (operation);

        /* A refused conversion has no plan. Then the error message has the reasons. */
        if (review->plan != NULL)
            bb_ctl_convert_explain (ctl, review);
        if (!bb_ctl_operation_confirm (ctl, operation, NULL, &exit_code))
            return exit_code;
    }
    return bb_ctl_operation_run_and_print (ctl, drive, operation, BB_ON_FAILURE_ASK, !yes);
}
