/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ricoh.h"

#include "family/bb-difference.h"
#include "family/spc/bb-memory-read.h"
#include "family/spc/bb-read-back.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

/* This file makes the plans (docs/protocols/ricoh-btc.md, sections 6 to 9) and judges their results. */

/* How often a section of a backup or a verification that reads the memory or leaves the loader may run. The section
 * with the pages of an image runs only once. */
#define MAX_TRIES_OF_READS 3
/* How often a recovery tries one image. Each attempt is a plan that sends the image once. */
#define MAX_ATTEMPTS 3
#define PAGE_BYTES 0x4000u
#define INQUIRY_BYTES 36u
#define VENDOR_OFFSET 8
#define STATUS_MS 10000
#define ENTER_MS 15000
#define ENTER_PAUSE_MS 250
#define LEAVE_MS 30000
#define READ_MS 20000
#define WRITE_MS 30000
#define UNLOCK_MS 15000
#define UNLOCK_PAUSE_MS 3000
#define PROGRAM_MS 120000
#define POLL_MS 250
#define N_READY 2
/* Limits of three waits, in this order: for an idle drive, which answers at once; for a drive that programs an image
 * of this plan; for a drive that may still be programming the image of an earlier, aborted plan. */
#define IDLE_LIMIT_MS 10000
#define PROGRAM_LIMIT_MS 300000
#define ABANDONED_LIMIT_MS 600000
#define RESTART_WAIT_MS 1000
#define RESTART_LIMIT_MS 60000
#define ENTERS 0x40

/* INQUIRY data of the two loaders for which the procedure is known: vendor and product. */
static const char *const bb_ricoh_loaders[] = {"RICOH   Program Loader 8", "RICOH   Program Loader 9", NULL};

static BbCdb
bb_ricoh_get_read_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (0xE3, 0, BB_BE32 (address), 0, BB_BE16 (length_bytes), 0);
}

static const BbMemoryRead bb_ricoh_read = {bb_ricoh_get_read_cdb, .piece_bytes = PAGE_BYTES, .timeout_ms = READ_MS};

/* Returns the command that enters (@way is ENTERS) or leaves (@way is 0) the program loader. */
static BbCdb
bb_ricoh_get_switch_cdb (guint8 way)
{
    return BB_CDB (0xE4, 0, 0, 0, 0, 0, 0, 0, 0, way);
}

void
bb_ricoh_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    bb_plan_builder_add_region (builder, "loader", BB_REGION_BOOT_CODE, 0, BB_RICOH_FIRMWARE_OFFSET)->kept = TRUE;
    bb_plan_builder_add_region (builder, BB_RICOH_CAPTURE_MEMORY, BB_REGION_FIRMWARE, BB_RICOH_FIRMWARE_OFFSET,
                                BB_RICOH_IMAGE_BYTES - BB_RICOH_FIRMWARE_OFFSET);
}

/* --- steps of several plans --- */

/* Adds a wait, of @limit_ms at most, until the drive is idle: it answers N_READY times in succession with GOOD to
 * TEST UNIT READY with control byte 80h. */
static void
bb_ricoh_add_poll (BbPlanBuilder *builder, guint limit_ms)
{
    BbStep *step = bb_plan_builder_add_wait (builder, 0, limit_ms);

    bb_step_poll_with (step, BB_CDB (0, 0, 0, 0, 0, 0x80), 0);
    step->timeout_ms = STATUS_MS;
    step->wait.interval_ms = POLL_MS;
    step->wait.n_ready = N_READY;
}

/* Adds the command that leaves the loader, and a wait. It is not known whether this command starts the firmware. So
 * the drive may stay in the loader until a power cycle. */
static void
bb_ricoh_add_leave (BbPlanBuilder *builder)
{
    BbStep *step = bb_plan_builder_add_command (builder, BB_STEP_LEAVE, bb_ricoh_get_switch_cdb (0), LEAVE_MS);

    step->repeats = TRUE;
    bb_plan_builder_add_wait (builder, RESTART_WAIT_MS, RESTART_LIMIT_MS);
}

