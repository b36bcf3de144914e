/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-window-private.h"

#include "app/bb-app-words.h"
#include "app/backups/bb-backups-page.h"
#include "app/batch/bb-batch-page.h"
#include "bb-close-dialog.h"
#include "bb-drive-list.h"
#include "bb-escape-guard.h"
#include "bb-help-dialog.h"
#include "app/library/bb-library-model.h"
#include "app/widgets/bb-fold-box.h"
#include "app/widgets/bb-menu-button.h"
#include "app/widgets/bb-pane.h"
#include "bb-rescue-bar.h"
#include "app/bb-settings.h"
#include "bb-simulator-band.h"
#include "app/widgets/bb-status-page.h"
#include "app/bb-throttle.h"
#include "app/bb-idle-queue.h"
#include "app/bb-page-focus.h"
#include "app/bb-page-keys.h"
#include "job/engine/bb-start-drive.h"

#include <glib/gi18n-lib.h>

G_DEFINE_TYPE (BbWindow, bb_window, HDY_TYPE_APPLICATION_WINDOW)

/* --- message --- */

/* Closes the message that is shown: that of the view or the batch page, or how operations have ended without the
 * window. */
static void
bb_window_message_closed_cb (BbMessageBar *bar, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);
    BbBatchPage *batch = bb_window_get_shown_batch (self);

    if (!bb_window_has_page_message (self))
        bb_ended_notice_close (self->ended);
    if (view != NULL)
        bb_drive_view_close_message (view);
    if (batch != NULL)
        bb_batch_page_close_message (batch);
    bb_window_update_message (self);
}

/* --- the shown page --- */

/* Another page became visible. Shows it from its top, and updates "win.details". If it is the page of a drive, sets
 * @last_view to it. If bb_window_set_origin() was called for another page, clears @origin. */
static void
bb_window_page_cb (BbWindow *self)
{
    if (bb_window_get_view (self) != NULL)
        g_set_weak_pointer (&self->last_view, GTK_WIDGET (bb_window_get_view (self)));
    if (gtk_stack_get_visible_child (self->pages) != self->opened_from_origin)
        bb_window_set_origin (self, NULL, NULL);
    bb_window_enable_details (self);
    if (gtk_stack_get_visible_child (self->pages) != NULL)
        bb_app_begin_page (gtk_stack_get_visible_child (self->pages));
}

/* Requests bb_window_update_head(), because the view of a drive or the batch page has changed. */
static void
bb_window_changed_cb (BbWindow *self)
{
    bb_throttle_request (self->throttle);
}

gboolean
bb_window_return (BbWindow *self)
{
    GtkWidget *origin = self->origin;

    if (origin == NULL || self->opened_from_origin != gtk_stack_get_visible_child (self->pages))
        return FALSE;
    bb_window_set_origin (self, NULL, NULL);
    bb_drive_list_select (self->list,
                          BB_IS_DRIVE_VIEW (origin) ? bb_drive_view_get_drive (BB_DRIVE_VIEW (origin)) : NULL);
    bb_window_show_page (self, origin);
    bb_page_focus_enter (origin);
    return TRUE;
}

/* The user has cancelled what the view showed, such as a review: returns to the page from which it was opened. */
static void
bb_window_cancelled_cb (BbWindow *self)
{
    (void) bb_window_return (self);
}

/* A view has changed: updates the head of the window. If the review of the view has led to a job, forgets the page
 * from which the review was opened. The button "Back" then leads to the page of the drive. */
static void
bb_window_view_cb (BbWindow *self, BbDriveView *view)
{
    BbJob *job = bb_operation_get_job (bb_drive_view_get_operation (view));

    if (self->opened_from_origin == GTK_WIDGET (view) && job != NULL && !bb_job_is_review (job))
        bb_window_set_origin (self, NULL, NULL);
    bb_window_changed_cb (self);
}

static void
bb_window_folded_cb (GObject *leaflet, GParamSpec *pspec, gpointer data)
{
    bb_window_update_head (data);
}

/* --- focus --- */

