/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/operation/bb-image-loader.h"
#include "job/engine/bb-store-tasks.h"
#include "sim/bb-sim.h"

#include <glib/gstdio.h>

typedef struct {
    GMainLoop *loop;
    GAsyncResult *result;
    GThread *thread; /* the thread of the callback */
} Answer;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    Answer *answer = data;

    answer->result = g_object_ref (result);
    answer->thread = g_thread_self ();
    g_main_loop_quit (answer->loop);
}

/* Waits for the callback, and asserts that it ran in this thread. */
static void
answer_wait (Answer *answer)
{
    if (answer->result == NULL)
        g_main_loop_run (answer->loop);
    g_assert_true (answer->thread == g_thread_self ());
}

static void
answer_clear (Answer *answer)
{
    g_clear_object (&answer->result);
    g_clear_pointer (&answer->loop, g_main_loop_unref);
}

static BbCatalog *
open_catalog (void)
{
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = bb_catalog_open (NULL, NULL, &error);

    g_assert_no_error (error);
    return catalog;
}

/* Returns (transfer full) the path of a new file with an image for @model. */
static char *
write_image (BbCatalog *catalog, const char *model)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = bb_sim_make_image (catalog, "nec-optiarc", model, NULL, &error);
    g_autofree char *folder = g_dir_make_tmp ("burnback-loader-XXXXXX", &error);
    char *path;

    g_assert_no_error (error);
    path = g_build_filename (folder, "image.bin", NULL);
    g_assert_true (
        g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error));
    return path;
}

static void
remove_image (const char *path)
{
    g_autofree char *folder = g_path_get_dirname (path);

    g_unlink (path);
    g_rmdir (folder);
}

static void
test_loads_and_identifies (void)
{
    g_autoptr (BbCatalog) catalog = open_catalog ();
    g_autofree char *path = write_image (catalog, "K355");
    g_autoptr (GFile) file = g_file_new_for_path (path);
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (BbImage) chosen = NULL;
    g_autoptr (GError) error = NULL;
    Answer answer = {g_main_loop_new (NULL, FALSE)};

    bb_image_loader_load_async (file, NULL, catalog, NULL, answer_cb, &answer);
    g_assert_null (answer.result); /* the function returned before the work was done */
    answer_wait (&answer);
    images = bb_image_loader_load_finish (answer.result, &error);
    g_assert_no_error (error);
    chosen = bb_image_loader_choose (images, NULL);
    g_assert_cmpstr (bb_image_get_identity (chosen)->family, ==, "nec-optiarc");
    g_assert_true (g_strv_contains ((const char *const *) bb_image_get_identity (chosen)->codes, "K355"));
    answer_clear (&answer);
    remove_image (path);
}

