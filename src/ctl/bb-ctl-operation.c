/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define BB_CTL_LINE_BYTES 256

/* How long a question waits for an answer on the terminal. */
#define BB_CTL_QUESTION_SECONDS 60

/* --- the operation --- */

/* The job of the check, and then that of the act, are shown as they come. */
static void
bb_ctl_job_cb (BbOperation *operation, GParamSpec *pspec, gpointer data)
{
    BbCtl *ctl = data;
    BbJob *job = bb_operation_get_job (operation);

    if (ctl->job != NULL)
        bb_ctl_signals_detach (ctl->job);
    if (!g_set_object (&ctl->job, job) || job == NULL)
        return;
    bb_ctl_progress_attach (ctl, job);
    bb_ctl_question_attach (ctl, job);
    bb_ctl_signals_attach (ctl, job);
}

BbOperation *
bb_ctl_operation_new (BbCtl *ctl, BbEngineDrive *drive)
{
    BbOperation *operation = bb_operation_new (ctl->engine, drive, FALSE);

    /* What is for experts has to be typed, or has an option of its own; a terminal has no other switch for it. */
    bb_operation_set_expert (operation, TRUE);
    g_signal_connect (operation, "notify::job", G_CALLBACK (bb_ctl_job_cb), ctl);
    return operation;
}

static void
bb_ctl_wait (BbOperation *operation)
{
    while (bb_operation_get_state (operation) == BB_OPERATION_LOADING ||
           bb_operation_get_state (operation) == BB_OPERATION_CHECKING || bb_operation_is_running (operation))
        g_main_context_iteration (NULL, TRUE);
}

/* It did not get as far as the act. */
static int
bb_ctl_fail_operation (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation)
{
    const GError *error = bb_operation_get_error (operation);

    if (bb_operation_get_result (operation) != NULL)
        return bb_ctl_print_result (ctl, drive, bb_operation_get_result (operation));
    if (error == NULL)
        return bb_ctl_fail (ctl, BB_EXIT_NOT_FOUND, "no-such-drive", BB_SAFE_UNKNOWN,
                            _ ("Run “burnbackctl list” to see the available drives."),
                            _ ("The drive is no longer connected."));
    if (bb_operation_get_failure (operation) == BB_OPERATION_FAILURE_START)
        return bb_ctl_fail_of (ctl, bb_ctl_exit_of_error (error), "busy",
                               _ ("Wait until the drive is available, then try again."), error);
    return bb_ctl_fail_of (ctl, bb_ctl_exit_of_error (error), "file", _ ("Choose another file."), error);
}

gboolean
bb_ctl_choose (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, const BbOperationChoice *choice,
               int *exit_code)
{
    BbOperationChoice flagged = *choice;

    /* Which image or backup is meant depends on what the drive is. */
    if (ctl->look_closer) {
        g_autoptr (BbResult) result = bb_ctl_look (ctl, drive, BB_JOB_FLAG_NONE, exit_code);

        if (result == NULL)
            return FALSE;
        flagged.flags |= BB_JOB_FLAG_LOOK_CLOSER;
    }
    (void) bb_operation_choose (operation, &flagged);
    bb_ctl_wait (operation);
    if (bb_operation_get_state (operation) == BB_OPERATION_REVIEW)
        return TRUE;
    *exit_code = bb_ctl_fail_operation (ctl, drive, operation);
    return FALSE;
}

/* Returns: (transfer none) (nullable): %NULL: it could not be started */
BbResult *
bb_ctl_start (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, BbOnFailure on_failure, int *exit_code)
{
    const BbOperationRules rules = {
        /* A question needs somebody who can answer: without a terminal the old firmware is put back at once. */
        .on_failure =
            on_failure == BB_ON_FAILURE_ASK && !bb_ctl_has_terminal () ? BB_ON_FAILURE_ROLLBACK : on_failure,
        .question_seconds = BB_CTL_QUESTION_SECONDS,
    };

    (void) bb_operation_start (operation, &rules);
    bb_ctl_wait (operation);
    if (bb_operation_get_state (operation) == BB_OPERATION_FINISHED) {
        *exit_code = bb_outcome_get_exit (bb_operation_get_result (operation)->outcome);
        return bb_operation_get_result (operation);
    }
    *exit_code = bb_ctl_fail_operation (ctl, drive, operation);
    return NULL;
}

/* --- the options --- */

/* (nullable): the option that grants @code; each as an option of the command for @act. */
static const char *
bb_ctl_option_of (BbAction act, BbConsentCode code)
{
    switch (code) {
    case BB_CONSENT_CAUTION:
        return act == BB_ACTION_RECOVER ? "--yes" : "--allow-crossflash";
    case BB_CONSENT_CROSS_FLASH:
    case BB_CONSENT_FALLBACK:
        return "--allow-crossflash";
    case BB_CONSENT_WITHOUT_BACKUP:
        return "--without-backup";
    case BB_CONSENT_CONVERSION:
    case BB_CONSENT_IDENTITY:
        return "--expert";
    case BB_CONSENT_OTHER_DRIVE:
    case BB_CONSENT_REFUSED:
    case BB_CONSENT_NOT_READY:
    case BB_CONSENT_NONE:
    default:
        return NULL;
    }
}

