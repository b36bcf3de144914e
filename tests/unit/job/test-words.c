/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "firmware/bb-archive.h"
#include "job-rig.h"
#include "job/flow/bb-runner.h"
#include "job/words/bb-words.h"
#include "scsi/bb-bytes.h"
#include "sentence.h"

#include <gio/gio.h>
/* The sentences of a result: what happened, whether the drive is safe, and what to do next.
 * Also tests bb-job-error.c, bb-result.c, bb-result-parameters.c, bb-words-error.c, bb-words-next.c,
 * bb-words-note.c and bb-words-result.c. */

typedef struct {
    const char *name;
    GQuark (*domain) (void);
    int last;
    gboolean each_its_own; /* each code has another sentence */
} Domain;

static const Domain domains[] = {
    {"transport", bb_transport_error_quark, BB_TRANSPORT_ERROR_NOT_RECORDED, TRUE},
    {"run", bb_run_error_quark, BB_RUN_ERROR_NOT_WRITTEN, TRUE},
    {"scsi", bb_scsi_error_quark, BB_SCSI_ERROR_OTHER, FALSE},
    {"store", bb_store_error_quark, BB_STORE_ERROR_NOT_PERMITTED, FALSE},
    {"family", bb_family_error_quark, BB_FAMILY_ERROR_NOT_FIRMWARE, FALSE},
    {"job", bb_job_error_quark, BB_JOB_ERROR_BUSY, FALSE},
    {"image", bb_image_error_quark, BB_IMAGE_ERROR_CHANGED, FALSE},
    {"archive", bb_archive_error_quark, BB_ARCHIVE_ERROR_TOO_DEEP, FALSE},
    {"catalog", bb_catalog_error_quark, BB_CATALOG_ERROR_NOT_FOUND, FALSE},
    {"bytes", bb_bytes_error_quark, BB_BYTES_ERROR_BOUNDS, FALSE},
    {"file", g_file_error_quark, G_FILE_ERROR_FAILED, FALSE},
    {"io", g_io_error_quark, G_IO_ERROR_CANCELLED, FALSE},
};

/* The outcomes and safeties that each reason may have. */
#define OUT(name) (1u << BB_OUTCOME_##name)
#define SAFE(name) (1u << BB_SAFETY_##name)
#define NOTHING_DONE (OUT (UNCHANGED) | OUT (REFUSED) | OUT (NOT_PERMITTED) | OUT (NOT_FOUND))
#define BROKEN (SAFE (POWERED) | SAFE (UNPLUGGED))

typedef struct {
    guint outcomes;
    guint safeties;
    gboolean has_words; /* the reason has a sentence of its own, which does not depend on the error */
} Expected;

static const Expected expected[] = {
    [BB_RESULT_REASON_NONE] = {(1u << BB_N_OUTCOMES) - 1, (1u << BB_N_SAFETIES) - 1, FALSE},
    [BB_RESULT_REASON_SILENT] = {OUT (UNCHANGED) | OUT (NEEDS_RECOVERY), SAFE (UNTOUCHED) | SAFE (RUNNING) | BROKEN,
                                 TRUE},
    [BB_RESULT_REASON_WORN] = {OUT (NEEDS_RECOVERY), SAFE (WORN) | SAFE (WORN_CYCLE) | SAFE (UNPLUGGED), TRUE},
    [BB_RESULT_REASON_POWER_CYCLE] = {OUT (NEEDS_RECOVERY), SAFE (POWER_CYCLE) | SAFE (UNPLUGGED), FALSE},
    [BB_RESULT_REASON_NO_IMAGE] = {OUT (NEEDS_RECOVERY), BROKEN, TRUE},
    [BB_RESULT_REASON_NO_MORE] = {OUT (NEEDS_RECOVERY), SAFE (UNKNOWN), TRUE},
    [BB_RESULT_REASON_HEALTHY] = {OUT (DONE) | OUT (UNCHANGED) | OUT (NOT_PERMITTED),
                                  SAFE (NONE) | SAFE (UNTOUCHED) | SAFE (RUNNING), TRUE},
    [BB_RESULT_REASON_RESTARTED] = {OUT (DONE) | OUT (UNCHANGED) | OUT (NOT_PERMITTED),
                                    SAFE (NONE) | SAFE (UNTOUCHED) | SAFE (RUNNING), TRUE},
    [BB_RESULT_REASON_NOT_TAKEN] = {OUT (DONE), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_OLD_UNPROVEN] = {OUT (DONE), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_RESTORED] = {OUT (ROLLED_BACK) | OUT (WRITTEN), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_DRY_RUN] = {OUT (DONE), SAFE (UNTOUCHED), TRUE},
    [BB_RESULT_REASON_NOT_COMPARED] = {OUT (WRITTEN), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_NOT_VERIFIED] = {OUT (WRITTEN), SAFE (NONE), FALSE},
    [BB_RESULT_REASON_OTHER_NAME] = {OUT (WRITTEN), SAFE (NONE), FALSE},
    [BB_RESULT_REASON_STAYS_IN_MODE] = {OUT (UNCHANGED) | OUT (REFUSED), SAFE (UNWRITTEN) | SAFE (RUNNING), FALSE},
    [BB_RESULT_REASON_LEFT_IN_MODE] = {OUT (UNCHANGED), SAFE (UNWRITTEN) | SAFE (RUNNING), FALSE},
    [BB_RESULT_REASON_INTERRUPTED] = {NOTHING_DONE | OUT (NEEDS_RECOVERY), BROKEN, FALSE},
    [BB_RESULT_REASON_OVERWRITTEN] = {NOTHING_DONE | OUT (NEEDS_RECOVERY), SAFE (UNPROVEN) | SAFE (UNSTARTED), FALSE},
    [BB_RESULT_REASON_REPLACED] = {OUT (DONE), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_KEPT] = {OUT (DONE), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_NOT_STARTED] = {OUT (NEEDS_RECOVERY), SAFE (LEFT) | SAFE (UNPLUGGED), TRUE},
    [BB_RESULT_REASON_PARTS_DIFFER] = {OUT (NEEDS_RECOVERY), SAFE (UNTOUCHED), TRUE},
    [BB_RESULT_REASON_OTHER_BOOT_CODE] = {OUT (NEEDS_RECOVERY), BROKEN, TRUE},
    [BB_RESULT_REASON_BOOT_CODE_SENT] = {OUT (WRITTEN), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_BOOT_CODE_PENDING] = {OUT (NEEDS_RECOVERY), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_BOOT_CODE_CUT] = {OUT (NEEDS_RECOVERY), SAFE (UNKNOWN), TRUE},
    [BB_RESULT_REASON_BOOT_CODE_LOST] = {NOTHING_DONE | OUT (NEEDS_RECOVERY), SAFE (UNKNOWN), TRUE},
    [BB_RESULT_REASON_IDENTITY_UNDECIDED] = {OUT (NEEDS_RECOVERY), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_ERASED] = {OUT (NEEDS_RECOVERY), BROKEN, TRUE},
    [BB_RESULT_REASON_IDENTITY_FAILED] = {OUT (NEEDS_RECOVERY), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_IDENTITY_REPAIRED] = {OUT (DONE) | OUT (WRITTEN), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_BOTH_REPAIRED] = {OUT (DONE) | OUT (ROLLED_BACK), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_BOOKS_CLEARED] = {OUT (DONE), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_BOOK_SET] = {OUT (DONE), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_BOOK_SET_FOR_NOW] = {OUT (DONE), SAFE (NONE), TRUE},
    [BB_RESULT_REASON_BOOK_UNDECIDED] = {OUT (UNCHANGED), SAFE (NONE), TRUE},
};
G_STATIC_ASSERT (G_N_ELEMENTS (expected) == BB_N_RESULT_REASONS);

