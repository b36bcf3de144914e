/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "found-drive.h"
#include "job/flow/bb-flow-unknown.h"
#include "job/store/bb-journal-private.h"

/* Tests bb_flow_has_other_data() and similar functions, which detect firmware that an interrupted flash cannot have
 * left in a drive: they compare the firmware block by block with the known images. */

#define BLOCK 0x10000u
#define N_BLOCKS 4u

/* Returns byte @at of a block with one of these contents:
 * - 'a', 'b': block of the first or the second image
 * - 'e': erased
 * - 'm': the first half of 'a', the second half of 'b'
 * - 'p': as 'a', but the last byte differs
 * - 'q': as 'a', but the first byte differs
 * - 'x': in no image */
static guint8
byte_of (char content, gsize at)
{
    guint8 a = (guint8) (at % 251), b = (guint8) (a ^ 0x80), x = (guint8) (a ^ 0x55);

    x = x == 0xFF ? 0x54 : x;
    switch (content) {
    case 'a':
        return a;
    case 'b':
        return b;
    case 'e':
        return 0xFF;
    case 'm':
        return at % BLOCK < BLOCK / 2 ? a : b;
    case 'p':
        return at % BLOCK == BLOCK - 1 ? x : a;
    case 'q':
        return at % BLOCK == 0 ? x : a;
    default:
        return x;
    }
}

/* Returns (transfer full) the data with the contents of @blocks. */
static GBytes *
make_data (const char *blocks)
{
    gsize size = strlen (blocks) * BLOCK;
    guint8 *data = g_malloc (size);

    for (gsize at = 0; at < size; at++)
        data[at] = byte_of (blocks[at / BLOCK], at);
    return g_bytes_new_take (data, size);
}

static BbImage *
make_image (const char *blocks)
{
    g_autoptr (GBytes) bytes = make_data (blocks);

    return bb_image_new_from_bytes (bytes, blocks);
}

/* Adds @length blocks from the block @first of @data as a region with the address of these blocks in the flash. */
static void
add_region (BbCaptures *captures, const char *name, BbRegionKind kind, GBytes *data, guint first, guint length)
{
    g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (data, first * BLOCK, length * BLOCK);

    bb_captures_add (captures, name, kind, first * BLOCK, bytes);
}

/* Returns bb_flow_has_other_data() of firmware that was read in @n_regions regions. The images 'a' and 'b' are known.
 */
static gboolean
has_other_data (const char *blocks, guint n_regions)
{
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GBytes) data = make_data (blocks);
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
    guint length = N_BLOCKS / n_regions;

    for (guint i = 0; i < n_regions; i++) {
        g_autofree char *name = g_strdup_printf ("part %u", i);

        add_region (captures, name, BB_REGION_FIRMWARE, data, i * length, length);
    }
    g_ptr_array_add (images, make_image ("aaaa"));
    g_ptr_array_add (images, make_image ("bbbb"));
    return bb_flow_has_other_data (captures, data, images);
}

/* bb_flow_has_other_data() must return the same whether the firmware was read as one region or as several. */
static void
test_blocks_that_no_image_explains_are_counted (void)
{
    static const struct {
        const char *blocks;
        gboolean is_other;
    } rows[] = {
        {"aaaa", FALSE},
        {"bbbb", FALSE},
        {"eeee", FALSE},
        {"aabb", FALSE},
        {"abeb", FALSE},
        {"ammb", FALSE},
        /* one unknown block in a mix of two images: the flash may have been interrupted in that block */
        {"aaxb", FALSE},
        {"axbb", FALSE},
        {"xabb", FALSE},
        {"aabx", FALSE},
        {"apbb", FALSE},
        {"aexb", FALSE},
        /* one unknown block in a single image: another program may have patched the image */
        {"aaax", TRUE},
        {"xaaa", TRUE},
        {"bxbb", TRUE},
        {"aapa", TRUE},
        {"qaaa", TRUE},
        /* two unknown blocks */
        {"axxb", TRUE},
        {"xabx", TRUE},
        {"pabq", TRUE},
        {"xxxx", TRUE},
        {"exbx", TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        for (guint n_regions = 1; n_regions <= N_BLOCKS; n_regions *= 2) {
            g_test_message ("%s in %u regions", rows[i].blocks, n_regions);
            g_assert_cmpint (has_other_data (rows[i].blocks, n_regions), ==, rows[i].is_other);
        }
    }
}

/* A flash of firmware does not write other regions, so their data is not compared. */
static void
test_other_regions_are_not_compared (void)
{
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GBytes) data = make_data ("aabb");
    g_autoptr (GBytes) other = make_data ("xxxx");
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

    g_ptr_array_add (images, make_image ("aaaa"));
    g_ptr_array_add (images, make_image ("bbbb"));
    add_region (captures, "calibration", BB_REGION_CALIBRATION, other, 0, 4);
    g_assert_true (bb_flow_has_other_data (captures, data, images));
    add_region (captures, "firmware", BB_REGION_FIRMWARE, data, 0, 4);
    g_assert_false (bb_flow_has_other_data (captures, data, images));
}

