/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-link.h"

/* With Speed=0 in a scenario, the clock of a drive stands still between two commands. But programs sleep while a
 * drive is busy, and expect that time passes for the drive. So before each command, the clock is advanced by the real
 * time since the previous command, multiplied by this factor. */
#define BB_PAUSE_FACTOR 20

void
bb_sim_link_init (BbSimLink *link, BbSimBus *bus, const char *name)
{
    link->bus = g_object_ref (bus);
    link->name = g_strdup (name);
    g_mutex_init (&link->lock);
}

void
bb_sim_link_clear (BbSimLink *link)
{
    g_clear_object (&link->transport);
    g_clear_object (&link->bus);
    g_clear_pointer (&link->name, g_free);
    g_mutex_clear (&link->lock);
}

gboolean
bb_sim_link_open (BbSimLink *link, GError **error)
{
    BbTransport *transport = bb_sim_bus_open (link->bus, link->name, error);

    if (transport == NULL)
        return FALSE;
    g_mutex_lock (&link->lock);
    g_clear_object (&link->transport);
    link->transport = transport;
    g_mutex_unlock (&link->lock);
    return TRUE;
}

/* Advances the clock of the drive for the pause after the last command. Does nothing before the first command, and if
 * the clock has advanced by itself (Speed > 0). */
static void
bb_sim_link_advance_clock (BbSimLink *link)
{
    gint64 pause_ms = (g_get_monotonic_time () - link->seen_real_us) / 1000;

    if (link->seen_real_us == 0 || pause_ms <= 0)
        return;
    if (bb_sim_bus_elapsed_us (link->bus, link->name) == link->seen_drive_us)
        bb_transport_wait_ms (link->transport, (guint) MIN (pause_ms * BB_PAUSE_FACTOR, G_MAXINT));
}

gboolean
bb_sim_link_execute (BbSimLink *link, const BbCommand *command, BbReply *reply, GError **error)
{
    gboolean answered = FALSE;

    g_mutex_lock (&link->lock);
    if (link->transport != NULL) {
        bb_sim_link_advance_clock (link);
        answered = bb_transport_execute (link->transport, command, reply, error);
        link->seen_real_us = g_get_monotonic_time ();
        link->seen_drive_us = bb_sim_bus_elapsed_us (link->bus, link->name);
    } else {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "%s is not plugged in", link->name);
    }
    g_mutex_unlock (&link->lock);
    return answered;
}
