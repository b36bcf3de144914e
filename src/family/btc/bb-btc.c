/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-btc.h"

#include "family/bb-read-only.h"
#include "family/spc/bb-service.h"

#include <glib/gi18n-lib.h>

/* This file identifies drives as docs/protocols/ricoh-btc.md, section 11 describes. */

#define MODE_INCOMPLETE "incomplete"

/* Returns (transfer full) @vendor and @product as one text without blanks. It is not known where in its INQUIRY data
 * the drive ends the vendor and begins the product, so only such texts are compared. */
static char *
bb_btc_dup_squeezed (const char *vendor, const char *product)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < 2; i++)
        for (const char *at = i == 0 ? vendor : product; *at != '\0'; at++)
            if (*at != ' ')
                g_string_append_c (text, *at);
    return g_string_free (text, FALSE);
}

/* Returns (transfer full) (nullable) the model in the catalog whose vendor and product are those that the drive
 * reports, not counting blanks; NULL if there is none. */
static BbModel *
bb_btc_find_model (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_BTC_ID);
    g_autofree char *reported = bb_btc_dup_squeezed (inquiry->vendor, inquiry->product);

    for (guint i = 0; i < models->len; i++) {
        g_autofree char *listed = bb_btc_dup_squeezed (bb_model_get_string (models->pdata[i], "Vendor"),
                                                       bb_model_get_string (models->pdata[i], "Product"));

        if (g_str_equal (listed, reported))
            return bb_model_ref (models->pdata[i]);
    }
    return NULL;
}

/* Member suggests() of #BbFamily: TRUE if the catalog has a model with the vendor and product that the drive
 * reports, not counting blanks. */
static gboolean
bb_btc_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_btc_find_model (inquiry, catalog);

    return model != NULL;
}

/* Returns TEST UNIT READY alone, which shows whether the drive has firmware. No command is known that identifies
 * these drives; they are identified by their name. */
static GArray *
bb_btc_list_probe_commands (BbCatalog *catalog)
{
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    BbProbeCommand ready = {.step = BB_PROBE_STANDARD, .cdb_length_bytes = 6};

    g_array_append_val (commands, ready);
    return commands;
}

/* Identifies the drive by the name that it reports, and finds out whether its firmware is complete. Does not use
 * @cancellable. The condition is SPECIAL if the drive needs service, else NORMAL. The confidence is medium at most.
 * Sets BB_BTC_KEY_IS_REBADGED if the catalog lists the name as one under which another company sells the drive. NULL
 * with @error if the name is not listed, or if the drive does not answer. */
static BbFacts *
bb_btc_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
              GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    gboolean is_incomplete = FALSE;

    facts->model = bb_btc_find_model (inquiry, catalog);
    for (guint i = 0; facts->model == NULL && names != NULL && i < names->len; i++) {
        const char *key = bb_name_get_model_key (names->pdata[i]);

        if (g_strcmp0 (bb_name_get_family (names->pdata[i]), BB_BTC_ID) != 0 || key == NULL)
            continue;
        facts->model = bb_catalog_get_model (catalog, BB_BTC_ID, key);
        bb_facts_set_value (facts, BB_BTC_KEY_IS_REBADGED, g_variant_new_boolean (TRUE));
    }
    if (facts->model == NULL)
        return bb_family_fail_unlisted (error);
    bb_facts_take_names_of_model (facts);
    if (!bb_service_is_needed (transport, &is_incomplete, error))
        return NULL;
    facts->condition = is_incomplete ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
    facts->mode = g_strdup (is_incomplete ? MODE_INCOMPLETE : "normal");
    facts->confidence = MIN (bb_model_get_confidence (facts->model), BB_CONFIDENCE_MEDIUM);
    bb_facts_add_evidence (facts, _ ("Only the reported name (%s) indicates which chip the drive has."),
                           bb_model_get_key (facts->model));
    if (is_incomplete)
        bb_facts_add_evidence (facts,
                               _ ("The drive reports that it needs service, as drives with incomplete firmware do."));
    return g_steal_pointer (&facts);
}

/* --- abilities --- */

/* Returns (nullable) why a drive that is sold under the name of another company is not flashed; NULL for all other
 * drives. */
static const BbNoFlash *
bb_btc_get_no_flash (BbFacts *facts)
{
    static const BbNoFlash rebadged = {
        N_ ("This drive is not sold under its manufacturer’s brand, so Burnback cannot tell which firmware the "
            "drive accepts."),
        N_ ("Use the update program from the company that sells the drive."),
    };

    return bb_facts_get_boolean (facts, BB_BTC_KEY_IS_REBADGED) ? &rebadged : NULL;
}

/* A drive under its own name can be flashed or, with incomplete firmware, recovered. A drive under the name of
 * another company can only be identified. Nothing can be read. */
static BbCan
bb_btc_can (BbFacts *facts)
{
    if (bb_btc_get_no_flash (facts) != NULL)
        return BB_CAN_IDENTIFY;
    return BB_CAN_IDENTIFY | (facts->condition == BB_CONDITION_NORMAL ? BB_CAN_FLASH : BB_CAN_RECOVER);
}

/* Always returns %BB_BACKUP_NONE, and sets @why (nullable) (transfer full) to the reason. */
static BbBackupKind
bb_btc_backup_kind (BbFacts *facts, char **why)
{
    if (why != NULL)
        *why = g_strdup (_ ("There is no known command for reading the firmware of this drive."));
    return BB_BACKUP_NONE;
}

/* Member find_board() of #BbFamily: returns (transfer full) the facts of this drive from before the damage if there
 * are any, else the present facts. Never fails. */
static BbFacts *
bb_btc_find_board (const BbFlashInput *input, GError **error)
{
    return bb_facts_ref (input->board != NULL ? input->board : input->facts);
}

/* Returns the sentence that images of this family have no checksum. */
static const char *
bb_btc_get_unchecked (void)
{
    return _ ("Images for BTC drives contain no checksum, so Burnback cannot check whether the file is complete.");
}

const BbFamily bb_family_btc = {
    .id = BB_BTC_ID,
    .name = "BTC",
    .list_probe_commands = bb_btc_list_probe_commands,
    .probe = bb_btc_probe,
    .suggests = bb_btc_suggests,
    .identify_image = bb_btc_identify_image,
    .check = bb_btc_check,
    .can = bb_btc_can,
    .backup_kind = bb_btc_backup_kind,
    .add_regions = bb_btc_add_regions,
    .plan_backup = bb_unreadable_plan_backup,
    .make_image = bb_unreadable_make_image,
    .plan_flash = bb_btc_plan_flash,
    .plan_verify = bb_unreadable_plan_verify,
    .judge = bb_btc_judge,
    .plan_recover = bb_btc_plan_recover,
    .get_no_flash = bb_btc_get_no_flash,
    .find_board = bb_btc_find_board,
    .is_other_hardware = bb_btc_is_other_hardware,
    .compare_revisions = bb_btc_compare_revisions,
    .explain_refusal = bb_btc_explain_refusal,
    .get_unchecked = bb_btc_get_unchecked,
};
