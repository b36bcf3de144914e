/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/words/bb-words.h"

/* Drives with contradicting evidence of their identity, as an unfinished conversion leaves them.
 * Tests bb-flow-recall.c. */

/* @code: drive type of boot code and firmware; @state: of the simulated drive; @name: model name of @code; @other:
 * model name to which the other evidence points */
typedef struct {
    const char *code;
    const char *state;
    const char *name;
    const char *other;
} Conflict;

static const Conflict conflicts[] = {
    {"K355", "half-converted", "ND-3550A", "ND-4551A"}, {"K355", "id-sibling", "ND-3550A", "ND-4551A"},
    {"K370", "half-converted", "ND-3570A", "ND-4570A"}, {"K370", "id-sibling", "ND-3570A", "ND-4570A"},
    {"D770", "half-converted", "AD-7170A", "AD-5170A"}, {"G200", "half-converted", "AD-7200A", "AD-5200A"},
    {"G285", "id-sibling", "AD-7280S", "AD-5280S"},
};

static JobRig *
new_rig (const Conflict *conflict)
{
    g_autofree char *scenario =
        g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=%s\nState=%s\nBootVersion=05\nRevision=1.05\n"
                         "Serial=SIM0001\n",
                         conflict->code, conflict->state);

    return job_rig_new (scenario, NULL);
}

/* TRUE if a source of the identity says that the drive is a @name. */
static gboolean
claims (BbFacts *facts, const char *name)
{
    for (guint i = 0; i < facts->conflict->len; i++)
        if (g_str_equal (((const BbClaim *) g_ptr_array_index (facts->conflict, i))->says, name))
            return TRUE;
    return FALSE;
}

/* Asserts that LOOK finds contradicting evidence, that the text names both models, and that recovery is offered. */
static void
assert_conflicting (JobRig *rig, const Conflict *conflict)
{
    g_autoptr (BbEngineDrive) drive = NULL;
    BbFacts *facts = NULL;
    g_autofree char *is = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    facts = bb_engine_drive_get_facts (drive);
    is = bb_engine_drive_dup_is_text (drive);
    g_test_message ("%s %s: %s", conflict->code, conflict->state, is);
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_CONFLICTING);
    g_assert_cmpstr (bb_words_confidence (facts->confidence), ==, "Conflicting");
    g_assert_true (claims (facts, conflict->name));
    g_assert_true (claims (facts, conflict->other));
    g_assert_nonnull (strstr (is, conflict->name));
    g_assert_nonnull (strstr (is, conflict->other));
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_assert_cmpint (bb_engine_drive_get_can (drive) & BB_CAN_RECOVER, !=, 0);
}

/* The confidence must stay CONFLICTING after a backup and after a power cycle. */
static void
test_contradicting_evidence_is_never_called_certain (gconstpointer data)
{
    const Conflict *conflict = data;
    g_autoptr (JobRig) rig = new_rig (conflict);
    g_autoptr (BbResult) result = NULL;

    assert_conflicting (rig, conflict);
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->facts->confidence, ==, BB_CONFIDENCE_CONFLICTING);
    assert_conflicting (rig, conflict);
    job_rig_restart (rig);
    assert_conflicting (rig, conflict);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* CHECK gives only a caution for firmware that fits the boot code of the drive. FLASH is refused and says to recover
 * first. */
