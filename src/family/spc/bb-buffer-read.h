/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* READ BUFFER (SPC-4) of a range of memory: as steps of a plan, and sent at once during a probe. */

/**
 * BbBufferRead:
 * @mode, @buffer_id: as in the CDB
 * @chunk_bytes: maximum number of bytes that one command may read
 * @timeout_ms: time-out of one command
 *
 * How a chip is read with READ BUFFER.
 */
typedef struct {
    guint8 mode;
    guint8 buffer_id;
    guint32 chunk_bytes;
    guint timeout_ms;
} BbBufferRead;

/** bb_buffer_read_add: adds a step that reads at most one chunk; the caller sets the use of the data in the returned
 * step. The pointer is valid until the next step is added. */
BbStep *bb_buffer_read_add (const BbBufferRead *read, BbPlanBuilder *builder, guint32 address, guint32 length_bytes);

/** bb_buffer_read_add_capture: adds steps that read the whole region of @capture. If the capture is not required, the
 * drive may refuse a step, which leaves a hole. */
void bb_buffer_read_add_capture (const BbBufferRead *read, BbPlanBuilder *builder, guint capture, BbUse use);

/** bb_buffer_read_add_compare: adds steps that read [@address, @address + @length_bytes) and compare it with the same
 * offsets of @blob. */
void bb_buffer_read_add_compare (const BbBufferRead *read, BbPlanBuilder *builder, guint32 address,
                                 guint32 length_bytes, guint blob);

/** bb_buffer_read_add_backup: adds two sections that read all captures of the plan so far: the first stores them, the
 * second compares them with what was stored. */
void bb_buffer_read_add_backup (const BbBufferRead *read, BbPlanBuilder *builder, guint max_tries);

/** bb_buffer_read_list: appends the commands that bb_buffer_read_now() sends to @commands (element-type
 * BbProbeCommand). */
void bb_buffer_read_list (const BbBufferRead *read, GArray *commands, guint32 address, guint32 length_bytes);

/** bb_buffer_read_is_answer: TRUE if @error is an answer of the drive (sense data or a short transfer), not a failure
 * of the transport. */
gboolean bb_buffer_read_is_answer (const GError *error);

/**
 * bb_buffer_read_now:
 * @bytes: (out) (transfer full) (nullable): %NULL if the drive refuses the read
 *
 * Reads a range in chunks. Repeats a command that got a unit attention or "becoming ready". Blocks.
 *
 * Errors: those of the transport; %G_IO_ERROR_CANCELLED. A refusal is no error.
 */
gboolean bb_buffer_read_now (const BbBufferRead *read, BbTransport *transport, guint32 address, guint32 length_bytes,
                             GCancellable *cancellable, GBytes **bytes, GError **error);

G_END_DECLS
