/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "script-drive.h"
#include "job/words/bb-words.h"

#include <glib/gstdio.h>

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* Obstacles, chips that cannot be read, full disks and locked trays. */

static const BbJobFlags allow = BB_JOB_FLAG_ALLOW_CROSS_FLASH;

static BbImage *
nec_image (const char *revision)
{
    return job_rig_image ("nec-optiarc", "K355", revision, NULL);
}

static const BbReadiness *
find_readiness (BbReview *review, const char *code)
{
    for (guint i = 0; i < review->readiness->len; i++) {
        const BbReadiness *one = g_ptr_array_index (review->readiness, i);

        if (g_str_equal (one->code, code))
            return one;
    }
    return NULL;
}

typedef struct {
    const char *name;
    const char *line;
    const char *fault; /* (nullable) */
    BbReadinessState state;
    const char *code;
    gboolean needed;
} Obstacle;

static const Obstacle obstacles[] = {
    {"a-disc", "Disc=data", NULL, BB_READINESS_DISC, "medium", TRUE},
    {"an-open-tray", "Disc=none", "At=opcode:00:1;Kind=sense;Sense=2/3A/02;Times=0", BB_READINESS_TRAY_OPEN, "medium",
     FALSE},
    {"no-answer-about-the-disc", "Disc=none", "At=opcode:00:1;Kind=sense;Sense=4/44/00;Times=0",
     BB_READINESS_DISC_UNKNOWN, "medium", FALSE},
    {"not-configured-yet", "Disc=none", "At=opcode:00:1;Kind=sense;Sense=2/3E/00;Times=0", BB_READINESS_STARTING,
     "busy", TRUE},
    {"a-bridge", "Bus=usb\nBridge=ACME bridge", NULL, BB_READINESS_BRIDGE, "bridge", FALSE},
    {"a-mounted-disc", "Mounted=It is mounted.", NULL, BB_READINESS_IN_USE, "in-use", TRUE},
};

/* A check reports all obstacles at once; test-words.c checks the remedies. */
static void
test_an_obstacle_is_told (gconstpointer data)
{
    const Obstacle *wanted = data;
    g_autofree char *scenario = g_strdup_printf ("%s%s\n", JOB_RIG_NEC, wanted->line);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbResult) result = NULL;
    const BbReadiness *readiness;

    if (wanted->fault != NULL)
        job_rig_fault (rig, wanted->fault);
    result = job_rig_do (rig, BB_ACTION_CHECK, NULL, 0, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    readiness = find_readiness (result->review, wanted->code);
    g_assert_nonnull (readiness);
    g_assert_false (readiness->good);
    g_assert_cmpint (readiness->needed, ==, wanted->needed);
    g_assert_cmpint (readiness->state, ==, wanted->state);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* --- a chip that cannot be read at all --- */

#define UNREADABLE "[drive sr0]\nFamily=nec-optiarc\nModel=C500\nRevision=1.01\nSerial=SIM0001\n"

static void
test_an_unreadable_chip_is_taken_at_its_word (void)
{
    g_autoptr (JobRig) rig = job_rig_new (UNREADABLE, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.02", NULL);
    g_autoptr (BbResult) backup = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) refused = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) flashed =
        job_rig_do (rig, BB_ACTION_FLASH, image, allow | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) verified = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);

    g_assert_cmpint (backup->outcome, !=, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_outcome (refused, BB_OUTCOME_REFUSED);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_cmpint (flashed->proof, ==, BB_PROOF_IDENTITY);
    job_rig_assert_outcome (verified, BB_OUTCOME_DONE);
    g_assert_cmpstr (bb_words_verify_result (verified), ==, "cannot");
}

