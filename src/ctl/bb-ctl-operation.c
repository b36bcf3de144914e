/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-operation.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-json.h"
#include "bb-ctl-next-step.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-terminal.h"
#include "bb-ctl-text.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>

/* Size of the buffer for a phrase that the user types, with newline and NUL. */
#define BB_CTL_LINE_BYTES 256

/* After this time a question of a job gets the answer of bb_question_get_unanswered(). */
#define BB_CTL_QUESTION_SECONDS 60

gboolean
bb_ctl_takes_setting (BbCtl *ctl, const char *name)
{
    const BbFamilySetting *setting = bb_family_find_setting (name, NULL);

    return setting != NULL && (ctl->command->changes_drive || setting->reads);
}

/* Returns (transfer full) the names of the settings for @user (anyone or experts) that the command takes, such as
 * "finish-command, maker-form". @is_short: leaves out the settings for reading if the command changes the drive. */
static char *
bb_ctl_dup_setting_names (BbCtl *ctl, BbSettingUser user, gboolean is_short)
{
    g_autoptr (GPtrArray) settings = bb_family_list_settings ();
    g_autoptr (GString) names = g_string_new (NULL);

    for (guint i = 0; i < settings->len; i++) {
        const BbFamilySetting *setting = g_ptr_array_index (settings, i);

        if (setting->user == user && bb_ctl_takes_setting (ctl, setting->name) &&
            !(is_short && ctl->command->changes_drive && setting->reads))
            g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", setting->name);
    }
    return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Returns (transfer full) the names of all settings that the command takes. @is_help: the text is for the help, which
 * must be short; the words "For experts:" are before the settings for experts. */
static char *
bb_ctl_dup_all_setting_names (BbCtl *ctl, gboolean is_help)
{
    g_autofree char *expert = bb_ctl_dup_setting_names (ctl, BB_SETTING_USER_EXPERT, is_help);
    g_autofree char *anyone = bb_ctl_dup_setting_names (ctl, BB_SETTING_USER_ANYONE, is_help);
    /* TRANSLATORS: help of an option; %s: the words that it takes */
    g_autofree char *text = is_help ? g_strdup_printf (_ ("For experts: %s"), expert) : g_strdup (expert);

    if (*expert == '\0')
        return g_steal_pointer (&anyone);
    return *anyone == '\0' ? g_steal_pointer (&text) : g_strdup_printf ("%s, %s", anyone, text);
}

const char *
bb_ctl_get_settings_help (BbCtl *ctl)
{
    g_free (ctl->settings_help);
    ctl->settings_help = bb_ctl_dup_all_setting_names (ctl, TRUE);
    return ctl->settings_help;
}

/* Returns (transfer full) (nullable) a sentence about the first setting in @names that belongs to another family than
 * @family; the sentence names both families. NULL if there is no such setting. @drive: name of the drive */
static char *
bb_ctl_dup_foreign_setting (char **names, const BbFamily *family, const char *drive)
{
    for (guint i = 0; names[i] != NULL; i++) {
        const BbFamily *owner = NULL;

        if (bb_family_find_setting (names[i], &owner) != NULL && owner != family)
            /* TRANSLATORS: a value of an option, a family of drives, the name of a drive, its family */
            return g_strdup_printf (
                _ ("The option --setting %s is for drives of the %s family, but %s belongs to the %s family."),
                names[i], _ (owner->name), drive, _ (family->name));
    }
    return NULL;
}

gboolean
bb_ctl_check_settings (BbCtl *ctl, BbEngineDrive *drive, char **names, int *exit_code)
{
    g_autoptr (BbResult) seen = NULL;
    g_autofree char *foreign = NULL;
    const BbFamily *family = NULL;
    BbFacts *facts = NULL;

    if (names == NULL || names[0] == NULL)
        return TRUE;
    if (bb_engine_drive_get_facts (drive) == NULL) {
        seen = bb_ctl_run_identification (ctl, drive, BB_JOB_FLAG_NONE, exit_code);
        if (seen == NULL)
            return FALSE;
        *exit_code = BB_EXIT_DONE;
    }
    facts = bb_engine_drive_get_facts (drive);
    family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    /* If the family of the drive is unknown, nothing is checked here, because the job itself refuses such a drive and
     * says why. */
    foreign = family != NULL ? bb_ctl_dup_foreign_setting (names, family, bb_engine_drive_get_name (drive)) : NULL;
    if (foreign == NULL)
        return TRUE;
    *exit_code = bb_ctl_fail (ctl, BB_EXIT_USAGE, "usage",
                              facts->condition == BB_CONDITION_NORMAL ? BB_SAFE_YES : BB_SAFE_UNKNOWN,
                              _ ("Run the command again without this option."), foreign);
    return FALSE;
}

gboolean
bb_ctl_use_settings (BbCtl *ctl, char **names, int *exit_code)
{
    GVariantDict settings;

    g_clear_pointer (&ctl->settings, g_variant_unref);
    g_variant_dict_init (&settings, NULL);
    for (guint i = 0; names != NULL && names[i] != NULL; i++) {
        if (!bb_ctl_takes_setting (ctl, names[i])) {
            g_autofree char *known = bb_ctl_dup_all_setting_names (ctl, FALSE);

            g_variant_dict_clear (&settings);
            /* TRANSLATORS: first the words that can be given, with commas between them, then what was given */
            *exit_code = bb_ctl_fail_usage (
                ctl, _ ("The value of --setting must be one of these: %s. “%s” is not valid."), known, names[i]);
            return FALSE;
        }
        g_variant_dict_insert (&settings, names[i], "b", TRUE);
    }
    ctl->settings = g_variant_ref_sink (g_variant_dict_end (&settings));
    return TRUE;
}

GVariant *
bb_ctl_make_settings (BbCtl *ctl, char **names, const char *label, const char *code, int *exit_code)
{
    GVariantDict settings;
    BbSense sense;

    if (code != NULL && !bb_sense_parse_tool_code (code, &sense)) {
        *exit_code = bb_ctl_fail_usage (
            ctl, _ ("--tool-code must be a hexadecimal number such as 0x8f052400, not “%s”."), code);
        return NULL;
    }
    if (!bb_ctl_use_settings (ctl, names, exit_code))
        return NULL;
    g_variant_dict_init (&settings, ctl->settings);
    if (label != NULL)
        g_variant_dict_insert (&settings, BB_SETTING_LABEL, "s", label);
    if (code != NULL)
        g_variant_dict_insert (&settings, BB_SETTING_TOOL_CODE, "s", code);
    return g_variant_dict_end (&settings);
}

/* Prints @result, the next step, and the reasons if the job failed. Returns the exit code. */
static int
bb_ctl_print_result (BbCtl *ctl, BbEngineDrive *drive, BbResult *result)
{
    gboolean bad = result->outcome != BB_OUTCOME_DONE && result->outcome != BB_OUTCOME_WRITTEN;
    g_autofree char *next = bb_ctl_dup_next_step (drive, result);

    if (ctl->json)
        bb_ctl_print_object (ctl, bb_ctl_json_result (drive, result));
    if (bad)
        bb_ctl_printerr_message (result->message, next);
    else
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, "%s%s%s", result->message, next != NULL ? " " : "",
                           next != NULL ? next : "");
    if (bad && !ctl->json && result->review != NULL)
        bb_ctl_printerr_reasons (result->review->verdict);
    return bb_outcome_get_exit (result->outcome);
}

