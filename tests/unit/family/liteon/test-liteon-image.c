/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "liteon-files.h"
#include "shipped-catalog.h"

#include "../../catalog/test-catalog-dirs.h"

#include <string.h>

/* Tests each detail by which Lite-On images are recognized (docs/protocols/lite-on.md, sections 3 and 4). Tests
 * bb-liteon-image.c and bb-liteon-revision.c. */

#define FOREIGN_READ                                                                                     \
    "The program that read this image from a drive does not support that drive. Parts of the image are " \
    "therefore wrong."
#define WRONG_ORDER                                                                                                  \
    "The parts of the image are in an order that does not occur in Lite-On firmware. The image is damaged or of an " \
    "unknown type."
/* Length of header, names and date, and the offset of the revision in them. */
#define NAMES_BYTES 52u
#define REVISION_OFFSET 32u

/* Returns (transfer full) (nullable) the identity of the image. */
static BbImageIdentity *
describe (const LiteonImage *image)
{
    g_autoptr (GBytes) bytes = liteon_make_image (image);

    return bb_liteon_describe_image (bytes, shipped_catalog ());
}

/* Returns (transfer none) (nullable) the text @key in the values of @identity. */
static const char *
get (BbImageIdentity *identity, const char *key)
{
    return bb_image_identity_lookup_string (identity, key);
}

static void
test_kind_follows_length_and_text (void)
{
    static const struct {
        gsize size_bytes;
        const char *text;
        const char *kind; /* kind of the image; NULL: it is not of this family */
    } rows[] = {
        {0x20000, "VIDEO_TS", "dvd-rom"},
        {0x20000, "NOSMARTX", "dvd-rom"},
        {0x20000, NULL, NULL},
        {0x40000, "VIDEO_TS", "dvd-rom"},
        {0x80000, "VIDEO_TS", "combo"},
        {0x80000, "NOSMARTX", "combo"},
        {0x80000, NULL, NULL},
        {0x100000, NULL, "writer"},
        {0x100000, "VIDEO_TS", "writer"},
        {0x10000, "VIDEO_TS", NULL},
        {0x20001, "VIDEO_TS", NULL},
        {0x60000, "VIDEO_TS", NULL},
        {0x200000, "VIDEO_TS", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        LiteonImage image = liteon_writer ();
        g_autoptr (BbImageIdentity) identity = NULL;

        image.size_bytes = rows[i].size_bytes;
        image.kind_text = rows[i].text;
        identity = describe (&image);
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_liteon_is_image_size (rows[i].size_bytes), ==,
                         rows[i].kind != NULL || rows[i].text == NULL);
        g_assert_cmpint (identity != NULL, ==, rows[i].kind != NULL);
        if (identity == NULL)
            continue;
        g_assert_cmpstr (get (identity, BB_LITEON_KEY_KIND), ==, rows[i].kind);
        g_assert_cmpstr (identity->problem, ==, NULL);
        g_assert_cmpuint (identity->offset, ==, 0);
        g_assert_cmpuint (identity->length_bytes, ==, rows[i].size_bytes);
        g_assert_cmpstr (identity->vendor, ==, "LITE-ON");
        g_assert_cmpstr (identity->product, ==, "DVDRW TEST-1");
        g_assert_cmpstr (identity->revision, ==, "CS01");
    }
}

/* Headers that the two kinds of drives may have:
 * - Writers: the header bytes are 32 5B or 32 1F, at offset 0x4000 or later.
 * - Combo and DVD-ROM drives: as for writers; also 31 5B or 31 1F, and any offset.
 * An image with 31, or with a header before 0x4000, must have no date. */
