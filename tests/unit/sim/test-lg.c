/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include <string.h>

/* The simulated LG drive, command by command (lg-renesas.md, section 10).
 * Tests bb-sim-lg.c, bb-sim-lg-image.c and bb-sim-programming.c. */

#define DRIVE "[drive sr0]\nFamily=lg-renesas\nModel=DVDRAM GSA-E50L\nRevision=NE01\nSerial=SIM0001\n"
#define TUR "00 00 00 00 00 00"
#define CHUNK_BYTES 0x8000u
#define FILE_BYTES 0x1A0400u
#define PROGRAMMED_MS 9000

/* Returns (transfer full) a rig with the drive DRIVE, ready for commands. @more: further lines of the scenario */
static BbSimRig *
new_rig (const char *more)
{
    g_autofree char *scenario = g_strconcat (DRIVE, more, NULL);
    BbSimRig *rig = sim_rig_new (scenario, NULL);

    (void) sim_rig_none (rig, TUR);
    return rig;
}

/* Returns (transfer full) a synthetic file with @setting (nullable). */
static GBytes *
make_file (BbSimRig *rig, const char *setting, const char *value)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *file = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "NE02");
    g_variant_builder_add (&options, "{ss}", "seed", "9");
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, value);
    file =
        bb_sim_make_image (rig->catalog, "lg-renesas", "DVDRAM GSA-E50L", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return file;
}

/* Sends one chunk of @file. If @is_padded, the CDB of 10 bytes gets two zero bytes more. Returns the result of
 * sim_rig_out(). */
static const char *
send_chunk (BbSimRig *rig, GBytes *file, guint32 offset, gboolean is_padded)
{
    const guint8 *data = g_bytes_get_data (file, NULL);
    guint32 size = (guint32) g_bytes_get_size (file);
    guint32 length_bytes = MIN (CHUNK_BYTES, size - offset);
    guint source = offset + length_bytes == size ? 5 : 2;
    g_autofree char *cdb = g_strdup_printf ("3B %02X %02X %02X %02X %02X 00 %02X %02X 44%s", source, offset >> 24,
                                            (offset >> 16) & 0xFF, (offset >> 8) & 0xFF, offset & 0xFF,
                                            length_bytes >> 8, length_bytes & 0xFF, is_padded ? " 00 00" : "");

    return sim_rig_out (rig, cdb, data + offset, length_bytes);
}

/* Sends the chunks of @file up to the first answer that is not GOOD; returns the last answer. */
static const char *
send_file (BbSimRig *rig, GBytes *file, gboolean is_padded)
{
    const char *answer = "";

    for (guint32 offset = 0; offset < g_bytes_get_size (file); offset += CHUNK_BYTES) {
        answer = send_chunk (rig, file, offset, is_padded);
        if (!g_str_equal (answer, "GOOD"))
            return answer;
    }
    return answer;
}

static void
assert_revision (BbSimRig *rig, const char *revision)
{
    g_autofree char *now = sim_rig_revision (rig);

    g_assert_cmpstr (now, ==, revision);
}

/* TRUE if MAIN, the main firmware in the memory of the drive, equals the payload of @file. */
static gboolean
has_main (BbSimRig *rig, GBytes *file)
{
    g_autoptr (GBytes) main = bb_sim_bus_dump (rig->bus, "sr0", "application", NULL);

    return memcmp (g_bytes_get_data (main, NULL), (const guint8 *) g_bytes_get_data (file, NULL) + 0x400,
                   g_bytes_get_size (main)) == 0;
}

/* A file is sent with CDBs of 10 bytes, and again with CDBs of 12 bytes: both must program it. */
static void
test_file_is_programmed_with_commands_of_either_length (void)
{
    for (guint is_padded = 0; is_padded < 2; is_padded++) {
        g_autoptr (BbSimRig) rig = new_rig ("");
        g_autoptr (GBytes) file = make_file (rig, NULL, NULL);

        g_assert_cmpstr (send_file (rig, file, is_padded), ==, "GOOD");
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/01");
        bb_transport_wait_ms (rig->transport, PROGRAMMED_MS);
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/3F/01");
        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
        assert_revision (rig, "NE02");
        g_assert_true (has_main (rig, file));
        g_assert_cmpstr (
            sim_rig_in (rig, is_padded ? "3C 05 00 41 00 00 00 80 00 44 00 00" : "3C 05 00 41 00 00 00 80 00 44",
                        CHUNK_BYTES),
            ==, "GOOD");
        g_assert_cmpmem (rig->data, CHUNK_BYTES, (const guint8 *) g_bytes_get_data (file, NULL) + 0x400, CHUNK_BYTES);
        g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
    }
}

