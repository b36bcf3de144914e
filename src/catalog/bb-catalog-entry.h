/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog.h"

G_BEGIN_DECLS

/* Inside the catalog room only: what models, names, crossflashes and images have in common. */

/* The four public types are this; its strings live in the index it came from. */
typedef struct {
    GVariant *entry; /* (ssa(ss)); keeps the bytes of the index */
    const char *family;
    const char *key;
    const char **pairs; /* key, value, key, value */
    gsize n_pairs;
    gboolean users;
} BbCatalogEntry;

/** bb_catalog_entry_new: @entry is an `(ssa(ss))`; %NULL only if its bytes are broken. */
gpointer bb_catalog_entry_new (GVariant *entry, gboolean users);
gpointer bb_catalog_entry_ref (gpointer self);
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
