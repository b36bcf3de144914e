/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/words/bb-words.h"

#include <string.h>

/* Exclusive access: the lock of the tray, journals that other drives and killed programs left open, and leaving
 * recovery mode. Also tests bb-flow-backup.c. */

static const BbJobFlags allow = BB_JOB_FLAG_ALLOW_CROSS_FLASH;

static BbImage *
nec_image (const char *revision)
{
    return job_rig_image ("nec-optiarc", "K355", revision, NULL);
}

/* --- how the firmware was verified --- */

/* A flash of a K355 erases a block that no image contains, and a flash of a K110 does not. The journal must say for
 * the K355 only that a part of the memory was not compared. */
static void
test_the_journal_records_memory_that_was_not_compared (void)
{
    static const struct {
        const char *scenario;
        const char *model;
        gboolean leaves_area;
    } rows[] = {
        {JOB_RIG_NEC, "K355", TRUE},
        {JOB_RIG_NEC_BANKS, "K110", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (rows[i].scenario, NULL);
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", rows[i].model, "1.07", NULL);
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
        g_autoptr (GPtrArray) records = bb_journal_list_all (rig->state);
        const BbJournalRecord *record;

        g_test_message ("%s: %s", rows[i].model, result->message);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpuint (records->len, ==, 1);
        record = g_ptr_array_index (records, 0);
        g_assert_cmpstr (record->proof, ==, bb_proof_to_string (BB_PROOF_PROVEN));
        g_assert_cmpint (record->leaves_area, ==, rows[i].leaves_area);
    }
}

/* --- the tray --- */

static void
test_a_tray_that_cannot_be_locked_is_only_noted (void)
{
    /* first fault: the drive does not support PREVENT; second fault: each PREVENT gets a unit attention */
    static const char *const faults[] = {"At=opcode:1E:1;Kind=sense;Sense=5/20/00;Times=0",
                                         "At=opcode:1E:1;Kind=sense;Sense=6/28/00;Times=0"};

    for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbImage) image = nec_image ("1.07");
        g_autoptr (BbResult) result = NULL;
        g_autofree char *notes = NULL;

        job_rig_fault (rig, faults[i]);
        result = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        notes = g_strjoinv ("\n", result->notes);
        g_assert_nonnull (strstr (notes, "tray"));
    }
}

static void
test_the_tray_is_locked_despite_a_unit_attention (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = NULL;
    g_autofree char *notes = NULL;

    job_rig_fault (rig, "At=opcode:1E:1;Kind=sense;Sense=6/28/00;Times=1");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    notes = g_strjoinv ("\n", result->notes);
    g_assert_null (strstr (notes, "tray"));
}

/* --- the journal of another drive or program --- */

/* Locks the tray and begins a journal without steps, as a program does that is killed before its first write. */
static void
leave_as_a_killed_program (JobRig *rig)
{
    g_autoptr (BbDrive) drive = bb_sim_bus_ref_drive (rig->bus, "sr0");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
    g_autoptr (BbTransport) transport = bb_drive_open (drive, TRUE, NULL);
    g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
    g_autoptr (GError) error = NULL;
    BbJournal *journal;

    record->drive_name = g_strdup ("sr0");
    record->bus_path = g_strdup (details->bus_path);
    record->simulated = TRUE;
    record->serial = g_strdup (details->serial);
    record->family = g_strdup ("nec-optiarc");
    record->model_key = g_strdup ("K355");
    record->action = g_strdup ("flash");
    journal = bb_journal_begin (rig->state, record, &error);
    g_assert_no_error (error);
    bb_journal_free (journal);
    g_assert_true (bb_scsi_prevent (transport, TRUE, &error));
}

/* TRUE if the drive refuses to open its tray with the sense data 5/53/02, "medium removal prevented". */
static gboolean
keeps_its_tray_locked (JobRig *rig)
{
    g_autoptr (BbDrive) drive = bb_sim_bus_ref_drive (rig->bus, "sr0");
    g_autoptr (BbTransport) transport = bb_drive_open (drive, TRUE, NULL);
    BbCommand command = {.direction = BB_DIRECTION_NONE, .timeout_ms = 10000};
    static const guint8 open_tray[] = {0x1B, 0, 0, 0, 0x02, 0}; /* START STOP UNIT, LoEj */
    g_autoptr (GError) error = NULL;
    const BbSense *sense;

    bb_cdb_init (&command.cdb, open_tray, sizeof open_tray);
    if (bb_transport_send (transport, &command, NULL, &error))
        return FALSE;
    sense = bb_scsi_error_get_sense (error);
    g_assert_nonnull (sense);
    g_assert_true (bb_sense_is (sense, 0x05, 0x53, 0x02));
    return TRUE;
}

