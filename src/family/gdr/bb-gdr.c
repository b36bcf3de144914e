/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-gdr.h"

#include "family/bb-read-only.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies drives as docs/protocols/lg-gdr.md, sections 2 and 7 describe. */

/* Values of the catalog key Access, which says at which addresses the firmware of a model may be read. */
#define ACCESS_NONE "unknown"
#define ACCESS_MIRROR "mirror"

/* Returns (transfer full) (nullable) the catalog entry for exactly the vendor and product that the drive reports;
 * NULL if there is none. */
static BbModel *
bb_gdr_find_model (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, FALSE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (GPtrArray) models = bb_catalog_find_models (catalog, BB_GDR_ID, "Product", product);

    for (guint i = 0; i < models->len; i++)
        if (g_strcmp0 (bb_model_get_string (models->pdata[i], "Vendor"), vendor) == 0)
            return bb_model_ref (models->pdata[i]);
    return NULL;
}

/* Member suggests() of #BbFamily: TRUE if the catalog has exactly the vendor and product that the drive reports. */
static gboolean
bb_gdr_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_gdr_find_model (inquiry, catalog);

    return model != NULL;
}

/* Returns the commands of bb_gdr_find_window() for both addresses, all with %BB_PROBE_VENDOR. */
static GArray *
bb_gdr_list_probe_commands (BbCatalog *catalog)
{
    static const guint32 windows[] = {BB_GDR_WINDOW, BB_GDR_SECOND_WINDOW};
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));

    for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
        bb_memory_read_list (&bb_gdr_read, commands, windows[i], BB_GDR_PIECE_BYTES);
    for (guint i = 0; i < commands->len; i++)
        g_array_index (commands, BbProbeCommand, i).step = BB_PROBE_VENDOR;
    return commands;
}

/* Finds the address of the firmware by reading its first block. Tries the second address only for models that may
 * have the firmware there. If the drive returns the block, stores the address in @facts, raises the confidence and
 * adds evidence. Changes nothing if the drive refuses the reads, or if no address is known for the model. FALSE only
 * if the drive did not answer, or if cancelled. */
static gboolean
bb_gdr_find_window (BbTransport *transport, BbFacts *facts, GCancellable *cancellable, GError **error)
{
    static const guint32 windows[] = {BB_GDR_WINDOW, BB_GDR_SECOND_WINDOW};
    const char *access = bb_model_get_string (facts->model, "Access");
    guint n_windows = g_str_equal (access, ACCESS_NONE) ? 0 : g_str_equal (access, ACCESS_MIRROR) ? 2 : 1;

    for (guint i = 0; i < n_windows; i++) {
        g_autoptr (GBytes) block = NULL;

        if (!bb_memory_read_now (&bb_gdr_read, transport, windows[i], BB_GDR_PIECE_BYTES, cancellable, &block, error))
            return FALSE;
        if (block != NULL) {
            g_autofree char *text = g_strdup_printf ("0x%08x", windows[i]);

            bb_facts_set_string (facts, BB_GDR_KEY_WINDOW, text);
            facts->confidence = BB_CONFIDENCE_HIGH;
            bb_facts_add_evidence (
                facts, _ ("The drive’s firmware can be read at address %s, which only drives of this family allow."),
                text);
            return TRUE;
        }
    }
    return TRUE;
}

/* Identifies the drive by vendor and product in @inquiry alone; they must be those of a model in the catalog. Does
 * not use @names. Then looks for the address of the firmware. The confidence is high if the address was found, else
 * medium at most. NULL with @error if the catalog does not have vendor and product, or if the drive does not
 * answer. */
static BbFacts *
bb_gdr_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
              GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);

    facts->model = bb_gdr_find_model (inquiry, catalog);
    if (facts->model == NULL)
        return bb_family_fail_unlisted (error);
    bb_facts_take_names_of_model (facts);
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup ("normal");
    facts->confidence = MIN (bb_model_get_confidence (facts->model), BB_CONFIDENCE_MEDIUM);
    bb_facts_add_evidence (facts, _ ("The drive reports the name %s."), bb_model_get_key (facts->model));
    if (!bb_gdr_find_window (transport, facts, cancellable, error))
        return NULL;
    return g_steal_pointer (&facts);
}

/* A drive whose firmware can be read can be backed up and verified; every other drive is only identified. */
static BbCan
bb_gdr_can (BbFacts *facts)
{
    guint32 window = 0;

    return bb_gdr_get_window (facts, &window) ? BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_VERIFY : BB_CAN_IDENTIFY;
}

