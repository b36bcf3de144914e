/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-plan.h"

#include "scsi/bb-bytes.h"

/*
 * This file finds firmware that mixes two revisions, in flash types with two banks (640K). The drive checks each bank
 * by a checksum of its own, so it also starts firmware whose banks are of two revisions, as after an interrupted
 * flash.
 */

#define NEC_N_SAMPLES 2

static const char *const nec_sample_names[BB_NEC_MAX_PARTS][NEC_N_SAMPLES] = {
    {"firmware-start", "firmware-end"}, {"firmware-bank-1-start", "firmware-bank-1-end"}};
static const char *const nec_part_names[] = {BB_NEC_CAPTURE_FIRMWARE, BB_NEC_CAPTURE_FIRMWARE_BANK_1};

gboolean
bb_nec_may_be_mixed (BbFacts *facts)
{
    const BbNecType *type = bb_nec_facts_type (facts);

    return type != NULL && type->readable && type->n_parts > 1;
}

/* Returns the range of the first page of a bank (@n is 0) or of its last page. The last page contains the checksum of
 * the bank. */
static BbNecRange
nec_sample_range (const BbNecPart *part, guint n)
{
    guint32 offset = n == 0 ? 0 : part->length_bytes - BB_NEC_PAGE_BYTES;

    return (BbNecRange){part->address + offset, BB_NEC_PAGE_BYTES};
}

BbPlan *
bb_nec_plan_sample (BbFacts *facts, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    const BbNecType *type = NULL;

    if (!bb_nec_facts_are_usable (facts, error))
        return NULL;
    if (!bb_nec_may_be_mixed (facts)) {
        (void) bb_nec_cannot (error, _ ("The firmware cannot be read in the drive’s current state."));
        return NULL;
    }
    type = bb_nec_facts_type (facts);
    builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_NEC_FAMILY);
    bb_nec_plan_add_regions (builder, type);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 2);
    for (guint bank = 0; bank < type->n_parts; bank++)
        for (guint n = 0; n < NEC_N_SAMPLES; n++) {
            BbNecRange range = nec_sample_range (&type->parts[bank], n);
            guint capture = bb_plan_builder_add_capture (builder, nec_sample_names[bank][n], BB_REGION_FIRMWARE,
                                                         range.address, range.length_bytes, TRUE);

            bb_nec_plan_read_pages (builder, range, bank, BB_NEC_UNKEYED, capture, bb_step_store, BB_ANSWER_GOOD);
        }
    return bb_plan_builder_end (builder);
}

/* --- one bank --- */

/* TRUE if capture @name equals @length_bytes of @image from @at on; FALSE also if it was not read completely. */
static gboolean
nec_capture_equals (BbCaptures *captures, const char *name, GBytes *image, gsize at, gsize length_bytes)
{
    g_autoptr (GBytes) bytes = bb_captures_get (captures, name);

    return bytes != NULL && g_bytes_get_size (bytes) == length_bytes &&
           bb_bytes_equal_at (image, at, g_bytes_get_data (bytes, NULL), length_bytes);
}

/* TRUE if @bank in @captures equals the same bank of @image. The whole bank is compared if it was read, else its
 * first and last page. */
static gboolean
nec_bank_equals (const BbNecType *type, BbCaptures *captures, guint bank, BbImage *image)
{
    const BbNecPart *part = &type->parts[bank];
    GBytes *bytes = bb_image_get_bytes (image);
    g_autoptr (GBytes) whole = bb_captures_get (captures, nec_part_names[bank]);

    if (whole != NULL)
        return nec_capture_equals (captures, nec_part_names[bank], bytes, part->image_offset, part->length_bytes);
    for (guint n = 0; n < NEC_N_SAMPLES; n++) {
        BbNecRange range = nec_sample_range (part, n);

        if (!nec_capture_equals (captures, nec_sample_names[bank][n], bytes,
                                 part->image_offset + (range.address - part->address), range.length_bytes))
            return FALSE;
    }
    return TRUE;
}

/* TRUE if @image is complete, and is for the type of the drive or its opposite type (see bb_nec_opposite_key()). */
static gboolean
nec_is_image_of_type (BbFacts *facts, const BbNecType *type, BbImage *image)
{
    const char *code = bb_nec_image_code (image);

    return code != NULL && bb_image_get_size (image) >= type->image_bytes &&
           bb_nec_may_be_type (bb_facts_get_model_key (facts), code);
}

