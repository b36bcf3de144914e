/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-escape-guard.h"

/* How long Escape is ignored: the time that a user needs to notice that the popover is closed. */
#define BB_ESCAPE_GUARD_MS 600

/* Key under which a window has its EscapeGuard. */
#define BB_ESCAPE_GUARD_KEY "burnback-escape-guard"

typedef struct {
    GtkPopover *popover; /* (nullable) (weak): the popover that is open */
    gint64 end_us;       /* the monotonic time until which Escape is ignored */
} EscapeGuard;

static void
bb_escape_guard_free (gpointer data)
{
    EscapeGuard *self = data;

    g_clear_weak_pointer (&self->popover);
    g_free (self);
}

/* TRUE if @popover was closed because the widget that it points to has disappeared. */
static gboolean
bb_escape_guard_has_lost_place (GtkPopover *popover)
{
    GtkWidget *place = gtk_popover_get_relative_to (popover);

    return place == NULL || !gtk_widget_get_mapped (place);
}

/* A popover, menu or dialog of @window was opened or closed. */
static void
bb_escape_guard_grab_notify_cb (GtkWidget *window, gboolean was_grabbed, gpointer data)
{
    EscapeGuard *self = data;
    GtkWidget *opened = gtk_window_group_get_current_grab (gtk_window_get_group (GTK_WINDOW (window)));

    if (was_grabbed && self->popover != NULL && bb_escape_guard_has_lost_place (self->popover))
        self->end_us = g_get_monotonic_time () + BB_ESCAPE_GUARD_MS * G_TIME_SPAN_MILLISECOND;
    g_set_weak_pointer (&self->popover, GTK_IS_POPOVER (opened) ? GTK_POPOVER (opened) : NULL);
}

static gboolean
bb_escape_guard_key_cb (GtkWidget *window, GdkEventKey *event, gpointer data)
{
    const EscapeGuard *self = data;

    return event->keyval == GDK_KEY_Escape && g_get_monotonic_time () < self->end_us;
}

void
bb_escape_guard_add (GtkWidget *window)
{
    EscapeGuard *self;

    g_return_if_fail (GTK_IS_WINDOW (window));

    self = g_new0 (EscapeGuard, 1);
    g_object_set_data_full (G_OBJECT (window), BB_ESCAPE_GUARD_KEY, self, bb_escape_guard_free);
    g_signal_connect (window, "grab-notify", G_CALLBACK (bb_escape_guard_grab_notify_cb), self);
    g_signal_connect (window, "key-press-event", G_CALLBACK (bb_escape_guard_key_cb), self);
}
