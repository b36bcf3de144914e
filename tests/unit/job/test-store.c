/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-rig.h"

#include "job/store/bb-fsync.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utime.h>

/* Tests bb-backup.c, bb-backup-export.c, bb-backup-store.c and bb-healthy-facts.c. */

static void
test_a_saved_backup_reads_the_same (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) kept = store_rig_keep (f, f->image, "asked for");
    g_autoptr (BbBackup) read = bb_backup_store_get (f->store, kept->id, NULL);
    g_autoptr (GBytes) image = bb_backup_store_load (f->store, read, "firmware", NULL);
    g_autoptr (GBytes) raw = bb_backup_store_load (f->store, read, BB_BACKUP_RAW, NULL);
    g_autoptr (GBytes) firmware = bb_captures_get (f->captures, "firmware");
    g_autoptr (BbCaptures) captures = bb_backup_store_load_captures (f->store, read, NULL);
    g_autoptr (GBytes) captured = bb_captures_get (captures, "firmware");
    g_autoptr (BbFacts) board = bb_backup_dup_healthy_facts (read, job_rig_catalog ());
    g_autoptr (GError) error = NULL;

    g_assert_true (g_str_has_prefix (kept->id, "NEC-ND-3550A-SIM-0001-x-"));
    g_assert_true (read->complete);
    g_assert_cmpstr (read->reason, ==, "asked for");
    g_assert_cmpstr (read->revision, ==, "1.05");
    g_assert_cmpstr (read->serial, ==, "SIM 0001/x");
    g_assert_cmpstr (read->model_key, ==, "K355");
    g_assert_cmpuint (read->files->len, ==, 3);
    g_assert_true (g_bytes_equal (image, f->image));
    g_assert_true (g_bytes_equal (raw, firmware));
    g_assert_true (g_bytes_equal (captured, firmware));
    g_assert_cmpstr (bb_facts_get_string (board, "boot-version"), ==, "05");
    g_assert_cmpstr (bb_facts_get_model_key (board), ==, "K355");
    g_assert_true (bb_backup_store_check (f->store, read, &error));
    g_assert_no_error (error);
}

/* Without a serial number, the name of a backup has the beginning of the fingerprint. Two backups that are
 * made in the same second have different names. */
static void
test_a_name_has_what_is_known_of_the_unit (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) nameless = NULL;
    g_autoptr (BbBackup) with_fingerprint = NULL;
    g_autoptr (BbBackup) without = NULL;
    g_autoptr (BbBackup) again = NULL;

    g_clear_pointer (&f->details->serial, g_free);
    g_free (f->facts->fingerprint);
    f->facts->fingerprint = g_strdup ("0123456789abcdef");
    with_fingerprint = store_rig_keep (f, f->image, NULL);
    g_assert_true (g_str_has_prefix (with_fingerprint->id, "NEC-ND-3550A-01234567-2"));
    g_clear_pointer (&f->facts->fingerprint, g_free);
    without = store_rig_keep (f, f->image, NULL);
    again = store_rig_keep (f, f->image, NULL);
    g_assert_true (g_str_has_prefix (without->id, "NEC-ND-3550A-unknown-2"));
    g_assert_cmpstr (again->id, !=, without->id);
    g_assert_true (g_file_test (without->folder, G_FILE_TEST_IS_DIR));
    g_assert_true (g_file_test (again->folder, G_FILE_TEST_IS_DIR));
    /* The drive reports no name, and the catalog has none. */
    g_clear_pointer (&f->facts->model_name, g_free);
    f->facts->inquiry.product[0] = '\0';
    nameless = store_rig_keep (f, f->image, NULL);
    g_assert_true (g_str_has_prefix (nameless->id, "drive-unknown-2"));
}

