/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"

#include "job/operation/bb-rescue.h"
#include "job/words/bb-words.h"

/* Conversions: changing boot code and stored identity of a drive, through the engine.
 * Also tests bb-flow-boot-code.c. */

/* Asserts that the drive, whose firmware is erased, refuses a plain CHECK of @firmware, but accepts a CHECK for a
 * recovery. */
static void
assert_new_firmware_can_be_reviewed (JobRig *rig, BbImage *firmware)
{
    guint n_writes = job_rig_n_writes (rig);
    g_autoptr (BbResult) plain = job_rig_do (rig, BB_ACTION_CHECK, firmware, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) result =
        job_rig_do (rig, BB_ACTION_CHECK, firmware, BB_JOB_FLAG_RECOVERING, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (plain, BB_OUTCOME_REFUSED);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_nonnull (result->review);
    g_assert_cmpint (bb_verdict_get_level (result->review->verdict), !=, BB_VERDICT_REFUSED);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
}

/* Asserts the state directly after the new boot code was sent: the user is only asked for a power cycle. */
static void
assert_waits_for_power (JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autofree char *text = bb_engine_drive_dup_state_text (drive);
    g_autoptr (GPtrArray) none = g_ptr_array_new ();
    g_autoptr (BbRescue) rescue = bb_rescue_new (drive, none, NULL, NULL);

    g_assert_cmpstr (rescue->believes, ==, bb_words_boot_code_sent ());
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_assert_cmpint (bb_engine_drive_get_can (drive), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
    g_assert_null (bb_engine_drive_list_conversions (drive, rig->catalog));
    g_assert_nonnull (strstr (text, "Power cycle the drive if you have not done so yet, then recover it."));
    g_assert_nonnull (strstr (text, "new boot code has been sent to the drive."));
    g_assert_null (strstr (text, "was changed"));
    g_assert_null (strstr (text, "Keep the drive powered"));
}

/* Asserts that the model @wanted is offered as the target of a conversion. */
static void
assert_can_become (JobRig *rig, const char *wanted)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbResult) look = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (GPtrArray) models = bb_engine_drive_list_conversions (drive, rig->catalog);
    gboolean found = FALSE;

    g_assert_nonnull (models);
    for (guint i = 0; i < models->len; i++)
        found = found || g_str_equal (bb_model_get_key (g_ptr_array_index (models, i)), wanted);
    g_assert_true (found);
}

static void
test_a_dry_run_says_that_nothing_was_written (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) boot = convert_boot_code ("K451", "07");
    g_autoptr (BbResult) result =
        convert_run (rig, "K451", boot, BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_DRY_RUN, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_DRY_RUN);
    g_assert_cmpint (result->safety, ==, BB_SAFETY_UNTOUCHED);
    g_assert_nonnull (result->review->plan);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

static void
test_conversion_goes_there_and_back (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (JobRig) other = NULL;
    g_autoptr (BbResult) kept = NULL;
    g_auto (ConvertMemory) before = {0};
    g_autoptr (BbImage) boot = convert_boot_code ("K451", "07");
    g_autoptr (BbImage) firmware = convert_image ("K451", "1.07", "07");
    g_autoptr (BbImage) old_boot = NULL;
    g_autoptr (BbResult) result = NULL;
    guint n_writes = 0;

    convert_memory_take (&before, rig);
    assert_can_become (rig, "K451");
    result = convert_run (rig, "K451", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_BOOT_CODE_SENT);
    g_assert_nonnull (strstr (result->next, "ower cycle"));
    assert_waits_for_power (rig);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
    job_rig_assert_no_violations (rig);

    /* Until the power cycle, the old boot code answers and would accept firmware that the new boot code cannot start.
     * So a recovery before the power cycle must write nothing. */
    n_writes = job_rig_n_writes (rig);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbResult) hasty = convert_recover (rig, i == 0 ? NULL : firmware);

        job_rig_assert_outcome (hasty, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_cmpint (hasty->reason, ==, BB_RESULT_REASON_BOOT_CODE_PENDING);
        g_assert_nonnull (strstr (hasty->next, "ower cycle"));
        g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
    }
    /* A CHECK before the power cycle must not say that the new firmware is for another drive type. */
    g_clear_pointer (&result, bb_result_unref);
    result = job_rig_do (rig, BB_ACTION_CHECK, firmware, BB_JOB_FLAG_RECOVERING, BB_ON_FAILURE_STOP);
    g_assert_false (bb_verdict_has (result->review->verdict, "other-type"));
    convert_power_cycle (rig);
    assert_new_firmware_can_be_reviewed (rig, firmware);

    /* There are two backups: one of this drive, made with its old boot code, and a newer one of another drive. The
     * result must suggest two ways: new firmware, or the old boot code from the first backup. It must not use the
     * backup of the other drive. */
    other = job_rig_new_in (JOB_RIG_NEC_K370, NULL, rig->state);
    kept = job_rig_do (other, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_clear_pointer (&result, bb_result_unref);
    result = convert_recover (rig, NULL);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_OTHER_BOOT_CODE);
    g_assert_nonnull (strstr (result->message, "boot code of the ND-4551A"));
    g_assert_nonnull (strstr (result->next, "Recover sr0 with a firmware file for the ND-4551A"));
    g_assert_nonnull (strstr (result->next, "write the boot code of the K355 from the backup"));

    g_clear_pointer (&result, bb_result_unref);
    result = convert_recover (rig, firmware);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    convert_power_cycle (rig);
    convert_assert_is (rig, "K451");

    old_boot = convert_kept_boot_code (rig, "K355");
    g_clear_pointer (&result, bb_result_unref);
    result = convert_run (rig, "K355", old_boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    convert_power_cycle (rig);
    g_clear_pointer (&result, bb_result_unref);
    result = convert_recover (rig, NULL);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    convert_assert_is (rig, "K355");
    g_assert_true (convert_memory_is (&before, rig));
    job_rig_assert_no_violations (rig);
}

