/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-usb.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

/* USB/IP messages after a device was imported: 48 bytes, all numbers big endian, then data. */
#define BB_USBIP_HEADER_BYTES 48
#define BB_USBIP_SUBMIT 1
#define BB_USBIP_UNLINK 2
#define BB_USBIP_SUBMITTED 3
#define BB_USBIP_UNLINKED 4
#define BB_USBIP_NOT_ISOCHRONOUS 0xFFFFFFFF

/* Limit for pending transfers; usb-storage has one or two. */
#define BB_USB_MAX_WAITING 64

#define BB_USB_ENDPOINT_IN 1
#define BB_USB_ENDPOINT_OUT 2

/* Command and status wrapper (Bulk-Only Transport 5). */
#define BB_USB_COMMAND_BYTES 31
#define BB_USB_STATUS_BYTES 13
#define BB_USB_FLAG_IN 0x80

#define BB_OPCODE_REQUEST_SENSE 0x03

/* Time limit for commands, longer than any command takes. The USB device does not know the time limit of the host. */
#define BB_USB_TIMEOUT_MS (30 * 60 * 1000)

/* One transfer of the host (URB). */
typedef struct {
    guint32 number;
    gboolean in;
    guint32 endpoint;
    guint32 length_bytes; /* length of @data, or of the host's buffer */
    guint8 setup[8];
    guint8 *data; /* (nullable): data from the host */
} BbUsbTransfer;

/* Phase of the bulk pipes while a command is executed. */
typedef enum {
    BB_USB_COMMAND,  /* a command wrapper is next */
    BB_USB_SENDING,  /* data for the drive is being received */
    BB_USB_WORKING,  /* the drive executes the command */
    BB_USB_FETCHING, /* data for the host is ready */
    BB_USB_STATUS,   /* the status wrapper is ready */
    BB_USB_SILENT,   /* the drive will not reply; ends with a reset */
    BB_USB_REFUSING, /* a wrapper was invalid: all transfers stall until a reset */
} BbUsbPhase;

struct _BbUsbDevice {
    BbUsbHooks hooks;
    gpointer data;
    char *serial;
    GByteArray *input;
    GQueue waiting_in;  /* BbUsbTransfer */
    GQueue waiting_out; /* BbUsbTransfer */
    GQueue stale;       /* transfers that are never answered, until the host unlinks them */

    BbUsbPhase phase;
    guint8 wrapper[BB_USB_COMMAND_BYTES];
    gsize want_bytes;    /* length of the data phase in the command wrapper */
    gsize moved_bytes;   /* data bytes received from the host; after the reply: data bytes moved by the drive */
    gsize fetched_bytes; /* how many of @moved_bytes the host has fetched */
    gboolean failed;
    BbUsbJob *job;   /* owned (nullable): the command in SENDING, its result in FETCHING and STATUS, NULL otherwise */
    guint n_running; /* commands that the drive is executing; may include an aborted one */
    BbUsbJob *current;   /* not owned (nullable): the command whose result the host waits for */
    BbUsbTransfer *held; /* (nullable): the last data transfer to the drive; completed when the drive has replied */

    guint8 sense[BB_SENSE_MAX_BYTES];
    gsize sense_bytes; /* 0: no sense data to report */
};

void
bb_usb_job_free (BbUsbJob *job)
{
    if (job == NULL)
        return;
    g_clear_error (&job->error);
    g_free (job->data);
    g_free (job);
}

static void
bb_usb_transfer_free (gpointer data)
{
    BbUsbTransfer *transfer = data;

    if (transfer == NULL)
        return;
    g_free (transfer->data);
    g_free (transfer);
}

BbUsbDevice *
bb_usb_device_new (const BbUsbHooks *hooks, gpointer data, const char *serial)
{
    BbUsbDevice *self = g_new0 (BbUsbDevice, 1);

    self->hooks = *hooks;
    self->data = data;
    self->serial = g_strdup (serial);
    self->input = g_byte_array_new ();
    return self;
}

void
bb_usb_device_free (BbUsbDevice *self)
{
    if (self == NULL)
        return;
    g_queue_clear_full (&self->waiting_in, bb_usb_transfer_free);
    g_queue_clear_full (&self->waiting_out, bb_usb_transfer_free);
    g_queue_clear_full (&self->stale, bb_usb_transfer_free);
    bb_usb_transfer_free (self->held);
    bb_usb_job_free (self->job);
    g_byte_array_unref (self->input);
    g_free (self->serial);
    g_free (self);
}

