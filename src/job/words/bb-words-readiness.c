/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>

/* For each readiness state: its sentence, in which %s stands for @detail of the item, and the remedy if one is
 * needed. */
static const struct {
    const char *text;
    const char *remedy;
} states[] = {
    [BB_READINESS_NO_DISC] = {N_ ("The tray is empty."), NULL},
    [BB_READINESS_DISC] = {N_ ("There is a disc in the drive."), N_ ("Remove the disc and close the tray.")},
    [BB_READINESS_TRAY_OPEN] = {N_ ("The tray is open."), N_ ("Close the empty tray.")},
    [BB_READINESS_DISC_UNKNOWN] = {N_ ("The drive does not report whether a disc is inserted."),
                                   N_ ("Make sure that the tray is empty and closed.")},
    [BB_READINESS_NOT_IN_USE] = {N_ ("No other program has the drive open."), NULL},
    [BB_READINESS_IN_USE] = {"%s", N_ ("Wait until programs have finished with the drive, and unmount the disc.")},
    [BB_READINESS_STARTING] = {N_ ("The drive is still starting."),
                               N_ ("Wait a minute. If the drive does not become ready, power cycle it.")},
    [BB_READINESS_MAINS] = {N_ ("The computer runs on mains power."), NULL},
    [BB_READINESS_BATTERY] =
        {N_ ("The computer runs on battery power."),
         N_ ("Plug in the power supply: a drive that loses power while it is being written needs recovery.")},
    [BB_READINESS_AWAKE] = {N_ ("The computer does not suspend until the drive is finished."), NULL},
    /* TRANSLATORS: %s is the technical reason */
    [BB_READINESS_MAY_SUSPEND] = {N_ ("Burnback cannot prevent the computer from suspending (%s)."),
                                  N_ ("Do not suspend or shut down the computer until the drive is finished.")},
    [BB_READINESS_NO_BRIDGE] = {N_ ("No USB bridge detected."), NULL},
    /* TRANSLATORS: %s is the name of the bridge */
    [BB_READINESS_BRIDGE] = {N_ ("The drive is behind a bridge (%s). Before anything is erased, Burnback tests "
                                 "whether the bridge forwards every command."),
                             N_ ("If flashing fails, connect the drive directly to a SATA or IDE port.")},
    /* TRANSLATORS: %s is the name of the bridge */
    [BB_READINESS_BRIDGE_UNTESTED] = {N_ ("The drive is behind a bridge (%s). Burnback does not test whether it "
                                          "forwards every command before the drive is written."),
                                      N_ ("Connect the drive directly to a SATA or IDE port.")},
    /* TRANSLATORS: %s is a sentence about drives of this model */
    [BB_READINESS_USB] = {N_ ("The drive is connected by USB. %s"),
                          N_ ("Connect the drive directly to a SATA or IDE port.")},
    [BB_READINESS_PIO] = {N_ ("The drive is connected in PIO mode, as recommended for flashing such drives."), NULL},
    /* TRANSLATORS: %s is how data goes to the drive, such as UDMA 2 */
    [BB_READINESS_DMA] =
        {N_ ("Flashing drives of this type with DMA is known to fail, and this drive is connected with "
             "%s."),
         N_ ("If flashing fails, set the drive to PIO mode in the firmware setup of the computer, or "
             "connect it to another controller.")},
    [BB_READINESS_MODE_UNKNOWN] =
        {N_ ("Flashing drives of this type with DMA is known to fail, and Linux does not report "
             "how this drive is connected."),
         N_ ("If flashing fails, set the drive to PIO mode in the firmware setup of the computer, or "
             "connect it to another controller.")},
    [BB_READINESS_UPDATE_SENT] = {N_ ("An update was already sent to the drive since it was powered on."),
                                  N_ ("Power cycle the drive, then choose the file again.")},
};
G_STATIC_ASSERT (G_N_ELEMENTS (states) == BB_N_READINESS_STATES);

char *
bb_words_dup_readiness (const BbReadiness *item)
{
    return bb_words_dup_filled (_ (states[item->state].text), item->detail);
}

char *
bb_words_dup_remedy (const BbReadiness *item)
{
    const char *remedy = states[item->state].remedy;

    if (item->port != NULL && !item->good)
        /* TRANSLATORS: %s is where the drive is connected, such as 3.00; libata.force=… stays as it is */
        remedy =
            N_ ("Start Linux with the parameter libata.force=%s:pio4, flash, and remove the parameter afterwards.");
    return remedy != NULL ? bb_words_dup_filled (_ (remedy), item->port) : NULL;
}
