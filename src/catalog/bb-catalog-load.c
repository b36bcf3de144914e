/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-load.h"

#include "bb-catalog.h"

#include <string.h>

#define BB_MODELS_SUFFIX ".models"
#define BB_NAMES_SUFFIX ".names"
#define BB_IMAGE_PREFIX "image "
#define BB_CROSSFLASH_PREFIX "crossflash "

/* The group that defines a term. A term is the key of a model, a name, or a value that must be unique. */
typedef struct {
    const char *path;
    const BbCatalogGroup *group;
} BbCatalogPlace;

typedef struct {
    BbCatalogIndex *against; /* (nullable): index with models that the names of the user may refer to */
    BbCatalogProblems *problems;
    BbCatalogSchema *schema;
    GHashTable *places; /* owned term -> owned BbCatalogPlace */
} BbCatalogLoad;

static int
bb_catalog_compare_paths (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
bb_catalog_files (const char *folder)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        if (name[0] != '.' && (g_str_has_suffix (name, BB_MODELS_SUFFIX) || g_str_has_suffix (name, BB_NAMES_SUFFIX)))
            g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
    }
    g_ptr_array_sort (paths, bb_catalog_compare_paths);
    return paths;
}

/* Returns (transfer full) (nullable) the family of a `*.models` file, which is the name of the file without suffix;
 * NULL for other files. */
static char *
bb_catalog_text_family (const BbCatalogText *text)
{
    if (!g_str_has_suffix (text->name, BB_MODELS_SUFFIX))
        return NULL;
    return g_strndup (text->name, strlen (text->name) - strlen (BB_MODELS_SUFFIX));
}

/* Returns the kind of @group, which depends on its title and its file. @family: (nullable): NULL for `*.names`. */
static BbCatalogKind
bb_catalog_group_kind (const char *family, const BbCatalogGroup *group)
{
    if (family != NULL)
        return g_str_has_prefix (group->title, BB_IMAGE_PREFIX) ? BB_CATALOG_KIND_IMAGE : BB_CATALOG_KIND_MODEL;
    return g_str_has_prefix (group->title, BB_CROSSFLASH_PREFIX) ? BB_CATALOG_KIND_CROSSFLASH : BB_CATALOG_KIND_NAME;
}

/* TRUE if @group is the group [keys] of a `*.models` file (@family: (nullable): NULL for other files). */
static gboolean
bb_catalog_group_is_keys (const char *family, const BbCatalogGroup *group)
{
    return family != NULL && g_str_equal (group->title, BB_CATALOG_KEYS_GROUP);
}

/*
 * Records that @group defines @term. Takes ownership of @term. If another group already defines @term, adds a problem
 * instead. Exception: adds no problem if both groups have the same title in the same file.
 * @what: the term as a phrase for users.
 */
static void
bb_catalog_load_define (BbCatalogLoad *load, const BbCatalogText *text, const BbCatalogGroup *group, char *term,
                        const char *what)
{
    const BbCatalogPlace *other = g_hash_table_lookup (load->places, term);
    BbCatalogPlace *place = NULL;

    if (other == NULL) {
        place = g_new0 (BbCatalogPlace, 1);
        place->path = text->path;
        place->group = group;
        g_hash_table_insert (load->places, term, place);
        return;
    }
    /* Two groups with the same title in one file are not reported here, because bb_catalog_text_parse() has already
     * reported them. */
    if (!g_str_equal (other->path, text->path) || !g_str_equal (other->group->title, group->title))
        bb_catalog_problem (load->problems, text->path, group->line, "[%s]: %s is already claimed by [%s] in %s:%u",
                            group->title, what, other->group->title, other->path, other->group->line);
    g_free (term);
}

