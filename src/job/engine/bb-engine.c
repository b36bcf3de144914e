/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-engine-private.h"
#include "job/store/bb-journal.h"
#include "job/store/bb-own-name.h"
#include "job/store/bb-state-folder.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>

#include <errno.h>

/* Maximum number of drives that are identified at the same time. */
#define BB_ENGINE_MAX_LOOKS 4

/* A drive and its jobs. */
typedef struct {
    BbEngineDrive *shown;
    BbJob *look; /* (nullable): running or queued LOOK */
    gboolean is_queued;
    BbJob *waiting; /* (nullable): starts when @look has ended */
} BbSlot;

struct _BbEngine {
    GObject parent;
    BbDriveMonitor *monitor;
    BbCatalog *catalog;
    BbBackupStore *store;
    BbBackupChecks *checks;
    char *state_folder;
    gboolean is_chosen; /* @state_folder is the folder that the user has chosen, not one for this process only */
    gboolean is_moving; /* the store is being copied to another folder */
    BbTraceFile *trace;
    GListStore *drives; /* BbEngineDrive */
    GPtrArray *slots;
    guint n_running_looks;
    gboolean watching; /* bb_engine_look_at_all() was called, so new drives are identified, too */
    void (*about_to_write) (BbJob *job, gpointer data);
    gpointer about_to_write_data;
};

static guint looked_signal;
static guint store_changed_signal;

G_DEFINE_TYPE (BbEngine, bb_engine, G_TYPE_OBJECT)

static void bb_engine_job_done_cb (BbJob *job, BbEngine *self);
static void bb_engine_run_looks (BbEngine *self);

static void
bb_slot_free (gpointer data)
{
    BbSlot *slot = data;

    g_clear_object (&slot->shown);
    g_clear_object (&slot->look);
    g_clear_object (&slot->waiting);
    g_free (slot);
}

static void
bb_engine_finalize (GObject *object)
{
    BbEngine *self = BB_ENGINE (object);

    g_ptr_array_unref (self->slots);
    g_clear_object (&self->drives);
    g_clear_object (&self->monitor);
    g_clear_object (&self->catalog);
    g_clear_object (&self->store);
    g_clear_object (&self->checks);
    g_clear_object (&self->trace);
    g_free (self->state_folder);
    G_OBJECT_CLASS (bb_engine_parent_class)->finalize (object);
}

static void
bb_engine_class_init (BbEngineClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_engine_finalize;
    looked_signal =
        g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    store_changed_signal = g_signal_new ("store-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
}

static void
bb_engine_init (BbEngine *self)
{
    self->drives = g_list_store_new (BB_TYPE_ENGINE_DRIVE);
    self->checks = bb_backup_checks_new ();
    self->slots = g_ptr_array_new_with_free_func (bb_slot_free);
}

/* --- slots --- */

/* Returns (transfer none) (nullable) the slot of @drive; %NULL if @drive is not in the list of the engine. */
static BbSlot *
bb_engine_find_slot (BbEngine *self, BbDrive *drive)
{
    for (guint i = 0; i < self->slots->len; i++) {
        BbSlot *slot = g_ptr_array_index (self->slots, i);

        if (bb_engine_drive_get_drive (slot->shown) == drive)
            return slot;
    }
    return NULL;
}

/* TRUE if the drive has no running, queued or waiting job. */
static gboolean
bb_slot_is_idle (BbSlot *slot)
{
    return slot->look == NULL && slot->waiting == NULL && bb_engine_drive_get_job (slot->shown) == NULL;
}

/* Returns the position at which @drive is inserted into self->drives: the number of drives in the list of the engine
 * that come before @drive in the monitor. Disconnected drives whose jobs still run do not count. */
static guint
bb_engine_find_position (BbEngine *self, BbDrive *drive)
{
    guint n_drives = g_list_model_get_n_items (G_LIST_MODEL (self->monitor));
    guint position = 0;

    for (guint i = 0; i < n_drives; i++) {
        g_autoptr (BbDrive) other = g_list_model_get_item (G_LIST_MODEL (self->monitor), i);

        if (other == drive)
            break;
        if (bb_engine_find_slot (self, other) != NULL)
            position++;
    }
    return MIN (position, g_list_model_get_n_items (G_LIST_MODEL (self->drives)));
}

/* Removes the drive of @slot from the list and frees @slot. */
static void
bb_engine_drop_slot (BbEngine *self, BbSlot *slot)
{
    guint position;

    if (g_list_store_find (self->drives, slot->shown, &position))
        g_list_store_remove (self->drives, position);
    g_ptr_array_remove (self->slots, slot);
}

/* --- jobs --- */

/* Returns (transfer full) (element-type BbDriveSeen) all connected drives except that of @but (nullable). */
static GPtrArray *
bb_engine_list_others (BbEngine *self, BbSlot *but)
{
    GPtrArray *others = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_drive_seen_free);

    for (guint i = 0; i < self->slots->len; i++) {
        BbSlot *slot = g_ptr_array_index (self->slots, i);
        BbDrive *drive = bb_engine_drive_get_drive (slot->shown);
        g_autoptr (BbDriveDetails) details = NULL;

        if (slot == but || !bb_drive_is_present (drive))
            continue;
        details = bb_drive_ref_details (drive);
        g_ptr_array_add (others, bb_drive_seen_new (details, bb_engine_drive_get_facts (slot->shown)));
    }
    return others;
}

