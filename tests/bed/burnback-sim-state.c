/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "burnback-sim.h"

#include "sim/bb-sim-parse.h"

#include <stdio.h>
#include <string.h>

/* Returns (transfer full) (nullable) the folder of drive @name in $BURNBACK_SIM_STATE. If there is none, prints why,
 * sets @code, and returns %NULL. */
static char *
bb_sim_drive_folder (const char *name, int *code)
{
    const char *state = g_getenv ("BURNBACK_SIM_STATE");
    g_autofree char *folder = NULL;

    if (state == NULL || *state == '\0') {
        *code = bb_sim_tell (BB_SIM_EXIT_USAGE, "BURNBACK_SIM_STATE must name the folder that the drives live in");
        return NULL;
    }
    folder = g_build_filename (state, name, NULL);
    if (strchr (name, '/') != NULL || *name == '.' || !g_file_test (folder, G_FILE_TEST_IS_DIR)) {
        *code = bb_sim_tell (BB_SIM_EXIT_NOT_FOUND, "there is no drive %s in %s", name, state);
        return NULL;
    }
    return g_steal_pointer (&folder);
}

int
bb_sim_command_power (const BbSimOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *path = NULL;
    gboolean on = FALSE;
    int code = 0;

    if (g_strv_length (options->rest) != 2)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "power needs DRIVE and on or off");
    on = g_str_equal (options->rest[1], "on");
    if (!on && !g_str_equal (options->rest[1], "off"))
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "power can be on or off, not “%s”", options->rest[1]);
    folder = bb_sim_drive_folder (options->rest[0], &code);
    if (folder == NULL)
        return code;
    path = g_build_filename (folder, "power", NULL);
    if (!g_file_set_contents (path, on ? "on\n" : "off\n", -1, &error))
        return bb_sim_tell (BB_SIM_EXIT_FAILED, "%s", error->message);
    return BB_SIM_EXIT_DONE;
}

/* Sets @address and @length_bytes of the region @name from its line "NAME 0xADDRESS 0xLENGTH" in the file `regions`
 * of a drive. FALSE if there is no such line. */
static gboolean
bb_sim_find_region (const char *folder, const char *name, guint64 *address, guint64 *length_bytes)
{
    g_autofree char *path = g_build_filename (folder, "regions", NULL);
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;

    if (!g_file_get_contents (path, &text, NULL, NULL))
        return FALSE;
    lines = g_strsplit (text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

        if (g_strv_length (words) == 3 && g_str_equal (words[0], name) &&
            bb_sim_parse_number (words[1], G_MAXUINT32, address) &&
            bb_sim_parse_number (words[2], G_MAXUINT32, length_bytes))
            return TRUE;
    }
    return FALSE;
}

int
bb_sim_command_dump (const BbSimOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *path = NULL;
    g_autofree char *flash = NULL;
    gsize flash_bytes = 0;
    guint64 address = 0;
    guint64 length_bytes = G_MAXUINT32;
    int code = 0;

    if (g_strv_length (options->rest) != 2)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "dump needs DRIVE and FILE");
    folder = bb_sim_drive_folder (options->rest[0], &code);
    if (folder == NULL)
        return code;
    path = g_build_filename (folder, "flash.bin", NULL);
    if (!g_file_get_contents (path, &flash, &flash_bytes, &error))
        return bb_sim_tell (BB_SIM_EXIT_FAILED, "%s", error->message);
    if (options->region != NULL && !g_str_equal (options->region, "all") &&
        !bb_sim_find_region (folder, options->region, &address, &length_bytes))
        return bb_sim_tell (BB_SIM_EXIT_NOT_FOUND, "drive %s has no region “%s”", options->rest[0], options->region);
    address = MIN (address, flash_bytes);
    length_bytes = MIN (length_bytes, flash_bytes - address);
    if (!g_file_set_contents (options->rest[1], flash + address, (gssize) length_bytes, &error))
        return bb_sim_tell (BB_SIM_EXIT_FAILED, "%s", error->message);
    return BB_SIM_EXIT_DONE;
}

int
bb_sim_command_log (const BbSimOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;
    int code = 0;

    if (g_strv_length (options->rest) != 1)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "log needs one DRIVE");
    folder = bb_sim_drive_folder (options->rest[0], &code);
    if (folder == NULL)
        return code;
    path = g_build_filename (folder, "log", NULL);
    if (!g_file_get_contents (path, &text, NULL, &error))
        return bb_sim_tell (BB_SIM_EXIT_FAILED, "%s", error->message);
    fputs (text, stdout);
    return BB_SIM_EXIT_DONE;
}
