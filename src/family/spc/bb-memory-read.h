/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Functions that read a range of the memory of a drive. Some add the reads as steps to a plan. Others, for a probe,
 * send the commands themselves. */

/**
 * BbMemoryRead:
 * @cdb: returns the command that reads @length_bytes at @address
 * @piece_bytes: maximum number of bytes that one command may read
 * @timeout_ms: time-out of one command
 *
 * How the memory of a drive with a certain chip is read.
 */
typedef struct {
    BbCdb (*cdb) (guint32 address, guint32 length_bytes);
    guint32 piece_bytes;
    guint timeout_ms;
} BbMemoryRead;

/** bb_memory_read_add: Adds a step that reads @length_bytes at @address with one command, and returns (transfer none)
 * the step. @length_bytes must not exceed @piece_bytes of @read; this is not checked. The caller sets how the data
 * are used. */
BbStep *bb_memory_read_add (const BbMemoryRead *read, BbPlanBuilder *builder, guint32 address, guint32 length_bytes);

/**
 * bb_memory_read_add_capture: Adds steps that read the whole region of @capture. @use: bb_step_store() or
 * bb_step_compare_capture(). If the capture is not required, the drive may refuse a read, which leaves a hole in the
 * capture.
 */
void bb_memory_read_add_capture (const BbMemoryRead *read, BbPlanBuilder *builder, guint capture, BbStepUse use);

/** bb_memory_read_add_backup: Adds two sections, each with @max_tries. The first section reads all captures that the
 * plan has so far, and stores the data. The second reads the same data again and compares them with the first. */
void bb_memory_read_add_backup (const BbMemoryRead *read, BbPlanBuilder *builder, guint max_tries);

/** bb_memory_read_list: Appends to @commands (element-type BbProbeCommand) the commands that bb_memory_read_now()
 * sends for this range. */
void bb_memory_read_list (const BbMemoryRead *read, GArray *commands, guint32 address, guint32 length_bytes);

/** bb_memory_read_is_answer: TRUE if @error is an answer of the drive (sense data or a short transfer), not a failure
 * of the transport. */
gboolean bb_memory_read_is_answer (const GError *error);

/**
 * bb_memory_read_now:
 * @bytes: (out) (transfer full) (nullable): the whole range; %NULL if the drive refuses to read a piece of it, sends
 *   too few bytes, or still reports a unit attention or "becoming ready" after the last repetition
 *
 * Reads a range of the memory in pieces, for a probe, which has no plan. A command that got a unit attention or
 * "becoming ready" is repeated a limited number of times. (The runner of plans repeats a command only after a unit
 * attention.) Blocks.
 *
 * Errors: those of the transport; %G_IO_ERROR_CANCELLED.
 *
 * Returns: %FALSE only with an error; %TRUE also if @bytes is %NULL because of an answer of the drive
 */
gboolean bb_memory_read_now (const BbMemoryRead *read, BbTransport *transport, guint32 address, guint32 length_bytes,
                             GCancellable *cancellable, GBytes **bytes, GError **error);

G_END_DECLS
