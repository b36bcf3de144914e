/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-library-private.h"

#include "job/store/bb-fsync.h"

#include <string.h>

/* Prefix of the version string of an index. The number in it is increased when the format of the index or the search
 * for images changes. bb_library_index_dup_version() appends the checksum of the catalog. */
#define BB_LIBRARY_VERSION "burnback library 5 " PACKAGE_VERSION " "
#define BB_LIBRARY_SUM_BYTES 64
/* GVariant of a #BbLibraryImage: inside, sha256, family, codes, model, vendor, product, revision, problem, checksum,
 * offset, length, values */
#define BB_LIBRARY_IMAGE_TYPE "(mssmsasmsmsmsmsmsyttma{sv})"
/* GVariant of a #BbLibraryFile: path, size, mtime, ctime, device, inode, sha256, images */
#define BB_LIBRARY_FILE_TYPE "(aytxxttmsa" BB_LIBRARY_IMAGE_TYPE ")"
/* GVariant of a #BbLibraryIndex: version, language, time, scanned paths, files */
#define BB_LIBRARY_INDEX_TYPE "(ssxaaya" BB_LIBRARY_FILE_TYPE ")"

BbLibraryImage *
bb_library_image_new (const char *inside, const char *sha256, BbImageIdentity *identity)
{
    BbLibraryImage *image = g_new0 (BbLibraryImage, 1);

    image->inside = g_strdup (inside);
    image->sha256 = g_strdup (sha256);
    image->identity = identity;
    return image;
}

void
bb_library_image_free (BbLibraryImage *image)
{
    g_free (image->inside);
    g_free (image->sha256);
    bb_image_identity_unref (image->identity);
    g_free (image);
}

void
bb_library_file_free (BbLibraryFile *file)
{
    g_free (file->path);
    g_free (file->sha256);
    g_clear_pointer (&file->images, g_ptr_array_unref);
    g_free (file);
}

gboolean
bb_library_file_wants_key (const BbLibraryFile *file)
{
    for (guint i = 0; i < file->images->len; i++)
        if (bb_image_identity_wants_key (((BbLibraryImage *) g_ptr_array_index (file->images, i))->identity))
            return TRUE;
    return FALSE;
}

gboolean
bb_library_file_has_problem (const BbLibraryFile *file)
{
    for (guint i = 0; i < file->images->len; i++)
        if (bb_family_get_image_problem (((BbLibraryImage *) g_ptr_array_index (file->images, i))->identity) != NULL)
            return TRUE;
    return FALSE;
}

const char *
bb_library_get_language (void)
{
    return g_get_language_names ()[0];
}

/* Compares files for sorting, by path. */
static int
bb_library_file_compare (gconstpointer a, gconstpointer b)
{
    return strcmp ((*(BbLibraryFile *const *) a)->path, (*(BbLibraryFile *const *) b)->path);
}

BbLibraryIndex *
bb_library_index_new (GPtrArray *files, const char *const *paths, gint64 scanned)
{
    BbLibraryIndex *index = g_new0 (BbLibraryIndex, 1);

    g_atomic_ref_count_init (&index->ref_count);
    g_ptr_array_sort (files, bb_library_file_compare);
    index->language = g_strdup (bb_library_get_language ());
    index->files = files;
    index->paths = g_strdupv ((char **) paths);
    index->scanned = scanned;
    return index;
}

BbLibraryIndex *
bb_library_index_ref (BbLibraryIndex *index)
{
    g_atomic_ref_count_inc (&index->ref_count);
    return index;
}

void
bb_library_index_unref (BbLibraryIndex *index)
{
    if (!g_atomic_ref_count_dec (&index->ref_count))
        return;
    g_ptr_array_unref (index->files);
    g_free (index->language);
    g_strfreev (index->paths);
    g_free (index);
}

gboolean
bb_library_is_below (const char *path, const char *folder)
{
    gsize length = strlen (folder);

    return g_str_has_prefix (path, folder) &&
           (path[length] == '\0' || path[length] == '/' || (length > 0 && folder[length - 1] == '/'));
}

