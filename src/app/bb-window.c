/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-window.h"

#include "bb-app-words.h"
#include "bb-backups-page.h"
#include "bb-bench-page.h"
#include "bb-close-dialog.h"
#include "bb-drive-list.h"
#include "bb-drive-view.h"
#include "bb-help-dialog.h"
#include "bb-pane.h"
#include "bb-rescue-bar.h"
#include "bb-settings.h"
#include "bb-simulator-band.h"
#include "bb-status-page.h"
#include "bb-ticker.h"

#include <glib/gi18n-lib.h>

#define BB_WINDOW_TITLE_INTERVAL_MS 200

struct _BbWindow {
    HdyApplicationWindow parent;
    BbAppSource *source; /* (nullable) until the first picture */
    BbEngine *engine;    /* (nullable), of @source */
    GHashTable *views;   /* key of a drive -> BbDriveView, owned by @pages */
    GFile *file;         /* (nullable): waits for a drive */
    BbTicker *ticker;

    HdyHeaderBar *bar;
    GtkWidget *back;
    GtkWidget *open_label;
    BbSimulatorBand *band;
    BbRescueBar *rescue;
    HdyLeaflet *leaflet;
    GtkWidget *sidebar;
    GtkWidget *content;
    BbDriveList *list;
    GtkStack *pages;
    BbStatusPage *nothing;
    BbBackupsPage *backups_page;
    BbBenchPage *bench_page;
};

G_DEFINE_TYPE (BbWindow, bb_window, HDY_TYPE_APPLICATION_WINDOW)

/* --- which drive --- */

/* What stays the same when a drive goes and comes back. */
static char *
bb_window_dup_key (BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));

    return g_strdup (details->bus_path != NULL && *details->bus_path != '\0' ? details->bus_path : details->name);
}

static BbDriveView *
bb_window_get_view (BbWindow *self)
{
    GtkWidget *page = gtk_stack_get_visible_child (self->pages);

    return BB_IS_DRIVE_VIEW (page) ? BB_DRIVE_VIEW (page) : NULL;
}

/* --- head line --- */

static void
bb_window_update_head (gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);
    gboolean folded = hdy_leaflet_get_folded (self->leaflet);
    gboolean on_page = hdy_leaflet_get_visible_child (self->leaflet) == self->content;
    g_autofree char *subject = view != NULL ? bb_drive_view_dup_title (view) : NULL;
    g_autofree char *title = NULL;

    if (subject == NULL && self->backups_page != NULL &&
        GTK_WIDGET (self->backups_page) == gtk_stack_get_visible_child (self->pages))
        subject = g_strdup (_ ("Backups"));
    if (subject == NULL && self->bench_page != NULL &&
        GTK_WIDGET (self->bench_page) == gtk_stack_get_visible_child (self->pages))
        subject = g_strdup (_ ("Many drives"));
    /* TRANSLATORS: what the window shows, then the name of the program */
    title = subject != NULL ? g_strdup_printf (_ ("%s - Burnback"), subject) : g_strdup ("Burnback");
    gtk_widget_set_visible (self->open_label, !folded);
    gtk_window_set_title (GTK_WINDOW (self), title);
    hdy_header_bar_set_title (self->bar, "Burnback");
    hdy_header_bar_set_subtitle (self->bar, folded && !on_page ? NULL : subject);
    gtk_widget_set_visible (self->back, (folded && on_page) || (view != NULL && bb_drive_view_can_go_back (view)));
}

static void
bb_window_view_changed_cb (BbDriveView *view, gpointer data)
{
    bb_ticker_request (BB_WINDOW (data)->ticker);
}

static void
bb_window_folded_cb (GObject *leaflet, GParamSpec *pspec, gpointer data)
{
    bb_window_update_head (data);
}

/* --- views --- */

static void
bb_window_show_page (BbWindow *self, gpointer page)
{
    gtk_stack_set_visible_child (self->pages, page);
    hdy_leaflet_set_visible_child (self->leaflet, self->content);
    bb_window_update_head (self);
}

