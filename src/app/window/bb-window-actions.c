/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-window-actions.h"

#include "bb-window-private.h"

#include "app/bb-file-chooser.h"
#include "bb-help-dialog.h"

#include <glib/gi18n-lib.h>

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

/* Opens a file chooser. If the shown page cannot open a file now, opens none, and the page shows the reason. */
static void
bb_window_open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);
    /* A narrow window may show the list instead of the page. The hidden page must not open a review then. */
    gboolean is_list =
        hdy_leaflet_get_folded (self->leaflet) && hdy_leaflet_get_visible_child (self->leaflet) == self->sidebar;
    GtkFileChooserNative *chooser;

    if (view != NULL && !is_list &&
        (bb_drive_view_get_drive (view) != NULL ||
         bb_operation_get_job (bb_drive_view_get_operation (view)) != NULL)) {
        bb_drive_view_choose_file (view, BB_ACTION_FLASH);
        return;
    }
    /* If bb_batch_page_can_open() returns FALSE, it has shown a message that says why no file can be opened now. */
    if (self->batch_page != NULL && GTK_WIDGET (self->batch_page) == gtk_stack_get_visible_child (self->pages) &&
        !bb_batch_page_can_open (self->batch_page))
        return;
    chooser = bb_file_chooser_new (BB_FILE_CHOOSER_FIRMWARE, GTK_FILE_CHOOSER_ACTION_OPEN,
                                   _ ("Choose a Firmware File"), GTK_WIDGET (self), _ ("_Review"));
    g_signal_connect_object (chooser, "response", G_CALLBACK (bb_window_file_chosen_cb), self, 0);
    bb_file_chooser_show (chooser);
}

/* Goes back by the first of these steps that is possible:
 * - leaves the batch
 * - leaves the page of the drives to recover
 * - goes back in the view of the drive, and then to the page from which that view was opened
 * - shows the page from which the current page was opened
 * - shows the list of drives */
static void
bb_window_back_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);

    if (bb_window_leave_batch (self) || bb_window_leave_chooser (self))
        return;
    if (view != NULL && bb_drive_view_can_go_back (view)) {
        bb_drive_view_go_back (view);
        (void) bb_window_return (self);
    } else if (view != NULL || !bb_window_return (self)) {
        hdy_leaflet_set_visible_child (self->leaflet, self->sidebar);
    }
    bb_window_update_head (self);
}

/* Shows the page of all backups and reads them again. No drive is selected then. */
static void
bb_window_backups_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    if (self->backups_page == NULL) {
        self->backups_page = BB_BACKUPS_PAGE (bb_backups_page_new ());
        gtk_container_add (GTK_CONTAINER (self->pages), GTK_WIDGET (self->backups_page));
    }
    bb_backups_page_show (self->backups_page, self->engine);
    bb_drive_list_select (self->list, NULL);
    bb_window_show_page (self, self->backups_page);
}

/* Shows the page of the library. No drive is selected then. */
static void
bb_window_library_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    if (self->library_page == NULL) {
        self->library_page = BB_LIBRARY_PAGE (bb_library_page_new (self->engine));
        gtk_container_add (GTK_CONTAINER (self->pages), GTK_WIDGET (self->library_page));
    }
    bb_drive_list_select (self->list, NULL);
    bb_window_show_page (self, self->library_page);
}

/* Asks for a folder and adds it to the library. */
static void
bb_window_library_add_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    bb_library_choose_folder (GTK_WINDOW (data), BB_WINDOW (data)->engine);
}

static void
bb_window_batch_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    bb_window_show_batch (BB_WINDOW (data), NULL);
}

/* Shows the view of the drive @name and selects it in the list. Returns (transfer none) (nullable) the view; %NULL if
 * there is no such drive. */
static BbDriveView *
bb_window_go_to (BbWindow *self, const char *name)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (self->engine, name);
    BbDriveView *view = drive != NULL ? bb_window_ensure_view (self, drive) : NULL;

    if (view == NULL)
        return NULL;
    bb_window_show_page (self, view);
    bb_drive_list_reveal (self->list, drive);
    return view;
}

static void
bb_window_show_drive_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    (void) bb_window_go_to (BB_WINDOW (data), g_variant_get_string (parameter, NULL));
}

/* Opens the help with the topic of the page that is shown. */
static void
bb_window_help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);
    gpointer page = gtk_stack_get_visible_child (self->pages);
    const char *topic = view != NULL                                           ? bb_drive_view_get_topic (view)
                        : page == self->backups_page                           ? "backups"
                        : page == self->library_page                           ? "library"
                        : self->batch_page != NULL && page == self->batch_page ? "batch"
                                                                               : "start";

    gtk_window_present (GTK_WINDOW (bb_help_dialog_new (GTK_WINDOW (self), topic)));
}

/* The action "restore-backup" shows the review of a restore; any other action compares the backup with the drive.
 * Parameters: name of the drive, id of the backup. Does nothing if there is no such drive. */