/* Runs the job in its worker thread. The flow returns data; the sentences of the result are added here. */
static BbResult *
bb_engine_run_flow (BbJob *job, gpointer env)
{
    BbResult *result = bb_flow_run (job, env);

    bb_words_add_to_result (result);
    return result;
}

/* Calls bb_flow_env_free(). This wrapper has exactly the type of GDestroyNotify, because the undefined-behaviour
 * sanitizer of clang 17 and later ends a program that calls a function through a pointer of another type. */
static void
bb_engine_free_env (gpointer env)
{
    bb_flow_env_free (env);
}

/* Returns (transfer full) the result of a @job whose thread could not be started, with %G_IO_ERROR_FAILED. The
 * outcome is NEEDS_RECOVERY (INTERRUPTED) if the drive needed recovery before, else UNCHANGED. */
static BbResult *
bb_engine_new_unstarted_result (BbSlot *slot, BbJob *job)
{
    BbResult *result = bb_result_new (bb_job_get_action (job));

    result->drive = g_strdup (bb_engine_drive_get_name (slot->shown));
    result->outcome = BB_OUTCOME_UNCHANGED;
    result->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, g_strerror (EAGAIN));
    if (bb_engine_drive_get_state (slot->shown) == BB_DRIVE_STATE_NEEDS_RECOVERY) {
        result->outcome = BB_OUTCOME_NEEDS_RECOVERY;
        result->reason = BB_RESULT_REASON_INTERRUPTED;
    }
    bb_result_conclude (result);
    bb_words_add_to_result (result);
    return result;
}

/* Starts the thread of @job. If that fails, the job ends with an error. */
static void
bb_engine_begin_job (BbEngine *self, BbSlot *slot, BbJob *job)
{
    BbFlowEnv *env = g_new0 (BbFlowEnv, 1);

    env->catalog = g_object_ref (self->catalog);
    env->store = g_object_ref (self->store);
    env->state_folder = g_strdup (self->state_folder);
    env->trace = self->trace != NULL ? g_object_ref (self->trace) : NULL;
    env->others = bb_engine_list_others (self, slot);
    env->power_cycled = bb_engine_drive_had_power_cycle (slot->shown);
    env->follows_choice = self->is_chosen;
    env->about_to_write = self->about_to_write;
    env->about_to_write_data = self->about_to_write_data;
    if (!bb_job_start (job, bb_engine_run_flow, env, bb_engine_free_env))
        bb_job_finish (job, bb_engine_new_unstarted_result (slot, job));
}

/* Returns (transfer full) a job with a copy of @request, completed with the settings that the user entered for the
 * drive. The job is not started. Its signal "done" is already connected to bb_engine_job_done_cb(). */
static BbJob *
bb_engine_new_job (BbEngine *self, BbSlot *slot, const BbJobRequest *request)
{
    g_autoptr (BbJobRequest) complete = bb_job_request_copy (request);
    BbJob *job;

    bb_engine_drive_complete_request (slot->shown, complete);
    job = bb_job_new (bb_engine_drive_get_drive (slot->shown), complete);

    /* Connected before all other handlers, so that these find the drive updated by the result. */
    g_signal_connect_object (job, "done", G_CALLBACK (bb_engine_job_done_cb), self, 0);
    return job;
}

