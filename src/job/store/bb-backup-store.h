/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "family/bb-family.h"

G_BEGIN_DECLS

/**
 * BbStoreError:
 * @BB_STORE_ERROR_UNWRITABLE: folder read-only, disk full, ...; nothing is left behind
 * @BB_STORE_ERROR_NOT_FOUND: no such backup
 * @BB_STORE_ERROR_DAMAGED: a file is missing or cannot be read, or its checksum is wrong
 * @BB_STORE_ERROR_INCOMPLETE: it holds no firmware that could be flashed
 * @BB_STORE_ERROR_NEEDED: it is, or may be, the way back of a drive whose flash was not finished
 * @BB_STORE_ERROR_ONLY: it is the only complete one of its drive, and nobody agreed to delete that
 * @BB_STORE_ERROR_NOT_PERMITTED: this user may not read or write all of it
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

/** BbBackupFile: one file of a backup. */
typedef struct {
    char *name; /* region name: "firmware", "boot-code", "calibration", "config", ... */
    char *file; /* "firmware.bin" */
    BbRegionKind kind;
    guint32 address;
    guint64 length_bytes;
    guint32 n_missing; /* bytes in holes (filled with FF) */
    char *sha256;
} BbBackupFile;

/**
 * BbBackup: one backup, as its manifest tells. Reference counted, immutable.
 * @id: name of its folder: drive and time, readable
 * @folder: absolute path
 * @bus_path, @serial, @fingerprint: (nullable): which unit, see bb_backup_is_of()
 * @simulated: of a drive that is not real; its firmware is made up, and nothing for a real one
 * @complete: everything that this chip can give is in it and a rollback is possible from it; never of a drive that
 *   ran firmware for other hardware (%BB_CONDITION_WRONG_FIRMWARE)
 * @contradiction: (nullable): a sentence: its firmware is of two revisions, so it is evidence and never restored;
 *   such a backup is not complete
 * @unproven: saved before its firmware was overwritten in a recovery; nothing shows that it is complete, so only a
 *   user who names this backup restores it
 * @created: seconds since the epoch
 * @sequence: grows from one backup or journal of the store to the next, also when the clock is set back; 0: of an
 *   older version, and older than all that have one
 * @reason: "before flashing 1.07", "asked for", ...
 * @inquiry: (nullable): the raw INQUIRY answer then, hex
 * @facts_values: (nullable): a{sv} of the facts then
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
    gint64 created;
    guint64 sequence;
    char *reason;
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
/** bb_backup_has_image: whether there is such an image in it, with or without all that a rollback needs. */
gboolean bb_backup_has_image (BbBackup *backup);

/** bb_backup_is_of: whether @backup is of the unit behind @details and @facts (serial and fingerprint; bus path when
 * those cannot be had). One of a simulated drive is never of a real one. */
gboolean bb_backup_is_of (BbBackup *backup, const BbDriveDetails *details, BbFacts *facts);
/** bb_backup_is_trusted: whether @backup is restored without a user naming it: complete and not @unproven. */
gboolean bb_backup_is_trusted (BbBackup *backup);
/** bb_backup_find_newest: (transfer none) (nullable): of @backups (element-type BbBackup), newest first, the first
 * trusted one of this unit. */
BbBackup *bb_backup_find_newest (GPtrArray *backups, const BbDriveDetails *details, BbFacts *facts);
/** bb_backup_is_only: whether among @backups (element-type BbBackup) there is no other trusted one of its unit. */
gboolean bb_backup_is_only (BbBackup *backup, GPtrArray *backups);

#define BB_TYPE_BACKUP_STORE (bb_backup_store_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupStore, bb_backup_store, BB, BACKUP_STORE, GObject)

/** bb_backup_store_new: @folder is made when the first backup is kept. */
BbBackupStore *bb_backup_store_new (const char *folder);

/**
 * bb_backup_store_keep:
 * @image: (nullable): the firmware in the form the family flashes
 * @captures: everything that was read
 *
 * Writes a readable folder: `manifest` (key file), `firmware.bin`, a file a region, each with its SHA-256;
 * files, folder and parent fsynced; made under a temporary name and renamed, so that a half-written one
 * is never seen. Errors: %BB_STORE_ERROR_UNWRITABLE, %BB_STORE_ERROR_NOT_PERMITTED. Returns: (transfer full)
 */
BbBackup *bb_backup_store_keep (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts, GBytes *image,
                                BbCaptures *captures, const char *reason, GError **error);

