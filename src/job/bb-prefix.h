/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_prefix_init: finds the data of this program if it was moved after installation. Call it first, before threads
 * are started.
 *
 * A program PREFIX/bin/NAME uses PREFIX/share/burnback and PREFIX/share/locale, whatever its prefix was at build
 * time. Sets these variables of the environment unless they are set: BURNBACK_CATALOG (folder of the catalog),
 * BURNBACK_SCENARIOS (folder of the simulated drives), BURNBACK_LOCALE_DIR (folder of the translations). Does
 * nothing if there is no such folder, as in a build folder.
 */
void bb_prefix_init (void);

G_END_DECLS
