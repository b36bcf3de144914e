/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "drive-bed.h"

#include "drive/bb-drive-hold.h"
#include "drive/bb-drive-monitor.h"

#include <gio/gunixfdlist.h>
#include <gio/gunixsocketaddress.h>

#include <glib-unix.h>
#include <glib/gstdio.h>

#include <poll.h>
#include <string.h>
#include <unistd.h>

static const char login_interface[] =
    "<node><interface name='org.freedesktop.login1.Manager'>"
    "<method name='Inhibit'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='h' direction='out'/></method></interface></node>";

static const BedDrive drive_0 = {"/devices/pci0000:00/0000:00:1f.2/ata1", 0, 0, 0, "ACME", "DVDRW", "1.00", NULL};

#define POLLING_SYSPATH "/sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sr0"
#define POLLING_PATH POLLING_SYSPATH "/events_poll_msecs"
#define LOGIN_LIMIT_MS 60000

/* The fake logind of this test. For each Inhibit() call it makes a pipe, returns one end to the caller, and keeps the
 * other end. It also keeps the arguments of the last call, and its connection to the bus. */
typedef struct {
    GDBusConnection *bus;
    char *what;
    char *mode;
    int read_fd; /* reports POLLHUP when the program closes its descriptor */
} Login;

static Login login;

/* Records the arguments of Inhibit(), and returns one end of a pipe to the caller. */
static void
login_call_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
               GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
    g_autoptr (GUnixFDList) list = g_unix_fd_list_new ();
    int fds[2];

    g_variant_get (parameters, "(ssss)", &login.what, NULL, NULL, &login.mode);
    g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
    login.read_fd = fds[0];
    g_assert_cmpint (g_unix_fd_list_append (list, fds[1], NULL), ==, 0);
    close (fds[1]);
    g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0), list);
}

