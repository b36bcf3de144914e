/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-hold.h"
#include "bb-flow-recover.h"
#include "bb-flow-repair.h"
#include "bb-flow-store.h"
#include "bb-time-estimator.h"

#include <glib/gi18n-lib.h>

/**
 * BbConversion: one change of boot code and stored identity of a drive, which makes it another model.
 * @target: key of the model that the drive becomes
 * @model: (nullable): the model with the key @target
 * @boot_code: the boot code to send, identified for @target
 * @captures: (nullable): the present identity; %NULL before it was read
 * @good: (nullable): the identity from an earlier time when the drive was a @model, found in a backup
 * @old: (nullable): the firmware to restore if the conversion fails
 * @was_in_recovery_mode: TRUE if the drive was in recovery mode when the conversion began
 */
typedef struct {
    BbFlow *flow;
    const char *target;
    BbModel *model;
    BbImage *boot_code;
    BbCaptures *captures;
    BbCaptures *good;
    BbImage *old;
    gboolean was_in_recovery_mode;
} BbConversion;

static void
bb_conversion_clear (BbConversion *self)
{
    g_clear_pointer (&self->model, bb_model_unref);
    g_clear_object (&self->boot_code);
    g_clear_pointer (&self->captures, bb_captures_unref);
    g_clear_pointer (&self->good, bb_captures_unref);
    g_clear_object (&self->old);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbConversion, bb_conversion_clear)

/* Returns the input for the functions of #BbConvertOps; members that are not known yet are NULL. */
static BbConvertInput
bb_conversion_get_input (BbConversion *self)
{
    BbFlow *flow = self->flow;

    return (BbConvertInput){
        .facts = flow->facts,
        .target = self->target,
        .boot_code = self->boot_code,
        .captures = self->captures,
        .good = self->good,
        .catalog = flow->env->catalog,
        .settings = flow->settings,
    };
}

/* --- checks before the conversion --- */

/* Sets @target, @model (NULL if the catalog does not have it) and @boot_code from the request. FALSE with an error if
 * the request has no target or no image, or if the family cannot convert drives. */
static gboolean
bb_conversion_read_request (BbConversion *self, GError **error)
{
    BbFlow *flow = self->flow;
    BbImage *image = flow->request->image;
    g_autoptr (BbImageIdentity) identity = NULL;

    if (flow->request->settings == NULL ||
        !g_variant_lookup (flow->request->settings, BB_SETTING_CONVERT_TO, "&s", &self->target) || image == NULL)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_CONVERSION_INCOMPLETE, NULL, NULL);
    if (flow->family == NULL || flow->family->convert == NULL)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_CANNOT_CONVERT, NULL, NULL);
    self->model = bb_catalog_get_model (flow->env->catalog, flow->family->id, self->target);
    identity =
        flow->family->convert->identify_boot_code (bb_image_get_bytes (image), self->target, flow->env->catalog);
    self->boot_code = bb_image_new_part (image, identity, NULL);
    return TRUE;
}

/* Replaces the review in the draft by a new one with the verdict on the conversion. FALSE with an error if the
 * verdict is a refusal. */
static gboolean
bb_conversion_check (BbConversion *self, GError **error)
{
    BbFlow *flow = self->flow;
    BbConvertInput input = bb_conversion_get_input (self);
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autoptr (GPtrArray) consents = NULL;
    const BbConsent *refusal;

    flow->family->convert->check (&input, verdict);
    g_clear_pointer (&flow->draft.review, bb_review_unref);
    flow->draft.review = bb_review_new ();
    flow->draft.review->facts = bb_facts_ref (flow->facts);
    flow->draft.review->act = BB_ACTION_CONVERT;
    flow->draft.review->drive = g_strdup (flow->details->name);
    flow->draft.review->target = g_strdup (self->target);
    flow->draft.review->image = g_object_ref (self->boot_code);
    flow->draft.review->verdict = bb_verdict_ref (verdict);
    flow->draft.review->backup_kind = bb_flow_get_backup_kind (flow, &flow->draft.review->backup_why);
    consents = bb_review_list_consents (flow->draft.review, NULL, BB_CONSENT_NONE);
    refusal = bb_consents_find (consents, BB_CONSENT_REFUSED);
    return refusal == NULL || bb_flow_refuse_for (refusal, BB_JOB_ERROR_REFUSED, BB_JOB_PROBLEM_CONSENT, error);
}

