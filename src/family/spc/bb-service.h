/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/**
 * bb_service_is_needed:
 * @is_needed: (out): the answer to TEST UNIT READY is 2/04/03, "manual intervention required", as that of a drive
 *   that waits for firmware
 *
 * Clears unit attentions first. Blocks. Errors: those of the transport; no answer of the drive is an error.
 */
gboolean bb_service_is_needed (BbTransport *transport, gboolean *is_needed, GError **error);

G_END_DECLS