static void
test_header_has_one_of_the_known_forms (void)
{
    static const struct {
        gboolean is_writer;
        guint8 third;
        guint8 fourth;
        gsize offset;
        gboolean is_found;
        gboolean has_date;
    } rows[] = {
        {TRUE, 0x32, 0x5B, 0x4000, TRUE, TRUE},    {TRUE, 0x32, 0x1F, 0x4000, TRUE, TRUE},
        {TRUE, 0x31, 0x5B, 0x4000, FALSE, FALSE},  {TRUE, 0x31, 0x1F, 0x4000, FALSE, FALSE},
        {TRUE, 0x32, 0x5C, 0x4000, FALSE, FALSE},  {TRUE, 0x33, 0x5B, 0x4000, FALSE, FALSE},
        {TRUE, 0x32, 0x5B, 0x3FFF, FALSE, FALSE},  {TRUE, 0x32, 0x5B, 0xF0000, TRUE, TRUE},
        {FALSE, 0x32, 0x5B, 0x4000, TRUE, TRUE},   {FALSE, 0x32, 0x1F, 0x4000, TRUE, TRUE},
        {FALSE, 0x31, 0x5B, 0x4000, TRUE, FALSE},  {FALSE, 0x31, 0x1F, 0x4000, TRUE, FALSE},
        {FALSE, 0x31, 0x5B, 0x3FFF, TRUE, FALSE},  {FALSE, 0x32, 0x5B, 0x100, TRUE, FALSE},
        {FALSE, 0x30, 0x5B, 0x4000, FALSE, FALSE}, {FALSE, 0x31, 0x20, 0x4000, FALSE, FALSE},
        {FALSE, 0x32, 0x5B, 0x1FFCC, TRUE, TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        LiteonImage image = rows[i].is_writer ? liteon_writer () : liteon_dvd_rom ();
        g_autoptr (BbImageIdentity) identity = NULL;

        image.third = rows[i].third;
        image.fourth = rows[i].fourth;
        image.header_offset = rows[i].offset;
        identity = describe (&image);
        g_test_message ("row %u", i);
        g_assert_cmpint (identity != NULL, ==, rows[i].is_found);
        if (identity != NULL)
            g_assert_cmpstr (get (identity, BB_LITEON_KEY_DATE), ==, rows[i].has_date ? "2005-03-21" : NULL);
    }
}

/* Changes one byte of an image: one of the eight header bytes, or a byte of the vendor text (eight bytes behind the
 * header), which gets a value that is not printable. The image must be unknown. If a good header follows, the names
 * behind that header must be used. */
static void
test_each_byte_of_the_header_counts (void)
{
    LiteonImage image = liteon_dvd_rom ();
    g_autoptr (GBytes) good = liteon_make_image (&image);
    gsize later = image.header_offset + 0x100;

    for (guint i = 0; i < 16; i++) {
        guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), image.size_bytes);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, image.size_bytes);
        g_autoptr (BbImageIdentity) identity = NULL;

        data[image.header_offset + i] ^= i < 8 ? 0x40 : 0x80;
        identity = bb_liteon_describe_image (bytes, shipped_catalog ());
        g_test_message ("byte %u", i);
        g_assert_null (identity);
        memcpy (data + later, (const guint8 *) g_bytes_get_data (good, NULL) + image.header_offset, NAMES_BYTES);
        memcpy (data + later + REVISION_OFFSET, "XS02", 4);
        identity = bb_liteon_describe_image (bytes, shipped_catalog ());
        g_assert_nonnull (identity);
        g_assert_cmpstr (identity->revision, ==, "XS02");
    }
}

/* An image may end with the revision, so that it has no date. If the last character of the revision is missing, the
 * image is not recognized. */
static void
test_names_may_end_the_image (void)
{
    for (guint n_missing = 0; n_missing < 2; n_missing++) {
        LiteonImage image = liteon_dvd_rom ();
        g_autoptr (BbImageIdentity) identity = NULL;

        image.header_offset = image.size_bytes - 36 + n_missing;
        image.date = "";
        image.revision = n_missing == 0 ? "GS01" : "GS0";
        identity = describe (&image);
        g_assert_cmpint (identity != NULL, ==, n_missing == 0);
        if (identity != NULL)
            g_assert_cmpstr (get (identity, BB_LITEON_KEY_DATE), ==, NULL);
    }
}

