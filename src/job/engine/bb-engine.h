/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-backup-checks.h"
#include "job/flow/bb-job.h"
#include "job/store/bb-journal-record.h"
#include "drive/bb-drive-monitor.h"
#include "scsi/bb-transport-trace.h"
#include "job/bb-drive-state.h"

G_BEGIN_DECLS

/** BbSeen: which programs the last LOOK could see when it searched for users of the drive. */
typedef enum {
    BB_SEEN_UNKNOWN, /* no LOOK has searched yet */
    BB_SEEN_ALL,
    BB_SEEN_IN_PART, /* only the programs of this user, not those of other users */
} BbSeen;

#define BB_TYPE_ENGINE_DRIVE (bb_engine_drive_get_type ())
G_DECLARE_FINAL_TYPE (BbEngineDrive, bb_engine_drive, BB, ENGINE_DRIVE, GObject)

/* BbEngineDrive: a drive with its state, its job and its journal, as the engine last found them. Main context only.
 * Signal "changed": a return value of the functions below may have changed. */

/** bb_engine_drive_get_drive: (transfer none): the drive itself, as the monitor provides it. */
BbDrive *bb_engine_drive_get_drive (BbEngineDrive *self);
/** bb_engine_drive_get_name: (transfer none): the device name, see bb_drive_get_name(). */
const char *bb_engine_drive_get_name (BbEngineDrive *self);
/**
 * bb_engine_drive_dup_place: (transfer full): the bus path of the port, which stays the same when a drive is
 * disconnected and comes back; the device name if the bus path is unknown.
 */
char *bb_engine_drive_dup_place (BbEngineDrive *self);
/** bb_engine_drive_get_facts: (transfer none) (nullable): the newest facts that a job found; %NULL if no job has
 * identified the drive since it was connected. */
BbFacts *bb_engine_drive_get_facts (BbEngineDrive *self);
/**
 * bb_engine_drive_get_state: the first of these states that applies:
 * - BUSY: a job of this process (other than LOOK) runs, or another process of Burnback works on the drive
 * - NO_PERMISSION: no command can be sent
 * - BUSY: the last job found that another program uses the drive
 * - NEEDS_RECOVERY: the drive or its open journal shows that a recovery is needed; a journal that demands only a
 *   verification does not count
 * - UNKNOWN: the drive is not identified, or not any more
 * - POWER_CYCLE: a complete operation demands a power cycle
 * - MEDIUM: a disc is in the drive
 * - READY
 */
BbDriveState bb_engine_drive_get_state (BbEngineDrive *self);
/** bb_engine_drive_get_medium: whether a disc is in the drive, as the last job that asked the drive found. */
BbMedium bb_engine_drive_get_medium (BbEngineDrive *self);
/**
 * bb_engine_drive_get_safe: the value of the JSON `drive-safe`. The first of these that applies:
 * - the value in @result (nullable), if the job of @result identified the drive or sent commands that write
 * - %BB_SAFE_UNKNOWN, while another process uses the drive
 * - bb_drive_get_safe() for the known facts and the open journal
 */
BbSafe bb_engine_drive_get_safe (BbEngineDrive *self, const BbResult *result);
/**
 * bb_engine_drive_is_used: TRUE if the last LOOK found that a program other than Burnback had the drive open, or that
 * its disc was mounted. Also TRUE if the last job ended with %BB_JOB_PROBLEM_IN_USE. Exceptions:
 * - a mounted disc does not count if the drive needs recovery
 * - what LOOK found does not count while Burnback works on the drive, or if a permission is missing
 */
gboolean bb_engine_drive_is_used (BbEngineDrive *self);
/** bb_engine_drive_is_others: TRUE if bb_engine_drive_get_shown_state() is BUSY, but not because of a job of this
 * process. Then the last LOOK or the last job found that another process (also one of Burnback) uses the drive, or
 * that the disc is mounted. FALSE while bb_engine_drive_get_job() is set. */
gboolean bb_engine_drive_is_others (BbEngineDrive *self);
/** bb_engine_drive_dup_used_by: (transfer full) (nullable): sentences that name the other users of the drive. If no
 * user is known by name: the sentence for the error of the last job, or, without an error, that another program uses
 * the drive. %NULL unless bb_engine_drive_is_others(). */
char *bb_engine_drive_dup_used_by (BbEngineDrive *self);
/** bb_engine_drive_saw_users: whether the last job that searched for programs (each LOOK does so) could see the
 * programs of all users: ALL or IN_PART; UNKNOWN if the last LOOK did not search, or before the first such job. */
