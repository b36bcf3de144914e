/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-host.h"
#include "bb-sim-link.h"

#include <umockdev.h>

G_BEGIN_DECLS

/**
 * BbHostDrive: one drive of the bus in the test bed.
 * @host: SCSI host number
 * @sr, @sg: numbers of the nodes; @sg is -1 if the drive has no sg node in the scenario
 * @drive: the drive object of the bus
 * @link: connection to the simulated drive
 * @plugged: atomic; %TRUE while the nodes can be opened
 * @shown_lock: guards @shown
 * @shown: properties of drive and disc that are in the device tree now, such as "ID_CDROM_MEDIA=1"; one in each line
 */
typedef struct {
    guint host;
    int sr;
    int sg;
    BbDrive *drive;
    BbSimLink link;
    gint plugged;
    GMutex shown_lock;
    char *shown;
} BbHostDrive;

/**
 * BbSimHost: the test bed.
 * @told: (set of char *): unknown ioctls that were already reported, such as "/dev/sg0 0x2285"; used only in the
 *   thread of umockdev
 * @n_running: number of running commands; guarded by @lock; @idle is signalled when @n_running becomes 0
 */
typedef struct {
    BbSimBus *bus;
    UMockdevTestbed *bed;
    UMockdevIoctlBase *base;
    GPtrArray *drives;
    GHashTable *told;
    GMutex lock;
    GCond idle;
    guint n_running;

    BbSimControl *control;
} BbSimHost;

/** bb_host_drive_find_node: (transfer none) (nullable): returns the drive with the node @node, "/dev/sg0". */
BbHostDrive *bb_host_drive_find_node (BbSimHost *host, const char *node);

/* bb-sim-host-tree.c */

/**
 * bb_host_tree_attach: registers the handler for the ioctls of the sr node and the sg node. Called once for each
 * drive, before bb_host_tree_plug().
 */
gboolean bb_host_tree_attach (BbSimHost *host, BbHostDrive *drive, GError **error);
/** bb_host_tree_plug: creates the devices of @drive, with their "add" events. */
gboolean bb_host_tree_plug (BbSimHost *host, BbHostDrive *drive, GError **error);
/** bb_host_tree_unplug: removes the devices, with their "remove" events. */
void bb_host_tree_unplug (BbSimHost *host, BbHostDrive *drive);

/**
 * bb_host_tree_refresh: if the properties of drive and disc have changed, updates properties, size and content of the
 * block device, and sends a "change" event from the main context. Call it after the tray may have moved. Any thread.
 */
void bb_host_tree_refresh (BbSimHost *host, BbHostDrive *drive);

/* bb-sim-host-cdrom.c */

/**
 * bb_host_cdrom_knows: TRUE if @request is an ioctl of the cdrom driver of the kernel that sends commands.
 */
gboolean bb_host_cdrom_knows (gulong request);
/**
 * bb_host_cdrom_run: executes an ioctl for which bb_host_cdrom_knows() is TRUE. Blocks.
 * @result: return value of the ioctl
 *
 * Returns: 0, or the value for errno
 */
int bb_host_cdrom_run (BbSimHost *host, BbHostDrive *drive, gulong request, UMockdevIoctlData *arg, int *result);

/* bb-sim-host-ata.c */

/** BB_HOST_ATA_IDENTITY_BYTES: length of the data of IDENTIFY PACKET DEVICE. */
#define BB_HOST_ATA_IDENTITY_BYTES 512
/**
 * bb_host_ata_identity: sets @identity to the data of IDENTIFY PACKET DEVICE. %FALSE, without data, if the drive is
 * not on PATA or SATA.
 */
gboolean bb_host_ata_identity (const BbHostDrive *drive, guint8 *identity);
/** bb_host_ata_swap_texts: swaps the bytes of the texts in @identity, so that they are readable in memory. */
void bb_host_ata_swap_texts (guint8 *identity);
/** bb_host_ata_execute: executes the commands that libata answers itself for a drive on PATA or SATA. %FALSE, with
 * @reply unchanged, for any other command or drive. */
gboolean bb_host_ata_execute (const BbHostDrive *drive, const BbCommand *command, BbReply *reply);

/* bb-sim-host-ioctl.c */

/** bb_host_ioctl_new: returns the handler for all ioctls of all nodes. */
UMockdevIoctlBase *bb_host_ioctl_new (BbSimHost *host);

/* bb-sim-host-command.c */

/** bb_host_is_command: TRUE if @request is an ioctl that sends commands to the drive. */
gboolean bb_host_is_command (gulong request);
/** bb_host_command_start: executes the ioctl of @client in a thread, if bb_host_is_command() is TRUE for it. */
void bb_host_command_start (BbSimHost *host, BbHostDrive *drive, UMockdevIoctlClient *client);
/** bb_host_command_drain: waits until no command is running. */
void bb_host_command_drain (BbSimHost *host);

G_END_DECLS