/* Copies the header and the names of @image to @offset of @data, with another revision and other bytes in the
 * header. */
static void
add_names (guint8 *data, const LiteonImage *image, gsize offset, guint8 third, guint8 fourth, const char *revision)
{
    memcpy (data + offset, data + image->header_offset, 36 + 16);
    data[offset + 3] = third;
    data[offset + 4] = fourth;
    memcpy (data + offset + 32, revision, 4);
}

/* The image contains several headers. The names must come from the header with the highest rank: 32 5B before 32 1F
 * before 31. Of several headers with this rank, the first one from 0x4000 on must be used, or the first of all if
 * none is at 0x4000 or later. */
static void
test_the_strictest_header_counts (void)
{
    static const struct {
        guint8 third;
        guint8 fourth;
        gsize offset;
        guint8 other_third;
        guint8 other_fourth;
        gsize other_offset;
        const char *revision;
    } rows[] = {
        {0x32, 0x5B, 0x5000, 0x32, 0x1F, 0x4800, "GS01"}, {0x32, 0x1F, 0x5000, 0x31, 0x5B, 0x4800, "GS01"},
        {0x31, 0x5B, 0x5000, 0x31, 0x5B, 0x0800, "GS01"}, {0x32, 0x5B, 0x5000, 0x32, 0x5B, 0x4800, "GS02"},
        {0x32, 0x5B, 0x5000, 0x32, 0x5B, 0x5800, "GS01"}, {0x31, 0x5B, 0x0800, 0x31, 0x5B, 0x0400, "GS02"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        LiteonImage image = liteon_dvd_rom ();
        g_autoptr (GBytes) plain = NULL;
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (BbImageIdentity) identity = NULL;
        guint8 *data = NULL;

        image.third = rows[i].third;
        image.fourth = rows[i].fourth;
        image.header_offset = rows[i].offset;
        plain = liteon_make_image (&image);
        data = g_memdup2 (g_bytes_get_data (plain, NULL), image.size_bytes);
        add_names (data, &image, rows[i].other_offset, rows[i].other_third, rows[i].other_fourth, "GS02");
        bytes = g_bytes_new_take (data, image.size_bytes);
        identity = bb_liteon_describe_image (bytes, shipped_catalog ());
        g_test_message ("row %u", i);
        g_assert_cmpstr (identity->revision, ==, rows[i].revision);
    }
}

static void
test_names_are_printable_and_of_a_known_vendor (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        const char *revision;
        const char *shown; /* "VENDOR|PRODUCT|REVISION" of the identity; NULL: the image is not recognized */
    } rows[] = {
        {"LITE-ON", "DVD X", "GS01", "LITE-ON|DVD X|GS01"},
        {"LITEON", "DVD X", "GS0", "LITEON|DVD X|GS0"},
        {"JLMS", "DVD X", "GS01", "JLMS|DVD X|GS01"},
        {"Slimtype", "DVDRW 0123456789", "GS01", "Slimtype|DVDRW 0123456789|GS01"},
        {"PLDS", "DVD X", "GS01", "PLDS|DVD X|GS01"},
        {"LITE-ONX", "DVD X", "GS01", NULL},
        {"lite-on", "DVD X", "GS01", NULL},
        {"LITE-ON", "DVD\tX", "GS01", NULL},
        {"LITE-ON", "DVD X", "G\x7F", NULL},
        {"LITE-\x1FN", "DVD X", "GS01", NULL},
        /* only the first name is that of a drive of this family in the catalog */
        {"AOPEN", "DVD1648/LKY", "GS01", "AOPEN|DVD1648/LKY|GS01"},
        {"AOPEN", "DVD9999/LKY", "GS01", NULL},
        {"TDK", "DVDRW420N", "GS01", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        LiteonImage image = liteon_dvd_rom ();
        g_autoptr (BbImageIdentity) identity = NULL;
        g_autofree char *shown = NULL;

        image.vendor = rows[i].vendor;
        image.product = rows[i].product;
        image.revision = rows[i].revision;
        identity = describe (&image);
        if (identity != NULL)
            shown = g_strjoin ("|", identity->vendor, identity->product, identity->revision, NULL);
        g_test_message ("row %u", i);
        g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

/* A name that only the user's names file lists does not make an image one of this family. */
static void
test_names_of_the_user_do_not_count (void)
{
    g_autofree char *folder = g_dir_make_tmp ("names-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "mine.names", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = NULL;
    LiteonImage image = liteon_dvd_rom ();
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImageIdentity) identity = NULL;

    g_assert_true (g_file_set_contents (path,
                                        "[one]\nVendor=ACME\nProduct=DVD MYSTERY\nMarketedAs=one\n"
                                        "Chipset=mediatek-lite-on\nConfidence=high\nSource=me\n",
                                        -1, NULL));
    catalog = bb_catalog_open (BUILD_DATADIR "/catalog", folder, &error);
    g_assert_no_error (error);
    image.vendor = "ACME";
    image.product = "DVD MYSTERY";
    bytes = liteon_make_image (&image);
    identity = bb_liteon_describe_image (bytes, catalog);
    g_assert_null (identity);
    test_dirs_remove (folder);
}

/* A drive may have the name of another brand. The name identifies the design if all catalog entries with this name
 * and this chip are for one design. */
static void
test_name_of_two_designs_identifies_none (void)
{
    static const struct {
        const char *product;
        const char *model;
        const char *chipset;
        gboolean identifies;
    } rows[] = {
        {"DVD ONE", "LTD-166S", "mediatek-lite-on", TRUE},  {"DVD ONE", "LTD-166S", "mediatek-lite-on", TRUE},
        {"DVD TWO", "LTD-166S", "mediatek-lite-on", FALSE}, {"DVD TWO", "SOHD-167T", "mediatek-lite-on", FALSE},
        {"DVD CHIP", "LTD-166S", "other", FALSE},
    };
    g_autofree char *folder = g_dir_make_tmp ("names-XXXXXX", NULL);
    g_autofree char *names = g_build_filename (folder, "some.names", NULL);
    g_autofree char *models = g_build_filename (folder, "lite-on.models", NULL);
    g_autofree char *text = NULL;
    g_autoptr (GString) entries = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        g_string_append_printf (entries,
                                "[%u]\nVendor=ACME\nProduct=%s\nMarketedAs=%u\nOemModel=%s\nChipset=%s\n"
                                "Confidence=high\nSource=me\n",
                                i, rows[i].product, i, rows[i].model, rows[i].chipset);
    g_assert_true (g_file_set_contents (names, entries->str, -1, NULL));
    g_assert_true (g_file_get_contents (SOURCE_DATADIR "/catalog/lite-on.models", &text, NULL, NULL));
    g_assert_true (g_file_set_contents (models, text, -1, NULL));
    catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_assert_no_error (error);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbInquiry inquiry = {.device_type = 5, .vendor = "ACME"};

        g_strlcpy (inquiry.product, rows[i].product, sizeof inquiry.product);
        g_assert_cmpint (bb_family_lite_on.suggests (&inquiry, catalog), ==, rows[i].identifies);
    }
    test_dirs_remove (folder);
}

static void
test_date_has_one_of_two_forms (void)
{
    static const struct {
        const char *text;
        const char *date;
    } rows[] = {
        {"2005/03/21 10:20", "2005-03-21"},
        {"2005/03/21", "2005-03-21"},
        {"2005/12/31", "2005-12-31"},
        {"1990/01/01", "1990-01-01"},
        {"1989/12/31", NULL},
        {"2019/12/31", "2019-12-31"},
        {"2020/01/01", NULL},
        {"2005/13/01", NULL},
        {"2005/00/01", NULL},
        {"2005/02/29", NULL},
        {"2004/02/29", "2004-02-29"},
        {"2005/03/00", NULL},
        {"2005/03/2", NULL},
        {"2005-03/21", NULL},
        {"2005/03-21", NULL},
        {"Mar 21,2005", "2005-03-21"},
        {"Mar 21,2005 abc", "2005-03-21"},
        {"Mar 21,200", NULL},
        {"Jan  1,2006", "2006-01-01"},
        {"Feb 02,2006", "2006-02-02"},
        {"Apr 30,2006", "2006-04-30"},
        {"May 31,2006", "2006-05-31"},
        {"Jun 30,2006", "2006-06-30"},
        {"Jul 31,2006", "2006-07-31"},
        {"Aug 31,2006", "2006-08-31"},
        {"Sep 30,2006", "2006-09-30"},
        {"Oct 31,2006", "2006-10-31"},
        {"Nov 30,2006", "2006-11-30"},
        {"Dec 31,2006", "2006-12-31"},
        {"Abc 12,2006", NULL},
        {"Mar 00,2005", NULL},
        {"Mar 21.2005", NULL},
        {"Mar 21,1989", NULL},
        {"", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        LiteonImage image = liteon_dvd_rom ();
        g_autoptr (BbImageIdentity) identity = NULL;

        image.date = rows[i].text;
        identity = describe (&image);
        g_test_message ("%s", rows[i].text);
        g_assert_cmpstr (get (identity, BB_LITEON_KEY_DATE), ==, rows[i].date);
    }
}

/* --- the order of the banks --- */

static const struct {
    gboolean is_combo;
    gsize offset;
    const char *problem;
} bank_codes[] = {
    {TRUE, 0x4000, NULL},  {TRUE, 0x3FFF, WRONG_ORDER},  {TRUE, 0xFFFF, NULL},  {TRUE, 0x10000, WRONG_ORDER},
    {FALSE, 0x4000, NULL}, {FALSE, 0x3FFF, WRONG_ORDER}, {FALSE, 0xFFFF, NULL}, {FALSE, 0x10000, WRONG_ORDER},
};

static void
test_bank_code_is_searched_in_its_range (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (bank_codes); i++) {
        LiteonImage image = bank_codes[i].is_combo ? liteon_combo () : liteon_writer ();
        g_autoptr (BbImageIdentity) identity = NULL;

        image.banks_offset = bank_codes[i].offset;
        identity = describe (&image);
        g_test_message ("row %u", i);
        g_assert_cmpstr (identity->problem, ==, bank_codes[i].problem);
        g_assert_cmpstr (get (identity, BB_LITEON_KEY_ORDER), ==, "plain");
    }
}

static void
test_each_byte_of_the_bank_code_counts (void)
{
    LiteonImage image = liteon_combo ();
    g_autoptr (GBytes) good = liteon_make_image (&image);

    for (guint i = 0; i < 6; i++) {
        guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), image.size_bytes);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, image.size_bytes);
        g_autoptr (BbImageIdentity) identity = NULL;

        data[image.banks_offset + i] ^= 0x40;
        identity = bb_liteon_describe_image (bytes, shipped_catalog ());
        g_test_message ("byte %u", i);
        g_assert_cmpstr (identity->problem, ==, i == 3 ? NULL : WRONG_ORDER);
    }
}

