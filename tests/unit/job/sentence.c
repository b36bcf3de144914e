/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sentence.h"

#include <string.h>

void
sentence_assert_ends (const char *text, const char *ends, const char *where)
{
    static const char *const tokens[] = {"BB_", "bb_", "bb-", "G_IO", "(null)", "  ", "..", " .", ".)", "%s", "sudo"};

    g_assert_true (text != NULL && *text != '\0');
    if (strchr (ends, text[strlen (text) - 1]) == NULL ||
        (!g_unichar_isupper (g_utf8_get_char (text)) && !g_str_has_prefix (text, SENTENCE_DRIVE)))
        g_error ("%s: no sentence: %s", where, text);
    for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
        if (strstr (text, tokens[i]) != NULL)
            g_error ("%s: \"%s\" is in: %s", where, tokens[i], text);
    }
}

void
sentence_assert_is_plain (const char *text, const char *where)
{
    sentence_assert_ends (text, ".", where);
}

GPtrArray *
sentence_list_caution (const char *reasons)
{
    BbConsent caution = {.kind = BB_CONSENT_KIND_CAUTION, .reasons = (char *) reasons};
    GPtrArray *consents = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_consent_free);

    g_ptr_array_add (consents, bb_consent_copy (&caution));
    return consents;
}
