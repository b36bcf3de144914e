/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-family-check.h"

#include "firmware/bb-content.h"

#include <glib/gi18n-lib.h>

/* TRUE if it can be said which of the revisions @a and @b is newer. Both must have the same length (not 0), digits at
 * the same positions, and equal characters at all other positions. Upper and lower case are equal. */
static gboolean
bb_revisions_are_comparable (const char *a, const char *b)
{
    if (strlen (a) != strlen (b) || *a == '\0')
        return FALSE;
    for (; *a != '\0'; a++, b++) {
        if (g_ascii_isdigit (*a) != g_ascii_isdigit (*b))
            return FALSE;
        if (!g_ascii_isdigit (*a) && g_ascii_toupper (*a) != g_ascii_toupper (*b))
            return FALSE;
    }
    return TRUE;
}

BbRevisionChange
bb_family_compare_revisions (BbFacts *facts, const char *from, const char *to)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autofree char *before = from != NULL ? bb_text_normalise (from, FALSE) : g_strdup ("");
    g_autofree char *after = to != NULL ? bb_text_normalise (to, FALSE) : g_strdup ("");

    if (*before == '\0' || *after == '\0')
        return BB_REVISION_CHANGE_UNKNOWN;
    if (g_ascii_strcasecmp (before, after) == 0)
        return BB_REVISION_CHANGE_SAME;
    if (family == NULL)
        return BB_REVISION_CHANGE_UNKNOWN;
    if (family->compare_revisions != NULL)
        return family->compare_revisions (facts, before, after);
    if (!bb_revisions_are_comparable (before, after))
        return BB_REVISION_CHANGE_UNKNOWN;
    return g_ascii_strcasecmp (after, before) < 0 ? BB_REVISION_CHANGE_OLDER : BB_REVISION_CHANGE_NEWER;
}

/* TRUE if the image names a product, and the drive reports another product. Case and padding are ignored. */
static gboolean
bb_check_says_another_product (BbFacts *facts, BbImageIdentity *identity)
{
    g_autofree char *drive = NULL;
    g_autofree char *image = NULL;

    if (identity->product == NULL || *identity->product == '\0')
        return FALSE;
    drive = bb_text_normalise (facts->inquiry.product, FALSE);
    image = bb_text_normalise (identity->product, FALSE);
    return g_ascii_strcasecmp (drive, image) != 0;
}

/*
 * TRUE if the revisions of drive and image can be compared. All of this must be true:
 * - The drive is in its normal state, and the image has a revision.
 * - The image names the product that the drive reports; or it names no product, and the verdict is no cross-flash.
 * - The image is not damaged, because a reason says what flashing the image would do.
 */
static gboolean
bb_check_compares_revisions (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict)
{
    if (identity->revision == NULL || facts->condition != BB_CONDITION_NORMAL || bb_verdict_is_damaged (verdict) ||
        bb_check_says_another_product (facts, identity))
        return FALSE;
    return identity->product != NULL || bb_verdict_get_level (verdict) != BB_VERDICT_CROSS_FLASH;
}

BbRevisionChange
bb_family_compare_image (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict)
{
    if (bb_verdict_has (verdict, "downgrade"))
        return BB_REVISION_CHANGE_OLDER;
    if (!bb_check_compares_revisions (facts, identity, verdict))
        return BB_REVISION_CHANGE_UNKNOWN;
    return bb_family_compare_revisions (facts, facts->inquiry.revision, identity->revision);
}

/* Adds a reason of %BB_WEIGHT_INFO if image and drive have the same revision, and a caution if the image is older.
 * Adds nothing if the image is newer, if the revisions cannot be compared, or if the family itself has found a
 * downgrade or said which revision is newer (BB_REASON_REVISION_ORDER). */
static void
bb_check_revision (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict)
{
    g_autofree char *drive = NULL;
    g_autofree char *image = NULL;

    if (bb_verdict_has (verdict, "downgrade") || bb_verdict_has (verdict, BB_REASON_REVISION_ORDER))
        return;
    drive = bb_text_normalise (facts->inquiry.revision, FALSE);
    image = identity->revision != NULL ? bb_text_normalise (identity->revision, FALSE) : NULL;
    switch (bb_family_compare_image (facts, identity, verdict)) {
    case BB_REVISION_CHANGE_SAME:
        bb_verdict_add (
            verdict, "same-revision", BB_WEIGHT_INFO,
            _ ("The drive is already running firmware revision %s. Flashing will write the same revision again."),
            drive);
        break;
    case BB_REVISION_CHANGE_OLDER:
        bb_verdict_add (verdict, "downgrade", BB_WEIGHT_CAUTION,
                        _ ("Revision %s of the image is older than revision %s in the drive. Continue only if you "
                           "want to downgrade. Some drives reject older firmware and stay unchanged."),
                        image, drive);
        break;
    case BB_REVISION_CHANGE_NEWER:
    case BB_REVISION_CHANGE_UNKNOWN:
        break;
    }
}

