/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-file-chooser.h"

#include "bb-settings.h"

#include <glib/gi18n-lib.h>

/* Key under which a chooser has its purpose as data. */
#define BB_FILE_CHOOSER_PURPOSE "burnback-purpose"
/* Key under which the dialog of a chooser has a value until the first entry of its folder is selected. */
#define BB_FILE_CHOOSER_UNREAD "burnback-unread"

/* Stores the folder of the chosen file or folder. */
static void
bb_file_chooser_response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    GSList *files = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)) : NULL;
    g_autoptr (GFile) folder = files != NULL ? g_file_get_parent (files->data) : NULL;
    g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

    if (uri != NULL)
        bb_settings_set_last_folder (bb_settings_get (),
                                     g_object_get_data (G_OBJECT (dialog), BB_FILE_CHOOSER_PURPOSE), uri);
    g_slist_free_full (files, g_object_unref);
}

/* Returns FALSE if the folder @uri does not exist. A folder on a server is not looked at, because the answer could
 * take long. */
static gboolean
bb_file_chooser_is_folder (const char *uri)
{
    g_autoptr (GFile) folder = g_file_new_for_uri (uri);

    return !g_file_is_native (folder) ||
           g_file_query_file_type (folder, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
}

/* GTK has begun to read a folder. When it has read the folder, it selects the first entry. The user may not notice
 * that, and accept a file that was never chosen, so bb_file_chooser_selection_cb() cancels this selection. */
static void
bb_file_chooser_folder_cb (GtkFileChooser *dialog, gpointer data)
{
    g_object_set_data (G_OBJECT (dialog), BB_FILE_CHOOSER_UNREAD, GINT_TO_POINTER (TRUE));
}

/* Selects no file in the dialog @data, unless the dialog was closed. */
static gboolean
bb_file_chooser_unselect_cb (gpointer data)
{
    if (gtk_widget_get_mapped (data))
        gtk_file_chooser_unselect_all (data);
    return G_SOURCE_REMOVE;
}

/* Cancels the first selection in a folder if GTK has made it, and not a key or a click. GTK may emit this signal in a
 * loop over a list of files. gtk_file_chooser_unselect_all() frees that list, so it is called after the loop; with
 * this priority, it is still called before the next key or click is handled. */
static void
bb_file_chooser_selection_cb (GtkFileChooser *dialog, gpointer data)
{
    g_autoptr (GdkEvent) event = gtk_get_current_event ();
    GSList *files = NULL;

    if (g_object_get_data (G_OBJECT (dialog), BB_FILE_CHOOSER_UNREAD) == NULL)
        return;
    files = gtk_file_chooser_get_files (dialog);
    if (files != NULL) {
        g_object_set_data (G_OBJECT (dialog), BB_FILE_CHOOSER_UNREAD, NULL);
        if (event == NULL)
            g_idle_add_full (G_PRIORITY_HIGH, bb_file_chooser_unselect_cb, g_object_ref (dialog), g_object_unref);
    }
    g_slist_free_full (files, g_object_unref);
}

/* Watches the selection of the chooser that was just shown. #GtkFileChooserNative does not emit the signals of a
 * chooser, but it shows a #GtkFileChooserDialog, which does. The dialog of a portal is in another process; it is not
 * watched. */
static void
bb_file_chooser_watch (void)
{
    g_autoptr (GList) windows = gtk_window_list_toplevels ();

    for (GList *window = windows; window != NULL; window = window->next) {
        if (!GTK_IS_FILE_CHOOSER_DIALOG (window->data) || !gtk_widget_get_visible (window->data) ||
            gtk_file_chooser_get_action (window->data) == GTK_FILE_CHOOSER_ACTION_SAVE)
            continue;
        bb_file_chooser_folder_cb (window->data, NULL);
        g_signal_handlers_disconnect_by_func (window->data, bb_file_chooser_folder_cb, NULL);
        g_signal_handlers_disconnect_by_func (window->data, bb_file_chooser_selection_cb, NULL);
        g_signal_connect (window->data, "current-folder-changed", G_CALLBACK (bb_file_chooser_folder_cb), NULL);
        g_signal_connect (window->data, "selection-changed", G_CALLBACK (bb_file_chooser_selection_cb), NULL);
    }
}

void
bb_file_chooser_show (GtkFileChooserNative *chooser)
{
    const char *purpose = g_object_get_data (G_OBJECT (chooser), BB_FILE_CHOOSER_PURPOSE);
    g_autofree char *last = NULL;
    const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

    g_return_if_fail (GTK_IS_FILE_CHOOSER_NATIVE (chooser) && purpose != NULL);

    last = bb_settings_dup_last_folder (bb_settings_get (), purpose);
    if (last != NULL && bb_file_chooser_is_folder (last))
        (void) gtk_file_chooser_set_current_folder_uri (GTK_FILE_CHOOSER (chooser), last);
    else
        (void) gtk_file_chooser_set_current_folder (
            GTK_FILE_CHOOSER (chooser),
            downloads != NULL && g_file_test (downloads, G_FILE_TEST_IS_DIR) ? downloads : g_get_home_dir ());
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
    bb_file_chooser_watch ();
}

GtkFileChooserNative *
bb_file_chooser_new (const char *purpose, GtkFileChooserAction action, const char *title, GtkWidget *widget,
                     const char *accept)
{
    GtkWidget *window = gtk_widget_get_toplevel (widget);
    GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
        title, GTK_IS_WINDOW (window) ? GTK_WINDOW (window) : NULL, action, accept, _ ("_Cancel"));

    gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
    gtk_file_chooser_set_do_overwrite_confirmation (GTK_FILE_CHOOSER (chooser),
                                                    action == GTK_FILE_CHOOSER_ACTION_SAVE);
    g_object_set_data (G_OBJECT (chooser), BB_FILE_CHOOSER_PURPOSE, (gpointer) purpose);
    g_signal_connect (chooser, "response", G_CALLBACK (bb_file_chooser_response_cb), NULL);
    return chooser;
}
