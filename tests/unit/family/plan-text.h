/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

/**
 * plan_text_hash: makes a text with every member of every section, step, capture and region of @plan, and with the
 * bytes that @plan sends or compares.
 *
 * Returns: (transfer full): the SHA-256 of this text, in hexadecimal
 */
char *plan_text_hash (BbPlan *plan);

/** plan_text_dup: Returns (transfer full) the text of plan_text_hash(), a line for each section and step, to see what
 * changed. */
char *plan_text_dup (BbPlan *plan);

/** plan_text_assert: asserts that the text of @plan equals @wanted. The text is that of plan_text_dup(), shortened in
 * two ways: of successive steps with equal purpose and operation code, only the first and the last are left; of the
 * SHA-256 of a blob, only the first eight digits are left. */
void plan_text_assert (BbPlan *plan, const char *wanted);

G_END_DECLS
