/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-evidence.h"

/* The image and the drive that the rules of this file compare. */
typedef struct {
    BbFacts *facts;
    BbImageIdentity *image;
    BbModel *model;
    const BbNecType *type;
    BbCatalog *catalog;
    BbVerdict *verdict;
    BbModel *as_wanted; /* (nullable): reference to @model if that is not the model of @facts */
} NecCase;

/* TRUE if drives like this can be flashed; else FALSE. Adds a refusal if the model or its flash type is unknown. For
 * a model that is never flashed, bb_family_check() has added one. */
static gboolean
nec_check_drive (NecCase *it)
{
    if (it->model == NULL || it->type == NULL) {
        bb_verdict_add (it->verdict, "unknown-drive", BB_WEIGHT_REFUSAL,
                        _ ("The type of this drive is not in the catalog, so Burnback does not know which firmware "
                           "is compatible. Report the drive to help add its type."));
        return FALSE;
    }
    return it->type->flashable;
}

/* Adds the refusal of an image for another drive type; the sentence says whether the hardware of both types is the
 * same, related or different. @wanted: (nullable): the type of the image. */
static void
nec_refuse_type (NecCase *it, BbModel *wanted)
{
    const char *drive = it->facts->model_name;
    const char *image = it->image->model_name;

    if (wanted != NULL && bb_nec_same_hardware (it->model, wanted, FALSE)) {
        /* The catalog says so of the models. Nothing was read from this drive for it. */
        bb_verdict_add (it->verdict, "other-type", BB_WEIGHT_REFUSAL,
                        _ ("The image is for the %s (type %s), but this drive is identified as %s (type %s). The two "
                           "models use different boot code, which is the part of the drive that receives new "
                           "firmware. Choose an image for the %s."),
                        image, it->image->codes[0], drive, bb_model_get_key (it->model), drive);
        return;
    }
    if (wanted != NULL && bb_nec_same_hardware (it->model, wanted, TRUE)) {
        bb_verdict_add (it->verdict, "other-type", BB_WEIGHT_REFUSAL,
                        _ ("The image is for the %s (type %s), but this drive is identified as %s (type %s). No "
                           "successful conversion between these two types is known. Choose an image for the %s."),
                        image, it->image->codes[0], drive, bb_model_get_key (it->model), drive);
        return;
    }
    bb_verdict_add (it->verdict, "other-type", BB_WEIGHT_REFUSAL,
                    _ ("The image is for the %s (type %s), but this drive is identified as %s (type %s). The image "
                       "would not run on this drive. Choose an image for the %s."),
                    image, it->image->codes[0], drive, bb_model_get_key (it->model), drive);
}

/* TRUE if the sources that name the type of the drive contradict each other (@conflict of the facts), and one of
 * them names @code. Only the boot code then shows the right type. */
static gboolean
nec_conflict_names (NecCase *it, const char *code)
{
    for (guint i = 0; i < it->facts->conflict->len; i++)
        if (g_str_equal (((const BbClaim *) g_ptr_array_index (it->facts->conflict, i))->model_key, code))
            return TRUE;
    return FALSE;
}

/* Adds the caution that the sources of the facts contradict each other. @other: the name of the other type that they
 * give; @code: the type of the image */
static void
nec_add_conflict_reason (NecCase *it, const char *other, const char *code)
{
    bb_verdict_add (
        it->verdict, "identity-conflict", BB_WEIGHT_CAUTION,
        _ ("The evidence conflicts: this drive may be the %s or the %s, and the image is for type %s. Recover the "
           "drive first to determine its type."),
        it->facts->model_name, other, code);
}

/* Adds a caution if the boot code has the name of another type than the stored identity, and the image is for one of
 * these two types. Adds nothing after bb_nec_learn() has asked the boot code. */
