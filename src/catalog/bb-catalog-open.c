/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-load.h"

#include "bb-catalog.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define BB_INDEX_FILE "catalog.index"

/* Returns (transfer full) the folder in $BURNBACK_CATALOG if that is set. If it is not set, returns the folder of the
 * build tree if the program runs from there, and the installed folder otherwise. */
static char *
bb_catalog_default_folder (void)
{
    const char *wanted = g_getenv ("BURNBACK_CATALOG");
    g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
    g_autofree char *build_root = g_path_get_dirname (BUILD_DATADIR);

    if (wanted != NULL && wanted[0] != '\0')
        return g_strdup (wanted);
    /* A program in the build tree uses the index of that tree; the installed index may be of another version. */
    if (program != NULL && g_str_has_prefix (program, build_root) && program[strlen (build_root)] == '/')
        return g_build_filename (BUILD_DATADIR, "catalog", NULL);
    return g_build_filename (PKGDATADIR, "catalog", NULL);
}

/* TRUE if the index exists and no text file is newer. */
static gboolean
bb_catalog_index_is_fresh (const char *index_path, GPtrArray *texts)
{
    struct stat index_stat;
    struct stat text_stat;

    if (stat (index_path, &index_stat) != 0)
        return FALSE;
    for (guint i = 0; i < texts->len; i++) {
        if (stat (g_ptr_array_index (texts, i), &text_stat) != 0)
            continue;
        if (text_stat.st_mtim.tv_sec > index_stat.st_mtim.tv_sec ||
            (text_stat.st_mtim.tv_sec == index_stat.st_mtim.tv_sec &&
             text_stat.st_mtim.tv_nsec > index_stat.st_mtim.tv_nsec))
            return FALSE;
    }
    return TRUE;
}

/* Returns (transfer full) (nullable) the index in the index file of @folder if this file is valid and not older than
 * the text files of @folder. Otherwise, compiles the text files in memory and returns their index. NULL with an error
 * if there are no text files or they have problems. */
static BbCatalogIndex *
bb_catalog_open_folder (const char *folder, GError **error)
{
    g_autofree char *index_path = g_build_filename (folder, BB_INDEX_FILE, NULL);
    g_autoptr (GPtrArray) texts = bb_catalog_files (folder);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbCatalogIndex) index = NULL;
    g_autoptr (GError) index_error = NULL;

    if (bb_catalog_index_is_fresh (index_path, texts)) {
        index = bb_catalog_index_open (index_path, &index_error);
        if (index != NULL)
            return g_steal_pointer (&index);
        if (texts->len == 0) {
            g_propagate_error (error, g_steal_pointer (&index_error));
            return NULL;
        }
    }
    bytes = bb_catalog_load_folder (folder, error);
    return bytes != NULL ? bb_catalog_index_new (bytes, error) : NULL;
}

BbCatalogIndex *
bb_catalog_open_shipped (const char *folder, GError **error)
{
    g_autofree char *default_folder = NULL;
    g_autofree char *source_folder = NULL;
    g_autoptr (GError) first_error = NULL;
    BbCatalogIndex *index = NULL;

    if (folder != NULL)
        return bb_catalog_open_folder (folder, error);
    default_folder = bb_catalog_default_folder ();
    index = bb_catalog_open_folder (default_folder, &first_error);
    if (index == NULL && g_str_has_prefix (default_folder, BUILD_DATADIR "/")) {
        source_folder = g_build_filename (SOURCE_DATADIR, "catalog", NULL);
        index = bb_catalog_open_folder (source_folder, NULL);
    }
    if (index == NULL)
        g_propagate_error (error, g_steal_pointer (&first_error));
    return index;
}

/* Returns (transfer full) a stamp: a text that changes with the user's files and with the shipped catalog. If the
 * cached index has another stamp, it is outdated and must be compiled again. */
static char *
bb_catalog_user_stamp (GPtrArray *paths, BbCatalogIndex *shipped)
{
    GString *stamp = g_string_new (PACKAGE_VERSION "\n");
    struct stat text_stat;

    /* The user's files are checked against the shipped models, so the stamp must also change with the shipped
     * catalog. */
    g_string_append_printf (stamp, "%u\t%u\t%" G_GSIZE_FORMAT "\n",
                            bb_catalog_index_count (shipped, BB_CATALOG_KIND_MODEL),
                            bb_catalog_index_count (shipped, BB_CATALOG_KIND_NAME), bb_catalog_index_size (shipped));
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index (paths, i);

        if (stat (path, &text_stat) != 0)
            continue;
        g_string_append_printf (stamp, "%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT ".%09ld\n", path,
                                (gint64) text_stat.st_size, (gint64) text_stat.st_mtim.tv_sec,
                                (long) text_stat.st_mtim.tv_nsec);
    }
    return g_string_free (stamp, FALSE);
}

