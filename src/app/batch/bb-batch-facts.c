/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-facts.h"

#include "app/bb-app-words.h"
#include "bb-batch-row.h"
#include "bb-batch-words.h"

#include <glib/gi18n-lib.h>

struct _BbBatchFacts {
    GtkBox parent;

    GtkWidget *warnings_box;
    GtkLabel *warnings;
    GtkLabel *notices;
    GtkExpander *more;
    GtkLabel *details;
};

G_DEFINE_TYPE (BbBatchFacts, bb_batch_facts, GTK_TYPE_BOX)

/* --- common facts --- */

/* Returns (nullable) the fact of @row with @text; %NULL also if the row has no facts. */
static const BbBatchFact *
bb_batch_facts_find (BbBatchRow *row, const char *text)
{
    GPtrArray *facts = bb_batch_row_get_facts (row);

    for (guint i = 0; facts != NULL && i < facts->len; i++) {
        const BbBatchFact *fact = g_ptr_array_index (facts, i);

        if (g_str_equal (fact->text, text))
            return fact;
    }
    return NULL;
}

/* Compares @like with the other @rows that have facts and the same image, and have a result only if @like has one.
 * Returns TRUE if one of these rows lacks the fact @text. */
static gboolean
bb_batch_facts_is_missing (GList *rows, BbBatchRow *like, const char *text)
{
    for (GList *row = rows; row != NULL; row = row->next) {
        if (bb_batch_row_get_facts (row->data) != NULL &&
            bb_batch_row_get_image (row->data) == bb_batch_row_get_image (like) &&
            bb_batch_row_has_ended (row->data) == bb_batch_row_has_ended (like) &&
            bb_batch_facts_find (row->data, text) == NULL)
            return TRUE;
    }
    return FALSE;
}

/* Returns (transfer full) (nullable) the names of the drives in @rows that have @fact, "" if all have it that have
 * facts; %NULL if the fact is not common. A notice is always above the list, also if it is about one drive. */
static char *
bb_batch_facts_dup_drives (GList *rows, const BbBatchFact *fact)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    guint n_all = 0;

    for (GList *row = rows; row != NULL; row = row->next) {
        n_all += bb_batch_row_get_facts (row->data) != NULL ? 1 : 0;
        if (bb_batch_facts_find (row->data, fact->text) == NULL)
            continue;
        if (fact->kind != BB_BATCH_FACT_NOTICE && bb_batch_facts_is_missing (rows, row->data, fact->text))
            return NULL;
        g_ptr_array_add (names, (gpointer) bb_engine_drive_get_name (bb_batch_row_get_drive (row->data)));
    }
    if (fact->kind != BB_BATCH_FACT_NOTICE && names->len < 2)
        return NULL;
    if (fact->kind == BB_BATCH_FACT_WARNING && names->len < n_all)
        return NULL;
    if (names->len == n_all)
        return g_strdup ("");
    return bb_batch_words_dup_names (names);
}

/* Returns the text of @fact, for one image or for several: two of @rows may have it with different images. */
static const char *
bb_batch_facts_get_text (GList *rows, const BbBatchFact *fact)
{
    BbImage *first = NULL;

    for (GList *row = rows; row != NULL && fact->text_of_several != NULL; row = row->next) {
        BbImage *image = bb_batch_row_get_image (row->data);

        if (bb_batch_facts_find (row->data, fact->text) == NULL)
            continue;
        if (first != NULL && image != first)
            return fact->text_of_several;
        first = image;
    }
    return fact->text;
}

/* Adds @sentence as a new line to @text. @drives: short names of the drives that the sentence is about; "": all */
static void
bb_batch_facts_add (GString *text, const char *sentence, const char *drives)
{
    g_autofree char *line = *drives != '\0'
                                /* TRANSLATORS: short names of drives, a sentence about them: "sr0, sr2: This …" */
                                ? g_strdup_printf (_ ("%s: %s"), drives, sentence)
                                : g_strdup (sentence);

    bb_batch_words_add_line (text, line);
}

