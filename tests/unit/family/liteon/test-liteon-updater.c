/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "liteon-files.h"

#include <string.h>

/* Tests bb-liteon-updater.c: each detail by which updater programs are opened (docs/protocols/lite-on.md, section 5).
 */

#define UNKNOWN "This Lite-On updater contains firmware in an unknown format."
#define DAMAGED "The Lite-On updater is incomplete, or it contains firmware of an unknown type."
#define UNCERTAIN                                                                                                 \
    "The encoding of the firmware in the updater is not known for certain, so the image from the updater may be " \
    "wrong."

#define DVD_ROM_BYTES 0x20000u
#define MASK 0x3F

/* The two forms of machine code by which method 3 is recognized. */
static const guint8 first_code[] = {0x0F, 0xB6, 0x04, 0x08, 0x25, MASK, 0x00, 0x00,
                                    0x80, 0x79, 0x05, 0x48, 0x83, 0xC8, 0xC0, 0x40};
static const guint8 second_code[] = {0x33, 0xC0, 0x8A, 0x04, 0x0A, 0x25, MASK, 0x00, 0x00,
                                     0x80, 0x79, 0x05, 0x48, 0x83, 0xC8, 0xC0, 0x40};

/* Returns (transfer full) an image of a DVD-ROM drive. */
static GBytes *
make_dvd_rom (void)
{
    LiteonImage image = liteon_dvd_rom ();

    return liteon_make_image (&image);
}

/* Returns the description of a good program that stores one image unchanged. @payload: the image */
static LiteonUpdater
describe_plain (GBytes *payload)
{
    return (LiteonUpdater){.version = "Ver 2.0.4",
                           .count = "HOW_MANY_BIN=1",
                           .sizes = {DVD_ROM_BYTES},
                           .names = {"GS01"},
                           .payload = payload};
}

/* Returns (transfer full) what is found in @updater: for each image its problem or, without a problem, the method by
 * which the image is stored and its revision ("0:GS01"; method 0: plain). There is a blank between two images. */
static char *
open_text (const LiteonUpdater *updater)
{
    g_autoptr (GBytes) file = liteon_make_updater (updater);
    g_autoptr (GPtrArray) found = liteon_open (file);
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < found->len; i++) {
        BbImageIdentity *identity = found->pdata[i];
        const char *method = bb_image_identity_lookup_string (identity, BB_LITEON_KEY_METHOD);

        g_assert_cmpstr (identity->family, ==, BB_LITEON_ID);
        if (identity->problem != NULL) {
            g_string_append_printf (text, "%s%s", i > 0 ? " " : "", identity->problem);
            continue;
        }
        g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "", method, identity->revision);
    }
    return g_string_free (text, FALSE);
}

/* The version of an updater decides how its image is opened:
 * - below 2.0.5, or no version: the image is plain
 * - 2.0.5: method 1, which gives no image here
 * - above 2.0.5: the file is unknown. There is no method for versions below 2.1.0. From 2.1.0 on, machine code shows
 *   the method; this program contains none. */