/* Returns (transfer full) a file with two images for K355, one for each boot version. */
static GBytes *
make_two (BbCatalog *catalog, const char *boot_a, const char *boot_b)
{
    const char *boots[] = {boot_a, boot_b};
    g_autoptr (GByteArray) file = g_byte_array_new ();

    for (guint i = 0; i < G_N_ELEMENTS (boots); i++) {
        g_autoptr (GError) error = NULL;
        g_autofree char *text = g_strdup_printf ("{'boot-version': '%s'}", boots[i]);
        g_autoptr (GVariant) options = g_variant_parse (G_VARIANT_TYPE ("a{ss}"), text, NULL, NULL, &error);
        g_autoptr (GBytes) image = bb_sim_make_image (catalog, "nec-optiarc", "K355", options, &error);

        g_assert_no_error (error);
        g_byte_array_append (file, g_bytes_get_data (image, NULL), (guint) g_bytes_get_size (image));
    }
    return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

/* Manufacturers put images for several boot codes into one file, so the boot code decides which one is chosen. */
static void
test_the_choice_goes_by_the_boot_code_too (void)
{
    static const char *const boots[] = {"04", "05"};
    g_autoptr (BbCatalog) catalog = open_catalog ();
    g_autoptr (GBytes) bytes = make_two (catalog, "04", "05");
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "two.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, catalog);

    g_assert_cmpuint (images->len, ==, 2);
    for (guint i = 0; i < G_N_ELEMENTS (boots); i++) {
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_autoptr (BbImage) chosen = NULL;

        facts->family = g_strdup ("nec-optiarc");
        facts->model = bb_catalog_get_model (catalog, "nec-optiarc", "K355");
        bb_facts_set_string (facts, "boot-version", boots[i]);
        chosen = bb_image_loader_choose (images, facts);
        g_assert_cmpstr (bb_image_identity_lookup_string (bb_image_get_identity (chosen), "boot-version"), ==,
                         boots[i]);
    }
}

static void
assert_boot_of (BbImage *image, const char *boot)
{
    g_assert_cmpstr (bb_image_identity_lookup_string (bb_image_get_identity (image), "boot-version"), ==, boot);
}

/* The first check reads the boot code of the drive, and the image for that boot code is then chosen. */
static void
test_the_choice_is_made_again_after_the_check (void)
{
    static const char *const boots[] = {"05", "06"};

    for (guint i = 0; i < 4; i++) {
        const char *boot = boots[i % 2];
        g_autofree char *scenario = g_strdup_printf (JOB_RIG_NEC "BootVersion=%s\n", boot);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (GBytes) bytes = make_two (rig->catalog, boots[i / 2], boots[1 - i / 2]);
        g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "two.bin");
        g_autoptr (GPtrArray) images = bb_family_identify_file (file, rig->catalog);
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autoptr (BbImage) first = NULL;
        g_autoptr (BbImage) better = NULL;
        g_autoptr (BbImage) none = NULL;
        g_autoptr (BbResult) check = NULL;
        g_autoptr (BbResult) again = NULL;

        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        first = bb_image_loader_choose (images, bb_engine_drive_get_facts (drive));
        g_assert_true (bb_image_loader_is_open (images, bb_engine_drive_get_facts (drive)));
        check = job_rig_do (rig, BB_ACTION_CHECK, first, 0, BB_ON_FAILURE_STOP);
        better = bb_image_loader_choose_again (images, first, check->facts);
        assert_boot_of (better != NULL ? better : first, boot);
        g_assert_false (bb_image_loader_is_open (images, check->facts));
        again = job_rig_do (rig, BB_ACTION_CHECK, better != NULL ? better : first, 0, BB_ON_FAILURE_STOP);
        g_assert_cmpint (bb_verdict_get_level (again->review->verdict), <=, BB_VERDICT_CAUTION);
        g_assert_false (bb_verdict_has (again->review->verdict, "boot-version"));
        /* The boot code is known now, so the choice does not change again. */
        none = bb_image_loader_choose_again (images, better != NULL ? better : first, again->facts);
        g_assert_null (none);
    }
}

static void
test_a_missing_file_is_an_error (void)
{
    g_autoptr (BbCatalog) catalog = open_catalog ();
    g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/firmware.bin");
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (GError) error = NULL;
    Answer answer = {g_main_loop_new (NULL, FALSE)};

    bb_image_loader_load_async (file, NULL, catalog, NULL, answer_cb, &answer);
    answer_wait (&answer);
    images = bb_image_loader_load_finish (answer.result, &error);
    g_assert_null (images);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    answer_clear (&answer);
}

