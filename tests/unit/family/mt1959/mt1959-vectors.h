/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mt1959-rig.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Test vectors (vectors.json): inputs and results that were computed from the protocol page, independently of this
 * program. */

/** mt_vector: (transfer none): returns the vector @name. */
JsonObject *mt_vector (const char *name);
/** mt_case_string: (nullable): returns a string of a case. */
const char *mt_case_string (JsonObject *item, const char *key);
/** mt_vector_image: (transfer full): returns the image of a vector that sends one; checks its SHA-256. */
BbImage *mt_vector_image (JsonObject *vector);
/** mt_let_in_made_up_key: writes the key of the vectors to a file, sets it as key file, and makes its checksum valid.
 */
void mt_let_in_made_up_key (void);

G_END_DECLS