static void
test_version_has_three_numbers (void)
{
#define VERSION(text) text, sizeof (text) - 1
    static const struct {
        const char *text;
        gsize text_bytes;
        const char *found;
    } rows[] = {
        {VERSION ("Ver 2.0.4"), "0:GS01"},
        {VERSION ("Ver 1.99.99"), "0:GS01"},
        {VERSION ("Ver 2.0.04"), "0:GS01"},
        {VERSION ("Ver 0.20.5"), "0:GS01"},
        {VERSION ("Ver 2.0.5"), DAMAGED},
        {VERSION ("Ver 2.00.05"), DAMAGED},
        {VERSION ("Ver 2.0.6"), UNKNOWN},
        {VERSION ("Ver 2.0.99"), UNKNOWN},
        {VERSION ("Ver 2.1.0"), UNKNOWN},
        /* these texts are no version, so the image counts as plain */
        {VERSION ("Ver 12.0.5"), "0:GS01"},
        {VERSION ("Ver 2.0.005"), "0:GS01"},
        {VERSION ("Ver 2.000.5"), "0:GS01"},
        {VERSION ("Ver 2,0.5"), "0:GS01"},
        {VERSION ("Ver 2.0,5"), "0:GS01"},
        {VERSION ("Ver .0.5"), "0:GS01"},
        {VERSION ("Ver 2..5"), "0:GS01"},
        {VERSION ("Ver 2.0."), "0:GS01"},
        {VERSION ("Ver 2.0.5\0x"), "0:GS01"},
        {VERSION ("Ver 2.0.5x"), "0:GS01"},
        {VERSION ("Ver2.0.5"), "0:GS01"},
        {VERSION ("V"), "0:GS01"},
        /* the first complete version is used; a version after "Ver " is preferred to one after "rr" */
        {VERSION ("Ver 2.\0\0Ver 2.0.5"), DAMAGED},
        {VERSION ("Ver 2\0\0Ver 2.0.5"), DAMAGED},
        {VERSION ("Ver 2.0.4\0\0Ver 2.0.5"), "0:GS01"},
        {VERSION ("Ver 2.0.5\0\0Ver 2.0.4"), DAMAGED},
        {VERSION ("Ver 0.0.0\0\0Ver 2.0.5"), DAMAGED},
        {VERSION ("Ver 0.0.1\0\0Ver 2.0.5"), "0:GS01"},
        {VERSION ("rr\x05\0v2.0.4\0\0Ver 2.0.5"), DAMAGED},
        {VERSION ("rr\x05\0v2.0.5\0\0Ver 2.0.4"), "0:GS01"},
        /* the text that may stand in place of "Ver ": "rr", a byte, a zero byte, "v" */
        {VERSION ("rr\x05\0v2.0.5"), DAMAGED},
        {VERSION ("rr\x06\0v2.0.5"), DAMAGED},
        {VERSION ("rr\x05\1v2.0.5"), "0:GS01"},
        {VERSION ("rr\x05\0V2.0.5"), "0:GS01"},
        {VERSION ("rr\x05\0v2.0.5\0x\0rr\x05\0v2.0.6"), UNKNOWN},
        {VERSION ("rr\x05\0x\0rr\x05\0v2.0.5"), DAMAGED},
    };
    g_autoptr (GBytes) image = make_dvd_rom ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        LiteonUpdater updater = describe_plain (image);
        g_autofree char *found = NULL;

        updater.version = rows[i].text;
        updater.version_bytes = rows[i].text_bytes;
        found = open_text (&updater);
        g_test_message ("row %u", i);
        g_assert_cmpstr (found, ==, rows[i].found);
    }
}

/* A program whose version begins with "XFB-" must contain exactly one of the types 01U and 01S. With
 * "[01U-CG-XFB-...]", the image is plain and follows 0x1000 bytes of keys. */
static void
test_other_kind_has_one_type (void)
{
    static const struct {
        const char *version;
        const char *type;
        const char *found;
    } rows[] = {
        {"Ver XFB-2.1.5", "[01U-CG-XFB-2.1.5]", "0:GS01"},
        {"Ver XFB-2.0.5", "[01U-CG-XFB-9.99.99]", "0:GS01"},
        {"Ver XFB-2.1.5", "[01U-CG-XFB-2.1.x][01U-CG-XFB-2.1.5]", "0:GS01"},
        {"Ver XFB-2.1.5", "[01U-CG-XFB-2.1.5)", UNKNOWN},
        {"Ver XFB-2.1.5", "[01U-CG-XFB-2.1.5", UNKNOWN},
        {"Ver XFB-2.1.5", "[01T-CG-XFB-2.1.5]", UNKNOWN},
        {"Ver XFB-2.1.5", "[01S-CG-XFB-2.1.5]", UNKNOWN}, /* the type 01S needs machine code, which is missing */
        {"Ver XFB-2.1.5", "[01S-CG-XFB-2.1.5][01U-CG-XFB-2.1.5]", UNKNOWN},
        {"Ver XFB-2.0.4", "", UNKNOWN},
        /* 0.0.0 is no version */
        {"Ver XFB-2.1.5", "[01U-CG-XFB-0.0.0]", UNKNOWN},
        {"Ver XFB-2.1.5", "[01U-CG-XFB-0.0.1]", "0:GS01"},
    };
    g_autoptr (GBytes) image = make_dvd_rom ();
    g_autoptr (GByteArray) payload = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;

    g_byte_array_set_size (payload, LITEON_KEYS_BYTES);
    memset (payload->data, 0x11, LITEON_KEYS_BYTES);
    g_byte_array_append (payload, g_bytes_get_data (image, NULL), DVD_ROM_BYTES);
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        LiteonUpdater updater = describe_plain (bytes);
        g_autofree char *found = NULL;

        updater.version = rows[i].version;
        updater.code = rows[i].type;
        updater.code_bytes = strlen (rows[i].type);
        found = open_text (&updater);
        g_test_message ("row %u", i);
        g_assert_cmpstr (found, ==, rows[i].found);
    }
}