/* Adds a reason of %BB_WEIGHT_INFO if the boot code runs, if the firmware is incomplete or mixed, or if the stored
 * identity is damaged. */
static void
bb_check_condition (BbFacts *facts, BbVerdict *verdict)
{
    if (facts->condition == BB_CONDITION_SPECIAL)
        bb_verdict_add (verdict, "special-mode", BB_WEIGHT_INFO,
                        _ ("The drive is running its boot code instead of its firmware."));
    if (bb_facts_get_string (facts, BB_FACTS_CONTRADICTION) != NULL)
        bb_verdict_add (verdict, BB_REASON_HALF_ALIVE, BB_WEIGHT_INFO, "%s",
                        bb_facts_get_string (facts, BB_FACTS_CONTRADICTION));
    else if (facts->condition == BB_CONDITION_HALF_ALIVE)
        bb_verdict_add (verdict, BB_REASON_HALF_ALIVE, BB_WEIGHT_INFO,
                        _ ("The drive started, but its firmware may be incomplete."));
    if (facts->condition == BB_CONDITION_DAMAGED)
        bb_verdict_add (
            verdict, BB_REASON_DAMAGED, BB_WEIGHT_INFO,
            _ ("The drive’s stored identity does not match its firmware. Recovery can correct the mismatch."));
}

/* Returns the sentence about an image whose checksum is wrong. */
static const char *
bb_check_get_checksum_text (void)
{
    return _ ("The checksum inside the image is wrong, so the file is damaged. Download the file again.");
}

const char *
bb_family_get_image_problem (BbImageIdentity *identity)
{
    g_return_val_if_fail (identity != NULL, NULL);

    if (identity->problem != NULL)
        return bb_image_identity_wants_key (identity) ? NULL : identity->problem;
    return identity->checksum == BB_CHECKSUM_BAD ? bb_check_get_checksum_text () : NULL;
}

/* Adds the reasons that follow from the image alone:
 * - The catalog knows the image: %BB_WEIGHT_INFO.
 * - The image has a known modification: a caution.
 * - The image has a problem or a wrong checksum: a refusal for each.
 * - The image has no problem, but names neither product nor revision: a caution; %BB_WEIGHT_INFO if it has codes of
 *   models.
 * Marks the verdict if the image is damaged. */
static void
bb_check_identity (BbImageIdentity *identity, BbVerdict *verdict)
{
    if (identity->known != NULL)
        bb_verdict_add (verdict, "known-image", BB_WEIGHT_INFO,
                        _ ("The content of the file matches the known image %s %s."),
                        bb_known_image_get_name (identity->known), bb_known_image_get_revision (identity->known));
    if (identity->kind == BB_IMAGE_KIND_MODIFIED && bb_image_identity_get_change (identity) != NULL)
        bb_verdict_add (
            verdict, "modified-image", BB_WEIGHT_CAUTION,
            _ ("The image differs from the manufacturer’s original (%s). Continue only if you trust its source."),
            bb_image_identity_get_change (identity));
    if (identity->problem != NULL)
        bb_verdict_add (verdict, bb_image_identity_wants_key (identity) ? BB_REASON_WRONG_KEY : "image-problem",
                        BB_WEIGHT_REFUSAL, "%s", identity->problem);
    if (identity->checksum == BB_CHECKSUM_BAD)
        bb_verdict_add (verdict, "checksum", BB_WEIGHT_REFUSAL, "%s", bb_check_get_checksum_text ());
    if ((identity->problem != NULL && identity->is_damaged) || identity->checksum == BB_CHECKSUM_BAD)
        bb_verdict_set_damaged (verdict);
    if (identity->revision == NULL && identity->product == NULL && identity->problem == NULL)
        bb_verdict_add (verdict, "image-anonymous", identity->codes[0] == NULL ? BB_WEIGHT_CAUTION : BB_WEIGHT_INFO,
                        _ ("Burnback found no model name and no firmware revision in the image. Check where the "
                           "image comes from."));
}

/* Adds a caution if the image contains unusually many contiguous zeros or contiguous random bytes. Images with a
 * right checksum are checked, too, because the checksum may have been computed after data were lost. */
