/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-vectors.h"

#include "family/bb-key-file.h"
#include "family/mt1959/bb-mt1959-transfer.h"

#include <glib/gstdio.h>
#include <string.h>

/* Tests the details (BbDetail) that show the values of an MT1959 drive or image to the user. */

/**
 * Described: values of a drive or image, and the details that must be shown for them.
 * @values: GVariant text
 * @n_details: expected number of details; 0: the values contain no field that is shown
 * @board, @service_code, @date, @replaces: (nullable): expected text of this detail; %NULL: the values do not have it
 */
typedef struct {
    const char *values;
    guint n_details;
    const char *board;
    const char *service_code;
    const char *date;
    const char *replaces;
} Described;

static const Described described[] = {
    {"{'wrapped': <true>}", 0, NULL, NULL, NULL, NULL},
    {"{'product': <'BD-RE'>}", 4, NULL, NULL, NULL, NULL},
    {"{'boot-id': <'MT1959 Boot BU5'>, 'group': <'slim'>}", 4, "“MT1959 Boot BU5”, for slim drives", NULL, NULL,
     NULL},
    {"{'boot-id': <'X'>}", 4, "“X”, for unknown drives", NULL, NULL, NULL},
    {"{'boot-id': <'X'>, 'group': <'half-height'>}", 4, "“X”, for half-height drives", NULL, NULL, NULL},
    {"{'boot-id': <'X'>, 'group': <'old-slim'>}", 4, "“X”, for old slim drives", NULL, NULL, NULL},
    {"{'boot-id': <'X'>, 'group': <'mt1939'>}", 4, "“X”, for drives with the MT1939 chip", NULL, NULL, NULL},
    {"{'product': <'P'>, 'service-code': <'NS60'>, 'build-date': <'2019-01-02'>}", 4, NULL, "NS60", "2019-01-02",
     NULL},
    {"{'product': <'P'>, 'service-code': <'    '>}", 4, NULL, "none", NULL, NULL},
    {"{'product': <'P'>, 'downgrade-enabled': <true>}", 4, NULL, NULL, NULL, "yes"},
    {"{'product': <'P'>, 'downgrade-enabled': <false>}", 4, NULL, NULL, NULL, "no"},
    {"{'product': <'P'>, 'downgrade-enabled': <false>, 'age-mark': <true>}", 4, NULL, NULL, NULL,
     "yes, the image can replace firmware of any age (OmniDrive flag)"},
    {"{'product': <'P'>, 'downgrade-enabled': <true>, 'age-mark': <false>}", 4, NULL, NULL, NULL, "yes"},
};

static void
test_values_are_shown_as_words (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (described); i++) {
        const Described *row = &described[i];
        const char *const wanted[] = {row->board, row->service_code, row->date, row->replaces};
        g_autoptr (GVariant) values = g_variant_parse (G_VARIANT_TYPE_VARDICT, row->values, NULL, NULL, NULL);
        g_autoptr (GPtrArray) details = bb_family_describe ("mediatek-mt1959", values);

        g_test_message ("%s", row->values);
        g_assert_cmpuint (details->len, ==, row->n_details);
        for (guint j = 0; j < details->len; j++) {
            const BbDetail *detail = details->pdata[j];

            g_assert_cmpstr (detail->text, ==, wanted[j]);
            g_assert_cmpint (detail->is_hardware, ==, j == 0);
        }
    }
}

