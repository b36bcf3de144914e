/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nec-vectors.h"

G_BEGIN_DECLS

/* Boot codes like those of the test vectors. */

/** nec_boot_code: Returns (transfer full) pseudo-random bytes with the type code at 0x100, the version at 0x104 and a
 * right checksum in the last two bytes. */
GByteArray *nec_boot_code (gsize length_bytes, guint32 seed, const char *code, const char *version);

/** nec_boot_file: Returns (transfer full) @boot_code followed by the identity texts and the checksum of the file.
 * @digits, @rid: (nullable): %NULL for bytes of the value 0. */
GByteArray *nec_boot_file (GByteArray *boot_code, const char *id, const char *digits, const char *rid);

/** nec_boot_image: Returns (transfer full) @bytes, identified as boot code for @target. */
BbImage *nec_boot_image (BbCatalog *catalog, GByteArray *bytes, const char *target);

G_END_DECLS
