/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-private.h"
#include "bb-fsync.h"
#include "bb-journal-find.h"
#include "bb-store-lock.h"
#include "job/bb-locale.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

#define BB_STORE_HIDDEN_PREFIX ".new-"
/* A hidden (incomplete) folder that is older than this was left by a killed program. */
#define BB_STORE_STALE_SECONDS (24 * 3600)
#define BB_STORE_MAX_SAME_SECOND 1000

G_DEFINE_QUARK (bb_store_error_quark, bb_store_error)

struct _BbBackupStore {
    GObject parent;
    char *folder;
};

G_DEFINE_TYPE (BbBackupStore, bb_backup_store, G_TYPE_OBJECT)

static void
bb_backup_store_finalize (GObject *object)
{
    g_free (BB_BACKUP_STORE (object)->folder);
    G_OBJECT_CLASS (bb_backup_store_parent_class)->finalize (object);
}

static void
bb_backup_store_class_init (BbBackupStoreClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_backup_store_finalize;
}

static void
bb_backup_store_init (BbBackupStore *self)
{
}

BbBackupStore *
bb_backup_store_new (const char *folder)
{
    BbBackupStore *self;

    g_return_val_if_fail (folder != NULL, NULL);

    self = g_object_new (BB_TYPE_BACKUP_STORE, NULL);
    self->folder = g_strdup (folder);
    return self;
}

gboolean
bb_store_set_unwritable (GError **error, GError *reason)
{
    gboolean is_of_rights = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
                            g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
                            g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_PERM);

    g_set_error (error, BB_STORE_ERROR, is_of_rights ? BB_STORE_ERROR_NOT_PERMITTED : BB_STORE_ERROR_UNWRITABLE, "%s",
                 reason->message);
    g_error_free (reason);
    return FALSE;
}

static void
bb_store_set_damaged (GError **error, BbBackup *backup, const char *file, const char *how)
{
    g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED, "backup %s: %s %s", backup->id, file, how);
}

/* Sets @error for an unreadable backup in @folder, and returns FALSE. @reason: (transfer full): passed on if it is a
 * %BB_STORE_ERROR. A missing permission becomes NOT_PERMITTED, any other error DAMAGED. */
static gboolean
bb_store_set_unreadable (GError **error, const char *folder, GError *reason)
{
    g_autofree char *id = g_path_get_basename (folder);
    BbStoreError code = BB_STORE_ERROR_DAMAGED;

    if (reason->domain == BB_STORE_ERROR) {
        g_propagate_error (error, reason);
        return FALSE;
    }
    if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        code = BB_STORE_ERROR_NOT_PERMITTED;
    g_set_error (error, BB_STORE_ERROR, (int) code, "backup %s: %s", id, reason->message);
    g_error_free (reason);
    return FALSE;
}

/* --- saving --- */

