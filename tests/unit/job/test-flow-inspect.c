/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/flow/bb-backup-use.h"
#include "job/flow/bb-flow-inspect.h"
#include "job/library/bb-library-private.h"

#include <string.h>
#include <unistd.h>

/*
 * Tests drive types whose firmware consists of two banks with a checksum each. In the state "mixed-banks", bank 0 is
 * of revision 9.99 and bank 1 of 1.05, as if another program was stopped between the banks. The drive starts such
 * mixed firmware. Also tests bb-flow-backup.c, bb-flow-check.c, bb-flow-judge.c, bb-flow-rollback.c,
 * bb-nec-inspect.c.
 */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT)
#define BANK_0_BYTES 0x7B000u
#define TAG_BYTES 4u
#define SIGNATURE_AT 0x1000u

static const char *const models[] = {"K110", "L110"};

static char *
dup_scenario (const char *model, const char *more)
{
    return g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=%s\nRevision=1.05\nSerial=SIM0001\n%s", model,
                            more);
}

/* Returns (transfer full) a rig with the existing state folder @state. @more: further lines of the scenario */
static JobRig *
rig_in (const char *model, const char *more, const char *state)
{
    g_autofree char *scenario = dup_scenario (model, more);

    return job_rig_new_in (scenario, NULL, state);
}

/* Runs a job with the flags for cross-flash and experts. @image: (nullable) */
static BbResult *
act (JobRig *rig, BbAction action, BbImage *image)
{
    return job_rig_do (rig, action, image, FLAGS, BB_ON_FAILURE_STOP);
}

/* Makes a backup of the drive with complete firmware, in the state folder @state. */
static void
save_before (const char *model, const char *state)
{
    JobRig *rig = rig_in (model, "", state);
    g_autoptr (BbResult) kept = act (rig, BB_ACTION_BACKUP, NULL);

    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_true (kept->backup->complete);
    job_rig_free_but_folder (rig);
}

/* Identifies the drive, sets @state, and returns the text of its state. */
static char *
dup_state_text (JobRig *rig, BbDriveState *state)
{
    g_autoptr (BbEngineDrive) drive = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    *state = bb_engine_drive_get_state (drive);
    return bb_engine_drive_dup_state_text (drive);
}

static void
assert_state (JobRig *rig, BbDriveState wanted)
{
    BbDriveState state = BB_DRIVE_STATE_UNKNOWN;
    g_autofree char *text = dup_state_text (rig, &state);

    if (state != wanted)
        g_error ("state %d and not %d: %s", state, wanted, text);
}

/* Returns an image of revision 9.99 whose bank 0 is that of the drive with mixed banks. */
static BbImage *
make_new_image (JobRig *rig, const char *model)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", model, "9.99", NULL);
    g_autoptr (GBytes) main = bb_sim_bus_dump (rig->bus, "sr0", "main", NULL);
    gsize size = bb_image_get_size (image);
    guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), size);
    guint8 *bank = data + BANK_0_BYTES + TAG_BYTES;
    g_autoptr (GBytes) bytes = NULL;

    g_assert_cmpuint (g_bytes_get_size (main), ==, BANK_0_BYTES);
    memcpy (data, g_bytes_get_data (main, NULL), BANK_0_BYTES);
    /* Two changes of bank 1 that cancel each other out in its checksum. */
    bank[0] ^= 0x80;
    bank[2] ^= 0x80;
    bytes = g_bytes_new_take (data, size);
    return job_rig_bytes_image (bytes);
}

/* Returns an image with the same bytes as the firmware of the drive. */
static BbImage *
make_equal_image (JobRig *rig, const char *model)
{
    g_autoptr (GBytes) firmware = job_rig_firmware (rig);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autoptr (GBytes) file = NULL;
    const guint8 *at = g_bytes_get_data (firmware, NULL);

    g_byte_array_append (bytes, at, BANK_0_BYTES);
    g_byte_array_append (bytes, (const guint8 *) model, TAG_BYTES);
    g_byte_array_append (bytes, at + BANK_0_BYTES, (guint) g_bytes_get_size (firmware) - BANK_0_BYTES);
    g_byte_array_append (bytes, (const guint8 *) model, TAG_BYTES);
    file = g_bytes_new (bytes->data, bytes->len);
    return job_rig_bytes_image (file);
}

