/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-json.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-terminal.h"
#include "bb-ctl-text.h"

#include "job/library/bb-library.h"
#include "job/words/bb-words.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* --- a scan --- */

typedef struct {
    BbCtl *ctl;
    GMainLoop *loop;
    GCancellable *cancellable;
    BbLibraryIndex *index; /* (nullable) */
    GError *error;
    gboolean bar_shown;
} BbCtlScan;

/* Prints the progress on standard error:
 * - with --progress=json: as JSON
 * - with --progress=bar, and by default on a terminal without --quiet: in one line, which is overwritten
 * - otherwise: nothing */
static void
bb_ctl_scan_progress_cb (const BbLibraryProgress *progress, gpointer data)
{
    BbCtlScan *scan = data;
    BbCtlProgress how = scan->ctl->progress;

    if (how == BB_CTL_PROGRESS_JSON) {
        bb_ctl_progress_printerr_json ("scan", progress->done_bytes, progress->total_bytes, -1, FALSE);
    } else if (how == BB_CTL_PROGRESS_BAR ||
               (how == BB_CTL_PROGRESS_AUTO && !scan->ctl->quiet && isatty (STDERR_FILENO))) {
        bb_ctl_clear_line ();
        bb_ctl_printerr (ngettext ("%3d %%  Searching %u file", "%3d %%  Searching %u files", progress->n_files),
                         (int) (progress->done_bytes * 100 / MAX (progress->total_bytes, 1)), progress->n_files);
        scan->bar_shown = TRUE;
    }
}

/* Stores the index or the error of the search, and ends the main loop. */
static void
bb_ctl_scan_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    BbCtlScan *scan = data;

    scan->index = bb_library_scan_finish (result, &scan->error);
    g_main_loop_quit (scan->loop);
}

static gboolean
bb_ctl_scan_stop_cb (gpointer data)
{
    g_cancellable_cancel (((BbCtlScan *) data)->cancellable);
    return G_SOURCE_CONTINUE;
}

/* Searches @paths for firmware, or the paths of the library if @paths is %NULL. SIGINT and SIGTERM stop the search,
 * which counts as a failure. Returns (transfer full) (nullable) the index; %NULL after a failure, after printing an
 * error and setting @exit_code. */
static BbLibraryIndex *
bb_ctl_scan (BbCtl *ctl, const char *const *paths, int *exit_code)
{
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    BbCtlScan scan = {.ctl = ctl, .loop = loop, .cancellable = cancellable};
    g_autoptr (GError) error = NULL;
    guint sources[] = {g_unix_signal_add (SIGINT, bb_ctl_scan_stop_cb, &scan),
                       g_unix_signal_add (SIGTERM, bb_ctl_scan_stop_cb, &scan)};

    bb_library_scan_async (paths, ctl->catalog, bb_ctl_scan_progress_cb, &scan, cancellable, bb_ctl_scan_done_cb,
                           &scan);
    g_main_loop_run (loop);
    for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
        g_source_remove (sources[i]);
    if (scan.bar_shown)
        bb_ctl_clear_line ();
    error = scan.error;
    if (error != NULL)
        *exit_code = bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "library",
                                             _ ("Run “burnbackctl library scan” again."), error);
    return scan.index;
}

/* Prints a failure for each of @paths that does not exist. Returns %BB_EXIT_NOT_FOUND if there is one, else
 * %BB_EXIT_DONE. */
static int
bb_ctl_report_missing_paths (char **paths)
{
    int exit_code = BB_EXIT_DONE;

    for (; *paths != NULL; paths++) {
        g_autofree char *name = g_filename_display_name (*paths);
        g_autofree char *message = NULL;

        if (g_file_test (*paths, G_FILE_TEST_EXISTS))
            continue;
        message = g_strdup_printf (_ ("There is no file or folder “%s”."), name);
        bb_ctl_print_failure (BB_SAFE_YES, _ ("Choose another file or folder."), message);
        exit_code = BB_EXIT_NOT_FOUND;
    }
    return exit_code;
}

/* --- library --- */

/* For each path of the library, file and reason are printed for at most this number of unusable images. */
#define BB_CTL_LIBRARY_MAX_REASONS 20

/* Prints the @n_unusable images of @index below @path that cannot be used with any drive: their number, then file and
 * reason of the first ones. */