static void
test_recovering_unlocks_the_tray (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_look (rig);
    leave_as_a_killed_program (rig);
    g_assert_true (keeps_its_tray_locked (rig));
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    g_assert_false (keeps_its_tray_locked (rig));
}

/* Two drives have the same serial number: the journal of the interrupted flash of one must not be used for the other.
 */
static void
test_identical_drives_are_not_confused (void)
{
    static const char *const two = "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=SIM0001\n"
                                   "[drive sr1]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=SIM0001\n";
    g_autoptr (JobRig) rig = job_rig_new (two, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbEngineDrive) other = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=power-cut;During=middle");
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    job_rig_look (rig);
    other = bb_engine_find (rig->engine, "sr1");
    g_assert_null (bb_engine_drive_get_journal (other));
    g_assert_cmpint (bb_engine_drive_get_state (other), ==, BB_DRIVE_STATE_READY);
}

static void
test_a_new_flash_closes_the_unverified_journal (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "Quirks=corrupt-after-safe\n", NULL);
    g_autoptr (BbImage) first = nec_image ("1.07");
    g_autoptr (BbImage) second = nec_image ("1.08");
    g_autoptr (BbResult) waiting = job_rig_do (rig, BB_ACTION_FLASH, first, allow, BB_ON_FAILURE_STOP);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autofree char *text = NULL;
    g_autoptr (BbResult) again = NULL;
    g_autoptr (GPtrArray) journals = NULL;

    job_rig_assert_outcome (waiting, BB_OUTCOME_WRITTEN);
    text = bb_engine_drive_dup_state_text (drive);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_POWER_CYCLE);
    g_assert_nonnull (strstr (text, "verify"));
    job_rig_restart (rig);
    again = job_rig_do (rig, BB_ACTION_FLASH, second, allow, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (again, BB_OUTCOME_WRITTEN);
    journals = bb_journal_list (rig->state);
    g_assert_cmpuint (journals->len, ==, 1);
    g_assert_cmpstr (((BbJournalRecord *) g_ptr_array_index (journals, 0))->new_revision, ==, "1.08");
}

/* The user agreed to a flash although the verdict has reasons against the image. The journal must list the codes of
 * these reasons, separated by blanks. Reasons of weight INFO must not be in the list. */
static void
test_the_journal_names_what_was_agreed_to (void)
{
    static const struct {
        const char *model;
        const char *before;
        const char *revision;
        const char *agreed; /* (nullable) */
    } rows[] = {
        {"DVDR PX-716A", "1.11", "1.59", "twin downgrade"},
        {"DVDR PX-716A", "1.59", "1.11", "twin"},
        {"DVDR PX-716AL", "1.00", "1.02", NULL},
        {"DVDR PX-716AL", "1.02", "1.00", "downgrade"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *scenario =
            g_strdup_printf ("[drive sr0]\nFamily=plextor\nModel=%s\nRevision=%s\n", rows[i].model, rows[i].before);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbImage) image = job_rig_image ("plextor", rows[i].model, rows[i].revision, NULL);
        g_autoptr (BbResult) result = NULL;
        g_autoptr (GPtrArray) journals = NULL;

        /* A Plextor image does not contain its revision. The catalog may have the revision, so the test sets it. */
        g_free (bb_image_get_identity (image)->revision);
        bb_image_get_identity (image)->revision = g_strdup (rows[i].revision);
        job_rig_fault (rig, "At=step:program:1;Kind=power-cut;During=middle");
        result = job_rig_do (rig, BB_ACTION_FLASH, image, allow | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
        journals = bb_journal_list (rig->state);
        g_assert_cmpuint (journals->len, ==, 1);
        g_assert_cmpstr (((BbJournalRecord *) g_ptr_array_index (journals, 0))->agreed, ==, rows[i].agreed);
    }
}

#define N_FAILING_READS 40

static void
test_a_backup_leaves_safe_mode_first (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=safe-mode\n", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_true (result->backup->complete);
}

/* The firmware of this drive is read in recovery mode, and the reads of a backup fail. The job must make the drive
 * leave recovery mode in spite of the error. Then nothing shows which firmware runs. So the state must be unknown
 * until a read succeeds, although the engine has facts from before the job. */
static void
test_a_failed_backup_leaves_recovery_mode (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_KEYED, NULL);
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    guint n_looks = 0;

    job_rig_fault (rig, "At=step:read:200;Kind=sense;Sense=4/44/00;Times=" G_STRINGIFY (N_FAILING_READS));
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
    job_rig_assert_messages (result);
    g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_UNKNOWN);
    g_assert_nonnull (result->facts->model);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_UNKNOWN);
    /* Each LOOK uses up at least one of the N_FAILING_READS, so that a read succeeds in the end. */
    while (bb_engine_drive_get_facts (drive)->condition != BB_CONDITION_NORMAL && n_looks++ < N_FAILING_READS) {
        g_clear_pointer (&result, bb_result_unref);
        result = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    }
    g_assert_cmpint (bb_engine_drive_get_facts (drive)->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_READY);
}

