/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-journal-private.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

/* What closed journals tell of a drive: the image that it has, the candidates that it rejected, and how often it was
 * written. Tests bb-journal-find.c. */

#define IMAGE "images/new.bin"

/**
 * Closed: a journal of the state folder, and the drive that it is about.
 * @fingerprint, @serial, @target: (nullable)
 * @result: (nullable): result with which the journal is closed; NULL: it stays open
 * @lines: (nullable): more lines, separated by newlines
 */
typedef struct {
    const char *fingerprint;
    const char *serial;
    const char *action;
    const char *target;
    const char *result;
    const char *lines;
    gboolean is_of_other_family;
    gboolean is_simulated;
} Closed;

typedef struct {
    char *folder;
    BbDriveDetails *details;
    BbFacts *facts;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
    f->folder = job_rig_make_folder ();
    f->details = job_rig_details ("SIM0001");
    f->facts = job_rig_facts ("aa");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    job_rig_remove_folder (f->folder);
    g_free (f->folder);
    bb_drive_details_unref (f->details);
    bb_facts_unref (f->facts);
}

/* Adds @line to @journal with the function for this kind of line. */
static void
add_line (BbJournal *journal, const char *line)
{
    if (g_str_has_prefix (line, "tried "))
        g_assert_true (bb_journal_add_tried (journal, line + strlen ("tried "), NULL));
    else if (g_str_has_prefix (line, "finish "))
        g_assert_true (bb_journal_add_finish (journal, bb_finish_from_string (line + strlen ("finish ")), NULL));
    else if (*line != '\0')
        g_assert_not_reached ();
}

static void
add (Fixture *f, const Closed *row)
{
    g_autoptr (BbJournalRecord) record = job_rig_record (row->serial, row->fingerprint);
    g_auto (GStrv) lines = g_strsplit (row->lines != NULL ? row->lines : "", "\n", -1);
    g_autoptr (BbJournal) journal = NULL;

    g_free (record->action);
    record->action = g_strdup (row->action);
    if (row->is_of_other_family) {
        g_free (record->family);
        record->family = g_strdup ("plextor");
    }
    record->simulated = row->is_simulated;
    record->healthy_values =
        g_variant_ref_sink (g_variant_new_parsed ("{'target': <%s>}", row->target != NULL ? row->target : ""));
    journal = job_rig_begin_journal (f->folder, record);
    g_assert_true (bb_journal_add_target (journal, row->target, "1.07", 40, NULL));
    for (guint i = 0; lines[i] != NULL; i++)
        add_line (journal, lines[i]);
    if (row->result != NULL)
        g_assert_true (bb_journal_close (journal, row->result, NULL));
}

/* --- the image in the drive --- */

static const struct {
    Closed older;
    Closed newer;
    const char *installed; /* (nullable) */
} installations[] = {
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "flash", "images/b", "done"}, "images/b"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "flash", "images/b", "written"}, "images/b"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "flash", "images/b", "rolled-back"}, "images/b"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "flash", "images/b", "replaced"}, "images/b"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "flash", "images/b", "unchanged"}, "images/a"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "flash", "images/b", "needs-recovery"}, "images/a"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "flash", "images/b", NULL}, "images/a"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"bb", NULL, "flash", "images/b", "done"}, "images/a"},
    {{"aa", NULL, "flash", "images/a", "done"}, {NULL, "SIM0001", "flash", "images/b", "done"}, "images/a"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "recover", NULL, "replaced"}, NULL},
    {{"aa", NULL, "flash", "images/a", "done"}, {"bb", NULL, "recover", NULL, "replaced"}, "images/a"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "recover", NULL, "done"}, "images/a"},
    {{"aa", NULL, "flash", "images/a", "done"}, {"aa", NULL, "flash", "images/b", "done", NULL, TRUE}, "images/a"},
    {{"aa", NULL, "flash", "images/a", "done"},
     {"aa", NULL, "flash", "images/b", "done", NULL, FALSE, TRUE},
     "images/a"},
    {{"bb", NULL, "flash", "images/a", "done"}, {"bb", NULL, "flash", "images/b", "done"}, NULL},
};

