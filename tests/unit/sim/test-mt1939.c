/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include <string.h>

/* The simulated SE-506CB, command by command (tsst-mt1939.md, section 8). Tests bb-sim-mt1939.c. */

#define DRIVE "[drive sr0]\nFamily=tsst-mt1939\nModel=BDDVDW SE-506CB\nRevision=TS01\nSerial=SIM0001\n"
#define TUR "00 00 00 00 00 00"
#define START "FF 00 01 00 00 00 00 00 00 00 00 00"
#define CONTINUE "FF 00 01 00 00 FF 00 00 00 00 00 00"
#define END "FF 00 01 00 00 02 00 00 00 00 00 00"
#define VERSION "FF 00 FF 00 00 00 00 00 00 00 00 AA"
#define READ_CODE "3C 06 00 01 10 00 00 00 40 00 00 00"
#define READ_FIRST "3C 06 00 00 00 00 00 10 00 00 00 00"
#define BLOCK_BYTES 0xF800u
#define N_BLOCKS 34u
#define HALF_BLOCK 16u
#define IMAGE_BYTES 0x200000u
#define RESTARTED_MS 9000

/* Returns (transfer full) a rig with the drive DRIVE, ready for commands. @more: further lines of the scenario */
static BbSimRig *
new_rig (const char *more)
{
    g_autofree char *scenario = g_strconcat (DRIVE, more, NULL);
    BbSimRig *rig = sim_rig_new (scenario, NULL);

    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/29/00");
    return rig;
}

/* Returns (transfer full) a synthetic image with revision TS02. @product: (nullable): product in the image; %NULL:
 * that of the drive */
static GBytes *
make_image (BbSimRig *rig, const char *product)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *image = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "TS02");
    g_variant_builder_add (&options, "{ss}", "seed", "9");
    if (product != NULL)
        g_variant_builder_add (&options, "{ss}", "product", product);
    image =
        bb_sim_make_image (rig->catalog, "tsst-mt1939", "BDDVDW SE-506CB", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return image;
}

/* Sends block @number (from 0) of @image with the command for its position; returns the result of
 * sim_rig_out(). */
static const char *
send_block (BbSimRig *rig, GBytes *image, guint number)
{
    const guint8 *data = g_bytes_get_data (image, NULL);
    gsize at = (gsize) number * BLOCK_BYTES;

    return sim_rig_out (rig,
                        number == 0              ? START
                        : number + 1 == N_BLOCKS ? END
                                                 : CONTINUE,
                        data + at, MIN (BLOCK_BYTES, IMAGE_BYTES - at));
}

/* Sends the blocks of @image from @first to the one before @end; returns the last answer. */
static const char *
send_blocks (BbSimRig *rig, GBytes *image, guint first, guint end)
{
    const char *answer = "";

    for (guint i = first; i < end; i++)
        answer = send_block (rig, image, i);
    return answer;
}

static void
assert_revision (BbSimRig *rig, const char *revision)
{
    g_autofree char *now = sim_rig_revision (rig);

    g_assert_cmpstr (now, ==, revision);
}

/* Asserts that the memory equals @image from the end of the boot code (0x10000) up to @end. */
static void
assert_memory (BbSimRig *rig, GBytes *image, gsize end)
{
    g_autoptr (GBytes) memory = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    const guint8 *now = g_bytes_get_data (memory, NULL);

    g_assert_true (memcmp (now + 0x10000, (const guint8 *) g_bytes_get_data (image, NULL) + 0x10000, end - 0x10000) ==
                   0);
}

static void
test_image_is_written_and_started (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (GBytes) image = make_image (rig, NULL);
    g_autoptr (GBytes) boot = bb_sim_bus_dump (rig->bus, "sr0", "boot", NULL);
    g_autoptr (GBytes) after = NULL;

    g_assert_cmpstr (send_blocks (rig, image, 0, N_BLOCKS), ==, "GOOD");
    g_assert_cmpuint (rig->moved_bytes, ==, 0); /* the residue of the last block is its length, 0x800 bytes */
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "error");
    bb_transport_wait_ms (rig->transport, RESTARTED_MS);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/29/00");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    assert_revision (rig, "TS02");
    assert_memory (rig, image, IMAGE_BYTES);
    after = bb_sim_bus_dump (rig->bus, "sr0", "boot", NULL);
    g_assert_true (g_bytes_equal (boot, after));
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
}

/* The power is cut during an upload. If the drive has received less than 1 MiB, it has written nothing and must run
 * its old firmware. If it has received more, it must run the boot loader or, after the last block, the new firmware.
 */
