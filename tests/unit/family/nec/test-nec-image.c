/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-vectors.h"

#include <string.h>

static GPtrArray *
identify (BbCatalog *catalog, GByteArray *file)
{
    g_autoptr (GBytes) bytes = g_bytes_new (file->data, file->len);

    return bb_family_nec_optiarc.identify_image (bytes, catalog);
}

static void
append (GByteArray *file, GByteArray *more)
{
    g_byte_array_append (file, more->data, more->len);
}

static BbImageIdentity *
at (GPtrArray *found, guint index)
{
    return g_ptr_array_index (found, index);
}

/* Returns (transfer full) the container of the vectors: a program followed by two images. */
static GByteArray *
container (void)
{
    static const NecRecipe without_boot = {.boot = ""};
    const NecVector *vector = nec_vector ("nec-2m-k355");
    g_autoptr (GByteArray) first = nec_vector_bytes (vector, NULL);
    g_autoptr (GByteArray) second = nec_vector_bytes (vector, &without_boot);
    GByteArray *file = nec_fill (1000, 0x77);

    /* The second image has no boot version. */
    append (file, first);
    append (file, second);
    return file;
}

static void
test_images_are_found_from_the_end (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) file = container ();
    g_autofree char *sha256 = bb_sha256_data (file->data, file->len);
    g_autoptr (GPtrArray) found = identify (catalog, file);

    g_assert_cmpstr (sha256, ==, "d5898409ecbb3346b42335f9823e7160c7ef663c7cfaf89566aa1f4af5994cbb");
    g_assert_cmpuint (found->len, ==, 2);
    g_assert_cmpuint (at (found, 0)->offset, ==, 1967088);
    g_assert_cmpuint (at (found, 0)->length_bytes, ==, 1966086);
    g_assert_null (bb_image_identity_lookup_string (at (found, 0), "boot-version"));
    g_assert_cmpuint (at (found, 1)->offset, ==, 1000);
    g_assert_cmpuint (at (found, 1)->length_bytes, ==, 1966088);
    g_assert_cmpstr (bb_image_identity_lookup_string (at (found, 1), "boot-version"), ==, "05");
    for (guint i = 0; i < 2; i++) {
        g_assert_cmpint (at (found, i)->checksum, ==, BB_CHECKSUM_GOOD);
        g_assert_cmpstr (at (found, i)->codes[0], ==, "K355");
        g_assert_null (at (found, i)->problem);
    }
}

static void
test_choice_is_by_type_then_boot_version (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) file = container ();
    g_autoptr (GPtrArray) found = identify (catalog, file);
    g_autoptr (GPtrArray) none = g_ptr_array_new ();

    g_assert_cmpuint (bb_nec_choose_image (found, "K355", "05")->offset, ==, 1000);
    g_assert_cmpuint (bb_nec_choose_image (found, "K355", "06")->offset, ==, 1967088);
    g_assert_cmpuint (bb_nec_choose_image (found, "K450", "05")->offset, ==, 1967088);
    g_assert_null (bb_nec_choose_image (none, "K450", "05"));
}

/* A file contains three images, which are listed from the end of the file. For a K355 with boot version 05, images
 * for K355 must be preferred. Of these, the first listed image with boot version 05 must be chosen or, if there is
 * none, an image without a boot version. @wanted: expected image: number in the file, from 0 */
static void
test_first_right_image_is_chosen (void)
{
    static const struct {
        const char *tags[3];
        const char *boots[3];
        guint wanted;
    } cases[] = {
        {{"K355", "K355", "K355"}, {"05", "", "05"}, 2},
        {{"K450", "K355", "K450"}, {"05", "04", "05"}, 1},
        {{"K355", "K355", "K450"}, {"05", "04", "05"}, 0},
        {{"K355", "K450", "K355"}, {"", "05", "04"}, 0},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    const NecVector *vector = nec_vector ("nec-2m-k355");

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GByteArray) file = g_byte_array_new ();
        g_autoptr (GPtrArray) found = NULL;

        for (guint k = 0; k < 3; k++) {
            NecRecipe recipe = {.tag = cases[i].tags[k], .boot = cases[i].boots[k]};
            g_autoptr (GByteArray) one = nec_vector_bytes (vector, &recipe);

            append (file, one);
        }
        found = identify (catalog, file);
        g_assert_cmpuint (found->len, ==, 3);
        g_assert_true (bb_nec_choose_image (found, "K355", "05") == at (found, 2 - cases[i].wanted));
    }
}