static void
test_mixed_banks_need_recovery_with_both_revisions (gconstpointer data)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (JobRig) rig = rig_in (data, "State=mixed-banks\n", folder);
    g_autofree char *text = NULL;
    g_autoptr (BbResult) looked = NULL;
    BbDriveState state = BB_DRIVE_STATE_UNKNOWN;
    guint n_commands;

    save_before (data, folder);
    text = dup_state_text (rig, &state);
    g_assert_cmpint (state, ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_assert_nonnull (strstr (text, "9.99"));
    g_assert_nonnull (strstr (text, "1.05"));
    n_commands = job_rig_n_commands (rig);
    looked = act (rig, BB_ACTION_LOOK, NULL);
    g_assert_cmpstr (looked->facts->mode, ==, BB_MODE_MIXED);
    /* LOOK may read only a few KiB of the firmware, not all of it. */
    g_assert_cmpuint (job_rig_n_commands (rig) - n_commands, <, 40);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_mixed_banks_are_not_flashed_over (gconstpointer data)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (JobRig) rig = rig_in (data, "State=mixed-banks\n", folder);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", data, "1.07", NULL);
    g_autoptr (BbResult) result = NULL;

    save_before (data, folder);
    result = act (rig, BB_ACTION_FLASH, image);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    job_rig_assert_messages (result);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_backup_of_mixed_banks_is_evidence_only (gconstpointer data)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (JobRig) rig = rig_in (data, "State=mixed-banks\n", folder);
    g_autoptr (BbBackupStore) store = NULL;
    g_autofree char *backups = g_build_filename (folder, "backups", NULL);
    g_autoptr (BbBackup) again = NULL;
    g_autoptr (BbResult) kept = NULL;
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (BbResult) back = NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;

    save_before (data, folder);
    kept = act (rig, BB_ACTION_BACKUP, NULL);
    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_nonnull (strstr (kept->message, "The backup was saved for reference only and will not be restored."));
    g_assert_false (kept->backup->complete);
    g_assert_nonnull (strstr (kept->backup->contradiction, "1.05"));
    g_assert_true (bb_backup_has_image (kept->backup));
    store = bb_backup_store_new (backups);
    again = bb_backup_store_get (store, kept->backup->id, NULL);
    g_assert_cmpstr (again->contradiction, ==, kept->backup->contradiction);
    /* Without a file, RECOVER writes nothing; a rollback to the mixed backup is refused. */
    recovered = act (rig, BB_ACTION_RECOVER, NULL);
    job_rig_assert_outcome (recovered, BB_OUTCOME_NEEDS_RECOVERY);
    request->backup_id = g_strdup (kept->backup->id);
    request->flags = FLAGS;
    back = job_rig_run (rig, request);
    g_assert_cmpint (back->outcome, !=, BB_OUTCOME_DONE);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
}

/* ROLLBACK first makes a backup of the firmware with mixed banks. */
static void
test_rollback_restores_the_firmware_before_the_mix (gconstpointer data)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autofree char *well = dup_scenario (data, "");
    g_autoptr (JobRig) rig = rig_in (data, "State=mixed-banks\n", folder);
    g_autoptr (JobRig) whole = job_rig_new (well, NULL);
    g_autoptr (GBytes) before = job_rig_firmware (whole);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (GPtrArray) backups = NULL;
    g_autoptr (BbResult) back = NULL;

    save_before (data, folder);
    back = act (rig, BB_ACTION_ROLLBACK, NULL);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
    backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    g_assert_cmpuint (backups->len, ==, 2);
    g_assert_nonnull (((BbBackup *) g_ptr_array_index (backups, 0))->contradiction);
    g_assert_null (((BbBackup *) g_ptr_array_index (backups, 1))->contradiction);
    assert_state (rig, BB_DRIVE_STATE_READY);
}

/* The banks of a drive are mixed, and nothing shows this when the first backup is made. The file for a later RECOVER
 * shows it. RECOVER must also set the contradiction of the first backup, so that this backup is not restored. */
static void
test_a_file_exposes_an_older_backup_of_mixed_banks (gconstpointer data)
{
    g_autofree char *scenario = dup_scenario (data, "State=mixed-banks\n");
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbResult) kept = act (rig, BB_ACTION_BACKUP, NULL);
    g_autoptr (BbImage) image = make_new_image (rig, data);
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (BbResult) back = NULL;
    g_autoptr (GPtrArray) backups = NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    guint n_writes;

    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_true (kept->backup->complete);
    recovered = act (rig, BB_ACTION_RECOVER, image);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    g_assert_cmpint (recovered->proof, ==, BB_PROOF_PROVEN);
    assert_state (rig, BB_DRIVE_STATE_READY);
    backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    g_assert_cmpuint (backups->len, ==, 2);
    for (guint i = 0; i < backups->len; i++) {
        g_assert_nonnull (((BbBackup *) g_ptr_array_index (backups, i))->contradiction);
        g_assert_false (((BbBackup *) g_ptr_array_index (backups, i))->complete);
    }
    n_writes = job_rig_n_writes (rig);
    request->backup_id = g_strdup (kept->backup->id);
    request->flags = FLAGS;
    back = job_rig_run (rig, request);
    g_assert_cmpint (back->outcome, !=, BB_OUTCOME_DONE);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
}

