/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include "sim/mt1959/bb-sim-mt1959.h"

#include <string.h>

/* Images that the running firmware or the boot loader accepts, and images that a tool must never send
 * (docs/protocols/mediatek-mt1959.md, section 9). The "receiver" is the part of firmware or boot loader that receives
 * an image. Tests bb-sim-mt1959-receiver.c. */

#define TUR "00 00 00 00 00 00"
#define PREPARE_A "3B 06 67 00 00 00 00 00 00 00"
#define PREPARE_B "3B 01 00 00 00 00 00 00 00 00"
#define BOOT_ID "3C 06 00 00 30 00 00 00 20 00"
#define DESCRIPTOR "3C 06 00 1E C0 00 00 01 00 00"

#define DRIVE(model) "[drive sr0]\nFamily=mediatek-mt1959\nRevision=1.02\nModel=" model "\n"

/* Returns (transfer full) @image in the form in which a tool sends it. The boot area is blank except for the boot ID
 * @id; if @id is %NULL, the boot area is unchanged. If @wrapped, all bytes are encrypted. */
static guint8 *
transfer_of (GBytes *image, const char *id, gboolean wrapped)
{
    guint8 *bytes = g_memdup2 (g_bytes_get_data (image, NULL), BB_SIM_MT_FLASH_BYTES);

    if (id != NULL) {
        memset (bytes, 0xFF, BB_SIM_MT_APP);
        g_assert_true (bb_sim_mt_parse_id (id, bytes + BB_SIM_MT_CONFIG));
    }
    if (wrapped)
        bb_sim_mt_wrap (bytes, BB_SIM_MT_FLASH_BYTES);
    return bytes;
}

/* Uploads @image with the boot ID @id, wrapped or plain. Returns the answer as sim_rig_upload() does. */
static const char *
send_image (BbSimRig *rig, GBytes *image, const char *id, gboolean wrapped, guint *chunk)
{
    g_autofree guint8 *bytes = transfer_of (image, id, wrapped);

    return sim_rig_upload (rig, bytes, chunk);
}

/* Waits until programming is complete, clears unit attentions, and asserts the revision in INQUIRY. */
static void
assert_runs (BbSimRig *rig, const char *revision)
{
    g_autofree char *now = NULL;

    bb_transport_wait_ms (rig->transport, 20000);
    while (g_str_has_prefix (sim_rig_none (rig, TUR), "6/"))
        ;
    now = sim_rig_revision (rig);
    g_assert_cmpstr (now, ==, revision);
}

/* Asserts that sr0 recorded exactly these violations, in this order; NULL-terminated. */
static void
assert_violations (BbSimRig *rig, const char *first, ...)
{
    g_auto (GStrv) recorded = bb_sim_bus_list_violations (rig->bus, "sr0");
    guint n = 0;
    va_list more;

    va_start (more, first);
    for (const char *expected = first; expected != NULL; expected = va_arg (more, const char *))
        g_assert_cmpstr (recorded[n++], ==, expected);
    va_end (more);
    g_assert_null (recorded[n]);
}

/* --- Plain or wrapped images --- */

static void
test_date_and_sales_code_decide_plain_or_wrapped (void)
{
    static const struct {
        const char *quirks;
        gboolean wrapped;
    } rows[] = {
        {"build-stamp=1912312359", FALSE},
        {"build-stamp=2001010000", TRUE},
        {"build-stamp=2005081010;sales-code=NM00100", FALSE},
        {"build-stamp=2005081010;sales-code=MN00100", TRUE},
        {"build-stamp=2005081010;receiver=plain", FALSE},
        {"build-stamp=1704251010;receiver=wrapped", TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strdup_printf (DRIVE ("BD-RE WH16NS60") "Quirks=%s\n", rows[i].quirks);
        g_autoptr (BbSimRig) rig = sim_rig_new (text, NULL);
        g_autoptr (GBytes) image = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.05", "build-stamp=2201010000");
        guint chunk = 0;

        g_test_message ("%s", rows[i].quirks);
        sim_rig_settle (rig);
        g_assert_cmpstr (send_image (rig, image, "JB8", !rows[i].wrapped, &chunk), ==, "5/24/00");
        g_assert_cmpuint (chunk, ==, 126);
        sim_rig_power_cycle (rig);
        assert_runs (rig, "1.02");
        g_assert_cmpstr (send_image (rig, image, "JB8", rows[i].wrapped, NULL), ==, "GOOD");
        assert_runs (rig, "1.05");
    }
}

static void
test_new_firmware_decides_about_the_next_image (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE ("BD-RE WH16NS60") "Quirks=receiver=wrapped;age=3\n", NULL);
    g_autoptr (GBytes) newer = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.03", "build-stamp=1901010000");
    g_autoptr (GBytes) older = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.01", "downgrade-enabled");

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, newer, "JB8", TRUE, NULL), ==, "GOOD");
    assert_runs (rig, "1.03");
    g_assert_cmpstr (send_image (rig, older, "JB8", FALSE, NULL), ==, "GOOD");
    assert_runs (rig, "1.01");
    assert_violations (rig, NULL);
}