/* Adds two sections of @phase. The first waits until the drive is idle, and then sends the command that enters the
 * program loader twice. The second fails unless the drive then reports one of the two known loaders.
 * @limit_ms: longest wait for a busy drive
 * @leaves: TRUE for a drive that is already in the loader; the first section then leaves the loader before it enters
 * it
 * @capture: where the INQUIRY data of the loader are stored; %BB_CAPTURE_NONE: not stored */
static void
bb_ricoh_add_enter (BbPlanBuilder *builder, BbPhase phase, guint limit_ms, gboolean leaves, guint capture)
{
    BbStep *step = NULL;

    bb_plan_builder_begin_section (builder, phase, 1);
    bb_ricoh_add_poll (builder, limit_ms);
    if (leaves)
        bb_ricoh_add_leave (builder);
    for (guint i = 0; i < 2; i++) {
        step = bb_plan_builder_add_command (builder, BB_STEP_ENTER, bb_ricoh_get_switch_cdb (ENTERS), ENTER_MS);
        step->repeats = TRUE;
        step->pause_ms = ENTER_PAUSE_MS;
    }
    bb_plan_builder_begin_section (builder, phase, 1);
    step = bb_plan_builder_add_data_in (builder, BB_STEP_STATUS, BB_CDB (0x12, 0, 0, 0, INQUIRY_BYTES, 0), STATUS_MS,
                                        INQUIRY_BYTES);
    bb_plan_builder_expect_one_of (builder, step, VENDOR_OFFSET, bb_ricoh_loaders);
    step->capture = capture;
}

/* --- backup --- */

BbPlan *
bb_ricoh_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    static const BbStepUse passes[] = {bb_step_store, bb_step_compare_capture};
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_RICOH_ID);
    guint memory = 0;
    guint inquiry = 0;

    if (facts->condition != BB_CONDITION_NORMAL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The drive is running its program loader, perhaps because its firmware is "
                                "incomplete. Recover the drive first."));
        return NULL;
    }
    bb_ricoh_add_regions (facts, catalog, builder);
    memory = bb_plan_builder_add_capture (builder, BB_RICOH_CAPTURE_MEMORY, BB_REGION_FIRMWARE, 0,
                                          BB_RICOH_IMAGE_BYTES, TRUE);
    inquiry =
        bb_plan_builder_add_capture (builder, BB_RICOH_CAPTURE_INQUIRY, BB_REGION_OTHER, 0, INQUIRY_BYTES, TRUE);
    bb_ricoh_add_enter (builder, BB_PHASE_BACK_UP, IDLE_LIMIT_MS, FALSE, inquiry);
    for (guint i = 0; i < G_N_ELEMENTS (passes); i++) {
        bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, MAX_TRIES_OF_READS);
        bb_memory_read_add_capture (&bb_ricoh_read, builder, memory, passes[i]);
    }
    bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, MAX_TRIES_OF_READS);
    bb_ricoh_add_leave (builder);
    return bb_plan_builder_end (builder);
}

GBytes *
bb_ricoh_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) memory = bb_captures_get (captures, BB_RICOH_CAPTURE_MEMORY);
    g_autofree char *brand = NULL;
    g_autofree char *signature = memory != NULL ? bb_ricoh_read_signature (memory, &brand) : NULL;

    if (memory == NULL)
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The backup does not contain the complete firmware."));
    else if (signature == NULL || !bb_ricoh_is_sum_right (memory))
        g_set_error_literal (
            error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
            _ ("The firmware copy has a wrong checksum or does not identify the hardware series, so it cannot be "
               "restored. The drive may still be intact, because a copy from one working drive has the same "
               "problem."));
    else
        return g_steal_pointer (&memory);
    return NULL;
}

/* --- flash --- */

/* Adds the steps before the upload. A drive in the loader may still be programming, so the plan waits until it has
 * finished, leaves the loader and enters it again, after which the drive expects the first page. */
