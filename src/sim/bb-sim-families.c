/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-parse.h"
#include "bb-sim.h"

#include <string.h>

/* All families; add a new family here. NULL-terminated: bb_sim_register_family() never fills the last element. */
#define BB_SIM_FAMILY_MAX 32
static const BbSimFamily *bb_sim_all[BB_SIM_FAMILY_MAX + 1] = {
    &bb_sim_family_nec_optiarc, &bb_sim_family_mt1959,  &bb_sim_family_samsung_tsst, &bb_sim_family_tsst_mt1939,
    &bb_sim_family_plextor,     &bb_sim_family_pioneer, &bb_sim_family_lg_renesas,   &bb_sim_family_lg_gdr,
    &bb_sim_family_pioneer_bd,  &bb_sim_family_lite_on, &bb_sim_family_ricoh,        &bb_sim_family_btc,
    &bb_sim_family_matshita,    &bb_sim_family_spc,
};

void
bb_sim_register_family (const BbSimFamily *family)
{
    guint n = 0;

    while (bb_sim_all[n] != NULL)
        n++;
    g_return_if_fail (n < BB_SIM_FAMILY_MAX);
    bb_sim_all[n] = family;
}

const BbSimFamily *
bb_sim_family_find (const char *id, GError **error)
{
    const char *ids[BB_SIM_FAMILY_MAX + 1] = {NULL};
    g_autofree char *text = NULL;

    for (gsize i = 0; bb_sim_all[i] != NULL; i++) {
        if (g_strcmp0 (bb_sim_all[i]->id, id) == 0)
            return bb_sim_all[i];
    }
    for (gsize i = 0; bb_sim_all[i] != NULL; i++)
        ids[i] = bb_sim_all[i]->id;
    text = bb_sim_dup_unknown (id, ids);
    g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "family %s", text);
    return NULL;
}

BbModel *
bb_sim_family_get_model (const BbSimFamily *family, BbCatalog *catalog, const char *key, GError **error)
{
    BbModel *model = bb_catalog_get_model (catalog, family->id, key);
    g_autoptr (GPtrArray) models = NULL;
    g_autoptr (GPtrArray) keys = NULL;
    g_autofree char *text = NULL;

    if (model != NULL)
        return model;
    models = bb_catalog_list_models (catalog, family->id);
    keys = g_ptr_array_new ();
    for (guint i = 0; i < models->len; i++)
        g_ptr_array_add (keys, (gpointer) bb_model_get_key (g_ptr_array_index (models, i)));
    g_ptr_array_add (keys, NULL);
    text = bb_sim_dup_unknown (key, (const char *const *) keys->pdata);
    g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "model of family %s: %s", family->id, text);
    return NULL;
}

/* Returns (transfer full) a line "name[=values]\tsection\tdescription" for each row of @choices (nullable), after the
 * line @first (nullable). */
static char **
bb_sim_list_choices (const BbSimChoice *choices, const char *first)
{
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

    if (first != NULL)
        g_strv_builder_add (builder, first);
    for (; choices != NULL && choices->name != NULL; choices++) {
        g_autofree char *name = choices->values != NULL ? g_strdup_printf ("%s=%s", choices->name, choices->values)
                                                        : g_strdup (choices->name);
        g_autofree char *line = g_strjoin ("\t", name, choices->section, choices->text, NULL);

        g_strv_builder_add (builder, line);
    }
    return g_strv_builder_end (builder);
}

char **
bb_sim_list_states (const char *family, GError **error)
{
    const BbSimFamily *found = bb_sim_family_find (family, error);
    gboolean has_normal = FALSE;

    if (found == NULL)
        return NULL;
    for (const BbSimChoice *state = found->states; state != NULL && state->name != NULL; state++)
        has_normal = has_normal || g_str_equal (state->name, "normal");
    return bb_sim_list_choices (found->states, has_normal ? NULL : "normal\t-\tThe drive runs its firmware");
}

char **
bb_sim_list_quirks (const char *family, GError **error)
{
    const BbSimFamily *found = bb_sim_family_find (family, error);

    return found != NULL ? bb_sim_list_choices (found->quirks, NULL) : NULL;
}

/* TRUE if @product is the INQUIRY product or the marketed name of @name, or if "@vendor @product" is the marketed
 * name. Case and the INQUIRY vendor of @name do not matter. @vendor: (nullable) */
static gboolean
bb_sim_is_sold_as (BbName *name, const char *vendor, const char *product)
{
    g_autofree char *both = g_strdup_printf ("%s %s", vendor != NULL ? vendor : "", product);
    const char *marketed = bb_name_get_marketed_as (name);

    return g_ascii_strcasecmp (bb_name_get_product (name), product) == 0 ||
           g_ascii_strcasecmp (marketed, product) == 0 || g_ascii_strcasecmp (marketed, both) == 0;
}