static void
test_memory_map_and_forms_of_reads (void)
{
    static const char *const rows[][2] = {
        {"3C 05 00 40 00 00 00 00 10 44", "GOOD"},    {"3C 05 00 7F FF F0 00 00 10 44", "GOOD"},
        {"3C 05 00 FF E0 00 00 00 10 44", "GOOD"},    {"3C 05 00 80 00 00 00 00 10 44", "5/21/00"},
        {"3C 05 00 7F FF F8 00 00 10 44", "5/21/00"}, {"3C 05 01 40 00 00 00 00 10 44", "5/21/00"},
        {"3C 05 00 40 00 00 00 00 10 00", "5/24/00"}, {"3C 06 00 40 00 00 00 00 10 44", "5/24/00"},
        {"3C 05 00 40 00 00 01 00 10 44", "5/24/00"}, {"3C 05 00 40 00 00 00 80 01 44", "5/24/00"},
    };
    g_autoptr (BbSimRig) rig = new_rig ("");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_test_message ("%s", rows[i][0]);
        g_assert_cmpstr (sim_rig_in (rig, rows[i][0], 0x10), ==, rows[i][1]);
    }
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
}

/* A read of the registers must be recorded as a violation. With the quirk register-trap, the drive must not respond
 * until a power cycle. */
static void
test_registers_are_a_trap (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (BbSimRig) trap = new_rig ("Quirks=register-trap\n");

    g_assert_cmpstr (sim_rig_in (rig, "3C 05 00 00 00 00 00 00 10 44", 0x10), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
    g_assert_cmpstr (sim_rig_in (trap, "3C 05 00 00 6F F0 00 00 10 44", 0x10), ==, "timeout");
    g_assert_cmpstr (sim_rig_none (trap, TUR), ==, "timeout");
    sim_rig_power_cycle (trap);
    g_assert_cmpstr (sim_rig_none (trap, TUR), ==, "2/3A/01");
    assert_revision (trap, "NE01");
}

static void
test_refused_chunk_ends_the_session (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("Quirks=refuse-chunk-at=0x70000\n");
    g_autoptr (GBytes) file = make_file (rig, NULL, NULL);

    g_assert_cmpstr (send_file (rig, file, FALSE), ==, "5/24/00");
    g_assert_cmpstr (send_chunk (rig, file, 0x78000, FALSE), ==, "5/24/00");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
    g_assert_cmpstr (send_chunk (rig, file, 0x1A0000, FALSE), ==, "5/2C/00");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1); /* the last chunk was sent although a chunk had failed */
    assert_revision (rig, "NE01");
    g_assert_false (has_main (rig, file));
}

static void
test_mistakes_of_the_host_are_recorded (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (BbSimRig) gap = new_rig ("");
    g_autoptr (BbSimRig) twice = new_rig ("");
    g_autoptr (BbSimRig) of_core = new_rig ("");
    g_autoptr (GBytes) file = make_file (rig, NULL, NULL);
    g_autoptr (GBytes) core = make_file (rig, "core", "");

    (void) sim_rig_none (rig, "1D 01 00 00 06 00");
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 1);
    g_assert_cmpstr (send_chunk (gap, file, 0, FALSE), ==, "GOOD");
    g_assert_cmpstr (send_chunk (gap, file, 2 * CHUNK_BYTES, FALSE), ==, "5/24/00");
    g_assert_cmpuint (sim_rig_n_violations (gap), ==, 1);
    g_assert_cmpstr (send_chunk (twice, file, 0, FALSE), ==, "GOOD");
    g_assert_cmpstr (send_chunk (twice, file, CHUNK_BYTES, FALSE), ==, "GOOD");
    g_assert_cmpstr (send_chunk (twice, file, CHUNK_BYTES, FALSE), ==, "5/24/00");
    g_assert_cmpuint (sim_rig_n_violations (twice), ==, 1);
    g_assert_cmpstr (send_chunk (of_core, core, 0, FALSE), ==, "GOOD");
    g_assert_cmpuint (sim_rig_n_violations (of_core), ==, 1);
}

/* A file with one wrong byte in name, size, address or payload must be refused at its last chunk. Nothing
 * may be erased or programmed: the memory must be unchanged, and the old firmware must run after a power cycle. */
static void
test_wrong_files_are_refused_at_the_last_chunk (void)
{
    static const gsize offsets[] = {0x10, 0x18, 0x40, 0x47, 0x1000};

    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
        g_autoptr (BbSimRig) rig = new_rig ("");
        g_autoptr (GBytes) file = make_file (rig, NULL, NULL);
        g_autoptr (GBytes) before = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        guint8 *data = g_memdup2 (g_bytes_get_data (file, NULL), FILE_BYTES);
        g_autoptr (GBytes) wrong = g_bytes_new_take (data, FILE_BYTES);
        g_autoptr (GBytes) after = NULL;

        data[offsets[i]] ^= 0x02;
        g_test_message ("0x%zx", offsets[i]);
        g_assert_cmpstr (send_file (rig, wrong, FALSE), ==, "5/26/00");
        bb_transport_wait_ms (rig->transport, PROGRAMMED_MS);
        after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        g_assert_true (g_bytes_equal (after, before));
        sim_rig_power_cycle (rig);
        assert_revision (rig, "NE01");
    }
}

