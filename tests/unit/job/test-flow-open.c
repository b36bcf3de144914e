/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/engine/bb-known-drive.h"
#include "job/engine/bb-use-watch.h"
#include "job/store/bb-journal-private.h"
#include "job/store/bb-store-lock.h"
#include "job/words/bb-words.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* While another program uses the drive, no command is sent to it, and the state text names that program and says to
 * wait. Also tests bb-flow-look.c, bb-known-drive.c, bb-use-watch.c and bb-words-busy.c. */

#define USED "InUseBy=A flasher has it open.\n"

typedef struct {
    const char *name;
    const char *scenario;
} State;

static const State states[] = {
    {"ready", JOB_RIG_NEC},
    {"disc-inside", JOB_RIG_NEC "Disc=data\n"},
    {"safe-mode", JOB_RIG_NEC "State=safe-mode\n"},
    {"erased", JOB_RIG_NEC "State=erased\n"},
    {"half-flashed", JOB_RIG_NEC "State=half-flashed\n"},
    {"damaged-id", JOB_RIG_NEC "State=damaged-id\n"},
    {"id-ff", JOB_RIG_NEC "State=id-ff\n"},
    {"mixed-banks", JOB_RIG_NEC_BANKS "State=mixed-banks\n"},
    {"boot-mode", JOB_RIG_MT1959 "State=boot\n"},
    {"other-users-hidden", JOB_RIG_NEC "State=erased\nOtherUsers=hidden\n"},
};

static const BbAction actions[] = {BB_ACTION_LOOK,     BB_ACTION_CHECK,   BB_ACTION_BACKUP,    BB_ACTION_VERIFY,
                                   BB_ACTION_ROLLBACK, BB_ACTION_RECOVER, BB_ACTION_BOOK_TYPE, BB_ACTION_REPORT};

static BbEngineDrive *
ref_drive (JobRig *rig)
{
    return bb_engine_find (rig->engine, "sr0");
}

/* Asserts that the state text of @drive names the other program, @who, and says to wait, and that it suggests neither
 * recovery nor power cycle. */
static void
assert_waits (BbEngineDrive *drive, const char *who)
{
    g_autofree char *text = bb_engine_drive_dup_state_text (drive);
    g_autofree char *used_by = bb_engine_drive_dup_used_by (drive);

    g_test_message ("%s", text);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_BUSY);
    g_assert_cmpint (bb_engine_drive_get_shown_state (drive), ==, BB_DRIVE_STATE_BUSY);
    g_assert_nonnull (strstr (text, who));
    g_assert_nonnull (strstr (text, "Wait until the other program has finished."));
    g_assert_null (strstr (text, "ecover"));
    g_assert_null (strstr (text, "ower cycle"));
    g_assert_null (strstr (text, "Close"));
    g_assert_nonnull (used_by);
    g_assert_nonnull (strstr (used_by, who));
}

static void
test_nothing_is_sent_in_any_state (gconstpointer data)
{
    const State *state = data;
    g_autofree char *scenario = g_strconcat (state->scenario, USED, NULL);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbEngineDrive) drive = ref_drive (rig);

    for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
        g_autoptr (BbResult) result = job_rig_do (rig, actions[i], image, 0, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (result, BB_OUTCOME_NOT_PERMITTED);
        job_rig_assert_messages (result);
        g_assert_cmpint (result->safe, ==, BB_SAFE_UNKNOWN);
        g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_WAIT_FOR_PROGRAM);
        g_assert_nonnull (strstr (result->message, "Another program is using the drive. A flasher has it open."));
        g_assert_cmpuint (result->n_commands, ==, 0);
        g_assert_cmpuint (job_rig_n_commands (rig), ==, 0);
        assert_waits (drive, "A flasher has it open.");
    }
}

/* Control for test_nothing_is_sent_in_any_state(): without the other program, commands are sent in each state. */
static void
test_without_the_other_program_each_drive_is_identified (gconstpointer data)
{
    g_autoptr (JobRig) rig = job_rig_new (((const State *) data)->scenario, NULL);
    g_autoptr (BbEngineDrive) drive = ref_drive (rig);

    job_rig_look (rig);
    g_assert_cmpuint (job_rig_n_commands (rig), >, 0);
    g_assert_cmpint (bb_engine_drive_get_state (drive), !=, BB_DRIVE_STATE_BUSY);
    g_assert_null (bb_engine_drive_dup_used_by (drive));
}

