/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"
#include "family/nec/bb-nec.h"
#include "fuzz-sparse.h"

#include <string.h>

/* Size of the flash memory; offsets of configuration and descriptor in it (mediatek-mt1959.md, section 2). */
#define MT_FLASH_BYTES 0x200000
#define MT_CONFIG 0x3000
#define MT_DESCRIPTOR 0x1EC000

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/*
 * Finds firmware images in flash programs (of manufacturers and users), which have images at their end. An input
 * lists the pieces of such a file, from its beginning to its end. This file also has a second implementation of the
 * search, which follows docs/protocols/nec-optiarc.md. Its results must equal the images that bb_nec_identify_image()
 * finds, and the choice of bb_nec_choose_image().
 */

#define FUZZ_MAX_PIECES 12
#define FUZZ_MAX_IMAGES 64
#define FUZZ_BD_BYTES 1901058u
#define FUZZ_BD_CODE_FROM_END 1900992u

typedef enum {
    FUZZ_STUB,
    FUZZ_BYTES,
    FUZZ_NEC,
    FUZZ_MEDIATEK,
} FuzzKind;

typedef struct {
    FuzzKind kind;
    gsize length_bytes;
    const guint8 *data;
    gsize data_bytes;
    const FuzzCode *code;
    gboolean suffix;
    gboolean sums;
} FuzzPiece;

/* Sets @piece from the input. Returns the length of the piece in the file. */
static gsize
fuzz_read_piece (FuzzInput *input, FuzzPiece *piece)
{
    guint8 what = fuzz_input_u8 (input);
    guint n_codes = 0;
    const FuzzCode *codes = fuzz_codes (&n_codes);
    const BbNecType *type = NULL;

    *piece = (FuzzPiece){.kind = what % 4, .suffix = (what & 0x04) != 0, .sums = (what & 0x08) != 0};
    switch (piece->kind) {
    case FUZZ_STUB:
        piece->length_bytes = (gsize) fuzz_input_u16 (input) << (what >> 4) % 5;
        break;
    case FUZZ_BYTES:
        piece->data_bytes = what >> 2;
        piece->data = fuzz_input_bytes (input, &piece->data_bytes);
        piece->length_bytes = piece->data_bytes;
        break;
    case FUZZ_NEC:
        piece->code = &codes[fuzz_input_u16 (input) % n_codes];
        type = piece->code->type;
        piece->length_bytes = type == NULL ? 0 : type->image_bytes + (piece->suffix ? 2 : 0);
        piece->data_bytes = what >> 4;
        piece->data = fuzz_input_bytes (input, &piece->data_bytes);
        break;
    case FUZZ_MEDIATEK:
        piece->length_bytes = MT_FLASH_BYTES;
        break;
    }
    return piece->length_bytes;
}

/* Writes the NEC image that @piece describes at offset @at, which is negative if the file lacks the beginning of the
 * image. Writes the right checksums if piece->sums is set and the image is complete. */
static void
fuzz_write_nec (const FuzzPiece *piece, gssize at)
{
    const BbNecType *type = piece->code->type;
    gsize first = (gsize) at;

    if (type == NULL)
        return;
    fuzz_file_put (first + type->tag_offset, piece->code->tag, BB_NEC_CODE_BYTES);
    if (piece->suffix)
        fuzz_file_put (first + type->image_bytes, piece->data_bytes >= 2 ? (const char *) piece->data : "05", 2);
    if (piece->data_bytes > 2)
        fuzz_file_put (first + 0x1000, piece->data + 2, piece->data_bytes - 2);
    if (!piece->sums || at < 0)
        return;
    for (guint i = 0; i < type->n_parts; i++)
        fuzz_file_put_be16 (first + type->parts[i].sum_offset,
                            fuzz_file_sum16 (first + type->parts[i].image_offset, first + type->parts[i].sum_offset));
}

/* Writes @piece at offset @at, which is negative if the file lacks the beginning of the piece. Writes "MZ", with
 * which a program begins, only at the beginning of the file. */
