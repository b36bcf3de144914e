/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include <nettle/sha2.h>

G_BEGIN_DECLS

/*
 * Inside the room: SHA-256 while a file is read. With nettle and not GChecksum, because it uses the
 * processor's own instructions where there are any (a benchmark measures it).
 */

/** bb_digest_finish: (transfer full): ends @context, lower-case hex. */
char *bb_digest_finish (struct sha256_ctx *context);

G_END_DECLS
