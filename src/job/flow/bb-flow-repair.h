/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/*
 * Functions that repair the stored identity, and that choose images for the boot code. RECOVER and CONVERT use them;
 * LOOK uses bb_flow_find_relapse().
 */

/** bb_flow_read_identity: (transfer full): reads the stored identity of the drive twice. @facts: facts of the drive,
 * which need not contain the identity. The family must have @identity. Errors: those of plan_read() of #BbIdentityOps
 * and of bb_flow_run_plan(); %BB_RUN_ERROR_DIFFERENT if the reads differ. */
BbCaptures *bb_flow_read_identity (BbFlow *flow, BbFacts *facts, GError **error);

/** bb_flow_find_good_identity: (transfer full) (nullable): the stored identity that this drive had when it was a
 * @model: from the backup that its journal @record (nullable) names, else from the newest trusted backup with such an
 * identity. */
BbCaptures *bb_flow_find_good_identity (BbFlow *flow, BbJournalRecord *record, BbModel *model);

/**
 * bb_flow_repair:
 *
 * Checks the stored identity of a drive whose firmware runs. Saves a wrong identity, and replaces it by that of a
 * backup or, with consent, by the identity that the evidence suggests. If a damaged identity is not repaired, adds a
 * note with the evidence. Does nothing if the firmware does not run, the model is unknown, or the family has no
 * stored identity.
 *
 * Returns: (transfer full) (nullable): %NULL if there was nothing to repair; the caller continues the recovery. A
 * result if the identity was repaired, or if the repair was refused or failed; it ends the recovery
 */
BbResult *bb_flow_repair (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded);

/**
 * bb_flow_repair_after:
 * @result: (transfer full): result of writing firmware
 *
 * Does the same as bb_flow_repair(), but after firmware was written. Does nothing if writing failed: the outcome of
 * @result is neither DONE nor ROLLED_BACK.
 *
 * Returns: (transfer full): @result if nothing was done. Otherwise a new result for firmware and repair: its outcome
 * is that of @result, but NEEDS_RECOVERY if the repair failed
 */
BbResult *bb_flow_repair_after (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded,
                                BbResult *result);

/**
 * bb_flow_learn_boot_code:
 * @record: (nullable): the open journal of the drive
 *
 * Asks the boot code of a drive in recovery mode for its model, and adds the answer to the facts. The verdict on an
 * image is then the same as in the recovery.
 * - Does nothing if the drive is in another mode or cannot be converted to another model.
 * - Keeps the old facts if the new boot code of @record runs only after a power cycle, because the old boot code
 *   answered.
 * - Adds a note if asking fails.
 */
void bb_flow_learn_boot_code (BbFlow *flow, BbJournalRecord *record);

/**
 * bb_flow_match_boot_code:
 * @record: (nullable): the open journal of the drive
 * @given: (nullable): image that the user gave
 * @finish: (inout) (nullable): image that would finish the flash
 * @back: (inout) (nullable): image that would restore the old firmware
 *
 * Asks the boot code of a drive in recovery mode for its model, and replaces the images that it does not accept:
 * - @finish becomes %NULL, unless it is @given, which always stays.
 * - @back becomes the newest image of the backups that the boot code accepts, or %NULL. This is done also if @back
 *   was %NULL before.
 *
 * Both images stay unchanged if the drive is not in recovery mode, if it cannot be converted to another model, if
 * asking fails (adds a note), or if the answer is not certain.
 *
 * Returns: (transfer full) (nullable): %NULL if the recovery continues. A result, which ends the recovery, if a power
 * cycle must come first, or if @back was set and no image is left
 */
BbResult *bb_flow_match_boot_code (BbFlow *flow, BbJournalRecord *record, BbImage *given, BbImage **finish,
                                   BbImage **back);

/**
 * bb_flow_restore_identity:
 * @begun: the stage of the conversion, whose journal records the steps
 * @before: facts of the drive before the conversion
 * @old: the identity before the conversion
 *
 * Restores the identity after a conversion that erased nothing. First makes the drive leave recovery mode; if this
 * fails, adds a note and continues. Then writes those bytes of the identity that differ from @old. Returns %TRUE also
 * if no byte differs. Errors: those of bb_flow_read_identity() and bb_runner_run(); %BB_FAMILY_ERROR_CANNOT if the
 * identity cannot be written.
 */
gboolean bb_flow_restore_identity (BbFlow *flow, const BbBegun *begun, BbFacts *before, BbCaptures *old,
                                   GError **error);

/**
 * bb_flow_find_relapse:
 * @record: (nullable): the open journal of the drive
 *
 * For a drive in recovery mode without open journal: counts the verified flashes of the drive. If there are at least
 * two, and one of them was a recovery, the drive loses its firmware by itself. In this case, sets @n_rewritten of the
 * result to the number of flashes.
 */
void bb_flow_find_relapse (BbFlow *flow, BbJournalRecord *record);

G_END_DECLS
