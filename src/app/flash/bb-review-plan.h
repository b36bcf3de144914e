/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/flow/bb-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bb_review_plan_add_restored: Adds a row to @list that names the backup to restore. Returns FALSE if @review
 * restores no backup; then no row is added. */
gboolean bb_review_plan_add_restored (GtkListBox *list, BbReview *review);
/** bb_review_plan_add_warnings: Adds a row to @list for each %BB_READINESS_BRIDGE_UNTESTED of @review: a warning that
 * Burnback does not test the USB bridge before it writes. Returns the number of rows; 0 if the image is refused. */
guint bb_review_plan_add_warnings (GtkListBox *list, BbReview *review);
/** bb_review_plan_fill_requirements: Replaces the rows of @list by a row for each state in @readiness (nullable)
 * (element-type BbReadiness), with its remedy. Leaves out the states for which bb_review_plan_add_warnings() adds a
 * row. Returns FALSE if @list has no rows. */
gboolean bb_review_plan_fill_requirements (GtkListBox *list, BbReview *review, GPtrArray *readiness);
/** bb_review_plan_fill: Replaces the rows of @list by rows about what @review will do: the backup that is made, what
 * is written and what stays unchanged. Without a plan in @review there are no rows about writing. */
void bb_review_plan_fill (GtkListBox *list, BbReview *review);

G_END_DECLS
