/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/flow/bb-backup-use.h"
#include "job/store/bb-backup-private.h"
#include "job/store/bb-fsync.h"
#include "job/words/bb-words.h"

#include <glib/gstdio.h>
#include <string.h>

/*
 * A job enters safe mode to learn facts, and leaves it. Either command may leave a drive without firmware, so the
 * backup must be written to disk and read again before. The linker wraps the functions that do this, to check the
 * order of the calls. Also tests bb-flow-recall.c, bb-backup-use.c and bb-secured.c.
 */

/* (nullable): the wrapped calls in order, one letter each: k for bb_backup_store_keep(), c for
 * bb_backup_store_check(), s for bb_nec_safe_mode() */
static GString *calls;
static BbBackupStore *looked_into;
static gboolean damage_after_keeping;

BbBackup *__real_bb_backup_store_keep (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts,
                                       GBytes *image, BbCaptures *captures, const char *reason, GError **error);
gboolean __real_bb_backup_store_check (BbBackupStore *self, BbBackup *backup, GError **error);
gboolean __real_bb_nec_safe_mode (BbTransport *transport, gboolean enter, const char *key, gboolean *accepted,
                                  GError **error);

BbBackup *__wrap_bb_backup_store_keep (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts,
                                       GBytes *image, BbCaptures *captures, const char *reason, GError **error);
gboolean __wrap_bb_backup_store_check (BbBackupStore *self, BbBackup *backup, GError **error);
gboolean __wrap_bb_nec_safe_mode (BbTransport *transport, gboolean enter, const char *key, gboolean *accepted,
                                  GError **error);

static void
note_call (char letter)
{
    /* A call that is repeated directly is recorded once. */
    if (calls != NULL && (calls->len == 0 || calls->str[calls->len - 1] != letter))
        g_string_append_c (calls, letter);
}

BbBackup *
__wrap_bb_backup_store_keep (BbBackupStore *self, const BbDriveDetails *details, BbFacts *facts, GBytes *image,
                             BbCaptures *captures, const char *reason, GError **error)
{
    BbBackup *backup = __real_bb_backup_store_keep (self, details, facts, image, captures, reason, error);

    note_call ('k');
    if (backup != NULL && damage_after_keeping) {
        const BbBackupFile *file = g_ptr_array_index (backup->files, 0);
        g_autofree char *path = g_build_filename (backup->folder, file->file, NULL);

        g_assert_true (g_file_set_contents (path, "spoilt", -1, NULL));
    }
    return backup;
}

gboolean
__wrap_bb_backup_store_check (BbBackupStore *self, BbBackup *backup, GError **error)
{
    note_call ('c');
    return __real_bb_backup_store_check (self, backup, error);
}

/* Records the call and, if looked_into is set, asserts that the only backup in looked_into is undamaged now. Only a
 * job that learns more about the drive calls this function; plans enter and leave safe mode without it. */
gboolean
__wrap_bb_nec_safe_mode (BbTransport *transport, gboolean enter, const char *key, gboolean *accepted, GError **error)
{
    note_call ('s');
    if (looked_into != NULL) {
        g_autoptr (GPtrArray) backups = bb_backup_store_list (looked_into, NULL);
        g_autoptr (GError) damage = NULL;

        g_assert_cmpuint (backups->len, ==, 1);
        (void) __real_bb_backup_store_check (looked_into, backups->pdata[0], &damage);
        g_assert_no_error (damage);
    }
    return __real_bb_nec_safe_mode (transport, enter, key, accepted, error);
}

/* --- the contents of the store --- */

/* Returns (transfer full) the only backup of the store, which must be undamaged. */
static BbBackup *
only_backup (JobRig *rig)
{
    BbBackupStore *store = bb_engine_get_store (rig->engine);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (backups->len, ==, 1);
    (void) bb_backup_store_check (store, backups->pdata[0], &error);
    g_assert_no_error (error);
    return bb_backup_ref (backups->pdata[0]);
}