BbLibraryCount
bb_library_index_count (BbLibraryIndex *index, const char *path)
{
    g_autoptr (GHashTable) images = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) wrapped = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) unusable = g_hash_table_new (g_str_hash, g_str_equal);
    BbLibraryCount count = {0};

    g_return_val_if_fail (index != NULL, count);

    if (path == NULL || g_strv_contains ((const char *const *) index->paths, path))
        count.scanned = index->scanned;
    for (guint i = 0; i < index->files->len; i++) {
        const BbLibraryFile *file = g_ptr_array_index (index->files, i);

        if (path != NULL && !bb_library_is_below (file->path, path))
            continue;
        count.n_files++;
        count.n_unread += file->sha256 == NULL ? 1 : 0;
        count.n_unknown += file->sha256 != NULL && file->images->len == 0 ? 1 : 0;
        for (guint j = 0; j < file->images->len; j++) {
            BbLibraryImage *image = g_ptr_array_index (file->images, j);

            GHashTable *kind = bb_family_get_image_problem (image->identity) != NULL ? unusable
                               : bb_image_identity_wants_key (image->identity)       ? wrapped
                                                                                     : images;

            if (!g_hash_table_add (kind, image->sha256) && kind == images)
                count.n_copies++;
        }
    }
    count.n_images = g_hash_table_size (images);
    count.n_wrapped = g_hash_table_size (wrapped);
    count.n_unusable = g_hash_table_size (unusable);
    return count;
}

const char *const *
bb_library_index_get_paths (BbLibraryIndex *index)
{
    g_return_val_if_fail (index != NULL, NULL);

    return (const char *const *) index->paths;
}

char **
bb_library_index_list_folders (BbLibraryIndex *index, guint n_max)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();

    g_return_val_if_fail (index != NULL, NULL);

    for (char **path = index->paths; *path != NULL; path++)
        if (g_hash_table_size (seen) < n_max && g_hash_table_add (seen, g_strdup (*path)))
            g_strv_builder_add (folders, *path);
    for (guint i = 0; i < index->files->len && g_hash_table_size (seen) < n_max; i++) {
        g_autofree char *folder = g_path_get_dirname (((BbLibraryFile *) g_ptr_array_index (index->files, i))->path);

        if (g_hash_table_add (seen, g_strdup (folder)))
            g_strv_builder_add (folders, folder);
    }
    return g_strv_builder_end (folders);
}

/* --- unique images --- */

static void
bb_library_entry_free (gpointer data)
{
    BbLibraryEntry *entry = data;

    g_free (entry->sha256);
    g_free (entry->problem);
    g_free (entry->inside);
    g_clear_pointer (&entry->identity, bb_image_identity_unref);
    g_ptr_array_unref (entry->paths);
    g_free (entry);
}

/* Returns (transfer full) the entry of @image in @file; without @image (nullable), the entry of @file as a file that
 * contains no image. */
static BbLibraryEntry *
bb_library_entry_new (const BbLibraryFile *file, const BbLibraryImage *image)
{
    BbLibraryEntry *entry = g_new0 (BbLibraryEntry, 1);

    entry->sha256 = image != NULL ? g_strdup (image->sha256) : NULL;
    entry->problem = image != NULL ? g_strdup (bb_family_get_image_problem (image->identity)) : NULL;
    entry->inside = image != NULL ? g_strdup (image->inside) : NULL;
    entry->identity = image != NULL ? bb_image_identity_ref (image->identity) : NULL;
    entry->wants_key = image != NULL && bb_image_identity_wants_key (image->identity);
    entry->paths = g_ptr_array_new_with_free_func (g_free);
    entry->unread = file->sha256 == NULL;
    entry->is_empty = file->size_bytes == 0;
    g_ptr_array_add (entry->paths, g_strdup (file->path));
    return entry;
}

/* Adds to @entries an entry for each image of @file that has a problem (@with_problem TRUE) or that has none (FALSE).
 * @by_sum maps the SHA-256 of an image to its entry in @entries. If an image has an entry already, only adds the path
 * of @file to that entry. */
static void
bb_library_list_images (const BbLibraryFile *file, gboolean with_problem, GHashTable *by_sum, GPtrArray *entries)
{
    for (guint i = 0; i < file->images->len; i++) {
        const BbLibraryImage *image = g_ptr_array_index (file->images, i);
        BbLibraryEntry *entry = g_hash_table_lookup (by_sum, image->sha256);

        if ((bb_family_get_image_problem (image->identity) != NULL) != with_problem)
            continue;
        if (entry == NULL) {
            entry = bb_library_entry_new (file, image);
            g_hash_table_insert (by_sum, entry->sha256, entry);
            g_ptr_array_add (entries, entry);
        } else if (!g_str_equal (g_ptr_array_index (entry->paths, entry->paths->len - 1), file->path)) {
            g_ptr_array_add (entry->paths, g_strdup (file->path));
        }
    }
}

/* Compares revisions as strverscmp() does. A dash counts as a point, because some modified firmware has a revision
 * such as "1-09". */
