/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-liteon.h"

#include "family/spc/bb-image-bytes.h"
#include "firmware/bb-program.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <nettle/aes.h>
#include <string.h>

/* This file extracts the images from updater programs of the kind XFlash (lite-on.md, section 5). */

#define N_ENTRIES 4u
#define NUMBER_BYTES 10u
#define NAME_BYTES 7u
#define SHORT_NAME_BYTES 4u
#define KEY_BYTES 0x400u
#define KEYS_BYTES 0x1000u
#define SWAPPED_BYTES 0x8000u
#define FILLER_BYTES 256u
#define TABLE_BYTES 256u
#define TABLE_START 0x58u
#define TABLE_STEP 0x11u
#define ENCIPHERED_MASK 0x3F
#define OTHER_KIND "XFB-"
#define N_BLOCKS 1024u
#define LAST_FIBONACCI 0x2AF90C18u
/* Versions at which the form of the updater programs changes; 2.1.5 is 20105. In programs from VERSION_FOUR_ENTRIES
 * on, bb_liteon_guess() replaces the value FF by 0 if the image is shorter than VERSION_SMALL_PLAIN_BYTES. */
#define VERSION_SCRAMBLED 20005u
#define VERSION_KEYS 20100u
#define VERSION_FOUR_ENTRIES 20200u
#define VERSION_SMALL_PLAIN_BYTES 0x40000u
/* The guess of bb_liteon_guess() is certain if the most frequent value has at least this share of all counts, and at
 * least LEAST_LEAD times the count of the next frequent value. */
#define LEAST_SHARE_PERCENT 40u
#define LEAST_LEAD 2u

typedef enum {
    METHOD_UNKNOWN = -1,
    METHOD_PLAIN,
    METHOD_SWAPPED,
    METHOD_FIBONACCI,
    METHOD_GUESSED,
    METHOD_ENCIPHERED,
} BbLiteonMethod;

/**
 * BbLiteonUpdater: the description in an updater program
 * @version: 20105 for 2.1.5; 0 if unknown
 * @base: offset in the file of the keys and the data
 * @pre_bytes: with METHOD_SWAPPED: this many bytes at the beginning of an image are stored inverted
 * @skip_bytes: bytes that do not belong to the image: with METHOD_SWAPPED after the first @pre_bytes, with
 *   METHOD_PLAIN before the image
 * @mask: with METHOD_GUESSED and METHOD_ENCIPHERED: the bits of a key that say which byte of a block was changed
 * @is_newer: the description has the newer form, with @table
 * @table: for METHOD_ENCIPHERED: the table from which the key of the cipher is made
 */
typedef struct {
    guint version;
    guint n_entries;
    guint32 starts[N_ENTRIES];
    guint32 sizes[N_ENTRIES];
    guint8 names[N_ENTRIES][NAME_BYTES];
    gsize base;
    BbLiteonMethod method;
    gsize pre_bytes;
    gsize skip_bytes;
    guint8 mask;
    gboolean is_newer;
    guint8 table[TABLE_BYTES];
} BbLiteonUpdater;

/* --- the description --- */

/* Returns the value of the decimal number at *@at, of which at most @most digits are read, and moves *@at behind
 * these digits; 0 if there are no digits. */
static guint
bb_liteon_read_digits (GBytes *file, gsize *at, guint most)
{
    guint number = 0;
    guint8 byte = 0;

    for (guint i = 0; i < most && bb_bytes_get_u8 (file, *at, &byte, NULL) && g_ascii_isdigit (byte); i++, (*at)++)
        number = number * 10 + (guint) (byte - '0');
    return number;
}

/* Returns the version at *@at as a number, 20105 for "2.1.5", and moves *@at behind it; 0 if there is no version,
 * with *@at behind the part that was read. */
static guint
bb_liteon_read_number (GBytes *file, gsize *at)
{
    guint parts[3] = {0};

    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        gsize from = *at;

        parts[i] = bb_liteon_read_digits (file, at, i == 0 ? 1 : 2);
        if (*at == from || (i < 2 && !bb_bytes_equal_at (file, *at, ".", 1)))
            return 0;
        *at += i < 2 ? 1 : 0;
    }
    return parts[0] * 10000 + parts[1] * 100 + parts[2];
}

/* Returns the version (20105 for 2.1.5); 0 if there is none. In @file, the version follows the text "Ver ", or the
 * five bytes "rr", any byte, a zero byte, "v". The text "XFB-" may be between them and the version. Two zero bytes
 * must follow the version. */
