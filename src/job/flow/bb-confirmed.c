/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-known.h"
#include "bb-stage.h"

struct _BbPlanned {
    const BbSecured *secured; /* (nullable): %NULL in a recovery */
    BbPlan *plan;
    BbImage *image;
    BbImage *old; /* (nullable): the image to restore if writing fails */
    guint attempt;
    gboolean inquiry_only;
    BbRecorded recorded; /* empty except in a recovery */
};

struct _BbConfirmed {
    const BbPlanned *planned;
    BbRecorded recorded;
};

/* --- planned --- */

static void
bb_planned_clear (BbPlanned *self)
{
    g_clear_pointer ((BbSecured **) &self->secured, bb_secured_unref);
    g_clear_object (&self->plan);
    g_clear_object (&self->image);
    g_clear_object (&self->old);
    bb_recorded_clear (&self->recorded);
}

void
bb_planned_unref (BbPlanned *planned)
{
    g_atomic_rc_box_release_full (planned, (GDestroyNotify) bb_planned_clear);
}

/*
 * Returns (transfer full) a new #BbPlanned with the attempt number %BB_ATTEMPT_PLAIN; NULL if @plan is NULL.
 * @secured: (nullable): NULL in a recovery; the caller then sets @attempt, @inquiry_only and @recorded
 * @plan: (transfer full) (nullable): NULL if making the plan failed; the caller has the error
 * @old: (nullable): the image to restore if writing @image fails
 */
static BbPlanned *
bb_planned_make (const BbSecured *secured, BbPlan *plan, BbImage *image, BbImage *old)
{
    BbPlanned *self;

    if (plan == NULL)
        return NULL;
    self = g_atomic_rc_box_new0 (BbPlanned);
    self->secured = secured != NULL ? g_atomic_rc_box_acquire ((BbSecured *) secured) : NULL;
    self->plan = plan;
    self->image = g_object_ref (image);
    g_set_object (&self->old, old);
    self->attempt = BB_ATTEMPT_PLAIN;
    return self;
}

/*
 * TRUE if a candidate (one of the forms in which an image can be sent) may be sent now. FALSE with an error if a
 * candidate was sent before and no power cycle followed, because the drive accepts only one candidate per power
 * cycle.
 * @newest: (nullable): the journal of the candidate that was sent last; NULL if none was sent
 */
static gboolean
bb_planned_may_send_candidate (BbFlow *flow, BbJournalRecord *newest, GError **error)
{
    return newest == NULL || bb_flow_had_power_cycle (flow, newest) ||
           bb_flow_refuse (error, BB_JOB_PROBLEM_POWER_CYCLE_FIRST, NULL, NULL);
}

BbPlan *
bb_flow_make_plan (BbFlow *flow, BbFacts *healthy, BbImage *image, guint attempt, GError **error)
{
    BbJournalRecord *record = bb_flow_get_record (flow);
    BbFlashInput input = bb_flow_get_input (flow, healthy, record);
    g_autoptr (GPtrArray) older = attempt != BB_ATTEMPT_PLAIN ? bb_flow_list_known (flow) : NULL;
    g_autoptr (BbJournalRecord) newest = NULL;
    g_autoptr (GPtrArray) tried = bb_journal_list_tried (flow->env->state_folder, flow->details, flow->facts, record,
                                                         image != NULL ? bb_image_get_sha256 (image) : "", &newest);
    g_autoptr (BbFacts) board = healthy == NULL && flow->facts->condition == BB_CONDITION_NORMAL
                                    ? bb_flow_dup_board (flow, flow->facts)
                                    : NULL;
    g_autoptr (BbPlan) plan = NULL;

    if (board != NULL)
        input.board = board;
    input.image = image;
    input.recovering = attempt != BB_ATTEMPT_PLAIN;
    input.attempt = attempt != BB_ATTEMPT_PLAIN ? attempt : 0;
    input.older = older;
    g_ptr_array_add (tried, NULL);
    input.tried = (const char *const *) tried->pdata;
    plan = attempt == BB_ATTEMPT_PLAIN ? flow->family->plan_flash (&input, error)
                                       : flow->family->plan_recover (&input, error);
    if (plan == NULL ||
        (bb_plan_get_candidate (plan) != NULL && !bb_planned_may_send_candidate (flow, newest, error)))
        return NULL;
    return g_steal_pointer (&plan);
}

BbPlanned *
bb_planned_new (BbFlow *flow, const BbSecured *secured, BbImage *image, GError **error)
{
    BbPlan *plan = bb_flow_make_plan (flow, NULL, image, BB_ATTEMPT_PLAIN, error);

    return bb_planned_make (secured, plan, image, bb_saved_get_old (bb_secured_get_saved (secured)));
}

BbPlanned *
bb_planned_new_conversion (BbFlow *flow, const BbSecured *secured, const BbConvertInput *input, BbImage *old,
                           GError **error)
{
    return bb_planned_make (secured, flow->family->convert->plan (input, error), input->boot_code, old);
}

BbPlan *
bb_flow_plan_recovery (BbFlow *flow, const BbRecorded *recorded, BbImage *image, guint *attempt, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    BbPlan *plan;

    *attempt = recorded->record != NULL ? recorded->record->attempt : 0;
    plan = bb_flow_make_plan (flow, recorded->healthy, image, *attempt, &local_error);
    /* All attempts failed. The first attempt may succeed after a power cycle, so the attempts begin again. */
    if (plan == NULL && *attempt > 0 && g_error_matches (local_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE)) {
        g_clear_error (&local_error);
        *attempt = 0;
        plan = bb_flow_make_plan (flow, recorded->healthy, image, *attempt, &local_error);
    }
    if (local_error != NULL)
        g_propagate_error (error, g_steal_pointer (&local_error));
    return plan;
}

