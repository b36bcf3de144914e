/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-family.h"

#include "firmware/bb-archive.h"
#include "firmware/bb-program.h"

#include <glib/gi18n-lib.h>

/* If a file contains more images than this, Burnback does not try to join them as parts of one firmware. If the user
 * gave two files as a pair, only this many images of each file are tried. */
#define BB_IDENTIFY_MAX_PARTS 16u

/* Returns (transfer full) (nullable) a text that tells users where image @number is in @file; NULL if the image is
 * the whole file that the user chose. */
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

BbKnownImage *
bb_family_find_known_image (BbImage *image, BbCatalog *catalog)
{
    g_autofree char *deciphered = NULL;
    g_autofree char *sha1 = NULL;
    BbKnownImage *known;

    g_return_val_if_fail (BB_IS_IMAGE (image) && BB_IS_CATALOG (catalog), NULL);

    if (bb_image_is_deciphered (image))
        deciphered = bb_sha256_bytes (bb_image_get_bytes (image));
    known = bb_catalog_known_image (catalog, deciphered != NULL ? deciphered : bb_image_get_sha256 (image));
    if (known != NULL)
        return known;
    sha1 = bb_sha1_bytes (bb_image_get_bytes (image));
    return bb_catalog_known_image (catalog, sha1);
}

/* Searches the catalog for an image with the SHA-256 or SHA-1 of @image, and passes it to
 * bb_image_identity_set_known(). Leaves @identity unchanged if the catalog has no such image. */
static void
bb_identify_set_known (BbImageIdentity *identity, BbImage *image, BbCatalog *catalog)
{
    g_autoptr (BbKnownImage) known = NULL;

    /* Computing the SHA-1 takes as long as all other checks together, so it is left out if the catalog has no image
     * to compare. */
    if (identity->family != NULL && !bb_catalog_has_known_images (catalog, identity->family))
        return;
    known = bb_family_find_known_image (image, catalog);
    if (known != NULL)
        bb_image_identity_set_known (identity, known);
}

/* TRUE if one of the images of @identities, or all of these images together, are as long as @bytes, so that no byte
 * is outside of an image. */
static gboolean
bb_identify_is_covered (GBytes *bytes, GPtrArray *identities)
{
    gsize length_bytes = 0;

    for (guint i = 0; i < identities->len; i++) {
        BbImageIdentity *identity = g_ptr_array_index (identities, i);

        if (identity->length_bytes == g_bytes_get_size (bytes))
            return TRUE;
        length_bytes += identity->length_bytes;
    }
    return length_bytes == g_bytes_get_size (bytes);
}

/*
 * Returns (transfer full) (nullable) a sentence that says why the images in @bytes may be damaged. Cases:
 * - @bytes are nothing but images, or an undamaged program: NULL, because makers publish images in programs.
 * - A damaged program, or a program with an archive while @archive_is_open is FALSE: a sentence, and @is_certain is
 *   TRUE. Not even a right checksum then shows that an image is undamaged, because checksums do not cover the drive
 *   type and the boot version at the end of an image.
 * - Any other file that contains more than images: a sentence, and @is_certain is FALSE. The file may be an archive
 *   with a damaged header.
 * @archive_is_open: the archive in the program @bytes is undamaged. @is_certain: (out): meaningless if NULL is
 *   returned
 */
static char *
bb_identify_dup_damage (GBytes *bytes, GPtrArray *identities, gboolean archive_is_open, gboolean *is_certain)
{
    g_autoptr (GError) error = NULL;

    *is_certain = FALSE;
    if (bb_identify_is_covered (bytes, identities))
        return NULL;
    if (!bb_program_is (bytes))
        return g_strdup (
            _ ("The file contains other data besides the image, so the image may be damaged. Use the original "
               "file, or a file with only the image."));
    *is_certain = TRUE;
    if (!archive_is_open && bb_program_has_archive (bytes))
        return g_strdup (_ ("This program file contains an archive that cannot be opened. Download the file again."));
    return bb_program_check (bytes, &error) ? NULL : g_strdup (error->message);
}

/*
 * Adds all images in the bytes of @file, without unpacking it, to @images. Also sets @known of each image that the
 * catalog lists. @archive_is_open: the archive in the program @file is undamaged.
 *
 * If bb_identify_dup_damage() returns a sentence, this sentence becomes the problem of images that have none yet:
 * - If the damage is certain, of all these images. They are also marked as damaged.
 * - If the damage is uncertain, only of those that have no checksum.
 */
