/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959-candidates.h"

#include "family/bb-key-file.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

/* Values of the chip marker in the descriptor (mediatek-mt1959.md, section 2): OLDER in images for the MT1939;
 * OLDER_TAG in images for an MT1959 that contain the chip tag of the MT1939. */
#define BB_MT1959_MARKER_OLDER 0x58
#define BB_MT1959_MARKER_OLDER_TAG 0x18

/* The drive and the image that bb_mt1959_check() compares, and data about them that several of its rules use. */
typedef struct {
    BbFacts *facts;
    BbImageIdentity *identity;
    GBytes *bytes;
    BbCatalog *catalog;
    BbVerdict *verdict;
    BbMt1959Layout layout;
    BbMt1959BootId drive;
    gboolean drive_known; /* the drive reports its boot ID, so @drive is set */
    BbMt1959BootId image;
    const char *drive_group;
    const char *image_group;
    BbModel *image_model;
} BbMt1959Check;

/* Returns (nullable) the text @key in the facts of the drive; NULL if they do not have it. */
static const char *
bb_mt1959_check_get_fact (const BbMt1959Check *check, const char *key)
{
    return bb_facts_get_string (check->facts, key);
}

/* Returns (nullable) the text @key in the values of the image; NULL if they do not have it. */
static const char *
bb_mt1959_check_get_value (const BbMt1959Check *check, const char *key)
{
    return bb_image_identity_lookup_string (check->identity, key);
}

/* TRUE if drive and image have the same known text for @key; case does not count, and an empty text counts as
 * unknown. @differs: (out): both texts are known, and they differ. */
static gboolean
bb_mt1959_check_same (const BbMt1959Check *check, const char *key, gboolean *differs)
{
    const char *one = bb_mt1959_check_get_fact (check, key);
    const char *other = bb_mt1959_check_get_value (check, key);
    gboolean is_known = one != NULL && *one != '\0' && other != NULL && *other != '\0';

    *differs = is_known && g_ascii_strcasecmp (one, other) != 0;
    return is_known && !*differs;
}

/* TRUE if the image is for the product whose firmware runs, or the product of the image is unknown. The product of
 * the drive is that of its descriptor or, if this was not read, that of INQUIRY; case does not count. */
static gboolean
bb_mt1959_is_same_product (const BbMt1959Check *check)
{
    const char *own = bb_mt1959_check_get_fact (check, BB_MT1959_KEY_PRODUCT);
    g_autofree char *reported = bb_text_normalise (check->facts->inquiry.product, FALSE);

    return check->identity->product == NULL ||
           g_ascii_strcasecmp (own != NULL ? own : reported, check->identity->product) == 0;
}

/* TRUE if the service codes of drive and image are equal, or one is unknown or blank. The service code is blank in
 * firmware for drives of other vendors. */
static gboolean
bb_mt1959_is_same_service (const BbMt1959Check *check)
{
    const char *one = bb_mt1959_check_get_fact (check, BB_MT1959_KEY_SERVICE_CODE);
    const char *other = bb_mt1959_check_get_value (check, BB_MT1959_KEY_SERVICE_CODE);

    return one == NULL || other == NULL || strspn (one, " ") == strlen (one) ||
           strspn (other, " ") == strlen (other) || g_str_equal (one, other);
}

/*
 * For a drive with the MT1939 and an image for this chip: TRUE if the image is for other hardware (row 4 of the table
 * in mediatek-mt1959.md, section 5). Different hardware with this chip may have the same boot ID, so platform and
 * tray are compared. If platform or tray is unknown for the drive or the image, the product is compared, too.
 */
static gboolean
bb_mt1959_is_other_mt1939 (const BbMt1959Check *check)
{
    gboolean platform_differs, tray_differs;
    gboolean is_same = bb_mt1959_check_same (check, BB_MT1959_KEY_PLATFORM, &platform_differs);

    is_same = bb_mt1959_check_same (check, BB_MT1959_KEY_TRAY, &tray_differs) && is_same;
    return platform_differs || tray_differs || (!is_same && !bb_mt1959_is_same_product (check));
}

