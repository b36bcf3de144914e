/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/flow/bb-lane.h"
#include "job/store/bb-backup-private.h"
#include "job/store/bb-journal-private.h"
#include "job/store/bb-journal-record.h"
#include "job/words/bb-words.h"

#include <stdio.h>
#include <string.h>

/* Tests bb-flow.c, bb-flow-rollback.c, bb-flow-run.c, bb-lane.c, bb-words-comparison.c and bb-words-step.c. */

/* The linker replaces bb_job_take_progress() by __wrap_bb_job_take_progress() (meson.build). */
void __real_bb_job_take_progress (BbJob *job, BbProgress *progress);
void __wrap_bb_job_take_progress (BbJob *job, BbProgress *progress);

#define N_PHASES (BB_PHASE_VERIFY + 1)

/* (nullable): function that gets each #BbProgress of a running job, in the worker thread. A handler of the signal
 * "progress" cannot count them, because the job leaves some signals out if the main loop is slow. */
static void (*take_progress) (const BbProgress *progress, gpointer data);
static gpointer take_progress_data;

void
__wrap_bb_job_take_progress (BbJob *job, BbProgress *progress)
{
    if (take_progress != NULL)
        take_progress (progress, take_progress_data);
    __real_bb_job_take_progress (job, progress);
}

typedef struct {
    const char *scenario;
    const char *family;
    const char *model;
    const char *old_revision;
    const char *new_revision;
    gboolean readable;
    BbJobFlags flags;
} Case;

static const Case cases[] = {
    {JOB_RIG_NEC, "nec-optiarc", "K355", "1.05", "1.07", TRUE, 0},
    {JOB_RIG_NEC_BANKS, "nec-optiarc", "K110", "1.05", "1.08", TRUE, BB_JOB_FLAG_ALLOW_CROSS_FLASH},
    {JOB_RIG_NEC_KEYED, "nec-optiarc", "D770", "1.05", "1.08", TRUE, BB_JOB_FLAG_ALLOW_CROSS_FLASH},
    {JOB_RIG_MT1959, "mediatek-mt1959", "BD-RE WH16NS60", "1.02", "1.03", FALSE, BB_JOB_FLAG_WITHOUT_BACKUP},
};

static void
test_flash_writes_verifies_and_rolls_back (gconstpointer data)
{
    const Case *c = data;
    g_autoptr (JobRig) rig = job_rig_new (c->scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image (c->family, c->model, c->new_revision, NULL);
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (GBytes) own = job_rig_own (rig);
    g_autoptr (GBytes) own_after = NULL;
    g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, c->flags, BB_ON_FAILURE_ASK);
    g_autoptr (GBytes) new = job_rig_firmware (rig);
    g_autoptr (BbResult) verified = NULL;
    g_autoptr (BbResult) back = NULL;
    g_autoptr (GBytes) after = NULL;

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_cmpint (flashed->proof, ==, c->readable ? BB_PROOF_PROVEN : BB_PROOF_IDENTITY);
    g_assert_cmpstr (flashed->revision_before, ==, c->old_revision);
    g_assert_cmpstr (flashed->revision_after, ==, c->new_revision);
    g_assert_nonnull (flashed->backup);
    g_assert_cmpuint (flashed->n_endangered_commands, >, 0);
    g_assert_false (g_bytes_equal (old, new));
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    g_assert_false (bb_sim_bus_is_held (rig->bus, "sr0"));
    g_assert_cmpuint (bb_sim_bus_count_holds (rig->bus, "sr0"), ==, 1);
    job_rig_assert_no_violations (rig);
    verified = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_ASK);
    if (!c->readable)
        return;
    job_rig_assert_outcome (verified, BB_OUTCOME_DONE);
    back = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, 0, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    after = job_rig_firmware (rig);
    own_after = job_rig_own (rig);
    g_assert_true (g_bytes_equal (old, after));
    g_assert_true (g_bytes_equal (own, own_after));
    job_rig_assert_no_violations (rig);
}

