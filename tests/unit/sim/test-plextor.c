/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include <string.h>

/* The simulated Plextor drive, compared with docs/protocols/plextor.md.
 * Tests bb-sim-plextor.c, bb-sim-plextor-image.c and bb-sim-programming.c. */

#define TUR "00 00 00 00 00 00"
#define EEPROM_SHORT "F1 00 00 00 00 00 00 00 01 00 00 00"
#define EEPROM_FIRST "F1 01 00 00 00 00 00 00 01 00 00 00"
#define RESET "EE 00 00 00 00 00 00 00 00 00"
#define MODEL_716 "[drive sr0]\nFamily=plextor\nModel=DVDR PX-716A\nRevision=1.09\nSerial=SIM0001\n"
#define MODEL_5224 "[drive sr0]\nFamily=plextor\nModel=CD-R PX-W5224A\nRevision=1.02\nSerial=SIM0001\n"
#define BYTES_716 0xF0000u

/* Returns (transfer full) an image for @model. */
static GBytes *
make_image (BbSimRig *rig, const char *model, const char *revision, const char *setting)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *image = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", revision);
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, "");
    image = bb_sim_make_image (rig->catalog, "plextor", model, g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return image;
}

/* Sends one piece of @image with WRITE BUFFER in @mode (5: the last piece); returns the result of
 * sim_rig_out(). */
static const char *
send_piece (BbSimRig *rig, const guint8 *image, guint mode, guint32 offset, guint32 length_bytes)
{
    g_autofree char *cdb =
        g_strdup_printf ("3B %02X 00 %02X %02X %02X %02X %02X %02X 00", mode, offset >> 16, (offset >> 8) & 0xFF,
                         offset & 0xFF, length_bytes >> 16, (length_bytes >> 8) & 0xFF, length_bytes & 0xFF);

    return sim_rig_out (rig, cdb, image + offset, length_bytes);
}

/* Sends @image in pieces, up to the first answer that is not GOOD; returns the last answer. */
static const char *
send_image (BbSimRig *rig, GBytes *bytes, guint32 piece_bytes)
{
    gsize size = 0;
    const guint8 *image = g_bytes_get_data (bytes, &size);
    const char *answer = "";

    for (guint32 offset = 0; offset < size; offset += piece_bytes) {
        guint32 length = MIN (piece_bytes, (guint32) size - offset);

        answer = send_piece (rig, image, offset + length == size ? 5 : 4, offset, length);
        if (!g_str_equal (answer, "GOOD"))
            return answer;
    }
    return answer;
}

static void
assert_revision (BbSimRig *rig, const char *wanted)
{
    g_autofree char *revision = sim_rig_revision (rig);

    g_assert_cmpstr (revision, ==, wanted);
}

static void
test_each_scheme_reads_its_eeprom (void)
{
    g_autoptr (BbSimRig) dvd = sim_rig_new (MODEL_716, NULL);
    g_autoptr (BbSimRig) cd = sim_rig_new (MODEL_5224, NULL);
    g_autoptr (BbSimRig) old = sim_rig_new ("[drive sr0]\nFamily=plextor\nModel=DVDR PX-704A\n", NULL);
    g_autoptr (BbSimRig) middle = sim_rig_new ("[drive sr0]\nFamily=plextor\nModel=DVDR PX-712A\n", NULL);

    sim_rig_settle (dvd);
    g_assert_cmpstr (sim_rig_in (dvd, EEPROM_SHORT, 0x100), ==, "5/20/00");
    g_assert_cmpstr (sim_rig_in (dvd, EEPROM_FIRST, 0x100), ==, "GOOD");
    g_assert_cmpmem (dvd->data + 0x29, 4, "0304", 4);
    g_assert_cmpstr (sim_rig_in (dvd, "F1 01 00 00 00 00 00 03 01 00 00 00", 0x100), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (dvd, "F1 01 00 00 00 00 00 04 01 00 00 00", 0x100), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_in (dvd, "F1 01 00 00 00 00 00 00 02 00 00 00", 0x200), ==, "5/24/00");
    sim_rig_settle (cd);
    g_assert_cmpstr (sim_rig_in (cd, EEPROM_SHORT, 0x100), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (cd, EEPROM_FIRST, 0x100), ==, "5/20/00");
    sim_rig_settle (old);
    g_assert_cmpstr (sim_rig_in (old, EEPROM_SHORT, 0x100), ==, "5/20/00");
    sim_rig_settle (middle);
    g_assert_cmpstr (sim_rig_in (middle, "F1 00 00 00 00 00 00 00 02 00 00 00", 0x200), ==, "GOOD");
}

/* Sends an image in pieces of 0x1000 bytes (as tool B does) and of 0x4000 bytes (as tool A does; plextor.md, section
 * 5.3). Each time, the memory must equal the image afterwards. */
