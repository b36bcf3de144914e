/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <handy.h>

G_BEGIN_DECLS

/** BbNameDialog: Asks for the user's own name of a drive, and saves it; an empty name removes it. Shows an error and
 * stays open if that fails. */
#define BB_TYPE_NAME_DIALOG (bb_name_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BbNameDialog, bb_name_dialog, BB, NAME_DIALOG, HdyWindow)

GtkWidget *bb_name_dialog_new (GtkWindow *parent, BbEngine *engine, BbEngineDrive *drive);

G_END_DECLS
