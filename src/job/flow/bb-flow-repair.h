/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/*
 * Repair of the stored identity, and matching of images to the boot code. Used by `recover` and by a failed
 * conversion.
 */

/** bb_flow_read_identity: (transfer full): read twice and equal. @facts: of the drive, except for the identity.
 * Errors: as of plan_read() of #BbIdentityOps; those of bb_flow_run_plan(); %BB_RUN_ERROR_DIFFERENT if the reads
 * differ. */
BbCaptures *bb_flow_read_identity (BbFlow *flow, BbFacts *facts, GError **error);

/** bb_flow_find_good_identity: (transfer full) (nullable): the stored identity in the newest trusted backup of this
 * unit from when it was of @model. @record: (nullable): its journal */
BbCaptures *bb_flow_find_good_identity (BbFlow *flow, BbJournalRecord *record, BbModel *model);

/**
 * bb_flow_repair:
 *
 * Checks the stored identity of a drive whose firmware runs. A wrong one is replaced from a backup, or, with
 * consent, by the one that the evidence suggests.
 * Returns: (transfer full) (nullable): a result if the recovery ends here; %NULL to continue
 */
BbResult *bb_flow_repair (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded);

/**
 * bb_flow_repair_after:
 * @result: (transfer full): of writing firmware
 *
 * bb_flow_repair() after firmware was written. Returns: (transfer full): @result or a new one
 */
BbResult *bb_flow_repair_after (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded,
                                BbResult *result);

/**
 * bb_flow_match_boot_code:
 * @record: (nullable): its journal
 * @given: (nullable): image of the user
 * @finish, @back: (inout) (nullable): images that could be written
 *
 * Asks the boot code of a drive in recovery mode for its model, drops images of other models, and looks for another
 * one in the backups.
 * Returns: (transfer full) (nullable): a result if no image fits
 */
BbResult *bb_flow_match_boot_code (BbFlow *flow, BbJournalRecord *record, BbImage *given, BbImage **finish,
                                   BbImage **back);

/**
 * bb_flow_restore_identity:
 * @before: facts of the drive before the conversion
 * @old: its identity at that time
 *
 * After a conversion that erased nothing: leaves recovery mode and restores every byte of the old identity. Errors:
 * those of bb_flow_read_identity() and bb_runner_run(); %BB_FAMILY_ERROR_CANNOT if it cannot be written.
 */
gboolean bb_flow_restore_identity (BbFlow *flow, const BbBegun *begun, BbFacts *before, BbCaptures *old,
                                   GError **error);

/**
 * bb_flow_find_relapse:
 * @record: (nullable): its journal
 *
 * For a drive in recovery mode: sets @n_rewritten of the result if the drive lost verified firmware several times
 * without an interrupted flash.
 */
void bb_flow_find_relapse (BbFlow *flow, BbJournalRecord *record);

G_END_DECLS
