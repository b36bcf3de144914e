/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/flow/bb-stage.h"
#include "job/store/bb-backup-private.h"
#include "job/store/bb-journal-private.h"
#include "job/words/bb-words.h"

#include <string.h>

/* Which firmware is called the previous firmware of a drive, and which is named as something else that can be
 * written. Tests bb_journal_record_get_other() and what the words make of it. */

/* The copy in the journal is other firmware if its revision differs, or if it is a file that names no revision. */
static void
test_a_copy_of_another_revision_is_other_firmware (void)
{
    static const struct {
        const char *old_image, *old_revision, *old_file, *other;
    } rows[] = {
        {NULL, "1.01", "fall.bin", NULL},      {"old", NULL, NULL, NULL},     {"old", "1.05", NULL, NULL},
        {"old", "1.05", "fall.bin", NULL},     {"old", "1.01", NULL, "1.01"}, {"old", "1.01", "fall.bin", "1.01"},
        {"old", NULL, "fall.bin", "fall.bin"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record (NULL, NULL);

        g_free (record->old_image);
        record->old_image = g_strdup (rows[i].old_image);
        record->old_revision = g_strdup (rows[i].old_revision);
        record->old_file = g_strdup (rows[i].old_file);
        g_test_message ("row %u", i);
        g_assert_cmpstr (bb_journal_record_get_other (record), ==, rows[i].other);
    }
}

/* If the copy in the journal is lost, a recovery writes a backup instead of it, and the journal says nothing of that.
 */
static void
test_only_the_copy_in_the_journal_has_its_name (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbJournalRecord) record = job_rig_record (NULL, NULL);
    g_autoptr (BbImage) copied = job_rig_image ("nec-optiarc", "K355", "1.01", NULL);
    g_autoptr (BbImage) backup = job_rig_image ("nec-optiarc", "K355", "1.04", NULL);
    g_autoptr (BbJournal) journal = NULL;
    BbFlow flow = {0};

    g_free (record->old_image);
    record->old_image = g_strdup_printf ("images/%s.bin", bb_image_get_sha256 (copied));
    record->old_revision = g_strdup ("1.01");
    journal = job_rig_begin_journal (rig->state, record);
    flow.journal = journal;
    g_assert_cmpstr (bb_flow_get_other (&flow, copied), ==, "1.01");
    g_assert_null (bb_flow_get_other (&flow, backup));
    g_assert_null (bb_flow_get_other (&flow, NULL));
}

/* Returns (transfer full) the next step after a recovery with @backup (transfer full) and the journal of another
 * backup; @has_old: the journal has a copy of the old image. */
static char *
next_step_with (BbBackup *backup, gboolean has_old)
{
    g_autoptr (BbResult) result = bb_result_new (BB_ACTION_RECOVER);

    result->next_step = BB_NEXT_STEP_RECOVER;
    result->backup = backup;
    result->journal = job_rig_record (NULL, NULL);
    if (!has_old)
        g_clear_pointer (&result->journal->old_image, g_free);
    return bb_words_dup_next_step (result, "sr0");
}

/* A backup is named as a way back only if it is trusted and is the one that the journal names. */
static void
test_only_the_trusted_backup_of_the_journal_is_a_way_back (void)
{
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);
    g_autofree char *untrusted = NULL;
    g_autofree char *foreign = NULL;
    g_autofree char *named = NULL;
    g_autofree char *copied = NULL;

    for (guint i = 0; i < 3; i++) {
        BbBackup *backup = bb_backup_new_described (details, facts, NULL);

        backup->complete = i != 0;
        g_free (backup->id);
        backup->id = g_strdup (i == 1 ? "another" : "kept");
        *(i == 0 ? &untrusted : i == 1 ? &foreign : &named) = next_step_with (backup, FALSE);
    }
    copied = next_step_with (NULL, TRUE);
    g_assert_cmpstr (untrusted, ==, "Recover sr0. You can start the interrupted operation again.");
    g_assert_cmpstr (foreign, ==, "Recover sr0. You can start the interrupted operation again.");
    g_assert_cmpstr (
        named, ==, "Recover sr0. You can restore firmware 1.05 from the backup or repeat the interrupted operation.");
    g_assert_cmpstr (copied, ==,
                     "Recover sr0. You can restore the previous firmware or repeat the interrupted operation.");
}

/* Returns (transfer full) the record of a flash after which the old image was written. @result: (nullable): the end
 * of a closed journal; %NULL if it is open until a power cycle */
static BbJournalRecord *
restored_record (const char *result, const char *old_revision)
{
    BbJournalRecord *record = job_rig_record (NULL, NULL);

    record->old_revision = g_strdup (old_revision);
    record->target_image = g_strdup (record->old_image);
    record->target_revision = g_strdup (old_revision != NULL ? old_revision : "1.05");
    record->state = BB_JOURNAL_AWAIT_POWER_CYCLE;
    record->is_closed = result != NULL;
    record->result = g_strdup (result);
    return record;
}

/* The history asks for a power cycle only while it is awaited, and calls only the firmware that the drive had the
 * previous one. */