/* TRUE if @group (BB_MT1959_GROUP_…) is the group of boards to which the board of the drive belongs. For a board that
 * the catalog does not know, TRUE only if @group is BB_MT1959_GROUP_UNKNOWN. */
static gboolean
bb_mt1959_check_has_group (const BbMt1959Check *check, const char *group)
{
    return g_str_equal (check->drive_group, group);
}

/* Returns the row of the table in mediatek-mt1959.md, section 5 that forbids the image, 1 to 4; 0 if no row forbids
 * it. These rows apply always, also in a recovery. The boot ID of the drive must be known. */
static guint
bb_mt1959_find_forbidden (const BbMt1959Check *check)
{
    if (!g_str_equal (check->drive.chip, check->image.chip))
        return 1;
    if (!g_str_equal (check->drive_group, check->image_group))
        return 2;
    if (bb_mt1959_check_has_group (check, BB_MT1959_GROUP_UNKNOWN) && !g_str_equal (check->drive.id, check->image.id))
        return 3;
    if (bb_mt1959_check_has_group (check, BB_MT1959_GROUP_MT1939) && bb_mt1959_is_other_mt1939 (check))
        return 4;
    return 0;
}

/* Adds the refusal of an image for another group of boards than @group, that of the drive. */
static void
bb_mt1959_add_other_group (BbMt1959Check *check, const char *group)
{
    bb_verdict_add (check->verdict, "group", BB_WEIGHT_REFUSAL,
                    _ ("The image is for %s, but this drive’s circuit board is for %s. A mismatch can cause "
                       "damage: half-height firmware has burned out slim drives."),
                    bb_mt1959_group_describe (check->image_group), bb_mt1959_group_describe (group));
}

/* Adds a reason for a drive whose boot ID is unknown:
 * - in boot mode, where the drive reports the product of its own board, and the image is for another group of boards
 *   than that product: a refusal
 * - in boot mode otherwise: an information; the image is not judged
 * - in another mode: a refusal */
static void
bb_mt1959_check_unread_board (BbMt1959Check *check)
{
    const char *reported = bb_mt1959_find_reported_group (check->facts, check->catalog);

    if (check->facts->condition != BB_CONDITION_SPECIAL)
        bb_verdict_add (
            check->verdict, "boot-id-unread", BB_WEIGHT_REFUSAL,
            _ ("The boot ID of the drive’s circuit board could not be read, so it is unknown whether the image is "
               "compatible."));
    else if (reported != NULL && !g_str_equal (check->image_group, BB_MT1959_GROUP_UNKNOWN) &&
             !g_str_equal (check->image_group, reported))
        bb_mt1959_add_other_group (check, reported);
    else
        bb_verdict_add (
            check->verdict, "boot-id-unread", BB_WEIGHT_INFO,
            _ ("In recovery mode, the drive does not report its boot ID. If a boot ID was saved, Burnback will use "
               "it. Otherwise, you must first enter the details from the drive’s label."));
}

/* Adds a reason that says whether the image may be written to the board of this drive:
 * - The image must not be written: a refusal.
 * - The image may be written, but the group of the board is unknown: a caution.
 * - The image may be written to this group of boards: nothing.
 * - The boot ID of the drive is unknown: bb_mt1959_check_unread_board(). */
static void
bb_mt1959_check_board (BbMt1959Check *check)
{
    if (!check->drive_known) {
        bb_mt1959_check_unread_board (check);
        return;
    }
    switch (bb_mt1959_find_forbidden (check)) {
    case 1:
        bb_verdict_add (check->verdict, "chip", BB_WEIGHT_REFUSAL,
                        _ ("The image is for the %s chip, but the drive has the %s chip. Flashing this image would "
                           "fail and leave the drive without firmware."),
                        check->image.chip, check->drive.chip);
        break;
    case 2:
        bb_mt1959_add_other_group (check, check->drive_group);
        break;
    case 3:
        bb_verdict_add (
            check->verdict, "boot-id", BB_WEIGHT_REFUSAL,
            _ ("The boot ID of the image is “%s”, but the drive’s boot ID is “%s”. Burnback does not know these "
               "circuit boards, so use only an image with the drive’s boot ID."),
            check->image.id, check->drive.id);
        break;
    case 4:
        bb_verdict_add (check->verdict, "mt1939-board", BB_WEIGHT_REFUSAL,
                        _ ("Drives with the MT1939 chip need an image for exactly their model and circuit board, "
                           "but this image is for a different model or board."));
        break;
    default:
        if (bb_mt1959_check_has_group (check, BB_MT1959_GROUP_UNKNOWN))
            bb_verdict_add (check->verdict, "group-unknown", BB_WEIGHT_CAUTION,
                            _ ("The drive’s circuit board with the boot ID “%s” is unknown. There are no known "
                               "reports of flashing drives with this board."),
                            check->drive.id);
        break;
    }
}

