/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-next-step.h"

#include "job/flow/bb-consent.h"

#include <glib/gi18n.h>
#include <string.h>

/* Returns (nullable) the option that grants @code to the command for @act; %NULL if there is none. */
static const char *
bb_ctl_get_consent_option (BbAction act, BbConsentCode code)
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
    case BB_CONSENT_EXPERTS:
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
bb_ctl_dup_consent_options (BbAction act, GPtrArray *consents)
{
    g_autoptr (GPtrArray) options = g_ptr_array_new ();

    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);
        const char *option = bb_ctl_get_consent_option (act, consent->code);

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

/* The sentence that bb_ctl_get_key_file_step() returns; bb_ctl_set_command_line() sets it. */
static char *key_file_step;

/* Returns (transfer full) @word, quoted for a shell if that is necessary. */
static char *
bb_ctl_dup_quoted (const char *word)
{
    g_autofree char *valid = g_utf8_make_valid (word, -1);

    if (*valid != '\0' && valid[strspn (valid, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_=+.,:/@%")] == '\0')
        return g_steal_pointer (&valid);
    return g_shell_quote (valid);
}

/* Returns (transfer full) the sentence that says to run @command, which has the option --key-file. */
static char *
bb_ctl_dup_run_with_key_file (const char *command)
{
    /* TRANSLATORS: a command; KEY stands for a file. It is not translated in the command. */
    return g_strdup_printf (_ ("Run “%s”, where KEY is your key file."), command);
}

void
bb_ctl_set_command_line (char **argv)
{
    /* --key-file is put before all words of @argv, because it would be no option after "--". A --key-file in @argv is
     * left out, because that key file did not help. */
    g_autoptr (GString) command = g_string_new ("burnbackctl --key-file KEY");

    for (char **word = argv + 1; argv[0] != NULL && *word != NULL; word++) {
        g_autofree char *quoted = bb_ctl_dup_quoted (*word);

        if (g_str_equal (*word, "--key-file") && word[1] != NULL)
            word++;
        else if (!g_str_has_prefix (*word, "--key-file="))
            g_string_append_printf (command, " %s", quoted);
    }
    g_free (key_file_step);
    key_file_step = bb_ctl_dup_run_with_key_file (command->str);
}

const char *
bb_ctl_get_key_file_step (void)
{
    return key_file_step;
}

char *
bb_ctl_dup_with_key_file_step (const char *text, const char *drive)
{
    g_autofree char *command = g_strdup_printf ("burnbackctl --key-file KEY recover %s", drive);
    g_autofree char *step = bb_ctl_dup_run_with_key_file (command);

    return g_strjoin (" ", text, step, NULL);
}

/* Returns the sentence that says how to enter the label of a drive. */
static const char *
bb_ctl_get_label_step (void)
{
    /* TRANSLATORS: MODEL CODE stands for two words on the label of a drive; do not translate --label */
    return _ (
        "Add --label \"MODEL CODE\", where MODEL and CODE are the model and the service code on the drive’s label.");
}

/* Returns (nullable) a sentence with the option that must be added to @result->next, the step after a recovery: the
 * key file that makes another attempt possible, or the label without which no file can be used. */
static const char *
bb_ctl_get_recovery_option (const BbResult *result)
{
    if (result->action != BB_ACTION_RECOVER || result->outcome != BB_OUTCOME_NEEDS_RECOVERY)
        return NULL;
    if (result->journal != NULL &&
        bb_journal_record_find_left (result->journal, result->facts) == BB_ATTEMPTS_LEFT_WITH_KEY)
        return bb_ctl_get_key_file_step ();
    return result->reason == BB_RESULT_REASON_NO_IMAGE && result->facts != NULL &&
                   bb_facts_wants_label (result->facts)
               ? bb_ctl_get_label_step ()
               : NULL;
}

char *
bb_ctl_dup_job_next_step (const BbResult *result)
{
    const char *option = bb_ctl_get_recovery_option (result);

    /* The sentence of @result names the settings of the window; in the terminal, --key-file takes their place. */
    if (result->next_step == BB_NEXT_STEP_KEY_FILE || result->next_step == BB_NEXT_STEP_RECOVER_WITH_KEY_FILE)
        return g_strdup (bb_ctl_get_key_file_step ());
    if (option != NULL && result->next != NULL)
        return g_strjoin (" ", result->next, option, NULL);
    if (result->next_step != BB_NEXT_STEP_LOAD_MODULE)
        return g_strdup (result->next);
    /* TRANSLATORS: a sentence that says to load a kernel module; the command stays as it is */
    return g_strdup_printf (_ ("%s To load the module, run “sudo modprobe sg”."), result->next);
}

char *
bb_ctl_dup_next_step (BbEngineDrive *drive, const BbResult *result)
{
    g_autofree char *options =
        result->consents != NULL ? bb_ctl_dup_consent_options (result->action, result->consents) : NULL;

    if (result->action == BB_ACTION_CONVERT && result->outcome == BB_OUTCOME_WRITTEN)
        /* TRANSLATORS: a sentence that says to recover the drive with a file, then its name */
        return g_strdup_printf (_ ("%s To recover the drive, run “burnbackctl recover %s FILE”."), result->next,
                                bb_engine_drive_get_name (drive));
    if (result->consents != NULL && bb_consents_find (result->consents, BB_CONSENT_LABEL) != NULL)
        return g_strdup (bb_ctl_get_label_step ());
    if (options == NULL && result->about.undo != NULL && result->next == NULL)
        /* TRANSLATORS: a command that restores a backup */
        return g_strdup_printf (_ ("To restore this backup, run “burnbackctl rollback %s %s”."),
                                bb_engine_drive_get_name (drive), result->about.undo->id);
    if (options == NULL)
        return bb_ctl_dup_job_next_step (result);
    /* TRANSLATORS: options of a command, such as --allow-crossflash */
    return g_strdup_printf (_ ("To continue anyway, add %s."), options);
}
