/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "family/bb-plan.h"
#include "job/flow/bb-flash-map.h"
#include "job/words/bb-words.h"

/* Tests how the flash map changes while a plan is carried out. */

/* Returns the state of the cell that contains @address. */
static BbCellState
cell_at (BbFlashMap *map, guint32 address)
{
    g_autoptr (GArray) cells = bb_flash_map_dup_cells (map);

    for (guint i = 0; i < cells->len; i++) {
        const BbCell *cell = &g_array_index (cells, BbCell, i);

        if (address >= cell->address && address < cell->address + cell->length_bytes)
            return cell->state;
    }
    g_assert_not_reached ();
}

/* Adds a step that verifies the 8 bytes of a region at @address: they must be the first 8 of @blob. Returns
 * (transfer none) the step. */
static BbStep *
add_compare (BbPlanBuilder *builder, guint blob, guint32 address)
{
    BbStep *step =
        bb_plan_builder_add_command (builder, BB_STEP_READ, BB_CDB (0x3C, 0x02, 0, 0, 0, 0, 0, 0, 8, 0), 1000);

    step->direction = BB_DIRECTION_IN;
    step->length_bytes = 8;
    step->address = address;
    step->region_bytes = 8;
    step->use = BB_USE_COMPARE;
    step->blob = blob;
    step->blob_length_bytes = 8;
    return step;
}

/* Data that belongs to the drive itself (calibration, identity) is read to identify the unit or for the backup; these
 * reads do not verify the firmware. */
static void
test_the_map_verifies_firmware_alone (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, "test");
    g_autoptr (GBytes) bytes = g_bytes_new_static ("12345678", 8);
    guint blob = bb_plan_builder_add_blob (builder, bytes);
    static const BbRegionKind kinds[] = {BB_REGION_FIRMWARE, BB_REGION_BOOT_CODE, BB_REGION_CALIBRATION,
                                         BB_REGION_IDENTITY, BB_REGION_OTHER};
    g_autoptr (BbFlashMap) map = NULL;
    g_autoptr (BbPlan) plan = NULL;

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
        bb_plan_builder_add_region (builder, "region", kinds[i], i * 0x1000, 8);
        (void) add_compare (builder, blob, i * 0x1000);
    }
    plan = bb_plan_builder_end (builder);
    map = bb_flash_map_new (plan);
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        bb_flash_map_begin (map, step);
        bb_flash_map_end (map, step, TRUE, FALSE);
        g_assert_cmpint (cell_at (map, i * 0x1000), ==,
                         kinds[i] == BB_REGION_FIRMWARE ? BB_CELL_VERIFIED : BB_CELL_KEPT);
        bb_flash_map_end (map, step, TRUE, TRUE);
        g_assert_cmpint (cell_at (map, i * 0x1000), ==, BB_CELL_FAILED);
    }
}

/* A drive may ignore bytes that are sent for the addresses of its own data, so the map does not show that data as
 * written. The plan compares it afterwards. */
static void
test_memory_that_the_drive_keeps_is_not_written (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (GBytes) bytes = g_bytes_new_static ("12345678", 8);
    guint blob = bb_plan_builder_add_blob (builder, bytes);
    g_autoptr (BbFlashMap) map = NULL;
    g_autoptr (BbPlan) plan = NULL;
    BbStep *upload;

    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, 0x1000);
    bb_plan_builder_add_region (builder, "calibration", BB_REGION_CALIBRATION, 0x1000, 8)->kept = TRUE;
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    upload =
        bb_plan_builder_add_command (builder, BB_STEP_UPLOAD, BB_CDB (0x3B, 0x06, 0, 0, 0, 0, 0, 0x10, 0, 0), 1000);
    upload->region_bytes = 0x2000;
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 2);
    (void) add_compare (builder, blob, 0x1000);
    plan = bb_plan_builder_end (builder);
    map = bb_flash_map_new (plan);
    bb_flash_map_begin (map, bb_plan_get_step (plan, 0));
    g_assert_cmpint (cell_at (map, 0), ==, BB_CELL_NOW);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_KEPT);
    bb_flash_map_end (map, bb_plan_get_step (plan, 0), TRUE, FALSE);
    g_assert_cmpint (cell_at (map, 0), ==, BB_CELL_WRITTEN);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_KEPT);
    bb_flash_map_end (map, bb_plan_get_step (plan, 1), TRUE, TRUE);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_FAILED);
    bb_flash_map_restart (map, plan, 1);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_KEPT);
}

