/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-liteon.h"

#include "family/bb-read-only.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies drives by INQUIRY alone (docs/protocols/lite-on.md, sections 2 and 4). */

#define CHIPSET "mediatek-lite-on"
#define MODE_BOOT "boot"

/* Returns (transfer full) (nullable) the model that the catalog lists with exactly this vendor and product; NULL if
 * there is none. */
static BbModel *
bb_liteon_find_by_product (const char *vendor, const char *product, BbCatalog *catalog)
{
    g_autofree char *name = g_strdup_printf ("%s %s", vendor, product);
    g_autoptr (GPtrArray) models = bb_catalog_find_models (catalog, BB_LITEON_ID, "Products", name);

    return models->len > 0 ? bb_model_ref (models->pdata[0]) : NULL;
}

/* Returns (transfer full) (nullable) the model of the manufacturer that was sold under this name of another brand;
 * NULL if no model was, or several models were. Only uses the names of the shipped catalog, not those of the user. */
static BbModel *
bb_liteon_find_by_name (const char *vendor, const char *product, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) names = bb_catalog_match_name (catalog, vendor, product);
    BbModel *found = NULL;

    for (guint i = 0; i < names->len; i++) {
        BbName *name = names->pdata[i];
        g_autoptr (GPtrArray) models = NULL;

        if (bb_name_is_users (name) || g_strcmp0 (bb_name_get_string (name, "Chipset"), CHIPSET) != 0)
            continue;
        models = bb_catalog_list_models (catalog, BB_LITEON_ID);
        for (guint j = 0; j < models->len; j++) {
            if (!g_str_equal (bb_model_get_name (models->pdata[j]), bb_name_get_oem_model (name)))
                continue;
            if (found != NULL && !g_str_equal (bb_model_get_key (found), bb_model_get_key (models->pdata[j]))) {
                bb_model_unref (found);
                return NULL;
            }
            g_clear_pointer (&found, bb_model_unref);
            found = bb_model_ref (models->pdata[j]);
        }
    }
    return found;
}

/* Returns (transfer full) (nullable) the model for the vendor and product in @inquiry. Usually this is the model
 * that the catalog lists with them. If there is none, it is the model that was sold under this name of another
 * brand. NULL if no model was sold under it, or several models were. */
static BbModel *
bb_liteon_find_model (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    BbModel *model = bb_liteon_find_by_product (vendor, product, catalog);

    return model != NULL ? model : bb_liteon_find_by_name (vendor, product, catalog);
}

/* Member suggests() of #BbFamily: TRUE if bb_liteon_find_model() finds a model for the reported name. */
static gboolean
bb_liteon_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_liteon_find_model (inquiry, catalog);

    return model != NULL;
}

/* Sets condition and mode of @facts:
 * - @revision is the one that the boot code of this model reports (catalog key BootRevision): %BB_CONDITION_SPECIAL
 *   and "boot". Also stores in @facts that the drive cannot be recovered.
 * - Otherwise: %BB_CONDITION_NORMAL and "normal". */
static void
bb_liteon_set_condition (BbFacts *facts, const char *revision)
{
    const char *boot = bb_model_get_string (facts->model, BB_LITEON_MODEL_BOOT_REVISION);
    gboolean is_boot = boot != NULL && g_str_equal (boot, revision);

    facts->condition = is_boot ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
    facts->mode = g_strdup (is_boot ? MODE_BOOT : "normal");
    if (!is_boot)
        return;
    bb_facts_set_string (
        facts, BB_FACTS_WANTS,
        _ ("The firmware of the drive is missing, and Burnback cannot write it. Power cycle the drive, or finish "
           "the update with the manufacturer’s program."));
    bb_facts_set_value (facts, BB_FACTS_IS_LOST, g_variant_new_boolean (TRUE));
}

/* Identifies the drive by @inquiry alone; sends no command. The confidence is at most medium. The catalog key Letter
 * of a model is the first character of its revisions. The confidence is low if the reported revision begins with
 * another character (a "6" counts as "P"). Fails with %BB_FAMILY_ERROR_NOT_MINE if the catalog has no model for the
 * reported name. */
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
    bb_liteon_set_condition (facts, revision);
    facts->confidence = MIN (bb_model_get_confidence (facts->model), BB_CONFIDENCE_MEDIUM);
    bb_facts_add_evidence (facts, _ ("The reported name is in the catalog, but Burnback did not read the drive’s "
                                     "memory to confirm the model."));
    letter = bb_model_get_string (facts->model, "Letter");
    if (letter == NULL)
        return g_steal_pointer (&facts);
    if (*revision == *letter || (*letter == 'P' && *revision == '6')) {
        bb_facts_add_evidence (
            facts,
            _ ("The reported firmware revision starts with %s, as expected for drives with this hardware design."),
            letter);
    } else {
        facts->confidence = BB_CONFIDENCE_LOW;
        bb_facts_add_evidence (facts,
                               _ ("Firmware revisions for this hardware start with %s. The reported revision does "
                                  "not, but other brands may use different revisions."),
                               letter);
    }
    return g_steal_pointer (&facts);
}

