/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BB_BYTE_LOOP: turns the thread sanitizer off for a function that only loops over the bytes of one buffer.
 *
 * An instrumented loop over a whole image takes about a hundred times as long. Data races on the buffer are
 * still found in the functions that pass it from thread to thread.
 */
#ifdef __SANITIZE_THREAD__
#define BB_BYTE_LOOP __attribute__ ((no_sanitize_thread))
#else
#define BB_BYTE_LOOP
#endif

/**
 * BbBytesError:
 * @BB_BYTES_ERROR_BOUNDS: the field is not completely inside the bytes
 */
typedef enum {
    BB_BYTES_ERROR_BOUNDS,
} BbBytesError;

#define BB_BYTES_ERROR (bb_bytes_error_quark ())
GQuark bb_bytes_error_quark (void);

/*
 * Reads numbers and texts from bytes of a file or a drive. Parsers of untrusted bytes use only these functions,
 * because each of them checks the bounds. @offset counts from the start of @bytes. The bb_bytes_get_…() functions set
 * @value and return %TRUE, or return %FALSE with @error set.
 */

/** bb_bytes_get_u8: sets @value to the byte at @offset. Errors: %BB_BYTES_ERROR_BOUNDS if the byte is outside @bytes;
 * @value is then unchanged. */
gboolean bb_bytes_get_u8 (GBytes *bytes, gsize offset, guint8 *value, GError **error);
/** bb_bytes_get_be16: sets @value to the big-endian 16-bit number at @offset. Errors: as bb_bytes_get_u8(). */
gboolean bb_bytes_get_be16 (GBytes *bytes, gsize offset, guint16 *value, GError **error);
/** bb_bytes_get_be32: sets @value to the big-endian 32-bit number at @offset. Errors: as bb_bytes_get_u8(). */
gboolean bb_bytes_get_be32 (GBytes *bytes, gsize offset, guint32 *value, GError **error);
/** bb_bytes_get_le32: sets @value to the little-endian 32-bit number at @offset. Errors: as bb_bytes_get_u8(). */
gboolean bb_bytes_get_le32 (GBytes *bytes, gsize offset, guint32 *value, GError **error);

/**
 * bb_bytes_dup_text:
 * @bytes: the bytes to read from
 * @offset: offset of the first byte of the field
 * @length_bytes: length of the field
 * @error: return location for an error
 *
 * Reads an ASCII field of fixed length: every byte outside 0x20..0x7E becomes '?', trailing blanks are removed.
 *
 * Errors: %BB_BYTES_ERROR_BOUNDS.
 *
 * Returns: (transfer full): the text
 */
char *bb_bytes_dup_text (GBytes *bytes, gsize offset, gsize length_bytes, GError **error);

/**
 * bb_bytes_slice:
 *
 * Returns a view of [@offset, @offset + @length_bytes); no bytes are copied.
 *
 * Errors: %BB_BYTES_ERROR_BOUNDS.
 *
 * Returns: (transfer full): the view
 */
GBytes *bb_bytes_slice (GBytes *bytes, gsize offset, gsize length_bytes, GError **error);

/** bb_bytes_equal_at: TRUE if the @length_bytes bytes at @offset equal the bytes at @wanted. FALSE if they are not
 * all inside @bytes. */
gboolean bb_bytes_equal_at (GBytes *bytes, gsize offset, const void *wanted, gsize length_bytes);

/** bb_bytes_is_filled: TRUE if every byte of the range is @value. FALSE if the range is empty or not all inside
 * @bytes. */
gboolean bb_bytes_is_filled (GBytes *bytes, gsize offset, gsize length_bytes, guint8 value);

/**
 * bb_sum_be16: returns the sum of the big-endian 16-bit words of @data, modulo 0x10000; @length_bytes must be even.
 */
guint16 bb_sum_be16 (const guint8 *data, gsize length_bytes);

/** bb_put_be16: writes @value in big-endian order to the 2 bytes at @to, in a CDB or header. */
void bb_put_be16 (guint8 *to, guint16 value);
/** bb_put_be24: writes the low 24 bits of @value in big-endian order to the 3 bytes at @to. */
void bb_put_be24 (guint8 *to, guint32 value);
/** bb_put_be32: writes @value in big-endian order to the 4 bytes at @to. */
void bb_put_be32 (guint8 *to, guint32 value);

/** bb_hex_dup: (transfer full): returns the bytes as upper-case hexadecimal digits, "4B 33 35 35", with @separator
 * (may be "") between two bytes. */
char *bb_hex_dup (const guint8 *data, gsize length_bytes, const char *separator);

/** bb_hex_parse: (transfer full): returns the bytes whose hexadecimal digits are in @text; white space is skipped.
 * Errors: %G_IO_ERROR_INVALID_DATA: another character, or an odd number of digits. */
GBytes *bb_hex_parse (const char *text, GError **error);

G_END_DECLS
