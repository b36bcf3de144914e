/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"
#include "drive/bb-drive-monitor.h"
#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * Simulated drives. A #BbSimDrive is a state machine over a flash memory: it gets commands and returns answers,
 * without I/O and without a real clock. Transports and `burnback-sim exec` pass the commands of a host to a drive.
 * The code follows docs/protocols and shares nothing with src/family, so that an error in src/family is not repeated
 * in the simulated drive.
 */

#define BB_SIM_ERROR (bb_sim_error_quark ())
GQuark bb_sim_error_quark (void);
typedef enum {
    BB_SIM_ERROR_SCENARIO, /* the scenario file is invalid; the message has file, group and key */
    BB_SIM_ERROR_STORE,    /* the state folder cannot be used */
} BbSimError;

/**
 * BbSimStore: keeps the state of all drives that survives a power cut: flash memory, marks (non-volatile texts
 * outside the flash memory), position of the power switch, command log.
 */
#define BB_TYPE_SIM_STORE (bb_sim_store_get_type ())
G_DECLARE_FINAL_TYPE (BbSimStore, bb_sim_store, BB, SIM_STORE, GObject)

/** bb_sim_store_new_in_memory: returns a store whose state is lost when the object is freed. Tests give the same
 * store to a second #BbSimBus to simulate a restart of the program. */
BbSimStore *bb_sim_store_new_in_memory (void);
/**
 * bb_sim_store_new_in_folder: returns a store with its files in the folder @path, which is created if necessary.
 * Every change is written to the files before the drive answers the command.
 *
 * Errors: %BB_SIM_ERROR_STORE.
 */
BbSimStore *bb_sim_store_new_in_folder (const char *path, GError **error);
/** bb_sim_store_copy: (transfer full): returns a copy of an in-memory store: flash memories, marks, power switches,
 * logs, regions, and whether commands are logged. */
BbSimStore *bb_sim_store_copy (BbSimStore *self);
/**
 * bb_sim_store_split: to be called in a forked child process: makes the flash memories of an in-memory store private
 * to the child, so that its changes do not reach the parent. The parent must not change its store while the child
 * runs.
 *
 * Returns: %FALSE if the kernel refused; the child must not use the store in that case
 */
gboolean bb_sim_store_split (BbSimStore *self);
/**
 * bb_sim_store_new_default: returns a store in the folder $BURNBACK_SIM_STATE if that variable is set and not empty,
 * else a store in memory.
 *
 * Errors: %BB_SIM_ERROR_STORE.
 */
BbSimStore *bb_sim_store_new_default (GError **error);
/** bb_sim_store_is_lasting: TRUE if the state is in a folder and so outlives this process. */
gboolean bb_sim_store_is_lasting (BbSimStore *self);
/**
 * bb_sim_store_list_log: (transfer full): returns the command log of drive @name in an in-memory store, one line of
 * JSON for each command. The list is empty if the store has no such drive or is in a folder (there the log is a
 * file).
 */
char **bb_sim_store_list_log (BbSimStore *self, const char *name);
/**
 * bb_sim_store_set_logging: switches the command log of all drives on (the default) or off. Tests with very many runs
 * switch it off.
 */
void bb_sim_store_set_logging (BbSimStore *self, gboolean logging);

/** BbSimBus: a BbDriveMonitor with the drives of a scenario. */
#define BB_TYPE_SIM_BUS (bb_sim_bus_get_type ())
G_DECLARE_FINAL_TYPE (BbSimBus, bb_sim_bus, BB, SIM_BUS, BbDriveMonitor)

/**
 * bb_sim_bus_new:
 * @scenario: path of a scenario file, or the name of an installed one ("demo")
 * @store: memory of the drives; a drive that is already in the store keeps its state
 * @catalog: contains the models that the scenario names
 *
 * Returns a bus that begins a new run: the counters of faults start at zero, and every drive whose power switch is on
 * is powered on. Drives appear and disappear in the main context of the calling thread.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO, %BB_SIM_ERROR_STORE.
 */
