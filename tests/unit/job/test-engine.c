/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tests bb-engine.c, bb-engine-drive.c and bb-engine-drive-name.c. */
#include "config.h"

#include "job-rig.h"
#include "job/words/bb-words.h"

#include <glib/gstdio.h>

#include <pthread.h>
#include <string.h>

static const BbJobFlags allow = BB_JOB_FLAG_ALLOW_CROSS_FLASH;

static BbImage *
nec_image (const char *revision)
{
    return job_rig_image ("nec-optiarc", "K355", revision, NULL);
}

/* --- the list of drives --- */

static void
test_drives_are_listed_before_they_are_identified (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    GListModel *drives = bb_engine_get_drives (rig->engine);
    g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, 0);
    g_autofree char *unknown = bb_engine_drive_dup_state_text (drive);
    g_autofree char *is = NULL;
    g_autofree char *ready = NULL;

    g_assert_cmpuint (g_list_model_get_n_items (drives), ==, 1);
    g_assert_cmpuint (job_rig_n_commands (rig), ==, 0);
    g_assert_null (bb_engine_drive_get_facts (drive));
    g_assert_null (bb_engine_drive_dup_is_text (drive));
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_UNKNOWN);
    g_assert_cmpint (bb_engine_drive_get_can (drive), ==, BB_CAN_IDENTIFY);
    job_rig_look (rig);
    is = bb_engine_drive_dup_is_text (drive);
    ready = bb_engine_drive_dup_state_text (drive);
    g_assert_cmpstr (is, ==, "NEC ND-3550A");
    g_assert_cmpstr (unknown, !=, ready);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_READY);
    g_assert_cmpint (bb_engine_drive_get_medium (drive), ==, BB_MEDIUM_NONE);
    g_assert_cmpint (bb_engine_drive_get_can (drive) & BB_CAN_FLASH, !=, 0);
    g_assert_null (bb_engine_drive_get_job (drive));
    g_assert_cmpstr (bb_engine_drive_get_name (drive), ==, "sr0");
    g_assert_cmpuint (bb_engine_n_looking (rig->engine), ==, 0);
    g_assert_false (bb_engine_is_endangered (rig->engine));
    g_assert_cmpstr (bb_engine_get_state_folder (rig->engine), ==, rig->state);
    g_assert_nonnull (bb_engine_get_store (rig->engine));
    g_assert_true (bb_engine_get_catalog (rig->engine) == rig->catalog);
}

/* Returns (transfer full) the state text of a drive if the program was killed during its flash. @healed: the firmware
 * had been written completely, so only the verification was interrupted */
static char *
dup_text_after_a_kill (gboolean healed)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (BbJournalRecord) record = NULL;
    g_autoptr (BbJournal) journal = NULL;
    g_autoptr (BbResult) looked = NULL;

    job_rig_look (rig);
    record = job_rig_record (details->serial, bb_engine_drive_get_facts (drive)->fingerprint);
    record->simulated = TRUE;
    g_free (record->bus_path);
    record->bus_path = g_strdup (details->bus_path);
    journal = job_rig_begin_journal (rig->state, record);
    g_assert_true (bb_journal_add_step (journal, 2, FALSE, NULL));
    if (healed) {
        g_assert_true (bb_journal_add_step (journal, 20, TRUE, NULL));
        g_assert_true (bb_journal_add_step (journal, 39, FALSE, NULL));
    }
    g_clear_pointer (&journal, bb_journal_free);
    looked = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    return bb_engine_drive_dup_state_text (drive);
}

static void
test_a_written_drive_is_not_called_unchanged (void)
{
    g_autofree char *before = dup_text_after_a_kill (FALSE);
    g_autofree char *after = dup_text_after_a_kill (TRUE);

    g_assert_nonnull (strstr (before, "before anything was erased"));
    g_assert_null (strstr (after, "before anything was erased"));
    g_assert_nonnull (strstr (after, "after the firmware was written"));
}

#define WAITS                                                                                                     \
    "The drive is in recovery mode and is waiting for firmware. Recover the drive with firmware for its circuit " \
    "board"
