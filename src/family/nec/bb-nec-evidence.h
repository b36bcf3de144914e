/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/*
 * Compares the sources that name the type of a drive: stored ID, model block, firmware, INQUIRY name and boot code
 * (docs/protocols/nec-optiarc.md, sections 3 and 10). After an interrupted conversion these sources name different
 * types.
 */

/** bb_nec_find_damage: Returns (transfer full) (nullable) a sentence that says how other sources contradict the
 * stored identity; %NULL if none does, if the type of the drive is not known, or in safe mode. Member find_damage()
 * of #BbIdentityOps. */
char *bb_nec_find_damage (BbFacts *facts, BbCatalog *catalog);
/**
 * bb_nec_find_boot_code_model: Returns (transfer full) (nullable) the type that the INQUIRY name of the boot code
 * names, if that name contradicts @facts: it is of another type with the same or related hardware, and not of the
 * opposite type. %NULL also in two cases: the drive is not in safe mode, or its boot code accepted a key, which says
 * more than the name.
 */
BbModel *bb_nec_find_boot_code_model (BbFacts *facts, BbCatalog *catalog);
/**
 * bb_nec_assess_identity: Member assess() of #BbIdentityOps. Compares the type that the stored identity gives with
 * the claims of firmware, INQUIRY name and boot code. Does nothing if @facts have no model or no stored type.
 *
 * If all agree, empties the conflict of @facts. If they disagree, sets conflict, confidence and wants_repair.
 * wants_repair is TRUE, but FALSE in safe mode, and also FALSE if the boot code accepted a key and no source names
 * another type than that of the boot code.
 *
 * Also sets condition and mode if, in normal mode, the boot code accepted the key of a type that is neither the
 * stored type nor its opposite type.
 */
void bb_nec_assess_identity (BbFacts *facts, BbCatalog *catalog);
/** bb_nec_list_claims: Returns (transfer full) (element-type BbClaim) the type that each source names, even if all
 * sources agree; a source that names no type is left out. The model of @facts must be that of the boot code. */
GPtrArray *bb_nec_list_claims (BbFacts *facts, BbCatalog *catalog);

G_END_DECLS
