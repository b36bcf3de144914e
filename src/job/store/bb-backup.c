/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-private.h"
#include "bb-fsync.h"
#include "bb-unit.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* Version numbers of the manifest: 2 has a checksum at its end, 1 has none; others are refused. 2 and 1 differ in two
 * bits, so a single changed bit does not turn one into the other. */
#define BB_MANIFEST_FORMAT 2
#define BB_MANIFEST_FORMAT_UNSEALED 1
#define BB_MANIFEST_GROUP "backup"
#define BB_MANIFEST_FILE_PREFIX "file "

/* The string entries of a manifest, in the order of the file. */
static const struct {
    const char *key;
    gsize offset;
} bb_manifest_keys[] = {
    {"family", G_STRUCT_OFFSET (BbBackup, family)},
    {"model", G_STRUCT_OFFSET (BbBackup, model_key)},
    {"model-name", G_STRUCT_OFFSET (BbBackup, model_name)},
    {"vendor", G_STRUCT_OFFSET (BbBackup, vendor)},
    {"product", G_STRUCT_OFFSET (BbBackup, product)},
    {"revision", G_STRUCT_OFFSET (BbBackup, revision)},
    {"bus-path", G_STRUCT_OFFSET (BbBackup, bus_path)},
    {"serial", G_STRUCT_OFFSET (BbBackup, serial)},
    {"fingerprint", G_STRUCT_OFFSET (BbBackup, fingerprint)},
    {"reason", G_STRUCT_OFFSET (BbBackup, reason)},
    {"inquiry", G_STRUCT_OFFSET (BbBackup, inquiry)},
    {"contradiction", G_STRUCT_OFFSET (BbBackup, contradiction)},
};

static void
bb_backup_file_free (gpointer data)
{
    BbBackupFile *file = data;

    g_free (file->name);
    g_free (file->file);
    g_free (file->sha256);
    g_free (file);
}

static BbBackup *
bb_backup_new (void)
{
    BbBackup *backup = g_atomic_rc_box_new0 (BbBackup);

    backup->files = g_ptr_array_new_with_free_func (bb_backup_file_free);
    return backup;
}

BbBackup *
bb_backup_new_described (const BbDriveDetails *details, BbFacts *facts, const char *reason)
{
    BbBackup *backup = bb_backup_new ();

    backup->family = g_strdup (facts->family);
    backup->model_key = g_strdup (bb_facts_get_model_key (facts));
    if (facts->model_name != NULL)
        backup->model_name = facts->maker != NULL ? g_strdup_printf ("%s %s", facts->maker, facts->model_name)
                                                  : g_strdup (facts->model_name);
    backup->vendor = bb_text_normalise (facts->inquiry.vendor, FALSE);
    backup->product = bb_text_normalise (facts->inquiry.product, FALSE);
    backup->revision = bb_text_normalise (facts->inquiry.revision, FALSE);
    backup->inquiry = bb_hex_dup (facts->inquiry.raw, facts->inquiry.raw_length_bytes, "");
    backup->simulated = details->simulated;
    backup->bus_path = g_strdup (details->bus_path);
    backup->serial = g_strdup (details->serial);
    backup->fingerprint = g_strdup (facts->fingerprint);
    backup->reason = g_strdup (reason);
    backup->contradiction = g_strdup (bb_facts_get_string (facts, BB_FACTS_CONTRADICTION));
    backup->created = g_get_real_time () / G_USEC_PER_SEC;
    if (facts->values != NULL)
        backup->facts_values = g_variant_ref (facts->values);
    return backup;
}

BbBackup *
bb_backup_ref (BbBackup *backup)
{
    return g_atomic_rc_box_acquire (backup);
}

static void
bb_backup_clear (gpointer data)
{
    BbBackup *backup = data;

    g_free (backup->id);
    g_free (backup->folder);
    for (guint i = 0; i < G_N_ELEMENTS (bb_manifest_keys); i++)
        g_free (G_STRUCT_MEMBER (char *, backup, bb_manifest_keys[i].offset));
    g_free (backup->used_action);
    g_free (backup->used_revision);
    g_clear_pointer (&backup->facts_values, g_variant_unref);
    g_ptr_array_unref (backup->files);
}

void
bb_backup_unref (BbBackup *backup)
{
    g_atomic_rc_box_release_full (backup, bb_backup_clear);
}