/* After the conversion the unit is backed up as its new type, so the newest backup has the new boot code. The result
 * must offer the older backup, whose boot code is for the old firmware. */
static void
test_mismatch_offers_the_boot_code_of_the_old_type (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) boot = convert_boot_code ("K451", "07");
    g_autoptr (BbResult) sent = convert_run (rig, "K451", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) kept = NULL;
    g_autoptr (BbResult) result = NULL;

    job_rig_assert_outcome (sent, BB_OUTCOME_WRITTEN);
    convert_power_cycle (rig);
    kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_cmpstr (kept->backup->model_key, ==, "K451");
    g_assert_nonnull (bb_backup_find_file (kept->backup, "boot-code"));
    result = convert_recover (rig, NULL);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_OTHER_BOOT_CODE);
    g_assert_cmpstr (result->about.old_model_key, ==, "K355");
    g_assert_true (g_str_has_prefix (result->about.path, sent->backup->folder));
}

/* A conversion to the same drive type changes only the version of the boot code, from 05 to 07. A backup from before
 * has the same drive type, ID and revision. CHECK must not take the boot version 05 from that backup. */
static void
test_check_does_not_use_the_boot_version_of_an_older_backup (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) boot = convert_boot_code ("K355", "07");
    g_autoptr (BbImage) same = convert_image ("K355", "1.05", "07");
    g_autoptr (BbImage) wrong = convert_image ("K355", "1.06", "05");
    g_autoptr (BbResult) changed = convert_run (rig, "K355", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (BbResult) check = NULL;

    job_rig_assert_outcome (changed, BB_OUTCOME_WRITTEN);
    convert_power_cycle (rig);
    recovered = convert_recover (rig, same);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    convert_power_cycle (rig);
    check = job_rig_do (rig, BB_ACTION_CHECK, wrong, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpstr (bb_facts_get_string (check->review->facts, "boot-version"), ==, "07");
    g_assert_cmpint (bb_verdict_get_level (check->review->verdict), ==, BB_VERDICT_REFUSED);
}

/* Without a target or a file, a conversion is refused before any command changes the drive. */
static void
test_conversion_without_target_or_file_is_refused (void)
{
    static const struct {
        gboolean has_settings, has_target, has_file;
    } rows[] = {
        {FALSE, FALSE, TRUE},
        {TRUE, FALSE, TRUE},
        {TRUE, TRUE, FALSE},
        {FALSE, FALSE, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_autoptr (BbImage) boot_code = convert_boot_code ("K451", "07");
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CONVERT);
        g_autoptr (BbResult) result = NULL;
        GVariantDict settings;

        g_variant_dict_init (&settings, NULL);
        if (rows[i].has_target)
            g_variant_dict_insert (&settings, BB_SETTING_CONVERT_TO, "s", "K451");
        if (rows[i].has_settings)
            request->settings = g_variant_ref_sink (g_variant_dict_end (&settings));
        else
            g_variant_dict_clear (&settings);
        if (rows[i].has_file)
            request->image = g_object_ref (boot_code);
        request->flags = BB_JOB_FLAG_EXPERT;
        request->on_failure = BB_ON_FAILURE_STOP;
        result = job_rig_run (rig, request);
        g_test_message ("%u: %s", i, result->message);
        job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
        g_assert_nonnull (strstr (result->message, "specify the target drive type and a boot code file"));
    }
}

/* With a disc inside, a conversion is refused as not ready. The drive keeps its memory, and the job makes neither a
 * backup nor a journal. */
static void
test_conversion_with_a_disc_inside_is_refused (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355 "Disc=data\n", NULL);
    g_autoptr (BbImage) boot_code = convert_boot_code ("K451", "07");
    g_auto (ConvertMemory) before = {0};
    g_autoptr (BbResult) result = NULL;

    convert_memory_take (&before, rig);
    result = convert_run (rig, "K451", boot_code, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_error (result->error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    g_assert_cmpint (bb_job_error_get_problem (result->error), ==, BB_JOB_PROBLEM_NOT_READY);
    g_assert_cmpstr (bb_job_error_get_parameters (result->error)[0], ==, "medium");
    g_assert_null (result->backup);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    g_assert_true (convert_memory_is (&before, rig));
}

/* Converts with the RID text @rid, as if the user had entered it. */
static BbResult *
convert_with_rid (JobRig *rig, const char *target, BbImage *boot_code, const char *rid)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CONVERT);
    GVariantDict settings;

    g_variant_dict_init (&settings, NULL);
    g_variant_dict_insert (&settings, BB_SETTING_CONVERT_TO, "s", target);
    g_variant_dict_insert (&settings, BB_SETTING_RID, "s", rid);
    request->settings = g_variant_ref_sink (g_variant_dict_end (&settings));
    request->image = g_object_ref (boot_code);
    request->flags = BB_JOB_FLAG_EXPERT;
    request->on_failure = BB_ON_FAILURE_STOP;
    return job_rig_run (rig, request);
}

