/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-stream.h"

#include <string.h>

/* Tests which commands the drive accepts in which mode, and how its memory is read (nec-optiarc.md, section 11).
 * Tests bb-sim-nec.c, bb-sim-nec-mode.c and bb-sim-nec-read.c. */

#define READ_ID_B "CC 00 00 00 48 00 00 00 20 00 00 00"
#define READ_ID_C "CC 00 00 01 08 00 00 00 20 00 00 00"
#define READ_BOOT "CD 00 52 44 42 4F 4F 54 00 00 00 00"
#define UPLOAD_2M "CB 01 00 01 00 00 00 00 08 00 00 00"
#define WRITE_ID "CB 00 00 00 48 00 00 00 04 00 00 00"

/* Commands that the drive accepts in safe mode only. */
static const char *const not_in_normal[] = {
    "CC 04 12 34 00 00 00 00 00 00 00 00", "CC 06 12 34 00 00 1B 00 00 05 00 00",
    "CB 02 00 00 00 00 00 00 10 00 00 00", "CB 04 00 00 00 00 00 00 10 00 00 00",
    "CB 05 45 52 41 53 45 00 05 00 00 00", "CB 08 00 00 00 00 00 00 00 00 00 00",
};

static const char *const firmware_only[] = {
    "C9 02 02 01 42 54 59 50 45 00 00 00", "A4 00 00 00 00 00 00 00 00 08 08 00",
    "AD 00 00 00 00 00 00 00 00 08 00 00", "FA 10 00 00 00 00 00 00 10 00 00 00",
    "CF 00 00 00 00 00 00 00 00 A0 00 00",
};

static void
test_normal_mode_reads_and_writes_no_firmware (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    g_autoptr (GBytes) before = nec_bench_dump (bench);
    g_autofree guint8 *bytes = g_malloc0 (0x8000);

    g_assert_cmphex (nec_bench_ready (bench), ==, NO_MEDIUM);
    g_assert_cmphex (nec_bench_hex (bench, READ_ID_B, 32), ==, GOOD);
    g_assert_cmpmem (bench->in, 4, "K355", 4);
    for (guint i = 0; i < G_N_ELEMENTS (not_in_normal); i++)
        g_assert_cmphex (nec_bench_hex (bench, not_in_normal[i], 0), ==, WRONG_ORDER);
    g_assert_cmphex (nec_bench_out (bench, UPLOAD_2M, bytes, 0x8000), ==, WRONG_ORDER);
    g_assert_cmphex (nec_bench_hex (bench, READ_BOOT, 0x4000), ==, WRONG_ORDER);
    g_assert_cmphex (nec_bench_key (bench, "K355", FALSE, 0), ==, GOOD);
    g_assert_false (nec_bench_is_safe (bench));
    nec_bench_assert_same (bench, before, 0, 0);
}

static void
test_safe_mode_answers_as_boot_code (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "BootVersion=07\nDisc=data\n");

    g_assert_cmphex (nec_bench_ready (bench), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "0.07");
    g_assert_cmphex (nec_bench_ready (bench), ==, NO_MEDIUM);
    g_assert_cmphex (nec_bench_hex (bench, READ_ID_B, 32), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, READ_BOOT, 0x4000), ==, GOOD);
    g_assert_cmpuint (bench->moved_bytes, ==, 0x4000);
    g_assert_cmphex (nec_bench_hex (bench, READ_BOOT, 0x8000), ==, GOOD);
    g_assert_cmpuint (bench->moved_bytes, ==, 0x4000);
    for (guint i = 0; i < G_N_ELEMENTS (firmware_only); i++)
        g_assert_cmphex (nec_bench_hex (bench, firmware_only[i], 16), ==, UNKNOWN_COMMAND);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_true (nec_bench_is_safe (bench));
}

static void
test_slow_restart_is_becoming_ready_then_unit_attention (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Revision=1.05\nQuirks=slow-leave=3\n");

    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, "K355", FALSE, 0), ==, GOOD);
    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_hex (bench, READ_ID_B, 32), ==, BECOMING_READY);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, BECOMING_READY);
    g_assert_cmphex (nec_bench_hex (bench, READ_BOOT, 0x4000), ==, BECOMING_READY);
    for (guint i = 0; i < 3; i++)
        g_assert_cmphex (nec_bench_ready (bench), ==, BECOMING_READY);
    g_assert_cmphex (nec_bench_ready (bench), ==, MEDIUM_CHANGED);
    g_assert_cmphex (nec_bench_ready (bench), ==, NO_MEDIUM);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "1.05");
}

