/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-actions.h"

#include "bb-convert-dialog.h"
#include "app/bb-settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* For experts, and only where it can lead to something. */
static gboolean
bb_drive_actions_can_convert (BbDriveView *view)
{
    BbEngineDrive *drive = bb_drive_view_get_drive (view);
    g_autoptr (GPtrArray) models = NULL;

    if (drive == NULL || bb_settings_get_int (bb_settings_get (), "expert") == 0)
        return FALSE;
    models = bb_engine_drive_list_conversions (drive, bb_engine_get_catalog (bb_drive_view_get_engine (view)));
    return models != NULL;
}

void
bb_drive_actions_update (GActionGroup *actions, BbDriveView *view)
{
    BbEngineDrive *drive = bb_drive_view_get_drive (view);
    BbJob *job = bb_drive_view_get_job (view);
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
        {"copy-report", idle},
        {"recovery", idle},
        {"recover", idle},
        {"rollback", idle},
        {"recover-with-file", idle},
        {"convert", idle && bb_drive_actions_can_convert (view)},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
        g_simple_action_set_enabled (
            G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (actions), rules[i].name)), rules[i].enabled);
}

static void
bb_drive_actions_convert_cb (BbConvertDialog *dialog, GFile *file, GVariant *settings, gpointer data)
{
    (void) bb_drive_view_choose (BB_DRIVE_VIEW (data),
                                 &(BbOperationChoice){.act = BB_ACTION_CONVERT, .file = file, .settings = settings});
}

static void
bb_drive_actions_convert (BbDriveView *view)
{
    BbEngineDrive *drive = bb_drive_view_get_drive (view);
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (view));
    g_autoptr (GPtrArray) models =
        bb_engine_drive_list_conversions (drive, bb_engine_get_catalog (bb_drive_view_get_engine (view)));
    GtkWidget *dialog;

    if (models == NULL || !GTK_IS_WINDOW (window))
        return;
    dialog = bb_convert_dialog_new (GTK_WINDOW (window), drive, models);
    g_signal_connect_object (dialog, "accepted", G_CALLBACK (bb_drive_actions_convert_cb), view, 0);
    gtk_window_present (GTK_WINDOW (dialog));
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
        {"recover", BB_ACTION_RECOVER, BB_JOB_FLAG_NONE},
        {"rollback", BB_ACTION_ROLLBACK, BB_JOB_FLAG_NONE},
    };
    BbDriveView *view = BB_DRIVE_VIEW (data);
    const char *name = g_action_get_name (G_ACTION (action));

    for (guint i = 0; i < G_N_ELEMENTS (jobs); i++) {
        if (strcmp (name, jobs[i].name) == 0)
            bb_drive_view_run (view, &(BbOperationChoice){.act = jobs[i].action, .flags = jobs[i].flags});
    }
    if (strcmp (name, "back") == 0)
        bb_drive_view_go_back (view);
    if (strcmp (name, "choose-file") == 0)
        bb_drive_view_choose_file (view, BB_ACTION_FLASH);
    if (strcmp (name, "recover-with-file") == 0)
        bb_drive_view_choose_file (view, BB_ACTION_RECOVER);
    if (strcmp (name, "recovery") == 0)
        bb_drive_view_show_recovery (view);
    if (strcmp (name, "report") == 0 || strcmp (name, "copy-report") == 0)
        bb_drive_view_report (view, strcmp (name, "copy-report") == 0);
    if (strcmp (name, "convert") == 0)
        bb_drive_actions_convert (view);
}

const char *
bb_drive_actions_get_told (BbJobFlags flags, BbResult *result)
{
    if (result->report != NULL)
        return NULL;
    if ((flags & BB_JOB_FLAG_DETAILS) != 0)
        return result->region != NULL || result->books != NULL
                   ? _ ("Region and book types were read. See “Book Types and Region” below.")
                   : _ ("The drive reports neither region nor book types.");
    if ((flags & BB_JOB_FLAG_LOOK_CLOSER) != 0)
        return result->facts != NULL && result->facts->family != NULL
                   ? _ ("Probing finished. The drive is identified.")
                   : _ ("Probing finished. The drive is not identified.");
    return NULL;
}

const char *
bb_drive_actions_get_file (GActionGroup *actions, gboolean is_rescuing)
{
    return is_rescuing || !g_action_group_get_action_enabled (actions, "choose-file") ? "drive.recover-with-file"
                                                                                      : "drive.choose-file";
}

static void
bb_drive_actions_expert_cb (GObject *settings, GParamSpec *pspec, gpointer data)
{
    GActionGroup *actions = gtk_widget_get_action_group (GTK_WIDGET (data), "drive");

    if (actions != NULL)
        bb_drive_actions_update (actions, BB_DRIVE_VIEW (data));
}

GActionGroup *
bb_drive_actions_new (BbDriveView *view)
{
    static const char *const names[] = {"back",     "choose-file", "recover-with-file", "backup", "verify",
                                        "look",     "look-closer", "look-details",      "report", "copy-report",
                                        "recovery", "recover",     "rollback",          "convert"};
    GSimpleActionGroup *actions = g_simple_action_group_new ();

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], NULL);

        g_signal_connect (action, "activate", G_CALLBACK (bb_drive_actions_cb), view);
        g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
    }
    g_signal_connect_object (bb_settings_get (), "notify::expert", G_CALLBACK (bb_drive_actions_expert_cb), view, 0);
    return G_ACTION_GROUP (actions);
}
