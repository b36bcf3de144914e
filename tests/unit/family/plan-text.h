/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

/**
 * plan_text_hash:
 *
 * Returns: (transfer full): the SHA-256, in hexadecimal, of a text with every member of every section, step, capture
 * and region of @plan, and with the bytes that @plan sends or compares
 */
char *plan_text_hash (BbPlan *plan);

/** plan_text_dup: Returns (transfer full) the text of plan_text_hash(), a line for each section and step, to see what
 * changed. */
char *plan_text_dup (BbPlan *plan);

/** plan_text_assert: asserts the text of @plan. The text is that of plan_text_dup() with two changes. Of successive
 * steps with equal purpose and operation code, it has only the first and the last. Of the SHA-256 of a blob, it has
 * only the first eight digits. */
void plan_text_assert (BbPlan *plan, const char *wanted);

G_END_DECLS