/* Called when the operation has another job, because it runs a job for the check and then one for the action. Shows
 * progress and questions of the new job, and lets signals stop this job and no longer the old one. */
static void
bb_ctl_operation_job_cb (BbOperation *operation, GParamSpec *pspec, gpointer data)
{
    BbCtl *ctl = data;
    BbJob *job = bb_operation_get_job (operation);

    if (ctl->job != NULL)
        bb_ctl_signals_detach (ctl->job);
    if (!g_set_object (&ctl->job, job) || job == NULL)
        return;
    bb_ctl_job_attach (ctl, job);
}

BbOperation *
bb_ctl_operation_new (BbCtl *ctl, BbEngineDrive *drive)
{
    BbOperation *operation = bb_operation_new (ctl->engine, drive, FALSE);

    /* The window has a switch for experts. In the terminal there is no such switch, because each consent for experts
     * must be granted by an option or by typing. */
    bb_operation_set_expert (operation, TRUE);
    g_signal_connect (operation, "notify::job", G_CALLBACK (bb_ctl_operation_job_cb), ctl);
    return operation;
}

/* Iterates the main loop until the operation neither loads a file nor runs a job. */
static void
bb_ctl_operation_wait (BbOperation *operation)
{
    while (bb_operation_get_state (operation) == BB_OPERATION_LOADING ||
           bb_operation_get_state (operation) == BB_OPERATION_CHECKING || bb_operation_is_running (operation))
        g_main_context_iteration (NULL, TRUE);
}

/* Prints why the operation cannot be started or why its job did not start: the result of the check, else the error,
 * else that the drive is no longer connected. Returns the exit code. */
