/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-lg.h"

#include "family/bb-difference.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file makes the plans of docs/protocols/lg-renesas.md, sections 5, 6 and 9. */

#define MAX_TRIES 3
#define CHUNK_BYTES 0x8000u
#define CHUNK_MS 30000
#define LAST_CHUNK_MS 180000
#define RETRY_WAIT_MS 5000
#define RESTART_WAIT_MS 5000
#define RESTART_LIMIT_MS 120000
#define N_READY 2

void
bb_lg_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    BbLgPart main = {0};
    BbLgPart core = {0};

    if (bb_lg_part_from_facts (&core, facts, BB_LG_KEY_CORE))
        bb_plan_builder_add_region (builder, BB_LG_CAPTURE_CORE, BB_REGION_BOOT_CODE, core.start, core.size);
    if (bb_lg_part_from_facts (&main, facts, BB_LG_KEY_MAIN))
        bb_plan_builder_add_region (builder, BB_LG_CAPTURE_MAIN, BB_REGION_FIRMWARE, main.start, main.size);
}

BbPlan *
bb_lg_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_LG_ID);
    BbLgPart main = {0};
    BbLgPart core = {0};

    if (facts->condition != BB_CONDITION_NORMAL || !bb_lg_part_from_facts (&main, facts, BB_LG_KEY_MAIN)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The firmware cannot be read, because only the drive’s loader is running."));
        return NULL;
    }
    bb_lg_add_regions (facts, catalog, builder);
    bb_plan_builder_add_capture (builder, BB_LG_CAPTURE_MAIN, BB_REGION_FIRMWARE, main.start, main.size, TRUE);
    if (bb_lg_part_from_facts (&core, facts, BB_LG_KEY_CORE))
        bb_plan_builder_add_capture (builder, BB_LG_CAPTURE_CORE, BB_REGION_BOOT_CODE, core.start, core.size, TRUE);
    bb_memory_read_add_backup (&bb_lg_read, builder, MAX_TRIES);
    return bb_plan_builder_end (builder);
}

GBytes *
bb_lg_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) payload = bb_captures_get (captures, BB_LG_CAPTURE_MAIN);
    g_autoptr (GBytes) unsigned_file = NULL;
    BbLgPart main = {0};
    gsize size = payload != NULL ? g_bytes_get_size (payload) : 0;
    guint8 *file = NULL;

    if (payload == NULL || !bb_lg_part_from_facts (&main, facts, BB_LG_KEY_MAIN) || size != main.size) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The backup does not contain the complete firmware."));
        return NULL;
    }
    file = g_malloc0 (BB_LG_FILE_HEADER_BYTES + size);
    memcpy (file, main.header, sizeof main.header);
    memset (file, 0, BB_LG_SUM_BYTES);
    memcpy (file + BB_LG_REVISION_OFFSET, facts->inquiry.revision,
            MIN (strlen (facts->inquiry.revision), BB_LG_REVISION_BYTES));
    bb_put_be32 (file + BB_LG_SIZE_OFFSET, main.size);
    memcpy (file + BB_LG_FILE_HEADER_BYTES, g_bytes_get_data (payload, NULL), size);
    unsigned_file = g_bytes_new (file, BB_LG_FILE_HEADER_BYTES + size);
    bb_put_be16 (file, bb_lg_compute_sum (unsigned_file));
    return g_bytes_new_take (file, BB_LG_FILE_HEADER_BYTES + size);
}

/* Returns (transfer full) (nullable) the file to send. For an image with the name of the drive: the image. For an
 * image with the name of another model: a copy with the name of the drive, but only if the user has set
 * %BB_LG_SETTING_READDRESS. NULL with %BB_FAMILY_ERROR_CANNOT without this setting, and if the image has a problem or
 * is for other hardware. */
static GBytes *
bb_lg_get_file (const BbFlashInput *input, BbFacts *board, GError **error)
{
    gboolean may_readdress = FALSE;

    if (bb_image_get_identity (input->image)->problem != NULL ||
        bb_lg_is_other_hardware (board, input->image, input->catalog)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The image is not compatible with the hardware of this drive."));
        return NULL;
    }
    if (!bb_lg_needs_readdress (board, input->image))
        return g_bytes_ref (bb_image_get_bytes (input->image));
    if (input->settings != NULL)
        (void) g_variant_lookup (input->settings, BB_LG_SETTING_READDRESS, "b", &may_readdress);
    if (may_readdress)
        return bb_lg_readdress (board, bb_image_get_bytes (input->image));
    g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                 _ ("The drive rejects images with the name of another model. With the setting “%s”, Burnback "
                    "writes this drive’s name into a copy of the image."),
                 BB_LG_SETTING_READDRESS);
    return NULL;
}

