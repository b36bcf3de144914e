/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_locale_init: sets the locale from the environment and binds the translations. Call it before everything else.
 *
 * BURNBACK_LOCALE_DIR names another folder of translations, for example po/ of a build folder.
 */
void bb_locale_init (void);

/** bb_locale_speak_plainly: turns translation off. Called for output that programs read. */
void bb_locale_speak_plainly (void);

G_END_DECLS
