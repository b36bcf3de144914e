/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"

#include "family/lg/bb-lg.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* Tests how images are found in the maker's updater programs. The tests encode these programs as
 * docs/protocols/lg-renesas.md, section 4.4, describes. Also tests bb-lg-image.c. */

#define TAIL_TEXT "Update Data for HLDS's Drive"
#define TABLES_BYTES 0x204u
#define MOST_BYTES (16u * 1024 * 1024)
#define SMALL_BYTES 0x500u

/**
 * Gap: zero bytes of an image that the updater does not store.
 * @at: offset in the stored data at which they belong
 */
typedef struct {
    guint32 at;
    guint32 length_bytes;
} Gap;

/**
 * Updater: how the test makes an updater program.
 * @generator: number of the generator of the noise with which the parts are encoded
 * @body_start: offset of the encoded images
 * @body_key, @tail_key: keys of the two encoded parts, body and tail
 * @tail_bytes: length of the tail (F in docs/protocols/lg-renesas.md, section 4.4)
 * @more_bytes: error that is added to the length of the body in the tail; 0: the tail has the right length
 * @between_bytes: number of bytes between body and tail
 * @gaps: (nullable): gaps, ended by zeros
 */
typedef struct {
    guint generator;
    guint32 body_start;
    guint16 body_key;
    guint16 tail_key;
    gsize tail_bytes;
    int more_bytes;
    gsize between_bytes;
    const Gap *gaps;
} Updater;

static const Updater usual = {
    .generator = 1, .body_start = 0x100, .body_key = 0x1234, .tail_key = 0x4321, .tail_bytes = 100};

static void
append_encoded (GByteArray *file, guint generator, guint16 key, const guint8 *data, gsize length_bytes)
{
    g_autofree guint8 *out = g_malloc (length_bytes);
    guint8 be16[2];

    bb_put_be16 (be16, key);
    g_byte_array_append (file, be16, sizeof be16);
    bb_lg_generate (generator, key, out, length_bytes);
    for (gsize i = 0; i < length_bytes; i++)
        out[i] ^= data[i];
    g_byte_array_append (file, out, (guint) length_bytes);
}

/* Returns (transfer full) a program that stores @data, in which the zeros of the gaps are already left out. */
static GBytes *
make_updater (const Updater *how, const guint8 *data, gsize length_bytes)
{
    GByteArray *file = g_byte_array_new ();
    g_autofree guint8 *body = g_malloc0 (TABLES_BYTES + length_bytes);
    g_autofree guint8 *tail = g_malloc0 (how->tail_bytes - 2);

    g_byte_array_set_size (file, how->body_start);
    memset (file->data, 0x90, file->len);
    memcpy (file->data, "MZ", 2);
    for (guint i = 0; how->gaps != NULL && how->gaps[i].at + how->gaps[i].length_bytes > 0; i++) {
        /* The highest byte of a position is no part of the address. */
        bb_put_be32 (body + 4 + (gsize) 4 * i, 0xA5000000u | (how->body_start + 2 + TABLES_BYTES + how->gaps[i].at));
        bb_put_be32 (body + 0x104 + (gsize) 4 * i, how->gaps[i].length_bytes);
    }
    memcpy (body + TABLES_BYTES, data, length_bytes);
    append_encoded (file, how->generator, how->body_key, body, TABLES_BYTES + length_bytes);
    bb_put_be32 (tail, how->body_start);
    bb_put_be32 (tail + 4, (guint32) (file->len - how->body_start + how->tail_bytes + how->more_bytes));
    memcpy (tail + 8, TAIL_TEXT, strlen (TAIL_TEXT));
    g_byte_array_set_size (file, (guint) (file->len + how->between_bytes));
    append_encoded (file, how->generator, how->tail_key, tail, how->tail_bytes - 2);
    return g_byte_array_free_to_bytes (file);
}

/* Returns (transfer full) an image of %SMALL_BYTES. Only its size field contains zero bytes. */
static guint8 *
make_small (guint8 first)
{
    guint8 *image = g_malloc (SMALL_BYTES);

    for (gsize i = 0; i < SMALL_BYTES; i++)
        image[i] = (guint8) (1 + (i * 7 + first) % 255);
    bb_put_be32 (image + BB_LG_SIZE_OFFSET, SMALL_BYTES - BB_LG_FILE_HEADER_BYTES);
    return image;
}

