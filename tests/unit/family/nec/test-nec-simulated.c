/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-bench.h"

/* Tests bb-nec-facts.c and bb-nec-judge.c. */

typedef struct {
    const char *code;
    const char *boot;
    const char *more;
} Drive;

static const Drive drives[] = {
    {"K110", "02", NULL},
    {"L110", "05", NULL},
    {"L210", "00", NULL},
    {"K352", "02", NULL},
    {"K210", "01", NULL},
    {"L251", "05", NULL},
    {"K355", "05", NULL},
    {"L350", "04", NULL},
    {"K370", "05", NULL},
    {"D770", "04", NULL},
    {"D770", "04", "Quirks=needs-padding\n"},
    {"G200", "03", NULL},
    {"G265", "08", NULL},
    {"G285", "03", NULL},
    {"C500", NULL, NULL},
    /* Drives with variants of behaviour that nec-optiarc.md leaves open. */
    {"K110", "02", "Quirks=slow-leave=9;sum-last-word;no-boot-read;exact-reads\n"},
    {"K110", "02", "Quirks=banks-must-match\n"},
    {"K355", "05", "Quirks=corrupt-after-safe\n"},
    {"K355", "05", "Quirks=slow-leave=9;missing-address-good;mark-on-leave\n"},
    {"K355", "05", "Quirks=d355\n"},
    {"K365", "05", "Quirks=wrong-boot\n"},
    {"G285", "03", "Quirks=slow-leave=12;reset-attention;exact-reads;boot-sum-optional\n"},
    {"G285", "03", "Quirks=any-order;missing-address-good\n"},
    {"G245", NULL, "Quirks=oem-boot-strings=3\n"},
    /* Not ready for 40 s (160 polls) after each SAFE MODE off. */
    {"K471", "05", "Quirks=slow-leave=160\n"},
};

/* Asserts that the firmware in @backup equals that in the flash of the simulator, bank by bank. */
static void
assert_backup_is_the_flash (NecBench *bench, BbFacts *facts, BbImage *backup)
{
    const BbNecType *type = bb_nec_facts_type (facts);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) memory = bb_sim_bus_dump (bench->bus, "d", NULL, &error);
    const guint8 *image = g_bytes_get_data (bb_image_get_bytes (backup), NULL);
    gsize size = 0;
    const guint8 *flash = NULL;

    g_assert_no_error (error);
    flash = g_bytes_get_data (memory, &size);
    for (guint i = 0; i < type->n_parts; i++) {
        g_assert_cmpuint (type->parts[i].address + type->parts[i].length_bytes, <=, size);
        g_assert_cmpmem (flash + type->parts[i].address, type->parts[i].length_bytes,
                         image + type->parts[i].image_offset, type->parts[i].length_bytes);
    }
}

/* Returns (transfer full) the image of a backup, and replaces @facts by those after bb_nec_learn(). */
static BbImage *
back_up (NecBench *bench, BbFacts **facts)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_backup (*facts, NULL, &error);
    g_autoptr (NecRun) run = NULL;
    g_autoptr (BbFacts) better = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) whole = NULL;
    g_autoptr (GPtrArray) found = NULL;

    g_assert_no_error (error);
    run = nec_run (bench->transport, plan);
    g_assert_no_error (run->error);
    better = nec_bench_learn (bench, *facts, run->captures);
    bb_facts_unref (*facts);
    *facts = g_steal_pointer (&better);
    if (!bb_nec_facts_type (*facts)->readable)
        return NULL;
    bytes = bb_family_nec_optiarc.make_image (*facts, run->captures, NULL, &error);
    g_assert_no_error (error);
    whole = bb_image_new_from_bytes (bytes, "backup.bin");
    found = bb_nec_identify_image (bytes, bench->catalog);
    g_assert_cmpuint (found->len, ==, 1);
    return bb_image_new_part (whole, g_ptr_array_index (found, 0), NULL);
}

