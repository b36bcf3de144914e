/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-words.h"
#include "scsi/bb-sense.h"

G_BEGIN_DECLS

/* Private to src/job/words: tables of sentences, indexed by code. */

/** bb_words_pick: (nullable): the translation of @texts[@code]; %NULL if it has none. */
const char *bb_words_pick (const char *const *texts, gsize n_texts, guint code);
/** bb_words_label: the same, but "" instead of %NULL. */
const char *bb_words_label (const char *const *texts, gsize n_texts, guint code);

G_END_DECLS
