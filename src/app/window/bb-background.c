/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-background.h"

#include "app/bb-app-words.h"
#include "app/bb-settings.h"

#include <glib/gi18n-lib.h>

#define BB_BACKGROUND_NOTE "background"

/* A window that the user closed while jobs run: it is hidden, and the jobs continue. */
typedef struct {
    GtkWindow *window; /* (unowned): owns this struct */
    BbEngine *engine;
    guint look; /* timeout that checks whether a job still runs */
} BbBackground;

/* Returns (transfer full) (nullable) the first drive that has a job; NULL if no job runs. */
static BbEngineDrive *
bb_background_ref_busy (BbEngine *engine)
{
    GListModel *drives = bb_engine_get_drives (engine);

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        if (bb_engine_drive_get_job (drive) != NULL)
            return g_steal_pointer (&drive);
    }
    return NULL;
}

static void
bb_background_free (gpointer data)
{
    BbBackground *self = data;

    g_clear_handle_id (&self->look, g_source_remove);
    g_object_unref (self->engine);
    g_free (self);
}

/* Withdraws the notification, disconnects from the window, and frees @self. */
static void
bb_background_end (BbBackground *self)
{
    GtkWindow *window = self->window;
    GApplication *app = G_APPLICATION (gtk_window_get_application (window));

    if (app != NULL)
        g_application_withdraw_notification (app, BB_BACKGROUND_NOTE);
    g_signal_handlers_disconnect_by_data (window, self);
    g_object_set_data (G_OBJECT (window), "bb-background", NULL);
}

/* The window is shown again: withdraws the notification and stops the check for running jobs. The window shows what
 * the jobs do, so the next start need not say how they ended. */
static void
bb_background_shown_cb (GtkWidget *window, gpointer data)
{
    BbBackground *self = data;

    (void) bb_settings_take_closed (bb_settings_get (), bb_engine_get_state_folder (self->engine));
    bb_background_end (data);
}

/* Called every second: destroys the hidden window when the last job has ended, which ends the program. */
static gboolean
bb_background_look_cb (gpointer data)
{
    BbBackground *self = data;
    GtkWindow *window = self->window;

    if (bb_engine_is_working (self->engine))
        return G_SOURCE_CONTINUE;
    self->look = 0;
    bb_background_end (self);
    gtk_widget_destroy (GTK_WIDGET (window));
    return G_SOURCE_REMOVE;
}

/* Sends a notification that the job of the first busy drive continues without the window; a click shows that
 * drive. */
static void
bb_background_notify (GtkWindow *window, BbEngine *engine)
{
    GApplication *app = G_APPLICATION (gtk_window_get_application (window));
    g_autoptr (BbEngineDrive) drive = bb_background_ref_busy (engine);
    g_autoptr (GNotification) note = NULL;
    g_autofree char *title = NULL;

    if (app == NULL || drive == NULL)
        return;
    /* TRANSLATORS: name of a drive, then the operation that runs on it: "sr0: Flashing continues" */
    title = g_strdup_printf (_ ("%s: %s continues"), bb_engine_drive_get_name (drive),
                             bb_words_action (bb_job_get_action (bb_engine_drive_get_job (drive))));
    note = g_notification_new (title);
    g_notification_set_body (
        note,
        _ ("Do not turn off the drive or the computer. To see the progress, click here or start Burnback again."));
    g_notification_set_default_action_and_target (note, "app.show-drive", "s", bb_engine_drive_get_name (drive));
    g_application_send_notification (app, BB_BACKGROUND_NOTE, note);
}

void
bb_background_begin (GtkWindow *window, BbEngine *engine)
{
    BbBackground *self;

    if (g_object_get_data (G_OBJECT (window), "bb-background") != NULL)
        return;
    self = g_new0 (BbBackground, 1);
    self->window = window;
    self->engine = g_object_ref (engine);
    g_object_set_data_full (G_OBJECT (window), "bb-background", self, bb_background_free);
    g_signal_connect (window, "show", G_CALLBACK (bb_background_shown_cb), self);
    self->look = g_timeout_add_seconds (1, bb_background_look_cb, self);
    bb_background_notify (window, engine);
    bb_settings_set_closed (bb_settings_get (), bb_engine_get_state_folder (engine),
                            g_get_real_time () / G_USEC_PER_SEC);
    gtk_widget_hide (GTK_WIDGET (window));
}
