/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bb_search_dup_folded: (transfer full): @text without case and accents, to be searched in. */
char *bb_search_dup_folded (const char *text);
/** bb_search_dup_words: (transfer full): what is searched for, word by word, folded; empty: nothing is. */
char **bb_search_dup_words (const char *text);
/** bb_search_matches: whether each of @words, of bb_search_dup_words(), is somewhere in @folded, in any order. */
gboolean bb_search_matches (const char *folded, const char *const *words);

G_END_DECLS
