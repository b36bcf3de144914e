/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/operation/bb-rescue-effect.h"
#include "job/operation/bb-rescue.h"

/* What the first steps of a recovery promise for drives of several families. Tests bb-rescue-again.c and
 * bb-rescue-effect.c. */

/* Asserts that RECOVER does @act with @revision (nullable), in every step of @rescue. */
static void
assert_act (BbRescue *rescue, BbRescueAct act, const char *revision)
{
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        g_assert_cmpint (step->act, ==, act);
        g_assert_cmpstr (step->act_revision, ==, revision);
    }
}

/* A comparison and a restart must be promised only to a drive in recovery mode whose family can read the firmware in
 * that mode, and can leave that mode without writing. */
static void
test_step_promises_only_what_the_drive_can_do (void)
{
    static const struct {
        const char *drive;
        const char *special;
        const char *title;
        const char *text;
        const char *writes;
        BbRescueAct act;
        const char *revision;
    } rows[] = {
        {JOB_RIG_NEC "BootVersion=05\n", "State=safe-mode\n", "Restart or restore the drive",
         "Burnback will compare the drive’s firmware with its backup.",
         "Firmware 1.05 from the backup, unless restarting the drive is enough", BB_RESCUE_ACT_RESTART_OR_RESTORE,
         NULL},
        {"[drive sr0]\nFamily=ricoh\nModel=DVD Writer 200j\nSerial=SIM0001\nRevision=1.05\n", "State=half\n",
         "Restart or restore the drive", "If restarting the drive is enough to recover it, nothing will be written.",
         "Firmware 1.05 from the backup, unless restarting the drive is enough", BB_RESCUE_ACT_RESTART_OR_RESTORE,
         NULL},
        {"[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nSerial=SIM0001\nRevision=1.05\n"
         "Quirks=readable=all\n",
         "State=boot\n", "Restore the latest backup", "The backup will be restored.", "Firmware 1.05 from the backup",
         BB_RESCUE_ACT_RESTORE, "1.05"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (rows[i].drive, NULL);
        g_autofree char *scenario = g_strconcat (rows[i].drive, rows[i].special, NULL);
        g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
        g_auto (GStrv) unread = NULL;
        g_autoptr (GPtrArray) backups = NULL;
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autoptr (BbRescue) rescue = NULL;
        g_autoptr (BbRescueEffect) effect = NULL;

        job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
        job_rig_exchange (rig, scenario);
        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        backups = bb_backup_store_list (bb_engine_get_store (rig->engine), &unread);
        rescue = bb_rescue_new (drive, backups, NULL, NULL);
        effect = bb_rescue_effect_new (BB_RESCUE_AGAIN, drive, backups);
        g_test_message ("row %u: %s", i, bb_rescue_get_now (rescue)->text);
        g_assert_cmpint (bb_rescue_get_now (rescue)->kind, ==, BB_RESCUE_AGAIN);
        g_assert_cmpstr (bb_rescue_get_now (rescue)->title, ==, rows[i].title);
        g_assert_true (g_str_has_prefix (bb_rescue_get_now (rescue)->text, rows[i].text));
        g_assert_true (g_str_has_prefix (effect->writes, rows[i].writes));
        assert_act (rescue, rows[i].act, rows[i].revision);
    }
}

/* A drive whose stored identity is wrong: the step must mention a backup only if there is one. */
static void
test_step_compares_the_identity_only_with_what_is_there (void)
{
    for (guint has_backup = 0; has_backup < 2; has_backup++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\n", NULL);
        g_autoptr (BbResult) saved =
            has_backup ? job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP) : NULL;
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autoptr (GPtrArray) backups = NULL;
        g_auto (GStrv) unread = NULL;
        g_autoptr (BbRescue) rescue = NULL;
        const char *text;

        job_rig_exchange (rig, JOB_RIG_NEC "BootVersion=05\nState=damaged-id\n");
        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        backups = bb_backup_store_list (bb_engine_get_store (rig->engine), &unread);
        rescue = bb_rescue_new (drive, backups, NULL, NULL);
        text = bb_rescue_get_now (rescue)->text;
        g_test_message ("%s", text);
        g_assert_cmpstr (bb_rescue_get_now (rescue)->title, ==, "Repair the drive’s identity");
        g_assert_cmpint (strstr (text, "an earlier backup") != NULL, ==, has_backup);
        g_assert_nonnull (strstr (text, "the boot code"));
        assert_act (rescue, BB_RESCUE_ACT_REPAIR, NULL);
    }
}

/* Flashes a drive whose power is cut, and returns (transfer full) a rig with the drive powered again. */
static JobRig *
interrupted_rig (void)
{
    JobRig *rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:7;Kind=power-cut;During=middle");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    job_rig_look (rig);
    return rig;
}

/* The act names a choice only if the job asks: after an interrupted flash it does if old and new firmware are there.
 */
