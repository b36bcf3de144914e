/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-journal-record.h"

G_BEGIN_DECLS

/* Private to src/job/store: functions that make and read the text of a journal. Worker threads only. */

/** BB_JOURNAL_FOLDER: folder of the journals in a state folder. */
#define BB_JOURNAL_FOLDER "journal"
/** BB_JOURNAL_DONE: folder of the closed journals in %BB_JOURNAL_FOLDER. */
#define BB_JOURNAL_DONE "done"
/** BB_JOURNAL_ENDING: suffix of the key file of a journal. */
#define BB_JOURNAL_ENDING ".journal"

/** BB_JOURNAL_RECOVERY: first word of the line that begins a recovery; its time follows. */
#define BB_JOURNAL_RECOVERY "recovery "

/** bb_journal_record_dup_header: (transfer full): text of the key file, with its SHA-256. */
char *bb_journal_record_dup_header (BbJournalRecord *record);
/** bb_journal_record_compare: a #GCompareFunc for arrays of records, newest first. */
int bb_journal_record_compare (gconstpointer a, gconstpointer b);
/**
 * bb_journal_record_load:
 *
 * Reads the journal whose key file is @path. If the progress cannot be read, sets @problem of the record; that is not
 * an error.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if the owner closed the journal meanwhile; other %G_IO_ERROR and %G_KEY_FILE_ERROR if
 * the key file cannot be read or parsed. Returns: (transfer full): the record
 */
BbJournalRecord *bb_journal_record_load (const char *path, GError **error);
/** bb_journal_line_seal: (transfer full): @line of a progress file with its checksum, without the newline. */
char *bb_journal_line_seal (const char *line);
/** bb_journal_record_read_line: updates @record from @line of a progress file, without its checksum. An unknown or
 * incomplete line changes nothing. */
void bb_journal_record_read_line (BbJournalRecord *record, const char *line);

G_END_DECLS