/* Nothing shows that the banks are mixed when the backup is made. Later, an image with the same bank 1 is flashed,
 * and then one with the same bank 0; both images together show the mix. A ROLLBACK to the backup must be refused with
 * a message that names the backup. */
static void
test_a_rollback_to_mixed_banks_says_why_it_is_refused (gconstpointer data)
{
    g_autofree char *scenario = dup_scenario (data, "State=mixed-banks\n");
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbResult) kept = act (rig, BB_ACTION_BACKUP, NULL);
    g_autoptr (BbImage) image = make_new_image (rig, data);
    g_autoptr (BbImage) old = job_rig_image ("nec-optiarc", data, "1.05", NULL);
    g_autoptr (BbResult) flashed = act (rig, BB_ACTION_FLASH, old);
    g_autoptr (BbResult) flashed_again = act (rig, BB_ACTION_FLASH, image);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    g_autoptr (BbResult) refused = NULL;
    guint n_writes = job_rig_n_writes (rig);

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    job_rig_assert_outcome (flashed_again, BB_OUTCOME_DONE);
    request->backup_id = g_strdup (kept->backup->id);
    request->flags = FLAGS;
    refused = job_rig_run (rig, request);
    job_rig_assert_outcome (refused, BB_OUTCOME_REFUSED);
    g_assert_nonnull (strstr (refused->message, kept->backup->id));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
}

/* The only backup contains the mixed banks, so the failed recovery must not restore it. */
static void
test_a_failed_recovery_does_not_restore_mixed_banks (gconstpointer data)
{
    g_autofree char *scenario = dup_scenario (data, "State=mixed-banks\n");
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbResult) kept = act (rig, BB_ACTION_BACKUP, NULL);
    g_autoptr (GBytes) mix = job_rig_firmware (rig);
    g_autoptr (BbImage) image = make_new_image (rig, data);
    g_autoptr (BbResult) failed = NULL;
    g_autoptr (GBytes) now = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=sense;Sense=3/0C/00;Times=3");
    failed = job_rig_do (rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_ROLLBACK);
    now = job_rig_firmware (rig);
    g_assert_false (g_bytes_equal (mix, now));
    g_assert_cmpint (failed->outcome, !=, BB_OUTCOME_ROLLED_BACK);
}

/* Both banks are of one revision, so the drive must be ready, with and without a backup that has the same firmware.
 */
static void
test_complete_firmware_is_ready (gconstpointer data)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (JobRig) rig = rig_in (data, "", folder);
    g_autoptr (JobRig) other = rig_in (data, "Seed=99\n", folder);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", data, "1.07", NULL);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) kept = NULL;
    g_autoptr (BbResult) recovered = NULL;

    assert_state (rig, BB_DRIVE_STATE_READY);
    save_before (data, folder);
    assert_state (rig, BB_DRIVE_STATE_READY);
    assert_state (other, BB_DRIVE_STATE_READY);
    flashed = act (rig, BB_ACTION_FLASH, image);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    assert_state (rig, BB_DRIVE_STATE_READY);
    kept = act (rig, BB_ACTION_BACKUP, NULL);
    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_true (kept->backup->complete);
    g_assert_null (kept->backup->contradiction);
    recovered = act (rig, BB_ACTION_RECOVER, NULL);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    g_clear_pointer (&other, job_rig_free_but_folder);
}

/* CHECK compares a drive with a file; there are no backups. If the banks are mixed, one bank equals that of the file,
 * and the other one differs. CHECK must say so. */
