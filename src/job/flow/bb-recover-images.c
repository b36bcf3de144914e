/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recover-images.h"

#include "bb-flow-inspect.h"
#include "bb-flow-known.h"
#include "bb-flow-review.h"

void
bb_recovery_images_clear (BbRecoveryImages *images)
{
    bb_recorded_clear (&images->recorded);
    g_clear_object (&images->finish);
    g_clear_object (&images->back);
    g_clear_object (&images->inside);
    g_clear_pointer (&images->saved, bb_backup_unref);
    g_clear_pointer (&images->read, bb_captures_unref);
    g_clear_pointer (&images->unread, g_ptr_array_unref);
}

/* Adds @error as a note, and its message to @unread of @images. */
static void
bb_recovery_images_add_unread (BbRecoveryImages *images, BbFlow *flow, const GError *error)
{
    (void) bb_flow_note_error (flow, error);
    g_ptr_array_add (images->unread, g_strdup (error->message));
}

/* Returns (transfer full) (nullable) the image at @path (nullable), which the journal names. %NULL if @path is %NULL,
 * or if loading fails; the error is added as a note and to @unread of @images. */
static BbImage *
bb_recover_load_copy (BbFlow *flow, BbRecoveryImages *images, const char *path)
{
    g_autoptr (GError) error = NULL;
    BbImage *image;

    if (path == NULL)
        return NULL;
    image = bb_flow_load_image (flow, images->recorded.record->family, path, &error);
    if (image == NULL)
        bb_recovery_images_add_unread (images, flow, error);
    return image;
}

/* Sets @back to %NULL, with a note, if it is firmware for other hardware, which may damage the drive. */
static void
bb_recover_drop_hazard (BbFlow *flow, BbRecoveryImages *images)
{
    g_autoptr (BbFacts) board = NULL;

    if (images->back == NULL || flow->family->is_other_hardware == NULL)
        return;
    board = bb_flow_find_board (flow, &images->recorded, NULL);
    if (board == NULL || !flow->family->is_other_hardware (board, images->back, flow->env->catalog))
        return;
    bb_flow_note_code (flow, BB_NOTE_BACK_IS_HAZARD, NULL);
    g_clear_object (&images->back);
}

/*
 * Sets @image, an image from a record, to %NULL, with a note, if it is refused for the drive as the drive reports its
 * model now. The record may be of another drive that was at this port before. Not for families with conversions, for
 * which bb_flow_match_boot_code() decides.
 */
static void
bb_recover_drop_refused (BbFlow *flow, const BbRecorded *recorded, BbImage **image)
{
    const char *recorded_model = recorded->record != NULL   ? recorded->record->model_key
                                 : recorded->backup != NULL ? recorded->backup->model_key
                                                            : NULL;
    g_autoptr (BbVerdict) verdict = NULL;
    gboolean begun = FALSE;

    if (*image == NULL || flow->facts->condition != BB_CONDITION_SPECIAL || flow->facts->model == NULL ||
        flow->family->convert != NULL || g_strcmp0 (recorded_model, bb_facts_get_model_key (flow->facts)) == 0)
        return;
    verdict = bb_flow_judge_given (flow, recorded, *image, &begun);
    if (bb_verdict_get_level (verdict) != BB_VERDICT_REFUSED)
        return;
    bb_flow_note_code (flow, BB_NOTE_IMAGE_OF_OTHER_MODEL, NULL);
    g_clear_object (image);
}

void
bb_recover_load_backup (BbFlow *flow, BbRecoveryImages *images)
{
    g_autoptr (GError) error = NULL;

    if (images->back == NULL && images->recorded.backup != NULL) {
        images->back =
            bb_backup_store_load_image (flow->env->store, images->recorded.backup, flow->env->catalog, &error);
        if (images->back == NULL)
            bb_recovery_images_add_unread (images, flow, error);
    }
    /* The backup may mix two revisions although its manifest does not say so: perhaps the mix could not be detected
     * when the backup was made. */
    if (!bb_flow_is_image_mixed (flow, images->back, bb_identified_is_interrupted (images->identified)))
        return;
    bb_flow_note_code (flow, BB_NOTE_MIXED_BACKUP, bb_image_get_name (images->back));
    g_clear_object (&images->back);
    if (images->recorded.record == NULL)
        g_clear_pointer (&flow->draft.backup, bb_backup_unref);
}

void
bb_recover_find_images (BbFlow *flow, BbImage *given, BbRecoveryImages *images)
{
    BbRecorded *recorded = &images->recorded;

    images->unread = g_ptr_array_new_null_terminated (1, g_free, TRUE);
    if (recorded->record != NULL) {
        images->finish = bb_recover_load_copy (flow, images, recorded->record->new_image);
        images->back = bb_recover_load_copy (flow, images, recorded->record->old_image);
    }
    if (given != NULL)
        g_set_object (&images->finish, given);
    images->given = given != NULL;
    bb_recover_load_backup (flow, images);
    bb_recover_drop_hazard (flow, images);
    if (!images->given)
        bb_recover_drop_refused (flow, recorded, &images->finish);
    bb_recover_drop_refused (flow, recorded, &images->back);
}
