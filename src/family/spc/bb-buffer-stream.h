/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

/* Upload of a firmware image in chunks, with WRITE BUFFER (SPC-4) or a vendor command of the same structure. The
 * chips differ in modes, buffer IDs and control bytes. A family describes its chip in a #BbBufferStream and gets the
 * steps of its plan. */

#define BB_STREAM_CONTROL_BYTES 3

/**
 * BbStreamForm:
 * @BB_STREAM_WRITE_BUFFER: 3Bh, mode, buffer ID, offset (24 bits), length (24 bits), control
 * @BB_STREAM_ORDERED: vendor opcode with the mode in byte 5, without offset and length. The drive counts the chunks,
 *   so no chunk may be sent twice
 *
 * Layout of the CDB of a chunk.
 */
typedef enum {
    BB_STREAM_WRITE_BUFFER,
    BB_STREAM_ORDERED,
} BbStreamForm;

/** BbStreamEndangers: the first chunk during which a power cut leaves the drive without valid firmware. */
typedef enum {
    BB_STREAM_ENDANGERS_LAST,  /* the drive collects the image in its RAM and programs with the last chunk */
    BB_STREAM_ENDANGERS_FIRST, /* the drive erases or programs while it receives chunks */
} BbStreamEndangers;

/**
 * BbStreamCommand:
 * @mode, @buffer_id: as in the CDB
 * @control: bytes 9, 10 and 11 of the CDB
 * @length_bytes: length of the data, which are the command blob of #BbStreamUse; 0: no data
 * @accepts: set of #BbAnswer that is accepted; 0: %BB_ANSWER_GOOD
 * @timeout_ms: time-out; 0: that of a chunk
 *
 * A command before or after the chunks, with the opcode of the chunks.
 */
typedef struct {
    guint8 mode;
    guint8 buffer_id;
    guint8 control[BB_STREAM_CONTROL_BYTES];
    guint32 length_bytes;
    guint accepts;
    guint timeout_ms;
} BbStreamCommand;

/**
 * BbBufferStream:
 * @form: layout of the CDB
 * @opcode, @prefix: bytes 0 and 2 of the CDB, for %BB_STREAM_ORDERED
 * @cdb_length_bytes: 10 or 12
 * @first_mode, @data_mode, @last_mode: modes of the first chunk, of those between, and of the last one. If there is
 *   only one chunk, it has @last_mode
 * @buffer_id: buffer ID of all chunks
 * @offset_base: added to the offset in the image, if the drive expects a flash address
 * @chunk_bytes: not 0. The last chunk may be shorter
 * @fills_last: the last chunk is padded to @chunk_bytes with zero bytes
 * @control: bytes 9, 10 and 11 of the CDB of all chunks
 * @polls: TEST UNIT READY is sent before every chunk; its answer is ignored
 * @prepare: (nullable): command before the first chunk, in a section of its own
 * @other_prepare: (nullable): another form of @prepare, sent if the drive refuses the first
 * @commit: (nullable): command after the last chunk
 * @endangers: see #BbStreamEndangers
 * @last_accepts: set of #BbAnswer that is accepted for the last chunk, with which the drive begins to program
 * @programmed_from: first byte of the image that the drive programs; it ignores the bytes before
 * @journal_chunks: number of chunks between two journal records; 0: no records
 * @chunk_timeout_ms, @last_timeout_ms: time-outs of a chunk and of the last chunk
 * @chunk_typical_ms, @last_typical_ms, @wait_typical_ms: typical_ms of #BbStep for a chunk, the last chunk and the
 *   wait
 * @wait_first_ms, @wait_interval_ms, @wait_limit_ms, @wait_n_ready: wait of #BbStep after the last command, during
 *   which the drive may disappear. @wait_limit_ms 0: no wait
 * @wait_is_finish: the first answer of the wait shows whether the drive programs; sets programmed_bytes of the wait
 *   of #BbStep
 * @repeats_prepare: @prepare is repeated once if the drive reports a unit attention
 *
 * How one chip receives an image. All fields are constants of the chip except those from the catalog.
 */
typedef struct {
    BbStreamForm form;
    guint8 opcode;
    guint8 prefix;
    guint8 cdb_length_bytes;
    guint8 first_mode;
    guint8 data_mode;
    guint8 last_mode;
    guint8 buffer_id;
    guint32 offset_base;
    guint32 chunk_bytes;
    gboolean fills_last;
    guint8 control[BB_STREAM_CONTROL_BYTES];
    gboolean polls;
    const BbStreamCommand *prepare;
    const BbStreamCommand *other_prepare;
    const BbStreamCommand *commit;
    BbStreamEndangers endangers;
    guint last_accepts;
    guint32 programmed_from;
    guint journal_chunks;
    guint chunk_timeout_ms;
    guint last_timeout_ms;
    guint chunk_typical_ms;
    guint last_typical_ms;
    guint wait_typical_ms;
    guint wait_first_ms;
    guint wait_interval_ms;
    guint wait_limit_ms;
    guint wait_n_ready;
    gboolean wait_is_finish;
    gboolean repeats_prepare;
} BbBufferStream;

/**
 * BbStreamUse:
 * @blob: index of the image in the plan
 * @length_bytes: length of the image; not 0
 * @command_blob: index of the blob with the data of prepare and commit; %BB_BLOB_NONE if they have none
 * @max_tries: maximum number of times that the image is sent
 * @before_retry: what must happen before the image is sent again
 *
 * The upload of one plan.
 */
typedef struct {
    guint blob;
    guint32 length_bytes;
    guint command_blob;
    guint max_tries;
    BbBeforeRetry before_retry;
} BbStreamUse;

/**
 * bb_buffer_stream_add:
 *
 * Adds the sections of an upload to a plan: prepare; all chunks but the last; the last chunk with the commit; the
 * wait, which ends the danger. After a failure before the wait the engine restarts with the first of these sections.
 */
void bb_buffer_stream_add (const BbBufferStream *stream, BbPlanBuilder *builder, const BbStreamUse *use);

G_END_DECLS