/* Completes the conversion with the result @sent: power cycle, recovery with @firmware (nullable), power cycle. */
static void
finish_conversion (JobRig *rig, BbResult *sent, BbImage *firmware)
{
    g_autoptr (BbResult) result = NULL;

    job_rig_assert_outcome (sent, BB_OUTCOME_WRITTEN);
    convert_power_cycle (rig);
    result = convert_recover (rig, firmware);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    convert_power_cycle (rig);
}

/* A unit is converted several times. The first conversion sets the RID text ND99. The third one gets no RID text, and
 * must restore the identity from the backup that was made while the unit was a K451. */
static void
test_a_unit_gets_the_identity_that_it_had_as_that_type (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) boot = convert_boot_code ("K451", "07");
    g_autoptr (BbImage) firmware = convert_image ("K451", "1.07", "07");
    g_autoptr (BbImage) old_boot = NULL;
    g_autoptr (BbResult) first = convert_with_rid (rig, "K451", boot, "ND99");
    g_autoptr (BbResult) back = NULL;
    g_autoptr (BbResult) again = NULL;
    g_autoptr (GBytes) stored = NULL;
    g_autoptr (GBytes) stored_again = NULL;

    finish_conversion (rig, first, firmware);
    stored = job_rig_own (rig);
    old_boot = convert_kept_boot_code (rig, "K355");
    back = convert_run (rig, "K355", old_boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    finish_conversion (rig, back, NULL);
    again = convert_run (rig, "K451", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (again, BB_OUTCOME_WRITTEN);
    stored_again = job_rig_own (rig);
    g_assert_true (g_bytes_equal (stored, stored_again));
}

/* --- every command, interrupted or rejected --- */

/* Number of commands at the end of a conversion, which include all commands that write. Each of them is interrupted
 * once. */
#define N_LAST 64
/* Without -m slow, only every 11th of the last commands is interrupted. */
#define N_QUICK 11

/* Drive types and boot versions before and after a conversion. @state: (nullable): state of the simulated drive,
 * whose stored identity is wrong from the beginning */
typedef struct {
    const char *from;
    const char *from_version;
    const char *to;
    const char *to_version;
    const char *state;
} Pair;

/* One pair of each flash type, both directions of a conversion that users reported, a laptop drive, and another boot
 * code for the same drive type. */
static const Pair pairs[] = {
    {"K355", "05", "K451", "07"}, {"K451", "05", "K355", "07"},
    {"D570", "04", "D770", "05"}, {"G200", "03", "Q200", "04"},
    {"G245", "08", "G246", "09"}, {"G285", "03", "Q285", "04"},
    {"K353", "02", "K354", "03"}, {"L252", "04", "L350", "04"},
    {"K365", "05", "K365", "07"}, {"K355", "05", "K450", "07", "id-sibling"},
};

/* How a command is interrupted. @loses_region: TRUE if the DVD region data of a K355 is lost; it stays lost, because
 * no program may write this data. @usual: TRUE if this mishap is also tested without -m slow on drives with a wrong
 * stored identity */
typedef struct {
    const char *name;
    const char *quirks;
    const char *kind;
    gboolean loses_region;
    gboolean usual;
} Mishap;

static const Mishap mishaps[] = {
    {"cut-before", "", "Kind=power-cut;During=before"},
    {"cut-middle", "", "Kind=power-cut;During=middle", FALSE, TRUE},
    {"cut-after", "", "Kind=power-cut;During=after"},
    {"cut-middle-blank-page", "Quirks=blank-calibration\n", "Kind=power-cut;During=middle", TRUE},
    {"cut-middle-quirks", "Quirks=slow-leave=9;reset-attention;corrupt-after-safe;missing-address-good\n",
     "Kind=power-cut;During=middle"},
    {"refused", "", "Kind=sense;Sense=5/26/00", FALSE, TRUE},
    {"refused-for-good", "", "Kind=sense;Sense=4/44/00;Times=3"},
    {"no-answer", "", "Kind=timeout"},
    {"unplugged", "", "Kind=unplug"},
};

typedef struct {
    const Pair *pair;
    const Mishap *mishap;
} Sweep;

static char *
sweep_scenario (const Sweep *sweep)
{
    const char *state = sweep->pair->state != NULL ? sweep->pair->state : "normal";

    return g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=%s\nRevision=1.05\nSerial=SIM0001\n"
                            "BootVersion=%s\nState=%s\n%s",
                            sweep->pair->from, sweep->pair->from_version, state, sweep->mishap->quirks);
}

