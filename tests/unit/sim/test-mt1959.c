/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include <string.h>

/* Tests bb-sim-mt1959.c and bb-sim-mt1959-upload.c. */

#define TUR "00 00 00 00 00 00"
#define PREPARE "3B 01 00 00 00 00 00 00 00 00"
#define FINISH "3B 07 00 00 00 00 00 00 00 00"
#define CONFIG "3C 06 00 00 30 00 00 00 20 00"

static guint8 chunk_of_ff[0x4000];

/* --- Reads: mediatek-mt1959.md, section 3 --- */

static void
test_only_the_windows_can_be_read (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "GOOD");
    g_assert_cmpmem (rig->data, 16, "MT1959 Boot JB8 ", 16);
    g_assert_cmpuint (rig->moved_bytes, ==, 0x20);
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 00 30 00 00 00 21 00", 0x21), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 1E C0 00 00 01 00 00", 0x100), ==, "GOOD");
    g_assert_cmpmem (rig->data + 0x34, 10, "MTEKMT1939", 10);
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 1E C0 00 00 01 01 00", 0x101), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 1F 00 00 00 40 00 00", 0x4000), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 1F C0 00 00 40 00 00", 0x4000), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 1F C0 01 00 40 00 00", 0x4000), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 00 00 00 00 40 00 00", 0x4000), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_in (rig, "3C 02 00 00 30 00 00 00 20 00", 0x20), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 01 00 30 00 00 00 20 00", 0x20), ==, "5/24/00");
}

static void
test_config_only_hides_the_other_windows (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Quirks=readable=config\n", NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 1E C0 00 00 01 00 00", 0x100), ==, "5/24/00");
}

static void
test_boot_page_reads_as_the_bytes_at_0x10000 (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Quirks=readable=all\n", NULL);
    g_autofree guint8 *first = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 00 00 00 00 40 00 00", 0x4000), ==, "GOOD");
    first = g_memdup2 (rig->data, 0x4000);
    g_assert_cmpmem (first + 0x3000, 16, "MT1959 Boot JB8 ", 16);
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 01 00 00 00 40 00 00", 0x4000), ==, "GOOD");
    g_assert_cmpmem (first, 0x400, rig->data, 0x400);
    g_assert_cmpint (memcmp (first + 0x400, rig->data + 0x400, 0x400), !=, 0);
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 20 00 00 00 00 01 00", 1), ==, "5/24/00");
}

/* --- Upload sessions: mediatek-mt1959.md, section 9 --- */

static void
test_chunk_without_prepare_is_a_sequence_error (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 00 00 00 40 00 00", chunk_of_ff, 0x4000), ==, "5/2C/00");
    g_assert_cmpstr (sim_rig_none (rig, FINISH), ==, "5/2C/00");
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, FINISH), ==, "5/2C/00");
}

static void
test_prepare_takes_no_data (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_out (rig, "3B 01 00 00 00 00 00 00 10 00", chunk_of_ff, 0x10), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 00 00 00 40 00 00", chunk_of_ff, 0x4000), ==, "5/2C/00");
    g_assert_cmpstr (sim_rig_none (rig, "3B 05 00 00 00 00 00 00 00 00"), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_none (rig, "3B 01 01 00 00 00 00 00 00 00"), ==, "5/24/00");
}

typedef struct {
    const char *cdb;
    gsize length_bytes;
} BadChunk;

static void
test_bad_chunk_ends_the_session (void)
{
    static const BadChunk bad[] = {
        {"3B 06 00 00 40 00 00 40 00 00", 0x4000}, /* not the next offset */
        {"3B 06 00 00 00 00 00 40 01 00", 0x4001}, /* too long */
        {"3B 06 00 00 00 00 00 40 00 00", 0x2000}, /* data phase shorter than the length in the CDB */
        {"3B 06 00 00 00 00 00 00 00 00", 0},
    };
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autofree guint8 *data = g_malloc0 (0x4001);

    sim_rig_settle (rig);
    for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
        g_assert_cmpstr (sim_rig_out (rig, bad[i].cdb, data, bad[i].length_bytes), ==, "5/24/00");
        g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 00 00 00 40 00 00", data, 0x4000), ==, "5/2C/00");
    }
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1); /* the chunk that is not at the next offset */
}