static void
test_file_may_contain_several_types (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) file = nec_fill (0x3000, 1);
    g_autoptr (GPtrArray) found = NULL;

    for (guint i = 0; i < n_nec_vectors; i++) {
        g_autoptr (GByteArray) one = nec_vector_bytes (&nec_vectors[i], NULL);

        append (file, one);
    }
    found = identify (catalog, file);
    g_assert_cmpuint (found->len, ==, n_nec_vectors);
    for (guint i = 0; i < found->len; i++) {
        g_assert_cmpstr (at (found, i)->codes[0], ==, nec_vectors[n_nec_vectors - 1 - i].code);
        g_assert_cmpint (at (found, i)->checksum, ==, BB_CHECKSUM_GOOD);
    }
}

/* Each accepted ID of the catalog is recognised as the tag of a file, including the IDs of firmware for slave
 * wiring. A quick run has only the last ID of each model. */
static void
test_each_accepted_id_is_a_tag (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_NEC_FAMILY);
    guint n = 0;

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        const BbNecType *type = bb_nec_type_of_model (model);
        g_auto (GStrv) ids = bb_model_get_strv (model, "AcceptedIds");
        g_autoptr (GByteArray) file = g_byte_array_new ();

        if (!type->flashable)
            continue;
        g_byte_array_set_size (file, type->image_bytes);
        memset (file->data, 0, type->image_bytes);
        for (guint k = 0; ids[k] != NULL; k++) {
            g_autoptr (GPtrArray) found = NULL;

            if (!g_test_slow () && ids[k + 1] != NULL)
                continue;
            nec_put_text (file, type->tag_offset, ids[k], 4);
            if (g_str_equal (type->name, "OptiBD"))
                nec_put_be16 (file, 0x1D0200, nec_sum16 (file, 0, 0x1D0200));
            found = identify (catalog, file);
            g_assert_cmpuint (found->len, ==, 1);
            g_assert_cmpstr (at (found, 0)->codes[0], ==, bb_model_get_key (model));
            g_assert_cmpint (at (found, 0)->checksum, ==, BB_CHECKSUM_GOOD);
            g_assert_null (at (found, 0)->problem);
            g_assert_null (at (found, 0)->product);
            n++;
        }
    }
    g_assert_cmpuint (n, >=, g_test_slow () ? 290 : 70);
}

static void
test_changed_byte_is_found_by_certain_checksums (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        const BbNecType *type = nec_type (nec_vectors[i].flash_type);
        g_autoptr (GByteArray) file = nec_vector_bytes (&nec_vectors[i], NULL);
        g_autoptr (GPtrArray) found = NULL;
        const char *inner = NULL;

        file->data[0x12345] ^= 0x10;
        found = identify (catalog, file);
        inner = bb_image_identity_lookup_string (at (found, 0), "inner-sum");
        g_assert_cmpint (at (found, 0)->checksum, ==, type->appended_sum ? BB_CHECKSUM_BAD : BB_CHECKSUM_NONE);
        g_assert_cmpstr (inner, ==, type->appended_sum ? NULL : "differs");
    }
}

/* The checksum of the second bank, and the first checksum of the ND-2x00 group, are checked, too. */
static void
test_all_inner_checksums_are_compared (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) bank = nec_vector_bytes (nec_vector ("nec-640k-k110"), NULL);
    g_autoptr (GByteArray) first = nec_vector_bytes (nec_vector ("nec-1m-k210"), NULL);
    g_autoptr (GPtrArray) one = NULL;
    g_autoptr (GPtrArray) two = NULL;

    bank->data[0x80000] ^= 1;
    one = identify (catalog, bank);
    g_assert_cmpstr (bb_image_identity_lookup_string (at (one, 0), "inner-sum"), ==, "differs");
    nec_put_be16 (first, 0x29FFE, 0x1234);
    nec_put_be16 (first, 0xF9FFE, nec_sum16 (first, 0, 0xF9FFE));
    two = identify (catalog, first);
    g_assert_cmpstr (bb_image_identity_lookup_string (at (two, 0), "inner-sum"), ==, "differs");
}

