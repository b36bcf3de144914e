/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-file.h"
#include "bb-ctl-json.h"
#include "bb-ctl-next-step.h"
#include "bb-ctl-operation.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-terminal.h"
#include "job/flow/bb-backup-use.h"
#include "job/words/bb-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Writes the firmware in @backup to @path for --output. Returns %FALSE if @backup contains no firmware, or if the
 * firmware cannot be read or written; the failure is printed, and @exit_code is set. */
static gboolean
bb_ctl_backup_write (BbCtl *ctl, BbBackup *backup, const char *path, BbOutputFlags flags, int *exit_code)
{
    g_autoptr (GBytes) image = NULL;
    g_autoptr (GError) error = NULL;
    const char *kept =
        _ ("The backup itself was saved. Run “burnbackctl backups export” to write the backup to another location.");

    if (!bb_backup_has_image (backup)) {
        g_autofree char *name = g_filename_display_name (path);
        g_autofree char *message = g_strdup_printf (
            _ ("The firmware of this drive cannot be read, so nothing was saved to the file “%s”."), name);
        g_autofree char *next = g_strdup_printf (_ ("The readable data was saved to %s."), backup->folder);

        *exit_code = bb_ctl_fail (ctl, BB_EXIT_FAILED, "no-image", BB_SAFE_YES, next, message);
        return FALSE;
    }
    image = bb_backup_store_load (bb_engine_get_store (ctl->engine), backup, BB_BACKUP_IMAGE, &error);
    if (image == NULL) {
        *exit_code = bb_ctl_fail_with_error (ctl, BB_EXIT_FAILED, "backup", kept, error);
        return FALSE;
    }
    return bb_ctl_write_file (ctl, path, flags | BB_OUTPUT_PRIVATE, g_bytes_get_data (image, NULL),
                              g_bytes_get_size (image), kept, exit_code);
}

int
bb_ctl_command_backup (BbCtl *ctl, int argc, char **argv)
{
    g_autofree char *output = NULL;
    g_autofree char *next = NULL;
    g_auto (GStrv) names = NULL;
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("Also save the firmware to a file"), N_ ("FILE")},
        {"setting", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, bb_ctl_get_settings_help (ctl), N_ ("SETTING")},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 1);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbJobRequest) request = NULL;
    g_autoptr (BbResult) result = NULL;
    BbOutputFlags flags = BB_OUTPUT_NONE;

    if (exit_code != BB_EXIT_DONE || !bb_ctl_use_settings (ctl, names, &exit_code))
        return exit_code;
    if (output != NULL && !bb_ctl_may_write (ctl, output, &flags, &exit_code))
        return exit_code;
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL || !bb_ctl_check_settings (ctl, drive, names, &exit_code))
        return exit_code;
    request = bb_job_request_new (BB_ACTION_BACKUP);
    result = bb_ctl_run_job (ctl, drive, request, &exit_code);
    if (result == NULL)
        return exit_code;
    if (result->backup == NULL || result->outcome != BB_OUTCOME_DONE)
        return bb_ctl_fail_with_result (ctl, result);
    if (output != NULL && !bb_ctl_backup_write (ctl, result->backup, output, flags, &exit_code))
        return exit_code;
    if (ctl->json)
        bb_ctl_print_object (ctl, bb_ctl_json_backup (result->backup));
    next = bb_ctl_dup_next_step (drive, result);
    bb_ctl_print (ctl, "%s%s%s\n%s\n", result->message, next != NULL ? " " : "", next != NULL ? next : "",
                  result->backup->folder);
    return exit_code;
}

/* Returns a phrase that says whether @backup can be restored. */
static const char *
bb_ctl_get_backup_kind (BbBackup *backup)
{
    if (backup->contradiction != NULL)
        return _ ("for reference only: this backup will not be restored, because it may contain a mix of two "
                  "firmware revisions");
    if (backup->complete && backup->unproven)
        return _ ("unverified: to restore this backup, you must specify its ID");
    if (!bb_backup_has_kind (backup, BB_REGION_FIRMWARE))
        return _ ("partial: backup contains no firmware");
    if (!backup->complete)
        return _ ("partial: backup contains no firmware that can be restored");
    return backup->compared ? _ ("complete, read twice and compared") : _ ("complete");
}

