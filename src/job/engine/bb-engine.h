/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/flow/bb-job.h"
#include "job/store/bb-journal.h"
#include "drive/bb-drive-monitor.h"
#include "scsi/bb-transport-trace.h"
#include "job/bb-drive-state.h"

G_BEGIN_DECLS

typedef enum {
    BB_SEEN_UNKNOWN, /* nobody looked */
    BB_SEEN_ALL,
    BB_SEEN_IN_PART, /* not those of other users */
} BbSeen;

#define BB_TYPE_ENGINE_DRIVE (bb_engine_drive_get_type ())
G_DECLARE_FINAL_TYPE (BbEngineDrive, bb_engine_drive, BB, ENGINE_DRIVE, GObject)

/*
 * One drive as the engine knows it. Signal "changed": anything below is another; main context.
 */
BbDrive *bb_engine_drive_get_drive (BbEngineDrive *self); /* (transfer none) */
const char *bb_engine_drive_get_name (BbEngineDrive *self);
/** bb_engine_drive_dup_place: (transfer full): what stays the same when a drive goes and comes back. */
char *bb_engine_drive_dup_place (BbEngineDrive *self);
BbFacts *
bb_engine_drive_get_facts (BbEngineDrive *self); /* (transfer none) (nullable): NULL before it was looked at */
BbDriveState bb_engine_drive_get_state (BbEngineDrive *self);
BbMedium bb_engine_drive_get_medium (BbEngineDrive *self);
/** bb_engine_drive_get_safe: the JSON `drive-safe`: that of @result (nullable), or else of all that this process
 * knows of the drive; see bb_drive_get_safe(). */
BbSafe bb_engine_drive_get_safe (BbEngineDrive *self, const BbResult *result);
/** bb_engine_drive_is_used: another program, which is no Burnback, had it open when it was looked at. */
gboolean bb_engine_drive_is_used (BbEngineDrive *self);
/** bb_engine_drive_is_others: another program, or another process of Burnback, used it when it was looked at. */
gboolean bb_engine_drive_is_others (BbEngineDrive *self);
/** bb_engine_drive_dup_used_by: (transfer full) (nullable): who that is, in sentences; %NULL: nobody. */
char *bb_engine_drive_dup_used_by (BbEngineDrive *self);
/** bb_engine_drive_saw_users: whether the programs of all users could be seen when it was looked who uses it. */
BbSeen bb_engine_drive_saw_users (BbEngineDrive *self);
/** bb_engine_drive_get_shown_state: the state for people and programs: busy, too, while another program uses it. */
BbDriveState bb_engine_drive_get_shown_state (BbEngineDrive *self);
BbCan bb_engine_drive_get_can (BbEngineDrive *self);
/** bb_engine_drive_get_tool_code: (nullable): as it was told by bb_engine_tell_tool_code(). */
const char *bb_engine_drive_get_tool_code (BbEngineDrive *self);
/** bb_engine_drive_get_hazard: (nullable): the drive runs firmware for other hardware: a sentence on what that may do
 * to it. It counts more than any journal. */
const char *bb_engine_drive_get_hazard (BbEngineDrive *self);
/** bb_engine_drive_wants_tool_code: nothing tells what board it has, and the error code of another program could. */
gboolean bb_engine_drive_wants_tool_code (BbEngineDrive *self);
/** bb_engine_drive_list_conversions: (transfer full) (nullable) (element-type BbModel): what CONVERT could make of
 * it, as far as is known now; %NULL: nothing. */
GPtrArray *bb_engine_drive_list_conversions (BbEngineDrive *self, BbCatalog *catalog);
BbJob *bb_engine_drive_get_job (BbEngineDrive *self); /* (transfer none) (nullable): running, but for LOOK */
BbJournalRecord *bb_engine_drive_get_journal (BbEngineDrive *self); /* (transfer none) (nullable): open one */
/** bb_engine_drive_dup_state_text: the state in a sentence, with what to do. */
char *bb_engine_drive_dup_state_text (BbEngineDrive *self);
/**
 * bb_engine_drive_dup_reported: (out) (transfer full): what it says of itself, as it was last asked; before that,
 * vendor and product as the system noted them when it was plugged in, and "" as the revision. The kernel does not ask
 * again: after a flash its revision is out of date, so it is never shown as the drive's.
 */
void bb_engine_drive_dup_reported (BbEngineDrive *self, char **vendor, char **product, char **revision);
/** bb_engine_drive_dup_is_text: what it really is, "Sony ND-1100A", or %NULL. */
char *bb_engine_drive_dup_is_text (BbEngineDrive *self);

