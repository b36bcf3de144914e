/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-check.h"
#include "bb-flow-hold.h"
#include "bb-flow-store.h"

#include <glib/gi18n-lib.h>

/*
 * The stages of one flash. Each is made by one function from the one before, and holds what is known from then on; so
 * the order of docs/design.md is the order of types, and nothing is used before it is known. bb_flow_write() takes
 * the last, #BbConfirmed.
 */

/**
 * BbIdentified: the drive is open and identified, no flash of it is unfinished, and what is open was agreed to.
 * @seen: what the probe alone told, to see later whether it is still the same drive
 */
typedef struct {
    BbFacts *seen;
} BbIdentified;

static void
bb_identified_clear (BbIdentified *self)
{
    g_clear_pointer (&self->seen, bb_facts_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbIdentified, bb_identified_clear)

/**
 * BbSaved: the old firmware is on disk and was read again from there, or it was agreed to go without.
 * @old: (nullable): the image to go back to
 * @kind: what of the firmware in the drive can be put back
 */
typedef struct {
    const BbIdentified *identified;
    BbImage *old;
    BbBackupKind kind;
} BbSaved;

static void
bb_saved_clear (BbSaved *self)
{
    g_clear_object (&self->old);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbSaved, bb_saved_clear)

/**
 * BbSecured: after that, the drive was asked for what only a round trip through its recovery mode tells; it is back
 * from there, and the last verdict was agreed to.
 */
typedef struct {
    const BbSaved *saved;
} BbSecured;

/** BbPlanned: every step is known. */
typedef struct {
    const BbSecured *secured;
    BbPlan *plan;
} BbPlanned;

static void
bb_planned_clear (BbPlanned *self)
{
    g_clear_object (&self->plan);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbPlanned, bb_planned_clear)

/* --- the image and the drive are those that were agreed on --- */

static gboolean
bb_flash_image_is_whole (BbImage *image, GError **error)
{
    g_autofree char *sha256 = bb_sha256_bytes (bb_image_get_bytes (image));

    if (g_str_equal (sha256, bb_image_get_sha256 (image)))
        return TRUE;
    return bb_flow_refuse (error, BB_JOB_PROBLEM_IMAGE_DAMAGED, NULL, NULL);
}

static gboolean
bb_flash_is_as_reviewed (BbFlow *flow, BbImage *image, GError **error)
{
    BbReview *review = flow->request->review;

    if (review == NULL)
        return TRUE;
    if (review->image == NULL || !g_str_equal (bb_image_get_sha256 (review->image), bb_image_get_sha256 (image)))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_OTHER_IMAGE, NULL, NULL);
    if (g_strcmp0 (review->facts->family, flow->facts->family) != 0 ||
        !g_str_equal (review->facts->inquiry.vendor, flow->facts->inquiry.vendor) ||
        !g_str_equal (review->facts->inquiry.product, flow->facts->inquiry.product) ||
        !g_str_equal (review->facts->inquiry.revision, flow->facts->inquiry.revision) ||
        g_strcmp0 (review->facts->fingerprint, flow->facts->fingerprint) != 0)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_DRIVE_CHANGED, NULL, NULL);
    return TRUE;
}

/* What the check learnt and kept need not be done again. */
static void
bb_flash_take_review (BbFlow *flow)
{
    BbReview *review = flow->request->review;

    if (review == NULL || review->facts->fingerprint == NULL)
        return;
    g_clear_pointer (&flow->facts, bb_facts_unref);
    flow->facts = bb_facts_ref (review->facts);
    if (review->backup != NULL && review->backup->complete &&
        bb_backup_is_of (review->backup, flow->details, flow->facts)) {
        g_clear_pointer (&flow->backup, bb_backup_unref);
        flow->backup = bb_backup_ref (review->backup);
    }
}

/* --- may it be --- */

/* @condition: the drive is in that, or was when this began; @kind: what of its firmware can be put back */
static gboolean
bb_flash_is_agreed (BbFlow *flow, BbImage *image, BbCondition condition, BbBackupKind kind, GError **error)
{
    BbImage *fallback = flow->request->fallback;
    g_autoptr (BbVerdict) verdict = bb_family_check (flow->facts, image, flow->env->catalog);
    g_autoptr (BbVerdict) way_back =
        fallback != NULL ? bb_family_check (flow->facts, fallback, flow->env->catalog) : NULL;
    BbImageIdentity *identity = bb_image_get_identity (image);
    BbConsentCase it = {
        .act = flow->request->action,
        .condition = condition,
        .verdict = verdict,
        .backup_kind = kind,
        .fallback = way_back,
        .other_drive = flow->other_drive,
        .drive = flow->details->name,
        .becomes = identity != NULL && identity->model_name != NULL ? identity->model_name : flow->details->name,
    };

    return bb_flow_check_consents (flow, &it, error);
}