static void
test_forms_have_words (void)
{
    static const char *const forms[][2] = {
        {"half-height", "a half-height drive"},
        {"slim", "a slim drive"},
        {"old-slim", "an older slim drive"},
        {"mt1939", "an older-generation drive"},
        {"other", "a drive with an unknown form factor"},
        {NULL, "a drive with an unknown form factor"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
        g_assert_cmpstr (bb_mt1959_form_describe (forms[i][0]), ==, forms[i][1]);
}

/* bb_mt1959_explain_image() must give a text only for an image that was read from a drive ("raw-readout"), because
 * such an image contains the calibration of that drive. */
static void
test_read_out_is_explained (void)
{
    static const char *const values[] = {NULL, "{'product': <'P'>}", "{'raw-readout': <false>}",
                                         "{'raw-readout': <true>}"};

    for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
        g_autoptr (BbImageIdentity) identity = bb_image_identity_new ("mediatek-mt1959", 0, 1);
        g_autofree char *text = NULL;

        if (values[i] != NULL)
            identity->values = g_variant_parse (G_VARIANT_TYPE_VARDICT, values[i], NULL, NULL, NULL);
        text = bb_mt1959_explain_image (identity);
        g_assert_cmpint (text != NULL, ==, i == 3);
    }
}

/* TRUE if the verdict has the caution that no checksum shows whether @image is whole. Asserts that there is no other
 * caution, and that this one is no objection. */
static gboolean
is_unchecked (BbFacts *facts, BbImage *image)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, mt_catalog ());
    const BbReason *reason = bb_verdict_find (verdict, "no-checksum");

    g_assert_cmpint (bb_verdict_get_level_without_limits (verdict), ==, BB_VERDICT_FITS);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, reason != NULL ? BB_VERDICT_CAUTION : BB_VERDICT_FITS);
    if (reason != NULL)
        g_assert_cmpstr (reason->text, ==, bb_mt1959_get_unchecked ());
    return reason != NULL;
}

/* The verdict on a file must say that no checksum shows whether the image is complete. There are two exceptions: the
 * catalog knows the file as an original, or the image was not loaded from a file. */
static void
test_a_file_without_a_known_checksum_is_named (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autofree char *folder = g_dir_make_tmp ("burnback-check-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "image.bin", NULL);
    g_autofree guint8 *data = mt_image_data (&look);
    g_autoptr (GFile) place = g_file_new_for_path (path);
    g_autoptr (BbFacts) facts = mt_facts (&look, "windows", 0x39);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (BbImage) saved = mt_image (&look);

    g_assert_true (g_file_set_contents (path, (const char *) data, 0x200000, NULL));
    file = bb_image_load (place, NULL, &error);
    g_assert_no_error (error);
    images = bb_family_identify_file (file, mt_catalog ());
    g_assert_cmpuint (images->len, ==, 1);
    g_assert_cmpint (bb_image_get_identity (images->pdata[0])->kind, !=, BB_IMAGE_KIND_ORIGINAL);
    g_assert_true (is_unchecked (facts, images->pdata[0]));
    g_assert_false (is_unchecked (facts, saved));
    bb_image_get_identity (images->pdata[0])->kind = BB_IMAGE_KIND_ORIGINAL;
    bb_image_get_identity (saved)->kind = BB_IMAGE_KIND_ORIGINAL;
    g_assert_false (is_unchecked (facts, images->pdata[0]));
    g_assert_false (is_unchecked (facts, saved));
    g_assert_cmpint (g_remove (path), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* The user sees that an encrypted file is decrypted, and that this happens only in memory. */
static void
test_a_decrypted_file_is_named (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) facts = mt_facts (&look, "windows", 0x39);
    g_autoptr (BbImage) plain = mt_image (&look);
    g_autoptr (GBytes) wrapped = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbVerdict) verdict = NULL;

    mt_let_in_made_up_key ();
    wrapped = bb_mt1959_wrap (bb_image_get_bytes (plain), NULL);
    image = mt_identify (g_memdup2 (g_bytes_get_data (wrapped, NULL), MT_FLASH_BYTES), MT_FLASH_BYTES);
    verdict = bb_family_check (facts, image, mt_catalog ());
    g_assert_true (bb_verdict_has (verdict, "unwrapped"));
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_FITS);
    bb_key_file_set (NULL);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/describe/values-are-shown-as-words", test_values_are_shown_as_words);
    g_test_add_func ("/mt1959/describe/forms-have-words", test_forms_have_words);
    g_test_add_func ("/mt1959/describe/read-out-is-explained", test_read_out_is_explained);
    g_test_add_func ("/mt1959/describe/no-known-checksum", test_a_file_without_a_known_checksum_is_named);
    g_test_add_func ("/mt1959/describe/a-decrypted-file-is-named", test_a_decrypted_file_is_named);
    return g_test_run ();
}
