/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-transport-sg.h"

#include <scsi/sg_lib.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <scsi/sg.h>
#include <scsi/sg_io_linux.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Version of the sg driver that introduced SG_IO, in the encoding of SG_GET_VERSION_NUM. */
#define BB_SG_MIN_VERSION 30000
/* Largest number of seconds that fits into the milliseconds of `sg_io_hdr_t.timeout`. */
#define BB_SG_MAX_S (G_MAXUINT / 1000)
/* A command that runs when the node reports POLLHUP may still get a reply. Interval and largest number of the polls
 * for this reply. */
#define BB_SG_HANG_UP_MS 10
#define BB_SG_MAX_HANG_UPS 500
/* Bits of the status byte that contain the SCSI status. The other bits are vendor specific. */
#define BB_STATUS_MASK 0x7e

struct _BbTransportSg {
    GObject parent_instance;

    int fd;
    char *node;
    gboolean has_pair; /* TRUE: write() submits a command and read() fetches its reply; FALSE: SG_IO does both */
    int last_pack_id;
    GPtrArray *lost; /* BbSgCommand: commands without reply; the kernel may still write to their buffers */
};

static void bb_transport_sg_iface_init (BbTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (BbTransportSg, bb_transport_sg, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, bb_transport_sg_iface_init))

/* Returns the error code for the errno value @number of open(), write() or ioctl(); %BB_TRANSPORT_ERROR_IO for all
 * values that are not listed here. */
static BbTransportError
bb_transport_sg_code_for_errno (int number)
{
    switch (number) {
    case ENODEV:
    case ENXIO:
    case ENOENT:
        return BB_TRANSPORT_ERROR_GONE;
    case EBUSY:
        return BB_TRANSPORT_ERROR_IN_USE;
    case EACCES:
    case EPERM:
    case EROFS:
        return BB_TRANSPORT_ERROR_NOT_PERMITTED;
    case ETIME:
    case ETIMEDOUT:
    case EINTR: /* The drive may execute the command, but the reply is lost. */
        return BB_TRANSPORT_ERROR_TIMED_OUT;
    default:
        return BB_TRANSPORT_ERROR_IO;
    }
}

/**
 * BbSgCommand: a submitted command.
 * @data: (nullable): buffer for the data-in phase
 *
 * The kernel writes into @sense and @data until the reply is fetched. They are therefore on the heap, and are freed
 * only after the reply was fetched or the node was closed.
 */
typedef struct {
    sg_io_hdr_t header;
    guint8 sense[BB_SENSE_MAX_BYTES];
    guint8 *data;
} BbSgCommand;

static void
bb_sg_command_free (BbSgCommand *self)
{
    g_free (self->data);
    g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSgCommand, bb_sg_command_free)

/* Returns (transfer full) @command in the form of the sg driver, with a new pack_id and with buffers of its own for
 * the reply. The CDB and the data to send stay in @command. */
static BbSgCommand *
bb_sg_command_new (BbTransportSg *self, const BbCommand *command)
{
    BbSgCommand *sg = g_new0 (BbSgCommand, 1);
    sg_io_hdr_t *header = &sg->header;

    self->last_pack_id = self->last_pack_id < G_MAXINT ? self->last_pack_id + 1 : 1;
    header->interface_id = 'S';
    header->pack_id = self->last_pack_id;
    header->cmdp = (unsigned char *) command->cdb.bytes;
    header->cmd_len = command->cdb.length_bytes;
    header->sbp = sg->sense;
    header->mx_sb_len = sizeof sg->sense;
    header->dxfer_len = (unsigned int) command->length_bytes;
    /* Rounded up to whole seconds, so that the drive gets at least @timeout_ms; limited to BB_SG_MAX_S. */
    header->timeout =
        MIN (command->timeout_ms / 1000 + (command->timeout_ms % 1000 != 0 ? 1 : 0), BB_SG_MAX_S) * 1000;
    switch (command->direction) {
    case BB_DIRECTION_NONE:
        header->dxfer_direction = SG_DXFER_NONE;
        break;
    case BB_DIRECTION_IN:
        sg->data = g_malloc0 (command->length_bytes);
        header->dxfer_direction = SG_DXFER_FROM_DEV;
        header->dxferp = sg->data;
        break;
    case BB_DIRECTION_OUT:
        header->dxfer_direction = SG_DXFER_TO_DEV;
        header->dxferp = (void *) command->out;
        break;
    }
    return sg;
}