/* --- a desktop opens the drive for a moment --- */

#define BRIEF_TYPE_DRIVE (brief_drive_get_type ())
G_DECLARE_FINAL_TYPE (BriefDrive, brief_drive, BRIEF, DRIVE, BbDrive)
struct _BriefDrive {
    BbDrive parent;
    guint n_looks;        /* calls of find_users() */
    guint n_used;         /* number of calls of find_users(), from the first, that find a program */
    gboolean is_burnback; /* that program is Burnback */
    guint n_opens;        /* calls of open() */
    guint n_refused;      /* number of calls of open(), from the first, that fail with IN_USE */
};

G_DEFINE_TYPE (BriefDrive, brief_drive, BB_TYPE_DRIVE)

static BbDriveUsers *
brief_drive_find_users (BbDrive *drive)
{
    static const char *const users[] = {"A desktop has it open.", NULL};
    BriefDrive *self = BRIEF_DRIVE (drive);
    BbDriveUsers *found;

    found = bb_drive_users_new (self->n_looks++ < self->n_used ? users : NULL, NULL, TRUE);
    found->is_burnback = self->is_burnback && found->programs[0] != NULL;
    return found;
}

/* Instead of succeeding, open() fails with GONE, so that no command follows. */
static BbTransport *
brief_drive_open (BbDrive *drive, gboolean exclusive, GError **error)
{
    BriefDrive *self = BRIEF_DRIVE (drive);

    g_set_error_literal (error, BB_TRANSPORT_ERROR,
                         self->n_opens++ < self->n_refused ? BB_TRANSPORT_ERROR_IN_USE : BB_TRANSPORT_ERROR_GONE,
                         "test");
    return NULL;
}

static void
brief_drive_class_init (BriefDriveClass *klass)
{
    BB_DRIVE_CLASS (klass)->find_users = brief_drive_find_users;
    BB_DRIVE_CLASS (klass)->open = brief_drive_open;
}

static void
brief_drive_init (BriefDrive *self)
{
}

/* The time for which bb_flow_is_alone() would have waited without __wrap_g_usleep(). */
static gulong waited_us;

void __wrap_g_usleep (gulong microseconds);

/* Replaces the function without the prefix (--wrap of the linker) so that no test waits. */
void
__wrap_g_usleep (gulong microseconds)
{
    waited_us += microseconds;
}

/* Returns bb_flow_is_alone() for a drive that a program uses in the first @n_used checks. @n_looks: (out): number of
 * checks */
static gboolean
is_alone (guint n_used, guint *n_looks)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BriefDrive) drive = g_object_new (BRIEF_TYPE_DRIVE, NULL);
    g_autoptr (BbDriveDetails) details = job_rig_details ("REAL0001");
    g_autoptr (GError) error = NULL;
    BbFlowEnv env = {.state_folder = folder};
    BbFlow flow = {.drive = BB_DRIVE (drive), .details = details, .env = &env};
    gboolean alone;

    g_assert_false (details->simulated);
    waited_us = 0;
    drive->n_used = n_used;
    alone = bb_flow_is_alone (&flow, &error);
    /* Between two checks, the other program has time to close the drive. */
    g_assert_cmpuint (waited_us, ==, (drive->n_looks - 1) * 150000);
    g_assert_true (alone == (error == NULL));
    *n_looks = drive->n_looks;
    bb_drive_users_free (flow.users);
    job_rig_remove_folder (folder);
    return alone;
}

static void
test_a_program_that_closes_the_drive_at_once_is_waited_for (void)
{
    guint n_looks = 0;

    g_assert_true (is_alone (0, &n_looks));
    g_assert_cmpuint (n_looks, ==, 1);
    g_assert_true (is_alone (2, &n_looks));
    g_assert_cmpuint (n_looks, ==, 3);
    g_assert_false (is_alone (100, &n_looks));
    g_assert_cmpuint (n_looks, ==, 4);
}

/* Calls bb_flow_open_alone() while another process of Burnback uses the drive; the call must fail in the end.
 * @n_used: number of checks that find the other process. @n_refused: number of calls of open() that fail because of
 * the other process. @holds_lock: TRUE if the other process holds the lock of the drive */