static BbDriveView *
bb_window_ensure_view (BbWindow *self, BbEngineDrive *drive)
{
    g_autofree char *key = bb_window_dup_key (drive);
    BbDriveView *view = g_hash_table_lookup (self->views, key);

    if (view != NULL) {
        bb_drive_view_set_drive (view, drive);
        return view;
    }
    view = BB_DRIVE_VIEW (bb_drive_view_new (self->engine, drive));
    g_signal_connect (view, "changed", G_CALLBACK (bb_window_view_changed_cb), self);
    gtk_container_add (GTK_CONTAINER (self->pages), GTK_WIDGET (view));
    g_hash_table_insert (self->views, g_steal_pointer (&key), view);
    return view;
}

static void
bb_window_show_drive (BbWindow *self, BbEngineDrive *drive)
{
    BbDriveView *view = bb_window_ensure_view (self, drive);
    g_autoptr (GFile) file = g_steal_pointer (&self->file);

    gtk_stack_set_visible_child (self->pages, GTK_WIDGET (view));
    if (file != NULL) {
        bb_drive_view_open_file (view, file);
        hdy_leaflet_set_visible_child (self->leaflet, self->content);
    }
    bb_window_update_head (self);
}

static void
bb_window_selected_cb (BbDriveList *list, BbEngineDrive *drive, gpointer data)
{
    bb_window_show_drive (BB_WINDOW (data), drive);
}

static void
bb_window_activated_cb (BbDriveList *list, BbEngineDrive *drive, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    bb_window_show_drive (self, drive);
    hdy_leaflet_set_visible_child (self->leaflet, self->content);
    bb_window_update_head (self);
}

static void
bb_window_list_dropped_cb (BbDriveList *list, GFile *file, gpointer data)
{
    bb_window_open_file (BB_WINDOW (data), file);
}

/* --- the list --- */

/* Views follow their drives: gone, or back as before. */
static void
bb_window_match_views (BbWindow *self)
{
    GListModel *drives = bb_engine_get_drives (self->engine);
    g_autoptr (GHashTable) present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer key, view;

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        g_hash_table_insert (present, bb_window_dup_key (drive), drive);
    }
    g_hash_table_iter_init (&iter, self->views);
    while (g_hash_table_iter_next (&iter, &key, &view))
        bb_drive_view_set_drive (view, g_hash_table_lookup (present, key));
}

static void
bb_window_select_shown (BbWindow *self)
{
    BbDriveView *view = bb_window_get_view (self);
    GListModel *drives = bb_engine_get_drives (self->engine);
    gboolean is_empty = gtk_stack_get_visible_child (self->pages) == GTK_WIDGET (self->nothing);

    if (view != NULL)
        bb_drive_list_select (self->list, bb_drive_view_get_drive (view));
    /* With one drive only there is nothing to choose. */
    if (is_empty && g_list_model_get_n_items (drives) == 1) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, 0);

        bb_drive_list_select (self->list, drive);
    }
}

static void
bb_window_drives_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    bb_window_match_views (self);
    bb_window_select_shown (self);
    if (added > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
        bb_engine_look_at_all (self->engine);
}

/* The drives are asked only when there is something to see. */
static gboolean
bb_window_look_cb (gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    if (self->engine != NULL)
        bb_engine_look_at_all (self->engine);
    return G_SOURCE_REMOVE;
}