static void
test_the_last_image_that_was_written_is_in_the_drive (Fixture *f, gconstpointer data)
{
    for (guint i = 0; i < G_N_ELEMENTS (installations); i++) {
        Fixture each = {job_rig_make_folder (), f->details, f->facts};
        g_autofree char *installed = NULL;
        g_autoptr (BbJournalRecord) record = NULL;

        add (&each, &installations[i].older);
        add (&each, &installations[i].newer);
        installed = bb_journal_dup_installed (each.folder, each.details, each.facts);
        record = bb_journal_find_installed (each.folder, each.details, each.facts);
        g_test_message ("row %u", i);
        g_assert_cmpstr (installed, ==, installations[i].installed);
        g_assert_cmpstr (record != NULL ? record->target_image : NULL, ==, installations[i].installed);
        job_rig_remove_folder (each.folder);
        g_free (each.folder);
    }
}

/* The serial number identifies a unit only if neither the drive nor the closed journal has a fingerprint. */
static void
test_a_unit_without_fingerprint_is_known_by_its_serial_number (Fixture *f, gconstpointer data)
{
    static const Closed rows[] = {{NULL, "SIM0001", "flash", IMAGE, "done"},
                                  {NULL, "SIM0002", "flash", "images/other", "done"},
                                  {"aa", "SIM0001", "flash", "images/third", "done"},
                                  {NULL, NULL, "flash", "images/fourth", "done"}};
    g_autofree char *installed = NULL;
    g_autofree char *nothing = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        add (f, &rows[i]);
    g_clear_pointer (&f->facts->fingerprint, g_free);
    installed = bb_journal_dup_installed (f->folder, f->details, f->facts);
    g_assert_cmpstr (installed, ==, IMAGE);
    g_clear_pointer (&f->details->serial, g_free);
    nothing = bb_journal_dup_installed (f->folder, f->details, f->facts);
    g_assert_null (nothing);
}

/* --- candidates --- */

static char *
dup_tried (Fixture *f, BbJournalRecord *open, BbJournalRecord **newest)
{
    g_autoptr (GPtrArray) tried = bb_journal_list_tried (f->folder, f->details, f->facts, open, "new.bin", newest);
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < tried->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) tried->pdata[i]);
    return g_string_free (text, FALSE);
}

/* A candidate is a form of an image. bb_journal_list_tried() must list the candidates that must not be sent again:
 * those that the drive received completely or rejected after its firmware was last changed. A candidate whose upload
 * was interrupted must not be listed. */
static void
test_candidates_since_the_last_change_count (Fixture *f, gconstpointer data)
{
    static const Closed rows[] = {
        {"aa", NULL, "flash", IMAGE, "unchanged", "tried oldest\nfinish refused"},
        {"aa", NULL, "flash", IMAGE, "done", "tried accepted\nfinish busy"},
        {"aa", NULL, "flash", IMAGE, "unchanged", "tried a\nfinish refused\ntried b"},
        {"bb", NULL, "flash", IMAGE, "unchanged", "tried other-unit\nfinish refused"},
        {"aa", NULL, "flash", "images/other.bin", "unchanged", "tried other-image\nfinish refused"},
        {"aa", NULL, "flash", IMAGE, "unchanged", "tried c\nfinish quiet"},
        {"aa", NULL, "flash", IMAGE, "done", NULL}, /* no line "tried" */
    };
    g_autoptr (BbJournalRecord) newest = NULL;
    g_autoptr (BbJournalRecord) open_newest = NULL;
    g_autoptr (BbJournalRecord) none = NULL;
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "aa");
    g_autofree char *closed = NULL;
    g_autofree char *with_open = NULL;
    g_autofree char *without = NULL;
    g_autofree char *path = NULL;
    BbJournal *journal;
    BbJournalRecord *open;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        add (f, &rows[i]);
    closed = dup_tried (f, NULL, &newest);
    g_assert_cmpstr (closed, ==, "c a");
    g_assert_cmpstr (newest->target_image, ==, IMAGE);
    g_assert_cmpuint (newest->sequence, ==, 6);
    journal = job_rig_begin_journal (f->folder, record);
    g_assert_true (bb_journal_add_target (journal, IMAGE, "1.07", 40, NULL));
    add_line (journal, "tried d");
    add_line (journal, "finish refused");
    open = bb_journal_get_record (journal);
    with_open = dup_tried (f, open, &open_newest);
    g_assert_cmpstr (with_open, ==, "d c a");
    g_assert_true (open_newest == open);
    g_clear_pointer (&open_newest, bb_journal_record_unref);
    /* The fingerprint of the drive is not known. Closed journals may then be of another unit, so none of them counts.
     */
    g_clear_pointer (&f->facts->fingerprint, g_free);
    without = dup_tried (f, NULL, &none);
    g_assert_cmpstr (without, ==, "");
    g_assert_null (none);
    bb_journal_free (journal);
}

