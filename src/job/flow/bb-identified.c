/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

#include "bb-flow-inspect.h"
#include "family/bb-key-file.h"

#define BB_INQUIRY_SHORT_BYTES 36

struct _BbIdentified {
    BbFacts *seen;           /* (nullable): facts of the probe */
    BbJournalRecord *record; /* (nullable): the open journal of the drive */
    gboolean inquiry_only;
};

static void
bb_identified_clear (BbIdentified *self)
{
    g_clear_pointer (&self->seen, bb_facts_unref);
    g_clear_pointer (&self->record, bb_journal_record_unref);
}

BbIdentified *
bb_identified_ref (const BbIdentified *identified)
{
    return g_atomic_rc_box_acquire ((BbIdentified *) identified);
}

void
bb_identified_unref (BbIdentified *identified)
{
    g_atomic_rc_box_release_full (identified, (GDestroyNotify) bb_identified_clear);
}

BbJournalRecord *
bb_identified_get_record (const BbIdentified *identified)
{
    return identified->record;
}

BbFacts *
bb_identified_get_seen (const BbIdentified *identified)
{
    return identified->seen;
}

BbJournalRecord *
bb_flow_get_record (BbFlow *flow)
{
    if (flow->journal != NULL)
        return bb_journal_get_record (flow->journal);
    return flow->identified != NULL ? bb_identified_get_record (flow->identified) : NULL;
}

gboolean
bb_identified_is_interrupted (const BbIdentified *identified)
{
    return identified->record != NULL && identified->record->endangered;
}

gboolean
bb_identified_is_inquiry_only (const BbIdentified *identified)
{
    return identified->inquiry_only;
}

/* --- the journal of the drive --- */

/* Returns (transfer full) (nullable) the open journal of the drive with @facts; without @facts, the open journal of
 * its port. @ambiguous: (out): a matching journal is left out because it may also be of another connected drive */
static BbJournalRecord *
bb_identified_find_record (BbFlow *flow, BbFacts *facts, gboolean *ambiguous)
{
    return bb_journal_find (flow->env->state_folder, flow->details, facts, flow->env->others, ambiguous);
}

/* Sends INQUIRY. TRUE if vendor, product and revision in the reply are those from before the flash of @record; FALSE
 * also if INQUIRY fails. */
static gboolean
bb_identified_looks_like (BbFlow *flow, BbJournalRecord *record)
{
    BbInquiry inquiry;
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;

    if (!bb_family_inquire (BB_TRANSPORT (flow->link), BB_INQUIRY_SHORT_BYTES, &inquiry, NULL))
        return FALSE;
    vendor = bb_text_normalise (inquiry.vendor, FALSE);
    product = bb_text_normalise (inquiry.product, FALSE);
    revision = bb_text_normalise (inquiry.revision, FALSE);
    return g_strcmp0 (vendor, record->vendor) == 0 && g_strcmp0 (product, record->product) == 0 &&
           g_strcmp0 (revision, record->revision) == 0;
}

/*
 * TRUE if the firmware runs but may be incomplete. All of these are required:
 * - the flash of @record (nullable) was interrupted, and a recovery failed after that
 * - the drive still reports the INQUIRY data from before the flash
 * - the journal is not locked, could be read completely, and contains enough to make facts from it
 * - before the flash, the drive did not run firmware for other hardware. Such firmware is complete, and only a probe
 *   shows whether it still runs.
 * If TRUE, sets facts (with the condition HALF_ALIVE) and family of @flow from the journal. Sends only INQUIRY; @flow
 * must have no facts yet.
 */
static gboolean
bb_identified_use_half_alive (BbFlow *flow, BbJournalRecord *record)
{
    /* If lines of the journal could not be read (@problem), its number of attempts may be wrong, and does not show
     * that a recovery failed. */
    if (record == NULL || record->is_locked || !record->endangered || record->attempt == 0 ||
        record->problem != NULL || !bb_identified_looks_like (flow, record))
        return FALSE;
    if (bb_journal_record_began_with_hazard (record))
        return FALSE;
    flow->facts = bb_journal_record_dup_healthy_facts (record, flow->env->catalog);
    if (flow->facts == NULL)
        return FALSE;
    flow->facts->condition = BB_CONDITION_HALF_ALIVE;
    flow->family = bb_family_lookup (flow->facts->family);
    return TRUE;
}

/*
 * Identifies the drive. If the drive is connected but cannot be probed, its firmware may hang; then takes the facts
 * from the journal @record (nullable), with the condition "recovery mode", and adds a note. FALSE with an error if
 * the drive is not connected, or if no facts can be made from a journal. If probing fails after a boot code was sent,
 * sets @boot_code_lost of the result (@draft of @flow).
 */
static gboolean
bb_identified_probe_or_use_record (BbFlow *flow, BbJournalRecord *record, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    if (bb_flow_identify (flow, &local_error))
        return TRUE;
    flow->draft.boot_code_lost = bb_journal_was_boot_code_sent (record);
    if (record != NULL && !g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE)) {
        (void) bb_flow_note_error (flow, local_error);
        flow->facts = bb_journal_record_dup_healthy_facts (record, flow->env->catalog);
    }
    if (flow->facts == NULL) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    flow->facts->condition = BB_CONDITION_SPECIAL;
    return TRUE;
}

