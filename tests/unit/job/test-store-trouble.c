/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-backup-private.h"
#include "job/store/bb-fsync.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A user without rights, and a disk that fails, while backups and journals are read and written. */

#define FIRMWARE_BYTES 0x1000
#define CALIBRATION_BYTES 0x100

typedef struct {
    char *folder;
    BbBackupStore *store;
    BbBackup *backup;  /* complete */
    BbBackup *in_part; /* without an image */
} Fixture;

static BbCaptures *
make_captures (void)
{
    g_autoptr (GBytes) firmware = g_bytes_new_take (g_malloc0 (FIRMWARE_BYTES), FIRMWARE_BYTES);
    g_autoptr (GBytes) calibration = g_bytes_new_take (g_malloc0 (CALIBRATION_BYTES), CALIBRATION_BYTES);
    BbCaptures *captures = bb_captures_new (NULL);

    bb_captures_add (captures, "firmware", BB_REGION_FIRMWARE, 0x10000, firmware);
    bb_captures_add (captures, "calibration", BB_REGION_CALIBRATION, 0x8000, calibration);
    return captures;
}

static BbBackup *
keep (BbBackupStore *store, GBytes *image)
{
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0001");
    g_autoptr (BbFacts) facts = job_rig_facts ("0123abcd");
    g_autoptr (BbCaptures) captures = make_captures ();
    g_autoptr (GError) error = NULL;
    BbBackup *backup = bb_backup_store_keep (store, details, facts, image, captures, NULL, &error);

    g_assert_no_error (error);
    return backup;
}

/* All may look into the store; what is in a backup is its owner's. */
static void
set_up (Fixture *f, gconstpointer data)
{
    g_autoptr (GBytes) image = g_bytes_new_static ("firmware", 8);
    g_autofree char *backups = NULL;

    f->folder = job_rig_make_folder ();
    backups = g_build_filename (f->folder, "backups", NULL);
    f->store = bb_backup_store_new (backups);
    f->backup = keep (f->store, image);
    f->in_part = keep (f->store, NULL);
    g_chmod (f->folder, 0755);
    g_chmod (backups, 0755);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    job_rig_remove_folder (f->folder);
    g_free (f->folder);
    g_object_unref (f->store);
    bb_backup_unref (f->backup);
    bb_backup_unref (f->in_part);
}

/* --- without rights --- */

/* In a process of its own, because root may read and write everywhere. */
static void
do_without_rights (Fixture *f, void (*act) (Fixture *f))
{
    pid_t child = fork ();
    int status = 0;

    g_assert_cmpint (child, >=, 0);
    if (child == 0) {
        if (geteuid () == 0 && setuid (65534) != 0)
            _exit (1);
        act (f);
        _exit (0);
    }
    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    g_assert_true (WIFEXITED (status));
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
assert_no_manifest_may_be_read (Fixture *f)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) bad = NULL;

    g_assert_null (bb_backup_store_get (f->store, f->backup->id, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
    g_assert_false (bb_backup_store_check (f->store, f->backup, &bad));
    g_assert_error (bad, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
}

static void
assert_no_image_may_be_read (Fixture *f)
{
    g_autoptr (BbBackup) read = bb_backup_store_get (f->store, f->backup->id, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) bad = NULL;

    g_assert_nonnull (read);
    g_assert_null (bb_backup_store_load (f->store, read, BB_BACKUP_IMAGE, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
    g_assert_false (bb_backup_store_check (f->store, read, &bad));
    g_assert_error (bad, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
}

static void
test_what_may_not_be_read_is_not_damaged (Fixture *f, gconstpointer data)
{
    g_autofree char *manifest = g_build_filename (f->backup->folder, "manifest", NULL);
    g_autofree char *image = g_build_filename (f->backup->folder, "firmware.bin", NULL);
    g_autofree char *backups = g_path_get_dirname (f->backup->folder);

    /* of the store; of the folder; of the manifest; of another file */
    g_chmod (backups, 0600);
    do_without_rights (f, assert_no_manifest_may_be_read);
    g_chmod (backups, 0755);
    g_chmod (f->backup->folder, 0600);
    do_without_rights (f, assert_no_manifest_may_be_read);
    g_chmod (f->backup->folder, 0755);
    g_chmod (manifest, 0);
    do_without_rights (f, assert_no_manifest_may_be_read);
    g_chmod (manifest, 0644);
    g_chmod (image, 0);
    do_without_rights (f, assert_no_image_may_be_read);
    g_chmod (image, 0600);
    g_chmod (f->backup->folder, 0700);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/store-trouble/" name, Fixture, NULL, set_up, function, tear_down)
    ADD ("what-may-not-be-read-is-not-damaged", test_what_may_not_be_read_is_not_damaged);
    return g_test_run ();
}