/* Returns (transfer full) (nullable), from the only open journal, the boot ID of the image that an earlier flash by
 * Burnback had written. */
static char *
dup_installed_id (JobRig *rig)
{
    g_autoptr (GPtrArray) records = bb_journal_list (rig->state);
    BbJournalRecord *record;
    char *id = NULL;

    g_assert_cmpuint (records->len, ==, 1);
    record = g_ptr_array_index (records, 0);
    g_variant_lookup (record->healthy_values, "installed-boot-id", "s", &id);
    return id;
}

/* A recovery may need the boot ID of the image that was written last. The drive does not report that ID, so the
 * journal has it. */
static void
test_the_journal_has_the_boot_id_of_the_earlier_flash (void)
{
    for (guint n_before = 0; n_before < 2; n_before++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
        g_autoptr (BbImage) first = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
        g_autoptr (BbImage) second = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.04", NULL);
        g_autoptr (BbResult) before = NULL;
        g_autoptr (BbResult) cut = NULL;
        g_autofree char *id = NULL;

        if (n_before > 0) {
            before = job_rig_do (rig, BB_ACTION_FLASH, first, BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
            job_rig_assert_outcome (before, BB_OUTCOME_DONE);
            /* The drive accepts only one image for each power-on. */
            g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", FALSE, NULL));
            job_rig_restart (rig);
        }
        job_rig_fault (rig, "Drive=sr0;At=step:program:1;Kind=power-cut;During=middle");
        cut = job_rig_do (rig, BB_ACTION_FLASH, second, BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
        id = dup_installed_id (rig);
        g_assert_cmpstr (id, ==, n_before > 0 ? "MT1959 Boot JB8 " : NULL);
    }
}

/* The bridge reports its own vendor and product instead of those of the drive. */
static void
test_a_drive_behind_a_renaming_bridge_is_flashed (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959 "Bus=usb\nQuirks=bridge-name=Enclosure\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    BbJobFlags flags = BB_JOB_FLAG_WITHOUT_BACKUP | BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, flags, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_IDENTITY);
    job_rig_assert_no_violations (rig);
}

/* The drive answers the last piece of the image with the unit attention 3F/01, "microcode has been changed". The job
 * must not take this for a failure. */
static void
test_a_unit_attention_for_new_firmware_is_no_failure (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "Drive=sr0;At=step:program:1;Kind=sense;Sense=6/3F/01;During=after");
    job_rig_fault (rig,
                   "Drive=sr0;At=step:enter:2;Kind=power-cut"); /* a second image would make the drive unusable */
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_IDENTITY);
    job_rig_assert_no_violations (rig);
}

/* Adds 1 to the guint @data if @progress says that a step is late. */
static void
count_late (const BbProgress *progress, gpointer data)
{
    guint *n_late = data;
    g_autofree char *text = bb_words_dup_progress (progress);

    if (!progress->is_late)
        return;
    (*n_late)++;
    g_assert_nonnull (strstr (text, "longer than usual"));
}

/* A step of more than a minute is reported as late, and continues. */
static void
test_a_late_step_is_reported (void)
{
    static const struct {
        const char *quirks;
        gboolean is_late;
    } rows[] = {{"programming-ms=50000", FALSE}, {"programming-ms=90000", TRUE}};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *scenario = g_strdup_printf (JOB_RIG_MT1959 "Quirks=%s\n", rows[i].quirks);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
        g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
        g_autoptr (BbResult) result = NULL;
        g_autoptr (BbJob) job = NULL;
        guint n_late = 0;

        request->image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
        request->flags = BB_JOB_FLAG_WITHOUT_BACKUP;
        take_progress = count_late;
        take_progress_data = &n_late;
        job = bb_engine_start (rig->engine, drive, request, NULL);
        result = job_rig_wait (rig, job);
        take_progress = NULL;
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpint (n_late > 0, ==, rows[i].is_late);
    }
}

/* What a test collects from the progress of a job.
 * @n_blocks: number of sentences that name a block; @n_second: number of progress updates after the failure; @failed:
 * number of the failed block in the map; @sentence: (nullable): last sentence about the failed attempt */
