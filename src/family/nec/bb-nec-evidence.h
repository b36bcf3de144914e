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
 * bb_nec_find_boot_code_model: Returns (transfer full) (nullable) the type that the boot code names in INQUIRY, if
 * this type contradicts the model of @facts: it is another type with the same or related hardware, and not the
 * opposite type. Otherwise %NULL. Also %NULL if
 * - the drive is not in safe mode, because INQUIRY then has the name of the firmware
 * - the boot code accepted a safe mode key, which shows its type more reliably than the name
 */
BbModel *bb_nec_find_boot_code_model (BbFacts *facts, BbCatalog *catalog);
/**
 * bb_nec_assess_identity: Member assess() of #BbIdentityOps. Compares the type that the stored identity gives with
 * the claims of firmware, INQUIRY name and boot code. Does nothing if @facts have no model or no stored type.
 *
 * If all agree, empties the conflict of @facts. If they disagree, sets conflict, confidence and wants_repair. In
 * @facts, wants_repair becomes TRUE, except in two cases:
 * - The drive is in safe mode.
 * - The boot code accepted a key, and the stored identity is that of the type of the boot code. Only the running
 *   firmware (id byte or INQUIRY name) then names another type.
 *
 * If the boot code accepted the key of a type that is neither the stored type nor its opposite type, a drive in
 * normal mode also gets the condition DAMAGED, with the mode for an ID that does not fit the boot code.
 */
void bb_nec_assess_identity (BbFacts *facts, BbCatalog *catalog);
/** bb_nec_list_claims: Returns (transfer full) (element-type BbClaim) the type that each source names, even if all
 * sources agree; a source that names no type is left out. The model of @facts must be that of the boot code. */
GPtrArray *bb_nec_list_claims (BbFacts *facts, BbCatalog *catalog);

G_END_DECLS
