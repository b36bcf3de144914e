/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bb_reason_row_new: Returns a row for a reason of a verdict, with the sign of @weight. @weight is less than the
 * weight of @reason if the reason does not count as a warning. @explains: a second line says whether the user can
 * continue. */
GtkWidget *bb_reason_row_new (const BbReason *reason, BbWeight weight, gboolean explains);

G_END_DECLS
