/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/flow/bb-job-worker.h"
#include "job/store/bb-backup-private.h"
#include "job/words/bb-words.h"

#include <string.h>

/* The sentences of next steps that depend on what is on disk and on the connection of the drive, and the sentence of
 * a partial backup. Also tests bb-words-power.c. */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT)

/* Returns (transfer full) the sentences of @step. @can_finish, @can_restore: there is a copy of the new or the
 * previous firmware; @is_hazard: the drive runs firmware for other hardware */
static char *
step_of (BbNextStep step, gboolean can_finish, gboolean can_restore, gboolean is_hazard)
{
    g_autoptr (BbResult) result = bb_result_new (BB_ACTION_RECOVER);

    result->next_step = step;
    result->safety = is_hazard ? BB_SAFETY_HAZARD : BB_SAFETY_POWERED;
    result->journal = bb_journal_record_new ();
    result->journal->new_image = can_finish ? g_strdup ("new") : NULL;
    result->journal->old_image = can_restore ? g_strdup ("old") : NULL;
    return bb_words_dup_next_step (result, "sr0");
}

/* An IDE drive is damaged if it is connected while the computer is on; a drive on another bus is not. */
static void
test_reconnecting_an_ide_drive_has_a_warning (void)
{
    static const BbBus buses[] = {BB_BUS_PATA, BB_BUS_SATA, BB_BUS_USB, BB_BUS_UNKNOWN};
    static const BbNextStep steps[] = {BB_NEXT_STEP_RECONNECT_AND_RECOVER, BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION,
                                       BB_NEXT_STEP_RECONNECT, BB_NEXT_STEP_RECONNECT_AND_POWER_CYCLE};

    for (guint i = 0; i < G_N_ELEMENTS (buses) * G_N_ELEMENTS (steps); i++) {
        g_autoptr (BbResult) result = bb_result_new (BB_ACTION_FLASH);
        g_autofree char *text = NULL;

        result->next_step = steps[i / G_N_ELEMENTS (buses)];
        result->safety = BB_SAFETY_UNPLUGGED;
        result->bus = buses[i % G_N_ELEMENTS (buses)];
        text = bb_words_dup_next_step (result, "sr0");
        g_assert_cmpint (strstr (text, "Never connect an IDE drive while the computer is on.") != NULL, ==,
                         result->bus == BB_BUS_PATA);
    }
}

/* Returns (transfer full) all that a result says on how to connect a drive again. */
static char *
reconnection_of (BbResult *result)
{
    g_autofree char *message = bb_words_dup_message (result, BB_MESSAGE_WHOLE);
    g_autofree char *next = bb_words_dup_next_step (result, "sr0");

    return g_strjoin (" ", message, next, NULL);
}

/* A drive on IDE or SATA is connected while the computer is off. So the texts must first ask to shut down the
 * computer, and only after that to reconnect the drive. */
static void
test_the_computer_is_shut_down_before_the_drive_is_connected (void)
{
    static const BbBus buses[] = {BB_BUS_PATA, BB_BUS_SATA, BB_BUS_USB};

    /* Once without and once with a power cycle that must come before the next attempt. */
    for (guint i = 0; i < 2 * G_N_ELEMENTS (buses); i++) {
        BbBus bus = buses[i % G_N_ELEMENTS (buses)];
        gboolean shuts_down = bus != BB_BUS_USB;
        g_autoptr (BbResult) result = bb_result_new (BB_ACTION_FLASH);
        g_autofree char *text = NULL;

        result->outcome = BB_OUTCOME_NEEDS_RECOVERY;
        result->error = g_error_new_literal (BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "gone");
        result->bus = bus;
        if (i >= G_N_ELEMENTS (buses))
            result->reason = BB_RESULT_REASON_POWER_CYCLE;
        bb_result_conclude (result);
        g_assert_cmpint (result->safety, ==, BB_SAFETY_UNPLUGGED);
        g_assert_cmpint (bb_words_next_shuts_down (result), ==, shuts_down);
        text = reconnection_of (result);
        g_assert_nonnull (strstr (text, "The firmware is incomplete. "));
        g_assert_cmpint (strstr (text, "Reconnect the drive to the same port") == NULL, ==, shuts_down);
        g_assert_cmpint (strstr (text, "Shut down the computer") != NULL, ==, shuts_down);
        g_assert_true (!shuts_down || strstr (text, "econnect ") > strstr (text, "Shut down the computer"));
    }
}

