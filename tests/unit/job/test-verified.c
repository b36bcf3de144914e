/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-backup-private.h"
#include "job/flow/bb-runner.h"

#include <string.h>

/* When a flash or a VERIFY counts as verified: rejected checksums, differences in the data that is read back, and
 * entering recovery mode. Also tests bb-flow-verify.c. */

#define NEC(model, boot, more)                                                              \
    "[drive sr0]\nFamily=nec-optiarc\nModel=" model "\nBootVersion=" boot "\nRevision=1.05" \
    "\nSerial=SIM0001\n" more

static JobRig *
rig_with_log (const char *scenario)
{
    JobRig *rig = job_rig_new (scenario, NULL);

    bb_sim_store_set_logging (rig->store, TRUE);
    return rig;
}

/* --- checksums --- */

typedef struct {
    const char *name;
    const char *scenario;
    const char *model;
    const char *boot_version;
    guint n_uploads; /* number of UPLOAD commands that send the whole firmware once */
} Drive;

static const Drive drives[] = {
    {"2m", NEC ("K355", "05", ""), "K355", "05", 60},
    {"2mopti", NEC ("D770", "04", ""), "D770", "04", 56},
    {"opti2", NEC ("G200", "03", ""), "G200", "03", 56},
    {"opti3", NEC ("G230", "08", ""), "G230", "08", 54},
};

/* If the checksum of a good image is rejected twice, the connection damages the data (docs/protocols/nec-optiarc.md,
 * section 7), so the flash ends before it erases anything. */
static void
test_a_refused_sum_is_sent_twice (gconstpointer data)
{
    const Drive *c = data;
    static const BbOnFailure policies[] = {BB_ON_FAILURE_STOP, BB_ON_FAILURE_RETRY, BB_ON_FAILURE_ROLLBACK};

    for (guint i = 0; i < G_N_ELEMENTS (policies); i++) {
        g_autoptr (JobRig) rig = rig_with_log (c->scenario);
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", c->model, "1.07", c->boot_version);
        g_autoptr (GBytes) before = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        g_autoptr (GBytes) after = NULL;
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, "At=step:checksum:1;Kind=sense;Sense=5/26/00;Times=0");
        result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, policies[i]);
        job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
        g_assert_error (result->error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED);
        g_assert_cmpuint (job_rig_count_commands (rig, "CB01"), ==, 2 * c->n_uploads);
        g_assert_cmpuint (job_rig_count_commands (rig, "CC04"), ==, 2);
        g_assert_cmpuint (job_rig_count_commands (rig, "CB04"), ==, 0);
        g_assert_nonnull (strstr (result->message, "twice"));
        g_assert_nonnull (strstr (result->next, "cable"));
        after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        g_assert_true (g_bytes_equal (before, after));
    }
}

/* A recovery first sends the image with a wrong checksum, which the drive must reject. Then it sends the image twice
 * with the right checksum. */
static void
test_a_recovery_sends_a_refused_sum_twice (gconstpointer data)
{
    const Drive *c = data;
    g_autofree char *scenario = g_strconcat (c->scenario, "State=erased\n", NULL);
    g_autoptr (JobRig) rig = rig_with_log (scenario);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", c->model, "1.07", c->boot_version);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:checksum:1;Kind=sense;Sense=5/26/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_RECOVER, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_error (result->error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED);
    g_assert_cmpuint (job_rig_count_commands (rig, "CB01"), ==, 3 * c->n_uploads);
    g_assert_cmpuint (job_rig_count_commands (rig, "CB04"), ==, 0);
}

static void
test_a_sum_that_is_refused_once_is_no_failure (gconstpointer data)
{
    const Drive *c = data;
    g_autoptr (JobRig) rig = rig_with_log (c->scenario);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", c->model, "1.07", c->boot_version);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:checksum:1;Kind=sense;Sense=5/26/00;Times=1");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpuint (job_rig_count_commands (rig, "CB01"), ==, 2 * c->n_uploads);
}