/* Returns the number of commands of a conversion that is not interrupted. */
static guint
count_commands (const Sweep *sweep)
{
    g_autofree char *scenario = sweep_scenario (sweep);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) boot = convert_boot_code (sweep->pair->to, sweep->pair->to_version);
    g_autoptr (BbResult) result =
        convert_run (rig, sweep->pair->to, boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_ROLLBACK);

    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    job_rig_assert_no_violations (rig);
    return job_rig_n_commands (rig);
}

/* Asserts that only the last command, which writes the boot code, was interrupted, and that the message says that
 * software cannot help. */
static void
assert_boot_code_is_lost (JobRig *rig, guint command, guint n_commands)
{
    g_autoptr (BbResult) result = convert_recover (rig, NULL);

    g_assert_cmpuint (command, ==, n_commands);
    g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_BOOT_CODE_LOST);
    g_assert_nonnull (strstr (result->message, "boot code"));
    g_assert_nonnull (strstr (result->next, "programming device"));
}

/* TRUE if the drive answers well enough that its family can be identified. */
static gboolean
answers (JobRig *rig)
{
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);

    return result->facts != NULL && result->facts->family != NULL;
}

/* Asserts that the drive is of the old model, and that its memory is equal to @before. If the mishap loses the region
 * data, these bytes may differ. */
static void
assert_is_the_old_one (JobRig *rig, const Sweep *sweep, ConvertMemory *before)
{
    gboolean lost = sweep->mishap->loses_region;

    if (sweep->pair->state == NULL)
        convert_assert_is (rig, sweep->pair->from);
    else
        convert_assert_runs (rig, sweep->pair->from);
    g_assert_true (convert_memory_is_but (before, rig, lost ? CONVERT_REGION : 0, lost ? CONVERT_REGION_BYTES : 0));
}

/* Asserts that @found says that the new boot code runs and waits for firmware. Completes the conversion, and asserts
 * that the drive is of the new model. */
