/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-index.h"

#include "bb-catalog.h"

#include <string.h>
#include <sys/mman.h>

/* "BurnCat" and a zero byte, as a big-endian number; never change it. */
#define BB_INDEX_MAGIC G_GUINT64_CONSTANT (0x4275726e43617400)
/* Increase with every change of the index format, of the schema, or of the normal form of names. */
#define BB_INDEX_VERSION 6
/* GVariant type of the index (see bb-catalog-index.h), and indexes of its children: the first array of entries, the
 * table, the strings. */
#define BB_INDEX_TYPE "(tusasatatatata(tt)ay)"
#define BB_INDEX_FIRST_ENTRIES 4
#define BB_INDEX_TABLE (BB_INDEX_FIRST_ENTRIES + BB_CATALOG_N_KINDS)
#define BB_INDEX_STRINGS (BB_INDEX_TABLE + 1)

/* A row of the look-up table as it is stored. */
typedef struct {
    guint64 term;   /* offset of the term in the strings */
    guint64 number; /* number of the entry */
} BbCatalogRow;
G_STATIC_ASSERT (sizeof (BbCatalogRow) == 16);

struct _BbCatalogIndex {
    GVariant *root;    /* owns the memory to which the other fields point */
    GMappedFile *file; /* (nullable): the file that @root maps; %NULL if the index was built in memory */
    const guint64 *entries[BB_CATALOG_N_KINDS];
    gsize n_entries[BB_CATALOG_N_KINDS];
    const BbCatalogRow *rows;
    gsize n_rows;
    const char *strings;
    gsize strings_bytes; /* size of @strings */
};

struct _BbCatalogBuilder {
    GArray *entries[BB_CATALOG_N_KINDS]; /* guint64: offset of each entry in the strings */
    GArray *rows;                        /* BbCatalogRow */
    GString *strings;                    /* the strings, each followed by a zero byte */
};

/* Appends the separator and @part. */
static void
bb_catalog_add_part (GString *text, const char *part)
{
    g_string_append (text, BB_INDEX_SEPARATOR);
    g_string_append (text, part);
}

char *
bb_catalog_index_term (const char *how, ...)
{
    GString *term = g_string_new (how);
    va_list parts;

    va_start (parts, how);
    for (const char *part = va_arg (parts, const char *); part != NULL; part = va_arg (parts, const char *))
        bb_catalog_add_part (term, part);
    va_end (parts);
    return g_string_free (term, FALSE);
}

BbCatalogBuilder *
bb_catalog_builder_new (void)
{
    BbCatalogBuilder *self = g_new0 (BbCatalogBuilder, 1);

    for (guint kind = 0; kind < BB_CATALOG_N_KINDS; kind++)
        self->entries[kind] = g_array_new (FALSE, FALSE, sizeof (guint64));
    self->rows = g_array_new (FALSE, FALSE, sizeof (BbCatalogRow));
    self->strings = g_string_new (NULL);
    return self;
}

void
bb_catalog_builder_free (BbCatalogBuilder *self)
{
    for (guint kind = 0; kind < BB_CATALOG_N_KINDS; kind++)
        g_array_unref (self->entries[kind]);
    g_array_unref (self->rows);
    g_string_free (self->strings, TRUE);
    g_free (self);
}

/* Adds a row for @term (transfer full) and the entry @number to the look-up table. */
static void
bb_catalog_builder_add_row (BbCatalogBuilder *self, guint64 number, char *term)
{
    BbCatalogRow row = {.term = self->strings->len, .number = number};

    g_string_append_len (self->strings, term, (gssize) strlen (term) + 1);
    g_array_append_val (self->rows, row);
    g_free (term);
}

/* Adds rows for the values of indexed keys of a group. */
static void
bb_catalog_builder_add_values (BbCatalogBuilder *self, BbCatalogSchema *schema, guint64 number, BbCatalogKind kind,
                               const char *family, const BbCatalogGroup *group)
{
    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = &g_array_index (group->items, BbCatalogItem, i);
        const BbSchemaKey *key = bb_catalog_schema_find (schema, kind, family, item->key);
        g_auto (GStrv) terms = NULL;

        if (key == NULL || (key->flags & BB_KEY_INDEXED) == 0)
            continue;
        terms = bb_catalog_value_terms (key, item->value);
        for (guint j = 0; terms[j] != NULL; j++)
            bb_catalog_builder_add_row (
                self, number,
                kind == BB_CATALOG_KIND_IMAGE
                    ? bb_catalog_index_term (BB_INDEX_BY_SUM, terms[j], NULL)
                    : bb_catalog_index_term (BB_INDEX_BY_VALUE, family, item->key, terms[j], NULL));
    }
}