/* Adds a refusal if the form factor of the drive is not clear. If firmware of the other form factor runs, adds an
 * information about the hazard instead; in boot mode adds nothing. */
static void
bb_mt1959_check_form (BbMt1959Check *check)
{
    if (check->facts->condition == BB_CONDITION_SPECIAL || bb_mt1959_facts_form_is_clear (check->facts))
        return;
    /* A refusal would also forbid a recovery, which accepts images for the same group of boards. So this is only an
     * information; plan_flash() itself refuses every image (row 5 of the table in mediatek-mt1959.md, section 5). */
    if (check->facts->condition == BB_CONDITION_WRONG_FIRMWARE)
        bb_verdict_add (check->verdict, "wrong-form-running", BB_WEIGHT_INFO, "%s",
                        bb_mt1959_check_get_fact (check, BB_FACTS_HAZARD));
    else
        bb_verdict_add (check->verdict, "form-factor-unclear", BB_WEIGHT_REFUSAL,
                        _ ("This drive cannot be flashed, because it does not report whether it is slim or "
                           "half-height. The wrong firmware can burn out a drive."));
}

/* Adds the reasons that concern the form of the upload, plain or wrapped (encrypted) (mediatek-mt1959.md, section 6).
 * They depend on the form that the drive accepts:
 * - unknown: a caution
 * - plain: nothing
 * - wrapped, but the chip is an MT1939: nothing
 * - wrapped, with a usable key file: an information
 * - wrapped, with a wrong key file: a refusal
 * - wrapped, without a key file: a caution; the verdict also notes that the drive is expected to reject the image */
static void
bb_mt1959_check_transfer (BbMt1959Check *check)
{
    BbMt1959Wrap wrap = BB_MT1959_PLAIN;
    gboolean is_known = bb_mt1959_facts_get_wrap (check->facts, &wrap);
    g_autoptr (GError) error = NULL;

    if (!is_known)
        bb_verdict_add (check->verdict, "age-unknown", BB_WEIGHT_CAUTION,
                        _ ("The drive does not report the build date of its firmware. If this firmware is from "
                           "2020 or later, the drive will probably reject or ignore this image and stay unchanged."));
    if (wrap == BB_MT1959_PLAIN || bb_mt1959_check_has_group (check, BB_MT1959_GROUP_MT1939))
        return;
    if (!bb_key_file_is_set ()) {
        bb_verdict_add (
            check->verdict, BB_REASON_WANTS_KEY, BB_WEIGHT_CAUTION,
            _ ("This drive accepts only encrypted updates. Burnback needs a key file to encrypt the image. The "
               "drive will probably reject or ignore an unencrypted image and stay unchanged."));
        bb_verdict_expect_rejection (check->verdict);
    } else if (!bb_mt1959_check_key (&error)) {
        bb_verdict_add (check->verdict, BB_REASON_WRONG_KEY, BB_WEIGHT_REFUSAL, "%s", error->message);
    } else {
        bb_verdict_add (
            check->verdict, "wrapped", BB_WEIGHT_INFO,
            _ ("This drive accepts only encrypted updates. Burnback will encrypt the image with your key file."));
    }
}

/* Adds an information that says whether the drive accepts older images (rows 10 and 11 of the table in
 * mediatek-mt1959.md, section 5). Exception: nothing is added if the image is the build that is running.
 * For an image that is older than the running firmware, adds a caution in two cases:
 * - The drive is expected to reject the image, which it does at the end of the upload, and stay unchanged. The
 *   verdict also notes this expectation.
 * - Reports differ on whether the drive accepts the image. */