/* A drive that needs a power cycle is not to stay powered, and the next step says how its power is disconnected, in
 * the words of the recovery page. */
static void
test_a_power_cycle_is_explained_for_the_connection (void)
{
    static const BbBus buses[] = {BB_BUS_PATA, BB_BUS_SATA, BB_BUS_USB, BB_BUS_UNKNOWN};

    for (guint i = 0; i < G_N_ELEMENTS (buses); i++) {
        g_autoptr (BbResult) result = bb_result_new (BB_ACTION_RECOVER);
        g_autofree char *how = bb_words_dup_disconnect_power (buses[i]);
        g_autofree char *wanted =
            g_strjoin (" ", how, "After that, recover sr0 before you do anything else with it.", NULL);
        g_autofree char *text = NULL;
        g_autofree char *all = NULL;

        result->outcome = BB_OUTCOME_NEEDS_RECOVERY;
        result->reason = BB_RESULT_REASON_POWER_CYCLE;
        result->bus = buses[i];
        bb_result_conclude (result);
        text = bb_words_dup_next_step (result, "sr0");
        g_assert_cmpstr (text, ==, wanted);
        all = reconnection_of (result);
        g_assert_null (strstr (all, "Keep the drive powered"));
        g_assert_cmpint (strstr (all, "Never unplug an IDE drive") != NULL, ==, buses[i] == BB_BUS_PATA);
    }
}

/* An IDE drive must be connected while the computer is off, so the running program cannot detect it. The text must
 * ask to start Burnback again. */
static void
test_an_ide_drive_is_reconnected_with_the_computer_off (void)
{
    static const BbBus others[] = {BB_BUS_USB, BB_BUS_FIREWIRE, BB_BUS_UNKNOWN};
    g_autoptr (BbResult) result = bb_result_new (BB_ACTION_FLASH);
    g_autofree char *text = NULL;

    result->next_step = BB_NEXT_STEP_RECONNECT_AND_RECOVER;
    result->bus = BB_BUS_PATA;
    text = bb_words_dup_next_step (result, "sr0");
    g_assert_cmpstr (text, ==,
                     "Shut down the computer and reconnect the power and data cables of sr0 to the same ports. "
                     "Then turn on the computer, start Burnback again, and recover the drive. Never connect an IDE "
                     "drive while the computer is on.");
    g_assert_cmpstr (bb_words_disconnected (BB_BUS_PATA), ==,
                     "The drive is disconnected. Shut down the computer before you reconnect the drive.");
    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        g_autofree char *other = NULL;

        result->bus = others[i];
        other = bb_words_dup_next_step (result, "sr0");
        g_assert_cmpstr (other, ==, "Reconnect and power on sr0, then recover the drive.");
        g_assert_nonnull (strstr (bb_words_disconnected (others[i]), "Burnback will detect the drive when you"));
    }
}