static guint
bb_liteon_read_version (GBytes *file)
{
    static const char *const texts[] = {"Ver ", "rr"};

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
        gssize found = -1;

        while ((found = bb_image_bytes_find (file, (gsize) found + 1, texts[i])) >= 0) {
            gsize at = (gsize) found + (i == 0 ? strlen (texts[0]) : strlen (texts[1]) + 3);
            guint version = 0;

            if (i > 0 && !bb_bytes_equal_at (file, at - 2, "\0v", 2))
                continue;
            if (bb_bytes_equal_at (file, at, OTHER_KIND, strlen (OTHER_KIND)))
                at += strlen (OTHER_KIND);
            version = bb_liteon_read_number (file, &at);
            if (version > 0 && bb_bytes_is_filled (file, at, 2, 0))
                return version;
        }
    }
    return 0;
}

/* TRUE if @file contains "[01X-CG-XFB-2.1.5]" with the letter @letter for X. */
static gboolean
bb_liteon_has_type (GBytes *file, char letter)
{
    g_autofree char *text = g_strdup_printf ("[01%c-CG-" OTHER_KIND, letter);
    gssize found = -1;

    while ((found = bb_image_bytes_find (file, (gsize) found + 1, text)) >= 0) {
        gsize at = (gsize) found + strlen (text);

        if (bb_liteon_read_number (file, &at) > 0 && bb_bytes_equal_at (file, at, "]", 1))
            return TRUE;
    }
    return FALSE;
}

/* Reads @numbers from the four fields at *@at, and moves *@at behind the fields. With @key "BIN_START" and @end "=",
 * the first field is "BIN_START1=0000123456". A zero byte follows each field. FALSE if a field is missing, or if its
 * number does not have exactly NUMBER_BYTES digits. */
static gboolean
bb_liteon_read_numbers (GBytes *file, const char *key, const char *end, gsize *at, guint32 *numbers)
{
    for (guint i = 0; i < N_ENTRIES; i++) {
        g_autofree char *field = g_strdup_printf ("%s%u%s", key, i + 1, end);
        gsize from = *at + strlen (field);

        if (!bb_bytes_equal_at (file, *at, field, strlen (field)))
            return FALSE;
        *at = from;
        numbers[i] = bb_liteon_read_digits (file, at, NUMBER_BYTES);
        if (*at != from + NUMBER_BYTES || !bb_bytes_is_filled (file, *at, 1, 0))
            return FALSE;
        (*at)++;
    }
    return TRUE;
}

/* Reads the names of the four entries at *@at, and moves *@at behind them. FALSE if a name or the zero byte behind it
 * is missing. */
static gboolean
bb_liteon_read_names (GBytes *file, gsize *at, BbLiteonUpdater *updater)
{
    for (guint i = 0; i < N_ENTRIES; i++) {
        g_autofree char *field = g_strdup_printf ("NEW_FW%u=", i + 1);
        g_autoptr (GBytes) name = bb_bytes_slice (file, *at + strlen (field), NAME_BYTES, NULL);

        if (!bb_bytes_equal_at (file, *at, field, strlen (field)) || name == NULL)
            return FALSE;
        memcpy (updater->names[i], g_bytes_get_data (name, NULL), NAME_BYTES);
        *at += strlen (field) + NAME_BYTES;
        if (!bb_bytes_is_filled (file, *at, 1, 0))
            return FALSE;
        (*at)++;
    }
    return TRUE;
}

/* Reads the table of a newer updater, which follows the names that end at *@at. Moves *@at behind the table. FALSE
 * unless exactly one complete table follows. */
static gboolean
bb_liteon_read_table (GBytes *file, gsize *at, BbLiteonUpdater *updater)
{
    static const char *const key = "COPYF2K8_SIZE=";
    gssize found = bb_image_bytes_find (file, *at, key);
    gsize place = (gsize) found + strlen (key);
    g_autoptr (GBytes) table = NULL;

    if (found < 0 || bb_image_bytes_find (file, (gsize) found + 1, key) >= 0)
        return FALSE;
    (void) bb_liteon_read_digits (file, &place, NUMBER_BYTES);
    table = bb_bytes_is_filled (file, place, 1, 0) ? bb_bytes_slice (file, place + 1, TABLE_BYTES, NULL) : NULL;
    if (table == NULL)
        return FALSE;
    memcpy (updater->table, g_bytes_get_data (table, NULL), TABLE_BYTES);
    *at = place + 1 + TABLE_BYTES;
    return TRUE;
}

