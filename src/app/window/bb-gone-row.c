/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-gone-row.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

/* Width of the texts in characters; as in bb-drive-row.ui. */
#define BB_GONE_ROW_MIN_CHARS 12
#define BB_GONE_ROW_MAX_CHARS 26

/* Adds a dimmed label with @text to @texts and returns it. */
static GtkWidget *
bb_gone_row_add_label (GtkWidget *texts, const char *text)
{
    GtkWidget *label =
        g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                      "width-chars", BB_GONE_ROW_MIN_CHARS, "max-width-chars", BB_GONE_ROW_MAX_CHARS, NULL);

    gtk_style_context_add_class (gtk_widget_get_style_context (label), "dim-label");
    gtk_container_add (GTK_CONTAINER (texts), label);
    return label;
}

/* Returns (transfer floating) the row of @drive. */
static GtkWidget *
bb_gone_row_new_row (const char *drive)
{
    GtkWidget *row = gtk_list_box_row_new ();
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
    GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
    GtkWidget *icon = gtk_image_new_from_icon_name ("content-loading-symbolic", GTK_ICON_SIZE_MENU);
    GtkWidget *state;
    g_autofree char *name = g_strdup_printf ("%s, %s", drive, _ ("Disconnected"));

    (void) bb_gone_row_add_label (texts, drive);
    state = bb_gone_row_add_label (texts, _ ("Disconnected"));
    gtk_style_context_add_class (gtk_widget_get_style_context (state), "caption");
    gtk_widget_set_hexpand (texts, TRUE);
    gtk_style_context_add_class (gtk_widget_get_style_context (icon), "dim-label");
    gtk_style_context_add_class (gtk_widget_get_style_context (row), "drive-row");
    gtk_container_add (GTK_CONTAINER (box), texts);
    gtk_container_add (GTK_CONTAINER (box), icon);
    gtk_container_add (GTK_CONTAINER (row), box);
    bb_app_set_name (row, name);
    bb_app_set_action (row, "win.show-page", NULL);
    gtk_widget_show_all (row);
    return row;
}

GtkWidget *
bb_gone_row_new (void)
{
    GtkWidget *list = gtk_list_box_new ();

    gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
    gtk_style_context_add_class (gtk_widget_get_style_context (list), "drive-list");
    bb_app_set_name (list, _ ("Disconnected"));
    return list;
}

void
bb_gone_row_show (GtkWidget *list, const char *drive)
{
    g_return_if_fail (GTK_IS_LIST_BOX (list));

    if (g_strcmp0 (drive, g_object_get_data (G_OBJECT (list), "burnback-drive")) == 0)
        return;
    bb_app_clear (GTK_CONTAINER (list));
    if (drive != NULL)
        gtk_container_add (GTK_CONTAINER (list), bb_gone_row_new_row (drive));
    gtk_widget_set_visible (list, drive != NULL);
    g_object_set_data_full (G_OBJECT (list), "burnback-drive", g_strdup (drive), g_free);
}
