/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

G_BEGIN_DECLS

/**
 * BbViewMessage: The message above the pages of one drive: a file is being read or was not opened, or an operation is
 * running. Signal "changed": bb_view_message_dup() returns another text.
 */
#define BB_TYPE_VIEW_MESSAGE (bb_view_message_get_type ())
G_DECLARE_FINAL_TYPE (BbViewMessage, bb_view_message, BB, VIEW_MESSAGE, GObject)

/** bb_view_message_new: Returns (transfer full) an object without a message. When @operation emits "overtaken",
 * because a chosen file is not opened, the object shows the reason as its message. */
BbViewMessage *bb_view_message_new (BbOperation *operation);
/** bb_view_message_set: Shows @text (transfer full) (nullable) instead of an earlier text, and emits "changed";
 * %NULL: none. @is_about_job: the text is removed when the running job ends; otherwise it stays until the user
 * closes it. */
void bb_view_message_set (BbViewMessage *self, char *text, gboolean is_about_job);
/** bb_view_message_show_not_opened: Shows that the file @name was not opened. @pattern: the sentence, with one %s for
 * the name. */
void bb_view_message_show_not_opened (BbViewMessage *self, const char *pattern, const char *name);
/** bb_view_message_close: Removes the text and emits "changed"; does nothing if there is no text. */
void bb_view_message_close (BbViewMessage *self);
/** bb_view_message_end_job: Closes a message that is about the job that ended. */
void bb_view_message_end_job (BbViewMessage *self);

/** bb_view_message_begin_pending: Call when a file was chosen. If the file is not read within a quarter of a second,
 * a message says what Burnback waits for. bb_view_message_end_pending() removes that message without emitting
 * "changed". */
void bb_view_message_begin_pending (BbViewMessage *self);
/** bb_view_message_end_pending: Removes the message about a chosen file that is being read, or prevents it, without
 * emitting "changed". */
void bb_view_message_end_pending (BbViewMessage *self);

/** bb_view_message_dup: Returns (transfer full) (nullable) the text to show: the message and, in a further line, the
 * reason why a chosen file still waits. %NULL if there is neither. @can_close: (out): TRUE if the text contains the
 * message; the user can then dismiss the text. */
char *bb_view_message_dup (BbViewMessage *self, gboolean *can_close);

G_END_DECLS
