/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "operation-rig.h"

/* An operation whose drive is disconnected and comes back, or is used by other operations. */

/* --- the drive --- */

static void
test_a_drive_that_is_being_identified_is_waited_for (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);

    bb_engine_look_at_all (it->rig->engine);
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_CHECKING);
    g_assert_null (bb_operation_get_job (it->operation));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_nonnull (bb_engine_drive_get_facts (it->drive));
}

/* The drive and its boot code decide which image is chosen. */
static void
test_of_several_images_the_one_for_the_drive (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    GPtrArray *images = one_image (job_rig_image ("nec-optiarc", "K110", "1.08", NULL));

    g_ptr_array_add (images, job_rig_image ("nec-optiarc", "K355", "1.07", "04"));
    g_ptr_array_add (images, job_rig_image ("nec-optiarc", "K355", "1.07", "05"));
    for (guint unreviewed = 0; unreviewed < 2; unreviewed++) {
        g_assert_true (bb_operation_choose (
            it->operation,
            &(BbOperationChoice){.act = BB_ACTION_FLASH, .images = images, .unreviewed = unreviewed != 0}));
        wait_for (it->operation, BB_OPERATION_REVIEW);
        g_assert_cmpstr (bb_image_get_sha256 (bb_selection_get_image (bb_operation_get_selection (it->operation))),
                         ==, bb_image_get_sha256 (g_ptr_array_index (images, 2)));
        g_assert_true ((bb_operation_get_review (it->operation) == NULL) == (unreviewed != 0));
    }
    g_ptr_array_unref (images);
}

static void
plug (Case *it, gboolean plugged)
{
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_sim_bus_set_plugged (it->rig->bus, "sr0", plugged, &error));
    g_assert_no_error (error);
}

static void
test_the_drive_goes_and_comes_back (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);

    plug (it, FALSE);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_GONE);
    g_assert_null (bb_operation_get_drive (it->operation));
    g_assert_false (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_BACKUP}));
    plug (it, TRUE);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_EMPTY);
    g_assert_nonnull (bb_operation_get_drive (it->operation));
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.04"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_true (bb_operation_grant (it->operation, BB_CONSENT_CAUTION, NULL));
    plug (it, FALSE);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_GONE);
    g_assert_false (bb_operation_can_start (it->operation));
    plug (it, TRUE);
    /* The review was dropped, because the drive that was connected may be another unit. */
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_EMPTY);
    g_assert_null (bb_operation_get_review (it->operation));
    g_assert_cmpstr (it->overtaken->str, ==, "");
    g_assert_cmpstr (it->states->str, ==, "gone empty checking review gone empty");
}

/* The choice is dropped, and the signal "overtaken" has the reason BB_OVERTAKEN_BY_DEPARTURE (2) and the name of the
 * choice. */
static void
test_the_drive_goes_while_it_is_waited_for (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);

    bb_engine_look_at_all (it->rig->engine);
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    plug (it, FALSE);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_CHECKING);
    wait_for (it->operation, BB_OPERATION_GONE);
    g_assert_cmpstr (it->overtaken->str, ==, "2:test.bin");
    g_assert_cmpstr (it->states->str, ==, "checking gone");
}

/* A choice waits for the drive while another operation starts a job on the drive. The job must replace the choice. */
static void
test_a_choice_that_waits_is_overtaken (void)
{
    g_autoptr (Case) it = case_new (K355, TRUE);
    g_autoptr (BbOperation) other = bb_operation_new (it->rig->engine, it->drive, FALSE);

    bb_engine_look_at_all (it->rig->engine);
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    g_assert_true (bb_operation_choose (other, &(BbOperationChoice){.act = BB_ACTION_BACKUP}));
    g_assert_true (bb_operation_start (other, &stop_rules));
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_RUNNING);
    g_assert_cmpint (bb_operation_get_act (it->operation), ==, BB_ACTION_BACKUP);
    g_assert_cmpstr (it->overtaken->str, ==, "1:test.bin");
    wait_for (it->operation, BB_OPERATION_FINISHED);
}

/* The result is shown until the next choice, even if the drive is disconnected meanwhile. */
static void
test_a_result_stays_when_the_drive_goes (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);

    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_BACKUP}));
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    plug (it, FALSE);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_FINISHED);
    g_assert_null (bb_operation_get_drive (it->operation));
    plug (it, TRUE);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_FINISHED);
    g_assert_nonnull (bb_operation_get_result (it->operation));
    plug (it, FALSE);
    g_assert_null (bb_operation_withdraw (it->operation));
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_GONE);
}

