/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-fsync.h"
#include "job/bb-action.h"
#include "bb-journal-find.h"
#include "bb-journal-private.h"
#include "bb-unit.h"

#include <string.h>

/* --- the journals of a state folder --- */

/* Returns (transfer full) (element-type BbJournalRecord) the journals in @folder, newest first. Adds an error to
 * @unread (nullable) for each journal that cannot be read, and for @folder if that cannot be read. A journal that is
 * closed meanwhile is left out without an error. */
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

/* Returns (transfer full) (element-type BbJournalRecord) the closed journals, newest first. Those that cannot be read
 * are left out with a warning in the log, because they are only history. */
static GPtrArray *
bb_journal_list_done (const char *state_folder)
{
    g_autofree char *folder = g_build_filename (state_folder, BB_JOURNAL_FOLDER, BB_JOURNAL_DONE, NULL);
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    GPtrArray *records = bb_journal_list_folder (folder, g_file_test (folder, G_FILE_TEST_IS_DIR) ? unread : NULL);

    for (guint i = 0; i < unread->len; i++)
        g_warning ("a closed journal cannot be read: %s", ((GError *) g_ptr_array_index (unread, i))->message);
    for (guint i = 0; i < records->len; i++)
        ((BbJournalRecord *) g_ptr_array_index (records, i))->is_closed = TRUE;
    return records;
}

GPtrArray *
bb_journal_list_all (const char *state_folder)
{
    g_autoptr (GHashTable) closed = g_hash_table_new (g_str_hash, g_str_equal);
    /* Open journals are read first, so that a journal that is closed meanwhile is found twice instead of never. */
    g_autoptr (GPtrArray) open = bb_journal_list (state_folder);
    GPtrArray *all = bb_journal_list_done (state_folder);

    for (guint i = 0; i < all->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (all, i);

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

gboolean
bb_journal_asked_for_cycle (const char *state_folder, const char *mark)
{
    g_autoptr (GPtrArray) records = mark != NULL ? bb_journal_list_all (state_folder) : NULL;

    /* Only journals of this drive can have its power mark, so the drives are not compared. Comparing fingerprints
     * could fail, because a repair may change the fingerprint. */
    for (guint i = 0; records != NULL && i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (g_strcmp0 (record->cycle_mark, mark) == 0)
            return TRUE;
    }
    return FALSE;
}

/* --- the closed journals of one unit --- */

/* TRUE if the result of the closed @record says that its target image was in the drive at the end. FALSE if the drive
 * reported an error while writing it and nothing was verified later. */
static gboolean
bb_journal_has_written (BbJournalRecord *record)
{
    static const char *const written[] = {"done", "written", "rolled-back", BB_JOURNAL_REPLACED, NULL};

    return record->target_image != NULL && record->result != NULL && g_strv_contains (written, record->result) &&
           (record->finish != BB_FINISH_FAULT || !g_str_equal (record->result, "written"));
}

/*
 * TRUE if @record is of the drive with @details and @facts. If record or drive has a fingerprint, both must have one
 * and bb_unit_is_same() must be TRUE. If neither has one, the serial numbers must be known and equal. FALSE also in
 * these cases:
 * - both have a serial number that counts (bb_family_get_serial()), and the numbers differ
 * - the families differ
 * - only one of the drives is simulated
 */
static gboolean
bb_journal_is_of_unit (BbJournalRecord *record, const BbDriveDetails *details, BbFacts *facts)
{
    const BbUnit written = bb_journal_record_get_unit (record);
    const BbUnit unit = bb_unit_of_drive (details, facts);

    if (unit.simulated != written.simulated || g_strcmp0 (record->family, facts->family) != 0 ||
        bb_unit_serials_differ (unit.serial, written.serial))
        return FALSE;
    if (unit.fingerprint != NULL || written.fingerprint != NULL)
        return unit.fingerprint != NULL && written.fingerprint != NULL && bb_unit_is_same (&unit, &written);
    return details->serial != NULL && g_strcmp0 (record->serial, details->serial) == 0;
}

BbJournalRecord *
bb_journal_find_installed (const char *state_folder, const BbDriveDetails *details, BbFacts *facts)
{
    g_autoptr (GPtrArray) records = bb_journal_list_done (state_folder);

    /* The list is sorted newest first. */
    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (!bb_journal_is_of_unit (record, details, facts))
            continue;
        if (bb_journal_has_written (record))
            return bb_journal_record_ref (record);
        /* Another program wrote firmware that cannot be read back, so the installed image is unknown. */
        if (g_strcmp0 (record->result, BB_JOURNAL_REPLACED) == 0)
            return NULL;
    }
    return NULL;
}

BbJournalRecord *
bb_journal_find_newest (const char *state_folder, const BbDriveDetails *details, BbFacts *facts)
{
    g_autoptr (GPtrArray) records = bb_journal_list_done (state_folder);

    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (bb_journal_is_of_unit (record, details, facts))
            return bb_journal_record_ref (record);
    }
    return NULL;
}

/* Adds candidates (forms in which the image @image_sha256 can be sent to the drive) to @tried: those that the drive
 * received completely or rejected, according to @record. */
static void
bb_journal_add_answered (BbJournalRecord *record, const char *image_sha256, GPtrArray *tried)
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
        bb_journal_add_answered (record, image_sha256, tried);
    /* The list is newest first. It is read up to the last change of the firmware, because earlier attempts say
     * nothing about the current firmware. */
    for (guint i = 0; records != NULL && i < records->len; i++) {
        BbJournalRecord *one = g_ptr_array_index (records, i);

        if (one->tried == NULL || !bb_journal_is_of_unit (one, details, facts))
            continue;
        if (*newest == NULL)
            *newest = bb_journal_record_ref (one);
        if (bb_journal_has_written (one))
            break;
        bb_journal_add_answered (one, image_sha256, tried);
    }
    return tried;
}

