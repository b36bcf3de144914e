/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-hold.h"
#include "bb-flow-known.h"
#include "bb-flow-repair.h"

#include "job/store/bb-own-name.h"

#include <glib/gi18n-lib.h>

/*
 * A drive in recovery mode reports only the name of its hardware. For such a drive, adds to the evidence the name
 * that bb_flow_get_running_name() finds in the journal @record (nullable) or the newest trusted backup, and replaces
 * the names in the facts by the names in the catalog that match the found name.
 *
 * If bb_flow_find_relapse() finds that the drive loses its firmware by itself, and the name was found, also adds
 * evidence of faulty hardware.
 */
static void
bb_look_remember_name (BbFlow *flow, BbJournalRecord *record)
{
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (GPtrArray) names = NULL;
    g_autoptr (BbFacts) facts = NULL;
    const char *vendor = NULL, *product = NULL;

    if (flow->facts->condition != BB_CONDITION_SPECIAL)
        return;
    bb_flow_find_relapse (flow, record);
    backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    if (!bb_flow_get_running_name (flow, record, backup, &vendor, &product) || vendor == NULL || product == NULL)
        return;
    names = bb_catalog_match_name (flow->env->catalog, vendor, product);
    facts = bb_facts_copy (flow->facts);
    bb_facts_add_evidence (facts, _ ("The drive identified itself as “%s %s” while its firmware was running."),
                           vendor, product);
    if (flow->draft.about.n_rewritten > 0)
        bb_facts_add_evidence (facts,
                               _ ("The firmware was written and verified %u times, but the drive did not keep it. "
                                  "The hardware is probably faulty."),
                               flow->draft.about.n_rewritten);
    if (names->len > 0) {
        g_ptr_array_unref (facts->names);
        facts->names = g_steal_pointer (&names);
    }
    bb_facts_unref (flow->facts);
    flow->facts = g_steal_pointer (&facts);
}

/* For a drive in recovery mode, sets @own_vendor and @own_product of its facts: calls bb_flow_recall_own_name() with
 * @record (nullable) and the newest trusted backup. */
static void
bb_look_recall_own_name (BbFlow *flow, BbJournalRecord *record)
{
    g_autoptr (BbBackup) backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);

    bb_flow_recall_own_name (flow, record, backup);
}

/* If the drive now reports another model than in its oldest record, adds evidence that it was probably sold as the
 * model in that record. Such a drive has firmware of another model, and reports the name of that model. The oldest
 * record is the oldest journal or, without a journal, the oldest backup.
 *
 * Does nothing unless the drive runs its firmware, has a fingerprint, and is of a family with the member
 * note_installed(). */
static void
bb_look_remember_origin (BbFlow *flow)
{
    g_autoptr (GPtrArray) known = NULL;
    g_autoptr (BbFacts) oldest = NULL;
    g_autoptr (BbFacts) facts = NULL;

    if (flow->family == NULL || flow->family->note_installed == NULL || flow->facts->fingerprint == NULL ||
        flow->facts->condition != BB_CONDITION_NORMAL)
        return;
    oldest = bb_journal_dup_oldest_facts (flow->env->state_folder, flow->details, flow->facts, flow->env->catalog);
    known = oldest == NULL ? bb_flow_list_known (flow) : NULL;
    if (known != NULL && known->len > 0)
        oldest = bb_facts_ref (g_ptr_array_index (known, known->len - 1));
    if (oldest == NULL || oldest->model_name == NULL || g_strcmp0 (oldest->model_name, flow->facts->model_name) == 0)
        return;
    facts = bb_facts_copy (flow->facts);
    bb_facts_add_evidence (facts,
                           _ ("According to the oldest record of this drive, the drive was probably sold as the %s."),
                           oldest->model_name);
    bb_facts_unref (flow->facts);
    flow->facts = g_steal_pointer (&facts);
}

/* TRUE if a flash waits for its verification after a power cycle, the drive may have had that power cycle, and only
 * INQUIRY data can be verified, because the chip cannot be read. */
