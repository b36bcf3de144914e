/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host-private.h"

#include <errno.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <scsi/scsi.h>
#include <scsi/scsi_ioctl.h>
#include <scsi/sg.h>
#include <string.h>

/* Versions that SG_GET_VERSION_NUM returns in Linux 6.1 on an sg node and on a block node. They are below 40000, so
 * libsgutils2 uses version 3 of the SG_IO header. */
#define BB_VERSION_SG 30536
#define BB_VERSION_BLOCK 30527

#define BB_RESERVED_BYTES 131072
/* Default of SG_GET_TIMEOUT, in ticks of 10 ms. */
#define BB_SG_TIMEOUT_TICKS 6000

/* Result of CDROM_GET_CAPABILITY for a DVD writer. */
#define BB_CAPABILITY                                                                                                \
    (CDC_CLOSE_TRAY | CDC_OPEN_TRAY | CDC_LOCK | CDC_SELECT_SPEED | CDC_MULTI_SESSION | CDC_MCN |                    \
     CDC_MEDIA_CHANGED | CDC_PLAY_AUDIO | CDC_RESET | CDC_DRIVE_STATUS | CDC_GENERIC_PACKET | CDC_CD_R | CDC_CD_RW | \
     CDC_DVD | CDC_DVD_R)

/* An ioctl that does not depend on the drive: returns @result and, if @fills, stores @number. */
typedef struct {
    gulong request;
    int result;
    gboolean fills;
    int number;
} BbHostPlainIoctl;

static const BbHostPlainIoctl bb_host_plain_ioctls[] = {
    {SG_GET_RESERVED_SIZE, 0, TRUE, BB_RESERVED_BYTES},
    {SG_SET_RESERVED_SIZE, 0, FALSE, 0},
    {SG_GET_TIMEOUT, BB_SG_TIMEOUT_TICKS, FALSE, 0},
    {SG_SET_TIMEOUT, 0, FALSE, 0},
    {SG_EMULATED_HOST, 0, TRUE, 1},
    {SG_SET_COMMAND_Q, 0, FALSE, 0},
    {BLKROGET, 0, TRUE, 0},
    {BLKFLSBUF, 0, FALSE, 0},
    {CDROM_GET_CAPABILITY, BB_CAPABILITY, FALSE, 0},
    {BLKRRPART, 0, FALSE, 0},
    {CDROM_MEDIA_CHANGED, 0, FALSE, 0},
    {CDROM_SET_OPTIONS, 0, FALSE, 0},
    {CDROM_CLEAR_OPTIONS, 0, FALSE, 0},
    {CDROM_SELECT_SPEED, 0, FALSE, 0},
};

/* Copies @value to the memory of the calling program to which @arg points. */
static void
bb_host_put (UMockdevIoctlData *arg, gconstpointer value, gsize length_bytes)
{
    g_autoptr (UMockdevIoctlData) data = umockdev_ioctl_data_resolve (arg, 0, length_bytes, NULL);

    if (data != NULL)
        memcpy (data->data, value, length_bytes);
}

/* Answers the ioctls of bb_host_plain_ioctls. FALSE for any other. */
static gboolean
bb_host_answer_plain (gulong request, UMockdevIoctlData *arg, int *result)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_host_plain_ioctls); i++) {
        const BbHostPlainIoctl *plain = &bb_host_plain_ioctls[i];

        if (plain->request != request)
            continue;
        *result = plain->result;
        if (plain->fills)
            bb_host_put (arg, &plain->number, sizeof plain->number);
        return TRUE;
    }
    return FALSE;
}