/* Forgets the LOOK of @slot and begins the job that waited for its end. */
static void
bb_engine_end_look (BbEngine *self, BbSlot *slot)
{
    g_clear_object (&slot->look);
    if (slot->waiting != NULL) {
        g_autoptr (BbJob) job = g_steal_pointer (&slot->waiting);

        bb_engine_begin_job (self, slot, job);
    }
}

/* Updates the drive from the result of @job, emits "changed" of the drive, and begins the job that waited for @job.
 * Drops the drive if it is disconnected and no job uses it any more. After a LOOK, also begins queued LOOK jobs, and
 * emits "looked" if no LOOK is running or queued then. Does nothing if the drive has left the list. */
static void
bb_engine_job_done_cb (BbJob *job, BbEngine *self)
{
    BbSlot *slot = bb_engine_find_slot (self, bb_job_get_drive (job));
    g_autoptr (BbResult) result = bb_job_ref_result (job);
    g_autoptr (BbEngine) keep G_GNUC_UNUSED = g_object_ref (self);

    if (job != NULL && bb_job_get_action (job) == BB_ACTION_LOOK && slot != NULL && slot->look == job)
        self->n_running_looks--;
    if (slot == NULL)
        return;
    bb_engine_drive_take_result (slot->shown, result);
    if (slot->look == job)
        bb_engine_end_look (self, slot);
    if (bb_engine_drive_get_job (slot->shown) == job)
        bb_engine_drive_set_job (slot->shown, NULL);
    else
        bb_engine_drive_emit_changed (slot->shown);
    if (bb_slot_is_idle (slot) && !bb_drive_is_present (bb_engine_drive_get_drive (slot->shown)))
        bb_engine_drop_slot (self, slot);
    if (bb_job_get_action (job) != BB_ACTION_LOOK)
        return;
    bb_engine_run_looks (self);
    if (bb_engine_n_looking (self) == 0)
        g_signal_emit (self, looked_signal, 0);
}

/* --- looking --- */

/* Begins queued LOOK jobs, in the order of self->slots, while fewer than BB_ENGINE_MAX_LOOKS are running. */
static void
bb_engine_run_looks (BbEngine *self)
{
    for (guint i = 0; i < self->slots->len && self->n_running_looks < BB_ENGINE_MAX_LOOKS; i++) {
        BbSlot *slot = g_ptr_array_index (self->slots, i);

        if (slot->look == NULL || !slot->is_queued)
            continue;
        slot->is_queued = FALSE;
        self->n_running_looks++;
        bb_engine_begin_job (self, slot, slot->look);
    }
}

/* Queues LOOK, unless the drive has a running or queued job. The caller must call bb_engine_run_looks() afterwards,
 * which starts it. */
static void
bb_engine_queue_look (BbEngine *self, BbSlot *slot)
{
    g_autoptr (BbJobRequest) request = NULL;

    if (!bb_slot_is_idle (slot))
        return;
    request = bb_job_request_new (BB_ACTION_LOOK);
    slot->look = bb_engine_new_job (self, slot, request);
    slot->is_queued = TRUE;
}

void
bb_engine_look_at_all (BbEngine *self)
{
    g_return_if_fail (BB_IS_ENGINE (self));

    self->watching = TRUE;
    for (guint i = 0; i < self->slots->len; i++) {
        BbSlot *slot = g_ptr_array_index (self->slots, i);

        if (!bb_engine_drive_was_looked_at (slot->shown) &&
            bb_drive_is_present (bb_engine_drive_get_drive (slot->shown)))
            bb_engine_queue_look (self, slot);
    }
    bb_engine_run_looks (self);
}

void
bb_engine_look_again (BbEngine *self, BbEngineDrive *drive)
{
    BbSlot *slot = bb_engine_find_slot (self, bb_engine_drive_get_drive (drive));

    if (slot == NULL || !bb_drive_is_present (bb_engine_drive_get_drive (drive)))
        return;
    bb_engine_queue_look (self, slot);
    bb_engine_run_looks (self);
}

guint
bb_engine_n_looking (BbEngine *self)
{
    guint n_looking = 0;

    g_return_val_if_fail (BB_IS_ENGINE (self), 0);

    for (guint i = 0; i < self->slots->len; i++)
        n_looking += ((BbSlot *) g_ptr_array_index (self->slots, i))->look != NULL;
    return n_looking;
}

