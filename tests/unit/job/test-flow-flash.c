/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"
#include "other-drive.h"

#include <string.h>

/*
 * Flashes that must be refused before the first write, most of them by the last check, after the backup was saved and
 * the plan was made. Also tests exclusive access and the lock of the tray.
 */

#define TWO_DRIVES                                                                                          \
    CONVERT_RIG_K355                                                                                        \
    "[drive sr1]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=SIM0002\nBootVersion=05\nSeed=77\n" \
    "[drive sr2]\nFamily=nec-optiarc\nModel=K355\nRevision=1.06\nSerial=SIM0001\nBootVersion=05\n"

/* The power source that __wrap_bb_power_now(), which replaces bb_power_now(), returns. */
static BbPower power = BB_POWER_MAINS;
BbPower __wrap_bb_power_now (void);

BbPower
__wrap_bb_power_now (void)
{
    return power;
}

/* A change between the last backup and the first write. */
typedef enum {
    NOTHING,
    EXCHANGED,        /* another drive is connected to the port */
    UPDATED,          /* another program has flashed the drive */
    MOVED,            /* the drive is connected to another port */
    BACKUP_SPOILT,    /* the file of the backup is damaged */
    UNPLUGGED_SUPPLY, /* the computer runs on battery */
} Change;

/* The data of about_to_write_cb(). */
typedef struct {
    JobRig *rig;
    OtherDrive *drive;
    Change change;
    guint n_called;
} Moment;

/* Damages the image of the only backup. */
static void
spoil_backups (BbEngine *engine)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (engine), NULL);

    g_assert_cmpuint (backups->len, ==, 1);
    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        g_autofree char *path =
            g_build_filename (backup->folder, bb_backup_find_file (backup, BB_BACKUP_IMAGE)->file, NULL);

        g_assert_true (g_file_set_contents (path, "spoilt", -1, NULL));
    }
}

/* Makes the change of the Moment @data, and counts the call. */
static void
about_to_write_cb (BbJob *job, gpointer data)
{
    Moment *moment = data;
    OtherDrive *drive = moment->drive;
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();

    moment->n_called++;
    switch (moment->change) {
    case NOTHING:
        break;
    case EXCHANGED:
    case UPDATED:
        other_drive_exchange (drive, moment->rig->bus, moment->change == EXCHANGED ? "sr1" : "sr2");
        break;
    case MOVED:
        details->name = g_strdup ("sr0");
        details->serial = g_strdup ("SIM0001");
        details->bus_path = g_strdup ("port-9");
        bb_drive_set_details (BB_DRIVE (drive), details);
        break;
    case BACKUP_SPOILT:
        spoil_backups (drive->engine);
        break;
    case UNPLUGGED_SUPPLY:
        power = BB_POWER_BATTERY;
        break;
    }
}

/* Returns the number of commands that write, to all three drives together. */
static guint
count_writes (JobRig *rig)
{
    return bb_sim_bus_count_writes (rig->bus, "sr0") + bb_sim_bus_count_writes (rig->bus, "sr1") +
           bb_sim_bus_count_writes (rig->bus, "sr2");
}

typedef struct {
    const char *name;
    BbAction action;
    Change change;
} Case;

static const Case cases[] = {
    {"flash/as-it-was", BB_ACTION_FLASH, NOTHING},
    {"flash/exchanged", BB_ACTION_FLASH, EXCHANGED},
    {"flash/flashed-by-another-program", BB_ACTION_FLASH, UPDATED},
    {"flash/moved", BB_ACTION_FLASH, MOVED},
    {"flash/backup-spoilt", BB_ACTION_FLASH, BACKUP_SPOILT},
    {"convert/as-it-was", BB_ACTION_CONVERT, NOTHING},
    {"convert/exchanged", BB_ACTION_CONVERT, EXCHANGED},
    {"convert/flashed-by-another-program", BB_ACTION_CONVERT, UPDATED},
    {"convert/moved", BB_ACTION_CONVERT, MOVED},
    {"convert/backup-spoilt", BB_ACTION_CONVERT, BACKUP_SPOILT},
    {"convert/on-battery", BB_ACTION_CONVERT, UNPLUGGED_SUPPLY},
};

