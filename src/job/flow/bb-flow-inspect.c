/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-inspect.h"

BbInside
bb_flow_inspect (BbFlow *flow, BbImage *one, BbImage *other, char **why)
{
    BbInside inside = BB_INSIDE_UNKNOWN;
    BbCaptures *captures = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbRunner) runner = NULL;
    g_autoptr (GError) error = NULL;

    *why = NULL;
    if (flow->family == NULL || flow->family->inspect == NULL || flow->facts->model == NULL)
        return BB_INSIDE_UNKNOWN;
    plan = flow->family->inspect->plan (flow->facts, one != NULL ? one : other, &error);
    if (plan != NULL)
        runner = bb_flow_run_plan (flow, plan, &error);
    if (runner == NULL) {
        bb_flow_note (flow, error->message);
        return BB_INSIDE_UNKNOWN;
    }
    captures = bb_runner_get_report (runner)->captures;
    inside = flow->family->inspect->compare (flow->facts, captures, one, why);
    if (other == NULL || (inside != BB_INSIDE_UNKNOWN && inside != BB_INSIDE_OTHER))
        return inside;
    return flow->family->inspect->compare (flow->facts, captures, other, why);
}

void
bb_flow_note_half_alive (BbFlow *flow, const char *why)
{
    BbFacts *facts = bb_facts_copy (flow->facts);

    facts->condition = BB_CONDITION_HALF_ALIVE;
    g_free (facts->mode);
    facts->mode = g_strdup (BB_MODE_HALF_ALIVE);
    bb_facts_add_evidence (facts, "%s", why);
    bb_facts_unref (flow->facts);
    flow->facts = facts;
}

gboolean
bb_flow_is_lost (BbFlow *flow, BbImage *known, BbInside *inside)
{
    g_autofree char *why = NULL;
    BbInside found = BB_INSIDE_UNKNOWN;

    if (flow->facts->condition == BB_CONDITION_SPECIAL)
        found = bb_flow_inspect (flow, known, NULL, &why);
    if (inside != NULL)
        *inside = found;
    if (found != BB_INSIDE_BROKEN && found != BB_INSIDE_MIXED)
        return FALSE;
    bb_flow_note (flow, why);
    return TRUE;
}
