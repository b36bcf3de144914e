/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-lg.h"

#include "family/spc/bb-service.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies drives as docs/protocols/lg-renesas.md, section 2 describes. */

#define MODE_LOADER "loader"

/* Returns (transfer full) (nullable) the catalog entry for the vendor (upper and lower case are equal) and product
 * that the drive reports; NULL if there is none. */
static BbModel *
bb_lg_find_model (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (GPtrArray) models = bb_catalog_find_models (catalog, BB_LG_ID, "Product", product);

    for (guint i = 0; i < models->len; i++)
        if (g_ascii_strcasecmp (bb_model_get_string (models->pdata[i], "Vendor"), vendor) == 0)
            return bb_model_ref (models->pdata[i]);
    return NULL;
}

/* TRUE for a model that the catalog lists only to say that it has another chip. */
static gboolean
bb_lg_is_other_chip (BbModel *model)
{
    return g_str_equal (bb_model_get_string (model, "Status"), "other-family");
}

/* Member suggests() of #BbFamily: TRUE if the catalog has the vendor and product that the drive reports, and does
 * not list them as a model with another chip. */
static gboolean
bb_lg_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_lg_find_model (inquiry, catalog);

    return model != NULL && !bb_lg_is_other_chip (model);
}

/* Returns TEST UNIT READY and the commands of bb_lg_list_search_commands(). */
static GArray *
bb_lg_list_probe_commands (BbCatalog *catalog)
{
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    BbProbeCommand ready = {.step = BB_PROBE_STANDARD, .cdb_length_bytes = 6};

    g_array_append_val (commands, ready);
    bb_lg_list_search_commands (commands);
    return commands;
}

/* Returns (nullable) a clause that says why no command of this family is sent to the drive; NULL if commands may be
 * sent. @model: (nullable): the catalog entry of the drive. With a @model, the reason is that the model has another
 * chip. Without a @model, the reason is that the INQUIRY text suggests another family (suggests() of that family). */
static const char *
bb_lg_find_objection (const BbInquiry *inquiry, BbModel *model, BbCatalog *catalog)
{
    const BbFamily *const *families = bb_family_list ();

    if (model != NULL)
        return bb_lg_is_other_chip (model) ? _ ("according to the catalog, this drive has a different chip") : NULL;
    for (guint i = 0; families[i] != NULL; i++)
        if (!g_str_equal (families[i]->id, BB_LG_ID) && families[i]->suggests (inquiry, catalog))
            return _ ("the reported name belongs to a drive with a different chip");
    return NULL;
}

/* Sets in @facts the values from the headers of MAIN and, if it was found, of CORE. The name is that in the header
 * of CORE; without CORE, that of MAIN. Sets the confidence to high; to medium if the product that the drive reports
 * does not contain this name. Adds a sentence about the name to the evidence of @facts, and another one if the
 * product does not contain it. */
static void
bb_lg_add_parts (BbFacts *facts, const BbLgPart *main, const BbLgPart *core)
{
    const BbLgPart *named = core->is_found ? core : main;
    g_autoptr (GBytes) header = g_bytes_new (named->header, sizeof named->header);
    g_autofree char *name = bb_lg_dup_name (header);

    bb_lg_part_to_facts (main, facts, BB_LG_KEY_MAIN);
    if (core->is_found)
        bb_lg_part_to_facts (core, facts, BB_LG_KEY_CORE);
    bb_facts_set_string (facts, BB_LG_KEY_NAME, name);
    facts->confidence = BB_CONFIDENCE_HIGH;
    bb_facts_add_evidence (facts, _ ("The firmware header in the drive’s memory at 0x%06x contains the name %s."),
                           named->address, name);
    if (strstr (facts->inquiry.product, name) != NULL)
        return;
    facts->confidence = BB_CONFIDENCE_MEDIUM;
    bb_facts_add_evidence (facts, _ ("The name reported by the drive differs from the name in its firmware header."));
}

/* probe() of #BbSearchOps: searches the memory for the headers of the firmware. Exception: the drive reports that it
 * waits for firmware, and the catalog has its model. Then only the loader runs, nothing is searched, the condition is
 * SPECIAL and the confidence low. Errors:
 * - NOT_MINE: the drive is of another family, or has no header of this family.
 * - CANNOT: the drive has a header of this family, but the catalog does not have the model. */
static BbFacts *
bb_lg_probe_with (BbTransport *transport, const BbInquiry *inquiry, GVariant *known, gboolean is_asked,
                  BbCatalog *catalog, GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autoptr (BbModel) model = bb_lg_find_model (inquiry, catalog);
    const char *objection = bb_lg_find_objection (inquiry, model, catalog);
    g_autofree char *seen = NULL;
    gboolean is_loader = FALSE;
    BbLgPart main = {0};
    BbLgPart core = {0};

    if (objection != NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, objection);
        return NULL;
    }
    /* A drive that needs service runs only its loader, which waits for MAIN (section 10, inferred). */
    if (!bb_service_is_needed (transport, &is_loader, error))
        return NULL;
    is_loader = is_loader && model != NULL;
    if (!is_loader && !bb_lg_search (transport, known, is_asked, cancellable, &main, &core, &seen, error))
        return NULL;
    if (seen != NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, seen);
        return NULL;
    }
    if (model == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("This seems to be an LG drive with a Renesas controller. Burnback does not support "
                                "the drive, because its model is not in the catalog."));
        return NULL;
    }
    facts->model = g_steal_pointer (&model);
    bb_facts_take_names_of_model (facts);
    facts->condition = is_loader ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
    facts->mode = g_strdup (is_loader ? MODE_LOADER : "normal");
    facts->confidence = BB_CONFIDENCE_LOW;
    if (is_loader)
        bb_facts_add_evidence (facts, _ ("The drive reports its name and is waiting for firmware."));
    else
        bb_lg_add_parts (facts, &main, &core);
    return g_steal_pointer (&facts);
}

