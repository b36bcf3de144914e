/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Functions that check the facts about a drive, a verdict, or an error. */

/** facts_have_evidence: TRUE if one of the sentences in the member `evidence` of @facts contains @text. */
gboolean facts_have_evidence (BbFacts *facts, const char *text);
/** facts_dup_evidence: Returns (transfer full) the sentences in the member `evidence` of @facts, one a line. */
char *facts_dup_evidence (BbFacts *facts);
/** assert_reason: asserts that reason @index of @verdict, from 0, has this code, weight and text. */
void assert_reason (BbVerdict *verdict, guint index, const char *code, BbWeight weight, const char *text);
/** assert_family_error: asserts that @error is the %BB_FAMILY_ERROR @code with this whole message. */
void assert_family_error (GError *error, int code, const char *message);

G_END_DECLS
