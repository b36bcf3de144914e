/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What would take much of the time of thousands of programs that do nearly the same. */

/** bb_rig_spare_prepare: before the first program: what one program learns the next ones know. */
void bb_rig_spare_prepare (void);

G_END_DECLS
