/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/** BB_NEC_N_ID_ADDRESSES: number of addresses at which drives of this family may store their ID. */
#define BB_NEC_N_ID_ADDRESSES 5

/**
 * BbNecFinding: data that a probe has read so far.
 * @n_answers: number of ID reads that the drive answered with data
 * @has_data: one of these answers was not all zeros
 * @unread: addresses of the stored ID at which the drive answered the read with an error; 0 for unused elements
 * @model: (nullable): the drive type that follows from these data
 * @address: address of the stored ID
 * @stored_id: (nullable): the stored ID
 * @rid: (nullable): the model block
 */
typedef struct {
    guint n_answers;
    gboolean has_data;
    guint32 unread[BB_NEC_N_ID_ADDRESSES];
    BbModel *model;
    guint32 address;
    char *stored_id;
    GBytes *rid;
} BbNecFinding;

/**
 * bb_nec_probe_damaged:
 *
 * Called if the memory of the drive can be read but its stored ID is unknown. Identifies the drive by the model
 * block or, if that names no type, by the INQUIRY text. Adds a sentence about the result to the evidence of @facts
 * in every case.
 *
 * If a type was found:
 * - sets the model of @finding, and candidates and confidence of @facts
 * - sets mode and condition to DAMAGED; in safe mode they stay unchanged, also if the ID could not be read
 * - if the model block named the type, also sets the texts of the block and the stored type of @facts
 *
 * If no type was found:
 * - the model of @finding stays %NULL
 * - mode and condition become UNKNOWN (in safe mode, too), and the confidence is low
 *
 * Errors: those of bb_nec_try_read_memory(). The ID may be intact if the type was found, the drive is not in safe
 * mode, and @finding says that the ID of this type was not read; then those of bb_nec_read_memory(), or
 * %BB_TRANSPORT_ERROR_IO.
 *
 * Returns: %FALSE only after an error
 */
gboolean bb_nec_probe_damaged (BbTransport *transport, BbNecFinding *finding, GPtrArray *names, BbCatalog *catalog,
                               BbFacts *facts, GError **error);

G_END_DECLS
