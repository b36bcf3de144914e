/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

#include "job/flow/bb-consent.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define BB_CTL_LINE_BYTES 256

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
        return "--yes";
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

char *
bb_ctl_dup_next (BbEngineDrive *drive, const BbResult *result)
{
    g_autofree char *options =
        result->consents != NULL ? bb_ctl_dup_options (result->action, result->consents) : NULL;

    if (result->action == BB_ACTION_CONVERT && result->outcome == BB_OUTCOME_WRITTEN)
        /* TRANSLATORS: a sentence that says to recover the drive with a file, then its name */
        return g_strdup_printf (_ ("%s The command for that is \"burnbackctl recover %s FILE\"."), result->next,
                                bb_engine_drive_get_name (drive));
    if (options == NULL)
        return g_strdup (result->next);
    /* TRANSLATORS: options of a command, such as --allow-crossflash */
    return g_strdup_printf (_ ("If you still want it, give %s."), options);
}

/* --- asking --- */

static gboolean
bb_ctl_is_typed (const BbConsent *consent)
{
    char line[BB_CTL_LINE_BYTES];

    bb_ctl_say ("%s ", consent->prompt);
    if (fgets (line, sizeof line, stdin) == NULL)
        return FALSE;
    return bb_consent_is_phrase (consent, line);
}

gboolean
bb_ctl_ask_consents (BbCtl *ctl, GPtrArray *consents, gboolean told, BbConsentCode *granted)
{
    if (!bb_ctl_has_terminal ())
        return FALSE;
    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        if (consent->granted)
            continue;
        if (!told)
            bb_ctl_say ("%s\n", consent->text);
        if (consent->prompt == NULL ||
            !(consent->phrase != NULL ? bb_ctl_is_typed (consent) : bb_ctl_confirm (ctl, consent->prompt)))
            return FALSE;
        *granted |= consent->code;
    }
    return TRUE;
}

static int
bb_ctl_fail_unconfirmed (BbCtl *ctl, BbSafe safe)
{
    return bb_ctl_fail (ctl, BB_EXIT_REFUSED, "not-confirmed", safe, _ ("Start it again when you want it."),
                        _ ("You said no."));
}

/* Whether the first thing in the way is another program. */
static gboolean
bb_ctl_is_in_use (GPtrArray *readiness)
{
    for (guint i = 0; readiness != NULL && i < readiness->len; i++) {
        const BbReadiness *item = g_ptr_array_index (readiness, i);

        if (!item->good && item->needed)
            return g_str_equal (item->code, "in-use");
    }
    return FALSE;
}

gboolean
bb_ctl_agree (BbCtl *ctl, BbReview *review, BbJobRequest *request, int *exit_code)
{
    g_autoptr (GPtrArray) consents = bb_review_list_consents (review, NULL, bb_request_get_granted (request));
    const BbConsent *obstacle = bb_consents_find (consents, BB_CONSENT_REFUSED | BB_CONSENT_NOT_READY);

    if (bb_verdict_get_level (review->verdict) == BB_VERDICT_REFUSED) {
        *exit_code = bb_ctl_fail (ctl, BB_EXIT_REFUSED, "does-not-fit", BB_SAFE_YES,
                                  _ ("Look for a firmware file that was made for exactly this drive."),
                                  _ ("This firmware does not fit this drive."));
        return FALSE;
    }
    if (obstacle != NULL) {
        gboolean in_use = bb_ctl_is_in_use (review->readiness);

        *exit_code = bb_ctl_fail (ctl, in_use ? BB_EXIT_NOT_PERMITTED : BB_EXIT_REFUSED,
                                  bb_consent_code_to_string (obstacle->code), in_use ? BB_SAFE_UNKNOWN : BB_SAFE_YES,
                                  NULL, obstacle->text);
        return FALSE;
    }
    if (!bb_ctl_ask_consents (ctl, consents, TRUE, &request->granted)) {
        *exit_code = bb_ctl_fail_unconfirmed (ctl, BB_SAFE_YES);
        return FALSE;
    }
    return TRUE;
}

int
bb_ctl_run_agreed (BbCtl *ctl, BbEngineDrive *drive, BbJobRequest *request, gboolean may_ask)
{
    /* Each round grants what the one before was refused for. */
    for (;;) {
        int exit_code = BB_EXIT_FAILED;
        g_autoptr (BbResult) result = bb_ctl_run (ctl, drive, request, &exit_code);

        if (result == NULL)
            return exit_code;
        if (!may_ask || result->consents == NULL || !bb_ctl_has_terminal ())
            return bb_ctl_print_result (ctl, drive, result);
        if (!bb_ctl_ask_consents (ctl, result->consents, FALSE, &request->granted))
            return bb_ctl_fail_unconfirmed (ctl, result->safe);
    }
}
