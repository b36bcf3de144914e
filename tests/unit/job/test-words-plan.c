/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "test-families.h"

#include "job/flow/bb-flash-map.h"
#include "job/words/bb-words.h"

#include <string.h>

/*
 * For every model, the sentences about writing, reading back, preserving and restoring must be true for the plan and
 * the drive. The test computes the effect of the plan byte by byte, without the functions that make the sentences.
 * Without -m slow, it uses some models of each kind. Also tests bb-words-drive.c and bb-words-question.c.
 */

#define MEMORY_BYTES (8 * 1024 * 1024)

/* Version of the boot code of drives and images, in families that have one. */
#define BOOT_VERSION "05"

/* The models of a family. @quirks: (nullable): quirks of the simulated drives */
typedef struct {
    const TestFamily *family;
    const char *quirks;
} Kind;

/* How a plan treats each byte of the flash memory. */
enum {
    WRITTEN = 1 << 0,
    STORED = 1 << 1,     /* read into a capture, or compared with the image */
    READ_TWICE = 1 << 2, /* compared with the data that was stored */
    FIRMWARE = 1 << 3,
    BOOT_CODE = 1 << 4,
    CALIBRATION = 1 << 5,
    IDENTITY = 1 << 6,
    KEPT = 1 << 7,
};

/* Adds the flags @what to a range of bytes. */
static void
mark (guint8 *memory, guint32 address, guint32 length_bytes, guint8 what)
{
    g_assert_cmpuint ((guint64) address + length_bytes, <=, MEMORY_BYTES);
    for (guint32 i = 0; i < length_bytes; i++)
        memory[address + i] |= what;
}

/* Marks the bytes that @step writes or reads. */
static void
mark_step (guint8 *memory, const BbStep *step)
{
    if (step->verb != BB_VERB_COMMAND)
        return;
    if ((step->kind == BB_STEP_ERASE || step->kind == BB_STEP_PROGRAM || step->kind == BB_STEP_UPLOAD ||
         step->kind == BB_STEP_CALIBRATION) &&
        step->region_bytes > 0)
        mark (memory, step->address, step->region_bytes, WRITTEN);
    if (step->kind == BB_STEP_READ && (step->use == BB_USE_COMPARE || step->use == BB_USE_STORE))
        mark (memory, step->address, step->length_bytes, STORED);
    if (step->kind == BB_STEP_READ && step->use == BB_USE_COMPARE_CAPTURE)
        mark (memory, step->address, step->length_bytes, READ_TWICE);
}

/* Returns (transfer full) a set of flags for each byte of the flash memory. @phase: only reads of this phase count */
static guint8 *
look_at (BbPlan *plan, BbPhase phase)
{
    static const guint8 of_kind[] = {
        [BB_REGION_FIRMWARE] = FIRMWARE,
        [BB_REGION_BOOT_CODE] = BOOT_CODE,
        [BB_REGION_CALIBRATION] = CALIBRATION,
        [BB_REGION_IDENTITY] = IDENTITY,
        [BB_REGION_OTHER] = 0,
        [BB_REGION_LEFT] = 0,
    };
    guint8 *memory = g_malloc0 (MEMORY_BYTES);

    for (guint i = 0; i < bb_plan_get_n_regions (plan); i++) {
        const BbRegion *region = bb_plan_get_region (plan, i);

        mark (memory, region->address, region->length_bytes,
              (guint8) (of_kind[region->kind] | (region->kept ? KEPT : 0)));
    }
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        for (guint j = section->first_step; j < section->first_step + section->n_steps; j++) {
            const BbStep *step = bb_plan_get_step (plan, j);

            if (step->kind != BB_STEP_READ || section->phase == phase)
                mark_step (memory, step);
        }
    }
    return memory;
}

/* Returns the number of bytes that have all flags of @with and none of @without. */
static guint
count (const guint8 *memory, guint8 with, guint8 without)
{
    guint n = 0;

    for (guint i = 0; i < MEMORY_BYTES; i++)
        n += (memory[i] & with) == with && (memory[i] & without) == 0;
    return n;
}

#define assert_says(text, wanted, is_so)                                                                     \
    G_STMT_START                                                                                             \
    {                                                                                                        \
        if ((strstr ((text), (wanted)) != NULL) != (is_so))                                                  \
            g_error ("%s:%d: “%s” %s: %s", __FILE__, __LINE__, (wanted), (is_so) ? "is missing" : "is said", \
                     (text));                                                                                \
    }                                                                                                        \
    G_STMT_END

