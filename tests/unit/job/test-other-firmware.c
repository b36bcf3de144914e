/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "found-drive.h"
#include "full-disk.h"
#include "safe-mode.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/*
 * A flash of 9.99 was interrupted. Then another program wrote firmware, which runs unless the drive is in safe mode.
 * Cases of the recovery: the catalog knows this firmware; the user keeps it; it cannot be saved; a backup has it
 * already; it is a changed copy of a file; it mixes two revisions. Tests bb-recover-save.c.
 */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_WITHOUT_BACKUP)
#define RECOVER_FLAGS BB_JOB_FLAG_ALLOW_CROSS_FLASH
#define MAX_RECOVERIES 4
#define POWER_CUT "At=step:program:5;Kind=power-cut;During=middle"
#define UNPLUGGED "At=step:program:5;Kind=unplug"
#define CHANGED_AT 0x20000u
#define DAMAGED_AT 0x60000u
#define ERASED_BYTES 0x20000u

/**
 * Case: a drive, and how another program left it.
 * @is_in_mode: TRUE if the drive is in safe mode
 */
typedef struct {
    const char *model;
    const char *boot_version;
    gboolean is_in_mode;
} Case;

static const Case cases[] = {
    {"L210", "00", FALSE}, {"L210", "00", TRUE}, {"K355", "05", FALSE}, {"K355", "05", TRUE},
    {"D770", "04", FALSE}, {"D770", "04", TRUE}, {"G200", "03", FALSE}, {"G200", "03", TRUE},
};

/**
 * World: a drive that had 1.05, of which a backup was made.
 * @old: the firmware 1.05
 * @left: the firmware that the other program left
 */
typedef struct {
    const Case *drive;
    JobRig *rig;
    char *own_state;
    char *other_state;
    GBytes *old;
    GBytes *left;
} World;

/* --- the other program --- */

static BbImage *
make_image (const World *world, const char *revision)
{
    return job_rig_image ("nec-optiarc", world->drive->model, revision, world->drive->boot_version);
}

/* Returns (transfer full) the image of @revision with two changed words that cancel each other out in the checksum.
 */
static BbImage *
make_changed_image (const World *world, const char *revision)
{
    g_autoptr (BbImage) image = make_image (world, revision);
    gsize size = bb_image_get_size (image);
    guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), size);
    g_autoptr (GBytes) bytes = NULL;

    data[CHANGED_AT] ^= 0x80;
    data[CHANGED_AT + 2] ^= 0x80;
    bytes = g_bytes_new_take (data, size);
    return job_rig_bytes_image (bytes);
}

static World *
world_new (const Case *drive)
{
    World *world = g_new0 (World, 1);
    g_autofree char *scenario = g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=%s\nRevision=1.05\n"
                                                 "Serial=SIM0001\nSeed=5\n%s%s\n",
                                                 drive->model, drive->boot_version != NULL ? "BootVersion=" : "",
                                                 drive->boot_version != NULL ? drive->boot_version : "");
    g_autoptr (BbResult) saved = NULL;

    world->drive = drive;
    world->own_state = job_rig_make_folder ();
    world->other_state = job_rig_make_folder ();
    world->rig = job_rig_new_in (scenario, NULL, world->own_state);
    world->old = job_rig_firmware (world->rig);
    saved = job_rig_do (world->rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    g_assert_true (saved->backup->complete);
    return world;
}

