/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"

/* Desktops open a drive for a moment when it is connected or a disc is inserted, so the check is repeated. */
#define BB_ALONE_MAX_LOOKS 4
#define BB_ALONE_PAUSE_US (150 * G_TIME_SPAN_MILLISECOND)

/* Sets %BB_JOB_ERROR_BUSY with the programs of @users (nullable). Returns %FALSE. */
static gboolean
bb_open_fail_in_use (const BbDriveUsers *users, GError **error)
{
    g_autofree char *programs = users != NULL ? g_strjoinv (" ", users->programs) : NULL;

    return bb_job_error_set (error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_USE,
                             programs != NULL && *programs != '\0' ? programs : NULL, NULL);
}

/* FALSE if an open journal shows that another process writes to the drive; needed where no lock file can be
 * created. */
static gboolean
bb_alone_has_no_writer (BbFlow *flow, GError **error)
{
    gboolean ambiguous = FALSE;
    g_autoptr (BbJournalRecord) record =
        bb_journal_find (flow->env->state_folder, flow->details, NULL, flow->env->others, &ambiguous);

    if (record == NULL || !record->is_locked)
        return TRUE;
    return bb_job_error_set (error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_WORK, NULL, record->action);
}

gboolean
bb_flow_is_alone (BbFlow *flow, GError **error)
{
    /* The users of a simulated drive do not change. */
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
    return bb_open_fail_in_use (flow->users, error);
}

gboolean
bb_flow_open (BbFlow *flow, gboolean exclusive, GError **error)
{
    g_autofree char *why = NULL;
    g_autoptr (GError) local_error = NULL;
    BbAccess access = bb_drive_check_access (flow->drive, &why);

    if (access == BB_ACCESS_DENIED || access == BB_ACCESS_NO_SG_NODE) {
        return bb_job_error_set (error, BB_JOB_ERROR_NOT_PERMITTED,
                                 access == BB_ACCESS_DENIED ? BB_JOB_PROBLEM_NO_ACCESS : BB_JOB_PROBLEM_NO_SG_NODE,
                                 why, NULL);
    }
    if (!bb_flow_is_alone (flow, error))
        return FALSE;
    bb_flow_read_host (flow);
    /* Programs of other users may be invisible; opening exclusively detects them. */
    flow->link = bb_reopenable_transport_open (flow->drive, exclusive || !flow->users->is_complete, flow->env->trace,
                                               &local_error);
    if (g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE))
        return bb_open_fail_in_use (NULL, error);
    if (flow->link == NULL)
        g_propagate_error (error, g_steal_pointer (&local_error));
    return flow->link != NULL;
}