/* A plan is repeated from one of its steps. If this is a step after the program step, written blocks must stay
 * written in the map. If it is the program step, the blocks must be pending again, and blocks that are only erased
 * must stay erased. If it is the erase step, all must be pending. */
static void
test_blocks_that_are_written_again_are_pending (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (GBytes) bytes = g_bytes_new_static ("12345678", 8);
    guint blob = bb_plan_builder_add_blob (builder, bytes);
    g_autoptr (BbFlashMap) map = NULL;
    g_autoptr (BbPlan) plan = NULL;

    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, 0x1000);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_ERASE, 2);
    bb_plan_builder_add_command (builder, BB_STEP_ERASE, BB_CDB (0xF0, 0, 0, 0, 0, 0), 1000)->region_bytes = 0x1000;
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 2);
    bb_plan_builder_add_command (builder, BB_STEP_PROGRAM, BB_CDB (0xF1, 0, 0, 0, 0, 0), 1000)->region_bytes = 0x1000;
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 2);
    (void) add_compare (builder, blob, 0);
    plan = bb_plan_builder_end (builder);
    map = bb_flash_map_new (plan);
    bb_flash_map_end (map, bb_plan_get_step (plan, 0), TRUE, FALSE);
    bb_flash_map_restart (map, plan, 1);
    g_assert_cmpint (cell_at (map, 0), ==, BB_CELL_ERASED);
    bb_flash_map_restart (map, plan, 0);
    g_assert_cmpint (cell_at (map, 0), ==, BB_CELL_TO_DO);
    bb_flash_map_end (map, bb_plan_get_step (plan, 1), TRUE, FALSE);
    bb_flash_map_restart (map, plan, 2);
    g_assert_cmpint (cell_at (map, 0), ==, BB_CELL_WRITTEN);
    bb_flash_map_restart (map, plan, 1);
    g_assert_cmpint (cell_at (map, 0), ==, BB_CELL_TO_DO);
}

/* One step often covers several cells. The state of each cell depends on its own history: a cell that failed before
 * stays failed, its neighbour becomes verified. */
static void
test_failed_cell_does_not_decide_for_its_neighbour (void)
{
    for (guint failed = 0; failed < 2; failed++) {
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
        g_autoptr (GBytes) bytes = g_bytes_new_static ("12345678", 8);
        guint blob = bb_plan_builder_add_blob (builder, bytes);
        g_autoptr (BbFlashMap) map = NULL;
        g_autoptr (BbPlan) plan = NULL;

        bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, 16);
        (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
        for (guint i = 0; i < 2; i++) {
            BbStep *program =
                bb_plan_builder_add_command (builder, BB_STEP_PROGRAM, BB_CDB (0xF1, 0, 0, 0, 0, 0), 1000);

            program->address = i * 8;
            program->region_bytes = 8;
        }
        (void) bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
        (void) add_compare (builder, blob, failed * 8);
        add_compare (builder, blob, 0)->region_bytes = 16;
        plan = bb_plan_builder_end (builder);
        map = bb_flash_map_new (plan);
        for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
            bb_flash_map_begin (map, bb_plan_get_step (plan, i));
            bb_flash_map_end (map, bb_plan_get_step (plan, i), TRUE, i == 2);
        }
        g_assert_cmpint (cell_at (map, failed * 8), ==, BB_CELL_FAILED);
        g_assert_cmpint (cell_at (map, (1 - failed) * 8), ==, BB_CELL_VERIFIED);
    }
}

