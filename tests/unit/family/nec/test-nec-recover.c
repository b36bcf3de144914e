/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../plan-steps.h"
#include "nec-vectors.h"

#include "scsi/bb-bytes.h"

/* Tests bb-nec.c, bb-nec-judge.c, bb-nec-plan.c and bb-nec-recover.c. */

/* Returns (transfer full) facts of a drive in safe mode. */
static BbFacts *
safe_mode_facts (BbCatalog *catalog, const char *code, const char *boot)
{
    BbFacts *facts = nec_facts (catalog, code, -1, boot);

    facts->condition = BB_CONDITION_SPECIAL;
    g_free (facts->mode);
    facts->mode = g_strdup ("safe-mode");
    return facts;
}

/* Returns (transfer full) the CDB of the first step in hex. */
static char *
first_command (BbPlan *plan)
{
    const BbStep *step = bb_plan_get_step (plan, 0);

    return bb_hex_dup (step->cdb.bytes, step->cdb.length_bytes, "");
}

/* Returns (transfer full) (nullable) the recovery plan with the image of @vector, changed by @recipe. */
static BbPlan *
recover (const char *vector, const NecRecipe *recipe, BbFacts *facts, BbFacts *board, guint attempt, GError **error)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector (vector), recipe);
    BbFlashInput input = {
        .facts = facts, .image = image, .catalog = catalog, .attempt = attempt, .recovering = TRUE, .board = board};

    return bb_family_nec_optiarc.plan_recover (&input, error);
}

static void
test_recovery_tries_its_key_twice_then_ends (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = safe_mode_facts (catalog, "K355", "05");

    for (guint attempt = 0; attempt < 3; attempt++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = recover ("nec-2m-k355", NULL, facts, NULL, attempt, &error);
        g_autofree char *first = NULL;

        if (attempt == 2) {
            g_assert_null (plan);
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
            continue;
        }
        g_assert_no_error (error);
        first = first_command (plan);
        g_assert_cmpstr (first, ==, "CC0101004B33353501000000");
        g_assert_cmpint (bb_plan_get_kind (plan), ==, BB_PLAN_FLASH);
        g_assert_true (plan_endangers (plan));
    }
}

/* The stored ID is that of a K451, and the image is for a K355. After an interrupted conversion the boot code may be
 * that of the K355, so the first key that recovery sends must be that of the K355. */