static void
bb_identify_plain (BbImage *file, BbCatalog *catalog, gboolean archive_is_open, GPtrArray *images)
{
    g_autoptr (GPtrArray) identities = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    g_autofree char *damage = NULL;
    gboolean is_certain = FALSE;

    for (const BbFamily *const *family = bb_family_list (); *family != NULL; family++) {
        g_ptr_array_extend_and_steal (identities, (*family)->identify_image (bb_image_get_bytes (file), catalog));
    }
    if (identities->len > 0)
        damage = bb_identify_dup_damage (bb_image_get_bytes (file), identities, archive_is_open, &is_certain);
    for (guint i = 0; i < identities->len; i++) {
        BbImageIdentity *identity = g_ptr_array_index (identities, i);
        g_autofree char *place = bb_identify_dup_place (file, identity, i + 1, identities->len);

        if (damage != NULL && identity->problem == NULL && (is_certain || identity->checksum == BB_CHECKSUM_NONE)) {
            identity->problem = g_strdup (damage);
            identity->is_damaged = is_certain;
        }
        g_ptr_array_add (images, bb_image_new_part (file, identity, place));
        bb_identify_set_known (identity, g_ptr_array_index (images, images->len - 1), catalog);
    }
}

/* If @first and @second are parts of one firmware in this order, adds to @images an image of the joined bytes for
 * each identity that the family finds in them. */
static void
bb_identify_add_joined (BbImage *first, BbImage *second, BbCatalog *catalog, GPtrArray *images)
{
    const char *id = bb_image_get_identity (first)->family;
    const BbFamily *family = id != NULL ? bb_family_lookup (id) : NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GPtrArray) identities = NULL;

    if (family == NULL || family->join == NULL || g_strcmp0 (bb_image_get_identity (second)->family, id) != 0)
        return;
    bytes = family->join (first, second);
    if (bytes == NULL)
        return;
    identities = family->identify_image (bytes, catalog);
    for (guint i = 0; i < identities->len; i++)
        g_ptr_array_add (images, bb_image_new_joined (first, second, bytes, identities->pdata[i]));
}

/* Adds to @images, for every two of them that are parts of one firmware, the image that joins the two. Adds nothing
 * if there are more than %BB_IDENTIFY_MAX_PARTS images. */
static void
bb_identify_join_all (GPtrArray *images, BbCatalog *catalog)
{
    guint n_parts = images->len;

    for (guint i = 0; n_parts <= BB_IDENTIFY_MAX_PARTS && i < n_parts; i++)
        for (guint j = 0; j < n_parts; j++)
            if (i != j)
                bb_identify_add_joined (images->pdata[i], images->pdata[j], catalog, images);
}

/* Returns (transfer full) @file as one image without family and with @problem. */
static BbImage *
bb_identify_as_useless (BbImage *file, const char *problem)
{
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new (NULL, 0, bb_image_get_size (file));

    identity->problem = g_strdup (problem);
    return bb_image_new_part (file, identity, bb_image_get_inside (file));
}

/* Sets the values of @identity, which must have none, to BB_IMAGE_VALUE_IS_PLAIN alone: the file is neither an
 * archive nor a program. */
static void
bb_identify_set_plain (BbImageIdentity *identity)
{
    GVariantDict values;

    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_IMAGE_VALUE_IS_PLAIN, "b", TRUE);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
}

/* Returns the number of images that are for a known model. An image without a model only resembles firmware, for
 * example because it is truncated. */
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

/* TRUE if @images is a single image, which is for a known model and as long as @file. */
static gboolean
bb_identify_is_whole (BbImage *file, GPtrArray *images)
{
    return images->len == 1 && bb_identify_n_known (images) == 1 &&
           bb_image_get_size (g_ptr_array_index (images, 0)) == bb_image_get_size (file);
}

/* Returns sentences that say why @file contains no known firmware, and what the user can do. */
static const char *
bb_identify_explain_unknown (BbImage *file)
{
    if (bb_program_is (bb_image_get_bytes (file)))
        return _ ("Burnback found no readable firmware image in this program file. Use a file with only the image, "
                  "or a backup of a drive with this firmware.");
    return _ ("This file contains no known firmware. Get a firmware file from the manufacturer of the drive, or "
              "use a backup.");
}

/* Images that were found in an archive while it is unpacked. */
typedef struct {
    BbCatalog *catalog;
    GHashTable *images; /* BbImage of an unpacked file → GPtrArray of BbImage in it */
    guint n_files;
} BbIdentifyFiles;

