/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-stream.h"

#include <string.h>

/* Power cuts (nec-optiarc.md, section 11), and the memory content after them. */

typedef struct {
    const char *model;
    const char *at; /* the keys At and During of a fault in a scenario */
    const char *during;
    gboolean old_firmware_runs; /* after the cut; FALSE: the drive is in safe mode */
} Cut;

static const Cut cuts[] = {
    {"K355", "step:enter:1", "after", TRUE},      {"K355", "step:upload:1", "before", TRUE},
    {"K355", "step:upload:30", "middle", TRUE},   {"K355", "step:checksum:1", "after", TRUE},
    {"K355", "step:erase:1", "before", TRUE},     {"K355", "step:erase:1", "middle", FALSE},
    {"K355", "step:erase:1", "after", FALSE},     {"K355", "step:erase:31", "after", FALSE},
    {"K355", "step:program:1", "middle", FALSE},  {"K355", "step:program:30", "before", FALSE},
    {"K355", "step:program:30", "middle", FALSE}, {"K110", "step:erase:5", "middle", FALSE},
    {"K110", "step:program:11", "middle", FALSE}, {"K110", "step:erase:12", "middle", FALSE},
    {"K110", "step:program:18", "before", FALSE}, {"L210", "step:erase:12", "middle", FALSE},
    {"L210", "step:program:1", "after", FALSE},   {"K352", "step:erase:17", "middle", FALSE},
    {"K352", "step:program:16", "middle", FALSE}, {"K210", "step:checksum:1", "after", TRUE},
    {"K210", "step:program:17", "middle", FALSE}, {"D770", "step:erase:1", "middle", FALSE},
    {"D770", "step:program:28", "middle", FALSE}, {"G200", "step:erase:1", "middle", FALSE},
    {"G200", "step:program:27", "after", FALSE},  {"G265", "step:checksum:1", "middle", TRUE},
    {"G265", "step:erase:1", "middle", FALSE},    {"G265", "step:program:27", "middle", FALSE},
    {"G285", "step:checksum:1", "after", TRUE},   {"G285", "step:erase:1", "middle", FALSE},
    {"G285", "step:upload:54", "before", FALSE},  {"G285", "step:program:27", "after", FALSE},
    {"G285", "step:checksum:2", "before", FALSE}, {"C500", "step:checksum:1", "after", TRUE},
    {"C500", "step:erase:1", "middle", FALSE},    {"C500", "step:program:29", "middle", FALSE},
};

static void
test_cut_leaves_what_the_table_says_and_a_flash_repairs_it (gconstpointer data)
{
    const Cut *cut = data;
    const NecFlash *flash = nec_flash_find (cut->model);
    g_autoptr (NecBench) bench = nec_bench_new (cut->model, "Revision=1.05\n");
    g_autoptr (GBytes) image = nec_bench_image (bench, cut->model, "77", "2.34", NULL);
    g_autoptr (GBytes) before = nec_bench_dump (bench);
    gsize end = g_str_equal (flash->type, "640K") ? 0x260000 : flash->erased_end;

    nec_bench_fault (bench, cut->at, "power-cut", cut->during);
    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, NO_ANSWER);
    g_assert_cmphex (nec_bench_ready (bench), ==, NO_ANSWER);
    nec_bench_power_on (bench);
    if (cut->old_firmware_runs) {
        g_assert_cmpstr (nec_bench_revision (bench), ==, "1.05");
        nec_bench_assert_same (bench, before, 0, 0);
    } else {
        g_assert_true (nec_bench_is_safe (bench));
        nec_bench_assert_same (bench, before, flash->main, end);
    }
    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "2.34");
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 0);
}

static void
test_ram_is_gone_after_a_cut (void)
{
    const NecFlash *flash = nec_flash_find ("K355");
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    g_autoptr (GBytes) image = nec_bench_image (bench, "K355", "77", "2.34", NULL);

    nec_bench_fault (bench, "step:program:3", "power-cut", "before");
    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, NO_ANSWER);
    nec_bench_power_on (bench);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_checksum (bench, flash, g_bytes_get_data (image, NULL), 0), ==, BAD_VALUE);
    g_assert_cmphex (nec_mask (bench, NEC_PROGRAM, 0, 0x40), ==, WRONG_ORDER);
}

static void
test_halves_of_two_images_are_not_valid (void)
{
    const NecFlash *flash = nec_flash_find ("K355");
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    g_autoptr (GBytes) first = nec_bench_image (bench, "K355", "77", "2.34", NULL);
    g_autoptr (GBytes) second = nec_bench_image (bench, "K355", "78", "2.35", NULL);
    const guint8 *bytes = g_bytes_get_data (second, NULL);

    nec_bench_fault (bench, "step:program:11", "power-cut", "before");
    g_assert_cmphex (nec_flash_run (bench, flash, first), ==, NO_ANSWER);
    nec_bench_power_on (bench);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_uploads (bench, flash, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, 0), ==, GOOD);
    for (guint n = 14; n <= 33; n++)
        g_assert_cmphex (nec_mask (bench, NEC_PROGRAM, 0, G_GUINT64_CONSTANT (1) << n), ==, GOOD);
    nec_bench_leave (bench, "K355", 0);
    g_assert_true (nec_bench_is_safe (bench));
}

