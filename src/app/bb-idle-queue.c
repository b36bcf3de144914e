/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-idle-queue.h"

/* Time between two callbacks, about one frame, so that GTK draws and handles input between them. */
#define BB_IDLE_QUEUE_INTERVAL_MS 17

typedef struct {
    gpointer owner;
    BbIdleQueueFunc func;
} BbIdleCall;

static GQueue calls = G_QUEUE_INIT;
static gint64 last_us; /* monotonic time at which the last call ended */
static guint source;

static void bb_idle_queue_arm (void);

/* Makes the first call of the queue, and schedules the next one. */
static gboolean
bb_idle_queue_cb (gpointer data)
{
    BbIdleCall *call = g_queue_pop_head (&calls);

    source = 0;
    if (call != NULL) {
        call->func (call->owner);
        g_free (call);
    }
    last_us = g_get_monotonic_time ();
    bb_idle_queue_arm ();
    return G_SOURCE_REMOVE;
}

/* Schedules the next call from the queue, unless a call is scheduled or the queue is empty. Calls have a lower
 * priority than drawing, so a frame that is due is drawn first. */
static void
bb_idle_queue_arm (void)
{
    gint64 passed_ms = (g_get_monotonic_time () - last_us) / 1000;

    if (source != 0 || g_queue_is_empty (&calls))
        return;
    source =
        g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, (guint) CLAMP (BB_IDLE_QUEUE_INTERVAL_MS - passed_ms, 0, 100),
                            bb_idle_queue_cb, NULL, NULL);
}

void
bb_idle_queue_add (gpointer owner, BbIdleQueueFunc func)
{
    BbIdleCall *call;

    g_return_if_fail (owner != NULL && func != NULL);

    for (GList *each = calls.head; each != NULL; each = each->next) {
        call = each->data;
        if (call->owner == owner && call->func == func)
            return;
    }
    call = g_new (BbIdleCall, 1);
    call->owner = owner;
    call->func = func;
    g_queue_push_tail (&calls, call);
    bb_idle_queue_arm ();
}

gboolean
bb_idle_queue_is_empty (void)
{
    return g_queue_is_empty (&calls);
}

void
bb_idle_queue_forget (gpointer owner)
{
    GList *next;

    for (GList *each = calls.head; each != NULL; each = next) {
        BbIdleCall *call = each->data;

        next = each->next;
        if (call->owner != owner)
            continue;
        g_free (call);
        g_queue_delete_link (&calls, each);
    }
}
