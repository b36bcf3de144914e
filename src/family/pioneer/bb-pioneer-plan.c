/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-pioneer.h"

#include "family/bb-family-check.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file makes the plans (docs/protocols/pioneer.md, sections 2 to 4 and 6) and judges their results. */

#define MAX_TRIES 3
#define N_ATTEMPTS 3
#define INFO_MS 10000
#define CHUNK_MS 60000
#define FINISH_MS 120000
#define FINISH_TYPICAL_MS 30000
#define KERNEL_PAUSE_MS 250
/* Pause after the last piece of the kernel, in which the drive programs the kernel. */
#define KERNEL_LAST_PAUSE_MS 10100
#define NORMAL_PAUSE_MS 100
#define FINISH_PAUSE_MS 10000
#define POLL_INTERVAL_MS 100
#define POLL_LIMIT_MS 2000
#define RETURN_LIMIT_MS 60000

#define MODE_BYTES BB_PIONEER_MODE_BYTES

/* Unlock of generations 1 and 3. CHALLENGE_BYTES is the length of the challenge and of the whole response;
 * SHORT_RESPONSE_BYTES is that of the short response, which is sent first. N_COMPARED is the number of bytes of the
 * challenge that are compared with those of the generator (bb_pioneer_next()). */
#define CHALLENGE_BYTES 0x400u
#define SHORT_RESPONSE_BYTES 0x100u
#define N_COMPARED 4u

/* --- the lock --- */

/* Advances @state and returns the next byte of the generator that makes the challenge. */
static guint8
bb_pioneer_next (guint32 *state)
{
    *state = *state * 0x41C64E6Du + 0x3039u;
    return (guint8) (*state >> 16);
}

GBytes *
bb_pioneer_respond (GBytes *challenge, GError **error)
{
    for (guint32 seed = 0; seed <= G_MAXUINT16; seed++) {
        guint8 bytes[N_COMPARED];
        guint32 state = seed;
        guint8 *response = NULL;

        for (guint i = 0; i < N_COMPARED; i++)
            bytes[i] = bb_pioneer_next (&state);
        if (!bb_bytes_equal_at (challenge, 0, bytes, N_COMPARED))
            continue;
        for (guint i = N_COMPARED; i < CHALLENGE_BYTES; i++)
            (void) bb_pioneer_next (&state);
        response = g_malloc (CHALLENGE_BYTES);
        memset (response, bb_pioneer_next (&state) ^ 0xFF, CHALLENGE_BYTES);
        return g_bytes_new_take (response, CHALLENGE_BYTES);
    }
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED,
                         _ ("The drive returned an unknown response."));
    return NULL;
}

/* --- flash --- */

void
bb_pioneer_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    guint32 kernel_bytes = facts->model != NULL ? bb_pioneer_get_kernel_bytes (facts->model) : 0;

    if (kernel_bytes == 0)
        return;
    /* The addresses of the parts in the memory are not known, so the map assumes that the normal part follows the
     * kernel. */
    bb_plan_builder_add_region (builder, "kernel", BB_REGION_BOOT_CODE, 0, kernel_bytes);
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, kernel_bytes,
                                (guint32) bb_model_get_uint (facts->model, "NormalSize", 0));
}

/* Adds a pause of @first_ms, then a wait of at most @limit_ms until the drive answers INQUIRY, and returns the
 * step. TEST UNIT READY is not used, because in kernel mode it may report "not ready" forever. */
static BbStep *
bb_pioneer_add_poll (BbPlanBuilder *builder, guint first_ms, guint limit_ms)
{
    BbStep *step = bb_plan_builder_add_wait (builder, first_ms, first_ms + limit_ms);

    step->wait.interval_ms = POLL_INTERVAL_MS;
    bb_step_poll_with (step, BB_CDB (0x12, 0, 0, 0, BB_PIONEER_INQUIRY_BYTES, 0), BB_PIONEER_INQUIRY_BYTES);
    return step;
}

static BbStep *
bb_pioneer_add_inquiry (BbPlanBuilder *builder)
{
    return bb_plan_builder_add_data_in (builder, BB_STEP_STATUS, BB_CDB (0x12, 0, 0, 0, BB_PIONEER_INQUIRY_BYTES, 0),
                                        INFO_MS, BB_PIONEER_INQUIRY_BYTES);
}