static void
open_beside_burnback (BbAction action, guint n_used, guint n_refused, gboolean holds_lock, BriefDrive *drive,
                      GError **error)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbDriveDetails) details = job_rig_details ("REAL0001");
    g_autoptr (BbJobRequest) request = bb_job_request_new (action);
    g_autoptr (BbStoreLock) lock = holds_lock ? bb_store_lock_drive (folder, details, NULL) : NULL;
    BbFlowEnv env = {.state_folder = folder};
    BbFlow flow = {.drive = BB_DRIVE (drive), .details = details, .env = &env, .request = request};

    g_assert_true (holds_lock == (lock != NULL));
    bb_drive_set_present (BB_DRIVE (drive), TRUE);
    drive->is_burnback = TRUE;
    drive->n_used = n_used;
    drive->n_refused = n_refused;
    g_assert_false (bb_flow_open_alone (&flow, FALSE, error));
    g_clear_pointer (&flow.users, bb_drive_users_free);
    job_rig_remove_folder (folder);
}

/* Another process of Burnback uses the drive. If that process has no lock, it only identifies the drive and ends
 * soon, so the job must wait for it. If it has the lock or does not end, the job must end as busy. */
static void
test_another_look_of_burnback_is_waited_for (void)
{
    static const struct {
        BbAction action;
        guint n_used;
        guint n_refused;
        gboolean holds_lock; /* the other process holds the lock of the drive */
        guint n_opens;
        gboolean is_busy;
    } cases[] = {
        {BB_ACTION_LOOK, 0, 2, FALSE, 3, FALSE},  {BB_ACTION_LOOK, 6, 0, FALSE, 1, FALSE},
        {BB_ACTION_FLASH, 6, 1, FALSE, 2, FALSE}, {BB_ACTION_LOOK, 6, 0, TRUE, 0, TRUE},
        {BB_ACTION_LOOK, 0, 100, FALSE, 4, TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BriefDrive) drive = g_object_new (BRIEF_TYPE_DRIVE, NULL);
        g_autoptr (GError) error = NULL;

        g_test_message ("case %u", i);
        open_beside_burnback (cases[i].action, cases[i].n_used, cases[i].n_refused, cases[i].holds_lock, drive,
                              &error);
        g_assert_cmpuint (drive->n_opens, ==, cases[i].n_opens);
        if (cases[i].is_busy)
            g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY);
        else
            g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    }
}

/* While another program uses the drive, no command is sent to the drive. Its state text still says to keep the drive
 * powered, because the journal has an interrupted flash. */
static void
test_the_warning_of_an_open_journal_is_kept (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) refused = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *text = NULL;

    job_rig_fault (rig, "At=step:program:9;Kind=sense;Sense=4/44/00;Times=0");
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart_as (rig, JOB_RIG_NEC USED);
    job_rig_look (rig);
    drive = ref_drive (rig);
    assert_waits (drive, "A flasher has it open.");
    text = bb_engine_drive_dup_state_text (drive);
    g_assert_nonnull (strstr (text, "Flashing this drive was interrupted earlier. Keep the drive powered."));
    g_assert_cmpuint (job_rig_n_commands (rig), ==, 0);
    refused = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (refused, BB_OUTCOME_NOT_PERMITTED);
    g_assert_cmpint (refused->safety, ==, BB_SAFETY_LEFT);
    g_assert_cmpuint (job_rig_n_commands (rig), ==, 0);
}

/* A drive with a mounted disc is identified, and the state text must say to unmount the disc. */
static void
test_a_drive_with_a_mounted_disc_is_identified (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "Disc=data\nMounted=It is mounted on /mnt.\n", NULL);
    g_autoptr (BbEngineDrive) drive = ref_drive (rig);
    g_autofree char *text = NULL;

    job_rig_look (rig);
    g_assert_nonnull (bb_engine_drive_get_facts (drive));
    g_assert_cmpint (bb_engine_drive_get_shown_state (drive), ==, BB_DRIVE_STATE_BUSY);
    text = bb_engine_drive_dup_state_text (drive);
    g_assert_cmpstr (text, ==, "It is mounted on /mnt. Unmount the disc before you flash.");
}

