/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recover-images.h"

#include "bb-flow-inspect.h"
#include "bb-flow-known.h"

void
bb_ways_clear (BbWays *ways)
{
    bb_past_clear (&ways->past);
    g_clear_object (&ways->finish);
    g_clear_object (&ways->back);
    g_clear_object (&ways->inside);
    g_clear_pointer (&ways->saved, bb_backup_unref);
    g_clear_pointer (&ways->read, bb_captures_unref);
    g_clear_pointer (&ways->unread, g_ptr_array_unref);
}
static void
bb_ways_add_unread (BbWays *ways, BbFlow *flow, const GError *error)
{
    (void) bb_flow_note_error (flow, error);
    g_ptr_array_add (ways->unread, g_strdup (error->message));
}

static BbImage *
bb_recover_load_copy (BbFlow *flow, BbWays *ways, const char *path)
{
    g_autoptr (GError) error = NULL;
    BbImage *image;

    if (path == NULL)
        return NULL;
    image = bb_flow_load_image (flow, ways->past.record->family, path, &error);
    if (image == NULL)
        bb_ways_add_unread (ways, flow, error);
    return image;
}

/* Firmware that may damage the drive is not restored. */
static void
bb_recover_drop_hazard (BbFlow *flow, BbWays *ways)
{
    g_autoptr (BbFacts) board = NULL;

    if (ways->back == NULL || flow->family->is_other_hardware == NULL)
        return;
    board = bb_flow_find_board (flow, &ways->past, NULL);
    if (board == NULL || !flow->family->is_other_hardware (board, ways->back, flow->env->catalog))
        return;
    bb_flow_note_code (flow, BB_NOTE_BACK_IS_HAZARD, NULL);
    g_clear_object (&ways->back);
}

/* A backup that mixes two revisions is not restored; that may have been detected after it was saved. */
void
bb_recover_load_backup (BbFlow *flow, BbWays *ways)
{
    g_autoptr (GError) error = NULL;

    if (ways->back == NULL && ways->past.backup != NULL) {
        ways->back = bb_backup_store_load_image (flow->env->store, ways->past.backup, flow->env->catalog, &error);
        if (ways->back == NULL)
            bb_ways_add_unread (ways, flow, error);
    }
    if (!bb_flow_is_image_mixed (flow, ways->back))
        return;
    bb_flow_note_code (flow, BB_NOTE_MIXED_BACKUP, bb_image_get_name (ways->back));
    g_clear_object (&ways->back);
    if (ways->past.record == NULL)
        g_clear_pointer (&flow->draft.backup, bb_backup_unref);
}

void
bb_recover_find_ways (BbFlow *flow, BbImage *given, BbWays *ways)
{
    BbPast *past = &ways->past;

    ways->unread = g_ptr_array_new_with_free_func (g_free);
    if (past->record != NULL) {
        ways->finish = bb_recover_load_copy (flow, ways, past->record->new_image);
        ways->back = bb_recover_load_copy (flow, ways, past->record->old_image);
    }
    if (given != NULL)
        g_set_object (&ways->finish, given);
    ways->given = given != NULL;
    bb_recover_load_backup (flow, ways);
    bb_recover_drop_hazard (flow, ways);
}