void
bb_catalog_builder_add_keys (BbCatalogBuilder *self, const char *family, const BbSchemaKey *keys, guint n_keys)
{
    for (guint i = 0; i < n_keys; i++) {
        if ((keys[i].flags & BB_KEY_INDEXED) != 0)
            bb_catalog_builder_add_row (self, keys[i].type,
                                        bb_catalog_index_term (BB_INDEX_BY_TYPE, family, keys[i].name, NULL));
    }
}

void
bb_catalog_builder_add (BbCatalogBuilder *self, BbCatalogSchema *schema, BbCatalogKind kind, const char *family,
                        const BbCatalogGroup *group)
{
    guint64 number = self->entries[kind]->len;
    guint64 where = self->strings->len;

    g_array_append_val (self->entries[kind], where);
    g_string_append (self->strings, family);
    bb_catalog_add_part (self->strings, group->title);
    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = &g_array_index (group->items, BbCatalogItem, i);

        bb_catalog_add_part (self->strings, item->key);
        bb_catalog_add_part (self->strings, item->value);
    }
    g_string_append_c (self->strings, '\0');

    if (kind == BB_CATALOG_KIND_MODEL) {
        bb_catalog_builder_add_row (self, number, bb_catalog_index_term (BB_INDEX_BY_FAMILY, family, NULL));
        bb_catalog_builder_add_row (self, number,
                                    bb_catalog_index_term (BB_INDEX_BY_KEY, family, group->title, NULL));
    } else if (kind == BB_CATALOG_KIND_NAME) {
        const char *product = bb_catalog_group_value (group, "Product");
        const char *model = bb_catalog_group_value (group, "Model");
        g_autofree char *name = bb_catalog_name_term (bb_catalog_group_value (group, "Vendor"), product);

        /* A name without a product would match no drive, so it needs no row. */
        if (product[0] != '\0')
            bb_catalog_builder_add_row (self, number, bb_catalog_index_term (BB_INDEX_BY_NAME, name, NULL));
        if (family[0] != '\0')
            bb_catalog_builder_add_row (self, number, bb_catalog_index_term (BB_INDEX_BY_MODEL, family, model, NULL));
    } else if (kind == BB_CATALOG_KIND_IMAGE) {
        bb_catalog_builder_add_row (self, number, bb_catalog_index_term (BB_INDEX_IMAGES_OF, family, NULL));
    }
    if (kind == BB_CATALOG_KIND_MODEL || kind == BB_CATALOG_KIND_IMAGE)
        bb_catalog_builder_add_values (self, schema, number, kind, family, group);
}

/* Orders rows by their terms, and rows with the same term by the numbers of their entries. */
static int
bb_catalog_row_compare (gconstpointer a, gconstpointer b, gpointer strings)
{
    const BbCatalogRow *left = a;
    const BbCatalogRow *right = b;
    int order = strcmp ((const char *) strings + left->term, (const char *) strings + right->term);

    if (order != 0)
        return order;
    return (left->number > right->number) - (left->number < right->number);
}

GBytes *
bb_catalog_builder_finish (BbCatalogBuilder *self, const char *stamp, const char *const *warnings)
{
    g_autoptr (GVariant) root = NULL;
    GVariantBuilder builder;

    g_array_sort_with_data (self->rows, bb_catalog_row_compare, self->strings->str);
    g_variant_builder_init (&builder, G_VARIANT_TYPE (BB_INDEX_TYPE));
    g_variant_builder_add (&builder, "t", BB_INDEX_MAGIC);
    g_variant_builder_add (&builder, "u", (guint32) BB_INDEX_VERSION);
    g_variant_builder_add (&builder, "s", stamp);
    g_variant_builder_add_value (&builder, g_variant_new_strv (warnings, -1));
    for (guint kind = 0; kind < BB_CATALOG_N_KINDS; kind++)
        g_variant_builder_add_value (&builder,
                                     g_variant_new_fixed_array (G_VARIANT_TYPE ("t"), self->entries[kind]->data,
                                                                self->entries[kind]->len, sizeof (guint64)));
    g_variant_builder_add_value (&builder, g_variant_new_fixed_array (G_VARIANT_TYPE ("(tt)"), self->rows->data,
                                                                      self->rows->len, sizeof (BbCatalogRow)));
    g_variant_builder_add_value (
        &builder, g_variant_new_fixed_array (G_VARIANT_TYPE ("y"), self->strings->str, self->strings->len, 1));
    root = g_variant_ref_sink (g_variant_builder_end (&builder));
    return g_variant_get_data_as_bytes (root);
}

/* Returns the elements of array @child of the root. @self->root owns their memory. */
static gconstpointer
bb_catalog_index_get_array (BbCatalogIndex *self, guint child, gsize element_bytes, gsize *n_elements)
{
    g_autoptr (GVariant) array = g_variant_get_child_value (self->root, child);

    return g_variant_get_fixed_array (array, n_elements, element_bytes);
}