static void
bb_ctl_library_print_unusable (BbCtl *ctl, const char *path, BbLibraryIndex *index, guint n_unusable)
{
    g_autoptr (GPtrArray) entries = bb_library_index_list (index);
    guint n_printed = 0;

    bb_ctl_print (ctl, _ ("  images that cannot be used: %u\n"), n_unusable);
    for (guint i = 0; i < entries->len && n_printed < BB_CTL_LIBRARY_MAX_REASONS; i++) {
        const BbLibraryEntry *entry = g_ptr_array_index (entries, i);

        for (guint j = 0; entry->problem != NULL && j < entry->paths->len; j++) {
            const char *file = g_ptr_array_index (entry->paths, j);
            g_autofree char *name = g_filename_display_name (file);

            if (!bb_library_is_below (file, path))
                continue;
            bb_ctl_print_file (ctl, "    ", name, entry->inside);
            bb_ctl_print (ctl, "      %s\n", entry->problem);
            n_printed++;
            break;
        }
    }
    if (n_unusable > n_printed)
        bb_ctl_print (ctl, _ ("    further images: %u\n"), n_unusable - n_printed);
}

/* Prints how many files and images @index has below @path, and why some of the images cannot be used. Adds an object
 * with the numbers to @array. */
static void
bb_ctl_library_print (BbCtl *ctl, const char *path, BbLibraryIndex *index, JsonArray *array)
{
    BbLibraryCount count = bb_library_index_count (index, path);
    g_autoptr (GDateTime) scanned = g_date_time_new_from_unix_utc (count.scanned);
    g_autofree char *time = count.scanned != 0 ? g_date_time_format_iso8601 (scanned) : NULL;
    g_autofree char *name = g_filename_display_name (path);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "path", name);
    json_object_set_int_member (object, "files", count.n_files);
    json_object_set_int_member (object, "images", count.n_images);
    json_object_set_int_member (object, "wrapped", count.n_wrapped);
    json_object_set_int_member (object, "unusable", count.n_unusable);
    json_object_set_int_member (object, "unread", count.n_unread);
    bb_ctl_json_set_text (object, "scanned", time);
    json_array_add_object_element (array, object);
    bb_ctl_print (ctl, "%s\n", name);
    if (time == NULL)
        bb_ctl_print (ctl, _ ("  not searched yet\n"));
    else
        bb_ctl_print (ctl, _ ("  files: %u, firmware images: %u, files not read: %u\n"), count.n_files,
                      count.n_images, count.n_unread);
    if (count.n_wrapped > 0)
        bb_ctl_print (ctl, _ ("  encrypted (wrapped) images that require --key-file: %u\n"), count.n_wrapped);
    if (count.n_unusable > 0)
        bb_ctl_library_print_unusable (ctl, path, index, count.n_unusable);
}

/* Prints the paths of the library with the counts of @index. Returns the exit code. */
static int
bb_ctl_library_list (BbCtl *ctl, BbLibraryIndex *index)
{
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) paths = bb_library_list_paths (&error);
    JsonArray *array = NULL;

    if (paths == NULL)
        return bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "library", NULL, error);
    array = json_array_new ();
    for (char **path = paths; *path != NULL; path++)
        bb_ctl_library_print (ctl, *path, index, array);
    bb_ctl_print_array (ctl, array);
    if (paths[0] == NULL)
        bb_ctl_print (
            ctl,
            _ ("The firmware library is empty. Run “burnbackctl library add PATH” to add a folder or a file.\n"));
    return BB_EXIT_DONE;
}

/* Scans and prints the library. Returns the exit code: a failure if a path does not exist. */
static int
bb_ctl_library_scan (BbCtl *ctl)
{
    int exit_code = BB_EXIT_DONE;
    g_autoptr (BbLibraryIndex) index = bb_ctl_scan (ctl, NULL, &exit_code);
    g_auto (GStrv) paths = NULL;

    if (index == NULL)
        return exit_code;
    exit_code = bb_ctl_library_list (ctl, index);
    paths = bb_library_list_paths (NULL);
    return exit_code == BB_EXIT_DONE && paths != NULL ? bb_ctl_report_missing_paths (paths) : exit_code;
}

/* Adds or removes @path with the function @change, then scans and prints the library. Returns the exit code. */
static int
bb_ctl_library_change (BbCtl *ctl, gboolean (*change) (const char *path, GError **error), const char *path)
{
    g_autoptr (GError) error = NULL;

    if (!change (path, &error))
        return bb_ctl_fail_with_error (
            ctl, bb_ctl_exit_of_error (error), "library",
            _ ("Run “burnbackctl library list” to see the folders and files in the library."), error);
    return bb_ctl_library_scan (ctl);
}

