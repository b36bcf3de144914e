/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app-source.h"

#include "drive/bb-replay-monitor.h"
#include "family/bb-key-file.h"
#include "job/store/bb-state-folder.h"
#include "sim/bb-sim.h"

#include <glib/gi18n-lib.h>

struct _BbAppSource {
    GObject parent;
    BbEngine *engine;
    BbSimBus *bus; /* (nullable) */
};

G_DEFINE_TYPE (BbAppSource, bb_app_source, G_TYPE_OBJECT)

static guint signal_switched;

static void
bb_app_source_finalize (GObject *object)
{
    BbAppSource *self = BB_APP_SOURCE (object);

    g_clear_object (&self->engine);
    g_clear_object (&self->bus);
    G_OBJECT_CLASS (bb_app_source_parent_class)->finalize (object);
}

static void
bb_app_source_class_init (BbAppSourceClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_app_source_finalize;
    signal_switched =
        g_signal_new ("switched", BB_TYPE_APP_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_app_source_init (BbAppSource *self)
{
}

/* Returns (transfer full) (nullable) the simulated drives of @scenario; errors as in bb_app_source_new(). Also passes
 * $BURNBACK_TEST_KEY_SHA256, the checksum of a test key, to bb_key_file_let_in(), and switches the command log of the
 * drives off unless $BURNBACK_SIM_STATE is set. */
static BbSimBus *
bb_app_source_new_bus (const char *scenario, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbSimStore) store = bb_sim_store_new_default (error);
    g_autoptr (BbSimBus) bus = NULL;

    if (store == NULL)
        return NULL;
    /* The command log of simulated drives in memory is switched off: it grows with each command, and the window never
     * shows it. Drives in $BURNBACK_SIM_STATE have a command log, because other programs read it. */
    if (g_getenv ("BURNBACK_SIM_STATE") == NULL)
        bb_sim_store_set_logging (store, FALSE);
    bus = bb_sim_bus_new (scenario, store, catalog, error);
    if (bus == NULL)
        return NULL;
    if (bb_sim_bus_needs_state (bus)) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE,
                     _ ("To simulate a power failure, Burnback must save the state of the drives. Set the "
                        "environment variable BURNBACK_SIM_STATE to a folder."));
        return NULL;
    }
    /* The tests use a key file with a made-up key. This function runs only if all drives are simulated, so that key
     * is never accepted for a real drive. */
    bb_key_file_let_in (g_getenv ("BURNBACK_TEST_KEY_SHA256"));
    return g_steal_pointer (&bus);
}

/* Returns (transfer full) (nullable) the state folder of the command line. If the command line names none: for
 * simulated or recorded drives, a folder of their own below @usual; for real drives %NULL, which stands for @usual.
 */
static char *
bb_app_source_dup_state_folder (const BbAppSourceOptions *options, const char *usual)
{
    g_autofree char *source = NULL;

    if (options->state_dir != NULL)
        return g_canonicalize_filename (options->state_dir, NULL);
    if (options->simulate != NULL)
        source = bb_sim_dup_source (options->simulate);
    else if (options->replay != NULL)
        source = g_canonicalize_filename (options->replay, NULL);
    return source != NULL ? bb_state_folder_dup_simulated (usual, source) : NULL;
}

BbAppSource *
bb_app_source_new (const BbAppSourceOptions *options, GError **error)
{
    g_autoptr (BbAppSource) self = g_object_new (BB_TYPE_APP_SOURCE, NULL);
    g_autoptr (BbCatalog) catalog = bb_catalog_open (NULL, NULL, error);
    g_autoptr (BbDriveMonitor) monitor = NULL;
    g_autofree char *kept = NULL;
    g_autofree char *state_folder = NULL;

    if (catalog == NULL)
        return NULL;
    bb_catalog_set_simulated (catalog, options->simulate != NULL);
    if (options->state_dir == NULL && (kept = bb_state_folder_find (error)) == NULL)
        return NULL;
    if (options->simulate != NULL) {
        self->bus = bb_app_source_new_bus (options->simulate, catalog, error);
        monitor = self->bus != NULL ? g_object_ref (BB_DRIVE_MONITOR (self->bus)) : NULL;
    } else if (options->replay != NULL) {
        monitor = bb_replay_monitor_new (options->replay, error);
    } else {
        monitor = bb_udev_monitor_new (error);
    }
    if (monitor == NULL)
        return NULL;
    state_folder = bb_app_source_dup_state_folder (options, kept);
    self->engine = bb_engine_new (monitor, catalog, state_folder, NULL);
    return g_steal_pointer (&self);
}