/* Adds the common facts of @row that are not yet in @shared to @shared, and to the lines of their kind in @texts.
 * Returns whether all details among them are about all drives. */
static gboolean
bb_batch_facts_collect (GList *rows, BbBatchRow *row, GHashTable *shared, GString *const *texts)
{
    GPtrArray *facts = bb_batch_row_get_facts (row);
    gboolean is_about_all = TRUE;

    for (guint i = 0; facts != NULL && i < facts->len; i++) {
        const BbBatchFact *fact = g_ptr_array_index (facts, i);
        g_autofree char *drives =
            !g_hash_table_contains (shared, fact->text) ? bb_batch_facts_dup_drives (rows, fact) : NULL;

        if (drives == NULL)
            continue;
        g_hash_table_add (shared, g_strdup (fact->text));
        is_about_all = is_about_all && (*drives == '\0' || fact->kind != BB_BATCH_FACT_DETAIL);
        bb_batch_facts_add (texts[fact->kind], bb_batch_facts_get_text (rows, fact), drives);
    }
    return is_about_all;
}

void
bb_batch_facts_show (BbBatchFacts *self, GList *rows)
{
    g_autoptr (GHashTable) shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GString) details = g_string_new (NULL);
    g_autoptr (GString) notices = g_string_new (NULL);
    g_autoptr (GString) warnings = g_string_new (NULL);
    GString *const texts[] = {
        [BB_BATCH_FACT_DETAIL] = details,
        [BB_BATCH_FACT_NOTICE] = notices,
        [BB_BATCH_FACT_WARNING] = warnings,
    };
    gboolean is_about_all = TRUE;
    const char *label;

    g_return_if_fail (BB_IS_BATCH_FACTS (self));

    for (GList *row = rows; row != NULL; row = row->next)
        is_about_all &= bb_batch_facts_collect (rows, row->data, shared, texts);
    label = is_about_all ? _ ("Deta_ils for All Drives") : _ ("Deta_ils");
    bb_app_set_text (self->warnings, warnings->str);
    bb_app_set_text (self->notices, notices->str);
    bb_app_set_text (self->details, details->str);
    gtk_widget_set_visible (self->warnings_box, warnings->len > 0);
    gtk_widget_set_visible (GTK_WIDGET (self->notices), notices->len > 0);
    gtk_widget_set_visible (GTK_WIDGET (self->more), details->len > 0);
    gtk_widget_set_visible (GTK_WIDGET (self), warnings->len > 0 || notices->len > 0 || details->len > 0);
    if (g_strcmp0 (gtk_expander_get_label (self->more), label) != 0)
        bb_app_set_expander_label (self->more, label);
    for (GList *row = rows; row != NULL; row = row->next)
        bb_batch_row_share (row->data, shared);
}

void
bb_batch_facts_hide_notices (BbBatchFacts *self)
{
    g_return_if_fail (BB_IS_BATCH_FACTS (self));

    gtk_widget_hide (GTK_WIDGET (self->notices));
}

void
bb_batch_facts_clear (BbBatchFacts *self)
{
    g_return_if_fail (BB_IS_BATCH_FACTS (self));

    gtk_expander_set_expanded (self->more, FALSE);
    gtk_widget_hide (GTK_WIDGET (self));
}

/* --- object --- */

static void
bb_batch_facts_class_init (BbBatchFactsClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-batch-facts.ui");
    gtk_widget_class_bind_template_child (widget_class, BbBatchFacts, warnings_box);
    gtk_widget_class_bind_template_child (widget_class, BbBatchFacts, warnings);
    gtk_widget_class_bind_template_child (widget_class, BbBatchFacts, notices);
    gtk_widget_class_bind_template_child (widget_class, BbBatchFacts, more);
    gtk_widget_class_bind_template_child (widget_class, BbBatchFacts, details);
}

static void
bb_batch_facts_init (BbBatchFacts *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_label (gtk_expander_get_label_widget (self->more));
}
