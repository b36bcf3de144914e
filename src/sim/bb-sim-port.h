/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-unit.h"

G_BEGIN_DECLS

/* The objects by which code outside src/sim uses a #BbSimUnit: the #BbDrive (a BbSimPort), and the transports that
 * this drive opens. */

/**
 * bb_sim_transport_new: (transfer full): returns an open transport to @unit. The transport keeps @bus alive.
 *
 * Errors:
 * - %BB_TRANSPORT_ERROR_GONE: the drive is switched off or disconnected
 * - %BB_TRANSPORT_ERROR_IN_USE: another transport is exclusive; or @exclusive is set, and another transport is open
 *   or the scenario has the key `InUseBy`
 */
BbTransport *bb_sim_transport_new (BbSimUnit *unit, GObject *bus, gboolean exclusive, GError **error);

#define BB_TYPE_SIM_PORT (bb_sim_port_get_type ())
G_DECLARE_FINAL_TYPE (BbSimPort, bb_sim_port, BB, SIM_PORT, BbDrive)

/**
 * bb_sim_port_new: (transfer full): returns the drive for @unit, with the nodes /dev/sr@number and /dev/sg@number. A
 * drive whose name begins with "sr", such as "sr3", has the node /dev/sr3 instead of /dev/sr@number. With the key
 * Access=no-sg-node in the scenario, the drive has no sg node.
 * The drive holds only a weak reference to @bus, which owns @unit.
 */
BbDrive *bb_sim_port_new (BbSimUnit *unit, GObject *bus, guint number);
/**
 * bb_sim_port_refresh: updates the details of the drive: INQUIRY texts, serial number, nodes and bus. Does nothing if
 * the bus is gone. To be called in the main thread.
 */
void bb_sim_port_refresh (BbSimPort *self);

G_END_DECLS