static void
test_boot_loader_takes_plain_images_unless_set (void)
{
    g_autoptr (BbSimRig) plain =
        sim_rig_new (DRIVE ("BD-RE WH16NS60") "State=boot\nQuirks=build-stamp=2005081010\n", NULL);
    g_autoptr (BbSimRig) wrapped =
        sim_rig_new (DRIVE ("BD-RE WH16NS60") "State=boot\nQuirks=boot-receiver=wrapped\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (plain, "BD-RE WH16NS60", "1.01");

    sim_rig_settle (plain);
    g_assert_cmpstr (send_image (plain, image, "JB8", FALSE, NULL), ==, "GOOD");
    assert_runs (plain, "1.01");
    assert_violations (plain, NULL);
    sim_rig_settle (wrapped);
    g_assert_cmpstr (send_image (wrapped, image, "JB8", TRUE, NULL), ==, "GOOD");
    assert_runs (wrapped, "1.01");
}

/* --- Older firmware --- */

static void
test_older_images_replace_newer_firmware_only_if_allowed (void)
{
    static const struct {
        const char *quirks;
        const char *image;
        gboolean taken;
    } rows[] = {
        {"build-stamp=1712312359", "build-stamp=1401010000", TRUE},
        {"build-stamp=1801010000", "build-stamp=1712312359", FALSE},
        {"build-stamp=1801010000", "build-stamp=1801010000", TRUE},
        {"build-stamp=1801010000", "build-stamp=1712312359;downgrade-enabled", TRUE},
        {"build-stamp=1801010000", "build-stamp=1712312359;age-mark", TRUE},
        {"build-stamp=1801010000;sales-code=NM00000", "build-stamp=1712312359", TRUE},
        {"build-stamp=1801010000;age=0", "build-stamp=1712312359", TRUE},
        {"build-stamp=1601010000;age=1", "build-stamp=1512312359", FALSE},
        {"build-stamp=1601010000;age=2", "build-stamp=1512312359;downgrade-enabled", FALSE},
        {"build-stamp=1601010000;age=2", "build-stamp=1512312359;age-mark", TRUE},
        {"build-stamp=1601010000;age=3", "build-stamp=1512312359;age-mark;downgrade-enabled", FALSE},
        {"build-stamp=1601010000;age=3", "build-stamp=1601010001", TRUE},
        {"build-stamp=1601010000;age=3", "build-stamp=--", TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strdup_printf (DRIVE ("BD-RE BU40N") "Quirks=%s\n", rows[i].quirks);
        g_autoptr (BbSimRig) rig = sim_rig_new (text, NULL);
        g_autoptr (GBytes) image = sim_rig_image_with (rig, "BD-RE BU40N", "1.00", rows[i].image);

        g_test_message ("%s takes %s", rows[i].quirks, rows[i].image);
        sim_rig_settle (rig);
        g_assert_cmpstr (send_image (rig, image, "BU5", FALSE, NULL), ==, rows[i].taken ? "GOOD" : "5/24/00");
        assert_runs (rig, rows[i].taken ? "1.00" : "1.02");
        assert_violations (rig, NULL);
    }
}

static void
test_boot_loader_takes_older_images (void)
{
    g_autoptr (BbSimRig) rig =
        sim_rig_new (DRIVE ("BD-RE BU40N") "State=half-flashed\nQuirks=build-stamp=2005081010;age=3\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE BU40N", "1.00");

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, image, "BU5", FALSE, NULL), ==, "GOOD");
    assert_runs (rig, "1.00");
}

