/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-family.h"

#include "firmware/bb-archive.h"

#include <glib/gi18n-lib.h>

/* Where in the file the user chose an image lies; NULL: it is that file. */
static char *
bb_identify_dup_place (BbImage *file, BbImageIdentity *identity, guint number, guint n_images)
{
    const char *inside = bb_image_get_inside (file);
    g_autofree char *place = NULL;

    if (identity->length_bytes == bb_image_get_size (file))
        return g_strdup (inside);
    /* TRANSLATORS: where in a file an image lies; shown in brackets after the file's name */
    if (n_images > 1)
        place = g_strdup_printf (_ ("image %u of %u, at 0x%zx"), number, n_images, identity->offset);
    else
        place = g_strdup_printf (_ ("image at 0x%zx"), identity->offset);
    return inside != NULL ? g_strdup_printf ("%s, %s", inside, place) : g_steal_pointer (&place);
}

/* Whether the catalog knows this very file. The second sum takes as long as everything else, so none is made of what
 * it cannot know. */
static void
bb_identify_take_known (BbImageIdentity *identity, BbImage *image, BbCatalog *catalog)
{
    g_autoptr (BbKnownImage) known = NULL;

    if (identity->family != NULL && !bb_catalog_has_known_images (catalog, identity->family))
        return;
    known = bb_catalog_known_image (catalog, bb_image_get_sha256 (image));
    if (known == NULL) {
        g_autofree char *sha1 = bb_sha1_bytes (bb_image_get_bytes (image));

        known = bb_catalog_known_image (catalog, sha1);
    }
    if (known != NULL)
        bb_image_identity_take_known (identity, known);
}

/* Every image that a family finds in the plain bytes of @file. */
static void
bb_identify_plain (BbImage *file, BbCatalog *catalog, GPtrArray *images)
{
    g_autoptr (GPtrArray) identities = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);

    for (const BbFamily *const *family = bb_family_list (); *family != NULL; family++) {
        g_ptr_array_extend_and_steal (identities, (*family)->identify_image (bb_image_get_bytes (file), catalog));
    }
    for (guint i = 0; i < identities->len; i++) {
        BbImageIdentity *identity = g_ptr_array_index (identities, i);
        g_autofree char *place = bb_identify_dup_place (file, identity, i + 1, identities->len);

        g_ptr_array_add (images, bb_image_new_part (file, identity, place));
        bb_identify_take_known (identity, g_ptr_array_index (images, images->len - 1), catalog);
    }
}

/* The same in every file of an archive. @problem: (out): why nothing was found in it. */
static void
bb_identify_archive (BbImage *file, BbCatalog *catalog, GPtrArray *images, char **problem)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) files = bb_archive_unpack (file, NULL, &error);

    if (files == NULL) {
        if (!g_error_matches (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_NOT_ARCHIVE))
            *problem = g_strdup (error->message);
        return;
    }
    for (guint i = 0; i < files->len; i++)
        bb_identify_plain (g_ptr_array_index (files, i), catalog, images);
    if (images->len == 0)
        *problem = g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE, "This archive contains %u file, which is not known firmware.",
                         "This archive contains %u files, none of which is known firmware.", files->len),
            files->len);
}

/* How many of @images are for some drive; the others only look like firmware that something happened to. */
static guint
bb_identify_n_known (GPtrArray *images)
{
    guint n_known = 0;

    for (guint i = 0; i < images->len; i++) {
        BbImageIdentity *identity = bb_image_get_identity (g_ptr_array_index (images, i));

        n_known += identity->codes != NULL && identity->codes[0] != NULL ? 1 : 0;
    }
    return n_known;
}

/* Whether @file is one image from its first byte to its last. */
static gboolean
bb_identify_is_whole (BbImage *file, GPtrArray *images)
{
    return images->len == 1 && bb_identify_n_known (images) == 1 &&
           bb_image_get_size (g_ptr_array_index (images, 0)) == bb_image_get_size (file);
}

