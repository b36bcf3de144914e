/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "drive/bb-drive-monitor.h"
#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/* Simulated drives. A #BbSimDrive is a state machine over a flash memory: it gets commands and returns answers,
 * without I/O and without a real clock. Transports and the host of `burnback-sim exec` are built around it. Written
 * from the protocol pages; shares no code with src/family. */

#define BB_SIM_ERROR (bb_sim_error_quark ())
GQuark bb_sim_error_quark (void);
typedef enum {
    BB_SIM_ERROR_SCENARIO, /* the scenario file is invalid; the message has file, group and key */
    BB_SIM_ERROR_STORE,    /* the state folder cannot be used */
} BbSimError;

/**
 * BbSimStore: the state that survives a power cut: flash memory, non-volatile marks, power switch, command log.
 */
#define BB_TYPE_SIM_STORE (bb_sim_store_get_type ())
G_DECLARE_FINAL_TYPE (BbSimStore, bb_sim_store, BB, SIM_STORE, GObject)

/**
 * bb_sim_store_new_in_memory: a store that exists as long as the object; tests keep it to simulate a restart.
 */
BbSimStore *bb_sim_store_new_in_memory (void);
/**
 * bb_sim_store_new_in_folder: a store in $BURNBACK_SIM_STATE; every change is on disk before the command is
 * answered.
 *
 * Errors: %BB_SIM_ERROR_STORE.
 */
BbSimStore *bb_sim_store_new_in_folder (const char *path, GError **error);
/** bb_sim_store_copy: (transfer full): an in-memory copy of an in-memory store. */
BbSimStore *bb_sim_store_copy (BbSimStore *self);
/** bb_sim_store_split: called in a forked process: from now on it changes an in-memory store of its own, and not that
 * of the process it was forked from, which must change nothing as long as the forked process uses it.
 * %FALSE: the kernel refused; the store must not be used in this process. */
gboolean bb_sim_store_split (BbSimStore *self);
/** bb_sim_store_new_default: in $BURNBACK_SIM_STATE if that is set, else in memory. Errors: %BB_SIM_ERROR_STORE. */
BbSimStore *bb_sim_store_new_default (GError **error);
/** bb_sim_store_is_lasting: whether the state outlives this process. */
gboolean bb_sim_store_is_lasting (BbSimStore *self);
/**
 * bb_sim_store_list_log: (transfer full): returns the command log of a drive in an in-memory store, one line of
 * JSON for each command.
 */
char **bb_sim_store_list_log (BbSimStore *self, const char *name);
/**
 * bb_sim_store_set_logging: switches the command log on (default) or off; tests with very many runs switch it off.
 */
void bb_sim_store_set_logging (BbSimStore *self, gboolean logging);

/** BbSimBus: a BbDriveMonitor with the drives of a scenario. */
#define BB_TYPE_SIM_BUS (bb_sim_bus_get_type ())
G_DECLARE_FINAL_TYPE (BbSimBus, bb_sim_bus, BB, SIM_BUS, BbDriveMonitor)

/**
 * bb_sim_bus_new:
 * @scenario: path of a scenario file, or the name of an installed one ("demo")
 * @store: the memory of the drives; drives that are in the store already keep their state
 * @catalog: for the models
 *
 * Begins a new run: counters of faults start at zero, and every drive whose power switch is on is powered on.
 *
 * Errors: %BB_SIM_ERROR, %BB_CATALOG_ERROR.
 */
BbSimBus *bb_sim_bus_new (const char *scenario, BbSimStore *store, BbCatalog *catalog, GError **error);
/** bb_sim_bus_new_from_data: as bb_sim_bus_new(), from the text of a scenario, for tests. Errors: the same. */
BbSimBus *bb_sim_bus_new_from_data (const char *scenario_text, BbSimStore *store, BbCatalog *catalog, GError **error);

/**
 * bb_sim_bus_open: (transfer full): returns a transport to drive @name, as bb_drive_open() does; for tests.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive; %BB_TRANSPORT_ERROR as bb_drive_open().
 */
BbTransport *bb_sim_bus_open (BbSimBus *self, const char *name, GError **error);