#define MAY_BE_INTACT "The drive is in recovery mode, but its firmware may be intact. Recover the drive."
#define MAY_BE_INCOMPLETE \
    "The drive started its firmware, but the firmware may be incomplete. Recover the drive with a firmware file"

/* Drives whose firmware does not run or is incomplete. */
static const struct {
    const char *name;
    const char *drive;
    const char *state;
    const char *text;          /* without a backup */
    const char *with_way_back; /* the text once there is a backup; NULL: @text, because a backup of this drive has no
                                  firmware */
} stopped[] = {
    {"nec-safe-mode", "Family=nec-optiarc\nModel=K355\n", "safe-mode", MAY_BE_INTACT, MAY_BE_INTACT},
    {"nec-half-alive", "Family=nec-optiarc\nModel=K355\n", "half-alive", MAY_BE_INCOMPLETE ".",
     MAY_BE_INCOMPLETE " or with its backup."},
    {"lg", "Family=lg-renesas\nModel=DVDRAM GSA-E50L\n", "half-flashed", WAITS ".", WAITS " or with its backup."},
    {"tsst", "Family=tsst-mt1939\nModel=BDDVDW SE-506CB\n", "boot", WAITS ".", WAITS " or with its backup."},
    {"plextor", "Family=plextor\nModel=DVDR PX-716AL\n", "half", WAITS ".", NULL},
    {"pioneer", "Family=pioneer\nModel=10\n", "kernel", WAITS ".", NULL},
    {"btc", "Family=btc\nModel=IDE1008\n", "half", WAITS ".", NULL},
};

/* Returns (transfer full) the state text of the drive of @rig after a LOOK. */
static char *
dup_stopped_text (JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    return bb_engine_drive_dup_state_text (drive);
}

/* The backup is named only if a trusted one with firmware exists. "may be intact" is said only of drives that can
 * start their firmware from recovery mode. */
static void
test_the_advice_for_a_stopped_drive_can_be_followed (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (stopped); i++) {
        g_autofree char *runs = g_strdup_printf ("[drive sr0]\n%sSerial=SIM0001\n", stopped[i].drive);
        g_autofree char *stops = g_strdup_printf ("%sState=%s\n", runs, stopped[i].state);
        g_autoptr (JobRig) rig = job_rig_new (stops, NULL);
        g_autofree char *before = dup_stopped_text (rig);
        g_autofree char *after = NULL;
        g_autoptr (BbResult) saved = NULL;

        g_test_message ("%s", stopped[i].name);
        g_assert_cmpstr (before, ==, stopped[i].text);
        job_rig_exchange (rig, runs);
        saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
        g_assert_cmpint (saved->outcome == BB_OUTCOME_DONE, >=, stopped[i].with_way_back != NULL);
        job_rig_exchange (rig, stops);
        after = dup_stopped_text (rig);
        g_assert_cmpstr (after, ==, stopped[i].with_way_back != NULL ? stopped[i].with_way_back : stopped[i].text);
    }
}

/* The kernel keeps the INQUIRY data from when the drive was connected, so its revision may be outdated. */
static void
test_the_revision_of_the_kernel_is_never_shown (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbDriveDetails) old = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (BbDriveDetails) noted = bb_drive_details_new ();
    g_autofree char *vendor = NULL, *product = NULL, *before = NULL, *vendor_after = NULL, *product_after = NULL,
                    *after = NULL;

    noted->name = g_strdup (old->name);
    noted->vendor = g_strdup (old->vendor);
    noted->product = g_strdup (old->product);
    noted->revision = g_strdup ("0.99");
    noted->serial = g_strdup (old->serial);
    noted->bus = old->bus;
    noted->bus_path = g_strdup (old->bus_path);
    bb_drive_set_details (bb_engine_drive_get_drive (drive), noted);
    bb_engine_drive_dup_reported (drive, &vendor, &product, &before);
    g_assert_cmpstr (vendor, ==, "_NEC");
    g_assert_cmpstr (product, ==, "DVD_RW ND-3550A");
    g_assert_cmpstr (before, ==, "");
    job_rig_look (rig);
    bb_engine_drive_dup_reported (drive, &vendor_after, &product_after, &after);
    g_assert_cmpstr (vendor_after, ==, vendor);
    g_assert_cmpstr (product_after, ==, product);
    g_assert_cmpstr (after, ==, old->revision);
}