/* Called when the program, not the user, has opened the first page of a drive. Gives the focus to the row of that
 * drive. Does nothing if the list is not shown. Also does nothing if the user has moved the focus from @open, the
 * first button of the title bar, to which GTK gives the focus at the start. */
static void
bb_window_focus_list (BbWindow *self)
{
    GtkWidget *focused = gtk_window_get_focus (GTK_WINDOW (self));

    if (gtk_widget_get_mapped (GTK_WIDGET (self->list)) && (focused == NULL || focused == self->open))
        bb_drive_list_focus (self->list);
}

/* --- enabling actions --- */

void
bb_window_enable_details (BbWindow *self)
{
    BbDriveView *view = bb_window_get_view (self);
    GActionGroup *actions = view != NULL ? gtk_widget_get_action_group (GTK_WIDGET (view), "drive") : NULL;
    GAction *details = g_action_map_lookup_action (G_ACTION_MAP (self), "details");

    g_simple_action_set_enabled (G_SIMPLE_ACTION (details),
                                 actions != NULL && g_action_group_get_action_enabled (actions, "look-details"));
}

void
bb_window_enable_actions (BbWindow *self, gboolean enabled)
{
    static const char *const names[] = {
        "library",      "library-add",    "review-file",    "backups",       "batch",      "show-drive",  "rescue",
        "rescue-drive", "compare-backup", "restore-backup", "recover-drive", "look-again", "choose-drive"};

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), names[i]);

        g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
    }
}

/* --- views --- */

BbDriveView *
bb_window_ensure_view (BbWindow *self, BbEngineDrive *drive)
{
    g_autofree char *key = bb_engine_drive_dup_place (drive);
    BbDriveView *view = g_hash_table_lookup (self->views, key);
    GActionMap *actions;

    if (view != NULL) {
        bb_operation_set_drive (bb_drive_view_get_operation (view), drive);
        return view;
    }
    view = BB_DRIVE_VIEW (bb_drive_view_new (self->engine, drive));
    g_signal_connect_swapped (view, "changed", G_CALLBACK (bb_window_view_cb), self);
    g_signal_connect_swapped (view, "progress", G_CALLBACK (bb_window_update_title), self);
    actions = G_ACTION_MAP (gtk_widget_get_action_group (GTK_WIDGET (view), "drive"));
    g_signal_connect_object (actions, "action-enabled-changed::look-details", G_CALLBACK (bb_window_enable_details),
                             self, G_CONNECT_SWAPPED);
    g_signal_connect_object (g_action_map_lookup_action (actions, "back"), "activate",
                             G_CALLBACK (bb_window_cancelled_cb), self, G_CONNECT_SWAPPED);
    gtk_container_add (GTK_CONTAINER (self->pages), GTK_WIDGET (view));
    g_hash_table_insert (self->views, g_steal_pointer (&key), view);
    return view;
}

static gboolean
bb_window_is_folder (GFile *file)
{
    return g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
}

/* Reviews @file for the drive of @view; searches a folder for firmware for that drive. */
static void
bb_window_open_in_view (BbDriveView *view, GFile *file)
{
    if (bb_window_is_folder (file))
        bb_drive_view_search_folder (view, file);
    else
        (void) bb_drive_view_choose (view, &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = file});
}

/* Shows the view of @drive. If a file waits for a drive, opens the file in that view; in a narrow window the view
 * then replaces the list. */
static void
bb_window_show_drive (BbWindow *self, BbEngineDrive *drive)
{
    BbDriveView *view = bb_window_ensure_view (self, drive);
    g_autoptr (GFile) file = g_steal_pointer (&self->file);

    gtk_stack_set_visible_child (self->pages, GTK_WIDGET (view));
    if (file != NULL) {
        bb_window_open_in_view (view, file);
        hdy_leaflet_set_visible_child (self->leaflet, self->content);
    }
    bb_window_update_head (self);
}

/* Shows the view of @drive. If the user selected the drive, remembers it for the next start. If the program selected
 * it (@opened), gives the focus to its row, but only if no other page was shown before. */
