/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-rig.h"

#include "job/store/bb-fsync.h"

#include <string.h>

/* Writing and reading the manifest of a backup, refusing invalid manifests, and choosing a backup from a list. Tests
 * bb-backup.c. */

/* --- the manifest --- */

/* Returns (transfer full) a backup in which no member has its initial value, and which was not saved. */
static BbBackup *
make_full (void)
{
    g_autoptr (BbDriveDetails) details = job_rig_details ("S1");
    g_autoptr (BbFacts) facts = job_rig_facts ("aa");
    g_autoptr (GBytes) image = g_bytes_new_static ("firmware", 8);
    g_autoptr (GBytes) boot_code = g_bytes_new_static ("boot", 4);
    BbBackup *backup = NULL;

    details->simulated = TRUE;
    facts->maker = g_strdup ("NEC");
    facts->model_name = g_strdup ("ND-3550A");
    g_strlcpy (facts->inquiry.vendor, "_NEC", sizeof facts->inquiry.vendor);
    g_strlcpy (facts->inquiry.product, "_DVD_RW ND-3550_", sizeof facts->inquiry.product);
    g_strlcpy (facts->inquiry.revision, "1.0_", sizeof facts->inquiry.revision);
    memcpy (facts->inquiry.raw, "\x05\x80", 2);
    facts->inquiry.raw_length_bytes = 2;
    bb_facts_set_string (facts, "boot-version", "05");
    bb_facts_set_value (facts, "n", g_variant_new_byte (7));
    backup = bb_backup_new_described (details, facts, "asked for");
    backup->sequence = 7;
    backup->complete = TRUE;
    backup->unproven = TRUE;
    bb_backup_add_file (backup, BB_BACKUP_IMAGE, "firmware.bin", BB_REGION_FIRMWARE, 0, image);
    bb_backup_add_file (backup, "boot-code", "boot-code.bin", BB_REGION_BOOT_CODE, 0x123456, boot_code)->n_missing =
        3;
    return backup;
}

/* Returns (transfer full) (nullable) the backup in a new folder with the manifest @text; the folder is removed. */
static BbBackup *
read_manifest (const char *text, GError **error)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autofree char *path = g_build_filename (folder, BB_BACKUP_MANIFEST, NULL);
    BbBackup *backup = NULL;

    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    backup = bb_backup_new_from_manifest (folder, error);
    if (backup != NULL) {
        g_autofree char *name = g_path_get_basename (folder);

        g_assert_cmpstr (backup->id, ==, name);
        g_assert_cmpstr (backup->folder, ==, folder);
    }
    job_rig_remove_folder (folder);
    return backup;
}

static void
test_each_entry_is_read_back (void)
{
    g_autoptr (BbBackup) written = make_full ();
    g_autofree char *text = bb_backup_dup_manifest (written);
    g_autoptr (BbBackup) read = read_manifest (text, NULL);
    const BbBackupFile *file = NULL;

    g_assert_cmpstr (read->family, ==, "nec-optiarc");
    g_assert_cmpstr (read->model_key, ==, "K355");
    g_assert_cmpstr (read->model_name, ==, "NEC ND-3550A");
    g_assert_cmpstr (read->vendor, ==, "_NEC");
    g_assert_cmpstr (read->product, ==, "_DVD_RW ND-3550_");
    g_assert_cmpstr (read->revision, ==, "1.0_");
    g_assert_cmpstr (read->bus_path, ==, "port-1");
    g_assert_cmpstr (read->serial, ==, "S1");
    g_assert_cmpstr (read->fingerprint, ==, "aa");
    g_assert_cmpstr (read->reason, ==, "asked for");
    g_assert_cmpstr (read->inquiry, ==, "0580");
    g_assert_null (read->contradiction);
    g_assert_cmpint (read->created, ==, written->created);
    g_assert_cmpuint (read->sequence, ==, 7);
    g_assert_true (read->complete);
    g_assert_true (read->simulated);
    g_assert_true (read->unproven);
    g_assert_true (g_variant_equal (read->facts_values, written->facts_values));
    g_assert_true (bb_backup_has_image (read));
    g_assert_cmpuint (read->files->len, ==, 2);
    file = bb_backup_find_file (read, "boot-code");
    g_assert_cmpstr (file->file, ==, "boot-code.bin");
    g_assert_cmpint (file->kind, ==, BB_REGION_BOOT_CODE);
    g_assert_cmpuint (file->address, ==, 0x123456);
    g_assert_cmpuint (file->length_bytes, ==, 4);
    g_assert_cmpuint (file->n_missing, ==, 3);
    g_assert_cmpstr (file->sha256, ==, "4509beb0ab401d71fa4a5cd94a55c9a74f13332776ae4019c5bfc4c2005157ff");
    g_assert_null (bb_backup_find_file (read, "calibration"));
}

