/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-bench.h"

#include "scsi/bb-bytes.h"

#include <string.h>

#define WAITS_MAX 400

static BbSimBus *
nec_bench_make_bus (NecBench *bench)
{
    g_autoptr (GError) error = NULL;
    BbSimBus *bus = bb_sim_bus_new_from_data (bench->scenario, bench->store, bench->catalog, &error);

    g_assert_no_error (error);
    return bus;
}

static void
nec_bench_open (NecBench *bench)
{
    g_autoptr (GError) error = NULL;

    g_clear_object (&bench->transport);
    bench->transport = bb_sim_bus_open (bench->bus, "sr0", &error);
    g_assert_no_error (error);
}

NecBench *
nec_bench_new (const char *model, const char *lines)
{
    g_autoptr (GError) error = NULL;
    NecBench *bench = g_new0 (NecBench, 1);

    bench->catalog = bb_catalog_open (NULL, NULL, &error);
    g_assert_no_error (error);
    bench->store = bb_sim_store_new_in_memory ();
    bb_sim_store_set_logging (bench->store, FALSE);
    bench->scenario = g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=%s\n%s", model, lines);
    bench->bus = nec_bench_make_bus (bench);
    nec_bench_open (bench);
    nec_bench_ready (bench); /* clears the unit attention */
    return bench;
}

void
nec_bench_free (NecBench *bench)
{
    g_clear_pointer (&bench->stream, g_checksum_free);
    g_clear_object (&bench->transport);
    g_clear_object (&bench->bus);
    g_clear_object (&bench->store);
    g_clear_object (&bench->catalog);
    g_free (bench->scenario);
    g_free (bench);
}

void
nec_bench_power_on (NecBench *bench)
{
    g_autoptr (GError) error = NULL;

    g_clear_object (&bench->transport);
    g_assert_true (bb_sim_bus_set_power (bench->bus, "sr0", TRUE, &error));
    g_assert_no_error (error);
    nec_bench_open (bench);
    nec_bench_ready (bench);
}

void
nec_bench_cycle (NecBench *bench)
{
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_sim_bus_set_power (bench->bus, "sr0", FALSE, &error));
    g_assert_no_error (error);
    nec_bench_power_on (bench);
}

/* Adds a line for the command, such as "CB0400…00 - 0\n", to the hash. */
static void
nec_bench_record (GChecksum *stream, const BbCommand *command)
{
    static const char *const directions[] = {"-", "i", "o"};
    g_autofree char *cdb = bb_hex_dup (command->cdb.bytes, command->cdb.length_bytes, "");
    g_autofree char *line =
        g_strdup_printf ("%s %s %" G_GSIZE_FORMAT "\n", cdb, directions[command->direction], command->length_bytes);

    g_checksum_update (stream, (const guint8 *) line, -1);
}

guint32
nec_bench_send (NecBench *bench, const guint8 *cdb, guint cdb_bytes, BbDirection direction, const guint8 *out,
                gsize length_bytes)
{
    g_autoptr (GError) error = NULL;
    BbCommand command = {.direction = direction, .out = out, .length_bytes = length_bytes, .timeout_ms = 300000};
    BbReply reply;

    g_assert_cmpuint (length_bytes, <=, sizeof bench->in);
    bb_cdb_init (&command.cdb, cdb, (guint8) cdb_bytes);
    memset (bench->in, 0xEE, sizeof bench->in);
    command.in = direction == BB_DIRECTION_IN ? bench->in : NULL;
    bench->n_sent++;
    if (bench->stream != NULL)
        nec_bench_record (bench->stream, &command);
    bench->moved_bytes = 0;
    if (!bb_transport_execute (bench->transport, &command, &reply, &error))
        return NO_ANSWER;
    bench->moved_bytes = length_bytes - reply.residual_bytes;
    if (reply.status == BB_STATUS_GOOD)
        return GOOD;
    g_assert_cmpuint (reply.status, ==, BB_STATUS_CHECK_CONDITION);
    return (guint32) reply.sense.key << 16 | (guint32) reply.sense.asc << 8 | reply.sense.ascq;
}

static guint32
nec_bench_send_hex (NecBench *bench, const char *cdb, BbDirection direction, const void *out, gsize length_bytes)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = bb_hex_parse (cdb, &error);
    gsize cdb_bytes = 0;
    const guint8 *data;

    g_assert_no_error (error);
    data = g_bytes_get_data (bytes, &cdb_bytes);
    return nec_bench_send (bench, data, (guint) cdb_bytes, direction, out, length_bytes);
}

