/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"

/* --- errors and notes --- */

char *
bb_flow_dup_revision (BbFacts *facts)
{
    g_autofree char *revision = NULL;

    if (facts == NULL || facts->condition == BB_CONDITION_SPECIAL)
        return NULL;
    revision = bb_text_normalise (facts->inquiry.revision, FALSE);
    return *revision != '\0' ? g_steal_pointer (&revision) : NULL;
}

gboolean
bb_flow_refuse (GError **error, BbJobProblem problem, const char *first, const char *second)
{
    return bb_job_error_set (error, BB_JOB_ERROR_REFUSED, problem, first, second);
}

BbNote *
bb_flow_note_code (BbFlow *flow, BbNoteCode code, const char *text)
{
    BbNote *note = bb_note_new (code, text);

    g_ptr_array_add (flow->draft.notes, note);
    return note;
}

void
bb_flow_note (BbFlow *flow, const char *text)
{
    (void) bb_flow_note_code (flow, BB_NOTE_TEXT, text);
}

BbNote *
bb_flow_note_error (BbFlow *flow, const GError *error)
{
    BbNote *note = bb_flow_note_code (flow, BB_NOTE_ERROR, NULL);

    note->error = g_error_copy (error);
    return note;
}

/* --- the drive --- */

gboolean
bb_flow_refuse_unknown (BbFlow *flow, GError **error)
{
    BbJobProblem problem = BB_JOB_PROBLEM_UNKNOWN_REBADGE;

    if (flow->facts != NULL && bb_facts_is_only_named (flow->facts))
        problem = BB_JOB_PROBLEM_UNKNOWN_DRIVE;
    else if (flow->facts != NULL && bb_facts_is_unlike_name (flow->facts))
        problem = BB_JOB_PROBLEM_UNLIKE_NAME;
    return bb_flow_refuse (error, problem, NULL, NULL);
}

gboolean
bb_flow_has_no_firmware (BbFlow *flow)
{
    return flow->facts->condition == BB_CONDITION_SPECIAL || flow->facts->condition == BB_CONDITION_HALF_ALIVE;
}

void
bb_flow_take_facts (BbFlow *flow, BbFacts *facts)
{
    g_clear_pointer (&flow->facts, bb_facts_unref);
    flow->facts = facts;
    g_clear_pointer (&flow->ran_as, bb_facts_unref);
    flow->sent_since_identified = FALSE;
}

BbRunner *
bb_flow_run_plan (BbFlow *flow, BbPlan *plan, GError **error)
{
    gboolean was_cancelled = g_cancellable_is_cancelled (bb_job_get_cancellable (flow->job));
    /* If a journal is open, @plan belongs to the repair of the drive, and must run even if the job was cancelled. The
     * runner then gets no job, because a cancelled job would stop it. */
    BbJob *job = flow->journal != NULL && was_cancelled ? NULL : flow->job;
    g_autoptr (BbRunner) runner = bb_runner_new (flow->link, plan, flow->env->catalog, job, NULL, FALSE);

    bb_runner_set_known (runner, flow->facts != NULL ? flow->facts->values : NULL);
    if (!bb_runner_run (runner, error))
        return NULL;
    return g_steal_pointer (&runner);
}

void
bb_recorded_clear (BbRecorded *recorded)
{
    g_clear_pointer (&recorded->record, bb_journal_record_unref);
    g_clear_pointer (&recorded->healthy, bb_facts_unref);
    g_clear_pointer (&recorded->backup, bb_backup_unref);
    g_clear_pointer (&recorded->captures, bb_captures_unref);
    recorded->is_remembered = FALSE;
}

void
bb_recorded_copy (const BbRecorded *from, BbRecorded *to)
{
    to->record = from->record != NULL ? bb_journal_record_ref (from->record) : NULL;
    to->healthy = from->healthy != NULL ? bb_facts_ref (from->healthy) : NULL;
    to->backup = from->backup != NULL ? bb_backup_ref (from->backup) : NULL;
    to->captures = from->captures != NULL ? bb_captures_ref (from->captures) : NULL;
    to->is_remembered = from->is_remembered;
}

gboolean
bb_flow_had_power_cycle (BbFlow *flow, BbJournalRecord *record)
{
    g_autofree char *mark = bb_drive_dup_power_mark (flow->drive);

    if (!flow->env->power_cycled)
        return FALSE;
    /* Another process may have written to the drive after the power cycle that this process noticed. The journal of
     * that process has the power mark (bb_drive_dup_power_mark()) from that time. If it equals the current power
     * mark, no power cycle followed. */
    return record == NULL || record->power_mark == NULL || g_strcmp0 (mark, record->power_mark) != 0;
}

gboolean
bb_flow_was_reconnected (BbFlow *flow, const BbJournalRecord *record)
{
    g_autofree char *mark = bb_drive_dup_power_mark (flow->drive);

    return mark != NULL && record->power_mark != NULL && !g_str_equal (mark, record->power_mark);
}