static void
assert_image (GPtrArray *images, guint index, const guint8 *image, gsize length_bytes)
{
    g_assert_cmpuint (images->len, >, index);
    g_assert_cmpmem (g_bytes_get_data (images->pdata[index], NULL), g_bytes_get_size (images->pdata[index]), image,
                     length_bytes);
}

static void
test_images_are_found_in_every_encoding (void)
{
    static const Updater rows[] = {
        {1, 0x100, 0x1234, 0x4321, 38, 0, 0, NULL},    {2, 0x100, 0x1234, 0x4321, 100, 0, 0, NULL},
        {3, 0x100, 0xBEEF, 0xFFFF, 256, 0, 0, NULL},   {1, 2, 1, 2, 255, 0, 0, NULL},
        {2, 0x1001, 0x8000, 1, 39, 0, 7, NULL},        {3, 0x777, 0, 0, 64, 0, 0, NULL},
        {1, 0x100, 0x1234, 0x4321, 256, 0, 300, NULL},
    };
    g_autofree guint8 *first = make_small (3);
    g_autofree guint8 *second = make_small (99);
    g_autofree guint8 *both = g_malloc (2 * SMALL_BYTES);

    memcpy (both, first, SMALL_BYTES);
    memcpy (both + SMALL_BYTES, second, SMALL_BYTES);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) file = make_updater (&rows[i], both, 2 * SMALL_BYTES);
        g_autoptr (GPtrArray) images = bb_lg_demangle (file);

        g_test_message ("row %u", i);
        g_assert_cmpuint (images->len, ==, 2);
        assert_image (images, 0, first, SMALL_BYTES);
        assert_image (images, 1, second, SMALL_BYTES);
    }
}

static const Gap gaps_inside[] = {{0x480, 0x20}, {0x480, 0x10}, {0x4A0, 8}, {0x4C0, 0x28}, {0, 0}};

static void
test_zeros_that_were_left_out_are_put_back (void)
{
    Updater how = usual;
    g_autofree guint8 *image = make_small (5);
    g_autofree guint8 *data = g_malloc (SMALL_BYTES);
    g_autoptr (GBytes) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    gsize rest = 0;

    /* The image consists of 0x480 bytes, 0x30 zeros, 0x20 bytes, 8 zeros, 0x20 bytes and 8 zeros. Two gaps in
     * `gaps_inside` stand for the 0x30 zeros. The last gap is 0x20 zeros longer than the image. */
    memset (image + 0x480, 0, 0x30);
    memset (image + 0x4D0, 0, 8);
    for (gsize i = 0; i < SMALL_BYTES; i++)
        if (!(i >= 0x480 && i < 0x4B0) && !(i >= 0x4D0 && i < 0x4D8) && i < 0x4F8)
            data[rest++] = image[i];
    g_assert_cmpuint (rest, ==, 0x4C0);
    memset (image + 0x4F8, 0, 8);
    how.gaps = gaps_inside;
    file = make_updater (&how, data, rest);
    images = bb_lg_demangle (file);
    /* The zeros after the image would be an image of size 0, so they are ignored. */
    g_assert_cmpuint (images->len, ==, 1);
    assert_image (images, 0, image, SMALL_BYTES);
}

/* The updater leaves out the zeros at the end of its only image, and has no gap that gives their number. The decoded
 * image must have its full size, with zeros at the end. */
static void
test_short_last_image_is_filled_up (void)
{
    g_autofree guint8 *image = make_small (5);
    g_autoptr (GBytes) file = NULL;
    g_autoptr (GPtrArray) images = NULL;

    memset (image + SMALL_BYTES - 0x31, 0, 0x31);
    file = make_updater (&usual, image, SMALL_BYTES - 0x31);
    images = bb_lg_demangle (file);
    g_assert_cmpuint (images->len, ==, 1);
    assert_image (images, 0, image, SMALL_BYTES);
}

/* The updater leaves out the zeros at the end of the second of two images. Both decoded images must have their full
 * size. */
static void
test_short_second_image_is_filled_up (void)
{
    g_autofree guint8 *first = make_small (3);
    g_autofree guint8 *second = make_small (99);
    g_autofree guint8 *both = g_malloc (2 * SMALL_BYTES);
    g_autoptr (GBytes) file = NULL;
    g_autoptr (GPtrArray) images = NULL;

    memset (second + SMALL_BYTES - 0x31, 0, 0x31);
    memcpy (both, first, SMALL_BYTES);
    memcpy (both + SMALL_BYTES, second, SMALL_BYTES);
    file = make_updater (&usual, both, 2 * SMALL_BYTES - 0x31);
    images = bb_lg_demangle (file);
    g_assert_cmpuint (images->len, ==, 2);
    assert_image (images, 0, first, SMALL_BYTES);
    assert_image (images, 1, second, SMALL_BYTES);
}

