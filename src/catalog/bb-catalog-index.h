/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog-schema.h"

G_BEGIN_DECLS

/*
 * Inside the catalog room only: the compiled form. One serialised GVariant in the byte order of
 * this computer:
 *
 *   t     magic (also tells a foreign byte order)
 *   u     version
 *   s     stamp: what it was compiled from
 *   as    warnings: what was left out
 *   at    models, names, crossflashes, images, an array each: where its string begins among the strings
 *   a(tt) table: where the term begins among the strings, number of the entry; sorted by the terms
 *   ay    strings, a zero after each
 *
 * The string of an entry is family, group, key, value, key, value and so on; that of a term begins
 * with the kind of look-up; BB_INDEX_SEPARATOR is between the parts. Only arrays of fixed size:
 * GVariant goes through all offsets of another one for each element it is asked for, when it does
 * not trust the bytes.
 *
 * Opening reads a handful of numbers at the end of the file; a look-up is a binary search in the
 * table. The bytes are not trusted: every offset is checked when it is used, every text when an
 * entry is made of it.
 */

/* No key, value or name of a group has it, nor any other control character. */
#define BB_INDEX_SEPARATOR "\x1f"

#define BB_INDEX_BY_KEY "key"       /* family, group */
#define BB_INDEX_BY_FAMILY "family" /* family */
#define BB_INDEX_BY_VALUE "value"   /* family, key, value */
#define BB_INDEX_BY_NAME "name"     /* vendor, product */
#define BB_INDEX_BY_MODEL "model"   /* family, group: the names of it */
#define BB_INDEX_BY_TYPE "type"     /* family, key; the number is the #BbValueType of a key that can be looked up */
#define BB_INDEX_BY_SUM "sum"       /* checksum of an image */
#define BB_INDEX_IMAGES_OF "images" /* family: its known images */

typedef struct _BbCatalogIndex BbCatalogIndex;
typedef struct _BbCatalogBuilder BbCatalogBuilder;

/** bb_catalog_index_term: (transfer full): a term of the table from its parts, ended by %NULL. */
char *bb_catalog_index_term (const char *how, ...) G_GNUC_NULL_TERMINATED;

BbCatalogBuilder *bb_catalog_builder_new (void);
void bb_catalog_builder_free (BbCatalogBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCatalogBuilder, bb_catalog_builder_free)
/** bb_catalog_builder_add_keys: types of a family's own keys, for looking up by their values. */
void bb_catalog_builder_add_keys (BbCatalogBuilder *self, const char *family, const BbSchemaKey *keys, guint n_keys);
/** bb_catalog_builder_add: one group, already checked against @schema, with all its rows in the table. */
void bb_catalog_builder_add (BbCatalogBuilder *self, BbCatalogSchema *schema, BbCatalogKind kind, const char *family,
                             const BbCatalogGroup *group);
/** bb_catalog_builder_finish: (transfer full): the bytes of the index. */
GBytes *bb_catalog_builder_finish (BbCatalogBuilder *self, const char *stamp, const char *const *warnings);

/** bb_catalog_index_new: (nullable): %NULL with %BB_CATALOG_ERROR_SYNTAX when @bytes are no index of this version. */
BbCatalogIndex *bb_catalog_index_new (GBytes *bytes, GError **error);
/** bb_catalog_index_open: maps a file. Errors: %G_FILE_ERROR; %BB_CATALOG_ERROR_SYNTAX as bb_catalog_index_new(). */
BbCatalogIndex *bb_catalog_index_open (const char *path, GError **error);
void bb_catalog_index_free (BbCatalogIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCatalogIndex, bb_catalog_index_free)

const char *bb_catalog_index_stamp (BbCatalogIndex *self);
/** bb_catalog_index_warnings: (transfer full) */
char **bb_catalog_index_warnings (BbCatalogIndex *self);
/** bb_catalog_index_data: the whole index, as long as @self lives. */
const guint8 *bb_catalog_index_data (BbCatalogIndex *self);
/** bb_catalog_index_size: bytes of the whole index. */
gsize bb_catalog_index_size (BbCatalogIndex *self);
guint bb_catalog_index_count (BbCatalogIndex *self, BbCatalogKind kind);
/** bb_catalog_index_entry: entry @number as it is stored, not checked for UTF-8, as long as @self
 * lives; @number must be below the count. */
const char *bb_catalog_index_entry (BbCatalogIndex *self, BbCatalogKind kind, guint number);
/** bb_catalog_index_find: (transfer full) (element-type guint): numbers of the entries under @term, ascending. */
GArray *bb_catalog_index_find (BbCatalogIndex *self, const char *term);

G_END_DECLS