static void
nec_check_boot_code_name (NecCase *it, const char *code)
{
    g_autoptr (BbModel) named = bb_nec_find_boot_code_model (it->facts, it->catalog);

    if (named == NULL || bb_facts_get_string (it->facts, BB_NEC_VALUE_LEARNT) != NULL ||
        (!g_str_equal (code, bb_model_get_key (it->model)) && !g_str_equal (code, bb_model_get_key (named))))
        return;
    nec_add_conflict_reason (it, bb_model_get_name (named), code);
}

/*
 * TRUE if the drive may be of type @wanted although its stored ID names another type. There are three cases:
 * - The sources in the facts contradict each other, and one of them names @wanted. nec_check_type() adds the reason.
 * - @wanted is a candidate in the facts. Adds an information.
 * - The drive is in safe mode and has the hardware of @wanted. Adds a caution, unless the verdict already has the
 *   reason "identity-conflict".
 *
 * Otherwise FALSE. Exception: after bb_nec_learn() has asked the boot code, the type is certain, and the result is
 * always FALSE. An image for @wanted is no danger for a drive of another type: the boot code accepts only the safe
 * mode key of its own type, so the plan fails before it writes anything.
 */
static gboolean
nec_may_be_of_type (NecCase *it, BbModel *wanted)
{
    const char *code = bb_model_get_key (wanted);

    if (bb_facts_get_string (it->facts, BB_NEC_VALUE_LEARNT) != NULL)
        return FALSE;
    if (nec_conflict_names (it, code))
        return TRUE;
    for (guint i = 0; i < it->facts->candidates->len; i++) {
        if (!g_str_equal (code, bb_model_get_key (g_ptr_array_index (it->facts->candidates, i))))
            continue;
        bb_verdict_add (
            it->verdict, "type-later", BB_WEIGHT_INFO,
            _ ("The image is for drive type %s, but the drive may be of type %s. Burnback will check the type "
               "first and flash the image only if the type matches."),
            code, bb_model_get_key (it->model));
        return TRUE;
    }
    if (it->facts->condition != BB_CONDITION_SPECIAL || !bb_nec_same_hardware (it->model, wanted, FALSE))
        return FALSE;
    if (bb_verdict_has (it->verdict, "identity-conflict"))
        return TRUE;
    bb_verdict_add (it->verdict, "type-by-key", BB_WEIGHT_CAUTION,
                    _ ("The drive ID indicates drive type %s, but the image is for type %s. Continue only if the "
                       "drive has boot code for the image’s type, for example after a conversion. Otherwise, "
                       "Burnback will flash nothing."),
                    bb_model_get_key (it->model), code);
    return TRUE;
}

/*
 * Compares the type of the image with that of the drive:
 * - They are equal: TRUE.
 * - The drive may be of the type of the image (nec_may_be_of_type()): sets the model of @it to that type; TRUE.
 * - Otherwise: adds a refusal; FALSE.
 *
 * Also adds a caution if two sources name different types and one of these is the type of the image. First compares
 * the sources in @conflict of the facts; if these give no caution, the stored identity with the name of the boot
 * code. Adds no caution after bb_nec_learn() has asked the boot code.
 */
static gboolean
nec_check_type (NecCase *it)
{
    g_autoptr (BbModel) wanted = NULL;

    if (it->image->codes == NULL || it->image->codes[0] == NULL) {
        bb_verdict_add (it->verdict, "no-type", BB_WEIGHT_REFUSAL, _ ("The image does not specify a drive type."));
        return FALSE;
    }
    if (it->facts->wants_repair && bb_facts_get_string (it->facts, BB_NEC_VALUE_LEARNT) == NULL &&
        nec_conflict_names (it, it->image->codes[0])) {
        g_autofree char *other = bb_facts_dup_other_name (it->facts);

        nec_add_conflict_reason (it, other, it->image->codes[0]);
    } else
        nec_check_boot_code_name (it, it->image->codes[0]);
    if (g_str_equal (it->image->codes[0], bb_model_get_key (it->model)))
        return TRUE;
    wanted = bb_catalog_get_model (it->catalog, BB_NEC_FAMILY, it->image->codes[0]);
    if (wanted == NULL || !nec_may_be_of_type (it, wanted)) {
        nec_refuse_type (it, wanted);
        return FALSE;
    }
    /* From here on the rules treat the drive as one of type @wanted. */
    it->model = it->as_wanted = g_steal_pointer (&wanted);
    return TRUE;
}

