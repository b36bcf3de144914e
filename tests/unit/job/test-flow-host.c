/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "other-drive.h"

#include "job/flow/bb-flow.h"

#include <string.h>

#define D770_ON(bus) "[drive sr0]\nFamily=nec-optiarc\nModel=D770\nRevision=1.05\nSerial=SIM0001\nBus=" bus "\n"
#define K355_ON(bus) "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=SIM0001\nBus=" bus "\n"

/* Returns (nullable) the readiness item with @code; NULL if the check has none. */
static const BbReadiness *
find_item (BbResult *result, const char *code)
{
    g_assert_nonnull (result->review);
    for (guint i = 0; i < result->review->readiness->len; i++) {
        const BbReadiness *item = g_ptr_array_index (result->review->readiness, i);

        if (g_str_equal (item->code, code))
            return item;
    }
    return NULL;
}

/* Returns the result of a CHECK of a drive whose port reports @mode. */
static BbResult *
check (JobRig *rig, BbTransferMode mode, const char *mode_text, const char *force_id)
{
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CHECK);
    BbResult *result;

    drive->mode = mode;
    drive->mode_text = g_strdup (mode_text);
    drive->force_id = g_strdup (force_id);
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    return result;
}

static void
test_dma_is_reported_for_drives_that_fail_with_it (void)
{
    g_autoptr (JobRig) rig = job_rig_new (D770_ON ("pata"), NULL);
    g_autoptr (BbResult) dma = check (rig, BB_TRANSFER_ULTRA_DMA, "UDMA 2", "3.01");
    g_autoptr (BbResult) pio = check (rig, BB_TRANSFER_PIO, "PIO 4", "3.01");
    g_autoptr (BbResult) unknown = check (rig, BB_TRANSFER_UNKNOWN, NULL, NULL);
    const BbReadiness *item = find_item (dma, "transfer-mode");

    g_assert_nonnull (item);
    g_assert_cmpint (item->state, ==, BB_READINESS_DMA);
    g_assert_cmpstr (item->detail, ==, "UDMA 2");
    g_assert_cmpstr (item->port, ==, "3.01");
    g_assert_cmpint (find_item (pio, "transfer-mode")->state, ==, BB_READINESS_PIO);
    item = find_item (unknown, "transfer-mode");
    g_assert_cmpint (item->state, ==, BB_READINESS_MODE_UNKNOWN);
    g_assert_null (item->port);
}

static void
test_other_drives_and_buses_have_no_transfer_mode_item (void)
{
    g_autoptr (JobRig) other = job_rig_new (K355_ON ("pata"), NULL);
    g_autoptr (JobRig) usb = job_rig_new (D770_ON ("usb"), NULL);
    g_autoptr (JobRig) simulated = job_rig_new (D770_ON ("pata"), NULL);
    g_autoptr (BbResult) a = check (other, BB_TRANSFER_ULTRA_DMA, "UDMA 2", "3.00");
    g_autoptr (BbResult) b = check (usb, BB_TRANSFER_UNKNOWN, NULL, NULL);
    g_autoptr (BbResult) c = job_rig_do (simulated, BB_ACTION_CHECK, NULL, 0, BB_ON_FAILURE_ASK);

    g_assert_null (find_item (a, "transfer-mode"));
    g_assert_null (find_item (b, "transfer-mode"));
    g_assert_null (find_item (c, "transfer-mode"));
}

/* Asserts that a flash through a bridge with the limit @max_transfer_bytes (0: no limit) succeeds. Returns the length
 * of the largest command in its plan. */
static gsize
flash_through (guint32 max_transfer_bytes)
{
    g_autoptr (JobRig) rig = job_rig_new (D770_ON ("usb"), NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "D770", "1.07", NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CHECK);
    g_autoptr (BbResult) result = NULL;
    gsize largest_bytes = 0;

    drive->max_transfer_bytes = max_transfer_bytes;
    g_set_object (&request->image, image);
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_nonnull (result->review->plan);
    for (guint i = 0; i < bb_plan_get_n_steps (result->review->plan); i++) {
        const BbStep *step = bb_plan_get_step (result->review->plan, i);

        largest_bytes = MAX (largest_bytes, step->length_bytes);
    }
    g_clear_pointer (&result, bb_result_unref);
    request->action = BB_ACTION_FLASH;
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    job_rig_assert_no_violations (rig);
    return largest_bytes;
}

/* An upload of 32 KiB is sent with 32 bytes of padding. A bridge with a limit of 32 KiB does not accept so many
 * bytes, so the plan for such a bridge must have uploads of 16 KiB, each with 16 bytes of padding. */
static void
test_uploads_fit_through_the_bridge (void)
{
    g_assert_cmpuint (flash_through (0), ==, 0x8020);
    g_assert_cmpuint (flash_through (0x1E000), ==, 0x8020);
    g_assert_cmpuint (flash_through (0x8000), ==, 0x4010);
}

/* bb_flow_read_host() may be called repeatedly: each call replaces host and settings of @flow without a leak. */
static void
test_the_host_is_read_again (void)
{
    g_autoptr (JobRig) rig = job_rig_new (D770_ON ("pata"), NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    BbJobRequest request = {.action = BB_ACTION_CHECK};
    BbFlow flow = {.request = &request, .drive = bb_engine_drive_get_drive (drive)};

    for (guint i = 0; i < 3; i++)
        bb_flow_read_host (&flow);
    g_assert_nonnull (flow.host);
    g_assert_nonnull (flow.settings);
    g_clear_pointer (&flow.host, bb_host_path_free);
    g_clear_pointer (&flow.settings, g_variant_unref);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/host/dma", test_dma_is_reported_for_drives_that_fail_with_it);
    g_test_add_func ("/host/others", test_other_drives_and_buses_have_no_transfer_mode_item);
    g_test_add_func ("/host/bridge", test_uploads_fit_through_the_bridge);
    g_test_add_func ("/host/is-read-again", test_the_host_is_read_again);
    return g_test_run ();
}
