/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-private.h"
#include "bb-fsync.h"
#include "job/bb-action.h"
#include "job/bb-job-error.h"
#include "bb-journal-private.h"
#include "bb-store-lock.h"
#include "scsi/bb-regular-file.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define BB_JOURNAL_FOLDER "journal"
#define BB_JOURNAL_DONE "done"
#define BB_JOURNAL_IMAGES "images"
#define BB_JOURNAL_ENDING ".journal"
#define BB_JOURNAL_PROGRESS ".progress"
#define BB_SHA256_HEX_LENGTH 64

struct _BbJournal {
    BbJournalRecord *record;
    int fd; /* of the progress file; holds the lock */
};

char *
bb_journal_dup_progress_path (const char *path)
{
    g_autofree char *stem = g_strndup (path, strlen (path) - strlen (BB_JOURNAL_ENDING));

    return g_strconcat (stem, BB_JOURNAL_PROGRESS, NULL);
}

/* --- beginning and ending --- */

/* Renames what is at @path. Nothing can be written to a pipe, a folder or a link, and a journal whose progress cannot
 * be written would block recovery. */
static gboolean
bb_journal_set_aside (const char *path, GError **error)
{
    g_autofree char *aside = g_strdup_printf ("%s" BB_JOURNAL_ASIDE "%08x", path, g_random_int ());

    return bb_fsync_rename (path, aside, error);
}

/* Opens the progress at @path for writing. */
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
    /* Made just now, and of a journal that cannot be seen yet. */
    if ((flags & O_EXCL) != 0)
        g_unlink (path);
    if (failed == EAGAIN)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "%s: another program is working with this journal", path);
    else
        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failed), "locking %s: %s", path, g_strerror (failed));
    return NULL;
}

static char *
bb_journal_dup_id (BbJournalRecord *record)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (record->started);
    g_autofree char *stamp = g_date_time_format (time, "%Y%m%d-%H%M%S");
    g_autofree char *name = g_strdup (record->drive_name != NULL ? record->drive_name : "drive");

    g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-", '-');
    return g_strdup_printf ("%s-%s-%08x", name, stamp, g_random_int ());
}

/* The record takes the line as it will be read one day. */
static gboolean G_GNUC_PRINTF (3, 4) bb_journal_add_line (BbJournal *journal, GError **error, const char *format, ...)
{
    g_autofree char *line = NULL;
    g_autofree char *sealed = NULL;
    g_autofree char *whole = NULL;
    va_list arguments;

    va_start (arguments, format);
    line = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    bb_journal_record_read_line (journal->record, line);
    sealed = bb_journal_line_seal (line);
    whole = g_strconcat (sealed, "\n", NULL);
    return bb_fsync_append (journal->fd, whole, error);
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
    record->is_alive = TRUE;
    record->is_sealed = TRUE;
    record->sequence = bb_store_next_sequence (state_folder);
    header = bb_journal_record_dup_header (record);
    if (!bb_fsync_make_folder (folder, error))
        return NULL;
    /* The progress file first: a journal that can be seen is locked by its owner already. */
    journal = bb_journal_lock (record, O_CREAT | O_EXCL, error);
    if (journal == NULL)
        return NULL;
    if (!bb_journal_add_line (journal, error, "begun") ||
        !bb_fsync_replace (record->path, header, strlen (header), error)) {
        g_autofree char *progress = bb_journal_dup_progress_path (record->path);

        /* It may have got its name already; without its progress it would be taken for the worst. */
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

        /* Closed by somebody since it was read: the lock was had only because it is nobody's any more. */
        if (saved == ENOENT)
            g_unlink (progress);
        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", record->path, g_strerror (saved));
        return NULL;
    }
    record->is_alive = TRUE;
    /* What a kill tore off must not become the start of the next line. */
    if (!bb_fsync_append (journal->fd, "~\n", error))
        return NULL;
    /* A new progress file is readable: without these lines the next reader would take the drive for intact. */
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
    g_free (journal);
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

    /* The line is for people who read the history; the header's move is what closes it. */
    (void) bb_journal_add_line (journal, NULL, "result %s", result);
    if (bb_fsync_make_folder (done, error) && bb_fsync_rename (journal->record->path, header_done, error))
        return bb_fsync_rename (progress, progress_done, error);
    /* No history then, but open it must not stay. */
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
    return bb_journal_add_step_at (journal, step, endangered, 0, 0, error);
}