/* Reads from @file, an updater program, the description of its images. Sets these members of @updater: number,
 * starts, sizes and names of the images, @is_newer, the table, and @base (the end of the description). The caller has
 * set @version, on which the number of images depends. FALSE if @file has no description. @is_single: (out): FALSE if
 * @updater cannot be used, because there are several descriptions, or the description is incomplete */
static gboolean
bb_liteon_read_description (GBytes *file, BbLiteonUpdater *updater, gboolean *is_single)
{
    const char *first = "HOW_MANY_BIN=";
    gssize found = bb_image_bytes_find (file, 0, first);
    gssize start = -1;
    gsize at = 0;

    *is_single = FALSE;
    if (found < 0) {
        first = "PARA_OPT=";
        found = bb_image_bytes_find (file, 0, first);
    }
    start = found >= 0 ? bb_image_bytes_find (file, (gsize) found, "BIN_START1=") : -1;
    if (start < 0)
        return FALSE;
    at = (gsize) found + strlen (first);
    updater->n_entries = bb_liteon_read_digits (file, &at, 3);
    if (updater->version >= VERSION_FOUR_ENTRIES || updater->n_entries > N_ENTRIES)
        updater->n_entries = N_ENTRIES;
    at = (gsize) start;
    updater->is_newer = bb_image_bytes_find (file, at, "BIN_SIZE1B=") >= 0;
    *is_single = bb_liteon_read_numbers (file, "BIN_START", "=", &at, updater->starts) &&
                 bb_liteon_read_numbers (file, "BIN_SIZE", updater->is_newer ? "B=" : "=", &at, updater->sizes) &&
                 bb_liteon_read_names (file, &at, updater) &&
                 (!updater->is_newer || bb_liteon_read_table (file, &at, updater)) &&
                 bb_image_bytes_find (file, (gsize) start + 1, "BIN_START1=") < 0;
    updater->base = at;
    return TRUE;
}

/* --- the method --- */

/* TRUE if @file contains the bytes @first, then @gap bytes of any value, then the bytes @second. */
static gboolean
bb_liteon_has_code (GBytes *file, const guint8 *first, gsize first_bytes, gsize gap, const guint8 *second,
                    gsize second_bytes)
{
    gsize size = g_bytes_get_size (file);

    for (gsize at = 0; at + first_bytes + gap + second_bytes <= size; at++)
        if (bb_bytes_equal_at (file, at, first, first_bytes) &&
            bb_bytes_equal_at (file, at + first_bytes + gap, second, second_bytes))
            return TRUE;
    return FALSE;
}

/* Sets @mask to the mask in the machine code that undoes METHOD_GUESSED. FALSE if @file has no such code. */
static gboolean
bb_liteon_find_mask (GBytes *file, guint8 *mask)
{
    static const guint8 forms[][5] = {{0x0F, 0xB6, 0x04, 0x08, 0x25}, {0x33, 0xC0, 0x8A, 0x04, 0x0A}};
    static const guint8 middle[] = {0x00, 0x00, 0x80, 0x79, 0x05, 0x48, 0x83, 0xC8};
    gsize size = g_bytes_get_size (file);

    for (gsize at = 0; at < size; at++) {
        for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
            gsize and_at = at + (i == 0 ? 4 : 5);

            if (bb_bytes_equal_at (file, at, forms[i], sizeof forms[i]) &&
                bb_bytes_equal_at (file, and_at, "\x25", 1) && bb_bytes_get_u8 (file, and_at + 1, mask, NULL) &&
                bb_bytes_equal_at (file, and_at + 2, middle, sizeof middle) &&
                bb_bytes_equal_at (file, and_at + 2 + sizeof middle + 1, "\x40", 1))
                return TRUE;
        }
    }
    return FALSE;
}

/* TRUE if @file contains at least FILLER_BYTES consecutive bytes FF. */
static gboolean
bb_liteon_has_filler (GBytes *file)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (file, &size);
    gsize run = 0;

    for (gsize i = 0; i < size && run < FILLER_BYTES; i++)
        run = data[i] == 0xFF ? run + 1 : 0;
    return run >= FILLER_BYTES;
}

/* Sets the method of @updater, and the mask or the lengths that it needs, by @version and @is_newer of @updater, and
 * by texts and machine code in the program; METHOD_UNKNOWN if these do not show the method. */
