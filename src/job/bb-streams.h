/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_streams_occupy: opens /dev/null for each closed standard stream. Call it before anything opens a file.
 *
 * Otherwise the next opened file would get the descriptor of a standard stream, and output would be written to a
 * drive or into a backup.
 */
void bb_streams_occupy (void);

G_END_DECLS
