/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-view-message.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

/* A file that is read within this time gets no message. */
#define BB_VIEW_MESSAGE_PATIENCE_MS 250

struct _BbViewMessage {
    GObject parent;
    BbOperation *operation;
    char *text;               /* (nullable): message; stays until it is closed by the user or by the view */
    gboolean is_about_job;    /* @text is about the running job, and is removed when the job ends */
    guint patience;           /* GLib source ID of the timeout before a text about a chosen file is shown; 0: none */
    gboolean is_pending_long; /* the timeout @patience has elapsed */
};

G_DEFINE_TYPE (BbViewMessage, bb_view_message, G_TYPE_OBJECT)

static guint signal_message_changed;

void
bb_view_message_set (BbViewMessage *self, char *text, gboolean is_about_job)
{
    g_return_if_fail (BB_IS_VIEW_MESSAGE (self));

    g_free (self->text);
    self->text = text;
    self->is_about_job = is_about_job;
    g_signal_emit (self, signal_message_changed, 0);
}

void
bb_view_message_close (BbViewMessage *self)
{
    g_return_if_fail (BB_IS_VIEW_MESSAGE (self));

    if (self->text != NULL)
        bb_view_message_set (self, NULL, FALSE);
}

void
bb_view_message_end_job (BbViewMessage *self)
{
    g_return_if_fail (BB_IS_VIEW_MESSAGE (self));

    if (self->is_about_job)
        bb_view_message_close (self);
}

void
bb_view_message_show_not_opened (BbViewMessage *self, const char *pattern, const char *name)
{
    g_autofree char *isolated = bb_app_dup_isolated (name);

    bb_view_message_set (self, bb_words_dup_filled (pattern, isolated), FALSE);
}

/* Shows why a chosen file was not opened. */
static void
bb_view_message_overtaken_cb (BbOperation *operation, int by, const char *name, gpointer data)
{
    BbViewMessage *self = BB_VIEW_MESSAGE (data);
    BbOperationState state = bb_operation_get_state (operation);

    if (by == BB_OVERTAKEN_BY_DEPARTURE)
        bb_view_message_show_not_opened (self, _ ("“%s” was not opened, because the drive was disconnected."), name);
    else if (state == BB_OPERATION_LOADING || state == BB_OPERATION_CHECKING)
        bb_view_message_show_not_opened (self, _ ("“%s” was not opened, because another file was chosen."), name);
    else
        bb_view_message_show_not_opened (self, bb_app_overtaken_pattern (bb_operation_get_act (operation)), name);
}

/* --- a chosen file --- */

/* Reading takes long: from now on the text of bb_view_message_dup_pending() is shown; emits "changed". */
static gboolean
bb_view_message_patience_cb (gpointer data)
{
    BbViewMessage *self = BB_VIEW_MESSAGE (data);

    self->patience = 0;
    self->is_pending_long = TRUE;
    g_signal_emit (self, signal_message_changed, 0);
    return G_SOURCE_REMOVE;
}

void
bb_view_message_begin_pending (BbViewMessage *self)
{
    g_return_if_fail (BB_IS_VIEW_MESSAGE (self));

    bb_view_message_end_pending (self);
    self->patience = g_timeout_add (BB_VIEW_MESSAGE_PATIENCE_MS, bb_view_message_patience_cb, self);
}

void
bb_view_message_end_pending (BbViewMessage *self)
{
    g_return_if_fail (BB_IS_VIEW_MESSAGE (self));

    g_clear_handle_id (&self->patience, g_source_remove);
    self->is_pending_long = FALSE;
}

/* Returns (transfer full) (nullable) a sentence that says what a chosen file waits for. %NULL if the wait is still
 * short. Also %NULL if a job of the operation runs, because a page shows its progress. */
static char *
bb_view_message_dup_pending (BbViewMessage *self)
{
    BbOperationState state = bb_operation_get_state (self->operation);
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);
    BbJob *job = drive != NULL ? bb_engine_drive_get_job (drive) : NULL;
    g_autofree char *name = NULL;

    if (!self->is_pending_long || bb_operation_get_job (self->operation) != NULL)
        return NULL;
    if (state == BB_OPERATION_CHECKING && job != NULL && bb_job_get_action (job) != BB_ACTION_LOOK)
        return g_strdup (_ ("Waiting for the drive to become available…"));
    if (state == BB_OPERATION_CHECKING)
        return g_strdup (_ ("Waiting for the drive to be identified…"));
    name = bb_app_dup_isolated (bb_selection_get_name (bb_operation_get_selection (self->operation)));
    /* TRANSLATORS: name of a file */
    return g_strdup_printf (_ ("Reading “%s”…"), name);
}

char *
bb_view_message_dup (BbViewMessage *self, gboolean *can_close)
{
    g_autofree char *pending = NULL;

    g_return_val_if_fail (BB_IS_VIEW_MESSAGE (self) && can_close != NULL, NULL);

    pending = bb_view_message_dup_pending (self);
    *can_close = self->text != NULL;
    if (self->text == NULL)
        return g_steal_pointer (&pending);
    return g_strjoin ("\n", self->text, pending, NULL);
}

/* --- object --- */

static void
bb_view_message_dispose (GObject *object)
{
    BbViewMessage *self = BB_VIEW_MESSAGE (object);

    g_clear_handle_id (&self->patience, g_source_remove);
    if (self->operation != NULL)
        g_signal_handlers_disconnect_by_data (self->operation, self);
    g_clear_object (&self->operation);
    g_clear_pointer (&self->text, g_free);
    G_OBJECT_CLASS (bb_view_message_parent_class)->dispose (object);
}

static void
bb_view_message_class_init (BbViewMessageClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = bb_view_message_dispose;
    signal_message_changed =
        g_signal_new ("changed", BB_TYPE_VIEW_MESSAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_view_message_init (BbViewMessage *self)
{
}

BbViewMessage *
bb_view_message_new (BbOperation *operation)
{
    BbViewMessage *self;

    g_return_val_if_fail (BB_IS_OPERATION (operation), NULL);

    self = g_object_new (BB_TYPE_VIEW_MESSAGE, NULL);
    self->operation = g_object_ref (operation);
    g_signal_connect (operation, "overtaken", G_CALLBACK (bb_view_message_overtaken_cb), self);
    return self;
}