typedef struct {
    guint n_blocks;
    guint n_second;
    guint failed;
    char *sentence;
} Attempts;

/* Asserts that the written blocks in the flash map of @progress do not have more bytes than the progress (BbLane)
 * counts. The current step may have ended already, so its bytes are allowed, too. The assertion fails if a new
 * attempt writes blocks again and the map still shows them as written. */
static void
assert_map_agrees_with_bytes (const BbProgress *progress)
{
    const BbStep *step = bb_plan_get_step (progress->plan, progress->step);
    BbLane lanes[BB_MAX_LANES];
    guint n_lanes = bb_progress_get_lanes (progress, lanes);
    guint64 written = 0;

    if (progress->phase == BB_PHASE_VERIFY || n_lanes != 1)
        return;
    for (guint i = 0; i < progress->cells->len; i++) {
        const BbCell *cell = &g_array_index (progress->cells, BbCell, i);

        written += cell->state == BB_CELL_WRITTEN ? cell->length_bytes : 0;
    }
    g_assert_cmpuint (written, <=, lanes[0].done + step->region_bytes);
}

/* Asserts that the block in the sentence is the current block in the flash map, and that the map shows as many
 * failures as the list of failed tries has. */
static void
check_attempt_cb (BbJob *job, Attempts *attempts)
{
    g_autoptr (BbProgress) progress = bb_job_ref_progress (job);
    g_autofree char *text = progress != NULL ? bb_words_dup_progress (progress) : NULL;
    const char *number = text != NULL ? strstr (text, " block ") : NULL;
    guint block, n_all, n_failed = 0;

    if (progress == NULL || progress->cells == NULL)
        return;
    g_assert_false (progress->restores);
    assert_map_agrees_with_bytes (progress);
    if (number != NULL && sscanf (number, " block %u of %u", &block, &n_all) == 2) {
        g_assert_cmpuint (n_all, ==, progress->cells->len);
        g_assert_cmpint (g_array_index (progress->cells, BbCell, block - 1).state, ==, BB_CELL_NOW);
        attempts->n_blocks++;
    }
    for (guint i = 0; i < progress->cells->len; i++) {
        const BbCell *cell = &g_array_index (progress->cells, BbCell, i);

        n_failed += cell->n_failures;
        if (cell->n_failures > 0)
            attempts->failed = i + 1;
    }
    g_assert_cmpuint (n_failed, ==, progress->failed != NULL ? progress->failed->len : 0);
    if (progress->failed == NULL)
        return;
    attempts->n_second++;
    g_free (attempts->sentence);
    attempts->sentence = bb_words_dup_failed_attempt (progress);
}

/* The progress names the failed block and the number of the attempt, until the end of the flash. */
static void
test_a_failed_attempt_is_reported (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbJob) job = NULL;
    g_autofree char *expected = NULL;
    Attempts attempts = {0};

    job_rig_fault (rig, "Drive=sr0;At=step:program:9;Kind=sense;Sense=3/0C/00;Times=1");
    request->image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    job = bb_engine_start (rig->engine, drive, request, NULL);
    g_signal_connect (job, "progress", G_CALLBACK (check_attempt_cb), &attempts);
    result = job_rig_wait (rig, job);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpuint (attempts.n_blocks, >, 0);
    g_assert_cmpuint (attempts.n_second, >, 0);
    expected = g_strdup_printf ("Block %u failed (write error). Attempt 2 of 3.", attempts.failed);
    g_assert_cmpstr (attempts.sentence, ==, expected);
    g_signal_handlers_disconnect_by_data (job, &attempts);
    g_free (attempts.sentence);
}

static const struct {
    const char *scenario;
    BbJobFlags flags;
    BbOutcome outcome;
} recovery_rows[] = {
    {JOB_RIG_NEC_BANKS "State=erased\n", 0, BB_OUTCOME_REFUSED},
    {JOB_RIG_NEC_BANKS "State=erased\n", BB_JOB_FLAG_EXPERT, BB_OUTCOME_DONE},
    {JOB_RIG_NEC_BANKS "Product=DVDRW420N\nVendor=TDK\nState=erased\n", BB_JOB_FLAG_EXPERT, BB_OUTCOME_REFUSED},
    {JOB_RIG_NEC_BANKS "Product=DVDRW420N\nVendor=TDK\nState=erased\n",
     BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_OUTCOME_DONE},
};