/* The regions that bb_words_dup_spared() can name. */
static const struct {
    const char *name;
    guint8 what;
} parts[] = {{"boot code", BOOT_CODE}, {"calibration", CALIBRATION}, {"identity", IDENTITY}};

/* Asserts that the sentences about writing, reading back and spared regions are true for @plan. */
static void
check_flash (BbPlan *plan)
{
    g_autofree guint8 *memory = look_at (plan, BB_PHASE_VERIFY);
    g_autofree char *writing = bb_words_dup_writing (plan, "at once");
    g_autofree char *spared = bb_words_dup_spared (plan);
    const char *note = bb_plan_get_note (plan) != NULL ? bb_plan_get_note (plan) : "";
    guint n_written = count (memory, FIRMWARE | WRITTEN, KEPT);
    guint n_read = count (memory, FIRMWARE | WRITTEN | STORED, KEPT);

    g_test_message ("%s %s %s", writing, spared, note);
    g_assert_cmpuint (n_written, >, 0);
    assert_says (writing, "written and read back", n_read == n_written);
    assert_says (writing, "partly read back", n_read > 0 && n_read < n_written);
    assert_says (writing, "not be read back", n_read == 0);
    if (strstr (note, "cannot be read back") != NULL)
        g_assert_cmpuint (n_read, ==, 0);
    /* Some drives ignore the data that is sent for a region and keep their own (KEPT). The sentence must not promise
     * this, so it must not name such a region. */
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        assert_says (spared != NULL ? spared : "", parts[i].name,
                     count (memory, parts[i].what, 0) > 0 && count (memory, parts[i].what | WRITTEN, 0) == 0 &&
                         count (memory, parts[i].what | KEPT, 0) == 0);
    g_assert_true (spared == NULL || strstr (spared, "serial") == NULL);
}

/* Asserts that the sentences about the steps and phases of @plan promise to read the firmware, or to read it back,
 * only where the plan does that. */
static void
check_steps (BbPlan *plan)
{
    g_autofree guint8 *regions = look_at (plan, BB_PHASE_CHECK);
    guint n_back = 0;

    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        for (guint j = section->first_step; j < section->first_step + section->n_steps; j++) {
            const BbStep *step = bb_plan_get_step (plan, j);
            g_autofree char *technical = bb_words_dup_step (plan, j);
            g_autofree char *now = NULL;
            g_autoptr (BbProgress) progress = bb_progress_new ();
            gboolean reads_firmware = FALSE;
            gboolean reads_back;

            for (guint k = 0; step->kind == BB_STEP_READ && k < step->length_bytes; k++)
                reads_firmware = reads_firmware || (regions[step->address + k] & (FIRMWARE | KEPT)) == FIRMWARE;
            reads_back = reads_firmware && section->phase == BB_PHASE_VERIFY;
            n_back += reads_back ? 1 : 0;
            progress->phase = section->phase;
            progress->plan = g_object_ref (plan);
            progress->step = j;
            progress->n_steps = bb_plan_get_n_steps (plan);
            now = bb_words_dup_progress (progress);
            assert_says (technical, "back", reads_back);
            assert_says (now, "back", reads_back && step->use != BB_USE_COMPARE_CAPTURE);
            assert_says (now, "Reading the firmware",
                         reads_firmware && (section->phase == BB_PHASE_VERIFY || section->phase == BB_PHASE_BACK_UP ||
                                            step->use == BB_USE_COMPARE_CAPTURE));
        }
    }
    assert_says (bb_words_phase_of (BB_PHASE_VERIFY, plan), "read back and compared", n_back > 0);
}

