/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-way.h"

/* With Speed=0 in a scenario the clock of a drive advances only by commands. But programs sleep between two polls of
 * a busy drive, so each such pause advances the clock by this multiple. */
#define BB_PAUSE_FACTOR 20

void
bb_sim_way_init (BbSimWay *way, BbSimBus *bus, const char *name)
{
    way->bus = g_object_ref (bus);
    way->name = g_strdup (name);
    g_mutex_init (&way->lock);
}

void
bb_sim_way_clear (BbSimWay *way)
{
    g_clear_object (&way->transport);
    g_clear_object (&way->bus);
    g_clear_pointer (&way->name, g_free);
    g_mutex_clear (&way->lock);
}

gboolean
bb_sim_way_open (BbSimWay *way, GError **error)
{
    BbTransport *transport = bb_sim_bus_open (way->bus, way->name, error);

    if (transport == NULL)
        return FALSE;
    g_mutex_lock (&way->lock);
    g_clear_object (&way->transport);
    way->transport = transport;
    g_mutex_unlock (&way->lock);
    return TRUE;
}

/* Advances the drive's clock for the pause since the last command, unless it advances by itself (Speed > 0). */
static void
bb_sim_way_pass_pause (BbSimWay *way)
{
    gint64 pause_ms = (g_get_monotonic_time () - way->seen_real_us) / 1000;

    if (way->seen_real_us == 0 || pause_ms <= 0)
        return;
    if (bb_sim_bus_elapsed_us (way->bus, way->name) == way->seen_drive_us)
        bb_transport_wait_ms (way->transport, (guint) MIN (pause_ms * BB_PAUSE_FACTOR, G_MAXINT));
}

gboolean
bb_sim_way_execute (BbSimWay *way, const BbCommand *command, BbReply *reply, GError **error)
{
    gboolean answered = FALSE;

    g_mutex_lock (&way->lock);
    if (way->transport != NULL) {
        bb_sim_way_pass_pause (way);
        answered = bb_transport_execute (way->transport, command, reply, error);
        way->seen_real_us = g_get_monotonic_time ();
        way->seen_drive_us = bb_sim_bus_elapsed_us (way->bus, way->name);
    } else {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "%s is not plugged in", way->name);
    }
    g_mutex_unlock (&way->lock);
    return answered;
}
