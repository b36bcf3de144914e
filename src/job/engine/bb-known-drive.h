/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * bb_known_drive_dup_facts:
 *
 * What journals and backups tell of @drive, for questions that can be answered without asking it: as it was before
 * its open journal, or else as the newest record describes it. Reads the store; sends nothing to the drive.
 *
 * Returns: (transfer full) (nullable): %NULL: nothing is on record
 */
BbFacts *bb_known_drive_dup_facts (BbEngine *engine, BbEngineDrive *drive);

G_END_DECLS