/* Identifies, backs up, checks, flashes and verifies each drive, and rolls back to the backup. */
static void
test_each_drive_is_flashed_and_rolled_back (gconstpointer data)
{
    const Drive *drive = data;
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) after = NULL;
    g_autoptr (BbImage) backup = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbVerdict) verdict = NULL;
    g_autoptr (GBytes) calibration = NULL;
    g_autoptr (GBytes) still = NULL;

    nec_bench_open (&bench, drive->code, drive->boot, drive->more);
    calibration = bb_sim_bus_dump (bench.bus, "d", "calibration", NULL);
    facts = nec_bench_probe (&bench);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpuint (bb_sim_bus_count_writes (bench.bus, "d"), ==, 0);
    backup = back_up (&bench, &facts);
    if (backup != NULL)
        assert_backup_is_the_flash (&bench, facts, backup);
    image =
        nec_bench_image (&bench, bb_facts_get_model_key (facts), bb_facts_get_string (facts, "boot-version"), "9.87");
    verdict = bb_family_check (facts, image, bench.catalog);
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++)
        g_test_message ("%s", bb_verdict_get_reason (verdict, i)->text);
    g_assert_cmpint (bb_verdict_get_level (verdict), <=, BB_VERDICT_CAUTION);
    nec_bench_flash (&bench, facts, image, FALSE);
    after = nec_bench_probe (&bench);
    g_assert_cmpstr (after->inquiry.revision, ==, "9.87");
    g_assert_cmpstr (after->fingerprint, ==, facts->fingerprint);
    if (backup != NULL) {
        nec_bench_flash (&bench, facts, backup, FALSE);
        assert_backup_is_the_flash (&bench, facts, backup);
    }
    still = bb_sim_bus_dump (bench.bus, "d", "calibration", NULL);
    g_assert_true (g_bytes_equal (calibration, still));
    nec_bench_close (&bench);
}

static const char *const troubles[] = {"safe-mode", "forced-safe", "erased", "half-flashed"};

/* Each flash type is recovered from each damaged state with a complete image. */
static void
test_each_damaged_state_is_recovered (gconstpointer data)
{
    const Drive *drive = data;

    for (guint i = 0; i < G_N_ELEMENTS (troubles); i++) {
        g_autofree char *more = g_strdup_printf ("State=%s\n%s", troubles[i], drive->more != NULL ? drive->more : "");
        NecBench bench = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbFacts) learnt = NULL;
        g_autoptr (BbFacts) after = NULL;
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbVerdict) verdict = NULL;

        g_test_message ("%s, %s", drive->code, troubles[i]);
        nec_bench_open (&bench, drive->code, drive->boot, more);
        facts = nec_bench_probe (&bench);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
        learnt = nec_bench_learn (&bench, facts, NULL);
        image = nec_bench_image (&bench, bb_facts_get_model_key (learnt),
                                 bb_facts_get_string (learnt, "boot-version"), "9.87");
        verdict = bb_family_check (learnt, image, bench.catalog);
        g_assert_cmpint (bb_verdict_get_level (verdict), <=, BB_VERDICT_CAUTION);
        nec_bench_flash (&bench, learnt, image, TRUE);
        after = nec_bench_probe (&bench);
        g_assert_cmpint (after->condition, ==, BB_CONDITION_NORMAL);
        g_assert_cmpstr (after->inquiry.revision, ==, "9.87");
        nec_bench_close (&bench);
    }
}

/* The model block names the product also while the boot code runs. */
static void
test_rebadge_is_named_in_any_mode (void)
{
    static const char *const states[] = {"State=normal\n", "State=half-flashed\n", "State=erased\n"};

    for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
        g_autofree char *more = g_strdup_printf ("Vendor=TDK\nProduct=DVDRW420N\n%s", states[i]);
        NecBench bench = {0};
        g_autoptr (BbFacts) facts = NULL;

        nec_bench_open (&bench, "K110", "02", more);
        facts = nec_bench_probe (&bench);
        g_assert_cmpint (facts->condition, ==, i == 0 ? BB_CONDITION_NORMAL : BB_CONDITION_SPECIAL);
        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K110");
        g_assert_cmpstr (facts->model_name, ==, "ND-1100A");
        g_assert_cmpstr (bb_facts_get_string (facts, "rid-model"), ==, "ND-1100A");
        g_assert_cmpstr (bb_facts_get_string (facts, "firmware-id"), ==, i == 0 ? "68" : NULL);
        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_HIGH);
        nec_bench_close (&bench);
    }
}

static void
test_drive_in_safe_mode_is_woken (void)
{
    static const Drive cases[] = {{"K355", "05", "State=safe-mode\n"},
                                  {"K110", "02", "State=safe-mode\n"},
                                  {"K110", "02", "State=wrong-bank\n"},
                                  {"G285", "03", "State=safe-mode\nQuirks=slow-leave=20\n"}};

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        NecBench bench = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbFacts) after = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (NecRun) run = NULL;

        nec_bench_open (&bench, cases[i].code, cases[i].boot, cases[i].more);
        facts = nec_bench_probe (&bench);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
        plan = bb_family_nec_optiarc.plan_wake (facts, NULL);
        run = nec_run (bench.transport, plan);
        g_assert_no_error (run->error);
        after = nec_bench_probe (&bench);
        g_assert_cmpint (after->condition, ==, BB_CONDITION_NORMAL);
        g_assert_cmpuint (bb_sim_bus_count_writes (bench.bus, "d"), ==, 0);
        nec_bench_close (&bench);
    }
}