/* Adds the unlock of generations 1 and 3. Its first command is a reset. A drive that refuses the reset has no lock,
 * so the other commands of the unlock are not sent to it. */
static void
bb_pioneer_add_unlock (BbPlanBuilder *builder)
{
    guint capture = bb_plan_builder_add_capture (builder, "challenge", BB_REGION_OTHER, 0, CHALLENGE_BYTES, FALSE);
    guint response = bb_plan_builder_add_computed (builder, capture, CHALLENGE_BYTES, bb_pioneer_respond);
    BbStep *reset = bb_plan_builder_add_command (builder, BB_STEP_UNLOCK,
                                                 BB_CDB (0x3B, 1, 0xF3, BB_BE24 (0), BB_BE24 (0), 0), INFO_MS);
    BbStep *step = bb_plan_builder_add_data_in (builder, BB_STEP_UNLOCK,
                                                BB_CDB (0x3C, 1, 0xF2, BB_BE24 (0), BB_BE24 (CHALLENGE_BYTES), 0),
                                                INFO_MS, CHALLENGE_BYTES);

    reset->accepts |= BB_ANSWER_REFUSED;
    bb_step_store (step, capture, 0);
    bb_step_only_if (step, reset, BB_ANSWER_GOOD);
    for (guint32 n = SHORT_RESPONSE_BYTES; n <= CHALLENGE_BYTES; n *= CHALLENGE_BYTES / SHORT_RESPONSE_BYTES) {
        step = bb_plan_builder_add_data_out (
            builder, BB_STEP_UNLOCK, BB_CDB (0x3B, 1, 0xF2, BB_BE24 (0), BB_BE24 (n), 0), INFO_MS, response, 0, n);
        bb_step_only_if (step, reset, BB_ANSWER_GOOD);
    }
}

/* Adds a section that enters kernel mode. For models that need it, the section first unlocks the drive. Then the mode
 * buffers of @modes (blobs) are sent until the drive accepts one. The section fails unless INQUIRY then shows kernel
 * mode. @enter: (out): array of @n_modes steps: the step that sends each of @modes */
static void
bb_pioneer_add_enter (BbPlanBuilder *builder, BbModel *model, const guint *modes, guint n_modes, BbStep **enter)
{
    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    if (bb_model_get_boolean (model, "Unlock"))
        bb_pioneer_add_unlock (builder);
    bb_pioneer_add_poll (builder, 0, POLL_LIMIT_MS);
    for (guint i = 0; i < n_modes; i++) {
        enter[i] = bb_plan_builder_add_data_out (builder, BB_STEP_ENTER,
                                                 BB_CDB (0x3B, 4, 0xFF, BB_BE24 (0), BB_BE24 (MODE_BYTES), 0),
                                                 CHUNK_MS, modes[i], 0, MODE_BYTES);
        enter[i]->journal = TRUE;
        enter[i]->pause_ms = (guint) bb_model_get_uint (model, "EnterWaitSeconds", 0) * 1000;
        if (i > 0)
            bb_step_only_if (enter[i], enter[0], BB_ANSWER_REFUSED | BB_ANSWER_ABORTED);
    }
    bb_pioneer_add_poll (builder, 0, RETURN_LIMIT_MS);
    bb_plan_builder_expect (builder, bb_pioneer_add_inquiry (builder), BB_PIONEER_REVISION_OFFSET,
                            BB_PIONEER_KERNEL_REVISION, strlen (BB_PIONEER_KERNEL_REVISION));
}

/* Adds a section that waits for as long as programming a kernel takes. An earlier plan may have been killed just
 * after it had sent the last piece of a kernel, and the drive does not report whether it still programs. */
static void
bb_pioneer_add_kernel_end (BbPlanBuilder *builder)
{
    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    bb_pioneer_add_poll (builder, KERNEL_LAST_PAUSE_MS, POLL_LIMIT_MS);
}

/* Adds a section that sends the kernel, the first @size bytes of @image, in pieces. The drive programs the kernel
 * after the last piece; a power failure then makes the drive unusable. After a failed piece it is unknown whether the
 * drive is programming, so a retry first waits for KERNEL_LAST_PAUSE_MS and sends nothing meanwhile. */
