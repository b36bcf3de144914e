/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/engine/bb-history.h"
#include "job/store/bb-own-name.h"
#include "job/store/bb-unit.h"

/* Which records are of one unit, and the names that users give to units. Also tests bb-own-name.c and
 * the matching of bb-history.c. */

static void
test_units_are_told_apart_by_serial_number_fingerprint_and_port (void)
{
    static const struct {
        BbUnit one, other;
        gboolean is_same;
    } rows[] = {
        {{FALSE, "A", "f", "1"}, {FALSE, "A", "f", "2"}, TRUE},
        {{FALSE, "A", "f", "1"}, {TRUE, "A", "f", "1"}, FALSE},
        /* Serial numbers are compared if both are known. */
        {{FALSE, "A", NULL, "1"}, {FALSE, "A", "f", "2"}, TRUE},
        {{FALSE, "A", "f", "1"}, {FALSE, "B", "f", "1"}, FALSE},
        {{FALSE, "A", NULL, NULL}, {FALSE, "A", NULL, NULL}, TRUE},
        /* Fingerprints are compared if both are known, also those of drives with the same serial number. */
        {{FALSE, NULL, "f", "1"}, {FALSE, "A", "f", "2"}, TRUE},
        {{FALSE, "A", "f", "1"}, {FALSE, "A", "g", "1"}, FALSE},
        {{FALSE, NULL, "f", "1"}, {FALSE, NULL, "g", "1"}, FALSE},
        /* The fingerprint is that of the circuit board, and so of many drives. In recovery mode, the reported serial
         * number may be another one, but an equal one shows the same drive. */
        {{FALSE, "A", "f", "1", NULL, TRUE}, {FALSE, "A", "f", "2", NULL, TRUE}, TRUE},
        {{FALSE, "A", "f", "1", NULL, TRUE}, {FALSE, NULL, "f", "2", "A", TRUE}, TRUE},
        {{FALSE, "A", "f", "1", NULL, TRUE}, {FALSE, NULL, "f", "2", "B", TRUE}, FALSE},
        {{FALSE, "A", "f", "1", NULL, TRUE}, {FALSE, NULL, "f", "1", "B", TRUE}, FALSE},
        {{FALSE, "A", "f", "1", NULL, TRUE}, {FALSE, NULL, "f", "1", NULL, TRUE}, TRUE},
        {{FALSE, "A", "f", "1", NULL, TRUE}, {FALSE, NULL, "f", "2", NULL, TRUE}, FALSE},
        {{FALSE, NULL, "f", "1", NULL, TRUE}, {FALSE, NULL, "f", "1", NULL, FALSE}, TRUE},
        {{FALSE, NULL, "f", "1", NULL, TRUE}, {FALSE, NULL, "f", "2", NULL, FALSE}, FALSE},
        {{FALSE, NULL, "f", NULL, NULL, TRUE}, {FALSE, NULL, "f", NULL, NULL, TRUE}, FALSE},
        {{FALSE, NULL, "f", "1", NULL, TRUE}, {FALSE, NULL, "g", "1", NULL, TRUE}, FALSE},
        {{FALSE, NULL, "f", "1", "A", FALSE}, {FALSE, NULL, "f", "2", "B", FALSE}, TRUE},
        /* Ports are compared only if nothing else can be compared. */
        {{FALSE, "A", NULL, "1"}, {FALSE, NULL, "f", "1"}, TRUE},
        {{FALSE, NULL, NULL, "1"}, {FALSE, NULL, NULL, "1"}, TRUE},
        {{FALSE, NULL, NULL, "1"}, {FALSE, NULL, NULL, "2"}, FALSE},
        {{FALSE, NULL, NULL, NULL}, {FALSE, NULL, NULL, NULL}, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_unit_is_same (&rows[i].one, &rows[i].other), ==, rows[i].is_same);
        g_assert_cmpint (bb_unit_is_same (&rows[i].other, &rows[i].one), ==, rows[i].is_same);
    }
}

/* In recovery mode a drive may report another serial number, so the serial number must count as unknown. */
static void
test_serial_number_of_recovery_mode_is_not_compared (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=safe-mode\n", NULL);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbDriveDetails) details = NULL;
    BbUnit with_facts, without;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    with_facts = bb_unit_of_drive (details, bb_engine_drive_get_facts (drive));
    without = bb_unit_of_drive (details, NULL);
    g_assert_nonnull (details->serial);
    g_assert_cmpstr (without.serial, ==, details->serial);
    g_assert_null (without.fingerprint);
    g_assert_null (with_facts.serial);
    g_assert_cmpstr (with_facts.bus_path, ==, details->bus_path);
    g_assert_true (with_facts.simulated);
}