char **
bb_sim_list_oem_models (BbCatalog *catalog, const char *family, BbModel *model, const char *vendor,
                        const char *product)
{
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
    g_autoptr (GPtrArray) names = NULL;
    g_autoptr (GPtrArray) all = NULL;

    if (product == NULL || model == NULL)
        return g_strv_builder_end (builder);
    names = bb_catalog_match_name (catalog, vendor != NULL ? vendor : "", product);
    for (guint i = 0; i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);

        if (g_strcmp0 (bb_name_get_family (name), family) == 0 &&
            g_strcmp0 (bb_name_get_model_key (name), bb_model_get_key (model)) == 0 &&
            bb_name_get_oem_model (name) != NULL)
            g_strv_builder_add (builder, bb_name_get_oem_model (name));
    }
    all = bb_catalog_names_of_model (catalog, family, bb_model_get_key (model));
    for (guint i = 0; i < all->len; i++) {
        BbName *name = g_ptr_array_index (all, i);

        if (bb_name_get_oem_model (name) != NULL && bb_sim_is_sold_as (name, vendor, product))
            g_strv_builder_add (builder, bb_name_get_oem_model (name));
    }
    return g_strv_builder_end (builder);
}

/*
 * If @key is an option of `burnback-sim make-image` that all families have, stores its value in @parsed and sets
 * @is_option to TRUE. Texts are not copied. If @key is no such option, sets @is_option to FALSE; @key may then be a
 * setting of the family. Returns FALSE with @error set if @value is invalid.
 */
static gboolean
bb_sim_image_option (BbSimImageOptions *parsed, const char *key, const char *value, gboolean *is_option,
                     GError **error)
{
    static const char *const kinds[] = {"firmware", "boot-code", NULL};
    const struct {
        const char *key;
        const char **text;
    } texts[] = {
        {"revision", &parsed->revision},
        {"vendor", &parsed->vendor},
        {"product", &parsed->product},
        {"boot-version", &parsed->boot_version},
    };
    g_autofree char *wrong = NULL;
    guint64 seed = 0;

    *is_option = TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
        if (g_str_equal (key, texts[i].key)) {
            *texts[i].text = value;
            return TRUE;
        }
    }
    if (g_str_equal (key, "seed")) {
        if (!bb_sim_parse_number (value, G_MAXUINT32, &seed))
            wrong = g_strdup_printf ("“%s” is no number", value);
        parsed->seed = (guint32) seed;
    } else if (g_str_equal (key, "kind")) {
        if (!g_strv_contains (kinds, value))
            wrong = bb_sim_dup_unknown (value, kinds);
        parsed->boot_code = g_str_equal (value, "boot-code");
    } else {
        *is_option = FALSE;
    }
    if (wrong != NULL)
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "%s: %s", key, wrong);
    return wrong == NULL;
}

GBytes *
bb_sim_make_image (BbCatalog *catalog, const char *family, const char *model, GVariant *options, GError **error)
{
    const BbSimFamily *found = bb_sim_family_find (family, error);
    g_autoptr (GVariant) own G_GNUC_UNUSED = options != NULL ? g_variant_ref_sink (options) : NULL;
    g_autoptr (BbModel) entry = NULL;
    g_autoptr (GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);
    BbSimImageOptions parsed = {.seed = 1, .settings = settings};
    g_auto (GStrv) oem_models = NULL;
    const char *key = NULL;
    const char *value = NULL;
    gboolean is_option = FALSE;
    GVariantIter iter;

    if (found == NULL)
        return NULL;
    if (found->has_no_models) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware of family %s has no known form",
                     family);
        return NULL;
    }
    entry = bb_sim_family_get_model (found, catalog, model, error);
    if (entry == NULL)
        return NULL;
    if (options != NULL)
        g_variant_iter_init (&iter, options);
    while (options != NULL && g_variant_iter_next (&iter, "{&s&s}", &key, &value)) {
        if (!bb_sim_image_option (&parsed, key, value, &is_option, error))
            return NULL;
        if (is_option)
            continue;
        if (!bb_sim_choices_check (found->image_settings, found, "setting", key, value, error))
            return NULL;
        g_hash_table_insert (settings, (gpointer) key, (gpointer) value);
    }
    oem_models = bb_sim_list_oem_models (catalog, family, entry, parsed.vendor, parsed.product);
    parsed.oem_models = (const char *const *) oem_models;
    return found->make_image (entry, &parsed, error);
}