static gboolean
writes (BbAction action)
{
    return action == BB_ACTION_FLASH || action == BB_ACTION_ROLLBACK || action == BB_ACTION_RECOVER ||
           action == BB_ACTION_CONVERT;
}

/* TRUE if a job with @action may end with @outcome for @reason. */
static gboolean
can_be (BbAction action, BbOutcome outcome, BbResultReason reason)
{
    if ((expected[reason].outcomes & (1u << outcome)) == 0)
        return FALSE;
    return writes (action) || (outcome != BB_OUTCOME_WRITTEN && outcome != BB_OUTCOME_ROLLED_BACK &&
                               outcome != BB_OUTCOME_NEEDS_RECOVERY);
}

static BbResult *
make_result (BbAction action, BbOutcome outcome, BbResultReason reason, const GError *error)
{
    BbResult *result = bb_result_new (action);

    result->outcome = outcome;
    result->reason = reason;
    result->drive = g_strdup (SENTENCE_DRIVE);
    result->error = error != NULL ? g_error_copy (error) : NULL;
    result->proof = outcome == BB_OUTCOME_WRITTEN ? BB_PROOF_PENDING : BB_PROOF_PROVEN;
    result->revision_after = outcome == BB_OUTCOME_NEEDS_RECOVERY ? NULL : g_strdup ("1.05");
    result->about.model = g_strdup ("ND-3550A");
    result->about.model_key = g_strdup ("K240");
    result->about.old_model_key = g_strdup ("K224");
    result->about.evidence = g_strdup ("The stored drive ID is not valid.");
    return result;
}

/* Returns (transfer full) a result of these values, with its sentences. */
static BbResult *
tell (BbAction action, BbOutcome outcome, BbResultReason reason, const GError *error)
{
    BbResult *result = make_result (action, outcome, reason, error);

    bb_result_conclude (result);
    bb_words_add_to_result (result);
    return result;
}

/* After a repair of the identity the result names the identity. */
static void
test_a_repaired_identity_is_named (void)
{
    const BbResultReason reasons[] = {BB_RESULT_REASON_IDENTITY_REPAIRED, BB_RESULT_REASON_BOTH_REPAIRED};

    for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
        g_autoptr (BbResult) result = tell (BB_ACTION_RECOVER, BB_OUTCOME_DONE, reasons[i], NULL);

        g_assert_nonnull (strstr (result->message, "identity"));
    }
}

/* --- what is asserted of each result --- */

/* Asserts that the message contains the safety sentence for @safety of the result once, and no other safety sentence.
 * Asserts that @safety agrees with the reason and with @safe of the result. */
