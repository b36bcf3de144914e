/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/* Finds out the safe mode key and the version of the boot code of a drive. Members of #BbLearnOps. */

/** bb_nec_needs_learning: TRUE if the drive can be flashed and bb_nec_learn() was not called for @facts. */
gboolean bb_nec_needs_learning (BbFacts *facts);
/**
 * bb_nec_learn: (transfer full):
 * @captures: (nullable): captures of a backup that was just made
 *
 * Returns a copy of @facts with key, type and version of the boot code, without candidates, and with the result of
 * bb_nec_assess_identity(). If bb_nec_needs_learning() is FALSE, the copy is unchanged.
 *
 * The steps:
 * - Tries the safe mode key of the opposite type (bb_nec_opposite_key()), if there is one.
 * - If @captures show that the backup entered safe mode, takes the boot code version from @captures.
 * - Otherwise enters safe mode and reads the version. Also adds the boot code to @captures, if it can be read.
 *
 * Leaves safe mode again, unless the drive was in safe mode before. After an error the drive may still be in safe
 * mode.
 *
 * Errors: as learn() of #BbLearnOps.
 */
BbFacts *bb_nec_learn (BbTransport *transport, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);

G_END_DECLS
