/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-repair.h"

#include "bb-flash-map.h"
#include "bb-flow-hold.h"

#include <glib/gi18n-lib.h>

/* --- the stored identity and its backups --- */

BbCaptures *
bb_flow_read_identity (BbFlow *flow, BbFacts *facts, GError **error)
{
    g_autoptr (BbPlan) plan = flow->family->identity->plan_read (facts, error);
    g_autoptr (BbRunner) runner = NULL;

    if (plan == NULL)
        return NULL;
    runner = bb_flow_run_plan (flow, plan, error);
    return runner != NULL ? bb_captures_ref (bb_runner_get_report (runner)->captures) : NULL;
}

/* Returns (transfer full) (nullable) the data of @backup, if the identity in it is of @model. */
static BbCaptures *
bb_repair_load_good (BbFlow *flow, BbBackup *backup, BbModel *model)
{
    g_autoptr (BbCaptures) captures = bb_backup_store_load_captures (flow->env->store, backup, NULL);

    if (captures == NULL || !flow->family->identity->is_of_model (captures, model, flow->env->catalog))
        return NULL;
    return g_steal_pointer (&captures);
}

BbCaptures *
bb_flow_find_good_identity (BbFlow *flow, BbJournalRecord *record, BbModel *model)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list_trusted (flow->env->store, flow->details, flow->facts);
    g_autoptr (BbBackup) journal_backup = NULL;
    BbCaptures *good = NULL;

    /* @backups may lack backups of this drive, because its fingerprint may be a part of the damaged data. So the
     * backup that the journal names comes first. */
    if (record != NULL && record->backup_id != NULL)
        journal_backup = bb_backup_store_get (flow->env->store, record->backup_id, NULL);
    if (journal_backup != NULL)
        good = bb_repair_load_good (flow, journal_backup, model);
    /* @backups has trusted backups only; another backup may contain the damaged data. */
    for (guint i = 0; i < backups->len && good == NULL; i++)
        good = bb_repair_load_good (flow, g_ptr_array_index (backups, i), model);
    return good;
}

/**
 * BbRepair: the repair of the stored identity of one drive.
 * @record: (nullable): the open journal of the drive; %NULL after a flash that closed it
 * @change: (nullable): @record, if it is of a conversion that began while the firmware ran
 * @why: (nullable): the evidence of damage, a sentence of the family
 * @saved: (nullable): the backup of the identity that was made before the repair
 */
typedef struct {
    const BbIdentified *identified;
    const BbRecorded *recorded;
    BbJournalRecord *record;
    BbJournalRecord *change;
    char *why;
    BbBackup *saved;
} BbRepair;

static void
bb_repair_clear (BbRepair *self)
{
    g_free (self->why);
    g_clear_pointer (&self->saved, bb_backup_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbRepair, bb_repair_clear)

/* TRUE if @record (nullable) is the journal of a conversion. */
static gboolean
bb_repair_is_conversion (BbJournalRecord *record)
{
    return record != NULL && g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_CONVERT)) == 0;
}

/* Returns a repair for the drive of @identified. The repair borrows @recorded and the journal of @identified. */
static BbRepair
bb_repair_init (const BbIdentified *identified, const BbRecorded *recorded)
{
    BbJournalRecord *record = bb_identified_get_record (identified);
    gboolean ran = bb_repair_is_conversion (record) && record->backup_id != NULL && record->revision != NULL;

    return (BbRepair){
        .identified = identified, .recorded = recorded, .record = record, .change = ran ? record : NULL};
}

/*
 * Returns (transfer full) (nullable) the stored identity from before the conversion @change (nullable). The caller
 * restores this identity even if it is unusual for the model. NULL if the drive was another model than @model before
 * the conversion: its boot code has changed since then, so the old identity does not match it.
 */
static BbCaptures *
bb_repair_load_old (BbFlow *flow, BbJournalRecord *change, BbModel *model)
{
    g_autoptr (BbBackup) backup = NULL;

    if (change == NULL || g_strcmp0 (change->model_key, bb_model_get_key (model)) != 0)
        return NULL;
    backup = bb_backup_store_get (flow->env->store, change->backup_id, NULL);
    return backup != NULL ? bb_backup_store_load_captures (flow->env->store, backup, NULL) : NULL;
}