/* Callback of bb_archive_search(). Identifies the images in the unpacked @file and stores them in @data. A damaged
 * file counts as an image with a problem. Returns TRUE if there are any images; the caller then keeps @file in
 * memory. In any case, counts @file in n_files. */
static gboolean
bb_identify_keep (BbImage *file, gpointer data)
{
    BbIdentifyFiles *files = data;
    const char *damage = bb_image_get_damage (file);
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

    files->n_files++;
    if (damage != NULL)
        g_ptr_array_add (images, bb_identify_as_useless (file, damage));
    else
        bb_identify_plain (file, files->catalog, FALSE, images);
    if (images->len == 0)
        return FALSE;
    g_hash_table_insert (files->images, file, g_steal_pointer (&images));
    return TRUE;
}

typedef enum {
    BB_IDENTIFY_NO_ARCHIVE,
    BB_IDENTIFY_CLOSED,  /* an archive that cannot be opened, for a reason other than BB_ARCHIVE_ERROR_DAMAGED */
    BB_IDENTIFY_DAMAGED, /* an archive that cannot be opened because it is damaged */
    BB_IDENTIFY_OPEN,
} BbIdentifyArchive;

/* Adds the images in the files of the archive @file to @images. Returns whether @file is an archive that could be
 * opened, an archive that could not be opened, or no archive. @problem: (out) (transfer full): set only if @file is
 * an archive without images: says why there are none. */
static BbIdentifyArchive
bb_identify_archive (BbImage *file, BbCatalog *catalog, GPtrArray *images, char **problem, GCancellable *cancellable)
{
    g_autoptr (GHashTable) found = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
    BbIdentifyFiles search = {catalog, found, 0};
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) files = bb_archive_search (file, bb_identify_keep, &search, cancellable, &error);

    if (files == NULL) {
        if (g_error_matches (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_NOT_ARCHIVE))
            return BB_IDENTIFY_NO_ARCHIVE;
        *problem = g_strdup (error->message);
        return g_error_matches (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_DAMAGED) ? BB_IDENTIFY_DAMAGED
                                                                                   : BB_IDENTIFY_CLOSED;
    }
    /* @found also contains files of nested archives that turned out to be damaged, so only the images of the files in
     * @files are added. */
    for (guint i = 0; i < files->len; i++)
        g_ptr_array_extend (images, g_hash_table_lookup (found, g_ptr_array_index (files, i)),
                            (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
    if (images->len == 0)
        *problem =
            g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "This archive contains %u file but no known firmware.",
                                          "This archive contains %u files but no known firmware.", search.n_files),
                             search.n_files);
    return BB_IDENTIFY_OPEN;
}

/* TRUE if one of @images is of no family: a file that cannot be used at all, such as a damaged archive. */
static gboolean
bb_identify_has_useless (GPtrArray *images)
{
    for (guint i = 0; i < images->len; i++) {
        if (bb_image_get_identity (g_ptr_array_index (images, i))->family == NULL)
            return TRUE;
    }
    return FALSE;
}

/* Returns (transfer full) the images in @file; empty if there are none. By the first case that applies:
 * - One image for a known model is all of @file, or @file is no archive: the images in the bytes of @file.
 * - @file is a program with an archive, has more images for known models in its own bytes than in the unpacked files,
 *   and all unpacked files can be used: the images in the bytes of @file.
 * - @file is any other archive: the images in the unpacked files.
 * @problem: (out) (transfer full): set only for an archive without images: says why there are none. @archive: (out):
 * whether @file is an archive, and whether it could be opened; BB_IDENTIFY_NO_ARCHIVE also if @file was not searched
 * as an archive */
static GPtrArray *
bb_identify_parts (BbImage *file, BbCatalog *catalog, char **problem, BbIdentifyArchive *archive,
                   GCancellable *cancellable)
{
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
    g_autoptr (GPtrArray) unpacked = g_ptr_array_new_with_free_func (g_object_unref);

    *archive = BB_IDENTIFY_NO_ARCHIVE;
    bb_identify_plain (file, catalog, FALSE, images);
    if (bb_identify_is_whole (file, images))
        return g_steal_pointer (&images);
    /* If @file is an archive, @images were found in its packed bytes. They are dropped, because no checksum protects
     * them. The exception is a program, which may contain an archive and also an image outside of that archive. */
    *archive = bb_identify_archive (file, catalog, unpacked, problem, cancellable);
    if (*archive == BB_IDENTIFY_NO_ARCHIVE)
        return g_steal_pointer (&images);
    if (*archive != BB_IDENTIFY_OPEN || !bb_program_is (bb_image_get_bytes (file)) ||
        bb_identify_has_useless (unpacked) || bb_identify_n_known (unpacked) >= bb_identify_n_known (images))
        return g_steal_pointer (&unpacked);
    g_ptr_array_set_size (images, 0);
    bb_identify_plain (file, catalog, TRUE, images);
    return g_steal_pointer (&images);
}