/* --- Quirks for rejecting an image --- */

static void
test_quirks_set_how_an_image_is_rejected (void)
{
    static const struct {
        const char *quirks;
        const char *answer;
        guint chunk;      /* number of the chunk with this answer */
        const char *then; /* answer to TEST UNIT READY directly after that chunk */
    } rows[] = {
        {"", "5/24/00", 126, "2/3A/01"},
        {"on-reject=ng", "5/24/00", 126, "2/3A/01"},
        {"on-reject=ng;ng-chunk=127", "5/24/00", 127, "2/3A/01"},
        {"on-reject=content", "5/26/00", 126, "2/3A/01"},
        {"on-reject=ready", "GOOD", 127, "2/3A/01"},
        {"on-reject=busy", "GOOD", 127, "2/04/01"},
        {"on-reject=busy;ng-chunk=127", "GOOD", 127, "2/04/01"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strdup_printf (DRIVE ("BD-RE WH16NS60") "Quirks=age=3;%s\n", rows[i].quirks);
        g_autoptr (BbSimRig) rig = sim_rig_new (text, NULL);
        g_autoptr (GBytes) image = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.01", "build-stamp=1601010000");
        g_autoptr (GBytes) before = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        g_autoptr (GBytes) after = NULL;
        guint chunk = 0;

        g_test_message ("%s", rows[i].quirks);
        sim_rig_settle (rig);
        g_assert_cmpstr (send_image (rig, image, "JB8", FALSE, &chunk), ==, rows[i].answer);
        g_assert_cmpuint (chunk, ==, rows[i].chunk);
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, rows[i].then);
        bb_transport_wait_ms (rig->transport, 3000);
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
        assert_runs (rig, "1.02");
        after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        g_assert_true (g_bytes_equal (before, after));
    }
}

/* --- Boot IDs --- */

static void
test_running_firmware_wants_the_boot_id_of_its_image (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (
        DRIVE ("BD-RE BP50NB40") "Product=BD-RE  BP60NB10\nQuirks=app-id=BUP5;service-code=NB10\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE BU40N", "1.00");

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, BOOT_ID, 0x20), ==, "GOOD");
    g_assert_cmpmem (rig->data, 16, "MT1959 Boot BUP3", 16);
    g_assert_cmpstr (send_image (rig, image, "BUP3", FALSE, NULL), ==, "GOOD");
    assert_runs (rig, "1.02");
    sim_rig_power_cycle (rig);
    g_assert_cmpstr (send_image (rig, image, "BUP5", FALSE, NULL), ==, "GOOD");
    assert_runs (rig, "1.00");
    /* The upload had the boot ID BUP5, but the uploaded firmware requires BU5 for the next upload. */
    g_assert_cmpstr (send_image (rig, image, "BUP5", FALSE, NULL), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    sim_rig_power_cycle (rig);
    g_assert_cmpstr (send_image (rig, image, "BU5", FALSE, NULL), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/01");
    assert_violations (rig, "an image with a foreign boot id was sent", NULL);
}

static void
test_boot_loader_wants_the_boot_id_of_the_board (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (
        DRIVE ("BD-RE BP50NB40") "State=half-flashed\nProduct=BD-RE  BP60NB10\nQuirks=app-id=BUP5\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE BU40N", "1.00");

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, image, "BUP5", FALSE, NULL), ==, "GOOD");
    assert_runs (rig, "BOOT");
    /* INQUIRY shows the product from the factory, not that of the half-flashed firmware. */
    g_assert_cmpmem (rig->data + 8, 24, "HL-DT-STBD-RE  BP50NB40 ", 24);
    sim_rig_power_cycle (rig);
    g_assert_cmpstr (send_image (rig, image, "BUP3", FALSE, NULL), ==, "GOOD");
    assert_runs (rig, "1.00");
}

/* --- Forms of the prepare command; bridges --- */