/* In a recovery, BB_JOB_FLAG_EXPERT must grant the consent to a caution, but not to the firmware of another model. */
static void
test_the_expert_flag_grants_cautions_in_a_recovery (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (recovery_rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (recovery_rows[i].scenario, NULL);
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K110", "1.09", NULL);
        g_autoptr (BbResult) result =
            job_rig_do (rig, BB_ACTION_RECOVER, image, recovery_rows[i].flags, BB_ON_FAILURE_STOP);

        g_test_message ("row %u: %s", i, result->message);
        g_assert_cmpint (result->outcome, ==, recovery_rows[i].outcome);
        job_rig_assert_no_violations (rig);
    }
}

/* Another program left a conversion unfinished, so the stored ID names another model, whose key the drive rejects. */
static const struct {
    const char *model;
    const char *state;
} half_done[] = {
    {"K370", "half-converted"}, {"K370", "id-sibling"},     {"D770", "half-converted"},
    {"G200", "half-converted"}, {"G245", "half-converted"}, {"G285", "id-sibling"},
};

static void
test_a_drive_with_the_id_of_another_model_is_backed_up (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (half_done); i++) {
        g_autofree char *scenario =
            g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=%s\nState=%s\nRevision=1.05\nSerial=SIM0001\n",
                             half_done[i].model, half_done[i].state);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (GBytes) memory = job_rig_firmware (rig);
        g_autoptr (GBytes) kept = NULL;
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

        g_test_message ("%s %s", half_done[i].model, half_done[i].state);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_true (result->backup->complete);
        g_assert_cmpstr (result->backup->model_key, ==, half_done[i].model);
        kept = bb_backup_store_load (bb_engine_get_store (rig->engine), result->backup, "firmware", NULL);
        g_assert_nonnull (kept);
        g_assert_cmpmem (g_bytes_get_data (kept, NULL), g_bytes_get_size (memory), g_bytes_get_data (memory, NULL),
                         g_bytes_get_size (memory));
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
        job_rig_assert_no_violations (rig);
    }
}

static void
test_a_drive_that_starts_reading_late_is_backed_up (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "Quirks=slow-read=3\n", NULL);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (GBytes) saved = NULL;

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_true (result->backup->complete);
    saved = bb_backup_store_load (bb_engine_get_store (rig->engine), result->backup, BB_BACKUP_IMAGE, NULL);
    g_assert_nonnull (saved);
    g_assert_cmpuint (g_bytes_get_size (saved), >=, g_bytes_get_size (before));
    g_assert_cmpint (
        memcmp (g_bytes_get_data (saved, NULL), g_bytes_get_data (before, NULL), g_bytes_get_size (before)), ==, 0);
    job_rig_assert_no_violations (rig);
}

/* A drive rejects 50 or 1000 reads as "becoming ready". The job must report this, and must not call the drive unknown
 * or its stored ID damaged. With 50, the drive would be ready if the job tried the third address of the ID. */
static void
test_a_drive_that_never_starts_reading_is_reported (void)
{
    static const guint n_reads[] = {50, 1000};

    for (guint i = 0; i < G_N_ELEMENTS (n_reads); i++) {
        g_autofree char *scenario = g_strdup_printf (JOB_RIG_NEC "Quirks=slow-read=%u\n", n_reads[i]);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
        g_assert_error (result->error, BB_SCSI_ERROR, BB_SCSI_ERROR_BECOMING_READY);
        g_assert_nonnull (strstr (result->message, "becoming ready (2/04/01)"));
        job_rig_assert_messages (result);
        g_assert_null (result->backup);
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    }
}