/* Returns (transfer full) the images of bb_identify_parts(), then those that join two of them. @problem: (out)
 * (transfer full), @archive: (out): as in bb_identify_parts() */
static GPtrArray *
bb_identify_all (BbImage *file, BbCatalog *catalog, char **problem, BbIdentifyArchive *archive,
                 GCancellable *cancellable)
{
    GPtrArray *images = bb_identify_parts (file, catalog, problem, archive, cancellable);

    bb_identify_join_all (images, catalog);
    return images;
}

GPtrArray *
bb_family_identify_file (BbImage *file, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) images = NULL;
    g_autofree char *problem = NULL;
    BbIdentifyArchive archive;

    g_return_val_if_fail (BB_IS_IMAGE (file), NULL);

    images = bb_identify_all (file, catalog, &problem, &archive, NULL);
    if (images->len == 0) {
        BbImage *useless =
            bb_identify_as_useless (file, problem != NULL ? problem : bb_identify_explain_unknown (file));

        bb_image_get_identity (useless)->is_damaged = archive == BB_IDENTIFY_DAMAGED;
        if (problem == NULL && !bb_program_is (bb_image_get_bytes (file)))
            bb_identify_set_plain (bb_image_get_identity (useless));
        g_ptr_array_add (images, useless);
        bb_identify_set_known (bb_image_get_identity (useless), file, catalog);
    }
    return g_steal_pointer (&images);
}

GPtrArray *
bb_family_identify_pair (BbImage *first, BbImage *second, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) of_first = bb_family_identify_file (first, catalog);
    g_autoptr (GPtrArray) of_second = bb_family_identify_file (second, catalog);
    GPtrArray *joined = g_ptr_array_new_with_free_func (g_object_unref);

    for (guint i = 0; i < MIN (of_first->len, BB_IDENTIFY_MAX_PARTS); i++) {
        for (guint j = 0; j < MIN (of_second->len, BB_IDENTIFY_MAX_PARTS); j++) {
            bb_identify_add_joined (of_first->pdata[i], of_second->pdata[j], catalog, joined);
            bb_identify_add_joined (of_second->pdata[j], of_first->pdata[i], catalog, joined);
        }
    }
    if (joined->len == 0)
        g_ptr_array_add (
            joined,
            bb_identify_as_useless (first, _ ("The two files do not belong together. Choose a single file, or choose "
                                              "the loader (kernel) and the firmware for the same drive.")));
    return joined;
}

BbImage *
bb_family_identify_again (BbImage *image, BbCatalog *catalog)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    const BbFamily *family =
        identity != NULL && identity->family != NULL ? bb_family_lookup (identity->family) : NULL;
    g_autoptr (GPtrArray) identities = NULL;
    BbImage *again;

    if (family == NULL || !bb_image_identity_wants_key (identity))
        return g_object_ref (image);
    identities = family->identify_image (bb_image_get_file_bytes (image), catalog);
    if (identities->len != 1)
        return g_object_ref (image);
    again = bb_image_new_part (image, g_ptr_array_index (identities, 0), bb_image_get_inside (image));
    bb_identify_set_known (g_ptr_array_index (identities, 0), again, catalog);
    return again;
}

/* --- search through many files --- */

/* Offset of the magic of a tar archive. */
#define BB_IDENTIFY_TAR_MARK 257

/* TRUE if @file may contain firmware: it is at least as large as the smallest firmware, or its beginning is that of
 * an archive, a compressed file or a program. */
static gboolean
bb_identify_may_contain_firmware (BbImage *file)
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
    g_autoptr (GPtrArray) images = NULL;
    g_autofree char *problem = NULL;
    BbIdentifyArchive archive;

    g_return_if_fail (BB_IS_IMAGE (file) && found != NULL);

    if (!bb_identify_may_contain_firmware (file))
        return;
    images = bb_identify_all (file, catalog, &problem, &archive, cancellable);
    if (images->len == 0 && (archive == BB_IDENTIFY_CLOSED || archive == BB_IDENTIFY_DAMAGED))
        g_ptr_array_add (images, bb_identify_as_useless (file, problem));
    for (guint i = 0; i < images->len; i++)
        found (g_ptr_array_index (images, i), data);
}