/* Connects the fake logind to the system bus of the test, and takes its well-known name. */
static void
login_start (void)
{
    const char *address = g_getenv ("DBUS_SYSTEM_BUS_ADDRESS");
    static const GDBusInterfaceVTable vtable = {.method_call = login_call_cb};
    g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (login_interface, NULL);
    g_autoptr (GVariant) answer = NULL;
    g_autoptr (GError) error = NULL;

    login.bus = g_dbus_connection_new_for_address_sync (
        address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
        NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_dbus_connection_register_object (login.bus, "/org/freedesktop/login1", info->interfaces[0],
                                                         &vtable, NULL, NULL, &error),
                      >, 0);
    answer = g_dbus_connection_call_sync (login.bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                          "org.freedesktop.DBus", "RequestName",
                                          g_variant_new ("(su)", "org.freedesktop.login1", 4), G_VARIANT_TYPE ("(u)"),
                                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
    g_assert_no_error (error);
}

static void
login_stop (void)
{
    g_assert_true (g_dbus_connection_close_sync (login.bus, NULL, NULL));
    g_clear_object (&login.bus);
    g_clear_pointer (&login.what, g_free);
    g_clear_pointer (&login.mode, g_free);
}

/* TRUE if all descriptors of the pipe end that Inhibit() returned are closed within @wait_ms. The wait is needed
 * because one of these descriptors is in the reply of the fake logind. It stays open until a thread of GLib has sent
 * the reply. */
static gboolean
login_inhibitor_was_closed (int wait_ms)
{
    struct pollfd poll_fd = {.fd = login.read_fd, .events = POLLIN};

    return poll (&poll_fd, 1, wait_ms) == 1 && (poll_fd.revents & POLLHUP) != 0;
}

typedef struct {
    UMockdevTestbed *bed;
    BbDriveMonitor *monitor;
    BbDrive *drive;
    GVariant *undo;
    char **notes;
    GError *error;
    gboolean held;
    guint done;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->bed = umockdev_testbed_new ();
    bed_plug (fixture->bed, &drive_0);
    fixture->monitor = bb_udev_monitor_new (&fixture->error);
    g_assert_no_error (fixture->error);
    fixture->drive = bb_drive_monitor_find (fixture->monitor, "sr0");
    g_assert_nonnull (fixture->drive);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_pointer (&fixture->undo, g_variant_unref);
    g_clear_pointer (&fixture->notes, g_strfreev);
    g_clear_error (&fixture->error);
    g_clear_object (&fixture->drive);
    g_clear_object (&fixture->monitor);
    g_clear_object (&fixture->bed);
}

static gboolean
held_cb (gpointer data)
{
    ((Fixture *) data)->done = 1;
    return G_SOURCE_REMOVE;
}

static gpointer
hold_thread (gpointer data)
{
    Fixture *fixture = data;

    fixture->held = bb_drive_hold (fixture->drive, &fixture->undo, &fixture->notes, &fixture->error);
    g_idle_add (held_cb, fixture);
    return NULL;
}

/* Calls bb_drive_hold() in a worker thread, as the engine does, while this thread runs the fake logind. Sets the
 * results in @fixture. */
static void
hold (Fixture *fixture)
{
    GThread *thread = g_thread_new ("worker", hold_thread, fixture);

    bed_wait_until (&fixture->done, 1);
    g_thread_join (thread);
}

/* Returns (transfer full) the kernel's polling interval of sr0, as in sysfs. */
static char *
read_polling (void)
{
    char *text = NULL;
    g_autoptr (GError) error = NULL;

    g_file_get_contents (POLLING_PATH, &text, NULL, &error);
    g_assert_no_error (error);
    return g_strchomp (text);
}

static void
check_polling (const char *wanted)
{
    g_autofree char *is = read_polling ();

    g_assert_cmpstr (is, ==, wanted);
}

/* TRUE if one of the notes contains @subject. All other notes are ignored, such as a note about programs of other
 * users. */
static gboolean
is_noted (Fixture *fixture, const char *subject)
{
    for (guint i = 0; fixture->notes[i] != NULL; i++) {
        if (strstr (fixture->notes[i], subject) != NULL)
            return TRUE;
    }
    return FALSE;
}

static void
test_hold_inhibits_sleep_and_polling_until_release (Fixture *fixture, gconstpointer data)
{
    login_start ();
    hold (fixture);
    g_assert_no_error (fixture->error);
    g_assert_true (fixture->held);
    g_assert_false (is_noted (fixture, "suspend"));
    g_assert_false (is_noted (fixture, "regularly check"));
    g_assert_cmpstr (login.what, ==, "sleep:shutdown");
    g_assert_cmpstr (login.mode, ==, "block");
    g_assert_false (login_inhibitor_was_closed (0));
    check_polling ("0");

    bb_drive_release (fixture->drive, FALSE);
    check_polling ("-1");
    g_assert_true (login_inhibitor_was_closed (LOGIN_LIMIT_MS));
    close (login.read_fd);
    login_stop ();
}

static gpointer
try_thread (gpointer data)
{
    Fixture *fixture = data;
    g_autoptr (GError) error = NULL;

    fixture->held = bb_hold_try_keep_awake ("sr0", &error);
    g_assert_true (fixture->held == (error == NULL));
    g_idle_add (held_cb, fixture);
    return NULL;
}

/* Calls bb_hold_try_keep_awake() in a worker thread, while this thread runs the fake logind. Sets fixture->held. */
static void
try_keep_awake (Fixture *fixture)
{
    GThread *thread = g_thread_new ("worker", try_thread, fixture);

    fixture->done = 0;
    bed_wait_until (&fixture->done, 1);
    g_thread_join (thread);
}

static void
test_try_keep_awake_needs_logind (Fixture *fixture, gconstpointer data)
{
    try_keep_awake (fixture);
    g_assert_false (fixture->held);
    login_start ();
    try_keep_awake (fixture);
    g_assert_true (fixture->held);
    g_assert_cmpstr (login.what, ==, "sleep:shutdown");
    g_assert_true (login_inhibitor_was_closed (LOGIN_LIMIT_MS));
    check_polling ("-1");
    close (login.read_fd);
    login_stop ();
}

/* TRUE if waits end after a tenth of their time. */
static gboolean waits_briefly;

GSource *__real_g_timeout_source_new (guint interval);
GSource *__wrap_g_timeout_source_new (guint interval);

/* Replaces g_timeout_source_new() (--wrap of the linker). */
GSource *
__wrap_g_timeout_source_new (guint interval)
{
    return __real_g_timeout_source_new (waits_briefly ? interval / 10 : interval);
}

/* The system bus accepts connections but never replies. bb_drive_hold() must succeed, with a note that sleep is not
 * inhibited. */
static void
test_hold_succeeds_if_system_bus_does_not_reply (Fixture *fixture, gconstpointer data)
{
    g_autofree char *answering = g_strdup (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"));
    g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
    g_autofree char *path = g_build_filename (folder, "bus", NULL);
    g_autofree char *silent = g_strconcat ("unix:path=", path, NULL);
    g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
    g_autoptr (GSocketListener) bus = g_socket_listener_new ();

    g_assert_true (g_socket_listener_add_address (bus, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL,
                                                  NULL, &fixture->error));
    g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", silent, TRUE);
    waits_briefly = TRUE;
    hold (fixture);
    waits_briefly = FALSE;
    g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", answering, TRUE);
    g_assert_no_error (fixture->error);
    g_assert_true (fixture->held);
    g_assert_true (is_noted (fixture, "suspend"));
    check_polling ("0");
    bb_drive_release (fixture->drive, FALSE);
    g_assert_cmpint (g_unlink (path), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_foresee_hold_returns_the_undo_of_hold (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GVariant) foreseen = bb_drive_foresee_hold (fixture->drive);
    g_autoptr (GVariant) nothing = NULL;

    check_polling ("-1");
    hold (fixture);
    g_assert_true (fixture->held);
    g_assert_true (g_variant_equal (foreseen, fixture->undo));
    nothing = bb_drive_foresee_hold (fixture->drive);
    g_assert_cmpuint (g_variant_n_children (nothing), ==, 0);
    bb_drive_release (fixture->drive, FALSE);
    check_polling ("-1");
}

static void
test_missing_logind_adds_a_note (Fixture *fixture, gconstpointer data)
{
    hold (fixture);
    g_assert_no_error (fixture->error);
    g_assert_true (fixture->held);
    g_assert_true (is_noted (fixture, "suspend"));
    g_assert_false (is_noted (fixture, "regularly check"));
    check_polling ("0");
    bb_drive_release (fixture->drive, TRUE);
    check_polling ("-1");
}

static void
test_second_hold_fails (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    hold (fixture);
    g_assert_false (bb_drive_hold (fixture->drive, NULL, NULL, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE);
    bb_drive_release (fixture->drive, FALSE);
    g_assert_true (bb_drive_hold (fixture->drive, NULL, NULL, NULL));
    bb_drive_release (fixture->drive, FALSE);
}

static void
test_undo_restores_polling_of_a_killed_program (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GVariant) journal = NULL;
    g_autofree char *text = NULL;

    hold (fixture);
    /* Convert the dictionary to text and back, as the journal does. */
    text = g_variant_print (fixture->undo, TRUE);
    journal = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);
    g_assert_nonnull (journal);
    check_polling ("0");
    bb_drive_undo_hold (journal);
    check_polling ("-1");
    bb_drive_release (fixture->drive, FALSE);
}

static void
test_undo_ignores_other_drives_and_invalid_journals (Fixture *fixture, gconstpointer data)
{
    static const char *const journals[] = {
        "{'block': <'sr0'>, 'device-path': <'/sys/devices/elsewhere/block/sr0'>, 'events-poll-msecs': <'77'>}",
        "{'block': <'../sr0'>, 'device-path': <'" POLLING_SYSPATH "'>, 'events-poll-msecs': <'77'>}",
        "{'block': <uint32 0>, 'device-path': <'" POLLING_SYSPATH "'>, 'events-poll-msecs': <'77'>}",
        "@a{sv} {}",
    };

    for (guint i = 0; i < G_N_ELEMENTS (journals); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GVariant) journal = g_variant_parse (G_VARIANT_TYPE_VARDICT, journals[i], NULL, NULL, &error);

        g_assert_no_error (error);
        bb_drive_undo_hold (journal);
        check_polling ("-1");
    }
}

/* Replaces events_poll_msecs by a file that even root cannot write, so that the polling interval cannot be
 * changed. */
static void
make_polling_fixed (Fixture *fixture)
{
    g_autofree char *root = umockdev_testbed_get_root_dir (fixture->bed);
    g_autofree char *path = g_strconcat (root, POLLING_SYSPATH "/events_poll_msecs", NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
    g_assert_cmpint (symlink ("/proc/sys/kernel/ostype", path), ==, 0);
}

static void
test_open_node_makes_polling_note_unnecessary (Fixture *fixture, gconstpointer data)
{
    make_polling_fixed (fixture);
    hold (fixture);
    g_assert_no_error (fixture->error);
    g_assert_true (fixture->held);
    g_assert_false (is_noted (fixture, "regularly check"));
    bb_drive_release (fixture->drive, FALSE);
}

static void
test_polling_is_noted_if_node_is_not_open (Fixture *fixture, gconstpointer data)
{
    g_autofree char *root = umockdev_testbed_get_root_dir (fixture->bed);
    g_autofree char *node = g_build_filename (root, "dev", "sr0", NULL);

    make_polling_fixed (fixture);
    /* The node is replaced by a folder, because open() of a folder fails with an error other than EBUSY and ENOENT.
     */
    g_assert_cmpint (g_remove (node), ==, 0);
    g_assert_cmpint (g_mkdir (node, 0700), ==, 0);
    hold (fixture);
    g_assert_no_error (fixture->error);
    g_assert_true (fixture->held);
    g_assert_true (is_noted (fixture, "regularly check"));
    bb_drive_release (fixture->drive, FALSE);
}

static void
test_polling_that_was_off_stays_off (Fixture *fixture, gconstpointer data)
{
    umockdev_testbed_set_attribute (fixture->bed, POLLING_SYSPATH, "events_poll_msecs", "0");
    hold (fixture);
    g_assert_true (fixture->held);
    bb_drive_release (fixture->drive, FALSE);
    check_polling ("0");
}

static void
test_disconnected_drive_cannot_be_held (Fixture *fixture, gconstpointer data)
{
    bed_unplug (fixture->bed, &drive_0);
    hold (fixture);
    g_assert_false (fixture->held);
    g_assert_error (fixture->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}

#define ADD(path, test) g_test_add ("/hold/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
    GTestDBus *bus;
    int result;

    g_test_init (&argc, &argv, NULL);
    bus = g_test_dbus_new (G_TEST_DBUS_NONE);
    g_test_dbus_up (bus);
    g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (bus), TRUE);
    ADD ("foresee-hold-returns-the-undo-of-hold", test_foresee_hold_returns_the_undo_of_hold);
    ADD ("missing-logind-adds-a-note", test_missing_logind_adds_a_note);
    ADD ("hold-succeeds-if-system-bus-does-not-reply", test_hold_succeeds_if_system_bus_does_not_reply);
    ADD ("second-hold-fails", test_second_hold_fails);
    ADD ("undo-restores-polling-of-a-killed-program", test_undo_restores_polling_of_a_killed_program);
    ADD ("undo-ignores-other-drives-and-invalid-journals", test_undo_ignores_other_drives_and_invalid_journals);
    ADD ("open-node-makes-polling-note-unnecessary", test_open_node_makes_polling_note_unnecessary);
    ADD ("polling-is-noted-if-node-is-not-open", test_polling_is_noted_if_node_is_not_open);
    ADD ("polling-that-was-off-stays-off", test_polling_that_was_off_stays_off);
    ADD ("disconnected-drive-cannot-be-held", test_disconnected_drive_cannot_be_held);
    ADD ("try-keep-awake-needs-logind", test_try_keep_awake_needs_logind);
    ADD ("hold-inhibits-sleep-and-polling-until-release", test_hold_inhibits_sleep_and_polling_until_release);
    result = g_test_run ();
    g_test_dbus_down (bus);
    g_object_unref (bus);
    return result;
}