static void
assert_safety (const BbResult *result, const char *where)
{
    for (int safety = BB_SAFETY_UNTOUCHED; safety < BB_N_SAFETIES; safety++) {
        const char *found = strstr (result->message, bb_words_safety (safety));

        if ((found != NULL) != (result->safety == (BbSafety) safety))
            g_error ("%s: safety %d and %d: %s", where, result->safety, safety, result->message);
        if (found != NULL && strstr (found + 1, bb_words_safety (safety)) != NULL)
            g_error ("%s: its safety is told twice: %s", where, result->message);
    }
    if ((expected[result->reason].safeties & (1u << result->safety)) == 0)
        g_error ("%s: safety %d does not belong to reason %d", where, result->safety, result->reason);
    /* "Safe: no" contradicts the sentence for a running flash */
    if (result->safe == BB_SAFE_NO && result->safety == BB_SAFETY_RUNNING)
        g_error ("%s: not safe, and yet: %s", where, result->message);
    if (result->safe == BB_SAFE_YES && (result->safety == BB_SAFETY_POWERED ||
                                        result->safety == BB_SAFETY_UNPLUGGED || result->safety == BB_SAFETY_UNKNOWN))
        g_error ("%s: safe, and yet: %s", where, result->message);
    /* only a disconnected drive can be reconnected */
    if (result->reason == BB_RESULT_REASON_POWER_CYCLE &&
        (result->safety == BB_SAFETY_UNPLUGGED) !=
            g_error_matches (result->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE))
        g_error ("%s: safety %d: %s", where, result->safety, result->message);
    if (result->safety == BB_SAFETY_UNTOUCHED && strstr (result->message, "incomplete") != NULL)
        g_error ("%s: untouched and incomplete: %s", where, result->message);
}

static void
assert_next (const BbResult *result, const char *where)
{
    gboolean is_gone = g_error_matches (result->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);

    /* That a drive has other firmware than an image is no fault. */
    gboolean is_other =
        result->action == BB_ACTION_VERIFY && result->outcome == BB_OUTCOME_UNCHANGED && result->error == NULL;

    if (result->next_step == BB_NEXT_STEP_NONE && result->outcome != BB_OUTCOME_DONE && !is_other)
        g_error ("%s: no next step: %s", where, result->message);
    if ((result->next != NULL) != (result->next_step != BB_NEXT_STEP_NONE))
        g_error ("%s: next step %d has no words", where, result->next_step);
    if (result->next == NULL)
        return;
    sentence_assert_is_plain (result->next, where);
    if (result->safe == BB_SAFE_NO && strstr (result->next, SENTENCE_DRIVE) == NULL)
        g_error ("%s: not told which drive: %s", where, result->next);
    /* "keep it powered" contradicts "turn it off" */
    if (result->safety == BB_SAFETY_POWERED && strstr (result->next, "off") != NULL &&
        result->next_step != BB_NEXT_STEP_RECOVER_OR_CONVERT_BACK)
        g_error ("%s: %s, and then: %s", where, result->message, result->next);
    if (is_gone && result->reason == BB_RESULT_REASON_NONE && result->outcome != BB_OUTCOME_ROLLED_BACK &&
        result->outcome != BB_OUTCOME_WRITTEN && strstr (result->next, "econnect") == NULL)
        g_error ("%s: a drive that is gone must come back first: %s", where, result->next);
}

static void
assert_told (const BbResult *result, const char *where)
{
    g_autofree char *happened = result->error != NULL ? bb_words_dup_error (result->error) : NULL;

    sentence_assert_is_plain (result->message, where);
    /* what happened comes first */
    if (happened != NULL && !expected[result->reason].has_words && !g_str_has_prefix (result->message, happened))
        g_error ("%s: not told what happened: %s", where, result->message);
    assert_safety (result, where);
    assert_next (result, where);
}

/* --- all combinations --- */

static void
check_error (const char *name, const GError *error)
{
    for (int action = BB_ACTION_LOOK; action <= BB_ACTION_REPORT; action++) {
        for (int outcome = BB_OUTCOME_DONE; outcome < BB_N_OUTCOMES; outcome++) {
            for (int reason = BB_RESULT_REASON_NONE; reason < BB_N_RESULT_REASONS; reason++) {
                g_autoptr (BbResult) result = NULL;
                g_autofree char *where =
                    g_strdup_printf ("%s %d, %s, %s, reason %d", name, error != NULL ? error->code : -1,
                                     bb_action_to_string (action), bb_outcome_to_string (outcome), reason);

                if (!can_be (action, outcome, reason) || (error != NULL && outcome == BB_OUTCOME_DONE))
                    continue;
                result = tell (action, outcome, reason, error);
                assert_told (result, where);
            }
        }
    }
}

static void
test_every_error_in_every_state (gconstpointer data)
{
    const Domain *domain = data;

    for (int code = 0; code <= domain->last; code++) {
        g_autoptr (GError) error = g_error_new_literal (domain->domain (), code, SENTENCE_SAID);

        check_error (domain->name, error);
    }
}

static void
test_every_problem_in_every_state (void)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

    for (int problem = BB_JOB_PROBLEM_NO_ACCESS; problem < BB_N_JOB_PROBLEMS; problem++) {
        g_autoptr (GError) error = NULL;
        g_autofree char *text = NULL;

        /* Every problem gets the same parameter, so that texts of two problems are equal only if their own words are.
         * Exceptions: FOLDER_UNUSABLE and, with a parameter, NO_FIRMWARE have no words of their own, and CONSENT has
         * the same words as NOT_READY. */
        const char *first = "One sentence.";

        if (problem == BB_JOB_PROBLEM_CONSENT || problem == BB_JOB_PROBLEM_NOT_READY)
            (void) bb_job_error_take_consents (&error, BB_JOB_ERROR_REFUSED, problem, first,
                                               sentence_list_caution (first));
        else
            (void) bb_job_error_set (&error, BB_JOB_ERROR_REFUSED, problem, first, "The drive ID is written.");
        text = bb_words_dup_error (error);
        if (g_str_equal (text, error->message))
            g_error ("problem %d has no words: %s", problem, text);
        if (problem == BB_JOB_PROBLEM_FOLDER_UNUSABLE || problem == BB_JOB_PROBLEM_NO_FIRMWARE)
            g_assert_cmpstr (text, ==, first);
        else if (problem == BB_JOB_PROBLEM_CONSENT)
            g_assert_true (g_hash_table_contains (seen, text));
        else if (!g_hash_table_add (seen, g_steal_pointer (&text)))
            g_error ("problem %d has the same sentence as another one", problem);
        if (strstr (error->message, first) == NULL)
            g_error ("problem %d: its parameter is not in its message: %s", problem, error->message);
    }
}

