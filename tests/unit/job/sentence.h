/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/words/bb-words.h"

G_BEGIN_DECLS

/* Shared by the tests of the sentences that users read. */

/* The name of the drive in these sentences. */
#define SENTENCE_DRIVE "sr0"
/* A message for errors whose message is a whole sentence. */
#define SENTENCE_SAID "Something is so."

/** sentence_assert_ends: Asserts that @text begins with a capital letter or SENTENCE_DRIVE, contains no identifier,
 * placeholder or doubled punctuation, and ends with one of the characters @ends. @where: what the sentence is about;
 * text for the message of a failed assertion. */
void sentence_assert_ends (const char *text, const char *ends, const char *where);
/** sentence_assert_is_plain: sentence_assert_ends() for sentences that end with a full stop. */
void sentence_assert_is_plain (const char *text, const char *where);
/** sentence_list_caution: Returns (transfer full) (element-type BbConsent): a list with one open consent of kind
 * CAUTION, which quotes @reasons. */
GPtrArray *sentence_list_caution (const char *reasons);

G_END_DECLS
