/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include <string.h>

#define K355_WITH(quirks) JOB_RIG_NEC "Quirks=" quirks "\n"

/* Returns the result of a BOOK_TYPE job. @medium, @book: (nullable): not in the settings if %NULL */
static BbResult *
ask (JobRig *rig, const char *medium, const char *book, gboolean temporary, gboolean clear)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_BOOK_TYPE);
    GVariantDict settings;

    g_variant_dict_init (&settings, NULL);
    if (medium != NULL)
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_MEDIUM, "s", medium);
    if (book != NULL)
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_TYPE, "s", book);
    if (temporary)
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_TEMPORARY, "b", TRUE);
    if (clear)
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_CLEAR, "b", TRUE);
    request->settings = g_variant_ref_sink (g_variant_dict_end (&settings));
    return job_rig_run (rig, request);
}

/* Returns the result of a job that only reads the book types, and asserts that it succeeded. */
static BbResult *
show (JobRig *rig)
{
    BbResult *result = ask (rig, NULL, NULL, FALSE, FALSE);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_nonnull (result->books);
    return result;
}

static void
test_showing_changes_nothing (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = show (rig);
    const BbBook *book = &result->books->media[BB_BOOK_MEDIUM_DVD_PLUS_R];

    g_assert_cmpint (result->books->style, ==, BB_BOOK_STYLE_NEC);
    g_assert_true (book->known);
    g_assert_cmpstr (bb_book_to_id (book->permanent), ==, "dvd+r");
    g_assert_cmpint (book->n_changes_left, ==, 500);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    job_rig_assert_messages (result);
}

static void
test_a_permanent_setting_outlives_the_power (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) set = ask (rig, "dvd+r-dl", "dvd-rom", FALSE, FALSE);
    g_autoptr (BbResult) later = NULL;
    g_autoptr (BbResult) cleared = NULL;
    const BbBook *book;

    job_rig_assert_outcome (set, BB_OUTCOME_DONE);
    job_rig_assert_messages (set);
    g_assert_cmpint (set->reason, ==, BB_RESULT_REASON_BOOK_SET);
    g_assert_nonnull (strstr (set->message, "DVD+R DL"));
    g_assert_nonnull (strstr (set->message, "DVD-ROM"));
    g_assert_cmpint (set->safe, ==, BB_SAFE_YES);
    job_rig_restart (rig);
    later = show (rig);
    book = &later->books->media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL];
    g_assert_cmpuint (book->permanent, ==, 0x01);
    g_assert_cmpint (book->n_changes_left, ==, 499);
    cleared = ask (rig, NULL, NULL, FALSE, TRUE);
    job_rig_assert_outcome (cleared, BB_OUTCOME_DONE);
    g_assert_cmpint (cleared->reason, ==, BB_RESULT_REASON_BOOKS_CLEARED);
    book = &cleared->books->media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL];
    g_assert_cmpuint (book->permanent, ==, 0xE1);
    g_assert_cmpint (book->n_changes_left, ==, 500);
    job_rig_assert_no_violations (rig);
}

static void
test_a_temporary_setting_is_lost_without_power (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) set = ask (rig, "DVD+RW", "DVD-ROM", TRUE, FALSE);
    g_autoptr (BbResult) later = NULL;

    job_rig_assert_outcome (set, BB_OUTCOME_DONE);
    g_assert_cmpint (set->reason, ==, BB_RESULT_REASON_BOOK_SET_FOR_NOW);
    g_assert_true (set->books->media[BB_BOOK_MEDIUM_DVD_PLUS_RW].uses_temporary);
    g_assert_cmpuint (set->books->media[BB_BOOK_MEDIUM_DVD_PLUS_RW].permanent, ==, 0x92);
    job_rig_restart (rig);
    later = show (rig);
    g_assert_false (later->books->media[BB_BOOK_MEDIUM_DVD_PLUS_RW].uses_temporary);
}

static void
test_older_firmware_refuses_temporary_and_clear (void)
{
    g_autoptr (JobRig) rig = job_rig_new (K355_WITH ("book-type-version=0"), NULL);
    g_autoptr (BbResult) set = ask (rig, "dvd+r", "dvd-rom", FALSE, FALSE);
    g_autoptr (BbResult) temporary = ask (rig, "dvd+r", "dvd-rom", TRUE, FALSE);
    g_autoptr (BbResult) cleared = ask (rig, NULL, NULL, FALSE, TRUE);

    job_rig_assert_outcome (set, BB_OUTCOME_DONE);
    g_assert_cmpint (set->books->style, ==, BB_BOOK_STYLE_RICOH);
    g_assert_cmpint (set->books->media[BB_BOOK_MEDIUM_DVD_PLUS_R].n_changes_left, ==, -1);
    job_rig_assert_outcome (temporary, BB_OUTCOME_REFUSED);
    job_rig_assert_messages (temporary);
    job_rig_assert_outcome (cleared, BB_OUTCOME_REFUSED);
    job_rig_assert_messages (cleared);
}