/* The drive rejects every key for recovery mode, without which it cannot be read. */
static void
test_a_drive_that_accepts_no_key_is_unchanged (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_KEYED, NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:enter:1;Kind=sense;Sense=5/26/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    job_rig_assert_messages (result);
    g_assert_null (result->backup);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_NORMAL);
}

static const struct {
    guint64 journal_sequence;
    gint64 journal_started;
    guint64 backup_sequence;
    gint64 backup_created;
    const char *compared_with;
} order_rows[] = {
    /* The clock was set back between flash and backup, so only the sequence numbers show which is later. */
    {5, 9000, 6, 4000, "backup"},
    {6, 4000, 5, 9000, "flash"},
    /* One of flash and backup has no sequence number, because an older version of Burnback recorded it. The other one
     * is newer. */
    {0, 9000, 1, 4000, "backup"},
    {1, 4000, 0, 9000, "flash"},
    /* Neither has a sequence number: VERIFY expects the later of both; if the times are equal, the flash. */
    {0, 4000, 0, 9000, "backup"},
    {0, 9000, 0, 4000, "flash"},
    {0, 4000, 0, 4000, "flash"},
};

/* Writes sequence numbers and times of the row to journal and backup on disk. */
static void
set_order (JobRig *rig, BbBackup *backup, guint row)
{
    g_autoptr (GPtrArray) records = bb_journal_list_all (rig->state);
    BbJournalRecord *record = g_ptr_array_index (records, 0);
    g_autofree char *path = g_build_filename (backup->folder, BB_BACKUP_MANIFEST, NULL);
    g_autofree char *header = NULL;
    g_autofree char *manifest = NULL;

    g_assert_cmpuint (records->len, ==, 1);
    record->sequence = order_rows[row].journal_sequence;
    record->started = order_rows[row].journal_started;
    header = bb_journal_record_dup_header (record);
    g_assert_true (g_file_set_contents (record->path, header, -1, NULL));
    backup->sequence = order_rows[row].backup_sequence;
    backup->created = order_rows[row].backup_created;
    manifest = bb_backup_dup_manifest (backup);
    g_assert_true (g_file_set_contents (path, manifest, -1, NULL));
}

/* Without a file, VERIFY expects the flashed image in the drive, or the firmware of a backup that was made later. */
static void
test_verify_compares_with_the_later_of_flash_and_backup (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_K370, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K370", "1.07", "05");
    g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) backed_up = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    job_rig_assert_outcome (backed_up, BB_OUTCOME_DONE);
    g_assert_cmpstr (backed_up->backup->id, !=, flashed->backup->id);
    /* Deletes the backup that the flash made, because with the times of some rows it would be the newest one. */
    g_assert_true (bb_backup_store_delete (bb_engine_get_store (rig->engine), flashed->backup, FALSE, NULL));
    for (guint i = 0; i < G_N_ELEMENTS (order_rows); i++) {
        g_autoptr (BbResult) result = NULL;

        set_order (rig, backed_up->backup, i);
        result = job_rig_do (rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
        g_test_message ("row %u: %s", i, result->message);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpstr (result->compared_with, ==, order_rows[i].compared_with);
        g_assert_cmpint (result->compared_time, ==,
                         g_str_equal (result->compared_with, "flash") ? order_rows[i].journal_started : 0);
        g_assert_nonnull (strstr (result->message, g_str_equal (result->compared_with, "flash")
                                                       ? "is identical to the firmware that Burnback wrote on "
                                                       : "is identical to the firmware in the backup "));
    }
}

/* The message says that the firmware is identical to the firmware in the file only if no byte differs. */
static void
test_verify_says_identical_only_without_a_difference (void)
{
    g_autoptr (JobRig) rig = job_rig_new_updated ();

    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", i == 0 ? "1.07" : "1.06", NULL);
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (result, i == 0 ? BB_OUTCOME_DONE : BB_OUTCOME_UNCHANGED);
        g_assert_cmpint (strstr (result->message, "identical") != NULL, ==, i == 0);
        g_assert_nonnull (
            strstr (result->message, i == 0 ? "The firmware in the drive is identical to the firmware in the file “"
                                            : "The firmware was compared with the file “"));
    }
}

