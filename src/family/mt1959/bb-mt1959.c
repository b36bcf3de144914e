/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959-candidates.h"

#include <glib/gi18n-lib.h>

/* Member can() of #BbFamily. Every drive can be identified. Other operations:
 * - backup: if the boot ID is known
 * - verify: if the boot ID is known and the condition is normal
 * - flash: if verify is possible and the form factor is clear
 * - rollback: if flash is possible and all of the memory is readable
 * - recover: if the condition is not normal */
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
    if (bb_mt1959_facts_form_is_clear (facts))
        can |= BB_CAN_FLASH | (bb_mt1959_facts_are_readable (facts) ? BB_CAN_ROLLBACK : 0);
    return can;
}

/* Member backup_kind() of #BbFamily. Returns %BB_BACKUP_FULL if all of the flash memory is readable;
 * %BB_BACKUP_PARTIAL if only the boot ID and some ranges are readable; %BB_BACKUP_NONE if the drive reports no boot
 * ID. Sets @why (nullable) if the backup is not full. */
static BbBackupKind
bb_mt1959_backup_kind (BbFacts *facts, char **why)
{
    gboolean reads = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) != NULL;

    if (reads && bb_mt1959_facts_are_readable (facts))
        return BB_BACKUP_FULL;
    if (why != NULL)
        *why = g_strdup (reads ? bb_mt1959_get_unreadable ()
                               : _ ("The drive’s memory cannot be read in the current mode."));
    return reads ? BB_BACKUP_PARTIAL : BB_BACKUP_NONE;
}

/* Member make_image() of #BbFamily. Returns the capture of the whole memory. That capture may have holes only in the
 * boot area and after @readout_end of the layout; bytes of the other captures fill these holes where they can.
 * Errors: %BB_FAMILY_ERROR_CANNOT: the capture is missing or has other holes, or the catalog has no layout. */
static GBytes *
bb_mt1959_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    guint readout = bb_captures_find (captures, BB_MT1959_CAPTURE_READOUT);
    g_autoptr (GBytes) image = NULL;
    BbMt1959Layout layout;

    if (!bb_mt1959_layout_load (catalog, &layout, error))
        return NULL;
    if (readout == BB_CAPTURE_NONE ||
        bb_captures_get_info (captures, readout)->region.length_bytes != layout.image_bytes ||
        !bb_captures_is_stored (captures, readout, layout.cleared_bytes, layout.readout_end - layout.cleared_bytes)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, bb_mt1959_get_unreadable ());
        return NULL;
    }
    image = bb_captures_get_with_holes (captures, BB_MT1959_CAPTURE_READOUT, NULL);
    /* The capture of the whole memory may have a hole where another capture has the bytes. So the bytes of all
     * other captures are copied into the image. */
    for (guint i = 0; i < bb_captures_get_n (captures); i++) {
        const BbRegion *region = &bb_captures_get_info (captures, i)->region;
        g_autoptr (GBytes) window = i != readout ? bb_captures_get (captures, region->name) : NULL;

        if (window != NULL && (guint64) region->address + region->length_bytes <= layout.image_bytes)
            image = bb_image_bytes_replace (g_steal_pointer (&image), region->address, window);
    }
    return g_steal_pointer (&image);
}

/* Member note_installed() of #BbFamily: stores in @board the boot ID of the image that was flashed last. The running
 * firmware may accept only updates that have the boot ID of its own image (mediatek-mt1959.md, section 6). Does
 * nothing if the boot ID of the image is unknown. */
static void
bb_mt1959_note_installed (BbFacts *board, BbImage *installed)
{
    BbImageIdentity *identity = bb_image_get_identity (installed);
    const char *boot_id = identity != NULL ? bb_image_identity_lookup_string (identity, BB_MT1959_KEY_BOOT_ID) : NULL;

    if (boot_id != NULL)
        bb_facts_set_string (board, BB_MT1959_KEY_INSTALLED_ID, boot_id);
}

/* Member is_other_hardware() of #BbFamily: TRUE if the boot IDs of board and image belong to different groups of
 * boards. FALSE if one of the boot IDs is unknown. */
static gboolean
bb_mt1959_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog)
{
    const char *drive = bb_facts_get_string (board, BB_MT1959_KEY_BOOT_ID);
    BbMt1959Layout layout;
    BbMt1959BootId boot_id;

    return drive != NULL && bb_mt1959_layout_load (catalog, &layout, NULL) &&
           bb_mt1959_parse_boot_id (bb_image_get_bytes (image), layout.config, &boot_id) &&
           !g_str_equal (bb_mt1959_get_group (catalog, drive), bb_mt1959_get_group (catalog, boot_id.id));
}

static const char *const bb_mt1959_detail_keys[] = {
    BB_MT1959_KEY_BOOT_ID,   BB_MT1959_KEY_GROUP,
    BB_MT1959_KEY_DATE,      BB_MT1959_KEY_SERVICE_CODE,
    BB_MT1959_KEY_MODIFIED,  BB_MT1959_KEY_MODIFIED_VERSION,
    BB_MT1959_KEY_DOWNGRADE, BB_MT1959_KEY_TRANSFER,
    BB_MT1959_KEY_LOCK,      NULL,
};

static const BbFamilySetting bb_mt1959_settings[] = {
    {BB_MT1959_SETTING_FINISH, N_ ("Send the finish command to the drive after sending the image"),
     G_VARIANT_TYPE_BOOLEAN, BB_SETTING_USER_EXPERT, FALSE},
    {BB_MT1959_SETTING_MAKER_FORM, N_ ("Send flashing commands in the manufacturer’s format"), G_VARIANT_TYPE_BOOLEAN,
     BB_SETTING_USER_EXPERT, FALSE},
    {NULL},
};

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
    .has_board_fingerprint = TRUE,
    .add_regions = bb_mt1959_add_regions,
    .plan_backup = bb_mt1959_plan_backup,
    .make_image = bb_mt1959_make_image,
    .plan_flash = bb_mt1959_plan_flash,
    .plan_verify = bb_mt1959_plan_verify,
    .judge = bb_mt1959_judge,
    .explain_refusal = bb_mt1959_explain_refusal,
    .describe_candidate = bb_mt1959_describe_candidate,
    .takes_key = bb_mt1959_takes_key,
    .plan_recover = bb_mt1959_plan_recover,
    .find_board = bb_mt1959_find_board,
    .is_other_hardware = bb_mt1959_is_other_hardware,
    .note_installed = bb_mt1959_note_installed,
    .list_labels = bb_mt1959_list_labels,
    .check_key = bb_mt1959_check_key,
    .detail_keys = bb_mt1959_detail_keys,
    .describe = bb_mt1959_describe,
    .get_unchecked = bb_mt1959_get_unchecked,
    .accepts_older = bb_mt1959_accepts_older,
    .explain_image = bb_mt1959_explain_image,
    .settings = bb_mt1959_settings,
    .advice = "mediatek-advice",
    .ask_features = bb_mt1959_ask_features,
};
