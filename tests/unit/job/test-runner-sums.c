/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "runner-script.h"

/* Checksums that the drive refuses. */

/* Returns (transfer full) a plan of one section that sends a checksum. The section runs at most three times.
 * @max_refused: number of refused checksums after which the run must end; 0: no such limit */
static BbPlan *
make_sum_plan (guint max_refused)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");

    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 3)->max_refused_sums = max_refused;
    (void) add (builder, BB_STEP_CHECKSUM, OP_PROGRAM);
    return bb_plan_builder_end (builder);
}

typedef struct {
    guint max_refused;
    guint n_sent;
    gboolean is_final;
} Limit;

static const Limit limits[] = {{0, 3, FALSE}, {1, 1, TRUE}, {2, 2, TRUE}, {3, 3, TRUE}, {4, 3, FALSE}};

static void
test_a_refused_sum_ends_the_run_at_its_limit (void)
{
    static const Trouble refused[] = {SENSE (OP_PROGRAM, 1, 0, 5, 0x26, 0)};
    static const Trouble attention[] = {SENSE (OP_PROGRAM, 1, 0, 6, 0x29, 0)};

    for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
        g_autoptr (BbPlan) plan = make_sum_plan (limits[i].max_refused);
        g_auto (Run) run = {0};
        g_auto (Run) other = {0};

        run_plan (&run, plan, refused, G_N_ELEMENTS (refused));
        g_test_message ("row %u", i);
        g_assert_cmpuint (run.script.n_seen[OP_PROGRAM], ==, limits[i].n_sent);
        g_assert_cmpint (g_error_matches (run.error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED), ==, limits[i].is_final);
        g_assert_cmpint (run.error->domain == BB_SCSI_ERROR, ==, !limits[i].is_final);
        /* A unit attention says nothing of the checksum, so it must not count as a refused checksum. */
        run_plan (&other, plan, attention, G_N_ELEMENTS (attention));
        g_assert_error (other.error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION);
        g_assert_cmpuint (other.script.n_seen[OP_PROGRAM], ==, 3);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/runner-sums/a-refused-sum-ends-the-run-at-its-limit",
                     test_a_refused_sum_ends_the_run_at_its_limit);
    return g_test_run ();
}
