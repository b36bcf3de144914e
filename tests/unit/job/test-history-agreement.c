/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/engine/bb-history.h"
#include "job/flow/bb-history-end.h"
#include "job/words/bb-words.h"

#include <string.h>

/* Journal, history, state of the drive and result of the job describe one event: they must agree.
 * Tests bb-history-end.c, bb-words-history.c and the entries of bb-history.c. */

/* --- every possible journal record --- */

typedef struct {
    const char *name;
    const char *image;
    const char *revision;
} Target;

static const Target targets[] = {
    {"new", "images/new.bin", "1.07"},
    {"old", "images/old.bin", "1.05"},
    {"third", "images/third.bin", "1.08"},
    {"third-of-no-revision", "images/third.bin", NULL},
    {"identity", NULL, NULL},
};
static const char *const results[] = {"done",          "written",   "unchanged",  "refused", "rolled-back",
                                      "not-permitted", "not-found", "superseded", NULL};

static gboolean
says (const BbHistoryEntry *entry, const char *words)
{
    return strstr (entry->how, words) != NULL;
}

/* TRUE if the sentence of @entry says that the firmware was not verified, or not yet. */
static gboolean
says_not_verified (const BbHistoryEntry *entry)
{
    return says (entry, "not verified") || says (entry, "not been verified");
}

#define ASSERT_SAME(name, one, other)                                                                     \
    if ((one) != (other))                                                                                 \
    g_error ("%s: “%s” (%s), but: %s (%s != %s)", name, bb_words_history_end (entry->end), entry->result, \
             entry->how, #one, #other)

/* Asserts that name of the operation, short label of the end and the sentence about it in @entry do not contradict
 * each other. */
static void
assert_label_and_text_agree (const char *name, const BbHistoryEntry *entry)
{
    gboolean is_verified = entry->end == BB_HISTORY_PROVED || entry->end == BB_HISTORY_PUT_BACK;
    gboolean has_written = entry->end == BB_HISTORY_PROVED || entry->end == BB_HISTORY_UNPROVED;

    /* Only an operation that wrote its firmware, and did not fail after that, was done and not only tried. */
    if (g_str_has_prefix (entry->what, "Tried to ") != (!has_written || says (entry, "failed")))
        g_error ("%s: “%s”, “%s”, but: %s", name, entry->what, bb_words_history_end (entry->end), entry->how);

    if (entry->end == BB_HISTORY_PROVED && says (entry, "failed"))
        g_error ("%s: “%s”, but: %s", name, bb_words_history_end (entry->end), entry->how);
    if (is_verified && says_not_verified (entry))
        g_error ("%s: “%s”, but: %s", name, bb_words_history_end (entry->end), entry->how);
    ASSERT_SAME (name, entry->end == BB_HISTORY_UNPROVED, says_not_verified (entry));
    ASSERT_SAME (name, entry->end == BB_HISTORY_UNCHANGED,
                 says (entry, "Nothing ") || says (entry, "was not changed"));
    ASSERT_SAME (name, entry->end == BB_HISTORY_OPEN,
                 says (entry, "Recover the drive") || says (entry, "seems to be worn"));
    ASSERT_SAME (name, entry->end == BB_HISTORY_REPLACED, says (entry, "was written and is now running"));
    ASSERT_SAME (name, entry->end == BB_HISTORY_PUT_BACK,
                 says (entry, "previous firmware was restored") && !says_not_verified (entry));
}

/* Asserts that the sentence for users and the revision for programs (@revision_after) name the same firmware. */
static void
assert_revision_and_text_agree (const char *name, const BbHistoryEntry *entry, const Target *target)
{
    gboolean has_third = g_str_has_prefix (target->name, "third");

    if (entry->end == BB_HISTORY_UNCHANGED || says (entry, "previous firmware was restored"))
        g_assert_cmpstr (entry->revision_after, ==, entry->revision_before);
    if (has_third && target->revision != NULL && entry->revision_after != NULL &&
        !g_str_equal (entry->revision_after, entry->revision_before) && !says (entry, target->revision))
        g_error ("%s: %s is in the drive, but: %s", name, entry->revision_after, entry->how);
    if (has_third && says (entry, "Written"))
        g_error ("%s: 1.07 is not in the drive, but: %s", name, entry->how);
}

/* Returns (transfer full) the only entry of the history. */
static BbHistoryEntry *
only_entry (const char *folder, BbDriveDetails *details, BbFacts *facts)
{
    g_autoptr (GPtrArray) entries = bb_history_list (folder, details, facts, NULL);

    g_assert_cmpuint (entries->len, ==, 1);
    g_ptr_array_set_free_func (entries, NULL);
    return g_ptr_array_index (entries, 0);
}

static void
set_text (char **text, const char *to)
{
    g_free (*text);
    *text = g_strdup (to);
}

/* Writes a journal with @target, @result and @proof, and asserts that the texts of its only history entry do not
 * contradict each other. @result: result of the closed journal; with "open" and "awaiting", the journal stays open.
 * @proof: (nullable) */
static void
assert_record_is_told_once (const Target *target, const char *result, const char *proof)
{
    g_autofree char *name = g_strdup_printf ("%s, %s, %s", target->name, result, proof);
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbDriveDetails) details = job_rig_details ("ONE");
    g_autoptr (BbFacts) facts = job_rig_facts ("aa");
    g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
    g_autoptr (BbJournal) journal = NULL;
    BbHistoryEntry *entry;

    set_text (&record->new_image, target->image != NULL ? targets[0].image : NULL);
    set_text (&record->old_image, target->image != NULL ? targets[1].image : NULL);
    set_text (&record->target_image, target->image);
    journal = job_rig_begin_journal (folder, record);
    if (target->image != NULL)
        g_assert_true (bb_journal_add_target (journal, target->image, target->revision, 40, NULL));
    g_assert_true (bb_journal_add_step (journal, 20, TRUE, NULL));
    if (proof != NULL)
        g_assert_true (bb_journal_add_proof (journal, proof, FALSE, NULL));
    if (g_str_equal (result, "awaiting"))
        g_assert_true (bb_journal_add_state (journal, BB_JOURNAL_AWAIT_POWER_CYCLE, NULL));
    else if (!g_str_equal (result, "open"))
        g_assert_true (bb_journal_close (journal, result, NULL));
    g_clear_pointer (&journal, bb_journal_free);
    entry = only_entry (folder, details, facts);
    assert_label_and_text_agree (name, entry);
    assert_revision_and_text_agree (name, entry, target);
    bb_history_entry_free (entry);
    job_rig_remove_folder (folder);
}

