/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sg-commands.h"

#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"
#include "scsi/bb-transport-sg.h"

#include <errno.h>
#include <poll.h>
#include <scsi/sg.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Replaces ioctl(), write(), poll() and read() by a fake sg driver that supports SG_IO and also write() and read().
 * The node is /dev/null. The arrays of `kernel` contain the results of successive calls; 0 is success. */
#define MAX_EVENTS 8
#define MAX_COMMANDS 8
#define NOTHING (-2) /* for @read_bytes: read() returns 0 */

static struct {
    gboolean has_pair; /* the driver supports write() and read() */
    int n_waiting;     /* answer to SG_GET_NUM_WAITING */
    int write_error;   /* errno of write(), 0: write() accepts the command */
    gssize written_bytes;
    int poll_errors[MAX_EVENTS];
    short poll_events[MAX_EVENTS];
    gboolean hangs_up; /* poll() reports POLLHUP, and no reply comes */
    int read_errors[MAX_EVENTS];
    gssize read_bytes;
    guint8 status;
    guint8 host_status;
    guint8 driver_status;
    int residual_bytes;
    const char *sense;
    const char *data;

    int fd;
    sg_io_hdr_t waiting[MAX_COMMANDS]; /* completed commands that are not fetched yet, the oldest first */
    guint n_queued;
    guint n_called;
    guint n_written;
    guint n_polled;
    guint n_read;
    guint n_slept;
    guint slept_ms;
    char *cdb;
    char *sent;
    sg_io_hdr_t last;
    gboolean was_blocked; /* SIGALRM was blocked in every call so far */
} kernel;

static int
kernel_fail (int number)
{
    errno = number;
    return -1;
}

/* Sets @was_blocked to %FALSE if SIGALRM is not blocked now. */
static void
kernel_check_mask (void)
{
    sigset_t blocked;

    pthread_sigmask (SIG_BLOCK, NULL, &blocked);
    kernel.was_blocked = kernel.was_blocked && sigismember (&blocked, SIGALRM) == 1;
}

int
ioctl (int fd, unsigned long request, ...)
{
    va_list arguments;
    int *argument;

    va_start (arguments, request);
    argument = va_arg (arguments, void *);
    va_end (arguments);
    switch (request) {
    case SG_GET_VERSION_NUM:
        *argument = 30536;
        return 0;
    case SG_GET_NUM_WAITING:
        if (!kernel.has_pair)
            break;
        *argument = kernel.n_waiting;
        return 0;
    case SG_IO:
        kernel.n_called++;
        return 0;
    }
    return kernel_fail (ENOTTY);
}

ssize_t
write (int fd, const void *bytes, size_t length_bytes)
{
    const sg_io_hdr_t *header = bytes;

    if (length_bytes != sizeof *header || header->interface_id != 'S')
        return syscall (SYS_write, fd, bytes, length_bytes);
    kernel_check_mask ();
    kernel.fd = fd;
    kernel.n_written++;
    kernel.last = *header;
    g_free (kernel.cdb);
    kernel.cdb = bb_hex_dup (header->cmdp, header->cmd_len, " ");
    g_free (kernel.sent);
    kernel.sent =
        header->dxfer_direction == SG_DXFER_TO_DEV ? bb_hex_dup (header->dxferp, header->dxfer_len, "") : NULL;
    if (kernel.write_error != 0)
        return kernel_fail (kernel.write_error);
    g_assert_cmpuint (kernel.n_queued, <, MAX_COMMANDS);
    kernel.waiting[kernel.n_queued++] = *header;
    return kernel.written_bytes != 0 ? kernel.written_bytes : (ssize_t) length_bytes;
}

/* glibc declares that poll() only writes to its array, so the compiler would warn that this poll() reads from it. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
int
poll (struct pollfd *fds, nfds_t n_fds, int timeout_ms)
{
    struct timespec limit = {timeout_ms / 1000, timeout_ms % 1000 * 1000000};
    guint number;

    if (n_fds == 0) {
        kernel.n_slept++;
        kernel.slept_ms += (guint) timeout_ms;
        return 0;
    }
    if (kernel.n_written == 0 || fds[0].fd != kernel.fd)
        return (int) syscall (SYS_ppoll, fds, n_fds, timeout_ms < 0 ? NULL : &limit, NULL, 0);
    kernel_check_mask ();
    number = MIN (kernel.n_polled, MAX_EVENTS - 1);
    kernel.n_polled++;
    if (kernel.poll_errors[number] != 0)
        return kernel_fail (kernel.poll_errors[number]);
    fds[0].revents = kernel.hangs_up                   ? POLLHUP | POLLERR
                     : kernel.poll_events[number] != 0 ? kernel.poll_events[number]
                                                       : POLLIN;
    return 1;
}
#pragma GCC diagnostic pop

/* Completes a command as the driver does: copies data and sense data to the buffers that the header named at
 * submission. */
