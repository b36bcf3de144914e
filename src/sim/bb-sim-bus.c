/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-port.h"
#include "bb-sim-scenario.h"
#include "bb-sim-store.h"
#include "bb-sim-unit.h"
#include "bb-sim.h"

struct _BbSimBus {
    BbDriveMonitor parent_instance;

    BbSimStore *store;
    BbSimScenario *scenario;
    GPtrArray *units;   /* BbSimUnit, in the order of the scenario; never changes after bb_sim_bus_new() */
    GPtrArray *drives;  /* BbDrive, in the order of @units */
    GPtrArray *watches; /* GFileMonitor for each power switch file in the folder of a store */
    GMainContext *context;
    GMutex lock;     /* guards `update` */
    GSource *update; /* pending idle source for bb_sim_bus_update() */
};

G_DEFINE_TYPE (BbSimBus, bb_sim_bus, BB_TYPE_DRIVE_MONITOR)

static void
bb_sim_bus_dispose (GObject *object)
{
    BbSimBus *self = BB_SIM_BUS (object);

    g_ptr_array_set_size (self->watches, 0);
    g_mutex_lock (&self->lock);
    if (self->update != NULL)
        g_source_destroy (self->update);
    g_clear_pointer (&self->update, g_source_unref);
    g_mutex_unlock (&self->lock);
    G_OBJECT_CLASS (bb_sim_bus_parent_class)->dispose (object);
}

static void
bb_sim_bus_finalize (GObject *object)
{
    BbSimBus *self = BB_SIM_BUS (object);

    g_ptr_array_unref (self->watches);
    g_ptr_array_unref (self->drives);
    g_ptr_array_unref (self->units);
    bb_sim_scenario_free (self->scenario);
    g_clear_object (&self->store);
    g_main_context_unref (self->context);
    g_mutex_clear (&self->lock);
    G_OBJECT_CLASS (bb_sim_bus_parent_class)->finalize (object);
}

static void
bb_sim_bus_class_init (BbSimBusClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = bb_sim_bus_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_sim_bus_finalize;
    BB_DRIVE_MONITOR_CLASS (klass)->simulated = TRUE;
}

static void
bb_sim_bus_init (BbSimBus *self)
{
    g_mutex_init (&self->lock);
    self->context = g_main_context_ref_thread_default ();
    self->units = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_sim_unit_free);
    self->drives = g_ptr_array_new_with_free_func (g_object_unref);
    self->watches = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Updates the list of drives of the monitor: adds each drive that has appeared, with new details, and removes each
 * drive that has disappeared. Called only in the thread that created the bus. */
static void
bb_sim_bus_update (BbSimBus *self)
{
    for (guint i = 0; i < self->drives->len; i++) {
        BbDrive *drive = g_ptr_array_index (self->drives, i);
        gboolean present = bb_sim_unit_is_present (g_ptr_array_index (self->units, i));

        if (present == bb_drive_is_present (drive))
            continue;
        bb_drive_set_present (drive, present);
        if (present) {
            bb_sim_port_refresh (BB_SIM_PORT (drive));
            bb_drive_monitor_add (BB_DRIVE_MONITOR (self), drive);
        } else {
            bb_drive_monitor_remove (BB_DRIVE_MONITOR (self), drive);
        }
    }
}

static gboolean
bb_sim_bus_update_cb (gpointer data)
{
    BbSimBus *self = BB_SIM_BUS (data);
    G_GNUC_UNUSED g_autoptr (BbSimBus) alive = g_object_ref (self);

    g_mutex_lock (&self->lock);
    g_clear_pointer (&self->update, g_source_unref);
    g_mutex_unlock (&self->lock);
    bb_sim_bus_update (self);
    return G_SOURCE_REMOVE;
}

/* Called from any thread, with a unit locked, when a drive may have appeared or disappeared. Schedules
 * bb_sim_bus_update() in the thread of the bus, unless it is scheduled already. */
static void
bb_sim_bus_changed_cb (gpointer data)
{
    BbSimBus *self = BB_SIM_BUS (data);
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

    if (self->update != NULL)
        return;
    self->update = g_idle_source_new ();
    g_source_set_priority (self->update, G_PRIORITY_DEFAULT);
    g_source_set_callback (self->update, bb_sim_bus_update_cb, self, NULL);
    g_source_attach (self->update, self->context);
}

/* Switches the power of the unit @data, because `burnback-sim power` in another process changed its power switch
 * file. */
static void
bb_sim_bus_switch_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
    if (event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT || event == G_FILE_MONITOR_EVENT_RENAMED ||
        event == G_FILE_MONITOR_EVENT_MOVED_IN)
        bb_sim_unit_follow_switch (data);
}

/* Watches the power switch file of @unit. @unit must live as long as @self. Does nothing for a store in memory, or if
 * the file cannot be watched. */
