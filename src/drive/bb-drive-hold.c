/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-hold.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Keys of the undo dictionary, whose values are strings. Journals on disk contain these keys: never change them. */
#define BB_UNDO_BLOCK "block"               /* name of the block device, "sr0" */
#define BB_UNDO_DEVICE "device-path"        /* sysfs path of the block device, which differs from drive to drive */
#define BB_UNDO_POLLING "events-poll-msecs" /* the value to restore */

/* System bus and logind reply immediately unless one of them hangs. */
#define BB_LOGIND_TIMEOUT_MS 3000

struct _BbHold {
    int inhibitor_fd;
    int block_fd;
    GVariant *undo;
};

/* Returns (transfer full) the path of the sysfs attribute with the polling interval of the block device @block, such
 * as "sr0". */
static char *
bb_hold_dup_polling_path (const char *block)
{
    return g_strdup_printf ("/sys/block/%s/events_poll_msecs", block);
}

/* Returns (transfer full) (nullable) the sysfs path of the block device @block; %NULL if there is none. */
static char *
bb_hold_dup_device_path (const char *block)
{
    g_autofree char *path = g_build_filename ("/sys/block", block, NULL);

    return realpath (path, NULL);
}

/* Writes a sysfs attribute with a single write() into the existing file; g_file_set_contents() would create a new
 * file. On failure returns %FALSE and sets errno. */
static gboolean
bb_hold_write_attribute (const char *path, const char *value)
{
    int fd = open (path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    gssize written;
    int saved;

    if (fd < 0)
        return FALSE;
    written = write (fd, value, strlen (value));
    saved = errno;
    close (fd);
    errno = saved;
    return written == (gssize) strlen (value);
}

/* --- inhibiting sleep and shutdown with logind --- */

/* State of one request to logind. A bus that does not respond must not block a flash, so every step must be
 * cancellable. Some steps of g_bus_get() are not, so a private connection is opened with asynchronous calls. */
typedef struct {
    const char *name;
    GCancellable *cancellable;
    int fd;        /* inhibits sleep and shutdown while it is open; -1: none */
    GError *error; /* (nullable) */
} BbInhibitRequest;

/* Stores the file descriptor that the reply to Inhibit() contains, or the error. */
static void
bb_inhibit_request_answered_cb (GObject *bus, GAsyncResult *result, gpointer data)
{
    BbInhibitRequest *self = data;
    g_autoptr (GUnixFDList) fds = NULL;
    g_autoptr (GVariant) answer =
        g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (bus), &fds, result, &self->error);
    gint32 index;

    if (answer != NULL && fds == NULL) {
        g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "logind sent no descriptor");
    } else if (answer != NULL) {
        g_variant_get (answer, "(h)", &index);
        self->fd = g_unix_fd_list_get (fds, index, &self->error);
    }
}

/* Calls Inhibit() of logind after the bus replied to Hello(). */
static void
bb_inhibit_request_greeted_cb (GObject *bus, GAsyncResult *result, gpointer data)
{
    BbInhibitRequest *self = data;
    g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &self->error);
    g_autofree char *why = NULL;

    if (answer == NULL)
        return;
    /* TRANSLATORS: shown by the desktop when somebody shuts the computer down meanwhile; %s is a drive such as sr0 */
    why = g_strdup_printf (_ ("Firmware is being written to drive %s. A power loss would damage the firmware."),
                           self->name);
    g_dbus_connection_call_with_unix_fd_list (G_DBUS_CONNECTION (bus), "org.freedesktop.login1",
                                              "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "Inhibit",
                                              g_variant_new ("(ssss)", "sleep:shutdown", "Burnback", why, "block"),
                                              G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL,
                                              self->cancellable, bb_inhibit_request_answered_cb, self);
}

/* Calls Hello(), the first message on a bus, after the authentication. */
static void
bb_inhibit_request_connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    BbInhibitRequest *self = data;
    g_autoptr (GDBusConnection) bus = g_dbus_connection_new_finish (result, &self->error);

    if (bus != NULL)
        g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello",
                                NULL, NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, self->cancellable,
                                bb_inhibit_request_greeted_cb, self);
}

/* Authenticates at the bus after the stream to it was opened. */
static void
bb_inhibit_request_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    BbInhibitRequest *self = data;
    g_autoptr (GIOStream) stream = g_dbus_address_get_stream_finish (result, NULL, &self->error);

    if (stream != NULL)
        g_dbus_connection_new (stream, NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, self->cancellable,
                               bb_inhibit_request_connected_cb, self);
}

