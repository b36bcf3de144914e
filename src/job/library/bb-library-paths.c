/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-library.h"

#include "job/store/bb-fsync.h"
#include "job/store/bb-store-lock.h"

#include <glib/gi18n-lib.h>
#include <sys/stat.h>

/* The list of added paths is a GKeyFile with URIs, because it must be UTF-8 and file names need not be. */
#define BB_LIBRARY_GROUP "library"
#define BB_LIBRARY_KEY "paths"

/* Returns (transfer full) the path of the file that contains the list of added paths. */
static char *
bb_library_dup_list_file (void)
{
    return g_build_filename (g_get_user_config_dir (), "burnback", "library", NULL);
}

char **
bb_library_list_paths (GError **error)
{
    g_autofree char *note = bb_library_dup_list_file ();
    g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
    g_autoptr (GError) local_error = NULL;
    g_autoptr (GKeyFile) file = bb_fsync_read_key_file (note, TRUE, NULL, &local_error);
    g_auto (GStrv) uris = NULL;

    if (file == NULL && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return NULL;
    }
    uris = file != NULL ? g_key_file_get_string_list (file, BB_LIBRARY_GROUP, BB_LIBRARY_KEY, NULL, NULL) : NULL;
    for (char **uri = uris; uri != NULL && *uri != NULL; uri++) {
        g_autofree char *path = g_filename_from_uri (*uri, NULL, NULL);

        if (path != NULL)
            g_strv_builder_add (paths, path);
    }
    return g_strv_builder_end (paths);
}

/* Replaces the list of added paths on disk by @paths. FALSE with an error, and the old list on disk, if that
 * fails. */
static gboolean
bb_library_write_paths (GPtrArray *paths, GError **error)
{
    g_autofree char *note = bb_library_dup_list_file ();
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *text = NULL;
    gsize length_bytes = 0;

    for (guint i = 0; i < paths->len; i++)
        g_ptr_array_add (uris, g_filename_to_uri (g_ptr_array_index (paths, i), NULL, NULL));
    g_key_file_set_string_list (file, BB_LIBRARY_GROUP, BB_LIBRARY_KEY, (const char *const *) uris->pdata, uris->len);
    text = bb_fsync_seal (g_key_file_to_data (file, NULL, NULL));
    length_bytes = strlen (text);
    return bb_fsync_replace (note, text, length_bytes, error);
}

/* Waits for the lock of the list, because another program may change the list at the same time, and returns it
 * (transfer full); %NULL with an error if the lock file cannot be used. */
static BbStoreLock *
bb_library_lock (GError **error)
{
    g_autofree char *note = bb_library_dup_list_file ();
    g_autofree char *folder = g_path_get_dirname (note);
    g_autofree char *path = g_strconcat (note, ".lock", NULL);

    return bb_fsync_make_folder (folder, error) ? bb_store_lock_wait (path, error) : NULL;
}

/* Returns (transfer full) the list of added paths; NULL with an error. Sets @found to whether @path is in the list.
 * If it is, sets @place (optional) to its position. */
static GPtrArray *
bb_library_read_paths (const char *path, gboolean *found, guint *place, GError **error)
{
    char **paths = bb_library_list_paths (error);
    GPtrArray *array = NULL;

    if (paths == NULL)
        return NULL;
    array = g_ptr_array_new_with_free_func (g_free);
    for (char **each = paths; *each != NULL; each++)
        g_ptr_array_add (array, *each);
    g_free (paths);
    *found = g_ptr_array_find_with_equal_func (array, path, g_str_equal, place);
    return array;
}

gboolean
bb_library_add_path (const char *path, GError **error)
{
    g_autofree char *absolute = NULL;
    g_autoptr (BbStoreLock) lock = NULL;
    g_autoptr (GPtrArray) paths = NULL;
    g_autofree char *shown = NULL;
    gboolean found = FALSE;
    struct stat info;

    g_return_val_if_fail (path != NULL, FALSE);

    absolute = g_canonicalize_filename (path, NULL);
    shown = g_filename_display_name (absolute);
    if (stat (absolute, &info) != 0) {
        int saved = errno;

        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", shown, g_strerror (saved));
        return FALSE;
    }
    if (!S_ISDIR (info.st_mode) && !S_ISREG (info.st_mode)) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _ ("%s is neither a file nor a folder."), shown);
        return FALSE;
    }
    lock = bb_library_lock (error);
    paths = lock != NULL ? bb_library_read_paths (absolute, &found, NULL, error) : NULL;
    if (paths == NULL || found)
        return found;
    g_ptr_array_add (paths, g_steal_pointer (&absolute));
    return bb_library_write_paths (paths, error);
}

gboolean
bb_library_remove_path (const char *path, GError **error)
{
    g_autofree char *absolute = NULL;
    g_autoptr (BbStoreLock) lock = NULL;
    g_autoptr (GPtrArray) paths = NULL;
    g_autofree char *shown = NULL;
    gboolean found = FALSE;
    guint place = 0;

    g_return_val_if_fail (path != NULL, FALSE);

    absolute = g_canonicalize_filename (path, NULL);
    lock = bb_library_lock (error);
    paths = lock != NULL ? bb_library_read_paths (absolute, &found, &place, error) : NULL;
    if (paths == NULL)
        return FALSE;
    if (!found) {
        shown = g_filename_display_name (absolute);
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("%s is not in the firmware library."), shown);
        return FALSE;
    }
    g_ptr_array_remove_index (paths, place);
    return bb_library_write_paths (paths, error);
}