static void
assert_becomes_the_new_one (JobRig *rig, const Sweep *sweep, const BbResult *found)
{
    g_autofree char *type = g_strdup_printf ("(type %s)", sweep->pair->to);
    g_autoptr (BbImage) firmware = convert_image (sweep->pair->to, "1.07", sweep->pair->to_version);
    g_autoptr (BbResult) result = NULL;

    job_rig_assert_outcome (found, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_nonnull (strstr (found->message, type));
    result = convert_recover (rig, firmware);
    if (result->outcome != BB_OUTCOME_WRITTEN)
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    convert_power_cycle (rig);
    if (result->outcome == BB_OUTCOME_WRITTEN) {
        g_clear_pointer (&result, bb_result_unref);
        result = convert_recover (rig, NULL);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    }
    convert_assert_is (rig, sweep->pair->to);
}

/* Recovers the drive, and asserts that it is of the new model, or of the old one with every byte of @before. */
static void
assert_recovers (JobRig *rig, const Sweep *sweep, ConvertMemory *before)
{
    g_autoptr (BbResult) result = job_rig_do (
        rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_ROLLBACK);

    g_test_message ("%s: %s", bb_outcome_to_string (result->outcome), result->message);
    if (result->outcome != BB_OUTCOME_DONE && result->outcome != BB_OUTCOME_WRITTEN) {
        assert_becomes_the_new_one (rig, sweep, result);
        return;
    }
    convert_power_cycle (rig);
    if (result->outcome == BB_OUTCOME_WRITTEN)
        assert_recovers (rig, sweep, before);
    else
        assert_is_the_old_one (rig, sweep, before);
}

/* The number of results with each reason, in all sweeps. */
static guint n_reasons[BB_N_RESULT_REASONS];

/* Interrupts a conversion at command number @command, and recovers the drive. Asserts that the drive is afterwards of
 * the old or the new model. Exception: the last command may destroy the boot code. */
static void
sweep_one (const Sweep *sweep, guint command, guint n_commands)
{
    g_autofree char *scenario = sweep_scenario (sweep);
    g_autofree char *fault = g_strdup_printf ("At=command:%u;%s", command, sweep->mishap->kind);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) boot = convert_boot_code (sweep->pair->to, sweep->pair->to_version);
    g_auto (ConvertMemory) before = {0};
    g_autoptr (BbResult) result = NULL;

    convert_memory_take (&before, rig);
    job_rig_fault (rig, fault);
    result = convert_run (rig, sweep->pair->to, boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_ROLLBACK);
    g_test_message ("command %u: %s: %s", command, bb_outcome_to_string (result->outcome), result->message);
    job_rig_assert_messages (result);
    n_reasons[result->reason]++;
    job_rig_assert_no_violations (rig);
    convert_power_cycle (rig);
    if (!answers (rig)) {
        assert_boot_code_is_lost (rig, command, n_commands);
        return;
    }
    if (result->outcome == BB_OUTCOME_UNCHANGED || result->outcome == BB_OUTCOME_ROLLED_BACK ||
        result->outcome == BB_OUTCOME_REFUSED)
        assert_is_the_old_one (rig, sweep, &before);
    else
        assert_recovers (rig, sweep, &before);
    job_rig_assert_no_violations (rig);
}

static void
test_an_interruption_at_any_command_ends_as_one_of_two_models (gconstpointer data)
{
    const Sweep *sweep = data;
    guint n_commands = count_commands (sweep);
    guint n_cuts = 0;

    for (guint left = 0; left <= N_LAST; left += g_test_slow () ? 1 : N_QUICK) {
        sweep_one (sweep, n_commands - left, n_commands);
        n_cuts++;
    }
    g_test_message ("%s to %s, %s: %u cuts", sweep->pair->from, sweep->pair->to, sweep->mishap->name, n_cuts);
}

/* The sweeps interrupt conversions in each of their stages, so each of these reasons must have occurred. */
static void
test_every_result_reason_was_reached (void)
{
    static const BbResultReason reasons[] = {BB_RESULT_REASON_IDENTITY_UNDECIDED, BB_RESULT_REASON_ERASED,
                                             BB_RESULT_REASON_BOOT_CODE_CUT};

    for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
        g_assert_cmpuint (n_reasons[reasons[i]], >, 0);
}

/* Returns the number of the first command that erases firmware. */
static guint
find_first_erase (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) boot = convert_boot_code ("K451", "07");
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:erase:1;Kind=unplug");
    result = convert_run (rig, "K451", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    return job_rig_n_commands (rig);
}

/* The state of a drive says that the boot code change failed if the drive refused a command, and that the change was
 * interrupted if the drive was disconnected. */