/*
 * Sets @was_in_recovery_mode, and checks whether the conversion may begin.
 *
 * Returns: TRUE if the journals can be read, the request is complete, the verdict is no refusal, and there is no
 * obstacle; else FALSE with an error. FALSE also after an interrupted flash, unless the drive is in recovery mode.
 */
static gboolean
bb_conversion_may_begin (BbConversion *self, const BbIdentified *identified, GError **error)
{
    BbFlow *flow = self->flow;

    self->was_in_recovery_mode = flow->facts->condition == BB_CONDITION_SPECIAL;
    if (!bb_flow_knows_journals (flow, identified, error) || !bb_conversion_read_request (self, error))
        return FALSE;
    if (!self->was_in_recovery_mode && bb_identified_is_interrupted (identified))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_FLASH_INTERRUPTED, NULL, NULL);
    return bb_conversion_check (self, error) && bb_flow_is_ready (flow, error);
}

/* TRUE if all consents for the conversion are granted; else FALSE with an error, and the missing consents are in the
 * draft. */
static gboolean
bb_conversion_is_agreed (BbConversion *self, GError **error)
{
    BbFlow *flow = self->flow;
    BbConsentCase it = {
        .act = BB_ACTION_CONVERT,
        .condition = flow->facts->condition,
        .verdict = flow->draft.review->verdict,
        .drive = flow->details->name,
        .becomes = self->target,
    };

    return bb_flow_check_consents (flow, &it, error);
}

/* --- the backup --- */

/*
 * Makes a backup of firmware, boot code and identity, and asks the boot code for its facts. Then makes the review
 * again with the saved data. Sets
 * - @captures
 * - @good, if the catalog has the model
 * - @old, unless the drive was in recovery mode before the conversion
 *
 * Returns: (transfer full): a #BbSecured; %NULL with an error. It is also an error if the backup left the drive in
 * recovery mode, or if the new verdict is a refusal.
 */
static BbSecured *
bb_conversion_secure (BbConversion *self, const BbIdentified *identified, GError **error)
{
    BbFlow *flow = self->flow;
    g_autoptr (BbSaved) saved = bb_saved_new (flow, identified, NULL, error);

    if (saved == NULL)
        return NULL;
    self->captures = bb_captures_ref (bb_saved_get_captures (saved));
    if (!self->was_in_recovery_mode && flow->facts->condition == BB_CONDITION_SPECIAL) {
        (void) bb_flow_refuse (error, BB_JOB_PROBLEM_STAYS_AFTER_ASKING, NULL, NULL);
        return NULL;
    }
    if (self->model != NULL)
        self->good = bb_flow_find_good_identity (flow, bb_identified_get_record (identified), self->model);
    if (!self->was_in_recovery_mode) {
        self->old =
            bb_backup_store_load_image (flow->env->store, bb_saved_get_backup (saved), flow->env->catalog, error);
        if (self->old == NULL)
            return NULL;
    }
    /* Checks again, because the first verdict was made without @captures and @good. */
    return bb_conversion_check (self, error) ? bb_secured_new (flow, saved, error) : NULL;
}

/* --- results --- */

/*
 * Called after the whole boot code was sent. Ends the flow, releases the drive, and returns (transfer full) the
 * result. The outcome is NEEDS_RECOVERY if @gone, else WRITTEN with a pending verification. No command may be sent
 * before a power cycle, so the tray stays locked and the journal stays open.
 * @gone: TRUE if the drive was disconnected during the last command
 */
static BbResult *
bb_conversion_end_sent (BbConversion *self, gboolean gone)
{
    BbFlow *flow = self->flow;

    flow->prevented = FALSE;
    bb_flow_take_verified (flow, bb_verified_new_open (TRUE));
    bb_flow_release (flow);
    bb_flow_leave_journal (flow, BB_JOURNAL_AWAIT_POWER_CYCLE);
    if (gone) {
        flow->draft.reason = BB_RESULT_REASON_BOOT_CODE_CUT;
        return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, NULL);
    }
    flow->draft.reason = BB_RESULT_REASON_BOOT_CODE_SENT;
    flow->draft.about.model = g_strdup (bb_model_get_name (self->model));
    return bb_flow_end (flow, BB_OUTCOME_WRITTEN, NULL);
}