/* --- submitting with write(), fetching the reply with read() --- */

/* Sets @error for a command whose reply cannot be fetched: GONE if the errno value @number is ENODEV or ENXIO, else
 * TIMED_OUT. @sg: (transfer full): stored in @self->lost and not freed now, because the drive may still be executing
 * the command, so that the kernel may still write to the buffers of @sg. */
static void
bb_transport_sg_lose (BbTransportSg *self, BbSgCommand *sg, int number, GError **error)
{
    gboolean gone = number == ENODEV || number == ENXIO;

    g_ptr_array_add (self->lost, sg);
    g_set_error (error, BB_TRANSPORT_ERROR, gone ? BB_TRANSPORT_ERROR_GONE : BB_TRANSPORT_ERROR_TIMED_OUT,
                 "%s: the answer to a command was lost: %s", self->node, g_strerror (number));
}

/* Waits until read() may return a reply. Returns 0, also after a signal, or an errno value if no reply will come.
 * @n_hang_ups: (inout): number of polls since poll() first reported that the node is being removed. */
static int
bb_transport_sg_poll (BbTransportSg *self, guint *n_hang_ups)
{
    struct pollfd poll_fd = {.fd = self->fd, .events = POLLIN};

    /* This poll() has no time limit, because the kernel enforces the time limit of the command and then delivers a
     * reply. */
    if (poll (&poll_fd, 1, -1) < 0)
        return errno == EINTR ? 0 : errno;
    if ((poll_fd.revents & POLLNVAL) != 0)
        return EBADF;
    if ((poll_fd.revents & POLLIN) != 0 || (poll_fd.revents & (POLLHUP | POLLERR)) == 0)
        return 0;
    /* The node is being removed, but the kernel still completes running commands. */
    if (++*n_hang_ups > BB_SG_MAX_HANG_UPS)
        return ENODEV;
    (void) poll (NULL, 0, BB_SG_HANG_UP_MS);
    return 0;
}

/* Waits for the reply to @sg (transfer full). Returns (transfer full) (nullable) @sg with its reply; %NULL with
 * @error set if the reply is lost, and @self->lost then keeps @sg. */