/* Adds a section that sends the blob @file in chunks. The drive programs MAIN after the last chunk, so only the step
 * that sends the last chunk endangers the drive. @start: load address of MAIN */
static void
bb_lg_add_upload (BbPlanBuilder *builder, guint file, guint32 file_bytes, guint32 start)
{
    BbSection *section = bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, MAX_TRIES);
    BbStep *step = NULL;

    section->before_retry = BB_BEFORE_RETRY_WAIT;
    section->retry_wait_ms = RETRY_WAIT_MS;
    for (BbPieces p = bb_pieces (file_bytes, CHUNK_BYTES); bb_pieces_next (&p);) {
        guint8 source = p.is_last ? BB_LG_SOURCE_MEMORY : BB_LG_SOURCE_CACHE;

        step = bb_plan_builder_add_data_out (builder, p.is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD,
                                             BB_LG_CDB (0x3B, source, p.offset, p.length_bytes),
                                             p.is_last ? LAST_CHUNK_MS : CHUNK_MS, file, p.offset, p.length_bytes);
        if (p.is_last)
            bb_step_touch (step, start, file_bytes - BB_LG_FILE_HEADER_BYTES);
    }
    step->endangers = TRUE;
    step->is_spared_if_refused = TRUE;
    step->quiet_ms = LAST_CHUNK_MS;
}

/* Returns (transfer full) a plan that identifies the drive and compares MAIN with @bytes, the file with header. If
 * @kind is %BB_PLAN_FLASH, the plan first sends @bytes and waits for the drive. @input is not used. */
static BbPlan *
bb_lg_plan (const BbFlashInput *input, BbPlanKind kind, GBytes *bytes)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (kind, BB_LG_ID);
    guint file = bb_plan_builder_add_blob (builder, bytes);
    guint32 size = (guint32) (g_bytes_get_size (bytes) - BB_LG_FILE_HEADER_BYTES);
    guint32 start = 0;
    guint capture = 0;
    BbStep *step = NULL;

    (void) bb_bytes_get_be32 (bytes, BB_LG_START_OFFSET, &start, NULL);
    bb_plan_builder_add_region (builder, BB_LG_CAPTURE_MAIN, BB_REGION_FIRMWARE, start, size);
    capture = bb_plan_builder_add_capture (builder, BB_LG_CAPTURE_MAIN, BB_REGION_FIRMWARE, start, size, FALSE);
    if (kind == BB_PLAN_FLASH) {
        bb_lg_add_upload (builder, file, (guint32) g_bytes_get_size (bytes), start);
        /* The drive may still be programming MAIN after it has accepted the last chunk. So it stays endangered until
         * this wait has ended. */
        bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1)->heals = TRUE;
        step = bb_plan_builder_add_wait (builder, RESTART_WAIT_MS, RESTART_LIMIT_MS);
        step->wait.n_ready = N_READY;
    }
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, MAX_TRIES)->collect = TRUE;
    bb_plan_builder_add_identify (builder);
    for (BbPieces p = bb_pieces (size, bb_lg_read.piece_bytes); bb_pieces_next (&p);) {
        step = bb_memory_read_add (&bb_lg_read, builder, start + p.offset, p.length_bytes);
        step->accepts |= BB_ANSWER_REFUSED;
        bb_step_compare (step, file, BB_LG_FILE_HEADER_BYTES + p.offset);
        step->capture = capture;
        step->capture_offset = p.offset;
        step->region_bytes = p.length_bytes;
    }
    return bb_plan_builder_end (builder);
}

/* Returns the facts from which the addresses of MAIN are taken: the present facts of the drive, or its recorded facts
 * if only these have the addresses. */
static BbFacts *
bb_lg_get_board (const BbFlashInput *input)
{
    BbLgPart main = {0};

    return !bb_lg_part_from_facts (&main, input->facts, BB_LG_KEY_MAIN) &&
                   bb_lg_part_from_facts (&main, input->board, BB_LG_KEY_MAIN)
               ? input->board
               : input->facts;
}

BbPlan *
bb_lg_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autoptr (GBytes) file = bb_lg_get_file (input, bb_lg_get_board (input), error);

    return file != NULL ? bb_lg_plan (input, BB_PLAN_FLASH, file) : NULL;
}

