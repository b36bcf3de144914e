/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-journal.h"

G_BEGIN_DECLS

/*
 * Inside the room: writing journals. A journal is two files in <state folder>/journal: ID.journal, a key
 * file that never changes, and ID.progress, lines that are appended and synced one by one. The first ends with its
 * SHA-256 and each line of the second with a sum, so that a changed bit does not pass for another answer. Whoever is
 * at work holds a lock on the second; a torn last line is left out. Worker threads only.
 */

/** BB_JOURNAL_ASIDE: part of the name of progress that was no regular file and was renamed. */
#define BB_JOURNAL_ASIDE ".aside-"

typedef struct _BbJournal BbJournal;

/** BB_JOURNAL_ALL_ATTEMPTS: attempt of a journal whose progress cannot be read: no attempt is known to be unused, so
 * a power cycle comes first, and then the first attempt again. */
#define BB_JOURNAL_ALL_ATTEMPTS ((guint) G_MAXUINT16)

/** bb_journal_record_new: (transfer full): empty; filled before it is shared. */
BbJournalRecord *bb_journal_record_new (void);
char *bb_journal_record_dup_header (BbJournalRecord *record);
/** bb_journal_record_compare: newest first; always the same where the time does not tell. */
int bb_journal_record_compare (gconstpointer a, gconstpointer b);
/** bb_journal_state_to_string: "running", "await-power-cycle", "failed". */
const char *bb_journal_state_to_string (BbJournalState state);
/**
 * bb_journal_record_load:
 *
 * (transfer full) (nullable): the journal whose key file is @path. Errors: %G_IO_ERROR_NOT_FOUND when its owner
 * closed it meanwhile; other %G_IO_ERROR, %G_KEY_FILE_ERROR when it cannot be read or understood. Progress that
 * cannot be read is no error but its @problem.
 */
BbJournalRecord *bb_journal_record_load (const char *path, GError **error);
/** bb_journal_line_seal: (transfer full): a line of the progress with its sum, without its end. */
char *bb_journal_line_seal (const char *line);
/** bb_journal_record_read_line: takes over what a line of the progress says, without its sum. */
void bb_journal_record_read_line (BbJournalRecord *record, const char *line);
/** bb_journal_record_dup_healthy_facts: (transfer full) (nullable): the drive as it was when it was well. */
BbFacts *bb_journal_record_dup_healthy_facts (BbJournalRecord *record, BbCatalog *catalog);

/**
 * bb_journal_begin:
 * @record: what to write; gets its id, path and time
 *
 * On disk when it returns; on failure nothing of it is left there. Errors: %G_IO_ERROR, also where it cannot be
 * locked. Returns: (transfer full)
 */
BbJournal *bb_journal_begin (const char *state_folder, BbJournalRecord *record, GError **error);

/**
 * bb_journal_resume:
 *
 * Goes on with an open one. Progress that is no regular file is renamed and begun anew; whatever could not be read of
 * it is noted as an endangered drive and used attempts. Errors: %G_IO_ERROR_BUSY when a running program is at it;
 * %G_IO_ERROR_NOT_FOUND when somebody closed it since it was read; other %G_IO_ERROR when it cannot be looked at, or
 * its progress cannot be opened, locked or written: it stays as it is then. Returns: (transfer full)
 */
BbJournal *bb_journal_resume (BbJournalRecord *record, GError **error);

/** bb_journal_free: lets go of it; it stays open on disk. */
void bb_journal_free (BbJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbJournal, bb_journal_free)

/** bb_journal_get_record: (transfer none): as it stands now. */
BbJournalRecord *bb_journal_get_record (BbJournal *journal);

/*
 * Each adds a line, which is on disk when it returns. The record of the journal has it in any case, also after an
 * error.
 */

/** bb_journal_add_step: it is at number @step of the plan. @endangered: the drive has no complete firmware from now
 * on, or may have none. Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_step (BbJournal *journal, guint step, gboolean endangered, GError **error);
/** bb_journal_add_step_at: the same of a step that writes block @block of @n_blocks, from 1, as on the map; 0: none.
 * Errors: the same. */
gboolean bb_journal_add_step_at (BbJournal *journal, guint step, gboolean endangered, guint block, guint n_blocks,
                                 GError **error);
