/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog.h"

#include "bb-catalog-entry.h"
#include "bb-catalog-load.h"

#include <string.h>

enum {
    BB_LAYER_USER, /* the first, so that the user's entries come first in results */
    BB_LAYER_SHIPPED,
    BB_N_LAYERS,
};

struct _BbCatalog {
    GObject parent_instance;
    BbCatalogIndex *layers[BB_N_LAYERS];
    char **warnings;
    gboolean simulated;
};

G_DEFINE_TYPE (BbCatalog, bb_catalog, G_TYPE_OBJECT)

static void
bb_catalog_finalize (GObject *object)
{
    BbCatalog *self = BB_CATALOG (object);

    for (guint layer = 0; layer < BB_N_LAYERS; layer++)
        g_clear_pointer (&self->layers[layer], bb_catalog_index_free);
    g_strfreev (self->warnings);
    G_OBJECT_CLASS (bb_catalog_parent_class)->finalize (object);
}

static void
bb_catalog_class_init (BbCatalogClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_catalog_finalize;
}

static void
bb_catalog_init (BbCatalog *self)
{
}

BbCatalog *
bb_catalog_open (const char *shipped_folder, const char *user_folder, GError **error)
{
    g_autoptr (BbCatalog) self = g_object_new (BB_TYPE_CATALOG, NULL);

    self->layers[BB_LAYER_SHIPPED] = bb_catalog_open_shipped (shipped_folder, error);
    if (self->layers[BB_LAYER_SHIPPED] == NULL) {
        g_prefix_error (error, "opening the catalog: ");
        return NULL;
    }
    self->layers[BB_LAYER_USER] = bb_catalog_open_user (user_folder, self->layers[BB_LAYER_SHIPPED]);
    self->warnings = bb_catalog_index_warnings (self->layers[BB_LAYER_USER]);
    /* Opening has read a few bytes in many places of the index, and for each of them the kernel has mapped 64 KiB.
     * Release these pages. */
    bb_catalog_release_pages (self);
    return g_steal_pointer (&self);
}

void
bb_catalog_set_simulated (BbCatalog *self, gboolean simulated)
{
    g_return_if_fail (BB_IS_CATALOG (self));

    self->simulated = simulated;
}

gboolean
bb_catalog_is_simulated (BbCatalog *self)
{
    g_return_val_if_fail (BB_IS_CATALOG (self), FALSE);

    return self->simulated;
}

const char *const *
bb_catalog_get_warnings (BbCatalog *self)
{
    g_return_val_if_fail (BB_IS_CATALOG (self), NULL);

    return (const char *const *) self->warnings;
}

static GPtrArray *
bb_catalog_new_list (void)
{
    return g_ptr_array_new_with_free_func (bb_catalog_entry_unref);
}

/* Adds the entries of one layer for @term to @found. */
static void
bb_catalog_add_found (BbCatalog *self, guint layer, BbCatalogKind kind, const char *term, GPtrArray *found)
{
    g_autoptr (GArray) numbers = bb_catalog_index_find (self->layers[layer], term);

    for (guint i = 0; i < numbers->len; i++) {
        guint number = g_array_index (numbers, guint, i);
        BbCatalogEntry *entry = NULL;

        /* A damaged table may contain the number of an entry that does not exist. */
        if (number >= bb_catalog_index_count (self->layers[layer], kind))
            continue;
        entry =
            bb_catalog_entry_new (bb_catalog_index_entry (self->layers[layer], kind, number), layer == BB_LAYER_USER);
        entry->catalog = g_object_ref (self);
        g_ptr_array_add (found, entry);
    }
}

/* Returns (transfer full) the entries for the term with the parts @how, @first and @second (nullable). For names,
 * returns the entries of the user, then the shipped ones. For other kinds, returns only shipped entries. */