/* If the image equals the data that was read, one file is stored. */
static void
test_equal_bytes_are_stored_once (StoreRig *f, gconstpointer data)
{
    g_autoptr (GBytes) same = bb_captures_get (f->captures, "firmware");
    g_autoptr (BbBackup) backup = store_rig_keep (f, same, NULL);
    g_autoptr (BbCaptures) captures = bb_backup_store_load_captures (f->store, backup, NULL);
    g_autoptr (GBytes) captured = bb_captures_get (captures, "firmware");

    g_assert_null (bb_backup_find_file (backup, BB_BACKUP_RAW));
    g_assert_true (g_bytes_equal (captured, same));
    g_assert_cmpuint (bb_backup_find_file (backup, "firmware")->address, ==, 0x10000);
}

/* An image whose region is not among the captures has the address 0. */
static void
test_an_image_without_its_region_has_no_address (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (BbBackup) read = NULL;
    g_autoptr (GError) error = NULL;

    backup = bb_backup_store_keep (f->store, f->details, f->facts, f->image, NULL, NULL, &error);
    g_assert_no_error (error);
    read = bb_backup_store_get (f->store, backup->id, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (bb_backup_find_file (backup, BB_BACKUP_IMAGE)->address, ==, 0);
    g_assert_cmpuint (bb_backup_find_file (read, BB_BACKUP_IMAGE)->address, ==, 0);
}

static void
test_without_an_image_it_is_not_complete (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, NULL, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = bb_backup_store_load_image (f->store, backup, job_rig_catalog (), &error);
    g_autoptr (BbBackup) newest = bb_backup_store_newest (f->store, f->details, f->facts);

    g_assert_false (backup->complete);
    g_assert_null (newest);
    g_assert_null (image);
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE);
}

static void
test_a_hole_in_what_is_required_is_not_complete (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbPlan) plan = store_rig_plan ();
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (BbBackup) again = NULL;
    g_autoptr (GBytes) loaded = NULL;
    g_autoptr (GBytes) boot_code = NULL;
    g_autoptr (GBytes) wanted = store_rig_bytes (0x200, 3);

    bb_captures_unref (f->captures);
    f->captures = bb_captures_new (plan);
    store_rig_capture (f->captures, 0, STORE_RIG_BYTES, 1);
    store_rig_capture (f->captures, 1, 0xff, 2);
    store_rig_capture (f->captures, 2, 0x200, 3);
    backup = store_rig_keep (f, f->image, NULL);
    captures = bb_backup_store_load_captures (f->store, backup, NULL);
    loaded = bb_captures_get (captures, "calibration");
    g_assert_false (backup->complete);
    g_assert_cmpuint (bb_backup_find_file (backup, "calibration")->n_missing, ==, 1);
    again = bb_backup_store_get (f->store, backup->id, NULL);
    g_assert_cmpuint (bb_backup_find_file (again, "calibration")->n_missing, ==, 1);
    /* A region whose bytes are missing is not returned as data, but the region after it is. */
    g_assert_null (loaded);
    boot_code = bb_captures_get (captures, "boot-code");
    g_assert_nonnull (boot_code);
    g_assert_true (g_bytes_equal (boot_code, wanted));
}

static void
test_the_newest_of_this_unit_is_found (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) first = store_rig_keep (f, f->image, "first");
    g_autoptr (BbBackup) second = store_rig_keep (f, f->image, "second");
    g_autoptr (BbBackup) newest = bb_backup_store_newest (f->store, f->details, f->facts);
    g_autoptr (BbBackup) other = NULL;
    g_autoptr (GPtrArray) all = bb_backup_store_list (f->store, NULL);

    g_assert_cmpstr (first->id, !=, second->id);
    /* The name of a backup ends with its second. Only a further backup of the same second gets a number after it. */
    g_assert_true (g_regex_match_simple ("-\\d{8}-\\d{6}$", first->id, 0, 0));
    g_assert_true (g_regex_match_simple ("-\\d{8}-\\d{6}(-2)?$", second->id, 0, 0));
    g_assert_cmpstr (newest->reason, ==, "second");
    g_assert_cmpuint (all->len, ==, 2);
    g_free (f->facts->fingerprint);
    f->facts->fingerprint = g_strdup ("ffff");
    other = bb_backup_store_newest (f->store, f->details, f->facts);
    g_assert_null (other);
}

