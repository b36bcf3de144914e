/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static void
bb_host_drive_free (gpointer data)
{
    BbHostDrive *drive = data;

    g_clear_object (&drive->drive);
    bb_sim_link_clear (&drive->link);
    g_mutex_clear (&drive->shown_lock);
    g_free (drive->shown);
    g_free (drive);
}

/* Returns the number in @node (nullable), such as 3 in "/dev/sr3"; @fallback if there is no number. */
static int
bb_host_node_number (const char *node, int fallback)
{
    const char *digits = node != NULL ? strpbrk (node, "0123456789") : NULL;

    return digits != NULL ? atoi (digits) : fallback;
}

static BbHostDrive *
bb_host_drive_new (BbSimBus *bus, const char *name, guint host)
{
    BbHostDrive *self = g_new0 (BbHostDrive, 1);
    g_autoptr (BbDriveDetails) details = NULL;

    self->drive = bb_sim_bus_ref_drive (bus, name);
    self->host = host;
    bb_sim_link_init (&self->link, bus, name);
    g_mutex_init (&self->shown_lock);
    details = bb_drive_ref_details (self->drive);
    self->sr = bb_host_node_number (details->sr_node, (int) host);
    self->sg = bb_host_node_number (details->sg_node, -1);
    return self;
}

BbHostDrive *
bb_host_drive_find_node (BbSimHost *host, const char *node)
{
    for (guint i = 0; i < host->drives->len; i++) {
        BbHostDrive *drive = g_ptr_array_index (host->drives, i);

        if (g_str_has_prefix (node, "/dev/sr") && bb_host_node_number (node, -1) == drive->sr)
            return drive;
        if (g_str_has_prefix (node, "/dev/sg") && bb_host_node_number (node, -1) == drive->sg && drive->sg >= 0)
            return drive;
    }
    return NULL;
}

static BbHostDrive *
bb_host_drive_find (BbSimHost *host, BbDrive *drive)
{
    for (guint i = 0; i < host->drives->len; i++) {
        BbHostDrive *host_drive = g_ptr_array_index (host->drives, i);

        if (host_drive->drive == drive)
            return host_drive;
    }
    return NULL;
}

static gboolean
bb_sim_host_plug (BbSimHost *self, BbHostDrive *drive, GError **error)
{
    if (!bb_sim_link_open (&drive->link, error))
        return FALSE;
    /* `plugged` is set before the events are sent, because the receivers open the node at once. */
    g_atomic_int_set (&drive->plugged, TRUE);
    return bb_host_tree_plug (self, drive, error);
}

static void
bb_sim_host_added_cb (BbDriveMonitor *monitor, BbDrive *added, gpointer data)
{
    BbSimHost *self = data;
    BbHostDrive *drive = bb_host_drive_find (self, added);
    g_autoptr (GError) error = NULL;

    if (drive != NULL && !g_atomic_int_get (&drive->plugged) && !bb_sim_host_plug (self, drive, &error))
        g_printerr ("burnback-sim: %s: %s\n", drive->link.name, error->message);
}

static void
bb_sim_host_removed_cb (BbDriveMonitor *monitor, BbDrive *removed, gpointer data)
{
    BbSimHost *self = data;
    BbHostDrive *drive = bb_host_drive_find (self, removed);

    if (drive == NULL || !g_atomic_int_compare_and_exchange (&drive->plugged, TRUE, FALSE))
        return;
    bb_host_tree_unplug (self, drive);
}

static gboolean
bb_sim_host_add_drives (BbSimHost *self, GError **error)
{
    g_auto (GStrv) names = bb_sim_bus_list_names (self->bus);

    for (guint i = 0; names[i] != NULL; i++) {
        BbHostDrive *drive = bb_host_drive_new (self->bus, names[i], i);

        g_ptr_array_add (self->drives, drive);
        if (!bb_host_tree_attach (self, drive, error))
            return FALSE;
    }
    for (guint i = 0; i < self->drives->len; i++) {
        BbHostDrive *drive = g_ptr_array_index (self->drives, i);

        if (bb_drive_is_present (drive->drive) && !bb_sim_host_plug (self, drive, error))
            return FALSE;
    }
    g_signal_connect (self->bus, "drive-added", G_CALLBACK (bb_sim_host_added_cb), self);
    g_signal_connect (self->bus, "drive-removed", G_CALLBACK (bb_sim_host_removed_cb), self);
    return TRUE;
}

/* Makes /sys/kernel, because programs check for this folder to see whether sysfs is mounted. */
static void
bb_sim_host_add_folders (BbSimHost *self)
{
    g_autofree char *sys = umockdev_testbed_get_sys_dir (self->bed);
    g_autofree char *kernel = g_build_filename (sys, "kernel", NULL);

    if (g_mkdir (kernel, 0755) != 0)
        g_printerr ("burnback-sim: %s: %s\n", kernel, g_strerror (errno));
}

static BbSimHost *
bb_sim_host_new (BbSimBus *bus)
{
    BbSimHost *self = g_new0 (BbSimHost, 1);

    self->bus = g_object_ref (bus);
    self->bed = umockdev_testbed_new ();
    bb_sim_host_add_folders (self);
    self->base = bb_host_ioctl_new (self);
    self->drives = g_ptr_array_new_with_free_func (bb_host_drive_free);
    self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_mutex_init (&self->lock);
    g_cond_init (&self->idle);
    return self;
}

static void
bb_sim_host_free (BbSimHost *self)
{
    g_signal_handlers_disconnect_by_data (self->bus, self);
    bb_sim_control_free (self->control);
    bb_host_command_drain (self);
    /* Ends the thread of umockdev and removes the device tree. */
    g_clear_object (&self->base);
    g_clear_object (&self->bed);
    g_ptr_array_unref (self->drives);
    g_hash_table_unref (self->told);
    g_object_unref (self->bus);
    g_cond_clear (&self->idle);
    g_mutex_clear (&self->lock);
    g_free (self);
}

/* Adds the drives of the bus and makes the control pipe. */
static gboolean
bb_sim_host_prepare (BbSimHost *self, GError **error)
{
    g_autofree char *root = NULL, *path = NULL;

    /* umockdev_in_mock_environment() returns FALSE before a test bed was made. */
    if (!umockdev_in_mock_environment ()) {
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "umockdev's preload library is not loaded");
        return FALSE;
    }
    if (!bb_sim_host_add_drives (self, error))
        return FALSE;
    root = umockdev_testbed_get_root_dir (self->bed);
    path = g_build_filename (root, "control", NULL);
    self->control = bb_sim_control_new (self->bus, path, error);
    return self->control != NULL;
}

int
bb_sim_exec_main (BbSimBus *bus, char **command)
{
    g_autoptr (GError) error = NULL;
    BbSimHost *self;
    int exit_code = BB_EXIT_NO_BED;

    if (!bb_sim_host_enter (&error)) {
        g_printerr ("burnback-sim: %s\n", error->message);
        return BB_EXIT_NO_BED;
    }
    self = bb_sim_host_new (bus);
    if (bb_sim_host_prepare (self, &error))
        exit_code = bb_sim_child_run (command);
    else
        g_printerr ("burnback-sim: %s\n", error->message);
    bb_sim_host_free (self);
    return exit_code;
}
