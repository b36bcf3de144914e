/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-next-step.h"
#include "bb-ctl-operation.h"
#include "bb-ctl-options.h"
#include "bb-ctl-terminal.h"
#include "bb-ctl-text.h"

#include <glib/gi18n.h>

/* Values of --on-failure. */
static const char *const BB_CTL_ON_FAILURE_WORDS[] = {
    [BB_ON_FAILURE_ASK] = "ask",
    [BB_ON_FAILURE_RETRY] = "retry",
    [BB_ON_FAILURE_ROLLBACK] = "rollback",
    [BB_ON_FAILURE_STOP] = "stop",
    NULL,
};

/* Returns (transfer full) the question before a flash, with the revisions in drive and image if both are known. */
static char *
bb_ctl_dup_flash_question (BbEngineDrive *drive, BbImage *image)
{
    const char *name = bb_engine_drive_get_name (drive);
    const char *revision = bb_image_get_revision (image);
    g_autofree char *vendor = NULL, *product = NULL, *old = NULL;

    bb_engine_drive_dup_reported (drive, &vendor, &product, &old);
    if (revision == NULL || *old == '\0')
        return g_strdup_printf (_ ("Flash %s onto %s?"), bb_image_get_name (image), name);
    /* TRANSLATORS: a file, the revision in the drive, the revision in the file, and the drive */
    return g_strdup_printf (_ ("Flash %s (%s → %s) onto %s?"), bb_image_get_name (image), old, revision, name);
}

int
bb_ctl_command_flash (BbCtl *ctl, int argc, char **argv)
{
    gboolean yes = FALSE, cross_flash = FALSE, without_backup = FALSE, expert = FALSE, dry_run = FALSE;
    g_autofree char *fallback = NULL, *kernel = NULL;
    g_autofree char *on_failure = NULL;
    g_auto (GStrv) names = NULL;
    g_autoptr (GVariant) settings = NULL;
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Flash without confirmation"), NULL},
        {"allow-crossflash", 0, 0, G_OPTION_ARG_NONE, &cross_flash,
         N_ ("Continue despite warnings and allow firmware for other models"), NULL},
        {"without-backup", 0, 0, G_OPTION_ARG_NONE, &without_backup, N_ ("Continue even if no backup can be made"),
         NULL},
        {"expert", 0, 0, G_OPTION_ARG_NONE, &expert, N_ ("Allow little-known procedures"), NULL},
        {"fallback", 0, 0, G_OPTION_ARG_FILENAME, &fallback, N_ ("Firmware file to write if flashing fails"),
         N_ ("FILE")},
        /* Only the usage line shows this option, because the list of options fills the screen already. */
        {"kernel", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &kernel,
         N_ ("Loader (kernel) file that belongs to the firmware"), N_ ("FILE")},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Print the steps without changing the drive"), NULL},
        {"on-failure", 0, 0, G_OPTION_ARG_STRING, &on_failure,
         N_ ("What to do if flashing fails: ask, retry, rollback or stop"), N_ ("ACTION")},
        {"setting", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, bb_ctl_get_settings_help (ctl), N_ ("SETTING")},
        {NULL},
    };
    int exit_code = bb_ctl_parse_files (ctl, entries, &argc, &argv, 2, 2, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbOperation) operation = NULL;
    g_autoptr (BbImage) fallback_image = NULL;
    g_autoptr (GFile) file = NULL;
    g_autoptr (GFile) second = NULL;
    g_autofree char *question = NULL;
    int on_failure_index = BB_ON_FAILURE_ASK;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    if (on_failure != NULL)
        on_failure_index = bb_ctl_find_word (BB_CTL_ON_FAILURE_WORDS, on_failure);
    if (on_failure_index < 0)
        return bb_ctl_fail_usage (ctl, _ ("--on-failure must be ask, retry, rollback or stop, not “%s”."),
                                  on_failure);
    settings = bb_ctl_make_settings (ctl, names, NULL, NULL, &exit_code);
    if (settings == NULL)
        return exit_code;
    g_variant_ref_sink (settings);
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL || !bb_ctl_check_settings (ctl, drive, names, &exit_code))
        return exit_code;
    fallback_image = fallback != NULL ? bb_ctl_load_image (ctl, fallback, drive, &exit_code) : NULL;
    if (fallback != NULL && fallback_image == NULL)
        return exit_code;
    file = g_file_new_for_commandline_arg (argv[2]);
    second = kernel != NULL ? g_file_new_for_commandline_arg (kernel) : NULL;
    operation = bb_ctl_operation_new (ctl, drive);
    if (!bb_ctl_operation_prepare (ctl, drive, operation,
                                   &(BbOperationChoice){
                                       .act = BB_ACTION_FLASH,
                                       .file = file,
                                       .second = second,
                                       .settings = settings,
                                       .fallback = fallback_image,
                                       .flags = dry_run ? BB_JOB_FLAG_DRY_RUN : BB_JOB_FLAG_NONE,
                                       .allowed = (cross_flash ? BB_CTL_ALLOWS_CROSS_FLASH : BB_CONSENT_NONE) |
                                                  (without_backup ? BB_CONSENT_WITHOUT_BACKUP : BB_CONSENT_NONE) |
                                                  (expert ? BB_CONSENT_EXPERTS : BB_CONSENT_NONE),
                                       .unreviewed = yes || dry_run || !bb_ctl_has_terminal (),
                                   },
                                   &exit_code))
        return exit_code;
    if (dry_run)
        return bb_ctl_operation_dry_run (ctl, drive, operation);
    if (!yes && bb_operation_get_review (operation) == NULL)
        return bb_ctl_fail (ctl, BB_EXIT_REFUSED, "not-confirmed", BB_SAFE_YES,
                            _ ("Add --yes to flash without confirmation."),
                            _ ("Without a terminal, Burnback cannot ask you to confirm flashing."));
    if (!yes) {
        bb_ctl_print_review (ctl, drive, bb_operation_get_review (operation));
        question = bb_ctl_dup_flash_question (drive, bb_selection_get_image (bb_operation_get_selection (operation)));
        if (!bb_ctl_operation_confirm (ctl, operation, question, &exit_code))
            return exit_code;
    }
    return bb_ctl_operation_run_and_print (ctl, drive, operation, (BbOnFailure) on_failure_index, !yes);
}