static void
test_the_history_tells_restored_from_replaced (void)
{
    static const struct {
        const char *result, *old_revision;
        BbHistoryEnd end;
        const char *how;
    } rows[] = {
        {NULL, NULL, BB_HISTORY_UNPROVED,
         "The operation failed. The previous firmware was restored but has not been verified yet. Power cycle the "
         "drive, then verify the firmware."},
        {"written", NULL, BB_HISTORY_UNPROVED,
         "The operation failed. The previous firmware was restored but not verified."},
        {"rolled-back", NULL, BB_HISTORY_PUT_BACK,
         "The operation failed. The previous firmware was restored and is running."},
        {NULL, "1.01", BB_HISTORY_UNPROVED,
         "The operation failed. After the failure, firmware 1.01 was written but has not been verified yet. Power "
         "cycle the drive, then verify the firmware."},
        {"written", "1.01", BB_HISTORY_UNPROVED,
         "The operation failed. After the failure, firmware 1.01 was written but not verified."},
        {"rolled-back", "1.01", BB_HISTORY_REPLACED,
         "The operation failed. After the failure, firmware 1.01 was written and is now running."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = restored_record (rows[i].result, rows[i].old_revision);
        g_autofree char *how = bb_words_dup_history_how (record);

        g_assert_cmpstr (how, ==, rows[i].how);
        g_assert_cmpint (bb_history_end_of (record), ==, rows[i].end);
    }
}

/* A journal of a flash that failed and wrote other firmware, but could not record that it began to write it. */
static void
test_other_firmware_is_never_the_flashed_one (void)
{
    g_autoptr (BbJournalRecord) record = restored_record ("rolled-back", "1.01");

    g_clear_pointer (&record->target_image, g_free);
    g_clear_pointer (&record->target_revision, g_free);
    g_assert_cmpint (bb_history_end_of (record), ==, BB_HISTORY_REPLACED);
}

/* The result of a flash that failed and wrote other firmware back. */
static void
test_a_result_names_the_other_firmware (void)
{
    g_autoptr (BbResult) result = bb_result_new (BB_ACTION_FLASH);
    g_autofree char *message = NULL;

    result->outcome = BB_OUTCOME_ROLLED_BACK;
    result->reason = BB_RESULT_REASON_RESTORED;
    g_assert_cmpstr (bb_words_outcome (result), ==, "Flashing failed. The previous firmware was restored.");
    result->about.other = g_strdup ("1.01");
    g_assert_cmpstr (bb_words_outcome (result), ==,
                     "Flashing the image failed, so Burnback wrote different firmware.");
    message = bb_words_dup_message (result, BB_MESSAGE_WHOLE);
    g_assert_nonnull (strstr (message, "Firmware 1.01 was written instead."));
    g_assert_null (strstr (message, "previous"));
}

/* If the firmware did not run when the operation began, the revision in the journal is that of a backup. It is then
 * not said that another program wrote what the drive runs later: the drive may have had that before. */
static void
test_a_remembered_revision_is_not_the_one_before (void)
{
    static const struct {
        gboolean is_remembered;
        const char *action, *before, *other;
    } rows[] = {
        {FALSE, "flash", "1.05", NULL},
        {TRUE, "rollback", NULL, "1.05"},
        /* A version that did not know the key "remembered" wrote the record. */
        {FALSE, "recover", NULL, "1.05"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbJournalRecord) record = job_rig_record (NULL, NULL);
        g_autoptr (BbFacts) facts = job_rig_facts (NULL);
        g_autoptr (BbJournal) journal = NULL;
        g_autoptr (BbJournalRecord) read = NULL;

        g_free (record->action);
        record->action = g_strdup (rows[i].action);
        record->is_remembered = rows[i].is_remembered;
        journal = job_rig_begin_journal (rig->state, record);
        read = bb_journal_record_load (bb_journal_get_record (journal)->path, NULL);
        g_assert_cmpstr (bb_journal_record_get_revision_before (read), ==, rows[i].before);
        g_assert_cmpstr (bb_journal_record_get_other (read), ==, rows[i].other);
        read->is_locked = FALSE;
        read->endangered = TRUE;
        g_strlcpy (facts->inquiry.revision, "1.09", sizeof facts->inquiry.revision);
        g_assert_true (bb_journal_record_runs_other (read, facts));
        g_assert_cmpint (bb_journal_record_was_overwritten (read, facts), ==, rows[i].before != NULL);
    }
}

/* If the new and the old image are the same file, finishing and restoring are no choice. */
static void
test_one_image_can_only_be_restored (void)
{
    g_autoptr (BbJournalRecord) record = job_rig_record (NULL, NULL);

    g_assert_true (bb_journal_record_can_finish (record));
    g_free (record->old_image);
    record->old_image = g_strdup (record->new_image);
    g_assert_false (bb_journal_record_can_finish (record));
    g_clear_pointer (&record->new_image, g_free);
    g_assert_false (bb_journal_record_can_finish (record));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/previous-firmware/a-copy-of-another-revision-is-other-firmware",
                     test_a_copy_of_another_revision_is_other_firmware);
    g_test_add_func ("/previous-firmware/only-the-copy-in-the-journal-has-its-name",
                     test_only_the_copy_in_the_journal_has_its_name);
    g_test_add_func ("/previous-firmware/only-the-trusted-backup-of-the-journal-is-a-way-back",
                     test_only_the_trusted_backup_of_the_journal_is_a_way_back);
    g_test_add_func ("/previous-firmware/the-history-tells-restored-from-replaced",
                     test_the_history_tells_restored_from_replaced);
    g_test_add_func ("/previous-firmware/other-firmware-is-never-the-flashed-one",
                     test_other_firmware_is_never_the_flashed_one);
    g_test_add_func ("/previous-firmware/a-result-names-the-other-firmware", test_a_result_names_the_other_firmware);
    g_test_add_func ("/previous-firmware/a-remembered-revision-is-not-the-one-before",
                     test_a_remembered_revision_is_not_the_one_before);
    g_test_add_func ("/previous-firmware/one-image-can-only-be-restored", test_one_image_can_only_be_restored);
    return g_test_run ();
}