/* A manifest has no key for members that are FALSE or NULL, such as "simulated" and "unproven". Reading it must set
 * these members to FALSE or NULL again. */
static void
test_what_is_absent_is_false (void)
{
    g_autoptr (BbDriveDetails) details = job_rig_details (NULL);
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);
    g_autoptr (BbBackup) written = bb_backup_new_described (details, facts, NULL);
    g_autofree char *text = bb_backup_dup_manifest (written);
    g_autoptr (BbBackup) read = read_manifest (text, NULL);

    g_assert_null (strstr (text, "simulated"));
    g_assert_null (strstr (text, "unproven"));
    g_assert_false (read->complete);
    g_assert_false (read->simulated);
    g_assert_false (read->unproven);
    g_assert_false (bb_backup_has_image (read));
    g_assert_null (read->serial);
    g_assert_null (read->fingerprint);
    g_assert_null (read->reason);
    g_assert_null (read->model_name);
    g_assert_null (read->facts_values);
}

/* A backup with a contradiction (a mix of two firmware revisions) reads as incomplete, although its manifest has
 * "complete=true". */
static void
test_a_contradiction_makes_a_backup_incomplete (void)
{
    g_autoptr (BbBackup) written = make_full ();
    g_autofree char *text = NULL;
    g_autoptr (BbBackup) read = NULL;

    written->contradiction = g_strdup ("Bank 1 has 8.88.");
    text = bb_backup_dup_manifest (written);
    read = read_manifest (text, NULL);
    g_assert_cmpstr (read->contradiction, ==, "Bank 1 has 8.88.");
    g_assert_false (read->complete);
    g_assert_true (bb_backup_has_image (read));
}

#define FILE_KEYS "sha256=00\nkind=firmware\naddress=0x10\n"

