/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-journal-record.h"

G_BEGIN_DECLS

/* Reading the journals of a state folder. Worker threads only. */

/** bb_journal_list: (transfer full) (element-type BbJournalRecord): the open journals of @state_folder whose key file
 * can be read, newest first. If the progress of a journal cannot be read, its @problem is set. */
GPtrArray *bb_journal_list (const char *state_folder);

/**
 * bb_journal_read_open:
 * @unread: (nullable) (element-type GError): gets an error with a path for each journal with an unreadable part, and
 *   for the folder of journals if that cannot be read
 *
 * Returns: (transfer full) (element-type BbJournalRecord): the open journals, newest first, including those that
 * could be read in part
 */
GPtrArray *bb_journal_read_open (const char *state_folder, GPtrArray *unread);

/**
 * bb_journal_read_known:
 * @unknown: (nullable) (element-type GError): gets an error with a path for each journal whose key file cannot be
 *   read, so that its drive is unknown, and for the folder of journals if that cannot be read
 *
 * Returns: (transfer full) (element-type BbJournalRecord): the open journals whose key file can be read, newest
 * first. A journal whose progress cannot be read is among them, with its @problem set.
 */
GPtrArray *bb_journal_read_known (const char *state_folder, GPtrArray *unknown);

/** bb_journal_list_all: (transfer full) (element-type BbJournalRecord): all open and closed journals that can be
 * read, newest first; @is_closed tells them apart. */
GPtrArray *bb_journal_list_all (const char *state_folder);

/** BbDriveSeen: a connected drive other than the one that a journal is searched for. */
typedef struct {
    BbDriveDetails *details;
    BbFacts *facts; /* (nullable) */
} BbDriveSeen;
/** bb_drive_seen_new: (transfer full): references @details and @facts (nullable). */
BbDriveSeen *bb_drive_seen_new (BbDriveDetails *details, BbFacts *facts);
void bb_drive_seen_free (BbDriveSeen *seen);

/**
 * bb_journal_find:
 * @facts: (nullable): facts of the drive
 * @others: (nullable) (element-type BbDriveSeen): the other connected drives
 * @ambiguous: (out): %TRUE if a matching journal was skipped because it may also belong to one of @others
 *
 * Finds the open journal of a drive. The journal of a simulated drive never matches a real one. A drive in recovery
 * mode may report other INQUIRY data and another serial number. So for such a drive, and for one that was not
 * identified, the bus path must match.
 *
 * Returns: (transfer full) (nullable): the journal; %NULL if there is none that belongs to this drive only
 */
BbJournalRecord *bb_journal_find (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                  GPtrArray *others, gboolean *ambiguous);

/** bb_journal_asked_for_cycle: %TRUE if a repair asked for a power cycle, and no power cycle was noticed after that.
 * This is so if the @cycle_mark of an open or closed journal is equal to @mark (nullable), the present power mark of
 * the drive. %FALSE if @mark is %NULL: no journal then records the request, and only the process that ran the repair
 * knows of it (bb_engine_drive_take_result()). */
gboolean bb_journal_asked_for_cycle (const char *state_folder, const char *mark);

/*
 * The next functions search the journals of the drive by the fingerprint in @facts. A journal of a simulated drive
 * never matches a real drive. A journal with another serial number (bb_family_get_serial()) never matches either,
 * because drives of one model can have the same fingerprint.
 *
 * If @facts have no fingerprint:
 * - bb_journal_find_installed(), bb_journal_find_newest(), bb_journal_dup_installed() and
 * bb_journal_dup_oldest_facts() search the journals without a fingerprint by the serial number.
 * - The other functions find no closed journal.
 */

/** bb_journal_find_installed: (transfer full) (nullable): the closed journal of the operation that wrote an image to
 * the drive last; %NULL if there is none, or if another program has since written firmware that cannot be read. */
BbJournalRecord *bb_journal_find_installed (const char *state_folder, const BbDriveDetails *details, BbFacts *facts);
/** bb_journal_find_newest: (transfer full) (nullable): the newest closed journal of the drive; %NULL if there is
 * none. */
BbJournalRecord *bb_journal_find_newest (const char *state_folder, const BbDriveDetails *details, BbFacts *facts);
/** bb_journal_dup_installed: (transfer full) (nullable): path of the image in the drive, as the journal of
 * bb_journal_find_installed() names it, relative to @state_folder; %NULL if there is no such journal. */
char *bb_journal_dup_installed (const char *state_folder, const BbDriveDetails *details, BbFacts *facts);
/** bb_journal_dup_oldest_facts: (transfer full) (nullable): facts of the drive with @details and @facts, in normal
 * mode, from before the first operation on it that a closed journal records; %NULL if there is no such journal or its
 * family is unknown. */
BbFacts *bb_journal_dup_oldest_facts (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                      BbCatalog *catalog);

/**
 * bb_journal_count_written:
 * @n_recovered: (out): how many of the returned number were recoveries
 *
 * Returns: how many closed journals say that firmware was written to the drive and verified; 0 without a fingerprint
 *   in @facts
 */
guint bb_journal_count_written (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                guint *n_recovered);

/**
 * bb_journal_list_tried:
 * @record: (nullable): the open journal of the drive
 * @newest: (out) (transfer full) (nullable): the newest journal in which a candidate was sent, at least in part
 *
 * A candidate is one of several forms in which an image can be sent to a drive that does not say which it accepts.
 *
 * Returns: (transfer full) (element-type utf8): the candidates of the image @image_sha256 that the drive, according
 *   to the journals, received completely or rejected after its firmware changed last. Interrupted uploads are left
 *   out, because they do not show whether the drive accepts the candidate. Closed journals of flashes without
 *   candidates are skipped. If @facts have no fingerprint, only the open journal counts.
 */
GPtrArray *bb_journal_list_tried (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                  BbJournalRecord *record, const char *image_sha256, BbJournalRecord **newest);

/**
 * bb_journal_was_converted_since:
 * @sequence: sequence number of a backup of the drive; 0 if the backup has none
 * @created: time of that backup, seconds since the epoch; used if neither the backup nor the journal has a sequence
 *   number
 *
 * Returns: %TRUE if a conversion of the boot code began after the backup, as an open or closed journal says, so that
 *   the boot code of the drive may differ from that in the backup. %FALSE without a fingerprint in @facts
 */
gboolean bb_journal_was_converted_since (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                         guint64 sequence, gint64 created);

G_END_DECLS