/* Returns (transfer full) @text as a file name: unusual characters become "-", NULL and "" become "drive". */
static char *
bb_store_dup_clean (const char *text)
{
    char *clean = g_strdup (text != NULL && *text != '\0' ? text : "drive");

    return g_strcanon (clean, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+-", '-');
}

/* Returns (transfer full) the ID of @backup; IDs sort by drive and time: "SONY-DRU-110A-SIM0001-20260102-030405". */
static char *
bb_store_dup_id (BbBackup *backup)
{
    g_autofree char *model = bb_store_dup_clean (backup->model_name != NULL ? backup->model_name : backup->product);
    g_autofree char *unit = NULL;
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (backup->created);
    g_autofree char *stamp = g_date_time_format (time, "%Y%m%d-%H%M%S");

    if (backup->serial != NULL)
        unit = bb_store_dup_clean (backup->serial);
    else
        unit = g_strdup_printf ("%.8s", backup->fingerprint != NULL ? backup->fingerprint : "unknown");
    return g_strdup_printf ("%s-%s-%s", model, unit, stamp);
}

gboolean
bb_store_write_file (const char *folder, BbBackupFile *file, GBytes *bytes, GError **error)
{
    g_autofree char *path = g_build_filename (folder, file->file, NULL);

    return bb_fsync_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

/* Writes @image to @folder and adds it to @backup. Its address is that of the firmware in @captures, else 0. */
static gboolean
bb_store_keep_image (BbBackup *backup, const char *folder, GBytes *image, BbCaptures *captures, GError **error)
{
    guint32 address = 0;
    BbBackupFile *file;

    for (guint i = 0; captures != NULL && i < bb_captures_get_n (captures); i++) {
        const BbCaptureInfo *info = bb_captures_get_info (captures, i);

        if (g_str_equal (info->region.name, BB_BACKUP_IMAGE))
            address = info->region.address;
    }
    file = bb_backup_add_file (backup, BB_BACKUP_IMAGE, BB_BACKUP_IMAGE ".bin", BB_REGION_FIRMWARE, address, image);
    return bb_store_write_file (folder, file, image, error);
}

/* Writes the capture (what was read of a region) to a file and adds it to @backup, unless no byte was read or the
 * capture is firmware equal to @image. Clears *complete if a byte of a required capture is missing. */
static gboolean
bb_store_keep_capture (BbBackup *backup, const char *folder, BbCaptures *captures, const BbCaptureInfo *info,
                       GBytes *image, gboolean *complete, GError **error)
{
    gboolean is_firmware = g_str_equal (info->region.name, BB_BACKUP_IMAGE);
    const char *name = is_firmware ? BB_BACKUP_RAW : info->region.name;
    g_autofree char *clean = bb_store_dup_clean (name);
    g_autofree char *file_name = g_strconcat (clean, ".bin", NULL);
    guint32 n_missing = 0;
    g_autoptr (GBytes) bytes = bb_captures_get_with_holes (captures, info->region.name, &n_missing);
    BbBackupFile *file;

    if (info->required && n_missing > 0)
        *complete = FALSE;
    if (n_missing == info->region.length_bytes)
        return TRUE;
    if (is_firmware && n_missing == 0 && image != NULL && g_bytes_equal (image, bytes))
        return TRUE;
    file = bb_backup_add_file (backup, name, file_name, info->region.kind, info->region.address, bytes);
    file->n_missing = n_missing;
    return bb_store_write_file (folder, file, bytes, error);
}

/* Writes files and manifest of @backup to @folder. FALSE with an error if that fails. Sets @complete of @backup: TRUE
 * if there is an @image, no byte of a required capture is missing, and neither contradiction nor hazard is known.
 * Sets @compared of @backup: bb_captures_were_compared() of @captures, FALSE without @captures. */
static gboolean
bb_store_fill (BbBackup *backup, const char *folder, GBytes *image, BbCaptures *captures, GError **error)
{
    g_autofree char *manifest = NULL;
    g_autofree char *path = g_build_filename (folder, BB_BACKUP_MANIFEST, NULL);

    backup->complete = image != NULL && backup->contradiction == NULL;
    backup->compared = captures != NULL && bb_captures_were_compared (captures);
    if (image != NULL && !bb_store_keep_image (backup, folder, image, captures, error))
        return FALSE;
    for (guint i = 0; captures != NULL && i < bb_captures_get_n (captures); i++) {
        if (!bb_store_keep_capture (backup, folder, captures, bb_captures_get_info (captures, i), image,
                                    &backup->complete, error))
            return FALSE;
    }
    /* Firmware that may damage the drive is saved as evidence; not @complete, so that it is never restored. */
    if (backup->facts_values != NULL && g_variant_lookup (backup->facts_values, BB_FACTS_HAZARD, "s", NULL))
        backup->complete = FALSE;
    manifest = bb_backup_dup_manifest (backup);
    return bb_fsync_write (path, manifest, strlen (manifest), error) && bb_fsync_sync_folder (folder, error);
}

/* Deletes hidden folders older than BB_STORE_STALE_SECONDS: incomplete backups that killed programs left. */
static void
bb_store_delete_stale (BbBackupStore *self)
{
    g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
    gint64 now = g_get_real_time () / G_USEC_PER_SEC;
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (self->folder, name, NULL);
        GStatBuf status;

        if (g_str_has_prefix (name, BB_STORE_HIDDEN_PREFIX) && g_lstat (path, &status) == 0 &&
            now - status.st_mtime > BB_STORE_STALE_SECONDS)
            bb_fsync_remove_tree (path);
    }
}

/* Renames the finished folder @hidden to the ID of @backup, with "-2", "-3" ... if another backup of that second has
 * the ID. Sets ID and folder of @backup. FALSE with an error if that fails. FALSE also if only the sync after the
 * rename fails; the folder then gets the name @hidden again, or is deleted. */
static gboolean
bb_store_publish (BbBackupStore *self, BbBackup *backup, const char *hidden, GError **error)
{
    g_autofree char *id = bb_store_dup_id (backup);

    for (guint i = 1; i < BB_STORE_MAX_SAME_SECOND; i++) {
        g_autofree char *name = i == 1 ? g_strdup (id) : g_strdup_printf ("%s-%u", id, i);
        g_autofree char *path = g_build_filename (self->folder, name, NULL);
        gboolean is_free = !g_file_test (path, G_FILE_TEST_EXISTS);
        g_autoptr (GError) local_error = NULL;

        if (bb_fsync_rename (hidden, path, &local_error)) {
            backup->id = g_steal_pointer (&name);
            backup->folder = g_steal_pointer (&path);
            return TRUE;
        }
        if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_EXISTS) &&
            !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY)) {
            /* If only the sync failed, the folder has its new name, but must not be listed as a saved backup. */
            if (is_free && !g_file_test (hidden, G_FILE_TEST_EXISTS) && g_rename (path, hidden) != 0)
                bb_fsync_remove_tree (path);
            g_propagate_error (error, g_steal_pointer (&local_error));
            return FALSE;
        }
    }
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "too many backups of one second in %s", self->folder);
    return FALSE;
}

