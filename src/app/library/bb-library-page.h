/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbLibraryPage: The firmware library: its folders, the progress of the scan, files for connected drives, files for
 * other drives, encrypted (wrapped) files that need a key, and unidentified files. */
#define BB_TYPE_LIBRARY_PAGE (bb_library_page_get_type ())
G_DECLARE_FINAL_TYPE (BbLibraryPage, bb_library_page, BB, LIBRARY_PAGE, GtkBox)

GtkWidget *bb_library_page_new (BbEngine *engine);
/** bb_library_choose_folder: Opens a folder chooser and adds the chosen folder to the library of @engine. */
void bb_library_choose_folder (GtkWindow *window, BbEngine *engine);

G_END_DECLS