BbSeen bb_engine_drive_saw_users (BbEngineDrive *self);
/** bb_engine_drive_get_shown_state: the state that window and JSON show: %BB_DRIVE_STATE_BUSY if
 * bb_engine_drive_is_used(), else the value of bb_engine_drive_get_state(). */
BbDriveState bb_engine_drive_get_shown_state (BbEngineDrive *self);
/** bb_engine_drive_was_looked_at: TRUE if a job has identified the drive since it was connected. Also TRUE if the
 * last job was a LOOK that failed, or found that another program uses the drive. */
gboolean bb_engine_drive_was_looked_at (BbEngineDrive *self);
/** bb_engine_drive_had_power_cycle: FALSE after a job that sent firmware which can be verified only after a power
 * cycle, or that recorded that a power cycle must come next. TRUE if there was no such job since the drive was
 * connected. */
gboolean bb_engine_drive_had_power_cycle (BbEngineDrive *self);
/** bb_engine_drive_was_reconnected: bb_flow_was_reconnected() at the end of the last job; %FALSE before the first
 * job. */
gboolean bb_engine_drive_was_reconnected (BbEngineDrive *self);
/**
 * bb_engine_drive_get_can: the actions that are possible now. The first of these that applies:
 * - none (0), if a permission or the sg node is missing, so that no command can be sent
 * - the drive was not identified: IDENTIFY; also RECOVER if it has an open journal
 * - new boot code was sent to the drive: IDENTIFY and RECOVER
 * - what the family of the drive allows. An open journal adds RECOVER, unless the journal only waits for a power
 *   cycle. %BB_FACTS_IS_LOST removes RECOVER.
 */
BbCan bb_engine_drive_get_can (BbEngineDrive *self);
/** bb_engine_drive_get_own_name: (nullable): the name that the user gave to this drive, as the last LOOK found it or
 * as this process set it since then. Shown to users; no decision depends on it, except through bb_own_name_apply().
 */
const char *bb_engine_drive_get_own_name (BbEngineDrive *self);
/** bb_engine_drive_get_tool_code: (nullable): the code of bb_engine_set_tool_code(). */
const char *bb_engine_drive_get_tool_code (BbEngineDrive *self);
/**
 * bb_engine_drive_get_hazard: (nullable): a sentence about the damage that the running firmware can do, if it is
 * firmware for other hardware; else %NULL. bb_engine_drive_dup_state_text() prefers this sentence to its texts about
 * an open journal.
 */
const char *bb_engine_drive_get_hazard (BbEngineDrive *self);
/** bb_engine_drive_is_worn: %TRUE if the drive needs recovery, and its open journal and its facts say that its flash
 * memory is worn; see bb_journal_record_is_worn(). */
gboolean bb_engine_drive_is_worn (BbEngineDrive *self);
/** bb_engine_drive_has_backup: TRUE if the newest trusted backup of the drive has firmware, according to the last job
 * that identified the drive; always FALSE while the firmware of the drive runs. */
gboolean bb_engine_drive_has_backup (BbEngineDrive *self);
/** bb_engine_drive_was_stopped: TRUE if the drive is ready or has a disc, and the newest operation on it failed at a
 * block of the flash memory. bb_engine_drive_dup_state_text() then says so. */
gboolean bb_engine_drive_was_stopped (BbEngineDrive *self);
/** bb_engine_drive_find_left: what is left to try with the image that the open journal was writing; see
 * bb_journal_record_find_left(). %BB_ATTEMPTS_LEFT_SOME without a journal. */
BbAttemptsLeft bb_engine_drive_find_left (BbEngineDrive *self);
/** bb_engine_drive_wants_tool_code: TRUE if the last job could not identify the hardware, but the error code that
 * another flash program shows would identify it. FALSE before the first LOOK. */
gboolean bb_engine_drive_wants_tool_code (BbEngineDrive *self);
/**
 * bb_engine_drive_list_conversions: (transfer full) (nullable) (element-type BbModel): the models to which CONVERT
 * could change the drive. %NULL if there are none: the drive was not identified, its family has no conversions, no
 * command can be sent to the drive, or its boot code was changed after the last LOOK.
 */
GPtrArray *bb_engine_drive_list_conversions (BbEngineDrive *self, BbCatalog *catalog);
/** bb_engine_drive_get_job: (transfer none) (nullable): the job that runs or waits for the end of a LOOK; %NULL if
 * there is none, or if it is a LOOK that did not have to wait. */
