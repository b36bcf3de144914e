/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-tsst-upload.h"
#include "bb-tsst.h"

#include <glib/gi18n-lib.h>

/* This file plans the upload (samsung-tsst.md, sections 3 and 5) and judges its result. A session is one upload of
 * all blocks. */

/* Maximum number of sessions in one plan. A recovery makes at most as many plans. */
#define BB_TSST_MAX_SESSIONS 2
/* Time in which nothing is sent before a session is repeated. The upload command has no number of the session, so
 * only this pause separates two sessions. */
#define BB_TSST_RETRY_WAIT_MS 5000
#define BB_TSST_RESTART_FIRST_MS 2000
/* MECHANISM STATUS (MMC-6), the standard command that shows whether the connection forwards twelve bytes. */
#define BB_TSST_OP_MECHANISM_STATUS 0xBD
#define BB_TSST_STATUS_BYTES 8
#define BB_TSST_STATUS_MS 20000
#define BB_TSST_RESTART_LIMIT_MS 60000

/* Returns the size of images for the model of @facts, which must have a model; 0 if it is not known. */
static guint32
bb_tsst_get_size (BbFacts *facts)
{
    return (guint32) bb_model_get_uint (facts->model, "ImageSize", 0);
}

void
bb_tsst_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    if (bb_tsst_is_flashable (facts))
        bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, bb_tsst_get_size (facts));
}

/* FALSE with %BB_FAMILY_ERROR_CANNOT in these cases:
 * - Burnback never flashes this drive.
 * - The image has another size than images for the drive.
 * - The connection cannot transfer a whole block at once. A block cannot be split. */
static gboolean
bb_tsst_may_send (const BbFlashInput *input, GError **error)
{
    guint32 limit_bytes = 0;
    guint32 block_bytes = 0;

    if (!bb_tsst_is_flashable (input->facts)) {
        g_autofree char *text = bb_family_dup_no_flash (input->facts);

        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, text);
        return FALSE;
    }
    if (bb_image_get_size (input->image) != bb_tsst_get_size (input->facts)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The size of the image does not match the flash memory of this drive."));
        return FALSE;
    }
    if (bb_tsst_can_transfer (input, &block_bytes, &limit_bytes))
        return TRUE;
    g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                 _ ("The update must be sent in blocks of %u bytes, but the connection allows only %u bytes at "
                    "once. Connect the drive directly to a SATA or IDE port."),
                 block_bytes, limit_bytes);
    return FALSE;
}

/* #BbTsstAdjust of this chip: sets which blocks endanger the drive: the first one, unless the drive refuses it, and
 * the last one. Whether the drive writes the blocks as they arrive or all at the end is not known. A short transfer
 * of the last block is accepted. */
static void
bb_tsst_adjust_block (BbStep *step, const BbPieces *piece)
{
    step->endangers = piece->number == 0 || piece->is_last;
    step->is_spared_if_refused = piece->number == 0;
    if (piece->is_last)
        step->accepts |= BB_ANSWER_SHORT;
}

/* Adds a section with a standard command whose CDB is as long as that of the upload (12 bytes). A connection that
 * loses this command may also lose the blocks of the upload, and nothing would show whether the drive received them.
 * So the plan then ends before the first block. Every answer of the drive is accepted, also a refusal. Adds nothing
 * unless the firmware of the drive runs, because it is not known which commands the boot code executes. */
static void
bb_tsst_add_test_of_connection (BbPlanBuilder *builder, BbFacts *facts)
{
    BbStep *step = NULL;

    if (facts->condition != BB_CONDITION_NORMAL)
        return;
    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    step = bb_plan_builder_add_data_in (
        builder, BB_STEP_STATUS,
        BB_CDB (BB_TSST_OP_MECHANISM_STATUS, 0, 0, 0, 0, 0, 0, 0, BB_BE16 (BB_TSST_STATUS_BYTES), 0, 0),
        BB_TSST_STATUS_MS, BB_TSST_STATUS_BYTES);
    step->accepts = BB_ANSWER_ANY & ~BB_ANSWER_LOST;
}

/* Adds the upload of the blob @image in one session. The command has neither offset nor length, so a failed session
 * starts again with its first block. */
static void
bb_tsst_add_upload (BbPlanBuilder *builder, BbModel *model, guint image, guint32 size)
{
    BbSection *section = bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, BB_TSST_MAX_SESSIONS);

    section->before_retry = BB_BEFORE_RETRY_WAIT;
    section->retry_wait_ms = BB_TSST_RETRY_WAIT_MS;
    (void) bb_tsst_add_blocks (builder, model, image, size, bb_tsst_adjust_block);
}

BbPlan *
bb_tsst_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_TSST_ID);
    BbSection *section = NULL;
    guint image = 0;

    if (!bb_tsst_may_send (input, error))
        return NULL;
    image = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image));
    bb_tsst_add_regions (input->facts, input->catalog, builder);
    bb_tsst_add_test_of_connection (builder, input->facts);
    bb_tsst_add_upload (builder, input->facts->model, image, bb_tsst_get_size (input->facts));
    section = bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1);
    section->heals = TRUE;
    /* In this section the drive has received the whole image, so the image is not sent again. If the drive does not
     * start the new firmware, it may need a power cycle. */
    section->before_retry = BB_BEFORE_RETRY_POWER_CYCLE;
    bb_plan_builder_add_wait (builder, BB_TSST_RESTART_FIRST_MS, BB_TSST_RESTART_LIMIT_MS);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    bb_plan_builder_add_identify (builder);
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_tsst_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_TSST_ID);

    bb_tsst_add_regions (input->facts, input->catalog, builder);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    bb_plan_builder_add_identify (builder);
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_tsst_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("To recover this drive, you need an image for its model."));
        return NULL;
    }
    if (input->attempt < BB_TSST_MAX_SESSIONS)
        return bb_tsst_plan_flash (input, error);
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE,
                         _ ("All attempts to flash this image failed. Power cycle the drive. If the drive does not "
                            "respond after that, there is no known way to recover it over its data cable."));
    return NULL;
}