/* --- the description --- */

/* Appends @n_bytes bytes of the value @byte. */
static void
append_filled (GByteArray *to, guint8 byte, gsize n_bytes)
{
    gsize at = to->len;

    g_byte_array_set_size (to, (guint) (at + n_bytes));
    memset (to->data + at, byte, n_bytes);
}

/* The program says how many images to read, at most four; from version 2.2.0 on, four are always read. The second
 * image of this program is empty and is skipped. */
static void
test_number_of_images_is_read (void)
{
    static const struct {
        const char *version;
        const char *count;
        const char *found;
    } rows[] = {
        {"Ver XFB-2.1.5", "HOW_MANY_BIN=1", "0:GS01"},
        {"Ver XFB-2.1.5", "HOW_MANY_BIN=2", "0:GS01"},
        {"Ver XFB-2.1.5", "HOW_MANY_BIN=3", "0:GS01 0:GS02"},
        {"Ver XFB-2.1.5", "HOW_MANY_BIN=4", "0:GS01 0:GS02 0:GS03"},
        {"Ver XFB-2.1.5", "HOW_MANY_BIN=5", "0:GS01 0:GS02 0:GS03"},
        {"Ver XFB-2.1.5", "HOW_MANY_BIN=999", "0:GS01 0:GS02 0:GS03"},
        {"Ver XFB-2.1.5", "HOW_MANY_BIN=003", "0:GS01 0:GS02"},
        {"Ver XFB-2.1.5", "HOW_MANY_BIN=0", ""},
        {"Ver XFB-2.1.5", "PARA_OPT=3", "0:GS01 0:GS02"},
        {"Ver XFB-2.1.5", "HOW_MANY_BIN=3 PARA_OPT=1", "0:GS01 0:GS02"},
        {"Ver XFB-2.1.5", "NUMBER=3", ""},
        {"Ver XFB-2.1.99", "HOW_MANY_BIN=1", "0:GS01"},
        {"Ver XFB-2.2.0", "HOW_MANY_BIN=1", "0:GS01 0:GS02 0:GS03"},
        {"Ver XFB-2.2.1", "HOW_MANY_BIN=0", "0:GS01 0:GS02 0:GS03"},
    };
    static const char *const revisions[] = {"GS01", "GS02", "GS03"};
    g_autoptr (GByteArray) payload = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;

    append_filled (payload, 0, LITEON_KEYS_BYTES);
    for (guint i = 0; i < 3; i++) {
        LiteonImage image = liteon_dvd_rom ();
        g_autoptr (GBytes) part = NULL;

        image.revision = revisions[i];
        part = liteon_make_image (&image);
        g_byte_array_append (payload, g_bytes_get_data (part, NULL), DVD_ROM_BYTES);
    }
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        static const char type[] = "[01U-CG-XFB-2.1.5]";
        LiteonUpdater updater = {.version = rows[i].version,
                                 .code = type,
                                 .code_bytes = strlen (type),
                                 .count = rows[i].count,
                                 .starts = {0, 0, DVD_ROM_BYTES, 2 * DVD_ROM_BYTES},
                                 .sizes = {DVD_ROM_BYTES, 0, DVD_ROM_BYTES, DVD_ROM_BYTES},
                                 .names = {"GS01", "", "GS02", "GS03"},
                                 .payload = bytes};
        g_autofree char *found = open_text (&updater);

        g_test_message ("%s %s", rows[i].version, rows[i].count);
        g_assert_cmpstr (found, ==, rows[i].found);
    }
}

/* An updater has two images, each with its own offset and length. If the second image is truncated or has an unknown
 * length, it must be listed with a problem, and the first one must still be good. */