static GPtrArray *
bb_catalog_look_up (BbCatalog *self, BbCatalogKind kind, const char *how, const char *first, const char *second)
{
    GPtrArray *found = bb_catalog_new_list ();
    g_autofree char *term = bb_catalog_index_term (how, first, second, NULL);

    if (kind == BB_CATALOG_KIND_NAME)
        bb_catalog_add_found (self, BB_LAYER_USER, kind, term, found);
    bb_catalog_add_found (self, BB_LAYER_SHIPPED, kind, term, found);
    return found;
}

BbModel *
bb_catalog_get_model (BbCatalog *self, const char *family, const char *key)
{
    g_autoptr (GPtrArray) found = NULL;

    g_return_val_if_fail (BB_IS_CATALOG (self), NULL);
    g_return_val_if_fail (family != NULL && key != NULL, NULL);

    found = bb_catalog_look_up (self, BB_CATALOG_KIND_MODEL, BB_INDEX_BY_KEY, family, key);
    return found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
}

GPtrArray *
bb_catalog_list_models (BbCatalog *self, const char *family)
{
    g_return_val_if_fail (BB_IS_CATALOG (self), bb_catalog_new_list ());
    g_return_val_if_fail (family != NULL, bb_catalog_new_list ());

    return bb_catalog_look_up (self, BB_CATALOG_KIND_MODEL, BB_INDEX_BY_FAMILY, family, NULL);
}

GPtrArray *
bb_catalog_find_models (BbCatalog *self, const char *family, const char *key, const char *value)
{
    g_autoptr (GPtrArray) found = bb_catalog_new_list ();
    BbSchemaKey schema_key = {.name = key};
    g_autofree char *normal = NULL;
    g_autofree char *type_term = NULL;
    g_autofree char *term = NULL;
    g_autoptr (GArray) types = NULL;

    g_return_val_if_fail (BB_IS_CATALOG (self), g_steal_pointer (&found));
    g_return_val_if_fail (family != NULL && key != NULL && value != NULL, g_steal_pointer (&found));

    /* The index has no type for an unknown family or for a key that is not indexed. */
    type_term = bb_catalog_index_term (BB_INDEX_BY_TYPE, family, key, NULL);
    types = bb_catalog_index_find (self->layers[BB_LAYER_SHIPPED], type_term);
    if (types->len == 0)
        return g_steal_pointer (&found);
    schema_key.type = (BbValueType) g_array_index (types, guint, 0);
    normal = bb_catalog_value_term (&schema_key, value);
    term = bb_catalog_index_term (BB_INDEX_BY_VALUE, family, key, normal, NULL);
    bb_catalog_add_found (self, BB_LAYER_SHIPPED, BB_CATALOG_KIND_MODEL, term, found);
    return g_steal_pointer (&found);
}

/* Adds the names whose INQUIRY texts are @vendor and @product to @found. */
static void
bb_catalog_add_names (BbCatalog *self, const char *vendor, const char *product, GPtrArray *found)
{
    g_autofree char *name = bb_catalog_name_term (vendor, product);

    g_ptr_array_extend_and_steal (found,
                                  bb_catalog_look_up (self, BB_CATALOG_KIND_NAME, BB_INDEX_BY_NAME, name, NULL));
}

/* Orders the entries of the user before the shipped ones. */
static int
bb_catalog_compare_owners (gconstpointer a, gconstpointer b)
{
    const BbCatalogEntry *left = *(const BbCatalogEntry *const *) a;
    const BbCatalogEntry *right = *(const BbCatalogEntry *const *) b;

    return right->users - left->users;
}

GPtrArray *
bb_catalog_match_name (BbCatalog *self, const char *vendor, const char *product)
{
    g_autoptr (GPtrArray) found = bb_catalog_new_list ();
    g_autofree char *dashed_vendor = NULL;
    g_autofree char *dashed_product = NULL;

    g_return_val_if_fail (BB_IS_CATALOG (self), g_steal_pointer (&found));
    g_return_val_if_fail (vendor != NULL && product != NULL, g_steal_pointer (&found));

    bb_catalog_add_names (self, vendor, product, found);
    if (strchr (vendor, '/') != NULL || strchr (product, '/') != NULL) {
        dashed_vendor = g_strdelimit (g_strdup (vendor), "/", '-');
        dashed_product = g_strdelimit (g_strdup (product), "/", '-');
        bb_catalog_add_names (self, dashed_vendor, dashed_product, found);
        g_ptr_array_sort (found, bb_catalog_compare_owners);
    }
    return g_steal_pointer (&found);
}

