/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-image.h"

G_BEGIN_DECLS

/**
 * bb_image_new_loaded:
 * @path: (nullable): path of the file
 * @sha256: (transfer full): digest of @bytes in lower-case hex
 *
 * Private to firmware/: returns (transfer full) an image whose digest was computed while the file was read.
 */
BbImage *bb_image_new_loaded (GBytes *bytes, const char *name, const char *path, char *sha256);

/** bb_image_new_inside: Returns (transfer full) an unidentified image with @bytes, the content of a file that was
 * unpacked from @whole. The image has name and path of @whole. @inside: see bb_image_get_inside(); @damage:
 * (nullable): see bb_image_get_damage(). */
BbImage *bb_image_new_inside (BbImage *whole, GBytes *bytes, const char *inside, const char *damage);

G_END_DECLS