static void
bb_mt1959_check_age (BbMt1959Check *check)
{
    gboolean is_older = bb_mt1959_is_older (check->facts, check->identity);
    g_autofree char *text = NULL;
    BbAcceptsOlder answer = bb_family_accepts_older (check->facts, check->identity, &text);

    /* This reason is not added if the image is the build that is running, because a sentence on older firmware would
     * suggest that the image is older. */
    if (text != NULL && !bb_mt1959_is_same_build (check->facts, check->identity))
        /* TRANSLATORS: the answer, "yes" or "no", and a sentence that says why */
        bb_verdict_add (check->verdict, "accepts-older", BB_WEIGHT_INFO, _ ("Accepts older firmware: %s"), text);
    if (is_older && answer == BB_ACCEPTS_OLDER_NO) {
        bb_verdict_add (check->verdict, "downgrade", BB_WEIGHT_CAUTION,
                        _ ("The image is older than the drive’s firmware, so the drive will probably reject it "
                           "(error code 5/24/00) and stay unchanged."));
        bb_verdict_expect_rejection (check->verdict);
    } else if (is_older && answer == BB_ACCEPTS_OLDER_UNKNOWN &&
               bb_mt1959_has_flag (check->identity->values, BB_MT1959_KEY_DOWNGRADE) &&
               g_str_equal (bb_mt1959_get_lock (check->facts, NULL), "needs-wrapped")) {
        bb_verdict_add (
            check->verdict, "age-step", BB_WEIGHT_CAUTION,
            _ ("The image is older than the drive’s firmware, so the drive may reject it. Reportedly, some drives "
               "needed an intermediate image first, but one did not (GitHub issues RibShark/OmniDrive #25 and "
               "#15)."));
    }
}

/* Adds the reasons that follow from the model of the drive and from its running firmware:
 * - Neither the model of the drive nor a model with its board is known: a caution.
 * - The drive is in boot mode: no more reasons.
 * - The descriptor cannot be read: a refusal, and no more reasons.
 * - Otherwise: the reasons of bb_mt1959_check_transfer() and bb_mt1959_check_age(). If an enclosure reports another
 *   name than the drive, also an information. */
static void
bb_mt1959_check_running_firmware (BbMt1959Check *check)
{
    if (check->facts->model == NULL && bb_mt1959_check_get_fact (check, BB_FACTS_OWN_MODELS) == NULL)
        bb_verdict_add (check->verdict, "not-in-table", BB_WEIGHT_CAUTION,
                        _ ("This model is not in the catalog, and there are no known reports of flashing it."));
    if (check->facts->condition == BB_CONDITION_SPECIAL)
        return;
    if (bb_mt1959_check_get_fact (check, BB_MT1959_KEY_PRODUCT) == NULL) {
        bb_verdict_add (check->verdict, "descriptor-unreadable", BB_WEIGHT_REFUSAL,
                        _ ("The drive does not report which firmware it is running, so the result of flashing "
                           "cannot be verified."));
        return;
    }
    bb_mt1959_check_transfer (check);
    bb_mt1959_check_age (check);
    if (bb_mt1959_check_get_fact (check, BB_MT1959_KEY_BRIDGE) != NULL)
        bb_verdict_add (check->verdict, "bridge", BB_WEIGHT_INFO,
                        _ ("The enclosure reports a different name than the drive. The drive inside is identified "
                           "as %s."),
                        bb_mt1959_check_get_fact (check, BB_MT1959_KEY_PRODUCT));
}

/* Returns a sentence with reports about images for another board of the same group (row 9 of the table in
 * mediatek-mt1959.md, section 5). */
static const char *
bb_mt1959_describe_other_board (const BbMt1959Check *check)
{
    const char *const ids[] = {check->drive.id, check->image.id, NULL};
    gboolean is_between_lines =
        g_strv_contains (ids, "MT1959 Boot JB8 ") &&
        (g_strv_contains (ids, "MT1959 Boot JBC6") || g_strv_contains (ids, "MT1959 Boot JBP6"));

    if (g_strv_contains (ids, "MT1959 Boot BP52"))
        return _ ("Users reported cross-flashes with one of these two boards. The drives ignored the image or "
                  "could not read discs afterwards.");
    return is_between_lines ? _ ("There are no known reports of this cross-flash.")
                            : _ ("Users have flashed images for one board of this group to drives with another "
                                 "board of the group.");
}

