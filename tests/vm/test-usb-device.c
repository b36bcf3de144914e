/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bed/bb-sim-usb.h"
#include "bed/bb-sim-vhci.h"

#include <errno.h>
#include <string.h>

/* Tests the USB device of `burnback-sim attach` with messages that the kernel sends, and with invalid ones. */

#define HEADER_BYTES 48
#define IN_PIPE 1
#define OUT_PIPE 2

typedef struct {
    BbUsbDevice *device;
    GByteArray *sent;
    GQueue jobs; /* BbUsbJob that the drive is executing */
    guint32 number;
} Fixture;

static void
send_cb (const guint8 *bytes, gsize length_bytes, gpointer data)
{
    g_byte_array_append (((Fixture *) data)->sent, bytes, (guint) length_bytes);
}

static void
execute_cb (BbUsbJob *job, gpointer data)
{
    g_queue_push_tail (&((Fixture *) data)->jobs, job);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    static const BbUsbHooks hooks = {send_cb, execute_cb};

    fixture->sent = g_byte_array_new ();
    g_queue_init (&fixture->jobs);
    fixture->device = bb_usb_device_new (&hooks, fixture, "SIM0001");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    bb_usb_device_free (fixture->device);
    g_queue_clear_full (&fixture->jobs, (GDestroyNotify) bb_usb_job_free);
    g_byte_array_unref (fixture->sent);
}

static void
put (guint8 *to, guint32 value)
{
    value = GUINT32_TO_BE (value);
    memcpy (to, &value, 4);
}

static guint32
get (const guint8 *from)
{
    guint32 value;

    memcpy (&value, from, 4);
    return GUINT32_FROM_BE (value);
}

/* Fills @header as the kernel does (USB/IP). @kind: 1 to submit a transfer, 2 to cancel a transfer. @number: number
 * of this message. @in: whether the host reads data. */
static void
message (guint8 *header, guint32 kind, guint32 number, gboolean in, guint32 endpoint, guint32 length_bytes)
{
    memset (header, 0, HEADER_BYTES);
    put (header, kind);
    put (header + 4, number);
    put (header + 12, in);
    put (header + 16, endpoint);
    put (header + 24, length_bytes);
}

/* Gives bytes from the kernel to the device, which must accept them. */
static void
take (Fixture *fixture, const guint8 *bytes, gsize length_bytes)
{
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_usb_device_take (fixture->device, bytes, length_bytes, &error));
    g_assert_no_error (error);
}

/* Starts a transfer as the host does. Returns its number. */
static guint32
submit (Fixture *fixture, guint32 endpoint, const guint8 *out, guint32 length_bytes)
{
    guint8 header[HEADER_BYTES];

    message (header, 1, ++fixture->number, out == NULL, endpoint, length_bytes);
    take (fixture, header, sizeof header);
    if (out != NULL)
        take (fixture, out, length_bytes);
    return fixture->number;
}

/* Removes the next reply from fixture->sent, which must be the reply to transfer @number. Returns its status; copies
 * its data, if there is any, to @data (nullable). */
static int
result (Fixture *fixture, guint32 number, guint32 *moved_bytes, guint8 *data)
{
    const guint8 *header = fixture->sent->data;
    gboolean in = data != NULL;
    int status;

    g_assert_cmpuint (fixture->sent->len, >=, HEADER_BYTES);
    g_assert_cmpuint (get (header), ==, 3);
    g_assert_cmpuint (get (header + 4), ==, number);
    status = (int) get (header + 20);
    *moved_bytes = get (header + 24);
    if (in && *moved_bytes > 0)
        memcpy (data, header + HEADER_BYTES, *moved_bytes);
    g_byte_array_remove_range (fixture->sent, 0, HEADER_BYTES + (in ? *moved_bytes : 0));
    return status;
}

/* Asserts that the next reply is that to transfer @number, has the status @wanted, and reports @moved_bytes. The
 * transfer must have no data for the host. */
static void
expect (Fixture *fixture, guint32 number, int wanted, guint32 moved_bytes)
{
    guint32 moved;

    g_assert_cmpint (result (fixture, number, &moved, NULL), ==, wanted);
    g_assert_cmpuint (moved, ==, moved_bytes);
}