/* Verification can be left out only for chips that cannot be read. */
static void
test_the_proof_can_be_left_out_only_there (void)
{
    BbJobFlags without = allow | BB_JOB_FLAG_WITHOUT_BACKUP | BB_JOB_FLAG_WITHOUT_PROOF;
    g_autoptr (JobRig) rig = job_rig_new (UNREADABLE, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.02", NULL);
    g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, without, BB_ON_FAILURE_STOP);
    g_autoptr (JobRig) readable = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) other = nec_image ("1.07");
    g_autoptr (BbResult) compared = job_rig_do (readable, BB_ACTION_FLASH, other, without, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (flashed, BB_OUTCOME_WRITTEN);
    g_assert_cmpint (flashed->proof, ==, BB_PROOF_UNPROVEN);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    g_assert_cmpint (flashed->reason, ==, BB_RESULT_REASON_NOT_VERIFIED);
    g_assert_nonnull (strstr (flashed->message, "settings"));
    job_rig_assert_told (flashed);
    job_rig_assert_outcome (compared, BB_OUTCOME_DONE);
    g_assert_cmpint (compared->proof, ==, BB_PROOF_PROVEN);
}

static void
test_an_unreadable_chip_says_which_firmware_it_has_after_a_cut (void)
{
    g_autoptr (JobRig) rig = job_rig_new (UNREADABLE, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.02", NULL);
    g_autoptr (BbImage) old = job_rig_image ("nec-optiarc", "C500", "1.01", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) cut = NULL;
    g_autoptr (BbResult) mended = NULL;

    job_rig_fault (rig, "At=step:program:3;Kind=power-cut;During=middle");
    g_set_object (&request->image, image);
    g_set_object (&request->fallback, old);
    request->flags = allow;
    cut = job_rig_run (rig, request);
    job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    mended = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (mended, BB_OUTCOME_DONE);
    g_assert_cmpstr (mended->revision_after, ==, "1.01");
}

/* A bridge drops some of the erases: the drive starts a mix of both firmwares and reports one revision. */
static void
test_an_unreadable_chip_is_not_taken_at_its_word_after_a_cut (void)
{
    g_autoptr (JobRig) rig = job_rig_new (UNREADABLE, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.02", NULL);
    g_autoptr (BbImage) old = job_rig_image ("nec-optiarc", "C500", "1.01", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) cut = NULL;
    g_autoptr (BbResult) mended = NULL;

    job_rig_fault (rig, "At=step:erase:5;Kind=bridge;Times=0");
    g_set_object (&request->image, image);
    g_set_object (&request->fallback, old);
    request->flags = allow;
    request->on_failure = BB_ON_FAILURE_ROLLBACK;
    cut = job_rig_run (rig, request);
    job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    mended = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (mended, BB_OUTCOME_DONE);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
}

/* --- the disk fills up --- */

static gboolean
answer_good (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    return TRUE;
}

static BbPlan *
make_erase_plan (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    static const guint8 cdb[6] = {0xC3};

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_ERASE, 1);
    for (guint i = 0; i < 3; i++)
        bb_plan_builder_add_command (builder, BB_STEP_ERASE, cdb, 6, 1000)->endangers = TRUE;
    return bb_plan_builder_end (builder);
}

/* Runs a plan while no file can be written. */
static gboolean
run_on_a_full_disk (gboolean endangered, guint *n_commands, GError **error)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
    g_autoptr (BbJournal) journal = bb_journal_begin (folder, record, NULL);
    g_autoptr (ScriptDrive) drive = script_drive_new (answer_good, NULL);
    g_autoptr (BbReopenableTransport) link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    g_autoptr (BbPlan) plan = make_erase_plan ();
    g_autoptr (BbRunner) runner = bb_runner_new (link, plan, NULL, NULL, journal, endangered);
    struct rlimit was, none;
    gboolean good;

    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &was), ==, 0);
    none = was;
    none.rlim_cur = 0;
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
    good = bb_runner_run (runner, error);
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &was), ==, 0);
    *n_commands = drive->n_commands;
    job_rig_remove_folder (folder);
    return good;
}

static void
test_no_journal_no_erase (void)
{
    g_autoptr (GError) error = NULL;
    guint n_commands = 0;

    g_assert_false (run_on_a_full_disk (FALSE, &n_commands, &error));
    g_assert_error (error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL);
    g_assert_cmpuint (n_commands, ==, 0);
}

