/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

#include "family/spc/bb-standard.h"

#include <glib/gstdio.h>

#define BB_REPORT_FEATURE_SERIAL 0x0108

/* Creates a temporary file for the commands of this report. Returns (transfer full) its path and sets @trace (out)
 * (transfer full), which writes to it; %NULL with an error. */
static char *
bb_report_make_trace_file (BbTraceFile **trace, GError **error)
{
    g_autofree char *path = NULL;
    g_autoptr (GError) local_error = NULL;
    int fd = g_file_open_tmp ("burnback-report-XXXXXX", &path, &local_error);

    if (fd >= 0 && g_close (fd, &local_error))
        *trace = bb_trace_file_new (path, BB_OUTPUT_OVERWRITE, &local_error);
    if (local_error == NULL)
        return g_steal_pointer (&path);
    if (path != NULL)
        (void) g_unlink (path);
    (void) bb_flow_refuse (error, BB_JOB_PROBLEM_REPORT_UNWRITABLE, local_error->message, NULL);
    return NULL;
}

/* Returns (transfer full) (nullable) the serial number in MMC feature 0108h, including its blanks; NULL if the drive
 * does not report the feature. */
static char *
bb_report_dup_feature_serial (BbFlow *flow)
{
    g_autoptr (GBytes) data =
        bb_scsi_feature (BB_TRANSPORT (flow->link), BB_REPORT_FEATURE_SERIAL, BB_FEATURE_WHOLE_BYTES, NULL);
    gsize n = 0;
    const char *text = data != NULL ? g_bytes_get_data (data, &n) : NULL;

    return text != NULL ? g_strndup (text, n) : NULL;
}

/* Returns (transfer full) the serial numbers that the drive reports by different commands, so that they can be
 * removed from the report. Also reads the device ID page, only to have it in the trace. */
static char **
bb_report_ask_serials (BbFlow *flow)
{
    g_autoptr (GStrvBuilder) serials = g_strv_builder_new ();
    g_autofree char *serial = bb_scsi_serial (BB_TRANSPORT (flow->link), NULL);
    g_autofree char *feature = bb_report_dup_feature_serial (flow);
    G_GNUC_UNUSED g_autoptr (GBytes) id = bb_scsi_device_id (BB_TRANSPORT (flow->link), NULL);

    if (serial != NULL)
        g_strv_builder_add (serials, serial);
    if (feature != NULL)
        g_strv_builder_add (serials, feature);
    return g_strv_builder_end (serials);
}

/*
 * Identifies the drive, and asks it for further data. An error only adds a note, because a report is most useful for
 * a drive that cannot be identified.
 * @record: (out) (nullable): the open journal of the drive
 *
 * Returns (transfer full) (nullable) the serial numbers of the drive. NULL if
 * - the drive was not identified
 * - its firmware is incomplete or does not run
 * - the drive is of no family and does not answer the standard commands
 */
static char **
bb_report_ask_drive (BbFlow *flow, BbJournalRecord **record)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbIdentified) identified = bb_identified_new (flow, BB_IDENTIFY_CAREFUL, &error);
    gboolean ambiguous = FALSE;

    if (identified == NULL)
        (void) bb_flow_note_error (flow, error);
    g_clear_error (&error);
    *record = bb_journal_find (flow->env->state_folder, flow->details, flow->facts, flow->env->others, &ambiguous);
    if (flow->facts == NULL || flow->facts->condition == BB_CONDITION_SPECIAL ||
        flow->facts->condition == BB_CONDITION_HALF_ALIVE)
        return NULL;
    if (!bb_scsi_medium (BB_TRANSPORT (flow->link), &flow->draft.medium, NULL))
        flow->draft.medium = BB_MEDIUM_UNKNOWN;
    bb_flow_ask_details (flow);
    if (flow->facts->family == NULL) {
        flow->draft.standard = bb_standard_list (BB_TRANSPORT (flow->link), &error);
        if (flow->draft.standard == NULL) {
            (void) bb_flow_note_error (flow, error);
            return NULL;
        }
    }
    return bb_report_ask_serials (flow);
}

BbResult *
bb_flow_report (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTraceFile) trace = NULL;
    g_autofree char *path = bb_report_make_trace_file (&trace, &error);
    g_autofree char *text = NULL;
    g_auto (GStrv) serials = NULL;
    g_autoptr (BbJournalRecord) record = NULL;

    if (path == NULL)
        return bb_flow_end_early (flow, error);
    if (!bb_flow_open (flow, FALSE, &error)) {
        (void) g_unlink (path);
        return bb_flow_end_early (flow, error);
    }
    bb_reopenable_transport_add_trace (flow->link, trace);
    serials = bb_report_ask_drive (flow, &record);
    if (!bb_trace_file_check (trace, &error) || !g_file_get_contents (path, &text, NULL, &error)) {
        (void) bb_flow_note_error (flow, error);
        g_clear_error (&error);
    }
    (void) g_unlink (path);
    flow->draft.report =
        bb_flow_collect_report (flow, record, text != NULL ? text : "", (const char *const *) serials);
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}
