/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-attach.h"

#include "bb-sim-host.h"
#include "bb-sim-usb.h"
#include "bb-sim-vhci.h"
#include "bb-sim-link.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Interval and number of attempts to find a free port. The kernel needs some time to free a port. */
#define BB_ATTACH_AGAIN_MS 50
#define BB_ATTACH_MAX_TRIES 200

#define BB_ATTACH_READ_BYTES 65536

typedef struct {
    GPtrArray *cables; /* BbCable */
    guint n_running;   /* number of commands that drives are executing; used in the main context only */
    gboolean failed;
} BbAttach;

/**
 * BbCable: connection of one drive to a USB port of the kernel.
 * @device: (nullable): set while the drive is attached to a port
 * @fd: socket to the kernel; -1 while the drive is not attached
 * @number: number of disconnections; the result of a command that began before the last disconnection is discarded
 * @output: bytes that the kernel has not accepted yet
 * @again_id: timeout for the next attempt to attach the drive
 */
typedef struct {
    BbAttach *attach;
    BbSimLink link;
    BbDrive *drive;
    BbUsbDevice *device;
    guint number;
    int fd;
    guint input_id;
    guint output_id;
    guint again_id;
    guint n_tries;
    GByteArray *output;
} BbCable;

/* A command that a thread executes. @number: value of cable->number when the command began */
typedef struct {
    BbCable *cable;
    guint number;
    BbUsbJob *job;
} BbCableCommand;

/* Closes the socket, which detaches the drive from its port, and drops what is not sent yet. */
static void
bb_cable_disconnect (BbCable *cable)
{
    g_clear_handle_id (&cable->again_id, g_source_remove);
    g_clear_handle_id (&cable->input_id, g_source_remove);
    g_clear_handle_id (&cable->output_id, g_source_remove);
    g_clear_pointer (&cable->device, bb_usb_device_free);
    g_byte_array_set_size (cable->output, 0);
    cable->number++;
    if (cable->fd >= 0)
        close (cable->fd);
    cable->fd = -1;
}

static void
bb_cable_free (gpointer data)
{
    BbCable *cable = data;

    bb_cable_disconnect (cable);
    g_byte_array_unref (cable->output);
    g_clear_object (&cable->drive);
    bb_sim_link_clear (&cable->link);
    g_free (cable);
}

/* --- Output --- */

/* Sends as much of the output as the kernel accepts now. Errors are ignored: if the kernel has closed the socket,
 * bb_cable_readable_cb() disconnects the drive. */
