/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "found-drive.h"

#include <string.h>

/* Recovery of drives whose flash was interrupted or whose stored ID was changed, with and without a journal.
 * Tests bb-flow-known.c, bb-flow-look.c and bb-recover-images.c. */

/* Writes the stored ID, as another program does. */
static void
write_id (JobRig *rig, const char *id)
{
    BbCommand command = {.direction = BB_DIRECTION_OUT, .out = (const guint8 *) id, .length_bytes = 4};

    bb_nec_cdb_write_calibration (&command.cdb, 0x4800, 4);
    g_assert_true (found_send (rig, &command));
}

/* --- an interrupted flash of Burnback --- */

/* The firmware of a C500 cannot be read, and the journal shows that it is incomplete. The recovery must write in safe
 * mode, without making the drive leave it first: leaving would be fatal here. */
static void
test_an_endangered_drive_stays_in_safe_mode (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("C500", "");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.07", NULL);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:9;Kind=sense;Sense=4/44/00;Times=3");
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, FOUND_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_fault (rig, FOUND_LEAVING_IS_FATAL);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FOUND_FLAGS, BB_ON_FAILURE_RETRY);
    /* Images of this type have a header of 200h bytes. */
    found_assert_has_at (rig, image, 0x200);
}

/* A flash was interrupted, so the drive reports the name of its boot code, and there is no backup. LOOK must take the
 * name that the drive had before the flash from the journal. */
static void
test_look_takes_the_own_name_from_the_journal (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K355", "Vendor=TDK\nProduct=DVDRW1616N\n");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autofree char *backups = g_build_filename (rig->state, "backups", NULL);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    BbFacts *facts = NULL;

    job_rig_fault (rig, "At=step:program:9;Kind=power-cut");
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, FOUND_FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_remove_folder (backups);
    job_rig_restart (rig);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    facts = bb_engine_drive_get_facts (drive);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpstr (facts->own_vendor, ==, "TDK");
    g_assert_cmpstr (facts->own_product, ==, "DVDRW1616N");
}

/* An update was cut off, and the recovery restored the firmware before it: the result says that the update was not
 * made and can be tried again. A recovery that writes the new firmware does not say so. */
static void
test_a_restored_drive_can_be_updated_again (void)
{
    static const struct {
        BbOnFailure answer;
        const char *revision;
        const char *sentence;
    } rows[] = {
        {BB_ON_FAILURE_ROLLBACK, "1.05",
         "Flashing firmware 1.07 was interrupted and not completed. You can flash this "
         "firmware again from its file."},
        {BB_ON_FAILURE_RETRY, "1.07", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = found_rig_new ("K355", "");
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
        g_autoptr (BbResult) flashed = NULL;
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, "At=step:program:9;Kind=power-cut");
        flashed = job_rig_do (rig, BB_ACTION_FLASH, image, FOUND_FLAGS, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
        job_rig_restart (rig);
        result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FOUND_FLAGS, rows[i].answer);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpstr (result->revision_after, ==, rows[i].revision);
        g_assert_cmpint (strstr (result->message, "was interrupted and not completed") != NULL, ==,
                         rows[i].sentence != NULL);
        if (rows[i].sentence != NULL)
            g_assert_nonnull (strstr (result->message, rows[i].sentence));
    }
}

/* Power cycles the drive, runs LOOK, and returns the number of sentences in BbFacts.evidence that contain @text. */
static guint
count_evidence (JobRig *rig, const char *text)
{
    g_autoptr (BbEngineDrive) drive = NULL;
    GPtrArray *evidence;
    guint n = 0;

    job_rig_restart (rig);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_cmpint (bb_engine_drive_get_facts (drive)->condition, ==, BB_CONDITION_SPECIAL);
    evidence = bb_engine_drive_get_facts (drive)->evidence;
    for (guint i = 0; i < evidence->len; i++)
        n += strstr (g_ptr_array_index (evidence, i), text) != NULL ? 1 : 0;
    return n;
}

/* An operation of a drive is interrupted. If its firmware ran before, LOOK must say which name it reported then. If
 * the drive was in recovery mode from the beginning, the journal has only the name of the boot code, and LOOK must
 * not say that the running firmware reported it. */
static void
test_the_name_of_the_boot_code_is_not_that_of_the_firmware (void)
{
    static const struct {
        const char *state;
        BbAction action;
        const char *says;
        guint n_said;
    } rows[] = {
        {"Vendor=TDK\nProduct=DVDRW1616N\n", BB_ACTION_FLASH, "identified itself as “TDK DVDRW1616N”", 1},
        {"State=erased\n", BB_ACTION_RECOVER, "identified itself as", 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = found_rig_new ("K355", rows[i].state);
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, "At=step:program:9;Kind=power-cut");
        result = job_rig_do (rig, rows[i].action, image, FOUND_FLAGS, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_cmpuint (count_evidence (rig, rows[i].says), ==, rows[i].n_said);
    }
}

static void
test_a_recovery_is_in_the_journal_before_it_erases (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K355", "State=erased\n");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (GPtrArray) journals = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) mended = NULL;

    job_rig_fault (rig, "At=step:upload:3;Kind=power-cut;During=before");
    result = found_recover (rig, image);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    journals = bb_journal_list (rig->state);
    g_assert_cmpuint (journals->len, ==, 1);
    g_assert_true (((BbJournalRecord *) g_ptr_array_index (journals, 0))->endangered);
    job_rig_restart (rig);
    mended = found_recover (rig, NULL);
    job_rig_assert_outcome (mended, BB_OUTCOME_DONE);
    found_assert_has (rig, image);
}

/* Bank 0 is new, bank 1 is old, and the drive runs this mix: the result must not say that the drive is unchanged. */
static void
test_a_flash_interrupted_between_banks_needs_recovery (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K110", "Seed=9\n");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K110", "1.07", NULL);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) mended = NULL;

    job_rig_fault (rig, "At=step:enter:3;Kind=sense;Sense=5/26/00;Times=0");
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, FOUND_FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_messages (flashed);
    g_assert_cmpint (flashed->safe, ==, BB_SAFE_NO);
    job_rig_restart (rig);
    mended = found_recover (rig, NULL);
    job_rig_assert_outcome (mended, BB_OUTCOME_DONE);
    g_assert_cmpint (mended->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpstr (mended->revision_after, ==, "1.07");
}