BbSafe
bb_engine_find_safe (BbEngine *self, BbEngineDrive *drive, const BbResult *result)
{
    g_autoptr (BbJournalRecord) record = NULL;
    g_autoptr (BbDriveDetails) details = NULL;
    g_autoptr (GPtrArray) others = NULL;
    gboolean ambiguous = FALSE;

    g_return_val_if_fail (BB_IS_ENGINE (self) && BB_IS_ENGINE_DRIVE (drive), BB_SAFE_UNKNOWN);

    if (result != NULL || bb_engine_drive_was_looked_at (drive))
        return bb_engine_drive_get_safe (drive, result);
    details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    others = bb_engine_list_others (self, bb_engine_find_slot (self, bb_engine_drive_get_drive (drive)));
    record = bb_journal_find (self->state_folder, details, NULL, others, &ambiguous);
    return bb_drive_get_safe (NULL, record);
}

/* --- drives that come and go --- */

/* Adds @drive to the list. If @drive is still in the list because a job uses it, only emits "changed" of that drive.
 * If bb_engine_look_at_all() was called before, queues LOOK on @drive. */
static void
bb_engine_added_cb (BbDriveMonitor *monitor, BbDrive *drive, BbEngine *self)
{
    BbSlot *slot = bb_engine_find_slot (self, drive);

    if (slot == NULL) {
        guint position = bb_engine_find_position (self, drive);

        slot = g_new0 (BbSlot, 1);
        slot->shown = bb_engine_drive_new (drive);
        g_ptr_array_add (self->slots, slot);
        g_list_store_insert (self->drives, position, slot->shown);
    } else {
        bb_engine_drive_emit_changed (slot->shown);
    }
    if (self->watching) {
        bb_engine_queue_look (self, slot);
        bb_engine_run_looks (self);
    }
}

/* Drops the facts of the drive and a queued LOOK. Removes the drive from the list if no job uses it. If a job uses
 * it, emits "changed" of the drive, and bb_engine_job_done_cb() removes the drive later. */
static void
bb_engine_removed_cb (BbDriveMonitor *monitor, BbDrive *drive, BbEngine *self)
{
    BbSlot *slot = bb_engine_find_slot (self, drive);

    if (slot == NULL)
        return;
    bb_engine_drive_forget (slot->shown);
    if (slot->look != NULL && slot->is_queued && slot->waiting == NULL)
        g_clear_object (&slot->look);
    if (bb_slot_is_idle (slot))
        bb_engine_drop_slot (self, slot);
    else
        bb_engine_drive_emit_changed (slot->shown);
}

/* Called when the monitor reports a change of @drive, for example of its disc. Emits "changed" of the drive. If
 * bb_engine_look_at_all() was called before, queues LOOK on @drive. */
static void
bb_engine_changed_cb (BbDriveMonitor *monitor, BbDrive *drive, BbEngine *self)
{
    BbSlot *slot = bb_engine_find_slot (self, drive);

    if (slot == NULL)
        return;
    bb_engine_drive_emit_changed (slot->shown);
    if (self->watching) {
        bb_engine_queue_look (self, slot);
        bb_engine_run_looks (self);
    }
}

/* --- the state folder --- */

/* Sets the state folder to @folder (transfer full) and opens the backup store in it. */
static void
bb_engine_take_folder (BbEngine *self, char *folder)
{
    g_autofree char *backups = g_build_filename (folder, "backups", NULL);

    g_free (self->state_folder);
    self->state_folder = folder;
    g_clear_object (&self->store);
    self->store = bb_backup_store_new (backups);
    bb_backup_checks_set_store (self->checks, self->store);
}

void
bb_engine_change_folder (BbEngine *self, const char *folder)
{
    bb_engine_take_folder (self, g_strdup (folder));
    g_signal_emit (self, store_changed_signal, 0);
}

gboolean
bb_engine_refuse (GError **error, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_set_error_literal (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED, text);
    return FALSE;
}

/*
 * If the user has chosen another state folder since the last job, possibly in another program, changes to that folder
 * and emits "store-changed". TRUE if the chosen folder is in use now. If this process uses a folder of its own, does
 * nothing and returns TRUE. FALSE with %BB_JOB_ERROR_REFUSED if the chosen folder cannot be used, for example because
 * its disk is not mounted.
 */
static gboolean
bb_engine_follow_choice (BbEngine *self, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    g_autofree char *folder = NULL;

    if (!self->is_chosen)
        return TRUE;
    folder = bb_state_folder_find (&local_error);
    if (folder == NULL)
        return bb_engine_refuse (error, "%s", local_error->message);
    if (!g_str_equal (folder, self->state_folder))
        bb_engine_change_folder (self, folder);
    return TRUE;
}

