/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-json.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-text.h"

#include "job/words/bb-words.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

/* The columns of the list. Node and state come first: they say which drive a row shows and whether that drive needs
 * attention. */
enum {
    LIST_NODE,
    LIST_STATE,
    LIST_IDENTITY,
    LIST_REVISION,
    LIST_NAME,
    LIST_N_COLUMNS,
};

/* Returns %TRUE if the list explains the state of @drive in a sentence below the table. %TRUE if the last flash
 * failed at a block. Else %FALSE if the state that is shown is %BB_DRIVE_STATE_MEDIUM, or "ready" for a drive of a
 * known family without an open journal. */
static gboolean
bb_ctl_needs_state_line (BbEngineDrive *drive)
{
    BbDriveState state = bb_engine_drive_get_shown_state (drive);
    BbFacts *facts = bb_engine_drive_get_facts (drive);

    if (bb_engine_drive_was_stopped (drive))
        return TRUE;
    if (state == BB_DRIVE_STATE_READY)
        return bb_engine_drive_get_journal (drive) != NULL || facts == NULL || facts->family == NULL;
    return state != BB_DRIVE_STATE_MEDIUM;
}

/* Returns %TRUE if @drive may be used by programs that could not be detected, and its state does not say so. The
 * sentences on a drive that needs recovery say so themselves. */
static gboolean
bb_ctl_needs_unseen_line (BbEngineDrive *drive)
{
    BbDriveState state = bb_engine_drive_get_shown_state (drive);

    return bb_engine_drive_saw_users (drive) == BB_SEEN_IN_PART && state != BB_DRIVE_STATE_BUSY &&
           state != BB_DRIVE_STATE_NEEDS_RECOVERY;
}

/* Returns (transfer full) the cells of @drive in the table of bb_ctl_print_list(). */
static char **
bb_ctl_dup_row (BbCtl *ctl, BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;
    g_autofree char *is = bb_engine_drive_dup_is_text (drive);
    g_autofree char *named = bb_engine_drive_dup_named_text (drive);
    g_autofree char *known = is == NULL ? bb_ctl_dup_known_model (ctl, drive) : NULL;
    const char *state =
        bb_engine_drive_was_stopped (drive)
            ? _ ("last flash failed")
            : bb_words_drive_state (bb_engine_drive_get_shown_state (drive), bb_engine_drive_is_worn (drive));
    const char *own = bb_engine_drive_get_own_name (drive);
    const char *likely = bb_ctl_get_likely_family (drive);
    g_autofree char *reported = NULL;
    char **row = g_new0 (char *, LIST_N_COLUMNS + 1);

    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    reported = g_strconcat (vendor, *vendor != '\0' ? " " : "", product, NULL);
    row[LIST_NODE] = g_strdup (details->name);
    row[LIST_STATE] = g_strdup (state);
    row[LIST_IDENTITY] = g_strdup (is != NULL                          ? is
                                   : named != NULL                     ? named
                                   : likely != NULL                    ? likely
                                   : known != NULL                     ? known
                                   : bb_engine_drive_is_others (drive) ? _ ("not read")
                                                                       : _ ("not identified"));
    row[LIST_REVISION] = g_steal_pointer (&revision);
    row[LIST_NAME] = own != NULL ? g_strdup_printf ("%s (%s)", own, reported) : g_steal_pointer (&reported);
    return row;
}

/* Returns %TRUE if @drives, which are not empty, are simulated. All drives in one run of the program are real, or all
 * are simulated. */
static gboolean
bb_ctl_has_simulated (GListModel *drives)
{
    g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, 0);

    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));

    return details->simulated;
}

/* Prints a table of @drives, which are not empty. Without --quiet, also prints on standard error whether they are
 * simulated, a sentence on each drive whose state needs one, and whether programs could not be detected. */
static void
bb_ctl_print_list (BbCtl *ctl, GListModel *drives)
{
    guint n = g_list_model_get_n_items (drives);
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
    g_autofree BbCtlTone *tones = g_new0 (BbCtlTone, n + 1);
    gboolean is_unseen = FALSE;
    const char *const header[] = {
        [LIST_NODE] = _ ("NODE"),         [LIST_STATE] = _ ("STATE"), [LIST_IDENTITY] = _ ("IDENTITY"),
        [LIST_REVISION] = _ ("REVISION"), [LIST_NAME] = _ ("NAME"),   [LIST_N_COLUMNS] = NULL};

    g_ptr_array_add (rows, g_strdupv ((char **) header));
    for (guint i = 0; i < n; i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        g_ptr_array_add (rows, bb_ctl_dup_row (ctl, drive));
        tones[i + 1] = bb_ctl_get_state_tone (drive);
    }
    bb_ctl_print_table (ctl, rows, LIST_STATE, tones);
    if (!ctl->quiet && bb_ctl_has_simulated (drives))
        bb_ctl_printerr ("%s\n", _ ("These drives are simulated."));
    /* These sentences go to standard error, so that standard output contains the table only. */
    for (guint i = 0; !ctl->quiet && i < n; i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autofree char *state = bb_ctl_dup_state_text (ctl, drive);

        if (bb_ctl_needs_state_line (drive))
            bb_ctl_printerr_lines ("%s: %s", bb_engine_drive_get_name (drive), state);
        is_unseen |= bb_ctl_needs_unseen_line (drive);
    }
    /* Printed once, because the same permission is missing for every drive. */
    if (is_unseen)
        bb_ctl_printerr_lines ("%s", _ ("Programs run by other users cannot be detected."));
}

