/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-engine.h"

#include "bb-ctl-fail.h"
#include "bb-ctl-file.h"
#include "bb-ctl-output.h"
#include "bb-ctl-source.h"
#include "bb-ctl-terminal.h"

#include "family/bb-key-file.h"
#include "job/engine/bb-known-drive.h"
#include "job/operation/bb-image-loader.h"
#include "job/store/bb-state-folder.h"
#include "job/words/bb-words.h"

#include <glib/gi18n.h>

BbCatalog *
bb_ctl_get_catalog (BbCtl *ctl, int *exit_code)
{
    g_autoptr (GError) error = NULL;

    if (ctl->catalog != NULL)
        return ctl->catalog;
    ctl->catalog = bb_catalog_open (NULL, NULL, &error);
    if (ctl->catalog == NULL) {
        *exit_code =
            bb_ctl_fail_with_error (ctl, BB_EXIT_FAILED, "catalog",
                                    _ ("Reinstall Burnback, or set the environment variable BURNBACK_CATALOG to "
                                       "the path of the catalog folder."),
                                    error);
        return NULL;
    }
    bb_catalog_set_simulated (ctl->catalog, ctl->simulate != NULL);
    /* The key that tests use is accepted only for simulated drives. */
    if (ctl->simulate != NULL)
        bb_key_file_let_in (g_getenv ("BURNBACK_TEST_KEY_SHA256"));
    for (const char *const *warning = bb_catalog_get_warnings (ctl->catalog); !ctl->quiet && *warning != NULL;
         warning++)
        bb_ctl_printerr ("burnbackctl: %s\n", *warning);
    return ctl->catalog;
}

/*
 * Sets `state_dir` of @ctl:
 * - With --state-dir: that folder, as an absolute path.
 * - Without it, for simulated or recorded drives: a folder that only these drives use.
 * - Otherwise %NULL: the engine finds the folder of the user before each job.
 * Returns %FALSE if the folder of the user cannot be used; then the failure was printed and @exit_code is set.
 */
static gboolean
bb_ctl_find_state_folder (BbCtl *ctl, int *exit_code)
{
    g_autofree char *folder = NULL;
    g_autofree char *source = bb_ctl_source_dup_simulated (ctl);
    g_autoptr (GError) error = NULL;

    if (ctl->state_dir != NULL) {
        folder = g_canonicalize_filename (ctl->state_dir, NULL);
        g_free (ctl->state_dir);
        ctl->state_dir = g_steal_pointer (&folder);
        return TRUE;
    }
    folder = bb_state_folder_find (&error);
    if (folder != NULL && source != NULL)
        ctl->state_dir = bb_state_folder_dup_simulated (folder, source);
    if (folder != NULL)
        return TRUE;
    *exit_code = bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "state-folder",
                                         _ ("Alternatively, specify a folder with --state-dir."), error);
    return FALSE;
}

BbEngine *
bb_ctl_get_engine (BbCtl *ctl, int *exit_code)
{
    g_autoptr (BbDriveMonitor) monitor = NULL;
    g_autoptr (GError) error = NULL;
    BbOutputFlags flags;

    if (ctl->engine != NULL)
        return ctl->engine;
    if (bb_ctl_get_catalog (ctl, exit_code) == NULL)
        return NULL;
    if (ctl->trace != NULL) {
        if (!bb_ctl_may_write (ctl, ctl->trace, &flags, exit_code))
            return NULL;
        ctl->trace_file = bb_trace_file_new (ctl->trace, flags, &error);
        if (ctl->trace_file == NULL) {
            *exit_code = bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_output (error), "trace",
                                                 _ ("Choose another location for the trace file."), error);
            return NULL;
        }
    }
    monitor = bb_ctl_source_new (ctl, exit_code, &error);
    if (monitor == NULL) {
        *exit_code = bb_ctl_fail_with_error (
            ctl, (BbExit) *exit_code, "drives",
            _ ("Check the value of --simulate or --replay. See “burnbackctl --help”."), error);
        return NULL;
    }
    if (!bb_ctl_find_state_folder (ctl, exit_code))
        return NULL;
    ctl->engine = bb_engine_new (monitor, ctl->catalog, ctl->state_dir, ctl->trace_file);
    return ctl->engine;
}

