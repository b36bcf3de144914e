/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-archive.h"

#include "bb-container.h"
#include "bb-image-private.h"
#include "bb-libarchive.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (bb_archive_error_quark, bb_archive_error)

/* How many files and bytes were unpacked so far, including those of nested archives, and the limits of both. */
typedef struct {
    const BbArchiveLimits *limits;
    BbArchiveKeepFunc keep; /* (nullable): NULL keeps all files */
    gpointer keep_data;
    gsize n_bytes;
    guint n_files;
} BbArchiveCost;

typedef struct archive BbArchiveReader;

static void
bb_archive_reader_free (BbArchiveReader *reader)
{
    bb_libarchive_get ()->archive_read_free (reader);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbArchiveReader, bb_archive_reader_free)

/* Returns (transfer full) a reader for all formats that bb_archive_search() supports, and for files that are no
 * archive. */
static BbArchiveReader *
bb_archive_reader_new (void)
{
    const BbLibarchive *library = bb_libarchive_get ();
    BbArchiveReader *reader = library->archive_read_new ();

    library->archive_read_support_format_zip (reader);
    library->archive_read_support_format_7zip (reader);
    library->archive_read_support_format_rar (reader);
    library->archive_read_support_format_rar5 (reader);
    library->archive_read_support_format_iso9660 (reader);
    library->archive_read_support_format_cab (reader);
    library->archive_read_support_format_tar (reader);
    library->archive_read_support_format_raw (reader);
    library->archive_read_support_filter_gzip (reader);
    library->archive_read_support_filter_bzip2 (reader);
    library->archive_read_support_filter_xz (reader);
    return reader;
}

/* Returns (transfer full) a reader that only undoes the compression with the ARCHIVE_FILTER_ code @filter, and
 * returns the result as one file. */
static BbArchiveReader *
bb_archive_reader_new_for_filter (int filter)
{
    BbArchiveReader *reader = bb_libarchive_get ()->archive_read_new ();

    bb_libarchive_get ()->archive_read_support_format_raw (reader);
    bb_libarchive_get ()->archive_read_append_filter (reader, filter);
    return reader;
}

/* Sets @error to %BB_ARCHIVE_ERROR_NOT_ARCHIVE. Returns FALSE. */
static gboolean
bb_archive_set_not_archive (GError **error)
{
    g_set_error_literal (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_NOT_ARCHIVE, _ ("This is not an archive."));
    return FALSE;
}

/* Sets @error to %BB_ARCHIVE_ERROR_LIMIT. Returns FALSE. */
static gboolean
bb_archive_set_limit (GError **error)
{
    g_set_error_literal (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_LIMIT,
                         _ ("This archive is too large or contains too many files, so it was not extracted."));
    return FALSE;
}

/* Sets @error to %BB_ARCHIVE_ERROR_NO_LIBRARY. Returns FALSE. */
static gboolean
bb_archive_set_no_library (GError **error)
{
    g_set_error_literal (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_NO_LIBRARY,
                         _ ("The library libarchive is not installed, so archives cannot be opened. Install "
                            "libarchive or extract the archive manually."));
    return FALSE;
}

/* TRUE if @reason (nullable), an error message of libarchive, is only used for damaged archives. The error numbers of
 * libarchive do not distinguish damaged archives from archives of an unsupported form. */
static gboolean
bb_archive_shows_damage (const char *reason)
{
    return reason != NULL && g_regex_match_simple ("truncated|crc|decompression.*failed|wrong|corrupt|damaged",
                                                   reason, G_REGEX_CASELESS, 0);
}

/* Sets the error for an archive that libarchive cannot read: encrypted, damaged or unreadable. Returns FALSE. */
static gboolean
bb_archive_set_damaged (BbArchiveReader *reader, GError **error)
{
    const char *reason = bb_libarchive_get ()->archive_error_string (reader);

    g_debug ("libarchive: %s", reason != NULL ? reason : "?");
    if (bb_libarchive_get ()->archive_read_has_encrypted_entries (reader) > 0)
        g_set_error_literal (
            error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_ENCRYPTED,
            _ ("This archive is password-protected. Extract it manually, then choose the file inside."));
    else if (bb_archive_shows_damage (reason))
        g_set_error_literal (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_DAMAGED,
                             _ ("This archive is damaged. Download it again."));
    else
        g_set_error_literal (
            error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_UNREADABLE,
            _ ("This archive is damaged or its format is not supported. Download it again or extract it manually."));
    return FALSE;
}