/* --- Numbers --- */

static guint32
bb_usb_get_be32 (const guint8 *from)
{
    return (guint32) from[0] << 24 | (guint32) from[1] << 16 | (guint32) from[2] << 8 | from[3];
}

static guint32
bb_usb_get_le32 (const guint8 *from)
{
    return (guint32) from[3] << 24 | (guint32) from[2] << 16 | (guint32) from[1] << 8 | from[0];
}

static void
bb_usb_put_be32 (guint8 *to, guint32 value)
{
    to[0] = (guint8) (value >> 24);
    to[1] = (guint8) (value >> 16);
    to[2] = (guint8) (value >> 8);
    to[3] = (guint8) value;
}

/* --- Replies to the host --- */

static void
bb_usb_send_header (BbUsbDevice *self, guint32 kind, guint32 number, gint32 status, guint32 moved_bytes)
{
    guint8 header[BB_USBIP_HEADER_BYTES] = {0};

    bb_usb_put_be32 (header, kind);
    bb_usb_put_be32 (header + 4, number);
    bb_usb_put_be32 (header + 20, (guint32) status);
    bb_usb_put_be32 (header + 24, moved_bytes);
    self->hooks.send (header, sizeof header, self->data);
}

/* Completes @transfer (transfer full). @bytes: data of an in-transfer. */
static void
bb_usb_finish (BbUsbDevice *self, BbUsbTransfer *transfer, const guint8 *bytes, gsize length_bytes)
{
    bb_usb_send_header (self, BB_USBIP_SUBMITTED, transfer->number, 0, (guint32) length_bytes);
    if (transfer->in && length_bytes > 0)
        self->hooks.send (bytes, length_bytes, self->data);
    bb_usb_transfer_free (transfer);
}

/* Completes @transfer (transfer full) with a stall. */
static void
bb_usb_stall (BbUsbDevice *self, BbUsbTransfer *transfer)
{
    bb_usb_send_header (self, BB_USBIP_SUBMITTED, transfer->number, -EPIPE, 0);
    bb_usb_transfer_free (transfer);
}

/* --- Bulk-Only Transport --- */

/* Sets the phase in which the device expects a command wrapper, and abandons the current command, which the drive may
 * still be executing. Moves a held transfer to self->stale. */
static void
bb_usb_reset (BbUsbDevice *self)
{
    self->phase = BB_USB_COMMAND;
    self->current = NULL;
    g_clear_pointer (&self->job, bb_usb_job_free);
    if (self->held != NULL)
        g_queue_push_tail (&self->stale, g_steal_pointer (&self->held));
}

/* Ends the command: the host can fetch the data, if there is any, and then the status. */
static void
bb_usb_begin_status (BbUsbDevice *self, gboolean failed, gsize moved_bytes)
{
    self->failed = failed;
    self->moved_bytes = MIN (moved_bytes, self->want_bytes);
    self->fetched_bytes = 0;
    self->phase = self->want_bytes > 0 && (self->wrapper[12] & BB_USB_FLAG_IN) != 0 ? BB_USB_FETCHING : BB_USB_STATUS;
}

/* Answers REQUEST SENSE with self->sense, the sense data of the previous command, and clears it. Sends nothing to the
 * drive. */
static void
bb_usb_return_sense (BbUsbDevice *self)
{
    gsize length_bytes = MIN (MIN (self->sense_bytes, self->want_bytes), self->wrapper[15 + 4]);

    memcpy (self->job->data, self->sense, length_bytes);
    self->sense_bytes = 0;
    bb_usb_begin_status (self, FALSE, length_bytes);
}

/* Passes the received command to the drive. If the command is REQUEST SENSE and self->sense has data, calls
 * bb_usb_return_sense() instead. */
static void
bb_usb_execute (BbUsbDevice *self)
{
    BbUsbJob *job = g_steal_pointer (&self->job);

    if (self->wrapper[15] == BB_OPCODE_REQUEST_SENSE && self->sense_bytes > 0 &&
        job->command.direction == BB_DIRECTION_IN) {
        self->job = job;
        bb_usb_return_sense (self);
        return;
    }
    self->sense_bytes = 0;
    self->phase = BB_USB_WORKING;
    self->current = job;
    self->n_running++;
    self->hooks.execute (job, self->data);
}

/* Returns the smallest valid CDB length that is at least @length_bytes. */
static guint8
bb_usb_cdb_bytes (guint8 length_bytes)
{
    static const guint8 lengths[] = {6, 10, 12, 16};

    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
        if (length_bytes <= lengths[i])
            return lengths[i];
    }
    return BB_CDB_MAX_BYTES;
}

