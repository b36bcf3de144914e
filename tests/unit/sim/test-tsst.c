/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include <string.h>

/* The simulated drives of TSST, command by command (samsung-tsst.md, section 9). Tests bb-sim-tsst.c. */

#define DRIVE "[drive sr0]\nFamily=samsung-tsst\nModel=DVD-ROM TS-H353C\nRevision=BA01\n"
#define TUR "00 00 00 00 00 00"
#define START "FF 00 01 00 00 00 00 00 00 00 00 00"
#define CONTINUE "FF 00 01 00 00 FF 00 00 00 00 00 00"
#define END "FF 00 01 00 00 04 00 00 00 00 00 00"
#define BLOCK_BYTES 0xFC00u
#define N_BLOCKS 5u

/* Returns (transfer full) a rig with the drive DRIVE, ready for commands. @more: further lines of the scenario */
static BbSimRig *
new_rig (const char *more)
{
    g_autofree char *scenario = g_strconcat (DRIVE, more, NULL);
    BbSimRig *rig = sim_rig_new (scenario, NULL);

    sim_rig_settle (rig);
    return rig;
}

/* Returns (transfer full) a synthetic image with revision BA02. */
static GBytes *
make_image (BbSimRig *rig, const char *model)
{
    g_autoptr (GError) error = NULL;
    GBytes *image = bb_sim_make_image (rig->catalog, "samsung-tsst", model,
                                       g_variant_new_parsed ("{'revision': 'BA02', 'seed': '9'}"), &error);

    g_assert_no_error (error);
    return image;
}

/* Sends block @number (from 0) of @image with the command for its position; returns the result of
 * sim_rig_out(). */
static const char *
send_block (BbSimRig *rig, GBytes *image, guint number)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (image, &size);
    gsize at = number * BLOCK_BYTES;

    return sim_rig_out (rig,
                        number == 0              ? START
                        : number + 1 == N_BLOCKS ? END
                                                 : CONTINUE,
                        data + at, MIN (BLOCK_BYTES, size - at));
}

/* Sends all blocks of @image. Asserts that all blocks but the last get GOOD; returns the last answer. */
static const char *
send_image (BbSimRig *rig, GBytes *image)
{
    for (guint i = 0; i + 1 < N_BLOCKS; i++)
        g_assert_cmpstr (send_block (rig, image, i), ==, "GOOD");
    return send_block (rig, image, N_BLOCKS - 1);
}

static void
assert_revision (BbSimRig *rig, const char *revision)
{
    g_autofree char *now = sim_rig_revision (rig);

    g_assert_cmpstr (now, ==, revision);
}

/* Asserts that the firmware of the drive equals @before, and that the drive runs it after a power cycle. */
static void
assert_firmware_unchanged (BbSimRig *rig, GBytes *before)
{
    g_autoptr (GBytes) after = bb_sim_bus_dump (rig->bus, "sr0", "application", NULL);

    g_assert_true (g_bytes_equal (after, before));
    sim_rig_power_cycle (rig);
    assert_revision (rig, "BA01");
}

