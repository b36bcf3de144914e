/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-plextor.h"

#include "family/bb-family-check.h"

#include <glib/gi18n-lib.h>

/* This file makes the plans of docs/protocols/plextor.md, sections 3, 5, 6 and 8. */

/* How often a section that only reads may run. The section with the pieces of an image runs only once. */
#define MAX_TRIES_OF_READS 3
/* How often a recovery tries one image. Each attempt is a plan that sends the image once. */
#define MAX_ATTEMPTS 3
#define STATUS_MS 20000
#define PIECE_MS 60000
#define LAST_PIECE_MS 180000
#define RESET_MS 15000
#define RESET_WAIT_MS 3000
#define READY_LIMIT_MS 10000
#define RESTART_WAIT_MS 2000
#define RESTART_LIMIT_MS 60000
#define EEPROM_BLOCK_BYTES 0x100u

/* Sets %BB_FAMILY_ERROR_CANNOT with @text. */
static void
bb_plextor_set_cannot (GError **error, const char *text)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, text);
}

gboolean
bb_plextor_has_eeprom (BbFacts *facts)
{
    return facts->condition == BB_CONDITION_NORMAL && !bb_facts_get_boolean (facts, BB_PLEXTOR_KEY_IS_REBADGED) &&
           !bb_facts_get_boolean (facts, BB_PLEXTOR_KEY_IS_BLOCKED) &&
           bb_model_get_uint (facts->model, "EepromSize", 0) > 0;
}

BbCdb
bb_plextor_get_eeprom_cdb (BbModel *model, guint index, guint32 *length_bytes)
{
    const char *scheme = bb_model_get_string (model, "EepromScheme");
    gboolean is_indexed = g_strcmp0 (scheme, "px716") == 0;

    *length_bytes = is_indexed ? EEPROM_BLOCK_BYTES : (guint32) bb_model_get_uint (model, "EepromSize", 0);
    return BB_CDB (0xF1, is_indexed ? 1 : 0, 0, 0, 0, 0, 0, (guint8) index, BB_BE16 (*length_bytes), 0, 0);
}

/* Adds a section that reads all of the EEPROM into @capture, or, if @is_second, reads it again and compares it with
 * the capture. A difference between the two reads does not end the plan. A bridge may refuse the command, which
 * leaves a hole in the capture. */
static void
bb_plextor_add_eeprom (BbPlanBuilder *builder, BbModel *model, guint capture, gboolean is_second)
{
    BbSection *section = bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, MAX_TRIES_OF_READS);
    guint32 size = (guint32) bb_model_get_uint (model, "EepromSize", 0);
    guint32 length_bytes = 0;

    section->before_retry = BB_BEFORE_RETRY_WAIT;
    section->collect = is_second; /* a counter may change between the two reads (section 6), which is no error */
    for (guint32 offset = 0; offset < size; offset += length_bytes) {
        BbCdb cdb = bb_plextor_get_eeprom_cdb (model, offset / EEPROM_BLOCK_BYTES, &length_bytes);
        BbStep *step = bb_plan_builder_add_data_in (builder, BB_STEP_READ, cdb, BB_PLEXTOR_EEPROM_MS, length_bytes);

        step->accepts |= BB_ANSWER_REFUSED | BB_ANSWER_ABORTED;
        step->repeats = TRUE;
        if (is_second)
            bb_step_compare_capture (step, capture, offset);
        else
            bb_step_store (step, capture, offset);
    }
}

BbPlan *
bb_plextor_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    guint32 size = 0;
    guint capture = 0;

    if (!bb_plextor_has_eeprom (facts)) {
        bb_plextor_set_cannot (error, _ ("This drive has no data that Burnback can back up."));
        return NULL;
    }
    size = (guint32) bb_model_get_uint (facts->model, "EepromSize", 0);
    builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_PLEXTOR_ID);
    capture = bb_plan_builder_add_capture (builder, "eeprom", BB_REGION_OTHER, 0, size, FALSE);
    bb_plextor_add_eeprom (builder, facts->model, capture, FALSE);
    bb_plextor_add_eeprom (builder, facts->model, capture, TRUE);
    return bb_plan_builder_end (builder);
}

/*
 * Adds the steps before the pieces of the image:
 * - First attempt: a wait until the drive is ready.
 * - Later attempts: this wait, a reset, and another wait. The reset comes after a wait, because a drive that is still
 *   programming must never be reset.
 * - A drive with incomplete firmware: nothing. Such a drive never becomes ready, and it needs no reset, because the
 *   piece with offset 0 begins a new session.
 */