static void
test_a_check_compares_the_drive_with_the_file (gconstpointer data)
{
    g_autofree char *mixed = dup_scenario (data, "State=mixed-banks\n");
    g_autofree char *well = dup_scenario (data, "");
    g_autoptr (JobRig) rig = job_rig_new (mixed, NULL);
    g_autoptr (JobRig) whole = job_rig_new (well, NULL);
    g_autoptr (BbImage) of_bank_0 = make_new_image (rig, data);
    g_autoptr (BbImage) of_bank_1 = job_rig_image ("nec-optiarc", data, "1.05", NULL);
    const struct {
        JobRig *rig;
        BbImage *image;
        const char *reason;
    } rows[] = {
        {rig, of_bank_0, "not-whole"},
        {rig, of_bank_1, "part-shared"},
        {whole, of_bank_1, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbResult) result = act (rows[i].rig, BB_ACTION_CHECK, rows[i].image);
        BbVerdict *verdict = NULL;

        g_assert_nonnull (result->review);
        verdict = result->review->verdict;
        g_assert_cmpint (bb_verdict_has (verdict, "not-whole"), ==, g_strcmp0 (rows[i].reason, "not-whole") == 0);
        g_assert_cmpint (bb_verdict_has (verdict, "part-shared"), ==, g_strcmp0 (rows[i].reason, "part-shared") == 0);
        g_assert_cmpuint (job_rig_n_writes (rows[i].rig), ==, 0);
    }
}

/* The second bank of the drive's firmware also occurs in another revision, so the firmware looks like a mix. A file
 * has the same bytes as the firmware, so the firmware is complete. RECOVER with this file must write nothing, and the
 * drive must be ready afterwards. */
static void
test_a_file_shows_that_firmware_with_a_shared_bank_is_complete (gconstpointer data)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (JobRig) rig = rig_in (data, "State=mixed-banks\n", folder);
    g_autoptr (BbImage) image = make_equal_image (rig, data);
    g_autoptr (BbResult) settled = NULL;

    save_before (data, folder);
    assert_state (rig, BB_DRIVE_STATE_NEEDS_RECOVERY);
    settled = act (rig, BB_ACTION_RECOVER, image);
    job_rig_assert_outcome (settled, BB_OUTCOME_DONE);
    g_assert_cmpint (settled->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    assert_state (rig, BB_DRIVE_STATE_READY);
}

/* Writes a file with firmware of revision 1.05 whose second bank names @revision, and returns its path. */
static char *
write_named_banks (const char *model, const char *revision)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", model, "1.05", NULL);
    g_autoptr (BbImage) named = job_rig_image ("nec-optiarc", model, revision, NULL);
    gsize size = bb_image_get_size (image);
    g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), size);
    const guint8 *names = (const guint8 *) g_bytes_get_data (bb_image_get_bytes (named), NULL) + 0x20000;
    guint8 *bank = bytes + BANK_0_BYTES + TAG_BYTES;
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), "burnback-named-XXXXXX", NULL);
    guint sum = 0;
    int file = g_mkstemp (path);

    g_assert_cmpint (file, >=, 0);
    close (file);
    memcpy (bank + SIGNATURE_AT, names, 0x1BA);
    for (gsize i = 0; i < 0x1FFFE; i += 2)
        sum += (guint) bank[i] << 8 | bank[i + 1];
    bank[0x1FFFE] = (guint8) (sum >> 8);
    bank[0x1FFFF] = (guint8) sum;
    g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) size, NULL));
    return g_steal_pointer (&path);
}

/* There is no other firmware to compare with; only the revision names in the two banks show the mix. */
static void
test_a_complete_read_finds_banks_of_two_revisions (gconstpointer data)
{
    static const struct {
        const char *revision;
        gboolean contradicts;
    } cases[] = {{"9.99", TRUE}, {"1.05", FALSE}};

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = write_named_banks (data, cases[i].revision);
        g_autofree char *more = g_strdup_printf ("Firmware=%s\n", path);
        g_autofree char *scenario = dup_scenario (data, more);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbResult) kept = act (rig, BB_ACTION_BACKUP, NULL);
        g_autoptr (BbResult) recovered = act (rig, BB_ACTION_RECOVER, NULL);

        g_assert_cmpint (kept->backup->contradiction != NULL, ==, cases[i].contradicts);
        g_assert_cmpint (kept->backup->complete, ==, !cases[i].contradicts);
        job_rig_assert_outcome (recovered, cases[i].contradicts ? BB_OUTCOME_NEEDS_RECOVERY : BB_OUTCOME_DONE);
        if (cases[i].contradicts)
            g_assert_nonnull (strstr (recovered->message, "9.99"));
        unlink (path);
    }
}

/* Writes a file with firmware of revision 1.05 in which the middle of the banks in @changed_banks (bit mask) differs.
 * First and last page and the checksum of each bank stay the same. Returns the path of the file. */
