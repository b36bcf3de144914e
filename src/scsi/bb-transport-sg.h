/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-transport.h"

G_BEGIN_DECLS

#define BB_TYPE_TRANSPORT_SG (bb_transport_sg_get_type ())
G_DECLARE_FINAL_TYPE (BbTransportSg, bb_transport_sg, BB, TRANSPORT_SG, GObject)

/**
 * bb_transport_sg_open:
 * @node: "/dev/sgN"
 * @exclusive: open with O_EXCL, so that nobody else may have it meanwhile
 *
 * Opens an sg node with O_RDWR|O_NONBLOCK. Signals of the calling thread are blocked while a command
 * runs: one would make the ioctl be sent twice.
 *
 * Errors: %BB_TRANSPORT_ERROR (GONE, IN_USE, NOT_PERMITTED, IO).
 * Returns: (transfer full): the transport
 */
BbTransport *bb_transport_sg_open (const char *node, gboolean exclusive, GError **error);

G_END_DECLS
