/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"
#include "other-drive.h"
#include "job/store/bb-backup-private.h"

#include <string.h>

/* Some journals or backups cannot be read. A job that depends on the newest one must be refused with an error that
 * names each unreadable one. If a backup is lost while the drive is flashed, the result must say so. Tests
 * bb-flow-store.c. */

#define FIRST "first: damaged"
#define SECOND "second: Permission denied"
#define FLAGS (BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP)

GPtrArray *__real_bb_journal_read_open (const char *state_folder, GPtrArray *unread);
GPtrArray *__wrap_bb_journal_read_open (const char *state_folder, GPtrArray *unread);
GPtrArray *__real_bb_backup_store_read (BbBackupStore *store, GPtrArray *unread, GPtrArray *ids);
GPtrArray *__wrap_bb_backup_store_read (BbBackupStore *store, GPtrArray *unread, GPtrArray *ids);
BbBackup *__real_bb_backup_store_get (BbBackupStore *store, const char *id, GError **error);
BbBackup *__wrap_bb_backup_store_get (BbBackupStore *store, const char *id, GError **error);

/* Errors that the next read reports: FIRST, SECOND, or both. is_of_journals: TRUE for a read of the journals, FALSE
 * for a read of the backups. */
static gboolean has_first;
static gboolean has_second;
static gboolean is_of_journals;
/* If is_lost is TRUE and lost_code is not negative, each read of a backup fails with the error lost_code of
 * %BB_STORE_ERROR. */
static gboolean is_lost;
static int lost_code = -1;

static void
add_unread (GPtrArray *unread)
{
    if (has_first)
        g_ptr_array_add (unread, g_error_new_literal (BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED, FIRST));
    if (has_second)
        g_ptr_array_add (unread, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, SECOND));
}

GPtrArray *
__wrap_bb_journal_read_open (const char *state_folder, GPtrArray *unread)
{
    if (unread != NULL && is_of_journals)
        add_unread (unread);
    return __real_bb_journal_read_open (state_folder, unread);
}

GPtrArray *
__wrap_bb_backup_store_read (BbBackupStore *store, GPtrArray *unread, GPtrArray *ids)
{
    if (unread != NULL && !is_of_journals)
        add_unread (unread);
    return __real_bb_backup_store_read (store, unread, ids);
}

BbBackup *
__wrap_bb_backup_store_get (BbBackupStore *store, const char *id, GError **error)
{
    if (!is_lost || lost_code < 0)
        return __real_bb_backup_store_get (store, id, error);
    g_set_error (error, BB_STORE_ERROR, lost_code, "backup %s: cannot be read", id);
    return NULL;
}

/* @action: %BB_ACTION_CONVERT and %BB_ACTION_FLASH depend on the journals, the others on the backups */
typedef struct {
    BbAction action;
    gboolean first;
    gboolean second;
    BbOutcome outcome;
    BbJobError code;
    const char *list;
} Row;

static const Row rows[] = {
    {BB_ACTION_ROLLBACK, TRUE, FALSE, BB_OUTCOME_REFUSED, BB_JOB_ERROR_REFUSED, FIRST},
    {BB_ACTION_ROLLBACK, TRUE, TRUE, BB_OUTCOME_REFUSED, BB_JOB_ERROR_NOT_PERMITTED, FIRST "; " SECOND},
    {BB_ACTION_ROLLBACK, FALSE, TRUE, BB_OUTCOME_REFUSED, BB_JOB_ERROR_NOT_PERMITTED, SECOND},
    {BB_ACTION_VERIFY, TRUE, FALSE, BB_OUTCOME_REFUSED, BB_JOB_ERROR_REFUSED, FIRST},
    {BB_ACTION_VERIFY, TRUE, TRUE, BB_OUTCOME_REFUSED, BB_JOB_ERROR_NOT_PERMITTED, FIRST "; " SECOND},
    {BB_ACTION_CONVERT, TRUE, FALSE, BB_OUTCOME_REFUSED, BB_JOB_ERROR_REFUSED, FIRST},
    {BB_ACTION_CONVERT, TRUE, TRUE, BB_OUTCOME_REFUSED, BB_JOB_ERROR_NOT_PERMITTED, FIRST "; " SECOND},
    {BB_ACTION_FLASH, TRUE, FALSE, BB_OUTCOME_REFUSED, BB_JOB_ERROR_REFUSED, FIRST},
    {BB_ACTION_FLASH, FALSE, TRUE, BB_OUTCOME_REFUSED, BB_JOB_ERROR_NOT_PERMITTED, SECOND},
};