/* Manifests of older versions have no checksum that shows damage, so each entry must be checked. */
static void
test_invalid_entries_are_refused (void)
{
    static const struct {
        const char *text;
        gboolean is_read;
    } rows[] = {
        {"format=1\ncomplete=true\n[file firmware]\nfile=a.bin\n" FILE_KEYS, TRUE},
        {"format=1\n[other]\nx=1\n", TRUE},
        {"format=2\n", FALSE},
        {"format=0\n", FALSE},
        {"complete=true\n", FALSE},
        {"format=1\ncomplete=true\n", FALSE},
        {"format=1\ncomplete=true\n[file boot-code]\nfile=a.bin\n" FILE_KEYS, FALSE},
        {"format=1\n[file firmware]\nfile=\n" FILE_KEYS, FALSE},
        {"format=1\n[file firmware]\n" FILE_KEYS, FALSE},
        {"format=1\n[file firmware]\nfile=.hidden\n" FILE_KEYS, FALSE},
        {"format=1\n[file firmware]\nfile=../a.bin\n" FILE_KEYS, FALSE},
        {"format=1\n[file firmware]\nfile=sub/a.bin\n" FILE_KEYS, FALSE},
        {"format=1\n[file firmware]\nfile=a.bin\nkind=firmware\naddress=0x10\n", FALSE},
        {"format=1\n[file firmware]\nfile=a.bin\nsha256=00\naddress=0x10\n", FALSE},
        {"format=1\n[file firmware]\nfile=a.bin\nsha256=00\nkind=left\naddress=0x10\n", FALSE},
        {"format=1\n[file firmware]\nfile=a.bin\nsha256=00\nkind=other\naddress=0xFFFFFFFF\n", TRUE},
        {"format=1\n[file firmware]\nfile=a.bin\nsha256=00\nkind=other\naddress=0x100000000\n", FALSE},
        {"format=1\n[file firmware]\nfile=a.bin\nsha256=00\nkind=other\naddress=10\n", FALSE},
        {"format=1\n[file firmware]\nfile=a.bin\nsha256=00\nkind=other\naddress=0x\n", FALSE},
        {"format=1\n[file firmware]\nfile=a.bin\nsha256=00\nkind=other\n", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strconcat ("[backup]\n", rows[i].text, NULL);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbBackup) read = read_manifest (text, &error);

        g_test_message ("row %u", i);
        g_assert_cmpint (read != NULL, ==, rows[i].is_read);
        if (!rows[i].is_read) {
            g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
            g_assert_nonnull (strstr (error->message, BB_BACKUP_MANIFEST));
        }
    }
}

