/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "other-drive.h"

#include "drive/bb-drive-hold.h"
#include "job/flow/bb-flow-review.h"
#include "job/flow/bb-job-worker.h"

/* Obstacles that a check reports before a flash. Also tests bb-flow-review.c and bb-readiness.c. */

/* Number of calls of bb_hold_try_keep_awake(), and its answer: NULL if it can keep the computer awake, or the reason
 * why it cannot. */
static guint n_asked;
static const char *why_not;
gboolean __wrap_bb_hold_try_keep_awake (const char *name, GError **error);

gboolean
__wrap_bb_hold_try_keep_awake (const char *name, GError **error)
{
    n_asked++;
    if (why_not != NULL)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, why_not);
    return why_not == NULL;
}

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
    {"other-users-unseen", "OtherUsers=hidden", NULL, BB_READINESS_USERS_UNSEEN, "in-use", FALSE},
};

/* A check of a drive behind a USB bridge must say whether a flash first tests the bridge. Only the plans of some
 * families do so: they find a bridge that drops commands. */
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

/* The remark about problems of a model on USB (readiness code "usb") is given only for a drive of that model that is
 * connected by USB. */
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
        /* A check of a simulated drive must not warn of sleep, because interrupting such a drive does no harm. */
        g_assert_true (result->review == NULL || find_readiness (result->review, "sleep") == NULL);
    }
}

/* Only a check of a real drive says whether the computer may suspend; interrupting a simulated one does no harm. */
static void
test_sleep_matters_to_real_drives_only (void)
{
    static const char *const reasons[] = {NULL, "no session"};
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
        g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CHECK);
        g_autoptr (BbResult) simulated = NULL;
        g_autoptr (BbResult) real = NULL;
        const BbReadiness *sleep;

        why_not = reasons[i];
        n_asked = 0;
        simulated = job_rig_run (rig, request);
        g_assert_null (find_readiness (simulated->review, "sleep"));
        g_assert_cmpuint (n_asked, ==, 0);
        real = other_drive_run (drive, rig->catalog, rig->state, request);
        g_assert_cmpuint (n_asked, ==, 1);
        sleep = find_readiness (real->review, "sleep");
        g_assert_nonnull (sleep);
        g_assert_cmpint (sleep->state, ==, why_not == NULL ? BB_READINESS_AWAKE : BB_READINESS_MAY_SUSPEND);
        g_assert_cmpstr (sleep->detail, ==, why_not);
    }
}

/* A refusal for missing consents names each of them, in words and as data. Consents that were granted are not named.
 */
