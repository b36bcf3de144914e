/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * bb_eject_async:
 * @node: device node of the drive, "/dev/sr0"
 *
 * Asks UDisks to eject the disc. UDisks knows whether a file system of the disc is mounted and who may eject it.
 * Sends no SCSI command itself. Source: UDisks Reference Manual, org.freedesktop.UDisks2.Manager (ResolveDevice) and
 * .Drive (Eject).
 */
void bb_eject_async (const char *node, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/** bb_eject_finish: Returns TRUE if the disc was ejected. Errors: %G_IO_ERROR_NOT_FOUND if UDisks knows no such
 * drive, %G_IO_ERROR_CANCELLED; those of D-Bus and UDisks. */
gboolean bb_eject_finish (GAsyncResult *result, GError **error);

G_END_DECLS