/* Adds the refusal that the boot code of the drive has another version, or reported none (@drive is then
 * %BB_NEC_BOOT_UNKNOWN). @wanted: the version that the image requires */
static void
nec_refuse_boot_version (NecCase *it, const char *drive, const char *wanted)
{
    if (g_str_equal (drive, BB_NEC_BOOT_UNKNOWN))
        bb_verdict_add (it->verdict, "boot-version-unreadable", BB_WEIGHT_REFUSAL,
                        _ ("The image requires boot code version %s, but this drive does not report its boot code "
                           "version. Power cycle the drive, close all programs that use it, and try again."),
                        wanted);
    else
        bb_verdict_add (it->verdict, "boot-version", BB_WEIGHT_REFUSAL,
                        _ ("The image requires boot code version %s, but the drive has version %s. Choose an image "
                           "for boot code version %s."),
                        wanted, drive, drive);
}

/* Returns (transfer full) (nullable) maker and model of the drive, "NEC ND-1100A". The label of a rebranded drive
 * has another name, but the web page of an image may use this one. %NULL if the model is not certain. */
static char *
nec_dup_certain_name (NecCase *it)
{
    g_auto (GStrv) names = bb_model_get_strv (it->facts->model, "Names");

    if (it->as_wanted != NULL || it->facts->confidence != BB_CONFIDENCE_HIGH || it->facts->maker == NULL ||
        it->facts->model_name == NULL || !g_strv_contains ((const char *const *) names, it->facts->model_name))
        return NULL;
    return g_strdup_printf ("%s %s", it->facts->maker, it->facts->model_name);
}

/* Extends the text of the caution @code by sentences that say what the user must look for at the source of the
 * image, such as its web page.
 * @version: (nullable): boot code version of the drive; %NULL: the version is not known or does not help */
static void
nec_add_what_to_look_for (NecCase *it, const char *code, const char *version)
{
    g_autofree char *name = nec_dup_certain_name (it);
    g_autofree char *text = NULL;

    if (version != NULL && name != NULL)
        /* TRANSLATORS: here and below: boot code version such as 05, name of the drive such as "NEC ND-1100A" */
        text = g_strdup_printf (_ ("Check the source of the image, such as its web page. Continue only if the "
                                   "source mentions boot code version %s, the exact model on the drive’s label, or "
                                   "the name %s."),
                                version, name);
    else if (version != NULL)
        text = g_strdup_printf (
            _ ("Check the source of the image, such as its web page. Continue only if the source mentions boot "
               "code version %s or the exact model on the drive’s label."),
            version);
    else if (name != NULL)
        text = g_strdup_printf (_ ("Check the source of the image, such as its web page. Continue only if the "
                                   "source mentions the exact model on the drive’s label or the name %s."),
                                name);
    else
        text = g_strdup (_ ("Check the source of the image, such as its web page. Continue only if the source "
                            "mentions the exact model on the drive’s label."));
    bb_verdict_extend (it->verdict, code, text);
}

/*
 * Called only for a drive that responds without firmware. Such a drive accepts its safe mode key only once after
 * power-on, so its boot code cannot be asked before the flash. Adds
 * - usually, an information that the plan will check the boot code version in safe mode
 * - for an image for rebranded drives, a caution that the version cannot be checked, because the boot code of these
 *   drives reports none
 */