/* --- the history of a unit --- */

static void
test_writes_of_this_unit_are_counted (Fixture *f, gconstpointer data)
{
    static const Closed rows[] = {
        {"aa", NULL, "flash", IMAGE, "done"},      {"aa", NULL, "recover", IMAGE, "rolled-back"},
        {"aa", NULL, "recover", IMAGE, "done"},    {"aa", NULL, "flash", IMAGE, "written"},
        {"aa", NULL, "flash", IMAGE, "unchanged"}, {"aa", NULL, "recover", NULL, "done"},
        {"bb", NULL, "flash", IMAGE, "done"},      {"aa", NULL, "flash", IMAGE, NULL},
    };
    guint n_recovered = 99;

    g_assert_cmpuint (bb_journal_count_written (f->folder, f->details, f->facts, &n_recovered), ==, 0);
    g_assert_cmpuint (n_recovered, ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        add (f, &rows[i]);
    g_assert_cmpuint (bb_journal_count_written (f->folder, f->details, f->facts, &n_recovered), ==, 3);
    g_assert_cmpuint (n_recovered, ==, 2);
    g_clear_pointer (&f->facts->fingerprint, g_free);
    g_assert_cmpuint (bb_journal_count_written (f->folder, f->details, f->facts, &n_recovered), ==, 0);
    g_assert_cmpuint (n_recovered, ==, 0);
}

static void
test_oldest_facts_are_of_the_first_journal_of_the_unit (Fixture *f, gconstpointer data)
{
    static const Closed rows[] = {{"bb", NULL, "flash", "images/other", "done"},
                                  {"aa", NULL, "flash", "images/first", "done"},
                                  {"aa", NULL, "flash", "images/second", "done"}};
    static const Closed newest = {"cc", NULL, "flash", "images/newest", "done"};
    g_autoptr (BbFacts) none = bb_journal_dup_oldest_facts (f->folder, f->details, f->facts, job_rig_catalog ());
    g_autoptr (BbFacts) oldest = NULL;

    g_assert_null (none);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) each = NULL;

        add (f, &rows[i]);
        each = bb_journal_dup_oldest_facts (f->folder, f->details, f->facts, job_rig_catalog ());
        g_assert_cmpstr (each != NULL ? bb_facts_get_string (each, "target") : NULL, ==,
                         i > 0 ? "images/first" : NULL);
    }
    /* If the newest journal is the only one of the unit, its facts are the oldest ones. */
    g_free (f->facts->fingerprint);
    f->facts->fingerprint = g_strdup ("cc");
    add (f, &newest);
    oldest = bb_journal_dup_oldest_facts (f->folder, f->details, f->facts, job_rig_catalog ());
    g_assert_cmpstr (bb_facts_get_string (oldest, "target"), ==, "images/newest");
}

/* Open and closed journals are in one list, each of them once, newest first. */
static void
test_all_journals_are_listed_newest_first (Fixture *f, gconstpointer data)
{
    static const Closed rows[] = {{"aa", NULL, "flash", "images/1", "done"},
                                  {"aa", NULL, "flash", "images/2", NULL},
                                  {"aa", NULL, "flash", "images/3", "done"}};
    g_autoptr (GPtrArray) all = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        add (f, &rows[i]);
    all = bb_journal_list_all (f->folder);
    g_assert_cmpuint (all->len, ==, 3);
    for (guint i = 0; i < 3; i++) {
        BbJournalRecord *record = all->pdata[i];

        g_assert_cmpstr (record->target_image, ==, rows[2 - i].target);
        g_assert_cmpint (record->is_closed, ==, i != 1);
    }
}

/* Gives the key file of @record another sequence number. */
static void
set_sequence (BbJournalRecord *record, guint64 sequence)
{
    g_autofree char *header = NULL;

    record->sequence = sequence;
    header = bb_journal_record_dup_header (record);
    g_assert_true (g_file_set_contents (record->path, header, -1, NULL));
}