static void
world_free (World *world)
{
    disk_is_full = FALSE;
    job_rig_free_but_folder (world->rig);
    job_rig_remove_folder (world->own_state);
    job_rig_remove_folder (world->other_state);
    g_free (world->own_state);
    g_free (world->other_state);
    g_bytes_unref (world->old);
    g_clear_pointer (&world->left, g_bytes_unref);
    g_free (world);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

static void
begin_with (World *world, const char *state)
{
    g_free (world->rig->state);
    world->rig->state = g_strdup (state);
    job_rig_restart (world->rig);
}

static gboolean
is_well (BbOutcome outcome)
{
    return outcome == BB_OUTCOME_DONE || outcome == BB_OUTCOME_ROLLED_BACK;
}

/* Flashes 9.99, which @fault interrupts. */
static void
interrupt_flash (World *world, const char *fault)
{
    g_autoptr (BbImage) image = make_image (world, "9.99");
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (world->rig, fault);
    result = job_rig_do (world->rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
}

/* Interrupts a flash of 9.99. Then another program, with a state folder of its own, writes @image completely. At the
 * end the first program runs again; the drive is in safe mode if @is_in_mode of the #Case of @world is TRUE. */
static void
let_other_program_write (World *world, BbImage *image)
{
    g_autoptr (BbResult) result = NULL;

    interrupt_flash (world, POWER_CUT);
    begin_with (world, world->other_state);
    for (guint i = 0; i < MAX_RECOVERIES; i++) {
        g_clear_pointer (&result, bb_result_unref);
        result = job_rig_do (world->rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_STOP);
        if (is_well (result->outcome))
            break;
        job_rig_restart (world->rig);
    }
    g_assert_true (is_well (result->outcome));
    begin_with (world, world->own_state);
    if (world->drive->is_in_mode) {
        safe_mode_enter (world->rig, world->drive->model);
        safe_mode_assert (world->rig);
    }
    world->left = job_rig_firmware (world->rig);
}

/* Returns (transfer full) a drive whose flash of 9.99 was interrupted, and to which another program then wrote
 * @revision. */
static World *
world_new_overwritten (const Case *drive, const char *revision)
{
    World *world = world_new (drive);
    g_autoptr (BbImage) image = make_image (world, revision);

    let_other_program_write (world, image);
    return world;
}

/* --- what is in the drive and in the backups --- */

static void
assert_drive_has (const World *world, GBytes *firmware)
{
    g_autoptr (GBytes) now = job_rig_firmware (world->rig);

    g_assert_true (g_bytes_equal (now, firmware));
}

/* Returns (transfer full) (element-type BbBackup) all backups of this program, the newest first. */
static GPtrArray *
list_backups (const World *world)
{
    return bb_backup_store_list (bb_engine_get_store (world->rig->engine), NULL);
}

/* TRUE if the image of @backup begins with the bytes of @firmware. */
static gboolean
backup_has (const World *world, BbBackup *backup, GBytes *firmware)
{
    g_autoptr (GBytes) image =
        bb_backup_store_load (bb_engine_get_store (world->rig->engine), backup, BB_BACKUP_IMAGE, NULL);

    return image != NULL && g_bytes_get_size (image) >= g_bytes_get_size (firmware) &&
           memcmp (g_bytes_get_data (image, NULL), g_bytes_get_data (firmware, NULL), g_bytes_get_size (firmware)) ==
               0;
}

static guint
count_backups_with (const World *world, GBytes *firmware)
{
    g_autoptr (GPtrArray) backups = list_backups (world);
    guint n = 0;

    for (guint i = 0; i < backups->len; i++)
        n += backup_has (world, g_ptr_array_index (backups, i), firmware) ? 1 : 0;
    return n;
}

static BbResult *
recover (const World *world, BbJobFlags flags, BbOnFailure on_failure)
{
    BbResult *result = job_rig_do (world->rig, BB_ACTION_RECOVER, NULL, RECOVER_FLAGS | flags, on_failure);

    job_rig_assert_messages (result);
    return result;
}

static BbResult *
recover_and_answer (const World *world, BbChoice answer)
{
    world->rig->answer = answer;
    return recover (world, 0, BB_ON_FAILURE_ASK);
}

/* --- the catalog --- */

/* Creates a new engine with @catalog, as if Burnback was started again without a power cycle of the drive. */
static void
use_catalog (World *world, BbCatalog *catalog)
{
    g_set_object (&world->rig->catalog, catalog);
    g_clear_object (&world->rig->engine);
    world->rig->engine = bb_engine_new (BB_DRIVE_MONITOR (world->rig->bus), catalog, world->rig->state, NULL);
}

static void
test_firmware_with_a_checksum_of_the_catalog_ends_the_flash (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbImage) image = make_image (world, "8.88");
    g_autoptr (BbCatalog) catalog = found_open_catalog_with (world->drive->model, image);
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *state = NULL;

    use_catalog (world, catalog);
    if (!world->drive->is_in_mode)
        job_rig_restart (world->rig);
    result = recover (world, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_REPLACED);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_nonnull (strstr (result->message, "the known image ND-0000A 8.88"));
    assert_drive_has (world, world->left);
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 0);
    job_rig_look (world->rig);
    drive = bb_engine_find (world->rig->engine, "sr0");
    state = bb_engine_drive_dup_state_text (drive);
    g_assert_cmpstr (state, ==, "Ready.");
    job_rig_assert_no_violations (world->rig);
}

