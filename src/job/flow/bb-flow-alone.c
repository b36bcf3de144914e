/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"

/* A desktop opens a drive for a moment when it is plugged in, or when a disc is put in. */
#define BB_ALONE_MAX_LOOKS 4
#define BB_ALONE_PAUSE_US (150 * G_TIME_SPAN_MILLISECOND)

gboolean
bb_flow_fail_in_use (const BbDriveUsers *users, GError **error)
{
    g_autofree char *programs = users != NULL ? g_strjoinv (" ", users->programs) : NULL;

    return bb_job_error_set (error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_USE,
                             programs != NULL && *programs != '\0' ? programs : NULL, NULL);
}

/* Burnback writes a journal while it writes to a drive, also where no lock can be made. */
static gboolean
bb_alone_has_no_writer (BbFlow *flow, GError **error)
{
    gboolean ambiguous = FALSE;
    g_autoptr (BbJournalRecord) record =
        bb_journal_find (flow->env->state_folder, flow->details, NULL, flow->env->others, &ambiguous);

    if (record == NULL || !record->is_alive)
        return TRUE;
    return bb_job_error_set (error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_WORK, NULL, record->action);
}

gboolean
bb_flow_is_alone (BbFlow *flow, GError **error)
{
    /* Who uses a simulated drive does not change. */
    guint n_looks = flow->details->simulated ? 1 : BB_ALONE_MAX_LOOKS;

    if (!bb_alone_has_no_writer (flow, error))
        return FALSE;
    for (guint i = 0; i < n_looks; i++) {
        if (i > 0)
            g_usleep (BB_ALONE_PAUSE_US);
        g_clear_pointer (&flow->users, bb_drive_users_free);
        flow->users = bb_drive_find_users (flow->drive);
        if (flow->users->programs[0] == NULL)
            return TRUE;
    }
    return bb_flow_fail_in_use (flow->users, error);
}
