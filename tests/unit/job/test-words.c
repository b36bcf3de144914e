/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "catalog/bb-catalog.h"
#include "firmware/bb-archive.h"
#include "job-rig.h"
#include "job/flow/bb-runner.h"
#include "job/words/bb-words.h"
#include "scsi/bb-bytes.h"

#include <gio/gio.h>

/* What a stranger reads when something failed: what happened, whether the drive is safe, and what to do next. */

#define DRIVE "sr0"
/* Of errors that carry a sentence of their own. */
#define SAID "Something is so."

typedef struct {
    const char *name;
    GQuark (*domain) (void);
    int last;
    gboolean each_its_own; /* every code has other words */
} Domain;

static const Domain domains[] = {
    {"transport", bb_transport_error_quark, BB_TRANSPORT_ERROR_NOT_RECORDED, TRUE},
    {"run", bb_run_error_quark, BB_RUN_ERROR_JOURNAL, TRUE},
    {"scsi", bb_scsi_error_quark, BB_SCSI_ERROR_OTHER, FALSE},
    {"store", bb_store_error_quark, BB_STORE_ERROR_INCOMPLETE, FALSE},
    {"family", bb_family_error_quark, BB_FAMILY_ERROR_UNEXPECTED, FALSE},
    {"job", bb_job_error_quark, BB_JOB_ERROR_BUSY, FALSE},
    {"image", bb_image_error_quark, BB_IMAGE_ERROR_CHANGED, FALSE},
    {"archive", bb_archive_error_quark, BB_ARCHIVE_ERROR_LIMIT, FALSE},
    {"catalog", bb_catalog_error_quark, BB_CATALOG_ERROR_NOT_FOUND, FALSE},
    {"bytes", bb_bytes_error_quark, BB_BYTES_ERROR_BOUNDS, FALSE},
    {"file", g_file_error_quark, G_FILE_ERROR_FAILED, FALSE},
    {"io", g_io_error_quark, G_IO_ERROR_CANCELLED, FALSE},
};

/* One of these is in everything that is said of a drive that was to be changed. */
static const char *const safe_words[] = {
    "The drive is as it was",         "the drive is as it was", "Nothing was changed",     "Nothing was written",
    "Nothing was done with a drive",  "Nothing was sent",       "The drive runs revision", "The drive is well",
    "the firmware was read back",     "It cannot be proved",    "It cannot be believed",   "nothing was written",
    "The drive says that it runs",    "What was read back is",  "still has its old",       "still runs the one",
    "The drive has no complete firm",
};

