/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-buffer-stream.h"

#include "scsi/bb-scsi.h"

#define BB_STREAM_POLL_TIMEOUT_MS 10000

/* Adds a step with @command and returns it; the caller sets the blob. */
static BbStep *
bb_stream_add_command (const BbBufferStream *stream, BbPlanBuilder *builder, BbStepKind kind,
                       const BbStreamCommand *command, guint32 offset)
{
    BbStep *step = bb_plan_builder_add_step (builder, BB_VERB_COMMAND, kind);
    const guint8 ordered[12] = {stream->opcode, 0, stream->prefix, 0, 0, command->mode};

    if (stream->form == BB_STREAM_ORDERED)
        bb_cdb_init (&step->cdb, ordered, stream->cdb_length_bytes);
    else
        bb_cdb_write_buffer (&step->cdb, command->mode, command->buffer_id, offset, command->length_bytes);
    step->cdb.length_bytes = stream->cdb_length_bytes;
    for (guint i = 0; i < BB_STREAM_CONTROL_BYTES && 9 + i < stream->cdb_length_bytes; i++)
        step->cdb.bytes[9 + i] = command->control[i];
    step->direction = command->length_bytes > 0 ? BB_DIRECTION_OUT : BB_DIRECTION_NONE;
    step->length_bytes = command->length_bytes;
    step->blob_length_bytes = command->length_bytes;
    step->accepts = command->accepts != 0 ? command->accepts : BB_ANSWER_GOOD;
    step->timeout_ms = command->timeout_ms > 0 ? command->timeout_ms : stream->chunk_timeout_ms;
    return step;
}

/* Adds the step that sends the chunk at @offset, and before it TEST UNIT READY if the chip polls. */
static void
bb_stream_add_chunk (const BbBufferStream *stream, BbPlanBuilder *builder, const BbStreamUse *use, guint32 offset)
{
    guint32 length_bytes = MIN (stream->chunk_bytes, use->length_bytes - offset);
    guint number = offset / stream->chunk_bytes;
    gboolean is_last = offset + length_bytes == use->length_bytes;
    BbStreamCommand piece = {
        .mode = is_last       ? stream->last_mode
                : offset == 0 ? stream->first_mode
                              : stream->data_mode,
        .buffer_id = stream->buffer_id,
        .length_bytes = stream->fills_last ? stream->chunk_bytes : length_bytes,
        .accepts = is_last ? stream->last_accepts : BB_ANSWER_GOOD,
        .timeout_ms = is_last ? stream->last_timeout_ms : stream->chunk_timeout_ms,
    };
    BbStep *step = NULL;

    for (guint i = 0; i < BB_STREAM_CONTROL_BYTES; i++)
        piece.control[i] = stream->control[i];
    if (stream->polls) {
        step = bb_plan_builder_add_step (builder, BB_VERB_COMMAND, BB_STEP_STATUS);
        bb_cdb_test_unit_ready (&step->cdb);
        step->timeout_ms = BB_STREAM_POLL_TIMEOUT_MS;
        step->accepts = BB_ANSWER_ANY;
    }
    step = bb_stream_add_command (stream, builder, is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD, &piece,
                                  stream->offset_base + offset);
    step->blob = use->blob;
    step->blob_offset = offset;
    step->blob_length_bytes = length_bytes;
    step->address = stream->offset_base + offset;
    step->region_bytes = offset >= stream->programmed_from ? length_bytes : 0;
    step->typical_ms = is_last ? stream->last_typical_ms : stream->chunk_typical_ms;
    step->journal = stream->journal_chunks > 0 && number > 0 && number % stream->journal_chunks == 0;
    step->endangers = is_last || stream->endangers == BB_STREAM_ENDANGERS_FIRST;
    step->quiet_ms = is_last ? stream->last_timeout_ms : 0;
}

/* Adds the step with the prepare command and, if there is one, the step with its other form, which is sent only if
 * the drive refuses the first. */
static void
bb_stream_add_prepare (const BbBufferStream *stream, BbPlanBuilder *builder, const BbStreamUse *use)
{
    const BbStreamCommand *const forms[] = {stream->prepare, stream->other_prepare};
    BbStep *first = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (forms) && forms[i] != NULL; i++) {
        BbStep *step = bb_stream_add_command (stream, builder, BB_STEP_ENTER, forms[i], 0);

        step->blob = forms[i]->length_bytes > 0 ? use->command_blob : BB_BLOB_NONE;
        step->journal = TRUE;
        step->repeats = stream->repeats_prepare;
        if (i == 0)
            first = step;
        else
            bb_step_only_if (step, first, BB_ANSWER_REFUSED | BB_ANSWER_ABORTED);
    }
}

void
bb_buffer_stream_add (const BbBufferStream *stream, BbPlanBuilder *builder, const BbStreamUse *use)
{
    guint32 last = 0;
    guint first_section = G_MAXUINT;
    BbSection *section = NULL;
    BbStep *step = NULL;

    g_return_if_fail (stream->chunk_bytes > 0 && use->length_bytes > 0);

    last = (use->length_bytes - 1) / stream->chunk_bytes * stream->chunk_bytes;
    /* Part 0: prepare command; 1: all chunks but the last; 2: last chunk and commit, added after the loop. */
    for (guint part = stream->prepare != NULL ? 0 : 1; part < 3; part++) {
        if (part == 1 && last == 0)
            continue;
        section =
            bb_plan_builder_begin_section (builder, part == 0 ? BB_PHASE_PREPARE : BB_PHASE_PROGRAM, use->max_tries);
        first_section = MIN (first_section, section->restart_at);
        section->restart_at = first_section;
        section->before_retry = use->before_retry;
        if (part == 0)
            bb_stream_add_prepare (stream, builder, use);
        for (guint32 offset = 0; part == 1 && offset < last; offset += stream->chunk_bytes)
            bb_stream_add_chunk (stream, builder, use, offset);
    }
    bb_stream_add_chunk (stream, builder, use, last);
    if (stream->commit != NULL) {
        step = bb_stream_add_command (stream, builder, BB_STEP_FINISH, stream->commit, 0);
        step->blob = stream->commit->length_bytes > 0 ? use->command_blob : BB_BLOB_NONE;
    }
    if (stream->wait_limit_ms == 0)
        return;
    /* A drive that is still busy after the limit may be programming, so the engine identifies it before it may send
     * the image again. */
    section = bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1);
    section->before_retry = use->before_retry;
    section->heals = TRUE;
    step = bb_plan_builder_add_step (builder, BB_VERB_WAIT_READY, BB_STEP_WAIT);
    step->wait.first_ms = stream->wait_first_ms;
    step->wait.interval_ms = stream->wait_interval_ms;
    step->wait.limit_ms = stream->wait_limit_ms;
    step->wait.n_ready = stream->wait_n_ready;
    step->wait.may_vanish = TRUE;
    step->wait.programmed_bytes = stream->wait_is_finish ? use->length_bytes : 0;
    step->quiet_ms = stream->wait_limit_ms;
    step->typical_ms = stream->wait_typical_ms;
}
