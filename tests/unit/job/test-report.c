/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job/flow/bb-redactor.h"
#include "job/words/bb-report-page.h"

#include "job-rig.h"
#include "other-drive.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* Tests bb-flow-report.c, bb-redactor.c, bb-report.c and bb-report-page.c. */

#define SERIAL "QX7731K90412"
#define DRIVE(serial) "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=" serial "\n"
#define BD_DRIVE(serial) \
    "[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nRevision=1.02\nBus=usb\nSerial=" serial "\n"

/* TRUE: the trace file cannot be written. */
static gboolean disk_is_full;
gboolean __real_bb_trace_file_check (BbTraceFile *trace, GError **error);
gboolean __wrap_bb_trace_file_check (BbTraceFile *trace, GError **error);

gboolean
__wrap_bb_trace_file_check (BbTraceFile *trace, GError **error)
{
    if (!disk_is_full)
        return __real_bb_trace_file_check (trace, error);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "the disk is full");
    return FALSE;
}

/* Asserts that @text does not contain @serial, neither as text nor in hex. */
static void
assert_is_gone (const char *text, const char *serial)
{
    static const char *const separators[] = {"", " ", ":", ", 0x"};
    g_autofree char *lower_text = g_ascii_strdown (text, -1);
    g_autofree char *lower = g_ascii_strdown (serial, -1);

    g_assert_null (strstr (lower_text, lower));
    for (guint i = 0; i < G_N_ELEMENTS (separators); i++) {
        g_autofree char *hex = bb_hex_dup ((const guint8 *) serial, strlen (serial), separators[i]);
        g_autofree char *lower_hex = g_ascii_strdown (hex, -1);

        g_assert_null (strstr (lower_text, lower_hex));
    }
}

/* Returns (transfer full) the text of a full report on @drive (nullable) or, without it, on sr0 of @rig. */
static char *
report (JobRig *rig, OtherDrive *drive)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_REPORT);
    g_autoptr (BbResult) result = NULL;

    request->flags = BB_JOB_FLAG_LOOK_CLOSER;
    result = drive != NULL ? other_drive_run (drive, rig->catalog, rig->state, request) : job_rig_run (rig, request);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_nonnull (result->report);
    return bb_report_dup_text (result->report);
}

static void
assert_has (const char *text, const char *wanted)
{
    if (strstr (text, wanted) == NULL)
        g_error ("no \"%s\" in the report:\n%s", wanted, text);
}

static void
test_the_report_has_what_a_maintainer_needs (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DRIVE (SERIAL), NULL);
    g_autoptr (BbResult) backup = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_ASK);
    g_autofree char *text = NULL;
    static const char *const wanted[] = {
        "family: nec-optiarc",
        "model: nec-optiarc K355",
        "mode: normal",
        "evidence: ",
        "inquiry: 05 80",
        "can: identify backup",
        "backup: ",
        "region: rpc-2, mask 0xff",
        "book types: style nec",
        "write strategy: CD-R",
        "journal: none",
        "backups of this drive: 1",
        "kept: ",
        "serial number: told",
        "\ntrace:\n{\"time\"",
    };

    job_rig_assert_outcome (backup, BB_OUTCOME_DONE);
    text = report (rig, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
        assert_has (text, wanted[i]);
    assert_is_gone (text, SERIAL);
    g_assert_null (strstr (text, backup->facts->fingerprint));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    job_rig_assert_no_violations (rig);
}

/* The serial number is removed from the vital product data, the serial number feature (0108h), the text of the
 * INQUIRY data, and the bus path. */
static void
test_no_serial_number_is_left (gconstpointer scenario)
{
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", SERIAL, "usb-" SERIAL "-0:0");
    g_autofree char *text = NULL;

    drive->inquiry_text = g_strdup (SERIAL);
    text = report (rig, drive);
    assert_is_gone (text, SERIAL);
    assert_has (text, "bus path: usb-************-0:0");
    /* The commands are kept, and stars (2A) replace the number in the INQUIRY data. */
    assert_has (text, "2A 2A 2A 2A 2A 2A");
    assert_has (text, "12 01 80 00");
    assert_has (text, "46 02 01 08");
}

/* Bridge and drive have different serial numbers, and the kernel reports only that of the bridge. Both must be
 * removed. */
static void
test_the_drive_is_asked_for_its_own_number (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DRIVE (SERIAL), NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "BRIDGE00099", "usb-BRIDGE00099-0:0");
    g_autofree char *text = NULL;

    drive->inquiry_text = g_strdup ("x" SERIAL "x");
    text = report (rig, drive);
    assert_is_gone (text, SERIAL);
    assert_is_gone (text, "BRIDGE00099");
}