void
bb_window_set_source (BbWindow *self, BbAppSource *source)
{
    GListModel *drives;

    g_return_if_fail (BB_IS_WINDOW (self) && BB_IS_APP_SOURCE (source));

    g_set_object (&self->source, source);
    self->engine = bb_app_source_get_engine (source);
    drives = bb_engine_get_drives (self->engine);
    bb_drive_list_set_source (self->list, source);
    bb_rescue_bar_set_engine (self->rescue, self->engine);
    g_signal_connect_object (drives, "items-changed", G_CALLBACK (bb_window_drives_cb), self, 0);
    bb_window_drives_cb (drives, 0, 0, g_list_model_get_n_items (drives), self);
    bb_simulator_band_set_source (self->band, source);
    g_idle_add_full (G_PRIORITY_LOW, bb_window_look_cb, g_object_ref (self), g_object_unref);
    if (self->file != NULL) {
        g_autoptr (GFile) file = g_steal_pointer (&self->file);

        bb_window_open_file (self, file);
    }
}

void
bb_window_show_failure (BbWindow *self, const char *message)
{
    g_return_if_fail (BB_IS_WINDOW (self));

    bb_drive_list_show_failure (self->list, message);
}

/* --- files --- */

static void
bb_window_show_bench (BbWindow *self, GFile *file)
{
    if (self->bench_page == NULL) {
        self->bench_page = BB_BENCH_PAGE (bb_bench_page_new (self->engine));
        gtk_container_add (GTK_CONTAINER (self->pages), GTK_WIDGET (self->bench_page));
    }
    bb_drive_list_select (self->list, NULL);
    bb_window_show_page (self, self->bench_page);
    if (file != NULL)
        bb_bench_page_open_file (self->bench_page, file);
}

void
bb_window_open_file (BbWindow *self, GFile *file)
{
    BbDriveView *view;
    g_autofree char *name = NULL;
    g_autofree char *title = NULL;

    g_return_if_fail (BB_IS_WINDOW (self) && G_IS_FILE (file));

    view = bb_window_get_view (self);
    if (view != NULL && bb_drive_view_get_drive (view) != NULL) {
        bb_drive_view_open_file (view, file);
        bb_window_show_page (self, view);
        return;
    }
    if (self->engine != NULL && g_list_model_get_n_items (bb_engine_get_drives (self->engine)) > 1) {
        bb_window_show_bench (self, file);
        return;
    }
    /* No drive yet: it is kept until there is one. */
    g_set_object (&self->file, file);
    name = g_file_get_basename (file);
    title = g_strdup_printf (_ ("%s waits for a drive"), name);
    bb_status_page_set (self->nothing, "drive-optical-symbolic", title,
                        _ ("It is checked as soon as one is there. Nothing is written before you agree."));
    bb_drive_list_select (self->list, NULL);
    gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->nothing));
    bb_window_update_head (self);
}

static void
bb_window_dropped_cb (GtkWidget *widget, GdkDragContext *context, int x, int y, GtkSelectionData *data, guint info,
                      guint time, gpointer user_data)
{
    g_auto (GStrv) uris = gtk_selection_data_get_uris (data);

    if (uris != NULL && uris[0] != NULL) {
        g_autoptr (GFile) file = g_file_new_for_uri (uris[0]);

        bb_window_open_file (BB_WINDOW (user_data), file);
    }
    gtk_drag_finish (context, uris != NULL, FALSE, time);
}

static void
bb_window_file_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    g_autoptr (GFile) file =
        response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

    if (file != NULL)
        bb_window_open_file (BB_WINDOW (data), file);
    gtk_native_dialog_destroy (dialog);
    g_object_unref (dialog);
}

/* --- actions --- */

static void
bb_window_open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);
    GtkFileChooserNative *chooser;

    if (view != NULL && bb_drive_view_get_drive (view) != NULL) {
        bb_drive_view_choose_file (view, BB_ACTION_FLASH);
        return;
    }
    chooser = gtk_file_chooser_native_new (_ ("Choose a Firmware File"), GTK_WINDOW (self),
                                           GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Review"), _ ("_Cancel"));
    gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
    g_signal_connect_object (chooser, "response", G_CALLBACK (bb_window_file_chosen_cb), self, 0);
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
bb_window_back_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);

    if (view != NULL && bb_drive_view_can_go_back (view))
        bb_drive_view_go_back (view);
    else
        hdy_leaflet_set_visible_child (self->leaflet, self->sidebar);
    bb_window_update_head (self);
}

