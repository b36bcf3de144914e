/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-action.h"

const char *
bb_action_to_string (BbAction action)
{
    static const char *const names[] = {"look",     "check",   "backup",  "flash",     "verify",
                                        "rollback", "recover", "convert", "book-type", "report"};

    return action < G_N_ELEMENTS (names) ? names[action] : "look";
}

gboolean
bb_action_writes (BbAction action)
{
    return action == BB_ACTION_FLASH || action == BB_ACTION_ROLLBACK || action == BB_ACTION_RECOVER ||
           action == BB_ACTION_CONVERT;
}
