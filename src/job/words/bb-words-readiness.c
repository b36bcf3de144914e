/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>

/* The sentences for each readiness state. @text describes the state; %s stands for @detail of the item. @remedy
 * (nullable) says what the user should do. */
static const struct {
    const char *text;
    const char *remedy;
} states[] = {
    [BB_READINESS_NO_DISC] = {N_ ("The tray is empty."), NULL},
    [BB_READINESS_DISC] = {N_ ("There is a disc in the drive."), N_ ("Remove the disc.")},
    [BB_READINESS_TRAY_OPEN] = {N_ ("The tray is open."),
                                N_ ("Close the empty tray. This is recommended, but not required.")},
    [BB_READINESS_DISC_UNKNOWN] = {N_ ("The drive does not report whether a disc is inserted."),
                                   N_ ("Make sure that the tray is empty and closed.")},
    [BB_READINESS_NOT_IN_USE] = {N_ ("No other program is using the drive."), NULL},
    [BB_READINESS_IN_USE] =
        {"%s", N_ ("Close all programs using the drive or wait for them to finish, then unmount the disc.")},
    [BB_READINESS_USERS_UNSEEN] = {N_ ("Programs run by other users cannot be detected."),
                                   N_ ("Make sure that none of these programs is flashing the drive.")},
    [BB_READINESS_STARTING] = {N_ ("The drive is still starting up."),
                               N_ ("Wait a minute. If the drive is still not ready, power cycle it.")},
    [BB_READINESS_MAINS] = {N_ ("The computer is running on mains power."), NULL},
    [BB_READINESS_BATTERY] = {N_ ("The computer is running on battery power."),
                              N_ ("Plug in the power supply of the computer. If the drive loses power while its "
                                  "firmware is being written, the drive will need recovery.")},
    [BB_READINESS_AWAKE] = {N_ ("The computer will not suspend until the operation is finished."), NULL},
    /* TRANSLATORS: %s is the technical reason */
    [BB_READINESS_MAY_SUSPEND] = {N_ ("Burnback cannot prevent the computer from suspending (%s)."),
                                  N_ ("Do not suspend or shut down the computer until the operation is finished.")},
    [BB_READINESS_NO_BRIDGE] = {N_ ("No USB bridge detected."), NULL},
    /* TRANSLATORS: %s is the name of the bridge */
    [BB_READINESS_BRIDGE] = {N_ ("The drive is connected through an adapter (%s). Before anything is erased, "
                                 "Burnback will test whether the adapter forwards every command."),
                             N_ ("If flashing fails, connect the drive directly to a SATA or IDE port.")},
    /* TRANSLATORS: %s is the name of the bridge */
    [BB_READINESS_BRIDGE_UNTESTED] = {N_ ("The drive is connected through an adapter (%s). Burnback will write "
                                          "to the drive without first testing whether the adapter forwards every "
                                          "command."),
                                      N_ ("Connect the drive directly to a SATA or IDE port.")},
    /* TRANSLATORS: %s is a sentence about drives of this model */
    [BB_READINESS_USB] = {N_ ("The drive is connected by USB. %s"),
                          N_ ("Connect the drive directly to a SATA or IDE port.")},
    [BB_READINESS_PIO] = {N_ ("The drive uses PIO mode, which is recommended for flashing drives of this type."),
                          NULL},
    /* TRANSLATORS: %s is how data goes to the drive, such as UDMA 2 */
    [BB_READINESS_DMA] =
        {N_ ("This drive uses DMA mode (%s), in which flashing is known to fail on drives of this type."),
         N_ ("If flashing fails, set the drive to PIO mode in the computer’s BIOS or UEFI setup, or connect the "
             "drive to another controller.")},
    [BB_READINESS_MODE_UNKNOWN] = {N_ ("Flashing is known to fail on drives of this type in DMA mode, but Linux "
                                       "does not report whether this drive uses DMA or PIO mode."),
                                   N_ ("If flashing fails, set the drive to PIO mode in the computer’s BIOS or UEFI "
                                       "setup, or connect the drive to another controller.")},
    [BB_READINESS_UPDATE_SENT] = {N_ ("The drive was not power cycled after the last update."),
                                  N_ ("Power cycle the drive, then try again.")},
    [BB_READINESS_POWER_CYCLE] = {N_ ("The drive was not power cycled after the last operation."),
                                  N_ ("Power cycle the drive, then try again.")},
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
        remedy = N_ ("Start Linux with the kernel parameter libata.force=%s:pio4, then flash the drive. Remove the "
                     "parameter afterwards.");
    return remedy != NULL ? bb_words_dup_filled (_ (remedy), item->port) : NULL;
}