/* Saves @described (transfer full) and returns it (transfer full) with its sequence number, files, ID and folder;
 * NULL with an error. First deletes the folders that killed programs left. */
static BbBackup *
bb_store_keep (BbBackupStore *self, BbBackup *described, GBytes *image, BbCaptures *captures, GError **error)
{
    g_autoptr (BbBackup) backup = described;
    g_autoptr (GError) local_error = NULL;
    g_autofree char *hidden = g_build_filename (self->folder, BB_STORE_HIDDEN_PREFIX "XXXXXX", NULL);
    g_autofree char *state_folder = g_path_get_dirname (self->folder);

    backup->sequence = bb_store_next_sequence (state_folder);
    if (!bb_fsync_make_folder (self->folder, &local_error)) {
        bb_store_set_unwritable (error, g_steal_pointer (&local_error));
        return NULL;
    }
    bb_store_delete_stale (self);
    if (g_mkdtemp (hidden) == NULL) {
        int saved = errno;

        bb_store_set_unwritable (error, g_error_new (G_IO_ERROR, g_io_error_from_errno (saved),
                                                     "making a folder in %s: %s", self->folder, g_strerror (saved)));
        return NULL;
    }
    if (!bb_store_fill (backup, hidden, image, captures, &local_error) ||
        !bb_store_publish (self, backup, hidden, &local_error)) {
        bb_fsync_remove_tree (hidden);
        bb_store_set_unwritable (error, g_steal_pointer (&local_error));
        return NULL;
    }
    return g_steal_pointer (&backup);
}

BbBackup *
bb_backup_store_keep (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts, GBytes *image,
                      BbCaptures *captures, const char *reason, GError **error)
{
    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), NULL);
    g_return_val_if_fail (details != NULL && facts != NULL, NULL);

    return bb_store_keep (self, bb_backup_new_described (details, facts, reason), image, captures, error);
}

BbBackup *
bb_backup_store_keep_unproven (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts, GBytes *image,
                               BbCaptures *captures, const char *reason, GError **error)
{
    BbBackup *backup;

    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), NULL);
    g_return_val_if_fail (details != NULL && facts != NULL, NULL);

    backup = bb_backup_new_described (details, facts, reason);
    backup->unproven = TRUE;
    return bb_store_keep (self, backup, image, captures, error);
}

/* --- listing --- */

/* FALSE if @path is a regular file, which cannot be a backup. The caller reads everything else as a backup. */
static gboolean
bb_store_may_be_backup (const char *path)
{
    GStatBuf status;

    return g_file_test (path, G_FILE_TEST_IS_DIR) || g_lstat (path, &status) != 0 || !S_ISREG (status.st_mode);
}