/* Identifies all drives, then fails with a list of those with the serial number @text. Returns the exit code. */
static int
bb_ctl_fail_ambiguous (BbCtl *ctl, const char *text)
{
    g_autoptr (GPtrArray) drives = NULL;
    g_autoptr (GString) list = g_string_new (NULL);
    g_autofree char *message = NULL;
    int exit_code = BB_EXIT_DONE;

    if (!bb_ctl_identify_all_drives (ctl, &exit_code))
        return exit_code;
    drives = bb_engine_list_called (ctl->engine, text);
    for (guint i = 0; i < drives->len; i++) {
        g_autofree char *vendor = NULL;
        g_autofree char *product = NULL;
        g_autofree char *revision = NULL;

        bb_engine_drive_dup_reported (g_ptr_array_index (drives, i), &vendor, &product, &revision);
        if (i > 0)
            g_string_append (list, "; ");
        /* TRANSLATORS: an entry of a list: the node of a drive, its vendor, product and firmware revision */
        g_string_append_printf (list, _ ("%s (%s %s, revision %s)"),
                                bb_engine_drive_get_name (g_ptr_array_index (drives, i)), vendor, product, revision);
    }
    /* TRANSLATORS: a serial number, then a list of drives */
    message = g_strdup_printf (_ ("Several drives have the serial number “%s”: %s."), text, list->str);
    return bb_ctl_fail (ctl, BB_EXIT_USAGE, "ambiguous-drive", BB_SAFE_YES,
                        _ ("Specify the device node of the drive instead."), message);
}

BbEngineDrive *
bb_ctl_get_drive (BbCtl *ctl, const char *text, int *exit_code)
{
    BbEngine *engine = *exit_code == BB_EXIT_DONE ? bb_ctl_get_engine (ctl, exit_code) : NULL;
    g_autoptr (GPtrArray) called = NULL;
    g_autofree char *message = NULL;

    if (engine == NULL)
        return NULL;
    called = bb_engine_list_called (engine, text);
    if (called->len == 1) {
        g_set_object (&ctl->drive, g_ptr_array_index (called, 0));
        return g_object_ref (ctl->drive);
    }
    if (called->len > 1) {
        *exit_code = bb_ctl_fail_ambiguous (ctl, text);
        return NULL;
    }
    message = g_strdup_printf (_ ("No drive named “%s”."), text);
    *exit_code = bb_ctl_fail (ctl, BB_EXIT_NOT_FOUND, "no-such-drive", BB_SAFE_YES,
                              _ ("Run “burnbackctl list” to see the available drives."), message);
    return NULL;
}

static void
bb_ctl_all_identified_cb (BbEngine *engine, gpointer data)
{
    g_main_loop_quit (data);
}

gboolean
bb_ctl_identify_all_drives (BbCtl *ctl, int *exit_code)
{
    BbEngine *engine = bb_ctl_get_engine (ctl, exit_code);
    g_autoptr (GMainLoop) loop = NULL;
    gulong handler;

    if (engine == NULL)
        return FALSE;
    loop = g_main_loop_new (NULL, FALSE);
    handler = g_signal_connect (engine, "looked", G_CALLBACK (bb_ctl_all_identified_cb), loop);
    bb_engine_look_at_all (engine);
    if (bb_engine_n_looking (engine) > 0)
        g_main_loop_run (loop);
    g_signal_handler_disconnect (engine, handler);
    return TRUE;
}

void
bb_ctl_job_attach (BbCtl *ctl, BbJob *job)
{
    bb_ctl_progress_attach (ctl, job);
    bb_ctl_question_attach (ctl, job);
    bb_ctl_signals_attach (ctl, job);
}

