/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/**
 * BbNecFinding: results of the reads of a probe.
 * @n_answers: number of ID reads that the drive answered with data
 * @model: (nullable): the drive type found
 * @address: address of the stored ID
 * @stored_id: (nullable): the stored ID
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
 * bb_nec_probe_damaged:
 *
 * Identifies a drive that lets its memory be read but has an unknown stored ID: by the model block, then by the
 * INQUIRY text. Sets @finding->model if one of them names a type; otherwise sets the mode of @facts to
 * %BB_NEC_MODE_UNKNOWN. Errors: those of bb_nec_try_read_memory().
 */
gboolean bb_nec_probe_damaged (BbTransport *transport, BbNecFinding *finding, GPtrArray *names, BbCatalog *catalog,
                               BbFacts *facts, GError **error);

G_END_DECLS
