/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-refusal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* Tests jobs while the disk is full, permissions are missing, backups were changed, two programs run, or two drives
 * match the journal. */

/* Fails the test if the backup folder contains anything but complete, unchanged backups. Returns their
 * number. */
static guint
check_store (BbRig *rig)
{
    g_autofree char *path = g_build_filename (rig->state_folder, "backups", NULL);
    g_autoptr (BbBackupStore) store = bb_backup_store_new (path);
    g_auto (GStrv) warnings = NULL;
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, &warnings);

    for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++) {
        g_test_message ("left behind: %s", warnings[i]);
        g_test_fail ();
    }
    for (guint i = 0; i < backups->len; i++) {
        g_autoptr (GError) error = NULL;

        bb_backup_store_check (store, g_ptr_array_index (backups, i), &error);
        g_assert_no_error (error);
    }
    return backups->len;
}

/* Removes the state folder; programs then use @path instead. */
static void
move_state_folder (BbRefusal *self, const char *path)
{
    bb_rig_remove_folder (self->rig->state_folder);
    g_free (self->rig->state_folder);
    self->rig->state_folder = g_strdup (path);
}

static void
test_no_folder_can_be_made (void)
{
    static const char *const places[] = {"/proc/burnback", "/dev/null/burnback"};

    for (guint i = 0; i < BB_REFUSAL_N_WITH_BACKUP * G_N_ELEMENTS (places); i++) {
        BbRefusal self;

        bb_refusal_open (&self, bb_refusal_with_backup[i % BB_REFUSAL_N_WITH_BACKUP], "");
        move_state_folder (&self, places[i / BB_REFUSAL_N_WITH_BACKUP]);
        bb_refusal_expect (&self, BB_OUTCOME_UNCHANGED, "could not be saved");
        bb_refusal_close (&self);
    }
}

static void
test_the_backup_folder_is_a_file (void)
{
    for (guint i = 0; i < BB_REFUSAL_N_WITH_BACKUP; i++) {
        g_autofree char *path = NULL;
        BbRefusal self;

        bb_refusal_open (&self, bb_refusal_with_backup[i], "");
        path = g_build_filename (self.rig->state_folder, "backups", NULL);
        g_assert_true (g_file_set_contents (path, "", 0, NULL));
        bb_refusal_expect (&self, BB_OUTCOME_UNCHANGED, "could not be saved");
        bb_refusal_close (&self);
    }
}

/* The state folder contains a file where a folder belongs, and a flash is started. If the file is named "images", the
 * backup is saved and the journal cannot be; nothing on the drive may change. If the file is named "journal", the
 * program cannot know whether a journal is open, so it must refuse the flash. */
static void
test_the_journal_folder_is_a_file (void)
{
    static const struct {
        const char *name;
        BbOutcome outcome;
        guint n_backups;
    } folders[] = {{"images", BB_OUTCOME_UNCHANGED, 1}, {"journal", BB_OUTCOME_REFUSED, 0}};

    for (guint i = 0; i < BB_REFUSAL_N_WITH_BACKUP * G_N_ELEMENTS (folders); i++) {
        guint folder = i / BB_REFUSAL_N_WITH_BACKUP;
        g_autofree char *path = NULL;
        BbRefusal self;

        bb_refusal_open (&self, bb_refusal_with_backup[i % BB_REFUSAL_N_WITH_BACKUP], "");
        path = g_build_filename (self.rig->state_folder, folders[folder].name, NULL);
        g_assert_true (g_file_set_contents (path, "", 0, NULL));
        bb_refusal_expect (&self, folders[folder].outcome, "operation log");
        if (folders[folder].n_backups > 0)
            g_assert_cmpuint (check_store (self.rig), ==, folders[folder].n_backups);
        bb_refusal_close (&self);
    }
}

/* Runs the order. Asserts that the flash succeeded or that nothing on the drive was changed. TRUE if it succeeded. */
static gboolean
check_unchanged_or_done (BbRefusal *self, const char *what)
{
    g_autoptr (BbRigEnd) end = bb_rig_run (self->rig, &self->order);

    g_test_message ("%s: %s", what, bb_outcome_to_string (end->outcome));
    check_store (self->rig);
    if (end->reported && end->outcome == BB_OUTCOME_DONE)
        return TRUE;
    bb_refusal_check (self, end, BB_OUTCOME_UNCHANGED);
    return FALSE;
}