static void
test_no_error_in_every_state (void)
{
    check_error ("no error", NULL);
}

/* In domains with each_its_own, no two codes have the same sentence. */
static void
test_every_code_has_a_sentence_of_its_own (void)
{
    for (guint d = 0; d < G_N_ELEMENTS (domains); d++) {
        g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

        for (int code = 0; domains[d].each_its_own && code <= domains[d].last; code++) {
            g_autoptr (GError) error = g_error_new_literal (domains[d].domain (), code, SENTENCE_SAID);

            if (!g_hash_table_add (seen, bb_words_dup_error (error)))
                g_error ("%s error %d is told as another one", domains[d].name, code);
        }
    }
}

/* --- every code is used --- */

/* A reason with has_words must have a sentence that no other reason has. The other reasons get the sentence of the
 * error. */
static void
test_every_reason_has_a_sentence_of_its_own (void)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

    for (int reason = BB_RESULT_REASON_SILENT; reason < BB_N_RESULT_REASONS; reason++) {
        g_autoptr (BbResult) result = NULL;
        BbOutcome outcome = BB_OUTCOME_DONE;

        while ((expected[reason].outcomes & (1u << outcome)) == 0)
            outcome++;
        if (!expected[reason].has_words)
            continue;
        result = tell (BB_ACTION_RECOVER, outcome, reason, NULL);
        if (!g_hash_table_add (seen, g_strdup (result->message)))
            g_error ("reason %d is told as another one: %s", reason, result->message);
    }
}

#define HAZARD "This slim drive runs firmware for half-height drives."

/* Returns (transfer full) facts of a drive that runs firmware for other hardware. */
static BbFacts *
make_wrong_firmware (void)
{
    BbFacts *facts = bb_facts_new (NULL);

    facts->condition = BB_CONDITION_WRONG_FIRMWARE;
    bb_facts_set_string (facts, BB_FACTS_HAZARD, HAZARD);
    return facts;
}

/* A drive with firmware for other hardware gets only the sentence about the hazard, because power may damage it. */
static void
test_wrong_firmware_has_no_advice_to_keep_the_power (void)
{
    for (int reason = BB_RESULT_REASON_NONE; reason < BB_N_RESULT_REASONS; reason++) {
        g_autoptr (BbResult) result = NULL;

        if ((expected[reason].outcomes & OUT (NEEDS_RECOVERY)) == 0)
            continue;
        result = make_result (BB_ACTION_RECOVER, BB_OUTCOME_NEEDS_RECOVERY, reason, NULL);
        result->facts = make_wrong_firmware ();
        bb_result_conclude (result);
        bb_words_add_to_result (result);
        g_test_message ("%s", result->message);
        g_assert_cmpint (result->safety, ==, BB_SAFETY_HAZARD);
        g_assert_cmpint (result->safe, ==, BB_SAFE_NO);
        g_assert_nonnull (strstr (result->message, HAZARD));
        g_assert_null (strstr (result->message, "firmware is incomplete"));
        g_assert_null (strstr (result->message, "Keep the drive powered"));
    }
}

static void
count_steps (const GError *error, guint *steps, guint *safeties)
{
    g_autoptr (BbFacts) wrong_firmware = make_wrong_firmware ();

    for (int action = BB_ACTION_LOOK; action <= BB_ACTION_REPORT; action++) {
        for (int outcome = BB_OUTCOME_DONE; outcome < BB_N_OUTCOMES; outcome++) {
            for (int reason = BB_RESULT_REASON_NONE; reason < BB_N_RESULT_REASONS; reason++) {
                for (int more = 0; more < 8; more++) {
                    g_autoptr (BbResult) result = NULL;

                    if (!can_be (action, outcome, reason))
                        continue;
                    result = make_result (action, outcome, reason, error);
                    result->about.path = (more & 1) != 0 ? g_strdup ("/backups/boot-code.bin") : NULL;
                    result->proof = (more & 2) != 0 ? BB_PROOF_UNPROVEN : result->proof;
                    result->facts = (more & 4) != 0 ? bb_facts_ref (wrong_firmware) : NULL;
                    bb_result_conclude (result);
                    steps[result->next_step]++;
                    safeties[result->safety]++;
                }
            }
        }
    }
}

/* Adds the safeties of results for a drive in use to @safeties. They follow from the open journal, not from the
 * error. */
static void
count_busy (guint *safeties)
{
    for (int is_locked = 0; is_locked < 2; is_locked++) {
        g_autoptr (GError) busy = NULL;
        g_autoptr (BbResult) result = NULL;

        (void) bb_job_error_set (&busy, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_USE, "A player has it open.", NULL);
        result = make_result (BB_ACTION_FLASH, BB_OUTCOME_NOT_PERMITTED, BB_RESULT_REASON_NONE, busy);
        result->journal = bb_journal_record_new ();
        result->journal->is_locked = is_locked != 0;
        result->journal->endangered = TRUE;
        bb_result_conclude (result);
        safeties[result->safety]++;
    }
}

