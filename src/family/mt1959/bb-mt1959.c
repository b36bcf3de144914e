/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

gboolean
bb_mt1959_reads_all (BbFacts *facts)
{
    return g_strcmp0 (bb_facts_get_string (facts, BB_MT1959_KEY_READABLE), "all") == 0;
}

static BbCan
bb_mt1959_can (BbFacts *facts)
{
    gboolean reads = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) != NULL;
    BbCan can = BB_CAN_IDENTIFY | (reads ? BB_CAN_BACKUP : 0);

    if (facts->condition != BB_CONDITION_NORMAL)
        return can | BB_CAN_RECOVER;
    if (!reads)
        return can;
    can |= BB_CAN_VERIFY;
    if (bb_mt1959_facts_form_is_clear (facts)) {
        can |= BB_CAN_FLASH;
        if (bb_mt1959_reads_all (facts))
            can |= BB_CAN_ROLLBACK;
    }
    return can;
}

static BbBackupKind
bb_mt1959_backup_kind (BbFacts *facts, char **why)
{
    if (bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) == NULL) {
        if (why != NULL)
            *why = g_strdup (_ ("The drive does not support reading in this mode."));
        return BB_BACKUP_NONE;
    }
    if (bb_mt1959_reads_all (facts))
        return BB_BACKUP_FULL;
    if (why != NULL)
        *why = g_strdup (_ ("The full firmware of this drive cannot be read back. To recover, use the manufacturer's "
                            "image for the same model and the saved configuration block."));
    return BB_BACKUP_PARTIAL;
}

static guint
bb_mt1959_find_capture (BbCaptures *captures, const char *name)
{
    for (guint i = 0; i < bb_captures_get_n (captures); i++) {
        if (g_str_equal (bb_captures_get_info (captures, i)->region.name, name))
            return i;
    }
    return BB_CAPTURE_NONE;
}

/* Puts a smaller capture over its place in the image: what was read there by itself is the better copy. */
static void
bb_mt1959_lay_over (guint8 *image, BbCaptures *captures, const char *name, guint32 address, guint32 length_bytes)
{
    g_autoptr (GBytes) bytes = bb_captures_get (captures, name);

    if (bytes == NULL || g_bytes_get_size (bytes) != length_bytes)
        return;
    for (guint32 i = 0; i < length_bytes; i++)
        bb_bytes_get_u8 (bytes, i, &image[address + i], NULL);
}

static GBytes *
bb_mt1959_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    guint capture = bb_mt1959_find_capture (captures, BB_MT1959_CAPTURE_READOUT);
    g_autoptr (GBytes) read = NULL;
    BbMt1959Layout layout;
    guint8 *image = NULL;
    gsize size = 0;

    if (!bb_mt1959_layout_load (catalog, &layout, error))
        return NULL;
    if (capture == BB_CAPTURE_NONE ||
        bb_captures_get_info (captures, capture)->region.length_bytes != layout.image_bytes ||
        !bb_captures_is_stored (captures, capture, layout.cleared_bytes, layout.readout_end - layout.cleared_bytes)) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, "%s",
                     _ ("The full firmware of this drive cannot be read back. To recover, use the manufacturer's "
                        "image for the same model and the saved configuration block."));
        return NULL;
    }
    read = bb_captures_get_with_holes (captures, BB_MT1959_CAPTURE_READOUT, NULL);
    image = g_bytes_unref_to_data (g_steal_pointer (&read), &size);
    bb_mt1959_lay_over (image, captures, BB_MT1959_CAPTURE_CONFIG, layout.config, layout.config_bytes);
    bb_mt1959_lay_over (image, captures, BB_MT1959_CAPTURE_DESCRIPTOR, layout.descriptor, layout.descriptor_bytes);
    bb_mt1959_lay_over (image, captures, BB_MT1959_CAPTURE_CALIBRATION, layout.calibration, layout.calibration_bytes);
    return g_bytes_new_take (image, size);
}

/* The receiver of the firmware that runs may expect the id of the image that it came from (section 7). */
static void
bb_mt1959_note_installed (BbFacts *board, BbImage *installed)
{
    BbImageIdentity *identity = bb_image_get_identity (installed);
    const char *boot_id = identity != NULL ? bb_image_identity_lookup_string (identity, BB_MT1959_KEY_BOOT_ID) : NULL;

    if (boot_id != NULL)
        bb_facts_set_string (board, BB_MT1959_KEY_INSTALLED_ID, boot_id);
}

const BbFamily bb_family_mediatek_mt1959 = {
    .id = BB_MT1959_ID,
    .name = "MediaTek MT1959",
    .list_probe_commands = bb_mt1959_list_probe_commands,
    .probe = bb_mt1959_probe,
    .suggests = bb_mt1959_suggests,
    .identify_image = bb_mt1959_identify_image,
    .check = bb_mt1959_check,
    .can = bb_mt1959_can,
    .backup_kind = bb_mt1959_backup_kind,
    .add_regions = bb_mt1959_add_regions,
    .plan_backup = bb_mt1959_plan_backup,
    .make_image = bb_mt1959_make_image,
    .plan_flash = bb_mt1959_plan_flash,
    .plan_verify = bb_mt1959_plan_verify,
    .judge = bb_mt1959_judge,
    .plan_recover = bb_mt1959_plan_recover,
    .note_installed = bb_mt1959_note_installed,
};
