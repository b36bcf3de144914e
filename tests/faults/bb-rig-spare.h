/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Saves time in thousands of programs that do nearly the same. */

/** bb_rig_spare_prepare: called before the first program: shares the results of each program with later ones. */
void bb_rig_spare_prepare (void);

G_END_DECLS