static void
test_a_refusal_names_each_missing_consent (void)
{
    static const struct {
        BbConsentCode granted;
        BbJobFlags flags;
        const char *missing; /* (nullable) */
        guint n_missing;
    } rows[] = {
        {BB_CONSENT_NONE, 0, "without-backup, other-drive, identity", 3},
        {BB_CONSENT_WITHOUT_BACKUP, 0, "other-drive, identity", 2},
        {BB_CONSENT_OTHER_DRIVE, 0, "without-backup, identity", 2},
        {BB_CONSENT_WITHOUT_BACKUP | BB_CONSENT_OTHER_DRIVE, 0, "identity", 1},
        {BB_CONSENT_WITHOUT_BACKUP | BB_CONSENT_OTHER_DRIVE | BB_CONSENT_IDENTITY, 0, NULL, 0},
        {BB_CONSENT_NONE, BB_JOB_FLAG_DRY_RUN, NULL, 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbJobRequest request = {.action = BB_ACTION_ROLLBACK, .flags = rows[i].flags, .granted = rows[i].granted};
        BbFlow flow = {.request = &request};
        BbConsentCase it = {.act = BB_ACTION_ROLLBACK,
                            .condition = BB_CONDITION_NORMAL,
                            .backup_kind = BB_BACKUP_NONE,
                            .other_drive = TRUE,
                            .uncertain = TRUE,
                            .drive = "sr0",
                            .becomes = ""};
        g_autoptr (GError) error = NULL;
        gboolean good = bb_flow_check_consents (&flow, &it, &error);

        g_test_message ("row %u", i);
        g_assert_cmpint (good, ==, rows[i].missing == NULL);
        if (good) {
            g_assert_no_error (error);
            g_assert_null (flow.draft.consents);
        } else {
            g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
            g_assert_cmpint (bb_job_error_get_problem (error), ==, BB_JOB_PROBLEM_CONSENT);
            g_assert_cmpstr (bb_job_error_get_parameters (error)[0], ==, rows[i].missing);
            g_assert_cmpuint (bb_job_error_get_consents (error)->len, ==, rows[i].n_missing);
            g_assert_cmpuint (flow.draft.consents->len, ==, rows[i].n_missing);
        }
        g_clear_pointer (&flow.draft.consents, g_ptr_array_unref);
    }
}

/* A disc in the drive is an obstacle, to which no user can consent. The error must name its code ("medium") and the
 * codes of the missing consents. The result must have no list of consents, even in a dry run. */
static void
test_an_obstacle_cannot_be_granted (void)
{
    static const BbJobFlags flags[] = {0, BB_JOB_FLAG_DRY_RUN};

    for (guint i = 0; i < G_N_ELEMENTS (flags); i++) {
        g_autoptr (GPtrArray) readiness = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
        g_autoptr (GError) first = NULL;
        g_autoptr (GError) second = NULL;
        BbJobRequest request = {.action = BB_ACTION_ROLLBACK};
        BbFlow flow = {.request = &request};
        BbConsentCase it = {.act = BB_ACTION_ROLLBACK,
                            .condition = BB_CONDITION_NORMAL,
                            .readiness = readiness,
                            .backup_kind = BB_BACKUP_FULL,
                            .other_drive = TRUE,
                            .drive = "sr0",
                            .becomes = ""};

        g_assert_false (bb_flow_check_consents (&flow, &it, &first));
        g_assert_cmpstr (bb_job_error_get_parameters (first)[0], ==, "other-drive");
        g_assert_cmpuint (flow.draft.consents->len, ==, 1);
        g_ptr_array_add (readiness, bb_readiness_new (BB_READINESS_DISC, NULL));
        request.flags = flags[i];
        g_assert_false (bb_flow_check_consents (&flow, &it, &second));
        g_assert_cmpstr (bb_job_error_get_parameters (second)[0], ==, "medium, other-drive");
        g_assert_null (flow.draft.consents);
    }
}

/* A check refuses to restore the backup of a simulated drive to a real drive, but not to a simulated one. */
static void
test_a_backup_of_a_simulated_drive_is_for_no_real_one (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
        g_autoptr (BbReview) review = bb_review_new ();
        g_autoptr (GError) error = NULL;
        BbFlowEnv env = {.catalog = rig->catalog, .store = bb_engine_get_store (rig->engine)};
        BbJobRequest request = {.action = BB_ACTION_CHECK, .backup_id = i < 2 ? saved->backup->id : NULL};
        BbFlow flow = {.request = &request, .env = &env, .details = details, .facts = saved->facts};

        details->simulated = i == 0;
        review->verdict = bb_verdict_new ();
        g_assert_true (bb_flow_review_backup (&flow, review, &error));
        g_assert_no_error (error);
        g_assert_cmpint (bb_verdict_get_level (review->verdict), ==, i == 1 ? BB_VERDICT_REFUSED : BB_VERDICT_FITS);
        g_assert_cmpint (bb_verdict_has (review->verdict, "simulated-backup"), ==, i == 1);
        request.backup_id = "none";
        g_assert_false (bb_flow_review_backup (&flow, review, &error));
        g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND);
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
    g_test_add_func ("/flow-ready/a-refusal-names-each-missing-consent", test_a_refusal_names_each_missing_consent);
    g_test_add_func ("/flow-ready/an-obstacle-cannot-be-granted", test_an_obstacle_cannot_be_granted);
    g_test_add_func ("/flow-ready/a-backup-of-a-simulated-drive",
                     test_a_backup_of_a_simulated_drive_is_for_no_real_one);
    g_test_add_func ("/flow-ready/a-remark-on-usb-is-for-its-models", test_a_remark_on_usb_is_for_its_models);
    g_test_add_func ("/flow-ready/sleep-matters-to-real-drives-only", test_sleep_matters_to_real_drives_only);
    g_test_add_func ("/flow-ready/a-bridge-is-tested-by-the-plans-of-some-families",
                     test_a_bridge_is_tested_by_the_plans_of_some_families);
    return g_test_run ();
}