static void
test_image_is_programmed_and_started (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (GBytes) image = make_image (rig, "DVD-ROM TS-H353C");

    g_assert_cmpstr (send_image (rig, image), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/01");
    assert_revision (rig, "BA01");
    bb_transport_wait_ms (rig->transport, 2000);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/29/00");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    assert_revision (rig, "BA02");
    sim_rig_power_cycle (rig);
    assert_revision (rig, "BA02");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
}

static void
test_wrong_commands_are_refused (void)
{
    static const struct {
        const char *cdb;
        gsize length_bytes;
        const char *answer;
    } rows[] = {
        {CONTINUE, 16, "5/2C/00"},
        {END, 16, "5/2C/00"},
        {"FF 00 01 00 00 03 00 00 00 00 00 00", 16, "5/24/00"},
        {"FF 00 01 01 00 00 00 00 00 00 00 00", 16, "5/24/00"},
        {"FF 00 01 00 01 00 00 00 00 00 00 00", 16, "5/24/00"},
        {"FF 00 01 00 00 00 01 00 00 00 00 00", 16, "5/24/00"},
        {"FF 00 01 00 00 00 00 00 00 00 00 01", 16, "5/24/00"},
    };
    const guint8 data[16] = {0};
    g_autoptr (BbSimRig) rig = new_rig ("");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        g_assert_cmpstr (sim_rig_out (rig, rows[i].cdb, data, rows[i].length_bytes), ==, rows[i].answer);
    g_assert_cmpstr (sim_rig_none (rig, START), ==, "5/24/00");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
    g_assert_cmpstr (sim_rig_out (rig, "FF 08 01 00 00 00 00 00 00 00 00 00", data, 16), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
    assert_revision (rig, "BA01");
}

static void
test_wrong_end_closes_the_session (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (GBytes) image = make_image (rig, "DVD-ROM TS-H353C");

    g_assert_cmpstr (send_block (rig, image, 0), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, "FF 00 01 00 00 02 00 00 00 00 00 00", g_bytes_get_data (image, NULL), 16), ==,
                     "5/24/00");
    g_assert_cmpstr (send_block (rig, image, 1), ==, "5/2C/00");
    g_assert_cmpuint (sim_rig_n_violations (rig), >, 0);
}

/* The host makes a mistake: it sends a block twice, leaves a block out, sends another command within a session, or
 * sends the image of another model. The drive must report an error or record a violation. Its firmware must be
 * unchanged. Exception: drives accept a complete image of another model. */
static void
test_mistakes_of_the_host_are_recorded (void)
{
    g_autoptr (BbSimRig) twice = new_rig ("");
    g_autoptr (BbSimRig) skipped = new_rig ("");
    g_autoptr (BbSimRig) other = new_rig ("");
    g_autoptr (BbSimRig) foreign = new_rig ("");
    g_autoptr (GBytes) image = make_image (twice, "DVD-ROM TS-H353C");
    g_autoptr (GBytes) wrong = make_image (twice, "DVD-ROM SH-D163B");
    g_autoptr (GBytes) before = bb_sim_bus_dump (twice->bus, "sr0", "application", NULL);

    g_assert_cmpstr (send_block (twice, image, 0), ==, "GOOD");
    g_assert_cmpstr (send_block (twice, image, 1), ==, "GOOD");
    g_assert_cmpstr (send_block (twice, image, 1), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (twice), ==, 1);
    assert_firmware_unchanged (twice, before);
    g_assert_cmpstr (send_block (skipped, image, 0), ==, "GOOD");
    g_assert_cmpstr (send_block (skipped, image, 4), ==, "5/26/00");
    assert_firmware_unchanged (skipped, before);
    g_assert_cmpstr (send_block (other, image, 0), ==, "GOOD");
    (void) sim_rig_in (other, "46 02 00 00 00 00 00 00 08 00", 8);
    /* A command other than a block ends the session, but is no violation. It may come from another program, after the
     * program that began the session was killed. */
    g_assert_cmpuint (sim_rig_n_violations (other), ==, 0);
    g_assert_cmpstr (send_block (other, image, 1), ==, "5/2C/00");
    g_assert_cmpuint (sim_rig_n_violations (other), ==, 1);
    assert_firmware_unchanged (other, before);
    g_assert_cmpstr (send_image (foreign, wrong), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (foreign), ==, 1);
}

static void
test_short_command_never_reaches_the_drive (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");

    g_assert_cmpstr (sim_rig_out (rig, "FF 00 01 00 00 00", (const guint8 *) "0123456789012345", 16), ==, "error");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
}

static void
test_damaged_image_is_refused_at_the_end (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (BbSimRig) careless = new_rig ("Quirks=no-check\n");
    g_autoptr (GBytes) image = make_image (rig, "DVD-ROM TS-H353C");
    guint8 *data = g_memdup2 (g_bytes_get_data (image, NULL), g_bytes_get_size (image));
    g_autoptr (GBytes) damaged = NULL;

    data[0x12345] ^= 0x01;
    damaged = g_bytes_new_take (data, g_bytes_get_size (image));
    g_assert_cmpstr (send_image (rig, damaged), ==, "5/26/00");
    sim_rig_power_cycle (rig);
    assert_revision (rig, "BA01");
    g_assert_cmpstr (send_image (careless, damaged), ==, "GOOD");
    bb_transport_wait_ms (careless->transport, 2000);
    assert_revision (careless, "BOOT");
}

/* The power is cut after two blocks. A drive that writes at the end of a session must run its old firmware. A drive
 * that writes each block when it arrives (quirk as-blocks) must run its boot code. Both must then accept the image.
 */
static void
test_power_cut_in_a_session (void)
{
    static const struct {
        const char *quirks;
        const char *revision;
        const char *ready;
    } rows[] = {
        {"", "BA01", "2/3A/01"},
        {"Quirks=as-blocks\n", "BOOT", "2/04/03"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbSimRig) rig = new_rig (rows[i].quirks);
        g_autoptr (GBytes) image = make_image (rig, "DVD-ROM TS-H353C");

        g_assert_cmpstr (send_block (rig, image, 0), ==, "GOOD");
        g_assert_cmpstr (send_block (rig, image, 1), ==, "GOOD");
        sim_rig_power_cycle (rig);
        assert_revision (rig, rows[i].revision);
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, rows[i].ready);
        g_assert_cmpstr (send_block (rig, image, 2), ==, "5/2C/00");
        g_assert_cmpstr (send_image (rig, image), ==, "GOOD");
        bb_transport_wait_ms (rig->transport, 2000);
        assert_revision (rig, "BA02");
    }
}

