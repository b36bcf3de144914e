/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include <string.h>

/* The simulated Pioneer drive, compared with docs/protocols/pioneer.md.
 * Tests bb-sim-pioneer.c and bb-sim-pioneer-image.c. */

#define ENTER "3B 04 FF 00 00 00 00 01 00 00"
#define FINISH "3B 05 FF 00 00 00 00 01 00 00"
#define DRIVE_110 "[drive sr0]\nFamily=pioneer\nModel=10\nRevision=1.22\nSerial=SIM0001\nQuirks=key=5D6A8FE9\n"
#define DRIVE_104 "[drive sr0]\nFamily=pioneer\nModel=3\nRevision=1.22\nSerial=SIM0001\nQuirks=protected\n"
#define PIECE 0x8000u

/* Returns (transfer full) a firmware part for @model. @setting: "kernel" for the kernel; %NULL for the normal part */
static GBytes *
make_part (BbSimRig *rig, const char *model, const char *setting)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *part = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "1.39");
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, "");
    part = bb_sim_make_image (rig->catalog, "pioneer", model, g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return part;
}

/* Sends @cdb with a mode buffer that contains the name @word (16 characters) and @key; returns the result
 * of sim_rig_out(). */
static const char *
send_mode (BbSimRig *rig, const char *cdb, const char *word, guint32 key)
{
    guint8 mode[0x100] = {0};

    memcpy (mode, word, 16);
    for (guint i = 0; i < 4; i++)
        mode[16 + i] = (guint8) (key >> (24 - 8 * i));
    return sim_rig_out (rig, cdb, mode, sizeof mode);
}

/* Sends the first @n_pieces pieces of @part, of which the last is padded with zeros; each must get GOOD. */
static void
send_pieces (BbSimRig *rig, guint8 buffer, GBytes *part, guint n_pieces)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (part, &size);

    for (guint i = 0; i < n_pieces && i * PIECE < size; i++) {
        g_autofree char *cdb = g_strdup_printf ("3B 07 %02X %02X %02X 00 00 80 00 00", buffer, (i * PIECE) >> 16,
                                                ((i * PIECE) >> 8) & 0xFF);
        guint8 piece[PIECE] = {0};

        memcpy (piece, data + i * PIECE, MIN (size - i * PIECE, PIECE));
        g_assert_cmpstr (sim_rig_out (rig, cdb, piece, PIECE), ==, "GOOD");
    }
}

static void
assert_revision (BbSimRig *rig, const char *wanted)
{
    g_autofree char *revision = sim_rig_revision (rig);

    g_assert_cmpstr (revision, ==, wanted);
}

static void
test_only_the_right_key_enters_kernel_mode (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE_110, NULL);

    g_assert_cmpstr (sim_rig_none (rig, "00 00 00 00 00 00"), ==, "6/29/00");
    g_assert_cmpstr (send_mode (rig, ENTER, "PIONEER  DVR-110", 0x5C6A8FE9), ==, "5/26/00");
    g_assert_cmpstr (send_mode (rig, ENTER, "PIONEER  DVR-109", 0x5D6A8FE9), ==, "5/26/00");
    assert_revision (rig, "1.22");
    g_assert_cmpstr (send_mode (rig, ENTER, "PIONEER  DVR-110", 0x5D6A8FE9), ==, "GOOD");
    assert_revision (rig, "0000");
}

/* A kernel and a normal part are flashed. If a piece is missing, the drive must answer FINISH with GOOD but stay in
 * kernel mode (revision 0000). */
static void
test_a_pair_is_programmed_when_it_is_complete (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE_110, NULL);
    g_autoptr (GBytes) kernel = make_part (rig, "10", "kernel");
    g_autoptr (GBytes) normal = make_part (rig, "10", NULL);
    guint n_pieces = (guint) ((g_bytes_get_size (normal) + PIECE - 1) / PIECE);

    g_assert_cmpstr (sim_rig_none (rig, "00 00 00 00 00 00"), ==, "6/29/00");
    g_assert_cmpstr (send_mode (rig, ENTER, "PIONEER  DVR-110", 0x5D6A8FE9), ==, "GOOD");
    send_pieces (rig, 0xFE, kernel, 4);
    bb_transport_wait_ms (rig->transport, 10000);
    send_pieces (rig, 0xF0, normal, n_pieces - 1);
    g_assert_cmpstr (send_mode (rig, FINISH, "PIONEER  DVR-110", 0x5D6A8FE9), ==, "GOOD");
    assert_revision (rig, "0000");
    send_pieces (rig, 0xF0, normal, n_pieces);
    g_assert_cmpstr (send_mode (rig, FINISH, "PIONEER  DVR-110", 0x5D6A8FE9), ==, "GOOD");
    assert_revision (rig, "1.39");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
}