#define BB_TYPE_ENGINE (bb_engine_get_type ())
G_DECLARE_FINAL_TYPE (BbEngine, bb_engine, BB, ENGINE, GObject)

/**
 * bb_engine_new:
 * @monitor: where drives come from (udev, simulated, replayed)
 * @state_folder: (nullable): holds backups/ and journal/; %NULL: the one of this user (bb-state-folder.h), and
 *   another as soon as another is chosen, by whatever program
 * @trace: (nullable): every command of every drive is written there
 *
 * The local engine: everything runs in worker threads of this process. Puts back what a killed program left
 * (bb_drive_undo_hold) from the journals. Drives and backups are named by id, so that a remote engine can
 * stand behind the same calls.
 */
BbEngine *bb_engine_new (BbDriveMonitor *monitor, BbCatalog *catalog, const char *state_folder, BbTraceFile *trace);

GListModel *bb_engine_get_drives (BbEngine *self); /* (transfer none): of BbEngineDrive */
/** bb_engine_list_called: (transfer full) (element-type BbEngineDrive): as bb_drive_monitor_list_called(). */
GPtrArray *bb_engine_list_called (BbEngine *self, const char *text);
/** bb_engine_find: (transfer full) (nullable): as bb_drive_monitor_find(). */
BbEngineDrive *bb_engine_find (BbEngine *self, const char *text);
/** bb_engine_find_place: (transfer full) (nullable): the drive in this place, see bb_engine_drive_dup_place(). */
BbEngineDrive *bb_engine_find_place (BbEngine *self, const char *place);
BbCatalog *bb_engine_get_catalog (BbEngine *self);
BbBackupStore *bb_engine_get_store (BbEngine *self);
const char *bb_engine_get_state_folder (BbEngine *self);

/** bb_engine_is_chosen: that is the one of this user, and none that was given to this program alone. */
gboolean bb_engine_is_chosen (BbEngine *self);

/**
 * bb_engine_move_store_async:
 * @folder: absolute; a new one, or one that held backups before
 *
 * Copies all that is kept to @folder, which is the folder of this user from then on; the old one stays as it is.
 * While it copies no job can be started. Then "store-changed" is emitted, as it is when another program did so.
 * Errors: %BB_JOB_ERROR_REFUSED with a sentence when a drive is worked on, a flash is not finished, or @folder will
 * not do, or a journal cannot be read that may be one of a real drive; %BB_JOB_ERROR_BUSY when another program works
 * in one of the two; %BB_STORE_ERROR_NOT_PERMITTED where they cannot be locked; those of bb_state_folder_copy() and
 * bb_state_folder_choose(). After an error the folder of this user is the old one; what was copied stays in @folder.
 */
void bb_engine_move_store_async (BbEngine *self, const char *folder, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
/** bb_engine_move_store_finish: has to be called, as jobs can be started only then. Errors: those of
 * bb_engine_move_store_async(). */
gboolean bb_engine_move_store_finish (BbEngine *self, GAsyncResult *result, GError **error);

/**
 * bb_engine_start:
 *
 * Starts a job; one at a time a drive. Errors: %BB_JOB_ERROR_REFUSED with a sentence when the drive is busy or gone,
 * backups are being moved, or the folder that was chosen for them cannot be found.
 * The job holds what it needs; the caller watches its signals.
 * Returns: (transfer full): the job
 */
BbJob *bb_engine_start (BbEngine *self, BbEngineDrive *drive, const BbJobRequest *request, GError **error);

/**
 * bb_engine_tell_tool_code:
 * @code: as of %BB_SETTING_TOOL_CODE
 *
 * What another program showed when it left @drive like this. All jobs of it know that from now on, until it is
 * unplugged, and it is looked at again. Errors: those of bb_engine_start(); then nothing changed.
 */
gboolean bb_engine_tell_tool_code (BbEngine *self, BbEngineDrive *drive, const char *code, GError **error);

/** bb_engine_look_at_all: starts LOOK on every drive that was not looked at and is not busy. */
void bb_engine_look_at_all (BbEngine *self);

/** bb_engine_n_looking: drives whose LOOK is running; "looked" is emitted when it comes to 0. */
guint bb_engine_n_looking (BbEngine *self);

/** bb_engine_is_working: a job runs or waits for its turn, but for LOOK. */
gboolean bb_engine_is_working (BbEngine *self);

/** bb_engine_is_endangered: any drive that must not lose power now; the window must not close. */
gboolean bb_engine_is_endangered (BbEngine *self);

G_END_DECLS