/*
 * For a drive that runs or ran firmware of the other form factor, and an image for the board of this drive: adds an
 * information that says that the image is for this board. If several models have the board, adds another information
 * with their names. Rows 7 and 8 of the table in mediatek-mt1959.md, section 5 are not used, because they compare
 * names, and the names in the running firmware are those of other hardware.
 */
static void
bb_mt1959_add_own_board (BbMt1959Check *check)
{
    const char *models = bb_mt1959_check_get_fact (check, BB_FACTS_OWN_MODELS);

    bb_verdict_add (
        check->verdict, "own-board", BB_WEIGHT_INFO,
        _ ("The image is for the circuit board of this drive. Recovery will write this image to the drive."));
    if (models != NULL && strchr (models, ',') != NULL)
        bb_verdict_add (check->verdict, "own-board-models", BB_WEIGHT_INFO,
                        /* TRANSLATORS: names of models */
                        _ ("Several models have this circuit board: %s. Choose the image for the model named on "
                           "the drive’s label."),
                        models);
}

/* Adds the cross-flash reasons about an image for another hardware generation, board or model than that of the drive
 * (rows 7 to 9 of the table in mediatek-mt1959.md, section 5). Also adds a refusal if the image is for another model
 * and the group of the board is unknown.
 * Exceptions:
 * - The boot ID of the drive is unknown, or bb_mt1959_find_forbidden() forbids the image: adds nothing.
 * - The drive runs firmware of the other form factor, or it ran such firmware before it was interrupted, and the
 * image has the boot ID of its board: adds only the reasons of bb_mt1959_add_own_board(). */
static void
bb_mt1959_check_cross_flash (BbMt1959Check *check)
{
    const char *name = check->identity->model_name != NULL ? check->identity->model_name : _ ("another model");
    gboolean in_table = check->facts->model != NULL && check->image_model != NULL;
    const char *drive_is = in_table ? bb_model_get_string (check->facts->model, "Generation") : NULL;
    const char *image_is = in_table ? bb_model_get_string (check->image_model, "Generation") : NULL;

    if (!check->drive_known || bb_mt1959_find_forbidden (check) != 0)
        return;
    if ((check->facts->condition == BB_CONDITION_WRONG_FIRMWARE ||
         bb_mt1959_check_get_fact (check, BB_FACTS_OWN_MODELS) != NULL) &&
        g_str_equal (check->drive.id, check->image.id)) {
        bb_mt1959_add_own_board (check);
        return;
    }
    if (drive_is != NULL && image_is != NULL && !g_str_equal (drive_is, image_is))
        bb_verdict_add (check->verdict, "hardware-generation", BB_WEIGHT_CROSS_FLASH,
                        _ ("The image is for %s, but this drive is of a different hardware generation, on which "
                           "only some firmware revisions are known to work. Flash this image only if you can "
                           "afford to lose the drive."),
                        name);
    if (!g_str_equal (check->drive.id, check->image.id)) {
        bb_verdict_add (check->verdict, "other-board", BB_WEIGHT_CROSS_FLASH,
                        _ ("The image is for %s with the boot ID “%s”. This drive has the boot ID “%s”, but both "
                           "circuit boards belong to the same group. %s Flash this image only if you can afford to "
                           "lose the drive."),
                        name, check->image.id, check->drive.id, bb_mt1959_describe_other_board (check));
        return;
    }
    if (bb_mt1959_is_same_product (check) && bb_mt1959_is_same_service (check))
        return;
    bb_verdict_add (
        check->verdict, "cross-flash", BB_WEIGHT_CROSS_FLASH,
        _ ("After flashing, the drive will identify itself as %s, a model with the same circuit board. To undo the "
           "cross-flash, flash an image for the drive’s own model."),
        name);
    if (bb_mt1959_check_has_group (check, BB_MT1959_GROUP_UNKNOWN))
        bb_verdict_add (check->verdict, "form-factor-unknown", BB_WEIGHT_REFUSAL,
                        _ ("The boot ID does not show whether this is a slim or a half-height drive, so Burnback "
                           "allows only images for the drive’s own model."));
}