static void
test_key_of_the_image_is_tried (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = safe_mode_facts (catalog, "K451", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = recover ("nec-2m-k355", NULL, facts, NULL, 0, &error);
    g_autofree char *first = NULL;

    g_assert_no_error (error);
    first = first_command (plan);
    g_assert_cmpstr (first, ==, "CC0101004B33353501000000");
}

static void
test_image_for_other_hardware_is_refused (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = safe_mode_facts (catalog, "K470", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_null (recover ("nec-2m-k355", NULL, facts, NULL, 0, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* The key that the drive accepted before the damage and the key of the type are tried alternately. */
static void
test_key_from_before_the_damage_is_tried (void)
{
    static const char *const wanted[] = {"CC0101004433353501000000", "CC0101004B33353501000000",
                                         "CC0101004433353501000000", "CC0101004B33353501000000"};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = safe_mode_facts (catalog, "K355", NULL);
    g_autoptr (BbFacts) board = nec_facts (catalog, "K355", 0x93, "05");
    g_autoptr (GError) error = NULL;

    bb_facts_set_string (board, "safe-mode-key", "D355");
    for (guint attempt = 0; attempt < G_N_ELEMENTS (wanted); attempt++) {
        g_autoptr (BbPlan) plan = recover ("nec-2m-k355", NULL, facts, board, attempt, &error);
        g_autofree char *first = NULL;

        g_assert_no_error (error);
        first = first_command (plan);
        g_assert_cmpstr (first, ==, wanted[attempt]);
    }
    g_assert_null (recover ("nec-2m-k355", NULL, facts, board, 4, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
}

/* If the stored ID cannot be read, the type is taken from @board, facts from before the damage. */
static void
test_type_is_taken_from_older_facts (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = safe_mode_facts (catalog, "K355", NULL);
    g_autoptr (BbFacts) board = nec_facts (catalog, "K355", 0x93, "05");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = NULL;

    g_clear_pointer (&facts->model, bb_model_unref);
    g_assert_null (recover ("nec-2m-k355", NULL, facts, NULL, 0, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    plan = recover ("nec-2m-k355", NULL, facts, board, 0, &error);
    g_assert_no_error (error);
}

static void
test_recovery_without_image_is_refused (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = safe_mode_facts (catalog, "K355", "05");
    g_autoptr (GError) error = NULL;
    BbFlashInput input = {.facts = facts, .catalog = catalog, .recovering = TRUE};

    g_assert_null (bb_family_nec_optiarc.plan_recover (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

static void
test_wake_plan_leaves_every_bank (void)
{
    static const struct {
        const char *code;
        const char *stream;
    } cases[] = {
        {"K355", "CC0100004B33353501000000 - 0\n120000006000 i 96\n"},
        {"K110", "CC0100004B31313001000000 - 0\nCC1100004B31313001000000 - 0\n120000006000 i 96\n"},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbFacts) facts = safe_mode_facts (catalog, cases[i].code, "05");
        g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_wake (facts, NULL);
        g_autofree char *stream = plan_dup_stream (plan);
        guint n_waits = 0;

        g_assert_cmpstr (stream, ==, cases[i].stream);
        g_assert_false (plan_endangers (plan));
        g_assert_cmpint (bb_plan_get_kind (plan), ==, BB_PLAN_WAKE);
        for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
            const BbStep *step = bb_plan_get_step (plan, s);

            if (step->verb != BB_VERB_WAIT_READY)
                continue;
            n_waits++;
            g_assert_cmpint (bb_plan_get_step (plan, s - 1)->kind, ==, BB_STEP_LEAVE);
            g_assert_cmpuint (step->wait.interval_ms, ==, 250);
            g_assert_cmpuint (step->wait.limit_ms, ==, 60000);
            g_assert_true (step->wait.any_other_ends);
            g_assert_true (step->wait.may_vanish);
        }
        g_assert_cmpuint (n_waits, ==, i + 1);
    }
}

static void
test_backup_in_safe_mode_has_calibration_and_boot_code (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = safe_mode_facts (catalog, "G285", "03");
    g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_backup (facts, NULL, NULL);

    g_assert_cmpuint (plan_find_capture (plan, "firmware"), ==, BB_CAPTURE_NONE);
    g_assert_cmpuint (plan_find_capture (plan, "calibration"), !=, BB_CAPTURE_NONE);
    g_assert_cmpuint (plan_find_capture (plan, "boot-code"), !=, BB_CAPTURE_NONE);
    g_assert_cmphex (bb_plan_get_capture (plan, plan_find_capture (plan, "boot-code"))->region.address, ==, 0);
    g_assert_cmphex (bb_plan_get_capture (plan, plan_find_capture (plan, "boot-code"))->region.length_bytes, ==,
                     0x8000);
    g_assert_nonnull (bb_plan_get_note (plan));
    /* The last section reads the boot code. After an error it is tried once more. */
    g_assert_cmpuint (bb_plan_get_section (plan, bb_plan_get_n_sections (plan) - 1)->max_tries, ==, 2);
    for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
        g_assert_cmpint (bb_plan_get_step (plan, s)->kind, !=, BB_STEP_ENTER);
        g_assert_cmpint (bb_plan_get_step (plan, s)->kind, !=, BB_STEP_LEAVE);
    }
}

/* A model is keyed if its firmware can be read only in safe mode. A backup of a keyed model must enter safe mode
 * once, read, and leave it. It may try to leave safe mode twice. A backup of any other model must consist of reads
 * only. */
static void
test_backups_enter_safe_mode_only_for_keyed_types (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, nec_vectors[i].code, nec_vectors[i].firmware_id, NULL);
        g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_backup (facts, NULL, NULL);
        const BbSection *last = bb_plan_get_section (plan, bb_plan_get_n_sections (plan) - 1);
        guint n_enter = 0;
        guint n_wait = 0;

        if (bb_nec_model_is_keyed (facts->model)) {
            g_assert_cmpint (bb_plan_get_step (plan, last->first_step)->kind, ==, BB_STEP_LEAVE);
            g_assert_cmpuint (last->max_tries, ==, 2);
        }
        for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
            const BbStep *step = bb_plan_get_step (plan, s);

            n_enter += step->kind == BB_STEP_ENTER;
            n_wait += step->verb == BB_VERB_WAIT_READY;
            /* Only one key is sent, so the plan must fail if the drive refuses it. */
            if (step->kind == BB_STEP_ENTER || step->kind == BB_STEP_LEAVE)
                g_assert_cmpint (step->accepts, ==, BB_ANSWER_GOOD);
        }
        g_assert_cmpuint (n_enter, ==, bb_nec_model_is_keyed (facts->model) ? 1 : 0);
        g_assert_cmpuint (n_wait, ==, n_enter);
        g_assert_false (plan_endangers (plan));
    }
}

/* If the drive may be of two types, a backup that needs safe mode must send the keys of both types. */
static void
test_keyed_backup_of_two_possible_types_sends_both_keys (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = nec_facts (catalog, "D570", 0xB6, NULL);
    g_autoptr (BbPlan) plan = NULL;
    guint n = 0, n_left = 0;

    g_ptr_array_add (facts->candidates, bb_catalog_get_model (catalog, BB_NEC_FAMILY, "D57D"));
    plan = bb_family_nec_optiarc.plan_backup (facts, NULL, NULL);
    for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
        const BbStep *step = bb_plan_get_step (plan, s);

        if (step->kind == BB_STEP_ENTER || step->kind == BB_STEP_LEAVE)
            g_assert_cmpint (step->accepts, ==, BB_ANSWER_ANY);
        n_left += step->kind == BB_STEP_LEAVE;
        if (step->kind != BB_STEP_ENTER)
            continue;
        n++;
        if (n == 2)
            g_assert_cmpint (bb_plan_get_step (plan, s + 1)->use, ==, BB_USE_EXPECT);
    }
    g_assert_cmpuint (n, ==, 2);
    g_assert_cmpuint (n_left, ==, 2);
}

/* Some flashes erase one block that no image contains. The backup must contain this block if it can be read. The
 * drive may change the block at any time, so a difference between two reads must only be noted. */
static void
test_backup_has_the_block_that_is_only_erased (void)
{
    static const struct {
        const char *code;
        int id;
        guint32 address; /* of the block that is only erased; 0: there is none */
        const char *first;
    } rows[] = {
        {"K110", 0x68, 0, NULL},
        {"K352", 0x88, 0, NULL},
        {"K355", 0x93, 0x1F0000, "CC00001F0000001000000000"},
        {"G200", 0xC3, 0x1F0000, "CC00001F00000010005244C3"},
        {"G265", 0x36, 0x1E0000, "CC00001E0000001000524436"},
        {"G285", 0x5C, 0, NULL},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, rows[i].code, rows[i].id, NULL);
        g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_backup (facts, NULL, NULL);
        guint capture = plan_find_capture (plan, BB_NEC_CAPTURE_LEFT);
        guint n_stored = 0, n_compared = 0;

        g_test_message ("%s", rows[i].code);
        g_assert_cmpint (capture != BB_CAPTURE_NONE, ==, rows[i].address != 0);
        for (guint s = 0; rows[i].address != 0 && s < bb_plan_get_n_steps (plan); s++) {
            const BbStep *step = bb_plan_get_step (plan, s);
            g_autofree char *cdb = bb_hex_dup (step->cdb.bytes, step->cdb.length_bytes, "");
            guint *n = step->use == BB_USE_STORE ? &n_stored : &n_compared;

            if (step->kind != BB_STEP_READ || step->use == BB_USE_NONE || step->capture != capture)
                continue;
            if (*n == 0)
                g_assert_cmpstr (cdb, ==, rows[i].first);
            g_assert_cmphex (step->address, ==, rows[i].address + 0x1000 * (*n)++);
            g_assert_cmpint (step->accepts, ==, BB_ANSWER_ANY);
        }
        g_assert_cmpuint (n_stored, ==, rows[i].address != 0 ? 16 : 0);
        g_assert_cmpuint (n_compared, ==, n_stored);
        for (guint k = 0; k < bb_plan_get_n_sections (plan); k++) {
            const BbSection *section = bb_plan_get_section (plan, k);
            const BbStep *begin = bb_plan_get_step (plan, section->first_step);

            g_assert_cmpint (section->collect, ==,
                             begin->kind == BB_STEP_READ && rows[i].address != 0 && begin->capture == capture);
        }
    }
}

/**
 * JudgeCase: what is known after a flash, and the judgement that must follow.
 * @vector: test vector of the image; @code: type of the drive
 * @cycled: TRUE if the drive was power-cycled; @cut_off: TRUE if the flash was interrupted
 * @after: revision after the flash; NULL: the drive cannot be identified; "0.05": the drive is in safe mode
 */
typedef struct {
    const char *vector;
    const char *code;
    guint n_differences;
    gboolean cycled;
    gboolean cut_off;
    const char *after;
    BbProof proof;
    const char *says;
} JudgeCase;

#define K355 "nec-2m-k355", "K355"
#define K370 "nec-2m-k370", "K370"
#define D770 "nec-2mopti-d770", "D770"
#define C500 "nec-optibd-c500", "C500"
#define ALL_BUT_ONE                                                                                         \
    "The firmware was verified. A memory area outside the firmware was not compared (64 KiB at 0x1f0000), " \
    "because the drive probably manages this area itself."
#define STALE                                                                                               \
    " The drive does not report the new firmware revision yet. To start the new firmware, power cycle the " \
    "drive."
#define NOT_STARTED " However, the drive has not started the firmware yet. Power cycle the drive."
#define NOT_SHOWN                                                                                               \
    "The firmware of this drive cannot be read back. The revision reported by the drive does not show whether " \
    "the image was written."
#define MAY_BE_WRONG \
    ", but this drive may return wrong data right after flashing. Power cycle the drive, then verify again."

/* The image has revision 1.23; before the flash the drive had 1.00. */
static const JudgeCase judge_cases[] = {
    {K355, 0, FALSE, FALSE, "1.23", BB_PROOF_PROVEN, ALL_BUT_ONE},
    {K355, 0, TRUE, FALSE, "1.23", BB_PROOF_PROVEN, ALL_BUT_ONE},
    {K355, 0, FALSE, FALSE, "1.00", BB_PROOF_PROVEN, ALL_BUT_ONE STALE},
    {D770, 0, FALSE, FALSE, "1.23", BB_PROOF_PROVEN, "Every byte of the firmware was verified."},
    {K355, 0, FALSE, FALSE, "0.05", BB_PROOF_PENDING, ALL_BUT_ONE NOT_STARTED},
    {K355, 0, FALSE, FALSE, NULL, BB_PROOF_PENDING, ALL_BUT_ONE NOT_STARTED},
    {K355, 0, TRUE, FALSE, "0.05", BB_PROOF_UNPROVEN, ALL_BUT_ONE " However, the drive does not start the firmware."},
    {D770, 0, FALSE, FALSE, NULL, BB_PROOF_PENDING, "Every byte of the firmware was verified." NOT_STARTED},
    /* If the read-back differs, a power cycle is asked for on two conditions: drives of the type may return wrong
     * data right after a flash (K355, not K370), and there was no power cycle after the flash. */
    {K355, 1, TRUE, FALSE, "1.23", BB_PROOF_DIFFERENT, "The firmware differs from the image in 1 place."},
    {K355, 2, TRUE, FALSE, "1.23", BB_PROOF_DIFFERENT, "The firmware differs from the image in 2 places."},
    {K370, 1, FALSE, FALSE, "1.23", BB_PROOF_DIFFERENT, "The firmware differs from the image in 1 place."},
    {K370, 2, FALSE, FALSE, "1.23", BB_PROOF_DIFFERENT, "The firmware differs from the image in 2 places."},
    {K355, 1, FALSE, FALSE, "1.23", BB_PROOF_PENDING, "The firmware differs from the image in 1 place" MAY_BE_WRONG},
    {K355, 2, FALSE, FALSE, "1.23", BB_PROOF_PENDING, "The firmware differs from the image in 2 places" MAY_BE_WRONG},
    /* The firmware of these drives cannot be read back, so only the revision that they report is compared. */
    {C500, 0, FALSE, FALSE, "1.23", BB_PROOF_IDENTITY,
     "The drive reports firmware revision 1.23. Its firmware cannot be read back, so nothing else can be "
     "verified."},
    {C500, 0, FALSE, FALSE, "1.00", BB_PROOF_PENDING,
     "The firmware of this drive cannot be read back, so power cycle the drive to see which revision it reports."},
    {C500, 0, TRUE, FALSE, "1.00", BB_PROOF_UNCHANGED,
     "The drive accepted all data but still reports the previous firmware revision."},
    {C500, 0, TRUE, FALSE, "9.99", BB_PROOF_UNPROVEN, NOT_SHOWN},
    {C500, 0, TRUE, FALSE, NULL, BB_PROOF_UNPROVEN, NOT_SHOWN},
    {C500, 0, TRUE, TRUE, "1.23", BB_PROOF_UNPROVEN,
     "Flashing was interrupted, and the firmware cannot be read back. The firmware may be incomplete even if the "
     "drive reports a revision."},
};

static void
test_proof_follows_what_is_known (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (judge_cases); i++) {
        const JudgeCase *it = &judge_cases[i];
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector (it->vector), NULL);
        g_autoptr (BbFacts) before = nec_facts (catalog, it->code, 0x93, "05");
        g_autoptr (BbFacts) after = it->after != NULL ? nec_facts (catalog, it->code, 0x93, "05") : NULL;
        g_autoptr (GArray) differences = g_array_new (FALSE, TRUE, sizeof (BbDifference));
        g_autofree char *why = NULL;
        BbJudgeInput input = {.before = before, .after = after, .image = image, .differences = differences};

        input.power_cycled = it->cycled;
        input.cut_off = it->cut_off;
        g_array_set_size (differences, it->n_differences);
        if (after != NULL) {
            g_strlcpy (after->inquiry.revision, it->after, sizeof after->inquiry.revision);
            if (bb_nec_is_safe_mode (&after->inquiry))
                after->condition = BB_CONDITION_SPECIAL;
        }
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_family_nec_optiarc.judge (&input, &why), ==, it->proof);
        g_assert_cmpstr (why, ==, it->says);
    }
}

/* Before the first upload, the plan of a flash must compare the version of the boot code with the version that the
 * image requires. Exceptions: the image has no version, the drive reports none, or it is a laptop drive, for which
 * the wiring decides. */
static void
test_flash_checks_the_boot_version (void)
{
    static const struct {
        const char *vector;
        const char *boot;
        const char *checked;
    } rows[] = {
        {"nec-2m-k355", "05", "0 05"},      {"nec-2m-k355", "", "0 "},     {"nec-2m-k355", BB_NEC_OEM_BOOT, "0 "},
        {"nec-640k-k110", "02", "0 020 "},  {"nec-768k-l210", "00", "0 "}, {"nec-optibd-c500", NULL, "0 "},
        {"nec-opti4-g285", "03", "0 030 "},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const NecVector *vector = nec_vector (rows[i].vector);
        NecRecipe recipe = {.boot = rows[i].boot};
        g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, NULL);
        g_autoptr (BbImage) image = nec_vector_image (catalog, vector, &recipe);
        BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog};
        g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_flash (&input, NULL);
        g_autoptr (GString) checked = g_string_new (NULL);

        for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
            const BbStep *step = bb_plan_get_step (plan, s);

            if (step->use != BB_USE_EXPECT || bb_plan_get_step (plan, s)->kind != BB_STEP_STATUS)
                continue;
            /* The byte at offset 32 of INQUIRY, the first character of the revision, is 0 in safe mode. The others
             * are the boot version. */
            g_string_append_printf (checked, "%c%s", step->expect_byte, step->expect_offset == 32 ? " " : "");
        }
        g_assert_cmpstr (checked->str, ==, rows[i].checked);
    }
}

