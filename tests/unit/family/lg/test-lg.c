/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"
#include "shipped-catalog.h"

#include "family/lg/bb-lg.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The family of LG drives with Renesas controllers, compared with the vectors of docs/protocols/lg-renesas.md. */

#define FILE_BYTES 0x1A0400u

static GBytes *
make_bytes (const char *setting)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "NE02");
    g_variant_builder_add (&options, "{ss}", "seed", "114");
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, "");
    bytes =
        bb_sim_make_image (shipped_catalog (), BB_LG_ID, "DVDRAM GSA-E50L", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}

static BbImage *
identify (GBytes *bytes)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());

    return g_object_ref (images->pdata[0]);
}

/* Returns the image of the vector with @value at @offset; with a new checksum if @signs. */
static BbImage *
identify_changed (gsize offset, guint8 value, gsize length_bytes, gboolean signs)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), FILE_BYTES);
    g_autoptr (GBytes) unsigned_file = NULL;
    g_autoptr (GBytes) file = NULL;

    data[offset] = value;
    unsigned_file = g_bytes_new (data, length_bytes);
    if (signs)
        bb_put_be16 (data, bb_lg_compute_sum (unsigned_file));
    file = g_bytes_new (data, length_bytes);
    return identify (file);
}

static BbFacts *
make_facts (const char *name)
{
    BbFacts *facts = bb_facts_new (NULL);
    BbLgPart main = {.is_found = TRUE, .address = 0x410200, .start = 0x410000, .size = 0x1A0000};

    facts->family = g_strdup (BB_LG_ID);
    facts->condition = BB_CONDITION_NORMAL;
    bb_lg_part_to_facts (&main, facts, BB_LG_KEY_MAIN);
    bb_facts_set_string (facts, BB_LG_KEY_NAME, name);
    return facts;
}

static void
assert_sha256 (GBytes *bytes, const char *wanted)
{
    g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

    g_assert_cmpstr (sum, ==, wanted);
}

static void
test_image_and_sum_are_those_of_the_vector (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) image = identify (bytes);
    g_autoptr (BbFacts) facts = make_facts ("GSA-T20L");
    g_autoptr (GBytes) other = bb_lg_readdress (facts, bytes);

    assert_sha256 (bytes, "4d358c80811aa1aa19d6acf52a6ac78555a7190c1f637d0a87317f0621671991");
    g_assert_cmpuint (bb_lg_compute_sum (bytes), ==, 0x8482);
    g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpstr (bb_image_get_identity (image)->problem, ==, NULL);
    g_assert_cmpstr (bb_image_get_identity (image)->revision, ==, "NE02");
    assert_sha256 (other, "587c89ef69a6f0d9caff653dc3416174dd9233598c56bf7907eebca64b441074");
}

static void
test_generators_are_those_of_the_vectors (void)
{
    static const struct {
        guint generator;
        guint16 key;
        const char *sha256;
    } rows[] = {
        {1, 0x1234, "8c6f7989cddaabcc15ec6477af761199b065924a86b27226c14b4b9b5bd03e41"},
        {2, 0x1234, "df54c291d89e6ebe3e6b51b86f5b748865f3b236f127e1878a5b159db8a26688"},
        {3, 0x1234, "aacf519a778fe7fcd44e70c45ae86741870a2fc7a3677ad8467378d7b6467847"},
        {3, 0xBEEF, "53bd443315b919cf808f896c6e37d2859a63d8c5568bfc63657b5bfd03d17795"},
        {2, 0x0000, "c29b26acc7fd0cbbb5f9ef7c7d5d4645d957530b56f1d075a7c7bf7b93868e41"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint8 *out = g_malloc (4096);
        g_autoptr (GBytes) bytes = g_bytes_new_take (out, 4096);

        bb_lg_generate (rows[i].generator, rows[i].key, out, 4096);
        assert_sha256 (bytes, rows[i].sha256);
    }
}

static void
test_changed_files_are_refused (void)
{
    g_autoptr (BbImage) level = identify_changed (0x20, 'X', FILE_BYTES, TRUE);
    g_autoptr (BbImage) rom = identify_changed (0x30, 'X', FILE_BYTES, TRUE);
    g_autoptr (BbImage) cut = identify_changed (0x1000, 0, FILE_BYTES - 2, TRUE);
    g_autoptr (BbImage) end = identify_changed (FILE_BYTES - 1, 0, FILE_BYTES, TRUE);
    g_autoptr (BbImage) sum = identify_changed (0x1000, 0x5B, FILE_BYTES, FALSE);

    g_assert_nonnull (strstr (bb_image_get_identity (level)->problem, "header"));
    g_assert_nonnull (strstr (bb_image_get_identity (rom)->problem, "header"));
    g_assert_nonnull (strstr (bb_image_get_identity (cut)->problem, "1704958 bytes"));
    g_assert_nonnull (strstr (bb_image_get_identity (end)->problem, "does not match its beginning"));
    g_assert_cmpint (bb_image_get_identity (sum)->checksum, ==, BB_CHECKSUM_BAD);
}

static void
test_core_and_other_layouts_are_refused (void)
{
    g_autoptr (GBytes) core_bytes = make_bytes ("core");
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) core = identify (core_bytes);
    g_autoptr (BbImage) image = identify (bytes);
    g_autoptr (BbFacts) own = make_facts ("GSA-E50L");
    g_autoptr (BbFacts) other = make_facts ("GSA-T20L");
    g_autoptr (BbVerdict) own_verdict = bb_family_check (own, image, shipped_catalog ());
    g_autoptr (BbVerdict) core_verdict = bb_family_check (own, core, shipped_catalog ());
    g_autoptr (BbVerdict) cross = bb_family_check (other, image, shipped_catalog ());
    g_autoptr (BbVerdict) smaller = NULL;
    BbLgPart main = {.is_found = TRUE, .start = 0x410000, .size = 0xF0000};

    g_assert_cmpint (bb_verdict_get_level (own_verdict), !=, BB_VERDICT_REFUSED);
    g_assert_true (bb_verdict_has (core_verdict, "core"));
    g_assert_cmpint (bb_verdict_get_level (cross), ==, BB_VERDICT_CROSS_FLASH);
    bb_lg_part_to_facts (&main, own, BB_LG_KEY_MAIN);
    smaller = bb_family_check (own, image, shipped_catalog ());
    g_assert_true (bb_verdict_has (smaller, "layout"));
}

