/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-transport.h"

#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"
#include "scsi/bb-trace-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <json-glib/json-glib.h>

/* Tests bb-trace-file.c, bb-transport-replay.c and bb-transport-trace.c. */

typedef struct {
    char *folder;
    char *path;
} Files;

static void
files_set_up (Files *files, gconstpointer data)
{
    files->folder = g_dir_make_tmp ("bb-trace-XXXXXX", NULL);
    files->path = g_build_filename (files->folder, "trace.jsonl", NULL);
}

static void
files_tear_down (Files *files, gconstpointer data)
{
    g_unlink (files->path);
    g_assert_cmpint (g_rmdir (files->folder), ==, 0);
    g_free (files->folder);
    g_free (files->path);
}

static BbTraceFile *
new_file (Files *files)
{
    g_autoptr (GError) error = NULL;
    BbTraceFile *file = bb_trace_file_new (files->path, BB_OUTPUT_OVERWRITE, &error);

    g_assert_no_error (error);
    return file;
}

static BbTransport *
new_replay (Files *files, const char *drive_name)
{
    g_autoptr (GError) error = NULL;
    BbTransport *replay = bb_transport_replay_new (files->path, drive_name, &error);

    g_assert_no_error (error);
    return replay;
}

static __thread guint8 room[8]; /* thread-local: one test records in several threads */
static const guint8 sent[4] = {1, 2, 3, 4};

static BbCommand
command_in (guint32 offset)
{
    BbCommand command = {.direction = BB_DIRECTION_IN, .in = room, .length_bytes = sizeof room, .timeout_ms = 1000};

    memset (room, 0, sizeof room);
    command.cdb = BB_CDB (0x3C, 2, 0, BB_BE24 (offset), BB_BE24 (sizeof room), 0);
    return command;
}

static BbCommand
command_out (void)
{
    BbCommand command = {.direction = BB_DIRECTION_OUT, .out = sent, .length_bytes = sizeof sent, .timeout_ms = 1};

    command.cdb = BB_CDB (0x3B, 7, 0, BB_BE24 (0), BB_BE24 (sizeof sent), 0);
    return command;
}

static BbCommand
command_none (void)
{
    BbCommand command = {.direction = BB_DIRECTION_NONE, .timeout_ms = 1000};

    bb_cdb_test_unit_ready (&command.cdb);
    return command;
}

/* Sends five commands to @transport and asserts the replies that record_all() sets. */
static void
assert_conversation (BbTransport *transport)
{
    g_autoptr (GError) error = NULL;
    BbCommand in = command_in (0x10);
    BbCommand out = command_out ();
    BbCommand none = command_none ();
    BbReply reply = {0};

    g_assert_true (bb_transport_execute (transport, &in, &reply, &error));
    g_assert_cmpmem (room, sizeof room, "\xa0\xa1\xa2\xa3\xa4\0\0\0", 8);
    g_assert_cmpuint (reply.residual_bytes, ==, 3);
    g_assert_cmpint (reply.duration_us, ==, 1234);

    g_assert_true (bb_transport_execute (transport, &out, &reply, &error));
    g_assert_cmphex (reply.status, ==, BB_STATUS_GOOD);
    g_assert_cmpuint (reply.residual_bytes, ==, 2);

    g_assert_true (bb_transport_execute (transport, &none, &reply, &error));
    g_assert_no_error (error);
    g_assert_cmphex (reply.status, ==, BB_STATUS_CHECK_CONDITION);
    g_assert_true (reply.sense.deferred);
    g_assert_cmpuint (reply.sense_length_bytes, ==, 8);
    g_assert_true (bb_sense_is (&reply.sense, 3, 0x0c, 0));

    g_assert_true (bb_transport_execute (transport, &none, &reply, &error));
    g_assert_cmphex (reply.status, ==, BB_STATUS_BUSY);

    g_assert_false (bb_transport_execute (transport, &out, &reply, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT);
    g_assert_nonnull (strstr (error->message, "told to fail"));
    g_assert_cmpint (reply.duration_us, ==, 1234);
}

/* Writes a trace of the commands that assert_conversation() sends. @drive_name: name of the drive in the trace */
static void
record_all (BbTraceFile *file, const char *drive_name)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (BbTransport) trace = bb_transport_trace_new (BB_TRANSPORT (fake), file, drive_name);
    g_autoptr (GError) error = NULL;

    fake_add_good (fake, "A0 A1 A2 A3 A4");
    fake_add_good (fake, "");
    fake_set_residual (fake, 2);
    fake_add_raw_sense (fake, "73 03 0C 00 00 00 00 00");
    fake_add_status (fake, BB_STATUS_BUSY);
    fake_add_failure (fake, BB_TRANSPORT_ERROR_TIMED_OUT);
    assert_conversation (trace);
    g_assert_true (bb_trace_file_check (file, &error));
    g_assert_no_error (error);
}

