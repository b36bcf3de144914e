/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-journal-record.h"

G_BEGIN_DECLS

/* Reading the journals of a state folder. Worker threads only. */

/** bb_journal_list: (transfer full) (element-type BbJournalRecord): the open journals of @state_folder that can be
 * read, newest first. */
GPtrArray *bb_journal_list (const char *state_folder);

/**
 * bb_journal_read_open:
 * @unread: (nullable) (element-type GError): gets an error with a path for each journal that cannot be read
 * completely
 *
 * Returns: (transfer full) (element-type BbJournalRecord): the open journals, newest first, including those that
 * could be read in part
 */
GPtrArray *bb_journal_read_open (const char *state_folder, GPtrArray *unread);

/**
 * bb_journal_read_known:
 * @unknown: (nullable) (element-type GError): gets an error with a path for each journal whose key file cannot be
 * read, so that its drive is unknown
 *
 * Returns: (transfer full) (element-type BbJournalRecord): the other open journals, newest first; if the progress of
 * one cannot be read, only its @problem says so
 */
GPtrArray *bb_journal_read_known (const char *state_folder, GPtrArray *unknown);

/** bb_journal_list_all: (transfer full) (element-type BbJournalRecord): open and closed journals, newest first. */
GPtrArray *bb_journal_list_all (const char *state_folder);

/** BbDriveSeen: another connected drive, and what is known of it. */
typedef struct {
    BbDriveDetails *details;
    BbFacts *facts; /* (nullable) */
} BbDriveSeen;
BbDriveSeen *bb_drive_seen_new (BbDriveDetails *details, BbFacts *facts);
void bb_drive_seen_free (BbDriveSeen *seen);

/**
 * bb_journal_find:
 * @facts: (nullable): what is known of the drive
 * @others: (nullable) (element-type BbDriveSeen): the other connected drives
 * @ambiguous: (out): %TRUE if the journal may belong to another drive of @others; then %NULL is returned
 *
 * Finds the open journal of a drive. The journal of a simulated drive never matches a real one. In special modes the
 * bus path must match, because INQUIRY data and serial numbers may differ there.
 *
 * Returns: (transfer full) (nullable)
 */
BbJournalRecord *bb_journal_find (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                  GPtrArray *others, gboolean *ambiguous);

/*
 * The next functions look for journals of one unit, by the fingerprint in @facts. Without a fingerprint they find
 * nothing. Journals of simulated drives never match real ones.
 */

/** bb_journal_find_installed: (transfer full) (nullable): the closed journal of the image that this program wrote to
 * the unit last. */
BbJournalRecord *bb_journal_find_installed (const char *state_folder, const BbDriveDetails *details, BbFacts *facts);
/** bb_journal_dup_installed: (transfer full) (nullable): that image, a path below @state_folder. */
char *bb_journal_dup_installed (const char *state_folder, const BbDriveDetails *details, BbFacts *facts);
/** bb_journal_dup_oldest_facts: (transfer full) (nullable): facts of the unit before the first operation on it. */
BbFacts *bb_journal_dup_oldest_facts (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                      BbCatalog *catalog);

/**
 * bb_journal_count_written:
 * @n_recovered: (out): how many of these were recoveries
 *
 * Returns: how many closed journals say that firmware was written to the unit and verified
 */
guint bb_journal_count_written (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                guint *n_recovered);

/**
 * bb_journal_list_tried:
 * @record: (nullable): the open journal of the drive
 * @newest: (out) (transfer full) (nullable): the newest journal in which a candidate was sent, at least in part
 *
 * Returns: (transfer full) (element-type utf8): the candidates of an image that the unit received completely or
 * rejected since its firmware last changed. Interrupted uploads are left out, because they are no evidence.
 */
GPtrArray *bb_journal_list_tried (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                  BbJournalRecord *record, const char *image_sha256, BbJournalRecord **newest);

/**
 * bb_journal_was_converted_since:
 * @sequence: of a backup of the unit; 0 if it has none
 * @created: time of that backup, seconds since the epoch; used if a sequence number is missing
 *
 * Returns: %TRUE if a conversion of the boot code began after the backup, so what the backup says of the boot code
 * may no longer be true
 */
gboolean bb_journal_was_converted_since (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                         guint64 sequence, gint64 created);

G_END_DECLS
