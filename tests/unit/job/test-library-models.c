/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "test-families.h"

#include "job/library/bb-library-private.h"

#include <string.h>

/* Firmware must be offered only to the drives that it fits. Also tests which refused images are counted, and which
 * files are twins. Tests bb-library-match.c. */

static gboolean
is_same (BbModel *one, BbModel *other, const char *key)
{
    return g_strcmp0 (bb_model_get_string (one, key), bb_model_get_string (other, key)) == 0;
}

/* TRUE if the catalog alone allows offering firmware of the model @image to a @drive. Plextor: all images with the
 * same header and size may be offered, because they cannot be told apart. Ricoh: every image may be offered, because
 * only a signature that is read from the drive shows whether it fits. */
static gboolean
fits (BbModel *drive, BbModel *image)
{
    const char *family = bb_model_get_family (drive);
    const char *older = bb_model_get_string (image, "Platform") != NULL ? "Platform" : "Product";

    if (!g_str_equal (family, bb_model_get_family (image)))
        return FALSE;
    if (bb_model_get_string (drive, "Platform") == NULL)
        older = "Product";
    if (g_str_equal (family, "mediatek-mt1959"))
        return is_same (drive, image, "Group") &&
               (!g_str_equal (bb_model_get_string (drive, "Group"), "mt1939") || is_same (drive, image, older));
    if (g_str_equal (family, "samsung-tsst") && bb_model_get_string (drive, "HardwareSet") != NULL)
        return is_same (drive, image, "HardwareSet");
    if (g_str_equal (family, "plextor"))
        return is_same (drive, image, "ImageHeader") && is_same (drive, image, "ImageSize");
    if (g_str_equal (family, "lg-renesas")) /* the header of the firmware has eight bytes for the name */
        return strncmp (bb_model_get_name (drive), bb_model_get_name (image), 8) == 0;
    return g_str_equal (family, "ricoh") || g_str_equal (bb_model_get_key (drive), bb_model_get_key (image));
}

typedef struct {
    BbModel *model;
    BbFacts *facts;
    BbImage *image;
} Row;

static void
row_free (Row *row)
{
    bb_model_unref (row->model);
    bb_facts_unref (row->facts);
    g_object_unref (row->image);
    g_free (row);
}

/* Returns (transfer full) a row for every model of which the simulator has a drive and firmware; without -m slow, for
 * every eighth model. */
static GPtrArray *
make_rows (void)
{
    const guint step = g_test_slow () ? 1 : 8;
    GPtrArray *families = test_families_list (), *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);

    for (guint i = 0; i < families->len; i++) {
        const char *family = ((const TestFamily *) g_ptr_array_index (families, i))->family;
        g_autoptr (GPtrArray) models = bb_catalog_list_models (job_rig_catalog (), family);

        for (guint j = 0; j < models->len; j += step) {
            BbModel *model = g_ptr_array_index (models, j);
            g_autoptr (BbImage) image = job_rig_try_image (family, bb_model_get_key (model), "1.07", NULL, NULL);
            Row *row = NULL;

            if (image == NULL)
                continue;
            /* A scan skips files below BB_FAMILY_LEAST_IMAGE_BYTES, so no image may be smaller. */
            g_assert_cmpuint (bb_image_get_size (image), >=, BB_FAMILY_LEAST_IMAGE_BYTES);
            row = g_new0 (Row, 1);
            row->model = bb_model_ref (model);
            row->facts = job_rig_dup_facts (family, bb_model_get_key (model), "");
            row->image = g_steal_pointer (&image);
            g_ptr_array_add (rows, row);
        }
    }
    return rows;
}

static void
test_no_file_is_offered_for_a_drive_that_it_does_not_fit (void)
{
    g_autoptr (GPtrArray) rows = make_rows ();
    guint n_own = 0;

    g_assert_cmpuint (rows->len, >, 20);
    for (guint i = 0; i < rows->len; i++) {
        const Row *drive = g_ptr_array_index (rows, i);

        for (guint j = 0; j < rows->len; j++) {
            const Row *image = g_ptr_array_index (rows, j);
            g_autoptr (BbLibraryOffer) offer = NULL;

            offer = bb_library_offer_new (drive->facts, image->image, job_rig_catalog (), NULL);
            if (offer == NULL)
                continue;
            g_assert_cmpint (bb_verdict_get_level (offer->verdict), <, BB_VERDICT_REFUSED);
            n_own += i == j ? 1 : 0;
            if (!fits (drive->model, image->model))
                g_error ("firmware of a %s is offered for a %s", bb_model_get_key (image->model),
                         bb_model_get_key (drive->model));
        }
    }
    g_assert_cmpuint (n_own, >, rows->len / 2);
}

