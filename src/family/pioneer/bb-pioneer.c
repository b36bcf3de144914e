/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-pioneer.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies drives (docs/protocols/pioneer.md, sections 1 and 2). */

#define VENDOR "PIONEER"
/* Product that drives of Pioneer report in kernel mode, and the beginning of the product that they report otherwise.
 */
#define PRODUCT "DVD-RW"
#define PRODUCT_PREFIX "DVD-RW DVR-"
/* Positions of the slashes of the firmware date, counted from INQUIRY byte 36. */
#define DATE_SLASH_1 3
#define DATE_SLASH_2 6
#define MAX_ATTENTIONS 5
#define INFO_BYTES 48
#define INFO_MS 10000
#define INTERFACE_OFFSET 16
#define INTERFACE_BYTES 8
#define TYPE_OFFSET 24
#define TYPE_BYTES 8
#define KERNEL_OFFSET 40
#define KERNEL_BYTES 4
#define INTERFACE_ATA "ATA "

static const BbCdb info_cdb = {{0x3C, 0x02, 0xF1, 0, 0, 0, 0, 0, INFO_BYTES, 0}, 10};

/* TRUE for the vendor PIONEER with the product of kernel mode or one that begins with "DVD-RW DVR-". */
static gboolean
bb_pioneer_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, FALSE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);

    return g_ascii_strcasecmp (vendor, VENDOR) == 0 &&
           (g_ascii_strcasecmp (product, PRODUCT) == 0 ||
            g_ascii_strncasecmp (product, PRODUCT_PREFIX, strlen (PRODUCT_PREFIX)) == 0);
}

/* Returns TEST UNIT READY and the command that reads the vendor information. */
static GArray *
bb_pioneer_list_probe_commands (BbCatalog *catalog)
{
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    BbProbeCommand ready = {.step = BB_PROBE_STANDARD, .cdb_length_bytes = 6};
    BbProbeCommand info = {
        .step = BB_PROBE_READ, .cdb_length_bytes = info_cdb.length_bytes, .data_in_bytes = INFO_BYTES};

    memcpy (info.cdb, info_cdb.bytes, info_cdb.length_bytes);
    g_array_append_val (commands, ready);
    g_array_append_val (commands, info);
    return commands;
}

/* Returns (transfer full) (nullable) a model that the drive may be according to its name. Uses the first of these
 * sources that names a model. Only returns models whose update is not known; otherwise NULL:
 * - @names (nullable) (element-type BbName), the catalog entries for the INQUIRY text
 * - if bb_pioneer_suggests() is TRUE: the model whose key is a part of the product in @inquiry, such as "DVR-111" in
 *   "DVD-RW DVR-111D" */
static BbModel *
bb_pioneer_find_by_name (const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog)
{
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_PIONEER_ID);
    const char *named = "";

    for (guint i = 0; names != NULL && i < names->len && *named == '\0'; i++)
        if (g_str_equal (bb_name_get_family (names->pdata[i]), BB_PIONEER_ID))
            named = bb_name_get_model_key (names->pdata[i]);
    for (guint i = 0; i < models->len; i++) {
        const char *key = bb_model_get_key (models->pdata[i]);
        gboolean is_it = *named != '\0' ? g_str_equal (key, named)
                                        : bb_pioneer_suggests (inquiry, catalog) && strstr (product, key) != NULL;

        if (is_it && !bb_model_get_boolean (models->pdata[i], "Supported"))
            return bb_model_ref (models->pdata[i]);
    }
    return NULL;
}

/* Clears unit attentions, then reads the vendor information into @info (transfer full). Sets @info to %NULL if the
 * drive refuses the command or a bridge does not pass it on. FALSE with an error after other failures of the
 * transport. */
static gboolean
bb_pioneer_read_info (BbTransport *transport, GBytes **info, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    *info = NULL;
    if (!bb_scsi_clear_unit_attention (transport, MAX_ATTENTIONS, &local_error) &&
        local_error->domain == BB_TRANSPORT_ERROR) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    g_clear_error (&local_error);
    *info = bb_scsi_read (transport, &info_cdb, INFO_BYTES, INFO_MS, &local_error);
    if (*info != NULL || local_error->domain == BB_SCSI_ERROR ||
        g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT) ||
        g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO))
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

/* Returns (transfer full) (nullable) the model of the generation that @info (nullable) reports; NULL if it reports
 * none or an unknown one. */