static void
test_only_a_few_drives_are_identified_in_parallel (void)
{
    g_autoptr (GString) scenario = g_string_new (NULL);
    g_autoptr (JobRig) rig = NULL;
    GListModel *drives;

    for (guint i = 0; i < 9; i++)
        g_string_append_printf (scenario, "[drive sr%u]\nFamily=nec-optiarc\nModel=K355\nSerial=SIM%u\n", i, i);
    rig = job_rig_new (scenario->str, NULL);
    bb_engine_look_at_all (rig->engine);
    g_assert_cmpuint (bb_engine_n_looking (rig->engine), ==, 9);
    job_rig_look (rig);
    drives = bb_engine_get_drives (rig->engine);
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autofree char *name = g_strdup_printf ("sr%u", i);

        g_assert_cmpstr (bb_engine_drive_get_name (drive), ==, name);
        g_assert_nonnull (bb_engine_drive_get_facts (drive));
    }
}

static void
test_drives_come_and_go (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    GListModel *drives = bb_engine_get_drives (rig->engine);
    g_autoptr (BbEngineDrive) again = NULL;
    g_autoptr (BbEngineDrive) gone = NULL;
    g_autoptr (BbEngineDrive) old = bb_engine_find (rig->engine, "SIM0001");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_LOOK);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbJob) job = NULL;

    job_rig_look (rig);
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", FALSE, NULL));
    g_assert_cmpuint (g_list_model_get_n_items (drives), ==, 0);
    gone = bb_engine_find (rig->engine, "sr0");
    g_assert_null (gone);
    job = bb_engine_start (rig->engine, old, request, &error);
    g_assert_null (job);
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    /* bb_engine_look_at_all() was called, so the drive is identified as soon as it is back. */
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, NULL));
    while (bb_engine_n_looking (rig->engine) > 0)
        g_main_context_iteration (NULL, TRUE);
    again = bb_engine_find (rig->engine, "/dev/sr0");
    g_assert_nonnull (again);
    g_assert_nonnull (bb_engine_drive_get_facts (again));
}

/* --- states --- */

typedef struct {
    const char *line;
    BbDriveState state;
} State;

static const State states[] = {
    {"Disc=data", BB_DRIVE_STATE_MEDIUM},
    {"State=erased", BB_DRIVE_STATE_NEEDS_RECOVERY},
    {"State=damaged-id", BB_DRIVE_STATE_NEEDS_RECOVERY},
    {"Access=denied", BB_DRIVE_STATE_NO_PERMISSION},
    {"Access=no-sg-node", BB_DRIVE_STATE_NO_PERMISSION},
};

static void
test_every_state_has_a_sentence (gconstpointer data)
{
    const State *wanted = data;
    g_autofree char *scenario = g_strdup_printf ("%s%s\n", JOB_RIG_NEC, wanted->line);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autofree char *text = NULL;

    job_rig_look (rig);
    text = bb_engine_drive_dup_state_text (drive);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, wanted->state);
    g_assert_cmpuint (strlen (text), >, 10);
    if (wanted->state == BB_DRIVE_STATE_NO_PERMISSION)
        g_assert_cmpint (bb_engine_drive_get_can (drive), ==, 0);
}

static void
test_a_drive_without_permission_gets_no_command (void)
{
    static const struct {
        const char *scenario;
        BbJobProblem problem;
    } rows[] = {{JOB_RIG_NEC "Access=denied\n", BB_JOB_PROBLEM_NO_ACCESS},
                {JOB_RIG_NEC "Access=no-sg-node\n", BB_JOB_PROBLEM_NO_SG_NODE}};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (rows[i].scenario, NULL);
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (result, BB_OUTCOME_NOT_PERMITTED);
        g_assert_cmpint (bb_job_error_get_problem (result->error), ==, rows[i].problem);
        job_rig_assert_messages (result);
        g_assert_cmpuint (job_rig_n_commands (rig), ==, 0);
    }
}

/* --- one job for each drive --- */