BbBackupFile *
bb_backup_add_file (BbBackup *backup, const char *name, const char *file, BbRegionKind kind, guint32 address,
                    GBytes *bytes)
{
    BbBackupFile *entry = g_new0 (BbBackupFile, 1);

    entry->name = g_strdup (name);
    entry->file = g_strdup (file);
    entry->kind = kind;
    entry->address = address;
    entry->length_bytes = g_bytes_get_size (bytes);
    entry->sha256 = bb_sha256_bytes (bytes);
    g_ptr_array_add (backup->files, entry);
    return entry;
}

const BbBackupFile *
bb_backup_find_file (BbBackup *backup, const char *name)
{
    for (guint i = 0; i < backup->files->len; i++) {
        const BbBackupFile *file = g_ptr_array_index (backup->files, i);

        if (g_str_equal (file->name, name))
            return file;
    }
    return NULL;
}

gboolean
bb_backup_has_kind (const BbBackup *backup, BbRegionKind kind)
{
    g_return_val_if_fail (backup != NULL, FALSE);

    for (guint i = 0; i < backup->files->len; i++)
        if (((const BbBackupFile *) g_ptr_array_index (backup->files, i))->kind == kind)
            return TRUE;
    return FALSE;
}

gboolean
bb_backup_has_boot_code (const BbBackup *backup)
{
    g_return_val_if_fail (backup != NULL, FALSE);

    for (guint i = 0; i < backup->files->len; i++) {
        const BbBackupFile *file = g_ptr_array_index (backup->files, i);

        if (file->kind == BB_REGION_BOOT_CODE && file->n_missing == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean
bb_backup_is_before_repair (const BbBackup *backup)
{
    g_return_val_if_fail (backup != NULL, FALSE);

    for (guint i = 0; i < backup->files->len; i++)
        if (((const BbBackupFile *) g_ptr_array_index (backup->files, i))->n_missing > 0)
            return FALSE;
    return g_strcmp0 (backup->reason, bb_backup_before_repair) == 0 &&
           bb_backup_has_kind (backup, BB_REGION_CALIBRATION) && bb_backup_has_kind (backup, BB_REGION_BOOT_CODE) &&
           !bb_backup_has_kind (backup, BB_REGION_FIRMWARE);
}

gboolean
bb_backup_has_image (BbBackup *backup)
{
    g_return_val_if_fail (backup != NULL, FALSE);

    return bb_backup_find_file (backup, BB_BACKUP_IMAGE) != NULL;
}

char *
bb_backup_dup_manifest (BbBackup *backup)
{
    g_autoptr (GKeyFile) manifest = g_key_file_new ();

    g_key_file_set_integer (manifest, BB_MANIFEST_GROUP, "format", BB_MANIFEST_FORMAT);
    g_key_file_set_int64 (manifest, BB_MANIFEST_GROUP, "created", backup->created);
    g_key_file_set_uint64 (manifest, BB_MANIFEST_GROUP, "sequence", backup->sequence);
    g_key_file_set_boolean (manifest, BB_MANIFEST_GROUP, "complete", backup->complete);
    if (backup->simulated)
        g_key_file_set_boolean (manifest, BB_MANIFEST_GROUP, "simulated", TRUE);
    if (backup->unproven)
        g_key_file_set_boolean (manifest, BB_MANIFEST_GROUP, "unproven", TRUE);
    if (backup->compared)
        g_key_file_set_boolean (manifest, BB_MANIFEST_GROUP, "compared", TRUE);
    for (guint i = 0; i < G_N_ELEMENTS (bb_manifest_keys); i++) {
        const char *value = G_STRUCT_MEMBER (char *, backup, bb_manifest_keys[i].offset);

        if (value != NULL)
            g_key_file_set_string (manifest, BB_MANIFEST_GROUP, bb_manifest_keys[i].key, value);
    }
    if (backup->facts_values != NULL) {
        g_autofree char *values = g_variant_print (backup->facts_values, TRUE);

        g_key_file_set_string (manifest, BB_MANIFEST_GROUP, "facts", values);
    }
    for (guint i = 0; i < backup->files->len; i++) {
        const BbBackupFile *file = g_ptr_array_index (backup->files, i);
        g_autofree char *group = g_strconcat (BB_MANIFEST_FILE_PREFIX, file->name, NULL);
        g_autofree char *address = g_strdup_printf ("0x%06x", file->address);

        g_key_file_set_string (manifest, group, "file", file->file);
        g_key_file_set_string (manifest, group, "kind", bb_region_kind_to_string (file->kind));
        g_key_file_set_string (manifest, group, "address", address);
        g_key_file_set_uint64 (manifest, group, "length", file->length_bytes);
        g_key_file_set_uint64 (manifest, group, "missing", file->n_missing);
        g_key_file_set_string (manifest, group, "sha256", file->sha256);
    }
    return bb_fsync_seal (g_key_file_to_data (manifest, NULL, NULL));
}

/* Sets @kind to the kind with the name @text; FALSE if there is none. */
static gboolean
bb_region_kind_from_string (const char *text, BbRegionKind *kind)
{
    for (guint i = BB_REGION_FIRMWARE; i <= BB_REGION_OTHER; i++) {
        if (g_strcmp0 (bb_region_kind_to_string ((BbRegionKind) i), text) == 0) {
            *kind = (BbRegionKind) i;
            return TRUE;
        }
    }
    return FALSE;
}

/* Sets %BB_STORE_ERROR_DAMAGED; returns FALSE. */
static gboolean
bb_manifest_damaged (GError **error, const char *path, const char *what)
{
    g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED, "%s: %s", path, what);
    return FALSE;
}

/* Adds the file that @group of the manifest describes to @backup; FALSE with an error if an entry is invalid. */
static gboolean
bb_manifest_read_file (GKeyFile *manifest, const char *group, BbBackup *backup, const char *path, GError **error)
{
    g_autofree char *kind = g_key_file_get_string (manifest, group, "kind", NULL);
    g_autofree char *address = g_key_file_get_string (manifest, group, "address", NULL);
    BbBackupFile *file = g_new0 (BbBackupFile, 1);
    guint64 value;

    g_ptr_array_add (backup->files, file);
    file->name = g_strdup (group + strlen (BB_MANIFEST_FILE_PREFIX));
    file->file = g_key_file_get_string (manifest, group, "file", NULL);
    file->sha256 = g_key_file_get_string (manifest, group, "sha256", NULL);
    file->length_bytes = g_key_file_get_uint64 (manifest, group, "length", NULL);
    file->n_missing = (guint32) MIN (g_key_file_get_uint64 (manifest, group, "missing", NULL), G_MAXUINT32);
    /* The name of the file must not lead out of the folder of the backup. */
    if (file->file == NULL || *file->file == '\0' || *file->file == '.' ||
        strchr (file->file, G_DIR_SEPARATOR) != NULL || file->sha256 == NULL ||
        !bb_region_kind_from_string (kind, &file->kind))
        return bb_manifest_damaged (error, path, group);
    if (address == NULL || !g_str_has_prefix (address, "0x") ||
        !g_ascii_string_to_unsigned (address + 2, 16, 0, G_MAXUINT32, &value, NULL))
        return bb_manifest_damaged (error, path, group);
    file->address = (guint32) value;
    return TRUE;
}

BbBackup *
bb_backup_new_from_manifest (const char *folder, GError **error)
{
    g_autoptr (BbBackup) backup = bb_backup_new ();
    g_autofree char *path = g_build_filename (folder, BB_BACKUP_MANIFEST, NULL);
    gboolean sealed = FALSE;
    g_autoptr (GKeyFile) manifest = bb_fsync_read_key_file (path, FALSE, &sealed, error);
    g_autofree char *facts = NULL;
    g_auto (GStrv) groups = NULL;

    if (manifest == NULL)
        return NULL;
    if (g_key_file_get_integer (manifest, BB_MANIFEST_GROUP, "format", NULL) !=
        (sealed ? BB_MANIFEST_FORMAT : BB_MANIFEST_FORMAT_UNSEALED)) {
        bb_manifest_damaged (error, path, "unknown format, or not as it was written");
        return NULL;
    }
    backup->id = g_path_get_basename (folder);
    backup->folder = g_strdup (folder);
    backup->created = g_key_file_get_int64 (manifest, BB_MANIFEST_GROUP, "created", NULL);
    backup->sequence = g_key_file_get_uint64 (manifest, BB_MANIFEST_GROUP, "sequence", NULL);
    backup->complete = g_key_file_get_boolean (manifest, BB_MANIFEST_GROUP, "complete", NULL);
    backup->simulated = g_key_file_get_boolean (manifest, BB_MANIFEST_GROUP, "simulated", NULL);
    backup->unproven = g_key_file_get_boolean (manifest, BB_MANIFEST_GROUP, "unproven", NULL);
    backup->compared = g_key_file_get_boolean (manifest, BB_MANIFEST_GROUP, "compared", NULL);
    for (guint i = 0; i < G_N_ELEMENTS (bb_manifest_keys); i++)
        G_STRUCT_MEMBER (char *, backup, bb_manifest_keys[i].offset) =
            g_key_file_get_string (manifest, BB_MANIFEST_GROUP, bb_manifest_keys[i].key, NULL);
    facts = g_key_file_get_string (manifest, BB_MANIFEST_GROUP, "facts", NULL);
    if (facts != NULL)
        backup->facts_values = g_variant_parse (G_VARIANT_TYPE_VARDICT, facts, NULL, NULL, NULL);
    groups = g_key_file_get_groups (manifest, NULL);
    for (guint i = 0; groups[i] != NULL; i++) {
        if (g_str_has_prefix (groups[i], BB_MANIFEST_FILE_PREFIX) &&
            !bb_manifest_read_file (manifest, groups[i], backup, path, error))
            return NULL;
    }
    if (backup->contradiction != NULL)
        backup->complete = FALSE;
    if (backup->complete && bb_backup_find_file (backup, BB_BACKUP_IMAGE) == NULL) {
        bb_manifest_damaged (error, path, "its end is missing");
        return NULL;
    }
    return g_steal_pointer (&backup);
}

char *
bb_backup_dup_state_folder (const BbBackup *backup)
{
    g_autofree char *store = NULL;

    g_return_val_if_fail (backup != NULL, NULL);

    store = g_path_get_dirname (backup->folder);
    return g_path_get_dirname (store);
}

BbUnit
bb_backup_get_unit (const BbBackup *backup)
{
    return bb_unit_of_record (backup->family, backup->simulated, backup->serial, backup->fingerprint,
                              backup->bus_path);
}

gboolean
bb_backup_is_of (BbBackup *backup, const BbDriveDetails *details, BbFacts *facts)
{
    BbUnit saved, unit;

    g_return_val_if_fail (backup != NULL, FALSE);
    g_return_val_if_fail (details != NULL, FALSE);

    if (facts != NULL && facts->family != NULL && g_strcmp0 (facts->family, backup->family) != 0)
        return FALSE;
    saved = bb_backup_get_unit (backup);
    unit = bb_unit_of_drive (details, facts);
    return bb_unit_is_same (&saved, &unit);
}

const char *
bb_backup_get_revision (const BbBackup *backup)
{
    g_return_val_if_fail (backup != NULL, NULL);

    return backup->revision != NULL && *backup->revision != '\0' ? backup->revision : NULL;
}

const char *
bb_backup_get_drive_name (const BbBackup *backup)
{
    g_return_val_if_fail (backup != NULL, NULL);

    return backup->product != NULL && *backup->product != '\0' ? backup->product : backup->id;
}

gboolean
bb_backup_is_trusted (BbBackup *backup)
{
    g_return_val_if_fail (backup != NULL, FALSE);

    return backup->complete && !backup->unproven;
}

int
bb_backup_compare_newest_first (gconstpointer a, gconstpointer b)
{
    const BbBackup *one = *(BbBackup *const *) a, *other = *(BbBackup *const *) b;

    /* The sequence number comes first, because the clock can be set back. */
    if (one->sequence != other->sequence)
        return one->sequence > other->sequence ? -1 : 1;
    if (one->created != other->created)
        return one->created > other->created ? -1 : 1;
    /* For backups of the same second the longer ID is newer: "-10" comes after "-2". */
    if (strlen (one->id) != strlen (other->id))
        return strlen (one->id) > strlen (other->id) ? -1 : 1;
    return strcmp (other->id, one->id);
}

BbBackup *
bb_backup_find_newest (GPtrArray *backups, const BbDriveDetails *details, BbFacts *facts)
{
    g_return_val_if_fail (backups != NULL && details != NULL, NULL);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);

        if (bb_backup_is_trusted (backup) && bb_backup_is_of (backup, details, facts))
            return backup;
    }
    return NULL;
}

