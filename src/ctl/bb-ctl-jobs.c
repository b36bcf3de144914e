/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>
#include <string.h>

int
bb_ctl_print_result (BbCtl *ctl, BbEngineDrive *drive, BbResult *result)
{
    gboolean bad = result->outcome != BB_OUTCOME_DONE && result->outcome != BB_OUTCOME_WRITTEN;
    g_autofree char *next = bb_ctl_dup_next (drive, result);

    if (ctl->json)
        bb_ctl_print_object (ctl, bb_ctl_json_result (drive, result));
    if (bad)
        bb_ctl_say_message (result->message, next);
    else
        bb_ctl_print (ctl, "%s%s%s\n", result->message, next != NULL ? " " : "", next != NULL ? next : "");
    for (guint i = 0;
         bad && !ctl->json && result->review != NULL && i < bb_verdict_get_n_reasons (result->review->verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (result->review->verdict, i);

        bb_ctl_say ("  %-11s %s\n", bb_weight_to_string (reason->weight), reason->text);
    }
    return bb_outcome_get_exit (result->outcome);
}

/* FILE of a backup: the firmware, if it could be read. */
static gboolean
bb_ctl_backup_write (BbCtl *ctl, BbBackup *backup, const char *path, BbOutputFlags flags, int *exit_code)
{
    g_autoptr (GBytes) image = NULL;
    g_autoptr (GError) error = NULL;
    const char *kept = _ ("The backup itself was saved; “burnbackctl backups export” writes it to another location.");

    if (!bb_backup_has_image (backup)) {
        g_autofree char *name = g_filename_display_name (path);
        g_autofree char *message =
            g_strdup_printf (_ ("The firmware of this drive cannot be read, so “%s” was not written."), name);
        g_autofree char *next = g_strdup_printf (_ ("The readable data was saved to %s."), backup->folder);

        *exit_code = bb_ctl_fail (ctl, BB_EXIT_FAILED, "no-image", BB_SAFE_YES, next, message);
        return FALSE;
    }
    image = bb_backup_store_load (bb_engine_get_store (ctl->engine), backup, BB_BACKUP_IMAGE, &error);
    if (image == NULL) {
        *exit_code = bb_ctl_fail_of (ctl, BB_EXIT_FAILED, "backup", kept, error);
        return FALSE;
    }
    return bb_ctl_write_file (ctl, path, flags | BB_OUTPUT_PRIVATE, g_bytes_get_data (image, NULL),
                              g_bytes_get_size (image), kept, exit_code);
}

int
bb_ctl_command_backup (BbCtl *ctl, int argc, char **argv)
{
    g_autofree char *output = NULL;
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("Also write the firmware to a file"), N_ ("FILE")},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 1);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbJobRequest) request = NULL;
    g_autoptr (BbResult) result = NULL;
    BbOutputFlags flags = BB_OUTPUT_NONE;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    if (output != NULL && !bb_ctl_may_write (ctl, output, &flags, &exit_code))
        return exit_code;
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    request = bb_job_request_new (BB_ACTION_BACKUP);
    result = bb_ctl_run (ctl, drive, request, &exit_code);
    if (result == NULL)
        return exit_code;
    if (result->backup == NULL || result->outcome != BB_OUTCOME_DONE)
        return bb_ctl_fail_with (ctl, result);
    if (output != NULL && !bb_ctl_backup_write (ctl, result->backup, output, flags, &exit_code))
        return exit_code;
    if (ctl->json)
        bb_ctl_print_object (ctl, bb_ctl_json_backup (result->backup));
    bb_ctl_print (ctl, "%s\n%s\n", result->message, result->backup->folder);
    return exit_code;
}

static gboolean
bb_ctl_parse_on_failure (const char *text, BbOnFailure *on_failure)
{
    static const char *const WORDS[] = {"ask", "retry", "rollback", "stop"};

    for (guint i = 0; i < G_N_ELEMENTS (WORDS); i++) {
        if (strcmp (text, WORDS[i]) == 0) {
            *on_failure = (BbOnFailure) i;
            return TRUE;
        }
    }
    return FALSE;
}