static void
test_a_unit_is_matched_by_the_known_identifiers (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);

    g_assert_true (bb_backup_is_of (backup, f->details, f->facts));
    g_assert_true (bb_backup_is_of (backup, f->details, NULL));
    /* Another serial number is another drive, except in recovery mode if the fingerprint is equal. */
    g_free (f->details->serial);
    f->details->serial = g_strdup ("OTHER");
    g_assert_false (bb_backup_is_of (backup, f->details, f->facts));
    f->facts->condition = BB_CONDITION_SPECIAL;
    g_assert_true (bb_backup_is_of (backup, f->details, f->facts));
    g_clear_pointer (&f->facts->fingerprint, g_free);
    g_assert_false (bb_backup_is_of (backup, f->details, f->facts));
    /* Only the port is left to compare if the drive reports no serial number. */
    g_clear_pointer (&f->details->serial, g_free);
    g_assert_true (bb_backup_is_of (backup, f->details, f->facts));
    g_free (f->details->bus_path);
    f->details->bus_path = g_strdup ("port-2");
    g_assert_false (bb_backup_is_of (backup, f->details, f->facts));
    g_free (f->facts->family);
    f->facts->family = g_strdup ("mediatek-mt1959");
    g_assert_false (bb_backup_is_of (backup, f->details, f->facts));
}

/* The firmware of simulated drives is invented and must not be used for real ones, nor the reverse. */
static void
test_a_simulated_drive_is_not_a_real_one (StoreRig *f, gconstpointer data)
{
    gboolean was_simulated = GPOINTER_TO_INT (data);
    g_autoptr (BbBackup) kept = NULL;
    g_autoptr (BbBackup) read = NULL;

    f->details->simulated = was_simulated;
    kept = store_rig_keep (f, f->image, NULL);
    read = bb_backup_store_get (f->store, kept->id, NULL);
    g_assert_cmpint (read->simulated, ==, was_simulated);
    g_assert_true (bb_backup_is_of (read, f->details, f->facts));
    f->details->simulated = !was_simulated;
    g_assert_false (bb_backup_is_of (read, f->details, f->facts));
}

#define FOLDER "/"

typedef struct {
    const char *name;
    const char *file;
    const char *text; /* NULL: the file is removed; FOLDER: a folder replaces it */
} Damage;

static const Damage damages[] = {
    {"altered", "firmware.bin", "short"},
    {"removed", "calibration.bin", NULL},
    {"no-manifest", "manifest", NULL},
    {"broken-manifest", "manifest", "[backup]\nformat=9\n"},
    {"no-key-file", "manifest", "\x01\x02"},
    {"empty-manifest", "manifest", ""},
    {"changed-manifest", "manifest", "[backup]\nformat=2\n# sha256 0\n"},
    {"folder-for-manifest", "manifest", FOLDER},
};

