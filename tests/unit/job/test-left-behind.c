/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/nec/bb-nec-boot.h"
#include "job-rig.h"

#include <string.h>

/*
 * What another program, a half-successful run or a second writer can leave behind, for each flash type: what is said
 * of it, and what recovery does while no user answers. Content that was valid before is in the drive or in a backup
 * afterwards.
 */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_WITHOUT_BACKUP)
#define MAX_RECOVERIES 4
#define BANK_1_IN_IMAGE 0x7B004u

typedef struct {
    const char *family;
    const char *model;
    const char *boot_version;
    gboolean readable;
    gboolean has_banks;
} Type;

static const Type types[] = {
    {"nec-optiarc", "K110", NULL, TRUE, TRUE},   {"nec-optiarc", "L210", "00", TRUE, FALSE},
    {"nec-optiarc", "K352", "02", TRUE, FALSE},  {"nec-optiarc", "K210", "01", TRUE, FALSE},
    {"nec-optiarc", "K355", "05", TRUE, FALSE},  {"nec-optiarc", "K370", "05", TRUE, FALSE},
    {"nec-optiarc", "D770", "04", TRUE, FALSE},  {"nec-optiarc", "G200", "03", TRUE, FALSE},
    {"nec-optiarc", "G265", "08", TRUE, FALSE},  {"nec-optiarc", "G285", "03", TRUE, FALSE},
    {"nec-optiarc", "C500", NULL, FALSE, FALSE}, {"mediatek-mt1959", "BD-RE WH16NS60", NULL, FALSE, FALSE},
};

typedef struct _Row Row;

/**
 * World: one drive that had 1.05, of which a backup was made.
 * @old: its firmware then
 * @left: its firmware as it was left behind
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

/** After: what is in the drive when recovery is over. */
typedef enum {
    AFTER_LEFT, /* what was left behind */
    AFTER_OLD,  /* the firmware of the backup */
} After;

/**
 * Row:
 * @state: (nullable): of the simulated drive
 * @leave: (nullable): leaves the drive in that state
 * @valid: a whole firmware is left behind
 * @says: state of the drive
 * @after: with a backup of the firmware
 * @ends: how recovery ends then
 * @for_banks, @for_nec: only for types with two banks, only for that family
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
};

/* --- what leaves it behind --- */

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

/* From now on the program with the state folder @state works with the drive, which was switched off and on. */
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

/* 9.99 was interrupted here, and then another program wrote 8.88, whole. The journal of 9.99 is still open. */
static void
leave_other_whole_over_own_torn (World *world)
{
    g_autoptr (BbResult) torn = flash (world, "9.99", get_cut (world));
    g_autoptr (BbImage) image = make_image (world, "8.88");
    g_autoptr (BbResult) result = NULL;

    job_rig_assert_outcome (torn, BB_OUTCOME_NEEDS_RECOVERY);
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
}

/* 9.99 was flashed here, and then another program brought back what the backup holds. */
static void
leave_old_content (World *world)
{
    g_autoptr (BbResult) flashed = flash (world, "9.99", NULL);
    g_autoptr (BbResult) back = NULL;
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (world->rig->engine), NULL);
    BbBackup *oldest = g_ptr_array_index (backups, backups->len - 1);

    g_assert_true (flashed->outcome == BB_OUTCOME_DONE || flashed->outcome == BB_OUTCOME_WRITTEN);
    image = bb_backup_store_load_image (bb_engine_get_store (world->rig->engine), oldest, job_rig_catalog (), NULL);
    g_assert_nonnull (image);
    begin_with (world, world->other_state);
    back = job_rig_do (world->rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    begin_with (world, world->own_state);
}