static void
test_a_drive_runs_one_job_at_a_time (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_BACKUP);
    g_autoptr (BbJob) first = NULL;
    g_autoptr (BbJob) second = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    first = bb_engine_start (rig->engine, drive, request, &error);
    g_assert_no_error (error);
    g_assert_true (bb_engine_drive_get_job (drive) == first);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_BUSY);
    text = bb_engine_drive_dup_state_text (drive);
    g_assert_nonnull (text);
    second = bb_engine_start (rig->engine, drive, request, &error);
    g_assert_null (second);
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    result = job_rig_wait (rig, first);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_null (bb_engine_drive_get_job (drive));
    g_assert_cmpstr (result->backup->reason, !=, NULL);
}

/* If no thread can be created, only this job fails; the program continues. */
static void
test_without_a_thread_the_job_fails (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbResult) failed = NULL;
    g_autoptr (BbResult) again = NULL;
    pthread_attr_t was, none;
    guint n_commands;

    job_rig_look (rig);
    n_commands = job_rig_n_commands (rig);
    g_assert_cmpint (pthread_getattr_default_np (&was), ==, 0);
    g_assert_cmpint (pthread_getattr_default_np (&none), ==, 0);
    g_assert_cmpint (pthread_attr_setstacksize (&none, (gsize) 1 << 60), ==, 0);
    g_assert_cmpint (pthread_setattr_default_np (&none), ==, 0);
    failed = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (pthread_setattr_default_np (&was), ==, 0);
    pthread_attr_destroy (&was);
    pthread_attr_destroy (&none);
    g_assert_cmpint (failed->outcome, ==, BB_OUTCOME_UNCHANGED);
    /* The failed job did not identify the drive, so its result does not call the drive safe. The engine does, because
     * it has the facts from an earlier job. */
    g_assert_cmpint (failed->safe, ==, BB_SAFE_UNKNOWN);
    g_assert_cmpint (bb_engine_drive_get_safe (drive, failed), ==, BB_SAFE_YES);
    g_assert_nonnull (strstr (failed->message, "on this computer"));
    g_assert_nonnull (failed->next);
    g_assert_cmpuint (job_rig_n_commands (rig), ==, n_commands);
    again = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (again->outcome, ==, BB_OUTCOME_DONE);
}

static void
test_a_job_waits_for_the_look (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_BACKUP);
    g_autoptr (BbJob) job = NULL;
    g_autoptr (BbResult) result = NULL;

    bb_engine_look_at_all (rig->engine);
    job = bb_engine_start (rig->engine, drive, request, NULL);
    g_assert_nonnull (job);
    result = job_rig_wait (rig, job);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpuint (bb_engine_n_looking (rig->engine), ==, 0);
}

/* --- refusals before any write --- */

static BbResult *
check (JobRig *rig, BbImage *image)
{
    return job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_ASK);
}

static void
test_a_second_check_uses_facts_and_backup_of_the_first (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) first = check (rig, image);
    guint n_first = job_rig_n_commands (rig);
    g_autoptr (BbResult) second = check (rig, image);
    guint n_second = job_rig_n_commands (rig) - n_first;

    job_rig_assert_outcome (first, BB_OUTCOME_DONE);
    g_assert_cmpint (bb_verdict_get_level (first->review->verdict), ==, BB_VERDICT_FITS);
    g_assert_nonnull (first->review->plan);
    g_assert_nonnull (first->review->backup);
    g_assert_cmpuint (first->review->readiness->len, >=, 3);
    g_assert_cmpuint (first->review->seconds, >, 0);
    g_assert_cmpint (first->review->backup_kind, ==, BB_BACKUP_FULL);
    g_assert_cmpstr (second->review->backup->id, ==, first->review->backup->id);
    g_assert_cmpuint (n_second, <, n_first / 4);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_a_flash_runs_the_reviewed_plan (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) checked = check (rig, image);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) result = NULL;

    g_set_object (&request->image, image);
    request->review = bb_review_ref (checked->review);
    result = job_rig_run (rig, request);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpstr (result->backup->id, ==, checked->review->backup->id);
}

/* Asserts that the result has @outcome and the drive the safety @safe, that nothing was written, and that no journal
 * is open. */
