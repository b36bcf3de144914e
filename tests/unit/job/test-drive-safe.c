/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job/bb-job-error.h"
#include "job/flow/bb-job-worker.h"
#include "job/flow/bb-result.h"
#include "job/store/bb-journal.h"

/* Tests bb-drive-safe.c and bb-result.c. */

static void
test_safe_follows_from_facts_and_journal (void)
{
    static const struct {
        int condition; /* a #BbCondition; -1: the drive was not identified */
        gboolean wants_repair;
        gboolean has_journal;
        gboolean endangered;
        gboolean was_endangered;
        gboolean is_locked;
        BbSafe safe;
    } cases[] = {
        {-1, FALSE, FALSE, FALSE, FALSE, FALSE, BB_SAFE_UNKNOWN},
        {-1, FALSE, TRUE, TRUE, TRUE, FALSE, BB_SAFE_NO},
        {-1, FALSE, TRUE, FALSE, FALSE, FALSE, BB_SAFE_UNKNOWN},
        {BB_CONDITION_NORMAL, FALSE, FALSE, FALSE, FALSE, FALSE, BB_SAFE_YES},
        {BB_CONDITION_NORMAL, TRUE, FALSE, FALSE, FALSE, FALSE, BB_SAFE_NO},
        {BB_CONDITION_NORMAL, FALSE, TRUE, FALSE, FALSE, FALSE, BB_SAFE_YES},
        {BB_CONDITION_NORMAL, FALSE, TRUE, FALSE, TRUE, FALSE, BB_SAFE_UNKNOWN},
        {BB_CONDITION_NORMAL, FALSE, TRUE, TRUE, TRUE, FALSE, BB_SAFE_NO},
        {BB_CONDITION_NORMAL, FALSE, TRUE, TRUE, TRUE, TRUE, BB_SAFE_UNKNOWN},
        {BB_CONDITION_SPECIAL, FALSE, FALSE, FALSE, FALSE, FALSE, BB_SAFE_NO},
        {BB_CONDITION_HALF_ALIVE, FALSE, FALSE, FALSE, FALSE, FALSE, BB_SAFE_NO},
        {BB_CONDITION_WRONG_FIRMWARE, FALSE, FALSE, FALSE, FALSE, FALSE, BB_SAFE_NO},
        {BB_CONDITION_DAMAGED, FALSE, FALSE, FALSE, FALSE, FALSE, BB_SAFE_NO},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbFacts) facts = cases[i].condition >= 0 ? bb_facts_new (NULL) : NULL;
        g_autoptr (BbJournalRecord) journal = cases[i].has_journal ? bb_journal_record_new () : NULL;

        g_test_message ("%u", i);
        if (facts != NULL) {
            facts->condition = (BbCondition) cases[i].condition;
            facts->wants_repair = cases[i].wants_repair;
        }
        if (journal != NULL) {
            journal->endangered = cases[i].endangered;
            journal->was_endangered = cases[i].was_endangered;
            journal->is_locked = cases[i].is_locked;
        }
        g_assert_cmpint (bb_drive_get_safe (facts, journal), ==, cases[i].safe);
    }
}

/* "The drive is running, but …" is said only of a drive that runs: after an error while it was written, a drive in
 * recovery mode must keep its power until it is recovered. */
static void
test_only_a_running_drive_is_faulty (void)
{
    static const BbResultReason reasons[] = {BB_RESULT_REASON_NONE, BB_RESULT_REASON_POWER_CYCLE};
    static const struct {
        BbCondition condition;
        gboolean is_faulty;
    } cases[] = {
        {BB_CONDITION_NORMAL, TRUE},
        {BB_CONDITION_SPECIAL, FALSE},
        {BB_CONDITION_HALF_ALIVE, FALSE},
        {BB_CONDITION_DAMAGED, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases) * G_N_ELEMENTS (reasons); i++) {
        g_autoptr (BbResult) result = bb_result_new (BB_ACTION_FLASH);

        g_test_message ("%u", i);
        result->outcome = BB_OUTCOME_NEEDS_RECOVERY;
        result->reason = reasons[i % G_N_ELEMENTS (reasons)];
        result->facts = bb_facts_new (NULL);
        result->facts->condition = cases[i / G_N_ELEMENTS (reasons)].condition;
        result->journal = bb_journal_record_new ();
        result->journal->endangered = TRUE;
        result->journal->finish = BB_FINISH_FAULT;
        bb_result_conclude (result);
        g_assert_cmpint (result->safety == BB_SAFETY_FAULTY, ==, cases[i / G_N_ELEMENTS (reasons)].is_faulty);
    }
}

/* Another process that only reads the drive does not endanger it. An unknown action may write. */
static void
test_only_a_process_that_may_write_endangers_the_drive (void)
{
    static const struct {
        int action; /* a #BbAction; -1: unknown */
        gboolean may_write;
    } cases[] = {
        {BB_ACTION_LOOK, FALSE},
        {BB_ACTION_CHECK, FALSE},
        {BB_ACTION_BACKUP, FALSE},
        {BB_ACTION_VERIFY, FALSE},
        {BB_ACTION_REPORT, FALSE},
        {BB_ACTION_FLASH, TRUE},
        {BB_ACTION_ROLLBACK, TRUE},
        {BB_ACTION_RECOVER, TRUE},
        {BB_ACTION_CONVERT, TRUE},
        {BB_ACTION_BOOK_TYPE, TRUE},
        {-1, TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        const char *action = cases[i].action >= 0 ? bb_action_to_string ((BbAction) cases[i].action) : NULL;
        g_autoptr (GError) error = NULL;

        g_test_message ("%s", action != NULL ? action : "unknown");
        (void) bb_job_error_set (&error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_WORK, "burnbackctl", action);
        g_assert_cmpint (bb_busy_find_safety (error, NULL), ==,
                         cases[i].may_write ? BB_SAFETY_RUNNING : BB_SAFETY_NONE);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/drive-safe/follows-from-facts-and-journal", test_safe_follows_from_facts_and_journal);
    g_test_add_func ("/drive-safe/only-a-running-drive-is-faulty", test_only_a_running_drive_is_faulty);
    g_test_add_func ("/drive-safe/only-a-process-that-may-write-endangers-the-drive",
                     test_only_a_process_that_may_write_endangers_the_drive);
    return g_test_run ();
}