static void
bb_pioneer_add_kernel (BbPlanBuilder *builder, guint image, guint32 size)
{
    BbSection *section = bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, MAX_TRIES);

    section->before_retry = BB_BEFORE_RETRY_WAIT;
    section->retry_wait_ms = KERNEL_LAST_PAUSE_MS;
    for (BbPieces p = bb_pieces (size, BB_PIONEER_PIECE_BYTES); bb_pieces_next (&p);) {
        BbStep *step = bb_plan_builder_add_data_out (
            builder, p.is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD,
            BB_CDB (0x3B, 7, 0xFE, BB_BE24 (p.offset), BB_BE24 (BB_PIONEER_PIECE_BYTES), 0), CHUNK_MS, image,
            p.offset, BB_PIONEER_PIECE_BYTES);

        step->pause_ms = p.is_last ? KERNEL_LAST_PAUSE_MS : KERNEL_PAUSE_MS;
        step->endangers = p.number == 0 || p.is_last;
        step->is_spared_if_refused = p.number == 0;
        step->unrecoverable = p.is_last;
        bb_step_touch (step, p.offset, p.length_bytes);
    }
}

/* Adds a section that sends the normal part in pieces: @size bytes of @image from @first on. @address: address of
 * the normal part in maps. The first piece makes the old normal part invalid; a drive that refuses this piece is not
 * endangered. After a failed piece the section starts again with the first piece. */
static void
bb_pioneer_add_normal (BbPlanBuilder *builder, guint image, guint32 first, guint32 size, guint32 address)
{
    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, MAX_TRIES);
    for (BbPieces p = bb_pieces (size, BB_PIONEER_PIECE_BYTES); bb_pieces_next (&p);) {
        BbStep *step = bb_plan_builder_add_data_out (
            builder, p.number == 0 ? BB_STEP_PROGRAM : BB_STEP_UPLOAD,
            BB_CDB (0x3B, 7, 0xF0, BB_BE24 (p.offset), BB_BE24 (BB_PIONEER_PIECE_BYTES), 0), CHUNK_MS, image,
            first + p.offset, BB_PIONEER_PIECE_BYTES);

        step->blob_length_bytes = p.length_bytes;
        step->pause_ms = NORMAL_PAUSE_MS;
        step->endangers = p.number == 0;
        step->is_spared_if_refused = p.number == 0;
        bb_step_touch (step, address + p.offset, p.length_bytes);
    }
}

/* Adds the sections after the upload: the finish command; an INQUIRY that fails unless the drive has left kernel
 * mode; the identification of the drive. The finish command sends the same mode buffer that has entered kernel mode.
 * @enter: (nullable): steps of bb_pioneer_add_enter(); NULL if the drive was in kernel mode before the plan. It is
 * then unknown which mode buffer the drive accepts, so those of @modes are sent until it accepts one. */
static void
bb_pioneer_add_finish (BbPlanBuilder *builder, const guint *modes, guint n_modes, BbStep **enter)
{
    BbStep *finish[BB_PIONEER_MOST_MODES];

    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    for (guint i = 0; i < n_modes; i++) {
        finish[i] = bb_plan_builder_add_data_out (builder, BB_STEP_FINISH,
                                                  BB_CDB (0x3B, 5, 0xFF, BB_BE24 (0), BB_BE24 (MODE_BYTES), 0),
                                                  FINISH_MS, modes[i], 0, MODE_BYTES);
        finish[i]->endangers = TRUE;
        finish[i]->quiet_ms = FINISH_MS;
        finish[i]->typical_ms = FINISH_TYPICAL_MS;
        finish[i]->pause_ms = FINISH_PAUSE_MS;
        /* Any answer is accepted, because only the INQUIRY after this step shows whether the drive accepted the
         * firmware. */
        finish[i]->accepts = BB_ANSWER_ANY & ~(guint) BB_ANSWER_LOST;
        if (enter != NULL)
            bb_step_only_if (finish[i], enter[i], BB_ANSWER_GOOD);
        else if (i > 0)
            bb_step_only_if (finish[i], finish[0], BB_ANSWER_REFUSED | BB_ANSWER_ABORTED);
    }
    bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1)->heals = TRUE;
    bb_pioneer_add_poll (builder, 0, RETURN_LIMIT_MS);
    bb_plan_builder_expect_not (builder, bb_pioneer_add_inquiry (builder), BB_PIONEER_REVISION_OFFSET,
                                BB_PIONEER_KERNEL_REVISION, strlen (BB_PIONEER_KERNEL_REVISION));
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    bb_plan_builder_add_wait (builder, 0, RETURN_LIMIT_MS);
    bb_plan_builder_add_identify (builder);
}