/*
 * Called after a failure before anything was erased. Ends the flow, releases the drive, and returns (transfer full)
 * the result.
 * - The firmware ran before the conversion: restores the old identity, because it may have been overwritten. The
 *   outcome is UNCHANGED. If restoring fails, the outcome is NEEDS_RECOVERY and the journal stays open.
 * - The drive was in recovery mode before the conversion: restores nothing. The outcome is NEEDS_RECOVERY.
 */
static BbResult *
bb_conversion_end_unchanged (BbConversion *self, const BbBegun *begun, const GError *error)
{
    BbFlow *flow = self->flow;
    g_autoptr (GError) local_error = NULL;

    if (self->was_in_recovery_mode || bb_flow_restore_identity (flow, begun, bb_begun_get_recorded (begun)->healthy,
                                                                self->captures, &local_error)) {
        bb_flow_release (flow);
        bb_flow_close_journal (flow, BB_OUTCOME_UNCHANGED);
        return bb_flow_end (flow, self->was_in_recovery_mode ? BB_OUTCOME_NEEDS_RECOVERY : BB_OUTCOME_UNCHANGED,
                            error);
    }
    (void) bb_flow_note_error (flow, local_error);
    bb_flow_release (flow);
    bb_flow_leave_journal (flow, BB_JOURNAL_FAILED);
    flow->draft.reason = BB_RESULT_REASON_IDENTITY_UNDECIDED;
    return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, error);
}

/* TRUE if the old firmware exists and should be restored after @error: the policy of the request is RETRY or
 * ROLLBACK, or the user chose to restore. FALSE if the drive was disconnected. */
static gboolean
bb_conversion_wants_rollback (BbConversion *self, const GError *error)
{
    BbFlow *flow = self->flow;
    BbQuestion *question;

    if (g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE) || self->old == NULL ||
        flow->request->on_failure == BB_ON_FAILURE_STOP)
        return FALSE;
    if (flow->request->on_failure != BB_ON_FAILURE_ASK)
        return TRUE;
    question = bb_question_new ();
    question->choices = BB_CHOICE_ROLLBACK | BB_CHOICE_LEAVE;
    question->preset = BB_CHOICE_ROLLBACK;
    question->error = g_error_copy (error);
    question->safety = BB_SAFETY_POWERED;
    return bb_flow_ask (flow, question, NULL, self->old) == BB_CHOICE_ROLLBACK;
}

/* Called after a failure that left the firmware erased, at least in part; the old boot code still runs. Ends the
 * flow, and returns (transfer full) the result.
 * - If bb_conversion_wants_rollback() is TRUE and the drive can be identified: recovers the drive with the old
 *   firmware. The outcome is ROLLED_BACK if this succeeds, else that of the recovery.
 * - Otherwise: writes nothing. The outcome is NEEDS_RECOVERY with the reason ERASED. */
static BbResult *
bb_conversion_end_erased (BbConversion *self, const GError *error)
{
    BbFlow *flow = self->flow;
    gboolean back = bb_conversion_wants_rollback (self, error);
    g_autoptr (BbIdentified) identified = NULL;
    g_autoptr (GError) local_error = NULL;
    BbResult *result;

    flow->was_in_recovery_mode = TRUE;
    (void) bb_flow_note_error (flow, error);
    g_clear_pointer (&flow->seen, bb_facts_unref);
    if (!back || !bb_flow_identify (flow, &local_error)) {
        bb_flow_release (flow);
        bb_flow_leave_journal (flow, BB_JOURNAL_FAILED);
        flow->draft.reason = BB_RESULT_REASON_ERASED;
        return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, error);
    }
    /* The recovery continues this journal, which bb_identified_new() finds on disk. The exclusive access to the drive
     * lasts until the recovery has ended. */
    bb_flow_leave_journal (flow, BB_JOURNAL_FAILED);
    identified = bb_identified_new (flow, BB_IDENTIFY_ASKED, &local_error);
    result =
        identified != NULL ? bb_flow_recover_with (flow, identified, NULL) : bb_flow_end_early (flow, local_error);
    if (result->outcome == BB_OUTCOME_DONE)
        result->outcome = BB_OUTCOME_ROLLED_BACK;
    return result;
}

