/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-pioneer-bd.h"

#include "family/bb-read-only.h"
#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies drives (docs/protocols/pioneer-bd.md, section 2). */

#define IDENTIFY_MS 20000
#define IDENTIFY_BYTES 48u
#define SERIAL_BYTES 16u
#define PLATFORM_OFFSET 16u
#define KERNEL_TAG_OFFSET 24u
#define NORMAL_TAG_OFFSET 32u
#define FIELD_BYTES 8u
#define VERSION_OFFSET 40u
#define VERSION_BYTES 4u
#define VENDOR "PIONEER"
#define PRODUCT_PREFIX "BD-"
#define UPDATE_REVISION "000"
#define MODE_UPDATE "update"

static BbCdb
bb_pioneer_bd_get_identify_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (0x3C, 0x02, 0xF1, BB_BE24 (address), BB_BE24 (length_bytes), 0);
}

static const BbMemoryRead bb_pioneer_bd_identification = {bb_pioneer_bd_get_identify_cdb,
                                                          .piece_bytes = IDENTIFY_BYTES, .timeout_ms = IDENTIFY_MS};

/* TRUE for the vendor PIONEER and a product that begins with "BD-". */
static gboolean
bb_pioneer_bd_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, FALSE);

    return g_str_equal (vendor, VENDOR) && g_str_has_prefix (inquiry->product, PRODUCT_PREFIX);
}

/* Returns one command: the read of the identification. */
static GArray *
bb_pioneer_bd_list_probe_commands (BbCatalog *catalog)
{
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));

    bb_memory_read_list (&bb_pioneer_bd_identification, commands, 0, IDENTIFY_BYTES);
    return commands;
}

/* Sets the value @key of @facts to a text of the identification @bytes. Returns (transfer full) the text; "" if the
 * field is missing. */
static char *
bb_pioneer_bd_take_text (BbFacts *facts, GBytes *bytes, const char *key, gsize offset, gsize length_bytes)
{
    g_autofree char *text = bb_bytes_dup_text (bytes, offset, length_bytes, NULL);

    if (text == NULL)
        text = g_strdup ("");
    bb_facts_set_string (facts, key, g_strstrip (text));
    return g_steal_pointer (&text);
}

/* Returns (transfer full) (nullable) the catalog entry for the hardware ID in @platform, "8A10" in "SAT 8A10"; NULL
 * if there is none. */
static BbModel *
bb_pioneer_bd_find_model (const char *platform, BbCatalog *catalog)
{
    const char *blank = strrchr (platform, ' ');
    g_autoptr (GPtrArray) models =
        bb_catalog_find_models (catalog, BB_PIONEER_BD_ID, "HardwareId", blank != NULL ? blank + 1 : platform);

    return models->len > 0 ? bb_model_ref (models->pdata[0]) : NULL;
}

/* Sets condition and mode. A drive in update mode reports the revision 000x and a tag of the Kernel, but no tag of
 * Normal. For a drive in update mode, also sets what the user can do, and that Burnback cannot recover the drive. */
static void
bb_pioneer_bd_set_condition (BbFacts *facts, const char *kernel_tag, const char *normal_tag)
{
    gboolean is_update =
        g_str_has_prefix (facts->inquiry.revision, UPDATE_REVISION) && *normal_tag == '\0' && *kernel_tag != '\0';

    facts->condition = is_update ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
    facts->mode = g_strdup (is_update ? MODE_UPDATE : "normal");
    if (!is_update)
        return;
    bb_facts_set_string (
        facts, BB_FACTS_WANTS,
        _ ("The drive is in update mode, but Burnback does not update drives of this family. Power cycle the "
           "drive, or finish the update with the manufacturer’s program."));
    bb_facts_set_value (facts, BB_FACTS_IS_LOST, g_variant_new_boolean (TRUE));
}

/* Identifies the drive by the hardware ID in the answer to one command, which is sent only to drives with a Pioneer
 * BD name. Makes the fingerprint from the serial number in the answer. Errors:
 * - %BB_FAMILY_ERROR_NOT_MINE: the drive has another name, or refuses the command.
 * - %BB_FAMILY_ERROR_CANNOT: the catalog does not have this ID. */
static BbFacts *
bb_pioneer_bd_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                     GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autoptr (GBytes) bytes = NULL;
    g_autofree char *platform = NULL;
    g_autofree char *kernel_tag = NULL;
    g_autofree char *normal_tag = NULL;
    g_autofree char *version = NULL;

    if (!bb_pioneer_bd_suggests (inquiry, catalog)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                             _ ("the reported name does not belong to a Pioneer BD drive"));
        return NULL;
    }
    if (!bb_memory_read_now (&bb_pioneer_bd_identification, transport, 0, IDENTIFY_BYTES, cancellable, &bytes, error))
        return NULL;
    if (bytes == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                             _ ("the drive does not report its hardware ID"));
        return NULL;
    }
    platform = bb_pioneer_bd_take_text (facts, bytes, BB_PIONEER_BD_KEY_PLATFORM, PLATFORM_OFFSET, FIELD_BYTES);
    facts->model = bb_pioneer_bd_find_model (platform, catalog);
    if (facts->model == NULL) {
        g_set_error (
            error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
            _ ("Burnback does not support this Pioneer BD drive. Its hardware ID “%s” is not in the catalog."),
            platform);
        return NULL;
    }
    kernel_tag = bb_pioneer_bd_take_text (facts, bytes, BB_PIONEER_BD_KEY_KERNEL_TAG, KERNEL_TAG_OFFSET, FIELD_BYTES);
    normal_tag = bb_pioneer_bd_take_text (facts, bytes, BB_PIONEER_BD_KEY_NORMAL_TAG, NORMAL_TAG_OFFSET, FIELD_BYTES);
    version = bb_pioneer_bd_take_text (facts, bytes, BB_PIONEER_BD_KEY_KERNEL_VERSION, VERSION_OFFSET, VERSION_BYTES);
    bb_facts_take_names_of_model (facts);
    facts->confidence = bb_model_get_confidence (facts->model);
    facts->fingerprint = bb_sha256_data (g_bytes_get_data (bytes, NULL), SERIAL_BYTES);
    bb_pioneer_bd_set_condition (facts, kernel_tag, normal_tag);
    bb_facts_add_evidence (facts, _ ("The drive is identified by its hardware ID %s, not by its name."), platform);
    return g_steal_pointer (&facts);
}

