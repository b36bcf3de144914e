/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-window-private.h"

#include "app/bb-app-words.h"
#include "bb-bar-title.h"

#include <glib/gi18n-lib.h>

/* What the window shows, and its title. */

BbDriveView *
bb_window_get_view (BbWindow *self)
{
    GtkWidget *page = gtk_stack_get_visible_child (self->pages);

    return BB_IS_DRIVE_VIEW (page) ? BB_DRIVE_VIEW (page) : NULL;
}

BbBatchPage *
bb_window_get_shown_batch (BbWindow *self)
{
    GtkWidget *page = gtk_stack_get_visible_child (self->pages);

    return BB_IS_BATCH_PAGE (page) ? BB_BATCH_PAGE (page) : NULL;
}

void
bb_window_set_origin (BbWindow *self, gpointer origin, gpointer opened)
{
    g_set_weak_pointer (&self->origin, origin);
    g_set_weak_pointer (&self->opened_from_origin, opened);
}

gboolean
bb_window_is_narrow (BbWindow *self)
{
    int width = 0;

    if (gtk_widget_get_visible (self->sidebar) && hdy_leaflet_get_folded (self->leaflet))
        return TRUE;
    gtk_window_get_size (GTK_WINDOW (self), &width, NULL);
    return width < BB_APP_NARROW_PX;
}

void
bb_window_update_title (BbWindow *self)
{
    BbDriveView *view = bb_window_get_view (self);
    gboolean folded = bb_window_is_narrow (self);
    gboolean on_page = hdy_leaflet_get_visible_child (self->leaflet) == self->content;
    gpointer page = gtk_stack_get_visible_child (self->pages);
    const struct {
        gpointer page; /* (nullable): %NULL until it was opened */
        const char *title;
    } titles[] = {
        {self->library_page, _ ("Firmware Library")},
        {self->backups_page, _ ("Backups")},
        {self->recovery_chooser, _ ("Recover a Drive")},
        {self->drive_chooser, _ ("Which Drive?")},
    };
    g_autofree char *subject = view != NULL                               ? bb_drive_view_dup_title (view)
                               : bb_window_get_shown_batch (self) != NULL ? bb_batch_page_dup_title (self->batch_page)
                                                                          : NULL;
    g_autofree char *short_subject = NULL;
    g_autofree char *title = NULL;

    for (guint i = 0; subject == NULL && i < G_N_ELEMENTS (titles); i++)
        subject = titles[i].page == page ? g_strdup (titles[i].title) : NULL;
    /* TRANSLATORS: what the window shows, then the name of the program */
    title = subject != NULL ? g_strdup_printf (_ ("%s - Burnback"), subject) : g_strdup ("Burnback");
    gtk_window_set_title (GTK_WINDOW (self), title);
    short_subject = view != NULL                               ? bb_drive_view_dup_short_title (view)
                    : bb_window_get_shown_batch (self) != NULL ? bb_batch_page_dup_short_title (self->batch_page)
                                                               : g_strdup (subject);
    /* A narrow title bar has no room for the name of the program beside the buttons of the list. */
    if (folded)
        bb_bar_title_show_narrow (self->bar, on_page ? short_subject : _ ("Drives"));
    else
        bb_bar_title_show (self->bar, subject);
}
