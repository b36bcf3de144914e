/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-bar-title.h"

#include "app/bb-app-words.h"

/* Maximum number of lines of a title. A long title needs three lines if the title bar has four buttons. */
#define BB_BAR_TITLE_LINES 3
/* Maximum number of lines of a title in large text: two such lines are as high as the buttons of the title bar.
 * (burnback.css makes large text smaller in the title bar.)
 */
#define BB_BAR_TITLE_LARGE_LINES 2

/* Returns the label that @bar shows as the title of the page. The first call creates this label. */
static GtkLabel *
bb_bar_title_ensure_label (HdyHeaderBar *bar)
{
    GtkWidget *label = hdy_header_bar_get_custom_title (bar);

    if (label != NULL)
        return GTK_LABEL (label);
    label = gtk_label_new (NULL);
    gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_lines (GTK_LABEL (label), bb_app_has_large_text () ? BB_BAR_TITLE_LARGE_LINES : BB_BAR_TITLE_LINES);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    gtk_style_context_add_class (gtk_widget_get_style_context (label), "title");
    gtk_style_context_add_class (gtk_widget_get_style_context (label), "page-title");
    gtk_widget_show (label);
    hdy_header_bar_set_custom_title (bar, label);
    return GTK_LABEL (label);
}

void
bb_bar_title_show (HdyHeaderBar *bar, const char *subject)
{
    g_return_if_fail (HDY_IS_HEADER_BAR (bar));

    if (hdy_header_bar_get_custom_title (bar) != NULL)
        hdy_header_bar_set_custom_title (bar, NULL);
    hdy_header_bar_set_title (bar, "Burnback");
    hdy_header_bar_set_subtitle (bar, subject);
}

void
bb_bar_title_show_narrow (HdyHeaderBar *bar, const char *subject)
{
    g_return_if_fail (HDY_IS_HEADER_BAR (bar));

    if (subject != NULL) {
        GtkLabel *label = bb_bar_title_ensure_label (bar);

        bb_app_set_text (label, subject);
        gtk_widget_set_tooltip_text (GTK_WIDGET (label), subject);
    } else {
        bb_bar_title_show (bar, NULL);
    }
}
