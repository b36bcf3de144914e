/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-btc.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file makes the plans of docs/protocols/ricoh-btc.md, sections 11 and 13, and judges their results. */

#define MAX_TRIES 3
#define CHUNK_BYTES 0x1000u
#define HEADER_BYTES 0x20u
#define SUM_OFFSET 30
#define CHUNK_MS 30000
#define PROGRAM_MS 180000
#define SILENCE_MS 50000
#define IDLE_LIMIT_MS 10000
#define FINISH_LIMIT_MS 300000

void
bb_btc_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, BB_BTC_IMAGE_BYTES);
}

/* Returns the command that uploads @length_bytes to @offset of the buffer of the drive. */
static BbCdb
bb_btc_get_upload_cdb (guint32 offset, guint32 length_bytes)
{
    return BB_CDB (0x3B, 0x06, 0, BB_BE24 (offset), BB_BE24 (length_bytes), 0);
}

/* Adds the upload: the image, then a header with the sum of the image, by which the drive recognizes a complete
 * image. The upload changes only a buffer of the drive, so after a failure the engine sends it again from the
 * start. */
static void
bb_btc_add_upload (BbPlanBuilder *builder, GBytes *bytes)
{
    BbSection *section = bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, MAX_TRIES);
    guint image = bb_plan_builder_add_blob (builder, bytes);
    guint8 header[HEADER_BYTES] = {0};
    g_autoptr (GBytes) header_bytes = NULL;

    section->before_retry = BB_BEFORE_RETRY_WAIT;
    for (BbPieces p = bb_pieces (BB_BTC_IMAGE_BYTES, CHUNK_BYTES); bb_pieces_next (&p);)
        bb_step_touch (bb_plan_builder_add_data_out (builder, BB_STEP_UPLOAD,
                                                     bb_btc_get_upload_cdb (HEADER_BYTES + p.offset, p.length_bytes),
                                                     CHUNK_MS, image, p.offset, p.length_bytes),
                       p.offset, p.length_bytes);
    bb_put_be16 (header + SUM_OFFSET, bb_btc_compute_sum (bytes));
    header_bytes = g_bytes_new (header, sizeof header);
    (void) bb_plan_builder_add_data_out (builder, BB_STEP_UPLOAD, bb_btc_get_upload_cdb (0, HEADER_BYTES), CHUNK_MS,
                                         bb_plan_builder_add_blob (builder, header_bytes), 0, HEADER_BYTES);
}

/* Adds a section with the command that programs the image. The command endangers the drive, unless the drive refuses
 * it. If the drive does not refuse it, nothing is sent for 50 seconds, whatever the answer was. */
static void
bb_btc_add_program (BbPlanBuilder *builder)
{
    BbStep *step = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    step = bb_plan_builder_add_command (builder, BB_STEP_PROGRAM, BB_CDB (0x3B, 0x07, 0, 0, 0, 0, 0, 0, 0, 0),
                                        PROGRAM_MS);
    bb_step_touch (step, 0, BB_BTC_IMAGE_BYTES);
    step->accepts = BB_ANSWER_ANY & ~BB_ANSWER_REFUSED;
    step->endangers = TRUE;
    step->is_spared_if_refused = TRUE;
    step->pause_ms = SILENCE_MS;
    step->quiet_ms = PROGRAM_MS;
}

BbPlan *
bb_btc_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_BTC_ID);
    BbFacts *board =
        input->board != NULL && input->facts->condition != BB_CONDITION_NORMAL ? input->board : input->facts;

    if (bb_image_get_identity (input->image)->problem != NULL ||
        bb_btc_is_other_hardware (board, input->image, input->catalog)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The image is not compatible with the hardware of this drive."));
        return NULL;
    }
    bb_btc_add_regions (input->facts, input->catalog, builder);
    /* Only the plan for complete firmware waits until the drive is ready, because a drive with incomplete firmware
     * never becomes ready. */
    if (input->facts->condition == BB_CONDITION_NORMAL) {
        bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
        bb_plan_builder_add_wait (builder, 0, IDLE_LIMIT_MS);
    }
    bb_btc_add_upload (builder, bb_image_get_bytes (input->image));
    bb_btc_add_program (builder);
    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1)->heals = TRUE;
    bb_plan_builder_add_wait (builder, 0, FINISH_LIMIT_MS);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, MAX_TRIES);
    bb_plan_builder_add_identify (builder);
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_btc_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image != NULL && input->attempt < MAX_TRIES)
        return bb_btc_plan_flash (input, error);
    g_set_error_literal (
        error, BB_FAMILY_ERROR, input->image != NULL ? BB_FAMILY_ERROR_NO_MORE : BB_FAMILY_ERROR_CANNOT,
        input->image != NULL
            ? _ ("All attempts to flash this image failed. There is no other known way to recover this drive.")
            : _ ("To recover this drive, you need an image for its model."));
    return NULL;
}

/* --- judging the result --- */

/* TRUE if vendor, product and revision that the drive reports are those of @image. */
static gboolean
bb_btc_reports (BbFacts *facts, BbImage *image)
{
    return !bb_btc_is_other_hardware (facts, image, NULL) &&
           strncmp (facts->inquiry.revision, bb_image_get_identity (image)->revision, BB_BTC_REVISION_BYTES) == 0;
}

BbProof
bb_btc_judge (const BbJudgeInput *input, char **why)
{
    const char *revision = bb_image_get_identity (input->image)->revision;
    const char *now = input->after != NULL ? input->after->inquiry.revision : "";
    gboolean was_reported = bb_btc_reports (input->before, input->image);

    if (input->after == NULL || input->after->condition != BB_CONDITION_NORMAL) {
        *why = g_strdup (_ ("The drive does not report its firmware revision."));
        return input->power_cycled ? BB_PROOF_UNPROVEN : BB_PROOF_PENDING;
    }
    if (!bb_btc_reports (input->after, input->image)) {
        *why = g_strdup_printf (_ ("The drive reports firmware revision %s, but the image contains revision %s."),
                                now, revision);
        return strcmp (input->before->inquiry.revision, now) == 0 ? BB_PROOF_UNCHANGED : BB_PROOF_UNPROVEN;
    }
    if (was_reported) {
        *why = g_strdup_printf (
            _ ("The drive reports firmware revision %s, the same as before flashing. The firmware cannot be read "
               "back, so Burnback cannot verify that the image was written."),
            now);
        return BB_PROOF_UNPROVEN;
    }
    *why = g_strdup_printf (_ ("The drive reports firmware revision %s. Its firmware cannot be read back, so nothing "
                               "else can be verified."),
                            now);
    return BB_PROOF_IDENTITY;
}

char *
bb_btc_explain_refusal (const BbRefusedPlan *refusal)
{
    const BbSense *sense = refusal->error != NULL ? bb_scsi_error_get_sense (refusal->error) : NULL;

    if (refusal->step == NULL || sense == NULL || !sense->valid || sense->key != BB_SENSE_KEY_ILLEGAL_REQUEST)
        return NULL;
    if (refusal->step->kind == BB_STEP_PROGRAM)
        return g_strdup (_ ("The drive rejected the image before erasing anything. Power cycle the drive."));
    return g_strdup (_ ("The drive did not accept the image. An adapter may be blocking the command. Connect the "
                        "drive directly to an IDE port."));
}
