/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-tsst-upload.h"
#include "bb-tsst.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- identity (samsung-tsst.md, section 2) --- */

/* Returns (transfer full) (nullable) the catalog entry of the product that the drive reports; NULL if there is none.
 */
static BbModel *
bb_tsst_find_model (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);

    return bb_catalog_get_model (catalog, BB_TSST_ID, product);
}

/* TRUE if the catalog has the product and lists the vendor for it. */
static gboolean
bb_tsst_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_tsst_find_model (inquiry, catalog);

    return model != NULL && bb_tsst_has_vendor (model, "Vendors", inquiry);
}

/* Adds the ID of modified firmware, and evidence, to @facts:
 * - Kreon: bytes 36 to 55 of INQUIRY begin with BB_TSST_KREON. Also adds the version, which follows this text.
 * - MoriGM: the catalog lists vendor and @revision as those of modified firmware for this model.
 * Adds nothing for other firmware. */
static void
bb_tsst_learn_modified (BbFacts *facts, const char *revision)
{
    const char *text = facts->inquiry.vendor_specific;
    g_autofree char *vendor = bb_text_normalise (facts->inquiry.vendor, TRUE);
    g_autofree char *version = NULL;
    const char *id = NULL;

    if (g_str_has_prefix (text, BB_TSST_KREON)) {
        id = BB_TSST_ID_KREON;
        version = g_strndup (text + strlen (BB_TSST_KREON), BB_TSST_KREON_VERSION_BYTES);
        bb_facts_set_string (facts, BB_TSST_KEY_MODIFIED_VERSION, g_strstrip (version));
        bb_facts_add_evidence (facts, _ ("The drive is running modified firmware: %s."),
                               bb_tsst_get_modified_name (id));
    } else if (bb_tsst_is_modified_revision (facts->model, vendor, revision)) {
        id = BB_TSST_ID_MORIGM;
        bb_facts_add_evidence (facts,
                               _ ("According to the catalog, firmware revision %s for this drive model is modified "
                                  "(%s)."),
                               revision, bb_tsst_get_modified_name (id));
    } else {
        return;
    }
    bb_facts_set_string (facts, BB_TSST_KEY_MODIFIED, id);
}

/* Identifies the drive by INQUIRY alone; sends no command. The confidence is at most medium. It is low if the
 * catalog does not list the reported vendor for this model, or lists the vendor as uncertain. */
static BbFacts *
bb_tsst_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
               GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autofree char *revision = bb_text_normalise (inquiry->revision, FALSE);
    gboolean boot = g_str_equal (revision, BB_TSST_BOOT_REVISION);

    facts->model = bb_tsst_find_model (inquiry, catalog);
    if (facts->model == NULL)
        return bb_family_fail_unlisted (error);
    bb_facts_take_names_of_model (facts);
    facts->condition = boot ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
    facts->mode = g_strdup (boot ? BB_TSST_MODE_BOOT : BB_TSST_MODE_NORMAL);
    /* A drive of the same name might have another chip, so the confidence is at most medium. */
    facts->confidence = MIN (bb_model_get_confidence (facts->model), BB_CONFIDENCE_MEDIUM);
    bb_facts_add_evidence (facts, _ ("Only the reported name (%s) indicates which chip the drive has."),
                           bb_model_get_key (facts->model));
    if (!bb_tsst_suggests (inquiry, catalog) || bb_tsst_has_vendor (facts->model, "UncertainVendors", inquiry))
        facts->confidence = BB_CONFIDENCE_LOW;
    if (boot)
        bb_facts_add_evidence (
            facts,
            _ ("The drive reports “BOOT” as its firmware revision, which means that its boot code is waiting for "
               "firmware."));
    else
        bb_tsst_learn_modified (facts, revision);
    return g_steal_pointer (&facts);
}

/* --- possible operations --- */

/* A drive that is not bb_tsst_is_flashable() is only identified. Others can be flashed or, in boot mode, recovered.
 */
static BbCan
bb_tsst_can (BbFacts *facts)
{
    if (!bb_tsst_is_flashable (facts))
        return BB_CAN_IDENTIFY;
    return BB_CAN_IDENTIFY | (facts->condition == BB_CONDITION_NORMAL ? BB_CAN_FLASH : BB_CAN_RECOVER);
}

/* Returns the sentence that no drive of this family can be backed up. */
static const char *
bb_tsst_get_unreadable (void)
{
    return _ ("There is no known command for reading the firmware of this drive.");
}

/* Always returns %BB_BACKUP_NONE, and sets @why (nullable) (transfer full) to the reason. */
static BbBackupKind
bb_tsst_backup_kind (BbFacts *facts, char **why)
{
    if (why != NULL)
        *why = g_strdup (bb_tsst_get_unreadable ());
    return BB_BACKUP_NONE;
}

/* Member plan_backup() of #BbFamily. Always returns NULL with %BB_FAMILY_ERROR_CANNOT, because no drive of this
 * family can be read. */
static BbPlan *
bb_tsst_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, bb_tsst_get_unreadable ());
    return NULL;
}

/* Member make_image() of #BbFamily. Always returns NULL with %BB_FAMILY_ERROR_CANNOT, because no drive of this family
 * can be read. */
static GBytes *
bb_tsst_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, bb_tsst_get_unreadable ());
    return NULL;
}

/* Returns (nullable) a sentence if the catalog says that drives of the model may not read discs over USB; NULL for
 * all other models. */
static const char *
bb_tsst_explain_usb (BbFacts *facts)
{
    return facts->model != NULL && bb_model_get_boolean (facts->model, "UsbDoubt")
               ? _ ("Drives of this model reportedly do not read discs when connected through a USB adapter.")
               : NULL;
}

static const char *const bb_tsst_detail_keys[] = {BB_TSST_KEY_MODIFIED, BB_TSST_KEY_MODIFIED_VERSION, NULL};

const BbFamily bb_family_samsung_tsst = {
    .id = BB_TSST_ID,
    .name = "Samsung/TSST MT1339",
    /* No vendor command of the MT1339 is known to be harmless. */
    .list_probe_commands = bb_family_list_no_commands,
    .probe = bb_tsst_probe,
    .suggests = bb_tsst_suggests,
    .identify_image = bb_tsst_identify_image,
    .assume_image = bb_tsst_assume_image,
    .check = bb_tsst_check,
    .can = bb_tsst_can,
    .backup_kind = bb_tsst_backup_kind,
    .add_regions = bb_tsst_add_regions,
    .plan_backup = bb_tsst_plan_backup,
    .make_image = bb_tsst_make_image,
    .plan_flash = bb_tsst_plan_flash,
    .plan_verify = bb_tsst_plan_verify,
    .judge = bb_tsst_judge,
    .plan_recover = bb_tsst_plan_recover,
    .get_no_flash = bb_tsst_get_no_flash,
    .explain_refusal = bb_tsst_explain_refusal,
    .detail_keys = bb_tsst_detail_keys,
    .explain_usb = bb_tsst_explain_usb,
};