/* Does nothing unless the level of the verdict is cross-flash. Adds the reports of owners who flashed images for the
 * model of this image to drives with this board. If they reported that this cross-flash is not possible, adds a
 * reason that the user must accept separately. */
static void
bb_mt1959_check_reports (BbMt1959Check *check)
{
    g_autoptr (BbCrossflash) report = NULL;

    if (bb_verdict_get_level (check->verdict) != BB_VERDICT_CROSS_FLASH)
        return;
    report = bb_facts_find_crossflash (check->facts, check->identity->model_name, check->catalog);
    if (report == NULL)
        return;
    if (g_str_equal (bb_crossflash_get_kind (report), "not-possible"))
        bb_verdict_add (check->verdict, "crossflash-not-possible", BB_WEIGHT_CROSS_FLASH,
                        _ ("This cross-flash was reported to be impossible (%s)."),
                        bb_crossflash_get_source (report));
    bb_verdict_add_reports (check->verdict, report, check->identity->model_name, check->identity->revision);
}

/* Adds a caution if the chip marker of the image contradicts the boot ID of the image (mediatek-mt1959.md, section
 * 5). Two markers contradict the boot ID:
 * - the marker of the other chip
 * - BB_MT1959_MARKER_OLDER_TAG, if images for this group of boards do not have this marker
 *
 * A marker that is missing, 00h or FFh is ignored. */
static void
bb_mt1959_check_marker (BbMt1959Check *check)
{
    gboolean is_older = g_str_equal (check->image.chip, "MT1939");
    gboolean has_older_tag = g_str_equal (check->image_group, BB_MT1959_GROUP_HALF_HEIGHT) ||
                             g_str_equal (check->image_group, BB_MT1959_GROUP_OLD_SLIM);
    guint8 marker = 0;

    if (check->identity->values == NULL ||
        !g_variant_lookup (check->identity->values, BB_MT1959_KEY_MARKER, "y", &marker) || marker == 0x00 ||
        marker == 0xFF)
        return;
    if ((marker == BB_MT1959_MARKER_OLDER) != is_older || (marker == BB_MT1959_MARKER_OLDER_TAG && !has_older_tag))
        bb_verdict_add (
            check->verdict, "chip-marker", BB_WEIGHT_CAUTION,
            _ ("The boot ID of the image belongs to the %s chip, but the chip marker of the image (%02X) does not. "
               "No known image has this combination. Check where the image comes from."),
            check->image.chip, marker);
}

/* Whether an image was read from this drive. SAME_UNIT: yes. OTHER_…: no, because the named part of the image differs
 * from that of the drive. UNKNOWN_…: not known, because the named part could not be compared. */
typedef enum {
    BB_MT1959_SAME_UNIT,
    BB_MT1959_OTHER_CALIBRATION,
    BB_MT1959_OTHER_DESCRIPTOR,
    BB_MT1959_UNKNOWN_CALIBRATION,
    BB_MT1959_UNKNOWN_DESCRIPTOR,
} BbMt1959Unit;

/* Finds out whether the image was read from this drive. Compares the two parts of the image that differ between
 * drives: the calibration and the end of the descriptor (mediatek-mt1959.md, section 5). Returns, for the first case
 * that applies:
 * - A part differs: OTHER_CALIBRATION or OTHER_DESCRIPTOR.
 * - A part could not be compared: UNKNOWN_CALIBRATION or UNKNOWN_DESCRIPTOR.
 * - Both parts are equal: SAME_UNIT. */
