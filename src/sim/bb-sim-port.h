/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-unit.h"

G_BEGIN_DECLS

/* A unit as others see it: a transport to it, and the #BbDrive that opens one. Both keep the bus alive. */

/** bb_sim_transport_new: (transfer full): %NULL with %BB_TRANSPORT_ERROR (GONE, IN_USE). */
BbTransport *bb_sim_transport_new (BbSimUnit *unit, GObject *bus, gboolean exclusive, GError **error);

#define BB_TYPE_SIM_PORT (bb_sim_port_get_type ())
G_DECLARE_FINAL_TYPE (BbSimPort, bb_sim_port, BB, SIM_PORT, BbDrive)

/** bb_sim_port_new: @number makes the node names; @bus is not owned but asked for by g_weak_ref. */
BbDrive *bb_sim_port_new (BbSimUnit *unit, GObject *bus, guint number);
/** bb_sim_port_refresh: reads the details anew, as udev does when a drive appears. Main thread. */
void bb_sim_port_refresh (BbSimPort *self);

G_END_DECLS
