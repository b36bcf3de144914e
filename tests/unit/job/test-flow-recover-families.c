/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/engine/bb-history.h"

#include <string.h>

/*
 * A flash of 9.99 over 1.05 was interrupted, and then another program (a Burnback with another state folder) wrote
 * 8.88 completely: for each family of which test-flow-recover-foreign.c has no type, and for one unreadable NEC type.
 * Only equality with a known image proves what the drive contains. Content that cannot be read is never overwritten
 * without a user, because no backup has it.
 */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_WITHOUT_BACKUP)
#define MAX_RECOVERIES 4
#define CUT_PROGRAM "At=step:program:1;Kind=power-cut;During=middle"

/**
 * Case: a drive.
 * @quirk: (nullable): quirk of the simulated drive
 * @cut: fault that leaves the firmware incomplete
 * @is_readable: all of the firmware can be read
 * @names_revision: an image for this drive names its revision
 */
typedef struct {
    const char *family;
    const char *model;
    const char *quirk;
    const char *cut;
    gboolean is_readable;
    gboolean names_revision;
} Case;

static const Case cases[] = {
    {"nec-optiarc", "C500", NULL, "At=step:program:5;Kind=power-cut;During=middle", FALSE, TRUE},
    {"lg-renesas", "DVDRAM GSA-E50L", NULL, CUT_PROGRAM, TRUE, TRUE},
    {"ricoh", "DVD Writer 200j", NULL, CUT_PROGRAM, TRUE, FALSE},
    {"tsst-mt1939", "BDDVDW SE-506CB", NULL, CUT_PROGRAM, TRUE, TRUE},
    {"samsung-tsst", "DVD-ROM TS-H353C", NULL, CUT_PROGRAM, FALSE, TRUE},
    {"pioneer", "10", "key=9A782361", "At=step:finish:1;Kind=power-cut;During=middle", FALSE, TRUE},
    {"plextor", "DVDR PX-716AL", NULL, CUT_PROGRAM, FALSE, FALSE},
    {"btc", "IDE1008", NULL, CUT_PROGRAM, FALSE, TRUE},
};

/**
 * World: the drive of @drive, after the other program wrote 8.88.
 * @old: the firmware 1.05
 * @left: the firmware 8.88
 */
typedef struct {
    const Case *drive;
    JobRig *rig;
    char *own_state;
    char *other_state;
    GBytes *old;
    GBytes *left;
} World;

static gboolean
is_written (const BbResult *result)
{
    return result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_ROLLED_BACK ||
           result->outcome == BB_OUTCOME_WRITTEN;
}

static BbImage *
make_image (const Case *drive, const char *revision)
{
    return job_rig_image (drive->family, drive->model, revision, NULL);
}

static void
begin_with (World *world, const char *state)
{
    g_free (world->rig->state);
    world->rig->state = g_strdup (state);
    job_rig_restart (world->rig);
}