static void
test_act_is_what_the_job_does (void)
{
    static const struct {
        gboolean drops_old;
        gboolean drops_new;
        BbRescueAct act;
        const char *revision;
    } rows[] = {
        {FALSE, FALSE, BB_RESCUE_ACT_CHOOSE, NULL},
        {TRUE, FALSE, BB_RESCUE_ACT_WRITE_AGAIN, "1.07"},
        {FALSE, TRUE, BB_RESCUE_ACT_RESTORE, "1.05"},
        {TRUE, TRUE, BB_RESCUE_ACT_CHECK, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = interrupted_rig ();
        g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
        BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
        g_autoptr (GPtrArray) none = g_ptr_array_new ();
        g_autoptr (BbRescue) rescue = NULL;

        if (rows[i].drops_old)
            g_clear_pointer (&journal->old_image, g_free);
        if (rows[i].drops_new)
            g_clear_pointer (&journal->new_image, g_free);
        rescue = bb_rescue_new (drive, none, NULL, NULL);
        g_test_message ("row %u", i);
        assert_act (rescue, rows[i].act, rows[i].revision);
    }
}

/* The only copy beside the new image of the journal is a backup with the same image. There is nothing to choose, and
 * the job writes without a question, so the act must say that. */
static void
test_act_names_no_choice_between_equal_images (void)
{
    const BbJobFlags flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP;
    g_autoptr (JobRig) rig = job_rig_new_updated ();
    g_autoptr (BbResult) cut = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (GPtrArray) backups = NULL;
    g_autoptr (BbRescue) choice = NULL;
    g_autoptr (BbRescue) rescue = NULL;

    job_rig_fault (rig, "At=step:program:7;Kind=power-cut;During=middle");
    cut = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, flags, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    /* The newest backup has 1.07, the firmware that the restore replaced. */
    backups = job_rig_list_but_newest (rig);
    g_assert_cmpuint (backups->len, ==, 1);
    choice = bb_rescue_new (drive, backups, NULL, NULL);
    assert_act (choice, BB_RESCUE_ACT_CHOOSE, NULL);
    g_clear_pointer (&bb_engine_drive_get_journal (drive)->old_image, g_free);
    rescue = bb_rescue_new (drive, backups, NULL, NULL);
    assert_act (rescue, BB_RESCUE_ACT_WRITE_AGAIN, "1.05");
}

/* A drive in recovery mode that was not flashed is only restarted. For a drive that works, nothing is named. */
static void
test_act_of_a_drive_that_was_not_flashed (void)
{
    static const struct {
        const char *state;
        BbRescueAct act;
    } rows[] = {{"State=half-flashed\n", BB_RESCUE_ACT_RESTART}, {"", BB_RESCUE_ACT_CHECK}};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *scenario = g_strconcat (JOB_RIG_NEC, rows[i].state, NULL);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (GPtrArray) none = g_ptr_array_new ();
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autoptr (BbRescue) rescue = NULL;

        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        rescue = bb_rescue_new (drive, none, NULL, NULL);
        assert_act (rescue, rows[i].act, NULL);
    }
}

/* A drive that was disconnected is not to be disconnected; one that was never detected may be without power. */
static void
test_a_disconnected_drive_is_to_be_connected (void)
{
    static const struct {
        BbRescueTries tries;
        const char *title;
        const char *text;
    } rows[] = {
        {{.bus = BB_BUS_UNKNOWN},
         "Disconnect power for 30 seconds",
         "Shut down the computer and unplug its power cord"},
        {{.was_detected = TRUE, .bus = BB_BUS_PATA},
         "Reconnect the drive after 30 seconds",
         "Shut down the computer and unplug its power cord for 30 seconds. Reconnect the power and data cables of "
         "the "
         "drive to the same ports. Then turn on the computer and start Burnback again. Never connect an IDE drive"},
        {{.was_detected = TRUE, .bus = BB_BUS_USB}, "Reconnect the drive after 30 seconds", "Unplug the drive’s USB"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) none = g_ptr_array_new ();
        g_autoptr (BbRescue) rescue = bb_rescue_new (NULL, none, NULL, &rows[i].tries);
        const BbRescueStep *now = bb_rescue_get_now (rescue);

        g_test_message ("%s", now->text);
        g_assert_cmpstr (now->title, ==, rows[i].title);
        g_assert_true (g_str_has_prefix (now->text, rows[i].text));
    }
}

/* The step with a file names the reported name of the drive, and the identified model only if that name does not
 * contain it. */
static void
test_a_model_is_named_once (void)
{
    static const struct {
        const char *scenario;
        const char *text;
    } cases[] = {
        {JOB_RIG_NEC, "You need firmware for the NEC DVD_RW ND-3550A, preferably revision 1.07 or 1.05. The file"},
        {JOB_RIG_NEC "Vendor=TDK\nProduct=DVDRW1616N\n",
         "You need firmware for the TDK DVDRW1616N, preferably revision 1.07 or 1.05. If you cannot find it, look "
         "for "
         "firmware for the NEC ND-3550A, which has the same hardware."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (JobRig) rig = job_rig_new (cases[i].scenario, NULL);
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
        g_autoptr (BbResult) result = NULL;
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autoptr (GPtrArray) backups = NULL;
        g_autoptr (BbRescue) rescue = NULL;
        const BbRescueStep *file;

        job_rig_fault (rig, "At=step:program:7;Kind=power-cut;During=middle");
        result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        job_rig_restart (rig);
        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
        rescue = bb_rescue_new (drive, backups, NULL, NULL);
        file = g_ptr_array_index (rescue->steps, 1);
        g_test_message ("%s", file->text);
        g_assert_true (g_str_has_prefix (file->text, cases[i].text));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/rescue-again/step-promises-only-what-the-drive-can-do",
                     test_step_promises_only_what_the_drive_can_do);
    g_test_add_func ("/rescue-again/step-compares-the-identity-only-with-what-is-there",
                     test_step_compares_the_identity_only_with_what_is_there);
    g_test_add_func ("/rescue-again/act-is-what-the-job-does", test_act_is_what_the_job_does);
    g_test_add_func ("/rescue-again/act-names-no-choice-between-equal-images",
                     test_act_names_no_choice_between_equal_images);
    g_test_add_func ("/rescue-again/act-of-a-drive-that-was-not-flashed", test_act_of_a_drive_that_was_not_flashed);
    g_test_add_func ("/rescue-again/a-disconnected-drive-is-to-be-connected",
                     test_a_disconnected_drive_is_to_be_connected);
    g_test_add_func ("/rescue-again/a-model-is-named-once", test_a_model_is_named_once);
    return g_test_run ();
}
