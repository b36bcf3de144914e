/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>

/* A word of #BbNaming and its label. */
typedef struct {
    const char *word;
    const char *label;
} BbNamingWord;

static const BbNamingWord drive_kinds[] = {
    {"bd-writer", N_ ("Blu-ray writer")},
    {"bd-combo", N_ ("Blu-ray reader and DVD writer")},
    {"bd-reader", N_ ("Blu-ray reader")},
    {"dvd-writer", N_ ("DVD writer")},
    {"dvd-combo", N_ ("DVD reader and CD writer")},
    {"dvd-reader", N_ ("DVD reader")},
    {"cd-writer", N_ ("CD writer")},
    {"cd-reader", N_ ("CD reader")},
};

static const BbNamingWord drive_forms[] = {
    {"half-height", N_ ("for desktop computers")},
    {"slim", N_ ("slim, 12.7 mm")},
    {"ultra-slim", N_ ("slim, 9.5 mm")},
    {"external", N_ ("external")},
};

/* Returns (nullable) the label of @word (nullable) in @words. */
static const char *
bb_words_find (const BbNamingWord *words, gsize n_words, const char *word)
{
    for (gsize i = 0; i < n_words; i++)
        if (g_strcmp0 (words[i].word, word) == 0)
            return _ (words[i].label);
    return NULL;
}

const char *
bb_words_drive_kind (const char *kind)
{
    return bb_words_find (drive_kinds, G_N_ELEMENTS (drive_kinds), kind);
}

char *
bb_words_dup_named (const BbNaming *naming)
{
    const char *form = naming != NULL ? bb_words_find (drive_forms, G_N_ELEMENTS (drive_forms), naming->form) : NULL;
    g_autoptr (GString) text = g_string_new (NULL);
    const char *parts[4] = {NULL};
    guint n = 0;

    if (naming == NULL)
        return NULL;
    parts[n++] = bb_words_drive_kind (naming->kind);
    parts[n++] = form;
    /* The interface of an external drive is left out. It would be the interface of the enclosure, which the window
     * shows as the connection. */
    parts[n++] = g_strcmp0 (naming->form, "external") != 0 ? naming->interface : NULL;
    for (guint i = 0; i < n; i++)
        if (parts[i] != NULL)
            g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", parts[i]);
    return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

const char *
bb_words_unsupported (BbFacts *facts)
{
    if (bb_facts_is_only_named (facts))
        return _ ("There is no known public procedure for reading or flashing the firmware of this drive.");
    if (bb_facts_is_unlike_name (facts))
        return _ (BB_WORDS_UNLIKE_NAME);
    if (bb_facts_get_string (facts, BB_FACTS_LIKELY_FAMILY) != NULL)
        return _ (
            "The drive responds like a supported drive but does not report its type. An adapter may be "
            "blocking commands. Connect the drive without an adapter, power cycle it, then use “Probe Further”.");
    return _ (
        "This drive is not in the catalog. To check whether the drive is a rebranded model, use “Probe Further”.");
}

const char *
bb_words_unsupported_remedy (BbFacts *facts)
{
    if (bb_facts_is_unlike_name (facts))
        return _ ("If the problem persists, save a report and send it to the maintainers of Burnback.");
    return _ ("Save a report and send it to the maintainers of Burnback. Include the text on the drive’s label and "
              "the manufacturer’s firmware update. The drive may then be added to the catalog.");
}