static void
test_replay_returns_recorded_replies (Files *files, gconstpointer data)
{
    g_autoptr (BbTraceFile) file = new_file (files);
    g_autoptr (BbTransport) replay = NULL;

    record_all (file, "sr0");
    replay = new_replay (files, "sr0");
    g_assert_cmpuint (bb_transport_replay_get_n_left (BB_TRANSPORT_REPLAY (replay)), ==, 5);
    assert_conversation (replay);
    g_assert_cmpuint (bb_transport_replay_get_n_left (BB_TRANSPORT_REPLAY (replay)), ==, 0);
    bb_transport_wait_ms (replay, 100000000);
}

static void
test_every_command_is_a_line_of_json (Files *files, gconstpointer data)
{
    g_autoptr (BbTraceFile) file = new_file (files);
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;

    record_all (file, "sr \"0\"\n\xff");
    /* the lines must be in the file while it is still open */
    g_assert_true (g_file_get_contents (files->path, &text, NULL, NULL));
    lines = g_strsplit (text, "\n", -1);
    g_assert_cmpuint (g_strv_length (lines), ==, 6);
    g_assert_cmpstr (lines[5], ==, "");
    for (guint i = 0; i < 5; i++) {
        g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
        JsonObject *line = json_node_get_object (node);
        g_autoptr (GDateTime) time =
            g_date_time_new_from_iso8601 (json_object_get_string_member (line, "time"), NULL);

        g_assert_nonnull (time);
        g_assert_true (g_str_has_prefix (json_object_get_string_member (line, "drive"), "sr \"0\"\n"));
        g_assert_cmpint (json_object_get_int_member (line, "duration"), ==, 1234);
        g_assert_true (json_object_has_member (line, "status"));
        g_assert_true (json_object_has_member (line, "sense"));
        g_assert_cmpint (json_object_has_member (line, "data"), ==, i == 0);
        g_assert_cmpint (json_object_has_member (line, "data-sha256"), ==, i == 1 || i == 4);
        g_assert_cmpint (json_object_get_null_member (line, "status"), ==, i == 4);
    }
    g_assert_nonnull (strstr (lines[0], "\"cdb\":\"3C 02 00 00 00 10 00 00 08 00\""));
    g_assert_nonnull (strstr (lines[0], "\"data\":\"A0A1A2A3A4\""));
    g_assert_nonnull (strstr (lines[0], "\"direction\":\"in\",\"length\":8"));
    g_assert_nonnull (strstr (lines[1], "9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a"));
    g_assert_nonnull (strstr (lines[2], "\"sense\":\"73 03 0C 00 00 00 00 00\""));
    g_assert_nonnull (strstr (lines[4], "\"error\":\"timed-out\""));
}

static void
test_another_command_is_not_recorded (Files *files, gconstpointer data)
{
    g_autoptr (BbTraceFile) file = new_file (files);
    g_autoptr (BbTransport) replay = NULL;
    static const guint8 other_data[4] = {1, 2, 3, 5};
    BbCommand others[5];
    BbReply reply = {0};

    record_all (file, "sr0");
    replay = new_replay (files, NULL);
    others[0] = command_in (0x11);
    others[1] = command_in (0x10);
    others[1].length_bytes = 7;
    others[2] = command_in (0x10);
    others[2].direction = BB_DIRECTION_OUT;
    others[2].out = room;
    others[3] = command_none ();
    others[4] = command_in (0x10);
    others[4].cdb.length_bytes = 12;
    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        g_autoptr (GError) error = NULL;

        g_assert_false (bb_transport_execute (replay, &others[i], &reply, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_RECORDED);
        g_assert_nonnull (strstr (error->message, "line 1"));
        g_assert_cmpuint (bb_transport_replay_get_n_left (BB_TRANSPORT_REPLAY (replay)), ==, 5);
    }
    /* The first recorded command must still be accepted. The second one is sent with other data than recorded, which
     * must fail, and then with the recorded data. */
    others[0] = command_in (0x10);
    g_assert_true (bb_transport_execute (replay, &others[0], &reply, NULL));
    others[1] = command_out ();
    others[1].out = other_data;
    g_assert_false (bb_transport_execute (replay, &others[1], &reply, NULL));
    others[1].out = sent;
    g_assert_true (bb_transport_execute (replay, &others[1], &reply, NULL));
}

