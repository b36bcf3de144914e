/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * bb_start_drive_find:
 * @engine: its drives are searched in their order
 * @last_place: (nullable): port of the drive that was used last, of bb_engine_drive_dup_place()
 *
 * Finds the drive that a front end shows first. Sends no command. If there are several drives, the first of these
 * that exists:
 * - the drive at @last_place
 * - the first drive that is ready, has no disc, and can be flashed
 * - the first drive
 *
 * Returns: (transfer full) (nullable): %NULL if there is no drive. Also %NULL as long as a drive that was not
 *   identified yet may turn out to be the first that can be flashed
 */
BbEngineDrive *bb_start_drive_find (BbEngine *engine, const char *last_place);

G_END_DECLS
