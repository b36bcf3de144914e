/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "family/bb-family.h"
#include "job/store/bb-unit.h"

G_BEGIN_DECLS

/**
 * BbStoreError: errors of the backup store.
 * @BB_STORE_ERROR_UNWRITABLE: the folder is read-only, the disk is full, ...
 * @BB_STORE_ERROR_NOT_FOUND: no such backup; from bb_state_folder_find(): the chosen folder does not exist
 * @BB_STORE_ERROR_DAMAGED: a file is missing or cannot be read, or its checksum is wrong
 * @BB_STORE_ERROR_INCOMPLETE: the backup does not contain the requested region, or its firmware must not be restored
 * @BB_STORE_ERROR_NEEDED: the backup is needed, or may be needed, to recover a drive whose flash was not finished
 * @BB_STORE_ERROR_ONLY: the backup is the only complete one of its drive, and the user did not agree to delete it
 * @BB_STORE_ERROR_NOT_PERMITTED: a permission to read or write is missing
 */
typedef enum {
    BB_STORE_ERROR_UNWRITABLE,
    BB_STORE_ERROR_NOT_FOUND,
    BB_STORE_ERROR_DAMAGED,
    BB_STORE_ERROR_INCOMPLETE,
    BB_STORE_ERROR_NEEDED,
    BB_STORE_ERROR_ONLY,
    BB_STORE_ERROR_NOT_PERMITTED,
} BbStoreError;

#define BB_STORE_ERROR (bb_store_error_quark ())
GQuark bb_store_error_quark (void);

/** BbBackupFile: one file of a backup, which contains one region. */
typedef struct {
    char *name; /* region name: "firmware", "boot-code", "calibration", "config", ... */
    char *file; /* "firmware.bin" */
    BbRegionKind kind;
    guint32 address;
    guint64 length_bytes;
    guint32 n_missing; /* number of bytes that were not read; the file has FF in their places */
    char *sha256;
} BbBackupFile;

/** BB_BACKUP_REASON_REQUEST: stored reason of a backup that the user asked for. The word is never shown, and stays
 * because manifests of earlier versions have it. */
#define BB_BACKUP_REASON_REQUEST "Manual"

/**
 * BbBackup: one backup, from its manifest. Reference counted, immutable.
 * @id: name of the folder of the backup, made of drive and time
 * @folder: absolute path
 * @bus_path, @serial, @fingerprint: (nullable): identify the drive, see bb_backup_is_of()
 * @simulated: the drive is simulated, so the backup is never used for a real one
 * @complete: the backup contains all regions that a backup of this kind of drive must have, so it can be restored.
 *   Always %FALSE if the drive ran firmware that may damage it (%BB_FACTS_HAZARD)
 * @contradiction: (nullable): a sentence that says that the firmware mixes two revisions. Such a backup is only
 *   evidence: it is never @complete and never restored
 * @unproven: the firmware was saved before a recovery overwrote it and may be incomplete, so it is restored only if
 *   the user names this backup
 * @compared: all firmware was read twice from the drive, and both reads were equal. %FALSE if an older version of
 *   Burnback wrote the backup, because its manifest does not say so
 * @created: time of the backup, seconds since the epoch
 * @sequence: number that grows from one backup or journal of the store to the next, even when the clock is set back.
 *   0 if an older version of Burnback wrote the backup, which then counts as older than all backups with a number
 * @reason: (nullable): why the backup was made: %BB_BACKUP_REASON_REQUEST, ...; %NULL: made automatically before an
 *   operation
 * @is_overwritten: after this backup was made, Burnback wrote firmware to the drive that is not in the backup; set by
 *   bb_backups_find_uses(), not in the manifest
 * @used_action, @used_revision: (nullable): the first operation that used the backup after it was made, and the
 *   revision that it was to write. %NULL if @reason is set. Set by bb_backups_find_uses(), not in the manifest
 * @inquiry: (nullable): raw INQUIRY data at the time of the backup, in hex
 * @facts_values: (nullable): a{sv}: the values of the facts at the time of the backup
 */
typedef struct {
    char *id;
    char *folder;
    char *family;
    char *model_key;
    char *model_name;
    char *vendor;
    char *product;
    char *revision;
    char *bus_path;
    char *serial;
    char *fingerprint;
    gboolean simulated;
    gboolean complete;
    gboolean unproven;
    gboolean compared;
    gint64 created;
    guint64 sequence;
    char *reason;
    gboolean is_overwritten;
    char *used_action;
    char *used_revision;
    char *inquiry;
    char *contradiction;
    GVariant *facts_values;
    GPtrArray *files; /* (element-type BbBackupFile) */
} BbBackup;
BbBackup *bb_backup_ref (BbBackup *backup);
void bb_backup_unref (BbBackup *backup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbBackup, bb_backup_unref)

