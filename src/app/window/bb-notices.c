/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-notices.h"

#include "app/bb-app-words.h"
#include "app/bb-memory.h"
#include "app/bb-settings.h"
#include "app/bb-throttle.h"
#include "app/bb-idle-queue.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>

/* Minimum time between two updates of the launcher, which does not redraw more often. */
#define BB_NOTICES_INTERVAL_MS 500
/* Time after which any desktop has returned the ID that it gave to a notification. */
#define BB_NOTICES_ANSWERED_SECONDS 2
#define BB_NOTICES_LAUNCHER "com.canonical.Unity.LauncherEntry"
#define BB_NOTICES_LAUNCHER_PATH "/io/github/burnback/Burnback"

struct _BbNotices {
    GObject parent;
    GtkApplication *app; /* not owned: outlives this object */
    GtkWindow *window;   /* weak pointer */
    BbEngine *engine;
    GHashTable *jobs; /* (element-type BbJob): jobs whose signals are connected */
    GHashTable *sent; /* ids of the notifications that are shown */
    guint again_id;   /* timeout that withdraws the notifications of @sent once more */
    BbThrottle *throttle;
};

G_DEFINE_TYPE (BbNotices, bb_notices, G_TYPE_OBJECT)

/* --- notifications --- */

/* Withdraws the notifications in @sent, but keeps their ids there. */
static void
bb_notices_withdraw_all (BbNotices *self)
{
    GHashTableIter iter;
    gpointer id;

    g_hash_table_iter_init (&iter, self->sent);
    while (g_hash_table_iter_next (&iter, &id, NULL))
        g_application_withdraw_notification (G_APPLICATION (self->app), id);
}

/* If the window is still active, withdraws the notifications once more, and removes their ids from @sent. */
static gboolean
bb_notices_again_cb (gpointer data)
{
    BbNotices *self = BB_NOTICES (data);

    self->again_id = 0;
    if (self->window != NULL && gtk_window_is_active (self->window)) {
        bb_notices_withdraw_all (self);
        g_hash_table_remove_all (self->sent);
    }
    return G_SOURCE_REMOVE;
}

/* Withdraws the notifications when the window becomes active; bb_notices_again_cb() does so once more later. */
static void
bb_notices_active_cb (GtkWindow *window, GParamSpec *pspec, gpointer data)
{
    BbNotices *self = BB_NOTICES (data);

    if (!gtk_window_is_active (window) || g_hash_table_size (self->sent) == 0)
        return;
    bb_notices_withdraw_all (self);
    /* GLib does not close a notification that is withdrawn before the desktop has returned its ID, so the
     * notifications are withdrawn once more later. */
    if (self->again_id == 0)
        self->again_id = g_timeout_add_seconds (BB_NOTICES_ANSWERED_SECONDS, bb_notices_again_cb, self);
}

gboolean
bb_notices_are_sent (GtkApplication *app)
{
    g_return_val_if_fail (GTK_IS_APPLICATION (app), FALSE);

    return g_application_get_dbus_connection (G_APPLICATION (app)) != NULL &&
           bb_settings_get_int (bb_settings_get (), "notify") != 0;
}

/* Sends a notification that opens the drive of @job. Does nothing if the window is active or no notifications are
 * sent. */
static void
bb_notices_send (BbNotices *self, BbJob *job, const char *title, const char *body, GNotificationPriority priority)
{
    const char *drive = bb_drive_get_name (bb_job_get_drive (job));
    g_autoptr (GNotification) notification = g_notification_new (title);
    g_autofree char *id = g_strdup_printf ("job-%s", drive);

    if ((self->window != NULL && gtk_window_is_active (self->window)) || !bb_notices_are_sent (self->app))
        return;
    g_notification_set_body (notification, body);
    g_notification_set_priority (notification, priority);
    g_notification_set_default_action_and_target (notification, "app.show-drive", "s", drive);
    g_application_send_notification (G_APPLICATION (self->app), id, notification);
    g_hash_table_add (self->sent, g_steal_pointer (&id));
}

/* Sends an urgent notification with the question of @job. */
static void
bb_notices_question_cb (BbJob *job, gpointer data)
{
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);
    g_autofree char *title = NULL;
    g_autofree char *happened = NULL;

    if (question == NULL)
        return;
    title = bb_words_dup_question (question, bb_drive_get_name (bb_job_get_drive (job)));
    happened = bb_words_dup_question_happened (question);
    bb_notices_send (BB_NOTICES (data), job, title, happened, G_NOTIFICATION_PRIORITY_URGENT);
}

/* --- launcher --- */

/* Shows the average progress of all jobs at the launcher; without jobs, hides the progress. */
static void
bb_notices_update_launcher (gpointer data)
{
    BbNotices *self = BB_NOTICES (data);
    GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self->app));
    GVariantDict values;
    GHashTableIter iter;
    gpointer job;
    double done = 0;
    guint n_jobs = 0;

    if (bus == NULL)
        return;
    g_hash_table_iter_init (&iter, self->jobs);
    while (g_hash_table_iter_next (&iter, &job, NULL)) {
        g_autoptr (BbProgress) progress = bb_app_ref_progress (job);

        done += bb_app_percent (progress) / 100.0;
        n_jobs++;
    }
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, "progress-visible", "b", n_jobs > 0);
    g_variant_dict_insert (&values, "progress", "d", n_jobs > 0 ? done / n_jobs : 0.0);
    g_dbus_connection_emit_signal (bus, NULL, BB_NOTICES_LAUNCHER_PATH, BB_NOTICES_LAUNCHER, "Update",
                                   g_variant_new ("(s@a{sv})", "application://io.github.burnback.Burnback.desktop",
                                                  g_variant_dict_end (&values)),
                                   NULL);
}

