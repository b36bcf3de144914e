/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes text safe to print on a terminal. File names, archive entries, manifests and replies of drives may contain
 * bytes that control the terminal, characters that reorder or hide the text around them, and line ends that forge a
 * message. All of these are replaced by escapes ("\x1b", "\u202e"). Pure functions; any thread. */

/**
 * bb_harmless_dup:
 * @text: any bytes
 *
 * Replaces control characters (also line ends and tabs), format characters (bidirectional overrides, invisible
 * characters), line and paragraph separators, and invalid UTF-8 by escapes.
 *
 * Returns: (transfer full): valid UTF-8 on one line
 */
char *bb_harmless_dup (const char *text);

/**
 * bb_harmless_vprintf:
 * @format: a format of this program; its line ends are not escaped
 *
 * Formats like g_strdup_vprintf(), then escapes the whole text as bb_harmless_dup() does, except the line ends of
 * @format. Widths in @format count the bytes before escaping.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *bb_harmless_vprintf (const char *format, va_list arguments) G_GNUC_PRINTF (1, 0);

/**
 * bb_harmless_json: (transfer full): returns the JSON text @json as valid UTF-8 that is safe to print.
 *
 * The characters that bb_harmless_dup() replaces become JSON escapes, so the strings keep their value. Invalid UTF-8
 * becomes U+FFFD. Line ends and blanks between the tokens of @json stay. There must be no tabs between the tokens.
 */
char *bb_harmless_json (const char *json);

G_END_DECLS
