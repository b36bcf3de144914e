/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-unit.h"

G_BEGIN_DECLS

/* The public sides of a unit: a transport, which keeps the bus alive, and the #BbDrive that opens transports. */

/** bb_sim_transport_new: (transfer full): returns %NULL with %BB_TRANSPORT_ERROR (GONE, IN_USE). */
BbTransport *bb_sim_transport_new (BbSimUnit *unit, GObject *bus, gboolean exclusive, GError **error);

#define BB_TYPE_SIM_PORT (bb_sim_port_get_type ())
G_DECLARE_FINAL_TYPE (BbSimPort, bb_sim_port, BB, SIM_PORT, BbDrive)

/** bb_sim_port_new: @number is the number in the names of the nodes; holds a weak reference to @bus. */
BbDrive *bb_sim_port_new (BbSimUnit *unit, GObject *bus, guint number);
/** bb_sim_port_refresh: reads the details again, as udev does when a drive appears. Main thread. */
void bb_sim_port_refresh (BbSimPort *self);

G_END_DECLS
