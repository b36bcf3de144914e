/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * bb_known_drive_dup_facts:
 *
 * Facts of @drive from journals and backups, for what can be answered without a command: from before its open
 * journal, else from the newest record. Reads the store; sends nothing to the drive.
 *
 * Returns: (transfer full) (nullable): %NULL if there is no record of the drive
 */
BbFacts *bb_known_drive_dup_facts (BbEngine *engine, BbEngineDrive *drive);

G_END_DECLS
