/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * bb_known_drive_dup_facts: returns facts of @drive from the store, for answers that need no command to the drive.
 * The first of these sources that exists is used:
 * - the open journal of the drive: the facts from before its operation
 * - the newest closed journal of the drive or its newest trusted backup, whichever is newer. If that journal ended as
 *   %BB_HISTORY_PROVED or %BB_HISTORY_REPLACED, the revision is that of the target image.
 *
 * Reads files; blocks.
 *
 * Returns: (transfer full) (nullable): %NULL if there is no record of the drive, or its family is unknown
 */
BbFacts *bb_known_drive_dup_facts (BbEngine *engine, BbEngineDrive *drive);

G_END_DECLS