BbJob *bb_engine_drive_get_job (BbEngineDrive *self);
/** bb_engine_drive_get_journal: (transfer none) (nullable): the open journal of the drive that the last job found or
 * left; %NULL if there is none. */
BbJournalRecord *bb_engine_drive_get_journal (BbEngineDrive *self);
/** bb_engine_drive_dup_state_text: (transfer full): sentences on the state of the drive and the next step. If other
 * programs or a mount use the drive, the text is about them, else about bb_engine_drive_get_state(). For READY, the
 * text may say that the drive waits for its verification or that it is unsupported; else it is "Ready.". */
char *bb_engine_drive_dup_state_text (BbEngineDrive *self);
/**
 * bb_engine_drive_dup_reported: sets @vendor, @product and @revision (out) (transfer full) to the INQUIRY data that
 * the last job read. Before the first job, vendor and product are those from udev. The revision is then "", because
 * the kernel may still have the revision from before a flash.
 */
void bb_engine_drive_dup_reported (BbEngineDrive *self, char **vendor, char **product, char **revision);
/**
 * bb_engine_drive_dup_is_text: (transfer full) (nullable): maker and model of the hardware: "Sony DRU-110A". In
 * recovery mode the name under which the drive was sold comes before them: "TDK 420N = Sony DRU-110A". If the
 * evidence speaks for two models: both models. %NULL if the model is unknown.
 */
char *bb_engine_drive_dup_is_text (BbEngineDrive *self);

/** bb_engine_drive_dup_named_text: (transfer full) (nullable): maker and model by the reported name alone, for a
 * drive whose model LOOK could not find: "HLDS (LG) GU90N". %NULL before the first LOOK, if the model is known, or if
 * the name does not tell maker and model. */
char *bb_engine_drive_dup_named_text (BbEngineDrive *self);

#define BB_TYPE_ENGINE (bb_engine_get_type ())
G_DECLARE_FINAL_TYPE (BbEngine, bb_engine, BB, ENGINE, GObject)

/**
 * bb_engine_new:
 * @monitor: provides the drives (udev, simulated, replayed)
 * @state_folder: (nullable): contains backups/ and journal/. %NULL: the folder of this user (bb-state-folder.h),
 *   which changes when the user chooses another folder in any program
 * @trace: (nullable): gets every command of every drive
 *
 * Creates the local engine, which runs all jobs in worker threads of this process. A killed process may have left
 * system settings that bb_drive_hold() changed; the new engine restores these settings from the journal of that
 * process. Drives and backups are named by ID, so that a remote engine could implement the same calls.
 */
BbEngine *bb_engine_new (BbDriveMonitor *monitor, BbCatalog *catalog, const char *state_folder, BbTraceFile *trace);

GListModel *bb_engine_get_drives (BbEngine *self); /* (transfer none): of BbEngineDrive */
/** bb_engine_list_called: (transfer full) (element-type BbEngineDrive): the drives that @text names, empty if none;
 * see bb_drive_monitor_list_called(). */
GPtrArray *bb_engine_list_called (BbEngine *self, const char *text);
/** bb_engine_find: (transfer full) (nullable): the drive that @text names, see bb_drive_monitor_find(); %NULL if it
 * names none or several. */
BbEngineDrive *bb_engine_find (BbEngine *self, const char *text);
/** bb_engine_find_place: (transfer full) (nullable): the drive at the port @place (a text of
 * bb_engine_drive_dup_place()); %NULL if there is no drive. */
BbEngineDrive *bb_engine_find_place (BbEngine *self, const char *place);
BbCatalog *bb_engine_get_catalog (BbEngine *self);
/** bb_engine_get_store: (transfer none): the store of backups in bb_engine_get_state_folder(); the engine replaces
 * and releases it before it emits "store-changed". */
BbBackupStore *bb_engine_get_store (BbEngine *self);
/** bb_engine_get_checks: (transfer none): the verifications of the backups in bb_engine_get_store(). */
BbBackupChecks *bb_engine_get_checks (BbEngine *self);
/** bb_engine_get_state_folder: (transfer none): the folder in use now; freed before "store-changed" is emitted. */
const char *bb_engine_get_state_folder (BbEngine *self);

/** bb_engine_is_chosen: TRUE if the state folder is the one that the user has chosen, FALSE if bb_engine_new() was
 * called with a @state_folder for this process. */
