/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/flow/bb-job-worker.h"

#include <string.h>

/* What a result tells the user to do must be possible for the drive: in every state of the simulator, the next step
 * of each result names an operation that the drive can do. With -m slow for every model; otherwise for two models
 * of each family, and for every STRIDE-th of the others in the state "normal" only. Tests bb-flow-board.c,
 * bb-result.c and bb-words-next.c. */

#define STRIDE 4

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_WITHOUT_BACKUP)

/* Returns the operation of @action; 0 if the action is none of those in #BbCan. */
static BbCan
can_of_action (BbAction action)
{
    switch (action) {
    case BB_ACTION_BACKUP:
        return BB_CAN_BACKUP;
    case BB_ACTION_FLASH:
    case BB_ACTION_CHECK:
        return BB_CAN_FLASH;
    case BB_ACTION_VERIFY:
        return BB_CAN_VERIFY;
    case BB_ACTION_ROLLBACK:
        return BB_CAN_ROLLBACK;
    case BB_ACTION_RECOVER:
        return BB_CAN_RECOVER;
    default:
        return 0;
    }
}

/* Returns the operation that the next step of @result names; 0 if it names none. A step that says to try again names
 * the operation that failed. */
static BbCan
can_of_step (const BbResult *result)
{
    if (result->next_step >= BB_NEXT_STEP_RECOVER && result->next_step <= BB_NEXT_STEP_FIX_AND_RECOVER)
        return BB_CAN_RECOVER;
    switch (result->next_step) {
    case BB_NEXT_STEP_FLASH_OLD_FILE:
    case BB_NEXT_STEP_VERIFY_OR_FLASH_AGAIN:
        return BB_CAN_FLASH;
    case BB_NEXT_STEP_VERIFY_AGAIN:
        return BB_CAN_FLASH | BB_CAN_ROLLBACK;
    case BB_NEXT_STEP_NAME_FILE:
        return BB_CAN_BACKUP | BB_CAN_VERIFY;
    case BB_NEXT_STEP_FIX:
    case BB_NEXT_STEP_FIX_OR_OTHER_FILE:
        return can_of_action (result->action);
    default:
        return 0;
    }
}

/* Prints a failure, and lets the test fail at its end, so that all drives are tried. GLib itself prints only the
 * first failure of a test. */
static void report (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
report (const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start (args, format);
    text = g_strdup_vprintf (format, args);
    va_end (args);
    g_test_message ("FAILED: %s", text);
    g_test_fail ();
}

/* Runs @action, and asserts that the drive can do what the result tells the user. @image: (nullable) */
static void
run_and_assert (JobRig *rig, const char *where, BbAction action, BbImage *image)
{
    g_autoptr (BbResult) result = job_rig_do (rig, action, image, FLAGS, BB_ON_FAILURE_STOP);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    BbCan can = bb_engine_drive_get_can (drive);
    BbCan wanted = can_of_step (result);

    g_test_message ("%s %s%s: %s | %s", where, bb_action_to_string (action), image != NULL ? " FILE" : "",
                    result->message, result->next != NULL ? result->next : "-");
    /* A drive that does not answer or that no family supports has no operations. */
    if (result->facts == NULL || result->facts->family == NULL)
        return;
    if (strstr (result->message, "Recover the drive first") != NULL && (can & BB_CAN_RECOVER) == 0)
        report ("%s: the drive cannot be recovered first: %s", where, result->message);
    if ((can & wanted) != wanted)
        report ("%s: the drive does not support the next step: %s", where, result->next);
    /* Burnback would refuse the file. */
    if (bb_family_get_no_flash (result->facts) != NULL &&
        (result->next_step == BB_NEXT_STEP_RECOVER_WITH_NEW_FILE || result->next_step == BB_NEXT_STEP_FLASH_OLD_FILE))
        report ("%s: the drive is never flashed, but the next step is: %s", where, result->next);
    /* A drive without a defect is not recovered. */
    if (wanted == BB_CAN_RECOVER && result->facts->condition == BB_CONDITION_NORMAL)
        g_assert_true (bb_facts_needs_repair (result->facts));
    /* Only a backup of all firmware can be compared. */
    if (result->next_step == BB_NEXT_STEP_NAME_FILE)
        g_assert_true (bb_family_reads_all (result->facts));
    /* Nobody has flashed this drive. */
    g_assert_true (result->next == NULL || strstr (result->next, "after flashing") == NULL);
}

static gboolean
runs_firmware (JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    BbFacts *facts = bb_engine_drive_get_facts (drive);

    return facts != NULL && facts->condition == BB_CONDITION_NORMAL;
}

static gboolean
is_never_flashed (JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");

    return bb_family_get_no_flash (bb_engine_drive_get_facts (drive)) != NULL;
}

/* @state: a state of the simulated drive of @model */
static void
walk_state (const char *family, BbModel *model, const char *state)
{
    const char *key = bb_model_get_key (model);
    g_autofree char *where = g_strdup_printf ("%s %s %s", family, key, state);
    g_autofree char *scenario =
        g_strdup_printf ("[drive sr0]\nFamily=%s\nModel=%s\nSerial=SIM0001\nState=%s\n", family, key, state);
    g_autoptr (BbImage) image = job_rig_try_image (family, key, "1.07", NULL, NULL);
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (BbSimBus) possible = bb_sim_bus_new_from_data (scenario, store, job_rig_catalog (), NULL);
    g_autoptr (JobRig) rig = NULL;

    /* Some states exist only for some models. */
    if (possible == NULL)
        return;
    rig = job_rig_new (scenario, NULL);
    job_rig_look (rig);
    run_and_assert (rig, where, BB_ACTION_VERIFY, NULL);
    run_and_assert (rig, where, BB_ACTION_ROLLBACK, NULL);
    if (image != NULL) {
        run_and_assert (rig, where, BB_ACTION_VERIFY, image);
        run_and_assert (rig, where, BB_ACTION_CHECK, image);
    }
    /* A drive whose firmware runs would be flashed. */
    if (image != NULL && !runs_firmware (rig))
        run_and_assert (rig, where, BB_ACTION_FLASH, image);
    if (g_str_equal (state, "normal") || is_never_flashed (rig))
        run_and_assert (rig, where, BB_ACTION_RECOVER, NULL);
    run_and_assert (rig, where, BB_ACTION_BACKUP, NULL);
    run_and_assert (rig, where, BB_ACTION_VERIFY, NULL);
}

static void
test_each_next_step_is_possible (void)
{
    for (const BbFamily *const *family = bb_family_list (); *family != NULL; family++) {
        g_autoptr (GPtrArray) models = job_rig_list_models ((*family)->id);
        g_auto (GStrv) states = bb_sim_list_states ((*family)->id, NULL);

        /* Two models in all states, and every STRIDE-th of the others in the state "normal". */
        for (guint m = 0; m < models->len; m++) {
            if (m >= 2 && !g_test_slow ()) {
                if (m % STRIDE == 0)
                    walk_state ((*family)->id, g_ptr_array_index (models, m), "normal");
                continue;
            }
            for (char **state = states; *state != NULL; state++) {
                g_autofree char *name = g_strndup (*state, strcspn (*state, "\t"));

                walk_state ((*family)->id, g_ptr_array_index (models, m), name);
            }
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/next-steps/each-is-possible", test_each_next_step_is_possible);
    return g_test_run ();
}