/* Halfway, stopping would be worse than continuing without a journal. */
static void
test_in_danger_a_full_disk_does_not_stop_it (void)
{
    g_autoptr (GError) error = NULL;
    guint n_commands = 0;

    for (guint i = 0; i < 3; i++)
        g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*journal*");
    g_assert_true (run_on_a_full_disk (TRUE, &n_commands, &error));
    g_test_assert_expected_messages ();
    g_assert_no_error (error);
    g_assert_cmpuint (n_commands, ==, 3);
}

/* --- the tray --- */

static void
test_a_tray_that_cannot_be_locked_is_only_noted (void)
{
    /* PREVENT is not supported; a unit attention is pending twice */
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
test_a_unit_attention_does_not_unlock_the_tray (void)
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

/* As after a kill between locking the tray and the first endangering step. */
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

/* 5/53/02: medium removal prevented. */
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

/* Two identical drives: the journal is used for neither. */
static void
test_twins_are_not_mixed_up (void)
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

/* A new flash closes the journal of one that was never verified. */
static void
test_a_new_flash_ends_the_wait_of_the_old (void)
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
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_READY);
    g_assert_nonnull (strstr (text, "verify"));
    job_rig_restart (rig);
    again = job_rig_do (rig, BB_ACTION_FLASH, second, allow, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (again, BB_OUTCOME_WRITTEN);
    journals = bb_journal_list (rig->state);
    g_assert_cmpuint (journals->len, ==, 1);
    g_assert_cmpstr (((BbJournalRecord *) g_ptr_array_index (journals, 0))->new_revision, ==, "1.08");
}

/* An aborted program left the drive in safe mode, which a backup leaves first. */
static void
test_a_backup_wakes_a_drive (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=safe-mode\n", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_true (result->backup->complete);
}

/* Reading fails in safe mode, which the job leaves. */
static void
test_a_failed_backup_leaves_no_special_mode (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_KEYED, NULL);
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;

    job_rig_fault (rig, "At=step:read:200;Kind=sense;Sense=4/44/00;Times=40");
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
    job_rig_assert_told (result);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_cmpint (bb_engine_drive_get_facts (drive)->condition, ==, BB_CONDITION_NORMAL);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (obstacles); i++) {
        g_autofree char *path = g_strdup_printf ("/corners/an-obstacle-is-told/%s", obstacles[i].name);

        g_test_add_data_func (path, &obstacles[i], test_an_obstacle_is_told);
    }
    g_test_add_func ("/corners/an-unreadable-chip-is-taken-at-its-word",
                     test_an_unreadable_chip_is_taken_at_its_word);
    g_test_add_func ("/corners/the-proof-can-be-left-out-only-there", test_the_proof_can_be_left_out_only_there);
    g_test_add_func ("/corners/an-unreadable-chip-says-which-firmware-it-has-after-a-cut",
                     test_an_unreadable_chip_says_which_firmware_it_has_after_a_cut);
    g_test_add_func ("/corners/an-unreadable-chip-with-half-of-each-is-written-again",
                     test_an_unreadable_chip_is_not_taken_at_its_word_after_a_cut);
    g_test_add_func ("/corners/no-journal-no-erase", test_no_journal_no_erase);
    g_test_add_func ("/corners/in-danger-a-full-disk-does-not-stop-it", test_in_danger_a_full_disk_does_not_stop_it);
    g_test_add_func ("/corners/a-tray-that-cannot-be-locked-is-only-noted",
                     test_a_tray_that_cannot_be_locked_is_only_noted);
    g_test_add_func ("/corners/a-unit-attention-does-not-unlock-the-tray",
                     test_a_unit_attention_does_not_unlock_the_tray);
    g_test_add_func ("/corners/recovering-unlocks-the-tray", test_recovering_unlocks_the_tray);
    g_test_add_func ("/corners/twins-are-not-mixed-up", test_twins_are_not_mixed_up);
    g_test_add_func ("/corners/a-new-flash-ends-the-wait-of-the-old", test_a_new_flash_ends_the_wait_of_the_old);
    g_test_add_func ("/corners/a-backup-wakes-a-drive", test_a_backup_wakes_a_drive);
    g_test_add_func ("/corners/a-failed-backup-leaves-no-special-mode", test_a_failed_backup_leaves_no_special_mode);
    return g_test_run ();
}