/* add_regions() must add all regions of the memory, those that a flash writes and those that it leaves unchanged. It
 * must add none for types that cannot be flashed. */
static void
test_map_of_the_flash (void)
{
    static const struct {
        const char *code;
        const char *regions;
    } rows[] = {
        {"K355", "boot-code@0+4000 calibration@4000+2000 firmware@10000+1e0000 erased-block@1f0000+10000 "},
        {"K110", "boot-code@0+4000 calibration@4000+1000 firmware@5000+7b000 firmware-bank-1@240000+20000 "},
        {"D770", "boot-code@0+8000 calibration@10000+1000 calibration-2@20000+1000 firmware@30000+1c0000 "},
        {"M110", ""},
        {"B535", ""},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, rows[i].code, -1, NULL);
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_NEC_FAMILY);
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (GString) text = g_string_new (NULL);

        bb_family_nec_optiarc.add_regions (facts, catalog, builder);
        plan = bb_plan_builder_end (builder);
        for (guint k = 0; k < bb_plan_get_n_regions (plan); k++) {
            const BbRegion *region = bb_plan_get_region (plan, k);

            g_string_append_printf (text, "%s@%x+%x ", region->name, region->address, region->length_bytes);
        }
        g_assert_cmpstr (text->str, ==, rows[i].regions);
    }
}