static void
kernel_answer (sg_io_hdr_t *header)
{
    if (header->dxfer_direction == SG_DXFER_FROM_DEV) {
        memset (header->dxferp, 0, header->dxfer_len);
        if (kernel.data != NULL) {
            g_autoptr (GBytes) data = bb_hex_parse (kernel.data, NULL);

            memcpy (header->dxferp, g_bytes_get_data (data, NULL), MIN (g_bytes_get_size (data), header->dxfer_len));
        }
    }
    header->status = kernel.status;
    header->host_status = kernel.host_status;
    header->driver_status = kernel.driver_status;
    header->resid = kernel.residual_bytes;
    memset (header->sbp, 0, header->mx_sb_len);
    if (kernel.sense != NULL) {
        g_autoptr (GBytes) sense = bb_hex_parse (kernel.sense, NULL);

        header->sb_len_wr = (unsigned char) MIN (g_bytes_get_size (sense), header->mx_sb_len);
        memcpy (header->sbp, g_bytes_get_data (sense, NULL), header->sb_len_wr);
    }
}

ssize_t
read (int fd, void *bytes, size_t length_bytes)
{
    sg_io_hdr_t header;
    guint number;

    if (kernel.n_written == 0 || fd != kernel.fd)
        return syscall (SYS_read, fd, bytes, length_bytes);
    g_assert_cmpuint (length_bytes, ==, sizeof header);
    number = MIN (kernel.n_read, MAX_EVENTS - 1);
    kernel.n_read++;
    if (kernel.read_errors[number] != 0)
        return kernel_fail (kernel.read_errors[number]);
    if (kernel.n_queued == 0 || kernel.hangs_up)
        return kernel_fail (EAGAIN);
    header = kernel.waiting[0];
    kernel_answer (&header);
    memcpy (bytes, &header, sizeof header);
    memmove (kernel.waiting, kernel.waiting + 1, --kernel.n_queued * sizeof header);
    if (kernel.read_bytes == NOTHING)
        return 0;
    return kernel.read_bytes != 0 ? kernel.read_bytes : (ssize_t) length_bytes;
}

/* Resets `kernel` and returns (transfer full) a transport to the fake driver. */
static BbTransport *
open_with (gboolean has_pair, int n_waiting)
{
    g_autoptr (GError) error = NULL;
    BbTransport *transport;

    g_free (kernel.cdb);
    g_free (kernel.sent);
    memset (&kernel, 0, sizeof kernel);
    kernel.has_pair = has_pair;
    kernel.n_waiting = n_waiting;
    kernel.was_blocked = TRUE;
    transport = bb_transport_sg_open ("/dev/null", FALSE, &error);
    g_assert_no_error (error);
    return transport;
}

static BbTransport *
open_drive (void)
{
    return open_with (TRUE, 0);
}

static void
assert_executes (BbTransport *transport, const BbCommand *command, BbReply *reply)
{
    g_autoptr (GError) error = NULL;
    gboolean good = bb_transport_execute (transport, command, reply, &error);

    g_assert_no_error (error);
    g_assert_true (good);
}

