/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"
#include "job/flow/bb-flow.h"

G_BEGIN_DECLS

/* Private to src/job/engine. Main context only. */

BbEngineDrive *bb_engine_drive_new (BbDrive *drive);
void bb_engine_drive_emit_changed (BbEngineDrive *self);
/** bb_engine_drive_set_job: sets the running job to @job (nullable), and emits "changed" if that is another one. */
void bb_engine_drive_set_job (BbEngineDrive *self, BbJob *job);
/** bb_engine_drive_take_result: updates facts, medium, users, journal, error, and the flag that a power cycle is
 * missing, from the result of a job; does not emit "changed". */
void bb_engine_drive_take_result (BbEngineDrive *self, BbResult *result);
/** bb_engine_drive_forget: drops the data of a disconnected drive that jobs found or the user entered, because
 * another drive may be connected there. The journal stays. A power cycle that was missing counts as done. */
void bb_engine_drive_forget (BbEngineDrive *self);
/** bb_engine_drive_set_own_name: sets the user's name (nullable) for the drive; does not emit "changed". */
void bb_engine_drive_set_own_name (BbEngineDrive *self, const char *name);
/** bb_engine_drive_set_tool_code: adds @code, the error code of another flash program, to the requests of all jobs of
 * this drive until it is disconnected. */
void bb_engine_drive_set_tool_code (BbEngineDrive *self, const char *code);
/** bb_engine_drive_complete_request: adds the settings that the user entered for this drive, unless @request sets
 * them. */
void bb_engine_drive_complete_request (BbEngineDrive *self, BbJobRequest *request);

/** bb_engine_refuse: sets %BB_JOB_ERROR_REFUSED with a sentence for users. Returns: %FALSE */
gboolean bb_engine_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** bb_engine_is_simulated: TRUE if all drives are simulated. */
gboolean bb_engine_is_simulated (BbEngine *self);
/** bb_engine_set_moving: while TRUE, no job can be started. Returns the previous value. */
gboolean bb_engine_set_moving (BbEngine *self, gboolean is_moving);
/** bb_engine_get_moving_text: sentence that refuses a job because the store is being moved. */
const char *bb_engine_get_moving_text (void);
/** bb_engine_change_folder: uses @folder for backups and journals from now on; emits "store-changed". */
void bb_engine_change_folder (BbEngine *self, const char *folder);

/** bb_engine_look_again: starts LOOK on @drive, unless a job of this process uses it. */
void bb_engine_look_again (BbEngine *self, BbEngineDrive *drive);

/**
 * bb_engine_set_about_to_write:
 * @func: called in the worker thread after the backup was saved, before the last check of drive and backup
 *
 * For tests that change something at this moment.
 */
void bb_engine_set_about_to_write (BbEngine *self, void (*func) (BbJob *job, gpointer data), gpointer data);

G_END_DECLS