static void
interrupt_flash (World *world)
{
    g_autoptr (BbImage) image = make_image (world->drive, "9.99");
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (world->rig, world->drive->cut);
    result = job_rig_do (world->rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
}

static void
let_other_program_write (World *world)
{
    g_autoptr (BbImage) image = make_image (world->drive, "8.88");
    g_autoptr (BbResult) result = NULL;

    begin_with (world, world->other_state);
    for (guint i = 0; i < MAX_RECOVERIES && (result == NULL || !is_written (result)); i++) {
        g_clear_pointer (&result, bb_result_unref);
        result = job_rig_do (world->rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_STOP);
        g_test_message ("other program: %s", result->message);
        job_rig_restart (world->rig);
    }
    g_assert_true (is_written (result));
    begin_with (world, world->own_state);
}

static char *
dup_scenario (const Case *drive)
{
    return g_strdup_printf ("[drive sr0]\nFamily=%s\nModel=%s\nRevision=1.05\nSerial=SIM0001\n%s%s\n", drive->family,
                            drive->model, drive->quirk != NULL ? "Quirks=" : "",
                            drive->quirk != NULL ? drive->quirk : "");
}

static World *
world_new (const Case *drive)
{
    World *world = g_new0 (World, 1);
    g_autofree char *scenario = dup_scenario (drive);
    g_autoptr (BbResult) saved = NULL;

    world->drive = drive;
    world->own_state = job_rig_make_folder ();
    world->other_state = job_rig_make_folder ();
    world->rig = job_rig_new_in (scenario, NULL, world->own_state);
    world->old = job_rig_firmware (world->rig);
    saved = job_rig_do (world->rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (saved->backup != NULL && saved->backup->complete, ==, drive->is_readable);
    interrupt_flash (world);
    let_other_program_write (world);
    world->left = job_rig_firmware (world->rig);
    g_assert_false (g_bytes_equal (world->old, world->left));
    return world;
}

static void
world_free (World *world)
{
    job_rig_free_but_folder (world->rig);
    job_rig_remove_folder (world->own_state);
    job_rig_remove_folder (world->other_state);
    g_free (world->own_state);
    g_free (world->other_state);
    g_bytes_unref (world->old);
    g_bytes_unref (world->left);
    g_free (world);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

static gboolean
drive_has (const World *world, GBytes *firmware)
{
    g_autoptr (GBytes) now = job_rig_firmware (world->rig);

    return g_bytes_equal (now, firmware);
}

/* Returns the number of unproven backups. */
static guint
count_unproven (const World *world)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (world->rig->engine), NULL);
    guint n = 0;

    for (guint i = 0; i < backups->len; i++)
        n += ((BbBackup *) backups->pdata[i])->unproven ? 1 : 0;
    return n;
}

/* Asserts that @message says what Burnback knows of the drive, and claims nothing else. */
static void
assert_honest (const World *world, const char *message)
{
    g_test_message ("%s", message);
    g_assert_null (strstr (message, "is incomplete"));
    g_assert_null (strstr (message, "firmware is not running"));
    g_assert_null (strstr (message, "does not report"));
    g_assert_null (strstr (message, "compared with"));
    g_assert_nonnull (strstr (message, "Burnback cannot tell whether"));
    if (!world->drive->is_readable)
        g_assert_null (strstr (message, "Verify"));
    if (!world->drive->names_revision)
        g_assert_null (strstr (message, "another program"));
    else
        g_assert_nonnull (strstr (message, "another program"));
}

static BbEngineDrive *
look (const World *world)
{
    job_rig_look (world->rig);
    return bb_engine_find (world->rig->engine, "sr0");
}

static void
test_content_of_another_program_is_not_lost (gconstpointer data)
{
    g_autoptr (World) world = world_new (data);
    g_autoptr (BbEngineDrive) drive = look (world);
    g_autofree char *text = bb_engine_drive_dup_state_text (drive);
    g_autoptr (BbResult) result = NULL;

    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_assert_nonnull (strstr (text, "8.88"));
    assert_honest (world, text);
    result = job_rig_do (world->rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_messages (result);
    job_rig_assert_no_violations (world->rig);
    if (world->drive->is_readable) {
        g_assert_true (is_written (result));
        g_assert_true (drive_has (world, world->old));
        g_assert_cmpuint (count_unproven (world), ==, 1);
        return;
    }
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_RECOVER_TO_KEEP);
    g_assert_cmpint (result->proof, ==, BB_PROOF_UNPROVEN);
    assert_honest (world, result->message);
    g_assert_true (drive_has (world, world->left));
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
}

static void
test_only_equal_content_is_verified (gconstpointer data)
{
    g_autoptr (World) world = world_new (data);
    g_autoptr (BbImage) wrong = make_image (data, "9.99");
    g_autoptr (BbImage) right = make_image (data, "8.88");
    g_autoptr (BbResult) unnamed = job_rig_do (world->rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) differs = job_rig_do (world->rig, BB_ACTION_VERIFY, wrong, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) equal = NULL;

    job_rig_assert_outcome (unnamed, BB_OUTCOME_REFUSED);
    assert_honest (world, unnamed->message);
    g_assert_cmpint (differs->outcome, ==,
                     world->drive->is_readable || differs->proof == BB_PROOF_UNCHANGED ? BB_OUTCOME_UNCHANGED
                                                                                       : BB_OUTCOME_WRITTEN);
    g_assert_cmpint (differs->reason, ==, BB_RESULT_REASON_OVERWRITTEN);
    g_assert_cmpint (differs->safe, ==, BB_SAFE_UNKNOWN);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
    equal = job_rig_do (world->rig, BB_ACTION_VERIFY, right, 0, BB_ON_FAILURE_STOP);
    g_assert_true (drive_has (world, world->left));
    if (world->drive->is_readable) {
        job_rig_assert_outcome (equal, BB_OUTCOME_DONE);
        g_assert_cmpint (equal->reason, ==, BB_RESULT_REASON_REPLACED);
        g_assert_cmpint (equal->proof, ==, BB_PROOF_PROVEN);
        g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 0);
        return;
    }
    job_rig_assert_outcome (equal, BB_OUTCOME_WRITTEN);
    g_assert_cmpint (equal->reason, ==, BB_RESULT_REASON_OVERWRITTEN);
    g_assert_cmpint (equal->proof, !=, BB_PROOF_PROVEN);
    g_assert_cmpint (equal->next_step, ==, BB_NEXT_STEP_RECOVER_TO_KEEP);
    assert_honest (world, equal->message);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
}

/* Asserts that the history names another program only if that is known. */
static void
assert_history_is_honest (const World *world, BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (GPtrArray) entries = bb_history_list (bb_engine_get_state_folder (world->rig->engine), details,
                                                     bb_engine_drive_get_facts (drive), NULL);
    const BbHistoryEntry *newest = g_ptr_array_index (entries, 0);

    g_assert_cmpint (newest->end, ==, BB_HISTORY_REPLACED);
    g_assert_nonnull (strstr (newest->how, "not verified"));
    g_assert_cmpint (strstr (newest->how, "another program") != NULL, ==, world->drive->names_revision);
}