static void
bb_cable_flush (BbCable *cable)
{
    gssize sent;

    while (cable->output->len > 0) {
        sent = send (cable->fd, cable->output->data, cable->output->len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return;
        g_byte_array_remove_range (cable->output, 0, (guint) sent);
    }
}

static gboolean
bb_cable_writable_cb (gint fd, GIOCondition condition, gpointer data)
{
    BbCable *cable = data;

    bb_cable_flush (cable);
    if (cable->output->len > 0 && (condition & (G_IO_HUP | G_IO_ERR)) == 0)
        return G_SOURCE_CONTINUE;
    cable->output_id = 0;
    return G_SOURCE_REMOVE;
}

/* Sends @bytes when the socket is writable. */
static void
bb_cable_send (const guint8 *bytes, gsize length_bytes, gpointer data)
{
    BbCable *cable = data;

    g_byte_array_append (cable->output, bytes, (guint) length_bytes);
    if (cable->output_id == 0)
        cable->output_id = g_unix_fd_add (cable->fd, G_IO_OUT, bb_cable_writable_cb, cable);
}

/* --- Commands --- */

/* Passes the result to the USB device, or discards it if the drive was disconnected since the command began. Runs in
 * the main context when the thread is done. */
static gboolean
bb_cable_command_done_cb (gpointer data)
{
    g_autofree BbCableCommand *running = data;
    BbCable *cable = running->cable;
    BbUsbJob *job = running->job;

    cable->attach->n_running--;
    if (cable->device == NULL || cable->number != running->number) {
        bb_usb_job_free (job);
        return G_SOURCE_REMOVE;
    }
    /* The drive was switched off. Its USB bridge has no power either, so it reports no error but is disconnected. */
    if (g_error_matches (job->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE)) {
        bb_usb_job_free (job);
        bb_cable_disconnect (cable);
        return G_SOURCE_REMOVE;
    }
    bb_usb_device_answer (cable->device, job);
    return G_SOURCE_REMOVE;
}

static gpointer
bb_cable_command_thread (gpointer data)
{
    BbCableCommand *running = data;
    BbUsbJob *job = running->job;

    bb_sim_link_execute (&running->cable->link, &job->command, &job->reply, &job->error);
    g_idle_add_full (G_PRIORITY_DEFAULT, bb_cable_command_done_cb, running, NULL);
    return NULL;
}

/* Starts a thread that executes @job (transfer full). Meanwhile the main context can process further messages to the
 * device, such as an abort. */
static void
bb_cable_execute (BbUsbJob *job, gpointer data)
{
    BbCable *cable = data;
    BbCableCommand *running = g_new0 (BbCableCommand, 1);

    running->cable = cable;
    running->number = cable->number;
    running->job = job;
    cable->attach->n_running++;
    g_thread_unref (g_thread_new ("command", bb_cable_command_thread, running));
}

/* --- Input --- */

static gboolean
bb_cable_readable_cb (gint fd, GIOCondition condition, gpointer data)
{
    BbCable *cable = data;
    g_autofree guint8 *bytes = g_malloc (BB_ATTACH_READ_BYTES);
    g_autoptr (GError) error = NULL;
    gssize length_bytes = read (fd, bytes, BB_ATTACH_READ_BYTES);

    if (length_bytes < 0 && (errno == EINTR || errno == EAGAIN))
        return G_SOURCE_CONTINUE;
    if (length_bytes > 0 && bb_usb_device_take (cable->device, bytes, (gsize) length_bytes, &error))
        return G_SOURCE_CONTINUE;
    if (error != NULL)
        g_printerr ("burnback-sim: %s: %s; its cable is pulled\n", cable->link.name, error->message);
    cable->input_id = 0;
    bb_cable_disconnect (cable);
    return G_SOURCE_REMOVE;
}

static gboolean bb_cable_again_cb (gpointer data);

/* Prints @error, and lets the program end with a failure. */
static void
bb_cable_fail (BbCable *cable, const GError *error)
{
    g_printerr ("burnback-sim: %s: %s\n", cable->link.name, error->message);
    cable->attach->failed = TRUE;
}

/* Attaches the drive to a free port, unless the drive is attached. If no port is free, sets a timeout that tries
 * again, up to BB_ATTACH_MAX_TRIES times. Calls bb_cable_fail() on failure. */
static void
bb_cable_connect (BbCable *cable)
{
    static const BbUsbHooks hooks = {bb_cable_send, bb_cable_execute};
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (cable->drive);
    g_autoptr (GError) error = NULL;
    int port = -1;

    if (cable->fd >= 0)
        return;
    if (!bb_sim_link_open (&cable->link, &error)) {
        bb_cable_fail (cable, error);
        return;
    }
    cable->fd = bb_vhci_attach (&port, &error);
    if (cable->fd < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY) &&
        cable->n_tries++ < BB_ATTACH_MAX_TRIES) {
        if (cable->again_id == 0)
            cable->again_id = g_timeout_add (BB_ATTACH_AGAIN_MS, bb_cable_again_cb, cable);
        return;
    }
    if (cable->fd < 0) {
        bb_cable_fail (cable, error);
        return;
    }
    cable->n_tries = 0;
    cable->device = bb_usb_device_new (&hooks, cable, details->serial != NULL ? details->serial : "0");
    cable->input_id = g_unix_fd_add (cable->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, bb_cable_readable_cb, cable);
    g_print ("%s: port %d\n", cable->link.name, port);
}

static gboolean
bb_cable_again_cb (gpointer data)
{
    BbCable *cable = data;

    cable->again_id = 0;
    if (bb_drive_is_present (cable->drive))
        bb_cable_connect (cable);
    return G_SOURCE_REMOVE;
}

