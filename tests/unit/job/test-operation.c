/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "operation-rig.h"

/*
 * Runs one operation on one drive through every state and transition, with simulated drives and the real engine.
 * Decisions are compared by state and code; no test waits for a time. Also tests bb-flow-review.c,
 * bb-operation-state.c and bb-selection.c.
 */

/* --- from the choice to the result --- */

static void
test_from_a_file_to_the_result (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (GFile) file = nec_file (it, "new.bin", "1.07");

    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = file}));
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_LOADING);
    g_assert_true (bb_operation_is_pending (it->operation));
    g_assert_false (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_nonnull (bb_operation_get_review (it->operation));
    g_assert_nonnull (bb_selection_get_image (bb_operation_get_selection (it->operation)));
    g_assert_nonnull (bb_operation_get_readiness (it->operation));
    g_assert_cmpuint (bb_operation_get_consents (it->operation)->len, ==, 0);
    g_assert_null (bb_operation_get_start_reason (it->operation));
    g_assert_null (bb_operation_get_job (it->operation));
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    g_assert_true (bb_operation_is_running (it->operation));
    g_assert_nonnull (bb_operation_get_job (it->operation));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_DONE);
    g_assert_cmpstr (bb_operation_get_result (it->operation)->revision_after, ==, "1.07");
    g_assert_false (bb_operation_can_start (it->operation));
    g_assert_null (bb_operation_withdraw (it->operation));
    g_assert_null (bb_operation_get_result (it->operation));
    g_assert_cmpstr (it->states->str, ==, "loading checking review running finished empty");
    g_assert_cmpstr (it->overtaken->str, ==, "");
}

/* Actions that write nothing need no check. */
static void
test_actions_without_a_check_are_ready_at_once (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (BbBackup) backup = NULL;

    g_assert_true (
        bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_BACKUP, .reason = "by hand"}));
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_REVIEW);
    g_assert_null (bb_operation_get_review (it->operation));
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    backup = bb_backup_ref (bb_operation_get_result (it->operation)->backup);
    g_assert_cmpstr (backup->reason, ==, "by hand");
    g_assert_true (
        bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_VERIFY, .backup_id = backup->id}));
    g_assert_null (bb_operation_get_result (it->operation));
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_DONE);
    g_assert_cmpstr (bb_operation_get_result (it->operation)->compared_name, ==, backup->id);
    g_assert_cmpstr (it->states->str, ==, "review running finished review running finished");
}

static void
test_a_backup_is_restored (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (BbResult) kept = job_rig_do (it->rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (GBytes) before = job_rig_firmware (it->rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (GPtrArray) images = nec ("1.07");
    g_autoptr (BbResult) flashed =
        job_rig_do (it->rig, BB_ACTION_FLASH, g_ptr_array_index (images, 0), 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_true (bb_operation_choose (
        it->operation, &(BbOperationChoice){.act = BB_ACTION_ROLLBACK, .backup_id = kept->backup->id}));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_cmpint (bb_operation_get_review (it->operation)->act, ==, BB_ACTION_ROLLBACK);
    g_assert_cmpint (open_codes (it->operation), ==, 0);
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_DONE);
    after = job_rig_firmware (it->rig);
    g_assert_true (g_bytes_equal (before, after));
    g_assert_cmpstr (it->states->str, ==, "loading checking review running finished");
}

/* Each drive gets the newest of its own backups. */
static void
test_each_drive_its_own_backup (void)
{
    g_autoptr (Case) it = case_new (K355 K355_SECOND, FALSE);
    g_autoptr (BbEngineDrive) second = bb_engine_find (it->rig->engine, "sr1");
    g_autoptr (BbOperation) other = bb_operation_new (it->rig->engine, second, FALSE);
    g_autoptr (BbResult) kept = job_rig_do (it->rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_backup_unref);
    const BbOperationChoice choice = {.act = BB_ACTION_ROLLBACK, .backups = backups};

    g_ptr_array_add (backups, bb_backup_ref (kept->backup));
    g_assert_true (bb_operation_choose (it->operation, &choice));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_cmpstr (bb_selection_get_backup (bb_operation_get_selection (it->operation))->id, ==, kept->backup->id);
    /* The other drive was not identified yet: the operation identifies it, and then finds no backup of it. */
    g_assert_true (bb_operation_choose (other, &choice));
    wait_for (other, BB_OPERATION_FAILED);
    g_assert_cmpint (bb_operation_get_failure (other), ==, BB_OPERATION_FAILURE_NO_BACKUP);
    g_assert_nonnull (bb_engine_drive_get_facts (second));
    g_assert_null (bb_selection_get_backup (bb_operation_get_selection (other)));
}

static void
test_an_unidentified_drive_gets_no_backup (void)
{
    g_autoptr (Case) it = case_new (K355 "Access=denied\n", FALSE);
    g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_backup_unref);

    g_assert_true (
        bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_ROLLBACK, .backups = backups}));
    wait_for (it->operation, BB_OPERATION_FAILED);
    g_assert_cmpint (bb_operation_get_failure (it->operation), ==, BB_OPERATION_FAILURE_UNIDENTIFIED);
}

