/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-report-saver.h"

#include "bb-file-chooser.h"
#include "family/bb-family.h"
#include "job/engine/bb-output-task.h"
#include "job/words/bb-report-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
    GtkFileChooserNative *chooser;
    GBytes *bytes;
    GBytes *page; /* (nullable): the report as HTML, used if the chosen name ends in .html */
    char *path;   /* (nullable): the chosen file */
    BbReportSaved callback;
    GWeakRef owner;
} BbReportSaver;

static void
bb_report_saver_free (BbReportSaver *saver)
{
    g_clear_object (&saver->chooser);
    g_bytes_unref (saver->bytes);
    g_clear_pointer (&saver->page, g_bytes_unref);
    g_free (saver->path);
    g_weak_ref_clear (&saver->owner);
    g_free (saver);
}

/* Calls the callback with the path of the saved file, or with NULL and the error, unless the owner no longer exists.
 * Frees the saver. */
static void
bb_report_saver_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    BbReportSaver *saver = data;
    g_autoptr (GObject) owner = g_weak_ref_get (&saver->owner);
    g_autoptr (GError) error = NULL;
    g_autofree char *name = g_filename_display_name (saver->path);
    gboolean saved = bb_output_write_finish (result, &error);

    if (owner != NULL)
        saver->callback (saved ? name : NULL, error, owner);
    bb_report_saver_free (saver);
}

/* Writes the report to the chosen file; frees the saver if the user cancelled. */
static void
bb_report_saver_response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    BbReportSaver *saver = data;

    if (response == GTK_RESPONSE_ACCEPT)
        saver->path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog));
    if (saver->path == NULL) {
        bb_report_saver_free (saver);
        return;
    }
    /* The file chooser has already asked whether to overwrite the file. */
    bb_output_write_async (saver->path, BB_OUTPUT_OVERWRITE,
                           saver->page != NULL && bb_report_page_is_wanted (saver->path) ? saver->page : saver->bytes,
                           bb_report_saver_saved_cb, saver);
}

/* Changes the extension of the file name to that of the chosen file type. Does nothing if the name has no
 * extension. */
static void
bb_report_saver_filter_cb (GtkFileChooser *chooser)
{
    GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
    const char *ending = filter != NULL ? g_object_get_data (G_OBJECT (filter), "ending") : NULL;
    g_autofree char *name = gtk_file_chooser_get_current_name (chooser);
    char *dot = name != NULL ? strrchr (name, '.') : NULL;
    g_autofree char *renamed = NULL;

    if (ending == NULL || dot == NULL)
        return;
    *dot = '\0';
    renamed = g_strconcat (name, ending, NULL);
    gtk_file_chooser_set_current_name (chooser, renamed);
}

/* Adds the file type @name for the extension @ending, ".txt". @ending must be static. */
static void
bb_report_saver_add_filter (GtkFileChooser *chooser, const char *name, const char *ending)
{
    GtkFileFilter *filter = gtk_file_filter_new ();
    g_autofree char *pattern = g_strconcat ("*", ending, NULL);

    gtk_file_filter_set_name (filter, name);
    gtk_file_filter_add_pattern (filter, pattern);
    g_object_set_data (G_OBJECT (filter), "ending", (gpointer) ending);
    gtk_file_chooser_add_filter (chooser, filter);
}

/* Asks for a file name, writes @report or @page to the file, and calls @callback. If the user cancels, writes nothing
 * and does not call @callback.
 * @page: (nullable) (transfer full): the report as HTML. */
static void
bb_report_saver_ask (GtkWidget *owner, const char *file_name, const char *report, GBytes *page,
                     BbReportSaved callback)
{
    BbReportSaver *saver = g_new0 (BbReportSaver, 1);

    saver->bytes = g_bytes_new (report, strlen (report));
    saver->page = page;
    saver->callback = callback;
    g_weak_ref_init (&saver->owner, owner);
    saver->chooser = bb_file_chooser_new (BB_FILE_CHOOSER_SAVE, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save Report"),
                                          owner, _ ("_Save"));
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (saver->chooser), file_name);
    if (page != NULL) {
        bb_report_saver_add_filter (GTK_FILE_CHOOSER (saver->chooser), _ ("Web Page"), ".html");
        bb_report_saver_add_filter (GTK_FILE_CHOOSER (saver->chooser), _ ("Text"), ".txt");
        g_signal_connect (saver->chooser, "notify::filter", G_CALLBACK (bb_report_saver_filter_cb), NULL);
    }
    g_signal_connect (saver->chooser, "response", G_CALLBACK (bb_report_saver_response_cb), saver);
    bb_file_chooser_show (saver->chooser);
}

void
bb_report_saver_run (GtkWidget *owner, const char *name, BbResult *result, BbCatalog *catalog, BbReportSaved callback)
{
    g_autofree char *file_name = g_strdup_printf ("burnback-%s.html", name);
    g_autoptr (BbPlan) layout = result->facts != NULL ? bb_family_lay_out (result->facts, catalog) : NULL;
    g_autofree char *text = bb_report_dup_text (result->report);
    char *page = bb_report_page_dup (result->report, layout);

    bb_report_saver_ask (owner, file_name, text, g_bytes_new_take (page, strlen (page)), callback);
}

void
bb_report_saver_run_table (GtkWidget *owner, const char *name, const char *table, BbReportSaved callback)
{
    g_autofree char *file_name = g_strdup_printf ("burnback-%s.csv", name);

    bb_report_saver_ask (owner, file_name, table, NULL, callback);
}

void
bb_report_saver_copy (GtkWidget *owner, const BbReport *report, BbReportSaved callback)
{
    GtkClipboard *clipboard = gtk_widget_get_clipboard (owner, GDK_SELECTION_CLIPBOARD);
    g_autofree char *text = bb_report_dup_text (report);

    gtk_clipboard_set_text (clipboard, text, -1);
    gtk_clipboard_store (clipboard);
    callback (NULL, NULL, owner);
}

char *
bb_report_saver_dup_message (const char *path, const GError *error)
{
    if (error != NULL)
        return g_strjoin ("\n", _ ("Could not save the report"), error->message,
                          _ ("Nothing on the drive was changed. Choose another location."), NULL);
    if (path != NULL)
        return g_strdup_printf (
            _ ("The report was saved to %s without serial numbers. Review the report before you send it."), path);
    return g_strdup (
        _ ("The report was copied to the clipboard without serial numbers. Review the report before you send it."));
}
