/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-plan.h"

#include "bb-plan-private.h"
#include "scsi/bb-bytes.h"

G_DEFINE_FINAL_TYPE (BbPlan, bb_plan, G_TYPE_OBJECT)

const char *
bb_step_kind_to_string (BbStepKind kind)
{
    static const char *const words[] = {
        [BB_STEP_STATUS] = "status",
        [BB_STEP_ENTER] = "enter",
        [BB_STEP_UPLOAD] = "upload",
        [BB_STEP_CHECKSUM] = "checksum",
        [BB_STEP_ERASE] = "erase",
        [BB_STEP_PROGRAM] = "program",
        [BB_STEP_READ] = "read",
        [BB_STEP_LEAVE] = "leave",
        [BB_STEP_FINISH] = "finish",
        [BB_STEP_UNLOCK] = "unlock",
        [BB_STEP_CALIBRATION] = "calibration",
        [BB_STEP_WAIT] = "wait",
        [BB_STEP_IDENTIFY] = "identify",
    };

    g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (words), "status");
    return words[kind];
}

static const char *const bb_finish_words[] = {
    [BB_FINISH_UNKNOWN] = "unknown", [BB_FINISH_BUSY] = "busy",   [BB_FINISH_QUIET] = "quiet",
    [BB_FINISH_REFUSED] = "refused", [BB_FINISH_FAULT] = "fault",
};

const char *
bb_finish_to_string (BbFinish finish)
{
    return bb_finish_words[finish];
}

BbFinish
bb_finish_from_string (const char *word)
{
    BbFinish finish = BB_FINISH_FAULT;

    while (finish > BB_FINISH_UNKNOWN && !g_str_equal (bb_finish_words[finish], word))
        finish--;
    return finish;
}

const char *
bb_phase_to_string (BbPhase phase)
{
    static const char *const words[] = {
        [BB_PHASE_CHECK] = "check",   [BB_PHASE_BACK_UP] = "back-up", [BB_PHASE_PREPARE] = "prepare",
        [BB_PHASE_ERASE] = "erase",   [BB_PHASE_PROGRAM] = "program", [BB_PHASE_RESTART] = "restart",
        [BB_PHASE_VERIFY] = "verify",
    };

    g_return_val_if_fail ((guint) phase < G_N_ELEMENTS (words), "check");
    return words[phase];
}

const char *
bb_region_kind_to_string (BbRegionKind kind)
{
    static const char *const words[] = {
        [BB_REGION_FIRMWARE] = "firmware",
        [BB_REGION_BOOT_CODE] = "boot-code",
        [BB_REGION_CALIBRATION] = "calibration",
        [BB_REGION_IDENTITY] = "identity",
        [BB_REGION_OTHER] = "other",
        [BB_REGION_LEFT] = "left",
    };

    g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (words), "other");
    return words[kind];
}

BbAnswer
bb_reply_classify (const BbReply *reply)
{
    const BbSense *sense = &reply->sense;

    if (bb_reply_check (reply, NULL))
        return reply->residual_bytes == 0 ? BB_ANSWER_GOOD : BB_ANSWER_SHORT;
    /* Deferred sense data is about an earlier command, so it is not the answer to this command. */
    if (reply->status != BB_STATUS_CHECK_CONDITION || !sense->valid || sense->deferred)
        return BB_ANSWER_ERROR;
    if (sense->key == BB_SENSE_KEY_ILLEGAL_REQUEST)
        return BB_ANSWER_REFUSED;
    if (sense->key == BB_SENSE_KEY_UNIT_ATTENTION)
        return sense->asc == BB_SENSE_ASC_CHANGED && sense->ascq == BB_SENSE_ASCQ_MICROCODE_CHANGED
                   ? BB_ANSWER_CHANGED
                   : BB_ANSWER_ERROR;
    return sense->key > BB_SENSE_KEY_UNIT_ATTENTION ? BB_ANSWER_ABORTED : BB_ANSWER_ERROR;
}

static void
bb_plan_finalize (GObject *object)
{
    BbPlan *self = BB_PLAN (object);

    g_free (self->family);
    g_ptr_array_unref (self->steps);
    g_ptr_array_unref (self->sections);
    g_ptr_array_unref (self->blobs);
    g_array_unref (self->computed);
    g_array_unref (self->captures);
    g_array_unref (self->regions);
    g_free (self->note);
    g_free (self->id_before);
    g_clear_pointer (&self->claims, g_ptr_array_unref);
    g_free (self->claimed_model);
    g_free (self->id_after);
    g_free (self->candidate);
    g_strfreev (self->attempts);
    G_OBJECT_CLASS (bb_plan_parent_class)->finalize (object);
}