static void
test_limited_file_size (void)
{
    static const guint limits[] = {1, 0x200, 0x1000, 0x8000, 0x40000, 0x100000, 0x1DF000, 0x1E0001, 0x1FFFFF};

    for (guint i = 0; i < BB_REFUSAL_N_WITH_BACKUP * G_N_ELEMENTS (limits); i++) {
        guint limit = limits[i / BB_REFUSAL_N_WITH_BACKUP];
        g_autofree char *what = g_strdup_printf ("no file longer than %u bytes", limit);
        BbRefusal self;
        gboolean done = FALSE;

        bb_refusal_open (&self, bb_refusal_with_backup[i % BB_REFUSAL_N_WITH_BACKUP], "");
        self.order.max_file_bytes = limit;
        done = check_unchanged_or_done (&self, what);
        g_assert_true (!done || limit > 0x100000);
        bb_refusal_close (&self);
    }
}

static void
test_disk_is_full (void)
{
    g_autofree char *place = bb_rig_make_folder ();
    guint n_refused = 0, n_done = 0;

    if (mount ("burnback-faults", place, "tmpfs", 0, "size=64k") != 0) {
        g_test_skip (g_strerror (errno));
        rmdir (place);
        return;
    }
    for (guint kib = 64; kib <= 12 * 1024; kib += kib < 1024 ? 192 : 512) {
        g_autofree char *size = g_strdup_printf ("size=%uk", kib);
        BbRefusal self;

        umount (place);
        g_assert_cmpint (mount ("burnback-faults", place, "tmpfs", 0, size), ==, 0);
        bb_refusal_open (&self, &bb_refusal_nec, "");
        move_state_folder (&self, place);
        if (check_unchanged_or_done (&self, size))
            n_done++;
        else
            n_refused++;
        bb_refusal_close (&self);
    }
    umount (place);
    rmdir (place);
    g_assert_cmpuint (n_refused, >, 3);
    g_assert_cmpuint (n_done, >, 3);
}

/* --- Changed backups --- */

/* Returns (transfer full) the folder of the only backup. */
static char *
find_backup (const char *state_folder)
{
    g_autofree char *path = g_build_filename (state_folder, "backups", NULL);
    g_autoptr (BbBackupStore) store = bb_backup_store_new (path);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, NULL);

    g_assert_cmpuint (backups->len, ==, 1);
    return g_strdup (((BbBackup *) g_ptr_array_index (backups, 0))->folder);
}

/* Flips a bit in the calibration of the only backup. */
static void
alter_backup (const char *state_folder)
{
    g_autofree char *folder = find_backup (state_folder);
    g_autofree char *path = g_build_filename (folder, "calibration.bin", NULL);
    g_autofree char *bytes = NULL;
    gsize length_bytes = 0;

    g_assert_true (g_file_get_contents (path, &bytes, &length_bytes, NULL));
    bytes[length_bytes / 2] ^= 1;
    g_assert_true (g_file_set_contents (path, bytes, (gssize) length_bytes, NULL));
}

static void
delete_backup (const char *state_folder)
{
    g_autofree char *folder = find_backup (state_folder);

    bb_rig_remove_folder (folder);
}

/* The backup is changed or deleted just before the first step of the flash: the flash must be refused. */
static void
test_backup_changed_before_the_flash (void)
{
    static void (*const changes[]) (const char *) = {alter_backup, delete_backup};

    for (guint i = 0; i < BB_REFUSAL_N_WITH_BACKUP * G_N_ELEMENTS (changes); i++) {
        BbRefusal self;

        bb_refusal_open (&self, bb_refusal_with_backup[i % BB_REFUSAL_N_WITH_BACKUP], "");
        self.order.about_to_write = changes[i / BB_REFUSAL_N_WITH_BACKUP];
        bb_refusal_expect (&self, BB_OUTCOME_REFUSED, "backup cannot be used");
        bb_refusal_close (&self);
    }
}