static void
test_each_image_has_its_place (void)
{
    static const struct {
        guint32 start;
        guint32 size_bytes;
        gsize cut_bytes; /* bytes that are removed at the end of the file */
        gboolean is_good;
    } rows[] = {
        {DVD_ROM_BYTES + 0x30, 0x40000, 0, TRUE},
        {DVD_ROM_BYTES + 0x30, 0x40000, 1, FALSE},
        {DVD_ROM_BYTES + 0x30, 0x40001, 0, FALSE},
        {DVD_ROM_BYTES + 0x30, 0x20000, 0x20000, TRUE},
        {DVD_ROM_BYTES + 0x30, 0x20000, 0x20001, FALSE},
        {0xFFFFFFFF, 0x40000, 0, FALSE},
        {DVD_ROM_BYTES + 0x30, 1, 0, FALSE},
    };
    LiteonImage other = liteon_dvd_rom ();
    g_autoptr (GBytes) first = make_dvd_rom ();
    g_autoptr (GBytes) second = NULL;

    other.size_bytes = 0x40000;
    other.revision = "9S01";
    second = liteon_make_image (&other);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GByteArray) payload = g_byte_array_new ();
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GBytes) file = NULL;
        g_autoptr (GBytes) wanted = NULL;
        g_autoptr (GPtrArray) found = NULL;
        BbImageIdentity *identity = NULL;
        gsize base = 0;

        g_byte_array_append (payload, g_bytes_get_data (first, NULL), DVD_ROM_BYTES);
        append_filled (payload, 0x77, 0x30);
        g_byte_array_append (payload, g_bytes_get_data (second, NULL), (guint) (0x40000 - rows[i].cut_bytes));
        bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
        file = liteon_make_updater (&(LiteonUpdater){.version = "Ver 2.0.4",
                                                     .count = "HOW_MANY_BIN=2",
                                                     .starts = {0, rows[i].start},
                                                     .sizes = {DVD_ROM_BYTES, rows[i].size_bytes},
                                                     .names = {"GS01", "9S01"},
                                                     .payload = bytes});
        base = g_bytes_get_size (file) - g_bytes_get_size (bytes);
        found = liteon_open (file);
        g_test_message ("row %u", i);
        g_assert_cmpuint (found->len, ==, 2);
        identity = found->pdata[0];
        g_assert_cmpuint (identity->offset, ==, base);
        g_assert_cmpuint (identity->length_bytes, ==, DVD_ROM_BYTES);
        g_assert_true (g_bytes_equal (identity->content, first));
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_KIND), ==, "dvd-rom");
        identity = found->pdata[1];
        g_assert_cmpstr (identity->problem, ==, rows[i].is_good ? NULL : DAMAGED);
        g_assert_cmpuint (identity->offset, ==, rows[i].is_good ? base + rows[i].start : 0);
        g_assert_cmpuint (identity->length_bytes, ==, rows[i].is_good ? rows[i].size_bytes : g_bytes_get_size (file));
        if (!rows[i].is_good)
            continue;
        wanted = g_bytes_new_from_bytes (second, 0, rows[i].size_bytes);
        g_assert_true (g_bytes_equal (identity->content, wanted));
    }
}

static void
test_incomplete_description_is_refused (void)
{
#define FIELD(text, damaged) text, damaged, sizeof (text)
    static const struct {
        const char *what;
        const char *with;
        gsize length_bytes;
    } rows[] = {
        {FIELD ("BIN_START2=0000000000", "BIN_START5=0000000000")},
        {FIELD ("BIN_START3=0000000000", "BIN_START3=000000000x")},
        {FIELD ("BIN_START4=0000000000", "BIN_START4-0000000000")},
        {FIELD ("BIN_SIZE1=0000131072", "BIN_SIZF1=0000131072")},
        {FIELD ("BIN_SIZE1=0000131072", "BIN_SIZE1= 000131072")},
        {FIELD ("BIN_SIZE4=0000000000", "BIN_SIZE3=0000000000")},
        {FIELD ("NEW_FW1=GS01", "NEW_FX1=GS01")},
        {FIELD ("NEW_FW4=\0\0\0\0\0\0\0", "NEW_FW4 \0\0\0\0\0\0\0")},
        /* the byte after the field is not zero */
        {"BIN_START1=0000000000\0", "BIN_START1=0000000000x", 22},
        {"BIN_START4=0000000000\0", "BIN_START4=00000000000", 22},
        {"BIN_SIZE2=0000000000\0", "BIN_SIZE2=0000000000\1", 21},
        {"NEW_FW1=GS01\0\0\0\0", "NEW_FW1=GS01\0\0\0x", 16},
        {"NEW_FW4=\0\0\0\0\0\0\0\0", "NEW_FW4=\0\0\0\0\0\0\0x", 16},
    };
    g_autoptr (GBytes) image = make_dvd_rom ();
    LiteonUpdater updater = describe_plain (image);
    g_autoptr (GBytes) good = liteon_make_updater (&updater);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) file = liteon_replace (good, rows[i].what, rows[i].with, rows[i].length_bytes);
        g_autoptr (GPtrArray) found = liteon_open (file);
        BbImageIdentity *identity = NULL;

        g_test_message ("row %u", i);
        g_assert_cmpuint (found->len, ==, 1);
        identity = found->pdata[0];
        g_assert_cmpstr (identity->problem, ==, UNKNOWN);
        g_assert_cmpuint (identity->offset, ==, 0);
        g_assert_cmpuint (identity->length_bytes, ==, g_bytes_get_size (file));
    }
}