gboolean
bb_engine_is_simulated (BbEngine *self)
{
    return bb_drive_monitor_is_simulated (self->monitor);
}

gboolean
bb_engine_is_chosen (BbEngine *self)
{
    g_return_val_if_fail (BB_IS_ENGINE (self), FALSE);

    return self->is_chosen;
}

const char *
bb_engine_get_moving_text (void)
{
    return _ ("Backups are being copied to another folder. Wait until copying has finished.");
}

gboolean
bb_engine_set_moving (BbEngine *self, gboolean is_moving)
{
    gboolean was_moving = self->is_moving;

    self->is_moving = is_moving;
    return was_moving;
}

/* --- the public functions --- */

BbEngine *
bb_engine_new (BbDriveMonitor *monitor, BbCatalog *catalog, const char *state_folder, BbTraceFile *trace)
{
    BbEngine *self;

    g_return_val_if_fail (BB_IS_DRIVE_MONITOR (monitor), NULL);
    g_return_val_if_fail (BB_IS_CATALOG (catalog), NULL);

    self = g_object_new (BB_TYPE_ENGINE, NULL);
    self->monitor = g_object_ref (monitor);
    self->catalog = g_object_ref (catalog);
    self->trace = trace != NULL ? g_object_ref (trace) : NULL;
    self->is_chosen = state_folder == NULL;
    bb_engine_take_folder (self, state_folder != NULL ? g_strdup (state_folder) : bb_state_folder_dup ());
    bb_journal_undo_all (self->state_folder, bb_drive_monitor_is_simulated (monitor));
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (monitor)); i++) {
        g_autoptr (BbDrive) drive = g_list_model_get_item (G_LIST_MODEL (monitor), i);

        bb_engine_added_cb (monitor, drive, self);
    }
    g_signal_connect_object (monitor, "drive-added", G_CALLBACK (bb_engine_added_cb), self, 0);
    g_signal_connect_object (monitor, "drive-removed", G_CALLBACK (bb_engine_removed_cb), self, 0);
    g_signal_connect_object (monitor, "drive-changed", G_CALLBACK (bb_engine_changed_cb), self, 0);
    return self;
}

void
bb_engine_set_about_to_write (BbEngine *self, void (*func) (BbJob *job, gpointer data), gpointer data)
{
    self->about_to_write = func;
    self->about_to_write_data = data;
}

GListModel *
bb_engine_get_drives (BbEngine *self)
{
    g_return_val_if_fail (BB_IS_ENGINE (self), NULL);

    return G_LIST_MODEL (self->drives);
}

BbEngineDrive *
bb_engine_find (BbEngine *self, const char *text)
{
    g_autoptr (BbDrive) drive = NULL;
    BbSlot *slot;

    g_return_val_if_fail (BB_IS_ENGINE (self), NULL);
    g_return_val_if_fail (text != NULL, NULL);

    drive = bb_drive_monitor_find (self->monitor, text);
    slot = drive != NULL ? bb_engine_find_slot (self, drive) : NULL;
    return slot != NULL ? g_object_ref (slot->shown) : NULL;
}

GPtrArray *
bb_engine_list_called (BbEngine *self, const char *text)
{
    g_autoptr (GPtrArray) drives = NULL;
    GPtrArray *called;

    g_return_val_if_fail (BB_IS_ENGINE (self), NULL);
    g_return_val_if_fail (text != NULL, NULL);

    called = g_ptr_array_new_with_free_func (g_object_unref);
    drives = bb_drive_monitor_list_called (self->monitor, text);
    for (guint i = 0; i < drives->len; i++) {
        BbSlot *slot = bb_engine_find_slot (self, g_ptr_array_index (drives, i));

        if (slot != NULL)
            g_ptr_array_add (called, g_object_ref (slot->shown));
    }
    return called;
}

BbEngineDrive *
bb_engine_find_place (BbEngine *self, const char *place)
{
    g_return_val_if_fail (BB_IS_ENGINE (self) && place != NULL, NULL);

    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->drives)); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (G_LIST_MODEL (self->drives), i);
        g_autofree char *here = bb_engine_drive_dup_place (drive);

        if (g_str_equal (here, place))
            return g_steal_pointer (&drive);
    }
    return NULL;
}

BbCatalog *
bb_engine_get_catalog (BbEngine *self)
{
    g_return_val_if_fail (BB_IS_ENGINE (self), NULL);

    return self->catalog;
}