/** bb_journal_add_state: how it was left. Errors: as of bb_journal_add_step(). */
gboolean bb_journal_add_state (BbJournal *journal, BbJournalState state, GError **error);
/** bb_journal_add_undo: @undo: (transfer none): a{sv} of bb_drive_hold(). Errors: as of bb_journal_add_step(). */
gboolean bb_journal_add_undo (BbJournal *journal, GVariant *undo, GError **error);
/** bb_journal_add_undone: nothing has to be put back any more. Errors: as of bb_journal_add_step(). */
gboolean bb_journal_add_undone (BbJournal *journal, GError **error);
/** bb_journal_add_tray: @locked: it is about to be locked; else it was unlocked. Errors: as of
 * bb_journal_add_step(). */
gboolean bb_journal_add_tray (BbJournal *journal, gboolean locked, GError **error);
/** bb_journal_add_attempt: both as in #BbJournalRecord. Errors: as of bb_journal_add_step(). */
gboolean bb_journal_add_attempt (BbJournal *journal, guint attempt, gboolean wants_power_cycle, GError **error);
/** bb_journal_add_power: @mark: of bb_drive_dup_power_mark(), one line. Errors: as of bb_journal_add_step(). */
gboolean bb_journal_add_power (BbJournal *journal, const char *mark, GError **error);
/** bb_journal_add_target: a try begins: what was reached before it is no step of this one. Not to be noted while the
 * newest try goes on. @image (nullable): what is written from now on, as of bb_journal_keep_image(); @revision:
 * (nullable). Errors: as of bb_journal_add_step(). */
gboolean bb_journal_add_target (BbJournal *journal, const char *image, const char *revision, guint n_steps,
                                GError **error);
/** bb_journal_add_failure: the block at @address could not be written. Errors: as of bb_journal_add_step(). */
gboolean bb_journal_add_failure (BbJournal *journal, guint32 address, const char *image_sha256, GError **error);

/** bb_journal_add_tried: @candidate: of a plan that writes the target; on disk before it is sent. Errors: as of
 * bb_journal_add_step(). */
gboolean bb_journal_add_tried (BbJournal *journal, const char *candidate, GError **error);
/** bb_journal_add_attempts: @attempts: candidates of the target that are left, in order; none has a blank. Errors: as
 * of bb_journal_add_step(). */
gboolean bb_journal_add_attempts (BbJournal *journal, const char *const *attempts, GError **error);
/** bb_journal_add_recovery_failure: @image_sha256 was written in a recovery, and @how it failed, one word. Errors: as
 * of bb_journal_add_step(). */
gboolean bb_journal_add_recovery_failure (BbJournal *journal, const char *image_sha256, const char *how,
                                          GError **error);
/** bb_journal_add_finish: what the drive answered to the last piece. Errors: as of bb_journal_add_step(). */
gboolean bb_journal_add_finish (BbJournal *journal, BbFinish finish, GError **error);

/** bb_journal_add_proof: @proof: how it is known that the target is in the drive, a word. Errors: as of
 * bb_journal_add_step(). */
gboolean bb_journal_add_proof (BbJournal *journal, const char *proof, GError **error);

/** bb_journal_close: it is over; both files move to journal/done, or are removed where they cannot. @result: the word
 * of the outcome. @journal still has to be freed. Errors: those of bb_fsync_make_folder() and bb_fsync_rename(); it
 * may be closed all the same. */
gboolean bb_journal_close (BbJournal *journal, const char *result, GError **error);

/** bb_journal_keep_image: (transfer full): path below @state_folder of a copy named by its SHA-256. Errors: those of
 * bb_fsync_make_folder() and bb_fsync_replace(). */
char *bb_journal_keep_image (const char *state_folder, GBytes *bytes, GError **error);
/** bb_journal_load_image: (transfer full): the bytes, checked against the name. @image: as of
 * bb_journal_keep_image(). Errors: those of bb_fsync_read(); %G_IO_ERROR_INVALID_DATA where they do not fit. */
GBytes *bb_journal_load_image (const char *state_folder, const char *image, GError **error);

/**
 * BbDriveSeen: another drive that is plugged in, and what is known of it.
 */
typedef struct {
    BbDriveDetails *details;
    BbFacts *facts; /* (nullable) */
} BbDriveSeen;
BbDriveSeen *bb_drive_seen_new (BbDriveDetails *details, BbFacts *facts);
void bb_drive_seen_free (BbDriveSeen *seen);