/* The catalog has only the checksum of another file of the same revision, so it does not know the firmware in the
 * drive. */
static void
test_firmware_without_a_checksum_of_the_catalog_is_replaced (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbImage) image = make_changed_image (world, "8.88");
    g_autoptr (BbCatalog) catalog = found_open_catalog_with (world->drive->model, image);
    g_autoptr (BbResult) result = NULL;

    g_set_object (&world->rig->catalog, catalog);
    job_rig_restart (world->rig);
    result = recover (world, 0, BB_ON_FAILURE_ROLLBACK);
    g_assert_true (is_well (result->outcome));
    assert_drive_has (world, world->old);
    g_assert_cmpuint (count_backups_with (world, world->left), ==, 1);
}

/* --- the user keeps the firmware --- */

static void
test_kept_firmware_is_started_from_safe_mode (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbResult) result = recover_and_answer (world, BB_CHOICE_KEEP);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *state = NULL;
    g_autoptr (BbBackup) saved = NULL;

    g_assert_cmpuint (world->rig->n_questions, ==, 1);
    /* The firmware that the other program wrote is in a backup, so the preset answer may overwrite it in the drive.
     */
    g_assert_cmpint (world->rig->last_preset, ==, BB_CHOICE_ROLLBACK);
    g_assert_nonnull (strstr (world->rig->last_question, "Another program then wrote firmware 8.88"));
    g_assert_null (strstr (world->rig->last_question, "incomplete"));
    g_assert_nonnull (strstr (world->rig->last_question, "Keep the drive powered"));
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_KEPT);
    g_assert_cmpint (result->proof, ==, BB_PROOF_UNPROVEN);
    assert_drive_has (world, world->left);
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 0);
    saved = bb_backup_store_get (bb_engine_get_store (world->rig->engine), result->about.backup, NULL);
    g_assert_true (saved->unproven);
    g_assert_true (backup_has (world, saved, world->left));
    job_rig_look (world->rig);
    drive = bb_engine_find (world->rig->engine, "sr0");
    state = bb_engine_drive_dup_state_text (drive);
    g_assert_cmpstr (state, ==, "Ready.");
    job_rig_assert_no_violations (world->rig);
}

/* The flash of 9.99 is interrupted, and then another program is interrupted while it writes 8.88, so blocks of 8.88
 * are blank. */
static void
test_torn_firmware_in_safe_mode_is_not_offered_to_be_kept (gconstpointer data)
{
    g_autoptr (World) world = world_new (data);
    g_autoptr (BbImage) image = make_image (world, "8.88");
    g_autoptr (BbResult) other = NULL;
    g_autoptr (BbResult) result = NULL;

    interrupt_flash (world, POWER_CUT);
    begin_with (world, world->other_state);
    job_rig_fault (world->rig, UNPLUGGED);
    other = job_rig_do (world->rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_STOP);
    g_assert_false (is_well (other->outcome));
    safe_mode_plug_in (world->rig, world->own_state);
    world->left = job_rig_firmware (world->rig);
    result = recover_and_answer (world, BB_CHOICE_LEAVE);
    g_assert_cmpuint (world->rig->n_questions, ==, 1);
    g_assert_null (strstr (world->rig->last_question, "nother program"));
    g_assert_nonnull (strstr (world->rig->last_question, "The firmware is incomplete."));
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_NONE);
    assert_drive_has (world, world->left);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
}

/* The user keeps the firmware, but the drive rejects the command to leave safe mode. */
static void
test_kept_firmware_that_does_not_start_needs_recovery (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) again = NULL;

    job_rig_fault (world->rig, "At=step:leave:1;Kind=sense;Sense=5/24/00;Times=9");
    result = recover_and_answer (world, BB_CHOICE_KEEP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_NOT_STARTED);
    g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_RECOVER);
    g_assert_nonnull (strstr (result->message, "did not start"));
    assert_drive_has (world, world->left);
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
    /* After a power cycle, a recovery saves the firmware of the other program and restores the old one. */
    job_rig_restart (world->rig);
    again = recover (world, 0, BB_ON_FAILURE_ROLLBACK);
    g_assert_true (is_well (again->outcome));
    assert_drive_has (world, world->old);
    g_assert_cmpuint (count_backups_with (world, world->left), ==, 1);
}

