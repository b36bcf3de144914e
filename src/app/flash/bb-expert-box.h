/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/flow/bb-consent.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbExpertBox: Says that an operation is for experts, with a button. While the setting "expert" is off, the button
 * opens the settings; while it is on, the button turns it off. */
#define BB_TYPE_EXPERT_BOX (bb_expert_box_get_type ())
G_DECLARE_FINAL_TYPE (BbExpertBox, bb_expert_box, BB, EXPERT_BOX, GtkBox)

/** bb_expert_box_show: Shows the box if @consent can be granted only by experts, else hides it. Call it again when
 * the setting "expert" has changed. @consent: (nullable)
 *
 * Returns: %TRUE if the setting must be turned on first */
gboolean bb_expert_box_show (BbExpertBox *self, const BbConsent *consent);

G_END_DECLS
