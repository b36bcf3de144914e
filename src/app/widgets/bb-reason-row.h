/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bb_reason_row_new: a row for a reason of a verdict. It opens and says what @weight means: that of the reason, or
 * less where nothing depends on it. */
GtkWidget *bb_reason_row_new (const BbReason *reason, BbWeight weight);

G_END_DECLS