gboolean
bb_journal_add_step_at (BbJournal *journal, guint step, gboolean endangered, guint block, guint n_blocks,
                        GError **error)
{
    if (block == 0)
        return bb_journal_add_line (journal, error, "step %u %d", step, endangered ? 1 : 0);
    return bb_journal_add_line (journal, error, "step %u %d %u %u", step, endangered ? 1 : 0, block, n_blocks);
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
bb_journal_add_target (BbJournal *journal, const char *image, const char *revision, guint n_steps, GError **error)
{
    g_autofree char *escaped = g_uri_escape_string (revision != NULL ? revision : "", NULL, FALSE);

    return bb_journal_add_line (journal, error, "target %s %u %s", image != NULL ? image : "-", n_steps, escaped);
}

gboolean
bb_journal_add_failure (BbJournal *journal, guint32 address, const char *image_sha256, GError **error)
{
    return bb_journal_add_line (journal, error, "failed 0x%06x %s", address, image_sha256);
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
bb_journal_add_proof (BbJournal *journal, const char *proof, GError **error)
{
    return bb_journal_add_line (journal, error, "proof %s", proof);
}

/* --- images --- */

char *
bb_journal_keep_image (const char *state_folder, GBytes *bytes, GError **error)
{
    g_autofree char *sha256 = bb_sha256_bytes (bytes);
    g_autofree char *folder = g_build_filename (state_folder, BB_JOURNAL_IMAGES, NULL);
    g_autofree char *image = g_strdup_printf (BB_JOURNAL_IMAGES "/%s.bin", sha256);
    g_autofree char *path = g_build_filename (state_folder, image, NULL);
    g_autoptr (GBytes) there = bb_journal_load_image (state_folder, image, NULL);

    if (there != NULL)
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

/* --- finding --- */

/*
 * One that is closed while the folder is read is not open any more: nothing to be said of it. @unread: (nullable)
 * (element-type GError)
 */
static GPtrArray *
bb_journal_list_folder (const char *folder, GPtrArray *unread)
{
    GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_journal_record_unref);
    g_autoptr (GDir) dir = bb_fsync_open_folder (folder, unread);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_autoptr (GError) error = NULL;
        BbJournalRecord *record;

        if (!g_str_has_suffix (name, BB_JOURNAL_ENDING))
            continue;
        record = bb_journal_record_load (path, &error);
        if (record != NULL)
            g_ptr_array_add (records, record);
        if (record == NULL && unread != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
            g_ptr_array_add (unread, g_steal_pointer (&error));
    }
    g_ptr_array_sort (records, bb_journal_record_compare);
    return records;
}

GPtrArray *
bb_journal_read_known (const char *state_folder, GPtrArray *unknown)
{
    g_autofree char *folder = g_build_filename (state_folder, BB_JOURNAL_FOLDER, NULL);

    return bb_journal_list_folder (folder, unknown);
}

GPtrArray *
bb_journal_read_open (const char *state_folder, GPtrArray *unread)
{
    GPtrArray *records = bb_journal_read_known (state_folder, unread);

    for (guint i = 0; unread != NULL && i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (record->problem != NULL)
            g_ptr_array_add (unread, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, record->problem));
    }
    return records;
}

GPtrArray *
bb_journal_list (const char *state_folder)
{
    g_return_val_if_fail (state_folder != NULL, g_ptr_array_new ());

    return bb_journal_read_open (state_folder, NULL);
}

/* What became of drives, for people: what of it cannot be read is left out, and said in the log. */
static GPtrArray *
bb_journal_list_done (const char *state_folder)
{
    g_autofree char *folder = g_build_filename (state_folder, BB_JOURNAL_FOLDER, BB_JOURNAL_DONE, NULL);
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    GPtrArray *records = bb_journal_list_folder (folder, g_file_test (folder, G_FILE_TEST_IS_DIR) ? unread : NULL);

    for (guint i = 0; i < unread->len; i++)
        g_warning ("a closed journal cannot be read: %s", ((GError *) g_ptr_array_index (unread, i))->message);
    return records;
}

GPtrArray *
bb_journal_list_all (const char *state_folder)
{
    g_autoptr (GHashTable) closed = g_hash_table_new (g_str_hash, g_str_equal);
    /* In this order: one that is closed meanwhile is seen twice, and not never. */
    g_autoptr (GPtrArray) open = bb_journal_list (state_folder);
    GPtrArray *all = bb_journal_list_done (state_folder);

    for (guint i = 0; i < all->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (all, i);

        record->is_closed = TRUE;
        g_hash_table_add (closed, record->id);
    }
    for (guint i = 0; i < open->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (open, i);

        if (!g_hash_table_contains (closed, record->id))
            g_ptr_array_add (all, bb_journal_record_ref (record));
    }
    g_ptr_array_sort (all, bb_journal_record_compare);
    return all;
}

/* Whether the image that it names is in the drive, as far as that was found out. */
static gboolean
bb_journal_has_written (BbJournalRecord *record)
{
    static const char *const written[] = {"done", "written", "rolled-back", BB_JOURNAL_REPLACED, NULL};

    return record->target_image != NULL && record->result != NULL && g_strv_contains (written, record->result);
}

/* By what tells one unit from its twins. */
static gboolean
bb_journal_is_of_unit (BbJournalRecord *record, const BbDriveDetails *details, BbFacts *facts)
{
    return record->simulated == details->simulated && g_strcmp0 (record->family, facts->family) == 0 &&
           facts->fingerprint != NULL && g_strcmp0 (record->fingerprint, facts->fingerprint) == 0;
}

BbJournalRecord *
bb_journal_find_installed (const char *state_folder, const BbDriveDetails *details, BbFacts *facts)
{
    g_autoptr (GPtrArray) records = NULL;

    if (facts->fingerprint == NULL)
        return NULL;
    records = bb_journal_list_done (state_folder);
    /* the newest first */
    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (!bb_journal_is_of_unit (record, details, facts))
            continue;
        if (bb_journal_has_written (record))
            return bb_journal_record_ref (record);
        /* Another program wrote firmware that cannot be read. */
        if (g_strcmp0 (record->result, BB_JOURNAL_REPLACED) == 0)
            return NULL;
    }
    return NULL;
}

