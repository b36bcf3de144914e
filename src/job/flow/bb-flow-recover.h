/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/**
 * bb_flow_recover_with:
 * @image: (nullable): what to write; %NULL: what the journal or the backups have
 *
 * Recovers a drive that was identified already.
 */
BbResult *bb_flow_recover_with (BbFlow *flow, const BbIdentified *identified, BbImage *image);

/** bb_flow_list_known: (transfer full) (element-type BbFacts): the drive as it was at each of its backups, also those
 * that hold no firmware; the newest first. */
GPtrArray *bb_flow_list_known (BbFlow *flow);

/** bb_flow_find_past: (out): what its journal @record (nullable) knows of it, else its newest backup. */
void bb_flow_find_past (BbFlow *flow, BbJournalRecord *record, BbPast *past);

/**
 * bb_flow_judge_given:
 * @begun: (out): it is the image of the flash that was interrupted
 *
 * May @image be written to a drive that may not be able to say what it is?
 *
 * Returns: (transfer full)
 */
BbVerdict *bb_flow_judge_given (BbFlow *flow, const BbPast *past, BbImage *image, gboolean *begun);
/** bb_flow_has_label: whether the request names a label. */
gboolean bb_flow_has_label (BbFlow *flow);
/** bb_flow_add_wants_label: that only its label tells which board the drive has. @error: (nullable): of a label that
 * was given and is wrong, %BB_FAMILY_ERROR_LABEL of bb_flow_find_board() */
void bb_flow_add_wants_label (BbVerdict *verdict, const GError *error);

G_END_DECLS