/* Returns (transfer full) the identity of an image for a writer. The mask in the code that shows the order of the
 * banks is 1F. @mark: text at 0xFFF8; @end: text at the end */
static BbImageIdentity *
describe_rebanked (const char *revision, const char *mark, const char *end)
{
    LiteonImage image = liteon_writer ();
    g_autoptr (GBytes) plain = NULL;
    g_autoptr (GBytes) bytes = NULL;
    guint8 *data = NULL;

    image.banks_mask = 0x1F;
    image.revision = revision;
    plain = liteon_make_image (&image);
    data = g_memdup2 (g_bytes_get_data (plain, NULL), image.size_bytes);
    memcpy (data + 0xFFF8, mark, strlen (mark));
    memcpy (data + image.size_bytes - strlen (end), end, strlen (end));
    bytes = g_bytes_new_take (data, image.size_bytes);
    return bb_liteon_describe_image (bytes, shipped_catalog ());
}

static void
test_rebanked_image_has_its_marks (void)
{
    static const struct {
        const char *revision;
        const char *mark;
        const char *end;
        const char *model;
        const char *problem;
    } rows[] = {
        {"US01", "LITEONIT", "LITEON IT  AZ   ", "SOSW-813S", NULL},
        {"VS01", "LITEONIT", "ABCDEFGHIJKLMNOP", "SOSW-833S", NULL},
        {"VS01", "LITEONIT", "bBCDEFGHIJKLMNOP", "SOSW-833S", FOREIGN_READ},
        {"US01", "LITEONIT", "ABCDEFGHIJKLMNO1", "SOSW-813S", FOREIGN_READ},
        {"US01", "LITEONIT", "BCDEFGHIJKLMNOP", "SOSW-813S", FOREIGN_READ},
        {"US01", "LITEONIX", "ABCDEFGHIJKLMNOP", "SOSW-813S", WRONG_ORDER},
        {"VS01", "XITEONIT", "ABCDEFGHIJKLMNOP", "SOSW-833S", WRONG_ORDER},
        {"CS01", "LITEONIT", "0123", NULL, NULL}, /* no design with the letter C has its banks in another order */
        {"CS01", "LITEONIX", "0123", NULL, WRONG_ORDER},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImageIdentity) identity = describe_rebanked (rows[i].revision, rows[i].mark, rows[i].end);

        g_test_message ("row %u", i);
        g_assert_cmpstr (identity->problem, ==, rows[i].problem);
        g_assert_cmpstr (identity->model_name, ==, rows[i].model);
        g_assert_cmpstr (get (identity, BB_LITEON_KEY_ORDER), ==, "rebanked");
    }
}

