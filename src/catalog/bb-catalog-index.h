/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog-schema.h"

G_BEGIN_DECLS

/*
 * The compiled catalog: one serialized GVariant in the byte order of this computer. Private to src/catalog.
 *
 *   t     magic; differs if the index has another byte order
 *   u     version of this format
 *   s     stamp: identifies the files that the index was compiled from
 *   as    warnings: the files or groups that were left out
 *   at    one array each for models, names, crossflashes and images: offsets of the entries in the strings
 *   a(tt) table for look-ups: offset of a term in the strings, number of the entry; sorted by the terms
 *   ay    strings, each followed by a zero byte
 *
 * Each entry and each term is one string. BB_INDEX_SEPARATOR separates the parts of the string:
 * - Entry: family, group, key, value, key, value and so on.
 * - Term: kind of look-up (BB_INDEX_BY_KEY, …), then the parts that belong to this kind.
 *
 * All arrays except the warnings have elements of fixed size. For other arrays in an untrusted GVariant, GLib would
 * check all offsets each time when one element is read.
 *
 * Opening the index reads only a few numbers at the end of the file. A look-up is a binary search in the table. The
 * file is not trusted: each offset is checked when it is used, and each text when an entry is made from it.
 */

/* Keys, values and names of groups contain no control characters, so they never contain the separator. */
#define BB_INDEX_SEPARATOR "\x1f"

/* First part of a term: its kind. The comments say what bb_catalog_index_find() finds for a term of this kind, and
 * the other parts of the term. */
#define BB_INDEX_BY_KEY "key"       /* finds one model; other parts: family, group */
#define BB_INDEX_BY_FAMILY "family" /* finds the models of a family; other part: family */
#define BB_INDEX_BY_VALUE "value"   /* finds the models with this value; other parts: family, key, value */
#define BB_INDEX_BY_NAME "name"     /* finds the names with these INQUIRY texts; other parts: vendor, product */
#define BB_INDEX_BY_MODEL "model"   /* finds the names of a model; other parts: family, group of the model */
#define BB_INDEX_BY_TYPE "type"     /* finds the #BbValueType of a key, not an entry; other parts: family, key */
#define BB_INDEX_BY_SUM "sum"       /* finds the known images with this checksum; other part: checksum */
#define BB_INDEX_IMAGES_OF "images" /* finds the known images of a family; other part: family */

typedef struct _BbCatalogIndex BbCatalogIndex;
typedef struct _BbCatalogBuilder BbCatalogBuilder;

/** bb_catalog_index_term: Returns (transfer full) the term of the kind @how (BB_INDEX_…) with the parts that follow
 * as arguments; the last argument is %NULL. */
char *bb_catalog_index_term (const char *how, ...) G_GNUC_NULL_TERMINATED;

BbCatalogBuilder *bb_catalog_builder_new (void);
void bb_catalog_builder_free (BbCatalogBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCatalogBuilder, bb_catalog_builder_free)
/** bb_catalog_builder_add_keys: Adds the types of the indexed keys of @family, which bb_catalog_find_models()
 * needs. */
void bb_catalog_builder_add_keys (BbCatalogBuilder *self, const char *family, const BbSchemaKey *keys, guint n_keys);
/** bb_catalog_builder_add: Adds one group, which must have been checked against @schema, and its rows in the look-up
 * table. */
void bb_catalog_builder_add (BbCatalogBuilder *self, BbCatalogSchema *schema, BbCatalogKind kind, const char *family,
                             const BbCatalogGroup *group);
/** bb_catalog_builder_finish: Returns (transfer full) the serialized index of all groups that were added. @stamp,
 * @warnings: stored in the index for bb_catalog_index_stamp() and bb_catalog_index_warnings() */
GBytes *bb_catalog_builder_finish (BbCatalogBuilder *self, const char *stamp, const char *const *warnings);

/**
 * bb_catalog_index_new: returns (transfer full) (nullable) the index in @bytes. Errors: %BB_CATALOG_ERROR_SYNTAX:
 * @bytes are no index of this version, or the last string is not terminated. Other damage is not detected here; the
 * look-ups tolerate it.
 */
BbCatalogIndex *bb_catalog_index_new (GBytes *bytes, GError **error);
/** bb_catalog_index_open: returns (transfer full) (nullable) the index in a file, which is mapped. Errors:
 * %G_FILE_ERROR; those of bb_catalog_index_new(). */
BbCatalogIndex *bb_catalog_index_open (const char *path, GError **error);
void bb_catalog_index_free (BbCatalogIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCatalogIndex, bb_catalog_index_free)

/** bb_catalog_index_release_pages: returns the memory of an index in a file to the system. The next look-up maps the
 * needed pages again. Does nothing for an index that was built in memory. */
void bb_catalog_index_release_pages (BbCatalogIndex *self);
/** bb_catalog_index_stamp: Returns the stamp, which identifies the files that the index was compiled from. */
const char *bb_catalog_index_stamp (BbCatalogIndex *self);
/** bb_catalog_index_warnings: Returns (transfer full) sentences about the files of the user that were left out. */
char **bb_catalog_index_warnings (BbCatalogIndex *self);
/** bb_catalog_index_data: Returns the whole serialized index, valid while @self exists. */
const guint8 *bb_catalog_index_data (BbCatalogIndex *self);
/** bb_catalog_index_size: Returns the size of the whole serialized index in bytes. */
gsize bb_catalog_index_size (BbCatalogIndex *self);
/** bb_catalog_index_count: Returns the number of entries of @kind. */
guint bb_catalog_index_count (BbCatalogIndex *self, BbCatalogKind kind);
/**
 * bb_catalog_index_entry: returns the string of entry @number, which must be below bb_catalog_index_count(). The
 * string is valid while @self exists, and not checked for UTF-8; "" if the index is damaged.
 */
const char *bb_catalog_index_entry (BbCatalogIndex *self, BbCatalogKind kind, guint number);
/** bb_catalog_index_find: Returns (transfer full) (element-type guint) the numbers of the entries for @term,
 * ascending. */
GArray *bb_catalog_index_find (BbCatalogIndex *self, const char *term);

G_END_DECLS
