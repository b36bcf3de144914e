/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-bench.h"

#include "nec-vectors.h"

void
nec_bench_open (NecBench *bench, const char *code, const char *boot, const char *more)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *boot_line = boot != NULL ? g_strdup_printf ("BootVersion=%s\n", boot) : g_strdup ("");
    g_autofree char *text = g_strdup_printf ("[drive d]\nFamily=nec-optiarc\nModel=%s\n%s%s\n", code, boot_line,
                                             more != NULL ? more : "");

    bench->catalog = nec_catalog ();
    bench->store = bb_sim_store_new_in_memory ();
    bb_sim_store_set_logging (bench->store, FALSE);
    bench->bus = bb_sim_bus_new_from_data (text, bench->store, bench->catalog, &error);
    g_assert_no_error (error);
    bench->transport = bb_sim_bus_open (bench->bus, "d", &error);
    g_assert_no_error (error);
}

void
nec_bench_close (NecBench *bench)
{
    g_clear_object (&bench->transport);
    g_clear_object (&bench->bus);
    g_clear_object (&bench->store);
    g_clear_object (&bench->catalog);
}

void
nec_bench_power_cycle (NecBench *bench)
{
    g_autoptr (GError) error = NULL;

    g_clear_object (&bench->transport);
    g_assert_true (bb_sim_bus_set_power (bench->bus, "d", FALSE, &error));
    g_assert_true (bb_sim_bus_set_power (bench->bus, "d", TRUE, &error));
    bench->transport = bb_sim_bus_open (bench->bus, "d", &error);
    g_assert_no_error (error);
}

BbFacts *
nec_bench_probe (NecBench *bench)
{
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (bench->transport, NULL, bench->catalog, FALSE, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (facts->family, ==, "nec-optiarc");
    return facts;
}

BbFacts *
nec_bench_learn (NecBench *bench, BbFacts *facts, BbCaptures *captures)
{
    g_autoptr (GError) error = NULL;
    BbFacts *better =
        bb_family_nec_optiarc.learn->learn (bench->transport, facts, captures, bench->catalog, NULL, &error);

    g_assert_no_error (error);
    return better;
}

BbCaptures *
nec_bench_read_identity (NecBench *bench, BbFacts *facts)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = bb_family_nec_optiarc.identity->plan_read (facts, &error);
    g_autoptr (NecRun) run = NULL;

    g_assert_no_error (error);
    run = nec_run (bench->transport, plan);
    g_assert_no_error (run->error);
    return bb_captures_ref (run->captures);
}

BbImage *
nec_bench_image (NecBench *bench, const char *code, const char *boot, const char *revision)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) whole = NULL;
    g_autoptr (GPtrArray) found = NULL;
    GVariantBuilder options;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", revision);
    g_variant_builder_add (&options, "{ss}", "seed", "77");
    if (boot != NULL && strlen (boot) == 2)
        g_variant_builder_add (&options, "{ss}", "boot-version", boot);
    bytes = bb_sim_make_image (bench->catalog, "nec-optiarc", code, g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    whole = bb_image_new_from_bytes (bytes, "new.bin");
    found = bb_nec_identify_image (bytes, bench->catalog);
    g_assert_cmpuint (found->len, ==, 1);
    return bb_image_new_part (whole, g_ptr_array_index (found, 0), NULL);
}

void
nec_bench_assert_no_violations (NecBench *bench)
{
    g_auto (GStrv) lines = bb_sim_bus_list_violations (bench->bus, "d");

    for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
        g_test_message ("%s", lines[i]);
    g_assert_true (lines == NULL || lines[0] == NULL);
}

BbPlan *
nec_bench_plan (NecBench *bench, BbFacts *facts, BbImage *image, gboolean recover, guint attempt)
{
    g_autoptr (GError) error = NULL;
    BbFlashInput input = {
        .facts = facts, .image = image, .catalog = bench->catalog, .attempt = attempt, .recovering = recover};
    BbPlan *plan = recover ? bb_family_nec_optiarc.plan_recover (&input, &error)
                           : bb_family_nec_optiarc.plan_flash (&input, &error);

    g_assert_no_error (error);
    return plan;
}

BbProof
nec_bench_judge (NecBench *bench, BbFacts *before, BbImage *image, BbPlan *plan, NecRun *run, gboolean power_cycled)
{
    g_autoptr (BbFacts) after = nec_bench_probe (bench);
    g_autofree char *why = NULL;
    BbJudgeInput input = {.before = before, .after = after, .image = image, .plan = plan};
    BbProof proof = BB_PROOF_UNPROVEN;

    input.captures = run->captures;
    input.differences = run->differences;
    input.power_cycled = power_cycled;
    proof = bb_family_nec_optiarc.judge (&input, &why);
    g_test_message ("%s", why);
    return proof;
}

void
nec_bench_flash (NecBench *bench, BbFacts *facts, BbImage *image, gboolean recover)
{
    g_autoptr (BbPlan) plan = nec_bench_plan (bench, facts, image, recover, 0);
    g_autoptr (NecRun) run = nec_run (bench->transport, plan);
    gboolean readable = bb_nec_facts_type (facts)->readable;
    BbProof proof = BB_PROOF_UNPROVEN;

    g_assert_no_error (run->error);
    g_assert_false (run->endangered);
    proof = nec_bench_judge (bench, facts, image, plan, run, FALSE);
    if (proof == BB_PROOF_PENDING && readable) {
        BbFlashInput input = {.facts = facts, .image = image, .catalog = bench->catalog};
        g_autoptr (BbPlan) again = bb_family_nec_optiarc.plan_verify (&input, NULL);
        g_autoptr (NecRun) second = NULL;

        nec_bench_power_cycle (bench);
        second = nec_run (bench->transport, again);
        g_assert_no_error (second->error);
        proof = nec_bench_judge (bench, facts, image, again, second, TRUE);
    }
    g_assert_cmpint (proof, ==, readable ? BB_PROOF_PROVEN : BB_PROOF_IDENTITY);
    nec_bench_assert_no_violations (bench);
}
