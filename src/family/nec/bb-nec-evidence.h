/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/*
 * Compares the sources that name the type of a drive: stored ID, model block, firmware, INQUIRY name and boot code
 * (docs/protocols/nec-optiarc.md, sections 3 and 10). After an interrupted conversion these sources name different
 * types.
 */

/** bb_nec_find_damage: Member find_damage() of #BbIdentityOps: returns a sentence if other sources contradict the
 * stored identity. */
char *bb_nec_find_damage (BbFacts *facts, BbCatalog *catalog);
/** bb_nec_assess_identity: Compares the stored identity of @facts with the claims of firmware, INQUIRY name and boot
 * code. If they disagree, sets conflict, confidence and wants_repair of @facts; if the boot code is of another type,
 * also condition and mode. Member assess() of #BbIdentityOps. */
void bb_nec_assess_identity (BbFacts *facts, BbCatalog *catalog);
/** bb_nec_list_claims: Returns (transfer full) (element-type BbClaim) the type that each source names, even if all
 * sources agree. The model of @facts must be that of the boot code. */
GPtrArray *bb_nec_list_claims (BbFacts *facts, BbCatalog *catalog);

G_END_DECLS