static void
test_another_drive_has_no_result_of_this_one (void)
{
    g_autoptr (Case) it = case_new (K355 K355_SECOND, FALSE);
    g_autoptr (BbEngineDrive) second = bb_engine_find (it->rig->engine, "sr1");

    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_BACKUP}));
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    bb_operation_set_drive (it->operation, second);
    g_assert_true (bb_operation_get_drive (it->operation) == second);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_EMPTY);
    g_assert_null (bb_operation_get_result (it->operation));
}

/* Gives the drive sr1 the port of sr0, and makes it the drive of the operation, as if it replaced sr0 there. */
static void
replace_drive (Case *it)
{
    g_autoptr (BbEngineDrive) second = bb_engine_find (it->rig->engine, "sr1");
    g_autofree char *place = bb_engine_drive_dup_place (it->drive);
    g_autoptr (BbDriveDetails) moved = bb_drive_details_new ();

    moved->name = g_strdup ("sr1");
    moved->bus_path = g_strdup (place);
    moved->serial = g_strdup ("SIM0002");
    moved->simulated = TRUE;
    bb_drive_set_details (bb_engine_drive_get_drive (second), moved);
    bb_operation_set_drive (it->operation, second);
}

/* After a job, a drive with another serial number is at the same port. It must count as another drive. Exception: if
 * the drive was in recovery mode when the job began or ended, it must count as the same drive, because boot code may
 * report another serial number than the firmware. */
static void
test_a_serial_number_of_recovery_mode_does_not_count (void)
{
    static const struct {
        const char *drive;
        BbAction act;
        const char *fault;
        BbOutcome outcome;
        BbOperationState wanted;
    } rows[] = {
        {K355, BB_ACTION_FLASH, NULL, BB_OUTCOME_DONE, BB_OPERATION_EMPTY},
        {K355, BB_ACTION_FLASH, "At=step:program:3;Kind=unplug", BB_OUTCOME_NEEDS_RECOVERY, BB_OPERATION_FINISHED},
        {K355, BB_ACTION_FLASH, "At=step:upload:4;Kind=unplug", BB_OUTCOME_UNCHANGED, BB_OPERATION_FINISHED},
        {K355 "State=safe-mode\n", BB_ACTION_RECOVER, NULL, BB_OUTCOME_DONE, BB_OPERATION_FINISHED},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *scenario = g_strconcat (rows[i].drive, K355_SECOND, NULL);
        g_autoptr (Case) it = case_new (scenario, FALSE);

        bb_engine_look_at_all (it->rig->engine);
        wait_idle (it);
        choose_images (it->operation, rows[i].act, nec ("1.07"));
        wait_for (it->operation, BB_OPERATION_REVIEW);
        if (rows[i].fault != NULL)
            job_rig_fault (it->rig, rows[i].fault);
        g_assert_true (bb_operation_start (it->operation, &stop_rules));
        wait_for (it->operation, BB_OPERATION_FINISHED);
        g_assert_cmpint (bb_operation_get_result (it->operation)->outcome, ==, rows[i].outcome);
        replace_drive (it);
        g_assert_cmpint (bb_operation_get_state (it->operation), ==, rows[i].wanted);
    }
}

/* Waits until the operation has no drive. The disconnection may be noticed before or after the end of the job. */
static void
wait_until_gone (BbOperation *operation)
{
    while (bb_operation_get_drive (operation) != NULL)
        g_main_context_iteration (NULL, TRUE);
}

/* The cable is disconnected during a flash: the job ends with a result. */
static void
test_the_drive_goes_while_it_runs (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);

    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    job_rig_fault (it->rig, "At=step:program:3;Kind=unplug");
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    g_assert_cmpint (bb_operation_get_result (it->operation)->outcome, ==, BB_OUTCOME_NEEDS_RECOVERY);
    wait_until_gone (it->operation);
    g_assert_cmpstr (it->states->str, ==, "checking review running finished");
}

static void
test_the_drive_goes_while_it_is_checked (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);

    job_rig_fault (it->rig, "At=command:1;Kind=unplug");
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    wait_for (it->operation, BB_OPERATION_FAILED);
    g_assert_cmpint (bb_operation_get_failure (it->operation), ==, BB_OPERATION_FAILURE_CHECK);
    g_assert_nonnull (bb_operation_get_result (it->operation));
    wait_until_gone (it->operation);
}

/* --- two operations on one drive --- */

