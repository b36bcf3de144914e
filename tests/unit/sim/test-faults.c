/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include <string.h>

/* Tests bb-sim-drive.c, bb-sim-execute.c, bb-sim-fault.c and bb-sim-unit.c. */

#define TUR "00 00 00 00 00 00"
#define PREPARE "3B 01 00 00 00 00 00 00 00 00"
#define CHUNK_0 "3B 06 00 00 00 00 00 40 00 00"
#define CONFIG "3C 06 00 00 30 00 00 00 20 00"

static guint8 chunk[0x4000];

/* Returns (transfer full) a rig with one drive and one fault. @fault: lines of its group, "At=…\nKind=…" */
static BbSimRig *
rig_with (const char *fault)
{
    g_autofree char *text = g_strconcat (SIM_RIG_MT1959 "Revision=1.02\n[fault 1]\nDrive=sr0\n", fault, "\n", NULL);

    return sim_rig_new (text, NULL);
}

static void
test_counts_from_the_first_command (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=command:3\nKind=sense\nSense=5/26/00");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "5/26/00");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    g_assert_cmpuint (bb_sim_bus_count_commands (rig->bus, "sr0"), ==, 4);
}

static void
test_counts_an_opcode (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=opcode:3C:2\nKind=sense\nSense=4/44/00\nTimes=2");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "4/44/00");
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "4/44/00");
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "GOOD");
}

static void
test_counts_a_step (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=step:program:1\nKind=sense\nSense=3/0C/00");
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) config = bb_sim_bus_dump (rig->bus, "sr0", "config", NULL);
    g_autofree guint8 *transfer = sim_rig_transfer_image (image, g_bytes_get_data (config, NULL));
    guint at = 0;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload (rig, transfer, &at), ==, "3/0C/00");
    g_assert_cmpuint (at, ==, 127);
}

static void
test_counts_bytes_sent (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=byte:40000\nKind=unplug");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, CHUNK_0, chunk, 0x4000), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 40 00 00 40 00 00", chunk, 0x4000), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 80 00 00 40 00 00", chunk, 0x4000), ==, "gone");
}

static void
test_times_0_means_always (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=command:2\nKind=sense\nSense=5/20/00\nTimes=0");

    sim_rig_settle (rig);
    for (int i = 0; i < 20; i++)
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "5/20/00");
}

static void
test_power_cut_before_leaves_the_command_undone (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=step:program:1\nKind=power-cut\nDuring=before");
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) before = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    g_autoptr (GBytes) after = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "gone");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "gone");
    after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    g_assert_true (g_bytes_equal (before, after));
}

static void
test_power_cut_in_the_middle_leaves_half_a_flash (void)
{
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autofree char *revision = NULL;
    g_autoptr (GBytes) image = NULL;

    {
        g_autoptr (BbSimRig) rig = sim_rig_new (
            SIM_RIG_MT1959 "[fault 1]\nDrive=sr0\nAt=step:program:1\nKind=power-cut\nDuring=middle\n", store);
        g_autoptr (GBytes) before = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        g_autoptr (GBytes) after = NULL;

        image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
        sim_rig_settle (rig);
        g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "gone");
        after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        g_assert_false (g_bytes_equal (before, after));
        g_assert_cmpint (memcmp ((const guint8 *) g_bytes_get_data (after, NULL) + 0x10000,
                                 (const guint8 *) g_bytes_get_data (image, NULL) + 0x10000, 0x1D2000),
                         !=, 0);
    }
    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, store);

        revision = sim_rig_revision (rig);
        g_assert_cmpstr (revision, ==, "BOOT");
    }
}

static void
test_power_cut_after_leaves_the_command_done (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=opcode:1B:1\nKind=power-cut\nDuring=after");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, "1B 00 00 00 02 00"), ==, "gone");
    g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", TRUE, NULL));
    sim_rig_reopen (rig);
    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==,
                     "2/3A/01"); /* the fault does not occur again, and power-on closed the tray */
}

static void
test_unplugged_drive_keeps_its_memory_and_comes_back (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=step:upload:2\nKind=unplug\nDuring=after");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, CHUNK_0, chunk, 0x4000), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 40 00 00 40 00 00", chunk, 0x4000), ==, "gone");
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, NULL));
    sim_rig_reopen (rig);
    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 80 00 00 40 00 00", chunk, 0x4000), ==, "GOOD");
}

