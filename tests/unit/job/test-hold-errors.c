/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include <string.h>

/* Something fails before the first write of a flash. If the journal cannot be written or the drive is not free, the
 * flash must end. If only a line of the journal cannot be written (about the undo information or the tray), the flash
 * must go on with a note. */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT)

BbJournal *__real_bb_journal_begin (const char *state_folder, BbJournalRecord *record, GError **error);
BbJournal *__wrap_bb_journal_begin (const char *state_folder, BbJournalRecord *record, GError **error);
gboolean __real_bb_drive_hold (BbDrive *drive, GVariant **undo, char ***notes, GError **error);
gboolean __wrap_bb_drive_hold (BbDrive *drive, GVariant **undo, char ***notes, GError **error);
gboolean __real_bb_journal_add_undo (BbJournal *journal, GVariant *undo, GError **error);
gboolean __wrap_bb_journal_add_undo (BbJournal *journal, GVariant *undo, GError **error);
gboolean __real_bb_journal_add_tray (BbJournal *journal, gboolean locked, GError **error);
gboolean __wrap_bb_journal_add_tray (BbJournal *journal, gboolean locked, GError **error);

/* @failing: (nullable): "journal", "hold", "undo" or "tray", for the wrapped function that fails with this error */
static GQuark failing_domain;
static int failing_code;
static const char *failing;

static gboolean
fails (const char *what, GError **error)
{
    if (failing == NULL || strcmp (what, failing) != 0)
        return FALSE;
    g_set_error (error, failing_domain, failing_code, "the %s failed", what);
    return TRUE;
}

BbJournal *
__wrap_bb_journal_begin (const char *state_folder, BbJournalRecord *record, GError **error)
{
    return fails ("journal", error) ? NULL : __real_bb_journal_begin (state_folder, record, error);
}

gboolean
__wrap_bb_drive_hold (BbDrive *drive, GVariant **undo, char ***notes, GError **error)
{
    return !fails ("hold", error) && __real_bb_drive_hold (drive, undo, notes, error);
}

gboolean
__wrap_bb_journal_add_undo (BbJournal *journal, GVariant *undo, GError **error)
{
    return !fails ("undo", error) && __real_bb_journal_add_undo (journal, undo, error);
}

gboolean
__wrap_bb_journal_add_tray (BbJournal *journal, gboolean locked, GError **error)
{
    return !fails ("tray", error) && __real_bb_journal_add_tray (journal, locked, error);
}

static BbResult *
flash (JobRig *rig, const char *what, GQuark domain, int code)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    BbResult *result = NULL;

    failing_domain = domain;
    failing_code = code;
    failing = what;
    result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    failing = NULL;
    job_rig_assert_messages (result);
    return result;
}

/* --- what ends the flash before it begins --- */

static void
test_a_journal_that_cannot_be_written_ends_it (void)
{
    const struct {
        int code;
        GQuark domain;
        int wanted;
        BbOutcome outcome;
        BbJobProblem problem;
    } rows[] = {
        {G_IO_ERROR_BUSY, BB_JOB_ERROR, BB_JOB_ERROR_BUSY, BB_OUTCOME_NOT_PERMITTED, BB_JOB_PROBLEM_IN_WORK},
        {G_IO_ERROR_PERMISSION_DENIED, BB_JOB_ERROR, BB_JOB_ERROR_NOT_PERMITTED, BB_OUTCOME_NOT_PERMITTED,
         BB_JOB_PROBLEM_JOURNAL_UNWRITABLE},
        {G_IO_ERROR_NO_SPACE, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL, BB_OUTCOME_UNCHANGED, BB_JOB_PROBLEM_TEXT},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbResult) result = flash (rig, "journal", G_IO_ERROR, rows[i].code);

        g_test_message ("row %u", i);
        job_rig_assert_outcome (result, rows[i].outcome);
        g_assert_error (result->error, rows[i].domain, rows[i].wanted);
        g_assert_cmpint (bb_job_error_get_problem (result->error), ==, rows[i].problem);
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
        g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    }
}

/* Only the error IN_USE gives the problem NOT_ALONE, which asks the user to close other programs. */
static void
test_a_drive_that_is_not_free_ends_it (void)
{
    const struct {
        BbTransportError code;
        BbJobProblem problem;
    } rows[] = {
        {BB_TRANSPORT_ERROR_IN_USE, BB_JOB_PROBLEM_NOT_ALONE},
        {BB_TRANSPORT_ERROR_GONE, BB_JOB_PROBLEM_TEXT},
        {BB_TRANSPORT_ERROR_IO, BB_JOB_PROBLEM_TEXT},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbResult) result = flash (rig, "hold", BB_TRANSPORT_ERROR, (int) rows[i].code);

        g_test_message ("row %u", i);
        g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
        g_assert_cmpint (bb_job_error_get_problem (result->error), ==, rows[i].problem);
        g_assert_cmpint (g_error_matches (result->error, BB_TRANSPORT_ERROR, (int) rows[i].code), ==, i > 0);
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
        g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    }
}

/* A flash is interrupted, and the drive is not free for the recovery. The journal stays open. It must not list
 * changes to undo, because the recovery has changed nothing. */
static void
test_a_recovery_without_access_leaves_nothing_to_undo (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) refused = NULL;
    g_autoptr (GPtrArray) records = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=power-cut;During=middle");
    flashed = flash (rig, NULL, 0, 0);
    job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    failing_domain = BB_TRANSPORT_ERROR;
    failing_code = BB_TRANSPORT_ERROR_IN_USE;
    failing = "hold";
    refused = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    failing = NULL;
    g_assert_cmpint (bb_job_error_get_problem (refused->error), ==, BB_JOB_PROBLEM_NOT_ALONE);
    records = bb_journal_list (rig->state);
    g_assert_cmpuint (records->len, ==, 1);
    g_assert_null (((const BbJournalRecord *) g_ptr_array_index (records, 0))->undo);
}

/* --- what is only noted --- */

static guint
count_notes (BbResult *result, const char *text)
{
    guint n = 0;

    for (guint i = 0; result->notes[i] != NULL; i++)
        n += strstr (result->notes[i], text) != NULL ? 1 : 0;
    return n;
}

static void
test_a_line_that_is_lost_is_noted (void)
{
    static const char *const lines[] = {"undo", "tray"};

    for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autofree char *text = g_strdup_printf ("the %s failed", lines[i]);
        g_autoptr (BbResult) result = flash (rig, lines[i], G_IO_ERROR, G_IO_ERROR_NO_SPACE);
        g_autoptr (BbResult) well = NULL;
        g_autoptr (JobRig) other = job_rig_new (JOB_RIG_NEC, NULL);

        g_test_message ("%s", lines[i]);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpuint (count_notes (result, text), >=, 1);
        well = flash (other, NULL, 0, 0);
        g_assert_cmpuint (count_notes (well, "failed"), ==, 0);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/hold-errors/a-journal-that-cannot-be-written-ends-it",
                     test_a_journal_that_cannot_be_written_ends_it);
    g_test_add_func ("/hold-errors/a-drive-that-is-not-free-ends-it", test_a_drive_that_is_not_free_ends_it);
    g_test_add_func ("/hold-errors/a-line-that-is-lost-is-noted", test_a_line_that_is_lost_is_noted);
    g_test_add_func ("/hold-errors/a-recovery-without-access-leaves-nothing-to-undo",
                     test_a_recovery_without_access_leaves_nothing_to_undo);
    return g_test_run ();
}