/* Counts the next step and the safety of a drive that runs firmware which another program wrote or, if
 * @is_writer_unknown, may have written. In the results of count_steps() the drive may be in recovery mode.
 * @is_readable: the firmware can be read */
static void
count_overwritten (gboolean is_readable, gboolean is_writer_unknown, guint *steps, guint *safeties)
{
    g_autoptr (BbResult) result =
        make_result (BB_ACTION_FLASH, BB_OUTCOME_NEEDS_RECOVERY, BB_RESULT_REASON_OVERWRITTEN, NULL);

    result->facts = job_rig_facts (NULL);
    g_strlcpy (result->facts->inquiry.revision, "8.88", sizeof result->facts->inquiry.revision);
    if (!is_readable)
        g_clear_pointer (&result->facts->family, g_free);
    result->journal = job_rig_record (NULL, NULL);
    result->journal->endangered = TRUE;
    g_free (result->journal->target_revision);
    result->journal->target_revision = g_strdup (result->journal->new_revision);
    if (is_writer_unknown)
        g_clear_pointer (&result->journal->new_revision, g_free);
    bb_result_conclude (result);
    g_assert_cmpint (result->next_step, ==,
                     is_readable ? BB_NEXT_STEP_RECOVER_OR_KEEP : BB_NEXT_STEP_RECOVER_TO_KEEP);
    g_assert_cmpint (result->safety, ==, is_writer_unknown ? BB_SAFETY_UNKNOWN_WRITER : BB_SAFETY_UNPROVEN);
    steps[result->next_step]++;
    safeties[result->safety]++;
}

/* Every next step and every safety must follow from some result. Those that only flows or questions set are
 * counted by hand. */
static void
test_every_next_step_is_reached (void)
{
    guint steps[BB_N_NEXT_STEPS] = {0};
    guint safeties[BB_N_SAFETIES] = {0};
    g_autoptr (BbResult) advised = make_result (BB_ACTION_FLASH, BB_OUTCOME_UNCHANGED, BB_RESULT_REASON_NONE, NULL);
    g_autoptr (BbResult) faulty =
        make_result (BB_ACTION_FLASH, BB_OUTCOME_NEEDS_RECOVERY, BB_RESULT_REASON_POWER_CYCLE, NULL);
    g_autoptr (BbResult) worn = make_result (BB_ACTION_FLASH, BB_OUTCOME_NEEDS_RECOVERY, BB_RESULT_REASON_WORN, NULL);
    g_autoptr (GError) no_node = NULL;

    for (guint d = 0; d < G_N_ELEMENTS (domains); d++) {
        for (int code = 0; code <= domains[d].last; code++) {
            g_autoptr (GError) error = g_error_new_literal (domains[d].domain (), code, SENTENCE_SAID);

            count_steps (error, steps, safeties);
        }
    }
    count_steps (NULL, steps, safeties);
    count_busy (safeties);
    advised->about.advice = g_strdup ("The image is for another boot code.");
    bb_result_conclude (advised);
    steps[advised->next_step]++;
    for (guint i = 0; i < 3; i++)
        count_overwritten (i == 0, i == 2, steps, safeties);
    /* Here the drive runs firmware after it reported an error while it was written. */
    faulty->facts = bb_facts_new (&(BbInquiry){0});
    faulty->facts->condition = BB_CONDITION_NORMAL;
    faulty->journal = bb_journal_record_new ();
    faulty->journal->endangered = TRUE;
    faulty->journal->finish = BB_FINISH_FAULT;
    bb_result_conclude (faulty);
    safeties[faulty->safety]++;
    worn->facts = bb_facts_new (&(BbInquiry){0});
    worn->facts->condition = BB_CONDITION_HALF_ALIVE; /* so the recovery does not begin with a power cycle */
    bb_result_conclude (worn);
    safeties[worn->safety]++;
    steps[BB_NEXT_STEP_AGREE_AND_RECOVER]++;
    steps[BB_NEXT_STEP_FLASH_OLD_FILE]++; /* these four need an identified drive, as in test-words-next.c */
    steps[BB_NEXT_STEP_NAME_FILE]++;
    steps[BB_NEXT_STEP_VERIFY_AGAIN]++;
    steps[BB_NEXT_STEP_VERIFY_OR_FLASH_AGAIN]++;
    steps[BB_NEXT_STEP_RECOVER_PARTS]++;    /* needs a backup, as in test-words-next.c */
    steps[BB_NEXT_STEP_RECOVER_CONFLICT]++; /* needs a drive with conflicting evidence, as in test-words-next.c */
    for (int step = BB_NEXT_STEP_RECOVER; step < BB_N_NEXT_STEPS; step++) {
        g_autoptr (BbResult) result = make_result (BB_ACTION_RECOVER, BB_OUTCOME_NEEDS_RECOVERY, 0, NULL);
        g_autofree char *where = g_strdup_printf ("next step %d", step);

        if (steps[step] == 0)
            g_error ("next step %d follows from nothing", step);
        result->next_step = step;
        result->about.path = g_strdup ("/backups/boot-code.bin");
        result->about.advice = g_strdup ("The image is for another boot code.");
        bb_result_conclude (result);
        bb_words_add_to_result (result);
        g_assert_cmpint (result->next_step, ==, step);
        sentence_assert_is_plain (result->next, where);
    }
    /* No result has the safety INCOMPLETE, only questions of a running job have it. */
    safeties[BB_SAFETY_INCOMPLETE]++;
    safeties[BB_SAFETY_WORN_IDLE]++; /* needs a drive that was reconnected, as in test-worn.c */
    for (int safety = BB_SAFETY_NONE; safety < BB_N_SAFETIES; safety++)
        g_assert_cmpuint (safeties[safety], >, 0);
    g_assert_false (bb_job_error_set (&no_node, BB_JOB_ERROR_NOT_PERMITTED, BB_JOB_PROBLEM_NO_SG_NODE, NULL, NULL));
    g_clear_error (&advised->error);
    g_clear_pointer (&advised->about.advice, g_free);
    advised->error = g_steal_pointer (&no_node);
    advised->next_step = BB_NEXT_STEP_NONE;
    bb_result_conclude (advised);
    g_assert_cmpint (advised->next_step, ==, BB_NEXT_STEP_LOAD_MODULE);
}

