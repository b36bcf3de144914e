/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "liteon-memory.h"
#include "shipped-catalog.h"

#include "sim/bb-sim.h"

GBytes *
liteon_make_memory (gboolean is_page, const char *revision, const char *updater)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *seed = g_strdup_printf ("%u", LITEON_MEMORY_SEED);
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", revision);
    g_variant_builder_add (&options, "{ss}", "seed", seed);
    if (is_page)
        g_variant_builder_add (&options, "{ss}", "page", "");
    if (updater != NULL)
        g_variant_builder_add (&options, "{ss}", "updater", updater);
    bytes =
        bb_sim_make_image (shipped_catalog (), BB_LITEON_ID, "DS-8ABSH", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}
