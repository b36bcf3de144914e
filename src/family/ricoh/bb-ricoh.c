/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ricoh.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies drives (docs/protocols/ricoh-btc.md, section 2). */

#define MODE_LOADER "loader"
#define LOADER_VENDOR "RICOH"

/* TRUE if program loader 8 or 9 runs, for which the procedure is known. */
static gboolean
bb_ricoh_is_loader (const BbInquiry *inquiry)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, FALSE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);

    return g_str_equal (vendor, LOADER_VENDOR) &&
           (g_str_equal (product, "Program Loader 8") || g_str_equal (product, "Program Loader 9"));
}

/* TRUE if a program loader of Ricoh runs, of any generation: "Program Loader 51", "PLoader". */
static gboolean
bb_ricoh_is_any_loader (const BbInquiry *inquiry)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, FALSE);

    return g_str_equal (vendor, LOADER_VENDOR) && strstr (inquiry->product, "Loader") != NULL;
}

/* Returns (transfer full) (nullable) the catalog entry for the vendor (upper and lower case are equal) and product
 * that the drive reports, else for one of @names (nullable) (element-type BbName); NULL if there is none. */
static BbModel *
bb_ricoh_find_model (const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_RICOH_ID, product);

    if (model != NULL && g_ascii_strcasecmp (bb_model_get_string (model, "Vendor"), vendor) == 0)
        return g_steal_pointer (&model);
    for (guint i = 0; names != NULL && i < names->len; i++)
        if (g_strcmp0 (bb_name_get_family (names->pdata[i]), BB_RICOH_ID) == 0 &&
            bb_name_get_model_key (names->pdata[i]) != NULL)
            return bb_catalog_get_model (catalog, BB_RICOH_ID, bb_name_get_model_key (names->pdata[i]));
    return NULL;
}

/* TRUE if the catalog has vendor and product, or if a program loader of Ricoh of any generation runs. */
static gboolean
bb_ricoh_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_ricoh_find_model (inquiry, NULL, catalog);

    return model != NULL || bb_ricoh_is_any_loader (inquiry);
}

/* Identifies the drive by INQUIRY alone; sends no command. In the program loader the drive does not report its model,
 * so the facts have none. Drives whose loader is of another generation are not of this family. */
static BbFacts *
bb_ricoh_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    gboolean is_loader = bb_ricoh_is_loader (inquiry);

    if (!is_loader && bb_ricoh_is_any_loader (inquiry)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                             _ ("the drive’s program loader is of an unsupported generation, and its commands are "
                                "unknown"));
        return NULL;
    }
    facts->model = is_loader ? NULL : bb_ricoh_find_model (inquiry, names, catalog);
    if (!is_loader && facts->model == NULL)
        return bb_family_fail_unlisted (error);
    facts->family = g_strdup (BB_RICOH_ID);
    facts->condition = is_loader ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
    facts->mode = g_strdup (is_loader ? MODE_LOADER : "normal");
    if (is_loader) {
        facts->maker = g_strdup ("Ricoh");
        facts->confidence = BB_CONFIDENCE_LOW;
        bb_facts_add_evidence (facts,
                               _ ("The drive reports the name of its program loader instead of its own name."));
        return g_steal_pointer (&facts);
    }
    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    facts->model_name = g_strdup (bb_model_get_name (facts->model));
    facts->confidence = MIN (bb_model_get_confidence (facts->model), BB_CONFIDENCE_MEDIUM);
    bb_facts_add_evidence (facts, _ ("Only the reported name (%s) indicates which chip the drive has."),
                           bb_model_get_key (facts->model));
    return g_steal_pointer (&facts);
}

/* --- abilities --- */

/* A drive that runs its firmware allows all operations except recovery. A drive in its program loader can only be
 * identified or recovered. */
static BbCan
bb_ricoh_can (BbFacts *facts)
{
    return facts->condition != BB_CONDITION_NORMAL
               ? BB_CAN_IDENTIFY | BB_CAN_RECOVER
               : BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY | BB_CAN_ROLLBACK;
}

/* Returns %BB_BACKUP_NONE in the program loader. If the firmware runs, returns %BB_BACKUP_FULL if a copy of the
 * firmware can be restored, and %BB_BACKUP_PARTIAL if it cannot (BB_RICOH_KEY_IS_UNUSABLE). Sets @why (nullable)
 * except for %BB_BACKUP_FULL. */
static BbBackupKind
bb_ricoh_backup_kind (BbFacts *facts, char **why)
{
    if (facts->condition == BB_CONDITION_NORMAL && !bb_facts_get_boolean (facts, BB_RICOH_KEY_IS_UNUSABLE))
        return BB_BACKUP_FULL;
    if (why != NULL)
        *why = g_strdup (
            facts->condition == BB_CONDITION_NORMAL
                ? _ ("The firmware read from this drive is not a valid image, so the saved copy is only for "
                     "reference and cannot be restored.")
                : _ ("The drive is running its program loader, perhaps because its firmware is incomplete."));
    return facts->condition == BB_CONDITION_NORMAL ? BB_BACKUP_PARTIAL : BB_BACKUP_NONE;
}

/* Returns (transfer full) a copy of the facts of @input, completed with the earlier facts of this drive (@board of
 * @input). Takes signature and brand from the earlier facts if they have them; takes the model only if the facts of
 * @input have none. Never fails, not even if no signature is known: the plan then reads the signature of the drive
 * and compares it with that of the image. */