/* A folder may be read in the order in which the files were created or in reverse, so the sequence numbers here are
 * in neither order. */
static void
test_open_journals_are_listed_newest_first (Fixture *f, gconstpointer data)
{
    static const guint64 sequences[] = {2, 4, 1, 3};
    g_autoptr (GPtrArray) open = NULL;
    g_autoptr (GPtrArray) all = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (sequences); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record (NULL, "aa");

        bb_journal_free (job_rig_begin_journal (f->folder, record));
        set_sequence (record, sequences[i]);
    }
    open = bb_journal_list (f->folder);
    all = bb_journal_list_all (f->folder);
    g_assert_cmpuint (open->len, ==, G_N_ELEMENTS (sequences));
    g_assert_cmpuint (all->len, ==, G_N_ELEMENTS (sequences));
    for (guint i = 0; i < open->len; i++) {
        g_assert_cmpuint (((BbJournalRecord *) open->pdata[i])->sequence, ==, G_N_ELEMENTS (sequences) - i);
        g_assert_cmpuint (((BbJournalRecord *) all->pdata[i])->sequence, ==, G_N_ELEMENTS (sequences) - i);
    }
}

/* bb_journal_list_all() reads the folder of open journals and then the folder of closed ones. Another program closes
 * a journal in between, so the journal is found in both folders. It must be listed once, as closed. */
static void
test_a_journal_that_is_closed_meanwhile_is_listed_once (Fixture *f, gconstpointer data)
{
    static const Closed row = {"aa", NULL, "flash", IMAGE, "done"};
    g_autoptr (GPtrArray) closed = NULL;
    g_autoptr (GPtrArray) all = NULL;
    static const char *const endings[] = {".journal", ".progress"};
    BbJournalRecord *record;

    add (f, &row);
    closed = bb_journal_list_all (f->folder);
    record = closed->pdata[0];
    for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
        g_autofree char *name = g_strconcat (record->id, endings[i], NULL);
        g_autofree char *from = g_build_filename (f->folder, "journal", "done", name, NULL);
        g_autofree char *to = g_build_filename (f->folder, "journal", name, NULL);

        g_assert_cmpint (link (from, to), ==, 0);
    }
    all = bb_journal_list_all (f->folder);
    g_assert_cmpuint (all->len, ==, 1);
    g_assert_true (((BbJournalRecord *) all->pdata[0])->is_closed);
    g_assert_cmpstr (((BbJournalRecord *) all->pdata[0])->id, ==, record->id);
}

/* A closed journal is only history, so a damaged one is left out, and the log tells which. */
static void
test_a_damaged_closed_journal_is_left_out (Fixture *f, gconstpointer data)
{
    static const Closed row = {"aa", NULL, "flash", IMAGE, "done"};
    g_autofree char *bad = g_build_filename (f->folder, "journal", "done", "bad.journal", NULL);
    g_autoptr (GPtrArray) all = NULL;

    add (f, &row);
    g_assert_true (g_file_set_contents (bad, "x", 1, NULL));
    g_test_expect_message ("burnback", G_LOG_LEVEL_WARNING, "*a closed journal cannot be read: *bad.journal*");
    all = bb_journal_list_all (f->folder);
    g_test_assert_expected_messages ();
    g_assert_cmpuint (all->len, ==, 1);
}

/* --- the open journal of a drive --- */

/**
 * Match: an open journal, a drive, and whether the journal must be found for the drive. All texts are (nullable).
 * @place, @drive_place: the port
 * @is_special: TRUE if the drive is in recovery mode
 * @action: action in the journal
 * @is_of: TRUE if the journal must be found
 */
typedef struct {
    const char *fingerprint, *serial, *place;                   /* of the journal */
    const char *drive_fingerprint, *drive_serial, *drive_place; /* of the drive */
    gboolean is_special;
    const char *action;
    gboolean is_of;
} Match;