guint32
nec_bench_hex (NecBench *bench, const char *cdb, gsize in_bytes)
{
    return nec_bench_send_hex (bench, cdb, in_bytes > 0 ? BB_DIRECTION_IN : BB_DIRECTION_NONE, NULL, in_bytes);
}

guint32
nec_bench_out (NecBench *bench, const char *cdb, const void *out, gsize length_bytes)
{
    return nec_bench_send_hex (bench, cdb, BB_DIRECTION_OUT, out, length_bytes);
}

const char *
nec_bench_revision (NecBench *bench)
{
    static char revision[5];

    revision[0] = '\0';
    if (nec_bench_hex (bench, "12 00 00 00 60 00", 96) == GOOD)
        g_snprintf (revision, sizeof revision, "%.4s", (const char *) bench->in + 32);
    return revision;
}

gboolean
nec_bench_is_safe (NecBench *bench)
{
    return nec_bench_revision (bench)[0] == '0';
}

guint32
nec_bench_ready (NecBench *bench)
{
    return nec_bench_hex (bench, "00 00 00 00 00 00", 0);
}

guint32
nec_bench_key (NecBench *bench, const char *key, gboolean on, guint bank)
{
    guint8 cdb[12] = {0xCC, (guint8) (bank == 1 ? 0x11 : 0x01), on ? 1 : 0, 0, 0, 0, 0, 0, 1, 0, 0, 0};

    memcpy (cdb + 4, key, 4);
    return nec_bench_send (bench, cdb, sizeof cdb, BB_DIRECTION_NONE, NULL, 0);
}

void
nec_bench_leave (NecBench *bench, const char *key, guint bank)
{
    guint n_sent = bench->n_sent + 1;

    g_assert_cmphex (nec_bench_key (bench, key, FALSE, bank), ==, GOOD);
    for (guint i = 0; i < WAITS_MAX && !bench->hasty; i++) {
        guint32 sense = nec_bench_ready (bench);
        guint8 asc = (guint8) (sense >> 8);

        if (asc != 0x04 && asc != 0x28 && asc != 0x29)
            break;
        bb_transport_wait_ms (bench->transport, 250);
    }
    bench->n_sent = n_sent; /* without the polls */
}

GBytes *
nec_bench_dump (NecBench *bench)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = bb_sim_bus_dump (bench->bus, "sr0", NULL, &error);

    g_assert_no_error (error);
    return bytes;
}

void
nec_bench_assert_same (NecBench *bench, GBytes *before, gsize from, gsize end)
{
    g_autoptr (GBytes) after = nec_bench_dump (bench);
    gsize length_bytes = 0;
    const guint8 *a = g_bytes_get_data (before, &length_bytes);
    const guint8 *b = g_bytes_get_data (after, NULL);

    g_assert_cmpuint (g_bytes_get_size (after), ==, length_bytes);
    g_assert_cmpmem (a, from, b, from);
    g_assert_cmpmem (a + end, length_bytes - end, b + end, length_bytes - end);
}

guint
nec_bench_count_violations (NecBench *bench)
{
    g_auto (GStrv) lines = bb_sim_bus_list_violations (bench->bus, "sr0");

    for (guint i = 0; lines[i] != NULL; i++)
        g_test_message ("violation: %s", lines[i]);
    return g_strv_length (lines);
}

void
nec_bench_fault (NecBench *bench, const char *at, const char *kind, const char *during)
{
    g_autofree char *at_line = g_strconcat ("At=", at, NULL);
    g_autofree char *kind_line = g_strconcat ("Kind=", kind, NULL);
    g_autofree char *during_line = g_strconcat ("During=", during, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_sim_bus_add_fault (bench->bus, &error, "Drive=sr0", at_line, kind_line, during_line, NULL));
    g_assert_no_error (error);
}

GBytes *
nec_bench_image (NecBench *bench, const char *model, const char *seed, const char *revision, const char *boot_version)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *image;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "seed", seed);
    g_variant_builder_add (&options, "{ss}", "revision", revision);
    if (boot_version != NULL)
        g_variant_builder_add (&options, "{ss}", "boot-version", boot_version);
    image = bb_sim_make_image (bench->catalog, "nec-optiarc", model, g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return image;
}
