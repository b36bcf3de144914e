/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Widths of texts on a terminal, and texts in lines that fit. Nothing here prints. */

/** BB_CTL_WRAP_GAP: number of columns that a wrapped line leaves free at its end. If a text is indented, its lines
 * after the first are indented by the same number of columns more. */
#define BB_CTL_WRAP_GAP 2

/** bb_ctl_text_columns: returns the number of terminal columns that @text takes; a wide character takes two. */
guint bb_ctl_text_columns (const char *text);
/** bb_ctl_dup_padded: (transfer full): returns @text with spaces appended up to a width of @columns. */
char *bb_ctl_dup_padded (const char *text, guint columns);
/** bb_ctl_terminal_columns: returns the width of the terminal @fd, but at least 20; 80 if the terminal does not
 * report it. */
guint bb_ctl_terminal_columns (int fd);
/** bb_ctl_wrap: (transfer full) (element-type utf8): returns @text as lines that are at most @columns wide; at least
 * one line. */
GPtrArray *bb_ctl_wrap (const char *text, guint columns);
/** bb_ctl_wrap_indented: (transfer full) (element-type utf8): returns @text, one line without a line feed, as lines
 * without indentation that fit into @columns with it. @indent: (out): number of spaces at the beginning of @text */
GPtrArray *bb_ctl_wrap_indented (const char *text, guint columns, guint *indent);

G_END_DECLS