/* Adds a fault to @world: the drive leaves safe mode, but cannot be identified after that. @drive, @catalog
 * (nullable): those of @world */
static void
fail_after_leaving (World *world, const Case *drive, BbCatalog *catalog)
{
    g_autoptr (World) well = world_new_overwritten (drive, "8.88");
    g_autoptr (BbResult) result = NULL;
    g_autofree char *fault = NULL;

    if (catalog != NULL)
        use_catalog (well, catalog);
    bb_sim_store_set_logging (well->rig->store, TRUE);
    result = recover_and_answer (well, BB_CHOICE_KEEP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    fault = found_dup_fault_after_leaving (well->rig);
    g_test_message ("%s", fault);
    job_rig_fault (world->rig, fault);
}

/* The drive leaves safe mode, but then cannot be identified. Nothing shows that the firmware runs, so the journal of
 * the interrupted flash stays open. */
static void
test_kept_firmware_that_cannot_be_identified_needs_recovery (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbResult) result = NULL;

    fail_after_leaving (world, data, NULL);
    result = recover_and_answer (world, BB_CHOICE_KEEP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_NOT_STARTED);
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
}

/* --- firmware that is not offered to be kept --- */

/* Returns (transfer none) the simulated flash memory, which the test may change without a command, and sets @size. */
static guint8 *
borrow_memory (const World *world, gsize *size)
{
    g_autoptr (GBytes) live = bb_sim_bus_peek (world->rig->bus, "sr0", "main");

    g_assert_nonnull (live);
    return (guint8 *) g_bytes_get_data (live, size);
}

/* Erases a range that contains a whole block, and corrects the checksum by the word after the range. */
static void
erase_block_and_correct_sum (const World *world)
{
    gsize size = 0;
    guint8 *data = borrow_memory (world, &size);
    guint8 *erased = data + DAMAGED_AT;
    guint8 *word = erased + ERASED_BYTES;
    guint16 sum = bb_sum_be16 (erased, ERASED_BYTES);

    g_assert_cmpuint (size, >, DAMAGED_AT + ERASED_BYTES + sizeof (guint16));
    memset (erased, 0xFF, ERASED_BYTES);
    bb_put_be16 (word, (guint16) (bb_sum_be16 (word, sizeof (guint16)) + sum - bb_sum_be16 (erased, ERASED_BYTES)));
}

/* Changes a byte of the firmware in the drive without a command. */
static void
change_byte (const World *world)
{
    gsize size = 0;

    borrow_memory (world, &size)[DAMAGED_AT] ^= 0x01;
}

/* Asserts that the question does not offer to keep the firmware, and that nothing was written. */
static void
assert_not_offered (World *world, BbResult *result)
{
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (world->rig->n_questions, ==, 1);
    g_assert_null (strstr (world->rig->last_question, "nother program"));
    assert_drive_has (world, world->left);
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
}

/* Returns (transfer full) the image in the newest backup, which must be of the firmware in the drive. */
static BbImage *
load_saved_image (const World *world)
{
    g_autoptr (GPtrArray) backups = list_backups (world);
    BbBackup *backup = g_ptr_array_index (backups, 0);
    BbImage *image =
        bb_backup_store_load_image (bb_engine_get_store (world->rig->engine), backup, world->rig->catalog, NULL);

    g_assert_true (backup_has (world, backup, world->left));
    g_assert_nonnull (image);
    return image;
}

/* A block is erased, although the checksum of the firmware is right. */
static void
test_firmware_with_an_erased_block_is_not_offered (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbImage) saved = NULL;

    erase_block_and_correct_sum (world);
    g_clear_pointer (&world->left, g_bytes_unref);
    world->left = job_rig_firmware (world->rig);
    result = recover_and_answer (world, BB_CHOICE_LEAVE);
    assert_not_offered (world, result);
    saved = load_saved_image (world);
    g_assert_cmpint (bb_image_get_identity (saved)->checksum, ==, BB_CHECKSUM_GOOD);
}

