/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mt1939.h"

#include "bb-tsst-upload.h"
#include "family/bb-difference.h"
#include "family/spc/bb-read-back.h"
#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file makes the plans (docs/protocols/tsst-mt1939.md, sections 5 to 7) and judges their results. */

#define MAX_READS 3
#define MAX_SESSIONS 3
#define STATUS_MS 20000
/* The drive writes the first half when it has received 1 MiB, and the rest at the end. */
#define HALF_BYTES 0x100000u
#define WRITE_MS 180000
#define WRITE_TYPICAL_MS 10000
#define RESTART_WAIT_MS 10000
#define RESTART_LIMIT_MS 120000
#define INQUIRY_SHORT_BYTES 36
#define INQUIRY_BYTES 96
#define INQUIRY_REVISION 32
#define N_ASKED 2

void
bb_mt1939_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    if (facts->model == NULL)
        return;
    bb_plan_builder_add_region (builder, BB_MT1939_CAPTURE_BOOT, BB_REGION_BOOT_CODE, 0, BB_MT1939_BOOT_BYTES)->kept =
        TRUE;
    bb_plan_builder_add_region (builder, BB_MT1939_CAPTURE_FIRMWARE, BB_REGION_FIRMWARE, BB_MT1939_BOOT_BYTES,
                                BB_MT1939_IMAGE_BYTES - BB_MT1939_BOOT_BYTES);
}

/* Adds the capture of all memory after the boot code, and returns its index. */
static guint
bb_mt1939_add_capture (BbPlanBuilder *builder, gboolean required)
{
    return bb_plan_builder_add_capture (builder, BB_MT1939_CAPTURE_FIRMWARE, BB_REGION_FIRMWARE, BB_MT1939_BOOT_BYTES,
                                        BB_MT1939_IMAGE_BYTES - BB_MT1939_BOOT_BYTES, required);
}

BbPlan *
bb_mt1939_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_MT1939_ID);

    if (!bb_mt1939_is_readable (facts)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, bb_mt1939_get_unreadable ());
        return NULL;
    }
    bb_mt1939_add_regions (facts, catalog, builder);
    bb_plan_builder_add_capture (builder, BB_MT1939_CAPTURE_BOOT, BB_REGION_BOOT_CODE, 0, BB_MT1939_BOOT_BYTES,
                                 FALSE);
    bb_mt1939_add_capture (builder, TRUE);
    bb_memory_read_add_backup (&bb_mt1939_read, builder, MAX_READS);
    return bb_plan_builder_end (builder);
}

/* TRUE if @image, which was read from the drive of @facts, is certainly its firmware (section 6). The image must be
 * complete, its checksum must be right, and the drive must report the model and revision of the image. */
static gboolean
bb_mt1939_is_proven_copy (BbFacts *facts, GBytes *image, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) found = bb_mt1939_identify_image (image, catalog);
    BbImageIdentity *identity = found->len > 0 ? found->pdata[0] : NULL;
    g_autofree char *revision = bb_text_normalise (facts->inquiry.revision, FALSE);

    return identity != NULL && identity->problem == NULL && identity->checksum == BB_CHECKSUM_GOOD &&
           bb_mt1939_is_of_drive (facts, identity) && g_strcmp0 (identity->revision, revision) == 0;
}

GBytes *
bb_mt1939_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) firmware = bb_captures_get (captures, BB_MT1939_CAPTURE_FIRMWARE);
    g_autoptr (GBytes) image = NULL;
    guint8 *data = NULL;

    if (firmware == NULL || g_bytes_get_size (firmware) != BB_MT1939_IMAGE_BYTES - BB_MT1939_BOOT_BYTES) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The backup does not contain the complete firmware."));
        return NULL;
    }
    data = g_malloc (BB_MT1939_IMAGE_BYTES);
    memset (data, 0xFF, BB_MT1939_BOOT_BYTES);
    memcpy (data + BB_MT1939_BOOT_BYTES, g_bytes_get_data (firmware, NULL), g_bytes_get_size (firmware));
    image = g_bytes_new_take (data, BB_MT1939_IMAGE_BYTES);
    if (bb_mt1939_is_proven_copy (facts, image, catalog))
        return g_steal_pointer (&image);
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                         _ ("The firmware copy has a wrong checksum or is for another drive, so it cannot be "
                            "restored. The copy is for reference only."));
    return NULL;
}