/* --- reading back --- */

#define KEYED NEC ("D770", "04", "")
/* Bytes 6 to 9 of the CDB of a read in recovery mode: the length 1000h and "R", the first byte of the key "RD". */
#define KEYED_READ "00100052"

static BbResult *
flash_keyed (JobRig *rig, BbOnFailure on_failure)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "D770", "1.07", "04");

    return job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, on_failure);
}

/* Returns the number of the command that reads back the first page. */
static guint
find_first_read_back (void)
{
    g_autoptr (JobRig) rig = rig_with_log (KEYED);
    g_autoptr (BbResult) result = flash_keyed (rig, BB_ON_FAILURE_STOP);
    guint programmed = job_rig_find_command (rig, "CB02", NULL, 1);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    return job_rig_find_command (rig, "CC0000030000", KEYED_READ, programmed);
}

/* Returns the number of the command that reads back the first page again, after a difference. */
static guint
find_second_read_back (guint first)
{
    g_autoptr (JobRig) rig = rig_with_log (KEYED);
    g_autofree char *fault = g_strdup_printf ("At=command:%u;Kind=bit-flip;Times=1", first);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, fault);
    result = flash_keyed (rig, BB_ON_FAILURE_STOP);
    /* One bad read does not cause a second flash. */
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    return job_rig_find_command (rig, "CC0000030000", KEYED_READ, first + 1);
}

/* Asserts that the notes of a successful job report at most one comparison, and no difference. If a note says
 * "verified except", the message must name the part that was not compared. */
static void
assert_one_comparison (BbResult *result)
{
    guint n = 0;

    for (guint i = 0; i < result->noted->len; i++)
        n += ((const BbNote *) g_ptr_array_index (result->noted, i))->code == BB_NOTE_COMPARED ? 1 : 0;
    g_assert_cmpuint (n, <=, 1);
    for (guint i = 0; result->notes[i] != NULL; i++) {
        g_assert_null (strstr (result->notes[i], "differs from the image"));
        if (strstr (result->notes[i], "verified except ") != NULL)
            g_assert_nonnull (strstr (result->message, "The firmware was read back and verified, except for a memory "
                                                       "area that is not part of the firmware."));
    }
}

/* This drive is read in recovery mode, where its data is right also after a flash, so a difference needs no power
 * cycle to be certain. */
static void
test_a_difference_read_in_recovery_mode_counts_at_once (gconstpointer data)
{
    BbOnFailure on_failure = GPOINTER_TO_INT (data);
    guint first = find_first_read_back ();
    guint second = find_second_read_back (first);
    g_autoptr (JobRig) rig = rig_with_log (KEYED);
    g_autofree char *once = g_strdup_printf ("At=command:%u;Kind=bit-flip;Times=1", first);
    g_autofree char *twice = g_strdup_printf ("At=command:%u;Kind=bit-flip;Times=1", second);
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (GBytes) now = NULL;
    g_autoptr (GPtrArray) records = NULL;
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (BbResult) result = NULL;

    g_assert_cmpuint (first, !=, 0);
    g_assert_cmpuint (second, !=, 0);
    job_rig_fault (rig, once);
    job_rig_fault (rig, twice);
    result = flash_keyed (rig, on_failure);
    job_rig_assert_messages (result);
    if (on_failure == BB_ON_FAILURE_RETRY) {
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
        assert_one_comparison (result);
        return;
    }
    if (on_failure == BB_ON_FAILURE_ROLLBACK) {
        job_rig_assert_outcome (result, BB_OUTCOME_ROLLED_BACK);
        now = job_rig_firmware (rig);
        g_assert_true (g_bytes_equal (old, now));
        return;
    }
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->proof, ==, BB_PROOF_DIFFERENT);
    g_assert_cmpuint (result->differences->len, >, 0);
    g_assert_error (result->error, BB_RUN_ERROR, BB_RUN_ERROR_NOT_WRITTEN);
    records = bb_journal_list (rig->state);
    g_assert_cmpuint (records->len, ==, 1);
    g_assert_true (((BbJournalRecord *) records->pdata[0])->endangered);
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

