/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-matshita.h"

#include "family/bb-read-only.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#define VENDOR "MATSHITA"
#define MODE_BOOT "boot"
/* The revision that the boot code of some models reports, and the beginning of the names of these models
 * (matshita.md, section 2). */
#define BOOT_REVISION "0009"
#define BOOT_NAME "UJ-857"

/* Header of an image (section 4). */
#define HEADER_BYTES 0x30u
#define PRODUCT_OFFSET 0x08u
#define PRODUCT_BYTES 16u
#define REVISION_OFFSET 0x18u
#define REVISION_BYTES 4u
#define LENGTH_OFFSET 0x24u

/* Returns (transfer full) (nullable) the catalog entry for the vendor and product that the drive reports; NULL if
 * there is none. */
static BbModel *
bb_matshita_find_model (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, FALSE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);

    return g_str_equal (vendor, VENDOR) ? bb_catalog_get_model (catalog, BB_MATSHITA_ID, product) : NULL;
}

/* Member suggests() of #BbFamily: TRUE if the catalog has the vendor and product that the drive reports. */
static gboolean
bb_matshita_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_matshita_find_model (inquiry, catalog);

    return model != NULL;
}

/* For a drive whose boot code runs because its firmware is missing: sets condition and mode, adds evidence, and
 * records that Burnback cannot recover the drive. */
static void
bb_matshita_set_boot (BbFacts *facts)
{
    facts->condition = BB_CONDITION_SPECIAL;
    facts->mode = g_strdup (MODE_BOOT);
    bb_facts_add_evidence (
        facts, _ ("The drive reports firmware revision %s, which means that only its boot code is running."),
        BOOT_REVISION);
    bb_facts_set_string (facts, BB_FACTS_WANTS,
                         _ ("The firmware of the drive is missing, and Burnback cannot write it. Use the "
                            "manufacturer’s update program for this exact model."));
    bb_facts_set_value (facts, BB_FACTS_IS_LOST, g_variant_new_boolean (TRUE));
}

/* Identifies the drive by @inquiry alone; sends no command. The confidence is high. The condition is normal, or
 * special if model name and revision show that only the boot code runs. Also sets the likely chip if the catalog has
 * it. Fails with %BB_FAMILY_ERROR_NOT_MINE if the catalog does not have the product. */
static BbFacts *
bb_matshita_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                   GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autofree char *revision = bb_text_normalise (inquiry->revision, FALSE);

    facts->model = bb_matshita_find_model (inquiry, catalog);
    if (facts->model == NULL)
        return bb_family_fail_unlisted (error);
    bb_facts_take_names_of_model (facts);
    facts->confidence = BB_CONFIDENCE_HIGH;
    bb_facts_add_evidence (facts, _ ("The drive reports the name %s."), bb_model_get_key (facts->model));
    if (bb_model_get_string (facts->model, "Chip") != NULL)
        bb_facts_set_string (facts, BB_MATSHITA_KEY_CHIP, bb_model_get_string (facts->model, "Chip"));
    if (g_str_equal (revision, BOOT_REVISION) && g_str_has_prefix (facts->model_name, BOOT_NAME)) {
        bb_matshita_set_boot (facts);
        return g_steal_pointer (&facts);
    }
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup ("normal");
    return g_steal_pointer (&facts);
}

/* Member identify_image() of #BbFamily: returns (transfer full) one identity if @bytes begin with the header of an
 * image; the image is the whole file. The identity has a problem if the length in the header is not that of the file.
 * Returns an empty array for other files. */
static GPtrArray *
bb_matshita_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    BbImageIdentity *identity = NULL;
    g_autofree char *product = NULL;
    guint32 length_bytes = 0;

    if (!bb_bytes_equal_at (bytes, 0, VENDOR, PRODUCT_OFFSET) ||
        !bb_bytes_get_be32 (bytes, LENGTH_OFFSET, &length_bytes, NULL) || g_bytes_get_size (bytes) <= HEADER_BYTES)
        return found;
    identity = bb_image_identity_new (BB_MATSHITA_ID, 0, g_bytes_get_size (bytes));
    product = bb_bytes_dup_text (bytes, PRODUCT_OFFSET, PRODUCT_BYTES, NULL);
    identity->vendor = g_strdup (VENDOR);
    identity->product = bb_text_normalise (product, FALSE);
    identity->model_name = g_strdup (identity->product);
    identity->revision = bb_bytes_dup_text (bytes, REVISION_OFFSET, REVISION_BYTES, NULL);
    identity->is_damaged = g_bytes_get_size (bytes) - HEADER_BYTES != length_bytes;
    if (identity->is_damaged)
        identity->problem = g_strdup_printf (
            _ ("The file has %zu bytes, but its header specifies %zu bytes. Download the file again."),
            g_bytes_get_size (bytes), (gsize) length_bytes + HEADER_BYTES);
    g_ptr_array_add (found, identity);
    return found;
}

/* Adds nothing: bb_family_check() refuses every image. */
static void
bb_matshita_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
}

/* Never returns NULL: no drive of this family is flashed. */
static const BbNoFlash *
bb_matshita_get_no_flash (BbFacts *facts)
{
    static const BbNoFlash no_flash = {
        N_ ("There is no published command for reading the firmware of Matshita drives, and no confirmed command for "
            "writing it."),
        N_ ("Use the manufacturer’s update program for this exact model."),
    };

    return &no_flash;
}

static BbCan
bb_matshita_can (BbFacts *facts)
{
    return BB_CAN_IDENTIFY;
}

/* Always returns %BB_BACKUP_NONE. @why: (out) (optional) (transfer full): a sentence with the reason */
static BbBackupKind
bb_matshita_backup_kind (BbFacts *facts, char **why)
{
    if (why != NULL)
        *why = g_strdup (_ ("There is no known command for reading the firmware of this drive."));
    return BB_BACKUP_NONE;
}

/* Adds the likely chip to @details if @values have it. */
static void
bb_matshita_describe (GVariant *values, GPtrArray *details)
{
    const char *chip = NULL;

    if (g_variant_lookup (values, BB_MATSHITA_KEY_CHIP, "&s", &chip))
        bb_details_add (details, _ ("Likely chip (based on the model’s audio read offset)"), chip, TRUE);
}

/* Returns the sentence that the checksum of images of this family is not known. */
static const char *
bb_matshita_get_unchecked (void)
{
    return _ ("There is no known way to check images for Matshita drives, so Burnback cannot tell whether the file "
              "is complete.");
}

const BbFamily bb_family_matshita = {
    .id = BB_MATSHITA_ID,
    .name = "Matshita",
    .list_probe_commands = bb_family_list_no_commands,
    .probe = bb_matshita_probe,
    .suggests = bb_matshita_suggests,
    .identify_image = bb_matshita_identify_image,
    .check = bb_matshita_check,
    .can = bb_matshita_can,
    .backup_kind = bb_matshita_backup_kind,
    .add_regions = bb_unreadable_add_regions,
    .plan_backup = bb_unreadable_plan_backup,
    .make_image = bb_unreadable_make_image,
    .plan_flash = bb_read_only_plan_flash,
    .plan_verify = bb_unreadable_plan_verify,
    .judge = bb_unreadable_judge,
    .plan_recover = bb_read_only_plan_flash,
    .get_no_flash = bb_matshita_get_no_flash,
    .describe = bb_matshita_describe,
    .get_unchecked = bb_matshita_get_unchecked,
};