static gboolean
bb_usb_is_wrapper (const BbUsbTransfer *transfer)
{
    const guint8 *bytes = transfer->data;

    return transfer->length_bytes == BB_USB_COMMAND_BYTES && memcmp (bytes, "USBC", 4) == 0 &&
           (bytes[13] & 0x0F) == 0 && bytes[14] >= 1 && bytes[14] <= BB_CDB_MAX_BYTES &&
           bb_usb_get_le32 (bytes + 8) <= BB_USB_MAX_BYTES;
}

/* Begins the command in @transfer (transfer full). An invalid wrapper stalls all transfers until a reset. */
static void
bb_usb_process_wrapper (BbUsbDevice *self, BbUsbTransfer *transfer)
{
    guint8 cdb[BB_CDB_MAX_BYTES] = {0};
    BbUsbJob *job = NULL;

    if (!bb_usb_is_wrapper (transfer)) {
        self->phase = BB_USB_REFUSING;
        bb_usb_stall (self, transfer);
        return;
    }
    memcpy (self->wrapper, transfer->data, BB_USB_COMMAND_BYTES);
    self->want_bytes = bb_usb_get_le32 (self->wrapper + 8);
    self->moved_bytes = 0;
    bb_usb_finish (self, transfer, NULL, BB_USB_COMMAND_BYTES);

    self->job = job = g_new0 (BbUsbJob, 1);
    memcpy (cdb, self->wrapper + 15, self->wrapper[14]);
    bb_cdb_init (&job->command.cdb, cdb, bb_usb_cdb_bytes (self->wrapper[14]));
    job->command.timeout_ms = BB_USB_TIMEOUT_MS;
    job->command.length_bytes = self->want_bytes;
    if (self->want_bytes > 0) {
        job->data = g_malloc0 (self->want_bytes);
        job->command.direction = (self->wrapper[12] & BB_USB_FLAG_IN) != 0 ? BB_DIRECTION_IN : BB_DIRECTION_OUT;
        job->command.in = job->command.direction == BB_DIRECTION_IN ? job->data : NULL;
        job->command.out = job->command.direction == BB_DIRECTION_OUT ? job->data : NULL;
    }
    if (job->command.direction == BB_DIRECTION_OUT)
        self->phase = BB_USB_SENDING;
    else
        bb_usb_execute (self);
}

/* Receives data for the drive from @transfer (transfer full). The last transfer is held until the drive has replied,
 * so that a power cut before the reply looks to the host like a power cut during the transfer. */
static void
bb_usb_process_data (BbUsbDevice *self, BbUsbTransfer *transfer)
{
    gsize length_bytes = MIN (transfer->length_bytes, self->want_bytes - self->moved_bytes);

    if (length_bytes > 0)
        memcpy (self->job->data + self->moved_bytes, transfer->data, length_bytes);
    self->moved_bytes += length_bytes;
    if (self->moved_bytes < self->want_bytes) {
        bb_usb_finish (self, transfer, NULL, transfer->length_bytes);
        return;
    }
    self->held = transfer;
    bb_usb_execute (self);
}

/* Completes @transfer (transfer full) with data of the drive, or with a stall if the host has fetched all data. If
 * the data is shorter than the transfer, moves all other waiting in-transfers to self->stale. */
static void
bb_usb_send_data (BbUsbDevice *self, BbUsbTransfer *transfer)
{
    gsize length_bytes = MIN (transfer->length_bytes, self->moved_bytes - self->fetched_bytes);
    gboolean is_short = length_bytes < transfer->length_bytes;
    const guint8 *bytes = self->job->data + self->fetched_bytes;

    self->fetched_bytes += length_bytes;
    if (is_short || self->fetched_bytes == self->want_bytes)
        self->phase = BB_USB_STATUS;
    while (is_short && !g_queue_is_empty (&self->waiting_in))
        g_queue_push_tail (&self->stale, g_queue_pop_head (&self->waiting_in));
    if (length_bytes > 0)
        bb_usb_finish (self, transfer, bytes, length_bytes);
    else
        bb_usb_stall (self, transfer);
}

