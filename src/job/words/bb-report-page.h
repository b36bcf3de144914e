/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"
#include "job/flow/bb-report.h"

G_BEGIN_DECLS

/** bb_report_dup_text: (transfer full): @report as plain text. Pure; any thread. */
char *bb_report_dup_text (const BbReport *report);
/**
 * bb_report_page_dup:
 * @layout: (nullable): the flash memory of the drive, of bb_family_lay_out()
 *
 * Makes a HTML page of @report: identity, memory map, everything in bb_report_dup_text(), and the commands. Has no
 * scripts and no links. Not translated. Pure; any thread.
 *
 * Returns: (transfer full)
 */
char *bb_report_page_dup (const BbReport *report, BbPlan *layout);
/** bb_report_page_is_wanted: TRUE if a file named @path should contain HTML: "drive.html". */
gboolean bb_report_page_is_wanted (const char *path);

G_END_DECLS
