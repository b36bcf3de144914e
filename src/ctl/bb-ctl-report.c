/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-file.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"

#include "job/words/bb-report-page.h"

#include <glib/gi18n.h>
#include <string.h>

/* Returns (transfer full) the report as an HTML page if @path ends in .html, else as text. */
static char *
bb_ctl_dup_report (BbCtl *ctl, const BbResult *result, const char *path)
{
    g_autoptr (BbPlan) layout = NULL;

    if (!bb_report_page_is_wanted (path))
        return bb_report_dup_text (result->report);
    layout = result->facts != NULL ? bb_family_lay_out (result->facts, ctl->catalog) : NULL;
    return bb_report_page_dup (result->report, layout);
}

int
bb_ctl_command_report (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse (ctl, NULL, &argc, &argv, 2, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_REPORT);
    g_autoptr (BbResult) result = NULL;
    g_autofree char *text = NULL;
    BbOutputFlags flags;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    if (!bb_ctl_may_write (ctl, argv[2], &flags, &exit_code))
        return exit_code;
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    request->flags |= BB_JOB_FLAG_LOOK_CLOSER;
    result = bb_ctl_run_job (ctl, drive, request, &exit_code);
    if (result == NULL)
        return exit_code;
    if (result->report == NULL)
        return bb_ctl_fail_with_result (ctl, result);
    text = bb_ctl_dup_report (ctl, result, argv[2]);
    if (!bb_ctl_write_file (ctl, argv[2], flags, text, strlen (text), NULL, &exit_code))
        return exit_code;
    bb_ctl_print_json_file (ctl, argv[2], NULL, NULL);
    bb_ctl_print (ctl,
                  _ ("The report was saved to %s without serial numbers. Review the report before you send it.\n"),
                  argv[2]);
    return BB_EXIT_DONE;
}
