/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-private.h"
#include "bb-fsync.h"
#include "job/bb-action.h"
#include "job/bb-job-error.h"
#include "bb-journal-find.h"
#include "bb-journal-private.h"
#include "bb-journal.h"
#include "bb-store-lock.h"
#include "scsi/bb-regular-file.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define BB_JOURNAL_IMAGES "images"
#define BB_SHA256_HEX_LENGTH 64

struct _BbJournal {
    BbJournalRecord *record;
    int fd;          /* the progress file, which is locked */
    GError *failure; /* (nullable): error of the first line that could not be written */
};

/* --- beginning and ending --- */

/* Renames the FIFO, folder or link @path, which has the name of a progress file, so that a real progress file can be
 * created there. FALSE with an error if that fails. Without a progress file the drive could not be recovered. */
static gboolean
bb_journal_set_aside (const char *path, GError **error)
{
    g_autofree char *aside = g_strdup_printf ("%s" BB_JOURNAL_ASIDE "%08x", path, g_random_int ());

    return bb_fsync_rename (path, aside, error);
}

/*
 * Opens the progress file at @path for appending, and returns its descriptor; -1 with an error. @flags: O_CREAT
 * creates it, O_EXCL fails if it exists. Without O_EXCL, an existing @path that is no regular file is renamed first.
 */
static int
bb_journal_open_progress (const char *path, int flags, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    int fd = bb_regular_file_open (path, O_WRONLY | O_APPEND | flags, &local_error);

    if (fd < 0 && (flags & O_EXCL) == 0 && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE)) {
        g_clear_error (&local_error);
        if (bb_journal_set_aside (path, &local_error))
            fd = bb_regular_file_open (path, O_WRONLY | O_APPEND | O_EXCL | flags, &local_error);
    }
    if (fd < 0)
        g_propagate_error (error, g_steal_pointer (&local_error));
    return fd;
}

/* Opens and locks the progress file of @record, and returns (transfer full) a journal that owns file and lock; NULL
 * with an error. A file that O_EXCL created is deleted after an error. @flags: of bb_journal_open_progress() */
static BbJournal *
bb_journal_lock (BbJournalRecord *record, int flags, GError **error)
{
    g_autofree char *path = bb_journal_dup_progress_path (record->path);
    int fd = bb_journal_open_progress (path, flags, error);
    BbJournal *journal;
    int failed;

    if (fd < 0)
        return NULL;
    failed = bb_store_lock_file (fd, F_WRLCK);
    if (failed == 0) {
        journal = g_new0 (BbJournal, 1);
        journal->record = bb_journal_record_ref (record);
        journal->fd = fd;
        return journal;
    }
    close (fd);
    /* Deletes the progress file if it is new, because no key file names it yet. */
    if ((flags & O_EXCL) != 0)
        g_unlink (path);
    if (failed == EAGAIN)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "%s: another program is working with this journal", path);
    else
        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failed), "locking %s: %s", path, g_strerror (failed));
    return NULL;
}

/* Returns (transfer full) the ID of a new journal: "sr0-20260102-030405-1a2b3c4d", of drive, time and a random
 * number. */
static char *
bb_journal_dup_id (BbJournalRecord *record)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (record->started);
    g_autofree char *stamp = g_date_time_format (time, "%Y%m%d-%H%M%S");
    g_autofree char *name = g_strdup (record->drive_name != NULL ? record->drive_name : "drive");

    g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-", '-');
    return g_strdup_printf ("%s-%s-%08x", name, stamp, g_random_int ());
}

/* Updates the record by parsing the line; then appends the line with a checksum to the progress file and syncs it.
 * The line is parsed in the same way as by a reader of the file. The record is updated even if writing fails. The
 * first error is kept for bb_journal_get_failure(). */
