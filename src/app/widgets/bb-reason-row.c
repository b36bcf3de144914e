/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-reason-row.h"

#include "app/bb-app-words.h"

GtkWidget *
bb_reason_row_new (const BbReason *reason, BbWeight weight)
{
    const char *word = bb_app_weight_word (weight);
    GtkWidget *row = gtk_list_box_row_new ();
    GtkWidget *expander = gtk_expander_new (NULL);
    GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
    GtkWidget *image = gtk_image_new_from_icon_name (bb_app_weight_icon (weight), GTK_ICON_SIZE_MENU);
    GtkWidget *label = gtk_label_new (reason->text);
    GtkWidget *more = gtk_label_new (NULL);
    g_autofree char *name = g_strdup_printf ("%s: %s", word, reason->text);
    g_autofree char *meaning = g_strdup_printf ("%s. %s", word, bb_app_weight_sentence (weight));

    gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    bb_app_set_class (image, "good caution bad", bb_app_weight_class (weight));
    bb_app_set_name (image, word);
    gtk_container_add (GTK_CONTAINER (head), image);
    gtk_container_add (GTK_CONTAINER (head), label);
    gtk_label_set_text (GTK_LABEL (more), meaning);
    gtk_label_set_line_wrap (GTK_LABEL (more), TRUE);
    gtk_label_set_xalign (GTK_LABEL (more), 0);
    gtk_style_context_add_class (gtk_widget_get_style_context (more), "dim-label");
    g_object_set (more, "margin-start", 48, "margin-top", 6, NULL);
    gtk_expander_set_label_widget (GTK_EXPANDER (expander), head);
    gtk_expander_set_label_fill (GTK_EXPANDER (expander), TRUE);
    gtk_container_add (GTK_CONTAINER (expander), more);
    g_object_set (expander, "margin", 12, NULL);
    bb_app_set_name (expander, name);
    gtk_container_add (GTK_CONTAINER (row), expander);
    bb_app_pass_focus (GTK_LIST_BOX_ROW (row));
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
    bb_app_set_name (row, name);
    gtk_widget_show_all (row);
    return row;
}
