/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-transport.h"

G_BEGIN_DECLS

#define BB_TYPE_TRANSPORT_SG (bb_transport_sg_get_type ())
G_DECLARE_FINAL_TYPE (BbTransportSg, bb_transport_sg, BB, TRANSPORT_SG, GObject)

/**
 * bb_transport_sg_open:
 * @node: "/dev/sgN"
 * @exclusive: open with O_EXCL, so that no other program can open it
 *
 * Opens an sg node with O_RDWR|O_NONBLOCK.
 *
 * A command is handed over with one write() of its header and its answer fetched with poll() and read(). SG_IO does
 * both in one call, and waits in it interruptibly: when the process is stopped meanwhile (Ctrl+Z, SIGSTOP, a
 * debugger, the freezer of suspend) the kernel makes the whole call again, and the drive gets the command a second
 * time. No signal mask helps against that, since a stop cannot be blocked. A poll() or read() that is repeated
 * sends nothing.
 *
 * SG_IO stays for nodes without that pair, as the simulated ones of umockdev are. Which it is, is asked of the
 * driver when the node is opened, with SG_GET_NUM_WAITING: how many answers wait to be fetched. Only a driver that
 * has the pair knows that call, and it sends nothing to the drive.
 *
 * What was handed over is never handed over again. If its answer cannot be fetched, what the drive did is not
 * known: %BB_TRANSPORT_ERROR_TIMED_OUT, or GONE with the node. An answer that comes later is thrown away.
 *
 * Errors: %BB_TRANSPORT_ERROR (GONE, IN_USE, NOT_PERMITTED, IO).
 * Returns: (transfer full): the transport
 */
BbTransport *bb_transport_sg_open (const char *node, gboolean exclusive, GError **error);

G_END_DECLS
