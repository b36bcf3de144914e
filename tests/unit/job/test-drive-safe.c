/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

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

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/drive-safe/follows-from-facts-and-journal", test_safe_follows_from_facts_and_journal);
    return g_test_run ();
}