static void
test_session_outlives_polls_and_ends_with_other_commands (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, "12 00 00 00 24 00", 36), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 00 00 00 40 00 00", chunk_of_ff, 0x4000), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, "4A 01 00 00 10 00 00 00 08 00", 8), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 40 00 00 40 00 00", chunk_of_ff, 0x4000), ==, "5/2C/00");
}

static void
test_unit_attention_comes_before_prepare (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);

    g_assert_cmpstr (sim_rig_in (rig, "12 00 00 00 24 00", 36), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "6/29/00");
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
}

static void
test_twelve_byte_forms_are_taken (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, "3B 01 00 00 00 00 00 00 00 0B 00 00"), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 00 00 00 40 00 00 00 00", chunk_of_ff, 0x4000), ==, "GOOD");
}

/* --- Programming --- */

static void
assert_range_equal (GBytes *a, GBytes *b, gsize first, gsize end)
{
    const guint8 *left = g_bytes_get_data (a, NULL);
    const guint8 *right = g_bytes_get_data (b, NULL);

    g_assert_cmpmem (left + first, end - first, right + first, end - first);
}

static void
test_flash_runs_the_new_firmware_and_keeps_the_drives_own_data (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) before = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    g_autoptr (GBytes) after = NULL;
    g_autofree char *old = sim_rig_revision (rig);
    g_autofree char *meanwhile = NULL;
    g_autofree char *new = NULL;

    g_assert_cmpstr (old, ==, "1.02");
    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/01");
    meanwhile = sim_rig_revision (rig);
    g_assert_cmpstr (meanwhile, ==, "BOOT");
    bb_transport_wait_ms (rig->transport, 8000);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/3F/01");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    new = sim_rig_revision (rig);
    g_assert_cmpstr (new, ==, "1.03");
    after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    assert_range_equal (after, before, 0, 0x10000);
    assert_range_equal (after, image, 0x10000, 0x1EA000);
    assert_range_equal (after, before, 0x1EA000, 0x1EB000);
    assert_range_equal (after, image, 0x1EB000, 0x1EC058);
    assert_range_equal (after, before, 0x1EC058, 0x1EC100);
    assert_range_equal (after, image, 0x1EC100, 0x1F0000);
    assert_range_equal (after, before, 0x1F0000, 0x200000);
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
}

static void
test_drive_that_takes_calibration_loses_it (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Quirks=takes-calibration\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) after = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    assert_range_equal (after, image, 0x10000, 0x200000);
}

static void
test_drive_that_needs_finish_waits_for_it (void)
{
    g_autoptr (BbSimRig) rig =
        sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\nQuirks=needs-finish;finish-attention\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 60000);
    before = sim_rig_revision (rig);
    g_assert_cmpstr (before, ==, "1.02");
    g_assert_cmpstr (sim_rig_none (rig, "3B 07 00 00 00 00 00 00 00 00 1B 12"), ==, "6/3F/01");
    bb_transport_wait_ms (rig->transport, 60000);
    after = sim_rig_revision (rig);
    g_assert_cmpstr (after, ==, "1.03");
}

static void
test_finish_is_harmless_where_it_is_not_needed (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autofree char *after = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, FINISH), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 60000);
    after = sim_rig_revision (rig);
    g_assert_cmpstr (after, ==, "1.03");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
}

/* Uploads an image with a flipped bit to a drive with the line @quirk in its scenario. The upload must end
 * with 4/3E/02, and INQUIRY must show @expected_revision afterwards. */
static void
check_corrupt_image (const char *quirk, const char *expected_revision)
{
    g_autofree char *text = g_strconcat (SIM_RIG_MT1959 "Revision=1.02\n", quirk, NULL);
    g_autoptr (BbSimRig) rig = sim_rig_new (text, NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) config = bb_sim_bus_dump (rig->bus, "sr0", "config", NULL);
    g_autofree guint8 *transfer = sim_rig_transfer_image (image, g_bytes_get_data (config, NULL));
    g_autofree char *revision = NULL;

    transfer[0x123456] ^= 0x10;
    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload (rig, transfer, NULL), ==, "4/3E/02");
    revision = sim_rig_revision (rig);
    g_assert_cmpstr (revision, ==, expected_revision);
}

static void
test_bad_integrity_leads_to_boot_or_refusal (void)
{
    check_corrupt_image ("", "BOOT");
    check_corrupt_image ("Quirks=on-bad-integrity=refuse\n", "1.02");
}