static const Gap back[] = {{0x490, 0x10}, {0x48F, 0x10}, {0, 0}};
static const Gap behind[] = {{0x490, 0x10}, {SMALL_BYTES - 0x10 + 1, 0x10}, {0, 0}};
static const Gap before[] = {{-(guint32) TABLES_BYTES - 1, 0x10}, {0, 0}};
static const Gap empty[] = {{0x480, 0}, {0x490, 0x10}, {0, 0}};
static const Gap tables[] = {{-(guint32) 1, 0x10}, {0, 0}};
static const struct {
    const Gap *gaps;
    gboolean has_zeros;
} other_gaps[] = {{back, TRUE}, {behind, TRUE}, {before, FALSE}, {tables, FALSE}, {empty, FALSE}};

/* A gap that lies before the previous one or outside of the data, or that has no length, ends the list of gaps. */
static void
test_gap_that_is_not_in_the_data_ends_the_list (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (other_gaps); i++) {
        Updater how = usual;
        g_autofree guint8 *image = make_small (5);
        g_autofree guint8 *data = g_memdup2 (image, SMALL_BYTES);
        g_autoptr (GBytes) file = NULL;
        g_autoptr (GPtrArray) images = NULL;
        gsize length_bytes = SMALL_BYTES;

        if (other_gaps[i].has_zeros) {
            memset (image + 0x490, 0, 0x10);
            memcpy (data + 0x490, image + 0x4A0, SMALL_BYTES - 0x4A0);
            length_bytes -= 0x10;
        }
        how.gaps = other_gaps[i].gaps;
        file = make_updater (&how, data, length_bytes);
        images = bb_lg_demangle (file);
        g_test_message ("row %u", i);
        assert_image (images, 0, image, SMALL_BYTES);
        g_assert_cmpuint (images->len, ==, 1);
    }
}

static const struct {
    Gap gaps[3];
    guint32 payload_bytes;
    guint n_images;
} limits[] = {
    {{{SMALL_BYTES, MOST_BYTES - SMALL_BYTES}}, SMALL_BYTES - BB_LG_FILE_HEADER_BYTES, 1},
    {{{SMALL_BYTES, MOST_BYTES - SMALL_BYTES + 1}}, SMALL_BYTES - BB_LG_FILE_HEADER_BYTES, 0},
    {{{0x480, MOST_BYTES - SMALL_BYTES}}, SMALL_BYTES - BB_LG_FILE_HEADER_BYTES, 1},
    {{{0x480, MOST_BYTES - SMALL_BYTES + 1}}, SMALL_BYTES - BB_LG_FILE_HEADER_BYTES, 0},
    {{{0x480, MOST_BYTES / 2}, {0x490, MOST_BYTES / 2}}, SMALL_BYTES - BB_LG_FILE_HEADER_BYTES, 0},
    {{{0x480, 0xFFFFFFFF}}, SMALL_BYTES - BB_LG_FILE_HEADER_BYTES, 0},
    {{{0}}, 1, 1},
    {{{0}}, MOST_BYTES, 1},
    {{{0}}, MOST_BYTES + 1, 0},
    {{{0}}, 0xFFFFFFFF, 0},
    {{{0}}, 0, 0},
};

/* Gaps and size fields cannot make an image longer than MOST_BYTES, more than any drive needs. */
static void
test_memory_is_limited (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
        Updater how = usual;
        g_autofree guint8 *data = make_small (5);
        g_autoptr (GBytes) file = NULL;
        g_autoptr (GPtrArray) images = NULL;

        bb_put_be32 (data + BB_LG_SIZE_OFFSET, limits[i].payload_bytes);
        how.gaps = limits[i].gaps;
        file = make_updater (&how, data, SMALL_BYTES);
        images = bb_lg_demangle (file);
        g_test_message ("row %u", i);
        g_assert_cmpuint (images->len, ==, limits[i].n_images);
    }
}

