/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-actions.h"

#include "bb-settings.h"

#include <string.h>

void
bb_drive_actions_update (GActionGroup *actions, BbEngineDrive *drive, BbJob *job)
{
    BbCan can = drive != NULL ? bb_engine_drive_get_can (drive) : 0;
    gboolean idle = drive != NULL && job == NULL && bb_engine_drive_get_state (drive) != BB_DRIVE_STATE_BUSY;
    const struct {
        const char *name;
        gboolean enabled;
    } rules[] = {
        {"back", job == NULL},
        {"choose-file", idle && (can & BB_CAN_FLASH) != 0},
        {"backup", idle && (can & BB_CAN_BACKUP) != 0},
        {"verify", idle && (can & BB_CAN_VERIFY) != 0},
        {"look", idle},
        {"look-closer", idle},
        {"look-details", idle},
        {"report", idle},
        {"recovery", idle},
        {"recover", idle},
        {"rollback", idle},
        {"recover-with-file", idle},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
        g_simple_action_set_enabled (
            G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (actions), rules[i].name)), rules[i].enabled);
}

static void
bb_drive_actions_start (BbDriveView *view, BbAction action, BbJobFlags flags)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (action);

    request->flags = flags;
    request->on_failure = BB_ON_FAILURE_ASK;
    request->question_seconds = (guint) bb_settings_get_int (bb_settings_get (), "answer-minutes") * 60;
    bb_drive_view_start (view, request);
}

static void
bb_drive_actions_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    static const struct {
        const char *name;
        BbAction action;
        BbJobFlags flags;
    } jobs[] = {
        {"backup", BB_ACTION_BACKUP, BB_JOB_FLAG_NONE},
        {"verify", BB_ACTION_VERIFY, BB_JOB_FLAG_NONE},
        {"look", BB_ACTION_LOOK, BB_JOB_FLAG_NONE},
        {"look-closer", BB_ACTION_LOOK, BB_JOB_FLAG_LOOK_CLOSER},
        {"look-details", BB_ACTION_LOOK, BB_JOB_FLAG_DETAILS},
        {"report", BB_ACTION_REPORT, BB_JOB_FLAG_LOOK_CLOSER},
        {"recover", BB_ACTION_RECOVER, BB_JOB_FLAG_NONE},
        {"rollback", BB_ACTION_ROLLBACK, BB_JOB_FLAG_NONE},
    };
    BbDriveView *view = BB_DRIVE_VIEW (data);
    const char *name = g_action_get_name (G_ACTION (action));

    for (guint i = 0; i < G_N_ELEMENTS (jobs); i++) {
        if (strcmp (name, jobs[i].name) == 0)
            bb_drive_actions_start (view, jobs[i].action, jobs[i].flags);
    }
    if (strcmp (name, "back") == 0)
        bb_drive_view_go_back (view);
    if (strcmp (name, "choose-file") == 0)
        bb_drive_view_choose_file (view, BB_ACTION_FLASH);
    if (strcmp (name, "recover-with-file") == 0)
        bb_drive_view_choose_file (view, BB_ACTION_RECOVER);
    if (strcmp (name, "recovery") == 0)
        bb_drive_view_show_recovery (view);
}

GActionGroup *
bb_drive_actions_new (BbDriveView *view)
{
    static const char *const names[] = {"back",   "choose-file", "recover-with-file", "backup",
                                        "verify", "look",        "look-closer",       "look-details",
                                        "report", "recovery",    "recover",           "rollback"};
    GSimpleActionGroup *actions = g_simple_action_group_new ();

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], NULL);

        g_signal_connect (action, "activate", G_CALLBACK (bb_drive_actions_cb), view);
        g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
    }
    return G_ACTION_GROUP (actions);
}
