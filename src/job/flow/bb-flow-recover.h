/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/**
 * bb_flow_recover_with:
 * @image: (nullable): what to write; %NULL: the image of the journal or a backup
 *
 * Recovers a drive that was identified.
 */
BbResult *bb_flow_recover_with (BbFlow *flow, const BbIdentified *identified, BbImage *image);

/** bb_flow_list_known: (transfer full) (element-type BbFacts): facts of the drive from each of its backups, also
 * those without firmware; newest first. */
GPtrArray *bb_flow_list_known (BbFlow *flow);

/** bb_flow_find_past: (out): what the journal @record (nullable) says of the drive, else its newest backup. */
void bb_flow_find_past (BbFlow *flow, BbJournalRecord *record, BbPast *past);

/**
 * bb_flow_judge_given:
 * @begun: (out): @image is the image of the interrupted flash
 *
 * Judges whether @image may be written to a drive that may not be able to report its model.
 *
 * Returns: (transfer full)
 */
BbVerdict *bb_flow_judge_given (BbFlow *flow, const BbPast *past, BbImage *image, gboolean *begun);
/** bb_flow_has_label: whether the request names a label. */
gboolean bb_flow_has_label (BbFlow *flow);
/** bb_flow_add_wants_label: adds the reason that only the label tells which board the drive has. @error:
 * (nullable): for a wrong label, %BB_FAMILY_ERROR_LABEL of bb_flow_find_board() */
void bb_flow_add_wants_label (BbVerdict *verdict, const GError *error);

G_END_DECLS
