/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-stream.h"

#include <string.h>

/* One flash of each flash type (nec-optiarc.md, section 7), and the commands that the drive rejects.
 * Tests bb-sim-nec-flash.c, bb-sim-nec-memory.c, bb-sim-nec-upload.c and bb-sim-nec-validity.c. */

/* Asserts that the memory contains the image, and FF where a flash erases more blocks than the image has. */
static void
assert_pages_equal_image (NecBench *bench, const NecFlash *flash, GBytes *image)
{
    g_autoptr (GBytes) dump = nec_bench_dump (bench);
    const guint8 *memory = g_bytes_get_data (dump, NULL);
    const guint8 *data = g_bytes_get_data (image, NULL);
    gboolean staged = flash->base == 0;

    g_assert_cmpmem (memory + flash->main, flash->main_end - flash->main, data + (staged ? 0x200 : 0),
                     flash->main_end - flash->main);
    for (guint32 i = flash->main_end; i < flash->erased_end; i++)
        g_assert_cmphex (memory[i], ==, 0xFF);
    if (g_str_equal (flash->type, "640K"))
        g_assert_cmpmem (memory + 0x240000, 0x20000, data + 0x7B004, 0x20000);
}

/* Asserts that the memory differs from @before only in the blocks that the flash erases and programs. @before: dump
 * of the memory before the flash. 640K: only the memory below bank 1 is compared */
static void
assert_rest_is_untouched (NecBench *bench, const NecFlash *flash, GBytes *before)
{
    g_autoptr (GBytes) dump = nec_bench_dump (bench);
    gsize length_bytes = g_str_equal (flash->type, "640K") ? 0x240000 : g_bytes_get_size (before);
    const guint8 *a = g_bytes_get_data (before, NULL);
    const guint8 *b = g_bytes_get_data (dump, NULL);

    g_assert_cmpmem (a, flash->main, b, flash->main);
    g_assert_cmpmem (a + flash->erased_end, length_bytes - flash->erased_end, b + flash->erased_end,
                     length_bytes - flash->erased_end);
}

static void
test_flash_ends_with_the_image_and_nothing_else_changed (gconstpointer data)
{
    const NecFlash *flash = data;
    g_autoptr (NecBench) bench = nec_bench_new (flash->model, "Revision=1.05\nSeed=7\n");
    g_autoptr (GBytes) image = nec_bench_image (bench, flash->model, "77", "2.34", NULL);
    g_autoptr (GBytes) before = nec_bench_dump (bench);

    g_assert_cmpstr (nec_bench_revision (bench), ==, "1.05");
    bench->n_sent = 0;
    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, GOOD);
    g_assert_cmpuint (bench->n_sent, ==, flash->n_commands);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "2.34");
    assert_pages_equal_image (bench, flash, image);
    assert_rest_is_untouched (bench, flash, before);
    nec_bench_cycle (bench);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "2.34");
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 0);
}

static void
test_wrong_sum_is_refused_and_a_right_one_may_follow (gconstpointer data)
{
    const NecFlash *flash = data;
    g_autoptr (NecBench) bench = nec_bench_new (flash->model, "");
    g_autoptr (GBytes) image = nec_bench_image (bench, flash->model, "77", "2.34", NULL);
    g_autoptr (GBytes) before = nec_bench_dump (bench);
    const guint8 *bytes = g_bytes_get_data (image, NULL);

    g_assert_cmphex (nec_bench_key (bench, flash->key, TRUE, 0), ==, GOOD);
    if (g_str_equal (flash->type, "Opti4")) {
        guint16 sum = (guint16) (bytes[0x0E] << 8 | bytes[0x0F]);

        g_assert_cmphex (nec_checksum (bench, 0x06, sum ^ 0xFFFF, 0, 0, 5), ==, BAD_VALUE);
        g_assert_cmphex (nec_region (bench, NEC_ERASE, 1, 0x30000, 0x10000, 0), ==, WRONG_ORDER);
        g_assert_cmphex (nec_checksum (bench, 0x06, sum, 0, 0, 5), ==, GOOD);
    } else {
        g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, flash->base == 0 ? 1 : 0), ==, BAD_VALUE);
        g_assert_cmphex (nec_flash_uploads (bench, flash, bytes), ==, GOOD);
        g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, 0xFFFF), ==, BAD_VALUE);
        g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, 0), ==, GOOD);
    }
    nec_bench_assert_same (bench, before, 0, 0);
}