/* --- jobs --- */

/* Gives unused memory of ended jobs, and memory pages of the catalog, back to the system. Called from the idle queue;
 * queues itself again as long as other calls wait, because updates of rows and pages read the catalog. */
static void
bb_notices_give_back (gpointer owner)
{
    if (!bb_idle_queue_is_empty ()) {
        bb_idle_queue_add (owner, bb_notices_give_back);
        return;
    }
    bb_catalog_release_pages (bb_engine_get_catalog (BB_NOTICES (owner)->engine));
    bb_memory_give_back (owner);
}

/* Called when all drives were identified. Queues bb_notices_give_back(). */
static void
bb_notices_looked_cb (BbNotices *self)
{
    bb_idle_queue_add (self, bb_notices_give_back);
}

/* Sends a notification with the result, forgets the job, and updates the progress at the launcher. After the last
 * job, queues bb_notices_give_back(). */
static void
bb_notices_done_cb (BbJob *job, gpointer data)
{
    g_autoptr (BbNotices) self = g_object_ref (BB_NOTICES (data));
    g_autoptr (BbResult) result = bb_job_ref_result (job);
    g_autofree char *title =
        g_strdup_printf ("%s: %s", bb_drive_get_name (bb_job_get_drive (job)), bb_words_outcome (result));

    bb_notices_send (self, job, title, result->message,
                     result->outcome == BB_OUTCOME_NEEDS_RECOVERY ? G_NOTIFICATION_PRIORITY_URGENT
                                                                  : G_NOTIFICATION_PRIORITY_NORMAL);
    g_signal_handlers_disconnect_by_data (job, self);
    g_hash_table_remove (self->jobs, job);
    bb_notices_update_launcher (self);
    if (g_hash_table_size (self->jobs) == 0)
        bb_idle_queue_add (self, bb_notices_give_back);
}

/* Requests bb_notices_update_launcher() from the throttle, which limits how often it is called. */
static void
bb_notices_progress_cb (BbJob *job, gpointer data)
{
    bb_throttle_request (BB_NOTICES (data)->throttle);
}

/* Connects to the signals of a new job of @drive. Does nothing if the job is a review (bb_job_is_review()), or if its
 * signals are connected already. */
static void
bb_notices_drive_cb (BbEngineDrive *drive, gpointer data)
{
    BbNotices *self = BB_NOTICES (data);
    BbJob *job = bb_engine_drive_get_job (drive);

    if (job == NULL || bb_job_is_review (job) || g_hash_table_contains (self->jobs, job))
        return;
    g_hash_table_add (self->jobs, g_object_ref (job));
    g_signal_connect (job, "done", G_CALLBACK (bb_notices_done_cb), self);
    g_signal_connect (job, "question", G_CALLBACK (bb_notices_question_cb), self);
    g_signal_connect (job, "progress", G_CALLBACK (bb_notices_progress_cb), self);
}

/* Connects to the added drives, to learn of their jobs. */
static void
bb_notices_drives_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    for (guint i = 0; i < added; i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, position + i);

        g_signal_connect_object (drive, "changed", G_CALLBACK (bb_notices_drive_cb), data, 0);
    }
}

/* --- object --- */

static void
bb_notices_dispose (GObject *object)
{
    BbNotices *self = BB_NOTICES (object);
    GHashTableIter iter;
    gpointer job;

    bb_idle_queue_forget (self);
    g_clear_pointer (&self->throttle, bb_throttle_free);
    g_clear_handle_id (&self->again_id, g_source_remove);
    if (self->jobs != NULL) {
        g_hash_table_iter_init (&iter, self->jobs);
        while (g_hash_table_iter_next (&iter, &job, NULL))
            g_signal_handlers_disconnect_by_data (job, self);
    }
    g_clear_pointer (&self->jobs, g_hash_table_unref);
    g_clear_pointer (&self->sent, g_hash_table_unref);
    g_clear_weak_pointer (&self->window);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_notices_parent_class)->dispose (object);
}

static void
bb_notices_class_init (BbNoticesClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = bb_notices_dispose;
}

static void
bb_notices_init (BbNotices *self)
{
    self->jobs = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
    self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->throttle = bb_throttle_new (BB_NOTICES_INTERVAL_MS, bb_notices_update_launcher, self);
}

BbNotices *
bb_notices_new (GtkApplication *app, GtkWindow *window, BbEngine *engine)
{
    BbNotices *self = g_object_new (BB_TYPE_NOTICES, NULL);
    GListModel *drives = bb_engine_get_drives (engine);

    self->app = app;
    self->engine = g_object_ref (engine);
    g_set_weak_pointer (&self->window, window);
    g_signal_connect_object (window, "notify::is-active", G_CALLBACK (bb_notices_active_cb), self, 0);
    g_signal_connect_object (drives, "items-changed", G_CALLBACK (bb_notices_drives_cb), self, 0);
    g_signal_connect_object (engine, "looked", G_CALLBACK (bb_notices_looked_cb), self, G_CONNECT_SWAPPED);
    bb_notices_drives_cb (drives, 0, 0, g_list_model_get_n_items (drives), self);
    return self;
}
