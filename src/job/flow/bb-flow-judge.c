/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-judge.h"

#include "bb-flow-inspect.h"
#include "bb-stage.h"
#include "family/bb-family-check.h"

#include <glib/gi18n-lib.h>

/* TRUE if the reviewed action restores a backup of the same drive. FALSE if it restores no backup. */
static gboolean
bb_review_restores_own (BbFlow *flow)
{
    const char *id = flow->request->backup_id;
    g_autoptr (BbBackup) backup = id != NULL ? bb_backup_store_get (flow->env->store, id, NULL) : NULL;

    if (flow->request->action == BB_ACTION_ROLLBACK)
        return !flow->other_drive;
    return backup != NULL && bb_backup_is_of (backup, flow->details, flow->facts);
}

BbVerdict *
bb_flow_judge (BbFlow *flow, BbImage *image)
{
    BbVerdict *verdict = bb_family_check (flow->facts, image, flow->env->catalog);

    if (bb_review_restores_own (flow))
        bb_verdict_soften (verdict, BB_REASON_OWN_ONLY);
    if (bb_job_request_get_reviewed_action (flow->request) == BB_ACTION_FLASH && bb_flow_is_file_mixed (flow, image))
        bb_verdict_add (verdict, BB_REASON_FOR_EXPERTS, BB_WEIGHT_CAUTION,
                        _ ("The file may contain a mix of two firmware revisions, which can happen when flashing "
                           "is interrupted. Use this file only if you know that the firmware in it is complete."));
    return verdict;
}

gboolean
bb_flow_is_flash_agreed (BbFlow *flow, BbImage *image, BbCondition condition, BbBackupKind kind, GError **error)
{
    BbImage *fallback = flow->request->fallback;
    g_autoptr (BbVerdict) verdict = bb_flow_judge (flow, image);
    g_autoptr (BbVerdict) is_restoring =
        fallback != NULL ? bb_family_check (flow->facts, fallback, flow->env->catalog) : NULL;
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *why = NULL;
    g_autofree char *lost = NULL;
    BbConsentCase it = {
        .act = flow->request->action,
        .condition = condition,
        .verdict = verdict,
        .backup_kind = kind,
        .fallback = is_restoring,
        .other_drive = flow->other_drive,
        .drive = flow->details->name,
        .becomes = identity != NULL && identity->model_name != NULL ? identity->model_name : flow->details->name,
    };

    (void) bb_flow_get_backup_kind (flow, &why);
    it.unsaved = why;
    /* Such a flash is always refused; these facts decide for which reason. */
    if (it.act == BB_ACTION_FLASH && condition == BB_CONDITION_SPECIAL && flow->identified != NULL)
        bb_flow_set_recovery_facts (flow, bb_identified_get_record (flow->identified));
    lost = bb_family_dup_why_lost (flow->facts);
    it.lost = lost;
    return bb_flow_is_image_open (image, error) && bb_flow_check_consents (flow, &it, error);
}
