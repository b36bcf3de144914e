/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-close-dialog.h"

#include "bb-background.h"

#include <glib/gi18n-lib.h>

/* Interval of the check whether a job still runs. */
#define BB_CLOSE_LOOK_MS 300

enum {
    BB_CLOSE_GO_ON = 1,
    BB_CLOSE_STOP,
};

/* Destroys the window @data. */
static gboolean
bb_close_dialog_gone_cb (gpointer data)
{
    gtk_widget_destroy (GTK_WIDGET (data));
    return G_SOURCE_REMOVE;
}

/* Hides @window, and destroys it in an idle handler, because assistive technologies may activate a button while GTK
 * still delivers a key event to the dialog. */
static void
bb_close_dialog_destroy_later (GtkWidget *window)
{
    gtk_widget_hide (window);
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, bb_close_dialog_gone_cb, g_object_ref (window), g_object_unref);
}

/* Closes the dialog. Hides or destroys the main window as the user chose, unless the choice is no longer possible. */
static void
bb_close_dialog_answered_cb (GtkDialog *dialog, int response, gpointer data)
{
    BbEngine *engine = data;
    GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (dialog));

    g_signal_handlers_disconnect_by_func (dialog, bb_close_dialog_answered_cb, engine);
    bb_close_dialog_destroy_later (GTK_WIDGET (dialog));
    /* While the dialog was open, the jobs may have ended, or a drive may have become endangered. */
    if (response == BB_CLOSE_GO_ON && bb_engine_is_working (engine))
        bb_background_begin (window, engine);
    if (response == BB_CLOSE_STOP && !bb_engine_is_endangered (engine))
        bb_close_dialog_destroy_later (GTK_WIDGET (window));
}

/* Closes the dialog when the last job ends, because there is nothing left to decide. The main window stays open. */
static gboolean
bb_close_dialog_look_cb (gpointer data)
{
    GtkDialog *dialog = GTK_DIALOG (data);

    if (bb_engine_is_working (g_object_get_data (G_OBJECT (dialog), "burnback-engine")))
        return G_SOURCE_CONTINUE;
    g_object_set_data (G_OBJECT (dialog), "burnback-look", NULL);
    gtk_dialog_response (dialog, GTK_RESPONSE_CANCEL);
    return G_SOURCE_REMOVE;
}

/* Removes the timeout of bb_close_dialog_look_cb(). */
static void
bb_close_dialog_destroy_cb (GtkWidget *dialog, gpointer data)
{
    guint look = GPOINTER_TO_UINT (g_object_steal_data (G_OBJECT (dialog), "burnback-look"));

    if (look != 0)
        g_source_remove (look);
}

gboolean
bb_close_dialog_ask (GtkWindow *window, BbEngine *engine)
{
    gboolean endangered = bb_engine_is_endangered (engine);
    GtkWidget *dialog;

    if (!bb_engine_is_working (engine))
        return FALSE;
    dialog = gtk_message_dialog_new (window, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                     endangered ? GTK_MESSAGE_WARNING : GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s",
                                     _ ("An operation is running on a drive"));
    gtk_message_dialog_format_secondary_text (
        GTK_MESSAGE_DIALOG (dialog), "%s",
        endangered ? _ ("The firmware is currently incomplete, so the operation cannot be stopped. The operation "
                        "can continue without the window. To see the progress, start Burnback again.")
                   : _ ("The operation can continue without the window. To see the progress, start Burnback again. "
                        "If you stop the operation, the drive will stay in its current state."));
    gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Keep Window Open"), GTK_RESPONSE_CANCEL);
    if (!endangered)
        gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Stop and Close"), BB_CLOSE_STOP);
    gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Continue Without Window"), BB_CLOSE_GO_ON);
    gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
    g_object_set_data_full (G_OBJECT (dialog), "burnback-engine", g_object_ref (engine), g_object_unref);
    g_object_set_data (G_OBJECT (dialog), "burnback-look",
                       GUINT_TO_POINTER (g_timeout_add (BB_CLOSE_LOOK_MS, bb_close_dialog_look_cb, dialog)));
    g_signal_connect (dialog, "destroy", G_CALLBACK (bb_close_dialog_destroy_cb), NULL);
    g_signal_connect_object (dialog, "response", G_CALLBACK (bb_close_dialog_answered_cb), engine, 0);
    gtk_window_present (GTK_WINDOW (dialog));
    return TRUE;
}
