/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-json.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-text.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>

/* Sets @purpose to the purpose that @text names, or to %BB_N_PURPOSES if @text is %NULL. Returns %FALSE if @text
 * names no purpose. */
static gboolean
bb_ctl_parse_purpose (const char *text, BbPurpose *purpose)
{
    *purpose = BB_N_PURPOSES;
    for (guint i = 0; text != NULL && i < BB_N_PURPOSES; i++) {
        if (g_str_equal (text, bb_purpose_to_string (i)))
            *purpose = i;
    }
    return text == NULL || *purpose != BB_N_PURPOSES;
}

static void
bb_ctl_print_advice (BbCtl *ctl, const BbAdvice *advice)
{
    bb_ctl_print (ctl, "%s\n  %s\n", bb_words_purpose (advice->purpose),
                  advice->image != NULL ? bb_catalog_translate (advice->image) : _ ("not advised"));
    bb_ctl_print_effects (ctl, advice->needs, advice->gains, advice->losses, advice->risk);
    if (advice->image != NULL && advice->transfer != NULL)
        bb_ctl_print (ctl, _ ("  update: %s\n"), bb_words_transfer (advice->transfer));
    bb_ctl_print (ctl, _ ("  source: %s\n"), advice->source);
    bb_ctl_print (ctl, _ ("  confidence: %s\n"), bb_words_confidence (advice->confidence));
}

int
bb_ctl_command_advise (BbCtl *ctl, int argc, char **argv)
{
    g_autofree char *wanted = NULL;
    const GOptionEntry entries[] = {
        {"purpose", 0, 0, G_OPTION_ARG_STRING, &wanted,
         N_ ("Show advice for one purpose: latest, uhd, omnidrive, archive or way-back"), N_ ("PURPOSE")},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 1);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (GPtrArray) list = NULL;
    BbPurpose purpose = BB_N_PURPOSES;

    if (exit_code == BB_EXIT_DONE && !bb_ctl_parse_purpose (wanted, &purpose))
        return bb_ctl_fail_usage (ctl, _ ("--purpose must be latest, uhd, omnidrive, archive or way-back, not “%s”."),
                                  wanted);
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    facts = bb_ctl_identify_drive_or_recall (ctl, drive, &exit_code);
    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    list = bb_advice_list (facts, ctl->catalog);
    for (guint i = list->len; i > 0 && purpose != BB_N_PURPOSES; i--) {
        if (((BbAdvice *) g_ptr_array_index (list, i - 1))->purpose != purpose)
            g_ptr_array_remove_index (list, i - 1);
    }
    for (guint i = 0; i < list->len; i++)
        bb_ctl_print_advice (ctl, g_ptr_array_index (list, i));
    /* Without facts, a message has already said that the drive is not identified. */
    if (list->len == 0 && facts != NULL)
        bb_ctl_print (ctl, _ ("Burnback has no firmware advice for this drive.\n"));
    bb_ctl_print_array (ctl, bb_ctl_json_advice (list));
    return exit_code;
}