static void
test_restart_ends_by_itself (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Quirks=slow-leave=12;reset-attention\n");

    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, "K355", FALSE, 0), ==, GOOD);
    bb_transport_wait_ms (bench->transport, 2900);
    g_assert_true (nec_bench_is_safe (bench));
    bb_transport_wait_ms (bench->transport, 200);
    g_assert_false (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_ready (bench), ==, RESET);
    g_assert_cmphex (nec_bench_ready (bench), ==, NO_MEDIUM);
}

static void
test_restart_can_be_instant (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Quirks=slow-leave=0\n");

    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, "K355", FALSE, 0), ==, GOOD);
    g_assert_false (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_ready (bench), ==, MEDIUM_CHANGED);
    /* A restart also ends if the host only waits: the next command reports the unit attention. */
    g_clear_pointer (&bench, nec_bench_free);
    bench = nec_bench_new ("K355", "Quirks=slow-leave=12\n");
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, "K355", FALSE, 0), ==, GOOD);
    bb_transport_wait_ms (bench->transport, 4000);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, MEDIUM_CHANGED);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
}

/* REQUEST SENSE reports and clears the unit attention of a restart. GET CONFIGURATION and GET EVENT STATUS
 * NOTIFICATION leave the unit attention pending. */
static void
test_attention_of_a_restart_waits_for_its_command (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Quirks=slow-leave=0\n");

    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, "K355", FALSE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "46 02 00 00 00 00 00 00 08 00", 8), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "4A 01 00 00 10 00 00 00 08 00", 8), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "03 00 00 00 12 00", 18), ==, GOOD);
    g_assert_cmphex (bench->in[2], ==, 0x06);
    g_assert_cmphex (bench->in[12], ==, 0x28);
    g_assert_cmphex (nec_bench_ready (bench), ==, NO_MEDIUM);
}

static void
test_power_on_is_reported_once (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");

    g_assert_true (bb_sim_bus_set_power (bench->bus, "sr0", FALSE, NULL));
    g_assert_cmphex (nec_bench_ready (bench), ==, NO_ANSWER);
    g_assert_true (bb_sim_bus_set_power (bench->bus, "sr0", TRUE, NULL));
    g_clear_object (&bench->transport);
    bench->transport = bb_sim_bus_open (bench->bus, "sr0", NULL);
    g_assert_false (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, RESET);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
}

static void
test_wrong_key_is_refused_and_harmless (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    g_autoptr (NecBench) older = nec_bench_new ("G200", "");
    g_autoptr (NecBench) newer = nec_bench_new ("G265", "");

    g_assert_cmphex (nec_bench_key (bench, "K451", TRUE, 0), ==, BAD_VALUE);
    g_assert_cmphex (nec_bench_key (bench, "k355", TRUE, 0), ==, BAD_VALUE);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 1), ==, BAD_FIELD);
    g_assert_false (nec_bench_is_safe (bench));
    /* From Opti3 on, the drive checks byte 8 of SAFE MODE. */
    g_assert_cmphex (nec_bench_hex (older, "CC 01 01 00 47 32 30 30 00 00 00 00", 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (newer, "CC 01 01 00 47 32 36 35 00 00 00 00", 0), ==, BAD_VALUE);
    g_assert_cmphex (nec_bench_hex (newer, "CC 01 01 00 47 32 36 35 01 00 00 00", 0), ==, GOOD);
}

static void
test_banks_exclude_each_other (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K110", "");
    g_autofree guint8 *bytes = g_malloc0 (0x8000);

    g_assert_cmphex (nec_bench_key (bench, "K110", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, "K110", TRUE, 1), ==, WRONG_ORDER);
    g_assert_cmphex (nec_bench_key (bench, "K110", FALSE, 1), ==, WRONG_ORDER);
    g_assert_cmphex (nec_upload_units (bench, 1, 0x240000, bytes, 2, 0, FALSE), ==, WRONG_ORDER);
    g_assert_cmphex (nec_bench_hex (bench, "CB 18 00 00 00 00 00 00 00 00 00 00", 0), ==, WRONG_ORDER);
    nec_bench_leave (bench, "K110", 0);
    g_assert_cmphex (nec_bench_key (bench, "K110", TRUE, 1), ==, GOOD);
    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_upload_units (bench, 0, 0x5000, bytes, 1, 0, FALSE), ==, WRONG_ORDER);
    g_assert_cmphex (nec_mask (bench, NEC_ERASE, 0, 1), ==, WRONG_ORDER);
    g_assert_cmphex (nec_upload_units (bench, 1, 0x240000, bytes, 2, 0, FALSE), ==, GOOD);
    nec_bench_leave (bench, "K110", 1);
    g_assert_false (nec_bench_is_safe (bench));
}