static void
test_label_text_and_revision_of_every_record_agree (void)
{
    static const char *const left[] = {"open", "awaiting", NULL};

    for (guint i = 0; i < G_N_ELEMENTS (targets); i++) {
        for (guint j = 0; results[j] != NULL; j++) {
            gboolean is_proved = g_str_equal (results[j], "done") || g_str_equal (results[j], "rolled-back");

            assert_record_is_told_once (&targets[i], results[j], NULL);
            if (is_proved && targets[i].image != NULL) {
                assert_record_is_told_once (&targets[i], results[j], "proven");
                assert_record_is_told_once (&targets[i], results[j], "identity");
            }
        }
        for (guint j = 0; left[j] != NULL; j++)
            assert_record_is_told_once (&targets[i], left[j], NULL);
    }
}

/* --- single entries --- */

/* New boot code was not written, and the old firmware was restored but is not verified yet. The history must not ask
 * for firmware for new boot code. */
static void
test_boot_code_that_was_undone_was_not_changed (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbDriveDetails) details = job_rig_details ("ONE");
    g_autoptr (BbFacts) facts = job_rig_facts ("aa");
    g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
    g_autoptr (BbJournal) journal = NULL;
    BbHistoryEntry *entry;

    set_text (&record->action, bb_action_to_string (BB_ACTION_CONVERT));
    journal = job_rig_begin_journal (folder, record);
    g_assert_true (bb_journal_add_target (journal, record->old_image, "1.05", 40, NULL));
    g_assert_true (bb_journal_add_state (journal, BB_JOURNAL_AWAIT_POWER_CYCLE, NULL));
    g_clear_pointer (&journal, bb_journal_free);
    entry = only_entry (folder, details, facts);
    g_assert_cmpstr (entry->what, ==, "Tried to change the boot code");
    assert_label_and_text_agree ("undone conversion", entry);
    bb_history_entry_free (entry);
    job_rig_remove_folder (folder);
}

/* Equal revisions of different models are different firmware, so it was not flashed "again". The history must name
 * the model of the firmware. The journal keeps this name. */
static void
test_equal_revision_of_another_model_is_not_the_same_firmware (void)
{
    static const struct {
        const char *model, *revision, *what;
    } rows[] = {
        {NULL, "1.05", "Flashed 1.05 again"},
        {"BU40N", "1.05", "Flashed BU40N 1.05 over 1.05"},
        {"BU40N", "1.07", "Flashed 1.07 over 1.05"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *folder = job_rig_make_folder ();
        g_autoptr (BbDriveDetails) details = job_rig_details ("ONE");
        g_autoptr (BbFacts) facts = job_rig_facts ("aa");
        g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
        g_autoptr (BbJournal) journal = NULL;
        BbHistoryEntry *entry;

        set_text (&record->new_revision, rows[i].revision);
        set_text (&record->other_model, rows[i].model);
        journal = job_rig_begin_journal (folder, record);
        g_assert_true (bb_journal_close (journal, "done", NULL));
        g_clear_pointer (&journal, bb_journal_free);
        entry = only_entry (folder, details, facts);
        g_assert_cmpstr (entry->what, ==, rows[i].what);
        bb_history_entry_free (entry);
        job_rig_remove_folder (folder);
    }
}

/* The old image was written to the drive, and the journal names no revision for this target. The history must show
 * the revision of the old firmware. */
static void
test_the_old_image_has_the_old_revision (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbDriveDetails) details = job_rig_details ("ONE");
    g_autoptr (BbFacts) facts = job_rig_facts ("aa");
    g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
    g_autoptr (BbJournal) journal = job_rig_begin_journal (folder, record);
    BbHistoryEntry *entry;

    g_assert_true (bb_journal_add_target (journal, record->old_image, NULL, 40, NULL));
    g_assert_true (bb_journal_close (journal, "written", NULL));
    entry = only_entry (folder, details, facts);
    g_assert_cmpint (entry->end, ==, BB_HISTORY_UNPROVED);
    g_assert_cmpstr (entry->revision_after, ==, record->revision);
    bb_history_entry_free (entry);
    job_rig_remove_folder (folder);
}

