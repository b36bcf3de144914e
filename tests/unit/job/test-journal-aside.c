/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-state-folder.h"

#include <glib/gstdio.h>

#include <sys/stat.h>
#include <unistd.h>

/* The progress file of a journal is missing, or something else than a file has its name. Then the drive must count as
 * endangered, which means that its firmware may be incomplete. */

static BbJournalRecord *
find (const char *state)
{
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0001");
    g_autoptr (BbFacts) facts = job_rig_facts ("0123abcd");
    gboolean ambiguous = FALSE;

    return bb_journal_find (state, details, facts, NULL, &ambiguous);
}

/* Replaces the progress file by a pipe, a folder or a link, or deletes it, as @with says. */
static void
replace_progress (const char *path, const char *with)
{
    g_assert_cmpint (g_unlink (path), ==, 0);
    if (g_str_equal (with, "pipe"))
        g_assert_cmpint (mkfifo (path, 0600), ==, 0);
    else if (g_str_equal (with, "folder"))
        g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    else if (g_str_equal (with, "link"))
        g_assert_cmpint (symlink ("/dev/null", path), ==, 0);
}

static void
test_progress_that_is_no_file_is_renamed (gconstpointer data)
{
    const char *with = data;
    g_autofree char *state = job_rig_make_folder ();
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    BbJournal *journal = job_rig_begin_journal (state, record);
    g_autofree char *path = bb_journal_dup_progress_path (record->path);
    g_autofree char *folder = g_path_get_dirname (path);
    g_autofree char *name = g_path_get_basename (path);
    g_autofree char *moved = job_rig_make_folder ();
    g_autofree char *problem = NULL;
    g_autoptr (BbJournalRecord) read = NULL;
    g_autoptr (BbJournalRecord) again = NULL;
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    g_autoptr (GError) error = NULL;
    const char *entry;
    guint n_aside = 0;

    bb_journal_free (journal);
    replace_progress (path, with);
    read = find (state);
    problem = g_strdup_printf (
        "%s: %s", path, g_str_equal (with, "nothing") ? "No such file or directory" : "this is not a regular file");
    g_assert_cmpstr (read->problem, ==, problem);
    journal = bb_journal_resume (read, &error);
    g_assert_no_error (error);
    g_assert_nonnull (journal);
    bb_journal_free (journal);
    again = find (state);
    g_assert_null (again->problem);
    for (BbJournalRecord **one = (BbJournalRecord *[]){read, again, NULL}; *one != NULL; one++) {
        g_assert_true ((*one)->endangered);
        g_assert_true ((*one)->wants_power_cycle);
        g_assert_cmpuint ((*one)->attempt, ==, BB_JOURNAL_ALL_ATTEMPTS);
    }
    while ((entry = g_dir_read_name (dir)) != NULL)
        n_aside += g_str_has_prefix (entry, name) && !g_str_equal (entry, name);
    g_assert_cmpuint (n_aside, ==, g_str_equal (with, "nothing") ? 0 : 1);
    /* It must still be possible to copy the state folder to another folder. */
    g_assert_true (bb_state_folder_copy (state, moved, NULL, NULL, &error));
    g_assert_no_error (error);
    job_rig_remove_folder (moved);
    job_rig_remove_folder (state);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (const char *const *with = (const char *const[]){"pipe", "folder", "link", "nothing", NULL}; *with != NULL;
         with++) {
        g_autofree char *path = g_strconcat ("/journal-aside/progress-that-is-no-file-is-renamed/", *with, NULL);

        g_test_add_data_func (path, *with, test_progress_that_is_no_file_is_renamed);
    }
    return g_test_run ();
}