static void
test_file_without_a_description_is_no_updater (void)
{
#define SAME(text, other) text, other, sizeof (text) - 1
    static const struct {
        const char *what;
        const char *with;
        gsize length_bytes;
    } rows[] = {
        {SAME ("MZ", "NZ")},
        {SAME ("HOW_MANY_BIN=", "HOW_MANY_BIM=")},
        {SAME ("BIN_START1=", "BIN_STARX1=")},
        {SAME ("HOW_MANY_BIN=1\0BIN_START1=", "BIN_START1=HOW_MANY_BIN=1\0")},
    };
    g_autoptr (GBytes) image = make_dvd_rom ();
    LiteonUpdater updater = describe_plain (image);
    g_autoptr (GBytes) good = liteon_make_updater (&updater);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) file = liteon_replace (good, rows[i].what, rows[i].with, rows[i].length_bytes);
        g_autoptr (GPtrArray) found = liteon_open (file);

        g_test_message ("row %u", i);
        g_assert_cmpuint (found->len, ==, 0);
    }
}

/* --- the machine code --- */

/* Asserts that a program with the machine code @code gives @good. Then changes each byte of the code in turn, and
 * asserts that the program does not give @good. Exception: the bytes in the set @any may have any value (bit N: byte
 * at offset N). */
static void
assert_code_counts (const guint8 *code, gsize code_bytes, guint64 any, const char *good)
{
    g_autoptr (GBytes) image = make_dvd_rom ();
    g_autofree guint8 *changed = g_memdup2 (code, code_bytes);

    for (gsize i = 0; i <= code_bytes; i++) {
        LiteonUpdater updater = describe_plain (image);
        g_autofree char *found = NULL;

        updater.version = "Ver 2.1.0";
        updater.code = changed;
        updater.code_bytes = code_bytes;
        if (i < code_bytes)
            changed[i] ^= 0x04;
        found = open_text (&updater);
        if (i < code_bytes)
            changed[i] ^= 0x04;
        g_test_message ("byte %zu", i);
        g_assert_cmpstr (found, ==, i == code_bytes || (any >> i & 1) != 0 ? good : UNKNOWN);
    }
}

/* The payload is too short to contain keys, so the image counts as damaged (DAMAGED) if the code is recognized. */
static void
test_each_byte_of_the_code_counts (void)
{
    guint8 fibonacci[47];

    memset (fibonacci, 0x11, sizeof fibonacci);
    memcpy (fibonacci, "\x30\x02\xEB\x2B", 4);
    memcpy (fibonacci + 16, "\x80\x34\x02\xFF", 4);
    memcpy (fibonacci + 45, "\x30\x10", 2);
    assert_code_counts (fibonacci, sizeof fibonacci, 0x1FFFFFF00000 | 0xFFF0, DAMAGED);
    assert_code_counts (first_code, sizeof first_code, 1 << 5 | 1 << 14, DAMAGED);
    assert_code_counts (second_code, sizeof second_code, 1 << 6 | 1 << 15, DAMAGED);
}

/* Returns (transfer full) @image as method 1 stores it from version 2.1.0 on. */
static GBytes *
swap (GBytes *image)
{
    gsize size = 0;
    const guint8 *from = g_bytes_get_data (image, &size);
    g_autofree guint8 *data = g_memdup2 (from, size);
    GByteArray *stored = g_byte_array_new ();

    for (gsize i = 0; i < 0x8000; i++) {
        data[i] = from[size - 1 - i];
        data[size - 1 - i] = from[i];
    }
    for (gsize i = 0; i < LITEON_KEY_BYTES; i++)
        data[i] = (guint8) ~data[i];
    g_byte_array_append (stored, data, LITEON_KEY_BYTES);
    append_filled (stored, 0x55, LITEON_KEYS_BYTES);
    g_byte_array_append (stored, data + LITEON_KEY_BYTES, (guint) (size - LITEON_KEY_BYTES));
    return g_byte_array_free_to_bytes (stored);
}