/* Sends a command wrapper for a command of 12 bytes. */
static void
command (Fixture *fixture, guint8 opcode, gboolean in, guint32 length_bytes)
{
    guint8 wrapper[31] = {'U', 'S', 'B', 'C', 1, 2, 3, 4};
    guint32 number, moved;

    wrapper[8] = (guint8) length_bytes;
    wrapper[9] = (guint8) (length_bytes >> 8);
    wrapper[12] = in ? 0x80 : 0;
    wrapper[14] = 12;
    wrapper[15] = opcode;
    wrapper[19] = 18;
    number = submit (fixture, OUT_PIPE, wrapper, sizeof wrapper);
    g_assert_cmpint (result (fixture, number, &moved, NULL), ==, 0);
    g_assert_cmpuint (moved, ==, sizeof wrapper);
}

/* Fetches the status wrapper. Returns its status byte; @residue gets the residue. */
static guint8
status (Fixture *fixture, guint32 *residue)
{
    guint8 wrapper[13];
    guint32 number = submit (fixture, IN_PIPE, NULL, sizeof wrapper), moved;

    g_assert_cmpint (result (fixture, number, &moved, wrapper), ==, 0);
    g_assert_cmpuint (moved, ==, sizeof wrapper);
    g_assert_cmpmem (wrapper, 4, "USBS", 4);
    g_assert_cmpmem (wrapper + 4, 4, "\1\2\3\4", 4);
    *residue = (guint32) (wrapper[8] | wrapper[9] << 8 | wrapper[10] << 16 | wrapper[11] << 24);
    return wrapper[12];
}

/* Asserts that the drive is executing exactly one command. Removes it from fixture->jobs, and returns it. */
static BbUsbJob *
next_job (Fixture *fixture)
{
    g_assert_cmpuint (fixture->jobs.length, ==, 1);
    return g_queue_pop_head (&fixture->jobs);
}

static void
test_data_comes_back_short_and_with_its_residue (Fixture *fixture, gconstpointer data)
{
    guint8 bytes[64];
    guint32 number, moved, residue;
    BbUsbJob *job;

    command (fixture, 0x12, TRUE, 64);
    number = submit (fixture, IN_PIPE, NULL, 64);
    g_assert_cmpuint (fixture->sent->len, ==, 0);
    job = next_job (fixture);
    g_assert_cmpint (job->command.direction, ==, BB_DIRECTION_IN);
    g_assert_cmpuint (job->command.length_bytes, ==, 64);
    g_assert_cmpuint (job->command.cdb.length_bytes, ==, 12);
    memcpy (job->command.in, "0123456789", 10);
    job->reply.residual_bytes = 54;
    bb_usb_device_answer (fixture->device, job);
    g_assert_cmpint (result (fixture, number, &moved, bytes), ==, 0);
    g_assert_cmpmem (bytes, moved, "0123456789", 10);
    g_assert_cmpuint (status (fixture, &residue), ==, 0);
    g_assert_cmpuint (residue, ==, 54);
}

static void
test_sense_waits_for_the_kernel_to_ask (Fixture *fixture, gconstpointer data)
{
    guint8 bytes[18];
    guint32 number, moved, residue;
    BbUsbJob *job;

    command (fixture, 0xCC, TRUE, 16);
    number = submit (fixture, IN_PIPE, NULL, 16);
    job = next_job (fixture);
    bb_reply_set_sense (&job->reply, 0x05, 0x26, 0x00);
    job->reply.residual_bytes = 16;
    bb_usb_device_answer (fixture->device, job);
    expect (fixture, number, -EPIPE, 0);
    g_assert_cmpuint (status (fixture, &residue), ==, 1);
    g_assert_cmpuint (residue, ==, 16);

    command (fixture, 0x03, TRUE, 18);
    g_assert_cmpuint (fixture->jobs.length, ==, 0);
    number = submit (fixture, IN_PIPE, NULL, 18);
    g_assert_cmpint (result (fixture, number, &moved, bytes), ==, 0);
    g_assert_cmpuint (moved, >=, 14);
    g_assert_cmpuint (bytes[2] & 0x0F, ==, 0x05);
    g_assert_cmpuint (bytes[12], ==, 0x26);
    g_assert_cmpuint (status (fixture, &residue), ==, 0);

    /* The device itself has answered the first REQUEST SENSE. It does this only once for a failed command, so the
     * next REQUEST SENSE goes to the drive. */
    command (fixture, 0x03, TRUE, 18);
    g_assert_cmpuint (fixture->jobs.length, ==, 1);
}