static void
test_a_complete_image_is_programmed (void)
{
    static const guint32 pieces[] = {0x1000, 0x4000};

    for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
        g_autoptr (BbSimRig) rig = sim_rig_new (MODEL_716, NULL);
        g_autoptr (GBytes) image = make_image (rig, "DVDR PX-716A", "1.11", NULL);
        g_autoptr (GBytes) flash = NULL;

        sim_rig_settle (rig);
        g_assert_cmpstr (send_image (rig, image, pieces[i]), ==, "GOOD");
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/01");
        assert_revision (rig, "1.09");
        bb_transport_wait_ms (rig->transport, 9000);
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/3F/01");
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
        assert_revision (rig, "1.11");
        flash = bb_sim_bus_dump (rig->bus, "sr0", "application", NULL);
        g_assert_true (g_bytes_equal (flash, image));
        g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
    }
}

static void
test_pieces_out_of_order_end_the_session (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (MODEL_716, NULL);
    g_autoptr (GBytes) bytes = make_image (rig, "DVDR PX-716A", "1.11", NULL);
    const guint8 *image = g_bytes_get_data (bytes, NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (send_piece (rig, image, 4, 0x4000, 0x4000), ==, "5/24/00");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
    g_assert_cmpstr (send_piece (rig, image, 4, 0, 0x4000), ==, "GOOD");
    g_assert_cmpstr (send_piece (rig, image, 4, 0x4000, 0x2000), ==, "5/24/00");
    g_assert_cmpstr (send_piece (rig, image, 4, 0x4000, 0x4000), ==, "5/24/00");
    g_assert_cmpstr (send_piece (rig, image, 4, 0, 0x4000), ==, "GOOD");
    g_assert_cmpstr (send_piece (rig, image, 5, 0x4000, 0x4000), ==, "4/40/F6");
    g_assert_cmpstr (sim_rig_out (rig, "3B 04 01 00 00 00 00 10 00 00", image, 0x1000), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_out (rig, "3B 04 00 00 00 00 00 10 00 00", image, 0x800), ==, "5/24/00");
    assert_revision (rig, "1.09");
}

static void
test_a_policy_accepts_its_piece_size_only (void)
{
    g_autoptr (BbSimRig) a = sim_rig_new (MODEL_716 "Quirks=chunks=a\n", NULL);
    g_autoptr (BbSimRig) b = sim_rig_new (MODEL_716 "Quirks=chunks=b\n", NULL);
    g_autoptr (GBytes) image = make_image (a, "DVDR PX-716A", "1.11", NULL);

    sim_rig_settle (a);
    sim_rig_settle (b);
    g_assert_cmpstr (send_image (a, image, 0x1000), ==, "5/24/00");
    g_assert_cmpstr (send_image (a, image, 0x4000), ==, "GOOD");
    g_assert_cmpstr (send_image (b, image, 0x4000), ==, "5/24/00");
    g_assert_cmpstr (send_image (b, image, 0x1000), ==, "GOOD");
}

/* Sends an image with one wrong byte, an image for another model, and an image of a revision that the drive refuses:
 * the memory must not change. */
static void
test_an_image_that_does_not_fit_leaves_the_drive_unchanged (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (MODEL_716 "Quirks=refused-revisions=1.01,1.03\n", NULL);
    g_autoptr (GBytes) before = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    g_autoptr (GBytes) good = make_image (rig, "DVDR PX-716A", "1.11", NULL);
    g_autoptr (GBytes) slot = make_image (rig, "DVDR PX-716AL", "1.02", NULL);
    g_autoptr (GBytes) old = make_image (rig, "DVDR PX-716A", "1.03", NULL);
    guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), BYTES_716);
    g_autoptr (GBytes) wrong = g_bytes_new_take (data, BYTES_716);
    GBytes *images[] = {wrong, slot, old};

    data[0x1234] ^= 1;
    sim_rig_settle (rig);
    for (guint i = 0; i < G_N_ELEMENTS (images); i++) {
        g_autoptr (GBytes) after = NULL;

        g_assert_cmpstr (send_image (rig, images[i], 0x4000), ==, "4/40/F6");
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
        after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        g_assert_true (g_bytes_equal (before, after));
    }
}

static void
test_a_power_cut_while_programming_leaves_an_incomplete_firmware (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (MODEL_716, NULL);
    g_autoptr (GBytes) image = make_image (rig, "DVDR PX-716A", "1.11", NULL);
    g_autoptr (GBytes) flash = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, image, 0x4000), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 4000);
    sim_rig_power_cycle (rig);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/03");
    assert_revision (rig, "0.00");
    flash = bb_sim_bus_dump (rig->bus, "sr0", "application", NULL);
    g_assert_false (g_bytes_equal (flash, image));
    g_assert_cmpstr (sim_rig_none (rig, RESET), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 3100);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/29/00");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/03");
    g_assert_cmpstr (send_image (rig, image, 0x4000), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 9000);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/3F/01");
    assert_revision (rig, "1.11");
}