BbPlan *
bb_lg_plan_verify (const BbFlashInput *input, GError **error)
{
    if (bb_image_get_identity (input->image)->problem != NULL ||
        bb_lg_is_other_hardware (bb_lg_get_board (input), input->image, input->catalog)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The image is not compatible with the hardware of this drive."));
        return NULL;
    }
    return bb_lg_plan (input, BB_PLAN_VERIFY, bb_image_get_bytes (input->image));
}

BbPlan *
bb_lg_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image != NULL && input->attempt < MAX_TRIES)
        return bb_lg_plan_flash (input, error);
    g_set_error_literal (
        error, BB_FAMILY_ERROR, input->image != NULL ? BB_FAMILY_ERROR_NO_MORE : BB_FAMILY_ERROR_CANNOT,
        input->image != NULL
            ? _ ("All attempts to flash this image failed. Power cycle the drive. If the drive does not respond "
                 "after that, there is no known way to recover it over its data cable.")
            : _ ("To recover this drive, you need an image for its model."));
    return NULL;
}

/* --- judging the result --- */

/* TRUE if @read (nullable) has the same bytes as MAIN in the backup that was made before the flash; FALSE without
 * such a backup. */
static gboolean
bb_lg_is_old (const BbJudgeInput *input, GBytes *read)
{
    g_autoptr (GBytes) old = input->old != NULL ? bb_captures_get (input->old, BB_LG_CAPTURE_MAIN) : NULL;

    return old != NULL && read != NULL && g_bytes_equal (old, read);
}

/* If the drive was power cycled after the flash, returns @proof and sets @why to @text. Otherwise returns
 * %BB_PROOF_PENDING, and @why also asks for a power cycle, because the drive may return old data until then. */
static BbProof
bb_lg_want_power_cycle (const BbJudgeInput *input, BbProof proof, const char *text, char **why)
{
    *why = input->power_cycled ? g_strdup (text)
                               : g_strdup_printf (_ ("%s Power cycle the drive, then verify it again."), text);
    return input->power_cycled ? proof : BB_PROOF_PENDING;
}

BbProof
bb_lg_judge (const BbJudgeInput *input, char **why)
{
    g_autoptr (GBytes) read = bb_captures_get (input->captures, BB_LG_CAPTURE_MAIN);
    const char *revision = bb_image_get_identity (input->image)->revision;

    if (input->after == NULL)
        return bb_lg_want_power_cycle (input, BB_PROOF_UNPROVEN, _ ("The drive could not be identified."), why);
    if (input->after->condition != BB_CONDITION_NORMAL) {
        *why = g_strdup (_ ("The firmware is incomplete, so only the drive’s loader is running. Recover the drive "
                            "with an image for its model."));
        return BB_PROOF_DIFFERENT;
    }
    if (read == NULL)
        return bb_lg_want_power_cycle (input, BB_PROOF_UNPROVEN, _ ("The firmware could not be read back."), why);
    if (input->differences->len == 0) {
        *why = g_strdup_printf (_ ("All %zu bytes of the firmware were read back and verified."),
                                g_bytes_get_size (read));
        return BB_PROOF_PROVEN;
    }
    if (bb_lg_is_old (input, read) && g_strcmp0 (input->after->inquiry.revision, revision) != 0) {
        *why = g_strdup (_ ("The drive still has its previous firmware."));
        return BB_PROOF_UNCHANGED;
    }
    return bb_lg_want_power_cycle (input, bb_lg_is_old (input, read) ? BB_PROOF_UNCHANGED : BB_PROOF_DIFFERENT,
                                   _ ("The firmware that was read back differs from the image."), why);
}

char *
bb_lg_explain_refusal (const BbRefusedPlan *refusal)
{
    const BbSense *sense = bb_scsi_error_get_sense (refusal->error);

    if (refusal->step == NULL || sense == NULL || !sense->valid || sense->key != BB_SENSE_KEY_ILLEGAL_REQUEST)
        return NULL;
    if (refusal->step->kind == BB_STEP_PROGRAM)
        return g_strdup (_ ("The drive checked the image and rejected it. The firmware in the drive is unchanged."));
    if (refusal->step->kind == BB_STEP_UPLOAD)
        return g_strdup (_ ("The drive rejected part of the image before writing anything. The image may be for "
                            "another drive, or an adapter may be altering commands. Connect the drive directly to "
                            "a SATA or IDE port."));
    return NULL;
}
