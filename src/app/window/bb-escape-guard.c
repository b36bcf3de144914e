/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-escape-guard.h"

/* How long Escape is ignored: the time that a user needs to notice that the popover is closed. */
#define BB_ESCAPE_GUARD_MS 600

/* Key under which a window has the monotonic time (a #gint64) until which Escape is ignored. */
#define BB_ESCAPE_GUARD_KEY "burnback-escape-guard"

/* A popover, menu or dialog of @window was opened or closed. If it was closed and there is no current event, then the
 * program has closed it. */
static void
bb_escape_guard_grab_notify_cb (GtkWidget *window, gboolean was_grabbed, gpointer end_us)
{
    GdkEvent *event = gtk_get_current_event ();

    if (was_grabbed && event == NULL)
        *(gint64 *) end_us = g_get_monotonic_time () + BB_ESCAPE_GUARD_MS * G_TIME_SPAN_MILLISECOND;
    g_clear_pointer (&event, gdk_event_free);
}

static gboolean
bb_escape_guard_key_cb (GtkWidget *window, GdkEventKey *event, gpointer end_us)
{
    return event->keyval == GDK_KEY_Escape && g_get_monotonic_time () < *(gint64 *) end_us;
}

void
bb_escape_guard_add (GtkWidget *window)
{
    gint64 *end_us;

    g_return_if_fail (GTK_IS_WINDOW (window));

    end_us = g_new0 (gint64, 1);
    g_object_set_data_full (G_OBJECT (window), BB_ESCAPE_GUARD_KEY, end_us, g_free);
    g_signal_connect (window, "grab-notify", G_CALLBACK (bb_escape_guard_grab_notify_cb), end_us);
    g_signal_connect (window, "key-press-event", G_CALLBACK (bb_escape_guard_key_cb), end_us);
}