/* Completes @transfer (transfer full) with the status wrapper. */
static void
bb_usb_send_status (BbUsbDevice *self, BbUsbTransfer *transfer)
{
    guint8 status[BB_USB_STATUS_BYTES] = "USBS";
    guint32 residue = GUINT32_TO_LE ((guint32) (self->want_bytes - self->moved_bytes));

    memcpy (status + 4, self->wrapper + 4, 4);
    memcpy (status + 8, &residue, 4);
    status[12] = self->failed ? 1 : 0;
    bb_usb_finish (self, transfer, status, MIN (transfer->length_bytes, sizeof status));
    bb_usb_reset (self);
}

/* Processes waiting transfers as far as the phase allows. */
static void
bb_usb_process_waiting (BbUsbDevice *self)
{
    for (;;) {
        GQueue *queue = &self->waiting_out;

        if (self->phase == BB_USB_WORKING || self->phase == BB_USB_SILENT ||
            (self->phase == BB_USB_COMMAND && self->n_running > 0))
            return;
        if (self->phase == BB_USB_FETCHING || self->phase == BB_USB_STATUS ||
            (self->phase == BB_USB_REFUSING && g_queue_is_empty (queue)))
            queue = &self->waiting_in;
        if (g_queue_is_empty (queue))
            return;
        switch (self->phase) {
        case BB_USB_COMMAND:
            bb_usb_process_wrapper (self, g_queue_pop_head (queue));
            break;
        case BB_USB_SENDING:
            bb_usb_process_data (self, g_queue_pop_head (queue));
            break;
        case BB_USB_FETCHING:
            bb_usb_send_data (self, g_queue_pop_head (queue));
            break;
        case BB_USB_STATUS:
            bb_usb_send_status (self, g_queue_pop_head (queue));
            break;
        default:
            bb_usb_stall (self, g_queue_pop_head (queue));
        }
    }
}

/* Ends the command with the result in @job (transfer full). If the drive did not reply, the device becomes silent. */
static void
bb_usb_process_result (BbUsbDevice *self, BbUsbJob *job)
{
    BbUsbTransfer *held = g_steal_pointer (&self->held);

    if (job->error != NULL) {
        self->phase = BB_USB_SILENT;
        self->held = held;
        bb_usb_job_free (job);
        return;
    }
    self->sense_bytes = MIN (job->reply.sense_length_bytes, sizeof self->sense);
    memcpy (self->sense, job->reply.sense_bytes, self->sense_bytes);
    if (held != NULL)
        bb_usb_finish (self, held, NULL, held->length_bytes);
    self->job = job;
    bb_usb_begin_status (self, job->reply.status != BB_STATUS_GOOD,
                         self->want_bytes - MIN (job->reply.residual_bytes, self->want_bytes));
}

void
bb_usb_device_answer (BbUsbDevice *self, BbUsbJob *job)
{
    gboolean awaited = self->current == job;

    self->n_running--;
    if (awaited) {
        self->current = NULL;
        bb_usb_process_result (self, job);
    } else {
        bb_usb_job_free (job);
    }
    bb_usb_process_waiting (self);
}

/* --- Messages of the host --- */

/* Processes @transfer (transfer full) to endpoint 0. */
static void
bb_usb_process_control (BbUsbDevice *self, BbUsbTransfer *transfer)
{
    g_autoptr (GByteArray) answer = g_byte_array_new ();
    gboolean resets = FALSE;

    if (!bb_usb_control (transfer->setup, self->serial, answer, &resets)) {
        bb_usb_stall (self, transfer);
        return;
    }
    if (resets)
        bb_usb_reset (self);
    if (transfer->in)
        bb_usb_finish (self, transfer, answer->data, MIN (answer->len, transfer->length_bytes));
    else
        bb_usb_finish (self, transfer, NULL, transfer->length_bytes);
    bb_usb_process_waiting (self);
}

/* Processes @transfer (transfer full), or queues it until it can be processed. */
static void
bb_usb_process_transfer (BbUsbDevice *self, BbUsbTransfer *transfer)
{
    if (transfer->endpoint == 0) {
        bb_usb_process_control (self, transfer);
        return;
    }
    if (transfer->endpoint != (transfer->in ? BB_USB_ENDPOINT_IN : BB_USB_ENDPOINT_OUT)) {
        bb_usb_stall (self, transfer);
        return;
    }
    g_queue_push_tail (transfer->in ? &self->waiting_in : &self->waiting_out, transfer);
    bb_usb_process_waiting (self);
}