static void
test_the_last_piece_may_end_with_sense_data (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (MODEL_716 "Quirks=last-check\n", NULL);
    g_autoptr (GBytes) image = make_image (rig, "DVDR PX-716A", "1.11", NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, image, 0x4000), ==, "6/3F/01");
    bb_transport_wait_ms (rig->transport, 9000);
    assert_revision (rig, "1.11");
}

static void
test_a_reset_of_six_bytes_never_arrives (void)
{
    static const char *const forms[] = {"EE 00 00 00 00 00 00 00 00 00", "EE 00 00 00 00 00 00 00 00 00 00 00"};
    g_autoptr (BbSimRig) rig = sim_rig_new (MODEL_716, NULL);

    sim_rig_settle (rig);
    for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
        g_assert_cmpstr (sim_rig_none (rig, forms[i]), ==, "GOOD");
        g_assert_cmpstr (sim_rig_none (rig, TUR), !=, "2/3A/01"); /* the drive restarts */
        bb_transport_wait_ms (rig->transport, 9000);
        sim_rig_settle (rig);
    }
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
    g_assert_cmpstr (sim_rig_none (rig, "EE 00 00 00 00 00"), ==, "error");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
}

static void
test_the_image_of_the_twin_is_accepted (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (MODEL_716, NULL);
    g_autoptr (GBytes) shared = make_image (rig, "DVDR PX-714A", "1.09", NULL);
    g_autoptr (GBytes) own = make_image (rig, "DVDR PX-714A", "1.09", "own-header");

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, own, 0x4000), ==, "4/40/F6");
    g_assert_cmpstr (send_image (rig, shared, 0x4000), ==, "GOOD");
}

static void
test_each_model_accepts_its_own_image_only (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (MODEL_716, NULL);
    g_autoptr (GPtrArray) models = bb_catalog_list_models (rig->catalog, "plextor");

    g_assert_cmpuint (models->len, ==, 16);
    for (guint i = 0; i < models->len; i++) {
        const char *key = bb_model_get_key (models->pdata[i]);
        g_autofree char *text = g_strdup_printf ("[drive sr0]\nFamily=plextor\nModel=%s\nRevision=1.01\n", key);
        g_autoptr (BbSimRig) drive = sim_rig_new (text, NULL);
        g_autoptr (GBytes) image = make_image (drive, key, "1.02", NULL);
        g_autoptr (GBytes) foreign =
            make_image (drive, g_str_equal (key, "CD-R PREMIUM") ? "CD-R PX-W4824A" : "CD-R PREMIUM", "1.02", NULL);
        guint32 piece = (guint32) bb_model_get_uint (models->pdata[i], "ChunkA", 0);

        g_test_message ("%s", key);
        sim_rig_settle (drive);
        if (g_bytes_get_size (foreign) == g_bytes_get_size (image))
            g_assert_cmpstr (send_image (drive, foreign, piece), ==, "4/40/F6");
        g_assert_cmpstr (send_image (drive, image, piece), ==, "GOOD");
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sim/plextor/each_scheme_reads_its_eeprom", test_each_scheme_reads_its_eeprom);
    g_test_add_func ("/sim/plextor/a_complete_image_is_programmed", test_a_complete_image_is_programmed);
    g_test_add_func ("/sim/plextor/pieces_out_of_order_end_the_session", test_pieces_out_of_order_end_the_session);
    g_test_add_func ("/sim/plextor/a_policy_accepts_its_piece_size_only", test_a_policy_accepts_its_piece_size_only);
    g_test_add_func ("/sim/plextor/an_image_that_does_not_fit_leaves_the_drive_unchanged",
                     test_an_image_that_does_not_fit_leaves_the_drive_unchanged);
    g_test_add_func ("/sim/plextor/a_power_cut_while_programming_leaves_an_incomplete_firmware",
                     test_a_power_cut_while_programming_leaves_an_incomplete_firmware);
    g_test_add_func ("/sim/plextor/the_last_piece_may_end_with_sense_data",
                     test_the_last_piece_may_end_with_sense_data);
    g_test_add_func ("/sim/plextor/a_reset_of_six_bytes_never_arrives", test_a_reset_of_six_bytes_never_arrives);
    g_test_add_func ("/sim/plextor/the_image_of_the_twin_is_accepted", test_the_image_of_the_twin_is_accepted);
    g_test_add_func ("/sim/plextor/each_model_accepts_its_own_image_only",
                     test_each_model_accepts_its_own_image_only);
    return g_test_run ();
}