/**
 * bb_journal_read_open:
 * @unread: (nullable) (element-type GError): gets what cannot be read, each with its path, and journals that were
 * read in part
 *
 * Returns: (transfer full) (element-type BbJournalRecord): the open journals, newest first
 */
GPtrArray *bb_journal_read_open (const char *state_folder, GPtrArray *unread);

/**
 * bb_journal_read_known:
 * @unknown: (nullable) (element-type GError): gets those of which it is not known whose they are, each with its path
 *
 * Returns: (transfer full) (element-type BbJournalRecord): the others, as bb_journal_read_open(); one that was read
 * in part has its @problem, and it is known whether its drive is simulated
 */
GPtrArray *bb_journal_read_known (const char *state_folder, GPtrArray *unknown);

/** bb_journal_dup_progress_path: (transfer full): the second file of the journal whose key file is @path. */
char *bb_journal_dup_progress_path (const char *path);

/** bb_journal_list_all: (transfer full) (element-type BbJournalRecord): open and closed ones, newest first. */
GPtrArray *bb_journal_list_all (const char *state_folder);

/**
 * bb_journal_find:
 * @facts: (nullable): what is known of the drive
 * @others: (nullable) (element-type BbDriveSeen): the other drives
 * @ambiguous: (out): another drive could be meant as well; nothing is returned then
 *
 * The open journal of a drive; one of a simulated drive is never of a real one. Where INQUIRY texts and serial
 * numbers cannot be trusted, in special modes, the bus path must be the same.
 */
BbJournalRecord *bb_journal_find (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                  GPtrArray *others, gboolean *ambiguous);

/*
 * Of the unit itself: the fingerprint of @facts tells which one it is, and without one nothing is found. What was
 * done with a simulated drive was not done with a real one.
 */

/**
 * bb_journal_dup_installed:
 *
 * The image that this program wrote to the unit last, as far as closed journals tell.
 * Returns: (transfer full) (nullable): path below @state_folder
 */
char *bb_journal_dup_installed (const char *state_folder, const BbDriveDetails *details, BbFacts *facts);
/** bb_journal_dup_oldest_facts: (transfer full) (nullable): the unit as it was before the first that was done with
 * it.
 */
BbFacts *bb_journal_dup_oldest_facts (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                      BbCatalog *catalog);
/** bb_journal_find_installed: (transfer full) (nullable): the closed journal of that. */
BbJournalRecord *bb_journal_find_installed (const char *state_folder, const BbDriveDetails *details, BbFacts *facts);

/**
 * bb_journal_count_written:
 * @n_recovered: (out): how many of them began with a drive that had lost its firmware without a flash of ours
 *
 * How often this program wrote firmware to the unit and proved it, as far as closed journals tell.
 */
guint bb_journal_count_written (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                guint *n_recovered);

/**
 * bb_journal_list_tried:
 * @record: (nullable): the open journal of the drive
 * @newest: (out) (transfer full) (nullable): the newest journal in which a part of any candidate was sent
 *
 * Returns: (transfer full) (element-type utf8): the candidates of an image that the unit got whole, or refused, since
 *   its firmware was changed last. One that was interrupted tells nothing
 */
GPtrArray *bb_journal_list_tried (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                  BbJournalRecord *record, const char *image_sha256, BbJournalRecord **newest);

/** bb_journal_get_reached: for people: at which of its steps it was last, counted from 1, and never after the last.
 */
guint bb_journal_get_reached (const BbJournalRecord *record);

/**
 * bb_journal_was_boot_code_sent:
 * @record: (nullable)
 *
 * Whether it is of a conversion that had come to its last step, and nothing else was written since.
 */
gboolean bb_journal_was_boot_code_sent (BbJournalRecord *record);

/**
 * bb_journal_was_converted_since:
 * @sequence: of a backup of it; 0: it has none
 * @created: of that backup, seconds since the epoch; where the numbers do not tell
 *
 * Whether this program began to change the boot code of the unit after that: what was learnt before is not known any
 * more.
 */
gboolean bb_journal_was_converted_since (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                         guint64 sequence, gint64 created);

/**
 * bb_journal_undo_all:
 * @simulated: what simulated drives left; else what real ones did
 *
 * Puts back what killed programs left of bb_drive_hold(); at start.
 */
void bb_journal_undo_all (const char *state_folder, gboolean simulated);

G_END_DECLS
