/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"

gboolean
bb_flow_survey (BbFlow *flow, GError **error)
{
    const BbSurveyOps *survey = flow->family->survey;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbRunner) runner = NULL;
    BbFacts *facts = NULL;

    if (survey == NULL || !survey->is_needed (flow->facts, flow->request->settings))
        return TRUE;
    plan = survey->plan (flow->facts, flow->env->catalog, error);
    runner = plan != NULL ? bb_flow_run_plan (flow, plan, error) : NULL;
    if (runner != NULL)
        facts = survey->take (flow->facts, bb_runner_get_report (runner)->captures, error);
    if (facts == NULL)
        return FALSE;
    bb_flow_take_facts (flow, facts);
    return TRUE;
}