static int
bb_library_revision_compare (const char *a, const char *b)
{
    g_autofree char *one = g_strdelimit (g_strdup (a), "-", '.');
    g_autofree char *other = g_strdelimit (g_strdup (b), "-", '.');

    return strverscmp (one, other);
}

int
bb_library_compare_revisions (const BbImageIdentity *a, const BbImageIdentity *b)
{
    return bb_library_revision_compare (b->revision != NULL ? b->revision : "",
                                        a->revision != NULL ? a->revision : "");
}

/* Compares entries for sorting by model, and newer revisions of a model first. Returns a negative number if @a comes
 * first. */
static int
bb_library_entry_compare (gconstpointer a, gconstpointer b)
{
    const BbImageIdentity *one = (*(BbLibraryEntry *const *) a)->identity;
    const BbImageIdentity *other = (*(BbLibraryEntry *const *) b)->identity;
    int order = g_strcmp0 (one->model_name, other->model_name);

    return order != 0 ? order : bb_library_compare_revisions (one, other);
}

gboolean
bb_library_is_same_firmware (BbImageIdentity *a, BbImageIdentity *b)
{
    static const char *const none[] = {NULL};
    const char *const *codes_of_a = a->codes != NULL ? (const char *const *) a->codes : none;
    const char *const *codes_of_b = b->codes != NULL ? (const char *const *) b->codes : none;
    gboolean has_values = a->values != NULL && b->values != NULL;

    return a->revision != NULL && !bb_image_identity_wants_key (a) && !bb_image_identity_wants_key (b) &&
           g_strcmp0 (a->revision, b->revision) == 0 && g_strcmp0 (a->family, b->family) == 0 &&
           g_strcmp0 (a->model_name, b->model_name) == 0 && g_strcmp0 (a->vendor, b->vendor) == 0 &&
           g_strcmp0 (a->product, b->product) == 0 && a->length_bytes == b->length_bytes &&
           g_strv_equal (codes_of_a, codes_of_b) &&
           (has_values ? g_variant_equal (a->values, b->values) : a->values == b->values);
}

/* Sets @has_twin of each of the @entries for which another one names the same firmware. @entries must be sorted by
 * model and revision and have no checksum twice, so such entries are near each other and have other bytes. */
static void
bb_library_mark_twins (GPtrArray *entries)
{
    for (guint i = 0; i < entries->len; i++) {
        BbLibraryEntry *entry = g_ptr_array_index (entries, i);

        for (guint j = i + 1; j < entries->len; j++) {
            BbLibraryEntry *other = g_ptr_array_index (entries, j);

            if (bb_library_entry_compare (&entry, &other) != 0)
                break;
            if (!bb_library_is_same_firmware (entry->identity, other->identity))
                continue;
            entry->has_twin = TRUE;
            other->has_twin = TRUE;
        }
    }
}

GPtrArray *
bb_library_index_list (BbLibraryIndex *index)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func (bb_library_entry_free);
    g_autoptr (GHashTable) by_sum = g_hash_table_new (g_str_hash, g_str_equal);
    /* An image can be usable in one file and have a problem in another file, so the unusable images have their own
     * table. */
    g_autoptr (GHashTable) unusable = g_hash_table_new (g_str_hash, g_str_equal);

    g_return_val_if_fail (index != NULL, entries);

    for (guint i = 0; i < index->files->len; i++)
        bb_library_list_images (g_ptr_array_index (index->files, i), FALSE, by_sum, entries);
    g_ptr_array_sort (entries, bb_library_entry_compare);
    bb_library_mark_twins (entries);
    for (guint i = 0; i < index->files->len; i++) {
        const BbLibraryFile *file = g_ptr_array_index (index->files, i);

        bb_library_list_images (file, TRUE, unusable, entries);
        if (file->images->len == 0)
            g_ptr_array_add (entries, bb_library_entry_new (file, NULL));
    }
    return entries;
}

/* TRUE if the image with @identity is usable, and names @code as one of its boards of @family. */
static gboolean
bb_library_is_for_code (BbImageIdentity *identity, const char *family, const char *code)
{
    return identity != NULL && g_strcmp0 (identity->family, family) == 0 && identity->codes != NULL &&
           g_strv_contains ((const char *const *) identity->codes, code) &&
           bb_family_get_image_problem (identity) == NULL;
}

