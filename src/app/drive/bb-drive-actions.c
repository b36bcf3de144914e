/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-actions.h"

#include "bb-convert-dialog.h"
#include "bb-name-dialog.h"
#include "app/bb-app-words.h"
#include "app/bb-settings.h"
#include "app/widgets/bb-eject-button.h"

#include <glib/gi18n-lib.h>

#define BB_DRIVE_ACTIONS_DATA "bb-drive-actions"

typedef struct {
    BbDriveView *view; /* not referenced: the view owns the action group, which owns this struct */
    const BbDriveActionFuncs *funcs;
    BbEngine *engine;
    BbOperation *operation;
} BbDriveActions;

/* Row of the table of actions.
 * @needs: operations that the drive must support; 0: none
 * @act, @flags: the operation that bb_drive_actions_run() starts, or for which bb_drive_actions_choose_file() asks
 * for a file; both 0 if @activate is another function */
typedef struct _BbDriveActionRow {
    const char *name;
    BbCan needs;
    void (*activate) (BbDriveActions *self, const struct _BbDriveActionRow *row);
    BbAction act;
    BbJobFlags flags;
} BbDriveActionRow;

static void
bb_drive_actions_free (gpointer data)
{
    BbDriveActions *self = data;

    g_object_unref (self->engine);
    g_object_unref (self->operation);
    g_free (self);
}

static BbDriveActions *
bb_drive_actions_get (gpointer actions)
{
    return g_object_get_data (G_OBJECT (actions), BB_DRIVE_ACTIONS_DATA);
}

/* Returns (transfer full) (element-type BbModel) (nullable) the models that the drive can be converted to; %NULL if
 * there are none, without a drive, or if the setting "expert" is off. */
static GPtrArray *
bb_drive_actions_list_conversions (BbDriveActions *self)
{
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);

    if (drive == NULL || bb_settings_get_int (bb_settings_get (), "expert") == 0)
        return NULL;
    return bb_engine_drive_list_conversions (drive, bb_engine_get_catalog (self->engine));
}

/* --- handlers --- */

/* Starts the operation of @row without a review. */
static void
bb_drive_actions_run (BbDriveActions *self, const BbDriveActionRow *row)
{
    self->funcs->run (self->view, &(BbOperationChoice){.act = row->act, .flags = row->flags});
}

static void
bb_drive_actions_choose_file (BbDriveActions *self, const BbDriveActionRow *row)
{
    self->funcs->choose_file (self->view, row->act);
}

/* Handles the action "recovery": opens the recovery assistant. */
static void
bb_drive_actions_show_recovery (BbDriveActions *self, const BbDriveActionRow *row)
{
    self->funcs->show_recovery (self->view);
}

/* Starts to make a report; the view then asks for the file. */
static void
bb_drive_actions_save_report (BbDriveActions *self, const BbDriveActionRow *row)
{
    self->funcs->report (self->view, FALSE);
}

/* Starts to make a report; the view then copies the report to the clipboard. */
static void
bb_drive_actions_copy_report (BbDriveActions *self, const BbDriveActionRow *row)
{
    self->funcs->report (self->view, TRUE);
}

static void
bb_drive_actions_eject (BbDriveActions *self, const BbDriveActionRow *row)
{
    self->funcs->eject (self->view);
}

static void
bb_drive_actions_go_back (BbDriveActions *self, const BbDriveActionRow *row)
{
    self->funcs->go_back (self->view);
}

/* Opens the review of the conversion with boot code @file. */
static void
bb_drive_actions_converted_cb (BbConvertDialog *dialog, GFile *file, GVariant *settings, gpointer data)
{
    BbDriveActions *self = bb_drive_actions_get (data);

    (void) self->funcs->choose (self->view,
                                &(BbOperationChoice){.act = BB_ACTION_CONVERT, .file = file, .settings = settings});
}

/* Opens the dialog that asks for target and boot code; the answer opens the review. Does nothing if there is no
 * target. */
static void
bb_drive_actions_convert (BbDriveActions *self, const BbDriveActionRow *row)
{
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self->view));
    GActionGroup *actions = gtk_widget_get_action_group (GTK_WIDGET (self->view), "drive");
    g_autoptr (GPtrArray) models = bb_drive_actions_list_conversions (self);
    GtkWidget *dialog;

    if (models == NULL || !GTK_IS_WINDOW (window))
        return;
    dialog = bb_convert_dialog_new (GTK_WINDOW (window), bb_operation_get_drive (self->operation), models);
    g_signal_connect_object (dialog, "accepted", G_CALLBACK (bb_drive_actions_converted_cb), actions, 0);
    gtk_window_present (GTK_WINDOW (dialog));
}

/* Opens the dialog that asks for the user's own name of the drive. */
static void
bb_drive_actions_rename (BbDriveActions *self, const BbDriveActionRow *row)
{
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self->view));

    if (GTK_IS_WINDOW (window))
        gtk_window_present (GTK_WINDOW (
            bb_name_dialog_new (GTK_WINDOW (window), self->engine, bb_operation_get_drive (self->operation))));
}

/* --- the table --- */

