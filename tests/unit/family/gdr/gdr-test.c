/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "gdr-test.h"

#include "sim/bb-sim.h"

#include <string.h>

#define SEED "97"

GBytes *
gdr_make_bytes_for (const char *product, const char *form)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "ST01");
    g_variant_builder_add (&options, "{ss}", "product", product);
    g_variant_builder_add (&options, "{ss}", "seed", SEED);
    if (form != NULL)
        g_variant_builder_add (&options, "{ss}", "form", form);
    bytes = bb_sim_make_image (shipped_catalog (), BB_GDR_ID, "DVD-ROM GDR8163B", g_variant_builder_end (&options),
                               &error);
    g_assert_no_error (error);
    return bytes;
}

GBytes *
gdr_make_bytes (const char *form)
{
    return gdr_make_bytes_for ("DVD-ROM GDRSIM1B", form);
}

GBytes *
gdr_change (GBytes *bytes, gsize offset, const void *text, gsize text_bytes, gsize length_bytes)
{
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

    memcpy (data + offset, text, text_bytes);
    return g_bytes_new_take (data, length_bytes);
}

BbFacts *
gdr_make_facts (const char *window)
{
    BbInquiry inquiry = {.vendor = "HL-DT-ST", .product = "DVD-ROM GDRSIM1B", .revision = "ST01"};
    BbFacts *facts = bb_facts_new (&inquiry);

    facts->family = g_strdup (BB_GDR_ID);
    facts->condition = BB_CONDITION_NORMAL;
    if (window != NULL)
        bb_facts_set_string (facts, BB_GDR_KEY_WINDOW, window);
    return facts;
}

BbCaptures *
gdr_store (BbPlan *plan, const guint8 *data, guint32 length_bytes)
{
    BbCaptures *captures = bb_captures_new (plan);

    bb_captures_store (captures, 0, 0, data, length_bytes);
    return captures;
}
