/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/mt1959/bb-mt1959.h"

G_BEGIN_DECLS

/* The bytes that are sent for an image. In plain form the image is not encrypted; in wrapped form it is encrypted
 * with the key in the user's key file (mediatek-mt1959.md, section 6). */

/** BbMt1959Wrap: the form in which an image is sent. */
typedef enum {
    BB_MT1959_PLAIN,
    BB_MT1959_WRAPPED,
} BbMt1959Wrap;

/** bb_mt1959_wrap_to_string: Returns "plain" or "wrapped". */
const char *bb_mt1959_wrap_to_string (BbMt1959Wrap wrap);

/** bb_mt1959_check_key: TRUE if the key file of the user contains the key of these drives. Errors: those of
 * bb_key_file_read(). */
gboolean bb_mt1959_check_key (GError **error);

/** bb_mt1959_wrap: Returns (transfer full) @bytes encrypted with AES-128 in ECB mode. Errors:
 * %BB_FAMILY_ERROR_CANNOT: the length is no multiple of 16; those of bb_mt1959_check_key(). */
GBytes *bb_mt1959_wrap (GBytes *bytes, GError **error);
/** bb_mt1959_unwrap: Returns (transfer full) @bytes decrypted. Errors: as bb_mt1959_wrap(). */
GBytes *bb_mt1959_unwrap (GBytes *bytes, GError **error);

/**
 * bb_mt1959_make_transfer: (transfer full):
 * @image: a plain image of full size
 * @id: (nullable): 16 characters that replace the boot ID of @image; all other bytes of its boot area become FF.
 *   %NULL: the boot area is sent unchanged, as an MT1939 needs it
 *
 * Returns the bytes to send for @image. Errors: for a wrapped transfer, those of bb_mt1959_wrap().
 */
GBytes *bb_mt1959_make_transfer (GBytes *image, const BbMt1959Layout *layout, const char *id, BbMt1959Wrap wrap,
                                 GError **error);

G_END_DECLS
