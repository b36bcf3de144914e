/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-buffer-read.h"

#include "scsi/bb-scsi.h"

#define BB_BUFFER_MAX_ATTENTIONS 8
#define BB_BUFFER_MAX_BUSY 20
#define BB_BUFFER_BUSY_WAIT_MS 500

BbStep *
bb_buffer_read_add (const BbBufferRead *read, BbPlanBuilder *builder, guint32 address, guint32 length_bytes)
{
    BbStep *step = bb_plan_builder_add_step (builder, BB_VERB_COMMAND, BB_STEP_READ);

    bb_cdb_read_buffer (&step->cdb, read->mode, read->buffer_id, address, length_bytes);
    step->direction = BB_DIRECTION_IN;
    step->length_bytes = length_bytes;
    step->timeout_ms = read->timeout_ms;
    step->address = address;
    return step;
}

void
bb_buffer_read_add_capture (const BbBufferRead *read, BbPlanBuilder *builder, guint capture, BbUse use)
{
    const BbCaptureInfo *info = bb_plan_builder_get_capture (builder, capture);

    for (guint32 done = 0; done < info->region.length_bytes; done += read->chunk_bytes) {
        guint32 piece_bytes = MIN (info->region.length_bytes - done, read->chunk_bytes);
        BbStep *step = bb_buffer_read_add (read, builder, info->region.address + done, piece_bytes);

        step->use = use;
        step->capture = capture;
        step->capture_offset = done;
        step->accepts = info->required ? BB_ANSWER_GOOD : BB_ANSWER_GOOD | BB_ANSWER_REFUSED;
        step->region_bytes = piece_bytes;
    }
}

void
bb_buffer_read_add_compare (const BbBufferRead *read, BbPlanBuilder *builder, guint32 address, guint32 length_bytes,
                            guint blob)
{
    for (guint32 done = 0; done < length_bytes; done += read->chunk_bytes) {
        BbStep *step =
            bb_buffer_read_add (read, builder, address + done, MIN (length_bytes - done, read->chunk_bytes));

        bb_step_compare (step, blob, address + done);
    }
}

void
bb_buffer_read_add_backup (const BbBufferRead *read, BbPlanBuilder *builder, guint max_tries)
{
    static const BbUse passes[] = {BB_USE_STORE, BB_USE_COMPARE_CAPTURE};

    for (guint i = 0; i < G_N_ELEMENTS (passes); i++) {
        bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, max_tries);
        for (guint capture = 0; bb_plan_builder_get_capture (builder, capture) != NULL; capture++)
            bb_buffer_read_add_capture (read, builder, capture, passes[i]);
    }
}

void
bb_buffer_read_list (const BbBufferRead *read, GArray *commands, guint32 address, guint32 length_bytes)
{
    for (guint32 done = 0; done < length_bytes; done += read->chunk_bytes) {
        guint32 piece_bytes = MIN (length_bytes - done, read->chunk_bytes);
        BbProbeCommand command = {.step = BB_PROBE_READ, .data_in_bytes = (guint16) piece_bytes};
        BbCdb cdb;

        bb_cdb_read_buffer (&cdb, read->mode, read->buffer_id, address + done, piece_bytes);
        memcpy (command.cdb, cdb.bytes, cdb.length_bytes);
        command.cdb_length_bytes = cdb.length_bytes;
        g_array_append_val (commands, command);
    }
}

/* TRUE if the drive did not execute the command, and can execute it soon: after a unit attention, or after "becoming
 * ready", for which the function waits first. Counts unit attentions and waits; FALSE when either reaches its
 * limit. */
static gboolean
bb_buffer_read_may_repeat (BbTransport *transport, const GError *error, guint *n_attentions, guint *n_busy)
{
    const BbSense *sense = bb_scsi_error_get_sense (error);

    if (g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION))
        return ++*n_attentions < BB_BUFFER_MAX_ATTENTIONS;
    /* 2/04/03: the boot code waits for an image, so the drive does not become ready by itself. */
    if (!g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_BECOMING_READY) || sense == NULL ||
        sense->ascq == 0x03 || ++*n_busy >= BB_BUFFER_MAX_BUSY)
        return FALSE;
    bb_transport_wait_ms (transport, BB_BUFFER_BUSY_WAIT_MS);
    return TRUE;
}

gboolean
bb_buffer_read_is_answer (const GError *error)
{
    return error->domain == BB_SCSI_ERROR || g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
}

/* Reads one chunk. Sets @bytes to NULL if the drive refuses the read. FALSE if the drive gave no answer, or if
 * cancelled. */
static gboolean
bb_buffer_read_piece (const BbBufferRead *read, BbTransport *transport, guint32 address, guint32 length_bytes,
                      GCancellable *cancellable, GBytes **bytes, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    guint n_attentions = 0;
    guint n_busy = 0;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    do {
        g_clear_error (&local_error);
        *bytes = bb_scsi_read_buffer (transport, read->mode, read->buffer_id, address, length_bytes, read->timeout_ms,
                                      &local_error);
    } while (*bytes == NULL && bb_buffer_read_may_repeat (transport, local_error, &n_attentions, &n_busy));
    if (*bytes != NULL || bb_buffer_read_is_answer (local_error))
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

gboolean
bb_buffer_read_now (const BbBufferRead *read, BbTransport *transport, guint32 address, guint32 length_bytes,
                    GCancellable *cancellable, GBytes **bytes, GError **error)
{
    g_autoptr (GByteArray) all = g_byte_array_new ();

    *bytes = NULL;
    for (guint32 done = 0; done < length_bytes; done += read->chunk_bytes) {
        guint32 piece_bytes = MIN (length_bytes - done, read->chunk_bytes);
        g_autoptr (GBytes) piece = NULL;

        if (!bb_buffer_read_piece (read, transport, address + done, piece_bytes, cancellable, &piece, error))
            return FALSE;
        if (piece == NULL)
            return TRUE;
        g_byte_array_append (all, g_bytes_get_data (piece, NULL), g_bytes_get_size (piece));
    }
    *bytes = g_byte_array_free_to_bytes (g_steal_pointer (&all));
    return TRUE;
}
