/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "image-checks.h"
#include "shipped-catalog.h"

#include "family/liteon/bb-liteon.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The family of Lite-On drives, compared with the vectors of docs/protocols/lite-on.md, section 9.
 * Also tests bb-liteon-image.c, bb-liteon-revision.c, bb-liteon-updater.c and bb-read-only.c. */

#define SEED "112"
#define IMAGE_BYTES 0x100000u
#define IMAGE_SHA256 "8000f3aefba68351e82cfb4961dc545ce6d954b9d0d2cf14ddb04daa08fd288a"

/* Returns (transfer full) the synthetic file of the page, section 9. @method: (nullable): of an updater */
static GBytes *
make_bytes (const char *method)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "CS0Z");
    g_variant_builder_add (&options, "{ss}", "product", "DVDRW SIM-0001S");
    g_variant_builder_add (&options, "{ss}", "seed", SEED);
    if (method != NULL)
        g_variant_builder_add (&options, "{ss}", "updater", method);
    bytes =
        bb_sim_make_image (shipped_catalog (), BB_LITEON_ID, "SOHW-1653S", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}

/* Returns (transfer full) @bytes with @text at @offset, cut to @length_bytes; 0: not cut. */
static GBytes *
change (GBytes *bytes, gsize offset, const void *text, gsize text_bytes, gsize length_bytes)
{
    gsize size = g_bytes_get_size (bytes);
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

    memcpy (data + offset, text, text_bytes);
    return g_bytes_new_take (data, length_bytes > 0 ? length_bytes : size);
}

static void
test_image_is_recognized_by_what_is_in_it (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    BbImageIdentity *identity = bb_image_get_identity (image);

    assert_sha256 (bytes, IMAGE_SHA256);
    g_assert_cmpstr (identity->family, ==, BB_LITEON_ID);
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpstr (identity->vendor, ==, "LITE-ON");
    g_assert_cmpstr (identity->product, ==, "DVDRW SIM-0001S");
    g_assert_cmpstr (identity->revision, ==, "CS0Z");
    g_assert_cmpstr (identity->model_name, ==, "SOHW-1653S");
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_NONE);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_KIND), ==, "writer");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_LETTER), ==, "C");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_INTERNAL), ==, "CS0Z-SIM01");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_DATE), ==, "2019-01-02");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_ORDER), ==, "plain");
}

static void
test_updaters_are_opened (void)
{
    static const struct {
        const char *method;
        const char *shown;
        gsize size;
        const char *sha256;
    } rows[] = {
        {"x", "0", 1053981, NULL},
        {"xs", "3", 1053997, NULL},
        {"0", "0", 1049862, "81d33a3054ffdb0896d75d630b5090f25711ac71eb2ee4013fde8c8ac8eb938d"},
        {"1a", "1", 1049862, "897e4620f55cbc1b151d1a63cd7a1c9abdca66113e26914fc2dcd310bdb36723"},
        {"1b", "1", 1053958, "5ada906ecb396f15fa3d38fd3a27ba439d82258d715881d126d09448624e6af2"},
        {"2", "2", 1054005, "caacd987aa0145a8fed983f1c4ff4c9761cdb2859820b2df9576f2298c06fcab"},
        {"3", "3", 1053974, "c0f15469112cb9025627b5f1cd54081ec8b80f06288b51901260bc721980631a"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = make_bytes (rows[i].method);
        g_autoptr (BbImage) image = identify_only_image (bytes);
        BbImageIdentity *identity = bb_image_get_identity (image);

        g_test_message ("method %s", rows[i].method);
        g_assert_cmpuint (g_bytes_get_size (bytes), ==, rows[i].size);
        if (rows[i].sha256 != NULL)
            assert_sha256 (bytes, rows[i].sha256);
        assert_sha256 (bb_image_get_bytes (image), IMAGE_SHA256);
        g_assert_cmpstr (identity->problem, ==, NULL);
        g_assert_cmpstr (identity->revision, ==, "CS0Z");
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_METHOD), ==, rows[i].shown);
    }
}

/* Asserts that @bytes have an image of this family with a problem. */
static void
assert_problem (GBytes *bytes)
{
    g_autoptr (BbImage) image = identify_only_image (bytes);

    g_assert_cmpstr (bb_image_get_identity (image)->family, ==, BB_LITEON_ID);
    g_assert_nonnull (bb_image_get_identity (image)->problem);
}