int
bb_ctl_command_list (BbCtl *ctl, int argc, char **argv)
{
    GListModel *drives;
    int exit_code = bb_ctl_parse (ctl, NULL, &argc, &argv, 0, 0);

    if (exit_code != BB_EXIT_DONE || !bb_ctl_identify_all_drives (ctl, &exit_code))
        return exit_code;
    drives = bb_engine_get_drives (ctl->engine);
    if (ctl->json) {
        JsonArray *array = json_array_new ();

        for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
            g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

            json_array_add_object_element (array, bb_ctl_json_drive (drive));
        }
        bb_ctl_print_array (ctl, array);
        return bb_ctl_check_store (ctl);
    }
    if (g_list_model_get_n_items (drives) > 0)
        bb_ctl_print_list (ctl, drives);
    else
        bb_ctl_print (ctl, _ ("No optical drive found. Check that the drive is powered on and its cable is "
                              "connected. Run “burnbackctl --simulate demo list” to see simulated drives.\n"));
    return bb_ctl_check_store (ctl);
}

typedef struct {
    BbCtl *ctl;
    GMainLoop *loop;
    GPtrArray *shown; /* (element-type BbEngineDrive): copy of the list, for the names of removed drives */
} BbCtlMonitor;

/* Prints @event ("added" or "removed") and @drive on one line, with --json as JSON. */
static void
bb_ctl_monitor_print (BbCtlMonitor *monitor, BbEngineDrive *drive, const char *event)
{
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;

    if (monitor->ctl->json) {
        JsonObject *object = json_object_new ();

        json_object_set_string_member (object, "event", event);
        json_object_set_object_member (object, "drive", bb_ctl_json_drive (drive));
        bb_ctl_print_json_line (object);
        return;
    }
    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    bb_ctl_print (monitor->ctl, "%s %s %s %s%s%s\n", event, bb_engine_drive_get_name (drive), vendor, product,
                  *revision != '\0' ? " " : "", revision);
}

/* Prints the drives that were removed and added, and updates @shown, the copy of the list. */
static void
bb_ctl_monitor_changed_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    BbCtlMonitor *monitor = data;

    for (guint i = 0; i < removed; i++) {
        bb_ctl_monitor_print (monitor, g_ptr_array_index (monitor->shown, position), "removed");
        g_ptr_array_remove_index (monitor->shown, position);
    }
    for (guint i = 0; i < added; i++) {
        BbEngineDrive *drive = g_list_model_get_item (drives, position + i);

        g_ptr_array_insert (monitor->shown, (int) (position + i), drive);
        bb_ctl_monitor_print (monitor, drive, "added");
    }
}

/* Ends `monitor` after a signal. */
static gboolean
bb_ctl_monitor_quit_cb (gpointer data)
{
    g_main_loop_quit (data);
    return G_SOURCE_CONTINUE;
}

/* Ends `monitor` after the program that read standard output has closed the pipe. */
static gboolean
bb_ctl_monitor_closed_cb (int fd, GIOCondition condition, gpointer data)
{
    g_main_loop_quit (data);
    return G_SOURCE_REMOVE;
}

int
bb_ctl_command_monitor (BbCtl *ctl, int argc, char **argv)
{
    g_autoptr (GMainLoop) loop = NULL;
    g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_object_unref);
    int exit_code = bb_ctl_parse (ctl, NULL, &argc, &argv, 0, 0);
    BbCtlMonitor monitor = {.ctl = ctl, .shown = shown};
    BbEngine *engine;
    GListModel *drives;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    engine = bb_ctl_get_engine (ctl, &exit_code);
    if (engine == NULL)
        return exit_code;
    drives = bb_engine_get_drives (engine);
    loop = monitor.loop = g_main_loop_new (NULL, FALSE);
    /* The handlers are installed before the first line is printed, because a program that reads this line may send a
     * signal immediately. */
    g_unix_signal_add (SIGINT, bb_ctl_monitor_quit_cb, loop);
    g_unix_signal_add (SIGTERM, bb_ctl_monitor_quit_cb, loop);
    bb_ctl_monitor_changed_cb (drives, 0, 0, g_list_model_get_n_items (drives), &monitor);
    g_signal_connect (drives, "items-changed", G_CALLBACK (bb_ctl_monitor_changed_cb), &monitor);
    /* G_IO_ERR: the program that read standard output closed the pipe. */
    g_unix_fd_add (STDOUT_FILENO, G_IO_ERR, bb_ctl_monitor_closed_cb, loop);
    g_main_loop_run (loop);
    g_signal_handlers_disconnect_by_data (drives, &monitor);
    return BB_EXIT_DONE;
}
