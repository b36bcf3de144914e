/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "drive/bb-drive-monitor.h"
#include "drive/bb-drive-users.h"
#include "drive/bb-real-drive.h"
#include "drive/bb-udev-details.h"

#include <glib/gstdio.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Tests bb-drive.c, bb-drive-monitor.c, bb-drive-users.c and bb-real-drive.c. */

static BbDriveDetails *
details_new (const char *name, const char *sr_node, const char *sg_node, const char *serial)
{
    BbDriveDetails *details = bb_drive_details_new ();

    details->name = g_strdup (name);
    details->sr_node = g_strdup (sr_node);
    details->sg_node = g_strdup (sg_node);
    details->serial = g_strdup (serial);
    details->bus_path = g_strdup_printf ("path-of-%s", name);
    return details;
}

static BbDrive *
drive_new (const char *name, const char *sr_node, const char *sg_node, const char *serial)
{
    g_autoptr (BbDriveDetails) details = details_new (name, sr_node, sg_node, serial);

    return bb_real_drive_new (details);
}

static void
count_cb (gpointer object, gpointer data)
{
    (*(guint *) data)++;
}

static void
test_drive_is_found_by_node_name_and_serial (void)
{
    g_autoptr (BbDrive) drive = drive_new ("sr0", "/dev/sr0", "/dev/sg1", "ABC123");
    g_autoptr (BbDrive) bare = drive_new ("sg3", NULL, "/dev/sg3", NULL);
    static const char *const names[] = {"sr0", "/dev/sr0", "sg1", "/dev/sg1"};

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_assert_true (bb_drive_has_node (drive, names[i]));
        g_assert_false (bb_drive_has_node (bare, names[i]));
        g_assert_false (bb_drive_has_serial (drive, names[i]));
    }
    g_assert_true (bb_drive_has_serial (drive, "ABC123"));
    g_assert_false (bb_drive_has_node (drive, "ABC123"));
    g_assert_false (bb_drive_has_serial (bare, "ABC123"));
    g_assert_true (bb_drive_has_node (bare, "sg3"));
    g_assert_false (bb_drive_has_node (drive, "sr"));
    g_assert_false (bb_drive_has_node (bare, ""));
    g_assert_false (bb_drive_has_serial (bare, ""));
}

static void
test_details_change_and_the_first_name_stays (void)
{
    g_autoptr (BbDrive) drive = drive_new ("sr0", "/dev/sr0", "/dev/sg0", "1");
    g_autoptr (BbDriveDetails) same = details_new ("sr0", "/dev/sr0", "/dev/sg0", "1");
    g_autoptr (BbDriveDetails) other = details_new ("sr1", "/dev/sr1", "/dev/sg0", "1");
    g_autoptr (BbDriveDetails) now = NULL;
    guint n_changed = 0;

    g_signal_connect (drive, "changed", G_CALLBACK (count_cb), &n_changed);
    bb_drive_set_details (drive, same);
    g_assert_cmpuint (n_changed, ==, 0);
    bb_drive_set_details (drive, other);
    g_assert_cmpuint (n_changed, ==, 1);
    g_assert_cmpstr (bb_drive_get_name (drive), ==, "sr0");
    now = bb_drive_ref_details (drive);
    g_assert_cmpstr (now->name, ==, "sr1");
    g_assert_false (bb_drive_has_node (drive, "sr0"));
}

