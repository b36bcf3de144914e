/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <handy.h>

G_BEGIN_DECLS

/** BbSettingsDialog: The settings; each change takes effect immediately. */
#define BB_TYPE_SETTINGS_DIALOG (bb_settings_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BbSettingsDialog, bb_settings_dialog, BB, SETTINGS_DIALOG, HdyWindow)

/** bb_settings_dialog_new: @engine: (nullable): %NULL if the drives could not be listed. */
GtkWidget *bb_settings_dialog_new (GtkWindow *parent, BbEngine *engine);
/** bb_settings_dialog_focus_expert: Scrolls to the setting “Expert operations” and gives its switch the focus. */
void bb_settings_dialog_focus_expert (BbSettingsDialog *self);
/** bb_settings_dialog_focus_key: Scrolls to the key file and gives it the focus. */
void bb_settings_dialog_focus_key (BbSettingsDialog *self);

G_END_DECLS