/* Nothing verifies the firmware after the journal was closed, so the verification is not pending. */
static void
test_only_an_open_journal_waits_for_the_verification (void)
{
    for (guint i = 0; i < 2; i++) {
        gboolean is_closed = i == 1;
        g_autofree char *folder = job_rig_make_folder ();
        g_autoptr (BbDriveDetails) details = job_rig_details ("ONE");
        g_autoptr (BbFacts) facts = job_rig_facts ("aa");
        g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
        g_autoptr (BbJournal) journal = job_rig_begin_journal (folder, record);
        BbHistoryEntry *entry;

        g_assert_true (bb_journal_add_state (journal, BB_JOURNAL_AWAIT_POWER_CYCLE, NULL));
        if (is_closed)
            g_assert_true (bb_journal_close (journal, "written", NULL));
        g_clear_pointer (&journal, bb_journal_free);
        entry = only_entry (folder, details, facts);
        g_assert_cmpint (entry->end, ==, BB_HISTORY_UNPROVED);
        g_assert_cmpstr (entry->verified, ==, bb_proof_to_string (is_closed ? BB_PROOF_UNPROVEN : BB_PROOF_PENDING));
        bb_history_entry_free (entry);
        job_rig_remove_folder (folder);
    }
}

/* Without a copy of the old image, only equal revisions show that the old firmware was restored. Two unknown
 * revisions are not equal. */
static void
test_unknown_revisions_do_not_show_that_firmware_was_restored (void)
{
    static const struct {
        const char *revision, *target_revision;
        gboolean is_restored;
    } rows[] = {
        {"1.05", "1.05", TRUE},
        {"1.05", "1.08", FALSE},
        {"1.05", NULL, FALSE},
        {NULL, NULL, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");

        g_test_message ("row %u", i);
        set_text (&record->old_image, NULL);
        set_text (&record->target_image, "images/third.bin");
        set_text (&record->revision, rows[i].revision);
        set_text (&record->target_revision, rows[i].target_revision);
        g_assert_cmpint (bb_history_is_restored (record), ==, rows[i].is_restored);
        g_assert_cmpint (bb_history_is_replaced (record), ==, !rows[i].is_restored);
    }
}

/* The window shows the entries again if one of these members has changed. */
static void
test_each_shown_member_makes_entries_differ (void)
{
    const BbHistoryEntry entry = {.id = (char *) "sr0-1",
                                  .started = 1700000000,
                                  .end = BB_HISTORY_PROVED,
                                  .what = (char *) "Flashed",
                                  .how = (char *) "Verified.",
                                  .backup_id = (char *) "kept"};
    BbHistoryEntry others[] = {entry, entry, entry, entry, entry, entry, entry};
    BbHistoryEntry same = entry;

    others[0].id = (char *) "sr0-2";
    others[1].started++;
    others[2].end = BB_HISTORY_UNPROVED;
    others[3].what = (char *) "Tried to flash";
    others[4].how = (char *) "Not verified.";
    others[5].backup_id = (char *) "other";
    others[6].backup_id = NULL;
    g_assert_true (bb_history_entry_equal (&entry, &same));
    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        g_test_message ("member %u", i);
        g_assert_false (bb_history_entry_equal (&entry, &others[i]));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/history-agreement/label-text-and-revision-of-every-record-agree",
                     test_label_text_and_revision_of_every_record_agree);
    g_test_add_func ("/history-agreement/the-old-image-has-the-old-revision",
                     test_the_old_image_has_the_old_revision);
    g_test_add_func ("/history-agreement/boot-code-that-was-undone-was-not-changed",
                     test_boot_code_that_was_undone_was_not_changed);
    g_test_add_func ("/history-agreement/equal-revision-of-another-model-is-not-the-same-firmware",
                     test_equal_revision_of_another_model_is_not_the_same_firmware);
    g_test_add_func ("/history-agreement/only-an-open-journal-waits-for-the-verification",
                     test_only_an_open_journal_waits_for_the_verification);
    g_test_add_func ("/history-agreement/unknown-revisions-do-not-show-that-firmware-was-restored",
                     test_unknown_revisions_do_not_show_that_firmware_was_restored);
    g_test_add_func ("/history-agreement/each-shown-member-makes-entries-differ",
                     test_each_shown_member_makes_entries_differ);
    return g_test_run ();
}
