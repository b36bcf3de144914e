/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-next-step.h"
#include "bb-ctl-operation.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-rescue.h"
#include "bb-ctl-terminal.h"

#include <glib/gi18n.h>
#include <limits.h>

/* TRUE if @drive has an open journal of an interrupted flash that can be both finished and undone, so that the
 * recovery asks which firmware to write. */
static gboolean
bb_ctl_recover_asks (BbCtl *ctl, BbEngineDrive *drive)
{
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (ctl->engine), NULL);

    return journal != NULL && bb_journal_record_can_finish (journal) &&
           (journal->old_image != NULL || bb_rescue_find_backup (drive, backups) != NULL);
}

/* Returns (transfer full) the question before a recovery.
 * @image: (nullable): the image in the file that the user named
 * @asks: TRUE if the job will ask which firmware to write (bb_ctl_recover_asks())
 *
 * What the recovery does to a drive in recovery mode depends on @image:
 * - With an image, the drive stays in recovery mode while the image is written.
 * - Without an image, a drive whose firmware looks complete leaves recovery mode, and nothing is written. Exception:
 *   the drive cannot leave that mode (bb_family_can_leave_mode()). */
static char *
bb_ctl_dup_recover_question (BbEngineDrive *drive, BbImage *image, gboolean asks)
{
    const char *name = bb_engine_drive_get_name (drive);
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    const char *revision = image != NULL     ? bb_image_get_revision (image)
                           : journal != NULL ? journal->new_revision
                                             : NULL;

    if (image != NULL && facts != NULL && facts->condition == BB_CONDITION_SPECIAL)
        return revision != NULL
                   /* TRANSLATORS: the drive, then a revision, then a file */
                   ? g_strdup_printf (_ ("Recover %s? The drive will stay in recovery mode while firmware revision "
                                         "%s from %s is being written."),
                                      name, revision, bb_image_get_name (image))
                   /* TRANSLATORS: the drive, then a file */
                   : g_strdup_printf (_ ("Recover %s? The drive will stay in recovery mode while the firmware from "
                                         "%s is being written."),
                                      name, bb_image_get_name (image));
    if (image == NULL && journal != NULL && bb_journal_record_runs_other (journal, facts))
        return g_strdup_printf (_ ("Recover %s? If its firmware is unknown, you can then choose whether to keep or "
                                   "replace the firmware."),
                                name);
    if (image == NULL && asks && bb_journal_record_get_other (journal) != NULL)
        return g_strdup_printf (
            /* TRANSLATORS: the drive, then a revision */
            _ ("Recover %s? If its firmware is invalid, you can then choose whether to write firmware %s or to "
               "repeat the interrupted operation."),
            name, bb_journal_record_get_other (journal));
    if (image == NULL && asks)
        return g_strdup_printf (_ ("Recover %s? If its firmware is invalid, you can then choose whether to restore "
                                   "the previous firmware or to repeat the interrupted operation."),
                                name);
    if (image == NULL && bb_family_get_no_flash (facts) != NULL)
        return g_strdup_printf (_ ("Recover %s? The drive will leave recovery mode and start its firmware. Nothing "
                                   "will be written."),
                                name);
    if (image == NULL && bb_family_can_leave_mode (facts))
        return revision != NULL
                   /* TRANSLATORS: the drive, then a revision */
                   ? g_strdup_printf (_ ("Recover %s? If its firmware looks complete, the drive will leave recovery "
                                         "mode and start its firmware. Otherwise, revision %s will be written."),
                                      name, revision)
                   : g_strdup_printf (_ ("Recover %s? If its firmware looks complete, the drive will leave recovery "
                                         "mode and start its firmware. Otherwise, the drive will be flashed again."),
                                      name);
    return revision != NULL
               /* TRANSLATORS: the drive, then a revision */
               ? g_strdup_printf (_ ("Recover %s? If its current firmware is invalid, firmware %s will be written."),
                                  name, revision)
               : g_strdup_printf (
                     _ ("Recover %s? If its current firmware is invalid, the drive will be flashed again."), name);
}

/* Identifies @drive unless it has facts, because the steps, the question and the sentences of a refusal depend on its
 * state. Returns %FALSE, and sets @exit_code, if the identification cannot be started, or if another program uses the
 * drive. */
static gboolean
bb_ctl_recover_identify (BbCtl *ctl, BbEngineDrive *drive, int *exit_code)
{
    g_autoptr (BbResult) seen = NULL;

    if (bb_engine_drive_get_facts (drive) != NULL)
        return TRUE;
    seen = bb_ctl_run_identification (ctl, drive, BB_JOB_FLAG_NONE, exit_code);
    if (seen == NULL)
        return FALSE;
    if (seen->outcome == BB_OUTCOME_NOT_PERMITTED && bb_engine_drive_is_others (drive)) {
        *exit_code = bb_ctl_fail_with_result (ctl, seen);
        return FALSE;
    }
    *exit_code = BB_EXIT_DONE;
    return TRUE;
}

/*
 * Prints the steps that may repair @drive; prints nothing if @drive needs no recovery. Each step says what it writes,
 * needs and may damage. If the current step needs a firmware file and *@file is %NULL, asks for a path and sets
 * *@file. Returns %FALSE, and sets @exit_code, if the user gives no path.
 */
