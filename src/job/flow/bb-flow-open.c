/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-store.h"

/* Number of checks for other users. One check is not enough, because desktops open a drive for a moment when it is
 * connected or a disc is inserted. */
#define BB_ALONE_MAX_LOOKS 4
/* Number of checks while the only other user is a process of Burnback that holds no lock. Such a process identifies
 * the drive, which takes a few seconds at most. */
#define BB_ALONE_MAX_LOOKS_OF_BURNBACK 40
#define BB_ALONE_PAUSE_US (150 * G_TIME_SPAN_MILLISECOND)

/* Sets %BB_JOB_ERROR_BUSY with the programs of @users (nullable). Returns %FALSE. */
static gboolean
bb_open_fail_in_use (const BbDriveUsers *users, GError **error)
{
    g_autofree char *programs = users != NULL ? g_strjoinv (" ", users->programs) : NULL;

    return bb_job_error_set (error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_USE,
                             programs != NULL && *programs != '\0' ? programs : NULL, NULL);
}

/* FALSE with an error if the open journal of the drive is locked, because another process writes to the drive. This
 * check is needed because there is no lock file if the folder of lock files cannot be written. */
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

/* Returns how often bb_flow_is_alone() checks for other users before the drive counts as busy. Once for a simulated
 * drive, because its users do not change. More often if the only other user is a process of Burnback that runs
 * LOOK. */
static guint
bb_alone_get_max_looks (BbFlow *flow)
{
    if (flow->details->simulated)
        return 1;
    if (flow->users == NULL || !flow->users->is_burnback)
        return BB_ALONE_MAX_LOOKS;
    /* Every action except LOOK takes the lock of the drive. So the other process runs LOOK if this job has the lock,
     * or if no process has it. */
    return flow->request->action != BB_ACTION_LOOK || bb_flow_is_left_alone (flow, NULL)
               ? BB_ALONE_MAX_LOOKS_OF_BURNBACK
               : BB_ALONE_MAX_LOOKS;
}

gboolean
bb_flow_is_alone (BbFlow *flow, GError **error)
{
    if (!bb_alone_has_no_writer (flow, error))
        return FALSE;
    for (guint i = 0; i == 0 || i < bb_alone_get_max_looks (flow); i++) {
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
bb_flow_open_alone (BbFlow *flow, gboolean exclusive, GError **error)
{
    guint n_tries = flow->details->simulated ? 1 : BB_ALONE_MAX_LOOKS;

    for (guint i = 0; i < n_tries; i++) {
        g_autoptr (GError) local_error = NULL;

        if (i > 0)
            g_usleep (BB_ALONE_PAUSE_US);
        if (!bb_flow_is_alone (flow, error))
            return FALSE;
        /*
         * If this user has no permission to see all processes, only opening the drive exclusively shows that no other
         * program has it open. Another process of Burnback may do the same at this moment, so opening is repeated
         * after IN_USE.
         */
        flow->link = bb_reopenable_transport_open (flow->drive, exclusive || !flow->users->is_complete,
                                                   flow->env->trace, &local_error);
        if (g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE))
            continue;
        if (flow->link == NULL)
            g_propagate_error (error, g_steal_pointer (&local_error));
        return flow->link != NULL;
    }
    return bb_open_fail_in_use (NULL, error);
}

gboolean
bb_flow_open (BbFlow *flow, gboolean exclusive, GError **error)
{
    g_autofree char *why = NULL;
    BbAccess access = bb_drive_check_access (flow->drive, &why);

    if (access == BB_ACCESS_DENIED || access == BB_ACCESS_NO_SG_NODE) {
        return bb_job_error_set (error, BB_JOB_ERROR_NOT_PERMITTED,
                                 access == BB_ACCESS_DENIED ? BB_JOB_PROBLEM_NO_ACCESS : BB_JOB_PROBLEM_NO_SG_NODE,
                                 why, NULL);
    }
    bb_flow_read_host (flow);
    return bb_flow_open_alone (flow, exclusive, error);
}