/** bb_sim_bus_get_power: whether the power of drive @name is on; FALSE if there is no such drive. */
gboolean bb_sim_bus_get_power (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_set_power: switches the power of a drive. Off: the drive disappears. On: power-on reset, and it
 * appears again.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive.
 */
gboolean bb_sim_bus_set_power (BbSimBus *self, const char *name, gboolean on, GError **error);
/** bb_sim_bus_is_plugged: whether the data cable of drive @name is connected; FALSE if there is no such drive. */
gboolean bb_sim_bus_is_plugged (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_set_plugged: connects or disconnects the data cable; the drive keeps its power and its volatile state.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive.
 */
gboolean bb_sim_bus_set_plugged (BbSimBus *self, const char *name, gboolean plugged, GError **error);

/**
 * bb_sim_bus_add_fault: adds a fault; the arguments are keys of a `[fault n]` group as key=value strings,
 * %NULL-terminated.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO.
 */
gboolean bb_sim_bus_add_fault (BbSimBus *self, GError **error, const char *first, ...) G_GNUC_NULL_TERMINATED;

/**
 * bb_sim_dup_source:
 * @scenario: as in bb_sim_bus_new()
 *
 * Identifies the simulated drives: two runs with the same text have the same drives. The text is the folder
 * $BURNBACK_SIM_STATE if it is set, because drives in it keep their state with any scenario. Otherwise it is the
 * absolute path of the scenario, or the name of an installed one.
 *
 * Returns: (transfer full): the text
 */
char *bb_sim_dup_source (const char *scenario);
/**
 * bb_sim_bus_needs_state: whether the scenario cuts power although the store does not outlive this process. A
 * program that is started with such a scenario ends with exit code 2.
 */
gboolean bb_sim_bus_needs_state (BbSimBus *self);
/**
 * bb_sim_bus_list_names: (transfer full): names of all drives, connected or not, in the order of the scenario.
 */
char **bb_sim_bus_list_names (BbSimBus *self);
/** bb_sim_bus_ref_drive: (transfer full) (nullable): returns drive @name, connected or not. */
BbDrive *bb_sim_bus_ref_drive (BbSimBus *self, const char *name);
/** bb_sim_bus_is_held: whether a program holds the drive (bb_drive_hold()). */
gboolean bb_sim_bus_is_held (BbSimBus *self, const char *name);
/** bb_sim_bus_count_holds: how often bb_drive_hold() held the drive in this run. */
guint bb_sim_bus_count_holds (BbSimBus *self, const char *name);

/**
 * bb_sim_bus_dump: (transfer full): returns flash memory without sending a command; @region (nullable): %NULL for
 * all.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive or region.
 */
GBytes *bb_sim_bus_dump (BbSimBus *self, const char *name, const char *region, GError **error);
/** bb_sim_bus_peek: (transfer full) (nullable): the same, but not copied: only valid until the drive gets a command,
 * is switched, or is freed. */
GBytes *bb_sim_bus_peek (BbSimBus *self, const char *name, const char *region);
/** bb_sim_bus_count_commands: number of commands that the drive got in this run. */
guint bb_sim_bus_count_commands (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_count_writes: number of commands in this run that could change non-volatile memory (vendor writes).
 */
guint bb_sim_bus_count_writes (BbSimBus *self, const char *name);
/** bb_sim_bus_elapsed_us: returns the time that passed on the drive's clock in this run. */
gint64 bb_sim_bus_elapsed_us (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_list_properties: (transfer full): lists the properties that udev would have for the drive and its
 * disc, as lines "ID_CDROM_MEDIA=1"; sends no command to the drive.
 */
char **bb_sim_bus_list_properties (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_dup_disc: (transfer full) (nullable): returns all bytes of the disc; %NULL if there is no readable
 * disc.
 */
GBytes *bb_sim_bus_dup_disc (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_list_violations: (transfer full): lists what the host did although the protocol page forbids it.
 */
char **bb_sim_bus_list_violations (BbSimBus *self, const char *name);

/**
 * bb_sim_make_image:
 * @options: a{ss} vardict of keys of `burnback-sim make-image` ("revision", "vendor", "product", "seed",
 *   "boot-version", "kind") and settings of the family; the value is "" for those that take none. A floating
 *   reference is consumed
 *
 * Makes a synthetic firmware file with the structure and checksums of a real one.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO for an unknown family, model or option, and if the family cannot make the image.
 */
GBytes *bb_sim_make_image (BbCatalog *catalog, const char *family, const char *model, GVariant *options,
                           GError **error);

/**
 * bb_sim_list_states: (transfer full): lists the states that a drive can begin with, as
 * "name\tsection\tdescription".
 *
 * Errors: %BB_SIM_ERROR_SCENARIO for an unknown family.
 */
char **bb_sim_list_states (const char *family, GError **error);
/** bb_sim_list_quirks: (transfer full): lists the quirks in the same form. Errors: as bb_sim_list_states(). */
char **bb_sim_list_quirks (const char *family, GError **error);

G_END_DECLS