/* Notes that carry a text of a family or library show it unchanged; each other note becomes a sentence. */
static void
test_every_note_has_a_sentence (void)
{
    g_autoptr (BbResult) result = make_result (BB_ACTION_FLASH, BB_OUTCOME_DONE, BB_RESULT_REASON_NONE, NULL);

    result->noted = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_note_free);
    for (int code = 0; code < BB_N_NOTE_CODES; code++) {
        BbNote *note = bb_note_new ((BbNoteCode) code, code == BB_NOTE_COMPARED ? "All is equal." : "flash");

        note->numbers[0] = code == BB_NOTE_UNREAD ? 3 : 0x12345;
        note->numbers[1] = 4096;
        if (code == BB_NOTE_ERROR)
            note->error =
                g_error_new_literal (BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "step 97 (program) at 0: gone");
        note->numbers[2] = 0x6000;
        g_ptr_array_add (result->noted, note);
    }
    bb_result_conclude (result);
    bb_words_add_to_result (result);
    g_assert_cmpuint (g_strv_length (result->notes), ==, BB_N_NOTE_CODES);
    g_assert_cmpstr (result->notes[BB_NOTE_TEXT], ==, "flash");
    g_assert_cmpstr (result->notes[BB_NOTE_ERROR], ==,
                     "Block 74565 of 4096: The drive was disconnected or lost power.");
    for (guint i = BB_NOTE_TEXT + 1; i < BB_N_NOTE_CODES; i++) {
        sentence_assert_is_plain (result->notes[i], "a note");
        g_assert_false (g_strv_contains ((const char *const *) result->notes + i + 1, result->notes[i]));
    }
    g_assert_nonnull (strstr (result->notes[BB_NOTE_READS_CHANGED], "0x012345"));
    g_assert_cmpstr (result->notes[BB_NOTE_UNREAD], ==,
                     "Part of the drive’s memory could not be read: 3 of 4096 bytes at address 0x006000 (flash).");
}

/* The reasons of a verdict have no safety sentence; the message of a refusal has one. */
static void
test_refusal_has_one_safety_sentence (void)
{
    for (guint r = 0; r < 2; r++) {
        BbResultReason reason = r == 0 ? BB_RESULT_REASON_NONE : BB_RESULT_REASON_INTERRUPTED;
        g_autoptr (GError) error = NULL;
        g_autoptr (BbResult) result = NULL;

        (void) bb_job_error_take_consents (&error, BB_JOB_ERROR_REFUSED, BB_JOB_PROBLEM_CONSENT, "caution",
                                           sentence_list_caution ("An older one."));
        result = tell (BB_ACTION_RECOVER, BB_OUTCOME_REFUSED, reason, error);
        assert_safety (result, "refusal");
        g_assert_true (g_str_has_prefix (result->message, "Your consent is required: An older one. "));
    }
}

/* The result page shows the outcome as its heading, and below it the message without the outcome. The recovery
 * assistant has a safety sentence of its own. */
static void
test_message_leaves_out_what_the_page_shows (void)
{
    guint n_same = 0;

    for (int action = BB_ACTION_LOOK; action <= BB_ACTION_REPORT; action++) {
        for (int outcome = 0; outcome < BB_N_OUTCOMES; outcome++) {
            g_autoptr (BbResult) result = tell (action, outcome, BB_RESULT_REASON_NONE, NULL);
            const char *heading = bb_words_outcome (result);
            g_autofree char *below = bb_words_dup_message (result, BB_MESSAGE_WITHOUT_OUTCOME);
            g_autofree char *without_safety = bb_words_dup_message (result, BB_MESSAGE_WITHOUT_SAFETY);
            g_autofree char *both = g_strjoin (*below != '\0' ? " " : "", heading, below, NULL);

            g_assert_null (strstr (below, heading));
            g_assert_true (result->safety == BB_SAFETY_NONE ||
                           strstr (without_safety, bb_words_safety (result->safety)) == NULL);
            if (g_str_has_prefix (result->message, heading)) {
                g_assert_cmpstr (result->message, ==, both);
                n_same++;
            }
        }
    }
    g_assert_cmpuint (n_same, >, 20);
}