/* Asserts that the sentences about a backup of @kind are true for the plan that makes the backup. */
static void
check_backup (const BbFamily *family, BbFacts *facts, BbBackupKind kind)
{
    const char *said = bb_words_backup (kind);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = family->plan_backup (facts, job_rig_catalog (), &error);
    g_autofree guint8 *memory = plan != NULL ? look_at (plan, BB_PHASE_BACK_UP) : g_malloc0 (MEMORY_BYTES);
    g_autoptr (BbPlan) layout = bb_family_lay_out (facts, job_rig_catalog ());
    guint n_firmware, n_kept;

    for (guint i = 0; layout != NULL && i < bb_plan_get_n_regions (layout); i++) {
        const BbRegion *region = bb_plan_get_region (layout, i);

        if (region->kind == BB_REGION_FIRMWARE)
            mark (memory, region->address, region->length_bytes, FIRMWARE);
    }
    n_firmware = count (memory, FIRMWARE, 0);
    n_kept = count (memory, FIRMWARE | STORED | READ_TWICE, 0);
    g_test_message ("%s %u of %u", said, n_kept, n_firmware);
    if (plan != NULL)
        check_steps (plan);
    assert_says (said, "Burnback reads the firmware twice, compares the two results and saves a copy.",
                 n_firmware > 0 && n_kept == n_firmware);
    assert_says (said, "cannot be backed up", plan == NULL);
    /* Without a layout it is not known where the firmware is. */
    if (kind == BB_BACKUP_PARTIAL && layout != NULL)
        g_assert_cmpuint (n_kept, <, n_firmware);
    if (facts->condition == BB_CONDITION_NORMAL) {
        assert_says (bb_words_no_backups (facts), "will create a backup before flashing",
                     n_firmware > 0 && n_kept == n_firmware && bb_family_get_no_flash (facts) == NULL);
        assert_says (bb_words_no_backups (facts), "cannot be backed up", plan == NULL);
    }
    g_assert_cmpstr (bb_words_no_backups (NULL), ==, "No backups yet.");
}

/* The sentence about a backup before a recovery depends on the condition of the drive: firmware of a drive in
 * recovery mode may be intact. */
static void
test_a_recovery_says_whether_the_firmware_is_saved (void)
{
    static const char *const tries = "Burnback will first try to save a copy of the current firmware.";
    static const char *const doubtful =
        "The firmware in the drive may be incomplete, so Burnback might overwrite it without a backup.";
    static const struct {
        BbCondition condition;
        const char *family;
        BbBackupKind kind;
        const char *said;
    } rows[] = {
        {BB_CONDITION_SPECIAL, "nec-optiarc", BB_BACKUP_PARTIAL,
         "Before writing, Burnback will try to save a copy of any unknown firmware that it can read from the drive."},
        {BB_CONDITION_SPECIAL, "mediatek-mt1959", BB_BACKUP_NONE,
         "The firmware of this drive cannot be read in recovery mode, so it will not be backed up."},
        {BB_CONDITION_SPECIAL, NULL, BB_BACKUP_NONE,
         "The firmware of this drive cannot be read in recovery mode, so it will not be backed up."},
        {BB_CONDITION_NORMAL, "nec-optiarc", BB_BACKUP_FULL, tries},
        {BB_CONDITION_NORMAL, "plextor", BB_BACKUP_NONE,
         "The firmware of this drive cannot be read completely, so it will not be backed up."},
        {BB_CONDITION_WRONG_FIRMWARE, "nec-optiarc", BB_BACKUP_FULL, tries},
        {BB_CONDITION_HALF_ALIVE, "nec-optiarc", BB_BACKUP_PARTIAL, doubtful},
        {BB_CONDITION_DAMAGED, "nec-optiarc", BB_BACKUP_FULL,
         "Burnback will save a copy of the drive’s identity before the repair."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbReview) review = bb_review_new ();

        review->act = BB_ACTION_RECOVER;
        review->facts = bb_facts_new (NULL);
        review->facts->condition = rows[i].condition;
        review->facts->family = g_strdup (rows[i].family);
        review->backup_kind = rows[i].kind;
        g_assert_cmpstr (bb_words_recovery_backup (review), ==, rows[i].said);
    }
}

/* Asserts that the reason for an incomplete backup is given once: by the verdict, or beside the backup. */
static void
check_reasons (const BbReview *review)
{
    const char *why = bb_words_backup_reason (review);
    guint n_said = why != NULL ? 1 : 0;

    for (guint i = 0; i < bb_verdict_get_n_reasons (review->verdict); i++) {
        const char *text = bb_verdict_get_reason (review->verdict, i)->text;

        n_said += strstr (text, "cannot be read back") != NULL ||
                  strstr (text, "cannot be read completely") != NULL ||
                  strstr (text, "cannot be read, so it cannot be backed up or verified.") != NULL;
    }
    g_assert_cmpuint (n_said, ==, review->backup_kind == BB_BACKUP_FULL ? 0 : 1);
}

/* Checks the sentences of the review of an image for @model. FALSE if there is nothing to check, for one of two
 * reasons: the simulator can make no image, or the catalog lists the model with another chip, so that the drive is
 * not of this family. */
