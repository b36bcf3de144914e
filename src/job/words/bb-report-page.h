/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"
#include "job/flow/bb-report.h"

G_BEGIN_DECLS

/** bb_report_dup_text: (transfer full): @report as text, for a file or a message. Pure; any thread. */
char *bb_report_dup_text (const BbReport *report);
/**
 * bb_report_page_dup:
 * @layout: (nullable): of bb_family_lay_out(): the flash memory of the drive
 *
 * The report as one HTML page: identity, memory map, everything that the text has, and the commands. Without scripts
 * and without links, so that it shows the same everywhere. Not translated, as the report. Pure; any thread.
 *
 * Returns: (transfer full)
 */
char *bb_report_page_dup (const BbReport *report, BbPlan *layout);
/** bb_report_page_is_wanted: a file of that name is to have the page, and not the text: "drive.html". */
gboolean bb_report_page_is_wanted (const char *path);

G_END_DECLS