/* Adds the names in one file of the user to @builder. An invalid file only adds a sentence to @warnings. Each file is
 * loaded on its own, so two files may each have an entry for the same name; look-ups then find both entries. */
static void
bb_catalog_load_user_file (const char *path, BbCatalogIndex *shipped, BbCatalogBuilder *builder,
                           GStrvBuilder *warnings)
{
    const char *const paths[] = {path, NULL};
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    BbCatalogProblems problems = {.lines = lines};
    g_autofree char *warning = NULL;

    if (!g_str_has_suffix (path, ".names"))
        warning = g_strdup_printf (_ ("The file %s is not a .names file, so it was ignored. Drive models are "
                                      "loaded only from Burnback’s own catalog."),
                                   path);
    else if (!bb_catalog_load (paths, shipped, builder, &problems))
        warning = g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE, "One of your catalog files was ignored because it has %u problem: %s",
                         "One of your catalog files was ignored because it has %u problems. The first: %s",
                         problems.n),
            problems.n, (const char *) g_ptr_array_index (lines, 0));
    if (warning != NULL)
        g_strv_builder_add (warnings, warning);
}

BbCatalogIndex *
bb_catalog_open_user (const char *folder, BbCatalogIndex *shipped)
{
    g_autofree char *default_folder = g_build_filename (g_get_user_data_dir (), "burnback", "catalog", NULL);
    const char *of = folder != NULL ? folder : default_folder;
    g_autoptr (GPtrArray) paths = bb_catalog_files (of);
    g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, of, -1);
    g_autofree char *cache_name = g_strdup_printf ("catalog-%.16s.index", sum);
    g_autofree char *cache_folder = g_build_filename (g_get_user_cache_dir (), "burnback", NULL);
    g_autofree char *cache_path = g_build_filename (cache_folder, cache_name, NULL);
    g_autofree char *stamp = bb_catalog_user_stamp (paths, shipped);
    g_autoptr (BbCatalogIndex) cached = paths->len > 0 ? bb_catalog_index_open (cache_path, NULL) : NULL;
    g_autoptr (BbCatalogBuilder) builder = bb_catalog_builder_new ();
    g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
    g_auto (GStrv) sentences = NULL;
    g_autoptr (GBytes) bytes = NULL;

    if (cached != NULL && g_str_equal (bb_catalog_index_stamp (cached), stamp))
        return g_steal_pointer (&cached);
    for (guint i = 0; i < paths->len; i++)
        bb_catalog_load_user_file (g_ptr_array_index (paths, i), shipped, builder, warnings);
    sentences = g_strv_builder_end (warnings);
    bytes = bb_catalog_builder_finish (builder, stamp, (const char *const *) sentences);
    /* If the index cannot be saved, the next start compiles it again. */
    if (paths->len > 0 && g_mkdir_with_parents (cache_folder, 0700) == 0)
        (void) g_file_set_contents_full (cache_path, g_bytes_get_data (bytes, NULL),
                                         (gssize) g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                         NULL);
    return bb_catalog_index_new (bytes, NULL);
}

gboolean
bb_catalog_compile (const char *folder, const char *index_path, GError **error)
{
    g_autoptr (GBytes) bytes = NULL;

    g_return_val_if_fail (folder != NULL && index_path != NULL, FALSE);

    bytes = bb_catalog_load_folder (folder, error);
    if (bytes == NULL)
        return FALSE;
    if (!g_file_set_contents (index_path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error)) {
        g_prefix_error (error, "writing the catalog index: ");
        return FALSE;
    }
    return TRUE;
}

GPtrArray *
bb_catalog_lint (const char *const *paths)
{
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    BbCatalogProblems problems = {.lines = lines};
    g_autoptr (BbCatalogIndex) shipped = NULL;

    g_return_val_if_fail (paths != NULL, g_steal_pointer (&lines));

    /* The names may refer to shipped models, even if @paths contains no models. */
    shipped = bb_catalog_open_shipped (NULL, NULL);
    bb_catalog_load (paths, shipped, NULL, &problems);
    if (problems.n > lines->len)
        g_ptr_array_add (lines, g_strdup_printf ("%u more problems are not listed", problems.n - lines->len));
    return g_steal_pointer (&lines);
}
