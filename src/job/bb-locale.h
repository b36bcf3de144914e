/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_locale_init: sets the locale from the environment and binds the translations. Call it after
 * bb_prefix_init() and before any text is translated.
 *
 * BURNBACK_LOCALE_DIR names another folder of translations, for example po/ of a build folder.
 */
void bb_locale_init (void);

/** bb_locale_speak_plainly: turns the translation of messages off, for output that programs read. */
void bb_locale_speak_plainly (void);

/**
 * bb_locale_dup_time: (transfer full) (nullable): local date and time in the format of the locale. In the locale "C"
 * the format is that of ISO 8601, because the format of "C" does not show which number is the day and which is the
 * month. Returns %NULL if @unix_seconds is out of range.
 */
char *bb_locale_dup_time (gint64 unix_seconds);

G_END_DECLS