/* The drive does not even answer INQUIRY after a read of the backup failed. Then the result must not report the
 * revision from before the job, because nothing shows which firmware runs. */
static void
test_a_silent_drive_has_no_revision (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_KEYED, NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:read:200;Kind=unplug");
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
    g_assert_nonnull (result->facts->model);
    g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_UNKNOWN);
    g_assert_cmpstr (result->facts->inquiry.revision, ==, "");
}

/* The firmware of this drive is read in recovery mode, and some reads of the first backup fail. Before the job ends,
 * it identifies the drive again, and the drive leaves recovery mode. In all these cases the last reads succeed and
 * give the same answers as before the job, so the firmware is known to run. With one more failing read, the last read
 * fails, too. A FLASH identifies the drive once more than a BACKUP. */
static void
test_a_drive_is_known_again_after_recovery_mode (void)
{
    static const struct {
        BbAction action;
        guint most_failing;
    } rows[] = {{BB_ACTION_BACKUP, 12}, {BB_ACTION_FLASH, 17}};
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "D770", "1.07", NULL);

    for (guint n = 1; n <= 18; n++) {
        for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
            g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_KEYED, NULL);
            g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
            g_autofree char *fault = g_strdup_printf ("At=step:read:200;Kind=sense;Sense=4/44/00;Times=%u", n);
            gboolean is_flash = rows[i].action == BB_ACTION_FLASH;
            g_autoptr (BbResult) result = NULL;

            job_rig_fault (rig, fault);
            result = job_rig_do (rig, rows[i].action, is_flash ? image : NULL, allow, BB_ON_FAILURE_STOP);
            g_test_message ("%u failing reads: %s", n, result->message);
            g_assert_cmpint (result->facts->condition, ==,
                             n <= rows[i].most_failing ? BB_CONDITION_NORMAL : BB_CONDITION_UNKNOWN);
            g_assert_cmpint (bb_engine_drive_get_state (drive), ==,
                             n <= rows[i].most_failing ? BB_DRIVE_STATE_READY : BB_DRIVE_STATE_UNKNOWN);
        }
    }
}

/* The drive cannot leave safe mode, and in safe mode it cannot be read completely. So no backup of it may count as
 * complete. */
static void
test_a_backup_in_safe_mode_is_not_complete (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=safe-mode\n", NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:leave:1;Kind=sense;Sense=5/24/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_SPECIAL);
    job_rig_assert_messages (result);
    g_assert_true (result->backup == NULL || !result->backup->complete);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/flow-hold/a-tray-that-cannot-be-locked-is-only-noted",
                     test_a_tray_that_cannot_be_locked_is_only_noted);
    g_test_add_func ("/flow-hold/the-tray-is-locked-despite-a-unit-attention",
                     test_the_tray_is_locked_despite_a_unit_attention);
    g_test_add_func ("/flow-hold/recovering-unlocks-the-tray", test_recovering_unlocks_the_tray);
    g_test_add_func ("/flow-hold/identical-drives-are-not-confused", test_identical_drives_are_not_confused);
    g_test_add_func ("/flow-hold/a-silent-drive-has-no-revision", test_a_silent_drive_has_no_revision);
    g_test_add_func ("/flow-hold/a-new-flash-closes-the-unverified-journal",
                     test_a_new_flash_closes_the_unverified_journal);
    g_test_add_func ("/flow-hold/the-journal-names-what-was-agreed-to", test_the_journal_names_what_was_agreed_to);
    g_test_add_func ("/flow-hold/a-backup-leaves-safe-mode-first", test_a_backup_leaves_safe_mode_first);
    g_test_add_func ("/flow-hold/a-backup-in-safe-mode-that-is-not-left", test_a_backup_in_safe_mode_is_not_complete);
    g_test_add_func ("/flow-hold/a-drive-is-known-again-after-recovery-mode",
                     test_a_drive_is_known_again_after_recovery_mode);
    g_test_add_func ("/flow-hold/a-failed-backup-leaves-recovery-mode", test_a_failed_backup_leaves_recovery_mode);
    g_test_add_func ("/flow-hold/the-journal-records-memory-that-was-not-compared",
                     test_the_journal_records_memory_that_was_not_compared);
    return g_test_run ();
}