BbCatalogIndex *
bb_catalog_index_new (GBytes *bytes, GError **error)
{
    g_autoptr (BbCatalogIndex) self = g_new0 (BbCatalogIndex, 1);
    guint64 magic = 0;
    guint32 version = 0;

    self->root = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (BB_INDEX_TYPE), bytes, FALSE));
    g_variant_get_child (self->root, 0, "t", &magic);
    g_variant_get_child (self->root, 1, "u", &version);
    if (magic != BB_INDEX_MAGIC || version != BB_INDEX_VERSION) {
        g_set_error (error, BB_CATALOG_ERROR, BB_CATALOG_ERROR_SYNTAX, "not a catalog index of version %d",
                     BB_INDEX_VERSION);
        return NULL;
    }
    for (guint kind = 0; kind < BB_CATALOG_N_KINDS; kind++)
        self->entries[kind] = bb_catalog_index_get_array (self, BB_INDEX_FIRST_ENTRIES + kind, sizeof (guint64),
                                                          &self->n_entries[kind]);
    self->rows = bb_catalog_index_get_array (self, BB_INDEX_TABLE, sizeof (BbCatalogRow), &self->n_rows);
    self->strings = bb_catalog_index_get_array (self, BB_INDEX_STRINGS, 1, &self->strings_bytes);
    if (self->strings_bytes > 0 && self->strings[self->strings_bytes - 1] != '\0') {
        g_set_error_literal (error, BB_CATALOG_ERROR, BB_CATALOG_ERROR_SYNTAX, "the catalog index is damaged");
        return NULL;
    }
    return g_steal_pointer (&self);
}

BbCatalogIndex *
bb_catalog_index_open (const char *path, GError **error)
{
    g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
    g_autoptr (GBytes) bytes = NULL;
    BbCatalogIndex *self = NULL;

    if (file == NULL)
        return NULL;
    bytes = g_mapped_file_get_bytes (file);
    self = bb_catalog_index_new (bytes, error);
    if (self == NULL)
        g_prefix_error (error, "%s: ", path);
    else
        self->file = g_steal_pointer (&file);
    return self;
}

void
bb_catalog_index_free (BbCatalogIndex *self)
{
    g_clear_pointer (&self->root, g_variant_unref);
    g_clear_pointer (&self->file, g_mapped_file_unref);
    g_free (self);
}

void
bb_catalog_index_release_pages (BbCatalogIndex *self)
{
    /* Pages can be released only if the index is a read-only mapping of a file, from which they can be read again. */
    if (self->file != NULL && g_mapped_file_get_length (self->file) > 0)
        (void) madvise (g_mapped_file_get_contents (self->file), g_mapped_file_get_length (self->file),
                        MADV_DONTNEED);
}

const char *
bb_catalog_index_stamp (BbCatalogIndex *self)
{
    const char *stamp = NULL;

    g_variant_get_child (self->root, 2, "&s", &stamp);
    return stamp;
}

char **
bb_catalog_index_warnings (BbCatalogIndex *self)
{
    g_autoptr (GVariant) warnings = g_variant_get_child_value (self->root, 3);

    return g_variant_dup_strv (warnings, NULL);
}

const guint8 *
bb_catalog_index_data (BbCatalogIndex *self)
{
    return g_variant_get_data (self->root);
}

gsize
bb_catalog_index_size (BbCatalogIndex *self)
{
    return g_variant_get_size (self->root);
}

guint
bb_catalog_index_count (BbCatalogIndex *self, BbCatalogKind kind)
{
    return (guint) self->n_entries[kind];
}

/* Returns the string at offset @where; "" if the index has no such offset. Every string is terminated, because
 * bb_catalog_index_new() checked that the last byte is zero. */
static const char *
bb_catalog_index_string (BbCatalogIndex *self, guint64 where)
{
    return where < self->strings_bytes ? self->strings + where : "";
}

const char *
bb_catalog_index_entry (BbCatalogIndex *self, BbCatalogKind kind, guint number)
{
    return bb_catalog_index_string (self, self->entries[kind][number]);
}

GArray *
bb_catalog_index_find (BbCatalogIndex *self, const char *term)
{
    GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
    gsize low = 0;
    gsize high = self->n_rows;

    while (low < high) {
        gsize middle = low + (high - low) / 2;

        if (strcmp (bb_catalog_index_string (self, self->rows[middle].term), term) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < self->n_rows && g_str_equal (bb_catalog_index_string (self, self->rows[low].term), term); low++) {
        guint number = (guint) self->rows[low].number;

        g_array_append_val (numbers, number);
    }
    return numbers;
}