/* The groups of a manifest may be in any order: a [file ...] group before the group [backup] must be checked, too. */
static void
test_a_file_before_the_backup_is_checked (void)
{
    static const char rest[] = "[backup]\nformat=1\n";
    g_autoptr (GError) error = NULL;
    g_autoptr (BbBackup) good =
        read_manifest ("[file firmware]\nfile=a.bin\n" FILE_KEYS "[backup]\nformat=1\n", NULL);
    g_autofree char *bad = g_strconcat ("[file firmware]\nfile=../a.bin\n" FILE_KEYS, rest, NULL);

    g_assert_true (bb_backup_has_image (good));
    g_assert_null (read_manifest (bad, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
    g_assert_true (g_str_has_suffix (error->message, "/manifest: file firmware"));
}

static void
test_the_time_of_a_backup_is_now (void)
{
    g_autoptr (BbDriveDetails) details = job_rig_details ("S1");
    g_autoptr (BbFacts) facts = job_rig_facts ("aa");
    gint64 before = g_get_real_time () / G_USEC_PER_SEC;
    g_autoptr (BbBackup) backup = bb_backup_new_described (details, facts, NULL);

    g_assert_cmpint (backup->created, >=, before);
    g_assert_cmpint (backup->created, <=, g_get_real_time () / G_USEC_PER_SEC);
}

/* --- lists of backups --- */

/* Returns (transfer full) a complete backup whose firmware is the text @image. */
static BbBackup *
make (const char *id, const char *serial, const char *image)
{
    g_autoptr (BbDriveDetails) details = job_rig_details (serial);
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);
    g_autoptr (GBytes) bytes = g_bytes_new_static (image, strlen (image));
    BbBackup *backup = bb_backup_new_described (details, facts, NULL);

    backup->id = g_strdup (id);
    backup->complete = TRUE;
    bb_backup_add_file (backup, BB_BACKUP_IMAGE, "firmware.bin", BB_REGION_FIRMWARE, 0, bytes);
    return backup;
}

static GPtrArray *
make_list (void)
{
    GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_backup_unref);
    static const char *const rows[][3] = {
        {"unproven", "S1", "x"},     {"partial", "S1", "y"}, {"other-unit", "S2", "x"},
        {"other-family", "S1", "x"}, {"good", "S1", "y"},    {"older", "S1", "x"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        g_ptr_array_add (list, make (rows[i][0], rows[i][1], rows[i][2]));
    ((BbBackup *) list->pdata[0])->unproven = TRUE;
    ((BbBackup *) list->pdata[1])->complete = FALSE;
    g_free (((BbBackup *) list->pdata[3])->family);
    ((BbBackup *) list->pdata[3])->family = g_strdup ("plextor");
    return list;
}

/* bb_backup_find_to_restore() must prefer the newest backup that is not of the running firmware. A backup is not of
 * the running firmware if its revision differs from that of the drive, or if it is_overwritten. If all backups are of
 * the running firmware, the newest backup must be found. In recovery mode a drive reports the revision of its boot
 * code, so the newest backup must be found, too. */
static void
test_a_backup_of_the_running_firmware_is_the_last_choice (void)
{
    g_autoptr (GPtrArray) list = make_list ();
    g_autoptr (BbDriveDetails) details = job_rig_details ("S1");
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);
    BbBackup *older = list->pdata[5];

    g_assert_cmpstr (bb_backup_find_to_restore (list, details, facts)->id, ==, "good");
    older->is_overwritten = TRUE;
    g_assert_cmpstr (bb_backup_find_to_restore (list, details, facts)->id, ==, "older");
    older->is_overwritten = FALSE;
    g_free (older->revision);
    older->revision = g_strdup ("0.99");
    g_assert_cmpstr (bb_backup_find_to_restore (list, details, facts)->id, ==, "older");
    facts->condition = BB_CONDITION_SPECIAL;
    g_assert_true (bb_backup_find_to_restore (list, details, facts) == bb_backup_find_newest (list, details, facts));
}

static void
test_only_trusted_backups_of_the_unit_count (void)
{
    g_autoptr (GPtrArray) list = make_list ();
    g_autoptr (BbDriveDetails) details = job_rig_details ("S1");
    g_autoptr (BbDriveDetails) other = job_rig_details ("S3");
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);

    g_assert_cmpstr (bb_backup_find_newest (list, details, facts)->id, ==, "good");
    g_assert_null (bb_backup_find_newest (list, other, facts));
    for (guint i = 0; i < list->len; i++)
        g_assert_cmpint (bb_backup_is_trusted (list->pdata[i]), ==, i >= 2);
    bb_backup_drop_others (list, details, facts);
    g_assert_cmpuint (list->len, ==, 2);
    g_assert_cmpstr (((BbBackup *) list->pdata[0])->id, ==, "good");
    g_assert_cmpstr (((BbBackup *) list->pdata[1])->id, ==, "older");
}

/* bb_backup_is_only() must return FALSE if the list has another trusted backup of the same unit and family. */
static void
test_a_backup_is_the_only_one_without_its_like (void)
{
    g_autoptr (GPtrArray) list = make_list ();
    static const gboolean only[] = {FALSE, FALSE, TRUE, TRUE, FALSE, FALSE};

    for (guint i = 0; i < list->len; i++)
        g_assert_cmpint (bb_backup_is_only (list->pdata[i], list), ==, only[i]);
    g_ptr_array_remove_index (list, 5);
    g_assert_true (bb_backup_is_only (list->pdata[4], list));
    /* A complete backup that is unproven is not the only one if there is a trusted backup. */
    g_assert_false (bb_backup_is_only (list->pdata[0], list));
}

/* If one backup has a contradiction, all backups with the same image must get it, because they contain the same mix.
 */
static void
test_a_contradiction_is_that_of_the_image (void)
{
    g_autoptr (GPtrArray) list = make_list ();
    BbBackup *mixed = list->pdata[2];

    mixed->contradiction = g_strdup ("Bank 1 has 8.88.");
    for (guint i = 0; i < list->len; i++)
        bb_backup_copy_contradiction (list->pdata[i], list);
    for (guint i = 0; i < list->len; i++) {
        const BbBackup *backup = list->pdata[i];
        gboolean is_same = i == 0 || i == 2 || i == 3 || i == 5;

        g_test_message ("%s", backup->id);
        g_assert_cmpstr (backup->contradiction, ==, is_same ? "Bank 1 has 8.88." : NULL);
        g_assert_cmpint (backup->complete, ==, i == 2 || (!is_same && i != 1));
    }
}

