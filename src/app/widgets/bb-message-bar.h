/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbMessageBar: A line between title bar and page, with a status or the reason why a request was not carried out. The
 * bar has the accessible role of a notification, and screen readers announce each new text. Signal "closed": the user
 * wants to dismiss the bar, which the handler must hide.
 */
#define BB_TYPE_MESSAGE_BAR (bb_message_bar_get_type ())
G_DECLARE_FINAL_TYPE (BbMessageBar, bb_message_bar, BB, MESSAGE_BAR, GtkBox)

/** bb_message_bar_show: Shows @text, or hides the bar if @text is %NULL. @can_close: whether the user can dismiss
 * the bar. Screen readers speak a text that replaces another one. */
void bb_message_bar_show (BbMessageBar *self, const char *text, gboolean can_close);
/** bb_message_bar_set_drive: Shows a button that opens the page of the drive with the short name @drive and closes
 * the bar; hides it if @drive is %NULL. */
void bb_message_bar_set_drive (BbMessageBar *self, const char *drive);
/** bb_message_bar_set_narrow: Places the button of bb_message_bar_set_drive() below the text if @narrow, else beside
 * it.
 */
void bb_message_bar_set_narrow (BbMessageBar *self, gboolean narrow);
/** bb_message_bar_has_focus: Returns TRUE if the keyboard focus is on a button of the bar. */
gboolean bb_message_bar_has_focus (BbMessageBar *self);
/** bb_message_bar_escape: Handles Escape. Emits "closed" and returns TRUE if the bar has the focus; otherwise
 * returns FALSE. */
gboolean bb_message_bar_escape (BbMessageBar *self);

G_END_DECLS
