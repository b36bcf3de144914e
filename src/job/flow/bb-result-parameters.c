/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-result.h"

BbNote *
bb_note_new (BbNoteCode code, const char *text)
{
    BbNote *note = g_new0 (BbNote, 1);

    note->code = code;
    note->text = g_strdup (text);
    return note;
}

void
bb_note_free (BbNote *note)
{
    g_free (note->text);
    g_clear_error (&note->error);
    g_free (note);
}

void
bb_result_parameters_clear (BbResultParameters *parameters)
{
    g_free (parameters->model);
    g_free (parameters->model_key);
    g_free (parameters->old_model_key);
    g_free (parameters->path);
    g_free (parameters->evidence);
    g_free (parameters->advice);
    g_free (parameters->backup);
    g_free (parameters->other);
    g_free (parameters->name_before);
    g_free (parameters->name_now);
    g_clear_pointer (&parameters->undo, bb_backup_unref);
    g_free (parameters->undo_revision);
    g_free (parameters->unflashed_revision);
    g_clear_pointer (&parameters->stopped, bb_journal_record_unref);
    g_free (parameters->unanswered_revision);
    g_clear_error (&parameters->unread);
    *parameters = (BbResultParameters){0};
}

void
bb_result_parameters_copy (const BbResultParameters *from, BbResultParameters *to)
{
    *to = *from;
    to->model = g_strdup (from->model);
    to->model_key = g_strdup (from->model_key);
    to->old_model_key = g_strdup (from->old_model_key);
    to->path = g_strdup (from->path);
    to->evidence = g_strdup (from->evidence);
    to->advice = g_strdup (from->advice);
    to->backup = g_strdup (from->backup);
    to->other = g_strdup (from->other);
    to->name_before = g_strdup (from->name_before);
    to->name_now = g_strdup (from->name_now);
    to->undo = from->undo != NULL ? bb_backup_ref (from->undo) : NULL;
    to->undo_revision = g_strdup (from->undo_revision);
    to->unflashed_revision = g_strdup (from->unflashed_revision);
    to->stopped = from->stopped != NULL ? bb_journal_record_ref (from->stopped) : NULL;
    to->unanswered_revision = g_strdup (from->unanswered_revision);
    to->unread = from->unread != NULL ? g_error_copy (from->unread) : NULL;
}

gboolean
bb_result_was_cut_off (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, FALSE);

    return result->action == BB_ACTION_RECOVER && result->outcome == BB_OUTCOME_NEEDS_RECOVERY &&
           g_error_matches (result->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}