static void
test_quirks_set_which_forms_of_prepare_succeed (void)
{
    static const struct {
        const char *quirks;
        const char *a;
        const char *b;
    } rows[] = {
        {"", "GOOD", "GOOD"},
        {"prepare=AB", "GOOD", "GOOD"},
        {"prepare=A", "GOOD", "5/24/00"},
        {"prepare=B", "5/24/00", "GOOD"},
        {"prepare=none", "5/24/00", "5/24/00"},
        {"bridge-blocks=b", "GOOD", "error"},
        {"bridge-blocks=ab", "error", "error"},
        {"bridge-blocks=reads", "GOOD", "GOOD"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strdup_printf (DRIVE ("BD-RE BU40N") "Quirks=%s\n", rows[i].quirks);
        g_autoptr (BbSimRig) a = sim_rig_new (text, NULL);
        g_autoptr (BbSimRig) b = sim_rig_new (text, NULL);
        gboolean blind = g_str_has_suffix (rows[i].quirks, "reads");

        g_test_message ("%s", rows[i].quirks);
        sim_rig_settle (a);
        sim_rig_settle (b);
        g_assert_cmpstr (sim_rig_none (a, PREPARE_A), ==, rows[i].a);
        g_assert_cmpstr (sim_rig_none (b, PREPARE_B), ==, rows[i].b);
        g_assert_cmpstr (sim_rig_in (b, BOOT_ID, 0x20), ==, blind ? "error" : "GOOD");
        g_assert_cmpstr (sim_rig_in (b, DESCRIPTOR, 0x100), ==, blind ? "error" : "GOOD");
    }
}

static void
test_second_form_of_prepare_only_after_a_rejection (void)
{
    g_autoptr (BbSimRig) picky = sim_rig_new (DRIVE ("BD-RE BU40N") "Quirks=prepare=B\n", NULL);
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE ("BD-RE BU40N"), NULL);

    sim_rig_settle (picky);
    g_assert_cmpstr (sim_rig_none (picky, PREPARE_A), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_none (picky, PREPARE_B), ==, "GOOD");
    assert_violations (picky, NULL);
    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, PREPARE_A), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, PREPARE_B), ==, "GOOD");
    assert_violations (rig, "prepare was sent twice", NULL);
}

/* --- After the last chunk --- */

static void
test_quirk_sets_the_place_of_the_progress (void)
{
    static const struct {
        const char *quirk;
        guint8 at4; /* bytes 4, 15 and 16 of the sense data while the drive programs the image */
        guint8 at15;
        guint8 at16;
    } rows[] = {
        {"busy-07", 0, 0, 0},
        {"progress=byte4", 16, 0, 0},
        {"progress=byte16", 0, 0, 16},
        {"progress=sks16", 0, 0x80, 0x80},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strdup_printf (DRIVE ("BD-RE WH16NS60") "Quirks=%s\n", rows[i].quirk);
        g_autoptr (BbSimRig) rig = sim_rig_new (text, NULL);
        g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");

        g_test_message ("%s", rows[i].quirk);
        sim_rig_settle (rig);
        g_assert_cmpuint (rig->sense[4] | rig->sense[15] | rig->sense[16], ==, 0);
        g_assert_cmpstr (send_image (rig, image, "JB8", FALSE, NULL), ==, "GOOD");
        bb_transport_wait_ms (rig->transport, 4050); /* about half of 8000 ms */
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, i == 0 ? "2/04/07" : "2/04/01");
        g_assert_cmphex (rig->sense[4], ==, rows[i].at4);
        g_assert_cmphex (rig->sense[15], ==, rows[i].at15);
        g_assert_cmphex (rig->sense[16], ==, rows[i].at16);
        g_assert_cmphex (rig->sense[0], ==, 0x70);
        bb_transport_wait_ms (rig->transport, 4000);
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/3F/01");
        g_assert_cmpuint (rig->sense[4] | rig->sense[15] | rig->sense[16], ==, 0);
        assert_runs (rig, "1.03");
    }
}

static void
test_quirk_late_runs_new_firmware_after_a_power_cycle (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE ("BD-RE WH16NS60") "Quirks=late\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BW-16D1HT", "3.02");

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, image, "JB8", FALSE, NULL), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/01");
    assert_runs (rig, "1.02");
    g_assert_cmpstr (sim_rig_in (rig, DESCRIPTOR, 0x100), ==, "GOOD");
    g_assert_cmpmem (rig->data + 0x18, 4, "1.02", 4);
    sim_rig_power_cycle (rig);
    assert_runs (rig, "3.02");
    g_assert_cmpstr (sim_rig_in (rig, DESCRIPTOR, 0x100), ==, "GOOD");
    g_assert_cmpmem (rig->data + 0x08, 20, "BW-16D1HT       3.02", 20);
}