static void
test_flash_sends_the_stream_of_the_vector (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) image = identify (bytes);
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L");
    g_autoptr (BbFacts) other = make_facts ("GSA-T20L");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_lg_plan_flash (&input, NULL);
    g_autofree char *stream = plan_dup_stream (plan);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_str_has_prefix (stream, "3B020000000000800044 o 32768\n3B020000800000800044 o 32768\n"));
    g_assert_nonnull (strstr (stream, "3B020019800000800044 o 32768\n3B05001A000000040044 o 1024\n"));
    g_assert_nonnull (strstr (stream, "3C050041000000800044 i 32768\n3C050041800000800044 i 32768\n"));
    g_assert_nonnull (strstr (stream, "3C05005A800000800044 i 32768"));
    input.facts = other;
    g_assert_null (bb_lg_plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* CORE, an image of another layout and a damaged image are refused by each plan, not only by the verdict. */
static void
test_no_plan_is_made_for_core_or_another_layout (void)
{
    BbPlan *(*const plans[]) (const BbFlashInput *, GError **) = {bb_lg_plan_flash, bb_lg_plan_verify,
                                                                  bb_lg_plan_recover};
    g_autoptr (GBytes) core_bytes = make_bytes ("core");
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    BbImage *images[] = {identify (bytes), identify (core_bytes),
                         identify_changed (FILE_BYTES - 1, 0, FILE_BYTES, TRUE), identify (bytes),
                         identify (core_bytes)};
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L");
    g_autoptr (BbFacts) smaller = make_facts ("GSA-E50L");
    g_autoptr (BbFacts) without_layout = bb_facts_new (NULL);
    BbFacts *of_image[] = {facts, facts, facts, smaller, without_layout};
    BbLgPart main = {.is_found = TRUE, .start = 0x410000, .size = 0xF0000};

    without_layout->family = g_strdup (BB_LG_ID);
    bb_facts_set_string (without_layout, BB_LG_KEY_NAME, "GSA-E50L");
    bb_lg_part_to_facts (&main, smaller, BB_LG_KEY_MAIN);
    for (guint i = 0; i < G_N_ELEMENTS (images); i++) {
        BbFlashInput input = {.facts = of_image[i], .image = images[i], .catalog = shipped_catalog ()};

        for (guint j = 0; j < G_N_ELEMENTS (plans); j++) {
            g_autoptr (GError) error = NULL;
            g_autoptr (BbPlan) plan = plans[j](&input, &error);

            g_test_message ("image %u, plan %u", i, j);
            g_assert_cmpint (plan != NULL, ==, i == 0);
            if (i > 0)
                g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS (images); i++)
        g_object_unref (images[i]);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/lg/image_and_sum_are_those_of_the_vector", test_image_and_sum_are_those_of_the_vector);
    g_test_add_func ("/lg/generators_are_those_of_the_vectors", test_generators_are_those_of_the_vectors);
    g_test_add_func ("/lg/changed_files_are_refused", test_changed_files_are_refused);
    g_test_add_func ("/lg/core_and_other_layouts_are_refused", test_core_and_other_layouts_are_refused);
    g_test_add_func ("/lg/no_plan_is_made_for_core_or_another_layout",
                     test_no_plan_is_made_for_core_or_another_layout);
    g_test_add_func ("/lg/flash_sends_the_stream_of_the_vector", test_flash_sends_the_stream_of_the_vector);
    return g_test_run ();
}