static void
fuzz_write_piece (const FuzzPiece *piece, gssize at)
{
    static const char page[] = "HL-DT-STBD-RE  WH16NS60 1.02N000000 UNIQUE1711241200MTEKMT1959";

    switch (piece->kind) {
    case FUZZ_STUB:
        if (at == 0)
            fuzz_file_put (0, "MZ", 2);
        break;
    case FUZZ_BYTES:
        fuzz_file_put ((gsize) at, piece->data, piece->data_bytes);
        break;
    case FUZZ_NEC:
        fuzz_write_nec (piece, at);
        break;
    case FUZZ_MEDIATEK:
        fuzz_file_put ((gsize) at + MT_CONFIG, "MT1959 Boot JB8 ", 16);
        fuzz_file_put ((gsize) at + MT_DESCRIPTOR, page, sizeof page - 1);
        break;
    }
}

/* Makes the file that the input describes; the input may remove the first bytes of the file. */
static void
fuzz_make_file (FuzzInput *input)
{
    FuzzPiece pieces[FUZZ_MAX_PIECES];
    gsize missing = (gsize) (fuzz_input_u8 (input) & 0x3F) << 9;
    gsize size = 0;
    guint n_pieces = 0;
    gssize at = 0;

    while (n_pieces < FUZZ_MAX_PIECES && input->left_bytes > 0) {
        gsize length_bytes = fuzz_read_piece (input, &pieces[n_pieces]);

        if (size + length_bytes > FUZZ_FILE_MAX_BYTES)
            break;
        size += length_bytes;
        n_pieces++;
    }
    missing = MIN (missing, size);
    fuzz_file_open (size - missing);
    at = -(gssize) missing;
    for (guint i = 0; i < n_pieces; i++) {
        fuzz_write_piece (&pieces[i], at);
        at += (gssize) pieces[i].length_bytes;
    }
}

/* --- The second implementation --- */

typedef struct {
    const FuzzCode *code;
    gsize start;
    gsize length_bytes;
    char boot[3]; /* boot version in the suffix, "" without a suffix */
} FuzzExpected;

/* Returns TRUE if Burnback can find images for drives of the flash type @name. */
static gboolean
fuzz_is_flashable (const char *name)
{
    return !g_str_equal (name, "HDDVD") && !g_str_equal (name, "2MHDDVD") && !g_str_equal (name, "OptiBD2");
}

/* Sets @expected to the image that ends at @end. FALSE if there is none. */
static gboolean
fuzz_walk_one (const guint8 *data, gsize end, FuzzExpected *expected)
{
    gsize suffix_bytes = 0;
    const BbNecType *type = NULL;

    *expected = (FuzzExpected){0};
    if (end < 6)
        return FALSE;
    expected->code = fuzz_code_lookup (data + end - 4);
    if (expected->code == NULL && (expected->code = fuzz_code_lookup (data + end - 6)) != NULL) {
        suffix_bytes = 2;
        memcpy (expected->boot, data + end - 2, 2);
    }
    if (expected->code == NULL && end >= FUZZ_BD_BYTES) {
        expected->code = fuzz_code_lookup (data + end - FUZZ_BD_CODE_FROM_END);
        type = expected->code != NULL ? expected->code->type : NULL;
        if (type == NULL || !g_str_equal (type->name, "OptiBD"))
            return FALSE;
    }
    type = expected->code != NULL ? expected->code->type : NULL;
    if (type == NULL || !fuzz_is_flashable (type->name))
        return FALSE;
    /* An image of OptiBD has no boot suffix. */
    if (suffix_bytes > 0 && g_str_equal (type->name, "OptiBD"))
        return FALSE;
    expected->length_bytes = type->image_bytes + suffix_bytes;
    if (expected->length_bytes > end)
        return FALSE;
    expected->start = end - expected->length_bytes;
    return TRUE;
}

/* Sets @expected to the images at the end of the file, the last one first. Returns how many there are. */
static guint
fuzz_walk (const guint8 *data, gsize size, FuzzExpected *expected)
{
    gsize end = size;
    guint n_expected = 0;

    while (n_expected < FUZZ_MAX_IMAGES && fuzz_walk_one (data, end, &expected[n_expected]))
        end = expected[n_expected++].start;
    return n_expected;
}