BbBackup *
bb_backup_find_to_restore (GPtrArray *backups, const BbDriveDetails *details, BbFacts *facts)
{
    g_autofree char *runs = NULL;

    g_return_val_if_fail (backups != NULL && details != NULL, NULL);

    /* In recovery mode a drive reports the revision of its boot code, so no revision is compared then. */
    if (facts != NULL && facts->condition != BB_CONDITION_SPECIAL)
        runs = bb_text_normalise (facts->inquiry.revision, FALSE);
    for (guint i = 0; runs != NULL && i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);

        if (bb_backup_is_trusted (backup) && bb_backup_is_of (backup, details, facts) &&
            (backup->is_overwritten || g_strcmp0 (backup->revision, runs) != 0))
            return backup;
    }
    return bb_backup_find_newest (backups, details, facts);
}

void
bb_backup_drop_others (GPtrArray *backups, const BbDriveDetails *details, BbFacts *facts)
{
    for (guint i = backups->len; i > 0; i--) {
        BbBackup *backup = g_ptr_array_index (backups, i - 1);

        if (!bb_backup_is_trusted (backup) || !bb_backup_is_of (backup, details, facts))
            g_ptr_array_remove_index (backups, i - 1);
    }
}

char *
bb_backup_dup_unread (const char *const *warnings)
{
    g_autoptr (GString) all = g_string_new (NULL);

    if (warnings == NULL || *warnings == NULL)
        return NULL;
    for (guint i = 0; warnings[i] != NULL; i++) {
        g_string_append_printf (all, "%s%s", i > 0 ? "; " : "", warnings[i]);
        /* The full stop of a warning that is a sentence is removed, because "; " follows it in the text. */
        if (g_str_has_suffix (all->str, "."))
            g_string_truncate (all, all->len - 1);
    }
    return g_strdup_printf (_ ("Some backups or operation logs cannot be read: %s. These files were not changed."),
                            all->str);
}