char *
bb_ctl_dup_options (BbAction act, GPtrArray *consents)
{
    g_autoptr (GPtrArray) options = g_ptr_array_new ();

    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);
        const char *option = bb_ctl_option_of (act, consent->code);

        if (!consent->granted && option == NULL)
            return NULL;
        if (!consent->granted && !g_ptr_array_find_with_equal_func (options, option, g_str_equal, NULL))
            g_ptr_array_add (options, (gpointer) option);
    }
    if (options->len == 0)
        return NULL;
    g_ptr_array_add (options, NULL);
    return g_strjoinv (" ", (char **) options->pdata);
}

const char *
bb_ctl_get_key_step (void)
{
    return _ ("Name the key file with --key-file, then try again.");
}

char *
bb_ctl_dup_next_step (const BbResult *result)
{
    /* here are no settings */
    if (result->next_step == BB_NEXT_STEP_KEY_FILE)
        return g_strdup (bb_ctl_get_key_step ());
    if (result->next_step == BB_NEXT_STEP_RECOVER_WITH_KEY_FILE)
        return g_strdup_printf (_ ("Name the key file with --key-file, and recover %s."), result->drive);
    if (result->next_step != BB_NEXT_STEP_LOAD_MODULE)
        return g_strdup (result->next);
    /* TRANSLATORS: a sentence that says to load a kernel module; the command stays as it is */
    return g_strdup_printf (_ ("%s The command for that is \"sudo modprobe sg\"."), result->next);
}

char *
bb_ctl_dup_next (BbEngineDrive *drive, const BbResult *result)
{
    g_autofree char *options =
        result->consents != NULL ? bb_ctl_dup_options (result->action, result->consents) : NULL;

    if (result->action == BB_ACTION_CONVERT && result->outcome == BB_OUTCOME_WRITTEN)
        /* TRANSLATORS: a sentence that says to recover the drive with a file, then its name */
        return g_strdup_printf (_ ("%s Run “burnbackctl recover %s FILE”."), result->next,
                                bb_engine_drive_get_name (drive));
    if (result->consents != NULL && bb_consents_find (result->consents, BB_CONSENT_LABEL) != NULL)
        /* TRANSLATORS: what is behind --label stands for two words on the label of a drive */
        return g_strdup (
            _ ("Add --label \"MODEL CODE\" with the model and the service code on the label of the drive."));
    if (options == NULL)
        return bb_ctl_dup_next_step (result);
    /* TRANSLATORS: options of a command, such as --allow-crossflash */
    return g_strdup_printf (_ ("To continue anyway, add %s."), options);
}

/* --- asking --- */

/* Asks for what is open, and grants it. @told: what it is about is on the screen already. */
static gboolean
bb_ctl_ask_consents (BbCtl *ctl, BbOperation *operation, gboolean told)
{
    g_autoptr (GPtrArray) open = bb_consents_list_open (bb_operation_get_consents (operation));

    for (guint i = 0; i < open->len; i++) {
        const BbConsent *consent = g_ptr_array_index (open, i);
        g_autofree char *text = bb_words_dup_consent (consent);
        g_autofree char *prompt = bb_words_dup_consent_prompt (consent);
        char line[BB_CTL_LINE_BYTES] = "";

        if (!bb_ctl_has_terminal () || prompt == NULL)
            return FALSE;
        if (!told)
            bb_ctl_say ("%s\n", text);
        if (consent->phrase == NULL && !bb_ctl_confirm (ctl, prompt))
            return FALSE;
        if (consent->phrase != NULL) {
            bb_ctl_say ("%s ", prompt);
            if (fgets (line, sizeof line, stdin) == NULL)
                return FALSE;
        }
        if (!bb_operation_grant (operation, consent->code, line))
            return FALSE;
    }
    return TRUE;
}

gboolean
bb_ctl_agree (BbCtl *ctl, BbOperation *operation, const char *question, int *exit_code)
{
    BbReview *review = bb_operation_get_review (operation);
    const BbConsent *obstacle =
        bb_consents_find (bb_operation_get_consents (operation), BB_CONSENT_REFUSED | BB_CONSENT_NOT_READY);

    if (review->act != BB_ACTION_CONVERT && bb_verdict_get_level (review->verdict) == BB_VERDICT_REFUSED) {
        *exit_code = bb_ctl_fail (ctl, BB_EXIT_REFUSED, "does-not-fit", BB_SAFE_YES,
                                  _ ("Use a firmware file for exactly this drive."),
                                  _ ("This firmware is incompatible with this drive."));
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
    if (!bb_ctl_ask_consents (ctl, operation, TRUE) || (question != NULL && !bb_ctl_confirm (ctl, question))) {
        *exit_code = bb_ctl_fail_cancelled (ctl, BB_SAFE_YES);
        return FALSE;
    }
    return TRUE;
}

int
bb_ctl_finish (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, BbOnFailure on_failure, gboolean may_ask)
{
    /* Each round grants what the one before was refused for. */
    for (;;) {
        int exit_code = BB_EXIT_FAILED;
        BbResult *result = bb_ctl_start (ctl, drive, operation, on_failure, &exit_code);

        if (result == NULL)
            return exit_code;
        if (!may_ask || result->consents == NULL || !bb_ctl_has_terminal ())
            return bb_ctl_print_result (ctl, drive, result);
        if (!bb_ctl_ask_consents (ctl, operation, FALSE))
            return bb_ctl_fail_cancelled (ctl, result->safe);
    }
}