/* Records the values of those keys of the model @group whose values must be unique. */
static void
bb_catalog_load_define_values (BbCatalogLoad *load, const BbCatalogText *text, const char *family,
                               const BbCatalogGroup *group)
{
    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = &g_array_index (group->items, BbCatalogItem, i);
        const BbSchemaKey *key = bb_catalog_schema_find (load->schema, BB_CATALOG_KIND_MODEL, family, item->key);
        g_auto (GStrv) terms = NULL;

        if (key == NULL || (key->flags & BB_KEY_UNIQUE) == 0)
            continue;
        terms = bb_catalog_value_terms (key, item->value);
        for (guint j = 0; terms[j] != NULL; j++) {
            g_autofree char *what = g_strdup_printf ("%s %s", item->key, terms[j]);

            bb_catalog_load_define (load, text, group,
                                    bb_catalog_index_term (BB_INDEX_BY_VALUE, family, item->key, terms[j], NULL),
                                    what);
        }
    }
}

/* Records the name of a group. One INQUIRY text may belong to several models, but each combination of name, model,
 * OEM model and marketed name must be unique. A group without the key Product is left out. */
static void
bb_catalog_load_define_name (BbCatalogLoad *load, const BbCatalogText *text, const BbCatalogGroup *group)
{
    const char *product = bb_catalog_group_value (group, "Product");
    g_autofree char *name = bb_catalog_name_term (bb_catalog_group_value (group, "Vendor"), product);
    char *term = NULL;

    if (product[0] == '\0')
        return;
    term = bb_catalog_index_term (BB_INDEX_BY_NAME, name, bb_catalog_group_value (group, "OemModel"),
                                  bb_catalog_group_value (group, "Model"),
                                  bb_catalog_group_value (group, "MarketedAs"), NULL);
    bb_catalog_load_define (load, text, group, term, "this name for this model");
}

/* Reads the keys of the family, if the file defines them in its first group. */
static void
bb_catalog_load_keys (BbCatalogLoad *load, const BbCatalogText *text)
{
    g_autofree char *family = bb_catalog_text_family (text);

    if (text->groups->len > 0 && bb_catalog_group_is_keys (family, g_ptr_array_index (text->groups, 0)))
        bb_catalog_schema_read (load->schema, family, text->path, g_ptr_array_index (text->groups, 0),
                                load->problems);
}

/* Records all terms that the groups of a file define. */
static void
bb_catalog_load_define_all (BbCatalogLoad *load, const BbCatalogText *text)
{
    g_autofree char *family = bb_catalog_text_family (text);

    for (guint i = 0; i < text->groups->len; i++) {
        const BbCatalogGroup *group = g_ptr_array_index (text->groups, i);
        BbCatalogKind kind = bb_catalog_group_kind (family, group);

        if (bb_catalog_group_is_keys (family, group))
            continue;
        if (kind == BB_CATALOG_KIND_MODEL) {
            bb_catalog_load_define (load, text, group,
                                    bb_catalog_index_term (BB_INDEX_BY_KEY, family, group->title, NULL), "the name");
            bb_catalog_load_define_values (load, text, family, group);
        } else if (kind == BB_CATALOG_KIND_NAME) {
            bb_catalog_load_define_name (load, text, group);
        }
    }
}

/* TRUE if @term is defined by a loaded file or in the index @load->against. */
static gboolean
bb_catalog_load_has (BbCatalogLoad *load, const char *term)
{
    g_autoptr (GArray) numbers = load->against != NULL ? bb_catalog_index_find (load->against, term) : NULL;

    return g_hash_table_contains (load->places, term) || (numbers != NULL && numbers->len > 0);
}

/* TRUE if a loaded file or the index @load->against has the model @key of @family. */
static gboolean
bb_catalog_load_has_model (BbCatalogLoad *load, const char *family, const char *key)
{
    g_autofree char *term = bb_catalog_index_term (BB_INDEX_BY_KEY, family, key, NULL);

    return bb_catalog_load_has (load, term);
}

/* TRUE if the file of @family was loaded, or if the index @load->against has models of @family. */
static gboolean
bb_catalog_load_knows_family (BbCatalogLoad *load, const char *family)
{
    g_autofree char *term = bb_catalog_index_term (BB_INDEX_BY_FAMILY, family, NULL);

    return bb_catalog_schema_knows_family (load->schema, family) || bb_catalog_load_has (load, term);
}