/* Returns a request to flash a K355 or, for any other @action, to convert it to a K451. */
static BbJobRequest *
make_request (BbAction action)
{
    BbJobRequest *request = bb_job_request_new (action);
    GVariantBuilder settings;

    request->on_failure = BB_ON_FAILURE_STOP;
    if (action == BB_ACTION_FLASH) {
        request->image = convert_image ("K355", "1.07", "05");
        request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
        return request;
    }
    g_variant_builder_init (&settings, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&settings, "{sv}", BB_SETTING_CONVERT_TO, g_variant_new_string ("K451"));
    request->settings = g_variant_ref_sink (g_variant_builder_end (&settings));
    request->image = convert_boot_code ("K451", "07");
    request->flags = BB_JOB_FLAG_EXPERT;
    return request;
}

static void
test_changes_just_before_the_write_are_detected (gconstpointer data)
{
    const Case *wanted = data;
    g_autoptr (JobRig) rig = job_rig_new (TWO_DRIVES, NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = make_request (wanted->action);
    g_autoptr (BbResult) result = NULL;
    Moment moment = {.rig = rig, .drive = drive, .change = wanted->change};

    drive->about_to_write = about_to_write_cb;
    drive->about_to_write_data = &moment;
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    power = BB_POWER_MAINS;
    g_assert_cmpuint (moment.n_called, ==, 1);
    if (wanted->change == NOTHING) {
        job_rig_assert_outcome (result, wanted->action == BB_ACTION_FLASH ? BB_OUTCOME_DONE : BB_OUTCOME_WRITTEN);
        g_assert_cmpuint (count_writes (rig), >, 0);
        return;
    }
    job_rig_assert_messages (result);
    if (wanted->change != BACKUP_SPOILT)
        job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    else
        g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
    g_assert_cmpuint (count_writes (rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

/* --- refused at the start --- */

static void
test_a_boot_code_is_not_written_on_battery (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbJobRequest) request = make_request (BB_ACTION_CONVERT);
    g_autoptr (BbResult) result = NULL;

    power = BB_POWER_BATTERY;
    result = job_rig_run (rig, request);
    power = BB_POWER_MAINS;
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    job_rig_assert_messages (result);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_a_boot_code_needs_the_expert_flag (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbJobRequest) request = make_request (BB_ACTION_CONVERT);
    g_autoptr (BbResult) result = NULL;

    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP;
    result = job_rig_run (rig, request);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    job_rig_assert_messages (result);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* A bit flips in memory after the file was read and identified. */
static void
test_an_image_that_changed_in_memory_is_not_written (gconstpointer data)
{
    gboolean is_fallback = GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (BbImage) image = job_rig_try_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL, NULL);
    g_autoptr (BbImage) fallback = job_rig_try_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.02", NULL, NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    GBytes *bytes = bb_image_get_bytes (is_fallback ? fallback : image);
    guint8 *memory = (guint8 *) g_bytes_get_data (bytes, NULL);
    g_autoptr (BbResult) result = NULL;

    request->image = g_object_ref (image);
    request->fallback = g_object_ref (fallback);
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    request->on_failure = BB_ON_FAILURE_STOP;
    memory[0x123456] ^= 0x04;
    result = job_rig_run (rig, request);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_nonnull (strstr (result->message, "memory"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* --- an interrupted flash --- */

/* The drive responds as usual, but a journal says that its last flash was interrupted. */
static void
test_after_an_interrupted_flash_other_writes_are_refused (gconstpointer data)
{
    BbAction action = GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbResult) looked = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbEngineDrive) shown = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbDrive) drive = bb_sim_bus_ref_drive (rig->bus, "sr0");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", looked->facts->fingerprint);
    g_autoptr (BbJobRequest) request = make_request (action);
    g_autoptr (BbJournal) journal = NULL;
    g_autoptr (BbResult) result = NULL;

    g_free (record->bus_path);
    record->bus_path = g_strdup (details->bus_path);
    record->simulated = TRUE;
    journal = job_rig_begin_journal (rig->state, record);
    g_assert_true (bb_journal_add_step (journal, 7, TRUE, NULL));
    g_clear_pointer (&journal, bb_journal_free);
    result = job_rig_run (rig, request);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_INTERRUPTED);
    g_assert_nonnull (strstr (result->message, "interrupted"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

/* The drive refuses to read one range of its firmware, so the backup has no image that could be restored. */
static void
test_a_backup_without_an_image_needs_a_fallback (gconstpointer data)
{
    static const guint8 read_at_1_mib[] = {0x3C, 0x06, 0x00, 0x10, 0x00, 0x00};
    gboolean with_fallback = GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959 "Quirks=readable=all\n", NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) result = NULL;

    drive->refuse = read_at_1_mib;
    request->image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    request->on_failure = BB_ON_FAILURE_STOP;
    if (with_fallback)
        request->fallback = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.02", NULL);
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    if (with_fallback) {
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    } else {
        job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
        g_assert_nonnull (result->backup);
        g_assert_null (bb_backup_find_file (result->backup, BB_BACKUP_IMAGE));
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    }
    job_rig_assert_messages (result);
}

/* The oldest backup is of this drive, so a ROLLBACK to it needs no consent. But its firmware is for the boot code
 * from before a conversion, so the ROLLBACK must be refused. */
static void
test_a_backup_for_the_old_boot_code_is_not_restored (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) boot = convert_boot_code ("K355", "06");
    g_autoptr (BbImage) firmware = convert_image ("K355", "1.05", "06");
    g_autoptr (BbResult) converted = NULL;
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (BbResult) backed_up = NULL;
    g_autoptr (BbResult) back = NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    g_autoptr (GPtrArray) backups = NULL;
    BbBackup *oldest;
    guint n_writes;

    converted = convert_run (rig, "K355", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (converted, BB_OUTCOME_WRITTEN);
    convert_power_cycle (rig);
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, firmware, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    convert_power_cycle (rig);
    /* This BACKUP reads the version of the new boot code, so the verdict can refuse the oldest backup. */
    backed_up = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (backed_up, BB_OUTCOME_DONE);
    backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    g_assert_cmpuint (backups->len, >, 1);
    oldest = g_ptr_array_index (backups, backups->len - 1);
    g_assert_cmpstr (oldest->id, !=, backed_up->backup->id);
    n_writes = job_rig_n_writes (rig);
    request->backup_id = g_strdup (oldest->id);
    request->on_failure = BB_ON_FAILURE_STOP;
    back = job_rig_run (rig, request);
    job_rig_assert_outcome (back, BB_OUTCOME_REFUSED);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
}

/* Returns the number of notes of @result with an error whose message contains @text. */
static guint
count_noted_errors (BbResult *result, const char *text)
{
    guint n_errors = 0;

    for (guint i = 0; i < result->noted->len; i++) {
        const BbNote *note = g_ptr_array_index (result->noted, i);

        n_errors += note->error != NULL && strstr (note->error->message, text) != NULL;
    }
    return n_errors;
}

/* --- exclusive access --- */

/* A conversion that fails while it erases continues as a recovery, and does not release the drive in between. */
static void
test_a_failed_conversion_keeps_exclusive_access (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = make_request (BB_ACTION_CONVERT);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) result = NULL;

    drive->state = rig->state;
    request->on_failure = BB_ON_FAILURE_ROLLBACK;
    job_rig_fault (rig, "At=step:erase:3;Kind=sense;Sense=4/44/00;Times=6");
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, BB_OUTCOME_ROLLED_BACK);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
    g_assert_cmpuint (drive->n_holds, >, 0);
    g_assert_cmpuint (drive->n_releases, ==, drive->n_holds);
    g_assert_cmpuint (drive->n_let_go_in_danger, ==, 0);
    g_assert_false (drive->is_held);
    g_assert_false (bb_sim_bus_is_held (rig->bus, "sr0"));
}

/* An erase command of a conversion fails, and the old firmware is restored. The notes of the result must still
 * contain the error of the erase command. */
static void
test_a_conversion_with_a_way_back_reports_its_error (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbJobRequest) request = make_request (BB_ACTION_CONVERT);
    g_autoptr (BbResult) result = NULL;

    request->on_failure = BB_ON_FAILURE_ROLLBACK;
    job_rig_fault (rig, "At=step:erase:3;Kind=sense;Sense=4/44/00;Times=3");
    result = job_rig_run (rig, request);
    job_rig_assert_outcome (result, BB_OUTCOME_ROLLED_BACK);
    g_assert_cmpuint (count_noted_errors (result, "(erase)"), >, 0);
}

/* The drive is disconnected while the job takes exclusive access. The message must say that the drive was
 * disconnected. It must not ask the user to close other programs. */
static void
test_a_drive_disconnected_while_it_is_locked_is_reported_as_gone (gconstpointer data)
{
    BbAction action = (BbAction) GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = make_request (action);
    g_autoptr (BbResult) result = NULL;
    g_autoptr (GPtrArray) records = NULL;

    drive->gone_when_held = TRUE;
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    job_rig_assert_messages (result);
    g_assert_error (result->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_assert_nonnull (strstr (result->message, "disconnected"));
    g_assert_null (strstr (result->message, "programs"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    records = bb_journal_list_all (rig->state);
    g_assert_cmpuint (records->len, ==, 1);
    g_assert_cmpstr (((BbJournalRecord *) g_ptr_array_index (records, 0))->result, ==, "unchanged");
}

static void
test_the_journal_says_first_that_the_tray_is_locked (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = make_request (BB_ACTION_FLASH);
    g_autoptr (BbResult) result = NULL;

    drive->state = rig->state;
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpuint (drive->n_prevents, ==, 2);
    g_assert_cmpuint (drive->n_holds, ==, 1);
    g_assert_cmpuint (drive->n_releases, ==, 1);
    g_assert_true (drive->tray_on_disk);
    g_assert_false (drive->tray_locked);
}

typedef struct {
    const char *name;
    gboolean locked;
    gboolean endangered;
    guint n_prevents;
} Tray;

static const Tray trays[] = {
    {"locked", TRUE, FALSE, 1},
    {"not-locked", FALSE, FALSE, 0},
    {"half-flashed", TRUE, TRUE, 0},
};

/* A program was killed, and its journal says whether the tray was locked and the firmware is incomplete. Runs LOOK
 * twice. If the tray was locked, the first LOOK must unlock it, and the second must not try so again. LOOK must send
 * no PREVENT if the tray was not locked, or if the firmware is incomplete. */
static void
test_a_killed_program_leaves_no_locked_tray (gconstpointer data)
{
    const Tray *wanted = data;
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbResult) known = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (BB_DRIVE (drive));
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", known->facts->fingerprint);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_LOOK);
    g_autoptr (BbJournal) journal = NULL;

    g_free (record->bus_path);
    record->bus_path = g_strdup (details->bus_path);
    journal = job_rig_begin_journal (rig->state, record);
    if (wanted->locked)
        g_assert_true (bb_journal_add_tray (journal, TRUE, NULL));
    g_assert_true (bb_journal_add_step (journal, 1, wanted->endangered, NULL));
    g_clear_pointer (&journal, bb_journal_free);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbResult) looked = other_drive_run (drive, rig->catalog, rig->state, request);

        job_rig_assert_outcome (looked, BB_OUTCOME_DONE);
        g_assert_cmpuint (drive->n_prevents, ==, wanted->n_prevents);
        g_assert_false (drive->tray_locked);
    }
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

static void
test_recovering_unlocks_the_tray (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (OtherDrive) drive = NULL;
    g_autoptr (BbJobRequest) request = make_request (BB_ACTION_FLASH);
    g_autoptr (BbResult) left = NULL;
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (GPtrArray) records = NULL;
    g_autoptr (BbJournal) journal = NULL;

    job_rig_fault (rig, "At=step:erase:3;Kind=sense;Sense=4/44/00;Times=20");
    drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    left = other_drive_run (drive, rig->catalog, rig->state, request);
    g_clear_object (&drive);
    job_rig_assert_outcome (left, BB_OUTCOME_NEEDS_RECOVERY);
    /* Records the tray as locked, so that the journal looks like that of a program that was killed while it erased.
     */
    records = bb_journal_list (rig->state);
    g_assert_cmpuint (records->len, ==, 1);
    journal = bb_journal_resume (g_ptr_array_index (records, 0), NULL);
    g_assert_true (bb_journal_add_tray (journal, TRUE, NULL));
    g_clear_pointer (&journal, bb_journal_free);
    job_rig_restart (rig);
    drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    request->action = BB_ACTION_RECOVER;
    recovered = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    g_assert_cmpuint (drive->n_prevents, >, 0);
    g_assert_false (drive->tray_locked);
}

/* The drive refuses to unlock the tray. After firmware was written, the drive has forgotten the lock, so the result
 * must not mention the error. If the drive refused the upload to its RAM, nothing was written, and the result must
 * report the error. */
static void
test_a_refused_unlock_is_reported_only_without_a_write (gconstpointer data)
{
    static const guint8 allow[] = {0x1E, 0, 0, 0, 0, 0};
    gboolean writes = GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (OtherDrive) drive = NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) result = NULL;

    request->image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    request->flags = BB_JOB_FLAG_WITHOUT_BACKUP;
    request->on_failure = BB_ON_FAILURE_STOP;
    if (!writes)
        job_rig_fault (rig, "At=step:upload:1;Kind=sense;Sense=5/24/00;Times=20");
    drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    drive->refuse = allow;
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, writes ? BB_OUTCOME_DONE : BB_OUTCOME_UNCHANGED);
    g_assert_cmpuint (drive->n_prevents, ==, 2);
    g_assert_cmpuint (count_noted_errors (result, "PREVENT"), ==, writes ? 0 : 1);
}

