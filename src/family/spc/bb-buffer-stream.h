/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

/*
 * Firmware that goes to a drive in pieces, by WRITE BUFFER or a command made like it (SPC-4, WRITE BUFFER): the
 * modes, buffer ids and control bytes differ from chip to chip, the procedure does not. A family fills in a row and
 * gets the steps of its plan.
 */

#define BB_STREAM_CONTROL_BYTES 3

/**
 * BbStreamForm: how the command descriptor block of a piece is laid out.
 * @BB_STREAM_WRITE_BUFFER: 3Bh, mode, buffer id, offset (24 bits), length (24 bits), control
 * @BB_STREAM_ORDERED: an own opcode with the mode in byte 5 and neither offset nor length: only the order tells, so
 *   that no piece may be sent twice
 */
typedef enum {
    BB_STREAM_WRITE_BUFFER,
    BB_STREAM_ORDERED,
} BbStreamForm;

/** BbStreamEndangers: from which piece on a cut leaves the drive without valid firmware. */
typedef enum {
    BB_STREAM_ENDANGERS_LAST,  /* it collects the image in its RAM and programs with the last piece */
    BB_STREAM_ENDANGERS_FIRST, /* it erases or programs while it takes them */
} BbStreamEndangers;

/**
 * BbStreamCommand: a command of the same opcode before or after the pieces.
 * @mode, @buffer_id: as in its descriptor block
 * @control: bytes 9, 10 and 11
 * @length_bytes: of data that go with it, from the command blob of #BbStreamUse; 0: none
 * @answer: which answers are fine
 * @timeout_ms: 0: as a piece
 */
typedef struct {
    guint8 mode;
    guint8 buffer_id;
    guint8 control[BB_STREAM_CONTROL_BYTES];
    guint32 length_bytes;
    BbAnswer answer;
    guint timeout_ms;
} BbStreamCommand;

/**
 * BbBufferStream: how one chip takes an image. A row of constants, but for what the catalog knows.
 * @form: of the command
 * @opcode, @prefix: of %BB_STREAM_ORDERED: bytes 0 and 2
 * @cdb_length_bytes: 10 or 12
 * @first_mode, @data_mode, @last_mode: of the first piece, those between, and the last, which ends the image. Of a
 *   single piece: the last
 * @buffer_id: of all pieces
 * @offset_base: added to the offset in the image, where a drive counts from its flash address
 * @chunk_bytes: of a piece; the last is shorter when the image does not end with a whole one. Not 0
 * @fills_last: the last piece has zero bytes at its end instead
 * @control: bytes 9, 10 and 11 of all pieces
 * @polls: TEST UNIT READY goes before every piece, whatever it answers
 * @prepare: (nullable): the command before the first piece, in a section of its own
 * @other_prepare: (nullable): another form of @prepare, sent where a drive refuses that
 * @commit: (nullable): the command after the last piece
 * @endangers: see #BbStreamEndangers
 * @last_answer: which answers are fine after the last piece, with which a drive begins to program
 * @programmed_from: first byte of the image that reaches the flash; what is before is only sent
 * @journal_chunks: a journal record before so many pieces each; 0: none
 * @chunk_timeout_ms, @last_timeout_ms: of a piece and of the last
 * @chunk_typical_ms, @last_typical_ms, @wait_typical_ms: see typical_ms of #BbStep; of a piece, the last, and the
 * wait
 * @wait_first_ms, @wait_interval_ms, @wait_limit_ms, @wait_n_ready: see the wait of #BbStep; after the last command.
 * A drive may vanish meanwhile. No limit: no wait
 * @wait_is_finish: the same
 * @repeats_prepare: a prepare that meets a unit attention is sent once more
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
    BbAnswer last_answer;
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
 * BbStreamUse: what is sent in this plan.
 * @blob: index of the image in the plan
 * @length_bytes: of the image; not 0
 * @command_blob: index of what goes with prepare and commit; %BB_BLOB_NONE where they have no data
 * @max_tries: how often all of it may be sent
 * @before_retry: what must happen before it is sent again
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
 * Adds the sections to a plan: prepare, all pieces but the last, the last piece with the commit, and the wait, after
 * which the drive is not endangered any more. A failure before the wait goes back to the first of them. Pure.
 */
void bb_buffer_stream_add (const BbBufferStream *stream, BbPlanBuilder *builder, const BbStreamUse *use);

G_END_DECLS
