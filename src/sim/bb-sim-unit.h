/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"
#include "bb-sim-fault.h"

G_BEGIN_DECLS

/**
 * BbSimUnit: one drive of a bus with its faults, power, cable and counters. Its functions take its locks, and may be
 * called from any thread.
 */
typedef struct _BbSimUnit BbSimUnit;

/**
 * bb_sim_unit_new: (transfer full): returns a unit, whose drive is powered on if its power switch in @memory is on.
 * Stores the named regions of the drive in @memory, and records there that a @fresh memory was filled.
 * @config, @memory: must outlive the unit
 * @fresh: the memory is new, so the family fills it
 * @changed: called with @data when the drive may have appeared or disappeared, from any thread, with the unit
 *   locked
 *
 * Errors: as bb_sim_drive_new().
 */
BbSimUnit *bb_sim_unit_new (const BbSimConfig *config, BbSimMemory *memory, gboolean fresh,
                            void (*changed) (gpointer), gpointer data, GError **error);
void bb_sim_unit_free (BbSimUnit *unit);

const BbSimConfig *bb_sim_unit_get_config (BbSimUnit *unit);
/** bb_sim_unit_add_fault: adds @fault, which the caller continues to own and must not free before @unit. */
void bb_sim_unit_add_fault (BbSimUnit *unit, BbSimFault *fault);

/**
 * bb_sim_unit_execute: executes one command with the faults that are due, and sets @reply, which is cleared first;
 * for `execute` of #BbTransportInterface.
 *
 * Errors:
 * - %BB_TRANSPORT_ERROR_GONE: the drive is switched off or disconnected, also by a fault
 * - %BB_TRANSPORT_ERROR_TIMED_OUT: the drive does not answer in time
 * - %BB_TRANSPORT_ERROR_IO: the bridge drops the command
 */
gboolean bb_sim_unit_execute (BbSimUnit *unit, const BbCommand *command, BbReply *reply, GError **error);
/** bb_sim_unit_wait_ms: advances the drive's clock by @duration_ms. With Speed > 0, waits in real time until the real
 * clock has caught up, or until the drive disappears. */
void bb_sim_unit_wait_ms (BbSimUnit *unit, guint duration_ms);

/** bb_sim_unit_is_present: TRUE if the power is on and the data cable connected, so that the host sees the drive. */
gboolean bb_sim_unit_is_present (BbSimUnit *unit);
/**
 * bb_sim_unit_dup_power_mark: (transfer full) (nullable): returns a text that differs after each power-on and
 * after each reconnection of the data cable; %NULL if the drive was not powered on in this run.
 */
char *bb_sim_unit_dup_power_mark (BbSimUnit *unit);
gboolean bb_sim_unit_get_power (BbSimUnit *unit);
/** bb_sim_unit_set_power: switches the power, and stores the position of the power switch. */
void bb_sim_unit_set_power (BbSimUnit *unit, gboolean on);
gboolean bb_sim_unit_is_plugged (BbSimUnit *unit);
/** bb_sim_unit_set_plugged: connects or disconnects the data cable. A powered drive that is connected again reports
 * 6/29/00. */
void bb_sim_unit_set_plugged (BbSimUnit *unit, gboolean plugged);
/** bb_sim_unit_open_tray: opens the tray, even if the host has locked it. */
void bb_sim_unit_open_tray (BbSimUnit *unit);
/** bb_sim_unit_follow_switch: switches the power to the position of the power switch in the store, which another
 * process may have changed. */
void bb_sim_unit_follow_switch (BbSimUnit *unit);

/**
 * bb_sim_unit_open: counts one more open transport. Returns FALSE, and counts nothing, in these cases:
 * - Another transport is exclusive.
 * - @exclusive is set, and other transports are open.
 */
gboolean bb_sim_unit_open (BbSimUnit *unit, gboolean exclusive);
/** bb_sim_unit_close: counts one open transport less. After the last transport, releases the pages of the flash
 * memory. @exclusive: the same as in bb_sim_unit_open() */
void bb_sim_unit_close (BbSimUnit *unit, gboolean exclusive);
/** bb_sim_unit_hold: takes the exclusive access of bb_drive_hold() until bb_sim_unit_release(); FALSE if the access
 * is already taken. */
gboolean bb_sim_unit_hold (BbSimUnit *unit);
void bb_sim_unit_release (BbSimUnit *unit);
gboolean bb_sim_unit_is_held (BbSimUnit *unit);
/** bb_sim_unit_count_holds: returns how often bb_sim_unit_hold() returned TRUE. */
guint bb_sim_unit_count_holds (BbSimUnit *unit);

guint bb_sim_unit_count_commands (BbSimUnit *unit);
guint bb_sim_unit_count_writes (BbSimUnit *unit);
/** bb_sim_unit_elapsed_us: returns the time of the drive's clock. With Speed > 0, first sets the clock to Speed times
 * the real time since the start of the run, if the clock is behind that time. */
gint64 bb_sim_unit_elapsed_us (BbSimUnit *unit);
char **bb_sim_unit_list_violations (BbSimUnit *unit);
/** bb_sim_unit_dump: (transfer full): returns a copy of the flash bytes of @region; of the whole memory if @region is
 * %NULL or "all". Errors: %BB_SIM_ERROR_SCENARIO if there is no such region. */
GBytes *bb_sim_unit_dump (BbSimUnit *unit, const char *region, GError **error);
/** bb_sim_unit_peek: (transfer full) (nullable): as bb_sim_unit_dump(), but the bytes are not copied, see
 * bb_sim_bus_peek(). %NULL if there is no such region. */
GBytes *bb_sim_unit_peek (BbSimUnit *unit, const char *region);
/** bb_sim_unit_list_properties: (transfer full): returns the udev properties of drive and disc, as lines
 * "NAME=value". */
char **bb_sim_unit_list_properties (BbSimUnit *unit);
/** bb_sim_unit_dup_disc: (transfer full) (nullable): as bb_sim_mmc_dup_disc(). */
GBytes *bb_sim_unit_dup_disc (BbSimUnit *unit);
/** bb_sim_unit_dup_inquiry: sets the arguments to copies, without trailing blanks, of the INQUIRY texts that the
 * drive would send now. */
void bb_sim_unit_dup_inquiry (BbSimUnit *unit, char **vendor, char **product, char **revision);
/** bb_sim_unit_dup_serial: (transfer full): returns the serial number that the drive would send now. */
char *bb_sim_unit_dup_serial (BbSimUnit *unit);

G_END_DECLS
