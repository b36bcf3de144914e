/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "flash-types.h"
#include "job/engine/bb-history.h"
#include "safe-mode.h"

#include <string.h>

/*
 * Recovers a drive without a user: for each flash type, from each state in which another program or an interrupted
 * flash leaves a drive. If complete firmware was in the drive before, it must be in the drive or in a backup
 * afterwards.
 *
 * Revisions: 1.05 is the old firmware, of which there is a backup. Burnback ("own") flashes 9.99. Another program
 * ("other"), a Burnback with another state folder, flashes 8.88. "Torn": the flash was interrupted. "Kept": the drive
 * kept its power in safe mode.
 */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_WITHOUT_BACKUP)
#define MAX_RECOVERIES 4
#define BANK_1_IN_IMAGE 0x7B004u
#define OVERWRITTEN "other-image-whole-over-own-torn"
#define UNPLUGGED "At=step:program:5;Kind=unplug"
/* The power fails after all was written, before the boot code marks the firmware as valid. */
#define UNMARKED "At=step:leave:1;Kind=power-cut;During=before"

typedef struct _Row Row;

/**
 * World: a drive in the state of @row. Before, it had firmware 1.05, of which there is a backup; the backup is
 * complete if the firmware can be read.
 * @own_state, @other_state: state folders of this program and of the other program
 * @old: the firmware 1.05
 * @left: the firmware directly before the recovery
 */
typedef struct {
    const Type *type;
    const Row *row;
    JobRig *rig;
    char *own_state;
    char *other_state;
    GBytes *old;
    GBytes *left;
} World;

typedef enum {
    AFTER_LEFT, /* the firmware from before the recovery */
    AFTER_OLD,  /* the firmware of the backup */
} After;

/**
 * Row: a state of the drive, and how it must be recovered.
 * @state: (nullable): state in which the simulated drive is made
 * @leave: (nullable): function that brings the drive into the state
 * @valid: TRUE if the firmware is complete before the recovery
 * @says: expected state that Burnback shows before the recovery
 * @after: expected firmware after the recovery, if there is a backup
 * @ends: expected outcome of the recovery
 * @for_banks, @for_nec: TRUE if only types with two banks, or of the family nec-optiarc, have this row
 * @for_mark: TRUE if only types whose flash memory has a validity mark have this row
 * @quirk: (nullable): quirk of the simulated drive
 */
struct _Row {
    const char *name;
    const char *state;
    void (*leave) (World *world);
    gboolean valid;
    BbDriveState says;
    After after;
    BbOutcome ends;
    gboolean for_banks;
    gboolean for_nec;
    gboolean for_mark;
    const char *quirk;
};

/* --- functions that bring a drive into a state --- */

static BbImage *
make_image (const World *world, const char *revision)
{
    return job_rig_image (world->type->family, world->type->model, revision, world->type->boot_version);
}