static void
test_a_conversion_has_its_target (void)
{
    g_autoptr (Case) it = case_new (CONVERT_RIG_K355, FALSE);
    g_autoptr (BbImage) boot_code = convert_boot_code ("K451", "05");
    g_autoptr (GFile) file = write_file (it, "boot.bin", boot_code);
    GVariantDict settings;

    g_variant_dict_init (&settings, NULL);
    g_variant_dict_insert (&settings, BB_SETTING_CONVERT_TO, "s", "K451");
    g_assert_true (bb_operation_choose (
        it->operation,
        &(BbOperationChoice){.act = BB_ACTION_CONVERT, .file = file, .settings = g_variant_dict_end (&settings)}));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_cmpstr (bb_selection_get_target (bb_operation_get_selection (it->operation)), ==, "K451");
    g_assert_nonnull (bb_operation_get_review (it->operation)->plan);
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_CONVERSION);
    /* The switch for experts is needed besides the phrase. */
    g_assert_false (bb_operation_grant (it->operation, BB_CONSENT_CONVERSION, "K451"));
    bb_operation_set_expert (it->operation, TRUE);
    g_assert_false (bb_operation_grant (it->operation, BB_CONSENT_CONVERSION, "K450"));
    g_assert_true (bb_operation_grant (it->operation, BB_CONSENT_CONVERSION, " k451 "));
    g_assert_true (bb_operation_can_start (it->operation));
    /* Turning the switch off revokes the consent. */
    bb_operation_set_expert (it->operation, FALSE);
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_CONVERSION);
    g_assert_false (bb_operation_can_start (it->operation));
}

/* --- repeated checks --- */

/* Chooses an image for @model, and waits for the review. */
static void
choose_mediatek (Case *it, BbAction act, const char *model)
{
    choose_images (it->operation, act, one_image (job_rig_image ("mediatek-mt1959", model, "1.00", NULL)));
    wait_for (it->operation, BB_OPERATION_REVIEW);
}

/* A drive in boot mode does not report its board: the user types the label, and the image is checked again for the
 * model on the label. */
static void
test_a_label_is_checked_before_it_counts (void)
{
    g_autoptr (Case) it = case_new (MEDIATEK "State=boot\n", FALSE);

    choose_mediatek (it, BB_ACTION_RECOVER, "BD-RE BU40N");
    g_assert_null (bb_operation_get_review (it->operation)->plan);
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_LABEL);
    g_assert_cmpint (bb_verdict_get_level (bb_operation_get_review (it->operation)->verdict), ==, BB_VERDICT_CAUTION);
    g_assert_false (bb_operation_grant (it->operation, BB_CONSENT_LABEL, "BU40N NS60"));
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_REVIEW);
    g_assert_true (bb_operation_grant (it->operation, BB_CONSENT_LABEL, "bu40n bu40"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_nonnull (bb_operation_get_review (it->operation)->plan);
    g_assert_true (bb_verdict_has (bb_operation_get_review (it->operation)->verdict, "label"));
    (void) bb_operation_grant (it->operation, BB_CONSENT_CAUTION, NULL);
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_DONE);
    job_rig_assert_no_violations (it->rig);
}

