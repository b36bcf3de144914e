/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/mt1959/bb-mt1959.h"

G_BEGIN_DECLS

/* What is sent of an image, as it is or wrapped with the key of the user. */

/** BbMt1959Wrap: how an image travels; what the running receiver takes is the key "transfer" of facts. */
typedef enum {
    BB_MT1959_PLAIN,
    BB_MT1959_WRAPPED,
} BbMt1959Wrap;

/** bb_mt1959_wrap_to_string: "plain", "wrapped". */
const char *bb_mt1959_wrap_to_string (BbMt1959Wrap wrap);

/** bb_mt1959_check_key: whether the key file of the user is the one for these drives. Errors: those of
 * bb_key_file_read(). */
gboolean bb_mt1959_check_key (GError **error);

/** bb_mt1959_wrap: (transfer full): @bytes, whole blocks of 16, enciphered block by block. Errors:
 * %BB_FAMILY_ERROR_CANNOT: not whole blocks; those of bb_mt1959_check_key(). */
GBytes *bb_mt1959_wrap (GBytes *bytes, GError **error);
/** bb_mt1959_unwrap: (transfer full): the reverse. Errors: the same. */
GBytes *bb_mt1959_unwrap (GBytes *bytes, GError **error);

/**
 * bb_mt1959_make_transfer: (transfer full):
 * @image: plain, of full size
 * @id: (nullable): the 16 characters that stand in for its boot id; what else is in its boot area is left out. %NULL:
 *   the image as it is, as MT1939 gets it
 *
 * Errors: where it is wrapped, those of bb_mt1959_wrap().
 */
GBytes *bb_mt1959_make_transfer (GBytes *image, const BbMt1959Layout *layout, const char *id, BbMt1959Wrap wrap,
                                 GError **error);

G_END_DECLS