static void
bb_sim_bus_watch_switch (BbSimBus *self, BbSimMemory *memory, BbSimUnit *unit)
{
    g_autofree char *path = bb_sim_memory_dup_power_path (memory);
    g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
    GFileMonitor *monitor = NULL;

    if (file == NULL)
        return;
    monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
    if (monitor == NULL)
        return; /* without a monitor, a change is noticed only when the program starts again */
    g_file_monitor_set_rate_limit (monitor, 50);
    g_signal_connect (monitor, "changed", G_CALLBACK (bb_sim_bus_switch_cb), unit);
    g_ptr_array_add (self->watches, monitor);
}

/* Adds a unit for the drive @config, with its memory in the store, and watches its power switch. FALSE with @error
 * set if the store or the family refuses the drive. */
static gboolean
bb_sim_bus_add_unit (BbSimBus *self, BbSimConfig *config, GError **error)
{
    g_autofree char *kind =
        g_strdup_printf ("%s/%s", config->family->id, config->model != NULL ? bb_model_get_key (config->model) : "-");
    gboolean fresh = FALSE;
    BbSimMemory *memory = bb_sim_store_get_memory (self->store, config->name, kind,
                                                   config->family->flash_bytes (config->model), &fresh, error);
    BbSimUnit *unit = NULL;

    if (memory == NULL)
        return FALSE;
    unit = bb_sim_unit_new (config, memory, fresh, bb_sim_bus_changed_cb, self, error);
    if (unit == NULL) {
        g_prefix_error (error, "drive %s: ", config->name);
        return FALSE;
    }
    g_ptr_array_add (self->units, unit);
    bb_sim_bus_watch_switch (self, memory, unit);
    return TRUE;
}

/* Returns (transfer none) the unit of drive @name, NULL with @error set if there is no such drive. Also checks that
 * @self is a bus, so the public functions that call it need no check. */
static BbSimUnit *
bb_sim_bus_find (BbSimBus *self, const char *name, GError **error)
{
    g_return_val_if_fail (BB_IS_SIM_BUS (self), NULL);

    for (guint i = 0; i < self->units->len; i++) {
        BbSimUnit *unit = g_ptr_array_index (self->units, i);

        if (g_strcmp0 (bb_sim_unit_get_config (unit)->name, name) == 0)
            return unit;
    }
    g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the scenario has no drive “%s”", name);
    return NULL;
}

/* Returns a bus with the drives and faults of @scenario, whose ownership it takes. @scenario: (nullable): NULL if it
 * could not be parsed; then returns NULL and keeps the @error of the parser. Also returns NULL with @error set if a
 * drive cannot be made. */
static BbSimBus *
bb_sim_bus_new_take (BbSimScenario *scenario, BbSimStore *store, GError **error)
{
    g_autoptr (BbSimBus) self = NULL;

    if (scenario == NULL)
        return NULL;
    self = g_object_new (BB_TYPE_SIM_BUS, NULL);
    self->scenario = scenario;
    self->store = g_object_ref (store);
    for (guint i = 0; i < scenario->configs->len; i++) {
        if (!bb_sim_bus_add_unit (self, g_ptr_array_index (scenario->configs, i), error))
            return NULL;
    }
    for (guint i = 0; i < scenario->faults->len; i++) {
        BbSimFault *fault = g_ptr_array_index (scenario->faults, i);

        bb_sim_unit_add_fault (bb_sim_bus_find (self, fault->drive, NULL), fault);
    }
    for (guint i = 0; i < self->units->len; i++) {
        BbDrive *drive = bb_sim_port_new (g_ptr_array_index (self->units, i), G_OBJECT (self), i);

        bb_drive_set_present (drive, FALSE);
        g_ptr_array_add (self->drives, drive);
    }
    bb_sim_bus_update (self);
    return g_steal_pointer (&self);
}

BbSimBus *
bb_sim_bus_new (const char *scenario, BbSimStore *store, BbCatalog *catalog, GError **error)
{
    g_return_val_if_fail (scenario != NULL, NULL);
    g_return_val_if_fail (BB_IS_SIM_STORE (store), NULL);
    g_return_val_if_fail (BB_IS_CATALOG (catalog), NULL);

    return bb_sim_bus_new_take (bb_sim_scenario_load (scenario, catalog, error), store, error);
}

BbSimBus *
bb_sim_bus_new_from_data (const char *scenario_text, BbSimStore *store, BbCatalog *catalog, GError **error)
{
    g_return_val_if_fail (scenario_text != NULL, NULL);
    g_return_val_if_fail (BB_IS_SIM_STORE (store), NULL);
    g_return_val_if_fail (BB_IS_CATALOG (catalog), NULL);

    return bb_sim_bus_new_take (bb_sim_scenario_parse (scenario_text, "scenario", NULL, catalog, error), store,
                                error);
}

BbTransport *
bb_sim_bus_open (BbSimBus *self, const char *name, GError **error)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, error);

    return unit != NULL ? bb_sim_transport_new (unit, G_OBJECT (self), FALSE, error) : NULL;
}

