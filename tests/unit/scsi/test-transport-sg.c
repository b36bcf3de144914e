/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-checks.h"
#include "sg-commands.h"

#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"
#include "scsi/bb-transport-sg.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <scsi/sg.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/ioctl.h>

/* The linker replaces open64() (meson.build). */
int __real_open64 (const char *path, int flags, ...);
int __wrap_open64 (const char *path, int flags, ...);

/* Replaces ioctl() by a fake sg driver that supports SG_IO only; tests set its replies in `kernel`. The node is
 * /dev/null. */
static struct {
    int version; /* version of the sg driver; 0: the node is not an sg node */
    int error;   /* errno of SG_IO, 0: it succeeds */
    guint8 status;
    guint8 host_status;
    guint8 driver_status;
    int residual_bytes;
    const char *sense;
    const char *data;

    int open_flags;
    guint n_sent;
    guint timeout_ms;
    int direction;
    gsize length_bytes;
    char *cdb;
    char *sent;
    gboolean was_blocked; /* SIGALRM was blocked during SG_IO */
} kernel;

int
__wrap_open64 (const char *path, int flags, ...)
{
    kernel.open_flags = flags;
    return __real_open64 (path, flags);
}

/* Records a command of SG_IO in `kernel`, and completes it with the reply or error that is set there. */
static int
kernel_execute (sg_io_hdr_t *header)
{
    sigset_t blocked;

    kernel.n_sent++;
    kernel.timeout_ms = header->timeout;
    kernel.direction = header->dxfer_direction;
    kernel.length_bytes = header->dxfer_len;
    g_free (kernel.cdb);
    kernel.cdb = bb_hex_dup (header->cmdp, header->cmd_len, " ");
    pthread_sigmask (SIG_BLOCK, NULL, &blocked);
    kernel.was_blocked = sigismember (&blocked, SIGALRM) == 1;
    if (kernel.error != 0) {
        errno = kernel.error;
        return -1;
    }
    if (header->dxfer_direction == SG_DXFER_TO_DEV) {
        g_free (kernel.sent);
        kernel.sent = bb_hex_dup (header->dxferp, header->dxfer_len, "");
    } else if (kernel.data != NULL) {
        g_autoptr (GBytes) data = bb_hex_parse (kernel.data, NULL);

        g_assert_cmpuint (g_bytes_get_size (data), <=, header->dxfer_len);
        memcpy (header->dxferp, g_bytes_get_data (data, NULL), g_bytes_get_size (data));
    }
    header->status = kernel.status;
    header->host_status = kernel.host_status;
    header->driver_status = kernel.driver_status;
    header->resid = kernel.residual_bytes;
    if (kernel.sense != NULL) {
        g_autoptr (GBytes) sense = bb_hex_parse (kernel.sense, NULL);

        header->sb_len_wr = (unsigned char) MIN (g_bytes_get_size (sense), header->mx_sb_len);
        memcpy (header->sbp, g_bytes_get_data (sense, NULL), header->sb_len_wr);
    }
    return 0;
}

int
ioctl (int fd, unsigned long request, ...)
{
    va_list arguments;
    void *argument = NULL;

    va_start (arguments, request);
    argument = va_arg (arguments, void *);
    va_end (arguments);
    if (request == SG_IO)
        return kernel_execute (argument);
    if (request == SG_GET_VERSION_NUM && kernel.version != 0) {
        *(int *) argument = kernel.version;
        return 0;
    }
    errno = ENOTTY;
    return -1;
}

static BbTransport *
open_drive (void)
{
    g_autoptr (GError) error = NULL;
    BbTransport *transport = NULL;

    g_free (kernel.cdb);
    g_free (kernel.sent);
    memset (&kernel, 0, sizeof kernel);
    kernel.version = 30536;
    transport = bb_transport_sg_open ("/dev/null", FALSE, &error);
    g_assert_no_error (error);
    return transport;
}

static void
assert_open_fails (const char *node, BbTransportError code)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_transport_sg_open (node, FALSE, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, (int) code);
    g_assert_nonnull (strstr (error->message, node));
}

static void
test_missing_node_is_gone (void)
{
    assert_open_fails ("/dev/no-such-folder/sg0", BB_TRANSPORT_ERROR_GONE);
}