/** BB_BACKUP_IMAGE: region name of the image in the form that its family flashes. */
#define BB_BACKUP_IMAGE "firmware"
/** BB_BACKUP_RAW: region name of the firmware as the drive returned it, if the image has other bytes. */
#define BB_BACKUP_RAW "firmware-raw"
/** bb_backup_equals_file: @reason of a backup of firmware that equals a file that the user gave. The firmware is
 * complete, even if it looks like a mix of two revisions. */
extern const char *const bb_backup_equals_file;
/** bb_backup_before_repair: @reason of a backup that was made before a repair of the stored identity. */
extern const char *const bb_backup_before_repair;
/** bb_backup_is_before_repair: TRUE if @backup has the reason bb_backup_before_repair, no firmware, and all bytes of
 * what was to be saved: the calibration, which contains the stored identity, and the boot code. */
gboolean bb_backup_is_before_repair (const BbBackup *backup);
/** bb_backup_find_file: (transfer none) (nullable): the file of region @name. */
const BbBackupFile *bb_backup_find_file (BbBackup *backup, const char *name);
/** bb_backup_has_kind: TRUE if @backup has a file of @kind, even if bytes of it are missing. For FIRMWARE, also if
 * the firmware is incomplete. */
gboolean bb_backup_has_kind (const BbBackup *backup, BbRegionKind kind);
/** bb_backup_has_boot_code: TRUE if @backup has a region of boot code of which no byte is missing. */
gboolean bb_backup_has_boot_code (const BbBackup *backup);
/** bb_backup_has_image: TRUE if @backup has a %BB_BACKUP_IMAGE, even if other regions that a rollback needs are
 * missing. */
gboolean bb_backup_has_image (BbBackup *backup);

/**
 * bb_backup_is_of: TRUE if @backup is of the drive with @details and @facts (nullable): serial number and fingerprint
 * match; each is compared only if both the drive and the backup have it. If neither can be compared, the bus path
 * must match. FALSE if @facts name another family than @backup, or if only one of drive and backup is simulated.
 */
gboolean bb_backup_is_of (BbBackup *backup, const BbDriveDetails *details, BbFacts *facts);
/** bb_backup_get_unit: returns the values of @backup that identify its drive; @backup owns the texts. */
BbUnit bb_backup_get_unit (const BbBackup *backup);
/** bb_backup_get_revision: Returns (nullable) the firmware revision in @backup; %NULL if the drive reported none, or
 * the manifest lacks it. */
const char *bb_backup_get_revision (const BbBackup *backup);
/** bb_backup_get_drive_name: the product name that the drive reported; the ID of the backup if there is none. */
const char *bb_backup_get_drive_name (const BbBackup *backup);
/** bb_backup_is_trusted: TRUE if @backup may be restored even if the user did not name it: @complete, not @unproven.
 */
gboolean bb_backup_is_trusted (BbBackup *backup);
/** bb_backup_find_newest: (transfer none) (nullable): the first trusted backup of the drive with @details and @facts
 * (nullable) in @backups (element-type BbBackup), which must be sorted newest first. */
BbBackup *bb_backup_find_newest (GPtrArray *backups, const BbDriveDetails *details, BbFacts *facts);
/**
 * bb_backup_find_to_restore:
 * @backups: (element-type BbBackup): sorted newest first, after bb_backups_find_uses()
 * @facts: (nullable): current facts of the drive
 *
 * Returns: (transfer none) (nullable): the backup that is restored if the user names none. This is the newest trusted
 *   backup of the drive that contains other firmware than the drive runs now. A backup counts as the firmware that
 *   runs if it has the reported revision and is not @is_overwritten. If all trusted backups count as such, or if the
 *   drive does not run its firmware, returns the newest trusted backup
 */
BbBackup *bb_backup_find_to_restore (GPtrArray *backups, const BbDriveDetails *details, BbFacts *facts);
/** bb_backup_is_only: TRUE if @backup is complete and @backups (element-type BbBackup) has no other trusted backup of
 * the same drive. */
gboolean bb_backup_is_only (BbBackup *backup, GPtrArray *backups);

#define BB_TYPE_BACKUP_STORE (bb_backup_store_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupStore, bb_backup_store, BB, BACKUP_STORE, GObject)