/* --- Drives of the bus --- */

static BbCable *
bb_attach_find (BbAttach *self, BbDrive *drive)
{
    for (guint i = 0; i < self->cables->len; i++) {
        BbCable *cable = g_ptr_array_index (self->cables, i);

        if (cable->drive == drive)
            return cable;
    }
    return NULL;
}

static void
bb_attach_added_cb (BbDriveMonitor *monitor, BbDrive *drive, gpointer data)
{
    BbCable *cable = bb_attach_find (data, drive);

    if (cable != NULL)
        bb_cable_connect (cable);
}

static void
bb_attach_removed_cb (BbDriveMonitor *monitor, BbDrive *drive, gpointer data)
{
    BbCable *cable = bb_attach_find (data, drive);

    if (cable != NULL)
        bb_cable_disconnect (cable);
}

/* Makes a cable for each drive of @bus, and attaches the drives that are present. */
static void
bb_attach_start (BbAttach *self, BbSimBus *bus)
{
    g_auto (GStrv) names = bb_sim_bus_list_names (bus);

    for (guint i = 0; names[i] != NULL; i++) {
        BbCable *cable = g_new0 (BbCable, 1);

        cable->attach = self;
        cable->drive = bb_sim_bus_ref_drive (bus, names[i]);
        cable->fd = -1;
        cable->output = g_byte_array_new ();
        bb_sim_link_init (&cable->link, bus, names[i]);
        g_ptr_array_add (self->cables, cable);
        if (bb_drive_is_present (cable->drive))
            bb_cable_connect (cable);
    }
    g_signal_connect (bus, "drive-added", G_CALLBACK (bb_attach_added_cb), self);
    g_signal_connect (bus, "drive-removed", G_CALLBACK (bb_attach_removed_cb), self);
}

/* Detaches all drives and waits until they have completed their commands. */
static void
bb_attach_stop (BbAttach *self, BbSimBus *bus)
{
    g_signal_handlers_disconnect_by_data (bus, self);
    for (guint i = 0; i < self->cables->len; i++) {
        BbCable *cable = g_ptr_array_index (self->cables, i);

        bb_cable_disconnect (cable);
        bb_sim_bus_set_plugged (bus, cable->link.name, FALSE, NULL);
    }
    while (self->n_running > 0)
        g_main_context_iteration (NULL, TRUE);
}

/* Returns (transfer full) (nullable) the path for the control pipe. @folder: (out): a temporary folder that was made
 * for the pipe; unchanged if $BURNBACK_SIM_CONTROL names the path. */
static char *
bb_attach_dup_control_path (char **folder, GError **error)
{
    const char *wanted = g_getenv (BB_SIM_CONTROL_ENV);

    if (wanted != NULL && *wanted != '\0')
        return g_strdup (wanted);
    *folder = g_dir_make_tmp ("burnback-sim-XXXXXX", error);
    return *folder != NULL ? g_build_filename (*folder, "control", NULL) : NULL;
}

int
bb_sim_attach_main (BbSimBus *bus, char **command)
{
    g_autoptr (GPtrArray) cables = g_ptr_array_new_with_free_func (bb_cable_free);
    BbAttach self = {.cables = cables};
    g_autoptr (GError) error = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *path = bb_attach_dup_control_path (&folder, &error);
    BbSimControl *control = path != NULL ? bb_sim_control_new (bus, path, &error) : NULL;
    int exit_code = BB_EXIT_NO_BED;

    if (control == NULL) {
        g_printerr ("burnback-sim: %s\n", error->message);
        return BB_EXIT_NO_BED;
    }
    bb_attach_start (&self, bus);
    if (!self.failed)
        exit_code = bb_sim_child_run (command);
    bb_attach_stop (&self, bus);
    bb_sim_control_free (control);
    if (folder != NULL)
        g_rmdir (folder);
    return exit_code == 0 && self.failed ? BB_EXIT_NO_BED : exit_code;
}