static int
bb_ctl_operation_fail (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation)
{
    const GError *error = bb_operation_get_error (operation);

    if (bb_operation_get_result (operation) != NULL)
        return bb_ctl_print_result (ctl, drive, bb_operation_get_result (operation));
    if (error == NULL)
        return bb_ctl_fail (ctl, BB_EXIT_NOT_FOUND, "no-such-drive", BB_SAFE_UNKNOWN,
                            _ ("Run “burnbackctl list” to see the available drives."),
                            _ ("The drive is no longer connected."));
    if (bb_operation_get_failure (operation) == BB_OPERATION_FAILURE_START)
        return bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "busy",
                                       _ ("Wait until the drive is available, then try again."), error);
    return bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "file", _ ("Choose another file."), error);
}

gboolean
bb_ctl_operation_prepare (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, const BbOperationChoice *choice,
                          int *exit_code)
{
    BbOperationChoice flagged = *choice;

    /* With --look-closer, the drive is identified here, because bb_operation_choose() chooses image or backup by the
     * facts of the drive. */
    if (ctl->look_closer) {
        g_autoptr (BbResult) result = bb_ctl_identify_drive (ctl, drive, BB_JOB_FLAG_NONE, FALSE, exit_code);

        if (result == NULL)
            return FALSE;
        flagged.flags |= BB_JOB_FLAG_LOOK_CLOSER;
    }
    (void) bb_operation_choose (operation, &flagged);
    bb_ctl_operation_wait (operation);
    if (bb_operation_get_state (operation) == BB_OPERATION_REVIEW)
        return TRUE;
    *exit_code = bb_ctl_operation_fail (ctl, drive, operation);
    return FALSE;
}

/* Runs the operation to its end. Returns (transfer none) (nullable) the result, and does not print it. If the
 * operation cannot be started, prints the reason and returns %NULL. Always sets @exit_code. Without a terminal,
 * @on_failure %BB_ON_FAILURE_ASK is replaced by %BB_ON_FAILURE_ROLLBACK. */
static BbResult *
bb_ctl_operation_run (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, BbOnFailure on_failure,
                      int *exit_code)
{
    const BbOperationRules rules = {
        /* Without a terminal nobody can answer a question, so after a failure the previous firmware is restored
         * without a question. */
        .on_failure =
            on_failure == BB_ON_FAILURE_ASK && !bb_ctl_has_terminal () ? BB_ON_FAILURE_ROLLBACK : on_failure,
        .question_seconds = BB_CTL_QUESTION_SECONDS,
    };

    (void) bb_operation_start (operation, &rules);
    bb_ctl_operation_wait (operation);
    if (bb_operation_get_state (operation) == BB_OPERATION_FINISHED) {
        *exit_code = bb_outcome_get_exit (bb_operation_get_result (operation)->outcome);
        return bb_operation_get_result (operation);
    }
    *exit_code = bb_ctl_operation_fail (ctl, drive, operation);
    return NULL;
}

/* Asks the user for each missing consent, and grants it if the user agrees. @explained: the texts of the consents
 * were already printed, so they are not printed again. Returns %FALSE if the user does not agree to one of them,
 * types a wrong phrase, or cannot be asked. */
static gboolean
bb_ctl_operation_ask_consents (BbCtl *ctl, BbOperation *operation, gboolean explained)
{
    g_autoptr (GPtrArray) open = bb_consents_list_open (bb_operation_get_consents (operation));

    for (guint i = 0; i < open->len; i++) {
        const BbConsent *consent = g_ptr_array_index (open, i);
        g_autofree char *text = bb_words_dup_consent (consent);
        g_autofree char *prompt = bb_words_dup_consent_prompt (consent);
        char line[BB_CTL_LINE_BYTES] = "";

        if (!bb_ctl_has_terminal () || prompt == NULL)
            return FALSE;
        if (!explained)
            bb_ctl_printerr_lines ("%s", text);
        if (consent->phrase == NULL && !bb_ctl_confirm (ctl, prompt))
            return FALSE;
        if (consent->phrase != NULL) {
            bb_ctl_printerr ("%s ", prompt);
            if (!bb_ctl_read_line (line, sizeof line))
                return FALSE;
        }
        if (!bb_operation_grant (operation, consent->code, line))
            return FALSE;
    }
    return TRUE;
}

