/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-image.h"

G_DEFINE_BOXED_TYPE (BbImageIdentity, bb_image_identity, bb_image_identity_ref, bb_image_identity_unref)

const char *
bb_checksum_to_string (BbChecksum checksum)
{
    switch (checksum) {
    case BB_CHECKSUM_GOOD:
        return "good";
    case BB_CHECKSUM_BAD:
        return "bad";
    case BB_CHECKSUM_NONE:
        break;
    }
    return "none";
}

BbImageIdentity *
bb_image_identity_new (const char *family, gsize offset, gsize length_bytes)
{
    BbImageIdentity *identity = g_new0 (BbImageIdentity, 1);

    g_atomic_ref_count_init (&identity->ref_count);
    identity->family = g_strdup (family);
    identity->codes = g_new0 (char *, 1);
    identity->offset = offset;
    identity->length_bytes = length_bytes;
    return identity;
}

BbImageIdentity *
bb_image_identity_ref (BbImageIdentity *identity)
{
    g_return_val_if_fail (identity != NULL, NULL);

    g_atomic_ref_count_inc (&identity->ref_count);
    return identity;
}

void
bb_image_identity_unref (BbImageIdentity *identity)
{
    g_return_if_fail (identity != NULL);

    if (!g_atomic_ref_count_dec (&identity->ref_count))
        return;
    g_free (identity->family);
    g_strfreev (identity->codes);
    g_free (identity->model_name);
    g_free (identity->vendor);
    g_free (identity->product);
    g_free (identity->revision);
    g_free (identity->problem);
    g_clear_pointer (&identity->values, g_variant_unref);
    g_free (identity);
}

const char *
bb_image_identity_lookup_string (BbImageIdentity *identity, const char *key)
{
    const char *value = NULL;

    g_return_val_if_fail (identity != NULL && key != NULL, NULL);

    if (identity->values == NULL || !g_variant_lookup (identity->values, key, "&s", &value))
        return NULL;
    return value;
}