/* Prints the lines on @backup in "backups list" and "backups show". */
static void
bb_ctl_print_backup (BbCtl *ctl, BbBackup *backup)
{
    g_autofree char *time = bb_ctl_dup_time (backup->created);
    g_autofree char *reason = bb_words_dup_backup_reason (backup);
    const char *revision = bb_backup_get_revision (backup);

    bb_ctl_print (ctl, "%s\n  %s %s %s, %s%s%s, %s (%s)\n", backup->id, backup->vendor, backup->product,
                  revision != NULL ? revision : _ ("unknown revision"),
                  backup->simulated ? _ ("simulated drive") : "", backup->simulated ? ", " : "", time,
                  bb_ctl_get_backup_kind (backup), reason);
}

/* Prints all backups. Returns the exit code: a failure if some backups or journals cannot be read. */
static int
bb_ctl_backups_list (BbCtl *ctl, BbBackupStore *store)
{
    g_auto (GStrv) warnings = NULL;
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, &warnings);
    JsonArray *array = json_array_new ();

    bb_backups_find_uses (backups);
    bb_backups_find_mixed (backups, store, bb_engine_get_catalog (ctl->engine));
    for (guint i = 0; i < backups->len; i++) {
        bb_ctl_print_backup (ctl, g_ptr_array_index (backups, i));
        json_array_add_object_element (array, bb_ctl_json_backup (g_ptr_array_index (backups, i)));
    }
    bb_ctl_print_array (ctl, array);
    if (backups->len == 0 && warnings[0] == NULL)
        bb_ctl_print (ctl, _ ("There are no backups yet. Run “burnbackctl backup DRIVE” to create a backup.\n"));
    return bb_ctl_check_store (ctl);
}

/* Returns (transfer full) (nullable) the backup @id; %NULL after a failure, which is printed and sets @exit_code. */
static BbBackup *
bb_ctl_backups_get (BbCtl *ctl, BbBackupStore *store, const char *id, int *exit_code)
{
    g_autoptr (GError) error = NULL;
    BbBackup *backup = bb_backup_store_get (store, id, &error);

    if (backup == NULL)
        *exit_code = bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "backup",
                                             _ ("Run “burnbackctl backups list” to see all backups."), error);
    return backup;
}

/* Finds for what @backup was made, and whether its firmware may mix two revisions. */
static void
bb_ctl_judge_backup (BbCtl *ctl, BbBackupStore *store, BbBackup *backup)
{
    g_autoptr (GPtrArray) backups = g_ptr_array_new ();

    g_ptr_array_add (backups, backup);
    bb_backups_find_uses (backups);
    bb_backups_find_mixed (backups, store, bb_engine_get_catalog (ctl->engine));
}

/* Prints backup @id and its files. Returns the exit code. */
static int
bb_ctl_backups_show (BbCtl *ctl, BbBackupStore *store, const char *id)
{
    int exit_code = BB_EXIT_DONE;
    g_autoptr (BbBackup) backup = bb_ctl_backups_get (ctl, store, id, &exit_code);

    if (backup == NULL)
        return exit_code;
    bb_ctl_judge_backup (ctl, store, backup);
    if (ctl->json) {
        bb_ctl_print_object (ctl, bb_ctl_json_backup (backup));
        return exit_code;
    }
    bb_ctl_print_backup (ctl, backup);
    for (guint i = 0; i < backup->files->len; i++) {
        const BbBackupFile *file = g_ptr_array_index (backup->files, i);

        bb_ctl_print (ctl, "  %-16s 0x%06x %8" G_GUINT64_FORMAT "  %s\n", file->file, file->address,
                      file->length_bytes, file->sha256);
    }
    bb_ctl_print (ctl, "  %s\n", backup->folder);
    return exit_code;
}

/* Writes the firmware in backup @id to the file @path; copies a backup without firmware to the folder @path. Before
 * it overwrites a file, asks unless --force is set, and fails if there is no terminal. Returns the exit code. */