/* --- flash --- */

/* FALSE with %BB_FAMILY_ERROR_CANNOT if the model of the drive is not known, the image is damaged or not for this
 * drive, or the connection cannot transfer a block. */
static gboolean
bb_mt1939_may_send (const BbFlashInput *input, GError **error)
{
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    guint32 limit_bytes = 0;
    guint32 block_bytes = 0;

    if (input->facts->model == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, bb_mt1939_get_unknown_update ());
        return FALSE;
    }
    if (identity->problem != NULL || identity->checksum != BB_CHECKSUM_GOOD ||
        !bb_mt1939_is_of_drive (input->facts, identity) ||
        bb_image_get_size (input->image) != bb_model_get_uint (input->facts->model, "ImageSize", 0)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The image is damaged or is not for this drive."));
        return FALSE;
    }
    if (bb_tsst_can_transfer (input, &block_bytes, &limit_bytes))
        return TRUE;
    g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                 _ ("The update must be sent in blocks of %u bytes, but the connection allows only %u bytes at "
                    "once. Connect the drive directly to a USB port of the computer."),
                 block_bytes, limit_bytes);
    return FALSE;
}

/* Adds a pause of @first_ms, then a wait until the drive answers INQUIRY. TEST UNIT READY is not used, because the
 * boot code does not know it. */
static void
bb_mt1939_add_wait (BbPlanBuilder *builder, guint first_ms)
{
    BbStep *step = bb_plan_builder_add_wait (builder, first_ms, RESTART_LIMIT_MS);

    bb_step_poll_with (step, BB_CDB (0x12, 0, 0, 0, INQUIRY_SHORT_BYTES, 0), INQUIRY_SHORT_BYTES);
}

/* Adds the commands that the maker's program sends before the upload: INQUIRY, the version command, a longer INQUIRY
 * and TEST UNIT READY, and then the same four commands once more. The plan ends if the drive does not answer the
 * version command as drives of @model do. A wait precedes the commands, because the drive may still be restarting
 * after an interrupted flash. */
static void
bb_mt1939_add_questions (BbPlanBuilder *builder, BbModel *model)
{
    g_autoptr (GBytes) version = bb_mt1939_dup_version (model);
    gsize length_bytes = 0;
    const guint8 *bytes = g_bytes_get_data (version, &length_bytes);

    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    bb_mt1939_add_wait (builder, 0);
    for (guint i = 0; i < N_ASKED; i++) {
        BbStep *step = NULL;

        bb_plan_builder_add_data_in (builder, BB_STEP_STATUS, BB_CDB (0x12, 0, 0, 0, INQUIRY_SHORT_BYTES, 0),
                                     STATUS_MS, INQUIRY_SHORT_BYTES);
        step = bb_plan_builder_add_data_in (builder, BB_STEP_STATUS, bb_mt1939_get_version_cdb (), STATUS_MS,
                                            (guint32) length_bytes);
        bb_plan_builder_expect (builder, step, 0, bytes, (guint32) length_bytes);
        bb_plan_builder_add_data_in (builder, BB_STEP_STATUS, BB_CDB (0x12, 0, 0, 0, INQUIRY_BYTES, 0), STATUS_MS,
                                     INQUIRY_BYTES);
        bb_plan_builder_add_command (builder, BB_STEP_STATUS, BB_CDB (0, 0, 0, 0, 0, 0), STATUS_MS)->accepts =
            BB_ANSWER_ANY & ~BB_ANSWER_LOST;
    }
}

/* #BbTsstAdjust of this chip. Marks two blocks as endangering the drive: the block that completes 1 MiB and the last
 * block. The drive writes only after these two blocks (inferred), so they get a longer time-out. The engine writes a
 * journal record before the first block. A short transfer of the last block is accepted. */
static void
bb_mt1939_adjust_block (BbStep *step, const BbPieces *piece)
{
    gboolean fills_half = piece->offset < HALF_BYTES && piece->offset + piece->length_bytes >= HALF_BYTES;

    step->journal = piece->number == 0;
    step->endangers = fills_half || piece->is_last;
    step->timeout_ms = step->endangers ? WRITE_MS : step->timeout_ms * 2;
    if (fills_half)
        step->typical_ms = WRITE_TYPICAL_MS;
    if (piece->is_last)
        step->accepts |= BB_ANSWER_SHORT;
}