/* An image for another group of boards than that of the reported product is refused before anything is sent, and no
 * label is asked for. */
static void
test_an_image_for_another_group_is_refused (void)
{
    g_autoptr (Case) it = case_new (MEDIATEK "State=boot\n", FALSE);

    choose_mediatek (it, BB_ACTION_RECOVER, "BW-16D1HT");
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_REFUSED);
    g_assert_false (bb_operation_start (it->operation, &stop_rules));
    g_assert_cmpuint (job_rig_n_writes (it->rig), ==, 0);
}

/* Turns on the switch for experts, and grants every consent that the operation lists. */
static void
grant_everything (BbOperation *operation)
{
    g_autoptr (GPtrArray) consents = bb_consents_copy (bb_operation_get_consents (operation), BB_CONSENT_NONE);

    bb_operation_set_expert (operation, TRUE);
    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        g_assert_true (bb_operation_grant (operation, consent->code, consent->phrase));
    }
}

/* The drive rejected the image. The next attempt needs the consents again, and a power cycle first. */
static void
test_another_attempt_needs_new_consents (void)
{
    g_autoptr (Case) it = case_new ("[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BP50NB40\nRevision=1.03\n"
                                    "Serial=SIM0001\nQuirks=app-id=BUP5;service-code=NB50\n",
                                    FALSE);
    BbConsentCode agreed;

    choose_mediatek (it, BB_ACTION_FLASH, "BD-RE BU40N");
    agreed = open_codes (it->operation);
    g_assert_cmpint (agreed & BB_CONSENT_CROSS_FLASH, !=, 0);
    grant_everything (it->operation);
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_UNCHANGED);
    g_assert_true (bb_operation_check_again (it->operation));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_cmpint (open_codes (it->operation), ==, agreed | BB_CONSENT_NOT_READY);
    g_assert_false (bb_operation_can_start (it->operation));
    g_assert_true (bb_sim_bus_set_power (it->rig->bus, "sr0", FALSE, NULL));
    g_assert_true (bb_sim_bus_set_power (it->rig->bus, "sr0", TRUE, NULL));
    wait_idle (it);
    choose_mediatek (it, BB_ACTION_FLASH, "BD-RE BU40N");
    g_assert_cmpint (open_codes (it->operation), ==, agreed);
    g_assert_nonnull (strstr (bb_plan_get_note (bb_operation_get_review (it->operation)->plan), "attempt 2 of 2"));
}

/* --- consents --- */

static void
test_consents_are_granted_and_taken_back (void)
{
    g_autoptr (Case) it = case_new (JOB_RIG_MT1959, FALSE);
    g_autofree char *reason = NULL;

    choose_images (it->operation, BB_ACTION_FLASH,
                   one_image (job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.00", NULL)));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_WITHOUT_BACKUP | BB_CONSENT_CAUTION);
    g_assert_nonnull (bb_operation_get_start_reason (it->operation));
    g_assert_false (bb_operation_start (it->operation, &stop_rules));
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_REVIEW);
    reason = g_strdup (bb_operation_get_start_reason (it->operation));
    g_assert_true (bb_operation_grant (it->operation, BB_CONSENT_CAUTION, NULL));
    g_assert_cmpstr (bb_operation_get_start_reason (it->operation), !=, reason);
    g_assert_false (bb_operation_can_start (it->operation));
    g_assert_false (bb_operation_grant (it->operation, BB_CONSENT_WITHOUT_BACKUP, NULL));
    g_assert_true (bb_operation_grant (it->operation, BB_CONSENT_WITHOUT_BACKUP, "sr0"));
    g_assert_true (bb_operation_can_start (it->operation));
    /* More characters after the phrase revoke the consent. */
    g_assert_false (bb_operation_grant (it->operation, BB_CONSENT_WITHOUT_BACKUP, "sr01"));
    g_assert_false (bb_operation_can_start (it->operation));
    g_assert_true (bb_operation_grant (it->operation, BB_CONSENT_WITHOUT_BACKUP, "sr0"));
    bb_operation_revoke (it->operation, BB_CONSENT_CAUTION);
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_CAUTION);
    g_assert_true (bb_operation_grant (it->operation, BB_CONSENT_CAUTION, NULL));
    g_assert_false (bb_operation_grant (it->operation, BB_CONSENT_CROSS_FLASH, "BD-RE WH16NS60"));
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    g_assert_cmpint (bb_operation_get_result (it->operation)->outcome, <=, BB_OUTCOME_WRITTEN);
}

