/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_prefix_init: sets environment variables to the data folders of the running program, so that an installed program
 * still finds its data after it was moved. Call it first, before threads are started.
 *
 * For a program PREFIX/bin/NAME the data folders are in PREFIX/share. The variables:
 * - BURNBACK_CATALOG: folder of the catalog
 * - BURNBACK_SCENARIOS: folder of the simulated drives
 * - BURNBACK_LOCALE_DIR: folder of the translations
 *
 * A variable that is set already stays unchanged. Does nothing if there is no PREFIX/share/burnback, for example if
 * the program is in a build folder.
 */
void bb_prefix_init (void);

G_END_DECLS
