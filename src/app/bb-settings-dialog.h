/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/** BbSettingsDialog: what can be chosen; every change counts at once. */
#define BB_TYPE_SETTINGS_DIALOG (bb_settings_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BbSettingsDialog, bb_settings_dialog, BB, SETTINGS_DIALOG, HdyWindow)

GtkWidget *bb_settings_dialog_new (GtkWindow *parent);

G_END_DECLS