static BbSgCommand *
bb_transport_sg_fetch (BbTransportSg *self, BbSgCommand *sg, GError **error)
{
    guint n_hang_ups = 0;

    for (;;) {
        sg_io_hdr_t header = sg->header;
        int number = bb_transport_sg_poll (self, &n_hang_ups);
        gssize length_bytes;

        if (number != 0) {
            bb_transport_sg_lose (self, sg, number, error);
            return NULL;
        }
        length_bytes = read (self->fd, &header, sizeof header);
        if (length_bytes < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (length_bytes != (gssize) sizeof header) {
            bb_transport_sg_lose (self, sg, length_bytes < 0 ? errno : EIO, error);
            return NULL;
        }
        /* A reply with another pack_id belongs to an earlier command in @self->lost and is discarded. */
        if (header.pack_id == sg->header.pack_id) {
            sg->header = header;
            return sg;
        }
    }
}

/* Sends @command with write() and read(). Returns (transfer full) (nullable) the command with its reply; %NULL with
 * @error set if no reply was fetched. */
static BbSgCommand *
bb_transport_sg_write_and_read (BbTransportSg *self, const BbCommand *command, GError **error)
{
    g_autoptr (BbSgCommand) sg = bb_sg_command_new (self, command);
    gssize length_bytes = write (self->fd, &sg->header, sizeof sg->header);

    if (length_bytes == (gssize) sizeof sg->header)
        return bb_transport_sg_fetch (self, g_steal_pointer (&sg), error);
    if (length_bytes >= 0) {
        bb_transport_sg_lose (self, g_steal_pointer (&sg), EIO, error);
        return NULL;
    }
    g_set_error (error, BB_TRANSPORT_ERROR, bb_transport_sg_code_for_errno (errno), "%s: command not taken: %s",
                 self->node, g_strerror (errno));
    return NULL;
}

/* --- SG_IO: one call submits and fetches, but the kernel may restart it after a signal --- */

/* As bb_transport_sg_write_and_read(), but with SG_IO. */
static BbSgCommand *
bb_transport_sg_call (BbTransportSg *self, const BbCommand *command, GError **error)
{
    g_autoptr (BbSgCommand) sg = bb_sg_command_new (self, command);

    if (ioctl (self->fd, SG_IO, &sg->header) == 0)
        return g_steal_pointer (&sg);
    g_set_error (error, BB_TRANSPORT_ERROR, bb_transport_sg_code_for_errno (errno), "%s: command not answered: %s",
                 self->node, g_strerror (errno));
    return NULL;
}

/* --- status and sense data of the reply --- */

/* Sends one command, once, with all signals blocked. Every command to a real drive passes here. Returns (transfer
 * full) (nullable) the command with its reply; NULL with @error set after a failure. @duration_us: (out): also set
 * after a failure */
static BbSgCommand *
bb_transport_sg_send (BbTransportSg *self, const BbCommand *command, gint64 *duration_us, GError **error)
{
    gint64 start_us = 0;
    sigset_t all;
    sigset_t before;
    BbSgCommand *answer;

    sigfillset (&all);
    pthread_sigmask (SIG_SETMASK, &all, &before);
    start_us = g_get_monotonic_time ();
    answer = self->has_pair ? bb_transport_sg_write_and_read (self, command, error)
                            : bb_transport_sg_call (self, command, error);
    *duration_us = g_get_monotonic_time () - start_us;
    pthread_sigmask (SIG_SETMASK, &before, NULL);
    return answer;
}

/* TRUE if host status and driver status are good. If not, sets @error; SCSI status and data of the reply are then not
 * valid. */
static gboolean
bb_transport_sg_check_host (BbTransportSg *self, const sg_io_hdr_t *header, GError **error)
{
    guint driver = header->driver_status & SG_LIB_DRIVER_MASK;
    BbTransportError code = BB_TRANSPORT_ERROR_IO;

    if (header->host_status == SG_LIB_DID_OK && (driver == SG_LIB_DRIVER_OK || driver == SG_LIB_DRIVER_SENSE))
        return TRUE;
    if (header->host_status == SG_LIB_DID_NO_CONNECT)
        code = BB_TRANSPORT_ERROR_GONE;
    else if (header->host_status == SG_LIB_DID_TIME_OUT)
        code = BB_TRANSPORT_ERROR_TIMED_OUT;
    g_set_error (error, BB_TRANSPORT_ERROR, code,
                 "%s: no trustworthy answer: host status 0x%02x, driver status 0x%02x", self->node,
                 header->host_status, header->driver_status);
    return FALSE;
}

static void
bb_sg_copy (guint8 *to, const guint8 *from, gsize length_bytes)
{
    for (gsize i = 0; i < length_bytes; i++)
        to[i] = from[i];
}

/* Sets @reply except its duration. If @command receives data, fills its whole buffer: the received data, then zeros
 * for the bytes that are missing. Status GOOD with sense data of an error becomes CHECK CONDITION. */
static void
bb_transport_sg_fill_reply (const BbSgCommand *answer, const BbCommand *command, BbReply *reply)
{
    const sg_io_hdr_t *header = &answer->header;

    reply->status = header->status & BB_STATUS_MASK;
    reply->sense_length_bytes = MIN (header->sb_len_wr, BB_SENSE_MAX_BYTES);
    bb_sg_copy (reply->sense_bytes, answer->sense, reply->sense_length_bytes);
    bb_sense_decode (reply->sense_bytes, reply->sense_length_bytes, &reply->sense);
    /* Some bridges return sense data with status GOOD; treat that as CHECK CONDITION. */
    if (reply->status == BB_STATUS_GOOD && reply->sense.valid &&
        (reply->sense.key > BB_SENSE_KEY_RECOVERED_ERROR || reply->sense.deferred))
        reply->status = BB_STATUS_CHECK_CONDITION;
    /* A negative residual means that a bridge sent more than was requested; the requested bytes are complete. */
    reply->residual_bytes = (gsize) CLAMP (header->resid, 0, (int) command->length_bytes);
    if (command->direction == BB_DIRECTION_IN)
        bb_sg_copy (command->in, answer->data, command->length_bytes);
}

static gboolean
bb_transport_sg_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    BbTransportSg *self = BB_TRANSPORT_SG (transport);
    g_autoptr (BbSgCommand) answer = bb_transport_sg_send (self, command, &reply->duration_us, error);

    if (answer == NULL || !bb_transport_sg_check_host (self, &answer->header, error))
        return FALSE;
    bb_transport_sg_fill_reply (answer, command, reply);
    return TRUE;
}

