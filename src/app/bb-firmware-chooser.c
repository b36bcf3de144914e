/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-firmware-chooser.h"

#include "bb-settings.h"

#include <glib/gi18n-lib.h>

/* Stores the folder of the chosen file. */
static void
bb_firmware_chooser_response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    GSList *files = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)) : NULL;
    g_autoptr (GFile) folder = files != NULL ? g_file_get_parent (files->data) : NULL;
    g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

    if (uri != NULL)
        bb_settings_set_last_folder (bb_settings_get (), uri);
    g_slist_free_full (files, g_object_unref);
}

/* Makes @chooser show the folder of the last file or, before any file was chosen, the folder of downloads,
 * or the home folder if there is none. */
static void
bb_firmware_chooser_open_folder (GtkFileChooser *chooser)
{
    g_autofree char *last = bb_settings_dup_last_folder (bb_settings_get ());
    const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

    if (last != NULL)
        (void) gtk_file_chooser_set_current_folder_uri (chooser, last);
    else
        (void) gtk_file_chooser_set_current_folder (chooser, downloads != NULL ? downloads : g_get_home_dir ());
}

GtkFileChooserNative *
bb_firmware_chooser_new (const char *title, GtkWidget *widget, const char *accept)
{
    GtkWidget *window = gtk_widget_get_toplevel (widget);
    GtkFileChooserNative *chooser =
        gtk_file_chooser_native_new (title, GTK_IS_WINDOW (window) ? GTK_WINDOW (window) : NULL,
                                     GTK_FILE_CHOOSER_ACTION_OPEN, accept, _ ("_Cancel"));

    gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
    bb_firmware_chooser_open_folder (GTK_FILE_CHOOSER (chooser));
    g_signal_connect (chooser, "response", G_CALLBACK (bb_firmware_chooser_response_cb), NULL);
    return chooser;
}
