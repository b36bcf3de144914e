/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-transport.h"

G_BEGIN_DECLS

#define BB_TYPE_TRANSPORT_SG (bb_transport_sg_get_type ())
G_DECLARE_FINAL_TYPE (BbTransportSg, bb_transport_sg, BB, TRANSPORT_SG, GObject)

/**
 * bb_transport_sg_open:
 * @node: "/dev/sgN"
 * @exclusive: open with O_EXCL, so that no other program can open the node
 *
 * Opens an sg node with O_RDWR|O_NONBLOCK.
 *
 * Commands are submitted with write(), and their replies are fetched with poll() and read(). SG_IO would do both in
 * one call, but is dangerous: if the process is stopped during its wait (Ctrl+Z, SIGSTOP, a debugger, suspend), the
 * kernel restarts the call, and the drive gets the command a second time. A signal mask does not help, because a stop
 * cannot be blocked. A restarted poll() or read() sends nothing to the drive.
 *
 * SG_IO is used only for nodes that support neither write() nor read(), such as the simulated nodes of umockdev. When
 * a node is opened, the ioctl SG_GET_NUM_WAITING shows which kind it is: only a driver that supports write() and
 * read() knows this ioctl. The ioctl sends nothing to the drive.
 *
 * A submitted command is never submitted again. If its reply cannot be fetched, the state of the drive is not known;
 * the error is %BB_TRANSPORT_ERROR_TIMED_OUT, or %BB_TRANSPORT_ERROR_GONE if the node disappeared. A reply that comes
 * after this error is discarded.
 *
 * Errors: %BB_TRANSPORT_ERROR (GONE, IN_USE, NOT_PERMITTED, IO); IO also if @node is no sg node.
 *
 * Returns: (transfer full): the transport
 */
BbTransport *bb_transport_sg_open (const char *node, gboolean exclusive, GError **error);

G_END_DECLS