static void
test_drive_in_safe_mode_of_bank_1_is_flashed (void)
{
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbImage) image = NULL;

    nec_bench_open (&bench, "K110", "02", "State=wrong-bank\n");
    facts = nec_bench_probe (&bench);
    image = nec_bench_image (&bench, "K110", NULL, "9.87");
    nec_bench_flash (&bench, facts, image, TRUE);
    nec_bench_close (&bench);
}

/* A USB bridge that answers commands without data phase itself, with GOOD, is detected before the first erase. */
static void
test_bridge_that_swallows_commands_is_detected_before_erase (void)
{
    static const char *const states[] = {"State=normal\n", "State=safe-mode\n"};
    static const char *const codes[] = {"K355", "G285", "K110", "G200"};

    for (guint i = 0; i < G_N_ELEMENTS (states) * G_N_ELEMENTS (codes); i++) {
        g_autofree char *more = g_strdup_printf ("%sQuirks=swallow-nodata\n", states[i % 2]);
        NecBench bench = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (NecRun) run = NULL;
        g_autoptr (GBytes) before = NULL;
        g_autoptr (GBytes) after = NULL;

        nec_bench_open (&bench, codes[i / 2], NULL, more);
        before = bb_sim_bus_dump (bench.bus, "d", NULL, NULL);
        facts = nec_bench_probe (&bench);
        image = nec_bench_image (&bench, codes[i / 2], NULL, "9.87");
        plan = nec_bench_plan (&bench, facts, image, i % 2 == 1, 0);
        run = nec_run (bench.transport, plan);
        g_assert_false (run->good);
        g_assert_false (run->endangered);
        after = bb_sim_bus_dump (bench.bus, "d", NULL, NULL);
        g_assert_true (g_bytes_equal (before, after));
        nec_bench_close (&bench);
    }
}

static void
test_worn_or_corrupting_drives_fail_without_leaving_safe_mode (void)
{
    static const char *const quirks[] = {"Quirks=fail-erase=7\n", "Quirks=fail-program=7\n"};
    static const char *const codes[] = {"K355", "G285", "G200", "K352"};

    for (guint i = 0; i < G_N_ELEMENTS (quirks) * G_N_ELEMENTS (codes); i++) {
        NecBench bench = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbFacts) learnt = NULL;
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (NecRun) run = NULL;
        BbInquiry inquiry = {0};

        nec_bench_open (&bench, codes[i / 2], "05", quirks[i % 2]);
        facts = nec_bench_probe (&bench);
        learnt = nec_bench_learn (&bench, facts, NULL);
        image = nec_bench_image (&bench, codes[i / 2], "05", "9.87");
        plan = nec_bench_plan (&bench, learnt, image, FALSE, 0);
        run = nec_run (bench.transport, plan);
        g_assert_false (run->good);
        g_assert_true (run->endangered);
        g_assert_true (bb_scsi_inquiry (bench.transport, 96, &inquiry, NULL));
        g_assert_true (bb_nec_is_safe_mode (&inquiry));
        nec_bench_assert_no_violations (&bench);
        nec_bench_close (&bench);
    }
}

/* After an interrupted conversion, the key that the boot code accepts determines the type to flash. */
static void
test_boot_code_of_another_type_is_recovered (void)
{
    static const Drive cases[] = {{"K355", "05", "State=boot-and-id-differ\n"},
                                  {"G245", "08", "State=boot-and-id-differ\n"}};

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        NecBench bench = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbFacts) learnt = NULL;
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (NecRun) run = NULL;

        nec_bench_open (&bench, cases[i].code, cases[i].boot, cases[i].more);
        facts = nec_bench_probe (&bench);
        learnt = nec_bench_learn (&bench, facts, NULL);
        g_assert_cmpstr (bb_facts_get_model_key (learnt), !=, cases[i].code);
        image = nec_bench_image (&bench, bb_facts_get_model_key (learnt),
                                 bb_facts_get_string (learnt, "boot-version"), "9.87");
        plan = nec_bench_plan (&bench, learnt, image, TRUE, 0);
        run = nec_run (bench.transport, plan);
        g_assert_no_error (run->error);
        g_assert_cmpuint (run->differences->len, ==, 0);
        nec_bench_close (&bench);
    }
}

