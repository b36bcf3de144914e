/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbLibraryPage: the firmware library: its folders, how far the scan is, what fits which drive, what is for other
 * drives, and what could not be identified.
 */
#define BB_TYPE_LIBRARY_PAGE (bb_library_page_get_type ())
G_DECLARE_FINAL_TYPE (BbLibraryPage, bb_library_page, BB, LIBRARY_PAGE, GtkBox)

GtkWidget *bb_library_page_new (BbEngine *engine);
/** bb_library_choose_folder: asks for a folder, and adds it to the library of @engine. */
void bb_library_choose_folder (GtkWindow *window, BbEngine *engine);

G_END_DECLS
