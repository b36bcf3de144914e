/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-stream.h"
#include "nec-vectors.h"

#include <string.h>

/* Sends what the reference program sends, as in docs/protocols/nec-optiarc.md and the test vectors: identification
 * and a complete flash, without a wait between commands. No code of src/family is used: nec-stream.c makes the
 * commands, which must have the hashes of the test vectors. */

#define INQUIRY "12 00 00 00 60 00"

/**
 * OutsideRun: a drive, and what the reference program sends to it.
 * @name: name of the test
 * @model: model of the simulated drive
 * @lines: further lines of the scenario
 * @vector: test vector with the image and the command stream
 * @key: (nullable): key for safe mode, which is also the tag of the image, such as "K355". If @key is set, the
 *   published hash of the commands is not compared. %NULL: the key of the test vector
 * @id_at: address of the drive type in the calibration: 0x4500, 0x4800 or 0x10800
 * @other_key: (nullable): key of another boot code, which is tried first (nec-optiarc.md, section 3)
 * @takes_other: TRUE if the drive accepts @other_key
 * @firmware_id: (nullable): command that reads the firmware ID byte
 */
typedef struct {
    const char *name;
    const char *model;
    const char *lines;
    const char *vector;
    const char *key;
    guint32 id_at;
    const char *other_key;
    gboolean takes_other;
    const char *firmware_id;
} OutsideRun;

static const OutsideRun runs[] = {
    {"k110", "K110", "", "nec-640k-k110", NULL, 0x4500, NULL, FALSE, NULL},
    {"l110", "L110", "", "nec-640k-k110", "L110", 0x4500, NULL, FALSE, "CC 00 00 00 50 00 00 00 04 00 00 00"},
    {"l210", "L210", "", "nec-768k-l210", NULL, 0x4500, NULL, FALSE, "CC 00 00 00 84 00 00 00 04 00 00 00"},
    {"l251", "L251", "", "nec-1m-k352", "L251", 0x4800, NULL, FALSE, "CC 00 00 00 64 00 00 00 04 00 00 00"},
    {"k352", "K352", "", "nec-1m-k352", NULL, 0x4800, NULL, FALSE, NULL},
    {"k210", "K210", "", "nec-1m-k210", NULL, 0x4800, NULL, FALSE, NULL},
    {"k355", "K355", "", "nec-2m-k355", NULL, 0x4800, "D355", FALSE, NULL},
    {"d355", "K355", "Quirks=d355\n", "nec-2m-k355", "D355", 0x4800, "D355", TRUE, NULL},
    {"k365", "K365", "", "nec-2m-k355", "K365", 0x4800, "K460", FALSE, NULL},
    {"k365-with-k460", "K365", "Quirks=wrong-boot\n", "nec-2m-k355", "K460", 0x4800, "K460", TRUE, NULL},
    {"k460", "K460", "", "nec-2m-k355", "K460", 0x4800, "K365", FALSE, NULL},
    {"k460-with-k365", "K460", "Quirks=wrong-boot\n", "nec-2m-k355", "K365", 0x4800, "K365", TRUE, NULL},
    {"l252", "L252", "", "nec-2m-k355", "L252", 0x4800, NULL, FALSE, "CC 00 00 01 00 00 00 00 04 00 00 00"},
    {"l350-slave", "L350", "Quirks=laptop-slave\n", "nec-2m-k355", "L350", 0x4800, NULL, FALSE,
     "CC 00 00 01 00 00 00 00 04 00 00 00"},
    {"k370", "K370", "", "nec-2m-k370", NULL, 0x4800, NULL, FALSE, "CC 00 00 01 00 00 00 00 01 00 00 00"},
    {"d770", "D770", "", "nec-2mopti-d770", NULL, 0x4800, NULL, FALSE, "CC 00 00 03 00 00 00 00 01 00 00 00"},
    {"l260", "L260", "", "nec-2mopti-d770", "L260", 0x4800, NULL, FALSE, "CC 00 00 03 00 00 00 00 01 00 00 00"},
    {"g200", "G200", "", "nec-opti2-g200", NULL, 0x4800, NULL, FALSE, "CC 00 00 03 00 00 00 00 01 00 00 00"},
    {"g265", "G265", "", "nec-opti3-g265", NULL, 0x10800, NULL, FALSE, "CC 00 00 03 00 00 00 00 01 00 00 00"},
};

/* Returns the key for safe mode of the drive. */
static const char *
outside_key (const OutsideRun *run)
{
    return run->key != NULL ? run->key : nec_vector (run->vector)->code;
}

/* Reads the drive type at each of its possible addresses, up to run->id_at, and then the RID block (nec-optiarc.md,
 * section 3). Only the read at run->id_at must succeed. */