static void
nec_check_boot_version_unasked (NecCase *it, const char *wanted)
{
    if (g_str_equal (wanted, BB_NEC_OEM_BOOT)) {
        bb_verdict_add (it->verdict, BB_REASON_BOOT_UNREAD, BB_WEIGHT_CAUTION,
                        _ ("The image requires boot code version %s, but the drive’s boot code cannot be read while "
                           "the firmware is incomplete."),
                        wanted);
        nec_add_what_to_look_for (it, BB_REASON_BOOT_UNREAD, NULL);
    } else
        bb_verdict_add (it->verdict, "boot-version-later", BB_WEIGHT_INFO,
                        _ ("The image requires boot code version %s. If the drive has a different version, "
                           "Burnback will stop before anything is erased."),
                        wanted);
}

/* Adds the caution that the image names no boot code version, and says how the user finds out whether the image is
 * for this hardware. @drive: (nullable): boot code version of the drive */
static void
nec_warn_unspecified_boot_version (NecCase *it, const char *drive)
{
    gboolean is_known = drive != NULL && !g_str_equal (drive, BB_NEC_BOOT_UNKNOWN);

    bb_verdict_add (it->verdict, "boot-version-not-in-image", BB_WEIGHT_CAUTION, "%s",
                    _ ("The image does not specify the boot code it requires."));
    nec_add_what_to_look_for (it, "boot-version-not-in-image", is_known ? drive : NULL);
}

/* Compares the boot code version that the image requires with that of the drive, and adds
 * - a caution if the image names no version
 * - nothing if the versions are equal
 * - a refusal if they differ, or if the drive was asked for its version and reported none
 * - an information if the drive was not asked yet; if it responds without firmware, the reason of
 *   nec_check_boot_version_unasked() instead */
static void
nec_check_boot_version (NecCase *it)
{
    const char *drive = bb_facts_get_string (it->facts, BB_NEC_VALUE_BOOT_VERSION);
    const char *wanted = bb_image_identity_lookup_string (it->image, BB_NEC_VALUE_BOOT_VERSION);

    if (wanted == NULL) {
        nec_warn_unspecified_boot_version (it, drive);
        return;
    }
    if (g_strcmp0 (drive, wanted) == 0)
        return;
    if (drive == NULL && it->facts->condition == BB_CONDITION_HALF_ALIVE) {
        nec_check_boot_version_unasked (it, wanted);
        return;
    }
    if (drive == NULL) {
        bb_verdict_add (it->verdict, "boot-version-later", BB_WEIGHT_INFO,
                        _ ("The image requires boot code version %s. If the drive has a different version, "
                           "Burnback will stop after the backup, without flashing."),
                        wanted);
        return;
    }
    nec_refuse_boot_version (it, drive, wanted);
}

/*
 * For a drive whose firmware is erased or incomplete: compares the wiring (master or slave) that the image is for
 * with that of the boot code. Adds a refusal if they differ, a caution if they are equal, and an information if the
 * wiring of the boot code is not known yet.
 */
static void
nec_check_wiring_by_boot (NecCase *it, BbNecWiring wiring, const char *wanted)
{
    const char *drive = bb_facts_get_string (it->facts, BB_NEC_VALUE_BOOT_VERSION);

    if (drive == NULL) {
        bb_verdict_add (
            it->verdict, "boot-version-later", BB_WEIGHT_INFO,
            _ ("Without valid firmware, the drive does not report whether it is master or slave. To find out, "
               "Burnback will read the boot code before flashing."));
        return;
    }
    if (g_strcmp0 (drive, wanted) != 0) {
        bb_verdict_add (
            it->verdict, "wiring-boot", BB_WEIGHT_REFUSAL,
            _ ("The image is for %s wiring and boot code version %s. This drive has boot code version %s, which "
               "may mean different wiring. Firmware for the wrong wiring makes a laptop drive inaccessible."),
            bb_nec_wiring_to_string (wiring), wanted, drive);
        return;
    }
    bb_verdict_add (it->verdict, "wiring-assumed", BB_WEIGHT_CAUTION,
                    _ ("Without valid firmware, the drive does not report its wiring. Its boot code (version %s) "
                       "indicates %s wiring, which matches the image. Continue only if the drive has this wiring."),
                    drive, bb_nec_wiring_to_string (wiring));
}