static void
bb_check_content (BbImage *image, BbVerdict *verdict)
{
    g_autofree char *size = NULL;
    gsize zeros = 0;
    gsize noise = 0;

    bb_image_get_content (image, &zeros, &noise);
    if (zeros >= BB_CONTENT_UNUSUAL_BYTES) {
        size = g_format_size_full (zeros, G_FORMAT_SIZE_IEC_UNITS);
        bb_verdict_add (verdict, "unusual-content", BB_WEIGHT_CAUTION,
                        _ ("The image contains an unusually long sequence of zeros (%s). Even if the checksum is "
                           "correct, data may be missing. Check where the image comes from."),
                        size);
    } else if (noise + 2 * 0x1000 >= BB_CONTENT_UNUSUAL_BYTES && noise > 0) {
        /* Only whole 4 KiB blocks of noise were counted. Two blocks are added, because the noise may extend into the
         * block before them and into the block after them. */
        size = g_format_size_full (noise, G_FORMAT_SIZE_IEC_UNITS);
        bb_verdict_add (verdict, "unusual-content", BB_WEIGHT_CAUTION,
                        _ ("An unusually long part of the image looks like random data (%s), so check where the "
                           "image comes from."),
                        size);
    }
}

/* Adds a caution if nothing can show that the file is damaged, because images of @family have no checksum. It needs
 * no consent, because it is true of every such file. Adds nothing for an image that the catalog recognizes by the
 * SHA-256 of its content, and for a backup, which is checked by its manifest. */
static void
bb_check_integrity (const BbFamily *family, BbImage *image, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);

    if (family->get_unchecked == NULL || identity->checksum != BB_CHECKSUM_NONE || identity->known != NULL ||
        identity->kind == BB_IMAGE_KIND_ORIGINAL || bb_image_get_path (image) == NULL)
        return;
    bb_verdict_add_limit (verdict, "no-checksum", BB_WEIGHT_CAUTION, "%s", family->get_unchecked ());
}

/* TRUE if the image is of @family (nullable), the family of the drive. Otherwise returns FALSE and adds a refusal to
 * @verdict: the file contains no known firmware, the family of the drive is unknown, or the families differ. */
static gboolean
bb_check_families (const BbFamily *family, BbImageIdentity *identity, BbVerdict *verdict)
{
    const BbFamily *other = NULL;

    if (identity == NULL || identity->family == NULL) {
        bb_verdict_add (verdict, "image-unknown", BB_WEIGHT_REFUSAL, "%s",
                        identity != NULL && identity->problem != NULL ? identity->problem
                                                                      : _ ("This file contains no known firmware."));
        if (identity != NULL && identity->is_damaged)
            bb_verdict_set_damaged (verdict);
        return FALSE;
    }
    if (family == NULL) {
        bb_verdict_add (verdict, "no-family", BB_WEIGHT_REFUSAL,
                        _ ("This drive could not be identified, so it cannot be flashed. To check whether the "
                           "drive is a rebranded model, use “Probe Further” on its page."));
        return FALSE;
    }
    if (g_str_equal (identity->family, family->id))
        return TRUE;
    other = bb_family_lookup (identity->family);
    bb_verdict_add (
        verdict, "image-foreign", BB_WEIGHT_REFUSAL,
        _ ("The image is for %s drives, but this drive has a chip of the %s family. Choose another image."),
        other != NULL ? _ (other->name) : identity->family, _ (family->name));
    return FALSE;
}

BbVerdict *
bb_family_check_families (BbFacts *facts, BbImageIdentity *identity)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    g_return_val_if_fail (facts != NULL, NULL);

    return bb_check_families (facts->family != NULL ? bb_family_lookup (facts->family) : NULL, identity, verdict)
               ? NULL
               : g_steal_pointer (&verdict);
}

BbVerdict *
bb_family_check (BbFacts *facts, BbImage *image, BbCatalog *catalog)
{
    const BbFamily *family = NULL;
    BbImageIdentity *identity = NULL;
    g_autofree char *no_flash = NULL;
    BbVerdict *verdict = NULL;

    g_return_val_if_fail (facts != NULL && BB_IS_IMAGE (image), NULL);

    verdict = bb_verdict_new ();
    identity = bb_image_get_identity (image);
    family = facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    if (!bb_check_families (family, identity, verdict))
        return verdict;
    bb_check_identity (identity, verdict);
    no_flash = bb_family_dup_no_flash (facts);
    if (no_flash != NULL) {
        bb_verdict_add (verdict, BB_REASON_NO_FLASH, BB_WEIGHT_REFUSAL, "%s", no_flash);
        family->check (facts, image, catalog, verdict);
        return verdict;
    }
    bb_check_content (image, verdict);
    bb_check_condition (facts, verdict);
    family->check (facts, image, catalog, verdict);
    bb_check_revision (facts, identity, verdict);
    /* Only now is it known whether the image is refused. The sentences are left out for a refused image, because it
     * is never written. */
    if (bb_verdict_get_level (verdict) != BB_VERDICT_REFUSED) {
        bb_check_integrity (family, image, verdict);
        bb_verdict_extend (verdict, "special-mode", _ ("Recovery will write this image to the drive."));
        bb_verdict_extend (verdict, BB_REASON_HALF_ALIVE, _ ("Recovery will write this image to the drive."));
    }
    return verdict;
}

