/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

/* Obstacles that a check reports before a flash. */

/* Returns (nullable) the readiness item with @code; NULL if there is none. */
static const BbReadiness *
find_readiness (BbReview *review, const char *code)
{
    for (guint i = 0; i < review->readiness->len; i++) {
        const BbReadiness *one = g_ptr_array_index (review->readiness, i);

        if (g_str_equal (one->code, code))
            return one;
    }
    return NULL;
}

typedef struct {
    const char *name;
    const char *line;
    const char *fault; /* (nullable) */
    BbReadinessState state;
    const char *code;
    gboolean needed;
} Obstacle;

static const Obstacle obstacles[] = {
    {"a-disc", "Disc=data", NULL, BB_READINESS_DISC, "medium", TRUE},
    {"an-open-tray", "Disc=none", "At=opcode:00:1;Kind=sense;Sense=2/3A/02;Times=0", BB_READINESS_TRAY_OPEN, "medium",
     FALSE},
    {"no-answer-about-the-disc", "Disc=none", "At=opcode:00:1;Kind=sense;Sense=4/44/00;Times=0",
     BB_READINESS_DISC_UNKNOWN, "medium", FALSE},
    {"not-configured-yet", "Disc=none", "At=opcode:00:1;Kind=sense;Sense=2/3E/00;Times=0", BB_READINESS_STARTING,
     "busy", TRUE},
    {"a-bridge", "Bus=usb\nBridge=ACME bridge", NULL, BB_READINESS_BRIDGE, "bridge", FALSE},
    {"a-mounted-disc", "Mounted=It is mounted.", NULL, BB_READINESS_IN_USE, "in-use", TRUE},
};

/* Only a family whose plans find a bridge that drops commands may promise to test the bridge. */
static void
test_a_bridge_is_tested_by_the_plans_of_some_families (void)
{
    static const struct {
        const char *drive;
        BbReadinessState state;
    } rows[] = {
        {JOB_RIG_NEC, BB_READINESS_BRIDGE},
        {JOB_RIG_MT1959, BB_READINESS_BRIDGE_UNTESTED},
        {"[drive sr0]\nFamily=samsung-tsst\nModel=DVD-ROM TS-H353C\n", BB_READINESS_BRIDGE_UNTESTED},
        {"[drive sr0]\nFamily=plextor\nModel=DVDR PX-716AL\n", BB_READINESS_BRIDGE_UNTESTED},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *scenario = g_strdup_printf ("%sBus=usb\nBridge=ACME bridge\n", rows[i].drive);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_CHECK, NULL, 0, BB_ON_FAILURE_ASK);

        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpint (find_readiness (result->review, "bridge")->state, ==, rows[i].state);
    }
}

/* What is known of a model on USB is said only of a drive of that model that is connected by USB. */
static void
test_a_remark_on_usb_is_for_its_models (void)
{
    static const struct {
        const char *drive;
        const char *bus;
        gboolean has_remark;
    } rows[] = {
        {"[drive sr0]\nFamily=samsung-tsst\nModel=DVD-ROM SH-D163B\n", "usb", TRUE},
        {"[drive sr0]\nFamily=samsung-tsst\nModel=DVD-ROM SH-D163B\n", "sata", FALSE},
        {"[drive sr0]\nFamily=samsung-tsst\nModel=DVD-ROM TS-H353C\n", "usb", FALSE},
        {"[drive sr0]\nFamily=lg-renesas\nModel=DVDRAM GSA-E50L\n", "usb", TRUE},
        {JOB_RIG_NEC, "usb", FALSE},
        {JOB_RIG_NEC "Vendor=ACME\nProduct=UNKNOWN 1\n", "usb", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *scenario = g_strdup_printf ("%sBus=%s\n", rows[i].drive, rows[i].bus);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_CHECK, NULL, 0, BB_ON_FAILURE_ASK);

        g_test_message ("row %u", i);
        g_assert_cmpint (result->review != NULL && find_readiness (result->review, "usb") != NULL, ==,
                         rows[i].has_remark);
        /* A simulated drive may be interrupted by sleep. */
        g_assert_true (result->review == NULL || find_readiness (result->review, "sleep") == NULL);
    }
}

/* The sentences for obstacles are tested in test-words.c. */
static void
test_an_obstacle_is_reported (gconstpointer data)
{
    const Obstacle *wanted = data;
    g_autofree char *scenario = g_strdup_printf ("%s%s\n", JOB_RIG_NEC, wanted->line);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbResult) result = NULL;
    const BbReadiness *readiness;

    if (wanted->fault != NULL)
        job_rig_fault (rig, wanted->fault);
    result = job_rig_do (rig, BB_ACTION_CHECK, NULL, 0, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    readiness = find_readiness (result->review, wanted->code);
    g_assert_nonnull (readiness);
    g_assert_false (readiness->good);
    g_assert_cmpint (readiness->needed, ==, wanted->needed);
    g_assert_cmpint (readiness->state, ==, wanted->state);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (obstacles); i++) {
        g_autofree char *path = g_strdup_printf ("/flow-ready/an-obstacle-is-reported/%s", obstacles[i].name);

        g_test_add_data_func (path, &obstacles[i], test_an_obstacle_is_reported);
    }
    g_test_add_func ("/flow-ready/a-remark-on-usb-is-for-its-models", test_a_remark_on_usb_is_for_its_models);
    g_test_add_func ("/flow-ready/a-bridge-is-tested-by-the-plans-of-some-families",
                     test_a_bridge_is_tested_by_the_plans_of_some_families);
    return g_test_run ();
}