/* Asserts that the firmware in @backup equals that in the drive. */
static void
assert_holds_firmware (JobRig *rig, BbBackup *backup)
{
    g_autoptr (GBytes) kept = bb_backup_store_load (bb_engine_get_store (rig->engine), backup, BB_BACKUP_IMAGE, NULL);
    g_autoptr (GBytes) main = bb_sim_bus_dump (rig->bus, "sr0", "main", NULL);
    gsize length_bytes = g_bytes_get_size (main);

    g_assert_true (backup->complete);
    g_assert_nonnull (kept);
    g_assert_cmpuint (g_bytes_get_size (kept), >=, length_bytes);
    g_assert_cmpint (memcmp (g_bytes_get_data (kept, NULL), g_bytes_get_data (main, NULL), length_bytes), ==, 0);
}

/* TRUE if the backup has the version of the boot code. */
static gboolean
is_learnt (BbBackup *backup)
{
    return backup->facts_values != NULL && g_variant_lookup (backup->facts_values, "boot-version", "s", NULL);
}

/* --- the tests --- */

#define NEC(model, boot) \
    "[drive sr0]\nFamily=nec-optiarc\nModel=" model "\nBootVersion=" boot "\nRevision=1.05\nSerial=SIM0001\n"

typedef struct {
    const char *name;
    const char *scenario;
    const char *first_lesson; /* first command that enters safe mode to learn facts, as in "At=" of a fault */
    gboolean complete;        /* the whole backup can be read before that command */
} Drive;

static const Drive drives[] = {
    {"768k", NEC ("L210", "00"), "step:enter:1", TRUE},
    {"640k", NEC ("K110", "02"), "step:enter:1", TRUE},
    {"1m", NEC ("K352", "02"), "step:enter:1", TRUE},
    {"2m", NEC ("K355", "05"), "step:enter:1", TRUE},
    {"2m-other-type", NEC ("K355", "05") "Quirks=d355\n", "step:enter:1", TRUE},
    {"2m-sibling", NEC ("K355", "05") "State=id-sibling\n", "step:enter:1", TRUE},
    /* The firmware of these drives can be read in safe mode with either of two keys: that of the type (D570), or that
     * of its opposite type (D57D). Which key is the right one is checked after the backup. */
    {"keyed", NEC ("D570", "04"), "step:enter:3", TRUE},
    /* The stored ID and the boot code name different types. The drive rejects the keys of the type in the stored ID;
     * until the right key is known, only the calibration can be read. */
    {"keyed-sibling", NEC ("D770", "04") "State=half-converted\n", "step:enter:5", FALSE},
};

static void
test_the_backup_comes_before_learning (gconstpointer data)
{
    const Drive *drive = data;
    g_autoptr (JobRig) rig = job_rig_new (drive->scenario, NULL);
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbBackup) backup = NULL;

    calls = g_string_new (NULL);
    looked_into = bb_engine_get_store (rig->engine);
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    looked_into = NULL;
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpstr (calls->str, ==, "kcskc");
    g_string_free (g_steal_pointer (&calls), TRUE);
    backup = only_backup (rig);
    g_assert_cmpstr (backup->id, ==, result->backup->id);
    assert_holds_firmware (rig, backup);
    g_assert_true (is_learnt (backup));
}

/* The drive is lost at the first command that enters safe mode to learn facts. */
static void
test_a_drive_lost_while_learning (gconstpointer data)
{
    const Drive *drive = data;
    g_autoptr (JobRig) rig = job_rig_new (drive->scenario, NULL);
    g_autofree char *fault = g_strdup_printf ("At=%s;Kind=power-cut;During=middle", drive->first_lesson);
    g_autoptr (GBytes) calibration = NULL;
    g_autoptr (GBytes) kept = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbBackup) backup = NULL;

    job_rig_fault (rig, fault);
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
    backup = only_backup (rig);
    g_assert_false (is_learnt (backup));
    if (drive->complete) {
        g_assert_nonnull (result->backup);
        g_assert_cmpstr (result->backup->id, ==, backup->id);
        assert_holds_firmware (rig, backup);
        return;
    }
    /* The store has a backup, but the job does not report it as its result, because it is incomplete. */
    g_assert_null (result->backup);
    g_assert_false (backup->complete);
    kept = bb_backup_store_load (bb_engine_get_store (rig->engine), backup, "calibration", NULL);
    calibration = bb_sim_bus_dump (rig->bus, "sr0", "calibration", NULL);
    g_assert_cmpint (
        memcmp (g_bytes_get_data (kept, NULL), g_bytes_get_data (calibration, NULL), g_bytes_get_size (calibration)),
        ==, 0);
}