GPtrArray *
bb_library_index_load_images (BbLibraryIndex *index, const char *family, const char *code, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) entries = bb_library_index_list (index);
    GPtrArray *loaded = g_ptr_array_new_with_free_func (g_object_unref);

    for (guint i = 0; i < entries->len; i++) {
        const BbLibraryEntry *entry = g_ptr_array_index (entries, i);
        g_autoptr (GFile) location = NULL;
        g_autoptr (BbImage) whole = NULL;
        g_autoptr (GPtrArray) images = NULL;

        if (!bb_library_is_for_code (entry->identity, family, code))
            continue;
        location = g_file_new_for_path (g_ptr_array_index (entry->paths, 0));
        whole = bb_image_load (location, NULL, NULL);
        images = whole != NULL ? bb_family_identify_file (whole, catalog) : NULL;
        for (guint j = 0; images != NULL && j < images->len; j++) {
            BbImage *image = g_ptr_array_index (images, j);

            if (g_strcmp0 (bb_image_get_sha256 (image), entry->sha256) == 0 &&
                bb_library_is_for_code (bb_image_get_identity (image), family, code))
                g_ptr_array_add (loaded, g_object_ref (image));
        }
    }
    return loaded;
}

/* --- the file of the index --- */

static char *
bb_library_index_dup_path (void)
{
    return g_build_filename (g_get_user_cache_dir (), "burnback", "library.index", NULL);
}

/* Returns (transfer full) the version that an index made with @catalog has. An index with another version is not
 * used. */
static char *
bb_library_index_dup_version (BbCatalog *catalog)
{
    g_autofree char *sum = bb_catalog_dup_sum (catalog);

    return g_strconcat (BB_LIBRARY_VERSION, sum, NULL);
}

/* Adds @image to @builder, as BB_LIBRARY_IMAGE_TYPE. */
static void
bb_library_image_build (const BbLibraryImage *image, GVariantBuilder *builder)
{
    static const char *const none[] = {NULL};
    const BbImageIdentity *identity = image->identity;

    g_variant_builder_add (builder, "(mssms^asmsmsmsmsmsytt@ma{sv})", image->inside, image->sha256, identity->family,
                           identity->codes != NULL ? (const char *const *) identity->codes : none,
                           identity->model_name, identity->vendor, identity->product, identity->revision,
                           identity->problem, (guint8) identity->checksum, (guint64) identity->offset,
                           (guint64) identity->length_bytes,
                           g_variant_new_maybe (G_VARIANT_TYPE_VARDICT, identity->values));
}

/* Returns (transfer full) @index as BB_LIBRARY_INDEX_TYPE. */
static GVariant *
bb_library_index_to_variant (BbLibraryIndex *index, const char *version)
{
    GVariantBuilder files;

    g_variant_builder_init (&files, G_VARIANT_TYPE ("a" BB_LIBRARY_FILE_TYPE));
    for (guint i = 0; i < index->files->len; i++) {
        const BbLibraryFile *file = g_ptr_array_index (index->files, i);
        GVariantBuilder images;
        GVariant *value = NULL;

        g_variant_builder_init (&images, G_VARIANT_TYPE ("a" BB_LIBRARY_IMAGE_TYPE));
        for (guint j = 0; j < file->images->len; j++)
            bb_library_image_build (g_ptr_array_index (file->images, j), &images);
        value = g_variant_new ("(^aytxxttmsa" BB_LIBRARY_IMAGE_TYPE ")", file->path, file->size_bytes, file->mtime_ns,
                               file->ctime_ns, file->device, file->inode, file->sha256, &images);
        /* g_variant_get_data() serialises the value, which then takes much less memory than as a tree of values. */
        (void) g_variant_get_data (value);
        g_variant_builder_add_value (&files, value);
    }
    return g_variant_ref_sink (g_variant_new ("(ssx^aaya" BB_LIBRARY_FILE_TYPE ")", version, index->language,
                                              index->scanned, index->paths, &files));
}

gboolean
bb_library_index_save (BbLibraryIndex *index, BbCatalog *catalog, GError **error)
{
    /* The checksum is written after the value, so that the value begins at the start of the file and is aligned when
     * it is read, as GVariant requires. */
    g_autofree char *path = bb_library_index_dup_path ();
    g_autofree char *folder = g_path_get_dirname (path);
    g_autofree char *version = bb_library_index_dup_version (catalog);
    g_autoptr (GVariant) value = bb_library_index_to_variant (index, version);
    g_autofree char *sum = bb_sha256_data (g_variant_get_data (value), g_variant_get_size (value));
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    g_byte_array_append (bytes, g_variant_get_data (value), (guint) g_variant_get_size (value));
    g_byte_array_append (bytes, (const guint8 *) sum, BB_LIBRARY_SUM_BYTES);
    return bb_fsync_make_folder (folder, error) && bb_fsync_replace (path, bytes->data, bytes->len, error);
}

