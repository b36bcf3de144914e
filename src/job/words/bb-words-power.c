/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include <glib/gi18n-lib.h>

/* Returns a sentence for a drive on @bus that is added to the instruction to shut down the computer: what else must
 * be unplugged, what is forbidden, or how the computer can stay on. */
static const char *
bb_words_power_note (BbBus bus)
{
    switch (bus) {
    case BB_BUS_PATA:
        return _ ("Never unplug an IDE drive while the computer is on.");
    case BB_BUS_SATA:
        return _ (
            "Alternatively, leave the computer on and unplug only the drive’s SATA power connector for 30 seconds.");
    case BB_BUS_SCSI:
    case BB_BUS_USB:
    case BB_BUS_FIREWIRE:
    case BB_BUS_UNKNOWN:
    default:
        return _ ("If the drive has its own power supply, unplug that too.");
    }
}

char *
bb_words_dup_disconnect_power (BbBus bus)
{
    const char *note;
    const char *restart;

    if (bus == BB_BUS_USB || bus == BB_BUS_FIREWIRE)
        /* TRANSLATORS: "USB" or "FireWire" */
        return g_strdup_printf (_ ("Unplug the drive’s %s cable. If the drive’s enclosure has a power supply, "
                                   "unplug it too. After 30 seconds, reconnect everything to the same ports."),
                                bb_words_bus (bus));
    note = bb_words_power_note (bus);
    restart = _ ("Then turn on the computer and start Burnback again.");
    /* For SATA, the note is an alternative to both instructions, so it follows them. For other drives, it says what
     * else to do before the computer is turned on. */
    return g_strjoin (" ", _ ("Shut down the computer and unplug its power cord for 30 seconds."),
                      bus == BB_BUS_SATA ? restart : note, bus == BB_BUS_SATA ? note : restart, NULL);
}

const char *
bb_words_disconnected (BbBus bus)
{
    return bus == BB_BUS_PATA
               ? _ ("The drive is disconnected. Shut down the computer before you reconnect the drive.")
               : _ ("The drive is disconnected. Burnback will detect the drive when you reconnect it.");
}