/** bb_backup_store_keep_unproven: (transfer full): the same, and the backup is @unproven. Errors: the same. */
BbBackup *bb_backup_store_keep_unproven (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts,
                                         GBytes *image, BbCaptures *captures, const char *reason, GError **error);

/** bb_backup_store_list: (transfer full) (element-type BbBackup): newest first; what cannot be read is left out and
 * told in @warnings (out) (optional) with its path: the store, backups, and open journals that may need one of them.
 * A store that was never made is empty. */
GPtrArray *bb_backup_store_list (BbBackupStore *self, char ***warnings);
/**
 * bb_backup_store_get:
 * @id: of a backup, a name without slashes
 *
 * Reads its manifest. Errors: %BB_STORE_ERROR_NOT_FOUND; %BB_STORE_ERROR_NOT_PERMITTED where the store may not be
 * looked into or the manifest not be read; %BB_STORE_ERROR_DAMAGED where its folder cannot be opened, or the manifest
 * is missing, cannot be read or is not as it was written. Returns: (transfer full)
 */
BbBackup *bb_backup_store_get (BbBackupStore *self, const char *id, GError **error);
/** bb_backup_dup_unread: (transfer full) (nullable): the @warnings (nullable) of a listing for a reader: what is the
 * matter, and that nothing was lost by it. %NULL: there are none. */
char *bb_backup_dup_unread (const char *const *warnings);

/**
 * bb_backup_store_is_whole:
 *
 * Whether all backups and open journals can be read, so that "there is none" is true. Reads manifests and journals.
 * Errors: %BB_STORE_ERROR_NOT_PERMITTED where a right is missing, else %BB_STORE_ERROR_DAMAGED; a sentence with each
 * path.
 */
gboolean bb_backup_store_is_whole (BbBackupStore *self, GError **error);

/** bb_backup_store_newest: (transfer full) (nullable): newest trusted backup of this unit. */
BbBackup *bb_backup_store_newest (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts);

/** bb_backup_store_check: re-reads every file from disk against its checksum. Errors: %BB_STORE_ERROR_DAMAGED,
 * also where nothing of it is there any more; %BB_STORE_ERROR_NOT_PERMITTED where a file may not be read. */
gboolean bb_backup_store_check (BbBackupStore *self, BbBackup *backup, GError **error);
/** bb_backup_store_load: (transfer full): one file's bytes, checked. @name: region name. Errors:
 * %BB_STORE_ERROR_INCOMPLETE where there is no such file, else those of bb_backup_store_check(). */
GBytes *bb_backup_store_load (BbBackupStore *self, BbBackup *backup, const char *name, GError **error);
/** bb_backup_store_load_image: (transfer full): firmware.bin as an identified image. Errors: those of
 * bb_backup_store_load(); %BB_STORE_ERROR_INCOMPLETE also where the family of the backup does not know it, and where
 * the backup has a contradiction. */
BbImage *bb_backup_store_load_image (BbBackupStore *self, BbBackup *backup, BbCatalog *catalog, GError **error);
/** bb_backup_store_export: copies firmware.bin (or, without one, the whole folder as it is) to @path, as
 * bb_output_write() does; a regular file that is there is replaced, so ask first. A folder must be new, and nothing
 * of it is left on failure. Errors: those of bb_backup_store_check(); %BB_STORE_ERROR_UNWRITABLE;
 * %BB_STORE_ERROR_NOT_PERMITTED also where nothing may be written there. */
gboolean bb_backup_store_export (BbBackupStore *self, BbBackup *backup, const char *path, GError **error);
/** bb_backup_store_may_delete: whether nobody needs it. Errors: %BB_STORE_ERROR_NEEDED while an open journal beside
 * the store names it, or one that cannot be read may do so, or it is the only complete one of its drive and another
 * cannot be read; a sentence. */
gboolean bb_backup_store_may_delete (BbBackupStore *self, BbBackup *backup, GError **error);
/**
 * bb_backup_store_delete:
 * @also_only: also where bb_backup_is_only() is true of it by then, whatever it was when somebody was asked
 *
 * Asks bb_backup_store_may_delete() first; with no other job at work in the store, and no other deletion. Errors:
 * %BB_JOB_ERROR_BUSY, %BB_STORE_ERROR_NEEDED, %BB_STORE_ERROR_ONLY, %BB_STORE_ERROR_UNWRITABLE,
 * %BB_STORE_ERROR_NOT_PERMITTED.
 */
gboolean bb_backup_store_delete (BbBackupStore *self, BbBackup *backup, gboolean also_only, GError **error);

G_END_DECLS
