/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-bench.h"

typedef struct {
    const char *code;
    const char *boot;
    const char *more;
    /* with -m slow, number of commands between two power cuts; not a multiple of three, so that all three @moments
     * occur */
    guint stride;
} Drive;

static const Drive drives[] = {
    {"K110", "02", NULL, 1},
    {"K210", "02", NULL, 4},
    {"K355", "05", NULL, 2},
    {"D770", "04", NULL, 4},
    {"G200", "03", NULL, 4},
    {"G265", "08", NULL, 4},
    {"G285", "03", NULL, 1},
    {"C500", NULL, NULL, 2},
    {"L210", "01", "Quirks=laptop-slave\n", 4},
    {"K355", "05", "Quirks=mark-on-leave\n", 7},
    {"K110", "02", "Quirks=banks-must-match\n", 4},
    {"G285", "03", "Quirks=mark-on-leave;slow-leave=12;reset-attention\n", 7},
};

/* Without -m slow, the power is cut at each of the first and last QUICK_ENDS commands. Of the other power cuts, only
 * one in QUICK_FACTOR is made. */
#define QUICK_FACTOR 7
#define QUICK_ENDS 5

/* Returns the number of steps before the verify phase. */
static guint
count_until_verify (BbPlan *plan)
{
    guint n = 0;

    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++)
        if (bb_plan_get_section (plan, i)->phase != BB_PHASE_VERIFY)
            n += bb_plan_get_section (plan, i)->n_steps;
    return n;
}

static const char *const moments[] = {"before", "middle", "after"};

/* Flashes, cuts the power after @n commands, and recovers the drive after power-on. */
static void
cut_and_recover (const Drive *drive, guint n, const char *during)
{
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) learnt = NULL;
    g_autoptr (BbFacts) later = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (NecRun) run = NULL;
    g_autoptr (GBytes) calibration = NULL;
    g_autoptr (GBytes) still = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *at = NULL;

    nec_bench_open (&bench, drive->code, drive->boot, drive->more);
    calibration = bb_sim_bus_dump (bench.bus, "d", "calibration", NULL);
    facts = nec_bench_probe (&bench);
    learnt = nec_bench_learn (&bench, facts, NULL);
    image = nec_bench_image (&bench, drive->code, bb_facts_get_string (learnt, "boot-version"), "9.87");
    plan = nec_bench_plan (&bench, learnt, image, FALSE, 0);
    at = g_strdup_printf ("At=command:%u", bb_sim_bus_count_commands (bench.bus, "d") + n);
    g_assert_true (bb_sim_bus_add_fault (bench.bus, &error, "Drive=d", at, "Kind=power-cut",
                                         g_str_equal (during, "before")   ? "During=before"
                                         : g_str_equal (during, "middle") ? "During=middle"
                                                                          : "During=after",
                                         NULL));
    run = nec_run (bench.transport, plan);
    g_test_message ("%s %s %s: %s", drive->code, at, during,
                    run->error != NULL ? run->error->message : "went through");
    if (run->good) { /* the plan ended before command @n */
        nec_bench_close (&bench);
        return;
    }
    nec_bench_power_cycle (&bench);
    later = nec_bench_probe (&bench);
    g_assert_cmpstr (later->fingerprint, ==, learnt->fingerprint);
    g_clear_pointer (&learnt, bb_facts_unref);
    learnt = nec_bench_learn (&bench, later, NULL);
    g_assert_cmpstr (bb_facts_get_model_key (learnt), ==, drive->code);
    nec_bench_flash (&bench, learnt, image, TRUE);
    still = bb_sim_bus_dump (bench.bus, "d", "calibration", NULL);
    g_assert_true (g_bytes_equal (calibration, still));
    nec_bench_close (&bench);
}

/* Returns the number of steps of a flash before the verify phase. */
static guint
count_commands (const Drive *drive)
{
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) learnt = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbPlan) plan = NULL;
    guint n = 0;

    nec_bench_open (&bench, drive->code, drive->boot, drive->more);
    facts = nec_bench_probe (&bench);
    learnt = nec_bench_learn (&bench, facts, NULL);
    image = nec_bench_image (&bench, drive->code, bb_facts_get_string (learnt, "boot-version"), "9.87");
    plan = nec_bench_plan (&bench, learnt, image, FALSE, 0);
    n = count_until_verify (plan);
    nec_bench_close (&bench);
    return n;
}

static void
test_power_cut_at_any_command_is_recovered (gconstpointer data)
{
    const Drive *drive = data;
    guint n_commands = count_commands (drive) + 4;
    guint stride = g_test_slow () ? drive->stride : drive->stride * QUICK_FACTOR;

    for (guint n = 1; n <= n_commands; n++)
        if (n % stride == 1 % stride || n <= QUICK_ENDS || n + QUICK_ENDS > n_commands)
            cut_and_recover (drive, n, moments[n % G_N_ELEMENTS (moments)]);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (drives); i++) {
        g_autofree char *path = g_strdup_printf ("/nec/cut/%u-%s", i, drives[i].code);

        g_test_add_data_func (path, &drives[i], test_power_cut_at_any_command_is_recovered);
    }
    return g_test_run ();
}
