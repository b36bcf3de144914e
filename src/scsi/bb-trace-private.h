/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-transport-trace.h"

G_BEGIN_DECLS

/* Keys and words of a line of a trace file, shared by bb-transport-trace.c, which writes traces, and
 * bb-transport-replay.c, which reads them. Private to src/scsi. */

#define BB_TRACE_KEY_TIME "time"
#define BB_TRACE_KEY_DRIVE "drive"
#define BB_TRACE_KEY_CDB "cdb"
#define BB_TRACE_KEY_DIRECTION "direction"
#define BB_TRACE_KEY_LENGTH "length"
#define BB_TRACE_KEY_STATUS "status"
#define BB_TRACE_KEY_SENSE "sense"
#define BB_TRACE_KEY_RESIDUAL "residual"
#define BB_TRACE_KEY_DURATION "duration"
#define BB_TRACE_KEY_DATA "data"
#define BB_TRACE_KEY_DATA_SHA256 "data-sha256"
#define BB_TRACE_KEY_ERROR "error"
#define BB_TRACE_KEY_MESSAGE "message"

/** bb_trace_direction_to_word: returns "none", "in" or "out". */
const char *bb_trace_direction_to_word (BbDirection direction);
/** bb_trace_direction_from_word: sets @direction from a word of bb_trace_direction_to_word(); %FALSE for any other
 * word, with @direction set to %BB_DIRECTION_NONE. */
gboolean bb_trace_direction_from_word (const char *word, BbDirection *direction);

/** bb_trace_error_to_word: returns the word for a #BbTransportError, or "io" for any other error. */
const char *bb_trace_error_to_word (const GError *error);
/** bb_trace_error_from_word: sets @code from a word of bb_trace_error_to_word(); %FALSE for any other word, with
 * @code set to 0. */
gboolean bb_trace_error_from_word (const char *word, BbTransportError *code);

/** bb_trace_dup_sha256: (transfer full): returns the SHA-256 of the data-out phase of @command, in lower-case hex.
 * The direction of @command must be OUT. */
char *bb_trace_dup_sha256 (const BbCommand *command);

/** bb_trace_file_write: writes @line and a line end to the file; does nothing after the first failure, whose error
 * bb_trace_file_check() returns. Any thread. */
void bb_trace_file_write (BbTraceFile *self, const char *line);

G_END_DECLS
