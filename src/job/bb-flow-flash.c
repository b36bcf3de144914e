/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-check.h"
#include "bb-flow-hold.h"
#include "bb-flow-store.h"

#include <glib/gi18n-lib.h>

/* --- the image and the drive are those that were agreed on --- */

static gboolean
bb_flash_image_is_whole (BbImage *image, GError **error)
{
    g_autofree char *sha256 = bb_sha256_bytes (bb_image_get_bytes (image));

    if (g_str_equal (sha256, bb_image_get_sha256 (image)))
        return TRUE;
    return bb_flow_refuse (error,
                           _ ("The firmware image changed in the computer's memory after it was read. Test the "
                              "memory of this computer before you flash anything."));
}

static gboolean
bb_flash_is_as_reviewed (BbFlow *flow, BbImage *image, GError **error)
{
    BbReview *review = flow->request->review;

    if (review == NULL)
        return TRUE;
    if (review->image == NULL || !g_str_equal (bb_image_get_sha256 (review->image), bb_image_get_sha256 (image)))
        return bb_flow_refuse (error, _ ("This is not the firmware file that was checked. Check it again."));
    if (g_strcmp0 (review->facts->family, flow->facts->family) != 0 ||
        !g_str_equal (review->facts->inquiry.vendor, flow->facts->inquiry.vendor) ||
        !g_str_equal (review->facts->inquiry.product, flow->facts->inquiry.product) ||
        !g_str_equal (review->facts->inquiry.revision, flow->facts->inquiry.revision) ||
        g_strcmp0 (review->facts->fingerprint, flow->facts->fingerprint) != 0)
        return bb_flow_refuse (error, _ ("The drive is not as it was when it was checked: another drive, or another "
                                         "firmware in it. Check it again."));
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

static gboolean
bb_flash_check (BbFlow *flow, BbImage *image, GError **error)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (flow->facts, image, flow->env->catalog);

    /* A backup of this very drive fits it, whatever its name looks like; a refusal stays one. */
    if (flow->request->action == BB_ACTION_ROLLBACK && bb_verdict_get_level (verdict) != BB_VERDICT_REFUSED)
        return TRUE;
    return bb_flow_weigh (flow, verdict, error);
}

static gboolean
bb_flash_may_begin (BbFlow *flow, BbImage *image, GError **error)
{
    if (!bb_flash_image_is_whole (image, error) || !bb_flow_open (flow, TRUE, error) ||
        !bb_flow_identify (flow, error) || !bb_flow_find_journal (flow, error) ||
        !bb_flow_knows_journals (flow, error))
        return FALSE;
    if (flow->record != NULL && flow->record->endangered) {
        (void) bb_flow_interrupted (error);
        return FALSE;
    }
    if (flow->family != NULL && flow->facts->condition != BB_CONDITION_NORMAL)
        return bb_flow_refuse (error, _ ("The drive does not run its firmware properly. Recover it first."));
    if (!bb_flash_is_as_reviewed (flow, image, error))
        return FALSE;
    bb_flash_take_review (flow);
    return bb_flash_check (flow, image, error) && bb_flow_is_ready (flow, error);
}

/* --- the way back --- */

/* Kept and readable: the bytes on disk are the bytes that were read. */
static gboolean
bb_flash_take_backup_image (BbFlow *flow, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    g_clear_object (&flow->old);
    if (flow->backup == NULL || bb_backup_find_file (flow->backup, BB_BACKUP_IMAGE) == NULL)
        return TRUE;
    flow->old = bb_backup_store_load_image (flow->env->store, flow->backup, flow->env->catalog, &local_error);
    if (flow->old != NULL)
        return TRUE;
    if (g_error_matches (local_error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE)) {
        bb_flow_note (flow, "%s", local_error->message);
        return TRUE;
    }
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

static gboolean
bb_flash_take_fallback (BbFlow *flow, GError **error)
{
    BbImage *fallback = flow->request->fallback;
    g_autoptr (BbVerdict) verdict = NULL;
    g_autoptr (GError) local_error = NULL;

    if (fallback == NULL) {
        if ((flow->request->flags & BB_JOB_FLAG_WITHOUT_BACKUP) != 0)
            return TRUE;
        return bb_flow_refuse (error,
                               _ ("The firmware of this drive cannot be read back, so there would be no way "
                                  "back. Give a firmware file to fall back to, or agree to go without a backup."));
    }
    if (!bb_flash_image_is_whole (fallback, error))
        return FALSE;
    verdict = bb_family_check (flow->facts, fallback, flow->env->catalog);
    if (!bb_flow_weigh (flow, verdict, &local_error))
        return bb_flow_refuse (error, _ ("The file to fall back to cannot be used: %s"), local_error->message);
    flow->old = g_object_ref (fallback);
    return TRUE;
}

static gboolean
bb_flash_make_backup (BbFlow *flow, BbImage *image, GError **error)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *reason = NULL;

    if (flow->backup != NULL)
        return bb_backup_store_check (flow->env->store, flow->backup, error);
    if (flow->family->plan_backup == NULL)
        return TRUE;
    /* TRANSLATORS: why a backup was made; %s is a firmware revision such as 1.07 */
    reason = g_strdup_printf (_ ("before flashing %s"),
                              identity->revision != NULL ? identity->revision : bb_image_get_name (image));
    return bb_flow_keep (flow, reason, error);
}