static void
bb_ricoh_add_prepare (BbPlanBuilder *builder, const BbFlashInput *input)
{
    gboolean in_loader = input->facts->condition != BB_CONDITION_NORMAL;

    bb_ricoh_add_enter (builder, BB_PHASE_PREPARE, in_loader ? ABANDONED_LIMIT_MS : IDLE_LIMIT_MS, in_loader,
                        BB_CAPTURE_NONE);
}

/* Adds a read that fails unless the drive has @signature, that of the image. Adds nothing for a drive in its program
 * loader whose signature an earlier job recorded: the signature in the drive may be erased, and bb_ricoh_may_write()
 * has compared the recorded one with the image. */
static void
bb_ricoh_add_signature (BbPlanBuilder *builder, const BbFlashInput *input, const char *signature)
{
    const char *recorded = input->board != NULL ? bb_facts_get_string (input->board, BB_RICOH_KEY_SIGNATURE) : NULL;
    BbStep *step = NULL;

    if (input->facts->condition != BB_CONDITION_NORMAL && recorded != NULL)
        return;
    step = bb_memory_read_add (&bb_ricoh_read, builder, BB_RICOH_FIRMWARE_OFFSET, PAGE_BYTES);
    bb_plan_builder_expect (builder, step, BB_RICOH_SIGNATURE_OFFSET - BB_RICOH_FIRMWARE_OFFSET, signature,
                            BB_RICOH_SIGNATURE_BYTES);
}

/* Adds a section that sends all pages, an unlock command, and the command that programs the firmware. Only the last
 * command endangers the drive. If the drive refuses this command, it is not endangered. The engine writes a journal
 * record before the first page. No page is sent again, because the command for a page has no page number. */
static void
bb_ricoh_add_upload (BbPlanBuilder *builder, guint image)
{
    BbStep *step = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    for (BbPieces p = bb_pieces (BB_RICOH_IMAGE_BYTES, PAGE_BYTES); bb_pieces_next (&p);) {
        step = bb_plan_builder_add_data_out (builder, BB_STEP_UPLOAD,
                                             BB_CDB (0xE2, 0, 0, 0, 0, BB_BE24 (p.length_bytes), 0, 0, 0, 0),
                                             WRITE_MS, image, p.offset, p.length_bytes);
        bb_step_touch (step, p.offset, p.length_bytes);
        step->journal = p.number == 0;
    }
    step = bb_plan_builder_add_command (builder, BB_STEP_UNLOCK, BB_CDB (0xE0, 0, 0, 0, 0, 0, 0, 0, 0, 0), UNLOCK_MS);
    step->pause_ms = UNLOCK_PAUSE_MS;
    step =
        bb_plan_builder_add_command (builder, BB_STEP_PROGRAM, BB_CDB (0xE1, 0, 0, 0, 0, 0, 0, 0, 0, 0), PROGRAM_MS);
    bb_step_touch (step, BB_RICOH_FIRMWARE_OFFSET, BB_RICOH_IMAGE_BYTES - BB_RICOH_FIRMWARE_OFFSET);
    step->endangers = TRUE;
    step->is_spared_if_refused = TRUE;
    step->quiet_ms = PROGRAM_MS;
}

/* TRUE if the image of @input has no problem, its checksum is right, and its signature is that of the drive, or the
 * signature of the drive is unknown. Else FALSE with %BB_FAMILY_ERROR_CANNOT. */
static gboolean
bb_ricoh_may_write (const BbFlashInput *input, GError **error)
{
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    BbFacts *board = bb_facts_get_string (input->facts, BB_RICOH_KEY_SIGNATURE) == NULL && input->board != NULL
                         ? input->board
                         : input->facts;

    if (identity->problem == NULL && identity->checksum == BB_CHECKSUM_GOOD &&
        !bb_ricoh_is_other_hardware (board, input->image, input->catalog))
        return TRUE;
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                         _ ("The image is not compatible with the hardware of this drive."));
    return FALSE;
}

