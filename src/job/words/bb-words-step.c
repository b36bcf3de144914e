/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"
#include "job/flow/bb-flash-map.h"
#include "scsi/bb-scsi.h"

#include <glib/gi18n-lib.h>

/* Returns the position, from 1, of step @number among all steps of its kind in @plan. Sets @n_all to their number. */
static guint
bb_words_count (BbPlan *plan, guint number, guint *n_all)
{
    const BbStep *wanted = bb_plan_get_step (plan, number);
    guint nth = 0;

    *n_all = 0;
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        if (bb_plan_get_step (plan, i)->kind != wanted->kind)
            continue;
        (*n_all)++;
        if (i <= number)
            nth++;
    }
    return nth;
}

/* Returns the phase of the section that contains step @number; %BB_PHASE_CHECK if no section does. */
static BbPhase
bb_words_find_phase (BbPlan *plan, guint number)
{
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        if (number >= section->first_step && number < section->first_step + section->n_steps)
            return section->phase;
    }
    return BB_PHASE_CHECK;
}

/* TRUE if the drive programs all data during step @number: the plan waits for the drive in a section that programs,
 * and has sent all data. */
static gboolean
bb_words_is_programming (BbPlan *plan, guint number)
{
    if (bb_plan_get_step (plan, number)->kind != BB_STEP_WAIT ||
        bb_words_find_phase (plan, number) != BB_PHASE_PROGRAM)
        return FALSE;
    for (guint i = number + 1; i < bb_plan_get_n_steps (plan); i++) {
        BbStepKind kind = bb_plan_get_step (plan, i)->kind;

        if (kind == BB_STEP_UPLOAD || kind == BB_STEP_PROGRAM)
            return FALSE;
    }
    return TRUE;
}

/* Returns (nullable) the region of the block that @step erases and no step writes (BB_REGION_LEFT); %NULL for other
 * steps. */
static const BbRegion *
bb_words_find_left (BbPlan *plan, const BbStep *step)
{
    for (guint i = 0; step->kind == BB_STEP_ERASE && i < bb_plan_get_n_regions (plan); i++) {
        const BbRegion *region = bb_plan_get_region (plan, i);

        if (region->kind == BB_REGION_LEFT && step->address >= region->address &&
            step->address - region->address < region->length_bytes)
            return region;
    }
    return NULL;
}

char *
bb_words_dup_left (BbPlan *plan)
{
    const BbRegion *region = NULL;

    g_return_val_if_fail (plan != NULL, NULL);

    for (guint i = 0; region == NULL && i < bb_plan_get_n_steps (plan); i++)
        region = bb_words_find_left (plan, bb_plan_get_step (plan, i));
    if (region == NULL)
        return NULL;
    return g_strdup_printf (_ ("Flashing also erases a memory area of %u KiB outside the firmware. This is normal "
                               "for drives of this type."),
                            region->length_bytes / 1024);
}

char *
bb_words_dup_left_details (void)
{
    return g_strjoin (" ", _ ("The drive probably manages this memory area itself."),
                      _ ("If the drive can read this area, the backup includes a copy of it for analysis only. "
                         "Restoring the backup does not write to this area."),
                      NULL);
}

char *
bb_words_dup_left_step (BbPlan *plan, guint number)
{
    const BbRegion *region = NULL;
    g_autofree char *place = NULL;
    g_autofree char *details = NULL;

    g_return_val_if_fail (plan != NULL && number < bb_plan_get_n_steps (plan), NULL);

    region = bb_words_find_left (plan, bb_plan_get_step (plan, number));
    if (region == NULL)
        return NULL;
    /* TRANSLATORS: size and address of a memory area */
    place = g_strdup_printf (_ ("Memory area: %u KiB at 0x%06x."), region->length_bytes / 1024, region->address);
    details = bb_words_dup_left_details ();
    return g_strjoin (" ", place, details, NULL);
}

