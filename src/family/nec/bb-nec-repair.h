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
/** bb_nec_has_lost_calibration: Member has_lost_calibration() of #BbIdentityOps. TRUE if the calibration in @now
 * differs from that in @good. Identity, book types and region data are not compared, nor are pages that one of the
 * two does not have. FALSE if it is not known where drives of type @model store their identity. */
gboolean bb_nec_has_lost_calibration (BbCaptures *now, BbCaptures *good, BbModel *model);
/**
 * bb_nec_plan_repair: Returns (transfer full) a plan that writes the right identity and, if there is a backup, the
 * lost calibration.
 *
 * Errors: as plan_repair() of #BbIdentityOps; %BB_FAMILY_ERROR_CANNOT also in these cases:
 * - The drive is in safe mode.
 * - The present identity was not read.
 * - The boot code has accepted no safe mode key, so its type is not known.
 */
BbPlan *bb_nec_plan_repair (const BbRepairInput *input, GError **error);

G_END_DECLS