static void
test_power_cut_leaves_what_was_written (void)
{
    static const guint n_sent[] = {1, HALF_BLOCK, HALF_BLOCK + 1, N_BLOCKS - 1, N_BLOCKS};
    static const char *const revisions[] = {"TS01", "TS01", "BOOT", "BOOT", "TS02"};

    for (guint i = 0; i < G_N_ELEMENTS (n_sent); i++) {
        g_autoptr (BbSimRig) rig = new_rig ("");
        g_autoptr (GBytes) image = make_image (rig, NULL);

        g_assert_cmpstr (send_blocks (rig, image, 0, n_sent[i]), ==, "GOOD");
        sim_rig_power_cycle (rig);
        g_test_message ("%u blocks", n_sent[i]);
        assert_revision (rig, revisions[i]);
        if (n_sent[i] > HALF_BLOCK)
            assert_memory (rig, image, 0x100000);
    }
}

static void
test_boot_loader_knows_few_commands_and_takes_the_upload (void)
{
    static const char *const states[] = {"State=boot\n", "State=half-flashed\n"};

    for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
        g_autoptr (BbSimRig) rig = new_rig (states[i]);
        g_autoptr (GBytes) image = make_image (rig, NULL);

        assert_revision (rig, "BOOT");
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "5/20/00");
        g_assert_cmpstr (sim_rig_in (rig, "51 00 00 00 00 00 00 00 20 00", 32), ==, "5/20/00");
        g_assert_cmpstr (sim_rig_in (rig, "46 02 00 00 00 00 00 00 08 00", 8), ==, "GOOD");
        g_assert_cmpstr (sim_rig_in (rig, VERSION, 8), ==, "GOOD");
        g_assert_cmpmem (rig->data, 8, "\x00\x06\x01\x01TS \x00", 8);
        g_assert_cmpstr (sim_rig_in (rig, "FF 00 05 00 00 00 00 00 00 00 00 00", 2), ==, "GOOD");
        g_assert_cmpuint (rig->moved_bytes, ==, 2);
        g_assert_cmpstr (send_blocks (rig, image, 0, N_BLOCKS), ==, "GOOD");
        bb_transport_wait_ms (rig->transport, RESTARTED_MS);
        assert_revision (rig, "TS02");
        g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
    }
}

/* Sends images with one wrong byte. If the byte is at one of `offsets`, which the boot loader checks, the drive must
 * stay in the boot loader. If the byte is at one of `ignored`, the drive must start the firmware. */
static void
test_damaged_image_stays_in_boot (void)
{
    static const gsize offsets[] = {0x20000, 0x1E1FFF, 0x10FF0, 0x1FF00F, 0x10400, 0x1FFFF8, 0x1FFFFF};
    static const gsize ignored[] = {0x8000, 0x1E2000, 0x1F2000, 0x1FFFE8};

    for (guint i = 0; i < G_N_ELEMENTS (offsets) + G_N_ELEMENTS (ignored); i++) {
        gboolean is_ignored = i >= G_N_ELEMENTS (offsets);
        gsize at = is_ignored ? ignored[i - G_N_ELEMENTS (offsets)] : offsets[i];
        g_autoptr (BbSimRig) rig = new_rig ("");
        g_autoptr (GBytes) image = make_image (rig, NULL);
        guint8 *data = g_memdup2 (g_bytes_get_data (image, NULL), IMAGE_BYTES);
        g_autoptr (GBytes) damaged = g_bytes_new_take (data, IMAGE_BYTES);

        data[at] ^= 0x01;
        g_assert_cmpstr (send_blocks (rig, damaged, 0, N_BLOCKS), ==, "GOOD");
        bb_transport_wait_ms (rig->transport, RESTARTED_MS);
        g_test_message ("0x%zx", at);
        assert_revision (rig, is_ignored ? (at == 0x1FFFE8 ? "US02" : "TS02") : "BOOT");
    }
}

