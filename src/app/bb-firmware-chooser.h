/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_firmware_chooser_new: Returns (transfer full) a modal file chooser for firmware and boot code. It shows the
 * folder of the file that was chosen last in a chooser of this kind, also before the last start of Burnback. Before
 * the first such file, it shows the user's folder of downloads, or the home folder if there is none.
 * @title: of the dialog
 * @widget: in the window to which the dialog belongs; need not be in a window
 * @accept: label of the button that accepts the file
 */
GtkFileChooserNative *bb_firmware_chooser_new (const char *title, GtkWidget *widget, const char *accept);

G_END_DECLS