/* The report on a drive in safe mode names the mode and contains no serial number. */
static void
test_a_drive_in_safe_mode_is_reported (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DRIVE (SERIAL) "State=safe-mode\n", NULL);
    g_autofree char *text = report (rig, NULL);

    assert_has (text, "mode: safe-mode");
    assert_is_gone (text, SERIAL);
}

/* The drive cannot be identified, because INQUIRY fails. The report must contain this error. */
static void
test_an_unidentified_drive_is_reported_with_the_error (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DRIVE (SERIAL), NULL);
    g_autofree char *text = NULL;

    job_rig_fault (rig, "At=opcode:12:1;Kind=sense;Sense=4/08/00;Times=0");
    text = report (rig, NULL);
    assert_has (text, "note: INQUIRY: sense 4/08/00");
    g_assert_null (strstr (text, "note: unknown"));
}

/* If the commands cannot be recorded, the report says why, and still has what the drive answered. */
static void
test_commands_that_cannot_be_recorded_are_noted (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DRIVE (SERIAL), NULL);
    g_autofree char *text = NULL;

    disk_is_full = TRUE;
    text = report (rig, NULL);
    disk_is_full = FALSE;
    assert_has (text, "note: the disk is full");
    assert_has (text, "model: nec-optiarc K355");
}

/* A serial number that is only in the vendor specific text of the INQUIRY data is removed, too. */
static void
test_an_unknown_serial_number_is_guessed (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DRIVE (""), NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", NULL, NULL);
    g_autofree char *text = NULL;

    drive->inquiry_text = g_strdup (SERIAL);
    text = report (rig, drive);
    assert_is_gone (text, SERIAL);
    assert_has (text, "serial number: not told");
}

static void
test_no_file_is_left_behind (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DRIVE (SERIAL), NULL);
    g_autofree char *text = report (rig, NULL);
    g_autoptr (GDir) folder = g_dir_open (g_get_tmp_dir (), 0, NULL);
    const char *name;

    g_assert_nonnull (folder);
    while ((name = g_dir_read_name (folder)) != NULL)
        g_assert_false (g_str_has_prefix (name, "burnback-report-"));
}

/* --- text and page --- */

/* The text and the HTML page are both made from a BbReport. Values with a colon, a comma or a newline stay whole in
 * the page, because it is not parsed from the text. */
static void
test_both_forms_are_of_the_same_data (void)
{
    static BbReportLine lines[] = {
        {1, "vendor", "A: B"},
        {1, "taken for", "Maker X, Y"},
        {2, "conflict", "label, on the lid, Maker X, Y"},
        {2, "note", "one\ntrace:\nconflict: two, three"},
        {2, "name: long", "<b>"},
    };
    BbReport made = {.title = "Report", .trace = "{\"a\"}\n"};
    g_autoptr (GPtrArray) all = g_ptr_array_new ();
    g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_claim_free);
    g_autofree char *text = NULL;
    g_autofree char *page = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
        g_ptr_array_add (all, &lines[i]);
    g_ptr_array_add (claims, bb_claim_new ("label, on the lid", NULL, "Maker X, Y"));
    made.lines = all;
    made.claims = claims;
    text = bb_report_dup_text (&made);
    page = bb_report_page_dup (&made, NULL);
    g_assert_cmpstr (text, ==,
                     "Report\n\nvendor: A: B\ntaken for: Maker X, Y\n\nconflict: label, on the lid, Maker X, Y\n"
                     "note: one\ntrace:\nconflict: two, three\nname: long: <b>\n\ntrace:\n{\"a\"}\n");
    assert_has (page, "<h1>Report</h1>\n");
    assert_has (page, "<tr><th>reported name</th><td>A: B </td></tr>\n"
                      "<tr><th>label, on the lid</th><td class=\"good\">✓ Maker X, Y</td></tr>\n"
                      "<tr><th>identified as</th><td><b>Maker X, Y</b> ()</td></tr>\n");
    assert_has (page, "<tr><th>note</th><td>one\ntrace:\nconflict: two, three</td></tr>\n"
                      "<tr><th>name: long</th><td>&lt;b&gt;</td></tr>\n</table>\n");
    assert_has (page, "<pre>{&quot;a&quot;}\n</pre>");
}

/* --- removing numbers --- */

static void
test_every_form_of_a_number_is_removed (void)
{
    g_autoptr (BbRedactor) scrub = bb_redactor_new ();
    g_autofree char *clean = NULL;

    bb_redactor_add (scrub, " AB 12 CD ");
    clean =
        bb_redactor_dup_text (scrub, "ab 12 cd, AB_12_CD, AB-12-CD, AB12CD, 4142313243444e, 41 42 20 31 32 20 43 44, "
                                     "[byte 0x41, 0x42, 0x31, 0x32, 0x43, 0x44], 61:42:31:32:43:64, AB 12");
    g_assert_cmpstr (clean, ==,
                     "********, ********, ********, ******, 2A2A2A2A2A2A4e, 2A 2A 2A 2A 2A 2A 2A 2A, "
                     "[byte 0x2A, 0x2A, 0x2A, 0x2A, 0x2A, 0x2A], 2A:2A:2A:2A:2A:2A, AB 12");
}