static void
test_disconnected_drive_cannot_be_opened (void)
{
    g_autoptr (BbDrive) drive = drive_new ("sr0", "/dev/sr0", "/dev/sg0", NULL);
    g_autoptr (GError) error = NULL;
    g_autofree char *why = NULL;

    bb_drive_set_present (drive, FALSE);
    g_assert_null (bb_drive_open (drive, FALSE, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_assert_cmpint (bb_drive_check_access (drive, &why), ==, BB_ACCESS_GONE);
    g_assert_nonnull (strstr (why, "sr0"));
}

static void
test_missing_sg_module_is_reported_with_remedy (void)
{
    g_autoptr (BbDrive) drive = drive_new ("sr0", "/dev/sr0", NULL, NULL);
    g_autoptr (GError) error = NULL;
    g_autofree char *why = NULL;

    g_assert_cmpint (bb_drive_check_access (drive, &why), ==, BB_ACCESS_NO_SG_NODE);
    g_assert_nonnull (strstr (why, "module “sg”"));
    g_assert_null (bb_drive_open (drive, TRUE, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NO_NODE);
    g_assert_cmpstr (error->message, ==, why);
}

static void
test_denied_access_names_node_and_group (void)
{
    g_autofree char *group = bb_access_dup_denied ("/dev/sg0", 0660, "root", "cdrom");
    g_autofree char *nobody = bb_access_dup_denied ("/dev/sg0", 0600, "root", "cdrom");
    g_autofree char *root_group = bb_access_dup_denied ("/dev/sg0", 0660, "root", "root");

    g_assert_nonnull (strstr (group, "/dev/sg0"));
    g_assert_nonnull (strstr (group, "“cdrom”"));
    g_assert_nonnull (strstr (group, "add your account"));
    g_assert_null (strstr (nobody, "add your account"));
    g_assert_nonnull (strstr (nobody, "administrator"));
    g_assert_null (strstr (root_group, "add your account"));
}

static char *
name_at (GListModel *model, guint position)
{
    g_autoptr (BbDrive) drive = g_list_model_get_item (model, position);

    return g_strdup (bb_drive_get_name (drive));
}

static void
removed_cb (BbDriveMonitor *monitor, BbDrive *drive, gpointer data)
{
    g_assert_false (bb_drive_is_present (drive));
    (*(guint *) data)++;
}

static void
test_a_monitor_is_a_sorted_list (void)
{
    g_autoptr (BbDriveMonitor) monitor = g_object_new (BB_TYPE_DRIVE_MONITOR, NULL);
    static const char *const names[] = {"sr10", "sr2", "sg4", "sr0"};
    static const char *const sorted[] = {"sg4", "sr0", "sr2", "sr10"};
    g_autoptr (BbDrive) found = NULL;
    guint n_removed = 0;

    g_signal_connect (monitor, "drive-removed", G_CALLBACK (removed_cb), &n_removed);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *node = g_strdup_printf ("/dev/%s", names[i]);
        g_autoptr (BbDrive) drive = drive_new (names[i], node, NULL, NULL);

        bb_drive_monitor_add (monitor, drive);
    }
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (monitor)), ==, G_N_ELEMENTS (names));
    for (guint i = 0; i < G_N_ELEMENTS (sorted); i++) {
        g_autofree char *name = name_at (G_LIST_MODEL (monitor), i);

        g_assert_cmpstr (name, ==, sorted[i]);
    }
    g_assert_null (bb_drive_monitor_find (monitor, "/dev/sr7"));
    found = bb_drive_monitor_find (monitor, "/dev/sr2");
    g_assert_nonnull (found);
    bb_drive_monitor_remove (monitor, found);
    bb_drive_monitor_remove (monitor, found);
    g_assert_cmpuint (n_removed, ==, 1);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (monitor)), ==, G_N_ELEMENTS (names) - 1);
}

/* There are three drives: sr0 and a second drive have the serial number "TWIN", and a third drive has the serial
 * number "sr0". A search for "TWIN" must find no drive. A search for "sr0" must find the drive named sr0, because
 * names are searched before serial numbers. */