/* TRUE if texts of the stored identity (ID, RID text and model) differ from those in the newest trusted backup of the
 * drive. FALSE without such a backup. */
static gboolean
bb_repair_differs_from_backup (BbFlow *flow)
{
    static const char *const keys[] = {"stored-id", "rid-text", "rid-model"};
    g_autoptr (BbBackup) backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);

    if (backup == NULL || backup->facts_values == NULL)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        const char *then = NULL;

        if (g_variant_lookup (backup->facts_values, keys[i], "&s", &then) &&
            g_strcmp0 (then, bb_facts_get_string (flow->facts, keys[i])) != 0)
            return TRUE;
    }
    return FALSE;
}

/*
 * TRUE if the identity may need repair, for one of these reasons:
 * - the facts show damage (sets @why)
 * - the journal is of a conversion
 * - texts of the identity differ from the newest trusted backup
 * - the calibration is lost; only this check reads the identity from the drive
 */
static gboolean
bb_repair_is_due (BbRepair *self, BbFlow *flow)
{
    g_autoptr (BbCaptures) good = NULL;
    g_autoptr (BbCaptures) now = NULL;

    self->why = flow->family->identity->find_damage (flow->facts, flow->env->catalog);
    if (self->why != NULL || bb_repair_is_conversion (self->record) || bb_repair_differs_from_backup (flow))
        return TRUE;
    /* Only a comparison with a backup shows lost calibration. */
    good = bb_flow_find_good_identity (flow, self->record, flow->facts->model);
    now = good != NULL ? bb_flow_read_identity (flow, flow->facts, NULL) : NULL;
    return now != NULL && flow->family->identity->has_lost_calibration (now, good, flow->facts->model);
}

/* --- the repair --- */

/* TRUE if @other has the same data as @one in each region of @one. */
static gboolean
bb_captures_are_equal (BbCaptures *one, BbCaptures *other)
{
    for (guint i = 0; i < bb_captures_get_n (one); i++) {
        const char *name = bb_captures_get_info (one, i)->region.name;
        g_autoptr (GBytes) bytes = bb_captures_get (one, name);
        g_autoptr (GBytes) others = bb_captures_get (other, name);

        if (bytes == NULL || others == NULL || !g_bytes_equal (bytes, others))
            return FALSE;
    }
    return TRUE;
}

/* TRUE if the firmware runs and its identity @now needs no repair: it equals the identity from before the conversion
 * or, if there is no evidence of damage, the identity in a backup. */
static gboolean
bb_repair_is_exact (BbRepair *self, BbFlow *flow, BbCaptures *now)
{
    BbModel *model = flow->facts->model;
    g_autoptr (BbCaptures) old = bb_repair_load_old (flow, self->change, model);
    g_autoptr (BbCaptures) good = self->why == NULL ? bb_flow_find_good_identity (flow, self->record, model) : NULL;

    return flow->facts->condition == BB_CONDITION_NORMAL &&
           ((old != NULL && bb_captures_are_equal (now, old)) || (good != NULL && bb_captures_are_equal (now, good)));
}

/* Returns (transfer full) (nullable) the name of the drive type with the stored ID @id (nullable); %NULL if the
 * catalog does not have it. */
static char *
bb_repair_dup_model_of (BbFlow *flow, const char *id)
{
    g_autoptr (BbModel) model =
        id != NULL ? bb_catalog_get_model (flow->env->catalog, flow->facts->family, id) : NULL;

    return model != NULL ? g_strdup (bb_model_get_name (model)) : NULL;
}

/*
 * TRUE if @plan may write its data: the data is certain, or the user agreed in the request, or agrees in the answer
 * to a question. Otherwise sets the next step of the result, and returns FALSE with an error. If no question was
 * asked, also adds the missing consents to the draft of the result.
 * @why: (nullable): the evidence, a sentence
 */
