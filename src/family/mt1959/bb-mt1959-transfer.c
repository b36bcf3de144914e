/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959-transfer.h"

#include "family/bb-key-file.h"

#include <glib/gi18n-lib.h>
#include <nettle/aes.h>
#include <string.h>

/* SHA-256 of the 16 bytes of the key; Burnback does not have the key itself. */
#define BB_MT1959_KEY_SHA256 "67505a814cff7e31ad866a805cf95ccd3c31383c5b003a3d24d5070a2c88f8d6"

const char *
bb_mt1959_wrap_to_string (BbMt1959Wrap wrap)
{
    return wrap == BB_MT1959_WRAPPED ? "wrapped" : "plain";
}

gboolean
bb_mt1959_check_key (GError **error)
{
    guint8 key[AES128_KEY_SIZE];
    gboolean good = bb_key_file_read (BB_MT1959_KEY_SHA256, key, sizeof key, error);

    explicit_bzero (key, sizeof key);
    return good;
}

/* Returns @bytes, encrypted if @forward is TRUE, else decrypted, with AES-128 in ECB mode and the key in the key
 * file. NULL with an error if the key file is missing or has another key, or if the length is no multiple of 16. */
static GBytes *
bb_mt1959_cipher (GBytes *bytes, gboolean forward, GError **error)
{
    gsize size = g_bytes_get_size (bytes);
    struct aes128_ctx context;
    guint8 key[AES128_KEY_SIZE];
    guint8 *out;

    if (size % AES_BLOCK_SIZE != 0) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, _ ("The image is not 2 MiB in size."));
        return NULL;
    }
    if (!bb_key_file_read (BB_MT1959_KEY_SHA256, key, sizeof key, error))
        return NULL;
    out = g_malloc (size);
    if (forward) {
        aes128_set_encrypt_key (&context, key);
        aes128_encrypt (&context, size, out, g_bytes_get_data (bytes, NULL));
    } else {
        aes128_set_decrypt_key (&context, key);
        aes128_decrypt (&context, size, out, g_bytes_get_data (bytes, NULL));
    }
    explicit_bzero (&context, sizeof context);
    explicit_bzero (key, sizeof key);
    return g_bytes_new_take (out, size);
}

GBytes *
bb_mt1959_wrap (GBytes *bytes, GError **error)
{
    return bb_mt1959_cipher (bytes, TRUE, error);
}

GBytes *
bb_mt1959_unwrap (GBytes *bytes, GError **error)
{
    return bb_mt1959_cipher (bytes, FALSE, error);
}

GBytes *
bb_mt1959_make_transfer (GBytes *image, const BbMt1959Layout *layout, const char *id, BbMt1959Wrap wrap,
                         GError **error)
{
    g_autoptr (GBytes) plain = g_bytes_ref (image);

    if (id != NULL) {
        gsize size = g_bytes_get_size (image);
        guint8 *wire = g_memdup2 (g_bytes_get_data (image, NULL), size);

        memset (wire, 0xFF, layout->cleared_bytes);
        memcpy (wire + layout->config, id, BB_MT1959_BOOT_ID_BYTES);
        g_bytes_unref (plain);
        plain = g_bytes_new_take (wire, size);
    }
    return wrap == BB_MT1959_WRAPPED ? bb_mt1959_wrap (plain, error) : g_steal_pointer (&plain);
}
