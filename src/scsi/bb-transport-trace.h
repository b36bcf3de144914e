/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-output-file.h"
#include "bb-scsi.h"

G_BEGIN_DECLS

#define BB_TYPE_TRACE_FILE (bb_trace_file_get_type ())
G_DECLARE_FINAL_TYPE (BbTraceFile, bb_trace_file, BB, TRACE_FILE, GObject)

/**
 * bb_trace_file_new:
 * @path: file to write, opened with bb_output_open() and always with %BB_OUTPUT_PRIVATE
 *
 * Opens the file of `--trace`: one line of JSON for each command. Several transports may share it, and any thread
 * may write to it. Each line is an object with these keys:
 *
 *  - `time`, `drive`, `cdb`, `direction`, `length`, `status`, `sense`, `residual`
 *  - `duration`: in microseconds; the time between two commands is visible in `time` only
 *  - `data`: the whole data-in phase in hex, so that the trace can be replayed
 *  - `data-sha256`: the hash of the data-out phase
 *  - `error` and `message`: if the command got no reply; `status` is then null, `sense` is "", and there is no
 *   `residual`
 *
 * Errors: as bb_output_open().
 */
BbTraceFile *bb_trace_file_new (const char *path, BbOutputFlags flags, GError **error);

/**
 * bb_trace_file_check:
 *
 * A command does not fail if its line cannot be written, so call this function after the last command.
 *
 * Errors: %G_FILE_ERROR, the first failure.
 * Returns: %TRUE if every line was written
 */
gboolean bb_trace_file_check (BbTraceFile *self, GError **error);

#define BB_TYPE_TRANSPORT_TRACE (bb_transport_trace_get_type ())
G_DECLARE_FINAL_TYPE (BbTransportTrace, bb_transport_trace, BB, TRANSPORT_TRACE, GObject)

/** bb_transport_trace_new: (transfer full): returns a transport that passes every command to @inner and writes the
 * command and its reply to @file, with @drive_name as the value of `drive`. */
BbTransport *bb_transport_trace_new (BbTransport *inner, BbTraceFile *file, const char *drive_name);

#define BB_TYPE_TRANSPORT_REPLAY (bb_transport_replay_get_type ())
G_DECLARE_FINAL_TYPE (BbTransportReplay, bb_transport_replay, BB, TRANSPORT_REPLAY, GObject)

/**
 * bb_transport_replay_new:
 * @path: a file that #BbTransportTrace wrote
 * @drive_name: (nullable): use only the lines of this drive
 *
 * Returns (transfer full) a transport that replies from a trace. The commands must come in the recorded order, each
 * with the recorded CDB, direction, length and hash of its data-out phase; each gets its recorded reply or error.
 * Another command fails with %BB_TRANSPORT_ERROR_NOT_RECORDED, and the recorded command stays the next one.
 *
 * Errors: %G_FILE_ERROR, %G_IO_ERROR_INVALID_DATA and the errors of the JSON parser. The message contains the number
 * of the invalid line.
 */
BbTransport *bb_transport_replay_new (const char *path, const char *drive_name, GError **error);

/**
 * bb_transport_replay_new_from_data: as bb_transport_replay_new(), but @text is the content of the trace file.
 *
 * Errors: as bb_transport_replay_new(), without %G_FILE_ERROR.
 */
BbTransport *bb_transport_replay_new_from_data (const char *text, gsize length_bytes, const char *drive_name,
                                                GError **error);

/** bb_transport_replay_get_n_left: returns the number of recorded commands that have not been replayed yet. */
guint bb_transport_replay_get_n_left (BbTransportReplay *self);

/**
 * bb_trace_list_drives: (transfer full): returns the names of the drives in a trace file, in order of first use.
 *
 * Errors: as bb_transport_replay_new().
 */
char **bb_trace_list_drives (const char *path, GError **error);

/**
 * bb_trace_find_inquiry: sets @inquiry from the first standard INQUIRY in a trace to which @drive_name replied.
 *
 * Errors: as bb_transport_replay_new(); %G_IO_ERROR_INVALID_DATA also if there is no INQUIRY;
 * %BB_TRANSPORT_ERROR_SHORT if its data has less than 36 bytes.
 */
gboolean bb_trace_find_inquiry (const char *path, const char *drive_name, BbInquiry *inquiry, GError **error);

G_END_DECLS