static void
test_drives_with_damaged_id_are_backed_up (void)
{
    static const char *const states[] = {"damaged-id", "id-ff", "id-sibling", "half-converted"};
    static const char *const codes[] = {"K355", "D770", "G200", "G245"};

    for (guint i = 0; i < G_N_ELEMENTS (states) * G_N_ELEMENTS (codes); i++) {
        g_autofree char *more = g_strdup_printf ("State=%s\n", states[i / G_N_ELEMENTS (codes)]);
        const char *code = codes[i % G_N_ELEMENTS (codes)];
        NecBench bench = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbFacts) learnt = NULL;

        g_test_message ("%s %s", code, more);
        nec_bench_open (&bench, code, "05", more);
        facts = nec_bench_probe (&bench);
        g_assert_nonnull (facts->model);
        learnt = nec_bench_learn (&bench, facts, NULL);
        g_assert_cmpstr (bb_facts_get_string (learnt, "safe-mode-key"), ==, code);
        g_assert_cmpstr (bb_facts_get_model_key (learnt), ==, code);
        nec_bench_close (&bench);
    }
}

/* With blank calibration the type comes from the INQUIRY name, and the drive accepts the key of this type. */
static void
test_blank_calibration_is_identified_by_name (void)
{
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) learnt = NULL;

    nec_bench_open (&bench, "K355", "05", "State=blank-page\n");
    facts = nec_bench_probe (&bench);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_DAMAGED);
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
    g_assert_null (facts->fingerprint);
    learnt = nec_bench_learn (&bench, facts, NULL);
    g_assert_cmpstr (bb_facts_get_string (learnt, "safe-mode-key"), ==, "K355");
    nec_bench_close (&bench);
}

/* A drive that runs incomplete firmware is flashed again. */
static void
test_incomplete_firmware_is_flashed_again (void)
{
    static const Drive cases[] = {{"K110", "02", "State=mixed-banks\n"},
                                  {"K355", "05", "State=half-alive\n"},
                                  {"G285", "03", "State=half-alive\n"}};

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        NecBench bench = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (NecRun) run = NULL;

        nec_bench_open (&bench, cases[i].code, cases[i].boot, cases[i].more);
        facts = nec_bench_probe (&bench);
        image = nec_bench_image (&bench, cases[i].code, cases[i].boot, "9.87");
        for (guint attempt = 0; attempt < 2; attempt++) {
            g_clear_pointer (&run, nec_run_free);
            g_clear_object (&plan);
            plan = nec_bench_plan (&bench, facts, image, TRUE, attempt);
            run = nec_run (bench.transport, plan);
            if (run->good)
                break;
            g_test_message ("%s: %s", cases[i].code, run->error->message);
            /* The drive accepts the key only as the first command after a power cycle. */
            nec_bench_power_cycle (&bench);
        }
        g_assert_no_error (run->error);
        g_assert_cmpuint (run->differences->len, ==, 0);
        nec_bench_assert_no_violations (&bench);
        nec_bench_close (&bench);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (drives); i++) {
        g_autofree char *path = g_strdup_printf ("/nec/simulated/whole-way/%u-%s", i, drives[i].code);
        g_autofree char *trouble = g_strdup_printf ("/nec/simulated/trouble/%u-%s", i, drives[i].code);

        g_test_add_data_func (path, &drives[i], test_each_drive_is_flashed_and_rolled_back);
        g_test_add_data_func (trouble, &drives[i], test_each_damaged_state_is_recovered);
    }
    g_test_add_func ("/nec/simulated/rebadge", test_rebadge_is_named_in_any_mode);
    g_test_add_func ("/nec/simulated/wake", test_drive_in_safe_mode_is_woken);
    g_test_add_func ("/nec/simulated/wrong-bank", test_drive_in_safe_mode_of_bank_1_is_flashed);
    g_test_add_func ("/nec/simulated/bridge", test_bridge_that_swallows_commands_is_detected_before_erase);
    g_test_add_func ("/nec/simulated/worn", test_worn_or_corrupting_drives_fail_without_leaving_safe_mode);
    g_test_add_func ("/nec/simulated/sibling", test_boot_code_of_another_type_is_recovered);
    g_test_add_func ("/nec/simulated/blank-page", test_blank_calibration_is_identified_by_name);
    g_test_add_func ("/nec/simulated/half", test_incomplete_firmware_is_flashed_again);
    g_test_add_func ("/nec/simulated/damaged", test_drives_with_damaged_id_are_backed_up);
    return g_test_run ();
}
