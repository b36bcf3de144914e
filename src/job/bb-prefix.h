/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_prefix_init: where the data of this program are, if it was moved after it was installed. Call it first of all,
 * before there are threads.
 *
 * A program PREFIX/bin/NAME uses PREFIX/share/burnback and PREFIX/share/locale, whatever the prefix was when it was
 * built. It sets these variables of the environment, except those that are set already: BURNBACK_CATALOG (folder of
 * the catalog), BURNBACK_SCENARIOS (folder of the simulated drives), BURNBACK_LOCALE_DIR (folder of the
 * translations). Does nothing where there is no such folder, as in a build folder.
 */
void bb_prefix_init (void);

G_END_DECLS