static void
test_both_banks_are_entered_from_forced_safe_mode (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K110", "State=erased\n");
    g_autoptr (GBytes) image = nec_bench_image (bench, "K110", "3", "1.09", NULL);

    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_key (bench, "K110", TRUE, 1), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, "K110", TRUE, 0), ==, WRONG_ORDER);
    g_assert_cmphex (nec_bench_key (bench, "K110", FALSE, 1), ==, GOOD);
    g_assert_cmphex (nec_flash_run (bench, nec_flash_find ("K110"), image), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "1.09");
}

static void
test_unkeyed_firmware_reads_in_both_modes (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    g_autoptr (NecBench) shy = nec_bench_new ("K355", "Quirks=id-refused-in-safe-mode;corrupt-after-safe\n");
    const char *read = "CC 00 00 01 00 00 00 10 00 00 00 00";
    guint8 first[0x1000];

    g_assert_cmphex (nec_bench_hex (bench, read, 0x1000), ==, GOOD);
    g_assert_cmphex (bench->in[0], ==, 0x93);
    memcpy (first, bench->in, sizeof first);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, read, 0x1000), ==, GOOD);
    g_assert_cmpmem (first, sizeof first, bench->in, sizeof first);

    g_assert_cmphex (nec_bench_key (shy, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (shy, read, 0x1000), ==, BAD_FIELD);
    nec_bench_leave (shy, "K355", 0);
    g_assert_cmphex (nec_bench_hex (shy, read, 0x1000), ==, GOOD);
    g_assert_cmpint (memcmp (first, shy->in, sizeof first), !=, 0);
    nec_bench_cycle (shy);
    g_assert_cmphex (nec_bench_hex (shy, read, 0x1000), ==, GOOD);
    g_assert_cmpmem (first, sizeof first, shy->in, sizeof first);
}

