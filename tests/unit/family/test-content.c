/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "firmware/bb-content.h"
#include "nec/nec-bench.h"
#include "nec/nec-vectors.h"

#include <string.h>

/* Images with correct checksums and unusual content. Tests bb-content.c. */

static const char *const families[] = {"nec-optiarc", "mediatek-mt1959"};

/* Returns (transfer full) (nullable) an image; NULL if the simulator cannot make an image for this model. */
static GByteArray *
make_bytes (BbCatalog *catalog, const char *family, const char *model, const char *seed)
{
    GVariantBuilder options;
    g_autoptr (GBytes) bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "seed", seed);
    bytes = bb_sim_make_image (catalog, family, model, g_variant_builder_end (&options), NULL);
    return bytes != NULL ? g_bytes_unref_to_array (g_steal_pointer (&bytes)) : NULL;
}

/* Returns (transfer full) the verdict on the image in @array, which must be of the family, for a drive of the family.
 */
static BbVerdict *
check (BbCatalog *catalog, const char *family, GByteArray *array)
{
    g_autoptr (GBytes) bytes = g_bytes_new (array->data, array->len);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "new.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (whole, catalog);
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);

    facts->family = g_strdup (family);
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup ("normal");
    g_assert_cmpuint (images->len, ==, 1);
    g_assert_cmpstr (bb_image_get_identity (images->pdata[0])->family, ==, family);
    return bb_family_check (facts, images->pdata[0], catalog);
}

static void
assert_unusual (BbVerdict *verdict, gboolean unusual)
{
    const BbReason *reason = bb_verdict_find (verdict, "unusual-content");

    g_assert_true ((reason != NULL) == unusual);
    if (unusual)
        g_assert_cmpint (reason->weight, ==, BB_WEIGHT_CAUTION);
}

/* Writes the correct checksum of the first part into an image that the test has changed. */
static void
mend_sum (BbCatalog *catalog, const char *model_key, GByteArray *array)
{
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, "nec-optiarc", model_key);
    const BbNecType *type = bb_nec_type_of_model (model);
    g_autoptr (GBytes) bytes = g_bytes_new (array->data, array->len);

    nec_put_be16 (array, type->parts[0].sum_offset,
                  bb_sum16 (bytes, type->parts[0].image_offset, type->parts[0].sum_offset));
}

static void
test_ordinary_images_are_not_unusual (void)
{
    static const char *const seeds[] = {"1", "7", "77"};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    guint n_images = 0;

    for (guint f = 0; f < G_N_ELEMENTS (families); f++) {
        g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, families[f]);

        for (guint i = 0; i < models->len; i++) {
            g_autoptr (GByteArray) bytes = make_bytes (catalog, families[f], bb_model_get_key (models->pdata[i]),
                                                       seeds[i % G_N_ELEMENTS (seeds)]);
            g_autoptr (BbVerdict) verdict = NULL;

            if (bytes == NULL)
                continue;
            verdict = check (catalog, families[f], bytes);
            g_test_message ("%s", bb_model_get_key (models->pdata[i]));
            assert_unusual (verdict, FALSE);
            n_images++;
        }
    }
    g_assert_cmpuint (n_images, >, 100);
    for (guint i = 0; i < n_nec_vectors; i++) {
        g_autoptr (GByteArray) bytes = nec_vector_bytes (&nec_vectors[i], NULL);
        g_autoptr (BbVerdict) verdict = check (catalog, families[0], bytes);

        assert_unusual (verdict, FALSE);
    }
}

static const struct {
    guint family;
    const char *model;
    gboolean appended_sum;
} zero_rows[] = {{0, "K110", FALSE}, {0, "K352", FALSE}, {0, "K355", TRUE},           {0, "D770", TRUE},
                 {0, "G200", TRUE},  {0, "G285", TRUE},  {1, "BD-RE WH16NS60", FALSE}};

static void
test_half_a_mebibyte_of_zeros_is_unusual (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (zero_rows); i++) {
        for (guint less = 0; less < 2; less++) {
            g_autoptr (GByteArray) bytes =
                make_bytes (catalog, families[zero_rows[i].family], zero_rows[i].model, "7");
            g_autoptr (BbVerdict) verdict = NULL;
            gsize begin = 0x8101;

            g_test_message ("%s", zero_rows[i].model);
            bytes->data[begin - 1] = bytes->data[begin + BB_CONTENT_UNUSUAL_BYTES - less] = 0x5A;
            memset (bytes->data + begin, 0, BB_CONTENT_UNUSUAL_BYTES - less);
            if (zero_rows[i].appended_sum)
                mend_sum (catalog, zero_rows[i].model, bytes);
            verdict = check (catalog, families[zero_rows[i].family], bytes);
            g_assert_false (bb_verdict_has (verdict, "checksum"));
            assert_unusual (verdict, less == 0);
        }
    }
}

/* Fills a range like program code: few values with different frequencies. */
static void
put_code (GByteArray *bytes, gsize begin, gsize end)
{
    for (gsize i = begin; i < end; i++)
        bytes->data[i] = (guint8) ((i * 7 + (i >> 5)) & 0x3F) + (i % 4 == 0 ? 0x80 : 0x10);
}

/* The images of the simulator are all noise (pseudo-random bytes). The test replaces one part of the image by bytes
 * like program code. Only a large rest of noise must count as unusual. */
static void
test_noise_among_code_is_unusual (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    static const struct {
        guint family;
        const char *model;
        gsize code_begin;
        gsize code_end;
        gboolean unusual;
    } rows[] = {
        {1, "BD-RE WH16NS60", 0x20000, 0x100000, TRUE},  /* one half is noise */
        {1, "BD-RE WH16NS60", 0x100000, 0x1E0000, TRUE}, /* the other half is noise */
        {1, "BD-RE WH16NS60", 0x20000, 0x170000, FALSE}, /* less noise than is unusual */
        {0, "K355", 0x1000, 0x100000, TRUE},
        {0, "K355", 0x80000, 0x1D0000, TRUE},
        {0, "K355", 0x1000, 0x170000, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GByteArray) bytes = make_bytes (catalog, families[rows[i].family], rows[i].model, "7");
        g_autoptr (BbVerdict) verdict = NULL;

        put_code (bytes, rows[i].code_begin, rows[i].code_end);
        if (rows[i].family == 0)
            mend_sum (catalog, rows[i].model, bytes);
        verdict = check (catalog, families[rows[i].family], bytes);
        g_test_message ("row %u", i);
        g_assert_false (bb_verdict_has (verdict, "checksum"));
        assert_unusual (verdict, rows[i].unusual);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/family/content/ordinary_images_are_not_unusual", test_ordinary_images_are_not_unusual);
    g_test_add_func ("/family/content/half_a_mebibyte_of_zeros_is_unusual", test_half_a_mebibyte_of_zeros_is_unusual);
    g_test_add_func ("/family/content/noise_among_code_is_unusual", test_noise_among_code_is_unusual);
    return g_test_run ();
}