int
bb_ctl_command_verify (BbCtl *ctl, int argc, char **argv)
{
    g_auto (GStrv) names = NULL;
    g_autoptr (GVariant) settings = NULL;
    const GOptionEntry entries[] = {
        {"setting", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, bb_ctl_get_settings_help (ctl), N_ ("SETTING")},
        {NULL},
    };
    int exit_code = bb_ctl_parse_files (ctl, entries, &argc, &argv, 1, 2, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbOperation) operation = NULL;
    g_autoptr (GFile) file = NULL;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    settings = bb_ctl_make_settings (ctl, names, NULL, NULL, &exit_code);
    if (settings == NULL)
        return exit_code;
    g_variant_ref_sink (settings);
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL || !bb_ctl_check_settings (ctl, drive, names, &exit_code))
        return exit_code;
    file = argc > 2 ? g_file_new_for_commandline_arg (argv[2]) : NULL;
    operation = bb_ctl_operation_new (ctl, drive);
    if (!bb_ctl_operation_prepare (ctl, drive, operation,
                                   &(BbOperationChoice){
                                       .act = BB_ACTION_VERIFY,
                                       .file = file,
                                       .settings = settings,
                                       .unreviewed = TRUE,
                                   },
                                   &exit_code))
        return exit_code;
    return bb_ctl_operation_run_and_print (ctl, drive, operation, BB_ON_FAILURE_STOP, FALSE);
}

int
bb_ctl_command_rollback (BbCtl *ctl, int argc, char **argv)
{
    gboolean yes = FALSE, without_backup = FALSE, expert = FALSE;
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Write without confirmation"), NULL},
        {"without-backup", 0, 0, G_OPTION_ARG_NONE, &without_backup, N_ ("Continue even if no backup can be made"),
         NULL},
        {"expert", 0, 0, G_OPTION_ARG_NONE, &expert, N_ ("Allow little-known procedures"), NULL},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbOperation) operation = NULL;

    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    operation = bb_ctl_operation_new (ctl, drive);
    if (!bb_ctl_operation_prepare (ctl, drive, operation,
                                   &(BbOperationChoice){
                                       .act = BB_ACTION_ROLLBACK,
                                       .backup_id = argc > 2 ? argv[2] : NULL,
                                       .allowed = (without_backup ? BB_CONSENT_WITHOUT_BACKUP : BB_CONSENT_NONE) |
                                                  (expert ? BB_CONSENT_EXPERTS : BB_CONSENT_NONE),
                                       .unreviewed = TRUE,
                                   },
                                   &exit_code))
        return exit_code;
    return bb_ctl_operation_run_and_print (ctl, drive, operation, BB_ON_FAILURE_ASK, !yes);
}