static void
test_verify_only_reads (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, nec_vectors[i].code, nec_vectors[i].firmware_id, "05");
        g_autoptr (BbImage) image = nec_vector_image (catalog, &nec_vectors[i], NULL);
        g_autoptr (GError) error = NULL;
        BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog};
        g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_verify (&input, &error);
        guint n = 0;

        if (nec_vectors[i].n_reads == 0) {
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
            continue;
        }
        for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
            const BbStep *step = bb_plan_get_step (plan, s);

            n += step->use == BB_USE_COMPARE;
            g_assert_true (step->kind == BB_STEP_READ || step->kind == BB_STEP_STATUS ||
                           step->kind == BB_STEP_ENTER || step->kind == BB_STEP_LEAVE || step->kind == BB_STEP_WAIT);
        }
        g_assert_cmpuint (n, ==, nec_vectors[i].n_reads);
    }
}

/* After a power cycle it may again be unknown which of two types the drive has (K355 or D355). A verification must
 * accept an image for either type. */
static void
test_verify_accepts_both_possible_types (void)
{
    NecRecipe recipe = {.tag = "D355"};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), &recipe);
    g_autoptr (BbImage) foreign = nec_vector_image (catalog, nec_vector ("nec-2m-k370"), NULL);
    g_autoptr (BbImage) nameless = bb_image_new_from_bytes (bb_image_get_bytes (image), "image.bin");
    g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", 0x93, NULL);
    g_autoptr (BbFacts) sibling = nec_facts (catalog, "K451", 0x93, NULL);
    g_autoptr (BbFacts) board = nec_facts (catalog, "D355", 0x93, "05");
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbPlan) by_board = NULL;
    g_autoptr (GError) error = NULL;
    BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog};

    plan = bb_family_nec_optiarc.plan_verify (&input, &error);
    g_assert_no_error (error);
    input.facts = sibling;
    input.board = board;
    by_board = bb_family_nec_optiarc.plan_verify (&input, &error);
    g_assert_no_error (error);
    input.image = foreign;
    g_assert_null (bb_family_nec_optiarc.plan_verify (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    input.image = nameless;
    g_assert_null (bb_family_nec_optiarc.plan_verify (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* A K370 is read with its firmware id byte as a key. If this byte is not known or erased (FF), a verification must
 * send that of the image. */
static void
test_verify_sends_the_id_byte_of_drive_or_image (void)
{
    static const struct {
        int id;
        const char *first; /* the first read */
    } rows[] = {
        {0x00, "CC0000010000001000524400"},
        {0xA1, "CC00000100000010005244A1"},
        {0xFF, "CC00000100000010005244A2"},
        {-1, "CC00000100000010005244A2"},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k370"), NULL);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, "K370", rows[i].id, "05");
        BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog};
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_verify (&input, &error);
        g_autofree char *stream = NULL;

        g_test_message ("row %u", i);
        g_assert_no_error (error);
        stream = plan_dup_stream (plan);
        g_assert_nonnull (strstr (stream, rows[i].first));
    }
}

/* A journal may say that the drive was a K355. An HR-1100A (M110) gets no plan even then, because its flash procedure
 * is unknown. */
static void
test_a_drive_that_is_never_flashed_gets_no_plan (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = nec_facts (catalog, "M110", -1, NULL);
    g_autoptr (BbFacts) board = safe_mode_facts (catalog, "K355", "05");
    g_autoptr (GError) error = NULL;

    facts->condition = BB_CONDITION_SPECIAL;
    g_assert_null (recover ("nec-2m-k355", NULL, facts, board, 0, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_true (g_str_has_prefix (error->message, "Burnback cannot flash this drive because"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/recover/attempts", test_recovery_tries_its_key_twice_then_ends);
    g_test_add_func ("/nec/recover/sibling", test_key_of_the_image_is_tried);
    g_test_add_func ("/nec/recover/foreign", test_image_for_other_hardware_is_refused);
    g_test_add_func ("/nec/recover/board-key", test_key_from_before_the_damage_is_tried);
    g_test_add_func ("/nec/recover/board", test_type_is_taken_from_older_facts);
    g_test_add_func ("/nec/recover/no-image", test_recovery_without_image_is_refused);
    g_test_add_func ("/nec/wake", test_wake_plan_leaves_every_bank);
    g_test_add_func ("/nec/backup/safe-mode", test_backup_in_safe_mode_has_calibration_and_boot_code);
    g_test_add_func ("/nec/backup/round-trips", test_backups_enter_safe_mode_only_for_keyed_types);
    g_test_add_func ("/nec/backup/both-keys", test_keyed_backup_of_two_possible_types_sends_both_keys);
    g_test_add_func ("/nec/backup/left-block", test_backup_has_the_block_that_is_only_erased);
    g_test_add_func ("/nec/judge", test_proof_follows_what_is_known);
    g_test_add_func ("/nec/verify/in-doubt", test_verify_accepts_both_possible_types);
    g_test_add_func ("/nec/verify/id-byte", test_verify_sends_the_id_byte_of_drive_or_image);
    g_test_add_func ("/nec/flash/boot-version", test_flash_checks_the_boot_version);
    g_test_add_func ("/nec/map", test_map_of_the_flash);
    g_test_add_func ("/nec/verify/reads", test_verify_only_reads);
    g_test_add_func ("/nec/recover/never-flashed", test_a_drive_that_is_never_flashed_gets_no_plan);
    return g_test_run ();
}