/* bb_lg_probe_with() without known addresses and without a search of all of the memory. */
static BbFacts *
bb_lg_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
             GCancellable *cancellable, GError **error)
{
    return bb_lg_probe_with (transport, inquiry, NULL, FALSE, catalog, cancellable, error);
}

/* In the condition %BB_CONDITION_NORMAL, all operations except recovery. In any other condition, for example if the
 * drive runs only its loader, only identification and recovery. */
static BbCan
bb_lg_can (BbFacts *facts)
{
    return facts->condition != BB_CONDITION_NORMAL
               ? BB_CAN_IDENTIFY | BB_CAN_RECOVER
               : BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY | BB_CAN_ROLLBACK;
}

/* Returns %BB_BACKUP_NONE if only the loader runs. If the firmware runs, returns %BB_BACKUP_FULL if the address of
 * CORE is known, else %BB_BACKUP_PARTIAL. Sets @why (nullable) except for %BB_BACKUP_FULL. */
static BbBackupKind
bb_lg_backup_kind (BbFacts *facts, char **why)
{
    BbLgPart core = {0};
    gboolean is_normal = facts->condition == BB_CONDITION_NORMAL;

    if (is_normal && bb_lg_part_from_facts (&core, facts, BB_LG_KEY_CORE))
        return BB_BACKUP_FULL;
    if (why != NULL)
        *why = g_strdup (
            is_normal ? _ ("The loader was not found in the drive’s memory, so it cannot be backed up. However, "
                           "flashing does not change the loader.")
                      : _ ("The firmware cannot be read, because only the drive’s loader is running."));
    return is_normal ? BB_BACKUP_PARTIAL : BB_BACKUP_NONE;
}

/* Returns (transfer full) a copy of the present facts. The addresses of MAIN and CORE and the name in the header are
 * replaced by those from a journal or backup of this drive (@board of @input), as far as it has them. Never fails.
 */
static BbFacts *
bb_lg_find_board (const BbFlashInput *input, GError **error)
{
    BbFacts *board = bb_facts_copy (input->facts);
    const char *name = input->board != NULL ? bb_facts_get_string (input->board, BB_LG_KEY_NAME) : NULL;
    BbLgPart part = {0};

    if (bb_lg_part_from_facts (&part, input->board, BB_LG_KEY_MAIN))
        bb_lg_part_to_facts (&part, board, BB_LG_KEY_MAIN);
    if (bb_lg_part_from_facts (&part, input->board, BB_LG_KEY_CORE))
        bb_lg_part_to_facts (&part, board, BB_LG_KEY_CORE);
    if (name != NULL)
        bb_facts_set_string (board, BB_LG_KEY_NAME, name);
    return board;
}

/* Returns, for all drives, the sentence that it is not known which USB adapters forward all bytes of a command. */
static const char *
bb_lg_explain_usb (BbFacts *facts)
{
    return _ ("Commands for these drives end with an unusual byte, which some USB adapters may not forward. It is "
              "not known which adapters are affected.");
}

/* Adds the name in the firmware header to @details, as a property of the hardware, if @values have it. */
static void
bb_lg_describe (GVariant *values, GPtrArray *details)
{
    const char *name = NULL;

    if (g_variant_lookup (values, BB_LG_KEY_NAME, "&s", &name))
        bb_details_add (details, _ ("Name in the firmware header"), name, TRUE);
}

static const char *const bb_lg_detail_keys[] = {BB_LG_KEY_NAME, BB_LG_KEY_PART, NULL};

static const BbFamilySetting bb_lg_settings[] = {
    {BB_LG_SETTING_READDRESS,
     N_ ("Write this drive’s name into a firmware image for another model with the same hardware"),
     G_VARIANT_TYPE_BOOLEAN, BB_SETTING_USER_EXPERT, FALSE},
    {BB_LG_SETTING_SEARCH,
     N_ ("Search the drive’s entire memory for the firmware (the drive may not work properly until it is power "
         "cycled)"),
     G_VARIANT_TYPE_BOOLEAN, BB_SETTING_USER_EXPERT, TRUE},
    {NULL},
};

static const BbSearchOps bb_lg_search_ops = {.setting = BB_LG_SETTING_SEARCH, .probe = bb_lg_probe_with};

const BbFamily bb_family_lg_renesas = {
    .id = BB_LG_ID,
    .name = "LG Renesas",
    .list_probe_commands = bb_lg_list_probe_commands,
    .probe = bb_lg_probe,
    .suggests = bb_lg_suggests,
    .identify_image = bb_lg_identify_image,
    .choose_image = bb_lg_choose_image,
    .check = bb_lg_check,
    .can = bb_lg_can,
    .backup_kind = bb_lg_backup_kind,
    .add_regions = bb_lg_add_regions,
    .plan_backup = bb_lg_plan_backup,
    .make_image = bb_lg_make_image,
    .plan_flash = bb_lg_plan_flash,
    .plan_verify = bb_lg_plan_verify,
    .judge = bb_lg_judge,
    .plan_recover = bb_lg_plan_recover,
    .find_board = bb_lg_find_board,
    .is_other_hardware = bb_lg_is_other_hardware,
    .explain_refusal = bb_lg_explain_refusal,
    .detail_keys = bb_lg_detail_keys,
    .describe = bb_lg_describe,
    .explain_image = bb_lg_explain_image,
    .explain_usb = bb_lg_explain_usb,
    .settings = bb_lg_settings,
    .search = &bb_lg_search_ops,
};