static void
test_number_of_images_is_limited (void)
{
    g_autoptr (GByteArray) many = g_byte_array_new ();
    g_autoptr (GBytes) file = NULL;
    g_autoptr (GPtrArray) images = NULL;

    for (guint8 i = 0; i < 9; i++) {
        g_autofree guint8 *image = make_small (i);

        g_byte_array_append (many, image, SMALL_BYTES);
    }
    file = make_updater (&usual, many->data, many->len);
    images = bb_lg_demangle (file);
    g_assert_cmpuint (images->len, ==, 8);
    assert_image (images, 7, many->data + (gsize) 7 * SMALL_BYTES, SMALL_BYTES);
}

/* All 64 gaps of a full list are used. */
static void
test_last_gap_counts (void)
{
    Gap gaps[65] = {0};
    Updater how = usual;
    g_autofree guint8 *image = make_small (5);
    g_autofree guint8 *data = g_malloc (SMALL_BYTES);
    g_autoptr (GBytes) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    gsize rest = 0x480;

    memcpy (data, image, 0x480);
    for (guint i = 0; i < 64; i++) {
        image[0x480 + 2 * i] = 0;
        data[rest++] = image[0x480 + 2 * i + 1];
        gaps[i] = (Gap){0x480 + i, 1};
    }
    g_assert_cmpuint (rest, ==, SMALL_BYTES - 64);
    how.gaps = gaps;
    file = make_updater (&how, data, rest);
    images = bb_lg_demangle (file);
    assert_image (images, 0, image, SMALL_BYTES);
}

/* An updater has fields for 64 positions of gaps. The field after the last position contains the length of the first
 * gap. This test gives that length a value that would be a valid position; it must not be read as a 65th position. */
static void
test_only_64_gaps_count (void)
{
    enum {
        FIRST_BYTES = 0x900,
        REST_BYTES = 0x900,
        IMAGE_BYTES = REST_BYTES + FIRST_BYTES + 63
    };
    Gap gaps[65] = {{0x480, FIRST_BYTES}};
    Updater how = usual;
    g_autofree guint8 *image = g_malloc0 (IMAGE_BYTES);
    g_autofree guint8 *data = g_malloc (REST_BYTES);
    g_autoptr (GBytes) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    gsize to = 0x480;

    for (gsize i = 0; i < REST_BYTES; i++)
        data[i] = (guint8) (1 + i % 255);
    bb_put_be32 (data + BB_LG_SIZE_OFFSET, IMAGE_BYTES - BB_LG_FILE_HEADER_BYTES);
    memcpy (image, data, 0x480);
    to += FIRST_BYTES;
    for (guint i = 1; i < 64; i++) {
        gaps[i] = (Gap){0x480 + i, 1};
        image[to] = data[0x480 + i - 1];
        to += 2;
    }
    memcpy (image + to, data + 0x480 + 63, REST_BYTES - 0x480 - 63);
    g_assert_cmpuint (to + REST_BYTES - 0x480 - 63, ==, IMAGE_BYTES);
    how.gaps = gaps;
    file = make_updater (&how, data, REST_BYTES);
    images = bb_lg_demangle (file);
    assert_image (images, 0, image, IMAGE_BYTES);
}

/* The stored range of the images may end at the end of the file, but not behind it. */
static void
test_range_may_end_with_the_file (void)
{
    for (guint i = 0; i < 2; i++) {
        Updater how = usual;
        g_autofree guint8 *image = make_small (5);
        g_autoptr (GBytes) file = NULL;
        g_autoptr (GPtrArray) images = NULL;

        how.more_bytes = (int) how.tail_bytes + (int) i;
        file = make_updater (&how, image, SMALL_BYTES);
        images = bb_lg_demangle (file);
        g_test_message ("%d", how.more_bytes);
        g_assert_cmpint (images->len > 0, ==, i == 0);
        if (i == 0)
            assert_image (images, 0, image, SMALL_BYTES);
    }
}