static gboolean
tells_safety (const char *text)
{
    for (guint i = 0; i < G_N_ELEMENTS (safe_words); i++) {
        if (strstr (text, safe_words[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Whole sentences, and no word that only a programmer knows. */
static void
assert_is_plain (const char *text)
{
    static const char *const tokens[] = {"BB_", "bb_", "bb-", "G_IO", "(null)", "  ", "..", " .", ".)"};

    g_assert_nonnull (text);
    g_assert_true (g_str_has_suffix (text, "."));
    g_assert_true (g_unichar_isupper (g_utf8_get_char (text)) || g_str_has_prefix (text, DRIVE));
    for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
        if (strstr (text, tokens[i]) != NULL)
            g_error ("\"%s\" is in: %s", tokens[i], text);
    }
}

static BbResult *
tell (BbAction action, BbOutcome outcome, BbCause cause, const GError *error)
{
    BbResult *result = bb_result_new (action);

    result->outcome = outcome;
    result->proof = outcome == BB_OUTCOME_WRITTEN ? BB_PROOF_PENDING : BB_PROOF_PROVEN;
    result->revision_after = outcome == BB_OUTCOME_NEEDS_RECOVERY ? NULL : g_strdup ("1.05");
    bb_words_tell (result, cause, DRIVE, error);
    return result;
}

static gboolean
changes_drives (BbAction action)
{
    return action == BB_ACTION_FLASH || action == BB_ACTION_ROLLBACK || action == BB_ACTION_RECOVER ||
           action == BB_ACTION_CONVERT;
}

/* --- one end --- */

static void
assert_next (const BbResult *result, const char *where)
{
    if (result->next == NULL)
        g_error ("%s: not said what to do next: %s", where, result->message);
    assert_is_plain (result->next);
    if (result->safe == BB_SAFE_NO && strstr (result->next, DRIVE) == NULL)
        g_error ("%s: not said which drive: %s", where, result->next);
}

/* What is said does not speak against itself. */
static void
assert_fits_together (const BbResult *result, const GError *error, const char *where)
{
    gboolean is_gone = g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    gboolean broken = strstr (result->message, "no complete firmware") != NULL;

    if (broken != (result->safe == BB_SAFE_NO))
        g_error ("%s: safe is %d, and it says: %s", where, result->safe, result->message);
    if (is_gone && strstr (result->message, "can be used") != NULL)
        g_error ("%s: a drive that is gone cannot be used: %s", where, result->message);
    if (is_gone && result->outcome != BB_OUTCOME_ROLLED_BACK && result->outcome != BB_OUTCOME_WRITTEN &&
        strstr (result->next, "lug ") == NULL)
        g_error ("%s: a drive that is gone must come back first: %s", where, result->next);
}

static void
assert_told (const BbResult *result, const GError *error, const char *where)
{
    g_autofree char *happened = bb_words_dup_error (error);

    assert_is_plain (result->message);
    /* what happened comes first */
    if (!g_str_has_prefix (result->message, happened))
        g_error ("%s: not said what happened: %s", where, result->message);
    if (!tells_safety (result->message))
        g_error ("%s: not said whether the drive is safe: %s", where, result->message);
    assert_next (result, where);
    assert_fits_together (result, error, where);
}

static void
check_error (const Domain *domain, const GError *error)
{
    static const BbCause causes[] = {BB_CAUSE_NONE, BB_CAUSE_POWER_CYCLE, BB_CAUSE_INTERRUPTED};

    for (int action = BB_ACTION_LOOK; action <= BB_ACTION_REPORT; action++) {
        for (int outcome = BB_OUTCOME_WRITTEN; outcome <= BB_OUTCOME_NOT_FOUND; outcome++) {
            for (guint c = 0; c < G_N_ELEMENTS (causes); c++) {
                g_autoptr (BbResult) result = NULL;
                g_autofree char *where =
                    g_strdup_printf ("%s %d, %s, %s, cause %u", domain->name, error->code,
                                     bb_action_to_string (action), bb_outcome_to_string (outcome), causes[c]);

                /* a drive is only left broken, or written, by what writes */
                if (!changes_drives (action) && (outcome == BB_OUTCOME_WRITTEN || outcome == BB_OUTCOME_ROLLED_BACK ||
                                                 outcome == BB_OUTCOME_NEEDS_RECOVERY || causes[c] != BB_CAUSE_NONE))
                    continue;
                /* it is told of what ended early */
                if (causes[c] == BB_CAUSE_INTERRUPTED &&
                    (outcome == BB_OUTCOME_WRITTEN || outcome == BB_OUTCOME_ROLLED_BACK))
                    continue;
                result = tell (action, outcome, causes[c], error);
                assert_told (result, error, where);
            }
        }
    }
}

static void
test_every_error_in_every_state (gconstpointer data)
{
    const Domain *domain = data;

    for (int code = 0; code <= domain->last; code++) {
        g_autoptr (GError) error = g_error_new_literal (domain->domain (), code, SAID);

        check_error (domain, error);
    }
}

/* A code that somebody adds gets words of its own, not those of another. */
static void
test_every_code_has_its_own_words (void)
{
    for (guint d = 0; d < G_N_ELEMENTS (domains); d++) {
        g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

        for (int code = 0; domains[d].each_its_own && code <= domains[d].last; code++) {
            g_autoptr (GError) error = g_error_new_literal (domains[d].domain (), code, SAID);

            if (!g_hash_table_add (seen, bb_words_dup_error (error)))
                g_error ("%s error %d is told as another one", domains[d].name, code);
        }
    }
}

/* --- ends without an error --- */

static void
test_every_cause_in_every_state (void)
{
    for (int cause = BB_CAUSE_NONE; cause <= BB_CAUSE_INTERRUPTED; cause++) {
        for (int outcome = BB_OUTCOME_DONE; outcome <= BB_OUTCOME_NOT_FOUND; outcome++) {
            g_autoptr (BbResult) result = tell (BB_ACTION_RECOVER, outcome, cause, NULL);
            g_autofree char *where = g_strdup_printf ("cause %d, outcome %s", cause, bb_outcome_to_string (outcome));

            /* it is told of what ended early */
            if (cause == BB_CAUSE_INTERRUPTED &&
                (outcome == BB_OUTCOME_DONE || outcome == BB_OUTCOME_WRITTEN || outcome == BB_OUTCOME_ROLLED_BACK))
                continue;
            assert_is_plain (result->message);
            if (!tells_safety (result->message))
                g_error ("%s: not said whether the drive is safe: %s", where, result->message);
            if (outcome != BB_OUTCOME_DONE)
                assert_next (result, where);
            g_assert_cmpint (result->safe == BB_SAFE_NO, ==,
                             outcome == BB_OUTCOME_NEEDS_RECOVERY || cause == BB_CAUSE_INTERRUPTED);
        }
    }
}

/* The remedy is that of the error, not one for all. */
static void
test_next_is_what_helps_against_the_error (void)
{
    static const struct {
        GQuark (*domain) (void);
        int code;
        BbOutcome outcome;
        const char *helps;
    } cases[] = {
        {bb_transport_error_quark, BB_TRANSPORT_ERROR_IN_USE, BB_OUTCOME_NOT_PERMITTED, "Close the other program"},
        {bb_transport_error_quark, BB_TRANSPORT_ERROR_NO_NODE, BB_OUTCOME_UNCHANGED, "modprobe sg"},
        {bb_transport_error_quark, BB_TRANSPORT_ERROR_GONE, BB_OUTCOME_UNCHANGED, "Plug the drive back in"},
        {bb_transport_error_quark, BB_TRANSPORT_ERROR_GONE, BB_OUTCOME_NEEDS_RECOVERY, "Plug sr0 back"},
        {bb_store_error_quark, BB_STORE_ERROR_UNWRITABLE, BB_OUTCOME_UNCHANGED, "Make room"},
        {bb_store_error_quark, BB_STORE_ERROR_NOT_PERMITTED, BB_OUTCOME_NOT_PERMITTED, "may write"},
        {bb_job_error_quark, BB_JOB_ERROR_BUSY, BB_OUTCOME_NOT_PERMITTED, "other program"},
        {bb_store_error_quark, BB_STORE_ERROR_DAMAGED, BB_OUTCOME_REFUSED, "another backup"},
        {bb_run_error_quark, BB_RUN_ERROR_JOURNAL, BB_OUTCOME_UNCHANGED, "Make room"},
        {bb_run_error_quark, BB_RUN_ERROR_NOT_REFUSED, BB_OUTCOME_UNCHANGED, "without the bridge"},
        {bb_image_error_quark, BB_IMAGE_ERROR_UNREADABLE, BB_OUTCOME_REFUSED, "another firmware file"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = g_error_new_literal (cases[i].domain (), cases[i].code, SAID);
        g_autoptr (BbResult) result = tell (BB_ACTION_FLASH, cases[i].outcome, BB_CAUSE_NONE, error);

        if (strstr (result->next, cases[i].helps) == NULL)
            g_error ("case %u: \"%s\" is not in: %s", i, cases[i].helps, result->next);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint d = 0; d < G_N_ELEMENTS (domains); d++) {
        g_autofree char *path = g_strdup_printf ("/words/every-error-in-every-state/%s", domains[d].name);

        g_test_add_data_func (path, &domains[d], test_every_error_in_every_state);
    }
    g_test_add_func ("/words/every-code-has-its-own-words", test_every_code_has_its_own_words);
    g_test_add_func ("/words/every-cause-in-every-state", test_every_cause_in_every_state);
    g_test_add_func ("/words/next-is-what-helps-against-the-error", test_next_is_what_helps_against_the_error);
    return g_test_run ();
}