/* Cancels the request after BB_LOGIND_TIMEOUT_MS. */
static gboolean
bb_inhibit_request_give_up_cb (gpointer cancellable)
{
    g_cancellable_cancel (cancellable);
    return G_SOURCE_REMOVE;
}

/* Inhibits sleep and shutdown; waits for logind in a main context of its own. @name: name of the drive, for the
 * message that the desktop shows. Returns the file descriptor that inhibits them while it is open, or -1 with @error
 * set. */
static int
bb_hold_inhibit (const char *name, GError **error)
{
    g_autoptr (GMainContext) context = g_main_context_new ();
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GSource) limit = g_timeout_source_new (BB_LOGIND_TIMEOUT_MS);
    g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, error);
    BbInhibitRequest request = {name, cancellable, -1, NULL};

    if (address == NULL)
        return -1;
    g_main_context_push_thread_default (context);
    g_source_set_callback (limit, bb_inhibit_request_give_up_cb, cancellable, NULL);
    g_source_attach (limit, context);
    g_dbus_address_get_stream (address, cancellable, bb_inhibit_request_opened_cb, &request);
    while (request.fd < 0 && request.error == NULL)
        g_main_context_iteration (context, TRUE);
    g_source_destroy (limit);
    g_main_context_pop_thread_default (context);
    if (request.fd >= 0)
        return request.fd;
    if (g_error_matches (request.error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_clear_error (&request.error);
        g_set_error_literal (&request.error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, g_strerror (ETIMEDOUT));
    }
    g_dbus_error_strip_remote_error (request.error);
    g_propagate_error (error, request.error);
    return -1;
}

gboolean
bb_hold_try_keep_awake (const char *name, GError **error)
{
    int fd = bb_hold_inhibit (name, error);

    return fd >= 0 && g_close (fd, error);
}

/* Inhibits sleep and shutdown until @self is freed. If that fails, adds a note for the user. */
static void
bb_hold_keep_awake (BbHold *self, const char *name, GPtrArray *notes)
{
    g_autoptr (GError) error = NULL;

    self->inhibitor_fd = bb_hold_inhibit (name, &error);
    if (self->inhibitor_fd >= 0)
        return;
    g_ptr_array_add (notes,
                     g_strdup_printf (_ ("Could not prevent the computer from suspending (%s). Do not suspend or "
                                         "shut down the computer until the operation is finished."),
                                      error->message));
}

/* Returns (transfer full) (nullable) the `events_poll_msecs` of @block; %NULL if it cannot be read. */
static char *
bb_hold_dup_polling (const char *block)
{
    g_autofree char *path = bb_hold_dup_polling_path (block);
    char *was = NULL;

    if (!g_file_get_contents (path, &was, NULL, NULL))
        return NULL;
    return g_strchomp (was);
}

/* Returns (transfer full) the undo dictionary with the name @block of the block device, its sysfs path @device and
 * the old polling interval @was. */
static GVariant *
bb_hold_make_undo (const char *block, const char *device, const char *was)
{
    GVariantDict undo;

    g_variant_dict_init (&undo, NULL);
    g_variant_dict_insert (&undo, BB_UNDO_BLOCK, "s", block);
    g_variant_dict_insert (&undo, BB_UNDO_DEVICE, "s", device);
    g_variant_dict_insert (&undo, BB_UNDO_POLLING, "s", was);
    return g_variant_ref_sink (g_variant_dict_end (&undo));
}

GVariant *
bb_hold_predict_undo (const char *sr_node)
{
    g_autofree char *block = sr_node != NULL ? g_path_get_basename (sr_node) : NULL;
    g_autofree char *device = block != NULL ? bb_hold_dup_device_path (block) : NULL;
    g_autofree char *was = block != NULL ? bb_hold_dup_polling (block) : NULL;

    if (device == NULL || was == NULL || g_str_equal (was, "0"))
        return g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
    return bb_hold_make_undo (block, device, was);
}

/* Stops kernel polling of @block and stores the old interval in @self->undo. Returns (transfer full) (nullable) a
 * note for the user if polling continues; NULL if it was stopped, or was off before. */