static void
assert_unwritten (JobRig *rig, BbResult *result, BbOutcome outcome, BbSafe safe)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");

    job_rig_assert_outcome (result, outcome);
    job_rig_assert_messages (result);
    g_assert_cmpint (bb_engine_drive_get_safe (drive, result), ==, safe);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

static void
assert_refused (JobRig *rig, BbResult *result)
{
    assert_unwritten (rig, result, BB_OUTCOME_REFUSED, BB_SAFE_YES);
}

static void
test_another_file_than_reviewed_is_refused (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbImage) other = nec_image ("1.08");
    g_autoptr (BbResult) checked = check (rig, image);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) result = NULL;

    g_set_object (&request->image, other);
    request->review = bb_review_ref (checked->review);
    result = job_rig_run (rig, request);
    assert_refused (rig, result);
}

static void
test_another_drive_than_reviewed_is_refused (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) checked = check (rig, image);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) result = NULL;

    job_rig_exchange (rig, "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.06\nSerial=SIM0002\nSeed=9\n");
    g_set_object (&request->image, image);
    request->review = bb_review_ref (checked->review);
    result = job_rig_run (rig, request);
    assert_refused (rig, result);
}

/* --- changes before the first write --- */

typedef struct {
    JobRig *rig;
    gboolean deletes;
} Meddler;

/* Deletes or overwrites the firmware in the only backup. */
static void
meddle_with_backup (BbJob *job, gpointer data)
{
    Meddler *meddler = data;
    g_autoptr (BbBackupStore) store = NULL;
    g_autofree char *folder = g_build_filename (meddler->rig->state, "backups", NULL);
    g_autoptr (GPtrArray) all = NULL;
    BbBackup *backup;
    g_autofree char *path = NULL;

    store = bb_backup_store_new (folder);
    all = bb_backup_store_list (store, NULL);
    g_assert_cmpuint (all->len, ==, 1);
    backup = g_ptr_array_index (all, 0);
    path = g_build_filename (backup->folder, "firmware.bin", NULL);
    if (meddler->deletes)
        g_assert_cmpint (g_unlink (path), ==, 0);
    else
        g_assert_true (g_file_set_contents (path, "altered", -1, NULL));
}

static void
test_a_changed_backup_refuses_the_flash (gconstpointer data)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    Meddler meddler = {rig, GPOINTER_TO_INT (data)};
    g_autoptr (BbResult) result = NULL;

    bb_engine_set_about_to_write (rig->engine, meddle_with_backup, &meddler);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_ASK);
    assert_refused (rig, result);
    g_assert_error (result->error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
}

static void
test_a_backup_that_cannot_be_saved_is_a_failure (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autofree char *backups = g_build_filename (rig->state, "backups", NULL);
    g_autoptr (BbResult) result = NULL;

    g_assert_true (g_file_set_contents (backups, "in the way", -1, NULL));
    result = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_ASK);
    assert_unwritten (rig, result, BB_OUTCOME_UNCHANGED, BB_SAFE_YES);
    g_assert_error (result->error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
}

static void
test_a_journal_that_cannot_be_written_is_a_failure (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autofree char *journal = g_build_filename (rig->state, "images", NULL);
    g_autoptr (BbResult) result = NULL;

    g_assert_true (g_file_set_contents (journal, "in the way", -1, NULL));
    result = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_ASK);
    assert_unwritten (rig, result, BB_OUTCOME_UNCHANGED, BB_SAFE_YES);
}

typedef struct {
    const char *name;
    const char *line;
    BbJobFlags flags;
    BbOutcome outcome;
} Unready;

static const Unready unready[] = {
    {"a-disc-inside", "Disc=data", BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_OUTCOME_REFUSED},
    {"somebody-has-it-open", "InUseBy=brasero has it open.", BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_OUTCOME_NOT_PERMITTED},
    {"it-needs-recovery", "State=damaged-id", BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_OUTCOME_REFUSED},
};

