/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_departure_begin:
 *
 * From now on, when the session ends or the program is told to (SIGTERM, SIGINT, SIGHUP, the display goes), every job
 * is left alone (bb_job_leave_alone()), and the program ends when all of them have. Ctrl+Z in the terminal that the
 * program was started from stops it only while no drive is endangered.
 *
 * Main thread; once.
 */
void bb_departure_begin (GtkApplication *app);

/** bb_departure_set_engine: (transfer none) (nullable): whose jobs; a reference is kept until the next call. */
void bb_departure_set_engine (BbEngine *engine);

G_END_DECLS