/* If this user may not see all processes, the state text must say that programs of other users cannot be detected. */
static void
test_invisible_users_are_reported_as_possible (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=erased\nOtherUsers=hidden\n", NULL);
    g_autoptr (BbEngineDrive) drive = ref_drive (rig);
    g_autofree char *text = NULL;

    g_assert_cmpint (bb_engine_drive_saw_users (drive), ==, BB_SEEN_UNKNOWN);
    job_rig_look (rig);
    g_assert_cmpint (bb_engine_drive_saw_users (drive), ==, BB_SEEN_IN_PART);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    text = bb_engine_drive_dup_state_text (drive);
    g_assert_nonnull (strstr (text, "Programs run by other users cannot be detected"));
    job_rig_restart_as (rig, JOB_RIG_NEC "State=erased\n");
    g_clear_object (&drive);
    drive = ref_drive (rig);
    job_rig_look (rig);
    g_assert_cmpint (bb_engine_drive_saw_users (drive), ==, BB_SEEN_ALL);
}

/* --- another process of Burnback --- */

/* A drive on which another process of Burnback works. @lock, @journal: (nullable): lock and journal of the other
 * process. The process of the test holds them: locks belong to open files, so they act like those of another process
 */
typedef struct {
    JobRig *rig;
    BbEngineDrive *drive;
    BbDriveDetails *details;
    BbStoreLock *lock;
    BbJournal *journal;
} Other;

static void
other_set_up (Other *other, gconstpointer data)
{
    g_autoptr (BbDrive) drive = NULL;

    other->rig = job_rig_new (JOB_RIG_NEC, NULL);
    drive = bb_sim_bus_ref_drive (other->rig->bus, "sr0");
    other->details = bb_drive_ref_details (drive);
    other->drive = ref_drive (other->rig);
}

static void
other_tear_down (Other *other, gconstpointer data)
{
    bb_store_lock_free (other->lock);
    g_clear_pointer (&other->journal, bb_journal_free);
    bb_drive_details_unref (other->details);
    g_object_unref (other->drive);
    job_rig_free (other->rig);
}

/* Takes the lock of the drive, as if the other process began @action. */
static void
other_begin (Other *other, BbAction action)
{
    g_autoptr (GError) error = NULL;

    other->lock = bb_store_lock_drive (other->rig->state, other->details, &error);
    g_assert_no_error (error);
    bb_store_lock_set_action (other->lock, other->details, bb_action_to_string (action));
}

static void
test_the_progress_of_another_flash_is_reported (Other *other, gconstpointer data)
{
    const BbJournalPlace place = {.block = 3, .n_blocks = 9, .work = BB_JOURNAL_WORK_WRITE};
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);
    g_autoptr (BbResult) result = NULL;
    g_autofree char *text = NULL;

    g_free (record->bus_path);
    record->bus_path = g_strdup (other->details->bus_path);
    record->simulated = TRUE;
    other_begin (other, BB_ACTION_FLASH);
    other->journal = job_rig_begin_journal (other->rig->state, record);
    g_assert_true (bb_journal_add_step_at (other->journal, 40, TRUE, &place, NULL));
    job_rig_look (other->rig);
    assert_waits (other->drive, "Another Burnback process is flashing this drive.");
    text = bb_engine_drive_dup_state_text (other->drive);
    g_assert_nonnull (strstr (text, "Writing has reached block 3 of 9."));
    g_assert_nonnull (strstr (text, bb_words_safety (BB_SAFETY_RUNNING)));
    result = job_rig_do (other->rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NOT_PERMITTED);
    g_assert_nonnull (strstr (result->message, "Writing has reached block 3 of 9."));
    g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_WAIT_FOR_PROGRAM);
    g_assert_cmpuint (job_rig_n_commands (other->rig), ==, 0);
}

/* The other process could create no lock file, but its journal is locked. */
static void
test_a_flash_without_a_lock_is_seen_before_anything_is_sent (Other *other, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);
    g_autofree char *text = NULL;

    g_free (record->bus_path);
    record->bus_path = g_strdup (other->details->bus_path);
    record->simulated = TRUE;
    other->journal = job_rig_begin_journal (other->rig->state, record);
    job_rig_look (other->rig);
    assert_waits (other->drive, "Another Burnback process is flashing this drive.");
    text = bb_engine_drive_dup_state_text (other->drive);
    g_assert_nonnull (strstr (text, "Nothing has been erased yet."));
    g_assert_cmpuint (job_rig_n_commands (other->rig), ==, 0);
}

static void
looked_cb (BbUseWatch *watch, gpointer data)
{
    *(gboolean *) data = TRUE;
}

