/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-window-private.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-tab-order.h"
#include "bb-bar-title.h"

#include <glib/gi18n-lib.h>

/* Functions that find the page that the window shows, and update title bar, recovery bar and message for it. */

/* Space between the buttons of the title bar. */
#define BB_WINDOW_BAR_SPACING_PX 6

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

/* Returns (transfer none) (nullable) the drive whose page is in view. %NULL if another page is shown, or if a narrow
 * window shows the list instead of the page. */
static BbEngineDrive *
bb_window_get_drive_in_view (BbWindow *self)
{
    BbDriveView *view = bb_window_get_view (self);
    gboolean is_in_view =
        !bb_window_is_narrow (self) || hdy_leaflet_get_visible_child (self->leaflet) == self->content;

    return view != NULL && is_in_view ? bb_drive_view_get_drive (view) : NULL;
}

/* Returns (transfer full) (nullable) the message of the page that is shown. @can_close: (out): whether the user can
 * close it */
static char *
bb_window_dup_page_message (BbWindow *self, gboolean *can_close)
{
    BbDriveView *view = bb_window_get_view (self);
    BbBatchPage *batch = bb_window_get_shown_batch (self);

    *can_close = batch != NULL;
    return view != NULL    ? bb_drive_view_dup_message (view, can_close)
           : batch != NULL ? g_strdup (bb_batch_page_get_message (batch))
                           : NULL;
}

gboolean
bb_window_has_page_message (BbWindow *self)
{
    gboolean can_close;
    g_autofree char *text = bb_window_dup_page_message (self, &can_close);

    return text != NULL;
}

void
bb_window_update_message (BbWindow *self)
{
    gboolean has_focus = bb_message_bar_has_focus (self->message);
    gboolean can_close = FALSE;
    g_autofree char *text = bb_window_dup_page_message (self, &can_close);
    gboolean is_ended = text == NULL;

    bb_ended_notice_update (self->ended);
    if (is_ended) {
        text = bb_ended_notice_dup_text (self->ended);
        can_close = TRUE;
    }
    bb_message_bar_set_drive (
        self->message, is_ended ? bb_ended_notice_get_drive (self->ended, bb_window_get_drive_in_view (self)) : NULL);
    bb_message_bar_show (self->message, text, can_close);
    if (has_focus && !bb_message_bar_has_focus (self->message))
        gtk_widget_child_focus (GTK_WIDGET (self->pages), GTK_DIR_TAB_FORWARD);
}

/* Makes Tab go from the list of drives to the page, because its first controls are those for the selected drive, and
 * then to the buttons below the list. GTK would visit the buttons before the page, because they are left of it. */
gboolean
bb_window_focus_cb (GtkWidget *leaflet, GtkDirectionType direction, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    /* @stops has the visible page and not the stack of pages, because the previous page also accepts the focus until
     * the stack has ended its transition. */
    GtkWidget *page = gtk_stack_get_visible_child (self->pages);
    GtkWidget *stops[4] = {GTK_WIDGET (self->list)};
    guint n_stops = 1;

    /* In a narrow window, the bar is above the leaflet. */
    if (gtk_widget_is_ancestor (GTK_WIDGET (self->rescue), leaflet))
        stops[n_stops++] = GTK_WIDGET (self->rescue);
    stops[n_stops++] = page != NULL ? page : self->content;
    stops[n_stops++] = self->places;
    return bb_tab_order_move (leaflet, stops, n_stops, direction);
}

/* Escape clears the search if the search entry has the focus, or closes the message if the message has the focus. In
 * both cases no widget gets the key. */
gboolean
bb_window_key_cb (GtkWidget *window, GdkEventKey *event, gpointer data)
{
    BbWindow *self = BB_WINDOW (window);

    return event->keyval == GDK_KEY_Escape &&
           (bb_message_bar_escape (self->message) || bb_drive_list_escape (self->list));
}

/* Moves the rescue bar above the page, or above the list and the page if the window is narrow and shows one of them
 * at a time. Beside a list, the bar may not stand above it: the drives would move under the pointer as the bar comes
 * and goes with each page. */