/* --- banks that name their revision --- */

/* Returns (transfer full) the sentence that the parts of the firmware are of the revisions @first and @second. */
static char *
nec_dup_two_revisions (const char *first, const char *second)
{
    /* TRANSLATORS: two firmware revisions */
    return g_strdup_printf (_ ("The first part of the firmware is from revision %s, but the second part is from "
                               "revision %s. Flashing was probably interrupted between the two parts."),
                            first, second);
}

/* TRUE if both banks were read completely and name different revisions of one product. @why: (out): a sentence. */
static gboolean
nec_banks_name_two_revisions (BbCaptures *captures, char **why)
{
    g_autoptr (GBytes) first = bb_captures_get (captures, nec_part_names[0]);
    g_autoptr (GBytes) second = bb_captures_get (captures, nec_part_names[1]);
    g_autoptr (BbImageIdentity) one = first != NULL ? bb_nec_read_names (first) : NULL;
    g_autoptr (BbImageIdentity) other = second != NULL ? bb_nec_read_names (second) : NULL;

    if (one == NULL || other == NULL || g_strcmp0 (one->product, other->product) != 0 || one->revision == NULL ||
        other->revision == NULL || g_ascii_strcasecmp (one->revision, other->revision) == 0)
        return FALSE;
    *why = nec_dup_two_revisions (one->revision, other->revision);
    return TRUE;
}

/* --- comparison with known images --- */

/* Returns the revision of @image; if it is not known, the name of the file. */
static const char *
nec_get_revision (BbImage *image)
{
    const char *revision = bb_image_get_revision (image);

    return revision != NULL ? revision : bb_image_get_name (image);
}

/* TRUE if the drive reports the revision of @image. */
static gboolean
nec_is_revision (BbFacts *facts, BbImage *image)
{
    g_autofree char *reported = bb_text_normalise (facts->inquiry.revision, FALSE);
    g_autofree char *named = bb_text_normalise (nec_get_revision (image), FALSE);

    return g_ascii_strcasecmp (reported, named) == 0;
}

gboolean
bb_nec_is_other_revision (BbFacts *facts, BbImage *image)
{
    return facts->inquiry.revision[0] != '\0' && bb_image_get_revision (image) != NULL &&
           !nec_is_revision (facts, image);
}

/* TRUE if @image, which comes from a file, shows what the second bank must be if the first bank is that of @image:
 * the image is for the type of the drive and is not known to be modified. */
static gboolean
nec_is_reference (BbFacts *facts, const BbNecType *type, BbImage *image)
{
    return nec_is_image_of_type (facts, type, image) && bb_image_get_identity (image)->kind != BB_IMAGE_KIND_MODIFIED;
}

/* Returns (transfer full) the sentence that only the first part of the firmware is that of @image. */
static char *
nec_dup_first_only (BbImage *image)
{
    /* TRANSLATORS: a firmware revision */
    return g_strdup_printf (_ ("The first part of the firmware is from revision %s, but the second part is not. "
                               "Unless the firmware was modified, flashing was probably interrupted between the "
                               "two parts."),
                            nec_get_revision (image));
}

/* Returns (transfer full) the sentence that the banks are those of @first and @second. If @first is NULL, the first
 * part is unknown, and the sentence names the revision that the drive reports. */
static char *
nec_dup_contradiction (BbFacts *facts, BbImage *first, BbImage *second)
{
    g_autofree char *reported = bb_text_normalise (facts->inquiry.revision, FALSE);

    if (first == NULL)
        /* TRANSLATORS: two firmware revisions */
        return g_strdup_printf (
            _ ("The drive reports revision %s, but the second part of its firmware matches revision %s. Flashing "
               "was probably interrupted, unless both revisions share this part."),
            reported, nec_get_revision (second));
    if (g_ascii_strcasecmp (nec_get_revision (first), nec_get_revision (second)) == 0)
        return nec_dup_first_only (first);
    return nec_dup_two_revisions (nec_get_revision (first), nec_get_revision (second));
}

/* Images that equal a bank of the firmware in the drive, each (nullable). @reference: an image from a file that
 * equals the first bank. */
typedef struct {
    BbImage *first;
    BbImage *second;
    BbImage *reference;
    gboolean is_known;
} NecMatch;

