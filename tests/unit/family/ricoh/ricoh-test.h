/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/ricoh/bb-ricoh.h"

G_BEGIN_DECLS

/* Files and facts of Ricoh drives for the tests of the family. */

/** ricoh_make_bytes: Returns (transfer full) the image "ricoh-61" or its like: with another seed and signature. */
GBytes *ricoh_make_bytes (const char *seed, const char *signature);
/** ricoh_flip: Returns (transfer full) @bytes with the byte at @offset xor 1. */
GBytes *ricoh_flip (GBytes *bytes, gsize offset);
/** ricoh_make_facts: Returns (transfer full) the facts of a drive that runs its firmware. @signature, @brand:
 * (nullable): not known */
BbFacts *ricoh_make_facts (const char *signature, const char *brand);
/** ricoh_make_captures: Returns (transfer full) captures with @memory, the whole memory of a drive. */
BbCaptures *ricoh_make_captures (GBytes *memory);

G_END_DECLS