static BbMt1959Unit
bb_mt1959_compare_unit (BbMt1959Check *check)
{
    g_autoptr (GBytes) page = bb_facts_get_bytes (check->facts, BB_MT1959_KEY_DESCRIPTOR);
    const char *calibration = bb_facts_get_string (check->facts, BB_MT1959_KEY_CALIBRATION);
    const BbMt1959Layout *layout = &check->layout;
    gsize tail = layout->descriptor_bytes - layout->descriptor_image_bytes;
    g_autoptr (GBytes) image_tail =
        bb_bytes_slice (check->bytes, layout->descriptor + layout->descriptor_image_bytes, tail, NULL);
    g_autoptr (GBytes) image_calibration =
        bb_bytes_slice (check->bytes, layout->calibration, layout->calibration_bytes, NULL);
    g_autofree char *sha256 = image_calibration != NULL ? bb_sha256_bytes (image_calibration) : NULL;
    gboolean has_calibration = calibration != NULL && sha256 != NULL;
    gboolean has_tail = page != NULL && image_tail != NULL;

    if (has_calibration && !g_str_equal (sha256, calibration))
        return BB_MT1959_OTHER_CALIBRATION;
    if (has_tail &&
        !bb_bytes_equal_at (page, layout->descriptor_image_bytes, g_bytes_get_data (image_tail, NULL), tail))
        return BB_MT1959_OTHER_DESCRIPTOR;
    if (!has_calibration)
        return BB_MT1959_UNKNOWN_CALIBRATION;
    return has_tail ? BB_MT1959_SAME_UNIT : BB_MT1959_UNKNOWN_DESCRIPTOR;
}

/* Returns the caution about an image with the configuration block of this drive that was probably, but not certainly,
 * read from this drive. @unit: must not be SAME_UNIT */
static const char *
bb_mt1959_get_doubt (BbMt1959Unit unit)
{
    switch (unit) {
    case BB_MT1959_OTHER_DESCRIPTOR:
        return _ ("The image’s configuration block matches this drive, but the end of the drive descriptor does "
                  "not, so the calibration may be from another drive. Continue only if the image is a backup of "
                  "this particular drive.");
    case BB_MT1959_UNKNOWN_CALIBRATION:
        return _ ("The image’s configuration block matches this drive, but the calibration could not be compared "
                  "and may be from another drive. Continue only if the image is a backup of this particular drive.");
    case BB_MT1959_UNKNOWN_DESCRIPTOR:
        return _ ("The image’s configuration block matches this drive, but the end of the drive descriptor could "
                  "not be compared, so the calibration may be from another drive. Continue only if the image is a "
                  "backup of this particular drive.");
    case BB_MT1959_OTHER_CALIBRATION:
    case BB_MT1959_SAME_UNIT:
    default:
        return _ ("The image’s configuration block matches this drive, but the calibration differs and may be from "
                  "another drive. Continue only if the image is a backup of this particular drive.");
    }
}

/*
 * Adds one reason about an image that was read from a drive, because such an image contains the calibration of that
 * drive. Does nothing for any other image. The first case that applies:
 * - The image is for an MT1939: a refusal.
 * - The image was read from this drive: an information.
 * - The image has the configuration block of this drive, but another part differs or is unknown: a caution.
 * - The drive is in boot mode and does not report its configuration block: an information.
 * - Otherwise: a refusal.
 */
static void
bb_mt1959_check_raw (BbMt1959Check *check)
{
    g_autoptr (GBytes) config = bb_facts_get_bytes (check->facts, BB_MT1959_KEY_CONFIG);
    BbMt1959Unit unit;

    if (!bb_mt1959_has_flag (check->identity->values, BB_MT1959_KEY_RAW))
        return;
    unit = bb_mt1959_compare_unit (check);
    /* An MT1939 gets the image with its boot area. An image that was read from a drive has the boot area of that
     * drive, so it is refused. */
    if (g_str_equal (check->image.chip, "MT1939"))
        bb_verdict_add (
            check->verdict, "raw-mt1939", BB_WEIGHT_REFUSAL,
            _ ("The image was read from a drive and contains that drive’s boot area. On drives with "
               "the MT1939 chip, flashing also writes the boot area. Use the manufacturer’s image instead."));
    else if (unit == BB_MT1959_SAME_UNIT)
        bb_verdict_add (check->verdict, "own-dump", BB_WEIGHT_INFO,
                        _ ("The image was read from this drive. Flashing it will not change the drive’s boot area or "
                           "calibration."));
    else if (config != NULL && bb_bytes_equal_at (check->bytes, check->layout.config, g_bytes_get_data (config, NULL),
                                                  g_bytes_get_size (config)))
        bb_verdict_add (check->verdict, "own-dump-changed", BB_WEIGHT_CAUTION, "%s", bb_mt1959_get_doubt (unit));
    else if (config == NULL && check->facts->condition == BB_CONDITION_SPECIAL)
        bb_verdict_add (check->verdict, "raw-unproven", BB_WEIGHT_INFO,
                        _ ("While the drive is in recovery mode, Burnback cannot tell whether the image was read "
                           "from this drive. Continue only if the image is a backup of this particular drive."));
    else
        bb_verdict_add (
            check->verdict, "raw-foreign", BB_WEIGHT_REFUSAL,
            _ ("Burnback cannot confirm that the file was read from this drive, so it may contain another drive’s "
               "calibration. Use the manufacturer’s image instead."));
}