/* Returns (transfer full) the sentence of a step that erases, uploads or writes block @nth of @n_all. */
static char *
bb_words_dup_counted (BbPlan *plan, const BbStep *step, guint nth, guint n_all)
{
    BbStepKind kind = step->kind;

    if (bb_words_find_left (plan, step) != NULL)
        return g_strdup_printf (_ ("Erasing block %u of %u. This block is outside the firmware."), nth, n_all);
    if (kind == BB_STEP_UPLOAD)
        /* TRANSLATORS: pieces of firmware that are sent to the drive's memory, not yet to its flash */
        return g_strdup_printf (_ ("Sending piece %u of %u to the drive."), nth, n_all);
    if (kind == BB_STEP_ERASE)
        return g_strdup_printf (_ ("Erasing block %u of %u."), nth, n_all);
    return g_strdup_printf (_ ("Writing block %u of %u."), nth, n_all);
}

/* TRUE if a step of @plan in the phase VERIFY reads firmware, or a stored identity that the plan writes. */
static gboolean
bb_words_reads_back (BbPlan *plan)
{
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        for (guint j = 0; section->phase == BB_PHASE_VERIFY && j < section->n_steps; j++)
            if (bb_plan_step_reads_firmware (plan, bb_plan_get_step (plan, section->first_step + j)))
                return TRUE;
    }
    return FALSE;
}

const char *
bb_words_phase_of (BbPhase phase, BbPlan *plan)
{
    return bb_words_phase (phase == BB_PHASE_VERIFY && plan != NULL && !bb_words_reads_back (plan) ? BB_PHASE_CHECK
                                                                                                   : phase);
}

char *
bb_words_dup_step (BbPlan *plan, guint number)
{
    static const char *const texts[] = {
        [BB_STEP_STATUS] = N_ ("Querying the drive status."),
        [BB_STEP_ENTER] = N_ ("Entering recovery mode."),
        [BB_STEP_CHECKSUM] = N_ ("The drive is checking the received data."),
        [BB_STEP_LEAVE] = N_ ("Starting the drive’s firmware."),
        [BB_STEP_FINISH] = N_ ("Completing the transfer."),
        [BB_STEP_UNLOCK] = N_ ("Unlocking a protected area of the drive."),
        [BB_STEP_CALIBRATION] = N_ ("Writing the stored identity."),
        [BB_STEP_WAIT] = N_ ("Waiting for the drive."),
        [BB_STEP_IDENTIFY] = N_ ("Identifying the drive."),
    };
    const BbStep *step = bb_plan_get_step (plan, number);
    BbPhase phase = bb_words_find_phase (plan, number);
    const char *text = bb_words_pick (texts, G_N_ELEMENTS (texts), step->kind);
    guint n_all;
    guint nth = bb_words_count (plan, number, &n_all);

    if (step->unrecoverable)
        return g_strdup (_ ("The boot code is being written, which takes a moment. Do not disconnect power."));
    if (bb_words_is_programming (plan, number))
        return g_strdup (_ ("The drive is writing the firmware to its memory."));
    if (text != NULL)
        return g_strdup (text);
    if (step->kind == BB_STEP_UPLOAD || step->kind == BB_STEP_ERASE || step->kind == BB_STEP_PROGRAM)
        return bb_words_dup_counted (plan, step, nth, n_all);
    if (step->kind != BB_STEP_READ)
        return g_strdup (bb_words_phase_of (phase, plan));
    return phase == BB_PHASE_VERIFY && bb_plan_step_reads_firmware (plan, step)
               ? g_strdup_printf (_ ("Reading back piece %u of %u."), nth, n_all)
               : g_strdup_printf (_ ("Reading piece %u of %u."), nth, n_all);
}

char *
bb_words_dup_length (BbPlan *plan)
{
    g_return_val_if_fail (plan != NULL, NULL);

    return g_strdup_printf (_ ("The plan has %u steps."), bb_plan_get_n_steps (plan));
}

char *
bb_words_dup_unrecoverable (BbPlan *plan)
{
    guint unrecoverable;

    g_return_val_if_fail (plan != NULL, NULL);

    unrecoverable = bb_plan_find_unrecoverable (plan);
    if (unrecoverable == G_MAXUINT)
        return NULL;
    return g_strdup_printf (_ ("If power fails during step %u, the drive will become unusable."), unrecoverable + 1);
}

/* Returns the number of the block at @address in the flash map, counted from 1; 0 if the map has no such block. */
static guint
bb_words_find_block (const BbProgress *progress, guint32 address)
{
    for (guint i = 0; progress->cells != NULL && i < progress->cells->len; i++) {
        const BbCell *cell = &g_array_index (progress->cells, BbCell, i);

        if (address >= cell->address && address - cell->address < cell->length_bytes)
            return i + 1;
    }
    return 0;
}