/* The region has other bytes than the image @elsewhere, which is given to bb_flow_has_other_data() as the firmware
 * that was read. So the region cannot be found in the image, and must count as other data. */
static void
test_region_that_is_not_in_the_image_is_other_data (void)
{
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GBytes) data = make_data ("aabb");
    g_autoptr (GBytes) elsewhere = make_data ("bbaa");
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

    g_ptr_array_add (images, make_image ("aaaa"));
    g_ptr_array_add (images, make_image ("bbbb"));
    add_region (captures, "firmware", BB_REGION_FIRMWARE, data, 0, 4);
    g_assert_true (bb_flow_has_other_data (captures, elsewhere, images));
}

/* The known image "aa" has the first two blocks of the firmware "aaaa". The other two blocks must count as unknown,
 * until the image "aaaa" is known, too. */
static void
test_short_image_explains_only_its_bytes (void)
{
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GBytes) data = make_data ("aaaa");
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

    add_region (captures, "firmware", BB_REGION_FIRMWARE, data, 0, 4);
    g_ptr_array_add (images, make_image ("aa"));
    g_assert_true (bb_flow_has_other_data (captures, data, images));
    g_ptr_array_add (images, make_image ("aaaa"));
    g_assert_false (bb_flow_has_other_data (captures, data, images));
}

static void
test_foreign_firmware_has_two_blocks_of_neither_image (void)
{
    static const struct {
        const char *inside, *one, *other;
        gboolean is_foreign;
    } rows[] = {
        {"aabb", "aaaa", "bbbb", FALSE},
        {"aexb", "aaaa", "bbbb", FALSE},
        {"xabb", "aaaa", "bbbb", FALSE},
        {"axxb", "aaaa", "bbbb", TRUE},
        {"pabq", "aaaa", "bbbb", TRUE},
        {"xeax", "aaaa", "bbbb", TRUE},
        {"bbbb", "aaaa", "aaaa", TRUE},
        /* Only the bytes that all three images have are compared. */
        {"aaxx", "aa", "bbbb", FALSE},
        {"aaxx", "aaaa", "bb", FALSE},
        {"aa", "aaxx", "bbbb", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImage) inside = make_image (rows[i].inside);
        g_autoptr (BbImage) one = make_image (rows[i].one);
        g_autoptr (BbImage) other = make_image (rows[i].other);

        g_test_message ("%s, %s, %s", rows[i].inside, rows[i].one, rows[i].other);
        g_assert_cmpint (bb_flow_is_foreign_firmware (inside, one, other), ==, rows[i].is_foreign);
        g_assert_cmpint (bb_flow_is_foreign_firmware (inside, other, one), ==, rows[i].is_foreign);
    }
}

static void
test_third_image_is_none_of_the_journal (void)
{
    g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
    g_autoptr (BbImage) image = make_image ("ab");
    char **members[] = {&record->new_image, &record->old_image, &record->target_image};

    g_assert_true (bb_flow_is_third_image (record, image));
    for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
        *members[i] = g_strdup ("images/other.bin");
        g_assert_true (bb_flow_is_third_image (record, image));
        g_free (*members[i]);
        *members[i] = g_strdup_printf ("images/%s.bin", bb_image_get_sha256 (image));
        g_assert_false (bb_flow_is_third_image (record, image));
        g_clear_pointer (members[i], g_free);
    }
}

/* The catalog has the checksum of a file that ends with the boot version, or of a file without this ending. The
 * firmware in the drive never has such an ending. RECOVER must recognize this firmware as known in both cases. */
static void
test_firmware_of_a_file_with_an_ending_is_known (void)
{
    static const char *const endings[] = {NULL, "00"};

    for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
        g_autoptr (JobRig) rig = found_rig_new ("L210", "BootVersion=00\n");
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "L210", "1.07", NULL);
        g_autoptr (BbImage) known = job_rig_image ("nec-optiarc", "L210", "8.88", endings[i]);
        g_autoptr (BbCatalog) catalog = found_open_catalog_with ("L210", known);
        g_autoptr (BbResult) interrupted = NULL;
        g_autoptr (BbResult) written = NULL;
        g_autoptr (BbResult) result = NULL;
        char *own = rig->state;

        job_rig_fault (rig, "At=step:program:5;Kind=power-cut;During=middle");
        interrupted = job_rig_do (rig, BB_ACTION_FLASH, image, FOUND_FLAGS, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (interrupted, BB_OUTCOME_NEEDS_RECOVERY);
        rig->state = job_rig_make_folder ();
        job_rig_restart (rig);
        written = found_recover (rig, known);
        job_rig_assert_outcome (written, BB_OUTCOME_DONE);
        job_rig_remove_folder (rig->state);
        g_free (rig->state);
        rig->state = own;
        g_set_object (&rig->catalog, catalog);
        job_rig_restart (rig);
        result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
        g_test_message ("ending %s: %s", endings[i], result->message);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_REPLACED);
        g_assert_nonnull (strstr (result->message, "the known image ND-0000A 8.88"));
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    }
}

