/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bb_search_dup_folded: (transfer full): @text without case and accents, to be searched in. */
char *bb_search_dup_folded (const char *text);
/** bb_search_dup_words: (transfer full): what is searched for, word by word, folded; empty: nothing is. */
char **bb_search_dup_words (const char *text);
/**
 * bb_search_matches:
 * @text: folded
 * @nodes: folded: short names and nodes, that are told apart by their number
 * @words: of bb_search_dup_words()
 *
 * Whether each of @words is somewhere in @text or @nodes, in any order. In @nodes a number counts as a whole: "sr1"
 * and "1" are in "/dev/sr1" and not in "/dev/sr10"; in @text "nd-3" is in "nd-3550a".
 */
gboolean bb_search_matches (const char *text, const char *nodes, const char *const *words);

G_END_DECLS