static void
bb_ctl_job_done_cb (BbJob *job, gpointer data)
{
    g_main_loop_quit (data);
}

BbResult *
bb_ctl_run_job (BbCtl *ctl, BbEngineDrive *drive, const BbJobRequest *wanted, int *exit_code)
{
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr (BbJobRequest) request = bb_job_request_copy (wanted);
    g_autoptr (BbJob) job = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (GError) error = NULL;

    if (ctl->look_closer)
        request->flags |= BB_JOB_FLAG_LOOK_CLOSER;
    if (request->settings == NULL && ctl->settings != NULL)
        request->settings = g_variant_ref (ctl->settings);
    job = bb_engine_start (ctl->engine, drive, request, &error);
    if (job == NULL) {
        *exit_code = bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "busy",
                                             _ ("Wait until the drive is available, then try again."), error);
        return NULL;
    }
    g_signal_connect (job, "done", G_CALLBACK (bb_ctl_job_done_cb), loop);
    bb_ctl_job_attach (ctl, job);
    /* The loop is run even if the job has its result already, because the engine updates @drive when the job emits
     * "done". */
    g_main_loop_run (loop);
    result = bb_job_ref_result (job);
    bb_ctl_signals_detach (job);
    g_signal_handlers_disconnect_by_data (job, loop);
    *exit_code = bb_outcome_get_exit (result->outcome);
    return g_steal_pointer (&result);
}

BbResult *
bb_ctl_run_identification (BbCtl *ctl, BbEngineDrive *drive, BbJobFlags flags, int *exit_code)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_LOOK);

    request->flags |= flags;
    return bb_ctl_run_job (ctl, drive, request, exit_code);
}

BbResult *
bb_ctl_identify_drive (BbCtl *ctl, BbEngineDrive *drive, BbJobFlags flags, gboolean may_be_in_use, int *exit_code)
{
    g_autoptr (BbResult) result = bb_ctl_run_identification (ctl, drive, flags, exit_code);

    if (result == NULL || bb_engine_drive_get_facts (drive) != NULL)
        return g_steal_pointer (&result);
    if (may_be_in_use && bb_engine_drive_is_others (drive)) {
        *exit_code = BB_EXIT_DONE;
        return g_steal_pointer (&result);
    }
    *exit_code = bb_ctl_fail_with_result (ctl, result);
    return NULL;
}

BbFacts *
bb_ctl_identify_drive_or_recall (BbCtl *ctl, BbEngineDrive *drive, int *exit_code)
{
    g_autoptr (BbResult) result = bb_ctl_run_identification (ctl, drive, BB_JOB_FLAG_NONE, exit_code);
    g_autoptr (BbFacts) facts = NULL;

    if (result == NULL)
        return NULL;
    if (bb_engine_drive_get_facts (drive) != NULL)
        return bb_facts_ref (bb_engine_drive_get_facts (drive));
    facts = bb_known_drive_dup_facts (ctl->engine, drive);
    if (facts == NULL && !bb_engine_drive_is_others (drive)) {
        *exit_code = bb_ctl_fail_with_result (ctl, result);
        return NULL;
    }
    *exit_code = BB_EXIT_DONE;
    if (facts != NULL)
        /* TRANSLATORS: %s is a sentence that says why the drive was not identified */
        bb_ctl_printerr (_ ("burnbackctl: %s The information shown comes from Burnback’s records.\n"),
                         result->message);
    else
        /* TRANSLATORS: %s is a sentence that says why the drive was not identified */
        bb_ctl_printerr (_ ("burnbackctl: %s Burnback’s records do not identify this drive either.\n"),
                         result->message);
    return g_steal_pointer (&facts);
}

/* Returns (transfer full) (nullable) the image in @images that suits @drive (nullable) best. If the choice depends on
 * facts that @drive does not have yet, identifies @drive first, and sets @exit_code to the result of that job. NULL
 * if that job cannot be started. */
