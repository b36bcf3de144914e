/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog.h"

G_BEGIN_DECLS

/* Common part of models, names, crossflashes and known images. Private to src/catalog. */

/* The struct behind BbModel, BbName, BbCrossflash and BbKnownImage. */
typedef struct {
    char **parts; /* owned: family, name of the group, then pairs of key and value */
    const char *family;
    const char *key;
    guint n_parts;
    gboolean users;
    BbCatalog *catalog; /* (nullable) owned: the catalog that this entry comes from */
} BbCatalogEntry;

/**
 * bb_catalog_entry_new: @text is from bb_catalog_index_entry(); a damaged text gives an entry with fewer parts.
 */
gpointer bb_catalog_entry_new (const char *text, gboolean users);
void bb_catalog_entry_unref (gpointer self);
/** bb_catalog_entry_text: returns the value of @key, "" if there is none. */
const char *bb_catalog_entry_text (gconstpointer self, const char *key);
BbConfidence bb_catalog_entry_confidence (gconstpointer self);

/** bb_catalog_text_contains: whether @text contains @part, ignoring case; @part must not be empty. */
gboolean bb_catalog_text_contains (const char *text, const char *part);
/**
 * bb_catalog_text_has_word: whether @text contains @word as a whole word, ignoring case: "DVR-109" has no
 * "DVR-10".
 */
gboolean bb_catalog_text_has_word (const char *text, const char *word);

G_END_DECLS
