/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"
#include "job/flow/bb-flow.h"

G_BEGIN_DECLS

/* Private to src/job/engine. Main context only. */

BbEngineDrive *bb_engine_drive_new (BbDrive *drive);
void bb_engine_drive_emit_changed (BbEngineDrive *self);
/** bb_engine_drive_set_job: sets the running job to @job (nullable), and emits "changed" unless @job was the running
 * job before. */
void bb_engine_drive_set_job (BbEngineDrive *self, BbJob *job);
/**
 * bb_engine_drive_take_result: updates the drive from @result:
 * - the facts, if @result has facts
 * - the own name, after a LOOK
 * - medium and users, after a LOOK or if another job found them
 * - the journal, always
 * - the error: that of @result if @result is of a LOOK or its error says that another program uses the drive; else no
 *   error
 * - whether a power cycle must follow, see bb_engine_drive_had_power_cycle()
 * Does not emit "changed".
 */
void bb_engine_drive_take_result (BbEngineDrive *self, BbResult *result);
/**
 * bb_engine_drive_forget: drops facts, users, medium, error, own name and tool code of a disconnected drive, because
 * another drive may be connected to the same port. Journal and running job stay. bb_engine_drive_had_power_cycle()
 * returns TRUE from now on. Does not emit "changed".
 */
void bb_engine_drive_forget (BbEngineDrive *self);
/** bb_engine_drive_set_own_name: sets the user's name (nullable) for the drive, and updates the facts with
 * bb_own_name_apply(); does not emit "changed". */
void bb_engine_drive_set_own_name (BbEngineDrive *self, const char *name);
/** bb_engine_drive_set_tool_code: sets the error code that another flash program showed for this drive. All jobs of
 * the drive get it with their request until the drive is disconnected. @code: (nullable): %NULL removes the code */
void bb_engine_drive_set_tool_code (BbEngineDrive *self, const char *code);
/** bb_engine_drive_complete_request: adds the tool code of bb_engine_drive_set_tool_code() to the settings of
 * @request, if such a code was set and @request has no tool code yet. */
void bb_engine_drive_complete_request (BbEngineDrive *self, BbJobRequest *request);

/** bb_engine_refuse: sets %BB_JOB_ERROR_REFUSED with a sentence for users. Returns: %FALSE */
gboolean bb_engine_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** bb_engine_is_simulated: TRUE if the drives are simulated or replayed from a trace. */
gboolean bb_engine_is_simulated (BbEngine *self);
/** bb_engine_set_moving: while TRUE, bb_engine_start() refuses all jobs but LOOK. Returns the previous value. */
gboolean bb_engine_set_moving (BbEngine *self, gboolean is_moving);
/** bb_engine_get_moving_text: sentence that refuses a job because the store is being moved. */
const char *bb_engine_get_moving_text (void);
/** bb_engine_change_folder: uses @folder for backups and journals from now on, with a new #BbBackupStore; always
 * emits "store-changed". */
void bb_engine_change_folder (BbEngine *self, const char *folder);

/** bb_engine_look_again: queues LOOK on @drive, unless the drive is disconnected or has a running, queued or waiting
 * job of this process. */
void bb_engine_look_again (BbEngine *self, BbEngineDrive *drive);

/**
 * bb_engine_set_about_to_write:
 * @func: called in the worker thread of a flash after the backup was saved, directly before the last check of drive
 *   and backup
 *
 * Only for tests, which change the drive or the backup in @func, between the review and the first write.
 */
void bb_engine_set_about_to_write (BbEngine *self, void (*func) (BbJob *job, gpointer data), gpointer data);

G_END_DECLS