static gboolean
bb_flash_identify (BbFlow *flow, BbImage *image, BbIdentified *identified, GError **error)
{
    g_autofree char *why = NULL;
    BbCondition condition;
    BbBackupKind kind;

    if (!bb_flash_image_is_whole (image, error) || !bb_flow_open (flow, TRUE, error) ||
        !bb_flow_identify (flow, error) || !bb_flow_find_journal (flow, error) ||
        !bb_flow_knows_journals (flow, error))
        return FALSE;
    if (flow->record != NULL && flow->record->endangered) {
        (void) bb_flow_interrupted (error);
        return FALSE;
    }
    if (!bb_flash_is_as_reviewed (flow, image, error))
        return FALSE;
    condition = flow->facts->condition;
    bb_flash_take_review (flow);
    /* comparing it, which a check does, may have told more than asking it */
    if (flow->facts->condition == BB_CONDITION_HALF_ALIVE)
        condition = BB_CONDITION_HALF_ALIVE;
    kind = bb_flow_get_backup_kind (flow, &why);
    if (!bb_flash_is_agreed (flow, image, condition, kind, error) || !bb_flow_is_ready (flow, error))
        return FALSE;
    identified->seen = bb_facts_ref (flow->seen);
    return TRUE;
}

/* --- the way back --- */

/* On disk and readable: the bytes there are the bytes that were read. @old: (out) (nullable) */
static gboolean
bb_flash_load_old (BbFlow *flow, BbImage **old, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    if (flow->backup == NULL || bb_backup_find_file (flow->backup, BB_BACKUP_IMAGE) == NULL)
        return TRUE;
    *old = bb_backup_store_load_image (flow->env->store, flow->backup, flow->env->catalog, &local_error);
    if (*old != NULL)
        return TRUE;
    if (g_error_matches (local_error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE)) {
        bb_flow_note (flow, "%s", local_error->message);
        return TRUE;
    }
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

/* Nothing can be put back but what was given for that, if anything was. @old: (out) (nullable) */
static gboolean
bb_flash_take_fallback (BbFlow *flow, BbImage *image, BbBackupKind kind, BbImage **old, GError **error)
{
    BbImage *fallback = flow->request->fallback;

    if (!bb_flash_is_agreed (flow, image, BB_CONDITION_NORMAL, kind, error) ||
        (fallback != NULL && !bb_flash_image_is_whole (fallback, error)))
        return FALSE;
    g_set_object (old, fallback);
    return TRUE;
}

static gboolean
bb_flash_make_backup (BbFlow *flow, BbImage *image, GError **error)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *reason = NULL;

    if (flow->backup != NULL)
        return bb_backup_store_check (flow->env->store, flow->backup, error);
    /* TRANSLATORS: why a backup was made; %s is a firmware revision such as 1.07 */
    reason = g_strdup_printf (_ ("Before flashing %s"),
                              identity->revision != NULL ? identity->revision : bb_image_get_name (image));
    return bb_flow_keep (flow, reason, error);
}

/* The plan is made for a drive that runs its firmware. One odd answer can end the wait for it too early. */
static gboolean
bb_flash_come_back (BbFlow *flow, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || bb_flow_wake (flow, &local_error))
        return TRUE;
    if (local_error != NULL)
        bb_flow_note (flow, "%s", local_error->message);
    flow->reason = BB_RESULT_REASON_STAYS_IN_MODE;
    return bb_flow_refuse (error, BB_JOB_PROBLEM_STAYS_IN_MODE, NULL, NULL);
}

static gboolean
bb_flash_save (BbFlow *flow, BbImage *image, const BbIdentified *identified, BbSaved *saved, GError **error)
{
    g_autofree char *why = NULL;
    g_autoptr (GError) local_error = NULL;

    saved->identified = identified;
    saved->kind = bb_flow_get_backup_kind (flow, &why);
    /* Asked for before anything is read: the answer needs nothing of the drive. */
    if (saved->kind != BB_BACKUP_FULL && !bb_flash_take_fallback (flow, image, saved->kind, &saved->old, error))
        return FALSE;
    if (saved->kind != BB_BACKUP_NONE && !bb_flash_make_backup (flow, image, &local_error)) {
        if (g_error_matches (local_error, BB_RUN_ERROR, BB_RUN_ERROR_DIFFERENT))
            return bb_flow_refuse (error, BB_JOB_PROBLEM_READS_DIFFER, NULL, NULL);
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    if (saved->old == NULL && !bb_flash_load_old (flow, &saved->old, error))
        return FALSE;
    if (saved->old != NULL)
        return TRUE;
    saved->kind = BB_BACKUP_NONE; /* it should have been readable and was not */
    return bb_flash_take_fallback (flow, image, saved->kind, &saved->old, error);
}

static gboolean
bb_flash_secure (BbFlow *flow, BbImage *image, const BbSaved *saved, BbSecured *secured, GError **error)
{
    if (!bb_flow_learn (flow, error))
        return FALSE;
    if (flow->facts->condition == BB_CONDITION_DAMAGED)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_IDENTITY_DAMAGED, flow->facts->model_name, NULL);
    if (!bb_flash_come_back (flow, error) ||
        !bb_flash_is_agreed (flow, image, BB_CONDITION_NORMAL, saved->kind, error))
        return FALSE;
    secured->saved = saved;
    return TRUE;
}

