/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include "scsi/bb-bytes.h"
#include "sim/mt1959/bb-sim-mt1959.h"

#include <string.h>

/* Tests two flashes, command by command: of a slim drive that was cross-flashed before, and of a half-height drive
 * that accepts only wrapped (encrypted) images. Tests the encryption and the INQUIRY texts of modified firmware, too.
 * Tests bb-sim-mt1959-running.c. */

#define TUR "00 00 00 00 00 00"
#define INQUIRY "12 00 00 00 68 00"
#define BOOT_ID "3C 06 00 00 30 00 00 00 20 00"
#define DESCRIPTOR "3C 06 00 1E C0 00 00 01 00 00"
#define DATE "46 02 01 0C 00 00 00 00 20 00"

/* Sends INQUIRY, and asserts the product, the revision and the second letter of the sales code. */
static void
assert_inquiry (BbSimRig *rig, const char *product, const char *revision, char letter)
{
    g_assert_cmpstr (sim_rig_in (rig, INQUIRY, 104), ==, "GOOD");
    g_assert_cmpmem (rig->data + 16, 16, product, 16);
    g_assert_cmpmem (rig->data + 32, 4, revision, 4);
    g_assert_cmpint (rig->data[37], ==, letter);
}

/* Reads the descriptor, and asserts these fields of it. */
static void
assert_descriptor (BbSimRig *rig, const char *product, const char *revision, const char *stamp, const char *service)
{
    g_assert_cmpstr (sim_rig_in (rig, DESCRIPTOR, 0x100), ==, "GOOD");
    g_assert_cmpmem (rig->data + 0x08, 16, product, 16);
    g_assert_cmpmem (rig->data + 0x18, 4, revision, 4);
    g_assert_cmpmem (rig->data + 0x2A, strlen (stamp), stamp, strlen (stamp));
    g_assert_cmpmem (rig->data + 0x4C, 4, service, 4);
}

/* Sends all chunks of an image; the drive must accept each. */
static void
send_chunks (BbSimRig *rig, const guint8 *bytes)
{
    for (guint32 at = 0; at < BB_SIM_MT_FLASH_BYTES; at += BB_SIM_MT_CHUNK_BYTES) {
        g_autofree char *cdb = g_strdup_printf ("3B 06 00 %06X 00 40 00 00", at);

        g_assert_cmpstr (sim_rig_out (rig, cdb, bytes + at, BB_SIM_MT_CHUNK_BYTES), ==, "GOOD");
    }
}

/* Polls with TEST UNIT READY until the drive has programmed the image. Asserts that the progress, in byte @at of the
 * sense data, never decreases. */
static void
poll_until_ready (BbSimRig *rig, guint at)
{
    guint8 before = 0;
    guint n_busy = 0;

    for (; g_str_equal (sim_rig_none (rig, TUR), "2/04/01"); n_busy++) {
        g_assert_cmpuint (rig->sense[at], >=, before);
        g_assert_cmpuint (rig->sense[at], <, 32);
        before = rig->sense[at];
        bb_transport_wait_ms (rig->transport, 1000);
    }
    g_assert_cmpuint (n_busy, >=, 2);
    g_assert_cmpuint (before, >, 0);
    g_assert_cmpstr (rig->answer, ==, "6/3F/01");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
}

static void
test_slim_that_was_cross_flashed_before (void)
{
    g_autoptr (BbSimRig) rig =
        sim_rig_new ("[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BP50NB40\nProduct=BD-RE  BP60NB10\n"
                     "Revision=1.00\nQuirks=app-id=BUP5;service-code=NB10;sales-code=NM00100;build-stamp=1711211010;"
                     "progress=byte16\n",
                     NULL);
    g_autoptr (GBytes) image =
        sim_rig_image_with (rig, "BD-RE BU40N", "1.00", "build-stamp=1612201010;downgrade-enabled;age-mark");
    g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (image, NULL), BB_SIM_MT_FLASH_BYTES);

    sim_rig_settle (rig);
    assert_inquiry (rig, "BD-RE  BP60NB10 ", "1.00", 'M');
    g_assert_cmpstr (sim_rig_in (rig, BOOT_ID, 0x20), ==, "GOOD");
    g_assert_cmpmem (rig->data, 16, "MT1959 Boot BUP3", 16);
    assert_descriptor (rig, "BD-RE  BP60NB10 ", "1.00", "1711", "NB10");
    memset (bytes, 0xFF, BB_SIM_MT_APP);
    memcpy (bytes + BB_SIM_MT_CONFIG, "MT1959 Boot BUP5", 16);
    g_assert_cmpstr (sim_rig_none (rig, "3B 06 67 00 00 00 00 00 00 00"), ==, "GOOD");
    send_chunks (rig, bytes);
    poll_until_ready (rig, 16);
    for (guint i = 0; i < 2; i++) {
        assert_descriptor (rig, "BD-RE  BU40N    ", "1.00", "1612201010", "BU40");
        g_assert_cmphex (rig->data[0x56], ==, 0xDE);
        g_assert_cmpmem (rig->data + 0x34, 10, "MTEKMT1959", 10);
        assert_inquiry (rig, "BD-RE  BU40N    ", "1.00", '0');
        sim_rig_power_cycle (rig);
    }
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
}

