/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-journal-record.h"

G_BEGIN_DECLS

/**
 * BbJournalRecovery: one job that continued an open journal and wrote firmware to its drive.
 * @started: seconds since the epoch
 * @image, @revision: (nullable): the image that the job wrote last, as target_image and target_revision of
 *   #BbJournalRecord
 * @has_begun: a step of the job was sent
 * @has_failed: the job ended, and the drive still needed recovery
 * @block, @n_blocks, @work: how far the job came with @image, as in #BbJournalRecord
 * @failed_block, @n_failed_blocks: number of the block that could not be erased or written with @image, from 1, and
 *   number of all blocks; 0 if no block failed
 */
typedef struct {
    gint64 started;
    char *image;
    char *revision;
    gboolean has_begun;
    gboolean has_failed;
    guint block;
    guint n_blocks;
    BbJournalWork work;
    guint failed_block;
    guint n_failed_blocks;
} BbJournalRecovery;

/** bb_journal_recovery_read_line: updates @recoveries of @record from @line of the progress file, which the record
 * has read already. */
void bb_journal_recovery_read_line (BbJournalRecord *record, const char *line);

/** bb_journal_recovery_get_latest: (transfer none) (nullable): the newest recovery of the open journal @record that
 * has begun; %NULL if there is none. */
const BbJournalRecovery *bb_journal_recovery_get_latest (const BbJournalRecord *record);
/** bb_journal_recovery_list_unfinished: (transfer container) (element-type BbJournalRecovery): the recoveries of
 * @record that have begun and did not recover the drive, newest first. One that runs now, or whose firmware waits for
 * its verification, is not listed. */
GPtrArray *bb_journal_recovery_list_unfinished (const BbJournalRecord *record);

G_END_DECLS
