/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-line-row.h"

#include "app/bb-app-words.h"

struct _BbLineRow {
    HdyPreferencesRow parent;

    GtkImage *icon;
    GtkLabel *text;
    GtkLabel *more;
    GtkContainer *fold;
    GtkButton *link; /* (nullable): created for the first link */
};

G_DEFINE_TYPE (BbLineRow, bb_line_row, HDY_TYPE_PREFERENCES_ROW)

void
bb_line_row_set (BbLineRow *self, const char *icon, const char *style, const char *word, const char *text,
                 const char *more)
{
    g_autofree char *name = g_strdup_printf ("%s: %s", word, text);

    g_return_if_fail (BB_IS_LINE_ROW (self));

    gtk_image_set_from_icon_name (self->icon, icon, GTK_ICON_SIZE_MENU);
    bb_app_set_class (GTK_WIDGET (self->icon), "good caution bad", style);
    bb_app_set_name (GTK_WIDGET (self->icon), word);
    gtk_label_set_text (self->text, text);
    gtk_label_set_text (self->more, more != NULL ? more : "");
    gtk_widget_set_visible (GTK_WIDGET (self->more), more != NULL);
    bb_app_set_name (GTK_WIDGET (self), name);
    bb_app_set_description (GTK_WIDGET (self), more);
}

void
bb_line_row_set_link (BbLineRow *self, const char *label, const char *action, GVariant *target)
{
    g_return_if_fail (BB_IS_LINE_ROW (self));

    if (label == NULL && self->link != NULL)
        gtk_widget_hide (GTK_WIDGET (self->link));
    if (label == NULL)
        return;
    if (self->link == NULL) {
        self->link = GTK_BUTTON (gtk_button_new ());
        gtk_widget_set_valign (GTK_WIDGET (self->link), GTK_ALIGN_CENTER);
        gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->link)), "group-end");
        gtk_container_add (self->fold, GTK_WIDGET (self->link));
    }
    gtk_widget_show (GTK_WIDGET (self->link));
    if (gtk_widget_get_can_focus (GTK_WIDGET (self)))
        bb_app_pass_focus (GTK_LIST_BOX_ROW (self));
    bb_app_set_button_label (self->link, label);
    bb_app_set_action (GTK_WIDGET (self->link), action, target);
}

static void
bb_line_row_class_init (BbLineRowClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-line-row.ui");
    gtk_widget_class_bind_template_child (widget_class, BbLineRow, icon);
    gtk_widget_class_bind_template_child (widget_class, BbLineRow, text);
    gtk_widget_class_bind_template_child (widget_class, BbLineRow, more);
    gtk_widget_class_bind_template_child (widget_class, BbLineRow, fold);
}

static void
bb_line_row_init (BbLineRow *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bb_line_row_new (void)
{
    return g_object_new (BB_TYPE_LINE_ROW, "visible", TRUE, NULL);
}

void
bb_line_row_append (GtkListBox *list, const char *icon, const char *style, const char *word, const char *text,
                    const char *more)
{
    GtkWidget *row = bb_line_row_new ();

    g_return_if_fail (GTK_IS_LIST_BOX (list));

    bb_line_row_set (BB_LINE_ROW (row), icon, style, word, text, more);
    gtk_container_add (GTK_CONTAINER (list), row);
}