gboolean
bb_ctl_operation_confirm (BbCtl *ctl, BbOperation *operation, const char *question, int *exit_code)
{
    BbReview *review = bb_operation_get_review (operation);
    const BbConsent *obstacle =
        bb_consents_find (bb_operation_get_consents (operation), BB_CONSENT_REFUSED | BB_CONSENT_NOT_READY);

    if (review->act != BB_ACTION_CONVERT && bb_verdict_get_level (review->verdict) == BB_VERDICT_REFUSED) {
        *exit_code = bb_ctl_fail (ctl, BB_EXIT_REFUSED, "does-not-fit", BB_SAFE_YES,
                                  bb_ctl_refusal_step (review->verdict), bb_ctl_refusal_text (review->verdict));
        return FALSE;
    }
    if (obstacle != NULL) {
        const BbReadiness *first = bb_readiness_find_obstacle (review->readiness);
        gboolean in_use = first != NULL && first->state == BB_READINESS_IN_USE;
        g_autofree char *text = bb_words_dup_consent (obstacle);

        *exit_code = bb_ctl_fail (ctl, in_use ? BB_EXIT_NOT_PERMITTED : BB_EXIT_REFUSED,
                                  bb_consent_code_to_string (obstacle->code), in_use ? BB_SAFE_UNKNOWN : BB_SAFE_YES,
                                  NULL, text);
        return FALSE;
    }
    if (!bb_ctl_operation_ask_consents (ctl, operation, TRUE) ||
        (question != NULL && !bb_ctl_confirm (ctl, question))) {
        *exit_code = bb_ctl_fail_cancelled (ctl, NULL);
        return FALSE;
    }
    return TRUE;
}

int
bb_ctl_operation_run_and_print (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, BbOnFailure on_failure,
                                gboolean may_ask)
{
    /* After the user has granted the missing consents, the job may require further consents. Then the user is asked
     * for these, and the job is run again. */
    for (;;) {
        int exit_code = BB_EXIT_FAILED;
        BbResult *result = bb_ctl_operation_run (ctl, drive, operation, on_failure, &exit_code);

        if (result == NULL)
            return exit_code;
        if (!may_ask || result->consents == NULL || !bb_ctl_has_terminal ())
            return bb_ctl_print_result (ctl, drive, result);
        if (!bb_ctl_operation_ask_consents (ctl, operation, FALSE))
            return bb_ctl_fail_cancelled (ctl, result->safe != BB_SAFE_YES ? drive : NULL);
    }
}

/* Returns (transfer full) the remarks that follow the command of @step in the list of steps: that @step depends on
 * another step, and that a pause follows; "" for most steps. */
static char *
bb_ctl_dup_step_remark (const BbStep *step)
{
    GString *text = g_string_new (NULL);

    if (step->only_if != 0)
        g_string_append_printf (text, _ (" (depends on step %u)"), step->only_if_step + 1);
    if (step->pause_ms != 0)
        g_string_append_printf (text, _ (" (then a pause of %u ms)"), step->pause_ms);
    return g_string_free (text, FALSE);
}

/* Prints the steps of the plan of @review, then what the user must know about them; with --json, only the steps, as
 * JSON. Returns %BB_EXIT_DONE. */
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

        g_autofree char *remark = bb_ctl_dup_step_remark (step);

        bb_ctl_print (ctl, "%4u  %-11s %s  0x%06x %s%s%s\n", i + 1, bb_step_kind_to_string (step->kind),
                      step->unrecoverable ? "X"
                      : step->endangers   ? "!"
                                          : " ",
                      step->address, cdb, step->length_bytes > 0 ? " …" : "", remark);
    }
    bb_ctl_print (ctl, _ ("This was only a preview, so nothing on the drive was changed. During flashing, once a "
                          "step marked “!” has started, Burnback must complete all remaining steps.\n"));
    left = bb_words_dup_left (review->plan);
    if (left != NULL) {
        g_autofree char *details = bb_words_dup_left_details ();

        bb_ctl_print (ctl, "%s %s\n", left, details);
    }
    if (bb_plan_find_unrecoverable (review->plan) != G_MAXUINT)
        bb_ctl_print (ctl, _ ("A power failure during the step marked “X” will make the drive unusable.\n"));
    if (bb_plan_get_note (review->plan) != NULL)
        bb_ctl_print (ctl, "%s\n", bb_plan_get_note (review->plan));
    if (review->facts->model != NULL)
        bb_ctl_print (ctl, "%s\n", bb_words_tested (bb_model_get_tested (review->facts->model)));
    return BB_EXIT_DONE;
}

int
bb_ctl_operation_dry_run (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation)
{
    int exit_code = BB_EXIT_FAILED;
    BbResult *result = bb_ctl_operation_run (ctl, drive, operation, BB_ON_FAILURE_STOP, &exit_code);

    if (result == NULL)
        return exit_code;
    if (result->outcome == BB_OUTCOME_DONE && result->review != NULL && result->review->plan != NULL)
        return bb_ctl_print_steps (ctl, result->review);
    return bb_ctl_print_result (ctl, drive, result);
}
