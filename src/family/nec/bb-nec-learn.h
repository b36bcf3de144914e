/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/* Asking the boot code of a drive for key and version. Members of #BbLearnOps. */

/** bb_nec_needs_learning: TRUE if the drive can be flashed and bb_nec_learn() was not called for @facts. */
gboolean bb_nec_needs_learning (BbFacts *facts);
/** bb_nec_learn: (transfer full): Enters and leaves safe mode once, if bb_nec_needs_learning(). After an error the
 * drive may still be in safe mode. Errors: as of learn() of #BbLearnOps. */
BbFacts *bb_nec_learn (BbTransport *transport, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);

G_END_DECLS
