/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-backup-private.h"
#include "job/flow/bb-flash-map.h"
#include "job/words/bb-words.h"

#include <string.h>

/*
 * Some drives erase one block more than they program (docs/protocols/nec-optiarc.md, section 4). The test flashes
 * such drives and rolls back. The additional block must be saved and reported, but not written back, because its
 * meaning is unknown. All other bytes must be the same as before.
 */

typedef struct {
    const char *type;
    const char *model;
    const char *boot_version;
    guint32 left; /* address of the block that is erased and not programmed; 0: there is none */
} Drive;

static const Drive drives[] = {
    {"640k", "K110", "02", 0},
    {"768k", "L210", "00", 0},
    {"1m", "K352", "02", 0},
    {"1m-two-sums", "K210", "01", 0},
    {"2m", "K355", "05", 0x1F0000},
    {"2m-laptop", "L252", "04", 0x1F0000},
    {"2m-keyed", "K370", "05", 0x1F0000},
    {"2mopti", "D770", "04", 0},
    {"opti2", "G200", "03", 0x1F0000},
    {"opti3", "G265", "08", 0x1E0000},
    {"opti4", "G285", "03", 0},
};

#define LEFT_BYTES 0x10000u

static JobRig *
rig_of (const Drive *drive)
{
    g_autofree char *scenario =
        g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=%s\nBootVersion=%s\nRevision=1.05\nSerial=SIM0001\n",
                         drive->model, drive->boot_version);

    return job_rig_new (scenario, NULL);
}

static BbImage *
new_image (const Drive *drive)
{
    return job_rig_image ("nec-optiarc", drive->model, "1.07", drive->boot_version);
}

static GBytes *
dump (JobRig *rig)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = bb_sim_bus_dump (rig->bus, "sr0", NULL, &error);

    g_assert_no_error (error);
    return bytes;
}

static const guint8 *
data_at (GBytes *bytes, guint32 address)
{
    return (const guint8 *) g_bytes_get_data (bytes, NULL) + address;
}

/* TRUE if all bytes of the block at @address are erased. */
static gboolean
is_blank (GBytes *memory, guint32 address)
{
    for (guint32 i = 0; i < LEFT_BYTES; i++)
        if (*data_at (memory, address + i) != 0xFF)
            return FALSE;
    return TRUE;
}

/* Asserts that all bytes are equal, except those of the block that @drive erases and does not program (@left). */
static void
assert_same (const Drive *drive, GBytes *one, GBytes *other)
{
    gsize size = g_bytes_get_size (one);
    gsize first = drive->left != 0 ? drive->left : size;
    gsize after = MIN (first + LEFT_BYTES, size);

    g_assert_cmpuint (g_bytes_get_size (other), ==, size);
    g_assert_cmpint (memcmp (data_at (one, 0), data_at (other, 0), first), ==, 0);
    g_assert_cmpint (memcmp (data_at (one, after), data_at (other, after), size - after), ==, 0);
}

/* Asserts that the backup is complete. If @drive erases a block that it does not program (@left), asserts that the
 * backup has the bytes of this block in @memory. */
static void
assert_kept (JobRig *rig, const Drive *drive, BbBackup *backup, GBytes *memory)
{
    const BbBackupFile *file = bb_backup_find_file (backup, "erased-block");
    g_autoptr (GBytes) kept = NULL;

    g_assert_true (backup->complete);
    if (drive->left == 0) {
        g_assert_null (file);
        return;
    }
    g_assert_nonnull (file);
    g_assert_cmpuint (file->address, ==, drive->left);
    g_assert_cmpuint (file->n_missing, ==, 0);
    /* Older versions know the kind OTHER, so they can read this backup, too. */
    g_assert_cmpint (file->kind, ==, BB_REGION_OTHER);
    kept = bb_backup_store_load (bb_engine_get_store (rig->engine), backup, "erased-block", NULL);
    g_assert_nonnull (kept);
    g_assert_cmpmem (g_bytes_get_data (kept, NULL), g_bytes_get_size (kept), data_at (memory, drive->left),
                     LEFT_BYTES);
}

static gboolean
has_note (BbResult *result, const char *text)
{
    for (guint i = 0; result->notes[i] != NULL; i++)
        if (strstr (result->notes[i], text) != NULL)
            return TRUE;
    return FALSE;
}

/* The terminal prints the whole message, which says that the area was not compared. The window shows a message
 * without this, because the details say so. */