static void
test_the_last_data_is_taken_only_with_the_answer (Fixture *fixture, gconstpointer data)
{
    guint8 half[512];
    guint32 first, second, residue;
    BbUsbJob *job;

    memset (half, 0x5A, sizeof half);
    command (fixture, 0xCB, FALSE, 1024);
    first = submit (fixture, OUT_PIPE, half, sizeof half);
    expect (fixture, first, 0, sizeof half);
    second = submit (fixture, OUT_PIPE, half, sizeof half);
    g_assert_cmpuint (fixture->sent->len, ==, 0);
    job = next_job (fixture);
    g_assert_cmpuint (job->command.length_bytes, ==, 1024);
    g_assert_cmpuint (job->command.out[0], ==, 0x5A);
    g_assert_cmpuint (job->command.out[1023], ==, 0x5A);
    bb_usb_device_answer (fixture->device, job);
    expect (fixture, second, 0, sizeof half);
    g_assert_cmpuint (status (fixture, &residue), ==, 0);
    g_assert_cmpuint (residue, ==, 0);
}

/* Cancels transfer @victim as the kernel does; asserts the status in the reply. */
static void
unlink_transfer (Fixture *fixture, guint32 victim, int wanted)
{
    guint8 header[HEADER_BYTES];

    message (header, 2, ++fixture->number, FALSE, 0, 0);
    put (header + 20, victim);
    take (fixture, header, sizeof header);
    g_assert_cmpuint (fixture->sent->len, >=, HEADER_BYTES);
    g_assert_cmpuint (get (fixture->sent->data), ==, 4);
    g_assert_cmpuint (get (fixture->sent->data + 4), ==, fixture->number);
    g_assert_cmpint ((int) get (fixture->sent->data + 20), ==, wanted);
    g_byte_array_remove_range (fixture->sent, 0, HEADER_BYTES);
}

static void
test_a_command_given_up_holds_the_next_one_back (Fixture *fixture, gconstpointer data)
{
    guint8 wrapper[31] = {'U', 'S', 'B', 'C', 9, [14] = 6}, answer[13];
    guint32 waiting, next, residue, moved;
    BbUsbJob *job;

    command (fixture, 0x12, TRUE, 64);
    waiting = submit (fixture, IN_PIPE, NULL, 64);
    job = next_job (fixture);
    unlink_transfer (fixture, waiting, -ECONNRESET);
    unlink_transfer (fixture, waiting, 0);
    next = submit (fixture, OUT_PIPE, wrapper, sizeof wrapper);
    g_assert_cmpuint (fixture->jobs.length, ==, 0);
    g_assert_cmpuint (fixture->sent->len, ==, 0);
    bb_usb_device_answer (fixture->device, job);
    expect (fixture, next, 0, sizeof wrapper);
    job = next_job (fixture);
    g_assert_cmpuint (job->command.cdb.length_bytes, ==, 6);
    bb_usb_device_answer (fixture->device, job);
    next = submit (fixture, IN_PIPE, NULL, 13);
    g_assert_cmpint (result (fixture, next, &moved, answer), ==, 0);
    g_assert_cmpuint (moved, ==, sizeof answer);
    g_assert_cmpuint (answer[4], ==, 9);
    command (fixture, 0x00, FALSE, 0);
    bb_usb_device_answer (fixture->device, next_job (fixture));
    g_assert_cmpuint (status (fixture, &residue), ==, 0);
}

static void
test_a_drive_that_never_answers_is_silent_until_reset (Fixture *fixture, gconstpointer data)
{
    guint8 reset[HEADER_BYTES];
    guint32 waiting, residue;
    BbUsbJob *job;

    command (fixture, 0x12, TRUE, 64);
    waiting = submit (fixture, IN_PIPE, NULL, 64);
    job = next_job (fixture);
    g_set_error_literal (&job->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT, "never");
    bb_usb_device_answer (fixture->device, job);
    g_assert_cmpuint (fixture->sent->len, ==, 0);
    unlink_transfer (fixture, waiting, -ECONNRESET);
    message (reset, 1, ++fixture->number, FALSE, 0, 0);
    memcpy (reset + 40, "\x21\xFF\0\0\0\0\0\0", 8);
    take (fixture, reset, sizeof reset);
    expect (fixture, fixture->number, 0, 0);
    command (fixture, 0x00, FALSE, 0);
    bb_usb_device_answer (fixture->device, next_job (fixture));
    g_assert_cmpuint (status (fixture, &residue), ==, 0);
}