static void
bb_window_selected_cb (BbDriveList *list, BbEngineDrive *drive, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    gboolean is_first = gtk_stack_get_visible_child (self->pages) == self->start && self->file == NULL;
    g_autofree char *place = bb_engine_drive_dup_place (drive);

    if (drive != self->opened) {
        g_clear_object (&self->opened);
        bb_settings_set_last_drive (bb_settings_get (), place);
    }
    bb_window_show_drive (self, drive);
    if (is_first && drive == self->opened)
        bb_window_focus_list (self);
}

/* The user has activated a row: shows the view of @drive, which replaces the list in a narrow window. If the view has
 * a result that was read before, shows the page of the drive instead. */
static void
bb_window_activated_cb (BbDriveList *list, BbEngineDrive *drive, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    g_clear_object (&self->opened);
    bb_drive_view_leave_read_result (bb_window_ensure_view (self, drive));
    bb_window_show_drive (self, drive);
    hdy_leaflet_set_visible_child (self->leaflet, self->content);
    bb_window_update_head (self);
}

/* --- the list --- */

/* If no page is shown but @start, selects the drive that bb_start_drive_find() returns, which opens the page of the
 * drive. Does nothing if it returns NULL. Also does nothing if a file waits (@file) and several drives are connected,
 * because the user must choose the drive for the file. */
static void
bb_window_open_first (BbWindow *self)
{
    g_autofree char *last = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;

    if (gtk_stack_get_visible_child (self->pages) != self->start)
        return;
    last = bb_settings_dup_last_drive (bb_settings_get ());
    drive = bb_start_drive_find (self->engine, last);
    if (drive == NULL || (self->file != NULL && g_list_model_get_n_items (bb_engine_get_drives (self->engine)) > 1))
        return;
    g_set_object (&self->opened, drive);
    bb_drive_list_select (self->list, drive);
}

/* A drive has changed: opens a page if none is shown yet. */
static void
bb_window_identified_cb (BbEngineDrive *drive, gpointer data)
{
    bb_window_open_first (BB_WINDOW (data));
}

/* Selects in the list the drive whose view is shown; if no page is shown, opens one. */
static void
bb_window_select_shown (BbWindow *self)
{
    BbDriveView *view = bb_window_get_view (self);

    if (view != NULL)
        bb_drive_list_select (self->list, bb_drive_view_get_drive (view));
    else
        bb_window_open_first (self);
}

/* Continues the recovery assistant of a disconnected drive with @drive, which the user connected at another port.
 * Does nothing if no assistant waits or @drive does not need recovery. */
static void
bb_window_follow_cb (BbEngineDrive *drive, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *old = bb_window_get_view (self);
    BbDriveView *view;

    if (old == NULL || !bb_drive_view_is_waiting (old) ||
        bb_engine_drive_get_state (drive) != BB_DRIVE_STATE_NEEDS_RECOVERY)
        return;
    view = bb_window_ensure_view (self, drive);
    bb_drive_view_take_over (view, old);
    bb_window_show_page (self, view);
    bb_window_select_shown (self);
}

/* Fills the page @start: says what to connect, or that drives are being identified. Keeps the text that a file waits
 * for a drive. Shows the button for recovery if a drive is connected, and that for a batch if several are. */
static void
bb_window_show_n_drives (BbWindow *self)
{
    guint n_drives = g_list_model_get_n_items (bb_engine_get_drives (self->engine));
    gboolean has_drives = n_drives > 0;

    gtk_widget_set_visible (self->several, n_drives > 1);
    gtk_widget_set_visible (self->recover_drive, has_drives);
    if (self->file != NULL)
        return; /* the page says that the file waits for a drive */
    bb_status_page_set (self->nothing, "burnback-drive-symbolic",
                        has_drives ? _ ("Identifying Drives…") : _ ("Welcome to Burnback"),
                        has_drives ? _ ("When the drives have been identified, Burnback will show one of them here.")
                                   : _ ("Connect an optical drive to a SATA, IDE or USB port and to power. "
                                        "Burnback writes nothing to the drive without your consent."));
}

/* Updates page and selection after drives were connected or disconnected, and connects to the added drives. If the
 * recovery assistant waits for a drive, also connects bb_window_follow_cb(). If mapped, identifies new drives. */