static BbFacts *
bb_ricoh_find_board (const BbFlashInput *input, GError **error)
{
    static const char *const keys[] = {BB_RICOH_KEY_SIGNATURE, BB_RICOH_KEY_BRAND};
    BbFacts *board = bb_facts_copy (input->facts);

    for (guint i = 0; input->board != NULL && i < G_N_ELEMENTS (keys); i++)
        if (bb_facts_get_string (input->board, keys[i]) != NULL)
            bb_facts_set_string (board, keys[i], bb_facts_get_string (input->board, keys[i]));
    if (input->board != NULL && board->model == NULL && input->board->model != NULL) {
        board->model = bb_model_ref (input->board->model);
        g_free (board->model_name);
        board->model_name = g_strdup (input->board->model_name);
    }
    return board;
}

/* --- facts that are read from the memory --- */

/* TRUE if the firmware runs and the signature is not known yet. */
static gboolean
bb_ricoh_needs_learning (BbFacts *facts)
{
    return facts->condition == BB_CONDITION_NORMAL && bb_facts_get_string (facts, BB_RICOH_KEY_SIGNATURE) == NULL;
}

/* Returns (transfer full) a copy of @facts with signature and brand from the backup (@captures), and with a sentence
 * about the signature in the evidence. Sends no command. If the backup has no signature, both are "". Sets
 * BB_RICOH_KEY_IS_UNUSABLE in the copy if there is no signature or the checksum is wrong. NULL with
 * %BB_FAMILY_ERROR_CANNOT if @captures (nullable) do not contain all of the memory. */
static BbFacts *
bb_ricoh_learn (BbTransport *transport, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog,
                GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) better = bb_facts_copy (facts);
    g_autoptr (GBytes) memory = captures != NULL ? bb_captures_get (captures, BB_RICOH_CAPTURE_MEMORY) : NULL;
    g_autofree char *brand = NULL;
    g_autofree char *signature = memory != NULL ? bb_ricoh_read_signature (memory, &brand) : NULL;

    if (memory == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The backup does not contain the complete firmware."));
        return NULL;
    }
    bb_facts_set_string (better, BB_RICOH_KEY_SIGNATURE, signature != NULL ? signature : "");
    bb_facts_set_string (better, BB_RICOH_KEY_BRAND, brand != NULL ? brand : "");
    if (signature != NULL)
        bb_facts_add_evidence (better, _ ("Data in the drive’s memory indicates the hardware series %s."), signature);
    else
        bb_facts_add_evidence (
            better, _ ("The drive’s memory does not contain the text that identifies the hardware series."));
    if (signature == NULL || !bb_ricoh_is_sum_right (memory))
        bb_facts_set_value (better, BB_RICOH_KEY_IS_UNUSABLE, g_variant_new_boolean (TRUE));
    return g_steal_pointer (&better);
}

static const BbLearnOps bb_ricoh_learn_ops = {bb_ricoh_needs_learning, bb_ricoh_learn};

/* Adds the hardware series (signature), as a property of the hardware, and the brand to @details, each if @values
 * have it. */
static void
bb_ricoh_describe (GVariant *values, GPtrArray *details)
{
    g_autofree char *brand = NULL;
    const char *text = NULL;

    if (g_variant_lookup (values, BB_RICOH_KEY_SIGNATURE, "&s", &text))
        bb_details_add (details, _ ("Hardware series"), text, TRUE);
    if (!g_variant_lookup (values, BB_RICOH_KEY_BRAND, "&s", &text))
        return;
    brand = bb_ricoh_dup_shown_brand (text);
    bb_details_add (details, _ ("Brand in the firmware"), brand, FALSE);
}

/* Returns the sentence that it is not known which USB adapters forward the commands of these drives; the same for all
 * drives. */
static const char *
bb_ricoh_explain_usb (BbFacts *facts)
{
    return _ ("These drives use manufacturer-specific commands. It is not known which USB adapters forward these "
              "commands.");
}

static const char *const bb_ricoh_detail_keys[] = {BB_RICOH_KEY_SIGNATURE, BB_RICOH_KEY_BRAND, NULL};

const BbFamily bb_family_ricoh = {
    .id = BB_RICOH_ID,
    .name = "Ricoh",
    /* The probe sends no vendor command, because drives of other makers may understand it as a different command. */
    .list_probe_commands = bb_family_list_no_commands,
    .probe = bb_ricoh_probe,
    .suggests = bb_ricoh_suggests,
    .identify_image = bb_ricoh_identify_image,
    .check = bb_ricoh_check,
    .can = bb_ricoh_can,
    .backup_kind = bb_ricoh_backup_kind,
    .add_regions = bb_ricoh_add_regions,
    .plan_backup = bb_ricoh_plan_backup,
    .make_image = bb_ricoh_make_image,
    .plan_flash = bb_ricoh_plan_flash,
    .plan_verify = bb_ricoh_plan_verify,
    .judge = bb_ricoh_judge,
    .plan_recover = bb_ricoh_plan_recover,
    .find_board = bb_ricoh_find_board,
    .is_other_hardware = bb_ricoh_is_other_hardware,
    .plan_wake = bb_ricoh_plan_wake,
    .explain_refusal = bb_ricoh_explain_refusal,
    .detail_keys = bb_ricoh_detail_keys,
    .describe = bb_ricoh_describe,
    .explain_usb = bb_ricoh_explain_usb,
    .flashes_in_mode = TRUE,
    .learn = &bb_ricoh_learn_ops,
};