static void
test_mistakes_of_the_host_are_recorded (void)
{
    static const char *const cdbs[] = {"FF 00 04 00 00 01 00 00 00 00 00 00", "3C 06 00 01 00 02 00 00 10 00 00 00",
                                       "3C 02 00 00 00 00 00 00 00 00 00 00", "3C 06 00 01 00 01 00 00 10 00 00 00"};
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (BbSimRig) boot = new_rig ("State=boot\n");
    g_autoptr (BbSimRig) early = new_rig ("");
    g_autoptr (BbSimRig) other = new_rig ("");
    g_autoptr (GBytes) image = make_image (rig, NULL);
    g_autoptr (GBytes) foreign = make_image (rig, "BDDVDW SE-506BB");

    for (guint i = 0; i < G_N_ELEMENTS (cdbs); i++) {
        (void) sim_rig_in (rig, cdbs[i], 16);
        g_assert_cmpuint (sim_rig_n_violations (rig), ==, i + 1);
    }
    (void) sim_rig_in (boot, "F1 00 00 00 00 00 00 00 00 00 00 00", 16);
    g_assert_cmpuint (sim_rig_n_violations (boot), ==, 0);
    (void) sim_rig_none (boot, "F1 00 00 00 00 00 00 00 00 00 00 00");
    (void) sim_rig_out (boot, "3B 06 00 00 00 00 00 00 10 00", (const guint8 *) "0123456789012345", 16);
    g_assert_cmpuint (sim_rig_n_violations (boot), ==, 2);
    g_assert_cmpstr (send_block (early, image, 0), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (early, CONTINUE, g_bytes_get_data (image, NULL), 0x8000), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (early), ==, 1);
    g_assert_cmpstr (send_block (early, image, N_BLOCKS - 1), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (early), ==, 2);
    g_assert_cmpstr (send_blocks (other, foreign, 0, N_BLOCKS), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (other), ==, 1);
}

static void
test_blocks_without_a_session_are_ignored (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (BbSimRig) strict = new_rig ("Quirks=strict-session\n");
    g_autoptr (GBytes) image = make_image (rig, NULL);

    g_assert_cmpstr (send_block (rig, image, 1), ==, "GOOD");
    g_assert_cmpstr (send_block (rig, image, N_BLOCKS - 1), ==, "GOOD");
    assert_revision (rig, "TS01");
    g_assert_cmpstr (send_block (strict, image, 1), ==, "5/2C/00");
    g_assert_cmpstr (sim_rig_out (rig, "FF 00 01 00 00 04 00 00 00 00 00 00", (const guint8 *) "1234", 4), ==,
                     "5/24/00");
    g_assert_cmpstr (sim_rig_none (rig, "FF 00 77 00 00 00 00 00 00 00 00 00"), ==, "GOOD");
    /* A start block begins a new session. */
    g_assert_cmpstr (send_blocks (rig, image, 0, 3), ==, "GOOD");
    g_assert_cmpstr (send_blocks (rig, image, 0, N_BLOCKS), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, RESTARTED_MS);
    assert_revision (rig, "TS02");
}

static void
test_memory_is_read_as_the_mode_allows (void)
{
    static const struct {
        const char *quirks;
        const char *normal;
        const char *boot;
    } rows[] = {
        {"", "GOOD", "GOOD"},
        {"Quirks=read=boot\n", "5/20/00", "GOOD"},
        {"Quirks=read=none\n", "5/20/00", "5/20/00"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *in_boot = g_strconcat ("State=boot\n", rows[i].quirks, NULL);
        g_autoptr (BbSimRig) rig = new_rig (rows[i].quirks);
        g_autoptr (BbSimRig) boot = new_rig (in_boot);

        g_assert_cmpstr (sim_rig_in (rig, READ_CODE, 0x40), ==, rows[i].normal);
        g_assert_cmpstr (sim_rig_in (boot, READ_CODE, 0x40), ==, rows[i].boot);
    }
}

/* READ at address 0 must return a copy of the vectors at 0x10000 in normal mode, and the first bytes of the flash
 * memory in boot mode. */
static void
test_first_bytes_are_a_copy_in_normal_mode (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (BbSimRig) boot = new_rig ("State=half-flashed\n");
    g_autoptr (GBytes) memory = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    const guint8 *flash = g_bytes_get_data (memory, NULL);

    g_assert_cmpstr (sim_rig_in (rig, READ_FIRST, 0x1000), ==, "GOOD");
    g_assert_cmpmem (rig->data, 0x400, flash + 0x10000, 0x400);
    g_assert_cmpmem (rig->data + 0x400, 0xC00, flash + 0x400, 0xC00);
    g_assert_cmpstr (sim_rig_in (boot, READ_FIRST, 0x1000), ==, "GOOD");
    g_assert_cmpmem (boot->data, 0x1000, flash, 0x1000);
}

static void
test_read_behind_the_memory_hangs_until_a_power_cycle (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");

    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 20 00 00 00 00 10 00 00 00", 16), ==, "timeout");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "timeout");
    sim_rig_power_cycle (rig);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
}

static void
test_boot_loader_may_read_old_bytes_until_a_power_cycle (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("State=boot\nQuirks=stale-cache\n");
    g_autoptr (GBytes) image = make_image (rig, NULL);
    const guint8 *data = g_bytes_get_data (image, NULL);

    g_assert_cmpstr (send_blocks (rig, image, 0, HALF_BLOCK + 1), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, READ_CODE, 0x40), ==, "GOOD");
    g_assert_cmpint (rig->data[0], ==, 0xFF);
    sim_rig_power_cycle (rig);
    g_assert_cmpstr (sim_rig_in (rig, READ_CODE, 0x40), ==, "GOOD");
    g_assert_cmpmem (rig->data, 0x40, data + 0x11000, 0x40);
}

