/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-output-file.h"
#include "bb-scsi.h"

G_BEGIN_DECLS

#define BB_TYPE_TRACE_FILE (bb_trace_file_get_type ())
G_DECLARE_FINAL_TYPE (BbTraceFile, bb_trace_file, BB, TRACE_FILE, GObject)

/**
 * bb_trace_file_new:
 * @path: file to write, as bb_output_open() says
 *
 * The file behind `--trace`: one line of JSON a command. Several transports may share it
 * (keys `time`, `drive`, `cdb`, `direction`, `length`, `status`, `sense`, `duration`; and
 * `data`, hex, of every data-in phase, and `data-sha256` of every data-out phase, so that
 * the file can be replayed; `residual` too). `duration` is in microseconds. A command that got no
 * answer has `status` null, and `error` and `message`. Lines are written whole and flushed, from any
 * thread. Time that passes between commands is seen in `time` only.
 *
 * Errors: as bb_output_open().
 */
BbTraceFile *bb_trace_file_new (const char *path, BbOutputFlags flags, GError **error);

/**
 * bb_trace_file_check:
 *
 * A command does not fail because the file cannot be written; this tells afterwards that it happened.
 *
 * Errors: %G_FILE_ERROR, the first one.
 * Returns: %TRUE if every line was written
 */
gboolean bb_trace_file_check (BbTraceFile *self, GError **error);

#define BB_TYPE_TRANSPORT_TRACE (bb_transport_trace_get_type ())
G_DECLARE_FINAL_TYPE (BbTransportTrace, bb_transport_trace, BB, TRANSPORT_TRACE, GObject)

/** bb_transport_trace_new: (transfer full): passes every command on to @inner and writes it down. */
BbTransport *bb_transport_trace_new (BbTransport *inner, BbTraceFile *file, const char *drive_name);

#define BB_TYPE_TRANSPORT_REPLAY (bb_transport_replay_get_type ())
G_DECLARE_FINAL_TYPE (BbTransportReplay, bb_transport_replay, BB, TRANSPORT_REPLAY, GObject)

/**
 * bb_transport_replay_new:
 * @path: a file that #BbTransportTrace wrote
 * @drive_name: (nullable): take only the lines of this drive
 *
 * A trace is the drive: each command must come as recorded (CDB, direction, length, and the
 * hash of what is sent) and gets the recorded answer. Another command fails with
 * %BB_TRANSPORT_ERROR_NOT_RECORDED, and the recorded one is still the next.
 *
 * Errors: %G_FILE_ERROR, %G_IO_ERROR_INVALID_DATA and the errors of the JSON parser, with the line.
 */
BbTransport *bb_transport_replay_new (const char *path, const char *drive_name, GError **error);

/** bb_transport_replay_new_from_data: the same from the text of such a file. Errors: as there, without files. */
BbTransport *bb_transport_replay_new_from_data (const char *text, gsize length_bytes, const char *drive_name,
                                                GError **error);

/** bb_transport_replay_get_n_left: how many recorded commands have not come yet. */
guint bb_transport_replay_get_n_left (BbTransportReplay *self);

/**
 * bb_trace_list_drives: (transfer full): names of the drives in a trace file, in order of first use.
 *
 * Errors: as bb_transport_replay_new().
 */
char **bb_trace_list_drives (const char *path, GError **error);

/**
 * bb_trace_find_inquiry: decodes the first INQUIRY of @drive_name in a trace.
 *
 * Errors: as bb_transport_replay_new(); %G_IO_ERROR_INVALID_DATA also if there is none; %BB_TRANSPORT_ERROR_SHORT if
 * it has less than 36 bytes.
 */
gboolean bb_trace_find_inquiry (const char *path, const char *drive_name, BbInquiry *inquiry, GError **error);

G_END_DECLS