/* Adds the backups that can be read to @backups, newest first, and an error for each other backup to @unread. Copies
 * the contradiction of a backup to all backups with the same image. Skips hidden folders. */
static void
bb_store_read_backups (BbBackupStore *self, GPtrArray *backups, GPtrArray *unread)
{
    g_autoptr (GDir) dir = bb_fsync_open_folder (self->folder, unread);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (self->folder, name, NULL);
        g_autoptr (GError) error = NULL;
        BbBackup *backup;

        if (*name == '.' || !bb_store_may_be_backup (path))
            continue;
        backup = bb_backup_new_from_manifest (path, &error);
        if (backup != NULL)
            g_ptr_array_add (backups, backup);
        else if (g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
            /* A backup that was deleted meanwhile is no error. */
            g_ptr_array_add (unread, g_steal_pointer (&error));
    }
    for (guint i = 0; i < backups->len; i++)
        bb_backup_copy_contradiction (g_ptr_array_index (backups, i), backups);
    g_ptr_array_sort (backups, bb_backup_compare_newest_first);
}

GPtrArray *
bb_backup_store_read (BbBackupStore *self, GPtrArray *unread, GPtrArray *unread_journals)
{
    GPtrArray *backups = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_backup_unref);
    g_autofree char *state_folder = g_path_get_dirname (self->folder);
    g_autoptr (GPtrArray) journals = NULL;

    bb_store_read_backups (self, backups, unread);
    if (unread_journals != NULL)
        journals = bb_journal_read_open (state_folder, unread_journals);
    return backups;
}

static GPtrArray *
bb_store_new_unread (void)
{
    return g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
}

/* Returns (transfer full) the messages of the errors in @unread. */
static char **
bb_store_dup_warnings (GPtrArray *unread)
{
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

    for (guint i = 0; i < unread->len; i++)
        g_strv_builder_add (builder, ((GError *) g_ptr_array_index (unread, i))->message);
    return g_strv_builder_end (builder);
}

GPtrArray *
bb_backup_store_list (BbBackupStore *self, char ***warnings)
{
    g_autoptr (GPtrArray) unread = bb_store_new_unread ();
    GPtrArray *backups;

    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), g_ptr_array_new ());

    backups = bb_backup_store_read (self, unread, unread);
    if (warnings != NULL)
        *warnings = bb_store_dup_warnings (unread);
    return backups;
}

/* TRUE if @unread is empty; else sets an error with all messages of @unread. */
static gboolean
bb_store_check_unread (GPtrArray *unread, GError **error)
{
    g_auto (GStrv) warnings = bb_store_dup_warnings (unread);
    g_autofree char *text = bb_backup_dup_unread ((const char *const *) warnings);
    BbStoreError code = BB_STORE_ERROR_DAMAGED;

    if (text == NULL)
        return TRUE;
    for (guint i = 0; i < unread->len; i++) {
        if (g_error_matches (g_ptr_array_index (unread, i), G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
            code = BB_STORE_ERROR_NOT_PERMITTED;
    }
    g_set_error_literal (error, BB_STORE_ERROR, (int) code, text);
    return FALSE;
}

gboolean
bb_backup_store_is_whole (BbBackupStore *self, GError **error)
{
    g_autoptr (GPtrArray) unread = bb_store_new_unread ();
    g_autoptr (GPtrArray) backups = NULL;

    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), FALSE);

    backups = bb_backup_store_read (self, unread, unread);
    return bb_store_check_unread (unread, error);
}

guint64
bb_store_next_sequence (const char *state_folder)
{
    g_autofree char *folder = g_build_filename (state_folder, "backups", NULL);
    g_autoptr (BbBackupStore) store = bb_backup_store_new (folder);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, NULL);
    g_autoptr (GPtrArray) journals = bb_journal_list_all (state_folder);
    guint64 newest = 0;

    for (guint i = 0; i < backups->len; i++)
        newest = MAX (newest, ((BbBackup *) g_ptr_array_index (backups, i))->sequence);
    for (guint i = 0; i < journals->len; i++)
        newest = MAX (newest, ((BbJournalRecord *) g_ptr_array_index (journals, i))->sequence);
    return newest < G_MAXINT64 ? newest + 1 : newest;
}

