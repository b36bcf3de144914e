/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bb_reason_row_new: Returns a row for a reason of a verdict, with an expander that explains @weight. @weight is
 * that of @reason, or %BB_WEIGHT_INFO if the verdict asks for no consent. */
GtkWidget *bb_reason_row_new (const BbReason *reason, BbWeight weight);

G_END_DECLS
