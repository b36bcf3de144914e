/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-known.h"
#include "bb-stage.h"
#include "family/bb-family-check.h"

BbFlashInput
bb_flow_get_input (BbFlow *flow, BbFacts *healthy, BbJournalRecord *record)
{
    return (BbFlashInput){
        .facts = flow->facts,
        .catalog = flow->env->catalog,
        .settings = flow->settings,
        .board = healthy,
        .lost_at = record != NULL && record->endangered ? record->failed_address : 0,
    };
}

char **
bb_flow_list_labels (BbFlow *flow, const BbRecorded *recorded)
{
    BbFlashInput input = bb_flow_get_input (flow, recorded->healthy, recorded->record);

    if (flow->facts->condition == BB_CONDITION_SPECIAL && flow->family != NULL && flow->family->list_labels != NULL)
        return flow->family->list_labels (&input);
    return NULL;
}

BbFacts *
bb_flow_find_board (BbFlow *flow, const BbRecorded *recorded, GError **error)
{
    BbFlashInput input = bb_flow_get_input (flow, recorded->healthy, recorded->record);

    if (flow->facts->condition == BB_CONDITION_SPECIAL && flow->family != NULL && flow->family->find_board != NULL)
        return flow->family->find_board (&input, error);
    return bb_facts_ref (recorded->healthy != NULL && flow->facts->model == NULL ? recorded->healthy : flow->facts);
}

void
bb_flow_set_recovery_facts (BbFlow *flow, BbJournalRecord *record)
{
    g_auto (BbRecorded) recorded = {0};
    g_autoptr (BbFacts) board = NULL;
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) labels = NULL;
    BbFacts *facts;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || flow->family == NULL || flow->family->find_board == NULL)
        return;
    bb_flow_find_recorded (flow, record, &recorded);
    labels = bb_flow_list_labels (flow, &recorded);
    board = bb_flow_find_board (flow, &recorded, &error);
    if (board != NULL)
        return;
    facts = bb_facts_copy (flow->facts);
    bb_facts_set_string (facts, BB_FACTS_WANTS, error->message);
    bb_facts_set_value (facts, BB_FACTS_IS_LOST,
                        g_variant_new_boolean (!g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_LABEL)));
    bb_facts_set_value (facts, BB_FACTS_IS_BOARD_UNKNOWN,
                        g_variant_new_boolean (labels != NULL && labels[0] == NULL));
    bb_facts_unref (flow->facts);
    flow->facts = facts;
}

gboolean
bb_flow_refuse_without_firmware (BbFlow *flow, BbJournalRecord *record, GError **error)
{
    g_autofree char *lost = NULL;

    bb_flow_set_recovery_facts (flow, record);
    lost = bb_family_dup_why_lost (flow->facts);
    if (flow->facts->condition == BB_CONDITION_HALF_ALIVE && lost == NULL)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_FIRMWARE_INCOMPLETE, NULL, NULL);
    return bb_flow_refuse (error, BB_JOB_PROBLEM_NO_FIRMWARE, lost, NULL);
}
