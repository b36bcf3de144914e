/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"

G_BEGIN_DECLS

/* This file saves time in thousands of programs that do nearly the same: it leaves out most progress updates, and
 * remembers the identified image of large contents that occur often (bb-known-contents.h). */

/** bb_rig_spare_identify: identifies the firmware in the contents that have been remembered since the last call. Must
 * be called before each program is forked. */
void bb_rig_spare_identify (BbCatalog *catalog);

G_END_DECLS
