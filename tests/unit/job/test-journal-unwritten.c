/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"

#include <errno.h>
#include <string.h>

/* The disk of the state folder becomes full while a drive is flashed, so that lines of its journal are lost. */

#define NO_SPACE "writing to the journal: No space left on device"
#define READ_ONLY "renaming: Read-only file system"

gboolean __real_bb_fsync_append (int fd, const char *line, GError **error);
gboolean __wrap_bb_fsync_append (int fd, const char *line, GError **error);
gboolean __real_bb_fsync_rename (const char *from, const char *to, GError **error);
gboolean __wrap_bb_fsync_rename (const char *from, const char *to, GError **error);
int __real_g_unlink (const char *path);
int __wrap_g_unlink (const char *path);

static const char *full_from; /* (nullable): beginning of the journal line from which on the disk is full */
static gboolean is_full;
static gboolean is_read_only; /* the full disk is also read-only, so that no file can be moved or deleted */

gboolean
__wrap_bb_fsync_append (int fd, const char *line, GError **error)
{
    if (full_from != NULL && g_str_has_prefix (line, full_from))
        is_full = TRUE;
    if (!is_full)
        return __real_bb_fsync_append (fd, line, error);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, NO_SPACE);
    return FALSE;
}

gboolean
__wrap_bb_fsync_rename (const char *from, const char *to, GError **error)
{
    if (!is_full || !is_read_only)
        return __real_bb_fsync_rename (from, to, error);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY, READ_ONLY);
    return FALSE;
}

int
__wrap_g_unlink (const char *path)
{
    if (!is_full || !is_read_only)
        return __real_g_unlink (path);
    errno = EROFS;
    return -1;
}

/* --- tests --- */

/**
 * Case: a drive that is flashed, and the first line that is lost.
 * @from: beginning of the first journal line that is lost
 * @advice: what the note about lost lines tells the user to do
 */
typedef struct {
    const char *scenario;
    const char *family;
    const char *model;
    const char *revision;
    const char *from;
    const char *advice;
} Case;

static const Case cases[] = {
    {JOB_RIG_NEC, "nec-optiarc", "K355", "1.07", "result ",
     "To verify the drive later, you will need to specify the firmware file."},
    {JOB_RIG_MT1959, "mediatek-mt1959", "BD-RE WH16NS60", "1.03", "finish ", "before you continue."},
    {JOB_RIG_MT1959, "mediatek-mt1959", "BD-RE WH16NS60", "1.03", "result ", "before you continue."},
};

/* Returns the note of @result about the journal; NULL if there is none. */
static const char *
find_note (BbResult *result)
{
    for (char **note = result->notes; *note != NULL; note++) {
        if (g_str_has_prefix (*note, "The operation log ") ||
            g_str_has_prefix (*note, "Burnback could not record the end of the operation in the log"))
            return *note;
    }
    return NULL;
}

/* Flashes @image. The disk becomes full at the first journal line that begins with @from (nullable). @read_only: then
 * it also becomes read-only. */
static BbResult *
flash (JobRig *rig, BbImage *image, const char *from, gboolean read_only)
{
    BbResult *result;

    full_from = from;
    is_read_only = read_only;
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP,
                         BB_ON_FAILURE_STOP);
    g_assert_cmpint (is_full, ==, from != NULL);
    is_full = FALSE;
    full_from = NULL;
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->safe, ==, BB_SAFE_YES);
    return result;
}

static void
test_lost_lines_of_a_closed_journal_are_reported (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        const Case *it = &cases[i];
        g_autoptr (JobRig) rig = job_rig_new (it->scenario, NULL);
        g_autoptr (BbImage) image = job_rig_image (it->family, it->model, it->revision, NULL);
        g_autoptr (BbResult) result = flash (rig, image, it->from, FALSE);
        g_autoptr (BbResult) verified = NULL;
        const char *note = find_note (result);

        g_assert_nonnull (note);
        g_assert_nonnull (strstr (note, "is incomplete (" NO_SPACE ")"));
        g_assert_nonnull (strstr (note, "but the drive is not affected."));
        g_assert_nonnull (strstr (note, it->advice));
        g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
        if (i > 0)
            continue;
        verified = job_rig_do (rig, BB_ACTION_VERIFY, image, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (verified, BB_OUTCOME_DONE);
    }
}

static void
test_a_journal_that_stays_open_is_reported_and_closed_by_recovery (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        const Case *it = &cases[i];
        g_autoptr (JobRig) rig = job_rig_new (it->scenario, NULL);
        g_autoptr (BbImage) image = job_rig_image (it->family, it->model, it->revision, NULL);
        g_autoptr (BbResult) result = flash (rig, image, it->from, TRUE);
        g_autoptr (BbResult) recovered = NULL;
        guint n_writes = job_rig_n_writes (rig);
        const char *note = find_note (result);

        g_assert_nonnull (note);
        g_assert_nonnull (strstr (note, "record the end of the operation in the log (" READ_ONLY
                                        "), but the drive is not affected."));
        g_assert_nonnull (strstr (note, "then start a recovery"));
        job_rig_look (rig);
        g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
        recovered = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
        g_assert_cmpint (recovered->safe, ==, BB_SAFE_YES);
        g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
        g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
    }
}

/* The drive rejects the image, and the journal cannot record this rejection. */
static void
test_a_lost_recovery_attempt_is_reported (void)
{
    g_autoptr (JobRig) rig = job_rig_new ("[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.03\n"
                                          "Serial=SIM0001\nState=boot\nQuirks=boot-reads\n",
                                          NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE BP60NB10", "1.00", NULL);
    g_autoptr (BbResult) result = NULL;
    const char *note;

    job_rig_fault (rig, "At=step:upload:4;Kind=sense;Sense=5/24/00");
    full_from = "finish ";
    result = job_rig_do (rig, BB_ACTION_RECOVER, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    g_assert_true (is_full);
    is_full = FALSE;
    full_from = NULL;
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    note = find_note (result);
    g_assert_nonnull (note);
    g_assert_nonnull (strstr (note, "is incomplete (" NO_SPACE "). Without a complete log, "));
    g_assert_nonnull (strstr (note, "Burnback may repeat an earlier recovery attempt"));
}

static void
test_a_whole_journal_has_no_note (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) result = flash (rig, image, NULL, FALSE);

    g_assert_null (find_note (result));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/journal-unwritten/lost-lines-of-a-closed-journal-are-reported",
                     test_lost_lines_of_a_closed_journal_are_reported);
    g_test_add_func ("/journal-unwritten/a-journal-that-stays-open-is-reported-and-closed-by-recovery",
                     test_a_journal_that_stays_open_is_reported_and_closed_by_recovery);
    g_test_add_func ("/journal-unwritten/a-lost-recovery-attempt-is-reported",
                     test_a_lost_recovery_attempt_is_reported);
    g_test_add_func ("/journal-unwritten/a-whole-journal-has-no-note", test_a_whole_journal_has_no_note);
    return g_test_run ();
}