static void
outside_identify (NecBench *bench, const OutsideRun *run)
{
    static const struct {
        guint32 address;
        const char *id;
        const char *model_block;
    } places[] = {
        {0x4500, "CC 00 00 00 45 00 00 00 20 00 00 00", "CC 00 00 00 4F 00 00 00 80 00 00 00"},
        {0x4800, "CC 00 00 00 48 00 00 00 20 00 00 00", "CC 00 00 00 5F 00 00 00 80 00 00 00"},
        {0x10800, "CC 00 00 01 08 00 00 00 20 00 00 00", "CC 00 00 02 0F 00 00 00 80 00 00 00"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
        guint32 sense = nec_bench_hex (bench, places[i].id, 0x20);

        if (places[i].address != run->id_at)
            continue;
        g_assert_cmphex (sense, ==, GOOD);
        g_assert_cmpmem (bench->in, 4, run->model, 4);
        g_assert_cmphex (nec_bench_hex (bench, places[i].model_block, 0x80), ==, GOOD);
        return;
    }
    g_assert_not_reached ();
}

/* Reads the firmware ID byte with the command run->firmware_id, and asserts that the byte is not FF. Does nothing if
 * run->firmware_id is %NULL. */
static void
outside_read_firmware_id (NecBench *bench, const OutsideRun *run)
{
    if (run->firmware_id == NULL)
        return;
    g_assert_cmphex (nec_bench_hex (bench, run->firmware_id, 4), ==, GOOD);
    g_assert_cmphex (bench->in[0], !=, 0xFF);
}

/* Tries the key of the other boot code. Then enters safe mode with the right key, reads the revision there, leaves
 * safe mode, and reads the firmware ID byte. Does not wait between commands. */
static void
outside_learn (NecBench *bench, const OutsideRun *run)
{
    if (run->other_key != NULL) {
        guint32 sense;

        g_assert_false (nec_bench_is_safe (bench));
        sense = nec_bench_key (bench, run->other_key, TRUE, 0);
        g_assert_cmphex (sense, ==, run->takes_other ? GOOD : BAD_VALUE);
        if (sense == GOOD)
            g_assert_cmphex (nec_bench_key (bench, run->other_key, FALSE, 0), ==, GOOD);
    }
    g_assert_false (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_key (bench, outside_key (run), TRUE, 0), ==, GOOD);
    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_key (bench, outside_key (run), FALSE, 0), ==, GOOD);
    outside_read_firmware_id (bench, run);
}

/* Asserts that the flash contains the image. */
static void
outside_assert_image (NecBench *bench, const NecFlash *flash, GBytes *image)
{
    g_autoptr (GBytes) dump = nec_bench_dump (bench);
    const guint8 *memory = g_bytes_get_data (dump, NULL);
    const guint8 *data = g_bytes_get_data (image, NULL);

    g_assert_cmpmem (memory + flash->main, flash->main_end - flash->main, data, flash->main_end - flash->main);
    if (g_str_equal (flash->type, "640K"))
        g_assert_cmpmem (memory + 0x240000, 0x20000, data + 0x7B004, 0x20000);
}

/* Returns (transfer full) the image of the test vector, in which the tag is run->key. If run->key is %NULL, the image
 * has the tag of the test vector, and the function asserts its published hash. */
static GBytes *
outside_image (const OutsideRun *run)
{
    const NecVector *vector = nec_vector (run->vector);
    NecRecipe recipe = {.tag = run->key};
    GBytes *image = g_byte_array_free_to_bytes (nec_vector_bytes (vector, &recipe));
    g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, image);

    if (run->key == NULL)
        g_assert_cmpstr (sum, ==, vector->image_sha256);
    return image;
}

static void
test_whole_run_of_the_reference (gconstpointer data)
{
    const OutsideRun *run = data;
    const NecVector *vector = nec_vector (run->vector);
    NecFlash flash = *nec_flash_find (vector->code);
    g_autofree char *lines = g_strconcat ("Revision=1.05\nSeed=7\n", run->lines, NULL);
    g_autoptr (NecBench) bench = nec_bench_new (run->model, lines);
    g_autoptr (GBytes) image = outside_image (run);

    flash.key = outside_key (run);
    bench->hasty = TRUE;
    outside_identify (bench, run);
    outside_read_firmware_id (bench, run);
    outside_learn (bench, run);
    g_assert_cmphex (nec_bench_ready (bench), ==, NO_MEDIUM);

    bench->stream = g_checksum_new (G_CHECKSUM_SHA256);
    bench->n_sent = 0;
    g_assert_cmphex (nec_flash_run (bench, &flash, image), ==, GOOD);
    g_assert_cmpuint (bench->n_sent, ==, vector->n_flash);
    if (run->key == NULL)
        g_assert_cmpstr (g_checksum_get_string (bench->stream), ==, vector->flash_sha256);
    g_clear_pointer (&bench->stream, g_checksum_free); /* stop hashing here */

    g_assert_cmpstr (nec_bench_revision (bench), ==, "1.23");
    g_assert_cmphex (nec_bench_ready (bench), ==, NO_MEDIUM);
    outside_assert_image (bench, &flash, image);
    nec_bench_cycle (bench);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "1.23");
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 0);
}

/* A drive with the quirk slow-leave needs time to restart after SAFE MODE off, so a flash without waits must fail. */
static void
test_a_slow_drive_stops_a_host_that_does_not_wait (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K110", "Quirks=slow-leave=12\n");
    g_autoptr (GBytes) image = outside_image (&runs[0]);
    NecFlash flash = *nec_flash_find ("K110");

    bench->hasty = TRUE;
    g_assert_cmphex (nec_flash_run (bench, &flash, image), ==, BECOMING_READY);
}

/* Enters and leaves safe mode, and then reads memory at once, as the reference program does (nec-optiarc.md,
 * section 7). The reads must succeed. */
static void
test_reads_follow_the_round_trip_at_once (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Quirks=d355\n");

    g_assert_cmphex (nec_bench_key (bench, "D355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, "D355", FALSE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 01 00 00 00 10 00 00 00 00", 0x1000), ==, GOOD);
    g_assert_cmpuint (bench->moved_bytes, ==, 0x1000);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
        g_autofree char *path = g_strconcat ("/nec/outside/whole-run/", runs[i].name, NULL);

        g_test_add_data_func (path, &runs[i], test_whole_run_of_the_reference);
    }
    g_test_add_func ("/nec/outside/slow-drive-stops-it", test_a_slow_drive_stops_a_host_that_does_not_wait);
    g_test_add_func ("/nec/outside/reads-follow-at-once", test_reads_follow_the_round_trip_at_once);
    return g_test_run ();
}
