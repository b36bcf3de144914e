/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * bb_known_drive_dup_facts:
 *
 * Returns facts of @drive from the store: from its open journal, as they were before the operation of that journal;
 * else from its newest closed journal or its newest trusted backup, whichever is newer. From a closed journal that
 * ended as %BB_HISTORY_PROVED or %BB_HISTORY_REPLACED, the revision is that of the target image. For answers that
 * need no command to the drive. Reads files; blocks.
 *
 * Returns: (transfer full) (nullable): %NULL if there is no record of the drive, or its family is unknown
 */
BbFacts *bb_known_drive_dup_facts (BbEngine *engine, BbEngineDrive *drive);

G_END_DECLS