static gboolean G_GNUC_PRINTF (3, 4) bb_journal_add_line (BbJournal *journal, GError **error, const char *format, ...)
{
    g_autofree char *line = NULL;
    g_autofree char *sealed = NULL;
    g_autofree char *whole = NULL;
    g_autoptr (GError) local_error = NULL;
    va_list arguments;

    va_start (arguments, format);
    line = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    bb_journal_record_read_line (journal->record, line);
    sealed = bb_journal_line_seal (line);
    whole = g_strconcat (sealed, "\n", NULL);
    if (bb_fsync_append (journal->fd, whole, &local_error))
        return TRUE;
    if (journal->failure == NULL)
        journal->failure = g_error_copy (local_error);
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

BbJournal *
bb_journal_begin (const char *state_folder, BbJournalRecord *record, GError **error)
{
    g_autofree char *folder = g_build_filename (state_folder, BB_JOURNAL_FOLDER, NULL);
    g_autofree char *file = NULL;
    g_autofree char *header = NULL;
    g_autoptr (BbJournal) journal = NULL;
    gint64 now_us = g_get_real_time ();

    record->started = now_us / G_USEC_PER_SEC;
    record->started_us = now_us % G_USEC_PER_SEC;
    g_free (record->id);
    record->id = bb_journal_dup_id (record);
    file = g_strconcat (record->id, BB_JOURNAL_ENDING, NULL);
    g_free (record->path);
    record->path = g_build_filename (folder, file, NULL);
    record->is_locked = TRUE;
    record->is_sealed = TRUE;
    record->sequence = bb_store_next_sequence (state_folder);
    header = bb_journal_record_dup_header (record);
    if (!bb_fsync_make_folder (folder, error))
        return NULL;
    /* The progress file is locked before the key file exists, so that no other program finds the journal unlocked. */
    journal = bb_journal_lock (record, O_CREAT | O_EXCL, error);
    if (journal == NULL)
        return NULL;
    if (!bb_journal_add_line (journal, error, "begun") ||
        !bb_fsync_replace (record->path, header, strlen (header), error)) {
        g_autofree char *progress = bb_journal_dup_progress_path (record->path);

        /* If bb_fsync_replace() failed, the key file may exist nevertheless. It is deleted, because a reader of a key
         * file without a progress file assumes that the drive has no complete firmware. */
        g_unlink (record->path);
        g_unlink (progress);
        return NULL;
    }
    return g_steal_pointer (&journal);
}

BbJournal *
bb_journal_resume (BbJournalRecord *record, GError **error)
{
    g_autofree char *progress = bb_journal_dup_progress_path (record->path);
    g_autoptr (BbJournal) journal = bb_journal_lock (record, O_CREAT, error);

    if (journal == NULL)
        return NULL;
    if (access (record->path, F_OK) != 0) {
        int saved = errno;

        /* If the key file does not exist, another program closed the journal after @record was read. The progress
         * file that bb_journal_lock() has just created then belongs to no journal. */
        if (saved == ENOENT)
            g_unlink (progress);
        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", record->path, g_strerror (saved));
        return NULL;
    }
    record->is_locked = TRUE;
    /* If a kill left the last line incomplete, "~" marks that line, see BB_JOURNAL_TORN. */
    if (!bb_fsync_append (journal->fd, "~\n", error))
        return NULL;
    /* The new lines tell later readers that the drive may have no complete firmware. */
    if (record->problem != NULL && (!bb_journal_add_step (journal, record->step, TRUE, error) ||
                                    !bb_journal_add_attempt (journal, BB_JOURNAL_ALL_ATTEMPTS, TRUE, error)))
        return NULL;
    return g_steal_pointer (&journal);
}

void
bb_journal_free (BbJournal *journal)
{
    if (journal == NULL)
        return;
    close (journal->fd);
    bb_journal_record_unref (journal->record);
    g_clear_error (&journal->failure);
    g_free (journal);
}

const GError *
bb_journal_get_failure (BbJournal *journal)
{
    return journal->failure;
}

BbJournalRecord *
bb_journal_get_record (BbJournal *journal)
{
    return journal->record;
}

gboolean
bb_journal_close (BbJournal *journal, const char *result, GError **error)
{
    g_autofree char *folder = g_path_get_dirname (journal->record->path);
    g_autofree char *done = g_build_filename (folder, BB_JOURNAL_DONE, NULL);
    g_autofree char *progress = bb_journal_dup_progress_path (journal->record->path);
    g_autofree char *header_name = g_path_get_basename (journal->record->path);
    g_autofree char *progress_name = g_path_get_basename (progress);
    g_autofree char *header_done = g_build_filename (done, header_name, NULL);
    g_autofree char *progress_done = g_build_filename (done, progress_name, NULL);

    /* An error is ignored, because this line is only for the history. The journal is closed by moving its key file.
     */
    (void) bb_journal_add_line (journal, NULL, "result %s", result);
    if (bb_fsync_make_folder (done, error) && bb_fsync_rename (journal->record->path, header_done, error))
        return bb_fsync_rename (progress, progress_done, error);
    /* If the key file cannot be moved, it is deleted: the journal must not stay open. The operation is then missing
     * in the history. */
    if (g_unlink (journal->record->path) != 0)
        return FALSE;
    g_clear_error (error);
    g_unlink (progress);
    return bb_fsync_sync_folder (folder, error);
}

/* --- lines --- */

gboolean
bb_journal_add_step (BbJournal *journal, guint step, gboolean endangered, GError **error)
{
    return bb_journal_add_line (journal, error, "step %u %d", step, endangered ? 1 : 0);
}

gboolean
bb_journal_add_step_at (BbJournal *journal, guint step, gboolean endangered, const BbJournalPlace *place,
                        GError **error)
{
    if (place->block == 0)
        return bb_journal_add_step (journal, step, endangered, error);
    return bb_journal_add_line (journal, error, "step %u %d %u %u %s", step, endangered ? 1 : 0, place->block,
                                place->n_blocks, bb_journal_work_to_string (place->work));
}

gboolean
bb_journal_add_state (BbJournal *journal, BbJournalState state, GError **error)
{
    return bb_journal_add_line (journal, error, "state %s", bb_journal_state_to_string (state));
}

gboolean
bb_journal_add_undo (BbJournal *journal, GVariant *undo, GError **error)
{
    g_autofree char *text = g_variant_print (undo, TRUE);

    return bb_journal_add_line (journal, error, "undo %s", text);
}

gboolean
bb_journal_add_undone (BbJournal *journal, GError **error)
{
    return bb_journal_add_line (journal, error, "undone");
}

gboolean
bb_journal_add_tray (BbJournal *journal, gboolean locked, GError **error)
{
    return bb_journal_add_line (journal, error, "tray %s", locked ? "locked" : "unlocked");
}

gboolean
bb_journal_add_attempt (BbJournal *journal, guint attempt, gboolean wants_power_cycle, GError **error)
{
    return bb_journal_add_line (journal, error, "attempt %u %d", attempt, wants_power_cycle ? 1 : 0);
}

gboolean
bb_journal_add_power (BbJournal *journal, const char *mark, GError **error)
{
    return bb_journal_add_line (journal, error, "power %s", mark);
}

gboolean
bb_journal_add_cycle (BbJournal *journal, const char *mark, GError **error)
{
    return bb_journal_add_line (journal, error, "cycle %s", mark);
}

gboolean
bb_journal_add_recovery (BbJournal *journal, GError **error)
{
    return bb_journal_add_line (journal, error, BB_JOURNAL_RECOVERY "%" G_GINT64_FORMAT,
                                g_get_real_time () / G_USEC_PER_SEC);
}

gboolean
bb_journal_add_target (BbJournal *journal, const char *image, const char *revision, guint n_steps, GError **error)
{
    g_autofree char *escaped = g_uri_escape_string (revision != NULL ? revision : "", NULL, FALSE);

    return bb_journal_add_line (journal, error, "target %s %u %s", image != NULL ? image : "-", n_steps, escaped);
}

gboolean
bb_journal_add_failure (BbJournal *journal, guint32 address, const char *image_sha256, GError **error)
{
    return bb_journal_add_line (journal, error, "failed 0x%06x %s", address,
                                image_sha256 != NULL ? image_sha256 : "-");
}

gboolean
bb_journal_add_tried (BbJournal *journal, const char *candidate, GError **error)
{
    const char *target = journal->record->target_image;
    g_autofree char *name = g_path_get_basename (target != NULL ? target : "-");

    return bb_journal_add_line (journal, error, "tried %s %s", name, candidate);
}

gboolean
bb_journal_add_attempts (BbJournal *journal, const char *const *attempts, GError **error)
{
    g_autofree char *words = g_strjoinv (" ", (char **) attempts);

    return bb_journal_add_line (journal, error, "attempts %s", words);
}

gboolean
bb_journal_add_recovery_failure (BbJournal *journal, const char *image_sha256, const char *how, GError **error)
{
    return bb_journal_add_line (journal, error, "recovery-failed %s %s", image_sha256, how);
}

gboolean
bb_journal_add_finish (BbJournal *journal, BbFinish finish, GError **error)
{
    return bb_journal_add_line (journal, error, "finish %s", bb_finish_to_string (finish));
}

gboolean
bb_journal_add_reported (BbJournal *journal, const char *revision, GError **error)
{
    return bb_journal_add_line (journal, error, "reported %s", revision);
}

gboolean
bb_journal_add_proof (BbJournal *journal, const char *proof, gboolean leaves_area, GError **error)
{
    /* "left-area" is a line of its own: older versions of the program skip this unknown line, but can read the other.
     */
    return (!leaves_area || bb_journal_add_line (journal, error, "left-area")) &&
           bb_journal_add_line (journal, error, "proof %s", proof);
}

/* --- copies of images --- */

char *
bb_journal_keep_image (const char *state_folder, GBytes *bytes, GError **error)
{
    g_autofree char *sha256 = bb_sha256_bytes (bytes);
    g_autofree char *folder = g_build_filename (state_folder, BB_JOURNAL_IMAGES, NULL);
    g_autofree char *image = g_strdup_printf (BB_JOURNAL_IMAGES "/%s.bin", sha256);
    g_autofree char *path = g_build_filename (state_folder, image, NULL);
    g_autoptr (GBytes) there = bb_fsync_read (path, NULL);

    if (there != NULL && g_bytes_equal (there, bytes))
        return g_steal_pointer (&image);
    if (!bb_fsync_make_folder (folder, error) ||
        !bb_fsync_replace (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error))
        return NULL;
    return g_steal_pointer (&image);
}

GBytes *
bb_journal_load_image (const char *state_folder, const char *image, GError **error)
{
    g_autofree char *path = g_build_filename (state_folder, image, NULL);
    g_autofree char *name = g_path_get_basename (image);
    g_autoptr (GBytes) bytes = bb_fsync_read (path, error);
    g_autofree char *sha256 = NULL;

    if (bytes == NULL)
        return NULL;
    sha256 = bb_sha256_bytes (bytes);
    if (strncmp (sha256, name, BB_SHA256_HEX_LENGTH) == 0)
        return g_steal_pointer (&bytes);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not what was written there", path);
    return NULL;
}

/* --- changes of killed programs --- */

void
bb_journal_undo_all (const char *state_folder, gboolean simulated)
{
    g_autoptr (GPtrArray) records = bb_journal_list (state_folder);

    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);
        g_autoptr (BbJournal) journal = NULL;
        g_autoptr (GVariant) undo = NULL;

        if (record->undo == NULL || record->is_locked || record->simulated != simulated)
            continue;
        /* Fails if another program has resumed the journal meanwhile; that program then restores the settings. */
        journal = bb_journal_resume (record, NULL);
        if (journal == NULL)
            continue;
        undo = g_variant_ref (record->undo);
        bb_drive_undo_hold (undo);
        (void) bb_journal_add_undone (journal, NULL);
    }
}