static void
bb_window_backups_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    if (self->engine == NULL)
        return;
    if (self->backups_page == NULL) {
        self->backups_page = BB_BACKUPS_PAGE (bb_backups_page_new ());
        gtk_container_add (GTK_CONTAINER (self->pages), GTK_WIDGET (self->backups_page));
    }
    bb_backups_page_show (self->backups_page, self->engine);
    bb_drive_list_select (self->list, NULL);
    bb_window_show_page (self, self->backups_page);
}

static void
bb_window_bench_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    if (BB_WINDOW (data)->engine != NULL)
        bb_window_show_bench (BB_WINDOW (data), NULL);
}

static void
bb_window_show_drive_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    g_autoptr (BbEngineDrive) drive =
        self->engine != NULL ? bb_engine_find (self->engine, g_variant_get_string (parameter, NULL)) : NULL;

    if (drive == NULL)
        return;
    bb_window_show_page (self, bb_window_ensure_view (self, drive));
    bb_window_select_shown (self);
}

static void
bb_window_help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);
    gpointer page = gtk_stack_get_visible_child (self->pages);
    const char *topic = view != NULL                                           ? bb_drive_view_get_topic (view)
                        : page == self->backups_page                           ? "backups"
                        : self->bench_page != NULL && page == self->bench_page ? "bench"
                                                                               : "start";

    gtk_window_present (GTK_WINDOW (bb_help_dialog_new (GTK_WINDOW (self), topic)));
}

static void
bb_window_restore_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    g_autoptr (BbEngineDrive) drive = NULL;
    const char *name, *id;

    g_variant_get (parameter, "(&s&s)", &name, &id);
    drive = self->engine != NULL ? bb_engine_find (self->engine, name) : NULL;
    if (drive == NULL)
        return;
    bb_window_show_page (self, bb_window_ensure_view (self, drive));
    bb_window_select_shown (self);
    bb_drive_view_restore (bb_window_get_view (self), id);
}

static void
bb_window_rescue_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    g_autoptr (BbEngineDrive) drive = bb_rescue_bar_ref_drive (self->rescue);

    if (drive == NULL)
        return;
    bb_window_show_page (self, bb_window_ensure_view (self, drive));
    bb_window_select_shown (self);
    bb_drive_view_show_recovery (bb_window_get_view (self));
}

static void
bb_window_look_again_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    GListModel *drives = self->engine != NULL ? bb_engine_get_drives (self->engine) : NULL;

    for (guint i = 0; drives != NULL && i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_LOOK);
        g_autoptr (BbJob) job = NULL;

        if (bb_engine_drive_get_job (drive) == NULL)
            job = bb_engine_start (self->engine, drive, request, NULL);
    }
}

/* --- closing --- */

static gboolean
bb_window_has_jobs (BbWindow *self)
{
    GListModel *drives = self->engine != NULL ? bb_engine_get_drives (self->engine) : NULL;

    for (guint i = 0; drives != NULL && i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        if (bb_engine_drive_get_job (drive) != NULL)
            return TRUE;
    }
    return FALSE;
}

static void
bb_window_close_answered_cb (GtkDialog *dialog, int response, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    gtk_widget_destroy (GTK_WIDGET (dialog));
    /* Meanwhile it may have become dangerous. */
    if (response == GTK_RESPONSE_ACCEPT && !bb_engine_is_endangered (self->engine))
        gtk_widget_destroy (GTK_WIDGET (self));
}

static gboolean
bb_window_delete_event (GtkWidget *widget, GdkEventAny *event)
{
    BbWindow *self = BB_WINDOW (widget);
    gboolean endangered = self->engine != NULL && bb_engine_is_endangered (self->engine);
    GtkWidget *dialog;

    if (!endangered && !bb_window_has_jobs (self))
        return GDK_EVENT_PROPAGATE;
    dialog = bb_close_dialog_new (GTK_WINDOW (self), endangered);
    g_signal_connect (dialog, "response", G_CALLBACK (bb_window_close_answered_cb), self);
    gtk_window_present (GTK_WINDOW (dialog));
    return GDK_EVENT_STOP;
}

