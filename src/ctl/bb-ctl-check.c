/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-json.h"
#include "bb-ctl-next-step.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-text.h"

#include "job/flow/bb-consent.h"

#include <glib/gi18n.h>

/* Prints the options of `flash` that grant the missing consents of @review. Prints nothing if no consent is missing,
 * or if at least one of them cannot be granted by an option. */
static void
bb_ctl_print_consent_options (BbCtl *ctl, BbReview *review)
{
    g_autoptr (GPtrArray) consents = bb_review_list_consents (review, NULL, BB_CONSENT_NONE);
    g_autofree char *options = bb_ctl_dup_consent_options (review->act, consents);

    if (bb_consents_can_be_granted (consents) && options != NULL)
        bb_ctl_print_labelled (ctl, _ ("options"), options, NULL);
}

int
bb_ctl_command_check (BbCtl *ctl, int argc, char **argv)
{
    g_autofree char *kernel = NULL;
    const GOptionEntry entries[] = {
        {"kernel", 0, 0, G_OPTION_ARG_FILENAME, &kernel, N_ ("Loader (kernel) file that belongs to the firmware"),
         N_ ("FILE")},
        {NULL},
    };
    int exit_code = bb_ctl_parse_files (ctl, entries, &argc, &argv, 2, 2, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbJobRequest) request = NULL;
    g_autoptr (BbResult) result = NULL;
    const char *next;

    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    request = bb_job_request_new (BB_ACTION_CHECK);
    request->image = bb_ctl_load_image_after_check (ctl, argv[2], kernel, drive, &exit_code);
    if (request->image == NULL)
        return exit_code;
    result = bb_ctl_run_job (ctl, drive, request, &exit_code);
    if (result == NULL)
        return exit_code;
    if (result->review == NULL)
        return bb_ctl_fail_with_result (ctl, result);
    if (ctl->json) {
        bb_ctl_print_object (ctl, bb_ctl_json_review (drive, result->review));
    } else {
        bb_ctl_print_review (ctl, drive, result->review);
        bb_ctl_print_consent_options (ctl, result->review);
    }
    if (bb_verdict_get_level (result->review->verdict) != BB_VERDICT_REFUSED)
        return exit_code;
    /* Without --json, the verdict and its reasons have been printed before, so only the next step is added. */
    next = bb_verdict_has (result->review->verdict, BB_REASON_WRONG_KEY)
               ? bb_ctl_get_key_file_step ()
               : bb_ctl_refusal_step (result->review->verdict);
    if (ctl->json)
        bb_ctl_print_failure (BB_SAFE_YES, next, bb_ctl_refusal_text (result->review->verdict));
    else
        bb_ctl_printerr ("burnbackctl: %s\n", next);
    return BB_EXIT_REFUSED;
}