/* Adds a problem for each value of @item that is not the key of a model of @family. */
static void
bb_catalog_load_check_models (BbCatalogLoad *load, const BbCatalogText *text, const BbCatalogItem *item,
                              const BbSchemaKey *key, const char *family)
{
    g_auto (GStrv) keys = bb_catalog_value_terms (key, item->value);

    for (guint i = 0; keys[i] != NULL; i++) {
        if (!bb_catalog_load_has_model (load, family, keys[i]))
            bb_catalog_problem (load->problems, text->path, item->line, "%s: there is no model %s in family %s",
                                item->key, keys[i], family);
    }
}

/* Adds problems for values that must be keys of models but are not, and for an image without checksum. */
static void
bb_catalog_load_check_siblings (BbCatalogLoad *load, const BbCatalogText *text, BbCatalogKind kind,
                                const char *family, const BbCatalogGroup *group)
{
    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = &g_array_index (group->items, BbCatalogItem, i);
        const BbSchemaKey *key = bb_catalog_schema_find (load->schema, kind, family, item->key);

        if (key != NULL && key->family != NULL)
            bb_catalog_load_check_models (load, text, item, key, key->family);
        else if (key != NULL && (key->flags & BB_KEY_SIBLING) != 0)
            bb_catalog_load_check_models (load, text, item, key, family);
    }
    if (kind == BB_CATALOG_KIND_IMAGE && bb_catalog_group_find (group, "Sha256") == NULL &&
        bb_catalog_group_find (group, "WindowSha256") == NULL && bb_catalog_group_find (group, "Sha1") == NULL)
        bb_catalog_problem (load->problems, text->path, group->line, "[%s] has neither Sha256 nor Sha1",
                            group->title);
}

/* Adds problems if the name @group has one of these errors:
 * - It has only one of the keys Family and Model.
 * - It refers to a model that does not exist.
 * - It has none of the keys Model, OemVendor, OemModel and Notes, so it says nothing about the drive. */
static void
bb_catalog_load_check_name (BbCatalogLoad *load, const BbCatalogText *text, const BbCatalogGroup *group)
{
    const BbCatalogItem *family = bb_catalog_group_find (group, "Family");
    const BbCatalogItem *model = bb_catalog_group_find (group, "Model");

    if ((family == NULL) != (model == NULL))
        bb_catalog_problem (load->problems, text->path, group->line, "[%s]: Family and Model belong together",
                            group->title);
    else if (family == NULL || bb_catalog_load_has_model (load, family->value, model->value))
        ;
    else if (!bb_catalog_load_knows_family (load, family->value))
        bb_catalog_problem (load->problems, text->path, family->line, "Family: there is no family %s", family->value);
    else
        bb_catalog_problem (load->problems, text->path, model->line, "Model: there is no model %s in family %s",
                            model->value, family->value);
    if (model == NULL && bb_catalog_group_find (group, "OemVendor") == NULL &&
        bb_catalog_group_find (group, "OemModel") == NULL && bb_catalog_group_find (group, "Notes") == NULL)
        bb_catalog_problem (load->problems, text->path, group->line, "[%s] does not say what drive it is",
                            group->title);
}

/* Adds the problems of a file: its name, its groups, and references to models that do not exist. If the name is wrong
 * or the first group of a `*.models` file is not [keys], adds only that problem. */
static void
bb_catalog_load_check (BbCatalogLoad *load, const BbCatalogText *text)
{
    g_autofree char *family = bb_catalog_text_family (text);

    if (family != NULL && !bb_catalog_schema_knows_family (load->schema, family)) {
        bb_catalog_problem (load->problems, text->path, 1, "the first group is not [%s]", BB_CATALOG_KEYS_GROUP);
        return;
    }
    if (family == NULL && !g_str_has_suffix (text->name, BB_NAMES_SUFFIX)) {
        bb_catalog_problem (load->problems, text->path, 1, "the name ends neither in .models nor in .names");
        return;
    }
    for (guint i = family != NULL ? 1 : 0; i < text->groups->len; i++) {
        const BbCatalogGroup *group = g_ptr_array_index (text->groups, i);
        BbCatalogKind kind = bb_catalog_group_kind (family, group);

        bb_catalog_schema_check (load->schema, kind, family, text->path, group, load->problems);
        if (kind == BB_CATALOG_KIND_NAME)
            bb_catalog_load_check_name (load, text, group);
        else if (family != NULL)
            bb_catalog_load_check_siblings (load, text, kind, family, group);
    }
}