/* TRUE if the catalog lists the boot code version of the drive for the other wiring than @wiring, and not for
 * @wiring. */
static gboolean
nec_boot_code_is_of_other_wiring (NecCase *it, BbNecWiring wiring)
{
    const char *boot = bb_facts_get_string (it->facts, BB_NEC_VALUE_BOOT_VERSION);
    BbNecWiring other = wiring == BB_NEC_WIRING_MASTER ? BB_NEC_WIRING_SLAVE : BB_NEC_WIRING_MASTER;

    return !bb_nec_model_has_boot_of_wiring (it->model, wiring, boot) &&
           bb_nec_model_has_boot_of_wiring (it->model, other, boot);
}

/*
 * Compares the wiring (master or slave) of drive and image:
 * - The image has an unknown wiring: adds a refusal.
 * - The firmware of the drive runs, so its id byte shows the wiring of the drive: adds a refusal if the wiring is
 *   another than that of the image, or if the catalog does not have the byte.
 * - The firmware does not run, or the byte could not be read: nec_check_wiring_by_boot() adds the reason. The boot
 *   code shows the wiring, too, and flashing does not change it.
 *
 * Exception for firmware that does not run: adds nothing if the id byte is for the wiring of the image and the boot
 * code does not contradict it. The byte alone is not sufficient, because it may be half programmed: 0x84 can read as
 * 0x85.
 */
static void
nec_check_wiring (NecCase *it)
{
    gboolean runs = it->facts->condition != BB_CONDITION_SPECIAL;
    int drive_id = bb_nec_facts_firmware_id (it->facts);
    g_autofree char *wanted_boot = NULL;
    BbNecWiring drive = bb_nec_model_wiring (it->model, drive_id, NULL);
    BbNecWiring image = bb_nec_model_wiring (it->model, bb_nec_identity_firmware_id (it->image), &wanted_boot);

    if (image == BB_NEC_WIRING_UNKNOWN) {
        bb_verdict_add (
            it->verdict, "wiring-unknown", BB_WEIGHT_REFUSAL,
            _ ("Burnback cannot tell whether the image is for master or slave wiring. Firmware for the wrong "
               "wiring makes a laptop drive inaccessible."));
        return;
    }
    if (drive == image && (runs || !nec_boot_code_is_of_other_wiring (it, image)))
        return;
    if (drive_id < 0 || drive_id == 0xFF || !runs) {
        nec_check_wiring_by_boot (it, image, wanted_boot);
        return;
    }
    if (drive == BB_NEC_WIRING_UNKNOWN) {
        bb_verdict_add (it->verdict, "wiring", BB_WEIGHT_REFUSAL,
                        _ ("The image is for %s wiring, but the drive’s wiring is unknown (ID byte 0x%02x). "
                           "Firmware for the wrong wiring makes a laptop drive inaccessible."),
                        bb_nec_wiring_to_string (image), drive_id);
        return;
    }
    bb_verdict_add (it->verdict, "wiring", BB_WEIGHT_REFUSAL,
                    _ ("The image is for %s wiring, but the drive is wired as %s. Firmware for the wrong wiring "
                       "makes a laptop drive inaccessible. Choose an image for %s wiring."),
                    bb_nec_wiring_to_string (image), bb_nec_wiring_to_string (drive),
                    bb_nec_wiring_to_string (drive));
}

/* Adds the gains, losses and risk in the catalog's report about flashing the product @from with firmware for the
 * product @to. If the report says that this is not possible, adds a refusal instead; without a report, an
 * information. */
