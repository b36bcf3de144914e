/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-readiness.h"

/* For each state: the code of the condition, whether it is fulfilled, and whether a flash needs it. */
static const struct {
    const char *code;
    gboolean good;
    gboolean needed;
} states[] = {
    [BB_READINESS_NO_DISC] = {"medium", TRUE, TRUE},
    [BB_READINESS_DISC] = {"medium", FALSE, TRUE},
    [BB_READINESS_TRAY_OPEN] = {"medium", FALSE, FALSE},
    [BB_READINESS_DISC_UNKNOWN] = {"medium", FALSE, FALSE},
    [BB_READINESS_NOT_IN_USE] = {"in-use", TRUE, TRUE},
    [BB_READINESS_IN_USE] = {"in-use", FALSE, TRUE},
    [BB_READINESS_USERS_UNSEEN] = {"in-use", FALSE, FALSE},
    [BB_READINESS_STARTING] = {"busy", FALSE, TRUE},
    [BB_READINESS_MAINS] = {"power", TRUE, FALSE},
    [BB_READINESS_BATTERY] = {"power", FALSE, FALSE},
    [BB_READINESS_AWAKE] = {"sleep", TRUE, FALSE},
    [BB_READINESS_MAY_SUSPEND] = {"sleep", FALSE, FALSE},
    [BB_READINESS_NO_BRIDGE] = {"bridge", TRUE, FALSE},
    [BB_READINESS_BRIDGE] = {"bridge", FALSE, FALSE},
    [BB_READINESS_BRIDGE_UNTESTED] = {"bridge", FALSE, FALSE},
    [BB_READINESS_USB] = {"usb", FALSE, FALSE},
    [BB_READINESS_PIO] = {"transfer-mode", TRUE, FALSE},
    [BB_READINESS_DMA] = {"transfer-mode", FALSE, FALSE},
    [BB_READINESS_MODE_UNKNOWN] = {"transfer-mode", FALSE, FALSE},
    [BB_READINESS_UPDATE_SENT] = {"power-cycle", FALSE, TRUE},
    [BB_READINESS_POWER_CYCLE] = {"power-cycle", FALSE, FALSE},
};
G_STATIC_ASSERT (G_N_ELEMENTS (states) == BB_N_READINESS_STATES);

BbReadiness *
bb_readiness_new (BbReadinessState state, const char *detail)
{
    BbReadiness *readiness = g_new0 (BbReadiness, 1);

    readiness->state = state;
    readiness->code = states[state].code;
    readiness->good = states[state].good;
    readiness->needed = states[state].needed;
    readiness->detail = g_strdup (detail);
    return readiness;
}

BbReadiness *
bb_readiness_copy (const BbReadiness *readiness)
{
    BbReadiness *copy = bb_readiness_new (readiness->state, readiness->detail);

    copy->port = g_strdup (readiness->port);
    return copy;
}

void
bb_readiness_free (BbReadiness *readiness)
{
    g_free (readiness->detail);
    g_free (readiness->port);
    g_free (readiness);
}

gboolean
bb_readiness_is_same (const BbReadiness *a, const BbReadiness *b)
{
    return a->state == b->state && g_strcmp0 (a->detail, b->detail) == 0 && g_strcmp0 (a->port, b->port) == 0;
}

BbReadiness *
bb_readiness_of_medium (BbMedium medium)
{
    return bb_readiness_new (medium == BB_MEDIUM_PRESENT     ? BB_READINESS_DISC
                             : medium == BB_MEDIUM_TRAY_OPEN ? BB_READINESS_TRAY_OPEN
                             : medium == BB_MEDIUM_NONE      ? BB_READINESS_NO_DISC
                                                             : BB_READINESS_DISC_UNKNOWN,
                             NULL);
}

BbReadiness *
bb_readiness_of_users (const BbDriveUsers *users)
{
    g_auto (GStrv) list = bb_drive_users_list (users);
    g_autofree char *detail = NULL;

    if (list[0] == NULL)
        return bb_readiness_new (users->is_complete ? BB_READINESS_NOT_IN_USE : BB_READINESS_USERS_UNSEEN, NULL);
    detail = g_strjoinv (" ", list);
    return bb_readiness_new (BB_READINESS_IN_USE, detail);
}

BbReadiness *
bb_readiness_of_power (BbPower power)
{
    if (power == BB_POWER_UNKNOWN)
        return NULL;
    return bb_readiness_new (power == BB_POWER_MAINS ? BB_READINESS_MAINS : BB_READINESS_BATTERY, NULL);
}

gboolean
bb_readiness_is_warning (const BbReadiness *readiness)
{
    return !readiness->good && !readiness->needed && readiness->state != BB_READINESS_TRAY_OPEN;
}

const BbReadiness *
bb_readiness_find_obstacle (GPtrArray *readiness)
{
    for (guint i = 0; readiness != NULL && i < readiness->len; i++) {
        const BbReadiness *item = g_ptr_array_index (readiness, i);

        if (!item->good && item->needed)
            return item;
    }
    return NULL;
}
