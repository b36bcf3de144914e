/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/**
 * bb_service_is_needed:
 * @is_needed: (out): TRUE if the drive answers TEST UNIT READY with 2/04/03 ("manual intervention required"); %FALSE
 *   for any other answer. A drive that waits for firmware answers 2/04/03
 *
 * Clears unit attentions first. Blocks. Errors: those of the transport; whatever the drive answers is no error.
 *
 * Returns: %FALSE only if the drive did not answer
 */
gboolean bb_service_is_needed (BbTransport *transport, gboolean *is_needed, GError **error);

G_END_DECLS