static void
test_nonsense_is_refused_before_the_drive_is_asked (void)
{
    static const struct {
        const char *medium;
        const char *book;
        gboolean clear;
        const char *says;
    } rows[] = {{"cd-r", "dvd-rom", FALSE, "“cd-r”"},
                {"dvd+r", "bd-rom", FALSE, "“bd-rom”"},
                {"dvd+r", NULL, FALSE, ""},
                {NULL, "dvd-rom", FALSE, ""},
                {"dvd+r", "dvd-rom", TRUE, ""}};
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbResult) result = ask (rig, rows[i].medium, rows[i].book, FALSE, rows[i].clear);

        job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
        job_rig_assert_messages (result);
        g_assert_nonnull (strstr (result->message, rows[i].says));
    }
    g_assert_cmpuint (job_rig_n_commands (rig), ==, 0);
}

static void
test_a_drive_that_needs_recovery_is_refused (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=safe-mode\n", NULL);
    g_autoptr (BbResult) shown = ask (rig, NULL, NULL, FALSE, FALSE);
    g_autoptr (BbResult) set = ask (rig, "dvd+r", "dvd-rom", FALSE, FALSE);

    job_rig_assert_outcome (shown, BB_OUTCOME_REFUSED);
    job_rig_assert_outcome (set, BB_OUTCOME_REFUSED);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_families_without_book_types_are_refused (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (BbResult) result = ask (rig, NULL, NULL, FALSE, FALSE);

    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    job_rig_assert_messages (result);
}

/* The drive answers the command with GOOD, but does not change the book type. */
static void
test_an_ignored_setting_is_an_error (void)
{
    static const struct {
        const char *scenario;
        const char *fault;
    } rows[] = {{JOB_RIG_NEC, "At=opcode:C9:1;Kind=silent;Times=1"},
                {K355_WITH ("book-type-version=0"), "At=opcode:F9:1;Kind=silent;Times=1"}};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (rows[i].scenario, NULL);
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, rows[i].fault);
        result = ask (rig, "dvd+r", "dvd-rom", FALSE, FALSE);
        job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
        g_assert_nonnull (strstr (result->message, "still reports"));
        job_rig_assert_messages (result);
    }
}

/* The drive reports a hardware error when the book type is set. The job must not try the command of older drives, and
 * its message must not say that the drive does not support book types. */
static void
test_a_hardware_error_is_reported (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = NULL;

    bb_sim_store_set_logging (rig->store, TRUE);
    job_rig_fault (rig, "At=opcode:C9:1;Kind=sense;Sense=4/44/00");
    result = ask (rig, "dvd+r", "dvd-rom", FALSE, FALSE);
    g_assert_cmpuint (job_rig_count_commands (rig, "C9"), ==, 1);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_error (result->error, BB_SCSI_ERROR, BB_SCSI_ERROR_HARDWARE);
    g_assert_null (strstr (result->message, "does not support"));
    g_assert_nonnull (strstr (result->message, "(4/44/00)"));
    job_rig_assert_messages (result);
}

/* After a reset, the drive reports two unit attentions before it executes a command. The job must not take them for
 * a rejection of the command, and must set the book type. */
static void
test_unit_attentions_are_no_refusal (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=opcode:C9:1;Kind=sense;Sense=6/29/00;Times=2");
    result = ask (rig, "dvd+r", "dvd-rom", FALSE, FALSE);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->books->style, ==, BB_BOOK_STYLE_NEC);
}

/* The drive is disconnected at the command C9h with the number `nth`. The first two such commands set the book type,
 * the next ones read it back and then list all book types. If the job fails, it must say that it is unknown whether
 * the book type was changed. It must never say that nothing was changed. */
static void
test_an_uncertain_change_is_not_called_unchanged (void)
{
    guint n_uncertain = 0;

    for (guint nth = 1; nth <= 9; nth++) {
        g_autofree char *fault = g_strdup_printf ("At=opcode:C9:%u;Kind=unplug", nth);
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, fault);
        result = ask (rig, "dvd+r", "dvd-rom", FALSE, FALSE);
        g_test_message ("%u: %s", nth, result->message);
        job_rig_assert_messages (result);
        g_assert_null (strstr (result->message, "Nothing on the drive was changed."));
        if (result->outcome == BB_OUTCOME_DONE)
            continue;
        n_uncertain++;
        job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
        g_assert_error (result->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
        g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_BOOK_UNDECIDED);
        g_assert_cmpstr (result->message, ==,
                         "The drive was disconnected or lost power. It is unknown whether the book type was changed. "
                         "Nothing else was changed.");
    }
    g_assert_cmpuint (n_uncertain, ==, 8);
}