BbPlan *
bb_ricoh_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_RICOH_ID);
    const char *signature = NULL;
    BbStep *step = NULL;

    if (!bb_ricoh_may_write (input, error))
        return NULL;
    signature = bb_image_identity_lookup_string (bb_image_get_identity (input->image), BB_RICOH_KEY_SIGNATURE);
    bb_ricoh_add_regions (input->facts, input->catalog, builder);
    bb_ricoh_add_prepare (builder, input);
    bb_ricoh_add_signature (builder, input, signature);
    bb_ricoh_add_upload (builder, bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image)));
    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1)->heals = TRUE;
    bb_ricoh_add_poll (builder, PROGRAM_LIMIT_MS);
    bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1);
    /* The firmware is complete, so an error here changes nothing: the drive needs a power cycle anyway. */
    step = bb_plan_builder_add_command (builder, BB_STEP_LEAVE, bb_ricoh_get_switch_cdb (0), LEAVE_MS);
    step->accepts = BB_ANSWER_ANY;
    bb_plan_builder_set_needs_power_cycle (builder);
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_ricoh_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("To recover this drive, you need an image for its model."));
        return NULL;
    }
    if (input->attempt >= MAX_ATTEMPTS) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE,
                             _ ("All attempts to flash this image failed. Power cycle the drive, then try again."));
        return NULL;
    }
    return bb_ricoh_plan_flash (input, error);
}

BbPlan *
bb_ricoh_plan_wake (BbFacts *facts, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_WAKE, BB_RICOH_ID);

    bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1);
    bb_ricoh_add_poll (builder, ABANDONED_LIMIT_MS);
    bb_ricoh_add_leave (builder);
    return bb_plan_builder_end (builder);
}

/* --- verification --- */

BbPlan *
bb_ricoh_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_RICOH_ID);
    guint image = 0;
    guint memory = 0;

    if (!bb_ricoh_may_write (input, error))
        return NULL;
    image = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image));
    bb_ricoh_add_regions (input->facts, input->catalog, builder);
    memory = bb_plan_builder_add_capture (builder, BB_RICOH_CAPTURE_MEMORY, BB_REGION_FIRMWARE, 0,
                                          BB_RICOH_IMAGE_BYTES, TRUE);
    bb_ricoh_add_enter (builder, BB_PHASE_VERIFY, IDLE_LIMIT_MS, FALSE, BB_CAPTURE_NONE);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, MAX_TRIES_OF_READS)->collect = TRUE;
    for (BbPieces p = bb_pieces (BB_RICOH_IMAGE_BYTES, PAGE_BYTES); bb_pieces_next (&p);) {
        BbStep *step = bb_memory_read_add (&bb_ricoh_read, builder, p.offset, p.length_bytes);

        step->region_bytes = p.length_bytes;
        if (p.offset >= BB_RICOH_FIRMWARE_OFFSET)
            bb_step_compare (step, image, p.offset);
        else
            step->use = BB_USE_STORE;
        step->capture = memory;
        step->capture_offset = p.offset;
    }
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, MAX_TRIES_OF_READS)->collect = TRUE;
    bb_ricoh_add_leave (builder);
    return bb_plan_builder_end (builder);
}

/* If the drive was power cycled after the flash, returns @proof and sets @why to @text. Otherwise returns
 * %BB_PROOF_PENDING, and @why also asks for a power cycle, because the drive starts the new firmware only after a
 * power cycle. */
static BbProof
bb_ricoh_want_power_cycle (const BbJudgeInput *input, BbProof proof, const char *text, char **why)
{
    *why = input->power_cycled ? g_strdup (text)
                               : g_strdup_printf (_ ("%s Power cycle the drive, then verify it again."), text);
    return input->power_cycled ? proof : BB_PROOF_PENDING;
}

/* Judges the memory that was read back; @memory itself is not used. The @differences of @input are those between
 * firmware and image. If there is a backup of the whole memory, also compares the captures of @input with it.
 * Returns, by the first case that applies:
 * - The firmware equals the image and, if there is a backup, the program loader equals that in the backup:
 *   %BB_PROOF_PROVEN.
 * - Before a power cycle: %BB_PROOF_PENDING.
 * - The firmware differs from the image, but equals the backup: %BB_PROOF_UNCHANGED.
 * - Else %BB_PROOF_DIFFERENT.
 * If only the loader differs, adds its differences to @input. */
