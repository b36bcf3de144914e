/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "drive/bb-drive-monitor.h"
#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * Simulated drives. A #BbSimDrive is a state machine over a flash memory: command in, answer out, no
 * I/O and no clock of its own. Everything else is a shell around it: the transport of this header, the
 * host of `burnback-sim exec`. Written from the protocol pages; shares nothing with src/family.
 */

#define BB_SIM_ERROR (bb_sim_error_quark ())
GQuark bb_sim_error_quark (void);
typedef enum {
    BB_SIM_ERROR_SCENARIO, /* the scenario file is wrong; message has file, group and key */
    BB_SIM_ERROR_STORE,    /* the state folder cannot be used */
} BbSimError;

/** BbSimStore: what survives a power cut: flash memory, non-volatile marks, power switch, command log. */
#define BB_TYPE_SIM_STORE (bb_sim_store_get_type ())
G_DECLARE_FINAL_TYPE (BbSimStore, bb_sim_store, BB, SIM_STORE, GObject)

/** bb_sim_store_new_in_memory: lives as long as the object; tests keep it over "restarts". */
BbSimStore *bb_sim_store_new_in_memory (void);
/**
 * bb_sim_store_new_in_folder: $BURNBACK_SIM_STATE; every change is on disk before the command is answered.
 *
 * Errors: %BB_SIM_ERROR_STORE.
 */
BbSimStore *bb_sim_store_new_in_folder (const char *path, GError **error);
/** bb_sim_store_copy: (transfer full): an in-memory copy of an in-memory store. */
BbSimStore *bb_sim_store_copy (BbSimStore *self);
/** bb_sim_store_new_default: in $BURNBACK_SIM_STATE if that is set, else in memory. Errors: %BB_SIM_ERROR_STORE. */
BbSimStore *bb_sim_store_new_default (GError **error);
/** bb_sim_store_is_lasting: whether the drives outlive this process. */
gboolean bb_sim_store_is_lasting (BbSimStore *self);
/** bb_sim_store_list_log: (transfer full): the command log of a drive of an in-memory store, a line of JSON each. */
char **bb_sim_store_list_log (BbSimStore *self, const char *name);
/** bb_sim_store_set_logging: keep the command log (default TRUE); sweeps switch it off. */
void bb_sim_store_set_logging (BbSimStore *self, gboolean logging);

/** BbSimBus: the drives of a scenario, as something to plug into an engine. A BbDriveMonitor. */
#define BB_TYPE_SIM_BUS (bb_sim_bus_get_type ())
G_DECLARE_FINAL_TYPE (BbSimBus, bb_sim_bus, BB, SIM_BUS, BbDriveMonitor)

/**
 * bb_sim_bus_new:
 * @scenario: path of a scenario file, or the name of an installed one ("demo")
 * @store: where the drives' memory lives; drives already in it keep their state
 * @catalog: for the models
 *
 * Powers on every drive whose switch is on (a new "run" in the sense of contract.md): counters of
 * faults start at zero. Errors: %BB_SIM_ERROR, %BB_CATALOG_ERROR.
 */
BbSimBus *bb_sim_bus_new (const char *scenario, BbSimStore *store, BbCatalog *catalog, GError **error);
/** bb_sim_bus_new_from_data: as bb_sim_bus_new(), from text, for tests. Errors: the same. */
BbSimBus *bb_sim_bus_new_from_data (const char *scenario_text, BbSimStore *store, BbCatalog *catalog, GError **error);

/**
 * bb_sim_bus_open: (transfer full): a transport to drive @name; what BbDrive.open gives, for tests without a monitor.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive; %BB_TRANSPORT_ERROR as bb_drive_open().
 */
BbTransport *bb_sim_bus_open (BbSimBus *self, const char *name, GError **error);