static gboolean
check_model (const Kind *kind, BbModel *model)
{
    const char *id = kind->family->family;
    const char *boot_version = kind->family->boot_version != NULL ? BOOT_VERSION : NULL;
    const char *key = bb_model_get_key (model);
    g_autofree char *scenario =
        g_strdup_printf ("[drive sr0]\nFamily=%s\nModel=%s\nRevision=1.05\nSerial=SIM0001\n%s%s%s\n", id, key,
                         boot_version != NULL ? "BootVersion=" BOOT_VERSION "\n" : "",
                         kind->quirks != NULL ? "Quirks=" : "", kind->quirks != NULL ? kind->quirks : "");
    g_autoptr (BbImage) image = job_rig_try_image (id, key, "1.07", boot_version, NULL);
    g_autoptr (JobRig) rig = NULL;
    g_autoptr (BbResult) result = NULL;

    g_test_message ("%s %s", id, key);
    if (image == NULL)
        return FALSE;
    rig = job_rig_new (scenario, NULL);
    result = job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    if (result->review->facts->family == NULL) {
        g_assert_cmpint (bb_verdict_get_level (result->review->verdict), ==, BB_VERDICT_REFUSED);
        g_assert_null (result->review->plan);
        return FALSE;
    }
    check_backup (bb_family_lookup (id), result->review->facts, result->review->backup_kind);
    check_reasons (result->review);
    if (result->review->plan != NULL) {
        check_flash (result->review->plan);
        check_steps (result->review->plan);
    }
    return TRUE;
}

static void
test_plans (gconstpointer data)
{
    const Kind *kind = data;
    g_autoptr (GPtrArray) models = job_rig_list_models (kind->family->family);
    guint n_checked = 0;

    for (guint i = 0; i < models->len; i++)
        n_checked += check_model (kind, g_ptr_array_index (models, i)) ? 1 : 0;
    g_assert_cmpuint (n_checked, >, 0);
}

/* Adds a test for the drives of @family with @quirks (nullable). */
static void
add_plans (const TestFamily *family, const char *quirks)
{
    g_autofree char *path = g_strdup_printf ("/job/sentences/%s/%s", family->family, quirks != NULL ? quirks : "-");
    const Kind kind = {family, quirks};

    g_test_add_data_func_full (path, g_memdup2 (&kind, sizeof kind), test_plans, g_free);
}

/* --- questions --- */

/* Adds the question to @asked, and gives the answer ROLLBACK or, if ROLLBACK is not offered, LEAVE. */
static void
asked_cb (BbJob *job, GPtrArray *asked)
{
    BbQuestion *question = bb_job_ref_question (job);

    if (question == NULL)
        return;
    g_ptr_array_add (asked, question);
    g_assert_true (
        bb_job_answer (job, (question->choices & BB_CHOICE_ROLLBACK) != 0 ? BB_CHOICE_ROLLBACK : BB_CHOICE_LEAVE));
}

/* Returns (transfer full) all that a question says: its text, and the label and effect of each choice. */
static char *
dup_all_said (const BbQuestion *question)
{
    g_autofree char *title = bb_words_dup_question (question, "sr0");
    GString *text = g_string_new (title);

    for (BbChoice choice = BB_CHOICE_RETRY; choice <= BB_CHOICE_KEEP; choice <<= 1) {
        g_autofree char *label = bb_words_dup_question_choice (question, choice);
        g_autofree char *effect = bb_words_dup_question_effect (question, choice);

        if ((question->choices & choice) != 0)
            g_string_append_printf (text, " [%s] %s", label, effect);
    }
    g_test_message ("%s", text->str);
    return g_string_free (text, FALSE);
}

/* The flash fails, and then restoring the old firmware fails, too. Each question must say which of the two failed,
 * and how often. */
