/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-report-saver.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
    GtkFileChooserNative *chooser;
    GBytes *bytes;
    BbReportSaved callback;
    GWeakRef owner;
} BbReportSaver;

static void
bb_report_saver_free (BbReportSaver *saver)
{
    g_clear_object (&saver->chooser);
    g_bytes_unref (saver->bytes);
    g_weak_ref_clear (&saver->owner);
    g_free (saver);
}

static void
bb_report_saver_saved_cb (GObject *file, GAsyncResult *result, gpointer data)
{
    BbReportSaver *saver = data;
    g_autoptr (GObject) owner = g_weak_ref_get (&saver->owner);
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_file_get_parse_name (G_FILE (file));
    gboolean saved = g_file_replace_contents_finish (G_FILE (file), result, NULL, &error);

    if (owner != NULL)
        saver->callback (saved ? path : NULL, error, owner);
    bb_report_saver_free (saver);
}

static void
bb_report_saver_response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    BbReportSaver *saver = data;
    g_autoptr (GFile) file =
        response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

    if (file == NULL) {
        bb_report_saver_free (saver);
        return;
    }
    g_file_replace_contents_bytes_async (file, saver->bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                         bb_report_saver_saved_cb, saver);
}

static void
bb_report_saver_ask (GtkWidget *owner, const char *file_name, const char *report, BbReportSaved callback)
{
    GtkWidget *top = gtk_widget_get_toplevel (owner);
    GtkWindow *window = GTK_IS_WINDOW (top) ? GTK_WINDOW (top) : NULL;
    BbReportSaver *saver = g_new0 (BbReportSaver, 1);

    saver->bytes = g_bytes_new (report, strlen (report));
    saver->callback = callback;
    g_weak_ref_init (&saver->owner, owner);
    saver->chooser = gtk_file_chooser_native_new (_ ("Save the Report"), window, GTK_FILE_CHOOSER_ACTION_SAVE,
                                                  _ ("_Save"), _ ("_Cancel"));
    gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (saver->chooser), TRUE);
    gtk_file_chooser_set_do_overwrite_confirmation (GTK_FILE_CHOOSER (saver->chooser), TRUE);
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (saver->chooser), file_name);
    g_signal_connect (saver->chooser, "response", G_CALLBACK (bb_report_saver_response_cb), saver);
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (saver->chooser));
}

void
bb_report_saver_run (GtkWidget *owner, const char *name, const char *report, BbReportSaved callback)
{
    g_autofree char *file_name = g_strdup_printf ("burnback-%s.txt", name);

    bb_report_saver_ask (owner, file_name, report, callback);
}

void
bb_report_saver_run_table (GtkWidget *owner, const char *name, const char *table, BbReportSaved callback)
{
    g_autofree char *file_name = g_strdup_printf ("burnback-%s.csv", name);

    bb_report_saver_ask (owner, file_name, table, callback);
}

void
bb_report_saver_copy (GtkWidget *owner, const char *report, BbReportSaved callback)
{
    GtkClipboard *clipboard = gtk_widget_get_clipboard (owner, GDK_SELECTION_CLIPBOARD);

    gtk_clipboard_set_text (clipboard, report, -1);
    gtk_clipboard_store (clipboard);
    callback (NULL, NULL, owner);
}
