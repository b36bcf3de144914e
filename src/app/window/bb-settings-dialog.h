/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <handy.h>

G_BEGIN_DECLS

/** BbSettingsDialog: what can be chosen; every change counts at once. */
#define BB_TYPE_SETTINGS_DIALOG (bb_settings_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BbSettingsDialog, bb_settings_dialog, BB, SETTINGS_DIALOG, HdyWindow)

/** bb_settings_dialog_new: @engine: (nullable): none where there could be none. */
GtkWidget *bb_settings_dialog_new (GtkWindow *parent, BbEngine *engine);
/** bb_settings_dialog_focus_key: begins with the key file. */
void bb_settings_dialog_focus_key (BbSettingsDialog *self);

G_END_DECLS
