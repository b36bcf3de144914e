/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/flow/bb-flow.h"

/* The outcome of a job that an error ended before anything was changed. Tests bb-flow-end.c. */

typedef struct {
    int code;
    BbOutcome outcome;
} Row;

static void
assert_outcomes (GQuark domain, const Row *rows, guint n_rows)
{
    for (guint i = 0; i < n_rows; i++) {
        g_autoptr (GError) error = g_error_new_literal (domain, rows[i].code, "x");

        g_test_message ("%s %d", g_quark_to_string (domain), rows[i].code);
        g_assert_cmpint (bb_flow_get_early_outcome (error), ==, rows[i].outcome);
    }
}

#define ASSERT(domain, rows) assert_outcomes (domain, rows, G_N_ELEMENTS (rows))

static void
test_each_error_has_its_outcome (void)
{
    static const Row of_jobs[] = {
        {BB_JOB_ERROR_REFUSED, BB_OUTCOME_REFUSED},
        {BB_JOB_ERROR_NOT_PERMITTED, BB_OUTCOME_NOT_PERMITTED},
        {BB_JOB_ERROR_BUSY, BB_OUTCOME_NOT_PERMITTED},
        {BB_JOB_ERROR_NOT_FOUND, BB_OUTCOME_NOT_FOUND},
        {BB_JOB_ERROR_NEEDS_RECOVERY, BB_OUTCOME_NEEDS_RECOVERY},
    };
    static const Row of_families[] = {
        {BB_FAMILY_ERROR_CANNOT, BB_OUTCOME_REFUSED},     {BB_FAMILY_ERROR_LABEL, BB_OUTCOME_REFUSED},
        {BB_FAMILY_ERROR_KEY, BB_OUTCOME_REFUSED},        {BB_FAMILY_ERROR_NO_MORE, BB_OUTCOME_REFUSED},
        {BB_FAMILY_ERROR_NOT_MINE, BB_OUTCOME_UNCHANGED},
    };
    static const Row of_stores[] = {
        {BB_STORE_ERROR_UNWRITABLE, BB_OUTCOME_UNCHANGED},
        {BB_STORE_ERROR_NOT_FOUND, BB_OUTCOME_NOT_FOUND},
        {BB_STORE_ERROR_DAMAGED, BB_OUTCOME_REFUSED},
        {BB_STORE_ERROR_INCOMPLETE, BB_OUTCOME_REFUSED},
        {BB_STORE_ERROR_NEEDED, BB_OUTCOME_REFUSED},
        {BB_STORE_ERROR_ONLY, BB_OUTCOME_REFUSED},
        {BB_STORE_ERROR_NOT_PERMITTED, BB_OUTCOME_NOT_PERMITTED},
    };
    static const Row of_transports[] = {
        {BB_TRANSPORT_ERROR_GONE, BB_OUTCOME_UNCHANGED},
        {BB_TRANSPORT_ERROR_IO, BB_OUTCOME_UNCHANGED},
        {BB_TRANSPORT_ERROR_NOT_PERMITTED, BB_OUTCOME_NOT_PERMITTED},
        {BB_TRANSPORT_ERROR_IN_USE, BB_OUTCOME_NOT_PERMITTED},
    };
    static const Row of_io[] = {
        {G_IO_ERROR_PERMISSION_DENIED, BB_OUTCOME_NOT_PERMITTED},
        {G_IO_ERROR_NOT_FOUND, BB_OUTCOME_UNCHANGED},
        {G_IO_ERROR_NO_SPACE, BB_OUTCOME_UNCHANGED},
    };

    ASSERT (BB_JOB_ERROR, of_jobs);
    ASSERT (BB_FAMILY_ERROR, of_families);
    ASSERT (BB_STORE_ERROR, of_stores);
    ASSERT (BB_TRANSPORT_ERROR, of_transports);
    ASSERT (G_IO_ERROR, of_io);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/early-outcome/each-error-has-its-outcome", test_each_error_has_its_outcome);
    return g_test_run ();
}