/* TRUE if the drive of @facts reports the revision of the image. */
static gboolean
bb_mt1939_reports (BbFacts *facts, BbImageIdentity *identity)
{
    g_autofree char *revision = bb_text_normalise (facts->inquiry.revision, FALSE);

    return g_strcmp0 (identity->revision, revision) == 0;
}

/* After an error of the last block, only INQUIRY shows whether the drive accepted the image (section 5). This step
 * lets the plan continue after such an error if INQUIRY reports the revision of the image. Adds nothing if the
 * revision of the image is unknown, or if the drive reported that revision before the flash, too; an error of the
 * last block then ends the plan. */
static void
bb_mt1939_add_confirmation (BbPlanBuilder *builder, const BbFlashInput *input, BbStep *last)
{
    const char *revision = bb_image_get_revision (input->image);
    BbStep *step = NULL;

    if (revision == NULL || bb_mt1939_reports (input->facts, bb_image_get_identity (input->image)))
        return;
    step = bb_plan_builder_add_data_in (builder, BB_STEP_STATUS, BB_CDB (0x12, 0, 0, 0, INQUIRY_SHORT_BYTES, 0),
                                        STATUS_MS, INQUIRY_SHORT_BYTES);
    bb_plan_builder_expect (builder, step, INQUIRY_REVISION, revision, (guint32) strlen (revision));
    bb_step_only_if (step, last, BB_ANSWER_ANY & ~(BB_ANSWER_GOOD | BB_ANSWER_SHORT));
}

BbPlan *
bb_mt1939_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    BbSection *section = NULL;
    BbStep *last = NULL;
    guint image = 0;

    if (!bb_mt1939_may_send (input, error))
        return NULL;
    builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_MT1939_ID);
    image = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image));
    bb_mt1939_add_regions (input->facts, input->catalog, builder);
    bb_mt1939_add_questions (builder, input->facts->model);
    /* A session (one upload of all blocks) is repeated only after a power cycle. */
    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1)->before_retry = BB_BEFORE_RETRY_POWER_CYCLE;
    last = bb_tsst_add_blocks (builder, input->facts->model, image, BB_MT1939_IMAGE_BYTES, bb_mt1939_adjust_block);
    section = bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1);
    section->heals = TRUE;
    section->before_retry = BB_BEFORE_RETRY_POWER_CYCLE;
    bb_mt1939_add_wait (builder, RESTART_WAIT_MS);
    bb_mt1939_add_confirmation (builder, input, last);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    bb_plan_builder_add_identify (builder);
    return bb_plan_builder_end (builder);
}

/* Adds steps that read the range [@start, @end) of the memory, store it in @capture and compare it with the same
 * range of the blob @image. The drive may refuse a read, which leaves a hole in @capture. */
static void
bb_mt1939_add_compare (BbPlanBuilder *builder, guint capture, guint image, guint32 start, guint32 end)
{
    for (BbPieces p = bb_pieces (end - start, bb_mt1939_read.piece_bytes); bb_pieces_next (&p);) {
        BbStep *step = bb_memory_read_add (&bb_mt1939_read, builder, start + p.offset, p.length_bytes);

        step->accepts |= BB_ANSWER_REFUSED;
        bb_step_compare (step, image, start + p.offset);
        step->capture = capture;
        step->capture_offset = start + p.offset - BB_MT1939_BOOT_BYTES;
        step->region_bytes = p.length_bytes;
    }
}