static void
test_a_flash_without_a_file_is_refused (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_cmpint (bb_job_error_get_problem (result->error), ==, BB_JOB_PROBLEM_NO_IMAGE);
    job_rig_assert_messages (result);
    g_assert_cmpuint (job_rig_n_commands (rig), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strdup_printf ("/job/about-to-write/%s", cases[i].name);

        g_test_add_data_func (path, &cases[i], test_changes_just_before_the_write_are_detected);
    }
    g_test_add_func ("/job/about-to-write/no-boot-code-on-battery", test_a_boot_code_is_not_written_on_battery);
    g_test_add_func ("/job/about-to-write/no-boot-code-without-expert", test_a_boot_code_needs_the_expert_flag);
    g_test_add_data_func ("/job/about-to-write/memory/image", GINT_TO_POINTER (FALSE),
                          test_an_image_that_changed_in_memory_is_not_written);
    g_test_add_data_func ("/job/about-to-write/memory/fallback", GINT_TO_POINTER (TRUE),
                          test_an_image_that_changed_in_memory_is_not_written);
    g_test_add_data_func ("/job/about-to-write/interrupted/flash", GINT_TO_POINTER (BB_ACTION_FLASH),
                          test_after_an_interrupted_flash_other_writes_are_refused);
    g_test_add_data_func ("/job/about-to-write/interrupted/convert", GINT_TO_POINTER (BB_ACTION_CONVERT),
                          test_after_an_interrupted_flash_other_writes_are_refused);
    g_test_add_data_func ("/job/about-to-write/no-image/refused", GINT_TO_POINTER (FALSE),
                          test_a_backup_without_an_image_needs_a_fallback);
    g_test_add_data_func ("/job/about-to-write/no-image/fallback", GINT_TO_POINTER (TRUE),
                          test_a_backup_without_an_image_needs_a_fallback);
    g_test_add_func ("/job/about-to-write/hold/conversion", test_a_failed_conversion_keeps_exclusive_access);
    g_test_add_func ("/job/about-to-write/hold/conversion/error",
                     test_a_conversion_with_a_way_back_reports_its_error);
    g_test_add_data_func ("/job/about-to-write/hold/gone/flash", GINT_TO_POINTER (BB_ACTION_FLASH),
                          test_a_drive_disconnected_while_it_is_locked_is_reported_as_gone);
    g_test_add_data_func ("/job/about-to-write/hold/gone/convert", GINT_TO_POINTER (BB_ACTION_CONVERT),
                          test_a_drive_disconnected_while_it_is_locked_is_reported_as_gone);
    g_test_add_func ("/job/about-to-write/tray/on-disk", test_the_journal_says_first_that_the_tray_is_locked);
    g_test_add_func ("/job/about-to-write/tray/recovered", test_recovering_unlocks_the_tray);
    for (guint i = 0; i < G_N_ELEMENTS (trays); i++) {
        g_autofree char *path = g_strdup_printf ("/job/about-to-write/tray/killed/%s", trays[i].name);

        g_test_add_data_func (path, &trays[i], test_a_killed_program_leaves_no_locked_tray);
    }
    g_test_add_data_func ("/job/about-to-write/tray/refused/written", GINT_TO_POINTER (TRUE),
                          test_a_refused_unlock_is_reported_only_without_a_write);
    g_test_add_data_func ("/job/about-to-write/tray/refused/unchanged", GINT_TO_POINTER (FALSE),
                          test_a_refused_unlock_is_reported_only_without_a_write);
    g_test_add_func ("/job/about-to-write/refused-backup", test_a_backup_for_the_old_boot_code_is_not_restored);
    g_test_add_func ("/job/about-to-write/no-flash-without-a-file", test_a_flash_without_a_file_is_refused);
    return g_test_run ();
}
