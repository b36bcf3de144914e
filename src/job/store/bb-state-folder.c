/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-state-folder.h"

#include "bb-fsync.h"
#include "bb-journal.h"
#include "job/bb-job-error.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BB_STATE_FOLDER_OF_ROOT "/var/lib/burnback"
#define BB_STATE_FOLDER_BACKUPS "backups"
#define BB_STATE_FOLDER_SIMULATED "simulated"
/* Number of characters of the checksum of a path that are used in a folder name. With so many, two paths practically
 * never get the same name. */
#define BB_STATE_FOLDER_SUM_LENGTH 16
#define BB_STATE_FOLDER_GROUP "store"
#define BB_STATE_FOLDER_KEY "folder"
/* Suffix of a file while it is copied; no file of the store has this suffix. */
#define BB_STATE_FOLDER_PARTIAL ".burnback-partial"

/* The parts of a state folder, in the order in which they are copied. Journals name backups and images, so backups
 * and images are copied before journals. */
static const char *const BB_STATE_FOLDER_PARTS[] = {"images", BB_STATE_FOLDER_BACKUPS, "journal", "names"};

/* --- the folder of this user --- */

char *
bb_state_folder_dup_usual (void)
{
    const char *home = g_getenv ("XDG_STATE_HOME");

    /* A relative path is ignored, because the backup folder must not depend on the working directory. */
    if (home != NULL && g_path_is_absolute (home))
        return g_build_filename (home, "burnback", NULL);
    if (geteuid () == 0)
        return g_strdup (BB_STATE_FOLDER_OF_ROOT);
    return g_build_filename (g_get_home_dir (), ".local", "state", "burnback", NULL);
}

/* Returns (transfer full) the path of the file that records the chosen folder. */
static char *
bb_state_folder_dup_record_path (void)
{
    return g_build_filename (g_get_user_config_dir (), "burnback", "store", NULL);
}

/* Sets @chosen (out) to the chosen folder, or to NULL if none was chosen. FALSE with an error if the file that
 * records the choice cannot be read. */
static gboolean
bb_state_folder_read_choice (char **chosen, GError **error)
{
    g_autofree char *note = bb_state_folder_dup_record_path ();
    g_autoptr (GError) reason = NULL;
    g_autoptr (GKeyFile) file = bb_fsync_read_key_file (note, TRUE, NULL, &reason);
    g_autofree char *folder = NULL;
    g_autofree char *line = NULL;

    *chosen = NULL;
    if (file == NULL) {
        if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
            return TRUE;
    } else {
        folder = g_key_file_get_string (file, BB_STATE_FOLDER_GROUP, BB_STATE_FOLDER_KEY, &reason);
        if (folder != NULL && g_path_is_absolute (folder)) {
            *chosen = g_steal_pointer (&folder);
            return TRUE;
        }
        line = g_strdup_printf (BB_STATE_FOLDER_KEY "=%s", folder != NULL ? folder : "");
    }
    g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED,
                 _ ("The location of your backup folder cannot be read from the file %s: %s. Burnback will not use "
                    "any drive until you choose the folder again in the settings."),
                 note, reason != NULL ? reason->message : line);
    return FALSE;
}

char *
bb_state_folder_dup_chosen (void)
{
    char *chosen;

    return bb_state_folder_read_choice (&chosen, NULL) ? chosen : NULL;
}

char *
bb_state_folder_dup (void)
{
    char *chosen = bb_state_folder_dup_chosen ();

    return chosen != NULL ? chosen : bb_state_folder_dup_usual ();
}

/* TRUE if @folder has the subfolder for backups, even if that is empty. */
static gboolean
bb_state_folder_has_backups (const char *folder)
{
    g_autofree char *backups = g_build_filename (folder, BB_STATE_FOLDER_BACKUPS, NULL);

    return g_file_test (backups, G_FILE_TEST_IS_DIR);
}

char *
bb_state_folder_find (GError **error)
{
    g_autofree char *chosen = NULL;

    if (!bb_state_folder_read_choice (&chosen, error))
        return NULL;
    if (chosen == NULL)
        return bb_state_folder_dup_usual ();
    /* An existing folder is not enough: an unmounted disk leaves an empty mount point. */
    if (bb_state_folder_has_backups (chosen))
        return g_steal_pointer (&chosen);
    g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND,
                 _ ("Your backup folder %s was not found, so Burnback cannot work with drives. Connect the disk "
                    "that contains the folder and try again, or choose another folder in the settings."),
                 chosen);
    return NULL;
}

char *
bb_state_folder_dup_in (const char *picked)
{
    g_autoptr (GDir) dir = NULL;

    g_return_val_if_fail (picked != NULL, NULL);

    dir = g_dir_open (picked, 0, NULL);
    if (dir == NULL || g_dir_read_name (dir) == NULL || bb_state_folder_has_backups (picked))
        return g_strdup (picked);
    return g_build_filename (picked, "burnback", NULL);
}