/* A drive that is not read in recovery mode may return wrong data after a flash until a power cycle, so a difference
 * is uncertain until then. */
static void
test_other_differences_wait_for_a_power_cycle (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "Quirks=corrupt-after-safe\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) result = NULL;

    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PENDING);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

/* The drive stores the calibration of the image instead of keeping that of the unit, so the calibration that is read
 * after the flash differs from the calibration before. */
static void
test_changed_calibration_waits_for_a_power_cycle (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959 "Quirks=readable=all;takes-calibration\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    BbJobFlags flags = BB_JOB_FLAG_WITHOUT_BACKUP | BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, flags, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PENDING);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

/* --- second reads after a difference --- */

/* @read: first bytes, in hex, of the CDB that reads the first page of the firmware; @n_pages: number of pages */
typedef struct {
    const char *name;
    const char *scenario;
    const char *model;
    const char *revision;
    const char *boot_version;
    const char *read;
    guint n_pages;
} Reread;

static const Reread rereads[] = {
    {"640k", NEC ("K110", "02", ""), "K110", "1.05", NULL, "CC0000005000", 155},
    {"2m", NEC ("K355", "05", ""), "K355", "1.05", "05", "CC0000010000", 480},
    {"2mopti", NEC ("D770", "04", ""), "D770", "1.05", "04", "CC0000030000", 448},
};

/* Runs VERIFY on the drive of @c against the image of @revision, while one bit of page @n of the firmware is read
 * wrongly. Returns the result. @fault: how often the bit is read wrongly, such as "Times=1" */
static BbResult *
verify_with (const Reread *c, const char *revision, const char *fault, guint n)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", c->model, revision, c->boot_version);
    g_autoptr (JobRig) rehearsed = rig_with_log (c->scenario);
    g_autoptr (JobRig) rig = rig_with_log (c->scenario);
    g_autoptr (BbResult) good = job_rig_do (rehearsed, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
    guint first = job_rig_find_command (rehearsed, c->read, "\"length\":4096", 1);
    g_autofree char *text = g_strdup_printf ("At=command:%u;Kind=bit-flip;%s", first + n, fault);

    g_assert_cmpuint (first, !=, 0);
    job_rig_fault (rig, text);
    return job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
}

static gboolean
has_note (BbResult *result, BbNoteCode code)
{
    for (guint i = 0; result->noted != NULL && i < result->noted->len; i++)
        if (((const BbNote *) g_ptr_array_index (result->noted, i))->code == code)
            return TRUE;
    return FALSE;
}

static void
test_one_wrong_read_does_not_fail_a_verify (gconstpointer data)
{
    g_autoptr (BbResult) result = verify_with (data, "1.05", "Times=1", 7);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_true (has_note (result, BB_NOTE_READ_AGAIN));
    assert_one_comparison (result);
}

static void
test_a_difference_in_two_reads_fails_a_verify (gconstpointer data)
{
    g_autoptr (BbResult) result = verify_with (data, "1.07", "Times=1", 7);

    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_cmpint (result->proof, ==, BB_PROOF_DIFFERENT);
    g_assert_false (has_note (result, BB_NOTE_READ_AGAIN));
}

static void
test_reads_that_never_agree_verify_nothing (gconstpointer data)
{
    const Reread *c = data;
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", c->model, c->revision, c->boot_version);
    g_autoptr (JobRig) rehearsed = rig_with_log (c->scenario);
    g_autoptr (JobRig) rig = rig_with_log (c->scenario);
    g_autoptr (BbResult) good = job_rig_do (rehearsed, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) result = NULL;
    guint n_reads = job_rig_count_commands (rehearsed, "CC0000") + job_rig_count_commands (rehearsed, "CC1000");

    job_rig_assert_outcome (good, BB_OUTCOME_DONE);
    /* Each of the three rounds of reads has a difference in another page. */
    for (guint round = 0; round < 3; round++) {
        g_autofree char *fault = g_strdup_printf ("At=step:read:%u;Kind=bit-flip;Times=1",
                                                  n_reads - c->n_pages + round * (c->n_pages + 20) + 10);

        job_rig_fault (rig, fault);
    }
    result = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    g_assert_cmpint (result->proof, ==, BB_PROOF_UNPROVEN);
    g_assert_true (has_note (result, BB_NOTE_READS_UNSTABLE));
    g_assert_null (strstr (result->message, "cannot be read back"));
    g_assert_nonnull (strstr (result->message, "returns different data for each read"));
}

/* --- a plan that reads the memory twice --- */

#define SE506CB "[drive sr0]\nFamily=tsst-mt1939\nModel=BDDVDW SE-506CB\nRevision=TS01\nSerial=SIM0001\n"
/* The command that begins a pass. */
#define SE506CB_FIRST "3C0600010000010000"
#define SE506CB_PAGE 7

/* Runs VERIFY on a SE-506CB, whose plan reads the memory in two passes. A bit of a page is read wrongly in each of
 * @passes (ended by 0; passes are counted from 1 and through all runs of the plan). Returns the result. */
static BbResult *
verify_se506cb (const guint *passes)
{
    g_autoptr (BbImage) image = job_rig_image ("tsst-mt1939", "BDDVDW SE-506CB", "TS01", NULL);
    g_autoptr (GString) faults = g_string_new (NULL);

    for (;; passes++) {
        g_autoptr (JobRig) rig = rig_with_log (SE506CB);
        g_auto (GStrv) all = g_strsplit (faults->str, "|", -1);
        g_autoptr (BbResult) result = NULL;
        guint at = 0;

        for (guint i = 0; faults->len > 0 && all[i] != NULL; i++)
            job_rig_fault (rig, all[i]);
        result = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
        if (*passes == 0)
            return g_steal_pointer (&result);
        for (guint n = 0; n < *passes; n++) {
            at = job_rig_find_command (rig, SE506CB_FIRST, NULL, at + 1);
            g_assert_cmpuint (at, !=, 0);
        }
        g_string_append_printf (faults, "%sAt=command:%u;Kind=bit-flip;Times=1", faults->len > 0 ? "|" : "",
                                at + SE506CB_PAGE);
    }
}

static void
test_one_wrong_read_in_a_pass_is_read_again (gconstpointer data)
{
    const guint passes[] = {GPOINTER_TO_UINT (data), 0};
    g_autoptr (BbResult) result = verify_se506cb (passes);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_true (has_note (result, BB_NOTE_READ_AGAIN));
    assert_one_comparison (result);
}

/* The running firmware returns other data than the memory contains, in every read, so the firmware cannot be
 * compared. The reason must not say that it cannot be read, or that the drive does not report its revision. */
static void
test_data_that_decides_nothing_is_named_as_the_reason (void)
{
    g_autoptr (BbImage) image = job_rig_image ("tsst-mt1939", "BDDVDW SE-506CB", "TS01", NULL);
    g_autoptr (JobRig) rig = rig_with_log (SE506CB "Quirks=ram-overlay\n");
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    g_assert_cmpint (result->proof, ==, BB_PROOF_UNPROVEN);
    g_assert_null (strstr (result->message, "cannot be read back"));
    g_assert_null (strstr (result->message, "does not report"));
    g_assert_nonnull (strstr (result->message, "does not return the exact content of its memory"));
}

static void
test_a_failed_verify_leaves_recovery_mode (void)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "D770", "1.05", "04");
    g_autoptr (JobRig) rehearsed = rig_with_log (KEYED);
    g_autoptr (JobRig) rig = rig_with_log (KEYED);
    g_autofree char *fault = NULL;
    g_autoptr (BbResult) good = job_rig_do (rehearsed, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) failed = NULL;
    g_autoptr (BbResult) looked = NULL;
    guint read = job_rig_find_command (rehearsed, "CC0000030000", KEYED_READ, 1);

    g_assert_cmpuint (read, !=, 0);
    /* The section is tried three times, and the fault makes each try fail. */
    fault = g_strdup_printf ("At=command:%u;Kind=sense;Sense=3/11/00;Times=3", read + 5);
    job_rig_fault (rig, fault);
    failed = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
    g_assert_nonnull (failed->error);
    g_assert_cmpint (failed->outcome, !=, BB_OUTCOME_DONE);
    looked = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (looked->facts->condition, ==, BB_CONDITION_NORMAL);
}

