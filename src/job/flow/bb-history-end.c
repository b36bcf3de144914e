/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-history-end.h"

#include "bb-result.h"

static gboolean
bb_history_has_result (BbJournalRecord *record, BbOutcome outcome)
{
    return g_strcmp0 (record->result, bb_outcome_to_string (outcome)) == 0;
}

gboolean
bb_history_was_not_started (BbJournalRecord *record)
{
    return bb_history_has_result (record, BB_OUTCOME_REFUSED) ||
           bb_history_has_result (record, BB_OUTCOME_NOT_PERMITTED) ||
           bb_history_has_result (record, BB_OUTCOME_NOT_FOUND);
}

gboolean
bb_history_is_restored (BbJournalRecord *record)
{
    if (bb_journal_record_get_other (record) != NULL)
        return FALSE;
    if (bb_history_has_result (record, BB_OUTCOME_ROLLED_BACK))
        return TRUE;
    if (record->target_image == NULL || g_strcmp0 (record->target_image, record->new_image) == 0)
        return FALSE;
    if (record->old_image != NULL)
        return g_str_equal (record->target_image, record->old_image);
    return bb_journal_record_get_revision_before (record) != NULL &&
           g_strcmp0 (record->target_revision, bb_journal_record_get_revision_before (record)) == 0;
}

gboolean
bb_history_is_replaced (BbJournalRecord *record)
{
    /* The new image of a conversion is a boot code, and its target is the firmware that is written after the boot
     * code. These two always differ, so a difference says nothing for a conversion. */
    return record->target_image != NULL && record->new_image != NULL &&
           !g_str_equal (record->target_image, record->new_image) && !bb_history_is_restored (record) &&
           g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_CONVERT)) != 0;
}

/*
 * Returns how an operation ended whose journal was closed with the result DONE or ROLLED_BACK. The drive has the
 * target image of @record:
 * - PUT_BACK if the target is the old image
 * - PROVED if the target is the new image, and always for a conversion
 * - REPLACED if the target is another image
 */
static BbHistoryEnd
bb_history_end_of_written (BbJournalRecord *record)
{
    if (bb_history_is_restored (record))
        return BB_HISTORY_PUT_BACK;
    return bb_history_is_replaced (record) || bb_history_has_result (record, BB_OUTCOME_ROLLED_BACK)
               ? BB_HISTORY_REPLACED
               : BB_HISTORY_PROVED;
}

BbHistoryEnd
bb_history_end_of (BbJournalRecord *record)
{
    if (!record->is_closed && record->is_locked)
        return BB_HISTORY_RUNNING;
    if (!record->is_closed)
        return record->state == BB_JOURNAL_AWAIT_POWER_CYCLE ? BB_HISTORY_UNPROVED : BB_HISTORY_OPEN;
    if (g_strcmp0 (record->result, BB_JOURNAL_REPLACED) == 0)
        return BB_HISTORY_REPLACED;
    if (bb_history_has_result (record, BB_OUTCOME_DONE) || bb_history_has_result (record, BB_OUTCOME_ROLLED_BACK))
        return bb_history_end_of_written (record);
    if (bb_history_has_result (record, BB_OUTCOME_WRITTEN))
        return BB_HISTORY_UNPROVED;
    if (bb_history_has_result (record, BB_OUTCOME_UNCHANGED) || bb_history_was_not_started (record))
        return BB_HISTORY_UNCHANGED;
    return BB_HISTORY_UNKNOWN;
}

gboolean
bb_history_stopped_at_block (BbJournalRecord *record)
{
    BbHistoryEnd end = bb_history_end_of (record);

    return record->failed_block > 0 && record->is_closed &&
           (end == BB_HISTORY_PUT_BACK || end == BB_HISTORY_UNCHANGED ||
            (end == BB_HISTORY_REPLACED && bb_history_has_result (record, BB_OUTCOME_ROLLED_BACK)));
}

BbLastWrite
bb_history_get_last_write (BbJournalRecord *record)
{
    g_return_val_if_fail (record != NULL, BB_LAST_WRITE_OTHER);

    if (record->target_image == NULL)
        return BB_LAST_WRITE_OTHER;
    if (g_strcmp0 (record->target_image, record->old_image) == 0)
        return bb_journal_record_get_other (record) != NULL ? BB_LAST_WRITE_OTHER : BB_LAST_WRITE_PREVIOUS;
    if (g_strcmp0 (record->target_image, record->new_image) != 0)
        return BB_LAST_WRITE_OTHER;
    return g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_FLASH)) == 0      ? BB_LAST_WRITE_NEW
           : g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_ROLLBACK)) == 0 ? BB_LAST_WRITE_BACKUP
                                                                                       : BB_LAST_WRITE_OTHER;
}

gboolean
bb_history_failed_at_block (const BbJournalRecord *record)
{
    g_return_val_if_fail (record != NULL, FALSE);

    return record->is_at_failure && record->failed_image != NULL && record->failed_block > 0;
}
