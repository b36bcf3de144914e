/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/**
 * BbNecFinding: what the reads of a probe have brought so far.
 * @n_answers: id reads that were good
 * @model: (nullable): the type found
 * @address: where its id stands
 * @stored_id: (nullable): that id
 * @rid: (nullable): the model block
 */
typedef struct {
    guint n_answers;
    BbModel *model;
    guint32 address;
    char *stored_id;
    GBytes *rid;
} BbNecFinding;

/**
 * bb_nec_probe_read:
 * @data: (out) (transfer full) (nullable): what came; %NULL when the drive refused
 * @refusal: (out) (optional): how it refused: %BB_SCSI_ERROR, or %BB_TRANSPORT_ERROR_SHORT
 *
 * bb_nec_read_memory() while probing. Errors: %BB_TRANSPORT_ERROR, but for SHORT.
 * Returns: %FALSE only when no answer came, so that asking on makes no sense
 */
gboolean bb_nec_probe_read (BbTransport *transport, guint32 address, guint32 length_bytes, guint32 least_bytes,
                            GBytes **data, GError **refusal, GError **error);
void bb_nec_probe_note_rid (BbFacts *facts, GBytes *rid);

/**
 * bb_nec_probe_damaged:
 *
 * For a drive that lets its memory be read but whose id nobody knows: looks in the model block, then in the
 * INQUIRY text, for what it could be. Sets @finding->model if there is an answer, else the facts say that it is
 * unknown. Errors: those of bb_nec_probe_read().
 */
gboolean bb_nec_probe_damaged (BbTransport *transport, BbNecFinding *finding, GPtrArray *names, BbCatalog *catalog,
                               BbFacts *facts, GError **error);

G_END_DECLS
