/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "scsi/bb-transport-trace.h"

G_BEGIN_DECLS

/**
 * BbLink: the way to one drive for the length of a job. A #BbTransport that counts, writes the trace, and
 * can be opened anew when the drive has come back under another node. Worker thread only.
 */
#define BB_TYPE_LINK (bb_link_get_type ())
G_DECLARE_FINAL_TYPE (BbLink, bb_link, BB, LINK, GObject)

/** bb_link_open: (transfer full). Errors: those of bb_drive_open(). */
BbLink *bb_link_open (BbDrive *drive, gboolean exclusive, BbTraceFile *trace, GError **error);

/** bb_link_reopen: lets go of the old way and opens a new one; on failure time still passes on the old one. */
gboolean bb_link_reopen (BbLink *self, GError **error);

/** bb_link_add_trace: from now on until it is opened anew every command is written to @trace, too. */
void bb_link_add_trace (BbLink *self, BbTraceFile *trace);

guint bb_link_get_n_commands (BbLink *self);
/** bb_link_get_n_bytes: of data phases, both ways. */
guint64 bb_link_get_n_bytes (BbLink *self);
/** bb_link_get_passed_ms: the time that commands and waits took, on the drive's own clock. */
guint64 bb_link_get_passed_ms (BbLink *self);

G_END_DECLS
