/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

BbChoice
bb_flow_ask (BbFlow *flow, BbQuestion *question, BbImage *again, BbImage *back)
{
    guint seconds = flow->request->question_seconds;
    BbJournalRecord *record = bb_flow_get_record (flow);

    question->revision = again != NULL ? g_strdup (bb_image_get_revision (again)) : NULL;
    question->old_revision = back != NULL ? g_strdup (bb_image_get_revision (back)) : NULL;
    question->restores |= again != NULL && (again == back || flow->request->action == BB_ACTION_ROLLBACK);
    question->old_is_file =
        back != NULL && (back == flow->request->fallback || (record != NULL && record->old_file != NULL));
    question->other_old = back != NULL && record != NULL ? g_strdup (bb_journal_record_get_other (record)) : NULL;
    question->is_in_mode = flow->facts != NULL && flow->facts->condition == BB_CONDITION_SPECIAL;
    if (seconds > 0)
        question->deadline_us = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
    return bb_job_ask (flow->job, question);
}