BbSimBus *bb_sim_bus_new (const char *scenario, BbSimStore *store, BbCatalog *catalog, GError **error);
/** bb_sim_bus_new_from_data: as bb_sim_bus_new(), but @scenario_text is the content of a scenario file; for tests.
 * Errors: those of bb_sim_bus_new(). */
BbSimBus *bb_sim_bus_new_from_data (const char *scenario_text, BbSimStore *store, BbCatalog *catalog, GError **error);

/**
 * bb_sim_bus_open: (transfer full): returns a shared transport to drive @name, even if the key `Access` of the
 * scenario forbids bb_drive_open(); for tests.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive; %BB_TRANSPORT_ERROR_GONE if it is switched off or
 * disconnected; %BB_TRANSPORT_ERROR_IN_USE if another transport is exclusive.
 */
BbTransport *bb_sim_bus_open (BbSimBus *self, const char *name, GError **error);

/** bb_sim_bus_get_power: TRUE if drive @name exists and its power is on. */
gboolean bb_sim_bus_get_power (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_set_power: switches the power of drive @name and stores the new position of its power switch. A drive
 * that is switched off disappears from the bus. A drive that is switched on does a power-on reset and appears again.
 * Call this function in the thread that created the bus.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive.
 */
gboolean bb_sim_bus_set_power (BbSimBus *self, const char *name, gboolean on, GError **error);
/** bb_sim_bus_is_plugged: TRUE if drive @name exists and its data cable is connected. */
gboolean bb_sim_bus_is_plugged (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_set_plugged: connects or disconnects the data cable of drive @name, which keeps its power and its
 * volatile state. Without the cable, the drive is not on the bus. A powered drive that is connected again reports a
 * unit attention and gets another power mark. Call this function in the thread that created the bus.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive.
 */
gboolean bb_sim_bus_set_plugged (BbSimBus *self, const char *name, gboolean plugged, GError **error);
/**
 * bb_sim_bus_open_tray: opens the tray of drive @name, even if the host has locked the tray. The drive then reports
 * that it has no disc.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive.
 */
gboolean bb_sim_bus_open_tray (BbSimBus *self, const char *name, GError **error);

/**
 * bb_sim_bus_add_fault: adds a fault to the running scenario. The arguments from @first on are the keys of a `[fault
 * n]` group as strings "Key=value", terminated by %NULL.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if a key is unknown, missing or invalid, or if there is no such drive.
 */
gboolean bb_sim_bus_add_fault (BbSimBus *self, GError **error, const char *first, ...) G_GNUC_NULL_TERMINATED;

/**
 * bb_sim_dup_source:
 * @scenario: as in bb_sim_bus_new()
 *
 * Returns: (transfer full): a text that identifies the set of simulated drives: two runs with equal texts have the
 * same drives. It is the first of these texts that applies:
 * - the absolute path of the folder $BURNBACK_SIM_STATE, if that is set, because drives there keep their state under
 *   any scenario
 * - the name of an installed scenario
 * - the absolute path of any other scenario file
 * - @scenario, if it has no slash and there is no such scenario
 */
char *bb_sim_dup_source (const char *scenario);
/**
 * bb_sim_bus_needs_state: TRUE if the scenario has the fault "power-cut", but the store is in memory. The state of
 * the drive would then be lost with this process, so no later run could use the drive after the cut. A program that
 * is started with such a scenario must end with exit code 2.
 */
gboolean bb_sim_bus_needs_state (BbSimBus *self);
/**
 * bb_sim_bus_list_names: (transfer full): returns the names of all drives, connected or not, in the order of the
 * scenario.
 */
char **bb_sim_bus_list_names (BbSimBus *self);
/** bb_sim_bus_ref_drive: (transfer full) (nullable): returns drive @name, connected or not; %NULL if unknown. */
BbDrive *bb_sim_bus_ref_drive (BbSimBus *self, const char *name);
/** bb_sim_bus_is_held: TRUE if drive @name exists and bb_drive_hold() holds it now. */
gboolean bb_sim_bus_is_held (BbSimBus *self, const char *name);
/** bb_sim_bus_count_holds: returns how often bb_drive_hold() succeeded for drive @name in this run; 0 if there is no
 * such drive. */
guint bb_sim_bus_count_holds (BbSimBus *self, const char *name);

/**
 * bb_sim_bus_dump: (transfer full): returns a copy of the flash memory of drive @name without sending a command.
 * @region: (nullable): name of a region; %NULL or "all" for the whole memory
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if there is no such drive or region.
 */
GBytes *bb_sim_bus_dump (BbSimBus *self, const char *name, const char *region, GError **error);
/**
 * bb_sim_bus_peek: (transfer full) (nullable): as bb_sim_bus_dump(), but the bytes are not copied: they are valid
 * only until the drive gets a command, is switched on or off, or is freed. %NULL if there is no such drive or region.
 */
GBytes *bb_sim_bus_peek (BbSimBus *self, const char *name, const char *region);
/** bb_sim_bus_count_commands: returns the number of commands that were sent to drive @name in this run; 0 if there is
 * no such drive. */
guint bb_sim_bus_count_commands (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_count_writes: returns how many commands that may change the non-volatile memory were sent to drive @name
 * in this run, whether the drive executed them or not. 0 if there is no such drive.
 */
guint bb_sim_bus_count_writes (BbSimBus *self, const char *name);
/** bb_sim_bus_elapsed_us: returns the time that passed on the clock of drive @name in this run; 0 if there is no such
 * drive. */
gint64 bb_sim_bus_elapsed_us (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_list_properties: (transfer full): lists the properties that udev would have for the drive and its disc,
 * as lines "ID_CDROM_MEDIA=1", without sending a command. The list is empty if there is no such drive.
 */
char **bb_sim_bus_list_properties (BbSimBus *self, const char *name);
/**
 * bb_sim_bus_dup_disc: (transfer full) (nullable): returns all bytes of the disc in drive @name; %NULL if there is no
 * such drive, or if it has no disc that it can read now.
 */
GBytes *bb_sim_bus_dup_disc (BbSimBus *self, const char *name);
/** bb_sim_bus_list_violations: (transfer full): returns a sentence for each violation: something that the host did to
 * drive @name although the page in docs/protocols forbids it. The list is empty if there is no such drive. */
char **bb_sim_bus_list_violations (BbSimBus *self, const char *name);

/**
 * bb_sim_make_image:
 * @options: (nullable): dictionary a{ss} with options of `burnback-sim make-image` ("revision", "vendor", "product",
 *   "seed", "boot-version", "kind") and settings of the family; the value is "" for a setting that takes none. A
 *   floating reference is consumed
 *
 * Returns (transfer full) a synthetic firmware file with the structure and the checksums of a real one.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO for an unknown family, model or option, for an invalid value, and if the family
 * cannot make the image.
 */
GBytes *bb_sim_make_image (BbCatalog *catalog, const char *family, const char *model, GVariant *options,
                           GError **error);

/**
 * bb_sim_list_states: (transfer full): returns the states that a new drive of @family can have, "normal" among them,
 * as lines "name\tsection\tdescription". The section is "PAGE NUMBER" with a page of docs/protocols, or "-".
 *
 * Errors: %BB_SIM_ERROR_SCENARIO for an unknown family.
 */
char **bb_sim_list_states (const char *family, GError **error);
/**
 * bb_sim_list_quirks: (transfer full): returns the quirks of @family as lines "name\tsection\tdescription", with
 * "name=values" for a quirk that takes a value. Errors: as bb_sim_list_states().
 */
char **bb_sim_list_quirks (const char *family, GError **error);

G_END_DECLS
