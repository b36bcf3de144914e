/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbCompare: The properties of drive and image side by side, with a sign for same, different or changing. Matching
 * properties are in a closed expander. */
#define BB_TYPE_COMPARE (bb_compare_get_type ())
G_DECLARE_FINAL_TYPE (BbCompare, bb_compare, BB, COMPARE, GtkBox)

/** bb_compare_show: Shows the properties of @drive, which has the facts of @review, beside those of the image of
 * @review. A sign between the two values of a property says whether they are equal, differ, or change with the flash.
 * If the image was not identified, shows only the heading. @changes: %FALSE if the image cannot be flashed; a
 * difference that a flash would remove then has no sign. */
void bb_compare_show (BbCompare *self, BbEngineDrive *drive, const BbReview *review, gboolean changes);

G_END_DECLS