/* --- folders of simulated drives --- */

/* Returns (transfer full) the name of the folder for @source: the name of the scenario; if @source is a path, the
 * file name without its ending and a part of the checksum of the path. Unusual characters become "-". */
static char *
bb_state_folder_dup_name_of (const char *source)
{
    g_autofree char *name = g_path_get_basename (source);
    g_autofree char *sum = NULL;
    char *ending = strrchr (name, '.');

    if (strchr (source, G_DIR_SEPARATOR) != NULL) {
        if (ending != NULL && ending != name)
            *ending = '\0';
        sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, source, -1);
    }
    g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_", '-');
    return sum != NULL ? g_strdup_printf ("%s-%.*s", name, BB_STATE_FOLDER_SUM_LENGTH, sum) : g_steal_pointer (&name);
}

char *
bb_state_folder_dup_simulated (const char *folder, const char *source)
{
    g_autofree char *name = NULL;

    g_return_val_if_fail (folder != NULL && source != NULL, NULL);

    name = bb_state_folder_dup_name_of (source);
    return g_build_filename (folder, BB_STATE_FOLDER_SIMULATED, name, NULL);
}

gboolean
bb_state_folder_is_simulated (const char *folder)
{
    g_autofree char *base = NULL;
    g_autofree char *all = NULL;
    g_autofree char *above = NULL;

    g_return_val_if_fail (folder != NULL, FALSE);

    base = bb_state_folder_dup ();
    all = g_build_filename (base, BB_STATE_FOLDER_SIMULATED, NULL);
    above = g_path_get_dirname (folder);
    return g_str_equal (all, above);
}

char **
bb_state_folder_list_simulated (const char *folder)
{
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
    g_autofree char *all = g_build_filename (folder, BB_STATE_FOLDER_SIMULATED, NULL);
    g_autoptr (GDir) dir = g_dir_open (all, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (all, name, NULL);
        g_autofree char *below = g_build_filename (BB_STATE_FOLDER_SIMULATED, name, NULL);

        if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
            g_strv_builder_add (builder, below);
    }
    return g_strv_builder_end (builder);
}

/* --- choosing a folder --- */

/* Sets %BB_STORE_ERROR_UNWRITABLE with the message of @reason; returns FALSE. */
static gboolean
bb_state_folder_set_unwritable (const GError *reason, GError **error)
{
    g_set_error_literal (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE, reason->message);
    return FALSE;
}

/* Writes @folder to the file that records the chosen folder. FALSE with an error if that fails. */
static gboolean
bb_state_folder_record_choice (const char *folder, GError **error)
{
    g_autofree char *note = bb_state_folder_dup_record_path ();
    g_autofree char *config = g_path_get_dirname (note);
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autofree char *text = NULL;
    gsize length_bytes;

    g_key_file_set_string (file, BB_STATE_FOLDER_GROUP, BB_STATE_FOLDER_KEY, folder);
    text = g_key_file_to_data (file, &length_bytes, NULL);
    return bb_fsync_make_folder (config, error) && bb_fsync_replace (note, text, length_bytes, error);
}

/* Deletes the file that records the chosen folder. TRUE if the file does not exist now, also if it did not before;
 * else FALSE with an error. */
static gboolean
bb_state_folder_forget_choice (GError **error)
{
    g_autofree char *note = bb_state_folder_dup_record_path ();

    if (g_unlink (note) == 0 || errno == ENOENT)
        return TRUE;
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "removing %s: %s", note, g_strerror (errno));
    return FALSE;
}

gboolean
bb_state_folder_choose (const char *folder, GError **error)
{
    g_autofree char *usual = bb_state_folder_dup_usual ();
    g_autofree char *backups = NULL;
    g_autoptr (GError) local_error = NULL;

    g_return_val_if_fail (folder == NULL || g_path_is_absolute (folder), FALSE);

    if (folder == NULL || g_str_equal (folder, usual))
        return bb_state_folder_forget_choice (&local_error) || bb_state_folder_set_unwritable (local_error, error);
    backups = g_build_filename (folder, BB_STATE_FOLDER_BACKUPS, NULL);
    return (bb_fsync_make_folder (backups, &local_error) && bb_state_folder_record_choice (folder, &local_error)) ||
           bb_state_folder_set_unwritable (local_error, error);
}

/* --- copying --- */

/*
 * TRUE, with a message in the log, if the unreadable @path may be left out of the copy. Else FALSE with the error
 * @reason.
 * @spare: (nullable): @path may be left out if this array has @path or a folder above it
 * @reason: (transfer full): why @path cannot be read
 */
static gboolean
bb_state_folder_can_spare (GPtrArray *spare, const char *path, GError *reason, GError **error)
{
    g_autoptr (GError) unread = reason;

    for (guint i = 0; spare != NULL && i < spare->len; i++) {
        const char *one = g_ptr_array_index (spare, i);
        gsize length = strlen (one);

        if (strncmp (path, one, length) != 0 || (path[length] != '\0' && path[length] != G_DIR_SEPARATOR))
            continue;
        g_message ("not copied: %s", unread->message);
        return TRUE;
    }
    g_propagate_error (error, g_steal_pointer (&unread));
    return FALSE;
}