/* Removes the transfer @number from @queue. FALSE if @queue does not contain it. */
static gboolean
bb_usb_remove_transfer (GQueue *queue, guint32 number)
{
    for (GList *link = queue->head; link != NULL; link = link->next) {
        BbUsbTransfer *transfer = link->data;

        if (transfer->number == number) {
            bb_usb_transfer_free (transfer);
            g_queue_delete_link (queue, link);
            return TRUE;
        }
    }
    return FALSE;
}

/* Removes the transfer @victim, as the message @number of the kernel asks for, and replies to this message. Calls
 * bb_usb_reset() if @victim was waiting or held, because the host unlinks such a transfer after a timeout and resets
 * the device next.
 */
static void
bb_usb_unlink (BbUsbDevice *self, guint32 number, guint32 victim)
{
    gboolean was_held = self->held != NULL && self->held->number == victim;
    gboolean found = was_held || bb_usb_remove_transfer (&self->waiting_in, victim) ||
                     bb_usb_remove_transfer (&self->waiting_out, victim);

    if (was_held)
        g_clear_pointer (&self->held, bb_usb_transfer_free);
    if (found)
        bb_usb_reset (self);
    else
        found = bb_usb_remove_transfer (&self->stale, victim);
    bb_usb_send_header (self, BB_USBIP_UNLINKED, number, found ? -ECONNRESET : 0, 0);
    bb_usb_process_waiting (self);
}

/* Sets @error. Always returns 0, so that bb_usb_message_bytes() can return the result. */
static gsize
bb_usb_set_invalid (GError **error, const char *why, guint32 value)
{
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the kernel sent %s (%u)", why, value);
    return 0;
}

/* Returns the length of the message that begins with @header; 0 with @error set for an invalid message. */
static gsize
bb_usb_message_bytes (BbUsbDevice *self, const guint8 *header, GError **error)
{
    guint32 kind = bb_usb_get_be32 (header), n_packets = bb_usb_get_be32 (header + 32);
    guint32 length_bytes = bb_usb_get_be32 (header + 24);
    gboolean in = bb_usb_get_be32 (header + 12) != 0;

    if (kind == BB_USBIP_UNLINK)
        return BB_USBIP_HEADER_BYTES;
    if (kind != BB_USBIP_SUBMIT)
        return bb_usb_set_invalid (error, "an unknown message", kind);
    if (n_packets != 0 && n_packets != BB_USBIP_NOT_ISOCHRONOUS)
        return bb_usb_set_invalid (error, "an isochronous transfer", n_packets);
    if (length_bytes > BB_USB_MAX_BYTES)
        return bb_usb_set_invalid (error, "a transfer that is too long", length_bytes);
    if (self->waiting_in.length + self->waiting_out.length + self->stale.length >= BB_USB_MAX_WAITING)
        return bb_usb_set_invalid (error, "too many transfers at once", BB_USB_MAX_WAITING);
    return BB_USBIP_HEADER_BYTES + (in ? 0 : length_bytes);
}

static void
bb_usb_process_message (BbUsbDevice *self, const guint8 *header, const guint8 *data)
{
    guint32 number = bb_usb_get_be32 (header + 4);
    BbUsbTransfer *transfer = NULL;

    if (bb_usb_get_be32 (header) == BB_USBIP_UNLINK) {
        bb_usb_unlink (self, number, bb_usb_get_be32 (header + 20));
        return;
    }
    transfer = g_new0 (BbUsbTransfer, 1);
    transfer->number = number;
    transfer->in = bb_usb_get_be32 (header + 12) != 0;
    transfer->endpoint = bb_usb_get_be32 (header + 16);
    transfer->length_bytes = bb_usb_get_be32 (header + 24);
    memcpy (transfer->setup, header + 40, sizeof transfer->setup);
    if (!transfer->in)
        transfer->data = g_memdup2 (data, transfer->length_bytes);
    bb_usb_process_transfer (self, transfer);
}

gboolean
bb_usb_device_take (BbUsbDevice *self, const guint8 *bytes, gsize length_bytes, GError **error)
{
    gsize at = 0;

    g_byte_array_append (self->input, bytes, (guint) length_bytes);
    while (self->input->len - at >= BB_USBIP_HEADER_BYTES) {
        const guint8 *header = self->input->data + at;
        gsize message_bytes = bb_usb_message_bytes (self, header, error);

        if (message_bytes == 0)
            return FALSE;
        if (self->input->len - at < message_bytes)
            break;
        bb_usb_process_message (self, header, header + BB_USBIP_HEADER_BYTES);
        at += message_bytes;
    }
    g_byte_array_remove_range (self->input, 0, (guint) at);
    return TRUE;
}