/*
 * What a test collects from the progress of a backup and a flash.
 * @first, @second: largest progress of the first and the second read, in bytes; @total: bytes of the firmware
 * @n_again, @n_other: number of progress updates in the second half of the second read, with and without "second
 * time" in the sentence
 * @written, @to_write: bytes of the firmware that were written, and that are to be written
 * @last: work that was done in the last progress of each phase
 */
typedef struct {
    guint64 first, second, total;
    guint n_again, n_other;
    guint64 written, to_write;
    guint64 last[N_PHASES];
} Lanes;

/* Adds what users see of @progress to @data, which is of the type Lanes. */
static void
add_to_lanes (const BbProgress *progress, gpointer data)
{
    Lanes *seen = data;
    g_autofree char *text = bb_words_dup_progress (progress);
    BbLane lanes[BB_MAX_LANES];
    guint n_lanes = bb_progress_get_lanes (progress, lanes);

    seen->last[progress->phase] = progress->done;
    if (progress->phase == BB_PHASE_BACK_UP || progress->phase == BB_PHASE_VERIFY)
        g_assert_null (text != NULL ? strstr (text, "piece ") : NULL);
    if (progress->phase == BB_PHASE_PROGRAM && n_lanes == 1) {
        seen->written = MAX (seen->written, lanes[0].done);
        seen->to_write = lanes[0].total;
    }
    if (progress->phase != BB_PHASE_BACK_UP || n_lanes == 0)
        return;
    g_assert_null (progress->cells);
    g_assert_cmpuint (n_lanes, ==, 2);
    g_assert_cmpuint (lanes[0].total, ==, lanes[1].total);
    g_assert_cmpuint (lanes[1].done, <=, lanes[0].done);
    /* The last steps of the phase are not part of the second read, so their sentences do not say "second time". */
    if (lanes[1].done > lanes[1].total / 2 && text != NULL && strstr (text, "second time") != NULL)
        seen->n_again++;
    else if (lanes[1].done > lanes[1].total / 2)
        seen->n_other++;
    seen->first = MAX (seen->first, lanes[0].done);
    seen->second = MAX (seen->second, lanes[1].done);
    seen->total = lanes[0].total;
}

/* Sets the element of the current phase in @last (N_PHASES elements) to the work that is done. */
static void
note_last_cb (BbJob *job, guint64 *last)
{
    g_autoptr (BbProgress) progress = bb_job_ref_progress (job);

    if (progress != NULL)
        last[progress->phase] = progress->done;
}

/* Makes a backup and a flash. The firmware is read twice: its progress must have two lanes (BbLane, one for each
 * read), in bytes of the firmware, and no map. The progress of a write must have one lane. The last progress of each
 * phase must be emitted. */
static void
test_progress_is_measured_in_bytes_of_the_firmware (void)
{
    static const BbAction acts[] = {BB_ACTION_BACKUP, BB_ACTION_FLASH};

    for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
        g_autoptr (BbJobRequest) request = bb_job_request_new (acts[i]);
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
        g_autoptr (BbResult) result = NULL;
        g_autoptr (BbJob) job = NULL;
        guint64 emitted[N_PHASES] = {0};
        Lanes seen = {0};

        if (acts[i] == BB_ACTION_FLASH)
            request->image = g_object_ref (image);
        take_progress = add_to_lanes;
        take_progress_data = &seen;
        job = bb_engine_start (rig->engine, drive, request, NULL);
        g_signal_connect (job, "progress", G_CALLBACK (note_last_cb), emitted);
        result = job_rig_wait (rig, job);
        take_progress = NULL;
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_signal_handlers_disconnect_by_data (job, emitted);
        for (guint phase = 0; phase < N_PHASES; phase++)
            g_assert_cmpuint (emitted[phase], ==, seen.last[phase]);
        g_assert_cmpuint (seen.total, >, 0x1f0000); /* the chip has 2 MiB, of which not all is read */
        g_assert_cmpuint (seen.total, <=, 0x200000);
        g_assert_cmpuint (seen.first, ==, seen.total);
        g_assert_cmpuint (seen.second, >, seen.total / 2);
        g_assert_cmpuint (seen.second, <, seen.total);
        g_assert_cmpuint (seen.n_again, >, seen.n_other);
        if (acts[i] == BB_ACTION_FLASH) {
            g_assert_cmpuint (seen.to_write, <=, seen.total);
            g_assert_cmpuint (seen.written, >, seen.to_write / 2);
        }
    }
}