BbEngine *
bb_app_source_get_engine (BbAppSource *self)
{
    g_return_val_if_fail (BB_IS_APP_SOURCE (self), NULL);

    return self->engine;
}

gboolean
bb_app_source_is_simulated (BbAppSource *self)
{
    g_return_val_if_fail (BB_IS_APP_SOURCE (self), FALSE);

    return self->bus != NULL;
}

char **
bb_app_source_list_simulated (BbAppSource *self)
{
    g_return_val_if_fail (BB_IS_APP_SOURCE (self), NULL);

    return self->bus != NULL ? bb_sim_bus_list_names (self->bus) : g_new0 (char *, 1);
}

gboolean
bb_app_source_get_switch (BbAppSource *self, const char *name, BbAppSwitch which)
{
    g_return_val_if_fail (BB_IS_APP_SOURCE (self), FALSE);

    if (self->bus == NULL)
        return FALSE;
    return which == BB_APP_SWITCH_POWER ? bb_sim_bus_get_power (self->bus, name)
                                        : bb_sim_bus_is_plugged (self->bus, name);
}

const char *
bb_app_source_why_no_simulated (BbAppSource *self)
{
    gboolean is_unplugged = FALSE, is_off = FALSE;
    g_auto (GStrv) names = NULL;
    gulong n_drives;

    g_return_val_if_fail (BB_IS_APP_SOURCE (self), NULL);

    names = bb_app_source_list_simulated (self);
    n_drives = g_strv_length (names);
    for (char **name = names; *name != NULL; name++) {
        is_unplugged = is_unplugged || !bb_app_source_get_switch (self, *name, BB_APP_SWITCH_CABLE);
        is_off = is_off || !bb_app_source_get_switch (self, *name, BB_APP_SWITCH_POWER);
    }
    if (is_unplugged && is_off)
        return ngettext ("The simulated drive is disconnected and powered off. Use “Simulated” in the title bar to "
                         "reconnect the drive and turn it on.",
                         "All simulated drives are disconnected or powered off. Use “Simulated” in the title bar to "
                         "reconnect a drive and turn it on.",
                         n_drives);
    if (is_unplugged)
        return ngettext (
            "The simulated drive is disconnected. Use “Simulated” in the title bar to reconnect the drive.",
            "All simulated drives are disconnected. Use “Simulated” in the title bar to reconnect a "
            "drive.",
            n_drives);
    if (is_off)
        return ngettext ("The simulated drive is powered off. Use “Simulated” in the title bar to turn the drive on.",
                         "All simulated drives are powered off. Use “Simulated” in the title bar to turn a drive on.",
                         n_drives);
    return _ ("No simulated drive has been detected yet.");
}

void
bb_app_source_set_switch (BbAppSource *self, const char *name, BbAppSwitch which, gboolean on)
{
    g_return_if_fail (BB_IS_APP_SOURCE (self));

    if (self->bus == NULL)
        return;
    if (which == BB_APP_SWITCH_POWER)
        bb_sim_bus_set_power (self->bus, name, on, NULL);
    else
        bb_sim_bus_set_plugged (self->bus, name, on, NULL);
    g_signal_emit (self, signal_switched, 0);
}

void
bb_app_source_open_tray (BbAppSource *self, const char *name)
{
    g_return_if_fail (BB_IS_APP_SOURCE (self));

    if (self->bus != NULL)
        (void) bb_sim_bus_open_tray (self->bus, name, NULL);
}
