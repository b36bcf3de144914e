/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-inspect.h"
#include "bb-stage.h"

/* Compares the firmware of a drive in recovery mode with its newest backup, if there is one. Returns TRUE and adds a
 * note if a part of the firmware is missing or of another revision, see bb_flow_is_lost(). */
static gboolean
bb_backup_is_lost (BbFlow *flow)
{
    g_autoptr (BbBackup) last = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    g_autoptr (BbImage) known =
        last != NULL ? bb_backup_store_load_image (flow->env->store, last, flow->env->catalog, NULL) : NULL;

    return bb_flow_is_lost (flow, known, NULL);
}

BbResult *
bb_flow_backup (BbFlow *flow)
{
    const char *reason = flow->request->reason != NULL ? flow->request->reason : BB_BACKUP_REASON_REQUEST;
    g_autoptr (BbIdentified) identified = NULL;
    g_autoptr (BbSaved) saved = NULL;
    g_autoptr (GError) error = NULL;

    if (bb_flow_open (flow, TRUE, &error))
        identified = bb_identified_new (flow, BB_IDENTIFY_PLAIN, &error);
    if (identified == NULL)
        return bb_flow_end_early (flow, error);
    if (flow->family == NULL) {
        (void) bb_flow_refuse_unknown (flow, &error);
        return bb_flow_end_early (flow, error);
    }
    /* Some regions can be read only while the firmware runs, so a drive in recovery mode first leaves that mode. If
     * the firmware does not start, the other regions are saved. */
    if (flow->facts->condition == BB_CONDITION_SPECIAL && flow->family->plan_wake != NULL &&
        !bb_identified_is_interrupted (identified) && !bb_backup_is_lost (flow))
        (void) bb_flow_leave_recovery_mode (flow, NULL);
    saved = bb_saved_new (flow, identified, reason, &error);
    if (saved == NULL)
        return bb_flow_end_early (flow, error);
    if (bb_saved_get_backup (saved)->contradiction != NULL) {
        flow->draft.reason = BB_RESULT_REASON_PARTS_DIFFER;
        flow->draft.about.evidence = g_strdup (bb_saved_get_backup (saved)->contradiction);
    }
    bb_flow_note_stay (flow);
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}