static void
test_firmware_with_a_wrong_checksum_is_not_offered (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbImage) saved = NULL;

    change_byte (world);
    g_clear_pointer (&world->left, g_bytes_unref);
    world->left = job_rig_firmware (world->rig);
    result = recover_and_answer (world, BB_CHOICE_LEAVE);
    assert_not_offered (world, result);
    saved = load_saved_image (world);
    g_assert_cmpint (bb_image_get_identity (saved)->checksum, !=, BB_CHECKSUM_GOOD);
}

/* A random bit is wrong in each read. */
static void
test_firmware_that_reads_differently_each_time_is_not_offered (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (world->rig, "At=step:read:9;Kind=bit-flip;Times=0");
    result = recover_and_answer (world, BB_CHOICE_LEAVE);
    assert_not_offered (world, result);
}

/* The catalog knows the firmware, so the recovery has already sent the command to leave safe mode, which the drive
 * rejects. */
static void
test_known_firmware_that_the_drive_refused_to_start_is_not_offered (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbImage) image = make_image (world, "8.88");
    g_autoptr (BbCatalog) catalog = found_open_catalog_with (world->drive->model, image);
    g_autoptr (BbResult) result = NULL;

    use_catalog (world, catalog);
    job_rig_fault (world->rig, "At=step:leave:1;Kind=sense;Sense=5/24/00;Times=9");
    result = recover_and_answer (world, BB_CHOICE_LEAVE);
    assert_not_offered (world, result);
}

/* The catalog knows the firmware, so the drive left safe mode, but then it cannot be identified. */
static void
test_known_firmware_that_cannot_be_identified_is_not_offered (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbImage) image = make_image (world, "8.88");
    g_autoptr (BbCatalog) catalog = found_open_catalog_with (world->drive->model, image);
    g_autoptr (BbResult) result = NULL;

    use_catalog (world, catalog);
    fail_after_leaving (world, data, catalog);
    result = recover_and_answer (world, BB_CHOICE_LEAVE);
    assert_not_offered (world, result);
}

/* --- the firmware cannot be saved --- */

static void
test_firmware_that_cannot_be_saved_is_not_overwritten (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) again = NULL;

    disk_is_full = TRUE;
    for (guint i = 0; i < 2; i++) {
        g_clear_pointer (&result, bb_result_unref);
        world->rig->answer = BB_CHOICE_ROLLBACK;
        result = recover (world, 0, i == 0 ? BB_ON_FAILURE_ROLLBACK : BB_ON_FAILURE_ASK);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_error (result->error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
        g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_FIX_AND_RECOVER);
        g_assert_nonnull (strstr (result->message, "backup could not be saved"));
        assert_drive_has (world, world->left);
        g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
        g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
    }
    g_assert_cmpuint (world->rig->n_questions, ==, 0);
    g_assert_cmpuint (count_backups_with (world, world->left), ==, 0);
    disk_is_full = FALSE;
    again = recover (world, 0, BB_ON_FAILURE_ROLLBACK);
    g_assert_true (is_well (again->outcome));
    assert_drive_has (world, world->old);
    g_assert_cmpuint (count_backups_with (world, world->left), ==, 1);
}

/* The other program wrote the revision of the interrupted flash, so only the content shows that the firmware is not
 * from that flash. */
static void
test_changed_firmware_that_cannot_be_saved_is_not_overwritten (gconstpointer data)
{
    g_autoptr (World) world = world_new (data);
    g_autoptr (BbImage) changed = make_changed_image (world, "9.99");
    g_autoptr (BbResult) result = NULL;

    let_other_program_write (world, changed);
    disk_is_full = TRUE;
    result = recover (world, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    assert_drive_has (world, world->left);
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
}

static void
test_the_user_may_overwrite_firmware_that_cannot_be_saved (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbResult) result = NULL;

    disk_is_full = TRUE;
    world->rig->answer = BB_CHOICE_ROLLBACK;
    result = recover (world, BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_ASK);
    g_assert_cmpuint (world->rig->n_questions, ==, 1);
    /* WITHOUT_BACKUP: the user agreed before the question that the only copy is overwritten. */
    g_assert_cmpint (world->rig->last_preset, ==, BB_CHOICE_ROLLBACK);
    g_assert_true (is_well (result->outcome));
    assert_drive_has (world, world->old);
}