static void
test_timeout_before_and_after (void)
{
    g_autoptr (BbSimRig) before = rig_with ("At=opcode:3B:1\nKind=timeout");
    g_autoptr (BbSimRig) after = rig_with ("At=opcode:3B:1\nKind=timeout\nDuring=after");
    gint64 began_us = 0;

    sim_rig_settle (before);
    began_us = bb_sim_bus_elapsed_us (before->bus, "sr0");
    g_assert_cmpstr (sim_rig_none (before, PREPARE), ==, "timeout");
    g_assert_cmpint (bb_sim_bus_elapsed_us (before->bus, "sr0") - began_us, ==, 60000000);
    g_assert_cmpstr (sim_rig_out (before, CHUNK_0, chunk, 0x4000), ==, "5/2C/00");
    sim_rig_settle (after);
    g_assert_cmpstr (sim_rig_none (after, PREPARE), ==, "timeout");
    g_assert_cmpstr (sim_rig_out (after, CHUNK_0, chunk, 0x4000), ==, "GOOD");
}

static guint
count_different_bits (const guint8 *a, const guint8 *b, gsize length_bytes)
{
    guint n = 0;

    for (gsize i = 0; i < length_bytes; i++) {
        for (guint8 left = a[i] ^ b[i]; left != 0; left &= (guint8) (left - 1))
            n++;
    }
    return n;
}

static void
test_bit_flip_on_the_way_in_and_out (void)
{
    g_autoptr (BbSimRig) in = rig_with ("At=command:2\nKind=bit-flip");
    g_autoptr (BbSimRig) out = rig_with ("At=step:upload:20\nKind=bit-flip");
    g_autoptr (GBytes) image = sim_rig_image (out, "BD-RE WH16NS60", "1.03");
    guint8 bent[0x20];

    sim_rig_settle (in);
    g_assert_cmpstr (sim_rig_none (in, TUR), ==, "2/3A/01"); /* no data phase: no fault yet */
    g_assert_cmpstr (sim_rig_in (in, CONFIG, 0x20), ==, "GOOD");
    memcpy (bent, in->data, sizeof bent);
    g_assert_cmpstr (sim_rig_in (in, CONFIG, 0x20), ==, "GOOD");
    g_assert_cmpuint (count_different_bits (bent, in->data, sizeof bent), ==, 1);
    sim_rig_settle (out);
    g_assert_cmpstr (sim_rig_upload_for (out, image), ==, "4/3E/02"); /* the integrity records show the flipped bit */
}

static void
test_stuck_block_stays_stuck (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=step:program:1\nKind=stuck-block\nTimes=0");
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autofree char *revision = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "3/03/00");
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "3/03/00");
    revision = sim_rig_revision (rig);
    g_assert_cmpstr (revision, ==, "BOOT");
}

static void
test_stuck_block_may_recover (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=step:program:1\nKind=stuck-block\nSense=4/44/00");
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "4/44/00");
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
}

static void
test_silent_command_does_nothing (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=opcode:3B:1\nKind=silent");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, CHUNK_0, chunk, 0x4000), ==, "5/2C/00");
}

static void
test_short_read_returns_half_of_the_data (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=step:read:1\nKind=short-read");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "GOOD");
    g_assert_cmpuint (rig->moved_bytes, ==, 0x10);
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "GOOD");
    g_assert_cmpuint (rig->moved_bytes, ==, 0x20);
}

static void
test_bridge_answers_only_vendor_commands_without_data (void)
{
    g_autoptr (BbSimRig) rig = rig_with ("At=command:1\nKind=bridge\nTimes=0");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, CHUNK_0, chunk, 0x4000), ==, "5/2C/00");
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
}

static void
test_faults_can_be_added_to_a_running_bus (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (GError) error = NULL;

    sim_rig_settle (rig);
    g_assert_true (
        bb_sim_bus_add_fault (rig->bus, &error, "Drive=sr0", "At=command:1", "Kind=sense", "Sense=B/08/00", NULL));
    g_assert_no_error (error);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "B/08/00");
    g_assert_false (bb_sim_bus_add_fault (rig->bus, &error, "At=never", "Kind=sense", NULL));
    g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
}