static char *
write_changed_banks (const char *model, guint changed_banks)
{
    static const gsize starts[] = {0, BANK_0_BYTES + TAG_BYTES};
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", model, "1.05", NULL);
    gsize size = bb_image_get_size (image);
    g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), size);
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), "burnback-changed-XXXXXX", NULL);
    int file = g_mkstemp (path);

    g_assert_cmpint (file, >=, 0);
    close (file);
    for (guint bank = 0; bank < G_N_ELEMENTS (starts); bank++) {
        if ((changed_banks & 1u << bank) == 0)
            continue;
        bytes[starts[bank] + 0x10000] ^= 0x80;
        bytes[starts[bank] + 0x10002] ^= 0x80;
    }
    g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) size, NULL));
    return g_steal_pointer (&path);
}

/* Two backups differ only in the middle of both banks, and the drive has bank 0 of one and bank 1 of the other. A
 * sample cannot show this mix. A CHECK with a file that has neither bank must read all of the firmware and find it.
 */
static void
test_a_check_reads_all_if_the_file_has_neither_bank (gconstpointer data)
{
    static const guint changed_banks[] = {0, 3, 2};
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbImage) other = job_rig_image ("nec-optiarc", data, "1.07", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (changed_banks); i++) {
        g_autofree char *path = write_changed_banks (data, changed_banks[i]);
        g_autofree char *more = g_strdup_printf ("Firmware=%s\n", path);
        JobRig *rig = rig_in (data, more, folder);
        g_autoptr (BbResult) checked = act (rig, BB_ACTION_CHECK, other);
        g_autoptr (BbResult) kept = NULL;

        g_assert_nonnull (checked->review);
        g_assert_cmpint (bb_verdict_has (checked->review->verdict, "not-whole"), ==, i == 2);
        if (i < 2) {
            kept = act (rig, BB_ACTION_BACKUP, NULL);
            g_assert_true (kept->backup->complete);
        }
        job_rig_free_but_folder (rig);
        unlink (path);
    }
    job_rig_remove_folder (folder);
}

/* --- firmware files --- */

static void
remove_library (gpointer folder)
{
    job_rig_remove_folder (folder);
    g_free (folder);
}

/* Writes the @n images (nullable) to files and scans them, so that the library consists of these files. */
static void
set_library (JobRig *rig, BbImage *const *images, guint n)
{
    g_autofree char *folder = job_rig_make_folder ();
    const char *const paths[] = {folder, NULL};
    g_autoptr (BbLibraryIndex) index = NULL;
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < n; i++) {
        g_autofree char *path = g_strdup_printf ("%s/%u.bin", folder, i);
        gsize size = 0;
        const char *bytes = g_bytes_get_data (bb_image_get_bytes (images[i]), &size);

        g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
    }
    index = bb_library_scan (paths, NULL, job_rig_catalog (), NULL, NULL, NULL);
    g_assert_cmpuint (bb_library_index_count (index, NULL).n_images, ==, n);
    g_assert_true (bb_library_index_save (index, job_rig_catalog (), &error));
    g_assert_no_error (error);
    g_object_set_data_full (G_OBJECT (rig->engine), "library", g_steal_pointer (&folder), remove_library);
}

/* Asserts that LOOK says, or does not say, that only the first bank is that of a file of revision 9.99. */
static void
assert_looks_mixed (JobRig *rig, gboolean is_mixed)
{
    g_autoptr (BbResult) looked = act (rig, BB_ACTION_LOOK, NULL);
    const char *why = bb_facts_get_string (looked->facts, BB_FACTS_CONTRADICTION);

    g_assert_cmpint (why != NULL, ==, is_mixed);
    if (is_mixed)
        g_assert_true (g_str_has_prefix (
            why, "The first part of the firmware is from revision 9.99, but the second part is not."));
}

/* Runs a ROLLBACK to @backup (nullable: to the one that ROLLBACK chooses) and asserts that nothing is written. */
static void
assert_not_restored (JobRig *rig, BbBackup *backup)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    guint n_writes = job_rig_n_writes (rig);
    g_autoptr (BbResult) back = NULL;

    request->backup_id = g_strdup (backup != NULL ? backup->id : NULL);
    request->flags = FLAGS;
    back = job_rig_run (rig, request);
    g_assert_cmpint (back->outcome, !=, BB_OUTCOME_DONE);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
}

/* Nothing shows that the banks are mixed when the first backup is made. Then a file of the revision that the drive
 * reports is added to the library: only its first bank equals that of the drive. From then on, each action must say
 * that the firmware may be a mix, and the backup must not be restored. */