/* In images for writers the mask 1F means another order of the banks; in images for combo drives it is ignored. */
static void
test_only_writers_are_rebanked (void)
{
    LiteonImage image = liteon_combo ();
    g_autoptr (BbImageIdentity) identity = NULL;

    image.banks_mask = 0x1F;
    identity = describe (&image);
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpstr (get (identity, BB_LITEON_KEY_ORDER), ==, "plain");
}

/* --- the model --- */

static void
test_model_follows_kind_and_letter (void)
{
    static const struct {
        char kind; /* w: writer, c: combo drive, d: DVD-ROM drive */
        const char *revision;
        const char *text; /* (nullable): kind text of the image */
        const char *model;
        const char *letter;
    } rows[] = {
        {'w', "ES01", NULL, "LDW-401S", "E"},
        {'w', "CS01", NULL, "SOHW-1653S", "C"},
        {'w', "KS01", NULL, "SOHW-1693S", "K"},
        {'w', "US01", NULL, "SOHW-812S/802S", "U"},
        {'w', "6S01", NULL, "SOSW-852S", "P"},
        {'w', "PS01", NULL, "SOSW-852S", "P"},
        {'w', "ZS01", NULL, NULL, "Z"},
        {'w', "GS01", "LDW-451S", "LDW-451S", "G"},
        {'w', "GS01", "LDW-851S", "LDW-851S", "G"},
        {'w', "GS01", NULL, "LDW-851S", "G"},
        {'w', "BS01", NULL, "SOHW-1633S", "B"},
        {'w', "BS41", NULL, "SOHW-1653S", "B"},
        {'w', "BYX1", NULL, "SOHW-1653S", "B"},
        {'w', "BYY1", NULL, "SOHW-1633S", "B"},
        {'w', "B8S3", NULL, "SOHW-1653S", "B"},
        {'w', "B8S9", NULL, "SOHW-1653S", "B"},
        {'w', "B8SA", NULL, "SOHW-1653S", "B"},
        {'w', "B8Sa", NULL, "SOHW-1633S", "B"},
        {'w', "B8S2", NULL, "SOHW-1633S", "B"},
        {'w', "B8S:", NULL, "SOHW-1633S", "B"},
        {'w', "B8S", NULL, "SOHW-1633S", "B"},
        {'w', "RS01", NULL, NULL, "R"},
        {'c', "KS01", NULL, "LTC-48161H", "K"},
        {'c', "BS41", NULL, NULL, "B"},
        {'c', "GS01", NULL, NULL, "G"},
        {'c', "RA1B", NULL, "SOHC-5236K", "R"},
        {'c', "Ra1B", NULL, "SOHC-5236V", "R"},
        {'c', "RAaB", NULL, "SOHC-5236V", "R"},
        {'c', "RA1b", NULL, "SOHC-5236V", "R"},
        {'c', "R-1B", NULL, "SOHC-5236V", "R"},
        {'c', "RA-B", NULL, "SOHC-5236V", "R"},
        {'c', "RA1-", NULL, "SOHC-5236V", "R"},
        {'c', "RA1", NULL, "SOHC-5236V", "R"},
        {'d', "GS01", NULL, "LTD-163(D)/SHD-16P1S", "G"},
        {'d', "9S01", NULL, "SOHD-167T", "9"},
        {'d', "KS01", NULL, NULL, "K"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        LiteonImage image = rows[i].kind == 'w'   ? liteon_writer ()
                            : rows[i].kind == 'c' ? liteon_combo ()
                                                  : liteon_dvd_rom ();
        g_autoptr (BbImageIdentity) identity = NULL;

        image.revision = rows[i].revision;
        if (rows[i].text != NULL)
            image.kind_text = rows[i].text;
        identity = describe (&image);
        g_test_message ("%c %s", rows[i].kind, rows[i].revision);
        g_assert_cmpstr (identity->model_name, ==, rows[i].model);
        g_assert_cmpstr (identity->codes[0], ==, rows[i].model);
        g_assert_cmpstr (get (identity, BB_LITEON_KEY_LETTER), ==, rows[i].letter);
        g_assert_cmpstr (get (identity, BB_LITEON_KEY_INTERNAL), ==, NULL);
        if (rows[i].model != NULL)
            g_assert_cmpuint (g_strv_length (identity->codes), ==, 1);
    }
}

/* The internal revision decides the model, even if the image reports another revision. */
static void
test_internal_revision_shows_the_model (void)
{
    static const struct {
        gboolean is_writer;
        const char *internal;
        const char *shown;
        const char *model;
    } rows[] = {
        {TRUE, "JS0Z-TEST1234567", "JS0Z-TEST1", "SOHW-1673S"},
        {TRUE, "JS0Z    1       ", "JS0Z    1", "SOHW-1673S"},
        {FALSE, "CS0Z-TEST1234567", "CS0Z-TES", "LTD-165H"},
        {FALSE, "CS0Z            ", "CS0Z", "LTD-165H"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        LiteonImage image = rows[i].is_writer ? liteon_writer () : liteon_dvd_rom ();
        g_autoptr (BbImageIdentity) identity = NULL;

        image.internal = rows[i].internal;
        identity = describe (&image);
        g_test_message ("row %u", i);
        g_assert_cmpstr (get (identity, BB_LITEON_KEY_INTERNAL), ==, rows[i].shown);
        g_assert_cmpstr (identity->revision, ==, rows[i].is_writer ? "CS01" : "GS01");
        g_assert_cmpstr (identity->model_name, ==, rows[i].model);
    }
}

/* --- the loads of the internal revision --- */

/* Forms of the code that loads a character: the opcodes before and after the character, and the shortest and longest
 * gap up to the next load. */
static const struct {
    guint8 before;
    guint8 after;
    guint least_gap;
    guint most_gap;
} forms[] = {{0x7D, 0x90, 19, 23}, {0x7B, 0x7D, 10, 12}, {0x7D, 0x7F, 5, 8}};

/* Makes a file whose code loads the characters of @text with instructions of form @form, and searches it for the
 * internal revision, which is returned (transfer full) (nullable). @first: offset of the first load. @gap: number of
 * bytes between two loads. @end_bytes: number of bytes after the last load */
static char *
search (guint form, gsize first, guint gap, const char *text, gsize end_bytes)
{
    gsize size = first + 15 * (3 + gap) + 3 + end_bytes;
    guint8 *data = g_malloc0 (size);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);

    for (guint i = 0; i < 16; i++) {
        guint8 *load = data + first + i * (3 + gap);

        load[0] = forms[form].before;
        load[1] = (guint8) text[i];
        load[2] = forms[form].after;
    }
    return bb_liteon_dup_internal_revision (bytes);
}

static void
test_gaps_between_the_loads_have_limits (void)
{
    for (guint form = 0; form < G_N_ELEMENTS (forms); form++) {
        for (guint gap = forms[form].least_gap - 1; gap <= forms[form].most_gap + 1; gap++) {
            g_autofree char *found = search (form, 0x4000, gap, "0123456789ABCDEF", 100);
            gboolean is_allowed = gap >= forms[form].least_gap && gap <= forms[form].most_gap;

            g_test_message ("form %u, gap %u", form, gap);
            g_assert_cmpstr (found, ==, is_allowed ? "0123456789ABCDEF" : NULL);
        }
    }
}

static void
test_loads_are_searched_from_0x4000_to_the_end (void)
{
    for (guint form = 0; form < G_N_ELEMENTS (forms); form++) {
        guint gap = forms[form].least_gap;
        g_autofree char *before = search (form, 0x3FFF, gap, "0123456789ABCDEF", 100);
        g_autofree char *last = search (form, 0x4000, gap, "0123456789ABCDEF", gap);
        g_autofree char *cut = search (form, 0x4000, gap, "0123456789ABCDEF", gap - 1);

        g_assert_cmpstr (before, ==, NULL);
        g_assert_cmpstr (last, ==, "0123456789ABCDEF");
        g_assert_cmpstr (cut, ==, NULL);
    }
}

static const struct {
    char character;
    char shown; /* character in the result; 0: no internal revision is found */
} characters[] = {{0, ' '}, {0x01, 0}, {0x1F, 0}, {0x20, ' '}, {0x7E, 0x7E}, {0x7F, 0x7F}, {(char) 0x80, 0}};

static void
test_loaded_characters_are_printable_or_zero (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (characters); i++) {
        char text[17] = "0123456789ABCDEF";
        char wanted[17] = "0123456789ABCDEF";
        g_autofree char *found = NULL;

        text[7] = characters[i].character;
        wanted[7] = characters[i].shown;
        found = search (0, 0x4000, 19, text, 100);
        g_test_message ("row %u", i);
        g_assert_cmpstr (found, ==, characters[i].shown != 0 ? wanted : NULL);
    }
}

