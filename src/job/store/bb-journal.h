/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-journal-record.h"

G_BEGIN_DECLS

/*
 * Writing journals. Worker threads only. A journal is two files in <state folder>/journal:
 * - ID.journal, a key file that never changes and that ends with its SHA-256
 * - ID.progress, whose lines are appended and synced one by one, each with a checksum
 *
 * The checksums show changed bits. A line that a kill or power cut left incomplete is ignored. The owner of a journal
 * holds a lock on its progress file.
 */

/** BB_JOURNAL_ASIDE: part of the name that a progress file gets if it is not a regular file and had to be renamed. */
#define BB_JOURNAL_ASIDE ".aside-"

typedef struct _BbJournal BbJournal;

/**
 * bb_journal_begin:
 * @record: the operation to record, which becomes the record of the journal. Sets its ID, path, time, sequence
 *   number, @is_locked and @is_sealed, also if this fails
 *
 * Creates a journal, which is on disk when this returns. If this fails, none of its files is left. Errors:
 * %G_IO_ERROR, also if the journal cannot be locked. Returns: (transfer full): the journal, locked
 */
BbJournal *bb_journal_begin (const char *state_folder, BbJournalRecord *record, GError **error);

/**
 * bb_journal_resume:
 *
 * Opens the journal of @record for writing; @record becomes the record of the journal. A progress file that is not a
 * regular file is renamed, and a new one is begun. If progress could not be read (@problem of @record is set), adds
 * lines that record the drive as endangered and all attempts as used.
 *
 * Errors: %G_IO_ERROR_BUSY if a running program holds its lock; %G_IO_ERROR_NOT_FOUND if it was closed after @record
 * was read; other %G_IO_ERROR if a file cannot be opened, locked or written. After an error the journal is not
 * locked; some of the added lines may be in the file.
 *
 * Returns: (transfer full): the journal, locked
 */
BbJournal *bb_journal_resume (BbJournalRecord *record, GError **error);

/** bb_journal_free: releases the lock and the memory; on disk the journal stays open. */
void bb_journal_free (BbJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbJournal, bb_journal_free)

/** bb_journal_get_failure: (transfer none) (nullable): the error of the first line that could not be written to disk;
 * %NULL if all lines were written. */
const GError *bb_journal_get_failure (BbJournal *journal);
/** bb_journal_get_record: (transfer none): the record, as the newest line has updated it. */
BbJournalRecord *bb_journal_get_record (BbJournal *journal);

/*
 * Each bb_journal_add function adds a line to the progress file. The line is on disk when the function returns. The
 * record of the journal is updated, also after an error. The target is the image that is being written; a candidate
 * is one of several forms in which the target can be sent to the drive.
 */

/** bb_journal_add_step: records that step @step of the plan begins. @endangered: from now on the drive may have no
 * complete firmware. Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_step (BbJournal *journal, guint step, gboolean endangered, GError **error);

/** BbJournalPlace: the block of the flash map that a step reaches: number @block of @n_blocks, from 1, and what the
 * step does there. @block is 0 if the step reaches none. */
typedef struct {
    guint block;
    guint n_blocks;
    BbJournalWork work;
} BbJournalPlace;

/** bb_journal_add_step_at: records a step as bb_journal_add_step() does, and the block that it reaches, if it reaches
 * one. Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_step_at (BbJournal *journal, guint step, gboolean endangered, const BbJournalPlace *place,
                                 GError **error);
/** bb_journal_add_state: records the state in which the job left the drive. Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_state (BbJournal *journal, BbJournalState state, GError **error);
/**
 * bb_journal_add_undo: records the settings of the system that bb_drive_hold() changed, so that bb_journal_undo_all()
 * can restore them after a kill. @undo: (transfer none): the a{sv} that bb_drive_hold() returned.
 * Errors: those of bb_fsync_append().
 */
gboolean bb_journal_add_undo (BbJournal *journal, GVariant *undo, GError **error);
/** bb_journal_add_undone: records that all settings that bb_journal_add_undo() recorded were restored. Errors: those
 * of bb_fsync_append(). */