static void
test_a_file_of_the_library_exposes_mixed_banks (gconstpointer data)
{
    g_autofree char *scenario = dup_scenario (data, "State=mixed-banks\n");
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = make_new_image (rig, data);
    g_autoptr (BbResult) kept = act (rig, BB_ACTION_BACKUP, NULL);
    g_autoptr (BbResult) again = NULL, recovered = NULL, repaired = NULL;

    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_true (kept->backup->complete);
    assert_looks_mixed (rig, FALSE);
    set_library (rig, &image, 1);
    assert_looks_mixed (rig, TRUE);
    recovered = act (rig, BB_ACTION_RECOVER, NULL);
    job_rig_assert_outcome (recovered, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_nonnull (strstr (recovered->message, "Unless the firmware was modified"));
    g_assert_cmpint (recovered->proof, ==, BB_PROOF_UNPROVEN);
    g_assert_cmpint (recovered->next_step, ==, BB_NEXT_STEP_RECOVER_WITH_NEW_FILE);
    assert_not_restored (rig, NULL);
    assert_not_restored (rig, kept->backup);
    again = act (rig, BB_ACTION_BACKUP, NULL);
    g_assert_false (again->backup->complete);
    g_assert_nonnull (again->backup->contradiction);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    repaired = act (rig, BB_ACTION_RECOVER, image);
    job_rig_assert_outcome (repaired, BB_OUTCOME_DONE);
    assert_looks_mixed (rig, FALSE);
    assert_not_restored (rig, NULL);
}

/* A file that equals the firmware shows that the firmware is complete, although another file has the same revision
 * and only the same first bank: one of the files is modified. The file may be in the library or given to RECOVER. */
static void
test_equal_firmware_of_a_file_is_complete (gconstpointer data)
{
    g_autofree char *scenario = dup_scenario (data, "State=mixed-banks\n");

    for (guint is_given = 0; is_given < 2; is_given++) {
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbImage) other = make_new_image (rig, data);
        g_autoptr (BbImage) equal = make_equal_image (rig, data);
        g_autoptr (BbResult) early = NULL, given = NULL, kept = NULL, checked = NULL;
        BbImage *const images[] = {other, equal};

        set_library (rig, images, is_given ? 1 : 2);
        assert_looks_mixed (rig, is_given);
        if (is_given) {
            early = act (rig, BB_ACTION_BACKUP, NULL);
            g_assert_nonnull (early->backup->contradiction);
            given = act (rig, BB_ACTION_RECOVER, equal);
            job_rig_assert_outcome (given, BB_OUTCOME_DONE);
            assert_looks_mixed (rig, FALSE);
        }
        checked = act (rig, BB_ACTION_CHECK, other);
        g_assert_false (bb_verdict_has (checked->review->verdict, "not-whole"));
        kept = act (rig, BB_ACTION_BACKUP, NULL);
        g_assert_cmpint (kept->backup->contradiction == NULL, ==, TRUE);
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    }
}

/* Asserts that bb_backups_find_mixed() marks @backup exactly if @is_mixed, as ROLLBACK judges it. The manifest keeps
 * what was known when the backup was made. */
static void
assert_listed (JobRig *rig, BbBackup *backup, gboolean is_mixed)
{
    BbBackupStore *store = bb_engine_get_store (rig->engine);
    g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_backup_unref);
    g_autoptr (BbBackup) stored = bb_backup_store_get (store, backup->id, NULL);
    BbBackup *listed = bb_backup_store_get (store, backup->id, NULL);

    g_ptr_array_add (backups, listed);
    bb_backups_find_mixed (backups, store, job_rig_catalog ());
    g_assert_cmpint (listed->contradiction != NULL, ==, is_mixed);
    g_assert_cmpint (listed->complete, ==, !is_mixed);
    g_assert_null (stored->contradiction);
}

/* A flashed file is known from the journal, and exposes an older backup: in the list, in the review and in ROLLBACK.
 * The firmware of that backup, given as a file, needs the consent of experts. */