/* The size is kept for the next start. */
static void
bb_window_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
    int width, height;

    GTK_WIDGET_CLASS (bb_window_parent_class)->size_allocate (widget, allocation);
    if (gtk_window_is_maximized (GTK_WINDOW (widget)))
        return;
    gtk_window_get_size (GTK_WINDOW (widget), &width, &height);
    bb_settings_set_int (bb_settings_get (), "width", CLAMP (width, 360, 8000));
    bb_settings_set_int (bb_settings_get (), "height", CLAMP (height, 400, 8000));
}

/* --- object --- */

static void
bb_window_dispose (GObject *object)
{
    BbWindow *self = BB_WINDOW (object);

    g_clear_pointer (&self->ticker, bb_ticker_free);
    g_clear_pointer (&self->views, g_hash_table_unref);
    g_clear_object (&self->file);
    if (self->engine != NULL)
        g_signal_handlers_disconnect_by_data (bb_engine_get_drives (self->engine), self);
    self->engine = NULL;
    g_clear_object (&self->source);
    G_OBJECT_CLASS (bb_window_parent_class)->dispose (object);
}

static void
bb_window_class_init (BbWindowClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_window_dispose;
    widget_class->delete_event = bb_window_delete_event;
    widget_class->size_allocate = bb_window_size_allocate;
    g_type_ensure (BB_TYPE_DRIVE_LIST);
    g_type_ensure (BB_TYPE_PANE);
    g_type_ensure (BB_TYPE_RESCUE_BAR);
    g_type_ensure (BB_TYPE_SIMULATOR_BAND);
    g_type_ensure (BB_TYPE_STATUS_PAGE);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-window.ui");
    gtk_widget_class_bind_template_child (widget_class, BbWindow, bar);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, back);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, open_label);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, band);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, rescue);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, leaflet);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, sidebar);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, content);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, list);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, pages);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, nothing);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_selected_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_activated_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_list_dropped_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_folded_cb);
}

static void
bb_window_init (BbWindow *self)
{
    static const GActionEntry entries[] = {
        {"open", bb_window_open_cb, NULL, NULL, NULL, {0}},
        {"back", bb_window_back_cb, NULL, NULL, NULL, {0}},
        {"backups", bb_window_backups_cb, NULL, NULL, NULL, {0}},
        {"bench", bb_window_bench_cb, NULL, NULL, NULL, {0}},
        {"help", bb_window_help_cb, NULL, NULL, NULL, {0}},
        {"show-drive", bb_window_show_drive_cb, "s", NULL, NULL, {0}},
        {"restore-backup", bb_window_restore_cb, "(ss)", NULL, NULL, {0}},
        {"rescue", bb_window_rescue_cb, NULL, NULL, NULL, {0}},
        {"look-again", bb_window_look_again_cb, NULL, NULL, NULL, {0}},
    };

    self->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->ticker = bb_ticker_new (BB_WINDOW_TITLE_INTERVAL_MS, bb_window_update_head, self);
    g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
    gtk_widget_init_template (GTK_WIDGET (self));
    gtk_drag_dest_set (GTK_WIDGET (self->pages), GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
    gtk_drag_dest_add_uri_targets (GTK_WIDGET (self->pages));
    g_signal_connect (self->pages, "drag-data-received", G_CALLBACK (bb_window_dropped_cb), self);
}

GtkWidget *
bb_window_new (GtkApplication *app)
{
    BbSettings *settings = bb_settings_get ();

    return g_object_new (BB_TYPE_WINDOW, "application", app, "default-width", bb_settings_get_int (settings, "width"),
                         "default-height", bb_settings_get_int (settings, "height"), NULL);
}