GPtrArray *
bb_catalog_names_of_model (BbCatalog *self, const char *family, const char *model_key)
{
    g_return_val_if_fail (BB_IS_CATALOG (self), bb_catalog_new_list ());
    g_return_val_if_fail (family != NULL && model_key != NULL, bb_catalog_new_list ());

    return bb_catalog_look_up (self, BB_CATALOG_KIND_NAME, BB_INDEX_BY_MODEL, family, model_key);
}

typedef gboolean (*BbCatalogFilter) (gconstpointer entry, const char *text);

/* FALSE if the string of an entry lacks one of @words, so that the entry cannot match. This is a quick check before
 * the exact one: TRUE does not mean that the entry matches. */
static gboolean
bb_catalog_entry_may_match (const char *entry, char **words)
{
    for (guint w = 0; words[w] != NULL; w++) {
        if (words[w][0] != '\0' && !bb_catalog_text_contains (entry, words[w]))
            return FALSE;
    }
    return TRUE;
}

/* Returns (transfer full) the entries of @kind for which @filter with @text is TRUE, the user's first; none if @text
 * is "". @filter is called only for entries that contain every word of @text, in any of their keys and values. */
static GPtrArray *
bb_catalog_filter (BbCatalog *self, BbCatalogKind kind, BbCatalogFilter filter, const char *text)
{
    GPtrArray *found = bb_catalog_new_list ();
    g_auto (GStrv) words = g_strsplit (text, " ", -1);

    for (guint layer = 0; layer < BB_N_LAYERS && text[0] != '\0'; layer++) {
        for (guint i = 0; i < bb_catalog_index_count (self->layers[layer], kind); i++) {
            const char *entry = bb_catalog_index_entry (self->layers[layer], kind, i);
            gpointer candidate = NULL;

            if (!bb_catalog_entry_may_match (entry, words))
                continue;
            candidate = bb_catalog_entry_new (entry, layer == BB_LAYER_USER);
            if (filter (candidate, text))
                g_ptr_array_add (found, candidate);
            else
                bb_catalog_entry_unref (candidate);
        }
    }
    return found;
}

/* TRUE if one of the names of @entry contains @text, also "VENDOR PRODUCT" as the drive reports it. */
static gboolean
bb_catalog_name_has_text (gconstpointer entry, const char *text)
{
    const char *const keys[] = {"Vendor", "Product", "MarketedAs", "OemVendor", "OemModel", "Model", NULL};
    g_autofree char *as_reported =
        g_strconcat (bb_catalog_entry_text (entry, "Vendor"), " ", bb_catalog_entry_text (entry, "Product"), NULL);

    for (guint i = 0; keys[i] != NULL; i++) {
        if (bb_catalog_text_contains (bb_catalog_entry_text (entry, keys[i]), text))
            return TRUE;
    }
    return bb_catalog_text_contains (as_reported, text);
}

GPtrArray *
bb_catalog_search_names (BbCatalog *self, const char *text)
{
    g_return_val_if_fail (BB_IS_CATALOG (self), bb_catalog_new_list ());
    g_return_val_if_fail (text != NULL, bb_catalog_new_list ());

    return bb_catalog_filter (self, BB_CATALOG_KIND_NAME, bb_catalog_name_has_text, text);
}

/* TRUE if the report is about flashing the model @text: its key FromModels lists @text, or its key From contains
 * @text as a word. */
static gboolean
bb_catalog_crossflash_is_from (gconstpointer entry, const char *text)
{
    g_auto (GStrv) models = bb_catalog_value_split (bb_catalog_entry_text (entry, "FromModels"));

    for (guint i = 0; models[i] != NULL; i++) {
        if (g_ascii_strcasecmp (models[i], text) == 0)
            return TRUE;
    }
    return bb_catalog_text_has_word (bb_catalog_entry_text (entry, "From"), text);
}

