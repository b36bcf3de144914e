/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-bytes.h"

#include <gio/gio.h>

#include <string.h>

G_DEFINE_QUARK (bb_bytes_error_quark, bb_bytes_error)

/* Returns (nullable) a pointer to the @length_bytes bytes at @offset; %NULL with @error set if they are not all
 * inside @bytes. */
static const guint8 *
bb_bytes_field (GBytes *bytes, gsize offset, gsize length_bytes, GError **error)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);

    if (offset > size || size - offset < length_bytes) {
        g_set_error (error, BB_BYTES_ERROR, BB_BYTES_ERROR_BOUNDS,
                     "%" G_GSIZE_FORMAT " bytes at 0x%" G_GSIZE_MODIFIER "x do not lie inside 0x%" G_GSIZE_MODIFIER
                     "x bytes",
                     length_bytes, offset, size);
        return NULL;
    }
    /* g_bytes_get_data() returns NULL for empty bytes, but this function returns NULL only on failure. */
    return data == NULL ? (const guint8 *) "" : data + offset;
}

/* Sets @value to the big-endian number in the @n_bytes (1 to 4) bytes at @offset. %FALSE with @error set if they are
 * not all inside @bytes. */
static gboolean
bb_bytes_get_big_endian (GBytes *bytes, gsize offset, guint n_bytes, guint32 *value, GError **error)
{
    const guint8 *field = bb_bytes_field (bytes, offset, n_bytes, error);

    if (field == NULL)
        return FALSE;
    *value = 0;
    for (guint i = 0; i < n_bytes; i++)
        *value = *value << 8 | field[i];
    return TRUE;
}

gboolean
bb_bytes_get_u8 (GBytes *bytes, gsize offset, guint8 *value, GError **error)
{
    guint32 wide = 0;

    g_return_val_if_fail (bytes != NULL && value != NULL, FALSE);

    if (!bb_bytes_get_big_endian (bytes, offset, 1, &wide, error))
        return FALSE;
    *value = (guint8) wide;
    return TRUE;
}

gboolean
bb_bytes_get_be16 (GBytes *bytes, gsize offset, guint16 *value, GError **error)
{
    guint32 wide = 0;

    g_return_val_if_fail (bytes != NULL && value != NULL, FALSE);

    if (!bb_bytes_get_big_endian (bytes, offset, 2, &wide, error))
        return FALSE;
    *value = (guint16) wide;
    return TRUE;
}

gboolean
bb_bytes_get_be32 (GBytes *bytes, gsize offset, guint32 *value, GError **error)
{
    g_return_val_if_fail (bytes != NULL && value != NULL, FALSE);

    return bb_bytes_get_big_endian (bytes, offset, 4, value, error);
}

gboolean
bb_bytes_get_le32 (GBytes *bytes, gsize offset, guint32 *value, GError **error)
{
    guint32 big_endian = 0;

    g_return_val_if_fail (bytes != NULL && value != NULL, FALSE);

    if (!bb_bytes_get_big_endian (bytes, offset, 4, &big_endian, error))
        return FALSE;
    *value = GUINT32_SWAP_LE_BE (big_endian);
    return TRUE;
}

char *
bb_bytes_dup_text (GBytes *bytes, gsize offset, gsize length_bytes, GError **error)
{
    const guint8 *field = NULL;
    GString *text = NULL;

    g_return_val_if_fail (bytes != NULL, NULL);

    field = bb_bytes_field (bytes, offset, length_bytes, error);
    if (field == NULL)
        return NULL;
    text = g_string_sized_new (length_bytes);
    for (gsize i = 0; i < length_bytes; i++)
        g_string_append_c (text, field[i] >= 0x20 && field[i] <= 0x7e ? (char) field[i] : '?');
    while (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate (text, text->len - 1);
    return g_string_free (text, FALSE);
}

GBytes *
bb_bytes_slice (GBytes *bytes, gsize offset, gsize length_bytes, GError **error)
{
    g_return_val_if_fail (bytes != NULL, NULL);

    if (bb_bytes_field (bytes, offset, length_bytes, error) == NULL)
        return NULL;
    return g_bytes_new_from_bytes (bytes, offset, length_bytes);
}

gboolean
bb_bytes_equal_at (GBytes *bytes, gsize offset, const void *wanted, gsize length_bytes)
{
    const guint8 *field = NULL;

    g_return_val_if_fail (bytes != NULL && (wanted != NULL || length_bytes == 0), FALSE);

    field = bb_bytes_field (bytes, offset, length_bytes, NULL);
    return field != NULL && (length_bytes == 0 || memcmp (field, wanted, length_bytes) == 0);
}

gboolean
bb_bytes_is_filled (GBytes *bytes, gsize offset, gsize length_bytes, guint8 value)
{
    const guint8 *field = NULL;

    g_return_val_if_fail (bytes != NULL, FALSE);

    field = bb_bytes_field (bytes, offset, length_bytes, NULL);
    if (field == NULL || length_bytes == 0)
        return FALSE;
    for (gsize i = 0; i < length_bytes; i++) {
        if (field[i] != value)
            return FALSE;
    }
    return TRUE;
}

void
bb_put_be16 (guint8 *to, guint16 value)
{
    to[0] = (guint8) (value >> 8);
    to[1] = (guint8) value;
}

void
bb_put_be24 (guint8 *to, guint32 value)
{
    to[0] = (guint8) (value >> 16);
    to[1] = (guint8) (value >> 8);
    to[2] = (guint8) value;
}

void
bb_put_be32 (guint8 *to, guint32 value)
{
    to[0] = (guint8) (value >> 24);
    bb_put_be24 (to + 1, value);
}

char *
bb_hex_dup (const guint8 *data, gsize length_bytes, const char *separator)
{
    static const char digits[] = "0123456789ABCDEF";
    GString *text = NULL;

    g_return_val_if_fail (data != NULL || length_bytes == 0, NULL);
    g_return_val_if_fail (separator != NULL, NULL);

    text = g_string_sized_new (length_bytes * 2);
    for (gsize i = 0; i < length_bytes; i++) {
        if (i > 0)
            g_string_append (text, separator);
        g_string_append_c (text, digits[data[i] >> 4]);
        g_string_append_c (text, digits[data[i] & 0x0f]);
    }
    return g_string_free (text, FALSE);
}

GBytes *
bb_hex_parse (const char *text, GError **error)
{
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    int high = -1;

    g_return_val_if_fail (text != NULL, NULL);

    for (const char *p = text; *p != '\0'; p++) {
        int digit = g_ascii_xdigit_value (*p);

        if (g_ascii_isspace (*p))
            continue;
        if (digit < 0) {
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "byte 0x%02x at %" G_GSIZE_FORMAT " is not a hexadecimal digit", (guint8) *p,
                         (gsize) (p - text));
            return NULL;
        }
        if (high < 0) {
            high = digit;
        } else {
            guint8 byte = (guint8) (high << 4 | digit);

            g_byte_array_append (bytes, &byte, 1);
            high = -1;
        }
    }
    if (high >= 0) {
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "an odd number of hexadecimal digits");
        return NULL;
    }
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

BB_BYTE_LOOP guint16
bb_sum_be16 (const guint8 *data, gsize length_bytes)
{
    guint16 sum = 0;

    g_return_val_if_fail (length_bytes % 2 == 0, 0);

    for (gsize i = 0; i < length_bytes; i += 2)
        sum += (guint16) (data[i] << 8 | data[i + 1]);
    return sum;
}