/* TRUE if @path is a folder. FALSE without an error if @path does not exist or is no folder. FALSE with an error if
 * this cannot be found out, because a permission is missing or the disk fails. */
static gboolean
bb_store_folder_exists (const char *path, GError **error)
{
    GStatBuf status;
    int saved;

    if (g_stat (path, &status) == 0)
        return S_ISDIR (status.st_mode);
    saved = errno;
    if (saved == ENOENT || saved == ENOTDIR || saved == ENAMETOOLONG)
        return FALSE;
    return bb_store_set_unreadable (
        error, path, g_error_new (G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", path, g_strerror (saved)));
}

BbBackup *
bb_backup_store_get (BbBackupStore *self, const char *id, GError **error)
{
    g_autofree char *path = NULL;
    g_autoptr (GPtrArray) backups = NULL;
    g_autoptr (GError) local_error = NULL;
    BbBackup *backup;

    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), NULL);
    g_return_val_if_fail (id != NULL, NULL);

    path = g_build_filename (self->folder, id, NULL);
    if (*id == '\0' || *id == '.' || strchr (id, G_DIR_SEPARATOR) != NULL || !bb_store_folder_exists (path, error)) {
        if (error != NULL && *error == NULL)
            g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND, "there is no backup %s", id);
        return NULL;
    }
    backup = bb_backup_new_from_manifest (path, &local_error);
    if (backup == NULL) {
        bb_store_set_unreadable (error, path, g_steal_pointer (&local_error));
        return NULL;
    }
    backups = bb_backup_store_list (self, NULL);
    bb_backup_copy_contradiction (backup, backups);
    return backup;
}

GPtrArray *
bb_backup_store_list_trusted (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts)
{
    GPtrArray *backups;

    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), g_ptr_array_new ());

    backups = bb_backup_store_list (self, NULL);
    bb_backup_drop_others (backups, details, facts);
    return backups;
}

BbBackup *
bb_backup_store_newest (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list_trusted (self, details, facts);

    return backups->len > 0 ? bb_backup_ref (g_ptr_array_index (backups, 0)) : NULL;
}

GBytes *
bb_store_read_file (BbBackup *backup, const BbBackupFile *file, GError **error)
{
    g_autofree char *path = g_build_filename (backup->folder, file->file, NULL);
    g_autofree char *sha256 = NULL;
    g_autoptr (GError) local_error = NULL;
    g_autoptr (GBytes) bytes = bb_fsync_read (path, &local_error);

    if (bytes == NULL) {
        bb_store_set_unreadable (error, backup->folder, g_steal_pointer (&local_error));
        return NULL;
    }
    if (g_bytes_get_size (bytes) != file->length_bytes) {
        bb_store_set_damaged (error, backup, file->file, "has another length");
        return NULL;
    }
    sha256 = bb_sha256_bytes (bytes);
    if (!g_str_equal (sha256, file->sha256)) {
        bb_store_set_damaged (error, backup, file->file, "has another checksum");
        return NULL;
    }
    return g_steal_pointer (&bytes);
}

gboolean
bb_backup_store_check (BbBackupStore *self, BbBackup *backup, GError **error)
{
    g_autoptr (BbBackup) on_disk = NULL;
    g_autoptr (GError) local_error = NULL;

    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), FALSE);
    g_return_val_if_fail (backup != NULL, FALSE);

    on_disk = bb_backup_new_from_manifest (backup->folder, &local_error);
    if (on_disk == NULL)
        return bb_store_set_unreadable (error, backup->folder, g_steal_pointer (&local_error));
    for (guint i = 0; i < backup->files->len; i++) {
        g_autoptr (GBytes) bytes = bb_store_read_file (backup, g_ptr_array_index (backup->files, i), error);

        if (bytes == NULL)
            return FALSE;
    }
    return TRUE;
}

