/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Memory that a drive shows by READ BUFFER (SPC-4): in a plan, and at once for a probe. */

/**
 * BbBufferRead: what is read with READ BUFFER.
 * @mode, @buffer_id: as in its descriptor block
 * @chunk_bytes: most that one command may read
 * @timeout_ms: of a command
 */
typedef struct {
    guint8 mode;
    guint8 buffer_id;
    guint32 chunk_bytes;
    guint timeout_ms;
} BbBufferRead;

/** bb_buffer_read_add: one read of at most a chunk; the caller says what becomes of the data. Valid until the next
 * step. */
BbStep *bb_buffer_read_add (const BbBufferRead *read, BbPlanBuilder *builder, guint32 address, guint32 length_bytes);

/** bb_buffer_read_add_capture: reads all of the region of @capture, in pieces. Where it is not required the drive may
 * refuse: that leaves a hole. */
void bb_buffer_read_add_capture (const BbBufferRead *read, BbPlanBuilder *builder, guint capture, BbUse use);

/** bb_buffer_read_add_compare: reads @length_bytes, in pieces, that must be those of @blob; address and offset are
 * the same. */
void bb_buffer_read_add_compare (const BbBufferRead *read, BbPlanBuilder *builder, guint32 address,
                                 guint32 length_bytes, guint blob);

/** bb_buffer_read_add_backup: reads all captures of the plan so far, in a section each time: once to store them, and
 * again to see that they are the same. */
void bb_buffer_read_add_backup (const BbBufferRead *read, BbPlanBuilder *builder, guint max_tries);

/** bb_buffer_read_list: appends the commands of bb_buffer_read_now() to @commands (element-type BbProbeCommand). */
void bb_buffer_read_list (const BbBufferRead *read, GArray *commands, guint32 address, guint32 length_bytes);

/** bb_buffer_read_is_answer: the drive answered, if only with a refusal or too little; %FALSE: it cannot be asked
 * now. */
gboolean bb_buffer_read_is_answer (const GError *error);

/**
 * bb_buffer_read_now:
 * @bytes: (out) (transfer full) (nullable): %NULL where the drive refuses
 *
 * Reads at once, in pieces, and asks again while the drive is starting or has something to report. Blocks.
 * Errors: only when the drive cannot be asked: of transport and of cancelling.
 */
gboolean bb_buffer_read_now (const BbBufferRead *read, BbTransport *transport, guint32 address, guint32 length_bytes,
                             GCancellable *cancellable, GBytes **bytes, GError **error);

G_END_DECLS