/* Sets @error to %BB_ARCHIVE_ERROR_TOO_DEEP. Returns FALSE. */
static gboolean
bb_archive_set_too_deep (GError **error)
{
    g_set_error_literal (
        error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_TOO_DEEP,
        _ ("This archive is nested too deeply in other archives. Extract it manually, then choose the file inside."));
    return FALSE;
}

/* @bytes will grow to @length. Adds the number of new bytes to n_bytes of @cost. Returns FALSE with @error set if a
 * limit would be exceeded, or if @bytes is longer already. */
static gboolean
bb_archive_count (GByteArray *bytes, guint64 length, BbArchiveCost *cost, GError **error)
{
    if (length < bytes->len || length > BB_IMAGE_MAX_BYTES ||
        length - bytes->len > cost->limits->max_bytes - cost->n_bytes)
        return bb_archive_set_limit (error);
    cost->n_bytes += length - bytes->len;
    return TRUE;
}

/* Extends @bytes with zeros to @length, for a hole in a sparse file. Holes count like data. FALSE with an error if a
 * limit is exceeded, or if @bytes is longer already. */
static gboolean
bb_archive_fill (GByteArray *bytes, guint64 length, BbArchiveCost *cost, GError **error)
{
    guint old = bytes->len;

    if (!bb_archive_count (bytes, length, cost, error))
        return FALSE;
    g_byte_array_set_size (bytes, (guint) length);
    for (guint i = old; i < bytes->len; i++)
        bytes->data[i] = 0;
    return TRUE;
}

/* Returns the content of one entry; NULL after an error. The size in the header of the entry is not trusted: it is
 * used only for a sparse file that ends with a hole. */
