/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-hold.h"
#include "bb-flow-hold.h"
#include "bb-flow-repair.h"

#include <glib/gi18n-lib.h>

/* A drive in its special mode goes by the name of its hardware; what it was sold as is in the journal or a backup. */
static void
bb_look_remember_name (BbFlow *flow)
{
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (GPtrArray) names = NULL;
    g_autoptr (BbFacts) facts = NULL;
    const char *vendor = NULL, *product = NULL;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || !bb_flow_find_journal (flow, NULL))
        return;
    if (flow->record == NULL)
        backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    if (flow->record != NULL) {
        vendor = flow->record->vendor;
        product = flow->record->product;
    } else if (backup != NULL) {
        vendor = backup->vendor;
        product = backup->product;
    }
    bb_flow_find_relapse (flow);
    if (vendor == NULL || product == NULL)
        return;
    names = bb_catalog_match_name (flow->env->catalog, vendor, product);
    facts = bb_facts_copy (flow->facts);
    bb_facts_add_evidence (facts, _ ("While its firmware was running, the drive reported “%s %s”."), vendor, product);
    if (flow->about.n_rewritten > 0)
        bb_facts_add_evidence (facts,
                               _ ("Its firmware was written and verified %u times and was lost again although no "
                                  "flash was interrupted, so the hardware is probably faulty."),
                               flow->about.n_rewritten);
    if (names->len > 0) {
        g_ptr_array_unref (facts->names);
        facts->names = g_steal_pointer (&names);
    }
    bb_facts_unref (flow->facts);
    flow->facts = g_steal_pointer (&facts);
}

/* Of a chip that cannot be read there is only what the drive says of itself, and an identification asks just that. */
static gboolean
bb_look_may_resolve (BbFlow *flow)
{
    BbJournalRecord *record;

    if (flow->facts->condition != BB_CONDITION_NORMAL || flow->family == NULL || !bb_flow_find_journal (flow, NULL))
        return FALSE;
    record = flow->record;
    return record != NULL && record->state == BB_JOURNAL_AWAIT_POWER_CYCLE && !record->endangered &&
           record->target_image != NULL && !bb_journal_was_boot_code_sent (record) && !bb_flow_can_read_back (flow) &&
           bb_flow_had_power_cycle (flow);
}

/* What was written waits for a power cycle to be believed; after it nobody has to be told to ask once more. */
static void
bb_look_resolve (BbFlow *flow)
{
    g_autoptr (BbImage) image = NULL;
    BbProof proof;

    if (!bb_look_may_resolve (flow))
        return;
    image = bb_flow_load_image (flow, flow->record->target_image, NULL);
    if (image == NULL)
        return;
    g_clear_pointer (&flow->board, bb_facts_unref);
    flow->board = bb_journal_record_dup_healthy_facts (flow->record, flow->env->catalog);
    proof = bb_flow_prove (flow, NULL, image, TRUE, NULL);
    if (!bb_proof_is_good (proof))
        return;
    flow->proof = proof;
    flow->journal = bb_journal_resume (flow->record, NULL);
    bb_flow_close_journal (flow, g_strcmp0 (flow->record->target_image, flow->record->old_image) == 0
                                     ? BB_OUTCOME_ROLLED_BACK
                                     : BB_OUTCOME_DONE);
    g_clear_pointer (&flow->record, bb_journal_record_unref);
}

BbResult *
bb_flow_look (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;
    BbResult *result;

    if (!bb_flow_open (flow, FALSE, &error))
        return bb_flow_end_early (flow, error);
    if (bb_flow_is_half_alive (flow))
        return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
    if (!bb_flow_identify (flow, &error))
        return bb_flow_end_early (flow, error);
    bb_flow_unlock_tray (flow);
    (void) bb_flow_recall (flow);
    bb_look_remember_name (flow);
    g_clear_pointer (&flow->backup, bb_backup_unref);
    bb_look_resolve (flow);
    if (flow->facts->condition == BB_CONDITION_NORMAL || flow->facts->condition == BB_CONDITION_UNKNOWN)
        (void) bb_scsi_medium (BB_TRANSPORT (flow->link), &flow->medium, NULL);
    if ((flow->request->flags & BB_JOB_FLAG_DETAILS) != 0)
        bb_flow_ask_details (flow);
    result = bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
    result->users = bb_drive_list_users (flow->drive);
    return result;
}
