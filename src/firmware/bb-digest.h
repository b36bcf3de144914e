/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include <nettle/sha2.h>

G_BEGIN_DECLS

/* Private to firmware/: SHA-256 that is computed while a file is read. It uses nettle instead of GChecksum, because
 * nettle uses the SHA instructions of the processor. */

/** bb_digest_finish: Returns (transfer full) the digest of @context in lower-case hex; @context cannot be used
 * afterwards. */
char *bb_digest_finish (struct sha256_ctx *context);

G_END_DECLS