/* Only firmware of which there is a copy is offered. With @is_hazard, the previous firmware is never offered. */
static void
test_choices_are_those_of_the_copies (void)
{
    static const struct {
        BbNextStep step;
        gboolean can_finish;
        gboolean can_restore;
        gboolean is_hazard;
        const char *text;
    } cases[] = {
        {BB_NEXT_STEP_RECOVER, TRUE, TRUE, FALSE,
         "Recover sr0. You can restore the previous firmware or repeat the interrupted operation."},
        {BB_NEXT_STEP_RECOVER, TRUE, FALSE, FALSE, "Recover sr0. You can start the interrupted operation again."},
        {BB_NEXT_STEP_RECOVER, FALSE, TRUE, FALSE, "Recover sr0. You can restore the previous firmware."},
        {BB_NEXT_STEP_RECOVER, FALSE, FALSE, FALSE, "Recover sr0."},
        {BB_NEXT_STEP_RECOVER, TRUE, TRUE, TRUE, "Recover sr0. You can start the interrupted operation again."},
        {BB_NEXT_STEP_RECONNECT_AND_RECOVER, FALSE, TRUE, FALSE,
         "Reconnect and power on sr0, then recover the drive. You can restore the previous firmware."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text =
            step_of (cases[i].step, cases[i].can_finish, cases[i].can_restore, cases[i].is_hazard);

        g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* A drive may report no revision, and a manifest may lack it. The text must then offer the previous firmware without
 * a revision. */
static void
test_a_backup_of_unknown_revision_can_be_restored (void)
{
    static const char *const revisions[] = {NULL, ""};
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (revisions); i++) {
        g_autoptr (BbResult) result = bb_result_new (BB_ACTION_RECOVER);
        g_autofree char *text = NULL;

        result->next_step = BB_NEXT_STEP_RECOVER;
        result->backup = bb_backup_new_described (details, facts, NULL);
        result->backup->complete = TRUE;
        g_free (result->backup->revision);
        result->backup->revision = g_strdup (revisions[i]);
        text = bb_words_dup_next_step (result, "sr0");
        g_assert_cmpstr (text, ==, "Recover sr0. You can restore the previous firmware.");
    }
}

/* The next step for firmware that mixes two revisions offers the backup only if there is one. */
static void
test_a_mix_is_restored_from_a_backup_only_if_there_is_one (void)
{
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);

    for (guint has_backup = 0; has_backup < 2; has_backup++) {
        g_autoptr (BbResult) result = bb_result_new (BB_ACTION_RECOVER);
        g_autofree char *text = NULL;

        result->outcome = BB_OUTCOME_NEEDS_RECOVERY;
        result->reason = BB_RESULT_REASON_PARTS_DIFFER;
        result->about.evidence = g_strdup ("Bank 1 has 8.88.");
        result->backup = has_backup ? bb_backup_new_described (details, facts, NULL) : NULL;
        bb_result_conclude (result);
        text = bb_words_dup_next_step (result, "sr0");
        g_assert_cmpint (strstr (text, "backup") != NULL, ==, has_backup);
        g_assert_nonnull (strstr (text, "file"));
    }
}

/* The next step after an interrupted flash names the firmware revision in the backup. */
static void
test_the_copy_is_named (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=sense;Sense=3/0C/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_RECOVER);
    g_assert_cmpstr (
        result->next, ==,
        "Recover sr0. You can restore firmware 1.05 from the backup or repeat the interrupted operation.");
}

/* How the power is disconnected after a repair depends on the connection of the drive. */
static void
test_a_repaired_drive_is_disconnected_as_its_connection_demands (void)
{
    static const struct {
        const char *bus;
        const char *text;
    } cases[] = {
        {"pata",
         "Shut down the computer and unplug its power cord for 30 seconds. Never unplug an IDE drive while the "
         "computer is on. Then turn on the computer and start Burnback again."},
        {"sata", "Shut down the computer and unplug its power cord for 30 seconds. Then turn on the computer and "
                 "start Burnback again. Alternatively, leave the computer on and unplug only the drive’s SATA power "
                 "connector for 30 seconds."},
        {"usb", "Unplug the drive’s USB cable. If the drive’s enclosure has a power supply, unplug it too. After "
                "30 seconds, reconnect everything to the same ports."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *scenario = g_strdup_printf (JOB_RIG_NEC "State=damaged-id\nBus=%s\n", cases[i].bus);
        g_autofree char *next =
            g_strdup_printf ("The drive needs a power cycle before you use it. %s", cases[i].text);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_POWER_CYCLE_ONCE);
        g_assert_cmpstr (result->next, ==, next);
    }
}

#define NO_POWER "You no longer have to keep the drive powered."

/* A recovery tells the user to keep the drive powered, so its result must say when this is no longer needed: if the
 * drive is safe, its firmware is verified or has started, and neither a power cycle nor another step is left. */
