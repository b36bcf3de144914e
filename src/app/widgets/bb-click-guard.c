/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-click-guard.h"

/* How long the pointer is ignored: longer than a double click takes, and than a page needs to fade in. */
#define BB_CLICK_GUARD_MS 600

/* Key under which a button has the ID of the timeout that ends its guard. */
#define BB_CLICK_GUARD_KEY "burnback-click-guard"

/* Style class of a guarded button. A button with this class is dimmed and ignores the pointer; a button without this
 * class accepts clicks. No other state of the button decides. A button has the class while it is not mapped, so it is
 * dimmed in the first frame in which it appears. */
#define BB_CLICK_GUARD_CLASS "guarded"

/* Removes the timeout, so that @button stays guarded. */
static void
bb_click_guard_stop (GtkWidget *button)
{
    guint timeout_id = GPOINTER_TO_UINT (g_object_steal_data (G_OBJECT (button), BB_CLICK_GUARD_KEY));

    if (timeout_id != 0)
        g_source_remove (timeout_id);
}

/* Makes @button accept the pointer. */
static gboolean
bb_click_guard_end_cb (gpointer button)
{
    (void) g_object_steal_data (G_OBJECT (button), BB_CLICK_GUARD_KEY);
    gtk_style_context_remove_class (gtk_widget_get_style_context (button), BB_CLICK_GUARD_CLASS);
    return G_SOURCE_REMOVE;
}

void
bb_click_guard_restart (GtkWidget *button)
{
    guint timeout_id;

    g_return_if_fail (GTK_IS_WIDGET (button));

    bb_click_guard_stop (button);
    gtk_style_context_add_class (gtk_widget_get_style_context (button), BB_CLICK_GUARD_CLASS);
    timeout_id = g_timeout_add (BB_CLICK_GUARD_MS, bb_click_guard_end_cb, button);
    g_object_set_data (G_OBJECT (button), BB_CLICK_GUARD_KEY, GUINT_TO_POINTER (timeout_id));
}

/* Called when @button disappears. Removes the timeout and adds the class, so that @button is dimmed in the first
 * frame when it appears again. */
static void
bb_click_guard_unmap_cb (GtkWidget *button, gpointer data)
{
    bb_click_guard_stop (button);
    gtk_style_context_add_class (gtk_widget_get_style_context (button), BB_CLICK_GUARD_CLASS);
}

/* Stops a press of the pointer or a finger while @button is guarded. */
static gboolean
bb_click_guard_event_cb (GtkWidget *button, GdkEvent *event, gpointer data)
{
    GdkEventType type = gdk_event_get_event_type (event);
    gboolean is_press =
        type == GDK_BUTTON_PRESS || type == GDK_2BUTTON_PRESS || type == GDK_3BUTTON_PRESS || type == GDK_TOUCH_BEGIN;

    return is_press && gtk_style_context_has_class (gtk_widget_get_style_context (button), BB_CLICK_GUARD_CLASS);
}

void
bb_click_guard_add (GtkWidget *button)
{
    g_return_if_fail (GTK_IS_WIDGET (button));

    if (gtk_widget_get_mapped (button))
        bb_click_guard_restart (button);
    else
        bb_click_guard_unmap_cb (button, NULL);
    g_signal_connect (button, "map", G_CALLBACK (bb_click_guard_restart), NULL);
    g_signal_connect (button, "unmap", G_CALLBACK (bb_click_guard_unmap_cb), NULL);
    g_signal_connect (button, "destroy", G_CALLBACK (bb_click_guard_stop), NULL);
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
