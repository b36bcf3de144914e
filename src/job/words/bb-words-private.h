/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-words.h"
#include "scsi/bb-sense.h"

#include <glib/gi18n-lib.h>

G_BEGIN_DECLS

/* Private to src/job/words: look-up in tables of sentences that have an enum as their index, and placeholders. */

/** BB_WORDS_UNLIKE_NAME: the sentence for a drive of bb_facts_is_unlike_name(), to be translated. */
#define BB_WORDS_UNLIKE_NAME                                                                                         \
    N_ ("The drive reports the name of a model in the catalog but responds differently. An adapter may be blocking " \
        "commands, or another model may have the same name. Connect the drive without an adapter, power cycle it, "  \
        "then use “Probe Further”.")
/** bb_words_pick: (nullable): the translation of @texts[@code]; %NULL if @texts has no text for @code. */
const char *bb_words_pick (const char *const *texts, gsize n_texts, guint code);
/** bb_words_label: the translation of @texts[@code]; "" if @texts has no text for @code. */
const char *bb_words_label (const char *const *texts, gsize n_texts, guint code);
/** bb_words_dup_filled_twice: (transfer full): @text with its two placeholders replaced by @first and @second: %s and
 * %s in this order, or %1$s and %2$s in any order. */
char *bb_words_dup_filled_twice (const char *text, const char *first, const char *second);
/** bb_words_unstable_reads: the sentence for firmware that differs from one read to the next. */
const char *bb_words_unstable_reads (void);
/** bb_words_dup_note: (transfer full): the sentence of @note; for the codes TEXT and COMPARED, the text that @note
 * contains. @has_left_mode: at the end of the job, the drive was not in recovery mode any more */
char *bb_words_dup_note (const BbNote *note, gboolean has_left_mode);
/** bb_words_dup_unflashed: (transfer full) (nullable): says that an interrupted flash was not completed, and that the
 * user can try it again; %NULL for other results. */
char *bb_words_dup_unflashed (const BbResult *result);
/** bb_words_dup_comparison: (transfer full): says what the firmware was compared with and, if no difference was
 * found, that it is identical. @compared_with of @result must not be %NULL. */
char *bb_words_dup_comparison (const BbResult *result);
/** bb_words_identity_unchanged: Returns the sentence that the stored identity was not changed. */
const char *bb_words_identity_unchanged (void);

G_END_DECLS
