/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-gdr.h"

#include "family/spc/bb-read-back.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file makes the plans for backup and verification, and judges the result (lg-gdr.md, sections 7 and 8). */

#define READ_MS 15000
#define OPCODE 0xE7
/* How often each of the two passes of a backup may run. The first pass runs again after a failed read. The second
 * pass never runs again. A third read after a difference would not help, because two equal reads of three may both be
 * wrong. */
#define FIRST_PASS_TRIES 2
#define SECOND_PASS_TRIES 1
#define VERIFY_TRIES 2

static BbCdb
bb_gdr_get_read_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (OPCODE, 'H', 'I', 'T', 1, 0, BB_BE32 (address), BB_BE16 (length_bytes));
}

const BbMemoryRead bb_gdr_read = {bb_gdr_get_read_cdb, .piece_bytes = BB_GDR_PIECE_BYTES, .timeout_ms = READ_MS};

gboolean
bb_gdr_get_window (BbFacts *facts, guint32 *window)
{
    const char *text = bb_facts_get_string (facts, BB_GDR_KEY_WINDOW);
    guint64 number = text != NULL ? g_ascii_strtoull (text, NULL, 0) : 0;

    *window = (guint32) number;
    return number == BB_GDR_WINDOW || number == BB_GDR_SECOND_WINDOW;
}

void
bb_gdr_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    bb_plan_builder_add_region (builder, "boot-code", BB_REGION_BOOT_CODE, 0, BB_GDR_BOOT_END);
    bb_plan_builder_add_region (builder, "unit-data", BB_REGION_IDENTITY, BB_GDR_BOOT_END,
                                BB_GDR_OWN_END - BB_GDR_BOOT_END);
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, BB_GDR_OWN_END,
                                BB_GDR_IMAGE_BYTES - BB_GDR_OWN_END);
}

/* Sets @window to the address of the firmware. FALSE with %BB_FAMILY_ERROR_CANNOT and the reason of backup_kind() if
 * the firmware of the drive cannot be read. */
static gboolean
bb_gdr_require_window (BbFacts *facts, guint32 *window, GError **error)
{
    g_autofree char *why = NULL;

    if (bb_gdr_get_window (facts, window))
        return TRUE;
    (void) bb_family_lg_gdr.backup_kind (facts, &why);
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, why);
    return FALSE;
}

/* Adds a step that reads @piece of the memory, which begins at @window, and returns the step. */
static BbStep *
bb_gdr_add_read (BbPlanBuilder *builder, guint32 window, const BbPieces *piece)
{
    BbStep *step = bb_memory_read_add (&bb_gdr_read, builder, window + piece->offset, piece->length_bytes);

    bb_step_touch (step, piece->offset, piece->length_bytes);
    return step;
}

BbPlan *
bb_gdr_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_GDR_ID);
    guint32 window = 0;
    guint capture = 0;

    if (!bb_gdr_require_window (facts, &window, error))
        return NULL;
    bb_gdr_add_regions (facts, catalog, builder);
    capture = bb_plan_builder_add_capture (builder, BB_GDR_CAPTURE, BB_REGION_FIRMWARE, 0, BB_GDR_IMAGE_BYTES, TRUE);
    bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, FIRST_PASS_TRIES);
    for (BbPieces p = bb_pieces (BB_GDR_IMAGE_BYTES, BB_GDR_PIECE_BYTES); bb_pieces_next (&p);)
        bb_step_store (bb_gdr_add_read (builder, window, &p), capture, p.offset);
    for (BbPieces p = bb_pieces (BB_GDR_IMAGE_BYTES, BB_GDR_PIECE_BYTES); bb_pieces_next (&p);) {
        /* The second pass has a section each for boot part, data of this one drive, and the rest. A difference in the
         * data of this one drive is only recorded (@collect); any other difference ends the backup. */
        if (p.offset == 0 || p.offset == BB_GDR_BOOT_END || p.offset == BB_GDR_OWN_END)
            bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, SECOND_PASS_TRIES)->collect =
                p.offset == BB_GDR_BOOT_END;
        bb_step_compare_capture (bb_gdr_add_read (builder, window, &p), capture, p.offset);
    }
    return bb_plan_builder_end (builder);
}