static void
test_a_drive_that_is_not_ready_refuses_the_flash (gconstpointer data)
{
    const Unready *wanted = data;
    g_autofree char *scenario = g_strdup_printf ("%s%s\n", JOB_RIG_NEC, wanted->line);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, wanted->flags, BB_ON_FAILURE_ASK);

    job_rig_assert_outcome (result, wanted->outcome);
    job_rig_assert_messages (result);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_an_unreadable_chip_needs_a_fallback (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbImage) back = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.02", NULL);
    g_autoptr (BbImage) foreign = nec_image ("1.07");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) without = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_ASK);
    g_autoptr (BbResult) with_foreign = NULL;
    g_autoptr (BbResult) with = NULL;

    assert_refused (rig, without);
    g_set_object (&request->image, image);
    g_set_object (&request->fallback, foreign);
    with_foreign = job_rig_run (rig, request);
    assert_refused (rig, with_foreign);
    g_set_object (&request->fallback, back);
    with = job_rig_run (rig, request);
    job_rig_assert_outcome (with, BB_OUTCOME_DONE);
}

static void
test_no_file_no_flash (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, NULL, allow, BB_ON_FAILURE_ASK);

    assert_unwritten (rig, result, BB_OUTCOME_REFUSED, BB_SAFE_UNKNOWN);
}

static void
test_a_dry_run_changes_nothing (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result =
        job_rig_do (rig, BB_ACTION_FLASH, image, allow | BB_JOB_FLAG_DRY_RUN, BB_ON_FAILURE_ASK);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_nonnull (result->review->plan);
    g_assert_cmpuint (bb_plan_get_n_steps (result->review->plan), >, 100);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpuint (backups->len, ==, 0);
    g_assert_cmpuint (bb_sim_bus_count_holds (rig->bus, "sr0"), ==, 0);
}

/* The stored identity is of another model than the image and the firmware. FLASH, its dry run, and CHECK must all say
 * that the drive must be recovered first, whatever the user grants. */
static void
test_a_half_converted_drive_is_recovered_first (void)
{
    static const BbJobFlags flags[] = {0, BB_JOB_FLAG_DRY_RUN, BB_JOB_FLAG_ALLOW_CROSS_FLASH,
                                       BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_DRY_RUN};
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=half-converted\n", NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) checked = NULL;
    const BbReason *reason;

    for (guint i = 0; i < G_N_ELEMENTS (flags); i++) {
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, flags[i], BB_ON_FAILURE_STOP);

        assert_unwritten (rig, result, BB_OUTCOME_REFUSED, BB_SAFE_NO);
        g_assert_null (result->review);
        g_assert_cmpint (result->reason, !=, BB_RESULT_REASON_DRY_RUN);
        g_assert_nonnull (strstr (result->message, "Recover the drive first."));
        g_assert_null (strstr (result->message, "consent"));
    }
    checked = job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (checked, BB_OUTCOME_DONE);
    reason = bb_verdict_find (checked->review->verdict, "recover-first");
    g_assert_nonnull (reason);
    g_assert_cmpint (reason->weight, ==, BB_WEIGHT_CAUTION);
    g_assert_true (g_str_has_suffix (reason->text, " Recover the drive first."));
}

static void
test_a_missing_consent_is_named (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_BANKS, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K110", "1.08", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_ASK);

    assert_refused (rig, result);
    g_assert_nonnull (result->consents);
}

/* --- backups --- */

static void
test_a_rollback_needs_a_backup (gconstpointer data)
{
    BbAction action = GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, action, NULL, 0, BB_ON_FAILURE_ASK);
    g_autoptr (BbJobRequest) request = bb_job_request_new (action);
    g_autoptr (BbResult) named = NULL;

    job_rig_assert_outcome (result, BB_OUTCOME_NOT_FOUND);
    request->backup_id = g_strdup ("none");
    named = job_rig_run (rig, request);
    job_rig_assert_outcome (named, BB_OUTCOME_NOT_FOUND);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_the_backup_of_another_drive_is_refused (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_ASK);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    g_autoptr (BbResult) result = NULL;

    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_true (kept->backup->complete);
    job_rig_exchange (rig, "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nSerial=SIM0002\nSeed=9\n");
    request->backup_id = g_strdup (kept->backup->id);
    result = job_rig_run (rig, request);
    assert_refused (rig, result);
}

