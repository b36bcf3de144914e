/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-facts.h"

G_BEGIN_DECLS

/** BbReportLine: @section: from 1; lines of a section belong together. */
typedef struct {
    guint section;
    char *key;
    char *value;
} BbReportLine;

/**
 * BbReport:
 * @lines: (element-type BbReportLine): by section
 * @claims: (element-type BbClaim): what each source says about the model, if they contradict each other
 * @trace: every command of the identification, one in a line
 *
 * What a maintainer needs to know of a drive: INQUIRY data, the model and its evidence, the connection, backups and
 * journals, and the trace. Without serial numbers; not translated; valid UTF-8.
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