/* Answers the ioctls that depend on the drive or its node. FALSE for any other. */
static gboolean
bb_host_answer_for_drive (const BbHostDrive *drive, const char *node, gulong request, UMockdevIoctlData *arg)
{
    int version = g_str_has_prefix (node, "/dev/sr") ? BB_VERSION_BLOCK : BB_VERSION_SG, number = (int) drive->host;
    /* [0]: host, channel, LUN and target, one byte each, the host in the highest byte; [1]: unique host number. */
    guint32 id_lun[2] = {drive->host << 24, drive->host};
    struct sg_scsi_id scsi_id = {.host_no = (int) drive->host, .scsi_type = TYPE_ROM};
    g_autoptr (GBytes) disc = NULL;
    guint64 size_bytes = 0;

    switch (request) {
    case SG_GET_VERSION_NUM:
        bb_host_put (arg, &version, sizeof version);
        return TRUE;
    case SCSI_IOCTL_GET_BUS_NUMBER:
        bb_host_put (arg, &number, sizeof number);
        return TRUE;
    case SCSI_IOCTL_GET_IDLUN:
        bb_host_put (arg, id_lun, sizeof id_lun);
        return TRUE;
    case SG_GET_SCSI_ID:
        bb_host_put (arg, &scsi_id, sizeof scsi_id);
        return TRUE;
    case BLKGETSIZE64:
        disc = bb_sim_bus_dup_disc (drive->link.bus, drive->link.name);
        size_bytes = disc != NULL ? g_bytes_get_size (disc) : 0;
        bb_host_put (arg, &size_bytes, sizeof size_bytes);
        return TRUE;
    default:
        return FALSE;
    }
}

/* Reports each unknown ioctl once for each node, as a hint if a program fails. */
static void
bb_host_report_unknown (BbSimHost *host, const char *node, gulong request)
{
    g_autofree char *key = g_strdup_printf ("%s 0x%lx", node, request);

    if (g_hash_table_contains (host->told, key))
        return;
    g_printerr ("burnback-sim: ioctl 0x%lx of %s is not known here\n", request, node);
    g_hash_table_add (host->told, g_steal_pointer (&key));
}

/* Answers HDIO_GET_IDENTITY as libata does: with texts in readable order, or with ENOTTY if the drive is not on PATA
 * or SATA. */
static void
bb_host_answer_identity (const BbHostDrive *drive, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    guint8 identity[BB_HOST_ATA_IDENTITY_BYTES];

    if (!bb_host_ata_identity (drive, identity)) {
        umockdev_ioctl_client_complete (client, -1, ENOTTY);
        return;
    }
    bb_host_ata_swap_texts (identity);
    bb_host_put (arg, identity, sizeof identity);
    umockdev_ioctl_client_complete (client, 0, 0);
}

/* Answers an ioctl or starts its command. Runs in the thread of umockdev that serves all programs, so it must not
 * block. */
static gboolean
bb_host_ioctl_cb (UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer data)
{
    BbSimHost *host = data;
    const char *node = umockdev_ioctl_client_get_devnode (client);
    gulong request = umockdev_ioctl_client_get_request (client);
    UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg (client);
    BbHostDrive *drive = bb_host_drive_find_node (host, node);
    int result = 0;

    if (drive == NULL || !g_atomic_int_get (&drive->plugged)) {
        umockdev_ioctl_client_complete (client, -1, ENODEV);
    } else if (bb_host_is_command (request)) {
        bb_host_command_start (host, drive, client);
    } else if (bb_host_answer_plain (request, arg, &result) || bb_host_answer_for_drive (drive, node, request, arg)) {
        umockdev_ioctl_client_complete (client, result, 0);
    } else if (request == SG_GET_NUM_WAITING) {
        /* An error tells the program not to submit commands with write(), which these nodes do not support. */
        umockdev_ioctl_client_complete (client, -1, ENOTTY);
    } else if (request == HDIO_GET_IDENTITY) {
        bb_host_answer_identity (drive, client, arg);
    } else {
        bb_host_report_unknown (host, node, request);
        umockdev_ioctl_client_complete (client, -1, ENOTTY);
    }
    return TRUE;
}

UMockdevIoctlBase *
bb_host_ioctl_new (BbSimHost *host)
{
    UMockdevIoctlBase *base = umockdev_ioctl_base_new ();

    g_signal_connect (base, "handle-ioctl", G_CALLBACK (bb_host_ioctl_cb), host);
    return base;
}
