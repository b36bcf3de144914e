/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec-boot.h"

G_BEGIN_DECLS

/*
 * What a drive stores about itself, put right (docs/protocols/nec-optiarc.md, section 10). Members of the family's
 * table; see bb-family.h.
 */

char *bb_nec_find_damage (BbFacts *facts, BbCatalog *catalog);
void bb_nec_weigh (BbFacts *facts, BbCatalog *catalog);
/** bb_nec_list_claims: (transfer full) (element-type BbClaim): what each source says that names a model. */
GPtrArray *bb_nec_list_claims (BbFacts *facts, BbCatalog *catalog);
/** bb_nec_plan_read_identity: (transfer full): the calibration, in any mode. Errors: as of plan_read() of
 * #BbIdentityOps. */
BbPlan *bb_nec_plan_read_identity (BbFacts *facts, GError **error);
gboolean bb_nec_is_sure_of_boot_code (BbFacts *facts);
gboolean bb_nec_has_lost_calibration (BbCaptures *now, BbCaptures *good, BbModel *model);
/** bb_nec_plan_repair: (transfer full): needs the safe mode key that the drive took. Errors: as of plan_repair() of
 * #BbIdentityOps. */
BbPlan *bb_nec_plan_repair (const BbRepairInput *input, GError **error);

G_END_DECLS
