/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/flow/bb-flow-known.h"

/* Tests bb_flow_find_known_firmware_of_model(), which collects the firmware of backups and journals. */

#define N_FLASHES 6

/* Flashes @image. */
static void
flash (JobRig *rig, BbImage *image)
{
    g_autoptr (BbResult) flashed = job_rig_do (
        rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
}

/* Returns the number of @images with the content of @wanted. */
static guint
count (GPtrArray *images, BbImage *wanted)
{
    guint n = 0;

    for (guint i = 0; i < images->len; i++)
        n += g_str_equal (bb_image_get_sha256 (g_ptr_array_index (images, i)), bb_image_get_sha256 (wanted));
    return n;
}

/* The number of known images does not grow with the number of flashes: a check holds all of them in memory, and
 * compares each with each. */
static void
test_repeated_firmware_is_known_once (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_BANKS, NULL);
    g_autoptr (BbImage) one = job_rig_image ("nec-optiarc", "K110", "1.07", NULL);
    g_autoptr (BbImage) other = job_rig_image ("nec-optiarc", "K110", "1.08", NULL);
    BbImage *images[] = {one, other};
    const BbJobRequest request = {.action = BB_ACTION_CHECK};
    g_autoptr (BbResult) looked = NULL;
    g_auto (BbKnownFirmware) known = {0};
    BbFlowEnv env = {0};
    BbFlow flow = {0};

    for (guint i = 0; i < N_FLASHES; i++)
        flash (rig, images[i % 2]);
    looked = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    env =
        (BbFlowEnv){.catalog = rig->catalog, .store = bb_engine_get_store (rig->engine), .state_folder = rig->state};
    flow = (BbFlow){
        .request = &request, .env = &env, .facts = looked->facts, .family = bb_family_lookup ("nec-optiarc")};
    bb_flow_find_known_firmware_of_model (&flow, TRUE, &known);
    for (guint i = 0; i < G_N_ELEMENTS (images); i++) {
        /* Once from the backups, once from the journals. */
        g_assert_cmpuint (count (known.images, images[i]), ==, 2);
        g_assert_cmpuint (count (known.files, images[i]), >=, 1);
        g_assert_cmpuint (count (known.files, images[i]), <=, 2);
    }
    /* The two images, and the firmware that the drive had before. */
    g_assert_cmpuint (known.images->len, <=, 6);
}

int
main (int argc, char **argv)
{
    g_autofree char *cache = job_rig_make_folder ();
    int status = 0;

    g_setenv ("XDG_CACHE_HOME", cache, TRUE);
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/flow-known/repeated-firmware-is-known-once", test_repeated_firmware_is_known_once);
    status = g_test_run ();
    job_rig_remove_folder (cache);
    return status;
}