/* --- the flow --- */

/* Begins the journal, takes exclusive access, and writes identity and boot code. Returns (transfer full) the result,
 * also after a failure. */
static BbResult *
bb_conversion_write (BbConversion *self, const BbConfirmed *confirmed)
{
    BbFlow *flow = self->flow;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbBegun) begun = bb_begun_new (flow, confirmed, &error);
    g_autoptr (BbPlan) plan = bb_confirmed_ref_plan (confirmed);
    g_autoptr (BbRunner) runner = NULL;
    const BbRunReport *report;
    gboolean good;

    if (begun == NULL) {
        bb_flow_release (flow);
        bb_flow_close_journal (flow, bb_flow_get_early_outcome (error));
        return bb_flow_end_early (flow, error);
    }
    runner = bb_begun_new_runner (flow, begun, plan, flow->job, flow->facts->condition == BB_CONDITION_SPECIAL);
    report = bb_runner_get_report (runner);
    good = bb_runner_run (runner, &error);
    flow->draft.n_endangered_commands = report->n_endangered_commands;
    if (good)
        return bb_conversion_end_sent (self, report->gone);
    /* The error is sense data of the drive, so the conversion was not interrupted. */
    if (report->failed_step != NULL && error->domain == BB_SCSI_ERROR)
        (void) bb_journal_add_failure (flow->journal, report->failed_step->address, NULL, NULL);
    return report->touched ? bb_conversion_end_erased (self, error)
                           : bb_conversion_end_unchanged (self, begun, error);
}

/* Ends a dry run. Makes review and plan from the data that can be read without changing the drive. Returns (transfer
 * full) the result: DONE, or that of bb_flow_end_early() if reading fails, the verdict refuses, or no plan can be
 * made. */
static BbResult *
bb_conversion_dry_run (BbConversion *self)
{
    BbFlow *flow = self->flow;
    g_autoptr (GError) error = NULL;
    BbConvertInput input;

    if (flow->family->identity != NULL)
        self->captures = bb_flow_read_identity (flow, flow->facts, &error);
    if (error != NULL)
        return bb_flow_end_early (flow, error);
    if (!bb_conversion_check (self, &error))
        return bb_flow_end_early (flow, error);
    input = bb_conversion_get_input (self);
    flow->draft.review->plan = flow->family->convert->plan (&input, &error);
    if (flow->draft.review->plan == NULL)
        return bb_flow_end_early (flow, error);
    flow->draft.review->seconds = bb_time_estimator_estimate (flow->draft.review->plan);
    bb_flow_add_readiness (flow, flow->draft.review->readiness);
    flow->draft.reason = BB_RESULT_REASON_DRY_RUN;
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

BbResult *
bb_flow_convert (BbFlow *flow)
{
    g_auto (BbConversion) self = {.flow = flow};
    g_autoptr (BbIdentified) identified = NULL;
    g_autoptr (BbSecured) secured = NULL;
    g_autoptr (BbPlanned) planned = NULL;
    g_autoptr (BbConfirmed) confirmed = NULL;
    g_autoptr (GError) error = NULL;
    BbConvertInput input;

    if (bb_flow_open (flow, TRUE, &error))
        identified = bb_identified_new (flow, BB_IDENTIFY_PLAIN, &error);
    if (identified == NULL || !bb_conversion_may_begin (&self, identified, &error))
        return bb_flow_end_early (flow, error);
    if ((flow->request->flags & BB_JOB_FLAG_DRY_RUN) != 0)
        return bb_conversion_dry_run (&self);
    if (bb_conversion_is_agreed (&self, &error))
        secured = bb_conversion_secure (&self, identified, &error);
    if (secured == NULL)
        return bb_flow_end_early (flow, error);
    input = bb_conversion_get_input (&self);
    planned = bb_planned_new_conversion (flow, secured, &input, self.old, &error);
    if (planned != NULL)
        confirmed = bb_confirmed_new (flow, planned, &error);
    if (confirmed == NULL)
        return bb_flow_end_early (flow, error);
    bb_flow_supersede_journal (bb_identified_get_record (identified));
    return bb_conversion_write (&self, confirmed);
}
