/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-plan.h"

/*
 * TRUE if the flash can be compared with the image. The image must be complete, and be for one of these types:
 * - the type of the drive or its opposite type (see bb_nec_opposite_key())
 * - the type that the drive had before the damage (@board of @input), if that has the flash type @type
 */
static gboolean
nec_can_be_compared (const BbFlashInput *input, const BbNecType *type)
{
    const char *code = bb_nec_image_code (input->image);
    const char *drive = bb_facts_get_model_key (input->facts);

    if (code == NULL || bb_image_get_size (input->image) < type->image_bytes)
        return FALSE;
    if (bb_nec_may_be_type (drive, code))
        return TRUE;
    return input->board != NULL && g_strcmp0 (code, bb_facts_get_model_key (input->board)) == 0 &&
           bb_nec_facts_type (input->board) == type;
}

/* Returns the firmware id byte, which is the key of READ MEMORY on some drives. If the byte of the drive is unknown
 * or erased (FF), returns that of the image. Returns %BB_NEC_UNKEYED (-1) if neither byte is known, or if the drive
 * needs no key. */
static int
nec_verify_firmware_id (const BbFlashInput *input)
{
    int id = bb_nec_facts_firmware_id (input->facts);

    if (!bb_nec_model_is_keyed (input->facts->model))
        return BB_NEC_UNKEYED;
    return id >= 0 && id != 0xFF ? id : bb_nec_identity_firmware_id (bb_image_get_identity (input->image));
}

BbPlan *
bb_nec_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    const BbNecType *type = NULL;
    g_autoptr (GPtrArray) keys = NULL;
    guint blob = 0;

    if (!bb_nec_facts_are_usable (input->facts, error))
        return NULL;
    type = bb_nec_facts_type (input->facts);
    if (!type->readable || type->image_bytes == 0) {
        (void) bb_nec_cannot (
            error,
            _ ("The firmware of this drive cannot be read, so Burnback cannot compare the firmware with an image."));
        return NULL;
    }
    if (!nec_can_be_compared (input, type)) {
        (void) bb_nec_cannot (error, _ ("The image is for another type of drive, so Burnback cannot compare it "
                                        "with this drive’s firmware."));
        return NULL;
    }
    keys = bb_nec_facts_keys (input->facts, input->board);
    builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_NEC_FAMILY);
    blob = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image));
    bb_nec_plan_add_regions (builder, type);
    bb_nec_plan_add_verify (builder, type, blob, keys, nec_verify_firmware_id (input));
    return bb_plan_builder_end (builder);
}

/* TRUE if the drive of @facts (nullable) reports @revision (nullable), not counting case and padding. */
static gboolean
nec_says_revision (BbFacts *facts, const char *revision)
{
    g_autofree char *one = NULL;
    g_autofree char *other = NULL;

    if (facts == NULL || revision == NULL)
        return FALSE;
    one = bb_text_normalise (facts->inquiry.revision, FALSE);
    other = bb_text_normalise (revision, FALSE);
    return g_ascii_strcasecmp (one, other) == 0;
}

/* Judges a drive whose flash cannot be read. Returns, by the first case that applies:
 * - Flashing was interrupted: %BB_PROOF_UNPROVEN.
 * - The running firmware reports @revision, that of the image: %BB_PROOF_IDENTITY.
 * - The drive was not power cycled yet: %BB_PROOF_PENDING.
 * - The running firmware reports the revision from before the flash: %BB_PROOF_UNCHANGED.
 * - Otherwise: %BB_PROOF_UNPROVEN.
 * @why: (out) (transfer full): a sentence that explains the result */
static BbProof
nec_judge_by_identity (const BbJudgeInput *input, const char *revision, char **why)
{
    /* Blocks are programmed one by one, so a mix of old and new firmware may start and report either revision. */
    if (input->cut_off) {
        *why = g_strdup (_ ("Flashing was interrupted, and the firmware cannot be read back. The firmware may be "
                            "incomplete even if the drive reports a revision."));
        return BB_PROOF_UNPROVEN;
    }
    if (input->after != NULL && input->after->condition == BB_CONDITION_NORMAL &&
        nec_says_revision (input->after, revision)) {
        *why = g_strdup_printf (_ ("The drive reports firmware revision %s. Its firmware cannot be read back, so "
                                   "nothing else can be verified."),
                                revision);
        return BB_PROOF_IDENTITY;
    }
    if (!input->power_cycled) {
        *why = g_strdup (_ ("The firmware of this drive cannot be read back, so power cycle the drive to see which "
                            "revision it reports."));
        return BB_PROOF_PENDING;
    }
    if (revision != NULL && input->after != NULL && input->before != NULL &&
        input->after->condition == BB_CONDITION_NORMAL &&
        nec_says_revision (input->after, input->before->inquiry.revision)) {
        *why = g_strdup (_ ("The drive accepted all data but still reports the previous firmware revision."));
        return BB_PROOF_UNCHANGED;
    }
    *why = g_strdup (_ ("The firmware of this drive cannot be read back. The revision reported by the drive does "
                        "not show whether the image was written."));
    return BB_PROOF_UNPROVEN;
}

