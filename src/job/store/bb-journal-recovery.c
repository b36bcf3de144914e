/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-journal-recovery.h"

#include "bb-journal-private.h"

static void
bb_journal_recovery_free (gpointer data)
{
    BbJournalRecovery *recovery = data;

    g_free (recovery->image);
    g_free (recovery->revision);
    g_free (recovery);
}

/* Adds a recovery that began at @started, in seconds since the epoch. */
static void
bb_journal_recovery_begin (BbJournalRecord *record, gint64 started)
{
    BbJournalRecovery *recovery = g_new0 (BbJournalRecovery, 1);

    recovery->started = started;
    if (record->recoveries == NULL)
        record->recoveries = g_ptr_array_new_with_free_func (bb_journal_recovery_free);
    g_ptr_array_add (record->recoveries, recovery);
}

/* Called after a "target" line: a recovery can write several images, and its progress is that with the last one. */
static void
bb_journal_recovery_set_target (BbJournalRecovery *recovery, const BbJournalRecord *record)
{
    g_free (recovery->image);
    recovery->image = g_strdup (record->target_image);
    g_free (recovery->revision);
    recovery->revision = g_strdup (record->target_revision);
    recovery->failed_block = 0;
    recovery->n_failed_blocks = 0;
}

void
bb_journal_recovery_read_line (BbJournalRecord *record, const char *line)
{
    BbJournalRecovery *recovery;

    if (g_str_has_prefix (line, BB_JOURNAL_RECOVERY)) {
        bb_journal_recovery_begin (record, g_ascii_strtoll (line + strlen (BB_JOURNAL_RECOVERY), NULL, 10));
        return;
    }
    if (record->recoveries == NULL)
        return;
    recovery = g_ptr_array_index (record->recoveries, record->recoveries->len - 1);
    /* Later lines are of jobs that wrote no firmware, for example of a verification. */
    if (recovery->has_failed)
        return;
    if (g_str_has_prefix (line, "target "))
        bb_journal_recovery_set_target (recovery, record);
    recovery->has_begun |= g_str_has_prefix (line, "step ");
    recovery->has_failed =
        recovery->has_begun && g_str_has_prefix (line, "state ") && record->state == BB_JOURNAL_FAILED;
    recovery->block = record->block;
    recovery->n_blocks = record->n_blocks;
    recovery->work = record->work;
    if (g_str_has_prefix (line, "failed ") && record->failed_image != NULL) {
        recovery->failed_block = record->failed_block;
        recovery->n_failed_blocks = record->n_failed_blocks;
    }
}

const BbJournalRecovery *
bb_journal_recovery_get_latest (const BbJournalRecord *record)
{
    g_return_val_if_fail (record != NULL, NULL);

    if (record->is_closed || record->state == BB_JOURNAL_AWAIT_POWER_CYCLE)
        return NULL;
    for (guint i = record->recoveries != NULL ? record->recoveries->len : 0; i > 0; i--) {
        const BbJournalRecovery *recovery = g_ptr_array_index (record->recoveries, i - 1);

        if (recovery->has_begun)
            return recovery;
    }
    return NULL;
}

GPtrArray *
bb_journal_recovery_list_unfinished (const BbJournalRecord *record)
{
    GPtrArray *unfinished = g_ptr_array_new ();
    /* Without the line of its end, only the newest recovery can have succeeded or be running: the others were
     * interrupted, because another recovery followed. */
    gboolean is_open = !record->is_closed && !record->is_locked && record->state != BB_JOURNAL_AWAIT_POWER_CYCLE;

    for (guint n = record->recoveries != NULL ? record->recoveries->len : 0, i = n; i > 0; i--) {
        BbJournalRecovery *recovery = g_ptr_array_index (record->recoveries, i - 1);

        if (recovery->has_begun && (recovery->has_failed || i < n || is_open))
            g_ptr_array_add (unfinished, recovery);
    }
    return unfinished;
}
