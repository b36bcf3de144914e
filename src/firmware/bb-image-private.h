/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-image.h"

G_BEGIN_DECLS

/**
 * bb_image_new_loaded:
 * @sha256: (transfer full): of @bytes, lower-case hex
 * @path: (nullable): where it was read from
 *
 * Inside the room: an image whose hash was computed while it was read.
 */
BbImage *bb_image_new_loaded (GBytes *bytes, const char *name, const char *path, char *sha256);

/** bb_image_new_inside: a file that was unpacked from @whole, not identified yet. @damage: (nullable): see
 * bb_image_get_damage(). */
BbImage *bb_image_new_inside (BbImage *whole, GBytes *bytes, const char *inside, const char *damage);

G_END_DECLS
