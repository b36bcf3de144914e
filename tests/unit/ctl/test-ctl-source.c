/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl/bb-ctl-source.h"
#include "job-rig.h"

/* Asserts that bb_ctl_source_new() fails and sets @exit_code. For %BB_EXIT_DONE, asserts that it succeeds and leaves
 * its exit code unchanged. */
static void
assert_exit_code (const char *simulate, const char *replay, int exit_code)
{
    BbCtl ctl = {
        .simulate = (char *) simulate,
        .replay = (char *) replay,
        .catalog = job_rig_catalog (),
    };
    g_autoptr (GError) error = NULL;
    int set = BB_EXIT_DONE;
    g_autoptr (BbDriveMonitor) monitor = bb_ctl_source_new (&ctl, &set, &error);

    g_assert_cmpint (set, ==, exit_code);
    g_assert_cmpint (monitor != NULL, ==, exit_code == BB_EXIT_DONE);
    g_assert_cmpint (error == NULL, ==, exit_code == BB_EXIT_DONE);
}

static void
test_only_failure_sets_exit_code (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autofree char *good = g_build_filename (folder, "good", NULL);
    g_autofree char *bad = g_build_filename (folder, "bad", NULL);
    g_autofree char *none = g_build_filename (folder, "none", NULL);

    g_assert_true (g_file_set_contents (good, JOB_RIG_NEC, -1, NULL));
    g_assert_true (g_file_set_contents (bad, "neither a scenario nor a trace\n", -1, NULL));
    assert_exit_code (good, NULL, BB_EXIT_DONE);
    assert_exit_code (bad, NULL, BB_EXIT_USAGE);
    assert_exit_code (none, NULL, BB_EXIT_USAGE);
    assert_exit_code (NULL, TRACE, BB_EXIT_DONE);
    assert_exit_code (NULL, bad, BB_EXIT_USAGE);
    assert_exit_code (NULL, none, BB_EXIT_NOT_FOUND);
    job_rig_remove_folder (folder);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_unsetenv ("BURNBACK_SIM_STATE");
    g_test_add_func ("/ctl/source/only-failure-sets-exit-code", test_only_failure_sets_exit_code);
    return g_test_run ();
}
