/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-loop-watch.h"

#include <gtk/gtk.h>
#include <stdio.h>
#include <time.h>

/* Iterations of the main loop that use at least this much processor time are recorded. */
#define BB_LOOP_WATCH_FROM_US 8000
/* Fixed amount of work of bb_loop_watch_work_ms(): number of rounds, and number of labels made in each round. */
#define BB_LOOP_WATCH_ROUNDS 3
#define BB_LOOP_WATCH_LABELS 8

static GPollFunc poll_before;
static FILE *lines;
static gint64 began_cpu_us;
static gint64 began_us;
static gint64 start_us;
static const char *note; /* (nullable): purpose of the current iteration of the main loop */

/* Returns the processor time that this thread has used. */
static gint64
bb_loop_watch_cpu_us (void)
{
    struct timespec now;

    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
    return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Creates, styles and measures a fixed number of labels, and returns the processor time that this took. Called after
 * each long iteration of the main loop. bb_loop_watch_poll() adds this time to the line about the iteration, because
 * a large value shows that the machine is slow, not only the iteration. */
static double
bb_loop_watch_work_ms (void)
{
    gint64 start_cpu_us = bb_loop_watch_cpu_us ();

    for (guint round = 0; round < BB_LOOP_WATCH_ROUNDS; round++) {
        g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));

        for (guint i = 0; i < BB_LOOP_WATCH_LABELS; i++) {
            g_autofree char *text = g_strdup_printf ("%u: a sentence that is wrapped if the page is narrow", i);
            GtkWidget *label = gtk_label_new (text);

            gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
            gtk_container_add (GTK_CONTAINER (box), label);
        }
        gtk_widget_show_all (box);
        gtk_widget_get_preferred_size (box, NULL, NULL);
        gtk_widget_destroy (box);
    }
    return (double) (bb_loop_watch_cpu_us () - start_cpu_us) / 1000;
}

/* Writes a line if the iteration that ends now took long, then polls with the original function. Installed as the
 * poll function of the main context: an iteration lasts from the end of one poll to the start of the next. */
static int
bb_loop_watch_poll (GPollFD *fds, guint n_fds, int timeout_ms)
{
    gint64 cpu_us = bb_loop_watch_cpu_us () - began_cpu_us;
    gint64 us = g_get_monotonic_time () - began_us;
    int result;

    if (began_us != 0 && cpu_us >= BB_LOOP_WATCH_FROM_US) {
        fprintf (lines, "at %.3f s: %.1f ms (%.1f ms with waiting; fixed work %.2f ms)%s%s\n",
                 (double) (began_us - start_us) / G_USEC_PER_SEC, (double) cpu_us / 1000, (double) us / 1000,
                 bb_loop_watch_work_ms (), note != NULL ? ": " : "", note != NULL ? note : "");
        fflush (lines);
    }
    note = NULL;
    result = poll_before (fds, n_fds, timeout_ms);
    began_us = g_get_monotonic_time ();
    began_cpu_us = bb_loop_watch_cpu_us ();
    return result;
}

void
bb_loop_watch_start (const char *path)
{
    g_return_if_fail (path != NULL);

    if (lines != NULL)
        return;
    lines = fopen (path, "a");
    if (lines == NULL)
        return;
    start_us = g_get_monotonic_time ();
    poll_before = g_main_context_get_poll_func (NULL);
    g_main_context_set_poll_func (NULL, bb_loop_watch_poll);
}

void
bb_loop_watch_note (const char *what)
{
    note = what;
}