static void
bb_window_drives_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);

    bb_window_show_n_drives (self);

    for (guint i = 0; i < added; i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, position + i);

        g_signal_connect_object (drive, "changed", G_CALLBACK (bb_window_identified_cb), self, 0);
    }
    /* Only a drive that is connected while the assistant waits can be the one that the assistant waits for. A drive
     * that was connected before is not followed, even if it needs recovery. */
    for (guint i = 0; i < added && view != NULL && bb_drive_view_is_waiting (view); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, position + i);

        g_signal_connect_object (drive, "changed", G_CALLBACK (bb_window_follow_cb), self, 0);
    }
    bb_window_select_shown (self);
    if (added > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
        bb_engine_look_at_all (self->engine);
}

/* Probes the drives after the first frame was drawn. */
static void
bb_window_look (gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    if (self->engine != NULL)
        bb_engine_look_at_all (self->engine);
}

/* Scans in the background for files that were added after the last scan. */
static void
bb_window_scan (gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    if (self->engine != NULL)
        bb_library_model_scan (bb_library_model_get (self->engine));
}

/* Opens a file that was given before the drives were listed. */
static void
bb_window_open_waiting (gpointer data)
{
    g_autoptr (GFile) file = g_steal_pointer (&BB_WINDOW (data)->file);

    if (file != NULL)
        bb_window_open_file (BB_WINDOW (data), file);
}

void
bb_window_set_source (BbWindow *self, BbAppSource *source)
{
    GListModel *drives;

    g_return_if_fail (BB_IS_WINDOW (self) && BB_IS_APP_SOURCE (source));

    g_set_object (&self->source, source);
    self->engine = bb_app_source_get_engine (source);
    self->use_watch = bb_use_watch_new (self->engine);
    drives = bb_engine_get_drives (self->engine);
    bb_drive_list_set_source (self->list, source);
    bb_rescue_bar_set_engine (self->rescue, self->engine);
    /* Connected after the handlers of the views, so that the views have been updated when bb_window_drives_cb() is
     * called. */
    g_signal_connect_object (drives, "items-changed", G_CALLBACK (bb_window_drives_cb), self, G_CONNECT_AFTER);
    bb_window_drives_cb (drives, 0, 0, g_list_model_get_n_items (drives), self);
    bb_simulator_band_set_source (self->band, source);
    self->ended = bb_ended_notice_new (source, bb_window_update_head, self);
    bb_window_enable_actions (self, TRUE);
    bb_idle_queue_add (self, bb_window_open_waiting);
    bb_idle_queue_add (self, bb_window_look);
    bb_idle_queue_add (self, bb_window_scan);
}

static void
bb_window_enable_look_again (BbWindow *self)
{
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "look-again")),
                                 TRUE);
}

void
bb_window_show_failure (BbWindow *self, const char *message)
{
    g_return_if_fail (BB_IS_WINDOW (self));

    bb_drive_list_show_failure (self->list, message);
    bb_window_enable_look_again (self);
}

/* --- files --- */

gboolean
bb_window_leave_batch (BbWindow *self)
{
    if (bb_window_get_shown_batch (self) == NULL)
        return FALSE;
    bb_window_show_page (self, self->before_batch != NULL ? self->before_batch : self->start);
    bb_window_select_shown (self);
    if (self->is_list_before_batch || bb_window_get_view (self) == NULL)
        hdy_leaflet_set_visible_child (self->leaflet, self->sidebar);
    bb_window_update_head (self);
    return TRUE;
}

gboolean
bb_window_leave_chooser (BbWindow *self)
{
    if (self->recovery_chooser == NULL ||
        gtk_stack_get_visible_child (self->pages) != GTK_WIDGET (self->recovery_chooser))
        return FALSE;
    if (bb_recovery_chooser_go_back (self->recovery_chooser))
        return TRUE;
    if (!bb_window_is_narrow (self) && !bb_window_return (self))
        bb_window_show_page (self, self->start);
    return !bb_window_is_narrow (self);
}

/* The user has read the results of the batch @page: the views of its drives show the pages of the drives instead of
 * these results. */
