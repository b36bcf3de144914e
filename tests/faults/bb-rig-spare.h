/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"

G_BEGIN_DECLS

/* Saves time in thousands of programs that do nearly the same: fewer progress updates, and the SHA-256 of large
 * contents that occur often is remembered, and the firmware in them. */

/** bb_rig_spare_prepare: called before the first program is forked: allocates the memory for SHA-256 checksums that
 * all programs share. */
void bb_rig_spare_prepare (void);
/** bb_rig_spare_identify: called before each program is forked: identifies the firmware in contents that are
 * remembered since the last call. */
void bb_rig_spare_identify (BbCatalog *catalog);

G_END_DECLS
