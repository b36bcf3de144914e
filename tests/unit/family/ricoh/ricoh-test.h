/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/ricoh/bb-ricoh.h"

G_BEGIN_DECLS

/* Files and facts of Ricoh drives for the tests of the family. */

/** ricoh_make_bytes: Returns (transfer full) an image that the simulator makes. @seed: such as "0x61"; @signature:
 * such as "MMP599SIM" */
GBytes *ricoh_make_bytes (const char *seed, const char *signature);
/** ricoh_flip: Returns (transfer full) a copy of @bytes with the lowest bit of the byte at @offset inverted. */
GBytes *ricoh_flip (GBytes *bytes, gsize offset);
/** ricoh_make_facts: Returns (transfer full) the facts of a drive that runs its firmware. @signature, @brand:
 * (nullable): %NULL: not known */
BbFacts *ricoh_make_facts (const char *signature, const char *brand);
/** ricoh_make_captures: Returns (transfer full) captures with @memory, the whole memory of a drive. */
BbCaptures *ricoh_make_captures (GBytes *memory);
/** ricoh_judge: Returns the result of bb_ricoh_judge() for a flash of @image. @after: facts of the drive both before
 * and after the flash. @memory: (nullable): what was read back. @old: (nullable): the memory in the backup.
 * @n_differences: (out) (optional). @why: (out) (optional) (transfer full): as of bb_ricoh_judge() */
BbProof ricoh_judge (BbImage *image, BbFacts *after, GBytes *memory, GBytes *old, gboolean power_cycled,
                     guint *n_differences, char **why);

G_END_DECLS