/* A backup that was saved before safe mode was entered can be restored. */
static void
test_a_backup_from_before_learning_is_restored (void)
{
    g_autoptr (JobRig) rig = job_rig_new (NEC ("K355", "05"), NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    g_autoptr (BbResult) lost = NULL;
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) back = NULL;

    job_rig_fault (rig, "At=step:enter:1;Kind=power-cut");
    lost = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    backup = only_backup (rig);
    request->backup_id = g_strdup (backup->id);
    job_rig_restart (rig);
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_cmpstr (flashed->backup->id, !=, backup->id);
    back = job_rig_run (rig, request);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (old, after));
}

/* If the backup reads differently from disk, the job ends and does not enter safe mode to learn facts. */
static void
test_a_backup_that_reads_differently_ends_the_job (gconstpointer data)
{
    const Drive *drive = data;
    g_autoptr (JobRig) rig = job_rig_new (drive->scenario, NULL);
    g_autoptr (BbResult) result = NULL;

    calls = g_string_new (NULL);
    damage_after_keeping = TRUE;
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    damage_after_keeping = FALSE;
    g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
    g_assert_error (result->error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
    g_assert_cmpstr (calls->str, ==, "kc");
    g_string_free (g_steal_pointer (&calls), TRUE);
    g_assert_null (result->backup);
}

/* A backup is saved (k) and checked (c) twice. Safe mode is not entered to learn facts (s), because the boot version
 * was read together with the firmware. */
static void
test_a_keyed_backup_reads_the_boot_version (void)
{
    g_autoptr (JobRig) rig = job_rig_new (NEC ("D770", "04"), NULL);
    g_autoptr (BbResult) result = NULL;

    calls = g_string_new (NULL);
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpstr (calls->str, ==, "kckc");
    g_string_free (g_steal_pointer (&calls), TRUE);
    g_assert_true (is_learnt (result->backup));
}

/* --- facts of an older backup --- */

typedef enum {
    AS_IT_IS,
    OTHER_REVISION,
    OTHER_VALUES,
    OTHER_BYTES,
    N_CHANGES,
} Change;

/* Changes the revision in the manifest or, for any other @change, a value of the stored identity. */
static void
change_manifest (BbBackup *backup, Change change)
{
    g_autoptr (BbBackup) other = bb_backup_new_from_manifest (backup->folder, NULL);
    g_autofree char *path = g_build_filename (backup->folder, BB_BACKUP_MANIFEST, NULL);
    g_autofree char *text = NULL;
    GVariantDict values;

    if (change == OTHER_REVISION) {
        g_free (other->revision);
        other->revision = g_strdup ("1.04");
    } else {
        g_variant_dict_init (&values, other->facts_values);
        g_variant_dict_insert (&values, "rid-text", "s", "ND99");
        g_variant_unref (other->facts_values);
        other->facts_values = g_variant_ref_sink (g_variant_dict_end (&values));
    }
    text = bb_backup_dup_manifest (other);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    /* The changed manifest can still be read. */
    g_clear_pointer (&other, bb_backup_unref);
    other = bb_backup_new_from_manifest (backup->folder, NULL);
    g_assert_nonnull (other);
}

/* An older backup has facts about a drive. They may be used only if backup and drive have the same revision, the same
 * values of the stored identity, and the same firmware in all bytes. */
static void
test_facts_of_a_backup_are_compared_first (gconstpointer data)
{
    Change change = (Change) GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new (NEC ("K355", "05"), NULL);
    g_autoptr (BbResult) kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autofree char *image = g_build_filename (kept->backup->folder, "firmware.bin", NULL);
    g_autoptr (BbResult) looked = NULL;

    if (change == OTHER_REVISION || change == OTHER_VALUES)
        change_manifest (kept->backup, change);
    if (change == OTHER_BYTES)
        g_assert_true (g_file_set_contents (image, "spoilt", -1, NULL));
    looked = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpstr (bb_facts_get_string (looked->facts, "boot-version"), ==, change == AS_IT_IS ? "05" : NULL);
}

/* --- one backup of one firmware --- */

/* Asserts that the store has @n backups with these @reasons (newest first), and that no backup has the same firmware
 * as the backup before it. */
static void
assert_backups (JobRig *rig, guint n, const char *const *reasons)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);

    g_autoptr (GBytes) newer = NULL;

    bb_backups_find_uses (backups);
    g_assert_cmpuint (backups->len, ==, n);
    for (guint i = 0; i < n; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        g_autofree char *reason = bb_words_dup_backup_reason (backup);
        g_autoptr (GBytes) image =
            bb_backup_store_load (bb_engine_get_store (rig->engine), backup, BB_BACKUP_IMAGE, NULL);

        g_assert_cmpstr (reason, ==, reasons[i]);
        g_assert_nonnull (image);
        g_assert_true (newer == NULL || !g_bytes_equal (image, newer));
        g_clear_pointer (&newer, g_bytes_unref);
        newer = g_steal_pointer (&image);
    }
}

