/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plextor-test.h"

#include "sim/bb-sim.h"

#include <string.h>

BbFacts *
plextor_facts_new (const char *model, const char *revision, BbCondition condition)
{
    BbFacts *facts = bb_facts_new (NULL);

    facts->family = g_strdup (BB_PLEXTOR_ID);
    facts->model = bb_catalog_get_model (shipped_catalog (), BB_PLEXTOR_ID, model);
    g_assert_nonnull (facts->model);
    facts->condition = condition;
    g_strlcpy (facts->inquiry.vendor, "PLEXTOR ", sizeof facts->inquiry.vendor);
    g_strlcpy (facts->inquiry.product, bb_model_get_string (facts->model, "ProductField"),
               sizeof facts->inquiry.product);
    g_strlcpy (facts->inquiry.revision, revision, sizeof facts->inquiry.revision);
    return facts;
}

BbImage *
plextor_image_identify (GBytes *bytes)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());

    g_assert_cmpuint (images->len, ==, 1);
    return g_object_ref (images->pdata[0]);
}

GBytes *
plextor_make_bytes (const char *model, const char *setting)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, "");
    bytes = bb_sim_make_image (shipped_catalog (), BB_PLEXTOR_ID, model, g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}

BbImage *
plextor_make_image (const char *model, const char *setting)
{
    g_autoptr (GBytes) bytes = plextor_make_bytes (model, setting);

    return plextor_image_identify (bytes);
}

char *
plextor_hash_pieces (BbPlan *plan, guint *n_pieces)
{
    g_autofree char *stream = plan_dup_stream (plan);
    g_auto (GStrv) lines = g_strsplit (stream, "\n", -1);
    g_autoptr (GString) pieces = g_string_new (NULL);

    *n_pieces = 0;
    for (guint i = 0; lines[i] != NULL; i++) {
        if (!g_str_has_prefix (lines[i], "3B"))
            continue;
        g_string_append_printf (pieces, "%s\n", lines[i]);
        (*n_pieces)++;
    }
    return bb_sha256_data ((const guint8 *) pieces->str, pieces->len);
}
