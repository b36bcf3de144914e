/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "scsi/bb-transport-trace.h"

G_BEGIN_DECLS

/**
 * BbReopenableTransport: connection to one drive during a job. A #BbTransport that counts commands, writes the
 * trace, and can be opened again when the drive has returned with another device node. Worker thread only.
 */
#define BB_TYPE_REOPENABLE_TRANSPORT (bb_reopenable_transport_get_type ())
G_DECLARE_FINAL_TYPE (BbReopenableTransport, bb_reopenable_transport, BB, REOPENABLE_TRANSPORT, GObject)

/** bb_reopenable_transport_open: (transfer full): a new connection. @exclusive: as for bb_drive_open(); @trace:
 * (nullable): gets every command. Errors: those of bb_drive_open(). */
BbReopenableTransport *bb_reopenable_transport_open (BbDrive *drive, gboolean exclusive, BbTraceFile *trace,
                                                     GError **error);

/** bb_reopenable_transport_reopen: opens the drive again and replaces the connection. After an error the old
 * connection stays in use, so that the caller can continue to wait. Errors: those of bb_drive_open(). */
gboolean bb_reopenable_transport_reopen (BbReopenableTransport *self, GError **error);

/** bb_reopenable_transport_add_trace: writes every command also to @trace, until the connection is opened again. */
void bb_reopenable_transport_add_trace (BbReopenableTransport *self, BbTraceFile *trace);

/** bb_reopenable_transport_set_in_mode: records whether the job has brought the drive into recovery mode and not made
 * it leave that mode again, for bb_reopenable_transport_is_in_mode(). Sends nothing. */
void bb_reopenable_transport_set_in_mode (BbReopenableTransport *self, gboolean in_mode);
/** bb_reopenable_transport_is_in_mode: returns what bb_reopenable_transport_set_in_mode() recorded last: TRUE if the
 * job has brought the drive into recovery mode and not made it leave that mode again. Sends nothing. */
gboolean bb_reopenable_transport_is_in_mode (BbReopenableTransport *self);
/** bb_reopenable_transport_get_n_commands: number of commands that were sent, also without an answer. */
guint bb_reopenable_transport_get_n_commands (BbReopenableTransport *self);
/** bb_reopenable_transport_get_n_bytes: bytes of all data phases, in both directions. */
guint64 bb_reopenable_transport_get_n_bytes (BbReopenableTransport *self);
/** bb_reopenable_transport_get_passed_ms: duration of all commands and waits so far; for a simulated drive, the
 * simulated time. */
guint64 bb_reopenable_transport_get_passed_ms (BbReopenableTransport *self);

G_END_DECLS