static gboolean
bb_ctl_recover_explain (BbCtl *ctl, BbEngineDrive *drive, GFile **file, int *exit_code)
{
    g_autoptr (BbRescue) rescue = bb_ctl_new_rescue (ctl, drive);
    char line[PATH_MAX + 1] = "";

    if (rescue == NULL)
        return TRUE;
    bb_ctl_print_rescue (ctl, drive, rescue, BB_CTL_RESCUE_EFFECTS);
    if (*file != NULL || bb_rescue_get_now (rescue)->kind != BB_RESCUE_FILE)
        return TRUE;
    bb_ctl_printerr (_ ("Path of the firmware file (leave empty to stop): "));
    if (!bb_ctl_read_line (line, sizeof line) || *line == '\0') {
        *exit_code = bb_ctl_fail_cancelled (ctl, drive);
        return FALSE;
    }
    *file = g_file_new_for_commandline_arg (line);
    return TRUE;
}

/* Fails because the recovery was not confirmed and the user cannot be asked. */
static int
bb_ctl_recover_refuse (BbCtl *ctl, BbEngineDrive *drive)
{
    g_autofree char *state = bb_ctl_dup_unrecovered_text (ctl, drive);
    const char *option = _ ("Add --yes to recover without confirmation.");
    g_autofree char *next = state != NULL ? g_strjoin (" ", state, option, NULL) : g_strdup (option);

    return bb_ctl_fail (ctl, BB_EXIT_REFUSED, "not-confirmed", BB_SAFE_YES, next,
                        _ ("Without a terminal, Burnback cannot ask you to confirm the recovery."));
}

int
bb_ctl_command_recover (BbCtl *ctl, int argc, char **argv)
{
    gboolean yes = FALSE, cross_flash = FALSE, expert = FALSE;
    g_auto (GStrv) names = NULL;
    g_autofree char *label = NULL;
    g_autofree char *code = NULL;
    g_autofree char *kernel = NULL;
    g_autoptr (GVariant) settings = NULL;
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Write without confirmation"), NULL},
        {"allow-crossflash", 0, 0, G_OPTION_ARG_NONE, &cross_flash,
         N_ ("Continue despite warnings and allow firmware for other models"), NULL},
        {"expert", 0, 0, G_OPTION_ARG_NONE, &expert,
         N_ ("Allow little-known procedures, and identities that are not from a backup"), NULL},
        {"label", 0, 0, G_OPTION_ARG_STRING, &label, N_ ("Model and service code on the drive’s label"),
         N_ ("“MODEL CODE”")},
        {"tool-code", 0, 0, G_OPTION_ARG_STRING, &code, N_ ("Error code shown by another program"), N_ ("NUMBER")},
        {"kernel", 0, 0, G_OPTION_ARG_FILENAME, &kernel, N_ ("Loader (kernel) file that belongs to the firmware"),
         N_ ("FILE")},
        {"setting", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, bb_ctl_get_settings_help (ctl), N_ ("SETTING")},
        {NULL},
    };
    int exit_code = bb_ctl_parse_files (ctl, entries, &argc, &argv, 1, 2, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbOperation) operation = NULL;
    g_autoptr (GFile) file = NULL;
    g_autoptr (GFile) second = NULL;
    g_autofree char *question = NULL;

    if (exit_code == BB_EXIT_DONE && kernel != NULL && argc < 3)
        exit_code = bb_ctl_fail_usage (ctl, _ ("Usage: burnbackctl %s."), "recover DRIVE FILE --kernel=FILE");
    settings = exit_code == BB_EXIT_DONE ? bb_ctl_make_settings (ctl, names, label, code, &exit_code) : NULL;
    if (settings != NULL)
        g_variant_ref_sink (settings);
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL || !bb_ctl_check_settings (ctl, drive, names, &exit_code))
        return exit_code;
    file = argc > 2 ? g_file_new_for_commandline_arg (argv[2]) : NULL;
    if (!yes && !bb_ctl_recover_identify (ctl, drive, &exit_code))
        return exit_code;
    if (!yes && bb_ctl_has_terminal () && !bb_ctl_recover_explain (ctl, drive, &file, &exit_code))
        return exit_code;
    second = file != NULL && kernel != NULL ? g_file_new_for_commandline_arg (kernel) : NULL;
    operation = bb_ctl_operation_new (ctl, drive);
    /* --yes also grants the consent CAUTION, because the drive has no working firmware that could be lost. */
    if (!bb_ctl_operation_prepare (
            ctl, drive, operation,
            &(BbOperationChoice){
                .act = BB_ACTION_RECOVER,
                .file = file,
                .second = second,
                .settings = settings,
                .allowed = (yes ? BB_CONSENT_CAUTION : BB_CONSENT_NONE) |
                           (cross_flash ? BB_CTL_ALLOWS_CROSS_FLASH : BB_CONSENT_NONE) |
                           (expert ? BB_CONSENT_IDENTITY | BB_CONSENT_EXPERTS : BB_CONSENT_NONE),
                .unreviewed = TRUE,
            },
            &exit_code))
        return exit_code;
    if (!yes && !bb_ctl_has_terminal ())
        return bb_ctl_recover_refuse (ctl, drive);
    question = bb_ctl_dup_recover_question (drive, bb_selection_get_image (bb_operation_get_selection (operation)),
                                            bb_ctl_recover_asks (ctl, drive));
    if (!yes && !bb_ctl_confirm (ctl, question))
        return bb_ctl_fail_cancelled (ctl, drive);
    return bb_ctl_operation_run_and_print (ctl, drive, operation, BB_ON_FAILURE_ASK, !yes);
}