/* Some drives report a serial number that changes, so the port shows which drive it is. */
static void
test_unsteady_serial_number_is_not_compared (void)
{
    g_autoptr (JobRig) rig =
        job_rig_new ("[drive sr0]\nFamily=tsst-mt1939\nModel=BDDVDW SE-506CB\nSerial=SIM0001\n", NULL);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbDriveDetails) details = NULL;
    BbUnit unit;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    unit = bb_unit_of_drive (details, bb_engine_drive_get_facts (drive));
    g_assert_cmpstr (details->serial, ==, "SIM0001");
    g_assert_null (unit.serial);
    g_assert_cmpstr (unit.bus_path, ==, details->bus_path);
}

/* Writes a closed journal of job_rig_record() with @serial, at the port @bus_path. Both: (nullable) */
static void
keep_journal (const char *folder, const char *serial, const char *bus_path)
{
    g_autoptr (BbJournalRecord) record = job_rig_record (serial, NULL);
    g_autoptr (BbJournal) journal = NULL;

    g_free (record->bus_path);
    record->bus_path = g_strdup (bus_path);
    journal = job_rig_begin_journal (folder, record);
    g_assert_true (bb_journal_close (journal, "done", NULL));
}

/* Asserts that the history of the drive has @n entries. */
static void
assert_history (const char *folder, BbDriveDetails *details, BbFacts *facts, guint n)
{
    g_autoptr (GPtrArray) entries = bb_history_list (folder, details, facts, NULL);

    g_assert_cmpuint (entries->len, ==, n);
}

/* Until the drive has answered, its serial number may be that of the recovery mode, so the port decides. */
static void
test_serial_number_of_an_unknown_condition_is_not_compared (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbDriveDetails) details = job_rig_details ("ONE");
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);

    keep_journal (folder, "TWO", details->bus_path);
    assert_history (folder, details, facts, 0);
    facts->condition = BB_CONDITION_UNKNOWN;
    assert_history (folder, details, facts, 1);
    job_rig_remove_folder (folder);
}

/* Two unknown ports are not the same port. */
static void
test_unknown_ports_are_not_compared (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbDriveDetails) details = job_rig_details (NULL);
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);

    keep_journal (folder, NULL, NULL);
    keep_journal (folder, NULL, details->bus_path);
    assert_history (folder, details, facts, 1);
    g_clear_pointer (&details->bus_path, g_free);
    assert_history (folder, details, facts, 0);
    job_rig_remove_folder (folder);
}

/* A journal of another family is of another drive. If the family of the drive is unknown, its serial number must
 * decide. */
static void
test_history_of_a_drive_without_a_family_is_found_by_its_serial_number (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbDriveDetails) details = job_rig_details ("ONE");
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);

    keep_journal (folder, "ONE", "port-2");
    g_free (facts->family);
    facts->family = g_strdup ("lg-gdr");
    assert_history (folder, details, facts, 0);
    g_clear_pointer (&facts->family, g_free);
    assert_history (folder, details, facts, 1);
    job_rig_remove_folder (folder);
}

static void
test_names_are_single_lines (void)
{
    static const struct {
        const char *text, *name;
    } rows[] = {{"TDK", "TDK"},     {" \tTDK  420N ", "TDK  420N"},
                {"Büro", "Büro"},   {"", NULL},
                {" ", NULL},        {"a\nb", NULL},
                {"\x1b[31m", NULL}, {"\xff", NULL}};
    g_autofree char *longest = g_strnfill (BB_OWN_NAME_MAX_CHARS, 'x');
    g_autofree char *too_long = g_strnfill (BB_OWN_NAME_MAX_CHARS + 1, 'x');
    g_autofree char *good = bb_own_name_dup_valid (longest);
    g_autofree char *none = bb_own_name_dup_valid (too_long);

    g_assert_cmpstr (good, ==, longest);
    g_assert_null (none);
    g_assert_null (bb_own_name_dup_valid (NULL));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *name = bb_own_name_dup_valid (rows[i].text);

        g_assert_cmpstr (name, ==, rows[i].name);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/unit/told-apart-by-serial-number-fingerprint-and-port",
                     test_units_are_told_apart_by_serial_number_fingerprint_and_port);
    g_test_add_func ("/unit/serial-number-of-recovery-mode-is-not-compared",
                     test_serial_number_of_recovery_mode_is_not_compared);
    g_test_add_func ("/unit/unsteady-serial-number-is-not-compared", test_unsteady_serial_number_is_not_compared);
    g_test_add_func ("/unit/serial-number-of-an-unknown-condition-is-not-compared",
                     test_serial_number_of_an_unknown_condition_is_not_compared);
    g_test_add_func ("/unit/unknown-ports-are-not-compared", test_unknown_ports_are_not_compared);
    g_test_add_func ("/unit/history-of-a-drive-without-a-family-is-found-by-its-serial-number",
                     test_history_of_a_drive_without_a_family_is_found_by_its_serial_number);
    g_test_add_func ("/unit/names-are-single-lines", test_names_are_single_lines);
    return g_test_run ();
}
