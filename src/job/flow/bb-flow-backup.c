/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-inspect.h"

#include <glib/gi18n-lib.h>

/* What its last backup says of the firmware that is in it now. */
static gboolean
bb_backup_is_lost (BbFlow *flow)
{
    g_autoptr (BbBackup) last = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    g_autoptr (BbImage) known =
        last != NULL ? bb_backup_store_load_image (flow->env->store, last, flow->env->catalog, NULL) : NULL;

    return bb_flow_is_lost (flow, known, NULL);
}

static gboolean
bb_backup_may_begin (BbFlow *flow, GError **error)
{
    if (!bb_flow_open (flow, TRUE, error) || !bb_flow_identify (flow, error) || !bb_flow_find_journal (flow, error))
        return FALSE;
    if (flow->family == NULL)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_UNKNOWN_REBADGE, NULL, NULL);
    if (flow->facts->condition == BB_CONDITION_SPECIAL && flow->family->plan_wake != NULL &&
        (flow->record == NULL || !flow->record->endangered) && !bb_backup_is_lost (flow))
        /* Some of it can be read only when the firmware runs; where there is none, what can be read is kept. */
        (void) bb_flow_wake (flow, NULL);
    return TRUE;
}

BbResult *
bb_flow_backup (BbFlow *flow)
{
    const char *reason = flow->request->reason != NULL ? flow->request->reason : _ ("Manual");
    g_autoptr (GError) error = NULL;

    if (!bb_backup_may_begin (flow, &error) || !bb_flow_keep (flow, reason, &error))
        return bb_flow_end_early (flow, error);
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}
