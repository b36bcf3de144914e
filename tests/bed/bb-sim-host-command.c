/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host-private.h"

#include "scsi/bb-scsi.h"

#include <errno.h>
#include <linux/cdrom.h>
#include <scsi/sg.h>
#include <string.h>

/* Values of the host status ("DID_…" in the kernel) for a command that got no reply. */
#define BB_HOST_NO_CONNECT 0x01
#define BB_HOST_TIME_OUT 0x03
#define BB_HOST_ERROR 0x07

/* Driver status in sg_io_hdr: there is sense data (set by kernels before 5.14). */
#define BB_DRIVER_SENSE 0x08

/* Flag in sg_io_hdr: the data is in memory mapped from the driver. The header of the C library does not define it. */
#define BB_SG_FLAG_MMAP_IO 0x04

#define BB_OPCODE_START_STOP 0x1B

/* Time limit if the caller gives none, as in the sg driver. */
#define BB_DEFAULT_TIMEOUT_MS 60000

/* One running command. */
typedef struct {
    BbSimHost *host;
    BbHostDrive *drive;
    UMockdevIoctlClient *client;
} BbHostCommand;

gboolean
bb_host_is_command (gulong request)
{
    return request == SG_IO || request == CDROM_SEND_PACKET || bb_host_cdrom_knows (request);
}

/* Returns (transfer full) (nullable) a copy of the @length_bytes bytes to which the pointer at @offset in @from
 * points in the calling program; %NULL if @length_bytes is 0. Changes are copied back when the ioctl is completed.
 * Must not be called twice for the same pointer: that corrupts memory. */
static UMockdevIoctlData *
bb_host_follow (UMockdevIoctlData *from, gsize offset, gsize length_bytes)
{
    return length_bytes > 0 ? umockdev_ioctl_data_resolve (from, offset, length_bytes, NULL) : NULL;
}

/* Copies as much of the sense data as fits into @to (nullable). Returns the number of bytes copied. */
static gsize
bb_host_put_sense (UMockdevIoctlData *to, const BbReply *reply)
{
    gsize length_bytes = to != NULL ? MIN ((gsize) to->data_len, reply->sense_length_bytes) : 0;

    if (length_bytes > 0)
        memcpy (to->data, reply->sense_bytes, length_bytes);
    return length_bytes;
}

/* Returns the host status that a real host adapter reports for @error. If a drive behind a USB bridge disappears, the
 * adapter reports a failed transfer. */
static guint
bb_host_status_for (const BbHostDrive *drive, const GError *error)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive->drive);

    if (g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT))
        return BB_HOST_TIME_OUT;
    if (g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE) && details->bus != BB_BUS_USB)
        return BB_HOST_NO_CONNECT;
    return BB_HOST_ERROR;
}

static void
bb_host_fill_command (BbCommand *command, const guint8 *cdb, guint8 cdb_bytes, gboolean in, UMockdevIoctlData *data,
                      guint timeout_ms)
{
    *command = (BbCommand){0};
    bb_cdb_init (&command->cdb, cdb, cdb_bytes);
    command->timeout_ms = timeout_ms > 0 ? timeout_ms : BB_DEFAULT_TIMEOUT_MS;
    if (data == NULL)
        return;
    command->direction = in ? BB_DIRECTION_IN : BB_DIRECTION_OUT;
    command->length_bytes = (gsize) data->data_len;
    command->in = in ? data->data : NULL;
    command->out = in ? NULL : data->data;
}

/* Fills the output members of @io from @reply, or from @error (nullable) if there was no reply. */
static void
bb_host_finish_sg (BbHostCommand *self, struct sg_io_hdr *io, const BbReply *reply, gsize sense_bytes,
                   const GError *error)
{
    io->status = reply->status;
    io->masked_status = (guint8) (reply->status >> 1);
    io->msg_status = 0;
    io->host_status = error != NULL ? (gushort) bb_host_status_for (self->drive, error) : 0;
    io->driver_status = sense_bytes > 0 ? BB_DRIVER_SENSE : 0;
    io->sb_len_wr = (guint8) sense_bytes;
    io->resid = error != NULL ? (int) io->dxfer_len : (int) reply->residual_bytes;
    io->duration = (guint) (reply->duration_us / 1000);
    io->info = io->status != 0 || io->host_status != 0 ? SG_INFO_CHECK : SG_INFO_OK;
}

/* Executes a command, which libata (bb_host_ata_execute()) or the drive answers, and updates the device tree if the
 * tray may have moved. */
static gboolean
bb_host_execute (BbHostCommand *self, const BbCommand *command, BbReply *reply, GError **error)
{
    if (bb_host_ata_execute (self->drive, command, reply))
        return TRUE;
    if (!bb_sim_link_execute (&self->drive->link, command, reply, error))
        return FALSE;
    if (command->cdb.bytes[0] == BB_OPCODE_START_STOP)
        bb_host_tree_refresh (self->host, self->drive);
    return TRUE;
}