static gboolean
bb_repair_is_agreed (BbFlow *flow, BbPlan *plan, const char *why, GError **error)
{
    const BbJobRequest *request = flow->request;
    BbConsentCase it = {
        .act = BB_ACTION_RECOVER,
        .uncertain = bb_plan_wants_consent (plan),
        .drive = flow->details->name,
    };
    BbQuestion *question;
    const char *before = NULL;
    const char *model = NULL;
    gboolean was_asked = FALSE;

    if (bb_flow_check_consents (flow, &it, NULL))
        return TRUE;
    if (request->on_failure == BB_ON_FAILURE_ASK) {
        question = bb_question_new ();
        question->kind = BB_QUESTION_CONSENT;
        question->choices = BB_CHOICE_RETRY | BB_CHOICE_LEAVE;
        question->preset = BB_CHOICE_LEAVE;
        question->evidence = g_strdup (why);
        question->note = g_strdup (bb_plan_get_note (plan));
        question->id_after = g_strdup (bb_plan_get_id_change (plan, &before));
        question->id_before = g_strdup (before);
        question->model_before = bb_repair_dup_model_of (flow, before);
        question->model_after = bb_repair_dup_model_of (flow, question->id_after);
        if (bb_plan_get_claims (plan, &model) != NULL)
            question->claims = g_ptr_array_ref (bb_plan_get_claims (plan, NULL));
        question->claimed_model = g_strdup (model);
        question->reads_back = bb_plan_get_read_back (plan) == BB_READ_BACK_ALL;
        question->safety = BB_SAFETY_UNTOUCHED;
        /* The user is asked now, so the result must not name the consent as missing. */
        g_clear_pointer (&flow->draft.consents, g_ptr_array_unref);
        if (bb_flow_ask (flow, question, NULL, NULL) == BB_CHOICE_RETRY)
            return TRUE;
        was_asked = TRUE;
    }
    flow->draft.next_step = BB_NEXT_STEP_AGREE_AND_RECOVER;
    /* The note says what Burnback will write, which is not true any more after the user declined. */
    return bb_flow_refuse (error, BB_JOB_PROBLEM_IDENTITY_CONSENT, why, was_asked ? NULL : bb_plan_get_note (plan));
}

/* Runs @plan, which writes the identity; this cannot be cancelled. TRUE if all steps succeeded; else FALSE with an
 * error.
 * - The drive has an open journal: this journal gets no lines about @plan.
 * - The drive has no open journal: begins a journal, which the caller closes. If beginning fails, closes the journal
 *   as refused. */
static gboolean
bb_repair_write (BbRepair *self, BbFlow *flow, BbPlan *plan, GError **error)
{
    g_autoptr (BbBegun) begun = NULL;
    g_autoptr (BbRunner) runner = NULL;
    gboolean good;

    if (self->record == NULL) {
        begun = bb_begun_new_identity (flow, self->recorded, plan, error);
        if (begun == NULL) {
            bb_flow_close_journal (flow, BB_OUTCOME_REFUSED);
            return FALSE;
        }
        runner = bb_begun_new_runner (flow, begun, plan, NULL, FALSE);
    } else {
        runner = bb_runner_new (flow->link, plan, flow->env->catalog, NULL, NULL, FALSE);
    }
    good = bb_runner_run (runner, error);
    if (begun != NULL)
        bb_flow_release (flow);
    return good;
}

/*
 * Identifies the drive again after the repair. TRUE if its firmware runs and its identity is not damaged now; else
 * FALSE with an error.
 * @model: only named in the error
 * @restored: TRUE if the identity from before a conversion was written. This identity counts as good even if it
 *   looks damaged
 */
static gboolean
bb_repair_has_worked (BbFlow *flow, BbModel *model, gboolean restored, GError **error)
{
    g_autofree char *damage = NULL;

    /* The facts that were learnt before the repair are out of date. bb_flow_identify() drops them if @seen is
     * %NULL. */
    g_clear_pointer (&flow->seen, bb_facts_unref);
    if (!bb_flow_identify (flow, error))
        return FALSE;
    damage = flow->family->identity->find_damage (flow->facts, flow->env->catalog);
    if ((damage == NULL || restored) && flow->facts->condition == BB_CONDITION_NORMAL)
        return TRUE;
    return bb_job_error_set (error, BB_JOB_ERROR_NEEDS_RECOVERY, BB_JOB_PROBLEM_IDENTITY_STILL_WRONG,
                             bb_model_get_name (model), damage);
}

