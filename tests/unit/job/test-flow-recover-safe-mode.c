/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "found-drive.h"
#include "job/operation/bb-rescue.h"
#include "job/words/bb-words.h"

#include <string.h>

/* Recovery of drives that another program left in safe mode (the recovery mode of NEC drives) and that kept their
 * power. Tests bb-identified.c. */

/* Makes the drive enter safe mode, as another program does. */
static void
enter (JobRig *rig, const char *key)
{
    BbCommand command = {.direction = BB_DIRECTION_NONE};

    bb_nec_cdb_safe_mode (&command.cdb, TRUE, key, 0);
    g_assert_true (found_send (rig, &command));
}

static gboolean
has_note (BbResult *result, const char *text)
{
    for (guint i = 0; result->notes != NULL && result->notes[i] != NULL; i++)
        if (strstr (result->notes[i], text) != NULL)
            return TRUE;
    return FALSE;
}

/* --- safe mode, a part of the firmware is missing --- */

/* Models whose simulated drives, with State=half-alive, start firmware of which a part is missing. */
static const char *const half_alive[] = {"K355", "D770", "G280"};

static void
test_a_file_is_written_before_safe_mode_is_left (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (half_alive); i++) {
        g_autoptr (JobRig) rig = found_rig_new (half_alive[i], "State=half-alive\n");
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", half_alive[i], "1.07", NULL);
        g_autoptr (BbResult) result = NULL;
        g_autoptr (BbResult) again = NULL;

        enter (rig, half_alive[i]);
        job_rig_fault (rig, FOUND_LEAVING_IS_FATAL);
        result = found_recover (rig, image);
        found_assert_has (rig, image);
        g_test_message ("%s: condition %d", half_alive[i], result->facts->condition);
        g_assert_true (has_note (
            result, result->facts->condition == BB_CONDITION_NORMAL
                        ? "The drive was left in recovery mode so that the firmware from the file can be written. "
                          "However, the drive has since left this mode."
                        : "The drive was left in recovery mode so that the firmware from the file can be written."));
        g_assert_false (has_note (result, "out of recovery mode to find out"));
        job_rig_restart (rig);
        again = found_recover (rig, image);
        job_rig_assert_outcome (again, BB_OUTCOME_DONE);
        g_assert_cmpint (again->proof, ==, BB_PROOF_PROVEN);
    }
}

/* The drive is in safe mode, its firmware can be read there, and a part of it is missing. There is no file. The
 * recovery must not make the drive leave safe mode, and the notes of recovery and backup must say what is missing. */
