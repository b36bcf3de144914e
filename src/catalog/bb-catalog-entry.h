/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog.h"

G_BEGIN_DECLS

/* Common part of BbModel, BbName, BbCrossflash and BbKnownImage. Private to src/catalog. */

/* First member of the structs of BbModel, BbName, BbCrossflash and BbKnownImage. */
typedef struct {
    char *text;         /* owned: the parts, each followed by a zero byte */
    const char **parts; /* owned; point into the text: family, name of the group, then pairs of key and value */
    const char *family;
    const char *key; /* name of the group */
    guint n_parts;
    gboolean users;     /* TRUE if the entry is from a file of the user */
    BbCatalog *catalog; /* (nullable) owned: the catalog that this entry comes from */
} BbCatalogEntry;

/** bb_catalog_entry_new: returns (transfer full) an entry with @text, which is from bb_catalog_index_entry(). If the
 * text is damaged, the entry has fewer parts. @users: the entry is from a file of the user. */
gpointer bb_catalog_entry_new (const char *text, gboolean users);
void bb_catalog_entry_unref (gpointer self);
/** bb_catalog_entry_text: Returns the value of @key, "" if there is none. */
const char *bb_catalog_entry_text (gconstpointer self, const char *key);
/** bb_catalog_entry_confidence: Returns the value of the key Confidence; %BB_CONFIDENCE_LOW if it is missing or
 * unknown. */
BbConfidence bb_catalog_entry_confidence (gconstpointer self);

/** bb_catalog_text_contains: TRUE if @text contains @part, ignoring case; @part must not be empty. */
gboolean bb_catalog_text_contains (const char *text, const char *part);
/**
 * bb_catalog_text_has_word: TRUE if @text contains @word as a whole word, ignoring case: "DVR-109" does not contain
 * the word "DVR-10". %FALSE if @word is empty.
 */
gboolean bb_catalog_text_has_word (const char *text, const char *word);

G_END_DECLS
