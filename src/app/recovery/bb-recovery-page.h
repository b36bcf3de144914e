/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"
#include "job/operation/bb-rescue.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRecoveryPage: the assistant for a drive in trouble: what is believed and why, and the steps that may bring it
 * back, one after the other. What to do comes from job/bb-rescue.h. Its buttons are actions of the drive's view:
 * "drive.recover", "drive.recover-with-file", "drive.verify".
 */
#define BB_TYPE_RECOVERY_PAGE (bb_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (BbRecoveryPage, bb_recovery_page, BB, RECOVERY_PAGE, GtkBox)

/** bb_recovery_page_new: @operation: (nullable): of the drive, which may come and go. %NULL: a drive that was never
 * detected */
GtkWidget *bb_recovery_page_new (BbEngine *engine, BbOperation *operation);
/** bb_recovery_page_focus: the step to take. */
void bb_recovery_page_focus (BbRecoveryPage *self);
/**
 * bb_recovery_page_take_result:
 *
 * What became of the step that was to be taken. Returns: %TRUE: it did not help and the page says why; another step,
 * or this one once more, is next
 */
gboolean bb_recovery_page_take_result (BbRecoveryPage *self, BbResult *result);
/** bb_recovery_page_take_over: goes on where @other was, for the same drive at another place. */
void bb_recovery_page_take_over (BbRecoveryPage *self, BbRecoveryPage *other);

G_END_DECLS