BbFacts *
bb_journal_dup_oldest_facts (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                             BbCatalog *catalog)
{
    g_autoptr (GPtrArray) records = bb_journal_list_done (state_folder);

    /* The list is newest first, so the last record is the oldest. */
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

/* --- the open journal of a drive --- */

BbDriveSeen *
bb_drive_seen_new (BbDriveDetails *details, BbFacts *facts)
{
    BbDriveSeen *seen = g_new0 (BbDriveSeen, 1);

    seen->details = bb_drive_details_ref (details);
    seen->facts = facts != NULL ? bb_facts_ref (facts) : NULL;
    return seen;
}

void
bb_drive_seen_free (BbDriveSeen *seen)
{
    bb_drive_details_unref (seen->details);
    g_clear_pointer (&seen->facts, bb_facts_unref);
    g_free (seen);
}

/* How an open journal matches a drive; a larger value is the stronger match. */
typedef enum {
    BB_MATCH_NO,
    BB_MATCH_UNIT, /* fingerprint or serial number are equal, but the port is another one */
    BB_MATCH_PLACE /* the port is the same, and neither reported serial number nor fingerprint contradicts; the
                      fingerprint may differ if bb_journal_writes_identity() */
} BbMatch;

/* TRUE for a conversion and for an identity repair. Both change data from which the fingerprint is computed, so after
 * a power cut the drive may have another fingerprint than the journal. At the same port, such a journal matches the
 * drive in spite of another fingerprint. */
static gboolean
bb_journal_writes_identity (BbJournalRecord *record)
{
    return g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_CONVERT)) == 0 || record->target_image == NULL;
}

/*
 * Returns how @record matches the drive with @details and @facts (nullable):
 * - NO: the families differ; only one of record and drive is simulated; the fingerprints differ; the reported serial
 *   numbers differ (exception below); or nothing could be compared
 * - PLACE: the same port. Another fingerprint is accepted if bb_journal_writes_identity().
 * - UNIT: another port, but the same fingerprint or serial number, and bb_unit_is_same() agrees. Never for a drive in
 *   recovery mode or one that was not identified.
 *
 * Exception: a drive in recovery mode may report another serial number, if its fingerprint is equal and no other
 * drive can have that fingerprint.
 */
static BbMatch
bb_journal_match (BbJournalRecord *record, const BbDriveDetails *details, BbFacts *facts)
{
    gboolean is_special =
        facts == NULL || facts->condition == BB_CONDITION_SPECIAL || facts->condition == BB_CONDITION_UNKNOWN;
    gboolean same_place = details->bus_path != NULL && g_strcmp0 (details->bus_path, record->bus_path) == 0;
    const char *fingerprint = facts != NULL ? facts->fingerprint : NULL;
    const char *serial = is_special ? NULL : bb_family_get_serial (facts, details->serial);
    const BbUnit written = bb_journal_record_get_unit (record);
    const BbUnit unit = bb_unit_of_drive (details, facts);
    gboolean has_own_fingerprint = fingerprint != NULL && record->fingerprint != NULL && !unit.has_board_fingerprint;

    if (record->simulated != details->simulated)
        return BB_MATCH_NO;
    if (facts != NULL && facts->family != NULL && g_strcmp0 (facts->family, record->family) != 0)
        return BB_MATCH_NO;
    if (fingerprint != NULL && record->fingerprint != NULL && !g_str_equal (fingerprint, record->fingerprint) &&
        (!same_place || !bb_journal_writes_identity (record)))
        return BB_MATCH_NO;
    if (bb_unit_serials_differ (serial, record->serial) ||
        (!has_own_fingerprint && bb_unit_reports_other (&unit, &written)))
        return BB_MATCH_NO;
    if (same_place)
        return BB_MATCH_PLACE;
    if (is_special)
        return BB_MATCH_NO;
    if ((fingerprint != NULL && record->fingerprint != NULL) || (serial != NULL && record->serial != NULL))
        return bb_unit_is_same (&unit, &written) ? BB_MATCH_UNIT : BB_MATCH_NO;
    return BB_MATCH_NO;
}

/*
 * TRUE if @record may belong to the drive @other instead of the drive whose journal is searched: it matches @other at
 * least as well.
 * @mine: how @record matches the drive whose journal is searched. If this is BB_MATCH_UNIT and @other was not
 *   identified yet, TRUE only if @other has the serial number of @record, whatever its port is
 */
static gboolean
bb_journal_could_be_of (BbJournalRecord *record, BbDriveSeen *other, BbMatch mine)
{
    if (mine == BB_MATCH_UNIT && other->facts == NULL &&
        (record->serial == NULL || g_strcmp0 (other->details->serial, record->serial) != 0))
        return FALSE;
    return bb_journal_match (record, other->details, other->facts) >= mine;
}

BbJournalRecord *
bb_journal_find (const char *state_folder, const BbDriveDetails *details, BbFacts *facts, GPtrArray *others,
                 gboolean *ambiguous)
{
    g_autoptr (GPtrArray) records = bb_journal_list (state_folder);

    *ambiguous = FALSE;
    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);
        BbMatch mine = bb_journal_match (record, details, facts);
        gboolean shared = FALSE;

        if (mine == BB_MATCH_NO)
            continue;
        for (guint j = 0; others != NULL && j < others->len; j++) {
            shared = shared || bb_journal_could_be_of (record, g_ptr_array_index (others, j), mine);
        }
        if (!shared)
            return bb_journal_record_ref (record);
        *ambiguous = TRUE;
    }
    return NULL;
}
