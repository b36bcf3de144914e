/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/* Finds out the safe mode key and the version of the boot code of a drive. Members of #BbLearnOps. */

/** bb_nec_needs_learning: TRUE if the drive can be flashed and bb_nec_learn() was not called for @facts. */
gboolean bb_nec_needs_learning (BbFacts *facts);
/** bb_nec_learn: Returns (transfer full) a copy of @facts with key, type and version of the boot code; a plain copy
 * if bb_nec_needs_learning() is FALSE. Asks the drive in safe mode, unless @captures (nullable) are from a backup
 * that has asked; then adds the boot code to @captures, if it can be read. Leaves safe mode again, unless the drive
 * was in safe mode before. After an error the drive may still be in safe mode. Errors: as learn() of #BbLearnOps. */
BbFacts *bb_nec_learn (BbTransport *transport, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);

G_END_DECLS
