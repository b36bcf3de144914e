/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-plan.h"

#include "scsi/bb-bytes.h"

/* Additional sense codes of a drive that has started incomplete firmware. Boot code alone does not report them, and
 * they do not depend on disc or mechanics. */
#define NEC_ASC_DIAGNOSTIC_FAILURE 0x40
#define NEC_ASC_POWER_ON_FAILURE 0x42
#define NEC_ASC_INTERNAL_FAILURE 0x44

static const char *const nec_part_names[] = {BB_NEC_CAPTURE_FIRMWARE, BB_NEC_CAPTURE_FIRMWARE_BANK_1};

gboolean
bb_nec_is_responding_without_firmware (const BbSense *sense)
{
    if (!sense->valid || sense->deferred || sense->key != BB_SENSE_KEY_HARDWARE_ERROR)
        return FALSE;
    return sense->asc == BB_SENSE_ASC_NOT_SELF_CONFIGURED || sense->asc == NEC_ASC_DIAGNOSTIC_FAILURE ||
           sense->asc == NEC_ASC_POWER_ON_FAILURE || sense->asc == NEC_ASC_INTERNAL_FAILURE;
}

/* --- plan --- */

/* Returns the firmware id byte, which is the key of READ MEMORY on some drives. If the byte of the drive is unknown
 * or erased (FF), returns the byte of @image (nullable). Returns %BB_NEC_UNKEYED (-1) if neither byte is known, or if
 * the drive needs no key. */
static int
nec_inspect_firmware_id (BbFacts *facts, BbImage *image)
{
    int id = bb_nec_facts_firmware_id (facts);

    if (!bb_nec_model_is_keyed (facts->model))
        return BB_NEC_UNKEYED;
    if ((id < 0 || id == 0xFF) && image != NULL)
        id = bb_nec_identity_firmware_id (bb_image_get_identity (image));
    return id == 0xFF ? -1 : id;
}

BbPlan *
bb_nec_plan_inspect (BbFacts *facts, BbImage *image, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    const BbNecType *type = NULL;
    gboolean keyed;
    int id;

    if (!bb_nec_facts_are_usable (facts, error))
        return NULL;
    type = bb_nec_facts_type (facts);
    keyed = bb_nec_model_is_keyed (facts->model);
    id = nec_inspect_firmware_id (facts, image);
    if (!type->readable || (keyed && (id < 0 || facts->condition != BB_CONDITION_SPECIAL))) {
        (void) bb_nec_cannot (error, _ ("The firmware cannot be read in the drive’s current state."));
        return NULL;
    }
    builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_NEC_FAMILY);
    bb_nec_plan_add_regions (builder, type);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 2);
    for (guint bank = 0; bank < type->n_parts; bank++) {
        const BbNecPart *part = &type->parts[bank];
        guint capture = bb_plan_builder_add_capture (builder, nec_part_names[bank], BB_REGION_FIRMWARE, part->address,
                                                     part->length_bytes, TRUE);

        bb_nec_plan_read_pages (builder, (BbNecRange){part->address, part->length_bytes}, bank, id, capture,
                                bb_step_store, BB_ANSWER_GOOD);
    }
    return bb_plan_builder_end (builder);
}

/* --- comparison --- */

/* The firmware that was read, in parts, and the image that should be in the drive. @image: (nullable): NULL if no
 * image for this drive type was given. */
typedef struct {
    const BbNecType *type;
    GBytes *parts[BB_NEC_MAX_PARTS];
    GBytes *image;
} NecInside;

