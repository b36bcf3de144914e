/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-connection.h"

#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>

gboolean
bb_rescue_connection_is_cable (BbBus bus)
{
    return bus == BB_BUS_USB || bus == BB_BUS_FIREWIRE;
}

char *
bb_rescue_connection_dup_power_text (BbBus bus, gboolean needs_recovery)
{
    g_autofree char *disconnect = bb_words_dup_disconnect_power (bus);
    g_autofree char *how = needs_recovery
                               ? g_strjoin (" ", _ ("You can turn off the drive for this step."), disconnect, NULL)
                               : g_steal_pointer (&disconnect);

    return g_strjoin (
        " ", how,
        bb_rescue_connection_is_cable (bus)
            ? _ ("Some drives accept firmware only once per power cycle, so try again after the power cycle.")
            : _ ("Some drives accept firmware only once per power cycle. Restarting the computer is not a power "
                 "cycle, because the drive stays powered."),
        NULL);
}

char *
bb_rescue_connection_dup_reconnect_text (BbBus bus)
{
    if (bus != BB_BUS_PATA && bus != BB_BUS_SATA)
        return bb_words_dup_disconnect_power (bus);
    return g_strjoin (
        " ",
        _ ("Shut down the computer and unplug its power cord for 30 seconds. Reconnect the power and data "
           "cables of the drive to the same ports. Then turn on the computer and start Burnback again."),
        bus == BB_BUS_PATA ? _ ("Never connect an IDE drive while the computer is on.") : NULL, NULL);
}

const char *
bb_rescue_connection_port_title (BbBus bus)
{
    return bb_rescue_connection_is_cable (bus) ? _ ("Connect the drive without its enclosure")
                                               : _ ("Use another port, cable or computer");
}

const char *
bb_rescue_connection_port_text (BbBus bus)
{
    switch (bus) {
    case BB_BUS_USB:
    case BB_BUS_FIREWIRE:
        return _ ("Enclosures can block commands. You can turn off the drive for this step. Unplug the enclosure and "
                  "remove the drive. Turn off a computer that has a SATA or IDE port, connect the drive directly to "
                  "that port, then turn on the computer and try again.");
    case BB_BUS_PATA:
        return _ ("Cables and controllers can corrupt data. You can turn off the drive for this step. Turn off the "
                  "computer, use another cable or port, then turn on the computer and try again. Never connect or "
                  "disconnect an IDE drive while the computer is on.");
    case BB_BUS_SATA:
        return _ ("Cables and controllers can corrupt data. You can turn off the drive for this step. Turn off the "
                  "computer, use another cable or port, then turn on the computer and try again.");
    case BB_BUS_SCSI:
    case BB_BUS_UNKNOWN:
    default:
        return _ ("Cables and controllers can corrupt data. You can turn off the drive for this step. Turn off the "
                  "computer. If the drive has its own power supply, turn off the drive too. Use another cable or "
                  "port, then turn on everything and try again.");
    }
}