/* A drive is flashed and restored several times. A rollback that names no backup must always restore the firmware
 * from before the last flash. An older backup of equal firmware must not be used in place of the newest one. */
static void
test_the_newest_backup_is_of_the_last_firmware (gconstpointer data)
{
    const Drive *drive = data;
    g_autoptr (JobRig) rig = job_rig_new (drive->scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    const char *const reasons[] = {"Before restoring 1.05", "Before flashing 1.07",  "Before restoring 1.05",
                                   "Before flashing 1.07",  "Before restoring 1.05", "Before flashing 1.07"};

    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
        g_autofree char *reason = bb_words_dup_backup_reason (flashed->backup);
        g_autoptr (BbResult) back = NULL;
        g_autoptr (GBytes) after = NULL;

        job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
        g_assert_cmpstr (reason, ==, "Before flashing 1.07");
        back = job_rig_run (rig, request);
        job_rig_assert_outcome (back, BB_OUTCOME_DONE);
        after = job_rig_firmware (rig);
        g_assert_true (g_bytes_equal (old, after));
    }
    assert_backups (rig, G_N_ELEMENTS (reasons), reasons);
}

/* The drive has a backup, but its image is damaged. The next flash must make another backup. */
static void
test_a_damaged_backup_is_not_used_again (void)
{
    g_autoptr (JobRig) rig = job_rig_new (NEC ("K355", "05"), NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbResult) kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autofree char *path = g_build_filename (kept->backup->folder, "firmware.bin", NULL);
    g_autoptr (BbResult) flashed = NULL;

    g_assert_true (g_file_set_contents (path, "spoilt", -1, NULL));
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_cmpstr (flashed->backup->id, !=, kept->backup->id);
}

/* A backup that the user made is used for the flash, and stays labelled as the user's. */
static void
test_a_manual_backup_is_used_again (void)
{
    g_autoptr (JobRig) rig = job_rig_new (NEC ("K355", "05"), NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbResult) kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    const char *const reasons[] = {"On request"};

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_cmpstr (flashed->backup->id, ==, kept->backup->id);
    assert_backups (rig, 1, reasons);
}

/* A backup that was made for a review is not labelled with a flash until that flash begins. */
static void
test_a_backup_of_a_review_is_labelled_by_what_followed (void)
{
    g_autoptr (JobRig) rig = job_rig_new (NEC ("K355", "05"), NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbImage) other = job_rig_image ("nec-optiarc", "K355", "1.06", "05");
    g_autoptr (BbResult) checked = job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) flashed = NULL;
    const char *const before[] = {"In preparation for flashing"}, *const after[] = {"Before flashing 1.06"};

    job_rig_assert_outcome (checked, BB_OUTCOME_DONE);
    assert_backups (rig, 1, before);
    flashed = job_rig_do (rig, BB_ACTION_FLASH, other, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    assert_backups (rig, 1, after);
}

/* Writes @revision as another program does: Burnback with another state folder. */
static void
flash_elsewhere (JobRig *rig, const char *revision)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", revision, "05");
    g_autoptr (BbResult) result = NULL;
    char *own = rig->state;

    rig->state = job_rig_make_folder ();
    job_rig_restart (rig);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    job_rig_remove_folder (rig->state);
    g_free (rig->state);
    rig->state = own;
    job_rig_restart (rig);
}

/* Returns the number of overwritten backups of the drive SIM0001. @kept: (nullable): ID of the only backup of this
 * drive that must not be overwritten */
