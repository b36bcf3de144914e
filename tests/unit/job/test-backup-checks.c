/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-rig.h"

#include "job/engine/bb-backup-checks.h"

#include <glib/gstdio.h>

#include <string.h>

/* What the verifications of backups have found is kept, and everybody who shows it is told. */

/** Log: what the signal "changed" has told. @seen: one line for each: ID and what was known then */
typedef struct {
    BbBackupChecks *checks;
    GMainLoop *loop;
    GString *seen;
} Log;

static void
changed_cb (BbBackupChecks *checks, const char *id, gpointer data)
{
    Log *log = data;
    BbBackupCheck check = id != NULL ? bb_backup_checks_get (checks, id) : BB_BACKUP_CHECK_NONE;

    g_string_append_printf (log->seen, "%s %d\n", id != NULL ? id : "all", check);
    if (id != NULL && check != BB_BACKUP_CHECK_RUNNING)
        g_main_loop_quit (log->loop);
}

static void
log_begin (Log *log, BbBackupStore *store)
{
    log->checks = bb_backup_checks_new ();
    log->loop = g_main_loop_new (NULL, FALSE);
    log->seen = g_string_new (NULL);
    bb_backup_checks_set_store (log->checks, store);
    g_signal_connect (log->checks, "changed", G_CALLBACK (changed_cb), log);
}

static void
log_end (Log *log)
{
    g_object_unref (log->checks);
    g_main_loop_unref (log->loop);
    g_string_free (log->seen, TRUE);
}

/* Verifies @backup, and returns what was found. */
static BbBackupCheck
verify (Log *log, BbBackup *backup)
{
    bb_backup_checks_begin (log->checks, backup);
    g_main_loop_run (log->loop);
    return bb_backup_checks_get (log->checks, backup->id);
}

/* The last verification counts. While the next one runs, a damaged backup is still known to be damaged. */
static void
test_outcome_is_kept (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *path = store_rig_file (backup, "firmware.bin");
    g_autofree char *expected =
        g_strdup_printf ("%s %d\n%s %d\n", backup->id, BB_BACKUP_CHECK_RUNNING, backup->id, BB_BACKUP_CHECK_INTACT);
    Log log = {NULL};

    log_begin (&log, f->store);
    g_assert_cmpint (bb_backup_checks_get (log.checks, backup->id), ==, BB_BACKUP_CHECK_NONE);
    g_assert_cmpint (verify (&log, backup), ==, BB_BACKUP_CHECK_INTACT);
    g_assert_cmpstr (log.seen->str, ==, expected);
    g_assert_null (bb_backup_checks_get_error (log.checks, backup->id));
    g_assert_cmpint (bb_backup_checks_get (log.checks, "another"), ==, BB_BACKUP_CHECK_NONE);
    g_assert_cmpint (g_chmod (path, 0600), ==, 0);
    g_assert_true (g_file_set_contents (path, "changed", -1, NULL));
    g_assert_cmpint (verify (&log, backup), ==, BB_BACKUP_CHECK_DAMAGED);
    g_assert_nonnull (strstr (bb_backup_checks_get_error (log.checks, backup->id)->message, "firmware.bin"));
    bb_backup_checks_begin (log.checks, backup);
    g_assert_cmpint (bb_backup_checks_get (log.checks, backup->id), ==, BB_BACKUP_CHECK_RUNNING);
    g_assert_true (bb_backup_checks_is_damaged (log.checks, backup->id));
    g_main_loop_run (log.loop);
    g_assert_true (
        g_file_set_contents (path, g_bytes_get_data (f->image, NULL), (gssize) g_bytes_get_size (f->image), NULL));
    g_assert_cmpint (verify (&log, backup), ==, BB_BACKUP_CHECK_INTACT);
    g_assert_false (bb_backup_checks_is_damaged (log.checks, backup->id));
    log_end (&log);
}

/* Two pages ask for the same backup: it is read once, and both see the outcome. */
static void
test_backup_is_verified_once_at_a_time (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *expected =
        g_strdup_printf ("%s %d\n%s %d\n", backup->id, BB_BACKUP_CHECK_RUNNING, backup->id, BB_BACKUP_CHECK_INTACT);
    Log log = {NULL};

    log_begin (&log, f->store);
    bb_backup_checks_begin (log.checks, backup);
    g_assert_cmpint (verify (&log, backup), ==, BB_BACKUP_CHECK_INTACT);
    g_assert_cmpstr (log.seen->str, ==, expected);
    log_end (&log);
}

/* The copies of the backups in a new folder were not verified, so what was found in the old one is not kept. Also a
 * verification that was running when the store was replaced says nothing about the new one. */
static void
test_new_store_is_not_verified (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *folder = g_build_filename (f->folder, "backups", NULL);
    g_autoptr (BbBackupStore) next = bb_backup_store_new (folder);
    Log log = {NULL};

    log_begin (&log, f->store);
    g_assert_cmpint (verify (&log, backup), ==, BB_BACKUP_CHECK_INTACT);
    bb_backup_checks_begin (log.checks, backup);
    g_string_truncate (log.seen, 0);
    bb_backup_checks_set_store (log.checks, next);
    g_assert_cmpstr (log.seen->str, ==, "all 0\n");
    g_assert_cmpint (bb_backup_checks_get (log.checks, backup->id), ==, BB_BACKUP_CHECK_NONE);
    /* The verification in the old store keeps a reference to @checks until it has ended. */
    while (G_OBJECT (log.checks)->ref_count > 1)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpint (bb_backup_checks_get (log.checks, backup->id), ==, BB_BACKUP_CHECK_NONE);
    g_assert_cmpint (verify (&log, backup), ==, BB_BACKUP_CHECK_INTACT);
    log_end (&log);
}

#define ADD(name, func) \
    g_test_add ("/backup-checks/" name, StoreRig, NULL, store_rig_set_up, func, store_rig_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("outcome-is-kept", test_outcome_is_kept);
    ADD ("backup-is-verified-once-at-a-time", test_backup_is_verified_once_at_a_time);
    ADD ("new-store-is-not-verified", test_new_store_is_not_verified);
    return g_test_run ();
}