static BbModel *
bb_pioneer_find_by_info (GBytes *info, BbCatalog *catalog)
{
    g_autofree char *interface =
        info != NULL ? bb_bytes_dup_text (info, INTERFACE_OFFSET, INTERFACE_BYTES, NULL) : NULL;
    g_autofree char *generation = NULL;
    g_autoptr (GPtrArray) models = NULL;

    if (interface == NULL || !g_str_has_prefix (interface, INTERFACE_ATA))
        return NULL;
    generation =
        g_strdup_printf ("%" G_GUINT64_FORMAT, g_ascii_strtoull (interface + strlen (INTERFACE_ATA), NULL, 10));
    models = bb_catalog_find_models (catalog, BB_PIONEER_ID, "Generation", generation);
    return models->len > 0 ? bb_model_ref (models->pdata[0]) : NULL;
}

/* Adds to @facts interface, kernel type and kernel revision from the vendor information @info (never %NULL); if the
 * firmware runs, also the reported name. Adds to the evidence of @facts a sentence about the interface, and one
 * about the kernel type if the catalog has this type. The condition and the model name of @facts must be set before.
 */
static void
bb_pioneer_add_info (BbFacts *facts, GBytes *info, BbCatalog *catalog)
{
    g_autofree char *interface = bb_bytes_dup_text (info, INTERFACE_OFFSET, INTERFACE_BYTES, NULL);
    g_autofree char *type = bb_bytes_dup_text (info, TYPE_OFFSET, TYPE_BYTES, NULL);
    g_autofree char *kernel = bb_bytes_dup_text (info, KERNEL_OFFSET, KERNEL_BYTES, NULL);
    g_autofree char *name = bb_pioneer_dup_name (facts->inquiry.vendor, facts->inquiry.product);
    g_autoptr (BbModel) brand = bb_pioneer_find_type (type, catalog);

    bb_facts_set_string (facts, BB_PIONEER_KEY_INTERFACE, interface);
    bb_facts_set_string (facts, BB_PIONEER_KEY_TYPE, type);
    bb_facts_set_string (facts, BB_PIONEER_KEY_KERNEL, kernel);
    if (facts->condition == BB_CONDITION_NORMAL)
        bb_facts_set_string (facts, BB_PIONEER_KEY_NAME, name);
    bb_facts_add_evidence (facts, _ ("The drive reports the hardware generation “%s”, which matches the %s."),
                           interface, facts->model_name);
    if (brand != NULL)
        bb_facts_add_evidence (facts,
                               _ ("The drive has loader (kernel) type %s, which is used with firmware for %s."), type,
                               bb_model_get_string (brand, "Brand"));
}

/* Identifies the drive by the generation in its vendor information. If the generation is not known, identifies the
 * drive by its name; no other operation is then possible. Errors: %BB_FAMILY_ERROR_NOT_MINE:
 * - INQUIRY has other data at the offset of the firmware date. (INQUIRY data that end before this offset are no
 *   error.)
 * - Neither generation nor name identify the drive. */
static BbFacts *
bb_pioneer_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                  GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    gboolean is_kernel = g_str_equal (inquiry->revision, BB_PIONEER_KERNEL_REVISION);
    g_autoptr (GBytes) info = NULL;

    /* The date may be missing, because a bridge may return only the INQUIRY data before it. */
    if (inquiry->vendor_specific[0] != '\0' &&
        (inquiry->vendor_specific[DATE_SLASH_1] != '/' || inquiry->vendor_specific[DATE_SLASH_2] != '/')) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                             _ ("drives of this family report a firmware date, but this drive does not"));
        return NULL;
    }
    if (!bb_pioneer_read_info (transport, &info, error))
        return NULL;
    facts->model = bb_pioneer_find_by_info (info, catalog);
    facts->confidence = facts->model != NULL ? bb_model_get_confidence (facts->model) : BB_CONFIDENCE_LOW;
    if (facts->model == NULL)
        facts->model = bb_pioneer_find_by_name (inquiry, names, catalog);
    if (facts->model == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                             _ ("the drive does not report its generation, or the generation is unknown"));
        return NULL;
    }
    bb_facts_take_names_of_model (facts);
    facts->condition = is_kernel ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
    facts->mode = g_strdup (is_kernel ? BB_PIONEER_MODE_KERNEL : "normal");
    if (bb_model_get_boolean (facts->model, "Supported"))
        bb_pioneer_add_info (facts, info, catalog);
    else
        bb_facts_add_evidence (facts, _ ("The name reported by the drive belongs to the model %s."),
                               facts->model_name);
    if (is_kernel)
        bb_facts_add_evidence (
            facts,
            _ ("The drive reports firmware revision 0000, which means that only its loader (kernel) is running."));
    if (!bb_pioneer_is_supported (facts))
        bb_facts_add_evidence (facts, "%s", bb_pioneer_get_unsupported (facts));
    return g_steal_pointer (&facts);
}

/* --- abilities --- */