static void
test_missing_upload_is_noticed (gconstpointer data)
{
    const NecFlash *flash = data;
    g_autoptr (NecBench) bench = nec_bench_new (flash->model, "");
    g_autoptr (GBytes) image = nec_bench_image (bench, flash->model, "77", "2.34", NULL);
    const guint8 *bytes = g_bytes_get_data (image, NULL);

    nec_bench_fault (bench, "step:upload:5", "silent", "before");
    g_assert_cmphex (nec_bench_key (bench, flash->key, TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_uploads (bench, flash, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, 0), ==, BAD_VALUE);
}

static void
test_upload_after_the_checksum_wants_a_new_one (gconstpointer data)
{
    const NecFlash *flash = data;
    g_autoptr (NecBench) bench = nec_bench_new (flash->model, "");
    g_autoptr (GBytes) image = nec_bench_image (bench, flash->model, "77", "2.34", NULL);
    const guint8 *bytes = g_bytes_get_data (image, NULL);

    g_assert_cmphex (nec_bench_key (bench, flash->key, TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_erases (bench, flash), ==, WRONG_ORDER);
    g_assert_cmphex (nec_flash_uploads (bench, flash, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_erases (bench, flash), ==, WRONG_ORDER);
    g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_uploads (bench, flash, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_erases (bench, flash), ==, WRONG_ORDER);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 3);
}

static void
test_program_without_erase_is_refused (gconstpointer data)
{
    const NecFlash *flash = data;
    g_autoptr (NecBench) bench = nec_bench_new (flash->model, "");
    g_autoptr (GBytes) image = nec_bench_image (bench, flash->model, "77", "2.34", NULL);
    g_autoptr (GBytes) before = nec_bench_dump (bench);
    const guint8 *bytes = g_bytes_get_data (image, NULL);

    g_assert_cmphex (nec_bench_key (bench, flash->key, TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_uploads (bench, flash, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_programs (bench, flash), ==, NOT_ERASED);
    nec_bench_assert_same (bench, before, 0, 0);
}

static void
test_program_of_pages_not_uploaded_is_refused (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("L210", "");
    g_autoptr (GBytes) image = nec_bench_image (bench, "L210", "77", "2.34", NULL);
    const guint8 *bytes = g_bytes_get_data (image, NULL);

    g_assert_cmphex (nec_bench_key (bench, "L210", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_erases (bench, nec_flash_find ("L210")), ==, GOOD);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 12);
    g_assert_cmphex (nec_upload_units (bench, 0, 0x8000, bytes, 7, 0, FALSE), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_PROGRAM, 0, 1u << 8), ==, WRONG_ORDER);
    g_assert_cmphex (nec_upload_units (bench, 0, 0xF000, bytes + 0x7000, 1, 0, FALSE), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_PROGRAM, 0, 1u << 8), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_PROGRAM, 0, 1u << 9), ==, WRONG_ORDER);
}

static void
test_quirk_nor_and_programs_without_erase (void)
{
    const NecFlash *flash = nec_flash_find ("D770");
    g_autoptr (NecBench) bench = nec_bench_new ("D770", "Quirks=nor-and\n");
    g_autoptr (GBytes) image = nec_bench_image (bench, "D770", "77", "2.34", NULL);
    g_autoptr (GBytes) before = nec_bench_dump (bench);
    g_autoptr (GBytes) after = NULL;
    const guint8 *bytes = g_bytes_get_data (image, NULL);
    const guint8 *old = g_bytes_get_data (before, NULL);
    const guint8 *now;

    g_assert_cmphex (nec_bench_key (bench, "D770", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_uploads (bench, flash, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, 0), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_PROGRAM, 0, 1u << 3), ==, GOOD);
    after = nec_bench_dump (bench);
    now = g_bytes_get_data (after, NULL);
    for (guint32 i = 0; i < 0x10000; i++)
        g_assert_cmphex (now[0x30000 + i], ==, old[0x30000 + i] & bytes[i]);
}

static void
test_several_bits_in_a_mask_work_on_all_of_them (void)
{
    const NecFlash *flash = nec_flash_find ("K355");
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    g_autoptr (GBytes) image = nec_bench_image (bench, "K355", "77", "2.34", NULL);
    g_autoptr (GBytes) dump = NULL;
    const guint8 *bytes = g_bytes_get_data (image, NULL);

    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_uploads (bench, flash, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, 0), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_ERASE, 0, 0), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_ERASE, 0, 0x30), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_PROGRAM, 0, 0x30), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_ERASE, 0, G_GUINT64_CONSTANT (1) << 35), ==, BAD_FIELD);
    dump = nec_bench_dump (bench);
    g_assert_cmpmem ((const guint8 *) g_bytes_get_data (dump, NULL) + 0x10000, 0x20000, bytes, 0x20000);
}