static void
test_only_a_finished_recovery_ends_the_demand_for_power (void)
{
    static const struct {
        BbAction action;
        BbOutcome outcome;
        BbResultReason reason;
        BbSafe safe;
        BbProof proof;
        BbNextStep step;
        gboolean has_sent;
        gboolean awaits;
        gboolean ends;
    } rows[] = {
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, 0, BB_SAFE_YES, BB_PROOF_PROVEN, 0, TRUE, FALSE, TRUE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, 0, BB_SAFE_YES, BB_PROOF_IDENTITY, 0, TRUE, FALSE, TRUE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, BB_RESULT_REASON_RESTARTED, BB_SAFE_YES, BB_PROOF_UNPROVEN, 0, FALSE,
         FALSE, TRUE},
        {BB_ACTION_RECOVER, BB_OUTCOME_ROLLED_BACK, BB_RESULT_REASON_RESTORED, BB_SAFE_YES, BB_PROOF_PROVEN,
         BB_NEXT_STEP_READ_DETAILS, TRUE, FALSE, TRUE},
        {BB_ACTION_FLASH, BB_OUTCOME_DONE, 0, BB_SAFE_YES, BB_PROOF_PROVEN, 0, TRUE, FALSE, FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_WRITTEN, 0, BB_SAFE_YES, BB_PROOF_PROVEN, 0, TRUE, FALSE, FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, BB_RESULT_REASON_DRY_RUN, BB_SAFE_YES, BB_PROOF_PROVEN, 0, TRUE, FALSE,
         FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, BB_RESULT_REASON_HEALTHY, BB_SAFE_YES, BB_PROOF_PROVEN, 0, TRUE, FALSE,
         FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, 0, BB_SAFE_UNKNOWN, BB_PROOF_PROVEN, 0, TRUE, FALSE, FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, 0, BB_SAFE_NO, BB_PROOF_PROVEN, 0, TRUE, FALSE, FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, 0, BB_SAFE_YES, BB_PROOF_PENDING, 0, TRUE, FALSE, FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, 0, BB_SAFE_YES, BB_PROOF_UNPROVEN, 0, TRUE, FALSE, FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, 0, BB_SAFE_YES, BB_PROOF_PROVEN, 0, FALSE, FALSE, FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, 0, BB_SAFE_YES, BB_PROOF_PROVEN, 0, TRUE, TRUE, FALSE},
        {BB_ACTION_RECOVER, BB_OUTCOME_DONE, 0, BB_SAFE_YES, BB_PROOF_PROVEN, BB_NEXT_STEP_POWER_CYCLE_ONCE, TRUE,
         FALSE, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbResult) result = bb_result_new (rows[i].action);
        g_autofree char *text = NULL;

        result->outcome = rows[i].outcome;
        result->reason = rows[i].reason;
        result->safe = rows[i].safe;
        result->proof = rows[i].proof;
        result->next_step = rows[i].step;
        result->has_sent = rows[i].has_sent;
        result->awaits_power_cycle = rows[i].awaits;
        text = bb_words_dup_message (result, BB_MESSAGE_WHOLE);
        g_test_message ("row %u: %s", i, text);
        g_assert_cmpint (strstr (text, NO_POWER) != NULL, ==, rows[i].ends);
    }
}

/* A flash is interrupted, and then the drive is recovered. Only the result of the recovery must say that the drive no
 * longer has to stay powered. */
static void
test_a_recovered_drive_may_lose_power (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) broken = NULL;
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=unplug");
    broken = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (broken, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_null (strstr (broken->message, NO_POWER));
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, NULL));
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->safe, ==, BB_SAFE_YES);
    g_assert_nonnull (strstr (result->message, NO_POWER));
}

/* The stored identity and the boot code of the drive name different types. A backup reads the boot code, so its
 * message must say which type is right. */
