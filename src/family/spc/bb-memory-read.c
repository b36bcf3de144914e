/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-memory-read.h"

#include "scsi/bb-scsi.h"

#define MAX_ATTENTIONS 8
#define MAX_BUSY 20
#define BUSY_WAIT_MS 500

BbStep *
bb_memory_read_add (const BbMemoryRead *read, BbPlanBuilder *builder, guint32 address, guint32 length_bytes)
{
    BbStep *step = bb_plan_builder_add_data_in (builder, BB_STEP_READ, read->cdb (address, length_bytes),
                                                read->timeout_ms, length_bytes);

    step->address = address;
    return step;
}

void
bb_memory_read_add_capture (const BbMemoryRead *read, BbPlanBuilder *builder, guint capture, BbStepUse use)
{
    const BbCaptureInfo *info = bb_plan_builder_get_capture (builder, capture);

    for (BbPieces p = bb_pieces (info->region.length_bytes, read->piece_bytes); bb_pieces_next (&p);) {
        BbStep *step = bb_memory_read_add (read, builder, info->region.address + p.offset, p.length_bytes);

        use (step, capture, p.offset);
        step->accepts = info->required ? BB_ANSWER_GOOD : BB_ANSWER_GOOD | BB_ANSWER_REFUSED;
        step->region_bytes = p.length_bytes;
    }
}

void
bb_memory_read_add_backup (const BbMemoryRead *read, BbPlanBuilder *builder, guint max_tries)
{
    static const BbStepUse passes[] = {bb_step_store, bb_step_compare_capture};

    for (guint i = 0; i < G_N_ELEMENTS (passes); i++) {
        bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, max_tries);
        for (guint capture = 0; bb_plan_builder_get_capture (builder, capture) != NULL; capture++)
            bb_memory_read_add_capture (read, builder, capture, passes[i]);
    }
}

void
bb_memory_read_list (const BbMemoryRead *read, GArray *commands, guint32 address, guint32 length_bytes)
{
    for (BbPieces p = bb_pieces (length_bytes, read->piece_bytes); bb_pieces_next (&p);) {
        BbProbeCommand command = {.step = BB_PROBE_READ, .data_in_bytes = p.length_bytes};
        BbCdb cdb = read->cdb (address + p.offset, p.length_bytes);

        g_return_if_fail (cdb.length_bytes <= sizeof command.cdb);
        memcpy (command.cdb, cdb.bytes, cdb.length_bytes);
        command.cdb_length_bytes = cdb.length_bytes;
        g_array_append_val (commands, command);
    }
}

/*
 * TRUE if the command was not executed and should be sent again: after a unit attention, or after "becoming ready".
 * For "becoming ready", waits before it returns. @n_attentions, @n_busy: (inout): numbers of unit attentions and of
 * waits; FALSE when one of them reaches its limit.
 */
static gboolean
bb_memory_read_may_repeat (BbTransport *transport, const GError *error, guint *n_attentions, guint *n_busy)
{
    const BbSense *sense = bb_scsi_error_get_sense (error);

    if (g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION))
        return ++*n_attentions < MAX_ATTENTIONS;
    /* The sense data 2/04/03 means that the boot code waits for an image, so the drive does not become ready by
     * itself. */
    if (!g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_BECOMING_READY) || sense == NULL ||
        sense->ascq == 0x03 || ++*n_busy >= MAX_BUSY)
        return FALSE;
    bb_transport_wait_ms (transport, BUSY_WAIT_MS);
    return TRUE;
}

gboolean
bb_memory_read_is_answer (const GError *error)
{
    return error->domain == BB_SCSI_ERROR || g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
}

/* Reads one piece, and repeats the command as bb_memory_read_may_repeat() says. Sets @bytes to NULL if the drive
 * refuses the read, sends too few bytes or does not become ready. FALSE if the drive gave no answer, or if
 * cancelled. */
static gboolean
bb_memory_read_piece (const BbMemoryRead *read, BbTransport *transport, guint32 address, guint32 length_bytes,
                      GCancellable *cancellable, GBytes **bytes, GError **error)
{
    BbCdb cdb = read->cdb (address, length_bytes);
    g_autoptr (GError) local_error = NULL;
    guint n_attentions = 0;
    guint n_busy = 0;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    do {
        g_clear_error (&local_error);
        *bytes = bb_scsi_read (transport, &cdb, length_bytes, read->timeout_ms, &local_error);
    } while (*bytes == NULL && bb_memory_read_may_repeat (transport, local_error, &n_attentions, &n_busy));
    if (*bytes != NULL || bb_memory_read_is_answer (local_error))
        return TRUE;
    g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "read at 0x%06x: ", address);
    return FALSE;
}

gboolean
bb_memory_read_now (const BbMemoryRead *read, BbTransport *transport, guint32 address, guint32 length_bytes,
                    GCancellable *cancellable, GBytes **bytes, GError **error)
{
    g_autoptr (GByteArray) all = g_byte_array_new ();

    *bytes = NULL;
    for (BbPieces p = bb_pieces (length_bytes, read->piece_bytes); bb_pieces_next (&p);) {
        g_autoptr (GBytes) piece = NULL;

        if (!bb_memory_read_piece (read, transport, address + p.offset, p.length_bytes, cancellable, &piece, error))
            return FALSE;
        if (piece == NULL)
            return TRUE;
        g_byte_array_append (all, g_bytes_get_data (piece, NULL), g_bytes_get_size (piece));
    }
    *bytes = g_byte_array_free_to_bytes (g_steal_pointer (&all));
    return TRUE;
}