static const Match matches[] = {
    {"aa", "S1", "p1", "aa", "S1", "p1", FALSE, "flash", TRUE},
    {"aa", "S1", "p1", "aa", "S1", "p2", FALSE, "flash", TRUE},
    {"aa", "S1", "p1", "bb", "S1", "p1", FALSE, "flash", FALSE},
    {"aa", "S1", "p1", "aa", "S2", "p1", FALSE, "flash", FALSE},
    {"aa", "S1", "p1", NULL, "S1", "p2", FALSE, "flash", TRUE},
    {"aa", "S1", "p1", "aa", NULL, "p2", FALSE, "flash", TRUE},
    {"aa", "S1", "p1", NULL, NULL, "p2", FALSE, "flash", FALSE},
    {"aa", "S1", "p1", NULL, NULL, "p1", FALSE, "flash", TRUE},
    {NULL, NULL, "p1", "aa", "S1", "p1", FALSE, "flash", TRUE},
    {NULL, NULL, "p1", "aa", "S1", "p2", FALSE, "flash", FALSE},
    {NULL, "S1", NULL, NULL, NULL, NULL, FALSE, "flash", FALSE},
    {NULL, NULL, NULL, NULL, NULL, NULL, FALSE, "flash", FALSE},
    /* In recovery mode the port must be the same. Another serial number counts, unless the fingerprint is equal. */
    {"aa", "S1", "p1", NULL, NULL, "p1", TRUE, "flash", TRUE},
    {"aa", "S1", "p1", NULL, "S1", "p1", TRUE, "flash", TRUE},
    {"aa", "S1", "p1", NULL, "S2", "p1", TRUE, "flash", FALSE},
    {"aa", "S1", "p1", "aa", "S2", "p1", TRUE, "flash", TRUE},
    {NULL, "S1", "p1", "aa", "S2", "p1", TRUE, "flash", FALSE},
    {"aa", "S1", "p1", NULL, "S1", "p2", TRUE, "flash", FALSE},
    {"aa", "S1", "p1", "aa", "S1", "p2", TRUE, "flash", FALSE},
    {"aa", "S1", "p1", "bb", "S1", "p1", TRUE, "flash", FALSE},
    /* A conversion changes the fingerprint. Its journal then matches a drive with the same serial number at the same
     * port. */
    {"aa", "S1", "p1", "bb", "S1", "p1", FALSE, "convert", TRUE},
    {"aa", "S1", "p1", "bb", "S1", "p2", FALSE, "convert", FALSE},
    {"aa", "S1", "p1", "bb", "S2", "p1", FALSE, "convert", FALSE},
    {"aa", "S1", "p1", "bb", "S1", "p1", FALSE, "recover", FALSE},
};

static void
test_a_journal_matches_by_unit_or_place (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (matches); i++) {
        const Match *row = &matches[i];
        g_autofree char *folder = job_rig_make_folder ();
        g_autoptr (BbJournalRecord) record = job_rig_record (row->serial, row->fingerprint);
        g_autoptr (BbDriveDetails) details = job_rig_details (row->drive_serial);
        g_autoptr (BbFacts) facts = job_rig_facts (row->drive_fingerprint);
        g_autoptr (BbJournalRecord) found = NULL;
        gboolean ambiguous = TRUE;

        g_free (record->bus_path);
        record->bus_path = g_strdup (row->place);
        g_free (record->action);
        record->action = g_strdup (row->action);
        g_free (details->bus_path);
        details->bus_path = g_strdup (row->drive_place);
        if (row->is_special)
            facts->condition = BB_CONDITION_SPECIAL;
        bb_journal_free (job_rig_begin_journal (folder, record));
        found = bb_journal_find (folder, details, facts, NULL, &ambiguous);
        g_test_message ("row %u", i);
        g_assert_cmpint (found != NULL, ==, row->is_of);
        g_assert_false (ambiguous);
        job_rig_remove_folder (folder);
    }
}

/* In recovery mode, an equal fingerprint outweighs another serial number only if no other drive can have it. Drives
 * with one circuit board can have one fingerprint. */
