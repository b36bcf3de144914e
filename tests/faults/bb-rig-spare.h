/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Saves time in thousands of programs that do nearly the same: fewer progress updates, and the SHA-256 of large
 * contents that occur often is remembered. */

/** bb_rig_spare_prepare: called before the first program is forked: allocates the memory for SHA-256 checksums that
 * all programs share. */
void bb_rig_spare_prepare (void);

G_END_DECLS