static int
bb_ctl_backups_export (BbCtl *ctl, BbBackupStore *store, const char *id, const char *path)
{
    int exit_code = BB_EXIT_DONE;
    g_autoptr (BbBackup) backup = bb_ctl_backups_get (ctl, store, id, &exit_code);
    g_autoptr (GBytes) image = NULL;
    g_autoptr (GError) error = NULL;
    BbOutputFlags flags;

    if (backup == NULL)
        return exit_code;
    bb_ctl_judge_backup (ctl, store, backup);
    if (!bb_backup_has_image (backup)) {
        if (!bb_backup_store_export (store, backup, path, &error))
            return bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "export",
                                           g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED)
                                               ? _ ("Choose a different backup to export.")
                                               : _ ("Choose another location."),
                                           error);
        bb_ctl_print (ctl, _ ("The backup was exported to the folder %s. The backup contains no firmware image.\n"),
                      path);
    } else {
        if (!bb_ctl_may_write (ctl, path, &flags, &exit_code))
            return exit_code;
        image = bb_backup_store_load (store, backup, BB_BACKUP_IMAGE, &error);
        if (image == NULL)
            return bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "backup",
                                           _ ("Choose a different backup to export."), error);
        if (!bb_ctl_write_file (ctl, path, flags | BB_OUTPUT_PRIVATE, g_bytes_get_data (image, NULL),
                                g_bytes_get_size (image), NULL, &exit_code))
            return exit_code;
        bb_ctl_print (ctl, _ ("Written: %s\n"), path);
        if (backup->contradiction != NULL) {
            (void) bb_backup_refuse_mixed (backup, &error);
            bb_ctl_print (ctl, "%s\n", error->message);
        }
    }
    bb_ctl_print_json_file (ctl, path, id, backup->contradiction);
    return exit_code;
}

/* Verifies all files of all backups and prints the results. Returns, by the first case that applies:
 * - Every backup is good: the exit code of bb_ctl_check_store().
 * - bb_ctl_check_store() fails: its exit code.
 * - Missing permissions are the only problem: %BB_EXIT_NOT_PERMITTED.
 * - Else %BB_EXIT_FAILED. */
static int
bb_ctl_backups_check (BbCtl *ctl, BbBackupStore *store)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, NULL);
    JsonArray *array = json_array_new ();
    guint n_bad = 0, n_not_permitted = 0;
    int exit_code;

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        g_autoptr (GError) error = NULL;
        gboolean good = bb_backup_store_check (store, backup, &error);
        JsonObject *object = json_object_new ();

        n_bad += good ? 0 : 1;
        n_not_permitted += g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED) ? 1 : 0;
        bb_ctl_print (ctl, "%s  %s\n", backup->id, good ? _ ("all files verified") : error->message);
        json_object_set_string_member (object, "id", backup->id);
        json_object_set_boolean_member (object, "good", good);
        bb_ctl_json_set_text (object, "problem", good ? NULL : error->message);
        json_array_add_object_element (array, object);
    }
    bb_ctl_print_array (ctl, array);
    exit_code = bb_ctl_check_store (ctl);
    if (n_bad == 0 || exit_code != BB_EXIT_DONE)
        return exit_code;
    if (n_bad == n_not_permitted) {
        bb_ctl_print_failure (BB_SAFE_YES, _ ("Run Burnback as a user with permission to read these backups."),
                              _ ("You do not have permission to read some backups, so they were not verified."));
        return BB_EXIT_NOT_PERMITTED;
    }
    bb_ctl_print_failure (BB_SAFE_YES,
                          _ ("Create a new backup with “burnbackctl backup DRIVE” while the drive still works."),
                          _ ("Some backups are damaged."));
    return BB_EXIT_FAILED;
}

/*
 * Asks whether @backup may be deleted. Without a terminal, asks nothing: the only backup of a drive must not be
 * deleted, any other backup may be deleted. @is_only: (out): TRUE if @backup is the only one of its drive; the
 * question, if one was asked, said so. Returns %FALSE if the backup must not be deleted; then the reason was printed
 * and @exit_code is set.
 */