/* Member identify_image() of #BbFamily: returns (transfer full) (element-type BbImageIdentity) the identity of an
 * image that is the whole file; for any other file, those that bb_liteon_open_updater() finds in an updater program.
 */
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

/* Adds a refusal if the image has no problem and is not for the model of the drive. */
static void
bb_liteon_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    const char *key = bb_facts_get_model_key (facts);

    if (identity->problem == NULL && (key == NULL || !g_strv_contains ((const char *const *) identity->codes, key)))
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL, _ ("The image is for another model: %s."),
                        identity->model_name != NULL ? identity->model_name : identity->product);
}

/* TRUE if the firmware runs and @facts hold the reply to EXTRAINQ, which bb_liteon_survey reads only if an expert
 * asks for it. */
static gboolean
bb_liteon_is_surveyed (BbFacts *facts)
{
    return facts->condition == BB_CONDITION_NORMAL && bb_facts_get_string (facts, BB_LITEON_KEY_EXTRA) != NULL;
}

/* A drive whose reply to EXTRAINQ is known can be backed up and verified; every other drive is only identified. */
static BbCan
bb_liteon_can (BbFacts *facts)
{
    return bb_liteon_is_surveyed (facts) ? BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_VERIFY : BB_CAN_IDENTIFY;
}

/* Returns BB_BACKUP_FULL if the firmware runs and the reply to EXTRAINQ is known. Otherwise returns BB_BACKUP_NONE,
 * and sets @why (nullable) to the reason. */
static BbBackupKind
bb_liteon_backup_kind (BbFacts *facts, char **why)
{
    if (bb_liteon_is_surveyed (facts))
        return BB_BACKUP_FULL;
    if (why != NULL && facts->condition != BB_CONDITION_NORMAL)
        *why = g_strdup (_ ("Only the drive’s boot code is running. The firmware is missing."));
    else if (why != NULL)
        *why = g_strdup (bb_liteon_is_readable_model (facts->model)
                             ? _ ("Only one person has described how to read this drive’s firmware, and the result "
                                  "cannot be verified. The procedure is for experts and is available only on the "
                                  "command line.")
                             : _ ("There is no public documentation on how to read the firmware of this drive."));
    return BB_BACKUP_NONE;
}

/* Never returns NULL. The advice depends on whether the firmware of the model can be read. */
static const BbNoFlash *
bb_liteon_get_no_flash (BbFacts *facts)
{
    static const BbNoFlash no_flash = {
        N_ ("There is no public documentation on how to write the firmware of this drive, so Burnback only "
            "identifies the drive."),
        N_ ("Update the drive with the manufacturer’s program. Burnback can show what an update file contains."),
    };
    static const BbNoFlash readable = {
        N_ ("Only the manufacturer’s program can write the firmware of this drive, so Burnback does not flash the "
            "drive."),
        N_ ("Update the drive with the manufacturer’s program. Experts can also back up the drive on the command "
            "line with the setting “read-ds-8absh”."),
    };

    return bb_liteon_is_readable_model (facts->model) ? &readable : &no_flash;
}

static const BbFamilySetting bb_liteon_settings[] = {
    {BB_LITEON_SETTING_READ,
     N_ ("Read the firmware of a DS-8ABSH drive with a procedure that only one person has reported"),
     G_VARIANT_TYPE_BOOLEAN, BB_SETTING_USER_EXPERT, TRUE},
    {NULL},
};

/* Returns the sentence that images of this family have no checksum. */
static const char *
bb_liteon_get_unchecked (void)
{
    return _ (
        "Images for Lite-On drives have no known checksum, so Burnback cannot tell whether an image is damaged.");
}

/* Adds the internal revision and the build date to @details, each if @values have it. */
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

static const char *const bb_liteon_detail_keys[] = {
    BB_LITEON_KEY_KIND, BB_LITEON_KEY_LETTER, BB_LITEON_KEY_ORDER, BB_LITEON_KEY_INTERNAL,
    BB_LITEON_KEY_DATE, BB_LITEON_KEY_METHOD, BB_LITEON_KEY_TAG,   NULL};

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
    .add_regions = bb_liteon_add_regions,
    .plan_backup = bb_liteon_plan_backup,
    .make_image = bb_liteon_make_image,
    .plan_flash = bb_read_only_plan_flash,
    .plan_verify = bb_liteon_plan_verify,
    .judge = bb_liteon_judge,
    .plan_recover = bb_read_only_plan_flash,
    .get_no_flash = bb_liteon_get_no_flash,
    .get_unchecked = bb_liteon_get_unchecked,
    .detail_keys = bb_liteon_detail_keys,
    .describe = bb_liteon_describe,
    .settings = bb_liteon_settings,
    .survey = &bb_liteon_survey,
};