static void
bb_window_place_rescue_bar (BbWindow *self, gboolean is_narrow)
{
    GtkWidget *bar = GTK_WIDGET (self->rescue);
    GtkWidget *place = gtk_widget_get_parent (is_narrow ? GTK_WIDGET (self->leaflet) : GTK_WIDGET (self->pages));

    if (gtk_widget_get_parent (bar) == place)
        return;
    g_object_ref (bar);
    gtk_container_remove (GTK_CONTAINER (gtk_widget_get_parent (bar)), bar);
    gtk_box_pack_start (GTK_BOX (place), bar, FALSE, TRUE, 0);
    gtk_box_reorder_child (GTK_BOX (place), bar, is_narrow ? 1 : 0); /* below the title bar, or first */
    g_object_unref (bar);
}

/* Lets only one button of the window be highlighted. If the rescue bar is shown, that is its button: a user whose
 * drive is broken must not take the button of another drive for the remedy. Exception: pages of a task that the user
 * has begun, and of several drives, keep their own. */
static void
bb_window_show_suggested (BbWindow *self)
{
    BbDriveView *view = bb_window_get_view (self);
    gboolean is_shown = bb_rescue_bar_is_shown (self->rescue);
    gboolean is_task = view != NULL ? !bb_drive_view_is_home (view) : bb_window_get_shown_batch (self) != NULL;

    bb_rescue_bar_set_suggested (self->rescue, !is_task);
    if (view != NULL)
        bb_drive_view_set_subdued (view, is_shown);
}

void
bb_window_update_head (gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);
    gboolean is_batch = bb_window_get_shown_batch (self) != NULL;
    gboolean folded = bb_window_is_narrow (self);
    gboolean on_page = hdy_leaflet_get_visible_child (self->leaflet) == self->content;
    gpointer page = gtk_stack_get_visible_child (self->pages);

    bb_drive_list_show_gone (self->list, view != NULL ? bb_drive_view_get_missed (view) : NULL);
    gtk_widget_set_visible (self->sidebar, !is_batch);
    gtk_widget_set_visible (self->separator, !is_batch);
    bb_window_update_title (self);
    gtk_widget_set_visible (self->open_label, !folded);
    bb_app_set_class (self->library, "current", page != NULL && page == self->library_page ? "current" : "");
    bb_app_set_class (self->backups, "current", page != NULL && page == self->backups_page ? "current" : "");
    /* The rescue bar is hidden while the page of a drive that needs recovery is shown, because the page has its own
     * button for recovery. If a narrow window shows the list instead of the page, the bar stays visible. */
    bb_rescue_bar_set_attended (self->rescue, bb_window_get_drive_in_view (self));
    /* The rescue bar is hidden on the page that lists the drives to recover, because that page says the same. */
    gtk_widget_set_visible (GTK_WIDGET (self->rescue), page == NULL || page != self->recovery_chooser);
    /* A narrow title bar has room for only one of two buttons: "Open" and the one to go back. The page of a drive can
     * open a file, too. */
    gtk_widget_set_visible (self->open, !folded || !on_page);
    /* With large text the title bar has no space between its buttons, because a narrow title bar has no room for it.
     * The width of the window is not considered, because that width depends on this space. */
    bb_app_set_class (GTK_WIDGET (self), "large-text", bb_app_has_large_text () ? "large-text" : "");
    g_object_set (self->bar, "spacing", bb_app_has_large_text () ? 0 : BB_WINDOW_BAR_SPACING_PX, NULL);
    bb_simulator_band_set_narrow (self->band, folded);
    bb_rescue_bar_set_narrow (self->rescue, folded);
    bb_message_bar_set_narrow (self->message, folded);
    bb_window_place_rescue_bar (self, folded);
    bb_window_show_suggested (self);
    gtk_widget_set_visible (self->back,
                            is_batch || (folded         ? on_page
                                         : view != NULL ? bb_drive_view_can_go_back (view)
                                                        : page != NULL && (page == self->recovery_chooser ||
                                                                           page == self->opened_from_origin)));
    bb_window_update_message (self);
}

void
bb_window_show_page (BbWindow *self, gpointer page)
{
    gtk_stack_set_visible_child (self->pages, page);
    hdy_leaflet_set_visible_child (self->leaflet, self->content);
    bb_window_update_head (self);
}