static const struct {
    guint n_filled;
    gboolean has_hole; /* one of the bytes is not FF */
    const char *found;
} fillers[] = {{256, FALSE, "1:GS01"}, {255, FALSE, UNKNOWN}, {400, TRUE, UNKNOWN}, {600, TRUE, "1:GS01"}};

/* From version 2.1.0 on, 256 consecutive bytes FF anywhere in the program mean method 1. */
static void
test_filler_shows_swapped_ends (void)
{
    g_autoptr (GBytes) plain = make_dvd_rom ();
    guint8 *data = g_memdup2 (g_bytes_get_data (plain, NULL), DVD_ROM_BYTES);
    g_autoptr (GBytes) image = g_bytes_new_take (data, DVD_ROM_BYTES);
    g_autoptr (GBytes) stored = NULL;
    g_autoptr (GByteArray) payload = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) cut = NULL;

    /* Method 1 inverts these bytes. They are not 0, because the inverted bytes FF would show method 1 even without
     * the filler. */
    memset (data + DVD_ROM_BYTES - LITEON_KEY_BYTES, 0x33, LITEON_KEY_BYTES);
    stored = swap (image);
    append_filled (payload, 0x44, 0x30);
    g_byte_array_append (payload, g_bytes_get_data (stored, NULL), (guint) g_bytes_get_size (stored));
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
    cut = g_bytes_new_from_bytes (bytes, 0, g_bytes_get_size (bytes) - 1);
    for (guint i = 0; i < G_N_ELEMENTS (fillers); i++) {
        LiteonUpdater updater = describe_plain (bytes);
        g_autofree guint8 *filler = g_malloc (fillers[i].n_filled);
        g_autofree char *found = NULL;
        g_autofree char *cut_found = NULL;

        memset (filler, 0xFF, fillers[i].n_filled);
        if (fillers[i].has_hole)
            filler[200] = 0xFE;
        updater.version = "Ver 2.1.0";
        updater.starts[0] = 0x30;
        updater.code = filler;
        updater.code_bytes = fillers[i].n_filled;
        found = open_text (&updater);
        g_test_message ("row %u", i);
        g_assert_cmpstr (found, ==, fillers[i].found);
        /* The last byte of the file is the last byte of the image, so the shorter file is damaged. */
        updater.payload = cut;
        cut_found = open_text (&updater);
        g_assert_cmpstr (cut_found, ==, g_str_equal (fillers[i].found, UNKNOWN) ? UNKNOWN : DAMAGED);
    }
}

/* --- the changed bytes of method 3 --- */

/* TRUE if method 3 changes the byte of block @k with a value that is not stored in the program. */
static gboolean
is_guessed (guint k)
{
    return k % 7 == 0 || k % 7 == 2;
}

/* Changes @data as method 3 does. */
static void
scramble (guint8 *data, gsize size, const guint8 *keys, guint8 mask, const char *name, guint8 value)
{
    guint8 sum = (guint8) (name[0] + name[1] + name[2] + name[3]);

    for (guint k = 0; k < 1024; k++)
        data[size / 1024 * k + (keys[k] & mask)] ^= is_guessed (k) ? sum ^ value : keys[k];
}

/* Each of two images has keys and a name of its own. Method 3 takes its mask from the machine code, in both forms of
 * the code, and uses only four of the seven characters of a name. */