static void
test_same_seed_same_damage (void)
{
    const char *text =
        SIM_RIG_MT1959 "Seed=5\n[fault 1]\nDrive=sr0\nAt=step:program:1\nKind=power-cut\nDuring=middle\n";
    g_autoptr (BbSimRig) a = sim_rig_new (text, NULL);
    g_autoptr (BbSimRig) b = sim_rig_new (text, NULL);
    g_autoptr (GBytes) image = sim_rig_image (a, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) after_a = NULL;
    g_autoptr (GBytes) after_b = NULL;

    sim_rig_settle (a);
    sim_rig_settle (b);
    g_assert_cmpstr (sim_rig_upload_for (a, image), ==, "gone");
    g_assert_cmpstr (sim_rig_upload_for (b, image), ==, "gone");
    after_a = bb_sim_bus_dump (a->bus, "sr0", NULL, NULL);
    after_b = bb_sim_bus_dump (b->bus, "sr0", NULL, NULL);
    g_assert_true (g_bytes_equal (after_a, after_b));
}

/* An image is uploaded, and the power is cut before, within or after one of several commands. Afterwards the drive
 * must run the old firmware or the boot loader, and must accept the image. */
static void
test_no_cut_makes_an_mt1959_unreachable (void)
{
    static const char *const moments[] = {"before", "middle", "after"};

    for (guint cut = 1; cut <= 131; cut += cut >= 125 ? 1 : 31) {
        for (gsize i = 0; i < G_N_ELEMENTS (moments); i++) {
            g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
            g_autofree char *fault = g_strdup_printf (
                SIM_RIG_MT1959 "Revision=1.02\n[fault 1]\nAt=command:%u\nKind=power-cut\nDuring=%s\n", cut,
                moments[i]);
            g_autoptr (BbSimRig) rig = sim_rig_new (fault, store);
            g_autoptr (BbSimRig) next = NULL;
            g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
            g_autofree char *between = NULL;
            g_autofree char *after = NULL;

            bb_sim_store_set_logging (store, FALSE);
            sim_rig_none (rig, TUR);
            if (cut > 1)
                sim_rig_upload_for (rig, image);
            next = sim_rig_new (SIM_RIG_MT1959, store);
            between = sim_rig_revision (next);
            g_assert_true (g_str_equal (between, "1.02") || g_str_equal (between, "BOOT") || cut > 130);
            sim_rig_settle (next);
            g_assert_cmpstr (sim_rig_upload_for (next, image), ==, "GOOD");
            bb_transport_wait_ms (next->transport, 8000);
            sim_rig_none (next, TUR);
            after = sim_rig_revision (next);
            g_assert_cmpstr (after, ==, "1.03");
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    memset (chunk, 0xFF, sizeof chunk);
    g_test_add_func ("/sim/faults/command", test_counts_from_the_first_command);
    g_test_add_func ("/sim/faults/opcode", test_counts_an_opcode);
    g_test_add_func ("/sim/faults/step", test_counts_a_step);
    g_test_add_func ("/sim/faults/byte", test_counts_bytes_sent);
    g_test_add_func ("/sim/faults/times-0", test_times_0_means_always);
    g_test_add_func ("/sim/faults/cut-before", test_power_cut_before_leaves_the_command_undone);
    g_test_add_func ("/sim/faults/cut-middle", test_power_cut_in_the_middle_leaves_half_a_flash);
    g_test_add_func ("/sim/faults/cut-after", test_power_cut_after_leaves_the_command_done);
    g_test_add_func ("/sim/faults/unplug", test_unplugged_drive_keeps_its_memory_and_comes_back);
    g_test_add_func ("/sim/faults/timeout", test_timeout_before_and_after);
    g_test_add_func ("/sim/faults/bit-flip", test_bit_flip_on_the_way_in_and_out);
    g_test_add_func ("/sim/faults/stuck-block", test_stuck_block_stays_stuck);
    g_test_add_func ("/sim/faults/stuck-block-once", test_stuck_block_may_recover);
    g_test_add_func ("/sim/faults/silent", test_silent_command_does_nothing);
    g_test_add_func ("/sim/faults/short-read", test_short_read_returns_half_of_the_data);
    g_test_add_func ("/sim/faults/bridge", test_bridge_answers_only_vendor_commands_without_data);
    g_test_add_func ("/sim/faults/added", test_faults_can_be_added_to_a_running_bus);
    g_test_add_func ("/sim/faults/seed", test_same_seed_same_damage);
    g_test_add_func ("/sim/faults/cut-anywhere", test_no_cut_makes_an_mt1959_unreachable);
    return g_test_run ();
}