static void
test_short_numbers_stay (void)
{
    g_autoptr (BbRedactor) scrub = bb_redactor_new ();
    g_autofree char *clean = NULL;

    bb_redactor_add (scrub, NULL);
    bb_redactor_add (scrub, "");
    bb_redactor_add (scrub, "  1  ");
    bb_redactor_add (scrub, "105");
    g_assert_true (bb_redactor_is_empty (scrub));
    clean = bb_redactor_dup_text (scrub, "revision 1.05");
    g_assert_cmpstr (clean, ==, "revision 1.05");
}

static void
test_lookalikes_are_no_dates (void)
{
    g_autoptr (BbRedactor) scrub = bb_redactor_new ();
    g_autofree char *clean = NULL;

    bb_redactor_add_lookalikes (scrub, "20061231 061231 200612311530 K4712Q99 ABCDEFG 1234 20069931 2006/12/31", 6);
    clean = bb_redactor_dup_text (scrub, "20061231 061231 200612311530 K4712Q99 ABCDEFG 1234 20069931 2006/12/31");
    g_assert_cmpstr (clean, ==, "20061231 061231 200612311530 ******** ABCDEFG 1234 ******** 2006/12/31");
}

/* Answers that may contain a serial number are overwritten even if the number is unknown. Their lengths stay, so that
 * the trace can be replayed. */
static void
test_answers_with_serial_numbers_are_removed (void)
{
    g_autoptr (BbRedactor) scrub = bb_redactor_new ();
    static const char trace[] =
        "{\"cdb\":\"12 01 80 00 FF 00\",\"length\":8,\"data\":\"0580000451525354\"}\n"
        "no json\n"
        "{\"cdb\":\"46 02 01 08 00 00 00 00 40 00\",\"data\":\"0000001000000000010803045152535400100000\"}\n"
        "{\"cdb\":\"46 00\",\"data\":\"00\"}\n"
        "{\"cdb\":\"12 00\",\"data\":\"058051525354\"}\n"
        "{\"cdb\":\"12 00\",\"data\":\"0580515\"}\n"
        "{\"cdb\":\"00 00\",\"status\":0}\n";
    g_autofree char *clean = bb_redactor_dup_trace (scrub, trace);
    g_auto (GStrv) lines = g_strsplit (clean, "\n", -1);

    g_assert_cmpuint (g_strv_length (lines), ==, 7);
    g_assert_nonnull (strstr (lines[0], "\"data\":\"058000042A2A2A2A\""));
    g_assert_nonnull (strstr (lines[1], "\"data\":\"0000001000000000010803042A2A2A2A00100000\""));
    g_assert_nonnull (strstr (lines[2], "\"data\":\"00\""));
    g_assert_nonnull (strstr (lines[3], "\"data\":\"058051525354\""));
    g_assert_null (strstr (lines[4], "data"));
    g_assert_nonnull (strstr (lines[5], "\"status\":0"));
}

int
main (int argc, char **argv)
{
    g_autofree char *folder = job_rig_make_folder ();
    int failed;

    /* Set before GLib reads TMPDIR, so that the test sees no files of other programs. */
    g_setenv ("TMPDIR", folder, TRUE);
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/report/content", test_the_report_has_what_a_maintainer_needs);
    g_test_add_func ("/report/unidentified", test_an_unidentified_drive_is_reported_with_the_error);
    g_test_add_func ("/report/unrecorded", test_commands_that_cannot_be_recorded_are_noted);
    g_test_add_data_func ("/report/serial/nec", DRIVE (SERIAL), test_no_serial_number_is_left);
    g_test_add_data_func ("/report/serial/mt1959", BD_DRIVE (SERIAL), test_no_serial_number_is_left);
    g_test_add_func ("/report/serial/bridge", test_the_drive_is_asked_for_its_own_number);
    g_test_add_func ("/report/safe-mode", test_a_drive_in_safe_mode_is_reported);
    g_test_add_func ("/report/serial/guessed", test_an_unknown_serial_number_is_guessed);
    g_test_add_func ("/report/files", test_no_file_is_left_behind);
    g_test_add_func ("/report/forms", test_both_forms_are_of_the_same_data);
    g_test_add_func ("/scrub/ways", test_every_form_of_a_number_is_removed);
    g_test_add_func ("/scrub/short", test_short_numbers_stay);
    g_test_add_func ("/scrub/lookalikes", test_lookalikes_are_no_dates);
    g_test_add_func ("/scrub/answers", test_answers_with_serial_numbers_are_removed);
    failed = g_test_run ();
    job_rig_remove_folder (folder);
    return failed;
}