static GBytes *
bb_archive_read_entry (BbArchiveReader *reader, struct archive_entry *entry, BbArchiveCost *cost,
                       GCancellable *cancellable, GError **error)
{
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    const void *block = NULL;
    size_t size = 0;
    la_int64_t offset = 0;
    int status = ARCHIVE_OK;

    while ((status = bb_libarchive_get ()->archive_read_data_block (reader, &block, &size, &offset)) == ARCHIVE_OK) {
        if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return NULL;
        if (offset < 0 || size > BB_IMAGE_MAX_BYTES) {
            bb_archive_set_limit (error);
            return NULL;
        }
        if (!bb_archive_fill (bytes, (guint64) offset, cost, error) ||
            !bb_archive_count (bytes, (guint64) offset + size, cost, error))
            return NULL;
        g_byte_array_append (bytes, block, (guint) size);
    }
    if (status != ARCHIVE_EOF) {
        bb_archive_set_damaged (reader, error);
        return NULL;
    }
    if (bb_libarchive_get ()->archive_entry_sparse_count (entry) > 0 &&
        bb_libarchive_get ()->archive_entry_size_is_set (entry) &&
        bb_libarchive_get ()->archive_entry_size (entry) > (la_int64_t) bytes->len &&
        !bb_archive_fill (bytes, (guint64) bb_libarchive_get ()->archive_entry_size (entry), cost, error))
        return NULL;
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* Returns (transfer full) the path of @entry for users: "OUTER: PATH" if the archive itself is at the path @outer
 * (nullable) of another archive. */
static char *
bb_archive_dup_inside (const char *outer, struct archive_entry *entry)
{
    const char *path = bb_libarchive_get ()->archive_entry_pathname_utf8 (entry);
    g_autofree char *name = NULL;

    if (path == NULL)
        path = bb_libarchive_get ()->archive_entry_pathname (entry);
    name = path != NULL ? g_utf8_make_valid (path, -1) : g_strdup (_ ("unnamed file"));
    return outer != NULL ? g_strdup_printf ("%s: %s", outer, name) : g_steal_pointer (&name);
}

static gboolean bb_archive_unpack_bytes (BbImage *file, GBytes *bytes, const char *outer, guint depth,
                                         BbArchiveCost *cost, GPtrArray *images, GCancellable *cancellable,
                                         GError **error);

/*
 * Adds an unpacked file to @images, unless it is empty or the callback of the search does not keep it. If the file is
 * an archive itself, adds the files in it instead. A nested archive that cannot be unpacked is added as a file, and
 * the reason becomes its damage.
 * @inside: path of the file for users
 * @depth: number of archives around the archive that contains the file
 *
 * FALSE with an error if all unpacking must end: cancelled, a limit was exceeded, or a nested archive needs a
 * password.
 */
static gboolean
bb_archive_add_entry (BbImage *file, GBytes *bytes, const char *inside, guint depth, BbArchiveCost *cost,
                      GPtrArray *images, GCancellable *cancellable, GError **error)
{
    g_autoptr (GError) nested = NULL;
    g_autoptr (BbImage) image = NULL;
    const char *damage = NULL;
    guint n_before = images->len;

    if (g_bytes_get_size (bytes) == 0)
        return TRUE;
    if (bb_archive_unpack_bytes (file, bytes, inside, depth + 1, cost, images, cancellable, &nested))
        return TRUE;
    if (g_error_matches (nested, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_DAMAGED) ||
        g_error_matches (nested, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_UNREADABLE) ||
        g_error_matches (nested, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_TOO_DEEP)) {
        damage = nested->message;
    } else if (!g_error_matches (nested, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_NOT_ARCHIVE)) {
        g_propagate_error (error, g_steal_pointer (&nested));
        return FALSE;
    }
    g_ptr_array_set_size (images, (int) n_before);
    image = bb_image_new_inside (file, bytes, inside, damage);
    if (cost->keep == NULL || cost->keep (image, cost->keep_data))
        g_ptr_array_add (images, g_steal_pointer (&image));
    return TRUE;
}

/* TRUE if the file is neither an archive nor compressed; libarchive then returns the file itself as the only
 * entry. */
static gboolean
bb_archive_is_plain (BbArchiveReader *reader)
{
    return bb_libarchive_get ()->archive_format (reader) == ARCHIVE_FORMAT_RAW &&
           bb_libarchive_get ()->archive_filter_code (reader, 0) == ARCHIVE_FILTER_NONE;
}

static gboolean
bb_archive_is_rar (BbArchiveReader *reader)
{
    return bb_libarchive_get ()->archive_format (reader) == ARCHIVE_FORMAT_RAR ||
           bb_libarchive_get ()->archive_format (reader) == ARCHIVE_FORMAT_RAR_V5;
}

/* Sets the error for @bytes whose first header cannot be read: %BB_ARCHIVE_ERROR_NOT_ARCHIVE, or that of
 * bb_archive_set_damaged() if @bytes begin like an archive. Returns FALSE. */
static gboolean
bb_archive_explain_first (BbArchiveReader *reader, int status, GBytes *bytes, GError **error)
{
    /* libarchive takes a file of zeros for an archive without files, so a file without entries is no known archive.
     */
    gboolean is_known =
        status != ARCHIVE_EOF && bb_libarchive_get ()->archive_format (reader) != 0 && !bb_archive_is_plain (reader);

    if (is_known || bb_container_begins (bytes))
        return bb_archive_set_damaged (reader, error);
    return bb_archive_set_not_archive (error);
}

/* Adds the files of an opened archive to @images. FALSE with an error if the file is no archive, cannot be unpacked,
 * or exceeds a limit. @outer, @depth: see bb_archive_unpack_bytes() */
static gboolean
bb_archive_walk (BbArchiveReader *reader, BbImage *file, GBytes *bytes, const char *outer, guint depth,
                 BbArchiveCost *cost, GPtrArray *images, GCancellable *cancellable, GError **error)
{
    for (gboolean first = TRUE;; first = FALSE) {
        struct archive_entry *entry = NULL;
        int status = bb_libarchive_get ()->archive_read_next_header (reader, &entry);
        g_autoptr (GBytes) content = NULL;
        g_autofree char *inside = NULL;

        if (status == ARCHIVE_EOF && !first)
            return TRUE;
        if (first && (status < ARCHIVE_WARN || status == ARCHIVE_EOF || bb_archive_is_plain (reader)))
            return bb_archive_explain_first (reader, status, bytes, error);
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
            return bb_archive_set_damaged (reader, error);
        if (first && depth > cost->limits->max_depth)
            return bb_archive_set_too_deep (error);
        if (first && !bb_container_check_gzip (bytes, 2 * cost->limits->max_bytes, cancellable, error))
            return FALSE;
        if (++cost->n_files > cost->limits->max_files)
            return bb_archive_set_limit (error);
        /* Entries that are no regular files are read, too, so that the limits also apply to their data. Without this,
         * libarchive would skip the data and not count them. */
        content = bb_archive_read_entry (reader, entry, cost, cancellable, error);
        if (content == NULL)
            return FALSE;
        if (bb_libarchive_get ()->archive_entry_filetype (entry) != AE_IFREG)
            continue;
        if (bb_archive_is_rar (reader) &&
            !bb_container_check_rar (bytes, (gsize) bb_libarchive_get ()->archive_read_header_position (reader),
                                     content, error))
            return FALSE;
        inside = bb_archive_dup_inside (outer, entry);
        if (!bb_archive_add_entry (file, content, inside, depth, cost, images, cancellable, error))
            return FALSE;
    }
}

/* Adds the files of the archive @bytes to @images. @outer: (nullable): path of this archive inside @file. @depth:
 * number of archives around this archive. FALSE with an error, which is %BB_ARCHIVE_ERROR_NOT_ARCHIVE if @bytes are
 * no archive. After an error, the files that were added before it stay in @images. */
static gboolean
bb_archive_unpack_bytes (BbImage *file, GBytes *bytes, const char *outer, guint depth, BbArchiveCost *cost,
                         GPtrArray *images, GCancellable *cancellable, GError **error)
{
    g_autoptr (BbArchiveReader) reader = NULL;
    gsize size = 0;
    const void *data = g_bytes_get_data (bytes, &size);
    int n_filters = 0;

    if (size == 0)
        return bb_archive_set_not_archive (error);
    if (bb_libarchive_get () == NULL)
        return bb_container_begins (bytes) ? bb_archive_set_no_library (error) : bb_archive_set_not_archive (error);
    reader = bb_archive_reader_new ();
    if (bb_libarchive_get ()->archive_read_open_memory (reader, data, size) != ARCHIVE_OK)
        return bb_archive_explain_first (reader, ARCHIVE_EOF, bytes, error);
    /* The last filter is the memory itself. If data was compressed twice, libarchive would undo both at once, and the
     * checksum of the inner gzip file would not be verified. So only the outer compression is undone here, and the
     * result is unpacked as a nested archive. */
    n_filters = bb_libarchive_get ()->archive_filter_count (reader);
    if (n_filters > 2) {
        int outer_filter = bb_libarchive_get ()->archive_filter_code (reader, n_filters - 2);

        bb_archive_reader_free (reader);
        reader = bb_archive_reader_new_for_filter (outer_filter);
        if (bb_libarchive_get ()->archive_read_open_memory (reader, data, size) != ARCHIVE_OK)
            return bb_archive_set_damaged (reader, error);
    }
    return bb_archive_walk (reader, file, bytes, outer, depth, cost, images, cancellable, error);
}

static const BbArchiveLimits bb_archive_limits = {BB_ARCHIVE_MAX_BYTES, BB_ARCHIVE_MAX_FILES, BB_ARCHIVE_MAX_DEPTH};

/* Returns (transfer full) the unpacked files of @file; NULL after an error. */
static GPtrArray *
bb_archive_run (BbImage *file, BbArchiveCost *cost, GCancellable *cancellable, GError **error)
{
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

    if (!bb_archive_unpack_bytes (file, bb_image_get_bytes (file), NULL, 0, cost, images, cancellable, error))
        return NULL;
    return g_steal_pointer (&images);
}

GPtrArray *
bb_archive_unpack_within (BbImage *file, const BbArchiveLimits *limits, GCancellable *cancellable, GError **error)
{
    BbArchiveCost cost = {.limits = limits};

    g_return_val_if_fail (BB_IS_IMAGE (file), NULL);
    g_return_val_if_fail (limits != NULL, NULL);

    return bb_archive_run (file, &cost, cancellable, error);
}

GPtrArray *
bb_archive_search (BbImage *file, BbArchiveKeepFunc keep, gpointer data, GCancellable *cancellable, GError **error)
{
    BbArchiveCost cost = {.limits = &bb_archive_limits, .keep = keep, .keep_data = data};

    g_return_val_if_fail (BB_IS_IMAGE (file) && keep != NULL, NULL);

    return bb_archive_run (file, &cost, cancellable, error);
}