static BbResult *
flash (World *world, const char *revision, const char *fault)
{
    g_autoptr (BbImage) image = make_image (world, revision);

    if (fault != NULL)
        job_rig_fault (world->rig, fault);
    return job_rig_do (world->rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
}

static const char *
get_cut (const World *world)
{
    return g_str_equal (world->type->family, "nec-optiarc") ? "At=step:program:5;Kind=power-cut;During=middle"
                                                            : "At=step:program:1;Kind=power-cut;During=middle";
}

/* Sets the state folder of the next jobs to @state, and power cycles the drive. A program with another state folder
 * counts as another program. */
static void
begin_with (World *world, const char *state)
{
    g_free (world->rig->state);
    world->rig->state = g_strdup (state);
    job_rig_restart (world->rig);
}

static void
leave_other_whole (World *world)
{
    g_autoptr (BbResult) result = NULL;

    begin_with (world, world->other_state);
    result = flash (world, "8.88", NULL);
    g_assert_true (result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_WRITTEN);
    begin_with (world, world->own_state);
}

static void
leave_other_torn (World *world)
{
    g_autoptr (BbResult) result = NULL;

    begin_with (world, world->other_state);
    result = flash (world, "8.88", get_cut (world));
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    begin_with (world, world->own_state);
}

static void
leave_own_torn (World *world)
{
    g_autoptr (BbResult) result = flash (world, "9.99", get_cut (world));

    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (world->rig);
}

static gboolean
is_well (BbOutcome outcome)
{
    return outcome == BB_OUTCOME_DONE || outcome == BB_OUTCOME_ROLLED_BACK;
}

/* A flash of revision 9.99 by this program was interrupted, and the drive is still in safe mode. */
static void
leave_own_torn_and_kept (World *world)
{
    g_autoptr (BbResult) result = flash (world, "9.99", UNPLUGGED);

    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    safe_mode_plug_in (world->rig, world->own_state);
}

/* This program's flash of revision 9.99 was interrupted. Then @fault interrupted another program that wrote 8.88. */
static void
begin_other_over_own_torn (World *world, const char *fault)
{
    g_autoptr (BbResult) own = flash (world, "9.99", get_cut (world));
    g_autoptr (BbImage) image = make_image (world, "8.88");
    g_autoptr (BbResult) other = NULL;

    job_rig_assert_outcome (own, BB_OUTCOME_NEEDS_RECOVERY);
    begin_with (world, world->other_state);
    job_rig_fault (world->rig, fault);
    other = job_rig_do (world->rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_STOP);
    g_assert_true (other->outcome == BB_OUTCOME_NEEDS_RECOVERY || other->outcome == BB_OUTCOME_WRITTEN);
}

static void
leave_other_torn_over_own_torn (World *world)
{
    begin_other_over_own_torn (world, get_cut (world));
    begin_with (world, world->own_state);
}

static void
leave_other_torn_over_own_torn_and_kept (World *world)
{
    begin_other_over_own_torn (world, UNPLUGGED);
    safe_mode_plug_in (world->rig, world->own_state);
}

/* Revision 8.88 was written completely, but the power failed before the boot code marked it as valid. */
static void
leave_other_unmarked_over_own_torn (World *world)
{
    begin_other_over_own_torn (world, UNMARKED);
    begin_with (world, world->own_state);
    safe_mode_assert (world->rig);
}

/* The flash of 9.99 was interrupted, then another program wrote @image. The journal of the flash is still open. */
static void
leave_image_over_own_torn (World *world, BbImage *image)
{
    g_autoptr (BbResult) torn = flash (world, "9.99", get_cut (world));
    g_autoptr (BbResult) result = NULL;

    job_rig_assert_outcome (torn, BB_OUTCOME_NEEDS_RECOVERY);
    begin_with (world, world->other_state);
    for (guint i = 0; i < MAX_RECOVERIES; i++) {
        g_clear_pointer (&result, bb_result_unref);
        result = job_rig_do (world->rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_STOP);
        if (is_well (result->outcome) || result->outcome == BB_OUTCOME_WRITTEN)
            break;
        job_rig_restart (world->rig);
    }
    g_assert_true (is_well (result->outcome) || !world->type->readable);
    begin_with (world, world->own_state);
}

static void
leave_other_whole_over_own_torn (World *world)
{
    g_autoptr (BbImage) image = make_image (world, "8.88");

    leave_image_over_own_torn (world, image);
}

static void
leave_other_unreadable_over_own_torn (World *world)
{
    leave_other_whole_over_own_torn (world);
}

/* Returns (transfer full) the firmware of the oldest backup, 1.05. */
static BbImage *
load_oldest (const World *world)
{
    BbBackupStore *store = bb_engine_get_store (world->rig->engine);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, NULL);
    BbImage *image = bb_backup_store_load_image (store, backups->pdata[backups->len - 1], job_rig_catalog (), NULL);

    g_assert_nonnull (image);
    return image;
}

/* 7.77 was flashed, the flash of 9.99 was interrupted, then another program wrote 1.05, which is in a backup. */
static void
leave_backup_over_own_torn (World *world)
{
    g_autoptr (BbResult) flashed = flash (world, "7.77", NULL);
    g_autoptr (BbImage) image = load_oldest (world);

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    leave_image_over_own_torn (world, image);
}

