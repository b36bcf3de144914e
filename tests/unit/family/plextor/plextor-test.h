/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plan-steps.h"
#include "shipped-catalog.h"

#include "family/plextor/bb-plextor.h"

G_BEGIN_DECLS

/* Facts and images of Plextor drives for the tests of the family. */

/** plextor_facts_new: Returns (transfer full) the facts of a drive of @model, a key of the catalog. */
BbFacts *plextor_facts_new (const char *model, const char *revision, BbCondition condition);
/** plextor_image_identify: Returns (transfer full) the identified image in @bytes, which must be the only one. */
BbImage *plextor_image_identify (GBytes *bytes);
/** plextor_make_bytes, plextor_make_image: Return (transfer full) an image that the simulator makes for @model.
 * @setting: (nullable): an option of bb_sim_make_image() */
GBytes *plextor_make_bytes (const char *model, const char *setting);
BbImage *plextor_make_image (const char *model, const char *setting);
/** plextor_hash_pieces: Returns (transfer full) the SHA-256 of the WRITE BUFFER lines of @plan. @n_pieces: (out):
 * number of these lines */
char *plextor_hash_pieces (BbPlan *plan, guint *n_pieces);

G_END_DECLS
