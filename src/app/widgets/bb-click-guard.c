/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-click-guard.h"

/* How long the pointer is ignored: longer than a double click takes, and than a page needs to fade in. */
#define BB_CLICK_GUARD_MS 600

/* Key under which the button has the time when it appeared or changed, as (owned) gint64 in µs. */
#define BB_CLICK_GUARD_KEY "burnback-click-guard"

void
bb_click_guard_restart (GtkWidget *button)
{
    gint64 now_us = g_get_monotonic_time ();

    g_return_if_fail (GTK_IS_WIDGET (button));

    g_object_set_data_full (G_OBJECT (button), BB_CLICK_GUARD_KEY, g_memdup2 (&now_us, sizeof now_us), g_free);
}

static void
bb_click_guard_map_cb (GtkWidget *button, gpointer data)
{
    bb_click_guard_restart (button);
}

/* Stops a press of the pointer or a finger shortly after the button appeared. */
static gboolean
bb_click_guard_event_cb (GtkWidget *button, GdkEvent *event, gpointer data)
{
    const gint64 *since_us = g_object_get_data (G_OBJECT (button), BB_CLICK_GUARD_KEY);
    GdkEventType type = gdk_event_get_event_type (event);
    gboolean is_press =
        type == GDK_BUTTON_PRESS || type == GDK_2BUTTON_PRESS || type == GDK_3BUTTON_PRESS || type == GDK_TOUCH_BEGIN;

    return is_press && since_us != NULL &&
           g_get_monotonic_time () - *since_us < BB_CLICK_GUARD_MS * G_TIME_SPAN_MILLISECOND;
}

void
bb_click_guard_add (GtkWidget *button)
{
    g_return_if_fail (GTK_IS_WIDGET (button));

    g_signal_connect (button, "map", G_CALLBACK (bb_click_guard_map_cb), NULL);
    g_signal_connect (button, "event", G_CALLBACK (bb_click_guard_event_cb), NULL);
}

void
bb_click_guard_widen (GtkWidget *button, const char *label)
{
    GtkWidget *other;
    int width_px = 0;

    g_return_if_fail (GTK_IS_WIDGET (button) && label != NULL);

    other = g_object_ref_sink (gtk_button_new_with_mnemonic (label));
    gtk_widget_show (other);
    gtk_widget_get_preferred_width (other, NULL, &width_px);
    gtk_widget_set_size_request (button, width_px, -1);
    g_object_unref (other);
}