static void
test_a_wrapper_without_sense_stalls_until_reset (Fixture *fixture, gconstpointer data)
{
    static const guint8 wrong[31] = {'U', 'S', 'B', 'X'};
    guint8 reset[HEADER_BYTES];
    guint8 too_long[31] = {'U', 'S', 'B', 'C', [8] = 0xFF, 0xFF, 0xFF, 0xFF, [14] = 10};
    guint32 number;

    number = submit (fixture, OUT_PIPE, wrong, sizeof wrong);
    expect (fixture, number, -EPIPE, 0);
    number = submit (fixture, IN_PIPE, NULL, 13);
    expect (fixture, number, -EPIPE, 0);
    message (reset, 1, ++fixture->number, FALSE, 0, 0);
    memcpy (reset + 40, "\x21\xFF\0\0\0\0\0\0", 8);
    take (fixture, reset, sizeof reset);
    expect (fixture, fixture->number, 0, 0);
    number = submit (fixture, OUT_PIPE, too_long, sizeof too_long);
    expect (fixture, number, -EPIPE, 0);
    g_assert_cmpuint (fixture->jobs.length, ==, 0);
}

static void
test_descriptors_tell_a_bulk_only_drive (Fixture *fixture, gconstpointer data)
{
    guint8 request[HEADER_BYTES], bytes[64] = {0};
    guint32 moved;

    message (request, 1, ++fixture->number, TRUE, 0, 64);
    memcpy (request + 40, "\x80\x06\x00\x02\x00\x00\x40\x00", 8);
    take (fixture, request, sizeof request);
    g_assert_cmpint (result (fixture, fixture->number, &moved, bytes), ==, 0);
    g_assert_cmpuint (moved, ==, 32);
    g_assert_cmpmem (bytes + 9 + 5, 3, "\x08\x06\x50", 3);

    message (request, 1, ++fixture->number, TRUE, 0, 64);
    memcpy (request + 40, "\x80\x06\x03\x03\x09\x04\x40\x00", 8);
    take (fixture, request, sizeof request);
    g_assert_cmpint (result (fixture, fixture->number, &moved, bytes), ==, 0);
    g_assert_cmpmem (bytes + 2, moved - 2, "S\0I\0M\0000\0000\0000\0001\0", 14);

    /* The device sends no more than the requested length. */
    message (request, 1, ++fixture->number, TRUE, 0, 64);
    memcpy (request + 40, "\x80\x06\x00\x01\x00\x00\x08\x00", 8);
    take (fixture, request, sizeof request);
    g_assert_cmpint (result (fixture, fixture->number, &moved, bytes), ==, 0);
    g_assert_cmpuint (moved, ==, 8);
}

