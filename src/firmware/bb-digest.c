/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-digest.h"

#include "bb-image.h"
#include "scsi/bb-bytes.h"

#include <nettle/sha1.h>

static char *
bb_digest_dup_hex (const guint8 *digest, gsize length_bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *text = g_malloc (2 * length_bytes + 1);

    for (gsize i = 0; i < length_bytes; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 0x0F];
    }
    text[2 * length_bytes] = '\0';
    return text;
}

char *
bb_digest_finish (struct sha256_ctx *context)
{
    guint8 digest[SHA256_DIGEST_SIZE];

    sha256_digest (context, sizeof digest, digest);
    return bb_digest_dup_hex (digest, sizeof digest);
}

char *
bb_sha256_data (const guint8 *data, gsize length_bytes)
{
    struct sha256_ctx context;

    g_return_val_if_fail (data != NULL || length_bytes == 0, NULL);

    sha256_init (&context);
    if (length_bytes > 0)
        sha256_update (&context, length_bytes, data);
    return bb_digest_finish (&context);
}

char *
bb_sha256_bytes (GBytes *bytes)
{
    gsize length_bytes = 0;
    const guint8 *data = NULL;

    g_return_val_if_fail (bytes != NULL, NULL);

    data = g_bytes_get_data (bytes, &length_bytes);
    return bb_sha256_data (data, length_bytes);
}

char *
bb_sha1_bytes (GBytes *bytes)
{
    guint8 digest[SHA1_DIGEST_SIZE];
    struct sha1_ctx context;
    gsize length_bytes = 0;
    const guint8 *data = NULL;

    g_return_val_if_fail (bytes != NULL, NULL);

    data = g_bytes_get_data (bytes, &length_bytes);
    sha1_init (&context);
    if (length_bytes > 0)
        sha1_update (&context, length_bytes, data);
    sha1_digest (&context, sizeof digest, digest);
    return bb_digest_dup_hex (digest, sizeof digest);
}

guint16
bb_sum16 (GBytes *bytes, gsize first, gsize end)
{
    gsize length_bytes = 0;
    const guint8 *data = NULL;

    g_return_val_if_fail (bytes != NULL, 0);

    data = g_bytes_get_data (bytes, &length_bytes);
    g_return_val_if_fail (first % 2 == 0 && end % 2 == 0 && first <= end && end <= length_bytes, 0);

    return end > first ? bb_sum_be16 (data + first, end - first) : 0;
}