/* Asserts that @identity, which bb_nec_identify_image() found, has the expected values. */
static void
fuzz_compare_one (const FuzzExpected *expected, BbImageIdentity *identity)
{
    const BbNecType *type = expected->code->type;
    const char *boot = bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_VERSION);
    gboolean good = TRUE;

    g_assert_null (identity->problem);
    g_assert_cmpuint (identity->offset, ==, expected->start);
    g_assert_cmpuint (identity->length_bytes, ==, expected->length_bytes);
    g_assert_cmpstr (identity->codes[0], ==, expected->code->model_key);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_TAG), ==, expected->code->tag);
    if (g_ascii_isgraph (expected->boot[0]) && g_ascii_isgraph (expected->boot[1]))
        g_assert_cmpstr (boot, ==, expected->boot);
    else if (!g_str_equal (type->name, "OptiBD") && expected->length_bytes == type->image_bytes)
        g_assert_null (boot);
    if (!type->appended_sum)
        return;
    /* The checksum is in the last two bytes of the image. If the type code is behind the payload, the image ends with
     * this code, and the checksum is before it. */
    for (guint i = 0; i < type->n_parts; i++) {
        gsize payload_end =
            expected->start + type->image_bytes - (type->tag_offset > type->parts[i].length_bytes ? 6 : 2);

        good = fuzz_file_sum16 (expected->start, payload_end) == fuzz_file_sum16 (payload_end, payload_end + 2);
    }
    g_assert_cmpint (identity->checksum, ==, good ? BB_CHECKSUM_GOOD : BB_CHECKSUM_BAD);
}

/* Returns the index in @expected of the image to flash to a drive of type @key with boot version @boot. Takes the
 * first of these that exists:
 * - the first image of this type and boot version
 * - the last image of this type without a boot version
 * - the first image of this type
 * - the first image of all */
static guint
fuzz_choose (const FuzzExpected *expected, guint n_expected, const char *key, const char *boot)
{
    guint choice = 0;

    for (guint i = 1; i < n_expected; i++) {
        gboolean fits = g_str_equal (expected[i].code->model_key, key);
        gboolean chosen_fits = g_str_equal (expected[choice].code->model_key, key);
        gboolean boot_fits = expected[i].boot[0] == '\0' || g_str_equal (expected[i].boot, boot);

        if (fits && (!chosen_fits || (!g_str_equal (expected[choice].boot, boot) && boot_fits)))
            choice = i;
    }
    return choice;
}

/* Returns TRUE if fuzz_choose() can be used for these images: there is at least one image, no image is for OptiBD,
 * and each boot version consists of printable characters. */
static gboolean
fuzz_choice_is_clear (const FuzzExpected *expected, guint n_expected)
{
    for (guint i = 0; i < n_expected; i++) {
        const BbNecType *type = expected[i].code->type;

        if (g_str_equal (type->name, "OptiBD"))
            return FALSE;
        if (expected[i].length_bytes > type->image_bytes &&
            (!g_ascii_isgraph (expected[i].boot[0]) || !g_ascii_isgraph (expected[i].boot[1])))
            return FALSE;
    }
    return n_expected > 0;
}

/* Asserts that bb_nec_identify_image() finds, and bb_nec_choose_image() chooses, the same images as the second
 * implementation in this file. Exception: if the second implementation finds none, bb_nec_identify_image() may find
 * one image, which must have a problem. */
static void
fuzz_compare (GBytes *bytes)
{
    static FuzzExpected expected[FUZZ_MAX_IMAGES];
    g_autoptr (GPtrArray) found = bb_nec_identify_image (bytes, fuzz_catalog ());
    guint n_expected = fuzz_walk (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected);

    if (n_expected == 0) {
        g_assert_cmpuint (found->len, <=, 1);
        g_assert_true (found->len == 0 || ((BbImageIdentity *) g_ptr_array_index (found, 0))->problem != NULL);
        return;
    }
    g_assert_cmpuint (found->len, ==, n_expected);
    for (guint i = 0; i < n_expected; i++)
        fuzz_compare_one (&expected[i], g_ptr_array_index (found, i));
    if (fuzz_choice_is_clear (expected, n_expected)) {
        const char *key = expected[n_expected - 1].code->model_key;

        g_assert_true (bb_nec_choose_image (found, key, "05") ==
                       g_ptr_array_index (found, fuzz_choose (expected, n_expected, key, "05")));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    FuzzInput input = {data, size};
    gboolean all = size > 0 && (data[0] & 0xC0) == 0xC0;

    fuzz_make_file (&input);
    if (fuzz_file_size () > 0) {
        g_autoptr (BbImage) file = fuzz_file_image ();

        fuzz_compare (bb_image_get_bytes (file));
        if (all) {
            g_autoptr (GPtrArray) images = bb_family_identify_file (file, fuzz_catalog ());

            g_assert_cmpuint (images->len, >, 0);
        }
    }
    fuzz_file_close ();
    return 0;
}
