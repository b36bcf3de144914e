/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-image.h"

#include "bb-content.h"
#include "bb-image-private.h"

/* Immutable after construction, except for the last three members, which the first call of bb_image_get_content()
 * sets. So any thread may use an image. */
struct _BbImage {
    GObject parent_instance;

    GBytes *bytes;
    GBytes *deciphered; /* (nullable): the decrypted image; it is checked and sent instead of @bytes */
    char *name;
    char *path;
    char *inside;
    char *damage;
    char *sha256;
    BbImageIdentity *identity;

    gsize content_is_known; /* for g_once_init_enter() */
    gsize longest_zeros_bytes;
    gsize longest_noise_bytes;
};

G_DEFINE_QUARK (bb_image_error_quark, bb_image_error)
G_DEFINE_FINAL_TYPE (BbImage, bb_image, G_TYPE_OBJECT)

static void
bb_image_finalize (GObject *object)
{
    BbImage *self = BB_IMAGE (object);

    g_clear_pointer (&self->bytes, g_bytes_unref);
    g_clear_pointer (&self->deciphered, g_bytes_unref);
    g_clear_pointer (&self->identity, bb_image_identity_unref);
    g_free (self->name);
    g_free (self->path);
    g_free (self->inside);
    g_free (self->damage);
    g_free (self->sha256);
    G_OBJECT_CLASS (bb_image_parent_class)->finalize (object);
}

static void
bb_image_class_init (BbImageClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_image_finalize;
}

static void
bb_image_init (BbImage *self)
{
}

BbImage *
bb_image_new_loaded (GBytes *bytes, const char *name, const char *path, char *sha256)
{
    BbImage *self = g_object_new (BB_TYPE_IMAGE, NULL);

    self->bytes = g_bytes_ref (bytes);
    self->name = g_strdup (name);
    self->path = g_strdup (path);
    self->sha256 = sha256;
    return self;
}

BbImage *
bb_image_new_from_bytes (GBytes *bytes, const char *name)
{
    g_return_val_if_fail (bytes != NULL && name != NULL, NULL);

    return bb_image_new_loaded (bytes, name, NULL, bb_sha256_bytes (bytes));
}

BbImage *
bb_image_new_part (BbImage *whole, BbImageIdentity *identity, const char *inside)
{
    g_autoptr (GBytes) part = NULL;
    BbImage *self = NULL;
    gsize size = 0;

    g_return_val_if_fail (BB_IS_IMAGE (whole) && identity != NULL, NULL);
    size = g_bytes_get_size (whole->bytes);
    g_return_val_if_fail (identity->offset <= size && identity->length_bytes <= size - identity->offset, NULL);

    if (identity->length_bytes == size) {
        self = bb_image_new_loaded (whole->bytes, whole->name, whole->path, g_strdup (whole->sha256));
    } else {
        part = g_bytes_new_from_bytes (whole->bytes, identity->offset, identity->length_bytes);
        self = bb_image_new_loaded (part, whole->name, whole->path, bb_sha256_bytes (part));
    }
    self->inside = g_strdup (inside);
    self->identity = bb_image_identity_ref (identity);
    if (identity->content != NULL)
        self->deciphered = g_bytes_ref (identity->content);
    return self;
}

BbImage *
bb_image_new_inside (BbImage *whole, GBytes *bytes, const char *inside, const char *damage)
{
    BbImage *self = bb_image_new_loaded (bytes, whole->name, whole->path, bb_sha256_bytes (bytes));

    self->inside = g_strdup (inside);
    self->damage = g_strdup (damage);
    return self;
}

/* Returns (transfer full) (nullable) "@first + @second". Returns a copy of @first if the texts are equal or @second
 * is NULL; NULL if @first is NULL, even if @second is set. */
static char *
bb_image_join_texts (const char *first, const char *second)
{
    return first == NULL || second == NULL || g_str_equal (first, second)
               ? g_strdup (first)
               : g_strdup_printf ("%s + %s", first, second);
}

BbImage *
bb_image_new_joined (BbImage *first, BbImage *second, GBytes *bytes, BbImageIdentity *identity)
{
    g_autofree char *name = bb_image_join_texts (first->name, second->name);
    BbImage *self = bb_image_new_loaded (bytes, name, g_strcmp0 (first->path, second->path) == 0 ? first->path : NULL,
                                         bb_sha256_bytes (bytes));

    self->inside = bb_image_join_texts (first->inside, second->inside);
    self->identity = bb_image_identity_ref (identity);
    return self;
}

GBytes *
bb_image_get_bytes (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), NULL);
    return self->deciphered != NULL ? self->deciphered : self->bytes;
}

GBytes *
bb_image_get_file_bytes (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), NULL);
    return self->bytes;
}

gboolean
bb_image_is_deciphered (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), FALSE);
    return self->deciphered != NULL;
}

void
bb_image_get_content (BbImage *self, gsize *longest_zeros_bytes, gsize *longest_noise_bytes)
{
    g_return_if_fail (BB_IS_IMAGE (self));

    if (g_once_init_enter (&self->content_is_known)) {
        self->longest_zeros_bytes = bb_content_longest_zeros (bb_image_get_bytes (self));
        self->longest_noise_bytes = bb_content_longest_noise (bb_image_get_bytes (self));
        g_once_init_leave (&self->content_is_known, 1);
    }
    *longest_zeros_bytes = self->longest_zeros_bytes;
    *longest_noise_bytes = self->longest_noise_bytes;
}

const char *
bb_image_get_name (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), NULL);
    return self->name;
}

const char *
bb_image_get_path (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), NULL);
    return self->path;
}

const char *
bb_image_get_inside (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), NULL);
    return self->inside;
}

const char *
bb_image_get_damage (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), NULL);
    return self->damage;
}

gsize
bb_image_get_size (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), 0);
    return g_bytes_get_size (bb_image_get_bytes (self));
}

const char *
bb_image_get_sha256 (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), NULL);
    return self->sha256;
}

BbImageIdentity *
bb_image_get_identity (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), NULL);
    return self->identity;
}

const char *
bb_image_get_revision (BbImage *self)
{
    g_return_val_if_fail (BB_IS_IMAGE (self), NULL);
    return self->identity != NULL ? self->identity->revision : NULL;
}