/* The UPLOAD step here only sends data, which a later PROGRAM step writes. So after the upload, each cell must be in
 * the same state as before, although the upload covers cells in different states. */
static void
test_upload_leaves_each_cell_in_its_state (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (BbFlashMap) map = NULL;
    g_autoptr (BbPlan) plan = NULL;
    BbStep *upload;

    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, 0x2000);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    bb_plan_builder_add_command (builder, BB_STEP_ERASE, BB_CDB (0xF0, 0, 0, 0, 0, 0), 1000)->region_bytes = 0x1000;
    upload =
        bb_plan_builder_add_command (builder, BB_STEP_UPLOAD, BB_CDB (0x3B, 0x06, 0, 0, 0, 0, 0, 0x20, 0, 0), 1000);
    upload->region_bytes = 0x2000;
    bb_plan_builder_add_command (builder, BB_STEP_PROGRAM, BB_CDB (0xF1, 0, 0, 0, 0, 0), 1000)->region_bytes = 0x1000;
    plan = bb_plan_builder_end (builder);
    map = bb_flash_map_new (plan);
    for (guint i = 0; i < 2; i++) {
        bb_flash_map_begin (map, bb_plan_get_step (plan, i));
        g_assert_cmpint (cell_at (map, 0), ==, BB_CELL_NOW);
        bb_flash_map_end (map, bb_plan_get_step (plan, i), TRUE, FALSE);
        g_assert_cmpint (cell_at (map, 0), ==, BB_CELL_ERASED);
        g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_TO_DO);
    }
}

/* Drives that program by themselves after all data was sent: scenario, family, model and revision of the image. */
static const char *const programming[][4] = {
    {JOB_RIG_MT1959, "mediatek-mt1959", "BD-RE WH16NS60", "1.03"},
    {"[drive sr0]\nFamily=plextor\nModel=DVDR PX-716AL\nRevision=1.00\n", "plextor", "DVDR PX-716AL", "1.02"},
    {"[drive sr0]\nFamily=lg-renesas\nModel=DVDRAM GSA-E50L\nSerial=SIM0001\n", "lg-renesas", "DVDRAM GSA-E50L",
     "NE03"},
    {"[drive sr0]\nFamily=ricoh\nModel=DVD Writer 200j\nRevision=1.36\nSerial=SIM0001\n", "ricoh", "DVD Writer 200j",
     "1.37"},
    {"[drive sr0]\nFamily=btc\nModel=IDE1008\nRevision=0055\nSerial=SIM0001\n", "btc", "IDE1008", "0058"},
};

static guint
count_cells (BbFlashMap *map, BbCellState state)
{
    g_autoptr (GArray) cells = bb_flash_map_dup_cells (map);
    guint n_cells = 0;

    for (guint i = 0; i < cells->len; i++)
        n_cells += g_array_index (cells, BbCell, i).state == state;
    return n_cells;
}

/* Some drives program all blocks after they have received the last piece. For such a drive, no block may count as
 * written before the wait for the programming has ended; then the map must change for all blocks at once. */
static void
test_drive_programs_all_blocks_at_once (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_ASK);
    BbPlan *plan = result->review->plan;
    g_autoptr (BbFlashMap) map = bb_flash_map_new (plan);
    guint n_to_do = count_cells (map, BB_CELL_TO_DO);
    gboolean is_sent = FALSE, programmed = FALSE;

    g_assert_cmpuint (n_to_do, >, 10);
    for (guint i = 0; i < bb_plan_get_n_steps (plan) && !programmed; i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        programmed = is_sent && step->kind == BB_STEP_WAIT;
        is_sent = is_sent || step->kind == BB_STEP_PROGRAM;
        bb_flash_map_begin (map, step);
        if (is_sent)
            g_assert_cmpuint (count_cells (map, BB_CELL_NOW), ==, n_to_do);
        bb_flash_map_end (map, step, TRUE, FALSE);
        g_assert_cmpuint (count_cells (map, BB_CELL_WRITTEN), ==, programmed ? n_to_do : 0);
    }
    g_assert_true (programmed);
    g_assert_cmpuint (count_cells (map, BB_CELL_TO_DO), ==, 0);
}