/* Asserts that @command fails with @code and the message "/dev/null: " followed by @message. */
static void
assert_fails (BbTransport *transport, const BbCommand *command, BbTransportError code, const char *message)
{
    g_autofree char *expected = g_strconcat ("/dev/null: ", message, NULL);
    g_autoptr (GError) error = NULL;
    BbReply reply = {0};

    g_assert_false (bb_transport_execute (transport, command, &reply, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, (int) code);
    g_assert_cmpstr (error->message, ==, expected);
}

/* As assert_fails(), with the message that the reply was lost because of @number, an errno value. */
static void
assert_lost (BbTransport *transport, const BbCommand *command, BbTransportError code, int number)
{
    g_autofree char *message = g_strconcat ("the answer to a command was lost: ", g_strerror (number), NULL);

    assert_fails (transport, command, code, message);
}

static void
test_command_is_submitted_once_and_reply_fetched (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand in = command_in (), out = command_out (), none = {.direction = BB_DIRECTION_NONE, .timeout_ms = 1};
    BbReply reply = {0};
    int first_pack_id;

    kernel.data = "01 02 03 04 05";
    kernel.residual_bytes = 3;
    assert_executes (transport, &in, &reply);
    g_assert_cmpmem (room, sizeof room, "\x01\x02\x03\x04\x05\0\0\0", 8);
    g_assert_cmpuint (reply.residual_bytes, ==, 3);
    g_assert_cmpstr (kernel.cdb, ==, "3C 02 00 00 00 10 00 00 08 00");
    g_assert_cmpint (kernel.last.dxfer_direction, ==, SG_DXFER_FROM_DEV);
    g_assert_cmpuint (kernel.last.timeout, ==, 2000);
    /* SG_FLAG_DIRECT_IO or SG_FLAG_MMAP_IO would let the kernel write into the caller's buffer at any later time, so
     * the transport must set neither. */
    g_assert_cmpuint (kernel.last.flags, ==, 0);

    first_pack_id = kernel.last.pack_id;
    g_assert_cmpint (first_pack_id, >, 0);
    kernel.residual_bytes = 0;
    assert_executes (transport, &out, &reply);
    /* pack_id shows to which command a reply belongs. It is never -1, because read() with -1 returns any reply. */
    g_assert_cmpint (kernel.last.pack_id, ==, first_pack_id + 1);
    g_assert_cmpstr (kernel.sent, ==, "DEADBEEF");
    g_assert_cmpint (kernel.last.dxfer_direction, ==, SG_DXFER_TO_DEV);
    g_assert_cmpuint (kernel.last.timeout, ==, 60000);
    kernel.residual_bytes = 4;
    assert_executes (transport, &out, &reply);
    g_assert_cmpuint (reply.residual_bytes, ==, 4);

    bb_cdb_test_unit_ready (&none.cdb);
    assert_executes (transport, &none, &reply);
    g_assert_cmpint (kernel.last.dxfer_direction, ==, SG_DXFER_NONE);
    g_assert_cmpuint (kernel.last.dxfer_len, ==, 0);
    g_assert_cmpuint (reply.residual_bytes, ==, 0);
    g_assert_cmpuint (kernel.n_written, ==, 4);
    g_assert_cmpuint (kernel.n_read, ==, 4);
    g_assert_cmpuint (kernel.n_called, ==, 0);
}

static void
test_node_without_write_and_read_uses_sg_io (void)
{
    BbCommand command = command_in ();
    BbReply reply = {0};

    for (int n_waiting = -1; n_waiting <= 1; n_waiting++) {
        g_autoptr (BbTransport) transport = open_with (n_waiting >= 0, n_waiting);

        assert_executes (transport, &command, &reply);
        g_assert_cmpuint (kernel.n_written, ==, n_waiting == 0);
        g_assert_cmpuint (kernel.n_called, ==, n_waiting != 0);
    }
}

static void
test_interrupted_wait_does_not_submit_again (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand command = command_out ();
    BbReply reply = {0};

    kernel.poll_errors[0] = kernel.poll_errors[1] = kernel.poll_errors[3] = EINTR;
    kernel.read_errors[0] = EINTR;
    kernel.read_errors[1] = kernel.read_errors[2] = EAGAIN;
    kernel.status = BB_STATUS_CHECK_CONDITION;
    kernel.driver_status = 0x08;
    kernel.sense = "70 00 03 00 00 00 00 0A 00 00 00 00 0C 00 00 00 00 00";
    assert_executes (transport, &command, &reply);
    g_assert_true (bb_sense_is (&reply.sense, 3, 0x0c, 0));
    g_assert_cmpuint (reply.sense_length_bytes, ==, 18);
    g_assert_cmpuint (kernel.n_written, ==, 1);
    g_assert_cmpuint (kernel.n_called, ==, 0);
}

static void
test_lost_reply_is_an_error_and_not_submitted_again (void)
{
    static const struct {
        int poll_error;
        short poll_events;
        int read_error;
        gssize read_bytes;
        BbTransportError code;
        int number; /* errno of the message */
    } table[] = {
        {0, 0, EIO, 0, BB_TRANSPORT_ERROR_TIMED_OUT, EIO},
        {0, 0, EFAULT, 0, BB_TRANSPORT_ERROR_TIMED_OUT, EFAULT},
        {0, 0, ENOMEM, 0, BB_TRANSPORT_ERROR_TIMED_OUT, ENOMEM},
        {0, 0, EPERM, 0, BB_TRANSPORT_ERROR_TIMED_OUT, EPERM},
        {0, 0, EBUSY, 0, BB_TRANSPORT_ERROR_TIMED_OUT, EBUSY},
        {0, 0, ENODEV, 0, BB_TRANSPORT_ERROR_GONE, ENODEV},
        {0, 0, ENXIO, 0, BB_TRANSPORT_ERROR_GONE, ENXIO},
        {0, 0, 0, 40, BB_TRANSPORT_ERROR_TIMED_OUT, EIO},
        {0, 0, 0, NOTHING, BB_TRANSPORT_ERROR_TIMED_OUT, EIO},
        {ENOMEM, 0, 0, 0, BB_TRANSPORT_ERROR_TIMED_OUT, ENOMEM},
        {0, POLLNVAL, 0, 0, BB_TRANSPORT_ERROR_TIMED_OUT, EBADF},
    };
    BbCommand command = command_out ();

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        g_autoptr (BbTransport) transport = open_drive ();

        kernel.poll_errors[0] = table[i].poll_error;
        kernel.poll_events[0] = table[i].poll_events;
        kernel.read_errors[0] = table[i].read_error;
        kernel.read_bytes = table[i].read_bytes;
        assert_lost (transport, &command, table[i].code, table[i].number);
        g_assert_cmpuint (kernel.n_written, ==, 1);
        g_assert_cmpuint (kernel.n_called, ==, 0);
    }
}