/* The power is cut while the main firmware (MAIN) is programmed, so only the boot code (CORE) runs. CORE must accept
 * a file. With the quirk core-only-answers=no, CORE must not respond to any command. */
static void
test_core_alone_takes_a_file_or_is_silent (void)
{
    g_autoptr (BbSimRig) rig = new_rig ("");
    g_autoptr (BbSimRig) silent = new_rig ("State=half-flashed\nQuirks=core-only-answers=no\n");
    g_autoptr (GBytes) file = make_file (rig, NULL, NULL);

    g_assert_cmpstr (send_file (rig, file, FALSE), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, 3000);
    sim_rig_power_cycle (rig);
    assert_revision (rig, "");
    g_assert_false (has_main (rig, file));
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/04/03");
    g_assert_cmpstr (sim_rig_in (rig, "3C 05 00 40 00 00 00 00 10 44", 0x10), ==, "2/04/03");
    g_assert_cmpstr (send_file (rig, file, FALSE), ==, "GOOD");
    bb_transport_wait_ms (rig->transport, PROGRAMMED_MS);
    assert_revision (rig, "NE02");
    g_assert_true (has_main (rig, file));
    g_assert_cmpstr (sim_rig_in (silent, "12 00 00 00 24 00", 36), ==, "timeout");
    g_assert_cmpstr (send_chunk (silent, file, 0, FALSE), ==, "timeout");
}

static void
test_quirks_of_the_end (void)
{
    g_autoptr (BbSimRig) keeps = new_rig ("Quirks=keeps-old\n");
    g_autoptr (BbSimRig) late = new_rig ("Quirks=need-power-cycle-to-verify;programming-ms=20000\n");
    g_autoptr (BbSimRig) disc = new_rig ("Disc=data\nQuirks=disc-refuses\n");
    g_autoptr (GBytes) file = make_file (keeps, NULL, NULL);
    const guint8 *payload = (const guint8 *) g_bytes_get_data (file, NULL) + 0x400;

    g_assert_cmpstr (send_file (keeps, file, FALSE), ==, "GOOD");
    bb_transport_wait_ms (keeps->transport, PROGRAMMED_MS);
    assert_revision (keeps, "NE01");
    g_assert_false (has_main (keeps, file));
    g_assert_cmpstr (send_file (late, file, FALSE), ==, "GOOD");
    bb_transport_wait_ms (late->transport, PROGRAMMED_MS);
    g_assert_cmpstr (sim_rig_none (late, TUR), ==, "2/04/01");
    bb_transport_wait_ms (late->transport, 2 * PROGRAMMED_MS);
    g_assert_cmpstr (sim_rig_none (late, TUR), ==, "6/3F/01");
    g_assert_cmpstr (sim_rig_in (late, "3C 05 00 41 10 00 00 00 40 44", 0x40), ==, "GOOD");
    g_assert_cmpint (memcmp (late->data, payload + 0x1000, 0x40), !=, 0);
    sim_rig_power_cycle (late);
    g_assert_cmpstr (sim_rig_in (late, "3C 05 00 41 10 00 00 00 40 44", 0x40), ==, "GOOD");
    g_assert_cmpmem (late->data, 0x40, payload + 0x1000, 0x40);
    (void) sim_rig_none (disc, TUR);
    g_assert_cmpstr (send_file (disc, file, FALSE), ==, "5/2C/00");
    assert_revision (disc, "NE01");
}

static void
test_no_unit_attention_if_another_program_took_it (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE, NULL);
    g_autoptr (BbSimRig) taken = sim_rig_new (DRIVE "Quirks=no-attention\n", NULL);

    g_assert_cmpstr (sim_rig_in (rig, "3C 05 00 40 00 00 00 00 10 44", 0x10), ==, "6/29/00");
    g_assert_cmpstr (sim_rig_in (taken, "3C 05 00 40 00 00 00 00 10 44", 0x10), ==, "GOOD");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sim/lg/file_is_programmed_with_commands_of_either_length",
                     test_file_is_programmed_with_commands_of_either_length);
    g_test_add_func ("/sim/lg/memory_map_and_forms_of_reads", test_memory_map_and_forms_of_reads);
    g_test_add_func ("/sim/lg/registers_are_a_trap", test_registers_are_a_trap);
    g_test_add_func ("/sim/lg/refused_chunk_ends_the_session", test_refused_chunk_ends_the_session);
    g_test_add_func ("/sim/lg/mistakes_of_the_host_are_recorded", test_mistakes_of_the_host_are_recorded);
    g_test_add_func ("/sim/lg/wrong_files_are_refused_at_the_last_chunk",
                     test_wrong_files_are_refused_at_the_last_chunk);
    g_test_add_func ("/sim/lg/core_alone_takes_a_file_or_is_silent", test_core_alone_takes_a_file_or_is_silent);
    g_test_add_func ("/sim/lg/quirks_of_the_end", test_quirks_of_the_end);
    g_test_add_func ("/sim/lg/no_unit_attention_if_another_program_took_it",
                     test_no_unit_attention_if_another_program_took_it);
    return g_test_run ();
}