static int
bb_ctl_print_steps (BbCtl *ctl, BbReview *review)
{
    g_autofree char *left = NULL;

    if (ctl->json) {
        JsonObject *object = json_object_new ();

        json_object_set_array_member (object, "steps", bb_ctl_json_steps (review->plan));
        bb_ctl_print_object (ctl, object);
        return BB_EXIT_DONE;
    }
    for (guint i = 0; i < bb_plan_get_n_steps (review->plan); i++) {
        const BbStep *step = bb_plan_get_step (review->plan, i);
        g_autofree char *cdb = step->verb == BB_VERB_COMMAND ? bb_cdb_dup_text (&step->cdb) : g_strdup ("");

        bb_ctl_print (ctl, "%4u  %-11s %s  0x%06x %s%s\n", i + 1, bb_step_kind_to_string (step->kind),
                      step->unrecoverable ? "X"
                      : step->endangers   ? "!"
                                          : " ",
                      step->address, cdb, step->length_bytes > 0 ? " …" : "");
    }
    bb_ctl_print (ctl, _ ("No command that changes the drive was sent. “!” marks steps after which the drive "
                          "needs the remaining ones.\n"));
    left = bb_words_dup_left (review->plan);
    if (left != NULL)
        bb_ctl_print (ctl, "%s\n", left);
    if (bb_plan_find_unrecoverable (review->plan) != G_MAXUINT)
        bb_ctl_print (ctl,
                      _ ("“X” marks the unrecoverable step: a power failure during it makes the drive unusable.\n"));
    if (bb_plan_get_note (review->plan) != NULL)
        bb_ctl_print (ctl, "%s\n", bb_plan_get_note (review->plan));
    return BB_EXIT_DONE;
}

/* (transfer floating) (nullable): settings for experts, each by its name, the @label of a drive, and the @code that
 * another program showed. */
static GVariant *
bb_ctl_make_settings (BbCtl *ctl, char **names, const char *label, const char *code, int *exit_code)
{
    static const char *const known[] = {"finish-command", "maker-form", NULL};
    GVariantDict settings;
    BbSense sense;

    if (code != NULL && !bb_sense_parse_tool_code (code, &sense)) {
        *exit_code =
            bb_ctl_usage (ctl, _ ("--tool-code must be a hexadecimal number such as 0x8f052400, not “%s”."), code);
        return NULL;
    }
    g_variant_dict_init (&settings, NULL);
    for (guint i = 0; names != NULL && names[i] != NULL; i++) {
        if (!g_strv_contains (known, names[i])) {
            g_variant_dict_clear (&settings);
            *exit_code =
                bb_ctl_usage (ctl, _ ("--setting must be finish-command or maker-form, not “%s”."), names[i]);
            return NULL;
        }
        g_variant_dict_insert (&settings, names[i], "b", TRUE);
    }
    if (label != NULL)
        g_variant_dict_insert (&settings, BB_SETTING_LABEL, "s", label);
    if (code != NULL)
        g_variant_dict_insert (&settings, BB_SETTING_TOOL_CODE, "s", code);
    return g_variant_dict_end (&settings);
}

int
bb_ctl_dry_run (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation)
{
    int exit_code = BB_EXIT_FAILED;
    BbResult *result = bb_ctl_start (ctl, drive, operation, BB_ON_FAILURE_STOP, &exit_code);

    if (result == NULL)
        return exit_code;
    if (result->outcome == BB_OUTCOME_DONE && result->review != NULL && result->review->plan != NULL)
        return bb_ctl_print_steps (ctl, result->review);
    return bb_ctl_print_result (ctl, drive, result);
}

static char *
bb_ctl_dup_flash_question (BbEngineDrive *drive, BbImage *image)
{
    const char *name = bb_engine_drive_get_name (drive);
    const char *revision = bb_image_get_revision (image);
    g_autofree char *vendor = NULL, *product = NULL, *old = NULL;

    bb_engine_drive_dup_reported (drive, &vendor, &product, &old);
    if (revision == NULL || *old == '\0')
        return g_strdup_printf (_ ("Flash %s on %s?"), bb_image_get_name (image), name);
    /* TRANSLATORS: a file, the revision in the drive, the revision in the file, and the drive */
    return g_strdup_printf (_ ("Flash %s (%s → %s) on %s?"), bb_image_get_name (image), old, revision, name);
}

