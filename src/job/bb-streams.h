/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_streams_occupy: puts /dev/null where a standard stream is closed. Call it first of all.
 *
 * Else the next file that is opened takes the place of that stream: what is printed would then be written to a drive
 * or into a backup.
 */
void bb_streams_occupy (void);

G_END_DECLS