static void
test_problems_of_files_are_named (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        g_autoptr (GByteArray) whole = nec_vector_bytes (&nec_vectors[i], NULL);
        gboolean bd = g_str_equal (nec_vectors[i].flash_type, "OptiBD");
        g_autoptr (GByteArray) cut = g_byte_array_new ();
        g_autoptr (GByteArray) more = g_byte_array_new ();
        g_autoptr (GByteArray) bare = g_byte_array_new ();
        g_autoptr (GPtrArray) found_cut = NULL;
        g_autoptr (GPtrArray) found_more = NULL;
        g_autoptr (GPtrArray) found_bare = NULL;

        g_test_message ("%s", nec_vectors[i].name);
        g_byte_array_append (cut, whole->data + 0x1000, whole->len - 0x1000);
        found_cut = identify (catalog, cut);
        g_assert_cmpuint (found_cut->len, ==, 1);
        g_assert_nonnull (strstr (at (found_cut, 0)->problem,
                                  bd ? "This NEC/Optiarc firmware file is truncated." : "bytes instead of "));
        append (more, whole);
        g_byte_array_append (more, (const guint8 *) "0123456789", 10);
        found_more = identify (catalog, more);
        g_assert_cmpuint (found_more->len, ==, 1);
        g_assert_nonnull (strstr (at (found_more, 0)->problem, "extra bytes follow"));
        g_assert_cmpstr (at (found_more, 0)->codes[0], ==, nec_vectors[i].code);
        g_byte_array_append (bare, whole->data, nec_type (nec_vectors[i].flash_type)->parts[0].length_bytes);
        found_bare = identify (catalog, bare);
        g_assert_cmpuint (found_bare->len, ==, 1);
        g_assert_nonnull (at (found_bare, 0)->problem);
        g_assert_cmpint (strstr (at (found_bare, 0)->problem, "no checksum and no drive type code") != NULL, ==,
                         nec_type (nec_vectors[i].flash_type)->n_parts == 1);
        g_assert_cmpstr (at (found_bare, 0)->product, ==, "DVD_RW TEST");
        g_assert_null (at (found_bare, 0)->codes[0]);
    }
}

/* Files that contain a part of an image for the ND-3550A. The whole image consists of 1966080 bytes of firmware, a
 * checksum, the drive code and the boot version "05". Each file consists of the @length_bytes bytes of the image from
 * offset @from on, followed by the text @more. @says: (nullable): expected problem of the file; NULL: the file must
 * not be recognized as firmware */