int
bb_ctl_command_flash (BbCtl *ctl, int argc, char **argv)
{
    gboolean yes = FALSE, cross_flash = FALSE, without_backup = FALSE, dry_run = FALSE;
    g_autofree char *fallback = NULL;
    g_autofree char *on_failure = NULL;
    g_auto (GStrv) names = NULL;
    g_autoptr (GVariant) settings = NULL;
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Flash without confirmation"), NULL},
        {"allow-crossflash", 0, 0, G_OPTION_ARG_NONE, &cross_flash, N_ ("Allow warnings and cross-flash"), NULL},
        {"without-backup", 0, 0, G_OPTION_ARG_NONE, &without_backup,
         N_ ("Continue without a backup if none can be made"), NULL},
        {"fallback", 0, 0, G_OPTION_ARG_FILENAME, &fallback, N_ ("Restore this if the flash fails"), N_ ("FILE")},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Print the steps without changing the drive"), NULL},
        {"on-failure", 0, 0, G_OPTION_ARG_STRING, &on_failure, N_ ("ask, retry, rollback or stop"), N_ ("ACTION")},
        {"setting", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, N_ ("For experts: finish-command or maker-form"),
         N_ ("SETTING")},
        {NULL},
    };
    int exit_code = bb_ctl_parse_files (ctl, entries, &argc, &argv, 2, 2, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbOperation) operation = NULL;
    g_autoptr (BbImage) fallback_image = NULL;
    g_autoptr (GFile) file = NULL;
    g_autofree char *question = NULL;
    BbOnFailure what = BB_ON_FAILURE_ASK;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    if (on_failure != NULL && !bb_ctl_parse_on_failure (on_failure, &what))
        return bb_ctl_usage (ctl, _ ("--on-failure must be ask, retry, rollback or stop, not “%s”."), on_failure);
    settings = bb_ctl_make_settings (ctl, names, NULL, NULL, &exit_code);
    if (settings == NULL)
        return exit_code;
    g_variant_ref_sink (settings);
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    fallback_image = fallback != NULL ? bb_ctl_load_image (ctl, fallback, drive, &exit_code) : NULL;
    if (fallback != NULL && fallback_image == NULL)
        return exit_code;
    file = g_file_new_for_commandline_arg (argv[2]);
    operation = bb_ctl_operation_new (ctl, drive);
    if (!bb_ctl_choose (ctl, drive, operation,
                        &(BbOperationChoice){
                            .act = BB_ACTION_FLASH,
                            .file = file,
                            .settings = settings,
                            .fallback = fallback_image,
                            .flags = dry_run ? BB_JOB_FLAG_DRY_RUN : BB_JOB_FLAG_NONE,
                            .allowed = (cross_flash ? BB_CTL_ALLOWS_CROSS_FLASH : BB_CONSENT_NONE) |
                                       (without_backup ? BB_CONSENT_WITHOUT_BACKUP : BB_CONSENT_NONE),
                            .unreviewed = yes || dry_run || !bb_ctl_has_terminal (),
                        },
                        &exit_code))
        return exit_code;
    if (dry_run)
        return bb_ctl_dry_run (ctl, drive, operation);
    if (!yes && bb_operation_get_review (operation) == NULL)
        return bb_ctl_fail (ctl, BB_EXIT_REFUSED, "not-confirmed", BB_SAFE_YES,
                            _ ("Add --yes to flash without confirmation."), _ ("No terminal to confirm the flash."));
    if (!yes) {
        bb_ctl_print_review (ctl, drive, bb_operation_get_review (operation));
        question = bb_ctl_dup_flash_question (drive, bb_selection_get_image (bb_operation_get_selection (operation)));
        if (!bb_ctl_agree (ctl, operation, question, &exit_code))
            return exit_code;
    }
    return bb_ctl_finish (ctl, drive, operation, what, !yes);
}

int
bb_ctl_command_verify (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse_files (ctl, NULL, &argc, &argv, 1, 2, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbOperation) operation = NULL;
    g_autoptr (GFile) file = NULL;

    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    file = argc > 2 ? g_file_new_for_commandline_arg (argv[2]) : NULL;
    operation = bb_ctl_operation_new (ctl, drive);
    if (!bb_ctl_choose (ctl, drive, operation,
                        &(BbOperationChoice){.act = BB_ACTION_VERIFY, .file = file, .unreviewed = TRUE}, &exit_code))
        return exit_code;
    return bb_ctl_finish (ctl, drive, operation, BB_ON_FAILURE_STOP, FALSE);
}

int
bb_ctl_command_rollback (BbCtl *ctl, int argc, char **argv)
{
    gboolean yes = FALSE, without_backup = FALSE;
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Write without confirmation"), NULL},
        {"without-backup", 0, 0, G_OPTION_ARG_NONE, &without_backup,
         N_ ("Continue without a backup if none can be made"), NULL},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbOperation) operation = NULL;

    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    operation = bb_ctl_operation_new (ctl, drive);
    if (!bb_ctl_choose (ctl, drive, operation,
                        &(BbOperationChoice){
                            .act = BB_ACTION_ROLLBACK,
                            .backup_id = argc > 2 ? argv[2] : NULL,
                            .allowed = without_backup ? BB_CONSENT_WITHOUT_BACKUP : BB_CONSENT_NONE,
                            .unreviewed = TRUE,
                        },
                        &exit_code))
        return exit_code;
    return bb_ctl_finish (ctl, drive, operation, BB_ON_FAILURE_ASK, !yes);
}

/* What is tried: a file is written at once to a drive that waits in its special mode, and only without one is that
 * left. */