static void
test_two_checks_of_one_drive_wait_for_each_other (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (BbOperation) other = bb_operation_new (it->rig->engine, it->drive, FALSE);

    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    choose_images (other, BB_ACTION_FLASH, nec ("1.06"));
    g_assert_null (bb_operation_get_job (other));
    wait_for (other, BB_OPERATION_REVIEW);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_REVIEW);
    /* While the job of one operation runs, the other operation cannot start. */
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    g_assert_false (bb_operation_start (other, &stop_rules));
    g_assert_cmpint (bb_operation_get_state (other), ==, BB_OPERATION_FAILED);
    g_assert_cmpint (bb_operation_get_failure (other), ==, BB_OPERATION_FAILURE_START);
    g_assert_error (bb_operation_get_error (other), BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_DONE);
}

static void
test_a_follower_shows_what_runs (void)
{
    g_autoptr (Case) it = case_new (K355, TRUE);
    g_autoptr (BbOperation) other = bb_operation_new (it->rig->engine, it->drive, FALSE);

    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.06"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    choose_images (other, BB_ACTION_FLASH, nec ("1.07"));
    wait_for (other, BB_OPERATION_REVIEW);
    /* A check of the other operation does not replace the review. */
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_REVIEW);
    g_assert_true (bb_operation_start (other, &stop_rules));
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_RUNNING);
    g_assert_true (bb_operation_get_job (it->operation) == bb_operation_get_job (other));
    g_assert_null (bb_operation_get_review (it->operation));
    g_assert_nonnull (bb_operation_get_review (other));
    g_assert_false (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_BACKUP}));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    wait_for (other, BB_OPERATION_FINISHED);
    g_assert_cmpint (bb_operation_get_act (it->operation), ==, BB_ACTION_FLASH);
    g_assert_cmpstr (bb_operation_get_result (it->operation)->revision_after, ==, "1.07");
    g_assert_cmpstr (it->overtaken->str, ==, "");
}

/* A job that the operation started itself does not replace its review and choice. */
static void
test_a_follower_keeps_what_it_starts (void)
{
    g_autoptr (Case) it = case_new (K355, TRUE);

    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    g_assert_nonnull (bb_operation_get_review (it->operation));
    g_assert_nonnull (bb_operation_get_selection (it->operation));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    g_assert_cmpstr (bb_operation_get_result (it->operation)->revision_after, ==, "1.07");
}

/* A new operation with @follows of bb_operation_new() must show the job that is already running on the drive. */
static void
test_a_new_follower_finds_what_runs (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (BbOperation) late = NULL;

    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_BACKUP}));
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    late = bb_operation_new (it->rig->engine, it->drive, TRUE);
    g_assert_cmpint (bb_operation_get_state (late), ==, BB_OPERATION_RUNNING);
    g_assert_cmpint (bb_operation_get_act (late), ==, BB_ACTION_BACKUP);
    wait_for (late, BB_OPERATION_FINISHED);
}

#define ADD(name, func) g_test_add_func ("/operation/" name, func)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("a-drive-that-is-being-identified-is-waited-for", test_a_drive_that_is_being_identified_is_waited_for);
    ADD ("of-several-images-the-one-for-the-drive", test_of_several_images_the_one_for_the_drive);
    ADD ("the-drive-goes-and-comes-back", test_the_drive_goes_and_comes_back);
    ADD ("the-drive-goes-while-it-is-waited-for", test_the_drive_goes_while_it_is_waited_for);
    ADD ("a-choice-that-waits-is-overtaken", test_a_choice_that_waits_is_overtaken);
    ADD ("a-result-stays-when-the-drive-goes", test_a_result_stays_when_the_drive_goes);
    ADD ("another-drive-has-no-result-of-this-one", test_another_drive_has_no_result_of_this_one);
    ADD ("a-serial-number-of-recovery-mode-does-not-count", test_a_serial_number_of_recovery_mode_does_not_count);
    ADD ("the-drive-goes-while-it-runs", test_the_drive_goes_while_it_runs);
    ADD ("the-drive-goes-while-it-is-checked", test_the_drive_goes_while_it_is_checked);
    ADD ("two-checks-of-one-drive-wait-for-each-other", test_two_checks_of_one_drive_wait_for_each_other);
    ADD ("a-follower-shows-what-runs", test_a_follower_shows_what_runs);
    ADD ("a-follower-keeps-what-it-starts", test_a_follower_keeps_what_it_starts);
    ADD ("a-new-follower-finds-what-runs", test_a_new_follower_finds_what_runs);
    return g_test_run ();
}