static void
test_half_height_that_takes_wrapped_images (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Revision=1.03\nQuirks=build-stamp=2005081010;"
                                                           "service-code=NS60;progress=byte4\n",
                                            NULL);
    g_autoptr (GBytes) image = sim_rig_image_with (rig, "BW-16D1HT", "3.02", "build-stamp=1711241010;age-mark");
    g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (image, NULL), BB_SIM_MT_FLASH_BYTES);
    g_autoptr (GBytes) blank = bb_hex_parse ("3c441f32ce07822364d7a2990e50bb13", NULL);
    g_autoptr (GBytes) id = bb_hex_parse ("a7d8e677a574a20fda068c833991a65e", NULL);

    sim_rig_settle (rig);
    assert_inquiry (rig, "BD-RE  WH16NS60 ", "1.03", '0');
    g_assert_cmpstr (sim_rig_in (rig, BOOT_ID, 0x20), ==, "GOOD");
    g_assert_cmpmem (rig->data, 16, "MT1959 Boot JB8 ", 16);
    assert_descriptor (rig, "BD-RE  WH16NS60 ", "1.03", "2005081010", "NS60");
    g_assert_cmphex (rig->data[0x56], ==, 0xFF);
    g_assert_cmpstr (sim_rig_in (rig, DATE, 0x20), ==, "GOOD");
    g_assert_cmpmem (rig->data + 8, 16,
                     "\x01\x0C\x03\x0C"
                     "212005081010",
                     16);
    memset (bytes, 0xFF, BB_SIM_MT_APP);
    memcpy (bytes + BB_SIM_MT_CONFIG, "MT1959 Boot JB8 ", 16);
    bb_sim_mt_wrap (bytes, BB_SIM_MT_FLASH_BYTES);
    g_assert_cmpmem (bytes, 16, g_bytes_get_data (blank, NULL), 16);
    g_assert_cmpmem (bytes + 0x2FF0, 16, g_bytes_get_data (blank, NULL), 16);
    g_assert_cmpmem (bytes + 0x3000, 16, g_bytes_get_data (id, NULL), 16);
    g_assert_cmpmem (bytes + 0x3010, 16, g_bytes_get_data (blank, NULL), 16);
    g_assert_cmpstr (sim_rig_none (rig, "3B 01 00 00 00 00 00 00 00 00"), ==, "GOOD");
    send_chunks (rig, bytes);
    poll_until_ready (rig, 4);
    assert_descriptor (rig, "BW-16D1HT       ", "3.02", "1711241010", "    ");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
}

