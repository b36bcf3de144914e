/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nec-vectors.h"

G_BEGIN_DECLS

/* Boot codes as the test vectors make them. */

/** nec_boot_code: (transfer full): fill, the code at 0x100, the version at 0x104, its own sum in the last word. */
GByteArray *nec_boot_code (gsize length_bytes, guint32 seed, const char *code, const char *version);

/** nec_boot_file: (transfer full): the same with the target's identity and the file's sum behind it; @digits, @rid
 * (nullable): zeros. */
GByteArray *nec_boot_file (GByteArray *boot_code, const char *id, const char *digits, const char *rid);

/** nec_boot_image: (transfer full): identified as boot code for @target. */
BbImage *nec_boot_image (BbCatalog *catalog, GByteArray *bytes, const char *target);

G_END_DECLS