/** bb_backup_dup_state_folder: (transfer full): the state folder of the store that @backup is in; the journals are
 * there, too. */
char *bb_backup_dup_state_folder (const BbBackup *backup);
/** bb_backup_set_mixed: sets @contradiction of @backup, which must be %NULL, to a sentence that says that the backup
 * may mix two revisions; the backup is then not @complete. The manifest stays as it is. */
void bb_backup_set_mixed (BbBackup *backup);
/** bb_backup_refuse_mixed: sets %BB_STORE_ERROR_INCOMPLETE; the message says that @backup mixes two firmware
 * revisions.
 * Returns: %FALSE */
gboolean bb_backup_refuse_mixed (BbBackup *backup, GError **error);
/** bb_backup_dup_healthy_facts: (transfer full) (nullable): facts of the drive in normal mode, made from the values
 * in @backup. The model is taken from @catalog if @catalog has it. %NULL if the family of @backup is unknown. */
BbFacts *bb_backup_dup_healthy_facts (BbBackup *backup, BbCatalog *catalog);

/** bb_backup_store_new: (transfer full): a store of the backups in @folder, which is created when the first backup is
 * saved. */
BbBackupStore *bb_backup_store_new (const char *folder);

/**
 * bb_backup_store_keep:
 * @image: (nullable): the firmware in the form that its family flashes
 * @captures: (nullable): everything that was read
 * @reason: (nullable): why the backup is made, for the manifest
 *
 * Writes a folder with `manifest` (key file), `firmware.bin` and one file for each other region, each with its
 * SHA-256. Files, folder and parent are fsynced. The folder has a temporary name until it is complete, so an
 * incomplete backup is never listed. After an error, no new backup is left. Also deletes the temporary folders that
 * killed programs left. Errors: %BB_STORE_ERROR_UNWRITABLE, %BB_STORE_ERROR_NOT_PERMITTED.
 * Returns: (transfer full): the new backup
 */
BbBackup *bb_backup_store_keep (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts, GBytes *image,
                                BbCaptures *captures, const char *reason, GError **error);

/** bb_backup_store_keep_unproven: (transfer full): saves a backup as bb_backup_store_keep() does, with @unproven set.
 * Errors: those of bb_backup_store_keep(). */
BbBackup *bb_backup_store_keep_unproven (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts,
                                         GBytes *image, BbCaptures *captures, const char *reason, GError **error);

/**
 * bb_backup_store_list:
 * @warnings: (out) (optional): a message with a path for each backup and each open journal that cannot be read, and
 * for a folder that cannot be read
 *
 * Returns: (transfer full) (element-type BbBackup): the backups that can be read, newest first; empty if the folder
 * does not exist yet
 */
GPtrArray *bb_backup_store_list (BbBackupStore *self, char ***warnings);
/**
 * bb_backup_store_read:
 * @unread: (element-type GError): gets an error with a path for each backup that cannot be read, and for the folder
 *   of backups if that cannot be read
 * @unread_journals: (nullable) (element-type GError): gets an error with a path for each open journal that cannot be
 *   read
 *
 * Returns: (transfer full) (element-type BbBackup): the backups that can be read, newest first, after
 * bb_backup_copy_contradiction()
 */
GPtrArray *bb_backup_store_read (BbBackupStore *self, GPtrArray *unread, GPtrArray *unread_journals);
/**
 * bb_backup_store_get:
 * @id: ID of a backup, a name without slashes
 *
 * Reads the manifest of the backup @id. Errors:
 * - %BB_STORE_ERROR_NOT_FOUND
 * - %BB_STORE_ERROR_NOT_PERMITTED: the permission to read the store or the manifest is missing
 * - %BB_STORE_ERROR_DAMAGED: the folder cannot be opened, or the manifest is missing, unreadable or changed
 *
 * Returns: (transfer full): the backup, after bb_backup_copy_contradiction() with the other backups
 */
BbBackup *bb_backup_store_get (BbBackupStore *self, const char *id, GError **error);
/** bb_backup_dup_unread: (transfer full) (nullable): a sentence for users with all @warnings (nullable) of
 * bb_backup_store_list(); %NULL if there are no warnings. */
char *bb_backup_dup_unread (const char *const *warnings);

/**
 * bb_backup_store_is_whole:
 *
 * Returns: %TRUE if all manifests and open journals can be read, so that no backup is missing in the list.
 * Errors: %BB_STORE_ERROR_NOT_PERMITTED if a permission is missing, else %BB_STORE_ERROR_DAMAGED; the message names
 * each path.
 */