static BbImage *
bb_ctl_choose_image (BbCtl *ctl, GPtrArray *images, BbEngineDrive *drive, int *exit_code)
{
    if (drive != NULL && bb_engine_drive_get_facts (drive) == NULL && bb_family_needs_facts_to_choose (images)) {
        g_autoptr (BbResult) result = bb_ctl_run_identification (ctl, drive, BB_JOB_FLAG_NONE, exit_code);

        if (result == NULL)
            return NULL;
    }
    return bb_image_loader_choose (images, drive != NULL ? bb_engine_drive_get_facts (drive) : NULL);
}

/* Returns (transfer full) (nullable) the file @path as one image; NULL after a failure, which is printed and sets
 * @exit_code. */
static BbImage *
bb_ctl_load_file (BbCtl *ctl, const char *path, int *exit_code)
{
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
    g_autoptr (GError) error = NULL;
    BbImage *whole = bb_image_load (file, NULL, &error);

    if (whole == NULL)
        *exit_code =
            bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "file", _ ("Choose another file."), error);
    return whole;
}

/* Returns (transfer full) (nullable) (element-type BbImage) the images in the file, at least one; NULL after a
 * failure, which is printed and sets @exit_code. The catalog of @ctl must be open. @second: (nullable): path of the
 * other part of the firmware */
static GPtrArray *
bb_ctl_load_images (BbCtl *ctl, const char *path, const char *second, int *exit_code)
{
    g_autoptr (BbImage) whole = bb_ctl_load_file (ctl, path, exit_code);
    g_autoptr (BbImage) other = whole != NULL && second != NULL ? bb_ctl_load_file (ctl, second, exit_code) : NULL;

    if (whole == NULL || (second != NULL && other == NULL))
        return NULL;
    return other != NULL ? bb_family_identify_pair (whole, other, ctl->catalog)
                         : bb_family_identify_file (whole, ctl->catalog);
}

BbImage *
bb_ctl_load_image (BbCtl *ctl, const char *path, BbEngineDrive *drive, int *exit_code)
{
    g_autoptr (GPtrArray) images = bb_ctl_load_images (ctl, path, NULL, exit_code);

    return images != NULL ? bb_ctl_choose_image (ctl, images, drive, exit_code) : NULL;
}

BbImage *
bb_ctl_load_image_after_check (BbCtl *ctl, const char *path, const char *second, BbEngineDrive *drive, int *exit_code)
{
    g_autoptr (GPtrArray) images = bb_ctl_load_images (ctl, path, second, exit_code);
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbJobRequest) request = NULL;
    g_autoptr (BbResult) result = NULL;
    BbImage *better = NULL;

    if (images == NULL)
        return NULL;
    image = bb_ctl_choose_image (ctl, images, drive, exit_code);
    if (image == NULL || !bb_image_loader_is_open (images, bb_engine_drive_get_facts (drive)))
        return g_steal_pointer (&image);
    request = bb_job_request_new (BB_ACTION_CHECK);
    request->image = g_object_ref (image);
    result = bb_ctl_run_job (ctl, drive, request, exit_code);
    if (result == NULL)
        return NULL;
    /* Neither the result nor a failure of this check counts, because the command checks the chosen image again and
     * prints the new result. */
    *exit_code = BB_EXIT_DONE;
    better = bb_image_loader_choose_again (images, image, result->facts);
    return better != NULL ? better : g_steal_pointer (&image);
}

int
bb_ctl_check_store (BbCtl *ctl)
{
    g_autoptr (GError) error = NULL;

    if (bb_backup_store_is_whole (bb_engine_get_store (ctl->engine), &error))
        return BB_EXIT_DONE;
    bb_ctl_print_failure (BB_SAFE_YES, bb_words_fix (), error->message);
    return (int) bb_ctl_exit_of_error (error);
}
