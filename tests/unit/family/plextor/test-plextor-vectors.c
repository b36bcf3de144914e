/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plextor-test.h"

#include <string.h>

/* Plans and checksums of the Plextor family, compared with the test vectors of docs/protocols/plextor.md.
 * Tests bb-plextor-image.c and bb-plextor-plan.c. */

/* Fills @data as the vectors do: x = 1664525 x + 1013904223, byte = x >> 24. */
static void
fill (guint8 *data, gsize length_bytes, guint32 seed)
{
    guint32 x = seed;

    for (gsize i = 0; i < length_bytes; i++) {
        x = 1664525u * x + 1013904223u;
        data[i] = x >> 24;
    }
}

/**
 * Vector: a row of the table of vectors.
 * @empty_sum: sum of an image that has only the header, and zeros up to the sum
 */
typedef struct {
    const char *model;
    const char *header;
    guint32 size;
    guint32 sum_offset;
    guint32 seed;
    guint16 sum;
    guint16 empty_sum;
    guint n_pieces;
    const char *stream_sha256;
    const char *image_sha256;
} Vector;

static const Vector vectors[] = {
    {"DVDR PX-716A", "PLEXTOR DVDR   PX-716A ", 983040, 0xEFFFE, 0x51, 0x46A7, 0x05B2, 60,
     "1f98ad1d6123af1c3a044bcbd3d812b516977f7faeadde3b1e83ebaa6b026ed0",
     "af5cde222d77b5c445cdc5797b984b98be6a75a6909a8c18fb5ee5d36175357b"},
    {"DVDR PX-760A", "PLEXTOR DVDR   PX-760A", 2031616, 0x1EFFFE, 0x52, 0x708A, 0x0591, 124,
     "cf32d4b4067eb9a00f342e67bbe5d2300c91f67f85faaba1e6b802c1722ec6bf",
     "ab64ca01ce81263072780575c958c705b808fcf3021d25c75066a170fa80c5c4"},
    {"DVDR PX-712A", "PLEXTOR DVDR   PX-712A", 1028096, 0xEFFFE, 0x53, 0x7302, 0x058E, 63,
     "24329dcbdeb7a34bacf37008ffe7a6f3a93e7a90bdf9c4247936ee038e59ddb9",
     "24cbef1a38fe5dc45e78d049a5df4d93b30866b49aab76451e76f71b41a6c5e9"},
    {"CD-R PX-W5224A", "PLEXTOR CD-R   PX-W5224A", 524288, 0x79FFE, 0x54, 0x7185, 0x85EE, 128,
     "182d5f3eaf051849390ef655fa4f1112bd9d6d25e0fd4ef98de5adafaf8c5b4f",
     "39c1481f6cd2f6f9c78ad9fba4a6b2f6a05298aaefc11ad4bce50f56345001b9"},
    {"CD-R PREMIUM", "PLEXTOR CD-R   PREMIUM", 524288, 0x7C7FE, 0x55, 0xE96A, 0x85D3, 128,
     "182d5f3eaf051849390ef655fa4f1112bd9d6d25e0fd4ef98de5adafaf8c5b4f",
     "ac67f022b36175f5234592889f59bea1c15b9b6670aacc0f8060ee253ff9dc26"},
    {"CD-R PREMIUM2", "PLEXTOR CD-R   PREMIUM2", 983040, 0xEFFFE, 0x56, 0xAD0A, 0x0605, 240,
     "db7cedb64209e2c9d3d119b7d9d79f9d2742f9419d67a5083cde376fbc4db540",
     "4ba8a393badb0a06f60d37da3c4beff2aa89f9968c4e141bbd1fc766bb985e21"},
};

static BbImage *
make_vector (const Vector *vector)
{
    guint8 *data = g_malloc (vector->size);
    g_autoptr (GBytes) bytes = NULL;

    fill (data, vector->size, vector->seed);
    memset (data, ' ', 24);
    memcpy (data, vector->header, strlen (vector->header));
    data[vector->sum_offset] = vector->sum >> 8;
    data[vector->sum_offset + 1] = vector->sum & 0xFF;
    bytes = g_bytes_new_take (data, vector->size);
    return plextor_image_identify (bytes);
}

static void
test_plans_and_sums_are_those_of_the_vectors (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
        const Vector *vector = &vectors[i];
        g_autoptr (BbImage) image = make_vector (vector);
        g_autoptr (BbFacts) facts = plextor_facts_new (vector->model, "1.00", BB_CONDITION_NORMAL);
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = bb_family_plextor.plan_flash (&input, &error);
        guint n_pieces = 0;
        g_autofree char *hash = NULL;

        g_test_message ("%s", vector->model);
        g_assert_no_error (error);
        g_assert_cmpstr (bb_image_get_sha256 (image), ==, vector->image_sha256);
        g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_GOOD);
        hash = plextor_hash_pieces (plan, &n_pieces);
        g_assert_cmpuint (n_pieces, ==, vector->n_pieces);
        g_assert_cmpstr (hash, ==, vector->stream_sha256);
    }
}

static void
test_an_image_of_header_and_zeros_has_the_sum_of_the_page (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
        const Vector *vector = &vectors[i];
        guint8 *data = g_malloc0 (vector->size);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, vector->size);
        g_autoptr (BbImage) image = NULL;

        memcpy (data, vector->header, strlen (vector->header));
        data[vector->sum_offset] = vector->empty_sum >> 8;
        data[vector->sum_offset + 1] = vector->empty_sum & 0xFF;
        image = plextor_image_identify (bytes);
        g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_GOOD);
    }
}

/* For models without an image among the vectors, the header must have the sum that plextor.md lists. */
static void
test_other_headers_have_the_sums_of_the_page (void)
{
    static const struct {
        const char *header;
        gsize size;
        gsize sum_offset;
        guint16 sum;
    } rows[] = {
        {"PLEXTOR CD-R   PX-W4824A", 524288, 0x79FFE, 0x85F3},
        {"PLEXTOR DVDR   PX-708A", 983040, 0xEFFFE, 0x0593},
        {"PLEXTOR DVDR   PX-716AL", 983040, 0xEFFFE, 0x05DE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        for (guint wrong = 0; wrong < 2; wrong++) {
            guint8 *data = g_malloc0 (rows[i].size);
            g_autoptr (GBytes) bytes = g_bytes_new_take (data, rows[i].size);
            g_autoptr (BbImage) image = NULL;

            memcpy (data, rows[i].header, strlen (rows[i].header));
            data[rows[i].sum_offset] = rows[i].sum >> 8;
            data[rows[i].sum_offset + 1] = (rows[i].sum + wrong) & 0xFF;
            image = plextor_image_identify (bytes);
            g_test_message ("%s", rows[i].header);
            g_assert_cmpint (bb_image_get_identity (image)->checksum, ==,
                             wrong == 0 ? BB_CHECKSUM_GOOD : BB_CHECKSUM_BAD);
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/plextor/vectors/" #name, test_##name)
    ADD (plans_and_sums_are_those_of_the_vectors);
    ADD (other_headers_have_the_sums_of_the_page);
    ADD (an_image_of_header_and_zeros_has_the_sum_of_the_page);
    return g_test_run ();
}