/* Why nothing is known in @file, and what can be done. */
static const char *
bb_identify_explain_unknown (BbImage *file)
{
    gsize size = 0;
    const char *data = g_bytes_get_data (bb_image_get_bytes (file), &size);

    /* Programs for DOS and Windows begin with these two letters; makers and users send firmware out in such. */
    if (size > 2 && memcmp (data, "MZ", 2) == 0)
        return _ ("This is a program that contains no readable firmware image. An updater may contain a packed or "
                  "encrypted image, which Burnback cannot extract. Use a plain image, or a backup of a drive with "
                  "this firmware.");
    return _ ("This file contains no known firmware. Get the image from the drive's manufacturer or from a backup.");
}

GPtrArray *
bb_family_identify_file (BbImage *file, BbCatalog *catalog)
{
    g_autoptr (BbImageIdentity) identity = NULL;
    g_autofree char *problem = NULL;
    GPtrArray *images = NULL;

    g_return_val_if_fail (BB_IS_IMAGE (file), NULL);

    images = g_ptr_array_new_with_free_func (g_object_unref);
    bb_identify_plain (file, catalog, images);
    if (!bb_identify_is_whole (file, images)) {
        g_autoptr (GPtrArray) unpacked = g_ptr_array_new_with_free_func (g_object_unref);
        guint n_plain = bb_identify_n_known (images);
        guint n_unpacked = 0;

        bb_identify_archive (file, catalog, unpacked, &problem);
        n_unpacked = bb_identify_n_known (unpacked);
        /* In an archive traces of firmware in its raw bytes mean nothing, and not all of what is stored as it is
         * shows there. */
        if (n_plain == 0 ? unpacked->len > 0 || problem != NULL : n_unpacked >= n_plain) {
            g_ptr_array_unref (images);
            images = g_steal_pointer (&unpacked);
        }
    }
    if (images->len == 0) {
        identity = bb_image_identity_new (NULL, 0, bb_image_get_size (file));
        identity->problem =
            problem != NULL ? g_steal_pointer (&problem) : g_strdup (bb_identify_explain_unknown (file));
        g_ptr_array_add (images, bb_image_new_part (file, identity, NULL));
        bb_identify_take_known (identity, file, catalog);
    }
    return images;
}

/* --- through many files --- */

/* Where a tar archive says that it is one. */
#define BB_IDENTIFY_TAR_MARK 257

typedef struct {
    BbCatalog *catalog;
    BbFamilyFoundFunc found;
    gpointer data;
} BbIdentifySearch;

static void
bb_identify_tell (GPtrArray *images, BbIdentifySearch *search)
{
    for (guint i = 0; i < images->len; i++)
        search->found (g_ptr_array_index (images, i), search->data);
}

static gboolean
bb_identify_keep_none (BbImage *file, gpointer data)
{
    BbIdentifySearch *search = data;
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

    bb_identify_plain (file, search->catalog, images);
    bb_identify_tell (images, search);
    return FALSE;
}

/* A quick look at a small file. Firmware is larger, so it is only in one that is packed. */
static gboolean
bb_identify_may_hold (BbImage *file)
{
    static const char *const begins[] = {"PK", "7z", "Rar!", "MSCF", "MZ", "\x1F\x8B", "BZh", "\3757zXZ"};
    gsize size = 0;
    const char *data = g_bytes_get_data (bb_image_get_bytes (file), &size);

    if (size >= BB_FAMILY_LEAST_IMAGE_BYTES)
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
        if (size > strlen (begins[i]) && memcmp (data, begins[i], strlen (begins[i])) == 0)
            return TRUE;
    return size > BB_IDENTIFY_TAR_MARK + 5 && memcmp (data + BB_IDENTIFY_TAR_MARK, "ustar", 5) == 0;
}

void
bb_family_search_file (BbImage *file, BbCatalog *catalog, BbFamilyFoundFunc found, gpointer data,
                       GCancellable *cancellable)
{
    BbIdentifySearch search = {catalog, found, data};
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (GPtrArray) none = NULL;

    g_return_if_fail (BB_IS_IMAGE (file) && found != NULL);

    if (!bb_identify_may_hold (file))
        return;
    images = g_ptr_array_new_with_free_func (g_object_unref);
    bb_identify_plain (file, catalog, images);
    bb_identify_tell (images, &search);
    if (!bb_identify_is_whole (file, images))
        none = bb_archive_search (file, bb_identify_keep_none, &search, cancellable, NULL);
}