/* --- entering recovery mode --- */

/* The drive answers with GOOD but does not enter recovery mode. INQUIRY shows that before the first upload. */
static void
test_a_drive_must_really_enter_recovery_mode (void)
{
    g_autoptr (JobRig) rig = rig_with_log (NEC ("K355", "05", ""));
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbResult) result = NULL;

    /* To learn facts, the drive enters recovery mode twice before the flash, so the fault is at the third time. */
    job_rig_fault (rig, "At=step:enter:3;Kind=silent;Times=0");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_error (result->error, BB_RUN_ERROR, BB_RUN_ERROR_UNEXPECTED);
    g_assert_cmpuint (job_rig_count_commands (rig, "CB"), ==, 0);
}

/* The backup has an outdated boot version, so the check does not refuse the image. The flash reads the version from
 * the drive, and writes nothing. */
static void
test_a_flash_checks_the_boot_version_of_the_drive (void)
{
    g_autoptr (JobRig) rig = rig_with_log (NEC ("K355", "06", ""));
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autofree char *manifest = g_build_filename (kept->backup->folder, BB_BACKUP_MANIFEST, NULL);
    g_autoptr (BbBackup) changed = bb_backup_new_from_manifest (kept->backup->folder, NULL);
    g_autofree char *text = NULL;
    GVariantDict values;
    g_autoptr (BbResult) checked = NULL;
    g_autoptr (BbResult) result = NULL;

    g_variant_dict_init (&values, changed->facts_values);
    g_variant_dict_insert (&values, "boot-version", "s", "05");
    g_variant_unref (changed->facts_values);
    changed->facts_values = g_variant_ref_sink (g_variant_dict_end (&values));
    text = bb_backup_dup_manifest (changed);
    g_assert_true (g_file_set_contents (manifest, text, -1, NULL));
    checked = job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    g_assert_cmpint (bb_verdict_get_level (checked->review->verdict), !=, BB_VERDICT_REFUSED);
    request->image = g_object_ref (image);
    request->review = bb_review_ref (checked->review);
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    request->on_failure = BB_ON_FAILURE_STOP;
    result = job_rig_run (rig, request);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_error (result->error, BB_RUN_ERROR, BB_RUN_ERROR_UNEXPECTED);
    g_assert_cmpuint (job_rig_count_commands (rig, "CB"), ==, 0);
}