static void
test_command_after_the_end_is_not_recorded (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) replay = bb_transport_replay_new_from_data (NULL, 0, NULL, &error);
    BbCommand command = command_none ();
    BbReply reply = {0};

    g_assert_no_error (error);
    g_assert_false (bb_transport_execute (replay, &command, &reply, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_RECORDED);
    g_assert_nonnull (strstr (error->message, "00 00 00 00 00 00"));
}

static void
test_drives_share_a_file (Files *files, gconstpointer data)
{
    g_autoptr (BbTraceFile) file = new_file (files);
    g_autoptr (BbTransport) first = NULL;
    g_autoptr (BbTransport) second = NULL;
    g_autoptr (BbTransport) none = NULL;
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) names = NULL;

    record_all (file, "sr1");
    record_all (file, "sr0");
    record_all (file, "sr1");
    names = bb_trace_list_drives (files->path, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_strv_length (names), ==, 2);
    g_assert_cmpstr (names[0], ==, "sr1");
    g_assert_cmpstr (names[1], ==, "sr0");
    first = new_replay (files, "sr1");
    second = new_replay (files, "sr0");
    none = new_replay (files, "sr2");
    assert_conversation (first);
    assert_conversation (second);
    assert_conversation (first);
    g_assert_cmpuint (bb_transport_replay_get_n_left (BB_TRANSPORT_REPLAY (none)), ==, 0);
}

static gpointer
record_thread (gpointer data)
{
    g_autofree char *name = g_strdup_printf ("drive %p", (void *) g_thread_self ());

    for (guint i = 0; i < 50; i++)
        record_all (data, name);
    return NULL;
}

static void
test_lines_of_many_threads_stay_whole (Files *files, gconstpointer data)
{
    g_autoptr (BbTraceFile) file = new_file (files);
    g_autoptr (BbTransport) replay = NULL;
    GThread *threads[3];
    BbTransportReplay *all = NULL;

    /* Registers classes and error domains before the threads start, so that the thread sanitizer reports only races
     * of the trace file. */
    record_all (file, "first");
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
        g_autofree char *name = g_strdup_printf ("recorder %u", i);

        threads[i] = g_thread_new (name, record_thread, file);
    }
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
    replay = new_replay (files, NULL);
    all = BB_TRANSPORT_REPLAY (replay);
    g_assert_cmpuint (bb_transport_replay_get_n_left (all), ==, (1 + 3 * 50) * 5);
}