static void
bb_window_end_results (BbWindow *self, BbBatchPage *page)
{
    GHashTableIter views;
    gpointer view;

    g_hash_table_iter_init (&views, self->views);
    while (g_hash_table_iter_next (&views, NULL, &view)) {
        BbResult *result = bb_operation_get_result (bb_drive_view_get_operation (view));

        if (result != NULL && bb_batch_page_has_result (page, bb_drive_view_get_drive (view), result))
            bb_drive_view_go_home (view);
    }
}

/* The user has finished with the batch: returns to the drive that was shown before; in a narrow window, to the list
 * with that drive. Destroys the page with its results, so that the next batch begins without them. */
static void
bb_window_batch_done_cb (BbBatchPage *page, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    gboolean is_narrow = bb_window_is_narrow (self);

    bb_window_end_results (self, page);
    g_set_weak_pointer (&self->before_batch, self->last_view);
    self->is_list_before_batch = is_narrow;
    (void) bb_window_leave_batch (self);
    self->batch_page = NULL;
    gtk_widget_destroy (GTK_WIDGET (page));
    if (is_narrow)
        bb_drive_list_focus (self->list);
    else
        bb_page_focus_enter (gtk_stack_get_visible_child (self->pages));
}

void
bb_window_show_batch (BbWindow *self, GFile *file)
{
    if (self->batch_page == NULL) {
        self->batch_page = BB_BATCH_PAGE (bb_batch_page_new (self->engine));
        g_signal_connect_swapped (self->batch_page, "changed", G_CALLBACK (bb_window_changed_cb), self);
        g_signal_connect (self->batch_page, "done", G_CALLBACK (bb_window_batch_done_cb), self);
        gtk_container_add (GTK_CONTAINER (self->pages), GTK_WIDGET (self->batch_page));
    }
    if (bb_window_get_shown_batch (self) == NULL) {
        g_set_weak_pointer (&self->before_batch, gtk_stack_get_visible_child (self->pages));
        self->is_list_before_batch =
            bb_window_is_narrow (self) && hdy_leaflet_get_visible_child (self->leaflet) == self->sidebar;
    }
    bb_drive_list_select (self->list, NULL);
    bb_window_show_page (self, self->batch_page);
    if (file != NULL)
        bb_batch_page_open_files (self->batch_page, &(GSList){.data = file});
}

/* The user wants to write @file to several drives: shows the batch page with @file. */
static void
bb_window_several_cb (BbDriveChooser *chooser, GFile *file, gpointer data)
{
    bb_window_show_batch (BB_WINDOW (data), file);
}

void
bb_window_show_chooser (BbWindow *self, GFile *file, const char *sha256)
{
    if (self->drive_chooser == NULL) {
        self->drive_chooser = BB_DRIVE_CHOOSER (bb_drive_chooser_new (self->engine));
        g_signal_connect (self->drive_chooser, "several", G_CALLBACK (bb_window_several_cb), self);
        gtk_container_add (GTK_CONTAINER (self->pages), GTK_WIDGET (self->drive_chooser));
    }
    bb_drive_list_select (self->list, NULL);
    bb_window_show_page (self, self->drive_chooser);
    bb_drive_chooser_open (self->drive_chooser, file, sha256);
}

/* Adds @folder to the library if it has a local path, and shows the library. */
static void
bb_window_add_folder (BbWindow *self, GFile *folder)
{
    g_autofree char *path = g_file_get_path (folder);

    if (path != NULL)
        bb_library_model_change (bb_library_model_get (self->engine), path, TRUE);
    g_action_group_activate_action (G_ACTION_GROUP (self), "library", NULL);
}

