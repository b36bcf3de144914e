/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-throttle.h"

#include "bb-idle-queue.h"

struct _BbThrottle {
    guint interval_ms;
    BbThrottleFunc func;
    gpointer data;
    guint source;
};

BbThrottle *
bb_throttle_new (guint interval_ms, BbThrottleFunc func, gpointer data)
{
    BbThrottle *throttle = g_new0 (BbThrottle, 1);

    throttle->interval_ms = interval_ms;
    throttle->func = func;
    throttle->data = data;
    return throttle;
}

void
bb_throttle_free (BbThrottle *throttle)
{
    if (throttle == NULL)
        return;
    g_clear_handle_id (&throttle->source, g_source_remove);
    bb_idle_queue_forget (throttle);
    g_free (throttle);
}

/* Calls the function of the throttle @data, in the idle queue. */
static void
bb_throttle_call (gpointer data)
{
    BbThrottle *throttle = data;

    throttle->func (throttle->data);
}

/* Queues the call of the function at the end of the interval. */
static gboolean
bb_throttle_cb (gpointer data)
{
    BbThrottle *throttle = data;

    throttle->source = 0;
    bb_idle_queue_add (throttle, bb_throttle_call);
    return G_SOURCE_REMOVE;
}

void
bb_throttle_request (BbThrottle *throttle)
{
    gint64 now_ms = g_get_monotonic_time () / 1000;

    if (throttle->source != 0)
        return;
    /* All throttles with the same interval fire at the same times, so that all places show the same progress. */
    throttle->source =
        g_timeout_add (throttle->interval_ms - (guint) (now_ms % throttle->interval_ms), bb_throttle_cb, throttle);
}
