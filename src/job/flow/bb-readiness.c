/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-readiness.h"

#include "bb-job-private.h"

#include <glib/gi18n-lib.h>

BbReadiness *
bb_readiness_of_medium (BbMedium medium)
{
    switch (medium) {
    case BB_MEDIUM_PRESENT:
        return bb_readiness_new ("medium", FALSE, TRUE, _ ("There is a disc in the drive."),
                                 _ ("Remove the disc and close the tray."));
    case BB_MEDIUM_TRAY_OPEN:
        return bb_readiness_new ("medium", FALSE, FALSE, _ ("The tray is open."), _ ("Close the empty tray."));
    case BB_MEDIUM_NONE:
        return bb_readiness_new ("medium", TRUE, TRUE, _ ("The tray is empty."), NULL);
    case BB_MEDIUM_UNKNOWN:
    default:
        return bb_readiness_new ("medium", FALSE, FALSE, _ ("The drive does not report whether a disc is inserted."),
                                 _ ("Make sure that the tray is empty and closed."));
    }
}

BbReadiness *
bb_readiness_of_users (const char *const *users)
{
    g_autofree char *text = NULL;

    if (users == NULL || users[0] == NULL)
        return bb_readiness_new ("in-use", TRUE, TRUE, _ ("No other program has the drive open."), NULL);
    text = g_strjoinv (" ", (char **) users);
    return bb_readiness_new ("in-use", FALSE, TRUE, text, _ ("Close these programs and unmount the disc."));
}

BbReadiness *
bb_readiness_of_power (BbPower power)
{
    switch (power) {
    case BB_POWER_MAINS:
        return bb_readiness_new ("power", TRUE, FALSE, _ ("The computer runs on mains power."), NULL);
    case BB_POWER_BATTERY:
        return bb_readiness_new (
            "power", FALSE, FALSE, _ ("The computer runs on battery power."),
            _ ("Plug in the power supply: a drive that loses power while it is being written needs recovery."));
    case BB_POWER_UNKNOWN:
    default:
        return NULL;
    }
}