gboolean bb_engine_is_chosen (BbEngine *self);

/**
 * bb_engine_move_store_async:
 * @folder: absolute; new, or a folder that contained backups before
 *
 * Copies backups, journals and images to @folder, and records @folder as the folder of this user. The old folder is
 * not changed. Meanwhile only LOOK can be started. After a success bb_engine_move_store_finish() emits
 * "store-changed". If another program moves the store, bb_engine_start() notices this and emits "store-changed".
 *
 * After an error the old folder stays in use, and copied files stay in @folder. Errors:
 * - %BB_JOB_ERROR_REFUSED, with a sentence: a job runs, a flash is not finished, @folder is unsuitable, or a journal
 *   that may belong to a real drive cannot be read
 * - %BB_JOB_ERROR_BUSY: another program uses one of the two folders
 * - %BB_STORE_ERROR_NOT_PERMITTED: one of the two folders cannot be locked
 * - those of bb_state_folder_copy() and bb_state_folder_choose()
 */
void bb_engine_move_store_async (BbEngine *self, const char *folder, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
/** bb_engine_move_store_finish: must be called after bb_engine_move_store_async(), because only this call lets jobs
 * start again.
 * Returns: %TRUE if @folder is now in use. Errors: those of bb_engine_move_store_async(). */
gboolean bb_engine_move_store_finish (BbEngine *self, GAsyncResult *result, GError **error);

/**
 * bb_engine_start:
 *
 * Starts a job. Each drive runs one job at a time. If LOOK is running on the drive, the job begins when LOOK has
 * ended. If LOOK is only queued, it is dropped. bb_engine_drive_get_job() returns the job from now on, except for a
 * LOOK that begins now. If the user has chosen another state folder, first changes to that folder and emits
 * "store-changed".
 *
 * Errors: %BB_JOB_ERROR_REFUSED with a sentence if the drive has another job or is disconnected, if the store is
 * being moved (LOOK is allowed then), or if the chosen state folder does not exist.
 *
 * Returns: (transfer full): the job, whose signals report progress and result; %NULL with an error
 */
BbJob *bb_engine_start (BbEngine *self, BbEngineDrive *drive, const BbJobRequest *request, GError **error);

/**
 * bb_engine_set_tool_code:
 * @code: the error code, in the form of %BB_SETTING_TOOL_CODE
 *
 * Records the error code that another program showed for @drive, and starts LOOK. All jobs of the drive use the code
 * until the drive is disconnected. Errors: those of bb_engine_start(); after an error the old code stays.
 * Returns: %TRUE if LOOK was started
 */
gboolean bb_engine_set_tool_code (BbEngine *self, BbEngineDrive *drive, const char *code, GError **error);

/**
 * bb_engine_set_own_name:
 * @name: (nullable): as bb_own_name_dup_valid() returns it; %NULL removes the name
 *
 * Saves the user's name for @drive in the state folder, sets it in @drive, and emits "changed" of @drive. Blocks.
 * Errors: those of bb_own_name_set(); then @drive does not change. Returns: %TRUE if the name was saved
 */
gboolean bb_engine_set_own_name (BbEngine *self, BbEngineDrive *drive, const char *name, GError **error);

/** bb_engine_look_at_all: queues LOOK on each connected, idle drive for which bb_engine_drive_was_looked_at() is
 * FALSE; from now on, also on drives that are connected or report a change. */
void bb_engine_look_at_all (BbEngine *self);

/** bb_engine_find_safe: the value of the JSON `drive-safe`: as bb_engine_drive_get_safe(). For a drive that no job
 * has identified, and without a @result (nullable), the value follows from its open journal on disk. */
BbSafe bb_engine_find_safe (BbEngine *self, BbEngineDrive *drive, const BbResult *result);

/** bb_engine_n_looking: number of running and queued LOOK jobs; "looked" is emitted when the number becomes 0. */
guint bb_engine_n_looking (BbEngine *self);

/** bb_engine_is_working: TRUE if a drive has a bb_engine_drive_get_job(): a job other than LOOK that runs or waits
 * for the end of a LOOK, or a LOOK that had to wait for another one. */
gboolean bb_engine_is_working (BbEngine *self);

/** bb_engine_is_endangered: TRUE if a drive with a running job (not LOOK) must not lose power now, see
 * bb_job_is_endangered(), so the window must not close. */
gboolean bb_engine_is_endangered (BbEngine *self);

G_END_DECLS