/* Asserts that a new device rejects a message with these fields as invalid data. */
static void
refused (guint32 kind, guint32 length_bytes, guint32 n_packets)
{
    Fixture fixture = {0};
    guint8 header[HEADER_BYTES];
    g_autoptr (GError) error = NULL;

    set_up (&fixture, NULL);
    message (header, kind, 1, FALSE, OUT_PIPE, length_bytes);
    put (header + 32, n_packets);
    g_assert_false (bb_usb_device_take (fixture.device, header, sizeof header, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    tear_down (&fixture, NULL);
}

static void
test_what_no_kernel_sends_is_refused (void)
{
    refused (0, 0, 0);
    refused (3, 0, 0);
    refused (0xFFFFFFFF, 0, 0);
    refused (1, BB_USB_MAX_BYTES + 1, 0);
    refused (1, 0xFFFFFFFF, 0);
    refused (1, 512, 7);
}

static void
test_transfers_that_pile_up_are_refused (Fixture *fixture, gconstpointer data)
{
    guint8 header[HEADER_BYTES];
    gboolean taken = TRUE;
    guint n_taken = 0;

    while (taken && n_taken < 100000) {
        message (header, 1, ++fixture->number, TRUE, IN_PIPE, 512);
        taken = bb_usb_device_take (fixture->device, header, sizeof header, NULL);
        n_taken += taken ? 1 : 0;
    }
    g_assert_false (taken);
    g_assert_cmpuint (n_taken, >=, 16);
}

/* Sends up to 400 messages of a valid form with random content, until the device rejects one. The test replies to
 * some of the commands that the device passes to the drive. The device must not crash, and must free its memory. */
static void
babble (guint32 seed)
{
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    Fixture fixture = {0};
    gboolean taken = TRUE;

    set_up (&fixture, NULL);
    for (guint i = 0; taken && i < 400; i++) {
        guint8 bytes[HEADER_BYTES + 64];
        guint32 length_bytes = g_rand_boolean (random) ? 31 : (guint32) g_rand_int_range (random, 0, 64);
        gboolean in = g_rand_boolean (random);

        message (bytes, (guint32) g_rand_int_range (random, 1, 3), i, in, (guint32) g_rand_int_range (random, 0, 4),
                 length_bytes);
        put (bytes + 20, (guint32) g_rand_int_range (random, 0, (gint32) i + 1));
        for (guint j = 40; j < sizeof bytes; j++)
            bytes[j] = (guint8) g_rand_int (random);
        if (g_rand_boolean (random))
            memcpy (bytes + HEADER_BYTES, "USBC\1\2\3\4\x20\0\0\0\x80\0\x0A\x12", 16);
        bytes[HEADER_BYTES + 12] = g_rand_boolean (random) ? 0x80 : 0;
        taken = bb_usb_device_take (fixture.device, bytes,
                                    HEADER_BYTES + (get (bytes) == 1 && !in ? length_bytes : 0), NULL);
        if (!g_queue_is_empty (&fixture.jobs) && g_rand_boolean (random))
            bb_usb_device_answer (fixture.device, g_queue_pop_head (&fixture.jobs));
    }
    tear_down (&fixture, NULL);
}

/* Sends random bytes until the device rejects them, which it must do sooner or later. */
static void
noise (guint32 seed)
{
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    Fixture fixture = {0};
    gboolean taken = TRUE;

    set_up (&fixture, NULL);
    for (guint i = 0; taken && i < 64; i++) {
        guint8 bytes[97];

        for (guint j = 0; j < sizeof bytes; j++)
            bytes[j] = (guint8) g_rand_int_range (random, 0, g_rand_boolean (random) ? 4 : 256);
        taken = bb_usb_device_take (fixture.device, bytes, (gsize) g_rand_int_range (random, 1, sizeof bytes), NULL);
    }
    g_assert_false (taken);
    tear_down (&fixture, NULL);
}

static void
test_nothing_the_kernel_could_say_does_harm (void)
{
    for (guint32 seed = 0; seed < 2000; seed++) {
        babble (seed);
        noise (seed);
    }
}

static void
test_a_free_port_is_found (void)
{
    static const char head[] = "hub port sta spd dev      sockfd local_busid\n";
    g_autofree char *some =
        g_strconcat (head, "hs  0000 006 003 00010002 000003 1-1\nhs  0001 004 000 00000000 000000 0-0\n", NULL);
    g_autofree char *none =
        g_strconcat (head, "hs  0000 006 003 00010002 000003 1-1\nss  0008 004 000 00000000 000000 0-0\n", NULL);

    g_assert_cmpint (bb_vhci_find_port (some), ==, 1);
    g_assert_cmpint (bb_vhci_find_port (none), ==, -1);
    g_assert_cmpint (bb_vhci_find_port (""), ==, -1);
    g_assert_cmpint (bb_vhci_find_port ("hs zero 004\nhs"), ==, -1);
}

#define ADD(path, test) g_test_add ("/usb-device/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("data-in", test_data_comes_back_short_and_with_its_residue);
    ADD ("sense", test_sense_waits_for_the_kernel_to_ask);
    ADD ("data-out", test_the_last_data_is_taken_only_with_the_answer);
    ADD ("given-up", test_a_command_given_up_holds_the_next_one_back);
    ADD ("silent", test_a_drive_that_never_answers_is_silent_until_reset);
    ADD ("wrong-wrapper", test_a_wrapper_without_sense_stalls_until_reset);
    ADD ("descriptors", test_descriptors_tell_a_bulk_only_drive);
    g_test_add_func ("/usb-device/refused", test_what_no_kernel_sends_is_refused);
    ADD ("piled-up", test_transfers_that_pile_up_are_refused);
    g_test_add_func ("/usb-device/harmless", test_nothing_the_kernel_could_say_does_harm);
    g_test_add_func ("/usb-device/free-port", test_a_free_port_is_found);
    return g_test_run ();
}