static const struct {
    gsize from;
    gsize length_bytes;
    const char *more;
    gboolean is_damaged;
    const char *says;
} odd_files[] = {
    {0x1000, 1961992, "", TRUE,
     "The file seems to contain firmware for the ND-3550A, but has only 1961992 bytes instead of 1966088 bytes. "
     "Download the file again."},
    {1966088 - 0x10000, 0x10000, "", TRUE,
     "The file seems to contain firmware for the ND-3550A, but has only 65536 bytes instead of 1966088 bytes. "
     "Download the file again."},
    {1966088 - 0xFFFF, 0xFFFF, "", FALSE, NULL},
    {0, 1966088, "ABCDEFGHIJ", TRUE,
     "The file starts with firmware for the ND-3550A, but 10 extra bytes follow. Download the file again, or "
     "shorten it to its first 1966088 bytes."},
    {0, 1966086, "x", TRUE,
     "The file starts with firmware for the ND-3550A, but 1 extra byte follows. Download the file again, or "
     "shorten it to its first 1966086 bytes."},
    {0, 1966086, "0", TRUE,
     "The file seems to contain firmware for the ND-3550A, but has only 1966087 bytes instead of 1966088 bytes. "
     "Download the file again."},
    /* Two digits are a boot version; any other two characters are not. */
    {0, 1966086, "05x", TRUE,
     "The file starts with firmware for the ND-3550A, but 1 extra byte follows. Download the file again, or "
     "shorten it to its first 1966088 bytes."},
    {0, 1966086, "0xy", TRUE,
     "The file starts with firmware for the ND-3550A, but 3 extra bytes follow. Download the file again, or "
     "shorten it to its first 1966086 bytes."},
    {0, 1966086, "x0y", TRUE,
     "The file starts with firmware for the ND-3550A, but 3 extra bytes follow. Download the file again, or "
     "shorten it to its first 1966086 bytes."},
    {0, 0x1E0000, "", FALSE,
     "This copy of flash memory of type 2M contains no checksum and no drive type code, so Burnback cannot check "
     "whether the copy is compatible. Read the firmware again with a tool that saves both."},
    {0, 0x1DF000, "", TRUE,
     "This NEC/Optiarc firmware file is truncated. The file size of 1961984 bytes does not match any complete "
     "file. Download the file again."},
};

static void
test_sentences_on_odd_files (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) whole = nec_vector_bytes (nec_vector ("nec-2m-k355"), NULL);

    for (guint i = 0; i < G_N_ELEMENTS (odd_files); i++) {
        g_autoptr (GByteArray) file = g_byte_array_new ();
        g_autoptr (GPtrArray) found = NULL;

        g_byte_array_append (file, whole->data + odd_files[i].from, (guint) odd_files[i].length_bytes);
        g_byte_array_append (file, (const guint8 *) odd_files[i].more, (guint) strlen (odd_files[i].more));
        found = identify (catalog, file);
        g_test_message ("row %u", i);
        g_assert_cmpuint (found->len, ==, odd_files[i].says != NULL ? 1 : 0);
        if (odd_files[i].says == NULL)
            continue;
        g_assert_cmpstr (at (found, 0)->problem, ==, odd_files[i].says);
        g_assert_cmpint (at (found, 0)->is_damaged, ==, odd_files[i].is_damaged);
    }
}

static void
test_other_files_are_not_identified (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    static const gsize sizes[] = {0, 1, 4, 5, 6, 7, 100, 0x10000, 634888, 1966086, 1901058};

    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr (GByteArray) file = nec_fill (sizes[i], 0x99);
        g_autoptr (GPtrArray) found = identify (catalog, file);
        g_autoptr (GByteArray) text = g_byte_array_new ();
        g_autoptr (GPtrArray) small = NULL;

        g_assert_cmpuint (found->len, ==, 0);
        g_byte_array_append (text, (const guint8 *) "my drive is a K355", 18);
        small = identify (catalog, text);
        g_assert_cmpuint (small->len, ==, 0);
    }
}

/* The HR-1100A can only be read. Its dump, with or without boot version, is recognised only as a file of its own
 * (nec-optiarc.md, section 5). */