static void
test_the_check_does_not_refuse_firmware_for_the_boot_code (gconstpointer data)
{
    const Conflict *conflict = data;
    g_autoptr (JobRig) rig = new_rig (conflict);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", conflict->code, "1.07", "05");
    g_autoptr (BbResult) check = NULL;
    g_autoptr (BbResult) flash = NULL;
    g_autoptr (BbVerdict) first = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    gboolean is_right;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    /* If LOOK takes the drive for the other model, no flash of this image can be planned. */
    is_right = g_strcmp0 (bb_facts_get_model_key (bb_engine_drive_get_facts (drive)), conflict->code) == 0;
    first = bb_family_check (bb_engine_drive_get_facts (drive), image, rig->catalog);
    g_assert_cmpint (bb_verdict_get_level (first), ==, BB_VERDICT_CAUTION);
    g_assert_true (bb_verdict_has (first, "identity-conflict"));
    check = job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (check, BB_OUTCOME_DONE);
    g_assert_cmpint (bb_verdict_get_level (check->review->verdict), <=, BB_VERDICT_CAUTION);
    flash = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flash, BB_OUTCOME_REFUSED);
    g_assert_nonnull (flash->error);
    g_assert_nonnull (
        strstr (flash->message, is_right ? "The evidence conflicts: this drive may be the " : "its stored identity"));
    g_assert_nonnull (strstr (flash->message, "Recover the drive first"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* The stored identity of the drive names another model than its boot code. A flash must be refused even with all
 * consents: at once for the model of the boot code, and after the boot code was asked for the model in the identity.
 */
static void
test_a_flash_with_a_wrong_identity_is_refused (gconstpointer model)
{
    gboolean is_stored = g_str_equal (model, "K451");
    g_autoptr (JobRig) rig = new_rig (&conflicts[0]);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", model, "1.07", "05");
    g_autoptr (BbResult) flash = job_rig_do (rig, BB_ACTION_FLASH, image,
                                             BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (flash, BB_OUTCOME_REFUSED);
    g_assert_nonnull (flash->error);
    g_assert_cmpint (bb_job_error_get_problem (flash->error), ==,
                     is_stored ? BB_JOB_PROBLEM_IDENTITY_DAMAGED : BB_JOB_PROBLEM_CONSENT);
    g_assert_cmpint (flash->backup != NULL, ==, is_stored);
    g_assert_nonnull (strstr (flash->message, "Recover the drive first"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_a_recovery_ends_the_conflict (gconstpointer data)
{
    const Conflict *conflict = data;
    g_autoptr (JobRig) rig = new_rig (conflict);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    g_autoptr (BbEngineDrive) drive = NULL;

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    job_rig_restart (rig);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_cmpint (bb_engine_drive_get_facts (drive)->confidence, ==, BB_CONFIDENCE_HIGH);
    g_assert_cmpuint (bb_engine_drive_get_facts (drive)->conflict->len, ==, 0);
    g_assert_cmpstr (bb_facts_get_model_key (bb_engine_drive_get_facts (drive)), ==, conflict->code);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_READY);
}

/* The question must name the model that the evidence supports, and both models beside their IDs, so that the user
 * sees which of the two models the drive will be. */
static void
test_the_question_names_the_supported_model (gconstpointer data)
{
    const Conflict *conflict = data;
    g_autoptr (JobRig) rig = new_rig (conflict);
    g_autofree char *before = g_strdup_printf ("%s (", conflict->other);
    g_autofree char *after = g_strdup_printf (") → %s (%s)", conflict->name, conflict->code);
    g_autoptr (BbResult) result = NULL;

    rig->answer = BB_CHOICE_LEAVE;
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    g_assert_cmpstr (rig->last_claimed_model, ==, conflict->name);
    g_assert_true (g_str_has_prefix (rig->last_id_change, before));
    g_assert_true (g_str_has_suffix (rig->last_id_change, after));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
add (const char *what, const Conflict *conflict, GTestDataFunc func)
{
    g_autofree char *path = g_strdup_printf ("/job/conflict/%s/%s-%s", what, conflict->code, conflict->state);

    g_test_add_data_func (path, conflict, func);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (conflicts); i++) {
        add ("never-certain", &conflicts[i], test_contradicting_evidence_is_never_called_certain);
        add ("right-file", &conflicts[i], test_the_check_does_not_refuse_firmware_for_the_boot_code);
        add ("question", &conflicts[i], test_the_question_names_the_supported_model);
        add ("recovered", &conflicts[i], test_a_recovery_ends_the_conflict);
    }
    g_test_add_data_func ("/job/conflict/recover-first/K355", "K355", test_a_flash_with_a_wrong_identity_is_refused);
    g_test_add_data_func ("/job/conflict/recover-first/K451", "K451", test_a_flash_with_a_wrong_identity_is_refused);
    return g_test_run ();
}