/* --- images in the journals of other drives --- */

/**
 * OtherJournal: a closed journal of another drive. Its image is the firmware that the drive of the test runs.
 * @verified: (nullable): how the image was verified
 */
typedef struct {
    const char *family, *model, *result, *verified;
} OtherJournal;

/**
 * OtherCase: journals of other drives. They are newer than the journals of the drive of the test.
 * @is_known: one of @journals makes the image known
 */
typedef struct {
    const char *name;
    OtherJournal journals[3];
    gboolean is_known;
} OtherCase;

static const OtherCase other_cases[] = {
    {"flashed", {{"nec-optiarc", "K355", "done", NULL}}, TRUE},
    {"replaced_and_verified", {{"nec-optiarc", "K355", BB_JOURNAL_REPLACED, "proven"}}, TRUE},
    {"not_usable",
     {{"nec-optiarc", "K356", "done", NULL},
      {"plextor", "K355", "done", NULL},
      {"nec-optiarc", "K355", BB_JOURNAL_REPLACED, NULL}},
     FALSE},
};

/* Writes the closed journal of a flash of @image on the drive that @other describes. */
static void
add_other_journal (JobRig *rig, const OtherJournal *other, BbImage *image)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("OTHER", "ff");
    g_autoptr (BbJournal) journal = NULL;

    g_free (record->family);
    record->family = g_strdup (other->family);
    g_free (record->model_key);
    record->model_key = g_strdup (other->model);
    g_free (record->new_image);
    record->new_image = bb_journal_keep_image (rig->state, bb_image_get_bytes (image), NULL);
    journal = job_rig_begin_journal (rig->state, record);
    if (other->verified != NULL)
        g_assert_true (bb_journal_add_proof (journal, other->verified, FALSE, NULL));
    g_assert_true (bb_journal_close (journal, other->result, NULL));
}

/* After an interrupted flash, another program wrote the firmware that the drive runs now. RECOVER must recognize this
 * firmware only if a usable journal of another drive has it. */
static void
test_image_of_another_drive_is_known (gconstpointer data)
{
    const OtherCase *other = data;
    g_autoptr (JobRig) rig = found_rig_new ("K355", "");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "9.99", NULL);
    g_autoptr (BbImage) written = job_rig_image ("nec-optiarc", "K355", "8.88", NULL);
    g_autofree char *elsewhere = job_rig_make_folder ();
    char *own = rig->state;
    g_autoptr (BbResult) interrupted = NULL;
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=power-cut;During=middle");
    interrupted = job_rig_do (rig, BB_ACTION_FLASH, image, FOUND_FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (interrupted, BB_OUTCOME_NEEDS_RECOVERY);
    rig->state = elsewhere;
    job_rig_restart (rig);
    recovered = found_recover (rig, written);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    rig->state = own;
    for (guint i = 0; i < G_N_ELEMENTS (other->journals) && other->journals[i].family != NULL; i++)
        add_other_journal (rig, &other->journals[i], written);
    job_rig_restart (rig);
    result = found_recover (rig, NULL);
    g_test_message ("%s: %s", other->name, result->message);
    g_assert_cmpint (result->reason == BB_RESULT_REASON_REPLACED, ==, other->is_known);
    if (other->is_known)
        g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    job_rig_remove_folder (elsewhere);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/flow/unknown/blocks_that_no_image_explains_are_counted",
                     test_blocks_that_no_image_explains_are_counted);
    g_test_add_func ("/flow/unknown/other_regions_are_not_compared", test_other_regions_are_not_compared);
    g_test_add_func ("/flow/unknown/region_that_is_not_in_the_image_is_other_data",
                     test_region_that_is_not_in_the_image_is_other_data);
    g_test_add_func ("/flow/unknown/short_image_explains_only_its_bytes", test_short_image_explains_only_its_bytes);
    g_test_add_func ("/flow/unknown/foreign_firmware_has_two_blocks_of_neither_image",
                     test_foreign_firmware_has_two_blocks_of_neither_image);
    g_test_add_func ("/flow/unknown/third_image_is_none_of_the_journal", test_third_image_is_none_of_the_journal);
    g_test_add_func ("/flow/unknown/firmware_of_a_file_with_an_ending_is_known",
                     test_firmware_of_a_file_with_an_ending_is_known);
    for (guint i = 0; i < G_N_ELEMENTS (other_cases); i++) {
        g_autofree char *path =
            g_strconcat ("/flow/unknown/image_of_another_drive_is_known/", other_cases[i].name, NULL);

        g_test_add_data_func (path, &other_cases[i], test_image_of_another_drive_is_known);
    }
    return g_test_run ();
}
