/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "scsi/bb-transport-trace.h"

G_BEGIN_DECLS

/**
 * BbReopenableTransport: the way to one drive for the length of a job. A #BbTransport that counts, writes the trace,
 * and can be opened anew when the drive has come back under another node. Worker thread only.
 */
#define BB_TYPE_REOPENABLE_TRANSPORT (bb_reopenable_transport_get_type ())
G_DECLARE_FINAL_TYPE (BbReopenableTransport, bb_reopenable_transport, BB, REOPENABLE_TRANSPORT, GObject)

/** bb_reopenable_transport_open: (transfer full). Errors: those of bb_drive_open(). */
BbReopenableTransport *bb_reopenable_transport_open (BbDrive *drive, gboolean exclusive, BbTraceFile *trace,
                                                     GError **error);

/** bb_reopenable_transport_reopen: lets go of the old way and opens a new one; on failure time still passes on the
 * old one. Errors: those of bb_drive_open(). */
gboolean bb_reopenable_transport_reopen (BbReopenableTransport *self, GError **error);

/** bb_reopenable_transport_add_trace: from now on until it is opened anew every command is written to @trace, too. */
void bb_reopenable_transport_add_trace (BbReopenableTransport *self, BbTraceFile *trace);

guint bb_reopenable_transport_get_n_commands (BbReopenableTransport *self);
/** bb_reopenable_transport_get_n_bytes: of data phases, both ways. */
guint64 bb_reopenable_transport_get_n_bytes (BbReopenableTransport *self);
/** bb_reopenable_transport_get_passed_ms: the time that commands and waits took, on the drive's own clock. */
guint64 bb_reopenable_transport_get_passed_ms (BbReopenableTransport *self);

G_END_DECLS