/* --- judging the result --- */

/* TRUE if the drive of @facts runs its firmware and reports the image: its revision, its product (if the image has
 * one), and modified firmware if and only if the image is modified. */
static gboolean
bb_tsst_reports (BbFacts *facts, BbImageIdentity *identity)
{
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);
    g_autofree char *revision = bb_text_normalise (facts->inquiry.revision, FALSE);
    gboolean is_modified = bb_facts_get_string (facts, BB_TSST_KEY_MODIFIED) != NULL;

    return facts->condition == BB_CONDITION_NORMAL && identity->revision != NULL &&
           g_str_equal (revision, identity->revision) &&
           (identity->product == NULL || g_str_equal (product, identity->product)) &&
           is_modified == (identity->kind == BB_IMAGE_KIND_MODIFIED);
}

/* TRUE if the drive reports the same product, revision and text after the revision as before the flash. */
static gboolean
bb_tsst_is_as_before (BbFacts *before, BbFacts *after)
{
    return g_str_equal (before->inquiry.product, after->inquiry.product) &&
           g_str_equal (before->inquiry.revision, after->inquiry.revision) &&
           g_str_equal (before->inquiry.vendor_specific, after->inquiry.vendor_specific);
}

/* If the drive was power cycled after the flash, returns @proof and sets @why to @text. Otherwise returns
 * %BB_PROOF_PENDING, and @why also asks for a power cycle. */
static BbProof
bb_tsst_want_power_cycle (const BbJudgeInput *input, BbProof proof, const char *text, char **why)
{
    *why = input->power_cycled
               ? g_strdup (text)
               : g_strdup_printf (
                     _ ("%s The firmware cannot be read back, so power cycle the drive, then verify it to see "
                        "which revision it reports."),
                     text);
    return input->power_cycled ? proof : BB_PROOF_PENDING;
}

BbProof
bb_tsst_judge (const BbJudgeInput *input, char **why)
{
    BbImageIdentity *identity = bb_image_get_identity (input->image);

    if (input->after == NULL)
        return bb_tsst_want_power_cycle (input, BB_PROOF_UNPROVEN, _ ("The drive could not be identified."), why);
    if (input->after->condition == BB_CONDITION_SPECIAL) {
        *why = g_strdup (
            _ ("The drive’s boot code is waiting for firmware. Recover the drive with an image for its model."));
        return BB_PROOF_DIFFERENT;
    }
    if (input->cut_off) {
        *why = g_strdup (_ ("Flashing was interrupted, and the firmware cannot be read back. The firmware may be "
                            "incomplete even if the drive reports a revision."));
        return BB_PROOF_UNPROVEN;
    }
    if (bb_tsst_reports (input->after, identity)) {
        *why = g_strdup_printf (
            input->before != NULL && bb_tsst_reports (input->before, identity)
                ? _ ("The drive reports firmware revision %s, the same as before flashing. Burnback cannot tell "
                     "whether the image was written.")
                : _ ("The drive reports firmware revision %s. Its firmware cannot be read back, so nothing else can "
                     "be verified."),
            identity->revision);
        return BB_PROOF_IDENTITY;
    }
    if (identity->revision == NULL)
        return bb_tsst_want_power_cycle (
            input, BB_PROOF_UNPROVEN,
            _ ("The image does not indicate which firmware revision the drive will report after flashing."), why);
    if (input->before != NULL && bb_tsst_is_as_before (input->before, input->after))
        return bb_tsst_want_power_cycle (
            input, BB_PROOF_UNCHANGED,
            _ ("The drive accepted all data but still reports the previous firmware revision."), why);
    return bb_tsst_want_power_cycle (
        input, BB_PROOF_UNPROVEN,
        _ ("The drive reports a firmware revision that is neither the previous nor the new one."), why);
}

char *
bb_tsst_explain_refusal (const BbRefusedPlan *refusal)
{
    const BbSense *sense = bb_scsi_error_get_sense (refusal->error);
    gboolean is_refused = sense != NULL && sense->valid && sense->key == BB_SENSE_KEY_ILLEGAL_REQUEST;
    const BbStep *step = refusal->step;

    if (step == NULL)
        return NULL;
    if (step->kind == BB_STEP_STATUS && g_error_matches (refusal->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO))
        return g_strdup (
            _ ("No part of the image was sent. An adapter may be blocking a command. Connect the drive directly to "
               "a SATA or IDE port and try again."));
    if (step->kind == BB_STEP_STATUS)
        return NULL;
    if (step->kind == BB_STEP_UPLOAD && step->address == 0 &&
        g_error_matches (refusal->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO))
        return g_strdup (_ ("It is unknown whether the drive received the first block of the image. Connect the "
                            "drive directly to a SATA or IDE port and recover it there."));
    if (step->kind == BB_STEP_UPLOAD && step->address == 0 && is_refused)
        return g_strdup (
            _ ("The drive rejected the update command. Connect the drive directly to a SATA or IDE port. If the "
               "problem remains, the drive may have a different chip than Burnback expects."));
    if (is_refused)
        return g_strdup (_ ("The drive rejected the image. Recover the drive while it still responds, and use a "
                            "complete file for exactly this model."));
    return g_strdup (
        _ ("Recover the drive while it still responds. After a power cycle, it may stop responding. There is then "
           "no known way to recover it over its data cable."));
}