/* The end of this firmware The beginning and the end of the firmware do not match, so it may come from a damaged
 * file. It must be refused for other drives; only the drive from which it was read may get it back. */
static void
test_unusual_firmware_is_restored_to_its_own_drive_only (void)
{
    static const char scenario[] =
        "[drive sr0]\nFamily=lg-renesas\nModel=DVDRAM GSA-E50L\nSerial=SIM0001\nQuirks=end-differs\n";
    static const char other_scenario[] =
        "[drive sr0]\nFamily=lg-renesas\nModel=DVDRAM GSA-E50L\nSerial=SIM0002\nSeed=9\n";
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) own = NULL;
    g_autoptr (BbResult) other = NULL;

    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    request->backup_id = g_strdup (saved->backup->id);
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT;
    request->granted = BB_CONSENT_OTHER_DRIVE;
    own = job_rig_run (rig, request);
    g_test_message ("own: %s", own->message);
    job_rig_assert_outcome (own, BB_OUTCOME_DONE);
    job_rig_exchange (rig, other_scenario);
    other = job_rig_run (rig, request);
    g_test_message ("other: %s", other->message);
    job_rig_assert_outcome (other, BB_OUTCOME_REFUSED);
    g_assert_cmpint (bb_job_error_get_problem (other->error), ==, BB_JOB_PROBLEM_CONSENT);
    g_assert_nonnull (strstr (other->message, "only to the drive that it was backed up from"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strdup_printf ("/job/flash-writes-verifies-and-rolls-back/%s", cases[i].model);

        g_test_add_data_func (path, &cases[i], test_flash_writes_verifies_and_rolls_back);
    }
    g_test_add_func ("/job/the-journal-has-the-boot-id-of-the-earlier-flash",
                     test_the_journal_has_the_boot_id_of_the_earlier_flash);
    g_test_add_func ("/job/lanes", test_progress_is_measured_in_bytes_of_the_firmware);
    g_test_add_func ("/job/failed-attempt", test_a_failed_attempt_is_reported);
    g_test_add_func ("/job/longer-than-usual", test_a_late_step_is_reported);
    g_test_add_func ("/job/behind-a-renaming-bridge", test_a_drive_behind_a_renaming_bridge_is_flashed);
    g_test_add_func ("/job/unit-attention-for-new-firmware", test_a_unit_attention_for_new_firmware_is_no_failure);
    g_test_add_func ("/job/the-expert-flag-grants-cautions-in-a-recovery",
                     test_the_expert_flag_grants_cautions_in_a_recovery);
    g_test_add_func ("/job/drive-with-the-id-of-another-model",
                     test_a_drive_with_the_id_of_another_model_is_backed_up);
    g_test_add_func ("/job/drive-that-starts-reading-late", test_a_drive_that_starts_reading_late_is_backed_up);
    g_test_add_func ("/job/drive-that-never-starts-reading", test_a_drive_that_never_starts_reading_is_reported);
    g_test_add_func ("/job/drive-that-accepts-no-key", test_a_drive_that_accepts_no_key_is_unchanged);
    g_test_add_func ("/job/verify-compares-with-the-later-of-flash-and-backup",
                     test_verify_compares_with_the_later_of_flash_and_backup);
    g_test_add_func ("/flow/verify-says-identical", test_verify_says_identical_only_without_a_difference);
    g_test_add_func ("/flow/unusual-firmware-is-restored-to-its-own-drive-only",
                     test_unusual_firmware_is_restored_to_its_own_drive_only);
    return g_test_run ();
}