GPtrArray *
bb_catalog_crossflashes (BbCatalog *self, const char *text)
{
    g_return_val_if_fail (BB_IS_CATALOG (self), bb_catalog_new_list ());
    g_return_val_if_fail (text != NULL, bb_catalog_new_list ());

    return bb_catalog_filter (self, BB_CATALOG_KIND_CROSSFLASH, bb_catalog_crossflash_is_from, text);
}

/*
 * Returns the rank of a report about flashing @from; bb_catalog_find_crossflash() prefers the report with the highest
 * rank. Kind "not-possible" ranks highest, then a report that mentions @about (nullable). A report ranks lower if it
 * is mainly about other drives: it mentions @from only in parentheses, or is about one service code only.
 */
static guint
bb_catalog_rank_crossflash (BbCrossflash *report, const char *from, const char *about)
{
    const char *text = bb_crossflash_get_from (report);
    g_autofree char *name = g_strndup (text, strcspn (text, "("));

    if (g_str_equal (bb_crossflash_get_kind (report), "not-possible"))
        return 9;
    return 1 + (about != NULL && bb_catalog_text_has_word (text, about) ? 4 : 0) +
           (bb_catalog_text_has_word (name, from) ? 2 : 0) +
           (bb_catalog_text_has_word (text, "service code") ? 0 : 1);
}

BbCrossflash *
bb_catalog_find_crossflash (BbCatalog *self, const char *from, const char *to, const char *about, const char *board)
{
    g_autoptr (GPtrArray) all = bb_catalog_crossflashes (self, from);
    BbCrossflash *found = NULL;
    guint best = 0;

    g_return_val_if_fail (to != NULL, NULL);

    for (guint i = 0; i < all->len; i++) {
        BbCrossflash *one = g_ptr_array_index (all, i);
        guint rank = strstr (bb_crossflash_get_to (one), to) != NULL && bb_crossflash_is_from (one, from, board)
                         ? bb_catalog_rank_crossflash (one, from, about)
                         : 0;

        if (rank > best) {
            found = one;
            best = rank;
        }
    }
    return found != NULL ? bb_crossflash_ref (found) : NULL;
}

BbKnownImage *
bb_catalog_known_image (BbCatalog *self, const char *sha256)
{
    g_autoptr (GPtrArray) found = NULL;
    g_autofree char *sum = NULL;

    g_return_val_if_fail (BB_IS_CATALOG (self), NULL);
    g_return_val_if_fail (sha256 != NULL, NULL);

    sum = g_ascii_strdown (sha256, -1);
    found = bb_catalog_look_up (self, BB_CATALOG_KIND_IMAGE, BB_INDEX_BY_SUM, sum, NULL);
    return found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
}

gboolean
bb_catalog_has_known_images (BbCatalog *self, const char *family)
{
    g_autoptr (GArray) numbers = NULL;
    g_autofree char *term = NULL;

    g_return_val_if_fail (BB_IS_CATALOG (self), FALSE);
    g_return_val_if_fail (family != NULL, FALSE);

    term = bb_catalog_index_term (BB_INDEX_IMAGES_OF, family, NULL);
    numbers = bb_catalog_index_find (self->layers[BB_LAYER_SHIPPED], term);
    return numbers->len > 0;
}

void
bb_catalog_release_pages (BbCatalog *self)
{
    g_return_if_fail (BB_IS_CATALOG (self));

    for (guint layer = 0; layer < BB_N_LAYERS; layer++)
        bb_catalog_index_release_pages (self->layers[layer]);
}

char *
bb_catalog_dup_sum (BbCatalog *self)
{
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

    g_return_val_if_fail (BB_IS_CATALOG (self), NULL);

    for (guint layer = 0; layer < BB_N_LAYERS; layer++) {
        g_checksum_update (sum, bb_catalog_index_data (self->layers[layer]),
                           (gssize) bb_catalog_index_size (self->layers[layer]));
    }
    bb_catalog_release_pages (self);
    return g_strdup (g_checksum_get_string (sum));
}
