/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec-identity.h"

G_BEGIN_DECLS

/*
 * Repair of the stored identity and of lost calibration (docs/protocols/nec-optiarc.md, section 10).
 * Members of #BbIdentityOps.
 */

/** bb_nec_plan_read_identity: Returns (transfer full) a plan that reads the calibration, which contains the identity;
 * in any mode. Errors: as plan_read() of #BbIdentityOps. */
BbPlan *bb_nec_plan_read_identity (BbFacts *facts, GError **error);
/** bb_nec_has_lost_calibration: TRUE if the calibration in @now differs from that in @good, apart from identity, book
 * types and region data. Pages that are missing in one of them are not compared. FALSE if it is not known where
 * @model stores its identity. Member has_lost_calibration() of #BbIdentityOps. */
gboolean bb_nec_has_lost_calibration (BbCaptures *now, BbCaptures *good, BbModel *model);
/** bb_nec_plan_repair: Returns (transfer full) a plan that writes the right identity and, if there is a backup, the
 * lost calibration. Errors: as plan_repair() of #BbIdentityOps; %BB_FAMILY_ERROR_CANNOT also in safe mode, if the
 * present identity was not read, and if the boot code has accepted no safe mode key, which would show its type. */
BbPlan *bb_nec_plan_repair (const BbRepairInput *input, GError **error);

G_END_DECLS