static void
bb_plan_class_init (BbPlanClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_plan_finalize;
}

/* Frees the name of a BbRegion, or of a BbCaptureInfo, whose first member is a BbRegion. */
static void
bb_region_clear (gpointer data)
{
    g_free (((BbRegion *) data)->name);
}

static void
bb_plan_init (BbPlan *self)
{
    self->steps = g_ptr_array_new_with_free_func (g_free);
    self->sections = g_ptr_array_new_with_free_func (g_free);
    self->blobs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
    self->computed = g_array_new (FALSE, FALSE, sizeof (BbComputed));
    self->captures = g_array_new (FALSE, TRUE, sizeof (BbCaptureInfo));
    g_array_set_clear_func (self->captures, bb_region_clear);
    self->regions = g_array_new (FALSE, TRUE, sizeof (BbRegion));
    g_array_set_clear_func (self->regions, bb_region_clear);
}

BbPlanKind
bb_plan_get_kind (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), BB_PLAN_BACKUP);
    return self->kind;
}

const char *
bb_plan_get_family (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), NULL);
    return self->family;
}

guint
bb_plan_get_n_steps (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), 0);
    return self->steps->len;
}

const BbStep *
bb_plan_get_step (BbPlan *self, guint index)
{
    g_return_val_if_fail (BB_IS_PLAN (self) && index < self->steps->len, NULL);
    return g_ptr_array_index (self->steps, index);
}

guint
bb_plan_get_n_sections (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), 0);
    return self->sections->len;
}

const BbSection *
bb_plan_get_section (BbPlan *self, guint index)
{
    g_return_val_if_fail (BB_IS_PLAN (self) && index < self->sections->len, NULL);
    return g_ptr_array_index (self->sections, index);
}

GBytes *
bb_plan_get_blob (BbPlan *self, guint index)
{
    g_return_val_if_fail (BB_IS_PLAN (self) && index < self->blobs->len, NULL);
    return g_ptr_array_index (self->blobs, index);
}

guint
bb_plan_get_n_captures (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), 0);
    return self->captures->len;
}

const BbCaptureInfo *
bb_plan_get_capture (BbPlan *self, guint index)
{
    g_return_val_if_fail (BB_IS_PLAN (self) && index < self->captures->len, NULL);
    return &g_array_index (self->captures, BbCaptureInfo, index);
}

guint
bb_plan_get_n_regions (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), 0);
    return self->regions->len;
}

const BbRegion *
bb_plan_get_region (BbPlan *self, guint index)
{
    g_return_val_if_fail (BB_IS_PLAN (self) && index < self->regions->len, NULL);
    return &g_array_index (self->regions, BbRegion, index);
}

const char *
bb_plan_get_candidate (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), NULL);
    return self->candidate;
}

const char *const *
bb_plan_get_attempts (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), NULL);

    return (const char *const *) self->attempts;
}

const char *
bb_plan_get_note (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), NULL);
    return self->note;
}

const char *
bb_plan_get_id_change (BbPlan *self, const char **before)
{
    g_return_val_if_fail (self != NULL, NULL);

    if (before != NULL)
        *before = self->id_before;
    return self->id_after;
}

GPtrArray *
bb_plan_get_claims (BbPlan *self, const char **model)
{
    g_return_val_if_fail (self != NULL, NULL);

    if (model != NULL)
        *model = self->claimed_model;
    return self->claims;
}

gboolean
bb_plan_wants_consent (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), TRUE);
    return self->wants_consent;
}

gboolean
bb_plan_needs_power_cycle (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), FALSE);
    return self->needs_power_cycle;
}

gboolean
bb_plan_repeats_after_power_cycle (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), FALSE);

    for (guint i = 0; i < bb_plan_get_n_sections (self); i++)
        if (bb_plan_get_section (self, i)->before_retry == BB_BEFORE_RETRY_POWER_CYCLE)
            return TRUE;
    return FALSE;
}

guint
bb_plan_find_unrecoverable (BbPlan *self)
{
    g_return_val_if_fail (BB_IS_PLAN (self), G_MAXUINT);

    for (guint i = 0; i < self->steps->len; i++)
        if (((const BbStep *) g_ptr_array_index (self->steps, i))->unrecoverable)
            return i;
    return G_MAXUINT;
}