/* The drive is disconnected before it is identified. */
static void
test_a_lost_drive_is_reported (void)
{
    for (guint i = 0; i < 2; i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, "At=opcode:12:1;Kind=unplug");
        result = i == 0 ? ask (rig, NULL, NULL, FALSE, FALSE) : ask (rig, "dvd+r", "dvd-rom", FALSE, FALSE);
        g_assert_error (result->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
        job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
        job_rig_assert_messages (result);
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    }
}

static BbResult *
look (JobRig *rig, BbJobFlags flags)
{
    return job_rig_do (rig, BB_ACTION_LOOK, NULL, flags, BB_ON_FAILURE_ASK);
}

static void
test_region_state_is_reported_on_request (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (JobRig) free_rig = job_rig_new (K355_WITH ("region-free"), NULL);
    g_autoptr (BbResult) plain = look (rig, 0);
    g_autoptr (BbResult) detailed = look (rig, BB_JOB_FLAG_DETAILS);
    g_autoptr (BbResult) region_free = look (free_rig, BB_JOB_FLAG_DETAILS);

    g_assert_null (plain->region);
    g_assert_null (plain->books);
    g_assert_nonnull (detailed->region);
    g_assert_cmpint (detailed->region->scheme, ==, BB_DVD_REGION_RPC_2);
    g_assert_cmpuint (detailed->region->region, ==, 0);
    g_assert_cmpuint (detailed->region->n_user_changes, ==, 5);
    g_assert_cmpuint (detailed->region->n_vendor_changes, ==, 4);
    g_assert_nonnull (detailed->books);
    g_assert_nonnull (region_free->region);
    g_assert_cmpint (region_free->region->scheme, ==, BB_DVD_REGION_RPC_1);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* LOOK also reads region and book types (BB_JOB_FLAG_DETAILS), and @fault disconnects the drive during one of these
 * reads. Exactly one note must say so, and the result must have the details that were read before. */
static void
test_details_that_cannot_be_read_are_noted (void)
{
    static const struct {
        const char *fault;
        gboolean has_region;
        gboolean has_books;
    } rows[] = {
        {NULL, TRUE, TRUE},
        {"At=opcode:A4:1;Kind=unplug", FALSE, FALSE},
        {"At=opcode:C9:1;Kind=unplug", TRUE, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbResult) result = NULL;
        guint n_notes = 0;

        if (rows[i].fault != NULL)
            job_rig_fault (rig, rows[i].fault);
        result = look (rig, BB_JOB_FLAG_DETAILS);
        for (guint j = 0; result->notes != NULL && result->notes[j] != NULL; j++)
            n_notes += strstr (result->notes[j], "disconnected") != NULL ? 1 : 0;
        g_test_message ("row %u", i);
        g_assert_cmpuint (n_notes, ==, rows[i].fault != NULL ? 1 : 0);
        g_assert_cmpint (result->region != NULL, ==, rows[i].has_region);
        g_assert_cmpint (result->books != NULL, ==, rows[i].has_books);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/flow-booktype/show", test_showing_changes_nothing);
    g_test_add_func ("/flow-booktype/permanent", test_a_permanent_setting_outlives_the_power);
    g_test_add_func ("/flow-booktype/temporary", test_a_temporary_setting_is_lost_without_power);
    g_test_add_func ("/flow-booktype/ricoh", test_older_firmware_refuses_temporary_and_clear);
    g_test_add_func ("/flow-booktype/nonsense", test_nonsense_is_refused_before_the_drive_is_asked);
    g_test_add_func ("/flow-booktype/recovery-mode", test_a_drive_that_needs_recovery_is_refused);
    g_test_add_func ("/flow-booktype/other", test_families_without_book_types_are_refused);
    g_test_add_func ("/flow-booktype/silent", test_an_ignored_setting_is_an_error);
    g_test_add_func ("/flow-booktype/unit-attentions", test_unit_attentions_are_no_refusal);
    g_test_add_func ("/flow-booktype/hardware-error", test_a_hardware_error_is_reported);
    g_test_add_func ("/flow-booktype/uncertain", test_an_uncertain_change_is_not_called_unchanged);
    g_test_add_func ("/flow-booktype/lost", test_a_lost_drive_is_reported);
    g_test_add_func ("/flow-booktype/details-that-cannot-be-read", test_details_that_cannot_be_read_are_noted);
    g_test_add_func ("/region", test_region_state_is_reported_on_request);
    return g_test_run ();
}
