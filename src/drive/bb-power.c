/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive.h"

#define BB_POWER_SUPPLIES "/sys/class/power_supply"

/* Returns (transfer full) (nullable) an attribute; %NULL if the supply does not report it. */
static char *
bb_power_read (const char *supply, const char *attribute)
{
    g_autofree char *path = g_build_filename (BB_POWER_SUPPLIES, supply, attribute, NULL);
    char *text = NULL;

    if (!g_file_get_contents (path, &text, NULL, NULL))
        return NULL;
    return g_strchomp (text);
}

/* TRUE if the supply reports the attribute with exactly the value @wanted. */
static gboolean
bb_power_is (const char *supply, const char *attribute, const char *wanted)
{
    g_autofree char *text = bb_power_read (supply, attribute);

    return g_strcmp0 (text, wanted) == 0;
}

BbPower
bb_power_now (void)
{
    g_autoptr (GDir) supplies = g_dir_open (BB_POWER_SUPPLIES, 0, NULL);
    gboolean plugged = FALSE, draining = FALSE, battery = FALSE;
    const char *name;

    if (supplies == NULL)
        return BB_POWER_UNKNOWN;
    while ((name = g_dir_read_name (supplies)) != NULL) {
        g_autofree char *type = bb_power_read (name, "type");

        /* Batteries of mice and keyboards do not count. */
        if (bb_power_is (name, "scope", "Device"))
            continue;
        if (g_strcmp0 (type, "Battery") == 0 || g_strcmp0 (type, "UPS") == 0) {
            battery = TRUE;
            draining |= bb_power_is (name, "status", "Discharging");
        } else if (bb_power_is (name, "online", "1")) {
            plugged = TRUE;
        }
    }
    if (draining && !plugged)
        return BB_POWER_BATTERY;
    /* A computer without a battery runs on mains power. */
    if (plugged || !battery)
        return BB_POWER_MAINS;
    return BB_POWER_UNKNOWN;
}