static void
test_questions_after_failures (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_question_unref);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbJob) job = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *hint = NULL;
    guint block;

    job_rig_fault (rig, "At=step:program:9;Kind=sense;Sense=3/03/00;Times=99");
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    request->image = g_object_ref (image);
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    request->on_failure = BB_ON_FAILURE_ASK;
    job = bb_engine_start (rig->engine, drive, request, &error);
    g_assert_no_error (error);
    g_signal_connect (job, "question", G_CALLBACK (asked_cb), asked);
    result = job_rig_wait (rig, job);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (asked->len, ==, 2);
    first = dup_all_said (g_ptr_array_index (asked, 0));
    second = dup_all_said (g_ptr_array_index (asked, 1));
    assert_says (first, "Writing failed", TRUE);
    assert_says (first, "[Write 1.07 again]", TRUE);
    block = ((const BbQuestion *) g_ptr_array_index (asked, 0))->block;
    hint = g_strdup_printf ("[Restore 1.05] The firmware from the earlier backup will be written. If block %u fails "
                            "again, the drive’s memory chip is probably worn.",
                            block);
    assert_says (first, hint, TRUE);
    assert_says (second, "Restoring failed", TRUE);
    assert_says (second, "[Restore 1.05 again]", TRUE);
    for (guint i = 0; i < 2; i++) {
        const BbQuestion *question = g_ptr_array_index (asked, i);
        g_autofree char *failure = bb_words_dup_failure (question->error, question->block, question->n_blocks);
        g_autofree char *happened = bb_words_dup_question_happened (question);
        /* The number counts one firmware and one operation, and says so: for the restore, it begins again. */
        g_autofree char *tries =
            g_strdup_printf ("Burnback tried 3 times to write firmware %s during this operation. "
                             "The last attempt failed at block ",
                             i == 0 ? "1.07" : "1.05");

        g_assert_true (g_str_has_prefix (happened, tries));
        assert_says (i == 0 ? first : second, "single failure", FALSE);
        assert_says (failure, "Block ", TRUE);
        assert_says (failure, "step", FALSE);
        assert_says (failure, "(program)", FALSE);
    }
    assert_says (second, "new firmware", FALSE);
    for (guint i = 0; result->notes[i] != NULL; i++)
        assert_says (result->notes[i], "step ", FALSE);
}

/* The sentence why a question is asked: with the number of attempts, but an attempt that the user stopped did not
 * fail; and without a promise of firmware that cannot be used. */
