/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Text for a terminal. Names of files, entries of archives, manifests and answers of drives may hold anything: bytes
 * that steer the terminal, characters that turn or hide what stands around them, ends of lines that forge a message.
 * These are shown as escapes ("\x1b", "\u202e"). Pure functions; any thread.
 */

/**
 * bb_harmless_dup:
 * @text: any bytes
 *
 * Replaces control characters (line ends and tabulators too), format characters (bidirectional overrides, invisible
 * ones) and whatever is not UTF-8.
 *
 * Returns: (transfer full): valid UTF-8 on one line
 */
char *bb_harmless_dup (const char *text);

/**
 * bb_harmless_vprintf:
 * @format: of this program; its line ends stay
 *
 * Formats as g_strdup_vprintf(), and replaces in the arguments what bb_harmless_dup() replaces.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *bb_harmless_vprintf (const char *format, va_list arguments) G_GNUC_PRINTF (1, 0);

/** bb_harmless_json: (transfer full): the JSON text @json, whose strings may not be UTF-8, as valid JSON with the
 * same strings; what a terminal would act on is escaped as JSON has it, what is not UTF-8 becomes U+FFFD. */
char *bb_harmless_json (const char *json);

G_END_DECLS