/* TRUE if the image has a kernel and the plan sends it. FALSE for an image without a kernel, and for a drive in
 * kernel mode that already has a kernel of the same type and revision. */
static gboolean
bb_pioneer_wants_kernel (const BbFlashInput *input)
{
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    const char *type = bb_facts_get_string (input->facts, BB_PIONEER_KEY_TYPE);
    const char *revision = bb_facts_get_string (input->facts, BB_PIONEER_KEY_KERNEL);

    if (!bb_pioneer_is_pair (identity))
        return FALSE;
    return input->facts->condition != BB_CONDITION_SPECIAL ||
           !bb_pioneer_is_same_type (type, bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_TYPE)) ||
           g_strcmp0 (revision, bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_KERNEL)) != 0;
}

BbPlan *
bb_pioneer_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_PIONEER_ID);
    gboolean enters = input->facts->condition != BB_CONDITION_SPECIAL;
    GBytes *buffers[BB_PIONEER_MOST_MODES] = {NULL};
    BbStep *enter[BB_PIONEER_MOST_MODES] = {NULL};
    guint modes[BB_PIONEER_MOST_MODES] = {0};
    BbModel *model = input->facts->model;
    guint32 kernel_bytes = 0;
    guint32 first = 0;
    guint32 size = 0;
    guint n_modes = 0;
    guint image = 0;

    if (!bb_family_allows (input->facts, input->image, input->catalog, error))
        return NULL;
    n_modes = bb_pioneer_list_modes (model, bb_facts_get_string (input->facts, BB_PIONEER_KEY_TYPE), input->catalog,
                                     buffers);
    for (guint i = 0; i < n_modes; i++) {
        modes[i] = bb_plan_builder_add_blob (builder, buffers[i]);
        g_bytes_unref (buffers[i]);
    }
    image = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image));
    kernel_bytes = bb_pioneer_get_kernel_bytes (model);
    first = bb_pioneer_is_pair (bb_image_get_identity (input->image)) ? kernel_bytes : 0;
    size = (guint32) bb_image_get_size (input->image) - first;
    if (bb_pioneer_wants_kernel (input))
        bb_plan_builder_add_region (builder, "kernel", BB_REGION_BOOT_CODE, 0, kernel_bytes);
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, kernel_bytes, size);
    if (enters)
        bb_pioneer_add_enter (builder, model, modes, n_modes, enter);
    else
        bb_pioneer_add_kernel_end (builder);
    if (bb_pioneer_wants_kernel (input))
        bb_pioneer_add_kernel (builder, image, kernel_bytes);
    bb_pioneer_add_normal (builder, image, first, size, kernel_bytes);
    bb_pioneer_add_finish (builder, modes, n_modes, enters ? enter : NULL);
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_pioneer_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_PIONEER_ID);

    bb_pioneer_add_regions (input->facts, input->catalog, builder);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    bb_plan_builder_add_identify (builder);
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_pioneer_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image != NULL && input->attempt < N_ATTEMPTS)
        return bb_pioneer_plan_flash (input, error);
    g_set_error_literal (
        error, BB_FAMILY_ERROR, input->image != NULL ? BB_FAMILY_ERROR_NO_MORE : BB_FAMILY_ERROR_CANNOT,
        input->image != NULL
            ? _ ("All attempts to flash this file failed. Power cycle the drive, then try another firmware "
                 "revision for the same drive.")
            : _ ("To recover this drive, you need firmware for the same drive generation and the same loader "
                 "(kernel) type."));
    return NULL;
}

/* --- conclusion about the firmware --- */

