/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app.h"
#include "bb-loop-watch.h"
#include "job/bb-locale.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* What is larger has pages of its own, which go back to the system with it. */
#define BB_APP_OWN_PAGES_BYTES (128 * 1024)
/* Places where threads take memory from: there is one busy thread a drive, and most wait for it. */
#define BB_APP_ARENAS 2

/*
 * Images, plans and backups are large and soon gone. By default glibc learns from the first that is freed to keep
 * such room, a dozen MiB, for the rest of the program's life.
 */
static void
bb_app_spare_memory (void)
{
#ifdef __GLIBC__
    mallopt (M_MMAP_THRESHOLD, BB_APP_OWN_PAGES_BYTES);
    mallopt (M_ARENA_MAX, BB_APP_ARENAS);
#endif
}

int
main (int argc, char **argv)
{
    g_autoptr (BbApp) app = NULL;

    bb_app_spare_memory ();
    bb_locale_init ();
    if (g_getenv ("BURNBACK_LOOP_WATCH") != NULL)
        bb_loop_watch_start (g_getenv ("BURNBACK_LOOP_WATCH"));
    app = bb_app_new ();
    return g_application_run (G_APPLICATION (app), argc, argv);
}