static void
test_late_reply_is_discarded (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand command = command_in ();
    BbReply reply = {0};

    for (guint i = 0; i < 3; i++) {
        kernel.n_read = 0;
        kernel.read_errors[0] = EIO;
        assert_lost (transport, &command, BB_TRANSPORT_ERROR_TIMED_OUT, EIO);
    }
    g_assert_cmpuint (kernel.n_queued, ==, 3);
    memset (kernel.read_errors, 0, sizeof kernel.read_errors);
    kernel.data = "01 02 03 04 05 06 07 08";
    assert_executes (transport, &command, &reply);
    g_assert_cmpuint (kernel.n_queued, ==, 0);
    g_assert_cmpuint (kernel.n_written, ==, 4);
    g_assert_cmpmem (room, sizeof room, "\x01\x02\x03\x04\x05\x06\x07\x08", 8);
}

static void
test_rejected_command_is_not_submitted_again (void)
{
    static const struct {
        int number;
        BbTransportError code;
    } table[] = {
        {EINTR, BB_TRANSPORT_ERROR_TIMED_OUT}, {ENODEV, BB_TRANSPORT_ERROR_GONE},
        {ENXIO, BB_TRANSPORT_ERROR_GONE},      {EPERM, BB_TRANSPORT_ERROR_NOT_PERMITTED},
        {EINVAL, BB_TRANSPORT_ERROR_IO},       {ENOMEM, BB_TRANSPORT_ERROR_IO},
        {EDOM, BB_TRANSPORT_ERROR_IO},         {EAGAIN, BB_TRANSPORT_ERROR_IO},
        {EBUSY, BB_TRANSPORT_ERROR_IN_USE},
    };
    BbCommand command = command_out ();

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        g_autoptr (BbTransport) transport = open_drive ();

        g_autofree char *message = g_strconcat ("command not taken: ", g_strerror (table[i].number), NULL);

        kernel.write_error = table[i].number;
        assert_fails (transport, &command, table[i].code, message);
        g_assert_cmpuint (kernel.n_written, ==, 1);
        g_assert_cmpuint (kernel.n_read + kernel.n_polled + kernel.n_called, ==, 0);
    }
}