static void
test_waiting_is_passed_on_and_not_written (Files *files, gconstpointer data)
{
    g_autoptr (BbTraceFile) file = new_file (files);
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (BbTransport) trace = bb_transport_trace_new (BB_TRANSPORT (fake), file, "sr0");
    g_autofree char *text = NULL;

    bb_transport_wait_ms (trace, 70);
    g_assert_cmpuint (fake_get_waited_ms (fake), ==, 70);
    g_assert_true (g_file_get_contents (files->path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "");
}

static void
test_an_existing_file_is_replaced (Files *files, gconstpointer data)
{
    g_autoptr (BbTraceFile) file = NULL;
    g_autofree char *text = NULL;

    g_assert_true (g_file_set_contents (files->path, "old", -1, NULL));
    file = new_file (files);
    g_assert_true (g_file_get_contents (files->path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "");
}

static void
test_missing_folder_sets_an_error (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *nowhere = g_build_filename (files->folder, "no", "such", NULL);

    g_assert_null (bb_trace_file_new (nowhere, BB_OUTPUT_NONE, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_clear_error (&error);
    g_assert_null (bb_transport_replay_new (nowhere, NULL, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_clear_error (&error);
    g_assert_null (bb_trace_list_drives (nowhere, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static gboolean
is_full_device (const char *path)
{
    GStatBuf status;

    return g_stat (path, &status) == 0 && S_ISCHR (status.st_mode) && status.st_rdev == makedev (1, 7);
}

/* Returns (transfer full) (nullable) the path of a device that is always full: for root a new device, so that a bug
 * cannot damage /dev/full; for other users /dev/full. %NULL if there is none. */
static char *
make_full_device (Files *files)
{
    if (mknod (files->path, S_IFCHR | 0600, makedev (1, 7)) == 0 && g_access (files->path, W_OK) == 0)
        return g_strdup (files->path);
    g_unlink (files->path);
    return geteuid () != 0 && is_full_device ("/dev/full") ? g_strdup ("/dev/full") : NULL;
}

static void
test_a_full_disk_stops_the_trace_but_no_command (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = make_full_device (files);
    g_autoptr (BbTraceFile) file = path != NULL ? bb_trace_file_new (path, BB_OUTPUT_NONE, &error) : NULL;
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (BbTransport) trace = NULL;
    BbCommand command = command_none ();

    /* Devices cannot be opened on a file system that is mounted with "nodev". */
    if (path == NULL || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES)) {
        g_test_skip ("there is no device that is always full");
        return;
    }
    g_assert_no_error (error);
    trace = bb_transport_trace_new (BB_TRANSPORT (fake), file, "sr0");
    for (guint i = 0; i < 2; i++) {
        fake_add_good (fake, "");
        g_assert_true (bb_transport_send (trace, &command, NULL, &error));
        g_assert_no_error (error);
    }
    g_assert_false (bb_trace_file_check (file, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
    g_assert_true (is_full_device (path));
}

/* The trace goes to a pipe that nobody reads, so the pipe becomes full. bb_trace_file_check() must report that the
 * trace is incomplete, but every command must be sent. */
static void
test_full_pipe_stops_no_command (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTraceFile) file = NULL;
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (BbTransport) trace = NULL;
    g_autofree char *expected = g_strdup_printf ("%s is incomplete: Resource temporarily unavailable", files->path);
    BbCommand command = command_none ();
    guint n_sent = 0;
    int reader;

    g_assert_cmpint (mkfifo (files->path, 0600), ==, 0);
    g_assert_null (bb_trace_file_new (files->path, BB_OUTPUT_NONE, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NXIO);
    g_clear_error (&error);
    reader = g_open (files->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
    file = bb_trace_file_new (files->path, BB_OUTPUT_NONE, &error);
    g_assert_no_error (error);
    trace = bb_transport_trace_new (BB_TRANSPORT (fake), file, "sr0");
    while (bb_trace_file_check (file, NULL)) {
        fake_add_good (fake, "");
        g_assert_true (bb_transport_send (trace, &command, NULL, &error));
        g_assert_no_error (error);
        g_assert_cmpuint (++n_sent, <, 100000);
    }
    g_assert_cmpuint (n_sent, >, 10);
    g_assert_false (bb_trace_file_check (file, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN);
    g_assert_cmpstr (error->message, ==, expected);
    g_clear_error (&error);
    fake_add_good (fake, "");
    g_assert_true (bb_transport_send (trace, &command, NULL, &error));
    close (reader);
}

#define PIPE_BYTES 4096

/* Reads until the writer closes the pipe; returns (transfer full) a GString. */
static gpointer
read_pipe_thread (gpointer data)
{
    int fd = GPOINTER_TO_INT (data);
    GString *got = g_string_new (NULL);
    char chunk[512];
    gssize length_bytes;

    while ((length_bytes = read (fd, chunk, sizeof chunk)) > 0)
        g_string_append_len (got, chunk, length_bytes);
    return got;
}

/* Writes lines that are longer than the pipe can hold (by one byte, or a hundred times), while a thread reads the
 * pipe: all bytes must arrive. */
static void
test_line_longer_than_a_pipe_arrives_whole (Files *files, gconstpointer data)
{
    g_autofree char *line = g_strnfill (PIPE_BYTES, 'x');
    g_autofree char *long_line = g_strnfill (100 * PIPE_BYTES, 'y');
    g_autofree char *wanted = g_strconcat (line, "\n", long_line, "\n", line, "\n", NULL);
    g_autoptr (BbTraceFile) file = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GString) got = NULL;
    GThread *thread;
    int reader;

    g_assert_cmpint (mkfifo (files->path, 0600), ==, 0);
    reader = g_open (files->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
    g_assert_cmpint (fcntl (reader, F_SETPIPE_SZ, PIPE_BYTES), ==, PIPE_BYTES);
    file = bb_trace_file_new (files->path, BB_OUTPUT_NONE, &error);
    g_assert_no_error (error);
    g_assert_cmpint (fcntl (reader, F_SETFL, 0), ==, 0);
    thread = g_thread_new ("reader", read_pipe_thread, GINT_TO_POINTER (reader));
    bb_trace_file_write (file, line);
    bb_trace_file_write (file, long_line);
    bb_trace_file_write (file, line);
    g_assert_true (bb_trace_file_check (file, &error));
    g_assert_no_error (error);
    /* Closes the pipe, so that the reader ends. */
    g_clear_object (&file);
    got = g_thread_join (thread);
    g_assert_cmpstr (got->str, ==, wanted);
    close (reader);
}

#define GOOD_LINE                                                                                                   \
    "{\"drive\":\"a\",\"cdb\":\"12 00 00 00 04 00\",\"direction\":\"in\",\"length\":4,\"status\":0,\"sense\":\"\"," \
    "\"residual\":1,\"data\":\"010203\",\"duration\":5}"

static void
test_invalid_trace_is_refused_with_line_number (Files *files, gconstpointer data)
{
    static const struct {
        const char *from; /* part of a valid line that is replaced */
        const char *to;
    } changes[] = {
        {"\"drive\":\"a\"", "\"drive\":5"},
        {"\"drive\":\"a\",", ""},
        {"12 00 00 00 04 00", "12 00 00 00 04"},
        {"12 00 00 00 04 00", "12 00 00 00 04 0"},
        {"12 00 00 00 04 00", "12 00 00 00 04 00 00 00 00 00 00 00 00 00 00 00 00"},
        {"\"cdb\"", "\"cbd\""},
        {"\"in\"", "\"inward\""},
        {"\"in\"", "null"},
        {"\"in\"", "\"out\""},
        {"\"in\"", "\"none\""},
        {"\"length\":4", "\"length\":0"},
        {"\"length\":4", "\"length\":-4"},
        {"\"length\":4", "\"length\":4294967296"},
        {"\"length\":4", "\"length\":2"},
        {"\"length\":4", "\"length\":\"4\""},
        {"\"length\":4", "\"length\":5"},
        {"\"status\":0", "\"status\":256"},
        {"\"status\":0", "\"status\":null"},
        {"\"sense\":\"\"", "\"sense\":\"7\""},
        {"\"residual\":1", "\"residual\":9"},
        {"\"data\":", "\"date\":"},
        {"010203", "01020304050607"},
        {"\"duration\":5", "\"duration\":-5"},
        {"\"duration\":5", "\"duration\":5,\"error\":\"none such\""},
        {"\"duration\":5", "\"duration\":5,\"error\":5"},
        {"\"duration\":5", "\"duration\":5,\"error\":\"gone\""},
        {"{", ""},
        {"{", "[{"},
        {GOOD_LINE, ""},
        {GOOD_LINE, "[1]"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GString) text = g_string_new (GOOD_LINE);

        g_assert_cmpuint (g_string_replace (text, changes[i].from, changes[i].to, 1), ==, 1);
        g_string_prepend (text, GOOD_LINE "\n");
        g_string_append_c (text, '\n');
        g_assert_null (bb_transport_replay_new_from_data (text->str, text->len, NULL, &error));
        g_assert_nonnull (error);
        g_assert_true (g_str_has_prefix (error->message, "line 2: "));
        g_clear_error (&error);

        g_assert_true (g_file_set_contents (files->path, text->str, -1, NULL));
        g_assert_null (bb_transport_replay_new (files->path, NULL, &error));
        g_assert_true (g_str_has_prefix (error->message, files->path));
    }
}

static void
test_error_in_a_trace_names_line_and_key (Files *files, gconstpointer data)
{
    static const struct {
        const char *from, *to, *message;
    } changes[] = {
        {"\"drive\":\"a\",", "", "key \"drive\" is missing or of the wrong type"},
        {"12 00 00 00 04 00", "12 00 00 00 04", "a command has 6, 10, 12 or 16 bytes"},
        {"12 00 00 00 04 00", "12 00 00 00 04 0", "key \"cdb\": an odd number of hexadecimal digits"},
        {"12 00 00 00 04 00", "12 00 00 00 04 0G", "key \"cdb\": byte 0x47 at 16 is not a hexadecimal digit"},
        {"04 00\"", "04 00 00 00 00 00 00 00 00 00 00 00 00\"", "key \"cdb\" has too many bytes"},
        {"\"in\"", "\"inward\"", "a direction is \"none\", \"in\" or \"out\""},
        {"\"in\"", "\"none\"", "length and direction do not agree"},
        {"\"length\":4", "\"length\":-4", "key \"length\" has an impossible value"},
        {"\"length\":4", "\"length\":5", "data and residual do not add up to the length"},
        {"\"status\":0", "\"status\":256", "key \"status\" has an impossible value"},
        {"010203", "01020", "key \"data\": an odd number of hexadecimal digits"},
        {"\"duration\":5", "\"duration\":5,\"error\":\"none such\"", "key \"error\" has an unknown word"},
        {GOOD_LINE, "[1]", "not a JSON object"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autofree char *expected = g_strconcat ("line 1: ", changes[i].message, NULL);
        g_autoptr (GString) text = g_string_new (GOOD_LINE);
        g_autoptr (GError) error = NULL;

        g_assert_cmpuint (g_string_replace (text, changes[i].from, changes[i].to, 1), ==, 1);
        g_assert_null (bb_transport_replay_new_from_data (text->str, text->len, NULL, &error));
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
        g_assert_cmpstr (error->message, ==, expected);
    }
}

static void
test_commands_of_each_length_are_read (Files *files, gconstpointer data)
{
    static const guint lengths[] = {6, 10, 12, 16};

    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
        g_autoptr (GString) text = g_string_new (GOOD_LINE);
        g_autoptr (GString) cdb = g_string_new ("12");
        g_autoptr (BbTransport) replay = NULL;
        g_autoptr (GError) error = NULL;

        for (guint j = 1; j < lengths[i]; j++)
            g_string_append (cdb, " 00");
        g_string_replace (text, "12 00 00 00 04 00", cdb->str, 1);
        replay = bb_transport_replay_new_from_data (text->str, text->len, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (bb_transport_replay_get_n_left (BB_TRANSPORT_REPLAY (replay)), ==, 1);
    }
}

static void
test_longest_sense_data_is_read (Files *files, gconstpointer data)
{
    static const guint8 longest[BB_SENSE_MAX_BYTES + 1] = {0x70};

    for (guint n_more = 0; n_more < 2; n_more++) {
        g_autofree char *hex = bb_hex_dup (longest, BB_SENSE_MAX_BYTES + n_more, " ");
        g_autofree char *sense = g_strdup_printf ("\"sense\":\"%s\"", hex);
        g_autoptr (GString) text = g_string_new (GOOD_LINE);
        g_autoptr (BbTransport) replay = NULL;

        g_string_replace (text, "\"sense\":\"\"", sense, 1);
        replay = bb_transport_replay_new_from_data (text->str, text->len, NULL, NULL);
        g_assert_cmpint (replay != NULL, ==, n_more == 0);
    }
}

/* The hexadecimal digits of a checksum in a trace may be in upper case. */
static void
test_checksum_in_upper_case_is_equal (Files *files, gconstpointer data)
{
    BbCommand command = command_out ();
    g_autofree char *cdb = bb_cdb_dup_text (&command.cdb);
    g_autofree char *lower = bb_trace_dup_sha256 (&command);
    g_autofree char *upper = g_ascii_strup (lower, -1);
    g_autofree char *line = g_strdup_printf (
        "{\"drive\":\"a\",\"cdb\":\"%s\",\"direction\":\"out\",\"length\":%" G_GSIZE_FORMAT ",\"status\":0,"
        "\"sense\":\"\",\"residual\":0,\"data-sha256\":\"%s\",\"duration\":5}",
        cdb, command.length_bytes, upper);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) replay = bb_transport_replay_new_from_data (line, strlen (line), NULL, &error);
    BbReply reply = {0};

    g_assert_no_error (error);
    g_assert_true (bb_transport_execute (replay, &command, &reply, &error));
    g_assert_no_error (error);
}

static void
test_trace_is_one_json_object_a_line (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GString) deep = g_string_new (NULL);
    g_autoptr (BbTransport) without_end = NULL;

    g_assert_null (bb_transport_replay_new_from_data ("a\0b", 3, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_clear_error (&error);
    for (guint i = 0; i < 1000000; i++)
        g_string_append_c (deep, '[');
    g_assert_null (bb_transport_replay_new_from_data (deep->str, deep->len, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_clear_error (&error);
    without_end = bb_transport_replay_new_from_data (GOOD_LINE, strlen (GOOD_LINE), "a", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (bb_transport_replay_get_n_left (BB_TRANSPORT_REPLAY (without_end)), ==, 1);
}

/* The JSON parser calls itself for an object in an object, so the number of brackets in a line must be limited.
 * Brackets in a text count, too: a name with 63 brackets must be accepted, and a name with 64 refused. */
static void
test_many_brackets_are_refused (Files *files, gconstpointer data)
{
    for (guint n_more = 63; n_more <= 64; n_more++) {
        g_autofree char *brackets = g_strnfill (n_more, n_more == 63 ? '[' : '{');
        g_autoptr (GString) text = g_string_new (GOOD_LINE);
        g_autoptr (BbTransport) replay = NULL;
        g_autoptr (GError) error = NULL;

        g_string_replace (text, "\"a\"", "\"@\"", 1);
        g_string_replace (text, "@", brackets, 1);
        replay = bb_transport_replay_new_from_data (text->str, text->len, NULL, &error);
        g_assert_cmpint (replay != NULL, ==, n_more == 63);
        if (replay == NULL)
            g_assert_cmpstr (error->message, ==, "line 1: objects inside objects");
    }
}

#define INQUIRY_36(product)                                             \
    "05 80 00 32 1F 00 00 00 41 43 4D 45 20 20 20 20 44 56 44 " product \
    " 20 20 20 20 20 20 20 20 20 20 20 20 31 2E 30 34"

/* bb_trace_find_inquiry() must find the first standard INQUIRY of the drive that has a reply. VPD pages, INQUIRY
 * commands that failed, and other drives must not count. */
static void
test_inquiry_of_a_drive_is_found (Files *files, gconstpointer data)
{
    g_autoptr (BbTraceFile) file = new_file (files);
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (BbTransport) one = bb_transport_trace_new (BB_TRANSPORT (fake), file, "sr0");
    g_autoptr (BbTransport) other = bb_transport_trace_new (BB_TRANSPORT (fake), file, "sr1");
    g_autoptr (BbTransport) small = bb_transport_trace_new (BB_TRANSPORT (fake), file, "sr2");
    g_autofree char *wanted = g_strdup_printf ("%s: there is no INQUIRY of drive \"sr3\"", files->path);
    g_autofree char *nowhere = g_build_filename (files->folder, "none", NULL);
    g_autoptr (GError) error = NULL;
    BbInquiry inquiry = {0};

    fake_add_good (fake, INQUIRY_36 ("42"));
    g_assert_true (bb_scsi_inquiry (other, 36, &inquiry, NULL));
    fake_add_good (fake, "");
    g_assert_true (bb_scsi_test_unit_ready (one, NULL, NULL));
    /* A VPD page with the same content as a standard INQUIRY. */
    fake_add_good (fake, INQUIRY_36 ("41"));
    g_assert_null (bb_scsi_vpd (one, 0, NULL));
    fake_add_failure (fake, BB_TRANSPORT_ERROR_TIMED_OUT);
    g_assert_false (bb_scsi_inquiry (one, 36, &inquiry, NULL));
    /* Another command whose reply has the form of an INQUIRY. */
    fake_add_good (fake, INQUIRY_36 ("45"));
    g_assert_null (bb_scsi_feature (one, 0x0107, BB_FEATURE_WHOLE_BYTES, NULL));
    fake_add_good (fake, "05 80 00 32 1F");
    g_assert_false (bb_scsi_inquiry (small, 36, &inquiry, NULL));
    fake_add_good (fake, INQUIRY_36 ("43"));
    g_assert_true (bb_scsi_inquiry (one, 36, &inquiry, NULL));
    fake_add_good (fake, INQUIRY_36 ("44"));
    g_assert_true (bb_scsi_inquiry (one, 36, &inquiry, NULL));

    g_assert_true (bb_trace_find_inquiry (files->path, "sr0", &inquiry, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (inquiry.product, ==, "DVDC            ");
    g_assert_cmpstr (inquiry.revision, ==, "1.04");
    g_assert_true (bb_trace_find_inquiry (files->path, "sr1", &inquiry, &error));
    g_assert_cmpstr (inquiry.product, ==, "DVDB            ");
    g_assert_false (bb_trace_find_inquiry (files->path, "sr2", &inquiry, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    g_clear_error (&error);
    g_assert_false (bb_trace_find_inquiry (files->path, "sr3", &inquiry, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_assert_cmpstr (error->message, ==, wanted);
    g_clear_error (&error);
    g_assert_false (bb_trace_find_inquiry (nowhere, "sr0", &inquiry, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_each_transport_error_is_recorded (Files *files, gconstpointer data)
{
    g_autoptr (BbTraceFile) file = new_file (files);
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (BbTransport) trace = bb_transport_trace_new (BB_TRANSPORT (fake), file, "sr0");
    g_autoptr (BbTransport) replay = NULL;
    BbCommand command = command_none ();
    BbReply reply = {0};

    for (int code = BB_TRANSPORT_ERROR_GONE; code <= BB_TRANSPORT_ERROR_NOT_RECORDED; code++) {
        fake_add_failure (fake, (BbTransportError) code);
        g_assert_false (bb_transport_execute (trace, &command, &reply, NULL));
    }
    replay = new_replay (files, NULL);
    for (int code = BB_TRANSPORT_ERROR_GONE; code <= BB_TRANSPORT_ERROR_NOT_RECORDED; code++) {
        g_autoptr (GError) error = NULL;

        g_assert_false (bb_transport_execute (replay, &command, &reply, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, code);
    }
    g_assert_cmpuint (bb_transport_replay_get_n_left (BB_TRANSPORT_REPLAY (replay)), ==, 0);
}

/* A trace has a word for each #BbTransportError; errors with any other code must be written as "io". */
static void
test_other_errors_are_recorded_as_io (Files *files, gconstpointer data)
{
    const int codes[] = {-1, BB_TRANSPORT_ERROR_NOT_RECORDED + 1, G_MAXINT};
    g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, BB_TRANSPORT_ERROR_GONE, "other");

    g_assert_cmpstr (bb_trace_error_to_word (other), ==, "io");
    for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
        g_autoptr (GError) unknown = g_error_new_literal (BB_TRANSPORT_ERROR, codes[i], "unknown");

        g_assert_cmpstr (bb_trace_error_to_word (unknown), ==, "io");
    }
}

#define ADD(name, function) g_test_add ("/trace/" name, Files, NULL, files_set_up, function, files_tear_down)

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    ADD ("replay-returns-recorded-replies", test_replay_returns_recorded_replies);
    ADD ("every-command-is-a-line-of-json", test_every_command_is_a_line_of_json);
    ADD ("another-command-is-not-recorded", test_another_command_is_not_recorded);
    ADD ("command-after-the-end-is-not-recorded", test_command_after_the_end_is_not_recorded);
    ADD ("drives-share-a-file", test_drives_share_a_file);
    ADD ("lines-of-many-threads-stay-whole", test_lines_of_many_threads_stay_whole);
    ADD ("waiting-is-passed-on-and-not-written", test_waiting_is_passed_on_and_not_written);
    ADD ("an-existing-file-is-replaced", test_an_existing_file_is_replaced);
    ADD ("missing-folder-sets-an-error", test_missing_folder_sets_an_error);
    ADD ("a-full-disk-stops-the-trace-but-no-command", test_a_full_disk_stops_the_trace_but_no_command);
    ADD ("full-pipe-stops-no-command", test_full_pipe_stops_no_command);
    ADD ("invalid-trace-is-refused-with-line-number", test_invalid_trace_is_refused_with_line_number);
    ADD ("error-in-a-trace-names-line-and-key", test_error_in_a_trace_names_line_and_key);
    ADD ("commands-of-each-length-are-read", test_commands_of_each_length_are_read);
    ADD ("longest-sense-data-is-read", test_longest_sense_data_is_read);
    ADD ("checksum-in-upper-case-is-equal", test_checksum_in_upper_case_is_equal);
    ADD ("trace-is-one-json-object-a-line", test_trace_is_one_json_object_a_line);
    ADD ("other-errors-are-recorded-as-io", test_other_errors_are_recorded_as_io);
    ADD ("line-longer-than-a-pipe-arrives-whole", test_line_longer_than_a_pipe_arrives_whole);
    ADD ("many-brackets-are-refused", test_many_brackets_are_refused);
    ADD ("inquiry-of-a-drive-is-found", test_inquiry_of_a_drive_is_found);
    ADD ("each-transport-error-is-recorded", test_each_transport_error_is_recorded);
    return g_test_run ();
}
