/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-liteon.h"

#include "family/bb-read-only.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Identification of docs/protocols/lite-on.md, sections 2 and 4, by INQUIRY alone. */

#define CHIPSET "mediatek-lite-on"

/* Returns (transfer full) (nullable) the design that the catalog lists with exactly this name; NULL if there is none.
 */
static BbModel *
bb_liteon_find_by_product (const char *vendor, const char *product, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_LITEON_ID);
    g_autofree char *name = g_strdup_printf ("%s %s", vendor, product);

    for (guint i = 0; i < models->len; i++) {
        g_auto (GStrv) products = bb_model_get_strv (models->pdata[i], "Products");

        if (products != NULL && g_strv_contains ((const char *const *) products, name))
            return bb_model_ref (models->pdata[i]);
    }
    return NULL;
}

/* Returns (transfer full) (nullable) the design that was sold under this name; NULL if several were. */
static BbModel *
bb_liteon_find_by_name (const char *vendor, const char *product, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_LITEON_ID);
    g_autoptr (GPtrArray) names = bb_catalog_match_name (catalog, vendor, product);
    BbModel *found = NULL;

    for (guint i = 0; i < names->len; i++) {
        BbName *name = names->pdata[i];

        if (bb_name_is_users (name) || g_strcmp0 (bb_name_get_string (name, "Chipset"), CHIPSET) != 0)
            continue;
        for (guint j = 0; j < models->len; j++) {
            if (!g_str_equal (bb_model_get_name (models->pdata[j]), bb_name_get_oem_model (name)))
                continue;
            if (found != NULL && found != models->pdata[j])
                return NULL;
            found = models->pdata[j];
        }
    }
    return found != NULL ? bb_model_ref (found) : NULL;
}

static BbModel *
bb_liteon_find_model (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    BbModel *model = bb_liteon_find_by_product (vendor, product, catalog);

    return model != NULL ? model : bb_liteon_find_by_name (vendor, product, catalog);
}

static gboolean
bb_liteon_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_liteon_find_model (inquiry, catalog);

    return model != NULL;
}

static BbFacts *
bb_liteon_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                 GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autofree char *revision = bb_text_normalise (inquiry->revision, FALSE);
    const char *letter = NULL;

    facts->model = bb_liteon_find_model (inquiry, catalog);
    if (facts->model == NULL)
        return bb_family_fail_unlisted (error);
    bb_facts_take_names_of_model (facts);
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup ("normal");
    facts->confidence = MIN (bb_model_get_confidence (facts->model), BB_CONFIDENCE_MEDIUM);
    bb_facts_add_evidence (facts, _ ("The name that the drive reports is listed; nothing else was read from it."));
    letter = bb_model_get_string (facts->model, "Letter");
    if (letter == NULL)
        return g_steal_pointer (&facts);
    if (*revision == *letter || (*letter == 'P' && *revision == '6')) {
        bb_facts_add_evidence (facts, _ ("Its revision begins with %s, as firmware for this design does."), letter);
    } else {
        facts->confidence = BB_CONFIDENCE_LOW;
        bb_facts_add_evidence (facts,
                               _ ("Its revision does not begin with %s, as that of this design does; revisions "
                                  "of other brands may differ."),
                               letter);
    }
    return g_steal_pointer (&facts);
}

static GPtrArray *
bb_liteon_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    BbImageIdentity *identity = bb_liteon_describe_image (bytes, catalog);

    if (identity != NULL)
        g_ptr_array_add (found, identity);
    else
        bb_liteon_open_updater (bytes, catalog, found);
    return found;
}

static void
bb_liteon_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    const char *key = bb_facts_get_model_key (facts);

    if (identity->problem == NULL && (key == NULL || !g_strv_contains ((const char *const *) identity->codes, key)))
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL, _ ("The image is for another model: %s."),
                        identity->model_name != NULL ? identity->model_name : identity->product);
}

static BbCan
bb_liteon_can (BbFacts *facts)
{
    return BB_CAN_IDENTIFY;
}

static BbBackupKind
bb_liteon_backup_kind (BbFacts *facts, char **why)
{
    if (why != NULL)
        *why = g_strdup (_ ("No public document says how the firmware of this drive is read."));
    return BB_BACKUP_NONE;
}

static const BbNoFlash *
bb_liteon_get_no_flash (BbFacts *facts)
{
    static const BbNoFlash no_flash = {
        N_ ("No public document says how the firmware of this drive is written, so Burnback only identifies it."),
        N_ ("Update the drive with the program of its manufacturer; Burnback shows what is in the file."),
    };

    return &no_flash;
}

static const char *
bb_liteon_get_unchecked (void)
{
    return _ ("Images for Lite-On drives have no known checksum, so damage cannot be detected.");
}

static void
bb_liteon_describe (GVariant *values, GPtrArray *details)
{
    static const struct {
        const char *key;
        const char *label;
    } rows[] = {
        {BB_LITEON_KEY_INTERNAL, N_ ("Revision inside")},
        {BB_LITEON_KEY_DATE, N_ ("Build date")},
    };
    const char *text = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        if (g_variant_lookup (values, rows[i].key, "&s", &text))
            bb_details_add (details, _ (rows[i].label), text, FALSE);
}

static const char *const bb_liteon_detail_keys[] = {BB_LITEON_KEY_KIND,
                                                    BB_LITEON_KEY_LETTER,
                                                    BB_LITEON_KEY_ORDER,
                                                    BB_LITEON_KEY_INTERNAL,
                                                    BB_LITEON_KEY_DATE,
                                                    BB_LITEON_KEY_METHOD,
                                                    NULL};

const BbFamily bb_family_lite_on = {
    .id = BB_LITEON_ID,
    .name = "Lite-On",
    .list_probe_commands = bb_family_list_no_commands,
    .probe = bb_liteon_probe,
    .suggests = bb_liteon_suggests,
    .identify_image = bb_liteon_identify_image,
    .check = bb_liteon_check,
    .can = bb_liteon_can,
    .backup_kind = bb_liteon_backup_kind,
    .add_regions = bb_unreadable_add_regions,
    .plan_backup = bb_unreadable_plan_backup,
    .make_image = bb_unreadable_make_image,
    .plan_flash = bb_read_only_plan_flash,
    .plan_verify = bb_unreadable_plan_verify,
    .judge = bb_unreadable_judge,
    .plan_recover = bb_read_only_plan_flash,
    .get_no_flash = bb_liteon_get_no_flash,
    .get_unchecked = bb_liteon_get_unchecked,
    .detail_keys = bb_liteon_detail_keys,
    .describe = bb_liteon_describe,
};
