/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-transport.h"

#include "scsi/bb-scsi.h"

static BbCommand
read_command (guint8 *room, gsize length_bytes)
{
    BbCommand command = {
        .direction = BB_DIRECTION_IN,
        .in = room,
        .length_bytes = length_bytes,
        .timeout_ms = 1000,
    };

    command.cdb = BB_CDB (0x3C, 2, 0, BB_BE24 (0), BB_BE24 (length_bytes), 0);
    return command;
}

static void
test_check_condition_is_a_reply (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    guint8 room[4] = {0};
    BbCommand command = read_command (room, sizeof room);
    BbReply reply = {0};

    fake_add_sense (fake, 5, 0x24, 0);
    g_assert_true (bb_transport_execute (BB_TRANSPORT (fake), &command, &reply, &error));
    g_assert_no_error (error);
    g_assert_cmphex (reply.status, ==, BB_STATUS_CHECK_CONDITION);
    g_assert_cmpuint (reply.residual_bytes, ==, 4);
    g_assert_false (bb_reply_check (&reply, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_INVALID_FIELD);
}

static void
test_missing_reply_sets_only_the_duration (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    guint8 room[4] = {0};
    BbCommand command = read_command (room, sizeof room);
    BbReply reply = {.status = 1, .residual_bytes = 2};

    fake_add_failure (fake, BB_TRANSPORT_ERROR_TIMED_OUT);
    g_assert_false (bb_transport_execute (BB_TRANSPORT (fake), &command, &reply, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT);
    g_assert_cmphex (reply.status, ==, 0);
    g_assert_cmpuint (reply.residual_bytes, ==, 0);
    g_assert_cmpint (reply.duration_us, >, 0);
}

static void
test_impossible_lengths_are_clamped (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    guint8 room[4] = {0};
    BbCommand command = read_command (room, sizeof room);
    BbReply reply = {0};

    fake_add_good (fake, "01 02 03 04");
    fake_set_residual (fake, 5000);
    g_assert_true (bb_transport_execute (BB_TRANSPORT (fake), &command, &reply, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (reply.residual_bytes, ==, 4);
    fake_add_sense (fake, 5, 0x24, 0);
    fake_set_sense_length (fake, 255);
    g_assert_true (bb_transport_execute (BB_TRANSPORT (fake), &command, &reply, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (reply.sense_length_bytes, ==, BB_SENSE_MAX_BYTES);
}

static void
test_send_requires_all_bytes (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    guint8 room[4] = {0};
    BbCommand command = read_command (room, sizeof room);
    BbReply reply = {0};

    fake_add_good (fake, "01 02 03 04");
    g_assert_true (bb_transport_send (BB_TRANSPORT (fake), &command, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpmem (room, 4, "\x01\x02\x03\x04", 4);

    fake_add_good (fake, "01 02 03");
    g_assert_false (bb_transport_send (BB_TRANSPORT (fake), &command, &reply, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    g_assert_cmpuint (reply.residual_bytes, ==, 1);
    g_clear_error (&error);

    fake_add_failure (fake, BB_TRANSPORT_ERROR_GONE);
    g_assert_false (bb_transport_send (BB_TRANSPORT (fake), &command, &reply, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}

static void
test_unsent_data_is_short (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    static const guint8 data[16] = {1};
    BbCommand command = {
        .direction = BB_DIRECTION_OUT,
        .out = data,
        .length_bytes = sizeof data,
        .timeout_ms = 1000,
    };

    command.cdb = BB_CDB (0x3B, 2, 0, BB_BE24 (0), BB_BE24 (sizeof data), 0);
    fake_add_good (fake, "");
    fake_set_residual (fake, 16);
    g_assert_false (bb_transport_send (BB_TRANSPORT (fake), &command, NULL, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
}

static void
test_recovered_error_is_success_and_missing_sense_is_not (void)
{
    static const char *const notes[] = {
        "70 00 01 00 00 00 00 0A 00 00 00 00 17 01 00 00 00 00",
        "72 00 00 22 00 00 00 00",
        "70 00 00 00 00 00 00 0A 00 00 00 00 00 00 00 00 00 00",
    };
    static const char *const failures[] = {"", "71 00 01 00 00 00 00 0A 00 00 00 00 17 01 00 00 00 00", "70 00 00"};
    BbCommand command = {.direction = BB_DIRECTION_NONE, .timeout_ms = 1};

    bb_cdb_test_unit_ready (&command.cdb);
    for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        fake_add_raw_sense (fake, notes[i]);
        g_assert_true (bb_transport_send (BB_TRANSPORT (fake), &command, NULL, &error));
        g_assert_no_error (error);
    }
    for (guint i = 0; i < G_N_ELEMENTS (failures); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        fake_add_raw_sense (fake, failures[i]);
        g_assert_false (bb_transport_send (BB_TRANSPORT (fake), &command, NULL, &error));
        g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_OTHER);
    }
}

/* With a status other than CHECK CONDITION, the sense data must be ignored. */
static void
test_a_busy_drive_has_not_executed_the_command (void)
{
    g_autoptr (GError) error = NULL;
    BbReply reply = {0};

    bb_reply_set_sense (&reply, 1, 0x17, 0x01);
    g_assert_true (bb_reply_check (&reply, &error));
    g_assert_no_error (error);
    reply.status = BB_STATUS_BUSY;
    g_assert_false (bb_reply_check (&reply, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_BUSY);
}

/* SCSI has CDBs of 6, 10, 12 and 16 bytes. */
static void
test_each_length_of_a_cdb_is_sent (void)
{
    static const guint8 lengths_bytes[] = {6, 10, 12, 16};
    guint8 room[4] = {0};

    for (guint i = 0; i < G_N_ELEMENTS (lengths_bytes); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;
        BbCommand command = read_command (room, sizeof room);
        BbReply reply = {0};

        command.cdb.length_bytes = lengths_bytes[i];
        fake_add_good (fake, "01 02 03 04");
        g_assert_true (bb_transport_execute (BB_TRANSPORT (fake), &command, &reply, &error));
        g_assert_no_error (error);
    }
}

static void
test_unsound_commands_are_not_sent (void)
{
    guint8 room[4] = {0};
    BbReply reply = {0};
    BbCommand commands[10];

    for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        commands[i] = read_command (room, sizeof room);
    commands[0].timeout_ms = 0;
    commands[1].in = NULL;
    commands[2].length_bytes = 0;
    commands[3].cdb.length_bytes = 11;
    commands[4].direction = BB_DIRECTION_NONE;
    commands[5].direction = BB_DIRECTION_OUT;
    commands[6].direction = (BbDirection) 3;
    commands[7].length_bytes = (gsize) G_MAXINT + 1;
    commands[8].direction = BB_DIRECTION_OUT;
    commands[8].out = room;
    commands[8].length_bytes = 0;
    commands[9].cdb.length_bytes = 0;
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        static const char *const nothing[] = {NULL};

        g_test_expect_message ("burnback", G_LOG_LEVEL_CRITICAL, "*bb_command_is_sound*");
        g_assert_false (bb_transport_execute (BB_TRANSPORT (fake), &commands[i], &reply, NULL));
        g_test_assert_expected_messages ();
        fake_assert_cdbs (fake, nothing);
    }
}

static void
test_wait_ms_calls_the_transport (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();

    bb_transport_wait_ms (BB_TRANSPORT (fake), 250);
    bb_transport_wait_ms (BB_TRANSPORT (fake), 1);
    g_assert_cmpuint (fake_get_waited_ms (fake), ==, 251);
}

static void
test_a_cdb_is_written_in_hex (void)
{
    /* One byte more than the CDB has; the last byte must be ignored. */
    static const guint8 bytes[] = {0xcc, 0x01, 0x01, 0x00, 0x4b, 0x33, 0x35, 0x35, 0x01, 0, 0, 0, 0xee};
    BbCdb cdb = {.bytes = {[15] = 0xff}};
    g_autofree char *text = NULL;

    bb_cdb_init (&cdb, bytes, 12);
    text = bb_cdb_dup_text (&cdb);
    g_assert_cmpstr (text, ==, "CC 01 01 00 4B 33 35 35 01 00 00 00");
    g_assert_cmphex (cdb.bytes[12], ==, 0);
    g_assert_cmphex (cdb.bytes[15], ==, 0);
}

static void
test_set_sense_can_be_decoded (void)
{
    static const guint8 fixed[18] = {0x70, 0, 2, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x3a, 0x01};
    BbReply reply = {.sense_bytes = {[30] = 9}};
    BbSense again = {0};

    bb_reply_set_sense (&reply, 2, 0x3a, 0x01);
    bb_sense_decode (reply.sense_bytes, reply.sense_length_bytes, &again);
    g_assert_cmphex (reply.status, ==, BB_STATUS_CHECK_CONDITION);
    g_assert_cmpmem (reply.sense_bytes, reply.sense_length_bytes, fixed, sizeof fixed);
    g_assert_true (bb_sense_is (&again, 2, 0x3a, 1));
    g_assert_true (bb_sense_is (&reply.sense, 2, 0x3a, 1));
    g_assert_cmpuint (reply.sense_bytes[30], ==, 0);
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/transport/check-condition-is-a-reply", test_check_condition_is_a_reply);
    g_test_add_func ("/transport/missing-reply-sets-only-the-duration", test_missing_reply_sets_only_the_duration);
    g_test_add_func ("/transport/impossible-lengths-are-clamped", test_impossible_lengths_are_clamped);
    g_test_add_func ("/transport/send-requires-all-bytes", test_send_requires_all_bytes);
    g_test_add_func ("/transport/unsent-data-is-short", test_unsent_data_is_short);
    g_test_add_func ("/transport/recovered-error-is-success-and-missing-sense-is-not",
                     test_recovered_error_is_success_and_missing_sense_is_not);
    g_test_add_func ("/transport/a-busy-drive-has-not-executed-the-command",
                     test_a_busy_drive_has_not_executed_the_command);
    g_test_add_func ("/transport/each-length-of-a-cdb-is-sent", test_each_length_of_a_cdb_is_sent);
    g_test_add_func ("/transport/unsound-commands-are-not-sent", test_unsound_commands_are_not_sent);
    g_test_add_func ("/transport/wait-ms-calls-the-transport", test_wait_ms_calls_the_transport);
    g_test_add_func ("/transport/a-cdb-is-written-in-hex", test_a_cdb_is_written_in_hex);
    g_test_add_func ("/transport/set-sense-can-be-decoded", test_set_sense_can_be_decoded);
    return g_test_run ();
}
