/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"
#include "job/flow/bb-flow.h"

G_BEGIN_DECLS

/* Inside the room: what the engine does to its drives; main context only. */

BbEngineDrive *bb_engine_drive_new (BbDrive *drive);
/** bb_engine_drive_emit_changed: tells everybody. */
void bb_engine_drive_emit_changed (BbEngineDrive *self);
/** bb_engine_drive_set_job: (nullable) */
void bb_engine_drive_set_job (BbEngineDrive *self, BbJob *job);
/** bb_engine_drive_take_result: what a job found out. */
void bb_engine_drive_take_result (BbEngineDrive *self, BbResult *result);
/** bb_engine_drive_forget: it was unplugged: what is known may not hold for what comes back. */
void bb_engine_drive_forget (BbEngineDrive *self);
/** bb_engine_drive_set_tool_code: what all jobs of this drive know from now on, until it is unplugged. */
void bb_engine_drive_set_tool_code (BbEngineDrive *self, const char *code);
/** bb_engine_drive_complete_request: adds what somebody said of this drive, where @request does not say otherwise. */
void bb_engine_drive_complete_request (BbEngineDrive *self, BbJobRequest *request);
gboolean bb_engine_drive_was_looked_at (BbEngineDrive *self);
/** bb_engine_drive_had_power_cycle: since an unproven flash of this program it was away, or there was none. */
gboolean bb_engine_drive_had_power_cycle (BbEngineDrive *self);

/** bb_engine_refuse: sets %BB_JOB_ERROR_REFUSED with a sentence for people. Returns: %FALSE */
gboolean bb_engine_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** bb_engine_is_simulated: none of its drives is real. */
gboolean bb_engine_is_simulated (BbEngine *self);
/** bb_engine_set_moving: while it is so, no job can be started. Returns: whether it was so. */
gboolean bb_engine_set_moving (BbEngine *self, gboolean is_moving);
/** bb_engine_get_moving_text: why, a sentence. */
const char *bb_engine_get_moving_text (void);
/** bb_engine_change_folder: what is kept from now on is kept there; emits "store-changed". */
void bb_engine_change_folder (BbEngine *self, const char *folder);

/** bb_engine_look_again: starts LOOK on @drive, unless it is busy with a job of this process. */
void bb_engine_look_again (BbEngine *self, BbEngineDrive *drive);

/**
 * bb_engine_set_about_to_write:
 * @func: called in the worker thread when the backup is safe, before the last look at drive and backup
 *
 * For tests of what happens when something changes in this moment.
 */
void bb_engine_set_about_to_write (BbEngine *self, void (*func) (BbJob *job, gpointer data), gpointer data);

G_END_DECLS
