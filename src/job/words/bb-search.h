/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bb_search_dup_folded: (transfer full): @text in lower case and without accents; invalid UTF-8 is replaced. */
char *bb_search_dup_folded (const char *text);
/** bb_search_dup_words: (transfer full): the words of the search text @text, each as bb_search_dup_folded() returns
 * it; empty if there are none. */
char **bb_search_dup_words (const char *text);
/**
 * bb_search_matches:
 * @text: folded text to search in
 * @name: folded text that is searched in addition, such as another name of the drive; "" for none
 * @nodes: folded device names and nodes, in which numbers are compared as a whole
 * @words: the searched words, from bb_search_dup_words()
 *
 * Returns: %TRUE if each of @words is in @text, @name or @nodes, in any order. In @nodes, "sr1" and "1" match
 * "/dev/sr1" but not "/dev/sr10"; in @text and @name, "nd-3" matches "nd-3550a". Blanks, hyphens and underscores in
 * @text and @name need not be typed: "dvdrw420n" matches "dvd-rw 420n".
 */
gboolean bb_search_matches (const char *text, const char *name, const char *nodes, const char *const *words);

G_END_DECLS