static void
test_each_image_has_its_keys (void)
{
    static const char *const names[] = {"GS01abc", "9S02xyz"};

    for (guint form = 0; form < 2; form++) {
        guint8 mask = form == 0 ? 0x3F : 0x1F;
        guint8 code[sizeof second_code];
        gsize code_bytes = form == 0 ? sizeof first_code : sizeof second_code;
        g_autoptr (GByteArray) payload = g_byte_array_new ();
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GBytes) file = NULL;
        g_autoptr (GBytes) image = make_dvd_rom ();
        g_autoptr (GPtrArray) found = NULL;
        guint8 keys[2][LITEON_KEY_BYTES];

        append_filled (payload, 0x77, LITEON_KEYS_BYTES);
        for (guint i = 0; i < 2; i++) {
            g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (image, NULL), DVD_ROM_BYTES);

            for (guint k = 0; k < LITEON_KEY_BYTES; k++)
                keys[i][k] = (guint8) (37 * k + 11 * i + 5);
            memcpy (payload->data + i * LITEON_KEY_BYTES, keys[i], LITEON_KEY_BYTES);
            scramble (data, DVD_ROM_BYTES, keys[i], mask, names[i], 0x5A);
            g_byte_array_append (payload, data, DVD_ROM_BYTES);
        }
        memcpy (code, form == 0 ? first_code : second_code, code_bytes);
        code[form == 0 ? 5 : 6] = mask;
        bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
        file = liteon_make_updater (&(LiteonUpdater){.version = "Ver 2.1.5",
                                                     .code = code,
                                                     .code_bytes = code_bytes,
                                                     .count = "HOW_MANY_BIN=2",
                                                     .starts = {0, DVD_ROM_BYTES},
                                                     .sizes = {DVD_ROM_BYTES, DVD_ROM_BYTES},
                                                     .names = {names[0], names[1]},
                                                     .payload = bytes});
        found = liteon_open (file);
        g_assert_cmpuint (found->len, ==, 2);
        for (guint i = 0; i < 2; i++) {
            BbImageIdentity *identity = found->pdata[i];

            g_test_message ("form %u, image %u", form, i);
            g_assert_cmpstr (identity->problem, ==, NULL);
            g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_METHOD), ==, "3");
            g_assert_true (g_bytes_equal (identity->content, image));
        }
    }
}

/**
 * Guess: an image for the test of the guessed value. Method 3 changes 293 bytes of an image with a value that is not
 * stored. The first of these bytes is the first byte of the image, 02. The other members say what the image has at
 * the other 292 places.
 * @n_zero: number of places at which the image has @zero
 * @n_second: number of places at which the image has 0x40 xor @zero
 * @is_behind_zero: TRUE: the byte before each of the @n_zero places is zero; no other place follows a zero byte
 */
typedef struct {
    const char *version;
    gsize size_bytes;
    guint8 value;
    guint8 zero; /* value at the @n_zero places, 0x00 or 0xFF */
    guint n_zero;
    guint n_second;
    gboolean is_behind_zero;
    const char *found;
} Guess;

/* Returns (transfer full) what is found in a program with the image that @guess describes. */
static char *
guess_text (const Guess *guess)
{
    static const guint8 keys[LITEON_KEY_BYTES] = {0};
    LiteonImage fields = liteon_dvd_rom ();
    g_autoptr (GBytes) plain = NULL;
    g_autofree guint8 *data = NULL;
    g_autoptr (GByteArray) payload = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;
    LiteonUpdater updater = {.version = guess->version,
                             .code = first_code,
                             .code_bytes = sizeof first_code,
                             .count = "HOW_MANY_BIN=1",
                             .sizes = {(guint32) guess->size_bytes},
                             .names = {"GS01"}};
    guint n = 0;

    fields.size_bytes = guess->size_bytes;
    plain = liteon_make_image (&fields);
    data = g_memdup2 (g_bytes_get_data (plain, NULL), guess->size_bytes);
    for (guint k = 1; k < 1024; k++) {
        guint8 *at = data + guess->size_bytes / 1024 * k;

        if (!is_guessed (k))
            continue;
        at[-1] = guess->is_behind_zero && n < guess->n_zero ? 0x00 : 0x11;
        *at = n < guess->n_zero                     ? guess->zero
              : n < guess->n_zero + guess->n_second ? (guint8) (0x40 ^ guess->zero)
                                                    : (guint8) ((0x80 + n % 12) ^ guess->zero);
        n++;
    }
    g_assert_cmpuint (n, ==, 292);
    scramble (data, guess->size_bytes, keys, MASK, "GS01", guess->value);
    append_filled (payload, 0, LITEON_KEYS_BYTES);
    g_byte_array_append (payload, data, (guint) guess->size_bytes);
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
    updater.payload = bytes;
    return open_text (&updater);
}

static void
assert_guesses (const Guess *rows, gsize n_rows)
{
    for (gsize i = 0; i < n_rows; i++) {
        g_autofree char *found = guess_text (&rows[i]);

        g_test_message ("row %zu", i);
        g_assert_cmpstr (found, ==, rows[i].found);
    }
}

/* Method 3 changes 293 bytes of the image with a value that the updater does not store, so the value is guessed. Each
 * of these bytes votes for the value that makes the byte zero. A byte behind a zero byte has three votes. The most
 * frequent value is certain if it has at least 40 % of all votes, and at least twice as many as any other value. */