/* Consents that were granted for the first file do not count for the second. */
static void
test_a_new_choice_drops_consents (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);

    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.04"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_true (bb_operation_grant (it->operation, BB_CONSENT_CAUTION, NULL));
    g_assert_true (bb_operation_can_start (it->operation));
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.03"));
    g_assert_null (bb_operation_get_review (it->operation));
    g_assert_false (bb_operation_can_start (it->operation));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_CAUTION);
    g_assert_false (bb_operation_can_start (it->operation));
    /* No "overtaken" is emitted: the user sees that the shown review is replaced. */
    g_assert_cmpstr (it->overtaken->str, ==, "");
}

/* With may_recover, FLASH becomes RECOVER if the firmware of the drive does not run; without it, FLASH is refused. */
static void
test_a_drive_without_firmware_is_recovered_with_it (void)
{
    static const struct {
        const char *state;
        gboolean may_recover;
        BbAction act;
        BbConsentCode open;
    } cases[] = {
        {"State=half-flashed\n", TRUE, BB_ACTION_RECOVER, BB_CONSENT_NONE},
        {"State=half-flashed\n", FALSE, BB_ACTION_FLASH, BB_CONSENT_REFUSED},
        /* The firmware runs, with a damaged identity, so the action stays FLASH. */
        {"State=damaged-id\n", TRUE, BB_ACTION_FLASH, BB_CONSENT_REFUSED},
        {"", TRUE, BB_ACTION_FLASH, BB_CONSENT_NONE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *scenario = g_strconcat (K355, cases[i].state, NULL);
        g_autoptr (Case) it = case_new (scenario, FALSE);
        g_autoptr (GFile) file = nec_file (it, "new.bin", "1.07");

        g_assert_true (bb_operation_choose (
            it->operation,
            &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = file, .may_recover = cases[i].may_recover}));
        wait_for (it->operation, BB_OPERATION_REVIEW);
        g_assert_cmpint (bb_operation_get_review (it->operation)->act, ==, cases[i].act);
        g_assert_cmpint (bb_operation_get_act (it->operation), ==, cases[i].act);
        g_assert_cmpint (open_codes (it->operation), ==, cases[i].open);
        g_assert_cmpint (bb_operation_start (it->operation, &stop_rules), ==, cases[i].open == BB_CONSENT_NONE);
        if (cases[i].open != BB_CONSENT_NONE)
            continue;
        wait_for (it->operation, BB_OPERATION_FINISHED);
        g_assert_cmpint (bb_operation_get_result (it->operation)->action, ==, cases[i].act);
        job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_DONE);
    }
}

static void
test_a_refusal_cannot_be_granted (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);

    choose_images (it->operation, BB_ACTION_FLASH, one_image (job_rig_image ("nec-optiarc", "K450", "1.07", "05")));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_REFUSED);
    bb_operation_set_expert (it->operation, TRUE);
    g_assert_false (bb_operation_grant (it->operation, BB_CONSENT_REFUSED, "sr0"));
    g_assert_false (bb_operation_start (it->operation, &stop_rules));
    g_assert_cmpuint (job_rig_n_writes (it->rig), ==, 0);
}

