/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fact-checks.h"

#include <string.h>

gboolean
facts_have_evidence (BbFacts *facts, const char *text)
{
    for (guint i = 0; i < facts->evidence->len; i++)
        if (strstr (facts->evidence->pdata[i], text) != NULL)
            return TRUE;
    return FALSE;
}

char *
facts_dup_evidence (BbFacts *facts)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < facts->evidence->len; i++)
        g_string_append_printf (text, "%s\n", (const char *) facts->evidence->pdata[i]);
    return g_string_free (text, FALSE);
}

void
assert_reason (BbVerdict *verdict, guint index, const char *code, BbWeight weight, const char *text)
{
    const BbReason *reason = bb_verdict_get_reason (verdict, index);

    g_assert_cmpstr (reason->code, ==, code);
    g_assert_cmpint (reason->weight, ==, weight);
    g_assert_cmpstr (reason->text, ==, text);
}

void
assert_family_error (GError *error, int code, const char *message)
{
    g_assert_error (error, BB_FAMILY_ERROR, code);
    g_assert_cmpstr (error->message, ==, message);
}