static void
nec_explain_crossflash (NecCase *it, const char *from, const char *to)
{
    g_autoptr (BbCrossflash) known = bb_catalog_find_crossflash (it->catalog, from, to, NULL, NULL);

    if (known == NULL) {
        bb_verdict_add (it->verdict, "crossflash-unknown", BB_WEIGHT_INFO,
                        _ ("There are no known reports of this conversion."));
        return;
    }
    if (g_strcmp0 (bb_crossflash_get_kind (known), "not-possible") == 0) {
        bb_verdict_add (it->verdict, "crossflash-not-possible", BB_WEIGHT_REFUSAL,
                        _ ("This conversion is reported to be impossible (%s)."), bb_crossflash_get_source (known));
        return;
    }
    bb_verdict_add_reports (it->verdict, known, to, it->image->revision);
}

/* TRUE if the model block can distinguish the drive from the product @name, which is of the same drive type. There
 * are two cases:
 * - The model block contains the name of the drive.
 * - The catalog has the RID text (code in the model block) of @name, as in "ND04:ND-1300A". */
static gboolean
nec_has_rid_of (BbFacts *facts, BbModel *model, const char *name)
{
    g_auto (GStrv) items = bb_model_get_strv (model, "RidText");

    if (g_strcmp0 (bb_facts_get_string (facts, BB_NEC_VALUE_RID_MODEL), facts->model_name) == 0)
        return TRUE;
    for (guint i = 0; items[i] != NULL; i++) {
        const char *colon = strchr (items[i], ':');

        if (colon != NULL && strstr (colon, name) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Compares the products of drive and image, which are of one drive type, by the model block. Called if the firmware
 * id byte of the drive is unknown or cannot be trusted. If the image is for another product, adds a cross-flash and
 * the report of the catalog about it. Does nothing if one of the products is not known, or if the model block cannot
 * distinguish them. */
static void
nec_check_product_by_model_block (NecCase *it)
{
    const char *drive = it->facts->model_name;
    const char *image = it->image->model_name;

    if (drive == NULL || image == NULL || strstr (drive, " / ") != NULL || strstr (image, " / ") != NULL ||
        g_str_equal (drive, image) || !bb_nec_model_has_name (it->model, drive) ||
        !bb_nec_model_has_name (it->model, image) || !nec_has_rid_of (it->facts, it->model, image))
        return;
    if (strstr (it->facts->inquiry.product, image) != NULL)
        bb_verdict_add (
            it->verdict, "hardware-id", BB_WEIGHT_CROSS_FLASH,
            _ ("The image is for the %s, but the drive is identified as %s. Several models share the drive’s boot "
               "code, so the name %s in it does not identify the model. After flashing, the drive will report the "
               "image’s model, but will not gain any hardware features."),
            image, drive, image);
    else
        bb_verdict_add (
            it->verdict, "hardware-id", BB_WEIGHT_CROSS_FLASH,
            _ ("The image is for the %s, but the drive is identified as %s. After flashing, the drive will report "
               "the image’s model, but will not gain any hardware features."),
            image, drive);
    nec_explain_crossflash (it, drive, image);
}

/*
 * Compares the products of drive and image, which are of one drive type, by their firmware id bytes. If the image is
 * for another product, adds a cross-flash and the report of the catalog about it.
 * Exceptions:
 * - The image has no such byte, or the catalog lists none for the type: does nothing.
 * - The catalog does not list the byte of the image: adds only a caution.
 * - The byte of the drive is unknown or may be half programmed: compares the products by the model block instead.
 */
static void
nec_check_firmware_id (NecCase *it)
{
    int drive_id = bb_nec_facts_firmware_id (it->facts);
    int image_id = bb_nec_identity_firmware_id (it->image);
    guint n_known = 0;
    gboolean image_known = bb_nec_model_knows_id (it->model, image_id, &n_known);

    if (image_id < 0 || n_known == 0)
        return;
    if (!image_known)
        bb_verdict_add (it->verdict, "firmware-id-unknown", BB_WEIGHT_CAUTION,
                        _ ("The image has the ID byte 0x%02x. No known firmware for the %s has this ID byte. Check "
                           "where the image comes from."),
                        image_id, bb_model_get_name (it->model));
    if (!image_known || (drive_id == image_id && it->facts->condition != BB_CONDITION_SPECIAL))
        return;
    /* The id byte of incomplete firmware may be half programmed, or already be that of the new firmware, so the model
     * block decides. */
    if (it->facts->condition == BB_CONDITION_SPECIAL || !bb_nec_model_knows_id (it->model, drive_id, NULL)) {
        nec_check_product_by_model_block (it);
        return;
    }
    bb_verdict_add (it->verdict, "hardware-id", BB_WEIGHT_CROSS_FLASH,
                    _ ("The image is for the %s (ID byte 0x%02x), but the drive has firmware for the %s (ID byte "
                       "0x%02x). After flashing, the drive will report the image’s model, but will not gain any "
                       "hardware features."),
                    it->image->model_name, image_id, it->facts->model_name, drive_id);
    nec_explain_crossflash (it, it->facts->model_name, it->image->model_name);
}

/* TRUE if the image has the text @image (nullable) and the drive reports another text @drive, apart from case and
 * padding; FALSE if @image is NULL or empty. @vendor: the texts are INQUIRY vendors, not products. */
static gboolean
nec_text_differs (const char *drive, const char *image, gboolean vendor)
{
    g_autofree char *one = NULL;
    g_autofree char *other = NULL;

    if (image == NULL || *image == '\0')
        return FALSE;
    one = bb_text_normalise (drive, vendor);
    other = bb_text_normalise (image, vendor);
    return g_ascii_strcasecmp (one, other) != 0;
}

/* Returns (transfer full) the name in the image, vendor and product. */
static char *
nec_dup_name (const BbImageIdentity *image)
{
    g_autofree char *name = g_strdup_printf ("%s %s", image->vendor != NULL ? image->vendor : "",
                                             image->product != NULL ? image->product : "");

    return bb_text_normalise (name, FALSE);
}

/* Adds the information that a drive of unknown name will report the name in the image. */
static void
nec_check_new_name (NecCase *it)
{
    g_autofree char *becomes = nec_dup_name (it->image);

    if (*becomes == '\0')
        return;
    bb_verdict_add (
        it->verdict, "name-unknown", BB_WEIGHT_INFO,
        _ ("In recovery mode, the drive does not report its own name. After this image is flashed, it will report "
           "the name “%s”. If you prefer the name on its label, choose firmware with that name."),
        becomes);
}

/* Adds a caution if the drive will report another vendor or product after the flash than the present firmware does.
 * In safe mode, INQUIRY has the name of the boot code, so the name that the firmware reported earlier is used. If
 * that is unknown, adds only the new name. Adds nothing if the verdict already has the reason "hardware-id". */
static void
nec_check_name (NecCase *it)
{
    gboolean is_safe_mode = it->facts->condition == BB_CONDITION_SPECIAL;
    const char *vendor = is_safe_mode ? it->facts->own_vendor : it->facts->inquiry.vendor;
    const char *product = is_safe_mode ? it->facts->own_product : it->facts->inquiry.product;
    g_autofree char *was = NULL;
    g_autofree char *becomes = NULL;
    g_autofree char *was_text = NULL;

    if (bb_verdict_has (it->verdict, "hardware-id"))
        return;
    if (vendor == NULL || product == NULL) {
        nec_check_new_name (it);
        return;
    }
    if (!nec_text_differs (vendor, it->image->vendor, TRUE) && !nec_text_differs (product, it->image->product, FALSE))
        return;
    was = g_strdup_printf ("%s %s", vendor, product);
    becomes = nec_dup_name (it->image);
    was_text = bb_text_normalise (was, FALSE);
    bb_verdict_add (
        it->verdict, BB_REASON_NAME_CHANGES, BB_WEIGHT_CAUTION,
        _ ("After flashing, the drive will report the name “%s” instead of “%s”. The hardware is the same, but "
           "features unique to the current brand, such as some speeds, will be lost."),
        becomes, was_text);
}

/* Adds a caution if a checksum inside the image is probably wrong. The caution depends on the part with that
 * checksum, because the plan uploads, checks, erases and programs one part after the other. So a wrong checksum of
 * the second part is found only after the first part was replaced. */
static void
nec_check_inner_sum (NecCase *it)
{
    guint32 part = 0;

    if (g_strcmp0 (bb_image_identity_lookup_string (it->image, BB_NEC_VALUE_INNER_SUM), "differs") != 0)
        return;
    (void) g_variant_lookup (it->image->values, BB_NEC_VALUE_INNER_SUM_PART, "u", &part);
    if (part == 0)
        bb_verdict_add (it->verdict, "inner-sum", BB_WEIGHT_CAUTION,
                        _ ("The checksum inside the image is probably wrong. Check that the file is not damaged. "
                           "The drive will verify the checksum before it erases anything."));
    else
        bb_verdict_add (
            it->verdict, "inner-sum", BB_WEIGHT_CAUTION,
            _ ("The checksum of the image’s second part is probably wrong. Check that the file is not damaged. If "
               "the drive rejects this part, the firmware will be incomplete and the drive will need recovery."));
}

/* Adds a reason for each of these that is the case: a checksum inside the image differs, the flash cannot be read
 * back, flashing leaves a block erased, the stored ID is damaged. */
static void
nec_check_rest (NecCase *it)
{
    BbNecRange left = {0};

    nec_check_inner_sum (it);
    if (!it->type->readable)
        bb_verdict_add_limit (
            it->verdict, "no-readback", BB_WEIGHT_INFO,
            _ ("The firmware of this drive cannot be read, so it cannot be backed up or verified. Continue only if "
               "you have an image of the current firmware."));
    if (bb_nec_type_left_block (it->type, &left))
        bb_verdict_add_routine (it->verdict, "left-block",
                                _ ("Flashing also erases a memory area of %u KiB outside the firmware. This is "
                                   "normal for drives of this type. If the drive can read this area, the backup "
                                   "includes it, but restoring the backup does not write it."),
                                left.length_bytes / 1024);
    if (it->facts->condition == BB_CONDITION_DAMAGED)
        bb_verdict_add (it->verdict, "damaged-id", BB_WEIGHT_CAUTION,
                        _ ("The stored drive ID does not match the boot code. Flashing relies on the boot code and "
                           "does not repair the drive ID."));
}

/* Adds the reasons about an image for the right drive type: for a laptop drive about the wiring, for any other drive
 * about the boot code version; then about firmware id byte and names; then those of nec_check_rest(). */
static void
nec_check_fit (NecCase *it)
{
    if (bb_model_get_boolean (it->model, "Laptop"))
        nec_check_wiring (it);
    else if (it->type->has_boot_version)
        nec_check_boot_version (it);
    nec_check_firmware_id (it);
    nec_check_name (it);
    nec_check_rest (it);
}

void
bb_nec_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    NecCase it = {facts, bb_image_get_identity (image), facts->model, bb_nec_facts_type (facts), catalog, verdict,
                  NULL};

    if (nec_check_drive (&it) && it.image != NULL && it.image->problem == NULL && nec_check_type (&it))
        nec_check_fit (&it);
    /* The reason "boot-version-later" says that the boot code will be read, which is never done for a refused
     * image. */
    if (bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED)
        bb_verdict_remove (verdict, "boot-version-later");
    g_clear_pointer (&it.as_wanted, bb_model_unref);
}
