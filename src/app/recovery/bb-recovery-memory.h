/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-rescue.h"

G_BEGIN_DECLS

/*
 * Steps of a recovery, kept in the settings while the computer is shut down for one of them. After the restart, the
 * recovery continues with this step instead of the first.
 */

/** bb_recovery_memory_save: Stores the steps so far of @drive. Replaces what was stored for @drive. */
void bb_recovery_memory_save (BbEngineDrive *drive, const BbRescueTries *tries);
/** bb_recovery_memory_forget: Removes what was stored for @drive; does nothing if nothing was. */
void bb_recovery_memory_forget (BbEngineDrive *drive);
/** bb_recovery_memory_note_result: Removes what was stored for @drive if @result says that firmware was written
 * successfully, because the stored steps do not count for a later failure. @drive: (nullable): %NULL if it is not
 * connected. Returns: whether firmware was written successfully. */
gboolean bb_recovery_memory_note_result (BbEngineDrive *drive, BbResult *result);
/**
 * bb_recovery_memory_load:
 * @tries: (out): set to the stored steps; unchanged if %FALSE is returned
 *
 * Only steps that an earlier start of the program stored within the last 24 hours count: the user can try all steps
 * again by opening the recovery again, and a fault of next month has nothing to do with these steps. Other steps are
 * removed.
 *
 * Returns: whether steps are stored for @drive, which is known by its serial number, or by its port without one
 */
gboolean bb_recovery_memory_load (BbEngineDrive *drive, BbRescueTries *tries);

G_END_DECLS
