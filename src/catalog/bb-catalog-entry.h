/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog.h"

G_BEGIN_DECLS

/* Inside the catalog room only: what models, names, crossflashes and images have in common. */

/* The four public types are this. */
typedef struct {
    char **parts; /* owned: family, key, then pairs of a key and its value */
    const char *family;
    const char *key;
    guint n_parts;
    gboolean users;
    BbCatalog *catalog; /* (nullable) owned: the one that it was looked up in */
} BbCatalogEntry;

/** bb_catalog_entry_new: @text is of bb_catalog_index_entry(); of a broken one are the parts that are there. */
gpointer bb_catalog_entry_new (const char *text, gboolean users);
void bb_catalog_entry_unref (gpointer self);
/** bb_catalog_entry_get: (nullable): value of @key. */
const char *bb_catalog_entry_get (gconstpointer self, const char *key);
/** bb_catalog_entry_text: value of @key, "" when there is none. */
const char *bb_catalog_entry_text (gconstpointer self, const char *key);
BbConfidence bb_catalog_entry_confidence (gconstpointer self);

/** bb_catalog_text_contains: does @text contain @part, without case; @part must not be empty. */
gboolean bb_catalog_text_contains (const char *text, const char *part);
/** bb_catalog_text_speaks_of: as above, as a word of its own: "DVR-10" is not in "DVR-109". */
gboolean bb_catalog_text_speaks_of (const char *text, const char *word);

G_END_DECLS
