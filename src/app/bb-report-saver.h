/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "job/flow/bb-result.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbReportSaved: @path: (nullable): the file that it is in now; @error: (nullable): why it is nowhere. */
typedef void (*BbReportSaved) (const char *path, const GError *error, gpointer data);

/**
 * bb_report_saver_run:
 * @owner: in the window that is asked in, and the callback's data; nothing is told after its end
 *
 * @result: has a report
 * @catalog: (nullable): for the picture of the memory
 *
 * Asks where a report of a drive is to be saved, as a page or as text, and saves it. Nothing is told when the user
 * does not want to.
 */
void bb_report_saver_run (GtkWidget *owner, const char *name, BbResult *result, BbCatalog *catalog,
                          BbReportSaved callback);
/** bb_report_saver_copy: as text into the clipboard; told at once. */
void bb_report_saver_copy (GtkWidget *owner, const BbReport *report, BbReportSaved callback);
/** bb_report_saver_run_table: the same for comma-separated values. */
void bb_report_saver_run_table (GtkWidget *owner, const char *name, const char *table, BbReportSaved callback);
/** bb_report_saver_dup_told: (transfer full): what is told of what #BbReportSaved was called with. */
char *bb_report_saver_dup_told (const char *path, const GError *error);

G_END_DECLS