typedef enum {
    BB_REPAIR_NOTHING, /* the identity is right already */
    BB_REPAIR_DONE,
    BB_REPAIR_REFUSED, /* nothing was written */
    BB_REPAIR_FAILED,  /* writing failed, or the identity is still wrong after it */
} BbRepairEnd;

/* Reads the identity. If it needs repair, saves it, asks for consent and writes the repaired identity. Returns
 * - NOTHING if the identity needs no repair
 * - REFUSED with @error if nothing was written: reading, saving or planning failed, or the consent is missing
 * - FAILED with @error if writing failed or the identity is still wrong
 * - DONE otherwise */
static BbRepairEnd
bb_repair_run (BbRepair *self, BbFlow *flow, GError **error)
{
    g_autoptr (BbCaptures) now = NULL;
    g_autoptr (BbCaptures) old = NULL;
    g_autoptr (BbCaptures) good = NULL;
    g_autoptr (BbSaved) saved = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbModel) model = NULL;
    g_autoptr (GError) local_error = NULL;
    BbRepairInput input = {.catalog = flow->env->catalog};

    now = bb_flow_read_identity (flow, flow->facts, error);
    if (now == NULL)
        return BB_REPAIR_REFUSED;
    if (bb_repair_is_exact (self, flow, now))
        return BB_REPAIR_NOTHING;
    /* Saves the identity before any other command, and asks the boot code for its model. */
    saved = bb_saved_new_captured (flow, self->identified, now, bb_backup_before_repair, error);
    if (saved == NULL)
        return BB_REPAIR_REFUSED;
    self->saved = bb_backup_ref (bb_saved_get_backup (saved));
    model = bb_model_ref (flow->facts->model);
    good = bb_flow_find_good_identity (flow, self->record, model);
    old = bb_repair_load_old (flow, self->change, model);
    input.facts = flow->facts;
    input.now = now;
    input.good = good;
    input.old = old;
    plan = flow->family->identity->plan_repair (&input, &local_error);
    if (plan == NULL && g_error_matches (local_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE))
        return BB_REPAIR_NOTHING;
    if (plan == NULL) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return BB_REPAIR_REFUSED;
    }
    if (!bb_repair_is_agreed (flow, plan, self->why, error))
        return BB_REPAIR_REFUSED;
    if (!bb_repair_write (self, flow, plan, error) || !bb_repair_has_worked (flow, model, old != NULL, error))
        return BB_REPAIR_FAILED;
    return BB_REPAIR_DONE;
}

/* Ends the flow with NEEDS_RECOVERY because the repair failed, and returns (transfer full) the result. The journal of
 * the flow, if it has one, stays open. */
static BbResult *
bb_repair_end_failed (BbFlow *flow, const GError *error)
{
    bb_flow_leave_journal (flow, BB_JOURNAL_FAILED);
    flow->draft.reason = BB_RESULT_REASON_IDENTITY_FAILED;
    return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, error);
}

/*
 * Ends the flow after a repair, and returns (transfer full) the result. The drive was in recovery mode, after which
 * some drives return wrong data until a power cycle. So the journal records that the drive needs a power cycle.
 * - If the journal waits for the verification of its firmware, or says that the firmware may be incomplete: it stays
 *   open, and the outcome is WRITTEN.
 * - Otherwise: the journal is closed, and the outcome is DONE.
 */