gboolean bb_backup_store_is_whole (BbBackupStore *self, GError **error);

/** bb_backup_store_list_trusted: (transfer full) (element-type BbBackup): the trusted backups of the drive with
 * @details and @facts (nullable), newest first. */
GPtrArray *bb_backup_store_list_trusted (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts);
/** bb_backup_store_newest: (transfer full) (nullable): the newest trusted backup of the drive with @details and
 * @facts (nullable). */
BbBackup *bb_backup_store_newest (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts);

/** bb_backup_store_check: reads every file of @backup from its @folder, which need not be in @self, and compares its
 * checksum. Errors: %BB_STORE_ERROR_DAMAGED, also if the backup was deleted; %BB_STORE_ERROR_NOT_PERMITTED if a
 * permission to read is missing. */
gboolean bb_backup_store_check (BbBackupStore *self, BbBackup *backup, GError **error);
/** bb_backup_store_load: (transfer full): the bytes of region @name, read from the @folder of @backup and compared
 * with their checksum. Bytes that the drive did not return (@n_missing of #BbBackupFile) are FF. Errors:
 * %BB_STORE_ERROR_INCOMPLETE if @backup has no such region; those of bb_backup_store_check(). */
GBytes *bb_backup_store_load (BbBackupStore *self, BbBackup *backup, const char *name, GError **error);
/** bb_backup_store_load_image: (transfer full): firmware.bin as an identified image. Errors: those of
 * bb_backup_store_load(); %BB_STORE_ERROR_INCOMPLETE also if the family does not recognize the image or the backup
 * has a @contradiction. */
BbImage *bb_backup_store_load_image (BbBackupStore *self, BbBackup *backup, BbCatalog *catalog, GError **error);
/**
 * bb_backup_store_load_captures: (transfer full): the regions in the @folder of @backup for which the drive returned
 * every byte, for example to compare the calibration of the drive with them. The firmware is in the form that the
 * drive returned. Errors: those of bb_backup_store_check().
 */
BbCaptures *bb_backup_store_load_captures (BbBackupStore *self, BbBackup *backup, GError **error);
/**
 * bb_backup_store_export:
 * @path: a file, which is replaced without asking. If @backup has no firmware.bin: a folder that must not exist
 *
 * Copies firmware.bin to @path; if there is none, copies the whole folder of the backup. On failure no new folder is
 * left. Errors: those of bb_backup_store_check(); %BB_STORE_ERROR_UNWRITABLE; %BB_STORE_ERROR_NOT_PERMITTED also for
 * @path.
 */
gboolean bb_backup_store_export (BbBackupStore *self, BbBackup *backup, const char *path, GError **error);
/**
 * bb_backup_store_may_delete:
 *
 * Returns: %TRUE if no recovery needs @backup. Errors: %BB_STORE_ERROR_NEEDED with a sentence in two cases: an open
 *   journal needs @backup or cannot be read; or @backup is the only complete one of its drive and another backup
 *   cannot be read.
 */
gboolean bb_backup_store_may_delete (BbBackupStore *self, BbBackup *backup, GError **error);
/**
 * bb_backup_store_delete:
 * @also_only: the user agreed to delete @backup even if it is the only one of its drive (bb_backup_is_only()).
 *   Without this consent, a backup that has become the only one after the user was asked is not deleted
 *   (%BB_STORE_ERROR_ONLY)
 *
 * Deletes @backup if bb_backup_store_may_delete(), with the store locked against jobs and other deletions. Errors:
 * %BB_JOB_ERROR_BUSY if the lock is taken, %BB_STORE_ERROR_NEEDED, %BB_STORE_ERROR_ONLY, %BB_STORE_ERROR_UNWRITABLE,
 * %BB_STORE_ERROR_NOT_PERMITTED.
 */
gboolean bb_backup_store_delete (BbBackupStore *self, BbBackup *backup, gboolean also_only, GError **error);
/**
 * bb_backup_store_drop: deletes @backup as bb_backup_store_delete() does, but without locking, and even if it is the
 * only backup of its drive. For a job that already has the lock, and that has saved another backup in place of
 * @backup. Errors: those of bb_backup_store_delete() except %BB_JOB_ERROR_BUSY and %BB_STORE_ERROR_ONLY.
 */
gboolean bb_backup_store_drop (BbBackupStore *self, BbBackup *backup, GError **error);

G_END_DECLS