/* Without a review the job names the missing consents, and can be started again with them. */
static void
test_consents_named_by_the_job_can_be_granted_later (void)
{
    g_autoptr (Case) it = case_new (JOB_RIG_MT1959, FALSE);
    g_autoptr (GPtrArray) images = one_image (job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.00", NULL));

    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_FLASH,
                                                                            .images = images,
                                                                            .allowed = BB_CONSENT_CAUTION,
                                                                            .unreviewed = TRUE}));
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_REFUSED);
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_WITHOUT_BACKUP);
    g_assert_cmpuint (job_rig_n_writes (it->rig), ==, 0);
    g_assert_false (bb_operation_start (it->operation, &stop_rules));
    g_assert_true (bb_operation_grant (it->operation, BB_CONSENT_WITHOUT_BACKUP, "sr0"));
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    g_assert_cmpint (bb_operation_get_result (it->operation)->outcome, <=, BB_OUTCOME_WRITTEN);
    g_assert_false (bb_operation_can_start (it->operation));
    g_assert_cmpstr (it->states->str, ==, "review running finished running finished");
}

/* Other firmware was flashed after the review: the job refuses and writes nothing. */
static void
test_a_drive_that_changed_after_the_review_is_refused (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (GPtrArray) other = nec ("1.06");
    g_autoptr (BbResult) flashed = NULL;
    guint n_writes;

    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    flashed = job_rig_do (it->rig, BB_ACTION_FLASH, g_ptr_array_index (other, 0), 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    n_writes = job_rig_n_writes (it->rig);
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_REFUSED);
    g_assert_cmpuint (job_rig_n_writes (it->rig), ==, n_writes);
    g_assert_false (bb_operation_can_start (it->operation));
}

static void
readiness_changed_cb (BbOperation *operation, gpointer data)
{
    (*(guint *) data)++;
}

/* A disc that is removed during the review is no obstacle any more. */
static void
test_readiness_is_updated_during_the_review (void)
{
    g_autoptr (Case) it = case_new (K355 "Disc=data\n", FALSE);
    g_autoptr (BbResult) looked = bb_result_new (BB_ACTION_LOOK);
    guint n_changes = 0;

    job_rig_look (it->rig);
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_cmpint (open_codes (it->operation), ==, BB_CONSENT_NOT_READY);
    bb_operation_set_watching (it->operation, TRUE);
    g_signal_connect (it->operation, "readiness-changed", G_CALLBACK (readiness_changed_cb), &n_changes);
    looked->facts = bb_facts_ref (bb_engine_drive_get_facts (it->drive));
    looked->medium = BB_MEDIUM_NONE;
    bb_engine_drive_take_result (it->drive, looked);
    bb_engine_drive_emit_changed (it->drive);
    g_assert_true (bb_operation_can_start (it->operation));
    g_assert_cmpuint (n_changes, >, 0);
    g_assert_cmpint (open_codes (it->operation), ==, 0);
    g_signal_handlers_disconnect_by_data (it->operation, &n_changes);
}

/* --- late replies --- */

static void
test_the_last_file_counts (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (GFile) first = nec_file (it, "first.bin", "1.06");
    g_autoptr (GFile) second = nec_file (it, "second.bin", "1.07");

    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = first}));
    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = second}));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    wait_idle (it);
    g_assert_cmpstr (bb_image_get_name (bb_selection_get_image (bb_operation_get_selection (it->operation))), ==,
                     "second.bin");
    g_assert_cmpstr (bb_image_get_name (bb_operation_get_review (it->operation)->image), ==, "second.bin");
    g_assert_cmpstr (it->states->str, ==, "loading checking review");
    g_assert_cmpstr (it->overtaken->str, ==, "0:first.bin");
}