static void
bb_journal_take_tried (BbJournalRecord *record, const char *image_sha256, GPtrArray *tried)
{
    for (guint i = 0; record->answered != NULL && i < record->answered->len; i++) {
        const char *line = g_ptr_array_index (record->answered, i);

        if (g_str_has_prefix (line, image_sha256) && strchr (line, ' ') != NULL)
            g_ptr_array_add (tried, g_strdup (strchr (line, ' ') + 1));
    }
}

GPtrArray *
bb_journal_list_tried (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                       BbJournalRecord *record, const char *image_sha256, BbJournalRecord **newest)
{
    GPtrArray *tried = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) records = facts->fingerprint != NULL ? bb_journal_list_done (state_folder) : NULL;

    *newest = record != NULL && record->tried != NULL ? bb_journal_record_ref (record) : NULL;
    if (record != NULL)
        bb_journal_take_tried (record, image_sha256, tried);
    /* the newest first; what was tried on another firmware tells nothing of this one */
    for (guint i = 0; records != NULL && i < records->len; i++) {
        BbJournalRecord *one = g_ptr_array_index (records, i);

        if (one->tried == NULL || !bb_journal_is_of_unit (one, details, facts))
            continue;
        if (*newest == NULL)
            *newest = bb_journal_record_ref (one);
        if (bb_journal_has_written (one))
            break;
        bb_journal_take_tried (one, image_sha256, tried);
    }
    return tried;
}

BbFacts *
bb_journal_dup_oldest_facts (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                             BbCatalog *catalog)
{
    g_autoptr (GPtrArray) records = bb_journal_list_done (state_folder);

    /* the newest first */
    for (guint i = records->len; i > 0; i--) {
        BbJournalRecord *record = g_ptr_array_index (records, i - 1);

        if (bb_journal_is_of_unit (record, details, facts))
            return bb_journal_record_dup_healthy_facts (record, catalog);
    }
    return NULL;
}

char *
bb_journal_dup_installed (const char *state_folder, const BbDriveDetails *details, BbFacts *facts)
{
    g_autoptr (BbJournalRecord) record = bb_journal_find_installed (state_folder, details, facts);

    return record != NULL ? g_strdup (record->target_image) : NULL;
}

guint
bb_journal_count_written (const char *state_folder, const BbDriveDetails *details, BbFacts *facts, guint *n_recovered)
{
    static const char *const proved[] = {"done", "rolled-back", NULL};
    g_autoptr (GPtrArray) records = facts->fingerprint != NULL ? bb_journal_list_done (state_folder) : NULL;
    guint n = 0;

    *n_recovered = 0;
    for (guint i = 0; records != NULL && i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (!bb_journal_is_of_unit (record, details, facts) || record->target_image == NULL ||
            record->result == NULL || !g_strv_contains (proved, record->result))
            continue;
        n++;
        if (g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_RECOVER)) == 0)
            (*n_recovered)++;
    }
    return n;
}

gboolean
bb_journal_was_converted_since (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                                guint64 sequence, gint64 created)
{
    g_autoptr (GPtrArray) records = facts->fingerprint != NULL ? bb_journal_list_all (state_folder) : NULL;

    for (guint i = 0; records != NULL && i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);
        gboolean is_since =
            record->sequence != 0 || sequence != 0 ? record->sequence > sequence : record->started >= created;

        if (is_since && g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_CONVERT)) == 0 &&
            bb_journal_is_of_unit (record, details, facts))
            return TRUE;
    }
    return FALSE;
}

void
bb_journal_undo_all (const char *state_folder, gboolean simulated)
{
    g_autoptr (GPtrArray) records = bb_journal_list (state_folder);

    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);
        g_autoptr (BbJournal) journal = NULL;
        g_autoptr (GVariant) undo = NULL;

        if (record->undo == NULL || record->is_alive || record->simulated != simulated)
            continue;
        /* Somebody else may begin with it in this moment. */
        journal = bb_journal_resume (record, NULL);
        if (journal == NULL)
            continue;
        undo = g_variant_ref (record->undo);
        bb_drive_undo_hold (undo);
        (void) bb_journal_add_undone (journal, NULL);
    }
}