static void
bb_plextor_add_prepare (BbPlanBuilder *builder, const BbFlashInput *input)
{
    gboolean is_again = input->attempt > 0;

    if (input->facts->condition != BB_CONDITION_NORMAL)
        return;
    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    bb_plan_builder_add_wait (builder, 0, is_again ? RESTART_LIMIT_MS : READY_LIMIT_MS);
    if (!is_again)
        return;
    bb_plan_builder_add_command (builder, BB_STEP_STATUS, BB_CDB (0xEE, 0, 0, 0, 0, 0, 0, 0, 0, 0), RESET_MS)
        ->accepts = BB_ANSWER_ANY;
    bb_plan_builder_add_wait (builder, RESET_WAIT_MS, RESTART_LIMIT_MS);
}

/* Adds a section that sends all pieces of the image, each after a TEST UNIT READY. Only the last piece endangers the
 * drive; it is never sent again. An error of the last piece does not end the plan, because a later INQUIRY shows
 * whether the drive has programmed the image (section 5). */
static void
bb_plextor_add_pieces (BbPlanBuilder *builder, guint image, guint32 size, guint32 piece_bytes)
{
    BbStep *step = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    for (BbPieces p = bb_pieces (size, piece_bytes); bb_pieces_next (&p);) {
        bb_plan_builder_add_command (builder, BB_STEP_STATUS, BB_CDB (0, 0, 0, 0, 0, 0), STATUS_MS)->accepts =
            BB_ANSWER_ANY & ~BB_ANSWER_LOST;
        step = bb_plan_builder_add_data_out (
            builder, p.is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD,
            BB_CDB (0x3B, p.is_last ? 5 : 4, 0, BB_BE24 (p.offset), BB_BE24 (p.length_bytes), 0),
            p.is_last ? LAST_PIECE_MS : PIECE_MS, image, p.offset, p.length_bytes);
        bb_step_touch (step, p.offset, p.length_bytes);
    }
    step->accepts = BB_ANSWER_ANY & ~BB_ANSWER_LOST;
    step->endangers = TRUE;
    step->rejects_with_asc = BB_PLEXTOR_REJECTED_ASC;
    step->quiet_ms = LAST_PIECE_MS;
}

/* Returns the length of the pieces of an image for @model. Two flash tools are known, which use different lengths
 * (section 5.3). Returns the length of the second tool if @settings (nullable) contain BB_PLEXTOR_SETTING_PIECES and
 * this length is known; else the length of the first tool. */
static guint32
bb_plextor_get_piece_bytes (BbModel *model, GVariant *settings)
{
    guint64 usual = bb_model_get_uint (model, "ChunkA", 0);
    gboolean wants_other = FALSE;

    if (settings != NULL)
        (void) g_variant_lookup (settings, BB_PLEXTOR_SETTING_PIECES, "b", &wants_other);
    return (guint32) (wants_other ? bb_model_get_uint (model, "ChunkB", usual) : usual);
}

BbFacts *
bb_plextor_find_board (const BbFlashInput *input, GError **error)
{
    if (input->facts->model != NULL)
        return bb_facts_ref (input->facts);
    if (input->board != NULL && input->board->model != NULL)
        return bb_facts_ref (input->board);
    bb_plextor_set_cannot (error, bb_plextor_get_modelless ());
    return NULL;
}

BbPlan *
bb_plextor_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    g_autoptr (BbFacts) board = bb_plextor_find_board (input, error);
    guint32 size = (guint32) bb_image_get_size (input->image);
    guint image = 0;
    BbStep *step = NULL;

    if (board == NULL || !bb_family_allows (board, input->image, input->catalog, error))
        return NULL;
    builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_PLEXTOR_ID);
    image = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image));
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, size);
    bb_plextor_add_prepare (builder, input);
    bb_plextor_add_pieces (builder, image, size, bb_plextor_get_piece_bytes (board->model, input->settings));
    /* The drive programs the image after the last piece, so it is endangered until this wait has ended. */
    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1)->heals = TRUE;
    step = bb_plan_builder_add_wait (builder, RESTART_WAIT_MS, RESTART_LIMIT_MS);
    step->wait.programmed_bytes = size;
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, MAX_TRIES_OF_READS);
    bb_plan_builder_add_identify (builder);
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_plextor_plan_verify (const BbFlashInput *input, GError **error)
{
    bb_plextor_set_cannot (
        error,
        _ ("The firmware of this drive cannot be read, so Burnback cannot compare the firmware with an image."));
    return NULL;
}

BbPlan *
bb_plextor_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image == NULL) {
        bb_plextor_set_cannot (error, _ ("To recover this drive, you need an image for its model."));
        return NULL;
    }
    if (input->attempt >= MAX_ATTEMPTS) {
        g_set_error_literal (
            error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE,
            _ ("All attempts to flash this image failed. There is no other known way to recover this drive."));
        return NULL;
    }
    return bb_plextor_plan_flash (input, error);
}