/* Switches the drive off and on after ENTER: the old firmware must start. Does the same after the first piece of a
 * normal part: kernel mode must start. */
static void
test_a_power_cycle_returns_to_complete_firmware_only (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE_110, NULL);
    g_autoptr (GBytes) normal = make_part (rig, "10", NULL);

    g_assert_cmpstr (sim_rig_none (rig, "00 00 00 00 00 00"), ==, "6/29/00");
    g_assert_cmpstr (send_mode (rig, ENTER, "PIONEER  DVR-110", 0x5D6A8FE9), ==, "GOOD");
    sim_rig_power_cycle (rig);
    assert_revision (rig, "1.22");
    g_assert_cmpstr (send_mode (rig, ENTER, "PIONEER  DVR-110", 0x5D6A8FE9), ==, "GOOD");
    send_pieces (rig, 0xF0, normal, 1);
    sim_rig_power_cycle (rig);
    assert_revision (rig, "0000");
}

/* WRITE BUFFER with a data phase to the host must be refused, although its CDB is that of a valid command. */
static void
test_write_buffer_without_data_is_refused (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE_110, NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, ENTER, 0x100), ==, "5/24/00");
    g_assert_cmpstr (send_mode (rig, ENTER, "PIONEER  DVR-110", 0x5D6A8FE9), ==, "GOOD");
}

/* Cuts the power within a piece of the kernel. Within the last piece, the drive programs the kernel: after this power
 * cut, it has no loader and must not respond. Within an earlier piece, the drive programs nothing: after this power
 * cut, INQUIRY must succeed. */
static void
test_power_cut_in_the_kernel_is_final (void)
{
    static const struct {
        guint piece;
        const char *answer; /* to INQUIRY after the power cycle */
    } rows[] = {{3, "GOOD"}, {4, "timeout"}};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strdup_printf (
            DRIVE_110 "[fault 1]\nDrive=sr0\nAt=step:upload:%u\nKind=power-cut\nDuring=middle\n", rows[i].piece);
        g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
        g_autoptr (BbSimRig) rig = sim_rig_new (text, store);
        g_autoptr (BbSimRig) later = NULL;
        g_autoptr (GBytes) kernel = make_part (rig, "10", "kernel");
        gsize at = (rows[i].piece - 1) * PIECE;
        guint8 piece[PIECE] = {0};
        g_autofree char *cdb = g_strdup_printf ("3B 07 FE %02X %02X 00 00 80 00 00", (guint) (at >> 16) & 0xFF,
                                                (guint) (at >> 8) & 0xFF);

        memcpy (piece, (const guint8 *) g_bytes_get_data (kernel, NULL) + at,
                MIN (PIECE, g_bytes_get_size (kernel) - at));
        sim_rig_settle (rig);
        g_assert_cmpstr (send_mode (rig, ENTER, "PIONEER  DVR-110", 0x5D6A8FE9), ==, "GOOD");
        send_pieces (rig, 0xFE, kernel, rows[i].piece - 1);
        g_assert_cmpstr (sim_rig_out (rig, cdb, piece, PIECE), ==, "gone");
        later = sim_rig_new (DRIVE_110, store);
        g_assert_cmpstr (sim_rig_in (later, "12 00 00 00 24 00", 0x24), ==, rows[i].answer);
    }
}

/* A drive with the quirk "protected" must refuse to enter kernel mode while it is locked, and must refuse a wrong
 * response to its challenge. */
static void
test_a_locked_drive_wants_the_response (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE_104, NULL);
    guint8 wrong[0x100] = {0};

    g_assert_cmpstr (sim_rig_none (rig, "00 00 00 00 00 00"), ==, "6/29/00");
    g_assert_cmpstr (send_mode (rig, ENTER, "PIONEER DVD-R104", 0), ==, "5/2C/00");
    g_assert_cmpstr (sim_rig_out (rig, "3B 01 F2 00 00 00 00 01 00 00", wrong, sizeof wrong), ==, "5/26/00");
    assert_revision (rig, "1.22");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sim-pioneer/key", test_only_the_right_key_enters_kernel_mode);
    g_test_add_func ("/sim-pioneer/pair", test_a_pair_is_programmed_when_it_is_complete);
    g_test_add_func ("/sim-pioneer/power-cycle", test_a_power_cycle_returns_to_complete_firmware_only);
    g_test_add_func ("/sim-pioneer/no-data", test_write_buffer_without_data_is_refused);
    g_test_add_func ("/sim-pioneer/cut-kernel", test_power_cut_in_the_kernel_is_final);
    g_test_add_func ("/sim-pioneer/lock", test_a_locked_drive_wants_the_response);
    return g_test_run ();
}
