/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"
#include "job/flow/bb-report.h"

G_BEGIN_DECLS

/** bb_report_dup_text: (transfer full): @report as plain text, in English. Any thread. */
char *bb_report_dup_text (const BbReport *report);
/**
 * bb_report_page_dup:
 * @layout: (nullable): a plan with the regions of the flash memory, from bb_family_lay_out()
 *
 * Makes an HTML page of @report: identity, memory map, everything in bb_report_dup_text(), and the commands. The page
 * has no scripts and no links, and is in English. Any thread.
 *
 * Returns: (transfer full): the text of the page
 */
char *bb_report_page_dup (const BbReport *report, BbPlan *layout);
/** bb_report_page_is_wanted: TRUE if @path ends with ".html" or ".htm", in upper or lower case, so that a report is
 * saved there as HTML and not as text. */
gboolean bb_report_page_is_wanted (const char *path);

G_END_DECLS