/* Returns the offset of @text in @bytes. */
static gsize
find (GBytes *bytes, const char *text)
{
    gsize size = 0;
    const char *data = g_bytes_get_data (bytes, &size);

    for (gsize i = 0; i + strlen (text) <= size; i++)
        if (memcmp (data + i, text, strlen (text)) == 0)
            return i;
    g_assert_not_reached ();
}

static void
test_damaged_updaters_are_refused (void)
{
    g_autoptr (GBytes) third = make_bytes ("3");
    g_autoptr (GBytes) plain = make_bytes ("0");
    gsize size = g_bytes_get_size (plain);
    g_autoptr (GBytes) code = change (third, find (third, "\x0F\xB6"), "\x0E", 1, 0);
    g_autoptr (GBytes) length = change (plain, find (plain, "0001048576"), "0001048577", 10, 0);
    g_autoptr (GBytes) cut = change (plain, 0, "MZ", 2, size - 1);
    g_autoptr (GBytes) other = change (plain, size - 100, "XFB-", 4, 0);
    g_autoptr (GBytes) twice = change (plain, size - 100, "BIN_START1=", 11, 0);

    g_autoptr (GBytes) kind = make_bytes ("x");
    g_autoptr (GBytes) typeless = change (kind, find (kind, "[01U-"), "[01T-", 5, 0);
    g_autoptr (GBytes) unnumbered = change (kind, find (kind, "2.1.5]"), "2.1.x]", 6, 0);

    assert_problem (typeless);
    assert_problem (unnumbered);
    assert_problem (code);
    assert_problem (length);
    assert_problem (cut);
    assert_problem (other);
    assert_problem (twice);
}

static void
test_other_8051_images_are_not_lite_on (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (GBytes) vendor = change (bytes, 0x4108, "ACME    ", 8, 0);
    g_autoptr (GBytes) header = change (bytes, 0x4100, "\x06", 1, 0);
    g_autoptr (GBytes) jump = change (bytes, 0, "\x03", 1, 0);
    g_autoptr (GBytes) banks = change (bytes, 0x4200, "\xE6", 1, 0);
    GBytes *const others[] = {vendor, header, jump};

    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        g_autoptr (BbImage) image = identify_only_image (others[i]);

        g_assert_cmpstr (bb_image_get_identity (image)->family, ==, NULL);
    }
    assert_problem (banks);
}

static void
test_internal_revision_needs_sixteen_characters (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (GBytes) shorter = change (bytes, 0x4300 + 22 * 15, "\x7C", 1, 0);
    g_autofree char *whole = bb_liteon_dup_internal_revision (bytes);
    g_autofree char *none = bb_liteon_dup_internal_revision (shorter);

    g_assert_cmpstr (whole, ==, "CS0Z-SIM01      ");
    g_assert_cmpstr (none, ==, NULL);
}

/* Bytes that look like the load of a character at each place must not make the search slow. */
static void
test_hostile_image_is_searched_in_bounded_time (void)
{
    guint8 *data = g_malloc (IMAGE_BYTES);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, IMAGE_BYTES);
    g_autofree char *found = NULL;

    memset (data, 0x7D, IMAGE_BYTES);
    for (gsize i = 2; i < IMAGE_BYTES; i += 97)
        data[i] = 0x90;
    found = bb_liteon_dup_internal_revision (bytes);
    g_assert_cmpstr (found, ==, NULL);
}