/*
 * Sets facts and family of @flow, as @flags say:
 * - ASKED: they are set already, so nothing is done
 * - CAREFUL: from the open journal of the port if no command but INQUIRY may be sent; then also sets @inquiry_only
 * - BY_JOURNAL: from the open journal of the port if the drive cannot be probed
 * - in all other cases: by probing the drive
 * FALSE with an error if the drive cannot be identified.
 */
static gboolean
bb_identified_probe (BbIdentified *self, BbFlow *flow, BbIdentifyFlags flags, GError **error)
{
    g_autoptr (BbJournalRecord) of_port = NULL;
    gboolean ambiguous = FALSE;

    if ((flags & BB_IDENTIFY_ASKED) != 0)
        return TRUE;
    if ((flags & BB_IDENTIFY_CAREFUL) != 0) {
        of_port = bb_identified_find_record (flow, NULL, &ambiguous);
        self->inquiry_only = bb_identified_use_half_alive (flow, of_port);
    }
    if (self->inquiry_only)
        return TRUE;
    if ((flags & BB_IDENTIFY_BY_JOURNAL) != 0)
        return bb_identified_probe_or_use_record (flow, of_port, error);
    return bb_flow_identify (flow, error);
}

/*
 * For a drive in recovery mode that ran firmware for other hardware before the flash of @record: the drive may still
 * report the name of that other hardware. So sets the models that have the board of the drive, as the journal has
 * them, and replaces a model that is none of them. Does nothing if the drive reports the boot ID of another board.
 */
static void
bb_identified_take_board (BbFlow *flow, BbJournalRecord *record)
{
    g_autoptr (BbFacts) healthy = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_auto (GStrv) models = NULL;
    const char *boot_id = bb_facts_get_string (flow->facts, BB_FACTS_BOOT_ID);
    const char *names;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || record == NULL ||
        !bb_journal_record_began_with_hazard (record))
        return;
    healthy = bb_journal_record_dup_healthy_facts (record, flow->env->catalog);
    names = healthy != NULL ? bb_facts_get_string (healthy, BB_FACTS_OWN_MODELS) : NULL;
    if (names == NULL ||
        (boot_id != NULL && g_strcmp0 (boot_id, bb_facts_get_string (healthy, BB_FACTS_BOOT_ID)) != 0))
        return;
    facts = bb_facts_copy (flow->facts);
    bb_facts_set_string (facts, BB_FACTS_OWN_MODELS, names);
    models = g_strsplit (names, ", ", -1);
    if (facts->model_name == NULL || !g_strv_contains ((const char *const *) models, facts->model_name)) {
        g_clear_pointer (&facts->model, bb_model_unref);
        g_clear_pointer (&facts->maker, g_free);
        g_clear_pointer (&facts->model_name, g_free);
        facts->confidence = BB_CONFIDENCE_LOW;
    }
    /* The journal has a model only if a single model has the board. */
    if (facts->model == NULL && healthy->model != NULL) {
        facts->model = bb_model_ref (healthy->model);
        bb_facts_take_names_of_model (facts);
        facts->confidence = BB_CONFIDENCE_MEDIUM;
    }
    bb_flow_take_facts (flow, g_steal_pointer (&facts));
}

/*
 * Reads a sample of the firmware, which shows whether it mixes two revisions, as after an interrupted flash by
 * another program. Only for LOOK, CHECK, FLASH and ROLLBACK, and only if the drive has no open journal.
 */
static void
bb_identified_sample (BbIdentified *self, BbFlow *flow)
{
    BbAction action = flow->request->action;

    if (self->record == NULL && (action == BB_ACTION_LOOK || action == BB_ACTION_CHECK || action == BB_ACTION_FLASH ||
                                 action == BB_ACTION_ROLLBACK))
        (void) bb_flow_sample (flow);
}

BbIdentified *
bb_identified_new (BbFlow *flow, BbIdentifyFlags flags, GError **error)
{
    g_autoptr (BbIdentified) self = g_atomic_rc_box_new0 (BbIdentified);
    gboolean ambiguous = FALSE;

    if (!bb_identified_probe (self, flow, flags, error))
        return NULL;
    self->seen = flow->seen != NULL ? bb_facts_ref (flow->seen) : NULL;
    self->record = bb_identified_find_record (flow, flow->facts, &ambiguous);
    if (ambiguous) {
        (void) bb_flow_refuse (error, BB_JOB_PROBLEM_AMBIGUOUS_JOURNAL, NULL, NULL);
        return NULL;
    }
    if (self->record != NULL && self->record->is_locked) {
        (void) bb_job_error_set (error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_WORK, NULL, self->record->action);
        return NULL;
    }
    /* The image of the journal may be encrypted; the record names the key file that decrypts it. */
    if (self->record != NULL) {
        bb_key_file_use (self->record->key_file);
        bb_job_identify_image (flow->job, flow->env->catalog);
    }
    bb_identified_take_board (flow, self->record);
    bb_identified_sample (self, flow);
    g_clear_pointer (&flow->identified, bb_identified_unref);
    flow->identified = bb_identified_ref (self);
    return g_steal_pointer (&self);
}
