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

G_END_DECLS