/* A backup of another drive is refused. It must be in the table @refused, but @n_refused must count only files. */
static void
test_refused_backups_are_not_counted (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbFacts) other = job_rig_dup_facts ("nec-optiarc", "K370", "");
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0002");
    const char *none[] = {NULL};
    g_autoptr (BbLibraryIndex) index =
        bb_library_index_new (g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_file_free), none, 0);
    g_autoptr (GHashTable) refused =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bb_verdict_unref);
    BbLibraryLeftOut left_out = {7, 7, 7, 7};
    g_autoptr (GPtrArray) offers = NULL;

    g_assert_cmpint (saved->outcome, ==, BB_OUTCOME_DONE);
    details->simulated = TRUE;
    offers = bb_library_find (index, bb_engine_get_store (rig->engine), TRUE, details, other, job_rig_catalog (),
                              &left_out, refused, NULL, NULL);
    g_assert_cmpuint (offers->len, ==, 0);
    g_assert_cmpuint (g_hash_table_size (refused), ==, 1);
    g_assert_cmpuint (left_out.n_refused, ==, 0);
}

/* Returns (transfer full) a file with @image. */
static BbLibraryFile *
make_file (const char *path, BbImage *image)
{
    BbLibraryFile *file = g_new0 (BbLibraryFile, 1);

    file->path = g_strdup (path);
    file->size_bytes = bb_image_get_size (image);
    file->sha256 = g_strdup (bb_image_get_sha256 (image));
    file->images = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_image_free);
    g_ptr_array_add (file->images, bb_library_image_new (NULL, bb_image_get_sha256 (image),
                                                         bb_image_identity_ref (bb_image_get_identity (image))));
    return file;
}

/* A backup that may be incomplete is no way back: it is not offered, and it does not say that its firmware ran. A
 * file with the same bytes is offered like any other file. */
static void
test_untrusted_backups_are_not_offered (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    BbBackupStore *store = bb_engine_get_store (rig->engine);
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0001");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "9.99", NULL);
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autofree char *path = g_build_filename (rig->state, "9.99.bin", NULL);
    g_autoptr (BbBackup) unproven = NULL;
    g_autoptr (GError) error = NULL;

    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    details->simulated = TRUE;
    unproven = bb_backup_store_keep_unproven (store, details, saved->facts, bb_image_get_bytes (image), captures,
                                              "read once", &error);
    g_assert_no_error (error);
    g_file_set_contents (path, g_bytes_get_data (bb_image_get_bytes (image), NULL), bb_image_get_size (image),
                         &error);
    g_assert_no_error (error);
    for (guint has_file = 0; has_file < 2; has_file++) {
        const char *none[] = {NULL};
        GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_file_free);
        g_autoptr (BbLibraryIndex) index = NULL;
        g_autoptr (GPtrArray) offers = NULL;

        if (has_file)
            g_ptr_array_add (files, make_file (path, image));
        index = bb_library_index_new (files, none, 0);
        offers =
            bb_library_find (index, store, TRUE, details, saved->facts, job_rig_catalog (), NULL, NULL, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (offers->len, ==, 1 + has_file);
        for (guint i = 0; i < offers->len; i++) {
            const BbLibraryOffer *offer = g_ptr_array_index (offers, i);
            gboolean is_file = g_str_equal (offer->sha256, bb_image_get_sha256 (image));

            g_assert_cmpint (offer->ran == 0, ==, is_file);
            g_assert_cmpint (offer->backup_id == NULL, ==, is_file);
        }
    }
}

/* Two files of the same model and revision differ in one byte, so they are twins (@has_twin). Files of another
 * revision or for another board, and two copies of the same image, are no twins. */