static void
add_rereads (void)
{
    static const struct {
        const char *name;
        GTestDataFunc function;
    } tests[] = {{"one-wrong-read-does-not-fail-a-verify", test_one_wrong_read_does_not_fail_a_verify},
                 {"a-difference-in-two-reads-fails-a-verify", test_a_difference_in_two_reads_fails_a_verify},
                 {"reads-that-never-agree-verify-nothing", test_reads_that_never_agree_verify_nothing}};

    for (guint i = 0; i < G_N_ELEMENTS (rereads); i++)
        for (guint j = 0; j < G_N_ELEMENTS (tests); j++) {
            g_autofree char *path = g_strdup_printf ("/verified/%s/%s", tests[j].name, rereads[i].name);

            g_test_add_data_func (path, &rereads[i], tests[j].function);
        }
}

/* The journal of the last flash names an image that no family recognizes. VERIFY must not compare the drive with it.
 */
static void
test_an_installed_image_must_be_firmware (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) look = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", look->facts->fingerprint);
    g_autoptr (GBytes) bytes = g_bytes_new_static ("no firmware", 11);
    g_autofree char *image = bb_journal_keep_image (rig->state, bytes, NULL);
    g_autoptr (BbJournal) journal = NULL;
    g_autoptr (BbResult) result = NULL;

    record->simulated = TRUE;
    journal = job_rig_begin_journal (rig->state, record);
    g_assert_true (bb_journal_add_target (journal, image, "1.07", 40, NULL));
    g_assert_true (bb_journal_close (journal, "done", NULL));
    result = job_rig_do (rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    g_test_message ("%s", result->message);
    g_assert_cmpint (bb_job_error_get_problem (result->error), ==, BB_JOB_PROBLEM_LAST_IMAGE_UNREADABLE);
    g_assert_nonnull (strstr (result->message, "is not recognized as firmware"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    add_rereads ();
    for (guint i = 0; i < G_N_ELEMENTS (drives); i++) {
        g_autofree char *flash = g_strdup_printf ("/job/proof/sum-refused/%s", drives[i].name);
        g_autofree char *recovery = g_strdup_printf ("/job/proof/sum-refused-in-recovery/%s", drives[i].name);
        g_autofree char *once = g_strdup_printf ("/job/proof/sum-refused-once/%s", drives[i].name);

        g_test_add_data_func (flash, &drives[i], test_a_refused_sum_is_sent_twice);
        g_test_add_data_func (recovery, &drives[i], test_a_recovery_sends_a_refused_sum_twice);
        g_test_add_data_func (once, &drives[i], test_a_sum_that_is_refused_once_is_no_failure);
    }
    g_test_add_data_func ("/job/proof/keyed/stop", GINT_TO_POINTER (BB_ON_FAILURE_STOP),
                          test_a_difference_read_in_recovery_mode_counts_at_once);
    g_test_add_data_func ("/job/proof/keyed/retry", GINT_TO_POINTER (BB_ON_FAILURE_RETRY),
                          test_a_difference_read_in_recovery_mode_counts_at_once);
    g_test_add_data_func ("/job/proof/keyed/rollback", GINT_TO_POINTER (BB_ON_FAILURE_ROLLBACK),
                          test_a_difference_read_in_recovery_mode_counts_at_once);
    g_test_add_func ("/job/proof/unkeyed", test_other_differences_wait_for_a_power_cycle);
    g_test_add_func ("/job/proof/calibration", test_changed_calibration_waits_for_a_power_cycle);
    g_test_add_data_func ("/verified/second-read/first-pass", GUINT_TO_POINTER (1),
                          test_one_wrong_read_in_a_pass_is_read_again);
    g_test_add_data_func ("/verified/second-read/second-pass", GUINT_TO_POINTER (2),
                          test_one_wrong_read_in_a_pass_is_read_again);
    g_test_add_func ("/verified/second-read/reason", test_data_that_decides_nothing_is_named_as_the_reason);
    g_test_add_func ("/job/proof/failed-verify", test_a_failed_verify_leaves_recovery_mode);
    g_test_add_func ("/job/proof/enter/silent", test_a_drive_must_really_enter_recovery_mode);
    g_test_add_func ("/job/proof/enter/other-boot-code", test_a_flash_checks_the_boot_version_of_the_drive);
    g_test_add_func ("/job/verified/an-installed-image-must-be-firmware", test_an_installed_image_must_be_firmware);
    return g_test_run ();
}