/* A flash is called an update only if the new revision is known to be newer. */
static void
test_heading_of_a_flash_tells_the_direction (void)
{
    static const struct {
        BbRevisionChange change;
        const char *before;
        const char *after;
        const char *heading;
        const char *title;
    } rows[] = {
        {BB_REVISION_CHANGE_NEWER, "1.05", "1.07", "Firmware updated.", "Firmware updated to 1.07."},
        {BB_REVISION_CHANGE_OLDER, "1.05", "1.03", "Firmware downgraded.", "Firmware downgraded to 1.03."},
        {BB_REVISION_CHANGE_SAME, "1.05", "1.05", "The same firmware revision was written again.",
         "Firmware 1.05 written again."},
        {BB_REVISION_CHANGE_UNKNOWN, "1.05", "AB12", "Firmware changed.", "Firmware changed to AB12."},
        {BB_REVISION_CHANGE_UNKNOWN, NULL, "1.05", "Firmware written.", "Firmware written."},
        {BB_REVISION_CHANGE_UNKNOWN, "1.05", NULL, "Firmware written.", "Firmware written."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *title = NULL;
        g_autoptr (BbResult) result = make_result (BB_ACTION_FLASH, BB_OUTCOME_DONE, BB_RESULT_REASON_NONE, NULL);

        g_free (result->revision_before);
        g_free (result->revision_after);
        result->revision_before = g_strdup (rows[i].before);
        result->revision_after = g_strdup (rows[i].after);
        result->change = rows[i].change;
        bb_result_conclude (result);
        bb_words_add_to_result (result);
        g_assert_cmpstr (bb_words_outcome (result), ==, rows[i].heading);
        title = bb_words_dup_title (result);
        g_assert_cmpstr (title, ==, rows[i].title);
        g_assert_true (g_str_has_prefix (result->message, rows[i].heading));
        /* The direction belongs to a flash that succeeded. */
        result->outcome = BB_OUTCOME_ROLLED_BACK;
        g_assert_cmpstr (bb_words_outcome (result), ==, "Flashing failed. The previous firmware was restored.");
    }
}

/* bb_words_message_has_proof() must be right: if it returns FALSE, the page says in a row of its own how the firmware
 * was verified. */
static void
test_message_has_the_proof_where_it_says_so (void)
{
    for (int reason = 0; reason < BB_N_RESULT_REASONS; reason++) {
        for (int outcome = 0; outcome < BB_N_OUTCOMES; outcome++) {
            g_autoptr (BbResult) result = NULL;

            if (!can_be (BB_ACTION_FLASH, outcome, reason))
                continue;
            result = tell (BB_ACTION_FLASH, outcome, reason, NULL);
            g_assert_cmpint (bb_words_message_has_proof (result), ==,
                             strstr (result->message, bb_words_proof (result->proof)) != NULL);
        }
    }
}

static void
test_the_next_step_fits_the_error (void)
{
    static const struct {
        GQuark (*domain) (void);
        int code;
        BbOutcome outcome;
        BbNextStep helps;
    } cases[] = {
        {bb_transport_error_quark, BB_TRANSPORT_ERROR_IN_USE, BB_OUTCOME_NOT_PERMITTED,
         BB_NEXT_STEP_WAIT_FOR_PROGRAM},
        {bb_transport_error_quark, BB_TRANSPORT_ERROR_NO_NODE, BB_OUTCOME_UNCHANGED, BB_NEXT_STEP_LOAD_MODULE},
        {bb_transport_error_quark, BB_TRANSPORT_ERROR_GONE, BB_OUTCOME_UNCHANGED, BB_NEXT_STEP_RECONNECT},
        {bb_transport_error_quark, BB_TRANSPORT_ERROR_GONE, BB_OUTCOME_NEEDS_RECOVERY,
         BB_NEXT_STEP_RECONNECT_AND_RECOVER},
        {bb_store_error_quark, BB_STORE_ERROR_UNWRITABLE, BB_OUTCOME_UNCHANGED, BB_NEXT_STEP_MAKE_ROOM},
        {bb_store_error_quark, BB_STORE_ERROR_NOT_PERMITTED, BB_OUTCOME_NOT_PERMITTED, BB_NEXT_STEP_OTHER_FOLDER},
        {bb_job_error_quark, BB_JOB_ERROR_BUSY, BB_OUTCOME_NOT_PERMITTED, BB_NEXT_STEP_WAIT_FOR_PROGRAM},
        {bb_store_error_quark, BB_STORE_ERROR_DAMAGED, BB_OUTCOME_REFUSED, BB_NEXT_STEP_OTHER_BACKUP},
        {bb_run_error_quark, BB_RUN_ERROR_JOURNAL, BB_OUTCOME_UNCHANGED, BB_NEXT_STEP_MAKE_ROOM},
        {bb_run_error_quark, BB_RUN_ERROR_JOURNAL, BB_OUTCOME_NEEDS_RECOVERY, BB_NEXT_STEP_FIX_AND_RECOVER},
        {bb_run_error_quark, BB_RUN_ERROR_NOT_REFUSED, BB_OUTCOME_UNCHANGED, BB_NEXT_STEP_REMOVE_BRIDGE},
        {bb_run_error_quark, BB_RUN_ERROR_SUM_REFUSED, BB_OUTCOME_UNCHANGED, BB_NEXT_STEP_CHECK_CABLE},
        {bb_image_error_quark, BB_IMAGE_ERROR_UNREADABLE, BB_OUTCOME_REFUSED, BB_NEXT_STEP_OTHER_FILE},
        {bb_family_error_quark, BB_FAMILY_ERROR_KEY, BB_OUTCOME_REFUSED, BB_NEXT_STEP_KEY_FILE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = g_error_new_literal (cases[i].domain (), cases[i].code, SENTENCE_SAID);
        g_autoptr (BbResult) result = tell (BB_ACTION_FLASH, cases[i].outcome, BB_RESULT_REASON_NONE, error);

        g_assert_cmpint (result->next_step, ==, cases[i].helps);
    }
}

/* A missing permission to read is not reported as a failed write. */
static void
test_a_missing_permission_is_no_full_disk (void)
{
    static const struct {
        BbStoreError code;
        const char *told;
    } cases[] = {
        {BB_STORE_ERROR_UNWRITABLE, "The backup could not be saved (here: why)."},
        {BB_STORE_ERROR_NOT_PERMITTED, "You do not have permission to use the backup folder (here: why)."},
        {BB_STORE_ERROR_NOT_FOUND, "The backup cannot be used (here: why)."},
        {BB_STORE_ERROR_DAMAGED, "The backup cannot be used (here: why)."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = g_error_new_literal (BB_STORE_ERROR, (int) cases[i].code, "here: why");
        g_autofree char *told = bb_words_dup_error (error);

        g_assert_cmpstr (told, ==, cases[i].told);
    }
}

static char *
dup_sentence_of_sense (guint32 code)
{
    BbSense sense = {.valid = TRUE, .key = (guint8) (code >> 16), .asc = (guint8) (code >> 8), .ascq = (guint8) code};
    g_autoptr (GError) error = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &sense);

    return bb_words_dup_error (error);
}

/* Errors that docs/protocols and the simulator use, and those of all optical drives, have a message in plain
 * language; other ones have the name of the SCSI standard in quotation marks. */
static void
test_usual_sense_is_in_plain_language (void)
{
    /* Each number has three bytes: sense key, ASC and ASCQ. */
    static const guint32 usual[] = {
        0x20400, 0x20401, 0x20407, 0x20408, 0x23000, 0x23A00, 0x23A01, 0x23A02, 0x23E00, 0x30300, 0x30C00, 0x31100,
        0x40800, 0x40901, 0x40902, 0x43E01, 0x44400, 0x45300, 0x52000, 0x52100, 0x52400, 0x52600, 0x52C00, 0x55302,
        0x62800, 0x62900, 0x63F01, 0x72700, 0xB4B00, 0x20000, 0x30000, 0x40000, 0x50000, 0x60000, 0x70000, 0xB0000,
    };
    g_autofree char *written = dup_sentence_of_sense (0x30C00);
    g_autofree char *starting = dup_sentence_of_sense (0x20401);
    g_autofree char *vendor = dup_sentence_of_sense (0x58001);
    /* words that only the SCSI standard uses */
    static const char *const jargon[] = {"logical unit",   "medium not", "cdb",
                                         "parameter list", "microcode",  "target"};

    g_assert_cmpstr (starting, ==, "The drive reported an error: the drive is becoming ready (2/04/01).");
    g_assert_cmpstr (written, ==, "The drive reported an error: write error (3/0C/00).");
    g_assert_nonnull (strstr (vendor, "“vendor specific"));
    for (guint i = 0; i < G_N_ELEMENTS (usual); i++) {
        g_autofree char *sentence = dup_sentence_of_sense (usual[i]);

        g_test_message ("%s", sentence);
        g_assert_null (strstr (sentence, "“"));
        for (guint j = 0; j < G_N_ELEMENTS (jargon); j++)
            g_assert_null (strstr (sentence, jargon[j]));
    }
}

/* Only a message without an end mark gets a full stop. */
static void
test_a_message_becomes_a_sentence (void)
{
    static const struct {
        const char *message;
        const char *sentence;
    } rows[] = {
        {"/tmp/new.bin: Is a directory", "/tmp/new.bin: Is a directory."},
        {"The file is empty.", "The file is empty."},
        {"Is it?", "Is it?"},
        {"Stop!", "Stop!"},
        {"ファイルが空です。", "ファイルが空です。"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *sentence = bb_words_dup_sentence (rows[i].message);

        g_assert_cmpstr (sentence, ==, rows[i].sentence);
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
    g_test_add_func ("/words/a-repaired-identity-is-told-as-done", test_a_repaired_identity_is_named);
    g_test_add_func ("/words/no-error-in-every-state", test_no_error_in_every_state);
    g_test_add_func ("/words/every-problem", test_every_problem_in_every_state);
    g_test_add_func ("/words/every-code-has-a-sentence-of-its-own", test_every_code_has_a_sentence_of_its_own);
    g_test_add_func ("/words/every-reason-has-a-sentence-of-its-own", test_every_reason_has_a_sentence_of_its_own);
    g_test_add_func ("/words/wrong_firmware_is_not_told_to_stay_powered",
                     test_wrong_firmware_has_no_advice_to_keep_the_power);
    g_test_add_func ("/words/every-next-step-is-reached", test_every_next_step_is_reached);
    g_test_add_func ("/words/every-note-has-a-sentence", test_every_note_has_a_sentence);
    g_test_add_func ("/words/refusal-has-one-safety-sentence", test_refusal_has_one_safety_sentence);
    g_test_add_func ("/words/message-leaves-out-what-the-page-shows", test_message_leaves_out_what_the_page_shows);
    g_test_add_func ("/words/heading-of-a-flash-tells-the-direction", test_heading_of_a_flash_tells_the_direction);
    g_test_add_func ("/words/message-has-the-proof-where-it-says-so", test_message_has_the_proof_where_it_says_so);
    g_test_add_func ("/words/a-message-becomes-a-sentence", test_a_message_becomes_a_sentence);
    g_test_add_func ("/words/the-next-step-fits-the-error", test_the_next_step_fits_the_error);
    g_test_add_func ("/words/a-missing-permission-is-no-full-disk", test_a_missing_permission_is_no_full_disk);
    g_test_add_func ("/words/usual-sense-is-in-plain-language", test_usual_sense_is_in_plain_language);
    return g_test_run ();
}
