/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-host.h"
#include "bb-sim-link.h"

#include <umockdev.h>

G_BEGIN_DECLS

/**
 * BbHostDrive: one drive of the bus in the test bed.
 * @host: SCSI host number
 * @sr, @sg: numbers of its nodes; @sg is -1 if the scenario gives it no sg node
 * @drive: the drive object of the bus
 * @link: connection to the simulated drive
 * @plugged: atomic; whether the nodes can be opened
 * @shown_lock: guards @shown
 * @shown: properties of drive and disc that the device tree has now
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
 * @told: (set of char *): ioctls that were reported on standard error; used in umockdev's thread only
 * @n_running: number of running commands; @lock guards it, and @idle is signalled when it becomes 0
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

/** bb_host_drive_find_node: (transfer none) (nullable): finds the drive with the node @node, "/dev/sg0". */
BbHostDrive *bb_host_drive_find_node (BbSimHost *host, const char *node);

/* bb-sim-host-tree.c */

/**
 * bb_host_tree_attach: registers the handler for the ioctls of both nodes; once for each drive, before it is
 * plugged in.
 */
gboolean bb_host_tree_attach (BbSimHost *host, BbHostDrive *drive, GError **error);
/** bb_host_tree_plug: creates the devices of @drive, with their "add" events. */
gboolean bb_host_tree_plug (BbSimHost *host, BbHostDrive *drive, GError **error);
/** bb_host_tree_unplug: removes the devices, with their "remove" events. */
void bb_host_tree_unplug (BbSimHost *host, BbHostDrive *drive);

/**
 * bb_host_tree_refresh: updates properties, size and content of the block device for the disc in the drive, and
 * sends a "change" event if they differ. Call it after the tray may have moved. Any thread.
 */
void bb_host_tree_refresh (BbSimHost *host, BbHostDrive *drive);

/* bb-sim-host-cdrom.c */

/**
 * bb_host_cdrom_knows: whether @request is an ioctl of the kernel's cdrom driver that sends commands to the drive.
 */
gboolean bb_host_cdrom_knows (gulong request);
/**
 * bb_host_cdrom_run: executes such an ioctl; blocks.
 * @result: return value of the ioctl
 *
 * Returns: 0, or the value for errno
 */
int bb_host_cdrom_run (BbSimHost *host, BbHostDrive *drive, gulong request, UMockdevIoctlData *arg, int *result);

/* bb-sim-host-ata.c */

/** BB_HOST_ATA_IDENTITY_BYTES: length of the data of IDENTIFY PACKET DEVICE. */
#define BB_HOST_ATA_IDENTITY_BYTES 512
/**
 * bb_host_ata_identity: returns the data of IDENTIFY PACKET DEVICE; %FALSE if the drive is not on PATA or SATA.
 */
gboolean bb_host_ata_identity (const BbHostDrive *drive, guint8 *identity);
/** bb_host_ata_turn_texts: swaps the bytes of the texts in @identity, so that they are readable in memory. */
void bb_host_ata_turn_texts (guint8 *identity);
/** bb_host_ata_execute: %FALSE if libata does not answer the command itself. */
gboolean bb_host_ata_execute (const BbHostDrive *drive, const BbCommand *command, BbReply *reply);

/* bb-sim-host-ioctl.c */

/** bb_host_ioctl_new: returns the handler for all ioctls of all nodes. */
UMockdevIoctlBase *bb_host_ioctl_new (BbSimHost *host);
/* bb-sim-host-command.c */

/** bb_host_is_command: whether @request is an ioctl that contains a command for the drive. */
gboolean bb_host_is_command (gulong request);
/** bb_host_command_start: executes such an ioctl in a thread of its own. */
void bb_host_command_start (BbSimHost *host, BbHostDrive *drive, UMockdevIoctlClient *client);
/** bb_host_command_drain: waits until no command is running. */
void bb_host_command_drain (BbSimHost *host);

G_END_DECLS
