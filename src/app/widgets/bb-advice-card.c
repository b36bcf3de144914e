/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-advice-card.h"

#include "bb-fold-box.h"

#include "app/bb-app-words.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

/* Adds a line with the short label @chip in the CSS class @style (may be ""), and @text (nullable). Does nothing if
 * @text is %NULL or "". @chips: gives all these labels the same width. */
static void
bb_advice_parts_add (GtkContainer *parts, GtkSizeGroup *chips, const char *chip, const char *style, const char *text)
{
    GtkWidget *line, *column, *name, *label;

    if (text == NULL || *text == '\0')
        return;
    line = bb_fold_box_new (9);
    column = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    name = gtk_label_new (chip);
    label = gtk_label_new (text);
    gtk_style_context_add_class (gtk_widget_get_style_context (name), "mark");
    if (*style != '\0')
        gtk_style_context_add_class (gtk_widget_get_style_context (name), style);
    gtk_widget_set_valign (name, GTK_ALIGN_START);
    bb_app_wrap_label (label);
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
    gtk_widget_set_hexpand (label, TRUE);
    gtk_style_context_add_class (gtk_widget_get_style_context (label), "caption");
    gtk_container_add (GTK_CONTAINER (column), name);
    gtk_size_group_add_widget (chips, column);
    gtk_container_add (GTK_CONTAINER (line), column);
    gtk_container_add (GTK_CONTAINER (line), label);
    gtk_container_add (parts, line);
}

/* Returns the CSS class for @risk (nullable), a text of the catalog. If @risk is NULL or begins with "low", returns
 * "". If @risk begins with "medium", returns "caution"; else "bad". */
static const char *
bb_advice_parts_get_risk_style (const char *risk)
{
    if (risk == NULL || g_str_has_prefix (risk, "low"))
        return "";
    return g_str_has_prefix (risk, "medium") ? "caution" : "bad";
}

BbAdviceTexts
bb_advice_texts_of (const BbAdvice *advice)
{
    return (BbAdviceTexts){.needs = advice->needs,
                           .gains = advice->gains,
                           .losses = advice->losses,
                           .risk = advice->risk,
                           .source = advice->source,
                           .confidence = bb_words_confidence (advice->confidence)};
}

GtkWidget *
bb_advice_parts_new (const BbAdviceTexts *texts)
{
    GtkWidget *parts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
    g_autoptr (GtkSizeGroup) chips = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
    const char *const source[] = {texts->source, texts->confidence};
    g_autofree char *from = bb_app_dup_joined (source, G_N_ELEMENTS (source));
    g_autofree char *plain_risk = bb_catalog_dup_risk (texts->risk);
    g_autofree char *risk = plain_risk != NULL ? bb_app_dup_capitalised (plain_risk) : NULL;
    const char *style = bb_advice_parts_get_risk_style (texts->risk);
    gboolean is_risky = g_str_equal (style, "bad");

    /* TRANSLATORS: here and below: short labels of a report on firmware, with a text beside each */
    bb_advice_parts_add (GTK_CONTAINER (parts), chips, _ ("Needs"), "", bb_catalog_translate (texts->needs));
    if (is_risky)
        bb_advice_parts_add (GTK_CONTAINER (parts), chips, _ ("Risk"), style, risk);
    bb_advice_parts_add (GTK_CONTAINER (parts), chips, _ ("Gains"), is_risky ? "" : "good",
                         bb_catalog_translate (texts->gains));
    bb_advice_parts_add (GTK_CONTAINER (parts), chips, _ ("Losses"), "caution", bb_catalog_translate (texts->losses));
    if (!is_risky)
        bb_advice_parts_add (GTK_CONTAINER (parts), chips, _ ("Risk"), style, risk);
    bb_advice_parts_add (GTK_CONTAINER (parts), chips, _ ("Source"), "", from);
    gtk_widget_show_all (parts);
    return parts;
}

GtkWidget *
bb_advice_card_new (const char *icon, const char *kind, const char *title, const BbAdviceTexts *texts)
{
    GtkWidget *row = g_object_new (HDY_TYPE_PREFERENCES_ROW, "activatable", FALSE, NULL);
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
    GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    GtkWidget *image = gtk_image_new_from_icon_name (icon, GTK_ICON_SIZE_MENU);
    GtkWidget *head = gtk_label_new (title);
    g_autofree char *name = g_strdup_printf ("%s: %s", kind, title);
    g_autofree char *all =
        bb_app_dup_report (texts->needs, texts->gains, texts->losses, texts->risk, texts->source, texts->confidence);

    gtk_widget_set_valign (image, GTK_ALIGN_START);
    bb_app_set_name (image, kind);
    bb_app_wrap_label (head);
    gtk_container_add (GTK_CONTAINER (lines), head);
    if (texts->outcome != NULL) {
        GtkWidget *outcome = gtk_label_new (texts->outcome);

        bb_app_wrap_label (outcome);
        gtk_style_context_add_class (gtk_widget_get_style_context (outcome), "caption");
        gtk_container_add (GTK_CONTAINER (lines), outcome);
    }
    gtk_container_add (GTK_CONTAINER (lines), bb_advice_parts_new (texts));
    gtk_container_add (GTK_CONTAINER (box), image);
    gtk_container_add (GTK_CONTAINER (box), lines);
    g_object_set (box, "margin-start", 12, "margin-end", 12, "margin-top", 8, "margin-bottom", 8, NULL);
    gtk_container_add (GTK_CONTAINER (row), box);
    bb_app_set_name (row, name);
    bb_app_set_description (row, all);
    gtk_widget_show_all (row);
    return row;
}