BbPlan *
bb_mt1939_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_MT1939_ID);
    guint capture = 0;
    guint image = 0;

    if (bb_image_get_size (input->image) != BB_MT1939_IMAGE_BYTES ||
        !bb_mt1939_is_of_drive (input->facts, bb_image_get_identity (input->image))) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The image is damaged or is not for this drive."));
        return NULL;
    }
    bb_mt1939_add_regions (input->facts, input->catalog, builder);
    image = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image));
    capture = bb_mt1939_add_capture (builder, FALSE);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    bb_plan_builder_add_identify (builder);
    if (!bb_mt1939_is_readable (input->facts))
        return bb_plan_builder_end (builder);
    /* The memory is read twice, and both reads must equal the image. */
    for (guint pass = 0; pass < 2; pass++) {
        bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, MAX_READS)->collect = TRUE;
        bb_mt1939_add_compare (builder, capture, image, BB_MT1939_BOOT_BYTES, BB_MT1939_OWN_START);
        bb_mt1939_add_compare (builder, capture, image, BB_MT1939_OWN_END, BB_MT1939_IMAGE_BYTES);
    }
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_mt1939_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("To recover this drive, you need an image for its model."));
        return NULL;
    }
    if (input->attempt < MAX_SESSIONS)
        return bb_mt1939_plan_flash (input, error);
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE,
                         _ ("All attempts to flash this image failed. Power cycle the drive. If the drive does not "
                            "respond after that, there is no known way to recover it over its data cable."));
    return NULL;
}

/* --- conclusion about the firmware --- */

/* If the drive was power cycled after the flash, returns @proof and sets @why to @text. Otherwise returns
 * %BB_PROOF_PENDING, and @why also asks for a power cycle. */
static BbProof
bb_mt1939_want_power_cycle (const BbJudgeInput *input, BbProof proof, const char *text, char **why)
{
    *why = input->power_cycled ? g_strdup (text)
                               : g_strdup_printf (_ ("%s Power cycle the drive, then verify it again."), text);
    return input->power_cycled ? proof : BB_PROOF_PENDING;
}

/* TRUE if the range that the checksum covers was read completely, and the sum of its bytes equals the checksum that
 * was read. A running drive has checked its flash memory at the start. So a wrong sum means that the running firmware
 * returned other data than the flash memory contains. */
static gboolean
bb_mt1939_is_sum_right (const BbJudgeInput *input)
{
    guint capture = bb_captures_find (input->captures, BB_MT1939_CAPTURE_FIRMWARE);
    g_autoptr (GBytes) read = bb_captures_get_with_holes (input->captures, BB_MT1939_CAPTURE_FIRMWARE, NULL);
    guint16 stored = 0;

    return read != NULL &&
           bb_captures_is_stored (input->captures, capture, 0, BB_MT1939_SUM_END - BB_MT1939_BOOT_BYTES) &&
           bb_bytes_get_be16 (read, BB_MT1939_SUM_OFFSET - BB_MT1939_BOOT_BYTES, &stored, NULL) &&
           bb_mt1939_compute_sum (read, 0, BB_MT1939_SUM_END - BB_MT1939_BOOT_BYTES) == stored;
}

/* The parts of the flash memory that a flash replaces: start and end of the parts before and behind the area that the
 * drive writes itself. */
static const guint32 bb_mt1939_written[][2] = {{BB_MT1939_BOOT_BYTES, BB_MT1939_OWN_START},
                                               {BB_MT1939_OWN_END, BB_MT1939_IMAGE_BYTES}};

/* TRUE if the firmware that was read equals that in the backup from before the flash, except for the area that the
 * drive writes itself. FALSE without a backup. */
static gboolean
bb_mt1939_is_old (const BbJudgeInput *input)
{
    g_autoptr (GBytes) old = input->old != NULL ? bb_captures_get (input->old, BB_MT1939_CAPTURE_FIRMWARE) : NULL;
    g_autoptr (GBytes) read = bb_captures_get_with_holes (input->captures, BB_MT1939_CAPTURE_FIRMWARE, NULL);

    if (old == NULL || read == NULL || g_bytes_get_size (old) < BB_MT1939_IMAGE_BYTES - BB_MT1939_BOOT_BYTES)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (bb_mt1939_written); i++) {
        gsize at = bb_mt1939_written[i][0] - BB_MT1939_BOOT_BYTES;
        const guint8 *part = (const guint8 *) g_bytes_get_data (old, NULL) + at;

        if (!bb_bytes_equal_at (read, at, part, bb_mt1939_written[i][1] - bb_mt1939_written[i][0]))
            return FALSE;
    }
    return TRUE;
}