static void
test_a_backup_says_what_the_boot_code_shows (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\nState=half-converted\n", NULL);
    g_autoptr (JobRig) healthy = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) other = job_rig_do (healthy, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpstr (
        result->message, ==,
        "Backup saved. The backup is complete. The data was read twice, and both reads were identical. According "
        "to the boot code, the drive type is ND-3550A, but other data in the drive indicates the ND-4551A.");
    g_assert_cmpstr (result->next, ==, "Recover sr0 to correct its stored identity.");
    g_assert_cmpstr (other->message, ==,
                     "Backup saved. The backup is complete. The data was read twice, and both reads were identical.");
    g_assert_null (other->next);
}

/* A result of @action without an error, with @outcome, for a K355 whose firmware runs. */
static BbResult *
result_of (BbAction action, BbOutcome outcome)
{
    BbResult *result = bb_result_new (action);

    result->outcome = outcome;
    result->facts = job_rig_facts (NULL);
    return result;
}

/* A drive that contains other firmware than a file is only told about a flash if there was one, and about a backup
 * if there is one. */
static void
test_what_to_do_about_other_firmware_follows_from_the_past (void)
{
    static const struct {
        gboolean was_flashed;
        gboolean has_backup;
        const char *text;
    } cases[] = {
        {FALSE, FALSE, NULL},
        {FALSE, TRUE, NULL},
        {TRUE, FALSE,
         "Power cycle sr0 and verify the drive again. If you already power cycled it after flashing, flash it "
         "again instead."},
        {TRUE, TRUE,
         "Power cycle sr0 and verify the drive again. If you already power cycled it after flashing, flash it "
         "again or restore its backup instead."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbResult) result = result_of (BB_ACTION_VERIFY, BB_OUTCOME_UNCHANGED);
        g_autofree char *text = NULL;

        result->was_flashed = cases[i].was_flashed;
        result->has_backup = cases[i].has_backup;
        bb_result_conclude (result);
        text = bb_words_dup_next_step (result, "sr0");
        g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* The flows find out whether Burnback wrote to a drive, and whether the drive has a backup. */
static void
test_a_verify_knows_what_was_written (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbImage) other = job_rig_image ("nec-optiarc", "K355", "1.08", NULL);
    g_autoptr (BbResult) never = job_rig_do (rig, BB_ACTION_VERIFY, image, FLAGS, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) later = job_rig_do (rig, BB_ACTION_VERIFY, other, FLAGS, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (never, BB_OUTCOME_UNCHANGED);
    g_assert_null (never->next);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    job_rig_assert_outcome (later, BB_OUTCOME_UNCHANGED);
    g_assert_cmpint (later->next_step, ==, BB_NEXT_STEP_VERIFY_AGAIN);
}

/* Without a backup, a drive that runs is flashed with the old firmware, and a drive that does not run is recovered.
 */
static void
test_a_drive_without_a_backup_is_flashed_only_if_it_runs (void)
{
    static const struct {
        BbCondition condition;
        gboolean is_lost;
        gboolean wants_repair;
        BbNextStep step;
    } cases[] = {
        {BB_CONDITION_NORMAL, FALSE, FALSE, BB_NEXT_STEP_FLASH_OLD_FILE},
        {BB_CONDITION_NORMAL, FALSE, TRUE, BB_NEXT_STEP_RECOVER_CONFLICT},
        {BB_CONDITION_SPECIAL, FALSE, FALSE, BB_NEXT_STEP_RECOVER_WITH_NEW_FILE},
        {BB_CONDITION_SPECIAL, TRUE, FALSE, BB_NEXT_STEP_NONE},
        {BB_CONDITION_HALF_ALIVE, FALSE, FALSE, BB_NEXT_STEP_RECOVER_WITH_NEW_FILE},
        {BB_CONDITION_DAMAGED, FALSE, FALSE, BB_NEXT_STEP_RECOVER_CONFLICT},
        {BB_CONDITION_WRONG_FIRMWARE, FALSE, FALSE, BB_NEXT_STEP_RECOVER_WITH_OWN_FILE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbResult) result = result_of (BB_ACTION_ROLLBACK, BB_OUTCOME_NOT_FOUND);

        g_test_message ("%u", i);
        result->facts->condition = cases[i].condition;
        result->facts->wants_repair = cases[i].wants_repair;
        bb_facts_set_value (result->facts, BB_FACTS_IS_LOST, g_variant_new_boolean (cases[i].is_lost));
        bb_result_conclude (result);
        g_assert_cmpint (result->next_step, ==, cases[i].step);
    }
}

/* A drive whose firmware Burnback cannot read is not recovered for that, unless its firmware does not run. */
static void
test_a_refused_read_asks_for_a_recovery_only_if_that_helps (void)
{
    static const BbCondition conditions[] = {BB_CONDITION_NORMAL, BB_CONDITION_SPECIAL};
    g_autoptr (BbFacts) facts = job_rig_dup_facts ("nec-optiarc", "C500", "");

    for (guint i = 0; i < G_N_ELEMENTS (conditions); i++) {
        g_autoptr (BbResult) result = bb_result_new (BB_ACTION_VERIFY);

        result->outcome = BB_OUTCOME_REFUSED;
        result->error = g_error_new_literal (BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, "cannot");
        result->facts = bb_facts_copy (facts);
        result->facts->condition = conditions[i];
        bb_result_conclude (result);
        g_assert_cmpint (result->next_step, ==, i == 0 ? BB_NEXT_STEP_NONE : BB_NEXT_STEP_RECOVER);
    }
}

/* A drive with worn flash memory is disconnected from power before the next attempt only if it is in recovery mode:
 * in another state it may not start again. */
static void
test_a_worn_drive_that_may_not_start_again_keeps_its_power (void)
{
    static const BbCondition conditions[] = {BB_CONDITION_HALF_ALIVE, BB_CONDITION_SPECIAL};

    for (guint i = 0; i < G_N_ELEMENTS (conditions); i++) {
        g_autoptr (BbResult) result = result_of (BB_ACTION_FLASH, BB_OUTCOME_NEEDS_RECOVERY);
        g_autofree char *next = NULL;

        result->reason = BB_RESULT_REASON_WORN;
        result->facts->condition = conditions[i];
        bb_result_conclude (result);
        next = bb_words_dup_next_step (result, "sr0");
        g_assert_true (g_str_has_prefix (
            next, i == 0
                      ? "Recover sr0."
                      : "Further attempts are unlikely to help. To make one more attempt, recover sr0. If the same"));
        /* Only the sentence about safety asks for the power cycle. */
        g_assert_null (strstr (next, "power cycle"));
        g_assert_cmpint (strstr (bb_words_safety (result->safety), "power cycle") != NULL, ==, i == 1);
    }
}

/* A backup is suggested only if a VERIFY can compare it, so if all of the firmware can be read. */
static void
test_a_backup_is_suggested_only_if_it_can_be_compared (void)
{
    static const struct {
        const char *scenario;
        const char *text;
    } cases[] = {
        {JOB_RIG_NEC, "Specify a firmware file to compare with the drive, or back up the drive and then try again."},
        {JOB_RIG_MT1959, "Specify a firmware file to compare with the drive."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (JobRig) rig = job_rig_new (cases[i].scenario, NULL);
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_VERIFY, NULL, FLAGS, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (result, BB_OUTCOME_NOT_FOUND);
        g_assert_cmpstr (result->next, ==, cases[i].text);
    }
}

/* A file that failed twice in the same way is not written again. */
static void
test_a_blamed_file_is_not_offered_again (void)
{
    for (guint n = 1; n <= 2; n++) {
        g_autoptr (BbResult) result = result_of (BB_ACTION_RECOVER, BB_OUTCOME_NEEDS_RECOVERY);
        g_autofree char *text = NULL;

        result->facts->condition = BB_CONDITION_SPECIAL;
        result->journal = job_rig_record (NULL, NULL);
        result->about.n_same_failures = n;
        bb_result_conclude (result);
        text = bb_words_dup_next_step (result, "sr0");
        g_assert_cmpint (result->next_step, ==, n < 2 ? BB_NEXT_STEP_RECOVER : BB_NEXT_STEP_RECOVER_WITH_NEW_FILE);
        g_assert_cmpint (strstr (text, "repeat the interrupted operation") != NULL, ==, n < 2);
    }
}

/* If the boot code names another model than the stored identity, the boot code decides which firmware file helps. */
static void
test_the_boot_code_names_the_file (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=boot-and-id-differ\n", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpstr (result->next, ==, "Recover sr0 with a firmware file for the ND-4551A.");
}

/* A drive that must be recovered first: the message says why, and the next step is the recovery. */
static void
test_what_must_come_first_is_the_next_step (void)
{
    static const struct {
        const char *state;
        BbAction action;
        const char *message;
        const char *next;
    } cases[] = {
        {"erased", BB_ACTION_FLASH, "The firmware is not running correctly. Recover the drive first. ",
         "Recover sr0."},
        {"damaged-id", BB_ACTION_FLASH,
         "The drive is running, but the parts of its stored identity do not match each other. Recover the drive "
         "first. ",
         "Recover sr0 to correct its stored identity."},
        {"erased", BB_ACTION_VERIFY, "The firmware is not running. Recover the drive first. ", "Recover sr0."},
        {"half-alive", BB_ACTION_VERIFY,
         "The drive started, but its firmware may be incomplete. Recover the drive first. ", "Recover sr0."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *scenario = g_strdup_printf (JOB_RIG_NEC "State=%s\n", cases[i].state);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
        g_autoptr (BbResult) result = job_rig_do (rig, cases[i].action, image, FLAGS, BB_ON_FAILURE_STOP);

        g_test_message ("%s: %s %s", cases[i].state, result->message, result->next);
        job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
        g_assert_true (g_str_has_prefix (result->message, cases[i].message));
        g_assert_cmpstr (result->next, ==, cases[i].next);
    }
}

/* A drive of a family that Burnback never writes: no job asks for a recovery, and there is no next step. */
static void
test_a_drive_that_cannot_be_recovered_has_no_next_step (void)
{
    static const BbAction actions[] = {BB_ACTION_VERIFY, BB_ACTION_FLASH, BB_ACTION_ROLLBACK, BB_ACTION_RECOVER,
                                       BB_ACTION_BACKUP};
    g_autoptr (JobRig) rig =
        job_rig_new ("[drive sr0]\nFamily=pioneer-bd\nModel=1003\nSerial=SIM0001\nState=update\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("pioneer-bd", "1003", "1.07", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
        BbImage *file = actions[i] == BB_ACTION_FLASH || actions[i] == BB_ACTION_VERIFY ? image : NULL;
        g_autoptr (BbResult) result = job_rig_do (rig, actions[i], file, FLAGS, BB_ON_FAILURE_STOP);

        g_test_message ("%s: %s %s", bb_action_to_string (actions[i]), result->message, result->next);
        g_assert_null (result->next);
        g_assert_null (strstr (result->message, "Recover the drive first"));
        if (file != NULL)
            g_assert_true (g_str_has_prefix (
                result->message, "The drive is in update mode, but Burnback does not update drives of this "
                                 "family. "));
    }
}

/* Returns (transfer full) the message of a backup of which 3 of 8 bytes of the firmware could not be read.
 * @is_interrupted: a flash of the drive was interrupted after it began to write */
static char *
message_of_partial_backup (gboolean is_interrupted)
{
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);
    g_autoptr (GBytes) bytes = g_bytes_new_static ("firmware", 8);
    g_autoptr (BbResult) result = bb_result_new (BB_ACTION_BACKUP);

    result->outcome = BB_OUTCOME_DONE;
    result->facts = bb_facts_ref (facts);
    result->backup = bb_backup_new_described (details, facts, NULL);
    bb_backup_add_file (result->backup, BB_BACKUP_IMAGE, "firmware.bin", BB_REGION_FIRMWARE, 0, bytes)->n_missing = 3;
    result->journal = job_rig_record (NULL, NULL);
    result->journal->endangered = is_interrupted;
    return bb_words_dup_message (result, BB_MESSAGE_WHOLE);
}

/* After an interrupted flash the firmware is incomplete in any case, so the message does not count its missing bytes.
 */
static void
test_only_a_backup_of_running_firmware_says_what_is_missing (void)
{
    g_autofree char *running = message_of_partial_backup (FALSE);
    g_autofree char *interrupted = message_of_partial_backup (TRUE);

    g_assert_nonnull (strstr (running, "3 bytes of 8 bytes could not be read."));
    g_assert_null (strstr (interrupted, "could not be read"));
    g_assert_nonnull (strstr (interrupted, "Backup saved, but it contains no firmware that can be restored."));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/words-next/choices-are-those-of-the-copies", test_choices_are_those_of_the_copies);
    g_test_add_func ("/words-next/reconnecting-an-ide-drive-has-a-warning",
                     test_reconnecting_an_ide_drive_has_a_warning);
    g_test_add_func ("/words-next/the-computer-is-shut-down-before-the-drive-is-connected",
                     test_the_computer_is_shut_down_before_the_drive_is_connected);
    g_test_add_func ("/words-next/a-power-cycle-is-explained-for-the-connection",
                     test_a_power_cycle_is_explained_for_the_connection);
    g_test_add_func ("/words-next/an-ide-drive-is-reconnected-with-the-computer-off",
                     test_an_ide_drive_is_reconnected_with_the_computer_off);
    g_test_add_func ("/words-next/the-copy-is-named", test_the_copy_is_named);
    g_test_add_func ("/words-next/a-mix-is-restored-from-a-backup-only-if-there-is-one",
                     test_a_mix_is_restored_from_a_backup_only_if_there_is_one);
    g_test_add_func ("/words-next/a-backup-of-unknown-revision-can-be-restored",
                     test_a_backup_of_unknown_revision_can_be_restored);
    g_test_add_func ("/words-next/a-repaired-drive-is-disconnected-as-its-connection-demands",
                     test_a_repaired_drive_is_disconnected_as_its_connection_demands);
    g_test_add_func ("/words-next/only-a-finished-recovery-ends-the-demand-for-power",
                     test_only_a_finished_recovery_ends_the_demand_for_power);
    g_test_add_func ("/words-next/a-recovered-drive-may-lose-power", test_a_recovered_drive_may_lose_power);
    g_test_add_func ("/words-next/a-backup-says-what-the-boot-code-shows",
                     test_a_backup_says_what_the_boot_code_shows);
    g_test_add_func ("/words-next/what-to-do-about-other-firmware-follows-from-the-past",
                     test_what_to_do_about_other_firmware_follows_from_the_past);
    g_test_add_func ("/words-next/a-verify-knows-what-was-written", test_a_verify_knows_what_was_written);
    g_test_add_func ("/words-next/a-drive-without-a-backup-is-flashed-only-if-it-runs",
                     test_a_drive_without_a_backup_is_flashed_only_if_it_runs);
    g_test_add_func ("/words-next/a-refused-read-asks-for-a-recovery-only-if-that-helps",
                     test_a_refused_read_asks_for_a_recovery_only_if_that_helps);
    g_test_add_func ("/words-next/a-worn-drive-that-may-not-start-again-keeps-its-power",
                     test_a_worn_drive_that_may_not_start_again_keeps_its_power);
    g_test_add_func ("/words-next/a-backup-is-suggested-only-if-it-can-be-compared",
                     test_a_backup_is_suggested_only_if_it_can_be_compared);
    g_test_add_func ("/words-next/a-blamed-file-is-not-offered-again", test_a_blamed_file_is_not_offered_again);
    g_test_add_func ("/words-next/the-boot-code-names-the-file", test_the_boot_code_names_the_file);
    g_test_add_func ("/words-next/what-must-come-first-is-the-next-step", test_what_must_come_first_is_the_next_step);
    g_test_add_func ("/words-next/a-drive-that-cannot-be-recovered-has-no-next-step",
                     test_a_drive_that_cannot_be_recovered_has_no_next_step);
    g_test_add_func ("/words-next/only-a-backup-of-running-firmware-says-what-is-missing",
                     test_only_a_backup_of_running_firmware_says_what_is_missing);
    return g_test_run ();
}