BbBackupStore *
bb_engine_get_store (BbEngine *self)
{
    g_return_val_if_fail (BB_IS_ENGINE (self), NULL);

    return self->store;
}

BbBackupChecks *
bb_engine_get_checks (BbEngine *self)
{
    g_return_val_if_fail (BB_IS_ENGINE (self), NULL);

    return self->checks;
}

const char *
bb_engine_get_state_folder (BbEngine *self)
{
    g_return_val_if_fail (BB_IS_ENGINE (self), NULL);

    return self->state_folder;
}

BbJob *
bb_engine_start (BbEngine *self, BbEngineDrive *drive, const BbJobRequest *request, GError **error)
{
    BbSlot *slot;
    BbJob *job;

    g_return_val_if_fail (BB_IS_ENGINE (self), NULL);
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (drive), NULL);
    g_return_val_if_fail (request != NULL, NULL);

    slot = bb_engine_find_slot (self, bb_engine_drive_get_drive (drive));
    if (slot == NULL || !bb_drive_is_present (bb_engine_drive_get_drive (drive))) {
        (void) bb_engine_refuse (error, _ ("The drive is no longer connected."));
        return NULL;
    }
    if (slot->waiting != NULL || bb_engine_drive_get_job (slot->shown) != NULL) {
        (void) bb_engine_refuse (error, _ ("The drive is busy. Wait until the current operation has finished."));
        return NULL;
    }
    if (self->is_moving && request->action != BB_ACTION_LOOK) {
        (void) bb_engine_refuse (error, "%s", bb_engine_get_moving_text ());
        return NULL;
    }
    if (!bb_engine_follow_choice (self, error))
        return NULL;
    job = bb_engine_new_job (self, slot, request);
    if (slot->look != NULL && slot->is_queued)
        g_clear_object (&slot->look);
    if (slot->look != NULL)
        slot->waiting = g_object_ref (job);
    else
        bb_engine_begin_job (self, slot, job);
    if (request->action == BB_ACTION_LOOK && slot->look == NULL) {
        slot->look = g_object_ref (job);
        slot->is_queued = FALSE;
        self->n_running_looks++;
    } else {
        bb_engine_drive_set_job (slot->shown, job);
    }
    return job;
}

gboolean
bb_engine_set_tool_code (BbEngine *self, BbEngineDrive *drive, const char *code, GError **error)
{
    g_autofree char *before = g_strdup (bb_engine_drive_get_tool_code (drive));
    g_autoptr (BbJobRequest) look = bb_job_request_new (BB_ACTION_LOOK);
    g_autoptr (BbJob) job = NULL;

    g_return_val_if_fail (BB_IS_ENGINE (self) && code != NULL, FALSE);

    bb_engine_drive_set_tool_code (drive, code);
    job = bb_engine_start (self, drive, look, error);
    if (job == NULL)
        bb_engine_drive_set_tool_code (drive, before);
    return job != NULL;
}

gboolean
bb_engine_set_own_name (BbEngine *self, BbEngineDrive *drive, const char *name, GError **error)
{
    g_autoptr (BbDriveDetails) details = NULL;

    g_return_val_if_fail (BB_IS_ENGINE (self) && BB_IS_ENGINE_DRIVE (drive), FALSE);

    details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    if (!bb_own_name_set (bb_engine_get_state_folder (self), details, bb_engine_drive_get_facts (drive), name, error))
        return FALSE;
    bb_engine_drive_set_own_name (drive, name);
    bb_engine_drive_emit_changed (drive);
    return TRUE;
}

gboolean
bb_engine_is_working (BbEngine *self)
{
    g_return_val_if_fail (BB_IS_ENGINE (self), FALSE);

    for (guint i = 0; i < self->slots->len; i++) {
        BbSlot *slot = g_ptr_array_index (self->slots, i);

        if (slot->waiting != NULL || bb_engine_drive_get_job (slot->shown) != NULL)
            return TRUE;
    }
    return FALSE;
}

gboolean
bb_engine_is_endangered (BbEngine *self)
{
    g_return_val_if_fail (BB_IS_ENGINE (self), FALSE);

    for (guint i = 0; i < self->slots->len; i++) {
        BbSlot *slot = g_ptr_array_index (self->slots, i);
        BbJob *job = bb_engine_drive_get_job (slot->shown);

        if (job != NULL && bb_job_is_endangered (job))
            return TRUE;
    }
    return FALSE;
}