static void
test_keyed_firmware_wants_safe_mode_and_the_id (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("D770", "");
    g_autoptr (NecBench) open = nec_bench_new ("D770", "Quirks=fw-id-ff\n");
    const char *plain = "CC 00 00 03 00 00 00 10 00 00 00 00";
    const char *keyed = "CC 00 00 03 00 00 00 10 00 52 44 B4";
    const char *id = "CC 00 00 03 00 00 00 00 01 00 00 00";

    g_assert_cmphex (nec_bench_hex (bench, id, 4), ==, GOOD);
    g_assert_cmphex (bench->in[0], ==, 0xB4);
    g_assert_cmphex (nec_bench_hex (bench, plain, 0x1000), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (bench, keyed, 0x1000), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_key (bench, "D770", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, id, 4), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (bench, plain, 0x1000), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 03 00 00 00 10 00 52 44 B5", 0x1000), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (bench, keyed, 0x1000), ==, GOOD);
    g_assert_cmpuint (bench->moved_bytes, ==, 0x1000);
    g_assert_cmphex (nec_bench_key (open, "D770", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (open, id, 4), ==, GOOD);
    g_assert_cmphex (open->in[0], ==, 0xB4);
}

static void
test_calibration_pages_have_second_addresses_on_some_types (void)
{
    g_autoptr (NecBench) opti2 = nec_bench_new ("G200", "");
    g_autoptr (NecBench) opti3 = nec_bench_new ("G265", "");
    g_autoptr (NecBench) loose = nec_bench_new ("G265", "Quirks=missing-address-good\n");
    guint8 first[32];

    g_assert_cmphex (nec_bench_hex (opti2, READ_ID_B, 32), ==, GOOD);
    g_assert_cmpmem (opti2->in, 4, "G200", 4);
    memcpy (first, opti2->in, sizeof first);
    g_assert_cmphex (nec_bench_hex (opti2, READ_ID_C, 32), ==, GOOD);
    g_assert_cmpmem (first, 32, opti2->in, 32);
    g_assert_cmphex (nec_bench_hex (opti2, "CC 00 00 00 4F F0 00 00 20 00 00 00", 32), ==, BAD_FIELD);

    g_assert_cmphex (nec_bench_hex (opti3, READ_ID_B, 32), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (opti3, READ_ID_C, 32), ==, GOOD);
    g_assert_cmpmem (opti3->in, 4, "G265", 4);
    g_assert_cmphex (nec_bench_hex (loose, READ_ID_B, 32), ==, GOOD);
    g_assert_cmpint (memcmp (loose->in, "G265", 4), !=, 0);
}

static void
test_reads_outside_and_malformed_are_refused (void)
{
    static const char *const bad[] = {
        "CC 00 00 20 00 00 00 10 00 00 00 00", "CC 00 00 1F F8 00 00 10 00 00 00 00",
        "CC 00 FF FF FF FF 00 00 20 00 00 00", "CC 00 00 00 48 00 00 00 00 00 00 00",
        "CC 00 00 01 00 00 00 80 01 00 00 00", "CC 10 00 01 00 00 00 10 00 00 00 00",
        "CC 00 00 00 48 00 01 00 20 00 00 00", "CC 00 00 00 48 00 00 00 20 52 00 00",
        "CC 02 00 00 48 00 00 00 20 00 00 00",
    };
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
        g_assert_cmphex (nec_bench_hex (bench, bad[i], 0x1000), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 00 48 00 00 00 20 00", 32), ==, BAD_FIELD);
}

static void
test_second_bank_is_read_with_its_bit (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K110", "");

    g_assert_cmphex (nec_bench_hex (bench, "CC 10 00 24 00 00 00 10 00 00 00 00", 0x1000), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 24 00 00 00 10 00 00 00 00", 0x1000), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (bench, "CC 10 00 00 50 00 00 10 00 00 00 00", 0x1000), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 07 F0 00 00 10 00 00 00 00", 0x1000), ==, GOOD);
}

static void
test_quirks_set_the_length_of_reads (void)
{
    g_autoptr (NecBench) rounded = nec_bench_new ("K355", "");
    g_autoptr (NecBench) exact = nec_bench_new ("K355", "Quirks=exact-reads;short-read\n");
    const char *id = "CC 00 00 01 00 00 00 00 01 00 00 00";

    g_assert_cmphex (nec_bench_hex (rounded, id, 4), ==, GOOD);
    g_assert_cmpuint (rounded->moved_bytes, ==, 4);
    g_assert_cmphex (nec_bench_hex (exact, id, 4), ==, GOOD);
    g_assert_cmpuint (exact->moved_bytes, ==, 1);
    g_assert_cmphex (nec_bench_hex (exact, "CC 00 00 01 00 00 00 10 00 00 00 00", 0x1000), ==, GOOD);
    g_assert_cmpuint (exact->moved_bytes, ==, 0x800);
}

static void
test_slow_read_is_becoming_ready_after_each_power_on (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "Quirks=slow-read=3\n");

    for (guint i = 0; i < 3; i++) {
        g_assert_cmphex (nec_bench_ready (bench), ==, NO_MEDIUM);
        g_assert_cmphex (nec_bench_hex (bench, READ_ID_B, 32), ==, BECOMING_READY);
    }
    g_assert_cmphex (nec_bench_hex (bench, READ_ID_B, 32), ==, GOOD);
    g_assert_cmpmem (bench->in, 4, "K355", 4);
    g_assert_true (bb_sim_bus_set_power (bench->bus, "sr0", FALSE, NULL));
    g_assert_true (bb_sim_bus_set_power (bench->bus, "sr0", TRUE, NULL));
    g_clear_object (&bench->transport);
    bench->transport = bb_sim_bus_open (bench->bus, "sr0", NULL);
    g_assert_cmphex (nec_bench_ready (bench), ==, RESET);
    for (guint i = 0; i < 3; i++)
        g_assert_cmphex (nec_bench_hex (bench, READ_ID_B, 32), ==, BECOMING_READY);
    g_assert_cmphex (nec_bench_hex (bench, READ_ID_B, 32), ==, GOOD);
}

static void
test_boot_code_is_hidden_from_memory_reads (void)
{
    g_autoptr (NecBench) old = nec_bench_new ("K310", "");
    g_autoptr (NecBench) newer = nec_bench_new ("K352", "");
    g_autoptr (NecBench) shown = nec_bench_new ("K352", "Quirks=boot-readable\n");
    const char *read = "CC 00 00 00 00 00 00 10 00 00 00 00";

    g_assert_cmphex (nec_bench_hex (old, read, 0x1000), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (newer, read, 0x1000), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (shown, read, 0x1000), ==, GOOD);
    g_assert_cmpmem (shown->in + 0x100, 4, "K352", 4);
    /* K352 is of type 1M; only 2M and newer types have READ BOOT CODE. */
    g_assert_cmphex (nec_bench_key (newer, "K352", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (newer, READ_BOOT, 0x4000), ==, UNKNOWN_COMMAND);
}

static void
test_identify_only_types_refuse_the_rest (void)
{
    static const char *const models[] = {"M110", "B530"};
    static const char *const ids[] = {"CC 00 00 00 50 00 00 00 20 00 00 00", "CC 00 00 00 70 00 00 00 20 00 00 00"};

    for (guint i = 0; i < G_N_ELEMENTS (models); i++) {
        g_autoptr (NecBench) bench = nec_bench_new (models[i], "");

        g_assert_cmphex (nec_bench_hex (bench, ids[i], 32), ==, GOOD);
        g_assert_cmpmem (bench->in, 4, models[i], 4);
        g_assert_cmphex (nec_bench_key (bench, models[i], TRUE, 0), ==, GOOD);
        g_assert_cmphex (nec_mask (bench, NEC_ERASE, 0, 0x10), ==, UNKNOWN_COMMAND);
        g_assert_cmphex (nec_checksum (bench, 0x04, 0, 0, 0, 0), ==, UNKNOWN_COMMAND);
        nec_bench_leave (bench, models[i], 0);
        g_assert_false (nec_bench_is_safe (bench));
    }
}

static void
test_bd_firmware_cannot_be_read (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("C500", "");

    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 00 60 00 00 10 00 00 00 00", 0x1000), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 00 A0 00 00 10 00 00 00 00", 0x1000), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 00 B0 00 00 10 00 00 00 00", 0x1000), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 03 00 00 00 10 00 00 00 00", 0x1000), ==, BAD_FIELD);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/nec/rules/" path, function)
    ADD ("normal-mode-reads-and-writes-no-firmware", test_normal_mode_reads_and_writes_no_firmware);
    ADD ("safe-mode-answers-as-boot-code", test_safe_mode_answers_as_boot_code);
    ADD ("slow-restart-is-becoming-ready-then-unit-attention",
         test_slow_restart_is_becoming_ready_then_unit_attention);
    ADD ("restart-ends-by-itself", test_restart_ends_by_itself);
    ADD ("restart-can-be-instant", test_restart_can_be_instant);
    ADD ("attention-of-a-restart-waits", test_attention_of_a_restart_waits_for_its_command);
    ADD ("power-on-is-reported-once", test_power_on_is_reported_once);
    ADD ("wrong-key-is-refused-and-harmless", test_wrong_key_is_refused_and_harmless);
    ADD ("banks-exclude-each-other", test_banks_exclude_each_other);
    ADD ("both-banks-are-entered-from-forced-safe-mode", test_both_banks_are_entered_from_forced_safe_mode);
    ADD ("unkeyed-firmware-reads-in-both-modes", test_unkeyed_firmware_reads_in_both_modes);
    ADD ("keyed-firmware-wants-safe-mode-and-the-id", test_keyed_firmware_wants_safe_mode_and_the_id);
    ADD ("calibration-pages-have-second-addresses-on-some-types",
         test_calibration_pages_have_second_addresses_on_some_types);
    ADD ("reads-outside-and-malformed-are-refused", test_reads_outside_and_malformed_are_refused);
    ADD ("second-bank-is-read-with-its-bit", test_second_bank_is_read_with_its_bit);
    ADD ("quirks-set-the-length-of-reads", test_quirks_set_the_length_of_reads);
    ADD ("slow-read-is-becoming-ready-after-each-power-on", test_slow_read_is_becoming_ready_after_each_power_on);
    ADD ("boot-code-is-hidden-from-memory-reads", test_boot_code_is_hidden_from_memory_reads);
    ADD ("identify-only-types-refuse-the-rest", test_identify_only_types_refuse_the_rest);
    ADD ("bd-firmware-cannot-be-read", test_bd_firmware_cannot_be_read);
    return g_test_run ();
}
