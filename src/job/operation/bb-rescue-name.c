/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-name.h"

#include "bb-sold-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

char *
bb_rescue_name_dup_own (BbJournalRecord *journal, BbBackup *backup)
{
    gboolean by_journal = journal != NULL && bb_journal_record_names_drive (journal);
    const char *vendor = by_journal ? journal->vendor : backup != NULL ? backup->vendor : NULL;
    const char *product = by_journal ? journal->product : backup != NULL ? backup->product : NULL;
    g_autofree char *maker = bb_text_normalise (vendor != NULL ? vendor : "", TRUE);
    g_autofree char *name = bb_text_normalise (product != NULL ? product : "", FALSE);

    if (*name == '\0')
        return NULL;
    return *maker != '\0' ? g_strdup_printf ("%s %s", maker, name) : g_steal_pointer (&name);
}

char *
bb_rescue_name_dup_model (BbFacts *facts)
{
    if (facts == NULL || facts->model_name == NULL)
        return NULL;
    return facts->maker != NULL ? g_strdup_printf ("%s %s", facts->maker, facts->model_name)
                                : g_strdup (facts->model_name);
}

char *
bb_rescue_name_dup_type (BbFacts *facts)
{
    g_autofree char *model = bb_rescue_name_dup_model (facts);
    g_autofree char *other = model != NULL ? bb_facts_dup_other_name (facts) : NULL;

    if (other == NULL && model != NULL)
        other = g_strdup (bb_facts_get_string (facts, BB_FACTS_BOOT_NAME));
    if (other != NULL)
        /* TRANSLATORS: names of two models */
        return g_strdup_printf (_ ("Drive type: probably %s or %s"), model, other);
    if (model != NULL && facts->confidence == BB_CONFIDENCE_HIGH)
        /* TRANSLATORS: maker and model of the hardware */
        return g_strdup_printf (_ ("Drive type: %s"), model);
    /* TRANSLATORS: maker and model of the hardware */
    return model != NULL ? g_strdup_printf (_ ("Drive type: probably %s"), model) : NULL;
}

char *
bb_rescue_name_dup_boot_note (BbFacts *facts)
{
    g_auto (GStrv) names = NULL;
    g_autofree char *vendor = NULL;
    g_autofree char *product = NULL;

    if (facts == NULL || facts->condition != BB_CONDITION_SPECIAL || facts->model == NULL ||
        facts->model_name == NULL)
        return NULL;
    names = bb_model_get_strv (facts->model, "Names");
    if (!g_strv_contains ((const char *const *) names, facts->model_name))
        return NULL;
    vendor = bb_text_normalise (facts->inquiry.vendor, TRUE);
    product = bb_text_normalise (facts->inquiry.product, FALSE);
    for (char **name = names; *name != NULL; name++) {
        if (strstr (product, *name) != NULL && strstr (product, facts->model_name) == NULL)
            /* TRANSLATORS: vendor and product that a drive in recovery mode reports */
            return g_strdup_printf (
                _ ("In recovery mode, the drive reports the name “%s %s”, as several models do. Ignore that name."),
                vendor, product);
    }
    return NULL;
}

/* Adds to @builder the marketed names in bb_sold_name_list() that differ from @shown. */
static void
bb_rescue_name_add (BbFacts *facts, const char *shown, GStrvBuilder *builder)
{
    g_autoptr (GPtrArray) names = bb_sold_name_list (facts);

    for (guint i = 0; i < names->len; i++) {
        const char *marketed = bb_name_get_marketed_as (g_ptr_array_index (names, i));

        if (!g_str_equal (marketed, shown))
            g_strv_builder_add (builder, marketed);
    }
}

char **
bb_rescue_name_list (BbFacts *facts, BbJournalRecord *journal, BbBackup *backup)
{
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
    g_autofree char *own = bb_rescue_name_dup_own (journal, backup);
    g_autofree char *shown = bb_rescue_name_dup_model (facts);

    if (shown != NULL && own == NULL)
        bb_rescue_name_add (facts, shown, builder);
    return g_strv_builder_end (builder);
}

gboolean
bb_rescue_name_is_marketed (BbFacts *facts, const char *name)
{
    g_auto (GStrv) names = bb_rescue_name_list (facts, NULL, NULL);

    return g_strv_contains ((const char *const *) names, name);
}

char *
bb_rescue_name_dup_makers (BbEngineDrive *drive)
{
    BbFacts *facts;
    g_autoptr (GPtrArray) names = NULL;
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
    g_auto (GStrv) makers = NULL;
    g_autofree char *own = NULL;
    g_autofree char *shown = NULL;
    g_autofree char *last = NULL;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (drive), NULL);

    facts = bb_engine_drive_get_facts (drive);
    own = bb_rescue_name_dup_own (bb_engine_drive_get_journal (drive), NULL);
    shown = bb_rescue_name_dup_model (facts);
    if (shown == NULL || facts->condition != BB_CONDITION_SPECIAL || own != NULL ||
        bb_engine_drive_has_backup (drive) || bb_engine_drive_get_own_name (drive) != NULL)
        return NULL;
    /* The names are sorted, so those of one maker follow each other. */
    names = bb_sold_name_list (facts);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *maker = bb_sold_name_dup_maker (g_ptr_array_index (names, i));

        if (maker == NULL || g_strcmp0 (maker, last) == 0 || g_strcmp0 (maker, facts->maker) == 0)
            continue;
        g_strv_builder_add (builder, maker);
        g_free (last);
        last = g_steal_pointer (&maker);
    }
    makers = g_strv_builder_end (builder);
    return makers[0] != NULL ? g_strjoinv (", ", makers) : NULL;
}

char *
bb_rescue_name_dup_any (GPtrArray *texts)
{
    g_autoptr (GString) list = g_string_new (NULL);

    for (guint i = 0; i + 1 < texts->len; i++)
        g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (texts, i));
    if (texts->len < 2)
        return g_strdup (texts->len == 1 ? g_ptr_array_index (texts, 0) : "");
    return g_strdup_printf (_ ("%s or %s"), list->str, (const char *) g_ptr_array_index (texts, texts->len - 1));
}
