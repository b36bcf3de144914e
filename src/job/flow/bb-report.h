/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-facts.h"

G_BEGIN_DECLS

/** BbReportLine: @section: counted from 1: what is about one thing. */
typedef struct {
    guint section;
    char *key;
    char *value;
} BbReportLine;

/**
 * BbReport:
 * @lines: (element-type BbReportLine): section by section
 * @claims: (element-type BbClaim): who the drive is by each source, where they contradict each other
 * @trace: every command of the identification, a line each
 *
 * All that a maintainer needs to know of a drive: what it says, what it was taken for and why, how it is connected,
 * what is kept of it, and the trace. Without serial numbers, not translated, and all of it is UTF-8.
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