static void
nec_inside_clear (NecInside *inside)
{
    for (guint i = 0; i < BB_NEC_MAX_PARTS; i++)
        g_clear_pointer (&inside->parts[i], g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NecInside, nec_inside_clear)

/* Fills @inside with the parts of the firmware in @captures. Also sets @image in it, if @image (nullable) is complete
 * and for the type of the drive or its opposite type (see bb_nec_opposite_key()). FALSE if not all of the firmware
 * was read, or if the flash type is not known; @inside may then be partly filled. */
static gboolean
nec_inside_fill (NecInside *inside, BbFacts *facts, BbCaptures *captures, BbImage *image)
{
    const char *code = image != NULL ? bb_nec_image_code (image) : NULL;
    const char *drive = bb_facts_get_model_key (facts);

    inside->type = bb_nec_facts_type (facts);
    if (inside->type == NULL)
        return FALSE;
    for (guint i = 0; i < inside->type->n_parts; i++) {
        inside->parts[i] = bb_captures_get (captures, nec_part_names[i]);
        if (inside->parts[i] == NULL || g_bytes_get_size (inside->parts[i]) != inside->type->parts[i].length_bytes)
            return FALSE;
    }
    if (code != NULL && bb_image_get_size (image) >= inside->type->image_bytes && bb_nec_may_be_type (drive, code))
        inside->image = bb_image_get_bytes (image);
    return inside->type->n_parts > 0;
}

/* TRUE if the firmware of @bank equals that in the image; @image must not be NULL. */
static gboolean
nec_part_is_equal (const NecInside *inside, guint bank)
{
    const BbNecPart *part = &inside->type->parts[bank];
    const guint8 *data = g_bytes_get_data (inside->parts[bank], NULL);

    return bb_bytes_equal_at (inside->image, part->image_offset, data, part->length_bytes);
}

/* Sets @at and @length_bytes to the range of block @n in its part; FALSE if the block is not completely inside the
 * part. */
static gboolean
nec_find_block (const NecInside *inside, guint bank, guint n, guint32 *at, guint32 *length_bytes)
{
    const BbNecPart *part = &inside->type->parts[bank];
    BbNecRange range = bb_nec_block_range (inside->type, bank, n);

    if (range.address < part->address || range.address - part->address > part->length_bytes ||
        range.length_bytes > part->length_bytes - (range.address - part->address))
        return FALSE;
    *at = range.address - part->address;
    *length_bytes = range.length_bytes;
    return TRUE;
}

/* Counts block @n as lost (blank) or foreign (neither blank nor equal to the image), see nec_count_blocks(). Blocks
 * that equal the image or that are not completely in the part are not counted. */
static void
nec_count_block (const NecInside *inside, guint bank, guint n, guint *n_lost, guint *n_foreign)
{
    const BbNecPart *part = &inside->type->parts[bank];
    const guint8 *data = g_bytes_get_data (inside->parts[bank], NULL);
    guint32 at = 0, length_bytes = 0;

    if (!nec_find_block (inside, bank, n, &at, &length_bytes) ||
        (inside->image != NULL &&
         bb_bytes_equal_at (inside->image, part->image_offset + at, data + at, length_bytes)))
        return;
    if (bb_bytes_is_filled (inside->parts[bank], at, length_bytes, 0xFF))
        (*n_lost)++;
    else
        (*n_foreign)++;
}

/* Counts the blocks that flashing programs. Sets @n_lost to the number of blocks that are blank in the flash but not
 * in the image; without an image, to the number of all blank blocks. Sets @n_foreign to the number of blocks that are
 * neither blank nor equal to the image. */
static void
nec_count_blocks (const NecInside *inside, guint *n_lost, guint *n_foreign)
{
    *n_lost = *n_foreign = 0;
    for (guint bank = 0; bank < inside->type->n_parts; bank++)
        for (guint run = 0; run < 2; run++) {
            const BbNecBlocks *blocks = &inside->type->parts[bank].program[run];

            for (guint n = blocks->first; n <= blocks->last; n++)
                nec_count_block (inside, bank, n, n_lost, n_foreign);
        }
}

/* Compares the parts of the firmware with those of the image, which must not be NULL. Returns
 * - %BB_INSIDE_EQUAL if all parts are equal
 * - %BB_INSIDE_OTHER if no part is equal, or only the first part and @is_other_revision: the drive runs firmware of
 *   another revision, and two revisions can have the same first part
 * - %BB_INSIDE_MIXED if the first part is equal and another is not
 * - %BB_INSIDE_SHARED if the first part differs and another is equal
 * Sets @why to a sentence for the last two. */
static BbInside
nec_compare_parts (const NecInside *inside, gboolean is_other_revision, char **why)
{
    guint n_equal = 0;

    for (guint bank = 0; bank < inside->type->n_parts; bank++)
        n_equal += nec_part_is_equal (inside, bank) ? 1 : 0;
    if (n_equal == inside->type->n_parts)
        return BB_INSIDE_EQUAL;
    if (n_equal == 0)
        return BB_INSIDE_OTHER;
    if (!nec_part_is_equal (inside, 0)) {
        *why = g_strdup (
            _ ("Only the second part of the firmware matches the image. Flashing was probably interrupted, unless "
               "the drive has another revision with the same second part."));
        return BB_INSIDE_SHARED;
    }
    if (is_other_revision)
        return BB_INSIDE_OTHER;
    *why = g_strdup (_ ("Only the first part of the firmware matches the image. Flashing was probably interrupted "
                        "between the two parts."));
    return BB_INSIDE_MIXED;
}

/*
 * Compares the firmware in @captures with @image (nullable). A block is lost if it is blank in the flash but not in
 * @image; without @image, if it is blank. Returns, by the first case that applies:
 * - Not all of the firmware was read: %BB_INSIDE_UNKNOWN.
 * - The drive is in safe mode, and a block is lost: %BB_INSIDE_BROKEN, because firmware with a lost block does not
 *   start.
 * - The firmware runs, a block is lost, and all other blocks equal @image: %BB_INSIDE_BROKEN. If other blocks differ,
 *   a lost block shows nothing, because firmware of another revision may be shorter.
 * - There is no @image for this drive type: %BB_INSIDE_UNKNOWN.
 * - Otherwise: the result of nec_compare_parts().
 * @why: (out) (transfer full) (nullable): a sentence for BROKEN, MIXED and SHARED; else NULL
 */
BbInside
bb_nec_inspect (BbFacts *facts, BbCaptures *captures, BbImage *image, char **why)
{
    g_auto (NecInside) inside = {0};
    guint n_lost = 0, n_foreign = 0;

    *why = NULL;
    if (!nec_inside_fill (&inside, facts, captures, image))
        return BB_INSIDE_UNKNOWN;
    nec_count_blocks (&inside, &n_lost, &n_foreign);
    if (n_lost > 0 && (bb_nec_facts_in_safe_mode (facts) || (inside.image != NULL && n_foreign == 0))) {
        *why = g_strdup_printf (ngettext ("%u firmware block is blank, probably because flashing was interrupted.",
                                          "%u firmware blocks are blank, probably because flashing was "
                                          "interrupted.",
                                          n_lost),
                                n_lost);
        return BB_INSIDE_BROKEN;
    }
    if (inside.image == NULL)
        return BB_INSIDE_UNKNOWN;
    return nec_compare_parts (&inside, !bb_nec_facts_in_safe_mode (facts) && bb_nec_is_other_revision (facts, image),
                              why);
}