/* Executes SG_IO with version 3 of its header. Returns 0 or a value for errno. */
static int
bb_host_run_sg (BbHostCommand *self, UMockdevIoctlData *arg)
{
    g_autoptr (UMockdevIoctlData) header = bb_host_follow (arg, 0, sizeof (struct sg_io_hdr));
    g_autoptr (UMockdevIoctlData) cdb = NULL, sense = NULL, data = NULL;
    g_autoptr (GError) error = NULL;
    struct sg_io_hdr *io = header != NULL ? (struct sg_io_hdr *) header->data : NULL;
    BbReply reply = {0};
    BbCommand command;

    /* Version 4 of the header ('Q') is for bsg nodes only; the sg driver and the block layer reject it with different
     * errors. */
    if (io == NULL || io->interface_id != 'S')
        return g_str_has_prefix (umockdev_ioctl_client_get_devnode (self->client), "/dev/sg") ? ENOSYS : EINVAL;
    /* Scatter lists and memory maps are not supported, because no program needs them here. */
    if (io->iovec_count != 0 || (io->flags & BB_SG_FLAG_MMAP_IO) != 0 || io->cmd_len < 6 ||
        io->cmd_len > BB_CDB_MAX_BYTES)
        return EINVAL;
    cdb = bb_host_follow (header, G_STRUCT_OFFSET (struct sg_io_hdr, cmdp), io->cmd_len);
    sense = bb_host_follow (header, G_STRUCT_OFFSET (struct sg_io_hdr, sbp), io->mx_sb_len);
    if (io->dxfer_direction != SG_DXFER_NONE)
        data = bb_host_follow (header, G_STRUCT_OFFSET (struct sg_io_hdr, dxferp), io->dxfer_len);
    if (cdb == NULL || (data == NULL && io->dxfer_len > 0 && io->dxfer_direction != SG_DXFER_NONE))
        return EFAULT;
    bb_host_fill_command (&command, cdb->data, io->cmd_len, io->dxfer_direction != SG_DXFER_TO_DEV, data,
                          io->timeout);
    if (!bb_host_execute (self, &command, &reply, &error))
        reply = (BbReply){.duration_us = reply.duration_us};
    bb_host_finish_sg (self, io, &reply, bb_host_put_sense (sense, &reply), error);
    return 0;
}

/* Executes CDROM_SEND_PACKET, which libcdio uses. The CDB always has 12 bytes. Returns 0 or a value for errno. */
static int
bb_host_run_packet (BbHostCommand *self, UMockdevIoctlData *arg)
{
    g_autoptr (UMockdevIoctlData) header = bb_host_follow (arg, 0, sizeof (struct cdrom_generic_command));
    g_autoptr (UMockdevIoctlData) data = NULL, sense = NULL;
    g_autoptr (GError) error = NULL;
    struct cdrom_generic_command *packet = header != NULL ? (struct cdrom_generic_command *) header->data : NULL;
    BbReply reply = {0};
    BbCommand command;

    if (packet == NULL)
        return EFAULT;
    if (packet->buflen > 0 && packet->data_direction != CGC_DATA_NONE)
        data = bb_host_follow (header, G_STRUCT_OFFSET (struct cdrom_generic_command, buffer), packet->buflen);
    if (packet->sense != NULL)
        sense = bb_host_follow (header, G_STRUCT_OFFSET (struct cdrom_generic_command, sense),
                                sizeof (struct request_sense));
    bb_host_fill_command (&command, packet->cmd, sizeof packet->cmd, packet->data_direction != CGC_DATA_WRITE, data,
                          BB_DEFAULT_TIMEOUT_MS);
    if (!bb_host_execute (self, &command, &reply, &error))
        return EIO;
    bb_host_put_sense (sense, &reply);
    packet->stat = reply.status != 0 ? -EIO : 0;
    return reply.status != 0 ? EIO : 0;
}

static void
bb_host_command_end (BbHostCommand *self)
{
    BbSimHost *host = self->host;

    g_object_unref (self->client);
    g_free (self);
    g_mutex_lock (&host->lock);
    host->n_running--;
    g_cond_broadcast (&host->idle);
    g_mutex_unlock (&host->lock);
}

static gpointer
bb_host_command_thread (gpointer data)
{
    BbHostCommand *self = data;
    gulong request = umockdev_ioctl_client_get_request (self->client);
    UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg (self->client);
    int number, result = 0;

    if (request == SG_IO)
        number = bb_host_run_sg (self, arg);
    else if (request == CDROM_SEND_PACKET)
        number = bb_host_run_packet (self, arg);
    else
        number = bb_host_cdrom_run (self->host, self->drive, request, arg, &result);
    umockdev_ioctl_client_complete (self->client, number != 0 ? -1 : result, number);
    bb_host_command_end (self);
    return NULL;
}

void
bb_host_command_start (BbSimHost *host, BbHostDrive *drive, UMockdevIoctlClient *client)
{
    BbHostCommand *self = g_new0 (BbHostCommand, 1);

    self->host = host;
    self->drive = drive;
    self->client = g_object_ref (client);
    g_mutex_lock (&host->lock);
    host->n_running++;
    g_mutex_unlock (&host->lock);
    g_thread_unref (g_thread_new ("command", bb_host_command_thread, self));
}

void
bb_host_command_drain (BbSimHost *host)
{
    g_mutex_lock (&host->lock);
    while (host->n_running > 0)
        g_cond_wait (&host->idle, &host->lock);
    g_mutex_unlock (&host->lock);
}
