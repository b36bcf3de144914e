/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "job/flow/bb-result.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbReportSaved: Called when a report was saved or copied, or could not be written.
 * @path: (nullable): path of the file that was written, in UTF-8 for display; %NULL if the report was copied or
 *   writing failed
 * @error: (nullable): why writing failed; %NULL if it succeeded
 * @data: the @owner that was passed to bb_report_saver_run(), bb_report_saver_run_table() or bb_report_saver_copy()
 */
typedef void (*BbReportSaved) (const char *path, const GError *error, gpointer data);

/**
 * bb_report_saver_run:
 * @owner: a widget in the parent window of the file chooser; passed to @callback. @callback is not called if @owner
 * no longer exists.
 * @name: name of the drive, used in the file name
 * @result: must have a report
 * @catalog: (nullable): for the layout of the flash memory in the HTML report
 *
 * Asks for a file and writes the report to it: as HTML if bb_report_page_is_wanted() returns TRUE for the name of the
 * file, else as text.
 * @callback is not called if the user cancels.
 */
void bb_report_saver_run (GtkWidget *owner, const char *name, BbResult *result, BbCatalog *catalog,
                          BbReportSaved callback);
/** bb_report_saver_copy: Copies @report as text to the clipboard. Calls @callback, without path and error, before it
 * returns. */
void bb_report_saver_copy (GtkWidget *owner, const BbReport *report, BbReportSaved callback);
/** bb_report_saver_run_table: Asks for a file as bb_report_saver_run() does, and writes @table, comma-separated
 * values, to it. */
void bb_report_saver_run_table (GtkWidget *owner, const char *name, const char *table, BbReportSaved callback);
/**
 * bb_report_saver_dup_message: Returns (transfer full) the message for the user about @path and @error of
 * #BbReportSaved:
 * - @error is set: the report was not saved, with the reason
 * - @path is set: the report was saved to @path
 * - both are %NULL: the report was copied to the clipboard
 */
char *bb_report_saver_dup_message (const char *path, const GError *error);

G_END_DECLS
