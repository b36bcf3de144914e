/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec-identity.h"

G_BEGIN_DECLS

/* Conversion of a drive into another type, by another boot code and identity (docs/protocols/nec-optiarc.md, section
 * 10). bb_nec_check_conversion() and bb_nec_plan_convert() are members of #BbConvertOps. bb-nec-convert.c calls
 * functions of bb-nec-convert-check.c, never the reverse. */

/** bb_nec_check_conversion: Member check() of #BbConvertOps: adds the reasons for and against the conversion to
 * @verdict; stops after the first refusal. */
void bb_nec_check_conversion (const BbConvertInput *input, BbVerdict *verdict);
/**
 * bb_nec_wanted_identity:
 * @now: (out): the identity in the captures of @input
 * @wanted: (out): the identity after the conversion
 *
 * Reads @now. Sets each text of @wanted (ID, RID text, digits) from the first of these sources that has this text:
 * - the settings of @input (RID text and digits only)
 * - the backup @good of @input, if it was made while the drive was a @target
 * - the boot code file (RID text and digits only), if @target is not the present model
 * - the catalog, if @target is not the present model
 * - @now
 *
 * Returns: %FALSE if the captures do not contain the identity
 */
gboolean bb_nec_wanted_identity (const BbConvertInput *input, BbModel *target, BbNecIdentity *now,
                                 BbNecIdentity *wanted);
/** bb_nec_plan_convert: Returns (transfer full) a plan that writes the identity, except in safe mode, erases
 * firmware and, as the last step, replaces the boot code. Errors: as plan() of #BbConvertOps. */
BbPlan *bb_nec_plan_convert (const BbConvertInput *input, GError **error);

G_END_DECLS