void
bb_window_open_file (BbWindow *self, GFile *file)
{
    BbDriveView *view;
    guint n_drives;
    g_autofree char *name = NULL;
    g_autofree char *title = NULL;

    g_return_if_fail (BB_IS_WINDOW (self) && G_IS_FILE (file));

    view = bb_window_get_view (self);
    n_drives = self->engine != NULL ? g_list_model_get_n_items (bb_engine_get_drives (self->engine)) : 0;
    if (view != NULL && n_drives > 1 && self->opened != NULL && bb_drive_view_get_drive (view) == self->opened)
        view = NULL; /* the user has chosen no drive yet */
    if (view != NULL && (bb_drive_view_get_drive (view) != NULL ||
                         bb_operation_get_job (bb_drive_view_get_operation (view)) != NULL)) {
        bb_window_open_in_view (view, file);
        bb_window_show_page (self, view);
        return;
    }
    if (n_drives > 1 && bb_window_is_folder (file)) {
        bb_window_add_folder (self, file);
        return;
    }
    if (n_drives > 1 && bb_window_get_shown_batch (self) != NULL) {
        bb_window_show_batch (self, file);
        return;
    }
    if (n_drives > 1) {
        bb_window_show_chooser (self, file, NULL);
        return;
    }
    if (n_drives == 1 && view == NULL) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (bb_engine_get_drives (self->engine), 0);

        g_set_object (&self->file, file);
        bb_window_show_drive (self, drive);
        bb_drive_list_select (self->list, drive);
        return;
    }
    /* No drive is connected, or the page of a disconnected drive is shown, so @file waits until a drive is
     * connected. */
    g_set_object (&self->file, file);
    name = g_file_get_basename (file);
    title = g_strdup_printf (_ ("%s: Waiting for a Drive"), name);
    bb_status_page_set (self->nothing, "burnback-drive-symbolic", title,
                        _ ("Burnback will check the file when you connect a drive. Nothing is written to the drive "
                           "without your consent."));
    bb_drive_list_select (self->list, NULL);
    gtk_stack_set_visible_child (self->pages, self->start);
    bb_window_update_head (self);
}

/* Returns (transfer full) (nullable) (element-type GFile) the files @uris; %NULL if one of them is a folder. */
static GSList *
bb_window_list_files (char **uris)
{
    GSList *files = NULL;

    for (guint i = g_strv_length (uris); i > 0; i--) {
        files = g_slist_prepend (files, g_file_new_for_uri (uris[i - 1]));
        if (bb_window_is_folder (files->data)) {
            g_slist_free_full (files, g_object_unref);
            return NULL;
        }
    }
    return files;
}

/* Opens the dropped files @uris: two for the drive whose page is shown, as the two parts of one firmware; several for
 * the drives of the batch page if that is shown; else only the first one, with bb_window_open_file(). */
static void
bb_window_open_dropped (BbWindow *self, char **uris)
{
    BbDriveView *view = bb_window_get_view (self);
    GSList *files = bb_window_list_files (uris);
    guint n_files = g_slist_length (files);

    if (n_files == 2 && view != NULL && bb_drive_view_get_drive (view) != NULL) {
        (void) bb_drive_view_choose (
            view, &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = files->data, .second = files->next->data});
        bb_window_show_page (self, view);
    } else if (n_files > 1 && bb_window_get_shown_batch (self) != NULL) {
        bb_batch_page_open_files (bb_window_get_shown_batch (self), files);
    } else {
        g_autoptr (GFile) first = g_file_new_for_uri (uris[0]);

        g_clear_object (&self->opened);
        bb_window_open_file (self, first);
    }
    g_slist_free_full (files, g_object_unref);
}

static void
bb_window_list_dropped_cb (BbDriveList *list, char **uris, gpointer data)
{
    bb_window_open_dropped (BB_WINDOW (data), uris);
}

static void
bb_window_dropped_cb (GtkWidget *widget, GdkDragContext *context, int x, int y, GtkSelectionData *data, guint info,
                      guint time, gpointer user_data)
{
    g_auto (GStrv) uris = gtk_selection_data_get_uris (data);

    if (uris != NULL && uris[0] != NULL)
        bb_window_open_dropped (BB_WINDOW (user_data), uris);
    gtk_drag_finish (context, uris != NULL, FALSE, time);
}

/* --- closing --- */

