/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-rig.h"

#include "job/store/bb-fsync.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

/* Which backups may be restored, what is read of a damaged store, and how backups are numbered. Tests
 * bb-backup-store.c. */

/* A backup of firmware that may damage the drive, or that contradicts itself, is saved but not complete, so it cannot
 * be restored. */
static void
test_firmware_that_must_not_be_restored_is_not_complete (StoreRig *f, gconstpointer data)
{
    static const char *const keys[] = {BB_FACTS_HAZARD, BB_FACTS_CONTRADICTION};

    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        g_autoptr (BbFacts) facts = bb_facts_copy (f->facts);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbBackup) backup = NULL;
        g_autoptr (BbBackup) read = NULL;

        bb_facts_set_string (facts, keys[i], "Bank 1 has 8.88.");
        backup = bb_backup_store_keep (f->store, f->details, facts, f->image, f->captures, NULL, &error);
        g_assert_no_error (error);
        read = bb_backup_store_get (f->store, backup->id, NULL);
        g_assert_false (backup->complete);
        g_assert_false (read->complete);
        g_assert_true (bb_backup_has_image (read));
        g_assert_true (bb_backup_store_check (f->store, read, NULL));
    }
}

/* A contradiction, for example banks with different revisions, is found in one backup. It must count for all backups
 * of the same firmware, older and newer. */
static void
test_a_contradiction_of_the_same_firmware_is_read (StoreRig *f, gconstpointer data)
{
    g_autoptr (GBytes) other_image = store_rig_bytes (STORE_RIG_BYTES + 4, 9);
    g_autoptr (BbBackup) earlier = store_rig_keep (f, f->image, NULL);
    g_autoptr (BbBackup) other = store_rig_keep (f, other_image, NULL);
    g_autoptr (BbFacts) mixed = bb_facts_copy (f->facts);
    g_autoptr (BbBackup) later = NULL;
    g_autoptr (BbBackup) latest = NULL;
    g_autoptr (BbBackup) read = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (GPtrArray) all = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *expected = g_strdup_printf ("Bank 1 has 8.88. The backup %s may contain a mix of two firmware "
                                                 "revisions, so the backup will not be restored.",
                                                 earlier->id);

    bb_facts_set_string (mixed, BB_FACTS_CONTRADICTION, "Bank 1 has 8.88.");
    later = bb_backup_store_keep (f->store, f->details, mixed, f->image, f->captures, NULL, &error);
    g_assert_no_error (error);
    latest = store_rig_keep (f, f->image, NULL);
    read = bb_backup_store_get (f->store, earlier->id, NULL);
    g_assert_cmpstr (read->contradiction, ==, "Bank 1 has 8.88.");
    g_assert_false (read->complete);
    image = bb_backup_store_load_image (f->store, read, job_rig_catalog (), &error);
    g_assert_null (image);
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE);
    g_assert_cmpstr (error->message, ==, expected);
    all = bb_backup_store_list (f->store, NULL);
    g_assert_cmpuint (all->len, ==, 4);
    for (guint i = 0; i < all->len; i++) {
        BbBackup *each = all->pdata[i];
        gboolean is_other = g_str_equal (each->id, other->id);

        g_assert_cmpint (each->complete, ==, is_other);
        g_assert_cmpstr (each->contradiction, ==, is_other ? NULL : "Bank 1 has 8.88.");
    }
}

/* A backup that was not read twice is saved, but never counts as the backup of the drive. */
static void
test_an_unproven_backup_is_not_trusted (StoreRig *f, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbBackup) unproven =
        bb_backup_store_keep_unproven (f->store, f->details, f->facts, f->image, f->captures, "read once", &error);
    g_autoptr (BbBackup) read = NULL;
    g_autoptr (BbBackup) none = NULL;
    g_autoptr (BbBackup) proven = NULL;
    g_autoptr (BbBackup) newest = NULL;
    g_autoptr (GPtrArray) trusted = NULL;

    g_assert_no_error (error);
    g_assert_true (unproven->unproven);
    read = bb_backup_store_get (f->store, unproven->id, NULL);
    g_assert_true (read->unproven);
    g_assert_cmpstr (read->reason, ==, "read once");
    none = bb_backup_store_newest (f->store, f->details, f->facts);
    g_assert_null (none);
    proven = store_rig_keep (f, f->image, NULL);
    g_assert_false (proven->unproven);
    newest = bb_backup_store_newest (f->store, f->details, f->facts);
    g_assert_cmpstr (newest->id, ==, proven->id);
    trusted = bb_backup_store_list_trusted (f->store, f->details, f->facts);
    g_assert_cmpuint (trusted->len, ==, 1);
}

/* bb_backup_store_load_image() identifies the image of a backup again. The image must be of the family of the backup.
 */
static void
test_an_image_is_loaded_if_it_is_of_the_family (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbImage) made = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbBackup) known = store_rig_keep (f, bb_image_get_bytes (made), NULL);
    g_autoptr (BbBackup) unknown = store_rig_keep (f, f->image, NULL);
    g_autoptr (BbImage) loaded = bb_backup_store_load_image (f->store, known, job_rig_catalog (), NULL);
    BbBackup *const refused[] = {unknown, known};

    g_assert_nonnull (loaded);
    g_assert_true (g_bytes_equal (bb_image_get_bytes (loaded), bb_image_get_bytes (made)));
    g_assert_cmpstr (bb_image_get_identity (loaded)->revision, ==, "1.07");
    g_free (known->family);
    known->family = g_strdup ("plextor");
    for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
        g_autofree char *expected = g_strdup_printf ("backup %s: its firmware is not recognized", refused[i]->id);
        g_autoptr (GError) error = NULL;

        g_assert_null (bb_backup_store_load_image (f->store, refused[i], job_rig_catalog (), &error));
        g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE);
        g_assert_cmpstr (error->message, ==, expected);
    }
}