static void
test_boot_code_takes_nothing_but_the_upload (void)
{
    static const char *const states[] = {"State=boot\n", "State=half-flashed\n"};

    for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
        g_autoptr (BbSimRig) rig = new_rig (states[i]);
        g_autoptr (GBytes) image = make_image (rig, "DVD-ROM TS-H353C");

        assert_revision (rig, "BOOT");
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/03");
        g_assert_cmpstr (sim_rig_in (rig, "46 02 00 00 00 00 00 00 08 00", 8), ==, "5/20/00");
        g_assert_cmpstr (send_image (rig, image), ==, "GOOD");
        bb_transport_wait_ms (rig->transport, 2000);
        assert_revision (rig, "BA02");
    }
}

static void
test_quirks_of_the_end (void)
{
    static const struct {
        const char *quirks;
        const char *at_once;
        const char *after_power;
    } rows[] = {
        {"Quirks=late\n", "BA01", "BA02"},
        {"Quirks=keeps-old\n", "BA01", "BA01"},
        {"Quirks=end-residue\n", "BA02", "BA02"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbSimRig) rig = new_rig (rows[i].quirks);
        g_autoptr (GBytes) image = make_image (rig, "DVD-ROM TS-H353C");

        g_assert_cmpstr (send_image (rig, image), ==, "GOOD");
        bb_transport_wait_ms (rig->transport, 2000);
        assert_revision (rig, rows[i].at_once);
        sim_rig_power_cycle (rig);
        assert_revision (rig, rows[i].after_power);
    }
}

static void
test_modified_firmware_shows_in_inquiry (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("Quirks=kreon\n");
    g_autoptr (BbSimRig) plain = new_rig ("");

    g_assert_cmpstr (sim_rig_in (rig, "12 00 00 00 60 00", 96), ==, "GOOD");
    g_assert_cmpmem (rig->data + 36, 11, "KREON V1.00", 11);
    g_assert_cmpstr (sim_rig_in (plain, "12 00 00 00 60 00", 96), ==, "GOOD");
    g_assert_cmpint (memcmp (plain->data + 36, "KREON", 5), !=, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sim/tsst/image_is_programmed_and_started", test_image_is_programmed_and_started);
    g_test_add_func ("/sim/tsst/wrong_commands_are_refused", test_wrong_commands_are_refused);
    g_test_add_func ("/sim/tsst/wrong_end_closes_the_session", test_wrong_end_closes_the_session);
    g_test_add_func ("/sim/tsst/mistakes_of_the_host_are_recorded", test_mistakes_of_the_host_are_recorded);
    g_test_add_func ("/sim/tsst/short_command_never_reaches_the_drive", test_short_command_never_reaches_the_drive);
    g_test_add_func ("/sim/tsst/damaged_image_is_refused_at_the_end", test_damaged_image_is_refused_at_the_end);
    g_test_add_func ("/sim/tsst/power_cut_in_a_session", test_power_cut_in_a_session);
    g_test_add_func ("/sim/tsst/boot_code_takes_nothing_but_the_upload", test_boot_code_takes_nothing_but_the_upload);
    g_test_add_func ("/sim/tsst/quirks_of_the_end", test_quirks_of_the_end);
    g_test_add_func ("/sim/tsst/modified_firmware_shows_in_inquiry", test_modified_firmware_shows_in_inquiry);
    return g_test_run ();
}