/* TRUE if the drive of @facts runs its firmware and reports the revision and the name of the image. */
static gboolean
bb_pioneer_reports (BbFacts *facts, BbImageIdentity *identity)
{
    g_autofree char *revision = bb_text_normalise (facts->inquiry.revision, FALSE);
    g_autofree char *name = bb_pioneer_dup_name (facts->inquiry.vendor, facts->inquiry.product);
    g_autofree char *wanted = bb_pioneer_dup_name (identity->vendor, identity->product);

    return facts->condition == BB_CONDITION_NORMAL && g_strcmp0 (revision, identity->revision) == 0 &&
           g_ascii_strcasecmp (name, wanted) == 0;
}

/* TRUE if the drive reports the same product, revision and firmware date in @before and in @after. */
static gboolean
bb_pioneer_is_as_before (BbFacts *before, BbFacts *after)
{
    return g_str_equal (before->inquiry.product, after->inquiry.product) &&
           g_str_equal (before->inquiry.revision, after->inquiry.revision) &&
           g_str_equal (before->inquiry.vendor_specific, after->inquiry.vendor_specific);
}

BbProof
bb_pioneer_judge (const BbJudgeInput *input, char **why)
{
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    gboolean was_same = input->before != NULL && bb_pioneer_reports (input->before, identity);
    g_autofree char *revision = NULL;
    gboolean reports = FALSE;

    if (input->after == NULL) {
        *why = g_strdup (_ ("The drive could not be identified. Power cycle the drive, then verify it again."));
        return input->power_cycled ? BB_PROOF_UNPROVEN : BB_PROOF_PENDING;
    }
    if (input->after->condition != BB_CONDITION_NORMAL) {
        *why = g_strdup (_ ("Only the loader (kernel) is running, because the firmware is incomplete or the drive "
                            "rejected it. Recover the drive with firmware for its loader type."));
        return BB_PROOF_DIFFERENT;
    }
    reports = bb_pioneer_reports (input->after, identity);
    if (input->cut_off && was_same && reports) {
        *why = g_strdup (_ ("Flashing was interrupted, and the drive reports the same revision as before. Burnback "
                            "cannot tell which firmware the drive has."));
        return BB_PROOF_UNPROVEN;
    }
    if (reports) {
        *why = g_strdup_printf (
            was_same ? _ ("The drive reports firmware revision %s, the same as before flashing. Burnback cannot "
                          "tell whether the image was written.")
                     : _ ("The drive reports firmware revision %s. Its firmware cannot be read back, so nothing else "
                          "can be verified."),
            identity->revision);
        return BB_PROOF_IDENTITY;
    }
    if (input->before != NULL && bb_pioneer_is_as_before (input->before, input->after)) {
        *why = g_strdup_printf (
            _ ("The drive still reports firmware revision %s, so it still has its previous firmware."),
            input->after->inquiry.revision);
        return BB_PROOF_UNCHANGED;
    }
    revision = bb_text_normalise (input->after->inquiry.revision, FALSE);
    if (g_strcmp0 (revision, identity->revision) == 0)
        *why = g_strdup_printf (_ ("The drive reports firmware revision %s, but its name differs from the name in "
                                   "the image."),
                                identity->revision);
    else
        *why = g_strdup_printf (_ ("The drive reports firmware revision %s, but the image contains revision %s."),
                                input->after->inquiry.revision, identity->revision);
    return BB_PROOF_UNPROVEN;
}

char *
bb_pioneer_explain_refusal (const BbRefusedPlan *refusal)
{
    const BbSense *sense = bb_scsi_error_get_sense (refusal->error);

    if (refusal->step == NULL || sense == NULL || !sense->valid || sense->key != BB_SENSE_KEY_ILLEGAL_REQUEST)
        return NULL;
    if (refusal->step->kind == BB_STEP_ENTER)
        return g_strdup (_ ("The drive rejected all known unlock keys, so its firmware is unchanged. There is no "
                            "other known way to update the drive."));
    if (refusal->step->kind == BB_STEP_UNLOCK)
        return g_strdup (_ ("The drive did not accept the unlock command. Its firmware is unchanged. Power cycle the "
                            "drive and try again."));
    return NULL;
}