static void
test_dump_of_unflashable_type_is_identified (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) file = nec_fill (0x1C0000, 5);
    g_autoptr (GByteArray) doubled = g_byte_array_new ();
    g_autoptr (GByteArray) behind = nec_fill (1000, 0x77);
    g_autoptr (GPtrArray) plain = NULL;
    g_autoptr (GPtrArray) with_boot = NULL;
    g_autoptr (GPtrArray) in_container = NULL;
    g_autoptr (GPtrArray) too_long = NULL;

    g_byte_array_append (file, (const guint8 *) "M110", 4);
    append (doubled, file);
    append (doubled, file);
    append (behind, file);
    plain = identify (catalog, file);
    g_assert_cmpuint (file->len, ==, 1835012);
    g_byte_array_append (file, (const guint8 *) "05", 2);
    with_boot = identify (catalog, file);
    g_assert_cmpuint (file->len, ==, 1835014);
    for (guint i = 0; i < 2; i++) {
        GPtrArray *found = i == 0 ? plain : with_boot;

        g_assert_cmpuint (found->len, ==, 1);
        g_assert_cmpuint (at (found, 0)->offset, ==, 0);
        g_assert_cmpuint (at (found, 0)->length_bytes, ==, 1835012 + 2 * i);
        g_assert_cmpstr (at (found, 0)->codes[0], ==, "M110");
        g_assert_cmpstr (at (found, 0)->model_name, ==, "HR-1100A");
        g_assert_cmpint (at (found, 0)->checksum, ==, BB_CHECKSUM_NONE);
        g_assert_null (at (found, 0)->problem);
        g_assert_cmpstr (bb_image_identity_lookup_string (at (found, 0), "boot-version"), ==, i == 0 ? NULL : "05");
    }
    in_container = identify (catalog, doubled);
    too_long = identify (catalog, behind);
    g_assert_cmpuint (in_container->len, ==, 0);
    g_assert_cmpuint (too_long->len, ==, 0);
}

/* INQUIRY data at the very end of the payload are found. INQUIRY data that begin one byte further are not
 * searched. */
static void
test_identity_text_is_bounded (void)
{
    static const guint8 signature[] = {0x07, 0x00, 0x03, 0x00, 0x78, 0x00, 0x78, 0x00, 0x78, 0x00};
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (gsize room = 455; room < 459; room++) {
        g_autoptr (GByteArray) file = g_byte_array_new ();
        g_autoptr (GPtrArray) found = NULL;

        g_byte_array_set_size (file, 0x10000 + (guint) room);
        for (guint k = 0; k < file->len; k++)
            file->data[k] = 0x07;
        for (guint k = 0; k < sizeof signature; k++)
            file->data[0x10000 + k] = signature[k];
        found = identify (catalog, file);
        g_assert_cmpuint (found->len, ==, room > 457 ? 1 : 0);
    }
}

static void
test_laptop_images_have_their_wiring (void)
{
    static const struct {
        const char *vector;
        const char *tag;
        guint8 id;
        const char *wiring;
    } cases[] = {
        {"nec-768k-l210", "L21R", 0x85, "slave"},  {"nec-768k-l210", "L210", 0x84, "master"},
        {"nec-768k-l210", "L25R", 0x78, "master"}, {"nec-768k-l210", "L245", 0x01, "unknown"},
        {"nec-640k-k110", "L13R", 0x7F, "slave"},  {"nec-640k-k110", "L110", 0x7C, "master"},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        NecRecipe recipe = {.tag = cases[i].tag, .firmware_id = cases[i].id};
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector (cases[i].vector), &recipe);
        BbImageIdentity *identity = bb_image_get_identity (image);

        g_assert_cmpstr (bb_image_identity_lookup_string (identity, "wiring"), ==, cases[i].wiring);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, "tag"), ==, cases[i].tag);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/image/container", test_images_are_found_from_the_end);
    g_test_add_func ("/nec/image/choice", test_choice_is_by_type_then_boot_version);
    g_test_add_func ("/nec/image/kept", test_first_right_image_is_chosen);
    g_test_add_func ("/nec/image/mixed", test_file_may_contain_several_types);
    g_test_add_func ("/nec/image/every-id", test_each_accepted_id_is_a_tag);
    g_test_add_func ("/nec/image/sum", test_changed_byte_is_found_by_certain_checksums);
    g_test_add_func ("/nec/image/inner-sums", test_all_inner_checksums_are_compared);
    g_test_add_func ("/nec/image/problems", test_problems_of_files_are_named);
    g_test_add_func ("/nec/image/odd-files", test_sentences_on_odd_files);
    g_test_add_func ("/nec/image/foreign", test_other_files_are_not_identified);
    g_test_add_func ("/nec/image/only-read", test_dump_of_unflashable_type_is_identified);
    g_test_add_func ("/nec/image/bounds", test_identity_text_is_bounded);
    g_test_add_func ("/nec/image/wiring", test_laptop_images_have_their_wiring);
    return g_test_run ();
}
