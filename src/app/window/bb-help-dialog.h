/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/** BbHelpDialog: Shows one topic of the help, with links to other topics. Needs no network. */
#define BB_TYPE_HELP_DIALOG (bb_help_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BbHelpDialog, bb_help_dialog, BB, HELP_DIALOG, HdyWindow)

/** bb_help_dialog_new: @topic_id: topic in ui/help-topics.ui to show; if the file has no such topic, shows its first
 * one. The dialog is at most as large as @parent. */
GtkWidget *bb_help_dialog_new (GtkWindow *parent, const char *topic_id);

G_END_DECLS