/* Backups and journals share one sequence of numbers, so that it is known which of them is newer. */
static void
test_backups_and_journals_are_numbered_together (StoreRig *f, gconstpointer data)
{
    g_autofree char *state = g_build_filename (f->folder, "deep", NULL);
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autoptr (BbJournal) journal = job_rig_begin_journal (state, record);
    g_autoptr (BbBackup) first = store_rig_keep (f, f->image, NULL);
    g_autoptr (BbBackup) second = NULL;

    g_assert_cmpuint (record->sequence, ==, 1);
    g_assert_cmpuint (first->sequence, ==, 2);
    g_assert_true (bb_journal_close (journal, "done", NULL));
    second = store_rig_keep (f, f->image, NULL);
    g_assert_cmpuint (second->sequence, ==, 3);
    bb_fsync_remove_tree (first->folder);
    bb_fsync_remove_tree (second->folder);
    g_assert_cmpuint (bb_store_next_sequence (state), ==, 2);
}

/* The warnings of a list are about backups and journals, because both are needed for a recovery. */
static void
test_an_unreadable_journal_is_named_with_the_backups (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *journals = g_build_filename (f->folder, "deep", "journal", NULL);
    g_autofree char *journal = g_build_filename (journals, "x.journal", NULL);
    g_autofree char *empty = g_strdup_printf ("%s: it is empty", journal);
    g_autofree char *expected =
        g_strdup_printf ("Some backups or operation logs cannot be read: %s. These files were not changed.", empty);
    g_auto (GStrv) warnings = NULL;
    g_autoptr (GPtrArray) all = NULL;
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) without_journals = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_backup_store_is_whole (f->store, &error));
    g_assert_no_error (error);
    g_assert_cmpint (g_mkdir (journals, 0700), ==, 0);
    g_assert_true (g_file_set_contents (journal, "", 0, NULL));
    all = bb_backup_store_list (f->store, &warnings);
    g_assert_cmpuint (all->len, ==, 1);
    g_assert_cmpuint (g_strv_length (warnings), ==, 1);
    g_assert_cmpstr (warnings[0], ==, empty);
    g_assert_false (bb_backup_store_is_whole (f->store, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
    g_assert_cmpstr (error->message, ==, expected);
    without_journals = bb_backup_store_read (f->store, unread, NULL);
    g_assert_cmpuint (without_journals->len, ==, 1);
    g_assert_cmpuint (unread->len, ==, 0);
}

static void
test_a_damaged_image_is_not_exported (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *image = store_rig_file (backup, "firmware.bin");
    g_autofree char *path = g_build_filename (f->folder, "out.bin", NULL);
    g_autofree char *expected = g_strdup_printf ("backup %s: firmware.bin has another length", backup->id);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (image, "short", -1, NULL));
    g_assert_false (bb_backup_store_export (f->store, backup, path, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
    g_assert_cmpstr (error->message, ==, expected);
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A link in the place of a file may lead to a file that changes later, so it is not followed. */
static void
test_links_in_a_backup_are_not_followed (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    static const char *const names[] = {"manifest", "firmware.bin"};

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *path = store_rig_file (backup, names[i]);
        g_autofree char *aside = g_build_filename (f->folder, names[i], NULL);
        g_autoptr (GError) error = NULL;

        g_assert_cmpint (g_rename (path, aside), ==, 0);
        g_assert_cmpint (symlink (aside, path), ==, 0);
        g_assert_false (bb_backup_store_check (f->store, backup, &error));
        g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
        g_assert_true (g_str_has_suffix (error->message, "this is not a regular file"));
        g_assert_cmpint (g_rename (aside, path), ==, 0);
        g_assert_true (bb_backup_store_check (f->store, backup, NULL));
    }
}

#define ADD(name, func) g_test_add ("/store-trust/" name, StoreRig, NULL, store_rig_set_up, func, store_rig_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("firmware-that-must-not-be-restored-is-not-complete",
         test_firmware_that_must_not_be_restored_is_not_complete);
    ADD ("a-contradiction-of-the-same-firmware-is-read", test_a_contradiction_of_the_same_firmware_is_read);
    ADD ("an-unproven-backup-is-not-trusted", test_an_unproven_backup_is_not_trusted);
    ADD ("an-image-is-loaded-if-it-is-of-the-family", test_an_image_is_loaded_if_it_is_of_the_family);
    ADD ("backups-and-journals-are-numbered-together", test_backups_and_journals_are_numbered_together);
    ADD ("an-unreadable-journal-is-named-with-the-backups", test_an_unreadable_journal_is_named_with_the_backups);
    ADD ("a-damaged-image-is-not-exported", test_a_damaged_image_is_not_exported);
    ADD ("links-in-a-backup-are-not-followed", test_links_in_a_backup_are_not_followed);
    return g_test_run ();
}