/* Reads VPD page 80h, and returns (transfer full) the serial number in it. */
static char *
dup_serial (BbSimRig *rig)
{
    g_assert_cmpstr (sim_rig_in (rig, "12 01 80 00 40 00", 64), ==, "GOOD");
    return g_strndup ((const char *) rig->data + 4, rig->data[3]);
}

static void
test_serial_number_depends_on_mode_and_memory (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (BbSimRig) boot = new_rig ("State=boot\n");
    g_autoptr (BbSimRig) runs_on = new_rig ("Quirks=serial-runs-on\n");
    g_autoptr (GBytes) image = make_image (rig, NULL);
    g_autofree char *normal = dup_serial (rig);
    g_autofree char *in_boot = dup_serial (boot);
    g_autofree char *before = dup_serial (runs_on);
    g_autofree char *after = NULL;

    g_assert_cmpstr (normal, ==, "SIM0001");
    g_assert_cmpstr (in_boot, ==, "BOOT");
    g_assert_cmpstr (send_blocks (runs_on, image, 0, N_BLOCKS), ==, "GOOD");
    bb_transport_wait_ms (runs_on->transport, RESTARTED_MS);
    after = dup_serial (runs_on);
    g_assert_true (g_str_has_prefix (before, "SIM0001"));
    g_assert_true (g_str_has_prefix (after, "SIM0001"));
    g_assert_cmpstr (before, !=, after);
}

static void
test_quirks_of_the_end (void)
{
    static const struct {
        const char *quirks;
        const char *answer;
        const char *revision;
    } rows[] = {
        {"Quirks=keeps-old\n", "GOOD", "TS01"},
        {"Quirks=bad-records\n", "GOOD", "BOOT"},
        {"Quirks=end-refused\n", "4/44/00", "TS02"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbSimRig) rig = new_rig (rows[i].quirks);
        g_autoptr (GBytes) image = make_image (rig, NULL);

        g_assert_cmpstr (send_blocks (rig, image, 0, N_BLOCKS), ==, rows[i].answer);
        bb_transport_wait_ms (rig->transport, RESTARTED_MS);
        assert_revision (rig, rows[i].revision);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sim/mt1939/image_is_written_and_started", test_image_is_written_and_started);
    g_test_add_func ("/sim/mt1939/power_cut_leaves_what_was_written", test_power_cut_leaves_what_was_written);
    g_test_add_func ("/sim/mt1939/boot_loader_knows_few_commands_and_takes_the_upload",
                     test_boot_loader_knows_few_commands_and_takes_the_upload);
    g_test_add_func ("/sim/mt1939/damaged_image_stays_in_boot", test_damaged_image_stays_in_boot);
    g_test_add_func ("/sim/mt1939/mistakes_of_the_host_are_recorded", test_mistakes_of_the_host_are_recorded);
    g_test_add_func ("/sim/mt1939/blocks_without_a_session_are_ignored", test_blocks_without_a_session_are_ignored);
    g_test_add_func ("/sim/mt1939/memory_is_read_as_the_mode_allows", test_memory_is_read_as_the_mode_allows);
    g_test_add_func ("/sim/mt1939/first_bytes_are_a_copy_in_normal_mode", test_first_bytes_are_a_copy_in_normal_mode);
    g_test_add_func ("/sim/mt1939/read_behind_the_memory_hangs_until_a_power_cycle",
                     test_read_behind_the_memory_hangs_until_a_power_cycle);
    g_test_add_func ("/sim/mt1939/boot_loader_may_read_old_bytes_until_a_power_cycle",
                     test_boot_loader_may_read_old_bytes_until_a_power_cycle);
    g_test_add_func ("/sim/mt1939/serial_number_depends_on_mode_and_memory",
                     test_serial_number_depends_on_mode_and_memory);
    g_test_add_func ("/sim/mt1939/quirks_of_the_end", test_quirks_of_the_end);
    return g_test_run ();
}
