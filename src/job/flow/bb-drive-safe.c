/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-result.h"

#include "job/store/bb-journal-find.h"

/* TRUE if the drive runs no complete firmware for its hardware, or its identity needs repair. Decides `drive-safe` in
 * JSON only; bb_engine_drive_needs_recovery() decides the state that users see. */
static gboolean
bb_drive_needs_recovery (BbFacts *facts)
{
    return facts->condition == BB_CONDITION_SPECIAL || facts->condition == BB_CONDITION_HALF_ALIVE ||
           facts->condition == BB_CONDITION_WRONG_FIRMWARE || bb_facts_needs_repair (facts);
}

BbSafe
bb_drive_get_safe (BbFacts *facts, BbJournalRecord *journal)
{
    if (journal != NULL && journal->is_locked)
        return BB_SAFE_UNKNOWN;
    if (journal != NULL && (journal->endangered || bb_journal_was_boot_code_sent (journal)))
        return BB_SAFE_NO;
    if (facts == NULL)
        return BB_SAFE_UNKNOWN;
    if (bb_drive_needs_recovery (facts))
        return BB_SAFE_NO;
    /* @was_endangered: the firmware was written completely but is not verified yet, so it may be damaged. */
    return journal != NULL && journal->was_endangered ? BB_SAFE_UNKNOWN : BB_SAFE_YES;
}

BbSafety
bb_safety_of_worn (BbFacts *facts, BbJournalRecord *journal, gboolean was_cycled)
{
    if (bb_journal_record_needs_power_cut (journal, facts) && !was_cycled)
        return BB_SAFETY_WORN_CYCLE;
    return facts != NULL && facts->condition == BB_CONDITION_SPECIAL ? BB_SAFETY_WORN_IDLE : BB_SAFETY_WORN;
}