/* Watch of the rig, called before each command. Deletes the backup once, at the first call after a command has
 * written to the drive. */
static void
delete_backup_cb (BbRig *rig, guint n, const BbCommand *command, gpointer data)
{
    gboolean *done = data;

    if (*done || bb_sim_bus_count_writes (rig->bus, "sr0") == 0)
        return;
    delete_backup (rig->state_folder);
    *done = TRUE;
}

/* The backup is deleted after the firmware was erased, and the new firmware cannot be written: the old firmware must
 * be restored from the copy that belongs to the journal. */
static void
test_backup_deleted_after_the_erase (void)
{
    g_autoptr (BbRigEnd) end = NULL;
    g_autoptr (GPtrArray) before = NULL;
    g_autoptr (GPtrArray) now = NULL;
    gboolean done = FALSE;
    BbRefusal self;

    bb_refusal_open (&self, &bb_refusal_nec, "");
    before = bb_subject_dump (self.subject, self.rig, FALSE);
    bb_rig_fault (self.rig, "At=step:program:5;Kind=sense;Sense=3/0C/00;Times=3");
    self.rig->watch = delete_backup_cb;
    self.rig->watch_data = &done;
    end = bb_rig_run (self.rig, &self.order);
    now = bb_subject_dump (self.subject, self.rig, FALSE);
    g_assert_true (done);
    g_assert_cmpint (end->outcome, ==, BB_OUTCOME_ROLLED_BACK);
    g_assert_cmpint (end->proof, ==, BB_PROOF_PROVEN);
    g_assert_true (bb_regions_equal (now, before));
    bb_refusal_close (&self);
}

/* --- Two programs --- */

/* A second program that is started before command @at of the first. */
typedef struct {
    guint at;
    BbRigOrder order;
    BbRigEnd *end;
} Second;

/* Runs the second program to its end before command self->at of the first. */
static void
start_second_cb (BbRig *rig, guint n, const BbCommand *command, gpointer data)
{
    Second *self = data;
    BbRigWatch watch = rig->watch;

    if (n != self->at)
        return;
    rig->watch = NULL;
    self->end = bb_rig_run (rig, &self->order);
    rig->watch = watch;
}

/* While a program flashes the drive, a second program must be refused, whatever its action. */
static void
test_another_program_flashes_the_drive (void)
{
    static const BbAction actions[] = {BB_ACTION_FLASH, BB_ACTION_RECOVER, BB_ACTION_ROLLBACK, BB_ACTION_BACKUP,
                                       BB_ACTION_VERIFY};

    for (guint i = 0; i < BB_REFUSAL_N_WITH_BACKUP; i++) {
        for (guint j = 0; j < G_N_ELEMENTS (actions); j++) {
            Second second = {.at = i == 0 ? 1100 : 150};
            g_autoptr (BbRigEnd) end = NULL;
            BbRefusal self;

            bb_refusal_open (&self, bb_refusal_with_backup[i], "");
            second.order = self.order;
            second.order.action = actions[j];
            self.rig->watch = start_second_cb;
            self.rig->watch_data = &second;
            end = bb_rig_run (self.rig, &self.order);
            g_assert_cmpint (end->outcome, ==, BB_OUTCOME_DONE);
            g_assert_nonnull (second.end);
            g_assert_cmpint (second.end->outcome, ==, BB_OUTCOME_NOT_PERMITTED);
            g_assert_cmpint (second.end->safe, ==, BB_SAFE_UNKNOWN);
            g_assert_cmpuint (second.end->n_writes, ==, 0);
            bb_refusal_assert_message (second.end, "Another Burnback process is flashing this drive.");
            g_clear_pointer (&second.end, bb_rig_end_free);
            bb_refusal_close (&self);
        }
    }
}

