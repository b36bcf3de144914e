/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-json.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-text.h"

#include "drive/bb-drive-hold.h"
#include "job/words/bb-words.h"

#include <glib/gi18n.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BB_CTL_MODULE_FOLDER "/sys/class/scsi_generic"
#define BB_CTL_LOAD_MODULE "sudo modprobe sg"

/* Adds a condition to @list: with @text if the condition is met (@good), else with @problem and @remedy (nullable).
 * @needed: Burnback works only if the condition is met. */
static void
bb_ctl_doctor_add (JsonArray *list, const char *code, gboolean good, gboolean needed, const char *text,
                   const char *problem, const char *remedy)
{
    bb_ctl_json_add_item (list, code, good, needed, good ? text : problem, good ? NULL : remedy);
}

/* Opens the catalog, and adds the condition that it can be opened without warnings. Returns %FALSE if it cannot be
 * opened. Invalid files of the user are left out and give a warning. */
static gboolean
bb_ctl_doctor_catalog (BbCtl *ctl, JsonArray *list)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *problem = NULL;

    ctl->catalog = bb_catalog_open (NULL, NULL, &error);
    /* TRANSLATORS: %s is the technical reason */
    problem = ctl->catalog != NULL ? g_strjoinv (" ", (char **) bb_catalog_get_warnings (ctl->catalog))
                                   : g_strdup_printf (_ ("The catalog cannot be read (%s)."), error->message);
    bb_ctl_doctor_add (
        list, "catalog", *problem == '\0', ctl->catalog == NULL, _ ("The catalog can be read."), problem,
        ctl->catalog != NULL ? _ ("Check your own catalog files with “burnbackctl catalog lint FILE”.")
                             : _ ("Reinstall Burnback, or set the environment variable BURNBACK_CATALOG to the "
                                  "path of the catalog folder."));
    return ctl->catalog != NULL;
}

/* Adds the condition that backups can be read and saved. The state folder may not exist before something is saved;
 * then its nearest existing parent must be writable. */
static void
bb_ctl_doctor_store (BbCtl *ctl, JsonArray *list)
{
    const char *folder = bb_engine_get_state_folder (ctl->engine);
    g_autofree char *place = g_strdup (folder);
    g_autofree char *text = NULL, *problem = NULL, *remedy = NULL;
    g_autoptr (GError) error = NULL;
    gboolean whole = bb_backup_store_is_whole (bb_engine_get_store (ctl->engine), &error);
    gboolean writable;

    while (access (place, F_OK) != 0 && strlen (place) > 1) {
        char *above = g_path_get_dirname (place);

        g_free (place);
        place = above;
    }
    writable = g_file_test (place, G_FILE_TEST_IS_DIR) && access (place, W_OK | X_OK) == 0;
    text = g_strdup_printf (_ ("Backups can be saved in %s."), folder);
    problem = writable ? g_strdup (whole ? "" : error->message)
                       : g_strdup_printf (_ ("Backups cannot be saved in %s."), folder);
    remedy = writable ? g_strdup (bb_words_fix ()) : g_strdup_printf ("sudo chown %s %s", g_get_user_name (), place);
    bb_ctl_doctor_add (list, "store", writable && whole, TRUE, text, problem, remedy);
}

/* Returns (transfer full) the command that gives this user access to @node. */
static char *
bb_ctl_dup_permission_command (const char *node)
{
    struct stat info;
    struct group *group = stat (node, &info) == 0 ? getgrgid (info.st_gid) : NULL;

    if (group != NULL && info.st_gid != 0 && (info.st_mode & (S_IRGRP | S_IWGRP)) == (S_IRGRP | S_IWGRP)) {
        /* The user is in the group but this process is not: the user was added after the session began, so only a new
         * login or newgrp helps. */
        if (g_strv_contains ((const char *const *) group->gr_mem, g_get_user_name ()))
            return g_strdup_printf ("newgrp %s", group->gr_name);
        return g_strdup_printf ("sudo usermod -aG %s %s", group->gr_name, g_get_user_name ());
    }
    return g_strdup_printf ("sudo setfacl -m u:%s:rw %s", g_get_user_name (), node);
}

/* Adds the condition that the drive can be opened. For a real drive with a block node, also adds the condition that
 * Burnback can stop the kernel from polling the drive. */