static gboolean
depends_on_journals (BbAction action)
{
    return action == BB_ACTION_CONVERT || action == BB_ACTION_FLASH;
}

static BbResult *
run (JobRig *rig, BbAction action)
{
    g_autoptr (BbImage) boot_code = action == BB_ACTION_CONVERT ? convert_boot_code ("K356", "06") : NULL;
    g_autoptr (BbImage) image = action == BB_ACTION_FLASH ? convert_image ("K355", "1.07", "05") : NULL;

    return action == BB_ACTION_CONVERT ? convert_run (rig, "K356", boot_code, FLAGS, BB_ON_FAILURE_STOP)
                                       : job_rig_do (rig, action, image, FLAGS, BB_ON_FAILURE_STOP);
}

static void
test_what_cannot_be_read_is_named (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const Row *row = &rows[i];
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_autoptr (BbResult) result = NULL;
        BbJobProblem wanted = depends_on_journals (row->action) ? BB_JOB_PROBLEM_UNREADABLE_JOURNALS
                                                                : BB_JOB_PROBLEM_UNREADABLE_BACKUPS;

        is_of_journals = depends_on_journals (row->action);
        has_first = row->first;
        has_second = row->second;
        result = run (rig, row->action);
        has_first = has_second = FALSE;
        g_test_message ("row %u", i);
        g_assert_error (result->error, BB_JOB_ERROR, (gint) row->code);
        g_assert_cmpint (bb_job_error_get_problem (result->error), ==, wanted);
        g_assert_cmpstr (bb_job_error_get_parameters (result->error)[0], ==, row->list);
        g_assert_nonnull (strstr (result->message, row->list));
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
        g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    }
}

/* --- a backup that is lost during the flash --- */

/* Loses all backups in the state folder of the JobRig @data as soon as its drive has got a command that writes: if
 * `lost_code` is negative, deletes them; otherwise only sets `is_lost`, so that each read fails with `lost_code`. */
static void
lose_backups_cb (BbJob *job, gpointer data)
{
    JobRig *rig = data;
    g_autofree char *backups = g_build_filename (rig->state, "backups", NULL);

    if (job_rig_n_writes (rig) == 0)
        return;
    is_lost = TRUE;
    if (lost_code < 0 && g_file_test (backups, G_FILE_TEST_IS_DIR))
        job_rig_remove_folder (backups);
}

/* The flash goes on, because it does not need the backup, but the result says that the backup cannot be read. */
static void
test_a_backup_lost_during_a_flash_is_reported (void)
{
    static const struct {
        gboolean loses;
        int store_code;
        BbJobError code;
    } losses[] = {
        {FALSE, -1, 0},
        {TRUE, -1, BB_JOB_ERROR_NOT_FOUND},
        {TRUE, BB_STORE_ERROR_DAMAGED, BB_JOB_ERROR_REFUSED},
        {TRUE, BB_STORE_ERROR_NOT_PERMITTED, BB_JOB_ERROR_NOT_PERMITTED},
    };

    for (guint i = 0; i < G_N_ELEMENTS (losses); i++) {
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
        g_autoptr (BbResult) result = NULL;

        request->image = convert_image ("K355", "1.07", "05");
        request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
        lost_code = losses[i].store_code;
        if (losses[i].loses) {
            drive->executed = lose_backups_cb;
            drive->executed_data = rig;
        }
        result = other_drive_run (drive, rig->catalog, rig->state, request);
        is_lost = FALSE;
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        job_rig_assert_messages (result);
        g_assert_cmpint (result->backup == NULL, ==, losses[i].loses);
        g_assert_cmpint (strstr (result->message, "can no longer be read") != NULL, ==, losses[i].loses);
        g_assert_cmpint (result->about.unread != NULL, ==, losses[i].loses);
        if (!losses[i].loses)
            continue;
        g_assert_error (result->about.unread, BB_JOB_ERROR, (gint) losses[i].code);
        g_assert_cmpint (bb_job_error_get_problem (result->about.unread), ==, BB_JOB_PROBLEM_LOST_BACKUP);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/unread/what-cannot-be-read-is-named", test_what_cannot_be_read_is_named);
    g_test_add_func ("/unread/backup-lost-during-a-flash", test_a_backup_lost_during_a_flash_is_reported);
    return g_test_run ();
}
