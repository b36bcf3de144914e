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
bb_buffer_read_add_capture (const BbBufferRead *read, BbPlanBuilder *builder, guint capture, guint32 address,
                            guint32 length_bytes, BbUse use, BbAnswer answer)
{
    for (guint32 done = 0; done < length_bytes; done += read->chunk_bytes) {
        guint32 piece = MIN (length_bytes - done, read->chunk_bytes);
        BbStep *step = bb_buffer_read_add (read, builder, address + done, piece);

        step->use = use;
        step->capture = capture;
        step->capture_offset = done;
        step->answer = answer;
        step->region_bytes = piece;
    }
}

/* Whether it is worth asking again: nothing was executed, and it will pass. */
static gboolean
bb_buffer_read_passes (BbTransport *transport, const GError *error, guint *n_attentions, guint *n_busy)
{
    const BbSense *sense = bb_scsi_error_get_sense (error);

    if (g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION))
        return ++*n_attentions < BB_BUFFER_MAX_ATTENTIONS;
    /* 2/04/03 stays until the host does something: boot code that waits for an image. */
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

gboolean
bb_buffer_read_now (const BbBufferRead *read, BbTransport *transport, guint32 address, guint32 length_bytes,
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
    } while (*bytes == NULL && bb_buffer_read_passes (transport, local_error, &n_attentions, &n_busy));
    if (*bytes != NULL || bb_buffer_read_is_answer (local_error))
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}