static void
assert_area_is_told (BbResult *result, gboolean is_left)
{
    static const char *const area = "A memory area outside the firmware was not compared";
    g_autofree char *shown = bb_words_dup_message (result, BB_MESSAGE_WITHOUT_AREA);

    g_assert_cmpint (strstr (result->message, area) != NULL, ==, is_left);
    g_assert_null (strstr (shown, area));
    g_assert_nonnull (strstr (shown, "All of the firmware was read back and verified."));
}

static void
test_all_but_the_block_is_unchanged (gconstpointer data)
{
    const Drive *drive = data;
    g_autoptr (JobRig) rig = rig_of (drive);
    g_autoptr (BbImage) image = new_image (drive);
    g_autoptr (GBytes) before = dump (rig);
    g_autoptr (GBytes) between = NULL;
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) back = NULL;

    /* The simulated contents differ from erased flash. */
    if (drive->left != 0)
        g_assert_false (is_blank (before, drive->left));
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_cmpint (flashed->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpint (has_note (flashed, "A memory area outside the firmware was not compared (64 KiB at 0x"), ==,
                     drive->left != 0);
    g_assert_cmpint (has_note (flashed, "because the drive probably manages this area itself"), ==, drive->left != 0);
    assert_area_is_told (flashed, drive->left != 0);
    between = dump (rig);
    g_assert_false (g_bytes_equal (before, between));
    if (drive->left != 0)
        g_assert_true (is_blank (between, drive->left));
    assert_kept (rig, drive, flashed->backup, before);
    back = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    g_assert_cmpint (back->proof, ==, BB_PROOF_PROVEN);
    after = dump (rig);
    assert_same (drive, before, after);
    /* A rollback does not write the block. */
    if (drive->left != 0)
        g_assert_true (is_blank (after, drive->left));
    assert_kept (rig, drive, flashed->backup, before);
    job_rig_assert_no_violations (rig);
}

static const BbRegion *
find_left (BbPlan *plan)
{
    for (guint i = 0; i < bb_plan_get_n_regions (plan); i++)
        if (bb_plan_get_region (plan, i)->kind == BB_REGION_LEFT)
            return bb_plan_get_region (plan, i);
    return NULL;
}

static BbCellState
cell_at (BbFlashMap *map, guint32 address)
{
    g_autoptr (GArray) cells = bb_flash_map_dup_cells (map);

    for (guint i = 0; i < cells->len; i++)
        if (g_array_index (cells, BbCell, i).address == address)
            return g_array_index (cells, BbCell, i).state;
    g_assert_not_reached ();
}

/* Asserts that the flash map shows the block as pending at first, and at the end as erased and left to the drive. */
static void
assert_map_tells (BbPlan *plan, guint32 left)
{
    g_autoptr (BbFlashMap) map = bb_flash_map_new (plan);

    g_assert_cmpint (cell_at (map, left), ==, BB_CELL_TO_DO);
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        bb_flash_map_begin (map, bb_plan_get_step (plan, i));
        bb_flash_map_end (map, bb_plan_get_step (plan, i), TRUE, FALSE);
    }
    g_assert_cmpint (cell_at (map, left), ==, BB_CELL_LEFT);
    g_assert_cmpint (cell_at (map, left - LEFT_BYTES), ==, BB_CELL_VERIFIED);
    g_assert_cmpstr (bb_words_cell (BB_CELL_LEFT), ==, "erased, managed by the drive");
}

static void
test_the_block_is_named (gconstpointer data)
{
    const Drive *drive = data;
    g_autoptr (JobRig) rig = rig_of (drive);
    g_autoptr (BbImage) image = new_image (drive);
    g_autoptr (BbResult) checked =
        job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    BbPlan *plan = checked->review->plan;
    g_autofree char *sentence = NULL;
    g_autofree char *address = g_strdup_printf ("0x%06x", drive->left);
    guint n_named = 0;

    g_assert_nonnull (plan);
    g_assert_cmpint (bb_verdict_has (checked->review->verdict, "left-block"), ==, drive->left != 0);
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        g_autofree char *text = bb_words_dup_step (plan, i);
        g_autofree char *place = bb_words_dup_left_step (plan, i);

        g_assert_cmpint (place != NULL, ==, strstr (text, ". This block is outside the firmware.") != NULL);
        if (place == NULL)
            continue;
        n_named++;
        g_assert_nonnull (strstr (place, address));
        g_assert_nonnull (strstr (place, "The drive probably manages this memory area itself."));
        g_assert_nonnull (strstr (place, "Restoring the backup does not write to this area."));
        g_assert_cmpint (bb_plan_get_step (plan, i)->kind, ==, BB_STEP_ERASE);
        g_assert_cmphex (bb_plan_get_step (plan, i)->address, ==, drive->left);
    }
    g_assert_cmpuint (n_named, ==, drive->left != 0 ? 1 : 0);
    sentence = bb_words_dup_left (plan);
    if (drive->left == 0) {
        g_assert_null (sentence);
        g_assert_null (find_left (plan));
        return;
    }
    /* Only the steps have the address. */
    g_assert_null (strstr (sentence, address));
    g_assert_nonnull (strstr (sentence, "a memory area of 64 KiB outside the firmware."));
    /* What is only assumed is in the steps. */
    g_assert_null (strstr (sentence, "probably"));
    g_assert_cmphex (find_left (plan)->address, ==, drive->left);
    g_assert_cmphex (find_left (plan)->length_bytes, ==, LEFT_BYTES);
    assert_map_tells (plan, drive->left);
}

