/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-layout-call.h"

/* A call that waits for the layout of a window. */
typedef struct {
    GtkCallback function;
    guint n_frames; /* number of frames that have begun since bb_layout_call() */
} LayoutCall;

/* A #GtkTickCallback. In each frame, these callbacks run before the layout, so the layout of the first frame is over
 * when the second frame begins. (A source of low priority can run before the first frame.) */
static gboolean
bb_layout_call_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
    LayoutCall *call = data;

    if (++call->n_frames < 2)
        return G_SOURCE_CONTINUE;
    call->function (widget, NULL);
    return G_SOURCE_REMOVE;
}

void
bb_layout_call (GtkWidget *widget, GtkCallback function)
{
    LayoutCall *call;

    g_return_if_fail (GTK_IS_WIDGET (widget) && function != NULL);

    call = g_new0 (LayoutCall, 1);
    call->function = function;
    gtk_widget_add_tick_callback (widget, bb_layout_call_cb, call, g_free);
}
