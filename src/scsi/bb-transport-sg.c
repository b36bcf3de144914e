/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-transport-sg.h"

#include <scsi/sg_lib.h>
#include <scsi/sg_pt.h>

#include <errno.h>
#include <fcntl.h>
#include <scsi/sg.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Host status (the kernel's "DID" codes) that means more than "failed". */
#define BB_HOST_NO_CONNECT 0x01
#define BB_HOST_TIME_OUT 0x03

/* The oldest sg driver with the SG_IO call, as its version number is counted. */
#define BB_SG_MIN_VERSION 30000

struct _BbTransportSg {
    GObject parent_instance;

    int fd;
    char *node;
};

static void bb_transport_sg_iface_init (BbTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (BbTransportSg, bb_transport_sg, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, bb_transport_sg_iface_init))

typedef struct sg_pt_base BbPassThrough;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbPassThrough, destruct_scsi_pt_obj)

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
    case EINTR: /* the drive goes on, and what it answered is lost */
        return BB_TRANSPORT_ERROR_TIMED_OUT;
    default:
        return BB_TRANSPORT_ERROR_IO;
    }
}

/* do_scsi_pt() with all signals blocked: a signal would end the waiting, not the command. */
static int
bb_transport_sg_submit (BbTransportSg *self, BbPassThrough *pass, guint timeout_ms, gint64 *duration_us)
{
    int timeout_s = (int) (timeout_ms / 1000 + (timeout_ms % 1000 != 0 ? 1 : 0));
    gint64 start_us = 0;
    sigset_t all;
    sigset_t before;
    int result = 0;

    sigfillset (&all);
    pthread_sigmask (SIG_SETMASK, &all, &before);
    start_us = g_get_monotonic_time ();
    result = do_scsi_pt (pass, self->fd, timeout_s, 0);
    *duration_us = g_get_monotonic_time () - start_us;
    pthread_sigmask (SIG_SETMASK, &before, NULL);
    return result;
}

static gboolean
bb_transport_sg_check_submit (BbTransportSg *self, int result, GError **error)
{
    if (result == 0)
        return TRUE;
    if (result < 0)
        g_set_error (error, BB_TRANSPORT_ERROR, bb_transport_sg_code_for_errno (-result),
                     "%s: command not answered: %s", self->node, g_strerror (-result));
    else
        g_set_error (error, BB_TRANSPORT_ERROR,
                     result == SCSI_PT_DO_TIMEOUT ? BB_TRANSPORT_ERROR_TIMED_OUT : BB_TRANSPORT_ERROR_IO,
                     "%s: pass-through failed with result %d", self->node, result);
    return FALSE;
}

/* Host and driver status: whether what the drive is said to have answered is its answer at all. */
static gboolean
bb_transport_sg_check_host (BbTransportSg *self, const BbPassThrough *pass, GError **error)
{
    int category = get_scsi_pt_result_category (pass);
    int host = get_scsi_pt_transport_err (pass);
    BbTransportError code = BB_TRANSPORT_ERROR_IO;
    char text[160] = "";

    if (category != SCSI_PT_RESULT_TRANSPORT_ERR && category != SCSI_PT_RESULT_OS_ERR && host == 0)
        return TRUE;
    if (host == BB_HOST_NO_CONNECT)
        code = BB_TRANSPORT_ERROR_GONE;
    else if (host == BB_HOST_TIME_OUT)
        code = BB_TRANSPORT_ERROR_TIMED_OUT;
    get_scsi_pt_transport_err_str (pass, sizeof text, text);
    g_set_error (error, BB_TRANSPORT_ERROR, code, "%s: no trustworthy answer: %s", self->node,
                 g_strstrip (g_strdelimit (text, "\n", ' ')));
    return FALSE;
}

/*
 * The library keeps the kernel's one residual in its data-in field, and for a command that only
 * sends it gives the data-out field instead, which then is always 0. Once a data-in buffer is set
 * as well (after the command, so nothing is done with it), it gives the data-in field.
 */
static gsize
bb_transport_sg_residual (BbPassThrough *pass, const BbCommand *command)
{
    guint8 unused = 0;
    int residual_bytes = get_scsi_pt_resid (pass);

    if (command->direction == BB_DIRECTION_NONE)
        return 0;
    if (command->direction == BB_DIRECTION_OUT && residual_bytes == 0) {
        set_scsi_pt_data_in (pass, &unused, sizeof unused);
        residual_bytes = get_scsi_pt_resid (pass);
    }
    /* Less than nothing is left when a bridge sent more than asked; what was asked for is there. */
    return (gsize) CLAMP (residual_bytes, 0, (int) command->length_bytes);
}

static void
bb_transport_sg_fill_reply (BbPassThrough *pass, const BbCommand *command, BbReply *reply)
{
    int sense_length_bytes = get_scsi_pt_sense_len (pass);

    reply->status = (guint8) get_scsi_pt_status_response (pass);
    reply->sense_length_bytes = (guint8) CLAMP (sense_length_bytes, 0, BB_SENSE_MAX_BYTES);
    bb_sense_decode (reply->sense_bytes, reply->sense_length_bytes, &reply->sense);
    /* Sense without the status that announces it: the drive did not simply say GOOD. */
    if (reply->status == BB_STATUS_GOOD && reply->sense.valid &&
        (reply->sense.key > BB_SENSE_KEY_RECOVERED_ERROR || reply->sense.deferred))
        reply->status = BB_STATUS_CHECK_CONDITION;
    reply->residual_bytes = bb_transport_sg_residual (pass, command);
}

static gboolean
bb_transport_sg_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    BbTransportSg *self = BB_TRANSPORT_SG (transport);
    g_autoptr (BbPassThrough) pass = construct_scsi_pt_obj ();
    int result = 0;

    if (pass == NULL) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO, "%s: no memory for a command", self->node);
        return FALSE;
    }
    set_scsi_pt_cdb (pass, command->cdb.bytes, command->cdb.length_bytes);
    set_scsi_pt_sense (pass, reply->sense_bytes, BB_SENSE_MAX_BYTES);
    if (command->direction == BB_DIRECTION_IN)
        set_scsi_pt_data_in (pass, command->in, (int) command->length_bytes);
    else if (command->direction == BB_DIRECTION_OUT)
        set_scsi_pt_data_out (pass, command->out, (int) command->length_bytes);

    result = bb_transport_sg_submit (self, pass, command->timeout_ms, &reply->duration_us);
    if (!bb_transport_sg_check_submit (self, result, error))
        return FALSE;
    if (!bb_transport_sg_check_host (self, pass, error))
        return FALSE;
    bb_transport_sg_fill_reply (pass, command, reply);
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
}

BbTransport *
bb_transport_sg_open (const char *node, gboolean exclusive, GError **error)
{
    g_autoptr (BbTransportSg) self = NULL;
    int version = 0;

    g_return_val_if_fail (node != NULL, NULL);

    self = g_object_new (BB_TYPE_TRANSPORT_SG, NULL);
    self->node = g_strdup (node);
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
    return BB_TRANSPORT (g_steal_pointer (&self));
}