static void
test_a_difference_is_found (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_ASK);

    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_cmpint (result->proof, ==, BB_PROOF_DIFFERENT);
    g_assert_cmpuint (result->differences->len, >, 0);
    g_assert_cmpstr (bb_words_verify_result (result), ==, "different");
}

#define ADD(name, func) g_test_add_func ("/engine/" name, func)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("drives-are-listed-before-they-are-identified", test_drives_are_listed_before_they_are_identified);
    ADD ("the-revision-of-the-kernel-is-never-shown", test_the_revision_of_the_kernel_is_never_shown);
    ADD ("only-a-few-drives-are-identified-in-parallel", test_only_a_few_drives_are_identified_in_parallel);
    ADD ("drives-come-and-go", test_drives_come_and_go);
    for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
        g_autofree char *path = g_strdup_printf ("/engine/every-state-has-a-sentence/%s", states[i].line);

        g_test_add_data_func (path, &states[i], test_every_state_has_a_sentence);
    }
    ADD ("a-drive-without-permission-gets-no-command", test_a_drive_without_permission_gets_no_command);
    ADD ("a-drive-runs-one-job-at-a-time", test_a_drive_runs_one_job_at_a_time);
    ADD ("without-a-thread-the-job-fails", test_without_a_thread_the_job_fails);
    ADD ("a-job-waits-for-the-look", test_a_job_waits_for_the_look);
    ADD ("a-second-check-uses-facts-and-backup-of-the-first", test_a_second_check_uses_facts_and_backup_of_the_first);
    ADD ("a-flash-runs-the-reviewed-plan", test_a_flash_runs_the_reviewed_plan);
    ADD ("another-file-than-reviewed-is-refused", test_another_file_than_reviewed_is_refused);
    ADD ("another-drive-than-reviewed-is-refused", test_another_drive_than_reviewed_is_refused);
    g_test_add_data_func ("/engine/a-changed-backup-refuses-the-flash/altered", GINT_TO_POINTER (FALSE),
                          test_a_changed_backup_refuses_the_flash);
    g_test_add_data_func ("/engine/a-changed-backup-refuses-the-flash/deleted", GINT_TO_POINTER (TRUE),
                          test_a_changed_backup_refuses_the_flash);
    ADD ("a-backup-that-cannot-be-saved-is-a-failure", test_a_backup_that_cannot_be_saved_is_a_failure);
    ADD ("a-journal-that-cannot-be-written-is-a-failure", test_a_journal_that_cannot_be_written_is_a_failure);
    for (guint i = 0; i < G_N_ELEMENTS (unready); i++) {
        g_autofree char *path =
            g_strdup_printf ("/engine/a-drive-that-is-not-ready-refuses-the-flash/%s", unready[i].name);

        g_test_add_data_func (path, &unready[i], test_a_drive_that_is_not_ready_refuses_the_flash);
    }
    ADD ("an-unreadable-chip-needs-a-fallback", test_an_unreadable_chip_needs_a_fallback);
    ADD ("a-written-drive-is-not-called-unchanged", test_a_written_drive_is_not_called_unchanged);
    ADD ("the-advice-for-a-stopped-drive-can-be-followed", test_the_advice_for_a_stopped_drive_can_be_followed);
    ADD ("no-file-no-flash", test_no_file_no_flash);
    ADD ("a-dry-run-changes-nothing", test_a_dry_run_changes_nothing);
    ADD ("a-half-converted-drive-is-recovered-first", test_a_half_converted_drive_is_recovered_first);
    ADD ("a-missing-consent-is-named", test_a_missing_consent_is_named);
    g_test_add_data_func ("/engine/a-rollback-needs-a-backup/rollback", GINT_TO_POINTER (BB_ACTION_ROLLBACK),
                          test_a_rollback_needs_a_backup);
    g_test_add_data_func ("/engine/a-rollback-needs-a-backup/verify", GINT_TO_POINTER (BB_ACTION_VERIFY),
                          test_a_rollback_needs_a_backup);
    ADD ("the-backup-of-another-drive-is-refused", test_the_backup_of_another_drive_is_refused);
    ADD ("a-difference-is-found", test_a_difference_is_found);
    return g_test_run ();
}