static char *
bb_ctl_dup_recover_question (BbEngineDrive *drive, BbImage *image)
{
    const char *name = bb_engine_drive_get_name (drive);
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    const char *revision = image != NULL     ? bb_image_get_revision (image)
                           : journal != NULL ? journal->new_revision
                                             : NULL;

    if (revision == NULL)
        revision = _ ("its firmware");
    if (image != NULL && facts != NULL && facts->condition == BB_CONDITION_SPECIAL)
        /* TRANSLATORS: the drive, then a revision or "its firmware", then a file */
        return g_strdup_printf (_ ("Recover %s? The drive is in recovery mode, and %s from %s is written to it "
                                   "without leaving this mode."),
                                name, revision, bb_image_get_name (image));
    if (image == NULL && facts != NULL && facts->condition == BB_CONDITION_SPECIAL)
        /* TRANSLATORS: the drive, then a revision or "its firmware" */
        return g_strdup_printf (_ ("Recover %s? If its firmware looks complete, the drive leaves recovery mode; if "
                                   "it is invalid, %s is written again."),
                                name, revision);
    /* TRANSLATORS: the drive, then a revision or "its firmware" */
    return g_strdup_printf (_ ("Recover %s? If its firmware is invalid, %s is written again."), name, revision);
}

int
bb_ctl_command_recover (BbCtl *ctl, int argc, char **argv)
{
    gboolean yes = FALSE, cross_flash = FALSE, expert = FALSE;
    g_auto (GStrv) names = NULL;
    g_autofree char *label = NULL;
    g_autofree char *code = NULL;
    g_autoptr (GVariant) settings = NULL;
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Write without confirmation"), NULL},
        {"allow-crossflash", 0, 0, G_OPTION_ARG_NONE, &cross_flash, N_ ("Allow warnings and cross-flash"), NULL},
        {"expert", 0, 0, G_OPTION_ARG_NONE, &expert, N_ ("Write an identity that rests on evidence alone"), NULL},
        {"label", 0, 0, G_OPTION_ARG_STRING, &label, N_ ("Model and service code on the label of the drive"),
         N_ ("“MODEL CODE”")},
        {"tool-code", 0, 0, G_OPTION_ARG_STRING, &code, N_ ("Error code that another program showed"), N_ ("NUMBER")},
        {"setting", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, N_ ("For experts: finish-command or maker-form"),
         N_ ("SETTING")},
        {NULL},
    };
    int exit_code = bb_ctl_parse_files (ctl, entries, &argc, &argv, 1, 2, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbOperation) operation = NULL;
    g_autoptr (GFile) file = NULL;
    g_autofree char *question = NULL;

    settings = exit_code == BB_EXIT_DONE ? bb_ctl_make_settings (ctl, names, label, code, &exit_code) : NULL;
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    if (settings != NULL)
        g_variant_ref_sink (settings);
    file = argc > 2 ? g_file_new_for_commandline_arg (argv[2]) : NULL;
    operation = bb_ctl_operation_new (ctl, drive);
    /* The drive has no firmware to lose: who names the file and says yes has read the cautions. */
    if (!bb_ctl_choose (ctl, drive, operation,
                        &(BbOperationChoice){
                            .act = BB_ACTION_RECOVER,
                            .file = file,
                            .settings = settings,
                            .allowed = (yes ? BB_CONSENT_CAUTION : BB_CONSENT_NONE) |
                                       (cross_flash ? BB_CTL_ALLOWS_CROSS_FLASH : BB_CONSENT_NONE) |
                                       (expert ? BB_CONSENT_IDENTITY : BB_CONSENT_NONE),
                            .unreviewed = TRUE,
                        },
                        &exit_code))
        return exit_code;
    if (!yes && !bb_ctl_has_terminal ())
        return bb_ctl_fail (ctl, BB_EXIT_REFUSED, "not-confirmed", BB_SAFE_UNKNOWN,
                            _ ("Add --yes to recover without confirmation. Keep the drive powered."),
                            _ ("No terminal to confirm the recovery."));
    /* What is asked depends on what the drive is. */
    if (!yes && bb_engine_drive_get_facts (drive) == NULL) {
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_LOOK);
        g_autoptr (BbResult) seen = bb_ctl_run (ctl, drive, request, &exit_code);

        if (seen == NULL)
            return exit_code;
    }
    question = bb_ctl_dup_recover_question (drive, bb_selection_get_image (bb_operation_get_selection (operation)));
    if (!yes && !bb_ctl_confirm (ctl, question))
        return bb_ctl_fail_cancelled (ctl, BB_SAFE_UNKNOWN);
    return bb_ctl_finish (ctl, drive, operation, BB_ON_FAILURE_ASK, !yes);
}