static BbResult *
bb_repair_end_done (const BbRepair *self, BbFlow *flow)
{
    BbJournalRecord *record = self->record;

    if (record != NULL)
        flow->journal = bb_journal_resume (record, NULL);
    bb_flow_note_cycle (flow);
    flow->draft.reason = BB_RESULT_REASON_IDENTITY_REPAIRED;
    flow->draft.about.evidence = g_strdup (self->why);
    flow->draft.about.model = g_strdup (flow->facts->model_name);
    g_clear_pointer (&flow->draft.backup, bb_backup_unref);
    flow->draft.backup = bb_backup_ref (self->saved);
    if (record != NULL && (record->endangered || record->state == BB_JOURNAL_AWAIT_POWER_CYCLE)) {
        bb_flow_take_verified (flow, bb_verified_new_open (TRUE));
        return bb_flow_end (flow, BB_OUTCOME_WRITTEN, NULL);
    }
    /* A journal with a target image is that of an interrupted flash or conversion, which had not begun to write
     * firmware. Its change of the identity is repaired now, so its outcome is UNCHANGED. */
    bb_flow_close_journal (flow,
                           record != NULL && record->target_image != NULL ? BB_OUTCOME_UNCHANGED : BB_OUTCOME_DONE);
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

BbResult *
bb_flow_repair (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded)
{
    g_auto (BbRepair) self = bb_repair_init (identified, recorded);
    g_autoptr (GError) error = NULL;
    BbRepairEnd end;

    if (bb_flow_has_no_firmware (flow) || flow->facts->model == NULL || flow->family->identity == NULL ||
        !bb_repair_is_due (&self, flow))
        return NULL;
    end = bb_repair_run (&self, flow, &error);
    if (end == BB_REPAIR_DONE)
        return bb_repair_end_done (&self, flow);
    /* Nothing was repaired, so the user must still see the evidence of damage. */
    if (self.why != NULL)
        bb_flow_note (flow, self.why);
    if (end == BB_REPAIR_NOTHING)
        return NULL;
    return end == BB_REPAIR_REFUSED ? bb_flow_end_early (flow, error) : bb_repair_end_failed (flow, error);
}

BbResult *
bb_flow_repair_after (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded, BbResult *result)
{
    g_auto (BbRepair) self = bb_repair_init (identified, recorded);
    g_autoptr (GError) error = NULL;
    BbResult *better;

    if (flow->family == NULL || flow->family->identity == NULL || flow->facts == NULL || flow->facts->model == NULL ||
        flow->facts->condition == BB_CONDITION_SPECIAL ||
        (result->outcome != BB_OUTCOME_DONE && result->outcome != BB_OUTCOME_ROLLED_BACK))
        return result;
    /* The flash has closed the journal of @identified, so the repair begins a journal of its own. */
    self.record = NULL;
    if (!bb_repair_is_due (&self, flow))
        return result;
    switch (bb_repair_run (&self, flow, &error)) {
    case BB_REPAIR_NOTHING:
        return result;
    case BB_REPAIR_REFUSED:
        better = bb_flow_end (flow, result->outcome, error);
        break;
    case BB_REPAIR_FAILED:
        better = bb_repair_end_failed (flow, error);
        break;
    case BB_REPAIR_DONE:
    default:
        bb_flow_close_journal (flow, BB_OUTCOME_DONE);
        flow->draft.reason = BB_RESULT_REASON_BOTH_REPAIRED;
        better = bb_flow_end (flow, result->outcome, NULL);
        break;
    }
    bb_result_unref (result);
    return better;
}

gboolean
bb_flow_restore_identity (BbFlow *flow, const BbBegun *begun, BbFacts *before, BbCaptures *old, GError **error)
{
    g_autoptr (BbPlan) wake = flow->family->plan_wake (before, NULL);
    g_autoptr (BbRunner) leaving = NULL;
    g_autoptr (BbRunner) runner = NULL;
    g_autoptr (BbCaptures) now = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) local_error = NULL;
    BbRepairInput input = {.facts = before, .old = old, .catalog = flow->env->catalog};

    if (wake != NULL) {
        leaving = bb_runner_new (flow->link, wake, flow->env->catalog, NULL, NULL, FALSE);
        if (!bb_runner_run (leaving, &local_error))
            (void) bb_flow_note_error (flow, local_error);
        g_clear_error (&local_error);
    }
    now = bb_flow_read_identity (flow, before, error);
    if (now == NULL)
        return FALSE;
    input.now = now;
    plan = flow->family->identity->plan_repair (&input, &local_error);
    if (plan == NULL) {
        if (g_error_matches (local_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE))
            return TRUE;
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    runner = bb_begun_new_runner (flow, begun, plan, NULL, FALSE);
    return bb_runner_run (runner, error);
}