/* Another program entered safe mode and ended; the power was kept. */
static void
leave_safe_mode (World *world)
{
    g_autoptr (BbTransport) transport = bb_sim_bus_open (world->rig->bus, "sr0", NULL);
    BbCommand command = {.direction = BB_DIRECTION_NONE, .timeout_ms = 5000};
    gboolean good = FALSE;

    bb_nec_cdb_safe_mode (&command.cdb, TRUE, world->type->model, 0);
    /* the first may get a unit attention */
    for (guint i = 0; i < 2 && !good; i++) {
        BbReply reply = {0};

        good = bb_transport_execute (transport, &command, &reply, NULL) && bb_reply_check (&reply, NULL);
    }
    g_assert_true (good);
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
    {"other-image-whole-over-own-torn", NULL, leave_other_whole_over_own_torn, TRUE, BB_DRIVE_STATE_NEEDS_RECOVERY,
     AFTER_OLD, BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
    {"content-of-an-old-backup", NULL, leave_old_content, TRUE, BB_DRIVE_STATE_READY, AFTER_LEFT, BB_OUTCOME_DONE,
     FALSE, TRUE},
    {"erased", "erased", NULL, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD, BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
    {"half-alive", "half-alive", NULL, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD, BB_OUTCOME_ROLLED_BACK, FALSE,
     TRUE},
    {"safe-mode-kept", NULL, leave_safe_mode, TRUE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_LEFT, BB_OUTCOME_DONE, FALSE,
     TRUE},
    {"safe-mode-by-power-on", "forced-safe", NULL, FALSE, BB_DRIVE_STATE_NEEDS_RECOVERY, AFTER_OLD,
     BB_OUTCOME_ROLLED_BACK, FALSE, TRUE},
};

/* --- the world --- */

static char *
dup_scenario (const Type *type, const char *state)
{
    GString *text = g_string_new (NULL);

    g_string_append_printf (text, "[drive sr0]\nFamily=%s\nModel=%s\nRevision=1.05\nSerial=SIM0001\nSeed=5\n",
                            type->family, type->model);
    if (type->boot_version != NULL)
        g_string_append_printf (text, "BootVersion=%s\n", type->boot_version);
    if (state != NULL)
        g_string_append_printf (text, "State=%s\n", state);
    return g_string_free (text, FALSE);
}

static World *
world_new (const Type *type, const Row *row)
{
    World *world = g_new0 (World, 1);
    g_autofree char *well = dup_scenario (type, NULL);
    g_autofree char *scenario = dup_scenario (type, row->state);
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
        /* the same unit, as something else left it */
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

/* --- what may not be --- */

/* Whether @image, as it is in a backup, is the firmware that stood in the drive as @firmware. */
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

static void
assert_not_lost (const World *world)
{
    g_autoptr (GBytes) now = job_rig_firmware (world->rig);

    if (world->row->valid && !g_bytes_equal (now, world->left))
        g_assert_true (is_saved (world, world->left));
}

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

/* Recovers, and does what the result asks for, until it is over. No user answers. */
static BbResult *
recover_unattended (const World *world)
{
    BbResult *result = NULL;

    for (guint i = 0; i < MAX_RECOVERIES; i++) {
        g_clear_pointer (&result, bb_result_unref);
        result =
            job_rig_do (world->rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ROLLBACK);
        job_rig_assert_told (result);
        assert_not_lost (world);
        if (result->reason != BB_RESULT_REASON_POWER_CYCLE)
            break;
        job_rig_restart (world->rig);
    }
    return result;
}

static void
test_what_is_left_behind (gconstpointer data)
{
    const World *plan = data;
    g_autoptr (World) world = world_new (plan->type, plan->row);
    const Row *row = world->row;
    /* where the firmware cannot be read, there is no backup of it; only a flash of our own has left a file */
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

int
main (int argc, char **argv)
{
    g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (g_free);

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        for (guint j = 0; j < G_N_ELEMENTS (types); j++) {
            World *plan = NULL;
            g_autofree char *path = g_strdup_printf ("/left-behind/%s/%s", rows[i].name, types[j].model);

            if ((rows[i].for_banks && !types[j].has_banks) ||
                (rows[i].for_nec && !g_str_equal (types[j].family, "nec-optiarc")) ||
                ((rows[i].leave == leave_old_content || rows[i].leave == leave_other_whole_over_own_torn) &&
                 !types[j].readable))
                continue;
            plan = g_new0 (World, 1);
            plan->type = &types[j];
            plan->row = &rows[i];
            g_ptr_array_add (plans, plan);
            g_test_add_data_func (path, plan, test_what_is_left_behind);
        }
    return g_test_run ();
}