static void
bb_liteon_find_method (GBytes *file, BbLiteonUpdater *updater)
{
    static const guint8 first[] = {0x30, 0x02, 0xEB, 0x2B};
    static const guint8 second[] = {0x80, 0x34, 0x02, 0xFF};
    static const guint8 third[] = {0x30, 0x10};

    gboolean is_other_kind = bb_image_bytes_find (file, 0, OTHER_KIND) >= 0;
    gboolean is_plain = is_other_kind ? bb_liteon_has_type (file, 'U') : updater->version < VERSION_SCRAMBLED;

    updater->method = METHOD_UNKNOWN;
    if (is_other_kind && is_plain == bb_liteon_has_type (file, 'S'))
        return;
    if (updater->is_newer) {
        updater->method = METHOD_ENCIPHERED;
        updater->mask = ENCIPHERED_MASK;
    } else if (is_plain) {
        updater->method = METHOD_PLAIN;
        updater->skip_bytes = is_other_kind ? KEYS_BYTES : 0;
    } else if (updater->version == VERSION_SCRAMBLED) {
        updater->method = METHOD_SWAPPED;
    } else if (updater->version >= VERSION_KEYS) {
        if (bb_liteon_has_code (file, first, sizeof first, 12, second, sizeof second) &&
            bb_liteon_has_code (file, second, sizeof second, 25, third, sizeof third)) {
            updater->method = METHOD_FIBONACCI;
        } else if (bb_liteon_find_mask (file, &updater->mask)) {
            updater->method = METHOD_GUESSED;
        } else if (bb_liteon_has_filler (file)) {
            updater->method = METHOD_SWAPPED;
            updater->pre_bytes = KEY_BYTES;
            updater->skip_bytes = KEYS_BYTES;
        }
    }
}

/* --- the image --- */

/* Returns (transfer full) (nullable) the image of @entry, which is stored by METHOD_SWAPPED; NULL if the image is not
 * completely inside of the file, or is shorter than 2 * SWAPPED_BYTES. Inverts the first @pre_bytes, and leaves out
 * the @skip_bytes after them. Then exchanges the first SWAPPED_BYTES with the last, and reverses both. */
static GBytes *
bb_liteon_unswap (GBytes *file, const BbLiteonUpdater *updater, guint entry)
{
    gsize size = updater->sizes[entry];
    g_autoptr (GBytes) stored =
        bb_bytes_slice (file, updater->base + updater->starts[entry], size + updater->skip_bytes, NULL);
    const guint8 *from = stored != NULL ? g_bytes_get_data (stored, NULL) : NULL;
    g_autofree guint8 *joined = NULL;
    guint8 *out = NULL;

    if (from == NULL || size < 2 * SWAPPED_BYTES)
        return NULL;
    joined = g_malloc (size);
    for (gsize i = 0; i < size; i++)
        joined[i] = i < updater->pre_bytes ? (guint8) ~from[i] : from[i + updater->skip_bytes];
    out = g_memdup2 (joined, size);
    for (gsize i = 0; i < SWAPPED_BYTES; i++) {
        out[i] = joined[size - 1 - i];
        out[size - 1 - i] = joined[i];
    }
    return g_bytes_new_take (out, size);
}

/* Returns the 8-bit sum of the short name of an entry, the first SHORT_NAME_BYTES of @name. */
static guint8
bb_liteon_sum_name (const guint8 *name)
{
    guint8 sum = 0;

    for (guint i = 0; i < SHORT_NAME_BYTES; i++)
        sum = (guint8) (sum + name[i]);
    return sum;
}

/* Restores the byte of each block of @data that METHOD_FIBONACCI has changed. @keys: one byte for each block.
 * @name_sum: result of bb_liteon_sum_name() for the entry */
static void
bb_liteon_undo_fibonacci (guint8 *data, gsize block_bytes, const guint8 *keys, guint8 name_sum)
{
    guint32 old = 0;
    guint32 current = 1;

    for (guint k = 0; k < N_BLOCKS; k++) {
        guint8 key = keys[k];
        guint place = (k + 1) % 3 == 0 ? key & 7u : (k + 1) % 3 == 1 ? key % 7u : key % 5u;
        guint32 next = old + current;

        old = current;
        current = next;
        data[block_bytes * k + place] ^= current % 9 == 1 ? name_sum : current % 9 == 2 ? 0xFF : key;
        if (current > LAST_FIBONACCI) {
            old = 0;
            current = 1;
        }
    }
}