static gboolean
bb_flash_plan (BbFlow *flow, BbImage *image, const BbSecured *secured, BbPlanned *planned, GError **error)
{
    planned->secured = secured;
    planned->plan = bb_flow_make_plan (flow, image, BB_ATTEMPT_PLAIN, error);
    return planned->plan != NULL;
}

/* --- right before --- */

/* Whatever is refused here, the drive is brought back first. */
static gboolean
bb_flash_ask_again (BbFlow *flow, BbFacts *agreed, GError **error)
{
    if (!bb_flow_identify (flow, error)) {
        bb_flow_settle (flow);
        return FALSE;
    }
    if (bb_flow_is_in_its_place (flow)) {
        if (!bb_flash_come_back (flow, error))
            return FALSE;
        if (bb_flow_is_same (agreed, flow->seen))
            return TRUE;
    }
    return bb_flow_refuse (error, BB_JOB_PROBLEM_OTHER_DRIVE, NULL, NULL);
}

/* The last look: still the same drive, its backup as it was written, nothing in the way. */
static gboolean
bb_flash_confirm (BbFlow *flow, BbImage *image, const BbPlanned *planned, BbConfirmed *confirmed, GError **error)
{
    const BbSaved *saved = planned->secured->saved;

    if (flow->env->about_to_write != NULL)
        flow->env->about_to_write (flow->job, flow->env->about_to_write_data);
    if (!bb_flash_ask_again (flow, saved->identified->seen, error) ||
        (flow->backup != NULL && !bb_backup_store_check (flow->env->store, flow->backup, error)) ||
        !bb_flow_is_ready (flow, error))
        return FALSE;
    *confirmed = (BbConfirmed){.image = image, .old = saved->old, .plan = planned->plan};
    return TRUE;
}

/* Nothing was written, but reading and learning may have left it in its special mode. */
static BbResult *
bb_flash_end_settled (BbFlow *flow, const GError *error)
{
    if (flow->facts->condition != BB_CONDITION_SPECIAL)
        bb_flow_settle (flow);
    else if (flow->reason != BB_RESULT_REASON_STAYS_IN_MODE)
        (void) bb_flash_come_back (flow, NULL);
    return bb_flow_end_early (flow, error);
}

static BbResult *
bb_flash_dry_run (BbFlow *flow)
{
    flow->review = bb_flow_review (flow);
    flow->reason = BB_RESULT_REASON_DRY_RUN;
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

BbResult *
bb_flow_flash_image (BbFlow *flow, BbImage *image)
{
    g_auto (BbIdentified) identified = {0};
    g_auto (BbSaved) saved = {0};
    BbSecured secured = {0};
    g_auto (BbPlanned) planned = {0};
    BbConfirmed confirmed = {0};
    g_autoptr (GError) error = NULL;

    if (!bb_flash_identify (flow, image, &identified, &error))
        return bb_flow_end_early (flow, error);
    if ((flow->request->flags & BB_JOB_FLAG_DRY_RUN) != 0)
        return bb_flash_dry_run (flow);
    if (!bb_flash_save (flow, image, &identified, &saved, &error) ||
        !bb_flash_secure (flow, image, &saved, &secured, &error) ||
        !bb_flash_plan (flow, image, &secured, &planned, &error))
        return bb_flash_end_settled (flow, error);
    if (!bb_flash_confirm (flow, image, &planned, &confirmed, &error))
        return bb_flow_end_early (flow, error);
    bb_flow_supersede_journal (flow);
    flow->board = bb_facts_ref (flow->facts);
    return bb_flow_write (flow, &confirmed);
}

BbResult *
bb_flow_flash (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;

    if (flow->request->image != NULL)
        return bb_flow_flash_image (flow, flow->request->image);
    (void) bb_flow_refuse (&error, BB_JOB_PROBLEM_NO_IMAGE, NULL, NULL);
    return bb_flow_end_early (flow, error);
}
