/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * bb_start_drive_find:
 * @engine: its drives are searched in their order
 * @last_place: (nullable): port of the drive that was used last, of bb_engine_drive_dup_place()
 *
 * Finds the drive that a front end shows first: the only one, else the one at @last_place, else the first that is
 * ready, without a disc, and can be flashed, else the first. Sends no command.
 *
 * Returns: (transfer full) (nullable): %NULL if there is no drive. Also %NULL while the answer depends on a drive
 * that was not identified yet, because that drive may be the first that can be flashed
 */
BbEngineDrive *bb_start_drive_find (BbEngine *engine, const char *last_place);

G_END_DECLS