static gboolean
bb_ctl_may_delete (BbCtl *ctl, BbBackupStore *store, BbBackup *backup, gboolean *is_only, int *exit_code)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (store, NULL);
    const char *revision = bb_backup_get_revision (backup);
    g_autofree char *question = NULL;

    *is_only = bb_backup_is_only (backup, backups);
    if (*is_only && !bb_ctl_has_terminal ()) {
        *exit_code =
            bb_ctl_fail (ctl, BB_EXIT_REFUSED, "only-backup", BB_SAFE_YES,
                         _ ("Add --yes to delete the backup anyway."), _ ("This is the drive’s only backup."));
        return FALSE;
    }
    question = g_strdup_printf (
        /* TRANSLATORS: vendor, product and firmware revision of a drive */
        *is_only ? _ ("This is the drive’s only backup (%s %s, revision %s). Permanently delete this backup?")
                 : _ ("Permanently delete this backup of %s %s, revision %s?"),
        backup->vendor, backup->product, revision != NULL ? revision : _ ("unreadable"));
    if (!bb_ctl_has_terminal () || bb_ctl_confirm (ctl, question))
        return TRUE;
    *exit_code = bb_ctl_fail_cancelled (ctl, NULL);
    return FALSE;
}

/* Deletes backup @id, unless an open journal needs it. @yes: if TRUE, asks nothing and deletes even the only backup
 * of a drive; if FALSE, bb_ctl_may_delete() decides. Returns the exit code. */
static int
bb_ctl_backups_delete (BbCtl *ctl, BbBackupStore *store, const char *id, gboolean yes)
{
    int exit_code = BB_EXIT_DONE;
    g_autoptr (BbBackup) backup = bb_ctl_backups_get (ctl, store, id, &exit_code);
    g_autoptr (GError) error = NULL;
    gboolean also_only = yes;
    JsonObject *object;

    if (backup == NULL)
        return exit_code;
    /* Checked before the question, because no consent allows deleting a backup that an open journal needs. */
    if (!bb_backup_store_may_delete (store, backup, &error))
        return bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "backup", NULL, error);
    do {
        g_clear_error (&error);
        if (!yes && !bb_ctl_may_delete (ctl, store, backup, &also_only, &exit_code))
            return exit_code;
        /* %BB_STORE_ERROR_ONLY: the other backups of the drive were deleted after the question, so the user is asked
         * again. */
    } while (!bb_backup_store_delete (store, backup, also_only, &error) &&
             g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_ONLY));
    if (error != NULL)
        return bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "backup", NULL, error);
    object = json_object_new ();
    json_object_set_string_member (object, "id", id);
    json_object_set_boolean_member (object, "deleted", TRUE);
    bb_ctl_print_object (ctl, object);
    bb_ctl_print (ctl, _ ("Backup %s deleted.\n"), id);
    return BB_EXIT_DONE;
}

int
bb_ctl_command_backups (BbCtl *ctl, int argc, char **argv)
{
    gboolean yes = FALSE;
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Delete without confirmation, even the only backup of a drive"),
         NULL},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 3);
    BbEngine *engine;
    BbBackupStore *store;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    engine = bb_ctl_get_engine (ctl, &exit_code);
    if (engine == NULL)
        return exit_code;
    store = bb_engine_get_store (engine);
    if (strcmp (argv[1], "list") == 0 && argc == 2)
        return bb_ctl_backups_list (ctl, store);
    if (strcmp (argv[1], "show") == 0 && argc == 3)
        return bb_ctl_backups_show (ctl, store, argv[2]);
    if (strcmp (argv[1], "export") == 0 && argc == 4)
        return bb_ctl_backups_export (ctl, store, argv[2], argv[3]);
    if (strcmp (argv[1], "check") == 0 && argc == 2)
        return bb_ctl_backups_check (ctl, store);
    if (strcmp (argv[1], "delete") == 0 && argc == 3)
        return bb_ctl_backups_delete (ctl, store, argv[2], yes);
    return bb_ctl_fail_usage (ctl, _ ("Specify a subcommand: list, show ID, export ID FILE, check, or delete ID."));
}
