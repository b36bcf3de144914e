/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_locale_init: the language of the user, for everything that a front end says. Call it first of all.
 *
 * BURNBACK_LOCALE_DIR names another folder of translations, such as po/ of a build that is not installed.
 */
void bb_locale_init (void);

/** bb_locale_speak_plainly: untranslated from now on, for what programs read. */
void bb_locale_speak_plainly (void);

G_END_DECLS