static void
test_a_flashed_file_exposes_an_older_backup (gconstpointer data)
{
    g_autofree char *scenario = dup_scenario (data, "State=mixed-banks\n");
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = make_new_image (rig, data);
    g_autoptr (BbImage) mix = make_equal_image (rig, data);
    g_autoptr (BbImage) between = job_rig_image ("nec-optiarc", data, "1.07", NULL);
    g_autoptr (BbResult) kept = act (rig, BB_ACTION_BACKUP, NULL);
    g_autoptr (BbResult) first = act (rig, BB_ACTION_FLASH, between);
    g_autoptr (BbResult) second = NULL, checked = NULL, reviewed = NULL, refused = NULL, agreed = NULL;
    g_autoptr (BbJobRequest) review = bb_job_request_new (BB_ACTION_CHECK);

    job_rig_assert_outcome (first, BB_OUTCOME_DONE);
    assert_listed (rig, kept->backup, FALSE);
    second = act (rig, BB_ACTION_FLASH, image);
    job_rig_assert_outcome (second, BB_OUTCOME_DONE);
    assert_looks_mixed (rig, FALSE);
    assert_listed (rig, kept->backup, TRUE);
    assert_not_restored (rig, kept->backup);
    review->backup_id = g_strdup (kept->backup->id);
    review->image = g_object_ref (mix);
    reviewed = job_rig_run (rig, review);
    g_assert_true (bb_verdict_has (reviewed->review->verdict, "mixed-backup"));
    g_assert_cmpint (bb_verdict_get_level (reviewed->review->verdict), ==, BB_VERDICT_REFUSED);
    checked = act (rig, BB_ACTION_CHECK, mix);
    g_assert_true (bb_verdict_has (checked->review->verdict, BB_REASON_FOR_EXPERTS));
    refused = job_rig_do (rig, BB_ACTION_FLASH, mix, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (refused, BB_OUTCOME_REFUSED);
    g_assert_nonnull (bb_consents_find (refused->consents, BB_CONSENT_EXPERTS));
    agreed = act (rig, BB_ACTION_FLASH, mix);
    job_rig_assert_outcome (agreed, BB_OUTCOME_DONE);
}

/* A file that equals a backup which is only evidence needs the consent of experts, also if no other file shows the
 * mix. Other files do not. */
static void
test_a_file_that_equals_evidence_is_for_experts (gconstpointer data)
{
    g_autofree char *scenario = dup_scenario (data, "State=mixed-banks\n");
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = make_new_image (rig, data);
    g_autoptr (BbImage) mix = make_equal_image (rig, data);
    g_autoptr (BbResult) recovered = act (rig, BB_ACTION_RECOVER, image);
    g_autoptr (BbResult) checked = NULL, other = NULL;

    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    checked = act (rig, BB_ACTION_CHECK, mix);
    g_assert_true (bb_verdict_has (checked->review->verdict, BB_REASON_FOR_EXPERTS));
    other = act (rig, BB_ACTION_CHECK, image);
    g_assert_false (bb_verdict_has (other->review->verdict, BB_REASON_FOR_EXPERTS));
}

/* The file of a FLASH or VERIFY shows that the drive runs a mix, with and without an older backup of it. FLASH must
 * write nothing, VERIFY must say the same as CHECK, and both must lead to a recovery. */
static void
test_the_own_file_exposes_mixed_banks (gconstpointer data)
{
    for (guint has_backup = 0; has_backup < 2; has_backup++) {
        g_autofree char *scenario = dup_scenario (data, "State=mixed-banks\n");
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbImage) image = make_new_image (rig, data);
        g_autoptr (BbResult) kept = has_backup ? act (rig, BB_ACTION_BACKUP, NULL) : NULL;
        g_autoptr (BbResult) flashed = act (rig, BB_ACTION_FLASH, image);
        g_autoptr (BbResult) verified = act (rig, BB_ACTION_VERIFY, image);

        job_rig_assert_outcome (flashed, BB_OUTCOME_REFUSED);
        g_assert_nonnull (strstr (flashed->message, "from revision 9.99, but the second part is not."));
        g_assert_nonnull (strstr (flashed->message, "Recover the drive first."));
        job_rig_assert_outcome (verified, BB_OUTCOME_UNCHANGED);
        g_assert_true (g_str_has_prefix (
            verified->message, "The drive does not contain this firmware. Only the first part of the firmware "
                               "matches the image."));
        g_assert_cmpstr (verified->facts->mode, ==, BB_MODE_MIXED);
        g_assert_cmpint (verified->next_step, ==, BB_NEXT_STEP_RECOVER_WITH_NEW_FILE);
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    }
}

/* The firmware before an interrupted flash may be restored, even if the flashed file makes that firmware look like a
 * mix: it may also be the file that is modified. An equal file in the library allows the flash, and is then removed.
 */
