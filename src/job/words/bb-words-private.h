/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-words.h"
#include "scsi/bb-sense.h"

G_BEGIN_DECLS

/* Private to src/job/words: look-up in tables of sentences that have an enum as their index. */

/** bb_words_pick: (nullable): the translation of @texts[@code]; %NULL if @texts has no text for @code. */
const char *bb_words_pick (const char *const *texts, gsize n_texts, guint code);
/** bb_words_label: the translation of @texts[@code]; "" if @texts has no text for @code. */
const char *bb_words_label (const char *const *texts, gsize n_texts, guint code);

G_END_DECLS