/* Returns the number of the first command of a backup that reads the block. */
static guint
find_first_read (const Drive *drive)
{
    g_autoptr (JobRig) rig = rig_of (drive);
    g_autofree char *read = g_strdup_printf ("CC00%08X", drive->left);
    g_autoptr (BbResult) result = NULL;
    g_auto (GStrv) log = NULL;

    bb_sim_store_set_logging (rig->store, TRUE);
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    log = bb_sim_store_list_log (rig->store, "sr0");
    for (guint i = 0; log[i] != NULL; i++)
        if (strstr (log[i], read) != NULL)
            return i + 1;
    g_error ("the block at 0x%06x is not read", drive->left);
}

/* The drive may reject reads of the block or return changing data: the backup continues with a note. */
static void
test_a_block_that_cannot_be_saved (gconstpointer data)
{
    const Drive *drive = data;
    guint first = find_first_read (drive);
    const struct {
        guint at;
        const char *fault;
        const char *note;
        guint n_missing;
    } troubles[] = {
        {first, "Kind=sense;Sense=5/24/00;Times=32", "could not be read", LEFT_BYTES},
        {first, "Kind=sense;Sense=4/44/00;Times=32", "could not be read", LEFT_BYTES},
        {first + 2, "Kind=short-read;Times=1", "changed between two reads", 0},
        /* a fault in one page of the second read */
        {first + 16 + 3, "Kind=sense;Sense=3/11/00;Times=1", "changed between two reads", 0},
        {first + 16 + 3, "Kind=bit-flip;Times=1", "changed between two reads", 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (troubles); i++) {
        g_autoptr (JobRig) rig = rig_of (drive);
        g_autofree char *fault = g_strdup_printf ("At=command:%u;%s", troubles[i].at, troubles[i].fault);
        g_autoptr (BbResult) result = NULL;
        const BbBackupFile *file = NULL;

        job_rig_fault (rig, fault);
        result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_true (result->backup->complete);
        g_assert_true (has_note (result, troubles[i].note));
        file = bb_backup_find_file (result->backup, "erased-block");
        if (troubles[i].n_missing > 0)
            g_assert_null (file);
        else
            g_assert_nonnull (file);
    }
}

/* A backup without the block, as older versions made it, can be restored. */
static void
test_a_backup_without_the_block_is_restored (gconstpointer data)
{
    const Drive *drive = data;
    g_autoptr (JobRig) rig = rig_of (drive);
    g_autoptr (BbImage) image = new_image (drive);
    g_autofree char *fault =
        g_strdup_printf ("At=command:%u;Kind=sense;Sense=5/24/00;Times=32", find_first_read (drive));
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_ROLLBACK);
    g_autoptr (GBytes) before = dump (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) kept = NULL;
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) back = NULL;

    job_rig_fault (rig, fault);
    kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_null (bb_backup_find_file (kept->backup, "erased-block"));
    job_rig_restart (rig);
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    request->backup_id = g_strdup (kept->backup->id);
    back = job_rig_run (rig, request);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    after = dump (rig);
    assert_same (drive, before, after);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (drives); i++) {
        g_autofree char *all_but = g_strdup_printf ("/job/left-block/all-but/%s", drives[i].type);
        g_autofree char *named = g_strdup_printf ("/job/left-block/named/%s", drives[i].type);
        g_autofree char *trouble = g_strdup_printf ("/job/left-block/trouble/%s", drives[i].type);
        g_autofree char *old = g_strdup_printf ("/job/left-block/old-backup/%s", drives[i].type);

        g_test_add_data_func (all_but, &drives[i], test_all_but_the_block_is_unchanged);
        g_test_add_data_func (named, &drives[i], test_the_block_is_named);
        if (drives[i].left == 0)
            continue;
        g_test_add_data_func (trouble, &drives[i], test_a_block_that_cannot_be_saved);
        g_test_add_data_func (old, &drives[i], test_a_backup_without_the_block_is_restored);
    }
    return g_test_run ();
}