GBytes *
bb_backup_store_load (BbBackupStore *self, BbBackup *backup, const char *name, GError **error)
{
    const BbBackupFile *file;

    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), NULL);
    g_return_val_if_fail (backup != NULL && name != NULL, NULL);

    file = bb_backup_find_file (backup, name);
    if (file == NULL) {
        g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE, "backup %s holds no %s", backup->id, name);
        return NULL;
    }
    return bb_store_read_file (backup, file, error);
}

BbImage *
bb_backup_store_load_image (BbBackupStore *self, BbBackup *backup, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;

    if (backup->contradiction != NULL) {
        (void) bb_backup_refuse_mixed (backup, error);
        return NULL;
    }
    bytes = bb_backup_store_load (self, backup, BB_BACKUP_IMAGE, error);
    if (bytes == NULL)
        return NULL;
    file = bb_image_new_from_bytes (bytes, backup->id);
    images = bb_family_identify_file (file, catalog);
    for (guint i = 0; i < images->len; i++) {
        BbImage *image = g_ptr_array_index (images, i);
        BbImageIdentity *identity = bb_image_get_identity (image);

        if (identity != NULL && g_strcmp0 (identity->family, backup->family) == 0)
            return g_object_ref (image);
    }
    g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE, "backup %s: its firmware is not recognized",
                 backup->id);
    return NULL;
}

BbCaptures *
bb_backup_store_load_captures (BbBackupStore *self, BbBackup *backup, GError **error)
{
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);

    for (guint i = 0; i < backup->files->len; i++) {
        const BbBackupFile *file = g_ptr_array_index (backup->files, i);
        g_autoptr (GBytes) bytes = NULL;
        gboolean is_raw = g_str_equal (file->name, BB_BACKUP_RAW);

        /* A region with bytes that were never read cannot be used. */
        if (file->n_missing > 0)
            continue;
        bytes = bb_store_read_file (backup, file, error);
        if (bytes == NULL)
            return NULL;
        if (g_str_equal (file->name, BB_BACKUP_IMAGE) && bb_backup_find_file (backup, BB_BACKUP_RAW) != NULL)
            continue;
        bb_captures_add (captures, is_raw ? BB_BACKUP_IMAGE : file->name, file->kind, file->address, bytes);
    }
    return g_steal_pointer (&captures);
}

static gboolean
bb_store_set_needed (GError **error, const char *text)
{
    g_set_error_literal (error, BB_STORE_ERROR, BB_STORE_ERROR_NEEDED, text);
    return FALSE;
}

/* Returns (transfer full) date and time of @backup, or its ID if the time is out of range. */
static char *
bb_store_dup_time (BbBackup *backup)
{
    char *time = bb_locale_dup_time (backup->created);

    return time != NULL ? time : g_strdup (backup->id);
}

/* FALSE with %BB_STORE_ERROR_NEEDED if a journal is unreadable, or if bb_backup_is_only() is TRUE and a backup is
 * unreadable. @unread: errors of backups and journals; @n_unread_journals: number of errors of journals */
static gboolean
bb_store_check_spare (BbBackup *backup, GPtrArray *backups, GPtrArray *unread, guint n_unread_journals,
                      GError **error)
{
    g_auto (GStrv) warnings = NULL;
    g_autofree char *all = NULL;
    g_autofree char *time = NULL;
    g_autofree char *text = NULL;

    if (unread->len == 0 || (n_unread_journals == 0 && !bb_backup_is_only (backup, backups)))
        return TRUE;
    warnings = bb_store_dup_warnings (unread);
    all = g_strjoinv ("; ", warnings);
    time = bb_store_dup_time (backup);
    text =
        /* TRANSLATORS: name of a drive, date and time of the backup, then the errors */
        g_strdup_printf (
            _ ("The backup of %s from %s was not deleted, because Burnback cannot tell whether it is needed for "
               "recovery. Some backups or operation logs cannot be read: %s. Fix the problem, then try again."),
            bb_backup_get_drive_name (backup), time, all);
    return bb_store_set_needed (error, text);
}

/* TRUE if @backup still exists (is in @backups), and is the only backup of its drive (bb_backup_is_only()). */
static gboolean
bb_store_is_last (BbBackup *backup, GPtrArray *backups)
{
    for (guint i = 0; i < backups->len; i++) {
        if (strcmp (((BbBackup *) g_ptr_array_index (backups, i))->id, backup->id) == 0)
            return bb_backup_is_only (backup, backups);
    }
    return FALSE;
}

