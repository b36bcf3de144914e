/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_close_dialog_new:
 * @endangered: a drive would stay without valid firmware: closing is refused, with the reason
 *
 * Asks before the window is closed while a drive is worked on. %GTK_RESPONSE_ACCEPT: stop and close.
 */
GtkWidget *bb_close_dialog_new (GtkWindow *parent, gboolean endangered);

G_END_DECLS