/* Lets @watch look for other users once, and waits for the LOOK that this starts. */
static void
watch_round (Other *other, BbUseWatch *watch)
{
    gboolean is_over = FALSE;
    gulong handler = g_signal_connect (watch, "looked", G_CALLBACK (looked_cb), &is_over);

    bb_use_watch_look (watch);
    while (!is_over || bb_engine_n_looking (other->rig->engine) > 0)
        g_main_context_iteration (NULL, TRUE);
    g_signal_handler_disconnect (watch, handler);
}

/* A BbUseWatch (an open window has one) must notice that another process begins a backup, and that it ends. */
static void
test_a_backup_of_another_process_is_noticed (Other *other, gconstpointer data)
{
    g_autoptr (BbUseWatch) watch = bb_use_watch_new (other->rig->engine);
    guint n_commands;

    job_rig_look (other->rig);
    g_assert_cmpint (bb_engine_drive_get_shown_state (other->drive), ==, BB_DRIVE_STATE_READY);
    n_commands = job_rig_n_commands (other->rig);
    watch_round (other, watch);
    g_assert_cmpint (bb_engine_drive_get_shown_state (other->drive), ==, BB_DRIVE_STATE_READY);
    g_assert_cmpuint (job_rig_n_commands (other->rig), ==, n_commands);
    other_begin (other, BB_ACTION_BACKUP);
    watch_round (other, watch);
    assert_waits (other->drive, "Another Burnback process is backing up this drive.");
    g_assert_cmpuint (job_rig_n_commands (other->rig), ==, n_commands);
    g_clear_pointer (&other->lock, bb_store_lock_free);
    watch_round (other, watch);
    g_assert_cmpint (bb_engine_drive_get_shown_state (other->drive), ==, BB_DRIVE_STATE_READY);
    g_assert_cmpuint (job_rig_n_commands (other->rig), >, n_commands);
}

/* --- facts from journals and backups --- */

static void
test_facts_come_from_records_if_the_drive_is_in_use (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbEngineDrive) drive = ref_drive (rig);
    g_autoptr (BbFacts) none = bb_known_drive_dup_facts (rig->engine, drive);
    g_autoptr (BbFacts) backed_up = NULL;
    g_autoptr (BbFacts) flashed = NULL;
    g_autoptr (BbFacts) other = NULL;

    g_assert_null (none);
    bb_result_unref (job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP));
    backed_up = bb_known_drive_dup_facts (rig->engine, drive);
    g_assert_cmpstr (bb_facts_get_model_key (backed_up), ==, "K355");
    g_assert_cmpstr (backed_up->inquiry.revision, ==, "1.05");
    bb_result_unref (job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP));
    flashed = bb_known_drive_dup_facts (rig->engine, drive);
    g_assert_cmpstr (flashed->inquiry.revision, ==, "1.07");
    g_assert_nonnull (flashed->fingerprint);
    /* Another unit is connected to the same port. */
    job_rig_restart_as (rig, "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nSerial=SIM0002\n" USED);
    g_clear_object (&drive);
    drive = ref_drive (rig);
    other = bb_known_drive_dup_facts (rig->engine, drive);
    g_assert_null (other);
}

/**
 * KnownRow: a closed journal, and what it says about the drive.
 * @serial: (nullable): serial number in the journal
 * @port, @product: (nullable): port and product in the journal; %NULL: those of the drive
 * @is_real: TRUE if the drive of the journal was not simulated
 * @revision: (nullable): expected revision of the drive after the operation; %NULL: the journal must not be used for
 *   the drive
 */
typedef struct {
    const char *name, *result, *serial, *port, *product;
    gboolean is_real;
    const char *revision;
} KnownRow;

static const KnownRow known_rows[] = {
    {"done", "done", NULL, NULL, NULL, FALSE, "1.07"},
    {"unchanged", "unchanged", NULL, NULL, NULL, FALSE, "1.05"},
    {"not verified", "written", NULL, NULL, NULL, FALSE, "1.05"},
    {"other port", "done", NULL, "port-9", NULL, FALSE, NULL},
    {"other product", "done", NULL, NULL, "DVD-RW", FALSE, NULL},
    {"real drive", "done", NULL, NULL, NULL, TRUE, NULL},
    {"other serial number", "done", "SIM0002", NULL, NULL, FALSE, NULL},
};