/* Returns %BB_BACKUP_FULL if the probe found the address of the firmware. Otherwise returns %BB_BACKUP_NONE, and sets
 * @why (nullable) to the reason: no address is known for the model, or the drive refused the reads. */
static BbBackupKind
bb_gdr_backup_kind (BbFacts *facts, char **why)
{
    const char *access = facts->model != NULL ? bb_model_get_string (facts->model, "Access") : ACCESS_NONE;
    guint32 window = 0;

    if (bb_gdr_get_window (facts, &window))
        return BB_BACKUP_FULL;
    if (why != NULL)
        *why =
            g_strdup (g_str_equal (access, ACCESS_NONE) ? _ ("It is unknown where this model stores the firmware in "
                                                             "its memory, so Burnback does not read the firmware.")
                                                        : _ ("The drive does not allow its firmware to be read."));
    return BB_BACKUP_NONE;
}

/* Never returns NULL: no drive of this family is flashed. Only a drive whose firmware can be read gets the advice to
 * back it up. */
static const BbNoFlash *
bb_gdr_get_no_flash (BbFacts *facts)
{
    static const BbNoFlash readable = {
        N_ ("Burnback cannot write the firmware of this drive. Writing requires special machine code, which "
            "Burnback does not include."),
        N_ ("Burnback can back up the drive and compare its firmware with an image. To update the drive, use the "
            "manufacturer’s program."),
    };
    static const BbNoFlash unreadable = {
        N_ ("Burnback cannot write the firmware of this drive. Writing requires special machine code, which "
            "Burnback does not include."),
        N_ ("Update the drive with the manufacturer’s program."),
    };
    guint32 window = 0;

    return bb_gdr_get_window (facts, &window) ? &readable : &unreadable;
}

/* Adds a refusal if the image has no problem and is for another product than that of the drive. */
static void
bb_gdr_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);

    if (identity->problem == NULL && g_strcmp0 (identity->product, product) != 0)
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL, _ ("The image is for another model: %s."),
                        identity->product);
}

/* Returns a sentence about reads over USB adapters, the same for all drives. */
static const char *
bb_gdr_explain_usb (BbFacts *facts)
{
    return _ ("USB adapters may return old data or drop commands for reading the firmware. Burnback therefore "
              "reads small blocks and checks the result.");
}

/* Adds to @details what @values have of these: the published firmware with an equal application, the published
 * firmware with an equal boot part, and product and revision in the header of the update file. */
static void
bb_gdr_describe (GVariant *values, GPtrArray *details)
{
    const char *text = NULL;

    if (g_variant_lookup (values, BB_GDR_KEY_APPLICATION, "&s", &text))
        bb_details_add (details, _ ("Application of"), text, FALSE);
    if (g_variant_lookup (values, BB_GDR_KEY_BOOT, "&s", &text))
        bb_details_add (details, _ ("Boot part of"), text, FALSE);
    if (g_variant_lookup (values, BB_GDR_KEY_TARGET, "&s", &text))
        bb_details_add (details, _ ("Header names"), text, FALSE);
}

static const char *const bb_gdr_detail_keys[] = {BB_GDR_KEY_WINDOW, BB_GDR_KEY_FORM,        BB_GDR_KEY_TARGET,
                                                 BB_GDR_KEY_BOOT,   BB_GDR_KEY_APPLICATION, NULL};

const BbFamily bb_family_lg_gdr = {
    .id = BB_GDR_ID,
    .name = "Hitachi-LG GDR",
    .list_probe_commands = bb_gdr_list_probe_commands,
    .probe = bb_gdr_probe,
    .suggests = bb_gdr_suggests,
    .identify_image = bb_gdr_identify_image,
    .check = bb_gdr_check,
    .can = bb_gdr_can,
    .backup_kind = bb_gdr_backup_kind,
    .add_regions = bb_gdr_add_regions,
    .plan_backup = bb_gdr_plan_backup,
    .make_image = bb_gdr_make_image,
    .plan_flash = bb_read_only_plan_flash,
    .plan_verify = bb_gdr_plan_verify,
    .judge = bb_gdr_judge,
    .plan_recover = bb_read_only_plan_flash,
    .get_no_flash = bb_gdr_get_no_flash,
    .detail_keys = bb_gdr_detail_keys,
    .describe = bb_gdr_describe,
    .explain_image = bb_gdr_explain_image,
    .explain_usb = bb_gdr_explain_usb,
};