static void
test_guess_is_certain_only_if_the_value_leads (void)
{
    static const Guess rows[] = {
        {"Ver 2.1.5", 0x20000, 0x5A, 0, 292, 0, FALSE, "3:GS01"},
        {"Ver 2.1.5", 0x20000, 0x5A, 0, 118, 0, FALSE, "3:GS01"},
        {"Ver 2.1.5", 0x20000, 0x5A, 0, 117, 0, FALSE, UNCERTAIN},
        {"Ver 2.1.5", 0x20000, 0x00, 0, 180, 90, FALSE, "3:GS01"},
        {"Ver 2.1.5", 0x20000, 0xFF, 0, 180, 91, FALSE, UNCERTAIN},
        {"Ver 2.1.5", 0x20000, 0x00, 0, 181, 91, FALSE, UNCERTAIN},
        {"Ver 2.1.5", 0x20000, 0x40, 0, 180, 91, FALSE, UNCERTAIN},
        /* in three rows, 65 bytes follow a zero byte, so they have 195 of 423 votes */
        {"Ver 2.1.5", 0x20000, 0x5A, 0, 65, 0, TRUE, "3:GS01"},
        {"Ver 2.1.5", 0x20000, 0x5A, 0, 65, 97, TRUE, "3:GS01"},
        {"Ver 2.1.5", 0x20000, 0x5A, 0, 65, 98, TRUE, UNCERTAIN},
        {"Ver 2.1.5", 0x20000, 0x5A, 0, 65, 0, FALSE, UNCERTAIN},
    };

    assert_guesses (rows, G_N_ELEMENTS (rows));
}

/* Images below 0x40000 bytes contain many FF bytes. If FF is the most frequent value of such an image in an updater
 * of version 2.2.0 or later, the guessed value must be 0. */
static void
test_small_images_are_full_of_ff (void)
{
    static const Guess rows[] = {
        {"Ver 2.2.0", 0x20000, 0x00, 0xFF, 280, 0, FALSE, "3:GS01"},
        {"Ver 2.1.99", 0x20000, 0x00, 0xFF, 280, 0, FALSE, DAMAGED},
        {"Ver 2.2.0", 0x40000, 0x00, 0xFF, 280, 0, FALSE, DAMAGED},
        {"Ver 2.2.0", 0x20000, 0x5A, 0x00, 280, 0, FALSE, "3:GS01"},
        {"Ver 2.1.99", 0x20000, 0xFF, 0x00, 280, 0, FALSE, "3:GS01"},
        {"Ver 2.2.0", 0x40000, 0xFF, 0x00, 280, 0, FALSE, "3:GS01"},
        {"Ver 2.2.0", 0x20000, 0xFF, 0x00, 280, 0, FALSE, DAMAGED},
    };

    assert_guesses (rows, G_N_ELEMENTS (rows));
}

/* bb_liteon_decipher_table() must return NULL unless the data are one or more whole blocks of 16 bytes. */
static void
test_table_deciphers_whole_blocks (void)
{
    static const gsize sizes[] = {0, 1, 15, 16, 17, 32};
    guint8 table[256];

    for (guint i = 0; i < sizeof table; i++)
        table[i] = (guint8) (i * 7 + 3);
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr (GBytes) data = g_bytes_new_take (g_malloc0 (64), sizes[i]);
        g_autoptr (GBytes) plain = bb_liteon_decipher_table (data, table);
        gboolean is_good = sizes[i] == 16 || sizes[i] == 32;

        g_assert_cmpint (plain != NULL, ==, is_good);
        if (is_good)
            g_assert_cmpuint (g_bytes_get_size (plain), ==, sizes[i]);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/liteon/updater/" #name, test_##name)
    ADD (version_has_three_numbers);
    ADD (other_kind_has_one_type);
    ADD (number_of_images_is_read);
    ADD (each_image_has_its_place);
    ADD (incomplete_description_is_refused);
    ADD (file_without_a_description_is_no_updater);
    ADD (each_byte_of_the_code_counts);
    ADD (filler_shows_swapped_ends);
    ADD (each_image_has_its_keys);
    ADD (guess_is_certain_only_if_the_value_leads);
    ADD (small_images_are_full_of_ff);
    ADD (table_deciphers_whole_blocks);
    return g_test_run ();
}