/* Adds all groups of a file, which was checked, to @builder. */
static void
bb_catalog_load_add_groups (BbCatalogBuilder *builder, BbCatalogSchema *schema, const BbCatalogText *text)
{
    g_autofree char *family = bb_catalog_text_family (text);

    if (family != NULL) {
        guint n_keys = 0;
        const BbSchemaKey *keys = bb_catalog_schema_list (schema, family, &n_keys);

        bb_catalog_builder_add_keys (builder, family, keys, n_keys);
    }
    for (guint i = family != NULL ? 1 : 0; i < text->groups->len; i++) {
        const BbCatalogGroup *group = g_ptr_array_index (text->groups, i);

        bb_catalog_builder_add (builder, schema, bb_catalog_group_kind (family, group),
                                family != NULL ? family : bb_catalog_group_value (group, "Family"), group);
    }
}

gboolean
bb_catalog_load_texts (GPtrArray *texts, BbCatalogIndex *against, BbCatalogBuilder *builder,
                       BbCatalogProblems *problems)
{
    g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr (BbCatalogSchema) schema = bb_catalog_schema_new ();
    BbCatalogLoad load = {.against = against, .problems = problems, .schema = schema, .places = places};

    for (guint i = 0; i < texts->len; i++)
        bb_catalog_load_keys (&load, g_ptr_array_index (texts, i));
    /* All definitions are recorded before references are checked, because a file may refer to a definition in a file
     * that is loaded after it. */
    for (guint i = 0; i < texts->len; i++)
        bb_catalog_load_define_all (&load, g_ptr_array_index (texts, i));
    for (guint i = 0; i < texts->len; i++)
        bb_catalog_load_check (&load, g_ptr_array_index (texts, i));
    if (problems->n > 0)
        return FALSE;
    for (guint i = 0; builder != NULL && i < texts->len; i++)
        bb_catalog_load_add_groups (builder, schema, g_ptr_array_index (texts, i));
    return TRUE;
}

gboolean
bb_catalog_load (const char *const *paths, BbCatalogIndex *against, BbCatalogBuilder *builder,
                 BbCatalogProblems *problems)
{
    g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_catalog_text_free);

    for (guint i = 0; paths[i] != NULL; i++) {
        BbCatalogText *text = bb_catalog_text_load (paths[i], problems);

        if (text != NULL)
            g_ptr_array_add (texts, text);
    }
    /* The other files are loaded even if one could not be read, so that their problems are reported, too. */
    return bb_catalog_load_texts (texts, against, builder, problems);
}

GBytes *
bb_catalog_load_folder (const char *folder, GError **error)
{
    g_autoptr (GPtrArray) paths = bb_catalog_files (folder);
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    BbCatalogProblems problems = {.lines = lines};
    g_autoptr (BbCatalogBuilder) builder = bb_catalog_builder_new ();
    const char *const no_warnings[] = {NULL};

    if (paths->len == 0) {
        g_set_error (error, BB_CATALOG_ERROR, BB_CATALOG_ERROR_NOT_FOUND, "no catalog files in %s", folder);
        return NULL;
    }
    g_ptr_array_add (paths, NULL);
    if (!bb_catalog_load ((const char *const *) paths->pdata, NULL, builder, &problems)) {
        g_set_error (error, BB_CATALOG_ERROR, BB_CATALOG_ERROR_SYNTAX, "%s",
                     (const char *) g_ptr_array_index (lines, 0));
        return NULL;
    }
    return bb_catalog_builder_finish (builder, "", no_warnings);
}