int
bb_ctl_command_library (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse_files (ctl, NULL, &argc, &argv, 1, 2, 2);

    if (exit_code != BB_EXIT_DONE || bb_ctl_get_catalog (ctl, &exit_code) == NULL)
        return exit_code;
    if (strcmp (argv[1], "add") == 0 && argc == 3)
        return bb_ctl_library_change (ctl, bb_library_add_path, argv[2]);
    if (strcmp (argv[1], "remove") == 0 && argc == 3)
        return bb_ctl_library_change (ctl, bb_library_remove_path, argv[2]);
    if (strcmp (argv[1], "scan") == 0 && argc == 2)
        return bb_ctl_library_scan (ctl);
    if (strcmp (argv[1], "list") == 0 && argc == 2) {
        g_autoptr (BbLibraryIndex) index = bb_library_index_load (ctl->catalog);

        return bb_ctl_library_list (ctl, index);
    }
    return bb_ctl_fail_usage (ctl, _ ("Specify a subcommand: add PATH, remove PATH, list or scan."));
}

/* --- firmware --- */

static JsonObject *
bb_ctl_json_offer (const BbLibraryOffer *offer)
{
    JsonObject *object = json_object_new ();
    g_autofree char *name = g_filename_display_name (offer->path);
    BbCrossflash *report = offer->report;

    json_object_set_string_member (object, "file", name);
    bb_ctl_json_set_text (object, "inside", offer->inside);
    json_object_set_string_member (object, "sha256", offer->sha256);
    bb_ctl_json_set_text (object, "model", offer->identity->model_name);
    bb_ctl_json_set_text (object, "revision", offer->identity->revision);
    json_object_set_string_member (object, "verdict",
                                   bb_verdict_level_to_string (bb_verdict_get_level (offer->verdict)));
    json_object_set_boolean_member (object, "installed", offer->runs);
    json_object_set_boolean_member (object, "same-revision", offer->installed);
    json_object_set_string_member (object, "kind", bb_image_kind_to_string (offer->identity->kind));
    json_object_set_array_member (object, "advice", bb_ctl_json_advice (offer->advice));
    bb_ctl_json_set_text (object, "gains", offer->gains);
    bb_ctl_json_set_text (object, "losses", report != NULL ? bb_crossflash_get_losses (report) : NULL);
    bb_ctl_json_set_text (object, "risk", report != NULL ? bb_crossflash_get_risk (report) : NULL);
    bb_ctl_json_set_text (object, "source", report != NULL ? bb_crossflash_get_source (report) : NULL);
    bb_ctl_json_set_text (object, "backup", offer->backup_id);
    json_object_set_array_member (object, "reasons", bb_ctl_json_reasons (offer->verdict));
    return object;
}

/* Returns (nullable) a phrase that says whether the image is original or modified; %NULL if that is unknown. */
static const char *
bb_ctl_kind_word (BbImageKind kind)
{
    if (kind == BB_IMAGE_KIND_ORIGINAL)
        return _ ("known original");
    return kind == BB_IMAGE_KIND_MODIFIED ? _ ("modified firmware") : NULL;
}