/** bb_sim_bus_get_power: whether the power of drive @name is on; FALSE if there is no such drive. */
gboolean bb_sim_bus_get_power (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_set_power: switches the power. Off: the drive disappears; on: power-on reset, it appears again.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive.
 */
gboolean bb_sim_bus_set_power (BbSimBus *self, const char *name, gboolean on, GError **error);
/** bb_sim_bus_is_plugged: whether the data cable of drive @name is connected; FALSE if there is no such drive. */
gboolean bb_sim_bus_is_plugged (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_set_plugged: connects or disconnects the data cable only; power and memory stay.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive.
 */
gboolean bb_sim_bus_set_plugged (BbSimBus *self, const char *name, gboolean plugged, GError **error);

/**
 * bb_sim_bus_add_fault: adds a fault: the keys of a `[fault n]` group, as key=value strings, %NULL-terminated.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO.
 */
gboolean bb_sim_bus_add_fault (BbSimBus *self, GError **error, const char *first, ...) G_GNUC_NULL_TERMINATED;

/**
 * bb_sim_dup_source:
 * @scenario: as in bb_sim_bus_new()
 *
 * What makes the simulated drives of this run the same ones as those of another run: the folder $BURNBACK_SIM_STATE,
 * in which they last whatever scenario opens them; else the scenario, an absolute path or the name of an installed
 * one. Returns: (transfer full)
 */
char *bb_sim_dup_source (const char *scenario);
/**
 * bb_sim_bus_needs_state: whether the scenario cuts power while the store does not outlive this process; a
 * program started with such a scenario ends with exit code 2 (contract.md).
 */
gboolean bb_sim_bus_needs_state (BbSimBus *self);
/** bb_sim_bus_list_names: (transfer full): all drives of the scenario, present or not, in its order. */
char **bb_sim_bus_list_names (BbSimBus *self);
/** bb_sim_bus_ref_drive: (transfer full) (nullable): drive @name, present or not. */
BbDrive *bb_sim_bus_ref_drive (BbSimBus *self, const char *name);
/** bb_sim_bus_is_held: whether it is held (bb_drive_hold()). */
gboolean bb_sim_bus_is_held (BbSimBus *self, const char *name);
/** bb_sim_bus_count_holds: how often it was held in this run. */
guint bb_sim_bus_count_holds (BbSimBus *self, const char *name);

/**
 * bb_sim_bus_dump: (transfer full): flash memory, read without a command; @region (nullable): %NULL: all of it.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive or region.
 */
GBytes *bb_sim_bus_dump (BbSimBus *self, const char *name, const char *region, GError **error);
/** bb_sim_bus_count_commands: commands that drive got in this run. */
guint bb_sim_bus_count_commands (BbSimBus *self, const char *name);
/** bb_sim_bus_count_writes: commands of this run that could have changed non-volatile memory (vendor writes). */
guint bb_sim_bus_count_writes (BbSimBus *self, const char *name);
/** bb_sim_bus_elapsed_us: virtual time that passed on the drive's clock in this run. */
gint64 bb_sim_bus_elapsed_us (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_list_properties: (transfer full): what udev finds out of the drive's kind and the disc inside, as lines
 * "ID_CDROM_MEDIA=1"; costs the drive no command.
 */
char **bb_sim_bus_list_properties (BbSimBus *self, const char *name);
/** bb_sim_bus_dup_disc: (transfer full) (nullable): all bytes of the disc that can be read now; %NULL: none can. */
GBytes *bb_sim_bus_dup_disc (BbSimBus *self, const char *name);
/** bb_sim_bus_list_violations: (transfer full): what the page says a tool must never do, and was done. */
char **bb_sim_bus_list_violations (BbSimBus *self, const char *name);

/**
 * bb_sim_make_image:
 *
 * A synthetic firmware file with the right structure and sums. Options are keys of `burnback-sim
 * make-image` ("revision", "vendor", "product", "seed", "boot-version", "kind") and the settings of the family, with
 * "" for those that take no value, as a{ss} vardict; floating @options are consumed.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO for an unknown family, model or option, and where the family cannot make one.
 */
GBytes *bb_sim_make_image (BbCatalog *catalog, const char *family, const char *model, GVariant *options,
                           GError **error);

/**
 * bb_sim_list_states: (transfer full): lines "name\tsection\tdescription" of the states that a drive can begin with.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO for an unknown family.
 */
char **bb_sim_list_states (const char *family, GError **error);
/** bb_sim_list_quirks: (transfer full): the same of the quirks. Errors: as bb_sim_list_states(). */
char **bb_sim_list_quirks (const char *family, GError **error);

G_END_DECLS
