/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-vhci.h"

#include <glib-unix.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BB_VHCI_FOLDER "/sys/devices/platform/vhci_hcd.0/"
#define BB_VHCI_ATTACH BB_VHCI_FOLDER "attach"
#define BB_VHCI_STATUS BB_VHCI_FOLDER "status"

/* State of a free port in the file `status` of vhci_hcd. */
#define BB_VHCI_FREE 4
/* USB_SPEED_HIGH in the kernel. */
#define BB_VHCI_HIGH_SPEED 3
/* Device number on an imaginary bus 1; must differ for each port. */
#define BB_VHCI_DEVICE_ID(port) (1u << 16 | (guint) (port + 2))

/* Socket buffers must hold a whole transfer, otherwise kernel and drive could wait for each other. */
#define BB_VHCI_BUFFER_BYTES (4 << 20)

gboolean
bb_vhci_check (GError **error)
{
    if (geteuid () != 0) {
        g_set_error_literal (
            error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
            "attach gives devices to the running kernel, and only root may do that. Run it as root in "
            "a virtual machine that can be thrown away, never on a computer that is in use");
        return FALSE;
    }
    if (access (BB_VHCI_ATTACH, F_OK) != 0) {
        g_set_error_literal (
            error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
            "this kernel has no virtual USB controller. Load it with “modprobe vhci-hcd”; if there is "
            "no such module, use another kernel (Debian's has it)");
        return FALSE;
    }
    return TRUE;
}

int
bb_vhci_find_port (const char *status)
{
    g_auto (GStrv) lines = g_strsplit (status, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++) {
        int port = -1, state = -1;

        if (sscanf (lines[i], "hs %d %d", &port, &state) == 2 && state == BB_VHCI_FREE && port >= 0)
            return port;
    }
    return -1;
}

/* Tells the kernel to attach a device with the socket @fd to @port. */
static gboolean
bb_vhci_write_attach (int port, int fd, GError **error)
{
    g_autofree char *line = g_strdup_printf ("%d %d %u %d", port, fd, BB_VHCI_DEVICE_ID (port), BB_VHCI_HIGH_SPEED);
    int file = open (BB_VHCI_ATTACH, O_WRONLY | O_CLOEXEC), saved = 0;
    gssize written = file >= 0 ? write (file, line, strlen (line)) : -1;

    if (written != (gssize) strlen (line)) {
        saved = errno;
        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", BB_VHCI_ATTACH, g_strerror (saved));
    }
    if (file >= 0)
        close (file);
    return written == (gssize) strlen (line);
}

int
bb_vhci_attach (int *port, GError **error)
{
    g_autofree char *status = NULL;
    int ends[2], size = BB_VHCI_BUFFER_BYTES;
    gboolean attached = FALSE;

    if (!g_file_get_contents (BB_VHCI_STATUS, &status, NULL, error))
        return -1;
    *port = bb_vhci_find_port (status);
    if (*port < 0) {
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "every high-speed port of vhci_hcd is in use");
        return -1;
    }
    if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "socketpair: %s", g_strerror (errno));
        return -1;
    }
    for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
        setsockopt (ends[i], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    attached = bb_vhci_write_attach (*port, ends[1], error);
    close (ends[1]); /* the kernel has a reference of its own */
    if (!attached || !g_unix_set_fd_nonblocking (ends[0], TRUE, error)) {
        close (ends[0]);
        return -1;
    }
    return ends[0];
}