/* --- a backup has the firmware already --- */

static void
test_firmware_is_saved_once (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (GPtrArray) backups = NULL;

    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbResult) left = recover_and_answer (world, BB_CHOICE_LEAVE);

        job_rig_assert_outcome (left, BB_OUTCOME_NEEDS_RECOVERY);
        assert_drive_has (world, world->left);
        g_assert_cmpuint (count_backups_with (world, world->left), ==, 1);
    }
    g_assert_cmpuint (world->rig->n_questions, ==, 3);
    g_assert_nonnull (strstr (world->rig->last_question, "A backup of this firmware was saved."));
    /* the other backup is of 1.05, which the flash of 9.99 did not save again */
    backups = list_backups (world);
    g_assert_cmpuint (backups->len, ==, 2);
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
}

/* --- a changed file --- */

static void
test_a_changed_file_is_another_firmware (gconstpointer data)
{
    g_autoptr (World) world = world_new (data);
    g_autoptr (BbImage) changed = make_changed_image (world, "8.88");
    g_autoptr (BbImage) named = make_image (world, "8.88");
    g_autoptr (BbResult) differs = NULL;
    g_autoptr (BbResult) result = NULL;

    let_other_program_write (world, changed);
    differs = job_rig_do (world->rig, BB_ACTION_VERIFY, named, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (differs->outcome, !=, BB_OUTCOME_DONE);
    g_assert_cmpint (differs->safe, !=, BB_SAFE_YES);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
    result = recover (world, 0, BB_ON_FAILURE_ROLLBACK);
    g_assert_true (is_well (result->outcome));
    assert_drive_has (world, world->old);
    g_assert_cmpuint (count_backups_with (world, world->left), ==, 1);
}

/* The other program wrote the image of the interrupted flash with one changed block, as a tool that patches firmware
 * does. */
static void
test_a_changed_copy_of_the_interrupted_image_is_saved (gconstpointer data)
{
    g_autoptr (World) world = world_new (data);
    g_autoptr (BbImage) changed = make_changed_image (world, "9.99");
    g_autoptr (BbResult) result = NULL;

    let_other_program_write (world, changed);
    result = recover (world, 0, BB_ON_FAILURE_ROLLBACK);
    g_assert_true (is_well (result->outcome));
    assert_drive_has (world, world->old);
    g_assert_cmpuint (count_backups_with (world, world->left), ==, 1);
}

/* The name of the file says 8.88, and its content is 7.77. */
static void
test_a_file_is_compared_by_content_and_not_by_name (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbImage) other = make_image (world, "7.77");
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bb_image_get_bytes (other), "8.88.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, job_rig_catalog ());
    g_autoptr (BbResult) differs = NULL;

    differs = job_rig_do (world->rig, BB_ACTION_VERIFY, g_ptr_array_index (images, 0), 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (differs->outcome, !=, BB_OUTCOME_DONE);
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
    assert_drive_has (world, world->left);
}

/* --- two banks --- */

/* The flash memory has two banks. The second bank of 8.88 equals that of 1.05 and 9.99, so the firmware may be a mix
 * of two revisions. It must not be offered to be kept, and its backup must not be restored. */
static void
test_two_banks_of_two_revisions_in_safe_mode_are_evidence (gconstpointer data)
{
    g_autoptr (World) world = world_new_overwritten (data, "8.88");
    g_autoptr (BbResult) result = recover_and_answer (world, BB_CHOICE_LEAVE);
    g_autoptr (GPtrArray) backups = list_backups (world);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (world->rig->engine, "sr0");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    g_autoptr (BbBackup) newest = NULL;
    g_autoptr (BbResult) back = NULL;
    BbBackup *mixed = g_ptr_array_index (backups, 0);

    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_null (strstr (world->rig->last_question, "nother program"));
    g_assert_true (mixed->unproven);
    g_assert_false (mixed->complete);
    g_assert_nonnull (mixed->contradiction);
    g_assert_nonnull (strstr (mixed->contradiction, "8.88"));
    g_assert_true (bb_backup_has_image (mixed));
    newest =
        bb_backup_store_newest (bb_engine_get_store (world->rig->engine), details, bb_engine_drive_get_facts (drive));
    g_assert_cmpstr (newest->id, !=, mixed->id);
    request->backup_id = g_strdup (mixed->id);
    request->flags = FLAGS;
    request->on_failure = BB_ON_FAILURE_STOP;
    back = job_rig_run (world->rig, request);
    g_assert_false (is_well (back->outcome));
    assert_drive_has (world, world->left);
    g_assert_cmpuint (job_rig_n_writes (world->rig), ==, 0);
}

/* The first N_BOTH tests are for all cases, the last N_NOT_IN_MODE only for cases that are not in safe mode, and the
 * tests in between only for cases in safe mode. */
#define N_BOTH 5
#define N_NOT_IN_MODE 3
static const struct {
    const char *name;
    GTestDataFunc function;
} tests[] = {
    {"checksum-of-the-catalog-ends-the-flash", test_firmware_with_a_checksum_of_the_catalog_ends_the_flash},
    {"not-overwritten-if-it-cannot-be-saved", test_firmware_that_cannot_be_saved_is_not_overwritten},
    {"changed-not-overwritten-if-it-cannot-be-saved", test_changed_firmware_that_cannot_be_saved_is_not_overwritten},
    {"saved-once", test_firmware_is_saved_once},
    {"changed-copy-is-saved", test_a_changed_copy_of_the_interrupted_image_is_saved},
    {"user-keeps-it", test_kept_firmware_is_started_from_safe_mode},
    {"erased-block-is-not-offered", test_firmware_with_an_erased_block_is_not_offered},
    {"unstable-is-not-offered", test_firmware_that_reads_differently_each_time_is_not_offered},
    {"refused-to-start-is-not-offered", test_known_firmware_that_the_drive_refused_to_start_is_not_offered},
    {"torn-is-not-kept", test_torn_firmware_in_safe_mode_is_not_offered_to_be_kept},
    {"kept-is-not-identified", test_kept_firmware_that_cannot_be_identified_needs_recovery},
    {"known-is-not-identified", test_known_firmware_that_cannot_be_identified_is_not_offered},
    {"kept-does-not-start", test_kept_firmware_that_does_not_start_needs_recovery},
    {"user-overwrites-it-without-backup", test_the_user_may_overwrite_firmware_that_cannot_be_saved},
    {"no-checksum-of-the-catalog", test_firmware_without_a_checksum_of_the_catalog_is_replaced},
    {"changed-file-differs", test_a_changed_file_is_another_firmware},
    {"content-and-not-name", test_a_file_is_compared_by_content_and_not_by_name},
};

/* Without -m slow, each test runs with two models: the first, which has the smallest memory, and one of the three
 * others, which take turns. */
static gboolean
is_checked (guint test, guint n_case)
{
    guint model = n_case / 2;
    gboolean is_for_mode = cases[n_case].is_in_mode ? test < G_N_ELEMENTS (tests) - N_NOT_IN_MODE
                                                    : test < N_BOTH || test >= G_N_ELEMENTS (tests) - N_NOT_IN_MODE;

    return is_for_mode && (model == 0 || model == 1 + test % 3 || g_test_slow ());
}

static void
add (const char *name, const Case *drive, GTestDataFunc test)
{
    g_autofree char *path =
        g_strdup_printf ("/other-firmware/%s/%s%s", name, drive->model, drive->is_in_mode ? "-in-safe-mode" : "");

    g_test_add_data_func (path, drive, test);
}

int
main (int argc, char **argv)
{
    static const Case banks[] = {{"K110", NULL, TRUE}, {"L110", NULL, TRUE}};
    /* The firmware in the flash memory has a checksum only on this type; on the others only files have one. */
    static const Case with_checksum = {"L210", "00", TRUE};
    static const Case bank_in_mode = {"K110", NULL, TRUE};

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
        for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
            if (is_checked (i, j))
                add (tests[i].name, &cases[j], tests[i].function);
    add ("checksum-of-the-catalog-ends-the-flash", &bank_in_mode,
         test_firmware_with_a_checksum_of_the_catalog_ends_the_flash);
    add ("wrong-checksum-is-not-offered", &with_checksum, test_firmware_with_a_wrong_checksum_is_not_offered);
    for (guint i = 0; i < G_N_ELEMENTS (banks); i++)
        add ("two-revisions-are-evidence", &banks[i], test_two_banks_of_two_revisions_in_safe_mode_are_evidence);
    return g_test_run ();
}
