/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

/** plan_find_capture: Returns the index of the capture @name, %BB_CAPTURE_NONE if there is none. */
guint plan_find_capture (BbPlan *plan, const char *name);
/** plan_endangers: TRUE if an interruption at some step of @plan leaves the drive without valid firmware. */
gboolean plan_endangers (BbPlan *plan);
/** plan_dup_stream: Returns (transfer full) a line "CDB direction length" for each command, as in the test
 * vectors. */
char *plan_dup_stream (BbPlan *plan);

G_END_DECLS