/* bb_image_loader_read_async() does not search the file for images, even if a family would recognise one. */
static void
test_a_file_can_be_read_as_it_is (void)
{
    g_autoptr (BbCatalog) catalog = open_catalog ();
    g_autofree char *path = write_image (catalog, "K355");
    g_autoptr (GFile) file = g_file_new_for_path (path);
    g_autoptr (GFile) missing = g_file_new_for_path ("/nonexistent/boot.bin");
    g_autoptr (BbImage) image = NULL;
    g_autoptr (GError) error = NULL;
    Answer answer = {g_main_loop_new (NULL, FALSE)};
    Answer none = {g_main_loop_new (NULL, FALSE)};

    bb_image_loader_read_async (file, NULL, answer_cb, &answer);
    answer_wait (&answer);
    image = bb_image_loader_read_finish (answer.result, &error);
    g_assert_no_error (error);
    g_assert_true (BB_IS_IMAGE (image));
    g_assert_null (bb_image_get_identity (image));
    bb_image_loader_read_async (missing, NULL, answer_cb, &none);
    answer_wait (&none);
    g_assert_null (bb_image_loader_read_finish (none.result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    answer_clear (&answer);
    answer_clear (&none);
    remove_image (path);
}

static void
test_can_be_cancelled (void)
{
    g_autoptr (BbCatalog) catalog = open_catalog ();
    g_autofree char *path = write_image (catalog, "K355");
    g_autoptr (GFile) file = g_file_new_for_path (path);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (GError) error = NULL;
    Answer answer = {g_main_loop_new (NULL, FALSE)};

    g_cancellable_cancel (cancellable);
    bb_image_loader_load_async (file, NULL, catalog, cancellable, answer_cb, &answer);
    answer_wait (&answer);
    images = bb_image_loader_load_finish (answer.result, &error);
    g_assert_null (images);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    answer_clear (&answer);
    remove_image (path);
}

/* Of several images, the image for the drive is chosen. Without a drive, the first image that a family recognises is
 * chosen. */
static void
test_chooses_the_image_for_the_drive (void)
{
    static const char *const codes[] = {"K352", "K355", NULL};
    g_autoptr (BbCatalog) catalog = open_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, "nec-optiarc", "K355");
    g_autoptr (GBytes) bytes = g_bytes_new_static ("firmware", 8);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "both.bin");
    g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
    g_autoptr (BbImage) for_drive = NULL;
    g_autoptr (BbImage) for_nobody = NULL;
    BbInquiry inquiry = {.device_type = 5};
    g_autoptr (BbFacts) facts = bb_facts_new (&inquiry);

    for (guint i = 0; codes[i] != NULL; i++) {
        g_autoptr (BbImageIdentity) identity = bb_image_identity_new ("nec-optiarc", 0, 8);
        const char *const one[] = {codes[i], NULL};

        g_strfreev (identity->codes);
        identity->codes = g_strdupv ((char **) one);
        g_ptr_array_add (images, bb_image_new_part (whole, identity, codes[i]));
    }
    facts->family = g_strdup ("nec-optiarc");
    facts->model = bb_model_ref (model);
    for_drive = bb_image_loader_choose (images, facts);
    for_nobody = bb_image_loader_choose (images, NULL);
    g_assert_cmpstr (bb_image_get_inside (for_drive), ==, "K355");
    g_assert_cmpstr (bb_image_get_inside (for_nobody), ==, "K352");
}

static void
test_store_calls_answer_in_the_main_context (void)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp ("burnback-store-XXXXXX", &error);
    g_autoptr (BbBackupStore) store = bb_backup_store_new (folder);
    g_autoptr (BbCatalog) catalog = open_catalog ();
    g_autoptr (GPtrArray) backups = NULL;
    g_autoptr (BbImage) image = NULL;
    Answer listed = {g_main_loop_new (NULL, FALSE)};
    Answer loaded = {g_main_loop_new (NULL, FALSE)};

    bb_store_list_async (store, catalog, NULL, answer_cb, &listed);
    answer_wait (&listed);
    backups = bb_store_list_finish (store, listed.result, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (backups->len, ==, 0);
    bb_store_load_image_async (store, "no-such-backup", catalog, NULL, answer_cb, &loaded);
    answer_wait (&loaded);
    image = bb_store_load_image_finish (store, loaded.result, &error);
    g_assert_null (image);
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND);
    answer_clear (&listed);
    answer_clear (&loaded);
    g_rmdir (folder);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/image-loader/loads-and-identifies", test_loads_and_identifies);
    g_test_add_func ("/image-loader/a-missing-file-is-an-error", test_a_missing_file_is_an_error);
    g_test_add_func ("/image-loader/a-file-can-be-read-as-it-is", test_a_file_can_be_read_as_it_is);
    g_test_add_func ("/image-loader/can-be-cancelled", test_can_be_cancelled);
    g_test_add_func ("/image-loader/chooses-the-image-for-the-drive", test_chooses_the_image_for_the_drive);
    g_test_add_func ("/image-loader/the-choice-goes-by-the-boot-code-too", test_the_choice_goes_by_the_boot_code_too);
    g_test_add_func ("/image-loader/the-choice-is-made-again-after-the-check",
                     test_the_choice_is_made_again_after_the_check);
    g_test_add_func ("/store-tasks/answer-in-the-main-context", test_store_calls_answer_in_the_main_context);
    return g_test_run ();
}