/* The encryption of wrapped images must give the published bytes, for single blocks and for whole images. */
static void
test_wrapping_gives_the_published_bytes (void)
{
    static const struct {
        const char *plain;
        const char *wrapped;
    } blocks[] = {
        {"00112233445566778899aabbccddeeff", "69c4e0d86a7b0430d8cdb78070b4c55a"},
        {"ffffffffffffffffffffffffffffffff", "3c441f32ce07822364d7a2990e50bb13"},
        {"4d543139353920426f6f74204a423820", "a7d8e677a574a20fda068c833991a65e"},
        {"4d543139353920426f6f742042553520", "dc3166d2abf2f2569255348668355680"},
        {"4d543139353920426f6f742042555035", "4bf0abd7710e9b0889735eb13af878b3"},
    };
    static const struct {
        const char *id;
        const char *plain;
        const char *wrapped;
    } transfers[] = {
        {"JB8", "011e615228a37417fc18fa6829a6edad570150b8e36586399bff8e0478962e34",
         "0aceae4abbc975b6a9da08550dff410cf184146129ae5eb4212aecf0e6177cc3"},
        {"BUP5", "6f5b3db25529d2ca28b0f3ea19272ad8d8fbf0e1617599dab0db8df6bd0d333a",
         "030be012aca7454266a437cd1b8c4359f55fbc66eafb3e5e5caef10de2ebbfcf"},
    };
    g_autofree guint8 *bytes = g_malloc (BB_SIM_MT_FLASH_BYTES);

    for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++) {
        g_autoptr (GBytes) plain = bb_hex_parse (blocks[i].plain, NULL);
        g_autoptr (GBytes) wrapped = bb_hex_parse (blocks[i].wrapped, NULL);

        memcpy (bytes, g_bytes_get_data (plain, NULL), 16);
        bb_sim_mt_wrap (bytes, 16);
        g_assert_cmpmem (bytes, 16, g_bytes_get_data (wrapped, NULL), 16);
        bb_sim_mt_unwrap (bytes, 16);
        g_assert_cmpmem (bytes, 16, g_bytes_get_data (plain, NULL), 16);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (transfers); i++) {
        g_autofree char *plain = NULL;
        g_autofree char *wrapped = NULL;

        for (guint32 at = 0; at < BB_SIM_MT_FLASH_BYTES; at++)
            bytes[at] = (guint8) (7 * at + 13 * (at / 256) + 3);
        memset (bytes, 0xFF, BB_SIM_MT_APP);
        g_assert_true (bb_sim_mt_parse_id (transfers[i].id, bytes + BB_SIM_MT_CONFIG));
        plain = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, BB_SIM_MT_FLASH_BYTES);
        bb_sim_mt_wrap (bytes, BB_SIM_MT_FLASH_BYTES);
        wrapped = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, BB_SIM_MT_FLASH_BYTES);
        g_assert_cmpstr (plain, ==, transfers[i].plain);
        g_assert_cmpstr (wrapped, ==, transfers[i].wrapped);
    }
}

static void
test_inquiry_shows_modified_firmware (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Quirks=omnidrive=1.0.4;sales-code=WM01601\n", NULL);
    g_autoptr (BbSimRig) behind =
        sim_rig_new (SIM_RIG_MT1959 "Quirks=omnidrive=1.0.4;sales-code=WM01601;bridge-name=Box\n", NULL);
    g_autoptr (BbSimRig) stock = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (GBytes) image = sim_rig_image_with (rig, "BW-16D1HT", "3.02", "omnidrive=1.0.3");
    g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (image, NULL), BB_SIM_MT_FLASH_BYTES);

    g_assert_cmpstr (sim_rig_in (rig, INQUIRY, 104), ==, "GOOD");
    g_assert_cmpmem (rig->data + 36, 8, "WM01601 ", 8);
    g_assert_cmpmem (rig->data + 74, 12, "OmniDrive\1\0\4", 12);
    g_assert_cmpstr (sim_rig_in (behind, INQUIRY, 104), ==, "GOOD");
    g_assert_cmpmem (behind->data + 36, 8, "        ", 8);
    g_assert_cmpmem (behind->data + 74, 12, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
    sim_rig_settle (stock);
    g_assert_cmpstr (sim_rig_in (stock, INQUIRY, 104), ==, "GOOD");
    g_assert_cmpmem (stock->data + 74, 12, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
    memset (bytes, 0xFF, BB_SIM_MT_APP);
    memcpy (bytes + BB_SIM_MT_CONFIG, "MT1959 Boot JB8 ", 16);
    g_assert_cmpstr (sim_rig_upload (stock, bytes, NULL), ==, "GOOD");
    bb_transport_wait_ms (stock->transport, 10000);
    g_assert_cmpstr (sim_rig_in (stock, INQUIRY, 104), ==, "GOOD");
    g_assert_cmpmem (stock->data + 74, 12, "OmniDrive\1\0\3", 12);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sim/mt1959-traces/slim", test_slim_that_was_cross_flashed_before);
    g_test_add_func ("/sim/mt1959-traces/half-height", test_half_height_that_takes_wrapped_images);
    g_test_add_func ("/sim/mt1959-traces/wrapping", test_wrapping_gives_the_published_bytes);
    g_test_add_func ("/sim/mt1959-traces/inquiry", test_inquiry_shows_modified_firmware);
    return g_test_run ();
}