static void
bb_ctl_doctor_drive (BbEngineDrive *shown, JsonArray *list)
{
    BbDrive *drive = bb_engine_drive_get_drive (shown);
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
    g_autofree char *problem = NULL, *remedy = NULL, *text = NULL, *path = NULL, *polled = NULL;
    BbAccess access_to = bb_drive_check_access (drive, &problem);

    text = g_strdup_printf (_ ("%s can be opened."), details->name);
    if (access_to == BB_ACCESS_NO_SG_NODE)
        remedy = g_strdup (BB_CTL_LOAD_MODULE);
    else if (access_to == BB_ACCESS_DENIED && details->sg_node != NULL)
        remedy = bb_ctl_dup_permission_command (details->sg_node);
    bb_ctl_doctor_add (list, access_to == BB_ACCESS_NO_SG_NODE ? "node" : "permission", access_to == BB_ACCESS_OK,
                       TRUE, text, problem != NULL ? problem : "", remedy);
    if (details->simulated || details->sr_node == NULL)
        return;
    g_clear_pointer (&text, g_free);
    g_clear_pointer (&remedy, g_free);
    text = g_strdup_printf (_ ("Burnback can stop the Linux kernel from regularly checking %s for discs "
                               "(polling)."),
                            details->name);
    polled =
        g_strdup_printf (_ ("The Linux kernel regularly checks %s for discs (polling). Only an administrator can "
                            "stop these checks. Without administrator rights, Burnback suspends them by opening "
                            "the drive exclusively."),
                         details->name);
    path = g_strdup_printf ("/sys/block/%s/events_poll_msecs", details->name);
    remedy = g_strdup_printf ("echo 0 | sudo tee %s", path);
    bb_ctl_doctor_add (list, "polling", access (path, W_OK) == 0, FALSE, text, polled, remedy);
}

/* Adds the condition that Burnback can prevent the computer from suspending. */
static void
bb_ctl_doctor_sleep (JsonArray *list)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *problem = NULL;
    gboolean awake = bb_hold_try_keep_awake ("burnback", &error);

    if (!awake)
        /* TRANSLATORS: %s is the technical reason */
        problem = g_strdup_printf (_ ("Burnback cannot prevent the computer from suspending (%s)."), error->message);
    bb_ctl_doctor_add (list, "sleep", awake, FALSE, _ ("Burnback can prevent the computer from suspending."), problem,
                       "sudo systemctl start systemd-logind");
}

/* Adds the conditions of this computer: the module sg is loaded, Burnback can prevent suspending, udev responds. */
static void
bb_ctl_doctor_system (JsonArray *list)
{
    bb_ctl_doctor_add (list, "module", g_file_test (BB_CTL_MODULE_FOLDER, G_FILE_TEST_IS_DIR), TRUE,
                       _ ("The sg kernel module is loaded."),
                       _ ("The sg kernel module is not loaded. Burnback needs this module to send commands to "
                          "drives."),
                       BB_CTL_LOAD_MODULE);
    bb_ctl_doctor_sleep (list);
    bb_ctl_doctor_add (list, "udev", g_file_test ("/run/udev/control", G_FILE_TEST_EXISTS), FALSE,
                       _ ("The device manager (udev) is running."),
                       _ ("The device manager (udev) is not running, so drives may not be detected or "
                          "accessible. This is normal in a container."),
                       "sudo systemctl start systemd-udevd");
}

/* Adds to @list the condition that there are drives, and the conditions of each drive. */
static void
bb_ctl_doctor_drives (BbCtl *ctl, BbEngine *engine, JsonArray *list)
{
    GListModel *drives = bb_engine_get_drives (engine);
    gboolean known =
        ctl->simulate != NULL || ctl->replay != NULL || g_file_test ("/sys/module/sr_mod", G_FILE_TEST_EXISTS);

    bb_ctl_doctor_add (list, "drives", g_list_model_get_n_items (drives) > 0, FALSE, _ ("Optical drives were found."),
                       _ ("No optical drive found."),
                       known ? _ ("Check that the drive is powered on and its cable is connected.")
                             : "sudo modprobe sr_mod");
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        bb_ctl_doctor_drive (drive, list);
    }
}

int
bb_ctl_command_doctor (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse (ctl, NULL, &argc, &argv, 0, 0);
    g_autoptr (JsonArray) list = json_array_new ();
    BbEngine *engine = NULL;
    gboolean lacking = FALSE;

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    if (bb_ctl_doctor_catalog (ctl, list)) {
        engine = bb_ctl_get_engine (ctl, &exit_code);
        if (engine == NULL)
            return exit_code;
        bb_ctl_doctor_store (ctl, list);
    }
    if (ctl->simulate == NULL && ctl->replay == NULL)
        bb_ctl_doctor_system (list);
    if (engine != NULL)
        bb_ctl_doctor_drives (ctl, engine, list);
    for (guint i = 0; i < json_array_get_length (list); i++) {
        JsonObject *item = json_array_get_object_element (list, i);

        lacking = lacking ||
                  (json_object_get_boolean_member (item, "needed") && !json_object_get_boolean_member (item, "good"));
    }
    bb_ctl_print_items (ctl, list);
    bb_ctl_print_array (ctl, json_array_ref (list));
    if (lacking)
        bb_ctl_print_failure (BB_SAFE_YES, _ ("Fix the listed problems, then run “burnbackctl doctor” again."),
                              _ ("This computer does not meet all the requirements of Burnback."));
    return lacking ? BB_EXIT_FAILED : BB_EXIT_DONE;
}
