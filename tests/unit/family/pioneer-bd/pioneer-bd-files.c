/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pioneer-bd-files.h"
#include "shipped-catalog.h"
#include "simulated-probe.h"

GBytes *
pioneer_bd_make_bytes (const char *setting, const char *value)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "1.14");
    g_variant_builder_add (&options, "{ss}", "seed", "145");
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, value);
    bytes =
        bb_sim_make_image (shipped_catalog (), BB_PIONEER_BD_ID, "8A10", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}

BbFacts *
pioneer_bd_probe (const char *keys)
{
    g_autofree char *text = g_strdup_printf ("[drive d]\nFamily=pioneer-bd\nSerial=SIM000000001\nSeed=145\n%s", keys);

    return probe_simulated (text, NULL);
}