/* Writes the closed journal of @row to the state folder @folder. @details: those of the drive */
static void
add_known (const char *folder, const KnownRow *row, const BbDriveDetails *details, BbFacts *facts)
{
    g_autoptr (BbJournalRecord) record = job_rig_record (row->serial, NULL);
    g_autoptr (BbJournal) journal = NULL;

    g_free (record->bus_path);
    record->bus_path = g_strdup (row->port != NULL ? row->port : details->bus_path);
    record->vendor = bb_text_normalise (details->vendor, FALSE);
    record->product = row->product != NULL ? g_strdup (row->product) : bb_text_normalise (details->product, FALSE);
    record->simulated = !row->is_real;
    record->inquiry = bb_hex_dup (facts->inquiry.raw, facts->inquiry.raw_length_bytes, "");
    journal = job_rig_begin_journal (folder, record);
    g_assert_true (bb_journal_close (journal, row->result, NULL));
}

/* The journal has no serial number, so port, vendor and product must decide whether it is of the drive. The last row
 * has another serial number than the drive. */
static void
test_a_journal_without_serial_number_is_of_its_port (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (known_rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbEngineDrive) drive = ref_drive (rig);
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
        g_autoptr (BbFacts) facts = job_rig_dup_facts ("nec-optiarc", "K355", "Revision=1.05\n");
        g_autoptr (BbFacts) known = NULL;

        g_test_message ("%s", known_rows[i].name);
        add_known (rig->state, &known_rows[i], details, facts);
        known = bb_known_drive_dup_facts (rig->engine, drive);
        g_assert_cmpint (known != NULL, ==, known_rows[i].revision != NULL);
        if (known != NULL)
            g_assert_cmpstr (known->inquiry.revision, ==, known_rows[i].revision);
    }
}

/* A BP50NB40 gets the firmware of a BU40N, and reports the name BU40N from then on. LOOK must say what it was sold
 * as. */
static void
test_look_names_the_model_of_the_oldest_record (void)
{
    g_autoptr (JobRig) rig = job_rig_new (
        "[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BP50NB40\nRevision=1.01\nSerial=SIM0001\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE BU40N", "1.00", NULL);
    g_autoptr (BbResult) flashed = job_rig_do (
        rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_WITHOUT_BACKUP,
        BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) looked = NULL;
    gboolean is_told = FALSE;

    g_test_message ("%s", flashed->message);
    job_rig_restart (rig);
    looked = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpstr (looked->facts->model_name, ==, "BU40N");
    for (guint i = 0; i < looked->facts->evidence->len; i++)
        is_told = is_told || strstr (g_ptr_array_index (looked->facts->evidence, i), "probably sold as the BP50NB40");
    g_assert_true (is_told);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
        g_autofree char *used = g_strconcat ("/job/in-use/nothing-is-sent/", states[i].name, NULL);
        g_autofree char *free = g_strconcat ("/job/in-use/each-is-asked/", states[i].name, NULL);

        g_test_add_data_func (used, &states[i], test_nothing_is_sent_in_any_state);
        g_test_add_data_func (free, &states[i], test_without_the_other_program_each_drive_is_identified);
    }
    g_test_add_func ("/job/in-use/open-journal", test_the_warning_of_an_open_journal_is_kept);
    g_test_add_func ("/job/in-use/for-a-moment", test_a_program_that_closes_the_drive_at_once_is_waited_for);
    g_test_add_func ("/job/in-use/beside-burnback", test_another_look_of_burnback_is_waited_for);
    g_test_add_func ("/job/in-use/mounted", test_a_drive_with_a_mounted_disc_is_identified);
    g_test_add_func ("/job/in-use/incomplete", test_invisible_users_are_reported_as_possible);
    g_test_add_func ("/job/in-use/known", test_facts_come_from_records_if_the_drive_is_in_use);
#define ADD(name, function) g_test_add ("/job/in-use/" name, Other, NULL, other_set_up, function, other_tear_down)
    ADD ("how-far", test_the_progress_of_another_flash_is_reported);
    ADD ("without-a-lock", test_a_flash_without_a_lock_is_seen_before_anything_is_sent);
    ADD ("noticed", test_a_backup_of_another_process_is_noticed);
    g_test_add_func ("/flow-open/journal-without-serial-number-is-of-its-port",
                     test_a_journal_without_serial_number_is_of_its_port);
    g_test_add_func ("/flow-open/look-names-the-model-of-the-oldest-record",
                     test_look_names_the_model_of_the_oldest_record);
    return g_test_run ();
}
