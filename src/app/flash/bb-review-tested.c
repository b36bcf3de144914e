/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-review-tested.h"

#include "app/bb-app-words.h"
#include "job/engine/bb-history.h"

#include <glib/gi18n-lib.h>

/* Key of the GCancellable of the task that reads the history. */
#define BB_REVIEW_TESTED_TASK "bb-review-tested-task"
/* Key of the label with the request to send a report. */
#define BB_REVIEW_TESTED_REQUEST "bb-review-tested-request"

/* Returns (transfer none) (nullable) the newest of @entries (element-type BbHistoryEntry, newest first) whose
 * firmware was written, read back and verified. */
static const BbHistoryEntry *
bb_review_tested_find (GPtrArray *entries)
{
    for (guint i = 0; i < entries->len; i++) {
        const BbHistoryEntry *entry = g_ptr_array_index (entries, i);
        gboolean writes = g_strcmp0 (entry->action, bb_action_to_string (BB_ACTION_FLASH)) == 0 ||
                          g_strcmp0 (entry->action, bb_action_to_string (BB_ACTION_ROLLBACK)) == 0;

        if (writes && entry->end == BB_HISTORY_PROVED &&
            g_strcmp0 (entry->verified, bb_proof_to_string (BB_PROOF_PROVEN)) == 0)
            return entry;
    }
    return NULL;
}

/* If Burnback has flashed this drive and verified the firmware, says so in the label, instead of how far drives of
 * this model were tested, and hides the request for a report. */
static void
bb_review_tested_listed_cb (GObject *engine, GAsyncResult *result, gpointer data)
{
    g_autoptr (GtkLabel) label = GTK_LABEL (data);
    GtkLabel *request = g_object_get_data (G_OBJECT (label), BB_REVIEW_TESTED_REQUEST);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) entries = bb_history_list_finish (BB_ENGINE (engine), result, &error);
    const BbHistoryEntry *entry = entries != NULL ? bb_review_tested_find (entries) : NULL;
    g_autofree char *time = entry != NULL ? bb_app_dup_time (entry->started) : NULL;
    g_autofree char *text = NULL;

    if (entry == NULL)
        return;
    /* TRANSLATORS: date and time */
    text = g_strdup_printf (_ ("Burnback has flashed this drive before (%s) and verified the firmware."), time);
    gtk_label_set_text (label, text);
    gtk_label_set_text (request, "");
    gtk_widget_hide (GTK_WIDGET (request));
}

void
bb_review_tested_show (GtkLabel *label, GtkLabel *request, BbEngine *engine, BbEngineDrive *drive, BbReview *review)
{
    const char *tested = bb_app_tested_sentence (review);
    GCancellable *before = g_object_get_data (G_OBJECT (label), BB_REVIEW_TESTED_TASK);
    g_autoptr (GCancellable) task = g_cancellable_new ();

    g_return_if_fail (GTK_IS_LABEL (label) && GTK_IS_LABEL (request) && BB_IS_ENGINE (engine) &&
                      BB_IS_ENGINE_DRIVE (drive));

    if (before != NULL)
        g_cancellable_cancel (before);
    gtk_label_set_text (label, tested != NULL ? tested : "");
    gtk_widget_set_visible (GTK_WIDGET (label), tested != NULL);
    gtk_label_set_text (request,
                        _ ("After flashing, choose “Save Report…” and send the report to help other users."));
    gtk_widget_set_visible (GTK_WIDGET (request), tested != NULL && !bb_model_was_flashed (review->facts->model));
    /* When the history has been read, bb_review_tested_listed_cb() may hide @request; it gets only @label. */
    g_object_set_data_full (G_OBJECT (label), BB_REVIEW_TESTED_REQUEST, g_object_ref (request), g_object_unref);
    if (tested != NULL)
        bb_history_list_async (engine, drive, task, bb_review_tested_listed_cb, g_object_ref (label));
    g_object_set_data_full (G_OBJECT (label), BB_REVIEW_TESTED_TASK, g_steal_pointer (&task), g_object_unref);
}
