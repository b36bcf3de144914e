/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ricoh-test.h"
#include "shipped-catalog.h"

#include "family/spc/bb-read-back.h"
#include "sim/bb-sim.h"

#define MODEL "DVD+RW MP5120A"

GBytes *
ricoh_make_bytes (const char *seed, const char *signature)
{
    static const char *const options[][2] = {
        {"vendor", "RICOH"}, {"product", "DVD+RW SIMULATED"}, {"revision", "9.99"}};
    g_autoptr (GError) error = NULL;
    GVariantBuilder builder;
    GBytes *bytes = NULL;

    g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
    for (guint i = 0; i < G_N_ELEMENTS (options); i++)
        g_variant_builder_add (&builder, "{ss}", options[i][0], options[i][1]);
    g_variant_builder_add (&builder, "{ss}", "seed", seed);
    g_variant_builder_add (&builder, "{ss}", "signature", signature);
    bytes = bb_sim_make_image (shipped_catalog (), BB_RICOH_ID, MODEL, g_variant_builder_end (&builder), &error);
    g_assert_no_error (error);
    return bytes;
}

GBytes *
ricoh_flip (GBytes *bytes, gsize offset)
{
    gsize size = g_bytes_get_size (bytes);
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

    data[offset] ^= 1;
    return g_bytes_new_take (data, size);
}

BbFacts *
ricoh_make_facts (const char *signature, const char *brand)
{
    BbFacts *facts = bb_facts_new (NULL);

    facts->family = g_strdup (BB_RICOH_ID);
    facts->condition = BB_CONDITION_NORMAL;
    if (signature != NULL)
        bb_facts_set_string (facts, BB_RICOH_KEY_SIGNATURE, signature);
    if (brand != NULL)
        bb_facts_set_string (facts, BB_RICOH_KEY_BRAND, brand);
    return facts;
}

BbCaptures *
ricoh_make_captures (GBytes *memory)
{
    BbCaptures *captures = bb_captures_new (NULL);

    bb_captures_add (captures, BB_RICOH_CAPTURE_MEMORY, BB_REGION_FIRMWARE, 0, memory);
    return captures;
}

BbProof
ricoh_judge (BbImage *image, BbFacts *after, GBytes *memory, GBytes *old, gboolean power_cycled, guint *n_differences,
             char **why)
{
    g_autoptr (BbCaptures) captures = memory != NULL ? ricoh_make_captures (memory) : bb_captures_new (NULL);
    g_autoptr (BbCaptures) before = old != NULL ? ricoh_make_captures (old) : NULL;
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    BbJudgeInput input = {.before = after,
                          .after = after,
                          .image = image,
                          .captures = captures,
                          .old = before,
                          .differences = differences,
                          .catalog = shipped_catalog (),
                          .power_cycled = power_cycled};
    BbReadBack compared = {0};
    BbProof proof;

    /* adds the differences that the reads of the verify plan would find */
    if (memory != NULL)
        bb_read_back_compare (&compared, captures, BB_RICOH_CAPTURE_MEMORY, bb_image_get_bytes (image),
                              BB_RICOH_FIRMWARE_OFFSET, BB_RICOH_IMAGE_BYTES, differences);
    proof = bb_ricoh_judge (&input, why);
    if (n_differences != NULL)
        *n_differences = differences->len;
    return proof;
}