static void
bb_window_backup_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    const char *name, *id;
    BbDriveView *view;

    g_variant_get (parameter, "(&s&s)", &name, &id);
    view = bb_window_go_to (BB_WINDOW (data), name);
    if (view == NULL)
        return;
    if (g_str_equal (g_action_get_name (G_ACTION (action)), "restore-backup"))
        (void) bb_drive_view_choose (view, &(BbOperationChoice){.act = BB_ACTION_ROLLBACK, .backup_id = id});
    else
        bb_drive_view_run (view, &(BbOperationChoice){.act = BB_ACTION_VERIFY, .backup_id = id});
}

/* Returns TRUE if the library is shown, or a page that was opened from the library. */
static gboolean
bb_window_is_from_library (BbWindow *self)
{
    GtkWidget *page = gtk_stack_get_visible_child (self->pages);

    return self->library_page != NULL &&
           (page == GTK_WIDGET (self->library_page) ||
            (page == self->opened_from_origin && self->origin == GTK_WIDGET (self->library_page)));
}

/* Asks to which drive an image of the library should be written. Parameters: path and SHA-256 of the image. "Back" in
 * the new page leads to the library, if the library or a page that was opened from it is shown now. */
static void
bb_window_choose_drive_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    gboolean is_from_library = bb_window_is_from_library (self);
    const char *path, *sha256;
    g_autoptr (GFile) file = NULL;

    g_variant_get (parameter, "(^&ay&s)", &path, &sha256);
    file = g_file_new_for_path (path);
    bb_window_show_chooser (self, file, sha256);
    if (is_from_library)
        bb_window_set_origin (self, self->library_page, self->drive_chooser);
    bb_window_update_head (self);
}

/* Reviews an image of the library for a drive. Parameters: name of the drive, path and SHA-256 of the image. "Back"
 * in the review leads to the library, if the library or a page that was opened from it is shown now. Does nothing if
 * there is no such drive. */
static void
bb_window_review_file_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    gboolean is_from_library = bb_window_is_from_library (self);
    const char *name, *path, *sha256;
    BbDriveView *view;
    g_autoptr (GFile) file = NULL;

    g_variant_get (parameter, "(&s^&ay&s)", &name, &path, &sha256);
    file = g_file_new_for_path (path);
    view = bb_window_go_to (self, name);
    if (view != NULL &&
        bb_drive_view_choose (view, &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = file, .sha256 = sha256}) &&
        is_from_library)
        bb_window_set_origin (self, self->library_page, view);
}

/* Opens the recovery assistant of the drive @name. Does nothing if there is no such drive. */
static void
bb_window_rescue (BbWindow *self, const char *name)
{
    BbDriveView *view = bb_window_go_to (self, name);

    if (view != NULL)
        bb_drive_view_show_recovery (view);
}

static void
bb_window_rescue_drive_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    bb_window_rescue (BB_WINDOW (data), g_variant_get_string (parameter, NULL));
}

/* Asks which drive is to be recovered, even if only one drive needs recovery. The shown drive comes first. Records
 * the page that was shown, so that the user can go back to it. */
static void
bb_window_recover_drive_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);

    if (self->recovery_chooser == NULL) {
        self->recovery_chooser = BB_RECOVERY_CHOOSER (bb_recovery_chooser_new (self->engine));
        gtk_container_add (GTK_CONTAINER (self->pages), GTK_WIDGET (self->recovery_chooser));
    }
    if (gtk_stack_get_visible_child (self->pages) != GTK_WIDGET (self->recovery_chooser))
        bb_window_set_origin (self, gtk_stack_get_visible_child (self->pages), self->recovery_chooser);
    bb_recovery_chooser_set_first (self->recovery_chooser, view != NULL ? bb_drive_view_get_drive (view) : NULL);
    bb_drive_list_select (self->list, NULL);
    bb_window_show_page (self, self->recovery_chooser);
    bb_recovery_chooser_focus (self->recovery_chooser);
}

/* The button of the bar above the pages: opens the recovery assistant of the only drive that needs recovery, or lets
 * the user choose one of several. */
static void
bb_window_rescue_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    g_autoptr (BbEngineDrive) drive = NULL;

    if (bb_rescue_bar_list (self->rescue, &drive) == 1)
        bb_window_rescue (self, bb_engine_drive_get_name (drive));
    else
        bb_window_recover_drive_cb (NULL, NULL, self);
}

/* Identifies every drive without a job again. If the drives could not be listed, tries again to list them. */
static void
bb_window_look_again_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    GListModel *drives;

    if (self->engine == NULL) {
        g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "find-drives", NULL);
        return;
    }
    drives = bb_engine_get_drives (self->engine);
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_LOOK);
        g_autoptr (BbJob) job = NULL;

        if (bb_engine_drive_get_job (drive) == NULL)
            job = bb_engine_start (self->engine, drive, request, NULL);
    }
}

/* Reads the DVD region and the book types of the shown drive. First shows the page of the drive, because the values
 * appear there. Does nothing if no drive is shown. */