/* --- MT1939 --- */

static void
test_mt1939_takes_images_with_their_boot_area (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE ("BD-RE BH16NS40/NS40"), NULL);
    g_autoptr (BbSimRig) cleared = sim_rig_new (DRIVE ("BD-RE BH16NS40/NS40"), NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE BH16NS40/NS40", "1.03");
    g_autoptr (GBytes) before = bb_sim_bus_dump (rig->bus, "sr0", "boot", NULL);
    g_autoptr (GBytes) after = NULL;

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, image, NULL, FALSE, NULL), ==, "GOOD");
    assert_runs (rig, "1.03");
    assert_violations (rig, NULL);
    after = bb_sim_bus_dump (rig->bus, "sr0", "boot", NULL);
    g_assert_true (g_bytes_equal (before, after));
    sim_rig_settle (cleared);
    g_assert_cmpstr (send_image (cleared, image, "MT1939", FALSE, NULL), ==, "GOOD");
    assert_violations (cleared, "the boot area of an MT1939 image was cleared", NULL);
}

static void
test_mt1939_rejects_an_mt1959_image (void)
{
    static const struct {
        const char *quirks;
        const char *answer;
        guint chunk;
        const char *revision;
    } rows[] = {
        {"Quirks=board-id=MT1939\n", "2/04/08", 63, "BOOT"},
        {"Quirks=board-id=MT1939;mt1939-answer=in-time\n", "5/24/00", 63, "1.02"},
        {"Quirks=board-id=MT1939;mt1939-answer=end\n", "5/24/00", 126, "1.02"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strconcat (DRIVE ("BC-12D2HT"), rows[i].quirks, NULL);
        g_autoptr (BbSimRig) rig = sim_rig_new (text, NULL);
        g_autoptr (GBytes) image = sim_rig_image (rig, "BC-12D2HT", "3.11");
        guint chunk = 0;

        sim_rig_settle (rig);
        g_assert_cmpstr (send_image (rig, image, "JBC6", FALSE, &chunk), ==, rows[i].answer);
        g_assert_cmpuint (chunk, ==, rows[i].chunk);
        assert_runs (rig, rows[i].revision);
        g_assert_cmpuint (sim_rig_n_violations (rig), >=, 1);
    }
}

/* --- Quirks of the boot loader --- */

static void
test_boot_loader_answers_reads_only_by_quirk (void)
{
    static const struct {
        const char *quirks;
        const char *id;
        const char *descriptor;
        const char *feature;
    } rows[] = {
        {"boot-receiver=plain", "5/20/00", "5/20/00", "5/20/00"},
        {"boot-reads", "GOOD", "5/24/00", "5/20/00"},
        {"boot-reads-descriptor", "5/24/00", "GOOD", "5/20/00"},
        {"boot-reads;boot-reads-descriptor", "GOOD", "GOOD", "5/20/00"},
        {"boot-features", "5/20/00", "5/20/00", "GOOD"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strdup_printf (DRIVE ("BD-RE BU40N") "State=boot\nQuirks=%s\n", rows[i].quirks);
        g_autoptr (BbSimRig) rig = sim_rig_new (text, NULL);

        g_test_message ("%s", rows[i].quirks);
        sim_rig_settle (rig);
        g_assert_cmpstr (sim_rig_in (rig, BOOT_ID, 0x20), ==, rows[i].id);
        g_assert_cmpstr (sim_rig_in (rig, DESCRIPTOR, 0x100), ==, rows[i].descriptor);
        g_assert_cmpstr (sim_rig_in (rig, "46 02 00 03 00 00 00 00 10 00", 0x10), ==, rows[i].feature);
    }
}

/* --- Violations --- */

static void
test_second_upload_needs_a_power_cycle (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE ("BD-RE WH16NS60") "Quirks=age=3\n", NULL);
    g_autoptr (GBytes) older = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.01", "build-stamp=1601010000");

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, older, "JB8", FALSE, NULL), ==, "5/24/00");
    assert_violations (rig, NULL);
    g_assert_cmpstr (send_image (rig, older, "JB8", FALSE, NULL), ==, "5/24/00");
    assert_violations (rig, "a second upload was tried without a power cycle", NULL);
    sim_rig_power_cycle (rig);
    g_assert_cmpstr (send_image (rig, older, "JB8", FALSE, NULL), ==, "5/24/00");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
}