/* The check of the first choice ends after the second choice was made; its result is not shown. */
static void
test_the_answer_of_an_older_check_is_ignored (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (BbJob) first = NULL;
    g_autoptr (BbResult) result = NULL;

    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.06"));
    first = g_object_ref (bb_operation_get_job (it->operation));
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    g_assert_null (bb_operation_get_job (it->operation));
    g_assert_true (g_cancellable_is_cancelled (bb_job_get_cancellable (first)));
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_CHECKING);
    wait_for (it->operation, BB_OPERATION_REVIEW);
    result = bb_job_ref_result (first);
    g_assert_nonnull (result);
    g_assert_cmpstr (bb_image_get_identity (bb_operation_get_review (it->operation)->image)->revision, ==, "1.07");
    g_assert_cmpstr (it->states->str, ==, "checking review");
    g_assert_cmpstr (it->overtaken->str, ==, "0:test.bin");
}

static void
test_a_file_that_cannot_be_used (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autofree char *path = g_build_filename (it->rig->state, "missing.bin", NULL);
    g_autoptr (GFile) missing = g_file_new_for_path (path);
    const BbOperationChoice choices[] = {
        {.act = BB_ACTION_FLASH, .file = missing},
        {.act = BB_ACTION_CONVERT, .file = missing},
        {.act = BB_ACTION_ROLLBACK, .backup_id = "nothing"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
        g_assert_true (bb_operation_choose (it->operation, &choices[i]));
        g_assert_cmpint (bb_operation_get_failure (it->operation), ==, BB_OPERATION_FAILURE_NONE);
        wait_for (it->operation, BB_OPERATION_FAILED);
        g_assert_cmpint (bb_operation_get_failure (it->operation), ==,
                         choices[i].file != NULL ? BB_OPERATION_FAILURE_FILE : BB_OPERATION_FAILURE_BACKUP);
        g_assert_nonnull (bb_operation_get_error (it->operation));
        g_assert_false (bb_operation_start (it->operation, &stop_rules));
    }
    g_assert_cmpuint (job_rig_n_commands (it->rig), ==, 0);
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    g_assert_null (bb_operation_get_error (it->operation));
    wait_for (it->operation, BB_OPERATION_REVIEW);
}

static void
test_a_withdrawn_choice_emits_nothing (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (GFile) file = nec_file (it, "new.bin", "1.07");
    g_autofree char *name = NULL;

    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = file}));
    bb_operation_stop (it->operation);
    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = file}));
    name = bb_operation_withdraw (it->operation);
    g_assert_cmpstr (name, ==, "new.bin");
    g_clear_pointer (&name, g_free);
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    name = bb_operation_withdraw (it->operation);
    g_assert_nonnull (name);
    wait_idle (it);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_EMPTY);
    g_assert_cmpstr (it->states->str, ==, "loading empty loading empty checking empty");
    g_assert_cmpuint (job_rig_n_writes (it->rig), ==, 0);
}

/* --- the running job --- */

static void
progress_cb (BbOperation *operation, gpointer data)
{
    (*(guint *) data)++;
}

static void
test_a_question_is_answered (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (GBytes) before = job_rig_firmware (it->rig);
    g_autoptr (GBytes) after = NULL;
    guint n_progress = 0;

    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    job_rig_fault (it->rig, "At=step:program:9;Kind=sense;Sense=5/26/00;Times=3");
    g_signal_connect (it->operation, "progress", G_CALLBACK (progress_cb), &n_progress);
    g_assert_false (bb_operation_answer (it->operation, BB_CHOICE_ROLLBACK));
    g_assert_true (bb_operation_start (it->operation, &ask_rules));
    wait_for (it->operation, BB_OPERATION_ASKING);
    g_assert_true (bb_operation_is_running (it->operation));
    g_assert_true (bb_operation_answer (it->operation, BB_CHOICE_ROLLBACK));
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_ROLLED_BACK);
    after = job_rig_firmware (it->rig);
    g_assert_true (g_bytes_equal (before, after));
    g_assert_cmpuint (n_progress, >, 1);
    g_assert_cmpstr (it->states->str, ==, "checking review running asking running finished");
    g_signal_handlers_disconnect_by_data (it->operation, &n_progress);
}

