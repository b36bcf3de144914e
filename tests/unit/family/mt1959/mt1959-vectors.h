/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mt1959-rig.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * The vectors of the second edition (vectors.json): cases and results that were computed from the page of the
 * protocol apart from this program.
 */

/** mt_vector: (transfer none): one of them. */
JsonObject *mt_vector (const char *name);
/** mt_case_string: (nullable): of a case. */
const char *mt_case_string (JsonObject *item, const char *key);
/** mt_vector_image: (transfer full): that of a vector which sends one; its hash is that of the vector. */
BbImage *mt_vector_image (JsonObject *vector);
/** mt_let_in_made_up_key: writes the made-up key to a file, names that as the user's, and lets it in. */
void mt_let_in_made_up_key (void);

G_END_DECLS
