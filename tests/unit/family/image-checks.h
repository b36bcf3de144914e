/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "firmware/bb-image.h"

G_BEGIN_DECLS

/** identify_only_image: Returns (transfer full) the image in a file with these bytes, which has one image. */
BbImage *identify_only_image (GBytes *bytes);

/** assert_sha256: asserts the SHA-256 of @bytes, in lower-case hexadecimal. */
void assert_sha256 (GBytes *bytes, const char *wanted);

/** assert_part_sha256: as assert_sha256(), of @length_bytes bytes of @bytes from @offset on. */
void assert_part_sha256 (GBytes *bytes, gsize offset, gsize length_bytes, const char *wanted);

G_END_DECLS