/* --- Boot mode --- */

static void
test_boot_mode_knows_the_upload_only (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "State=half-flashed\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autofree char *boot = NULL;
    g_autofree char *revived = NULL;

    sim_rig_settle (rig);
    boot = sim_rig_revision (rig);
    g_assert_cmpstr (boot, ==, "BOOT");
    g_assert_cmpmem (rig->data + 8, 24, "HL-DT-STBD-RE  WH16NS60 ",
                     24); /* boot mode shows the same vendor and product */
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/03");
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "5/20/00");
    g_assert_cmpstr (sim_rig_none (rig, "1B 00 00 00 02 00"), ==, "5/20/00");
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 8000);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/3F/01");
    revived = sim_rig_revision (rig);
    g_assert_cmpstr (revived, ==, "1.03");
}

static void
test_boot_mode_may_answer_reads (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "State=boot\nQuirks=boot-reads\n", NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, CONFIG, 0x20), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 1E C0 00 00 01 00 00", 0x100), ==, "5/24/00");
}

static void
test_power_cut_while_programming_leaves_boot (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) before = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    g_autoptr (GBytes) after = NULL;
    g_autofree char *revision = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 6000); /* programming takes 8000 ms; now all is erased, half is written */
    g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", FALSE, NULL));
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "gone");
    g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", TRUE, NULL));
    sim_rig_reopen (rig);
    revision = sim_rig_revision (rig);
    g_assert_cmpstr (revision, ==, "BOOT");
    after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    assert_range_equal (after, before, 0, 0x10000);
    assert_range_equal (after, image, 0x10000, 0x80000);
    g_assert_cmpuint (((const guint8 *) g_bytes_get_data (after, NULL))[0x180000], ==, 0xFF);
    assert_range_equal (after, before, 0x1F0000, 0x200000);
}

static void
test_drive_finishes_alone_when_the_host_dies (void)
{
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autofree char *revision = NULL;

    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\n", store);
        g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");

        sim_rig_settle (rig);
        g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    }
    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\n", store);

        revision = sim_rig_revision (rig);
        g_assert_cmpstr (revision, ==, "1.03");
    }
}

/* --- Wrapped images, boot IDs and form factors --- */

static void
test_wrapped_receiver (void)
{
    g_autoptr (BbSimRig) refusing = sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\nQuirks=receiver=wrapped\n", NULL);
    g_autoptr (BbSimRig) silent =
        sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\nQuirks=receiver=wrapped;on-reject=ready\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (refusing, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) config = bb_sim_bus_dump (refusing->bus, "sr0", "config", NULL);
    g_autofree guint8 *transfer = sim_rig_transfer_image (image, g_bytes_get_data (config, NULL));
    g_autofree char *revision = NULL;
    guint chunk = 0;

    sim_rig_settle (refusing);
    g_assert_cmpstr (sim_rig_upload (refusing, transfer, &chunk), ==, "5/24/00");
    g_assert_cmpuint (chunk, ==, 126);
    sim_rig_settle (silent);
    g_assert_cmpstr (sim_rig_upload_for (silent, image), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (silent, FINISH), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (silent, TUR), ==, "2/3A/01");
    revision = sim_rig_revision (silent);
    g_assert_cmpstr (revision, ==, "1.02");
}

static void
test_foreign_firmware_wants_its_own_boot_id (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\nState=foreign-id\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) config = bb_sim_bus_dump (rig->bus, "sr0", "config", NULL);
    g_autofree guint8 *transfer = sim_rig_transfer_image (image, g_bytes_get_data (config, NULL));
    g_autofree char *silent = NULL;
    g_autofree char *flashed = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload (rig, transfer, NULL), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 60000);
    silent = sim_rig_revision (rig);
    g_assert_cmpstr (silent, ==, "1.02");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
    memcpy (transfer + 0x3000, "MT1959 Boot JBC6", 16);
    g_assert_cmpstr (sim_rig_upload (rig, transfer, NULL), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 60000);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/3F/01");
    flashed = sim_rig_revision (rig);
    g_assert_cmpstr (flashed, ==, "1.03");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==,
                      1); /* two boot IDs were tried without a power cycle in between */
}

