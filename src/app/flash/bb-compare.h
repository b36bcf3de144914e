/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbCompare: The properties of drive and image side by side, with a sign for same, different or changing. Matching
 * properties are in a closed expander. */
#define BB_TYPE_COMPARE (bb_compare_get_type ())
G_DECLARE_FINAL_TYPE (BbCompare, bb_compare, BB, COMPARE, GtkBox)

/** bb_compare_show: Shows the properties of @drive, which has @facts, beside those of @image; only the heading if
 * @image was not identified. @changes: whether properties that are not of the hardware would become those of @image;
 * else they have no sign unless they are the same, because the image cannot be flashed. */
void bb_compare_show (BbCompare *self, BbEngineDrive *drive, BbFacts *facts, BbImage *image, gboolean changes);

G_END_DECLS