static void
test_boot_and_calibration_blocks_are_guarded (void)
{
    const NecFlash *flash = nec_flash_find ("D770");
    g_autoptr (NecBench) bench = nec_bench_new ("D770", "");
    g_autoptr (GBytes) image = nec_bench_image (bench, "D770", "77", "2.34", NULL);
    g_autoptr (GBytes) before = nec_bench_dump (bench);
    const guint8 *bytes = g_bytes_get_data (image, NULL);

    g_assert_cmphex (nec_bench_key (bench, "D770", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_uploads (bench, flash, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_checksum (bench, flash, bytes, 0), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_ERASE, 0, 1), ==, WRONG_ORDER);
    g_assert_cmphex (nec_mask (bench, NEC_PROGRAM, 0, 1), ==, WRONG_ORDER);
    g_assert_cmphex (nec_mask (bench, NEC_PROGRAM, 0, 2), ==, WRONG_ORDER);
    nec_bench_assert_same (bench, before, 0, 0);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 2);
    /* The drive erases a calibration block if a tool asks for it, but records a violation. */
    g_assert_cmphex (nec_mask (bench, NEC_ERASE, 0, 2), ==, GOOD);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 3);
}

static void
test_upload_outside_the_image_is_refused (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("G265", "");
    g_autofree guint8 *bytes = g_malloc0 (0x8000);

    g_assert_cmphex (nec_bench_key (bench, "G265", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_upload_bytes (bench, 0, 0x20000, bytes, 0x8000, 0, 0), ==, BAD_FIELD);
    g_assert_cmphex (nec_upload_bytes (bench, 0, 0x1DC000, bytes, 0x8000, 0, 0), ==, BAD_FIELD);
    g_assert_cmphex (nec_upload_bytes (bench, 0, 0xFFFFF000, bytes, 0x8000, 0, 0), ==, BAD_FIELD);
    g_assert_cmphex (nec_upload_bytes (bench, 0, 0x30000, bytes, 0x8000, 2, 0), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_out (bench, "CB 01 00 03 00 00 00 80 00 00 00 00", bytes, 0x4000), ==, BAD_FIELD);
    g_assert_cmphex (nec_upload_bytes (bench, 0, 0x1D8000, bytes, 0x8000, 0, 0), ==, GOOD);
}

static void
test_padding_is_wanted_only_by_the_quirk (void)
{
    g_autoptr (NecBench) patient = nec_bench_new ("D770", "");
    g_autoptr (NecBench) strict = nec_bench_new ("D770", "Quirks=needs-padding\n");
    g_autofree guint8 *bytes = g_malloc0 (0x8000);

    g_assert_cmphex (nec_bench_key (patient, "D770", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_upload_units (patient, 0, 0x30000, bytes, 8, 0, FALSE), ==, GOOD);
    g_assert_cmphex (nec_upload_units (patient, 0, 0x30000, bytes, 4, 0, TRUE), ==, GOOD);
    g_assert_cmpuint (nec_bench_count_violations (patient), ==, 0);
    g_assert_cmphex (nec_bench_key (strict, "D770", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_upload_units (strict, 0, 0x30000, bytes, 8, 0, TRUE), ==, GOOD);
    g_assert_cmphex (nec_upload_units (strict, 0, 0x30000, bytes, 4, 0, TRUE), ==, GOOD);
    g_assert_cmphex (nec_upload_units (strict, 0, 0x30000, bytes, 8, 0, FALSE), !=, GOOD);
    g_assert_cmpuint (nec_bench_count_violations (strict), ==, 1);
}

static void
test_opti4_chunk_sum_is_compared (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("G285", "");
    g_autoptr (NecBench) lax = nec_bench_new ("G285", "Quirks=chunk-sum-ignored;boot-sum-optional\n");
    g_autofree guint8 *bytes = g_malloc0 (0x8000);

    bytes[1] = 3;
    g_assert_cmphex (nec_bench_key (bench, "G285", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_upload_bytes (bench, 1, 0x30000, bytes, 0x8000, 0, 4), ==, BAD_VALUE);
    g_assert_cmphex (nec_upload_bytes (bench, 1, 0x30000, bytes, 0x8000, 0, 3), ==, GOOD);
    g_assert_cmphex (nec_bench_key (lax, "G285", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_upload_bytes (lax, 1, 0x30000, bytes, 0x8000, 0, 4), ==, GOOD);
    g_assert_cmphex (nec_region (lax, NEC_ERASE, 1, 0x30000, 0x10000, 0), ==, GOOD);
}

static void
test_opti4_last_checksum_finds_a_block_not_programmed (void)
{
    const NecFlash *flash = nec_flash_find ("G285");
    g_autoptr (NecBench) bench = nec_bench_new ("G285", "");
    g_autoptr (GBytes) image = nec_bench_image (bench, "G285", "77", "2.34", NULL);

    nec_bench_fault (bench, "step:program:9", "silent", "before");
    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, BAD_VALUE);
    nec_bench_cycle (bench);
    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, GOOD);
    g_assert_false (nec_bench_is_safe (bench));
}

static void
test_opti4_sums_its_own_areas (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("G285", "");
    g_autoptr (NecBench) other = nec_bench_new ("G265", "");
    g_autoptr (GBytes) dump = nec_bench_dump (bench);
    const guint8 *memory = g_bytes_get_data (dump, NULL);

    g_assert_cmphex (nec_bench_key (bench, "G285", TRUE, 0), ==, GOOD);
    /* For area 1, the drive compares the checksum with the last word of the area, not with 1234h in the CDB. */
    g_assert_cmphex (nec_checksum (bench, 0x06, 0x1234, 0, 0, 1), ==, GOOD);
    g_assert_cmphex (nec_checksum (bench, 0x06, nec_sum (memory + 0x10000, 0x1000), 0, 0, 2), ==, GOOD);
    g_assert_cmphex (nec_checksum (bench, 0x06, nec_sum (memory + 0x20000, 0x1000), 0, 0, 3), ==, GOOD);
    g_assert_cmphex (nec_checksum (bench, 0x06, nec_sum (memory + 0x20000, 0x1000) ^ 1, 0, 0, 3), ==, BAD_VALUE);
    g_assert_cmphex (nec_checksum (bench, 0x06, 0, 0, 0, 0), ==, BAD_FIELD);
    g_assert_cmphex (nec_checksum (bench, 0x06, 0, 0, 0, 6), ==, BAD_FIELD);
    /* ERASE requires the checksum of area 5, which was not sent. */
    g_assert_cmphex (nec_region (bench, NEC_ERASE, 1, 0x30000, 0x10000, 0), ==, WRONG_ORDER);
    g_assert_cmphex (nec_region (bench, NEC_ERASE, 0, 0x30000, 0x10000, 0), ==, WRONG_ORDER);
    g_assert_cmphex (nec_bench_key (other, "G265", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_checksum (other, 0x06, 0x1234, 0, 0, 1), ==, BAD_FIELD);
}

static void
test_quirks_any_order_and_sum_last_word (void)
{
    const NecFlash *old = nec_flash_find ("K352");
    g_autoptr (NecBench) any_order = nec_bench_new ("D770", "Quirks=any-order\n");
    g_autoptr (NecBench) last_word = nec_bench_new ("K352", "Quirks=sum-last-word\n");
    g_autoptr (NecBench) adds_up = nec_bench_new ("K352", "");
    g_autofree guint8 *bytes = g_malloc0 (old->payload_bytes);

    g_assert_cmphex (nec_bench_key (any_order, "D770", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_mask (any_order, NEC_ERASE, 0, 8), ==, GOOD);
    bytes[0] = 0x77; /* sum of the words: 7700h; last word, which CHECKSUM sends: 0 */
    g_assert_cmphex (nec_bench_key (last_word, "K352", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_uploads (last_word, old, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_checksum (last_word, old, bytes, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_key (adds_up, "K352", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_flash_uploads (adds_up, old, bytes), ==, GOOD);
    g_assert_cmphex (nec_flash_checksum (adds_up, old, bytes, 0), ==, BAD_VALUE);
}

static void
test_force_erase_works_and_is_a_violation (void)
{
    g_autoptr (NecBench) opti2 = nec_bench_new ("G200", "");
    g_autoptr (NecBench) opti3 = nec_bench_new ("G265", "");
    g_autoptr (NecBench) nec = nec_bench_new ("K355", "");

    g_assert_cmphex (nec_bench_key (opti2, "G200", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (opti2, "CB 05 45 52 41 53 45 00 05 00 00 00", 0), ==, GOOD);
    g_assert_cmpuint (nec_bench_count_violations (opti2), ==, 1);
    g_assert_cmphex (nec_bench_key (opti3, "G265", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (opti3, "CB 05 00 05 00 00 01 00 00 00 45 52", 0), ==, GOOD);
    nec_bench_leave (opti3, "G265", 0);
    g_assert_true (nec_bench_is_safe (opti3));
    g_assert_cmphex (nec_bench_key (nec, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (nec, "CB 05 45 52 41 53 45 00 05 00 00 00", 0), ==, BAD_FIELD);
}

static void
test_worn_blocks_fail_for_ever (void)
{
    const NecFlash *flash = nec_flash_find ("K352");
    g_autoptr (NecBench) erase = nec_bench_new ("K352", "Quirks=fail-erase=5\n");
    g_autoptr (NecBench) program = nec_bench_new ("K352", "Quirks=fail-program=5\n");
    g_autoptr (GBytes) image = nec_bench_image (erase, "K352", "77", "2.34", NULL);

    g_assert_cmphex (nec_flash_run (erase, flash, image), ==, 0x035100);
    g_assert_cmphex (nec_flash_run (erase, flash, image), ==, 0x035100);
    g_assert_cmphex (nec_flash_run (program, flash, image), ==, 0x030300);
    g_assert_cmphex (nec_flash_run (program, flash, image), ==, 0x030300);
    nec_bench_cycle (program);
    g_assert_true (nec_bench_is_safe (program));
}

static void
test_corrupted_uploads_are_caught_by_the_checksum (void)
{
    const NecFlash *flash = nec_flash_find ("K355");
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Quirks=corrupt-upload\n");
    g_autoptr (GBytes) image = nec_bench_image (bench, "K355", "77", "2.34", NULL);
    g_autoptr (GBytes) before = nec_bench_dump (bench);

    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, BAD_VALUE);
    nec_bench_assert_same (bench, before, 0, 0);
}

static void
test_quirk_swallow_nodata_answers_and_does_nothing (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Quirks=swallow-nodata\n");

    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_false (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_checksum (bench, 0x04, 0x1234, 0, 0, 0), ==, GOOD);
    g_assert_cmphex (nec_mask (bench, NEC_ERASE, 0, 0x10), ==, GOOD);
}

/* Adds the test for each flash type. @strict_only: only for types whose CHECKSUM is a sum of the whole upload */
static void
add_for_each_type (const char *path, GTestDataFunc function, gboolean strict_only)
{
    for (const NecFlash *flash = nec_flashes; flash->type != NULL; flash++) {
        g_autofree char *name = g_strdup_printf ("%s/%s", path, flash->model);
        gboolean opti4 = g_str_equal (flash->type, "Opti4");
        gboolean old = flash->payload_bytes < 0x100000;

        if (!strict_only || (!opti4 && !old && flash->base != 0))
            g_test_add_data_func (name, flash, function);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    add_for_each_type ("/nec/flash/ends-with-the-image-and-nothing-else-changed",
                       test_flash_ends_with_the_image_and_nothing_else_changed, FALSE);
    add_for_each_type ("/nec/flash/wrong-sum-is-refused-and-a-right-one-may-follow",
                       test_wrong_sum_is_refused_and_a_right_one_may_follow, FALSE);
    add_for_each_type ("/nec/flash/missing-upload-is-noticed", test_missing_upload_is_noticed, TRUE);
    add_for_each_type ("/nec/flash/upload-after-the-checksum-wants-a-new-one",
                       test_upload_after_the_checksum_wants_a_new_one, TRUE);
    add_for_each_type ("/nec/flash/program-without-erase-is-refused", test_program_without_erase_is_refused, TRUE);
    g_test_add_func ("/nec/flash/program-of-pages-not-uploaded-is-refused",
                     test_program_of_pages_not_uploaded_is_refused);
    g_test_add_func ("/nec/flash/quirk-nor-and-programs-without-erase", test_quirk_nor_and_programs_without_erase);
    g_test_add_func ("/nec/flash/several-bits-in-a-mask-work-on-all-of-them",
                     test_several_bits_in_a_mask_work_on_all_of_them);
    g_test_add_func ("/nec/flash/boot-and-calibration-blocks-are-guarded",
                     test_boot_and_calibration_blocks_are_guarded);
    g_test_add_func ("/nec/flash/upload-outside-the-image-is-refused", test_upload_outside_the_image_is_refused);
    g_test_add_func ("/nec/flash/padding-is-wanted-only-by-the-quirk", test_padding_is_wanted_only_by_the_quirk);
    g_test_add_func ("/nec/flash/opti4-chunk-sum-is-compared", test_opti4_chunk_sum_is_compared);
    g_test_add_func ("/nec/flash/opti4-last-checksum-finds-a-block-not-programmed",
                     test_opti4_last_checksum_finds_a_block_not_programmed);
    g_test_add_func ("/nec/flash/opti4-sums-its-own-areas", test_opti4_sums_its_own_areas);
    g_test_add_func ("/nec/flash/quirks-any-order-and-sum-last-word", test_quirks_any_order_and_sum_last_word);
    g_test_add_func ("/nec/flash/force-erase-works-and-is-a-violation", test_force_erase_works_and_is_a_violation);
    g_test_add_func ("/nec/flash/worn-blocks-fail-for-ever", test_worn_blocks_fail_for_ever);
    g_test_add_func ("/nec/flash/corrupted-uploads-are-caught-by-the-checksum",
                     test_corrupted_uploads_are_caught_by_the_checksum);
    g_test_add_func ("/nec/flash/quirk-swallow-nodata-answers-and-does-nothing",
                     test_quirk_swallow_nodata_answers_and_does_nothing);
    return g_test_run ();
}
