/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_departure_begin:
 *
 * Handles the end of the session, SIGTERM, SIGINT, SIGHUP and the loss of the display: every job stops waiting for
 * answers (bb_job_leave_alone()), and the program ends when all jobs have ended. Exception: SIGHUP has no effect if
 * the program was started with nohup.
 *
 * Also handles Ctrl+Z in the terminal from which the program was started. Ctrl+Z stops the program only if
 * bb_engine_is_endangered() returns FALSE. Call this function once, in the main thread.
 */
void bb_departure_begin (GtkApplication *app);

/** bb_departure_set_engine: Sets the engine whose jobs must end before the program does. @engine: (nullable):
 * referenced until the next call. */
void bb_departure_set_engine (BbEngine *engine);

G_END_DECLS