static void
test_a_run_is_stopped_where_that_is_safe (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);

    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    g_assert_null (bb_operation_withdraw (it->operation));
    g_assert_true (bb_operation_is_running (it->operation));
    bb_operation_stop (it->operation);
    wait_for (it->operation, BB_OPERATION_FINISHED);
    job_rig_assert_outcome (bb_operation_get_result (it->operation), BB_OUTCOME_UNCHANGED);
    g_assert_cmpuint (job_rig_n_writes (it->rig), ==, 0);
}

/* An operation that is freed while it loads a file sends no command. The flash of a freed operation continues. */
static void
test_an_operation_can_be_freed_in_any_state (void)
{
    g_autoptr (Case) it = case_new (K355, FALSE);
    g_autoptr (GFile) file = nec_file (it, "new.bin", "1.07");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbJob) job = NULL;

    g_assert_true (bb_operation_choose (it->operation, &(BbOperationChoice){.act = BB_ACTION_FLASH, .file = file}));
    g_clear_object (&it->operation);
    wait_idle (it);
    g_assert_cmpuint (job_rig_n_commands (it->rig), ==, 0);
    it->operation = watched (it, FALSE);
    choose_images (it->operation, BB_ACTION_FLASH, nec ("1.07"));
    wait_for (it->operation, BB_OPERATION_REVIEW);
    g_assert_true (bb_operation_start (it->operation, &stop_rules));
    job = g_object_ref (bb_operation_get_job (it->operation));
    g_clear_object (&it->operation);
    result = job_rig_wait (it->rig, job);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
}

#define ADD(name, func) g_test_add_func ("/operation/" name, func)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("from-a-file-to-the-result", test_from_a_file_to_the_result);
    ADD ("actions-without-a-check-are-ready-at-once", test_actions_without_a_check_are_ready_at_once);
    ADD ("a-backup-is-restored", test_a_backup_is_restored);
    ADD ("each-drive-its-own-backup", test_each_drive_its_own_backup);
    ADD ("an-unidentified-drive-gets-no-backup", test_an_unidentified_drive_gets_no_backup);
    ADD ("a-conversion-has-its-target", test_a_conversion_has_its_target);
    ADD ("a-label-is-checked-before-it-counts", test_a_label_is_checked_before_it_counts);
    ADD ("an-image-for-another-group-is-refused", test_an_image_for_another_group_is_refused);
    ADD ("another-attempt-needs-new-consents", test_another_attempt_needs_new_consents);
    ADD ("consents-are-granted-and-taken-back", test_consents_are_granted_and_taken_back);
    ADD ("a-new-choice-drops-consents", test_a_new_choice_drops_consents);
    ADD ("a-drive-without-firmware-is-recovered", test_a_drive_without_firmware_is_recovered_with_it);
    ADD ("a-refusal-cannot-be-granted", test_a_refusal_cannot_be_granted);
    ADD ("consents-named-by-the-job-can-be-granted-later", test_consents_named_by_the_job_can_be_granted_later);
    ADD ("a-drive-that-changed-after-the-review-is-refused", test_a_drive_that_changed_after_the_review_is_refused);
    ADD ("readiness-is-updated-during-the-review", test_readiness_is_updated_during_the_review);
    ADD ("the-last-file-counts", test_the_last_file_counts);
    ADD ("the-answer-of-an-older-check-is-ignored", test_the_answer_of_an_older_check_is_ignored);
    ADD ("a-file-that-cannot-be-used", test_a_file_that_cannot_be_used);
    ADD ("a-withdrawn-choice-emits-nothing", test_a_withdrawn_choice_emits_nothing);
    ADD ("a-question-is-answered", test_a_question_is_answered);
    ADD ("a-run-is-stopped-where-that-is-safe", test_a_run_is_stopped_where_that_is_safe);
    ADD ("an-operation-can-be-freed-in-any-state", test_an_operation_can_be_freed_in_any_state);
    return g_test_run ();
}