gboolean
bb_sim_bus_get_power (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL && bb_sim_unit_get_power (unit);
}

gboolean
bb_sim_bus_set_power (BbSimBus *self, const char *name, gboolean on, GError **error)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, error);

    if (unit == NULL)
        return FALSE;
    bb_sim_unit_set_power (unit, on);
    bb_sim_bus_update (self);
    return TRUE;
}

gboolean
bb_sim_bus_is_plugged (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL && bb_sim_unit_is_plugged (unit);
}

gboolean
bb_sim_bus_set_plugged (BbSimBus *self, const char *name, gboolean plugged, GError **error)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, error);

    if (unit == NULL)
        return FALSE;
    bb_sim_unit_set_plugged (unit, plugged);
    bb_sim_bus_update (self);
    return TRUE;
}

gboolean
bb_sim_bus_open_tray (BbSimBus *self, const char *name, GError **error)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, error);

    if (unit == NULL)
        return FALSE;
    bb_sim_unit_open_tray (unit);
    return TRUE;
}

gboolean
bb_sim_bus_add_fault (BbSimBus *self, GError **error, const char *first, ...)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (BbSimFault) fault = NULL;
    BbSimUnit *unit = NULL;
    va_list arguments;

    g_return_val_if_fail (BB_IS_SIM_BUS (self), FALSE);

    va_start (arguments, first);
    for (const char *text = first; text != NULL; text = va_arg (arguments, const char *)) {
        g_auto (GStrv) pair = g_strsplit (text, "=", 2);

        g_key_file_set_string (file, "fault added", pair[0], pair[1] != NULL ? pair[1] : "");
    }
    va_end (arguments);
    fault = bb_sim_fault_parse (file, "fault added", "call", self->scenario->configs, error);
    if (fault == NULL)
        return FALSE;
    unit = bb_sim_bus_find (self, fault->drive, error);
    if (unit == NULL)
        return FALSE;
    bb_sim_unit_add_fault (unit, fault);
    g_ptr_array_add (self->scenario->faults, g_steal_pointer (&fault));
    return TRUE;
}

gboolean
bb_sim_bus_needs_state (BbSimBus *self)
{
    g_return_val_if_fail (BB_IS_SIM_BUS (self), FALSE);

    if (bb_sim_store_is_lasting (self->store))
        return FALSE;
    for (guint i = 0; i < self->scenario->faults->len; i++) {
        const BbSimFault *fault = g_ptr_array_index (self->scenario->faults, i);

        if (fault->kind == BB_SIM_FAULT_POWER_CUT)
            return TRUE;
    }
    return FALSE;
}

char **
bb_sim_bus_list_names (BbSimBus *self)
{
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

    g_return_val_if_fail (BB_IS_SIM_BUS (self), g_strv_builder_end (builder));

    for (guint i = 0; i < self->units->len; i++)
        g_strv_builder_add (builder, bb_sim_unit_get_config (g_ptr_array_index (self->units, i))->name);
    return g_strv_builder_end (builder);
}

BbDrive *
bb_sim_bus_ref_drive (BbSimBus *self, const char *name)
{
    guint at = 0;

    g_return_val_if_fail (BB_IS_SIM_BUS (self), NULL);

    if (!g_ptr_array_find (self->units, bb_sim_bus_find (self, name, NULL), &at))
        return NULL;
    return g_object_ref (g_ptr_array_index (self->drives, at));
}

gboolean
bb_sim_bus_is_held (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL && bb_sim_unit_is_held (unit);
}

guint
bb_sim_bus_count_holds (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL ? bb_sim_unit_count_holds (unit) : 0;
}

GBytes *
bb_sim_bus_dump (BbSimBus *self, const char *name, const char *region, GError **error)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, error);

    return unit != NULL ? bb_sim_unit_dump (unit, region, error) : NULL;
}

GBytes *
bb_sim_bus_peek (BbSimBus *self, const char *name, const char *region)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL ? bb_sim_unit_peek (unit, region) : NULL;
}

guint
bb_sim_bus_count_commands (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL ? bb_sim_unit_count_commands (unit) : 0;
}

guint
bb_sim_bus_count_writes (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL ? bb_sim_unit_count_writes (unit) : 0;
}

gint64
bb_sim_bus_elapsed_us (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL ? bb_sim_unit_elapsed_us (unit) : 0;
}

char **
bb_sim_bus_list_properties (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL ? bb_sim_unit_list_properties (unit) : g_new0 (char *, 1);
}

GBytes *
bb_sim_bus_dup_disc (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL ? bb_sim_unit_dup_disc (unit) : NULL;
}

char **
bb_sim_bus_list_violations (BbSimBus *self, const char *name)
{
    BbSimUnit *unit = bb_sim_bus_find (self, name, NULL);

    return unit != NULL ? bb_sim_unit_list_violations (unit) : g_new0 (char *, 1);
}