static void
test_damage_is_found (StoreRig *f, gconstpointer data)
{
    const Damage *damage = data;
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *path = store_rig_file (backup, damage->file);
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (g_unlink (path), ==, 0);
    if (g_strcmp0 (damage->text, FOLDER) == 0)
        g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    else if (damage->text != NULL)
        g_assert_true (g_file_set_contents (path, damage->text, -1, NULL));
    g_assert_false (bb_backup_store_check (f->store, backup, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
    g_clear_error (&error);
    if (g_str_equal (damage->file, "manifest")) {
        g_assert_null (bb_backup_store_get (f->store, backup->id, &error));
        g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
        g_assert_nonnull (strstr (error->message, path));
    }
    /* The functions can be called without a GError. */
    g_assert_false (bb_backup_store_check (f->store, backup, NULL));
    g_assert_null (bb_backup_store_get (f->store, "none", NULL));
}

/* A backup that was deleted after it was listed cannot be checked: the error is DAMAGED, not NOT_FOUND. */
static void
test_a_deleted_backup_is_not_found (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autoptr (GError) error = NULL;

    bb_fsync_remove_tree (backup->folder);
    g_assert_false (bb_backup_store_check (f->store, backup, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
    g_clear_error (&error);
    g_assert_null (bb_backup_store_load (f->store, backup, BB_BACKUP_IMAGE, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
    g_clear_error (&error);
    g_assert_null (bb_backup_store_get (f->store, backup->id, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND);
}

static void
test_one_changed_byte_is_found (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *path = store_rig_file (backup, "firmware.bin");
    g_autofree char *bytes = NULL;
    gsize length_bytes = 0;
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) loaded = NULL;

    g_assert_true (g_file_get_contents (path, &bytes, &length_bytes, NULL));
    bytes[100] ^= 1;
    g_assert_true (g_file_set_contents (path, bytes, (gssize) length_bytes, NULL));
    loaded = bb_backup_store_load (f->store, backup, "firmware", &error);
    g_assert_null (loaded);
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
}

static const char *const bad_manifests[] = {
    "[backup]\nformat=1\n[file x]\nfile=../x\nkind=firmware\naddress=0x0\nsha256=00\n",
    "[backup]\nformat=1\n[file x]\nfile=x\nkind=nonsense\naddress=0x0\nsha256=00\n",
    "[backup]\nformat=1\n[file x]\nfile=x\nkind=firmware\naddress=here\nsha256=00\n",
    "[backup]\nformat=1\n[file x]\nfile=x\nkind=firmware\naddress=0x0\n",
};

static void
test_manifests_from_outside_are_not_trusted (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *path = store_rig_file (backup, "manifest");

    for (guint i = 0; i < G_N_ELEMENTS (bad_manifests); i++) {
        g_auto (GStrv) warnings = NULL;
        g_autoptr (GPtrArray) all = NULL;
        g_autoptr (GError) error = NULL;
        g_autoptr (BbBackup) read = NULL;

        g_assert_true (g_file_set_contents (path, bad_manifests[i], -1, NULL));
        read = bb_backup_store_get (f->store, backup->id, &error);
        g_assert_null (read);
        g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
        all = bb_backup_store_list (f->store, &warnings);
        g_assert_cmpuint (all->len, ==, 0);
        g_assert_cmpuint (g_strv_length (warnings), ==, 1);
    }
}

static void
test_a_store_that_cannot_be_opened_is_not_an_empty_one (StoreRig *f, gconstpointer data)
{
    g_auto (GStrv) warnings = NULL;
    g_auto (GStrv) no_warnings = NULL;
    g_autofree char *path = g_build_filename (f->folder, "a-file", NULL);
    g_autofree char *missing = g_build_filename (f->folder, "never-made", NULL);
    g_autoptr (BbBackupStore) store = bb_backup_store_new (path);
    g_autoptr (BbBackupStore) new_store = bb_backup_store_new (missing);
    g_autoptr (GPtrArray) all = NULL;
    g_autoptr (GPtrArray) none = NULL;

    g_assert_true (g_file_set_contents (path, "x", -1, NULL));
    all = bb_backup_store_list (store, &warnings);
    g_assert_cmpuint (all->len, ==, 0);
    g_assert_cmpuint (g_strv_length (warnings), ==, 1);
    g_assert_nonnull (strstr (warnings[0], "a-file"));

    none = bb_backup_store_list (new_store, &no_warnings);
    g_assert_cmpuint (none->len, ==, 0);
    g_assert_cmpuint (g_strv_length (no_warnings), ==, 0);
}

/* Asserts that the backup is read with the content that was saved, or that its path is reported. */
static void
assert_named_or_same (StoreRig *f, BbBackup *kept, const char *path)
{
    g_auto (GStrv) warnings = NULL;
    g_autoptr (GPtrArray) all = bb_backup_store_list (f->store, &warnings);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (all->len + g_strv_length (warnings), ==, 1);
    g_assert_cmpint (bb_backup_store_is_whole (f->store, &error), ==, all->len == 1);
    if (all->len == 1) {
        g_autofree char *was = bb_backup_dup_manifest (kept);
        g_autofree char *is = bb_backup_dup_manifest (all->pdata[0]);

        g_assert_cmpstr (is, ==, was);
        return;
    }
    g_assert_true (g_str_has_prefix (warnings[0], path));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
    g_assert_nonnull (strstr (error->message, path));
}

static void
test_a_changed_bit_of_a_manifest_is_named (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, "asked for");
    g_autofree char *path = store_rig_file (backup, "manifest");
    g_autofree char *text = NULL;
    gsize length_bytes = 0;

    g_assert_true (g_file_get_contents (path, &text, &length_bytes, NULL));
    for (gsize bit = 0; bit < length_bytes * 8; bit++) {
        text[bit / 8] ^= (char) (1 << bit % 8);
        g_assert_true (g_file_set_contents (path, text, (gssize) length_bytes, NULL));
        text[bit / 8] ^= (char) (1 << bit % 8);
        assert_named_or_same (f, backup, path);
    }
    for (gsize length = 0; length < length_bytes; length++) {
        g_assert_true (g_file_set_contents (path, text, (gssize) length, NULL));
        assert_named_or_same (f, backup, path);
    }
}

/* A manifest of an older version has no checksum. If it has "complete=true" but no file with the image, its end is
 * missing. */
static void
test_an_old_manifest_without_its_end_is_named (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *path = store_rig_file (backup, "manifest");

    g_assert_true (g_file_set_contents (path, "[backup]\nformat=1\ncreated=1\ncomplete=true\n", -1, NULL));
    assert_named_or_same (f, backup, path);
}

/* Writes another time and sequence number to the manifest of @backup. */
static void
set_created (BbBackup *backup, gint64 created, guint64 sequence)
{
    g_autofree char *path = store_rig_file (backup, "manifest");
    g_autofree char *text = NULL;

    backup->created = created;
    backup->sequence = sequence;
    text = bb_backup_dup_manifest (backup);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* The clock was set back between the backups, so the sequence numbers must decide which one is newest. A backup
 * without a number was made by an older version of Burnback, so it must be older than all backups with a number. */
static void
test_the_backup_saved_last_is_the_newest (StoreRig *f, gconstpointer data)
{
    static const gint64 created[] = {4000, 5000, 3000, 1000, 2000};
    static const guint64 sequences[] = {0, 0, 3, 1, 2};
    /* A folder may be read in the order of creation or in reverse, so the expected order here is neither of them. */
    static const guint order[] = {2, 4, 3, 1, 0};
    BbBackup *backups[G_N_ELEMENTS (created)];
    g_autoptr (GPtrArray) all = NULL;
    g_autoptr (BbBackup) newest = NULL;
    g_autoptr (BbBackup) next = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (created); i++) {
        backups[i] = store_rig_keep (f, f->image, NULL);
        g_assert_cmpuint (backups[i]->sequence, ==, i + 1);
    }
    for (guint i = 0; i < G_N_ELEMENTS (created); i++)
        set_created (backups[i], created[i], sequences[i]);
    all = bb_backup_store_list (f->store, NULL);
    g_assert_cmpuint (all->len, ==, G_N_ELEMENTS (created));
    for (guint i = 0; i < all->len; i++)
        g_assert_cmpstr (((BbBackup *) all->pdata[i])->id, ==, backups[order[i]]->id);
    newest = bb_backup_store_newest (f->store, f->details, f->facts);
    g_assert_cmpstr (newest->id, ==, backups[2]->id);
    next = store_rig_keep (f, f->image, NULL);
    g_assert_cmpuint (next->sequence, ==, 4);
    for (guint i = 0; i < G_N_ELEMENTS (created); i++)
        bb_backup_unref (backups[i]);
}

static void
test_file_names_cannot_leave_the_backup (StoreRig *f, gconstpointer data)
{
    static const char *const names[] = {"", ".", "..", ".new-x", "../backups", "none"};

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (BbBackup) backup = bb_backup_store_get (f->store, names[i], &error);

        g_assert_null (backup);
        g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND);
    }
}

/* bb_backup_store_get() finds no backup in a regular file or under a name that no folder can have. A link to itself
 * is reported as a damaged backup. */
static void
test_a_file_in_the_place_of_a_folder_is_no_backup (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *store = g_path_get_dirname (backup->folder);
    g_autofree char *file = g_build_filename (store, "file", NULL);
    g_autofree char *loop = g_build_filename (store, "loop", NULL);
    g_autofree char *very_long = g_strnfill (300, 'x');
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (file, "x", 1, NULL));
    errno = EACCES;
    g_assert_null (bb_backup_store_get (f->store, "file", &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_null (bb_backup_store_get (f->store, very_long, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_cmpint (symlink ("loop", loop), ==, 0);
    g_assert_null (bb_backup_store_get (f->store, "loop", &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
}

/* The write fails after some bytes, as on a full disk. */
static void
test_a_full_disk_leaves_nothing_behind (StoreRig *f, gconstpointer data)
{
    struct rlimit was, small;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) all = NULL;
    g_autofree char *backups = g_build_filename (f->folder, "deep", "backups", NULL);
    g_autoptr (GDir) dir = NULL;
    BbBackup *backup;

    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &was), ==, 0);
    small = was;
    small.rlim_cur = 0x1000;
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
    backup = bb_backup_store_keep (f->store, f->details, f->facts, f->image, f->captures, NULL, &error);
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &was), ==, 0);
    g_assert_null (backup);
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
    all = bb_backup_store_list (f->store, NULL);
    g_assert_cmpuint (all->len, ==, 0);
    dir = g_dir_open (backups, 0, NULL);
    g_assert_null (g_dir_read_name (dir));
}

/* The folder of the store would be below a regular file, where not even root can create a folder. */
static void
test_a_folder_that_cannot_be_created_is_an_error (StoreRig *f, gconstpointer data)
{
    g_autofree char *file = g_build_filename (f->folder, "file", NULL);
    g_autofree char *below = g_build_filename (file, "backups", NULL);
    g_autoptr (BbBackupStore) store = bb_backup_store_new (below);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbBackup) backup = NULL;

    g_assert_true (g_file_set_contents (file, "x", 1, NULL));
    backup = bb_backup_store_keep (store, f->details, f->facts, f->image, f->captures, NULL, &error);
    g_assert_null (backup);
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
}

static void
test_half_written_backups_are_not_listed (StoreRig *f, gconstpointer data)
{
    g_autofree char *store = g_build_filename (f->folder, "deep", "backups", NULL);
    g_autofree char *earlier = g_build_filename (store, ".new-earlier", NULL);
    g_autofree char *half = g_build_filename (store, ".new-half", NULL);
    g_autofree char *letter = g_build_filename (store, "letter", NULL);
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (BbBackup) whole = NULL;
    g_autoptr (GPtrArray) all = NULL;
    g_auto (GStrv) warnings = NULL;

    /* Hidden folders are found before and after a backup. A regular file is no backup, and must not cause a warning.
     */
    g_assert_cmpint (g_mkdir_with_parents (earlier, 0700), ==, 0);
    g_assert_true (g_file_set_contents (letter, "dear user", -1, NULL));
    whole = store_rig_keep (f, f->image, NULL);
    backup = store_rig_keep (f, f->image, NULL);
    g_assert_cmpint (g_rename (backup->folder, half), ==, 0);
    all = bb_backup_store_list (f->store, &warnings);
    g_assert_cmpuint (all->len, ==, 1);
    g_assert_cmpstr (((BbBackup *) all->pdata[0])->id, ==, whole->id);
    g_assert_cmpuint (g_strv_length (warnings), ==, 0);
}

/* Returns (transfer full) the path of a new folder @name in @store, with a file in it, last changed @age_s seconds
 * ago. */
static char *
make_hidden_folder (const char *store, const char *name, gint64 age_s)
{
    g_autofree char *folder = g_build_filename (store, name, NULL);
    g_autofree char *file = g_build_filename (folder, "firmware.bin", NULL);
    gint64 then = g_get_real_time () / G_USEC_PER_SEC - age_s;
    struct utimbuf times = {.actime = then, .modtime = then};

    g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
    g_assert_true (g_file_set_contents (file, "x", 1, NULL));
    g_assert_cmpint (g_utime (folder, &times), ==, 0);
    return g_steal_pointer (&folder);
}

/* When a backup is saved, hidden folders of incomplete backups (".new-") that are older than a day must be removed. A
 * newer one must stay, because a running program may be writing it. */
static void
test_half_written_folders_of_yesterday_are_removed (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) first = store_rig_keep (f, f->image, NULL);
    g_autofree char *store = g_path_get_dirname (first->folder);
    g_autofree char *old = make_hidden_folder (store, ".new-old", 25 * 3600);
    g_autofree char *recent = make_hidden_folder (store, ".new-recent", 23 * 3600);
    g_autofree char *other = make_hidden_folder (store, ".other", 25 * 3600);
    g_autoptr (BbBackup) second = store_rig_keep (f, f->image, NULL);

    g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
    g_assert_true (g_file_test (recent, G_FILE_TEST_IS_DIR));
    g_assert_true (g_file_test (other, G_FILE_TEST_IS_DIR));
    g_assert_true (g_file_test (first->folder, G_FILE_TEST_IS_DIR));
}

static void
test_the_image_can_be_exported (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *path = g_build_filename (f->folder, "out.bin", NULL);
    g_autofree char *nowhere = g_build_filename (f->folder, "no", "out.bin", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = NULL;

    g_assert_true (bb_backup_store_export (f->store, backup, path, &error));
    g_assert_no_error (error);
    bytes = bb_fsync_read (path, NULL);
    g_assert_true (g_bytes_equal (bytes, f->image));
    g_assert_false (bb_backup_store_export (f->store, backup, nowhere, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
}

static void
test_without_an_image_the_folder_is_exported (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, NULL, NULL);
    g_autofree char *path = g_build_filename (f->folder, "out", NULL);
    g_autofree char *calibration = g_build_filename (path, "calibration.bin", NULL);
    g_autofree char *manifest = g_build_filename (path, "manifest", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_backup_store_export (f->store, backup, path, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_test (calibration, G_FILE_TEST_EXISTS));
    g_assert_true (g_file_test (manifest, G_FILE_TEST_EXISTS));
    /* Existing files are not replaced. */
    g_assert_false (bb_backup_store_export (f->store, backup, path, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
}

/* The clock can be set back, so the sequence number decides; if it is equal, the time, then the longer ID, then the
 * greater ID. */
static void
test_backups_are_sorted_newest_first (void)
{
    BbBackup newest = {.id = (char *) "b-10", .sequence = 3, .created = 1000};
    BbBackup others[] = {{.id = (char *) "z-99", .sequence = 2, .created = 2000},
                         {.id = (char *) "b-10", .sequence = 3, .created = 999},
                         {.id = (char *) "b-2", .sequence = 3, .created = 1000},
                         {.id = (char *) "b-09", .sequence = 3, .created = 1000}};
    const BbBackup *one = &newest;

    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        const BbBackup *other = &others[i];

        g_assert_cmpint (bb_backup_compare_newest_first (&one, &other), <, 0);
        g_assert_cmpint (bb_backup_compare_newest_first (&other, &one), >, 0);
    }
    g_assert_cmpint (bb_backup_compare_newest_first (&one, &one), ==, 0);
}

#define ADD(name, func) g_test_add ("/store/" name, StoreRig, NULL, store_rig_set_up, func, store_rig_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("a-changed-bit-of-a-manifest-is-named", test_a_changed_bit_of_a_manifest_is_named);
    ADD ("an-old-manifest-without-its-end-is-named", test_an_old_manifest_without_its_end_is_named);
    ADD ("the-backup-saved-last-is-the-newest", test_the_backup_saved_last_is_the_newest);
    ADD ("a-saved-backup-reads-the-same", test_a_saved_backup_reads_the_same);
    ADD ("a-name-has-what-is-known-of-the-unit", test_a_name_has_what_is_known_of_the_unit);
    ADD ("equal-bytes-are-stored-once", test_equal_bytes_are_stored_once);
    ADD ("an-image-without-its-region-has-no-address", test_an_image_without_its_region_has_no_address);
    ADD ("without-an-image-it-is-not-complete", test_without_an_image_it_is_not_complete);
    ADD ("a-hole-in-what-is-required-is-not-complete", test_a_hole_in_what_is_required_is_not_complete);
    ADD ("the-newest-of-this-unit-is-found", test_the_newest_of_this_unit_is_found);
    ADD ("a-unit-is-matched-by-the-known-identifiers", test_a_unit_is_matched_by_the_known_identifiers);
    g_test_add ("/store/a-simulated-drive-is-not-a-real-one/simulated", StoreRig, GINT_TO_POINTER (TRUE),
                store_rig_set_up, test_a_simulated_drive_is_not_a_real_one, store_rig_tear_down);
    g_test_add ("/store/a-simulated-drive-is-not-a-real-one/real", StoreRig, GINT_TO_POINTER (FALSE),
                store_rig_set_up, test_a_simulated_drive_is_not_a_real_one, store_rig_tear_down);
    g_test_add_func ("/store/backups-are-sorted-newest-first", test_backups_are_sorted_newest_first);
    ADD ("one-changed-byte-is-found", test_one_changed_byte_is_found);
    ADD ("manifests-from-outside-are-not-trusted", test_manifests_from_outside_are_not_trusted);
    ADD ("a-store-that-cannot-be-opened-is-not-an-empty-one", test_a_store_that_cannot_be_opened_is_not_an_empty_one);
    ADD ("file-names-cannot-leave-the-backup", test_file_names_cannot_leave_the_backup);
    ADD ("a-full-disk-leaves-nothing-behind", test_a_full_disk_leaves_nothing_behind);
    ADD ("a-folder-that-cannot-be-created-is-an-error", test_a_folder_that_cannot_be_created_is_an_error);
    ADD ("half-written-backups-are-not-listed", test_half_written_backups_are_not_listed);
    ADD ("half-written-folders-of-yesterday-are-removed", test_half_written_folders_of_yesterday_are_removed);
    ADD ("the-image-can-be-exported", test_the_image_can_be_exported);
    ADD ("without-an-image-the-folder-is-exported", test_without_an_image_the_folder_is_exported);
    for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
        g_autofree char *path = g_strdup_printf ("/store/damage-is-found/%s", damages[i].name);

        g_test_add (path, StoreRig, &damages[i], store_rig_set_up, test_damage_is_found, store_rig_tear_down);
    }
    ADD ("a-file-in-the-place-of-a-folder-is-no-backup", test_a_file_in_the_place_of_a_folder_is_no_backup);
    ADD ("a-deleted-backup-is-not-found", test_a_deleted_backup_is_not_found);
    return g_test_run ();
}
