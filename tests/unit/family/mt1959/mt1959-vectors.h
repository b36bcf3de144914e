/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mt1959-rig.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Test vectors (vectors.json): inputs and results that were computed from mediatek-mt1959.md, independently of this
 * program. */

/** mt_vector: Returns (transfer none) the vector @name. */
JsonObject *mt_vector (const char *name);
/** mt_case_string: Returns (nullable) the text @key of the test case @item; %NULL if vectors.json has null there. */
const char *mt_case_string (JsonObject *item, const char *key);
/** mt_vector_image: Returns (transfer full) the image of a vector, whose SHA-256 is checked. */
BbImage *mt_vector_image (JsonObject *vector);
/** mt_let_in_made_up_key: Writes the invented key of the vectors to a file, sets this file as key file, and makes
 * bb_key_file_read() accept the key. */
void mt_let_in_made_up_key (void);

G_END_DECLS
