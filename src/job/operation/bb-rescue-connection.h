/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"

G_BEGIN_DECLS

/* Texts for two steps of a #BbRescue that the user must do: disconnecting the power, and changing the port. The texts
 * depend on the connection of the drive. %BB_BUS_UNKNOWN also stands for a drive that is not detected. */

/** bb_rescue_connection_is_cable: TRUE if a cable outside of the computer connects the drive, so that Burnback
 * notices when the drive is disconnected and connected again. */
gboolean bb_rescue_connection_is_cable (BbBus bus);
/** bb_rescue_connection_dup_power_text: (transfer full): how to disconnect the power of the drive, and why. If
 * @needs_recovery, first says that the drive, which was to stay powered until now, may lose its power. */
char *bb_rescue_connection_dup_power_text (BbBus bus, gboolean needs_recovery);
/** bb_rescue_connection_dup_reconnect_text: (transfer full): how to connect a drive again that is disconnected. */
char *bb_rescue_connection_dup_reconnect_text (BbBus bus);
/** bb_rescue_connection_port_title: the title of the step that changes the port. */
const char *bb_rescue_connection_port_title (BbBus bus);
/** bb_rescue_connection_port_text: how to change the port, and why. */
const char *bb_rescue_connection_port_text (BbBus bus);

G_END_DECLS