static char *
bb_hold_stop_polling (BbHold *self, const char *block)
{
    g_autofree char *path = bb_hold_dup_polling_path (block);
    g_autofree char *device = bb_hold_dup_device_path (block);
    g_autofree char *was = bb_hold_dup_polling (block);

    if (device == NULL || was == NULL)
        return g_strdup_printf (
            _ ("Could not determine whether the Linux kernel regularly checks drive %s for discs."), block);
    if (g_str_equal (was, "0"))
        return NULL;
    if (!bb_hold_write_attribute (path, "0"))
        return g_strdup_printf (
            _ ("Could not stop the Linux kernel from regularly checking drive %s for discs (%s). Administrator "
               "rights are required."),
            block, g_strerror (errno));
    g_variant_unref (self->undo);
    self->undo = bb_hold_make_undo (block, device, was);
    return NULL;
}

/* Opens the block node with O_EXCL. %FALSE if the node is mounted, another program has opened it with O_EXCL, or the
 * drive is gone; for any other failure adds a note and returns %TRUE. */
static gboolean
bb_hold_open_node (BbHold *self, const char *sr_node, GPtrArray *notes, GError **error)
{
    self->block_fd = open (sr_node, O_RDWR | O_EXCL | O_NONBLOCK | O_CLOEXEC);
    if (self->block_fd >= 0)
        return TRUE;
    switch (errno) {
    case EBUSY:
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE, "%s is mounted or held by another program",
                     sr_node);
        return FALSE;
    case ENOENT:
    case ENODEV:
    case ENXIO:
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "%s is not there any more", sr_node);
        return FALSE;
    default:
        g_ptr_array_add (notes, g_strdup_printf (_ ("Could not get exclusive access to %s (%s). Do not start other "
                                                    "programs that use the drive."),
                                                 sr_node, g_strerror (errno)));
        return TRUE;
    }
}

BbHold *
bb_hold_new (const char *name, const char *sr_node, GVariant **undo, char ***notes, GError **error)
{
    g_autoptr (BbHold) self = g_new0 (BbHold, 1);
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

    self->inhibitor_fd = -1;
    self->block_fd = -1;
    self->undo = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
    bb_hold_keep_awake (self, name, lines);
    if (sr_node != NULL) {
        g_autofree char *block = g_path_get_basename (sr_node);
        g_autofree char *polled = bb_hold_stop_polling (self, block);

        if (!bb_hold_open_node (self, sr_node, lines, error))
            return NULL;
        /* The kernel does not poll an optical drive while its block node is open for writing with O_EXCL. So @polled,
         * a note about the polling, is added only if the node could not be opened. */
        if (polled != NULL && self->block_fd < 0)
            g_ptr_array_add (lines, g_steal_pointer (&polled));
    }
    g_ptr_array_add (lines, NULL);
    *notes = (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
    *undo = g_variant_ref (self->undo);
    return g_steal_pointer (&self);
}

void
bb_hold_free (BbHold *hold)
{
    if (hold == NULL)
        return;
    if (hold->block_fd >= 0)
        close (hold->block_fd);
    bb_hold_undo (hold->undo);
    if (hold->inhibitor_fd >= 0)
        close (hold->inhibitor_fd);
    g_variant_unref (hold->undo);
    g_free (hold);
}

void
bb_hold_undo (GVariant *undo)
{
    g_autofree char *path = NULL, *device = NULL;
    const char *block = NULL, *was_device = NULL, *polling = NULL;

    if (!g_variant_is_of_type (undo, G_VARIANT_TYPE_VARDICT) ||
        !g_variant_lookup (undo, BB_UNDO_BLOCK, "&s", &block) ||
        !g_variant_lookup (undo, BB_UNDO_DEVICE, "&s", &was_device) ||
        !g_variant_lookup (undo, BB_UNDO_POLLING, "&s", &polling))
        return;
    /* @undo comes from a file: check that @block is the name of a drive before it becomes part of a path. */
    if (!g_str_has_prefix (block, "sr") || strspn (block + 2, "0123456789") != strlen (block + 2))
        return;
    device = bb_hold_dup_device_path (block);
    if (g_strcmp0 (device, was_device) != 0)
        return;
    path = bb_hold_dup_polling_path (block);
    if (!bb_hold_write_attribute (path, polling))
        g_info ("%s could not be set back to %s: %s", path, polling, g_strerror (errno));
}
