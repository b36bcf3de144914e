/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-app-source.h"

#include <handy.h>

G_BEGIN_DECLS

/** BbWindow: The main window: the list of drives, and the page of the selected one. */
#define BB_TYPE_WINDOW (bb_window_get_type ())
G_DECLARE_FINAL_TYPE (BbWindow, bb_window, BB, WINDOW, HdyApplicationWindow)

GtkWidget *bb_window_new (GtkApplication *app);
/** bb_window_set_source: Lists the drives of @source and enables the actions. Afterwards, from the idle queue, opens
 * the file that waits for the drives, probes the drives, and scans the library. */
void bb_window_set_source (BbWindow *self, BbAppSource *source);
/** bb_window_show_failure: Shows why the drives cannot be listed, and enables "win.look-again", which tries again. */
void bb_window_show_failure (BbWindow *self, const char *message);
/**
 * bb_window_open_file: Opens @file, a firmware file or a folder with such files. The first case that applies:
 * - The page of a connected drive is shown: reviews the file for that drive, or searches the folder for firmware for
 *   that drive. If several drives are connected, a page that the program itself opened at the start does not count.
 * - Several drives are connected: adds a folder to the library. Gives a file to the batch page if that page is shown,
 *   else asks for which drive the file is.
 * - One drive is connected and the page of no drive is shown: does the same as in the first case for this drive.
 * - Otherwise @file waits until a drive is connected.
 */
void bb_window_open_file (BbWindow *self, GFile *file);

G_END_DECLS