gboolean bb_journal_add_undone (BbJournal *journal, GError **error);
/** bb_journal_add_tray: records that the tray is about to be locked, or, if not @locked, that it was unlocked.
 * Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_tray (BbJournal *journal, gboolean locked, GError **error);
/** bb_journal_add_attempt: records that @attempt recovery attempts were made, and whether a power cycle must come
 * before the next command. Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_attempt (BbJournal *journal, guint attempt, gboolean wants_power_cycle, GError **error);
/** bb_journal_add_power: records @mark, one line of text from bb_drive_dup_power_mark(), with which a later job
 * detects a power cycle. Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_power (BbJournal *journal, const char *mark, GError **error);
/** bb_journal_add_cycle: records that the drive needs a power cycle although its operation is complete. @mark: as for
 * bb_journal_add_power(). Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_cycle (BbJournal *journal, const char *mark, GError **error);
/** bb_journal_add_recovery: records that a job continues the operation and will write firmware; call it before
 * bb_journal_add_target(). Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_recovery (BbJournal *journal, GError **error);
/**
 * bb_journal_add_target:
 * @image: (nullable): the image that is written from now on, a path of bb_journal_keep_image(); %NULL if another
 *   program wrote firmware of which there is no image
 * @revision: (nullable): revision of that firmware
 * @n_steps: number of steps of the plan
 *
 * Records that a new try begins, so steps of earlier tries do not count for it. Must not be called during a try.
 * Errors: those of bb_fsync_append().
 */
gboolean bb_journal_add_target (BbJournal *journal, const char *image, const char *revision, guint n_steps,
                                GError **error);
/** bb_journal_add_failure: records that a step at @address failed. @image_sha256: (nullable): the image, if a block
 * could not be erased or programmed; %NULL if the transfer of the data failed. Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_failure (BbJournal *journal, guint32 address, const char *image_sha256, GError **error);
/** bb_journal_add_tried: records that @candidate of the target is about to be sent. The candidate counts as used only
 * after bb_journal_add_finish(). Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_tried (BbJournal *journal, const char *candidate, GError **error);
/** bb_journal_add_attempts: records @attempts, the candidates of the target that have not been sent yet, in the order
 * in which they will be sent. None of them may contain a blank. Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_attempts (BbJournal *journal, const char *const *attempts, GError **error);
/** bb_journal_add_recovery_failure: records that a recovery with the image @image_sha256 failed. @how: failed step
 * and error without a blank, such as "program:3/0C/00"; "kept-old-firmware" if no step failed. Errors: those of
 * bb_fsync_append(). */
gboolean bb_journal_add_recovery_failure (BbJournal *journal, const char *image_sha256, const char *how,
                                          GError **error);
/** bb_journal_add_finish: records @finish, which says whether the drive accepted the target, judged by its responses
 * after the last part of the data. Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_finish (BbJournal *journal, BbFinish finish, GError **error);
/**
 * bb_journal_add_reported: records @revision, which the drive reports after the target was written. Only for a target
 * whose file names no revision.
 * Errors: those of bb_fsync_append().
 */
gboolean bb_journal_add_reported (BbJournal *journal, const char *revision, GError **error);
/** bb_journal_add_proof: records that it was verified that the drive has the target. @proof: how it was verified, a
 * word of bb_proof_to_string(). @leaves_area: the part of the memory that the drive manages itself was not compared.
 * Errors: those of bb_fsync_append(). */
gboolean bb_journal_add_proof (BbJournal *journal, const char *proof, gboolean leaves_area, GError **error);

/**
 * bb_journal_close:
 * @result: a word of bb_outcome_to_string(), or %BB_JOURNAL_REPLACED
 *
 * Records @result and moves both files to journal/done, or deletes them if they cannot be moved. @journal must still
 * be freed. Errors: those of bb_fsync_make_folder() and bb_fsync_rename(); the journal may be closed in spite of an
 * error.
 */
gboolean bb_journal_close (BbJournal *journal, const char *result, GError **error);

/** bb_journal_keep_image: (transfer full): copies @bytes to a file that is named by their SHA-256, unless that file
 * exists and is intact. Returns the path of the file relative to @state_folder. Errors: those of
 * bb_fsync_make_folder() and bb_fsync_replace(). */
char *bb_journal_keep_image (const char *state_folder, GBytes *bytes, GError **error);
/** bb_journal_load_image: (transfer full): the bytes of @image, a path of bb_journal_keep_image(), compared with the
 * SHA-256 in its name. Errors: those of bb_fsync_read(); %G_IO_ERROR_INVALID_DATA if they differ. */
GBytes *bb_journal_load_image (const char *state_folder, const char *image, GError **error);

/**
 * bb_journal_undo_all:
 * @simulated: use the journals of simulated drives; else those of real drives
 *
 * Restores system settings that bb_drive_hold() changed in programs that were killed before they restored them; the
 * open journals of these programs list the settings. Records in each journal that its settings were restored. Called
 * when a program starts. Skips a journal whose lock a running program holds.
 */
void bb_journal_undo_all (const char *state_folder, gboolean simulated);

G_END_DECLS
