/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-facts.h"

G_BEGIN_DECLS

/** BbReportLine: a line of a report. Lines with the same @section belong together. */
typedef struct {
    guint section;
    char *key;
    char *value;
} BbReportLine;

/**
 * BbReport: data about a drive for the maintainers of Burnback: INQUIRY data, the model and its evidence, the
 * connection, backups, the journal, and the trace. Contains no serial numbers; not translated; valid UTF-8.
 * @lines: (element-type BbReportLine): in the order of their sections
 * @claims: (element-type BbClaim): if the sources for the model contradict each other, the statement of each source;
 *   else empty
 * @trace: every command of the identification, one in a line
 */
typedef struct {
    char *title;
    guint n_sections;
    GPtrArray *lines;
    GPtrArray *claims;
    char *trace;
} BbReport;

void bb_report_free (BbReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbReport, bb_report_free)

G_END_DECLS