/* Revision 9.99 was flashed, and then another program restored 1.05. */
static void
leave_old_content (World *world)
{
    g_autoptr (BbResult) flashed = flash (world, "9.99", NULL);
    g_autoptr (BbResult) back = NULL;
    g_autoptr (BbImage) image = load_oldest (world);

    g_assert_true (flashed->outcome == BB_OUTCOME_DONE || flashed->outcome == BB_OUTCOME_WRITTEN);
    begin_with (world, world->other_state);
    back = job_rig_do (world->rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    begin_with (world, world->own_state);
}

/* Another program entered safe mode and ended; the drive kept its power. */
static void
leave_safe_mode (World *world)
{
    safe_mode_enter (world->rig, world->type->model);
}

static void
leave_other_whole_and_kept (World *world)
{
    leave_other_whole_over_own_torn (world);
    leave_safe_mode (world);
    safe_mode_assert (world->rig);
}

static void
leave_backup_and_kept (World *world)
{
    leave_backup_over_own_torn (world);
    leave_safe_mode (world);
    safe_mode_assert (world->rig);
}

static const Row rows[] = {
    {"mixed-banks", "mixed-banks", NULL, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_LEFT, BB_OUTCOME_NEEDS_RECOVERY,
     TRUE, TRUE},
    {"other-image-whole", NULL, leave_other_whole, TRUE, BB_DRIVE_STATE_READY, AFTER_LEFT, BB_OUTCOME_DONE, FALSE,
     FALSE},
    {"other-image-torn", NULL, leave_other_torn, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD,
     BB_OUTCOME_ROLLED_BACK, FALSE, FALSE},
    {"own-image-torn", NULL, leave_own_torn, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD, BB_OUTCOME_ROLLED_BACK,
     FALSE, FALSE},
    {OVERWRITTEN, NULL, leave_other_whole_over_own_torn, TRUE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD,
     BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
    {"other-image-unreadable-over-own-torn", NULL, leave_other_unreadable_over_own_torn, TRUE,
     BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_LEFT, BB_OUTCOME_NEEDS_RECOVERY, FALSE, TRUE},
    {"backup-over-own-torn", NULL, leave_backup_over_own_torn, TRUE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_LEFT,
     BB_OUTCOME_DONE, FALSE, TRUE},
    {"content-of-an-old-backup", NULL, leave_old_content, TRUE, BB_DRIVE_STATE_READY, AFTER_LEFT, BB_OUTCOME_DONE,
     FALSE, TRUE},
    {"erased", "erased", NULL, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD, BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
    {"half-alive", "half-alive", NULL, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD, BB_OUTCOME_ROLLED_BACK, FALSE,
     TRUE},
    {"safe-mode-kept", NULL, leave_safe_mode, TRUE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_LEFT, BB_OUTCOME_DONE, FALSE,
     TRUE},
    {"safe-mode-by-power-on", "forced-safe", NULL, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD,
     BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
    {"safe-mode-kept-other-image-whole", NULL, leave_other_whole_and_kept, TRUE, BB_DRIVE_STATE_NEEDS_RECOVERY,
     AFTER_OLD, BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
    {"safe-mode-kept-other-image-torn", NULL, leave_other_torn_over_own_torn_and_kept, FALSE,
     BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD, BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
    {"safe-mode-kept-own-image-torn", NULL, leave_own_torn_and_kept, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD,
     BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
    {"safe-mode-kept-backup", NULL, leave_backup_and_kept, TRUE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_LEFT,
     BB_OUTCOME_DONE, FALSE, TRUE},
    {"safe-mode-by-power-on-other-image-whole", NULL, leave_other_unmarked_over_own_torn, TRUE,
     BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD, BB_OUTCOME_ROLLED_BACK, FALSE, TRUE, TRUE, "mark-on-leave"},
    {"safe-mode-by-power-on-other-image-torn", NULL, leave_other_torn_over_own_torn, FALSE,
     BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD, BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
};

/* --- the fixture --- */

static char *
dup_scenario (const Type *type, const char *state, const char *quirk)
{
    GString *text = g_string_new (NULL);

    g_string_append_printf (text, "[drive sr0]\nFamily=%s\nModel=%s\nRevision=1.05\nSerial=SIM0001\nSeed=5\n",
                            type->family, type->model);
    if (type->boot_version != NULL)
        g_string_append_printf (text, "BootVersion=%s\n", type->boot_version);
    if (state != NULL)
        g_string_append_printf (text, "State=%s\n", state);
    if (quirk != NULL)
        g_string_append_printf (text, "Quirks=%s\n", quirk);
    return g_string_free (text, FALSE);
}

static World *
world_new (const Type *type, const Row *row)
{
    World *world = g_new0 (World, 1);
    g_autofree char *well = dup_scenario (type, NULL, row->quirk);
    g_autofree char *scenario = dup_scenario (type, row->state, row->quirk);
    g_autoptr (BbResult) kept = NULL;

    world->type = type;
    world->row = row;
    world->own_state = job_rig_make_folder ();
    world->other_state = job_rig_make_folder ();
    world->rig = job_rig_new_in (well, NULL, world->own_state);
    world->old = job_rig_firmware (world->rig);
    kept = job_rig_do (world->rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    g_assert_cmpint (kept->backup->complete, ==, type->readable);
    if (row->state != NULL) {
        job_rig_free_but_folder (world->rig);
        world->rig = job_rig_new_in (scenario, NULL, world->own_state);
    }
    if (row->leave != NULL)
        row->leave (world);
    world->left = job_rig_firmware (world->rig);
    return world;
}

static void
world_free (World *world)
{
    job_rig_free_but_folder (world->rig);
    job_rig_remove_folder (world->own_state);
    job_rig_remove_folder (world->other_state);
    g_free (world->own_state);
    g_free (world->other_state);
    g_bytes_unref (world->old);
    g_bytes_unref (world->left);
    g_free (world);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/* --- checks --- */

/* TRUE if @image, from a backup, contains the bytes of @firmware, which was read from the simulated drive. */
static gboolean
image_holds (const World *world, GBytes *image, GBytes *firmware)
{
    gsize size = 0, image_size = 0;
    const guint8 *data = g_bytes_get_data (firmware, &size);
    const guint8 *in_image = g_bytes_get_data (image, &image_size);
    gsize first = world->type->has_banks ? BANK_1_IN_IMAGE - 4 : size;

    if (image_size < size || memcmp (in_image, data, first) != 0)
        return FALSE;
    return !world->type->has_banks || memcmp (in_image + BANK_1_IN_IMAGE, data + first, size - first) == 0;
}

/* TRUE if a backup contains @firmware. */
static gboolean
is_saved (const World *world, GBytes *firmware)
{
    BbBackupStore *store = bb_engine_get_store (world->rig->engine);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, NULL);

    for (guint i = 0; i < backups->len; i++) {
        g_autoptr (GBytes) image = bb_backup_store_load (store, backups->pdata[i], BB_BACKUP_IMAGE, NULL);

        if (image != NULL && image_holds (world, image, firmware))
            return TRUE;
    }
    return FALSE;
}

/* Asserts that firmware that was complete before the recovery is still in the drive or in a backup. */
static void
assert_complete_firmware_is_not_lost (const World *world)
{
    g_autoptr (GBytes) now = job_rig_firmware (world->rig);

    if (world->row->valid && !g_bytes_equal (now, world->left))
        g_assert_true (is_saved (world, world->left));
}

/* Asserts that LOOK shows the state of the row, and speaks of recovery only if that is needed. */
static void
assert_says (const World *world)
{
    g_autoptr (BbResult) looked = job_rig_do (world->rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *text = NULL;

    drive = bb_engine_find (world->rig->engine, "sr0");
    text = bb_engine_drive_dup_state_text (drive);
    if (bb_engine_drive_get_state (drive) != world->row->says)
        g_error ("state %d and not %d: %s", bb_engine_drive_get_state (drive), world->row->says, text);
    g_assert_cmpint (strstr (text, "ecover") != NULL, ==, world->row->says == BB_DRIVE_STATE_NEEDS_RECOVERY);
}

/* Recovers the drive without a user, with a power cycle where a result asks for one. Returns the last result. */
static BbResult *
recover_unattended (const World *world)
{
    BbResult *result = NULL;

    for (guint i = 0; i < MAX_RECOVERIES; i++) {
        g_clear_pointer (&result, bb_result_unref);
        result =
            job_rig_do (world->rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ROLLBACK);
        job_rig_assert_messages (result);
        assert_complete_firmware_is_not_lost (world);
        if (result->reason != BB_RESULT_REASON_POWER_CYCLE)
            break;
        job_rig_restart (world->rig);
    }
    return result;
}

/* Asserts that backups of the firmware from before the recovery are unproven if it is not the old firmware. Also
 * asserts that the backup of bb_backup_store_newest() is not unproven. */
static void
assert_way_back_is_trusted (const World *world)
{
    BbBackupStore *store = bb_engine_get_store (world->rig->engine);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (world->rig->engine, "sr0");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (BbBackup) newest = bb_backup_store_newest (store, details, bb_engine_drive_get_facts (drive));
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, NULL);

    if (newest != NULL)
        g_assert_false (newest->unproven);
    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = backups->pdata[i];
        g_autoptr (GBytes) image = bb_backup_store_load (store, backup, BB_BACKUP_IMAGE, NULL);

        if (image != NULL && !image_holds (world, image, world->old) && image_holds (world, image, world->left))
            g_assert_true (backup->unproven);
    }
}

static guint
count_unproven (const World *world)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (world->rig->engine), NULL);
    guint n = 0;

    for (guint i = 0; i < backups->len; i++)
        n += ((BbBackup *) backups->pdata[i])->unproven ? 1 : 0;
    return n;
}

/* Asserts that complete firmware of the other program was saved once, incomplete firmware of this program never. */
static void
assert_is_saved_once (const World *world)
{
    const char *name = world->row->name;

    if (g_str_has_prefix (name, "safe-mode-") && g_str_has_suffix (name, "other-image-whole"))
        g_assert_cmpuint (count_unproven (world), ==, 1);
    if (g_str_has_suffix (name, "own-image-torn"))
        g_assert_cmpuint (count_unproven (world), ==, 0);
}

static void
test_every_state_that_other_programs_leave_is_recovered (gconstpointer data)
{
    const World *plan = data;
    g_autoptr (World) world = world_new (plan->type, plan->row);
    const Row *row = world->row;
    /* FALSE: the firmware of the backup should be restored, but it cannot be read from drives of this type. */
    gboolean has_way = plan->type->readable || row->after == AFTER_LEFT;
    g_autoptr (GBytes) own = job_rig_own (world->rig);
    g_autoptr (GBytes) own_after = NULL;
    g_autoptr (GBytes) now = NULL;
    g_autoptr (BbResult) result = NULL;

    assert_says (world);
    result = recover_unattended (world);
    now = job_rig_firmware (world->rig);
    own_after = job_rig_own (world->rig);
    g_assert_true (g_bytes_equal (own, own_after));
    assert_way_back_is_trusted (world);
    assert_is_saved_once (world);
    job_rig_assert_no_violations (world->rig);
    if (!has_way && row->leave == leave_own_torn) {
        g_assert_true (result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_WRITTEN);
        g_assert_false (g_bytes_equal (now, world->left));
        return;
    }
    if (!has_way) {
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_nonnull (result->next);
        g_assert_true (g_bytes_equal (now, world->left));
        return;
    }
    g_assert_cmpint (is_well (result->outcome), ==, is_well (row->ends));
    g_assert_true (g_bytes_equal (now, row->after == AFTER_OLD ? world->old : world->left));
}

/* --- another program finished the interrupted flash --- */

static const Row *
find_row (const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        if (g_str_equal (rows[i].name, name))
            return &rows[i];
    g_assert_not_reached ();
}

static char *
dup_state_text (const World *world, BbDriveState state)
{
    g_autoptr (BbEngineDrive) drive = NULL;

    job_rig_look (world->rig);
    drive = bb_engine_find (world->rig->engine, "sr0");
    if (bb_engine_drive_get_state (drive) != state)
        g_error ("state %d and not %d: %s", bb_engine_drive_get_state (drive), state,
                 bb_engine_drive_dup_state_text (drive));
    return bb_engine_drive_dup_state_text (drive);
}

/* Asserts that the newest entry of the history is "replaced", and that its sentence contains @how. */
static void
assert_history_says (const World *world, const char *how)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (world->rig->engine, "sr0");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (GPtrArray) entries = bb_history_list (bb_engine_get_state_folder (world->rig->engine), details,
                                                     bb_engine_drive_get_facts (drive), NULL);
    const BbHistoryEntry *newest = g_ptr_array_index (entries, 0);

    g_assert_cmpint (newest->end, ==, BB_HISTORY_REPLACED);
    g_assert_cmpstr (newest->result, ==, "replaced");
    g_assert_nonnull (strstr (newest->how, how));
}

/* Asserts that the drive is ready, that nothing is left to recover, and that the history contains @how. */
static void
assert_is_settled (const World *world, const char *how)
{
    g_autofree char *text = dup_state_text (world, BB_DRIVE_STATE_READY);
    g_autoptr (BbResult) again = NULL;

    g_assert_cmpstr (text, ==, "Ready.");
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 0);
    assert_history_says (world, how);
    again = recover_unattended (world);
    g_assert_cmpint (again->reason, ==, BB_RESULT_REASON_HEALTHY);
}

static void
test_verifying_the_right_file_ends_the_interrupted_flash (gconstpointer data)
{
    g_autoptr (World) world = world_new (data, find_row (OVERWRITTEN));
    g_autofree char *text = dup_state_text (world, BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_autoptr (BbImage) wrong = make_image (world, "9.99");
    g_autoptr (BbImage) right = make_image (world, "8.88");
    g_autoptr (BbResult) differs = NULL;
    g_autoptr (BbResult) equal = NULL;
    g_autoptr (GBytes) now = NULL;

    g_assert_nonnull (strstr (text, "another program then wrote firmware 8.88"));
    g_assert_null (strstr (text, "incomplete"));
    differs = job_rig_do (world->rig, BB_ACTION_VERIFY, wrong, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (differs, BB_OUTCOME_UNCHANGED);
    g_assert_cmpint (differs->reason, ==, BB_RESULT_REASON_OVERWRITTEN);
    g_assert_cmpint (differs->safe, ==, BB_SAFE_UNKNOWN);
    g_assert_null (strstr (differs->message, "incomplete"));
    g_assert_cmpuint (job_rig_n_journals (world->rig), ==, 1);
    equal = job_rig_do (world->rig, BB_ACTION_VERIFY, right, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (equal, BB_OUTCOME_DONE);
    g_assert_cmpint (equal->reason, ==, BB_RESULT_REASON_REPLACED);
    g_assert_cmpint (equal->proof, ==, BB_PROOF_PROVEN);
    now = job_rig_firmware (world->rig);
    g_assert_true (g_bytes_equal (now, world->left));
    assert_is_settled (world, "another program then wrote firmware 8.88. That firmware was verified later");
}

static void
test_recovery_recognises_the_firmware_of_a_backup (gconstpointer data)
{
    g_autoptr (World) world = world_new (data, find_row ("backup-over-own-torn"));
    g_autoptr (BbResult) result = recover_unattended (world);
    g_autoptr (BbBackup) backup = NULL;

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_REPLACED);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_nonnull (strstr (result->message, "does not need recovery"));
    backup = bb_backup_store_get (bb_engine_get_store (world->rig->engine), result->about.backup, NULL);
    g_assert_cmpstr (backup->revision, ==, "1.05");
    assert_is_settled (world, "another program then wrote firmware 1.05. That firmware was verified later");
}

static void
test_a_backup_after_an_interrupted_flash_is_unproven (gconstpointer data)
{
    g_autoptr (World) world = world_new (data, find_row (OVERWRITTEN));
    g_autoptr (BbResult) result = job_rig_do (world->rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_true (result->backup->unproven);
    g_assert_cmpint (result->safe, ==, BB_SAFE_UNKNOWN);
    g_assert_null (strstr (result->message, "incomplete"));
    g_assert_true (is_saved (world, world->left));
    assert_way_back_is_trusted (world);
}

static void
test_the_saved_firmware_can_be_restored_by_name (gconstpointer data)
{
    g_autoptr (World) world = world_new (data, find_row (OVERWRITTEN));
    g_autoptr (BbResult) result = recover_unattended (world);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (world->rig->engine), NULL);
    g_autoptr (BbResult) back = NULL;
    g_autoptr (GBytes) now = NULL;
    BbBackup *newest = g_ptr_array_index (backups, 0);

    g_assert_true (is_well (result->outcome));
    g_assert_true (newest->unproven);
    g_assert_true (newest->complete);
    request->backup_id = g_strdup (newest->id);
    request->on_failure = BB_ON_FAILURE_STOP;
    back = job_rig_run (world->rig, request);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    now = job_rig_firmware (world->rig);
    g_assert_true (g_bytes_equal (now, world->left));
}

static BbResult *
recover_and_keep (const World *world)
{
    BbResult *result;

    world->rig->answer = BB_CHOICE_KEEP;
    result = job_rig_do (world->rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ASK);
    g_assert_cmpuint (world->rig->n_questions, ==, 1);
    return result;
}

static void
test_the_user_keeps_the_firmware_of_the_other_program (gconstpointer data)
{
    g_autoptr (World) world = world_new (data, find_row (OVERWRITTEN));
    g_autoptr (BbResult) result = recover_and_keep (world);
    g_autoptr (BbResult) compared = NULL;
    g_autoptr (GBytes) now = job_rig_firmware (world->rig);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_KEPT);
    g_assert_cmpint (result->proof, ==, BB_PROOF_UNPROVEN);
    g_assert_true (g_bytes_equal (now, world->left));
    job_rig_assert_messages (result);
    if (world->type->readable) {
        g_autoptr (BbBackup) saved =
            bb_backup_store_get (bb_engine_get_store (world->rig->engine), result->about.backup, NULL);

        g_assert_true (saved->unproven);
        g_assert_true (is_saved (world, world->left));
    }
    assert_is_settled (world, "wrote firmware 8.88. The drive is running this firmware, but it was not verified");
    compared = job_rig_do (world->rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    if (!world->type->readable) {
        g_assert_cmpint (compared->outcome, !=, BB_OUTCOME_DONE);
        return;
    }
    job_rig_assert_outcome (compared, BB_OUTCOME_DONE);
    g_assert_cmpstr (compared->compared_with, ==, "replaced");
    g_assert_nonnull (strstr (compared->message, "nother program"));
}

static void
add_overwritten (void)
{
    static const struct {
        const char *name;
        GTestDataFunc function;
    } tests[] = {
        {"verify-ends-the-flash", test_verifying_the_right_file_ends_the_interrupted_flash},
        {"backup-is-recognised", test_recovery_recognises_the_firmware_of_a_backup},
        {"backup-is-unproven", test_a_backup_after_an_interrupted_flash_is_unproven},
        {"saved-is-restored-by-name", test_the_saved_firmware_can_be_restored_by_name},
        {"user-keeps-it", test_the_user_keeps_the_firmware_of_the_other_program},
    };

    for (guint i = 0; i < G_N_ELEMENTS (tests) * G_N_ELEMENTS (types); i++) {
        guint test = i / G_N_ELEMENTS (types);
        const Type *type = &types[i % G_N_ELEMENTS (types)];
        g_autofree char *path = g_strdup_printf ("/flow-recover-foreign/%s/%s", tests[test].name, type->model);

        if (!g_str_equal (type->family, "nec-optiarc") || !is_checked (test, i % G_N_ELEMENTS (types)))
            continue;
        /* With two banks, one bank of 8.88 equals the same bank of 9.99, so 8.88 looks like a mix. For a mix, the
         * user is not asked whether to keep it, and its backup cannot be restored. So only two tests are added. */
        if (type->has_banks ? test < 2 : type->readable || test == G_N_ELEMENTS (tests) - 1)
            g_test_add_data_func (path, type, tests[test].function);
    }
}

static gboolean
is_for_readable_types_only (const Row *row)
{
    return row->leave == leave_old_content || row->leave == leave_other_whole_over_own_torn ||
           row->leave == leave_backup_over_own_torn || g_str_has_prefix (row->name, "safe-mode-kept-") ||
           g_str_has_prefix (row->name, "safe-mode-by-power-on-");
}

int
main (int argc, char **argv)
{
    g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (g_free);

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        for (guint j = 0; j < G_N_ELEMENTS (types); j++) {
            World *plan = NULL;
            g_autofree char *path = g_strdup_printf ("/flow-recover-foreign/%s/%s", rows[i].name, types[j].model);

            if (!is_checked (i, j) || (rows[i].for_banks && !types[j].has_banks) ||
                (rows[i].for_mark && !types[j].has_mark) ||
                (is_for_readable_types_only (&rows[i]) && !types[j].readable) ||
                (rows[i].for_nec && !g_str_equal (types[j].family, "nec-optiarc")) ||
                (rows[i].leave == leave_other_unreadable_over_own_torn && types[j].readable))
                continue;
            plan = g_new0 (World, 1);
            plan->type = &types[j];
            plan->row = &rows[i];
            g_ptr_array_add (plans, plan);
            g_test_add_data_func (path, plan, test_every_state_that_other_programs_leave_is_recovered);
        }
    add_overwritten ();
    return g_test_run ();
}
