/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec-boot.h"

G_BEGIN_DECLS

/*
 * Another boot code and identity for a drive (docs/protocols/nec-optiarc.md, section 10). Members of the family's
 * table; see bb-family.h.
 */

GPtrArray *bb_nec_list_conversions (BbFacts *facts, BbCatalog *catalog);
void bb_nec_check_conversion (const BbConvertInput *input, BbVerdict *verdict);
/** bb_nec_plan_convert: (transfer full): see #BbConvertOps. Errors: as of plan() there. */
BbPlan *bb_nec_plan_convert (const BbConvertInput *input, GError **error);

/**
 * bb_nec_wanted_identity:
 * @now: (out): the drive's own
 * @wanted: (out): what it shall be: what the user says, else what the unit had when it was that type, else the file,
 *   else the catalog; what nobody knows stays
 *
 * Returns: %FALSE if the drive's own is not in the captures
 */
gboolean bb_nec_wanted_identity (const BbConvertInput *input, BbModel *target, BbNecIdentity *now,
                                 BbNecIdentity *wanted);

/** bb_nec_boot_transfer_bytes: the data phase that the upload of a boot code of @type needs. */
guint32 bb_nec_boot_transfer_bytes (const BbNecType *type);

G_END_DECLS