static void
test_a_mix_is_refused_by_name_and_evidence (void)
{
    g_autoptr (BbBackup) backup = make ("kept", "S1", "x");
    g_autoptr (GError) alone = NULL;
    g_autoptr (GError) marked = NULL;
    g_autoptr (GError) with_evidence = NULL;

    g_assert_false (bb_backup_refuse_mixed (backup, &alone));
    g_assert_error (alone, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE);
    g_assert_cmpstr (
        alone->message, ==,
        "The backup kept may contain a mix of two firmware revisions, so the backup will not be restored.");
    /* The sentence that bb_backup_set_mixed() sets is not repeated. */
    bb_backup_set_mixed (backup);
    g_assert_false (backup->complete);
    g_assert_cmpstr (backup->contradiction, ==, alone->message);
    g_assert_false (bb_backup_refuse_mixed (backup, &marked));
    g_assert_cmpstr (marked->message, ==, alone->message);
    g_free (backup->contradiction);
    backup->contradiction = g_strdup ("Bank 1 has 8.88.");
    g_assert_false (bb_backup_refuse_mixed (backup, &with_evidence));
    g_assert_error (with_evidence, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE);
    g_assert_true (g_str_has_prefix (with_evidence->message, "Bank 1 has 8.88. The backup kept may contain a mix"));
}

static void
test_unread_backups_are_named_in_one_sentence (void)
{
    static const char *const none[] = {NULL};
    static const char *const two[] = {"one", "two", NULL};
    g_autofree char *text = bb_backup_dup_unread (two);

    g_assert_null (bb_backup_dup_unread (NULL));
    g_assert_null (bb_backup_dup_unread (none));
    g_assert_true (g_str_has_prefix (text, "Some backups or operation logs cannot be read: one; two."));
}

static void
test_unread_backups_have_one_full_stop (void)
{
    static const char *const sentences[] = {"The key is missing.", "The file is damaged.", NULL};
    g_autofree char *text = bb_backup_dup_unread (sentences);

    g_assert_cmpstr (
        text, ==,
        "Some backups or operation logs cannot be read: The key is missing; The file is damaged. These files were "
        "not changed.");
}

#define ADD(name, function) g_test_add_func ("/backup-text/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("each-entry-is-read-back", test_each_entry_is_read_back);
    ADD ("what-is-absent-is-false", test_what_is_absent_is_false);
    ADD ("a-contradiction-makes-a-backup-incomplete", test_a_contradiction_makes_a_backup_incomplete);
    ADD ("invalid-entries-are-refused", test_invalid_entries_are_refused);
    ADD ("a-file-before-the-backup-is-checked", test_a_file_before_the_backup_is_checked);
    ADD ("the-time-of-a-backup-is-now", test_the_time_of_a_backup_is_now);
    ADD ("only-trusted-backups-of-the-unit-count", test_only_trusted_backups_of_the_unit_count);
    ADD ("a-backup-of-the-running-firmware-is-the-last-choice",
         test_a_backup_of_the_running_firmware_is_the_last_choice);
    ADD ("a-backup-is-the-only-one-without-its-like", test_a_backup_is_the_only_one_without_its_like);
    ADD ("a-contradiction-is-that-of-the-image", test_a_contradiction_is_that_of_the_image);
    ADD ("a-mix-is-refused-by-name-and-evidence", test_a_mix_is_refused_by_name_and_evidence);
    ADD ("unread-backups-are-named-in-one-sentence", test_unread_backups_are_named_in_one_sentence);
    ADD ("unread-backups-have-one-full-stop", test_unread_backups_have_one_full_stop);
    return g_test_run ();
}