/* Closes the window only if no job runs; otherwise a dialog asks the user. */
static gboolean
bb_window_delete_event (GtkWidget *widget, GdkEventAny *event)
{
    BbWindow *self = BB_WINDOW (widget);

    return self->engine != NULL && bb_close_dialog_ask (GTK_WINDOW (self), self->engine) ? GDK_EVENT_STOP
                                                                                         : GDK_EVENT_PROPAGATE;
}

/* If not maximized, saves the size for the next start. If the list is hidden, so that the leaflet does not fold, also
 * requests bb_window_update_head(), which adapts the title bar to the width. */
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
    if (!gtk_widget_get_visible (BB_WINDOW (widget)->sidebar))
        bb_throttle_request (BB_WINDOW (widget)->throttle);
}

/* --- object --- */

static void
bb_window_dispose (GObject *object)
{
    BbWindow *self = BB_WINDOW (object);

    bb_idle_queue_forget (self);
    g_clear_pointer (&self->throttle, bb_throttle_free);
    g_clear_pointer (&self->views, g_hash_table_unref);
    g_clear_object (&self->file);
    g_clear_object (&self->opened);
    g_clear_weak_pointer (&self->before_batch);
    g_clear_weak_pointer (&self->last_view);
    bb_window_set_origin (self, NULL, NULL);
    if (self->engine != NULL)
        g_signal_handlers_disconnect_by_data (bb_engine_get_drives (self->engine), self);
    self->engine = NULL;
    g_clear_pointer (&self->ended, bb_ended_notice_free);
    g_clear_object (&self->use_watch);
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
    g_type_ensure (BB_TYPE_FOLD_BOX); /* the templates of all pages and dialogs use this type */
    g_type_ensure (BB_TYPE_DRIVE_LIST);
    g_type_ensure (BB_TYPE_MENU_BUTTON); /* pages use this type, too */
    g_type_ensure (BB_TYPE_MESSAGE_BAR);
    g_type_ensure (BB_TYPE_PANE);
    g_type_ensure (BB_TYPE_RESCUE_BAR);
    g_type_ensure (BB_TYPE_SIMULATOR_BAND);
    g_type_ensure (BB_TYPE_STATUS_PAGE);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-window.ui");
    gtk_widget_class_bind_template_child (widget_class, BbWindow, bar);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, back);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, open_label);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, open);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, menu);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, band);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, rescue);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, message);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, leaflet);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, sidebar);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, separator);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, content);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, list);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, several);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, places);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, library);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, backups);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, pages);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, nothing);
    gtk_widget_class_bind_template_child (widget_class, BbWindow, recover_drive);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_selected_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_activated_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_list_dropped_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_folded_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_focus_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_window_message_closed_cb);
}

/* Puts the page without a drive into a scrolled window if the text is large, because the page is then higher than the
 * screen in a narrow window. With text of the usual size creates no scrolled window, to save time at the start. */
static void
bb_window_make_start (BbWindow *self)
{
    g_autoptr (GtkWidget) nothing = g_object_ref (GTK_WIDGET (self->nothing));

    self->start = nothing;
    if (!bb_app_has_large_text ())
        return;
    gtk_container_remove (GTK_CONTAINER (self->pages), nothing);
    self->start = gtk_scrolled_window_new (NULL, NULL);
    g_object_set (self->start, "hscrollbar-policy", GTK_POLICY_NEVER, "can-focus", FALSE, "visible", TRUE, NULL);
    gtk_container_add (GTK_CONTAINER (self->start), nothing);
    gtk_container_add (GTK_CONTAINER (self->pages), self->start);
}

static void
bb_window_init (BbWindow *self)
{
    self->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->throttle = bb_throttle_new (BB_PROGRESS_INTERVAL_MS, bb_window_update_head, self);
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_button (GTK_BUTTON (self->recover_drive));
    bb_window_make_start (self);
    bb_page_keys_add (GTK_WIDGET (self), GTK_WIDGET (self->pages));
    bb_escape_guard_add (GTK_WIDGET (self));
    g_signal_connect (self, "key-press-event", G_CALLBACK (bb_window_key_cb), NULL);
    bb_drive_list_set_below (self->list, self->places);
    g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (bb_window_page_cb), self,
                             G_CONNECT_SWAPPED);
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