static void
test_a_fingerprint_of_the_board_outweighs_no_serial_number (void)
{
    static const struct {
        const char *family;
        gboolean is_of;
    } families[] = {{"nec-optiarc", TRUE}, {"mediatek-mt1959", FALSE}};

    for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
        g_autofree char *folder = job_rig_make_folder ();
        g_autoptr (BbJournalRecord) record = job_rig_record ("S1", "aa");
        g_autoptr (BbDriveDetails) details = job_rig_details ("S2");
        g_autoptr (BbFacts) facts = job_rig_facts ("aa");
        g_autoptr (BbJournalRecord) found = NULL;
        gboolean ambiguous = FALSE;

        g_free (record->family);
        record->family = g_strdup (families[i].family);
        g_free (facts->family);
        facts->family = g_strdup (families[i].family);
        facts->condition = BB_CONDITION_SPECIAL;
        g_assert_cmpstr (record->bus_path, ==, details->bus_path);
        bb_journal_free (job_rig_begin_journal (folder, record));
        found = bb_journal_find (folder, details, facts, NULL, &ambiguous);
        g_test_message ("%s", families[i].family);
        g_assert_cmpint (found != NULL, ==, families[i].is_of);
        job_rig_remove_folder (folder);
    }
}

/* A newer journal of another drive does not hide the journal of this drive. */
static void
test_the_journal_of_the_drive_is_found_among_others (Fixture *f, gconstpointer data)
{
    static const char *const fingerprints[] = {"bb", "aa", "cc"};
    gboolean ambiguous = TRUE;
    g_autoptr (BbJournalRecord) found = NULL;
    g_autoptr (BbJournalRecord) none = NULL;
    g_autoptr (BbJournalRecord) of_other_family = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (fingerprints); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record (NULL, fingerprints[i]);

        bb_journal_free (job_rig_begin_journal (f->folder, record));
    }
    found = bb_journal_find (f->folder, f->details, f->facts, NULL, &ambiguous);
    g_assert_cmpstr (found->fingerprint, ==, "aa");
    g_assert_false (ambiguous);
    g_free (f->facts->fingerprint);
    f->facts->fingerprint = g_strdup ("dd");
    none = bb_journal_find (f->folder, f->details, f->facts, NULL, &ambiguous);
    g_assert_null (none);
    g_assert_false (ambiguous);
    /* Fingerprint and port are those of a journal, but the family is another one. */
    g_free (f->facts->fingerprint);
    f->facts->fingerprint = g_strdup ("aa");
    g_free (f->facts->family);
    f->facts->family = g_strdup ("plextor");
    of_other_family = bb_journal_find (f->folder, f->details, f->facts, NULL, &ambiguous);
    g_assert_null (of_other_family);
    g_assert_false (ambiguous);
}

/* TRUE if a journal is found for the drive of @f while the drives @others are connected, too. A journal that is found
 * must not be ambiguous. */
static gboolean
is_found (Fixture *f, GPtrArray *others)
{
    gboolean ambiguous = TRUE;
    g_autoptr (BbJournalRecord) found = bb_journal_find (f->folder, f->details, f->facts, others, &ambiguous);

    g_assert_true (found == NULL || !ambiguous);
    return found != NULL;
}

/* Adds a drive at @place to @others. @serial, @facts: (nullable) */
static void
add_other (GPtrArray *others, const char *place, const char *serial, BbFacts *facts)
{
    g_autoptr (BbDriveDetails) details = job_rig_details (serial);

    g_free (details->bus_path);
    details->bus_path = g_strdup (place);
    g_ptr_array_add (others, bb_drive_seen_new (details, facts));
}

static void
move_to (Fixture *f, const char *place)
{
    g_free (f->details->bus_path);
    f->details->bus_path = g_strdup (place);
}

/* A drive that was not identified may report values that are not its own. So equal values at another port must not
 * match; only the port counts. */
static void
test_an_unknown_drive_matches_at_its_port_only (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "aa");

    bb_journal_free (job_rig_begin_journal (f->folder, record));
    f->facts->condition = BB_CONDITION_UNKNOWN;
    g_clear_pointer (&f->facts->family, g_free);
    g_assert_true (is_found (f, NULL));
    move_to (f, "port-2");
    g_assert_false (is_found (f, NULL));
}

/* An enclosure may show two drives at one port. A journal of a drive at this port may then be of either drive, so it
 * must be ambiguous. */
static void
test_two_drives_at_one_port_are_ambiguous (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record (NULL, NULL);
    g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_drive_seen_free);

    bb_journal_free (job_rig_begin_journal (f->folder, record));
    g_assert_true (is_found (f, others));
    add_other (others, "port-1", NULL, NULL);
    g_assert_false (is_found (f, others));
    /* One more drive that does not match makes no difference. */
    add_other (others, "port-9", NULL, NULL);
    g_assert_false (is_found (f, others));
}