static void
test_an_interrupted_flash_can_be_undone (gconstpointer data)
{
    g_autofree char *scenario = dup_scenario (data, "State=mixed-banks\n");
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = make_new_image (rig, data);
    g_autoptr (BbImage) equal = make_equal_image (rig, data);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (BbResult) failed = NULL, back = NULL;
    g_autoptr (GBytes) after = NULL;

    set_library (rig, &equal, 1);
    job_rig_fault (rig, "At=step:program:5;Kind=sense;Sense=3/0C/00;Times=3");
    failed = act (rig, BB_ACTION_FLASH, image);
    job_rig_assert_outcome (failed, BB_OUTCOME_NEEDS_RECOVERY);
    set_library (rig, NULL, 0);
    assert_listed (rig, failed->backup, FALSE);
    back = act (rig, BB_ACTION_ROLLBACK, NULL);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
}

/* bb_flow_read_inside() reads only a drive that is in recovery mode and whose family and model are known. In each of
 * the three cases here, one of these conditions is not met, so it must send no command: @flow has no transport. */
static void
test_only_recovery_mode_of_a_known_model_is_read (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_BANKS, NULL);
    g_autoptr (BbResult) looked = act (rig, BB_ACTION_LOOK, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K110", "1.07", NULL);

    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbFacts) facts = bb_facts_copy (looked->facts);
        BbFlow flow = {.facts = facts, .family = i < 2 ? bb_family_lookup ("nec-optiarc") : NULL};
        gboolean is_stable = TRUE;

        facts->condition = i == 0 ? BB_CONDITION_NORMAL : BB_CONDITION_SPECIAL;
        if (i == 1)
            g_clear_pointer (&facts->model, bb_model_unref);
        g_assert_null (bb_flow_read_inside (&flow, image, &is_stable));
        g_assert_false (is_stable);
    }
}

int
main (int argc, char **argv)
{
    static const struct {
        const char *name;
        GTestDataFunc function;
    } tests[] = {
        {"mixed-banks-need-recovery-with-both-revisions", test_mixed_banks_need_recovery_with_both_revisions},
        {"mixed-banks-are-not-flashed-over", test_mixed_banks_are_not_flashed_over},
        {"backup-of-mixed-banks-is-evidence-only", test_backup_of_mixed_banks_is_evidence_only},
        {"rollback-restores-the-firmware-before-the-mix", test_rollback_restores_the_firmware_before_the_mix},
        {"a-file-exposes-an-older-backup-of-mixed-banks", test_a_file_exposes_an_older_backup_of_mixed_banks},
        {"a-rollback-to-mixed-banks-says-why-it-is-refused", test_a_rollback_to_mixed_banks_says_why_it_is_refused},
        {"a-failed-recovery-does-not-restore-mixed-banks", test_a_failed_recovery_does_not_restore_mixed_banks},
        {"complete-firmware-is-ready", test_complete_firmware_is_ready},
        {"a-check-compares-the-drive-with-the-file", test_a_check_compares_the_drive_with_the_file},
        {"a-file-shows-that-firmware-with-a-shared-bank-is-complete",
         test_a_file_shows_that_firmware_with_a_shared_bank_is_complete},
        {"a-complete-read-finds-banks-of-two-revisions", test_a_complete_read_finds_banks_of_two_revisions},
        {"a-check-reads-all-if-the-file-has-neither-bank", test_a_check_reads_all_if_the_file_has_neither_bank},
        {"a-file-of-the-library-exposes-mixed-banks", test_a_file_of_the_library_exposes_mixed_banks},
        {"equal-firmware-of-a-file-is-complete", test_equal_firmware_of_a_file_is_complete},
        {"a-flashed-file-exposes-an-older-backup", test_a_flashed_file_exposes_an_older_backup},
        {"a-file-that-equals-evidence-is-for-experts", test_a_file_that_equals_evidence_is_for_experts},
        {"the-own-file-exposes-mixed-banks", test_the_own_file_exposes_mixed_banks},
        {"an-interrupted-flash-can-be-undone", test_an_interrupted_flash_can_be_undone},
    };
    g_autofree char *cache = job_rig_make_folder ();
    int status = 0;

    g_setenv ("XDG_CACHE_HOME", cache, TRUE);
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
        for (guint j = 0; j < G_N_ELEMENTS (models); j++) {
            g_autofree char *path = g_strdup_printf ("/flow-inspect/%s/%s", tests[i].name, models[j]);

            g_test_add_data_func (path, models[j], tests[i].function);
        }
    g_test_add_func ("/flow-inspect/only-recovery-mode-of-a-known-model-is-read",
                     test_only_recovery_mode_of_a_known_model_is_read);
    status = g_test_run ();
    job_rig_remove_folder (cache);
    return status;
}