static void
test_a_serial_number_of_two_drives_finds_neither (void)
{
    g_autoptr (BbDriveMonitor) monitor = g_object_new (BB_TYPE_DRIVE_MONITOR, NULL);
    static const char *const serials[] = {"TWIN", "TWIN", "sr0"};
    g_autoptr (BbDrive) single = NULL;
    g_autoptr (BbDrive) node = NULL;
    g_autoptr (GPtrArray) twins = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (serials); i++) {
        g_autofree char *name = g_strdup_printf ("sr%u", i), *path = g_strdup_printf ("/dev/sr%u", i);
        g_autoptr (BbDrive) drive = drive_new (name, path, NULL, serials[i]);

        bb_drive_monitor_add (monitor, drive);
    }
    g_assert_null (bb_drive_monitor_find (monitor, "TWIN"));
    twins = bb_drive_monitor_list_called (monitor, "TWIN");
    g_assert_cmpuint (twins->len, ==, 2);
    g_assert_cmpstr (bb_drive_get_name (twins->pdata[0]), ==, "sr0");
    g_assert_cmpstr (bb_drive_get_name (twins->pdata[1]), ==, "sr1");
    single = bb_drive_monitor_find (monitor, "sr0");
    g_assert_true (single == twins->pdata[0]);
    node = bb_drive_monitor_find (monitor, "/dev/sr1");
    g_assert_true (node == twins->pdata[1]);
}