/* Returns (transfer full) the image in @value, which has the type BB_LIBRARY_IMAGE_TYPE. */
static BbLibraryImage *
bb_library_image_parse (GVariant *value)
{
    BbImageIdentity *identity = bb_image_identity_new (NULL, 0, 0);
    g_autofree char *inside = NULL;
    g_autofree char *sha256 = NULL;
    guint8 checksum = 0;
    guint64 offset = 0, length_bytes = 0;

    g_strfreev (identity->codes);
    g_variant_get (value, "(mssms^asmsmsmsmsmsyttm@a{sv})", &inside, &sha256, &identity->family, &identity->codes,
                   &identity->model_name, &identity->vendor, &identity->product, &identity->revision,
                   &identity->problem, &checksum, &offset, &length_bytes, &identity->values);
    identity->checksum = (BbChecksum) checksum;
    identity->offset = offset;
    identity->length_bytes = length_bytes;
    return bb_library_image_new (inside, sha256, identity);
}

/* Returns (transfer full) the file in @value, which has the type BB_LIBRARY_FILE_TYPE. */
static BbLibraryFile *
bb_library_file_parse (GVariant *value)
{
    BbLibraryFile *file = g_new0 (BbLibraryFile, 1);
    g_autoptr (GVariantIter) images = NULL;
    GVariant *image = NULL;

    g_variant_get (value, "(^aytxxttmsa" BB_LIBRARY_IMAGE_TYPE ")", &file->path, &file->size_bytes, &file->mtime_ns,
                   &file->ctime_ns, &file->device, &file->inode, &file->sha256, &images);
    file->images = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_image_free);
    while ((image = g_variant_iter_next_value (images)) != NULL) {
        g_ptr_array_add (file->images, bb_library_image_parse (image));
        g_variant_unref (image);
    }
    return file;
}

/* Returns (transfer full) (nullable) the content of the index file; %NULL if there is no file, its checksum is wrong,
 * or it was written by another version of the program or with another catalog. */
static GVariant *
bb_library_index_read (BbCatalog *catalog)
{
    g_autofree char *path = bb_library_index_dup_path ();
    g_autofree char *version = NULL;
    g_autoptr (GBytes) bytes = bb_fsync_read (path, NULL);
    gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
    g_autoptr (GBytes) content = NULL;
    g_autoptr (GVariant) value = NULL;
    g_autofree char *sum = NULL;
    const char *found = NULL;

    if (size < BB_LIBRARY_SUM_BYTES)
        return NULL;
    size -= BB_LIBRARY_SUM_BYTES;
    content = g_bytes_new_from_bytes (bytes, 0, size);
    sum = bb_sha256_bytes (content);
    if (memcmp (sum, (const char *) g_bytes_get_data (bytes, NULL) + size, BB_LIBRARY_SUM_BYTES) != 0)
        return NULL;
    /* Computing the version loads the whole catalog, so this is done only if there is an index. */
    version = bb_library_index_dup_version (catalog);
    value = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (BB_LIBRARY_INDEX_TYPE), content, FALSE));
    g_variant_get_child (value, 0, "&s", &found);
    return g_str_equal (found, version) ? g_steal_pointer (&value) : NULL;
}

BbLibraryIndex *
bb_library_index_load (BbCatalog *catalog)
{
    GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_file_free);
    g_autoptr (GVariant) value = NULL;
    g_autoptr (GVariantIter) iter = NULL;
    g_auto (GStrv) paths = NULL;
    g_autofree char *language = NULL;
    BbLibraryIndex *index;
    GVariant *file = NULL;
    gint64 scanned = 0;

    g_return_val_if_fail (BB_IS_CATALOG (catalog), bb_library_index_new (files, NULL, 0));

    value = bb_library_index_read (catalog);
    if (value == NULL) {
        const char *none[] = {NULL};

        return bb_library_index_new (files, none, 0);
    }
    g_variant_get (value, "(ssx^aaya" BB_LIBRARY_FILE_TYPE ")", NULL, &language, &scanned, &paths, &iter);
    while ((file = g_variant_iter_next_value (iter)) != NULL) {
        g_ptr_array_add (files, bb_library_file_parse (file));
        g_variant_unref (file);
    }
    index = bb_library_index_new (files, (const char *const *) paths, scanned);
    g_free (index->language);
    index->language = g_steal_pointer (&language);
    return index;
}