/* Returns (nullable) a sentence for a step that reads for a backup or a verification; %NULL for other steps. It says
 * whether the step reads firmware or other data, for example what identifies the drive.
 * The sentence has no piece numbers, because progress bars show how far each pass over the firmware is. */
static const char *
bb_words_get_read (const BbProgress *progress, const BbStep *step)
{
    if (step->kind != BB_STEP_READ || (progress->phase != BB_PHASE_BACK_UP && progress->phase != BB_PHASE_VERIFY &&
                                       step->use != BB_USE_COMPARE_CAPTURE))
        return NULL;
    if (!bb_plan_step_reads_firmware (progress->plan, step))
        return _ ("Reading data from the drive.");
    if (step->use == BB_USE_COMPARE_CAPTURE)
        return _ ("Reading the firmware a second time to compare the results.");
    return progress->phase == BB_PHASE_VERIFY ? _ ("Reading the firmware back to verify it.")
                                              : _ ("Reading the firmware.");
}

char *
bb_words_dup_progress (const BbProgress *progress)
{
    const BbStep *step;
    guint block = 0;

    g_return_val_if_fail (progress != NULL, NULL);

    if (progress->is_late)
        return g_strdup (_ ("The drive is taking longer than usual. Leave the drive powered on. Burnback will wait "
                            "for up to two minutes."));
    if (progress->plan == NULL)
        return NULL;
    step = bb_plan_get_step (progress->plan, progress->step);
    if (bb_words_get_read (progress, step) != NULL)
        return g_strdup (bb_words_get_read (progress, step));
    if (!step->unrecoverable && (step->kind == BB_STEP_ERASE || step->kind == BB_STEP_PROGRAM))
        block = bb_words_find_block (progress, step->address);
    /* The flash map is shown beside this text, so the text has the block number of the map. bb_words_dup_step() would
     * count the steps of the same kind instead. */
    return block > 0 ? bb_words_dup_counted (progress->plan, step, block, progress->cells->len)
                     : bb_words_dup_step (progress->plan, progress->step);
}

char *
bb_words_dup_attempt_end (const BbProgress *progress, guint index)
{
    const BbFailedAttempt *attempt;
    guint block;

    g_return_val_if_fail (progress != NULL && progress->failed != NULL && index < progress->failed->len, NULL);

    attempt = g_ptr_array_index (progress->failed, index);
    block = attempt->length_bytes > 0 ? bb_words_find_block (progress, attempt->address) : 0;
    if (block > 0)
        /* TRANSLATORS: the number of an attempt, then the number of a block, and of all blocks */
        return g_strdup_printf (_ ("Attempt %u failed at block %u of %u"), index + 1, block, progress->cells->len);
    return g_strdup_printf (_ ("Attempt %u failed at %d %%"), index + 1,
                            bb_progress_get_failed_percent (progress, index));
}

char *
bb_words_dup_failed_attempt (const BbProgress *progress)
{
    const BbFailedAttempt *last;
    const BbSense *sense;
    g_autofree char *cause = NULL;
    guint block;

    g_return_val_if_fail (progress != NULL, NULL);

    if (progress->failed == NULL || progress->failed->len == 0)
        return NULL;
    last = g_ptr_array_index (progress->failed, progress->failed->len - 1);
    sense = last->error->domain == BB_SCSI_ERROR ? bb_scsi_error_get_sense (last->error) : NULL;
    block = last->length_bytes > 0 ? bb_words_find_block (progress, last->address) : 0;
    if (block == 0) {
        cause = bb_words_dup_error (last->error);
        /* TRANSLATORS: first a sentence: what failed */
        return g_strdup_printf (_ ("%s Attempt %u of %u."), cause, last->next, last->n_all);
    }
    if (sense == NULL || !sense->valid)
        return g_strdup_printf (_ ("Block %u failed. Attempt %u of %u."), block, last->next, last->n_all);
    cause = bb_words_dup_sense (sense);
    /* TRANSLATORS: in parentheses the text of the SCSI standard for an error, as “write error” */
    return g_strdup_printf (_ ("Block %u failed (%s). Attempt %u of %u."), block, cause, last->next, last->n_all);
}