/* TRUE if METHOD_GUESSED changes the byte of block @k with the value that the updater does not store; FALSE if it
 * changes that byte with the key of the block. */
static gboolean
bb_liteon_is_guessed_block (guint k)
{
    return k % 7 == 0 || k % 7 == 2;
}

/* METHOD_GUESSED changed some bytes with a value that the updater does not store. Guesses this value, and sets
 * @guessed to it: the value with which most of the restored bytes are zero, because images have many zero bytes. A
 * byte that follows a zero byte counts three times. Exception: in a program from VERSION_FOUR_ENTRIES on, a guess of
 * FF becomes 0 for an image that is shorter than VERSION_SMALL_PLAIN_BYTES. FALSE if the guess is uncertain
 * (LEAST_SHARE_PERCENT, LEAST_LEAD); @guessed is set then, too. */
static gboolean
bb_liteon_guess (const guint8 *data, gsize block_bytes, const guint8 *keys, const BbLiteonUpdater *updater,
                 guint8 name_sum, guint8 *guessed)
{
    guint counts[256] = {0};
    guint all = 0;
    guint best = 0;
    guint second = 0;

    for (guint k = 0; k < N_BLOCKS; k++) {
        gsize at = block_bytes * k + (keys[k] & updater->mask);
        guint weight = at > 0 && data[at - 1] == 0 ? 3 : 1;

        if (!bb_liteon_is_guessed_block (k))
            continue;
        counts[data[at] ^ name_sum] += weight;
        all += weight;
    }
    for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
        if (counts[i] > counts[best])
            best = i;
    }
    for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
        if (i != best && counts[i] > second)
            second = counts[i];
    *guessed = (guint8) best;
    if (best == 0xFF && updater->version >= VERSION_FOUR_ENTRIES &&
        block_bytes * N_BLOCKS < VERSION_SMALL_PLAIN_BYTES)
        *guessed = 0;
    return counts[best] * 100 >= all * LEAST_SHARE_PERCENT && counts[best] >= LEAST_LEAD * second;
}

GBytes *
bb_liteon_decipher_table (GBytes *data, const guint8 *table)
{
    gsize size = g_bytes_get_size (data);
    struct aes128_ctx context;
    guint8 key[AES128_KEY_SIZE];
    guint8 *plain = NULL;

    if (size == 0 || size % AES_BLOCK_SIZE != 0)
        return NULL;
    for (guint i = 0; i < sizeof key; i++)
        key[i] = table[(guint8) (table[TABLE_START] + TABLE_STEP * i)];
    plain = g_malloc (size);
    aes128_set_decrypt_key (&context, key);
    aes128_decrypt (&context, size, plain, g_bytes_get_data (data, NULL));
    return g_bytes_new_take (plain, size);
}

/* Returns (transfer full) (nullable) the image of @entry, which is stored by METHOD_FIBONACCI, METHOD_GUESSED or
 * METHOD_ENCIPHERED; NULL if it is not completely inside of the file. @is_certain: (out): set as follows:
 * - METHOD_GUESSED: whether the guess of bb_liteon_guess() is certain
 * - METHOD_ENCIPHERED: TRUE, because nothing is guessed
 * - METHOD_FIBONACCI: unchanged */
static GBytes *
bb_liteon_undo_keys (GBytes *file, const BbLiteonUpdater *updater, guint entry, gboolean *is_certain)
{
    gsize size = updater->sizes[entry];
    gsize block_bytes = size / N_BLOCKS;
    g_autoptr (GBytes) keys = bb_bytes_slice (file, updater->base + (gsize) KEY_BYTES * entry, KEY_BYTES, NULL);
    g_autoptr (GBytes) data_bytes =
        bb_bytes_slice (file, updater->base + updater->starts[entry] + KEYS_BYTES, size, NULL);
    g_autoptr (GBytes) stored = updater->method == METHOD_ENCIPHERED && data_bytes != NULL
                                    ? bb_liteon_decipher_table (data_bytes, updater->table)
                                    : g_steal_pointer (&data_bytes);
    guint8 name_sum = bb_liteon_sum_name (updater->names[entry]);
    const guint8 *key = keys != NULL ? g_bytes_get_data (keys, NULL) : NULL;
    guint8 guessed = 0;
    guint8 *data = NULL;

    if (key == NULL || stored == NULL)
        return NULL;
    data = g_memdup2 (g_bytes_get_data (stored, NULL), size);
    if (updater->method == METHOD_FIBONACCI) {
        bb_liteon_undo_fibonacci (data, block_bytes, key, name_sum);
        return g_bytes_new_take (data, size);
    }
    *is_certain =
        updater->method == METHOD_ENCIPHERED || bb_liteon_guess (data, block_bytes, key, updater, name_sum, &guessed);
    for (guint k = 0; k < N_BLOCKS; k++)
        data[block_bytes * k + (key[k] & updater->mask)] ^=
            bb_liteon_is_guessed_block (k) ? (guint8) (name_sum ^ guessed) : key[k];
    return g_bytes_new_take (data, size);
}