static BbBackupKind
bb_flash_get_backup_kind (BbFlow *flow)
{
    g_autofree char *why = NULL;

    if (flow->family->plan_backup == NULL)
        return BB_BACKUP_NONE;
    return flow->family->backup_kind != NULL ? flow->family->backup_kind (flow->facts, &why) : BB_BACKUP_FULL;
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
    flow->cause = BB_CAUSE_STAYS_SPECIAL;
    return bb_flow_refuse (error, _ ("The drive did not come back from its special mode."));
}

static gboolean
bb_flash_secure_way_back (BbFlow *flow, BbImage *image, GError **error)
{
    BbBackupKind kind = bb_flash_get_backup_kind (flow);
    g_autoptr (GError) local_error = NULL;

    /* Asked for before anything is read: the answer needs nothing of the drive. */
    if (kind != BB_BACKUP_FULL && !bb_flash_take_fallback (flow, error))
        return FALSE;
    if (kind != BB_BACKUP_NONE && !bb_flash_make_backup (flow, image, &local_error)) {
        if (!g_error_matches (local_error, BB_RUN_ERROR, BB_RUN_ERROR_DIFFERENT)) {
            g_propagate_error (error, g_steal_pointer (&local_error));
            return FALSE;
        }
        return bb_flow_refuse (error,
                               _ ("The backup could not be made: reading the same part of the drive twice gave "
                                  "different bytes. Try another cable or port."));
    }
    if (flow->old == NULL && !bb_flash_take_backup_image (flow, error))
        return FALSE;
    /* It should have been readable and was not. */
    if (flow->old == NULL && !bb_flash_take_fallback (flow, error))
        return FALSE;
    if (!bb_flow_learn (flow, error))
        return FALSE;
    if (flow->facts->condition == BB_CONDITION_DAMAGED)
        return bb_flow_refuse (
            error,
            _ ("The boot code of this drive is that of an %s, and what the drive stores about itself "
               "is not. Recover it first."),
            flow->facts->model_name);
    return bb_flash_come_back (flow, error);
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
    return bb_flow_refuse (error, _ ("The drive is not the one that was backed up a moment ago. Check it again."));
}

static gboolean
bb_flash_is_still_so (BbFlow *flow, BbFacts *agreed, GError **error)
{
    if (flow->env->about_to_write != NULL)
        flow->env->about_to_write (flow->job, flow->env->about_to_write_data);
    return bb_flash_ask_again (flow, agreed, error) &&
           (flow->backup == NULL || bb_backup_store_check (flow->env->store, flow->backup, error)) &&
           bb_flow_is_ready (flow, error);
}

/* Nothing was written, but reading and learning may have left it in its special mode. */
static BbResult *
bb_flash_end_settled (BbFlow *flow, const GError *error)
{
    if (flow->facts->condition != BB_CONDITION_SPECIAL)
        bb_flow_settle (flow);
    else if (flow->cause != BB_CAUSE_STAYS_SPECIAL)
        (void) bb_flash_come_back (flow, NULL);
    return bb_flow_end_early (flow, error);
}

static BbResult *
bb_flash_dry_run (BbFlow *flow)
{
    flow->review = bb_flow_review (flow);
    flow->cause = BB_CAUSE_DRY_RUN;
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

BbResult *
bb_flow_flash_image (BbFlow *flow, BbImage *image)
{
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbFacts) agreed = NULL;
    g_autoptr (GError) error = NULL;

    if (!bb_flash_may_begin (flow, image, &error))
        return bb_flow_end_early (flow, error);
    agreed = bb_facts_ref (flow->seen);
    if ((flow->request->flags & BB_JOB_FLAG_DRY_RUN) != 0)
        return bb_flash_dry_run (flow);
    if (!bb_flash_secure_way_back (flow, image, &error) || !bb_flash_check (flow, image, &error))
        return bb_flash_end_settled (flow, error);
    plan = bb_flow_make_plan (flow, image, BB_ATTEMPT_PLAIN, &error);
    if (plan == NULL)
        return bb_flash_end_settled (flow, error);
    if (!bb_flash_is_still_so (flow, agreed, &error))
        return bb_flow_end_early (flow, error);
    bb_flow_supersede_journal (flow);
    flow->board = bb_facts_ref (flow->facts);
    return bb_flow_write (flow, image, plan, FALSE);
}

BbResult *
bb_flow_flash (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;

    if (flow->request->image != NULL)
        return bb_flow_flash_image (flow, flow->request->image);
    (void) bb_flow_refuse (&error, _ ("No firmware file was given."));
    return bb_flow_end_early (flow, error);
}