static void
test_file_without_loads_has_no_internal_revision (void)
{
    static const gsize sizes[] = {0, 1, 0x4000, 0x4001};

    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (sizes[i] + 1), sizes[i]);
        g_autofree char *found = bb_liteon_dup_internal_revision (bytes);

        g_assert_cmpstr (found, ==, NULL);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/liteon/image/" #name, test_##name)
    ADD (kind_follows_length_and_text);
    ADD (header_has_one_of_the_known_forms);
    ADD (each_byte_of_the_header_counts);
    ADD (names_may_end_the_image);
    ADD (the_strictest_header_counts);
    ADD (names_are_printable_and_of_a_known_vendor);
    ADD (names_of_the_user_do_not_count);
    ADD (name_of_two_designs_identifies_none);
    ADD (date_has_one_of_two_forms);
    ADD (bank_code_is_searched_in_its_range);
    ADD (each_byte_of_the_bank_code_counts);
    ADD (rebanked_image_has_its_marks);
    ADD (only_writers_are_rebanked);
    ADD (model_follows_kind_and_letter);
    ADD (internal_revision_shows_the_model);
    ADD (gaps_between_the_loads_have_limits);
    ADD (loads_are_searched_from_0x4000_to_the_end);
    ADD (loaded_characters_are_printable_or_zero);
    ADD (file_without_loads_has_no_internal_revision);
    return g_test_run ();
}