/* Returns (transfer full) (nullable) the image of @entry; NULL if it is not inside the file, if no image has its
 * length, or if the method is unknown. @is_certain: (out): FALSE if the image may be wrong */
static GBytes *
bb_liteon_extract (GBytes *file, const BbLiteonUpdater *updater, guint entry, gboolean *is_certain)
{
    *is_certain = TRUE;
    if (!bb_liteon_is_image_size (updater->sizes[entry]))
        return NULL;
    switch (updater->method) {
    case METHOD_PLAIN:
        return bb_bytes_slice (file, updater->base + updater->starts[entry] + updater->skip_bytes,
                               updater->sizes[entry], NULL);
    case METHOD_SWAPPED:
        return bb_liteon_unswap (file, updater, entry);
    case METHOD_FIBONACCI:
    case METHOD_GUESSED:
    case METHOD_ENCIPHERED:
        return bb_liteon_undo_keys (file, updater, entry, is_certain);
    case METHOD_UNKNOWN:
    default:
        return NULL;
    }
}

/* Returns (transfer full) an identity of the whole file with @problem. */
static BbImageIdentity *
bb_liteon_new_problem (GBytes *file, const char *problem)
{
    BbImageIdentity *identity = bb_image_identity_new (BB_LITEON_ID, 0, g_bytes_get_size (file));

    identity->problem = g_strdup (problem);
    return identity;
}

/* Adds to @found the identity of the image that bb_liteon_extract() decodes from @entry of the updater. The offset of
 * the identity is the position of the entry in @file. The identity has a problem if it is not certain that the image
 * was decoded correctly. If the image cannot be decoded or identified, adds an identity of the whole file with a
 * problem instead. */
static void
bb_liteon_add_entry (GBytes *file, const BbLiteonUpdater *updater, guint entry, BbCatalog *catalog, GPtrArray *found)
{
    gboolean is_certain = TRUE;
    g_autoptr (GBytes) image = bb_liteon_extract (file, updater, entry, &is_certain);
    BbImageIdentity *identity = image != NULL ? bb_liteon_describe_image (image, catalog) : NULL;
    char method[2] = {(char) ('0' + updater->method), '\0'};
    g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (identity != NULL ? identity->values : NULL);

    if (identity == NULL) {
        g_ptr_array_add (
            found, bb_liteon_new_problem (
                       file, _ ("The Lite-On updater is incomplete, or it contains firmware of an unknown type.")));
        return;
    }
    identity->offset = updater->base + updater->starts[entry];
    identity->content = g_bytes_ref (image);
    if (!is_certain && identity->problem == NULL)
        identity->problem = g_strdup (_ ("The encoding of the firmware in the updater is not known for certain, so "
                                         "the image from the updater may be wrong."));
    g_variant_dict_insert (&values, BB_LITEON_KEY_METHOD, "s", method);
    g_clear_pointer (&identity->values, g_variant_unref);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    g_ptr_array_add (found, identity);
}

void
bb_liteon_open_updater (GBytes *file, BbCatalog *catalog, GPtrArray *found)
{
    BbLiteonUpdater updater = {0};
    gboolean is_single = FALSE;

    if (!bb_program_is (file))
        return;
    updater.version = bb_liteon_read_version (file);
    if (!bb_liteon_read_description (file, &updater, &is_single))
        return;
    bb_liteon_find_method (file, &updater);
    if (!is_single || updater.method == METHOD_UNKNOWN) {
        g_ptr_array_add (
            found, bb_liteon_new_problem (file, _ ("This Lite-On updater contains firmware in an unknown format.")));
        return;
    }
    for (guint i = 0; i < updater.n_entries; i++)
        if (updater.sizes[i] > 0)
            bb_liteon_add_entry (file, &updater, i, catalog, found);
}
