/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/*
 * What a drive stores about itself, put right; and what its boot code takes. Steps of `recover`, and of a
 * conversion that failed.
 */

/** bb_flow_read_identity: (transfer full): read twice and equal. @facts: who it is, whatever it stores. Errors: as of
 * plan_read() of #BbIdentityOps; those of bb_flow_run_plan(), of which %BB_RUN_ERROR_DIFFERENT: the reads differ. */
BbCaptures *bb_flow_read_identity (BbFlow *flow, BbFacts *facts, GError **error);

/** bb_flow_find_good: (transfer full) (nullable): what the newest backup of this unit read when it was a well @model.
 * @record: (nullable): its journal */
BbCaptures *bb_flow_find_good (BbFlow *flow, BbJournalRecord *record, BbModel *model);

/**
 * bb_flow_repair:
 *
 * For a drive that runs its firmware: is what it stores about itself true? If not, it is written, from a backup,
 * or from the evidence if that is agreed to.
 * Returns: (transfer full) (nullable): the result, if there is nothing more to do; %NULL: go on
 */
BbResult *bb_flow_repair (BbFlow *flow, const BbIdentified *identified, const BbPast *past);

/**
 * bb_flow_repair_after:
 * @result: (transfer full): of writing firmware
 *
 * The same after the firmware was put back. Returns: (transfer full): @result, or a better one
 */
BbResult *bb_flow_repair_after (BbFlow *flow, const BbIdentified *identified, const BbPast *past, BbResult *result);

/**
 * bb_flow_match_boot_code:
 * @record: (nullable): its journal
 * @given: (nullable): image that the user brought
 * @finish, @back: (inout) (nullable): images that could be written
 *
 * For a drive in its special mode: asks the boot code which type it is of, drops images of other types, and looks
 * for another in the backups.
 * Returns: (transfer full) (nullable): the result when nothing fits, %NULL otherwise
 */
BbResult *bb_flow_match_boot_code (BbFlow *flow, BbJournalRecord *record, BbImage *given, BbImage **finish,
                                   BbImage **back);

/**
 * bb_flow_put_back:
 * @before: the drive as it was, learnt
 * @old: its identity then
 *
 * After a conversion that erased nothing: leaves the special mode and writes the old identity back to
 * the byte. Errors: those of bb_flow_read_identity() and bb_runner_run(); %BB_FAMILY_ERROR_CANNOT: it cannot be
 * written.
 */
gboolean bb_flow_put_back (BbFlow *flow, const BbBegun *begun, BbFacts *before, BbCaptures *old, GError **error);

/**
 * bb_flow_find_relapse:
 * @record: (nullable): its journal
 *
 * A drive that lost its firmware again and again after it had been written and verified, while nothing interrupted
 * it: sets @n_rewritten of what @flow tells. For a drive in its recovery mode.
 */
void bb_flow_find_relapse (BbFlow *flow, BbJournalRecord *record);

G_END_DECLS