/* Adds an information for each of these cases that applies:
 * - The flash of the drive cannot be read back.
 * - The model has known pitfalls (catalog family "mediatek-trap"): one information for each. */
static void
bb_mt1959_check_notes (BbMt1959Check *check)
{
    g_autoptr (GPtrArray) traps = bb_catalog_list_models (check->catalog, "mediatek-trap");

    if (!bb_mt1959_facts_are_readable (check->facts))
        bb_verdict_add_limit (check->verdict, "no-read-back", BB_WEIGHT_INFO, "%s", bb_mt1959_get_unreadable ());
    for (guint i = 0; check->facts->model_name != NULL && i < traps->len; i++) {
        BbModel *trap = g_ptr_array_index (traps, i);

        if (bb_mt1959_model_is_named (trap, check->facts->model_name))
            bb_verdict_add (check->verdict, "trap", BB_WEIGHT_INFO, "%s",
                            bb_catalog_translate (bb_model_get_string (trap, "Trap")));
    }
}

void
bb_mt1959_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autoptr (BbModel) image_model = NULL;
    g_autoptr (GError) error = NULL;
    BbMt1959Check check = {
        .facts = facts,
        .identity = identity,
        .bytes = bb_image_get_bytes (image),
        .catalog = catalog,
        .verdict = verdict,
    };

    if (!bb_mt1959_layout_load (catalog, &check.layout, &error)) {
        bb_verdict_add (verdict, "layout-unknown", BB_WEIGHT_REFUSAL, "%s", error->message);
        return;
    }
    if (bb_image_get_size (image) != check.layout.image_bytes) {
        bb_verdict_add (verdict, "size", BB_WEIGHT_REFUSAL,
                        _ ("An image for this drive must be exactly 2 MiB, but this file is %zu bytes long."),
                        bb_image_get_size (image));
        return;
    }
    /* The problem of the image already asks the user for the key file, so nothing is added. */
    if (bb_image_identity_wants_key (identity))
        return;
    if (bb_image_is_deciphered (image))
        bb_verdict_add (verdict, "unwrapped", BB_WEIGHT_INFO,
                        _ ("The file is encrypted. Burnback decrypts the file with your key file and never saves "
                           "the decrypted image."));
    if (!bb_mt1959_parse_boot_id (check.bytes, check.layout.config, &check.image)) {
        bb_verdict_add (
            verdict, "image-boot-id", BB_WEIGHT_REFUSAL,
            _ ("The image has no readable boot ID, so the image is encrypted, empty, or for other drives."));
        return;
    }
    if (identity->codes[0] != NULL)
        image_model = bb_catalog_get_model (catalog, BB_MT1959_ID, identity->codes[0]);
    check.image_model = image_model;
    check.drive_known = bb_mt1959_facts_boot_id (facts, &check.drive);
    check.drive_group = bb_mt1959_get_group (catalog, check.drive.id);
    check.image_group = bb_mt1959_get_group (catalog, check.image.id);
    bb_mt1959_check_board (&check);
    bb_mt1959_check_form (&check);
    bb_mt1959_check_running_firmware (&check);
    bb_mt1959_check_cross_flash (&check);
    bb_mt1959_check_reports (&check);
    bb_mt1959_check_marker (&check);
    bb_mt1959_check_raw (&check);
    bb_mt1959_check_notes (&check);
}
