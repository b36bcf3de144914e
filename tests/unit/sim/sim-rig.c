/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include "scsi/bb-bytes.h"

#include <string.h>

BbCatalog *
sim_rig_catalog (void)
{
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = bb_catalog_open (BUILD_DATADIR "/catalog", "/nonexistent", &error);

    g_assert_no_error (error);
    return catalog;
}

BbSimRig *
sim_rig_new (const char *text, BbSimStore *store)
{
    BbSimRig *rig = g_new0 (BbSimRig, 1);
    g_autoptr (GError) error = NULL;

    rig->catalog = sim_rig_catalog ();
    rig->store = store != NULL ? g_object_ref (store) : bb_sim_store_new_in_memory ();
    rig->bus = bb_sim_bus_new_from_data (text, rig->store, rig->catalog, &error);
    g_assert_no_error (error);
    rig->transport = bb_sim_bus_open (rig->bus, "sr0", NULL);
    return rig;
}

void
sim_rig_free (BbSimRig *rig)
{
    g_clear_object (&rig->transport);
    g_clear_object (&rig->bus);
    g_clear_object (&rig->store);
    g_clear_object (&rig->catalog);
    g_free (rig);
}

void
sim_rig_reopen (BbSimRig *rig)
{
    g_autoptr (GError) error = NULL;

    g_clear_object (&rig->transport);
    rig->transport = bb_sim_bus_open (rig->bus, "sr0", &error);
    g_assert_no_error (error);
}

void
sim_rig_power_cycle (BbSimRig *rig)
{
    g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", FALSE, NULL));
    g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", TRUE, NULL));
    sim_rig_reopen (rig);
    sim_rig_settle (rig);
}

/* Sends one command; sets the fields of @rig and returns the answer as sim_rig_none() does. */
static const char *
sim_rig_send (BbSimRig *rig, const char *text, BbDirection direction, const guint8 *out, gsize length_bytes)
{
    g_autoptr (GBytes) cdb = bb_hex_parse (text, NULL);
    BbCommand command = {.direction = direction, .out = out, .length_bytes = length_bytes, .timeout_ms = 60000};
    BbReply reply;
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (cdb);
    g_assert_cmpuint (length_bytes, <=, sizeof rig->data);
    bb_cdb_init (&command.cdb, g_bytes_get_data (cdb, NULL), (guint8) g_bytes_get_size (cdb));
    memset (rig->data, 0xEE, sizeof rig->data);
    command.in = direction == BB_DIRECTION_IN ? rig->data : NULL;
    rig->moved_bytes = 0;
    if (!bb_transport_execute (rig->transport, &command, &reply, &error)) {
        const char *word = "error";

        if (g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE))
            word = "gone";
        else if (g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT))
            word = "timeout";
        g_strlcpy (rig->answer, word, sizeof rig->answer);
        return rig->answer;
    }
    rig->moved_bytes = length_bytes - reply.residual_bytes;
    memcpy (rig->sense, reply.sense_bytes, sizeof rig->sense);
    if (reply.status == BB_STATUS_GOOD)
        g_strlcpy (rig->answer, "GOOD", sizeof rig->answer);
    else
        g_snprintf (rig->answer, sizeof rig->answer, "%X/%02X/%02X", reply.sense.key, reply.sense.asc,
                    reply.sense.ascq);
    return rig->answer;
}

const char *
sim_rig_none (BbSimRig *rig, const char *cdb)
{
    return sim_rig_send (rig, cdb, BB_DIRECTION_NONE, NULL, 0);
}

const char *
sim_rig_in (BbSimRig *rig, const char *cdb, gsize length_bytes)
{
    return sim_rig_send (rig, cdb, BB_DIRECTION_IN, NULL, length_bytes);
}

const char *
sim_rig_out (BbSimRig *rig, const char *cdb, const guint8 *data, gsize length_bytes)
{
    return sim_rig_send (rig, cdb, length_bytes > 0 ? BB_DIRECTION_OUT : BB_DIRECTION_NONE,
                         length_bytes > 0 ? data : NULL, length_bytes);
}

void
sim_rig_settle (BbSimRig *rig)
{
    g_assert_cmpstr (sim_rig_none (rig, "00 00 00 00 00 00"), ==, "6/29/00");
}

guint8 *
sim_rig_transfer_image (GBytes *image, const guint8 *config)
{
    gsize length_bytes = 0;
    const guint8 *bytes = g_bytes_get_data (image, &length_bytes);
    guint8 *transfer = g_memdup2 (bytes, length_bytes);

    g_assert_cmpuint (length_bytes, ==, 0x200000);
    memset (transfer, 0xFF, 0x10000);
    memcpy (transfer + 0x3000, config, 0x10);
    return transfer;
}

const char *
sim_rig_upload (BbSimRig *rig, const guint8 *image, guint *chunk)
{
    const char *answer = sim_rig_none (rig, "3B 01 00 00 00 00 00 00 00 00");

    for (guint n = 0; g_str_equal (answer, "GOOD") && n < 128; n++) {
        g_autofree char *cdb = g_strdup_printf ("3B 06 00 %06X 00 40 00 00", n * 0x4000);

        if (chunk != NULL)
            *chunk = n;
        answer = sim_rig_out (rig, cdb, image + n * 0x4000, 0x4000);
    }
    return answer;
}

const char *
sim_rig_upload_for (BbSimRig *rig, GBytes *image)
{
    g_autoptr (GBytes) config = bb_sim_bus_dump (rig->bus, "sr0", "config", NULL);
    g_autofree guint8 *transfer = sim_rig_transfer_image (image, g_bytes_get_data (config, NULL));

    return sim_rig_upload (rig, transfer, NULL);
}

GBytes *
sim_rig_image (BbSimRig *rig, const char *model, const char *revision)
{
    return sim_rig_image_with (rig, model, revision, "");
}

GBytes *
sim_rig_image_with (BbSimRig *rig, const char *model, const char *revision, const char *settings)
{
    g_auto (GStrv) parts = g_strsplit (settings, ";", -1);
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) ended = NULL;
    GVariantBuilder builder;
    GBytes *image = NULL;

    g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&builder, "{ss}", "revision", revision);
    g_variant_builder_add (&builder, "{ss}", "seed", "77");
    for (guint i = 0; parts[i] != NULL; i++) {
        g_auto (GStrv) pair = g_strsplit (parts[i], "=", 2);

        g_variant_builder_add (&builder, "{ss}", pair[0], pair[1] != NULL ? pair[1] : "");
    }
    ended = g_variant_ref_sink (g_variant_builder_end (&builder));
    image = bb_sim_make_image (rig->catalog, "mediatek-mt1959", model, ended, &error);
    g_assert_no_error (error);
    return image;
}

char *
sim_rig_revision (BbSimRig *rig)
{
    g_assert_cmpstr (sim_rig_in (rig, "12 00 00 00 60 00", 0x60), ==, "GOOD");
    return g_strchomp (g_strndup ((const char *) rig->data + 32, 4));
}

guint
sim_rig_n_violations (BbSimRig *rig)
{
    g_auto (GStrv) violations = bb_sim_bus_list_violations (rig->bus, "sr0");

    return g_strv_length (violations);
}