static void
test_other_files_have_no_images (void)
{
    static const Updater rows[] = {
        {1, 0x100, 0x1234, 0x4321, 100, 1, 0, NULL},                  /* the stored length reaches into the tail */
        {1, 0x100, 0x1234, 0x4321, 257, 0, 0, NULL},                  /* the tail is too long */
        {1, 0x100, 0x1234, 0x4321, 100, 101, 0, NULL},                /* the stored length reaches beyond the file */
        {1, 0x100, 0x1234, 0x4321, 100, -(int) SMALL_BYTES, 0, NULL}, /* no data */
        {1, 0x100, 0x1234, 0x4321, 100, -(int) SMALL_BYTES - 1, 0, NULL}, /* the tables are truncated */
        {1, 0x100, 0x1234, 0x4321, 100, -(int) (SMALL_BYTES + TABLES_BYTES + 2), 0, NULL},
        {1, 0x100, 0x1234, 0x4321, 100, -(int) (SMALL_BYTES + TABLES_BYTES + 3), 0, NULL},
    };
    g_autofree guint8 *image = make_small (5);
    g_autoptr (GBytes) good = make_updater (&usual, image, SMALL_BYTES);
    gsize size = g_bytes_get_size (good);
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), size);
    g_autoptr (GBytes) no_program = NULL;
    g_autoptr (GBytes) tiny = g_bytes_new_static ("MZ ", 3);
    g_autoptr (GPtrArray) of_other = NULL;
    g_autoptr (GPtrArray) of_tiny = bb_lg_demangle (tiny);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) file = make_updater (&rows[i], image, SMALL_BYTES);
        g_autoptr (GPtrArray) images = bb_lg_demangle (file);

        g_test_message ("row %u", i);
        /* In the first row, one byte of the tail is decoded as data after the last image. The image is complete
         * without this byte. */
        g_assert_cmpuint (images->len, ==, i == 0 ? 1 : 0);
    }
    data[0] = 'N';
    no_program = g_bytes_new (data, size);
    of_other = bb_lg_demangle (no_program);
    g_assert_cmpuint (of_other->len, ==, 0);
    g_assert_cmpuint (of_tiny->len, ==, 0);
}

/* An image in an updater is identified like a file with the same bytes. The second image has no header and is
 * ignored. */
static void
test_image_in_an_updater_is_identified (void)
{
    g_autoptr (GPtrArray) found = NULL;
    g_autoptr (GByteArray) data = g_byte_array_new ();
    g_autoptr (GBytes) file = NULL;
    const BbImageIdentity *identity = NULL;

    for (guint i = 0; i < 2; i++) {
        g_autofree guint8 *image = make_small ((guint8) i);
        g_autoptr (GBytes) named = NULL;

        memcpy (image + 0x10, "GSA-E50LMAIN    REV LVL NE02", 28);
        memcpy (image + 0x30, "ROM REV ", 8);
        memcpy (image + SMALL_BYTES - 16, image + BB_LG_FILE_HEADER_BYTES, 16);
        if (i == 1) /* no header */
            memset (image + 0x18, 'x', 0x20);
        named = g_bytes_new (image, SMALL_BYTES);
        bb_put_be16 (image, bb_lg_compute_sum (named));
        g_byte_array_append (data, image, SMALL_BYTES);
    }
    file = make_updater (&usual, data->data, data->len);
    found = bb_lg_identify_image (file, shipped_catalog ());
    g_assert_cmpuint (found->len, ==, 1);
    identity = found->pdata[0];
    g_assert_cmpstr (identity->family, ==, BB_LG_ID);
    g_assert_cmpstr (identity->model_name, ==, "GSA-E50L");
    g_assert_cmpstr (identity->revision, ==, "NE02");
    g_assert_null (identity->problem);
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpuint (identity->length_bytes, ==, g_bytes_get_size (file));
    g_assert_cmpmem (g_bytes_get_data (identity->content, NULL), g_bytes_get_size (identity->content), data->data,
                     SMALL_BYTES);
}

#define ADD(name, function) g_test_add_func ("/lg-updater/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("images-are-found-in-every-encoding", test_images_are_found_in_every_encoding);
    ADD ("zeros-that-were-left-out-are-put-back", test_zeros_that_were_left_out_are_put_back);
    ADD ("short-last-image-is-filled-up", test_short_last_image_is_filled_up);
    ADD ("short-second-image-is-filled-up", test_short_second_image_is_filled_up);
    ADD ("gap-that-is-not-in-the-data-ends-the-list", test_gap_that_is_not_in_the_data_ends_the_list);
    ADD ("memory-is-limited", test_memory_is_limited);
    ADD ("number-of-images-is-limited", test_number_of_images_is_limited);
    ADD ("last-gap-counts", test_last_gap_counts);
    ADD ("only-64-gaps-count", test_only_64_gaps_count);
    ADD ("range-may-end-with-the-file", test_range_may_end_with_the_file);
    ADD ("other-files-have-no-images", test_other_files_have_no_images);
    ADD ("image-in-an-updater-is-identified", test_image_in_an_updater_is_identified);
    return g_test_run ();
}