static gboolean
bb_look_can_verify_pending (BbFlow *flow, BbJournalRecord *record)
{
    return flow->facts->condition == BB_CONDITION_NORMAL && flow->family != NULL && record != NULL &&
           record->state == BB_JOURNAL_AWAIT_POWER_CYCLE && !record->endangered && record->target_image != NULL &&
           !bb_journal_was_boot_code_sent (record) && !bb_flow_can_read_back (flow) &&
           bb_flow_had_power_cycle (flow, record);
}

/* If bb_look_can_verify_pending() is TRUE, compares the INQUIRY data of the drive with the image of the flash. If the
 * drive runs the image, the result gets this verification and the journal is closed, so that the user need not run
 * VERIFY. The journal is closed as ROLLED_BACK if the image is the old one, else as DONE. If the drive does not run
 * the image, the journal stays open for VERIFY. */
static void
bb_look_verify_pending (BbFlow *flow, BbJournalRecord *record)
{
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbVerified) verified = NULL;
    g_auto (BbRecorded) recorded = {0};

    if (!bb_look_can_verify_pending (flow, record))
        return;
    image = bb_flow_load_image (flow, record->family, record->target_image, NULL);
    if (image == NULL)
        return;
    recorded.record = bb_journal_record_ref (record);
    recorded.healthy = bb_journal_record_dup_healthy_facts (record, flow->env->catalog);
    verified = bb_verified_new (flow, &recorded, NULL, image, TRUE, NULL);
    if (!bb_verified_is_good (verified))
        return;
    bb_flow_take_verified (flow, g_steal_pointer (&verified));
    flow->journal = bb_journal_resume (record, NULL);
    bb_flow_close_journal (flow, g_strcmp0 (record->target_image, record->old_image) == 0 ? BB_OUTCOME_ROLLED_BACK
                                                                                          : BB_OUTCOME_DONE);
}

/* Runs a LOOK and returns (transfer full) the result, to which the caller adds the user's name for the drive. The
 * outcome is DONE. If the drive could not be probed, the result is that of bb_flow_end_early(). May close a journal
 * that only waits for its verification, and unlocks a tray that a killed program locked. */
static BbResult *
bb_look_run (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbIdentified) identified = NULL;
    BbJournalRecord *record;
    BbResult *result;

    if (bb_flow_open (flow, FALSE, &error))
        identified = bb_identified_new (flow, BB_IDENTIFY_CAREFUL, &error);
    /* @identified is also NULL if an open journal may belong to this or to another drive. In this case the drive was
     * probed, and is shown without a journal. */
    if (flow->facts == NULL)
        return bb_flow_end_early (flow, error);
    if (identified != NULL && bb_identified_is_inquiry_only (identified))
        return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
    record = identified != NULL ? bb_identified_get_record (identified) : NULL;
    bb_flow_unlock_tray (flow, record);
    (void) bb_flow_learn_from_backup (flow, NULL);
    bb_look_remember_name (flow, record);
    bb_look_recall_own_name (flow, record);
    bb_look_remember_origin (flow);
    bb_flow_set_recovery_facts (flow, record);
    bb_look_verify_pending (flow, record);
    if (flow->facts->condition == BB_CONDITION_NORMAL || flow->facts->condition == BB_CONDITION_UNKNOWN)
        (void) bb_scsi_medium (BB_TRANSPORT (flow->link), &flow->draft.medium, NULL);
    if ((flow->request->flags & BB_JOB_FLAG_DETAILS) != 0)
        bb_flow_ask_details (flow);
    result = bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
    g_clear_pointer (&result->users, bb_drive_users_free);
    result->users = bb_drive_find_users (flow->drive);
    return result;
}

BbResult *
bb_flow_look (BbFlow *flow)
{
    BbResult *result = bb_look_run (flow);

    result->own_name = bb_own_name_dup (flow->env->state_folder, flow->details, flow->facts);
    return result;
}
