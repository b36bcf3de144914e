/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/operation/bb-rescue-effect.h"
#include "job/operation/bb-rescue.h"

/* What the first steps of a recovery promise for drives of several families. Tests bb-rescue-again.c and
 * bb-rescue-effect.c. */

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
    } rows[] = {
        {JOB_RIG_NEC "BootVersion=05\n", "State=safe-mode\n", "Restart or restore the drive",
         "The firmware in the drive will be compared with its backup.",
         "Firmware 1.05 from the backup, unless a restart is enough"},
        {"[drive sr0]\nFamily=ricoh\nModel=DVD Writer 200j\nSerial=SIM0001\nRevision=1.05\n", "State=half\n",
         "Restart or restore the drive", "If restarting the drive is enough to recover it, nothing will be written.",
         "Firmware 1.05 from the backup, unless a restart is enough"},
        {"[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nSerial=SIM0001\nRevision=1.05\n"
         "Quirks=readable=all\n",
         "State=boot\n", "Restore the latest backup", "The backup will be restored.",
         "Firmware 1.05 from the backup"},
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
        g_assert_cmpstr (bb_rescue_get_now (rescue)->title, ==, "Repair the stored identity");
        g_assert_cmpint (strstr (text, "an earlier backup") != NULL, ==, has_backup);
        g_assert_nonnull (strstr (text, "the boot code"));
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
    g_test_add_func ("/rescue-again/a-model-is-named-once", test_a_model_is_named_once);
    return g_test_run ();
}
