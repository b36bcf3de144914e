/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-image.h"

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
    BbImageIdentity *identity = g_atomic_rc_box_new0 (BbImageIdentity);

    identity->family = g_strdup (family);
    identity->codes = g_new0 (char *, 1);
    identity->offset = offset;
    identity->length_bytes = length_bytes;
    return identity;
}

BbImageIdentity *
bb_image_identity_ref (BbImageIdentity *identity)
{
    return g_atomic_rc_box_acquire (identity);
}

static void
bb_image_identity_clear (gpointer data)
{
    BbImageIdentity *identity = data;

    g_free (identity->family);
    g_strfreev (identity->codes);
    g_free (identity->model_name);
    g_free (identity->vendor);
    g_free (identity->product);
    g_free (identity->revision);
    g_free (identity->problem);
    g_clear_pointer (&identity->known, bb_known_image_unref);
    g_clear_pointer (&identity->values, g_variant_unref);
    g_clear_pointer (&identity->content, g_bytes_unref);
}

void
bb_image_identity_unref (BbImageIdentity *identity)
{
    g_atomic_rc_box_release_full (identity, bb_image_identity_clear);
}

const char *
bb_image_kind_to_string (BbImageKind kind)
{
    static const char *const words[] = {"unknown", "original", "modified"};

    return words[kind];
}

void
bb_image_identity_set_known (BbImageIdentity *identity, BbKnownImage *known)
{
    const char *kind = NULL;

    g_return_if_fail (identity != NULL && known != NULL);

    kind = bb_known_image_get_kind (known);
    if (g_str_equal (kind, "original"))
        identity->kind = BB_IMAGE_KIND_ORIGINAL;
    else if (g_str_has_prefix (kind, "modified"))
        identity->kind = BB_IMAGE_KIND_MODIFIED;
    /* The image's own revision takes precedence over that of the catalog. */
    if (identity->revision == NULL)
        identity->revision = g_strdup (bb_known_image_get_revision (known));
    if (identity->codes[0] == NULL && g_strcmp0 (identity->family, bb_known_image_get_family (known)) == 0 &&
        *bb_known_image_get_model_key (known) != '\0') {
        g_strfreev (identity->codes);
        identity->codes = g_new0 (char *, 2);
        identity->codes[0] = g_strdup (bb_known_image_get_model_key (known));
        g_free (identity->model_name);
        identity->model_name = g_strdup (bb_known_image_get_name (known));
    }
    bb_known_image_ref (known);
    g_clear_pointer (&identity->known, bb_known_image_unref);
    identity->known = known;
}

const char *
bb_image_identity_get_change (BbImageIdentity *identity)
{
    const char *change = bb_image_identity_lookup_string (identity, BB_IMAGE_VALUE_CHANGE);
    const char *kind = identity->known != NULL ? bb_known_image_get_kind (identity->known) : "";

    if (change != NULL)
        return change;
    return g_str_equal (kind, "modified-mk") ? "MK" : g_str_equal (kind, "modified-de") ? "DE" : NULL;
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

gboolean
bb_image_identity_wants_key (BbImageIdentity *identity)
{
    gboolean wants_key = FALSE;

    g_return_val_if_fail (identity != NULL, FALSE);

    return identity->problem != NULL && identity->values != NULL &&
           g_variant_lookup (identity->values, BB_IMAGE_VALUE_WANTS_KEY, "b", &wants_key) && wants_key;
}
