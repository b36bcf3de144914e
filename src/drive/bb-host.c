/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prefix of some names of transfer modes in sysfs: "XFER_UDMA_2". */
#define BB_HOST_MODE_PREFIX "XFER_"
/* Largest transfer limit that is accepted from sysfs; no drive and no kernel supports larger transfers. */
#define BB_HOST_MAX_KIB 0x100000

typedef struct {
    const char *prefix;
    BbTransferMode mode;
    const char *text;
} BbHostModeName;

/* For each transfer mode: beginning of its name in sysfs, the mode, beginning of its display name. */
static const BbHostModeName bb_host_mode_names[] = {
    {"UDMA", BB_TRANSFER_ULTRA_DMA, "UDMA"}, {"MW_DMA", BB_TRANSFER_DMA, "MWDMA"},
    {"MWDMA", BB_TRANSFER_DMA, "MWDMA"},     {"SW_DMA", BB_TRANSFER_DMA, "SWDMA"},
    {"SWDMA", BB_TRANSFER_DMA, "SWDMA"},     {"PIO", BB_TRANSFER_PIO, "PIO"},
};

BbHostPath *
bb_host_path_new (void)
{
    return g_new0 (BbHostPath, 1);
}

void
bb_host_path_free (BbHostPath *path)
{
    g_free (path->mode_text);
    g_free (path->force_id);
    g_free (path);
}

/* Returns (transfer full) (nullable) a sysfs attribute without blanks around it; %NULL if it cannot be read. */
static char *
bb_host_read (const char *folder, const char *attribute)
{
    g_autofree char *path = g_build_filename (folder, attribute, NULL);
    char *text = NULL;

    if (!g_file_get_contents (path, &text, NULL, NULL))
        return NULL;
    return g_strstrip (text);
}

/* Returns (transfer full) (nullable) the sysfs folder of the SCSI device of the drive, with links resolved; NULL if
 * there is no such folder. */
static char *
bb_host_dup_device (const char *sysfs, const BbDriveDetails *details)
{
    gboolean has_block = details->sr_node != NULL;
    const char *node = has_block ? details->sr_node : details->sg_node;
    g_autofree char *name = node != NULL ? g_path_get_basename (node) : NULL;
    g_autofree char *link = NULL;

    if (name == NULL)
        return NULL;
    link = g_build_filename (sysfs, "class", has_block ? "block" : "scsi_generic", name, "device", NULL);
    return realpath (link, NULL);
}

/* Sets @port to the libata port of the drive and @drive to its number on that port. FALSE if @device, its folder in
 * sysfs, is on another bus or behind a port multiplier. */
static gboolean
bb_host_find_ata (const char *device, guint *port, guint *drive)
{
    g_autofree char *address = g_path_get_basename (device);
    guint channel = 0;
    gboolean found = FALSE;

    for (const char *at = strstr (device, "/ata"); at != NULL && !found; at = strstr (at + 1, "/ata")) {
        int end = 0;

        found = sscanf (at, "/ata%u%n", port, &end) == 1 && at[end] == '/';
    }
    return found && sscanf (address, "%*u:%u:%u:", &channel, drive) == 2 && channel == 0;
}

/* Sets `mode` and `mode_text` from @word, such as "XFER_UDMA_2"; both stay unknown for other words. */
static void
bb_host_parse_mode (BbHostPath *path, const char *word)
{
    if (g_str_has_prefix (word, BB_HOST_MODE_PREFIX))
        word += strlen (BB_HOST_MODE_PREFIX);
    for (guint i = 0; i < G_N_ELEMENTS (bb_host_mode_names); i++) {
        const BbHostModeName *name = &bb_host_mode_names[i];
        const char *rest = word + strlen (name->prefix);

        if (!g_str_has_prefix (word, name->prefix))
            continue;
        path->mode = name->mode;
        if (*rest == '_' || *rest == '/')
            rest++;
        path->mode_text = *rest != '\0' ? g_strdup_printf ("%s %s", name->text, rest) : g_strdup (name->text);
        return;
    }
}

/* Sets `force_id`, `mode` and `mode_text` for a drive at a libata port; leaves them unknown for other drives. */
static void
bb_host_read_mode (BbHostPath *path, const char *sysfs, const char *device)
{
    g_autofree char *name = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *word = NULL;
    guint port = 0;
    guint drive = 0;

    if (!bb_host_find_ata (device, &port, &drive))
        return;
    name = g_strdup_printf ("dev%u.%u", port, drive);
    path->force_id = g_strdup_printf ("%u.%02u", port, drive);
    folder = g_build_filename (sysfs, "class", "ata_device", name, NULL);
    word = bb_host_read (folder, "xfer_mode");
    if (word != NULL)
        bb_host_parse_mode (path, word);
}

/* Sets `max_transfer_bytes` for a drive with a block node; leaves it unknown for other drives, or if the kernel
 * reports no valid limit. */
static void
bb_host_read_limit (BbHostPath *path, const char *sysfs, const BbDriveDetails *details)
{
    g_autofree char *name = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *text = NULL;
    guint64 kib = 0;

    if (details->sr_node == NULL)
        return;
    name = g_path_get_basename (details->sr_node);
    folder = g_build_filename (sysfs, "class", "block", name, "queue", NULL);
    text = bb_host_read (folder, "max_hw_sectors_kb");
    if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, BB_HOST_MAX_KIB, &kib, NULL))
        path->max_transfer_bytes = (guint32) kib * 1024;
}

BbHostPath *
bb_host_path_read (const char *sysfs, const BbDriveDetails *details)
{
    BbHostPath *path = bb_host_path_new ();
    g_autofree char *device = NULL;

    if (details->simulated)
        return path;
    device = bb_host_dup_device (sysfs, details);
    if (device != NULL)
        bb_host_read_mode (path, sysfs, device);
    bb_host_read_limit (path, sysfs, details);
    return path;
}