GBytes *
bb_gdr_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) bytes = bb_captures_get (captures, BB_GDR_CAPTURE);
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);
    g_auto (BbGdrTexts) texts = {0};

    if (bytes == NULL || g_bytes_get_size (bytes) != BB_GDR_IMAGE_BYTES) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The backup does not contain the complete firmware."));
        return NULL;
    }
    if (!bb_gdr_is_sum_right (bytes)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_FIRMWARE,
                             _ ("The drive returned data with a wrong checksum, so the data is not an intact copy "
                                "of the firmware. The data was saved, but cannot be used as a backup."));
        return NULL;
    }
    if (!bb_gdr_read_texts (bytes, &texts) || !g_str_equal (texts.product, product)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_FIRMWARE,
                             _ ("The drive returned data without its model name, so the data is not the firmware. "
                                "The data was saved, but cannot be used as a backup."));
        return NULL;
    }
    return g_steal_pointer (&bytes);
}

BbPlan *
bb_gdr_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_GDR_ID);
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    g_autofree char *product = bb_text_normalise (input->facts->inquiry.product, FALSE);
    guint32 window = 0;
    guint capture = 0;

    if (!bb_gdr_require_window (input->facts, &window, error))
        return NULL;
    if (identity->problem != NULL || bb_image_get_size (input->image) == 0 ||
        g_strcmp0 (identity->product, product) != 0) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The image is for another model, so it cannot be compared with this drive."));
        return NULL;
    }
    bb_gdr_add_regions (input->facts, input->catalog, builder);
    capture = bb_plan_builder_add_capture (builder, BB_GDR_CAPTURE, BB_REGION_FIRMWARE, 0, BB_GDR_IMAGE_BYTES, FALSE);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, VERIFY_TRIES);
    bb_plan_builder_add_identify (builder);
    for (BbPieces p = bb_pieces (BB_GDR_IMAGE_BYTES, BB_GDR_PIECE_BYTES); bb_pieces_next (&p);)
        bb_step_store (bb_gdr_add_read (builder, window, &p), capture, p.offset);
    return bb_plan_builder_end (builder);
}

BbProof
bb_gdr_judge (const BbJudgeInput *input, char **why)
{
    GBytes *image = bb_image_get_bytes (input->image);
    g_autoptr (GBytes) read = bb_captures_get (input->captures, BB_GDR_CAPTURE);
    BbReadBack application = {0};
    BbReadBack boot = {0};

    if (read == NULL || g_bytes_get_size (image) != BB_GDR_IMAGE_BYTES) {
        *why = g_strdup (_ ("The firmware could not be read."));
        return BB_PROOF_UNPROVEN;
    }
    bb_read_back_compare (&application, input->captures, BB_GDR_CAPTURE, image, BB_GDR_OWN_END,
                          BB_GDR_APPLICATION_END, input->differences);
    bb_read_back_compare (&boot, input->captures, BB_GDR_CAPTURE, image, 0, BB_GDR_BOOT_END, NULL);
    if (application.n_different > 0) {
        *why = g_strdup (_ ("The firmware in the drive differs from the image."));
        return BB_PROOF_DIFFERENT;
    }
    *why = boot.n_different > 0
               ? g_strdup (_ ("The main part of the firmware was read and matches the image. The boot part differs "
                              "and may be from another revision. Data unique to this drive was not compared."))
               : g_strdup (_ ("The boot part and the main part of the firmware were read and match the image. Data "
                              "unique to this drive was not compared."));
    return BB_PROOF_PROVEN;
}