/* TRUE if @backup may be deleted. Else sets %BB_STORE_ERROR_NEEDED if a recovery may need it, or %BB_STORE_ERROR_ONLY
 * if it is the only backup of its drive and @also_only is FALSE. */
static gboolean
bb_store_may_delete (BbBackupStore *self, BbBackup *backup, gboolean also_only, GError **error)
{
    g_autofree char *state_folder = g_path_get_dirname (self->folder);
    g_autofree char *time = bb_store_dup_time (backup);
    g_autoptr (GPtrArray) unread = bb_store_new_unread ();
    g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_backup_unref);
    g_autoptr (GPtrArray) journals = NULL;
    guint n_unread_backups;

    bb_store_read_backups (self, backups, unread);
    n_unread_backups = unread->len;
    journals = bb_journal_read_open (state_folder, unread);
    for (guint i = 0; i < journals->len; i++) {
        BbJournalRecord *journal = g_ptr_array_index (journals, i);
        g_autofree char *text = NULL;

        if (g_strcmp0 (journal->backup_id, backup->id) != 0)
            continue;
        /* TRANSLATORS: name of a drive, then date and time of the backup */
        text = g_strdup_printf (
            _ ("The backup of %s from %s was not deleted, because a drive still needs it for recovery. Finish "
               "flashing that drive or recover it first."),
            bb_backup_get_drive_name (backup), time);
        return bb_store_set_needed (error, text);
    }
    if (!bb_store_check_spare (backup, backups, unread, unread->len - n_unread_backups, error))
        return FALSE;
    if (also_only || !bb_store_is_last (backup, backups))
        return TRUE;
    g_set_error (
        error, BB_STORE_ERROR, BB_STORE_ERROR_ONLY,
        /* TRANSLATORS: name of a drive, then date and time of the backup */
        _ ("The backup of %s from %s is the only backup of its drive, so it was not deleted. To delete the backup "
           "anyway, repeat the deletion."),
        bb_backup_get_drive_name (backup), time);
    return FALSE;
}

gboolean
bb_backup_store_may_delete (BbBackupStore *self, BbBackup *backup, GError **error)
{
    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), FALSE);
    g_return_val_if_fail (backup != NULL, FALSE);

    return bb_store_may_delete (self, backup, TRUE, error);
}

/* Deletes @backup if bb_store_may_delete() is TRUE, else FALSE with an error. The caller must hold a store lock. */
static gboolean
bb_store_remove (BbBackupStore *self, BbBackup *backup, gboolean also_only, GError **error)
{
    g_autofree char *hidden = NULL;
    g_autoptr (GError) local_error = NULL;

    if (!bb_store_may_delete (self, backup, also_only, error))
        return FALSE;
    /* Before removal, the folder gets a hidden name, so that a half-removed backup is never listed. */
    hidden = g_strdup_printf ("%s/" BB_STORE_HIDDEN_PREFIX "%08x", self->folder, g_random_int ());
    if (!bb_fsync_rename (backup->folder, hidden, &local_error))
        return bb_store_set_unwritable (error, g_steal_pointer (&local_error));
    bb_fsync_remove_tree (hidden);
    return TRUE;
}

gboolean
bb_backup_store_drop (BbBackupStore *self, BbBackup *backup, GError **error)
{
    return bb_store_remove (self, backup, TRUE, error);
}

gboolean
bb_backup_store_delete (BbBackupStore *self, BbBackup *backup, gboolean also_only, GError **error)
{
    g_autofree char *state_folder = NULL;
    g_autoptr (BbStoreLock) lock = NULL;

    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), FALSE);
    g_return_val_if_fail (backup != NULL, FALSE);

    /* Locks the store, because a running flash may need this backup before the journal of the flash names it. Another
     * process may also delete the last other backup of the drive now, because this one still exists. */
    state_folder = g_path_get_dirname (self->folder);
    lock = bb_store_lock_alone (state_folder, error);
    return lock != NULL && bb_store_remove (self, backup, also_only, error);
}