static BbProof
bb_ricoh_judge_memory (const BbJudgeInput *input, GBytes *memory, char **why)
{
    g_autoptr (GBytes) old = input->old != NULL ? bb_captures_get (input->old, BB_RICOH_CAPTURE_MEMORY) : NULL;
    BbReadBack loader = {0};
    BbReadBack previous = {0};

    /* Only a backup of the whole memory can be compared. */
    if (old != NULL && g_bytes_get_size (old) != BB_RICOH_IMAGE_BYTES)
        g_clear_pointer (&old, g_bytes_unref);
    if (old != NULL) {
        bb_read_back_compare (&loader, input->captures, BB_RICOH_CAPTURE_MEMORY, old, 0, BB_RICOH_FIRMWARE_OFFSET,
                              NULL);
        bb_read_back_compare (&previous, input->captures, BB_RICOH_CAPTURE_MEMORY, old, BB_RICOH_FIRMWARE_OFFSET,
                              BB_RICOH_IMAGE_BYTES, NULL);
    }
    if (input->differences->len == 0 && loader.n_different == 0) {
        *why = old != NULL
                   ? g_strdup (
                         _ ("The firmware was read back and matches the image. The program loader is unchanged and "
                            "matches the backup."))
                   : g_strdup (_ ("The firmware was read back and matches the image."));
        return BB_PROOF_PROVEN;
    }
    if (input->differences->len == 0) {
        bb_read_back_compare (&loader, input->captures, BB_RICOH_CAPTURE_MEMORY, old, 0, BB_RICOH_FIRMWARE_OFFSET,
                              input->differences);
        return bb_ricoh_want_power_cycle (
            input, BB_PROOF_DIFFERENT,
            _ ("The firmware matches the image, but the program loader differs from the one in the backup, "
               "although flashing should not have changed it."),
            why);
    }
    if (old != NULL && previous.n_different == 0)
        return bb_ricoh_want_power_cycle (input, BB_PROOF_UNCHANGED, _ ("The drive still has its previous firmware."),
                                          why);
    return bb_ricoh_want_power_cycle (input, BB_PROOF_DIFFERENT,
                                      _ ("The firmware that was read back differs from "
                                         "the image."),
                                      why);
}

BbProof
bb_ricoh_judge (const BbJudgeInput *input, char **why)
{
    g_autoptr (GBytes) memory = bb_captures_get (input->captures, BB_RICOH_CAPTURE_MEMORY);

    if (input->after == NULL)
        return bb_ricoh_want_power_cycle (input, BB_PROOF_UNPROVEN, _ ("The drive could not be identified."), why);
    if (input->after->condition != BB_CONDITION_NORMAL)
        return bb_ricoh_want_power_cycle (
            input, BB_PROOF_DIFFERENT,
            _ ("Only the drive’s program loader is running, perhaps because the firmware is incomplete."), why);
    if (memory == NULL)
        return bb_ricoh_want_power_cycle (input, BB_PROOF_UNPROVEN, _ ("The firmware could not be read back."), why);
    return bb_ricoh_judge_memory (input, memory, why);
}

char *
bb_ricoh_explain_refusal (const BbRefusedPlan *refusal)
{
    const BbSense *sense = refusal->error != NULL ? bb_scsi_error_get_sense (refusal->error) : NULL;

    if (refusal->step == NULL || sense == NULL || !sense->valid || sense->key != BB_SENSE_KEY_ILLEGAL_REQUEST)
        return NULL;
    if (refusal->step->kind == BB_STEP_ENTER)
        return g_strdup (
            _ ("The drive did not start its program loader, perhaps because of an adapter or a disc. Remove any "
               "disc, and connect the drive directly to an IDE port."));
    if (refusal->step->kind == BB_STEP_PROGRAM)
        return g_strdup (_ ("The drive rejected the image before erasing anything. Power cycle the drive."));
    return NULL;
}