/* Copies the file @from to @to and compares the copy. An existing @to is not written; FALSE with an error if its
 * bytes differ. An unreadable @from is skipped if bb_state_folder_can_spare() allows it. */
static gboolean
bb_state_folder_copy_file (const char *from, const char *to, GPtrArray *spare, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    g_autoptr (GBytes) bytes = bb_fsync_read (from, &local_error);
    g_autoptr (GBytes) there = NULL;
    g_autofree char *partial = NULL;

    if (bytes == NULL)
        return bb_state_folder_can_spare (spare, from, g_steal_pointer (&local_error), error);
    if (!g_file_test (to, G_FILE_TEST_EXISTS)) {
        partial = g_strconcat (to, BB_STATE_FOLDER_PARTIAL, NULL);
        g_unlink (partial);
        if (!bb_fsync_write (partial, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error) ||
            !bb_fsync_rename (partial, to, error))
            return FALSE;
    }
    there = bb_fsync_read (to, error);
    if (there == NULL || g_bytes_equal (bytes, there))
        return there != NULL;
    g_set_error (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED,
                 _ ("The folder already contains a file named %s with different content. Choose an empty folder."),
                 to);
    return FALSE;
}

static gboolean bb_state_folder_copy_tree (const char *from, const char *to, GPtrArray *spare,
                                           GCancellable *cancellable, GError **error);

/* Copies the file or folder @from to @to; FALSE with an error if that fails or @cancellable is cancelled. TRUE also
 * if an unreadable entry was skipped, as @spare (not changed) allows. A link counts as unreadable. */
static gboolean
bb_state_folder_copy_entry (const char *from, const char *to, GPtrArray *spare, GCancellable *cancellable,
                            GError **error)
{
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    /* A link to a folder is not followed, because it may lead back here. */
    if (g_file_test (from, G_FILE_TEST_IS_DIR) && !g_file_test (from, G_FILE_TEST_IS_SYMLINK))
        return bb_state_folder_copy_tree (from, to, spare, cancellable, error);
    return bb_state_folder_copy_file (from, to, spare, error);
}

/*
 * Copies the folder @from with its subfolders to @to, which may exist. Left out are hidden and partial entries, and
 * those with BB_JOURNAL_ASIDE in their name. If @from does not exist, creates nothing and returns TRUE, because each
 * part of a state folder is created only when the first file is saved in it. FALSE with an error if copying fails or
 * @cancellable (nullable) is cancelled; the entries that were copied before stay.
 * @spare: (nullable): paths that may be left out if they cannot be read, see bb_state_folder_can_spare(); not changed
 */
static gboolean
bb_state_folder_copy_tree (const char *from, const char *to, GPtrArray *spare, GCancellable *cancellable,
                           GError **error)
{
    g_autoptr (GError) local_error = NULL;
    g_autoptr (GDir) dir = g_dir_open (from, 0, &local_error);
    const char *name;

    if (dir == NULL && g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
    if (dir == NULL)
        return bb_state_folder_can_spare (spare, from, g_steal_pointer (&local_error), error);
    if (!bb_fsync_make_folder (to, error))
        return FALSE;
    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *below = g_build_filename (from, name, NULL);
        g_autofree char *copy = g_build_filename (to, name, NULL);

        /* Hidden and partial entries were left by a program that was killed while it saved, deleted or copied. An
         * entry with BB_JOURNAL_ASIDE in its name is no regular file. */
        if (name[0] == '.' || g_str_has_suffix (name, BB_STATE_FOLDER_PARTIAL) ||
            strstr (name, BB_JOURNAL_ASIDE) != NULL)
            continue;
        if (!bb_state_folder_copy_entry (below, copy, spare, cancellable, error))
            return FALSE;
    }
    return bb_fsync_sync_folder (to, error);
}

gboolean
bb_state_folder_copy (const char *from, const char *to, GPtrArray *spare, GCancellable *cancellable, GError **error)
{
    g_return_val_if_fail (from != NULL && to != NULL, FALSE);

    for (guint i = 0; i < G_N_ELEMENTS (BB_STATE_FOLDER_PARTS); i++) {
        g_autofree char *below = g_build_filename (from, BB_STATE_FOLDER_PARTS[i], NULL);
        g_autofree char *copy = g_build_filename (to, BB_STATE_FOLDER_PARTS[i], NULL);
        g_autoptr (GError) local_error = NULL;

        if (bb_state_folder_copy_tree (below, copy, spare, cancellable, &local_error))
            continue;
        if (local_error->domain == BB_JOB_ERROR || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            g_propagate_error (error, g_steal_pointer (&local_error));
        else
            (void) bb_state_folder_set_unwritable (local_error, error);
        return FALSE;
    }
    return TRUE;
}