gboolean
bb_family_allows (BbFacts *facts, BbImage *image, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, catalog);

    if (bb_verdict_get_level (verdict) != BB_VERDICT_REFUSED)
        return TRUE;
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, bb_verdict_get_heaviest (verdict)->text);
    return FALSE;
}

/* TRUE if facts and image have different texts with @key. FALSE if one of them has none. */
static gboolean
bb_check_texts_differ (BbFacts *facts, BbImageIdentity *identity, const char *key)
{
    const char *drive = bb_facts_get_string (facts, key);
    const char *image = bb_image_identity_lookup_string (identity, key);

    return drive != NULL && image != NULL && *drive != '\0' && *image != '\0' && !g_str_equal (drive, image);
}

/* TRUE if only one of facts and image has the mark for downgrades. FALSE if one of them does not have the value. */
static gboolean
bb_check_downgrade_marks_differ (BbFacts *facts, BbImageIdentity *identity)
{
    gboolean drive = FALSE, image = FALSE;

    return facts->values != NULL && identity->values != NULL &&
           g_variant_lookup (facts->values, BB_FACTS_DOWNGRADE, "b", &drive) &&
           g_variant_lookup (identity->values, BB_FACTS_DOWNGRADE, "b", &image) && drive != image;
}

char *
bb_family_dup_contradiction (BbFacts *facts, BbImageIdentity *identity)
{
    const char *drive = NULL;
    const char *image = NULL;

    g_return_val_if_fail (facts != NULL, NULL);

    if (identity == NULL ||
        (facts->condition != BB_CONDITION_NORMAL && facts->condition != BB_CONDITION_WRONG_FIRMWARE))
        return NULL;
    drive = bb_facts_get_string (facts, BB_FACTS_MODIFIED);
    image = bb_image_identity_lookup_string (identity, BB_FACTS_MODIFIED);
    if (bb_facts_get_boolean (facts, BB_FACTS_IS_MODIFIED_SURE) && g_strcmp0 (drive, image) != 0)
        return g_strdup (
            drive != NULL
                ? _ ("The drive is running modified firmware that differs from the image.")
                : _ ("The image contains modified firmware, but the drive is running unmodified firmware."));
    if (drive != NULL && g_strcmp0 (drive, image) == 0 &&
        bb_check_texts_differ (facts, identity, BB_FACTS_MODIFIED_VERSION))
        return g_strdup (_ ("The drive is running modified firmware that differs from the image."));
    if (bb_check_texts_differ (facts, identity, BB_FACTS_BUILD_DATE))
        /* TRANSLATORS: two dates, such as 2017-11-24 */
        return g_strdup_printf (_ ("The drive’s firmware was built on %s, but the image was built on %s."),
                                bb_facts_get_string (facts, BB_FACTS_BUILD_DATE),
                                bb_image_identity_lookup_string (identity, BB_FACTS_BUILD_DATE));
    if (bb_check_texts_differ (facts, identity, BB_FACTS_SERVICE_CODE) ||
        bb_check_downgrade_marks_differ (facts, identity))
        return g_strdup (_ ("The drive’s firmware and the image have different service codes, or only one of them "
                            "is marked “DE” (downgrade enabled)."));
    return NULL;
}

gboolean
bb_family_recovers (BbFacts *facts)
{
    return bb_family_get_no_flash (facts) == NULL ||
           (bb_family_lookup (facts->family)->can (facts) & BB_CAN_RECOVER) != 0;
}

char *
bb_family_dup_why_lost (BbFacts *facts)
{
    if (bb_facts_get_boolean (facts, BB_FACTS_IS_LOST))
        return g_strdup (bb_facts_get_string (facts, BB_FACTS_WANTS));
    return bb_family_recovers (facts) ? NULL : bb_family_dup_no_flash (facts);
}