/* TRANSLATORS: why a backup was made */
const char *const bb_backup_equals_file = N_ ("Identical to a firmware file");
const char *const bb_backup_before_repair = N_ ("Before ID repair");

/* Returns (transfer full) the sentence that @backup will not be restored, because it may mix two revisions. */
static char *
bb_backup_dup_mixed (BbBackup *backup)
{
    return g_strdup_printf (
        _ ("The backup %s may contain a mix of two firmware revisions, so the backup will not be restored."),
        backup->id);
}

void
bb_backup_set_mixed (BbBackup *backup)
{
    g_return_if_fail (backup != NULL && backup->contradiction == NULL);

    backup->contradiction = bb_backup_dup_mixed (backup);
    backup->complete = FALSE;
}

/* The caller has already found that @backup mixes two revisions, so nothing is checked here. */
gboolean
bb_backup_refuse_mixed (BbBackup *backup, GError **error)
{
    g_autofree char *text = bb_backup_dup_mixed (backup);

    if (backup->contradiction != NULL && !g_str_equal (backup->contradiction, text))
        g_set_error (error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE, "%s %s", backup->contradiction, text);
    else
        g_set_error_literal (error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE, text);
    return FALSE;
}

void
bb_backup_copy_contradiction (BbBackup *backup, GPtrArray *backups)
{
    const BbBackupFile *image = bb_backup_find_file (backup, BB_BACKUP_IMAGE);

    /* The user has the same bytes as a file, so the firmware is complete although it looks like a mix. */
    if (g_strcmp0 (backup->reason, bb_backup_equals_file) == 0)
        return;
    for (guint i = 0; backup->contradiction == NULL && image != NULL && i < backups->len; i++) {
        BbBackup *other = g_ptr_array_index (backups, i);
        const BbBackupFile *same = other->contradiction != NULL ? bb_backup_find_file (other, BB_BACKUP_IMAGE) : NULL;

        if (same == NULL || !g_str_equal (same->sha256, image->sha256))
            continue;
        backup->contradiction = g_strdup (other->contradiction);
        backup->complete = FALSE;
    }
}

gboolean
bb_backup_is_only (BbBackup *backup, GPtrArray *backups)
{
    g_return_val_if_fail (backup != NULL && backups != NULL, FALSE);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *other = g_ptr_array_index (backups, i);
        BbUnit one = bb_backup_get_unit (backup), another = bb_backup_get_unit (other);

        if (bb_backup_is_trusted (other) && strcmp (other->id, backup->id) != 0 &&
            g_strcmp0 (other->family, backup->family) == 0 && bb_unit_is_same (&one, &another))
            return FALSE;
    }
    return backup->complete;
}
