/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/*
 * Compares the sources that name the type of a drive: stored ID, model block, firmware, INQUIRY name and boot code
 * (docs/protocols/nec-optiarc.md, sections 3 and 10). After an interrupted conversion they name different types.
 */

/** bb_nec_find_damage: see find_damage() of #BbIdentityOps. */
char *bb_nec_find_damage (BbFacts *facts, BbCatalog *catalog);
/** bb_nec_weigh: see assess() of #BbIdentityOps. */
void bb_nec_weigh (BbFacts *facts, BbCatalog *catalog);
/** bb_nec_list_claims: Returns (transfer full) (element-type BbClaim) the type that each source names, also if all
 * agree. The sources are compared with the type of the boot code. */
GPtrArray *bb_nec_list_claims (BbFacts *facts, BbCatalog *catalog);

G_END_DECLS