static void
bb_window_details_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);

    if (view == NULL)
        return;
    bb_drive_view_go_home (view);
    bb_window_show_page (self, view);
    g_action_group_activate_action (gtk_widget_get_action_group (GTK_WIDGET (view), "drive"), "look-details", NULL);
}

/* Does the same as a button on the page of the shown drive: "back-up" backs up the drive, "restore" opens the review
 * that restores its latest backup. Does nothing if no drive is shown, or if this action is disabled on the page. */
static void
bb_window_page_act_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);
    BbDriveView *view = bb_window_get_view (self);
    gboolean restores = g_str_equal (g_action_get_name (G_ACTION (action)), "restore");
    GActionGroup *actions = view != NULL ? gtk_widget_get_action_group (GTK_WIDGET (view), "drive") : NULL;

    /* Without this check, bb_drive_view_go_home() would close an open review when the user presses the shortcut. */
    if (actions == NULL || !g_action_group_get_action_enabled (actions, restores ? "rollback" : "backup"))
        return;
    bb_drive_view_go_home (view);
    bb_window_show_page (self, view);
    if (restores)
        bb_drive_view_restore (view);
    else
        g_action_group_activate_action (actions, "backup", NULL);
}

/* A narrow window shows the page again instead of the list. In a wide window the page is in view already. */
static void
bb_window_show_page_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    hdy_leaflet_set_visible_child (self->leaflet, self->content);
    bb_window_update_head (self);
}

/* Leaves the batch, shows the list, and gives the focus to its search entry. Does nothing if there are few drives,
 * because a short list has no search entry. */
static void
bb_window_search_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *self = BB_WINDOW (data);

    if (!bb_drive_list_can_search (self->list))
        return;
    (void) bb_window_leave_batch (self);
    hdy_leaflet_set_visible_child (self->leaflet, self->sidebar);
    bb_drive_list_search (self->list);
    bb_window_update_head (self);
}

static void
bb_window_menu_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    gtk_button_clicked (GTK_BUTTON (BB_WINDOW (data)->menu));
}

static void
bb_window_close_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    gtk_window_close (GTK_WINDOW (data));
}

/* Opens the shortcuts window, which is created at its first use. Its resource does not have the name for which GTK
 * searches (gtk/help-overlay.ui), because GTK would then create the shortcuts window together with the main window.
 */
static void
bb_window_show_keys_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    GtkApplicationWindow *window = GTK_APPLICATION_WINDOW (data);

    if (gtk_application_window_get_help_overlay (window) == NULL) {
        g_autoptr (GtkBuilder) builder =
            gtk_builder_new_from_resource ("/io/github/burnback/Burnback/help-overlay.ui");

        gtk_application_window_set_help_overlay (
            window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
    }
    gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
}

void
bb_window_add_actions (BbWindow *self)
{
    static const GActionEntry entries[] = {
        {"close", bb_window_close_cb, NULL, NULL, NULL, {0}},
        {"menu", bb_window_menu_cb, NULL, NULL, NULL, {0}},
        {"open", bb_window_open_cb, NULL, NULL, NULL, {0}},
        {"back", bb_window_back_cb, NULL, NULL, NULL, {0}},
        {"library", bb_window_library_cb, NULL, NULL, NULL, {0}},
        {"library-add", bb_window_library_add_cb, NULL, NULL, NULL, {0}},
        {"review-file", bb_window_review_file_cb, "(says)", NULL, NULL, {0}},
        {"choose-drive", bb_window_choose_drive_cb, "(ays)", NULL, NULL, {0}},
        {"backups", bb_window_backups_cb, NULL, NULL, NULL, {0}},
        {"batch", bb_window_batch_cb, NULL, NULL, NULL, {0}},
        {"help", bb_window_help_cb, NULL, NULL, NULL, {0}},
        {"show-help-overlay", bb_window_show_keys_cb, NULL, NULL, NULL, {0}},
        {"show-drive", bb_window_show_drive_cb, "s", NULL, NULL, {0}},
        {"show-page", bb_window_show_page_cb, NULL, NULL, NULL, {0}},
        {"compare-backup", bb_window_backup_cb, "(ss)", NULL, NULL, {0}},
        {"restore-backup", bb_window_backup_cb, "(ss)", NULL, NULL, {0}},
        {"rescue", bb_window_rescue_cb, NULL, NULL, NULL, {0}},
        {"rescue-drive", bb_window_rescue_drive_cb, "s", NULL, NULL, {0}},
        {"recover-drive", bb_window_recover_drive_cb, NULL, NULL, NULL, {0}},
        {"look-again", bb_window_look_again_cb, NULL, NULL, NULL, {0}},
        {"details", bb_window_details_cb, NULL, NULL, NULL, {0}},
        {"back-up", bb_window_page_act_cb, NULL, NULL, NULL, {0}},
        {"restore", bb_window_page_act_cb, NULL, NULL, NULL, {0}},
        {"search", bb_window_search_cb, NULL, NULL, NULL, {0}},
    };

    g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
    bb_window_enable_actions (self, FALSE);
    bb_window_enable_details (self);
}