/* After the last piece was sent, the plan waits while the drive programs. The phase of this wait must be
 * BB_PHASE_PROGRAM, and its sentence must say that the drive writes. */
static void
test_wait_for_a_drive_that_programs_is_writing (gconstpointer data)
{
    const char *const *drive = data;
    g_autoptr (JobRig) rig = job_rig_new (drive[0], NULL);
    g_autoptr (BbImage) image = job_rig_image (drive[1], drive[2], drive[3], NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_ASK);
    BbPlan *plan = result->review->plan;
    guint n_sent = 0;
    gboolean is_found = FALSE;

    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);
        g_autofree char *text = bb_words_dup_step (plan, section->first_step);

        if (n_sent > 0 && bb_plan_get_step (plan, section->first_step)->kind == BB_STEP_WAIT) {
            g_assert_cmpint (section->phase, ==, BB_PHASE_PROGRAM);
            g_assert_cmpstr (text, ==, "The drive is writing the firmware to its memory.");
            is_found = TRUE;
            break;
        }
        for (guint n = 0; n < section->n_steps; n++)
            n_sent += bb_plan_get_step (plan, section->first_step + n)->kind == BB_STEP_PROGRAM;
    }
    g_assert_true (is_found);
}

/* The drive does not respond after it has received the last piece of the image. No block must count as written. */
static void
test_blocks_are_not_written_if_the_drive_does_not_respond (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_ASK);
    BbPlan *plan = result->review->plan;
    g_autoptr (BbFlashMap) map = bb_flash_map_new (plan);
    guint n_to_do = count_cells (map, BB_CELL_TO_DO);
    gboolean is_sent = FALSE, is_over = FALSE;

    for (guint i = 0; i < bb_plan_get_n_steps (plan) && !is_over; i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        is_over = is_sent && step->kind == BB_STEP_WAIT;
        is_sent = is_sent || step->kind == BB_STEP_PROGRAM;
        bb_flash_map_begin (map, step);
        bb_flash_map_end (map, step, !is_over, FALSE);
    }
    g_assert_true (is_over);
    g_assert_cmpuint (count_cells (map, BB_CELL_WRITTEN), ==, 0);
    g_assert_cmpuint (count_cells (map, BB_CELL_TO_DO), ==, n_to_do);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/flash-map/firmware-alone-is-verified", test_the_map_verifies_firmware_alone);
    g_test_add_func ("/flash-map/what-is-kept-is-not-written", test_memory_that_the_drive_keeps_is_not_written);
    g_test_add_func ("/flash-map/blocks-that-are-written-again-are-pending",
                     test_blocks_that_are_written_again_are_pending);
    g_test_add_func ("/flash-map/failed-cell-does-not-decide-for-its-neighbour",
                     test_failed_cell_does_not_decide_for_its_neighbour);
    g_test_add_func ("/flash-map/upload-leaves-each-cell-in-its-state", test_upload_leaves_each_cell_in_its_state);
    g_test_add_func ("/flash-map/drive-programs-all-blocks-at-once", test_drive_programs_all_blocks_at_once);
    g_test_add_func ("/flash-map/blocks-are-not-written-if-the-drive-does-not-respond",
                     test_blocks_are_not_written_if_the_drive_does_not_respond);
    for (guint i = 0; i < G_N_ELEMENTS (programming); i++) {
        g_autofree char *path =
            g_strdup_printf ("/flash-map/wait-for-a-drive-that-programs-is-writing/%s", programming[i][1]);

        g_test_add_data_func (path, programming[i], test_wait_for_a_drive_that_programs_is_writing);
    }
    return g_test_run ();
}