static void
test_without_a_file_the_drive_stays_in_safe_mode (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K355", "State=half-alive\n");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) kept = NULL;

    enter (rig, "K355");
    job_rig_fault (rig, FOUND_LEAVING_IS_FATAL);
    result = found_recover (rig, NULL);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_messages (result);
    g_assert_nonnull (strstr (result->next, "firmware file"));
    g_assert_false (has_note (result, "out of recovery mode to find out"));
    g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_SPECIAL);
    kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_false (kept->backup->complete);
    g_assert_true (has_note (result, "2 firmware blocks are blank"));
    g_assert_true (has_note (kept, "2 firmware blocks are blank"));
    g_assert_cmpint (kept->facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* A model of every flash type that may start incomplete firmware, with and without a second bank. */
static const char *const half_alive_every[] = {"K110", "L110", "L210", "K352", "K355",
                                               "D770", "G200", "G265", "G285"};

/* Asserts that the first command after a power cycle, except INQUIRY, enters recovery mode. */
static void
assert_key_is_first (JobRig *rig)
{
    g_auto (GStrv) lines = bb_sim_store_list_log (rig->store, "sr0");
    guint i = 0;

    while (strstr (lines[i], "\"cdb\":\"12") != NULL)
        i++;
    g_assert_nonnull (strstr (lines[i], "\"cdb\":\"CC0101"));
}

static void
test_a_drive_with_incomplete_firmware_gets_its_key_first (gconstpointer data)
{
    const char *model = data;
    g_autoptr (JobRig) rig = found_rig_new (model, "State=half-alive\n");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", model, "1.07", NULL);
    g_autoptr (BbResult) refused = found_recover (rig, image);
    g_autoptr (BbResult) done = NULL;

    job_rig_assert_outcome (refused, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (refused->reason, ==, BB_RESULT_REASON_POWER_CYCLE);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    job_rig_restart (rig);
    bb_sim_store_set_logging (rig->store, TRUE);
    done = found_recover (rig, image);
    job_rig_assert_outcome (done, BB_OUTCOME_DONE);
    g_assert_cmpint (done->proof, ==, BB_PROOF_PROVEN);
    assert_key_is_first (rig);
}

/* A drive has incomplete firmware and a backup. The file for the recovery cannot be written, so the backup is
 * restored. Only the first try may send nothing before its key. The second try must first clear unit attentions. */
static void
test_only_the_first_try_sends_nothing_before_the_key (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autofree char *well = found_dup_scenario ("K355", "");
    g_autofree char *incomplete = found_dup_scenario ("K355", "State=half-alive\n");
    g_autoptr (JobRig) rig = job_rig_new_in (incomplete, NULL, folder);
    JobRig *before = job_rig_new_in (well, NULL, folder);
    g_autoptr (BbResult) kept = job_rig_do (before, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) refused = found_recover (rig, image);
    g_autoptr (BbResult) restored = NULL;
    g_auto (GStrv) lines = NULL;
    guint last_key = 0;

    job_rig_free_but_folder (before);
    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_cmpint (refused->reason, ==, BB_RESULT_REASON_POWER_CYCLE);
    job_rig_restart (rig);
    bb_sim_store_set_logging (rig->store, TRUE);
    job_rig_fault (rig, "At=step:program:5;Kind=sense;Sense=4/44/00;Times=3");
    restored = job_rig_do (rig, BB_ACTION_RECOVER, image, FOUND_FLAGS, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (restored, BB_OUTCOME_ROLLED_BACK);
    assert_key_is_first (rig);
    lines = bb_sim_store_list_log (rig->store, "sr0");
    for (guint i = 0; lines[i] != NULL; i++)
        last_key = strstr (lines[i], "\"cdb\":\"CC0101") != NULL ? i : last_key;
    g_assert_cmpuint (last_key, >, 0);
    g_assert_nonnull (strstr (lines[last_key - 1], "\"cdb\":\"000000000000"));
}

/* Each read of a D770 in safe mode needs the firmware id, a byte of its firmware, which is not known here. So the
 * recovery must make the drive leave safe mode to find out whether the firmware runs. The firmware runs, but it is
 * incomplete. The outcome must be NEEDS_RECOVERY. */
static void
test_incomplete_firmware_that_starts_needs_recovery (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("D770", "State=half-alive\n");
    g_autoptr (BbResult) result = NULL;

    enter (rig, "D770");
    result = found_recover (rig, NULL);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_messages (result);
    g_assert_null (strstr (result->message, "is running its firmware again"));
    g_assert_true (has_note (result, "out of recovery mode to find out whether its firmware runs"));
    g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_HALF_ALIVE);
}

static void
test_the_assistant_asks_for_a_file (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("G280", "State=half-alive\n");
    g_autoptr (GPtrArray) backups = g_ptr_array_new ();
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbRescue) rescue = NULL;
    g_autofree char *state = NULL;
    GPtrArray *evidence;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    rescue = bb_rescue_new (drive, backups, NULL, NULL);
    /* Only an error of the drive (4/44/00) suggests that firmware is missing, so each sentence must say "may be", not
     * "is". */
    state = bb_engine_drive_dup_state_text (drive);
    evidence = bb_engine_drive_get_facts (drive)->evidence;
    g_assert_cmpstr (g_ptr_array_index (evidence, evidence->len - 1), ==,
                     "The firmware started but reports error 4/44/00. Part of the firmware may be missing.");
    g_assert_cmpstr (state, ==,
                     "The drive started its firmware, but the firmware may be incomplete. Recover the drive with a "
                     "firmware file.");
    g_assert_cmpstr (rescue->believes, ==,
                     "The drive started its firmware, which may be incomplete but can very likely be rewritten.");
    g_assert_cmpint (bb_rescue_get_now (rescue)->kind, ==, BB_RESCUE_FILE);
}

/* --- safe mode, the firmware is complete --- */

/* The given file must be written although the firmware is complete. */
static void
test_a_file_is_written_over_complete_firmware (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K355", "State=safe-mode\n");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, FOUND_LEAVING_IS_FATAL);
    result = found_recover (rig, image);
    found_assert_has (rig, image);
}

static void
test_a_backup_verifies_complete_firmware (gconstpointer data)
{
    const char *model = data;
    g_autoptr (JobRig) rig = found_rig_new (model, "");
    g_autoptr (BbResult) kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) result = NULL;

    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    enter (rig, model);
    result = found_recover (rig, NULL);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_RESTARTED);
    g_assert_nonnull (strstr (result->message, "is running its firmware again"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* The drive leaves safe mode, but then it cannot be identified, so nothing shows that its firmware runs. */
static void
test_a_drive_that_cannot_be_identified_then_is_not_called_restarted (void)
{
    g_autoptr (JobRig) well = found_rig_new ("K355", "");
    g_autoptr (JobRig) rig = found_rig_new ("K355", "");
    g_autoptr (BbResult) restarted = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autofree char *fault = NULL;

    bb_sim_store_set_logging (well->store, TRUE);
    enter (well, "K355");
    restarted = found_recover (well, NULL);
    g_assert_cmpint (restarted->reason, ==, BB_RESULT_REASON_RESTARTED);
    fault = found_dup_fault_after_leaving (well);
    g_test_message ("%s", fault);
    job_rig_fault (rig, fault);
    enter (rig, "K355");
    result = found_recover (rig, NULL);
    g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, !=, BB_RESULT_REASON_RESTARTED);
    job_rig_assert_messages (result);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_a_backup_is_restored_before_safe_mode_is_left (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K355", "");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autofree char *journals = NULL;

    /* Makes a backup and interrupts a flash. The journal is removed, as if another program had begun the flash. */
    job_rig_fault (rig, "At=step:program:9;Kind=sense;Sense=4/44/00;Times=0");
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, FOUND_FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
    journals = g_build_filename (rig->state, "journal", NULL);
    job_rig_remove_folder (journals);
    job_rig_restart (rig);
    result = found_recover (rig, NULL);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
}

/* --- an interrupted flash of Burnback --- */

/* The flash failed, the fallback file was written, and the power failed before the drive reported its revision. LOOK
 * must compare the revision with that of the fallback file, and close the journal. */
static void
test_look_verifies_the_fallback_image (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("C500", "");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.07", NULL);
    g_autoptr (BbImage) old = job_rig_image ("nec-optiarc", "C500", "1.05", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (GPtrArray) journals = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    BbJournalRecord *record;

    job_rig_fault (rig, "At=step:program:9;Kind=sense;Sense=4/44/00;Times=3");
    job_rig_fault (rig, "At=step:leave:2;Kind=power-cut;During=after");
    g_set_object (&request->image, image);
    g_set_object (&request->fallback, old);
    request->flags = FOUND_FLAGS;
    request->on_failure = BB_ON_FAILURE_ROLLBACK;
    flashed = job_rig_run (rig, request);
    job_rig_assert_outcome (flashed, BB_OUTCOME_WRITTEN);
    journals = bb_journal_list (rig->state);
    g_assert_cmpuint (journals->len, ==, 1);
    record = g_ptr_array_index (journals, 0);
    g_assert_cmpstr (record->target_image, ==, record->old_image);
    job_rig_restart (rig);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_READY);
    g_assert_null (bb_engine_drive_get_journal (drive));
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

/* Flashes the drive of @store with another state folder, so that the test's own program has no journal of the flash.
 */
static void
flash_as_another_program (const char *scenario, BbSimStore *store, const char *revision)
{
    g_autoptr (JobRig) other = job_rig_new (scenario, store);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", revision, NULL);
    g_autoptr (BbResult) flashed = NULL;

    job_rig_restart (other);
    flashed =
        job_rig_do (other, BB_ACTION_FLASH, image, FOUND_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
}

/* A flash from 1.05 to 1.07 awaits its verification, and another program writes 1.09 meanwhile. LOOK must compare
 * 1.09 with the revision 1.05 in the journal. So it must not say that the drive has its previous revision. */
static void
test_a_third_revision_is_not_called_the_previous_one (void)
{
    g_autofree char *scenario = found_dup_scenario ("C500", "");
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (JobRig) rig = job_rig_new (scenario, store);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.07", NULL);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) looked = NULL;
    gboolean is_revision_unknown = FALSE;

    job_rig_fault (rig, "At=step:leave:2;Kind=power-cut;During=after");
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, FOUND_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_WRITTEN);
    flash_as_another_program (scenario, store, "1.09");
    job_rig_restart (rig);
    looked = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
    for (guint i = 0; looked->notes != NULL && looked->notes[i] != NULL; i++) {
        g_test_message ("%s", looked->notes[i]);
        g_assert_null (strstr (looked->notes[i], "previous firmware revision"));
        is_revision_unknown |= strstr (looked->notes[i], "does not show whether the image was written") != NULL;
    }
    g_assert_true (is_revision_unknown);
}

/* --- boot code of another type --- */

/* The boot code of the drive is that of a K451, but its stored identity is that of a K355. CHECK with @flags must
 * judge as the recovery does: only an image for the type of the boot code is compatible. */
static void
test_a_check_judges_by_the_boot_code (gconstpointer data)
{
    BbJobFlags flags = GPOINTER_TO_UINT (data);
    g_autoptr (JobRig) rig = found_rig_new ("K355", "State=boot-and-id-differ\n");
    g_autoptr (BbImage) wrong = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbImage) right = job_rig_image ("nec-optiarc", "K451", "1.07", "05");
    g_autoptr (BbResult) diagnosis = found_recover (rig, NULL);
    g_autoptr (BbResult) of_wrong = job_rig_do (rig, BB_ACTION_CHECK, wrong, flags, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) of_right = job_rig_do (rig, BB_ACTION_CHECK, right, flags, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) done = NULL;
    const BbReason *reason = NULL;

    g_assert_cmpstr (bb_facts_get_model_key (diagnosis->facts), ==, "K451");
    reason = bb_verdict_find (of_wrong->review->verdict, "other-type");
    g_assert_nonnull (reason);
    g_assert_nonnull (
        strstr (reason->text,
                "which is the part of the drive that receives new firmware. Choose an image for the ND-4551A."));
    g_assert_cmpint (bb_verdict_get_level (of_wrong->review->verdict), ==, BB_VERDICT_REFUSED);
    g_assert_cmpint (bb_verdict_get_level (of_right->review->verdict), ==, BB_VERDICT_FITS);
    g_assert_false (bb_verdict_has (of_right->review->verdict, "type-by-key"));
    g_assert_cmpstr (bb_facts_get_model_key (of_right->review->facts), ==, "K451");
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    done = found_recover (rig, wrong);
    job_rig_assert_outcome (done, BB_OUTCOME_REFUSED);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_clear_pointer (&done, bb_result_unref);
    done = found_recover (rig, right);
    found_assert_has (rig, right);
    job_rig_assert_no_violations (rig);
}

/* The boot code has the name of another type than the stored identity, so firmware for either may be right. The
 * guidance must name both, and must not ask for firmware that the recovery then refuses. As soon as the boot code was
 * asked, the guidance names its type only. */
static void
test_guidance_names_both_types_until_the_boot_code_is_asked (gconstpointer data)
{
    const char *const *types = data; /* type, its name, name of the type of the boot code */
    g_autofree char *both = g_strdup_printf (
        "According to its boot code, the drive needs firmware for the %s, but its stored identity indicates the %s. ",
        types[2], types[1]);
    g_autofree char *one =
        g_strdup_printf ("The previous firmware revision is unknown. You need firmware for the %s", types[2]);
    g_autofree char *who = g_strdup_printf ("Drive type: probably %s or %s", types[1], types[2]);
    g_autoptr (JobRig) rig = found_rig_new (types[0], "State=boot-and-id-differ\n");

    for (guint i = 0; i < 2; i++) {
        gboolean is_known = i == 1;
        g_autoptr (GPtrArray) backups = g_ptr_array_new ();
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autoptr (BbRescue) rescue = NULL;
        g_autoptr (BbResult) result = NULL;
        gboolean is_named = FALSE;

        if (is_known)
            result = found_recover (rig, NULL);
        else
            job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        rescue = bb_rescue_new (drive, backups, NULL, NULL);
        for (guint j = 0; j < rescue->steps->len; j++) {
            const BbRescueStep *step = g_ptr_array_index (rescue->steps, j);

            g_test_message ("%s", step->text);
            is_named = is_named || g_str_has_prefix (step->text, is_known ? one : both);
        }
        g_assert_true (is_named);
        g_assert_cmpint (g_strcmp0 (rescue->who, who) == 0, ==, !is_known);
    }
}

/* The recovery wrote the firmware for the boot code, but the user did not agree to write the stored identity. The
 * drive must still need recovery, and no text may say that the identity will change. */
static void
test_a_declined_repair_is_no_finished_recovery (void)
{
    g_autoptr (JobRig) rig = found_rig_new ("K355", "State=boot-and-id-differ\n");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K451", "1.07", "05");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *next = NULL;

    rig->answer = BB_CHOICE_LEAVE;
    result = job_rig_do (rig, BB_ACTION_RECOVER, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    found_assert_has (rig, image);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_assert_true (bb_result_lacks_repair (result));
    g_assert_cmpstr (bb_words_outcome (result), ==, "Recovery needed.");
    g_assert_nonnull (strstr (result->message, "The stored identity was not changed."));
    g_assert_null (strstr (result->message, "Burnback will use"));
    g_assert_null (strstr (result->message, "will change from"));
    next = bb_words_dup_next_step (result, "sr0");
    g_assert_true (g_str_has_prefix (next, "Start the recovery of sr0 again, read the explanation of the repair"));
}

#define ADD(path, test) g_test_add_func ("/flow-recover-safe-mode/" path, test)

int
main (int argc, char **argv)
{
    static const char *const differing[][3] = {{"K355", "NEC ND-3550A", "NEC ND-4551A"},
                                               {"K370", "NEC ND-3570A", "NEC ND-4570A"},
                                               {"G200", "Sony NEC Optiarc AD-7200A", "Sony NEC Optiarc AD-5200A"}};

    g_test_init (&argc, &argv, NULL);
    ADD ("a-file-is-written-before-safe-mode-is-left", test_a_file_is_written_before_safe_mode_is_left);
    ADD ("without-a-file-the-drive-stays-in-safe-mode", test_without_a_file_the_drive_stays_in_safe_mode);
    for (guint i = 0; i < G_N_ELEMENTS (differing); i++) {
        g_autofree char *path =
            g_strdup_printf ("/flow-recover-safe-mode/guidance-names-both-types/%s", *differing[i]);

        g_test_add_data_func (path, differing[i], test_guidance_names_both_types_until_the_boot_code_is_asked);
    }
    ADD ("a-declined-repair-is-no-finished-recovery", test_a_declined_repair_is_no_finished_recovery);
    for (guint i = 0; i < G_N_ELEMENTS (half_alive_every); i++) {
        g_autofree char *path = g_strdup_printf (
            "/flow-recover-safe-mode/a-drive-with-incomplete-firmware-gets-its-key-first/%s", half_alive_every[i]);

        g_test_add_data_func (path, half_alive_every[i], test_a_drive_with_incomplete_firmware_gets_its_key_first);
    }
    ADD ("incomplete-firmware-that-starts-needs-recovery", test_incomplete_firmware_that_starts_needs_recovery);
    ADD ("the-assistant-asks-for-a-file", test_the_assistant_asks_for_a_file);
    g_test_add_data_func ("/flow-recover-safe-mode/a-backup-verifies-complete-firmware/K355", "K355",
                          test_a_backup_verifies_complete_firmware);
    g_test_add_data_func ("/flow-recover-safe-mode/a-backup-verifies-complete-firmware/D770", "D770",
                          test_a_backup_verifies_complete_firmware);
    g_test_add_data_func ("/flow-recover-safe-mode/a-backup-verifies-complete-firmware/K110", "K110",
                          test_a_backup_verifies_complete_firmware);
    ADD ("a-file-is-written-over-complete-firmware", test_a_file_is_written_over_complete_firmware);
    ADD ("unidentified-after-safe-mode", test_a_drive_that_cannot_be_identified_then_is_not_called_restarted);
    ADD ("a-backup-is-restored-before-safe-mode-is-left", test_a_backup_is_restored_before_safe_mode_is_left);
    ADD ("look-verifies-the-fallback-image", test_look_verifies_the_fallback_image);
    ADD ("a-third-revision-is-not-called-the-previous-one", test_a_third_revision_is_not_called_the_previous_one);
    g_test_add_data_func ("/flow-recover-safe-mode/a-check-judges-by-the-boot-code/recovering",
                          GUINT_TO_POINTER (BB_JOB_FLAG_RECOVERING), test_a_check_judges_by_the_boot_code);
    g_test_add_data_func ("/flow-recover-safe-mode/a-check-judges-by-the-boot-code/plain", GUINT_TO_POINTER (0),
                          test_a_check_judges_by_the_boot_code);
    g_test_add_func ("/flow-recover-safe-mode/only-the-first-try-sends-nothing-before-the-key",
                     test_only_the_first_try_sends_nothing_before_the_key);
    return g_test_run ();
}
