/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-host.h"
#include "bb-sim-way.h"

#include <umockdev.h>

G_BEGIN_DECLS

/**
 * BbHostDrive: one drive of the bus in the test bed.
 * @host: SCSI host number
 * @sr, @sg: numbers of its nodes; @sg -1 where the scenario gives it none
 * @drive: what the bus says of it
 * @way: to the drive itself
 * @plugged: atomic; what the nodes answer
 * @shown_lock: guards @shown: what the tree says of the drive's kind and disc
 */
typedef struct {
    guint host;
    int sr;
    int sg;
    BbDrive *drive;
    BbSimWay way;
    gint plugged;
    GMutex shown_lock;
    char *shown;
} BbHostDrive;

/**
 * BbSimHost: the test bed and what runs in it.
 * @told: (set of char *): ioctls that were told of on standard error; umockdev's thread only
 * @n_running: commands on their way, under @lock with @idle
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

/** bb_host_drive_find_node: (transfer none) (nullable): the drive whose node is @node, "/dev/sg0". */
BbHostDrive *bb_host_drive_find_node (BbSimHost *host, const char *node);

/* bb-sim-host-tree.c */

/** bb_host_tree_attach: sends the ioctls of both nodes to the host; once for each drive, before it is plugged. */
gboolean bb_host_tree_attach (BbSimHost *host, BbHostDrive *drive, GError **error);
/** bb_host_tree_plug: makes the devices of @drive, with their "add" events. */
gboolean bb_host_tree_plug (BbSimHost *host, BbHostDrive *drive, GError **error);
/** bb_host_tree_unplug: takes them away, with their "remove" events. */
void bb_host_tree_unplug (BbSimHost *host, BbHostDrive *drive);

/**
 * bb_host_tree_refresh: after the tray may have moved: properties, size and content of the block device become what
 * the drive has inside now, with a "change" event if that is something else. From any thread.
 */
void bb_host_tree_refresh (BbSimHost *host, BbHostDrive *drive);

/* bb-sim-host-cdrom.c */

/** bb_host_cdrom_knows: whether @request is an ioctl of the kernel's cdrom driver that asks the drive. */
gboolean bb_host_cdrom_knows (gulong request);
/**
 * bb_host_cdrom_run: does it; waits for the drive.
 * @result: becomes what the ioctl returns
 *
 * Returns: 0, or what errno is to be
 */
int bb_host_cdrom_run (BbSimHost *host, BbHostDrive *drive, gulong request, UMockdevIoctlData *arg, int *result);

/* bb-sim-host-ata.c */

/** BB_HOST_ATA_IDENTITY_BYTES: of IDENTIFY PACKET DEVICE. */
#define BB_HOST_ATA_IDENTITY_BYTES 512
/** bb_host_ata_identity: %FALSE: the drive is on no such cable. */
gboolean bb_host_ata_identity (const BbHostDrive *drive, guint8 *identity);
/** bb_host_ata_turn_texts: the texts of @identity become readable in memory. */
void bb_host_ata_turn_texts (guint8 *identity);
/** bb_host_ata_execute: %FALSE: not a command that the kernel answers for the drive. */
gboolean bb_host_ata_execute (const BbHostDrive *drive, const BbCommand *command, BbReply *reply);

/* bb-sim-host-ioctl.c */

/** bb_host_ioctl_new: the handler of all ioctls of all nodes. */
UMockdevIoctlBase *bb_host_ioctl_new (BbSimHost *host);
/* bb-sim-host-command.c */

/** bb_host_is_command: whether @request is a command for the drive itself. */
gboolean bb_host_is_command (gulong request);
/** bb_host_command_start: answers such an ioctl in a thread of its own. */
void bb_host_command_start (BbSimHost *host, BbHostDrive *drive, UMockdevIoctlClient *client);
/** bb_host_command_drain: waits until none is on its way. */
void bb_host_command_drain (BbSimHost *host);

G_END_DECLS