static void
test_mt1939_board_does_not_take_an_mt1959_image (void)
{
    g_autoptr (BbSimRig) half = sim_rig_new (SIM_RIG_MT1959 "Quirks=chip=MT1939\n", NULL);
    g_autoptr (BbSimRig) end =
        sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\nQuirks=chip=MT1939;mt1939-answer=end\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (half, "BD-RE WH16NS60", "1.03");
    g_autoptr (GBytes) config = bb_sim_bus_dump (half->bus, "sr0", "config", NULL);
    g_autofree guint8 *transfer = sim_rig_transfer_image (image, g_bytes_get_data (config, NULL));
    g_autofree char *boot = NULL;
    g_autofree char *kept = NULL;
    guint chunk = 0;

    sim_rig_settle (half);
    g_assert_cmpstr (sim_rig_upload (half, transfer, &chunk), ==, "2/04/08");
    g_assert_cmpuint (chunk, ==, 63);
    boot = sim_rig_revision (half);
    g_assert_cmpstr (boot, ==, "BOOT");
    sim_rig_settle (end);
    g_assert_cmpstr (sim_rig_upload_for (end, image), ==, "5/24/00");
    kept = sim_rig_revision (end);
    g_assert_cmpstr (kept, ==, "1.02");
}

static void
test_wrong_form_factor_is_a_violation_and_ends_disc_functions (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Disc=data\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE BU40N", "1.03");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "GOOD");
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
    bb_transport_wait_ms (rig->transport, 10000);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/3F/01");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
}

/* Returns the first data byte of feature 0003h. */
static guint8
tray_of (BbSimRig *rig)
{
    g_assert_cmpstr (sim_rig_in (rig, "46 02 00 03 00 00 00 00 10 00", 16), ==, "GOOD");
    g_assert_cmpmem (rig->data + 8, 2, "\x00\x03", 2);
    return rig->data[12];
}

static void
test_tray_byte_is_that_of_the_running_firmware (void)
{
    g_autoptr (BbSimRig) well = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (BbSimRig) wrong = sim_rig_new (SIM_RIG_MT1959 "State=wrong-form-factor\n", NULL);
    g_autoptr (BbSimRig) sister = sim_rig_new (SIM_RIG_MT1959 "State=foreign-id\n", NULL);
    g_autoptr (GBytes) slim = sim_rig_image (well, "BD-RE BU40N", "1.03");

    sim_rig_settle (well);
    sim_rig_settle (wrong);
    sim_rig_settle (sister);
    g_assert_cmphex (tray_of (well), ==, 0x39);
    g_assert_cmphex (tray_of (wrong), ==, 0x2B);
    g_assert_cmphex (tray_of (sister), ==, 0x39);
    g_assert_cmpstr (sim_rig_upload_for (well, slim), ==, "GOOD");
    bb_transport_wait_ms (well->transport, 10000);
    g_assert_cmpstr (sim_rig_none (well, TUR), ==, "6/3F/01");
    g_assert_cmphex (tray_of (well), ==, 0x2B);
}

static void
test_wrong_form_factor_on_for_a_minute_is_a_violation (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "State=wrong-form-factor\n", NULL);

    sim_rig_settle (rig);
    bb_transport_wait_ms (rig->transport, 30000);
    sim_rig_none (rig, TUR);
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
    bb_transport_wait_ms (rig->transport, 31000);
    sim_rig_none (rig, TUR);
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
}

static void
test_repeated_prepare_repeated_chunk_and_busy_commands_are_violations (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, PREPARE), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 00 00 00 40 00 00", chunk_of_ff, 0x4000), ==, "GOOD");
    g_assert_cmpstr (sim_rig_out (rig, "3B 06 00 00 00 00 00 40 00 00", chunk_of_ff, 0x4000), ==, "5/24/00");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 2);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, "4A 01 00 00 10 00 00 00 08 00", 8), ==, "2/04/01");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 3);
}

static void
test_feature_3_differs_for_slim_and_half_height (void)
{
    g_autoptr (BbSimRig) slim = sim_rig_new ("[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\n", NULL);
    g_autoptr (BbSimRig) tall = sim_rig_new (SIM_RIG_MT1959, NULL);

    sim_rig_settle (slim);
    sim_rig_settle (tall);
    g_assert_cmpstr (sim_rig_in (slim, "46 02 00 03 00 00 00 00 10 00", 16), ==, "GOOD");
    g_assert_cmpuint (slim->data[12], ==, 0x2B);
    g_assert_cmpstr (sim_rig_in (tall, "46 02 00 03 00 00 00 00 10 00", 16), ==, "GOOD");
    g_assert_cmpuint (tall->data[12], ==, 0x39);
}

