/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec-identity.h"

G_BEGIN_DECLS

/*
 * Repair of the stored identity and of lost calibration (docs/protocols/nec-optiarc.md, section 10). Members of
 * #BbIdentityOps.
 */

/** bb_nec_plan_read_identity: (transfer full): reads the calibration, in any mode. Errors: as of plan_read() of
 * #BbIdentityOps. */
BbPlan *bb_nec_plan_read_identity (BbFacts *facts, GError **error);
/** bb_nec_has_lost_calibration: see has_lost_calibration() of #BbIdentityOps. */
gboolean bb_nec_has_lost_calibration (BbCaptures *now, BbCaptures *good, BbModel *model);
/** bb_nec_plan_repair: (transfer full): writes the identity; refused unless the boot code accepted a safe mode key.
 * Errors: as of plan_repair() of #BbIdentityOps. */
BbPlan *bb_nec_plan_repair (const BbRepairInput *input, GError **error);

G_END_DECLS