static void
test_files_of_one_firmware_with_other_bytes_are_twins (void)
{
    g_autoptr (BbImage) good = job_rig_image ("mediatek-mt1959", "BD-RE BU40N", "1.03", NULL);
    g_autoptr (BbImage) older = job_rig_image ("mediatek-mt1959", "BD-RE BU40N", "1.02", NULL);
    g_autoptr (BbImage) other = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (GBytes) changed = NULL;
    g_autoptr (BbImage) damaged = NULL;
    GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_file_free);
    gsize size = bb_image_get_size (good);
    guint8 *bytes = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (good), NULL), size);
    const char *none[] = {NULL};
    g_autoptr (BbLibraryIndex) index = NULL;
    g_autoptr (GPtrArray) entries = NULL;

    bytes[size / 4 * 3] ^= 0xff;
    changed = g_bytes_new_take (bytes, size);
    damaged = job_rig_bytes_image (changed);
    g_ptr_array_add (files, make_file ("/1/good.bin", good));
    g_ptr_array_add (files, make_file ("/2/good.bin", good));
    g_ptr_array_add (files, make_file ("/damaged.bin", damaged));
    g_ptr_array_add (files, make_file ("/older.bin", older));
    g_ptr_array_add (files, make_file ("/other.bin", other));
    index = bb_library_index_new (files, none, 0);
    entries = bb_library_index_list (index);
    g_assert_cmpuint (entries->len, ==, 4);
    for (guint i = 0; i < entries->len; i++) {
        const BbLibraryEntry *entry = g_ptr_array_index (entries, i);
        gboolean is_twin = g_str_equal (entry->sha256, bb_image_get_sha256 (good)) ||
                           g_str_equal (entry->sha256, bb_image_get_sha256 (damaged));

        g_assert_cmpint (entry->has_twin, ==, is_twin);
    }
}

/* Only usable images of the family that name the code are loaded. An image whose file was changed after the scan is
 * left out. */
static void
test_images_that_name_a_code_are_loaded (void)
{
    static const char *const names[][2] = {{"K110", "1.05"}, {"K110", "1.07"}, {"K355", "1.05"}};
    g_autofree char *folder = job_rig_make_folder ();
    const char *const paths[] = {folder, NULL};
    g_autofree char *changed = NULL;
    g_autofree char *sha256 = NULL;
    g_autoptr (BbLibraryIndex) index = NULL;
    g_autoptr (GPtrArray) images = NULL, foreign = NULL, left = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", names[i][0], names[i][1], NULL);
        g_autofree char *path = g_strdup_printf ("%s/%u.bin", folder, i);
        gsize size = 0;
        const char *bytes = g_bytes_get_data (bb_image_get_bytes (image), &size);

        g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
        if (i == 0)
            sha256 = g_strdup (bb_image_get_sha256 (image));
        if (i == 1)
            changed = g_steal_pointer (&path);
    }
    index = bb_library_scan (paths, NULL, job_rig_catalog (), NULL, NULL, NULL);
    images = bb_library_index_load_images (index, "nec-optiarc", "K110", job_rig_catalog ());
    g_assert_cmpuint (images->len, ==, 2);
    foreign = bb_library_index_load_images (index, "liteon", "K110", job_rig_catalog ());
    g_assert_cmpuint (foreign->len, ==, 0);
    g_assert_true (g_file_set_contents (changed, "changed", -1, NULL));
    left = bb_library_index_load_images (index, "nec-optiarc", "K110", job_rig_catalog ());
    g_assert_cmpuint (left->len, ==, 1);
    g_assert_cmpstr (bb_image_get_sha256 (g_ptr_array_index (left, 0)), ==, sha256);
    job_rig_remove_folder (folder);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/library/no-file-for-a-drive-that-it-does-not-fit",
                     test_no_file_is_offered_for_a_drive_that_it_does_not_fit);
    g_test_add_func ("/library/images-that-name-a-code-are-loaded", test_images_that_name_a_code_are_loaded);
    g_test_add_func ("/library/refused-backups-are-not-counted", test_refused_backups_are_not_counted);
    g_test_add_func ("/library/untrusted-backups-are-not-offered", test_untrusted_backups_are_not_offered);
    g_test_add_func ("/library/files-of-one-firmware-with-other-bytes-are-twins",
                     test_files_of_one_firmware_with_other_bytes_are_twins);
    return g_test_run ();
}
