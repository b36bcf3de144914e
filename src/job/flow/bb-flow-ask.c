/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

#include <string.h>

/* Returns (nullable) the record of the journal if @old (nullable) is the old image of which it has a copy. */
static BbJournalRecord *
bb_flow_get_record_of (BbFlow *flow, BbImage *old)
{
    BbJournalRecord *record = bb_flow_get_record (flow);

    return old != NULL && record != NULL && record->old_image != NULL &&
                   strstr (record->old_image, bb_image_get_sha256 (old)) != NULL
               ? record
               : NULL;
}

const char *
bb_flow_get_other (BbFlow *flow, BbImage *old)
{
    BbJournalRecord *record = bb_flow_get_record_of (flow, old);

    return record != NULL ? bb_journal_record_get_other (record) : NULL;
}

BbChoice
bb_flow_ask (BbFlow *flow, BbQuestion *question, BbImage *again, BbImage *back)
{
    guint seconds = flow->request->question_seconds;
    BbJournalRecord *record = bb_flow_get_record_of (flow, back);
    g_autofree char *other = NULL;
    BbChoice answer;

    question->revision = again != NULL ? g_strdup (bb_image_get_revision (again)) : NULL;
    question->old_revision = back != NULL ? g_strdup (bb_image_get_revision (back)) : NULL;
    question->restores |= again != NULL && (again == back || flow->request->action == BB_ACTION_ROLLBACK);
    question->old_is_file =
        (back != NULL && back == flow->request->fallback) || (record != NULL && record->old_file != NULL);
    question->other_old = g_strdup (bb_flow_get_other (flow, back));
    /* The text of such a question says that writing is unlikely to help, so no answer that writes is preselected. */
    if (question->is_worn)
        question->preset = BB_CHOICE_LEAVE;
    question->is_in_mode = flow->facts != NULL && flow->facts->condition == BB_CONDITION_SPECIAL;
    if (seconds > 0)
        question->deadline_us = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
    other = g_strdup (question->other_old);
    answer = bb_job_ask (flow->job, question);
    if (bb_job_has_expired_question (flow->job)) {
        flow->draft.about.unanswered = answer;
        g_free (flow->draft.about.unanswered_revision);
        flow->draft.about.unanswered_revision = answer == BB_CHOICE_ROLLBACK ? g_steal_pointer (&other) : NULL;
    }
    return answer;
}