static void
test_a_link_to_a_node_finds_the_drive (void)
{
    g_autoptr (BbDriveMonitor) monitor = g_object_new (BB_TYPE_DRIVE_MONITOR, NULL);
    g_autofree char *folder = g_dir_make_tmp ("burnback-XXXXXX", NULL);
    g_autofree char *real = realpath (folder, NULL);
    g_autofree char *node = g_build_filename (real, "sr0", NULL), *link = g_build_filename (real, "cdrom", NULL);
    g_autoptr (BbDrive) drive = drive_new ("sr0", node, NULL, NULL);
    g_autoptr (BbDrive) found = NULL;

    g_assert_true (g_file_set_contents (node, "", 0, NULL));
    g_assert_cmpint (symlink ("sr0", link), ==, 0);
    bb_drive_monitor_add (monitor, drive);
    found = bb_drive_monitor_find (monitor, link);
    g_assert_true (found == drive);
    g_assert_cmpint (g_unlink (link), ==, 0);
    g_assert_cmpint (g_unlink (node), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
make_file (const char *root, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename (root, name, NULL), *folder = g_path_get_dirname (path);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
make_link (const char *root, const char *name, const char *target)
{
    g_autofree char *path = g_build_filename (root, name, NULL), *folder = g_path_get_dirname (path);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
remove_tree (const char *path)
{
    g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *below = g_build_filename (path, name, NULL);

        remove_tree (below);
    }
    g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_users_of_a_drive_are_named (void)
{
    g_autofree char *proc = g_dir_make_tmp ("burnback-XXXXXX", NULL);
    g_autofree char *own = g_strdup_printf ("%d/fd/3", (int) getpid ());
    static const char *const nodes[] = {"/dev/sr77", "/dev/sg77", NULL};
    g_autoptr (BbDriveUsers) users = NULL;
    g_autoptr (BbDriveUsers) none = NULL;
    g_auto (GStrv) list = NULL;

    make_file (proc, "self/mountinfo",
               "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
               "30 20 11:77 / /media/my\\040disc ro,nosuid shared:5 - udf /dev/sr77 ro\n"
               "damaged line\n");
    make_link (proc, "4242/fd/7", "/dev/sr77");
    make_file (proc, "4242/comm", "player\n");
    make_link (proc, "4243/fd/1", "/dev/null");
    make_link (proc, "4243/fd/2", "socket:[12345]");
    make_file (proc, "4243/comm", "bystander\n");
    make_link (proc, own, "/dev/sg77");
    users = bb_users_find (proc, nodes);
    g_assert_true (users->is_complete);
    g_assert_cmpuint (g_strv_length (users->mounts), ==, 1);
    g_assert_nonnull (strstr (users->mounts[0], "/dev/sr77 is mounted on /media/my disc."));
    g_assert_cmpuint (g_strv_length (users->programs), ==, 1);
    g_assert_nonnull (strstr (users->programs[0], "player"));
    g_assert_nonnull (strstr (users->programs[0], "4242"));
    g_assert_false (users->is_burnback);
    list = bb_drive_users_list (users);
    g_assert_cmpuint (g_strv_length (list), ==, 2);
    g_assert_cmpstr (list[1], ==, users->programs[0]);
    remove_tree (proc);
    none = bb_users_find (proc, nodes);
    g_assert_cmpuint (g_strv_length (none->programs), ==, 0);
    g_assert_cmpuint (g_strv_length (none->mounts), ==, 0);
    g_assert_false (none->is_complete); /* no process could be examined */
}

/* Returns `is_burnback` of the users of a drive that some processes have open. @names: for each process, the content
 * of /proc/ID/comm, such as "burnbackctl\n"; NULL-terminated */
static gboolean
is_used_by_burnback (const char *const *names)
{
    g_autofree char *proc = g_dir_make_tmp ("burnback-XXXXXX", NULL);
    static const char *const nodes[] = {"/dev/sr77", "/dev/sg77", NULL};
    g_autoptr (BbDriveUsers) users = NULL;
    g_autoptr (BbDriveUsers) copy = NULL;

    make_file (proc, "self/mountinfo", "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    for (guint i = 0; names[i] != NULL; i++) {
        g_autofree char *fd = g_strdup_printf ("%u/fd/3", 4242 + i), *comm = g_strdup_printf ("%u/comm", 4242 + i);

        make_link (proc, fd, "/dev/sg77");
        make_file (proc, comm, names[i]);
    }
    users = bb_users_find (proc, nodes);
    copy = bb_drive_users_copy (users);
    g_assert_cmpuint (g_strv_length (users->programs), ==, g_strv_length ((char **) names));
    g_assert_true (copy->is_burnback == users->is_burnback);
    remove_tree (proc);
    return users->is_burnback;
}

static void
test_other_processes_of_burnback_are_recognised (void)
{
    g_assert_true (is_used_by_burnback ((const char *const[]){"burnbackctl\n", NULL}));
    g_assert_true (is_used_by_burnback ((const char *const[]){"burnback\n", "burnbackctl\n", NULL}));
    g_assert_false (is_used_by_burnback ((const char *const[]){"burnbackctl\n", "player\n", NULL}));
    g_assert_false (is_used_by_burnback ((const char *const[]){"player\n", NULL}));
    g_assert_false (is_used_by_burnback ((const char *const[]){NULL}));
}

static void
test_stable_path_has_no_host_number (void)
{
    static const char *const before =
        "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0";
    static const char *const after =
        "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host9/target9:0:0/9:0:0:0";
    static const char *const beside =
        "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:1";
    g_autofree char *a = bb_udev_dup_stable_path (before), *b = bb_udev_dup_stable_path (after);
    g_autofree char *c = bb_udev_dup_stable_path (beside);

    g_assert_cmpstr (a, ==, "pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0:0:0");
    g_assert_cmpstr (a, ==, b);
    g_assert_cmpstr (a, !=, c);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/drive/drive-is-found-by-node-name-and-serial", test_drive_is_found_by_node_name_and_serial);
    g_test_add_func ("/drive/details-change-first-name-stays", test_details_change_and_the_first_name_stays);
    g_test_add_func ("/drive/disconnected-drive-cannot-be-opened", test_disconnected_drive_cannot_be_opened);
    g_test_add_func ("/drive/missing-sg-module-is-reported-with-remedy",
                     test_missing_sg_module_is_reported_with_remedy);
    g_test_add_func ("/drive/denied-access-names-node-and-group", test_denied_access_names_node_and_group);
    g_test_add_func ("/drive/monitor-is-a-sorted-list", test_a_monitor_is_a_sorted_list);
    g_test_add_func ("/drive/serial-of-two-drives-finds-neither", test_a_serial_number_of_two_drives_finds_neither);
    g_test_add_func ("/drive/link-to-node-finds-drive", test_a_link_to_a_node_finds_the_drive);
    g_test_add_func ("/drive/users-are-named", test_users_of_a_drive_are_named);
    g_test_add_func ("/drive/users-are-named/burnback", test_other_processes_of_burnback_are_recognised);
    g_test_add_func ("/drive/stable-path-has-no-host-number", test_stable_path_has_no_host_number);
    return g_test_run ();
}