static void
bb_ctl_print_offer (BbCtl *ctl, const BbLibraryOffer *offer)
{
    const char *kind = bb_ctl_kind_word (offer->identity->kind);
    const char *revision = offer->identity->revision != NULL ? offer->identity->revision : _ ("unreadable");
    g_autofree char *name = g_filename_display_name (offer->path);
    g_autofree char *ran = offer->ran != 0 && !offer->installed ? bb_ctl_dup_time (offer->ran) : NULL;
    BbCrossflash *report = offer->report;
    g_autofree char *risk = report != NULL ? bb_catalog_dup_risk (bb_crossflash_get_risk (report)) : NULL;
    const struct {
        const char *label;
        const char *text;
    } reports[] = {
        {N_ ("ran in this drive"), ran},
        {N_ ("reported gain"), bb_catalog_translate (offer->gains)},
        {N_ ("reported loss"), report != NULL ? bb_catalog_translate (bb_crossflash_get_losses (report)) : NULL},
        {N_ ("reported risk"), risk},
        {N_ ("source"), report != NULL ? bb_crossflash_get_source (report) : NULL},
    };

    if (offer->identity->model_name != NULL)
        /* TRANSLATORS: a model, its firmware revision, and a verdict such as COMPATIBLE */
        bb_ctl_print (ctl, _ ("%s, revision %s: %s\n"), offer->identity->model_name, revision,
                      bb_ctl_verdict_word (offer->verdict));
    else
        /* TRANSLATORS: a firmware revision, and a verdict such as COMPATIBLE */
        bb_ctl_print (ctl, _ ("unknown model, revision %s: %s\n"), revision, bb_ctl_verdict_word (offer->verdict));
    bb_ctl_print_file (ctl, "  ", name, offer->inside);
    if (offer->runs)
        bb_ctl_print (ctl, "  %s\n", _ ("installed"));
    else if (offer->installed)
        bb_ctl_print (ctl, "  %s\n", _ ("same firmware revision as the drive"));
    if (offer->backup_id != NULL)
        bb_ctl_print (ctl, _ ("  backup %s\n"), offer->backup_id);
    if (kind != NULL)
        bb_ctl_print (ctl, "  %s\n", kind);
    for (guint i = 0; i < bb_verdict_get_n_reasons (offer->verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (offer->verdict, i);

        /* A reason with a code "…-later" is printed, too: it says that the image can be judged only after the drive
         * was read. */
        if (reason->weight > BB_WEIGHT_INFO || g_str_has_suffix (reason->code, "-later"))
            bb_ctl_print_reason (ctl, reason);
    }
    for (guint i = 0; i < offer->advice->len; i++) {
        const BbAdvice *advice = g_ptr_array_index (offer->advice, i);

        /* TRANSLATORS: what a firmware is reported to be good for, and where that is from */
        bb_ctl_print (ctl, _ ("  purpose: %s (source: %s)\n"), bb_words_purpose (advice->purpose), advice->source);
    }
    for (guint i = 0; i < G_N_ELEMENTS (reports); i++)
        if (reports[i].text != NULL && *reports[i].text != '\0')
            bb_ctl_print (ctl, "  %s: %s\n", _ (reports[i].label), reports[i].text);
}

/* Prints the images in @paths that are compatible with @drive, which must have facts. If @paths is empty, searches
 * the library and the backups. Then prints how many images were left out, and why. Returns the exit code: a failure
 * if the search failed, or if one of @paths does not exist. */
static int
bb_ctl_print_firmware (BbCtl *ctl, BbEngineDrive *drive, char **paths)
{
    int exit_code = BB_EXIT_DONE;
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (GPtrArray) absolute = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (BbLibraryIndex) index = NULL;
    g_autoptr (GPtrArray) offers = NULL;
    JsonArray *array = NULL;
    BbLibraryLeftOut left_out = {0};

    for (char **path = paths; *path != NULL; path++)
        g_ptr_array_add (absolute, g_canonicalize_filename (*path, NULL));
    g_ptr_array_add (absolute, NULL);
    index = bb_ctl_scan (ctl, *paths != NULL ? (const char *const *) absolute->pdata : NULL, &exit_code);
    if (index == NULL)
        return exit_code;
    offers = bb_library_find (index, bb_engine_get_store (ctl->engine), *paths == NULL, details, facts, ctl->catalog,
                              &left_out, NULL, NULL, NULL);
    array = json_array_new ();
    for (guint i = 0; i < offers->len; i++) {
        json_array_add_object_element (array, bb_ctl_json_offer (g_ptr_array_index (offers, i)));
        bb_ctl_print_offer (ctl, g_ptr_array_index (offers, i));
    }
    bb_ctl_print_array (ctl, array);
    if (facts->family == NULL)
        bb_ctl_print (ctl, _ ("The drive is not identified, so Burnback cannot select firmware for it.\n"));
    else if (offers->len == 0)
        bb_ctl_print (ctl, _ ("No compatible firmware found.\n"));
    if (left_out.n_refused > 0)
        bb_ctl_print (ctl,
                      ngettext ("%u image for this chipset is incompatible and is not listed.\n",
                                "%u images for this chipset are incompatible and are not listed.\n",
                                left_out.n_refused),
                      left_out.n_refused);
    if (left_out.n_wrapped > 0)
        bb_ctl_print (ctl,
                      ngettext ("%u image for this chipset is encrypted (wrapped). To check the image, specify the "
                                "key file with --key-file.\n",
                                "%u images for this chipset are encrypted (wrapped). To check the images, specify "
                                "the key file with --key-file.\n",
                                left_out.n_wrapped),
                      left_out.n_wrapped);
    if (left_out.n_foreign > 0 && facts->family != NULL)
        bb_ctl_print (ctl,
                      ngettext ("%u image is for drives with another chipset and is not listed.\n",
                                "%u images are for drives with another chipset and are not listed.\n",
                                left_out.n_foreign),
                      left_out.n_foreign);
    if (left_out.n_unusable > 0)
        bb_ctl_print (ctl,
                      ngettext ("%u file cannot be used. Run “burnbackctl identify FILE” to see the reason.\n",
                                "%u files cannot be used. Run “burnbackctl identify FILE” to see the reason.\n",
                                left_out.n_unusable),
                      left_out.n_unusable);
    return bb_ctl_report_missing_paths (paths);
}

int
bb_ctl_command_firmware (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse_files (ctl, NULL, &argc, &argv, 1, -1, 2);
    g_autoptr (BbEngineDrive) drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    g_autoptr (BbResult) result = NULL;

    if (drive == NULL)
        return exit_code;
    result = bb_ctl_identify_drive (ctl, drive, BB_JOB_FLAG_NONE, FALSE, &exit_code);
    if (result == NULL)
        return exit_code;
    return bb_ctl_print_firmware (ctl, drive, argv + 2);
}