static void
test_a_conversion_that_failed_is_not_called_interrupted (void)
{
    static const char *const faults[] = {"At=step:erase:2;Kind=stuck-block;Times=0",
                                         "At=step:erase:2;Kind=power-cut"};
    static const char *const texts[] = {
        "The boot code change failed. Keep the drive powered and recover it.",
        "The boot code change was interrupted. Keep the drive powered and recover it."};

    for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_autoptr (BbImage) boot = convert_boot_code ("K451", "07");
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autoptr (BbResult) result = NULL;
        g_autofree char *text = NULL;

        job_rig_fault (rig, faults[i]);
        result = convert_run (rig, "K451", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        job_rig_restart (rig);
        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        text = bb_engine_drive_dup_state_text (drive);
        g_assert_cmpstr (text, ==, texts[i]);
    }
}

/* All erases of a conversion fail, and the drive is disconnected at a command after the first erase. job_rig_run()
 * asserts that the drive is released. */
static void
test_a_failed_restore_releases_the_drive (void)
{
    guint erase = find_first_erase ();

    for (guint more = 1; more <= N_LAST; more += g_test_slow () ? 1 : N_QUICK / 2) {
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_autoptr (BbImage) boot = convert_boot_code ("K451", "07");
        g_autofree char *fault = g_strdup_printf ("At=command:%u;Kind=unplug", erase + more);
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, "At=step:erase:1;Kind=sense;Sense=4/44/00;Times=0");
        job_rig_fault (rig, fault);
        result = convert_run (rig, "K451", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_ROLLBACK);
        g_test_message ("%u: %s %s", more, bb_outcome_to_string (result->outcome), result->message);
        job_rig_assert_messages (result);
    }
}

/* Without -m slow, the first pair is tested with all mishaps, and a pair with a wrong stored identity with the usual
 * ones. Only the first pair can lose region data. */
static gboolean
is_swept (guint pair, const Mishap *mishap)
{
    if (pair > 0 && mishap->loses_region)
        return FALSE;
    return g_test_slow () || pair == 0 || (pairs[pair].state != NULL && mishap->usual);
}

static void
add_sweeps (void)
{
    static Sweep sweeps[G_N_ELEMENTS (pairs) * G_N_ELEMENTS (mishaps)];
    guint n = 0;

    for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
        for (guint j = 0; j < G_N_ELEMENTS (mishaps); j++) {
            g_autofree char *path =
                g_strdup_printf ("/job/convert/an-interruption-at-any-command-ends-as-one-of-two-models/%s-%s%s/%s",
                                 pairs[i].from, pairs[i].to, pairs[i].state != NULL ? "-odd" : "", mishaps[j].name);

            if (!is_swept (i, &mishaps[j]))
                continue;
            sweeps[n] = (Sweep){&pairs[i], &mishaps[j]};
            g_test_add_data_func (path, &sweeps[n], test_an_interruption_at_any_command_ends_as_one_of_two_models);
            n++;
        }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/flow-convert/a-conversion-that-failed-is-not-called-interrupted",
                     test_a_conversion_that_failed_is_not_called_interrupted);
    g_test_add_func ("/job/convert/dry-run", test_a_dry_run_says_that_nothing_was_written);
    g_test_add_func ("/job/convert/goes-there-and-back", test_conversion_goes_there_and_back);
    g_test_add_func ("/job/convert/mismatch-offers-the-boot-code-of-the-old-type",
                     test_mismatch_offers_the_boot_code_of_the_old_type);
    g_test_add_func ("/job/convert/check-does-not-use-the-boot-version-of-an-older-backup",
                     test_check_does_not_use_the_boot_version_of_an_older_backup);
    g_test_add_func ("/job/convert/conversion-without-target-or-file-is-refused",
                     test_conversion_without_target_or_file_is_refused);
    g_test_add_func ("/job/convert/conversion-with-a-disc-inside-is-refused",
                     test_conversion_with_a_disc_inside_is_refused);
    g_test_add_func ("/job/convert/a-unit-gets-the-identity-that-it-had-as-that-type",
                     test_a_unit_gets_the_identity_that_it_had_as_that_type);
    add_sweeps ();
    g_test_add_func ("/job/convert-ends/a-failed-restore-releases-the-drive",
                     test_a_failed_restore_releases_the_drive);
    g_test_add_func ("/job/convert-ends/every-result-reason-was-reached", test_every_result_reason_was_reached);
    return g_test_run ();
}