/*
 * Member is_read_back_sure() of #BbInspectOps: TRUE if READ MEMORY of this drive needs a key. Without a key, reads
 * can return wrong bytes after the drive has entered and left safe mode (docs/protocols/nec-optiarc.md, section 7).
 */
gboolean
bb_nec_is_read_back_sure (BbFacts *facts)
{
    return facts->model != NULL && bb_nec_model_is_keyed (facts->model);
}

/* Judges a drive whose firmware differs from the image, as the read-back found. Returns %BB_PROOF_PENDING if the
 * read-back may be wrong until the next power cycle; else %BB_PROOF_DIFFERENT. @known: facts that say whether reads
 * right after a flash are reliable. @why: (out) (transfer full): a sentence that explains the result. */
static BbProof
nec_judge_differences (const BbJudgeInput *input, BbFacts *known, char **why)
{
    guint n = input->differences->len;

    if (input->power_cycled || bb_nec_is_read_back_sure (known)) {
        *why = g_strdup_printf (ngettext ("The firmware differs from the image in %u place.",
                                          "The firmware differs from the image in %u places.", n),
                                n);
        return BB_PROOF_DIFFERENT;
    }
    *why = g_strdup_printf (ngettext ("The firmware differs from the image in %u place, but this drive may return "
                                      "wrong data right after flashing. Power cycle the drive, then verify again.",
                                      "The firmware differs from the image in %u places, but this drive may return "
                                      "wrong data right after flashing. Power cycle the drive, then verify again.",
                                      n),
                            n);
    return BB_PROOF_PENDING;
}

/* Returns (transfer full) a sentence that says which bytes were compared and which were not. */
static char *
nec_dup_covered (const BbNecType *type)
{
    BbNecRange left = {0};

    if (!bb_nec_type_left_block (type, &left))
        return g_strdup (_ ("Every byte of the firmware was verified."));
    return g_strdup_printf (_ ("The firmware was verified. A memory area outside the firmware was not compared (%u "
                               "KiB at 0x%06x), because the drive probably manages this area itself."),
                            left.length_bytes / 1024, left.address);
}

BbProof
bb_nec_judge (const BbJudgeInput *input, char **why)
{
    BbFacts *known = input->before != NULL && input->before->model != NULL ? input->before : input->after;
    const BbNecType *type = known != NULL ? bb_nec_facts_type (known) : NULL;
    BbImageIdentity *identity = input->image != NULL ? bb_image_get_identity (input->image) : NULL;
    const char *revision = identity != NULL ? identity->revision : NULL;

    g_autofree char *equal = NULL;

    *why = NULL;
    if (type == NULL || !type->readable)
        return nec_judge_by_identity (input, revision, why);
    if (input->differences != NULL && input->differences->len > 0)
        return nec_judge_differences (input, known, why);
    equal = nec_dup_covered (type);
    if (input->after == NULL || input->after->condition == BB_CONDITION_SPECIAL) {
        /* TRANSLATORS: a sentence that says what was verified */
        *why = g_strdup_printf (input->power_cycled ? _ ("%s However, the drive does not start the firmware.")
                                                    : _ ("%s However, the drive has not started the firmware yet. "
                                                         "Power cycle the drive."),
                                equal);
        return input->power_cycled ? BB_PROOF_UNPROVEN : BB_PROOF_PENDING;
    }
    if (revision != NULL && !nec_says_revision (input->after, revision))
        *why = g_strdup_printf (_ ("%s The drive does not report the new firmware revision yet. To start the new "
                                   "firmware, power cycle the drive."),
                                equal);
    else
        *why = g_steal_pointer (&equal);
    return BB_PROOF_PROVEN;
}
