/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/** bb_ctl_catalog_draft: `catalog draft`: prints an entry for a names file, made from the text report at @path.
 * Returns the exit code:
 * - %BB_EXIT_NOT_PERMITTED or %BB_EXIT_NOT_FOUND if the file cannot be read
 * - %BB_EXIT_FAILED if the file is too large, or is no text report with vendor and product */
int bb_ctl_catalog_draft (BbCtl *ctl, const char *path);

G_END_DECLS
