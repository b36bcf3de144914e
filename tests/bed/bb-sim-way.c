/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-way.h"

/* With a scenario's Speed=0 nothing is to be waited for, but programs do pause between two questions to a
 * busy drive. Each such pause counts so many times on the drive's clock. */
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

/* Lets the drive's clock follow the pause since the last command, where it does not do so by itself. */
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