static void
test_mark_on_leave_needs_the_leave (void)
{
    const NecFlash *flash = nec_flash_find ("K355");
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Quirks=mark-on-leave\n");
    g_autoptr (NecBench) usual = nec_bench_new ("K355", "");
    g_autoptr (GBytes) image = nec_bench_image (bench, "K355", "77", "2.34", NULL);

    nec_bench_fault (bench, "step:program:30", "power-cut", "after");
    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, NO_ANSWER);
    nec_bench_power_on (bench);
    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "2.34");

    nec_bench_fault (usual, "step:program:30", "power-cut", "after");
    g_assert_cmphex (nec_flash_run (usual, flash, image), ==, NO_ANSWER);
    nec_bench_power_on (usual);
    g_assert_cmpstr (nec_bench_revision (usual), ==, "2.34");
}

static void
test_cut_between_banks_runs_mixed_or_not (void)
{
    const NecFlash *flash = nec_flash_find ("K110");
    g_autoptr (NecBench) mixed = nec_bench_new ("K110", "");
    g_autoptr (NecBench) strict = nec_bench_new ("K110", "Quirks=banks-must-match\n");
    g_autoptr (GBytes) image = nec_bench_image (mixed, "K110", "77", "2.34", NULL);

    nec_bench_fault (mixed, "step:enter:2", "power-cut", "before");
    g_assert_cmphex (nec_flash_run (mixed, flash, image), ==, NO_ANSWER);
    nec_bench_power_on (mixed);
    g_assert_cmpstr (nec_bench_revision (mixed), ==, "2.34");
    nec_bench_fault (strict, "step:enter:2", "power-cut", "before");
    g_assert_cmphex (nec_flash_run (strict, flash, image), ==, NO_ANSWER);
    nec_bench_power_on (strict);
    g_assert_true (nec_bench_is_safe (strict));
    g_assert_cmphex (nec_flash_run (strict, flash, image), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (strict), ==, "2.34");
}

static void
test_cut_in_a_calibration_write_can_blank_the_page (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Quirks=blank-calibration\n");
    g_autoptr (NecBench) usual = nec_bench_new ("K355", "");
    g_autoptr (GBytes) before = nec_bench_dump (bench);
    const char *write = "CB 00 00 00 48 00 00 00 04 00 00 00";
    g_autoptr (GBytes) dump = NULL;

    nec_bench_fault (bench, "step:calibrate:1", "power-cut", "middle");
    g_assert_cmphex (nec_bench_out (bench, write, "K451", 4), ==, NO_ANSWER);
    nec_bench_power_on (bench);
    nec_bench_assert_same (bench, before, 0x4000, 0x5000);
    dump = nec_bench_dump (bench);
    for (guint i = 0x4000; i < 0x5000; i++)
        g_assert_cmphex (((const guint8 *) g_bytes_get_data (dump, NULL))[i], ==, 0xFF);
    g_assert_false (nec_bench_is_safe (bench));

    nec_bench_fault (usual, "step:calibrate:1", "power-cut", "before");
    g_assert_cmphex (nec_bench_out (usual, write, "K451", 4), ==, NO_ANSWER);
    nec_bench_power_on (usual);
    nec_bench_assert_same (usual, before, 0, 0);
}

static void
test_stuck_block_is_not_valid (void)
{
    const NecFlash *flash = nec_flash_find ("G265");
    g_autoptr (NecBench) bench = nec_bench_new ("G265", "");
    g_autoptr (GBytes) image = nec_bench_image (bench, "G265", "77", "2.34", NULL);

    nec_bench_fault (bench, "step:program:4", "stuck-block", "before");
    g_assert_cmphex (nec_flash_run (bench, flash, image) >> 16, ==, 0x03);
    nec_bench_cycle (bench);
    g_assert_true (nec_bench_is_safe (bench));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
        g_autofree char *name = g_strdup_printf ("/nec/cut/leaves-what-the-table-says/%s/%s/%s", cuts[i].model,
                                                 cuts[i].at, cuts[i].during);

        g_test_add_data_func (name, &cuts[i], test_cut_leaves_what_the_table_says_and_a_flash_repairs_it);
    }
#define ADD(path, function) g_test_add_func ("/nec/cut/" path, function)
    ADD ("ram-is-gone", test_ram_is_gone_after_a_cut);
    ADD ("halves-of-two-images-are-not-valid", test_halves_of_two_images_are_not_valid);
    ADD ("mark-on-leave-needs-the-leave", test_mark_on_leave_needs_the_leave);
    ADD ("between-banks-runs-mixed-or-not", test_cut_between_banks_runs_mixed_or_not);
    ADD ("in-a-calibration-write-can-blank-the-page", test_cut_in_a_calibration_write_can_blank_the_page);
    ADD ("stuck-block-is-not-valid", test_stuck_block_is_not_valid);
    return g_test_run ();
}
