/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-index.h"

#include "bb-catalog.h"

#include <string.h>

/* "BurnCat" and a zero, as a big-endian computer would read it; never change it. */
#define BB_INDEX_MAGIC G_GUINT64_CONSTANT (0x4275726e43617400)
/* Count up with every change of the form, of the schema or of the normal form of names. */
#define BB_INDEX_VERSION 1
#define BB_INDEX_ENTRY "(ssa(ss))"
#define BB_INDEX_TYPE \
    "(tusas"          \
    "a" BB_INDEX_ENTRY "a" BB_INDEX_ENTRY "a" BB_INDEX_ENTRY "a" BB_INDEX_ENTRY "a(su))"
#define BB_INDEX_FIRST_ENTRIES 4
#define BB_INDEX_TABLE (BB_INDEX_FIRST_ENTRIES + BB_CATALOG_N_KINDS)

struct _BbCatalogIndex {
    GVariant *root;
    GVariant *entries[BB_CATALOG_N_KINDS];
    GVariant *table;
};

typedef struct {
    char *term;
    guint32 number;
} BbCatalogRow;

struct _BbCatalogBuilder {
    GVariantBuilder *entries[BB_CATALOG_N_KINDS];
    guint32 counts[BB_CATALOG_N_KINDS];
    GPtrArray *rows;
};

char *
bb_catalog_index_term (const char *how, ...)
{
    GString *term = g_string_new (how);
    va_list parts;

    va_start (parts, how);
    for (const char *part = va_arg (parts, const char *); part != NULL; part = va_arg (parts, const char *)) {
        g_string_append_c (term, '\x1f');
        g_string_append (term, part);
    }
    va_end (parts);
    return g_string_free (term, FALSE);
}

static void
bb_catalog_row_free (gpointer data)
{
    BbCatalogRow *row = data;

    g_free (row->term);
    g_free (row);
}

BbCatalogBuilder *
bb_catalog_builder_new (void)
{
    BbCatalogBuilder *self = g_new0 (BbCatalogBuilder, 1);

    for (guint kind = 0; kind < BB_CATALOG_N_KINDS; kind++)
        self->entries[kind] = g_variant_builder_new (G_VARIANT_TYPE ("a" BB_INDEX_ENTRY));
    self->rows = g_ptr_array_new_with_free_func (bb_catalog_row_free);
    return self;
}

void
bb_catalog_builder_free (BbCatalogBuilder *self)
{
    for (guint kind = 0; kind < BB_CATALOG_N_KINDS; kind++)
        g_clear_pointer (&self->entries[kind], g_variant_builder_unref);
    g_ptr_array_unref (self->rows);
    g_free (self);
}

static void
bb_catalog_builder_add_row (BbCatalogBuilder *self, guint32 number, char *term)
{
    BbCatalogRow *row = g_new0 (BbCatalogRow, 1);

    row->term = term;
    row->number = number;
    g_ptr_array_add (self->rows, row);
}

static void
bb_catalog_builder_add_values (BbCatalogBuilder *self, guint32 number, BbCatalogKind kind, const char *family,
                               const BbCatalogGroup *group)
{
    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = g_ptr_array_index (group->items, i);
        const BbSchemaKey *key = bb_catalog_schema_find (kind, family, item->key);
        g_auto (GStrv) terms = NULL;

        if (key == NULL || (key->flags & BB_KEY_INDEXED) == 0)
            continue;
        terms = bb_catalog_value_terms (key, item->value);
        for (guint j = 0; terms[j] != NULL; j++) {
            if (kind == BB_CATALOG_KIND_IMAGE)
                bb_catalog_builder_add_row (self, number, bb_catalog_index_term (BB_INDEX_BY_SUM, terms[j], NULL));
            else
                bb_catalog_builder_add_row (
                    self, number, bb_catalog_index_term (BB_INDEX_BY_VALUE, family, item->key, terms[j], NULL));
        }
    }
}

static void
bb_catalog_builder_add_name_rows (BbCatalogBuilder *self, guint32 number, const BbCatalogGroup *group)
{
    const char *product = bb_catalog_group_value (group, "Product");
    const char *family = bb_catalog_group_value (group, "Family");
    g_autofree char *name = bb_catalog_name_term (bb_catalog_group_value (group, "Vendor"), product);

    /* A vendor alone, or no text at all, matches no drive. */
    if (product[0] != '\0')
        bb_catalog_builder_add_row (self, number, bb_catalog_index_term (BB_INDEX_BY_NAME, name, NULL));
    if (family[0] != '\0')
        bb_catalog_builder_add_row (
            self, number,
            bb_catalog_index_term (BB_INDEX_BY_MODEL, family, bb_catalog_group_value (group, "Model"), NULL));
}

