/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host-private.h"

#include <glib-unix.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* Exit codes of a shell, for what is not the program's own. */
#define BB_EXIT_NO_BED 1
#define BB_EXIT_NOT_STARTED 127
#define BB_EXIT_SIGNAL_BASE 128

static void
bb_host_drive_free (gpointer data)
{
    BbHostDrive *drive = data;

    g_free (drive->name);
    g_clear_object (&drive->drive);
    g_clear_object (&drive->transport);
    g_mutex_clear (&drive->lock);
    g_free (drive);
}

/* The number in "/dev/sr3" and the like, @fallback without one. */
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
    self->name = g_strdup (name);
    self->host = host;
    g_mutex_init (&self->lock);
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
    BbTransport *transport = bb_sim_bus_open (self->bus, drive->name, error);

    if (transport == NULL)
        return FALSE;
    g_mutex_lock (&drive->lock);
    g_clear_object (&drive->transport);
    drive->transport = transport;
    g_mutex_unlock (&drive->lock);
    /* Before the events: who hears them asks at once. */
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
        g_printerr ("burnback-sim: %s: %s\n", drive->name, error->message);
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

static BbSimHost *
bb_sim_host_new (BbSimBus *bus)
{
    BbSimHost *self = g_new0 (BbSimHost, 1);

    self->bus = g_object_ref (bus);
    self->bed = umockdev_testbed_new ();
    self->base = bb_host_ioctl_new (self);
    self->drives = g_ptr_array_new_with_free_func (bb_host_drive_free);
    self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->loop = g_main_loop_new (NULL, FALSE);
    self->control_fd = -1;
    self->exit_code = BB_EXIT_NO_BED;
    g_mutex_init (&self->lock);
    g_cond_init (&self->idle);
    return self;
}

static void
bb_sim_host_free (BbSimHost *self)
{
    g_signal_handlers_disconnect_by_data (self->bus, self);
    bb_host_control_stop (self);
    bb_host_command_drain (self);
    /* Its thread ends with it, and the tree goes. */
    g_clear_object (&self->base);
    g_clear_object (&self->bed);
    g_ptr_array_unref (self->drives);
    g_hash_table_unref (self->told);
    g_main_loop_unref (self->loop);
    g_object_unref (self->bus);
    g_cond_clear (&self->idle);
    g_mutex_clear (&self->lock);
    g_free (self);
}

static gboolean
bb_sim_host_prepare (BbSimHost *self, GError **error)
{
    /* True only after a bed was made; before, it says no for ever. */
    if (!umockdev_in_mock_environment ()) {
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "umockdev's preload library is not loaded");
        return FALSE;
    }
    return bb_sim_host_add_drives (self, error) && bb_host_control_start (self, error);
}

static void
bb_sim_host_ended_cb (GPid pid, int status, gpointer data)
{
    BbSimHost *self = data;

    self->exit_code = WIFSIGNALED (status) ? BB_EXIT_SIGNAL_BASE + WTERMSIG (status) : WEXITSTATUS (status);
    g_spawn_close_pid (pid);
    g_main_loop_quit (self->loop);
}

static gboolean
bb_sim_host_terminated_cb (gpointer data)
{
    kill (((BbSimHost *) data)->child, SIGTERM);
    return G_SOURCE_CONTINUE;
}

/* From a terminal the program gets it too, and decides. */
static gboolean
bb_sim_host_interrupted_cb (gpointer data)
{
    return G_SOURCE_CONTINUE;
}

static void
bb_sim_host_run (BbSimHost *self, char **command)
{
    static const int terminating[] = {SIGTERM, SIGHUP};
    g_autoptr (GError) error = NULL;
    guint ids[G_N_ELEMENTS (terminating) + 1];

    if (!g_spawn_async (NULL, command, NULL,
                        G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL,
                        &self->child, &error)) {
        g_printerr ("burnback-sim: %s\n", error->message);
        self->exit_code = BB_EXIT_NOT_STARTED;
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS (terminating); i++)
        ids[i] = g_unix_signal_add (terminating[i], bb_sim_host_terminated_cb, self);
    ids[G_N_ELEMENTS (terminating)] = g_unix_signal_add (SIGINT, bb_sim_host_interrupted_cb, self);
    g_child_watch_add (self->child, bb_sim_host_ended_cb, self);
    g_main_loop_run (self->loop);
    for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
        g_source_remove (ids[i]);
}

int
bb_sim_exec_main (BbSimBus *bus, char **command)
{
    g_autoptr (GError) error = NULL;
    BbSimHost *self;
    int exit_code;

    if (!bb_sim_host_enter (&error)) {
        g_printerr ("burnback-sim: %s\n", error->message);
        return BB_EXIT_NO_BED;
    }
    self = bb_sim_host_new (bus);
    if (bb_sim_host_prepare (self, &error))
        bb_sim_host_run (self, command);
    else
        g_printerr ("burnback-sim: %s\n", error->message);
    exit_code = self->exit_code;
    bb_sim_host_free (self);
    return exit_code;
}