/* A drive whose flash was interrupted must be recovered before it can be flashed again. */
static void
test_flash_after_an_interrupted_one (void)
{
    for (guint i = 0; i < BB_REFUSAL_N_WITH_BACKUP; i++) {
        g_autoptr (BbRigEnd) first = NULL;
        g_autoptr (BbRigEnd) end = NULL;
        BbRefusal self;

        bb_refusal_open (&self, bb_refusal_with_backup[i], "");
        bb_rig_fault (self.rig, "At=step:program:1;Kind=power-cut;During=middle");
        first = bb_rig_run (self.rig, &self.order);
        g_assert_cmpint (first->outcome, ==, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_cmpint (first->safe, ==, BB_SAFE_NO);
        g_assert_nonnull (first->next);
        bb_rig_power (self.rig, TRUE);
        end = bb_rig_run (self.rig, &self.order);
        g_assert_cmpint (end->state_before, ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
        g_assert_cmpint (end->outcome, ==, BB_OUTCOME_REFUSED);
        g_assert_cmpint (end->safe, !=, BB_SAFE_YES);
        g_assert_cmpuint (end->n_writes, ==, 0);
        g_assert_cmpuint (end->n_journals, ==, 1);
        bb_refusal_assert_message (end, "ecover");
        bb_refusal_close (&self);
    }
}

/* The flash of drive sr0 was interrupted. Drive sr1 has the same model and serial number, so the journal matches both
 * drives. A recovery must not write to sr1. */
static void
test_two_drives_match_the_journal (void)
{
    static const char other[] = "[drive sr1]\nFamily=nec-optiarc\nModel=K355\nBootVersion=05\nRevision=1.02\n"
                                "Serial=SIM0001\nSeed=5\nState=erased\n";
    BbRigOrder recover = {.action = BB_ACTION_RECOVER, .on_failure = BB_ON_FAILURE_ROLLBACK};
    g_autoptr (BbRigEnd) first = NULL;
    g_autoptr (BbRigEnd) end = NULL;
    g_autoptr (GPtrArray) before = NULL;
    BbRefusal self;

    bb_refusal_open (&self, &bb_refusal_nec, other);
    before = bb_subject_dump (self.subject, self.rig, FALSE);
    bb_rig_fault (self.rig, "At=step:program:5;Kind=power-cut;During=middle");
    first = bb_rig_run (self.rig, &self.order);
    g_assert_cmpint (first->outcome, ==, BB_OUTCOME_NEEDS_RECOVERY);
    bb_rig_power (self.rig, TRUE);
    end = bb_rig_run (self.rig, &recover);
    /* Two outcomes are right: the program found sr0 by its port and recovered it, or it wrote to no drive. */
    if (end->outcome == BB_OUTCOME_DONE) {
        g_autoptr (GPtrArray) now = bb_subject_dump (self.subject, self.rig, FALSE);

        g_assert_true (bb_regions_equal (now, before));
    } else {
        g_assert_cmpint (end->outcome, ==, BB_OUTCOME_REFUSED);
        g_assert_cmpuint (end->n_writes, ==, 0);
        bb_refusal_assert_message (end, "Unplug");
    }
    g_assert_cmpuint (bb_sim_bus_count_writes (self.rig->bus, "sr1"), ==, 0);
    bb_refusal_close (&self);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_set_nonfatal_assertions ();
    g_test_add_func ("/faults/refusals/no-folder", test_no_folder_can_be_made);
    g_test_add_func ("/faults/refusals/backups-is-a-file", test_the_backup_folder_is_a_file);
    g_test_add_func ("/faults/refusals/journal-is-a-file", test_the_journal_folder_is_a_file);
    g_test_add_func ("/faults/refusals/short-files", test_limited_file_size);
    g_test_add_func ("/faults/refusals/disk-full", test_disk_is_full);
    g_test_add_func ("/faults/refusals/backup-changes", test_backup_changed_before_the_flash);
    g_test_add_func ("/faults/refusals/backup-gone-too-late", test_backup_deleted_after_the_erase);
    g_test_add_func ("/faults/refusals/another-program", test_another_program_flashes_the_drive);
    g_test_add_func ("/faults/refusals/interrupted", test_flash_after_an_interrupted_one);
    g_test_add_func ("/faults/refusals/two-drives", test_two_drives_match_the_journal);
    return g_test_run ();
}
