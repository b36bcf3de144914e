/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bb_reason_row_new: Returns a row for a reason of a verdict, with the icon of @weight, which may differ from the
 * weight of @reason. @explains: a second line says what @weight means for the user (bb_app_weight_sentence()). */
GtkWidget *bb_reason_row_new (const BbReason *reason, BbWeight weight, gboolean explains);

G_END_DECLS