static void
bb_transport_sg_wait_ms (BbTransport *transport, guint duration_ms)
{
    g_usleep ((gulong) duration_ms * 1000);
}

static void
bb_transport_sg_iface_init (BbTransportInterface *iface)
{
    iface->execute = bb_transport_sg_execute;
    iface->wait_ms = bb_transport_sg_wait_ms;
}

static void
bb_transport_sg_finalize (GObject *object)
{
    BbTransportSg *self = BB_TRANSPORT_SG (object);

    if (self->fd >= 0)
        close (self->fd);
    g_ptr_array_unref (self->lost);
    g_free (self->node);
    G_OBJECT_CLASS (bb_transport_sg_parent_class)->finalize (object);
}

static void
bb_transport_sg_class_init (BbTransportSgClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_transport_sg_finalize;
}

static void
bb_transport_sg_init (BbTransportSg *self)
{
    self->fd = -1;
    self->lost = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_sg_command_free);
}

/* TRUE if the driver supports write() and read() on the node. SG_GET_NUM_WAITING sends nothing to the drive, and
 * fails in a driver that supports only SG_IO. */
static gboolean
bb_transport_sg_has_pair (int fd)
{
    int n_waiting = -1;
    struct stat about;

    return fstat (fd, &about) == 0 && S_ISCHR (about.st_mode) && ioctl (fd, SG_GET_NUM_WAITING, &n_waiting) == 0 &&
           n_waiting == 0;
}

BbTransport *
bb_transport_sg_open (const char *node, gboolean exclusive, GError **error)
{
    g_autoptr (BbTransportSg) self = NULL;
    int version = 0;

    g_return_val_if_fail (node != NULL, NULL);

    self = g_object_new (BB_TYPE_TRANSPORT_SG, NULL);
    self->node = g_strdup (node);
    /* O_NONBLOCK: read() returns EAGAIN when no reply is available, so that only poll() waits. */
    self->fd = open (node, O_RDWR | O_NONBLOCK | O_CLOEXEC | (exclusive ? O_EXCL : 0));
    if (self->fd < 0) {
        int number = errno;

        g_set_error (error, BB_TRANSPORT_ERROR, bb_transport_sg_code_for_errno (number), "%s cannot be opened: %s",
                     node, g_strerror (number));
        return NULL;
    }
    if (ioctl (self->fd, SG_GET_VERSION_NUM, &version) < 0 || version < BB_SG_MIN_VERSION) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO, "%s is not a SCSI generic node", node);
        return NULL;
    }
    self->has_pair = bb_transport_sg_has_pair (self->fd);
    return BB_TRANSPORT (g_steal_pointer (&self));
}
