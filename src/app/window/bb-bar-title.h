/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/** bb_bar_title_show: Shows the name of the program in @bar, and @subject (nullable) below it. @subject is what the
 * window shows, such as "43 % - Flashing sr0". */
void bb_bar_title_show (HdyHeaderBar *bar, const char *subject);
/** bb_bar_title_show_narrow: Shows @subject (nullable) in @bar of a narrow window, which has no room for the name of
 * the program beside a subject. @subject should be short, such as "43 % · sr0"; if it does not fit into one line, it
 * is wrapped. If @subject is %NULL, shows the name of the program. */
void bb_bar_title_show_narrow (HdyHeaderBar *bar, const char *subject);

G_END_DECLS