/* Compares the firmware in @captures with @images, and sets the members of @match for those that equal a bank.
 * @are_files: @images come from files; only those that pass nec_is_reference() then count for a single bank. They
 * count for the second bank only if @first is set, because two revisions often have the same second bank. */
static void
nec_match (BbFacts *facts, BbCaptures *captures, GPtrArray *images, gboolean are_files, NecMatch *match)
{
    const BbNecType *type = bb_nec_facts_type (facts);
    BbImage *second = NULL;

    for (guint i = 0; i < images->len; i++) {
        BbImage *image = g_ptr_array_index (images, i);
        gboolean is_first, is_second;

        if (!nec_is_image_of_type (facts, type, image))
            continue;
        is_first = nec_bank_equals (type, captures, 0, image);
        is_second = nec_bank_equals (type, captures, 1, image);
        match->is_known = match->is_known || (is_first && is_second);
        if (are_files && !nec_is_reference (facts, type, image))
            continue;
        match->first = is_first ? image : match->first;
        match->reference =
            are_files && is_first && !bb_nec_is_other_revision (facts, image) ? image : match->reference;
        second = is_second ? image : second;
    }
    if (second != NULL && match->second == NULL && (!are_files || match->first != NULL))
        match->second = second;
}

gboolean
bb_nec_find_contradiction (BbFacts *facts, BbCaptures *captures, GPtrArray *images, GPtrArray *files, char **why)
{
    NecMatch match = {0};

    *why = NULL;
    if (!bb_nec_may_be_mixed (facts))
        return FALSE;
    nec_match (facts, captures, images, FALSE, &match);
    nec_match (facts, captures, files, TRUE, &match);
    if (match.is_known)
        return FALSE;
    if (match.second != NULL && (match.first != NULL || !nec_is_revision (facts, match.second)))
        *why = nec_dup_contradiction (facts, match.first, match.second);
    else if (!nec_banks_name_two_revisions (captures, why) && match.reference != NULL)
        *why = nec_dup_first_only (match.reference);
    return *why != NULL;
}

/* --- images with two revisions --- */

/* TRUE if @bank is the same in both images. */
static gboolean
nec_banks_are_equal (const BbNecType *type, guint bank, BbImage *one, BbImage *other)
{
    const BbNecPart *part = &type->parts[bank];
    const guint8 *data = g_bytes_get_data (bb_image_get_bytes (one), NULL);

    return bb_bytes_equal_at (bb_image_get_bytes (other), part->image_offset, data + part->image_offset,
                              part->length_bytes);
}

gboolean
bb_nec_is_image_mixed (BbFacts *facts, BbImage *image, GPtrArray *images)
{
    const BbNecType *type = bb_nec_facts_type (facts);
    gboolean has_first = FALSE;
    gboolean has_second = FALSE;

    if (!bb_nec_may_be_mixed (facts) || !nec_is_image_of_type (facts, type, image))
        return FALSE;
    for (guint i = 0; i < images->len; i++) {
        BbImage *other = g_ptr_array_index (images, i);
        gboolean is_first, is_second;

        if (!nec_is_image_of_type (facts, type, other))
            continue;
        is_first = nec_banks_are_equal (type, 0, image, other);
        is_second = nec_banks_are_equal (type, 1, image, other);
        has_first = has_first || (is_first && !is_second);
        has_second = has_second || (is_second && !is_first);
    }
    return has_first && has_second;
}

gboolean
bb_nec_is_image_doubtful (BbFacts *facts, BbImage *image, GPtrArray *files)
{
    const BbNecType *type = bb_nec_facts_type (facts);
    const char *revision = bb_image_get_revision (image);
    gboolean is_doubtful = FALSE;

    if (revision == NULL || !bb_nec_may_be_mixed (facts) || !nec_is_image_of_type (facts, type, image))
        return FALSE;
    for (guint i = 0; i < files->len; i++) {
        BbImage *file = g_ptr_array_index (files, i);

        if (!nec_is_image_of_type (facts, type, file) || !nec_banks_are_equal (type, 0, image, file))
            continue;
        if (nec_banks_are_equal (type, 1, image, file))
            return FALSE;
        is_doubtful = is_doubtful || (nec_is_reference (facts, type, file) &&
                                      g_strcmp0 (revision, bb_image_get_revision (file)) == 0);
    }
    return is_doubtful;
}