void
bb_catalog_builder_add (BbCatalogBuilder *self, BbCatalogKind kind, const char *family, const BbCatalogGroup *group)
{
    GVariantBuilder *entries = self->entries[kind];
    guint32 number = self->counts[kind]++;

    g_variant_builder_open (entries, G_VARIANT_TYPE (BB_INDEX_ENTRY));
    g_variant_builder_add (entries, "s", family);
    g_variant_builder_add (entries, "s", group->title);
    g_variant_builder_open (entries, G_VARIANT_TYPE ("a(ss)"));
    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = g_ptr_array_index (group->items, i);

        g_variant_builder_add (entries, "(ss)", item->key, item->value);
    }
    g_variant_builder_close (entries);
    g_variant_builder_close (entries);

    if (kind == BB_CATALOG_KIND_MODEL) {
        bb_catalog_builder_add_row (self, number, bb_catalog_index_term (BB_INDEX_BY_FAMILY, family, NULL));
        bb_catalog_builder_add_row (self, number,
                                    bb_catalog_index_term (BB_INDEX_BY_KEY, family, group->title, NULL));
    } else if (kind == BB_CATALOG_KIND_NAME) {
        bb_catalog_builder_add_name_rows (self, number, group);
    }
    if (kind == BB_CATALOG_KIND_MODEL || kind == BB_CATALOG_KIND_IMAGE)
        bb_catalog_builder_add_values (self, number, kind, family, group);
}

static int
bb_catalog_row_compare (gconstpointer a, gconstpointer b)
{
    const BbCatalogRow *left = *(const BbCatalogRow *const *) a;
    const BbCatalogRow *right = *(const BbCatalogRow *const *) b;
    int order = strcmp (left->term, right->term);

    if (order != 0)
        return order;
    return (left->number > right->number) - (left->number < right->number);
}

GBytes *
bb_catalog_builder_finish (BbCatalogBuilder *self, const char *stamp, const char *const *warnings)
{
    g_autoptr (GVariant) root = NULL;
    GVariantBuilder builder;

    g_ptr_array_sort (self->rows, bb_catalog_row_compare);
    g_variant_builder_init (&builder, G_VARIANT_TYPE (BB_INDEX_TYPE));
    g_variant_builder_add (&builder, "t", BB_INDEX_MAGIC);
    g_variant_builder_add (&builder, "u", (guint32) BB_INDEX_VERSION);
    g_variant_builder_add (&builder, "s", stamp);
    g_variant_builder_add_value (&builder, g_variant_new_strv (warnings, -1));
    for (guint kind = 0; kind < BB_CATALOG_N_KINDS; kind++) {
        g_variant_builder_add_value (&builder, g_variant_builder_end (self->entries[kind]));
        g_variant_builder_unref (self->entries[kind]);
        self->entries[kind] = g_variant_builder_new (G_VARIANT_TYPE ("a" BB_INDEX_ENTRY));
        self->counts[kind] = 0;
    }
    g_variant_builder_open (&builder, G_VARIANT_TYPE ("a(su)"));
    for (guint i = 0; i < self->rows->len; i++) {
        const BbCatalogRow *row = g_ptr_array_index (self->rows, i);

        g_variant_builder_add (&builder, "(su)", row->term, row->number);
    }
    g_variant_builder_close (&builder);
    g_ptr_array_set_size (self->rows, 0);
    root = g_variant_ref_sink (g_variant_builder_end (&builder));
    return g_variant_get_data_as_bytes (root);
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
        self->entries[kind] = g_variant_get_child_value (self->root, BB_INDEX_FIRST_ENTRIES + kind);
    self->table = g_variant_get_child_value (self->root, BB_INDEX_TABLE);
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
    return self;
}

void
bb_catalog_index_free (BbCatalogIndex *self)
{
    for (guint kind = 0; kind < BB_CATALOG_N_KINDS; kind++)
        g_clear_pointer (&self->entries[kind], g_variant_unref);
    g_clear_pointer (&self->table, g_variant_unref);
    g_clear_pointer (&self->root, g_variant_unref);
    g_free (self);
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

gsize
bb_catalog_index_size (BbCatalogIndex *self)
{
    return g_variant_get_size (self->root);
}

guint
bb_catalog_index_count (BbCatalogIndex *self, BbCatalogKind kind)
{
    return (guint) g_variant_n_children (self->entries[kind]);
}

GVariant *
bb_catalog_index_entry (BbCatalogIndex *self, BbCatalogKind kind, guint number)
{
    return g_variant_get_child_value (self->entries[kind], number);
}

GArray *
bb_catalog_index_find (BbCatalogIndex *self, const char *term)
{
    GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
    gsize n_rows = g_variant_n_children (self->table);
    gsize low = 0;
    gsize high = n_rows;

    while (low < high) {
        gsize middle = low + (high - low) / 2;
        g_autoptr (GVariant) row = g_variant_get_child_value (self->table, middle);
        const char *here = NULL;

        g_variant_get_child (row, 0, "&s", &here);
        if (strcmp (here, term) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n_rows; low++) {
        g_autoptr (GVariant) row = g_variant_get_child_value (self->table, low);
        const char *here = NULL;
        guint32 number = 0;

        g_variant_get (row, "(&su)", &here, &number);
        if (!g_str_equal (here, term))
            break;
        g_array_append_val (numbers, number);
    }
    return numbers;
}
