/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a file or a folder is chosen for; each purpose has a folder of its own. */
#define BB_FILE_CHOOSER_FIRMWARE "firmware" /* firmware and boot code */
#define BB_FILE_CHOOSER_LIBRARY "library"   /* a folder of the library */
#define BB_FILE_CHOOSER_KEY "key"           /* the key file */
#define BB_FILE_CHOOSER_STORE "store"       /* the backup folder */
#define BB_FILE_CHOOSER_SAVE "save"         /* reports and exported backups */

/**
 * bb_file_chooser_new: Returns (transfer full) a modal chooser, which bb_file_chooser_show() shows.
 * @purpose: (transfer none): one of the macros above
 * @action: what the user chooses; %GTK_FILE_CHOOSER_ACTION_SAVE asks before a file is overwritten
 * @title: of the dialog
 * @widget: in the window to which the dialog belongs; need not be in a window
 * @accept: label of the button that accepts the choice
 */
GtkFileChooserNative *bb_file_chooser_new (const char *purpose, GtkFileChooserAction action, const char *title,
                                           GtkWidget *widget, const char *accept);
/**
 * bb_file_chooser_show: Shows @chooser, a chooser from bb_file_chooser_new(), with the folder that contains the file
 * or folder that was chosen last for its purpose, also before the last start of Burnback. If there is no such folder,
 * @chooser shows the user's folder of downloads, or the home folder if there is none. No entry of a folder is
 * selected until the user selects one, except in a chooser of the desktop's portal.
 */
void bb_file_chooser_show (GtkFileChooserNative *chooser);

G_END_DECLS
