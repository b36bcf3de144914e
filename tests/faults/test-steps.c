/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mishap.h"
#include "bb-steps.h"

/*
 * test-steps FAMILY: flashes, verifies, recovers and, if readable, restores the drive of families.txt, and a drive
 * with each of its quirks. Some flashes have a fault after which the program runs a section of the plan again.
 * Asserts that each step of each started plan was sent at least once, also steps that depend on an answer of the
 * drive or belong to a second try.
 */

static const char *const actions[] = {"flash", "flash-reviewed", "recover-finish", "recover-back"};

/* Runs @action and then a verification, whatever the outcome of @action. */
static void
run_action (const BbSubject *subject, const char *action)
{
    g_autoptr (BbSweep) sweep = bb_sweep_new (subject, action);
    BbRigOrder verify = {.action = BB_ACTION_VERIFY, .image = sweep->new_image};
    g_autoptr (BbRigEnd) end = bb_rig_run (sweep->base, &sweep->order);
    g_autoptr (BbRigEnd) verified = bb_rig_run (sweep->base, &verify);

    g_assert_null (end->crashed);
    g_assert_null (verified->crashed);
}

/* Flashes the drive with a fault that occurs once, at step @place. */
static void
run_fault (const BbSubject *subject, const char *place)
{
    g_autoptr (BbSweep) sweep = bb_sweep_new (subject, "flash");
    g_autofree char *fault = g_strdup_printf ("At=step:%s;Kind=sense;Sense=3/0C/00", place);

    bb_mishap_run (sweep, fault, NULL, NULL);
    g_assert_cmpuint (sweep->n_problems, ==, 0);
}

static void
run_all (const TestFamily *family, const char *quirks)
{
    BbSubject subject = bb_subject_of_family (family, quirks);

    for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
        run_action (&subject, actions[i]);
    if (family->is_readable)
        run_action (&subject, "rollback");
    run_fault (&subject, family->first);
    run_fault (&subject, family->half);
}

static void
test_each_step_is_sent (gconstpointer data)
{
    const TestFamily *family = data;

    bb_steps_begin ();
    run_all (family, NULL);
    for (guint i = 0; family->quirks[i] != NULL; i++)
        run_all (family, family->quirks[i]);
    g_test_message ("%s: %u plans with %u steps", family->family, bb_steps_count_plans (), bb_steps_count ());
    g_assert_true (bb_steps_has_plan (BB_PLAN_FLASH));
    g_assert_cmpuint (bb_steps_report_missing (), ==, 0);
}

int
main (int argc, char **argv)
{
    g_autofree char *path = NULL;

    g_test_init (&argc, &argv, NULL);
    if (argc != 2 || test_families_find (argv[1]) == NULL)
        g_error ("test-steps FAMILY");
    path = g_strconcat ("/faults/steps/", argv[1], NULL);
    g_test_add_data_func (path, test_families_find (argv[1]), test_each_step_is_sent);
    return g_test_run ();
}