/* Compares the firmware that was read back with image and backup. Sets @proof, and @why to a sentence:
 * - The firmware equals the image: %BB_PROOF_PROVEN.
 * - The firmware differs from the image, and its checksum is wrong: %BB_PROOF_UNPROVEN.
 * - The firmware differs from the image and equals the backup: %BB_PROOF_UNCHANGED.
 * - Otherwise: %BB_PROOF_DIFFERENT.
 * FALSE before a power cycle, or if not all of the firmware was read; @proof and @why are then not set. */
static gboolean
bb_mt1939_judge_read (const BbJudgeInput *input, BbProof *proof, char **why)
{
    guint capture = bb_captures_find (input->captures, BB_MT1939_CAPTURE_FIRMWARE);

    for (guint i = 0; i < G_N_ELEMENTS (bb_mt1939_written); i++)
        if (!input->power_cycled || capture == BB_CAPTURE_NONE ||
            !bb_captures_is_stored (input->captures, capture, bb_mt1939_written[i][0] - BB_MT1939_BOOT_BYTES,
                                    bb_mt1939_written[i][1] - bb_mt1939_written[i][0]))
            return FALSE;
    if (input->differences->len == 0) {
        *proof = BB_PROOF_PROVEN;
        *why = g_strdup (
            _ ("All firmware was read back twice and verified, except for the area managed by the drive itself."));
    } else if (!bb_mt1939_is_sum_right (input)) {
        *proof = BB_PROOF_UNPROVEN;
        *why = g_strdup (_ ("The drive does not return the exact content of its memory. The firmware therefore "
                            "cannot be compared with the image."));
    } else {
        *proof = bb_mt1939_is_old (input) ? BB_PROOF_UNCHANGED : BB_PROOF_DIFFERENT;
        *why =
            g_strdup (*proof == BB_PROOF_UNCHANGED ? _ ("The drive still has its previous firmware.")
                                                   : _ ("The firmware that was read back differs from the image."));
    }
    return TRUE;
}

BbProof
bb_mt1939_judge (const BbJudgeInput *input, char **why)
{
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    BbProof proof = BB_PROOF_UNPROVEN;

    if (input->after == NULL)
        return bb_mt1939_want_power_cycle (input, BB_PROOF_UNPROVEN, _ ("The drive could not be identified."), why);
    if (input->after->condition != BB_CONDITION_NORMAL) {
        *why = g_strdup (
            _ ("The drive’s boot code is waiting for firmware. Recover the drive with an image for its model."));
        return BB_PROOF_DIFFERENT;
    }
    if (bb_mt1939_judge_read (input, &proof, why))
        return proof;
    if (input->cut_off)
        return bb_mt1939_want_power_cycle (input, BB_PROOF_UNPROVEN,
                                           _ ("Flashing was interrupted, so the drive’s memory may not contain the "
                                              "firmware revision that the drive reports."),
                                           why);
    if (!bb_mt1939_reports (input->after, identity))
        return bb_mt1939_want_power_cycle (
            input,
            input->before != NULL && g_str_equal (input->before->inquiry.revision, input->after->inquiry.revision)
                ? BB_PROOF_UNCHANGED
                : BB_PROOF_UNPROVEN,
            _ ("The drive accepted all data but does not report the firmware revision of the image."), why);
    if (input->before != NULL && bb_mt1939_reports (input->before, identity))
        return bb_mt1939_want_power_cycle (input, BB_PROOF_UNPROVEN,
                                           _ ("The drive reports the same firmware revision as before, so the "
                                              "revision does not show whether the image was written."),
                                           why);
    *why = g_strdup_printf (_ ("The drive reports firmware revision %s, but its firmware was not read back "
                               "completely. Power cycle the drive, then verify the firmware."),
                            identity->revision);
    return BB_PROOF_IDENTITY;
}

char *
bb_mt1939_explain_refusal (const BbRefusedPlan *refusal)
{
    const BbStep *step = refusal->step;

    if (step == NULL)
        return NULL;
    if (step->kind == BB_STEP_UPLOAD && step->address + step->region_bytes < HALF_BYTES)
        return g_strdup (
            _ ("The transfer of the image failed before the drive started writing. Power cycle the drive before "
               "you try again."));
    if (step->kind == BB_STEP_UPLOAD || step->kind == BB_STEP_PROGRAM)
        return g_strdup (_ ("Power cycle the drive, then recover it. After the power cycle, the drive’s boot code "
                            "will accept the complete image."));
    return NULL;
}