static void
test_boot_area_has_the_id_and_nothing_else (void)
{
    static const guint32 places[] = {0, 0x2FFF, 0x3010, 0x301F, 0x3020, 0xFFFF};

    for (guint i = 0; i < 2 * G_N_ELEMENTS (places); i++) {
        gboolean wrapped = i % 2 == 1;
        g_autoptr (BbSimRig) rig = sim_rig_new (
            wrapped ? DRIVE ("BD-RE WH16NS60") "Quirks=receiver=wrapped\n" : DRIVE ("BD-RE WH16NS60"), NULL);
        g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
        g_autofree guint8 *bytes = transfer_of (image, "JB8", FALSE);

        bytes[places[i / 2]] = 0x00;
        if (wrapped)
            bb_sim_mt_wrap (bytes, BB_SIM_MT_FLASH_BYTES);
        sim_rig_settle (rig);
        g_assert_cmpstr (sim_rig_upload (rig, bytes, NULL), ==, "GOOD");
        assert_violations (rig, "the boot area of the image was not cleared", NULL);
    }
}

static void
test_plain_image_to_wrapped_firmware_is_a_violation (void)
{
    g_autoptr (BbSimRig) rig =
        sim_rig_new (DRIVE ("BD-RE WH16NS60") "Quirks=build-stamp=2005081010;receiver=plain\n", NULL);
    g_autoptr (BbSimRig) overridden =
        sim_rig_new (DRIVE ("BD-RE WH16NS60") "Quirks=build-stamp=2005081010;receiver=plain;plain-override\n", NULL);
    g_autoptr (BbSimRig) tried =
        sim_rig_new (DRIVE ("BD-RE WH16NS60") "Quirks=build-stamp=2005081010;receiver=plain\n", NULL);
    g_autoptr (GBytes) image = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.05", "build-stamp=2201010000");

    sim_rig_settle (rig);
    g_assert_cmpstr (send_image (rig, image, "JB8", FALSE, NULL), ==, "GOOD");
    assert_violations (rig, "a plain image was sent to firmware that takes wrapped ones", NULL);
    sim_rig_settle (overridden);
    g_assert_cmpstr (send_image (overridden, image, "JB8", FALSE, NULL), ==, "GOOD");
    assert_violations (overridden, NULL);
    /* A tool may try a plain image after a wrapped one was rejected. */
    sim_rig_settle (tried);
    g_assert_cmpstr (send_image (tried, image, "JB8", TRUE, NULL), ==, "5/24/00");
    sim_rig_power_cycle (tried);
    g_assert_cmpstr (send_image (tried, image, "JB8", FALSE, NULL), ==, "GOOD");
    assert_violations (tried, NULL);
}

static void
test_changed_marks_of_an_image_are_a_violation (void)
{
    static const struct {
        const char *settings;
        gsize at;
        guint8 value;
    } rows[] = {
        {"downgrade-enabled", 0x1EC056, 0xFF},
        {"build-stamp=1711241200", 0x1EC056, 0xDE},
        {"age-mark", 0x105C8, 0xFF},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE ("BD-RE WH16NS60"), NULL);
        g_autoptr (GBytes) image = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.03", rows[i].settings);
        g_autofree guint8 *bytes = transfer_of (image, "JB8", FALSE);

        bytes[rows[i].at] = rows[i].value;
        sim_rig_settle (rig);
        sim_rig_upload (rig, bytes, NULL);
        assert_violations (rig, "DE or the age mark of the file was changed", NULL);
    }
}

