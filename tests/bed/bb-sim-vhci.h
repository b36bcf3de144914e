/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The kernel's virtual USB host controller (module vhci-hcd): a socket, instead of a USB device, can be attached to
 * each of its ports. */

/**
 * bb_vhci_check: TRUE if devices can be attached to this kernel.
 *
 * Errors: %G_IO_ERROR_PERMISSION_DENIED, %G_IO_ERROR_NOT_FOUND (the module is not loaded); the message says what to
 * do
 */
gboolean bb_vhci_check (GError **error);

/**
 * bb_vhci_find_port: returns a free high-speed port in @status, the content of the `status` file; -1 if there is
 * none.
 */
int bb_vhci_find_port (const char *status);

/**
 * bb_vhci_attach: attaches a high-speed device to a free port and sets @port. Returns a non-blocking socket for
 * messages of the USB/IP protocol; closing the socket detaches the device. Returns -1 with @error set on failure;
 * %G_IO_ERROR_BUSY if no port is free.
 */
int bb_vhci_attach (int *port, GError **error);

G_END_DECLS