/* A supported drive can be flashed or, in kernel mode, recovered; any other drive is only identified. Nothing can
 * be read. */
static BbCan
bb_pioneer_can (BbFacts *facts)
{
    if (!bb_pioneer_is_supported (facts))
        return BB_CAN_IDENTIFY;
    return BB_CAN_IDENTIFY | (facts->condition == BB_CONDITION_NORMAL ? BB_CAN_FLASH : BB_CAN_RECOVER);
}

/* Returns the sentence that no drive of this family can be backed up. */
static const char *
bb_pioneer_get_unreadable (void)
{
    return _ ("The firmware of this drive cannot be read. Keep the manufacturer’s loader (kernel) and firmware "
              "files of the current revision, so that you can recover the drive later.");
}

/* Always returns %BB_BACKUP_NONE, and sets @why (nullable) (transfer full) to the reason. */
static BbBackupKind
bb_pioneer_backup_kind (BbFacts *facts, char **why)
{
    if (why != NULL)
        *why = g_strdup (bb_pioneer_get_unreadable ());
    return BB_BACKUP_NONE;
}

/* plan_backup() of drives that cannot be read: always returns NULL with %BB_FAMILY_ERROR_CANNOT. */
static BbPlan *
bb_pioneer_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, bb_pioneer_get_unreadable ());
    return NULL;
}

/* make_image() of drives that cannot be read: always returns NULL with %BB_FAMILY_ERROR_CANNOT. */
static GBytes *
bb_pioneer_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, bb_pioneer_get_unreadable ());
    return NULL;
}

/* Returns (transfer full) a copy of the facts of @input. If these facts do not have the name that the drive reports
 * (%BB_PIONEER_KEY_NAME), adds the name from the earlier facts of this drive (@board of @input), if these have it.
 * Never fails. */
static BbFacts *
bb_pioneer_find_board (const BbFlashInput *input, GError **error)
{
    BbFacts *board = bb_facts_copy (input->facts);
    const char *name = input->board != NULL ? bb_facts_get_string (input->board, BB_PIONEER_KEY_NAME) : NULL;

    if (name != NULL && bb_facts_get_string (board, BB_PIONEER_KEY_NAME) == NULL)
        bb_facts_set_string (board, BB_PIONEER_KEY_NAME, name);
    return board;
}

/* Returns the sentence that images of this family have no checksum. */
static const char *
bb_pioneer_get_unchecked (void)
{
    return _ ("Firmware files for Pioneer drives have no checksum that Burnback can check.");
}

/* Adds kernel type and kernel revision to @details, each if @values have it; the type is a property of the
 * hardware. */
static void
bb_pioneer_describe (GVariant *values, GPtrArray *details)
{
    const char *type = NULL;
    const char *kernel = NULL;

    if (g_variant_lookup (values, BB_PIONEER_KEY_TYPE, "&s", &type))
        bb_details_add (details, _ ("Kernel type"), type, TRUE);
    if (g_variant_lookup (values, BB_PIONEER_KEY_KERNEL, "&s", &kernel))
        bb_details_add (details, _ ("Kernel revision"), kernel, FALSE);
}

static const char *const bb_pioneer_detail_keys[] = {BB_PIONEER_KEY_INTERFACE, BB_PIONEER_KEY_TYPE,
                                                     BB_PIONEER_KEY_KERNEL, BB_PIONEER_KEY_PART, NULL};

const BbFamily bb_family_pioneer = {
    .id = BB_PIONEER_ID,
    .name = "Pioneer DVR",
    .list_probe_commands = bb_pioneer_list_probe_commands,
    .probe = bb_pioneer_probe,
    .suggests = bb_pioneer_suggests,
    .identify_image = bb_pioneer_identify_image,
    .choose_image = bb_pioneer_choose_image,
    .join = bb_pioneer_join,
    .check = bb_pioneer_check,
    .can = bb_pioneer_can,
    .backup_kind = bb_pioneer_backup_kind,
    .add_regions = bb_pioneer_add_regions,
    .plan_backup = bb_pioneer_plan_backup,
    .make_image = bb_pioneer_make_image,
    .plan_flash = bb_pioneer_plan_flash,
    .plan_verify = bb_pioneer_plan_verify,
    .judge = bb_pioneer_judge,
    .plan_recover = bb_pioneer_plan_recover,
    .find_board = bb_pioneer_find_board,
    .is_other_hardware = bb_pioneer_is_other_hardware,
    .explain_refusal = bb_pioneer_explain_refusal,
    .detail_keys = bb_pioneer_detail_keys,
    .describe = bb_pioneer_describe,
    .get_unchecked = bb_pioneer_get_unchecked,
};