static void
test_the_user_keeps_the_firmware (gconstpointer data)
{
    g_autoptr (World) world = world_new (data);
    g_autoptr (BbImage) interrupted = make_image (data, "9.99");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) compared = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    /* The content of readable firmware shows who wrote it. */
    gboolean is_known = world->drive->is_readable || world->drive->names_revision;

    world->rig->answer = BB_CHOICE_KEEP;
    result = job_rig_do (world->rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ASK);
    g_assert_cmpuint (world->rig->n_questions, ==, 1);
    g_assert_cmpint (world->rig->last_preset, ==, world->drive->is_readable ? BB_CHOICE_ROLLBACK : BB_CHOICE_LEAVE);
    g_test_message ("%s", world->rig->last_question);
    g_assert_cmpint (strstr (world->rig->last_question, "nother program") != NULL, ==, is_known);
    g_assert_nonnull (strstr (world->rig->last_question, "8.88"));
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_KEPT);
    g_assert_cmpint (result->proof, ==, BB_PROOF_UNPROVEN);
    g_assert_nonnull (strstr (result->message, "was not verified"));
    g_assert_cmpint (strstr (result->message, "another program") != NULL, ==, is_known);
    g_assert_true (drive_has (world, world->left));
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 0);
    drive = look (world);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_READY);
    assert_history_is_honest (world, drive);
    compared = job_rig_do (world->rig, BB_ACTION_VERIFY, interrupted, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (compared->outcome, !=, BB_OUTCOME_DONE);
}

/* The user gives the file of the other program. Burnback did not write it, and what the drive reports does not show
 * its content, so the file is written unless it was read back and is equal. */
static void
test_a_given_file_is_found_by_content_only (gconstpointer data)
{
    g_autoptr (World) world = world_new (data);
    g_autoptr (BbImage) right = make_image (data, "8.88");
    g_autoptr (BbResult) result = job_rig_do (world->rig, BB_ACTION_RECOVER, right, FLAGS, BB_ON_FAILURE_STOP);

    g_assert_true (is_written (result));
    g_assert_true (drive_has (world, world->left));
    g_assert_cmpint (job_rig_n_writes (world->rig) == 0, ==, result->proof == BB_PROOF_PROVEN);
    g_assert_cmpint (result->proof == BB_PROOF_PROVEN, ==, world->drive->is_readable);
}

/* --- the drive reports the same revision before and after --- */

static const Case same_cases[] = {
    {"mediatek-mt1959", "BD-RE WH16NS60", NULL, "At=step:program:1;Kind=power-cut;During=before", FALSE, TRUE},
    {"pioneer", "10", "key=9A782361", "At=step:finish:1;Kind=power-cut;During=before", FALSE, TRUE},
    {"plextor", "DVDR PX-716AL", NULL, "At=step:program:1;Kind=power-cut;During=before", FALSE, FALSE},
    {"btc", "IDE1008", NULL, "At=step:program:1;Kind=power-cut;During=before", FALSE, TRUE},
};

/* The power failed before anything of an image of the present revision was written. The drive reports this revision
 * before and after, so nothing shows that the image is in the drive. */
static void
test_an_unchanged_revision_shows_nothing (gconstpointer data)
{
    const Case *drive = data;
    g_autofree char *scenario = dup_scenario (drive);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = make_image (drive, "1.05");
    g_autoptr (BbResult) cut = NULL;
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, drive->cut);
    cut = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ROLLBACK);
    g_test_message ("%s", result->message);
    if (result->outcome == BB_OUTCOME_DONE)
        g_assert_cmpuint (job_rig_n_writes (rig), >, 0);
}

int
main (int argc, char **argv)
{
    static const struct {
        const char *name;
        GTestDataFunc function;
    } tests[] = {
        {"unattended", test_content_of_another_program_is_not_lost},
        {"verify", test_only_equal_content_is_verified},
        {"keep", test_the_user_keeps_the_firmware},
        {"given", test_a_given_file_is_found_by_content_only},
    };

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (tests) * G_N_ELEMENTS (cases); i++) {
        const Case *drive = &cases[i % G_N_ELEMENTS (cases)];
        guint test = i / G_N_ELEMENTS (cases);
        g_autofree char *path =
            g_strdup_printf ("/flow-recover-families/%s/%s-%s", tests[test].name, drive->family, drive->model);

        g_test_add_data_func (path, drive, tests[test].function);
    }
    for (guint i = 0; i < G_N_ELEMENTS (same_cases); i++) {
        g_autofree char *path = g_strdup_printf ("/flow-recover-families/same-revision/%s", same_cases[i].family);

        g_test_add_data_func (path, &same_cases[i], test_an_unchanged_revision_shows_nothing);
    }
    return g_test_run ();
}