static guint
count_overwritten (JobRig *rig, const char *kept)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    guint n_overwritten = 0;

    bb_backups_find_uses (backups);
    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);

        if (g_strcmp0 (backup->serial, "SIM0001") != 0)
            continue;
        g_assert_cmpint (backup->is_overwritten, ==, g_strcmp0 (backup->id, kept) != 0);
        n_overwritten += backup->is_overwritten ? 1 : 0;
    }
    return n_overwritten;
}

/* A drive is flashed, another program writes other firmware, and the drive is backed up. Then another drive is
 * flashed. Only the backup from before the first flash is overwritten. */
static void
test_only_a_later_flash_of_the_drive_overwrites_a_backup (void)
{
    g_autoptr (JobRig) rig = job_rig_new (NEC ("K355", "05"), NULL);
    g_autoptr (JobRig) other = NULL;
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) kept = NULL;
    g_autoptr (BbResult) elsewhere = NULL;

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_cmpuint (count_overwritten (rig, NULL), ==, 1);
    flash_elsewhere (rig, "1.08");
    kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    other = job_rig_new_in ("[drive sr0]\nFamily=nec-optiarc\nModel=K355\nBootVersion=05\nSerial=SIM0002\n", NULL,
                            rig->state);
    elsewhere = job_rig_do (other, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (elsewhere, BB_OUTCOME_DONE);
    g_assert_cmpuint (count_overwritten (rig, kept->backup->id), ==, 1);
}

/* A Ricoh drive has no fingerprint, and may stay in recovery mode after it was read. After a backup, a CHECK must
 * take the missing facts from that backup instead of reading the drive. */
static void
test_a_check_does_not_read_a_drive_that_stays_in_recovery_mode (void)
{
    g_autoptr (JobRig) rig =
        job_rig_new ("[drive sr0]\nFamily=ricoh\nModel=DVD Writer 200j\nRevision=1.02\nSerial=SIM0001\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("ricoh", "DVD Writer 200j", "1.03", NULL);
    g_autoptr (BbResult) kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) checked = NULL;
    guint n_commands;

    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_null (kept->facts->fingerprint);
    job_rig_restart (rig);
    n_commands = job_rig_n_commands (rig);
    checked = job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (checked, BB_OUTCOME_DONE);
    g_test_message ("%u commands", job_rig_n_commands (rig) - n_commands);
    g_assert_cmpstr (checked->backup->id, ==, kept->backup->id);
    g_assert_cmpuint (job_rig_n_commands (rig) - n_commands, <, 40);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (drives); i++) {
        g_autofree char *order = g_strdup_printf ("/job/keep/order/%s", drives[i].name);
        g_autofree char *lost = g_strdup_printf ("/job/keep/lost/%s", drives[i].name);
        g_autofree char *spoilt = g_strdup_printf ("/job/keep/spoilt/%s", drives[i].name);

        g_test_add_data_func (order, &drives[i], test_the_backup_comes_before_learning);
        g_test_add_data_func (lost, &drives[i], test_a_drive_lost_while_learning);
        g_test_add_data_func (spoilt, &drives[i], test_a_backup_that_reads_differently_ends_the_job);
    }
    g_test_add_data_func ("/job/keep/once/2m", &drives[3], test_the_newest_backup_is_of_the_last_firmware);
    g_test_add_func ("/job/keep/once/damaged", test_a_damaged_backup_is_not_used_again);
    g_test_add_func ("/job/keep/once/manual", test_a_manual_backup_is_used_again);
    g_test_add_func ("/job/keep/label", test_a_backup_of_a_review_is_labelled_by_what_followed);
    g_test_add_func ("/job/keep/goes-back", test_a_backup_from_before_learning_is_restored);
    g_test_add_func ("/job/keep/keyed-boot-version", test_a_keyed_backup_reads_the_boot_version);
    for (int i = AS_IT_IS; i < N_CHANGES; i++) {
        g_autofree char *path = g_strdup_printf ("/job/keep/recall/%d", i);

        g_test_add_data_func (path, GINT_TO_POINTER (i), test_facts_of_a_backup_are_compared_first);
    }
    g_test_add_func ("/job/keep/overwritten", test_only_a_later_flash_of_the_drive_overwrites_a_backup);
    g_test_add_func ("/job/keep/recall/stays-in-mode",
                     test_a_check_does_not_read_a_drive_that_stays_in_recovery_mode);
    return g_test_run ();
}
