/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bb_batch_report_dup: Returns (transfer full) a table of all drives, their results and the reasons, as
 * comma-separated values. @rows: (element-type BbBatchRow). @about: what was chosen, for the last line, which also
 * has the version of Burnback */
char *bb_batch_report_dup (GList *rows, const char *about);
/** bb_batch_report_dup_summary: Returns (transfer full) the heading above the results. @rows: (element-type
 * BbBatchRow): the drives that are connected. @started: (element-type utf8): short names of the drives whose flash
 * was started; one without a row or a result counts as failed */
char *bb_batch_report_dup_summary (GList *rows, GPtrArray *started);

G_END_DECLS