static void
test_other_group_and_foreign_boot_id_are_violations (void)
{
    g_autoptr (BbSimRig) group = sim_rig_new (DRIVE ("BD-RE BU40N"), NULL);
    g_autoptr (BbSimRig) foreign = sim_rig_new (DRIVE ("BD-RE BU40N"), NULL);
    g_autoptr (GBytes) tall = sim_rig_image (group, "BW-16D1HT", "3.02");
    g_autoptr (GBytes) slim = sim_rig_image (group, "BD-RE BU40N", "1.03");

    sim_rig_settle (group);
    g_assert_cmpstr (send_image (group, tall, "BU5", FALSE, NULL), ==, "GOOD");
    assert_violations (group, "an image for another group of boards was sent", NULL);
    assert_runs (group, "3.02");
    sim_rig_settle (foreign);
    g_assert_cmpstr (send_image (foreign, slim, "BU51", FALSE, NULL), ==, "GOOD");
    assert_violations (foreign, "an image with a foreign boot id was sent", NULL);
    assert_runs (foreign, "1.02");
}

static void
test_boot_ids_of_image_and_model_are_no_violation (void)
{
    g_autoptr (BbSimRig) image_id = sim_rig_new (DRIVE ("BD-RE BU40N"), NULL);
    g_autoptr (BbSimRig) model_id = sim_rig_new (DRIVE ("BD-RE WH16NS60"), NULL);
    g_autoptr (GBytes) other = sim_rig_image (image_id, "BD-RE BP60NB10", "1.03");
    g_autoptr (GBytes) sister = sim_rig_image_with (model_id, "BDDVDRW UH12NS40", "1.03", "app-id=JB8");

    sim_rig_settle (image_id);
    g_assert_cmpstr (send_image (image_id, other, "BUP5", FALSE, NULL), ==, "GOOD");
    assert_violations (image_id, NULL);
    assert_runs (image_id, "1.02");
    /* The catalog has the boot ID JBC6 for the running firmware, but the drive accepts JB8. */
    sim_rig_settle (model_id);
    g_assert_cmpstr (send_image (model_id, sister, "JB8", FALSE, NULL), ==, "GOOD");
    assert_runs (model_id, "1.03");
    g_assert_cmpstr (send_image (model_id, sister, "JBC6", FALSE, NULL), ==, "GOOD");
    assert_violations (model_id, NULL);
    g_assert_cmpstr (sim_rig_none (model_id, TUR), ==, "2/3A/01");
}

int
main (int argc, char **argv)
{
    static const struct {
        const char *path;
        GTestFunc function;
    } tests[] = {
        {"form", test_date_and_sales_code_decide_plain_or_wrapped},
        {"form-of-new-firmware", test_new_firmware_decides_about_the_next_image},
        {"form-of-boot-loader", test_boot_loader_takes_plain_images_unless_set},
        {"age", test_older_images_replace_newer_firmware_only_if_allowed},
        {"age-in-boot", test_boot_loader_takes_older_images},
        {"on-reject", test_quirks_set_how_an_image_is_rejected},
        {"id", test_running_firmware_wants_the_boot_id_of_its_image},
        {"id-in-boot", test_boot_loader_wants_the_boot_id_of_the_board},
        {"prepare", test_quirks_set_which_forms_of_prepare_succeed},
        {"prepare-twice", test_second_form_of_prepare_only_after_a_rejection},
        {"progress", test_quirk_sets_the_place_of_the_progress},
        {"late", test_quirk_late_runs_new_firmware_after_a_power_cycle},
        {"mt1939", test_mt1939_takes_images_with_their_boot_area},
        {"mt1939-other-chip", test_mt1939_rejects_an_mt1959_image},
        {"boot-reads", test_boot_loader_answers_reads_only_by_quirk},
        {"second-upload", test_second_upload_needs_a_power_cycle},
        {"boot-area", test_boot_area_has_the_id_and_nothing_else},
        {"plain-where-wrapped", test_plain_image_to_wrapped_firmware_is_a_violation},
        {"changed-image", test_changed_marks_of_an_image_are_a_violation},
        {"ids-that-may-be-tried", test_boot_ids_of_image_and_model_are_no_violation},
        {"groups-and-ids", test_other_group_and_foreign_boot_id_are_violations},
    };

    g_test_init (&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
        g_autofree char *path = g_strconcat ("/sim/mt1959-receiver/", tests[i].path, NULL);

        g_test_add_func (path, tests[i].function);
    }
    return g_test_run ();
}
