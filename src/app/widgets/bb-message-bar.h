/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbMessageBar: one line above the page: what is going on there, or why a request was not carried out. It takes room
 * of its own and covers nothing. Assistive technologies know it as a notification and announce each new text. Signal
 * "closed": the user dismissed it.
 */
#define BB_TYPE_MESSAGE_BAR (bb_message_bar_get_type ())
G_DECLARE_FINAL_TYPE (BbMessageBar, bb_message_bar, BB, MESSAGE_BAR, GtkBox)

/** bb_message_bar_show: @text: (nullable): %NULL hides it; @can_close: whether the user can dismiss it. */
void bb_message_bar_show (BbMessageBar *self, const char *text, gboolean can_close);
/** bb_message_bar_has_focus: whether the keyboard focus is in it. */
gboolean bb_message_bar_has_focus (BbMessageBar *self);
/** bb_message_bar_escape: dismisses it as Escape does while it has the focus; whether it did. */
gboolean bb_message_bar_escape (BbMessageBar *self);

G_END_DECLS