static void
test_a_question_counts_the_failed_attempts (void)
{
    g_autoptr (GError) stopped = g_error_new_literal (BB_RUN_ERROR, BB_RUN_ERROR_STOPPED, "stopped");
    const struct {
        BbQuestion question;
        const char *wanted;
        const char *unwanted;
    } rows[] = {
        {{.kind = BB_QUESTION_FAILED, .n_attempts = 6}, "Burnback tried 6 times to write the firmware during", "%"},
        {{.kind = BB_QUESTION_FAILED, .n_attempts = 1}, "", "tried"},
        {{.kind = BB_QUESTION_FAILED, .n_attempts = 6, .error = stopped}, "", "tried"},
        {{.kind = BB_QUESTION_INTERRUPTED, .lacks_image = TRUE},
         "One of the two firmware images cannot be used.",
         "or restore the previous firmware"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *happened = bb_words_dup_question_happened (&rows[i].question);

        g_test_message ("%s", happened);
        assert_says (happened, rows[i].wanted, TRUE);
        assert_says (happened, rows[i].unwanted, FALSE);
    }
}

/* @wanted: text that must be in the sentence; @unwanted: text that must not be in it */
static void
test_every_answer_says_what_it_does (void)
{
    static const struct {
        BbQuestion question;
        const char *wanted;
        const char *unwanted;
    } rows[] = {
        {{.kind = BB_QUESTION_FAILED, .choices = BB_CHOICE_RETRY, .n_attempts = 1}, "a single failure", "tried"},
        {{.kind = BB_QUESTION_FAILED, .choices = BB_CHOICE_RETRY, .n_attempts = 6}, "from the beginning", "single"},
        {{.kind = BB_QUESTION_FAILED, .choices = BB_CHOICE_RETRY, .restores = TRUE},
         "[Restore the firmware again]",
         "new"},
        {{.kind = BB_QUESTION_FAILED, .choices = BB_CHOICE_ROLLBACK, .old_is_file = TRUE},
         "from the fallback file",
         "backup"},
        {{.kind = BB_QUESTION_FAILED, .choices = BB_CHOICE_ROLLBACK}, "from the earlier backup", "fallback"},
        {{.kind = BB_QUESTION_FAILED, .choices = BB_CHOICE_LEAVE, .is_in_mode = TRUE},
         "will stay in recovery mode",
         "both"},
        {{.kind = BB_QUESTION_FAILED, .choices = BB_CHOICE_LEAVE}, "Nothing more will be written", "recovery mode"},
        {{.kind = BB_QUESTION_FAILED, .choices = BB_CHOICE_LEAVE},
         "do not shut down the computer unless a recovery step asks you to",
         "next start"},
        {{.kind = BB_QUESTION_FAILED, .choices = BB_CHOICE_LEAVE, .is_in_mode = TRUE},
         "do not shut down the computer unless a recovery step asks you to",
         "next start"},
        /* Drives that run firmware: nothing is lost without power. */
        {{.kind = BB_QUESTION_INTERRUPTED, .choices = BB_CHOICE_LEAVE, .safety = BB_SAFETY_HAZARD},
         "Nothing more will be written. You can try again later.",
         "powered"},
        {{.kind = BB_QUESTION_INTERRUPTED, .choices = BB_CHOICE_LEAVE, .safety = BB_SAFETY_UNPROVEN},
         "Nothing more will be written. You can try again later.",
         "powered"},
        {{.kind = BB_QUESTION_INTERRUPTED, .choices = BB_CHOICE_LEAVE, .safety = BB_SAFETY_UNKNOWN_WRITER},
         "Nothing more will be written. You can try again later.",
         "powered"},
        {{.kind = BB_QUESTION_INTERRUPTED, .choices = BB_CHOICE_LEAVE, .safety = BB_SAFETY_LEFT},
         "Keep the drive powered",
         "try again later"},
        {{.kind = BB_QUESTION_INTERRUPTED, .choices = BB_CHOICE_RETRY, .restores = TRUE},
         "Restoring will start again from the beginning.",
         "Flashing"},
        {{.kind = BB_QUESTION_INTERRUPTED, .choices = BB_CHOICE_RETRY},
         "Flashing will start again from the beginning.",
         "Restoring"},
        {{.kind = BB_QUESTION_INTERRUPTED,
          .choices = BB_CHOICE_KEEP,
          .is_overwritten = TRUE,
          .current_revision = "8.88"},
         "[Keep 8.88] Nothing will be written",
         "complete"},
        {{.kind = BB_QUESTION_INTERRUPTED, .choices = BB_CHOICE_KEEP, .is_overwritten = TRUE},
         "[Keep the current firmware] Nothing will be written",
         "complete"},
        {{.kind = BB_QUESTION_CONSENT, .choices = BB_CHOICE_RETRY, .reads_back = TRUE},
         "written and read back",
         "again"},
        {{.kind = BB_QUESTION_CONSENT, .choices = BB_CHOICE_RETRY},
         "The data described above will be written.",
         "read back"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *said = dup_all_said (&rows[i].question);

        assert_says (said, rows[i].wanted, TRUE);
        assert_says (said, rows[i].unwanted, FALSE);
    }
}

/* After an interrupted flash, the user is advised to restore the firmware that ran before. A file of the user may
 * never have run in the drive, and worn memory rejects any firmware. */
static void
test_only_firmware_that_ran_is_recommended (void)
{
    static const struct {
        BbQuestion question;
        gboolean has_advice;
    } rows[] = {
        {{.kind = BB_QUESTION_INTERRUPTED}, TRUE},
        {{.kind = BB_QUESTION_INTERRUPTED, .old_is_file = TRUE}, FALSE},
        {{.kind = BB_QUESTION_INTERRUPTED, .restores = TRUE}, FALSE},
        {{.kind = BB_QUESTION_INTERRUPTED, .is_overwritten = TRUE}, FALSE},
        {{.kind = BB_QUESTION_INTERRUPTED, .is_worn = TRUE}, FALSE},
        {{.kind = BB_QUESTION_INTERRUPTED, .other_old = "1.04"}, FALSE},
        {{.kind = BB_QUESTION_FAILED}, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = bb_words_dup_question_effect (&rows[i].question, BB_CHOICE_ROLLBACK);

        g_test_message ("row %u: %s", i, text);
        g_assert_cmpint (strstr (text, "If you are unsure, choose this firmware") != NULL, ==, rows[i].has_advice);
    }
}

int
main (int argc, char **argv)
{
    GPtrArray *families = test_families_list ();

    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/job/sentences/questions-after-failures", test_questions_after_failures);
    g_test_add_func ("/job/sentences/answers", test_every_answer_says_what_it_does);
    g_test_add_func ("/job/sentences/only-firmware-that-ran-is-recommended",
                     test_only_firmware_that_ran_is_recommended);
    g_test_add_func ("/job/sentences/failed-attempts", test_a_question_counts_the_failed_attempts);
    g_test_add_func ("/job/sentences/recovery-backup", test_a_recovery_says_whether_the_firmware_is_saved);
    for (guint i = 0; i < families->len; i++)
        add_plans (families->pdata[i], NULL);
    add_plans (test_families_find ("mediatek-mt1959"), "readable=all");
    return g_test_run ();
}