static const BbDriveActionRow bb_drive_action_rows[] = {
    {"back", 0, bb_drive_actions_go_back, 0, 0},
    {"choose-file", BB_CAN_FLASH, bb_drive_actions_choose_file, BB_ACTION_FLASH, 0},
    {"backup", BB_CAN_BACKUP, bb_drive_actions_run, BB_ACTION_BACKUP, 0},
    {"verify", BB_CAN_VERIFY, bb_drive_actions_run, BB_ACTION_VERIFY, 0},
    {"look", 0, bb_drive_actions_run, BB_ACTION_LOOK, 0},
    {"look-closer", 0, bb_drive_actions_run, BB_ACTION_LOOK, BB_JOB_FLAG_LOOK_CLOSER},
    {"look-details", 0, bb_drive_actions_run, BB_ACTION_LOOK, BB_JOB_FLAG_DETAILS},
    {"report", 0, bb_drive_actions_save_report, 0, 0},
    {"copy-report", 0, bb_drive_actions_copy_report, 0, 0},
    {"recovery", 0, bb_drive_actions_show_recovery, 0, 0},
    {"recover", 0, bb_drive_actions_run, BB_ACTION_RECOVER, 0},
    {"rollback", 0, bb_drive_actions_run, BB_ACTION_ROLLBACK, 0},
    {"recover-with-file", 0, bb_drive_actions_choose_file, BB_ACTION_RECOVER, 0},
    {"convert", 0, bb_drive_actions_convert, 0, 0},
    {"eject", 0, bb_drive_actions_eject, 0, 0},
    {"rename", 0, bb_drive_actions_rename, 0, 0},
};

void
bb_drive_actions_update (GActionGroup *actions)
{
    BbDriveActions *self = bb_drive_actions_get (actions);
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);
    gboolean has_job = bb_operation_get_job (self->operation) != NULL;
    BbCan can = drive != NULL ? bb_engine_drive_get_can (drive) : 0;
    gboolean is_idle = drive != NULL && !has_job && bb_engine_drive_get_state (drive) != BB_DRIVE_STATE_BUSY;
    gboolean can_eject = is_idle && bb_eject_button_can (drive);
    /* A file that the user opens leads to the review of a recovery, so only a restoration has to wait. */
    gboolean can_restore = is_idle && bb_app_why_recover_first (drive) == NULL;
    g_autoptr (GPtrArray) conversions = is_idle ? bb_drive_actions_list_conversions (self) : NULL;

    for (guint i = 0; i < G_N_ELEMENTS (bb_drive_action_rows); i++) {
        const BbDriveActionRow *row = &bb_drive_action_rows[i];
        GAction *action = g_action_map_lookup_action (G_ACTION_MAP (actions), row->name);
        gboolean enabled = row->activate == bb_drive_actions_go_back   ? !has_job
                           : row->activate == bb_drive_actions_convert ? conversions != NULL
                           : row->activate == bb_drive_actions_eject   ? can_eject
                           : row->act == BB_ACTION_ROLLBACK            ? can_restore
                                                                       : is_idle;

        g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled && (row->needs & ~can) == 0);
    }
}

/* Calls the handler in the row of @action. */
static void
bb_drive_actions_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_drive_action_rows); i++) {
        if (g_str_equal (g_action_get_name (G_ACTION (action)), bb_drive_action_rows[i].name))
            bb_drive_action_rows[i].activate (bb_drive_actions_get (data), &bb_drive_action_rows[i]);
    }
}

const char *
bb_drive_actions_get_answer (BbJobFlags flags, BbResult *result)
{
    if (result->report != NULL)
        return NULL;
    if ((flags & BB_JOB_FLAG_DETAILS) != 0)
        return result->region != NULL || result->books != NULL
                   ? _ ("The region and the book types were read. See “Book Types and Region” below.")
                   : _ ("The drive does not report its region or book types.");
    if ((flags & BB_JOB_FLAG_LOOK_CLOSER) != 0)
        return result->facts != NULL && result->facts->family != NULL
                   ? _ ("Probing has finished. The drive was identified.")
                   : _ ("Probing has finished. The drive could not be identified.");
    return NULL;
}

const char *
bb_drive_actions_get_file_action (GActionGroup *actions, gboolean is_rescuing)
{
    return is_rescuing || !g_action_group_get_action_enabled (actions, "choose-file") ? "drive.recover-with-file"
                                                                                      : "drive.choose-file";
}

GActionGroup *
bb_drive_actions_new (BbDriveView *view, const BbDriveActionFuncs *funcs, BbEngine *engine, BbOperation *operation)
{
    GSimpleActionGroup *actions = g_simple_action_group_new ();
    BbDriveActions *self = g_new0 (BbDriveActions, 1);

    self->view = view;
    self->funcs = funcs;
    self->engine = g_object_ref (engine);
    self->operation = g_object_ref (operation);
    g_object_set_data_full (G_OBJECT (actions), BB_DRIVE_ACTIONS_DATA, self, bb_drive_actions_free);
    for (guint i = 0; i < G_N_ELEMENTS (bb_drive_action_rows); i++) {
        g_autoptr (GSimpleAction) action = g_simple_action_new (bb_drive_action_rows[i].name, NULL);

        g_signal_connect (action, "activate", G_CALLBACK (bb_drive_actions_cb), actions);
        g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
    }
    g_signal_connect_object (bb_settings_get (), "notify::expert", G_CALLBACK (bb_drive_actions_update), actions,
                             G_CONNECT_SWAPPED);
    return G_ACTION_GROUP (actions);
}