static void
test_bridge_rewrites_the_name_and_lets_vendor_commands_pass (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Bus=usb\nQuirks=bridge-name=USB DRIVE\n", NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, "12 00 00 00 24 00", 36), ==, "GOOD");
    g_assert_cmpmem (rig->data + 8, 8, "ASMedia ", 8);
    g_assert_cmpmem (rig->data + 16, 9, "USB DRIVE", 9);
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 1E C0 00 00 01 00 00", 0x100), ==, "GOOD");
    g_assert_cmpmem (rig->data, 8, "HL-DT-ST", 8);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    memset (chunk_of_ff, 0xFF, sizeof chunk_of_ff);
    g_test_add_func ("/sim/mt1959/answers-its-windows-only", test_only_the_windows_can_be_read);
    g_test_add_func ("/sim/mt1959/config-only", test_config_only_hides_the_other_windows);
    g_test_add_func ("/sim/mt1959/mirror-of-boot-page", test_boot_page_reads_as_the_bytes_at_0x10000);
    g_test_add_func ("/sim/mt1959/chunk-without-prepare", test_chunk_without_prepare_is_a_sequence_error);
    g_test_add_func ("/sim/mt1959/prepare-takes-no-data", test_prepare_takes_no_data);
    g_test_add_func ("/sim/mt1959/bad-chunk-ends-session", test_bad_chunk_ends_the_session);
    g_test_add_func ("/sim/mt1959/what-a-session-outlives", test_session_outlives_polls_and_ends_with_other_commands);
    g_test_add_func ("/sim/mt1959/attention-before-prepare", test_unit_attention_comes_before_prepare);
    g_test_add_func ("/sim/mt1959/twelve-byte-forms", test_twelve_byte_forms_are_taken);
    g_test_add_func ("/sim/mt1959/flash", test_flash_runs_the_new_firmware_and_keeps_the_drives_own_data);
    g_test_add_func ("/sim/mt1959/takes-calibration", test_drive_that_takes_calibration_loses_it);
    g_test_add_func ("/sim/mt1959/needs-finish", test_drive_that_needs_finish_waits_for_it);
    g_test_add_func ("/sim/mt1959/finish-is-harmless", test_finish_is_harmless_where_it_is_not_needed);
    g_test_add_func ("/sim/mt1959/bad-integrity", test_bad_integrity_leads_to_boot_or_refusal);
    g_test_add_func ("/sim/mt1959/boot-mode", test_boot_mode_knows_the_upload_only);
    g_test_add_func ("/sim/mt1959/boot-mode-reads", test_boot_mode_may_answer_reads);
    g_test_add_func ("/sim/mt1959/cut-while-programming", test_power_cut_while_programming_leaves_boot);
    g_test_add_func ("/sim/mt1959/finishes-alone", test_drive_finishes_alone_when_the_host_dies);
    g_test_add_func ("/sim/mt1959/wrapped-receiver", test_wrapped_receiver);
    g_test_add_func ("/sim/mt1959/expected-id", test_foreign_firmware_wants_its_own_boot_id);
    g_test_add_func ("/sim/mt1959/mt1939-board", test_mt1939_board_does_not_take_an_mt1959_image);
    g_test_add_func ("/sim/mt1959/tray", test_tray_byte_is_that_of_the_running_firmware);
    g_test_add_func ("/sim/mt1959/wrong-form-factor", test_wrong_form_factor_is_a_violation_and_ends_disc_functions);
    g_test_add_func ("/sim/mt1959/laser-timer", test_wrong_form_factor_on_for_a_minute_is_a_violation);
    g_test_add_func ("/sim/mt1959/violations", test_repeated_prepare_repeated_chunk_and_busy_commands_are_violations);
    g_test_add_func ("/sim/mt1959/feature-3", test_feature_3_differs_for_slim_and_half_height);
    g_test_add_func ("/sim/mt1959/bridge", test_bridge_rewrites_the_name_and_lets_vendor_commands_pass);
    return g_test_run ();
}