static void
test_drives_are_identified_by_their_names (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        const char *revision;
        const char *model;
        BbConfidence confidence;
    } rows[] = {
        {"LITE-ON", "DVDRW SOHW-1653S", "CS0T", "SOHW-1653S", BB_CONFIDENCE_MEDIUM},
        {"LITE-ON", "DVDRW SOHW-1653S", "XS0T", "SOHW-1653S", BB_CONFIDENCE_LOW},
        {"Slimtype", "DVDRW SOSW-852S", "6S01", "SOSW-852S", BB_CONFIDENCE_MEDIUM},
        {"JLMS", "XJ-HD163", "GH5P", "LTD-163(D)/SHD-16P1S", BB_CONFIDENCE_MEDIUM},
        {"AOPEN", "DVD1648/LKY", "D101", "LTD-166S", BB_CONFIDENCE_MEDIUM},
        {"PLDS", "DVD+-RW DS-8ABSH", "LD5M", "DS-8ABSH", BB_CONFIDENCE_MEDIUM},
        {"ACME", "DVDRW SOHW-1653S", "CS0T", NULL, BB_CONFIDENCE_LOW},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new (rows[i].vendor, rows[i].product, rows[i].revision);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts =
            bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);
        g_autofree char *why = NULL;

        g_test_message ("%s %s", rows[i].vendor, rows[i].product);
        g_assert_no_error (error);
        g_assert_cmpstr (facts->model_name, ==, rows[i].model);
        if (rows[i].model == NULL)
            continue;
        g_assert_cmpint (facts->confidence, ==, rows[i].confidence);
        g_assert_cmpuint (drive->log->len, ==, 1);
        g_assert_cmpint (bb_family_lite_on.can (facts), ==, BB_CAN_IDENTIFY);
        g_assert_cmpint (bb_family_lite_on.backup_kind (facts, &why), ==, BB_BACKUP_NONE);
        g_assert_nonnull (bb_family_get_no_flash (facts));
        g_assert_null (bb_family_lite_on.plan_backup (facts, shipped_catalog (), NULL));
    }
}

static void
test_no_image_is_accepted (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("LITE-ON", "DVDRW SOHW-1653S", "CS0T");
    g_autoptr (FakeDrive) other = fake_drive_new ("LITE-ON", "DVDRW SOHW-1673S", "JS0T");
    g_autoptr (BbFacts) facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, NULL);
    g_autoptr (BbFacts) foreign = bb_family_probe (BB_TRANSPORT (other), NULL, shipped_catalog (), FALSE, NULL, NULL);
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbVerdict) own = bb_family_check (facts, image, shipped_catalog ());
    g_autoptr (BbVerdict) wrong = bb_family_check (foreign, image, shipped_catalog ());
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};

    g_assert_true (bb_verdict_has (own, "no-flash"));
    g_assert_false (bb_verdict_has (own, "model"));
    g_assert_true (bb_verdict_has (wrong, "model"));
    g_assert_null (bb_family_lite_on.plan_flash (&input, NULL));
    g_assert_null (bb_family_lite_on.plan_verify (&input, NULL));
    g_assert_null (bb_family_lite_on.plan_recover (&input, NULL));
}

/* The other form of the text with the version: "rr", a byte, a zero byte, "v". A version of 2.1.5 means method 3, one
 * of 2.0.4 a plain image. */
static void
test_version_is_found_behind_either_text (void)
{
    g_autoptr (GBytes) third = make_bytes ("3");
    gsize at = find (third, "Ver ");
    g_autoptr (GBytes) other = change (third, at - 1, "rr\x05\0v", 5, 0);
    g_autoptr (GBytes) wrong = change (third, at - 1, "rr\x05\1v", 5, 0);
    g_autoptr (BbImage) image = identify_only_image (other);

    assert_sha256 (bb_image_get_bytes (image), IMAGE_SHA256);
    assert_problem (wrong);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/liteon/image_is_recognized_by_what_is_in_it", test_image_is_recognized_by_what_is_in_it);
    g_test_add_func ("/liteon/updaters_are_opened", test_updaters_are_opened);
    g_test_add_func ("/liteon/damaged_updaters_are_refused", test_damaged_updaters_are_refused);
    g_test_add_func ("/liteon/version_is_found_behind_either_text", test_version_is_found_behind_either_text);
    g_test_add_func ("/liteon/other_8051_images_are_not_lite_on", test_other_8051_images_are_not_lite_on);
    g_test_add_func ("/liteon/internal_revision_needs_sixteen_characters",
                     test_internal_revision_needs_sixteen_characters);
    g_test_add_func ("/liteon/hostile_image_is_searched_in_bounded_time",
                     test_hostile_image_is_searched_in_bounded_time);
    g_test_add_func ("/liteon/drives_are_identified_by_their_names", test_drives_are_identified_by_their_names);
    g_test_add_func ("/liteon/no_image_is_accepted", test_no_image_is_accepted);
    return g_test_run ();
}
