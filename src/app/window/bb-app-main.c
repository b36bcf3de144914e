/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app.h"
#include "app/bb-loop-watch.h"
#include "app/bb-memory.h"
#include "job/bb-locale.h"
#include "job/bb-prefix.h"
#include "job/bb-signals.h"
#include "job/bb-streams.h"

/* Sets up standard streams, signals, memory, data folders and locale; starts bb_loop_watch_start() if
 * $BURNBACK_LOOP_WATCH has a path; then runs the program with a window. Returns its exit code. */
int
main (int argc, char **argv)
{
    g_autoptr (BbApp) app = NULL;

    bb_streams_occupy ();
    bb_signals_survive ();
    bb_memory_begin ();
    bb_prefix_init ();
    bb_locale_init ();
    if (g_getenv ("BURNBACK_LOOP_WATCH") != NULL)
        bb_loop_watch_start (g_getenv ("BURNBACK_LOOP_WATCH"));
    app = bb_app_new ();
    return g_application_run (G_APPLICATION (app), argc, argv);
}
