/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/**
 * bb_flow_recover_with:
 * @image: (nullable): what to write; %NULL: what the journal or the backups have
 *
 * Recovers a drive that was opened and identified already.
 */
BbResult *bb_flow_recover_with (BbFlow *flow, BbImage *image);

/** bb_flow_find_board: sets @board, from the journal or a backup. */
void bb_flow_find_board (BbFlow *flow);

/**
 * bb_flow_judge_given:
 * @begun: (out): it is the image of the flash that was interrupted
 *
 * May @image be written to a drive that may not be able to say what it is? After bb_flow_find_board().
 *
 * Returns: (transfer full)
 */
BbVerdict *bb_flow_judge_given (BbFlow *flow, BbImage *image, gboolean *begun);

G_END_DECLS