/* --- ambiguous drives --- */

/* The journal of the drive is locked, as by a process that flashes the drive, so the recovery must be refused. */
static void
test_a_drive_that_another_process_flashes_is_refused (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K355", "");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbDrive) drive = bb_sim_bus_ref_drive (rig->bus, "sr0");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);
    g_autoptr (BbJournal) journal = NULL;
    static const BbAction actions[] = {BB_ACTION_FLASH, BB_ACTION_RECOVER, BB_ACTION_VERIFY, BB_ACTION_BACKUP};

    g_free (record->bus_path);
    record->bus_path = g_strdup (details->bus_path);
    record->simulated = TRUE;
    journal = job_rig_begin_journal (rig->state, record);
    for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
        g_autoptr (BbResult) result = job_rig_do (rig, actions[i], image, FOUND_FLAGS, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (result, BB_OUTCOME_NOT_PERMITTED);
        g_assert_nonnull (strstr (result->message, "Another Burnback process is flashing this drive."));
    }
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* Two connected drives have the serial number that is in the journal, so the journal does not show which of the two
 * drives was flashed. */
static void
test_an_ambiguous_journal_is_refused (void)
{
    static const char *const two = "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=SIM0001\n"
                                   "[drive sr1]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=SIM0001\n";
    g_autoptr (JobRig) rig = job_rig_new (two, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);
    g_autoptr (BbJournal) journal = NULL;
    static const BbAction actions[] = {BB_ACTION_FLASH, BB_ACTION_RECOVER, BB_ACTION_VERIFY};

    record->simulated = TRUE;
    journal = job_rig_begin_journal (rig->state, record);
    g_clear_pointer (&journal, bb_journal_free);
    job_rig_look (rig);
    for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
        g_autoptr (BbResult) result = job_rig_do (rig, actions[i], image, FOUND_FLAGS, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
        g_assert_nonnull (strstr (result->message, "another connected drive"));
    }
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* --- the stored identity --- */

static guint
count_backups (JobRig *rig)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);

    return backups->len;
}

static void
back_up (JobRig *rig)
{
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
}

/* The stored ID was changed to that of another model and back, so it equals the ID in a trusted backup. The recovery
 * asks nothing and makes no backup. */
static void
test_a_restored_identity_is_not_repaired (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K355", "");
    g_autoptr (BbResult) result = NULL;
    guint n_backups;

    back_up (rig);
    write_id (rig, "K451");
    back_up (rig);
    write_id (rig, "K355");
    n_backups = count_backups (rig);
    result = found_recover (rig, NULL);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpuint (count_backups (rig), ==, n_backups);
}

/* The only backup has the stored ID of another model; the recovery must not be refused for that. */
static void
test_a_backup_with_another_id_does_not_refuse_recovery (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K355", "");
    g_autoptr (BbResult) result = NULL;
    guint n_writes;

    write_id (rig, "K451");
    back_up (rig);
    write_id (rig, "K355");
    n_writes = job_rig_n_writes (rig);
    result = found_recover (rig, NULL);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
}

#define ADD(path, test) g_test_add_func ("/flow-recover-interrupted/" path, test)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("look-takes-the-own-name-from-the-journal", test_look_takes_the_own_name_from_the_journal);
    ADD ("the-name-of-the-boot-code-is-not-that-of-the-firmware",
         test_the_name_of_the_boot_code_is_not_that_of_the_firmware);
    ADD ("an-endangered-drive-stays-in-safe-mode", test_an_endangered_drive_stays_in_safe_mode);
    ADD ("a-recovery-is-in-the-journal-before-it-erases", test_a_recovery_is_in_the_journal_before_it_erases);
    ADD ("a-flash-interrupted-between-banks-needs-recovery", test_a_flash_interrupted_between_banks_needs_recovery);
    ADD ("a-drive-that-another-process-flashes-is-refused", test_a_drive_that_another_process_flashes_is_refused);
    ADD ("an-ambiguous-journal-is-refused", test_an_ambiguous_journal_is_refused);
    ADD ("a-restored-drive-can-be-updated-again", test_a_restored_drive_can_be_updated_again);
    ADD ("a-restored-identity-is-not-repaired", test_a_restored_identity_is_not_repaired);
    ADD ("a-backup-with-another-id-does-not-refuse-recovery", test_a_backup_with_another_id_does_not_refuse_recovery);
    return g_test_run ();
}
