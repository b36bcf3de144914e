/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl/bb-ctl-source.h"
#include "job-rig.h"

/* @exit_code: what bb_ctl_source_new() must set; %BB_EXIT_DONE: it must succeed and leave the exit code unchanged. */
static void
expect (const char *simulate, const char *replay, int exit_code)
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
test_failure_alone_sets_the_exit_code (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autofree char *good = g_build_filename (folder, "good", NULL);
    g_autofree char *bad = g_build_filename (folder, "bad", NULL);
    g_autofree char *none = g_build_filename (folder, "none", NULL);

    g_assert_true (g_file_set_contents (good, JOB_RIG_NEC, -1, NULL));
    g_assert_true (g_file_set_contents (bad, "neither a scenario nor a trace\n", -1, NULL));
    expect (good, NULL, BB_EXIT_DONE);
    expect (bad, NULL, BB_EXIT_USAGE);
    expect (none, NULL, BB_EXIT_USAGE);
    expect (NULL, TRACE, BB_EXIT_DONE);
    expect (NULL, bad, BB_EXIT_USAGE);
    expect (NULL, none, BB_EXIT_NOT_FOUND);
    job_rig_remove_folder (folder);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_unsetenv ("BURNBACK_SIM_STATE");
    g_test_add_func ("/ctl/source/failure-alone-sets-the-exit-code", test_failure_alone_sets_the_exit_code);
    return g_test_run ();
}
