/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-idle-queue.h"

/* Time between two callbacks, about one frame, so that GTK draws and handles input between them. */
#define BB_IDLE_QUEUE_INTERVAL_MS 17

typedef struct {
    gpointer owner;
    BbIdleQueueFunc func;
} BbTurn;

static GQueue turns = G_QUEUE_INIT;
static gint64 last_us;
static guint source;

static void bb_idle_queue_arm (void);

static gboolean
bb_idle_queue_cb (gpointer data)
{
    BbTurn *turn = g_queue_pop_head (&turns);

    source = 0;
    if (turn != NULL) {
        turn->func (turn->owner);
        g_free (turn);
    }
    last_us = g_get_monotonic_time ();
    bb_idle_queue_arm ();
    return G_SOURCE_REMOVE;
}

/* Runs with a lower priority than drawing, so that a frame that is due is drawn first. */
static void
bb_idle_queue_arm (void)
{
    gint64 passed_ms = (g_get_monotonic_time () - last_us) / 1000;

    if (source != 0 || g_queue_is_empty (&turns))
        return;
    source =
        g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, (guint) CLAMP (BB_IDLE_QUEUE_INTERVAL_MS - passed_ms, 0, 100),
                            bb_idle_queue_cb, NULL, NULL);
}

void
bb_idle_queue_add (gpointer owner, BbIdleQueueFunc func)
{
    BbTurn *turn;

    g_return_if_fail (owner != NULL && func != NULL);

    for (GList *each = turns.head; each != NULL; each = each->next) {
        turn = each->data;
        if (turn->owner == owner && turn->func == func)
            return;
    }
    turn = g_new (BbTurn, 1);
    turn->owner = owner;
    turn->func = func;
    g_queue_push_tail (&turns, turn);
    bb_idle_queue_arm ();
}

void
bb_idle_queue_forget (gpointer owner)
{
    GList *next;

    for (GList *each = turns.head; each != NULL; each = next) {
        BbTurn *turn = each->data;

        next = each->next;
        if (turn->owner != owner)
            continue;
        g_free (turn);
        g_queue_delete_link (&turns, each);
    }
}