static void
test_other_node_is_refused (void)
{
    memset (&kernel, 0, sizeof kernel);
    assert_open_fails ("/dev/null", BB_TRANSPORT_ERROR_IO);
    kernel.version = 20136;
    assert_open_fails ("/dev/null", BB_TRANSPORT_ERROR_IO);
    kernel.version = 29999;
    assert_open_fails ("/dev/null", BB_TRANSPORT_ERROR_IO);
    g_assert_cmpuint (kernel.n_sent, ==, 0);
}

static void
test_first_version_of_the_interface_is_opened (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) transport = NULL;

    memset (&kernel, 0, sizeof kernel);
    kernel.version = 30000;
    transport = bb_transport_sg_open ("/dev/null", FALSE, &error);
    kernel.version = 0;
    g_assert_no_error (error);
    g_assert_nonnull (transport);
}

static void
test_unopenable_node_sets_an_error (void)
{
    g_autofree char *folder = g_dir_make_tmp ("bb-sg-XXXXXX", NULL);
    g_autofree char *secret = g_build_filename (folder, "secret", NULL);
    g_autoptr (GError) error = NULL;

    assert_open_fails (folder, BB_TRANSPORT_ERROR_IO);
    g_assert_true (g_file_set_contents (secret, "x", 1, &error));
    g_assert_no_error (error);
    g_assert_cmpint (g_chmod (secret, 0), ==, 0);
    if (g_access (secret, R_OK) != 0)
        assert_open_fails (secret, BB_TRANSPORT_ERROR_NOT_PERMITTED);
    else
        assert_open_fails (secret, BB_TRANSPORT_ERROR_IO); /* root may open the file, but it is no sg node */
    g_assert_cmpint (g_unlink (secret), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_data_in_is_returned (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    g_autoptr (GError) error = NULL;
    BbCommand command = command_in ();
    BbReply reply = {0};
    gint64 start_us = g_get_monotonic_time ();

    kernel.data = "01 02 03 04 05";
    kernel.residual_bytes = 3;
    g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
    g_assert_cmpint (reply.duration_us, <=, g_get_monotonic_time () - start_us);
    g_assert_no_error (error);
    g_assert_cmpstr (kernel.cdb, ==, "3C 02 00 00 00 10 00 00 08 00");
    g_assert_cmpint (kernel.direction, ==, SG_DXFER_FROM_DEV);
    g_assert_cmpuint (kernel.length_bytes, ==, 8);
    g_assert_cmpuint (kernel.timeout_ms, ==, 2000);
    g_assert_cmphex (reply.status, ==, BB_STATUS_GOOD);
    g_assert_cmpuint (reply.residual_bytes, ==, 3);
    g_assert_cmpint (reply.duration_us, >=, 0);
    g_assert_cmpmem (room, 5, "\x01\x02\x03\x04\x05", 5);
}

static void
test_data_out_is_sent_and_residual_returned (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    g_autoptr (GError) error = NULL;
    BbCommand command = command_out ();
    BbReply reply = {0};

    g_assert_true (bb_transport_send (transport, &command, &reply, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (kernel.sent, ==, "DEADBEEF");
    g_assert_cmpint (kernel.direction, ==, SG_DXFER_TO_DEV);
    g_assert_cmpuint (kernel.timeout_ms, ==, 60000);
    g_assert_cmpuint (reply.residual_bytes, ==, 0);

    kernel.residual_bytes = 4;
    g_assert_false (bb_transport_send (transport, &command, &reply, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    g_assert_cmpuint (reply.residual_bytes, ==, 4);
}

static void
test_invalid_residual_is_clamped (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    g_autoptr (GError) error = NULL;
    BbCommand command = command_in ();
    BbCommand none = {.direction = BB_DIRECTION_NONE, .timeout_ms = 1};
    BbReply reply = {0};

    kernel.residual_bytes = -512;
    g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
    g_assert_cmpuint (reply.residual_bytes, ==, 0);
    kernel.residual_bytes = 4096;
    g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
    g_assert_cmpuint (reply.residual_bytes, ==, 8);
    bb_cdb_test_unit_ready (&none.cdb);
    g_assert_true (bb_transport_execute (transport, &none, &reply, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (reply.residual_bytes, ==, 0);
    g_assert_cmpint (kernel.direction, ==, SG_DXFER_NONE);
    g_assert_cmpuint (kernel.timeout_ms, ==, 1000);
}

static void
test_fixed_and_descriptor_sense_is_returned (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    g_autoptr (GError) error = NULL;
    BbCommand command = command_in ();
    BbReply reply = {0};

    kernel.status = BB_STATUS_CHECK_CONDITION;
    kernel.driver_status = 0x08; /* sense available */
    kernel.sense = "70 00 05 00 00 00 00 0A 00 00 00 00 26 00 00 00 00 00";
    g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
    g_assert_true (bb_sense_is (&reply.sense, 5, 0x26, 0));
    g_assert_cmpuint (reply.sense_length_bytes, ==, 18);
    g_assert_cmphex (reply.sense_bytes[12], ==, 0x26);
    kernel.driver_status = 0;
    kernel.sense = "72 06 3F 01 00 00 00 00";
    g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
    g_assert_no_error (error);
    g_assert_cmphex (reply.status, ==, BB_STATUS_CHECK_CONDITION);
    g_assert_true (bb_sense_is (&reply.sense, 6, 0x3f, 1));
}

static void
test_sense_with_status_good_is_a_check_condition (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    g_autoptr (GError) error = NULL;
    BbCommand command = command_in ();
    BbReply reply = {0};

    kernel.driver_status = 0x08;
    kernel.sense = "72 04 44 00 00 00 00 00";
    g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
    g_assert_cmphex (reply.status, ==, BB_STATUS_CHECK_CONDITION);
    kernel.sense = "73 01 17 00 00 00 00 00";
    g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
    g_assert_cmphex (reply.status, ==, BB_STATUS_CHECK_CONDITION);
    kernel.sense = "72 01 17 00 00 00 00 00";
    g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
    g_assert_no_error (error);
    g_assert_cmphex (reply.status, ==, BB_STATUS_GOOD);
}

static void
test_other_statuses_are_returned (void)
{
    static const guint8 statuses[] = {BB_STATUS_BUSY, BB_STATUS_RESERVATION_CONFLICT, BB_STATUS_TASK_SET_FULL};
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand command = command_in ();

    for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
        g_autoptr (GError) error = NULL;
        BbReply reply = {0};

        kernel.status = statuses[i];
        g_assert_false (bb_transport_send (transport, &command, &reply, &error));
        g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_BUSY);
        g_assert_cmphex (reply.status, ==, statuses[i]);
    }
}

static void
test_host_and_driver_status_are_errors (void)
{
    static const struct {
        guint8 host_status;
        guint8 driver_status;
        BbTransportError code;
    } table[] = {
        {0x01, 0x00, BB_TRANSPORT_ERROR_GONE},      {0x03, 0x00, BB_TRANSPORT_ERROR_TIMED_OUT},
        {0x03, 0x06, BB_TRANSPORT_ERROR_TIMED_OUT}, {0x07, 0x00, BB_TRANSPORT_ERROR_IO},
        {0x05, 0x08, BB_TRANSPORT_ERROR_IO},        {0x08, 0x00, BB_TRANSPORT_ERROR_IO},
        {0x00, 0x04, BB_TRANSPORT_ERROR_IO},        {0x00, 0x06, BB_TRANSPORT_ERROR_IO},
    };
    g_autoptr (BbTransport) transport = open_drive ();
    BbCommand command = command_in ();

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        g_autoptr (GError) error = NULL;
        BbReply reply = {0};

        g_autofree char *expected =
            g_strdup_printf ("/dev/null: no trustworthy answer: host status 0x%02x, driver status 0x%02x",
                             table[i].host_status, table[i].driver_status);

        kernel.host_status = table[i].host_status;
        kernel.driver_status = table[i].driver_status;
        g_assert_false (bb_transport_execute (transport, &command, &reply, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, (int) table[i].code);
        g_assert_cmpstr (error->message, ==, expected);
    }
}

static void
test_failed_command_is_not_sent_again (void)
{
    static const struct {
        int number;
        BbTransportError code;
    } table[] = {
        {EINTR, BB_TRANSPORT_ERROR_TIMED_OUT},     {ENODEV, BB_TRANSPORT_ERROR_GONE},
        {ENXIO, BB_TRANSPORT_ERROR_GONE},          {ETIME, BB_TRANSPORT_ERROR_TIMED_OUT},
        {EPERM, BB_TRANSPORT_ERROR_NOT_PERMITTED}, {EINVAL, BB_TRANSPORT_ERROR_IO},
        {ENOMEM, BB_TRANSPORT_ERROR_IO},           {EIO, BB_TRANSPORT_ERROR_IO},
        {EAGAIN, BB_TRANSPORT_ERROR_IO},           {EBUSY, BB_TRANSPORT_ERROR_IN_USE},
    };
    BbCommand command = command_out ();

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        g_autoptr (BbTransport) transport = open_drive ();
        g_autoptr (GError) error = NULL;
        BbReply reply = {0};

        g_autofree char *expected =
            g_strdup_printf ("/dev/null: command not answered: %s", g_strerror (table[i].number));

        kernel.error = table[i].number;
        g_assert_false (bb_transport_execute (transport, &command, &reply, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, (int) table[i].code);
        g_assert_cmpstr (error->message, ==, expected);
        g_assert_cmpuint (kernel.n_sent, ==, 1);
    }
}

static void
test_signals_are_blocked_during_a_command (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    g_autoptr (GError) error = NULL;
    BbCommand command = command_in ();
    BbReply reply = {0};
    sigset_t blocked;

    g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
    g_assert_no_error (error);
    g_assert_true (kernel.was_blocked);
    g_assert_cmpint (pthread_sigmask (SIG_BLOCK, NULL, &blocked), ==, 0);
    g_assert_cmpint (sigismember (&blocked, SIGALRM), ==, 0);
}

static void
test_wait_ms_waits (void)
{
    g_autoptr (BbTransport) transport = open_drive ();
    gint64 start_us = g_get_monotonic_time ();

    bb_transport_wait_ms (transport, 1);
    g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 1000);
}

/* The node must be closed with the transport, because a node that stays open blocks programs that open it
 * exclusively. */
static void
test_node_is_closed_with_the_transport (void)
{
    guint n_open = count_open ();
    BbTransport *transport = open_drive ();

    g_assert_cmpuint (count_open (), ==, n_open + 1);
    g_object_unref (transport);
    g_assert_cmpuint (count_open (), ==, n_open);
    assert_open_fails ("/dev/no-such-folder/sg0", BB_TRANSPORT_ERROR_GONE);
    kernel.version = 0;
    assert_open_fails ("/dev/null", BB_TRANSPORT_ERROR_IO);
    g_assert_cmpuint (count_open (), ==, n_open);
}

static void
test_node_can_be_opened_exclusively (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) alone = NULL;
    g_autoptr (BbTransport) shared = NULL;

    kernel.version = 30536;
    alone = bb_transport_sg_open ("/dev/null", TRUE, &error);
    g_assert_no_error (error);
    g_assert_true (BB_IS_TRANSPORT_SG (alone));
    g_assert_cmphex (kernel.open_flags, ==, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_EXCL);
    shared = bb_transport_sg_open ("/dev/null", FALSE, &error);
    g_assert_no_error (error);
    g_assert_cmphex (kernel.open_flags, ==, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sg/missing-node-is-gone", test_missing_node_is_gone);
    g_test_add_func ("/sg/other-node-is-refused", test_other_node_is_refused);
    g_test_add_func ("/sg/first-version-of-the-interface-is-opened", test_first_version_of_the_interface_is_opened);
    g_test_add_func ("/sg/unopenable-node-sets-an-error", test_unopenable_node_sets_an_error);
    g_test_add_func ("/sg/node-can-be-opened-exclusively", test_node_can_be_opened_exclusively);
    g_test_add_func ("/sg/node-is-closed-with-the-transport", test_node_is_closed_with_the_transport);
    g_test_add_func ("/sg/data-in-is-returned", test_data_in_is_returned);
    g_test_add_func ("/sg/data-out-is-sent-and-residual-returned", test_data_out_is_sent_and_residual_returned);
    g_test_add_func ("/sg/invalid-residual-is-clamped", test_invalid_residual_is_clamped);
    g_test_add_func ("/sg/fixed-and-descriptor-sense-is-returned", test_fixed_and_descriptor_sense_is_returned);
    g_test_add_func ("/sg/sense-with-status-good-is-a-check-condition",
                     test_sense_with_status_good_is_a_check_condition);
    g_test_add_func ("/sg/other-statuses-are-returned", test_other_statuses_are_returned);
    g_test_add_func ("/sg/host-and-driver-status-are-errors", test_host_and_driver_status_are_errors);
    g_test_add_func ("/sg/failed-command-is-not-sent-again", test_failed_command_is_not_sent_again);
    g_test_add_func ("/sg/signals-are-blocked-during-a-command", test_signals_are_blocked_during_a_command);
    g_test_add_func ("/sg/wait-ms-waits", test_wait_ms_waits);
    return g_test_run ();
}