BbPlanned *
bb_planned_new_recovery (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded, BbImage *image,
                         BbImage *old, GError **error)
{
    guint attempt;
    BbPlan *plan = bb_flow_plan_recovery (flow, recorded, image, &attempt, error);
    BbPlanned *self = bb_planned_make (NULL, plan, image, old);

    if (self == NULL)
        return NULL;
    self->attempt = attempt;
    self->inquiry_only = bb_identified_is_inquiry_only (identified);
    bb_recorded_copy (recorded, &self->recorded);
    return self;
}

/* --- confirmed --- */

/* TRUE if the backup left the drive in recovery mode, and its family has @flashes_in_mode set, so that the flash
 * begins in that mode. If TRUE, also sets the facts of the drive back to @before.
 * @agreed: the facts to which the user agreed; FALSE is returned if they say that the firmware did not run
 * @before: the facts from before the drive was identified again; FALSE is returned if their family is another */
static gboolean
bb_confirmed_begins_in_mode (BbFlow *flow, BbFacts *agreed, BbFacts *before)
{
    if (agreed->condition != BB_CONDITION_NORMAL || flow->facts->condition != BB_CONDITION_SPECIAL ||
        !flow->family->flashes_in_mode || g_strcmp0 (before->family, flow->facts->family) != 0)
        return FALSE;
    bb_flow_take_facts (flow, bb_facts_ref (before));
    return TRUE;
}

/*
 * Identifies the drive again. TRUE if the drive is still at its port, and one of these applies:
 * - it is in the state to which the user agreed (@agreed)
 * - it stays in recovery mode, and drives of its family are flashed from that mode
 * Else FALSE with an error. Makes the drive leave recovery mode
 * - if the drive cannot be identified
 * - if the user agreed to another state, and the flash does not begin in recovery mode
 */
static gboolean
bb_confirmed_identify_again (BbFlow *flow, BbFacts *agreed, GError **error)
{
    g_autoptr (BbFacts) before = bb_facts_ref (flow->facts);
    g_autoptr (BbDriveDetails) details = NULL;

    if (!bb_flow_identify (flow, error)) {
        bb_flow_restore_normal_mode (flow);
        return FALSE;
    }
    details = bb_drive_ref_details (flow->drive);
    if (g_strcmp0 (details->bus_path, flow->details->bus_path) == 0) {
        if (bb_confirmed_begins_in_mode (flow, agreed, before))
            return TRUE;
        if (agreed->condition != BB_CONDITION_SPECIAL && !bb_flow_require_normal_mode (flow, error))
            return FALSE;
        if (bb_flow_is_same (agreed, flow->seen))
            return TRUE;
    }
    return bb_flow_refuse (error, BB_JOB_PROBLEM_OTHER_DRIVE, NULL, NULL);
}

/* Calls @about_to_write of #BbFlowEnv. TRUE if drive and backup are unchanged after that call, and no obstacle
 * prevents the flash; else FALSE with an error. */
static gboolean
bb_confirmed_check_again (BbFlow *flow, const BbSaved *saved, GError **error)
{
    BbFacts *agreed = bb_identified_get_seen (bb_saved_get_identified (saved));
    BbBackup *backup = bb_saved_get_backup (saved);

    if (flow->env->about_to_write != NULL)
        flow->env->about_to_write (flow->job, flow->env->about_to_write_data);
    return bb_confirmed_identify_again (flow, agreed, error) &&
           (backup == NULL || bb_backup_store_check (flow->env->store, backup, error)) &&
           bb_flow_is_ready (flow, error);
}

BbConfirmed *
bb_confirmed_new (BbFlow *flow, const BbPlanned *planned, GError **error)
{
    const BbSaved *saved = planned->secured != NULL ? bb_secured_get_saved (planned->secured) : NULL;
    BbConfirmed *self;

    if (saved != NULL && !bb_confirmed_check_again (flow, saved, error))
        return NULL;
    self = g_atomic_rc_box_new0 (BbConfirmed);
    self->planned = g_atomic_rc_box_acquire ((BbPlanned *) planned);
    if (saved != NULL) {
        BbRecorded now = {
            .healthy = flow->facts,
            .backup = bb_saved_get_backup (saved),
            .captures = bb_saved_get_captures (saved),
        };

        bb_recorded_copy (&now, &self->recorded);
    } else {
        bb_recorded_copy (&planned->recorded, &self->recorded);
    }
    return self;
}

static void
bb_confirmed_clear (BbConfirmed *self)
{
    bb_planned_unref ((BbPlanned *) self->planned);
    bb_recorded_clear (&self->recorded);
}

void
bb_confirmed_unref (BbConfirmed *confirmed)
{
    g_atomic_rc_box_release_full (confirmed, (GDestroyNotify) bb_confirmed_clear);
}

BbPlan *
bb_confirmed_ref_plan (const BbConfirmed *confirmed)
{
    return g_object_ref (confirmed->planned->plan);
}

guint
bb_confirmed_get_attempt (const BbConfirmed *confirmed)
{
    return confirmed->planned->attempt;
}

BbImage *
bb_confirmed_get_image (const BbConfirmed *confirmed)
{
    return confirmed->planned->image;
}

BbImage *
bb_confirmed_get_old (const BbConfirmed *confirmed)
{
    return confirmed->planned->old;
}

gboolean
bb_confirmed_is_inquiry_only (const BbConfirmed *confirmed)
{
    return confirmed->planned->inquiry_only;
}

const BbRecorded *
bb_confirmed_get_recorded (const BbConfirmed *confirmed)
{
    return &confirmed->recorded;
}
