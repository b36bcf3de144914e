/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The kernel's virtual USB host controller (module vhci-hcd): ports that a socket can be put into instead of a cable.
 */

/**
 * bb_vhci_check: whether devices can be given to this kernel.
 *
 * Errors: %G_IO_ERROR_PERMISSION_DENIED, %G_IO_ERROR_NOT_FOUND (the module is not there); the message says what to do
 */
gboolean bb_vhci_check (GError **error);

/** bb_vhci_find_port: a free high-speed port in @status, the controller's own list; -1 if there is none. */
int bb_vhci_find_port (const char *status);

/**
 * bb_vhci_attach: puts a high-speed device into a free port. Its other end is returned: messages of the USB/IP
 * protocol, non-blocking; closing it is pulling the cable. -1 with @error; %G_IO_ERROR_BUSY: try again soon.
 */
int bb_vhci_attach (int *port, GError **error);

G_END_DECLS