static void
test_partly_written_command_is_not_submitted_again (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand command = command_out ();

    kernel.written_bytes = 8;
    assert_lost (transport, &command, BB_TRANSPORT_ERROR_TIMED_OUT, EIO);
    g_assert_cmpuint (kernel.n_written, ==, 1);
}

static void
test_reply_is_fetched_while_node_is_removed (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand command = command_out ();

    kernel.poll_events[0] = kernel.poll_events[1] = POLLHUP | POLLERR;
    kernel.read_errors[0] = kernel.read_errors[1] = EAGAIN;
    kernel.host_status = 0x07;
    assert_fails (transport, &command, BB_TRANSPORT_ERROR_IO,
                  "no trustworthy answer: host status 0x07, driver status 0x00");
    g_assert_cmpuint (kernel.n_slept, ==, 2);
    g_assert_cmpuint (kernel.n_written, ==, 1);
}

static void
test_wait_for_removed_node_ends (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand command = command_in ();

    kernel.hangs_up = TRUE;
    assert_lost (transport, &command, BB_TRANSPORT_ERROR_GONE, ENODEV);
    g_assert_cmpuint (kernel.n_written, ==, 1);
    /* 500 polls, with a wait of 10 ms after each */
    g_assert_cmpuint (kernel.n_slept, ==, 500);
    g_assert_cmpuint (kernel.slept_ms, ==, 5000);
}

static void
test_host_and_driver_status_are_errors (void)
{
    static const struct {
        guint8 host_status;
        guint8 driver_status;
        BbTransportError code;
    } table[] = {
        {0x01, 0x00, BB_TRANSPORT_ERROR_GONE}, {0x03, 0x06, BB_TRANSPORT_ERROR_TIMED_OUT},
        {0x07, 0x00, BB_TRANSPORT_ERROR_IO},   {0x05, 0x08, BB_TRANSPORT_ERROR_IO},
        {0x00, 0x04, BB_TRANSPORT_ERROR_IO},
    };
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand command = command_in ();

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        g_autofree char *message = g_strdup_printf ("no trustworthy answer: host status 0x%02x, driver status 0x%02x",
                                                    table[i].host_status, table[i].driver_status);

        kernel.host_status = table[i].host_status;
        kernel.driver_status = table[i].driver_status;
        assert_fails (transport, &command, table[i].code, message);
    }
}

static void
test_signals_are_blocked_during_a_command (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand command = command_in ();
    BbReply reply = {0};
    sigset_t blocked;

    assert_executes (transport, &command, &reply);
    g_assert_cmpuint (kernel.n_polled, ==, 1);
    g_assert_true (kernel.was_blocked);
    g_assert_cmpint (pthread_sigmask (SIG_BLOCK, NULL, &blocked), ==, 0);
    g_assert_cmpint (sigismember (&blocked, SIGALRM), ==, 0);
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sg-pair/command-is-submitted-once-and-reply-fetched",
                     test_command_is_submitted_once_and_reply_fetched);
    g_test_add_func ("/sg-pair/node-without-write-and-read-uses-sg-io", test_node_without_write_and_read_uses_sg_io);
    g_test_add_func ("/sg-pair/interrupted-wait-does-not-submit-again", test_interrupted_wait_does_not_submit_again);
    g_test_add_func ("/sg-pair/lost-reply-is-an-error-and-not-submitted-again",
                     test_lost_reply_is_an_error_and_not_submitted_again);
    g_test_add_func ("/sg-pair/late-reply-is-discarded", test_late_reply_is_discarded);
    g_test_add_func ("/sg-pair/rejected-command-is-not-submitted-again",
                     test_rejected_command_is_not_submitted_again);
    g_test_add_func ("/sg-pair/partly-written-command-is-not-submitted-again",
                     test_partly_written_command_is_not_submitted_again);
    g_test_add_func ("/sg-pair/reply-is-fetched-while-node-is-removed", test_reply_is_fetched_while_node_is_removed);
    g_test_add_func ("/sg-pair/wait-for-removed-node-ends", test_wait_for_removed_node_ends);
    g_test_add_func ("/sg-pair/host-and-driver-status-are-errors", test_host_and_driver_status_are_errors);
    g_test_add_func ("/sg-pair/signals-are-blocked-during-a-command", test_signals_are_blocked_during_a_command);
    return g_test_run ();
}