/* Returns %BB_BACKUP_FULL if the firmware runs and the catalog says that the model can be read. Otherwise returns
 * %BB_BACKUP_NONE, and sets @why (nullable) to the reason. */
static BbBackupKind
bb_pioneer_bd_backup_kind (BbFacts *facts, char **why)
{
    const char *dump = facts->model != NULL ? bb_model_get_string (facts->model, "Dump") : "no";

    if (facts->condition == BB_CONDITION_NORMAL && g_str_equal (dump, "described"))
        return BB_BACKUP_FULL;
    if (why != NULL)
        *why = g_strdup (facts->condition != BB_CONDITION_NORMAL
                             ? _ ("The drive is in update mode. Burnback does not read the firmware in this mode.")
                             : _ ("It is unknown whether the firmware of this model can be read, so Burnback does "
                                  "not try to read it."));
    return BB_BACKUP_NONE;
}

/* A drive that can be read can be backed up and verified; every other drive is only identified. */
static BbCan
bb_pioneer_bd_can (BbFacts *facts)
{
    return bb_pioneer_bd_backup_kind (facts, NULL) == BB_BACKUP_FULL ? BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_VERIFY
                                                                     : BB_CAN_IDENTIFY;
}

/* Never returns NULL: no drive of this family is flashed. */
static const BbNoFlash *
bb_pioneer_bd_get_no_flash (BbFacts *facts)
{
    static const BbNoFlash no_flash = {
        N_ ("Only one unconfirmed report describes how to flash these drives, so Burnback does not flash them."),
        N_ ("Update the drive with the manufacturer’s program."),
    };

    return &no_flash;
}

/* Adds hardware ID, tags of Kernel and Normal, and build date to @details, each if @values have it. */
static void
bb_pioneer_bd_describe (GVariant *values, GPtrArray *details)
{
    static const struct {
        const char *key;
        const char *label;
        gboolean is_hardware;
    } rows[] = {
        {BB_PIONEER_BD_KEY_PLATFORM, N_ ("Hardware ID"), TRUE},
        {BB_PIONEER_BD_KEY_KERNEL_TAG, N_ ("Kernel tag"), TRUE},
        {BB_PIONEER_BD_KEY_NORMAL_TAG, N_ ("Normal tag"), FALSE},
        {BB_PIONEER_BD_KEY_DATE, N_ ("Build date"), FALSE},
    };
    const char *text = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        if (g_variant_lookup (values, rows[i].key, "&s", &text))
            bb_details_add (details, _ (rows[i].label), text, rows[i].is_hardware);
}

static const char *const bb_pioneer_bd_detail_keys[] = {BB_PIONEER_BD_KEY_PLATFORM,
                                                        BB_PIONEER_BD_KEY_KERNEL_TAG,
                                                        BB_PIONEER_BD_KEY_NORMAL_TAG,
                                                        BB_PIONEER_BD_KEY_KERNEL_VERSION,
                                                        BB_PIONEER_BD_KEY_PART,
                                                        BB_PIONEER_BD_KEY_DATE,
                                                        NULL};

const BbFamily bb_family_pioneer_bd = {
    .id = BB_PIONEER_BD_ID,
    .name = "Pioneer BD",
    .list_probe_commands = bb_pioneer_bd_list_probe_commands,
    .probe = bb_pioneer_bd_probe,
    .suggests = bb_pioneer_bd_suggests,
    .identify_image = bb_pioneer_bd_identify_image,
    .check = bb_pioneer_bd_check,
    .can = bb_pioneer_bd_can,
    .backup_kind = bb_pioneer_bd_backup_kind,
    .add_regions = bb_pioneer_bd_add_regions,
    .plan_backup = bb_pioneer_bd_plan_backup,
    .make_image = bb_pioneer_bd_make_image,
    .plan_flash = bb_read_only_plan_flash,
    .plan_verify = bb_pioneer_bd_plan_verify,
    .judge = bb_pioneer_bd_judge,
    .plan_recover = bb_read_only_plan_flash,
    .get_no_flash = bb_pioneer_bd_get_no_flash,
    .detail_keys = bb_pioneer_bd_detail_keys,
    .describe = bb_pioneer_bd_describe,
    .survey = &bb_pioneer_bd_survey,
};