/* Neither the journal nor a drive at its port has a serial number, and the drive was not identified. Two missing
 * serial numbers must not count as equal. */
static void
test_two_missing_serial_numbers_are_not_equal (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record (NULL, "aa");
    g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_drive_seen_free);

    bb_journal_free (job_rig_begin_journal (f->folder, record));
    move_to (f, "port-2");
    add_other (others, "port-1", NULL, NULL);
    g_assert_true (is_found (f, others));
}

/* An identity repair writes no image, but changes data from which the fingerprint is computed. So its journal must
 * match the drive at the same port in spite of another fingerprint, and no drive at another port. */
static void
test_an_identity_repair_matches_at_its_port (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "before");

    g_clear_pointer (&record->new_image, g_free);
    bb_journal_free (job_rig_begin_journal (f->folder, record));
    g_assert_true (is_found (f, NULL));
    move_to (f, "port-2");
    g_assert_false (is_found (f, NULL));
}

/* bb_drive_dup_power_mark() returns the same text for a drive until a power cycle. A journal that asks for a power
 * cycle records this text. It must count only for a drive with an equal text, and not for a drive without one (NULL).
 */
static void
test_only_an_equal_mark_asks_for_a_power_cycle (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) unmarked = job_rig_record ("SIM0001", "aa");
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "aa");
    g_autoptr (BbJournal) journal = NULL;

    bb_journal_free (job_rig_begin_journal (f->folder, unmarked));
    journal = job_rig_begin_journal (f->folder, record);
    g_assert_true (bb_journal_add_cycle (journal, "boot-1", NULL));
    g_assert_true (bb_journal_asked_for_cycle (f->folder, "boot-1"));
    g_assert_false (bb_journal_asked_for_cycle (f->folder, "boot-2"));
    g_assert_false (bb_journal_asked_for_cycle (f->folder, NULL));
    /* A closed journal counts, too. */
    g_assert_true (bb_journal_close (journal, "done", NULL));
    g_assert_true (bb_journal_asked_for_cycle (f->folder, "boot-1"));
}

#define ADD(name, function) g_test_add ("/journal-closed/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("the-last-image-that-was-written-is-in-the-drive", test_the_last_image_that_was_written_is_in_the_drive);
    ADD ("a-unit-without-fingerprint-is-known-by-its-serial-number",
         test_a_unit_without_fingerprint_is_known_by_its_serial_number);
    ADD ("candidates-since-the-last-change-count", test_candidates_since_the_last_change_count);
    ADD ("writes-of-this-unit-are-counted", test_writes_of_this_unit_are_counted);
    ADD ("oldest-facts-are-of-the-first-journal-of-the-unit", test_oldest_facts_are_of_the_first_journal_of_the_unit);
    ADD ("all-journals-are-listed-newest-first", test_all_journals_are_listed_newest_first);
    ADD ("open-journals-are-listed-newest-first", test_open_journals_are_listed_newest_first);
    ADD ("a-journal-that-is-closed-meanwhile-is-listed-once", test_a_journal_that_is_closed_meanwhile_is_listed_once);
    ADD ("a-damaged-closed-journal-is-left-out", test_a_damaged_closed_journal_is_left_out);
    ADD ("the-journal-of-the-drive-is-found-among-others", test_the_journal_of_the_drive_is_found_among_others);
    ADD ("an-unknown-drive-matches-at-its-port-only", test_an_unknown_drive_matches_at_its_port_only);
    ADD ("two-drives-at-one-port-are-ambiguous", test_two_drives_at_one_port_are_ambiguous);
    ADD ("two-missing-serial-numbers-are-not-equal", test_two_missing_serial_numbers_are_not_equal);
    ADD ("an-identity-repair-matches-at-its-port", test_an_identity_repair_matches_at_its_port);
    ADD ("only-an-equal-mark-asks-for-a-power-cycle", test_only_an_equal_mark_asks_for_a_power_cycle);
    g_test_add_func ("/journal-closed/a-journal-matches-by-unit-or-place", test_a_journal_matches_by_unit_or_place);
    g_test_add_func ("/journal-closed/a-fingerprint-of-the-board-outweighs-no-serial-number",
                     test_a_fingerprint_of_the_board_outweighs_no_serial_number);
    return g_test_run ();
}
